"""The sections of the brief, each made from the results it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from irenic.analyses.result import Column, Table
from irenic.report import chips, claims, plain, tables
from irenic.report.blocks import (
    Section,
    bullets,
    gain_key,
    heading,
    paragraph,
    picture,
    reasoned,
    said,
    status,
    worth_key,
)
from irenic.report.naming import name, number
from irenic.report.plans import compared
from irenic.report.words import say
from irenic.report.words.lists import join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.result import Result, Statement

MOST = 10
"""Rows of a table of states that the page shows; the command shows the rest."""

TABLED = frozenset({"agreement-would-move", "agreement-solution"})
"""Statements that a table beside them makes as well."""

WHY_NOT = frozenset({
    "agreement-conflict", "agreement-more-conflicts", "agreement-largest", "agreement-conflicts",
    "agreement-concessions", "agreement-concessions-none", "agreement-concessions-unknown",
    "agreement-concession-alone", "agreement-concession-not-alone",
})  # fmt: skip
"""Statements and tables that say why no deal is open: a section of their own."""

DOUBTS = frozenset({"agreement-threat-hurts-its-maker"})
"""Statements about a plan that a hurried reader must not miss."""

QUESTIONS: Mapping[str, str] = {
    "overview": "What the dossier says",
    "stability": "Why it is stuck",
    "agreement": "What could be accepted",
    "leverage": "What would open it",
    "enforcement": "Will it hold",
    "robustness": "How far it can be trusted",
    "comparison": "Which plan",
}
"""What people call the question of a result."""


@dataclass(frozen=True)
class Given:
    """The results the page is made of."""

    overview: Result
    stability: Result | None
    agreement: Result | None
    plans: Mapping[str, Result]
    chosen: str | None
    leverage: Result | None = None
    enforcement: Result | None = None
    robustness: Result | None = None
    comparison: Result | None = None

    def share(self, name: str, stated: bool | None = True) -> Markup:
        """The chip for a sentence: see :func:`irenic.report.chips.chip`."""
        return chips.chip(self.robustness, name, stated)

    @property
    def drawn(self) -> bool:
        """Whether there are shares of draws."""
        return any(row["share"] is not None for row in chips.rows(self.robustness).values())

    @property
    def accepted(self) -> Result | None:
        """The result that the section on what could be accepted shows."""
        return self.plans.get(self.chosen) if self.chosen is not None else self.agreement

    def table(
        self, key: str, *, largest: float | None = None, without: Sequence[str] = ()
    ) -> tuple[Markup, ...]:
        """The overview's table ``key`` as HTML; nothing where there is no such table."""
        return tuple(
            tables.html(
                _without(table, without),
                self.overview.names,
                key=f"table-{_id(key)}",
                largest=largest,
            )
            for table in self.overview.tables
            if table.key == key
        )


def _without(table: Table, keys: Sequence[str]) -> Table:
    """``table`` without some columns."""
    kept = [place for place, column in enumerate(table.columns) if column.key not in keys]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _id(key: str) -> str:
    return key.replace(".", "-")


def findings(given: Given) -> Section:
    """The findings in plain words, in the order in which a hurried reader needs them."""
    texts: list[str] = []
    if given.stability is not None:
        text = _plainly(plain.stuck(given.stability), given.stability)
        texts.append(chips.beside(text, chips.stability(given.robustness)))
    if given.agreement is not None:
        text = _plainly(claims.agreement(given.agreement, given), given.agreement)
        texts.append(chips.beside(text, claims.zone(given)))
        clash = plain.why_not(given.agreement)
        told = _told(clash, given.agreement)
        texts += [chips.beside(text, claims.conflict(clash, given)) for text in told]
    if given.leverage is not None:
        told = _told(plain.opening(given.leverage), given.leverage)
        texts += [chips.beside(text, claims.opened(given)) for text in told]
    if given.enforcement is not None:
        texts.append(chips.beside(given.enforcement.headline, claims.timetable(given)))
    for slug, result in given.plans.items():
        title = name("plan", slug, result.names)
        statement = plain.plan(slug, result)
        text = f"{title}: {result.headline}" if statement is None else _plainly(statement, result)
        texts.append(chips.beside(text, *claims.of_plan(given, slug)))
    for result in given.plans.values():
        doubted = (s for s in result.findings if s.kind in DOUBTS)
        texts += claims.said(doubted, result.names, given)
    names = given.overview.names
    texts += said((s for s in given.overview.findings if s.kind == "overview-sourcing"), names)
    blocks = bullets(texts or [given.overview.headline])
    return Section("findings", "In short", (*_legend(given), *blocks))


