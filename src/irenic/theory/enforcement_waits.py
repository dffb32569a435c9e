"""Who waits for whom: what the conditions of one party alone say about the order of deeds.

Deed d *waits* for deed e if in no timetable that a certain party would keep to is d complete
while e is not. The party is most often the one that does e: once d is done it would rather
fall back than do e, so nobody does d first. The wait is *strict* if d cannot be complete at
the same stage either, because what is missing is noticed only later.

Deeds that wait for each other round in a circle, one of them strictly, prove that there is no
timetable at all: each party asks to be last.

A wait is proven by the programme of :mod:`irenic.theory.enforcement_programme` with the rows
of that one party, and every timetable found on the way refutes those it does not keep.
Guarantees of others are taken to count whatever their givers prefer: what is proven with them
holds the more without.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.enforcement import (
    DIVISIBLE,
    TOLERANCE,
    Condition,
    Timetable,
    evaluate,
    least_margins,
    standing_with_upkeep,
    violations,
)
from irenic.theory.enforcement_bounds import ruled_out
from irenic.theory.enforcement_orders import earliest, latest
from irenic.theory.enforcement_programme import Plan
from irenic.theory.packages import Bools, Floats, Indices
from irenic.theory.programme import SLACK, Clock, Ending, Linear

RULES = -1
"""In place of a party: the wait is a rule of the timetable (``after``)."""

NEARLY = 1e-4
"""A deed divisible at will counts as complete with no more than this share missing."""

PATIENCE = 0.5
"""Seconds for one proof at most: a wait that takes longer is left out."""

NONE = Linear()
"""What is done of anything before the first stage."""


@dataclass(frozen=True)
class Wait:
    """Deed ``deed`` is never complete before deed ``other`` is (``strict``: only after it).

    ``party``: whose conditions alone prove it, :data:`RULES` if the timetable demands it.
    """

    deed: int
    other: int
    strict: bool
    party: int


def waits(
    timetable: Timetable,
    margin: float = 0.0,
    clock: Clock | None = None,
    known: Iterable[Floats] = (),
    parties: Collection[int] | None = None,
) -> tuple[Wait, ...]:
    """The waits between deeds of different parties that are proven in the time of ``clock``.

    Pairs are looked at of which one party gains or loses by both and would hold back its own.
    ``known``: shares (D, T) of timetables; they save proofs that would fail. ``parties``: whose
    conditions are looked at, by default those of all that are asked to go on. A party that
    would keep to no timetable at all proves nothing here: it alone is the lock.
    """
    if earliest(timetable) is None:
        return ()
    clock = clock or Clock()
    found = [Wait(d, e, True, RULES) for d, e in timetable.after
             if timetable.doer[d] != timetable.doer[e]]  # fmt: skip
    seen = _Seen(_trusting(timetable), margin)
    for shares in known:
        if not violations(timetable, shares):
            seen.add(shares)
    for party in range(timetable.parties):
        if not timetable.bound[party] or not (parties is None or party in parties):
            continue
        found += _Party(seen, party, clock).waits()
    best: dict[tuple[int, int], Wait] = {}
    for wait in found:
        old = best.get((wait.deed, wait.other))
        if old is None or (wait.strict and not old.strict):
            best[wait.deed, wait.other] = wait
    return tuple(sorted(best.values(), key=lambda w: (w.deed, w.other)))


def _trusting(timetable: Timetable) -> Timetable:
    """The timetable with guarantees that are enforced in any case, and paid for."""
    sure = tuple(replace(g, giver=None, upkeep=0.0) for g in timetable.guarantees)
    found = replace(timetable, standing=standing_with_upkeep(timetable), guarantees=sure)
    vars(found)["walks"] = timetable.walks  # what stages give whatever is done stands beside them
    return found


class _Seen:
    """Timetables that were met with: when each deed is complete, and who keeps to them."""

    def __init__(self, timetable: Timetable, margin: float) -> None:
        self.timetable, self.margin = timetable, margin
        self.each: list[tuple[Indices, Bools]] = []

    def add(self, shares: Floats) -> None:
        """One more."""
        complete = (np.cumsum(shares, axis=1) < 1.0 - TOLERANCE).sum(axis=1)
        margins = least_margins(self.timetable, shares)
        self.each.append((complete, margins >= self.margin - TOLERANCE))


class _Party:
    """The proofs from the conditions of one party."""

    def __init__(self, seen: _Seen, party: int, clock: Clock) -> None:
        self.seen, self.timetable, self.party, self.clock = seen, seen.timetable, party, clock
        self.strict, self.loose = _candidates(seen.timetable, party)
        self._plans: tuple[Plan, ...] = ()
        self._missing = _missing(seen.timetable)
        for complete, keeps in seen.each:
            if keeps[party]:
                self._refute(complete)

    @property
    def idle(self) -> bool:
        """Whether there is nothing left to prove."""
        return not (self.strict.any() or self.loose.any())

    def _found(self, plan: Plan, columns: Floats) -> None:
        """A timetable that the party keeps to."""
        self.seen.add(plan.shares(columns))
        self._refute(self.seen.each[-1][0])

    def _refute(self, complete: Indices) -> None:
        """Strike out the waits that a timetable does not keep."""
        self.strict &= complete[:, None] > complete[None, :]
        self.loose &= complete[:, None] >= complete[None, :]

    def waits(self) -> Iterator[Wait]:
        """The waits of the pairs that nothing has refuted."""
        if self.idle or not self.clock.left or not self._willing():
            return
        excluded = [ruled_out(self.timetable, self._asked(), self._missing, gap)
                    for gap in (0, 1)]  # fmt: skip
        for deed in range(self.timetable.deeds):
            self._settle(self.strict, deed, 1, excluded[1][deed])
            self.loose[deed] &= ~self.strict[deed]
            self._settle(self.loose, deed, 0, excluded[0][deed])
            for pairs in (self.strict, self.loose):
                for other in np.flatnonzero(pairs[deed]):
                    yield Wait(deed, int(other), pairs is self.strict, self.party)

    def _willing(self) -> bool:
        """Whether the party keeps to some timetable; the one found refutes what it can."""
        self._plans = self._plan(whole=False), self._plan(whole=True)
        outcome = self._plans[-1].programme.maximise(Linear(), self.clock)
        if outcome.columns is None:
            return False
        self._found(self._plans[-1], outcome.columns)
        return True

    def _asked(self) -> list[tuple[Condition, float]]:
        """The party's conditions, each with what shares must bring to it."""
        none = np.zeros((self.timetable.deeds, self.timetable.stages))
        walks, problem = self.timetable.walks, self.timetable
        bare = walks.margins(none, problem.standing)
        bare += walks.factors * evaluate(problem, none).penalties[walks.noticed, walks.party]
        return [(one, self.seen.margin - SLACK - float(constant))
                for one, constant in zip(walks.each, bare, strict=True)
                if one.party == self.party]  # fmt: skip

    def _plan(self, *, whole: bool) -> Plan:
        problem = self.timetable
        if not whole:
            problem = problem.changed(parts=np.full_like(problem.parts, DIVISIBLE))
        plan = Plan(problem)
        for one in problem.conditions:
            if one.party == self.party:
                plan.programme.row(plan.margin(one), low=self.seen.margin - SLACK)
        return plan

    def _settle(self, pairs: Bools, deed: int, gap: int, excluded: Bools) -> None:
        """Leave of the pairs (deed, other) those proven: other is complete ``gap`` before.

        ``excluded (T, D)``: stages at which single conditions prove it already.
        """
        for other in np.flatnonzero(pairs[deed]):
            for stage in np.flatnonzero(~excluded[:, other])[::-1].tolist():
                if not pairs[deed, other]:
                    break  # refuted by a timetable found for another pair
                pairs[deed, other] = self._impossible(deed, stage, int(other), stage - gap)

    def _impossible(self, deed: int, stage: int, other: int, before: int) -> bool:
        """Whether the party keeps to no timetable with ``deed`` done and ``other`` not yet."""
        for plan in self._plans:
            done, due = plan.done[deed][stage], plan.done[other][before] if before >= 0 else NONE
            if _never(done) or (not due.terms and due.constant > 0.5):
                return True
            rows = plan.programme.rows
            plan.programme.row(done, low=1.0)
            plan.programme.row(due, high=1.0 - float(self._missing[other]))
            seconds = min(self.clock.left, PATIENCE)
            outcome = plan.programme.maximise(Linear(), Clock(seconds))
            plan.programme.drop_rows(rows)
            if outcome.ending is Ending.INFEASIBLE:
                return True
            if outcome.ending is Ending.STOPPED and outcome.columns is None:
                return False
            if plan is self._plans[-1] and outcome.columns is not None:
                self._found(plan, outcome.columns)
        return False


