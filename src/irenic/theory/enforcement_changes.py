"""What else than a guarantee opens a lock: quicker notice, more parts, more time.

Each change is tried alone, from the smallest, for all deeds alike; a change is only passed
over if HiGHS proves that no timetable holds with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.completion import lengthened
from irenic.theory.enforcement import DIVISIBLE, Timetable
from irenic.theory.enforcement_programme import holding
from irenic.theory.programme import Clock, Ending


@dataclass(frozen=True)
class LeastChange:
    """The least change of one kind: ``least`` is None where none that was tried is enough.

    ``tried``: the largest change tried. ``proven``: no smaller change is enough (none that
    was tried, if ``least`` is None).
    """

    least: int | None
    tried: int
    proven: bool


def quicker_notice(
    timetable: Timetable, margin: float = 0.0, clock: Clock | None = None
) -> LeastChange:
    """By how many stages all lags must be shorter (none below 0) so that a timetable holds."""
    longest = int(timetable.lag.max(initial=0))
    changed = (
        replace(timetable, lag=np.maximum(timetable.lag - less, 0))
        for less in range(1, longest + 1)
    )
    return _first_that_holds(changed, margin, clock)


def more_parts(
    timetable: Timetable, most: int = 8, margin: float = 0.0, clock: Clock | None = None
) -> LeastChange:
    """Into how many times as many parts (2 to ``most``) all deeds must be cut.

    Where no timetable holds even with deeds divided at will, none of these is tried.
    """
    at_will = timetable.changed(parts=np.full_like(timetable.parts, DIVISIBLE))
    if holding(at_will, margin, clock=clock).ending is Ending.INFEASIBLE:
        return LeastChange(None, most, True)
    changed = (timetable.changed(parts=timetable.parts * times) for times in range(2, most + 1))
    return _first_that_holds(changed, margin, clock, 2)


def more_stages(
    timetable: Timetable, most: int = 12, margin: float = 0.0, clock: Clock | None = None
) -> LeastChange:
    """How many further stages (at most ``most``) it takes.

    Windows that reached to the last stage reach to the new one.
    """
    changed = (lengthened(timetable, timetable.stages + more) for more in range(1, most + 1))
    return _first_that_holds(changed, margin, clock)


def _first_that_holds(
    changed: Iterable[Timetable], margin: float, clock: Clock | None, start: int = 1
) -> LeastChange:
    number, proven = start - 1, True
    for number, one in enumerate(changed, start=start):
        outcome = holding(one, margin, clock=clock)
        if outcome.columns is not None:
            return LeastChange(number, number, proven)
        proven = proven and outcome.ending is Ending.INFEASIBLE
    return LeastChange(None, number, proven)
