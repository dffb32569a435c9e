"""Why a state is stable for a party, or not, under one concept: improvement by improvement."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.result import Statement
from irenic.analyses.stability_reasons import change
from irenic.theory.counter_moves import Answer, Found, improvements_from, shortest_sanction
from irenic.theory.foresight import prospects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Masks

_TRACED = 64
"""The most improvements of one party from one state that are followed up."""

_TOLD = 3
"""The most deterred improvements told in words."""

_TRIED = 100_000
"""The most joint answers looked at to explain SIM."""


def why(
    given: Conflict, stable: Mapping[str, Masks], who: Sequence[int], state: int, horizon: int
) -> list[dict[str, Any]]:
    """For each of the parties ``who`` and each concept why ``state`` is stable or not.

    The keys are those of ``values["why"][]``.
    """
    return [
        _of_concept(given, concept, party, state, bool(masks[party].flat[state]), horizon)
        for party in who
        for concept, masks in stable.items()
        if concept != "non_myopic"
    ]


def _of_concept(
    given: Conflict, concept: str, party: int, state: int, stable: bool, horizon: int
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "party": given.parties[party], "state": given.text(np.array([state]))[0],
        "concept": concept, "stable": stable,
    }  # fmt: skip
    if concept == "limited_move":
        moves = _prospects(given, party, state, horizon)
        return found | {"improvements": moves, "further": 0}
    every = [int(end) for end in improvements_from(given.model, party, state)]
    traced = [_improvement(given, concept, party, (state, end)) for end in every[:_TRACED]]
    traced.sort(key=lambda one: one["deterred"] is not False)
    return found | {"improvements": traced, "further": len(every) - len(traced)}


def _improvement(
    given: Conflict, concept: str, party: int, improvement: tuple[int, int]
) -> dict[str, Any]:
    """One improvement, (from, to), and what deters it."""
    state, end = improvement
    steps: list[dict[str, Any]] = []
    answer = Answer(Found.NONE)
    if concept == "sim":
        answer, steps = _joint_answer(given, party, state, end)
    elif concept != "nash_stability":
        answer = shortest_sanction(
            given.model, party, improvement,
            improving=concept in ("seq", "sseq"), lasting=concept in ("smr", "sseq"),
        )  # fmt: skip
        steps = _steps(given, end, answer)
    deterred = None if answer.found is Found.UNDECIDED else answer.found is Found.SANCTION
    last = given.state(steps[-1]["to"]) if steps else None
    ranks = given.model.ranks[party].ravel()
    return {
        "to": given.text(np.array([end]))[0], **change(given, state, end),
        "deterred": deterred, "steps": steps,
        "worse": None if last is None else bool(ranks[last] < ranks[state]),
    }  # fmt: skip


def _steps(given: Conflict, start: int, answer: Answer) -> list[dict[str, Any]]:
    told, before = [], start
    for mover, after in answer.steps:
        text = given.text(np.array([after]))[0]
        told.append({"party": given.parties[mover], **change(given, before, after), "to": text})
        before = after
    return told


def _joint_answer(
    given: Conflict, party: int, state: int, end: int
) -> tuple[Answer, list[dict[str, Any]]]:
    """The joint answer, with the fewest movers, that SIM allows; each adds its own change."""
    model, ranks = given.model, given.model.ranks[party].ravel()
    others = model.others(party)
    choices = [[state, *map(int, improvements_from(model, other, state))] for other in others]
    for chosen in islice(product(*choices), _TRIED):
        final = end + sum(answer - state for answer in chosen)
        if model.feasible.flat[final] and ranks[final] <= ranks[state]:
            to = given.text(np.array([final]))[0]
            steps = [
                {"party": given.parties[other], **change(given, state, answer), "to": to}
                for other, answer in zip(others, chosen, strict=True) if answer != state
            ]  # fmt: skip
            return Answer(Found.SANCTION), steps
    number = np.prod([len(each) for each in choices], dtype=np.float64)
    return Answer(Found.NONE if number <= _TRIED else Found.UNDECIDED), []


def _prospects(given: Conflict, party: int, state: int, horizon: int) -> list[dict[str, Any]]:
    """The moves of the party; deterred if it could not count on ending better off."""
    ends, ranks = prospects(given.model, horizon, party, state)
    own = int(given.model.ranks[party].flat[state])
    order = np.argsort(-ranks, kind="stable")[:_TRACED]
    return [
        {
            "to": given.text(ends[[i]])[0], **change(given, state, int(ends[i])),
            "deterred": bool(ranks[i] <= own), "steps": [], "worse": bool(ranks[i] < own),
        }
        for i in order
    ]  # fmt: skip


def reasons(given: Conflict, found: Sequence[Mapping[str, Any]]) -> tuple[Statement, ...]:
    """``found`` (of :func:`why`) as statements to be worded."""
    told = []
    for one in found:
        shared = {
            "party": one["party"], "concept": one["concept"],
            "today": one["state"] == given.status_quo, "in_force": given.in_force(one["state"]),
        }  # fmt: skip
        told += _told(one, shared)
    return tuple(Statement(kind, found_["state"], evidence) for kind, found_, evidence in told)


def _told(
    one: Mapping[str, Any], shared: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    improvements = one["improvements"]
    if one["concept"] == "limited_move":
        kind = "stability_why_foresees" if one["stable"] else "stability_why_ventures"
        return [(kind, one, {**shared, **(improvements[0] if improvements else {})})]
    if not improvements:
        return [("stability_why_content", one, dict(shared))]
    if not one["stable"]:
        open_ = next((i for i in improvements if i["deterred"] is False), None)
        kind = "stability_why_open" if open_ else "stability_why_unstable"
        return [(kind, one, {**shared, **(open_ or {})})]
    traced = [i for i in improvements if i["deterred"]][:_TOLD]
    told = [("stability_why_deterred", one, {**shared, **i}) for i in traced]
    further = len(improvements) - len(traced) + one["further"]
    if further:
        told.append(("stability_why_further", one, {**shared, "count": further}))
    return told
