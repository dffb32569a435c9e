"""The map of parties as a chart; :mod:`irenic.report.party_map` places everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.drawing import layers, paths, points, rectangles, shape_of, texts
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.palette import FAINT, INK, MUTED, PAPER, RULE, party_colour, party_dash
from irenic.report.party_map import LINE, MARKER, PADDING, SIZE, lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.report.drawing import Canvas, Picture
    from irenic.report.party_map import Box, Chip, PartyMap

_LINES_MEAN = "Lines run from a patron to those it can lean on (dot)."


def party_map(canvas: Canvas) -> Picture:
    """Blocs as boxes, parties as labelled marks, lines from patrons to those they can lean on.

    The shape of a mark tells the kind of party; it is filled where consent is needed.
    """
    drawn = lay_out(canvas.figure, canvas.names, canvas.width - 2)
    kinds = list(dict.fromkeys(chip.kind for chip in drawn.chips))
    shapes = {kind: shape_of(place) for place, kind in enumerate(kinds)}
    told = any(chip.required is not None for chip in drawn.chips)
    marks, said, height = _key(drawn, shapes, told, canvas)
    size = (canvas.width, height)
    names = [row for row in _labels(drawn) if row["bold"]]
    labels = [row for row in _labels(drawn) if not row["bold"]]
    ends = [
        {"x": line.points[-1][0], "y": line.points[-1][1], "shape": "circle",
         "fill": party_colour(line.patron, canvas.names),
         "stroke": party_colour(line.patron, canvas.names)}
        for line in drawn.lines
    ]  # fmt: skip
    return layers(
        *size,
        [
            rectangles(_boxes(drawn.boxes, FAINT), *size, stroke=RULE, cornerRadius=8),
            rectangles(_boxes(drawn.chips, PAPER), *size, stroke=RULE, cornerRadius=4),
            paths(_points(drawn, canvas), *size),
            points(ends, *size, size=22),
            points([*_markers(drawn, shapes), *marks], *size, size=62),
            texts(names, *size, fontWeight="bold"),
            texts(labels, *size),
            texts(said, *size, color=MUTED),
        ],
    )


def _boxes(boxes: Sequence[Box | Chip], fill: str) -> list[dict[str, Any]]:
    return [
        {"x": box.left, "y": box.top, "x2": box.right, "y2": box.bottom, "fill": fill}
        for box in boxes
    ]


def _points(drawn: PartyMap, canvas: Canvas) -> list[dict[str, Any]]:
    """The lines point by point: each patron's have its colour and its dashes."""
    return [
        {
            "x": x, "y": y, "line": place, "step": step,
            "colour": party_colour(line.patron, canvas.names),
            "dash": list(party_dash(line.patron, canvas.names)),
        }
        for place, line in enumerate(drawn.lines)
        for step, (x, y) in enumerate(line.points)
    ]  # fmt: skip


def _markers(drawn: PartyMap, shapes: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "x": chip.left + MARKER / 2 + 2,
            "y": chip.top + PADDING + LINE / 2,
            "shape": shapes[chip.kind],
            "fill": PAPER if chip.required is False else INK,
            "stroke": INK,
        }
        for chip in drawn.chips
    ]


def _labels(drawn: PartyMap) -> list[dict[str, Any]]:
    """Every line of text on its own, so that its place is certain."""
    rows = []
    for box in drawn.boxes:
        for number, line in enumerate(box.lines):
            top = box.top + PADDING + (number + 0.5) * LINE
            rows.append({"x": box.left + 8, "y": top, "text": line, "bold": True})
    for chip in drawn.chips:
        for number, line in enumerate(chip.lines):
            top = chip.top + PADDING + (number + 0.5) * LINE
            rows.append({"x": chip.left + MARKER + 2, "y": top, "text": line, "bold": False})
    return rows


def _key(
    drawn: PartyMap, shapes: Mapping[str, str], told: bool, canvas: Canvas
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """What the marks mean, flowing in rows below the picture; and the height with it."""
    entries = [(shape, PAPER, _readable(kind)) for kind, shape in shapes.items()]
    if told:
        entries += [("circle", INK, "filled: consent needed"), ("circle", PAPER, "hollow: not")]
    marks: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    x, y = 8.0, drawn.height + 14
    for shape, fill, text in entries:
        room = MARKER + text_width(text, SIZE) + 14
        if x > 8 and x + room > canvas.width:
            x, y = 8.0, y + LINE + 5
        marks.append({"x": x, "y": y, "shape": shape, "fill": fill, "stroke": INK})
        lines = wrap(text, canvas.width - x - 14, SIZE)
        said += [{"x": x + 12, "y": y + n * LINE, "text": t} for n, t in enumerate(lines)]
        y += (len(lines) - 1) * LINE
        x += room
    if drawn.lines:
        y += 5
        for line in wrap(_LINES_MEAN, canvas.width - 4, SIZE):
            y += LINE
            said.append({"x": 2, "y": y, "text": line})
    return marks, said, y + LINE


def _readable(kind: str) -> str:
    return kind.replace("-", " ").replace("_", " ")
