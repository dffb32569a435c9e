"""Where the states of a graph model stand in a picture: pure geometry, in pixels.

States stand in columns by how many parties have moved since the first one, so that every
line, a move of one party, leads to the next column or stays in its own. Within columns their
order is settled by sweeps that bring each state near the middle of its neighbours (Sugiyama,
Tagawa & Toda 1981). Lines leave and arrive level, each at a height of its own. Those within
a column run beside it, downwards on the right and upwards on the left, and where two would
run beside one another, each has a lane of its own; beyond the lanes begins the room for
lines from column to column.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RADIUS = 11.0
"""Half the height of a state's mark."""

GAP = 40.0
"""From the middle of one state to that of the next one below."""

_SWEEPS = 12
_STEPS = 24
_SPREAD = 18.0
_STEP = 6.0
_MARGIN = 16.0
_TOP = 6.0
_HEAD = 4.0
_LEVEL = 4.0
_CLEAR = 10.0
_PITCH = 7.0
_CORNER = 5.0
_SHARE = 0.6
"""The most of the width that lanes may take; they draw together rather than take more."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Edge:
    """A line of ``party`` from one state to another, as a chain of points.

    ``path``: it is part of the way from the first state. ``gain``: its party gains by it.
    """

    start: str
    end: str
    party: str
    path: bool
    gain: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class StateGraph:
    """The whole picture: ``places`` has the middle of each state's mark."""

    width: float
    height: float
    places: Mapping[str, Point]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class _Lanes:
    """For links within a column, by number: the side of it (1 right, -1 left), and the lane.

    ``most``: how many lanes there are at each side of each column.
    """

    side: Mapping[int, int]
    lane: Mapping[int, int]
    most: Mapping[tuple[int, int], int]

    def reach(self, column: int, side: int, pitch: float) -> float:
        """From the middle of a column to where its lanes end."""
        lanes = self.most.get((column, side), 0)
        return RADIUS + _HEAD + (_CLEAR + (lanes - 1) * pitch if lanes else _LEVEL)


def lay_out(
    nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], width: float
) -> StateGraph:
    """States in columns and the lines between them, ``width`` pixels wide."""
    columns = _ordered(nodes, links)
    tallest = max((len(column) for column in columns), default=1)
    inner = max(tallest, 2) * GAP
    heights: dict[str, float] = {}
    for number, column in enumerate(columns):
        step = inner / len(column)
        # Neighbouring columns of equal length are set off, or lines would hide behind marks.
        shift = GAP / 4 * (1 if number % 2 else -1) if len(column) > 1 else 0.0
        heights |= {s: round(_TOP + (row + 0.5) * step + shift, 2) for row, s in enumerate(column)}
    column_of = {state: number for number, column in enumerate(columns) for state in column}
    lanes = _lanes(links, heights, column_of)
    middles, pitch = _middles(len(columns), lanes, width)
    places = {state: (middles[column_of[state]], y) for state, y in heights.items()}
    drawn = _Drawing(links, places, column_of, lanes, pitch).edges()
    return StateGraph(width, inner + 2 * _TOP, places, drawn)


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


def _lanes(
    links: Sequence[Mapping[str, Any]], heights: Mapping[str, float], column_of: Mapping[str, int]
) -> _Lanes:
    """A lane for each link within a column: the nearest one that is free all along it."""
    sides: dict[int, int] = {}
    spans: dict[int, tuple[float, float]] = {}
    for number, link in enumerate(links):
        a, b = str(link["from"]), str(link["to"])
        if column_of[a] == column_of[b]:
            sides[number] = 1 if heights[a] < heights[b] else -1
            spans[number] = (min(heights[a], heights[b]), max(heights[a], heights[b]))
    taken: dict[tuple[int, int], list[list[tuple[float, float]]]] = {}
    lane: dict[int, int] = {}
    for number in sorted(sides, key=lambda n: (spans[n][1] - spans[n][0], n)):
        top, bottom = spans[number]
        beside = taken.setdefault((column_of[str(links[number]["from"])], sides[number]), [])
        free = (
            place
            for place, own in enumerate(beside)
            if all(bottom <= first or last <= top for first, last in own)
        )
        lane[number] = next(free, len(beside))
        if lane[number] == len(beside):
            beside.append([])
        beside[lane[number]].append((top, bottom))
    return _Lanes(sides, lane, {key: len(beside) for key, beside in taken.items()})


def _middles(count: int, lanes: _Lanes, width: float) -> tuple[list[float], float]:
    """The middle of each of ``count`` columns, and from one lane to the next."""
    room = width - 2 * _MARGIN
    every = sum(lanes.most.values())
    pitch = min(_PITCH, _SHARE * room / every) if every else _PITCH
    before = [lanes.reach(column, -1, pitch) for column in range(count)]
    after = [lanes.reach(column, 1, pitch) for column in range(count)]
    first = max(before[0] - _MARGIN + 2, 0.0) if count else 0.0
    last = max(after[-1] - _MARGIN + 2, 0.0) if count else 0.0
    room -= first + last
    if count < 2:
        return [round(_MARGIN + first + room / 2, 2)] * count, pitch
    fixed = [after[c] + before[c + 1] for c in range(count - 1)]
    share = (room - sum(fixed)) / (count - 1)
    found = [_MARGIN + first]
    for each in fixed:
        found.append(found[-1] + each + share)
    return [round(x, 2) for x in found], pitch


