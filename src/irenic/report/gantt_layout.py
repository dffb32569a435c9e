"""Where everything stands on a Gantt chart: pure geometry, in pixels.

Names stand left of their bars, or above them on a narrow picture. A column is as wide as the
stages leave room for. Right of the last stage stands the settled state, if it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import name, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.result import Figure, Names

SIZE = 12.0
"""Pixels of lettering."""

SMALL = 11.0
LINE = 13.0
BOLD = 1.07
"""By how much bold lettering is wider."""

HEAD = 36.0
"""Room above the rows for the numbers of stages and months."""

BAR = 14.0
"""Height of the bar of a deed."""

GUARD = 8.0
"""Height of the bar of a guarantee."""

_ROOMY = 480
_LABELS = 0.36
_MORE = 0.42
_GUTTER = 17.0
_SETTLED = 46.0
_WIDEST = 72.0
_NARROW_LABELS = 42.0
_TITLE = 20.0
_APART = 4.0
_FEW = 8
_MANY = 24
_FINEST = 12


@dataclass(frozen=True)
class Style:
    """How names are set: the size of letters, from one line to the next, the lowest row, and
    the room for names, ``beside`` the bars or above them.
    """

    size: float
    line: float
    row: float
    room: float
    beside: bool


@dataclass(frozen=True)
class Row:
    """A deed or a guarantee: its name in lines, the smaller note below, and where its bar is.

    ``top`` to ``bottom`` is the row; ``first`` the middle of its first line of text;
    ``clear`` is where the part begins that belongs to the bar alone, ``middle`` its middle.
    """

    slug: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    first: float
    top: float
    clear: float
    bottom: float

    @property
    def middle(self) -> float:
        """Height of the middle of its bar."""
        return (self.clear + self.bottom) / 2


@dataclass(frozen=True)
class Group:
    """The rows of one party, or the guarantees (``party`` None), under a title."""

    party: str | None
    lines: tuple[str, ...]
    top: float
    rows: tuple[Row, ...]
    bottom: float


@dataclass(frozen=True)
class Chart:
    """The whole chart without its key: columns from ``left``, ``cell`` wide, and groups.

    ``settled`` is where the column of the settled state begins, None without it; ``right`` is
    where the last column ends. ``joined``: what waits for what is drawn as lines, not written
    beside the names.
    """

    style: Style
    left: float
    cell: float
    stages: int
    settled: float | None
    right: float
    groups: tuple[Group, ...]
    bottom: float
    joined: bool

    def start(self, stage: int) -> float:
        """The left edge of a stage's column; stage ``stages`` + 1 is the settled state."""
        if stage > self.stages and self.settled is not None:
            return self.settled
        return self.left + (stage - 1) * self.cell

    def end(self, stage: int) -> float:
        """The right edge of a stage's column."""
        if stage > self.stages and self.settled is not None:
            return self.right
        return self.left + stage * self.cell

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows from top to bottom."""
        return tuple(row for group in self.groups for row in group.rows)


def of_kind(figure: Figure, what: str) -> list[Mapping[str, Any]]:
    """The marks of one kind: ``stage``, ``settled``, ``share``, ``guarantee``, ``benchmark``."""
    return [mark for mark in figure.data if mark["what"] == what]


def lay_out(figure: Figure, names: Names, width: float) -> Chart:
    """The chart of ``figure``, ``width`` pixels wide, as high as it needs to be."""
    stages = len(of_kind(figure, "stage"))
    shown = bool(of_kind(figure, "settled"))
    joined = width >= _ROOMY and _readable(figure)
    told = _names(figure, names, joined=joined)
    style = _style(told, width)
    left = (style.room if style.beside else _NARROW_LABELS) + _GUTTER
    right = width - 1 - (_SETTLED + _APART if shown else 0.0)
    cell = min((right - left) / stages, _WIDEST)
    settled = left + stages * cell + _APART if shown else None
    groups: list[Group] = []
    top = HEAD
    for party, title, rows in _grouped(figure, names, told):
        lines = wrap(title, (width - 24) / BOLD, SIZE)
        groups.append(_group(party, lines, rows, top, style))
        top = groups[-1].bottom
    end = left + stages * cell if settled is None else settled + _SETTLED
    return Chart(style, left, cell, stages, settled, end, tuple(groups), top, joined)


Said = tuple[str, str, str, str]
"""A row: its slug, and what :data:`Told` has of it."""

Told = dict[str, tuple[str, str, str]]
"""What each row says: its name, what is set beside it, and the smaller note below it."""


def _names(figure: Figure, names: Names, *, joined: bool) -> Told:
    """What each deed and guarantee is called; the deeds numbered where numbers refer to them."""
    deeds = list(dict.fromkeys(m["deed"] for m in of_kind(figure, "share")))
    found: Told = {}
    for place, slug in enumerate(deeds, 1):
        text = name("deed", slug, names)
        waits = [deeds.index(link["from"]) + 1 for link in figure.links if link["to"] == slug]
        after = ", ".join(map(str, sorted(waits)))
        aside = f"(after {after})" if after and not joined else ""
        found[f"deed:{slug}"] = (text if joined else f"{place}. {text}", aside, "")
    for mark in of_kind(figure, "guarantee"):
        giver = f"by {name('by', mark['by'], names)}" if mark["by"] else mark["kind"]
        unit = "point" if mark["penalty"] == 1 else "points"
        found[f"guarantee:{mark['guarantee']}"] = (
            name("guarantee", mark["guarantee"], names),
            "",
            f"{number(mark['penalty'])} {unit} on {name('party', mark['on'], names)}, {giver}",
        )
    return found


def _style(told: Told, width: float) -> Style:
    """Names beside the bars get what the longest needs, but never too much; smaller letters
    and closer rows where there are many.
    """
    many = len(told) > _MANY
    size, line, row = (SMALL, 12.0, 17.5) if many else (SIZE, LINE, 20.0)
    if width < _ROOMY:
        return Style(size, line, row, width - 2, beside=False)
    widest = max(
        (text_width(f"{text} {aside}", size) + 10 for text, aside, _ in told.values()), default=0.0
    )
    notes = max((text_width(note, SMALL) + 10 for *_, note in told.values()), default=0.0)
    return Style(
        size,
        line,
        row,
        min(max(widest, notes, 90.0), (_MORE if many else _LABELS) * width),
        beside=True,
    )


def _grouped(figure: Figure, names: Names, told: Told) -> list[tuple[str | None, str, list[Said]]]:
    """Parties with their deeds, then the guarantees: each a title and its rows."""
    found: dict[str | None, list[Said]] = {}
    for mark in figure.data:
        if mark["what"] not in ("share", "guarantee"):
            continue
        kind = "deed" if mark["what"] == "share" else "guarantee"
        row = (mark[kind], *told[f"{kind}:{mark[kind]}"])
        rows = found.setdefault(mark["party"] if kind == "deed" else None, [])
        if row not in rows:
            rows.append(row)
    return [
        (party, "Guarantees" if party is None else name("party", party, names), rows)
        for party, rows in found.items()
    ]


def _group(
    party: str | None, title: tuple[str, ...], rows: Sequence[Said], top: float,
    style: Style,
) -> Group:  # fmt: skip
    """A group from ``top`` down."""
    at = top + _TITLE + (len(title) - 1) * LINE
    made = []
    for slug, text, aside, note in rows:
        said = _beside(wrap(text, style.room - 10, style.size), aside, style)
        notes = wrap(note, style.room - 10, SMALL) if note else ()
        high = (len(said) + len(notes)) * style.line
        if style.beside:
            bottom = at + max(style.row, high + 5)
            first, clear = (at + bottom - high + style.line) / 2, at
        else:
            clear = at + 3 + high
            bottom, first = clear + BAR + 6, at + 3 + style.line / 2
        made.append(Row(slug, said, notes, first, at, clear, bottom))
        at = bottom
    return Group(party, title, top, tuple(made), at + 2)


def _beside(lines: tuple[str, ...], aside: str, style: Style) -> tuple[str, ...]:
    """The lines of a name with ``aside`` at their end, in one piece if it fits a line."""
    if not aside:
        return lines
    last = f"{lines[-1]} {aside}"
    if text_width(last, style.size) <= style.room - 10:
        return (*lines[:-1], last)
    return (*lines, *wrap(aside, style.room - 10, style.size))


def _readable(figure: Figure) -> bool:
    """Whether lines from what comes first to what waits for it can be told apart.

    A line falls in the gap before the stage at which the later deed begins. Few lines can be
    followed, and in one gap only those that do not run beside each other.
    """
    rows = list(dict.fromkeys(m["deed"] for m in of_kind(figure, "share")))
    if len(figure.links) > _FEW:
        return False
    spans: dict[int, list[tuple[int, int]]] = {}
    for link in figure.links:
        stage = begin(figure, link["to"])
        if begin(figure, link["from"]) >= stage:
            return False
        ends = sorted((rows.index(link["from"]), rows.index(link["to"])))
        spans.setdefault(stage, []).append((ends[0], ends[1]))
    return not any(
        one[0] < other[1] and other[0] < one[1]
        for gap in spans.values()
        for one, other in combinations(gap, 2)
    )


def begin(figure: Figure, deed: str) -> int:
    """The stage at which a deed begins."""
    return int(min(m["stage"] for m in of_kind(figure, "share") if m["deed"] == deed))


def share_text(share: float, parts: int | None) -> str:
    """``1/4`` or ``25%``; nothing for the whole of a deed."""
    if share > 1 - 1e-9:
        return ""
    if parts is not None and parts <= _FINEST and abs(share * parts - round(share * parts)) < 1e-6:
        return str(Fraction(round(share * parts), parts))
    percent = 100.0 * share
    return f"{percent:.0f}%" if percent >= 1 else "<1%"
