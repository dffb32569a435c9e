"""The orders of deeds that people propose, to be compared with the best one.

Each is a matrix of shares (deeds, stages) that keeps windows, parts and orders between
deeds, or None where it cannot: "one side first" is impossible where a deed of that side
waits for one of the other's that has no room before it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from irenic.theory.enforcement import DIVISIBLE, TOLERANCE, Timetable, violations
from irenic.theory.packages import Floats, Indices


def earliest(timetable: Timetable) -> Indices | None:
    """The first stage at which each deed can be complete; None where there is no such stage."""
    found = timetable.first.copy()
    for _ in range(timetable.deeds + 1):
        before = found.copy()
        for deed, other in timetable.after:
            found[deed] = max(found[deed], found[other] + 1)
        if (found == before).all():
            return found if (found <= timetable.last).all() else None
    return None  # deeds wait for each other


def latest(timetable: Timetable) -> Indices:
    """The last stage at which each deed can begin to be complete without barring another."""
    found = timetable.last.copy()
    for _ in range(timetable.deeds + 1):
        for deed, other in timetable.after:
            found[other] = min(found[other], found[deed] - 1)
    return found


def all_at_once(timetable: Timetable) -> Floats | None:
    """Every deed whole at the first stage at which it can be done."""
    stages = earliest(timetable)
    if stages is None:
        return None
    shares = np.zeros((timetable.deeds, timetable.stages))
    shares[np.arange(timetable.deeds), stages] = 1.0
    return shares


def side_first(timetable: Timetable, parties: Collection[int]) -> Floats | None:
    """All deeds of ``parties`` and what they wait for at once, and only then all others."""
    side = {d for d in range(timetable.deeds) if int(timetable.doer[d]) in parties}
    return _first(timetable, side)


def deeds_last(timetable: Timetable, deeds: Collection[int]) -> Floats | None:
    """All other deeds at once, and only then ``deeds`` (weapons last) and what waits for them."""
    late = set(deeds)
    while more := {d for d, other in timetable.after if other in late} - late:
        late |= more
    return _first(timetable, set(range(timetable.deeds)) - late)


def _first(timetable: Timetable, side: set[int]) -> Floats | None:
    while more := {other for d, other in timetable.after if d in side} - side:
        side = side | more
    rest = set(range(timetable.deeds)) - side
    pairs = tuple((d, other) for d in sorted(rest) for other in sorted(side))
    return all_at_once(replace(timetable, after=timetable.after + pairs))


def hastened(timetable: Timetable, shares: Floats, deeds: Collection[int]) -> Floats:
    """``shares (D, T)`` with each of ``deeds`` whole as soon as windows and waits allow.

    All others stay where they are; a deed waits until what it comes after is complete.
    """
    found = shares.copy()
    for _ in deeds:  # one may wait for another
        begin = timetable.first.copy()
        complete = (np.cumsum(found, axis=1) < 1.0 - TOLERANCE).sum(axis=1)
        for deed, other in timetable.after:
            begin[deed] = max(begin[deed], complete[other] + 1)
        for deed in deeds:
            if begin[deed] <= timetable.last[deed]:
                found[deed] = np.eye(timetable.stages)[begin[deed]]
    return found


def equal_steps(timetable: Timetable) -> Floats | None:
    """Every deed in steps as equal as its parts allow, over the stages it can use."""
    begin, end = earliest(timetable), latest(timetable)
    if begin is None:
        return None
    done = np.zeros((timetable.deeds, timetable.stages))
    for deed in range(timetable.deeds):
        stages = np.arange(timetable.stages)
        steps = (stages - begin[deed] + 1) / (end[deed] - begin[deed] + 1)
        share = np.clip(steps, 0.0, 1.0)
        parts = int(timetable.parts[deed])
        done[deed] = share if parts == DIVISIBLE else np.floor(share * parts + 0.5) / parts
    shares = np.diff(_in_order(timetable, done), axis=1, prepend=0.0)
    return None if violations(timetable, shares) else shares


def _in_order(timetable: Timetable, done: Floats) -> Floats:
    """What is done so far, held back where a deed would be ahead of what it waits for."""
    for _ in range(timetable.deeds):
        for deed, other in timetable.after:
            before = np.concatenate(([0.0], done[other, :-1]))
            parts = int(timetable.parts[deed])
            if parts != DIVISIBLE:
                before = np.floor(before * parts + 1e-9) / parts
            done[deed] = np.minimum(done[deed], before)
    return done
