"""Stability where preferences are not certain: all completions of what is unknown, or draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.stability_concepts import BY_OWN_PREFERENCES, NotComputed
from irenic.theory.graph_model import GraphModel
from irenic.theory.strength import strong_stability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Judge, Masks
    from irenic.theory.graph_model import Ranks

MOST_COMPLETIONS = 2_000
"""Completions, of one party or of all together, beyond which they are not gone through."""

MOST_CELLS = 500_000_000
"""Completions times states beyond which they are not gone through."""

STRONG = ("gmr", "smr", "seq", "sseq")
"""Concepts that have a strong form."""

Bounds = tuple["NDArray[np.bool_]", "NDArray[np.bool_]"]
"""States stable under all completions, and under some."""


def strength(
    given: Conflict, judge: Judge, concepts: Sequence[str], stable: Mapping[str, Masks]
) -> dict[str, Masks]:
    """Concept -> for each party the strongly stable states; empty if nobody has great differences.

    For a party that says nothing of great differences a state that is stable counts.
    """
    gaps = [each.gap() for each in given.preferences]
    chosen = [concept for concept in concepts if concept in STRONG and concept in stable]
    if not chosen or not any(gap is not None for gap in gaps):
        return {}
    try:
        better = judge.better(given.model)
    except NotComputed:
        return {}
    return {
        concept: [
            stable[concept][party]
            if gap is None
            else strong_stability(given.model, party, concept, gap, better)
            for party, gap in enumerate(gaps)
        ]
        for concept in chosen
    }


def everybody(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """States in all ``masks``."""
    return reduce(np.logical_and, masks)


# Completions --------------------------------------------------------------------------------


def completions(
    given: Conflict, judge: Judge, concepts: Sequence[str], listed: Callable[[Any], list[str]]
) -> dict[str, Any] | None:
    """What holds under all and under some completions; None where nothing is unknown.

    ``listed`` writes a mask as a list of states. The keys are those of ``values["unknown"]``.
    """
    counts = [each.completions() for each in given.preferences]
    if all(count == 1 for count in counts):
        return None
    found: dict[str, Any] = {
        "completions": dict(zip(given.parties, counts, strict=True)),
        "equilibria": dict.fromkeys(concepts), "stable": dict.fromkeys(concepts),
        "counts": dict.fromkeys(concepts), "not_computed": {},
    }  # fmt: skip
    if max(counts) > MOST_COMPLETIONS:
        found["not_computed"] = dict.fromkeys(concepts, max(counts))
        return found
    distinct = [_distinct(each.completed()) for each in given.preferences]
    for concept in concepts:
        own = concept in BY_OWN_PREFERENCES
        sizes = [len(each) for each in distinct]
        number = sum(sizes) if own else math.prod(sizes)
        too_many = number > MOST_COMPLETIONS or number * given.model.feasible.size > MOST_CELLS
        if too_many or (concept == "sim" and not affordable(judge, given.model, number)):
            found["not_computed"][concept] = number
            continue
        try:
            of_party, of_all = (_own if own else _joint)(given.model, judge, concept, distinct)
        except NotComputed:
            found["not_computed"][concept] = number
            continue
        found["equilibria"][concept] = _both(of_all, listed)
        found["counts"][concept] = {
            "all": int(of_all[0].sum()), "some": int(of_all[1].sum())
        }  # fmt: skip
        found["stable"][concept] = {
            party: _both(bounds, listed)
            for party, bounds in zip(given.parties, of_party, strict=True)
        }
    return found


def affordable(judge: Judge, model: GraphModel, number: int) -> bool:
    """Whether SIM may be computed so many times, in models of about this one's cost."""
    cost = judge.cost_of_sim(model)
    return judge.most is None or (cost is not None and cost * number <= judge.most)


def _both(bounds: Bounds, listed: Callable[[Any], list[str]]) -> dict[str, list[str]]:
    return {"all": listed(bounds[0]), "some": listed(bounds[1])}


def _distinct(completed: Iterator[Ranks]) -> list[Ranks]:
    """Completions that differ in the order of the states."""
    return list({ranks.tobytes(): ranks for ranks in completed}.values())


def _own(
    model: GraphModel, judge: Judge, concept: str, distinct: Sequence[Sequence[Ranks]]
) -> tuple[list[Bounds], Bounds]:
    """Each party by itself: what the others prefer makes no difference."""
    found = []
    for party, every in enumerate(distinct):
        masks = []
        for ranks in every:
            changed = [*model.ranks[:party], ranks, *model.ranks[party + 1 :]]
            masks.append(judge.judge(_with(model, changed), concept)[party])
        found.append((everybody(masks), reduce(np.logical_or, masks)))
    return found, (everybody([a for a, _ in found]), everybody([s for _, s in found]))


def _joint(
    model: GraphModel, judge: Judge, concept: str, distinct: Sequence[Sequence[Ranks]]
) -> tuple[list[Bounds], Bounds]:
    """All parties' completions together, in every combination."""
    every = [model.feasible.copy() for _ in [*model.parties, None]]
    some = [np.zeros_like(model.feasible) for _ in every]
    for whose in product(*(range(len(each)) for each in distinct)):
        changed = _with(model, [each[k] for each, k in zip(distinct, whose, strict=True)])
        masks = judge.judge(changed, concept, whose)
        for place, mask in enumerate([*masks, everybody(masks)]):
            every[place] &= mask
            some[place] |= mask
    bounds = list(zip(every, some, strict=True))
    return bounds[:-1], bounds[-1]


def _with(model: GraphModel, ranks: Sequence[Ranks]) -> GraphModel:
    return GraphModel(model.strategies, model.feasible, tuple(ranks))


# Draws --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Drawn:
    """How often each state is stable: ``counts``, concept -> for each party, then for all.

    ``uncertain``: the parties whose preferences are. ``not_computed``: concepts left out ->
    how much there would have been to look at.
    """

    counts: dict[str, list[NDArray[np.int32]]]
    uncertain: list[str]
    not_computed: dict[str, int]


def draws(given: Conflict, judge: Judge, concepts: Sequence[str], number: int, seed: int) -> Drawn:
    """``number`` draws of what is uncertain in anybody's preferences.

    Weights from a modified PERT distribution on their range, each by itself; what is unknown,
    each completion as likely as any other. A concept that cannot be computed in every draw is
    left out; so is SIM where all draws together have too many combinations.
    """
    random = np.random.default_rng(seed)
    moving = [i for i, each in enumerate(given.preferences) if each.uncertain()]
    left_out: dict[str, int] = {}
    if "sim" in concepts and not affordable(judge, given.model, number):
        left_out["sim"] = (judge.cost_of_sim(given.model) or 0) * number
    counts = {
        concept: [np.zeros(given.model.feasible.shape, np.int32) for _ in [*given.parties, None]]
        for concept in concepts if concept not in left_out
    }  # fmt: skip
    ranks = list(given.model.ranks)
    for draw in range(number):
        judge.tell(f"draw {draw + 1:,} of {number:,}", None, draw / number)
        for party in moving:
            ranks[party] = given.preferences[party].drawn(random)
        model = _with(given.model, ranks)
        for concept in list(counts):
            try:
                masks = judge.judge(model, concept)
            except NotComputed as refused:
                left_out[concept] = refused.needed
                del counts[concept]
                continue
            for place, mask in enumerate([*masks, everybody(masks)]):
                counts[concept][place] += mask
    return Drawn(counts, [given.parties[i] for i in moving], left_out)
