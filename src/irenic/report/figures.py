"""Pictures: a figure's description becomes a Vega-Lite chart, and the chart becomes SVG.

Everything is placed in pixels by this room, so that a picture looks the same wherever it is
drawn and no label depends on how wide some machine's font is. The engine (vl-convert) is
imported when the first picture is drawn: starting it takes half a second.
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
from irenic.report.lettering import FONT
from irenic.report.naming import name
from irenic.report.palette import PAPER
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
    import vl_convert

    bare, lines = _unlettered(spec(figure, names, width, whole))
    text = vl_convert.vegalite_to_svg(bare, config=_config())
    return _tidy(_lettered(text, lines), f"{figure.key}-{width}", figure, names)


def start_engine() -> None:
    """Draw nothing, once: the first picture takes half a second more than any other.

    The engine leaves the interpreter free meanwhile, so this is for a thread beside others.
    """
    import vl_convert

    vl_convert.vegalite_to_svg({"layer": []})


def standing_alone(figure: Figure, names: Names) -> str:
    """``figure`` as an SVG file: on white, for whatever it is put on may be dark."""
    sheet = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    return _HEAD.sub(lambda head: head[0] + sheet, svg(figure, names), count=1)


def spec(figure: Figure, names: Names, width: int, whole: Figure | None = None) -> dict[str, Any]:
    """The Vega-Lite specification of ``figure``."""
    canvas = Canvas(figure, names, width, whole or figure)
    return DRAW[figure.kind](canvas).spec()


_ANY = "x"
"""What is drawn in the place of every line of text."""

_LINE = re.compile(rf"(<t(?:ext|span)\b[^>]*>){_ANY}(?=</)")


def _unlettered(written: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The specification with every line of its texts replaced by the same letter; the lines.

    The engine measures each text that it has not seen yet, which takes longer than all else
    in drawing a picture, and nothing here depends on what it finds.
    """
    datasets = dict(written["datasets"])
    found: list[str] = []
    for layer in written["layer"]:
        if layer["mark"]["type"] == "text":
            key = layer["data"]["name"]
            texts = [str(row["text"]).split("\n") for row in datasets[key]]
            found += [line for text in texts for line in text if line]
            datasets[key] = [
                {**row, "text": "\n".join(_ANY if line else "" for line in text)}
                for row, text in zip(datasets[key], texts, strict=True)
            ]
    return {**written, "datasets": datasets}, found


def _lettered(text: str, lines: list[str]) -> str:
    """The SVG with these lines of text in it, in the order in which they are drawn."""
    left = iter(lines)
    drawn, count = _LINE.subn(lambda found: found[1] + _escape(next(left)), text, len(lines))
    if count != len(lines) or _LINE.search(drawn, drawn.rfind(lines[-1]) if lines else 0):
        raise ValueError(f"{len(lines)} lines of text to draw, and {count} drawn")
    return drawn


def _config() -> dict[str, Any]:
    return {
        "font": FONT,
        "background": None,
        "padding": 1,
        "aria": False,
        "autosize": {"type": "none"},
        "view": {"stroke": None},
        "text": {"font": FONT, "lineBreak": "\n"},
    }


_ROLE = re.compile(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"')
_EMPTY = re.compile(r'<path class="(?:background|foreground)" d="[^"]*"(?: display="none")?/>')
_MARKED = re.compile(r'\b(id="|url\(#)([A-Za-z_]+)(\d+)')
_OPENING = re.compile(r"<svg [^>]*>")
_HEAD = re.compile(r"^<svg [^>]*>.*?</desc>", re.DOTALL)
_VIEW = re.compile(r'viewBox="([^"]*)"')


def _tidy(text: str, key: str, figure: Figure, names: Names) -> str:
    """The SVG with ids of its own, a title and a description, and nothing that is not drawn.

    vl-convert numbers ids through the life of the process: the same picture would differ
    from one call to the next, and two pictures on a page could share an id.
    """
    text = _EMPTY.sub("", _ROLE.sub("", text))
    numbers: dict[str, int] = {}
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", key)
    text = _MARKED.sub(
        lambda found: f"{found[1]}{stem}-{numbers.setdefault(found[3], len(numbers) + 1)}", text
    )
    view = _VIEW.search(text)
    box = view[1] if view else f"0 0 {WIDE} {WIDE}"
    _, _, width, height = box.split()
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="{stem}-title {stem}-desc">'
        f'<title id="{stem}-title">{_escape(panel_title(figure, names) or figure.key)}</title>'
        f'<desc id="{stem}-desc">{_escape(say(figure.alt, names))}</desc>'
    )
    return _OPENING.sub(lambda _: opening, text, count=1)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
