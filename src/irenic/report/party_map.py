"""Where everything stands on the map of parties: pure geometry, in pixels.

Blocs are boxes in the middle with their factions stacked inside; patrons from outside
stand left and right of them. Lines run through the empty lanes between, from a patron's
edge to its client's edge, and so cross no label.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from irenic.report.lettering import wrap
from irenic.report.naming import name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.result import Figure, Names

SIZE = 12.0
"""Size of the lettering."""

LINE = 15.0
"""From one line of text to the next."""

PADDING = 6.0
GAP = 8.0
MARKER = 20.0
"""Room for a party's marker, left of its name."""

_STEPS = 28
_HANDFUL = 10
_TWO_SIDES = 560
_MOST_LINES = 4


@dataclass(frozen=True)
class Chip:
    """A party: its rectangle, its name in lines, and its mark."""

    party: str
    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[str, ...]
    kind: str
    required: bool | None

    @property
    def middle(self) -> float:
        """Height of its middle line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Box:
    """A bloc: its rectangle and its name in lines."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """From a patron to a client, as a chain of points."""

    patron: str
    client: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PartyMap:
    """The whole picture, ``width`` by ``height`` pixels."""

    width: float
    height: float
    chips: tuple[Chip, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Lanes:
    """The columns of the picture: left and right edge of each."""

    left: tuple[float, float]
    middle: tuple[float, float]
    right: tuple[float, float]


def lay_out(figure: Figure, names: Names, width: float) -> PartyMap:
    """The map of ``figure``'s parties, ``width`` pixels wide, as high as it needs to be."""
    marks = {str(mark["party"]): mark for mark in figure.data}
    links = [
        (str(link["from"]), str(link["to"]))
        for link in figure.links
        if link["from"] in marks and link["to"] in marks and link["from"] != link["to"]
    ]
    outside = _outside(marks, links)
    inner = [link for link in links if link[0] not in outside]
    lanes = _lanes(width, bool(outside), bool(inner))
    clients = {client for _, client in links}
    chips, boxes, height = _middle((marks, outside, clients), lanes.middle, names)
    left, right = _sides(outside, links, chips, lanes.right[1] > lanes.right[0])
    wanted = {patron: _centre(_clients(patron, links, chips)) for patron in outside}
    for patrons, lane in ((left, lanes.left), (right, lanes.right)):
        placed, bottom = _column(patrons, marks, lane, names, wanted)
        chips.update(placed)
        height = max(height, bottom)
    lines = tuple(
        Line(patron, client, _path(chips[patron], chips[client], lanes, place))
        for place, (patron, client) in enumerate(links)
    )
    return PartyMap(width, height, tuple(chips.values()), tuple(boxes), lines)


def _outside(marks: Mapping[str, Any], links: Sequence[tuple[str, str]]) -> list[str]:
    """Patrons of others that stand in no bloc and have no patron themselves."""
    patrons = {patron for patron, _ in links}
    clients = {client for _, client in links}
    return [
        party
        for party, mark in marks.items()
        if party in patrons and party not in clients and mark["bloc"] is None
    ]


def _lanes(width: float, outside: bool, inner: bool) -> _Lanes:
    """Two columns of patrons where there is room, else one; none where there are no patrons."""
    edge = 1.0
    if not outside:
        room = min(width, 440.0)
        return _Lanes((0, 0), (edge, room - (60 if inner else edge)), (0, 0))
    if width >= _TWO_SIDES:
        column, lane = width * 0.205, width * 0.105
        return _Lanes(
            (edge, column),
            (column + lane, width - column - lane),
            (width - column, width - edge),
        )
    column, lane = width * 0.27, width * 0.12
    return _Lanes((edge, column), (column + lane, width - (34 if inner else edge)), (0, 0))


def _chip(party: str, mark: Mapping[str, Any], lane: tuple[float, float], top: float,
          names: Names) -> Chip:  # fmt: skip
    room = lane[1] - lane[0] - MARKER - PADDING
    lines = wrap(name("party", party, names), room, SIZE, _MOST_LINES)
    bottom = top + len(lines) * LINE + 2 * PADDING
    return Chip(
        party, lane[0], top, lane[1], bottom, lines, str(mark["kind"]), mark.get("required")
    )


def _middle(
    given: tuple[Mapping[str, Any], Sequence[str], set[str]],
    lane: tuple[float, float],
    names: Names,
) -> tuple[dict[str, Chip], list[Box], float]:
    """The blocs as boxes one below the other, then those in no bloc, clients first."""
    marks, outside, clients = given
    groups: dict[str | None, list[str]] = {}
    for party, mark in marks.items():
        if party not in outside:
            groups.setdefault(mark["bloc"], []).append(party)
    loners = sorted(groups.pop(None, []), key=lambda party: party not in clients)
    chips: dict[str, Chip] = {}
    boxes: list[Box] = []
    top = 1.0
    for bloc, members in groups.items():
        title = wrap(name("bloc", bloc, names), lane[1] - lane[0] - 2 * GAP, SIZE, _MOST_LINES)
        start = top
        top += len(title) * LINE + 2 * PADDING
        for party in members:
            chips[party] = _chip(party, marks[party], (lane[0] + GAP, lane[1] - GAP), top, names)
            top = chips[party].bottom + 4
        top += PADDING
        boxes.append(Box(lane[0], start, lane[1], top, title))
        top += 2 * GAP
    for party in loners:
        chips[party] = _chip(party, marks[party], (lane[0] + GAP, lane[1] - GAP), top, names)
        top = chips[party].bottom + GAP
    return chips, boxes, top


