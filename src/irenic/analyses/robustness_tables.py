"""Robustness as tables: conclusions, acceptance, what would turn them, what matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from irenic.analyses.agreement_tables import title
from irenic.analyses.result import Column, Statement, Table
from irenic.analyses.robustness_flips import FOREMOST as HELD
from irenic.analyses.robustness_statements import firm, foremost, lean

Values = Mapping[str, Any]

QUESTIONS: Mapping[str, str] = {
    "agreement": "What could be accepted",
    "leverage": "What would open it",
    "enforcement": "Will it hold",
    "stability": "Why it is stuck",
}
"""What people call the questions that conclusions answer."""

FOREMOST = 3
"""Numbers shown at most that turn a conclusion round."""

_PER_CENT = "%"

_PART_OF_ALL = 100.0


def tables(values: Values) -> tuple[Table, ...]:
    """Every table that has anything to show, the most important first."""
    return tuple(table for table in _tables(values) if table.rows)


def _tables(values: Values) -> Iterator[Table]:
    yield conclusions(values)
    if values["about"] is not None:
        yield acceptance(values)
    if values["draws"]:
        yield turned(values)
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
    """Each conclusion with its share, as far as a number can change it, the most doubtful first."""
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
        for row in sorted(values["conclusions"], key=_doubt) if row["numbers"]
    )  # fmt: skip
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    if not values["draws"]:
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    return Table("robustness-conclusions", "How far each conclusion can be trusted", columns, rows)


def _doubt(row: Values) -> tuple[bool, float]:
    """What is not decided comes first, then what is in doubt, then what is firm."""
    if row["share"] is None:
        return False, 0.0
    return firm(row), lean(row) if not firm(row) else 1.0


def acceptance(values: Values) -> Table:
    """Who accepts the package asked about how often, and by how much it clears or misses."""
    columns = (
        Column("party", "Party", "party"),
        Column("share", "Accepts in how many draws", "number", _PER_CENT),
        Column("at_modes", "Gain, most likely numbers", "gain", "points"),
        Column("p50", "In the middle draw (9 draws of 10)", "gain", "points"),
        Column("required", "Needed", "mark"),
    )
    rows = tuple(
        (party, _shared(row), round(row["at_modes"], 1),
         {"low": round(row["p05"], 1), "mode": round(row["p50"], 1),
          "high": round(row["p95"], 1)},
         row["required"])
        for party, row in values["acceptance"].items()
    )  # fmt: skip
    return Table("robustness-acceptance", "Who would accept the package asked about", columns, rows,
                 Statement("robustness-accepted-reading"))  # fmt: skip


def turned(values: Values) -> Table:
    """How many numbers turn each conclusion round alone, and how far all have to go together.

    What nothing is known to turn is told in a sentence.
    """
    columns = (
        Column("conclusion", "Conclusion", "conclusion"),
        Column("alone", "Numbers that would do alone", "number"),
        Column("inside", "Of these inside their ranges", "number"),
        Column("together", "All at once, of the way to the ends"),
    )
    joint = {row["conclusion"]: row for row in values["joint_flips"]}
    rows = tuple(
        (row["conclusion"], row["judgements"], row["inside"],
         _together(joint.get(row["conclusion"])))
        for row in values["flips_asked"]
        if row["judgements"] or (joint.get(row["conclusion"]) or {}).get("scale") is not None
    )  # fmt: skip
    return Table("robustness-turned", "What it would take to turn each conclusion round", columns,
                 rows, Statement("robustness-turned-reading"))  # fmt: skip


def _together(row: Values | None) -> str:
    """How far all numbers have to go at once."""
    if row is None:
        return "not sought"
    if row["scale"] is None:
        return "never"
    share = _PART_OF_ALL * row["scale"]
    about = "" if row["exact"] else "about "
    return f"{about}{share:,.0f}\u00a0%" if share >= 1 else f"{about}less than 1\u00a0%"


def turning(values: Values) -> Table:
    """The numbers nearest to turning each conclusion round, those inside their ranges first."""
    columns: tuple[Column, ...] = (
        Column("conclusion", "Conclusion", "conclusion"),
        Column("judgement", "Number", "judgement"),
        Column("from", "Most likely", "number"),
        Column("to", "Turns past", "number"),
        Column("inside", "Inside its range", "mark"),
    )
    rows: list[tuple[Any, ...]] = []
    for some in _foremost(values):
        for place, row in enumerate(some):
            rows.append((
                None if place else row["conclusion"], row["judgement"],
                row["from"] if row["low"] is None
                else {"low": row["low"], "mode": row["from"], "high": row["high"]},
                round(row["to"], 2), row["inside_range"],
            ))  # fmt: skip
    evidence = {"shown": FOREMOST, "held": HELD, "ranged": values["draws"] > 0}
    reading = Statement("robustness-turns-reading", "", evidence)
    if not values["draws"]:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return Table(
        "robustness-turns", "What would have to be true", columns, tuple(rows), reading
    )  # fmt: skip


def _foremost(values: Values) -> list[list[Values]]:
    """Of each conclusion the numbers that are shown; conclusions turned inside ranges first."""
    found: dict[str, list[Values]] = {}
    for row in values["flips"]:
        found.setdefault(row["conclusion"], []).append(row)
    chosen = []
    for rows in found.values():
        inside = [row for row in rows if row["inside_range"]]
        several = inside or not values["draws"]
        chosen.append(sorted(inside or rows, key=_effort)[: FOREMOST if several else 1])
    return sorted(chosen, key=lambda rows: not rows[0]["inside_range"])


def _effort(row: Values) -> tuple[float, float]:
    """By the share of its own range; by points where it has none."""
    effort = float("inf") if row["effort"] is None else float(row["effort"])
    return effort, abs(row["to"] - row["from"])


def mattering(values: Values) -> Table:
    """Which numbers move the share of each conclusion."""
    columns = (
        Column("conclusion", "Conclusion", "conclusion"),
        Column("judgement", "Number", "judgement"),
        Column("lower", "Lower half", "number", _PER_CENT),
        Column("upper", "Upper half", "number", _PER_CENT),
    )
    said = [None, *(row["conclusion"] for row in values["importance"])]
    rows = tuple(
        (None if row["conclusion"] == before else row["conclusion"], row["judgement"],
         percent(row["lower"]), percent(row["upper"]))
        for before, row in zip(said, values["importance"], strict=False)
    )  # fmt: skip
    return Table("robustness-importance", "Which numbers matter", columns, rows,
                 Statement("robustness-matter-reading"))  # fmt: skip


def _most_acceptable(found: Values) -> Iterator[Table]:
    columns = (Column("issue", "Issue", "issue"), Column("option", "Settled so", "option"))
    yield Table(
        "robustness-package", "The package carried in most draws", columns,
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
