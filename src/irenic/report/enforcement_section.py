"""The section of the brief on whether a settlement would hold, stage by stage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Statement
from irenic.report import chips, claims
from irenic.report.blocks import Section, bullets, heading, paragraph, picture, said, status
from irenic.report.naming import number, spread
from irenic.report.sections import Given, shown
from irenic.report.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markupsafe import Markup

    from irenic.analyses.result import Names, Result, Table

    Values = Mapping[str, Any]

TITLE = "Will it hold?"

WAITS = 6
"""Sentences on who waits for whom that the page shows; the command shows the rest."""

_FIRST = frozenset({
    "enforcement-best", "enforcement-shortest", "enforcement-least", "enforcement-change",
    "enforcement-cheapest",
})  # fmt: skip
"""Findings below the headline; what the others say stands in tables and pictures."""

_PICTURES = ("enforcement-gantt", "enforcement-margins")

_TABLES = ("enforcement-orders", "enforcement-guarantees")

_LAST = ("enforcement-matrix",)


def holding(given: Given) -> Section:
    """Whether a settlement holds by itself: what that rests on, orders, guarantees, matrix."""
    result = given.enforcement
    if result is None:
        missing = (
            "The dossier holds no timetable that could be examined (stages, deeds, who does them, "
            "reservation values), so whether a settlement would hold is not said."
        )
        return Section("holding", TITLE, (paragraph(missing),))
    values, names = result.values, result.names
    first = paragraph(chips.beside(result.headline, claims.timetable(given)), "lead")
    blocks = (first, *status(result), *_setting(result))
    blocks += bullets(said((s for s in result.findings if s.kind in _FIRST), names))
    blocks += _told("What it rests on", _rests_on(result), names)
    blocks += _told("Who waits for whom", _waits(result), names)
    drawn = {figure.key: figure for figure in result.figures}
    blocks += tuple(picture(drawn[key], names, "holding") for key in _PICTURES if key in drawn)
    listed = {table.key: _shared(table, given) for table in result.tables}
    blocks += shown([_alike(listed[key]) for key in _TABLES if key in listed], result, "holding")
    chances = [s for s in result.findings if s.kind == "enforcement-completion"]
    blocks += _told("The chance that it is completed", (*chances, *_late(values)), names)
    blocks += shown([listed[key] for key in _LAST if key in listed], result, "holding")
    more = (
        "What more time, finer parts and larger guarantees would bring, and where the worth of the "
        "package comes from: the command \u2018irenic enforcement\u2019, with \u2018--picture "
        "FILE.svg --of curves\u2019 as a picture. It writes the matrix for Word or a spreadsheet, "
        "too."
    )
    return Section("holding", TITLE, (*blocks, paragraph(more, "note")))


def _shared(table: Table, given: Given) -> Table:
    """The table of guarantees with the share of draws in which each would be enforced."""
    if table.key != "enforcement-guarantees":
        return table
    title = "Enforced throughout in how many draws"
    return chips.with_shares(table, given.robustness, "guarantee-credible", title)


def _setting(result: Result) -> tuple[Markup, ...]:
    keys = ("plan", "scenario", "levers", "stages", "months")
    evidence = {key: result.values[key] for key in keys}
    statement = Statement("brief-enforcement-setting", "", evidence)
    return (paragraph(say(statement, result.names), "note"),)


def _told(title: str, statements: Iterable[Statement], names: Names) -> tuple[Markup, ...]:
    """Statements under a heading of their own; nothing where there are none."""
    texts = said(statements, names)
    return (heading(title), *bullets(texts)) if texts else ()


def _rests_on(result: Result) -> Iterator[Statement]:
    """Without what no timetable would hold, and without what one still would."""
    if not result.values["holds"]:
        return  # less of anything would not hold either
    asked, stages = result.parameters["margin"], result.values["stages"]
    still = {one["what"]: one["margin"] for one in result.values["rests_on"] if one["holds"]}
    for one in result.values["rests_on"]:
        if not one["holds"]:
            evidence = {**one, "asked": asked, "stages": stages}
            yield Statement("brief-enforcement-rests", one["what"], evidence)
    if still:
        yield Statement("brief-enforcement-still", "", {"margins": still})


def _waits(result: Result) -> Iterator[Statement]:
    """The circle or else the lock; where a timetable holds, the waits that its order rests on."""
    kinds = [s.kind for s in result.reasons]
    kind = "enforcement-wait" if "enforcement-wait" in kinds else "enforcement-lock"
    yield from (s for s in result.reasons if s.kind == kind)
    waits: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in result.values["waits"] if kind not in kinds else ():
        if one["whose"] is not None and one["party"] != one["for_party"]:
            waits.setdefault((one["party"], one["deed"]), []).append(one)
    for (party, deed), first in list(waits.items())[:WAITS]:
        yield Statement("brief-enforcement-wait", party, {"deed": deed, "first": first})


def _alike(table: Table) -> Table:
    """The orders in which the same party walks off at the same stage in one row."""
    if table.key != "enforcement-orders":
        return table
    alike: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in table.rows:
        alike.setdefault(row[1:4], []).append(row)
    rows = []
    for key, some in alike.items():
        lacks = [row[4] for row in some if row[4] is not None]
        rows.append((tuple(row[0] for row in some), *key, _span(lacks)))
    short = replace(table.columns[4], kind="text")
    return replace(table, columns=(*table.columns[:4], short), rows=tuple(rows))


def _span(numbers: Sequence[float]) -> str | None:
    """All the numbers: the one, or from the smallest to the largest."""
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    return number(low) if number(low) == number(high) else spread(low, high)


def _late(values: Values) -> Iterator[Statement]:
    """For each benchmark the least delay at which somebody walks off; the others together."""
    late: dict[str, list[Mapping[str, Any]]] = {}
    for one in values["late"] or ():
        late.setdefault(one["benchmark"], []).append(one)
    harmless: dict[int, list[str]] = {}
    for benchmark, rows in late.items():
        breaks = next((one for one in rows if not one["holds"]), None)
        if breaks is None:
            harmless.setdefault(max(one["late"] for one in rows), []).append(benchmark)
        else:
            yield Statement("brief-enforcement-late", benchmark, breaks)
    for most, benchmarks in harmless.items():
        evidence = {"benchmarks": benchmarks, "most": most}
        yield Statement("brief-enforcement-late-harmless", "", evidence)
