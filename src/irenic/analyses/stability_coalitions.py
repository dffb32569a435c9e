"""Coalitions: what is stable for one that is named, and which would leave an equilibrium."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.errors import Inapplicable
from irenic.theory import coalitions as theory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict
    from irenic.theory.improvements import Improvements

COALITIONAL = ("nash_stability", "gmr", "smr", "seq")
"""Concepts that have a coalitional form."""

MOST_PAIRS = 1 << 32
"""Pairs of states beyond which stability for a coalition is not computed."""

MOST_CHOICES = 1 << 12
"""Combined strategies of a coalition beyond which the same holds."""


def of_coalition(
    given: Conflict, members: Sequence[int], better: Mapping[int, Improvements],
    listed: Callable[[NDArray[np.bool_]], list[str]],
) -> dict[str, Any]:  # fmt: skip
    """What is stable for the coalition ``members``: the keys of ``values["coalition"]``.

    Raises Inapplicable where it would have to look at too many pairs of states.
    """
    model = given.model
    pairs = theory.coalition_pairs(model, members)
    if pairs > MOST_PAIRS or pairs // model.feasible.size > MOST_CHOICES:
        raise Inapplicable(
            "stability",
            [f"a coalition of these parties has {pairs:,} pairs of states to look at; at most "
             f"{MOST_PAIRS:,}, and {MOST_CHOICES:,} choices of the coalition, can be"],
        )  # fmt: skip
    masks = {
        "nash_stability": theory.coalitional_nash_stability(model, members),
        "gmr": theory.coalitional_general_metarationality(model, members),
        "smr": theory.coalitional_symmetric_metarationality(model, members),
        "seq": theory.coalitional_sequential_stability(model, members, better),
    }
    return {
        "members": [given.parties[m] for m in members],
        "stable": {concept: listed(mask) for concept, mask in masks.items()},
        "counts": {concept: int(np.count_nonzero(mask)) for concept, mask in masks.items()},
    }


def defections(
    given: Conflict, states: Sequence[int], size: int, better: Mapping[int, Improvements],
    progress: Callable[[str, float], None],
) -> list[dict[str, Any]]:  # fmt: skip
    """Coalitions of 2 to ``size`` parties whose joint move from one of ``states`` pays for all.

    One entry a state and coalition: where it can go (``to``), and for each concept to which of
    these the others have no answer that makes a member regret it, unless that is so already for
    a part of the coalition (``undeterred``). Coalitions that nothing deters first, then smaller
    ones.
    """
    found: list[dict[str, Any]] = []
    parties = given.model.parties
    every = [c for k in range(2, min(size, len(parties)) + 1) for c in combinations(parties, k)]
    known: dict[tuple[tuple[int, ...], int], dict[str, set[int]]] = {}
    for done, members in enumerate(every):
        progress(f"coalition of {', '.join(given.parties[m] for m in members)}", done / len(every))
        for state in states:
            ends = theory.coalitional_improvements(given.model, members, state)
            if not ends.size:
                continue
            open_ = _open(given, members, state, better, known)
            parts = [
                _open(given, part, state, better, known)
                for k in range(1, len(members)) for part in combinations(members, k)
            ]  # fmt: skip
            fresh = {c: of - set().union(*(part[c] for part in parts)) for c, of in open_.items()}
            found.append(
                {
                    "state": given.text(np.array([state]))[0],
                    "coalition": [given.parties[m] for m in members],
                    "to": given.text(ends),
                    "undeterred": {
                        concept: given.text(np.array(sorted(of), np.intp))
                        for concept, of in fresh.items()
                    },
                }
            )
    return sorted(found, key=lambda one: not any(one["undeterred"].values()))


def _open(
    given: Conflict, members: tuple[int, ...], state: int, better: Mapping[int, Improvements],
    known: dict[tuple[tuple[int, ...], int], dict[str, set[int]]],
) -> dict[str, set[int]]:  # fmt: skip
    """By concept where the coalition can go without an answer; kept in ``known``."""
    if (members, state) not in known:
        model = given.model
        if not theory.coalitional_improvements(model, members, state).size:
            known[members, state] = {concept: set() for concept in ("gmr", "smr", "seq")}
            return known[members, state]
        outside = {party: own for party, own in better.items() if party not in members}
        found = {
            "gmr": theory.unsanctioned(model, members, state, symmetric=False),
            "smr": theory.unsanctioned(model, members, state, symmetric=True),
            "seq": theory.unsanctioned(
                model, members, state, symmetric=False, sorted_improvements=outside
            ),
        }
        known[members, state] = {concept: set(map(int, of)) for concept, of in found.items()}
    return known[members, state]
