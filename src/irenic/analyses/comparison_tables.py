"""The tables of a comparison: criteria by plans, trade-offs, what would turn an order round."""

from __future__ import annotations

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
    "timetable": "A timetable holds",
    "months": "Months to completion",
    "stable": "State after it is stable",
    "zone": "Its levers open something",
    "accepted_share": "Share of draws accepted (approximation)",
}
"""The criteria as headings."""

WHY = {
    "nothing-proposed": "nothing is proposed",
    "no-threat": "no threat",
    "no-timetable": "no timetable in the dossier",
    "not-asked": "not asked here",
    "no-state": "state not said",
    "no-moves": "no moves in the dossier",
    "does-not-hold": "no timetable holds",
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
        (TITLES[criterion],
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
    return (said, f"and all accept: in {both}")


def _timetable(row: Values, names: Names) -> Cell:
    found = row["timetable"]
    if found["holds"]:
        return f"yes, {_number(found['margin'])} points to spare"
    if found["margin"] is None:
        return "no, none is possible"
    lacking = list(found["least_guarantee"] or ())
    who = ", ".join(names["parties"][party] for party in lacking)
    needs = f"; it lacks guarantees on {who}" if who else ""
    return f"no, {_number(-found['margin'])} points short{needs}"


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
    columns = (
        Column("first", "One", "plan"), Column("better", "does better on"),
        Column("gainers", "gives more to", "party"),
        Column("second", "The other", "plan"), Column("worse", "does better on"),
        Column("losers", "gives more to", "party"),
    )  # fmt: skip
    rows = []
    for pair in values["trade_offs"]:
        first, second = pair["plans"]
        more = pair["parties"] or {first: [], second: []}
        rows.append((
            first, _titles(pair["better"][first]), tuple(more[first]) or None,
            second, _titles(pair["better"][second]), tuple(more[second]) or None,
        ))  # fmt: skip
    return Table(
        "trade-offs", "What each does better", columns, tuple(rows),
        Statement("comparison-trade-offs-reading"),
    )  # fmt: skip


def _titles(criteria: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(TITLES[criterion] for criterion in criteria) or None


def _turns(values: Values) -> Table:
    columns = (
        Column("first", "Ahead", "plan"), Column("second", "Behind", "plan"),
        Column("criterion", "On"), Column("judgement", "Judgement", "judgement"),
        Column("from", "Now", "number"), Column("to", "Turns at", "number"),
        Column("inside", "Within its range", "mark"),
    )  # fmt: skip
    listed = sorted(values["turning_judgements"], key=lambda row: not row["inside_range"])
    rows = tuple(
        (*row["plans"], TITLES[row["criterion"]], row["judgement"],
         {"low": row["low"], "mode": row["from"], "high": row["high"]}, row["to"],
         row["inside_range"])
        for row in listed
    )  # fmt: skip
    return Table(
        "turning-judgements", "What would turn an order round", columns, rows,
        Statement("comparison-turns-reading"),
    )  # fmt: skip
