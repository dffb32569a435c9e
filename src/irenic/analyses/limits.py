"""What analyses with a limit of time say of one that is none."""

from __future__ import annotations

import math

from irenic.errors import UsageError


def seconds_faults(seconds: float) -> list[str]:
    """What is wrong with ``seconds`` as a limit; nothing, if it can be one.

    Infinity is refused: a result says its limit, and JSON has no word for that one.
    """
    if seconds > 0 and math.isfinite(seconds):
        return []
    return [f"seconds is {seconds}; expected more than 0 and finite"]


def check_seconds(seconds: float) -> None:
    """Raise UsageError where ``seconds`` cannot be a limit."""
    for fault in seconds_faults(seconds):
        raise UsageError(fault)
