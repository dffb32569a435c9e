"""Why no timetable holds, and what each guarantee does.

The *lock* is a set of conditions, each a party and a stage, of which all but any one can be
met together and all cannot. It is found by leaving conditions out one after another as long
as the rest is proven impossible (the deletion filter: Chinneck, J. W., Feasibility and
Infeasibility in Optimization, Springer 2008, ch. 6), first all of a party, then each stage.

That no other lock has fewer conditions is proven by implicit hitting sets (Ignatiev, A.,
Previti, A., Liffiton, M. & Marques-Silva, J., Smallest MUS extraction with minimal hitting set
dualization, CP 2015): each timetable found leaves some conditions unmet, every lock has at
least one of them, so the fewest conditions that hit all of these sets are a lower bound; if
they cannot hold together they are a lock, and a smallest one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.enforcement import TOLERANCE, Timetable, evaluate, least_margins, without
from irenic.theory.enforcement_programme import Best, Plan, largest_margin
from irenic.theory.packages import Floats
from irenic.theory.programme import SLACK, Clock, Ending, Linear, Outcome, Programme, total

Key = tuple[int, int]
"""A party and the stage at which it is asked to go on."""


@dataclass(frozen=True)
class Lock:
    """Conditions that cannot hold together, if there are such.

    ``locked``: True where no timetable holds, False where one does, None where the clock ran
    out before either was proven; in the last two cases there are no conditions.
    ``conditions``: parties and stages in order, empty if windows and orders alone exclude
    every timetable. ``minimal``: leaving out any one of them makes the rest possible, which
    is proven; ``smallest``: so is that no lock has fewer. ``waits``: for each condition the
    deeds that its party would hold back.
    """

    locked: bool | None
    conditions: tuple[Key, ...] = ()
    minimal: bool = False
    waits: tuple[tuple[int, ...], ...] = ()
    smallest: bool = False


@dataclass(frozen=True)
class Effect:
    """What one guarantee does.

    ``with_it`` and ``without_it``: the largest smallest margin of any timetable; ``proven``:
    both are. ``kept`` and ``dropped``: the margin of the timetable at hand with and without
    it. ``withdrawn_from``: the first stage from which on it is not needed for that timetable
    to hold (0: never needed; T + 1: needed in the settled state too); None where it does not
    hold even with it, or where the clock ran out (``proven`` is then False).
    """

    with_it: float
    without_it: float
    proven: bool
    kept: float
    dropped: float
    withdrawn_from: int | None


def find_lock(
    timetable: Timetable, margin: float = 0.0, clock: Clock | None = None,
    patience: float = math.inf,
) -> Lock:  # fmt: skip
    """Conditions that no timetable can meet together: as few as can be proven in time.

    ``patience``: seconds at most for the search for a smaller lock than the one that is found
    by leaving out conditions one after another (0: none).
    """
    if clock is not None and not clock.left:
        return Lock(None)
    demands = _Demands(timetable, margin)
    keys = sorted(demands.rows)

    def impossible(some: Iterable[Key]) -> bool | None:
        ending = demands.meet(some, clock).ending
        return {Ending.INFEASIBLE: True, Ending.OPTIMAL: False}.get(ending)

    locked = impossible(keys)
    if not locked:
        return Lock(locked)
    kept, sure = _left_out(keys, impossible)
    seconds = min(patience, math.inf if clock is None else clock.left)
    fewest, smallest = kept, len(kept) < 2 and sure
    if not smallest and seconds > 0:
        elastic = _Demands(timetable, margin, elastic=True)
        fewest, smallest = _fewest(elastic, kept, Clock(seconds))
    waits = tuple(_held_back(timetable, *key) for key in fewest)
    return Lock(True, fewest, sure or smallest, waits, smallest)


class _Demands:
    """The conditions as rows of one programme, to be asked for and waived.

    ``elastic``: those waived are still to be missed by as few points as possible, all added
    up, so that a timetable that is found leaves few unmet.
    """

    def __init__(self, timetable: Timetable, margin: float, *, elastic: bool = False) -> None:
        self.programme = (plan := Plan(timetable)).programme
        self.rows: dict[Key, list[tuple[int, float]]] = {}
        self.short: dict[Key, Linear] = {}
        for one in timetable.conditions:
            key = one.party, one.stage
            linear = plan.margin(one)
            if elastic:
                self.short.setdefault(key, self.programme.column())
                linear += self.short[key]
            row = self.programme.row(linear, low=margin - SLACK)
            self.rows.setdefault(key, []).append((row, margin - SLACK - linear.constant))
        self.limits = {key: self.programme.row(one) for key, one in self.short.items()}
        self.goal = total(one * -1.0 for one in self.short.values())

    def meet(self, some: Iterable[Key], clock: Clock | None) -> Outcome:
        """A timetable that meets these conditions, if there is one."""
        if clock is not None and not clock.left:
            return Outcome(Ending.STOPPED, None, math.inf, None)
        asked = set(some)
        for key, row in self.limits.items():
            self.programme.change(row, high=0.0 if key in asked else math.inf)
        for key, rows in self.rows.items() if not self.limits else ():
            for row, low in rows:
                self.programme.change(row, low=low if key in asked else -math.inf)
        return self.programme.maximise(self.goal, clock)

    def unmet(self, columns: Floats) -> frozenset[Key]:
        """The conditions that the timetable found may not meet; all others it meets."""
        return frozenset(key for key, one in self.short.items() if one.at(columns) > 0.0)


def _left_out(
    keys: Sequence[Key], impossible: Callable[[Iterable[Key]], bool | None]
) -> tuple[tuple[Key, ...], bool]:
    """The deletion filter: what is left of the keys, and whether nothing more can be left out."""
    groups = [[key for key in keys if key[0] == party] for party in sorted({k[0] for k in keys})]
    keys, _ = _without(keys, groups, impossible)
    keys, sure = _without(keys, [[key] for key in keys], impossible)
    return tuple(keys), sure


def _without(
    keys: Sequence[Key], groups: Sequence[Sequence[Key]],
    impossible: Callable[[Iterable[Key]], bool | None],
) -> tuple[Sequence[Key], bool]:  # fmt: skip
    """The keys less each group, one after another, that the rest is impossible without.

    What is impossible stays so with more conditions, so as many groups as can go together go at
    once: the next one that must stay is found by halving. Also whether each one is needed.
    """
    sure, start = True, 0
    while start < len(groups):
        low, high = start, len(groups)  # all before low can go, not all before high + 1
        size, known = 1, True
        while low < high:
            upto = min(low + size, high)
            found = impossible(_less(keys, groups[start:upto]))
            if found:
                low, size = upto, 2 * size
            else:
                high, size = upto - 1, max(1, (upto - 1 - low) // 2)
                known = found is not None
        sure = sure and known
        keys = _less(keys, groups[start:low])
        start = low + 1
    return keys, sure


def _less(keys: Sequence[Key], groups: Sequence[Sequence[Key]]) -> list[Key]:
    gone = {key for group in groups for key in group}
    return [key for key in keys if key not in gone]


def _fewest(demands: _Demands, lock: tuple[Key, ...], clock: Clock) -> tuple[tuple[Key, ...], bool]:
    """A lock with the fewest conditions, if it is found in time, else ``lock``; and whether."""
    hitting, unmet = Programme(), dict[Key, Linear]()
    for key in sorted(demands.rows):
        unmet[key] = hitting.binary()
    fewest = total(column * -1.0 for column in unmet.values())
    while True:
        choice = hitting.maximise(fewest, clock)
        if choice.columns is None or choice.ending is not Ending.OPTIMAL:
            return lock, False
        some = tuple(key for key, one in unmet.items() if one.at(choice.columns) > 0.5)
        if len(some) >= len(lock):
            return lock, True
        outcome = demands.meet(some, clock)
        if outcome.ending is Ending.INFEASIBLE:
            return some, True
        broken = frozenset() if outcome.columns is None else demands.unmet(outcome.columns)
        if not broken or broken & set(some):
            return lock, False
        hitting.row(total(unmet[key] for key in broken), low=1.0)


def _held_back(timetable: Timetable, party: int, stage: int) -> tuple[int, ...]:
    """The party's deeds that can be due at ``stage`` or later and that it would rather not do."""
    own = (timetable.doer == party) & (timetable.last >= stage)
    cost = timetable.once[:, party] + timetable.shift[:, party]
    return tuple(int(d) for d in np.flatnonzero(own & (cost < 0)))


