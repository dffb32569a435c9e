"""Filling in what is not known of preferences: every completion, or a draw.

Li, Hipel, Kilgour & Fang (2004) let a party's preference between two states be unknown, and
define stability in four ways (types a to d), by whether unknown improvements tempt the party and
unknown sanctions deter it. There each pair is judged by itself, also where no order of all states
could have all the pairs so. Here what is unknown is filled in, in every way that gives an order of
the states, and a state is stable under all, some or none of these completions. That answers the
question a reader has - does it depend on what we do not know? - and it is exact.
"""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

Arrangement = list[tuple[int, int]]
"""Statements by number, most important first, each with its sign: 1 wanted, -1 its opposite
wanted, 0 of no account."""

_SHAPE = 4.0


def weak_orders(count: int) -> Iterator[tuple[int, ...]]:
    """Every order with ties of ``count`` things: for each its level, 0 the best, none empty."""
    yield from (_levels(count, groups) for groups in _ordered_groups(tuple(range(count))))


def count_weak_orders(count: int) -> int:
    """How many orders with ties there are of ``count`` things (the ordered Bell numbers)."""
    found = [1]
    for n in range(1, count + 1):
        found.append(sum(math.comb(n, k) * found[n - k] for k in range(1, n + 1)))
    return found[count]


def draw_weak_order(random: np.random.Generator, count: int) -> tuple[int, ...]:
    """One of the :func:`weak_orders`, each as likely as any other."""
    left = list(range(count))
    groups = []
    while left:
        n = len(left)
        ways = [math.comb(n, k) * count_weak_orders(n - k) for k in range(1, n + 1)]
        size = int(random.choice(n, p=[way / sum(ways) for way in ways])) + 1
        groups.append(tuple(int(i) for i in random.choice(left, size, replace=False)))
        left = [i for i in left if i not in groups[-1]]
    return _levels(count, groups)


def _ordered_groups(left: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    if not left:
        yield []
        return
    for size in range(1, len(left) + 1):
        for best in combinations(left, size):
            rest = tuple(i for i in left if i not in best)
            yield from ([best, *others] for others in _ordered_groups(rest))


def _levels(count: int, groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    levels = [0] * count
    for level, group in enumerate(groups):
        for i in group:
            levels[i] = level
    return tuple(levels)


def arrangements(count: int, sign: Sequence[int], place: Sequence[int]) -> Iterator[Arrangement]:
    """Every way to complete a list of ``count`` statements.

    ``sign``: those whose sign is unknown; ``place``: those that may stand anywhere, while the
    others keep their order among themselves.
    """
    for order in _orders([i for i in range(count) if i not in place], list(place)):
        for signs in product((1, -1, 0), repeat=len(sign)):
            given = dict(zip(sign, signs, strict=True))
            yield [(i, given.get(i, 1)) for i in order]


def count_arrangements(count: int, sign: Sequence[int], place: Sequence[int]) -> int:
    """How many :func:`arrangements` there are."""
    return math.perm(count, len(place)) * int(3 ** len(sign))


def _orders(fixed: list[int], movable: list[int]) -> Iterator[list[int]]:
    if not movable:
        yield fixed
        return
    first, *rest = movable
    for at in range(len(fixed) + 1):
        yield from _orders([*fixed[:at], first, *fixed[at:]], rest)


def pert(random: np.random.Generator, low: float, mode: float, high: float) -> float:
    """A draw from the modified PERT distribution (Vose 2008) of shape 4 on [low, high]."""
    if low == high:
        return low
    width = high - low
    first = 1 + _SHAPE * (mode - low) / width
    second = 1 + _SHAPE * (high - mode) / width
    return low + width * float(random.beta(first, second))
