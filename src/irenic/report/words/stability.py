"""Wording of the statements that ``stability`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words import conflict_phrases as phrases
from irenic.report.words.lists import count, join

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _size(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parties = count(found["parties"], "party", "parties")
    verb = "has" if found["parties"] == 1 else "have"
    moves = count(found["moves"], "move") + (" between them" if found["parties"] > 1 else "")
    states = f"{phrases.large(found['states'])} states"
    if not found["feasible"]:
        return f"{parties} {verb} {moves}; none of the {states} is feasible."
    feasible = "all" if found["feasible"] == found["states"] else f"{found['feasible']:,}"
    return f"{parties} {verb} {moves}, which makes {states}, {feasible} of them feasible."


def _counts(statement: Statement, names: Names) -> str:
    counts = statement.evidence["equilibria"]
    parts = (f"{phrases.CONCEPTS[concept]} {number:,}" for concept, number in counts.items())
    return f"The states that no party has reason to leave number, by concept: {join(parts)}."


def _equilibrium(statement: Statement, names: Names) -> str:
    found = statement.evidence
    under = phrases.concepts(found["concepts"])
    if found["all"] and len(found["concepts"]) > 1:
        under = f"every concept computed ({under})"
    also = "also " if found["further"] else ""
    return (
        f"This state would {also}hold, under {under}. In force there: "
        f"{phrases.owned(found['in_force'], names)}."
    )


def _status_quo(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = (
        f"In force today: {phrases.owned(found['in_force'], names)}. This status quo is stable for "
    )
    if found["holds"]:
        text += f"everybody under {phrases.concepts(found['holds'])}"
    else:
        either = "neither" if len(found["would_leave"]) == 2 else "none"
        under = phrases.concepts(found["would_leave"], "nor" if either == "neither" else "and")
        if len(found["would_leave"]) == 1:
            text = text.replace("is stable for ", "is not stable for ") + f"everybody under {under}"
        else:
            text += f"everybody under {either} {'' if either == 'neither' else 'of '}{under}"
    leaving: dict[tuple[str, ...], list[str]] = {}
    for concept, parties in found["would_leave"].items():
        leaving.setdefault(tuple(parties), []).append(concept)
    for parties, concepts in leaving.items():
        who = phrases.parties(parties, names)
        text += f"; under {phrases.concepts(concepts)} there is reason to leave it for {who}"
    return f"{text}."


_RULES = {
    "ceased": "nothing is in force and all that is done today has ceased",
    "most": "more parties are better off than today than in any other",
    "worst": "the party that it suits least is placed better than in any other",
}


def _better_state(statement: Statement, names: Names) -> str:
    """Who likes the state better than today, and who would break it by which move."""
    found = statement.evidence
    rules = join(_RULES[rule] for rule in found["rules"])
    force = "" if "ceased" in found["rules"] else f" ({phrases.owned(found['in_force'], names)})"
    liked = found["better_for"]
    who = (
        "everybody" if len(liked) == found["parties"] else phrases.parties(liked, names) or "nobody"
    )
    text = f"The state in which {rules}{force} would be better than today for {who}"
    if not found["breakers"]:
        return f"{text}, and would hold once reached: no party would leave it by itself."
    moves = [
        f"{phrases.party(one['party'], names)} would "
        + phrases.change(one, names, "take up", "give up")
        for one in found["breakers"]
    ]
    answers = "" if found["concept"] == "nash_stability" else ", whatever the others answer"
    if found["concept"] in ("seq", "sim"):
        answers = ", and no answer that the others would gain by holds that back"
    return f"{text}, but does not hold: {join(moves)}{answers}."


def _stays(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{phrases.whether_today(found, names)}{phrases.party(found['party'], names)} cannot move, "
        f"by itself, to a state it likes better {phrases.than(found)}."
    )


def _deterred(statement: Statement, names: Names) -> str:
    found = statement.evidence
    party = phrases.party(found["party"], names)
    steps = [
        f"{phrases.party(step['party'], names)} could {'answer' if first else 'follow'} by "
        f"{phrases.change(step, names, 'taking up', 'giving up')}"
        for first, step in ((place == 0, step) for place, step in enumerate(found["steps"]))
    ]
    effect = "worse off" if found["worse"] else "no better off"
    change = phrases.change(found, names, "took up", "gave up")
    text = (
        f"{phrases.whether_today(found, names)}If {party} {change}, "
        f"{', then '.join(steps)}, which would leave {party} {effect} {phrases.than(found)}."
    )
    return text + _weight(found, party)


def _weight(found: Mapping[str, Any], party: str) -> str:
    """How far the deterrent can be believed, and whether it would last."""
    one = len(found["steps"]) == 1
    text = ""
    if found["credible"]:
        step, takes = ("That answer", "gives") if one else ("Each step", "takes")
        text = f" {step} would be a gain for whoever {takes} it."
    elif found["credible"] is False:
        text = " The others have no such answer in which each step is a gain for its mover."
    if found["escape"]:
        text += f" {party} could then move on to something better {phrases.than(found)}."
    return text


def _undeterred(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "take up", "give up")
    return (
        f"{phrases.whether_today(found, names)}{phrases.party(found['party'], names)} could "
        f"{change} and be better off {phrases.than(found)}; nothing the others "
        "can do would undo that gain."
    )


def _untraced(statement: Statement, names: Names) -> str:
    found = statement.evidence
    change = phrases.change(found, names, "take up", "give up")
    return (
        f"{phrases.whether_today(found, names)}{phrases.party(found['party'], names)} could "
        f"{change} and be better off {phrases.than(found)}; the search for "
        "an answer of the others was cut short."
    )


def _further(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = count(found["count"], "further improvement")
    verb = "is" if found["count"] == 1 else "are"
    fate = f", which {verb} deterred as well" if found["deterred"] else ", not looked into here"
    return f"{phrases.party(found['party'], names)}: {number}{fate}."


def _assumptions(statement: Statement, names: Names) -> str:
    return (
        "Preferences are taken as orders known to everybody: how much better a state is, and "
        "who misjudges whom, plays no part unless the dossier says so and a finding above names it."
    )


def _limit_not_found(statement: Statement, names: Names) -> str:
    return (
        "Non-myopic stability was not decided: what the parties anticipate had not begun to repeat "
        f"after {statement.evidence['combinations']:,} moves."
    )


def _sim_skipped(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = phrases.large(found["combinations"])
    how = "Name it among the concepts" if found["combinations"] <= found["ceiling"] else (
        "Name it as sim:anyway"
    )  # fmt: skip
    return (
        f"SIM was not computed: it could have to look at {number} combinations of improvements, "
        f"which takes {_duration(found['seconds'])}. {how} to have it computed all the same."
    )


def _duration(seconds: float) -> str:
    """Roughly how long, in words."""
    for unit, size in (("years", 31_557_600), ("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"up to about {phrases.large(round(seconds / size))} {unit}"
    return f"up to about {max(round(seconds), 1)} seconds"


def _skipped(statement: Statement, names: Names) -> str:
    found = statement.evidence
    what = {
        "improvements": "lists of improvements with {} entries, of moves that cannot be undone "
        "above all",
        "anticipations": "{} anticipations (states, pairs of parties and horizons)",
    }[found["what"]]
    verb = "was" if len(found["concepts"]) == 1 else "were"
    needed = what.format(phrases.large(found["needed"]))
    concepts = _capital(phrases.concepts(found["concepts"]))
    return f"{concepts} {verb} not computed, which would take {needed}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _no_status_quo(statement: Statement, names: Names) -> str:
    return "The dossier does not say which moves are in force today (moves.status_quo)."


def _status_quo_infeasible(statement: Statement, names: Names) -> str:
    moves = phrases.owned(statement.evidence["in_force"], names)
    return f"The status quo ({moves}) is among the states ruled out as infeasible."


def _indifferent(statement: Statement, names: Names) -> str:
    parties = statement.evidence["parties"]
    verb = "is" if len(parties) == 1 else "are"
    return (
        f"{phrases.parties(parties, names)} {verb} indifferent between all feasible states, "
        "as far as the preferences given tell."
    )


def _spectators(statement: Statement, names: Names) -> str:
    parties = statement.evidence["parties"]
    verb = "has" if len(parties) == 1 else "have"
    who = f"{phrases.parties(parties, names)} {verb}"
    return f"{who} preferences but no move, and so no part in the analysis."


def _moves_table(statement: Statement, names: Names) -> str:
    return "A state is written as one letter for each move in this order: Y in force, N not."


def _status_quo_table(statement: Statement, names: Names) -> str:
    return "Yes: the party has no reason to leave the status quo by itself."


def _equilibria_table(statement: Statement, names: Names) -> str:
    shown = statement.evidence["shown"]
    if not shown:
        return "No state is stable for all parties under any concept computed."
    return f"{count(shown, 'state')}, those stable under most concepts first."


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "stability_size": _size,
    "stability_counts": _counts,
    "stability_equilibrium": _equilibrium,
    "stability_status_quo": _status_quo,
    "stability_better_state": _better_state,
    "stability_stays": _stays,
    "stability_deterred": _deterred,
    "stability_undeterred": _undeterred,
    "stability_untraced": _untraced,
    "stability_further": _further,
    "stability_assumptions": _assumptions,
    "stability_sim_skipped": _sim_skipped,
    "stability_skipped": _skipped,
    "stability_limit_not_found": _limit_not_found,
    "stability_no_status_quo": _no_status_quo,
    "stability_status_quo_infeasible": _status_quo_infeasible,
    "stability_indifferent": _indifferent,
    "stability_spectators": _spectators,
    "stability_moves_table": _moves_table,
    "stability_status_quo_table": _status_quo_table,
    "stability_equilibria_table": _equilibria_table,
}
