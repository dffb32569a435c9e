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


def pixels(width: float, height: float, x: str, y: str) -> dict[str, Any]:
    """Encodings of ``x`` and ``y`` in pixels from the top left corner, without axes."""
    import altair as alt

    across = alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return {
        "x": alt.X(f"{x}:Q", scale=across, axis=None),
        "y": alt.Y(f"{y}:Q", scale=down, axis=None),
    }


@dataclass(frozen=True)
class Layer:
    """A chart without data, and its data, one mapping a mark."""

    chart: Any
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Picture:
    """Layers one above the other in a picture of that size, in pixels."""

    width: float
    height: float
    layers: tuple[Layer, ...]

    def spec(self, *, check: bool) -> dict[str, Any]:
        """The Vega-Lite specification; ``check`` has Altair validate every part of it.

        The data goes in by name afterwards: Altair would copy it many times over.
        """
        import altair as alt

        for place, layer in enumerate(self.layers):
            layer.chart.data = alt.NamedData(name=f"layer_{place}")
        whole = alt.layer(*(layer.chart for layer in self.layers))
        whole = whole.properties(width=self.width, height=self.height)
        made: dict[str, Any] = whole.to_dict(validate=check)
        made["datasets"] = {f"layer_{n}": layer.rows for n, layer in enumerate(self.layers)}
        return made


def layers(width: float, height: float, parts: Sequence[Layer]) -> Picture:
    """The parts that have anything to show, one above the other."""
    return Picture(width, height, tuple(part for part in parts if part.rows))


def rules(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Straight lines from ``x, y`` to ``x2, y2``."""
    import altair as alt

    chart = (
        alt.Chart()
        .mark_rule(**{"color": RULE, "strokeWidth": 1, **style})
        .encode(**pixels(width, height, "x", "y"), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )
    return Layer(chart, rows)


def texts(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Text at ``x, y``: vertically centred, left-aligned unless told otherwise."""
    import altair as alt

    settings = {"align": "left", "baseline": "middle", "fontSize": SIZE, "color": INK, **style}
    chart = (
        alt.Chart()
        .mark_text(**settings)
        .encode(**pixels(width, height, "x", "y"), text=alt.Text("text:N"))
    )
    return Layer(chart, rows)


def points(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Marks at ``x, y`` with their own ``shape``, ``fill`` and ``stroke``."""
    import altair as alt

    settings = {"opacity": 1, "strokeWidth": 1.4, "size": 60, **style}
    chart = (
        alt.Chart()
        .mark_point(**settings)
        .encode(
            **pixels(width, height, "x", "y"),
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
        )
    )
    return Layer(chart, rows)


def rectangles(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Rectangles from ``x, y`` to ``x2, y2`` with their own ``fill``."""
    import altair as alt

    chart = (
        alt.Chart()
        .mark_rect(**style)
        .encode(
            **pixels(width, height, "x", "y"),
            x2=alt.X2("x2"),
            y2=alt.Y2("y2"),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )
    return Layer(chart, rows)


def paths(rows: list[dict[str, Any]], width: float, height: float, **style: Any) -> Layer:
    """Lines through the points of each ``line`` in the order of ``step``, with own ``colour``
    and ``dash``.
    """
    import altair as alt

    chart = (
        alt.Chart()
        .mark_line(**{"strokeWidth": 1.6, **style})
        .encode(
            **pixels(width, height, "x", "y"),
            detail=alt.Detail("line:N"),
            order=alt.Order("step:Q"),
            color=alt.Color("colour:N", scale=None, legend=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None, legend=None),
        )
    )
    return Layer(chart, rows)


def titled(axis: Axis) -> str:
    """An axis's title with its unit."""
    return f"{axis.title} ({axis.unit})" if axis.unit else axis.title
