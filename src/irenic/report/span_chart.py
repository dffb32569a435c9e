"""Spans: rows in groups, each a dot and the range around it, or a step from one end to another.

Shares stand on a scale from 0 to 100 %, gains on one around 0. Names are long sentences here:
on narrow pictures they stand above their rows instead of beside them.
"""

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
from irenic.report.palette import GAIN, INK, LOSS, MUTED, PAPER
from irenic.report.scales import Scale, spanning
from irenic.report.words.digits import distinct
from irenic.report.words.shares import capital, of_100

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.result import Axis
    from irenic.report.drawing import Canvas, Layer, Picture

_BESIDE = 480.0
"""Pixels of a picture from which on names stand beside their rows."""

_ROW = 19.0
_HEAD = 22.0
_BETWEEN = 12.0
_HALF = 3.0
"""Half the height of a bar of gains."""

_ABOVE = 5.0
"""How far from the marks of a pair their ranges are drawn."""

_WHOLE = 100.0


@dataclass(frozen=True)
class _Row:
    """A row: the lines of its name and where they begin, and where its marks lie."""

    lines: tuple[str, ...]
    top: float
    middle: float
    text: str
    mark: Mapping[str, Any]


@dataclass(frozen=True)
class _Frame:
    """What both kinds share: rows, headings, scale."""

    canvas: Canvas
    rows: tuple[_Row, ...]
    headings: tuple[tuple[float, tuple[str, ...]], ...]
    scale: Scale
    bottom: float

    @property
    def title(self) -> tuple[str, ...]:
        """The measured axis's title in lines."""
        return wrap(titled(self.canvas.figure.axes["x"]), self.canvas.width - 4, SMALL)

    @property
    def height(self) -> float:
        return self.bottom + FOOT + (len(self.title) - 1) * LINE

    def value(self, row: _Row, role: str) -> float | None:
        """The number of a row on the axis in that role."""
        axis = self.canvas.axis(role)
        return None if axis is None else mode(row.mark.get(axis.key))


def spans(canvas: Canvas) -> Picture:
    """A dot at each value on the range from low to high: filled where ``value`` says yes.

    With a ``second`` value in the rows: both, joined by a line.
    """
    if canvas.axis("second") is not None:
        return _dumbbells(canvas)
    frame = _frame(canvas)
    bars = _two_sided(frame) if _unit(canvas) != "%" else []
    return layers(
        canvas.width, frame.height,
        [*_grid(frame), *bars, *(_whiskers(frame) if not bars else []), _dots(frame), _said(frame)],
    )  # fmt: skip


def tornado(canvas: Canvas) -> Picture:
    """A step from a hollow dot at ``low`` to a filled one at ``x``."""
    frame = _frame(canvas)
    steps: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for row in frame.rows:
        start, end = frame.value(row, "low"), frame.value(row, "x")
        if start is None or end is None:
            continue
        at, to = frame.scale.at(start), frame.scale.at(end)
        steps.append({"x": min(at, to), "x2": max(at, to), "y": row.middle, "y2": row.middle})
        ends += [_dot(at, row.middle, filled=False), _dot(to, row.middle, filled=True)]
    line = rules(steps, canvas.width, frame.height, color=NEUTRAL, strokeWidth=4)
    marks = points(ends, canvas.width, frame.height)
    return layers(canvas.width, frame.height, [*_grid(frame), line, marks, _said(frame)])


def _dumbbells(canvas: Canvas) -> Picture:
    """Two marks a row, a filled circle and a hollow square, joined by a line.

    The range of the first is a thin line above them, that of the second a broken one below.
    """
    frame = _frame(canvas)
    width, height = canvas.width, frame.height
    bars: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for row in frame.rows:
        first, second = frame.value(row, "x"), frame.value(row, "second")
        if first is None or second is None:
            continue
        at, to = frame.scale.at(first), frame.scale.at(second)
        bars.append({"x": min(at, to), "x2": max(at, to), "y": row.middle, "y2": row.middle})
        marks += [_square(to, row.middle), _dot(at, row.middle, filled=True)]
    ranges = (
        _thin(frame, ("low", "high"), -_ABOVE),
        _thin(frame, ("second_low", "second_high"), _ABOVE),
    )
    style = {"color": INK, "strokeWidth": 1.0}
    written, keyed, foot = _key(frame)
    return layers(width, height + foot, [
        *_grid(frame),
        rules(bars, width, height, color=NEUTRAL, strokeWidth=3),
        rules(ranges[0], width, height, **style),
        rules(ranges[1], width, height, strokeDash=[3, 2], **style),
        points([*marks, *keyed], width, height),
        texts(written, width, height, fontSize=SMALL),
        _said(frame),
    ])  # fmt: skip


def _square(x: float, y: float) -> dict[str, Any]:
    return {"x": x, "y": y, "shape": "square", "fill": PAPER, "stroke": INK}


