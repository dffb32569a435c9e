"""Where the states of a graph model stand in a picture: pure geometry, in pixels.

States stand in columns by how many parties have moved since the first one, so that every
line, a move of one party, leads to the next column or stays in its own. Within columns their
order is settled by sweeps that bring each state near the middle of its neighbours (Sugiyama,
Tagawa & Toda 1981). Lines leave and arrive level, each at a height of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RADIUS = 11.0
"""Half the height of a state's mark."""

GAP = 40.0
"""From the middle of one state to that of the next one below."""

_SWEEPS = 12
_STEPS = 24
_SPREAD = 15.0
_MARGIN = 16.0
_BOW = 34.0
_TOP = 6.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Edge:
    """A line of ``party`` from one state to another, as a chain of points."""

    start: str
    end: str
    party: str
    path: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class StateGraph:
    """The whole picture: ``places`` has the middle of each state's mark."""

    width: float
    height: float
    places: Mapping[str, Point]
    edges: tuple[Edge, ...]


def lay_out(
    nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], width: float
) -> StateGraph:
    """States in columns and the lines between them, ``width`` pixels wide."""
    columns = _ordered(nodes, links)
    tallest = max((len(column) for column in columns), default=1)
    inner = max(tallest, 2) * GAP
    last = set(columns[-1]) if columns else set()
    bowed = any(link["from"] in last and link["to"] in last for link in links)
    room = width - 2 * _MARGIN - (_BOW if bowed else 0)
    places: dict[str, Point] = {}
    for number, column in enumerate(columns):
        x = _MARGIN + (room * number / (len(columns) - 1) if len(columns) > 1 else room / 2)
        step = inner / len(column)
        # Neighbouring columns of equal length are set off, or lines would hide behind marks.
        shift = GAP / 4 * (1 if number % 2 else -1) if len(column) > 1 else 0.0
        for row, state in enumerate(column):
            places[state] = (round(x, 2), round(_TOP + (row + 0.5) * step + shift, 2))
    return StateGraph(width, inner + 2 * _TOP, places, _edges(links, places))


def _ordered(
    nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]]
) -> list[list[str]]:
    """The states column by column; empty columns are left out."""
    by_column: dict[int, list[str]] = {}
    for node in nodes:
        by_column.setdefault(int(node["column"]), []).append(str(node["state"]))
    columns = [by_column[key] for key in sorted(by_column)]
    near: dict[str, set[str]] = {state: set() for column in columns for state in column}
    for link in links:
        near[str(link["from"])].add(str(link["to"]))
        near[str(link["to"])].add(str(link["from"]))
    for sweep in range(_SWEEPS):
        every = range(len(columns))
        for number in every if sweep % 2 == 0 else reversed(every):
            # Heights are shares of a column, so that columns of any length compare.
            height = {s: (i + 0.5) / len(c) for c in columns for i, s in enumerate(c)}
            column = columns[number]
            middle = {state: _middle(state, near[state], height) for state in column}
            columns[number] = sorted(column, key=middle.__getitem__)
    return columns


def _middle(state: str, near: set[str], height: Mapping[str, float]) -> float:
    if not near:
        return height[state]
    return sum(height[other] for other in sorted(near)) / len(near)


def _edges(links: Sequence[Mapping[str, Any]], places: Mapping[str, Point]) -> tuple[Edge, ...]:
    """The lines; those at the same side of a mark keep apart, in the order of where they lead."""
    ends: dict[tuple[str, int], list[tuple[float, int, int]]] = {}
    for number, link in enumerate(links):
        a, b = str(link["from"]), str(link["to"])
        for own, other, which in ((a, b, 0), (b, a, 1)):
            side = _side(places[own], places[other])
            ends.setdefault((own, side), []).append((places[other][1], number, which))
    heights: dict[tuple[int, int], float] = {}
    for (own, _), given in ends.items():
        step = min(_SPREAD / max(len(given) - 1, 1), 6.0)
        for rank, (_, number, which) in enumerate(sorted(given)):
            heights[number, which] = places[own][1] + (rank - (len(given) - 1) / 2) * step
    found = []
    for number, link in enumerate(links):
        a, b = str(link["from"]), str(link["to"])
        points = _curve(places[a], places[b], heights[number, 0], heights[number, 1])
        found.append(Edge(a, b, str(link["party"]), bool(link["path"]), points))
    return tuple(found)


def _side(own: Point, other: Point) -> int:
    """At which side of a mark a line leaves or arrives: 1 right, -1 left."""
    return -1 if other[0] < own[0] else 1


def _curve(start: Point, end: Point, top: float, bottom: float) -> tuple[Point, ...]:
    """Points along a cubic Bezier curve; within a column a bow to the right."""
    out, into = _side(start, end), _side(end, start)
    x, x2 = start[0] + out * RADIUS, end[0] + into * (RADIUS + 4)
    if start[0] == end[0]:
        reach = 14 + abs(start[1] - end[1]) / 6
        bend = bend2 = x + min(reach, _BOW)
    else:
        bend = x + (x2 - x) * 0.45
        bend2 = x2 - (x2 - x) * 0.45
    controls = ((x, top), (bend, top), (bend2, bottom), (x2, bottom))
    points = []
    for step in range(_STEPS + 1):
        part = step / _STEPS
        rest = 1 - part
        weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
        px = sum(w * c for w, (c, _) in zip(weights, controls, strict=True))
        py = sum(w * c for w, (_, c) in zip(weights, controls, strict=True))
        points.append((round(px, 2), round(py, 2)))
    return tuple(points)
