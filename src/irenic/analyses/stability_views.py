"""Hypergames of the first level: what each party expects, what holds, who is surprised."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.conflict import conflict
from irenic.dossier.model import FrozenDict, Moves, Statement
from irenic.errors import DossierError
from irenic.theory.graph_model import places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Judge
    from irenic.dossier.model import Dossier, View


def views(
    dossier: Dossier, given: Conflict, judge: Judge, concepts: Sequence[str], limit: int
) -> dict[str, Any] | None:
    """The hypergame of ``dossier``; None where everybody sees the conflict as it is.

    The keys are those of ``values["views"]``. A party judges a state in the conflict as it sees
    it; a state that it takes for impossible it cannot mean to stay in, so that does not hold.
    """
    moves = dossier.moves
    if moves is None or not any(party in moves.views for party in given.parties):
        return None
    seen = {
        party: _seen(dossier, moves, party)
        for party in given.parties if party in moves.views
    }  # fmt: skip
    found: dict[str, Any] = {
        "parties": list(seen),
        "unseen": {p: _count(given, _unseen(given, own)) for p, own in seen.items()},
        "imagined": {p: _count(own, _unseen(own, given)) for p, own in seen.items()},
        "expected": {}, "equilibria": {}, "surprised": {}, "mistaken": {},
    }  # fmt: skip
    for concept in concepts:
        masks = {p: _judged(judge, own, concept) for p, own in [("", given), *seen.items()]}
        if any(each is None for each in masks.values()):
            continue
        _of_concept(found, given, seen, masks, (concept, limit))
    return found


def _of_concept(
    found: dict[str, Any], given: Conflict, seen: Mapping[str, Conflict],
    masks: Mapping[str, Any], asked: tuple[str, int],
) -> None:  # fmt: skip
    """Fill in what one concept says: ``asked`` is the concept and the most states to list."""
    concept, limit = asked
    game = {party: seen.get(party, given) for party in given.parties}
    own = {party: masks[party if party in seen else ""] for party in given.parties}
    holds = reduce(
        np.logical_and,
        [_moved(own[p][i], game[p], given) for i, p in enumerate(given.parties)],
    )
    expected = {p: reduce(np.logical_and, own[p]) for p in given.parties}
    here = {p: _moved(mask, game[p], given) for p, mask in expected.items()}
    found["equilibria"][concept] = _texts(given, holds, limit)
    states = np.flatnonzero(holds)[:limit]
    found["surprised"][concept] = {
        text: surprised
        for state, text in zip(states, given.text(states), strict=True)
        if (surprised := [p for p in given.parties if not here[p].flat[state]])
    }
    found["expected"][concept] = {p: _texts(game[p], expected[p], limit) for p in given.parties}
    found["mistaken"][concept] = {
        p: [
            text for text in found["expected"][concept][p]
            if (place := given.state(text)) is None or not holds.flat[place]
        ]
        for p in given.parties
    }  # fmt: skip


def _judged(judge: Judge, own: Conflict, concept: str) -> Any:
    needs = concept in ("seq", "sseq", "sim")
    return judge.judge(own.model, concept, judge.better(own.model) if needs else {})


def _seen(dossier: Dossier, moves: Moves, party: str) -> Conflict:
    """The conflict as ``party`` sees it; DossierError names the view where that is none."""
    try:
        return conflict(_as_seen(dossier, moves, moves.views[party]), lenient=True)
    except DossierError as error:
        raise DossierError(
            [
                replace(
                    problem, key=f"moves.views.{party}",
                    found=f"{problem.found} ({problem.key}, as {party} sees the conflict)",
                )
                for problem in error.problems
            ]
        ) from None  # fmt: skip


def _as_seen(dossier: Dossier, moves: Moves, view: View) -> Dossier:
    """The dossier with the moves as ``view`` has them."""
    infeasible = moves.infeasible if view.infeasible is None else view.infeasible
    unaware = tuple(Statement(statement=move) for move in view.unaware)
    parties = {
        party: FrozenDict({**own, **view.moves.get(party, {})})
        for party, own in moves.parties.items()
    }
    changed = moves.model_copy(
        update={
            "parties": FrozenDict(parties),
            "preferences": FrozenDict({**moves.preferences, **view.preferences}),
            "infeasible": (*infeasible, *unaware),
            "views": FrozenDict(),
        }
    )
    return dossier.model_copy(update={"moves": changed})


def _moved(mask: NDArray[np.bool_], start: Conflict, end: Conflict) -> NDArray[np.bool_]:
    """``mask`` over the states of ``start``, as a mask over those of ``end``; others are lost."""
    if start is end:
        return mask
    found = np.zeros(end.model.feasible.shape, np.bool_)
    states = np.flatnonzero(mask)
    target = np.zeros(states.size, np.intp)
    known = np.ones(states.size, np.bool_)
    for party, place in enumerate(places(start.model, states)):
        codes = start.model.strategies[party].codes[place]
        own = end.model.strategies[party].codes
        at = np.minimum(np.searchsorted(own, codes), len(own) - 1)
        known &= own[at] == codes
        target += at * end.model.stride(party)
    found.flat[target[known]] = True
    return found & end.model.feasible


def _unseen(start: Conflict, end: Conflict) -> NDArray[np.bool_]:
    """Feasible states of ``start`` that are not feasible in ``end``."""
    return start.model.feasible & ~_moved(end.model.feasible, end, start)


def _count(given: Conflict, mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _texts(given: Conflict, mask: NDArray[np.bool_], limit: int) -> list[str]:
    return given.text(np.flatnonzero(mask)[:limit])
