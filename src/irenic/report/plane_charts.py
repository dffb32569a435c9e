"""Scatters and lines: two measured axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.drawing import (
    FOOT,
    NEUTRAL,
    SMALL,
    layers,
    paths,
    points,
    rules,
    shape_of,
    texts,
    titled,
)
from irenic.report.labels import place_labels
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import mode, number
from irenic.report.palette import INK, MUTED, PAPER, party_colour, party_dash
from irenic.report.scales import Scale, spanning

if TYPE_CHECKING:
    from irenic.analyses.result import Axis
    from irenic.report.drawing import Canvas, Layer, Picture


def scatter(canvas: Canvas) -> Picture:
    """A mark a point; those with a label stand out and carry it."""
    height = canvas.width * (0.62 if canvas.width > 480 else 0.9)
    across, down = _plane(canvas, height)
    rows, labels = _scattered(canvas, across, down)
    obstacles = [(row["x"], row["y"]) for row in rows if row["label"]]
    frame = (across.start, down.end, across.end, down.start)
    dots = [(row["x"], row["y"]) for row in rows if not row["label"]]
    placed = place_labels(labels, obstacles, SMALL, frame, dots)
    return layers(
        canvas.width,
        height,
        [
            *_axes(canvas, across, down, height),
            points([row for row in rows if not row["label"]], canvas.width, height, size=16),
            points([row for row in rows if row["label"]], canvas.width, height, size=90),
            rules(_leaders(labels, placed), canvas.width, height, color=INK),
            texts(placed, canvas.width, height, fontSize=SMALL, stroke=PAPER, strokeWidth=4),
            texts(placed, canvas.width, height, fontSize=SMALL),
            *_legend(canvas, height),
        ],
    )


def _leaders(labels: list[dict[str, Any]], placed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Thin lines from marks to those of their labels that found no place beside them."""
    found = []
    for mark, label in zip(labels, placed, strict=True):
        right = label["x"] + text_width(label["text"], SMALL)
        x = min(max(mark["x"], label["x"]), right)
        y = label["y"] + (SMALL / 2 if label["y"] < mark["y"] else -SMALL / 2)
        if abs(label["y"] - mark["y"]) > SMALL or not label["x"] - 12 < mark["x"] < right + 12:
            found.append({"x": mark["x"], "y": mark["y"], "x2": x, "y2": y})
    return found


def _plane(canvas: Canvas, height: float) -> tuple[Scale, Scale]:
    foot = FOOT + (22 if _keyed(canvas) else 0)
    across = spanning(canvas.held(canvas.axis("x")), 46.0, canvas.width - 12)
    down = spanning(canvas.held(canvas.axis("y")), height - foot, 24.0)
    return across, down


def _keyed(canvas: Canvas) -> list[str]:
    """The series that need a key: those that no label names."""
    series, label = canvas.axis("series"), canvas.axis("label")
    if series is None:
        return []
    bare = [mark for mark in canvas.whole.data if label is None or not mark.get(label.key)]
    return list(dict.fromkeys(canvas.text(series, mark) for mark in bare if mark.get(series.key)))


