"""Wording of how to get to a state, and of what would have to change for it to hold."""

from __future__ import annotations

from re import Match, sub
from typing import TYPE_CHECKING, Any

from irenic.report.words import conflict_phrases as phrases
from irenic.report.words.lists import count, join

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _start(found: Mapping[str, Any], names: Names) -> str:
    if not found["today"]:
        return f"the state with {phrases.owned(found['in_force'], names)}"
    return "the status quo" + (f" ({found['as_of']})" if found["as_of"] else "")


def _path(statement: Statement, names: Names) -> str:
    found = statement.evidence
    steps = [
        f"{'first' if place == 0 else 'then'} {phrases.party(step['party'], names)} would "
        f"{phrases.change(step, names, 'take up', 'give up')}"
        for place, step in enumerate(found["steps"])
    ]
    if len(steps) == 1:
        steps[0] = steps[0].removeprefix("first ")
    gain = (
        "Each step is a gain for whoever takes it."
        if found["improving"]
        else "No way there consists of gains alone: somebody has to take a step that it does not "
        "gain by."
    )
    start = _start(found, names) if found["today"] else "that state"
    return f"From {start} to {phrases.owned(found['to'], names)}: {', '.join(steps)}. {gain}"


def _unreached(statement: Statement, names: Names) -> str:
    found = statement.evidence
    start = _start(found, names) if found["today"] else "that state"
    return (
        f"No sequence of moves leads from {start} to "
        f"{phrases.owned(found['to'], names)}: it could only come about from another state."
    )


_EQUILIBRIA = ("equilibria", "other equilibria")


def _reached(statement: Statement, names: Names) -> str:
    found = statement.evidence
    alike: dict[tuple[int, int, int, bool], list[str]] = {}
    for concept, numbers in found["counts"].items():
        here = concept in found["itself"]
        other = (numbers[key] - here for key in ("equilibria", "by_improvements", "by_moves"))
        every, gains, moves = other
        if numbers["equilibria"]:
            alike.setdefault((every, gains, moves, here), []).append(concept)
    parts = [
        f"of {count(every, 'other equilibrium' if here else 'equilibrium', _EQUILIBRIA[here])} "
        f"under {phrases.concepts(concepts)}, {gains:,} by improvements alone and {moves:,} by any "
        "moves"
        for (every, gains, moves, here), concepts in alike.items()
    ]
    if not parts:
        return "There is no equilibrium to be reached."
    return f"What can be reached from {_start(found, names)}: {'; '.join(parts)}."


def _evolution_table(statement: Statement, names: Names) -> str:
    return (
        "The fewest steps to each state: gains for whoever takes them, or any moves. Empty: it "
        "cannot be reached in that way. Who moves: in that order, by gains where there is a way."
    )


def _target(found: Mapping[str, Any], names: Names) -> str:
    if found["today"]:
        return "the status quo"
    return f"the state with {phrases.owned(found['in_force'], names)}"


def _holds(statement: Statement, names: Names) -> str:
    found = statement.evidence
    concept = phrases.concepts([found["concept"]])
    target = _target(found, names)
    return f"{target[:1].upper()}{target[1:]} holds under {concept} as things are."


def _skipped(statement: Statement, names: Names) -> str:
    concept = phrases.concepts([statement.evidence["concept"]])
    return f"What would have to change under {concept} was not computed: too many combinations."


def _not_told(statement: Statement, names: Names) -> str:
    found = statement.evidence
    concepts = phrases.concepts(found["concepts"], "or")
    return f"What would have to change under {concepts} is not computed."


def _redesign(statement: Statement, names: Names) -> str:
    found = statement.evidence
    concept = phrases.concepts([found["concept"]])
    text = (
        f"For {_target(found, names)} to hold under {concept}: "
        f"{_preferences(found, names)}; {_impossible(found['infeasible'], names)}."
    )
    why_not = found["infeasible"]["not_lifted"]
    if why_not is not None:
        text += f" Lifting what is infeasible was not tried: {_NOT_LIFTED[why_not]}."
    return text


def _preferences(found: Mapping[str, Any], names: Names) -> str:
    """What preferences would do; by ranks too, where no order of statements was found."""
    by_list, by_ranks = found["preferences"], found["ranks"]
    if by_ranks is None or by_list["swaps"] is not None:
        return _swaps(by_list, "in the order of preferences", names)
    if by_list["at_least"] is None:
        none = "no reordering of the parties' statements is enough"
    else:
        none = _swaps(by_list, "in the order of statements", names)
    return f"{none}; by swapping whole ranks instead, {_swaps(by_ranks, 'in the rankings', names)}"


def _swaps(found: Mapping[str, Any], where: str, names: Names) -> str:
    number, least = found["swaps"], found["at_least"]
    if number is None and least is None:
        return "no reordering of the parties' preferences is enough"
    if number is None:
        swaps = count(least, "swap") + " of neighbours"
        return f"at least {swaps} {where}, and the search was cut short there"
    whose = join(
        f"{count(each['swaps'], 'swap')} for {phrases.party(party, names)}"
        for party, each in found["orders"].items()
    )
    text = f"{count(number, 'swap')} of neighbours {where} ({whose})"
    if number == least:
        return f"at least {text}, and that is enough"
    return f"{text} would be enough, and no fewer than {least:,} can be"


_NOT_LIFTED = {
    "ranking": "a ranking does not say what the states so freed would be worth",
    "states": "it would make too many states",
}


