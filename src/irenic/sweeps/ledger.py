"""What has been done of a sweep, what is to be done next, and the sums so far."""

from __future__ import annotations

import heapq

from irenic.sweeps.chunks import Chunks
from irenic.sweeps.tallies import Tallies, added


class Ledger:
    """Hands out chunks and adds up what comes back, in the order of the draws.

    Sums of floats depend on the order in which they are added, so an answer that comes
    early waits until all before it are in. How far ahead of the sums a chunk may be is
    bounded when it is handed out: that bounds the memory, whatever the number of draws.
    """

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.draws = 0
        """Draws whose answers are in."""
        self._total: Tallies | None = None
        self._summed = 0  # chunks in the sums: all up to this one
        self._early: dict[int, Tallies] = {}
        self._next = 0
        self._again: list[int] = []

    @property
    def finished(self) -> bool:
        """Whether every chunk is in the sums."""
        return self._summed == len(self.chunks)

    @property
    def left(self) -> int:
        """How many chunks are not in yet."""
        return len(self.chunks) - self._summed - len(self._early)

    @property
    def total(self) -> Tallies:
        """The sums over all draws; ValueError while there are chunks left."""
        if self._total is None or not self.finished:
            raise ValueError(f"{self.left} chunks of the sweep are not done")
        return self._total

    def has(self, index: int) -> bool:
        """Whether the answer of chunk ``index`` is in."""
        return index < self._summed or index in self._early

    def hand_out(self, window: int) -> int | None:
        """The next chunk to do; None while there is none less than ``window`` ahead of the sums."""
        if self._again:
            return heapq.heappop(self._again)
        while self._next < self._summed or self._next in self._early:
            self._next += 1
        if self._next >= min(len(self.chunks), self._summed + window):
            return None
        self._next += 1
        return self._next - 1

    def give_back(self, index: int) -> None:
        """Chunk ``index`` was handed out and not done; it goes out again, before others."""
        heapq.heappush(self._again, index)

    def enter(self, index: int, answer: Tallies) -> None:
        """Add what chunk ``index`` came to; ValueError if it is in already or fits no other."""
        if self.has(index):
            raise ValueError(f"{self.chunks.said(index)}: counted twice")
        self._early[index] = answer
        start, stop = self.chunks.draws(index)
        self.draws += stop - start
        while self._summed in self._early:
            following = self._early.pop(self._summed)
            try:
                first = self._total is None
                self._total = following if first else added(self._total or {}, following)
            except ValueError as error:
                raise ValueError(f"{self.chunks.said(self._summed)}: {error}") from error
            self._summed += 1
