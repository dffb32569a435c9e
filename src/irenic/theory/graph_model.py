"""The graph model for conflict resolution in option form: states, moves, reach.

A party's *options* (in a dossier: its moves) are in force or not; which of them are is
its *strategy*; one strategy for each party is a *state*. A party moves by changing its
own options, as many as it likes at once, and moves are transitive: what it reaches in
two moves it reaches in one (Fang, Hipel & Kilgour 1993).

Arrays over states have one axis for each party, **the first party last**, and
strategies in ascending code (bit m: option m in force). So the states in C order are
those of ascending number, the first option of the first party being the least
significant bit. Strategies that no feasible state contains need not be on the axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Ranks = NDArray[np.int32]
"""One party's preference over states: 1 for the worst feasible states, more for better
ones, the same number for equally preferred ones, 0 for infeasible states."""

WORST = np.int32(0)
"""Below every rank: the neutral element of maxima over feasible states."""

NOWHERE = np.int32(np.iinfo(np.int32).max)
"""Above every rank: the neutral element of minima over feasible states."""


@dataclass(frozen=True, eq=False)
class Strategies:
    """What one party can have in force, and how it can change it.

    ``codes``: its strategies as numbers, ascending (bit m: option m in force).
    ``irreversible``: mask of options that, once in force, stay so.
    ``unresumable``: mask of options that, once not in force, stay so.
    An option in both masks cannot be changed at all.
    """

    options: int
    codes: NDArray[np.int64]
    irreversible: int = 0
    unresumable: int = 0

    def __post_init__(self) -> None:
        top = 1 << self.options
        if len(self.codes) == 0 or self.codes[0] < 0 or self.codes[-1] >= top:
            raise ValueError(f"codes must lie between 0 and {top - 1}, and there must be one")
        if np.any(np.diff(self.codes) <= 0):
            raise ValueError("codes must ascend")
        if (self.irreversible | self.unresumable) >= top:
            raise ValueError("a mask names an option that does not exist")

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def bound(self) -> int:
        """Mask of the options that cannot be changed both ways."""
        return self.irreversible | self.unresumable

    @cached_property
    def _bound_bits(self) -> list[int]:
        return [bit for bit in range(self.options) if self.bound >> bit & 1]

    @cached_property
    def open_bits(self) -> list[int]:
        """Bits of a class number that can be set but not cleared (see :attr:`classes`)."""
        frozen = self.irreversible & self.unresumable
        return [place for place, bit in enumerate(self._bound_bits) if not frozen >> bit & 1]

    @cached_property
    def classes(self) -> NDArray[np.int64]:
        """The class number of every strategy, on ``len(_bound_bits)`` bits.

        Strategies of one class reach one another: they differ only in options that can
        be changed both ways. The bits of the number are the bound options, counted so
        that each can only go from 0 to 1 (an unresumable option counts as 1 when it is
        *not* in force); class c reaches class d if and only if d has every bit of c and
        the two agree on the frozen ones.
        """
        turned = self.codes ^ self.unresumable
        number = np.zeros_like(self.codes)
        for place, bit in enumerate(self._bound_bits):
            number |= (turned >> bit & 1) << place
        return number

    @cached_property
    def by_class(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
        """Positions (on the axis) class by class, where each class begins, and its number."""
        order = np.argsort(self.classes, kind="stable")
        numbers, starts = np.unique(self.classes[order], return_index=True)
        return order, starts, numbers

    @cached_property
    def members(self) -> dict[int, NDArray[np.intp]]:
        """Class number -> positions (on the axis) of the strategies in it."""
        order, starts, numbers = self.by_class
        return dict(zip(numbers.tolist(), np.split(order, starts[1:]), strict=True))

    @cached_property
    def reversed(self) -> Strategies:
        """The same strategies with every change made backwards."""
        return Strategies(self.options, self.codes, self.unresumable, self.irreversible)

    def reach(self, number: int) -> NDArray[np.intp]:
        """Positions of all strategies that class ``number`` reaches, itself included."""
        movable = sum(1 << place for place in self.open_bits)
        kept = (self.classes & number) == number
        same = ((self.classes ^ number) & ~movable) == 0
        return np.flatnonzero(kept & same)

    def reach_lists(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.intp]]]:
        """What classes reach, those together that reach equally many strategies.

        Class numbers, and for each a row of positions, ascending. All rows together have
        :attr:`reach_size` entries.
        """
        _, _, numbers = self.by_class
        place = np.full(1 << self.options, -1, np.intp)
        place[self.codes] = np.arange(len(self.codes))
        free = _sums([1 << bit for bit in range(self.options) if not self.bound >> bit & 1])
        weights = np.array([1 << bit for bit in self._bound_bits], np.int64)
        set_ = numbers[:, None] >> np.arange(len(weights)) & 1
        first = (set_ @ weights) ^ self.unresumable  # with no free option in force
        movable = (set_ == 0) & np.isin(np.arange(len(weights)), self.open_bits)
        count = movable.sum(axis=1)
        for bits in np.unique(count):
            rows = np.flatnonzero(count == bits)
            own = weights[np.nonzero(movable[rows])[1]].reshape(len(rows), bits)
            subsets = np.arange(1 << bits)[:, None] >> np.arange(bits) & 1
            turned = own.astype(float) @ subsets.T.astype(float)  # exact: below 2 ** 22
            codes = first[rows, None, None] ^ turned.astype(np.int64)[:, :, None] ^ free
            found = np.sort(place[codes.reshape(len(rows), -1)], axis=1)
            sizes = (found >= 0).sum(axis=1)
            for size in np.unique(sizes):
                alike = sizes == size
                yield numbers[rows[alike]], found[alike, found.shape[1] - size :]

    @cached_property
    def reach_size(self) -> int:
        """The strategies that each class reaches, added up over the classes.

        2 ** (options) where nothing is bound, times 1.5 for each option that is; no array of
        that size is made to count it.
        """
        _, starts, numbers = self.by_class
        sizes = np.zeros(1 << self.bound.bit_count(), np.int64)
        sizes[numbers] = np.diff(np.append(starts, len(self.codes)))
        for bit in self.open_bits:
            halves = sizes.reshape(-1, 2, 1 << bit)
            halves[:, 0] += halves[:, 1]
        return int(sizes[numbers].sum())

    def reaches(self) -> NDArray[np.bool_]:
        """Matrix: may the party go from strategy (row) to strategy (column), or stay?

        The definition itself, quadratic in the strategies; for small models and proofs.
        """
        before, after = self.codes[:, None], self.codes[None, :]
        given_up = (before & ~after & self.irreversible) != 0
        taken_up = (after & ~before & self.unresumable) != 0
        allowed: NDArray[np.bool_] = ~(given_up | taken_up)
        return allowed


def _sums(weights: Sequence[int]) -> NDArray[np.int64]:
    """The sums of all subsets of ``weights``."""
    found = np.zeros(1, np.int64)
    for weight in weights:
        found = np.concatenate([found, found + weight])
    return found


@dataclass(frozen=True, eq=False)
class GraphModel:
    """A conflict: who can move where, and what each party prefers.

    ``strategies`` and ``ranks`` hold one entry for each party. ``feasible`` and each of
    ``ranks`` have the shape :func:`shape_of` gives. Raises ValueError where shapes differ
    or a rank is below 1 in a feasible state or other than 0 in an infeasible one.
    """

    strategies: tuple[Strategies, ...]
    feasible: NDArray[np.bool_]
    ranks: tuple[Ranks, ...]

    def __post_init__(self) -> None:
        shape = shape_of(self.strategies)
        if self.feasible.shape != shape or len(self.ranks) != len(self.strategies):
            raise ValueError(f"expected {len(shape)} parties and arrays of shape {shape}")
        for ranks in self.ranks:
            if ranks.shape != shape or ranks.dtype != np.int32:
                raise ValueError(f"ranks must be int32 arrays of shape {shape}")
            if not np.array_equal(ranks > 0, self.feasible):
                raise ValueError("ranks must be positive where feasible and 0 elsewhere")

    @property
    def parties(self) -> range:
        """The parties, by number."""
        return range(len(self.strategies))

    def axis(self, party: int) -> int:
        """The axis of arrays over states along which ``party`` moves."""
        return len(self.strategies) - 1 - party

    def others(self, party: int) -> tuple[int, ...]:
        """Everybody but ``party``."""
        return tuple(other for other in self.parties if other != party)

    def stride(self, party: int) -> int:
        """How far apart, in C order, states lie that differ by one place of ``party``."""
        return int(np.prod([len(s) for s in self.strategies[:party]], dtype=np.int64))

    @cached_property
    def unrestricted(self) -> bool:
        """Whether every state of the array is feasible."""
        return bool(self.feasible.all())


def shape_of(strategies: Sequence[Strategies]) -> tuple[int, ...]:
    """The shape of arrays over states: one axis for each party, the first party last."""
    return tuple(len(each) for each in reversed(strategies))


def along(strategies: Sequence[Strategies], party: int, values: NDArray[Any]) -> NDArray[Any]:
    """``values`` (one for each strategy of ``party``) laid along its axis, to be broadcast."""
    shape = [1] * len(strategies)
    shape[len(strategies) - 1 - party] = len(values)
    return values.reshape(shape)


def option(strategies: Sequence[Strategies], party: int, bit: int) -> NDArray[np.bool_]:
    """Where option ``bit`` of ``party`` is in force; to be broadcast over all states."""
    return along(strategies, party, (strategies[party].codes >> bit & 1).astype(bool))


def places(model: GraphModel, states: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """For each party, where on its axis each of ``states`` (in C order) lies."""
    return list(reversed(np.unravel_index(states, model.feasible.shape)))


def best_within_reach(model: GraphModel, values: Ranks, party: int) -> Ranks:
    """For every state the largest of ``values`` where ``party`` can go or stay.

    ``values`` must be :data:`WORST` in infeasible states. The result can be broadcast
    over all states and means nothing in infeasible ones.
    """
    return _spread(values, model.strategies[party], model.axis(party), np.maximum, WORST)


def lowest_over_reach(
    model: GraphModel, values: Ranks, party: int, *, backwards: bool = False
) -> Ranks:
    """For every state the smallest of ``values`` where ``party`` can go or stay.

    ``backwards``: where it can come from or stay. ``values`` must be :data:`NOWHERE` in
    infeasible states. The result can be broadcast over all states.
    """
    own = model.strategies[party]
    if backwards:
        own = own.reversed
    return _spread(values, own, model.axis(party), np.minimum, NOWHERE)


def spread_over_reach(
    reached: NDArray[np.bool_], strategies: Strategies, axis: int
) -> NDArray[np.bool_]:
    """Where the party whose strategies lie along ``axis`` can go, or stay, so as to be there."""
    found = _spread(reached.astype(np.int32), strategies, axis, np.maximum, WORST)
    return np.broadcast_to(found > 0, reached.shape)


def lowest_by_moves(model: GraphModel, values: Ranks, movers: Sequence[int]) -> Ranks:
    """For every state the smallest of ``values`` that ``movers`` can bring about from it.

    They move in any sequence, no one twice in a row, through feasible states, or not at
    all. The result can be broadcast over all states; :data:`NOWHERE` if infeasible.

    Why running minima give this. Moves of one party are transitive and staying is
    allowed, so a sequence in which somebody moves twice in a row reaches nothing that
    the sequence with the two moves made one (or none) does not; the ban leaves the set
    of states reached unchanged, and that set is the closure of the single moves. Its
    minimum is the greatest function below ``values`` that no single move lowers: the
    fixed point of replacing each value by the least along one mover's axis, in turn.
    Where all states are feasible movers do not get in each other's way, every
    combination of their strategies within reach is reached, and one round is enough.
    """
    if model.unrestricted:
        for party in movers:
            axis = model.axis(party)
            values = _spread(values, model.strategies[party], axis, np.minimum, NOWHERE)
        return values
    feasible = model.feasible
    lowest = np.where(feasible, values, NOWHERE)
    settled = 0  # so many movers, the last ones in turn, lowered nothing since any change
    for party in cycle(movers):
        if settled == len(movers):
            break
        axis = model.axis(party)
        spread = _spread(lowest, model.strategies[party], axis, np.minimum, NOWHERE)
        lower = np.where(feasible, spread, NOWHERE)
        # One party's own minima are idempotent, hence 1 and not 0 after a change.
        settled = settled + 1 if np.array_equal(lower, lowest) else 1
        lowest = lower
    return lowest


def _spread(
    values: Ranks, strategies: Strategies, axis: int, extreme: np.ufunc, neutral: np.int32
) -> Ranks:
    """The extreme of ``values`` over all strategies within reach, itself included.

    First the extreme within each class, whose members all reach one another; then, one
    bit at a time, each class takes in the class with that bit set as well. After the
    last bit a class has taken in exactly its supersets (the zeta transform), which are
    what it reaches, whether or not the strategies on the way are feasible.
    """
    if values.shape[axis] == 1:
        return values
    if not strategies.bound:
        found: Ranks = extreme.reduce(values, axis=axis, keepdims=True)
        return found
    # What np.moveaxis does, which takes longer to find the order than small models are judged.
    others = *range(axis), *range(axis + 1, values.ndim)
    moved = values.transpose(axis, *others)
    bits = strategies.bound.bit_count()
    best = np.full((1 << bits, *moved.shape[1:]), neutral, np.int32)
    order, starts, numbers = strategies.by_class
    best[numbers] = extreme.reduceat(moved[order], starts, axis=0)
    for bit in strategies.open_bits:
        halves = best.reshape(-1, 2, 1 << bit, *moved.shape[1:])
        extreme(halves[:, 0], halves[:, 1], out=halves[:, 0])
    back = *range(1, axis + 1), 0, *range(axis + 1, values.ndim)
    return best[strategies.classes].transpose(back)
