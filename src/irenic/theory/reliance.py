"""What an opening rests on: if a lever fails, and what brings each party in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, combinations

from irenic.theory.lever_programme import Demand, Goal, LeverProgramme
from irenic.theory.leverage import (
    DIVISIBLE,
    Aim,
    Kind,
    Leverage,
    Opening,
    acceptors,
    asked,
    crossed_by,
    enough,
    needing,
    settlement,
)
from irenic.theory.openings import Found, cheapest
from irenic.theory.packages import Floats
from irenic.theory.programme import Clock


@dataclass(frozen=True)
class Withdrawal:
    """One round of a failure: levers that fall away, in increasing order, and whose doing.

    ``levers``: those gone in this round. ``funders``: the parties that withdraw because
    they would lose by the settlement as the round before left it (none in the first round,
    in which the lever itself fails with those that need it).
    """

    levers: tuple[int, ...]
    funders: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Failure:
    """What happens to an opening, its package fixed, when a lever fails.

    ``rounds``: the first holds the lever and what needs it; each later one the levers of
    funders that withdraw in consequence, and what needs those. ``first``: the settlement
    after the first round; ``last``: after the last. ``losers``: required parties below 0 (or
    below the margin) at the end, with what they lack (points). ``survives``: the consent
    rule is still met.
    """

    lever: int
    rounds: tuple[Withdrawal, ...]
    first: Opening
    last: Opening
    losers: tuple[tuple[int, float], ...]
    survives: bool


def if_fails(case: Leverage, opening: Opening, lever: int, aim: Aim | None = None) -> Failure:
    """What happens to ``opening`` when ``lever``, which is in force, fails.

    The package and the scales of the other levers stay; levers that need a lost one are
    lost; when the last threat of the scenario is lost the base scenario holds. Then
    every party that pulls an incentive, reassurance or pressure and would lose by what is
    left withdraws all of these, and so on until nobody does: rounds can only take levers
    away, so this ends. Whether a deal with another package exists without the lever:
    :func:`irenic.theory.openings.cheapest` with ``Aim(without=(lever,))``.

    Raises ValueError where ``lever`` is not in force in ``opening``.
    """
    if lever not in opening.levers:
        raise ValueError(f"lever {lever} is not in force; these are: {opening.levers}")
    aim = aim or Aim()
    gone = needing(case, [lever]).intersection(opening.levers)
    rounds = [Withdrawal(tuple(sorted(gone)), ())]
    first = left = _without(case, opening, gone, aim)
    while True:
        quitting = {i for i in left.levers if case.kind[i] is not Kind.THREAT} - _paid(case, left)
        if not quitting:
            break
        gone = needing(case, quitting).intersection(left.levers)
        funders = sorted({case.by[i] for i in quitting})
        rounds.append(Withdrawal(tuple(sorted(gone)), tuple(funders)))
        left = _without(case, left, gone, aim)
    losers = tuple(
        (party, aim.margin - float(left.gains[party]))
        for party in asked(case, aim)[0]
        if not enough(case, left, left.gains[party], aim.margin)
    )
    survives = enough(case, left, left.level, aim.margin)
    return Failure(lever, tuple(rounds), first, left, losers, survives)


def _paid(case: Leverage, opening: Opening) -> set[int]:
    """The levers in force whose party accepts the settlement."""
    accepting = acceptors(case, opening)
    return {i for i in opening.levers if case.by[i] in accepting}


def _without(case: Leverage, opening: Opening, gone: Iterable[int], aim: Aim) -> Opening:
    """The settlement with these levers no longer in force."""
    lost = set(gone)
    scales = opening.scales.copy()
    scales[list(lost)] = 0.0
    left = [i for i in opening.levers if i not in lost]
    return settlement(case, opening.choice, scales, aim, left)


@dataclass(frozen=True, eq=False)
class Consent:
    """What brings a required party in, at the package of an opening.

    ``without``: its gain with no lever in force (base scenario). ``threatened``: what the
    change of scenario adds. ``adds`` (L,): what each lever in force adds by its worth, cost
    and relief. So ``without + threatened + adds.sum()`` is its gain. ``pivotal``: the smallest
    sets of levers in force whose loss, with that of the levers that need them, makes it
    refuse (``refuses``: it does already); empty: no loss does. Nobody else withdraws here:
    see :func:`if_fails`.
    """

    party: int
    without: float
    threatened: float
    adds: Floats
    refuses: bool
    pivotal: tuple[tuple[int, ...], ...]


def consents(case: Leverage, opening: Opening, aim: Aim | None = None) -> tuple[Consent, ...]:
    """For each required party, in order, what brings it in at the package of ``opening``."""
    aim = aim or Aim()
    none = _without(case, opening, opening.levers, aim)
    adds = opening.scales[:, None] * case.effect
    shift = case.reservation[0] - case.reservation[opening.scenario]
    return tuple(
        Consent(
            party,
            float(none.gains[party]),
            float(shift[party]),
            adds[:, party].copy(),
            not _accepts(case, opening, party, aim),
            _pivotal(case, opening, party, aim),
        )
        for party in asked(case, aim)[0]
    )


def _accepts(case: Leverage, opening: Opening, party: int, aim: Aim) -> bool:
    willing = enough(case, opening, opening.gains[party], aim.margin)
    return willing and party not in crossed_by(case, opening.choice)


def _pivotal(case: Leverage, opening: Opening, party: int, aim: Aim) -> tuple[tuple[int, ...], ...]:
    """The smallest sets of levers in force whose loss makes ``party`` gain less than the margin."""
    if not _accepts(case, opening, party, aim):
        return ()
    held = opening.levers
    lost = {i: needing(case, [i]).intersection(held) for i in held}
    most = {i: _most_lost(case, opening, party, lost[i]) for i in held}
    # A lever whose loss costs the party nothing is in no smallest set, and no set smaller
    # than this can cost it more than it has to spare.
    helpful = [i for i in held if most[i] > 0]
    spare = float(opening.gains[party]) - aim.margin - DIVISIBLE
    falls = accumulate(sorted(most.values(), reverse=True))
    start = next((size for size, fall in enumerate(falls, 1) if fall > spare), len(held) + 1)
    for size in range(start, len(helpful) + 1):
        found = []
        for some in combinations(helpful, size):
            left = _without(case, opening, frozenset().union(*(lost[i] for i in some)), aim)
            if not enough(case, left, left.gains[party], aim.margin):
                found.append(some)
        if found:
            return tuple(found)
    return ()


def _most_lost(case: Leverage, opening: Opening, party: int, levers: Iterable[int]) -> float:
    """At least what ``party`` loses at most by the loss of ``levers``, in points."""
    lost = sum(max(0.0, float(opening.scales[i] * case.effect[i, party])) for i in levers)
    if any(case.kind[i] is Kind.THREAT for i in levers):
        shift = case.reservation[0, party] - case.reservation[opening.scenario, party]
        lost += max(0.0, float(shift))
    return lost


@dataclass(frozen=True)
class Price:
    """What the consent of a required party costs: the cost of ``dear`` less that of ``free``.

    ``dear``: the cheapest opening with its consent among those required (under a quorum: as
    if it had a veto); ``free``: the cheapest in which its consent is not asked. ``points``:
    the difference; inf where there is none with it and one without; None where unknown or
    where nothing opens a deal either way. Where ``dear`` costs nothing and all must
    consent, ``free`` is the same opening. Among equals ``free`` is any.
    """

    party: int
    dear: Found
    free: Found
    points: float | None


def prices(case: Leverage, aim: Aim | None = None, clock: Clock | None = None) -> tuple[Price, ...]:
    """The price of the consent of each required party, in order."""
    aim, clock = aim or Aim(), clock or Clock()
    found = []
    all_in = None if case.quorum is not None else cheapest(case, aim, clock)
    for party in asked(case, aim)[0]:
        must = replace(case, vetoes=tuple({*case.vetoes, party}))
        dear = all_in or cheapest(must, aim, clock)
        # Without a quorum what opens with its consent opens without it.
        same = case.quorum is None and _costs_nothing(dear)
        free = dear if same else _freely(case, aim, party, clock)
        found.append(Price(party, dear, free, _difference(dear, free)))
    return tuple(found)


def _costs_nothing(found: Found) -> bool:
    return found.proven and found.opening is not None and found.opening.cost <= 0


def _freely(case: Leverage, aim: Aim, party: int, clock: Clock) -> Found:
    """The cheapest opening in which the consent of ``party`` is not asked."""
    spared = replace(aim, spared=(*aim.spared, party))
    return LeverProgramme(case, spared).find(Demand(Goal.COST, aim.margin), clock)


def _difference(dear: Found, free: Found) -> float | None:
    if free.opening is None or not (dear.proven and free.proven):
        return None
    return math.inf if dear.opening is None else dear.opening.cost - free.opening.cost
