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


def _view_alike(statement: Statement, names: Names) -> str:
    parties = statement.evidence["parties"]
    one = len(parties) == 1
    who = phrases.parties(parties, names)
    if one:
        return f"The view written for {who} changes nothing: it sees the conflict as it is."
    return f"The views written for {who} change nothing: they see the conflict as it is."


def _view_open(statement: Statement, names: Names) -> str:
    return (
        "What is unknown of preferences is taken as it is written in the view of "
        f"{phrases.parties(statement.evidence['parties'], names)}; other ways to fill it in are "
        "not gone through there."
    )


def _today_impossible(statement: Statement, names: Names) -> str:
    parties = statement.evidence["parties"]
    verb = "takes" if len(parties) == 1 else "take"
    return (
        f"{phrases.parties(parties, names)} {verb} the status quo for impossible, and so cannot "
        "mean to stay in it."
    )


def _nothing_possible(statement: Statement, names: Names) -> str:
    parties = statement.evidence["parties"]
    one = len(parties) == 1
    return (
        f"In the {'view' if one else 'views'} of {phrases.parties(parties, names)} every state is "
        "impossible, so that no state can hold: check what the dossier says there is infeasible."
    )


def _more_surprises(statement: Statement, names: Names) -> str:
    parts = (f"{phrases.CONCEPTS[c]} {n:,}" for c, n in statement.evidence["counts"].items())
    return f"States that would hold and that somebody does not expect, in all: {join(parts)}."


def _views_skipped(statement: Statement, names: Names) -> str:
    concepts = phrases.concepts(statement.evidence["concepts"])
    return f"What the parties expect was not computed under {concepts}: some view takes too much."


def _sim_not_repeated(statement: Statement, names: Names) -> str:
    what = {"unknown": "ways to fill in what is unknown", "draws": "draws"}
    parts = join(what[name] for name in statement.evidence["of"])
    return f"SIM is left out of {parts}; name it among the concepts to have it there as well."


def _draws_skipped(statement: Statement, names: Names) -> str:
    concepts = phrases.concepts(statement.evidence["concepts"])
    return f"The draws say nothing of {concepts}: so many times over it takes too much."


