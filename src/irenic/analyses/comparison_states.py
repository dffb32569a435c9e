"""Whether the state of the conflict that a plan brings about would hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from irenic.analyses.comparison_values import Held
from irenic.analyses.conflict import Conflict, conflict
from irenic.analyses.conflict_grid import read_statement
from irenic.analyses.stability_concepts import DEFAULT_CONCEPTS, SIM_BUDGET, Judge
from irenic.dossier.statements import Move
from irenic.errors import Inapplicable

if TYPE_CHECKING:
    from irenic.analyses.comparison_columns import Column
    from irenic.dossier.model import Dossier

HORIZON = 3
"""Moves looked ahead; none of the concepts asked about looks so far."""


def held_states(dossier: Dossier, columns: Sequence[Column]) -> dict[str, Held]:
    """For each column the state after it, and for each concept who would leave that state.

    No deal leaves the state of affairs. A plan that says nothing of its state is not guessed.
    """
    try:
        given = conflict(dossier)
    except Inapplicable:
        return {one.name: Held(why="no-moves") for one in columns}
    moves = {one.name: _moves(dossier, given, one) for one in columns}
    if all(named is None for named in moves.values()):
        return {one.name: Held(why="no-state") for one in columns}
    judged = Judge(HORIZON, SIM_BUDGET).judge_all(given.model, DEFAULT_CONCEPTS).stable
    found = {}
    for name, named in moves.items():
        if named is None:
            found[name] = Held(why="no-state")
            continue
        place = given.state("".join("Y" if move in named else "N" for move in given.moves))
        if place is None:
            found[name] = Held(named, why="infeasible")
            continue
        found[name] = Held(named, {
            concept: tuple(
                party for party, mask in zip(given.parties, masks, strict=True)
                if not mask.flat[place]
            )
            for concept, masks in judged.items()
        })  # fmt: skip
    return found


def _moves(dossier: Dossier, given: Conflict, column: Column) -> tuple[str, ...] | None:
    """The moves in force after a column, as ``party.move``; None where that is not said."""
    if column.kind == "nothing":
        text = given.status_quo
        return None if text is None else tuple(given.in_force(text))
    texts = dossier.plans[column.name].state if column.kind == "plan" else None
    if texts is None or dossier.moves is None:
        return None
    own = {party: moves for party, moves in dossier.moves.parties.items() if moves}
    found = []
    for i, text in enumerate(texts):
        read = read_statement(text, own, f"plans.{column.name}.state[{i}]")
        if isinstance(read, Move):
            found.append(f"{read.party}.{read.move}")
    return tuple(found)
