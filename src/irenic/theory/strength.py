"""Strong stability: where some states are *much* preferred to others.

A state that is stable because every improvement from it is sanctioned is *strongly* stable
if each can be sanctioned by something much worse than the state, and *weakly* stable if
not. A state without improvements is strongly stable. Under SMR and SSEQ every state that the
party can still move to after the sanction must be much worse as well. Improvements, of the
party and of the others, may be great or small.

Source: Hamouda, Kilgour & Hipel (2004) for two parties, (2006) for more. There every pair of
states is much, a little or equally preferred. What is needed of that relation for it to make
sense (what is better than something much better is itself much better, and so on) says that
the states much worse than s are those up to some rank: that is what :data:`Gap` holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import NOWHERE, best_within_reach, lowest_by_moves
from irenic.theory.improvements import lowest_by_improvements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.theory.graph_model import GraphModel, Ranks
    from irenic.theory.improvements import Improvements

Gap = NDArray[np.int32]
"""For each rank (0 included), the highest rank that is much worse; 0 where none is."""


def gap_from_cuts(ranks: Ranks, cuts: Sequence[int]) -> Gap:
    """States above the rank of a cut are much preferred to those at or below it."""
    below = np.array(sorted({0, *cuts}), np.int32)
    every = np.arange(int(ranks.max(initial=0)) + 1)
    return below[np.maximum(np.searchsorted(below, every, side="left") - 1, 0)]


def gap_from_worth(ranks: Ranks, worth: NDArray[Any], least: float) -> Gap:
    """States are much preferred to those worth less by ``least`` or more.

    ``ranks`` are those that :func:`~irenic.theory.ordinal_preferences.ranks_from_scores`
    makes of ``worth``; differences are exact where both are whole numbers.
    """
    of_rank = np.unique(worth[ranks > 0])
    far = np.searchsorted(of_rank, of_rank - least, side="right")
    return np.concatenate([[0], far]).astype(np.int32)


def strong_stability(
    model: GraphModel,
    party: int,
    concept: str,
    gap: Gap,
    sorted_improvements: Mapping[int, Improvements],
) -> NDArray[np.bool_]:
    """States strongly stable for ``party`` under ``concept``; shape: all states.

    ``concept``: ``gmr``, ``smr``, ``seq`` or ``sseq``; others raise ValueError.
    ``sorted_improvements`` holds those of all parties, the party itself included.
    """
    ranks, others = model.ranks[party], model.others(party)
    if concept not in ("gmr", "smr", "seq", "sseq"):
        raise ValueError(f"strength of preference plays no part in '{concept}'")
    ends = ranks
    if concept in ("smr", "sseq"):
        ends = np.broadcast_to(best_within_reach(model, ranks, party), ranks.shape)
    if concept in ("gmr", "smr"):
        open_ = ends if model.unrestricted else np.where(model.feasible, ends, NOWHERE)
        worst = lowest_by_moves(model, open_, others)
    else:
        worst = lowest_by_improvements(model, ends, others, sorted_improvements)
    worst = np.broadcast_to(worst, ranks.shape)
    highest = _highest_after_improvement(worst, sorted_improvements[party])
    stable: NDArray[np.bool_] = model.feasible & (highest <= gap[ranks])
    return stable


def _highest_after_improvement(worst: Ranks, own: Improvements) -> Ranks:
    """For every state the largest of ``worst`` over the party's improvements; 0 if none."""
    flat = worst.ravel()
    highest = np.zeros(flat.size, np.int32)
    for block in own.blocks:
        running = np.maximum.accumulate(flat[block.order], axis=0)
        source = block.better > 0
        last = np.maximum(block.better.astype(np.intp) - 1, 0)
        found = np.take_along_axis(running, last, axis=0)
        highest[block.order[source]] = found[source]
    return highest.reshape(worst.shape)
