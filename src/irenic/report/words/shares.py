"""Shares of draws in words: rounded so that nothing looks surer than it is."""

from __future__ import annotations

import math


def of_100(share: float, *, up: bool | None = None, decimals: int = 0) -> str:
    """A share as a number out of 100: whole, or with a decimal below 1 and above 99.

    ``up``: rounded up or down instead of to the nearest; ``decimals``: at least as many. What
    is not 0 or 1 never reads as 0 or 100.
    """
    hundred = 100.0 * share
    digits = max(decimals, 0 if 1.0 <= hundred <= 99.0 else 1)
    if up is None:
        text = f"{hundred:.{digits}f}"
    else:
        scaled = hundred * 10**digits
        rounded = math.ceil(scaled - 1e-9) if up else math.floor(scaled + 1e-9)
        text = f"{rounded / 10**digits:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if digits else text
    if text == "0" and share > 0:
        return "fewer than 0.1"
    return "more than 99.9" if text == "100" and share < 1 else text


def span(low: float, high: float, decimals: int = 0) -> str:
    """An interval of shares out of 100, rounded outward: ``4 to 8``."""
    least = of_100(low, up=False, decimals=decimals)
    return f"{least} to {of_100(high, up=True, decimals=decimals)}"


def in_draws(share: float, low: float, high: float, decimals: int = 0) -> str:
    """``in 6 of 100 draws (4 to 8)``; at the ends what the interval leaves open."""
    if share == 0:
        return f"in none of the draws (at most {of_100(high, up=True, decimals=decimals)} of 100)"
    if share == 1:
        return f"in all draws (at least {of_100(low, up=False, decimals=decimals)} of 100)"
    told = of_100(share, decimals=decimals)
    return f"in {told} of 100 draws ({span(low, high, decimals)})"


def decimals_apart(low: float, high: float) -> int:
    """Decimals with which intervals that lie apart do not touch although rounded outward.

    ``low``: where the upper one begins; ``high``: where the lower one ends. At most 3.
    """
    for digits in range(3):
        scale = 100 * 10**digits
        if math.floor(low * scale + 1e-9) > math.ceil(high * scale - 1e-9):
            return digits
    return 3


def per_cent(share: float) -> str:
    """``6 %``."""
    return f"{of_100(share)}\u00a0%"


def capital(text: str) -> str:
    """``text`` as the beginning of a sentence."""
    start = next((place for place, letter in enumerate(text) if letter.isalpha()), 0)
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
