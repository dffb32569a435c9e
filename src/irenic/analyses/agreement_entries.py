"""Packages in the form in which answers list them, for every analysis that lists some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.theory.packages import Floats, Indices


def by_party(parties: Sequence[str], points: Floats) -> dict[str, float]:
    """Party -> points."""
    return dict(zip(parties, (points + 0.0).tolist(), strict=True))


def entries(given: Arrays, choices: Sequence[Sequence[int]] | Indices) -> list[dict[str, Any]]:
    """Packages, given by option numbers, with everybody's gains in points."""
    return [
        {"package": given.package(choice), "gains": by_party(given.parties, row)}
        for choice, row in zip(choices, given.gains(choices).T, strict=True)
    ]


def with_shortfalls(given: Arrays, near: dict[str, Any] | None) -> dict[str, Any] | None:
    """The nearest packages with what each required party lacks in each of them."""
    for entry in near["ties"] if near else ():
        entry["short"] = {
            party: -entry["gains"][party]
            for party in given.required
            if entry["gains"][party] < -TOLERANCE / 2
        }
    return near
