"""Stability of one state for one party, as a function of what the party likes better.

Whether a party stays at a state depends on its own preferences only through the set of
states it strictly prefers to that state, the *upper set*: its improvements are the moves into
it, and what sanctions them lies outside. A smaller upper set means fewer improvements and
more sanctions, so stability is never lost by taking states out of it. Everything else
(moves, and for SEQ and SIM the others' preferences) is fixed here and computed once.

Definitions as in :mod:`irenic.theory.sanctions` and :mod:`irenic.theory.simultaneous`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import improvements_from, moves_from
from irenic.theory.evolution import evolution
from irenic.theory.graph_model import best_within_reach

if TYPE_CHECKING:
    from irenic.theory.graph_model import GraphModel

CONCEPTS = ("nash_stability", "gmr", "smr", "seq", "sim", "sseq")
"""The concepts known here."""

OWN = frozenset({"nash_stability", "gmr", "smr"})
"""Concepts in which only the party's own preferences count."""

SYMMETRIC = frozenset({"smr", "sseq"})
"""Concepts in which a sanction must leave the party no way of escape."""

MOST_ANSWERS = 1_000_000
"""Combinations of answers to one improvement (SIM) beyond which nothing is computed."""


class TooMany(Exception):
    """SIM would have to list more than :data:`MOST_ANSWERS` combinations."""


@dataclass(frozen=True, eq=False)
class Deterrence:
    """What can follow each move of ``party`` from ``state`` (places in C order).

    ``moves``: where it can go; ``ends``: for each of them where the others can bring it
    then, as ``concept`` has it; empty under Nash stability.
    """

    model: GraphModel
    party: int
    state: int
    concept: str
    moves: NDArray[np.intp]
    ends: tuple[NDArray[np.intp], ...]

    @property
    def symmetric(self) -> bool:
        """Whether a sanction must leave the party no way of escape."""
        return self.concept in SYMMETRIC

    def undeterred(self, above: NDArray[np.bool_]) -> int | None:
        """The first move into ``above`` (flat, over all states) that nothing sanctions."""
        places = np.flatnonzero(above[self.moves])
        if not places.size:
            return None
        bad = above
        if self.symmetric:
            ranks = above.astype(np.int32).reshape(self.model.feasible.shape)
            escape = best_within_reach(self.model, ranks, self.party)
            bad = np.broadcast_to(escape, ranks.shape).ravel() > 0
        for place in places:
            if bad[self.ends[place]].all():
                return int(place)
        return None

    def stable(self, above: NDArray[np.bool_]) -> bool:
        """Whether the party stays, if it strictly prefers just the states of ``above``."""
        return self.undeterred(above) is None


def above(model: GraphModel, party: int, state: int) -> NDArray[np.bool_]:
    """The states that ``party`` strictly prefers to ``state``, flat in C order."""
    ranks = model.ranks[party].ravel()
    found: NDArray[np.bool_] = ranks > ranks[state]
    return found


def deterrence(model: GraphModel, party: int, state: int, concept: str) -> Deterrence:
    """What can follow each move of ``party`` from ``state``.

    Raises ValueError for an unknown concept, :class:`TooMany` for SIM beyond bounds.
    """
    moves = moves_from(model, party, state)
    match concept:
        case "nash_stability":
            ends = tuple(np.array([], np.intp) for _ in moves)
        case "gmr" | "smr" | "seq" | "sseq":
            improving = concept not in OWN
            ends = tuple(_sequences(model, party, int(move), improving) for move in moves)
        case "sim":
            ends = _joint(model, party, state, moves)
        case _:
            raise ValueError(f"no concept is called '{concept}'")
    return Deterrence(model, party, state, concept, moves, ends)


def _sequences(model: GraphModel, party: int, start: int, improving: bool) -> NDArray[np.intp]:
    """Where the others can bring the conflict from ``start``, which is left out."""
    found = evolution(model, start, improving=improving, movers=model.others(party))
    return np.flatnonzero(found.steps > 0)


def _joint(
    model: GraphModel, party: int, state: int, moves: NDArray[np.intp]
) -> tuple[NDArray[np.intp], ...]:
    """Where the others' improvements from ``state``, some or none each, end with the move."""
    changes = [
        [0, *(int(end) - state for end in improvements_from(model, other, state))]
        for other in model.others(party)
    ]
    if np.prod([float(len(each)) for each in changes]) > MOST_ANSWERS:
        raise TooMany
    shifts = np.array([sum(each) for each in product(*changes)], np.intp)
    feasible = model.feasible.ravel()
    return tuple((ends := move + shifts)[feasible[ends]] for move in moves)


def with_ranks(model: GraphModel, ranks: dict[int, NDArray[np.int32]]) -> GraphModel:
    """``model`` with other ranks for some parties."""
    return replace(model, ranks=tuple(ranks.get(p, model.ranks[p]) for p in model.parties))


def with_feasible(model: GraphModel, feasible: NDArray[np.bool_]) -> GraphModel:
    """``model`` with fewer feasible states."""
    ranks = tuple(np.where(feasible, each, 0).astype(np.int32) for each in model.ranks)
    return replace(model, feasible=feasible, ranks=ranks)
