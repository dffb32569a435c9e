"""Where everything stands on the map of parties: pure geometry, in pixels.

A group is a bloc with its factions, drawn as a box, or a single party. Groups that lean on
others stand in columns beside those that are leant on. Lines run through the empty lanes
between columns, or in a bow outside a column, from a patron's edge to its client's edge,
and so cross no label.
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

    Links = Sequence[tuple[str, str]]

SIZE = 12.0
"""Size of the lettering."""

LINE = 15.0
"""From one line of text to the next."""

PADDING = 6.0
MARKER = 20.0
"""Room for a party's marker, left of its name."""

_STEPS = 28
_ROOMY = 560
_MOST_LINES = 4
_HANDFUL = 10
_APART = 6.0


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
class _Group:
    """A bloc and its factions, or a party by itself (``bloc`` None)."""

    bloc: str | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    """Groups one below the other, between two edges; bows go out at ``bow`` (-1: left)."""

    groups: tuple[_Group, ...]
    left: float
    right: float
    bow: int


@dataclass(frozen=True)
class _Sheet:
    """What is drawn, and the room there is for it."""

    marks: Mapping[str, Mapping[str, Any]]
    links: Links
    names: Names
    width: float

    @property
    def roomy(self) -> bool:
        return self.width >= _ROOMY

    @property
    def gap(self) -> float:
        return 8.0 if self.roomy else 4.0


def lay_out(figure: Figure, names: Names, width: float) -> PartyMap:
    """The map of ``figure``'s parties, ``width`` pixels wide, as high as it needs to be."""
    marks = {str(mark["party"]): mark for mark in figure.data}
    links = [
        (str(link["from"]), str(link["to"]))
        for link in figure.links
        if link["from"] in marks and link["to"] in marks and link["from"] != link["to"]
    ]
    sheet = _Sheet(marks, links, names, width)
    middle, beside = _parted(_groups(marks), links)
    columns = _columns(sheet, middle, beside)
    chips: dict[str, Chip] = {}
    boxes: list[Box] = []
    for column in sorted(columns, key=lambda one: one.groups != tuple(middle)):
        _set(sheet, column, chips, boxes)
    bottoms = [chip.bottom for chip in chips.values()] + [box.bottom for box in boxes]
    return PartyMap(
        width, max(bottoms) + 1, tuple(chips.values()), tuple(boxes), _lines(sheet, columns, chips)
    )


def _groups(marks: Mapping[str, Mapping[str, Any]]) -> list[_Group]:
    """The groups, blocs and single parties alike, in the order of the dossier."""
    found: dict[tuple[str, str], list[str]] = {}
    for party, mark in marks.items():
        bloc = mark.get("bloc")
        key = ("party", party) if bloc is None else ("bloc", str(bloc))
        found.setdefault(key, []).append(party)
    return [
        _Group(slug if kind == "bloc" else None, tuple(members))
        for (kind, slug), members in found.items()
    ]


def _parted(groups: Sequence[_Group], links: Links) -> tuple[list[_Group], list[_Group]]:
    """Those that are leant on, or stand alone, and those that lean on others more than that."""

    def leads(group: _Group) -> bool:
        out = sum(a in group.members and b not in group.members for a, b in links)
        into = sum(a not in group.members and b in group.members for a, b in links)
        return out > into

    middle = [group for group in groups if not leads(group)]
    beside = [group for group in groups if leads(group)]
    if not middle:
        return beside, []
    linked = {party for link in links for party in link}

    def last(group: _Group) -> tuple[bool, bool]:
        return group.bloc is None, not linked.intersection(group.members)

    return sorted(middle, key=last), beside


def _columns(sheet: _Sheet, middle: list[_Group], beside: list[_Group]) -> list[_Column]:
    """The middle column and one or two beside it, with room for bows where there are any."""
    left, right = _sides(sheet, middle, beside)
    edge = 26.0 if sheet.roomy else 18.0
    margins = [edge if _inside(groups, sheet.links) else 1.0 for groups in (left, middle, right)]
    column, lane = (0.205, 0.105) if right else (0.32, 0.17) if sheet.roomy else (0.30, 0.10)
    wide = column * sheet.width
    if not left:
        end = min(sheet.width, 440.0)
        return [_Column(tuple(middle), 1.0, end - margins[1], 1)]
    start = margins[0]
    inner = start + wide + lane * sheet.width
    if not right:
        return [
            _Column(tuple(left), start, start + wide, -1),
            _Column(tuple(middle), inner, sheet.width - margins[1], 1),
        ]
    end = sheet.width - margins[2]
    return [
        _Column(tuple(left), start, start + wide, -1),
        _Column(tuple(middle), inner, end - wide - lane * sheet.width, 1),
        _Column(tuple(right), end - wide, end, 1),
    ]