def _legend(given: Given) -> tuple[Markup, ...]:
    """What the shares beside sentences are, and what a sentence without one rests on."""
    if given.robustness is None or not given.drawn:
        return ()
    draws = given.robustness.values["draws"]
    text = (
        f"Beside a sentence stands in how many of {draws:,} draws of the judgements from their "
        "ranges it is so, with a 95\u00a0% interval. What has no share beside it is read off the "
        "most likely values."
    )
    return (paragraph(text, "note"),)


def _told(statement: Statement | None, result: Result) -> list[str]:
    """The statement in words, where there is one."""
    return [] if statement is None else [say(statement, result.names)]


def lead(
    statement: Statement | None, result: Result, *shares: Markup
) -> tuple[Markup, ...]:  # fmt: skip
    """The plain statement in large letters with its shares, where there is one."""
    if statement is None:
        return ()
    return (paragraph(chips.beside(say(statement, result.names), *shares), "lead"),)


def _plainly(statement: Statement | None, result: Result) -> str:
    """The statement in words; the headline of the result where there is none."""
    return result.headline if statement is None else say(statement, result.names)


def parties(given: Given) -> Section:
    """Who is involved."""
    overview = given.overview
    first = said(overview.findings[:1], overview.names)
    pictures = tuple(
        picture(figure, overview.names, "overview")
        for figure in overview.figures
        if figure.kind == "map"
    )
    blocks = (*(paragraph(text) for text in first), *pictures,
              *given.table("parties", without=("bloc",)))  # fmt: skip
    return Section("parties", "Who is involved", blocks)


def worth(given: Given) -> Section:
    """What is on the table, and who wants what."""
    overview = given.overview
    title = "What is on the table, and who wants what"
    if not overview.values["issues"]:
        text = "The dossier puts no issues on the table, so nothing can be said about worth."
        blocks: tuple[Markup, ...] = (paragraph(text),)
        return Section("worth", title, (*blocks, *given.table("scenarios")))
    heated = [table for table in overview.tables if table.key.startswith("worth.")]
    largest = tables.magnitude(heated)
    blocks = (
        *(paragraph(text) for text in said(overview.findings[1:2], overview.names)),
        *given.table("agenda"),
        *given.table("foremost"),
        heading("What each option is worth to each party"),
        worth_key(tables.unit(heated[0]) if heated else "points"),
    )
    cards = Markup("\n").join(
        tables.html(
            table, overview.names, key=f"table-{_id(table.key)}", largest=largest,
            note=_indifferent(table, given),
        )
        for table in heated
    )  # fmt: skip
    blocks += (Markup('<div class="cards">{}</div>').format(cards),)
    for key in ("joint-worth", "red-lines", "scenarios"):
        blocks += given.table(key)
    return Section("worth", title, blocks)


def _indifferent(table: Table, given: Given) -> str:
    issue = table.key.removeprefix("worth.")
    parties = given.overview.values["issues"][issue]["indifferent"]
    if not parties:
        return ""
    names = "; ".join(name("party", party, given.overview.names) for party in parties)
    return f"Indifferent: {names}."


