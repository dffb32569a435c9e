"""The tables of a comparison: criteria by plans, trade-offs, what would turn an order round."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]
Cell = str | tuple[str, ...]

TITLES = {
    "accepted": "All who are needed accept",
    "worst_off": "Least gain, against no deal",
    "today": "Least gain, against today",
    "parties": "Each party's gain against today",
    "lost": "Who is lost",
    "funders": "Who pays for levers (points)",
    "credible": "Threats credible",
    "timetable": "Its timetable holds",
    "months": "Months to completion",
    "stable": "State after it is stable",
    "zone": "Its levers open something",
    "accepted_share": "Share of draws accepted (approximation)",
}
"""The criteria as headings."""

SHORT = {
    "accepted": "acceptance", "worst_off": "least gain", "today": "least gain against today",
    "parties": "each party", "lost": "who is lost", "funders": "cost", "credible": "threats",
    "timetable": "timetable", "months": "months", "stable": "stability", "zone": "room for a deal",
}  # fmt: skip
"""The criteria in a list."""

MOST_TURNS = 20
"""Rows of the table of what turns an order; all of them are in ``values``."""


def enough(values: Values) -> str:
    """Who has to accept, as a heading."""
    if values["quorum"] is None:
        return "All who are needed accept"
    return f"Enough accept ({values['quorum']} of {len(values['required'])})"


WHY = {
    "nothing-proposed": "nothing is proposed",
    "no-threat": "no threat",
    "no-timetable": "no timetable in the dossier",
    "not-asked": "not asked here",
    "no-state": "state not said",
    "no-moves": "no moves in the dossier",
    "does-not-hold": "it does not hold",
    "inapplicable": "cannot be asked",
    "undecided": "not settled in time",
    "infeasible": "this state cannot be",
}
"""Why a cell is empty."""

CONCEPTS = {
    "nash_stability": "Nash stability", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sim": "SIM",
}  # fmt: skip


def tables(values: Values, names: Names) -> tuple[Table, ...]:
    """The tables of the result, those that have rows."""
    found = (_criteria(values, names), _trade_offs(values), _turns(values))
    return tuple(table for table in found if table.rows)


def _criteria(values: Values, names: Names) -> Table:
    """Plans as columns, criteria as rows."""
    columns = [Column("criterion", "")]
    columns += [Column(slug, names["plans"][slug]) for slug in values["columns"]]
    rows = tuple(
        (enough(values) if criterion == "accepted" else TITLES[criterion],
         *(_cell(criterion, values["plans"][slug], names) for slug in values["columns"]))
        for criterion in values["criteria"]
        if criterion in _SAID
    )  # fmt: skip
    return Table(
        "comparison", "The plans side by side", tuple(columns), rows,
        Statement("comparison-table-reading"),
    )  # fmt: skip


def _cell(criterion: str, row: Values, names: Names) -> Cell:
    why = row["unknown"].get(criterion)
    return f"({WHY[why]})" if why is not None else _SAID[criterion](row, names)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _number(value: float) -> str:
    text = f"{value:,.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "\u2212")


def _between(share: float, low: float, high: float) -> str:
    return f"in {_percent(share)} of draws ({100 * low:.0f}\u2013{100 * high:.0f})"


def _accepted(row: Values, names: Names) -> Cell:
    now = "yes" if row["accepted_at_modes"] else "no"
    return f"{now}; {_between(row['accepted_share'], row['low'], row['high'])}"


def _least(found: Values, names: Names) -> Cell:
    if found["party"] is None:
        return "0 by definition"
    ends = f"{_number(found['p05'])} to {_number(found['p95'])}"
    if found["p05"] == found["p95"]:
        ends = "no range"
    return f"{names['parties'][found['party']]} {_number(found['gain'])} ({ends})"


def _lost(row: Values, names: Names) -> Cell:
    return tuple(
        f"{names['parties'][one['party']]} ({_percent(one['chance'])})" for one in row["lost"]
    ) or ("nobody",)


def _funders(row: Values, names: Names) -> Cell:
    paid = {party: points for party, points in row["funders"].items() if points}
    return tuple(f"{names['parties'][p]} {_number(points)}" for p, points in paid.items()) or (
        "nobody",
    )


def _credible(row: Values, names: Names) -> Cell:
    found = row["credible"]
    now = "yes" if all(found["threats"].values()) else "no"
    both = _percent(found["accepted_too"]["share"])
    said = f"{now}; {_between(found['share'], found['low'], found['high'])}"
    return (said, f"and accepted: in {both}")


def _timetable(row: Values, names: Names) -> Cell:
    found = row["timetable"]
    lacking = list(found["least_guarantee"] or ()) if not found["holds"] else []
    who = ", ".join(names["parties"][party] for party in lacking)
    needs = (f"guarantees lacking on {who}",) if who else ()
    if found["of"] == "best":
        said = _spared(found)
        return (f"{said} (best possible)", *needs)
    own = "no, it cannot be done" if found["hindrance"] is not None else _spared(found)
    share = _between(found["share"], found["low"], found["high"])
    best = found["best"]
    if best is None or best["holds"] is None:
        return (f"{own}; {share}", *needs)
    return (f"{own}; {share}", f"best possible: {_spared(best)}", *needs)


def _spared(found: Values) -> str:
    if found["margin"] is None:
        return "no, none is possible"
    size = _number(abs(found["margin"]))
    unit = "point" if size == "1" else "points"
    return f"yes, {size} {unit} to spare" if found["holds"] else f"no, {size} {unit} short"


def _months(row: Values, names: Names) -> Cell:
    found = row["months"]
    said = [f"{_number(found['planned'])} planned"]
    for key, chance in (("half", "50 %"), ("ninety", "90 %")):
        if found["chance"] is not None:
            by = found[key]
            said.append(f"{chance} by {_number(by)}" if by is not None else f"{chance}: never")
    return tuple(said)


def _stable(row: Values, names: Names) -> Cell:
    held = [CONCEPTS.get(c, c) for c, stable in row["stable"].items() if stable]
    leaving = dict.fromkeys(p for parties in row["leaving"].values() for p in parties)
    under = f"under {', '.join(held)}" if held else "under none"
    if len(held) == len(row["stable"]):
        under = "under every concept"
    who = ", ".join(names["parties"][party] for party in leaving)
    return (under, f"could leave: {who}") if who else under


def _zone(row: Values, names: Names) -> Cell:
    return _between(row["zone_share"], row["zone_low"], row["zone_high"])


_SAID: Mapping[str, Callable[[Values, Names], Cell]] = {
    "accepted": _accepted,
    "worst_off": lambda row, names: _least(row["worst_off"], names),
    "today": lambda row, names: _least(row["today"], names),
    "lost": _lost,
    "funders": _funders,
    "credible": _credible,
    "timetable": _timetable,
    "months": _months,
    "stable": _stable,
    "zone": _zone,
}
"""What a cell says where something is known. Gains by party have a picture of their own."""


def _trade_offs(values: Values) -> Table:
    """One line for each pair; what each gives to whom is in ``values``."""
    columns = (
        Column("first", "One", "plan"), Column("better", "is surely better on"),
        Column("second", "The other", "plan"), Column("worse", "is surely better on"),
    )  # fmt: skip
    rows = []
    for pair in values["trade_offs"]:
        first, second = pair["plans"]
        more = pair["parties"] or {first: [], second: []}
        rows.append((
            first, _titles(pair["better"][first], len(more[first])),
            second, _titles(pair["better"][second], len(more[second])),
        ))  # fmt: skip
    return Table(
        "trade-offs", "What each does better", columns, tuple(rows),
        Statement("comparison-trade-offs-reading"),
    )  # fmt: skip


def _titles(criteria: Sequence[str], gainers: int) -> str | None:
    said = [", ".join(SHORT[criterion] for criterion in criteria)] if criteria else []
    return "; ".join([*said, *([f"more to {gainers}"] if gainers else [])]) or None


def effort(row: Values) -> float:
    """How far a judgement has to go, as a share of the way to that end of its range."""
    if row["to"] is None:
        return 1.0  # somewhere within its range
    change = row["to"] - row["from"]
    room = row["high"] - row["from"] if change > 0 else row["from"] - row["low"]
    return 0.0 if change == 0 else abs(change) / room if room > 0 else math.inf


def _turns(values: Values) -> Table:
    columns = (
        Column("first", "Ahead", "plan"), Column("second", "Behind", "plan"),
        Column("criterion", "On"), Column("judgement", "Judgement", "judgement"),
        Column("from", "Now"), Column("to", "Turns at", "number"),
        Column("inside", "Within its range", "mark"),
    )  # fmt: skip
    listed = sorted(
        values["turning_judgements"], key=lambda row: (not row["inside_range"], effort(row))
    )
    rows = tuple(
        (*row["plans"], TITLES[row["criterion"]], row["judgement"], _ranged(row), row["to"],
         row["inside_range"])
        for row in listed[:MOST_TURNS]
    )  # fmt: skip
    return Table(
        "turning-judgements", "What would turn an order round", columns, rows,
        Statement("comparison-turns-reading", evidence={"more": len(listed) - len(rows)}),
    )  # fmt: skip


def _ranged(row: Values) -> str:
    """A judgement and its range."""
    ends = [_number(row[key]) for key in ("low", "high")]
    between = " to " if row["low"] < 0 else "\u2013"
    said = "no range" if row["low"] == row["high"] else between.join(ends)
    return f"{_number(row['from'])} ({said})"