def effect(
    timetable: Timetable, guarantee: int, best: Best, margin: float = 0.0,
    clock: Clock | None = None,
) -> Effect:  # fmt: skip
    """What ``guarantee`` does to the best timetable ``best`` and to what is possible at all."""
    if best.shares is None:
        raise ValueError("there is no timetable on which a guarantee could have an effect")
    bare = without(timetable, [guarantee])
    other = largest_margin(bare, clock)
    kept, dropped = evaluate(timetable, best.shares), evaluate(bare, best.shares)
    after = withdrawal(timetable, guarantee, best.shares, margin, clock)
    settled = after is not None or clock is None or clock.left > 0
    return Effect(
        best.margin, other.margin, best.proven and other.proven and settled, kept.margin,
        dropped.margin, after,
    )  # fmt: skip


def withdrawal(
    timetable: Timetable, guarantee: int, shares: Floats, margin: float = 0.0,
    clock: Clock | None = None,
) -> int | None:  # fmt: skip
    """The first stage from which on the guarantee is not needed; see :class:`Effect`."""
    given = timetable.guarantees[guarantee]
    if not (given.giver is not None and given.upkeep) and not _holds(timetable, shares, margin):
        return None  # nor does it with less of a guarantee that costs nothing
    for stage in range(timetable.stages + 2):
        if clock is not None and not clock.left:
            return None
        if _holds(_until(timetable, guarantee, stage), shares, margin):
            return stage
    return None


def _holds(timetable: Timetable, shares: Floats, margin: float) -> bool:
    least = least_margins(timetable, shares)[timetable.bound]
    return bool(least.min() >= margin - TOLERANCE)


def _until(timetable: Timetable, guarantee: int, stage: int) -> Timetable:
    """The timetable with the guarantee in force before ``stage`` only."""
    given = list(timetable.guarantees)
    old = given[guarantee]
    given[guarantee] = replace(old, stages=frozenset(s for s in old.stages if s < stage))
    return timetable.changed(guarantees=tuple(given))
