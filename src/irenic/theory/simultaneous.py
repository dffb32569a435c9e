"""Simultaneous stability (SIM).

A state s is stable for party i under SIM if, for every improvement of i from s, the
others have a combination of answers, each making one of *its improvements from s* or
staying, such that all changes applied together give a feasible state that i does not
prefer to s (Fraser & Hipel 1979, 1984; for more than two parties Fang, Hipel & Kilgour
1993, read as stated in ``docs/theory/stability.md``).

The combinations are products of lists, so the cost grows with the product of the
numbers of improvements: :func:`combinations` says how many there are before any is
looked at. Moves of SIM need not be possible one after the other, so SIM implies GMR
only where all states are feasible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.graph_model import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.theory.graph_model import GraphModel
    from irenic.theory.improvements import Improvements

_CHUNK = 1 << 18
"""Combinations looked at in one go; bounds memory, whatever the model."""


@dataclass(frozen=True, eq=False)
class _Targets:
    """Improvements of one party by state: the r-th of s is order[start[s] + r * step[s]].

    ``step`` is one number where it is the same for all states.
    """

    count: NDArray[np.int32]
    start: NDArray[np.int64]
    order: NDArray[np.int32]
    step: NDArray[np.int64]

    def nth(self, states: NDArray[np.intp], nth: NDArray[np.int64]) -> NDArray[np.int32]:
        """The improvement number ``nth`` (0 the best) of each of ``states``."""
        step = self.step if self.step.ndim == 0 else self.step[states]
        found: NDArray[np.int32] = self.order[self.start[states] + nth * step]
        return found


def combinations(model: GraphModel, sorted_improvements: Mapping[int, Improvements]) -> int:
    """How many combinations SIM has at most to look at, over all parties and states."""
    counts = [_counts(model, sorted_improvements[party]) for party in model.parties]
    total = 0.0
    for party in model.parties:
        product = counts[party].astype(np.float64)
        for other in model.others(party):
            product *= counts[other] + 1
        total += float(product.sum())
    return int(total)


def simultaneous_stability(
    model: GraphModel, party: int, sorted_improvements: Mapping[int, Improvements],
    tell: Callable[[float], None] = lambda share: None,
) -> NDArray[np.bool_]:  # fmt: skip
    """States stable for ``party`` under SIM; shape: all states.

    ``sorted_improvements`` holds :func:`irenic.theory.improvements.improvements` of all
    parties. ``tell`` is called with the share done.
    """
    targets = {p: _targets(model, p, sorted_improvements[p]) for p in model.parties}
    stable = model.feasible.flatten()
    moving = np.flatnonzero(targets[party].count)
    ends = np.cumsum(targets[party].count[moving], dtype=np.int64)
    start, taken = 0, 0
    while start < moving.size:
        tell(start / moving.size)
        stop = max(start + 1, int(np.searchsorted(ends, taken + _CHUNK, side="right")))
        states = moving[start:stop]
        stable[states[_escaping(model, party, targets, states)]] = False
        start, taken = stop, int(ends[stop - 1])
    return stable.reshape(model.feasible.shape)


def _counts(model: GraphModel, given: Improvements) -> NDArray[np.int32]:
    """The number of improvements from each state, in C order."""
    count = np.zeros(model.feasible.size, np.int32)
    for block in given.blocks:
        source = block.better > 0
        count[block.order[source]] = block.better[source]
    return count


def _targets(model: GraphModel, party: int, given: Improvements) -> _Targets:
    start = np.zeros(model.feasible.size, np.int64)
    widths = [block.order.shape[1] * given.fibres for block in given.blocks]
    step = np.array(widths[0], np.int64)
    if len(widths) > 1:
        step = np.zeros(model.feasible.size, np.int64)
    before = 0
    for block, width in zip(given.blocks, widths, strict=True):
        source = block.better > 0
        column = np.broadcast_to(np.arange(width).reshape(block.order.shape[1:]), source.shape)
        states = block.order[source]
        start[states] = column[source] + before
        if step.ndim:
            step[states] = width
        before += block.order.size
    order = np.concatenate([block.order.ravel() for block in given.blocks])
    return _Targets(_counts(model, given), start, order, step)


def _escaping(
    model: GraphModel, party: int, targets: Mapping[int, _Targets], states: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Places in ``states`` of those with an improvement of ``party`` that nothing sanctions.

    Every pair of a state and an improvement is open at first. It closes when a sanction
    is found, or when its state is known to have an improvement without one; a pair whose
    combinations are exhausted shows the latter. Combinations are numbered, and looked at
    in ever larger helpings, because a sanction, where there is one, tends to come early.
    """
    own = targets[party]
    others = [targets[other] for other in model.others(party)]
    ranks = np.where(model.feasible, model.ranks[party], NOWHERE).ravel()
    row = np.repeat(np.arange(states.size), own.count[states])
    nth = np.arange(row.size) - np.repeat(_starts(own.count[states]), own.count[states])
    moved = own.nth(states[row], nth).astype(np.int64)
    total = np.ones(row.size, np.int64)
    for other in others:
        total *= other.count[states[row]] + 1
    escaped = np.zeros(states.size, np.bool_)
    low, high = 1, 8  # combination 0 has everybody stay, and so never is a sanction
    while row.size:
        escaped[row[total <= low]] = True
        still = ~escaped[row]
        row, moved, total = row[still], moved[still], total[still]
        upto = np.minimum(total, high)
        found = _sanctioned(ranks, others, (states[row], moved), low, upto)
        row, moved, total = row[~found], moved[~found], total[~found]
        low, high = high, high + min(7 * high, _CHUNK)
    return np.flatnonzero(escaped)


def _sanctioned(
    ranks: NDArray[np.int32], others: list[_Targets],
    pairs: tuple[NDArray[np.intp], NDArray[np.int64]], low: int, upto: NDArray[np.int64],
) -> NDArray[np.bool_]:  # fmt: skip
    """Pairs of a state and an improvement with a sanction among combinations low..upto."""
    states, moved = pairs
    found = np.zeros(states.size, np.bool_)
    lengths = upto - low
    ends = np.cumsum(lengths)
    start, taken = 0, 0
    while start < states.size:
        stop = max(start + 1, int(np.searchsorted(ends, taken + _CHUNK, side="right")))
        part = slice(start, stop)
        pair = np.repeat(np.arange(start, stop), lengths[part])
        nth = np.arange(pair.size) - np.repeat(_starts(lengths[part]), lengths[part]) + low
        origin = states[pair]
        end = _combined(others, origin, moved[pair], nth)
        found[pair[ranks[end] <= ranks[origin]]] = True
        start, taken = stop, int(ends[stop - 1])
    return found


def _combined(
    others: list[_Targets], origin: NDArray[np.intp], moved: NDArray[np.int64],
    nth: NDArray[np.int64],
) -> NDArray[np.int64]:  # fmt: skip
    """The state after the party's move and the ``nth`` combination of answers.

    Read as digits, one for each other party: 0 to stay, r for its r-th improvement. Each
    changes the state along an axis of its own, so the changes of place add up.
    """
    end = moved.copy()
    for other in others:
        nth, digit = np.divmod(nth, other.count[origin] + 1)
        acts = np.flatnonzero(digit)
        at = origin[acts]
        end[acts] += other.nth(at, digit[acts] - 1) - at
    return end


def _starts(lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where each of consecutive runs of ``lengths`` begins."""
    return np.cumsum(lengths, dtype=np.int64) - lengths
