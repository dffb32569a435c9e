"""What would have to change for a state to hold, as findings and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.conflict import Conflict


def told(given: Conflict, found: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The findings, a preference and an infeasibility sentence for each concept."""
    shared = {
        "in_force": given.in_force(found["state"]), "today": found["state"] == given.status_quo
    }  # fmt: skip
    every = []
    for concept, answer in found["concepts"].items():
        evidence: dict[str, Any] = {}
        if answer is None:
            kind = "stability_redesign_skipped"
        elif answer["holds"]:
            kind = "stability_redesign_holds"
        else:
            kind = "stability_redesign"
            evidence = {key: answer[key] for key in ("preferences", "ranks", "infeasible")}
        every.append(Statement(kind, found["state"], {"concept": concept, **shared, **evidence}))
    if found["not_told"]:
        left_out = {"concepts": found["not_told"], **shared}
        every.append(Statement("stability_redesign_not_told", found["state"], left_out))
    return tuple(every)


def tables(found: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[Table, ...]:
    """The new orders, the sets of infeasibilities, the counts of rankings."""
    lists = {"preferences": _orders(found, titles, "preferences"),
             "ranks": _orders(found, titles, "ranks")}  # fmt: skip
    sets, counts = [], []
    for concept, answer in found["concepts"].items():
        if answer is None:
            continue
        for one in answer["infeasible"]["sets"]:
            if one["add"] or one["lift"]:
                sets.append((titles[concept], tuple(one["add"]) or None,
                             tuple(one["lift"]) or None, one["ruled_out"]))  # fmt: skip
        for party, number in (answer["rankings"] or {}).items():
            counts.append((titles[concept], party, number["hold"], number["of"]))
    concept = Column("concept", "Concept")
    party_ = Column("party", "Party", "party")
    order = (concept, party_, Column("swaps", "Swaps", "number"), Column("order", "New order"))
    made = (
        Table("redesign-preferences", "Preferences under which it would hold", order,
              lists["preferences"], Statement("stability_redesign_orders")),
        Table("redesign-ranks", "Rankings under which it would hold", order, lists["ranks"],
              Statement("stability_redesign_ranks")),
        Table("redesign-infeasible", "What would have to be impossible, or become possible",
              (concept, Column("add", "Rule out"), Column("lift", "Make possible"),
               Column("ruled_out", "Feasible states ruled out", "number")),
              tuple(sets), Statement("stability_redesign_sets")),
        Table("redesign-rankings", "How many strict rankings would do",
              (concept, party_, Column("hold", "Rankings that hold it", "number"),
               Column("of", "Of", "number")), tuple(counts),
              Statement("stability_redesign_counts")),
    )  # fmt: skip
    return tuple(table for table in made if table.rows)


def _orders(
    found: Mapping[str, Any], titles: Mapping[str, str], which: str
) -> tuple[tuple[Any, ...], ...]:
    """Rows of new orders: statements, ranks, or of long rankings the ranks that move."""
    rows = []
    for concept, answer in found["concepts"].items():
        for party, new in ((answer or {}).get(which) or {"orders": {}})["orders"].items():
            if new.get("statements") is not None:
                lines = tuple(new["statements"])
            elif new["ranking"] is not None:
                lines = tuple(map(", ".join, new["ranking"]))
            else:
                lines = tuple(map(_shift, new["moved"]))
            rows.append((titles[concept], party, new["swaps"], lines))
    return tuple(rows)


def _shift(moved: Mapping[str, Any]) -> str:
    more = moved["of"] - len(moved["states"])
    states = ", ".join(moved["states"]) + (f" and {more:,} more" if more else "")
    return f"{states}: from rank {moved['from']:,} to {moved['to']:,}"


def partial(found: Mapping[str, Any] | None) -> bool:
    """Whether a search for what would have to change was cut short."""
    for answer in (found or {}).get("concepts", {}).values():
        if answer is None:
            return True
        searches = (answer["preferences"], answer["ranks"], answer["infeasible"])
        if any(one is not None and one["status"] == "partial" for one in searches):
            return True
    return False
