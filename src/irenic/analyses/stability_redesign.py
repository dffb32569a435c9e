"""What would have to change for a state to hold?"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.conflict import conflict
from irenic.analyses.conflict_preferences import ByRanking, ByStatements
from irenic.analyses.result import Column, Statement, Table
from irenic.errors import DossierError, UsageError
from irenic.theory.deterrence import CONCEPTS, TooMany, leaver
from irenic.theory.exclusions import fewest_exclusions
from irenic.theory.graph_model import option
from irenic.theory.redesign import MOST_COUNTED, Preference, least_swaps, rankings_that_hold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.conflict_preferences import Preferring
    from irenic.dossier.model import Dossier
    from irenic.theory.redesign import Change

MOST_CHANGES = 3
"""Infeasibilities added and lifted beyond which no more are tried."""

MOST_CELLS = 200_000_000
"""Patterns of two moves times states beyond which patterns of one move only are tried."""

_SHOWN = 5
"""The most sets of changed infeasibilities in each answer."""


def redesign(dossier: Dossier, given: Conflict, state: int, concepts: Sequence[str]) -> Any:
    """What ``values`` says under ``redesign``, for the concepts that can be redesigned for.

    Raises UsageError where there is none of them.
    """
    known = [concept for concept in concepts if concept in CONCEPTS]
    if not known:
        raise UsageError(f"what would have to change can be told for {', '.join(CONCEPTS)}")
    return {
        "state": given.text(np.array([state]))[0],
        "concepts": {concept: _under(dossier, given, state, concept) for concept in known},
    }


def _under(dossier: Dossier, given: Conflict, state: int, concept: str) -> dict[str, Any] | None:
    """The answer under one concept; None where SIM has too many combinations."""
    try:
        left = leaver(given.model, state, concept)
        swaps = least_swaps(given.model, state, concept, tuple(map(_list, given.preferences)))
        return {
            "holds": left is None,
            "preferences": _swaps(given, swaps),
            "infeasible": _infeasible(dossier, given, state, concept),
            "rankings": _rankings(given, state, concept),
        }
    except TooMany:
        return None


def _list(given: Preferring) -> Preference:
    """Preferences as a list that can be reordered; of weights the ranking that they make."""
    if isinstance(given, ByStatements):
        return Preference(statements=tuple(given.met))
    if isinstance(given, ByRanking):
        return Preference(groups=tuple(given.groups))
    ranks = given.ranks().ravel()
    levels = range(int(ranks.max(initial=0)), 0, -1)
    return Preference(groups=tuple(np.flatnonzero(ranks == level) for level in levels))


def _swaps(given: Conflict, change: Change) -> dict[str, Any]:
    return {
        "status": "complete" if change.proven else "partial",
        "swaps": change.swaps,
        "at_least": change.least,
        "orders": {
            given.parties[party]: _order(given, party, order)
            for party, order in change.orders.items()
        },
    }


def _order(given: Conflict, party: int, order: Sequence[int]) -> dict[str, Any]:
    """The list in its new order, as statements or as a ranking of groups of states."""
    own = given.preferences[party]
    statements, ranking = None, None
    if isinstance(own, ByStatements):
        statements = [own.given[i].statement for i in order]
    else:
        groups = _list(own).groups or ()
        ranking = [given.text(groups[i]) for i in order]
    return {"swaps": _inversions(order), "statements": statements, "ranking": ranking}


def _inversions(order: Sequence[int]) -> int:
    return sum(a > b for a, b in combinations(order, 2))


def _rankings(given: Conflict, state: int, concept: str) -> dict[str, dict[str, int]] | None:
    if np.count_nonzero(given.model.feasible) > MOST_COUNTED:
        return None
    found = {}
    for party, slug in enumerate(given.parties):
        holding, every = rankings_that_hold(given.model, party, state, concept)
        found[slug] = {"hold": holding, "of": every}
    return found


def _infeasible(dossier: Dossier, given: Conflict, state: int, concept: str) -> dict[str, Any]:
    """The fewest infeasibilities to add or lift, all sets of that number, mildest first.

    Every number of them lifted is tried with every number added, fewest in all first. Where
    preferences are a ranking, nothing can be lifted: it says nothing of the states freed.
    """
    moves = dossier.moves
    statements = moves.infeasible if moves else ()
    text = given.text(np.array([state]))[0]
    ranked = any(not isinstance(each, ByStatements) for each in given.preferences)
    liftable = () if ranked else range(len(statements))
    answers: list[dict[str, Any]] = []
    least, cut = 0, False
    for total in range(MOST_CHANGES + 1):
        for lifted_count in range(min(total, len(liftable)) + 1):
            for lifted in combinations(liftable, lifted_count):
                changed = _without(dossier, given, lifted)
                found, stopped = _added(changed, text, concept, total - lifted_count)
                cut = cut or stopped
                gone = [statements[i].statement for i in lifted]
                answers += [{**one, "lift": gone} for one in found]
        least = total
        if answers or cut:
            break
        least = total + 1
    answers.sort(key=lambda one: (one["ruled_out"], one["add"], one["lift"]))
    return {
        "status": "complete" if answers else "partial",
        "changes": len(answers[0]["add"]) + len(answers[0]["lift"]) if answers else None,
        "at_least": least,
        "lifting_tried": not ranked,
        "found": len(answers),
        "all_found": not cut,
        "sets": answers[:_SHOWN],
    }


def _without(dossier: Dossier, given: Conflict, lifted: Sequence[int]) -> Conflict:
    """The conflict with some infeasibilities lifted."""
    moves = dossier.moves
    if not lifted or moves is None:
        return given
    kept = tuple(each for i, each in enumerate(moves.infeasible) if i not in lifted)
    changed = moves.model_copy(update={"infeasible": kept})
    try:
        return conflict(dossier.model_copy(update={"moves": changed}))
    except DossierError:  # a ranking, which cannot know the states that become feasible
        return given


def _added(
    given: Conflict, text: str, concept: str, count: int
) -> tuple[list[dict[str, Any]], bool]:
    """Sets of exactly ``count`` patterns to rule out, and whether the search was cut short."""
    state = given.state(text)
    if state is None:
        return [], False
    names, masks = _patterns(given, state)
    found = fewest_exclusions(given.model, state, concept, masks, count)
    feasible = given.model.feasible.ravel()
    answers = [
        {
            "add": [names[i] for i in chosen],
            "ruled_out": int(np.count_nonzero(feasible & np.any([masks[i] for i in chosen], 0)))
            if chosen else 0,
        }
        for chosen in found.found
        if len(chosen) == count
    ]  # fmt: skip
    return answers, found.cut


def _patterns(given: Conflict, state: int) -> tuple[list[str], list[NDArray[np.bool_]]]:
    """Patterns of one or two moves, in force or not, that do not fit ``state``.

    Of one only where pairs times states are more than :data:`MOST_CELLS`.
    Of patterns that rule out the same feasible states only the first, a shortest, is kept.
    """
    feasible = given.model.feasible
    literals: list[tuple[str, int, NDArray[np.bool_]]] = []
    place = 0
    for party, strategies in enumerate(given.model.strategies):
        for bit in range(strategies.options):
            on = np.broadcast_to(option(given.model.strategies, party, bit), feasible.shape)
            name = given.moves[place]
            literals += [(name, place, on.ravel()), (f"not {name}", place, ~on.ravel())]
            place += 1
    names: list[str] = []
    masks: list[NDArray[np.bool_]] = []
    seen: set[bytes] = set()
    single = [(name, mask) for name, _, mask in literals]
    room = len(literals) ** 2 // 2 * feasible.size <= MOST_CELLS
    pairs = (
        (f"{a} and {b}", one & other)
        for (a, i, one), (b, j, other) in combinations(literals if room else (), 2)
        if i != j
    )
    for name, mask in chain(single, pairs):
        key = (mask & feasible.ravel()).tobytes()
        if not mask[state] and key not in seen and any(key):
            seen.add(key)
            names.append(name)
            masks.append(mask)
    return names, masks


def told(given: Conflict, found: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The findings, a preference and an infeasibility sentence for each concept."""
    shared = {
        "in_force": given.in_force(found["state"]), "today": found["state"] == given.status_quo
    }  # fmt: skip
    every = []
    for concept, answer in found["concepts"].items():
        evidence: dict[str, Any] = {}
        if answer is None:
            kind = "stability_redesign_skipped"
        elif answer["holds"]:
            kind = "stability_redesign_holds"
        else:
            kind = "stability_redesign"
            evidence = {key: answer[key] for key in ("preferences", "infeasible")}
        every.append(Statement(kind, found["state"], {"concept": concept, **shared, **evidence}))
    return tuple(every)


