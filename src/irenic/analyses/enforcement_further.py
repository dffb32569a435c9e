"""What the answer about a timetable rests on: guarantees, parts, notice, time, benchmarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import known
from irenic.analyses.enforcement_arrays import check_size, walks_fit
from irenic.dossier.timetable import MOST_PARTS, MOST_STAGES
from irenic.errors import UsageError
from irenic.theory.completion import if_late
from irenic.theory.enforcement import TOLERANCE, without
from irenic.theory.enforcement_lock import Lock, find_lock
from irenic.theory.enforcement_programme import Best, largest_margin
from irenic.theory.enforcement_variants import (
    Point,
    divisions,
    in_parts,
    lengths,
    noticed_later,
    penalties,
)
from irenic.theory.enforcement_waits import Wait, circle, waits
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.analyses.enforcement_arrays import Carrying
    from irenic.dossier.model import Dossier
    from irenic.theory.enforcement import Evaluation, Timetable
    from irenic.theory.packages import Floats

ALL = "all"
"""Every guarantee."""

LATEST = 4
"""Stages by which a benchmark is met late at most."""


@dataclass(frozen=True)
class Changes:
    """How the question departs from the dossier.

    ``without``: slugs of guarantees left out, or :data:`ALL`; ``parts``: every deed that is
    not divisible at will in so many; ``notice``: stages added to every lag.
    """

    without: tuple[str, ...] = ()
    parts: int | None = None
    notice: int = 0


def check_changes(dossier: Dossier, changes: Changes) -> None:
    """Refuse what no dossier could say, before anything is built from it.

    Raises :class:`~irenic.errors.UsageError` for a guarantee that is not there, for less than
    one part or more than :data:`~irenic.dossier.timetable.MOST_PARTS`, and for a notice of more
    than :data:`~irenic.dossier.timetable.MOST_STAGES` stages, sooner or later.
    """
    parts, notice = changes.parts, changes.notice
    if parts is not None and not 1 <= parts <= MOST_PARTS:
        raise UsageError(f"parts is {parts}; expected 1 (whole) to {MOST_PARTS}")
    if abs(notice) > MOST_STAGES:
        raise UsageError(f"notice is {notice}; expected -{MOST_STAGES} to {MOST_STAGES} stages")
    offered = dossier.timetable.guarantees if dossier.timetable else {}
    for slug in changes.without if ALL not in changes.without else ():
        known("guarantee", slug, offered)


def changed(case: Carrying, changes: Changes) -> Carrying:
    """The carrying out with these changes, whose sense :func:`check_changes` has checked.

    No lag is longer than :data:`~irenic.dossier.timetable.MOST_STAGES`. Raises
    :class:`~irenic.errors.Inapplicable` where later notice makes more ways to walk off than fit
    into memory.
    """
    problem = case.problem
    names = case.guarantees
    gone = [i for i, s in enumerate(names) if s in changes.without or ALL in changes.without]
    problem = without(problem, gone)
    if changes.parts is not None:
        problem = in_parts(problem, changes.parts)
    kept = tuple(slug for i, slug in enumerate(names) if i not in gone)
    if changes.notice:
        problem = noticed_later(problem, changes.notice, MOST_STAGES)
        check_size(problem)
    return replace(case, guarantees=kept, problem=problem)


@dataclass(frozen=True, eq=False)
class Rest:
    """The answer without something: ``what`` is gone; ``lock`` and ``ring`` where none holds."""

    what: str
    best: Best
    holds: bool | None
    lock: Lock | None
    ring: tuple[Wait, ...]


@dataclass(frozen=True, eq=False)
class Late:
    """How the timetable stands if a benchmark is met ``late`` stages after it is needed."""

    benchmark: int
    late: int
    evaluation: Evaluation
    stages: int


@dataclass(frozen=True, eq=False)
class Curves:
    """The largest smallest margin by number of stages, of parts, and by penalty."""

    horizon: tuple[tuple[int, Point], ...]
    parts: tuple[tuple[int, Point], ...]
    guarantees: Mapping[str, tuple[tuple[float, Point], ...]]


def rests_on(
    case: Carrying, best: Best, margin: float, clock: Clock, seen: Sequence[Floats] = ()
) -> Iterator[Rest]:
    """The same question without guarantees, with whole deeds, with a later notice.

    ``seen``: shares of timetables that are there already.
    """
    problem = case.problem
    bare, whole = without(problem, range(len(problem.guarantees))), in_parts(problem, 1)
    variants: dict[str, Timetable] = {}
    if problem.guarantees:
        variants["guarantees"] = bare
    if (whole.parts != problem.parts).any():
        variants["parts"] = whole
    both = len(variants) == 2
    if walks_fit(later := noticed_later(problem, 1)):
        variants["verification"] = later
    if both:
        variants["guarantees-and-parts"] = in_parts(bare, 1)
    for what, variant in variants.items():
        other = largest_margin(variant, clock)
        if _alike(best, other):
            continue
        kept = holds(other, margin)
        lock = ring = None
        if kept is False:
            brief = Clock(min(clock.left, PATIENCE))
            lock = find_lock(variant, margin, clock, 0.0)
            among = {party for party, _ in lock.conditions}
            ring = circle(waits(variant, margin, brief, (*orders_of(other.shares), *seen), among))
        yield Rest(what, other, kept, lock, ring or ())


PATIENCE = 1.0
"""Seconds for one further question at most, where the clock allows more."""


def orders_of(*shares: Floats | None) -> Sequence[Floats]:
    """Those of the shares that are there."""
    return [one for one in shares if one is not None]


def _alike(best: Best, other: Best) -> bool:
    """Whether two answers are the same as far as anybody can tell."""
    if best.feasible is not other.feasible:
        return False
    return best.feasible is False or abs(best.margin - other.margin) <= 2 * TOLERANCE


def holds(best: Best, margin: float) -> bool | None:
    """Whether some timetable holds; None where that is not known."""
    if best.evaluation is not None and best.evaluation.holds(margin):
        return True
    if best.feasible is False or best.bound < margin - TOLERANCE:
        return False
    return False if best.proven else None


def curves(case: Carrying, best: Best, clock: Clock) -> Curves:
    """The margin along stages, parts and penalties."""
    problem = case.problem
    return Curves(
        tuple(lengths(problem, best, clock, PATIENCE)),
        tuple(divisions(problem, best, clock, PATIENCE)),
        {
            slug: tuple(penalties(problem, place, best, clock, PATIENCE))
            for place, slug in enumerate(case.guarantees)
        },
    )


def late(case: Carrying, shares: Floats | None, clock: Clock) -> Iterator[Late]:
    """What becomes of the margins if one benchmark is late and deeds wait for it.

    Delays are left out once the time of ``clock`` is up.
    """
    if shares is None or not case.benchmarks:
        return
    due = (shares > TOLERANCE).argmax(axis=1)
    for mark in range(len(case.benchmarks)):
        waiting = due[case.marks.waits == mark]
        needed = int(waiting.min())
        for stages in range(1, LATEST + 1):
            if not clock.left:
                return
            met = np.zeros(len(case.benchmarks), dtype=np.int64)
            met[mark] = needed + stages
            done, evaluation = if_late(case.problem, shares, case.marks, met)
            yield Late(mark, stages, evaluation, done.shape[1])
