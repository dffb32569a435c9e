"""Pictures: a figure's description becomes a picture, and the picture becomes SVG.

Everything is placed in pixels by this room, so that a picture looks the same wherever it is
drawn and no label depends on how wide some machine's font is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from irenic.report import (
    curves_chart,
    gantt_chart,
    graph_chart,
    heat_chart,
    map_chart,
    plane_charts,
    row_charts,
    span_chart,
)
from irenic.report.drawing import Canvas
from irenic.report.naming import name
from irenic.report.palette import PAPER
from irenic.report.svg import drawn, escape, size
from irenic.report.words import say

if TYPE_CHECKING:
    from irenic.analyses.result import Axis, Figure, Names
    from irenic.report.drawing import Picture

WIDE = 680
"""Pixels across a picture on a screen or an A4 page."""

NARROW = 344
"""Pixels across a picture on a phone, or a panel beside another."""

DRAW: Mapping[str, Callable[[Canvas], Picture]] = {
    "bars": row_charts.bars,
    "intervals": row_charts.intervals,
    "scatter": plane_charts.scatter,
    "lines": plane_charts.lines,
    "map": map_chart.party_map,
    "graph": graph_chart.state_graph,
    "heat": heat_chart.heat_map,
    "gantt": gantt_chart.gantt,
    "curves": curves_chart.curves,
    "spans": span_chart.spans,
    "tornado": span_chart.tornado,
}
"""How each kind of figure is drawn."""


def panels(figure: Figure) -> tuple[Figure, ...]:
    """One figure for each value of the facet, titled with it; the figure itself without one.

    Rows split by several series are easier to read as one picture a series, so bars and
    intervals are parted in the same way.
    """
    axis = _parted_by(figure)
    if axis is None:
        return (figure,)
    values = dict.fromkeys(mark.get(axis.key) for mark in figure.data)
    return tuple(
        replace(
            figure,
            key=f"{figure.key}-{place}",
            title="" if value is None else str(value),
            axes={"facet": axis, **{r: a for r, a in figure.axes.items() if a.key != axis.key}},
            data=tuple(mark for mark in figure.data if mark.get(axis.key) == value),
        )
        for place, value in enumerate(values, 1)
    )


def _parted_by(figure: Figure) -> Axis | None:
    if figure.kind in ("map", "graph", "heat", "gantt", "curves", "spans", "tornado"):
        return None
    if "facet" in figure.axes or figure.kind not in ("bars", "intervals"):
        return figure.axes.get("facet")
    series = figure.axes.get("series")
    if series is None or len({str(mark.get(series.key)) for mark in figure.data}) == 1:
        return None
    return None if series.key in (figure.axes["x"].key, figure.axes["y"].key) else series


def panel_title(figure: Figure, names: Names) -> str:
    """The title of one of :func:`panels`, with the name of what it shows."""
    axis = figure.axes.get("facet")
    return figure.title if axis is None else name(axis.key, figure.title, names)


def svg(figure: Figure, names: Names, width: int = WIDE, whole: Figure | None = None) -> str:
    """``figure`` as the text of one SVG element, ``width`` pixels wide.

    ``whole`` is the figure that this one is a panel of: panels share its scales. The
    element carries the title and, as its description, the text alternative. KeyError for
    a kind that cannot be drawn yet.
    """
    canvas = Canvas(figure, names, width, whole or figure)
    return _named(DRAW[figure.kind](canvas), f"{figure.key}-{width}", figure, names)


def standing_alone(figure: Figure, names: Names) -> str:
    """``figure`` as an SVG file: on white, for whatever it is put on may be dark."""
    sheet = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    return _HEAD.sub(lambda head: head[0] + sheet, svg(figure, names), count=1)


def spec(figure: Figure, names: Names, width: int, whole: Figure | None = None) -> dict[str, Any]:
    """The Vega-Lite specification of ``figure``."""
    canvas = Canvas(figure, names, width, whole or figure)
    return DRAW[figure.kind](canvas).spec()


_HEAD = re.compile(r"^<svg [^>]*>.*?</desc>", re.DOTALL)


def _named(picture: Picture, key: str, figure: Figure, names: Names) -> str:
    """The SVG with a title and a description, whose ids no other picture on a page has."""
    width, height = size(picture)
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{stem}-title {stem}-desc">'
        f'<title id="{stem}-title">{escape(panel_title(figure, names) or figure.key)}</title>'
        f'<desc id="{stem}-desc">{escape(say(figure.alt, names))}</desc>'
        f"{drawn(picture)}</svg>"
    )
