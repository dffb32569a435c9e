"""Phrases that the wordings of ``leverage`` share: levers, points, costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.report.words.lists import count, join, party, points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from irenic.analyses.result import Names

_LISTED = 6
"""Names that are listed in a sentence before the rest is only counted."""

_NOTHING = 1e-5
"""Points of gain below which a number is shown as 0."""


def say_some(items: Iterable[str], last: str = "and") -> str:
    """The first few, and how many more there are."""
    given = list(items)
    if len(given) <= _LISTED + 1:
        return join(given, last)
    return f"{', '.join(given[:_LISTED])} {last} {len(given) - _LISTED} more"


def say_lever(slug: str, names: Names) -> str:
    """A lever's name in quotation marks."""
    return f"\u201c{names['levers'][slug]}\u201d"


def say_levers(slugs: Iterable[str], names: Names, last: str = "and") -> str:
    """The names of the first few levers, and how many more there are."""
    return say_some((say_lever(slug, names) for slug in slugs), last)


def say_capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def say_exact(number: float) -> str:
    """Points, with more decimals where one would show a small number as nothing.

    Gains with divisible levers are right to a few millionths; these are shown as 0.
    """
    if 0 <= number < _NOTHING:
        return "0"
    return points(number) if number == 0 or abs(number) >= 0.05 else f"{number:.1g}"


def say_in_points(number: float) -> str:
    """``3 points``, ``1 point``."""
    text = say_exact(number)
    return f"{text} point" if text in ("1", "\u22121") else f"{text} points"


def say_signed(number: float) -> str:
    """A number of points with its sign."""
    return f"+{say_exact(number)}" if number > 0 else say_exact(number)


def say_cost(number: float, weighting: str) -> str:
    """A cost as people read it: ``3.2% of a scale``, or ``2 levers``."""
    if weighting == "levers":
        return count(round(number), "lever")
    return f"{say_exact(100 * number)}% of a scale"


def say_pays(pays: Mapping[str, float], names: Names) -> str:
    """Who bears what: ``United States 3 points and ...``."""
    return say_some(
        f"{party(slug, names)} {say_in_points(number)}" for slug, number in pays.items()
    )
