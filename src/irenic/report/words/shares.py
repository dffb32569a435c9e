"""Shares of draws in words: rounded so that nothing looks surer than it is."""

from __future__ import annotations

import math


def of_100(share: float, *, up: bool | None = None) -> str:
    """A share as a number out of 100: whole, or with a decimal below 1 and above 99.

    ``up``: rounded up or down instead of to the nearest. What is not 0 or 1 never reads as
    0 or 100.
    """
    hundred = 100.0 * share
    digits = 0 if 1.0 <= hundred <= 99.0 else 1
    if up is None:
        text = f"{hundred:.{digits}f}"
    else:
        scaled = hundred * 10**digits
        rounded = math.ceil(scaled - 1e-9) if up else math.floor(scaled + 1e-9)
        text = f"{rounded / 10**digits:.{digits}f}"
    text = text.removesuffix(".0")
    if text == "0" and share > 0:
        return "fewer than 0.1"
    return "more than 99.9" if text == "100" and share < 1 else text


def span(low: float, high: float) -> str:
    """An interval of shares out of 100, rounded outward: ``4 to 8``."""
    return f"{of_100(low, up=False)} to {of_100(high, up=True)}"


def in_draws(share: float, low: float, high: float) -> str:
    """``in 6 of 100 draws (4 to 8)``; at the ends what the interval leaves open."""
    if share == 0:
        return f"in none of the draws (at most {of_100(high, up=True)} of 100)"
    if share == 1:
        return f"in all draws (at least {of_100(low, up=False)} of 100)"
    return f"in {of_100(share)} of 100 draws ({span(low, high)})"


def per_cent(share: float) -> str:
    """``6 %``."""
    return f"{of_100(share)}\u00a0%"


def capital(text: str) -> str:
    """``text`` as the beginning of a sentence."""
    start = next((place for place, letter in enumerate(text) if letter.isalpha()), 0)
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