def _scattered(
    canvas: Canvas, across: Scale, down: Scale
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    x, y = canvas.figure.axes["x"], canvas.figure.axes["y"]
    series, label = canvas.axis("series"), canvas.axis("label")
    known = list(
        dict.fromkeys(canvas.text(series, mark) for mark in canvas.whole.data) if series else ()
    )
    rows, labels = [], []
    for mark in canvas.figure.data:
        ends = mode(mark.get(x.key)), mode(mark.get(y.key))
        if ends[0] is None or ends[1] is None:
            continue
        said = canvas.text(label, mark) if label is not None else ""
        place = known.index(canvas.text(series, mark)) if series else 0
        row = {
            "x": across.at(ends[0]), "y": down.at(ends[1]), "label": bool(said),
            "shape": shape_of(place + 1), "stroke": INK if said else NEUTRAL,
            "fill": INK if said else PAPER,
        }  # fmt: skip
        rows.append(row)
        if said:
            labels.append({"x": row["x"], "y": row["y"], "text": said})
    return rows, _merged(labels)


def _merged(labels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One label for points that lie on top of each other."""
    together: dict[tuple[float, float], list[str]] = {}
    for label in labels:
        together.setdefault((round(label["x"], 1), round(label["y"], 1)), []).append(label["text"])
    return [
        {"x": x, "y": y, "text": ", ".join(dict.fromkeys(said))}
        for (x, y), said in together.items()
    ]


def _axes(canvas: Canvas, across: Scale, down: Scale, height: float) -> list[Layer]:
    """Light lines at round values, dark ones at zero, numbers and titles."""
    x, y = canvas.figure.axes["x"], canvas.figure.axes["y"]
    columns, lines = across.ticks(64.0), down.ticks(44.0)
    grid = [
        {"x": at, "x2": at, "y": down.end, "y2": down.start} for at in map(across.at, columns)
    ] + [{"x": across.start, "x2": across.end, "y": at, "y2": at} for at in map(down.at, lines)]
    zeros = []
    if across.low <= 0 <= across.high:
        at = across.at(0)
        zeros.append({"x": at, "x2": at, "y": down.end, "y2": down.start})
    if down.low <= 0 <= down.high:
        at = down.at(0)
        zeros.append({"x": across.start, "x2": across.end, "y": at, "y2": at})
    below = [{"x": across.at(one), "y": down.start + 11, "text": number(one)} for one in columns]
    beside = [{"x": across.start - 6, "y": down.at(one), "text": number(one)} for one in lines]
    width = canvas.width
    small = {"fontSize": SMALL, "color": MUTED}
    foot = [{"x": across.end, "y": down.start + 28, "text": _titled(canvas, x)}]
    head = [{"x": 0.0, "y": 9.0, "text": _titled(canvas, y)}]
    return [
        rules(grid, width, height),
        rules(zeros, width, height, color=INK),
        texts(below, width, height, align="center", **small),
        texts(beside, width, height, align="right", **small),
        texts(foot, width, height, align="right", **small),
        texts(head, width, height, **small),
    ]


def _titled(canvas: Canvas, axis: Axis) -> str:
    """An axis's title with its unit, cut to what the picture has room for."""
    return wrap(titled(axis), canvas.width - 8, SMALL, 1)[0]


def _legend(canvas: Canvas, height: float) -> list[Layer]:
    keyed = _keyed(canvas)
    series = canvas.axis("series")
    if not keyed or series is None:
        return []
    known = list(dict.fromkeys(canvas.text(series, mark) for mark in canvas.whole.data))
    marks, said = [], []
    x = 8.0
    for label in keyed:
        shape = shape_of(known.index(label) + 1)
        marks.append({"x": x, "y": height - 9, "shape": shape, "fill": PAPER, "stroke": NEUTRAL})
        said.append({"x": x + 10, "y": height - 9, "text": label})
        x += 10 + text_width(label, SMALL) + 18
    return [
        points(marks, canvas.width, height, size=40),
        texts(said, canvas.width, height, fontSize=SMALL, color=MUTED),
    ]


def lines(canvas: Canvas) -> Picture:
    """A line for each series, named at its end."""
    height = canvas.width * (0.5 if canvas.width > 480 else 0.75)
    series = canvas.axis("series")
    labelled = {canvas.text(series, mark) if series else "" for mark in canvas.whole.data}
    room = min(max((text_width(one, SMALL) for one in labelled), default=0.0), canvas.width * 0.3)
    across = spanning(canvas.held(canvas.axis("x")), 46.0, canvas.width - room - 14, zero=False)
    down = spanning(canvas.held(canvas.axis("y")), height - FOOT, 24.0)
    drawn: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for label in sorted(labelled):
        points_ = _line(canvas, (across, down), label)
        drawn += points_
        if points_ and label:
            ends.append({"x": points_[-1]["x"], "y": points_[-1]["y"], "text": label})
    frame = (across.start, down.end, canvas.width, down.start)
    return layers(
        canvas.width,
        height,
        [
            *_axes(canvas, across, down, height),
            paths(drawn, canvas.width, height, strokeWidth=2),
            texts(place_labels(ends, [], SMALL, frame), canvas.width, height, fontSize=SMALL),
        ],
    )


def _line(canvas: Canvas, scales: tuple[Scale, Scale], label: str) -> list[dict[str, Any]]:
    """The points of the series called ``label``, from left to right."""
    x, y, split = canvas.figure.axes["x"], canvas.figure.axes["y"], canvas.axis("series")
    marks = [m for m in canvas.figure.data if (canvas.text(split, m) if split else "") == label]
    slug = str(marks[0].get(split.key)) if split and marks else ""
    style = {
        "line": label,
        "colour": party_colour(slug, canvas.names),
        "dash": list(party_dash(slug, canvas.names)),
    }
    found = [(mode(mark.get(x.key)), mode(mark.get(y.key))) for mark in marks]
    known = sorted((a, b) for a, b in found if a is not None and b is not None)
    return [
        {"x": scales[0].at(a), "y": scales[1].at(b), "step": step, **style}
        for step, (a, b) in enumerate(known)
    ]
