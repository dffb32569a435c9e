"""What is compared: the plans, the best settlement found, and no deal, each as a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import arrays, gain_bounds, known, setting
from irenic.analyses.best_settlement import Carried, free, seek
from irenic.analyses.conclusions_agreement import AgreementExaminer, accepted, plan_package
from irenic.analyses.drawn_arrays import drawn_from
from irenic.analyses.leverage_arrays import Levers, levers_of
from irenic.analyses.robustness_task import Offer
from irenic.dossier.draws import draws
from irenic.dossier.model import Plan
from irenic.errors import Inapplicable
from irenic.theory.packages import UNITS, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.arrays import Arrays
    from irenic.dossier.draws import Draws
    from irenic.dossier.model import Dossier
    from irenic.theory.drawn import DrawnSpace
    from irenic.theory.packages import Floats
    from irenic.theory.programme import Choice, Clock

BEST, NOTHING = "best", "nothing"
"""Names of the columns that are no plan of the dossier."""


@dataclass(frozen=True, eq=False)
class Column:
    """What stands beside the others. ``kind``: ``plan``, ``best`` or ``nothing``.

    ``offer``: package and levers; None for no deal, and for a plan that cannot be asked here,
    which then lacks what is ``missing``.
    """

    name: str
    kind: str
    offer: Offer | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Best:
    """The package and levers that are carried in most draws of a sample.

    There those who pull the levers have to accept as well, and threats to be credible
    (:mod:`irenic.analyses.best_settlement`). ``share`` of ``sample`` draws in which it is
    carried and its ``bound``; of ``fresh`` draws in which it was not sought, in ``confirmed``
    those who are needed accept, and no more is asked, as of plans, and in ``carried`` it is.
    """

    package: Mapping[str, str]
    levers: tuple[str, ...]
    share: float
    bound: float
    sample: int
    confirmed: int = 0
    fresh: int = 0
    carried: int = 0

    @property
    def proven(self) -> bool:
        """Whether no other is carried in more draws of the sample."""
        return self.bound <= self.share


def columns_of(
    dossier: Dossier, plans: Sequence[str] | None, best: Best | None
) -> tuple[Dossier, tuple[Column, ...]]:
    """The columns in order: plans, the best settlement found, no deal.

    The dossier is given back with the best settlement among its plans, so that other
    analyses can be asked about it. A best settlement that is a plan already (:func:`same_plan`)
    has no column of its own. Raises UsageError for a plan that is not there.
    """
    wanted = list(dict.fromkeys(dossier.plans if plans is None else plans))
    for plan in wanted:
        known("plan", plan, dossier.plans)
    found = [_plan(dossier, plan, "plan") for plan in wanted]
    if best is not None and same_plan(dossier, plans, best) is None:
        name = free(BEST, dossier)
        entry = Plan(levers=best.levers, package=dict(best.package))
        dossier = dossier.model_copy(update={"plans": {**dossier.plans, name: entry}})
        found.append(_plan(dossier, name, "best"))
    return dossier, (*found, Column(free(NOTHING, dossier), "nothing"))


def same_plan(dossier: Dossier, plans: Sequence[str] | None, best: Best) -> str | None:
    """The first of ``plans`` (default all) with the package and the levers of ``best``."""
    for plan in dossier.plans if plans is None else plans:
        same = {*dossier.plans[plan].levers} == {*best.levers}
        if same and plan_package(dossier, plan) == dict(best.package):
            return plan
    return None


def _plan(dossier: Dossier, plan: str, kind: str) -> Column:
    package = plan_package(dossier, plan)
    if package is None:
        return Column(plan, kind, missing=("an option for every issue",))
    try:
        given = arrays(dossier, setting(dossier, None, dossier.plans[plan].levers))
    except Inapplicable as error:
        return Column(plan, kind, missing=tuple(error.missing))
    return Column(plan, kind, Offer(plan, given, given.choice(package)))


# The best settlement ---------------------------------------------------------------------


def best_settlement(  # what is drawn, how, how often, and how long it may take
    dossier: Dossier, shape: str, seed: int, sample: int, fresh: int, clock: Clock
) -> Best | None:  # fmt: skip
    """The settlement that :func:`irenic.analyses.best_settlement.seek` finds, counted again.

    Sought in ``sample`` draws, and counted again in ``fresh`` draws of the next seed. None
    with a quorum, without a sample, and where there is none. Raises Inapplicable.
    """
    if not sample or dossier.quorum is not None:
        return None
    drawn = draws(dossier, shape=shape, seed=seed)
    examiner = AgreementExaminer(dossier, None, (), tuple(dossier.plans), clock.left)
    found = seek(examiner, drawn, sample, clock)
    if found is None:
        return None
    most, settled = found
    package = settled.given.package(settled.choice)
    levers = tuple(settled.given.setting.levers)
    best = Best(package, levers, most.share, most.bound / most.draws, most.draws)
    return confirmed(dossier, best, draws(dossier, shape=shape, seed=seed + 1), fresh)


def confirmed(dossier: Dossier, found: Best, drawn: Draws, fresh: int) -> Best:
    """The same, counted in draws in which it was not sought."""
    given = arrays(dossier, setting(dossier, None, found.levers))
    choice = given.choice(found.package)
    asked = Carried(dossier, None, given, choice, bool(dossier.levers))
    held = carried = 0
    for start in range(0, fresh, 1024):
        values = drawn.values(start, min(start + 1024, fresh))
        held += int(accepted(given, choice, drawn.keys, values).sum())
        carried += int(asked.held(drawn.keys, values).sum())
    return replace(found, confirmed=held, fresh=fresh, carried=carried)


# Gains of whoever is worst off -------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Against:
    """A package measured against the first scenario of the dossier, without any relief.

    A threat or the pressure of a patron makes a package acceptable by making the alternative
    worse; whether anybody is better off than today is another question. ``given``: the
    package's levers in force in the first scenario.
    """

    given: Arrays
    choice: Choice

    def space(self, keys: Sequence[str], values: Floats) -> DrawnSpace:
        """The drawn space, in which relief adds nothing."""
        return drawn_from(self.given, keys, values).shifted(-self._relief(keys, values))

    def _relief(self, keys: Sequence[str], values: Floats) -> Floats:
        dossier, places = self.given.dossier, {key: place for place, key in enumerate(keys)}
        found = np.zeros((len(values), len(self.given.parties)))
        for slug in self.given.setting.levers:
            relief = dossier.levers[slug].relief
            for place, party in enumerate(self.given.parties):
                column = places.get(f"levers.{slug}.relief.{party}")
                if column is not None:
                    found[:, place] += values[:, column]
                else:
                    found[:, place] += relief.mode(party)
        return found

    @property
    def edges(self) -> Floats:
        """Outer bounds (required, 2) of the gains."""
        package, dossier = self.given.package(self.choice), self.given.dossier
        found = np.array([gain_bounds(self.given, package, p) for p in self.given.required])
        for slug in self.given.setting.levers:
            for place, party in enumerate(self.given.required):
                given = dossier.levers[slug].relief.judgements.get(party)
                if given is not None:
                    found[place] -= [
                        given.mode if given.high is None else given.high,
                        given.mode if given.low is None else given.low,
                    ]
        return found


def against_today(offer: Offer) -> Against | None:
    """``offer`` against today; None where somebody required has no value in that scenario."""
    dossier = offer.given.dossier
    try:
        first = next(iter(dossier.scenarios))
        given = arrays(dossier, setting(dossier, first, offer.given.setting.levers))
    except Inapplicable:
        return None
    return Against(given, offer.choice)


# Levers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What levers cost a party in points at the most likely values, and at the ends."""

    points: float = 0.0
    low: float = 0.0
    high: float = 0.0


