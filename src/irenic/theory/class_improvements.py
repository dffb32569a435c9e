"""What parties bring about if they may ally: coalitional improvements one after another.

Any coalition C of a set of parties (the *class*) may make a coalitional improvement: a sequence
of its members' moves, no one twice in a row, through feasible states, to a state that every
member strictly prefers to the one it moves from. A *class coalitional improvement* is what a
sequence of these leads to, no coalition twice in a row. The notion is that of Inohara & Hipel
(2008) as we read it. With a class of one party it is the party's own improvements.

A coalition's moves are transitive and so is strict preference: two coalitional improvements of
one coalition in a row make one. So the ban leaves the states reached unchanged, and they are the
closure of single coalitional improvements.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import Found
from irenic.theory.graph_model import (
    NOWHERE,
    GraphModel,
    lowest_by_moves,
    places,
    spread_over_reach,
)
from irenic.theory.improvements import lowest_by_improvements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from irenic.theory.graph_model import Ranks, Strategies
    from irenic.theory.improvements import Improvements

_CELLS = 1 << 18
"""Pairs of states looked at in one go: so few that they stay in the processor's cache."""

_PATIENCE = 1 << 30
"""Pairs of states, times coalitions, that the search for a shortest answer looks at."""


class TooMany(Exception):
    """More states than were allowed would have to be looked at: ``needed`` of them."""

    def __init__(self, needed: int) -> None:
        super().__init__(f"{needed:,} states")
        self.needed = needed


@dataclass(frozen=True)
class JointAnswer:
    """What parties can do about a move: the ``steps`` as (who takes it jointly, state after)."""

    found: Found
    steps: tuple[tuple[tuple[int, ...], int], ...] = ()


def coalitional_improvements(
    model: GraphModel, members: Sequence[int], state: int
) -> NDArray[np.intp]:
    """Where the coalition can go from ``state`` to the gain of all; places in C order."""
    own = tuple(sorted(members, reverse=True))  # in the order of their axes
    place = [int(each[0]) for each in places(model, np.array([state]))]
    index = tuple(slice(None) if p in own else place[p] for p in reversed(model.parties))
    gains = np.logical_and.reduce([model.ranks[m][index] > model.ranks[m].flat[state] for m in own])
    if not gains.any():
        return np.array([], np.intp)
    start = np.zeros((1, *gains.shape), np.bool_)
    start[(0, *(place[m] for m in own))] = True
    gains &= _spread_out(start, model.feasible[index][None], [model.strategies[m] for m in own])[0]
    base = state - sum(place[m] * model.stride(m) for m in own)
    ends = sum(at * model.stride(m) for at, m in zip(np.nonzero(gains), own, strict=True)) + base
    return np.asarray(ends, np.intp)


def _spread_out(
    start: NDArray[np.bool_], feasible: NDArray[np.bool_], strategies: Sequence[Strategies],
    *, backwards: bool = False,
) -> NDArray[np.bool_]:  # fmt: skip
    """States that sequences of moves lead to from those of ``start`` (``backwards``: that lead
    there); arrays have an axis for each of ``strategies``, and one more before these.
    """
    found = start
    while True:
        before = found
        for axis, own in enumerate(strategies):
            way = own if backwards else own.reversed
            found = spread_over_reach(found, way, axis + 1) & feasible
        if np.array_equal(before, found):
            return found


