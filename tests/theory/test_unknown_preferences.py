"""Completions of preferences: none missing, none twice, draws evenly spread."""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.theory.unknown_preferences import (
    arrangements,
    count_arrangements,
    count_weak_orders,
    draw_weak_order,
    pert,
    weak_orders,
)


@pytest.mark.parametrize("count", range(5))
def test_weak_orders_are_all_assignments_of_levels_without_a_gap(count: int) -> None:
    expected = {
        levels for levels in product(range(count), repeat=count)
        if all(level in levels for level in range(max(levels, default=-1) + 1))
    }  # fmt: skip
    found = list(weak_orders(count))
    assert set(found) == expected
    assert len(found) == len(expected) == count_weak_orders(count)


def test_the_ordered_bell_numbers() -> None:
    assert [count_weak_orders(n) for n in range(7)] == [1, 1, 3, 13, 75, 541, 4683]


@given(st.integers(0, 4), st.data())
def test_arrangements_are_the_permutations_that_keep_the_others_in_order(
    count: int, data: st.DataObject
) -> None:
    some = st.lists(st.sampled_from(range(count)), unique=True) if count else st.just([])
    sign, place = data.draw(some), data.draw(some)
    expected = {
        tuple((i, s) for i, s in zip(order, signs, strict=True))
        for order in permutations(range(count))
        if [i for i in order if i not in place] == [i for i in range(count) if i not in place]
        for signs in product((1, -1, 0), repeat=count)
        if all(s == 1 for i, s in zip(order, signs, strict=True) if i not in sign)
    }
    found = [tuple(a) for a in arrangements(count, sign, place)]
    assert set(found) == expected
    assert len(found) == len(expected) == count_arrangements(count, sign, place)


def test_draws_of_weak_orders_are_even() -> None:
    random = np.random.default_rng(1)
    seen = Counter(draw_weak_order(random, 3) for _ in range(2600))
    assert len(seen) == 13
    assert min(seen.values()) > 140
    assert max(seen.values()) < 260


def test_pert_keeps_to_its_range_and_mean() -> None:
    random = np.random.default_rng(1)
    drawn = [pert(random, -2, 1, 10) for _ in range(4000)]
    assert -2 <= min(drawn) < max(drawn) <= 10
    assert abs(np.mean(drawn) - (-2 + 4 * 1 + 10) / 6) < 0.1
    assert pert(random, 3, 3, 3) == 3
