"""Stability against coalitions: parties that move jointly, if it pays for all of them.

The members of a coalition H reach what any sequence of their moves brings about, no one twice in
a row, through feasible states (Kilgour, Hipel, Fang & Peng 2001). A state so reached is a
*coalitional improvement* on s if every member strictly prefers it to s. A *sanction* of it is a
state that the others can bring about after it and that *some* member does not prefer to s: one
member that would lose is enough to keep the coalition from moving. Both notions are those of
Inohara & Hipel (2008). s is stable for H under

* coalitional Nash stability: if there is no coalitional improvement from s;
* coalitional GMR: if each is sanctioned by moves of the others;
* coalitional SMR: if each is sanctioned by moves of the others to a state from which H reaches no
  state that all its members prefer to s;
* coalitional SEQ: if each is sanctioned by class coalitional improvements of the others: they may
  ally as they like, and each coalition of theirs that answers gains by its own step
  (:mod:`irenic.theory.class_improvements`).

The four are those of Inohara & Hipel (2008) as we read them. What single outsiders' improvements
sanction is sanctioned here too, since they are among the class coalitional improvements. So SEQ
of a party implies coalitional SEQ of it as a coalition of one, and with one outsider or none they
are the same; with more the converse need not hold. Under the other three a coalition of one is
the party.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.class_improvements import JointAnswer, TooMany, WorstByOutsiders
from irenic.theory.counter_moves import Found, shortest_answer
from irenic.theory.graph_model import NOWHERE, WORST, best_within_reach, lowest_by_moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from irenic.theory.graph_model import GraphModel, Ranks
    from irenic.theory.improvements import Improvements

_CELLS = 1 << 22
"""Pairs of states looked at in one go."""


def coalition_pairs(model: GraphModel, members: Sequence[int]) -> int:
    """How many pairs of states have to be looked at for one coalition (the cost of the below)."""
    return model.feasible.size * choices(model, members)


def choices(model: GraphModel, members: Sequence[int]) -> int:
    """How many combinations of their strategies the members have."""
    return math.prod(len(model.strategies[m]) for m in members)


def coalitional_nash_stability(model: GraphModel, members: Sequence[int]) -> NDArray[np.bool_]:
    """States from which the coalition has no improvement; shape: all states."""
    return _held(model, members, [model.ranks[m] for m in members])


def coalitional_general_metarationality(
    model: GraphModel, members: Sequence[int]
) -> NDArray[np.bool_]:
    """States stable for the coalition under GMR; shape: all states.

    Some member does not prefer some state that the others bring about iff some member does not
    prefer the worst one for it; so the minima of :mod:`irenic.theory.sanctions` serve here too.
    """
    others = _outsiders(model, members)
    return _held(model, members, [_lowest(model, model.ranks[m], others) for m in members])


def coalitional_sequential_stability(
    model: GraphModel, members: Sequence[int], sorted_improvements: Mapping[int, Improvements],
    most: int | None = None,
) -> NDArray[np.bool_]:  # fmt: skip
    """States stable for the coalition under SEQ; shape: all states.

    ``sorted_improvements`` holds those of all others. What single outsiders' improvements make
    stable is; what is not stable under GMR is not. Raises :class:`TooMany` where more than
    ``most`` pairs of states, times coalitions of the others, would have to be looked at for
    the rest.
    """
    worst = WorstByOutsiders(model, members, sorted_improvements, most)
    stable = _held(model, members, worst.kept)
    if np.array_equal(stable, _held(model, members, worst.floor)):
        return stable
    worst.settle()
    return _held(model, members, worst.kept)


def coalitional_symmetric_metarationality(
    model: GraphModel, members: Sequence[int], most: int | None = None
) -> NDArray[np.bool_]:
    """States stable for the coalition under SMR; shape: all states.

    States stable under Nash stability are, states not stable under GMR are not. What is a sanction
    of a move from one of the others depends on how its members rank it; so states that all members
    rank alike are looked into together, each such set at a cost in proportion to all states.
    Raises :class:`TooMany` where that would be more than ``most`` states altogether.
    """
    stable = coalitional_nash_stability(model, members)
    open_ = coalitional_general_metarationality(model, members) & ~stable
    states = np.flatnonzero(open_)
    ranked = np.array([model.ranks[m].ravel()[states] for m in members]).reshape(len(members), -1)
    _, first, alike = np.unique(ranked, axis=1, return_index=True, return_inverse=True)
    needed = first.size * model.feasible.size
    if most is not None and needed > most:
        raise TooMany(needed)
    for number, state in enumerate(states[first]):
        better, lasting = _prospects(model, members, int(state), symmetric=True)
        goals = 1 - (better & (lasting == 1)).astype(np.int32)
        tempted = _lowest(model, goals, members).ravel() == 0
        same = states[alike.ravel() == number]
        stable.flat[same] = ~tempted[same]
    return stable


class Answers:
    """What the others can do about the joint moves of one coalition, from any state.

    ``sorted_improvements`` holds those of all others (it is only used under SEQ). The worst
    that they can bring about is found once for all states, or, under SEQ, for those that are
    asked about; ``most`` is that of :func:`coalitional_sequential_stability`, for all of them.
    """

    def __init__(
        self, model: GraphModel, members: Sequence[int],
        sorted_improvements: Mapping[int, Improvements], most: int | None = None,
    ) -> None:  # fmt: skip
        self.model, self.members = model, tuple(members)
        self._better, self._most = sorted_improvements, most

    @cached_property
    def _by_moves(self) -> list[Ranks]:
        """For each member what is left, at worst, of each state once the others have moved."""
        others = _outsiders(self.model, self.members)
        return [_lowest(self.model, self.model.ranks[m], others) for m in self.members]

    @cached_property
    def _credibly(self) -> WorstByOutsiders:
        return WorstByOutsiders(self.model, self.members, self._better, self._most)

    def unsanctioned(self, state: int, ends: NDArray[np.intp], concept: str) -> NDArray[np.intp]:
        """Those of ``ends`` (coalitional improvements from ``state``) that are not sanctioned.

        ``concept``: ``nash_stability``, ``gmr``, ``smr`` or ``seq``; ValueError for others.
        Raises :class:`TooMany`.
        """
        if concept == "nash_stability" or not ends.size:
            return ends
        if concept not in ("gmr", "smr", "seq"):
            raise ValueError(f"'{concept}' has no coalitional form")
        if concept == "seq":
            return self._not_credibly(state, ends)
        lasting = self._better_off(state, ends, self._by_moves)
        if concept == "smr" and not lasting.all():  # a sanction may not last
            _, good = _prospects(self.model, self.members, state, symmetric=True)
            lasting |= good.ravel()[ends] == 1
        return ends[lasting]

    def _not_credibly(self, state: int, ends: NDArray[np.intp]) -> NDArray[np.intp]:
        """:meth:`unsanctioned` under SEQ."""
        worst = self._credibly
        open_ = ends[self._better_off(state, ends, worst.kept)]
        worst.settle(open_[~self._better_off(state, open_, worst.floor)])
        return open_[self._better_off(state, open_, worst.kept)]

    def _better_off(
        self, state: int, ends: NDArray[np.intp], keeps: Sequence[Ranks]
    ) -> NDArray[np.bool_]:
        """At which of ``ends`` every member is left better off than in ``state``."""
        found = np.ones(ends.size, np.bool_)
        for member, kept in zip(self.members, keeps, strict=True):
            found &= kept.ravel()[ends] > self.model.ranks[member].flat[state]
        return found

    def shortest(self, state: int, end: int, concept: str) -> JointAnswer:
        """The shortest sequence of the others that sanctions the joint move to ``end``.

        ``concept``: ``gmr``, ``smr`` or ``seq``. Under the last its steps are those of
        coalitions, under the others of single parties.
        """
        model = self.model
        loses = np.zeros(model.feasible.size, np.bool_)
        for member in self.members:
            ranks = model.ranks[member].ravel()
            loses |= ranks <= ranks[state]
        if concept == "seq":
            return self._shortest_credible(end, loses.reshape(model.feasible.shape))
        if concept == "smr":
            kept = _lowest(model, loses.reshape(model.feasible.shape) + np.int32(0), self.members)
            loses &= kept.ravel() == 1  # from which the members reach nothing better for all
        found = shortest_answer(
            model, end, _outsiders(model, self.members), lambda states: states[loses[states]],
            improving=False,
        )  # fmt: skip
        return JointAnswer(found.found, tuple(((mover,), after) for mover, after in found.steps))

    def _shortest_credible(self, end: int, loses: NDArray[np.bool_]) -> JointAnswer:
        """By class coalitional improvements; numbers and parties there are those of a row."""
        worst, model = self._credibly, self.model
        if not worst.others:
            return JointAnswer(Found.NONE)
        row = worst.row(end)
        states = np.arange(model.feasible.size).reshape(model.feasible.shape)[row].ravel()
        steps, bad = worst.of_row(row), loses[row].ravel()
        states, bad = states[steps.states], bad[steps.states]
        found = steps.shortest(int(np.searchsorted(states, end)), lambda numbers: bad[numbers])
        return JointAnswer(found.found, tuple(
            (tuple(worst.others[party] for party in who), int(states[number]))
            for who, number in found.steps
        ))  # fmt: skip


def _prospects(
    model: GraphModel, members: Sequence[int], state: int, *, symmetric: bool
) -> tuple[NDArray[np.bool_], Ranks]:
    """Where all members are better off than in ``state``, and where (1) that would last.

    The others answer by any moves; ``symmetric``: a sanction counts only if the coalition
    cannot escape it.
    """
    better = np.ones(model.feasible.shape, np.bool_)
    for member in members:
        better &= model.ranks[member] > model.ranks[member].flat[state]
    good = better.astype(np.int32)  # 1 where all members are better off than in the state
    if symmetric:
        good = 1 - _lowest(model, 1 - good, members)
    return better, _lowest(model, good, _outsiders(model, members))


def _outsiders(model: GraphModel, members: Sequence[int]) -> list[int]:
    return [party for party in model.parties if party not in members]


def _lowest(model: GraphModel, values: Ranks, movers: Sequence[int]) -> Ranks:
    """:func:`lowest_by_moves` for values that may be anything where infeasible; full shape."""
    open_ = values if model.unrestricted else np.where(model.feasible, values, NOWHERE)
    return np.broadcast_to(lowest_by_moves(model, open_, movers), model.feasible.shape)


def _held(model: GraphModel, members: Sequence[int], keeps: Sequence[Ranks]) -> NDArray[np.bool_]:
    """States from which the coalition reaches none that keeps every member better off.

    ``keeps``: for each member what it is left with, at worst, in each state.
    """
    if len(members) == 1:
        return _held_alone(model, members[0], keeps[0])
    if model.unrestricted and not any(model.strategies[m].bound for m in members):
        return _held_freely(model, members, keeps)
    ranks = [model.ranks[m].ravel() for m in members]
    left = [np.broadcast_to(k, model.feasible.shape).ravel() for k in keeps]
    stable = model.feasible.ravel().copy()
    for states, reach in _reaches(model, members):
        gains = reach
        for own, kept in zip(ranks, left, strict=True):
            gains &= kept[states][:, None, :] > own[states][:, :, None]
        stable[states[gains.any(axis=2)]] = False
    return stable.reshape(model.feasible.shape)


def _held_alone(model: GraphModel, member: int, kept: Ranks) -> NDArray[np.bool_]:
    """:func:`_held` for a coalition of one."""
    values = np.where(model.feasible, kept, WORST)
    return model.feasible & (best_within_reach(model, values, member) <= model.ranks[member])


def _held_freely(
    model: GraphModel, members: Sequence[int], keeps: Sequence[Ranks]
) -> NDArray[np.bool_]:
    """:func:`_held` where the coalition can go from any of its choices to any other.

    In each row (a choice of the others) only states that keep the members at least as well off
    as any other can make a difference: such a one is taken at a time, and those that it
    surpasses are left out.
    """
    axes = [model.axis(m) for m in members]
    last = tuple(range(-len(axes), 0))
    width = int(np.prod([len(model.strategies[m]) for m in members]))

    def rows(values: Ranks) -> Ranks:
        whole = np.broadcast_to(values, model.feasible.shape)
        return np.ascontiguousarray(np.moveaxis(whole, axes, last)).reshape(-1, width)

    own, left = [rows(model.ranks[m]) for m in members], [rows(kept) for kept in keeps]
    stable = np.ones(own[0].shape, np.bool_)
    open_ = np.ones(own[0].shape, np.bool_)
    row = np.arange(len(stable))
    while row.size:
        sums = np.sum([each[row] for each in left], axis=0, dtype=np.int64)
        total = np.where(open_[row], sums, -1)
        top = total.argmax(axis=1)
        row, top = row[(live := total[np.arange(row.size), top] >= 0)], top[live]
        best = [each[row, top][:, None] for each in left]
        gain = np.logical_and.reduce([a > b[row] for a, b in zip(best, own, strict=True)])
        stable[row] &= ~gain
        beaten = np.logical_and.reduce([a >= b[row] for a, b in zip(best, left, strict=True)])
        open_[row] &= ~beaten
    shape = np.moveaxis(model.feasible, axes, last).shape
    return np.moveaxis(stable.reshape(shape), last, axes)


def _reaches(
    model: GraphModel, members: Sequence[int]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """States (one row for each choice of the others), and which of a row reach which.

    The reach is a matrix for each row: from (first index) to (second); itself included.
    """
    axes = [model.axis(m) for m in members]
    place = np.arange(model.feasible.size).reshape(model.feasible.shape)
    ends = tuple(range(-len(axes), 0))
    inner = tuple(len(model.strategies[m]) for m in members)
    width = int(np.prod(inner))
    rows = np.moveaxis(place, axes, ends).reshape(-1, width)
    steps = [model.strategies[m].reaches().astype(np.float32) for m in members]
    count = max(1, _CELLS // (width * width))
    for first, last in pairwise([*range(0, len(rows), count), len(rows)]):
        states = rows[first:last]
        feasible = model.feasible.ravel()[states]
        reach = np.eye(width, dtype=np.bool_) & feasible[:, None, :]
        while True:
            before = reach
            for axis, step in enumerate(steps):
                reach = _stepped(reach, inner, axis, step) & feasible[:, None, :]
            if np.array_equal(before, reach):
                break
        yield states, reach


def _stepped(
    reach: NDArray[np.bool_], inner: tuple[int, ...], axis: int, step: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """What is reached by one more move of the member whose choices lie along ``axis``."""
    spread = reach.reshape(*reach.shape[:2], *inner).astype(np.float32)
    moved = np.moveaxis(np.moveaxis(spread, 2 + axis, -1) @ step, -1, 2 + axis)
    found: NDArray[np.bool_] = moved.reshape(reach.shape) > 0
    return found
