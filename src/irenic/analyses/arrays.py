"""From a dossier to arrays: the packages, and what they are worth to each party.

For party p, package x and levers S in force (docs/theory/agreement.md)::

    gain_p(x, S) = sum over issues of worth_p + joint worth that x triggers
                   + sum over S of (worth_p - cost_p)
                   - (reservation_p(scenario of S) - sum over S of relief_p)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from irenic.dossier.problems import nearest
from irenic.errors import Inapplicable, UsageError
from irenic.theory.packages import Combination, JointTerm, RedLine, Space

if TYPE_CHECKING:
    from irenic.dossier.model import Condition, Dossier, Judgement, Row


LARGEST = 1_000_000_000
"""Packages that are listed at most; at about thirty million a second it takes half a minute."""


ISSUES = 60
"""Issues at most: arrays have one axis an issue, and numpy has at most 64."""


@dataclass(frozen=True)
class Setting:
    """The no-deal scenario and the levers in force.

    ``overruled``: scenarios that threats in force would bring about, had no other been
    asked for.
    """

    scenario: str
    levers: tuple[str, ...]
    overruled: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Arrays:
    """A dossier in a setting as arrays.

    ``parties``: those with a reservation value in the scenario, the required ones first,
    else in the order of the dossier; ``silent``: the others. ``reservation``: what each of
    ``parties`` gets without a deal, relief taken off (points). ``issues`` and ``options``
    name the axes of ``space``.
    """

    dossier: Dossier
    setting: Setting
    parties: tuple[str, ...]
    silent: tuple[str, ...]
    reservation: tuple[float, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    space: Space

    @property
    def required(self) -> tuple[str, ...]:
        """The parties whose consent a settlement needs."""
        return self.parties[: self.space.required]

    def package(self, index: int) -> dict[str, str]:
        """The package of that index, as issue -> option."""
        chosen = np.unravel_index(index, self.space.shape)
        return {
            issue: options[int(place)]
            for issue, options, place in zip(self.issues, self.options, chosen, strict=True)
        }

    def index(self, package: Mapping[str, str]) -> int:
        """The index of a package that settles every issue."""
        places = [
            options.index(package[issue])
            for issue, options in zip(self.issues, self.options, strict=True)
        ]
        return int(np.ravel_multi_index(places, self.space.shape))

    def crossed(self, package: Mapping[str, str]) -> list[tuple[str, Condition]]:
        """The red lines of any party that ``package`` crosses."""
        return [
            (party, never)
            for party, lines in self.dossier.red_lines.items()
            for never in lines.never
            if holds(never, package)
        ]


def holds(condition: Condition, package: Mapping[str, str]) -> bool:
    """Whether ``package`` has, for every issue named, one of the options given."""
    return all(package[issue] in options for issue, options in condition.options.items())


def setting(dossier: Dossier, scenario: str | None = None, levers: Sequence[str] = ()) -> Setting:
    """The setting in which ``levers`` are in force (named twice counts once).

    The no-deal scenario is ``scenario``, or else the one a threat in force names, or else
    the first of the dossier.

    Raises :class:`~irenic.errors.UsageError` for a lever or scenario that is not there, a
    lever without one it needs or beside one it excludes, and threats of two scenarios;
    :class:`~irenic.errors.Inapplicable` for a dossier without a scenario.
    """
    chosen = tuple(dict.fromkeys(levers))
    for lever in chosen:
        known("lever", lever, dossier.levers)
    if scenario is not None:
        known("scenario", scenario, dossier.scenarios)
    if not dossier.scenarios:
        raise Inapplicable("agreement", ["a no-deal scenario with reservation values (scenarios)"])
    _check_levers(dossier, chosen)
    threats = {
        lever: named for lever in chosen if (named := dossier.levers[lever].scenario) is not None
    }
    threatened = tuple(dict.fromkeys(threats.values()))
    if scenario is not None:
        return Setting(scenario, chosen, tuple(t for t in threatened if t != scenario))
    if len(threatened) > 1:
        said = ", ".join(f"'{lever}' brings about '{named}'" for lever, named in threats.items())
        raise UsageError(f"threats of different scenarios are in force: {said}")
    return Setting(threatened[0] if threatened else next(iter(dossier.scenarios)), chosen)


def _check_levers(dossier: Dossier, chosen: tuple[str, ...]) -> None:
    """Levers in force have what they need and stand beside nothing they exclude."""
    faults = []
    for lever in chosen:
        entry = dossier.levers[lever]
        faults += [f"'{lever}' needs '{other}'" for other in entry.needs if other not in chosen]
        faults += [f"'{lever}' excludes '{other}'" for other in entry.excludes if other in chosen]
    if faults:
        raise UsageError(f"these levers cannot be in force together: {'; '.join(faults)}")


def known(kind: str, slug: str, candidates: Iterable[str]) -> str:
    """``slug``, if it is one of ``candidates``; UsageError with the nearest spelling if not."""
    names = list(candidates)
    if slug in names:
        return slug
    close = nearest(slug, names)
    hint = f"; did you mean '{close}'?" if close else ""
    listed = f" (there are {', '.join(names)})" if names and not close else ""
    raise UsageError(f"the dossier has no {kind} '{slug}'{hint or listed}")


def arrays(dossier: Dossier, where: Setting) -> Arrays:
    """``dossier`` in the setting ``where`` as arrays, from the modes of its judgements.

    Raises :class:`~irenic.errors.Inapplicable` for a dossier without issues or required
    parties, where a required party has no reservation value in the scenario, and for more
    than :data:`LARGEST` packages.
    """
    scenario = dossier.scenarios[where.scenario]
    required = tuple(dossier.parties) if dossier.required is None else dossier.required
    missing = [
        f"a reservation value for '{party}' in the scenario '{where.scenario}'"
        for party in required
        if party not in scenario
    ]
    if not dossier.issues:
        missing.append("at least one issue (issues)")
    if not required:
        missing.append("at least one required party (required)")
    if len(dossier.issues) > ISSUES:
        missing.append(f"at most {ISSUES} issues (there are {len(dossier.issues):,})")
    packages = math.prod(len(issue.options) for issue in dossier.issues.values())
    if packages > LARGEST:
        missing.append(
            f"a number of packages that can be listed: {packages:,} are more than {LARGEST:,}; "
            "settle or join some issues, or take options off the table"
        )
    if missing:
        raise Inapplicable("agreement", missing)
    parties = tuple(
        sorted((p for p in dossier.parties if p in scenario), key=lambda p: p not in required)
    )
    reservation = [
        scenario.mode(party)
        - sum(dossier.levers[lever].relief.mode(party) for lever in where.levers)
        for party in parties
    ]
    issues = tuple(dossier.issues)
    return Arrays(
        dossier,
        where,
        parties,
        tuple(p for p in dossier.parties if p not in scenario),
        tuple(reservation),
        issues,
        tuple(tuple(dossier.issues[issue].options) for issue in issues),
        _space(dossier, where, parties, len(required)),
    )


def _space(dossier: Dossier, where: Setting, parties: tuple[str, ...], required: int) -> Space:
    worth = tuple(
        np.array(
            [
                [issue.worth[party].mode(option) for option in issue.options]
                if party in issue.worth
                else [0.0] * len(issue.options)
                for party in parties
            ]
        )
        for issue in dossier.issues.values()
    )
    scenario = dossier.scenarios[where.scenario]
    levers = [dossier.levers[lever] for lever in where.levers]
    constant = [
        sum(lever.worth.mode(p) - lever.cost.mode(p) + lever.relief.mode(p) for lever in levers)
        - scenario.mode(p)
        for p in parties
    ]
    places = {party: place for place, party in enumerate(parties)}
    return Space(
        worth,
        np.array(constant, dtype=float),
        required,
        tuple(
            JointTerm(_combination(dossier, term.when), _row(term.worth, parties))
            for term in dossier.joint_worth
        ),
        tuple(
            RedLine(places[party], _combination(dossier, never))
            for party, lines in dossier.red_lines.items()
            if party in places
            for never in lines.never
        ),
    )


def _row(row: Row, parties: tuple[str, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([row.mode(party) for party in parties], dtype=float)


def _combination(dossier: Dossier, condition: Condition) -> Combination:
    """A condition in numbers of issues and options."""
    issues = list(dossier.issues)
    found: dict[int, tuple[int, ...]] = {}
    for issue, options in condition.options.items():
        names = list(dossier.issues[issue].options)
        found[issues.index(issue)] = tuple(sorted({names.index(option) for option in options}))
    return found


def gain_bounds(given: Arrays, package: Mapping[str, str], party: str) -> tuple[float, float]:
    """Outer bounds on the gain of ``party`` from ``package``: every judgement at its end at once.

    The lower bound takes the low end of each worth and relief and the high end of each
    cost and of the reservation value; the upper bound the other way round. The true
    gain lies between them if every judgement lies in its range, and seldom near either.
    """
    dossier, where = given.dossier, given.setting
    adds = [
        issue.worth[party].judgements[package[slug]]
        for slug, issue in dossier.issues.items()
        if party in issue.worth
    ]
    adds += [
        term.worth.judgements[party]
        for term in dossier.joint_worth
        if party in term.worth and holds(term.when, package)
    ]
    takes = [dossier.scenarios[where.scenario].judgements[party]]
    for lever in (dossier.levers[slug] for slug in where.levers):
        adds += [row.judgements[party] for row in (lever.worth, lever.relief) if party in row]
        takes += [lever.cost.judgements[party]] if party in lever.cost else []
    low = sum(_low(j) for j in adds) - sum(_high(j) for j in takes)
    return low, sum(_high(j) for j in adds) - sum(_low(j) for j in takes)


def _low(judgement: Judgement) -> float:
    return judgement.mode if judgement.low is None else judgement.low


def _high(judgement: Judgement) -> float:
    return judgement.mode if judgement.high is None else judgement.high
