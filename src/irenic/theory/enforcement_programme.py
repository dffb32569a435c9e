"""The best timetable: margins as a mixed-integer programme, solved by HiGHS.

Columns are the shares done *so far*, ``X[d, t]``: binary for a deed done whole, a whole
number of parts for one in parts, any share for one divided at will. A margin is linear in
them (:mod:`irenic.theory.enforcement`), so the largest smallest margin, the least guarantee
and the question whether some conditions can hold together are programmes of one kind.

A guarantee with a giver counts at a stage only if the giver would enforce it there, which
depends on the timetable: a binary column for each says whether it counts, and forces the
giver's own condition if it does.

What HiGHS returns is tolerant; shares are rounded to what they stand for, and every figure
handed back is computed from them by :func:`irenic.theory.enforcement.evaluate`. Bounds are
HiGHS's own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from irenic.theory.enforcement import (
    DIVISIBLE,
    TOLERANCE,
    Condition,
    Evaluation,
    Guarantee,
    Timetable,
    evaluate,
    margin_of,
    standing_with_upkeep,
)
from irenic.theory.packages import Floats
from irenic.theory.programme import SLACK, Clock, Ending, Linear, Outcome, Programme, total

TINY = 1e-12
"""The least that a penalty at a far stage is discounted by: no size of it would be enough."""


@dataclass(frozen=True, eq=False)
class Best:
    """The timetable with the largest smallest margin that was found.

    ``shares (D, T)`` and its ``evaluation`` are None when there is no timetable at all
    (``feasible`` False) or none was found in time (``feasible`` None). ``bound``: no
    timetable has a larger smallest margin.
    """

    shares: Floats | None
    evaluation: Evaluation | None
    bound: float
    feasible: bool | None

    @property
    def margin(self) -> float:
        """The smallest margin of the timetable found; -inf without one."""
        return -math.inf if self.evaluation is None else self.evaluation.margin

    @property
    def proven(self) -> bool:
        """Whether no timetable is better by more than the slack, or there is none."""
        return self.feasible is False or self.bound <= self.margin + 2 * SLACK


@dataclass(frozen=True, eq=False)
class Shortest:
    """The shortest timetable that holds with a given margin.

    ``stages``: how many it takes, None where none was found; ``ruled_out``: all timetables of
    up to so many stages are proven not to hold; ``proven``: the answer is exact.
    """

    stages: int | None
    shares: Floats | None
    ruled_out: int
    proven: bool


@dataclass(frozen=True, eq=False)
class LeastGuarantee:
    """The least guarantees that make some timetable hold.

    ``sizes (P,)``: the largest penalty that each party must face at any stage, and
    ``penalties (T + 1, P)``: how much of it is needed at which stage, beyond the guarantees
    that the timetable has. ``total``: the weighted sum of sizes; ``bound``: no timetable can
    do with a smaller sum. ``shares``: None when there is no timetable, whatever the
    guarantees (``feasible`` False), or none was found in time (None).
    """

    shares: Floats | None
    sizes: Floats
    penalties: Floats
    total: float
    bound: float
    feasible: bool | None

    @property
    def proven(self) -> bool:
        """Whether no smaller sum does, or none does at all."""
        return self.feasible is False or self.bound >= self.total - 2 * SLACK


@dataclass(frozen=True, eq=False)
class CheapestGuarantees:
    """The cheapest of the guarantees on offer that make some timetable hold.

    ``taken``: for each guarantee whether it is given; ``cost``: the givers' upkeep over the
    stages, weighted; ``bound``: no choice that holds costs less. Of equally cheap choices it
    is one of the fewest guarantees; ``fewest``: that is proven. ``shares``: None when no choice
    holds (``feasible`` False) or none was found in time (None).
    """

    shares: Floats | None
    taken: tuple[bool, ...]
    cost: float
    bound: float
    feasible: bool | None
    fewest: bool = False

    @property
    def proven(self) -> bool:
        """Whether no choice that holds costs less, or none holds."""
        return self.feasible is False or self.bound >= self.cost - 2 * SLACK


class Plan:
    """The timetables of a problem inside a programme."""

    def __init__(self, timetable: Timetable, *, choose: bool = False) -> None:
        self.timetable = timetable
        self.programme = Programme()
        self.programme.column(0.0, 0.0)  # where all is fixed HiGHS would look at no rows
        self.done = tuple(self._row(d) for d in range(timetable.deeds))
        # Each share done so far is a constant or a multiple of a column of its own.
        columns = [[next(iter(x.terms.items()), (-1, 0.0)) for x in row] for row in self.done]
        shape = timetable.deeds, timetable.stages
        self._columns = np.array([[c for c, _ in row] for row in columns]).reshape(shape)
        self._scales = np.array([[f for _, f in row] for row in columns]).reshape(shape)
        self._constants = np.array([[x.constant for x in row] for row in self.done])
        self._constants = self._constants.reshape(shape)
        for deed, other in timetable.after:
            for stage in range(timetable.stages):
                before = self.done[other][stage - 1] if stage else Linear()
                self.programme.row(before - self.done[deed][stage], low=0.0)
        self.taken = tuple(
            self.programme.binary() if choose else Linear({}, 1.0) for _ in timetable.guarantees
        )
        self.counted = tuple(
            self._counts(g, on) for g, on in zip(timetable.guarantees, self.taken, strict=True)
        )

    def _row(self, deed: int) -> tuple[Linear, ...]:
        """The share of a deed done with each stage, made of columns and constants."""
        timetable, found = self.timetable, list[Linear]()
        parts = int(timetable.parts[deed])
        for stage in range(timetable.stages):
            if stage < timetable.first[deed]:
                found.append(Linear())
            elif stage >= timetable.last[deed]:
                found.append(Linear({}, 1.0))
            elif parts == DIVISIBLE:
                found.append(self.programme.column(0.0, 1.0))
            else:
                found.append(self.programme.column(0.0, parts, whole=True) * (1.0 / parts))
        for early, late in pairwise(found):
            if early.terms or late.terms:
                self.programme.row(late - early, low=0.0)
        return tuple(found)

    def _counts(self, guarantee: Guarantee, on: Linear) -> dict[int, Linear]:
        """For each stage of a guarantee how much of it counts: 0 or 1."""
        if guarantee.giver is None:
            return dict.fromkeys(guarantee.stages, on)
        found = {}
        for stage in sorted(guarantee.stages):
            gain = self.without_penalty(self.timetable.walks.openly[guarantee.giver, stage])
            gain -= guarantee.enforcing
            counts = self.programme.binary()
            self.programme.row(on - counts, low=0.0)
            # gain >= 0 if it counts; else no more than the least that the gain can be.
            least = self._least(gain)
            if least < 0:
                self.programme.row(gain + counts * least, low=least)
            found[stage] = counts
        return found

    def _least(self, linear: Linear) -> float:
        """A lower bound of a function of shares (each between 0 and 1) and of taken ones."""
        return linear.constant + sum(
            min(0.0, c * self._highest[i]) for i, c in linear.terms.items()
        )

    @cached_property
    def _highest(self) -> dict[int, float]:
        found: dict[int, float] = {}
        for deed, row in enumerate(self.done):
            for share in row:
                found |= dict.fromkeys(share.terms, float(max(self.timetable.parts[deed], 1)))
        for on in self.taken:
            found |= dict.fromkeys(on.terms, 1.0)
        return found

    def without_penalty(self, one: Condition) -> Linear:
        """The margin of a condition, without penalties on its party."""
        steps = one.coefficients.copy()
        steps[:, :-1] -= one.coefficients[:, 1:]  # of what is done so far, not of what is done
        constant = one.constant + float(one.weights @ self.timetable.standing[:, one.party])
        constant += float((steps * self._constants).sum())
        used = (steps != 0) & (self._columns >= 0)
        found = Linear(
            dict(zip(
                self._columns[used].tolist(), (steps * self._scales)[used].tolist(), strict=True
            )),
            constant,
        )  # fmt: skip
        for guarantee, on in zip(self.timetable.guarantees, self.taken, strict=True):
            if guarantee.giver == one.party and guarantee.upkeep:
                weight = sum(one.weights[s] for s in guarantee.stages if s < len(one.weights))
                found -= on * float(weight * guarantee.upkeep)
        return found

    def margin(self, one: Condition) -> Linear:
        """The margin of a condition with the guarantees that count."""
        return self.without_penalty(one) + total(
            counts[one.noticed] * (one.factor * guarantee.penalty)
            for guarantee, counts in zip(self.timetable.guarantees, self.counted, strict=True)
            if guarantee.on == one.party and one.noticed in counts
        )

    def shares(self, columns: Floats) -> Floats:
        """The shares (D, T) that the columns stand for: parts whole, sums 1."""
        done = self._constants + self._scales * np.where(
            self._columns >= 0, np.append(columns, 0.0)[self._columns], 0.0
        )
        done = np.maximum.accumulate(np.clip(done, 0.0, 1.0), axis=1)
        parts = self.timetable.parts[:, None]
        whole = np.rint(done * parts) / np.maximum(parts, 1)
        done = np.where(parts == DIVISIBLE, done, whole)
        found: Floats = np.diff(done, axis=1, prepend=0.0)
        return found


def largest_margin(timetable: Timetable, clock: Clock | None = None, gap: float = 0.0) -> Best:
    """The timetable whose smallest margin, over bound parties and stages, is largest.

    ``gap``: the search stops once no timetable can be better by more than that share of the
    margin found; ``bound`` says by how much, and ``proven`` is then False.
    """
    if not 0 <= gap < 1:
        raise ValueError(f"gap is {gap}; expected 0 or more, less than 1")
    if clock is not None and not clock.left:
        return Best(None, None, math.inf, None)
    plan = Plan(timetable)
    plan.programme.stop_within(gap)
    smallest = plan.programme.column(-math.inf, math.inf)
    for one in timetable.conditions:
        plan.programme.row(plan.margin(one) - smallest, low=0.0)
    outcome = plan.programme.maximise(smallest, clock)
    if outcome.columns is None:
        return Best(None, None, outcome.bound, _feasible(outcome))
    shares = plan.shares(outcome.columns)
    evaluation = evaluate(timetable, shares)
    return Best(shares, evaluation, max(outcome.bound, evaluation.margin), True)


def _feasible(outcome: Outcome) -> bool | None:
    if outcome.columns is not None:
        return True
    return False if outcome.ending is Ending.INFEASIBLE else None


def holding(
    timetable: Timetable,
    margin: float = 0.0,
    conditions: Collection[tuple[int, int]] | None = None,
    clock: Clock | None = None,
) -> Outcome:
    """Whether the conditions of these (party, stage) can hold together (all, if None).

    The outcome is infeasible exactly where HiGHS proves that no timetable gives every one
    of them ``margin`` (loosely by the slack).
    """
    if clock is not None and not clock.left:
        return Outcome(Ending.STOPPED, None, math.inf, None)
    plan = _demanding(timetable, margin, conditions)
    return plan.programme.maximise(Linear(), clock)


def _demanding(
    timetable: Timetable, margin: float, conditions: Collection[tuple[int, int]] | None = None
) -> Plan:
    plan = Plan(timetable)
    for one in timetable.conditions:
        if conditions is None or (one.party, one.stage) in conditions:
            plan.programme.row(plan.margin(one), low=margin - SLACK)
    return plan


def shortest(timetable: Timetable, margin: float = 0.0, clock: Clock | None = None) -> Shortest:
    """The fewest stages in which the deeds can be done so that the margin is kept.

    Every number of stages is tried from below, since a longer timetable need not hold where a
    shorter one does: discounts and what the stages cost work against it.
    """
    for stages in range(1, timetable.stages + 1):
        short = timetable.shortened(stages)
        if short is None:
            continue
        if clock is not None and not clock.left:
            return Shortest(None, None, stages - 1, False)
        plan = _demanding(short, margin)
        outcome = plan.programme.maximise(Linear(), clock)
        if outcome.columns is not None:
            shares = plan.shares(outcome.columns)
            if evaluate(short, shares).margin >= margin - 2 * TOLERANCE:
                return Shortest(stages, shares, stages - 1, True)
        if outcome.ending is not Ending.INFEASIBLE:
            return Shortest(None, None, stages - 1, False)
    return Shortest(None, None, timetable.stages, True)


def least_guarantee(
    timetable: Timetable,
    margin: float = 0.0,
    weights: Sequence[float] | None = None,
    clock: Clock | None = None,
) -> LeastGuarantee:
    """The smallest further penalties, by party and stage, with which a timetable holds.

    The size of a party's guarantee is its largest penalty at any stage; the sum of the sizes,
    each times its weight (1 by default), is least. Points of different parties are added up
    here: the weights say how.
    """
    none = np.zeros(timetable.parties), np.zeros((timetable.stages + 1, timetable.parties))
    if clock is not None and not clock.left:
        return LeastGuarantee(None, *none, math.inf, 0.0, None)
    plan = Plan(timetable)
    programme, weigh = plan.programme, np.ones(timetable.parties) if weights is None else weights
    sizes = [programme.column() for _ in range(timetable.parties)]
    for one in timetable.conditions:
        programme.row(plan.margin(one) + sizes[one.party] * one.factor, low=margin)
    goal = total(s * -float(w) for s, w in zip(sizes, weigh, strict=True))
    outcome = programme.maximise(goal, clock)
    if outcome.columns is None:
        return LeastGuarantee(None, *none, math.inf, -outcome.bound, _feasible(outcome))
    shares = plan.shares(outcome.columns)
    penalties = needed_penalties(timetable, shares, margin)
    top = penalties.max(axis=0)
    value = float(top @ np.asarray(weigh, dtype=np.float64))
    return LeastGuarantee(shares, top, penalties, value, min(-outcome.bound, value), True)


def needed_penalties(timetable: Timetable, shares: Floats, margin: float = 0.0) -> Floats:
    """What each party must face beyond its guarantees at each stage (T + 1, P) to go on."""
    standing, counted = standing_with_upkeep(timetable), evaluate(timetable, shares).penalties
    found = np.zeros((timetable.stages + 1, timetable.parties))
    for one in timetable.conditions:
        has = margin_of(one, shares, standing) + one.factor * counted[one.noticed, one.party]
        place = one.noticed, one.party
        if has < margin:
            found[place] = max(found[place], (margin - has) / max(one.factor, TINY))
    return np.where(found > TOLERANCE, found, 0.0)


def cheapest_guarantees(
    timetable: Timetable,
    margin: float = 0.0,
    weights: Sequence[float] | None = None,
    clock: Clock | None = None,
) -> CheapestGuarantees:
    """Which of the timetable's guarantees to give so that it holds at the least upkeep.

    The upkeep of a guarantee is counted once for each stage before the settled state at which
    it is in force, times the weight of its giver (1 by default). Among equally cheap choices the
    fewest guarantees are sought by a second programme in which the cost may not rise.
    """
    nobody = (False,) * len(timetable.guarantees)
    if clock is not None and not clock.left:
        return CheapestGuarantees(None, nobody, math.inf, 0.0, None)
    plan = Plan(timetable, choose=True)
    for one in timetable.conditions:
        plan.programme.row(plan.margin(one), low=margin - SLACK)
    weigh = [1.0] * timetable.parties if weights is None else list(weights)
    costs = [
        0.0 if g.giver is None
        else weigh[g.giver] * g.upkeep * sum(s < timetable.stages for s in g.stages)
        for g in timetable.guarantees
    ]  # fmt: skip
    goal = total(on * -cost for on, cost in zip(plan.taken, costs, strict=True))
    outcome = plan.programme.maximise(goal, clock)
    if outcome.columns is None:
        return CheapestGuarantees(None, nobody, math.inf, -outcome.bound, _feasible(outcome))
    plan.programme.row(goal, low=goal.at(outcome.columns) - SLACK)
    number = total(on * -1.0 for on in plan.taken)
    fewer = plan.programme.maximise(number, clock)
    columns = outcome.columns if fewer.columns is None else fewer.columns
    taken = tuple(on.at(columns) > 0.5 for on in plan.taken)
    cost = sum(c for c, on in zip(costs, taken, strict=True) if on)
    bound = min(-outcome.bound, cost)
    return CheapestGuarantees(
        plan.shares(columns), taken, cost, bound, True, fewer.ending is Ending.OPTIMAL
    )
