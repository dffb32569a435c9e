"""Coalitions: what is stable for one that is named, and which would leave an equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.stability_concepts import NotComputed
from irenic.analyses.stability_reasons import change
from irenic.errors import Inapplicable
from irenic.theory import coalitions as theory
from irenic.theory.class_improvements import TooMany, coalitional_improvements
from irenic.theory.counter_moves import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Judge, Masks
    from irenic.theory.improvements import Improvements

    _Case = tuple[int, tuple[int, ...], NDArray[np.intp], dict[str, set[int]]]

COALITIONAL = ("nash_stability", "gmr", "smr", "seq")
"""Concepts that have a coalitional form."""

MOST_PAIRS = 1 << 32
"""Pairs of states beyond which stability for a coalition is not computed."""

MOST_CHOICES = 1 << 12
"""Combined strategies of a coalition beyond which the same holds."""

MOST_WORK = 1 << 32
"""States to look from, times coalitions, times all states: the most of a search."""

MOST_ANSWERS = 1 << 35
"""Pairs of states, times coalitions of the others, beyond which SEQ is not computed."""

_EXPLAINED = 3
"""The most deterred joint moves that are explained."""


# One that is named ---------------------------------------------------------------------------


def of_coalition(
    given: Conflict, members: Sequence[int], judge: Judge, concepts: Sequence[str],
    listed: Callable[[NDArray[np.bool_]], list[str]],
) -> dict[str, Any]:  # fmt: skip
    """What is stable for the coalition ``members``: the keys of ``values["coalition"]``.

    Raises Inapplicable where it would have to look at too many pairs of states.
    """
    model = given.model
    pairs, choices = theory.coalition_pairs(model, members), theory.choices(model, members)
    chosen = [concept for concept in concepts if concept in COALITIONAL]
    if chosen and len(members) > 1 and (pairs > MOST_PAIRS or choices > MOST_CHOICES):
        raise Inapplicable(
            "stability",
            [f"a coalition of these parties has {pairs:,} pairs of states to look at and "
             f"{choices:,} choices; at most {MOST_PAIRS:,} and {MOST_CHOICES:,} can be"],
        )  # fmt: skip
    found: dict[str, Any] = {
        "members": [given.parties[m] for m in members],
        "stable": {}, "counts": {}, "not_computed": {},
    }  # fmt: skip
    for place, concept in enumerate(chosen):
        judge.tell(f"{concept} for the coalition", None, place / len(chosen))
        try:
            mask = _mask(given, members, judge, concept)
        except NotComputed as refused:
            found["not_computed"][concept] = refused.needed
            continue
        found["stable"][concept] = listed(mask)
        found["counts"][concept] = int(np.count_nonzero(mask))
    return found


def _mask(given: Conflict, members: Sequence[int], judge: Judge, concept: str) -> NDArray[np.bool_]:
    model = given.model
    if len(members) == 1 and concept != "seq":
        return judge.judge(model, concept)[members[0]]
    match concept:
        case "nash_stability":
            return theory.coalitional_nash_stability(model, members)
        case "gmr":
            return theory.coalitional_general_metarationality(model, members)
    try:
        if concept == "seq":
            return theory.coalitional_sequential_stability(
                model, members, judge.better(model), MOST_ANSWERS
            )
        return theory.coalitional_symmetric_metarationality(model, members, MOST_PAIRS)
    except TooMany as refused:
        raise NotComputed("states", refused.needed) from None


def why_coalition(
    given: Conflict, members: Sequence[int], judge: Judge, concepts: Sequence[str], state: int
) -> list[dict[str, Any]]:
    """Why ``state`` is stable for the coalition or not: the keys of ``values["coalition"]["why"]``.

    The improvement that makes it unstable, or those with the fewest changes and what deters them.
    """
    ends = coalitional_improvements(given.model, members, state)
    here = given.text(np.array([state]))[0]
    changed = [_changes(here, text) for text in given.text(ends)]
    ends = ends[np.argsort(changed, kind="stable")] if ends.size else ends
    better = _better(judge, given, concepts)
    answers = theory.Answers(given.model, members, better or {}, MOST_ANSWERS)
    found = []
    for concept in concepts:
        if concept not in COALITIONAL or (concept == "seq" and better is None):
            continue
        try:
            open_ = answers.unsanctioned(state, ends, concept)
        except TooMany:  # then there is too much to look at for all states as well
            continue
        shown = open_[:1] if open_.size else ends[:_EXPLAINED]
        found.append({
            "state": here, "concept": concept, "stable": not open_.size,
            "improvements": [
                _explained(given, answers, state, int(end), "" if open_.size else concept)
                for end in shown
            ],
            "further": int(ends.size - shown.size),
        })  # fmt: skip
    return found


def _changes(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _explained(
    given: Conflict, answers: theory.Answers, state: int, end: int, concept: str
) -> dict[str, Any]:
    """A joint move and, with a concept, the shortest answer that deters it."""
    steps: list[dict[str, Any]] = []
    deterred: bool | None = False
    losers: list[str] = []
    if concept:
        answer = answers.shortest(state, end, concept)
        deterred = None if answer.found is Found.UNDECIDED else True
        steps = _steps_told(given, end, answer.steps)
        last = answer.steps[-1][1] if answer.steps else end
        losers = [
            given.parties[m] for m in answers.members
            if given.model.ranks[m].flat[last] <= given.model.ranks[m].flat[state]
        ]  # fmt: skip
    return {
        "to": given.text(np.array([end]))[0], **change(given, state, end),
        "deterred": deterred, "steps": steps, "losers": losers,
    }  # fmt: skip


def _steps_told(
    given: Conflict, start: int, steps: Sequence[tuple[tuple[int, ...], int]]
) -> list[dict[str, Any]]:
    """Steps, (who takes it jointly, state after it), one after the other from ``start``."""
    told, before = [], start
    for who, after in steps:
        to = given.text(np.array([after]))[0]
        parties = [given.parties[party] for party in who]
        told.append({"parties": parties, **change(given, before, after), "to": to})
        before = after
    return told


def _better(
    judge: Judge, given: Conflict, concepts: Sequence[str]
) -> Mapping[int, Improvements] | None:
    """All improvements, if SEQ asks for them; None where there are too many to list."""
    if "seq" not in concepts:
        return {}
    try:
        return judge.better(given.model)
    except NotComputed:
        return None


# All of them ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Defections:
    """Joint moves away from states: ``found``, and the keys of ``values["defections_search"]``."""

    found: list[dict[str, Any]]
    search: dict[str, Any]


def defections(
    given: Conflict, stable: Mapping[str, Masks], states: Sequence[int], size: int, judge: Judge,
    limit: int,
) -> Defections:  # fmt: skip
    """Coalitions of 2 to ``size`` parties whose joint move from one of ``states`` pays for all.

    One entry a state and coalition: under which concepts the state is an equilibrium, where the
    coalition can go (``to``), and for each concept to which of these the others have no answer
    that makes a member regret it, unless that is so already for a part of the coalition
    (``undeterred``). Coalitions that nothing deters first, then smaller ones; the first ``limit``.
    Of more states than there is work for, the first are looked from. SEQ is left out where it
    would take too much, for all coalitions (``search["not_computed"]``).
    """
    parties = given.model.parties
    every = [c for k in range(1, min(size, len(parties)) + 1) for c in combinations(parties, k)]
    number = len(every) - len(parties)
    room = max(1, MOST_WORK // max(1, number * given.model.feasible.size))
    looked = list(states[:room])
    better = _better(judge, given, list(stable))
    kinds = [c for c in ("gmr", "smr", "seq") if c in stable and (c != "seq" or better is not None)]
    left_out: dict[str, int] = {}
    try:
        cases = _cases(given, every, looked, kinds or ["nash_stability"], better or {}, judge)
    except TooMany as refused:
        left_out["seq"] = refused.needed
        kinds.remove("seq")
        cases = _cases(given, every, looked, kinds or ["nash_stability"], better or {}, judge)
    cases.sort(key=lambda case: not any(case[3].values()))
    search = {
        "size": size, "coalitions": number, "states": len(looked), "of": len(states),
        "cases": len(cases), "undeterred": sum(any(case[3].values()) for case in cases),
        "not_computed": left_out,
        "truncated": len(cases) > limit or any(case[2].size > limit for case in cases[:limit]),
    }  # fmt: skip
    return Defections([_case(given, stable, case, limit) for case in cases[:limit]], search)


def _cases(
    given: Conflict, every: Sequence[tuple[int, ...]], states: Sequence[int],
    kinds: Sequence[str], better: Mapping[int, Improvements], judge: Judge,
) -> list[_Case]:  # fmt: skip
    """Each state and coalition of two or more with a joint move; raises TooMany."""
    known: dict[tuple[tuple[int, ...], int], dict[str, set[int]]] = {}
    cases: list[_Case] = []
    for done, members in enumerate(every):
        who = ", ".join(given.parties[m] for m in members)
        answers = theory.Answers(given.model, members, better, MOST_ANSWERS // len(every))
        for place, state in enumerate(states):
            judge.tell(f"coalition of {who}", None, (done + place / len(states)) / len(every))
            ends = coalitional_improvements(given.model, members, state)
            if not ends.size:
                continue
            open_ = {c: set(answers.unsanctioned(state, ends, c).tolist()) for c in kinds}
            known[members, state] = open_
            if len(members) > 1:
                parts = [
                    known.get((part, state), {})
                    for k in range(1, len(members)) for part in combinations(members, k)
                ]  # fmt: skip
                fresh = {
                    c: of.difference(*(part.get(c, ()) for part in parts))
                    for c, of in open_.items()
                }
                cases.append((state, members, ends, fresh))
    return cases


def _case(
    given: Conflict, stable: Mapping[str, Masks], case: _Case, limit: int
) -> dict[str, Any]:  # fmt: skip
    state, members, ends, fresh = case
    return {
        "state": given.text(np.array([state]))[0],
        "coalition": [given.parties[m] for m in members],
        "equilibrium": [c for c, masks in stable.items() if all(m.flat[state] for m in masks)],
        "to": given.text(ends[:limit]),
        "undeterred": {
            concept: given.text(np.array(sorted(of)[:limit], np.intp))
            for concept, of in fresh.items()
        },
    }
