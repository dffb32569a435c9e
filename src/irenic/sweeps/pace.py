"""How far a sweep is, and about how long it will take, in words."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with what to show and the share that is done, 0 to 1."""

_SOON = 10.0
_UNITS = ((90.0, 1.0, "s"), (90 * 60.0, 60.0, "min"), (36 * 3600.0, 3600.0, "h"))


class Pace:
    """Tells ``progress`` how far a sweep of ``count`` draws is.

    ``before`` draws were done before this run, in its file: they count as done and say
    nothing about how fast this run is. The clock is for display only.
    """

    def __init__(
        self,
        progress: Progress | None,
        count: int,
        before: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._progress = progress
        self._count = count
        self._before = before
        self._clock = clock
        self._began = clock()

    def say(self, done: int) -> None:
        """``done`` draws of all are done."""
        if self._progress is None:
            return
        label = f"draws {done:,} of {self._count:,}"
        fresh = done - self._before
        if fresh > 0 and done < self._count:
            left = (self._clock() - self._began) * (self._count - done) / fresh
            label += f", {time_left(left)} left"
        self._progress(label, done / self._count)

    def wait(self, done: int, reason: str) -> None:
        """Nothing goes on, for this ``reason``."""
        if self._progress is not None:
            label = f"draws {done:,} of {self._count:,}, {reason}"
            self._progress(label, done / self._count)


def time_left(seconds: float) -> str:
    """``about 3 min``: no more digits than an estimate has."""
    if seconds < _SOON:
        return "a few seconds"
    for most, unit, name in _UNITS:
        if seconds < most:
            return f"about {round(seconds / unit)} {name}"
    return f"about {round(seconds / 86400)} days"