def _missing(timetable: Timetable) -> Floats:
    """The share of each deed that is at least missing as long as it is not complete."""
    found: Floats = np.where(
        timetable.parts == DIVISIBLE, NEARLY, 1.0 / np.maximum(timetable.parts, 1)
    )
    return found


def _never(done: Linear) -> bool:
    return not done.terms and done.constant < 0.5


def _candidates(timetable: Timetable, party: int) -> tuple[Bools, Bools]:
    """Pairs (deed, other) whose wait, strict or not, the party might prove.

    One of the two is the party's, which would rather not do it; the other matters to it;
    windows alone do not settle them.
    """
    touched = [a[:, party] != 0 for a in (timetable.once, timetable.flow, timetable.shift)]
    matters = np.logical_or.reduce(touched)
    own = timetable.doer == party
    held = own & np.logical_or.reduce([
        a[:, party] < 0 for a in (timetable.once, timetable.flow, timetable.shift)
    ])  # fmt: skip
    others = matters & ~own
    pairs = (held[:, None] & others[None, :]) | (others[:, None] & held[None, :])
    begin, end = earliest(timetable), latest(timetable)
    if begin is None:
        return np.zeros_like(pairs), np.zeros_like(pairs)
    strict: Bools = pairs & (begin[:, None] <= end[None, :])
    loose: Bools = pairs & (begin[:, None] < end[None, :])
    return strict, loose


def circle(found: Sequence[Wait]) -> tuple[Wait, ...]:
    """The shortest chain of waits that comes back to its beginning, one of them strict.

    Such a chain proves that no timetable exists that the parties named in it keep to. Empty
    where there is none. Among equally short ones the first by number of deeds.
    """
    follow: dict[int, list[Wait]] = {}
    for wait in found:
        follow.setdefault(wait.deed, []).append(wait)
    best: tuple[Wait, ...] = ()
    for wait in found:
        chain = _way(follow, wait.other, wait.deed) if wait.strict else None
        if chain is not None and (not best or len(chain) + 1 < len(best)):
            best = (wait, *chain)
    return best


def _way(follow: dict[int, list[Wait]], start: int, goal: int) -> tuple[Wait, ...] | None:
    """The fewest waits from one deed to another."""
    ways: dict[int, tuple[Wait, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        deed = queue.popleft()
        if deed == goal:
            return ways[deed]
        for wait in follow.get(deed, ()):
            if wait.other not in ways:
                ways[wait.other] = (*ways[deed], wait)
                queue.append(wait.other)
    return None