def costs(dossier: Dossier, levers: Sequence[str]) -> dict[str, Cost]:
    """What ``levers`` cost each party that pays for any of them."""
    found: dict[str, Cost] = {}
    for lever in levers:
        for party, given in dossier.levers[lever].cost.judgements.items():
            so_far = found.get(party, Cost())
            low = given.mode if given.low is None else given.low
            high = given.mode if given.high is None else given.high
            found[party] = Cost(
                so_far.points + given.mode, so_far.low + low, so_far.high + high
            )  # fmt: skip
    return {party: cost for party, cost in found.items() if cost.high > 0}


def dearer(dossier: Dossier, levers: Sequence[str], other: Sequence[str]) -> dict[str, int]:
    """Whom ``levers`` cost more than ``other`` (1), less (-1), or neither for sure (0).

    Levers in both cost the same whatever their true cost, so only the rest is compared; a
    difference that the ranges of costs could turn round is 0.
    """
    mine = costs(dossier, [one for one in levers if one not in other])
    theirs = costs(dossier, [one for one in other if one not in levers])
    found = {}
    for party in dict.fromkeys((*mine, *theirs)):
        first, second = mine.get(party, Cost()), theirs.get(party, Cost())
        more = rounded(np.array([first.low - second.high, second.low - first.high]) * UNITS) > 0
        found[party] = int(more[0]) - int(more[1])
    return found


@dataclass(frozen=True, eq=False)
class Threats:
    """The threats among the levers of some offers: their numbers in ``levers``, by slug."""

    levers: Levers
    numbers: Mapping[str, int] = field(default_factory=dict)

    def of(self, offer: Offer) -> list[str]:
        """The threats of one offer."""
        return [lever for lever in offer.given.setting.levers if lever in self.numbers]


def threats_of(dossier: Dossier, offers: Sequence[Offer]) -> Threats | None:
    """The threats of all ``offers``; None where there is none."""
    named = dict.fromkeys(
        lever
        for offer in offers
        for lever in offer.given.setting.levers
        if dossier.levers[lever].scenario is not None
    )
    if not named:
        return None
    levers = levers_of(dossier)
    return Threats(levers, {lever: levers.levers.index(lever) for lever in named})
