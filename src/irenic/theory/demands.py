"""What a state lacks to hold: improvements that nothing sanctions, and what could change that.

An improvement of a party from a state is undeterred because every state that the others can
bring about after it is bad for the party: the party prefers it to the original state or (SMR,
SSEQ) can go on from it to a state that it prefers. So one of a list of things has to become
otherwise, whatever else changes: the party no longer prefers the state it moves to, or one of
the states that make an answer bad; or (SEQ, SSEQ, SIM) some party comes to like a move that
leads to further answers. Such a list is a :class:`Demand`. Each is a necessary condition, so
the least change that meets any number of demands bounds the least change from below.

Definitions as in :mod:`irenic.theory.sanctions` and :mod:`irenic.theory.simultaneous`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import improvements_from, moves_from
from irenic.theory.deterrence import (
    MOST_ANSWERS,
    OWN,
    SYMMETRIC,
    TooMany,
    above,
    with_feasible,
)
from irenic.theory.evolution import UNREACHED, evolution
from irenic.theory.graph_model import places
from irenic.theory.improvements import improvements, lowest_by_improvements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from irenic.theory.graph_model import GraphModel
    from irenic.theory.programme import Clock

    States = NDArray[np.intp]

_FEW = 4_096
"""Combinations of answers (SIM) up to which a demand is tightened."""


class OutOfTime(Exception):
    """The time for a search is up."""


@dataclass(frozen=True, eq=False)
class Undeterred:
    """An improvement of ``party`` to ``move`` that nothing sanctions.

    ``ends``: where the others can bring the conflict then; ``bars``: for each of them a state
    that the party prefers to the original one: itself, or one that the party can go on to.
    States are places in C order.
    """

    party: int
    move: int
    ends: States
    bars: States


@dataclass(frozen=True, eq=False)
class Demand:
    """At least one of these must become otherwise for the state to hold.

    ``party`` must no longer prefer one of the states ``liked`` to the state; or one of
    ``moves``, (mover, states before, states after), must become an improvement.
    """

    party: int
    liked: States
    moves: tuple[tuple[int, States, States], ...] = ()


def undeterred(
    model: GraphModel, party: int, state: int, move: int, concept: str,
    usable: NDArray[np.bool_] | None = None,
) -> Undeterred | None:  # fmt: skip
    """The improvement to ``move`` if nothing sanctions it under ``concept``, else None.

    ``usable`` (flat, over states): the states that may serve as ``bars`` beyond the ends
    themselves; None is returned where they are too few. Raises
    :class:`~irenic.theory.deterrence.TooMany` for SIM beyond bounds.
    """
    better = above(model, party, state)
    ends = _ends(model, party, state, move, concept)
    bars = ends.copy()
    open_ = ~better[ends]
    if open_.any():
        if concept not in SYMMETRIC:
            return None
        before, after = steps_of(model, party, ends[open_])
        kept = better[after] if usable is None else better[after] & usable[after]
        found, first = np.unique(before[kept], return_index=True)
        if found.size < np.count_nonzero(open_):
            return None
        bars[open_] = after[kept][first][np.searchsorted(found, ends[open_])]
    return Undeterred(party, move, ends, bars)


def all_undeterred(
    model: GraphModel, party: int, state: int, concept: str, clock: Clock
) -> Iterator[Undeterred]:
    """The undeterred improvements of ``party``, those to the best states first.

    Raises :class:`OutOfTime` when there is no time left on ``clock`` to judge the next.
    """
    ends = improvements_from(model, party, state)
    for move in ends[np.argsort(-model.ranks[party].ravel()[ends], kind="stable")]:
        if not clock.left:
            raise OutOfTime
        found = undeterred(model, party, state, int(move), concept)
        if found is not None:
            yield found


def held(model: GraphModel, state: int, concept: str, clock: Clock) -> bool:
    """Whether every party stays at ``state``: no improvement from it is undeterred.

    One improvement is judged after another, so that the time on ``clock`` is kept. Raises
    :class:`OutOfTime` when it is up, :class:`~irenic.theory.deterrence.TooMany` for SIM beyond
    bounds.
    """
    return all(
        next(all_undeterred(model, party, state, concept, clock), None) is None
        for party in model.parties
    )


def demands(model: GraphModel, state: int, concept: str, found: Undeterred) -> tuple[Demand, ...]:
    """What must become otherwise for the improvement ``found`` to be deterred.

    Under SEQ, SSEQ and SIM there are two: one from the answers that the others have, one from
    all answers that would still be bad if others were willing to give them.
    """
    liked = np.unique(np.append(found.bars, found.move))
    if concept in OWN:
        return (Demand(found.party, liked),)
    if concept == "sim":
        return _joint_demands(model, state, found)
    reached = np.zeros(model.feasible.size, np.bool_)
    reached[found.move] = reached[found.ends] = True
    narrow = Demand(found.party, liked, _exits(model, found.party, reached, reached))
    bad, bars = _bad(model, found.party, state, concept)
    others = model.others(found.party)
    kept = _kept_in(model, others, bad.reshape(model.feasible.shape) & model.feasible)
    within = with_feasible(model, kept)
    wide = evolution(within, found.move, improving=False, movers=others).steps != UNREACHED
    liked = np.unique(np.append(bars[wide], found.move))
    return narrow, Demand(found.party, liked, _exits(model, found.party, wide, kept.ravel()))


def _kept_in(
    model: GraphModel, movers: tuple[int, ...], inside: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """States of ``inside`` from which no improvements of ``movers`` lead out of it."""
    values = np.where(inside, np.int32(1), np.int32(0))
    sorted_improvements = {mover: improvements(model, mover) for mover in movers}
    lowest = lowest_by_improvements(model, values, movers, sorted_improvements)
    kept: NDArray[np.bool_] = inside & (lowest == 1)
    return kept


def _ends(model: GraphModel, party: int, state: int, move: int, concept: str) -> States:
    """Where the others can bring the conflict after the move, the move itself left out."""
    if concept == "nash_stability" or not model.others(party):
        return np.array([], np.intp)
    if concept == "sim":
        changes = [improvements_from(model, other, state) for other in model.others(party)]
        return _combined(model, state, move, changes)
    improving = concept not in OWN
    found = evolution(model, move, improving=improving, movers=model.others(party))
    return np.flatnonzero(found.steps > 0)


def _combined(model: GraphModel, state: int, move: int, changes: list[States]) -> States:
    """Feasible states where some or none of the others' changes end, joined to the move."""
    if np.prod([float(len(each) + 1) for each in changes]) > MOST_ANSWERS:
        raise TooMany
    ends = np.array([move])
    for each in changes:
        ends = np.add.outer(ends, np.append(0, each - state)).ravel()
    return np.setdiff1d(ends[model.feasible.ravel()[ends]], [move])


