"""The Gantt chart of a timetable: deeds by party and stage, benchmarks, guarantees.

:mod:`irenic.report.gantt_layout` places everything. A bar says what is done at its stage; the
chart can be read without colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.drawing import NEUTRAL, layers, paths, points, rectangles, rules, texts
from irenic.report.gantt_layout import (
    BAR,
    GUARD,
    LINE,
    SMALL,
    begin,
    lay_out,
    of_kind,
    share_text,
)
from irenic.report.lettering import width as text_width
from irenic.report.lettering import wrap
from irenic.report.naming import name, number
from irenic.report.palette import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    RULE,
    contrast,
    distinct_looks,
    party_colour,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.report.drawing import Canvas, Layer, Picture
    from irenic.report.gantt_layout import Chart, Row

    Rows = list[dict[str, Any]]
    Spot = tuple[str, str, float, float]

_SMALLEST = 9.5
"""Pixels of the smallest lettering in a bar; with less room shares are drawn as filled parts."""

_MARK = 15.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def gantt(canvas: Canvas) -> Picture:
    """A row a deed under its party, a bar a stage, and the guarantees in a band below.

    Marks (``what``): ``stage`` and ``settled`` are the columns, ``share`` what is done of a
    deed at a stage, ``guarantee`` a stage at which one is in force, ``benchmark`` one that a
    deed waits for. Links run from a deed to one that waits for it.
    """
    chart = lay_out(canvas.figure, canvas.names, canvas.width)
    lettering = _lettering(canvas, chart)
    spots, meant, height = _key(canvas, chart, lettering)
    size = (canvas.width, height)
    bands, titles, swatches = _titles(canvas, chart)
    return layers(
        *size,
        [
            rectangles(bands, *size),
            *_frame(canvas, chart, size),
            *_bars(canvas, chart, lettering, size),
            *_guarantees(canvas, chart, size),
            *_waits(canvas, chart, size),
            *_benchmarks(canvas, chart, size),
            rectangles(swatches, *size),
            texts(titles, *size, fontWeight="bold"),
            *_labels(chart, size),
            *_signs(spots, meant, size),
        ],
    )


def _frame(canvas: Canvas, chart: Chart, size: tuple[float, float]) -> list[Layer]:
    """The columns: numbers of stages, months at their edges, and lines between them."""
    stages = of_kind(canvas.figure, "stage")
    edges = [chart.start(m["stage"]) for m in stages] + [chart.end(chart.stages)]
    lines = [
        {"x": x, "x2": x, "y": row.clear, "y2": row.bottom} for x in edges for row in chart.rows
    ]
    across = [
        {"x": 0.0, "x2": chart.right, "y": row.bottom, "y2": row.bottom}
        for group in chart.groups
        for row in group.rows[:-1]
    ]
    said = [
        {"x": (chart.start(t) + chart.end(t)) / 2, "y": 9.0, "text": str(t)}
        for t in _spaced(range(1, chart.stages + 1), chart.cell, 4.0, str)
    ]
    months = [*(m["month"] for m in stages), stages[-1]["until"]]
    under = [
        {"x": edges[place], "y": 24.0, "text": number(months[place])}
        for place in _spaced(range(len(months)), chart.cell, 6.0, lambda p: number(months[p]))
    ]
    heads = [
        {"x": chart.left - 9, "y": y, "text": text} for y, text in ((9.0, "Stage"), (24.0, "Month"))
    ]
    found = [
        rules([*across], *size, color=FAINT, strokeWidth=1.2),
        rules(lines, *size, color=RULE),
        texts(said, *size, align="center", fontSize=SMALL),
        texts(under, *size, align="center", fontSize=SMALL, color=MUTED),
        texts(heads, *size, align="right", fontSize=SMALL, color=MUTED),
    ]
    if chart.settled is not None:
        middle = (chart.settled + chart.right) / 2
        box = [{"x": x, "x2": x, "y": row.clear, "y2": row.bottom}
               for x in (chart.settled, chart.right) for row in chart.rows]  # fmt: skip
        found += [
            rules(box, *size, color=INK),
            texts([{"x": middle, "y": 9.0, "text": "Settled"}], *size, align="center",
                  fontSize=SMALL),
        ]  # fmt: skip
    return found


def _spaced(places: range, cell: float, apart: float, said: Any) -> list[int]:
    """Every place, or every second, fifth ..., so that what is said there does not touch."""
    widest = max(text_width(said(place), SMALL) for place in places) + apart
    step = next((s for s in (1, 2, 3, 4, 6, 12) if s * cell >= widest), 24)
    return list(places)[::step]


def _titles(canvas: Canvas, chart: Chart) -> tuple[Rows, Rows, Rows]:
    """A band across the chart for each group, its title, and the colour of its party."""
    bands: Rows = []
    said: Rows = []
    swatches: Rows = []
    looks = _colours(canvas)
    for group in chart.groups:
        bottom = group.rows[0].top
        bands.append({"x": 0.0, "x2": chart.right, "y": group.top + 1, "y2": bottom - 1,
                      "fill": FAINT})  # fmt: skip
        at = group.top + (bottom - group.top - (len(group.lines) - 1) * LINE) / 2
        said += [
            {"x": 18.0, "y": at + place * LINE, "text": line}
            for place, line in enumerate(group.lines)
        ]
        fill = NEUTRAL if group.party is None else looks[group.party]
        swatches.append({"x": 5.0, "x2": 13.0, "y": at - 4, "y2": at + 4, "fill": fill})
    return bands, said, swatches


def _colours(canvas: Canvas) -> dict[str, str]:
    """The colour of each party that does a deed."""
    parties = list(dict.fromkeys(m["party"] for m in of_kind(canvas.figure, "share")))
    if len(parties) > _DISTINCT:
        return {party: party_colour(party, canvas.names) for party in parties}
    return {p: look.colour for p, look in distinct_looks(parties, canvas.names).items()}


_DISTINCT = 12


def _labels(chart: Chart, size: tuple[float, float]) -> list[Layer]:
    """The names of deeds and guarantees, and the small notes below them."""
    said: Rows = []
    small: Rows = []
    for row in chart.rows:
        at = row.first
        for line in row.lines:
            said.append({"x": 5.0, "y": at, "text": line})
            at += chart.style.line
        for line in row.notes:
            small.append({"x": 5.0, "y": at, "text": line})
            at += chart.style.line
    return [
        texts(said, *size, fontSize=chart.style.size),
        texts(small, *size, fontSize=SMALL, color=MUTED),
    ]


# Bars -----------------------------------------------------------------------------------


def _lettering(canvas: Canvas, chart: Chart) -> float | None:
    """The size at which every share can be written into its bar; None if there is none."""
    said = {share_text(m["share"], m["parts"]) for m in of_kind(canvas.figure, "share")}
    room = chart.cell - 2 * _inset(chart) - 1
    sizes = (SMALL, 10.5, 10.0, _SMALLEST)
    return next((s for s in sizes if all(text_width(t, s) <= room for t in said)), None)


def _inset(chart: Chart) -> float:
    return min(1.5, 0.15 * chart.cell)


def _bars(
    canvas: Canvas, chart: Chart, lettering: float | None, size: tuple[float, float]
) -> list[Layer]:
    """A bar a stage: with its share written in it, or filled from below as far as it goes."""
    rows = {(row.slug): row for group in chart.groups if group.party for row in group.rows}
    looks, inset = _colours(canvas), _inset(chart)
    full: Rows = []
    filled: Rows = []
    said: dict[str, Rows] = {PAPER: [], "#000000": []}
    for mark in of_kind(canvas.figure, "share"):
        middle, colour = rows[mark["deed"]].middle, looks[mark["party"]]
        box: dict[str, Any] = {
            "x": chart.start(mark["stage"]) + inset, "x2": chart.end(mark["stage"]) - inset,
            "y": middle - BAR / 2, "y2": middle + BAR / 2, "fill": colour,
        }  # fmt: skip
        if lettering is None:
            full.append({**box, "fill": PAPER})
            filled.append({**box, "y": box["y2"] - mark["share"] * BAR})
            continue
        filled.append(box)
        ink = max(said, key=lambda one: contrast(one, colour))
        text = share_text(mark["share"], mark["parts"])
        if text:
            said[ink].append({"x": (box["x"] + box["x2"]) / 2, "y": middle, "text": text})
    return [
        rectangles(full, *size, stroke=NEUTRAL, strokeWidth=0.8),
        rectangles(filled, *size),
        *(texts(some, *size, align="center", fontSize=lettering or SMALL, color=ink)
          for ink, some in said.items()),
    ]  # fmt: skip


def _waits(canvas: Canvas, chart: Chart, size: tuple[float, float]) -> list[Layer]:
    """From what must be done first to the beginning of what waits for it.

    Along the row of the former, then down or up the gap before the stage of the latter: both
    are free of bars.
    """
    if not chart.joined:
        return []
    rows = {row.slug: row for group in chart.groups if group.party for row in group.rows}
    lines: Rows = []
    dots: Rows = []
    for place, link in enumerate(canvas.figure.links):
        stage = begin(canvas.figure, link["to"])
        done = [m["stage"] for m in of_kind(canvas.figure, "share")
                if m["deed"] == link["from"] and m["stage"] < stage]  # fmt: skip
        if not done:
            continue
        x, above, below = chart.start(stage), rows[link["from"]].middle, rows[link["to"]].middle
        way = ((chart.end(max(done)) - _inset(chart), above), (x, above), (x, below))
        lines += [
            {"x": a, "y": b, "line": place, "step": step, "colour": INK, "dash": [1, 0]}
            for step, (a, b) in enumerate(way)
        ]
        dots.append({"x": x, "y": below, "shape": "circle", "fill": INK, "stroke": PAPER})
    return [
        paths(lines, *size, strokeWidth=1.1),
        points(dots, *size, size=26, strokeWidth=0.8),
    ]


# Benchmarks and guarantees --------------------------------------------------------------


def _letters(canvas: Canvas) -> dict[str, str]:
    """The letter of each benchmark; numbers where there are more than letters."""
    slugs = [m["benchmark"] for m in of_kind(canvas.figure, "benchmark")]
    many = len(slugs) > len(_LETTERS)
    return {slug: str(n + 1) if many else _LETTERS[n] for n, slug in enumerate(slugs)}


def _benchmarks(canvas: Canvas, chart: Chart, size: tuple[float, float]) -> list[Layer]:
    """A lettered mark before the beginning of each deed that waits for a benchmark."""
    letters = _letters(canvas)
    rows = {row.slug: row for group in chart.groups if group.party for row in group.rows}
    waits = {m["deed"]: m["benchmark"] for m in of_kind(canvas.figure, "share") if m["benchmark"]}
    spots = [
        (chart.start(begin(canvas.figure, deed)) - _MARK / 2 - 0.5, rows[deed].middle, letters[b])
        for deed, b in waits.items()
    ]
    return _lettered(spots, size)


def _lettered(spots: Sequence[tuple[float, float, str]], size: tuple[float, float]) -> list[Layer]:
    marks = [{"x": x, "y": y, "shape": "circle", "fill": PAPER, "stroke": INK} for x, y, _ in spots]
    said = [{"x": x, "y": y + 0.5, "text": letter} for x, y, letter in spots]
    return [
        points(marks, *size, size=150, strokeWidth=1.2),
        texts(said, *size, align="center", fontSize=_SMALLEST, fontWeight="bold"),
    ]


def _guarantees(canvas: Canvas, chart: Chart, size: tuple[float, float]) -> list[Layer]:
    """A bar from stage to stage; dashed and hollow where its giver would let go."""
    rows = {row.slug: row for group in chart.groups if group.party is None for row in group.rows}
    runs = {True: [], False: []}  # type: dict[bool, Rows]
    for slug, row in rows.items():
        marks = [m for m in of_kind(canvas.figure, "guarantee") if m["guarantee"] == slug]
        for credible, first, last in _runs(marks):
            runs[credible].append(_guard(chart, row, first, last))
    solid = [{**box, "fill": NEUTRAL} for box in runs[True]]
    hollow = [{**box, "fill": PAPER} for box in runs[False]]
    return [
        rectangles(solid, *size),
        rectangles(hollow, *size, stroke=INK, strokeWidth=1.1, strokeDash=[3, 2]),
    ]


def _guard(chart: Chart, row: Row, first: int, last: int) -> dict[str, Any]:
    inset = _inset(chart)
    return {
        "x": chart.start(first) + inset, "x2": chart.end(last) - inset,
        "y": row.middle - GUARD / 2, "y2": row.middle + GUARD / 2,
    }  # fmt: skip


def _runs(marks: Sequence[Mapping[str, Any]]) -> list[tuple[bool, int, int]]:
    """Neighbouring stages at which a guarantee is alike: credible or not, first, last."""
    found: list[tuple[bool, int, int]] = []
    for mark in sorted(marks, key=lambda one: one["stage"]):
        credible, stage = bool(mark["credible"]), int(mark["stage"])
        if found and found[-1][0] == credible and found[-1][2] == stage - 1:
            found[-1] = (credible, found[-1][1], stage)
        else:
            found.append((credible, stage, stage))
    return found


# Key ------------------------------------------------------------------------------------


def _key(canvas: Canvas, chart: Chart, lettering: float | None) -> tuple[list[Spot], Rows, float]:
    """What the marks mean, in rows below the chart: signs, sentences, the height with them."""
    entries = _entries(canvas, chart, lettering)
    spots: list[Spot] = []
    said: Rows = []
    x, y = 4.0, chart.bottom + 16
    for sign, letter, text in entries:
        room = _SIGN + text_width(text, SMALL) + 16
        if x > 4 and x + room > canvas.width:
            x, y = 4.0, y + LINE + 4
        spots.append((sign, letter, x, y))
        lines = wrap(text, canvas.width - x - _SIGN - 2, SMALL)
        said += [{"x": x + _SIGN, "y": y + n * LINE, "text": t} for n, t in enumerate(lines)]
        y += (len(lines) - 1) * LINE
        x += room
    return spots, said, y + LINE if entries else chart.bottom + 2


_SIGN = 34.0


def _entries(canvas: Canvas, chart: Chart, lettering: float | None) -> list[tuple[str, str, str]]:
    """The key: sign, what is written in it, what it means."""
    shares = of_kind(canvas.figure, "share")
    found = []
    divided = next((t for m in shares if (t := share_text(m["share"], m["parts"]))), None)
    if divided is not None and lettering is not None:
        found.append(("bar", divided, "share done at that stage; no number: all of the deed"))
    if divided is not None and lettering is None:
        found.append(("part", "", "filled as far as the deed is done at that stage"))
    if chart.joined and canvas.figure.links:
        found.append(("line", "", "the deed at the dot comes after the other"))
    kinds = {bool(m["credible"]) for m in of_kind(canvas.figure, "guarantee")}
    if True in kinds:
        found.append(("solid", "", "guarantee in force"))
    if False in kinds:
        found.append(("hollow", "", "not credible: its giver would let go"))
    letters = _letters(canvas)
    for mark in of_kind(canvas.figure, "benchmark"):
        what = name("benchmark", mark["benchmark"], canvas.names)
        chance = f"{number(round(mark['chance']))}% a stage"
        chance += ", changed by deeds" if mark["changed"] else ""
        found.append(("letter", letters[mark["benchmark"]], f"waits for: {what} ({chance})"))
    return found


def _signs(spots: Sequence[Spot], said: Rows, size: tuple[float, float]) -> list[Layer]:
    """The signs of the key beside what they mean."""

    def boxes(kind: str, high: float, fill: str, rise: float = 0.0) -> Rows:
        return [
            {"x": x, "x2": x + _SIGN - 6, "y": y - high / 2 + rise, "y2": y + high / 2,
             "fill": fill}
            for sign, _, x, y in spots if sign == kind
        ]  # fmt: skip

    lines = [(x, y) for sign, _, x, y in spots if sign == "line"]
    return [
        rectangles(boxes("bar", BAR, INK), *size),
        texts([{"x": x + _SIGN / 2 - 3, "y": y, "text": letter}
               for sign, letter, x, y in spots if sign == "bar"],
              *size, align="center", fontSize=_SMALLEST, color=PAPER),
        rectangles(boxes("part", BAR, PAPER), *size, stroke=NEUTRAL, strokeWidth=0.8),
        rectangles(boxes("part", BAR, INK, 0.5 * BAR), *size),
        rules([{"x": x, "x2": x + _SIGN - 8, "y": y, "y2": y} for x, y in lines], *size,
              color=INK, strokeWidth=1.1),
        points([{"x": x + _SIGN - 8, "y": y, "shape": "circle", "fill": INK, "stroke": PAPER}
                for x, y in lines], *size, size=26, strokeWidth=0.8),
        rectangles(boxes("solid", GUARD, NEUTRAL), *size),
        rectangles(boxes("hollow", GUARD, PAPER), *size, stroke=INK, strokeWidth=1.1,
                   strokeDash=[3, 2]),
        *_lettered([(x + _SIGN / 2 - 3, y, letter)
                    for sign, letter, x, y in spots if sign == "letter"], size),
        texts(said, *size, fontSize=SMALL, color=MUTED),
    ]  # fmt: skip