def _thin(frame: _Frame, roles: tuple[str, str], shift: float) -> list[dict[str, Any]]:
    """The ranges between these roles, that much below the middles of their rows."""
    found = []
    for row in frame.rows:
        low, high = (frame.value(row, role) for role in roles)
        if low is not None and high is not None:
            y = row.middle + shift
            found.append({"x": frame.scale.at(low), "x2": frame.scale.at(high), "y": y, "y2": y})
    return found


def _key(frame: _Frame) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """What each mark stands for, below the picture: texts, marks, and the room they take."""
    axes = frame.canvas.figure.axes
    said: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    y = frame.height + LINE / 2
    for role in ("first", "second"):
        marks.append(_dot(7.0, y, filled=True) if role == "first" else _square(7.0, y))
        for line in wrap(axes[role].title, frame.canvas.width - 20, SMALL):
            said.append({"x": 16.0, "y": y, "text": line})
            y += LINE
        y += 2
    return said, marks, y - frame.height


def _unit(canvas: Canvas) -> str:
    return canvas.figure.axes["x"].unit


def _frame(canvas: Canvas) -> _Frame:
    beside = canvas.width > _BESIDE
    name = canvas.figure.axes["y"]
    written = [_text(canvas, mark) for mark in canvas.figure.data]
    right = max((text_width(text, SMALL) for text in written), default=0.0) + 10
    labels = [capital(canvas.text(name, mark)) for mark in canvas.figure.data]
    widest = max((text_width(text, SIZE) for text in labels), default=0.0) + 2
    room = min(widest, 0.46 * canvas.width) if beside else canvas.width - 2
    start = room + 16 if beside else 12.0
    rows, headings, bottom = _stack(canvas, labels, written, room, beside=beside)
    return _Frame(canvas, rows, headings, _scale(canvas, start, canvas.width - right), bottom)


def _scale(canvas: Canvas, start: float, end: float) -> Scale:
    if _unit(canvas) == "%":
        return Scale(0.0, _WHOLE, start, end - 6)
    roles = ("x", "low", "high", "second", "second_low", "second_high")
    return spanning(canvas.held(*(canvas.axis(role) for role in roles)), start, end - 6)


def _text(canvas: Canvas, mark: Mapping[str, Any]) -> str:
    """What is written on the right of a row."""
    axes = canvas.figure.axes
    if "second" in axes:
        pair = [mode(mark.get(axes[role].key)) for role in ("x", "second")]
        return " | ".join(distinct([one for one in pair if one is not None]))
    if "label" in axes:
        share = mode(mark.get(axes["label"].key))
        return "" if share is None else f"{of_100(share / _WHOLE)} %"
    value, low, high = (
        mode(mark.get(axes[role].key)) if role in axes else None for role in ("x", "low", "high")
    )
    if value is None:
        return ""
    if high is None:
        return "" if low is None else f"{of_100(low / _WHOLE)} to {of_100(value / _WHOLE)} %"
    if low is None:
        return f"{of_100(value / _WHOLE)} %"
    ends = f"{of_100(low / _WHOLE, up=False)}\u2013{of_100(high / _WHOLE, up=True)}"
    return f"{of_100(value / _WHOLE)} % ({ends})"


def _stack(
    canvas: Canvas, labels: list[str], written: list[str], room: float, *, beside: bool
) -> tuple[tuple[_Row, ...], tuple[tuple[float, tuple[str, ...]], ...], float]:
    """Rows from top to bottom under the headings of their groups."""
    series = canvas.axis("series")
    groups = [canvas.text(series, mark) if series else "" for mark in canvas.figure.data]
    headed = len(set(groups)) > 1 or (series is not None and series.key == "conclusion")
    rows: list[_Row] = []
    headings: list[tuple[float, tuple[str, ...]]] = []
    top, before = 2.0, ""
    for mark, label, text, group in zip(canvas.figure.data, labels, written, groups, strict=True):
        if headed and group != before:
            lines = wrap(capital(group), canvas.width - 4, SIZE * 1.07)
            top += 6 if rows else 0
            headings.append((top, lines))
            top += _HEAD + (len(lines) - 1) * LINE
            before = group
        lines = wrap(label, room, SIZE)
        if beside:
            high = max(_ROW, len(lines) * LINE + 6)
            start = top + (high - len(lines) * LINE) / 2
            rows.append(_Row(lines, start, top + high / 2, text, mark))
        else:
            high = len(lines) * LINE + _ROW + 4
            rows.append(_Row(lines, top + 1, top + high - _ROW / 2 - 3, text, mark))
        top += high
    return tuple(rows), tuple(headings), top + 2


