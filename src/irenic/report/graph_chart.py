"""The graph of states as an Altair chart; :mod:`irenic.report.state_graph` places everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.drawing import SMALL, layers, paths, points, texts
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import name
from irenic.report.palette import INK, MUTED, PAPER, party_colour, party_dash
from irenic.report.state_graph import Edge, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.report.drawing import Canvas, Picture

_LINE = 14.0
_MOST_NAMED = 8


def state_graph(canvas: Canvas) -> Picture:
    """States as numbered marks, improvements as lines, the way from the first state thick.

    A square is the first state (the status quo), a circle any other; equilibria are filled.
    """
    nodes = canvas.figure.data
    drawn = lay_out(nodes, canvas.figure.links, canvas.width)
    marks = [
        {
            "x": drawn.places[node["state"]][0], "y": drawn.places[node["state"]][1],
            "shape": "square" if node["start"] else "circle",
            "fill": INK if node["concepts"] else PAPER, "stroke": INK,
        }
        for node in nodes
    ]  # fmt: skip
    numbers = [
        {"x": mark["x"], "y": mark["y"], "text": str(node["number"]), "on": mark["fill"]}
        for node, mark in zip(nodes, marks, strict=True)
    ]
    thick = [edge for edge in drawn.edges if edge.path]
    thin = [edge for edge in drawn.edges if not edge.path]
    key = _Key(canvas, drawn.height + 10)
    key.parties(drawn.edges)
    key.marks()
    key.states()
    size = (canvas.width, key.y + 6)
    return layers(
        *size,
        [
            paths(_rows(thin, canvas), *size, strokeWidth=1.2, opacity=0.75),
            paths(_rows(thick, canvas), *size, strokeWidth=4),
            points(_tips(thin, canvas), *size, size=26, strokeWidth=0),
            points(_tips(thick, canvas), *size, size=70, strokeWidth=0),
            points(marks, *size, size=430),
            texts([n for n in numbers if n["on"] == INK], *size, align="center",
                  fontSize=SMALL, color=PAPER, fontWeight="bold"),
            texts([n for n in numbers if n["on"] != INK], *size, align="center", fontSize=SMALL),
            paths(key.lines, *size, strokeWidth=2),
            points(key.shapes, *size, size=60),
            texts(key.said, *size, fontSize=SMALL, color=MUTED),
        ],
    )  # fmt: skip


def _rows(edges: Sequence[Edge], canvas: Canvas) -> list[dict[str, Any]]:
    return [
        {
            "x": x, "y": y, "line": f"{edge.start}-{edge.end}-{edge.party}", "step": step,
            "colour": party_colour(edge.party, canvas.names),
            "dash": list(party_dash(edge.party, canvas.names)),
        }
        for edge in edges
        for step, (x, y) in enumerate(edge.points)
    ]  # fmt: skip


def _tips(edges: Sequence[Edge], canvas: Canvas) -> list[dict[str, Any]]:
    """Heads of arrows: lines arrive level, so they point straight left or right."""
    found = []
    for edge in edges:
        (before, _), (x, y) = edge.points[-2:]
        colour = party_colour(edge.party, canvas.names)
        shape = "triangle-right" if x > before else "triangle-left"
        found.append({"x": x, "y": y, "shape": shape, "fill": colour, "stroke": colour})
    return found


class _Key:
    """What lines, marks and the most important numbers mean, in rows below the picture."""

    def __init__(self, canvas: Canvas, top: float) -> None:
        self.canvas, self.x, self.y, self.down = canvas, 4.0, top, 0.0
        self.lines: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []

    def _entry(self, text: str, sign: float) -> float:
        """Room for a sign and ``text``, in lines if it is long; where the sign begins."""
        wide = sign + 6 + text_width(text, SMALL) + 16
        if self.x > 4 and self.x + wide > self.canvas.width:
            self.x, self.y = 4.0, self.y + _LINE
        at = self.x
        lines = wrap(text, self.canvas.width - at - sign - 10, SMALL)
        for number, line in enumerate(lines):
            row = self.y + number * _LINE
            self.said.append({"x": at + sign + 6, "y": row, "text": line})
        self.x += wide
        self.down = (len(lines) - 1) * _LINE
        return at

    def _next(self) -> None:
        """Below an entry of several lines."""
        if self.down:
            self.x, self.y = 4.0, self.y + self.down + _LINE

    def parties(self, edges: Sequence[Edge]) -> None:
        """The colour and dashes of each party that has a line."""
        for party in dict.fromkeys(edge.party for edge in sorted(edges, key=lambda e: e.party)):
            at = self._entry(name("party", party, self.canvas.names), 26)
            style = {
                "colour": party_colour(party, self.canvas.names),
                "dash": list(party_dash(party, self.canvas.names)), "line": f"key-{party}",
            }  # fmt: skip
            ends = ((0, at), (1, at + 26))
            self.lines += [{"x": x, "y": self.y, "step": step, **style} for step, x in ends]
            self._next()

    def marks(self) -> None:
        """What square and filled marks are."""
        self.x, self.y = 4.0, self.y + _LINE + 4
        told = [("circle", INK, "equilibrium under some concept"), ("circle", PAPER, "other state")]
        if any(node["start"] for node in self.canvas.figure.data):
            told.append(("square", PAPER, "status quo"))
        for shape, fill, text in told:
            at = self._entry(text, 10)
            self.shapes.append(
                {"x": at + 5, "y": self.y, "shape": shape, "fill": fill, "stroke": INK}
            )

    def states(self) -> None:
        """What is in force in the status quo and in the equilibria under most concepts."""
        nodes = [n for n in self.canvas.figure.data if n["start"] or n["concepts"]]
        nodes.sort(key=lambda n: (not n["start"], -len(n["concepts"]), n["number"]))
        self.y += 6
        for node in nodes[:_MOST_NAMED]:
            lines = wrap(f"{node['number']}: {node['label']}", self.canvas.width - 10, SMALL, 3)
            for line in lines:
                self.y += _LINE
                self.said.append({"x": 4.0, "y": self.y, "text": line})
        self.y += _LINE / 2
