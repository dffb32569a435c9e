"""The sections of the brief on why no deal is open yet, and on what would open one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from irenic.report import chips, claims, plain, tables
from irenic.report.blocks import (
    Section,
    bullets,
    heading,
    paragraph,
    picture,
    reasoned,
    status,
)
from irenic.report.naming import name
from irenic.report.plans import opened as plan_opened
from irenic.report.plans import room
from irenic.report.sections import WHY_NOT, Given, answer, lead, shown
from irenic.report.words import say

if TYPE_CHECKING:
    from irenic.analyses.result import Result, Table

MOST = 10
"""Rows of a table of conflicts that the page shows; the command shows the rest."""

POINTS = 6
"""Points of the curve of cost and gain whose levers the page names."""

_CURVE = "leverage-curve"

_TOLD_ELSEWHERE = frozenset({"leverage-no-lever", "leverage-cheapest"})
"""Findings that the sentence in large letters, or the section before, makes already."""

_TABLES = frozenset({
    "leverage-opening", "leverage-cheapest-package", "leverage-nearest-package", "leverage-short",
})  # fmt: skip
"""Tables of the section on what would open a deal, apart from that of the curve."""


def why_not(given: Given) -> Section:
    """Why no deal is open as things stand: who cannot agree, what is lacking, empty threats."""
    title = "Why not already?"
    result = given.agreement
    if result is None:
        missing = "The dossier lacks issues or reservation values, so this was not examined."
        return Section("why-not", title, (paragraph(missing),))
    if plain.deal_is_open(result):
        text = (
            "By these judgements a deal is open already. What has kept the parties from it is not "
            "to be found in what it is worth to them: whether it would be kept, who moves first, "
            "and what each believes of the others are other questions."
        )
        return Section("why-not", title, (paragraph(chips.beside(text, claims.zone(given))),))
    names = result.names
    clash = plain.why_not(result)
    blocks = lead(clash, result, claims.conflict(clash, given))
    blocks += bullets(claims.said((s for s in result.findings if s.kind in WHY_NOT), names, given))
    of_these = [_concerned(table) for table in result.tables if table.key in WHY_NOT]
    blocks += shown(of_these, result, "why-not", MOST)
    because = reasoned((s for s in result.reasons if s.kind in WHY_NOT), names)
    if because:
        blocks += (heading("Would one party\u2019s concession be enough?"), *bullets(because))
    blocks += _empty_threats(given)
    if not blocks:
        blocks = (paragraph("Why no deal is open was not found out."),)
    return Section("why-not", title, blocks)


def _concerned(table: Table) -> Table:
    """A table of concessions without the parties that make none."""
    if table.key != "agreement-concessions":
        return table
    return replace(table, rows=tuple(row for row in table.rows if any(row[1:])))


def _empty_threats(given: Given) -> tuple[Markup, ...]:
    """The threats that are not credible."""
    if given.leverage is None:
        return ()
    told = [s for s in given.leverage.findings if claims.credible(s) is False]
    if not told:
        return ()
    texts = claims.said(told, given.leverage.names, given)
    return (heading("Threats that are not credible"), *bullets(texts))


def opening(given: Given) -> Section:
    """What would open a deal: the cheapest levers, whom each moves, cost against gain."""
    title = "What would open it?"
    result = given.leverage
    blocks = _without_levers(given) if result is None else _levers(given, result)
    return Section("opening", title, (*blocks, *_plans(given)))


def _without_levers(given: Given) -> tuple[Markup, ...]:
    if given.overview.values["levers"]:
        missing = "The dossier lacks issues or reservation values, so leverage was not examined."
    else:
        missing = "The dossier lists no levers, so what would open a deal was not examined."
    return (paragraph(missing),)


def _levers(given: Given, result: Result) -> tuple[Markup, ...]:
    names = result.names
    if not (result.values["cheapest"] or {"levers": True})["levers"]:
        text = "No lever is needed: a deal is open without any."
        told = paragraph(chips.beside(text, claims.zone(given)), "lead")
        return (told, *_drawn(result, "leverage-moves"))
    kept = [s for s in result.findings if s.kind not in _TOLD_ELSEWHERE]
    if given.agreement is not None and not plain.deal_is_open(given.agreement):
        kept = [s for s in kept if claims.credible(s) is not False]  # told in the section before
    first = lead(plain.opening(result), result, claims.opened(given))
    blocks = (*first, *status(result), *bullets(claims.said(kept, names, given)))
    own = [table for table in result.tables if table.key in _TABLES]
    blocks += shown(own, result, "opening")
    blocks += _drawn(result, "leverage-moves", "leverage-consents", _CURVE)
    blocks += tuple(
        tables.html(table, names, key=f"table-opening-{_CURVE}", most=POINTS)
        for table in result.tables
        if table.key == _CURVE
    )
    more = (
        "Every lever with its use, all sets found and every point of the curve: the command "
        "\u2018irenic leverage\u2019."
    )
    return (*blocks, paragraph(more, "note"))


def _drawn(result: Result, *keys: str) -> tuple[Markup, ...]:
    """The figures with these keys, in this order."""
    found = {figure.key: figure for figure in result.figures}
    return tuple(picture(found[key], result.names, "opening") for key in keys if key in found)


def _plans(given: Given) -> tuple[Markup, ...]:
    """Where no deal is open: what each plan's levers open, and one of them in detail."""
    if given.agreement is None or plain.deal_is_open(given.agreement) is not False:
        return ()
    sourced = {
        slug: plan["source"] is not None for slug, plan in given.overview.values["plans"].items()
    }
    which = plan_opened(given.plans, sourced)
    if which is None:
        return ()
    names, other = given.overview.names, given.plans[which.subject]
    made = room(given.plans, sourced)
    made = chips.with_shares(made, given.robustness, "plan-zone", "Room in how many draws")
    blocks = (tables.html(made, names, key="table-room"),)
    if given.chosen is not None:
        return blocks  # the section on what could be accepted shows that plan
    return (
        *blocks,
        heading(f"With the levers of \u201c{name('plan', which.subject, names)}\u201d in force"),
        paragraph(say(which, names)),
        *answer(given, other, "opened", claims.of_plan(given, which.subject), own=False),
    )