def _grid(frame: _Frame) -> list[Layer]:
    """Light lines at round values, a dark one at zero, names, headings, the axis's title."""
    width, height = frame.canvas.width, frame.height
    share = _unit(frame.canvas) == "%"
    ticks = (0.0, 25.0, 50.0, 75.0, 100.0) if share else frame.scale.ticks(42.0)
    pieces = _pieces(frame)
    lines = [
        {"x": frame.scale.at(tick), "x2": frame.scale.at(tick), "y": up, "y2": down}
        for tick in ticks for up, down in pieces
    ]  # fmt: skip
    zero = frame.scale.at(0.0)
    dark = [{"x": zero, "x2": zero, "y": up, "y2": down} for up, down in pieces]
    marked = [
        {"x": frame.scale.at(tick), "y": frame.bottom + 9, "text": number(tick)} for tick in ticks
    ]
    widest = max(text_width(line, SMALL) for line in frame.title)
    middle = min((frame.scale.start + frame.scale.end) / 2, width - widest / 2 - 2)
    title = [
        {"x": max(middle, widest / 2), "y": frame.bottom + 26 + place * LINE, "text": line}
        for place, line in enumerate(frame.title)
    ]
    return [
        rules(lines, width, height),
        rules(dark, width, height, color=INK),
        texts(_labels(frame), width, height),
        texts(_headings(frame), width, height, fontWeight="bold"),
        texts(marked, width, height, align="center", fontSize=SMALL, color=MUTED),
        texts(title, width, height, align="center", fontSize=SMALL, color=MUTED),
    ]


def _pieces(frame: _Frame) -> list[tuple[float, float]]:
    """The stretches, from top to bottom, in which grid lines cross nothing that is written."""
    if frame.canvas.width <= _BESIDE:
        return [(row.middle - _ROW / 2 + 1, row.middle + _ROW / 2) for row in frame.rows]
    tops = [top for top, _ in frame.headings] or [0.0]
    below = [top + _HEAD + (len(lines) - 1) * LINE for top, lines in frame.headings] or [0.0]
    return list(zip(below, [*(top - 4 for top in tops[1:]), frame.bottom], strict=True))


def _labels(frame: _Frame) -> list[dict[str, Any]]:
    return [
        {"x": 0.0, "y": row.top + (place + 0.5) * LINE, "text": line}
        for row in frame.rows
        for place, line in enumerate(row.lines)
    ]


def _headings(frame: _Frame) -> list[dict[str, Any]]:
    return [
        {"x": 0.0, "y": top + 11 + place * LINE, "text": line}
        for top, lines in frame.headings
        for place, line in enumerate(lines)
    ]


def _dot(x: float, y: float, *, filled: bool) -> dict[str, Any]:
    return {"x": x, "y": y, "shape": "circle", "fill": INK if filled else PAPER, "stroke": INK}


def _dots(frame: _Frame) -> Layer:
    axis: Axis | None = frame.canvas.axis("value")
    found = []
    for row in frame.rows:
        value = frame.value(row, "x")
        if value is not None:
            filled = axis is None or bool(row.mark.get(axis.key))
            found.append(_dot(frame.scale.at(value), row.middle, filled=filled))
    return points(found, frame.canvas.width, frame.height)


def _ends(frame: _Frame, row: _Row) -> tuple[float, float] | None:
    low, high = frame.value(row, "low"), frame.value(row, "high")
    return None if low is None or high is None else (low, high)


def _whiskers(frame: _Frame) -> list[Layer]:
    """A line from low to high with its ends marked."""
    lines: list[dict[str, Any]] = []
    for row in frame.rows:
        ends = _ends(frame, row)
        if ends is None:
            continue
        left, right = map(frame.scale.at, ends)
        lines.append({"x": left, "x2": right, "y": row.middle, "y2": row.middle})
        lines += [
            {"x": at, "x2": at, "y": row.middle - 4, "y2": row.middle + 4} for at in (left, right)
        ]
    return [rules(lines, frame.canvas.width, frame.height, color=INK, strokeWidth=1.4)]


def _two_sided(frame: _Frame) -> list[Layer]:
    """A bar from low to high, of one hue below zero and of another above."""
    drawn: list[dict[str, Any]] = []
    for row in frame.rows:
        ends = _ends(frame, row)
        if ends is None:
            continue
        up, down = row.middle - _HALF, row.middle + _HALF
        below, above = (ends[0], min(ends[1], 0.0), LOSS), (max(ends[0], 0.0), ends[1], GAIN)
        for low, high, hue in (below, above):
            if low < high:
                drawn.append({"x": frame.scale.at(low), "x2": frame.scale.at(high),
                              "y": up, "y2": down, "fill": hue})  # fmt: skip
    return [rectangles(drawn, frame.canvas.width, frame.height)]


def _said(frame: _Frame) -> Layer:
    """The numbers on the right of the rows."""
    rows = [
        {"x": frame.canvas.width - 2, "y": row.middle, "text": row.text}
        for row in frame.rows if row.text
    ]  # fmt: skip
    return texts(rows, frame.canvas.width, frame.height, align="right", fontSize=SMALL)
