"""The answer on agreement as pictures, described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.agreement_statements import groups
from irenic.analyses.agreement_tables import title
from irenic.analyses.arrays import gain_bounds
from irenic.analyses.result import Axis, Figure, Statement
from irenic.theory.packages import TOLERANCE, in_points

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.analyses.result import Names
    from irenic.theory.packages import Floats

Values = Mapping[str, Any]

POINTS = 400
"""Places of the frontier that are drawn at most."""


_FINE = 6
"""Decimals of a point beyond which two places in the picture are one."""


def figures(given: Arrays, values: Values, vectors: Floats, names: Names) -> tuple[Figure, ...]:
    """Gains by package with their bounds, and the frontier for the two parties furthest apart.

    ``vectors``: the gains (required, k) on the frontier in units; none where it is not known whole.
    """
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
    pair = furthest_apart(in_points(vectors))
    if pair is not None:
        found.append(_scatter(values, names, in_points(vectors), pair))
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


def furthest_apart(gains: Floats) -> tuple[int, int, float] | None:
    """The two parties whose gains along the frontier are correlated most negatively.

    Pearson's correlation over all distinct vectors of the frontier, ``gains`` (parties, k).
    None with fewer than three of them, or where no two parties' gains both vary.
    """
    if gains.shape[1] < 3:
        return None
    varying = np.flatnonzero(np.ptp(gains, axis=1) > TOLERANCE)
    if varying.size < 2:
        return None
    table: Floats = np.asarray(np.corrcoef(gains[varying]))
    np.fill_diagonal(table, np.inf)
    first, second = sorted(int(i) for i in np.unravel_index(int(np.argmin(table)), table.shape))
    return int(varying[first]), int(varying[second]), float(table[first, second])


def _scatter(values: Values, names: Names, gains: Floats, pair: tuple[int, int, float]) -> Figure:
    """The frontier by the gains of two parties; at most POINTS places, spread evenly."""
    first, second, correlation = pair
    across, up = values["required"][first], values["required"][second]
    # Points that others cover, for these two parties, are drawn once.
    spots = np.unique(gains[[first, second]].round(_FINE), axis=1)
    places = np.linspace(0, spots.shape[1] - 1, min(spots.shape[1], POINTS)).round().astype(int)
    marks = [_mark(x, y, "Frontier", "") for x, y in spots[:, places].T]
    for together, entry in groups(values):
        own = entry["gains"]
        marks.append(_mark(own[across], own[up], "Solution", title(together)))
    evidence = {
        "across": across, "up": up, "correlation": correlation,
        "size": gains.shape[1], "spots": spots.shape[1], "drawn": len(places),
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


def _mark(across: float, up: float, kind: str, label: str) -> dict[str, Any]:
    return {"gain_across": float(across), "gain_up": float(up), "kind": kind, "label": label}
