"""Curves side by side: one measure against several others, a small panel for each.

All panels share the measured axis, so that they can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from irenic.report.drawing import (
    LINE,
    NEUTRAL,
    SIZE,
    SMALL,
    areas,
    layers,
    paths,
    points,
    rules,
    texts,
    titled,
)
from irenic.report.labels import place_labels
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import mode, name, number
from irenic.report.palette import INK, MUTED, PAPER, side
from irenic.report.scales import Scale, spanning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.report.drawing import Canvas, Layer, Picture

    Rows = list[dict[str, Any]]
    Marks = Sequence[Mapping[str, Any]]

_PLOT = 118.0
_FOOT = 44.0
_EDGE = 40.0
_BETWEEN = 20.0
_BOLD = 1.07
_MANY = 15
_LEAST = 1e-6
_BEYOND = 0.6


@dataclass(frozen=True)
class _Panel:
    """One panel: its marks, its title in lines, and where its plot is."""

    marks: Marks
    title: tuple[str, ...]
    top: float
    across: Scale
    down: Scale


@dataclass(frozen=True)
class _Sheet:
    """What all panels share: the canvas, and which keys of a mark say what."""

    canvas: Canvas
    width: float
    height: float
    x: str
    y: str
    unit: str
    bound: str | None
    band: tuple[str, str] | None
    series: str | None

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height


def curves(canvas: Canvas) -> Picture:
    """A panel for each value of the facet, with a dark line at zero.

    A mark with ``present`` stands out with its number: it is what is the case now. Where the
    value is missing the line is broken, and a cross says that it is impossible (``proven``)
    or a question mark that it is not known. An axis ``high`` without ``low`` is a bound: a
    thin line leads up to it from a hollow mark. With both, they are the edges of a band.
    Marks have the ``title`` and the ``measure`` of their panel; in panels of several
    ``series`` all but the first are dashed and named.
    """
    sheet, panels = _lay_out(canvas)
    drawn: list[Layer] = [*_head(sheet)]
    for panel in panels:
        drawn += [*_plane(sheet, panel), *_band(sheet, panel), *_lines(sheet, panel)]
        drawn += [*_dots(sheet, panel), *_said(sheet, panel)]
    return layers(*sheet.size, [*drawn, *_key(sheet)])


def _lay_out(canvas: Canvas) -> tuple[_Sheet, list[_Panel]]:
    facet = canvas.figure.axes["facet"].key
    found: dict[str, list[Mapping[str, Any]]] = {}
    for mark in canvas.figure.data:
        found.setdefault(str(mark[facet]), []).append(mark)
    per_row = _per_row(len(found), canvas.width)
    each = (canvas.width - _EDGE - 8 - (per_row - 1) * _BETWEEN) / per_row
    span = _reach(canvas)
    titles = {
        key: wrap(_title(canvas, marks[0]), each / _BOLD, SIZE) for key, marks in found.items()
    }
    head = len(_head_lines(canvas)) * LINE + 6
    panels: list[_Panel] = []
    top, keys = head, list(found)
    for start in range(0, len(keys), per_row):
        line = keys[start : start + per_row]
        plot = top + max(len(titles[key]) for key in line) * LINE + 8
        for place, key in enumerate(line):
            left = _EDGE + place * (each + _BETWEEN)
            across = _across(canvas, found[key], left, left + each)
            down = Scale(span.low, span.high, plot + _PLOT, plot)
            panels.append(_Panel(found[key], titles[key], top, across, down))
        top = plot + _PLOT + _FOOT
    return _sheet(canvas, top), panels


def _sheet(canvas: Canvas, height: float) -> _Sheet:
    low, high, split = canvas.axis("low"), canvas.axis("high"), canvas.axis("series")
    y = canvas.figure.axes["y"]
    sheet = _Sheet(
        canvas, canvas.width, height, canvas.figure.axes["x"].key, y.key,
        "%" if y.unit == "%" else "",
        high.key if high is not None and low is None else None,
        (low.key, high.key) if low is not None and high is not None else None,
        None if split is None else split.key,
    )  # fmt: skip
    rows = {y for _, _, y in _entries(sheet)}
    return _Sheet(**{**sheet.__dict__, "height": height + len(rows) * (LINE + 3)})


def _per_row(panels: int, width: float) -> int:
    """Three panels side by side at most, one on a narrow picture, and no row nearly empty."""
    if width < 480:
        return 1
    return 2 if panels in (2, 4) else min(panels, 3)


def _reach(canvas: Canvas) -> Scale:
    """The measured axis: all values and bands, zero, and bounds as far as they are near."""
    y, low, high = canvas.figure.axes["y"], canvas.axis("low"), canvas.axis("high")
    if y.unit == "%":
        return Scale(0.0, 100.0, 1.0, 0.0)
    held = canvas.held(y)
    size = max([*held, 0.0]) - min([*held, 0.0])
    further = canvas.held(low, high)
    near = max([*held, 0.0]) + _BEYOND * max(size, 1.0)
    return spanning([*held, *(min(one, near) for one in further)], 1.0, 0.0)


def _across(canvas: Canvas, marks: Marks, left: float, right: float) -> Scale:
    x = canvas.figure.axes["x"].key
    held = [float(mark[x]) for mark in marks]
    low, high = min(held), max(held)
    room = 0.06 * (high - low) if high - low > _LEAST else 1.0
    return Scale(low - room, high + room, left, right)


def _title(canvas: Canvas, mark: Mapping[str, Any]) -> str:
    """The title of a mark's panel: its own, or the name of the guarantee it is about."""
    return str(mark["title"]) or name("guarantee", mark.get("guarantee"), canvas.names)


