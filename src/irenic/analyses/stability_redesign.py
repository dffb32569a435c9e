"""What would have to change for a state to hold: other preferences, or other infeasibilities."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.conflict_preferences import ByRanking, ByStatements
from irenic.analyses.stability_infeasible import Infeasible
from irenic.errors import UsageError
from irenic.theory.deterrence import CONCEPTS, TooMany
from irenic.theory.programme import Clock
from irenic.theory.redesign import (
    MOST_COUNTED,
    Change,
    Preference,
    inversions,
    least_swaps,
    rankings_that_hold,
    reconciled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.conflict_preferences import Preferring
    from irenic.dossier.model import Dossier

    Tell = Callable[[str, float], None]

SECONDS = 10.0
"""Seconds for all searches of one call together."""

MOST_LISTED = 200
"""Feasible states up to which a new ranking is listed in full."""

_SHOWN = 5
"""States of one rank that are named."""

_SLOW = 4
"""How many searches that take long are reckoned with: each has this part of what is left."""

_QUESTIONS = 3
"""Searches under each concept: for preferences as given, for ranks, for infeasibilities."""


def redesign(
    dossier: Dossier, given: Conflict, state: int,
    stable: Mapping[str, Sequence[NDArray[np.bool_]]], tell: Tell | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What ``values`` says under ``redesign``, for the concepts that can be redesigned for.

    ``stable``: what is stable as things are, by concept. Raises UsageError where there is no
    concept that can be redesigned for.
    """
    known = [concept for concept in stable if concept in CONCEPTS]
    if not known:
        raise UsageError(f"what would have to change can be told for {', '.join(CONCEPTS)}")
    ways = Infeasible(dossier, given, state)
    searches = _Searches(len(known) * _QUESTIONS, tell)
    holding = [c for c in known if all(mask.flat[state] for mask in stable[c])]
    asked = _Asked(given, state, holding, searches)
    lists = tuple(_list(given, party) for party in range(len(given.parties)))
    preferences = asked.least(known, lists)
    ranks = asked.least(list(preferences), _ranks(given))
    told: dict[str, dict[str, Any]] = {
        concept: {
            "holds": concept in holding,
            "preferences": _swaps(given, change, lists),
            "rankings": _rankings(given, state, concept),
            "ranks": _rank_swaps(given, ranks.get(concept)),
        }
        for concept, change in preferences.items()
    }
    for concept, answer in told.items():
        answer["infeasible"] = ways.under(concept, searches.next(), holds=answer["holds"])
    return {
        "state": given.text(np.array([state]))[0],
        "seconds": SECONDS,
        "concepts": {concept: told.get(concept) for concept in known},
        "not_told": [concept for concept in stable if concept not in CONCEPTS],
    }


class _Searches:
    """What is left of :data:`SECONDS`, shared out to one search after another."""

    def __init__(self, number: int, tell: Tell | None) -> None:
        self.clock, self.number, self.begun = Clock(SECONDS), number, 0
        self.tell = tell or (lambda what, share: None)

    def next(self) -> Clock:
        """The clock of the next search."""
        self.tell("what would have to change", self.begun / self.number)
        share = Clock(self.clock.left / max(min(self.number - self.begun, _SLOW), 1))
        self.begun += 1
        return share


@dataclass(frozen=True)
class _Asked:
    """A state that is to hold, the concepts under which it does, and the time there is."""

    given: Conflict
    state: int
    holding: Sequence[str]
    searches: _Searches

    def least(
        self, concepts: Sequence[str], lists: tuple[Preference, ...] | None
    ) -> dict[str, Change]:
        """The fewest swaps by concept; without those where SIM has too many combinations."""
        found: dict[str, Change] = {}
        for concept in concepts if lists is not None else ():
            clock = self.searches.next()
            try:
                change = least_swaps(self.given.model, self.state, concept, lists or (), clock)
            except TooMany:
                continue
            if concept in self.holding:
                change = Change(0, 0, {})
            elif change.least == 0:  # the time was up before it was judged
                change = Change(change.swaps, 1, change.orders)
            found[concept] = change
        return reconciled(found)


def _ranks(given: Conflict) -> tuple[Preference, ...] | None:
    """The ranks as lists, whatever they come from; None where all preferences are ranks."""
    if not any(isinstance(each, ByStatements) for each in given.preferences):
        return None
    return tuple(Preference(given=ranks) for ranks in given.model.ranks)


def _rank_swaps(given: Conflict, change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    found = _swaps(given, change, _ranks(given) or ())
    for new in found["orders"].values():
        del new["statements"]
    return found


def _list(given: Conflict, party: int) -> Preference:
    """Preferences as a list that can be reordered; of weights the ranks that they make."""
    own: Preferring = given.preferences[party]
    if isinstance(own, ByStatements):
        return Preference(statements=tuple(own.met))
    if isinstance(own, ByRanking):
        return Preference(groups=tuple(own.groups))
    return Preference(given=given.model.ranks[party])


def _swaps(given: Conflict, change: Change, lists: Sequence[Preference]) -> dict[str, Any]:
    return {
        "status": "complete" if change.proven else "partial",
        "swaps": change.swaps,
        "at_least": change.least,
        "orders": {
            given.parties[party]: _order(given, party, lists[party], order)
            for party, order in change.orders.items()
        },
    }


def _order(given: Conflict, party: int, old: Preference, order: Sequence[int]) -> dict[str, Any]:
    """The list in its new order, as statements or as ranks."""
    swaps = inversions(tuple(order))
    own = given.preferences[party]
    if old.statements is not None and isinstance(own, ByStatements):
        statements = [own.given[i].statement for i in order]
        return {"swaps": swaps, "statements": statements, "ranking": None, "moved": None}
    return {"swaps": swaps, "statements": None, **_new_ranks(given, party, order)}


def _new_ranks(given: Conflict, party: int, order: Sequence[int]) -> dict[str, Any]:
    """The new ranking, as long as it is short, and the ranks that move."""
    ranks = given.model.ranks[party].ravel()
    top = len(order)
    ranking = None
    if np.count_nonzero(given.model.feasible) <= MOST_LISTED:
        ranking = [given.text(np.flatnonzero(ranks == top - i)) for i in order]
    moved = []
    for item in _moved(order):
        states = np.flatnonzero(ranks == top - item)
        moved.append({
            "states": given.text(states[:_SHOWN]), "of": int(states.size),
            "from": item + 1, "to": order.index(item) + 1,
        })  # fmt: skip
    return {"ranking": ranking, "moved": moved}


def _moved(order: Sequence[int]) -> list[int]:
    """The fewest items that have to move to make the new order, the others keeping theirs.

    All but a longest ascending run of old places, found by patience sorting.
    """
    tops: list[int] = []
    below: list[int | None] = []
    heads: list[int] = []
    for place, item in enumerate(order):
        pile = bisect_left(tops, item)
        below.append(heads[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(item)
            heads.append(place)
        else:
            tops[pile], heads[pile] = item, place
    kept = set()
    at = heads[-1] if heads else None
    while at is not None:
        kept.add(at)
        at = below[at]
    return [item for place, item in enumerate(order) if place not in kept]


def _rankings(given: Conflict, state: int, concept: str) -> dict[str, dict[str, int]] | None:
    if np.count_nonzero(given.model.feasible) > MOST_COUNTED:
        return None
    found = {}
    for party, slug in enumerate(given.parties):
        holding, every = rankings_that_hold(given.model, party, state, concept)
        found[slug] = {"hold": holding, "of": every}
    return found
