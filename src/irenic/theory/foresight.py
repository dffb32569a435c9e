"""Limited-move stability L_h, and non-myopic stability as its limit.

Two parties (Zagare 1984; Kilgour 1985; Fang, Hipel & Kilgour 1993): the party that is to move
at s, with a horizon of h moves, either stays, which ends the matter, or moves to a state from
which the other, with horizon h - 1, goes on in the same way; at horizon 0 the state stands. It
knows how the other will decide, moves where it ends up best, and stays unless it ends up better
than at s. A state is L_h stable for a party that, to move there with horizon h, stays. It is
non-myopically stable if it is L_h stable for every h from some h on.

More parties, and ties. Who answers a move, and which of two equally good moves is made, is then
open, and the literature has several conventions. Here the party is *cautious*: any of the others
may be next to move, any of the best moves may be made, and it counts on the worst for itself of
all that can follow. So A_h(i, s), the set of states in which matters can end when i is to move
at s, is

* A_0(i, s) = {s};
* for h > 0, let v(t) be the worst for i in the union of A_{h-1}(j, t) over all j other than i, for
  each t that i can move to. If no v(t) is better for i than s, A_h(i, s) = {s}. Otherwise it is
  that union over the t with the best v(t).

With two parties and strict preferences this is the definition above. For h = 1 it is Nash
stability, whatever the number of parties.

The sets themselves are not needed, only the worst of each for each party: n x n numbers a state.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import moves_from
from irenic.theory.graph_model import NOWHERE, WORST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from irenic.theory.evolution import Path
    from irenic.theory.graph_model import GraphModel, Ranks, Strategies

_CELLS = 1 << 20
"""States looked at in one go."""

Worsts = dict[tuple[int, int], "Ranks"]
"""(mover i, party k) -> for every state the worst for k of A_h(i, state)."""


@dataclass(frozen=True, eq=False)
class NonMyopic:
    """The limit of L_h.

    ``stable``: for each party the states stable for all h > ``horizon``. ``period``: after how
    many steps anticipations repeat (1: they settle).
    """

    stable: list[NDArray[np.bool_]]
    horizon: int
    period: int


def limited_move_stability(
    model: GraphModel, horizon: int, tell: Callable[[int, int], None] = lambda done, of: None
) -> list[NDArray[np.bool_]]:
    """For each party the L_h stable states (shape: all states), h = ``horizon`` >= 1.

    ``tell`` is called with the number of horizons done, and of all, before each.

    Time: ``horizon`` x states x parties squared; for a party with k options that are bound
    (see Strategies), k times that.
    """
    if horizon < 1:
        raise ValueError(f"the horizon must be 1 or more, not {horizon}")
    worsts = _at_rest(model)
    for done in range(horizon - 1):
        tell(done, horizon)
        worsts, _ = _step(model, worsts)
    tell(horizon - 1, horizon)
    return _step(model, worsts)[1]


def non_myopic_stability(
    model: GraphModel, most: int = 1000, tell: Callable[[int, int], None] = lambda done, of: None
) -> NonMyopic | None:
    """The limit of L_h for growing h; None if it takes more than ``most`` steps to find.

    ``tell`` as in :func:`limited_move_stability`.

    There are finitely many anticipations and each follows from the one before, so they repeat
    sooner or later; states stable throughout one period are stable for ever.
    """
    worsts = _at_rest(model)
    seen = {_fingerprint(worsts): 0}
    history: list[list[NDArray[np.bool_]]] = []
    for horizon in range(1, most + 1):
        tell(horizon - 1, most)
        worsts, stays = _step(model, worsts)
        history.append(stays)
        first = seen.setdefault(_fingerprint(worsts), horizon)
        if first < horizon:
            period = history[first:]
            stable = [
                np.logical_and.reduce([stays[party] for stays in period]) for party in model.parties
            ]
            return NonMyopic(stable, first, horizon - first)
    return None


class Foresight:
    """What is anticipated for every horizon up to ``most``, to tell how matters would go on.

    Holds ``most`` x states x parties squared numbers.
    """

    def __init__(self, model: GraphModel, most: int) -> None:
        self.model = model
        self._worsts = [_at_rest(model)]
        for _ in range(most - 1):
            self._worsts.append(_step(model, self._worsts[-1])[0])

    def prospects(
        self, horizon: int, party: int, state: int
    ) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """The moves of ``party`` from ``state``, and the rank it can count on after each.

        With a horizon of ``horizon`` >= 1 moves. The party leaves the state if any of these ranks
        is above that of the state itself. States are places in C order.
        """
        ends = moves_from(self.model, party, state)
        return ends, self._after(horizon, party, party, ends)

    def _after(
        self, horizon: int, mover: int, party: int, ends: NDArray[np.intp]
    ) -> NDArray[np.int32]:
        """The worst for ``party`` of what follows once ``mover`` has moved to ``ends``."""
        worsts, others = self._worsts[horizon - 1], self.model.others(mover)
        if not others:
            return self.model.ranks[party].ravel()[ends]
        found: NDArray[np.int32] = np.minimum.reduce(
            [worsts[other, party].ravel()[ends] for other in others]
        )
        return found

    def line(self, horizon: int, party: int, end: int) -> Path:
        """What ``party`` counts on after its move to ``end``: the steps of the others and itself.

        At each step it is the one to move, and the one of its best moves, that are worst for
        ``party``. The last state has the rank that :meth:`prospects` gives.
        """
        steps: list[tuple[int, int]] = []
        mover, here = party, end
        for left in range(horizon - 1, 0, -1):
            others = self.model.others(mover)
            if not others:
                break
            worst = self._worsts[left]
            mover = min(others, key=lambda other: int(worst[other, party].flat[here]))
            ends, ranks = self.prospects(left, mover, here)
            if not ends.size or ranks.max() <= self.model.ranks[mover].flat[here]:
                break
            best = ends[ranks == ranks.max()]
            here = int(best[self._after(left, mover, party, best).argmin()])
            steps.append((mover, here))
        return tuple(steps)


def _at_rest(model: GraphModel) -> Worsts:
    return {(i, k): model.ranks[k] for i in model.parties for k in model.parties}


def _fingerprint(worsts: Worsts) -> bytes:
    found = hashlib.blake2b()
    for values in worsts.values():
        found.update(np.ascontiguousarray(values).tobytes())
    return found.digest()


def _step(model: GraphModel, worsts: Worsts) -> tuple[Worsts, list[NDArray[np.bool_]]]:
    """From horizon h - 1 to h: the new worsts, and where each party stays."""
    found: Worsts = {}
    stays = []
    for party in model.parties:
        after = [_after(model, worsts, party, k) for k in model.parties]
        moved, rests = _decide(model, party, after)
        found |= {(party, k): moved[k] for k in model.parties}
        stays.append(rests)
    return found, stays


def _after(model: GraphModel, worsts: Worsts, party: int, k: int) -> Ranks:
    """For every state the worst for ``k`` when anybody but ``party`` moves on from it."""
    others = model.others(party)
    if not others:
        return model.ranks[k]
    lowest = worsts[others[0], k]
    for other in others[1:]:
        lowest = np.minimum(lowest, worsts[other, k])
    return lowest


def _decide(
    model: GraphModel, party: int, after: list[Ranks]
) -> tuple[list[Ranks], NDArray[np.bool_]]:
    """What follows, at worst for each party, when ``party`` is to move; and where it stays.

    ``after``: for each party k, the worst for k once ``party`` has moved to a state.
    """
    axis, strategies = model.axis(party), model.strategies[party]
    length = len(strategies)

    def lines(values: NDArray[np.int32]) -> NDArray[np.int32]:
        whole = np.broadcast_to(values, model.feasible.shape)
        return np.ascontiguousarray(np.moveaxis(whole, axis, 0)).reshape(length, -1)

    follows, here = [lines(values) for values in after], [lines(r) for r in model.ranks]
    result = [np.empty_like(values) for values in here]
    rests = np.empty(here[party].shape, np.bool_)
    width = model.feasible.size // length
    step = max(1, _CELLS // max(length, 1 << strategies.bound.bit_count()))
    for start in range(0, width, step):
        part = slice(start, start + step)
        feasible = here[party][:, part] > 0
        value = np.where(feasible, follows[party][:, part], WORST)
        best, worst = _best_elsewhere(strategies, value, [each[:, part] for each in follows])
        rests[:, part] = feasible & (best <= here[party][:, part])
        moves = feasible & ~rests[:, part]
        for k, found in enumerate(result):
            found[:, part] = np.where(moves, worst[k], here[k][:, part])
    shape = np.moveaxis(model.feasible, axis, 0).shape

    def back(values: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.moveaxis(values.reshape(shape), 0, axis)

    return [back(values) for values in result], back(rests)  # type: ignore[misc, return-value]


def _best_elsewhere(
    strategies: Strategies, value: Ranks, follows: Sequence[Ranks]
) -> tuple[Ranks, list[Ranks]]:
    """The best ``value`` in reach of each strategy, itself left out, and what may follow then.

    Arrays have a row for each strategy. What follows: for each of ``follows`` the least of it
    over the strategies in reach, other than the one itself, that have the best value.

    To leave a strategy out of what it reaches, the two best values are kept, how many have the
    best, and the two least entries that go with it (the same number twice, if two have it): where
    the strategy itself is the only best one, the second value serves, and where it is the only one
    with the least entry, the second entry. These merge class by class as in the zeta transform
    of :mod:`irenic.theory.graph_model`, in which each class in reach is taken in exactly once.
    """
    order, starts, numbers = strategies.by_class
    place = np.searchsorted(numbers, strategies.classes)
    first = _Leading.of(value[order], [each[order] for each in follows], (starts, place[order]))
    lead = first if len(numbers) == 1 else _in_reach(strategies, first, numbers)
    at = lead.taken(place)
    own = value == at.best
    alone = own & (at.count == 1)
    least = [
        np.where(alone, second, np.where(own & (each == low), next_, low))
        for each, low, next_, second in zip(follows, at.low, at.next, at.second_low, strict=True)
    ]
    return np.where(alone, at.second, at.best), least


@dataclass(eq=False)
class _Leading:
    """Of a set of moves: the two best values, and what may follow those that have them.

    ``count``: how many have the ``best``; ``low``, ``next``: for each party the least that may
    follow these, and the least but one; ``second_low``: the least after the ``second`` value.
    """

    best: Ranks
    count: Ranks
    second: Ranks
    low: list[Ranks]
    next: list[Ranks]
    second_low: list[Ranks]

    @staticmethod
    def of(
        value: Ranks, follows: Sequence[Ranks], runs: tuple[NDArray[np.intp], NDArray[np.intp]]
    ) -> _Leading:
        """Of runs of rows: ``runs`` holds where each begins, and of which each row is."""
        starts, run = runs
        best = np.maximum.reduceat(value, starts, axis=0)
        top = value == best[run]
        count = np.add.reduceat(top, starts, axis=0, dtype=np.int32)
        rest = np.where(top, WORST, value)
        second = np.maximum.reduceat(rest, starts, axis=0)
        runner = rest == second[run]
        low, following, second_low = [], [], []
        for each in follows:
            mine = np.where(top, each, NOWHERE)
            least = np.minimum.reduceat(mine, starts, axis=0)
            hit = mine == least[run]
            twice = np.add.reduceat(hit, starts, axis=0, dtype=np.int32) > 1
            other = np.minimum.reduceat(np.where(hit, NOWHERE, mine), starts, axis=0)
            low.append(least)
            following.append(np.where(twice, least, other))
            second_low.append(np.minimum.reduceat(np.where(runner, each, NOWHERE), starts, axis=0))
        return _Leading(best, count, second, low, following, second_low)

    @staticmethod
    def none(shape: tuple[int, ...], parties: int) -> _Leading:
        """Of no moves."""

        def nothing() -> list[Ranks]:
            return [np.full(shape, NOWHERE) for _ in range(parties)]

        none = [np.zeros(shape, np.int32) for _ in range(3)]
        return _Leading(none[0], none[1], none[2], nothing(), nothing(), nothing())

    def taken(self, rows: Any) -> _Leading:
        """The rows given (as an index)."""
        return _Leading(
            self.best[rows], self.count[rows], self.second[rows], [each[rows] for each in self.low],
            [each[rows] for each in self.next], [each[rows] for each in self.second_low],
        )  # fmt: skip

    def put(self, rows: Any, given: _Leading) -> None:
        """Replace the rows given (as an index)."""
        self.best[rows], self.count[rows], self.second[rows] = given.best, given.count, given.second
        for mine, other in ((self.low, given.low), (self.next, given.next),
                            (self.second_low, given.second_low)):  # fmt: skip
            for each, new in zip(mine, other, strict=True):
                each[rows] = new

    def merged(self, other: _Leading) -> _Leading:
        """Of both sets of moves, which have none in common."""
        ahead, behind = self.best > other.best, self.best < other.best
        even = ~(ahead | behind)

        def pick(mine: Ranks, same: Ranks, theirs: Ranks) -> Ranks:
            return np.where(ahead, mine, np.where(behind, theirs, same))

        count = pick(self.count, self.count + other.count, other.count)
        against = pick(other.best, other.second, self.best)  # rivals of the second value
        own = pick(self.second, self.second, other.second)
        low, following, second_low = [], [], []
        for k in range(len(self.low)):
            a, b = self.low[k], other.low[k]
            low.append(pick(a, np.minimum(a, b), b))
            between = np.minimum(np.maximum(a, b), np.minimum(self.next[k], other.next[k]))
            following.append(pick(self.next[k], between, other.next[k]))
            mine = pick(self.second_low[k], self.second_low[k], other.second_low[k])
            theirs = np.where(even, other.second_low[k], np.where(ahead, b, a))
            least = np.where(own == against, np.minimum(mine, theirs),
                             np.where(own > against, mine, theirs))  # fmt: skip
            second_low.append(least)
        best = np.maximum(self.best, other.best)
        return _Leading(best, count, np.maximum(own, against), low, following, second_low)


def _in_reach(strategies: Strategies, first: _Leading, numbers: NDArray[np.int64]) -> _Leading:
    """What each class reaches, from what is in it (the classes of ``numbers``)."""
    bits = strategies.bound.bit_count()
    every = _Leading.none((1 << bits, first.best.shape[1]), len(first.low))
    every.put(numbers, first)
    number = np.arange(1 << bits)
    for bit in strategies.open_bits:
        unset = number[number >> bit & 1 == 0]
        every.put(unset, every.taken(unset).merged(every.taken(unset | 1 << bit)))
    return every.taken(numbers)
