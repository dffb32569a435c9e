"""Why a state is stable or not: improvements, and the shortest answers that deter them.

For single states; :mod:`irenic.theory.sanctions` judges all states at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.evolution import evolution, shortest_paths
from irenic.theory.graph_model import best_within_reach, places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from irenic.theory.graph_model import GraphModel

_CELLS = 1 << 20
"""Moves looked at in one go."""

_MOST_LOOKED = 1 << 22
"""Moves that a search from state to state looks at before it goes over to all states at once."""

_MOST_STATES = 1 << 20
"""States up to which that is done."""

_FEW = 64
"""States up to which it is seen one by one whether a party can escape."""


class Found(Enum):
    """How a search ended: with a sanction, with proof that there is none, or too early."""

    SANCTION = "sanction"
    NONE = "none"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Answer:
    """What the others can do about a move: the ``steps`` as (mover, state after it)."""

    found: Found
    steps: tuple[tuple[int, int], ...] = ()


def moves_from(model: GraphModel, party: int, state: int) -> NDArray[np.intp]:
    """Where ``party`` can move from ``state``, ascending; states are places in C order."""
    return _from_one(model, party, state, improving=False)


def improvements_from(model: GraphModel, party: int, state: int) -> NDArray[np.intp]:
    """The improvements of ``party`` from ``state``: fewest changed options first, then best.

    States are places in C order.
    """
    ends = _from_one(model, party, state, improving=True)
    codes = model.strategies[party].codes
    here = codes[places(model, np.array([state]))[party][0]]
    changed = np.bitwise_count(codes[places(model, ends)[party]] ^ here)
    return ends[np.lexsort((-model.ranks[party].ravel()[ends], changed))]


def can_escape(model: GraphModel, party: int, state: int, rank: int) -> bool:
    """Whether ``party`` has a move from ``state`` to one it ranks above ``rank``."""
    ends = _from_one(model, party, state, improving=False)
    return bool((model.ranks[party].ravel()[ends] > rank).any())


def shortest_sanction(
    model: GraphModel, party: int, improvement: tuple[int, int], *,
    improving: bool, lasting: bool = False, patience: int = 20_000,
) -> Answer:  # fmt: skip
    """The shortest sequence of the others that sanctions ``improvement``, (from, to).

    They make improvements only (``improving``) or any moves; among the shortest
    sequences it is one that ends where the party is worst off. ``lasting``: only ends from
    which the party has no move to a state it prefers to the original one. A search that looks
    at more than ``patience`` states, or some four million moves, goes on over all states at once
    in a model of up to some million states; in a larger one it gives up: :attr:`Found.UNDECIDED`.
    """
    origin, start = improvement
    ranks = model.ranks[party].ravel()
    rank = int(ranks[origin])

    def sanctions(states: NDArray[np.intp]) -> NDArray[np.intp]:
        low = states[ranks[states] <= rank]
        if lasting and low.size < _FEW:
            low = np.array([u for u in low if not can_escape(model, party, u, rank)], np.intp)
        elif lasting:
            best = best_within_reach(model, model.ranks[party], party)
            low = low[np.broadcast_to(best, model.feasible.shape).ravel()[low] <= rank]
        return low[np.argsort(ranks[low], kind="stable")]

    return shortest_answer(
        model, start, model.others(party), sanctions, improving=improving, patience=patience
    )


def shortest_answer(
    model: GraphModel, start: int, movers: Sequence[int],
    wanted: Callable[[NDArray[np.intp]], NDArray[np.intp]], *,
    improving: bool, patience: int = 20_000,
) -> Answer:  # fmt: skip
    """The shortest sequence of one or more steps of ``movers`` from ``start`` to a wanted state.

    ``wanted`` picks from states, ascending, those that are, the best first. Otherwise as
    :func:`shortest_sanction`.
    """
    came: dict[int, tuple[int, int]] = {start: (-1, -1)}
    front = np.array([start])
    looked = 0
    while front.size:
        looked += sum(front.size * len(model.strategies[mover]) for mover in movers)
        if len(came) > patience or looked > _MOST_LOOKED:
            return _answer_over_all(model, start, movers, wanted, improving)
        fresh: list[int] = []
        for mover in movers:
            for part in _parts(front, len(model.strategies[mover])):
                for before, after in zip(
                    *_new_steps(model, mover, part, came, improving), strict=True
                ):
                    came[after] = (mover, before)
                    fresh.append(after)
        front = np.array(sorted(fresh), np.intp)
        if front.size and (ends := wanted(front)).size:
            return Answer(Found.SANCTION, _trail(came, int(ends[0])))
    return Answer(Found.NONE)


def _answer_over_all(
    model: GraphModel, start: int, movers: Sequence[int],
    wanted: Callable[[NDArray[np.intp]], NDArray[np.intp]], improving: bool,
) -> Answer:  # fmt: skip
    """:func:`shortest_answer` by arrays over all states, unless there are too many."""
    if model.feasible.size > _MOST_STATES:
        return Answer(Found.UNDECIDED)
    found = evolution(model, start, improving=improving, movers=movers)
    for level in range(1, int(found.steps.max()) + 1):
        ends = wanted(np.flatnonzero(found.steps == level))
        if ends.size:
            return Answer(Found.SANCTION, shortest_paths(model, found, int(ends[0]))[0])
    return Answer(Found.NONE)


def _parts(states: NDArray[np.intp], width: int) -> Sequence[NDArray[np.intp]]:
    return np.array_split(states, -(-states.size * width // _CELLS))


def _new_steps(
    model: GraphModel, mover: int, states: NDArray[np.intp],
    came: dict[int, tuple[int, int]], improving: bool,
) -> tuple[list[int], list[int]]:  # fmt: skip
    """Steps to states not seen so far, each state once: (before, after)."""
    before, after = _steps(model, mover, states, improving=improving)
    after, first = np.unique(after, return_index=True)
    pairs = [
        (int(b), int(a)) for b, a in zip(before[first], after, strict=True) if int(a) not in came
    ]
    return [b for b, _ in pairs], [a for _, a in pairs]


def _steps(
    model: GraphModel, mover: int, states: NDArray[np.intp], *, improving: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All moves (or improvements) of ``mover`` from ``states``: where from, where to."""
    strategies, stride = model.strategies[mover], model.stride(mover)
    place = places(model, states)[mover]
    ends = (states - place * stride)[:, None] + np.arange(len(strategies)) * stride
    old, new = strategies.codes[place][:, None], strategies.codes[None, :]
    allowed = ((old & ~new & strategies.irreversible) | (new & ~old & strategies.unresumable)) == 0
    allowed &= (old != new) & model.feasible.ravel()[ends]
    if improving:
        ranks = model.ranks[mover].ravel()
        allowed &= ranks[ends] > ranks[states][:, None]
    row, column = np.nonzero(allowed)
    return states[row], ends[row, column]


def _from_one(model: GraphModel, mover: int, state: int, *, improving: bool) -> NDArray[np.intp]:
    """All moves (or improvements) of ``mover`` from one state, ascending."""
    strategies, stride = model.strategies[mover], model.stride(mover)
    place = state // stride % len(strategies)
    fibre = slice(state - place * stride, None, stride)
    ranks = model.ranks[mover].reshape(-1)[fibre][: len(strategies)]
    # An infeasible state has rank 0, below that of any state the party can be in.
    allowed = ranks > (ranks[place] if improving else 0)
    if strategies.bound:
        old, new = strategies.codes[place], strategies.codes
        allowed &= (old & ~new & strategies.irreversible) == 0
        allowed &= (new & ~old & strategies.unresumable) == 0
    allowed[place] = False
    return np.flatnonzero(allowed) * stride + (state - place * stride)


def _trail(came: dict[int, tuple[int, int]], end: int) -> tuple[tuple[int, int], ...]:
    steps = []
    mover, before = came[end]
    while mover >= 0:
        steps.append((mover, end))
        end = before
        mover, before = came[end]
    return tuple(reversed(steps))
