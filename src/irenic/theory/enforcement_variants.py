"""The same deeds under other circumstances: other lags, parts, lengths, penalties.

Each function gives a timetable with one thing changed and all else as it was; what changes in
the answer is what it rests on. :func:`margin_by` asks the largest smallest margin along a
row of such timetables, within a share of the clock for each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.completion import lengthened
from irenic.theory.enforcement import DIVISIBLE, Timetable
from irenic.theory.enforcement_programme import Best, largest_margin
from irenic.theory.programme import Clock


def in_parts(timetable: Timetable, parts: int) -> Timetable:
    """Every deed that is not divisible at will in ``parts`` equal parts (1: whole)."""
    if parts < 1:
        raise ValueError(f"{parts} parts")
    return timetable.changed(parts=np.where(timetable.parts == DIVISIBLE, DIVISIBLE, parts))


def finer(timetable: Timetable, times: int) -> Timetable:
    """Every deed in ``times`` as many parts as it has."""
    if times < 1:
        raise ValueError(f"{times} times as many parts")
    return timetable.changed(parts=timetable.parts * times)


def noticed_later(timetable: Timetable, stages: int, most: int | None = None) -> Timetable:
    """Every fault noticed ``stages`` later; sooner if it is negative, but never before the deed.

    ``most``: the longest lag that comes of it.
    """
    return replace(timetable, lag=np.clip(timetable.lag + stages, 0, most))


def of_length(timetable: Timetable, stages: int) -> Timetable | None:
    """The timetable in so many stages; None where windows or orders leave no room."""
    if stages > timetable.stages:
        return lengthened(timetable, stages)
    return timetable if stages == timetable.stages else timetable.shortened(stages)


def with_penalty(timetable: Timetable, guarantee: int, penalty: float) -> Timetable:
    """The timetable with another penalty of one guarantee."""
    given = list(timetable.guarantees)
    given[guarantee] = replace(given[guarantee], penalty=penalty)
    return timetable.changed(guarantees=tuple(given))


@dataclass(frozen=True)
class Point:
    """The largest smallest margin under one circumstance.

    ``margin``: of the timetable found, None where none is possible or was found; ``bound``:
    none has a larger one (None: no bound, or no timetable at all). ``proven``: that margin is
    the largest, or no timetable is possible.
    """

    margin: float | None
    bound: float | None
    proven: bool


def point(best: Best) -> Point:
    """What a curve shows of the best timetable."""
    margin = best.margin if math.isfinite(best.margin) else None
    return Point(margin, best.bound if math.isfinite(best.bound) else None, best.proven)


IMPOSSIBLE = Point(None, None, True)
"""Where windows and orders leave no room."""


def lengths(
    timetable: Timetable, best: Best, clock: Clock, patience: float, further: int = 2
) -> Iterator[tuple[int, Point]]:
    """The margin by the number of stages, up to ``further`` more than the timetable has."""
    for stages in range(1, timetable.stages + further + 1):
        other = of_length(timetable, stages)
        if other is timetable:
            yield stages, point(best)
        elif other is None:
            yield stages, IMPOSSIBLE
        else:
            yield stages, _asked(other, clock, patience)


def divisions(
    timetable: Timetable, best: Best, clock: Clock, patience: float, most: int = 4
) -> Iterator[tuple[int, Point]]:
    """The margin with every deed in 1, 2, ... ``most`` times as many parts."""
    for times in range(1, most + 1):
        if times == 1 or (timetable.parts == DIVISIBLE).all():
            yield times, point(best)
        else:
            yield times, _asked(finer(timetable, times), clock, patience)


SIZES = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Times the penalty as judged."""


def penalties(
    timetable: Timetable, guarantee: int, best: Best, clock: Clock, patience: float
) -> Iterator[tuple[float, Point]]:
    """The margin with no, half, the judged, one and a half and twice the penalty."""
    judged = timetable.guarantees[guarantee].penalty
    if not judged:
        yield 0.0, point(best)
        return
    found = {1.0: point(best)}
    for size in (SIZES[0], SIZES[-1], *SIZES):  # the ends first: they may settle what is between
        if size not in found:
            between = _between(found, size)
            other = with_penalty(timetable, guarantee, size * judged)
            found[size] = between or _asked(other, clock, patience)
    yield from ((size * judged, found[size]) for size in SIZES)


def _between(found: Mapping[float, Point], size: float) -> Point | None:
    """The margin at ``size`` if smaller and larger penalties have the same: none ever hurts."""
    below = [found[at] for at in sorted(found) if at < size]
    above = [found[at] for at in sorted(found) if at > size]
    if not below or not above or not (below[-1].proven and above[0].proven):
        return None
    ends = below[-1].margin, above[0].margin
    return above[0] if ends[0] == ends[1] else None


def _asked(timetable: Timetable, clock: Clock, patience: float) -> Point:
    return point(largest_margin(timetable, Clock(min(clock.left, patience))))
