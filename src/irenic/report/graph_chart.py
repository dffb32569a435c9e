"""The graph of states as a picture; :mod:`irenic.report.state_graph` places everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.drawing import SMALL, layers, paths, points, texts
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import name
from irenic.report.palette import INK, MUTED, PAPER, distinct_looks
from irenic.report.state_graph import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from irenic.report.drawing import Canvas, Layer, Picture
    from irenic.report.palette import Look
    from irenic.report.state_graph import Edge

_LINE = 14.0
_MOST_NAMED = 8
_NASH = "nash_stability"
_SOME = "#c3c9d6"
_BAND = "#d9dde6"
_BOLD = 3.0
"""Pixels of the ring round equilibria that are not Nash stable for everybody."""


def state_graph(canvas: Canvas) -> Picture:
    """States as numbered marks, improvements as lines, the ways from the first state on a band.

    A square is the first state (the status quo), a circle any other. Black: an equilibrium
    under Nash stability; grey with a thick ring: under other concepts only; white: none.
    """
    nodes = canvas.figure.data
    drawn = lay_out(nodes, canvas.figure.links, canvas.width)
    looks = distinct_looks(_parties(drawn.edges, canvas), canvas.names)
    key = _Key(canvas, drawn.height + 10)
    key.parties(looks)
    key.ways(drawn.edges)
    key.marks()
    key.states()
    size = (canvas.width, key.y + 6)
    bands = _rows([edge for edge in drawn.edges if edge.path], looks)
    numbers = [
        {"x": drawn.places[node["state"]][0], "y": drawn.places[node["state"]][1],
         "text": str(node["number"]), "dark": _kind(node) == INK}
        for node in nodes
    ]  # fmt: skip
    marks = [_mark(node, drawn.places[node["state"]]) for node in nodes]
    return layers(
        *size,
        [
            paths([{**row, "colour": _BAND, "dash": [1, 0]} for row in bands], *size,
                  strokeWidth=9, strokeCap="round", strokeJoin="round"),
            paths(_rows(drawn.edges, looks), *size, strokeWidth=1.6),
            points(_tips(drawn.edges, looks), *size, size=34, strokeWidth=1.2),
            *_marked(marks, size, 430),
            texts([n for n in numbers if n["dark"]], *size, align="center",
                  fontSize=SMALL, color=PAPER, fontWeight="bold"),
            texts([n for n in numbers if not n["dark"]], *size, align="center", fontSize=SMALL),
            paths(key.bands, *size, strokeWidth=9, strokeCap="round"),
            paths(key.lines, *size, strokeWidth=2),
            points(key.heads, *size, size=34, strokeWidth=1.2),
            *_marked(key.shapes, size, 80),
            texts(key.said, *size, fontSize=SMALL, color=MUTED),
        ],
    )  # fmt: skip


def _parties(edges: Iterable[Edge], canvas: Canvas) -> list[str]:
    """The parties that have a line, in the order of the dossier."""
    movers = {edge.party for edge in edges}
    known = [party for party in canvas.names.get("parties", {}) if party in movers]
    return [*known, *sorted(movers - {*known})]


def _kind(node: Mapping[str, Any]) -> str:
    """The fill of a state's mark."""
    if _NASH in node["concepts"]:
        return INK
    return _SOME if node["concepts"] else PAPER


def _mark(node: Mapping[str, Any], place: tuple[float, float]) -> dict[str, Any]:
    shape = "square" if node["start"] else "circle"
    return {"x": place[0], "y": place[1], "shape": shape, "fill": _kind(node), "stroke": INK}


def _marked(marks: Sequence[dict[str, Any]], size: tuple[float, float], area: float) -> list[Layer]:
    """Marks of states, those of the second kind with a thick ring."""
    ringed = [mark for mark in marks if mark["fill"] == _SOME]
    plain = [mark for mark in marks if mark["fill"] != _SOME]
    return [
        points(plain, *size, size=area),
        points(ringed, *size, size=area * 0.85, strokeWidth=_BOLD),
    ]


