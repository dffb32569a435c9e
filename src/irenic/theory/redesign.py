"""What would have to change for a state to hold: the least change of preferences.

Preferences change by swaps of neighbours: of two statements that follow one another in
order of importance, or of two ranks, groups of equally preferred states that follow one
another in a ranking; the distance is that of Kendall (1938). A rank is swapped as a whole: ties
are neither split nor made. Finding the least change is the inverse of stability analysis
(Kinsara, Petersons, Hipel & Kilgour 2015; Wang, Hipel, Fang & Xu 2018), and hard in general.

It is found by constraint generation. The preferences nearest to the given ones that meet the
demands known so far (:mod:`irenic.theory.reordering`) are judged; as long as the state does not
hold under them, each undeterred improvement gives further demands
(:mod:`irenic.theory.demands`). Demands are necessary, so each round bounds the answer from
below, preferences under which the state holds are the least change, and where no order meets
the demands none will do.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.counter_moves import moves_from
from irenic.theory.demands import OutOfTime, all_undeterred, demands, held
from irenic.theory.deterrence import OWN, deterrence, with_ranks
from irenic.theory.ordinal_preferences import ranks_from_ranking, ranks_from_statements
from irenic.theory.programme import Clock
from irenic.theory.reordering import Before, Clause, Order, nearest_orders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from irenic.theory.demands import Demand
    from irenic.theory.graph_model import GraphModel, Ranks

    States = NDArray[np.intp]

MOST_COUNTED = 17
"""Feasible states up to which rankings are counted."""

MOST_WAYS = 4_000
"""Ways to meet one demand beyond which the search ends with what is proven by then."""

_AT_ONCE = 8
"""Undeterred improvements of one party that are looked at in each round; all of them under
Nash stability."""


_FIRST = 0.3
"""Of the time, the share for bounds by other concepts, where all parties count together."""

_IMPLIES = {"seq": "gmr", "sseq": "smr"}
"""What a concept implies in which only the party's own preferences count."""

_ENOUGH = {
    "gmr": ("nash_stability", "smr", "seq", "sseq"),
    "smr": ("nash_stability", "sseq"),
    "seq": ("nash_stability", "sseq"),
    "sseq": ("nash_stability",),
    "sim": ("nash_stability",),
}
"""Concepts under which what holds also holds under the one they stand with."""


@dataclass(frozen=True, eq=False)
class Preference:
    """One party's preferences as a list that can be reordered.

    ``statements``: where each holds (to be broadcast over all states), the most important
    first; or ``groups``: equally preferred states (places in C order), the best first; or
    ``given``: the ranks whose groups those are.
    """

    statements: tuple[NDArray[np.bool_], ...] | None = None
    groups: tuple[NDArray[np.intp], ...] | None = None
    given: Ranks | None = None

    @property
    def length(self) -> int:
        """How many statements or groups there are."""
        if self.given is not None:
            return int(self.given.max(initial=0))
        return len(self.statements if self.statements is not None else self.groups or ())

    def ranks(self, feasible: NDArray[np.bool_], order: Order) -> Ranks:
        """The ranks that the list in a new order makes."""
        if self.statements is not None:
            return ranks_from_statements(feasible, [self.statements[i] for i in order])
        if self.given is not None:
            height = np.zeros(len(order) + 1, np.int32)
            height[len(order) - np.array(order, np.intp)] = np.arange(len(order), 0, -1)
            return height[self.given]
        return ranks_from_ranking(feasible, [(self.groups or ())[i] for i in order])

    @cached_property
    def _place(self) -> NDArray[np.intp]:
        """For each state (in C order) the group it is in."""
        if self.given is not None:
            return self.length - self.given.ravel().astype(np.intp)
        groups = self.groups or ()
        place = np.full(max((int(g.max(initial=-1)) for g in groups), default=-1) + 1, -1)
        for number, group in enumerate(groups):
            place[group] = number
        return place

    def ways(
        self, shape: tuple[int, ...], better: States, worse: States
    ) -> set[tuple[int, frozenset[int]]]:
        """Ways for one of ``better`` to be preferred to that of ``worse`` beside it.

        ``shape``: that of arrays over states.
        Each is an item and those before all of which it must stand. Ways that imply another
        are left out. Pairs that no order of the list tells apart have none.
        """
        if self.statements is None:
            pairs = np.unique(np.stack([self._place[better], self._place[worse]], 1), axis=0)
            return {(int(a), frozenset([int(b)])) for a, b in pairs if a != b}
        met, unmet = self._told_apart(shape, better), self._told_apart(shape, worse)
        rows = np.unique(np.stack([met & ~unmet, unmet & ~met], 1), axis=0)
        against: dict[int, set[frozenset[int]]] = defaultdict(set)
        for pro, con in rows:
            rest = frozenset(np.flatnonzero(con).tolist())
            for item in np.flatnonzero(pro).tolist():
                against[item].add(rest)
        return {(item, rest) for item, rests in against.items() for rest in _least(rests)}

    def _told_apart(self, shape: tuple[int, ...], states: States) -> NDArray[np.bool_]:
        """Matrix: does the state of the row meet the statement of the column?"""
        found = np.zeros((len(states), self.length), np.bool_)
        at = np.unravel_index(states, shape)
        for column, holds in enumerate(self.statements or ()):
            found[:, column] = np.broadcast_to(holds, shape)[at]
        return found


