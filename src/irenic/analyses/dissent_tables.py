"""Two accounts side by side as tables, and as a picture of the foremost differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Axis, Column, Figure, Statement, Table
from irenic.analyses.robustness_tables import percent

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

ACCOUNTS: Mapping[str, str] = {"this": "this account", "other": "the other account"}
"""What people call the two dossiers."""

SHARES = ("timetable.discount.", "benchmarks.")
"""Beginnings of the keys of judgements that are shares of 1."""

LISTED = 40
"""Differences in the table."""

DRAWN = 12
"""Differences in the picture."""


def tables(values: Values, named: Names) -> tuple[Table, ...]:
    """Every table that has anything to show."""
    return tuple(table for table in _tables(values, named) if table.rows)


def _tables(values: Values, named: Names) -> Iterator[Table]:
    yield Table(
        "dissent-conclusions",
        "Conclusions that differ, or that the other\u2019s numbers turn",
        (
            Column("conclusion", "Conclusion", "conclusion"),
            Column("this", "This account", "mark"),
            Column("other", "The other", "mark"),
            Column("this_with_other", "This account with the other\u2019s numbers", "mark"),
            Column("other_with_this", "The other with this account\u2019s numbers", "mark"),
        ),
        tuple(
            (row["name"], row["this"], row["other"], row["this_with_other"], row["other_with_this"])
            for row in values["conclusions"] if row["differ"]
        ),
    )  # fmt: skip
    yield _shares(values)
    yield Table(
        "dissent-turning",
        "Judgements that alone decide a conclusion",
        (
            Column("conclusion", "Conclusion", "conclusion"),
            Column("into", "Put into"),
            Column("judgement", "Judgement", "judgement"),
            Column("from", "Instead of", "number"),
            Column("to", "The other\u2019s value", "number"),
            Column("holds", "Then it is so", "mark"),
        ),
        tuple(
            (row["conclusion"], ACCOUNTS[row["into"]], row["judgement"], row["from"], row["to"],
             row["holds"])
            for row in values["turning"]
        ),
    )  # fmt: skip
    yield Table(
        "dissent-judgements",
        _headed(values),
        (
            Column("judgement", "Judgement", "judgement"),
            Column("this", "This account", "number"),
            Column("other", "The other", "number"),
            Column("by", "The other is higher by", "number"),
            Column("overlap", "Ranges overlap", "mark"),
        ),
        tuple(
            (row["judgement"], _cell(row, "this"), _cell(row, "other"), row["by"], row["overlap"])
            for row in values["judgements"][:LISTED]
        ),
    )
    yield Table(
        "dissent-only",
        "What is in one account only",
        (Column("kind", "Kind"), Column("name", "Name"), Column("in", "Only in")),
        tuple((*_told(row, named), ACCOUNTS[row["in"]]) for row in values["only"]),
    )


def _shares(values: Values) -> Table:
    return Table(
        "dissent-shares",
        "Conclusions that come out apart over the ranges",
        (
            Column("conclusion", "Conclusion", "conclusion"),
            Column("this", "So in how many draws of this account", "number", "%"),
            Column("other", "Of the other", "number", "%"),
        ),
        tuple(
            (row["name"], *(percent(row[f"{where}_share"]) for where in ACCOUNTS))
            for row in values["conclusions"] if row["shares_differ"]
        ),
    )  # fmt: skip


def _headed(values: Values) -> str:
    if len(values["judgements"]) <= LISTED:
        return "Judgements that differ"
    return f"Judgements that differ, the {LISTED} furthest apart"


KINDS: Mapping[str, str] = {
    "parties": "Party",
    "issues": "Issue",
    "options": "Option",
    "scenarios": "Scenario",
    "levers": "Lever",
    "plans": "Plan",
    "deeds": "Deed",
    "guarantees": "Guarantee",
    "benchmarks": "Benchmark",
}


def _told(row: Values, named: Names) -> tuple[str, str]:
    kind, slug = row["kind"], row["slug"]
    name = named[kind].get(slug, slug)
    if kind == "options":
        issue = slug.partition(".")[0]
        name = f"{named['issues'].get(issue, issue)}: {name}"
    return KINDS[kind], name


def _cell(row: Values, which: str) -> Any:
    """A judgement as a cell: its mode and, where it has one, its range."""
    if row[f"{which}_low"] is None:
        return row[which]
    return {"low": row[f"{which}_low"], "mode": row[which], "high": row[f"{which}_high"]}


def figures(values: Values) -> tuple[Figure, ...]:
    """The judgements furthest apart, both values with their ranges."""
    # Chances and discounts are not measured in points: they never share an axis with them.
    shares = [row for row in values["judgements"] if row["judgement"].startswith(SHARES)]
    rows = [row for row in values["judgements"] if row not in shares] or shares
    rows = rows[:DRAWN]
    if not rows:
        return ()
    titles = values["titles"]
    unit = "" if shares[:1] == rows[:1] else "points"
    return (
        Figure(
            key="dissent-judgements",
            kind="spans",
            title="Where the two accounts differ most",
            reading=Statement("dissent-differences-reading", "", {"rows": rows}),
            alt=Statement("dissent-differences-alt", "", {"rows": rows}),
            axes={
                "x": Axis("this", "Value judged most likely", unit),
                "y": Axis("judgement", "Judgement"),
                "low": Axis("this_low", "Lowest, this account"),
                "high": Axis("this_high", "Highest, this account"),
                "first": Axis("this", _keyed("This account", titles["this"])),
                "second": Axis("other", _keyed("The other account", titles["other"])),
                "second_low": Axis("other_low", "Lowest, the other account"),
                "second_high": Axis("other_high", "Highest, the other account"),
            },
            data=tuple(
                {"judgement": row["judgement"]}
                | {
                    f"{which}{end}": row[f"{which}{end}"]
                    for which in ACCOUNTS
                    for end in ("", "_low", "_high")
                }
                for row in rows
            ),
        ),
    )


def _keyed(account: str, title: str) -> str:
    return f"{account}: \u2018{title}\u2019"
