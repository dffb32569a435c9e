"""Why better states do not hold: a few that matter, and who would leave them, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.result import Statement
from irenic.analyses.stability_reasons import change
from irenic.theory.counter_moves import Found, improvements_from, shortest_sanction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.conflict import Conflict

_CREDIBLE = ("seq", "gmr", "nash_stability")
"""Concepts by which a party is judged to stay, the first of them that was computed."""


def better_states(
    given: Conflict, stable: Mapping[str, Sequence[NDArray[np.bool_]]]
) -> tuple[Statement, ...]:
    """For each state that matters: who would break it and how, or that nobody would.

    The states that matter are, where there is a feasible status quo: the one in which
    nothing is in force (everything in force today has ceased, and nothing new has begun),
    the one that most parties prefer to today (among these the one whose worst-placed party
    stands highest), and the one whose worst-placed party stands highest of all. A party's
    place in a state is the share of feasible states that it likes less.
    """
    today = given.state(given.status_quo) if given.status_quo is not None else None
    concept = next((c for c in _CREDIBLE if c in stable), None)
    if today is None or concept is None or not given.in_force(given.status_quo or ""):
        return ()
    found: dict[int, list[str]] = {}
    for rule, state in _chosen(given, today):
        if state is not None and state != today:
            found.setdefault(state, []).append(rule)
    return tuple(
        _statement(given, today, state, (tuple(rules), concept, stable[concept]))
        for state, rules in found.items()
    )


def _chosen(given: Conflict, today: int) -> list[tuple[str, int | None]]:
    """The states that matter by the rule that chooses them."""
    feasible = np.flatnonzero(given.model.feasible.ravel())
    ranks = [r.ravel()[feasible] for r in given.model.ranks]
    here = int(np.searchsorted(feasible, today))
    worst = np.min([_places(rank) for rank in ranks], axis=0)
    better = np.sum([rank > rank[here] for rank in ranks], axis=0)
    most = int(np.lexsort((-worst, -better))[0])
    return [
        ("ceased", given.state("N" * len(given.moves))),
        ("most", int(feasible[most]) if better[most] else None),
        ("worst", int(feasible[int(np.argmax(worst))])),
    ]


def _places(rank: NDArray[np.int32]) -> NDArray[np.float64]:
    """For each state the share of states that the party likes less."""
    less: NDArray[np.float64] = np.searchsorted(np.sort(rank), rank) / rank.size
    return less


def _statement(
    given: Conflict, today: int, state: int,
    why: tuple[tuple[str, ...], str, Sequence[NDArray[np.bool_]]],
) -> Statement:  # fmt: skip
    rules, concept, masks = why
    (text,) = given.text(np.array([state]))
    better = [
        party
        for party, ranks in zip(given.parties, given.model.ranks, strict=True)
        if ranks.flat[state] > ranks.flat[today]
    ]
    breakers = [
        {"party": given.parties[party], **change(given, state, end)}
        for party in given.model.parties
        if not masks[party].flat[state]
        if (end := _undeterred(given, party, state, concept)) is not None
    ]
    evidence: dict[str, Any] = {
        "rules": rules, "concept": concept, "in_force": given.in_force(text),
        "better_for": better, "parties": len(given.parties), "breakers": breakers,
    }  # fmt: skip
    return Statement("stability_better_state", text, evidence)


def _undeterred(given: Conflict, party: int, state: int, concept: str) -> int | None:
    """The first improvement of ``party`` that no answer of the kind ``concept`` looks at deters."""
    for end in improvements_from(given.model, party, state).tolist():
        if concept == "nash_stability":
            return int(end)
        improving = concept == "seq"
        answer = shortest_sanction(given.model, party, (state, end), improving=improving)
        if answer.found is Found.NONE:
            return int(end)
    return None
