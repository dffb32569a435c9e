"""The pictures of a timetable, described: Gantt chart, margins, curves, chance of completion.

The words are in :mod:`irenic.report.words.enforcement_figures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Axis, Figure, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.enforcement_arrays import Carrying

Values = Mapping[str, Any]
Marks = list[dict[str, Any]]

ERRORS = 1.96
"""Standard errors on either side of a chance that hold 95 % of estimates."""


def figures(case: Carrying, values: Values) -> tuple[Figure, ...]:
    """The figures of the result: each where there is something to show.

    ``values`` are those of the result; curves that were left out are not drawn.
    """
    found = [_gantt(case, values), _margins(values)] if values["timetable"] else []
    if values.get("curves"):
        found.append(_curves(case, values))
    if values["completion"]:
        found.append(_completion(values))
    return tuple(found)


# The Gantt chart ------------------------------------------------------------------------


def _gantt(case: Carrying, values: Values) -> Figure:
    shares = _shares(case, values)
    pledges = _pledges(values)
    waited = list(dict.fromkeys(m["benchmark"] for m in shares if m["benchmark"] is not None))
    marks = [
        *_columns(values, settled=any(m["stage"] > values["stages"] for m in pledges)),
        *shares,
        *pledges,
        *({"what": "benchmark", "benchmark": slug,
           "chance": 100.0 * case.dossier.benchmarks[slug].chance.mode,
           "changed": bool(case.marks.change[case.benchmarks.index(slug)].any())}
          for slug in waited),
    ]  # fmt: skip
    drawn = {mark["deed"] for mark in shares}
    links = tuple(
        {"from": other, "to": deed, "label": ""}
        for deed in drawn
        for other in case.entry.deeds[deed].after
        if other in drawn
    )
    evidence = _gantt_evidence(values, shares, pledges)
    axes = {
        "x": Axis("stage", "Stage"),
        "y": Axis("deed", "Deed"),
        "series": Axis("party", "Party"),
        "value": Axis("share", "Share of the deed"),
    }
    return Figure(
        "enforcement-gantt",
        "gantt",
        "Who does what, and when",
        Statement("enforcement-gantt-reading", "", evidence),
        Statement("enforcement-gantt-alt", "", evidence),
        axes,
        tuple(marks),
        tuple(sorted(links, key=lambda link: (link["from"], link["to"]))),
    )


def _columns(values: Values, *, settled: bool) -> Marks:
    """The stages with the months from which to which each lasts, and the settled state."""
    months = values["months"]
    found: Marks = [
        {"what": "stage", "stage": t + 1, "month": months * t, "until": months * (t + 1)}
        for t in range(values["stages"])
    ]
    return [*found, {"what": "settled", "stage": values["stages"] + 1}] if settled else found


def _shares(case: Carrying, values: Values) -> Marks:
    """What is done at each stage, parties and their deeds in the order in which they begin."""
    stages: dict[str, list[int]] = {}
    starts: dict[str, int] = {}
    for step in values["timetable"]:
        party = case.entry.deeds[step["deed"]].by
        stages.setdefault(step["deed"], []).append(step["stage"])
        starts[party] = min(starts.get(party, step["stage"]), step["stage"])
    found = [
        {
            "what": "share", "party": deed.by, "deed": step["deed"], "stage": step["stage"],
            "share": step["share"], "parts": None if deed.parts == "any" else deed.parts,
            "benchmark": deed.benchmark,
        }
        for step in values["timetable"]
        for deed in (case.entry.deeds[step["deed"]],)
    ]  # fmt: skip
    order = list(case.dossier.parties)
    deeds = list(case.deeds)
    return sorted(
        found,
        key=lambda m: (starts[m["party"]], order.index(m["party"]), min(stages[m["deed"]]),
                       max(stages[m["deed"]]), deeds.index(m["deed"]), m["stage"]),
    )  # fmt: skip


def _pledges(values: Values) -> Marks:
    """Each guarantee at each stage at which it is in force; the settled state is one more."""
    last = values["stages"] + 1
    return [
        {
            "what": "guarantee", "guarantee": slug, "by": one["by"], "on": one["on"],
            "kind": one["kind"], "penalty": one["penalty"], "stage": stage,
            "credible": stage in one["credible"],
        }
        for slug, one in values["guarantees"].items()
        for stage in range(one["from"], min(one["until"] or last, last) + 1)
    ]  # fmt: skip


def _gantt_evidence(values: Values, shares: Marks, pledges: Marks) -> dict[str, Any]:
    first, last = (end(m["stage"] for m in shares) for end in (min, max))
    hollow = dict.fromkeys(m["guarantee"] for m in pledges if not m["credible"])
    keys = ("party", "deed", "stage", "share")
    return {
        "holds": values["holds"],
        "stages": values["stages"],
        "months": values["months"],
        "first": _of_stage(shares, first),
        "last": _of_stage(shares, last),
        "ends": {"first": first, "last": last},
        "steps": [{key: mark[key] for key in keys} for mark in shares],
        "guarantees": len({m["guarantee"] for m in pledges}),
        "not_credible": list(hollow),
    }


def _of_stage(shares: Sequence[Mapping[str, Any]], stage: int) -> Marks:
    return [{"party": m["party"], "deed": m["deed"]} for m in shares if m["stage"] == stage]


# Margins --------------------------------------------------------------------------------


def _margins(values: Values) -> Figure:
    """Parties by stages; the settled state stands behind the dark line."""
    tightest, stages = values["tightest"], values["stages"]
    marks = [
        {
            "party": party, "stage": str(stage) if stage <= stages else "Settled",
            "margin": margin, "apart": stage <= stages,
            "framed": (party, stage) == (tightest["party"], tightest["stage"]),
        }
        for party, row in values["margins"].items()
        for stage, margin in enumerate(row, 1)
    ]  # fmt: skip
    evidence = {
        "stages": stages,
        "holds": values["holds"],
        "margin": values["margin"],
        "tightest": dict(tightest),
        "short": sum(mark["margin"] < -1e-6 for mark in marks),
        "lowest": {party: _lowest(row) for party, row in values["margins"].items()},
    }
    axes = {
        "x": Axis("stage", "Stage"),
        "y": Axis("party", "Party"),
        "value": Axis("margin", "Gain by going on", "points of each party's scale"),
    }
    return Figure(
        "enforcement-margins",
        "heat",
        "What each party gains by going on rather than walking off",
        Statement("enforcement-margins-figure-reading", "", evidence),
        Statement("enforcement-margins-figure-alt", "", evidence),
        axes,
        tuple(marks),
    )


def _lowest(row: Sequence[float]) -> dict[str, Any]:
    stage = min(range(len(row)), key=lambda place: row[place])
    return {"stage": stage + 1, "margin": row[stage]}


# Curves ---------------------------------------------------------------------------------


def _curves(case: Carrying, values: Values) -> Figure:
    """A panel each for length, parts, and every guarantee whose size is known to matter or
    may do so; the sentence names the others.
    """
    curves = values["curves"]
    marks = [
        *_panel(curves["horizon"], "stages", values["stages"]),
        *_panel(curves["parts"], "times", 1),
    ]
    told, idle = list(marks), []
    for slug, points in curves["guarantees"].items():
        panel = _panel(points, "penalty", case.entry.guarantees[slug].penalty.mode, slug)
        told += panel
        if _flat(points):
            idle.append(slug)
        else:
            marks += panel
    evidence = {
        "margin": values["margin"],
        "idle": idle,
        "curves": [
            {key: mark[key] for key in ("curve", "guarantee", "at", "margin", "proven", "present")}
            for mark in told
        ],
    }
    axes = {
        "x": Axis("at", "What is changed"),
        "y": Axis("margin", "Smallest margin in the best timetable", "points; below 0 it breaks"),
        "high": Axis("bound", "None is larger", "points"),
        "facet": Axis("panel", "What is changed"),
    }
    return Figure(
        "enforcement-curves",
        "curves",
        "How the margin depends on length, parts and guarantees",
        Statement("enforcement-curves-figure-reading", "", evidence),
        Statement("enforcement-curves-figure-alt", "", evidence),
        axes,
        tuple(marks),
    )


def _flat(points: Sequence[Values]) -> bool:
    """Whether the size of a guarantee is proven to change nothing."""
    margins = [point["margin"] for point in points]
    if not all(point["proven"] for point in points) or None in margins:
        return False
    return max(margins) - min(margins) < 1e-6 if margins else True


CURVES: Mapping[str, tuple[str, str]] = {
    "stages": ("Length of the timetable", "stages"),
    "times": ("Parts of each deed", "times as many"),
    "penalty": ("", "points of penalty"),
}
"""For each kind of curve the title of its panel and what is measured across."""


def _panel(
    points: Sequence[Values], curve: str, present: float, guarantee: str | None = None
) -> Marks:
    """The points of one curve; where the margin is proven, no bound is to be drawn."""
    title, measure = CURVES[curve]
    return [
        {
            "panel": guarantee or curve, "curve": curve, "guarantee": guarantee,
            "title": title, "measure": measure, "at": point[curve],
            "margin": point["margin"], "proven": point["proven"],
            "bound": None if point["proven"] else point["bound"],
            "present": abs(point[curve] - present) < 1e-9,
        }
        for point in points
    ]  # fmt: skip


# Completion -----------------------------------------------------------------------------

RULES: Mapping[str, str] = {
    "wait": "Deeds wait",
    "skip": "Deeds are skipped",
    "snap-back": "Snap back: the settlement ends",
}
"""Title of the panel of each rule."""


def _completion(values: Values) -> Figure:
    planned = values["months"] * max(step["stage"] for step in values["timetable"])
    marks: Marks = []
    for rule, found in values["completion"].items():
        ended = any(point["ended"] > 0 for point in found["by_month"])
        for point in found["by_month"]:
            chance, error = 100.0 * point["complete"], ERRORS * 100.0 * point["error"]
            common = {"panel": rule, "title": RULES[rule], "measure": "month",
                      "month": point["month"]}  # fmt: skip
            marks.append({
                **common, "series": "all done", "chance": chance,
                "low": max(chance - error, 0.0), "high": min(chance + error, 100.0),
                "present": abs(point["month"] - planned) < 1e-9, "proven": True,
            })  # fmt: skip
            if ended:
                marks.append({
                    **common, "series": "ended", "chance": 100.0 * point["ended"],
                    "low": None, "high": None, "present": False, "proven": True,
                })  # fmt: skip
    evidence = {
        "planned": planned,
        "draws": max(found["draws"] for found in values["completion"].values()),
        "rules": {rule: _told(found, planned) for rule, found in values["completion"].items()},
    }
    axes = {
        "x": Axis("month", "Month"),
        "y": Axis("chance", "Chance that all is done", "%"),
        "low": Axis("low", "Lower end", "%"),
        "high": Axis("high", "Upper end", "%"),
        "series": Axis("series", "What has come about"),
        "facet": Axis("panel", "Rule"),
    }
    return Figure(
        "enforcement-completion",
        "curves",
        "When it may be complete if benchmarks are late",
        Statement("enforcement-completion-figure-reading", "", evidence),
        Statement("enforcement-completion-figure-alt", "", evidence),
        axes,
        tuple(marks),
    )


def _told(found: Values, planned: float) -> dict[str, Any]:
    """The chance of being complete when planned and at the end of the draws."""
    by_month = found["by_month"]
    due = [point for point in by_month if point["month"] <= planned + 1e-9]
    return {
        "planned": due[-1]["complete"] if due else 0.0,
        "end": by_month[-1]["complete"],
        "month": by_month[-1]["month"],
        "ended": by_month[-1]["ended"],
    }
