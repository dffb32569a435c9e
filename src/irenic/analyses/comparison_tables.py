"""The tables of a comparison: criteria by plans, trade-offs, what would turn an order round."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.comparison_cells import (
    SAID,
    SHARES,
    Cell,
    beside,
    cell,
    digits_of,
    number,
    told,
)
from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

TITLES = {
    "accepted": "All needed accept",
    "carried": "and whoever pays or threatens goes along",
    "worst_off": "Worst off, against no deal",
    "today": "Worst off, against today",
    "parties": "Each party's gain against today",
    "lost": "Who is lost",
    "funders": "Payers for levers (points)",
    "credible": "Threats credible",
    "timetable": "Its timetable holds",
    "months": "Months to the end",
    "stable": "State after it is stable",
    "zone": "Its levers open something",
    "accepted_share": "Share of draws accepted (approximation)",
}
"""The criteria as headings."""

SHORT = {
    "accepted": "acceptance", "worst_off": "worst off", "today": "worst off today",
    "lost": "losses", "funders": "cost", "credible": "threats",
    "timetable": "timetable", "months": "months", "stable": "stability", "zone": "opening",
}  # fmt: skip
"""The criteria in a list; each party's gain is told by name."""

MOST_TURNS = 12
"""Rows of the table of what turns an order; all of them are in ``values``."""

NAMED = 2
"""Parties that get more, which a cell names; of more than these it says how many."""


def enough(values: Values) -> str:
    """Who has to accept, as a heading."""
    if values["quorum"] is None:
        return "All needed accept"
    return f"Enough accept ({values['quorum']} of {len(values['required'])})"


def letters(values: Values) -> dict[str, str]:
    """A letter for each column, which the tables of pairs go by; ``AA`` after ``Z``."""
    found = {}
    for place, slug in enumerate(values["columns"]):
        more, last = divmod(place, 26)
        found[slug] = ("" if not more else chr(64 + more)) + chr(65 + last)
    return found


def tables(values: Values, names: Names) -> tuple[Table, ...]:
    """The tables of the result, those that have rows."""
    found = (_criteria(values, names), _trade_offs(values, names), _turns(values))
    return tuple(table for table in found if table.rows)


def _criteria(values: Values, names: Names) -> Table:
    """Plans as columns, criteria as rows."""
    columns = [Column("criterion", "")]
    named = letters(values)
    columns += [
        Column(slug, f"{named[slug]}\u00a0\u2013 {names['plans'][slug]}")
        for slug in values["columns"]
    ]
    rows = tuple(
        (enough(values) if criterion == "accepted" else TITLES[criterion],
         *_cells(criterion, values, names))
        for criterion in _shown(values)
        if criterion in SAID and not (criterion == "today" and _unforced(values))
    )  # fmt: skip
    return Table(
        "comparison", "The plans side by side", tuple(columns), rows,
        Statement(
            "comparison-table-reading",
            evidence={"unforced": _unforced(values), "ranged": values["ranged"]},
        ),
    )  # fmt: skip


def _shown(values: Values) -> Iterator[str]:
    """The criteria; below acceptance whether others go along, where that is not the same."""
    rows = [row for row in values["plans"].values() if row["carried_share"] is not None]
    for criterion in values["criteria"]:
        yield criterion
        if criterion == "accepted" and any(r["carried_share"] != r["accepted_share"] for r in rows):
            yield "carried"


def _cells(criterion: str, values: Values, names: Names) -> Iterator[Cell]:
    """A row of cells, in which different shares do not look the same."""
    rows = [values["plans"][slug] for slug in values["columns"]]
    share = SHARES.get(criterion)
    digits = 0 if share is None else digits_of(share(row) for row in rows)
    drawn = values["ranged"] > 0
    return (cell(criterion, row, names, digits, drawn=drawn) for row in rows)


def _unforced(values: Values) -> bool:
    """Whether under no plan a threat or pressure makes a gain that is none against today."""
    rows = [row for row in values["plans"].values() if row["worst_off"] is not None]
    return all(row["today"] == row["worst_off"] for row in rows)


