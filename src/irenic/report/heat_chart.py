"""Heat maps: rows by columns, each cell coloured by its number and showing it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from irenic.report.drawing import LINE, SIZE, SMALL, layers, rectangles, rules, texts
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import mode, number
from irenic.report.palette import INK, MUTED, PAPER, RULE, heat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.report.drawing import Canvas, Layer, Picture

_NARROWEST = 19.0
_WIDEST = 28.0
_ROW = 20.0
_APART = 16.0
_HEAD = 168.0
_LABELS = 0.36
_FEWEST = 0.27
_SEEN = 0.2
"""Share of the full hue that a loss has at least: however small, it is one."""


@dataclass(frozen=True)
class _Grid:
    """What every band of a heat map shares: rows, their labels, and what stands in the cells."""

    canvas: Canvas
    room: float
    cell: float
    rows: tuple[tuple[str, ...], ...]
    places: dict[str, int]
    largest: float

    @property
    def tops(self) -> list[float]:
        """The upper edge of each row, and below them the lower edge of the last."""
        found = [0.0]
        for lines in self.rows:
            found.append(found[-1] + max(_ROW, len(lines) * LINE + 5))
        return found


def heat_map(canvas: Canvas) -> Picture:
    """A grid of numbers on a diverging scale around 0; empty where there is none.

    Columns that find no room are continued in a band below, with the rows named again.
    Where the marks of the first columns carry ``apart`` and the rest do not, a dark line
    stands between them, and no band holds columns of both. Marks that carry ``framed`` have
    a dark frame. Names of columns run upwards, numbers do not.
    """
    x = canvas.figure.axes["x"]
    columns = list(dict.fromkeys(str(mark[x.key]) for mark in canvas.figure.data))
    grid, bands = _grid(canvas, columns)
    drawn: list[Layer] = []
    tall: list[tuple[Sequence[str], float]] = []
    height = 0.0
    for part in bands:
        tall.append((part, height))
        height += _head(grid, part) + grid.tops[-1] + _APART
    height = max(height - _APART, 1.0) + 1
    for band, top in tall:
        drawn += _band(grid, band, top, height)
    return layers(canvas.width, height, drawn)


def _grid(canvas: Canvas, columns: Sequence[str]) -> tuple[_Grid, list[Sequence[str]]]:
    """The grid, and the columns of each band."""
    y, value = canvas.figure.axes["y"], canvas.figure.axes["value"]
    slugs = list(dict.fromkeys(str(mark[y.key]) for mark in canvas.figure.data))
    said = {str(mark[y.key]): canvas.text(y, mark) for mark in canvas.figure.data}
    widest = max((text_width(said[slug], SIZE) for slug in slugs), default=0.0)
    if any(column.isdigit() for column in columns):
        widest = max(widest, text_width(canvas.figure.axes["x"].title, SMALL))
    room = _room(canvas, widest + 8, len(columns))
    across = canvas.width - room - 2
    bands = _bands(canvas, columns, max(1, int(across // _NARROWEST)))
    each = max((len(part) for part in bands), default=1)
    held = [abs(one) for one in canvas.held(value)]
    grid = _Grid(
        canvas,
        room,
        min(across / each, _WIDEST),
        tuple(wrap(said[slug], room - 8, SIZE, 3) for slug in slugs),
        {slug: place for place, slug in enumerate(slugs)},
        max(held, default=0.0) or 1.0,
    )
    return grid, bands


def _room(canvas: Canvas, wanted: float, columns: int) -> float:
    """Room for the names of the rows: less than wanted where all columns then fit."""
    most = min(wanted, _LABELS * canvas.width)
    left = canvas.width - 2 - columns * _NARROWEST
    return min(most, left) if left >= min(most, _FEWEST * canvas.width) else most


def _bands(canvas: Canvas, columns: Sequence[str], most: int) -> list[Sequence[str]]:
    """The columns in bands of at most ``most``, about equally long."""
    if len(columns) <= most:
        return [columns] if columns else []
    marked = _marked(canvas)
    groups = [[c for c in columns if marked[c]], [c for c in columns if not marked[c]]]
    found: list[Sequence[str]] = []
    for group in groups:
        each = -(-len(group) // (-(-len(group) // most) or 1)) or 1
        found += [group[start : start + each] for start in range(0, len(group), each)]
    return found


def _marked(canvas: Canvas) -> dict[str, bool]:
    """Whether a column is marked ``apart``."""
    x = canvas.figure.axes["x"]
    return {str(mark[x.key]): bool(mark.get("apart")) for mark in canvas.figure.data}


def _titles(grid: _Grid, part: Sequence[str]) -> list[str]:
    x = grid.canvas.figure.axes["x"]
    said = {str(m[x.key]): grid.canvas.text(x, m) for m in grid.canvas.figure.data}
    return [wrap(said[slug], _HEAD, SIZE, 1)[0] for slug in part]


def _head(grid: _Grid, part: Sequence[str]) -> float:
    """Room for the columns' names, which run upwards unless they are numbers."""
    titles = _titles(grid, part)
    return 8 + max((SIZE if t.isdigit() else text_width(t, SIZE) for t in titles), default=0.0)


