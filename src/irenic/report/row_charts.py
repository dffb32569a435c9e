"""Bars and intervals: a row a mark, named on the left, measured along one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from irenic.report.drawing import (
    FOOT,
    LINE,
    NEUTRAL,
    SIZE,
    SMALL,
    layers,
    points,
    rectangles,
    rules,
    texts,
    titled,
)
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import mode, number
from irenic.report.palette import INK, MUTED, side
from irenic.report.scales import Scale, spanning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.result import Axis
    from irenic.report.drawing import Canvas, Layer, Picture

_SIGNED = ("gain", "worth", "shortfall", "surplus")
"""Words in an axis's key that make its values gains: purple above 0, orange below."""

_BAR = 11.0
_ROW = 18.5


@dataclass(frozen=True)
class _Row:
    """A row of a bar or interval picture: its label in lines and the mark it shows."""

    lines: tuple[str, ...]
    top: float
    height: float
    mark: Mapping[str, Any]

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True)
class _Rows:
    """The frame that bars and intervals share."""

    canvas: Canvas
    value: Axis
    rows: tuple[_Row, ...]
    scale: Scale
    bottom: float

    @property
    def title(self) -> tuple[str, ...]:
        """The measured axis's title, in lines no wider than the picture."""
        return wrap(titled(self.value), self.canvas.width - 4, SMALL)

    @property
    def height(self) -> float:
        return self.bottom + FOOT + (len(self.title) - 1) * LINE

    @property
    def signed(self) -> bool:
        return any(word in self.value.key for word in _SIGNED)

    def colour(self, value: float) -> str:
        return side(value) if self.signed else NEUTRAL


def bars(canvas: Canvas) -> Picture:
    """One horizontal bar a mark from zero to its value, with the value beside it."""
    frame = _frame(canvas)
    drawn = [
        {
            "x": frame.scale.at(min(value, 0.0)), "x2": frame.scale.at(max(value, 0.0)),
            "y": row.middle - _BAR / 2, "y2": row.middle + _BAR / 2, "fill": frame.colour(value),
        }
        for row, value in _valued(frame)
    ]  # fmt: skip
    return layers(
        canvas.width,
        frame.height,
        [
            *_grid(frame),
            rectangles(drawn, canvas.width, frame.height),
            *_whiskers(frame),
            *_values(frame),
        ],
    )


def intervals(canvas: Canvas) -> Picture:
    """A dot at each value, and a line from low to high where there is a range."""
    frame = _frame(canvas)
    dots = [
        {
            "x": frame.scale.at(value), "y": row.middle,
            "shape": "circle" if value >= 0 or not frame.signed else "triangle-left",
            "fill": frame.colour(value), "stroke": frame.colour(value),
        }
        for row, value in _valued(frame)
    ]  # fmt: skip
    marks = points(dots, canvas.width, frame.height)
    return layers(
        canvas.width, frame.height, [*_grid(frame), *_whiskers(frame), marks, *_values(frame)]
    )


def _frame(canvas: Canvas) -> _Rows:
    category, value = _roles(canvas)
    room = _label_room(canvas, category)
    rows, bottom = _stack(canvas, category, room)
    values = canvas.held(value)
    reached = [*values, *canvas.held(canvas.axis("low"), canvas.axis("high"))]
    beside = 2 + max((text_width(number(one, signed=True), SMALL) for one in values), default=0.0)
    below = min(values, default=0.0) < 0 and canvas.axis("low") is None
    start = room + 12 + (beside + 6 if below else 0)
    scale = spanning(reached, start, max(canvas.width - beside - 10, start + 40))
    return _Rows(canvas, value, rows, scale, bottom)


def _roles(canvas: Canvas) -> tuple[Axis, Axis]:
    """Which axis names the rows and which measures them."""
    x, y = canvas.figure.axes["x"], canvas.figure.axes["y"]
    measured = all(isinstance(mark.get(x.key), int | float | None) for mark in canvas.whole.data)
    return (y, x) if measured else (x, y)