# Frame ----------------------------------------------------------------------------------


def _head_lines(canvas: Canvas) -> tuple[str, ...]:
    return wrap(titled(canvas.figure.axes["y"]), canvas.width - 4, SMALL)


def _head(sheet: _Sheet) -> list[Layer]:
    said = [
        {"x": 0.0, "y": 8.0 + n * LINE, "text": line}
        for n, line in enumerate(_head_lines(sheet.canvas))
    ]
    return [texts(said, *sheet.size, fontSize=SMALL, color=MUTED)]


def _plane(sheet: _Sheet, panel: _Panel) -> list[Layer]:
    """Title, light lines at round values, a dark one at zero, numbers, and what is measured."""
    across, down = panel.across, panel.down
    lines = down.ticks(34.0)
    grid = [{"x": across.start, "x2": across.end, "y": y, "y2": y} for y in map(down.at, lines)]
    zero = [{"x": across.start, "x2": across.end, "y": down.at(0), "y2": down.at(0)}]
    first = across.start <= _EDGE
    beside = [
        {"x": across.start - 6, "y": down.at(one), "text": number(one)} for one in lines if first
    ]
    below = [{"x": across.at(one), "y": down.start + 13, "text": number(one)}
             for one in _ticks(sheet, panel)]  # fmt: skip
    title = [
        {"x": across.start, "y": panel.top + 8 + n * LINE, "text": line}
        for n, line in enumerate(panel.title)
    ]
    foot = [{"x": (across.start + across.end) / 2, "y": down.start + 28,
             "text": panel.marks[0]["measure"]}]  # fmt: skip
    small: dict[str, Any] = {"fontSize": SMALL, "color": MUTED}
    return [
        rules(grid, *sheet.size),
        rules(zero, *sheet.size, color=INK, strokeWidth=1.3),
        texts(beside, *sheet.size, align="right", **small),
        texts(below, *sheet.size, align="center", **small),
        texts(foot, *sheet.size, align="center", **small),
        texts(title, *sheet.size, fontWeight="bold"),
    ]


def _ticks(sheet: _Sheet, panel: _Panel) -> list[float]:
    """The values asked about, or every second, fifth ... of them, so that they do not touch."""
    values = sorted({float(mark[sheet.x]) for mark in panel.marks})
    for step in (1, 2, 3, 4, 5, 6, 10, 12):
        some = values[step - 1 :: step] if len(values) > _MANY else values[::step]
        boxes = [(panel.across.at(v), text_width(number(v), SMALL) / 2 + 3) for v in some]
        if all(b[0] - b[1] >= a[0] + a[1] for a, b in pairwise(boxes)):
            return some
    return [values[0], values[-1]] if len(values) > 1 else values


# Curves ---------------------------------------------------------------------------------


