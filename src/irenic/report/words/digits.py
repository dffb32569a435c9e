"""Numbers beside each other with as many digits as it takes to tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.report.naming import MINUS, number

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 6
"""Decimals at most; what differs by less reads alike."""


def distinct(values: Sequence[float]) -> list[str]:
    """Each of ``values`` in words; different ones with the fewest decimals that differ."""
    texts = [number(float(value)) for value in values]
    digits = 1
    while len(set(texts)) < len(set(values)) and digits < MOST:
        digits += 1
        texts = [_rounded(float(value), digits) for value in values]
    return texts


def _rounded(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}".rstrip("0").rstrip(".")
    return MINUS + text if value < 0 and text != "0" else text