def _clients(
    patron: str, links: Sequence[tuple[str, str]], chips: Mapping[str, Chip]
) -> list[float]:
    """The heights at which the clients of ``patron`` stand."""
    return [chips[one].middle for source, one in links if source == patron and one in chips]


def _centre(heights: Sequence[float]) -> float:
    return sum(heights) / len(heights) if heights else 0.0


def _sides(
    outside: Sequence[str], links: Sequence[tuple[str, str]], chips: Mapping[str, Chip], both: bool
) -> tuple[list[str], list[str]]:
    """Patrons on the left and on the right, each from top to bottom as their clients stand.

    Of all ways to part a handful of patrons the one with the fewest crossings is taken,
    then the most even one; a crowd is parted alternately.
    """
    heights = {patron: _clients(patron, links, chips) for patron in outside}
    ordered = sorted(outside, key=lambda patron: _centre(heights[patron]))
    if not both:
        return ordered, []
    if len(ordered) > _HANDFUL:
        return ordered[::2], ordered[1::2]
    ways = (
        ([p for p, on_left in zip(ordered, way, strict=True) if on_left],
         [p for p, on_left in zip(ordered, way, strict=True) if not on_left])
        for way in product((True, False), repeat=len(ordered))
    )  # fmt: skip
    return min(
        ways,
        key=lambda way: (
            sum(_crossings([heights[p] for p in side]) for side in way),
            abs(sum(len(heights[p]) for p in way[0]) - sum(len(heights[p]) for p in way[1])),
        ),
    )


def _crossings(column: Sequence[Sequence[float]]) -> int:
    """How many lines cross when the patrons of a column stand in this order."""
    return sum(
        high > low
        for (upper, lower) in combinations(column, 2)
        for high in upper
        for low in lower
    )


def _column(
    patrons: Sequence[str], marks: Mapping[str, Any], lane: tuple[float, float], names: Names,
    wanted: Mapping[str, float],
) -> tuple[dict[str, Chip], float]:  # fmt: skip
    """Patrons at the heights ``wanted`` for them, moved down, then up, until none overlap."""
    drawn = [_chip(party, marks[party], lane, 0.0, names) for party in patrons]
    sizes = [chip.bottom for chip in drawn]
    tops: list[float] = []
    for party, size in zip(patrons, sizes, strict=True):
        least = tops[-1] + sizes[len(tops) - 1] + 2 * GAP if tops else 1.0
        tops.append(max(least, wanted[party] - size / 2))
    shift = _centre([
        top + size / 2 - wanted[party]
        for party, top, size in zip(patrons, tops, sizes, strict=True)
    ])  # fmt: skip
    lifted = min(max(shift, 0.0), tops[0] - 1.0) if tops else 0.0
    placed = {
        party: _chip(party, marks[party], lane, top - lifted, names)
        for party, top in zip(patrons, tops, strict=True)
    }
    return placed, max((chip.bottom for chip in placed.values()), default=0.0)


def _path(
    patron: Chip, client: Chip, lanes: _Lanes, place: int
) -> tuple[tuple[float, float], ...]:
    """A smooth line through the lane between two columns, or a bow beside one column."""
    if patron.right < client.left:
        start, end = patron.right, client.left
    elif patron.left > client.right:
        start, end = patron.left, client.right
    else:
        return _bow(patron, client, place)
    bend = (start + end) / 2
    controls = (
        (start, patron.middle), (bend, patron.middle), (bend, client.middle), (end, client.middle)
    )  # fmt: skip
    return _curve(controls)


def _bow(patron: Chip, client: Chip, place: int) -> tuple[tuple[float, float], ...]:
    reach = 22.0 + 7.0 * (place % 3)
    edge = max(patron.right, client.right)
    return _curve((
        (patron.right, patron.middle), (edge + reach, patron.middle),
        (edge + reach, client.middle), (client.right, client.middle),
    ))  # fmt: skip


def _curve(controls: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Points along a cubic Bezier curve."""
    points = []
    for step in range(_STEPS + 1):
        part = step / _STEPS
        rest = 1 - part
        weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
        points.append((
            sum(weight * x for weight, (x, _) in zip(weights, controls, strict=True)),
            sum(weight * y for weight, (_, y) in zip(weights, controls, strict=True)),
        ))  # fmt: skip
    return tuple(points)
