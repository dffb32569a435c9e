"""Which differences between two accounts of a case decide that their conclusions differ.

A *side* is one dossier with the other's values for the judgements that both have. What is
asked of it is decided by its own examiners: each difference alone, all at once, and the
fewest that turn a conclusion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.conclusions import UNDECIDED
from irenic.analyses.flip_conditions import conditions_of
from irenic.analyses.robustness_flips import asker
from irenic.theory.packages import ACCEPTABLE, UNITS

if TYPE_CHECKING:
    from irenic.analyses.conclusions import Conclusion, Examiner, Verdicts
    from irenic.analyses.flip_search import Ask
    from irenic.theory.linear_flips import Conditions
    from irenic.theory.packages import Floats
    from irenic.theory.programme import Clock

Values = dict[str, Any]
Places = tuple[int, ...]
Turned = Callable[[Sequence[Places]], "list[bool | None]"]
"""Whether sets of differences turn a conclusion; None: not decided."""

AT_ONCE = 64
"""Rows in one question to an examiner."""

TRIED = 500
"""Sets of one size that are tried at most for the proof that none is smaller."""


@dataclass(frozen=True, eq=False)
class Side:
    """One dossier, by its ``name``, and the other's values for it.

    ``keys``: the n judgements that differ, as this dossier calls them; ``own`` and ``foreign``
    (n,): their values here and there.
    """

    name: str
    examiners: tuple[Examiner, ...]
    keys: tuple[str, ...]
    own: Floats
    foreign: Floats

    def values(self, sets: Sequence[Places]) -> Floats:
        """The values (k, n) with the differences of each set taken over from the other."""
        found = np.tile(self.own, (len(sets), 1))
        for row, some in enumerate(sets):
            found[row, list(some)] = self.foreign[list(some)]
        return found

    @property
    def all(self) -> Places:
        """The set of all differences."""
        return tuple(range(len(self.keys)))


@dataclass(frozen=True, eq=False)
class Asked:
    """What was found for one conclusion of one side.

    ``all``: what it is with all differences taken over, None: not decided. ``alone``: the
    differences that turn it by themselves; ``decided``: all were asked and decided.
    ``fewest``: a smallest set known that turns it, None: none is known; ``least``: no set
    of fewer turns it.
    """

    one: Conclusion
    all: bool | None
    alone: Places
    decided: bool
    fewest: Places | None
    least: int

    @property
    def proven(self) -> bool:
        """Whether no smaller set than ``fewest`` turns the conclusion."""
        return self.fewest is not None and self.least == len(self.fewest)


def asked(side: Side, clock: Clock) -> Iterator[Asked]:
    """Every conclusion of a side under the other's values."""
    singles = [(place,) for place in side.all]
    for examiner in side.examiners:
        whole = _verdicts(examiner, side, [side.all], clock)[0]
        alone = _verdicts(examiner, side, singles, clock)
        for column, one in enumerate(examiner.conclusions):
            if one.holds is None:
                continue
            verdict = int(whole[column])
            known = None if verdict == UNDECIDED else bool(verdict)
            mine = alone[:, column]
            turning = np.flatnonzero((mine != UNDECIDED) & (mine != int(one.holds)))
            decided = not bool((mine == UNDECIDED).any())
            found = Asked(one, known, tuple(turning.tolist()), decided, None, 1)
            yield _with_fewest(side, examiner, column, found, clock)


def _verdicts(examiner: Examiner, side: Side, sets: Sequence[Places], clock: Clock) -> Verdicts:
    """The verdicts (sets, conclusions); those there was no time for are not decided."""
    found = np.full((len(sets), len(examiner.conclusions)), UNDECIDED, dtype=np.int8)
    for start in range(0, len(sets), AT_ONCE):
        if not clock.left:
            break
        some = slice(start, start + AT_ONCE)
        found[some] = examiner.verdicts(side.keys, side.values(sets[some]))
    return found