def tables(found: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[Table, ...]:
    """The new orders, the sets of infeasibilities, the counts of rankings."""
    orders, sets, counts = [], [], []
    for concept, answer in found["concepts"].items():
        if answer is None:
            continue
        for party, new in answer["preferences"]["orders"].items():
            lines = tuple(new["statements"] or map(", ".join, new["ranking"]))
            orders.append((titles[concept], party, new["swaps"], lines))
        for one in answer["infeasible"]["sets"]:
            if one["add"] or one["lift"]:
                sets.append((titles[concept], tuple(one["add"]) or None,
                             tuple(one["lift"]) or None, one["ruled_out"]))  # fmt: skip
        for party, number in (answer["rankings"] or {}).items():
            counts.append((titles[concept], party, number["hold"], number["of"]))
    concept = Column("concept", "Concept")
    party_ = Column("party", "Party", "party")
    made = (
        Table("redesign-preferences", "Preferences under which it would hold",
              (concept, party_, Column("swaps", "Swaps", "number"), Column("order", "New order")),
              tuple(orders), Statement("stability_redesign_orders")),
        Table("redesign-infeasible", "What would have to be impossible, or become possible",
              (concept, Column("add", "Rule out"), Column("lift", "Make possible"),
               Column("ruled_out", "Feasible states ruled out", "number")),
              tuple(sets), Statement("stability_redesign_sets")),
        Table("redesign-rankings", "How many strict rankings would do",
              (concept, party_, Column("hold", "Rankings that hold it", "number"),
               Column("of", "Of", "number")), tuple(counts),
              Statement("stability_redesign_counts")),
    )  # fmt: skip
    return tuple(table for table in made if table.rows)
