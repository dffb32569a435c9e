"""Evolution: how a conflict can get from one state to others, and in how few steps.

A *step* is a move of one party, or an improvement of it (a move to a state that the mover
strictly prefers). Both are transitive, so a shortest path never has anybody move twice in
a row. Source: status quo analysis, Li, Kilgour & Hipel (2005), who ask which equilibria can
be reached from today; the paths of improvements are those of Fang, Hipel & Kilgour (1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import NOWHERE, lowest_over_reach, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.theory.graph_model import GraphModel

UNREACHED = -1
"""The distance of states that cannot be reached."""

Path = tuple[tuple[int, int], ...]
"""Steps as (mover, state after it); states are places in C order."""

_TRIED = 256
"""The most shortest paths to one state that are compared."""


@dataclass(frozen=True, eq=False)
class Evolution:
    """Where the conflict can get from ``start`` (a place in C order).

    ``steps``: for each state, in C order, the fewest steps to it; :data:`UNREACHED` where
    there is no way. ``improving``: whether steps are improvements, or any moves.
    ``movers``: the parties that move.
    """

    start: int
    improving: bool
    movers: tuple[int, ...]
    steps: NDArray[np.int32]


def evolution(
    model: GraphModel, start: int, *, improving: bool, movers: Sequence[int] | None = None
) -> Evolution:
    """The fewest steps of ``movers`` (everybody) from ``start`` to every state.

    Breadth first, all states of a level at once: a party can step to a state from some
    state of the last level if the lowest of its ranks there, among those from which it
    reaches the state, is below the state's own (improvements), or if there is any (moves).
    Time: levels x movers x states. Raises ValueError where ``start`` is infeasible.
    """
    if not model.feasible.flat[start]:
        raise ValueError("the first state is infeasible")
    chosen = tuple(model.parties) if movers is None else tuple(movers)
    steps = np.full(model.feasible.shape, UNREACHED, np.int32)
    steps.flat[start] = 0
    open_ = model.feasible.copy()
    open_.flat[start] = False
    level = 0
    last = steps == 0
    while last.any():
        level += 1
        fresh = np.zeros(model.feasible.shape, np.bool_)
        for party in chosen:
            ranks = model.ranks[party]
            sources = np.where(last, ranks, NOWHERE)
            lowest = lowest_over_reach(model, sources, party, backwards=True)
            fresh |= lowest < (ranks if improving else NOWHERE)
        last = fresh & open_
        steps[last] = level
        open_ &= ~last
    return Evolution(start, improving, chosen, steps.ravel())


def shortest_paths(
    model: GraphModel, found: Evolution, end: int, most: int = 1
) -> tuple[Path, ...]:
    """Shortest paths from the start to ``end``: those with the fewest changed options first.

    At most ``most`` of them, out of the first 256 found backwards from the end; none
    where the end cannot be reached.
    """
    if found.steps[end] == UNREACHED:
        return ()
    every = list(islice(_backwards(model, found, end), _TRIED))
    every.sort(key=lambda path: _changes(model, found.start, path))
    return tuple(every[:most])


def _backwards(model: GraphModel, found: Evolution, end: int) -> Iterator[Path]:
    if found.steps[end] == 0:
        yield ()
        return
    for mover in found.movers:
        for before in _sources(model, found, mover, end):
            for path in _backwards(model, found, int(before)):
                yield (*path, (mover, end))


def _sources(model: GraphModel, found: Evolution, mover: int, end: int) -> NDArray[np.intp]:
    """States one step nearer to the start from which ``mover`` steps to ``end``."""
    strategies, stride = model.strategies[mover], model.stride(mover)
    place = int(places(model, np.array([end]))[mover][0])
    fibre: NDArray[np.intp] = end - place * stride + np.arange(len(strategies)) * stride
    old, new = strategies.codes, strategies.codes[place]
    allowed = (old & ~new & strategies.irreversible) | (new & ~old & strategies.unresumable)
    near = (found.steps[fibre] == found.steps[end] - 1) & (allowed == 0)
    if found.improving:
        ranks = model.ranks[mover].ravel()
        near &= ranks[fibre] < ranks[end]
    found_here: NDArray[np.intp] = fibre[near]
    return found_here


def _changes(model: GraphModel, start: int, path: Path) -> tuple[int, tuple[int, ...]]:
    """How many options change along ``path``, and who moves, to compare paths."""
    total, before = 0, start
    for mover, after in path:
        codes = model.strategies[mover].codes
        old, new = (codes[places(model, np.array([s]))[mover][0]] for s in (before, after))
        total += int(old ^ new).bit_count()
        before = after
    return total, tuple(mover for mover, _ in path)
