"""The map of parties as an Altair chart; :mod:`irenic.report.party_map` places everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.charts import layers, pixels, shape_of
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import name
from irenic.report.palette import FAINT, INK, MUTED, PAPER, RULE, party_colour, party_dash
from irenic.report.party_map import LINE, MARKER, PADDING, SIZE, lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.report.charts import Canvas
    from irenic.report.party_map import PartyMap


_LINES_MEAN = "Lines run from a patron to those it can lean on (dot)."


def party_map(canvas: Canvas) -> Any:
    """Blocs as boxes, parties as labelled marks, lines from patrons to those they can lean on.

    The shape of a mark tells the kind of party; it is filled where consent is needed.
    """
    drawn = lay_out(canvas.figure, canvas.names, canvas.width - 2)
    kinds = list(dict.fromkeys(chip.kind for chip in drawn.chips))
    shapes = {kind: shape_of(place) for place, kind in enumerate(kinds)}
    told = any(chip.required is not None for chip in drawn.chips)
    key, height = _key(drawn, shapes, told, canvas)
    return layers(
        canvas.width,
        height,
        [
            _rectangles(drawn, canvas.width, height),
            _chips(drawn, canvas.width, height),
            *_lines(drawn, canvas, height),
            _markers(drawn, shapes, canvas.width, height),
            _texts(_labels(drawn), canvas.width, height),
            *key,
        ],
    )


def _rectangles(drawn: PartyMap, width: float, height: float) -> Any:
    rows = [
        {"x": box.left, "y": box.top, "x2": box.right, "y2": box.bottom} for box in drawn.boxes
    ]
    return _boxes(rows, width, height, fill=FAINT, stroke=RULE, corner=8)


def _chips(drawn: PartyMap, width: float, height: float) -> Any:
    rows = [
        {"x": chip.left, "y": chip.top, "x2": chip.right, "y2": chip.bottom}
        for chip in drawn.chips
    ]
    return _boxes(rows, width, height, fill=PAPER, stroke=RULE, corner=4)


def _boxes(
    rows: list[dict[str, Any]], width: float, height: float, *, fill: str, stroke: str, corner: int
) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.Data(values=rows))
        .mark_rect(fill=fill, stroke=stroke, strokeWidth=1, cornerRadius=corner)
        .encode(**pixels(width, height, "x", "y"), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )


def _lines(drawn: PartyMap, canvas: Canvas, height: float) -> list[Any]:
    """A layer for each patron: its lines have its colour and its dashes, and end in a dot."""
    import altair as alt

    charts = []
    for patron in dict.fromkeys(line.patron for line in drawn.lines):
        own = [line for line in drawn.lines if line.patron == patron]
        points = [
            {"x": x, "y": y, "line": place, "step": step}
            for place, line in enumerate(own)
            for step, (x, y) in enumerate(line.points)
        ]
        ends = [{"x": line.points[-1][0], "y": line.points[-1][1]} for line in own]
        colour = party_colour(patron, canvas.names)
        place = pixels(canvas.width, height, "x", "y")
        charts.append(
            alt.Chart(alt.Data(values=points))
            .mark_line(
                color=colour, strokeWidth=1.6, strokeDash=list(party_dash(patron, canvas.names))
            )
            .encode(**place, detail=alt.Detail("line:N"), order=alt.Order("step:Q"))
        )
        charts.append(
            alt.Chart(alt.Data(values=ends))
            .mark_point(filled=True, opacity=1, color=colour, size=34, shape="circle")
            .encode(**place)
        )
    return charts


def _markers(drawn: PartyMap, shapes: Mapping[str, str], width: float, height: float) -> Any:
    rows = [
        {
            "x": chip.left + MARKER / 2 + 2,
            "y": chip.top + PADDING + LINE / 2,
            "shape": shapes[chip.kind],
            "fill": PAPER if chip.required is False else INK,
        }
        for chip in drawn.chips
    ]
    return _marks(rows, width, height)


def _marks(rows: list[dict[str, Any]], width: float, height: float) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.Data(values=rows))
        .mark_point(stroke=INK, strokeWidth=1.3, size=62, opacity=1)
        .encode(
            **pixels(width, height, "x", "y"),
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )


def _labels(drawn: PartyMap) -> list[dict[str, Any]]:
    """Every line of text on its own, so that its place is certain."""
    rows = []
    for box in drawn.boxes:
        for number, line in enumerate(box.lines):
            top = box.top + PADDING + (number + 0.5) * LINE
            rows.append({"x": box.left + 8, "y": top, "text": line, "ink": INK, "weight": "bold"})
    for chip in drawn.chips:
        for number, line in enumerate(chip.lines):
            top = chip.top + PADDING + (number + 0.5) * LINE
            rows.append({"x": chip.left + MARKER + 2, "y": top, "text": line, "ink": INK})
    return rows


def _texts(rows: list[dict[str, Any]], width: float, height: float) -> Any:
    import altair as alt

    weight = alt.ExprRef("datum.weight || 'normal'")
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_text(align="left", baseline="middle", fontSize=SIZE, fontWeight=weight)
        .encode(
            **pixels(width, height, "x", "y"),
            text=alt.Text("text:N"),
            color=alt.Color("ink:N", scale=None, legend=None),
        )
    )


def _key(
    drawn: PartyMap, shapes: Mapping[str, str], told: bool, canvas: Canvas
) -> tuple[list[Any], float]:
    """What the marks mean, flowing in rows below the picture; and the height with it."""
    entries = [(shape, PAPER, _readable(kind, canvas)) for kind, shape in shapes.items()]
    if told:
        entries += [("circle", INK, "filled: consent needed"), ("circle", PAPER, "hollow: not")]
    marks: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    x, y = 8.0, drawn.height + 14
    for shape, fill, text in entries:
        room = MARKER + text_width(text, SIZE) + 14
        if x > 8 and x + room > canvas.width:
            x, y = 8.0, y + LINE + 5
        marks.append({"x": x, "y": y, "shape": shape, "fill": fill})
        texts.append({"x": x + 12, "y": y, "text": text, "ink": MUTED})
        x += room
    if drawn.lines:
        y += 5
        for line in wrap(_LINES_MEAN, canvas.width - 4, SIZE):
            y += LINE
            texts.append({"x": 2, "y": y, "text": line, "ink": MUTED})
    height = y + LINE
    return [
        _marks(marks, canvas.width, height), _texts(texts, canvas.width, height)
    ], height  # fmt: skip


def _readable(kind: str, canvas: Canvas) -> str:
    text = name("kind", kind, canvas.names).replace("-", " ").replace("_", " ")
    return text
