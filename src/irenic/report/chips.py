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


def rows(robustness: Result | None) -> dict[str, Row]:
    """The conclusions that were asked, by name."""
    if robustness is None:
        return {}
    return {row["name"]: row for row in robustness.values["conclusions"]}


def chip(robustness: Result | None, name: str, stated: bool | None = None) -> Markup:
    """The share of draws in which a sentence is so; nothing where it was not asked.

    The sentence states that the conclusion ``name`` holds, or (``stated`` False) that it does
    not; None: whatever is so with the numbers judged most likely.
    """
    row = rows(robustness).get(name)
    if row is None:
        return Markup("")
    holds = row["at_modes"] if stated is None else stated
    return _chip(name, _said(row, holds is not False, "so "))


def labelled(robustness: Result | None, name: str, label: str) -> Markup:
    """The share of draws in which the conclusion ``name``, called ``label`` here, holds."""
    row = rows(robustness).get(name)
    return Markup("") if row is None else _chip(name, f"{label}: {_said(row, True, '')}")


def stability(robustness: Result | None) -> Markup:
    """On what stability rests: no judged number, or a share for each concept."""
    mine = [row for row in rows(robustness).values() if row["kind"] == "stable"]
    if not mine:
        return Markup("")
    if not any(row["numbers"] for row in mine):
        return _chip("stable", "rests on no judged number")
    return Markup(" ").join(
        labelled(robustness, row["name"], CONCEPTS.get(str(row["subject"]), str(row["subject"])))
        for row in mine
    )


def beside(text: str, *chips: Markup) -> str:
    """``text`` with the chips after it."""
    shown = [one for one in chips if one]
    if not shown:
        return text
    return Markup("{} {}").format(text, Markup(" ").join(shown))


def _said(row: Row, holds: bool, so: str) -> str:
    if not row["numbers"]:
        return "rests on no judged number"
    if row["share"] is None:
        return "not decided in any draw"
    share, low, high = row["share"], row["low"], row["high"]
    if not holds:
        share, low, high = 1.0 - share, 1.0 - high, 1.0 - low
    ends = f"{of_100(low, up=False)} to {of_100(high, up=True)}"
    return f"{so}in {of_100(share)}\u00a0% of draws, {ends}"


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
