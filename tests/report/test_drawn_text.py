"""Pictures as SVG against what Vega-Lite makes of the same specification, mark by mark."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.report import svg
from irenic.report.drawing import (
    Picture,
    areas,
    layers,
    paths,
    points,
    rectangles,
    rules,
    shape_of,
    texts,
)
from irenic.report.lettering import FONT

WIDE, HIGH = 200.0, 150.0
SHAPES = [shape_of(place) for place in range(8)]
COLOURS = ["#1b1f2a", "#ffffff", "none"]
CONFIG = {
    "font": FONT, "background": None, "padding": svg.PADDING, "autosize": {"type": "none"},
    "view": {"stroke": None}, "text": {"font": FONT, "lineBreak": "\n"},
}  # fmt: skip
STYLE = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
         "stroke-linejoin", "font-size", "font-weight", "font-family", "text-anchor")  # fmt: skip
LETTERED = ("font-size", "font-weight", "font-family", "text-anchor")
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
Mark = tuple[str, dict[str, str], list[float], list[str]]


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in NUMBER.findall(text or "")]


def _marks(text: str) -> list[Mark]:
    """What is drawn, in order: kind, style, corners or places in pixels, lines of text."""
    found: list[Mark] = []

    def walk(element: ET.Element, style: dict[str, str], moved: tuple[float, float]) -> None:
        own = {**style, **{key: element.attrib[key] for key in STYLE if key in element.attrib}}
        tag = element.tag.rpartition("}")[2]
        hidden = element.attrib.get("class") in ("background", "foreground")
        if tag in ("svg", "g"):
            shift = _numbers(element.attrib.get("transform")) or [0.0, 0.0]
            for part in element:
                walk(part, own, (moved[0] + shift[0], moved[1] + shift[1]))
        elif not hidden and tag in _PLACED:
            kind, places, said = _PLACED[tag](element)
            bare = {k: v for k, v in own.items() if kind == "text" or k not in LETTERED}
            places = [p + moved[n % 2] for n, p in enumerate(places)]
            found.append((kind, bare, places, said))

    walk(ET.fromstring(text), {}, (0.0, 0.0))
    return found


def _line(element: ET.Element) -> tuple[str, list[float], list[str]]:
    start = _numbers(element.attrib.get("transform")) or [0.0, 0.0]
    ends = [float(element.attrib.get(key, 0.0)) for key in ("x1", "y1", "x2", "y2")]
    return "line", [end + start[n % 2] for n, end in enumerate(ends)], []


def _box(element: ET.Element) -> tuple[str, list[float], list[str]]:
    x, y, wide, high = (float(element.attrib[key]) for key in ("x", "y", "width", "height"))
    return "box", [x, y, x + wide, y + high], []


def _circle(element: ET.Element) -> tuple[str, list[float], list[str]]:
    x, y, r = (float(element.attrib[key]) for key in ("cx", "cy", "r"))
    return "circle", [x - r, y, x + r, y], []


def _path(element: ET.Element) -> tuple[str, list[float], list[str]]:
    way = element.attrib["d"]
    start = _numbers(element.attrib.get("transform")) or [0.0, 0.0]
    if "A" in way:
        radius = _numbers(way)[0]
        return "circle", [start[0] - radius, start[1], start[0] + radius, start[1]], []
    numbers = _numbers(way)
    if "h" in way:
        x, y = numbers[0] + start[0], numbers[1] + start[1]
        wide, high = numbers[2:4]
        square = [x, y, x + wide, y, x + wide, y + high, x, y + high]
        turned = "transform" in element.attrib
        return ("way", square, []) if turned else ("box", [x, y, x + wide, y + high], [])
    if "C" in way:  # rounded corners: the box, not how its corners are rounded
        across, down = numbers[::2], numbers[1::2]
        return "box", [min(across), min(down), max(across), max(down)], []
    return "way", [number + start[n % 2] for n, number in enumerate(numbers)], []


def _text(element: ET.Element) -> tuple[str, list[float], list[str]]:
    """Places: where its letters stand, the turn, and every line's place along the way."""
    shift = element.attrib.get("transform", "")
    moves = [_numbers(part) for part in re.findall(r"translate\(([^)]*)\)", shift)]
    turn = _numbers("".join(re.findall(r"rotate\(([^)]*)\)", shift))) or [0.0]
    x, y = float(element.attrib.get("x", 0)), float(element.attrib.get("y", 0))
    after = moves[1:] if turn[0] else moves  # what is moved before a turn is its place
    along = [x + sum(m[0] for m in after), y + sum(m[1] for m in after)]
    at, beside = (moves[0], along) if turn[0] else (along, [0.0, 0.0])
    lines, down = [(element.text or "", 0.0)], 0.0
    for part in element:
        step = float(part.attrib.get("dy", 0))
        down = float(part.attrib["y"]) - y if "y" in part.attrib else down + step
        lines.append((part.text or "", down))
    said = [f"{line} at {down:g}, turned {turn[0]:g}, {beside}" for line, down in lines if line]
    return "text", at, said


