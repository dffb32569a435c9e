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
    from collections.abc import Mapping

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.stability_concepts import Judge, Masks
    from irenic.dossier.model import Dossier, View


def views(
    dossier: Dossier, given: Conflict, judge: Judge, stable: Mapping[str, Masks], limit: int
) -> dict[str, Any] | None:
    """The hypergame of ``dossier``; None where no party has a view.

    ``stable``: what is stable in the conflict as it is; the hypergame is wanted for these
    concepts. The keys are those of ``values["views"]``. A party judges a state in the conflict as
    it sees it; a state that it takes for impossible it cannot mean to stay in, so that does not
    hold. Views that change nothing are told apart from the others.
    """
    moves = dossier.moves
    written = [party for party in given.parties if moves and party in moves.views]
    if moves is None or not written:
        return None
    every = {party: _seen(dossier, moves, party) for party in written}
    seen = {party: own for party, own in every.items() if not _alike(own, given)}
    today = None if given.status_quo is None else given.state(given.status_quo)
    found: dict[str, Any] = {
        "parties": list(seen),
        "same": [party for party in written if party not in seen],
        "as_written": [
            p for p, own in every.items()
            if (p in seen or moves.views[p].preferences) and _open(own)
        ],
        "today_impossible": [
            p for p, own in seen.items()
            if today is not None and own.state(given.status_quo or "") is None
        ],
        "nothing_possible": [p for p, own in seen.items() if not own.model.feasible.any()],
        "unseen": {p: _count(_unseen(given, own)) for p, own in seen.items()},
        "imagined": {p: _count(_unseen(own, given)) for p, own in seen.items()},
        "expected": {}, "equilibria": {}, "surprised": {}, "mistaken": {}, "counts": {},
        "not_computed": {}, "truncated": False,
    }  # fmt: skip
    judged: dict[str, Mapping[str, Masks]] = {"": stable}
    for party, own in seen.items():
        answer = judge.judge_all(own.model, list(stable))
        judged[party] = answer.stable
        found["not_computed"] |= {c: why.needed for c, why in answer.not_computed.items()}
    for concept in stable:
        if concept not in found["not_computed"]:
            masks = {party: of[concept] for party, of in judged.items()}
            _of_concept(found, given, seen, masks, (concept, limit))
    return found


def _alike(own: Conflict, given: Conflict) -> bool:
    """Whether a view is the conflict as it is: the same moves, states and preferences."""
    return (
        own.model.feasible.shape == given.model.feasible.shape
        and all(
            np.array_equal(a.codes, b.codes)
            and (a.irreversible, a.unresumable) == (b.irreversible, b.unresumable)
            for a, b in zip(own.model.strategies, given.model.strategies, strict=True)
        )
        and all(
            np.array_equal(a, b) for a, b in zip(own.model.ranks, given.model.ranks, strict=True)
        )
    )


def _open(own: Conflict) -> bool:
    """Whether the view leaves anything of preferences unknown."""
    return any(each.completions() > 1 for each in own.preferences)


def _of_concept(
    found: dict[str, Any], given: Conflict, seen: Mapping[str, Conflict],
    masks: Mapping[str, Masks], asked: tuple[str, int],
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
    unexpected = {p: holds & ~_moved(mask, game[p], given) for p, mask in expected.items()}
    wrong = {p: mask & ~_moved(holds, given, game[p]) for p, mask in expected.items()}
    surprising = reduce(np.logical_or, unexpected.values())
    states = np.flatnonzero(surprising)[:limit]
    found["equilibria"][concept] = _texts(given, holds, limit)
    found["surprised"][concept] = {
        text: [p for p in given.parties if unexpected[p].flat[state]]
        for state, text in zip(states, given.text(states), strict=True)
    }
    found["expected"][concept] = {p: _texts(game[p], expected[p], limit) for p in given.parties}
    found["mistaken"][concept] = {p: _texts(game[p], wrong[p], limit) for p in given.parties}
    counts: dict[str, Any] = {
        "equilibria": _count(holds),
        "surprising": _count(surprising),
        "surprised": {p: _count(mask) for p, mask in unexpected.items()},
        "expected": {p: _count(mask) for p, mask in expected.items()},
        "mistaken": {p: _count(mask) for p, mask in wrong.items()},
    }
    found["counts"][concept] = counts
    longest = [counts["equilibria"], counts["surprising"], *counts["expected"].values()]
    found["truncated"] |= max(longest) > limit


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


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _texts(given: Conflict, mask: NDArray[np.bool_], limit: int) -> list[str]:
    return given.text(np.flatnonzero(mask)[:limit])
