"""From a dossier to the arrays in which questions about levers are asked."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import Arrays, arrays, setting
from irenic.errors import Inapplicable
from irenic.theory.leverage import Aim, Kind, Leverage, needed, scales, shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from irenic.dossier.model import Dossier, Lever
    from irenic.theory.packages import Floats


@dataclass(frozen=True, eq=False)
class Levers:
    """The levers of a dossier as arrays, and the names of what stands in them.

    ``given`` has the packages in the base scenario without any lever; ``levers`` and
    ``scenarios`` name the rows of ``case``, the base scenario first.
    """

    given: Arrays
    levers: tuple[str, ...]
    scenarios: tuple[str, ...]
    case: Leverage

    @property
    def dossier(self) -> Dossier:
        """The dossier in question."""
        return self.given.dossier

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties of the space, the required ones first."""
        return self.given.parties

    @property
    def required(self) -> tuple[str, ...]:
        """The parties whose consent a settlement needs."""
        return self.given.required

    def named(self, levers: Iterable[int]) -> list[str]:
        """The slugs of levers given by number."""
        return [self.levers[lever] for lever in levers]

    def numbers(self, levers: Iterable[str]) -> tuple[int, ...]:
        """The numbers of levers given by slug."""
        return tuple(self.levers.index(lever) for lever in levers)

    def entry(self, lever: int) -> Lever:
        """A lever of the dossier by its number."""
        return self.dossier.levers[self.levers[lever]]

    def points(self, values: Floats) -> dict[str, float]:
        """Points by party, without the parties that have none (NaN)."""
        pairs = zip(self.parties, values.tolist(), strict=True)
        return {party: value + 0.0 for party, value in pairs if not math.isnan(value)}

    def completed(self, lever: int) -> tuple[int, ...]:
        """The lever with all that it needs, and what these need."""
        return tuple(sorted(needed(self.case, lever)))


def levers_of(dossier: Dossier, scenario: str | None = None) -> Levers:
    """The levers of ``dossier`` as arrays, with ``scenario`` (default: the first) as base.

    Numbers are the modes of the judgements. Raises
    :class:`~irenic.errors.Inapplicable` for a dossier without levers, issues, scenarios or
    required parties, and where one of these has no reservation value in the base scenario;
    :class:`~irenic.errors.UsageError` for a scenario that is not there.
    """
    missing = [] if dossier.levers else ["at least one lever (levers)"]
    try:
        given = arrays(dossier, setting(dossier, scenario))
    except Inapplicable as error:
        raise Inapplicable("leverage", [*missing, *error.missing]) from error
    if missing:
        raise Inapplicable("leverage", missing)
    base = given.setting.scenario
    threatened = [lever.scenario for lever in dossier.levers.values() if lever.scenario]
    scenarios = tuple(dict.fromkeys((base, *threatened)))
    slugs = tuple(dossier.levers)
    return Levers(given, slugs, scenarios, _case(given, slugs, scenarios))


def _case(given: Arrays, slugs: Sequence[str], scenarios: Sequence[str]) -> Leverage:
    dossier, parties = given.dossier, given.parties
    entries = [dossier.levers[slug] for slug in slugs]
    space = replace(given.space, constant=np.zeros(len(parties)))
    places = {party: place for place, party in enumerate(parties)}
    rows = {slug: place for place, slug in enumerate(scenarios)}
    return Leverage(
        space=space,
        reservation=np.array(
            [[dossier.scenarios[s].mode(p, np.nan) for p in parties] for s in scenarios]
        ),
        effect=np.array([[_effect(entry, p) for p in parties] for entry in entries]),
        cost=np.array([[entry.cost.mode(p) for p in parties] for entry in entries]),
        kind=tuple(Kind(entry.kind) for entry in entries),
        by=tuple(places.get(entry.by, -1) for entry in entries),
        scenario=tuple(-1 if e.scenario is None else rows[e.scenario] for e in entries),
        divisible=tuple(entry.divisible for entry in entries),
        needs=tuple(_places(slugs, entry.needs) for entry in entries),
        excludes=tuple(_places(slugs, entry.excludes) for entry in entries),
        audience_cost=np.array([_audience_cost(entry) for entry in entries]),
        scale=scales(space),
        quorum=dossier.quorum,
        vetoes=tuple(places[party] for party in dossier.veto),
    )


def _effect(entry: Lever, party: str) -> float:
    return entry.worth.mode(party) - entry.cost.mode(party) + entry.relief.mode(party)


def _audience_cost(entry: Lever) -> float:
    return 0.0 if entry.audience_cost is None else entry.audience_cost.mode


def _places(slugs: Sequence[str], named: Iterable[str]) -> tuple[int, ...]:
    return tuple(slugs.index(slug) for slug in named)


WEIGHTINGS: Mapping[str, str] = {
    "shares": "what each lever costs those who bear it, as shares of their own scales, added up",
    "levers": "the number of levers in force",
}
"""How the cost of a set of levers can be counted."""


def aim(levers: Levers, margin: float, weighting: str, without: Sequence[int]) -> Aim:
    """What is asked of an opening, by a weighting of :data:`WEIGHTINGS`."""
    if weighting == "levers":
        return Aim(margin, np.ones(len(levers.levers)), whole=True, without=tuple(without))
    return Aim(margin, shares(levers.case), without=tuple(without))


def moves(levers: Levers) -> dict[str, dict[str, float]]:
    """How far each lever moves whom: its effect at scale 1; zeros are left out.

    For a threat also what the change from the base scenario to its own adds: the fall of
    the party's reservation value. Parties without a value in its scenario are left out.
    """
    case = levers.case
    found = {}
    for lever, slug in enumerate(levers.levers):
        change = case.effect[lever]
        if case.scenario[lever] >= 0:
            change = change + case.reservation[0] - case.reservation[case.scenario[lever]]
        found[slug] = {p: v for p, v in levers.points(change).items() if v != 0}
    return found