class ClassImprovements:
    """The coalitional improvements of all coalitions among the parties of ``model``.

    States are numbers in :attr:`states`, the feasible ones in C order. Coalitions with a party
    that has nothing to choose are left out: whatever they can do, the rest of them can.
    """

    def __init__(self, model: GraphModel) -> None:
        self.model = model
        self.states = np.flatnonzero(model.feasible)
        self._ranks = [ranks.ravel()[self.states] for ranks in model.ranks]
        self._labels: dict[tuple[int, ...], NDArray[np.int32]] = {}
        self._rows: dict[
            tuple[int, ...], tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]
        ] = {}

    @cached_property
    def movers(self) -> list[int]:
        """Parties that have something to choose."""
        return [p for p in self.model.parties if len(self.model.strategies[p]) > 1]

    def coalitions(self) -> Iterator[tuple[int, ...]]:
        """Coalitions of movers, small ones first."""
        for size in range(1, len(self.movers) + 1):
            yield from combinations(self.movers, size)

    @property
    def weight(self) -> int:
        """What is looked at for each pair of states: movers, or coalitions of them."""
        number = len(self.movers)
        return number if self.model.unrestricted else (1 << number) - 1

    @cached_property
    def _places(self) -> list[NDArray[Any]]:
        """For each party, where on its axis each state lies; small numbers, quick to compare."""
        found = places(self.model, self.states)
        return [each.astype(np.min_scalar_type(each.max(initial=0))) for each in found]

    def links(self, before: NDArray[np.intp], after: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether some coalition has an improvement from (row) to (column)."""
        if self.model.unrestricted:
            return self._links_freely(before, after)
        bits = np.min_scalar_type((1 << len(self._ranks)) - 1).type
        gains = np.zeros((before.size, after.size), bits)
        stays = np.zeros(gains.shape, bits)
        found = np.zeros(gains.shape, np.bool_)
        possible = np.ones(gains.shape, np.bool_)
        for party, ranks in enumerate(self._ranks):
            place, bit = self._places[party], bits(1 << party)
            gains |= (ranks[after][None, :] > ranks[before][:, None]) * bit
            stays |= (place[after][None, :] == place[before][:, None]) * bit
            self._rule_out(possible, party, before, after)
        for coalition in self.coalitions():
            all_ = bits(sum(1 << party for party in coalition))
            paid = possible & ((gains & all_) == all_) & ((stays | all_) == self._everybody(bits))
            rows = np.flatnonzero(paid.any(axis=1))
            if rows.size:
                columns = np.flatnonzero(paid.any(axis=0))
                part = np.ix_(rows, columns)
                reach = self._reach(coalition, before[rows], after[columns])
                found[part] |= paid[part] & reach
                possible &= ~found  # a smaller coalition is enough
        return found

    def _everybody(self, bits: type) -> Any:
        return bits((1 << len(self._ranks)) - 1)

    def _rule_out(
        self, possible: NDArray[np.bool_], party: int, before: NDArray[np.intp],
        after: NDArray[np.intp],
    ) -> None:  # fmt: skip
        """Strike out what would undo a move of ``party`` that cannot be undone, by whatever way."""
        own, place = self.model.strategies[party], self._places[party]
        if own.bound:
            old, new = own.codes[place[before]][:, None], own.codes[place[after]][None, :]
            possible &= ((old & ~new & own.irreversible) | (new & ~old & own.unresumable)) == 0

    def _links_freely(self, before: NDArray[np.intp], after: NDArray[np.intp]) -> NDArray[np.bool_]:
        """:meth:`links` where all states are feasible: those move whose choice differs."""
        found: NDArray[np.bool_] = before[:, None] != after[None, :]
        for party, ranks in enumerate(self._ranks):
            place = self._places[party]
            may = ranks[after][None, :] > ranks[before][:, None]
            self._rule_out(may, party, before, after)
            may |= place[before][:, None] == place[after][None, :]
            found &= may
        return found

    def who(self, before: int, after: int) -> tuple[int, ...]:
        """The smallest coalition that has the improvement; ValueError if none has."""
        one, other = np.array([before]), np.array([after])
        for coalition in self.coalitions():
            paid = all(self._ranks[p][after] > self._ranks[p][before] for p in coalition)
            if paid and self._reach(coalition, one, other)[0, 0]:
                return coalition
        raise ValueError("no coalition has that improvement")

    def _reach(
        self, coalition: tuple[int, ...], before: NDArray[np.intp], after: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """Whether the coalition reaches (column) from (row)."""
        if not any(self.model.strategies[party].bound for party in coalition):
            labels = self._component(coalition)
            return np.asarray(labels[before][:, None] == labels[after][None, :])
        backwards = after.size < before.size
        starts, ends = (after, before) if backwards else (before, after)
        feasible, row, cell = self._by_rows(coalition)
        inner = feasible.shape[1:]
        start = np.zeros((starts.size, math.prod(inner)), np.bool_)
        start[np.arange(starts.size), cell[starts]] = True
        found = _spread_out(
            start.reshape(-1, *inner), feasible[row[starts]],
            [self.model.strategies[p] for p in reversed(coalition)], backwards=backwards,
        ).reshape(starts.size, -1)[:, cell[ends]]  # fmt: skip
        found &= row[starts][:, None] == row[ends][None, :]
        return found.T if backwards else found

    def _by_rows(
        self, coalition: tuple[int, ...]
    ) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
        """What is feasible, a row a choice of the others; each state's row, and cell in it."""
        if coalition not in self._rows:
            model = self.model
            axes = [model.axis(party) for party in reversed(coalition)]
            last = range(-len(axes), 0)
            moved = np.moveaxis(model.feasible, axes, last)
            inner = moved.shape[-len(axes) :]
            order = np.moveaxis(np.arange(moved.size).reshape(model.feasible.shape), axes, last)
            where = np.empty(moved.size, np.intp)
            where[order.ravel()] = np.arange(moved.size)
            row, cell = np.divmod(where[self.states], math.prod(inner))
            self._rows[coalition] = moved.reshape(-1, *inner), row, cell
        return self._rows[coalition]

    def _component(self, coalition: tuple[int, ...]) -> NDArray[np.int32]:
        """For each state the first one that the coalition reaches, where moves go both ways."""
        if coalition not in self._labels:
            model = self.model
            number = np.full(model.feasible.shape, NOWHERE)
            number.flat[self.states] = np.arange(self.states.size, dtype=np.int32)
            first = lowest_by_moves(model, number, coalition)
            labels = np.broadcast_to(first, model.feasible.shape).ravel()[self.states]
            self._labels[coalition] = labels
        return self._labels[coalition]

    @cached_property
    def _width(self) -> int:
        """Cells that one state takes in one go, besides those of the states on the other side."""
        free = self.model.unrestricted or not any(s.bound for s in self.model.strategies)
        return 1 if free else self.model.feasible.size

    def lowest(self, values: Ranks, floor: Ranks) -> Ranks:
        """For each state the least of ``values`` that class coalitional improvements lead to.

        Or of its own value. ``floor``: what it cannot fall below. Why this is right: the values
        are taken in ascending order, each spreads backwards over single coalitional
        improvements to all states that have a larger one, so what a state gets first is least.
        """
        lowest = values.copy()
        for level in np.unique(values):
            front = np.flatnonzero(lowest == level)
            open_ = np.flatnonzero((lowest > level) & (floor <= level))
            while front.size and open_.size:
                hit = self._into(open_, front)
                front, open_ = open_[hit], open_[~hit]
                lowest[front] = level
        return lowest

    def _into(self, before: NDArray[np.intp], after: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of ``before`` have a coalitional improvement to any of ``after``."""
        hit = np.zeros(before.size, np.bool_)
        count = max(1, _CELLS // max(before.size, self._width))
        for first in range(0, after.size, count):
            left = np.flatnonzero(~hit)
            rows = max(1, _CELLS // min(count, after.size))
            for start in range(0, left.size, rows):
                some = left[start : start + rows]
                linked = self.links(before[some], after[first : first + count])
                hit[some] = linked.any(axis=1)
        return hit

    def shortest(
        self, start: int, wanted: Callable[[NDArray[np.intp]], NDArray[np.bool_]]
    ) -> JointAnswer:
        """The fewest coalitional improvements, one or more, from ``start`` to a wanted state.

        ``wanted`` says of numbers of states which are. It gives up (:attr:`Found.UNDECIDED`)
        after a thousand million pairs of states, times coalitions.
        """
        came = np.full(self.states.size, -1, np.intp)
        came[start] = start
        front, looked = np.array([start]), 0
        while front.size:
            fresh = []
            open_ = np.flatnonzero(came < 0)
            count = max(1, _CELLS // max(1, open_.size, self._width))
            for first in range(0, front.size, count):
                some = front[first : first + count]
                looked += some.size * max(open_.size, self._width) * self.weight
                if looked > _PATIENCE:
                    return JointAnswer(Found.UNDECIDED)
                linked = self.links(some, open_)
                hit = linked.any(axis=0)
                came[open_[hit]] = some[linked[:, hit].argmax(axis=0)]
                fresh.append(open_[hit])
                open_ = open_[~hit]
            front = np.sort(np.concatenate(fresh))
            ends = front[wanted(front)]
            if ends.size:
                return JointAnswer(Found.SANCTION, self._trail(came, int(ends[0])))
        return JointAnswer(Found.NONE)

    def _trail(self, came: NDArray[np.intp], end: int) -> tuple[tuple[tuple[int, ...], int], ...]:
        steps = []
        while came[end] != end:
            before = int(came[end])
            steps.append((self.who(before, end), end))
            end = before
        return tuple(reversed(steps))


class WorstByOutsiders:
    """What is left, at worst, to each member of a coalition once the others have answered.

    They answer by class coalitional improvements. ``kept`` holds for each member the lowest of
    its ranks that can be brought about from a state; exact once :meth:`settle` has been called
    for the state, until then what single parties can bring about by improvements, which is no
    lower. ``sorted_improvements`` holds the improvements of all others.

    A party that has one choice only, or likes all states alike, is in no coalition that gains:
    ``others`` are the rest of the outsiders. Where single ones can already bring about what any
    *moves* of theirs can, nothing is left to find; what is, is found row by row (a row: states
    with the same choices of everybody else).
    """

    def __init__(
        self, model: GraphModel, members: Sequence[int],
        sorted_improvements: Mapping[int, Improvements], most: int | None = None,
    ) -> None:  # fmt: skip
        self.model, self.most, self.looked = model, most, 0
        self.others = [
            party for party in model.parties
            if party not in members
            and len(model.strategies[party]) > 1 and model.ranks[party].max(initial=0) > 1
        ]  # fmt: skip
        self.kept, self.floor = [], []
        for member in members:
            ranks = model.ranks[member]
            self.kept.append(lowest_by_improvements(model, ranks, self.others, sorted_improvements))
            open_ = ranks if model.unrestricted else np.where(model.feasible, ranks, NOWHERE)
            low = lowest_by_moves(model, open_, self.others)
            self.floor.append(np.broadcast_to(low, model.feasible.shape))
        self._unsettled = np.zeros(model.feasible.shape, np.bool_)
        if len(self.others) > 1:  # one party alone has its improvements and no others
            for kept, floor in zip(self.kept, self.floor, strict=True):
                self._unsettled |= (kept > floor) & model.feasible
            axes = tuple(model.axis(party) for party in self.others)
            self._unsettled |= self._unsettled.any(axis=axes, keepdims=True)

    def settle(self, states: NDArray[np.intp] | None = None) -> None:
        """Make :attr:`kept` exact for ``states`` (None: for all).

        Raises :class:`TooMany` where more than ``most`` pairs of states, times coalitions of
        the others, would have to be looked at, those looked at before included.
        """
        open_ = np.flatnonzero(self._unsettled) if states is None else states
        open_ = open_[self._unsettled.ravel()[open_]]
        if not open_.size:
            return
        rows = self._rows(open_)
        self.looked += sum(self._cost(row) for row in rows)
        if self.most is not None and self.looked > self.most:
            raise TooMany(self.looked)
        for row in rows:
            self._settle_row(row)

    def _rows(self, states: NDArray[np.intp]) -> list[tuple[slice | int, ...]]:
        """The rows that the states lie in, each once."""
        first = states - sum(
            place * self.model.stride(party)
            for party, place in enumerate(places(self.model, states)) if party in self.others
        )  # fmt: skip
        return [self.row(state) for state in np.unique(first).tolist()]

    def row(self, state: int) -> tuple[slice | int, ...]:
        """The row in which the state lies, as an index of arrays over states."""
        place = [int(each[0]) for each in places(self.model, np.array([state]))]
        return tuple(
            slice(None) if party in self.others else place[party]
            for party in reversed(self.model.parties)
        )

    def of_row(self, index: tuple[slice | int, ...]) -> ClassImprovements:
        """What the others can do among themselves in one row."""
        model = self.model
        strategies = tuple(model.strategies[party] for party in self.others)
        ranks = tuple(model.ranks[party][index] for party in self.others)
        return ClassImprovements(GraphModel(strategies, model.feasible[index], ranks))

    def _cost(self, row: tuple[slice | int, ...]) -> int:
        """Pairs of states, times what is looked at for each: parties, or coalitions of them."""
        number = len(self.others)
        each = number if self.model.unrestricted else (1 << number) - 1
        feasible = int(np.count_nonzero(self.model.feasible[row]))
        return each * feasible * sum(
            int(np.count_nonzero((kept[row] > floor[row]) & self.model.feasible[row]))
            for kept, floor in zip(self.kept, self.floor, strict=True)
        )  # fmt: skip

    def _settle_row(self, row: tuple[slice | int, ...]) -> None:
        steps = self.of_row(row)
        for kept, floor in zip(self.kept, self.floor, strict=True):
            values = kept[row].ravel()
            part = values[steps.states]
            values[steps.states] = steps.lowest(part, floor[row].ravel()[steps.states])
            kept[row] = values.reshape(kept[row].shape)
        self._unsettled[row] = False