def _trade_offs(values: Values, names: Names) -> Table:
    """One line for each pair; what each gives to whom is in ``values``."""
    named = letters(values)
    columns = (
        Column("pair", "Pair"), Column("better", "The first is surely better on (and for)"),
        Column("worse", "The second is surely better on (and for)"),
    )  # fmt: skip
    rows = []
    for pair in values["trade_offs"]:
        first, second = pair["plans"]
        rows.append((
            f"{named[first]}, {named[second]}",
            _better(pair, first, second, names, values["ranged"]),
            _better(pair, second, first, names, values["ranged"]),
        ))  # fmt: skip
    return Table(
        "trade-offs", "What each does better", columns, tuple(rows),
        Statement("comparison-trade-offs-reading"),
    )  # fmt: skip


def _better(pair: Values, plan: str, other: str, names: Names, ranged: int) -> str:
    ahead = [criterion for criterion in pair["better"][plan] if criterion != "parties"]
    both = {"worst_off", "today"} <= {*ahead}
    said = [SHORT[criterion] for criterion in ahead if not (both and criterion == "today")]
    if both:
        said[said.index(SHORT["worst_off"])] += " (also today)"
    gainers = (pair["parties"] or {plan: []})[plan]
    nobody_worse = plan in pair["no_party_worse"]
    text = ", ".join(said)
    if gainers:
        who = [names["parties"][party] for party in gainers]
        whom = ", ".join(who) if nobody_worse or len(who) <= NAMED else f"{len(who)} parties"
        share = f" ({told(pair['none_worse'][plan])}\u00a0% of draws)" if nobody_worse else ""
        none = f"no party worse as judged{share if ranged else ''}"
        more = f"{none}, surely more to {whom}" if nobody_worse else f"for {whom}"
        text = f"{text}; {more}" if text else more
    return text or "nothing"


def effort(row: Values) -> float:
    """How far a judgement has to go, as a share of the way to that end of its range."""
    if row["to"] is None:
        return 1.0  # somewhere within its range
    change = row["to"] - row["from"]
    room = row["high"] - row["from"] if change > 0 else row["from"] - row["low"]
    return 0.0 if change == 0 else abs(change) / room if room > 0 else math.inf


def foremost(values: Values) -> list[Values]:
    """Of each pair the change within its range that is the least; if there is none, beyond it."""
    found: dict[tuple[str, ...], Values] = {}
    rows = values["turning_judgements"]
    inside = any(row["inside_range"] and row["to"] is not None for row in rows)
    for row in sorted(rows, key=effort):
        if row["to"] is not None and (row["inside_range"] or not inside):
            found.setdefault(tuple(sorted(row["plans"])), row)
    return list(found.values())


def _turns(values: Values) -> Table:
    named = letters(values)
    columns = (
        Column("pair", "Ahead; behind"), Column("criterion", "On"),
        Column("judgement", "Judgement", "judgement"),
        Column("from", "Now (range)"), Column("to", "Turns at"),
    )  # fmt: skip
    nearest = foremost(values)
    # One judgement can turn a plan round against several others: told in one row.
    behind: dict[tuple[Any, ...], list[str]] = {}
    for row in nearest:
        first, second = (named[slug] for slug in row["plans"])
        line = (first, _on(row["criterion"]), row["judgement"], *_ranged(row))
        behind.setdefault(line, []).append(second)
    rows = tuple(
        (f"{first}; {', '.join(others)}", *told)
        for (first, *told), others in list(behind.items())[:MOST_TURNS]
    )
    shown = sum(map(len, list(behind.values())[:MOST_TURNS]))
    evidence = {"more": len(values["turning_judgements"]) - shown}
    return Table(
        "turning-judgements", "What would turn an order round", columns, rows,
        Statement("comparison-turns-reading", evidence=evidence),
    )  # fmt: skip


def _on(criterion: str) -> str:
    return SHORT.get(criterion, TITLES[criterion])


def _ranged(row: Values) -> tuple[str, str]:
    """A judgement with its range, and where it turns the order."""
    ends = [number(row[key]) for key in ("low", "high")]
    between = " to " if row["low"] < 0 else "\u2013"
    said = "no range" if row["low"] == row["high"] else between.join(ends)
    start, to = beside(row["from"], row["to"])
    turn = f"{'above' if row['to'] >= row['from'] else 'below'} {to}"
    return f"{start} ({said})", turn if row["inside_range"] else f"{turn}, outside its range"
