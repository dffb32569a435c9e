"""What is said of plans side by side: headline, findings, reasons, caveats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.comparison_cells import at_risk, carried_less, told
from irenic.analyses.comparison_order import LEAST_DRAWS
from irenic.analyses.comparison_tables import effort
from irenic.analyses.result import Statement

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

MOST_TURNS = 12
"""Turns that are told in words; all of them are in ``values``."""

UNDRAWN = " No judgement has a range, so there is nothing to draw and no share."
"""Said where every draw would be the same."""

MOST = 0.5
"""Share of draws above which a plan is said to be accepted in most of them."""


def headline(values: Values, names: Names) -> str:
    """The answer in one sentence: which plans all would accept, and whether one is best."""
    plans = {slug: row for slug, row in values["plans"].items() if row["kind"] == "plan"}
    who = "all who are needed accept"
    if values["quorum"] is not None:
        who = f"enough accept ({values['quorum']} of {len(values['required'])})"
    if not plans:
        return _without_plans(values, who)
    shared = {s: row["accepted_share"] for s, row in plans.items() if row["accepted_share"]}
    above = [slug for slug in shared if shared[slug] > MOST]
    listed = ", ".join(f"{names['plans'][s]} ({_agreed(plans[s])})" for s in above)
    beaten = {row["over"] for row in values["dominates"] if row["plan"] in plans} & plans.keys()
    number = len(plans)
    start = f"Of {number} plans" if number != 1 else "Of one plan"
    often = "in most draws" if values["ranged"] else "as judged"
    none = f"none is accepted by all who are needed {often}"
    if values["quorum"] is not None:
        of = f"({values['quorum']} of {len(values['required'])})"
        none = f"none is accepted by enough {of} {often}"
    if not values["ranged"]:
        listed = ", ".join(names["plans"][slug] for slug in above)
    said = f"{who} {often}: {listed}" if above else none
    end = f"; {len(beaten) or 'none'} of them {'are' if len(beaten) > 1 else 'is'} dominated"
    stated = number > 1 and values["draws"] >= LEAST_DRAWS
    return f"{start}, {said}{end if stated else ''}.{'' if values['ranged'] else UNDRAWN}"


def _agreed(row: Values) -> str:
    """In how many draws a plan is accepted, and carried, where these surely differ."""
    share = f"{told(row['accepted_share'])}\u00a0%"
    if not carried_less(row):
        return share
    carried = f"{told(row['carried_share'])}\u00a0%"
    return f"{share}, but {carried} if whoever pays or threatens has to go along"


def _without_plans(values: Values, who: str) -> str:
    best = [row for row in values["plans"].values() if row["kind"] == "best"]
    share = told(best[0]["accepted_share"] if best else 0.0)
    if not values["ranged"]:
        accept = bool(best and best[0]["accepted_at_modes"])
        found = f"{'' if accept else 'not '}{who} the best settlement found"
        return f"There is no plan to compare; {found}.{UNDRAWN}"
    found = f"in the best settlement found {who} in {share}\u00a0% of draws"
    return f"There is no plan to compare; {found}."


def findings(values: Values) -> tuple[Statement, ...]:
    """The answer in sentences: each column by itself, then dominance."""
    return tuple(_findings(values))


def _findings(values: Values) -> Iterator[Statement]:
    for slug, row in values["plans"].items():
        evidence = {
            "draws": values["draws"], "plan": slug, "quorum": values["quorum"],
            "needed": len(values["required"]), "at_risk": at_risk(row), **row,
            "ranged": values["ranged"],
        }  # fmt: skip
        if row["kind"] == "best":
            evidence["search"] = values["best"]
        yield Statement(f"comparison-{row['kind']}", slug, evidence)
    if values["best"] is not None and values["best"]["same_as"] is not None:
        same = values["best"]["same_as"]
        yield Statement("comparison-best-same", same, {**values["best"], "draws": values["draws"]})
    for row in values["dominates"]:
        pair = next(
            one for one in values["trade_offs"] if {*one["plans"]} == {row["plan"], row["over"]}
        )
        gainers = (pair["parties"] or {row["plan"]: []})[row["plan"]]
        none_worse = None if pair["none_worse"] is None else pair["none_worse"][row["plan"]]
        yield Statement(
            "comparison-dominates", row["plan"],
            {**row, "parties": gainers, "none_worse": none_worse, "ranged": values["ranged"]},
        )  # fmt: skip
    if not values["dominates"] and values["draws"] >= LEAST_DRAWS:
        yield Statement("comparison-no-dominance", "", {"columns": values["columns"]})


def reasons(values: Values) -> tuple[Statement, ...]:
    """What would turn the order of two columns round within the stated ranges, least first."""
    nearest: dict[tuple[str, ...], Statement] = {}
    for row in sorted(values["turning_judgements"], key=effort):
        # What makes one refused makes it so beside all others: said once.
        pair = (
            (row["plans"][0], row["judgement"])
            if row["criterion"] == "accepted"
            else tuple(sorted(row["plans"]))
        )
        key = (*pair, row["criterion"])
        if row["inside_range"] and key not in nearest:
            nearest[key] = Statement("comparison-turn", row["judgement"], row)
    return (*tuple(nearest.values())[:MOST_TURNS], *_unturned(values))


def _unturned(values: Values) -> Iterator[Statement]:
    """The pairs of which no order is turned round by any single judgement, and why."""
    turned = {frozenset(row["plans"]) for row in values["turning_judgements"]}
    whys: dict[frozenset[str], set[str]] = {}
    for row in values["unturned"]:
        whys.setdefault(frozenset(row["plans"]), set()).add(row["why"])
    left = {pair: whys[pair] for pair in whys if pair not in turned}
    tied = [sorted(pair) for pair, why in left.items() if why == {"tied"}]
    firm = [sorted(pair) for pair, why in left.items() if "none" in why]
    if tied or firm:
        yield Statement("comparison-unturned", evidence={"tied": tied, "firm": firm})


def caveats(values: Values) -> tuple[Statement, ...]:
    """What the answer does not say."""
    return tuple(_caveats(values))


def _caveats(values: Values) -> Iterator[Statement]:
    yield Statement("comparison-no-score")
    if values["draws"] < LEAST_DRAWS:
        few = {"draws": values["draws"], "least": LEAST_DRAWS}
        yield Statement("comparison-few-draws", evidence=few)
    yield Statement("comparison-scales")
    share = {"draws": values["draws"], "ranged": values["ranged"]}
    yield Statement("comparison-share", evidence=share)
    rows = values["plans"].values()
    if len({row["scenario"] for row in rows if row["kind"] != "nothing"}) > 1 or any(
        row["scenario"] != next(iter(rows))["scenario"] for row in rows
    ):
        yield Statement("comparison-scenarios")
    if values["best"] is not None:
        search = {**values["best"], "ranged": values["ranged"]}
        yield Statement("comparison-best-search", evidence=search)
    less = {
        slug: {"accepted": row["accepted_share"], "carried": row["carried_share"]}
        for slug, row in values["plans"].items() if carried_less(row)
    }  # fmt: skip
    if less:
        yield Statement("comparison-carried", evidence={"plans": less})
    if any(row["timetable"] is not None for row in rows):
        yield Statement("comparison-timetables")
    asked = {why for row in rows for why in row["unknown"].values()}
    pairs = values["turns_asked"]
    if pairs is not None and pairs["pairs"] < pairs["of"]:
        yield Statement("comparison-turns-left", evidence=pairs)
    if "not-asked" in asked:
        yield Statement("comparison-not-asked")
    if "no-state" in asked:
        silent = [
            slug for slug, row in values["plans"].items()
            if row["unknown"].get("stable") == "no-state"
        ]  # fmt: skip
        yield Statement("comparison-no-state", evidence={"plans": silent})
    lacking = {slug: row["missing"] for slug, row in values["plans"].items() if row["missing"]}
    for slug, missing in lacking.items():
        yield Statement("comparison-missing", slug, {"missing": list(missing)})