_PLACED = {"line": _line, "rect": _box, "circle": _circle, "path": _path, "text": _text}


def _ours(picture: Picture) -> list[Mark]:
    width, height = svg.size(picture)
    return _marks(f'<svg width="{width}" height="{height}">{svg.drawn(picture)}</svg>')


def _engines(picture: Picture) -> list[Mark]:
    return _marks(vl_convert.vegalite_to_svg(picture.spec(), config=CONFIG))


def _alike(ours: list[Mark], engines: list[Mark]) -> None:
    assert [(m[0], m[3]) for m in ours] == [(m[0], m[3]) for m in engines]
    for mine, other in zip(ours, engines, strict=True):
        assert mine[1] == other[1]
        assert mine[2] == pytest.approx(other[2], abs=0.006)


place = st.floats(0, HIGH).map(lambda number: round(number, 2))
ends = st.fixed_dictionaries({"x": place, "y": place, "x2": place, "y2": place})
looks = st.sampled_from(COLOURS)
dashes = st.sampled_from([[1, 0], [3, 2]])
lettering = st.text("aZ<&>\"'\u0627 ", min_size=1, max_size=5).map(lambda t: f"x{t}x")
lines = st.lists(lettering, min_size=1, max_size=3).map("\n".join)
dots = st.fixed_dictionaries(
    {"x": place, "y": place, "shape": st.sampled_from(SHAPES), "fill": looks, "stroke": looks}
)
steps = st.fixed_dictionaries(
    {"x": place, "y": place, "line": st.integers(0, 2), "colour": looks, "dash": dashes}
)
levels = st.fixed_dictionaries(
    {"x": st.integers(0, 9), "y": place, "y2": place, "area": st.integers(0, 1)}
)
said = st.fixed_dictionaries({"x": place, "y": place, "text": lines})


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "step": -n} for n, row in enumerate(rows)]


every = st.fixed_dictionaries({
    "lined": st.lists(ends, max_size=3),
    "boxed": st.lists(ends, max_size=3),
    "dotted": st.lists(dots, max_size=4),
    "written": st.lists(said, max_size=3),
    "drawn": st.lists(steps, max_size=6).map(_numbered),
    "filled": st.lists(levels, max_size=5, unique_by=lambda row: (row["x"], row["area"])),
})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(every, st.booleans())
def test_every_mark_is_where_and_how_vega_lite_draws_it(rows: Any, styled: bool) -> None:
    of = (WIDE, HIGH)
    boxes = [{**row, "fill": COLOURS[n % 3]} for n, row in enumerate(rows["boxed"])]
    dash: dict[str, Any] = {"strokeDash": [3, 2]} if styled else {}
    cap = {"strokeCap": "round", "strokeJoin": "round"}
    picture = layers(*of, [
        rules(rows["lined"], *of, strokeWidth=1.3, **dash),
        rectangles(boxes, *of, stroke="#123456", strokeWidth=0.8, **dash),
        points(rows["dotted"], *of, size=81 if styled else 24.5),
        texts(rows["written"], *of, fontSize=9.5, align="right", stroke="#ffffff", strokeWidth=4),
        texts(rows["written"], *of, **({"angle": 270, "align": "center"} if styled else {})),
        texts(rows["written"], *of, fontSize=11.0, fontWeight="bold", color="#000000"),
        paths(rows["drawn"], *of, **(cap if styled else {})),
        areas(rows["filled"], *of, color="#b9bfca", opacity=1),
    ])  # fmt: skip
    _alike(_ours(picture), _engines(picture))


def test_corners_are_rounded_as_far_as_there_is_room() -> None:
    boxes = [{"x": 10, "y": 20, "x2": 14, "y2": 60, "fill": "none"}]
    picture = layers(WIDE, HIGH, [rectangles(boxes, WIDE, HIGH, stroke="#111111", cornerRadius=8)])
    _alike(_ours(picture), _engines(picture))
    assert ' rx="2"' in svg.drawn(picture)


def test_the_sheet_has_the_size_that_vega_lite_gives_it() -> None:
    picture = layers(WIDE, HIGH, [texts([{"x": 1, "y": 2, "text": "x"}], WIDE, HIGH)])
    engines = ET.fromstring(vl_convert.vegalite_to_svg(picture.spec(), config=CONFIG))
    assert svg.size(picture) == (engines.attrib["width"], engines.attrib["height"])


def test_nothing_in_a_text_or_a_style_ends_it_early() -> None:
    rows = [{"x": 1, "y": 2, "text": '</text><script>"&'}]
    picture = layers(9, 9, [texts(rows, 9, 9, color='a"b<')])
    root = ET.fromstring(f"<svg>{svg.drawn(picture)}</svg>")
    assert "".join(root.itertext()) == rows[0]["text"]
    assert root[0][0].attrib["fill"] == 'a"b<'