def _inside(groups: Sequence[_Group], links: Links) -> bool:
    members = {party for group in groups for party in group.members}
    return any(a in members and b in members for a, b in links)


def _sides(
    sheet: _Sheet, middle: list[_Group], beside: list[_Group]
) -> tuple[list[_Group], list[_Group]]:
    """Groups on the left and on the right, each from top to bottom as their clients stand.

    Both sides only where there is room and no group beside leans on another beside, as that
    line would cross the middle. Of all ways to part a handful the one with the fewest
    crossings is taken, then the most even one; a crowd is parted alternately.
    """
    order = [party for group in middle for party in group.members]
    heights = {group: _ranks(group, order, sheet.links) for group in beside}
    ordered = sorted(beside, key=lambda group: _centre(heights[group]))
    if not sheet.roomy or len(beside) < 2 or _crosswise(beside, sheet.links):
        return ordered, []
    if len(ordered) > _HANDFUL:
        return ordered[::2], ordered[1::2]
    ways = (
        ([g for g, on_left in zip(ordered, way, strict=True) if on_left],
         [g for g, on_left in zip(ordered, way, strict=True) if not on_left])
        for way in product((True, False), repeat=len(ordered))
    )  # fmt: skip
    best = min(
        ways,
        key=lambda way: (
            sum(_crossings([heights[g] for g in side]) for side in way),
            abs(sum(len(heights[g]) for g in way[0]) - sum(len(heights[g]) for g in way[1])),
        ),
    )
    return best if best[0] else (best[1], best[0])


def _crosswise(groups: Sequence[_Group], links: Links) -> bool:
    """Whether a member of one of the groups leans on a member of another."""
    return any(
        (a in one.members and b in other.members) or (b in one.members and a in other.members)
        for one, other in combinations(groups, 2)
        for a, b in links
    )


def _ranks(group: _Group, order: Sequence[str], links: Links) -> list[float]:
    """Where the clients of a group stand in the middle column, counted from the top."""
    return [float(order.index(b)) for a, b in links if a in group.members and b in order]


def _centre(heights: Sequence[float]) -> float:
    return sum(heights) / len(heights) if heights else 0.0


def _crossings(column: Sequence[Sequence[float]]) -> int:
    """How many lines cross when the groups of a column stand in this order."""
    return sum(
        high > low for upper, lower in combinations(column, 2) for high in upper for low in lower
    )


def _set(sheet: _Sheet, column: _Column, chips: dict[str, Chip], boxes: list[Box]) -> None:
    """Set the groups of a column, each at the height of its clients where these stand already.

    Groups move down until none overlap, then up together as far as they went too low.
    """
    drawn = [_group(sheet, group, column, _ordered(group, sheet.links, chips)) for group in
             column.groups]  # fmt: skip
    tops: list[float] = []
    wanted: list[float] = []
    for group, (size, _, _) in zip(column.groups, drawn, strict=True):
        least = tops[-1] + drawn[len(tops) - 1][0] + 2 * sheet.gap if tops else 1.0
        heights = [chips[b].middle for a, b in sheet.links if a in group.members and b in chips]
        wanted.append(_centre(heights) - size / 2 if heights else least)
        tops.append(max(least, wanted[-1]))
    low = _centre([top - wish for top, wish in zip(tops, wanted, strict=True)])
    lifted = min(max(low, 0.0), tops[0] - 1.0)
    for top, (_, box, members) in zip(tops, drawn, strict=True):
        for chip in members:
            chips[chip.party] = _moved(chip, top - lifted)
        if box is not None:
            boxes.append(
                Box(box.left, box.top + top - lifted, box.right, box.bottom + top - lifted,
                    box.lines)
            )  # fmt: skip


def _moved(chip: Chip, down: float) -> Chip:
    return Chip(
        chip.party, chip.left, chip.top + down, chip.right, chip.bottom + down, chip.lines,
        chip.kind, chip.required,
    )  # fmt: skip


