"""Why a state is stable or not: improvements, and the shortest answers that deter them.

For single states; :mod:`irenic.theory.sanctions` judges all states at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.theory.graph_model import GraphModel

_CELLS = 1 << 20
"""Moves looked at in one go."""


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
    _, ends = _steps(model, party, np.array([state]), improving=False)
    return ends


def reached_from(model: GraphModel, party: int, states: NDArray[np.intp]) -> NDArray[np.intp]:
    """All states that ``party`` can move to from any of ``states``, ascending."""
    parts = _parts(states, len(model.strategies[party]))
    ends = [_steps(model, party, part, improving=False)[1] for part in parts]
    return np.unique(np.concatenate(ends))


def improvements_from(model: GraphModel, party: int, state: int) -> NDArray[np.intp]:
    """The improvements of ``party`` from ``state``: fewest changed options first, then best.

    States are places in C order.
    """
    _, ends = _steps(model, party, np.array([state]), improving=True)
    codes = model.strategies[party].codes
    here = codes[places(model, np.array([state]))[party][0]]
    changed = np.bitwise_count(codes[places(model, ends)[party]] ^ here)
    return ends[np.lexsort((-model.ranks[party].ravel()[ends], changed))]


def can_escape(model: GraphModel, party: int, state: int, rank: int) -> bool:
    """Whether ``party`` has a move from ``state`` to one it ranks above ``rank``."""
    _, ends = _steps(model, party, np.array([state]), improving=False)
    return bool((model.ranks[party].ravel()[ends] > rank).any())


def shortest_sanction(
    model: GraphModel, party: int, improvement: tuple[int, int], *,
    improving: bool, lasting: bool = False, patience: int = 20_000,
) -> Answer:  # fmt: skip
    """The shortest sequence of the others that sanctions ``improvement``, (from, to).

    They make improvements only (``improving``) or any moves; among the shortest
    sequences it is one that ends where the party is worst off. ``lasting``: only ends from
    which the party has no move to a state it prefers to the original one. After
    ``patience`` states the search gives up: :attr:`Found.UNDECIDED`.
    """
    origin, start = improvement
    ranks = model.ranks[party].ravel()
    came: dict[int, tuple[int, int]] = {start: (-1, -1)}
    front = np.array([start])
    while front.size:
        fresh: list[int] = []
        for mover in model.others(party):
            for part in _parts(front, len(model.strategies[mover])):
                for before, after in zip(
                    *_new_steps(model, mover, part, came, improving), strict=True
                ):
                    came[after] = (mover, before)
                    fresh.append(after)
        front = np.array(fresh, np.intp)
        low = front[ranks[front] <= ranks[origin]]
        if lasting:
            rank = int(ranks[origin])
            low = np.array([u for u in low if not can_escape(model, party, u, rank)], np.intp)
        if low.size:
            return Answer(Found.SANCTION, _trail(came, int(low[ranks[low].argmin()])))
        if len(came) > patience:
            return Answer(Found.UNDECIDED)
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


def _trail(came: dict[int, tuple[int, int]], end: int) -> tuple[tuple[int, int], ...]:
    steps = []
    mover, before = came[end]
    while mover >= 0:
        steps.append((mover, end))
        end = before
        mover, before = came[end]
    return tuple(reversed(steps))
