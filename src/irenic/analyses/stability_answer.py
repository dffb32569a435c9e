"""What people are told of a stability analysis: headline, findings, caveats, tables."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses import stability_why, stability_wider
from irenic.analyses.result import Column, Statement, Table
from irenic.analyses.stability_better import better_states
from irenic.analyses.stability_concepts import LABELS, SIM_CEILING, SIM_RATE
from irenic.analyses.stability_reasons import reasons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier

SHOWN = 40
"""The most states shown in a table for people; ``values`` has more."""

_DESCRIBED = 3

_WRITTEN_OUT = 40
"""Moves up to which the number of their combinations is written out."""

_IN_SENTENCES = {
    "limited_move": "limited-move stability", "non_myopic": "non-myopic stability"
}  # fmt: skip

Stable = dict[str, list[NDArray[np.bool_]]]
"""Concept -> for each party of the model the states stable for it."""


def equilibria(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """States stable for every party."""
    found: NDArray[np.bool_] = reduce(np.logical_and, masks)
    return found


def answer(
    dossier: Dossier, given: Conflict, stable: Stable, values: Mapping[str, Any], named: Names,
    size: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """The parts of the result that people read, by their names in Result.

    ``size``: up to which coalitions were searched.
    """
    depth = np.zeros(given.model.feasible.size, np.int8)
    for masks in stable.values():
        depth += equilibria(masks).ravel()
    most = most_stable(depth)
    return {
        "headline": _headline(values, depth, len(stable)),
        "findings": (
            *_findings(given, stable, values, most),
            *stability_wider.findings(given, values, size),
        ),
        "reasons": stability_why.reasons(given, values["why"])
        if values["why"] is not None
        else (
            *reasons(given, stable, most[0] if most else None),
            *better_states(given, stable),
        ),
        "caveats": (*_caveats(dossier, given, values), *stability_wider.caveats(values)),
        "tables": (
            *_tables(dossier, given, stable, values, named, most),
            *stability_wider.tables(values, LABELS),
        ),
    }


def most_stable(depth: NDArray[np.int8]) -> list[int]:
    """Equilibria under most concepts first, then in the order of states; at most SHOWN."""
    found: list[int] = []
    for level in range(int(depth.max(initial=0)), 0, -1):
        found += (int(s) for s in np.flatnonzero(depth == level)[: SHOWN - len(found)])
    return found


def _headline(values: Mapping[str, Any], depth: NDArray[np.int8], concepts: int) -> str:
    feasible = values["feasible"]
    if not feasible:
        number = f"{values['states']:,}" if len(values["moves"]) <= _WRITTEN_OUT else "of them"
        return f"No state is feasible: all {number} are ruled out."
    any_, all_ = int(np.count_nonzero(depth)), int(np.count_nonzero(depth == concepts))
    what = "state is an equilibrium" if feasible == 1 else (
        "states are equilibria" if any_ != 1 else "states is an equilibrium"
    )  # fmt: skip
    spread = f"{any_:,} of {feasible:,} feasible {what}"
    if concepts > 1:
        spread += f" under some concept, {all_:,} under each of the {concepts} computed"
    if values["status_quo_stable"] is None:
        return f"{spread}."
    holds, fails = _today(values)
    if not fails:
        return f"The status quo holds under {_list(holds)}; {spread}."
    if not holds:
        return f"The status quo does not hold under {_list(fails, 'or')}; {spread}."
    return f"The status quo holds under {_list(holds)}, not under {_list(fails, 'or')}; {spread}."


def _today(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Concepts under which the status quo is an equilibrium, and those under which it is not."""
    judged = {c: all(of.values()) for c, of in values["status_quo_stable"].items() if of}
    holds = [concept for concept, stays in judged.items() if stays]
    return holds, [concept for concept in judged if concept not in holds]


def _list(concepts: Sequence[str], last: str = "and") -> str:
    labels = [_IN_SENTENCES.get(concept, LABELS[concept]) for concept in concepts]
    return f"{', '.join(labels[:-1])} {last} {labels[-1]}" if labels[1:] else labels[0]


def _findings(
    given: Conflict, stable: Stable, values: Mapping[str, Any], most: Sequence[int]
) -> tuple[Statement, ...]:
    size = {
        "parties": len(given.parties), "moves": len(given.moves),
        "states": values["states"], "feasible": values["feasible"],
    }  # fmt: skip
    found = [Statement("stability_size", evidence=size)]
    if not values["feasible"]:
        return tuple(found)
    counts = {c: of["equilibria"] for c, of in values["counts"].items() if of is not None}
    found.append(Statement("stability_counts", evidence={"equilibria": counts}))
    if values["status_quo_stable"] is not None:
        found.append(_status_quo(given, values))
    # What holds of the status quo has just been said.
    told = [] if values["status_quo_stable"] is None else [given.state(values["status_quo"])]
    first = [state for state in most if state not in told][:_DESCRIBED]
    for state, text in zip(first, given.text(np.array(first, np.intp)), strict=True):
        under = [c for c, masks in stable.items() if all(m.flat[state] for m in masks)]
        evidence = {
            "in_force": given.in_force(text), "concepts": under,
            "all": len(under) == len(stable), "further": bool(told),
        }  # fmt: skip
        found.append(Statement("stability_equilibrium", text, evidence))
    return tuple(found)


