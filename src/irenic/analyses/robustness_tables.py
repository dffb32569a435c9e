"""Robustness as tables: conclusions, acceptance, what would turn them, what matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from irenic.analyses.agreement_tables import title
from irenic.analyses.result import Column, Statement, Table
from irenic.analyses.robustness_statements import foremost

Values = Mapping[str, Any]

QUESTIONS: Mapping[str, str] = {
    "agreement": "What could be accepted",
    "leverage": "What would open it",
    "enforcement": "Will it hold",
    "stability": "Why it is stuck",
}
"""What people call the questions that conclusions answer."""

_PER_CENT = "%"

_PART_OF_ALL = 100.0


def tables(values: Values) -> tuple[Table, ...]:
    """Every table that has anything to show, the most important first."""
    return tuple(table for table in _tables(values) if table.rows)


def _tables(values: Values) -> Iterator[Table]:
    yield conclusions(values)
    if values["about"] is not None:
        yield acceptance(values)
    yield turning(values)
    yield mattering(values)
    if values["most_acceptable"] is not None:
        yield from _most_acceptable(values["most_acceptable"])
    if values["worth_knowing"] is not None:
        yield _knowing(values["worth_knowing"])
    if values["deep"] is not None:
        yield from _deep(values["deep"])


def percent(share: float | None) -> float | None:
    """A share as a percentage with a decimal; None stays None."""
    return None if share is None else round(_PART_OF_ALL * share, 1)


def _shared(row: Values) -> Values | None:
    """A share with its interval, as a cell."""
    if row["share"] is None:
        return None
    ends = {end: percent(row[end]) for end in ("low", "high")}
    return {"low": ends["low"], "mode": percent(row["share"]), "high": ends["high"]}


def conclusions(values: Values) -> Table:
    """Each conclusion with its share, as far as a number can change it."""
    columns: tuple[Column, ...] = (
        Column("conclusion", "Conclusion", "conclusion"),
        Column("question", "Question"),
        Column("at_modes", "So with the most likely numbers", "mark"),
        Column("share", "So in how many draws", "number", _PER_CENT),
        Column("undecided", "Draws not decided", "number"),
    )
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (row["name"], QUESTIONS[row["analysis"]], row["at_modes"], _shared(row),
         row["undecided"] or None)
        for row in values["conclusions"] if row["numbers"]
    )  # fmt: skip
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    return Table("robustness-conclusions", "How far each conclusion can be trusted", columns, rows)


def acceptance(values: Values) -> Table:
    """Who accepts the package asked about how often, and by how much it clears or misses."""
    columns = (
        Column("party", "Party", "party"),
        Column("share", "Accepts in how many draws", "number", _PER_CENT),
        Column("at_modes", "Gain, most likely numbers", "gain", "points"),
        Column("p05", "In 1 draw of 20, less than", "gain", "points"),
        Column("p50", "In the middle draw", "gain", "points"),
        Column("p95", "In 1 draw of 20, more than", "gain", "points"),
        Column("required", "Consent needed", "mark"),
        Column("red_line", "Red line crossed", "mark"),
    )
    rows = tuple(
        (party, _shared(row), round(row["at_modes"], 1), round(row["p05"], 1),
         round(row["p50"], 1), round(row["p95"], 1), row["required"], row["red_line"])
        for party, row in values["acceptance"].items()
    )  # fmt: skip
    return Table("robustness-acceptance", "Who would accept the package asked about", columns, rows)


def turning(values: Values) -> Table:
    """The numbers nearest to turning a conclusion round alone, those inside their range first."""
    columns = (
        Column("conclusion", "Conclusion", "conclusion"),
        Column("judgement", "Number", "judgement"),
        Column("from", "Most likely", "number"),
        Column("to", "Turns past", "number"),
        Column("inside", "Inside its range", "mark"),
        Column("effort", "Effort", "number"),
    )
    order: dict[str, int] = {}
    for row in values["flips"]:
        order.setdefault(row["conclusion"], len(order))
    listed = sorted(
        values["flips"],
        key=lambda row: (not row["inside_range"], order[row["conclusion"]], _effort(row)),
    )
    rows = tuple(
        (row["conclusion"], row["judgement"],
         row["from"] if row["low"] is None
         else {"low": row["low"], "mode": row["from"], "high": row["high"]},
         round(row["to"], 2), bool(row["inside_range"]),
         None if row["effort"] is None else round(row["effort"], 2))
        for row in listed
    )  # fmt: skip
    return Table("robustness-turns", "What would have to be true", columns, rows,
                 Statement("robustness-turns-reading"))  # fmt: skip


def _effort(row: Values) -> float:
    return float("inf") if row["effort"] is None else float(row["effort"])


def mattering(values: Values) -> Table:
    """Which numbers move the share of each conclusion."""
    columns = (
        Column("conclusion", "Conclusion", "conclusion"),
        Column("judgement", "Number", "judgement"),
        Column("lower", "Lower half", "number", _PER_CENT),
        Column("upper", "Upper half", "number", _PER_CENT),
    )
    rows = tuple(
        (row["conclusion"], row["judgement"], percent(row["lower"]), percent(row["upper"]))
        for row in values["importance"]
    )
    return Table("robustness-importance", "Which numbers matter", columns, rows,
                 Statement("robustness-matter-reading"))  # fmt: skip


def _most_acceptable(found: Values) -> Iterator[Table]:
    columns = (Column("issue", "Issue", "issue"), Column("option", "Settled so", "option"))
    yield Table(
        "robustness-package", "The package accepted in most draws", columns,
        tuple(found["package"].items()), Statement("robustness-package-reading"),
    )  # fmt: skip
    yield Table("robustness-levers", "The levers in force with it",
                (Column("lever", "Lever", "lever"),),
                tuple((lever,) for lever in found["levers"]))  # fmt: skip


def _knowing(found: Values) -> Table:
    columns = (
        Column("judgement", "Number", "judgement"),
        Column("wrong", "Wrong package in how many draws", "number", _PER_CENT),
        Column("less", "Less than now by", "number", _PER_CENT),
    )
    rows = tuple(
        (row["judgement"], percent(row["wrong"]), percent(row["less"]))
        for row in found["judgements"]
    )
    return Table("robustness-knowing", "What is worth finding out", columns, rows,
                 Statement("robustness-knowing-reading"))  # fmt: skip


def _deep(deep: Values) -> Iterator[Table]:
    """What was computed anew in every draw."""
    if deep["solutions"] is not None and deep["solutions"]["options"]:
        yield solutions(deep["solutions"])
    if deep["openings"] is not None:
        yield openings(deep["openings"])


def solutions(found: Values) -> Table:
    """For each issue and bargaining solution the option it takes most often, and how often."""
    columns = (
        Column("issue", "Issue", "issue"),
        Column("solution", "Bargaining solution"),
        Column("option", "Settled most often so", "option"),
        Column("share", "In how many draws with a deal", "number", _PER_CENT),
    )
    rows: list[tuple[Any, ...]] = []
    for issue in next(iter(found["options"].values())):
        by_way: dict[tuple[str, float], list[str]] = {}
        for solution, issues in found["options"].items():
            by_way.setdefault(foremost(issues[issue]), []).append(solution)
        for (option, share), who in by_way.items():
            named = "All" if len(who) == len(found["options"]) > 1 else title(tuple(who))
            rows.append((issue, named, f"{issue}.{option}", percent(share)))
    return Table("robustness-solutions", "What the bargaining solutions settle on", columns,
                 tuple(rows), Statement("robustness-solutions-reading"))  # fmt: skip


def openings(found: Values) -> Table:
    """How often each lever is in the cheapest opening, the most frequent first."""
    columns = (
        Column("lever", "Lever", "lever"),
        Column("share", "In how many of these draws", "number", _PER_CENT),
    )
    shares = sorted(found["levers"].items(), key=lambda one: -one[1])
    rows = tuple((lever, percent(share)) for lever, share in shares if share > 0)
    return Table("robustness-openings", "Levers in the cheapest opening", columns, rows,
                 Statement("robustness-openings-reading"))  # fmt: skip
