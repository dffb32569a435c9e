"""Evolution: how a conflict can get from one state to others, and in how few steps.

A *step* is a move of one party, or an improvement of it (a move to a state that the mover
strictly prefers). Both are transitive, so a shortest path never has anybody move twice in
a row. Source: status quo analysis, Li, Kilgour & Hipel (2005), who ask which equilibria can
be reached from today; the paths of improvements are those of Fang, Hipel & Kilgour (1993).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import NOWHERE, lowest_over_reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.theory.graph_model import GraphModel

UNREACHED = -1
"""The distance of states that cannot be reached."""

Path = tuple[tuple[int, int], ...]
"""Steps as (mover, state after it); states are places in C order."""

_TRIED = 256
"""The most shortest paths to one state that are compared."""

_ON_THE_WAY = 20_000
"""States on shortest paths to one state beyond which not all of these paths are compared."""


@dataclass(frozen=True)
class _Way:
    """The best shortest path to a state: its changes, its movers, and the state before."""

    changes: int
    movers: tuple[int, ...]
    before: int


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
    kept: dict[int, _Way] = field(default_factory=dict, repr=False)


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

    At most ``most`` of them; none where the end cannot be reached. A single one is the best of
    all, unless more than 20,000 states lie on shortest paths to the end; otherwise they are the
    best of the first 256 found backwards from it.
    """
    if found.steps[end] == UNREACHED:
        return ()
    if most == 1 and (best := _best(model, found, end)) is not None:
        return (best,)
    every = list(islice(_backwards(model, found, end), _TRIED))
    every.sort(key=lambda path: _changes(model, found.start, path))
    return tuple(every[:most])


def _best(model: GraphModel, found: Evolution, end: int) -> Path | None:
    """The shortest path with the fewest changes; None where too many states lie on the way.

    The best path to a state goes on from the best path to one of the states before it. What is
    found is kept with ``found``, since paths to other states share it.
    """
    kept, agenda, looked = found.kept, [end], 0
    while agenda:
        state = agenda[-1]
        if state in kept:
            agenda.pop()
            continue
        steps = list(_steps_back(model, found, state)) if found.steps[state] else []
        missing = [before for _, _, before in steps if before not in kept]
        if missing:
            looked += len(missing)
            if looked > _ON_THE_WAY:
                return None
            agenda += missing
            continue
        ways = (
            _Way(
                kept[before].changes + _changed(model, mover, before, state),
                (*kept[before].movers, mover), before,
            )
            for mover, _, before in steps
        )  # fmt: skip
        kept[state] = min(
            ways, key=lambda way: (way.changes, way.movers), default=_Way(0, (), UNREACHED)
        )
        agenda.pop()
    path = []
    while (way := kept[end]).movers:
        path.append((way.movers[-1], end))
        end = way.before
    return tuple(reversed(path))


def _changed(model: GraphModel, mover: int, before: int, after: int) -> int:
    """How many options of ``mover`` differ between two states."""
    strategies, stride = model.strategies[mover], model.stride(mover)
    old, new = (strategies.codes[state // stride % len(strategies)] for state in (before, after))
    return int(old ^ new).bit_count()


def _backwards(model: GraphModel, found: Evolution, end: int) -> Iterator[Path]:
    """Every shortest path to ``end``, by steps back from it; each such step is on one.

    Depth first with a list of what is left to try at each step, since a path may have more
    steps than calls can be nested.
    """
    path: list[tuple[int, int]] = []
    left = [_steps_back(model, found, end)] if found.steps[end] else []
    if not left:
        yield ()
    while left:
        if (step := next(left[-1], None)) is None:
            left.pop()
            if path:
                path.pop()
            continue
        mover, after, before = step
        path.append((mover, after))
        if found.steps[before]:
            left.append(_steps_back(model, found, before))
        else:
            yield tuple(reversed(path))
            path.pop()


def _steps_back(model: GraphModel, found: Evolution, end: int) -> Iterator[tuple[int, int, int]]:
    """(mover, ``end``, state one step nearer to the start)."""
    for mover in found.movers:
        for before in _sources(model, found, mover, end):
            yield mover, end, int(before)


def _sources(model: GraphModel, found: Evolution, mover: int, end: int) -> NDArray[np.intp]:
    """States one step nearer to the start from which ``mover`` steps to ``end``."""
    strategies, stride = model.strategies[mover], model.stride(mover)
    place = end // stride % len(strategies)
    base = end - place * stride
    fibre = slice(base, None, stride)
    near = np.flatnonzero(found.steps[fibre][: len(strategies)] == found.steps[end] - 1)
    old, new = strategies.codes[near], strategies.codes[place]
    allowed = (old & ~new & strategies.irreversible) | (new & ~old & strategies.unresumable)
    near = near[allowed == 0]
    if found.improving:
        ranks = model.ranks[mover].reshape(-1)[fibre]
        near = near[ranks[near] < ranks[place]]
    sources: NDArray[np.intp] = near * stride + base
    return sources


def _changes(model: GraphModel, start: int, path: Path) -> tuple[int, tuple[int, ...]]:
    """How many options change along ``path``, and who moves, to compare paths."""
    total, before = 0, start
    for mover, after in path:
        total += _changed(model, mover, before, after)
        before = after
    return total, tuple(mover for mover, _ in path)