def _ordered(group: _Group, links: Links, chips: Mapping[str, Chip]) -> list[str]:
    """The members, those whose clients stand higher first; as in the dossier without clients."""
    if not chips:
        return list(group.members)
    heights = {
        party: [chips[b].middle for a, b in links if a == party and b in chips]
        for party in group.members
    }
    return sorted(
        group.members, key=lambda one: _centre(heights[one]) if heights[one] else float("inf")
    )


def _group(
    sheet: _Sheet, group: _Group, column: _Column, members: Sequence[str]
) -> tuple[float, Box | None, list[Chip]]:
    """A group as if it stood at the top: its height, its box, its chips."""
    gap = sheet.gap
    top = 0.0
    title: tuple[str, ...] = ()
    if group.bloc is not None:
        text = name("bloc", group.bloc, sheet.names)
        title = wrap(text, column.right - column.left - 2 * gap, SIZE, _MOST_LINES)
        top = len(title) * LINE + 2 * PADDING
    chips = []
    for party in members:
        chips.append(_chip(sheet, party, (column.left + gap, column.right - gap), top))
        top = chips[-1].bottom + 4
    if group.bloc is None:
        return top - 4, None, chips
    bottom = top + gap - 4
    return bottom, Box(column.left, 0.0, column.right, bottom, title), chips


def _chip(sheet: _Sheet, party: str, lane: tuple[float, float], top: float) -> Chip:
    mark = sheet.marks[party]
    room = lane[1] - lane[0] - MARKER - PADDING
    lines = wrap(name("party", party, sheet.names), room, SIZE, _MOST_LINES)
    bottom = top + len(lines) * LINE + 2 * PADDING
    return Chip(
        party, lane[0], top, lane[1], bottom, lines, str(mark["kind"]), mark.get("required")
    )


def _lines(
    sheet: _Sheet, columns: Sequence[_Column], chips: Mapping[str, Chip]
) -> tuple[Line, ...]:
    """All lines; those that arrive at the same edge arrive a little apart."""
    place = {p: c for c in columns for group in c.groups for p in group.members}
    arriving: dict[tuple[str, int], list[str]] = {}
    for patron, client in sheet.links:
        arriving.setdefault((client, _edge(place[patron], place[client])), []).append(patron)
    found = []
    bows = _reaches(sheet, place, chips)
    for patron, client in sheet.links:
        side = _edge(place[patron], place[client])
        others = sorted(arriving[client, side], key=lambda one: chips[one].middle)
        high = chips[client].bottom - chips[client].top
        step = min(_APART, (high - 8) / max(len(others) - 1, 1))
        height = chips[client].middle + (others.index(patron) - (len(others) - 1) / 2) * step
        start = chips[patron].right if side < 0 else chips[patron].left
        end = chips[client].left if side < 0 else chips[client].right
        bend = (start + end) / 2
        if place[patron] is place[client]:
            bow = place[patron].bow
            start = end = chips[client].left if bow < 0 else chips[client].right
            bend = start + bow * bows[patron, client]
        found.append(Line(patron, client, _curve(start, bend, end, chips[patron].middle, height)))
    return tuple(found)


def _edge(patron: _Column, client: _Column) -> int:
    """At which edge of the client the line arrives: -1 left, 1 right."""
    if patron is client:
        return client.bow
    return -1 if patron.left < client.left else 1


def _reaches(
    sheet: _Sheet, place: Mapping[str, _Column], chips: Mapping[str, Chip]
) -> dict[tuple[str, str], float]:
    """How far each bow goes out: the longer, the further, so that bows lie in each other."""
    bows = [(a, b) for a, b in sheet.links if place[a] is place[b]]
    bows.sort(key=lambda link: abs(chips[link[0]].middle - chips[link[1]].middle))
    least, most = (16.0, 42.0) if sheet.roomy else (9.0, 26.0)
    step = (most - least) / max(len(bows) - 1, 1)
    return {link: least + number * step for number, link in enumerate(bows)}


def _curve(
    start: float, bend: float, end: float, top: float, bottom: float
) -> tuple[tuple[float, float], ...]:
    """Points along a cubic Bezier curve that leaves and arrives level."""
    controls = ((start, top), (bend, top), (bend, bottom), (end, bottom))
    points = []
    for step in range(_STEPS + 1):
        part = step / _STEPS
        rest = 1 - part
        weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
        x = sum(weight * x for weight, (x, _) in zip(weights, controls, strict=True))
        y = sum(weight * y for weight, (_, y) in zip(weights, controls, strict=True))
        points.append((round(x, 2), round(y, 2)))
    return tuple(points)
