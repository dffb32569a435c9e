"""The wording of what is said about timetables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, fixed, join, option, party, points
from irenic.report.words.shares import per_cent

if TYPE_CHECKING:
    from irenic.analyses.result import Names, Statement


def _stage(stage: int, stages: int) -> str:
    return f"at stage {stage}" if stage <= stages else "in the settled state"


def _deed(slug: str, names: Names) -> str:
    return names["deeds"][slug]


def _points(number: float) -> str:
    return f"{points(number)} {'point' if number == 1 else 'points'}"


def _best(statement: Statement, names: Names) -> str:
    found = statement.evidence
    tightest = found["tightest"]
    where = f"for {party(tightest['party'], names)} {_stage(tightest['stage'], found['stages'])}"
    text = f"In the best timetable found the smallest margin is {_points(found['margin'])}, {where}"
    if found["proven"]:
        return f"{text}. No timetable does better."
    if found["bound"] is None:
        return f"{text}. How much better another could be is not known."
    return f"{text}. None can have more than {_points(found['bound'])}."


def _shortest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if found["stages"] is not None:
        return f"The shortest timetable that holds takes {count(found['stages'], 'stage')}."
    ruled_out = count(found["ruled_out"], "stage")
    return f"How short a timetable that holds can be was not settled; not up to {ruled_out}."


def _named_order(found: Mapping[str, Any], names: Names) -> str:
    subject = found["subject"]
    kind = found["kind"]
    if kind == "first":
        return f"{party(subject, names)} first"
    if kind == "last":
        return f"Deeds of the kind '{subject}' last"
    if kind == "plan":
        return f"The timetable of the plan '{names['plans'][subject]}'"
    return "All at once" if kind == "all-at-once" else "In equal steps"


def _order(statement: Statement, names: Names) -> str:
    found = statement.evidence
    name, broken = _named_order(found, names), found["break"]
    if found["margin"] is None:
        return f"{name}: not possible{_reason(found['reason'], names)}."
    if found["kind"] == "plan" and not found["guarantees"]:
        name = f"{name}, without any guarantee"
    if broken is not None:
        who, where = party(broken["party"], names), _stage(broken["stage"], found["stages"])
        return f"{name}: breaks {where}; {who} walks off, short of {_points(broken['shortfall'])}."
    return f"{name}: nobody walks off; the smallest margin is {_points(found['margin'])}."


REASONS: Mapping[str, str] = {
    "window": ", since {deed} is done at a stage outside its window",
    "parts": ", since {deed} is not done in the parts that it has",
    "sum": ", since {deed} is due and not done whole",
    "deed": ", since {deed} is not due under it",
    "inapplicable": ", since the dossier does not judge what that settlement is worth to all",
}
"""Why an order cannot be done, by the rule that it breaks."""


def _reason(reason: Mapping[str, Any], names: Names) -> str:
    deed = "" if reason["deed"] is None else f"'{_deed(reason['deed'], names)}'"
    if reason["other"] is not None:
        return f", since {deed} gets ahead of '{_deed(reason['other'], names)}'"
    return REASONS.get(reason["rule"], " with these deeds, windows and waits").format(deed=deed)


def _timing(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who, where = party(found["party"], names), _stage(found["stage"], found["stages"])
    return (
        f"The timetable of the plan '{names['plans'][statement.subject]}' holds; with its deeds of "
        f"the kind '{found['kind']}' done at once it breaks {where}: {who} walks off, short of "
        f"{_points(found['shortfall'])}."
    )


FOREMOST = 3
"""Parties whose least guarantee is told; the others stand in the values and the table."""


def _least(statement: Statement, names: Names) -> str:
    found = statement.evidence
    needed = {slug: max((size, stage) for stage, size in sizes.items())
              for slug, sizes in found["least"].items()}  # fmt: skip
    first = sorted(needed, key=lambda slug: -needed[slug][0])[:FOREMOST]
    parts = [
        f"{party(slug, names)} {'up to ' if len(found['least'][slug]) > 1 else ''}"
        f"{_points(needed[slug][0])} {_stage(int(needed[slug][1]), found['stages'])}"
        for slug in first
    ]
    if len(needed) > len(first):
        parts.append(f"less for {count(len(needed) - len(first), 'other party', 'other parties')}")
    start = "The least further penalties" if found["proven"] else "Further penalties"
    end = "" if found["proven"] else " Whether smaller ones would do was not settled."
    return f"{start} with which a timetable holds are, by party: {'; '.join(parts)}.{end}"


CHANGES: Mapping[str, tuple[str, str]] = {
    "notice": ("noticing every fault {n} sooner", "stage"),
    "parts": ("cutting every deed into {n} as many parts", "time"),
    "stages": ("{n} more", "stage"),
}


def _change(statement: Statement, names: Names) -> str:
    found = statement.evidence
    wording, unit = CHANGES[statement.subject]
    if found["least"] is not None:
        what = wording.format(n=count(found["least"], unit))
        less = "nothing less of the kind does" if found["proven"] else "less may do"
        return f"A timetable would hold with {what}; {less}."
    if not found["tried"]:
        return "Every fault is noticed at once already."
    what = wording.format(n=f"up to {count(found['tried'], unit)}")
    if found["proven"]:
        return f"No timetable would hold even with {what}."
    return f"Whether a timetable would hold with {what} was not settled."


def _effect(statement: Statement, names: Names) -> str:
    found, name = statement.evidence, names["guarantees"][statement.subject]
    stages = found["stages"]
    if found["without"] is None:
        text = f"{name}: what it does was not settled"
    else:
        text = (
            f"{name}: the largest smallest margin is {_points(found['with'])} with it, "
            f"{_points(found['without'])} without"
        )
    after = found["withdrawn_from"]
    if after == 1:
        text += "; the timetable holds without it"
    elif after is not None and after <= stages:
        text += f"; it can be withdrawn from stage {after} on"
    elif after == stages + 1:
        text += "; it is needed until the settled state"
    elif after is not None:
        text += "; it is needed in the settled state too"
    if found["not_credible"]:
        where = join(_stage(stage, stages) for stage in found["not_credible"])
        text += f"; {where} its giver would rather let go, so it does not count there"
    return f"{text}."


def _cheapest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["guarantees"]:
        return "No guarantee is needed for a timetable to hold."
    given = join(names["guarantees"][slug] for slug in found["guarantees"])
    start = "The cheapest guarantees" if found["proven"] else "Guarantees"
    return f"{start} with which a timetable holds: {given}; upkeep {_points(found['cost'])}."


RULES: Mapping[str, str] = {
    "wait": "If deeds wait for their benchmarks",
    "skip": "If deeds are skipped whose benchmarks are not met",
    "snap-back": "If a benchmark that is not met ends the settlement",
}


def _completion(statement: Statement, names: Names) -> str:
    found = statement.evidence
    planned, last = found["planned"], found["last"]
    text = (
        f"{RULES[statement.subject]}, the chance that all is done by month "
        f"{points(planned['month'])} is {per_cent(planned['complete'])}, and by month "
        f"{points(last['month'])} {per_cent(last['complete'])}"
    )
    stalled = {slug: chance for slug, chance in found["stalled"].items() if chance >= 0.005}
    if stalled:
        slug = max(stalled, key=lambda one: stalled[one])
        mark, share = names["benchmarks"][slug], per_cent(stalled[slug])
        text += f"; it stalls most often at '{mark}' ({share})"
    return f"{text}."


def _lock(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who, where = party(statement.subject, names), _stage(found["stage"], found["stages"])
    if not found["deeds"]:
        return f"{who} must want to go on {where}."
    deeds = join((f"\u201c{_deed(slug, names)}\u201d" for slug in found["deeds"]), "or")
    return f"{who} must still want to go on {where}, and would rather not do {deeds}."


def _wait(statement: Statement, names: Names) -> str:
    found = statement.evidence
    deed, other = _deed(found["deed"], names), _deed(found["for_deed"], names)
    who, whom = party(found["party"], names), party(found["for_party"], names)
    order = "only after" if found["strict"] else "not before"
    text = f"{who} completes '{deed}' {order} {whom} has completed '{other}'"
    if found["whose"] is None:
        return f"{text}: so the dossier says."
    return f"{text}: otherwise {party(found['whose'], names)} would do better by walking off."


WITHOUT: Mapping[str, str] = {
    "": "",
    "guarantees": "Without any guarantee ",
    "parts": "With every deed done whole ",
    "verification": "If every fault were noticed a stage later ",
    "guarantees-and-parts": "Without any guarantee and with every deed done whole ",
}
"""Under what no timetable holds."""


def _standoff(statement: Statement, names: Names) -> str:
    sides = statement.evidence["sides"]
    text = WITHOUT[statement.subject] + (
        "neither side would go first" if len(sides) == 2 else "no side would go first"
    )
    each = [
        f"'{_deed(one['deed'], names)}' by {party(one['party'], names)} makes walking off worth "
        + join(f"{_points(gain)} more to {party(other, names)}"
               for other, gain in one["others"].items())
        + (f" and {_points(-one['own'])} less to itself" if one["own"] < 0 else "")
        for one in sides
    ]  # fmt: skip
    return (
        f"{text[:1].upper()}{text[1:]}: {'; '.join(each)}. Whatever the order, one of them would "
        "walk off."
    )


def _uncarried(statement: Statement, names: Names) -> str:
    terms = [f"'{option(one['issue'], one['option'], names)}' ({names['issues'][one['issue']]})"
             for one in statement.evidence["terms"]]  # fmt: skip
    hold = "holds" if len(terms) == 1 else "hold"
    return (
        f"{join(terms)} {hold} by signature here, from the first stage on, because the dossier "
        "names no deed that carries out such a term; list the issue under 'by_signature' if that "
        "is meant."
    )


def _split(statement: Statement, names: Names) -> str:
    who = join(party(slug, names) for slug in statement.evidence["parties"])
    return (
        f"For {who} the settled state is given in the dossier, and with what deeds give it does "
        "not make up the worth of the package."
    )


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "enforcement-best": _best,
    "enforcement-shortest": _shortest,
    "enforcement-order": _order,
    "enforcement-least": _least,
    "enforcement-change": _change,
    "enforcement-effect": _effect,
    "enforcement-cheapest": _cheapest,
    "enforcement-completion": _completion,
    "enforcement-lock": _lock,
    "enforcement-split": _split,
    "enforcement-wait": _wait,
    "enforcement-standoff": _standoff,
    "enforcement-timing": _timing,
    "enforcement-uncarried": _uncarried,
    "enforcement-alone": fixed(
        "Each party is asked what it gains by walking off alone, with the numbers as judged "
        "most likely; parties that walk off together are not looked at."
    ),
    "enforcement-unproven": fixed(
        "The time ran out before everything was proven; each sentence says what is."
    ),
    "enforcement-lock-not-minimal": fixed(
        "The conditions of the lock exclude each other, but some of them may be left out."
    ),
    "enforcement-lock-not-smallest": fixed(
        "No condition of the lock can be left out; whether another lock has fewer was not settled."
    ),
    "enforcement-points-added": fixed(
        "The least penalties are least in their sum, which adds up points of parties on scales "
        "of their own."
    ),
}