def _coalition(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parts = join(f"{phrases.CONCEPTS[c]} {n:,}" for c, n in found["counts"].items())
    who = phrases.parties(found["members"], names)
    if len(found["members"]) == 1:
        return f"States that {who} has no reason to leave: {parts}."
    return f"States that {who} have no reason to leave together: {parts}."


def _coalition_skipped(statement: Statement, names: Names) -> str:
    found, parts = statement.evidence, []
    if found["none"]:
        verb = "has" if len(found["none"]) == 1 else "have"
        parts.append(f"{phrases.concepts(found['none'])} {verb} no form for coalitions here")
    if found["dear"]:
        parts.append(f"under {phrases.concepts(found['dear'])} there is too much to look at")
    return f"Not said of the coalition: {'; '.join(parts)}."


def _members(found: Mapping[str, Any], names: Names) -> str:
    return phrases.parties(found["members"], names)


def _together(found: Mapping[str, Any]) -> str:
    return "together " if len(found["members"]) > 1 else ""


def _coalition_content(statement: Statement, names: Names) -> str:
    found = statement.evidence
    one = len(found["members"]) == 1
    likes = "it likes" if one else "all of them like"
    return (
        f"{_under(found)}{phrases.whether_today(found, names)}{_members(found, names)} cannot move "
        f"{_together(found)}to a state that {likes} better {phrases.than(found)}."
    )


def _coalition_open(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "take up", "give up")
    gain = "be better off" if len(found["members"]) == 1 else "all be better off"
    text = (
        f"{_under(found)}{phrases.whether_today(found, names)}{_members(found, names)} could "
        f"{_together(found)}{change} and {gain} {phrases.than(found)}"
    )
    if found["concepts"] == ["nash_stability"]:
        return f"{text}."
    return f"{text}; no answer of the others that counts undoes that."


def _coalition_deterred(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "took up", "gave up")
    start = (
        f"{_under(found)}{phrases.whether_today(found, names)}if {_members(found, names)} "
        f"{_together(found)}{change}, "
    )
    if not found["steps"]:
        return f"{start}the others could answer; the shortest way to do so was not traced."
    return (
        f"{start}{_joint_answers(found, names)}, which would leave "
        f"{phrases.parties(found['losers'], names)} no better off {phrases.than(found)}."
    )


def _joint_answers(found: Mapping[str, Any], names: Names) -> str:
    """Who answers, jointly where it is several, and how; one step after the other."""
    told = []
    for place, step in enumerate(found["steps"]):
        together = "together " if len(step["parties"]) > 1 else ""
        told.append(
            f"{phrases.parties(step['parties'], names)} could {together}"
            f"{'follow' if place else 'answer'} by "
            f"{phrases.change(step, names, 'taking up', 'giving up')}"
        )
    return ", then ".join(told)


def _defection(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = phrases.parties(found["coalition"], names)
    change = phrases.change(found, names, "take up", "give up")
    text = f"{phrases.whether_today(found, names)}{who} could together {change}"
    if found["further"]:
        text += f" (or go to {count(found['further'], 'other state')})"
    text += f" and all be better off {phrases.than(found)}"
    answering = [concept for concept in found["undeterred"] if concept != "nash_stability"]
    if not answering:
        return f"{text}."
    return (
        f"{text}; under {phrases.concepts(answering)} the others have no answer that any member "
        "would regret."
    )


def _looked(found: Mapping[str, Any]) -> str:
    states = count(found["states"], "state")
    return f"the {states} looked into" if found["states"] > 1 else "the state looked into"


def _no_defection(statement: Statement, names: Names) -> str:
    found = statement.evidence
    which = "any of " if found["states"] > 1 else ""
    return (
        f"No coalition of up to {found['size']} parties gains by a joint move from "
        f"{which}{_looked(found)} (the equilibria, and the status quo if there is one)."
    )


def _deterred_coalitions(statement: Statement, names: Names) -> str:
    found = statement.evidence
    cases = count(found["cases"], "case")
    return (
        f"In {cases}, among {_looked(found)}, a coalition of up to {found['size']} parties "
        "gains by a joint move. In none can it do so unanswered, under "
        f"{phrases.concepts(found['concepts'], 'or')}, where no part of it could do so alone."
    )


def _defections(statement: Statement, names: Names) -> str:
    found = statement.evidence
    one = found["cases"] == 1
    cases = count(found["cases"], "case")
    if found["undeterred"] == found["cases"]:
        left = "in that case" if one else f"in all {found['cases']:,} of them"
    else:
        left = f"in {found['undeterred']:,} of them"
    text = (
        f"From {_looked(found)} a coalition of up to {found['size']} parties gains by a joint move "
        f"in {cases}; {left} it can do so unanswered, where no part of it could do so alone."
    )
    more = found["undeterred"] > found["told"]
    return text + (f" The first {found['told']} follow." if more else "")


def _defections_cut(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"Joint moves were looked for from {found['states']:,} of {found['of']:,} states (the "
        f"equilibria under most concepts first): {count(found['coalitions'], 'coalition')} from "
        "every one would take too long. From the others nothing is known."
    )


def _defections_skipped(statement: Statement, names: Names) -> str:
    concepts = phrases.concepts(statement.evidence["concepts"])
    return (
        f"Whether the others could answer joint moves was not computed under {concepts}: with all "
        "the alliances they could make there is too much to look at."
    )


def _draws(statement: Statement, names: Names) -> str:
    found = statement.evidence
    which = "The status quo" if found["today"] else (
        f"The state with {phrases.owned(found['in_force'], names)}"
    )  # fmt: skip
    parts = (
        f"{phrases.share(part)} under {phrases.CONCEPTS[c]}" for c, part in found["shares"].items()
    )
    return f"{which} is an equilibrium in this share of {found['number']:,} draws: {join(parts)}."


def _nothing_uncertain(statement: Statement, names: Names) -> str:
    return (
        "Nothing in the preferences is uncertain (no weight has a range, nothing is marked "
        "unknown), so that all draws are alike."
    )


# Why ---------------------------------------------------------------------------------------


def _why_state(statement: Statement, names: Names) -> str:
    moves = phrases.owned(statement.evidence["in_force"], names)
    return f"The reasons that follow are about the state with {moves}."


def _under(found: Mapping[str, Any]) -> str:
    text = phrases.concepts(found["concepts"])
    return f"{text[:1].upper()}{text[1:]}: "


def _who(found: Mapping[str, Any], names: Names) -> str:
    return phrases.party(found["party"], names)


def _answers(found: Mapping[str, Any], names: Names, between: str) -> str:
    return between.join(
        f"{phrases.party(step['party'], names)} could {'answer' if place == 0 else 'follow'} by "
        f"{phrases.change(step, names, 'taking up', 'giving up')}"
        for place, step in enumerate(found["steps"])
    )


def _why_content(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{_under(found)}{_who(found, names)} cannot move, by itself, to a state it "
        f"likes better {phrases.than(found)}."
    )


def _why_open(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "take up", "give up")
    text = f"{_under(found)}{_who(found, names)} could {change} and be better off"
    if not found["answers"]:
        return f"{text} {phrases.than(found)}."
    return f"{text} {phrases.than(found)}; no answer that counts there deters it."


def _why_unstable(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{_under(found)}{_who(found, names)} has an improvement that "
        "nothing deters, beyond those that were followed up."
    )


def _why_deterred(statement: Statement, names: Names) -> str:
    found = statement.evidence
    party = _who(found, names)
    effect = "worse off" if found["worse"] else "no better off"
    change = phrases.change(found, names, "took up", "gave up")
    between = " while " if found["joint"] else ", then "
    return (
        f"{_under(found)}if {party} {change}, {_answers(found, names, between)}, which would leave "
        f"{party} {effect} {phrases.than(found)}."
    )


def _why_further(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = count(found["count"], "further improvement")
    verb = "is" if found["count"] == 1 else "are"
    return f"{_under(found)}{number} of {_who(found, names)} {verb} deterred as well."


def _ahead(found: Mapping[str, Any]) -> str:
    if found["horizon"] is None:
        return _under(found)
    moves = count(found["horizon"], "move")
    return f"{_under(found).removesuffix(': ')}, looking {moves} ahead: "


def _line(found: Mapping[str, Any], names: Names) -> str:
    """How matters would go on, as the party counts on it."""
    return ", then ".join(
        f"{phrases.party(step['party'], names)} would {'go on to ' if place == 0 else ''}"
        f"{phrases.change(step, names, 'take up', 'give up')}"
        for place, step in enumerate(found["steps"])
    )


def _why_ventures(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["told"]:
        return f"{_ahead(found)}{_who(found, names)} would leave; which way was not traced."
    change = phrases.change(found, names, "take up", "give up")
    then = f", at worst {_line(found, names)}" if found["steps"] else ""
    return (
        f"{_ahead(found)}{_who(found, names)} could {change}{then}, and count on ending better off "
        f"{phrases.than(found)}."
    )


def _why_foresees(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = (
        f"{_ahead(found)}{_who(found, names)} has no move after which it could count on "
        f"ending better off {phrases.than(found)}."
    )
    if not found["told"]:
        return text
    change = phrases.change(found, names, "took up", "gave up")
    effect = "worse off" if found["worse"] else "no better off"
    then = f"at worst {_line(found, names)}, and that" if found["steps"] else "that"
    return f"{text} If it {change}, {then} would leave it {effect}."


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
    "stability_view_alike": _view_alike,
    "stability_view_open": _view_open,
    "stability_today_impossible": _today_impossible,
    "stability_nothing_possible": _nothing_possible,
    "stability_more_surprises": _more_surprises,
    "stability_views_skipped": _views_skipped,
    "stability_sim_not_repeated": _sim_not_repeated,
    "stability_draws_skipped": _draws_skipped,
    "stability_coalition_skipped": _coalition_skipped,
    "stability_coalition_content": _coalition_content,
    "stability_coalition_open": _coalition_open,
    "stability_coalition_deterred": _coalition_deterred,
    "stability_defections": _defections,
    "stability_defections_cut": _defections_cut,
    "stability_defections_skipped": _defections_skipped,
    "stability_why_state": _why_state,
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
