"""Statements as patterns: disjunctions of conjunctions, which is all that GMCR+ knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.dossier import statements as language
from irenic.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Pattern = dict[int, bool]
"""Option -> whether it must be in force; options left out may be either."""

MOST_PATTERNS = 4096
"""Patterns of one statement beyond which it is not written out."""


def patterns(
    expression: language.Expression, index: Mapping[tuple[str, str], int], text: str
) -> list[Pattern]:
    """``expression`` (resolved) as patterns of which one holds; none where it never holds.

    ``index``: the option of each (party, move). A pattern that another covers is left out.
    Raises UsageError beyond :data:`MOST_PATTERNS`; ``text`` is what its message quotes.
    """

    def spread(node: language.Expression, holds: bool) -> list[Pattern]:
        match node:
            case language.Move(party, move):
                return [{index[party or "", move]: holds}]
            case language.Not(part):
                return spread(part, not holds)
            case language.And(parts) | language.Or(parts):
                every = [spread(part, holds) for part in parts]
                return both(every) if isinstance(node, language.And) is holds else either(every)
            case language.If(consequence, condition):
                sides = [spread(consequence, holds), spread(condition, not holds)]
                return either(sides) if holds else both(sides)
            case language.Iff(left, right):
                same = both([spread(left, True), spread(right, holds)])
                return either([same, both([spread(left, False), spread(right, not holds)])])

    def both(parts: list[list[Pattern]]) -> list[Pattern]:
        found: list[Pattern] = [{}]
        for part in parts:
            found = checked(
                {**one, **other}
                for one in found
                for other in part
                if all(one.get(option, on) == on for option, on in other.items())
            )
        return found

    def either(parts: list[list[Pattern]]) -> list[Pattern]:
        return checked(pattern for part in parts for pattern in part)

    def checked(given: Iterable[Pattern]) -> list[Pattern]:
        found = without_covered(given)
        if len(found) > MOST_PATTERNS:
            raise UsageError(
                f"'{text[:60]}' would take more than {MOST_PATTERNS:,} patterns; GMCR+ files "
                "hold disjunctions of conjunctions only"
            )
        return found

    return spread(expression, True)


def without_covered(given: Iterable[Pattern]) -> list[Pattern]:
    """``given`` in its order, without patterns that hold only where another one does."""
    found = {frozenset(pattern.items()): pattern for pattern in given}
    if len(found) > MOST_PATTERNS:
        return list(found.values())
    return [
        pattern
        for items, pattern in found.items()
        if not any(other < items for other in found if len(other) < len(items))
    ]


def feasible_numbers(infeasible: Sequence[Pattern], options: int) -> NDArray[np.int64]:
    """The numbers of the states that no pattern rules out, ascending.

    Bit j of a number: option j is in force. State n of a GMCR+ file is the n-th of them.
    """
    numbers = np.arange(1 << options, dtype=np.int64)
    kept = np.ones(numbers.size, np.bool_)
    for pattern in infeasible:
        kept &= ~matches(pattern, numbers)
    found: NDArray[np.int64] = numbers[kept]
    return found


def matches(pattern: Pattern, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the states ``numbers`` fit ``pattern``."""
    mask = sum(1 << option for option in pattern)
    wanted = sum(1 << option for option, on in pattern.items() if on)
    found: NDArray[np.bool_] = (numbers & mask) == wanted
    return found
