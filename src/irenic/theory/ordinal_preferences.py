"""Ordinal preferences over the states of a graph model.

Ranks are dense integers from 1 (the worst feasible states); equally preferred states
share one, and infeasible states have 0. Ranks of different parties are not comparable.

Source: Fang, Hipel & Kilgour (1993); for statements in order of importance (option
prioritising), Hipel, Kilgour, Fang & Peng (1997).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from irenic.theory.graph_model import Ranks

_ROOM = 8
"""Scores are renumbered before they reach this many times the number of states."""


def ranks_from_statements(feasible: NDArray[np.bool_], holds: Iterable[NDArray[np.bool_]]) -> Ranks:
    """Ranks from statements, most important first.

    ``holds`` has for each statement where it holds, in a shape that can be broadcast to
    that of ``feasible``. A state is preferred to another if it meets the first statement
    that only one of them meets; states that meet the same statements are equal. That is
    the order of the sums of 2^(m-1-j) over the statements j met, of m in all, but no
    such sum is formed: scores are renumbered densely whenever they grow large, which
    keeps their order, so any number of statements will do.
    """
    room = _ROOM * max(feasible.size, 1)
    scores = np.zeros(feasible.shape, np.int64)
    bound = 1  # scores are below this
    for met in holds:
        if 2 * bound > room:
            scores, bound = _renumbered(scores, feasible, bound)
        scores *= 2
        scores += met
        bound *= 2
    ranks, _ = _renumbered(scores, feasible, bound)
    return np.where(feasible, ranks + 1, 0).astype(np.int32)


def _renumbered(
    scores: NDArray[np.int64], feasible: NDArray[np.bool_], bound: int
) -> tuple[NDArray[np.int64], int]:
    """The scores of feasible states as 0, 1, 2, ... in the same order, and how many there are.

    Infeasible states keep a number in range, of no meaning. Linear in states and bound.
    """
    present = np.zeros(bound, np.bool_)
    present[scores[feasible]] = True
    dense = np.cumsum(present, dtype=np.int64) - 1
    return np.maximum(dense[scores], 0), max(int(dense[-1]) + 1, 1)


def whole(weights: Sequence[float]) -> list[int]:
    """``weights`` as whole numbers of a common unit.

    A weight counts as the decimal number that it is written as (0.1 is one tenth), so that
    sums of whole numbers are exact: 0.1 + 0.2 and 0.3 are the same worth.
    """
    exact = [Fraction(repr(float(weight))) for weight in weights]
    unit = math.lcm(*(each.denominator for each in exact))
    return [int(each * unit) for each in exact]


def snapped(weights: Sequence[float]) -> list[int]:
    """``weights`` as whole numbers of a power of ten so small that their sums just fit 62 bits.

    For weights some of which are drawn, and whose last digits mean nothing; those of a few
    digits are kept exactly, as in :func:`whole`.
    """
    exact = [Fraction(repr(float(weight))) for weight in weights]
    most = sum(map(abs, exact))
    digits = 18 - math.ceil(math.log10(most)) if most else 0
    return [round(each * Fraction(10) ** digits) for each in exact]


def scores(
    feasible: NDArray[np.bool_], holds: Iterable[NDArray[np.bool_]], weights: Sequence[int]
) -> NDArray[Any]:
    """The worth of every state: the sum of the ``weights`` of the statements that hold in it.

    ``holds`` is as in :func:`ranks_from_statements`; the shape is that of ``feasible``. Sums are
    exact: 64-bit integers, or integers of any size (slow) where these would not do.
    """
    fits = sum(map(abs, weights)) < 1 << 62
    found = np.zeros(feasible.shape, np.int64 if fits else object)
    for met, weight in zip(holds, weights, strict=True):
        found += np.where(met, np.array(weight, found.dtype), np.array(0, found.dtype))
    return found


def ranks_from_scores(feasible: NDArray[np.bool_], worth: NDArray[Any]) -> Ranks:
    """Ranks from a worth of each state (same shape); more is better, equal worth is equal."""
    ranks = np.zeros(feasible.shape, np.int32)
    _, place = np.unique(worth[feasible], return_inverse=True)
    ranks[feasible] = place + 1
    return ranks


def ranks_from_ranking(feasible: NDArray[np.bool_], groups: Sequence[NDArray[np.intp]]) -> Ranks:
    """Ranks from a ranking: groups of equally preferred states, the best group first.

    States are given by their place in C order. Raises ValueError unless every feasible
    state is in exactly one group and no infeasible state in any.
    """
    flat = feasible.ravel()
    seen = np.zeros(flat.size, np.int64)
    ranks = np.zeros(flat.size, np.int32)
    for height, states in enumerate(reversed(list(groups)), start=1):
        np.add.at(seen, states, 1)
        ranks[states] = height
    if np.any(seen[~flat]):
        raise ValueError(f"the ranking holds {np.count_nonzero(seen[~flat])} infeasible states")
    if np.any(seen > 1):
        raise ValueError(f"the ranking holds {np.count_nonzero(seen > 1)} states more than once")
    if missing := np.count_nonzero(flat & (seen == 0)):
        raise ValueError(f"the ranking leaves out {missing} feasible states")
    if any(len(states) == 0 for states in groups):
        raise ValueError("the ranking holds an empty group")
    return ranks.reshape(feasible.shape)
