"""The pictures of a comparison, described: shares accepted, gains, parties by plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from irenic.analyses.result import Axis, Figure, Statement

Values = Mapping[str, Any]


def figures(values: Values) -> tuple[Figure, ...]:
    """The figures of the result, the columns in order; what is unknown is left out."""
    return tuple(_figures(values))


def _figures(values: Values) -> Iterator[Figure]:
    rows = {s: row for s, row in values["plans"].items() if row["accepted_share"] is not None}
    if values["ranged"]:  # else nothing is drawn, and there is no share to show
        yield _accepted(values, rows)
    yield _worst(rows)
    yield _gains(values, rows)


def _accepted(values: Values, rows: Mapping[str, Any]) -> Figure:
    all_needed = values["quorum"] is None
    who = "all" if all_needed else "enough"
    found = {
        slug: {"share": row["accepted_share"], "low": row["low"], "high": row["high"]}
        for slug, row in rows.items()
    }
    marks = tuple(
        {"plan": slug, **{key: 100.0 * share for key, share in row.items()}}
        for slug, row in found.items()
    )
    evidence = {"plans": found, "quorum": values["quorum"]}
    return Figure(
        "comparison-accepted",
        "intervals",
        "How often all who are needed accept" if all_needed else "How often enough accept",
        Statement("comparison-accepted-reading", "", evidence),
        Statement("comparison-accepted-alt", "", evidence),
        {
            "x": Axis("share", f"Draws in which {who} accept", "%"), "y": Axis("plan", "Plan"),
            "low": Axis("low", "Low", "%"), "high": Axis("high", "High", "%"),
        },
        marks,
    )  # fmt: skip


def _worst(rows: Mapping[str, Any]) -> Figure:
    found = {
        slug: {key: row["worst_off"][key] for key in ("gain", "p05", "p95")}
        for slug, row in rows.items()
    }
    return Figure(
        "comparison-worst-off",
        "intervals",
        "What whoever gains least would gain",
        Statement("comparison-worst-reading", "", {"plans": found}),
        Statement("comparison-worst-alt", "", {"plans": found}),
        {
            "x": Axis("gain", "Smallest gain against no deal", "points"),
            "y": Axis("plan", "Plan"),
            "low": Axis("p05", "5 % of draws below"), "high": Axis("p95", "5 % above"),
        },
        tuple({"plan": slug, **row} for slug, row in found.items()),
    )  # fmt: skip


def _gains(values: Values, rows: Mapping[str, Any]) -> Figure:
    lost = {slug: [one["party"] for one in row["lost"]] for slug, row in rows.items()}
    marks = tuple(
        {"party": party, "plan": slug, "gain": row["gains"][party]["gain"],
         "framed": party in lost[slug]}
        for slug, row in rows.items()
        for party in values["required"]
    )  # fmt: skip
    return Figure(
        "comparison-gains",
        "heat",
        "What each party would gain by each plan",
        Statement("comparison-gains-reading", "", {"lost": lost}),
        Statement("comparison-gains-alt", "", {"lost": lost}),
        {
            "x": Axis("plan", "Plan"), "y": Axis("party", "Party"),
            "value": Axis("gain", "Gain against no deal", "points of each party's scale"),
        },
        marks,
    )  # fmt: skip
