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
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import moves_from
from irenic.theory.graph_model import NOWHERE, WORST

if TYPE_CHECKING:
    from irenic.theory.graph_model import GraphModel, Ranks

_CELLS = 1 << 22
"""Moves looked at in one go."""

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


def limited_move_stability(model: GraphModel, horizon: int) -> list[NDArray[np.bool_]]:
    """For each party the L_h stable states (shape: all states), h = ``horizon`` >= 1.

    Time: ``horizon`` x states x (sum of the parties' strategies) x parties.
    """
    if horizon < 1:
        raise ValueError(f"the horizon must be 1 or more, not {horizon}")
    worsts = _at_rest(model)
    for _ in range(horizon - 1):
        worsts, _ = _step(model, worsts)
    return _step(model, worsts)[1]


def non_myopic_stability(model: GraphModel, most: int = 1000) -> NonMyopic | None:
    """The limit of L_h for growing h; None if it takes more than ``most`` steps to find.

    There are finitely many anticipations and each follows from the one before, so they repeat
    sooner or later; states stable throughout one period are stable for ever.
    """
    worsts = _at_rest(model)
    seen = {_fingerprint(worsts): 0}
    history: list[list[NDArray[np.bool_]]] = []
    for horizon in range(1, most + 1):
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


def prospects(
    model: GraphModel, horizon: int, party: int, state: int
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """The moves of ``party`` from ``state``, and the rank it can count on after each.

    With a horizon of ``horizon`` >= 1 moves. The party leaves the state if any of these ranks
    is above that of the state itself. States are places in C order.
    """
    worsts = _at_rest(model)
    for _ in range(horizon - 1):
        worsts, _ = _step(model, worsts)
    ends = moves_from(model, party, state)
    return ends, _after(model, worsts, party, party).ravel()[ends]


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
    may = strategies.reaches() & ~np.eye(length, dtype=bool)

    def lines(values: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.ascontiguousarray(np.moveaxis(values, axis, -1)).reshape(-1, length)

    follows, here = [lines(values) for values in after], [lines(r) for r in model.ranks]
    result = [np.empty_like(values) for values in here]
    rests = np.empty(here[party].shape, np.bool_)
    step = max(1, _CELLS // (length * length))
    for start in range(0, len(rests), step):
        part = slice(start, start + step)
        feasible = here[party][part] > 0
        allowed = may & feasible[:, None, :]
        value = follows[party][part][:, None, :]
        best = np.max(np.where(allowed, value, WORST), axis=2)
        rests[part] = feasible & (best <= here[party][part])
        chosen = allowed & (value == best[:, :, None])
        for k, found in enumerate(result):
            lowest = np.min(np.where(chosen, follows[k][part][:, None, :], NOWHERE), axis=2)
            moves = feasible & ~rests[part]
            found[part] = np.where(moves, lowest, here[k][part])
    shape = np.moveaxis(model.feasible, axis, -1).shape

    def back(values: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.moveaxis(values.reshape(shape), -1, axis)

    return [back(values) for values in result], back(rests)  # type: ignore[misc, return-value]
