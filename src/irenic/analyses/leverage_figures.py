"""The answer on leverage as pictures, described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.leverage_tables import cost_unit, letter, shown_cost
from irenic.analyses.result import Axis, Figure, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.leverage_arrays import Levers

Values = dict[str, Any]

KINDS = ("threat", "incentive", "reassurance", "pressure")
"""The order of the kinds of levers in a picture."""

_TOLD = 3
"""Points of the curve whose levers the sentence above it names."""


def figures(levers: Levers, values: Values) -> tuple[Figure, ...]:
    """Who each lever moves; cost against the smallest gain; what brings each party in."""
    found = []
    if any(values["moves"].values()):
        found.append(_moves(levers, values))
    if len(values["curve"]) > 1:
        found.append(_curve(values))
    if values["consents"] and values["cheapest"]["levers"]:
        found.append(_consents(values))
    return tuple(found)


def _moves(levers: Levers, values: Values) -> Figure:
    moves = values["moves"]
    moved = {party for change in moves.values() for party in change}
    order = sorted(
        (slug for slug in moves if moves[slug]),
        key=lambda slug: KINDS.index(levers.dossier.levers[slug].kind),
    )
    marks = [
        {
            "lever": slug, "party": party, "gain": moves[slug].get(party),
            "apart": party in values["required"],
        }
        for slug in order
        for party in levers.parties
        if party in moved
    ]  # fmt: skip
    told = [mark for mark in marks if mark["gain"] is not None]
    most = max(told, key=lambda mark: abs(mark["gain"]))
    evidence = {
        "levers": len(order),
        "parties": len(moved),
        "most": {key: most[key] for key in ("lever", "party", "gain")},
        "others": any(not mark["apart"] for mark in marks) and any(m["apart"] for m in marks),
    }
    axes = {
        "x": Axis("party", "Party"),
        "y": Axis("lever", "Lever"),
        "value": Axis("gain", "What the lever adds to the gain", "points of each party's scale"),
    }
    return Figure(
        "leverage-moves",
        "heat",
        "Who each lever moves, and how far",
        Statement("leverage-moves-figure-reading", "", evidence),
        Statement("leverage-moves-figure-alt", "", evidence),
        axes,
        tuple(marks),
    )


def _curve(values: Values) -> Figure:
    """Cost against the smallest gain; each point has the letter that the table names it by."""
    points = values["curve"]
    marks = [
        {
            "cost": shown_cost(point["cost"], values["weighting"]),
            "smallest_gain": point["smallest_gain"],
            "label": letter(place),
        }
        for place, point in enumerate(points)
    ]
    evidence = {
        "points": len(points),
        "first": points[0],
        "last": points[-1],
        "steps": _steps(points),
        "weighting": values["weighting"],
        "complete": values["curve_complete"],
    }
    axes = {
        "x": Axis("cost", "Cost of the levers", cost_unit(values["weighting"])),
        "y": Axis("smallest_gain", "Smallest gain of those whose consent is needed", "points"),
        "label": Axis("label", "Levers"),
    }
    return Figure(
        "leverage-curve",
        "scatter",
        "What more costs, and what it brings",
        Statement("leverage-curve-figure-reading", "", evidence),
        Statement("leverage-curve-figure-alt", "", evidence),
        axes,
        tuple(marks),
    )


def _steps(points: Sequence[Values]) -> list[Values]:
    """What the first points take and drop, each against the one before it."""
    found = []
    before: list[str] = []
    for place, point in enumerate(points[:_TOLD]):
        now = point["levers"]
        come = [lever for lever in now if lever not in before]
        gone = [lever for lever in before if lever not in now]
        found.append({"point": letter(place), "adds": come, "drops": gone})
        before = now
    return found


def _consents(values: Values) -> Figure:
    """For each required party its gain with the levers of the cheapest opening and without."""
    marks = [
        {
            "party": party, "gain": told["gain"],
            "low": min(told["gain"], told["gain_without"]),
            "high": max(told["gain"], told["gain_without"]),
        }
        for party, told in values["consents"].items()
    ]  # fmt: skip
    refused = [p for p, told in values["consents"].items() if told["gain_without"] < 0]
    evidence = {
        "refuse": refused,
        "marks": [
            {"party": party, "gain": told["gain"], "without": told["gain_without"]}
            for party, told in values["consents"].items()
        ],
    }
    axes = {
        "x": Axis("gain", "Gain over no deal", "points of each party's own scale"),
        "y": Axis("party", "Party"),
        "low": Axis("low", "With or without, the lower", "points"),
        "high": Axis("high", "With or without, the higher", "points"),
    }
    return Figure(
        "leverage-consents",
        "intervals",
        "What the levers of the cheapest opening do for each party",
        Statement("leverage-consents-reading", "", evidence),
        Statement("leverage-consents-alt", "", evidence),
        axes,
        tuple(marks),
    )