def steps_of(model: GraphModel, mover: int, states: States) -> tuple[States, States]:
    """All moves of ``mover`` from ``states``: where from, where to."""
    strategies, stride = model.strategies[mover], model.stride(mover)
    place = places(model, states)[mover]
    ends = (states - place * stride)[:, None] + np.arange(len(strategies)) * stride
    old, new = strategies.codes[place][:, None], strategies.codes[None, :]
    barred = (old & ~new & strategies.irreversible) | (new & ~old & strategies.unresumable)
    row, column = np.nonzero((barred == 0) & (old != new) & model.feasible.ravel()[ends])
    return states[row], ends[row, column]


def _bad(
    model: GraphModel, party: int, state: int, concept: str
) -> tuple[NDArray[np.bool_], States]:
    """States that are no sanction, and for each of them the state that makes it none."""
    bad = above(model, party, state)
    bars = np.arange(bad.size)
    if concept in SYMMETRIC:
        fine = np.flatnonzero(model.feasible.ravel() & ~bad)
        before, after = steps_of(model, party, fine)
        kept = bad[after]
        bars[before[kept]] = after[kept]
        bad = bad.copy()
        bad[before[kept]] = True
    return bad, bars


def _exits(
    model: GraphModel, party: int, inside: NDArray[np.bool_], without: NDArray[np.bool_]
) -> tuple[tuple[int, States, States], ...]:
    """Moves of the others from states ``inside`` to states that are not in ``without``."""
    found = []
    sources = np.flatnonzero(inside)
    for mover in model.others(party):
        before, after = steps_of(model, mover, sources)
        out = ~without[after]
        if out.any():
            found.append((mover, before[out], after[out]))
    return tuple(found)


def _joint_demands(model: GraphModel, state: int, found: Undeterred) -> tuple[Demand, ...]:
    """SIM: some end must be worse, or somebody must like another move from the state."""
    better = above(model, found.party, state)
    others = model.others(found.party)
    has = {other: improvements_from(model, other, state) for other in others}
    could = {other: moves_from(model, other, state) for other in others}

    def demand() -> Demand:
        ends = _combined(model, state, found.move, list(has.values()))
        more = {other: np.setdiff1d(could[other], has[other]) for other in others}
        moves = tuple(
            (other, np.full(after.size, state), after)
            for other, after in more.items()
            if after.size
        )
        return Demand(found.party, np.unique(np.append(ends, found.move)), moves)

    narrow = demand()
    for other in others:
        for move in np.setdiff1d(could[other], has[other]):
            tried = {**has, other: np.append(has[other], move)}
            if np.prod([len(each) + 1.0 for each in tried.values()]) > _FEW:
                return (narrow, demand())
            if better[_combined(model, state, found.move, list(tried.values()))].all():
                has = tried
    return narrow, demand()
