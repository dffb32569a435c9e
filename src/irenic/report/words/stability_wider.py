"""Wording of what ``stability`` says of strength, doubt, views, coalitions, draws and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words import conflict_phrases as phrases
from irenic.report.words.lists import count, join

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _strong(statement: Statement, names: Names) -> str:
    counts = statement.evidence["counts"]
    parts = (
        f"{strong:,} of {every:,} under {phrases.CONCEPTS[concept]}"
        for concept, (strong, every) in counts.items()
    )
    return (
        "Equilibria that are strong, in which whoever says what it much prefers would fall far "
        f"if it tried to gain: {join(parts)}."
    )


def _unknown(statement: Statement, names: Names) -> str:
    found = statement.evidence
    ways = join(
        f"{count(number, 'way')} for {phrases.party(p, names)}"
        for p, number in found["completions"].items()
    )
    parts = (
        f"{each['all']:,} of {each['some']:,} under {phrases.CONCEPTS[concept]}"
        for concept, each in found["counts"].items()
    )
    return (
        f"What is unknown of preferences can be filled in: {ways}. Of the states that are "
        f"equilibria in some of them, these are so in all: {join(parts)}."
    )


def _unknown_skipped(statement: Statement, names: Names) -> str:
    parts = (
        f"{phrases.CONCEPTS[concept]} ({number:,})"
        for concept, number in statement.evidence["not_computed"].items()
    )
    return (
        "There are too many ways to fill in what is unknown of preferences to go through for "
        f"{join(parts)}. Draws (option draws) show how often a state holds."
    )


def _hypergame(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = phrases.parties(found["parties"], names)
    verb = "sees" if len(found["parties"]) == 1 else "see"
    parts = (f"{phrases.CONCEPTS[c]} {n:,}" for c, n in found["counts"].items())
    return (
        f"{who} {verb} the conflict otherwise than it is. States in which everybody stays, each as "
        f"it sees things: {join(parts)}."
    )


def _surprise(statement: Statement, names: Names) -> str:
    found = statement.evidence
    verb = "does" if len(found["parties"]) == 1 else "do"
    return (
        f"The state with {phrases.owned(found['in_force'], names)} would hold under "
        f"{phrases.concepts(found['concepts'])}, and {phrases.parties(found['parties'], names)} "
        f"{verb} not expect it."
    )


def _mistaken(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{phrases.party(found['party'], names)} expects under "
        f"{phrases.concepts(found['concepts'])} that the state with "
        f"{phrases.owned(found['in_force'], names)} would hold; it would not."
    )


def _coalition(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parts = (f"{phrases.CONCEPTS[c]} {n:,}" for c, n in found["counts"].items())
    return (
        f"States that {phrases.parties(found['members'], names)} have no reason to leave together: "
        f"{join(parts)}."
    )


def _defection(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = phrases.parties(found["coalition"], names)
    change = phrases.change(found, names, "take up", "give up")
    text = f"{phrases.whether_today(found, names)}{who} could together {change}"
    if found["further"]:
        text += f" (or go to {count(found['further'], 'other state')})"
    text += f" and all be better off {phrases.than(found)}"
    under = phrases.concepts(found["undeterred"])
    return f"{text}; under {under} the others have no answer that one of them would regret."


def _no_defection(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"No coalition of up to {found['size']} parties gains by a joint move from any of "
        f"the {count(found['states'], 'state')} looked into."
    )


def _deterred_coalitions(statement: Statement, names: Names) -> str:
    found = statement.evidence
    cases = count(found["count"], "case")
    return (
        f"In {cases} a coalition of up to {found['size']} parties gains by a joint move. In none "
        "can it do so unanswered, under GMR, SMR or SEQ, where no part of it could do so alone."
    )


def _draws(statement: Statement, names: Names) -> str:
    found = statement.evidence
    which = "The status quo" if found["today"] else (
        f"The state with {phrases.owned(found['in_force'], names)}"
    )  # fmt: skip
    parts = (f"{share:.0%} under {phrases.CONCEPTS[c]}" for c, share in found["shares"].items())
    return f"{which} is an equilibrium in this share of {found['number']:,} draws: {join(parts)}."


def _nothing_uncertain(statement: Statement, names: Names) -> str:
    return (
        "Nothing in the preferences is uncertain (no weight has a range, nothing is marked "
        "unknown), so that all draws are alike."
    )


# Why ---------------------------------------------------------------------------------------


def _lead(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return f"{_capital(phrases.CONCEPTS[found['concept']])}: " + (
        "" if found["today"] else f"in the state with {phrases.owned(found['in_force'], names)}, "
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _who(found: Mapping[str, Any], names: Names) -> str:
    return phrases.party(found["party"], names)


def _why_content(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{_lead(statement, names)}{_who(found, names)} cannot move, by itself, to a state it "
        f"likes better {phrases.than(found)}."
    )


def _why_open(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "take up", "give up")
    text = f"{_lead(statement, names)}{_who(found, names)} could {change} and be better off"
    if found["concept"] == "nash_stability":
        return f"{text} {phrases.than(found)}."
    return f"{text} {phrases.than(found)}; no answer that counts under this concept deters it."


def _why_unstable(statement: Statement, names: Names) -> str:
    return (
        f"{_lead(statement, names)}{_who(statement.evidence, names)} has an improvement that "
        "nothing deters, beyond those that were followed up."
    )


def _why_deterred(statement: Statement, names: Names) -> str:
    found = statement.evidence
    party = _who(found, names)
    answers = [
        f"{phrases.party(step['party'], names)} could {'answer' if place == 0 else 'follow'} by "
        f"{phrases.change(step, names, 'taking up', 'giving up')}"
        for place, step in enumerate(found["steps"])
    ]
    between = " while " if found["concept"] == "sim" else ", then "
    effect = "worse off" if found["worse"] else "no better off"
    change = phrases.change(found, names, "took up", "gave up")
    return (
        f"{_lead(statement, names)}if {party} {change}, "
        f"{between.join(answers)}, which would leave {party} {effect} {phrases.than(found)}."
    )


def _why_further(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = count(found["count"], "further improvement")
    verb = "is" if found["count"] == 1 else "are"
    return f"{_lead(statement, names)}{number} of {_who(found, names)} {verb} deterred as well."


def _why_ventures(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "take up", "give up")
    return (
        f"{_lead(statement, names)}{_who(found, names)} could {change} and, whatever follows, "
        f"count on ending better off {phrases.than(found)}."
    )


def _why_foresees(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{_lead(statement, names)}{_who(found, names)} has no move after which it could count on "
        f"ending better off {phrases.than(found)}."
    )


# Tables ------------------------------------------------------------------------------------


def _defections_table(statement: Statement, names: Names) -> str:
    return (
        "A coalition's joint moves that pay for all its members; yes: the others have an answer to "
        "each that a member would regret."
    )


def _draws_table(statement: Statement, names: Names) -> str:
    return f"Share of {statement.evidence['number']:,} draws in which a state is an equilibrium."


def _unknown_table(statement: Statement, names: Names) -> str:
    return "Numbers of equilibria as the preferences are written, and as the unknown is filled in."


def _views_table(statement: Statement, names: Names) -> str:
    return "How many equilibria each party expects, and how many of these would not hold."


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "stability_strong": _strong,
    "stability_unknown": _unknown,
    "stability_unknown_skipped": _unknown_skipped,
    "stability_hypergame": _hypergame,
    "stability_surprise": _surprise,
    "stability_mistaken": _mistaken,
    "stability_coalition": _coalition,
    "stability_defection": _defection,
    "stability_no_defection": _no_defection,
    "stability_deterred_coalitions": _deterred_coalitions,
    "stability_draws": _draws,
    "stability_nothing_uncertain": _nothing_uncertain,
    "stability_why_content": _why_content,
    "stability_why_open": _why_open,
    "stability_why_unstable": _why_unstable,
    "stability_why_deterred": _why_deterred,
    "stability_why_further": _why_further,
    "stability_why_ventures": _why_ventures,
    "stability_why_foresees": _why_foresees,
    "stability_defections_table": _defections_table,
    "stability_draws_table": _draws_table,
    "stability_unknown_table": _unknown_table,
    "stability_views_table": _views_table,
}
