"""Unilateral improvements: moves of one party to states it strictly prefers.

Source: Fang, Hipel & Kilgour (1993), reachable lists of a party and of a set of parties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.theory.graph_model import GraphModel, Ranks

_CHUNK = 1 << 16
"""Entries worked on at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Block:
    """The improvements of one party from the strategies of some classes (see Strategies).

    Arrays of strategies within reach x classes x *fibres*: a fibre is the states among which
    the party can choose while the others keep still, and all classes of a block reach equally
    many strategies. ``order`` holds states by their place in C order, the party's most
    preferred first. ``better`` holds for each entry how many entries of its column (a class and
    a fibre) are strictly better; they are the first ones, ties included. It is 0 for states that
    are infeasible or of another class, which are in the column as places to go only.
    """

    order: NDArray[np.int32]
    better: NDArray[np.unsignedinteger]


@dataclass(frozen=True, eq=False)
class Improvements:
    """All improvements of one party: ``blocks`` that have every class once, with all fibres."""

    blocks: tuple[Block, ...]
    fibres: int


def entries(model: GraphModel) -> int:
    """How many entries the lists of :func:`improvements` of all parties have together.

    For each party the states, times 1.5 for each of its options that is irreversible or cannot
    be resumed. An entry takes five to eight bytes.
    """
    return sum(
        model.strategies[party].reach_size * (model.feasible.size // len(model.strategies[party]))
        for party in model.parties
    )


def improvements(model: GraphModel, party: int) -> Improvements:
    """The improvements of ``party``, sorted.

    Time and memory are in proportion to its share of :func:`entries`.
    """
    strategies, axis = model.strategies[party], model.axis(party)
    length = len(strategies)
    ranks = np.moveaxis(model.ranks[party], axis, 0).reshape(length, -1)
    stride = model.stride(party)
    fibre = np.arange(ranks.shape[1], dtype=np.int32)
    base = fibre // stride * (stride * length) + fibre % stride
    blocks = tuple(
        _sorted_block(ranks, base, stride, reach, strategies.classes[reach] == numbers[:, None])
        for numbers, reach in strategies.reach_lists()
    )
    return Improvements(blocks, ranks.shape[1])


def _sorted_block(
    ranks: Ranks, base: NDArray[np.int32], stride: int,
    reach: NDArray[np.intp], source: NDArray[np.bool_],
) -> Block:  # fmt: skip
    """One block: ``reach`` and ``source`` (whether of the class itself) have a row a class."""
    classes, height = reach.shape
    order = np.empty((height, classes, len(base)), np.int32)
    better = np.empty(order.shape, np.min_scalar_type(height))
    rows = np.arange(height)
    for some in _chunks(classes, height * min(len(base), max(1, _CHUNK // height))):
        own = np.arange(classes)[some, None, None]
        for chunk in _chunks(len(base), height * len(own)):
            part = ranks[:, chunk][reach[some]].astype(np.int64)
            keys = np.ascontiguousarray((part * height + rows[:, None]).transpose(0, 2, 1))
            keys.sort(axis=2)
            sorted_ranks, row = np.divmod(keys[:, :, ::-1], height)
            place = reach[own, row] * stride + base[chunk, None]
            order[:, some, chunk] = place.transpose(2, 0, 1)
            first = np.ones(sorted_ranks.shape, np.bool_)
            first[:, :, 1:] = sorted_ranks[:, :, 1:] != sorted_ranks[:, :, :-1]
            group_start = np.maximum.accumulate(np.where(first, rows, 0), axis=2)
            above = np.where(source[own, row] & (sorted_ranks > 0), group_start, 0)
            better[:, some, chunk] = above.transpose(2, 0, 1)
    return Block(order, better)


def _chunks(width: int, height: int) -> list[slice]:
    step = max(1, _CHUNK // height)
    return [slice(start, min(start + step, width)) for start in range(0, width, step)]


def lowest_by_improvements(
    model: GraphModel,
    values: Ranks,
    movers: Sequence[int],
    sorted_improvements: Mapping[int, Improvements],
) -> Ranks:
    """For every state the smallest of ``values`` that ``movers`` bring about by improvements.

    They move in any sequence, no one twice in a row, each time to a state that the mover
    strictly prefers to the one it moves from, or not at all. Shape: all states;
    :data:`~irenic.theory.graph_model.NOWHERE` if infeasible. ``sorted_improvements``
    holds :func:`improvements` of every mover.

    Why a fixed point gives this. Two improvements of one party in a row make one: moves
    are transitive, and so is strict preference. So, as for moves, the ban on moving
    twice in a row leaves the states reached unchanged, they are the closure of single
    improvements, and their minimum is the fixed point of taking, party by party, the
    least value over its improvements. Within a sorted column these are the first
    ``better`` entries, so one running minimum serves the whole column. A party's own
    step is idempotent, again because its improvements are transitive; hence a column
    needs another look only when somebody else has lowered a state in it.
    """
    lowest = np.where(model.feasible, values, NOWHERE).ravel()
    waiting = {
        party: np.ones(sorted_improvements[party].fibres, np.bool_)
        for party in movers
        if len(model.strategies[party]) > 1
    }
    while any(marked.any() for marked in waiting.values()):
        for party, marked in waiting.items():
            columns = np.flatnonzero(marked)
            if columns.size == 0:
                continue
            marked[:] = False
            changed = _lower(lowest, sorted_improvements[party], columns)
            _mark(model, waiting, party, changed)
    return lowest.reshape(model.feasible.shape)


def _lower(
    lowest: NDArray[np.int32], given: Improvements, columns: NDArray[np.intp]
) -> list[NDArray[np.int32]]:
    """Take minima over improvements in ``columns``; the states that were lowered."""
    changed = []
    whole = columns.size == given.fibres
    for block in given.blocks:
        height, classes = block.order.shape[:2]
        for chunk in _chunks(columns.size, height * classes):
            chosen = chunk if whole else columns[chunk]
            order, better = block.order[:, :, chosen], block.better[:, :, chosen]
            found = lowest[order]
            running = np.empty((height + 1, *order.shape[1:]), np.int32)
            running[0] = NOWHERE
            np.minimum.accumulate(found, axis=0, out=running[1:])
            best = np.take_along_axis(running, better.astype(np.intp), axis=0)
            lower = best < found
            states = order[lower]
            if states.size:
                lowest[states] = best[lower]
                changed.append(states)
    return changed


def _mark(
    model: GraphModel, waiting: dict[int, NDArray[np.bool_]], mover: int,
    changed: list[NDArray[np.int32]],
) -> None:  # fmt: skip
    """Have everybody but ``mover`` look again at the columns with a state in ``changed``."""
    total = sum(states.size for states in changed)
    for party, marked in waiting.items():
        if party == mover or total == 0:
            continue
        if total * 4 > model.feasible.size:  # nearly every column is hit; finding which is dearer
            marked[:] = True
            continue
        for states in changed:
            marked[fibre_of(model, party, states)] = True


def fibre_of(model: GraphModel, party: int, states: NDArray[np.integer]) -> NDArray[np.integer]:
    """The column, in the blocks of ``party``, of each of ``states`` (places in C order)."""
    stride = model.stride(party)
    return states // (stride * len(model.strategies[party])) * stride + states % stride
