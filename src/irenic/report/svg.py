"""A picture as SVG: six kinds of marks, each placed in pixels already.

What a picture looks like is what Vega-Lite makes of :meth:`irenic.report.drawing.Picture.spec`;
the tests hold the two together mark by mark. It is written here because nothing of a
Vega-Lite engine is needed where every mark has its place: starting one and asking it took
longer than most analyses.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from math import floor, sqrt
from typing import TYPE_CHECKING, Any

from irenic.report.lettering import FONT

if TYPE_CHECKING:
    from irenic.report.drawing import Layer, Picture

Row = Mapping[str, Any]

PADDING = 1
"""Pixels left free around a picture, for lines along its edge."""

_BASELINE = 0.30
"""From the middle of a line of text down to where its letters stand, as a share of its size."""

_SPACING = 2.0
"""Pixels by which the distance of two lines of a text exceeds its size."""

_SLOPE = sqrt(3) / 2

_CORNERS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((-1, 0), (0, -1), (1, 0), (0, 1)),
    "cross": (
        (-1, -0.4), (-1, 0.4), (-0.4, 0.4), (-0.4, 1), (0.4, 1), (0.4, 0.4),
        (1, 0.4), (1, -0.4), (0.4, -0.4), (0.4, -1), (-0.4, -1), (-0.4, -0.4),
    ),
    "triangle-up": ((0, -_SLOPE), (-1, _SLOPE), (1, _SLOPE)),
    "triangle-down": ((0, _SLOPE), (-1, -_SLOPE), (1, -_SLOPE)),
    "triangle-right": ((_SLOPE, 0), (-_SLOPE, -1), (-_SLOPE, 1)),
    "triangle-left": ((-_SLOPE, 0), (_SLOPE, -1), (_SLOPE, 1)),
}  # fmt: skip
"""The corners of each shape but the circle, in halves of its width."""


def drawn(picture: Picture) -> str:
    """The marks of ``picture`` as the inside of an SVG element of :func:`size`."""
    layers = "".join(_layer(one) for one in picture.layers)
    place = f"translate({PADDING},{PADDING})"
    return f'<g fill="none" stroke-miterlimit="10" transform="{place}">{layers}</g>'


def size(picture: Picture) -> tuple[str, str]:
    """Width and height of the element that holds ``picture``, in pixels."""
    return _number(picture.width + 2 * PADDING), _number(picture.height + 2 * PADDING)


def escape(text: str) -> str:
    """``text`` as it stands in an element of XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _number(value: float) -> str:
    """Pixels to a thousandth: finer than any screen or printer shows."""
    return f"{round(float(value), 3) + 0.0:.3f}".rstrip("0").rstrip(".")


def _attributes(**values: object) -> str:
    """Those that are given, each after a space; underscores stand for hyphens."""
    return "".join(
        f' {name.replace("_", "-")}="{_written(value)}"'
        for name, value in values.items()
        if value is not None
    )


def _written(value: object) -> str:
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, list | tuple):
        return ",".join(map(_number, value))
    return escape(str(value)).replace('"', "&quot;")


def _layer(layer: Layer) -> str:
    """The marks of a layer in a group that holds what they have in common."""
    mark = layer.mark
    common = {
        "fill": mark.get("color") if mark["type"] in ("text", "area") else None,
        "stroke": mark.get("color") if mark["type"] == "rule" else mark.get("stroke"),
        "stroke_width": mark.get("strokeWidth"),
        "stroke_dasharray": mark.get("strokeDash"),
        "stroke_linecap": mark.get("strokeCap"),
        "stroke_linejoin": mark.get("strokeJoin"),
        "opacity": None if mark.get("opacity") == 1 else mark.get("opacity"),
    }
    if mark["type"] == "text":
        common |= {
            "text_anchor": _ANCHORS[mark["align"]],
            "font_family": FONT,
            "font_size": f"{_number(mark['fontSize'])}px",
            "font_weight": mark.get("fontWeight"),
        }
    return f"<g{_attributes(**common)}>{''.join(_MARKS[mark['type']](layer))}</g>"


_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def _rules(layer: Layer) -> Iterator[str]:
    for row in layer.rows:
        ends = _attributes(x1=row["x"], y1=row["y"], x2=row["x2"], y2=row["y2"])
        yield f"<line{ends}/>"


def _rectangles(layer: Layer) -> Iterator[str]:
    """Rectangles, their corners rounded at most as far as there is room."""
    for row in layer.rows:
        left, right = sorted((row["x"], row["x2"]))
        top, bottom = sorted((row["y"], row["y2"]))
        radius = min(layer.mark.get("cornerRadius", 0), (right - left) / 2, (bottom - top) / 2)
        box = _attributes(x=left, y=top, width=right - left, height=bottom - top)
        yield f"<rect{box}{_attributes(rx=radius or None, fill=row['fill'])}/>"


def _points(layer: Layer) -> Iterator[str]:
    """Marks of an area of ``size``, that of the square around them."""
    half = sqrt(layer.mark["size"]) / 2
    for row in layer.rows:
        looks = _attributes(fill=row["fill"], stroke=row["stroke"])
        if row["shape"] == "circle":
            yield f"<circle{_attributes(cx=row['x'], cy=row['y'], r=half)}{looks}/>"
        else:
            corners = _CORNERS[row["shape"]]
            at = [(row["x"] + x * half, row["y"] + y * half) for x, y in corners]
            yield f'<path d="{_through(at)}Z"{looks}/>'


def _texts(layer: Layer) -> Iterator[str]:
    """Lines of text, the middle of the first one at ``y``; turned about that place."""
    size, angle = layer.mark["fontSize"], layer.mark.get("angle")
    below = floor(_BASELINE * size + 0.5)
    for row in layer.rows:
        x, y, turned = row["x"], row["y"], None
        if angle is not None:
            turned = f"translate({_number(x)},{_number(y)}) rotate({_number(angle)})"
            x, y = 0.0, 0.0
        first, *others = str(row["text"]).split("\n")
        rest = "".join(
            f"<tspan{_attributes(x=x, y=y + below + n * (size + _SPACING))}>{escape(line)}</tspan>"
            for n, line in enumerate(others, 1)
        )
        yield f"<text{_attributes(x=x, y=y + below, transform=turned)}>{escape(first)}{rest}</text>"


def _paths(layer: Layer) -> Iterator[str]:
    """A line for each ``line`` in one colour and dash, in the order of ``step``."""
    for rows in _parted(layer.rows, lambda row: (row["line"], row["colour"], tuple(row["dash"]))):
        at = [(row["x"], row["y"]) for row in sorted(rows, key=lambda row: row["step"])]
        looks = _attributes(stroke=rows[0]["colour"], stroke_dasharray=rows[0]["dash"])
        yield f'<path d="{_through(at)}{"Z" if len(at) == 1 else ""}"{looks}/>'


def _areas(layer: Layer) -> Iterator[str]:
    for rows in _parted(layer.rows, lambda row: row["area"]):
        rows.sort(key=lambda row: row["x"])
        at = [(row["x"], row["y"]) for row in rows]
        back = [(row["x"], row["y2"]) for row in reversed(rows)]
        yield f'<path d="{_through([*at, *back])}Z"/>'


_MARKS: Mapping[str, Callable[[Layer], Iterator[str]]] = {
    "rule": _rules,
    "rect": _rectangles,
    "point": _points,
    "text": _texts,
    "line": _paths,
    "area": _areas,
}


def _parted(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> list[list[Row]]:
    """Rows with the same key together, in the order in which the keys first come."""
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.values())


def _through(corners: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)},{_number(y)}" for x, y in corners)