def stuck(given: Given) -> Section:
    """Why it is stuck: the states that would hold, and what holds them."""
    title = "Why it is stuck"
    result = given.stability
    if result is None:
        missing = "The dossier lists no moves outside the table, so stability was not examined."
        return Section("stability", title, (paragraph(missing),))
    first = lead(plain.stuck(result), result, chips.stability(given.robustness))
    blocks = (*first, *status(result))
    blocks += bullets([result.headline, *said(result.findings, result.names)])
    held = [one for one in result.reasons if one.kind != _BETTER]
    better = [one for one in result.reasons if one.kind == _BETTER]
    for what, told in (("What holds it", held), ("Why better states do not hold", better)):
        if told:
            blocks += (heading(what), *bullets(reasoned(told, result.names)))
    blocks += tuple(picture(figure, result.names, "stability") for figure in result.figures)
    listed = [_without(table, _LETTERS) for table in result.tables if not _passed_over(table)]
    # Without the letters there is nothing left for this table's sentence to explain.
    listed = [replace(t, reading=None) if t.key == "moves" else t for t in listed]
    return Section("stability", title, (*blocks, *shown(listed, result, "stability", MOST)))


def _passed_over(table: Table) -> bool:
    """Whether a table says yes throughout, as a finding has said already, or is too wide for paper.

    The table of all states drawn has a column for each concept.
    """
    all_yes = table.key == "status_quo" and all(all(row[1:]) for row in table.rows)
    return all_yes or table.key == "states"


_BETTER = "stability_better_state"

_LETTERS = ("place", "state")
"""Columns that number the moves and spell the states, for those who compute with them."""


def shown(
    given: Sequence[Table], result: Result, prefix: str, most: int | None = None
) -> tuple[Markup, ...]:
    """Tables of one result, coloured to one scale."""
    largest = tables.magnitude(given)
    return tuple(
        tables.html(
            table, result.names, key=f"table-{prefix}-{_id(table.key)}", largest=largest, most=most
        )
        for table in given
    )


def accepted(given: Given) -> Section:
    """What could be accepted, or who stands against whom and what would open a deal."""
    title = "What could be accepted"
    result = given.accepted
    if given.chosen is not None:
        title += f" under \u201c{name('plan', given.chosen, given.overview.names)}\u201d"
    if result is None:
        missing = "The dossier lacks issues or reservation values, so agreement was not examined."
        return Section("agreement", title, (paragraph(missing),))
    elsewhere = WHY_NOT if result is given.agreement else frozenset()
    shares = (claims.zone(given),) if given.chosen is None else claims.of_plan(given, given.chosen)
    blocks = answer(given, result, "agreement", shares, elsewhere=elsewhere)
    return Section("agreement", title, blocks)


LEFT_OUT = frozenset({
    "agreement-what-if-options", "agreement-what-if-parties", "agreement-alternatives-gains",
    "agreement-single-text-gains", "agreement-gifts", "agreement-common-ground",
})  # fmt: skip
"""Large tables on agreement that only the command shows."""


def answer(  # what is shown, where, with which shares, and how much of it
    given: Given, result: Result, prefix: str, shares: Sequence[Markup] = (), *,
    own: bool = True, elsewhere: frozenset[str] = frozenset(),
) -> tuple[Markup, ...]:  # fmt: skip
    """An answer on agreement: headline with its shares, findings, pictures, tables, reasons.

    ``own``: with what it says of a plan's own package, and what would move whom;
    ``elsewhere``: kinds of statements and keys of tables that another section shows.
    """
    names = result.names
    passed_over = TABLED | elsewhere
    kept = [s for s in result.findings if s.kind not in passed_over]
    figures = list(result.figures)
    listed = [t for t in result.tables if t.key not in elsewhere | LEFT_OUT]
    if not own:
        kept = [s for s in kept if s.kind != "agreement-plan"]
        figures = [f for f in figures if not f.key.startswith("agreement-plan")]
        listed = [t for t in listed if not t.key.startswith("agreement-plan")]
        listed = [t for t in listed if not t.key.endswith("-changes")]
    first = lead(claims.agreement(result, given), result, *shares) if own else ()
    said_first = chips.beside(result.headline, *shares)
    blocks = first or (paragraph(said_first, "lead" if own else ""),)
    blocks += (*status(result), *bullets(claims.said(kept, names, given)))
    blocks += (gain_key(), *(picture(figure, names, prefix) for figure in figures))
    blocks += shown(listed, result, prefix)
    reasons = [s for s in result.reasons if s.kind not in passed_over]
    if reasons:
        blocks += (heading("Why"), *bullets(reasoned(reasons, names)))
    return blocks


