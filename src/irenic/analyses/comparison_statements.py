"""What is said of plans side by side: headline, findings, reasons, caveats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Statement

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

MOST = 0.5
"""Share of draws above which a plan is said to be accepted in most of them."""


def headline(values: Values, names: Names) -> str:
    """The answer in one sentence: which plans all would accept, and whether one is best."""
    plans = {slug: row for slug, row in values["plans"].items() if row["kind"] == "plan"}
    shared = {s: row["accepted_share"] for s, row in plans.items() if row["accepted_share"]}
    above = [slug for slug in shared if shared[slug] > MOST]
    listed = ", ".join(f"{names['plans'][s]} ({100 * shared[s]:.0f} %)" for s in above)
    said = f"all who are needed accept in most draws: {listed}" if above else (
        "none is accepted by all who are needed in most draws"
    )  # fmt: skip
    beaten = {row["over"] for row in values["dominates"] if row["plan"] in plans} & plans.keys()
    number = len(plans)
    start = f"Of {number} plans" if number != 1 else "Of one plan"
    end = f"; {len(beaten) or 'none'} of them {'are' if len(beaten) > 1 else 'is'} dominated"
    return f"{start}, {said}{end if number > 1 else ''}."


def findings(values: Values) -> tuple[Statement, ...]:
    """The answer in sentences: each column by itself, then dominance."""
    return tuple(_findings(values))


def _findings(values: Values) -> Iterator[Statement]:
    for slug, row in values["plans"].items():
        evidence = {"draws": values["draws"], "plan": slug, **row}
        if row["kind"] == "best":
            evidence["search"] = values["best"]
        yield Statement(f"comparison-{row['kind']}", slug, evidence)
    for row in values["dominates"]:
        yield Statement("comparison-dominates", row["plan"], row)
    if not values["dominates"]:
        yield Statement("comparison-no-dominance", "", {"columns": values["columns"]})


def reasons(values: Values) -> tuple[Statement, ...]:
    """What would turn the order of two columns round, within the stated ranges."""
    nearest: dict[tuple[str, ...], Statement] = {}
    for row in values["turning_judgements"]:
        # What makes one refused makes it so beside all others: said once.
        pair = (
            (row["plans"][0], row["judgement"])
            if row["criterion"] == "accepted"
            else tuple(sorted(row["plans"]))
        )
        key = (*pair, row["criterion"])
        if row["inside_range"] and key not in nearest:
            nearest[key] = Statement("comparison-turn", row["judgement"], row)
    return tuple(nearest.values())


def caveats(values: Values) -> tuple[Statement, ...]:
    """What the answer does not say."""
    return tuple(_caveats(values))


def _caveats(values: Values) -> Iterator[Statement]:
    yield Statement("comparison-no-score")
    yield Statement("comparison-scales")
    yield Statement("comparison-share", evidence={"draws": values["draws"]})
    rows = values["plans"].values()
    if len({row["scenario"] for row in rows if row["kind"] != "nothing"}) > 1 or any(
        row["scenario"] != next(iter(rows))["scenario"] for row in rows
    ):
        yield Statement("comparison-scenarios")
    if values["best"] is not None:
        yield Statement("comparison-best-search", evidence=values["best"])
    asked = {why for row in rows for why in row["unknown"].values()}
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
