"""Which share belongs beside which sentence of the brief."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from irenic.report import chips, plain
from irenic.report.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from irenic.analyses.result import Names, Result, Statement
    from irenic.report.sections import Given

_RULE_OF_THUMB = "agreement-within-ranges"
"""That a margin is smaller than the ranges; where shares are known they say it better."""


def said(statements: Iterable[Statement], names: Names, given: Given) -> list[str]:
    """Statements in words, each with the share of draws in which what it claims is so."""
    return [
        chips.beside(say(statement, names), share(statement, given))
        for statement in statements
        if statement.kind != _RULE_OF_THUMB or not given.share("zone")
    ]


def agreement(result: Result, given: Given) -> Statement | None:
    """Whether anything is acceptable (:func:`plain.agreement`), without a rule of thumb on how
    sure that is where its share is known."""
    found = plain.agreement(result)
    if found is None or not given.share("zone"):
        return found
    return replace(found, evidence={**found.evidence, "narrow": False})


def share(statement: Statement, given: Given) -> Markup:
    """The share of what a statement claims; nothing where that was not asked of draws."""
    found = _SHARES.get(statement.kind)
    return Markup("") if found is None else found(statement, given)


def conflict(statement: Statement | None, given: Given) -> Markup:
    """The share for whether those whom a statement says to be in conflict cannot agree."""
    parties = () if statement is None else statement.evidence.get("parties", ())
    return given.share(f"conflict:{'+'.join(parties)}")


def credible(statement: Statement) -> bool | None:
    """Whether a statement is of a credible threat; None for other statements."""
    kind = "leverage-credibility"
    return bool(statement.evidence["credible"]) if statement.kind == kind else None


def _threat(statement: Statement, given: Given) -> Markup:
    return given.share(f"credible:{statement.evidence['lever']}", credible(statement) is not False)


def _plan_levers(statement: Statement, given: Given) -> Markup:
    opens = statement.evidence["opens"]
    return given.share(f"plan-zone:{statement.subject}", opens is not False)


_SHARES: Mapping[str, Callable[[Statement, Given], Markup]] = {
    "agreement-conflict": conflict,
    "agreement-threat-hurts-its-maker": _threat,
    "leverage-credibility": _threat,
    "leverage-plan": _plan_levers,
}
"""The share of each kind of statement that makes a claim by itself."""


def zone(given: Given) -> Markup:
    """The share for whether anything is acceptable as things stand."""
    result = given.agreement
    return given.share("zone", None if result is None else plain.deal_is_open(result))


def opened(given: Given) -> Markup:
    """The share for what opens a deal at the least cost; that nothing does."""
    if given.leverage is None:
        return Markup("")
    best = given.leverage.values["cheapest"]
    if best is None:
        return given.share("opens", None)
    return given.share("opening-opens:cheapest" if best["levers"] else "zone")


def timetable(given: Given) -> Markup:
    """The share for whether a settlement holds by itself."""
    if given.enforcement is None:
        return Markup("")
    if given.enforcement.values["holds"]:
        return given.share("timetable-holds")
    return given.share("timetable-possible", None) or given.share("timetable-holds", None)


def of_plan(given: Given, plan: str) -> tuple[Markup, ...]:
    """The shares for a plan: its package, its levers, its timetable."""
    kinds = ("plan-accepted", "plan-zone", "plan-timetable-holds")
    return tuple(given.share(f"{kind}:{plan}") for kind in kinds)
