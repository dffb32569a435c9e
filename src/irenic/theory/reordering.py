"""Orders of lists nearest to the given ones that meet demands: a linear ordering programme.

Each list is a permutation, described by one binary for each pair of its items: whether the two
have changed places. What is minimised is their number, the distance of Kendall (1938), which
is the number of swaps of neighbours that lead from one order to the other. Rows for triples
of items keep the binaries an order (Martí & Reinelt 2011, *The Linear Ordering Problem*); they
are added where they are broken. HiGHS solves it.

Items that no demand mentions keep together where they follow one another, so each such run is
one item with a weight; its members, having no reason to be anywhere else, need not change
places with each other or with other such runs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil, comb, isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.theory.programme import Clock, Ending, Linear, Programme, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Order = tuple[int, ...]
"""A new order of a list, by old places."""

MOST_PAIRS = 15_000
"""Pairs of items in all lists together, runs counted once, beyond which no programme is made."""

_NEAR = 8
"""Swaps within which orders are sought first."""

_TRIPLES = 400
"""The most rows for triples added to one list at a time."""


class Before(NamedTuple):
    """In list ``which``, item ``first`` stands before every item of ``rest``."""

    which: int
    first: int
    rest: frozenset[int]


Clause = frozenset[Before]
"""At least one of these is so; no order meets an empty one."""


@dataclass(frozen=True)
class Nearest:
    """The nearest orders that meet all clauses.

    ``bound``: no fewer swaps do; None where no orders do at all. ``orders``: of the lists
    that change, with ``bound`` swaps in all; None where the search stopped before.
    """

    bound: int | None
    orders: dict[int, Order] | None


@dataclass(eq=False)
class _List:
    """One list in the programme: its items as (first place, weight), and their pairs."""

    starts: list[int]
    weights: list[int]
    named: list[bool]
    swapped: dict[tuple[int, int], Linear] = field(default_factory=dict)
    at: dict[int, int] = field(default_factory=dict)

    def before(self, a: int, b: int) -> Linear:
        """1 where item ``a`` stands before item ``b``."""
        if a < b:
            return self.swapped[a, b] * -1.0 + 1.0
        return self.swapped[b, a]


def nearest_orders(
    lengths: Sequence[int], clauses: Iterable[Clause], clock: Clock | None = None,
    most: int | None = None,
) -> Nearest:  # fmt: skip
    """Orders of lists of ``lengths``, together nearest to the given ones, meeting ``clauses``.

    Nearest by swaps of neighbours, added up over the lists; with ``most``, only orders of at
    most so many swaps count. When the time on ``clock`` is up, or there are more than
    :data:`MOST_PAIRS` pairs of items, what is proven by then is returned.

    Orders are sought within few swaps first, then within twice as many, and so on: within few
    swaps items that stand far apart do not change places, which keeps the programme small.
    """
    clock = clock or Clock()
    asked = _without_idle(list(clauses))
    if not all(asked):
        return Nearest(None, None)
    bound = max((min(map(_least, clause)) for clause in asked), default=0)
    farthest = max((_least(one) for clause in asked for one in clause), default=0)
    within = max(2 * bound, _NEAR)
    while True:
        if most is not None:
            within = min(within, most)
        last = within == most or within >= max(farthest, *lengths)
        limit = most if last else within
        found = _within(lengths, asked, clock, limit)
        if found.orders is not None or (found.bound is None and last):
            return found
        if found.bound is not None:
            return Nearest(max(bound, found.bound), None)
        bound = within + 1
        within *= 2


def _least(one: Before) -> int:
    """The fewest swaps that it takes: to pass what stands between, and what is passed."""
    return max(0, one.first - min(one.rest))


def _within(
    lengths: Sequence[int], clauses: Sequence[Clause], clock: Clock, most: int | None
) -> Nearest:
    """The nearest orders of at most ``most`` swaps; no bound where there are none."""
    if most is not None:
        clauses = [frozenset(one for one in each if _least(one) <= most) for each in clauses]
    if not all(clauses):
        return Nearest(None, None)
    lists = _lists(lengths, clauses)
    if sum(comb(len(each.weights), 2) for each in lists.values()) > MOST_PAIRS:
        return Nearest(0, None)
    programme = Programme()
    cost = total(
        _pairs(programme, each, _alike(which, clauses), most) for which, each in lists.items()
    )
    if not programme.columns:  # nothing can change places
        met = all(any(not _least(one) for one in clause) for clause in clauses)
        return Nearest(0, {}) if met else Nearest(None, None)
    columns: dict[Before, Linear] = {}
    for clause in clauses:
        programme.row(total(_column(programme, lists, one, columns) for one in clause), low=1.0)
    if most is not None:
        programme.row(cost, high=float(most))
    return _solve(programme, lists, cost, clock)


def _solve(programme: Programme, lists: dict[int, _List], cost: Linear, clock: Clock) -> Nearest:
    """Solve, add the broken rows for triples, and again, until there are none."""
    bound = 0
    while True:
        outcome = programme.maximise(cost * -1.0, clock)
        if outcome.ending is Ending.INFEASIBLE:
            return Nearest(None, None)
        if isfinite(outcome.bound):
            bound = max(bound, ceil(-outcome.bound - 1e-4))
        if outcome.ending is Ending.STOPPED or outcome.columns is None:
            return Nearest(bound, None)
        columns = outcome.columns
        broken = False
        for each in lists.values():
            precedes = _precedes(each, columns)
            for i, j, k in _broken(precedes):
                row = each.swapped[i, j] + each.swapped[j, k] - each.swapped[i, k]
                programme.row(row, 0.0, 1.0)
                broken = True
        if not broken:
            orders = {which: _order(each, columns) for which, each in lists.items()}
            changed = {w: order for w, order in orders.items() if order != tuple(sorted(order))}
            return Nearest(bound, changed)


def _without_idle(clauses: list[Clause]) -> list[Clause]:
    """The clauses without ways to meet them that another way makes idle.

    Where all that is asked of a list is that one and the same item stand before single others,
    what matters is which of those above it go below. Of two such, the nearer one is cheaper to
    take below, whatever else goes, if it serves wherever the farther one does: then the latter
    never needs to go.
    """
    homes: dict[int, set[int]] = defaultdict(set)
    serves: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    simple: dict[int, bool] = defaultdict(lambda: True)
    for number, clause in enumerate(clauses):
        for one in clause:
            homes[one.which].add(one.first)
            simple[one.which] &= len(one.rest) == 1 and max(one.rest) < one.first
            if len(one.rest) == 1:
                serves[one.which][min(one.rest)].add(number)
    idle = set()
    for which, home in homes.items():
        if len(home) > 1 or not simple[which]:
            continue
        kept: list[set[int]] = []
        for item, where in sorted(serves[which].items(), reverse=True):
            if any(where <= nearer for nearer in kept):
                idle.add((which, item))
            else:
                kept.append(where)
    if not idle:
        return clauses
    return [
        frozenset(one for one in clause if (one.which, min(one.rest)) not in idle)
        for clause in clauses
    ]


def _lists(lengths: Sequence[int], clauses: Sequence[Clause]) -> dict[int, _List]:
    """The lists that clauses speak of, with runs of other items as one item each."""
    named: dict[int, set[int]] = defaultdict(set)
    for clause in clauses:
        for one in clause:
            named[one.which] |= {one.first, *one.rest}
    found = {}
    for which, items in named.items():
        made = _List([], [], [])
        end = min(items)  # what stands before the first or after the last stays there
        for item in sorted(items):
            if item > end:
                made.starts.append(end)
                made.weights.append(item - end)
                made.named.append(False)
            made.at[item] = len(made.starts)
            made.starts.append(item)
            made.weights.append(1)
            made.named.append(True)
            end = item + 1
        made.starts.append(lengths[which])  # closes the last item; no item itself
        found[which] = made
    return found


def _alike(which: int, clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Pairs of items of one list that play the same part everywhere: they need not swap."""
    parts: dict[int, set[tuple[int, int, frozenset[int]]]] = defaultdict(set)
    for number, clause in enumerate(clauses):
        for one in clause:
            if one.which == which:
                parts[one.first].add((number, -1, one.rest))
                for item in one.rest:
                    parts[item].add((number, one.first, one.rest))
    same: dict[frozenset[tuple[int, int, frozenset[int]]], list[int]] = defaultdict(list)
    for item, part in parts.items():
        same[frozenset(part)].append(item)
    return [pair for items in same.values() for pair in combinations(sorted(items), 2)]