_DOUBTED = (*DOUBTS, "agreement-measured-from", "agreement-within-ranges")


def plans(given: Given) -> Section:
    """Each plan: its package, its levers, every party's gain, and who is lost."""
    title = "The plans"
    overview = given.overview
    if not overview.values["plans"]:
        return Section("plans", title, (paragraph("The dossier proposes no plans."),))
    blocks = (*given.table("packages"), *given.table("plan-levers"))
    if given.comparison is not None:
        pass  # the section before shows what everybody would gain
    elif given.plans:
        figure, table = compared(given.plans, overview.names)
        blocks += (gain_key(), picture(figure, overview.names, "plans"))
        blocks += (tables.html(table, overview.names, key="table-plans-gains"),)
    else:
        blocks += (paragraph("What the parties would gain by the plans was not examined."),)
    for slug, result in given.plans.items():
        own = [s for s in result.findings if "plan" in s.kind]
        own += [s for s in result.findings if s.kind in _DOUBTED]
        texts = [chips.beside(result.headline, *claims.of_plan(given, slug))]
        texts += claims.said(own, result.names, given)
        note = overview.values["plans"][slug]["note"]
        texts += [f"How the text was read: {note}"] if note else []
        blocks += (heading(name("plan", slug, overview.names)), *bullets(texts))
    blocks += given.table("levers")
    return Section("plans", title, blocks)


def sourcing(given: Given) -> Section:
    """How many judgements are sourced, and which are not."""
    overview = given.overview
    counted = overview.values["sourcing"]
    if counted["judgements"] == 0:
        text = "The dossier holds no judgements yet."
        return Section("sourcing", "What the numbers rest on", (paragraph(text),))
    first = said(overview.findings[-1:], overview.names)
    blocks = (*(paragraph(text) for text in first), *given.table("sourcing"))
    if counted["with_source"] == counted["judgements"]:
        blocks += (paragraph("No judgement is without a source."),)
    return Section("sourcing", "What the numbers rest on", (*blocks, *given.table("unsourced")))


def caveats(given: Given) -> Section:
    """What to keep in mind, each caveat once; those of some plans only say of which."""
    whose: dict[str, list[str]] = {}
    for result in _all(given):
        plan = next((slug for slug, other in given.plans.items() if other is result), "")
        for text in said(result.caveats, result.names):
            whose.setdefault(text, []).append(plan)
    texts = []
    for text, plans_ in whose.items():
        some = "" not in plans_ and len(plans_) < len(given.plans)
        named = join(f"\u201c{name('plan', p, given.overview.names)}\u201d" for p in plans_)
        texts.append(f"Under {named}: {text}" if some else text)
    found = bullets(texts) or (paragraph("The analyses state no caveats."),)
    return Section("caveats", "What to keep in mind", found)


def sources(given: Given) -> Section:
    """The sources, and how much rests on each."""
    found = given.table("sources") or (paragraph("The dossier names no sources."),)
    return Section("sources", "Sources", found)


