"""Stability against coalitions: parties that move jointly, if it pays for all of them.

The members of a coalition H reach what any sequence of their moves brings about, no one twice in
a row, through feasible states (Kilgour, Hipel, Fang & Peng 2001). A state so reached is a
*coalitional improvement* on s if every member strictly prefers it to s. A *sanction* of it is a
state that the others can bring about after it and that *some* member does not prefer to s: one
member that would lose is enough to keep the coalition from moving. s is stable for H
(Inohara & Hipel 2008) under

* coalitional Nash stability: if there is no coalitional improvement from s;
* coalitional GMR: if each is sanctioned by moves of the others;
* coalitional SMR: if each is sanctioned by moves of the others to a state from which H reaches no
  state that all its members prefer to s;
* coalitional SEQ: if each is sanctioned by improvements of the others.

Under SEQ the others answer one by one, each step a gain for whoever takes it; so a coalition of one
is the individual concept. (Inohara & Hipel also let the others form coalitions among themselves to
answer. More can then be deterred.)
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import reached_from
from irenic.theory.graph_model import NOWHERE, lowest_by_moves
from irenic.theory.improvements import lowest_by_improvements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from irenic.theory.graph_model import GraphModel, Ranks
    from irenic.theory.improvements import Improvements

_CELLS = 1 << 22
"""Pairs of states looked at in one go."""


def coalition_pairs(model: GraphModel, members: Sequence[int]) -> int:
    """How many pairs of states have to be looked at for one coalition (the cost of the below)."""
    choices = int(np.prod([len(model.strategies[m]) for m in members], dtype=np.float64))
    return model.feasible.size * choices


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
    model: GraphModel, members: Sequence[int], sorted_improvements: Mapping[int, Improvements]
) -> NDArray[np.bool_]:
    """States stable for the coalition under SEQ; shape: all states.

    ``sorted_improvements`` holds those of all others.
    """
    others = _outsiders(model, members)
    keeps = [
        lowest_by_improvements(model, model.ranks[m], others, sorted_improvements) for m in members
    ]
    return _held(model, members, keeps)


def coalitional_symmetric_metarationality(
    model: GraphModel, members: Sequence[int]
) -> NDArray[np.bool_]:
    """States stable for the coalition under SMR; shape: all states.

    States stable under Nash stability are, states not stable under GMR are not. What is a sanction
    of a move from one of the others depends on how its members rank it; so states that all members
    rank alike are looked into together, each such set at a cost in proportion to all states.
    """
    stable = coalitional_nash_stability(model, members)
    open_ = coalitional_general_metarationality(model, members) & ~stable
    states = np.flatnonzero(open_)
    ranked = np.array([model.ranks[m].ravel()[states] for m in members]).reshape(len(members), -1)
    _, first, alike = np.unique(ranked, axis=1, return_index=True, return_inverse=True)
    for number, state in enumerate(states[first]):
        better, lasting = _prospects(model, members, int(state), symmetric=True)
        goals = 1 - (better & (lasting == 1)).astype(np.int32)
        tempted = _lowest(model, goals, members).ravel() == 0
        same = states[alike.ravel() == number]
        stable.flat[same] = ~tempted[same]
    return stable


def coalitional_improvements(
    model: GraphModel, members: Sequence[int], state: int
) -> NDArray[np.intp]:
    """Where the coalition can go from ``state`` to the gain of all; places in C order."""
    ends = front = np.array([state], np.intp)
    while front.size:
        reached = np.concatenate([reached_from(model, member, front) for member in members])
        front = np.setdiff1d(reached, ends)
        ends = np.union1d(ends, front)
    gains = np.ones(ends.size, np.bool_)
    for member in members:
        ranks = model.ranks[member].ravel()
        gains &= ranks[ends] > ranks[state]
    return ends[gains]


def unsanctioned(
    model: GraphModel, members: Sequence[int], state: int, *, symmetric: bool,
    sorted_improvements: Mapping[int, Improvements] | None = None,
) -> NDArray[np.intp]:  # fmt: skip
    """The coalitional improvements from ``state`` that the others do not sanction.

    They answer by any moves, or by improvements where ``sorted_improvements`` is given.
    ``symmetric``: a sanction counts only if the coalition cannot escape it.
    """
    _, lasting = _prospects(
        model, members, state, symmetric=symmetric, sorted_improvements=sorted_improvements
    )
    ends = coalitional_improvements(model, members, state)
    found: NDArray[np.intp] = ends[lasting.ravel()[ends] == 1]
    return found


def _prospects(
    model: GraphModel, members: Sequence[int], state: int, *, symmetric: bool,
    sorted_improvements: Mapping[int, Improvements] | None = None,
) -> tuple[NDArray[np.bool_], Ranks]:  # fmt: skip
    """Where all members are better off than in ``state``, and where (1) that would last."""
    better = np.ones(model.feasible.shape, np.bool_)
    for member in members:
        better &= model.ranks[member] > model.ranks[member].flat[state]
    good = better.astype(np.int32)  # 1 where all members are better off than in the state
    if symmetric:
        good = 1 - _lowest(model, 1 - good, members)
    others = _outsiders(model, members)
    if sorted_improvements is None:
        lasting = _lowest(model, good, others)
    else:
        lasting = lowest_by_improvements(model, good, others, sorted_improvements)
    return better, lasting


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
    ranks = [model.ranks[m].ravel() for m in members]
    left = [np.broadcast_to(k, model.feasible.shape).ravel() for k in keeps]
    stable = model.feasible.ravel().copy()
    for states, reach in _reaches(model, members):
        gains = reach
        for own, kept in zip(ranks, left, strict=True):
            gains &= kept[states][:, None, :] > own[states][:, :, None]
        stable[states[gains.any(axis=2)]] = False
    return stable.reshape(model.feasible.shape)


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
