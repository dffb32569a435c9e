"""What would have to change for a state to hold: the least change of preferences.

Preferences change by swaps of neighbours: of two statements that follow one another in
order of importance, or of two groups of states that follow one another in a ranking; the
distance is that of Kendall (1938). Finding the least change is the inverse of stability
analysis (Kinsara, Petersons, Hipel & Kilgour 2015; Wang, Hipel, Fang & Xu 2018), and hard in
general, so every search here is exhaustive up to a stated effort and says what it has proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import product
from math import comb, factorial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.deterrence import OWN, above, deterrence, leaver, with_ranks
from irenic.theory.ordinal_preferences import ranks_from_ranking, ranks_from_statements

if TYPE_CHECKING:
    from irenic.theory.deterrence import Deterrence
    from irenic.theory.graph_model import GraphModel

Order = tuple[int, ...]
"""A new order of the statements or groups, by their old places."""

EFFORT = 20_000
"""Orders looked at for one party and concept before a search gives up."""

JOINT_EFFORT = 3_000
"""Combinations of several parties' orders looked at before a search gives up."""

CELLS = 50_000_000
"""Orders times states looked at before a search gives up, in large models."""

MOST_COUNTED = 17
"""Feasible states up to which rankings are counted."""


@dataclass(frozen=True, eq=False)
class Preference:
    """One party's preferences as a list that can be reordered.

    ``statements``: where each holds (to be broadcast over all states), the most important
    first; or ``groups``: equally preferred states (places in C order), the best first.
    """

    statements: tuple[NDArray[np.bool_], ...] | None = None
    groups: tuple[NDArray[np.intp], ...] | None = None

    @property
    def length(self) -> int:
        """How many statements or groups there are."""
        return len(self.statements if self.statements is not None else self.groups or ())

    def ranks(self, feasible: NDArray[np.bool_], order: Order) -> NDArray[np.int32]:
        """The ranks that the list in a new order makes."""
        if self.statements is not None:
            return ranks_from_statements(feasible, [self.statements[i] for i in order])
        groups = self.groups or ()
        return ranks_from_ranking(feasible, [groups[i] for i in order])


@dataclass(frozen=True)
class Change:
    """The least change found: ``orders`` of those parties whose preferences change.

    ``swaps``: its size, or None where none was found; ``least``: no smaller change does,
    which is proven; the change is the least where the two are equal. ``least`` is None
    where no change of this kind does, which is proven too.
    """

    swaps: int | None
    least: int | None
    orders: dict[int, Order]

    @property
    def proven(self) -> bool:
        """Whether the answer is final: the least change, or the proof that there is none."""
        return self.swaps == self.least


def least_swaps(
    model: GraphModel, state: int, concept: str, preferences: tuple[Preference, ...]
) -> Change:
    """The fewest swaps that make ``state`` an equilibrium under ``concept``.

    Under Nash stability, GMR and SMR every party is a problem of its own. Under SEQ and SIM
    the others' preferences count as well; what each party needs at least then bounds the
    search from below (GMR for SEQ, which implies it), and what makes everybody Nash stable,
    or everybody stable one by one, from above.
    """
    if concept in OWN:
        return _together([_alone(model, p, state, concept, preferences[p]) for p in model.parties])
    if leaver(model, state, concept) is None:
        return Change(0, 0, {})
    needed = _together([_alone(model, p, state, "gmr", preferences[p]) for p in model.parties])
    bounded = concept == "seq" or model.unrestricted  # SIM implies GMR only if all is feasible
    if bounded and needed.least is None:
        return needed
    low = max(needed.least or 0 if bounded else 0, 1)
    best = _enough(model, state, concept, preferences)
    return _joint_search(model, state, concept, preferences, (low, best))


def _together(parts: list[tuple[int | None, int | None, Order | None]]) -> Change:
    """The sum of changes that do not depend on each other."""
    if any(least is None for _, least, _ in parts):
        return Change(None, None, {})
    low = sum(least or 0 for _, least, _ in parts)
    orders = {p: order for p, (_, _, order) in enumerate(parts) if order is not None}
    if any(swaps is None for swaps, _, _ in parts):
        return Change(None, low, {})
    return Change(sum(swaps or 0 for swaps, _, _ in parts), low, orders)