@dataclass(frozen=True)
class _Drawing:
    """What the lines are drawn by."""

    links: Sequence[Mapping[str, Any]]
    places: Mapping[str, Point]
    column_of: Mapping[str, int]
    lanes: _Lanes
    pitch: float

    def edges(self) -> tuple[Edge, ...]:
        ports = self._ports()
        found = []
        for number, link in enumerate(self.links):
            a, b = str(link["from"]), str(link["to"])
            ends = (ports[number, 0], ports[number, 1])
            points = (
                self._beside(number, ends)
                if number in self.lanes.lane
                else self._across(a, b, ends)
            )
            rounded = tuple((round(x, 2), round(y, 2)) for x, y in points)
            path, gain = bool(link["path"]), bool(link.get("gain", True))
            found.append(Edge(a, b, str(link["party"]), path, gain, rounded))
        return tuple(found)

    def _side(self, number: int, own: str, other: str) -> int:
        """At which side of a mark a line leaves or arrives: 1 right, -1 left."""
        if number in self.lanes.side:
            return self.lanes.side[number]
        return 1 if self.column_of[own] < self.column_of[other] else -1

    def _ports(self) -> dict[tuple[int, int], float]:
        """The height of each end of each line, such that those at one mark do not cross.

        From the top: lines beside the column from above, the nearest lane first; lines to
        the next column in the order of where they lead; lines from below, the farthest first.
        """
        held: dict[tuple[str, int], list[tuple[tuple[int, float], int, int]]] = {}
        for number, link in enumerate(self.links):
            a, b = str(link["from"]), str(link["to"])
            for own, other, which in ((a, b, 0), (b, a, 1)):
                y, lane = self.places[other][1], self.lanes.lane.get(number)
                above = y < self.places[own][1]
                key = (1, y) if lane is None else (0, float(lane)) if above else (2, -float(lane))
                held.setdefault((own, self._side(number, own, other)), []).append(
                    (key, number, which)
                )
        heights: dict[tuple[int, int], float] = {}
        for (own, _), given in held.items():
            step = min(_SPREAD / max(len(given) - 1, 1), _STEP)
            for rank, (_, number, which) in enumerate(sorted(given)):
                off = (rank - (len(given) - 1) / 2) * step
                heights[number, which] = self.places[own][1] + off
        return heights

    def _edge(self, state: str, side: int, y: float, *, head: bool) -> Point:
        """Where a line at height ``y`` meets a mark; before it, where it has a ``head``."""
        middle = self.places[state]
        radius = RADIUS + (_HEAD if head else 0)
        return middle[0] + side * sqrt(max(radius**2 - (y - middle[1]) ** 2, 1.0)), y

    def _across(self, a: str, b: str, ends: tuple[float, float]) -> list[Point]:
        """From column to column: level past the lanes, and a cubic Bezier curve between them."""
        out = 1 if self.column_of[a] < self.column_of[b] else -1
        start = self._edge(a, out, ends[0], head=False)
        end = self._edge(b, -out, ends[1], head=True)
        x = self.places[a][0] + out * self.lanes.reach(self.column_of[a], out, self.pitch)
        x2 = self.places[b][0] - out * self.lanes.reach(self.column_of[b], -out, self.pitch)
        bend = (x + x2) / 2
        controls = ((x, ends[0]), (bend, ends[0]), (bend, ends[1]), (x2, ends[1]))
        return [start, *(_bezier(controls, step / _STEPS) for step in range(_STEPS + 1)), end]

    def _beside(self, number: int, ends: tuple[float, float]) -> list[Point]:
        """Within a column: out to the lane, along it round two corners, and back."""
        link, side = self.links[number], self.lanes.side[number]
        start = self._edge(str(link["from"]), side, ends[0], head=False)
        end = self._edge(str(link["to"]), side, ends[1], head=True)
        clear = RADIUS + _HEAD + _CLEAR + self.lanes.lane[number] * self.pitch
        x = self.places[str(link["from"])][0] + side * clear
        down = 1 if ends[0] < ends[1] else -1
        size = min(_CORNER, abs(ends[1] - ends[0]) / 2)
        turns = [step * pi / 8 for step in range(5)]
        out = [(x - side * size * (1 - sin(t)), ends[0] + down * size * (1 - cos(t)))
               for t in turns]  # fmt: skip
        back = [(x - side * size * (1 - cos(t)), ends[1] - down * size * (1 - sin(t)))
                for t in turns]  # fmt: skip
        return [start, *out, *back, end]


def _bezier(controls: Sequence[Point], part: float) -> Point:
    """The point of a cubic Bezier curve at ``part`` (0 to 1) of its parameter."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    return (
        sum(w * x for w, (x, _) in zip(weights, controls, strict=True)),
        sum(w * y for w, (_, y) in zip(weights, controls, strict=True)),
    )
