"""Where the lettering of a picture is, for tests that look for overlaps."""

from __future__ import annotations

import itertools
from typing import Any

from irenic.report.lettering import width

Box = tuple[float, float, float, float, str]
"""Left, top, right, bottom and what is written there."""

SLACK = 1.08
"""By how much lettering is reckoned too wide on purpose."""

SIZE = 12.0
HIGH = 0.74
"""Height of capitals and figures as a share of the size of lettering."""


def boxes(spec: dict[str, Any]) -> list[Box]:
    """A box for every text of a Vega-Lite specification, halos left out."""
    found = []
    for number, layer in enumerate(spec["layer"]):
        mark = layer["mark"]
        if mark["type"] != "text" or "stroke" in mark:
            continue
        size = mark.get("fontSize", SIZE)
        for row in spec["datasets"][f"layer_{number}"]:
            wide, high = width(str(row["text"]), size) / SLACK, size * HIGH
            if mark.get("fontWeight") == "bold":
                wide *= 1.07
            share = {"left": 0.0, "center": 0.5, "right": 1.0}[mark.get("align", "left")]
            x, y = float(row["x"]), float(row["y"])
            if mark.get("angle") == 270:  # runs upwards from its place
                found.append((x - high / 2, y - wide, x + high / 2, y, str(row["text"])))
            else:
                left = x - share * wide
                found.append((left, y - high / 2, left + wide, y + high / 2, str(row["text"])))
    return found


def overlaps(spec: dict[str, Any]) -> list[tuple[Box, Box]]:
    """Texts that touch each other."""
    return [
        (one, other)
        for one, other in itertools.combinations(boxes(spec), 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def outside(spec: dict[str, Any]) -> list[Box]:
    """Texts that do not lie inside the picture."""
    return [
        box
        for box in boxes(spec)
        if box[0] < -0.5
        or box[1] < -0.5
        or box[2] > spec["width"] + 0.5
        or box[3] > spec["height"] + 0.5
    ]


def rectangles(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of all layers of rectangles."""
    return [
        row
        for number, layer in enumerate(spec["layer"])
        if layer["mark"]["type"] == "rect"
        for row in spec["datasets"][f"layer_{number}"]
    ]
