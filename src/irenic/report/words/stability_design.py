"""Wording of how to get to a state, and of what would have to change for it to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, join
from irenic.report.words.stability import change, concept_names, owned, party_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _start(found: Mapping[str, Any], names: Names) -> str:
    if not found["today"]:
        return f"the state with {owned(found['in_force'], names)}"
    return "the status quo" + (f" ({found['as_of']})" if found["as_of"] else "")


def _path(statement: Statement, names: Names) -> str:
    found = statement.evidence
    steps = [
        f"{'first' if place == 0 else 'then'} {party_name(step['party'], names)} would "
        f"{change(step, names, 'take up', 'give up')}"
        for place, step in enumerate(found["steps"])
    ]
    if len(steps) == 1:
        steps[0] = steps[0].removeprefix("first ")
    gain = (
        "Each step is a gain for whoever takes it."
        if found["improving"]
        else "No way there consists of gains alone: somebody has to take a step that it loses by."
    )
    start = _start(found, names)
    return f"From {start} to {owned(found['to'], names)}: {', '.join(steps)}. {gain}"


def _unreached(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"No sequence of moves leads from {_start(found, names)} to "
        f"{owned(found['to'], names)}: it could only come about from another state."
    )


def _reached(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parts = []
    for concept, numbers in found["counts"].items():
        every = numbers["equilibria"]
        if every:
            parts.append(
                f"of {count(every, 'equilibrium', 'equilibria')} under {concept_names([concept])}, "
                f"{numbers['by_improvements']:,} by improvements alone and "
                f"{numbers['by_moves']:,} by any moves"
            )
    if not parts:
        return "There is no equilibrium to be reached."
    return f"What can be reached from {_start(found, names)}: {'; '.join(parts)}."


def _evolution_table(statement: Statement, names: Names) -> str:
    return (
        "The fewest steps to each state, and who takes them; an improvement is a step that its "
        "mover gains by. Empty: it cannot be reached in that way."
    )


def _target(found: Mapping[str, Any], names: Names) -> str:
    if found["today"]:
        return "the status quo"
    return f"the state with {owned(found['in_force'], names)}"


def _holds(statement: Statement, names: Names) -> str:
    found = statement.evidence
    concept = concept_names([found["concept"]])
    target = _target(found, names)
    return f"{target[:1].upper()}{target[1:]} holds under {concept} as things are."


def _skipped(statement: Statement, names: Names) -> str:
    concept = concept_names([statement.evidence["concept"]])
    return f"What would have to change under {concept} was not computed: too many combinations."


def _redesign(statement: Statement, names: Names) -> str:
    found = statement.evidence
    concept = concept_names([found["concept"]])
    return (
        f"For {_target(found, names)} to hold under {concept}: "
        f"{_swaps(found['preferences'], names)}; {_impossible(found['infeasible'], names)}."
    )


def _swaps(found: Mapping[str, Any], names: Names) -> str:
    number, least = found["swaps"], found["at_least"]
    if number is None and least is None:
        return "no reordering of the parties' preferences is enough"
    if number is None:
        swaps = count(least, "swap") + " of neighbours"
        return f"at least {swaps} in the parties' preferences, and the search was cut short there"
    whose = join(
        f"{count(each['swaps'], 'swap')} for {party_name(party, names)}"
        for party, each in found["orders"].items()
    )
    text = f"{count(number, 'swap')} of neighbours in the order of preferences ({whose})"
    if number == least:
        return f"at least {text}, and that is enough"
    return f"{text} would be enough, and no fewer than {least:,} can be"


def _impossible(found: Mapping[str, Any], names: Names) -> str:
    if not found["sets"]:
        return (
            f"at least {count(found['at_least'], 'change')} of what is infeasible, "
            "and the search was cut short there"
        )
    first = found["sets"][0]
    parts = []
    if first["add"]:
        quoted = join(f"“{_spelt(text, names)}”" for text in first["add"])
        parts.append(f"{quoted} would have to be impossible")
    if first["lift"]:
        quoted = join(f"“{_spelt(text, names)}”" for text in first["lift"])
        parts.append(f"{quoted} possible")
    text = f"or {' and '.join(parts)}"
    if found["found"] > 1:
        others = count(found["found"] - 1, "other way", "other ways")
        text += f" ({others} with as few changes)"
    return text


def _spelt(text: str, names: Names) -> str:
    """A statement with the names of moves for their slugs."""
    words = []
    for word in text.split(" "):
        bare = word.strip("()")
        words.append(word.replace(bare, names["moves"].get(bare, bare)) if bare else word)
    return " ".join(words)


def _orders(statement: Statement, names: Names) -> str:
    return "The least change found for each party that has to change, most important first."


def _sets(statement: Statement, names: Names) -> str:
    return "Each line is one way to do it; those that rule out the fewest feasible states first."


def _counts(statement: Statement, names: Names) -> str:
    return (
        "Of all orders of the feasible states without ties, how many make the party stay, "
        "the preferences of the others being what they are."
    )


def _graph(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = "Each mark is a state, filled where it is an equilibrium under some concept; "
    text += "lines are improvements, in the colour and dashes of the mover, towards the dot."
    if found["path"]:
        text += " The thick line is the shortest way from the status quo to the nearest of them."
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
        f"A graph of {count(found['shown'], 'state')}, {count(found['equilibria'], 'of them', 'of them')} "
        f"equilibria, with {count(found['links'], 'improvement')} between them."
    )


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "stability_path": _path,
    "stability_unreached": _unreached,
    "stability_reached": _reached,
    "stability_evolution_table": _evolution_table,
    "stability_redesign": _redesign,
    "stability_redesign_holds": _holds,
    "stability_redesign_skipped": _skipped,
    "stability_redesign_orders": _orders,
    "stability_redesign_sets": _sets,
    "stability_redesign_counts": _counts,
    "stability_graph": _graph,
    "stability_graph_alt": _graph_alt,
}
