"""Why a state holds or does not: improvements, and the counter-moves that deter them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.result import Statement
from irenic.theory.counter_moves import (
    Found,
    can_escape,
    improvements_from,
    shortest_sanction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.conflict import Conflict

_TOLD = 3
"""The most deterred improvements told of one party."""

_TRIED = 64
"""The most improvements of one party looked into."""


def reasons(
    given: Conflict, stable: Mapping[str, Sequence[NDArray[np.bool_]]], otherwise: int | None
) -> tuple[Statement, ...]:
    """Why each party stays at the status quo or leaves it.

    ``otherwise``: the state (place in C order) to explain where there is no feasible
    status quo; with None as well, nothing is explained.
    """
    today = given.state(given.status_quo) if given.status_quo is not None else None
    state = otherwise if today is None else today
    if state is None:
        return ()
    found: list[Statement] = []
    for party in given.model.parties:
        held = "gmr" in stable and bool(stable["gmr"][party].flat[state])
        found += _of_party(given, party, state, held)
    about = given.text(np.array([state]))[0]
    shared = {"today": today is not None, "in_force": given.in_force(about)}
    return tuple(Statement(r.kind, about, {**r.evidence, **shared}) for r in found)


def _of_party(given: Conflict, party: int, state: int, held: bool) -> list[Statement]:
    """Reasons for one party; ``held``: it is known that every improvement is deterred.

    An improvement that nothing deters ends the matter; of deterred ones, those with
    the fewest changes are told.
    """
    name = given.parties[party]
    improvements = improvements_from(given.model, party, state)
    if not improvements.size:
        return [Statement("stability_stays", evidence={"party": name})]
    deterred: list[Statement] = []
    open_: list[Statement] = []
    for end in improvements[: _TOLD if held else _TRIED].tolist():
        reason = _of_improvement(given, party, state, end)
        if reason.kind == "stability_undeterred":
            return [reason]
        (deterred if reason.kind == "stability_deterred" else open_).append(reason)
    told = [*open_[:1], *deterred[:_TOLD]]
    further = len(improvements) - len(told)
    if further:
        traced = held or (not open_ and len(improvements) <= _TRIED)
        evidence = {"party": name, "count": further, "deterred": traced}
        told.append(Statement("stability_further", evidence=evidence))
    return told


def _of_improvement(given: Conflict, party: int, state: int, end: int) -> Statement:
    model = given.model
    evidence: dict[str, Any] = {"party": given.parties[party], **change(given, state, end)}
    answer = shortest_sanction(model, party, (state, end), improving=True)
    credible: bool | None = answer.found is Found.SANCTION
    if not credible:
        credible = None if answer.found is Found.UNDECIDED else False
        answer = shortest_sanction(model, party, (state, end), improving=False)
    if answer.found is Found.NONE:
        return Statement("stability_undeterred", evidence=evidence)
    if answer.found is Found.UNDECIDED:
        return Statement("stability_untraced", evidence=evidence)
    rank = int(model.ranks[party].flat[state])
    last = answer.steps[-1][1]
    evidence |= {
        "steps": steps_told(given, end, answer.steps),
        "credible": credible,
        "worse": int(model.ranks[party].flat[last]) < rank,
        "escape": can_escape(model, party, last, rank),
        "end": given.text(np.array([last]))[0],
    }
    return Statement("stability_deterred", evidence=evidence)


def steps_told(
    given: Conflict, start: int, steps: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    """Steps, (mover, state after it), one after the other from ``start``, by what changes."""
    told, before = [], start
    for mover, after in steps:
        to = given.text(np.array([after]))[0]
        told.append({"party": given.parties[mover], **change(given, before, after), "to": to})
        before = after
    return told


def change(given: Conflict, before: int, after: int) -> dict[str, list[str]]:
    """The moves taken up and given up between two states, as ``party.move``."""
    old, new = given.text(np.array([before, after]))
    pairs = list(zip(given.moves, old, new, strict=True))
    return {
        "takes_up": [move for move, o, n in pairs if o == "N" and n == "Y"],
        "gives_up": [move for move, o, n in pairs if o == "Y" and n == "N"],
    }
