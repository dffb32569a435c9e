"""Draws cut into chunks: which draws belong to chunk number k."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 1024
"""Draws in a chunk at most, unless the caller says otherwise."""

FEWEST = 64
"""Chunks at least, where there are that many draws: enough to share out and to show."""


def usual_size(count: int) -> int:
    """How many draws a chunk has if nobody says: a power of two, from ``count`` alone."""
    wanted = min(LARGEST, max(1, count // FEWEST))
    return int(2 ** (wanted.bit_length() - 1))


@dataclass(frozen=True)
class Chunks:
    """``count`` draws in chunks of ``size``, the last one shorter if need be.

    Nothing here depends on who does the work, so nothing that is added up does.
    """

    count: int
    size: int

    def __len__(self) -> int:
        return len(range(0, self.count, self.size))

    def draws(self, index: int) -> tuple[int, int]:
        """The draws of chunk ``index``: from ``start`` up to, not including, ``stop``."""
        start = index * self.size
        return start, min(start + self.size, self.count)

    def said(self, index: int) -> str:
        """The draws of chunk ``index``, for people."""
        start, stop = self.draws(index)
        return f"draw {start:,}" if stop == start + 1 else f"draws {start:,} to {stop - 1:,}"