def _with_fewest(
    side: Side, examiner: Examiner, column: int, found: Asked, clock: Clock
) -> Asked:  # fmt: skip
    """Completed by the fewest differences that turn the conclusion."""
    one = found.one
    if found.alone:
        return Asked(one, found.all, found.alone, found.decided, found.alone[:1], 1)
    least = 2 if found.decided else 1
    if found.all is None or found.all == one.holds:
        return Asked(one, found.all, (), found.decided, None, least)
    turned = _question(asker(examiner, one, column), side, one, clock)
    conditions = conditions_of(examiner, one, {key: i for i, key in enumerate(side.keys)})
    counted = None if conditions is None else _counted(conditions, side.foreign - side.own)
    if counted is not None and turned([counted])[0]:
        return Asked(one, found.all, (), found.decided, counted, len(counted))
    some = _irreducible(side.all, turned)
    smaller = _smaller(side, turned, least, len(some), clock)
    return Asked(one, found.all, (), found.decided, smaller[0] or some, smaller[1])


def _question(ask: Ask, side: Side, one: Conclusion, clock: Clock) -> Turned:
    def turned(sets: Sequence[Places]) -> list[bool | None]:
        if not clock.left:
            return [None] * len(sets)
        answers = ask(side.keys, side.values(sets)).tolist()
        return [None if a == UNDECIDED else a != int(bool(one.holds)) for a in answers]

    return turned


def _counted(conditions: Conditions, changes: Floats) -> Places | None:
    """The fewest ``changes`` (n,) that turn linear conditions; None: cannot be counted so.

    Exact: what holds fails by one condition, the changes worst for it first; what fails
    holds by all that fail, each helped by those best for it, where no change helps one and
    counts for another too.
    """
    effects = conditions.coefficients * changes
    if conditions.never:
        return None
    if conditions.holds:
        sets = [
            _enough(v, -row, down=True) for v, row in zip(conditions.values, effects, strict=True)
        ]
        known = [one for one in sets if one is not None]
        return min(known, key=len) if known else None
    if ((effects != 0).sum(axis=0) > 1).any():
        return None
    found: list[int] = []
    for value, row, met in zip(conditions.values, effects, conditions.met, strict=True):
        if not met:
            some = _enough(value, row, down=False)
            if some is None:
                return None
            found += some
    return tuple(sorted(found))


def _enough(value: float, effects: Floats, *, down: bool) -> Places | None:
    """The fewest changes with these ``effects`` that bring ``value`` across 0."""
    order = [int(i) for i in np.argsort(-effects, kind="stable") if effects[i] > 0]
    total = value
    for number, place in enumerate(order, 1):
        total += -effects[place] if down else effects[place]
        if (total * UNITS < ACCEPTABLE) == down:
            return tuple(sorted(order[:number]))
    return None


def _irreducible(places: Places, turned: Turned) -> Places:
    """A set that turns the conclusion and of which nothing can be left out.

    By dividing (Junker 2004, QuickXplain), the foremost differences preferred. Only where
    more differences never undo what fewer do is nothing superfluous; the set turns the
    conclusion in any case.
    """

    def needed(held: Places, fresh: bool, rest: Places) -> Places:
        if fresh and turned([held])[0]:
            return ()
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = needed((*held, *first), True, second)
        from_first = needed((*held, *from_second), bool(from_second), first)
        return (*from_first, *from_second)

    found = tuple(sorted(needed((), False, places)))
    return found if found and turned([found])[0] else places


def _smaller(
    side: Side, turned: Turned, least: int, size: int, clock: Clock
) -> tuple[Places | None, int]:
    """The smallest set below ``size`` by trying all, as far as they are few; and the bound."""
    for number in range(2, size):
        if least < number:
            return None, least
        sets = list(_some(combinations(side.all, number)))
        if len(sets) > TRIED:
            return None, least
        for start in range(0, len(sets), AT_ONCE):
            part = sets[start : start + AT_ONCE]
            answers = turned(part) if clock.left else [None] * len(part)
            hit = next((s for s, a in zip(part, answers, strict=True) if a), None)
            if hit is not None:
                return hit, number
            if None in answers:
                return None, least
        least = number + 1
    return None, least


def _some(sets: Iterator[Places]) -> Iterator[Places]:
    """One more than are tried, so that too many are noticed before all are made."""
    for number, one in enumerate(sets):
        if number > TRIED:
            return
        yield one
