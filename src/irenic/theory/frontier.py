"""The Pareto frontier of the acceptable packages, exactly.

A package is on the frontier when it is acceptable and no acceptable package gives every
required party at least as much and one of them more (Pareto, V., Manuale di economia
politica, 1906; the strict form of efficiency). Gains are compared as everywhere: in
whole units of the tolerance (:mod:`irenic.theory.packages`). Packages with equal gains
count once and one of them stands for all.

Two ways lead to the same set: filtering the acceptable packages (:func:`direct`), or
joining the issues one after the other and dropping at once what can no longer be on
the frontier (:func:`joined`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.theory.packages import (
    TOLERANCE,
    Block,
    Combination,
    Floats,
    Indices,
    Progress,
    Space,
    gains_in_units,
    gains_of,
    rounded,
)

FEW = 50_000
"""Acceptable packages up to which they are always filtered directly."""

MANY = 50_000_000
"""Gains up to which they are filtered directly where joining would seldom drop anything."""

JOINED_PARTIES = 6
"""Required parties up to which partial packages are often dominated, so that joining pays."""

PIVOTS = 64
"""Single vectors tried before whole blocks are compared."""

FIRST_BLOCK = 256
"""Vectors compared with all the others in the first block; each later one is twice as large."""

BLOCK = 2048
"""Most vectors compared with all the others in one go."""

ROWS = 1 << 16
"""Vectors whose dominators are looked up in one go; bounds the memory of the bit sets."""

CACHED = 1024
"""Bit sets that are intersected in one go: few enough to stay near the processor."""

EXPANSION = 1 << 21
"""Most partial packages built in one go while issues are joined."""

GRID = 1 << 22
"""Cells of a table of maxima at most."""

PARTIAL = 1 << 22
"""Partial packages looked at after one issue, beyond which a large space is not joined."""

COMPARED = 1 << 15
"""The same where they span no table and have to be compared with each other."""

Integers = NDArray[np.int64]
Words = NDArray[np.uint64]


class Frontier(NamedTuple):
    """Packages (k,), one for each distinct vector of gains, and those gains in units.

    ``gains`` is (required, k), exact; the order is by index.
    """

    packages: Indices
    gains: Floats


def frontier(
    space: Space,
    blocks: Callable[[], Iterable[Block]],
    count: int,
    progress: Progress | None = None,
) -> Frontier:
    """The frontier of the acceptable packages of ``space``, by the way that is likely quicker.

    ``count`` is how many packages are acceptable, and ``blocks()`` yields them.
    """
    gains = count * space.required
    if count > FEW and (space.required <= JOINED_PARTIES or gains > MANY):
        return joined(space, progress)
    found = [np.zeros(0, np.int64), *(block.packages for block in blocks())]
    return direct(space, np.concatenate(found), progress)


def direct(space: Space, index: Indices, progress: Progress | None = None) -> Frontier:
    """The frontier among the packages ``index``, by comparing them with each other."""
    whole = rounded(gains_in_units(space, index)[: space.required]).astype(np.int64)
    kept = np.sort(index[maximal(whole, progress)])
    return Frontier(kept, gains_in_units(space, kept)[: space.required])


def joined(space: Space, progress: Progress | None = None) -> Frontier:
    """The frontier of ``space`` by joining its issues one after the other.

    After some issues a *partial* package a may be dropped when another, b, over the same
    issues has exact gains so far at least as high for every required party and stands in
    no condition worse: each red line of which b contains all that is settled so far, a
    contains likewise; and with joint worth the same, or better where all required
    parties gain (lose) by it. For then whatever completes a completes b, crosses no red
    line more, and adds at least as much to b's gains as to a's: sums are exact, so b's
    completion is at least as good before rounding and, rounding being monotone, after
    it. Each dropped partial has a kept one above it (the order is that of a finite
    partial order), so every vector of the frontier keeps a package. A partial is also
    dropped when the best that the open issues can bring leaves a required party below 0.
    """
    stage = _joined(space, None, progress)
    if stage is None:  # never: no limit was set
        raise ArithmeticError("the frontier was not joined")
    return direct(space, np.ravel_multi_index(tuple(stage.options), space.shape))


class Choices(NamedTuple):
    """Packages by option numbers (k, issues), and the required parties' gains (required, k)."""

    options: Integers
    gains: Floats


