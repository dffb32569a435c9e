"""Small pieces of English that the wordings share: lists, numbers, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from irenic.analyses.result import Names, Statement


def join(items: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; empty text for nothing."""
    given = list(items)
    if len(given) < 2:
        return "".join(given)
    return f"{', '.join(given[:-1])} {last} {given[-1]}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 package``, ``12,000 packages``, ``no package``."""
    if number == 0:
        return f"no {one}"
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def points(number: float) -> str:
    """A number of points with at most one decimal and a real minus sign."""
    text = f"{number:,.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "\u2212")


def fixed(text: str) -> Callable[[Statement, Names], str]:
    """The wording of a statement that always says the same."""
    return lambda statement, names: text


def party(slug: str, names: Names) -> str:
    """A party's name."""
    return names["parties"][slug]


def option(issue: str, slug: str, names: Names) -> str:
    """An option's name."""
    return names["options"][f"{issue}.{slug}"]
