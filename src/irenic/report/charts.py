"""Bars, intervals, scatters and lines as Altair charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from irenic.report.labels import place_labels
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import mode, name, number
from irenic.report.palette import INK, MUTED, PAPER, RULE, party_colour, party_dash, side
from irenic.report.scales import Scale, spanning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.result import Axis, Figure, Names

SIZE = 12.0
SMALL = 11.0
LINE = 13.0
NEUTRAL = "#5f6773"

_SHAPES = (
    "square", "circle", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
)  # fmt: skip

_SIGNED = ("gain", "worth", "shortfall", "surplus")
"""Words in an axis's key that make its values gains: purple above 0, orange below."""

_BAR = 11.0
_ROW = 18.5
_FOOT = 38.0


def shape_of(place: int) -> str:
    """The shape of the ``place``-th kind of mark."""
    return _SHAPES[place % len(_SHAPES)]


@dataclass(frozen=True)
class Canvas:
    """What to draw, how wide, and the ``whole`` figure whose scales a panel shares."""

    figure: Figure
    names: Names
    width: float
    whole: Figure

    def axis(self, role: str) -> Axis | None:
        """The axis in that role, or None."""
        return self.figure.axes.get(role)

    def text(self, axis: Axis, mark: Mapping[str, Any]) -> str:
        """What ``mark`` says on ``axis``, with names for slugs."""
        return name(axis.key, mark.get(axis.key), self.names, issue=mark.get("issue"))

    def held(self, *axes: Axis | None) -> list[float]:
        """All numbers that the whole figure has on these axes."""
        keys = [axis.key for axis in axes if axis is not None]
        numbers = (mode(mark.get(key)) for mark in self.whole.data for key in keys)
        return [one for one in numbers if one is not None]


def pixels(width: float, height: float, x: str, y: str) -> dict[str, Any]:
    """Encodings of ``x`` and ``y`` in pixels from the top left corner, without axes."""
    import altair as alt

    across = alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return {
        "x": alt.X(f"{x}:Q", scale=across, axis=None),
        "y": alt.Y(f"{y}:Q", scale=down, axis=None),
    }


def layers(width: float, height: float, parts: Sequence[Any]) -> Any:
    """The parts one above the other in a picture of that size."""
    import altair as alt

    return alt.layer(*parts).properties(width=width, height=height)


def rules(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Any:
    """Straight lines from ``x, y`` to ``x2, y2``."""
    import altair as alt

    return (
        alt.Chart(alt.Data(values=rows))
        .mark_rule(**{"color": RULE, "strokeWidth": 1, **style})
        .encode(**pixels(width, height, "x", "y"), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )


def texts(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Any:
    """Text at ``x, y``: vertically centred, left-aligned unless told otherwise."""
    import altair as alt

    settings = {"align": "left", "baseline": "middle", "fontSize": SIZE, "color": INK, **style}
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_text(**settings)
        .encode(**pixels(width, height, "x", "y"), text=alt.Text("text:N"))
    )


def points(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Any:
    """Marks at ``x, y`` with their own ``shape``, ``fill`` and ``stroke``."""
    import altair as alt

    settings = {"opacity": 1, "strokeWidth": 1.4, "size": 60, **style}
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_point(**settings)
        .encode(
            **pixels(width, height, "x", "y"),
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
        )
    )


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
    category: Axis
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
        return self.bottom + _FOOT + (len(self.title) - 1) * LINE

    @property
    def signed(self) -> bool:
        return any(word in self.value.key for word in _SIGNED)

    def colour(self, value: float) -> str:
        return side(value) if self.signed else NEUTRAL


def bars(canvas: Canvas) -> Any:
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
        [*_grid(frame), _rectangles(drawn, frame), *_whiskers(frame), *_values(frame)],
    )


def intervals(canvas: Canvas) -> Any:
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
    return _Rows(canvas, category, value, rows, scale, bottom)


def _roles(canvas: Canvas) -> tuple[Axis, Axis]:
    """Which axis names the rows and which measures them."""
    x, y = canvas.figure.axes["x"], canvas.figure.axes["y"]
    measured = all(
        isinstance(mark.get(x.key), int | float | None) for mark in canvas.whole.data
    )
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


def _grid(frame: _Rows) -> list[Any]:
    """Labels, light lines at round values, a dark one at zero, and the axis's title."""
    width, height = frame.canvas.width, frame.height
    ticks = frame.scale.ticks(42.0)
    lines = [
        {"x": at, "x2": at, "y": 0.0, "y2": frame.bottom} for at in map(frame.scale.at, ticks)
    ]
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


def titled(axis: Axis) -> str:
    """An axis's title with its unit."""
    return f"{axis.title} ({axis.unit})" if axis.unit else axis.title


def _rectangles(rows: list[dict[str, Any]], frame: _Rows) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.Data(values=rows))
        .mark_rect()
        .encode(
            **pixels(frame.canvas.width, frame.height, "x", "y"),
            x2=alt.X2("x2"),
            y2=alt.Y2("y2"),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )


