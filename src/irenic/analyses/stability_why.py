"""Why a state is stable for a party, or not, under one concept: improvement by improvement."""

from __future__ import annotations

from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.result import Statement
from irenic.analyses.stability_concepts import MOST_ANTICIPATED
from irenic.analyses.stability_reasons import change, steps_told
from irenic.theory.counter_moves import Answer, Found, improvements_from, shortest_sanction
from irenic.theory.foresight import Foresight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Judge, Masks

_TRACED = 64
"""The most improvements of one party from one state that are followed up."""

_TOLD = 3
"""The most deterred improvements told in words."""

_TRIED = 100_000
"""The most joint answers looked at to explain SIM."""

FORESEEN = ("limited_move", "non_myopic")
"""Concepts under which a party looks ahead."""


def why(
    given: Conflict, judge: Judge, stable: Mapping[str, Masks], who: Sequence[int], state: int
) -> list[dict[str, Any]]:
    """For each of the parties ``who`` and each concept why ``state`` is stable or not.

    ``judge`` is the one that found ``stable``. The keys are those of ``values["why"][]``.
    """
    ahead = _Ahead(given, judge, [c for c in FORESEEN if c in stable])
    found = []
    for party in who:
        for concept, masks in stable.items():
            held = bool(masks[party].flat[state])
            known = {
                "party": given.parties[party], "state": given.text(np.array([state]))[0],
                "concept": concept, "stable": held, "horizon": None,
            }  # fmt: skip
            if concept in FORESEEN:
                found.append(known | ahead.of(concept, party, state, held))
            else:
                found.append(known | _of_concept(given, concept, party, state))
    return found


def _of_concept(given: Conflict, concept: str, party: int, state: int) -> dict[str, Any]:
    every = improvements_from(given.model, party, state)
    traced = [_improvement(given, concept, party, (state, end)) for end in every[:_TRACED].tolist()]
    traced.sort(key=lambda one: one["deterred"] is not False)
    return {"improvements": traced, "further": len(every) - len(traced)}


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
        steps = steps_told(given, end, answer.steps)
    deterred = None if answer.found is Found.UNDECIDED else answer.found is Found.SANCTION
    last = given.state(steps[-1]["to"]) if steps else None
    ranks = given.model.ranks[party].ravel()
    return {
        "to": given.text(np.array([end]))[0], **change(given, state, end),
        "deterred": deterred, "steps": steps,
        "worse": None if last is None else bool(ranks[last] < ranks[state]),
    }  # fmt: skip


def _joint_answer(
    given: Conflict, party: int, state: int, end: int
) -> tuple[Answer, list[dict[str, Any]]]:
    """A joint answer that SIM allows, with the fewest movers; each step is one mover's change."""
    model, ranks = given.model, given.model.ranks[party].ravel()
    looked = 0
    for answers in islice(_answers(given, party, state), _TRIED):
        looked += 1
        final = end + sum(after - state for _, after in answers)
        if model.feasible.flat[final] and ranks[final] <= ranks[state]:
            to = given.text(np.array([final]))[0]
            steps = [
                {"party": given.parties[other], **change(given, state, after), "to": to}
                for other, after in answers
            ]
            return Answer(Found.SANCTION), steps
    return Answer(Found.UNDECIDED if looked == _TRIED else Found.NONE), []


