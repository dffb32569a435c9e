"""The answer on agreement as pictures, described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.agreement_statements import groups
from irenic.analyses.agreement_tables import title
from irenic.analyses.arrays import gain_bounds
from irenic.analyses.result import Axis, Figure, Statement

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

POINTS = 400
"""Packages of the frontier that are drawn at most."""


def figures(given: Arrays, values: Values, names: Names) -> tuple[Figure, ...]:
    """Gains by package with their bounds, and the frontier for the two parties furthest apart."""
    found = []
    sides = [(title(together), entry) for together, entry in groups(values)]
    if sides:
        found.append(_gains(given, "solutions", "Each party's gain by solution", sides))
    if values["nearest"] is not None:
        near = [("Nearest package", values["nearest"]["ties"][0])]
        found.append(_gains(given, "nearest", "Each party's gain from the nearest package", near))
    if values["plan"] is not None:
        own = [(names["plans"][values["plan"]["plan"]], values["plan"])]
        found.append(_gains(given, "plan", "Each party's gain from the plan", own))
    pair = furthest_apart(values)
    if pair is not None:
        found.append(_scatter(values, names, *pair))
    return tuple(found)


def _gains(
    given: Arrays, key: str, what: str, sides: Sequence[tuple[str, Mapping[str, Any]]]
) -> Figure:
    marks = []
    for party in given.parties:
        for name, entry in sides:
            low, high = gain_bounds(given, entry["package"], party)
            mark = {"party": party, "solution": name, "gain": entry["gains"][party]}
            marks.append(mark | ({"low": low, "high": high} if low < high else {}))
    losers = [mark["party"] for mark in marks if mark["gain"] < 0]
    unsure = [m["party"] for m in marks if m["gain"] >= 0 and m.get("low", 0.0) < 0]
    evidence = {
        "packages": [name for name, _ in sides],
        "losers": list(dict.fromkeys(losers)),
        "unsure": list(dict.fromkeys(unsure)),
        "ranges": any("low" in mark for mark in marks),
    }
    axes = {
        "x": Axis("gain", "Gain over no deal", "points of each party's own scale"),
        "y": Axis("party", "Party"),
        "low": Axis("low", "Outer bound, low", "points"),
        "high": Axis("high", "Outer bound, high", "points"),
        "series": Axis("solution", "Package"),
    }
    reading = Statement(f"agreement-{key}-figure-reading", "", evidence)
    alt = Statement("agreement-gains-figure-alt", "", {**evidence, "marks": marks})
    return Figure(f"agreement-{key}-gains", "intervals", what, reading, alt, axes, tuple(marks))


def furthest_apart(values: Values) -> tuple[str, str, float] | None:
    """The two required parties whose gains along the frontier are correlated most negatively.

    Pearson's correlation over the packages listed in ``values['frontier']``, which may be
    cut. None with fewer than three of them, or where no two parties' gains both vary.
    """
    entries, required = values["frontier"]["packages"], values["required"]
    if len(entries) < 3 or len(required) < 2:
        return None
    gains = np.array([[entry["gains"][party] for party in required] for entry in entries])
    varying = np.flatnonzero(np.ptp(gains, axis=0) > 1e-6)
    if varying.size < 2:
        return None
    table = np.corrcoef(gains[:, varying], rowvar=False)
    np.fill_diagonal(table, np.inf)
    first, second = sorted(np.unravel_index(int(np.argmin(table)), table.shape))
    return (
        required[varying[first]], required[varying[second]], float(table[first, second])
    )  # fmt: skip


def _scatter(values: Values, names: Names, across: str, up: str, correlation: float) -> Figure:
    entries = sorted(values["frontier"]["packages"], key=lambda e: e["gains"][across])
    every = max(1, -(-len(entries) // POINTS))
    marks = [_mark(entry, across, up, "Frontier", "") for entry in entries[::every]]
    for together, entry in groups(values):
        marks.append(_mark(entry, across, up, "Solution", title(together)))
    evidence = {
        "across": across, "up": up, "correlation": correlation,
        "size": values["frontier"]["size"], "drawn": len(entries[::every]),
        "required": len(values["required"]),
        "solutions": [
            {"solutions": together, "across": e["gains"][across], "up": e["gains"][up]}
            for together, e in groups(values)
        ],
    }  # fmt: skip
    axes = {
        "x": Axis("gain_across", f"Gain of {names['parties'][across]}", "points"),
        "y": Axis("gain_up", f"Gain of {names['parties'][up]}", "points"),
        "series": Axis("kind", "Packages"),
        "label": Axis("label", "Solution"),
    }
    return Figure(
        "agreement-frontier",
        "scatter",
        "The frontier, for the two parties furthest apart",
        Statement("agreement-frontier-reading", "", evidence),
        Statement("agreement-frontier-alt", "", evidence),
        axes,
        tuple(marks),
    )


def _mark(entry: Mapping[str, Any], across: str, up: str, kind: str, label: str) -> dict[str, Any]:
    gains = entry["gains"]
    return {"gain_across": gains[across], "gain_up": gains[up], "kind": kind, "label": label}
