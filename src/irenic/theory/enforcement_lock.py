"""Why no timetable holds, and what each guarantee does.

The *lock* is a set of conditions, each a party and a stage, of which all but any one can be
met together and all cannot. It is found by leaving conditions out one after another as long
as the rest is proven impossible (the deletion filter: Chinneck, J. W., Feasibility and
Infeasibility in Optimization, Springer 2008, ch. 6), first all of a party, then each stage.
It is smallest in the sense that nothing can be left out, not that no other lock is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.enforcement import (
    Evaluation,
    Timetable,
    evaluate,
    without,
)
from irenic.theory.enforcement_programme import Best, holding, largest_margin
from irenic.theory.packages import Floats
from irenic.theory.programme import Clock, Ending

Key = tuple[int, int]
"""A party and the stage at which it is asked to go on."""


@dataclass(frozen=True)
class Lock:
    """Conditions that cannot hold together, if there are such.

    ``locked``: True where no timetable holds, False where one does, None where the clock ran
    out before either was proven; in the last two cases there are no conditions.
    ``conditions``: parties and stages in order, empty if windows and orders alone exclude
    every timetable. ``minimal``: leaving out any one of them makes the rest possible, which
    is proven. ``waits``: for each condition the deeds that its party would hold back.
    """

    locked: bool | None
    conditions: tuple[Key, ...] = ()
    minimal: bool = False
    waits: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Effect:
    """What one guarantee does.

    ``with_it`` and ``without_it``: the largest smallest margin of any timetable; ``proven``:
    both are. ``kept`` and ``dropped``: the margin of the timetable at hand with and without
    it. ``withdrawn_from``: the first stage from which on it is not needed for that timetable
    to hold (0: never needed; T + 1: needed in the settled state too); None where it does not
    hold even with it.
    """

    with_it: float
    without_it: float
    proven: bool
    kept: float
    dropped: float
    withdrawn_from: int | None


def find_lock(timetable: Timetable, margin: float = 0.0, clock: Clock | None = None) -> Lock:
    """Conditions that no timetable can meet together, none of which can be left out."""
    keys = sorted({(one.party, one.stage) for one in timetable.conditions})

    def impossible(some: Iterable[Key]) -> bool | None:
        ending = holding(timetable, margin, frozenset(some), clock).ending
        return {Ending.INFEASIBLE: True, Ending.OPTIMAL: False}.get(ending)

    locked = impossible(keys)
    if not locked:
        return Lock(locked)
    sure = True
    groups = [[k for k in keys if k[0] == p] for p in sorted({k[0] for k in keys})]
    for group in groups:
        rest = [k for k in keys if k not in group]
        if impossible(rest):
            keys = rest
    for key in list(keys):
        rest = [k for k in keys if k != key]
        found = impossible(rest)
        sure = sure and found is not None
        keys = rest if found else keys
    return Lock(True, tuple(keys), sure, tuple(_held_back(timetable, *key) for key in keys))


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
    return Effect(
        best.margin, other.margin, best.proven and other.proven, kept.margin, dropped.margin,
        withdrawal(timetable, guarantee, best.shares, margin),
    )  # fmt: skip


def withdrawal(
    timetable: Timetable, guarantee: int, shares: Floats, margin: float = 0.0
) -> int | None:
    """The first stage from which on the guarantee is not needed; see :class:`Effect`."""
    for stage in range(timetable.stages + 2):
        if _until(timetable, guarantee, stage, shares).holds(margin):
            return stage
    return None


def _until(timetable: Timetable, guarantee: int, stage: int, shares: Floats) -> Evaluation:
    """How the timetable stands if the guarantee is in force before ``stage`` only."""
    given = list(timetable.guarantees)
    old = given[guarantee]
    given[guarantee] = replace(old, stages=frozenset(s for s in old.stages if s < stage))
    return evaluate(replace(timetable, guarantees=tuple(given)), shares)