def _rows(edges: Sequence[Edge], looks: Mapping[str, Look]) -> list[dict[str, Any]]:
    return [
        {
            "x": x, "y": y, "line": f"{edge.start}-{edge.end}-{edge.party}", "step": step,
            "colour": looks[edge.party].colour, "dash": list(looks[edge.party].dash),
        }
        for edge in edges
        for step, (x, y) in enumerate(edge.points)
    ]  # fmt: skip


def _tips(edges: Sequence[Edge], looks: Mapping[str, Look]) -> list[dict[str, Any]]:
    """Heads of arrows: lines arrive level, so they point straight left or right."""
    found = []
    for edge in edges:
        (before, _), (x, y) = edge.points[-2:]
        colour = looks[edge.party].colour
        shape = "triangle-right" if x > before else "triangle-left"
        fill = colour if edge.gain else PAPER
        found.append({"x": x, "y": y, "shape": shape, "fill": fill, "stroke": colour})
    return found


class _Key:
    """What lines, marks and the most important numbers mean, in rows below the picture."""

    def __init__(self, canvas: Canvas, top: float) -> None:
        self.canvas, self.x, self.y, self.down = canvas, 4.0, top, 0.0
        self.bands: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.heads: list[dict[str, Any]] = []
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

    def _line(self, at: float, look: Look, what: str) -> list[dict[str, Any]]:
        style = {"colour": look.colour, "dash": list(look.dash), "line": f"key-{what}"}
        ends = ((0, at), (1, at + 30))
        return [{"x": x, "y": self.y, "step": step, **style} for step, x in ends]

    def parties(self, looks: Mapping[str, Look]) -> None:
        """The colour and dashes of each party that has a line."""
        for party, look in looks.items():
            at = self._entry(name("party", party, self.canvas.names), 30)
            self.lines += self._line(at, look, party)
            self._next()

    def ways(self, edges: Iterable[Edge]) -> None:
        """What the band is, and heads that are open."""
        self.x, self.y = 4.0, self.y + _LINE + 4
        if any(edge.path for edge in edges):
            at = self._entry("way from the status quo to an equilibrium", 30)
            band = {"colour": _BAND, "dash": [1, 0], "line": "key-band"}
            ends = ((0, at + 4), (1, at + 26))
            self.bands += [{"x": x, "y": self.y, "step": s, **band} for s, x in ends]
        told = [(INK, "improvement")] if self.bands else []
        told += [] if all(edge.gain for edge in edges) else [(PAPER, "move that is no gain")]
        for fill, text in told if len(told) > 1 else ():
            at = self._entry(text, 10)
            self.heads.append(
                {"x": at + 5, "y": self.y, "shape": "triangle-right", "fill": fill, "stroke": INK}
            )

    def marks(self) -> None:
        """What square, black and ringed marks are."""
        nodes = self.canvas.figure.data
        self.x, self.y = 4.0, self.y + (_LINE + 4 if self.x > 4 else 0)
        others = any(_NASH in node["concepts"] for node in nodes)
        some = "equilibrium under other concepts only" if others else "equilibrium"
        told = [("circle", INK, "equilibrium under Nash stability"),
                ("circle", _SOME, some), ("circle", PAPER, "no equilibrium")]  # fmt: skip
        kinds = {_kind(node) for node in nodes}
        told = [each for each in told if each[1] in kinds]
        if any(node["start"] for node in nodes):
            told.append(("square", PAPER, "square: status quo"))
        for shape, fill, text in told:
            at = self._entry(text, 12)
            self.shapes.append(
                {"x": at + 6, "y": self.y, "shape": shape, "fill": fill, "stroke": INK}
            )

    def states(self) -> None:
        """What is in force in the status quo and in the equilibria under most concepts."""
        nodes = [n for n in self.canvas.figure.data if n["start"] or n["concepts"]]
        nodes.sort(key=lambda n: (not n["start"], -len(n["concepts"]), n["number"]))
        self.y += 6
        for node in sorted(nodes[:_MOST_NAMED], key=lambda n: n["number"]):
            lines = wrap(f"{node['number']}: {node['label']}", self.canvas.width - 10, SMALL, 3)
            for line in lines:
                self.y += _LINE
                self.said.append({"x": 4.0, "y": self.y, "text": line})
        self.y += _LINE / 2