def _whiskers(frame: _Rows) -> list[Any]:
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


def _values(frame: _Rows) -> list[Any]:
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


def scatter(canvas: Canvas) -> Any:
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
            texts(placed, canvas.width, height, fontSize=SMALL, stroke=PAPER, strokeWidth=4),
            texts(placed, canvas.width, height, fontSize=SMALL),
            *_legend(canvas, height),
        ],
    )


def _plane(canvas: Canvas, height: float) -> tuple[Scale, Scale]:
    foot = _FOOT + (22 if _keyed(canvas) else 0)
    across = spanning(canvas.held(canvas.axis("x")), 46.0, canvas.width - 12)
    down = spanning(canvas.held(canvas.axis("y")), height - foot, 24.0)
    return across, down


def _keyed(canvas: Canvas) -> list[str]:
    """The series that need a key: those that no label names."""
    series, label = canvas.axis("series"), canvas.axis("label")
    if series is None:
        return []
    bare = [
        mark for mark in canvas.whole.data if label is None or not mark.get(label.key)
    ]
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


def _axes(canvas: Canvas, across: Scale, down: Scale, height: float) -> list[Any]:
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
    foot = [{"x": across.end, "y": down.start + 28, "text": titled_in(canvas, x)}]
    head = [{"x": 0.0, "y": 9.0, "text": titled_in(canvas, y)}]
    return [
        rules(grid, width, height),
        rules(zeros, width, height, color=INK),
        texts(below, width, height, align="center", **small),
        texts(beside, width, height, align="right", **small),
        texts(foot, width, height, align="right", **small),
        texts(head, width, height, **small),
    ]


def titled_in(canvas: Canvas, axis: Axis) -> str:
    """An axis's title with its unit, cut to what the picture has room for."""
    return wrap(titled(axis), canvas.width - 8, SMALL, 1)[0]


def _legend(canvas: Canvas, height: float) -> list[Any]:
    keyed = _keyed(canvas)
    series = canvas.axis("series")
    if not keyed or series is None:
        return []
    known = list(dict.fromkeys(canvas.text(series, mark) for mark in canvas.whole.data))
    marks, said = [], []
    x = 8.0
    for label in keyed:
        shape = shape_of(known.index(label) + 1)
        marks.append(
            {"x": x, "y": height - 9, "shape": shape, "fill": PAPER, "stroke": NEUTRAL}
        )
        said.append({"x": x + 10, "y": height - 9, "text": label})
        x += 10 + text_width(label, SMALL) + 18
    return [
        points(marks, canvas.width, height, size=40),
        texts(said, canvas.width, height, fontSize=SMALL, color=MUTED),
    ]


def lines(canvas: Canvas) -> Any:
    """A line for each series, named at its end."""
    height = canvas.width * (0.5 if canvas.width > 480 else 0.75)
    series = canvas.axis("series")
    labelled = {
        canvas.text(series, mark) if series else "" for mark in canvas.whole.data
    }
    room = min(max((text_width(one, SMALL) for one in labelled), default=0.0), canvas.width * 0.3)
    across = spanning(canvas.held(canvas.axis("x")), 46.0, canvas.width - room - 14, zero=False)
    down = spanning(canvas.held(canvas.axis("y")), height - _FOOT, 24.0)
    parts = _axes(canvas, across, down, height)
    ends: list[dict[str, Any]] = []
    for place, label in enumerate(sorted(labelled)):
        chart, end = _line(canvas, (across, down), (label, place), height)
        parts.append(chart)
        ends += end
    frame = (across.start, down.end, canvas.width, down.start)
    return layers(
        canvas.width,
        height,
        [*parts, texts(place_labels(ends, [], SMALL, frame), canvas.width, height, fontSize=SMALL)],
    )


def _line(
    canvas: Canvas, scales: tuple[Scale, Scale], series: tuple[str, int], height: float
) -> tuple[Any, list[dict[str, Any]]]:
    import altair as alt

    x, y, split = canvas.figure.axes["x"], canvas.figure.axes["y"], canvas.axis("series")
    label, place = series
    marks = [m for m in canvas.figure.data if (canvas.text(split, m) if split else "") == label]
    found = [(mode(mark.get(x.key)), mode(mark.get(y.key))) for mark in marks]
    rows = [
        {"x": scales[0].at(a), "y": scales[1].at(b)}
        for a, b in sorted((a, b) for a, b in found if a is not None and b is not None)
    ]
    slug = str(marks[0].get(split.key)) if split and marks else str(place)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(
            color=party_colour(slug, canvas.names), strokeWidth=2,
            strokeDash=list(party_dash(slug, canvas.names)),
        )
        .encode(**pixels(canvas.width, height, "x", "y"), order=alt.Order("x:Q"))
    )  # fmt: skip
    return chart, [{**rows[-1], "text": label}] if rows and label else []
