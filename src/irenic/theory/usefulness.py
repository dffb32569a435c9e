"""Which levers help to open a deal and which are idle, lever by lever.

A lever is *useful* when some minimal opening set holds it and *idle* when none does.
There may be far too many minimal sets to list, so each lever is asked about by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.theory.lever_programme import Demand, Goal, LeverProgramme
from irenic.theory.lever_sweep import Sweep
from irenic.theory.leverage import Aim, Kind, Leverage, Opening, asked
from irenic.theory.programme import Clock


@dataclass(frozen=True, eq=False)
class Usefulness:
    """Every lever is in exactly one of the three, each in increasing order.

    ``useful``: for each useful lever a minimal opening set that holds it, the smallest that
    was found, with its package.
    ``idle``: levers proven to be in no minimal opening set; those that can never be in
    force, or that the aim rules out, are idle by definition. ``unknown``: the clock ran out.
    """

    useful: Mapping[int, Opening]
    idle: tuple[int, ...]
    unknown: tuple[int, ...]


def usefulness(
    case: Leverage,
    aim: Aim | None = None,
    known: Sequence[Opening] = (),
    clock: Clock | None = None,
    sweep: Sweep | None = None,
) -> Usefulness:
    """Whether each lever is in some minimal opening set.

    ``known``: minimal openings of this case and aim; ``sweep``: small sets tried already.
    Small sets are tried first (:mod:`irenic.theory.lever_sweep`). Then, for a lever l, with K
    the minimal sets found so far, none of which holds l:

    1. Find a smallest opening set S that holds l and no set of K, with a package that no
       longer opens a deal when l is taken out of S. There is none: l is idle.
    2. Find a smallest opening set T among the subsets of S without l. There is none: S is
       minimal, and l useful. Otherwise T is minimal: put it into K and go back to 1.

    Idle is right: a minimal set M with l holds no other opening set, so none of K; and since
    M less l does not open, it does not with any package of M's. So M would be allowed in 1.
    Useful is right: suppose that a proper subset R of S opens. By 2 it holds l, and R less l
    does not open, with R's package neither; R holds no set of K, since S holds none; so R
    was allowed in 1, and is smaller. T is minimal because all its subsets
    were allowed in 2. The rounds end: each finds a minimal set that is not in K. Nowhere is
    it used that a lever more opens no less, which is not so.
    """
    aim, clock = aim or Aim(), clock or Clock()
    programme = LeverProgramme(case, aim)
    everything = set(range(case.levers))
    found = {frozenset(opening.levers): opening for opening in known}
    sweep = sweep or Sweep(case, aim)
    idle = {*helpless(case, aim)}
    while True:
        found |= {frozenset(opening.levers): opening for opening in sweep.openings}
        if idle.union(*found) >= everything or not sweep.extend(clock):
            break
    if frozenset() in found:
        return Usefulness({}, tuple(sorted(everything)), ())
    if not found:
        first = programme.find(Demand(Goal.COUNT, aim.margin), clock)
        if first.opening is None or not first.proven:
            none = tuple(range(case.levers))
            return Usefulness({}, none, ()) if first.proven else _undecided(case, aim)
        found[frozenset(first.opening.levers)] = first.opening
    unknown = []
    for lever in range(case.levers):
        if lever in idle or any(lever in some for some in found):
            continue
        proven = _decided(programme, lever, found, sweep.size, clock)
        if not proven:
            unknown.append(lever)
        elif not any(lever in some for some in found):
            idle.add(lever)
    useful: dict[int, Opening] = {}
    for some in sorted(found, key=lambda some: (len(some), sorted(some))):
        useful = dict.fromkeys(some, found[some]) | useful
    return Usefulness(
        dict(sorted(useful.items())),
        tuple(sorted(idle)),
        tuple(i for i in unknown if i not in useful),
    )


def _undecided(case: Leverage, aim: Aim) -> Usefulness:
    idle = helpless(case, aim)
    return Usefulness({}, idle, tuple(i for i in range(case.levers) if i not in idle))


def _decided(
    programme: LeverProgramme,
    lever: int,
    found: dict[frozenset[int], Opening],
    tried: int,
    clock: Clock,
) -> bool:
    """Add minimal sets to ``found`` until one holds ``lever`` or none can; False: no time.

    ``tried``: all minimal sets of so many levers or fewer are in ``found``.
    """
    smallest = tried + 1
    margin = programme.aim.margin
    everything = frozenset(range(programme.case.levers))
    while True:
        demand = Demand(
            Goal.COUNT, margin, barred=tuple(found), pivotal=lever, known_count=smallest
        )
        with_it = programme.find(demand, clock)
        if with_it.opening is None or not with_it.proven:
            return with_it.proven
        held = frozenset(with_it.opening.levers)
        smallest = len(held)
        less: Opening | None = None
        if len(held) > tried + 1:  # else whatever opens without the lever is in ``found``
            others = (everything - held) | {lever}
            part = programme.find(Demand(Goal.COUNT, margin, without=others), clock)
            if not part.proven:
                return False
            less = part.opening
        minimal = less or with_it.opening
        found[frozenset(minimal.levers)] = minimal
        if less is None:
            return True


def helpless(case: Leverage, aim: Aim | None = None) -> tuple[int, ...]:
    """Levers that are idle at sight, in increasing order.

    Those that can never be in force or that ``aim`` rules out; then, again and again,
    those that no lever left needs and that raise the gain of nobody who matters: the
    parties whose consent is asked and the makers of the levers left, threats apart. An
    opening set of levers left would open without such a lever too, all gains that count
    being as high (a threat also must leave nobody who matters a lower reservation value).
    """
    aim = aim or Aim()
    left = set(range(case.levers)) - set(case.unusable) - set(aim.without)
    while True:
        makers = {case.by[i] for i in left if case.kind[i] is not Kind.THREAT}
        matter = sorted(makers.union(asked(case, aim)[0]))
        needed = {need for i in left for need in case.needs[i]}
        gone = {i for i in left - needed if not _helps(case, i, matter)}
        if not gone:
            return tuple(i for i in range(case.levers) if i not in left)
        left -= gone


def _helps(case: Leverage, lever: int, parties: Iterable[int]) -> bool:
    """Whether a lever can raise the gain of any of the parties."""
    some = list(parties)
    helps = case.effect[lever, some] > 0
    if case.kind[lever] is Kind.THREAT:
        # A party without a reservation value in the scenario pulls no lever there.
        then = case.reservation[case.scenario[lever], some]
        helps |= then < case.reservation[0, some]
    return bool(np.any(helps))