def _label_room(canvas: Canvas, category: Axis) -> float:
    widest = max(
        (text_width(canvas.text(category, mark), SIZE) for mark in canvas.whole.data), default=0.0
    )
    return min(widest + 2, (0.4 if canvas.width > 480 else 0.36) * canvas.width)


def _stack(canvas: Canvas, category: Axis, room: float) -> tuple[tuple[_Row, ...], float]:
    """A row a mark, from top to bottom, each as high as its label needs."""
    rows: list[_Row] = []
    top = 2.0
    for mark in canvas.figure.data:
        lines = wrap(canvas.text(category, mark), room, SIZE, 3)
        rows.append(_Row(lines, top, max(_ROW, len(lines) * LINE + 5.5), mark))
        top += rows[-1].height
    return tuple(rows), top


def _valued(frame: _Rows) -> list[tuple[_Row, float]]:
    found = []
    for row in frame.rows:
        value = mode(row.mark.get(frame.value.key))
        if value is not None:
            found.append((row, value))
    return found


def _grid(frame: _Rows) -> list[Layer]:
    """Labels, light lines at round values, a dark one at zero, and the axis's title."""
    width, height = frame.canvas.width, frame.height
    ticks = frame.scale.ticks(42.0)
    lines = [{"x": at, "x2": at, "y": 0.0, "y2": frame.bottom} for at in map(frame.scale.at, ticks)]
    zero = frame.scale.at(0.0)
    marked = [
        {"x": frame.scale.at(tick), "y": frame.bottom + 9, "text": number(tick)} for tick in ticks
    ]
    labels = [
        {"x": 0.0, "y": row.middle + (place - (len(row.lines) - 1) / 2) * LINE, "text": line}
        for row in frame.rows
        for place, line in enumerate(row.lines)
    ]
    widest = max(text_width(line, SMALL) for line in frame.title)
    middle = min((frame.scale.start + frame.scale.end) / 2, width - widest / 2 - 2)
    title = [
        {"x": max(middle, widest / 2), "y": frame.bottom + 26 + place * LINE, "text": line}
        for place, line in enumerate(frame.title)
    ]
    return [
        rules(lines, width, height),
        rules([{"x": zero, "x2": zero, "y": 0.0, "y2": frame.bottom}], width, height, color=INK),
        texts(labels, width, height),
        texts(marked, width, height, align="center", fontSize=SMALL, color=MUTED),
        texts(title, width, height, align="center", fontSize=SMALL, color=MUTED),
    ]


def _whiskers(frame: _Rows) -> list[Layer]:
    """Lines from low to high, where the figure has such axes."""
    low, high = frame.canvas.axis("low"), frame.canvas.axis("high")
    if low is None or high is None:
        return []
    spans: list[dict[str, Any]] = []
    for row, _ in _valued(frame):
        ends = mode(row.mark.get(low.key)), mode(row.mark.get(high.key))
        if ends[0] is None or ends[1] is None:
            continue
        left, right = frame.scale.at(ends[0]), frame.scale.at(ends[1])
        spans.append({"x": left, "x2": right, "y": row.middle, "y2": row.middle})
        spans += [
            {"x": at, "x2": at, "y": row.middle - 4, "y2": row.middle + 4} for at in (left, right)
        ]
    style = {"color": INK, "strokeWidth": 1.4}
    return [rules(spans, frame.canvas.width, frame.height, **style)] if spans else []


def _values(frame: _Rows) -> list[Layer]:
    """The numbers: beyond the end of each bar, or in a column on the right beside ranges."""
    ranged = frame.canvas.axis("low") is not None
    sides: dict[str, list[dict[str, Any]]] = {"left": [], "right": []}
    for row, value in _valued(frame):
        text = number(value, signed=frame.signed)
        if ranged:
            sides["right"].append({"x": frame.canvas.width - 2, "y": row.middle, "text": text})
        elif value < 0:
            sides["right"].append({"x": frame.scale.at(value) - 5, "y": row.middle, "text": text})
        else:
            sides["left"].append({"x": frame.scale.at(value) + 5, "y": row.middle, "text": text})
    return [
        texts(rows, frame.canvas.width, frame.height, align=align, fontSize=SMALL)
        for align, rows in sides.items()
        if rows
    ]