def _band(grid: _Grid, part: Sequence[str], top: float, height: float) -> list[Layer]:
    canvas, start = grid.canvas, top + _head(grid, part)
    size = (canvas.width, height)
    edges = [start + y for y in grid.tops]
    left = [grid.room + place * grid.cell for place in range(len(part) + 1)]
    heads = [
        {"x": x + grid.cell / 2, "y": start - 5, "text": title}
        for x, title in zip(left, _titles(grid, part), strict=False)
    ]
    level = [{**head, "y": start - 9} for head in heads if str(head["text"]).isdigit()]
    corner = [{"x": left[0] - 6, "y": start - 9, "text": canvas.figure.axes["x"].title}]
    middles = [(edges[p] + edges[p + 1]) / 2 for p in range(len(grid.rows))]
    names = [
        {"x": 0.0, "y": middle + (n - (len(lines) - 1) / 2) * LINE, "text": text}
        for middle, lines in zip(middles, grid.rows, strict=True)
        for n, text in enumerate(lines)
    ]
    frame = [{"x": left[0], "x2": left[-1], "y": y, "y2": y} for y in edges]
    frame += [{"x": x, "x2": x, "y": edges[0], "y2": edges[-1]} for x in left]
    boxes, light, dark = _cells(grid, part, left, edges)
    apart = _apart(canvas, part)
    line = [{"x": left[p], "x2": left[p], "y": edges[0], "y2": edges[-1]} for p in apart]
    return [
        rectangles(boxes, *size),
        rules(frame, *size, color=RULE),
        rules(line, *size, color=INK, strokeWidth=1.6),
        rules(_frames(grid, part, left, edges), *size, color=INK, strokeWidth=2.6),
        texts([head for head in heads if not str(head["text"]).isdigit()], *size, angle=270),
        texts(level, *size, align="center"),
        texts(corner if level else [], *size, align="right", fontSize=SMALL, color=MUTED),
        texts(names, *size),
        texts(light, *size, align="center", fontSize=SMALL, color=PAPER),
        texts(dark, *size, align="center", fontSize=SMALL, color="#000000"),
    ]


def _cells(
    grid: _Grid, part: Sequence[str], left: Sequence[float], edges: Sequence[float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """The cells of a band: their boxes, and their numbers in white and in black."""
    axes = grid.canvas.figure.axes
    boxes: list[dict[str, Any]] = []
    light: list[dict[str, Any]] = []
    dark: list[dict[str, Any]] = []
    for mark in grid.canvas.figure.data:
        value = mode(mark.get(axes["value"].key))
        if value is None or str(mark[axes["x"].key]) not in part:
            continue
        column, row = part.index(str(mark[axes["x"].key])), grid.places[str(mark[axes["y"].key])]
        fill, ink = heat(min(value, -_SEEN * grid.largest) if value < 0 else value, grid.largest)
        boxes.append(
            {"x": left[column], "x2": left[column + 1], "y": edges[row], "y2": edges[row + 1],
             "fill": fill}
        )  # fmt: skip
        said = {
            "x": left[column] + grid.cell / 2,
            "y": (edges[row] + edges[row + 1]) / 2,
            "text": _short(value, grid.cell),
        }
        (light if ink == PAPER else dark).append(said)
    return boxes, light, dark


def _frames(
    grid: _Grid, part: Sequence[str], left: Sequence[float], edges: Sequence[float]
) -> list[dict[str, Any]]:
    """The four sides of each cell of a band that is framed."""
    axes = grid.canvas.figure.axes
    found = []
    for mark in grid.canvas.figure.data:
        if not mark.get("framed") or str(mark[axes["x"].key]) not in part:
            continue
        column, row = part.index(str(mark[axes["x"].key])), grid.places[str(mark[axes["y"].key])]
        x, x2, y, y2 = left[column], left[column + 1], edges[row], edges[row + 1]
        found += [{"x": x - 1, "x2": x2 + 1, "y": end, "y2": end} for end in (y, y2)]
        found += [{"x": end, "x2": end, "y": y, "y2": y2} for end in (x, x2)]
    return found


def _short(value: float, room: float) -> str:
    """The number in the room of a cell: whole, or below 1 in tenths, where it is too long."""
    said = [number(value)]
    said += [number(round(value))] if abs(value) >= 1 else [_tenths(value)]
    said.append(said[-1].replace("0.", "."))
    return next((text for text in said if text_width(text, SMALL) <= room), said[-1])


def _tenths(value: float) -> str:
    """A number below 1 in tenths; ``<0`` or ``>0`` where they would make it 0."""
    tenths = round(value * 10) / 10
    return number(tenths) if tenths else "<0" if value < 0 else ">0"


def _apart(canvas: Canvas, part: Sequence[str]) -> list[int]:
    """Edges between two columns of which only the first is marked ``apart``.

    The next column may stand in the band below: the edge is then that of this band.
    """
    marked = _marked(canvas)
    columns = list(marked)
    after = dict(pairwise(columns))
    return [
        place
        for place, column in enumerate(part, 1)
        if marked[column] and column in after and not marked[after[column]]
    ]
