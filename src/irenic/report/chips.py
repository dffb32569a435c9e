"""Chips: beside a sentence, in how many draws of the judgements it is so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from irenic.analyses.result import Column
from irenic.report.words.conflict_phrases import CONCEPTS
from irenic.report.words.shares import of_100

if TYPE_CHECKING:
    from irenic.analyses.result import Result, Table

    Row = Mapping[str, Any]

_WHOLE = 100.0

_NO_NUMBER = "rests on no judged number"


def rows(robustness: Result | None) -> dict[str, Row]:
    """The conclusions that were asked, by name."""
    if robustness is None:
        return {}
    return {row["name"]: row for row in robustness.values["conclusions"]}


CLAIMS: Mapping[str, tuple[str, str]] = {
    "zone": ("a deal is possible", "no deal is possible"),
    "conflict": ("these cannot agree", "these can agree"),
    "plan-zone": ("room for a deal", "no room for a deal"),
    "plan-accepted": ("package accepted by all", "package not accepted by all"),
    "opens": ("a deal is open, or some levers open one", "no levers open a deal"),
    "opening-opens": ("this opening opens a deal", "this opening opens no deal"),
    "credible": ("credible", "not credible"),
    "timetable-holds": ("this timetable holds", "this timetable does not hold"),
    "timetable-possible": ("some timetable holds", "no timetable holds"),
    "plan-timetable-holds": ("its timetable holds", "its timetable does not hold"),
    "guarantee-credible": ("enforced throughout", "not enforced throughout"),
}
"""What a chip says of each kind of conclusion: that it holds, that it does not. A sentence may
say more than one thing, and its share belongs to one of them."""


def chip(robustness: Result | None, name: str, stated: bool | None = True) -> Markup:
    """The share of draws in which a claim is so; nothing where it was not asked.

    The claim is that the conclusion ``name`` holds, or (``stated`` False) that it does
    not; None: whatever is so with the numbers judged most likely.
    """
    row = rows(robustness).get(name)
    if row is None:
        return Markup("")
    holds = (row["at_modes"] if stated is None else stated) is not False
    claim = CLAIMS[str(row["kind"])][0 if holds else 1]
    return _chip(name, f"{claim}: {_said(row, holds)}")


def stability(robustness: Result | None) -> Markup:
    """On what stability rests: no judged number, or a share for each concept."""
    mine = [row for row in rows(robustness).values() if row["kind"] == "stable"]
    if not mine:
        return Markup("")
    if not any(row["numbers"] for row in mine):
        return _chip("stable", _NO_NUMBER)
    return Markup(" ").join(
        _chip(
            str(row["name"]),
            f"{CONCEPTS.get(str(row['subject']), str(row['subject']))}: {_said(row, True)}",
        )
        for row in mine
    )


def beside(text: str, *chips: Markup) -> str:
    """``text`` with the chips after it."""
    shown = [one for one in chips if one]
    if not shown:
        return text
    return Markup("{} {}").format(text, Markup(" ").join(shown))


def _said(row: Row, holds: bool) -> str:
    if not row["numbers"]:
        return _NO_NUMBER
    if row["share"] is None:
        return "not decided in any draw" if row["undecided"] else "no ranges are given"
    share, low, high = row["share"], row["low"], row["high"]
    if not holds:
        share, low, high = 1.0 - share, 1.0 - high, 1.0 - low
    ends = f"{of_100(low, up=False)} to {of_100(high, up=True)}"
    return f"in {of_100(share)}\u00a0% of draws, {ends}"


def _chip(name: str, text: str) -> Markup:
    return Markup('<span class="share" data-of="{}">{}</span>').format(name, text)


def with_shares(
    table: Table, robustness: Result | None, kind: str, title: str, subject: str = ""
) -> Table:
    """``table`` with a column of shares of the conclusions ``kind`` of its rows' slugs.

    ``subject``: the column that holds the slugs (default: the first). Without any share the
    table stays as it is.
    """
    asked = rows(robustness)
    place = next((n for n, c in enumerate(table.columns) if c.key == subject), 0)
    cells = [_cell(asked.get(f"{kind}:{row[place]}")) for row in table.rows]
    if not any(cells):
        return table
    return replace(
        table,
        columns=(*table.columns, Column(kind, title, "number", "%")),
        rows=tuple((*row, cell) for row, cell in zip(table.rows, cells, strict=True)),
    )


def _cell(row: Row | None) -> dict[str, float] | None:
    if row is None or row["share"] is None:
        return None
    keys = {"low": "low", "mode": "share", "high": "high"}
    return {key: round(_WHOLE * row[which], 1) for key, which in keys.items()}
