"""What one condition alone rules out: the most that it can come to, deed by deed.

The shares of a deed add up to 1, so what it gives to a condition is no more than its largest
coefficient within its window. Summed over the deeds this bounds the condition from above
without any programme; with one deed said to be complete by a stage and another said not to
be, the bound is lower. Where it falls short of what is asked, no timetable has both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from irenic.theory.enforcement import Condition, Timetable
from irenic.theory.enforcement_orders import earliest, latest
from irenic.theory.packages import Bools, Floats

SAFE = 1e-7
"""By how much a bound must fall short to prove anything: far more than rounding errs."""


def ruled_out(
    timetable: Timetable, asked: Sequence[tuple[Condition, float]], missing: Floats, gap: int
) -> Bools:
    """For deeds d, stages t and deeds e (D, T, D): d by t without e by t - ``gap`` is excluded.

    ``asked``: conditions, each with the least that its part made of shares must come to.
    ``missing (D,)``: the share of a deed that is at least missing while it is not complete.
    What is excluded so is proven; what is not may be impossible all the same.
    """
    shape = timetable.deeds, timetable.stages, timetable.deeds
    found: Bools = np.zeros(shape, dtype=np.bool_)
    begin, end = earliest(timetable), latest(timetable)
    if begin is None or not asked:
        return found
    stages = np.arange(timetable.stages)
    open_at = (stages >= begin[:, None]) & (stages <= end[:, None])
    for one, low in asked:
        worth = np.where(open_at, one.coefficients, -np.inf)
        most = worth.max(axis=1)
        room = float(most.sum()) - low + SAFE
        early = np.maximum.accumulate(worth, axis=1) - most[:, None]
        late = _later(worth) - most[:, None]
        late = missing[:, None] * np.concatenate((np.zeros((len(most), gap)), late), axis=1)
        loss = late[:, : timetable.stages].T  # (T, D): e is not complete ``gap`` stages before
        found |= early[:, :, None] + loss[None] < -room
    return found


def _later(worth: Floats) -> Floats:
    """For each stage the largest of all later ones; -inf after the last."""
    from_it = np.maximum.accumulate(worth[:, ::-1], axis=1)[:, ::-1]
    none = np.full((len(worth), 1), -np.inf)
    found: Floats = np.concatenate((from_it[:, 1:], none), axis=1)
    return found
