"""Stability where preferences are not certain: all completions of what is unknown, or draws."""

from __future__ import annotations

import math
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.stability_concepts import BY_OWN_PREFERENCES, Judge
from irenic.theory.graph_model import GraphModel
from irenic.theory.strength import strong_stability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Masks
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
    given: Conflict, concepts: Sequence[str], stable: dict[str, Masks]
) -> dict[str, Masks]:
    """Concept -> for each party the strongly stable states; empty if nobody has great differences.

    For a party that says nothing of great differences a state that is stable counts.
    """
    gaps = [each.gap() for each in given.preferences]
    if not any(gap is not None for gap in gaps):
        return {}
    better = Judge(1).better(given.model)
    return {
        concept: [
            stable[concept][party]
            if gap is None
            else strong_stability(given.model, party, concept, gap, better)
            for party, gap in enumerate(gaps)
        ]
        for concept in concepts
        if concept in STRONG and concept in stable
    }


def everybody(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """States in all ``masks``."""
    return reduce(np.logical_and, masks)


# Completions --------------------------------------------------------------------------------


def completions(
    given: Conflict, concepts: Sequence[str], horizon: int, listed: Callable[[Any], list[str]]
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
    judge = Judge(horizon)
    for concept in concepts:
        own = concept in BY_OWN_PREFERENCES
        sizes = [len(each) for each in distinct]
        number = sum(sizes) if own else math.prod(sizes)
        if number > MOST_COMPLETIONS or number * given.model.feasible.size > MOST_CELLS:
            found["not_computed"][concept] = number
            continue
        of_party, of_all = (_own if own else _joint)(given.model, judge, concept, distinct)
        if of_all is None:
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


def _both(bounds: Bounds, listed: Callable[[Any], list[str]]) -> dict[str, list[str]]:
    return {"all": listed(bounds[0]), "some": listed(bounds[1])}


def _distinct(completed: Iterator[Ranks]) -> list[Ranks]:
    """Completions that differ in the order of the states."""
    return list({ranks.tobytes(): ranks for ranks in completed}.values())


def _own(
    model: GraphModel, judge: Judge, concept: str, distinct: Sequence[Sequence[Ranks]]
) -> tuple[list[Bounds], Bounds | None]:
    """Each party by itself: what the others prefer makes no difference."""
    found = []
    for party, every in enumerate(distinct):
        masks = []
        for ranks in every:
            changed = [*model.ranks[:party], ranks, *model.ranks[party + 1 :]]
            judged = judge.judge(_with(model, changed), concept, {}) or []
            masks.append(judged[party])
        found.append((everybody(masks), reduce(np.logical_or, masks)))
    return found, (everybody([a for a, _ in found]), everybody([s for _, s in found]))


def _joint(
    model: GraphModel, judge: Judge, concept: str, distinct: Sequence[Sequence[Ranks]]
) -> tuple[list[Bounds], Bounds | None]:
    """All parties' completions together, in every combination."""
    every = [model.feasible.copy() for _ in [*model.parties, None]]
    some = [np.zeros_like(model.feasible) for _ in every]
    for whose in product(*(range(len(each)) for each in distinct)):
        changed = _with(model, [each[k] for each, k in zip(distinct, whose, strict=True)])
        better = judge.better(changed, whose) if concept in ("seq", "sseq", "sim") else {}
        masks = judge.judge(changed, concept, better)
        if masks is None:
            return [], None
        for place, mask in enumerate([*masks, everybody(masks)]):
            every[place] &= mask
            some[place] |= mask
    bounds = list(zip(every, some, strict=True))
    return bounds[:-1], bounds[-1]


def _with(model: GraphModel, ranks: Sequence[Ranks]) -> GraphModel:
    return GraphModel(model.strategies, model.feasible, tuple(ranks))


# Draws --------------------------------------------------------------------------------------


def draws(
    given: Conflict, judge: Judge, concepts: Sequence[str], number: int, seed: int
) -> tuple[dict[str, list[NDArray[np.int32]]], list[str]]:
    """How often each state is stable: concept -> for each party, and then for all, a count.

    ``number`` draws of what is uncertain in anybody's preferences: weights from a modified PERT
    distribution on their range, each by itself; what is unknown, each completion as likely as any
    other. A concept whose limit is not found in every draw has no entry. Also returned: the
    parties whose preferences are uncertain.
    """
    random = np.random.default_rng(seed)
    moving = [i for i, each in enumerate(given.preferences) if each.uncertain()]
    counts = {
        concept: [np.zeros(given.model.feasible.shape, np.int32) for _ in [*given.parties, None]]
        for concept in concepts
    }
    ranks = list(given.model.ranks)
    for _ in range(number):
        for party in moving:
            ranks[party] = given.preferences[party].drawn(random)
        model = _with(given.model, ranks)
        needed = {"seq", "sseq", "sim"} & set(concepts)
        better = judge.better(model) if needed else {}
        for concept in list(counts):
            masks = judge.judge(model, concept, better)
            if masks is None:
                del counts[concept]
                continue
            for place, mask in enumerate([*masks, everybody(masks)]):
                counts[concept][place] += mask
    return counts, [given.parties[i] for i in moving]
