"""Stability of states: Nash stability, GMR, SMR and SEQ, for every state at once.

A *sanction* of a move by party i from state s is a state that the others can bring about
after it and that i does not prefer to s (an equal one counts). A state is stable for i if
every improvement of i from it is sanctioned, by concept:

* Nash stability (Nash 1950, 1951): i has no improvement; no sanction is looked for;
* GMR, general metarationality (Howard 1971): by any moves of the others;
* SMR, symmetric metarationality (Howard 1971): by any moves of the others to a state from
  which i has no move to a state it prefers to s, the *original* state;
* SEQ, sequential stability (Fraser & Hipel 1979, 1984): by improvements of the others;
* SSEQ, symmetric sequential stability (Rego & Vieira 2017): by improvements of the others
  to a state from which i has no move to a state it prefers to s.

With more than two parties the others move in sequence, as often as they like but no one
twice in a row (Fang, Hipel & Kilgour 1993). An equilibrium is a state that is stable for
every party.

All of them come from one comparison. Let P be the party's ranks, W(t) the lowest value the
others can bring about from t, and let i gain by a move from s to t only if V(t) > P(s).
Then s is stable iff the largest V within reach of i from s, s included, is at most P(s):

* Nash stability, V = P: by definition (and V(s) = P(s) never exceeds itself).
* GMR and SEQ, V = W of P under moves or improvements. An improvement t is sanctioned iff
  W(t) <= P(s). Other t within reach have W(t) <= P(t) <= P(s), since the others may stay,
  and never count against s.
* SMR, V = min(P, W), where W is taken of M, and M(u) is the best rank i can reach from u,
  u included. A state u is a sanction from which i cannot escape iff M(u) <= P(s); so t is
  sanctioned iff W(t) <= P(s). Here W(t) can exceed P(s) though t is no improvement,
  whence the minimum: P(t) <= P(s) already makes V(t) <= P(s).
* SSEQ, as SMR, with W taken over improvements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import NOWHERE, WORST, best_within_reach, lowest_by_moves
from irenic.theory.improvements import lowest_by_improvements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.theory.graph_model import GraphModel, Ranks
    from irenic.theory.improvements import Improvements


def nash_stability(model: GraphModel, party: int) -> NDArray[np.bool_]:
    """States from which ``party`` has no improvement; shape: all states."""
    return held_by(model, party, model.ranks[party])


def general_metarationality(model: GraphModel, party: int) -> NDArray[np.bool_]:
    """States stable for ``party`` under GMR; shape: all states."""
    worst = lowest_by_moves(model, _open(model, model.ranks[party]), model.others(party))
    return held_by(model, party, worst)


def symmetric_metarationality(model: GraphModel, party: int) -> NDArray[np.bool_]:
    """States stable for ``party`` under SMR; shape: all states."""
    ranks = model.ranks[party]
    escape = np.broadcast_to(best_within_reach(model, ranks, party), ranks.shape)
    worst = lowest_by_moves(model, _open(model, escape), model.others(party))
    return held_by(model, party, np.minimum(ranks, worst))


def sequential_stability(
    model: GraphModel, party: int, sorted_improvements: Mapping[int, Improvements]
) -> NDArray[np.bool_]:
    """States stable for ``party`` under SEQ; shape: all states.

    ``sorted_improvements`` holds :func:`irenic.theory.improvements.improvements` of all
    other parties.
    """
    others = model.others(party)
    worst = lowest_by_improvements(model, model.ranks[party], others, sorted_improvements)
    return held_by(model, party, worst)


def symmetric_sequential_stability(
    model: GraphModel, party: int, sorted_improvements: Mapping[int, Improvements]
) -> NDArray[np.bool_]:
    """States stable for ``party`` under SSEQ; shape: all states.

    ``sorted_improvements`` as in :func:`sequential_stability`.
    """
    ranks = model.ranks[party]
    escape = np.broadcast_to(best_within_reach(model, ranks, party), ranks.shape)
    others = model.others(party)
    worst = lowest_by_improvements(model, escape, others, sorted_improvements)
    return held_by(model, party, np.minimum(ranks, worst))


def held_by(model: GraphModel, party: int, keeps: Ranks) -> NDArray[np.bool_]:
    """Feasible states from which ``party`` can go nowhere that keeps it better off.

    ``keeps`` is V above: what the party is left with, at worst, after moving there; in a
    shape that can be broadcast over all states.
    """
    if not model.unrestricted:
        keeps = np.where(model.feasible, keeps, WORST)
    stable: NDArray[np.bool_] = best_within_reach(model, keeps, party) <= model.ranks[party]
    stable &= model.feasible
    return stable


def _open(model: GraphModel, values: Ranks) -> Ranks:
    """``values`` with infeasible states set above everything, for minima."""
    return values if model.unrestricted else np.where(model.feasible, values, NOWHERE)
