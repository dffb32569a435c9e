"""Robustness as pictures: conclusions with their intervals, acceptance, what a share hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from irenic.analyses.result import Axis, Figure, Statement
from irenic.analyses.robustness_statements import counted, in_doubt
from irenic.analyses.robustness_tables import QUESTIONS

Values = Mapping[str, Any]

DOUBTED = 4
"""Conclusions whose judgements are drawn, the most doubtful first."""

BARS = 10
"""Judgements drawn in all."""

_PART_OF_ALL = 100.0


def figures(values: Values) -> tuple[Figure, ...]:
    """Every picture that has anything to show."""
    return tuple(_figures(values))


def _figures(values: Values) -> Iterator[Figure]:
    if counted(values):
        yield conclusions(values)
    if values["about"] is not None:
        yield acceptance(values)
    drawn = _foremost(values)
    if drawn:
        yield tornado(drawn)


def conclusions(values: Values) -> Figure:
    """Each conclusion's share of the draws with its interval, question by question."""
    rows = sorted(counted(values), key=lambda row: [*QUESTIONS].index(row["analysis"]))
    shares = {row["name"]: row["share"] for row in rows}
    return Figure(
        key="robustness-conclusions",
        kind="spans",
        title="In how many draws each conclusion holds",
        reading=Statement("robustness-conclusions-reading", "", {"draws": values["draws"]}),
        alt=Statement("robustness-conclusions-alt", "", {"rows": shares}),
        axes={
            "x": Axis("share", "Share of draws in which it holds", "%"),
            "y": Axis("conclusion", "Conclusion"),
            "low": Axis("low", "Lower end of the interval", "%"),
            "high": Axis("high", "Upper end of the interval", "%"),
            "series": Axis("question", "Question"),
            "value": Axis("at_modes", "With the most likely numbers"),
        },
        data=tuple(
            {"conclusion": row["name"], "question": QUESTIONS[row["analysis"]],
             "at_modes": bool(row["at_modes"]),
             **{key: _PART_OF_ALL * row[key] for key in ("share", "low", "high")}}
            for row in rows
        ),
    )  # fmt: skip


def acceptance(values: Values) -> Figure:
    """By how many points the package asked about clears or misses for each party."""
    rows = values["acceptance"]
    evidence = {"draws": values["draws"], "acceptance": rows}
    return Figure(
        key="robustness-acceptance",
        kind="spans",
        title="Who would accept the package asked about",
        reading=Statement("robustness-acceptance-reading", values["about"]["name"], evidence),
        alt=Statement("robustness-acceptance-alt", values["about"]["name"], evidence),
        axes={
            "x": Axis("gain", "Gain against the reservation value", "points"),
            "y": Axis("party", "Party"),
            "low": Axis("p05", "Less in 1 draw of 20", "points"),
            "high": Axis("p95", "More in 1 draw of 20", "points"),
            "series": Axis("needed", "Whose consent"),
            "value": Axis("clear", "No red line crossed"),
            "label": Axis("chance", "Accepts", "%"),
        },
        data=tuple(
            {"party": party, "gain": row["p50"], "p05": row["p05"], "p95": row["p95"],
             "needed": "Consent needed" if row["required"] else "Consent not needed",
             "clear": not row["red_line"], "chance": _PART_OF_ALL * row["share"]}
            for party, row in sorted(rows.items(), key=lambda one: not one[1]["required"])
        ),
    )  # fmt: skip


def _foremost(values: Values) -> list[Values]:
    """The judgements that matter most to the conclusions most in doubt."""
    doubted = {row["name"]: place for place, row in enumerate(in_doubt(values))}
    rows = [row for row in values["importance"] if row["conclusion"] in doubted]
    ordered = sorted(rows, key=lambda row: doubted[row["conclusion"]])
    kept = [*dict.fromkeys(row["conclusion"] for row in ordered)][:DOUBTED]
    most = sorted(
        (row for row in rows if row["conclusion"] in kept), key=lambda row: -abs(row["difference"])
    )[:BARS]
    return sorted(most, key=lambda row: (kept.index(row["conclusion"]), -abs(row["difference"])))


def tornado(rows: list[Values]) -> Figure:
    """From the share in the lower half of each judgement's draws to that in the upper half."""
    evidence = {"rows": rows}
    return Figure(
        key="robustness-tornado",
        kind="tornado",
        title="What the doubtful conclusions hang on",
        reading=Statement("robustness-tornado-reading", "", evidence),
        alt=Statement("robustness-tornado-alt", "", evidence),
        axes={
            "x": Axis("upper", "Share of draws in which it holds", "%"),
            "low": Axis("lower", "In the lower half of the number\u2019s draws", "%"),
            "y": Axis("judgement", "Number"),
            "series": Axis("conclusion", "Conclusion"),
        },
        data=tuple(
            {"conclusion": row["conclusion"], "judgement": row["judgement"],
             "lower": _PART_OF_ALL * row["lower"], "upper": _PART_OF_ALL * row["upper"]}
            for row in rows
        ),
    )  # fmt: skip