def _by_series(sheet: _Sheet, panel: _Panel) -> dict[str, list[Mapping[str, Any]]]:
    """The marks of each line, from left to right."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for mark in panel.marks:
        found.setdefault(str(mark[sheet.series]) if sheet.series else "", []).append(mark)
    return {key: sorted(marks, key=lambda m: float(m[sheet.x])) for key, marks in found.items()}


def _at(sheet: _Sheet, panel: _Panel, mark: Mapping[str, Any]) -> tuple[float, float] | None:
    """Where a mark stands; None where it has no value."""
    value = mode(mark[sheet.y])
    if value is None:
        return None
    return panel.across.at(float(mark[sheet.x])), panel.down.at(value)


def _band(sheet: _Sheet, panel: _Panel) -> list[Layer]:
    if sheet.band is None:
        return []
    rows = []
    for key, marks in _by_series(sheet, panel).items():
        for mark in marks:
            low, high = (mode(mark[end]) for end in sheet.band)
            if low is not None and high is not None:
                rows.append({"x": panel.across.at(float(mark[sheet.x])), "area": key,
                             "y": panel.down.at(low), "y2": panel.down.at(high)})  # fmt: skip
    return [areas(rows, *sheet.size, color="#b9bfca", opacity=1)]


def _lines(sheet: _Sheet, panel: _Panel) -> list[Layer]:
    """The lines, broken where a value is missing."""
    rows: Rows = []
    for place, (key, marks) in enumerate(_by_series(sheet, panel).items()):
        piece = 0
        for step, mark in enumerate(marks):
            at = _at(sheet, panel, mark)
            if at is None:
                piece += 1
                continue
            rows.append({"x": at[0], "y": at[1], "step": step, "line": f"{key} {piece}",
                         "colour": NEUTRAL if place else INK,
                         "dash": [4, 3] if place else [1, 0]})  # fmt: skip
    return [paths(rows, *sheet.size, strokeWidth=1.6)]


def _dots(sheet: _Sheet, panel: _Panel) -> list[Layer]:
    """The marks, what is now the case larger; bounds; crosses where nothing is possible."""
    small: Rows = []
    large: Rows = []
    bounds: Rows = []
    beyond: Rows = []
    crosses: Rows = []
    signed = "margin" in sheet.y
    for mark in panel.marks:
        x, at = panel.across.at(float(mark[sheet.x])), _at(sheet, panel, mark)
        bound = mode(mark[sheet.bound]) if sheet.bound is not None else None
        if bound is not None:
            top = max(panel.down.at(bound), panel.down.end)
            foot = panel.down.start if at is None else at[1]
            bounds.append({"x": x, "x2": x, "y": foot, "y2": top})
            if bound > panel.down.high:
                beyond.append({"x": x, "y": top + 3, "shape": "triangle-up", "fill": INK,
                               "stroke": INK})  # fmt: skip
            else:
                bounds.append({"x": x - 4, "x2": x + 4, "y": top, "y2": top})
        if at is None:
            y = panel.down.start - 6
            arms = ((-3.5, -3.5), (-3.5, 3.5)) if mark["proven"] else ()
            crosses += [{"x": x + a, "y": y + b, "x2": x - a, "y2": y - b} for a, b in arms]
            continue
        colour = side(mark[sheet.y] if abs(mark[sheet.y]) > _LEAST else 0.0) if signed else INK
        row = {"x": x, "y": at[1], "shape": "circle", "stroke": colour,
               "fill": colour if mark["proven"] else PAPER}  # fmt: skip
        if mark["present"]:
            large.append(row)
        elif len(panel.marks) <= _MANY:
            small.append(row)
    return [
        rules(bounds, *sheet.size, color=NEUTRAL, strokeWidth=1.2),
        points(beyond, *sheet.size, size=24),
        rules(crosses, *sheet.size, color=INK, strokeWidth=1.6),
        points(small, *sheet.size, size=34),
        points(large, *sheet.size, size=120),
    ]


def _said(sheet: _Sheet, panel: _Panel) -> list[Layer]:
    """The number of what is now the case, names of lines where there are several, and ``?``."""
    frame = (panel.across.start, panel.down.end - 6, panel.across.end, panel.down.start)
    series = _by_series(sheet, panel)
    labels: Rows = []
    spots: list[tuple[float, float]] = []
    zero = panel.down.at(0)
    on_lines = _between((panel.across.start, zero), (panel.across.end, zero))
    for marks in series.values():
        line = [one for mark in marks if (one := _at(sheet, panel, mark)) is not None]
        spots += line
        on_lines += [spot for ends in pairwise(line) for spot in _between(*ends)]
    for mark in panel.marks:
        at = _at(sheet, panel, mark)
        if mark["present"] and at is not None:
            value = _number(sheet, mark[sheet.y])
            labels.append({"x": at[0], "y": at[1], "text": value, "bold": True})
    for key, marks in list(series.items())[1:]:
        last = _at(sheet, panel, marks[-1])
        if last is not None:
            labels.append({"x": last[0], "y": last[1], "text": key, "bold": False})
    placed = place_labels(labels, spots, SMALL * _BOLD, frame, on_lines)
    unknown = [
        {"x": panel.across.at(float(mark[sheet.x])), "y": panel.down.start - 7, "text": "?"}
        for mark in panel.marks
        if mark[sheet.y] is None and not mark["proven"]
    ]
    halo: dict[str, Any] = {"stroke": PAPER, "strokeWidth": 3}
    return [
        texts(placed, *sheet.size, fontSize=SMALL, **halo),
        texts([p for p in placed if p["bold"]], *sheet.size, fontSize=SMALL, fontWeight="bold"),
        texts([p for p in placed if not p["bold"]], *sheet.size, fontSize=SMALL),
        texts(unknown, *sheet.size, align="center", fontSize=SIZE, fontWeight="bold"),
    ]


def _number(sheet: _Sheet, value: float) -> str:
    """What a mark that stands out says: a margin with its sign, a chance as whole per cent."""
    if sheet.unit:
        return (
            f"{value:.0f}{sheet.unit}"
            if 1 <= value <= 99 or value in (0, 100)
            else (f"<1{sheet.unit}" if value < 1 else f">99{sheet.unit}")
        )
    return number(value if abs(value) > _LEAST else 0.0, signed="margin" in sheet.y)


def _between(one: tuple[float, float], other: tuple[float, float]) -> list[tuple[float, float]]:
    """Points on the straight line from one to the other, some pixels apart."""
    steps = int(max(abs(other[0] - one[0]), abs(other[1] - one[1])) // 6) + 1
    return [
        (one[0] + (other[0] - one[0]) * n / steps, one[1] + (other[1] - one[1]) * n / steps)
        for n in range(steps + 1)
    ]


# Key ------------------------------------------------------------------------------------


def _entries(sheet: _Sheet) -> list[tuple[str, float, int]]:
    """What the marks mean: text, where it begins, in which line."""
    data = sheet.canvas.figure.data
    said = []
    if any(mark["present"] for mark in data):
        said.append("large mark: as planned")
    if sheet.bound is not None and any(not mark["proven"] for mark in data):
        said.append("hollow mark: the best found; the line above it ends where none can be")
    if any(mark[sheet.y] is None and mark["proven"] for mark in data):
        said.append("\u00d7: no timetable is possible")
    if any(mark[sheet.y] is None and not mark["proven"] for mark in data):
        said.append("?: not settled in time")
    if sheet.band is not None:
        said.append("grey band: error of the estimate (95%)")
    found: list[tuple[str, float, int]] = []
    x, line = 2.0, 0
    for text in said:
        room = text_width(text, SMALL) + 18
        if x > 2 and x + room > sheet.width:
            x, line = 2.0, line + 1
        for n, part in enumerate(wrap(text, sheet.width - x - 2, SMALL)):
            found.append((part, x, line + n))
        line = found[-1][2]
        x += room
    return found


def _key(sheet: _Sheet) -> list[Layer]:
    entries = _entries(sheet)
    lines = max((line for _, _, line in entries), default=-1) + 1
    top = sheet.height - lines * (LINE + 3)
    said = [{"x": x, "y": top + 8 + line * (LINE + 3), "text": text} for text, x, line in entries]
    return [texts(said, *sheet.size, fontSize=SMALL, color=MUTED)]