def _least(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The sets that contain no other."""
    kept: list[frozenset[int]] = []
    for each in sorted(sets, key=len):
        if not any(smaller <= each for smaller in kept):
            kept.append(each)
    return kept


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
    model: GraphModel, state: int, concept: str, preferences: tuple[Preference, ...],
    clock: Clock | None = None,
) -> Change:  # fmt: skip
    """The fewest swaps that make ``state`` an equilibrium under ``concept``.

    Under Nash stability, GMR and SMR every party is a problem of its own. Under SEQ, SSEQ and
    SIM the others' preferences count as well, and all are placed together. If that search
    ends before its time, what makes everybody Nash stable, which implies the rest, is enough,
    and what GMR (of SEQ) or SMR (of SSEQ) needs, which they imply, is a bound. ``clock``: the
    time there is; without it the search goes on to the end. Raises
    :class:`~irenic.theory.deterrence.TooMany` for SIM beyond bounds.
    """
    clock = clock or Clock()
    search = _Search(model, state, preferences)
    if concept in OWN:
        return search.one_by_one(concept, clock)
    part = Clock(clock.left * _FIRST)
    low = 1
    try:
        if held(model, state, concept, part):
            return Change(0, 0, {})
    except OutOfTime:
        low = 0
    part = Clock(clock.left * _FIRST)
    enough = search.one_by_one("nash_stability", part)
    if concept in _IMPLIES:
        needed = search.one_by_one(_IMPLIES[concept], part)
        if needed.least is None:
            return needed
        low = max(low, needed.least)
    most = None if enough.swaps is None else max(enough.swaps - 1, 0)
    found = search.run(concept, model.parties, clock, most)
    return _bounded(found, enough, low)


def reconciled(changes: Mapping[str, Change]) -> dict[str, Change]:
    """What answers of :func:`least_swaps` under several concepts prove of one another.

    ``changes``: by concept, for one state and the same lists. What makes a state hold under a
    concept is enough under those that the concept implies, and what these need is needed. So a
    search that was cut short may be settled by another that was not.
    """
    found = dict(changes)
    for concept, stronger in _ENOUGH.items():
        for other in stronger:
            if concept in changes and other in changes:
                found[concept] = _no_more(found[concept], changes[other])
                found[other] = _no_less(found[other], changes[concept])
    return found


def _no_more(found: Change, enough: Change) -> Change:
    """``found``, or ``enough`` where that is smaller."""
    if enough.swaps is None or (found.swaps is not None and found.swaps <= enough.swaps):
        return found
    return Change(enough.swaps, found.least, enough.orders)


def _no_less(found: Change, needed: Change) -> Change:
    """``found``, with what ``needed`` proves to be the least."""
    if found.least is None or needed.least is None:
        return Change(None, None, {})
    return Change(found.swaps, max(found.least, needed.least), found.orders)


def _bounded(found: Change, enough: Change, low: int) -> Change:
    """What a search below ``enough`` proves, beside ``low``, which is proven."""
    if found.swaps is not None or (enough.swaps is None and found.least is None):
        return found
    if found.least is None:  # nothing below what is enough
        return Change(enough.swaps, enough.swaps, enough.orders)
    low = max(found.least, low)
    return Change(enough.swaps, low if enough.swaps is None else min(low, enough.swaps),
                  enough.orders)  # fmt: skip


def _together(parts: list[Change]) -> Change:
    """The sum of changes that do not depend on each other."""
    if any(each.least is None for each in parts):
        return Change(None, None, {})
    low = sum(each.least or 0 for each in parts)
    if any(each.swaps is None for each in parts):
        return Change(None, low, {})
    orders = {p: order for each in parts for p, order in each.orders.items()}
    return Change(sum(each.swaps or 0 for each in parts), low, orders)


class _Search:
    """Rounds of placing and judging, for one state."""

    def __init__(self, model: GraphModel, state: int, preferences: tuple[Preference, ...]) -> None:
        self.model, self.state, self.preferences = model, state, preferences

    def one_by_one(self, concept: str, clock: Clock) -> Change:
        """The least change where each party is a problem of its own."""
        return _together([self.run(concept, [party], clock) for party in self.model.parties])

    def run(
        self, concept: str, parties: Collection[int], clock: Clock, most: int | None = None
    ) -> Change:
        """The least change of the preferences of ``parties`` so that these stay.

        Only changes of at most ``most`` swaps count.
        """
        clauses: set[Clause] = set()
        orders: dict[int, Order] = {}
        low = 0
        while True:
            fresh, ended = self._lacking(concept, parties, orders, clock)
            if not fresh and ended:
                swaps = sum(map(inversions, orders.values()))
                return Change(swaps, swaps, orders)
            low = max(low, 1) if fresh else low
            if not ended or any(len(clause) > MOST_WAYS for clause in fresh) or fresh <= clauses:
                return Change(None, low, {})
            clauses |= fresh
            lengths = [each.length for each in self.preferences]
            found = nearest_orders(lengths, sorted(clauses, key=_key), clock, most)
            if found.bound is None:
                return Change(None, None, {})
            low = max(low, found.bound)
            if found.orders is None:
                return Change(None, low, {})
            orders = found.orders

    def _lacking(
        self, concept: str, parties: Collection[int], orders: dict[int, Order], clock: Clock
    ) -> tuple[set[Clause], bool]:
        """Demands that are not met under ``orders``, and whether there was time to see all."""
        model = self._with(orders)
        found: set[Clause] = set()
        for party in parties:
            each = all_undeterred(model, party, self.state, concept, clock)
            try:
                for one in each if concept == "nash_stability" else islice(each, _AT_ONCE):
                    found |= {self._clause(d) for d in demands(model, self.state, concept, one)}
            except OutOfTime:
                return found, False
        return found, True

    def _with(self, orders: dict[int, Order]) -> GraphModel:
        ranks = {
            party: self.preferences[party].ranks(self.model.feasible, order)
            for party, order in orders.items()
        }
        return with_ranks(self.model, ranks)

    def _clause(self, demand: Demand) -> Clause:
        """The demand as places in the parties' lists."""
        here = np.full(demand.liked.size, self.state)
        shape = self.model.feasible.shape
        found = {
            Before(demand.party, first, rest)
            for first, rest in self.preferences[demand.party].ways(shape, here, demand.liked)
        }
        for mover, before, after in demand.moves:
            ways = self.preferences[mover].ways(shape, after, before)
            found |= {Before(mover, first, rest) for first, rest in ways}
        return frozenset(found)


def _key(clause: Clause) -> list[tuple[int, int, list[int]]]:
    return sorted((one.which, one.first, sorted(one.rest)) for one in clause)


def inversions(order: Order) -> int:
    """The swaps of neighbours that lead to ``order``: pairs out of their old order."""
    seen: list[int] = []
    found = 0
    for item in order:
        place = bisect(seen, item)
        found += len(seen) - place
        seen.insert(place, item)
    return found


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
    bit = {int(other): 1 << place for place, other in enumerate(others)}
    subsets = np.arange(1 << others.size)
    stable = np.ones(subsets.size, np.bool_)
    for move, ends in zip(own.moves, own.ends, strict=True):
        deterred = subsets & bit[int(move)] == 0
        for end in map(int, ends):
            reach = {end, *map(int, moves_from(model, party, end))} if own.symmetric else {end}
            deterred |= subsets & sum(bit.get(each, 0) for each in reach) == 0
        stable &= deterred
    sizes = np.bincount(np.bitwise_count(subsets[stable]), minlength=others.size + 1)
    found = sum(
        int(number) * factorial(size) * factorial(others.size - size)
        for size, number in enumerate(sizes)
    )
    return found, factorial(states.size)
