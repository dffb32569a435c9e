"""Wording of the sentences that go with the tables and pictures of ``leverage``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.leverage_phrases import (
    say_capital,
    say_cost,
    say_exact,
    say_in_points,
    say_lever,
    say_levers,
    say_signed,
    say_some,
)
from irenic.report.words.lists import count, fixed, join, party

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement

_TOLD = 24
"""Marks of a figure that its text alternative tells one by one."""


def _unit(weighting: str) -> str:
    return "levers" if weighting == "levers" else "per cent of a scale"


def _opening_reading(statement: Statement, names: Names) -> str:
    text = (
        "What each lever takes from whom, in points of the payer\u2019s own scale; whether the "
        "same package stands without it, and whether any other settlement can be had then."
    )
    if statement.evidence["divisible"]:
        text += " A lever at a scale below 1 is pulled in part."
    return text


def _gains_reading(statement: Statement, names: Names) -> str:
    unit = _unit(statement.evidence["weighting"])
    return (
        "In points of each party\u2019s own scale: what the package alone would bring over no "
        "deal, what the change of the no-deal scenario and the effects of the levers add. The "
        f"price of a consent is what the cheapest opening would save without asking it, in {unit}."
    )


def _levers_reading(statement: Statement, names: Names) -> str:
    gain = statement.evidence["smallest_gain"]
    without = "" if gain is None else f" Without any lever it is {say_exact(gain)}."
    return (
        "The smallest gain in the nearest package when this lever, with what it needs, is the only "
        f"one that may be pulled; a deal is open from 0 on.{without} A lever is useful if some set "
        "opens a deal with it and no part of that set does; the last column names one."
    )


def _threats_reading(statement: Statement, names: Names) -> str:
    scenario = names["scenarios"][statement.evidence["scenario"]]
    return (
        "A threat is credible when its maker, talks having failed, does not prefer to back down: "
        "when carrying it out is worth at least as much as not to, less the cost of backing down. "
        f"Not carried out: {scenario}."
    )


def _minimal_sets_reading(statement: Statement, names: Names) -> str:
    more = "" if statement.evidence["complete"] else " There may be more."
    return (
        "Each of these sets opens a deal, and none of its parts does; the cheapest first, every "
        f"lever at its full scale.{more}"
    )


def _curve_reading(statement: Statement, names: Names) -> str:
    return (
        "For each cost the highest smallest gain that can be had; anything else costs more, or "
        "leaves whoever gains least with less."
    )


def _moves_reading(statement: Statement, names: Names) -> str:
    text = (
        "Points of each party\u2019s own scale that the lever adds to its gain from any package; "
        "for a threat, what no deal would be worth less under it, less the cost of making it."
    )
    more = "" if statement.evidence["all"] else " Parties whose consent is not needed are left out."
    return text + more


def _moves_figure(statement: Statement, names: Names) -> str:
    found = statement.evidence
    most = found["most"]
    line = " Those whose consent is needed stand before the dark line." if found["others"] else ""
    return (
        f"The largest change is {say_signed(most['gain'])} for {party(most['party'], names)}, by "
        f"{say_lever(most['lever'], names)}. Purple is gained, orange lost; numbers are points of "
        f"each party\u2019s own scale, whatever the package.{line}"
    )


def _moves_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    most = found["most"]
    return (
        f"Heat map of {count(found['levers'], 'lever')} by "
        f"{count(found['parties'], 'party', 'parties')}: what each lever adds to each "
        f"gain. The largest is {say_signed(most['gain'])} for "
        f"{party(most['party'], names)} by {say_lever(most['lever'], names)}. The table of who "
        "each lever moves holds the numbers."
    )


def _curve_figure(statement: Statement, names: Names) -> str:
    found = statement.evidence
    first, last = found["first"], found["last"]
    cut = "" if found["complete"] else " There may be more points."
    steps = "; ".join(_step(step, names) for step in found["steps"])
    return (
        f"From {say_exact(first['smallest_gain'])} to {say_in_points(last['smallest_gain'])} of "
        f"smallest gain the cost rises from {say_cost(first['cost'], found['weighting'])} to "
        f"{say_cost(last['cost'], found['weighting'])}. {steps}. The table names the levers of "
        f"each letter.{cut}"
    )


def _step(step: Mapping[str, Any], names: Names) -> str:
    """What a point takes; after the first, what it adds to the one before it and drops."""
    point, adds, drops = step["point"], step["adds"], step["drops"]
    if point == "A":
        return f"A is {say_levers(adds, names) or 'no lever'}"
    told = [f"adds {say_levers(adds, names)}"] if adds else []
    told += [f"drops {say_levers(drops, names)}"] if drops else []
    return f"{point} {join(told)}"


def _curve_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    first, last = found["first"], found["last"]
    return (
        f"{say_capital(count(found['points'], 'point'))} of cost against smallest gain, from "
        f"{say_cost(first['cost'], found['weighting'])} for {say_exact(first['smallest_gain'])} "
        f"points to {say_cost(last['cost'], found['weighting'])} for "
        f"{say_exact(last['smallest_gain'])}."
    )


def _consents_figure(statement: Statement, names: Names) -> str:
    refuse = statement.evidence["refuse"]
    who = (
        f"Without any lever {say_some(party(slug, names) for slug in refuse)} would refuse this "
        "package"
        if refuse
        else "Nobody would refuse this package without any lever"
    )
    return (
        f"{who}. Each dot is the gain with the levers of the cheapest opening, the other end of "
        "its line the gain without; 0 is what each party gets if talks fail."
    )


def _consents_alt(statement: Statement, names: Names) -> str:
    marks = statement.evidence["marks"]
    told = "; ".join(
        f"{party(mark['party'], names)} {say_signed(mark['without'])} to {say_signed(mark['gain'])}"
        for mark in marks[:_TOLD]
    )
    more = f"; and {len(marks) - _TOLD} more" if len(marks) > _TOLD else ""
    return f"Gain without any lever, and with those of the cheapest opening: {told}{more}."


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "leverage-opening-reading": _opening_reading,
    "leverage-cheapest-package-reading": fixed(
        "One package that goes with the cheapest levers: of those that do, one that leaves most to "
        "whoever gains least."
    ),
    "leverage-nearest-package-reading": fixed(
        "What would be settled where the party worst off is as little short as it can be."
    ),
    "leverage-gains-reading": _gains_reading,
    "leverage-short-reading": fixed(
        "Gains over no deal, in points of each party\u2019s own scale; below 0 a party refuses."
    ),
    "leverage-levers-reading": _levers_reading,
    "leverage-threats-reading": _threats_reading,
    "leverage-minimal-sets-reading": _minimal_sets_reading,
    "leverage-curve-reading": _curve_reading,
    "leverage-moves-reading": _moves_reading,
    "leverage-moves-figure-reading": _moves_figure,
    "leverage-moves-figure-alt": _moves_alt,
    "leverage-curve-figure-reading": _curve_figure,
    "leverage-curve-figure-alt": _curve_alt,
    "leverage-consents-reading": _consents_figure,
    "leverage-consents-alt": _consents_alt,
}
