"""The answer on agreement where the packages are too many to list.

The keys are those of the enumeration (:func:`irenic.analyses.agreement.agreement`); what
only counting can tell is None.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from irenic.analyses.agreement_entries import by_party, entries, with_shortfalls
from irenic.theory.bargaining import SOLUTIONS
from irenic.theory.best_passing import best_passing
from irenic.theory.efficient import spread
from irenic.theory.frontier import Choices, joined_choices
from irenic.theory.packages import rounded
from irenic.theory.programme import Clock
from irenic.theory.solutions import solutions

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.theory.packages import Progress
    from irenic.theory.solutions import Answer, Solutions


SOLUTIONS_SHARE = 2 / 3
"""Part of the seconds for the solutions; what they leave is for the quorum and the frontier."""


class Request(NamedTuple):
    """Consents that suffice (None: all), who must be among them, all seconds, entries of a list."""

    quorum: int | None
    veto: Sequence[str]
    seconds: float
    limit: int


def programme_values(
    given: Arrays, asked: Request, progress: Progress | None
) -> tuple[dict[str, Any], Choices, bool]:
    """The values, the frontier where it is known whole (else empty), and whether all is proven."""
    space, zone = given.space, given.space.required
    clock = Clock(asked.seconds)
    found = solutions(space, asked.seconds * SOLUTIONS_SHARE, progress)
    whole = Choices(np.zeros((0, len(space.shape)), np.int64), np.zeros((zone, 0)))
    passing, bound = None, {}
    if asked.quorum is not None:
        vetoes = [given.parties.index(party) for party in asked.veto]
        passing = best_passing(space, asked.quorum, vetoes, clock.left / 2)
        bound["best_passing"] = _bound(passing)
    joined = joined_choices(space, progress) if found.zone else whole
    none = found.zone is False and found.nearest is None
    values: dict[str, Any] = {
        "packages": space.size,
        "acceptable": _passing_count(found, asked, passing),
        "acceptable_to_all": 0 if found.zone is False else None,
        "zopa_empty": None if found.zone is None else not found.zone,
        "frontier": _frontier(given, joined, found, asked.limit, clock),
    }
    for name in SOLUTIONS:
        answer = found.found.get(name)
        values[name] = _answer(given, answer, asked.limit)
        if values[name] is not None and answer is not None:
            values[name]["dominated"] = answer.dominated
        bound[name] = _bound(answer)
    values["best_passing"] = _answer(given, passing, asked.limit)
    values["ideal"] = None if found.ideal is None else by_party(given.required, found.ideal)
    values["nearest"] = with_shortfalls(given, _answer(given, found.nearest, asked.limit))
    bound["nearest"] = _bound(found.nearest)
    values["red_lines_leave"] = 0 if none else None
    values |= dict.fromkeys(("accepts", "alone", "opposed"))
    values |= {"method": "programme", "bound": bound}
    parts = [*found.found.values(), found.nearest, passing]
    proven = found.zone is not None and joined is not None
    proven = proven and (found.ideal_proven or not found.zone)
    proven = proven and all(part.proven for part in parts if part is not None)
    return values, joined or whole, proven


def _passing_count(found: Solutions, asked: Request, passing: Answer | None) -> int | None:
    """0 where it is known that nothing passes, else None: not counted."""
    if asked.quorum is None:
        return 0 if found.zone is False else None
    return 0 if passing is None else None


def _bound(answer: Answer | None) -> float | int | None:
    if answer is None or answer.bound is None or not math.isfinite(answer.bound):
        return None
    return answer.bound


def _answer(given: Arrays, answer: Answer | None, limit: int) -> dict[str, Any] | None:
    if answer is None or not answer.ties:
        return None
    return {
        "value": answer.value,
        "ties": entries(given, answer.ties[:limit]),
        "count": answer.count,
        "truncated": answer.count is None or answer.count > limit,
    }


def _frontier(
    given: Arrays, joined: Choices | None, found: Solutions, limit: int, clock: Clock
) -> dict[str, Any]:
    """The frontier, or a spread of packages on it whose number is not known (``size`` None)."""
    if joined is None:
        known = [choice for answer in found.found.values() for choice in answer.ties]
        joined_or_spread, size = spread(given.space, known, clock.left), None
    else:
        joined_or_spread, size = joined, joined.options.shape[0]
    whole = rounded(joined_or_spread.gains)
    order = np.lexsort(
        (*joined_or_spread.options.T[::-1], -whole.sum(axis=0), -whole.min(axis=0, initial=np.inf))
    )
    shown = joined_or_spread.options[order[:limit]].tolist()
    return {
        "size": size,
        "packages": entries(given, shown),
        "truncated": size is None or size > limit,
    }