def joined_choices(space: Space, progress: Progress | None = None) -> Choices | None:
    """The frontier of a space of any size, in order of its options; None: too much to join.

    As :func:`joined`, with the issues on which most hangs first, so that what no longer can
    become acceptable is dropped early. Gives up beyond PARTIAL partial packages, or beyond
    COMPARED where they have to be compared with each other.
    """
    order = _order(space)
    stage = _joined(_reordered(space, order), PARTIAL, progress)
    if stage is None:
        return None
    options = np.empty(stage.options.shape[::-1], dtype=np.int64)
    options[:, order] = stage.options.T
    exact = gains_of(space, tuple(options.T))[: space.required]
    kept = maximal(rounded(exact).astype(np.int64))
    kept = kept[np.lexsort(options[kept].T[::-1])]
    return Choices(options[kept], exact[:, kept])


def _order(space: Space) -> list[int]:
    """The issues, those first on which most hangs: ranges of worth as shares of all ranges."""
    spread = np.array([np.ptp(table[: space.required], axis=1) for table in space.worth])
    shares = (spread / np.maximum(spread.sum(axis=0), TOLERANCE)).sum(axis=1)
    return [int(issue) for issue in np.argsort(-shares, kind="stable")]


def _reordered(space: Space, order: list[int]) -> Space:
    """The same packages with the issues in another order."""
    place = {issue: i for i, issue in enumerate(order)}

    def moved(when: Combination) -> Combination:
        return {place[issue]: options for issue, options in when.items()}

    return Space(
        tuple(space.worth[issue] for issue in order),
        space.constant,
        space.required,
        tuple(term._replace(when=moved(term.when)) for term in space.joint),
        tuple(line._replace(never=moved(line.never)) for line in space.red_lines),
    )


def _joined(space: Space, most: int | None, progress: Progress | None) -> _Stage | None:
    """The partial packages left when all issues are settled; None: more than ``most``."""
    stage = _start(space)
    count = len(space.shape)
    for issue in range(count):
        if most is not None and len(stage) * space.shape[issue] > most:
            return None
        stage = _settled(_expanded(space, stage, issue), issue)
        if issue < count - 1 or most is not None:
            vectors = _signed(stage)
            if most is not None and len(stage) > COMPARED and _axes(vectors) is None:
                return None
            if issue < count - 1:  # whole packages are compared by their exact gains
                stage = _pick(stage, _worth_keeping(vectors))
        if progress is not None:
            progress("frontier", (issue + 1) / count)
    return stage


class _Pending(NamedTuple):
    """A condition that has begun: its worth in grid steps (None: a red line), its last issue."""

    when: Combination
    worth: Integers | None
    last: int
    held: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Stage:
    """Partial packages: options (settled issues, k), gains in grid steps, conditions."""

    options: NDArray[np.int32]
    gains: Integers
    pending: tuple[_Pending, ...]

    def __len__(self) -> int:
        return int(self.gains.shape[1])


def _start(space: Space) -> _Stage:
    n = space.required
    one = np.ones(1, dtype=bool)
    steps = space.grid[:n]
    joint = [
        _Pending(t.when, (t.worth[:n] / steps).astype(np.int64), max(t.when), one)
        for t in space.joint_units
        if t.worth[:n].any()
    ]
    lines = [_Pending(c, None, max(c), one) for c in space.binding]
    gains = (space.constant_units[:n] / steps).astype(np.int64)[:, None]
    return _Stage(np.zeros((0, 1), np.int32), gains, (*joint, *lines))


def _pick(stage: _Stage, which: Indices) -> _Stage:
    pending = tuple(p._replace(held=p.held[which]) for p in stage.pending)
    return _Stage(stage.options[:, which], stage.gains[:, which], pending)