def reasons(given: Given) -> Section:
    """Why the numbers are what they are: the weightiest on paper, the others to be opened."""
    keys = [table.key for table in given.overview.tables]
    used = [result.values["scenario"] for result in _all(given) if result.question == "agreement"]
    first = ["reasons-foremost", *(f"reasons-scenarios.{slug}" for slug in dict.fromkeys(used))]
    first.append("preferences")
    rest = [key for key in keys if key.startswith("reasons-") and key not in first]
    blocks = tuple(block for key in first for block in given.table(key))
    if not blocks:
        blocks = (paragraph("The dossier holds no judgements yet."),)
    if rest:
        opening = paragraph(
            "The reasons for all other judgements open here on a screen; they are not printed.",
            "note",
        )
        folded = (_folded(given, key) for key in rest)
        blocks += (opening, *folded)
    return Section("reasons", "The reasons behind the numbers", blocks)


def _folded(given: Given, key: str) -> Markup:
    """The overview's table ``key``, closed until somebody opens it."""
    table = next(table for table in given.overview.tables if table.key == key)
    return Markup("<details><summary>{}</summary>{}</details>").format(
        table.title, Markup("").join(given.table(key))
    )


def _all(given: Given) -> tuple[Result, ...]:
    """Every result the page is made of."""
    single = (
        given.overview, given.stability, given.agreement, given.leverage, given.enforcement,
        given.robustness, given.comparison,
    )  # fmt: skip
    return (*(result for result in single if result is not None), *given.plans.values())


def method(given: Given) -> Section:
    """How each answer was obtained, so that somebody else can obtain it again."""
    return Section(
        "method",
        "Method",
        (
            *(block for alike in _alike(given) for block in _obtained(alike)),
            tables.html(_runs(given), given.overview.names, key="table-method"),
            paragraph(
                f"Dossier {given.overview.digest} (the first digits of the SHA-256 of its "
                f"content); Irenic {given.overview.version}.",
                "note",
            ),
        ),
    )


def _alike(given: Given) -> list[list[Result]]:
    """The results grouped by how they were obtained."""
    groups: dict[tuple[Any, ...], list[Result]] = {}
    for result in _all(given):
        groups.setdefault((result.question, result.status, result.method), []).append(result)
    return list(groups.values())


def _obtained(alike: Sequence[Result]) -> tuple[Markup, Markup]:
    """What was asked, and how the answer was found: one algorithm, once."""
    first = alike[0]
    how = first.method
    answer = f"The answer is {first.status}; {how.solver_status}"
    answer += "." if how.bound is None else f", bound {number(how.bound)}."
    algorithm = how.algorithm[:1].upper() + how.algorithm[1:].rstrip(".")
    return (
        heading(QUESTIONS.get(first.question, first.question)),
        paragraph(f"{algorithm}. Source: {how.source.rstrip('.')}. {answer}"),
    )


def _runs(given: Given) -> Table:
    columns = (
        Column("question", "Question"),
        Column("parameters", "Parameters"),
        Column("seconds", "Time", "number", "s"),
    )
    rows = tuple(
        (_asked(result, given), _parameters(result), round(result.elapsed, 2))
        for result in _all(given)
    )
    return Table("method", "What was asked, and how long it took", columns, rows)


def _asked(result: Result, given: Given) -> str:
    asked = QUESTIONS.get(result.question, result.question)
    plan = next((slug for slug, other in given.plans.items() if other is result), None)
    return asked if plan is None else f"{asked}: {name('plan', plan, result.names)}"


def _parameters(result: Result) -> str | None:
    """The parameters that were set, with names for slugs."""
    texts = []
    for key, value in result.parameters.items():
        if value is None or (isinstance(value, list | tuple) and not value):
            continue
        kind = key.removesuffix("s")
        given = value if isinstance(value, list | tuple) else (value,)
        named = (name("party" if key == "veto" else kind, one, result.names) for one in given)
        texts.append(f"{key}: {', '.join(named)}".replace("_", " "))
    return "; ".join(texts) or None
