"""One pass over every package: the highest smallest gain with each option, and each party.

What :mod:`irenic.theory.alternatives` does on spaces small enough, where it is much
quicker than a programme an option.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from irenic.theory.packages import ACCEPTABLE, Bools, Floats, Indices, Progress, Space, halves

CHUNK = 1 << 14
"""Packages looked at in one go: few enough that the gains of all parties stay near."""


@dataclass(frozen=True, eq=False)
class Listed:
    """The highest smallest gains, in units; -inf where red lines leave no package.

    ``standing[issue]`` (options,): where this option stands; ``acceptable`` likewise: how
    many packages all required parties accept. ``without`` (required,): where that
    party's consent is not needed (empty for a single one); ``joined`` (others,): where
    that party's is needed too.
    """

    standing: tuple[Floats, ...]
    acceptable: tuple[Indices, ...]
    without: Floats
    joined: Floats


def listed(space: Space, progress: Progress | None = None, chunk: int = CHUNK) -> Listed:
    """Look at every package once."""
    tally = _Tally(space, chunk)
    rows = tally.splits[0].rows
    step = max(1, chunk // tally.splits[0].columns)
    for start in range(0, rows, step):
        tally.count(slice(start, min(start + step, rows)))
        if progress is not None:
            progress("what if", min(start + step, rows) / rows)
    return tally.result()


class _Tally:
    """Running maxima and counts, by row and by column of the space's halves."""

    def __init__(self, space: Space, chunk: int) -> None:
        self.space = space
        parties = range(len(space.constant))
        # A space for each party alone, so that each red line stays with its owner.
        self.splits = [halves(space.among([party]), chunk) for party in parties]
        rows, columns = self.splits[0].rows, self.splits[0].columns
        self.by_row, self.by_column = np.full(rows, -np.inf), np.full(columns, -np.inf)
        self.in_row = np.zeros(rows, dtype=np.int64)
        self.in_column = np.zeros(columns, dtype=np.int64)
        self.without = np.full(space.required if space.required > 1 else 0, -np.inf)
        self.joined = np.full(len(parties) - space.required, -np.inf)

    def count(self, part: slice) -> None:
        """Take note of the packages of the rows ``part``."""
        needed = self.space.required
        gains = [self._gains(party, part) for party in range(needed)]
        # before[p]: the smallest gain of the parties before p.
        before: list[Floats] = [np.full_like(gains[0], np.inf)]
        for own in gains:
            before.append(np.minimum(before[-1], own))
        least = before[-1]
        self.by_row[part] = least.max(axis=1)
        np.maximum(self.by_column, least.max(axis=0), out=self.by_column)
        accepted: Bools = least >= ACCEPTABLE
        if accepted.any():
            self.in_row[part] = accepted.sum(axis=1)
            self.in_column += accepted.sum(axis=0)
        if needed > 1:
            after = np.full_like(gains[0], np.inf)
            for party in reversed(range(needed)):
                left = float(np.minimum(before[party], after).max())
                self.without[party] = max(self.without[party], left)
                np.minimum(after, gains[party], out=after)
        for other in range(self.joined.size):
            own = self._gains(needed + other, part)
            best = float(np.minimum(least, own, out=own).max())
            self.joined[other] = max(self.joined[other], best)

    def _gains(self, party: int, part: slice) -> Floats:
        """Gains of one party, -inf where a red line of its own is crossed."""
        gains = self.splits[party].cells(0, part)
        allowed = self.splits[party].allowed(part)
        if allowed is not None:
            gains[~allowed] = -np.inf
        return gains

    def result(self) -> Listed:
        """The maxima by option."""
        shape, rows = self.space.shape, self.by_row.size
        cut = next(c for c in range(len(shape) + 1) if math.prod(shape[:c]) == rows)
        slow, fast = shape[:cut], shape[cut:]
        standing = (
            *_by_option(self.by_row.reshape(slow), np.maximum),
            *_by_option(self.by_column.reshape(fast), np.maximum),
        )
        accepted = (
            *_by_option(self.in_row.reshape(slow), np.add),
            *_by_option(self.in_column.reshape(fast), np.add),
        )
        return Listed(standing, accepted, self.without, self.joined)


def _by_option(table: np.ndarray, reduce: np.ufunc) -> list[np.ndarray]:
    """For each axis of ``table`` its values gathered over all the other axes."""
    axes = range(table.ndim)
    return [reduce.reduce(table, axis=tuple(a for a in axes if a != axis)) for axis in axes]
