"""From slugs and numbers to what people read: names, marks, numbers with their sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irenic.analyses.result import Names

KINDS: Mapping[str, str] = {
    "party": "parties",
    "patron": "parties",
    "from": "parties",
    "to": "parties",
    "by": "parties",
    "bloc": "blocs",
    "issue": "issues",
    "option": "options",
    "scenario": "scenarios",
    "lever": "levers",
    "plan": "plans",
    "move": "moves",
    "source": "sources",
    "deed": "deeds",
    "guarantee": "guarantees",
    "benchmark": "benchmarks",
    "conclusion": "conclusions",
    "judgement": "judgements",
}
"""What a column's kind or an axis's key names -> the part of ``Result.names`` that knows it."""

MINUS = "\u2212"


def name(kind: str, value: Any, names: Names, *, issue: str | None = None) -> str:
    """The name of ``value``, a slug of ``kind``; the value itself where there is no name.

    Options are known as ``issue.option``; ``issue`` completes a bare option.
    """
    if value is None:
        return ""
    known = names.get(KINDS.get(kind, ""), {})
    text = str(value)
    if text not in known and issue is not None and f"{issue}.{text}" in known:
        text = f"{issue}.{text}"
    return known.get(text, text)


def number(value: float, *, signed: bool = False) -> str:
    """A number with at most one decimal (two below 1), thousands apart, a real minus sign."""
    size = abs(value)
    digits = 0 if size >= 1000 or float(value).is_integer() else 1 if size >= 1 else 2
    text = f"{size:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "0":
        return "0"
    sign = MINUS if value < 0 else "+" if signed else ""
    return sign + text


def mode(cell: Any) -> float | None:
    """The number in a cell: the cell itself, or the mode of a judgement."""
    if isinstance(cell, Mapping):
        cell = cell.get("mode")
    if isinstance(cell, bool) or cell is None:
        return None
    return float(cell)


def interval(cell: Any) -> tuple[float, float] | None:
    """The range of a judgement; None where it has none."""
    if not isinstance(cell, Mapping) or cell.get("low") is None or cell.get("high") is None:
        return None
    return float(cell["low"]), float(cell["high"])


def spread(low: float, high: float) -> str:
    """``12 to 22`` with an en dash; the word where a sign would make the dash unreadable."""
    between = " to " if low < 0 or high < 0 else "\u2013"
    return f"{number(low)}{between}{number(high)}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def day(iso: str) -> str:
    """``2006-11-30`` -> ``30 November 2006``, whatever the machine's language."""
    year, month, number_ = iso.split("-")
    return f"{int(number_)} {_MONTHS[int(month) - 1]} {year}"
