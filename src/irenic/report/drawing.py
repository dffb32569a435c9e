"""The drawing surface: a canvas, layers of simple marks placed in pixels, and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from irenic.report.naming import mode, name
from irenic.report.palette import INK, RULE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.result import Axis, Figure, Names

SIZE = 12.0
"""Pixels of lettering."""

SMALL = 11.0
"""Pixels of small lettering."""

LINE = 13.0
"""From one line of text to the next."""

FOOT = 38.0
"""Room for the numbers and the title of an axis."""

NEUTRAL = "#5f6773"

_SHAPES = (
    "square", "circle", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
)  # fmt: skip


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


Channel = dict[str, Any]
"""How one field of a layer's rows is shown, as Vega-Lite has it."""


def _measured(field: str, extent: float) -> Channel:
    """A field that holds pixels of a picture ``extent`` pixels across or high."""
    span = [0, extent]
    scale = {"domain": span, "range": span, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _plain(field: str) -> Channel:
    """A field that holds what is drawn: a colour, a shape, dashes."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


@dataclass(frozen=True)
class Layer:
    """Marks of one kind: how they are drawn (Vega-Lite), and their data, one mapping a mark."""

    mark: Mapping[str, Any]
    encoding: Mapping[str, Channel]
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Picture:
    """Layers one above the other in a picture of that size, in pixels."""

    width: float
    height: float
    layers: tuple[Layer, ...]

    def spec(self) -> dict[str, Any]:
        """The picture in the terms of Vega-Lite, to which the tests hold what is drawn."""
        return {
            "width": self.width,
            "height": self.height,
            "layer": [
                {"data": {"name": f"layer_{n}"}, "mark": one.mark, "encoding": one.encoding}
                for n, one in enumerate(self.layers)
            ],
            "datasets": {f"layer_{n}": one.rows for n, one in enumerate(self.layers)},
        }


def layers(width: float, height: float, parts: Sequence[Layer]) -> Picture:
    """The parts that have anything to show, one above the other."""
    return Picture(width, height, tuple(part for part in parts if part.rows))


def _layer(
    kind: str, rows: list[dict[str, Any]], size: tuple[float, float],
    style: Mapping[str, Any], **channels: Channel,
) -> Layer:  # fmt: skip
    """Marks of that kind at ``x, y``, in pixels from the top left corner."""
    place = {"x": _measured("x", size[0]), "y": _measured("y", size[1])}
    return Layer({"type": kind, **style}, {**place, **channels}, rows)


def rules(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Straight lines from ``x, y`` to ``x2, y2``."""
    settings = {"color": RULE, "strokeWidth": 1, **style}
    ends: dict[str, Channel] = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return _layer("rule", rows, (width, height), settings, **ends)


def texts(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Text at ``x, y``: vertically centred, left-aligned unless told otherwise."""
    settings = {"align": "left", "baseline": "middle", "fontSize": SIZE, "color": INK, **style}
    said: Channel = {"field": "text", "type": "nominal"}
    return _layer("text", rows, (width, height), settings, text=said)


def points(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Marks at ``x, y`` with their own ``shape``, ``fill`` and ``stroke``."""
    settings = {"opacity": 1, "strokeWidth": 1.4, "size": 60, **style}
    own = {key: _plain(key) for key in ("shape", "fill", "stroke")}
    return _layer("point", rows, (width, height), settings, **own)


def rectangles(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Rectangles from ``x, y`` to ``x2, y2`` with their own ``fill``."""
    ends: dict[str, Channel] = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return _layer("rect", rows, (width, height), style, **ends, fill=_plain("fill"))


def paths(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Lines through the points of each ``line`` in the order of ``step``, with own ``colour``
    and ``dash``.
    """
    channels: dict[str, Channel] = {
        "detail": {"field": "line", "type": "nominal"},
        "order": {"field": "step", "type": "quantitative"},
        "color": _plain("colour"),
        "strokeDash": _plain("dash"),
    }
    return _layer("line", rows, (width, height), {"strokeWidth": 1.6, **style}, **channels)


def areas(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """For each ``area`` what lies between ``y`` and ``y2``, in the order of ``x``."""
    channels: dict[str, Channel] = {
        "y2": {"field": "y2"},
        "detail": {"field": "area", "type": "nominal"},
    }
    return _layer("area", rows, (width, height), style, **channels)


def titled(axis: Axis) -> str:
    """An axis's title with its unit."""
    return f"{axis.title} ({axis.unit})" if axis.unit else axis.title