def _status_quo(given: Conflict, values: Mapping[str, Any]) -> Statement:
    text = values["status_quo"]
    holds, fails = _today(values)
    would_leave = {
        concept: [p for p, stays in values["status_quo_stable"][concept].items() if not stays]
        for concept in fails
    }
    return Statement(
        "stability_status_quo", text,
        {"in_force": given.in_force(text), "holds": holds, "would_leave": would_leave},
    )  # fmt: skip


def _caveats(dossier: Dossier, given: Conflict, values: Mapping[str, Any]) -> tuple[Statement, ...]:
    found = [Statement("stability_assumptions")]
    if values["not_computed_because"].get("non_myopic") == "horizons":
        evidence = {"combinations": values["not_computed"]["non_myopic"]}
        found.append(Statement("stability_limit_not_found", "non_myopic", evidence))
    because = values["not_computed_because"]
    if because.get("sim") == "combinations":
        number = values["not_computed"]["sim"]
        evidence = {
            "combinations": number, "seconds": number / SIM_RATE, "ceiling": SIM_CEILING
        }  # fmt: skip
        found.append(Statement("stability_sim_skipped", "sim", evidence))
    for what in ("improvements", "anticipations"):
        concepts = [concept for concept, why in because.items() if why == what]
        if concepts:
            needed = max(values["not_computed"][concept] for concept in concepts)
            evidence = {"concepts": concepts, "what": what, "needed": needed}
            found.append(Statement("stability_skipped", what, evidence))
    if values["status_quo"] is None:
        found.append(Statement("stability_no_status_quo"))
    elif values["status_quo_stable"] is None:
        evidence = {"in_force": given.in_force(values["status_quo"])}
        found.append(Statement("stability_status_quo_infeasible", values["status_quo"], evidence))
    indifferent = [
        party
        for party, ranks in zip(given.parties, given.model.ranks, strict=True)
        if ranks.max(initial=0) == 1
    ]
    if indifferent and values["feasible"] > 1:
        found.append(Statement("stability_indifferent", evidence={"parties": indifferent}))
    moves = dossier.moves
    spectators = [p for p in (moves.preferences if moves else ()) if p not in given.parties]
    if spectators:
        found.append(Statement("stability_spectators", evidence={"parties": spectators}))
    return tuple(found)


def _tables(
    dossier: Dossier, given: Conflict, stable: Stable, values: Mapping[str, Any],
    named: Names, most: Sequence[int],
) -> tuple[Table, ...]:  # fmt: skip
    marks = tuple(Column(concept, LABELS[concept], "mark") for concept in stable)
    found = [_moves_table(dossier, given, values)]
    if values["status_quo_stable"] is not None:
        rows = tuple(
            (party, *(values["status_quo_stable"][concept][party] for concept in stable))
            for party in given.parties
        )
        found.append(
            Table("status_quo", "For whom the status quo is stable",
                  (Column("party", "Party", "party"), *marks), rows,
                  Statement("stability_status_quo_table"))
        )  # fmt: skip
    labels = move_labels(given, named)
    rows = tuple(
        (_state_label(text, labels), text,
         *(all(bool(m.flat[state]) for m in masks) for masks in stable.values()))
        for state, text in zip(most, given.text(np.array(most, np.intp)), strict=True)
    )  # fmt: skip
    columns = (Column("in_force", "Moves in force"), Column("state", "State"), *marks)
    reading = Statement("stability_equilibria_table", evidence={"shown": len(rows)})
    found.append(Table("equilibria", "States that would hold", columns, rows, reading))
    return tuple(found)


def _moves_table(dossier: Dossier, given: Conflict, values: Mapping[str, Any]) -> Table:
    today = values["status_quo"]
    rows = []
    for place, name in enumerate(given.moves):
        party, _, slug = name.partition(".")
        move = dossier.moves.parties[party][slug]  # type: ignore[union-attr]
        now = None if today is None else today[place] == "Y"
        rows.append((place + 1, party, name, now, move.reversible, move.resumable))
    columns = (
        Column("place", "Letter", "number"), Column("party", "Party", "party"),
        Column("move", "Move", "move"), Column("today", "In force today", "mark"),
        Column("reversible", "Can be taken back", "mark"),
        Column("resumable", "Can be taken up", "mark"),
    )  # fmt: skip
    reading = Statement("stability_moves_table")
    return Table("moves", "Moves outside the table", columns, tuple(rows), reading)


def move_labels(given: Conflict, named: Names) -> dict[str, str]:
    """A name for each move that tells it from all others."""
    names = [named["moves"][move] for move in given.moves]
    return {
        move: name if names.count(name) == 1 else
        f"{name} ({named['parties'].get(move.partition('.')[0], move.partition('.')[0])})"
        for move, name in zip(given.moves, names, strict=True)
    }  # fmt: skip


def _state_label(text: str, labels: Mapping[str, str]) -> str:
    on = [label for letter, label in zip(text, labels.values(), strict=True) if letter == "Y"]
    return "; ".join(on) if on else "none"
