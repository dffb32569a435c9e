"""Scales: from values to pixels, and the round numbers to mark on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST = 1e-6
"""Values closer together than this are drawn as one: no judgement is that fine."""

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` lie at pixels from ``start`` to ``end``; low < high."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of ``value``."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, apart: float) -> tuple[float, ...]:
        """Round values inside the scale, about ``apart`` pixels from each other."""
        room = max(abs(self.end - self.start) / apart, 1.0)
        step = _step((self.high - self.low) / room)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(round(number * step, 10) + 0.0 for number in range(first, last + 1))


def _step(least: float) -> float:
    """The smallest round step of at least ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in _ROUND if power * factor >= least * (1 - 1e-9))


def spanning(values: Iterable[float], start: float, end: float, *, zero: bool = True) -> Scale:
    """A scale that holds all ``values``, with zero if asked, and a little room at both ends."""
    held = list(values) + ([0.0] if zero else [])
    low, high = min(held, default=0.0), max(held, default=1.0)
    if high - low < _LEAST:
        low, high = low - 1.0, high + 1.0
    room = 0.04 * (high - low)
    low = low if zero and abs(low) < _LEAST else low - room
    high = high if zero and abs(high) < _LEAST else high + room
    return Scale(low, high, start, end)
