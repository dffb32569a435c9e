"""Levers that open a deal: what a set of levers and a package are worth, exactly.

A settlement is a package x with a set S of levers in force, each at a scale from 0 to 1
(1 for a lever that is not divisible). The gain of party p is (docs/theory/leverage.md)::

    gain_p(x, S) = worth_p(x) + sum over S of scale * (worth_p - cost_p + relief_p)
                   - reservation_p(scenario of S)

The rules:

* A *threat* brings about its no-deal scenario. It is *credible* when, talks having failed,
  the party that makes it does not prefer to back down (Schelling, T. C., The Strategy of
  Conflict, 1960, ch. 2; audience costs: Fearon, J. D., American Political Science Review
  88, 1994)::

      reservation_by(its scenario) >= reservation_by(base scenario) - audience cost

  An incredible threat never counts.
* Exactly one scenario holds: that of the threats in force, which all name the same one,
  or else the base scenario.
* An *incentive*, a *reassurance* or *pressure* counts only if the party that pulls it has
  an acceptable gain from the settlement (0 or more, and no red line of its own crossed),
  whether or not its consent to the package is required.
* A lever in force has all that it needs in force and nothing that it excludes.
* A settlement *opens* a deal at a margin when every required party, or as many as the
  quorum asks for and all vetoes among them, gains the margin or more and no red line of
  theirs is crossed.

A divisible lever may be in force at any scale, 0 included: promised, and not drawn upon.

Gains are compared as everywhere, in whole units of the tolerance
(:mod:`irenic.theory.packages`), unless a lever is in force in part: no such gain is exact,
and it counts within :data:`DIVISIBLE` points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from irenic.theory.packages import (
    UNITS,
    Floats,
    Indices,
    Space,
    contains,
    gains_of,
    in_points,
    rounded,
)
from irenic.theory.programme import Choice

DIVISIBLE = 1e-6
"""Points within which a gain counts as enough where a divisible lever is in force in part."""


class Kind(StrEnum):
    """What a lever does (the kinds of :class:`irenic.dossier.model.Lever`)."""

    THREAT = "threat"
    INCENTIVE = "incentive"
    REASSURANCE = "reassurance"
    PRESSURE = "pressure"


@dataclass(frozen=True, eq=False)
class Leverage:
    """The levers of a case as arrays; L levers, P parties, R scenarios.

    ``space``: the packages for all P parties with a reservation value in the base
    scenario, the required ones first, constant 0. ``reservation`` (R, P): points, NaN where
    a party has none; row 0 is the base scenario. ``effect`` (L, P): worth - cost + relief at
    scale 1. ``cost`` (L, P): what each lever costs each party at scale 1, 0 or more.
    ``kind`` (L). ``by`` (L): the party that pulls it, -1 for one that is not in the space.
    ``scenario`` (L): the row a threat brings about, -1 for the other kinds. ``divisible``
    (L). ``needs`` and ``excludes`` (L): numbers of other levers. ``audience_cost`` (L):
    points that ``by`` loses when it backs down from a threat, 0 or more. ``quorum``:
    consents of required parties that suffice (None: all); ``vetoes``: required parties that
    must be among them. ``scale`` (P): points at stake for each party (see :func:`scales`),
    more than 0.
    """

    space: Space
    reservation: Floats
    effect: Floats
    cost: Floats
    kind: tuple[Kind, ...]
    by: tuple[int, ...]
    scenario: tuple[int, ...]
    divisible: tuple[bool, ...]
    needs: tuple[tuple[int, ...], ...]
    excludes: tuple[tuple[int, ...], ...]
    audience_cost: Floats
    scale: Floats
    quorum: int | None = None
    vetoes: tuple[int, ...] = ()

    @property
    def levers(self) -> int:
        """Number of levers."""
        return len(self.kind)

    @cached_property
    def unusable(self) -> dict[int, Unusable]:
        """What :func:`unusable` finds."""
        return unusable(self)


def scales(space: Space) -> Floats:
    """Points at stake for each party (P,): best minus worst option, summed over the issues.

    A party that no issue concerns is given the mean of the others' scales, and 1 where no
    party has any.
    """
    found: Floats = np.zeros(len(space.constant))
    for table in space.worth:
        found += table.max(axis=1) - table.min(axis=1)
    own = found[found > 0]
    found[found <= 0] = own.mean() if own.size else 1.0
    return found


def shares(case: Leverage) -> Floats:
    """What each lever costs (L,): its costs as shares of each payer's own scale, added up.

    Shares of different parties are added: a stated weighting, not a sum of points.
    """
    found: Floats = (case.cost / case.scale).sum(axis=1)
    return found


@dataclass(frozen=True)
class Threat:
    """A threat, whether it is credible, and how many points it lacks (0 when it is).

    ``shortfall`` is NaN, and the threat not credible, where its maker has no reservation
    value in one of the scenarios.
    """

    lever: int
    credible: bool
    shortfall: float


def threats(case: Leverage) -> tuple[Threat, ...]:
    """Every threat of the case, in order."""
    return tuple(_threat(case, i) for i in range(case.levers) if case.kind[i] is Kind.THREAT)


def _threat(case: Leverage, lever: int) -> Threat:
    maker = case.by[lever]
    if maker < 0:
        return Threat(lever, False, float("nan"))
    base, then = case.reservation[0, maker], case.reservation[case.scenario[lever], maker]
    lacks = float(rounded((base - case.audience_cost[lever] - then) * UNITS))
    return Threat(lever, lacks <= 0, float(np.maximum(lacks, 0.0)) / UNITS)


class Unusable(StrEnum):
    """Why a lever can never be in force."""

    NO_RESERVATION = "no-reservation"  # its party has no reservation value (base, or threatened)
    SCENARIO = "scenario"  # a required party has no reservation value in its scenario
    INCREDIBLE = "incredible"  # a threat that its maker would back down from
    NEEDS = "needs"  # it needs an unusable lever, itself, or one that does not go with it


def unusable(case: Leverage) -> dict[int, Unusable]:
    """The levers that can never be in force, with the first reason that applies."""
    found: dict[int, Unusable] = {}
    required = case.reservation[:, : case.space.required]
    for lever, maker in enumerate(case.by):
        rows = [0, case.scenario[lever]] if case.kind[lever] is Kind.THREAT else [0]
        if maker < 0 or np.isnan(case.reservation[rows, maker]).any():
            found[lever] = Unusable.NO_RESERVATION
        elif np.isnan(required[rows]).any():
            found[lever] = Unusable.SCENARIO
        elif len(rows) > 1 and not _threat(case, lever).credible:
            found[lever] = Unusable.INCREDIBLE
    hopeless = [
        lever
        for lever in range(case.levers)
        if lever not in found and not _together(case, needed(case, lever), found)
    ]
    return dict(sorted({**found, **dict.fromkeys(hopeless, Unusable.NEEDS)}.items()))


def needed(case: Leverage, lever: int) -> frozenset[int]:
    """The lever, what it needs, what that needs, and so on."""
    return _closure(case.needs, lever)


def needing(case: Leverage, levers: Iterable[int]) -> frozenset[int]:
    """The levers, what needs any of them, what needs those, and so on."""
    users = tuple(
        tuple(i for i in range(case.levers) if lever in case.needs[i])
        for lever in range(case.levers)
    )
    return frozenset().union(*(_closure(users, lever) for lever in levers))


def _closure(edges: Sequence[Sequence[int]], start: int) -> frozenset[int]:
    found: set[int] = set()
    stack = [start]
    while stack:
        lever = stack.pop()
        if lever not in found:
            found.add(lever)
            stack += edges[lever]
    return frozenset(found)


def go_together(case: Leverage, levers: frozenset[int]) -> bool:
    """Whether all that these levers need is among them, and none excludes another."""
    complete = all(levers.issuperset(case.needs[i]) for i in levers)
    return complete and _together(case, levers, case.unusable)


def _together(case: Leverage, levers: frozenset[int], barred: Iterable[int]) -> bool:
    """Whether none of ``levers`` is barred, excludes another or threatens otherwise."""
    scenarios = {case.scenario[i] for i in levers if case.kind[i] is Kind.THREAT}
    excluded = {other for i in levers for other in case.excludes[i]}
    return len(scenarios) < 2 and levers.isdisjoint(barred) and levers.isdisjoint(excluded)


@dataclass(frozen=True, eq=False)
class Aim:
    """What is asked of an opening.

    ``margin``: points that those who consent gain at least. ``weights`` (L,): what a lever
    at scale 1 adds to the cost, 0 or more; None: :func:`shares`. ``whole``: a lever in
    force weighs fully at any scale (with weights of 1: the number of levers). ``without``:
    levers that must not be used. ``spared``: required parties whose consent is not asked
    (the quorum is then at most the number of the others).
    """

    margin: float = 0.0
    weights: Floats | None = None
    whole: bool = False
    without: tuple[int, ...] = ()
    spared: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Opening:
    """A settlement: a package with levers in force.

    ``levers`` in force in increasing order; ``scales`` (L,), 0 where not in force;
    ``scenario``: the row that holds; ``choice``: the package; ``gains`` (P,) in points, NaN
    for a party without a reservation value in that scenario; ``level``: the highest margin
    at which the consent rule is met (the smallest gain of the required parties; with a
    quorum that of the best-placed quorum; -inf where red lines forbid it); ``cost`` by the
    weights asked for.
    """

    levers: tuple[int, ...]
    scales: Floats
    scenario: int
    choice: Choice
    gains: Floats
    level: float
    cost: float


def settlement(
    case: Leverage,
    choice: Sequence[int],
    scales: Floats,
    aim: Aim | None = None,
    levers: Sequence[int] | None = None,
) -> Opening:
    """The package ``choice`` with ``levers`` in force at these ``scales`` (L,), exactly.

    ``levers``: None for those whose scale is above 0. Whether the settlement opens a deal,
    or these levers can be in force at all, is another question: :func:`faults`. Raises
    ValueError for scales outside 0 to 1 or, for a lever in force that is not divisible,
    other than 1, for a lever that is not in force at a scale, and for threats of two
    scenarios.
    """
    aim = aim or Aim()
    held = tuple(np.flatnonzero(scales > 0).tolist() if levers is None else sorted(set(levers)))
    _check_scales(case, scales, held)
    scenario = scenario_of(case, held)
    units = gains_of(case.space, _arrays(choice))[:, 0] + (scales @ case.effect) * UNITS
    units = rounded(units - case.reservation[scenario] * UNITS)
    weights = shares(case) if aim.weights is None else aim.weights
    cost = weights[list(held)].sum() if aim.whole else weights @ scales
    return Opening(
        held,
        scales,
        scenario,
        tuple(int(option) for option in choice),
        in_points(units),
        _level(case, choice, units, aim),
        float(rounded(np.array(cost * UNITS)) / UNITS),
    )


def _check_scales(case: Leverage, scales: Floats, held: tuple[int, ...]) -> None:
    whole = [i for i in held if not case.divisible[i]]
    rest = np.delete(scales, list(held))
    if not ((scales >= 0) & (scales <= 1)).all() or rest.any() or (scales[whole] != 1).any():
        raise ValueError(
            "scales are 1 for a lever in force, 0 to 1 for a divisible one, 0 for the others; "
            f"found {scales.tolist()} with the levers {held} in force"
        )


def scenario_of(case: Leverage, levers: Iterable[int]) -> int:
    """The scenario that the threats among ``levers`` bring about; ValueError for two."""
    found = {case.scenario[i] for i in levers if case.kind[i] is Kind.THREAT}
    if len(found) > 1:
        raise ValueError(f"threats of different scenarios are in force: {sorted(found)}")
    return found.pop() if found else 0


def asked(case: Leverage, aim: Aim) -> tuple[tuple[int, ...], int, frozenset[int]]:
    """The consent rule: whose consent is asked, how many suffice, whose must be among them."""
    parties = tuple(p for p in range(case.space.required) if p not in aim.spared)
    count = len(parties) if case.quorum is None else min(case.quorum, len(parties))
    return parties, count, frozenset(case.vetoes).intersection(parties)


def _level(case: Leverage, choice: Sequence[int], units: Floats, aim: Aim) -> float:
    """The highest margin at which the consent rule is met, in points."""
    parties, count, vetoes = asked(case, aim)
    crossing = crossed_by(case, choice)
    best = {p: -np.inf if p in crossing or np.isnan(units[p]) else units[p] for p in parties}
    ranked = sorted(best.values(), reverse=True)[:count]
    return float(min([*ranked, *(best[p] for p in vetoes)], default=np.inf)) / UNITS


def crossed_by(case: Leverage, choice: Sequence[int]) -> frozenset[int]:
    """The parties whose red lines a package crosses."""
    options = _arrays(choice)
    return frozenset(r.party for r in case.space.red_lines if contains(options, r.never)[0])


class Fault(StrEnum):
    """Why a settlement does not count or does not open a deal."""

    UNUSABLE = "unusable"  # subject: a lever that can never be in force
    NEEDS = "needs"  # a lever without one it needs
    EXCLUDES = "excludes"  # a lever beside one it excludes
    FUNDER = "funder"  # a lever whose party would not accept the settlement
    CONSENT = "consent"  # subject: a required party that gains less than the margin
    RED_LINE = "red-line"  # subject: a required party whose red line is crossed


def faults(
    case: Leverage, opening: Opening, aim: Aim | None = None
) -> tuple[tuple[Fault, int], ...]:
    """All that keeps ``opening`` from opening a deal at ``aim``: (fault, lever or party).

    Empty exactly where it opens one. Under a quorum, refusals are listed only where too many
    refuse or a veto is among them. ``aim.without`` is not looked at.
    """
    aim = aim or Aim()
    found = lever_faults(case, opening)
    if enough(case, opening, opening.level, aim.margin):
        return found
    crossing = crossed_by(case, opening.choice)
    parties = asked(case, aim)[0]
    refused = [(Fault.RED_LINE, p) for p in parties if p in crossing] + [
        (Fault.CONSENT, p)
        for p in parties
        if p not in crossing and not enough(case, opening, opening.gains[p], aim.margin)
    ]
    return (*found, *refused)


def lever_faults(case: Leverage, opening: Opening) -> tuple[tuple[Fault, int], ...]:
    """Why the levers of ``opening`` do not count: (fault, lever)."""
    held = opening.levers
    accepting = acceptors(case, opening)
    found = [(Fault.UNUSABLE, i) for i in held if i in case.unusable]
    found += [(Fault.NEEDS, i) for i in held if not set(case.needs[i]).issubset(held)]
    found += [(Fault.EXCLUDES, i) for i in held if not set(case.excludes[i]).isdisjoint(held)]
    found += [
        (Fault.FUNDER, i)
        for i in held
        if case.kind[i] is not Kind.THREAT and case.by[i] >= 0 and case.by[i] not in accepting
    ]
    return tuple(found)


def acceptors(case: Leverage, opening: Opening) -> frozenset[int]:
    """The parties to whom a settlement is acceptable: gain 0 or more, no red line crossed."""
    gaining = (p for p, gain in enumerate(opening.gains) if enough(case, opening, gain, 0.0))
    return frozenset(gaining) - crossed_by(case, opening.choice)


def enough(case: Leverage, opening: Opening, gain: float, margin: float) -> bool:
    """Whether a gain (points) from ``opening`` reaches ``margin``; NaN does not."""
    partly = any(0 < opening.scales[i] < 1 for i in opening.levers)
    slack = DIVISIBLE if partly else 0.5 / UNITS
    return bool(gain >= margin - slack)


def _arrays(choice: Sequence[int]) -> tuple[Indices, ...]:
    return tuple(np.array([option], dtype=np.int64) for option in choice)