def _answers(given: Conflict, party: int, state: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Combinations of (other, where its own improvement leads), those of few movers first."""
    choices = {
        other: [(other, int(end)) for end in improvements_from(given.model, other, state)]
        for other in given.model.others(party)
    }
    for number in range(1, len(choices) + 1):
        for movers in combinations(choices, number):
            yield from product(*(choices[mover] for mover in movers))


class _Ahead:
    """What parties count on that look ahead.

    Under limited-move stability with the horizon asked for. Under non-myopic stability with
    one of those that recur for ever: the first, or the first at which the party leaves.
    """

    def __init__(self, given: Conflict, judge: Judge, concepts: Sequence[str]) -> None:
        self.given = given
        self.horizons: dict[str, list[int]] = {}
        if "limited_move" in concepts:
            self.horizons["limited_move"] = [judge.horizon]
        if "non_myopic" in concepts and judge.limit is not None:
            first, period = judge.limit.horizon, judge.limit.period
            self.horizons["non_myopic"] = list(range(first + 1, first + period + 1))
        most = max((h for of in self.horizons.values() for h in of), default=0)
        size = given.model.feasible.size * len(given.parties) ** 2
        fits = 0 < size * most <= MOST_ANTICIPATED
        self.foresight = Foresight(given.model, most) if fits else None

    def of(self, concept: str, party: int, state: int, held: bool) -> dict[str, Any]:
        """The moves of the party, best first; deterred: it could not count on a better end."""
        horizons, foresight = self.horizons.get(concept, []), self.foresight
        if foresight is None or not horizons:
            return {"improvements": None, "further": 0}
        own = int(self.given.model.ranks[party].flat[state])
        horizon = horizons[0]
        if not held:
            for horizon in horizons:
                if (foresight.prospects(horizon, party, state)[1] > own).any():
                    break
        ends, ranks = foresight.prospects(horizon, party, state)
        order = np.argsort(-ranks, kind="stable")[:_TRACED]
        moves = [
            {
                "to": self.given.text(ends[[i]])[0], **change(self.given, state, int(ends[i])),
                "deterred": bool(ranks[i] <= own),
                "steps": steps_told(
                    self.given, int(ends[i]), foresight.line(horizon, party, int(ends[i]))
                ),
                "worse": bool(ranks[i] < own),
            }
            for i in order
        ]  # fmt: skip
        return {"improvements": moves, "further": len(ends) - len(moves), "horizon": horizon}


# In words ------------------------------------------------------------------------------------


def reasons(given: Conflict, found: Sequence[Mapping[str, Any]]) -> tuple[Statement, ...]:
    """``found`` (of :func:`why`) as statements to be worded; what is the same is said once."""
    if not found:
        return ()
    state = found[0]["state"]
    today = state == given.status_quo
    told: list[Statement] = []
    if not today:
        told.append(Statement("stability_why_state", state, {"in_force": given.in_force(state)}))
    merged: list[tuple[str, dict[str, Any], list[str]]] = []
    for one in found:
        shared = {"party": one["party"], "today": today, "horizon": one["horizon"]}
        for kind, evidence in _told(one):
            known = next((m for m in merged if m[:2] == (kind, {**shared, **evidence})), None)
            if known is None:
                merged.append((kind, {**shared, **evidence}, [one["concept"]]))
            elif one["concept"] not in known[2]:
                known[2].append(one["concept"])
    told += (
        Statement(kind, state, {**evidence, "concepts": concepts})
        for kind, evidence, concepts in merged
    )
    return tuple(told)


def _told(one: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    improvements = one["improvements"]
    if one["concept"] in FORESEEN:
        kind = "stability_why_foresees" if one["stable"] else "stability_why_ventures"
        best = improvements[0] if improvements else {"takes_up": [], "gives_up": [], "steps": []}
        return [(kind, {**best, "told": bool(improvements)})]
    if not improvements:
        return [("stability_why_content", {})]
    if not one["stable"]:
        open_ = next((i for i in improvements if i["deterred"] is False), None)
        kind = "stability_why_open" if open_ else "stability_why_unstable"
        answers = one["concept"] != "nash_stability"
        return [(kind, {**(open_ or {}), "answers": answers})]
    traced = [i for i in improvements if i["deterred"]][:_TOLD]
    joint = one["concept"] == "sim"
    told = [
        ("stability_why_deterred", {**i, "joint": joint and len(i["steps"]) > 1}) for i in traced
    ]
    further = len(improvements) - len(traced) + one["further"]
    if further:
        told.append(("stability_why_further", {"count": further}))
    return told