def _impossible(found: Mapping[str, Any], names: Names) -> str:
    if not found["sets"]:
        return (
            f"otherwise, at least {count(found['at_least'], 'change')} of what is infeasible, "
            "and the search was cut short there"
        )
    first = found["sets"][0]
    parts = []
    if first["add"]:
        parts.append(_each([_pattern(text, names) for text in first["add"]], "impossible"))
    if first["lift"]:
        parts.append(_each([_spelt(text, names) for text in first["lift"]], "possible"))
    text = f"or else it would hold if {', and if '.join(parts)}"
    if found["found"] > 1:
        others = count(found["found"] - 1, "other way", "other ways")
        text += f" ({'' if found['all_found'] else 'at least '}{others} with as few changes)"
    return text


def _each(texts: list[str], what: str) -> str:
    if len(texts) == 1:
        return f"{texts[0]} were {what}"
    return f"each of these were {what}: {'; '.join(texts)}"


def _pattern(text: str, names: Names) -> str:
    """A pattern of one or two moves: ``“A” together with “B”``, ``“A” without “B”``."""
    parts = text.split(" and ")
    on = [part for part in parts if not part.startswith("not ")]
    off = [part.removeprefix("not ") for part in parts if part.startswith("not ")]
    named = [f"“{names['moves'].get(move, move)}”" for move in (*on, *off)]
    if not on:
        return f"doing without {join(named)}" + (" at once" if len(named) > 1 else "")
    if not off:
        return " together with ".join(named)
    return " without ".join(named)


def _spelt(text: str, names: Names) -> str:
    """A statement with the names of moves, in quotation marks, for their slugs.

    A slug without its party stands for the only move that it can mean.
    """

    def named(found: Match[str]) -> str:
        word = found[0]
        if word in _JOINING:
            return _JOINING[word]
        every = [name for slug, name in names["moves"].items() if slug.endswith(f".{word}")]
        name = names["moves"].get(word, every[0] if len(every) == 1 else word)
        return f"“{name}”"

    return sub(r"[^\s()]+", named, text)


_JOINING = {"not": "not", "and": "and", "or": "or", "if": "if", "iff": "if and only if"}


def _partial(statement: Statement, names: Names) -> str:
    seconds = statement.evidence["seconds"]
    return (
        f"The search for what would have to change has {seconds:g} seconds, and was cut short "
        "under some concept: where it says so, a smaller change than the one shown may be enough."
    )


def _orders(statement: Statement, names: Names) -> str:
    return "The least change found for each party that has to change, most important first."


def _ranks(statement: Statement, names: Names) -> str:
    return (
        "The same by ranks, groups of states that a party likes equally well, best first. A swap "
        "exchanges two neighbouring ranks as wholes; ties are neither split nor made. Of long "
        "rankings only the ranks that move are shown."
    )


def _sets(statement: Statement, names: Names) -> str:
    return "Each line is one way to do it; those that rule out the fewest feasible states first."


def _counts(statement: Statement, names: Names) -> str:
    return (
        "Of all orders of the feasible states without ties, how many make the party stay, "
        "the preferences of the others being what they are."
    )


def _graph(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = (
        "Each mark is a state, further right the more parties have moved; each arrow is an "
        "improvement of one party (left out where two of its arrows lead there)."
    )
    if found["path"] and found["gains"]:
        text += (
            " On the grey band: one shortest way by improvements from the status quo to each "
            "equilibrium drawn that can be reached so."
        )
    elif found["path"]:
        whole = found["path"] == found["best"]
        which = "each of the" if whole else f"{found['path']:,} of the {found['best']:,}"
        text += (
            " No other equilibrium drawn can be reached from the status quo by improvements. On "
            f"the grey band: one shortest way by any moves to {which} equilibria under the most "
            "concepts; open arrowheads are moves that are no gain for the mover."
        )
    if found["gains"] and found["beyond"]:
        others = count(found["beyond"], "other equilibrium", "other equilibria")
        text += f" Ways to {others} drawn lead through states that are not."
    if found["shown"] < found["feasible"]:
        text += (
            f" Of {found['feasible']:,} feasible states {found['shown']:,} are drawn: the status "
            "quo, the equilibria under most concepts and the ways to them, then the states "
            "next to these, as far as there is room."
        )
    return text


def _graph_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"A graph of {count(found['shown'], 'state')}, {found['equilibria']:,} of them "
        f"equilibria, with {count(found['links'], 'improvement')} between them."
    )


def _states_table(statement: Statement, names: Names) -> str:
    return (
        "The numbers are those of the picture. Under each concept stand the parties that have "
        "reason to leave the state; where nobody stands, it would hold."
    )


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "stability_path": _path,
    "stability_unreached": _unreached,
    "stability_reached": _reached,
    "stability_evolution_table": _evolution_table,
    "stability_redesign": _redesign,
    "stability_redesign_holds": _holds,
    "stability_redesign_skipped": _skipped,
    "stability_redesign_partial": _partial,
    "stability_redesign_not_told": _not_told,
    "stability_redesign_orders": _orders,
    "stability_redesign_ranks": _ranks,
    "stability_redesign_sets": _sets,
    "stability_redesign_counts": _counts,
    "stability_graph": _graph,
    "stability_graph_alt": _graph_alt,
    "stability_states_table": _states_table,
}