def _alone(
    model: GraphModel, party: int, state: int, concept: str, given: Preference
) -> tuple[int | None, int | None, Order | None]:
    """Swaps, least and order that make the party stay, the others' preferences being fixed.

    No order where nothing needs to change.
    """
    own = deterrence(model, party, state, concept)
    if own.stable(above(model, party, state)):
        return 0, 0, None
    if given.groups is not None:
        return _lowered(own, given.groups)
    return _reordered(model, own, given)


def _reordered(
    model: GraphModel, own: Deterrence, given: Preference
) -> tuple[int | None, int | None, Order | None]:
    """By statements: orders nearest first, until the party stays."""
    effort = max(min(EFFORT, CELLS // model.feasible.size), 1)
    known: dict[bytes, bool] = {}
    feasible = model.feasible.ravel()
    shape = model.feasible.shape
    holds = [np.broadcast_to(each, shape).ravel() for each in given.statements or ()]
    here = [bool(each[own.state]) for each in holds]
    for tried, (swaps, order) in enumerate(nearest_orders(given.length)):
        if tried == effort:
            return None, swaps, None
        upper = np.zeros(feasible.size, np.bool_)
        equal = feasible.copy()
        for i in order:  # of two states the better meets the first statement only one meets
            differs = equal & (holds[i] != here[i])
            if not here[i]:
                upper |= differs
            equal &= ~differs
        key = upper.tobytes()
        if key not in known:
            known[key] = own.stable(upper)
        if known[key]:
            return swaps, swaps, order
    return None, None, None


def _lowered(
    own: Deterrence, groups: tuple[NDArray[np.intp], ...]
) -> tuple[int | None, int | None, Order | None]:
    """By a ranking: groups to take from above the state's own group to below it.

    Only which groups stand above matters, and taking one from above never does harm, so the
    search is over sets of groups to lower, smallest first; each is a list of groups one of
    which every solution must lower further.
    """
    top = next(i for i, group in enumerate(groups) if own.state in group)
    place = np.full(own.model.feasible.size, -1)
    for level, states in enumerate(groups[:top]):
        place[states] = level
    best, best_set = _cost(frozenset(range(top)), top), frozenset(range(top))
    agenda: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    seen: set[tuple[int, ...]] = set()
    low = best
    while agenda:
        size, lowered = heappop(agenda)
        if size >= best:
            break
        if len(seen) >= EFFORT:
            low = size
            break
        upper = (place >= 0) & ~np.isin(place, lowered)
        left = own.undeterred(upper)
        if left is None:
            cost = _cost(frozenset(lowered), top)
            if cost < best:
                best, best_set = cost, frozenset(lowered)
        # A larger set can be cheaper: lowering what stands between saves passing it.
        options = set(range(top))
        if left is not None:
            options &= {int(place[wanted]) for wanted in own.wanted(left)}
        for group in sorted(options):
            more = tuple(sorted({*lowered, group}))
            if group not in lowered and more not in seen:
                seen.add(more)
                heappush(agenda, (len(more), more))
    kept = [g for g in range(top) if g not in best_set]
    order = (*kept, top, *sorted(best_set), *range(top + 1, len(groups)))
    return best, min(low, best), order


def _cost(lowered: frozenset[int], top: int) -> int:
    """Swaps of neighbours that take ``lowered`` below group ``top``, order kept otherwise."""
    passed = sum(1 for d in lowered for kept in range(d + 1, top) if kept not in lowered)
    return len(lowered) + passed


def nearest_orders(length: int) -> Iterator[tuple[int, Order]]:
    """All orders of ``length`` things, nearest first, with their distance from the first.

    Breadth first over swaps of neighbours; each order once.
    """
    level: list[Order] = [tuple(range(length))]
    distance = 0
    yield 0, level[0]
    while level:
        distance += 1
        found: dict[Order, None] = {}
        for order in level:
            for i in range(length - 1):
                if order[i] > order[i + 1]:
                    continue  # the swap would undo one made before
                nearby = (*order[:i], order[i + 1], order[i], *order[i + 2 :])
                if nearby not in found:
                    found[nearby] = None
                    yield distance, nearby
        level = list(found)


def _enough(
    model: GraphModel, state: int, concept: str, preferences: tuple[Preference, ...]
) -> Change:
    """A change that does, not always the least: the best of two ways that look at one party
    at a time."""
    found = Change(None, 0, {})
    for way in (concept, "nash_stability"):
        tried = _together([_alone(model, p, state, way, preferences[p]) for p in model.parties])
        if tried.swaps is None or (found.swaps is not None and tried.swaps >= found.swaps):
            continue
        changed = _changed(model, preferences, tried.orders)
        if leaver(changed, state, concept) is None:
            found = tried
    return found


def _changed(
    model: GraphModel, preferences: tuple[Preference, ...], orders: dict[int, Order]
) -> GraphModel:
    ranks = {p: preferences[p].ranks(model.feasible, order) for p, order in orders.items()}
    return with_ranks(model, ranks)


def _joint_search(
    model: GraphModel, state: int, concept: str, preferences: tuple[Preference, ...],
    known: tuple[int, Change],
) -> Change:  # fmt: skip
    """All combinations of orders by total distance, from the lower bound to below the upper."""
    low, best = known
    effort = max(min(JOINT_EFFORT, CELLS // model.feasible.size // 10), 1)
    farthest = sum(comb(each.length, 2) for each in preferences)
    last = farthest if best.swaps is None else best.swaps - 1
    tried = 0
    for total in range(low, last + 1):
        lists = [_up_to(each.length, total, effort) for each in preferences]
        for orders in _combinations(lists, total):
            tried += 1
            if tried > effort:
                return Change(best.swaps, total, best.orders)
            if leaver(_changed(model, preferences, orders), state, concept) is None:
                return Change(total, total, orders)
        if any(sum(map(len, levels.values())) > effort for levels in lists):
            return Change(best.swaps, total, best.orders)
    if best.swaps is None:
        return Change(None, None, {})
    return Change(best.swaps, best.swaps, best.orders)


def _up_to(length: int, farthest: int, most: int) -> dict[int, list[Order]]:
    """Orders by distance, cut once there are more than ``most`` of them."""
    levels: dict[int, list[Order]] = {}
    for place, (distance, order) in enumerate(nearest_orders(length)):
        if distance > farthest or place > most:
            break
        levels.setdefault(distance, []).append(order)
    return levels


def _combinations(
    by_distance: list[dict[int, list[Order]]], total: int
) -> Iterator[dict[int, Order]]:
    """Orders of all parties whose distances add up to ``total``; unchanged ones left out."""
    for split in _splits(total, [max(levels) for levels in by_distance]):
        lists = [by_distance[party][distance] for party, distance in enumerate(split)]
        for chosen in product(*lists):
            yield {p: order for p, order in enumerate(chosen) if split[p]}


def _splits(total: int, most: list[int]) -> Iterator[tuple[int, ...]]:
    """Ways to write ``total`` as one number for each party, none above its ``most``."""
    if not most:
        if total == 0:
            yield ()
        return
    for first in range(min(total, most[0]), -1, -1):
        for rest in _splits(total - first, most[1:]):
            yield (first, *rest)


def rankings_that_hold(model: GraphModel, party: int, state: int, concept: str) -> tuple[int, int]:
    """How many strict rankings of ``party`` make it stay at ``state``, and how many there are.

    The others' preferences are as they are. One in |U|! (n-1-|U|)! of the n! rankings of n
    feasible states has the upper set U, so 2^(n-1) sets are judged instead of n! rankings.
    Raises ValueError for more than :data:`MOST_COUNTED` feasible states.
    """
    states = np.flatnonzero(model.feasible)
    if states.size > MOST_COUNTED:
        raise ValueError(f"at most {MOST_COUNTED} feasible states can be counted")
    own = deterrence(model, party, state, concept)
    others = states[states != state]
    found = 0
    for subset in range(1 << others.size):
        upper = np.zeros(model.feasible.size, np.bool_)
        upper[others[(subset >> np.arange(others.size) & 1) == 1]] = True
        if own.stable(upper):
            size = subset.bit_count()
            found += factorial(size) * factorial(others.size - size)
    return found, factorial(states.size)