def _expanded(space: Space, stage: _Stage, issue: int) -> _Stage:
    """Every partial package with every option of ``issue`` that still can become acceptable."""
    options = space.shape[issue]
    steps = space.grid[: space.required]
    table = (space.units[issue][: space.required] / steps[:, None]).astype(np.int64)
    rest = _best_rest(space, issue)
    parts = []
    width = max(1, EXPANSION // options)
    for start in range(0, max(1, len(stage)), width):
        part = _pick(stage, np.arange(start, min(start + width, len(stage))))
        gains = (part.gains[:, :, None] + table[:, None, :]).reshape(space.required, -1)
        pending = tuple(_advanced(p, issue, options) for p in part.pending)
        hope = (gains + _best_joint(pending, issue, rest)) * steps[:, None]
        keep = np.flatnonzero((rounded(hope) >= 0).all(axis=0))
        before, last = np.divmod(keep, options)
        chosen = np.concatenate([part.options[:, before], last[None, :].astype(np.int32)])
        kept = tuple(p._replace(held=p.held[keep]) for p in pending)
        parts.append(_Stage(chosen, gains[:, keep], kept))
    return _Stage(
        np.concatenate([p.options for p in parts], axis=1),
        np.concatenate([p.gains for p in parts], axis=1),
        tuple(
            p._replace(held=np.concatenate([part.pending[i].held for part in parts]))
            for i, p in enumerate(stage.pending)
        ),
    )


def _advanced(pending: _Pending, issue: int, options: int) -> _Pending:
    """The condition after ``issue`` is settled in each of the ways there are."""
    allowed = np.ones(options, dtype=bool)
    if issue in pending.when:
        allowed[:] = False
        allowed[list(pending.when[issue])] = True
    return pending._replace(held=np.logical_and.outer(pending.held, allowed).ravel())


def _best_rest(space: Space, issue: int) -> Integers:
    """The most that issues after ``issue`` can bring each required party, in grid steps."""
    steps = space.grid[: space.required]
    best = np.zeros(space.required, dtype=np.int64)
    for table in space.units[issue + 1 :]:
        best += (table[: space.required].max(axis=1) / steps).astype(np.int64)
    return best


def _best_joint(pending: tuple[_Pending, ...], issue: int, rest: Integers) -> Integers:
    """``rest`` plus the most that the pending joint worth can add, for each partial package."""
    best = rest[:, None]
    for p in pending:
        if p.worth is not None:
            gain = p.worth if p.last <= issue else np.maximum(p.worth, 0)
            best = best + gain[:, None] * p.held
    return best


def _settled(stage: _Stage, issue: int) -> _Stage:
    """Conditions whose last issue this is take effect: worth is added, red lines drop packages."""
    gains = stage.gains
    crossed = np.zeros(len(stage), dtype=bool)
    left = []
    for p in stage.pending:
        if p.last > issue:
            left.append(p)
        elif p.worth is None:
            crossed |= p.held
        else:
            gains = gains + p.worth[:, None] * p.held
    return _pick(_Stage(stage.options, gains, tuple(left)), np.flatnonzero(~crossed))


def _signed(stage: _Stage) -> Integers:
    """Gains, and for each pending condition one or two rows that are higher where it is better."""
    rows = [stage.gains]
    for p in stage.pending:
        held = p.held.astype(np.int64)[None, :]
        if p.worth is None:
            rows.append(-held)
            continue
        if (p.worth > 0).any():
            rows.append(held)
        if (p.worth < 0).any():
            rows.append(-held)
    return np.concatenate(rows)


def _worth_keeping(vectors: Integers, sample: int = 512) -> Indices:
    """The maximal vectors; all of them where an even sample shows that few would be dropped."""
    count = vectors.shape[1]
    if vectors.shape[0] > 6 and count > 8 * sample:
        probe = vectors[:, np.linspace(0, count - 1, sample).astype(np.int64)]
        if len(maximal(probe)) == sample:
            return np.arange(count)
    return maximal(vectors)


def maximal(vectors: Integers, progress: Progress | None = None) -> Indices:
    """Positions of the maximal columns of ``vectors`` (dimensions, k), equal ones once.

    A column is maximal when no other is at least as high in every row and higher in one;
    of equal columns the first stands for all. Columns are taken by falling sum: what
    dominates a column stands before it, so the first one left is always maximal, and
    what it dominates leaves (sort-filter-skyline: Chomicki, Godfrey, Gryz & Liang 2003).
    After a few single columns whole blocks are compared by bit sets.
    """
    if vectors.shape[1] > FIRST_BLOCK:
        axes = _axes(vectors)
        if axes is not None:
            return _maximal_on_grid(vectors, axes)
    order = np.argsort(-vectors.sum(axis=0), kind="stable")
    left = vectors[:, order]
    found: list[Indices] = []
    for _ in range(PIVOTS):
        if order.size == 0:
            break
        found.append(order[:1])
        keep = (left > left[:, :1]).any(axis=0)
        order, left = order[keep], left[:, keep]
    for part, share in _maximal_blocks(_ranks(left)):
        found.append(order[part])
        if progress is not None:
            progress("frontier", share)
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _axes(vectors: Integers) -> tuple[int, ...] | None:
    """All dimensions, the longest last, if the others span a grid of at most GRID cells."""
    lengths = [int(np.ptp(row)) + 1 for row in vectors] if vectors.shape[1] else []
    if not all(length > 0 for length in lengths):  # beyond int64
        return None
    if lengths and math.prod(sorted(lengths)[:-1]) > GRID:
        lengths = [len(np.unique(row)) for row in vectors]
    if not lengths or math.prod(sorted(lengths)[:-1]) > GRID:
        return None
    return tuple(int(i) for i in np.argsort(lengths, kind="stable"))


def _maximal_on_grid(vectors: Integers, axes: tuple[int, ...]) -> Indices:
    """As :func:`maximal`, by a table of the highest last coordinate for all the others.

    A column is dominated when its own cell holds a higher last coordinate, or one of the
    cells beyond holds one at least as high; running maxima along each axis tell.
    """
    *across, last = (_shortened(vectors[axis]) for axis in axes)
    shape = [int(row.max()) + 2 for row in across]  # one more: nothing lies beyond the end
    if math.prod(shape) > 4 * GRID:
        across, shape = [], []
        for axis in axes[:-1]:
            across.append(np.unique(vectors[axis], return_inverse=True)[1])
            shape.append(int(across[-1].max()) + 2)
    cell = np.ravel_multi_index(tuple(across), shape) if across else np.zeros(last.size, np.int64)
    own = np.full(math.prod(shape), -1, dtype=np.int64)
    rising = np.argsort(last, kind="stable")
    own[cell[rising]] = last[rising]
    beyond = own.reshape(shape).copy()
    for axis in range(len(shape)):
        flipped = np.flip(beyond, axis)
        np.maximum.accumulate(flipped, axis=axis, out=flipped)
    kept = np.flatnonzero(own[cell] == last)
    flat, strides = beyond.ravel(), [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    for stride in strides:
        kept = kept[flat[cell[kept] + stride] < last[kept]]
    # What is left in one cell is equal; the first stands for all.
    return np.sort(kept[np.unique(cell[kept], return_index=True)[1]])


def _shortened(row: Integers) -> Integers:
    shifted: Integers = row - row.min()
    return shifted


def _ranks(vectors: Integers) -> Integers:
    """Each row by rank from 0, equal values alike: order is all that dominance needs."""
    if vectors.shape[1] == 0:
        return vectors
    return np.array([np.unique(row, return_inverse=True)[1] for row in vectors])


def _maximal_blocks(ranks: Integers) -> Iterator[tuple[Indices, float]]:
    """Positions of the maximal columns, which stand by falling sum, and the share seen so far."""
    total = ranks.shape[1]
    place = np.arange(total)
    size = FIRST_BLOCK
    while place.size:
        block, names = ranks[:, :size], place[:size]
        own = _unbeaten_within(block)
        place, ranks = place[size:], ranks[:, size:]
        if place.size:
            keep = ~_covered(ranks, block[:, own])
            place, ranks = place[keep], ranks[:, keep]
        yield names[own], 1.0 - place.size / total
        size = min(2 * size, BLOCK)


def _unbeaten_within(block: Integers) -> Indices:
    """Positions of the maximal columns of ``block``, the first of equal ones."""
    order = np.lexsort((np.arange(block.shape[1]), *block))
    ordered = block[:, order]
    fresh = np.ones(order.size, dtype=bool)
    fresh[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    distinct = np.sort(order[fresh])
    columns = block[:, distinct]
    sets = _at_least(columns, columns)
    place = np.arange(distinct.size)
    sets[place, place // 64] ^= np.uint64(1) << (place % 64).astype(np.uint64)
    return distinct[~sets.any(axis=1)]


def _covered(rows: Integers, columns: Integers) -> NDArray[np.bool_]:
    """For each column of ``rows``: is one of ``columns`` at least as high everywhere?"""
    found = np.empty(rows.shape[1], dtype=bool)
    for start in range(0, rows.shape[1], ROWS):
        part = slice(start, start + ROWS)
        found[part] = _at_least(rows[:, part], columns).any(axis=1)
    return found


def _at_least(rows: Integers, columns: Integers) -> Words:
    """Bit sets: which of ``columns`` are at least as high as each column of ``rows``; of ranks.

    For every dimension the columns are sorted, and a table holds the set of the columns
    from each place on; a row's set is the intersection of what it finds there.
    """
    count = columns.shape[1]
    words = (count + 63) // 64
    sets = np.full((rows.shape[1], words), np.uint64(2**64 - 1))
    found = np.empty((min(CACHED, rows.shape[1]), words), dtype=np.uint64)
    table = np.empty((count + 1, words), dtype=np.uint64)
    for row, column in zip(rows, columns, strict=True):
        order = np.argsort(column, kind="stable")
        bit = np.uint64(1) << (order % 64).astype(np.uint64)
        table[:] = 0
        table[np.arange(count), order // 64] = bit
        np.bitwise_or.accumulate(table[::-1], axis=0, out=table[::-1])
        below = np.zeros(1 + max(row.max(), column[order[-1]]), dtype=np.int64)
        below[1:] = np.cumsum(np.bincount(column, minlength=below.size))[:-1]
        place = below[row]
        for start in range(0, place.size, CACHED):
            part = place[start : start + CACHED]
            np.take(table, part, axis=0, out=found[: part.size], mode="clip")
            sets[start : start + CACHED] &= found[: part.size]
    return sets