def _pairs(
    programme: Programme, made: _List, alike: list[tuple[int, int]], most: int | None
) -> Linear:
    """Columns for all pairs of the list's items, and what they cost.

    Pairs that change places only at more than ``most`` swaps have none.
    """
    fixed = {(made.at[a], made.at[b]) for a, b in alike}
    parts = []
    count = len(made.weights)
    for a, b in combinations(range(count), 2):
        between = made.starts[b] - made.starts[a] - made.weights[a]
        far = most is not None and between + made.weights[a] * made.weights[b] > most
        if far or (a, b) in fixed or not (made.named[a] or made.named[b]):
            made.swapped[a, b] = Linear()
            continue
        made.swapped[a, b] = programme.binary()
        parts.append(made.swapped[a, b] * float(made.weights[a] * made.weights[b]))
    return total(parts)


def _column(
    programme: Programme, lists: dict[int, _List], one: Before, known: dict[Before, Linear]
) -> Linear:
    """At most 1, and only where ``one`` is so."""
    if one not in known:
        made = lists[one.which]
        first = made.at[one.first]
        befores = [made.before(first, made.at[item]) for item in one.rest]
        column = befores[0]
        if len(befores) > 1:
            column = programme.column(0.0, 1.0)
            for before in befores:
                programme.row(column - before, high=0.0)
        known[one] = column
    return known[one]


def _precedes(made: _List, columns: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Matrix: does the item of the row stand before the item of the column?"""
    count = len(made.weights)
    found = np.zeros((count, count), np.bool_)
    for (a, b), column in made.swapped.items():
        swapped = column.at(columns) > 0.5
        found[b, a], found[a, b] = swapped, not swapped
    return found


def _broken(precedes: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Triples of items that go round in a circle."""
    count = len(precedes)
    if np.array_equal(np.sort(precedes.sum(axis=1)), np.arange(count)):
        return []
    found = []
    for i in range(count - 2):
        up = precedes[i, i + 1 :]
        inner = precedes[i + 1 :, i + 1 :]
        # i before j, j before k, k before i; or the other way round
        circle = np.where(inner, up[:, None] & ~up[None, :], ~up[:, None] & up[None, :])
        found += [(i, i + 1 + int(j), i + 1 + int(k)) for j, k in np.argwhere(np.triu(circle, 1))]
    if len(found) > _TRIPLES:
        step = len(found) / _TRIPLES
        found = [found[int(n * step)] for n in range(_TRIPLES)]
    return found


def _order(made: _List, columns: NDArray[np.float64]) -> Order:
    """The order that the columns stand for, by old places."""
    rank = np.argsort(-_precedes(made, columns).sum(axis=1))
    order = list(range(made.starts[0]))
    for item in rank:
        order += range(made.starts[item], made.starts[item] + made.weights[item])
    return (*order, *range(len(order), made.starts[-1]))
