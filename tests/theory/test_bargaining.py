"""The solutions and the refusals: invariances, large and small numbers, ties, blocks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.theory import bargaining as module
from irenic.theory.bargaining import SOLUTIONS, bargain, leximin_first, proposed, undominated
from irenic.theory.frontier import direct
from irenic.theory.packages import JointTerm, Space, gains_in_units, in_points, rounded
from irenic.theory.refusals import refusals
from spaces import spaces


def table(*gains):
    """A space of one issue: each argument is the vector of gains from one option."""
    worth = np.array(gains, dtype=float).T.copy()
    return Space((worth,), np.zeros(worth.shape[0]), worth.shape[0])


def same(one, other):
    assert one.acceptable == other.acceptable
    for name in one.solutions:
        assert one.solutions[name].value == pytest.approx(other.solutions[name].value, rel=1e-12)
        assert one.solutions[name].ties.tolist() == other.solutions[name].ties.tolist()


@given(spaces(), st.sampled_from((1, 2, 5, 16)), st.sampled_from((0, 10**9)))
def test_solutions_do_not_depend_on_blocks_or_on_what_is_kept(space, chunk, kept):
    whole = bargain(space)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "KEPT", kept)
        found = bargain(space, chunk)
    same(whole, found)
    again = [int(i) for block in found.again(space) for i in block.packages]
    assert len(again) == whole.acceptable


@given(spaces(), st.sampled_from((1, 2, 5, 16)), st.data())
def test_refusals_do_not_depend_on_blocks(space, chunk, data):
    quorum = data.draw(st.integers(1, space.required))
    veto = data.draw(st.lists(st.sampled_from(range(space.required)), max_size=2))
    one, other = refusals(space, quorum, veto), refusals(space, quorum, veto, chunk)
    for name in ("open", "accepts", "alone", "passing"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("nearest", "best_passing"):
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None)
        if first is not None:
            assert first.value == second.value
            assert first.ties.tolist() == second.ties.tolist()


@given(spaces(), st.lists(st.sampled_from((0.5, 1.0, 3.0, 100.0)), min_size=5, max_size=5))
def test_three_solutions_do_not_depend_on_the_parties_scales(space, factors):
    """Scale invariance: an axiom of Nash (1950), of Kalai & Smorodinsky (1975) and of
    Dhillon & Mertens (1999)."""
    scale = np.array(factors)[: len(space.constant)]
    other = Space(
        tuple(worth * scale[:, None] for worth in space.worth),
        space.constant * scale,
        space.required,
        tuple(JointTerm(t.when, t.worth * scale) for t in space.joint),
        space.red_lines,
    )
    one, two = bargain(space), bargain(other)
    for name in ("nash_bargaining_solution", "kalai_smorodinsky", "relative_utilitarian"):
        if one.acceptable:
            assert set(one.solutions[name].ties) == set(two.solutions[name].ties)


def test_a_product_of_two_losses_is_no_gain():
    found = bargain(table((-9, -9, 5), (1, 1, 1)))
    assert found.acceptable == 1
    assert found.solutions["nash_bargaining_solution"].value == 1
    assert found.solutions["nash_bargaining_solution"].ties.tolist() == [1]


def test_a_weakly_dominated_package_ties_but_is_not_proposed():
    space = table((2, 2), (2, 3), (2, 4), (4, 2))
    found = bargain(space)
    tied = found.solutions["kalai_smorodinsky"]
    assert tied.value == 0.5
    assert tied.ties.tolist() == [0, 1, 2, 3]
    best = direct(space, tied.ties)
    assert proposed(space, tied.ties, best.gains).tolist() == [2, 3]
    assert found.solutions["egalitarian"].ties.tolist() == [2, 3]


def test_those_best_by_leximin_are_proposed_first():
    space = table((3, 0), (1, 2), (0, 3), (2, 1))
    ties = bargain(space).solutions["utilitarian"].ties
    assert ties.tolist() == [0, 1, 2, 3]
    assert proposed(space, ties, direct(space, ties).gains).tolist() == [1, 3, 0, 2]


@given(spaces(), st.sampled_from((1, 3, 1000)))
def test_undominated_ties_are_those_on_the_frontier(space, chunk):
    index = np.concatenate(
        [np.zeros(0, np.int64), *(block.packages for block in bargain(space).again(space))]
    )
    if index.size < 2:
        return
    gains = rounded(gains_in_units(space, index)[: space.required])
    best = direct(space, index)
    found = undominated(space, index, best.gains, chunk)
    expected = [
        int(i)
        for i, own in zip(index, gains.T, strict=True)
        if not any((other >= own).all() and (other > own).any() for other in gains.T)
    ]
    assert found.tolist() == expected


def test_leximin_looks_beyond_the_smallest_gain():
    found = bargain(table((1, 5, 5), (1, 1, 90), (5, 1, 6), (7, 5, 1)))
    assert found.solutions["egalitarian"].value == 1
    assert found.solutions["egalitarian"].ties.tolist() == [3]


def test_where_somebody_always_gains_nothing_every_package_ties_for_the_product():
    found = bargain(table((0, 1), (0, 3), (0, 2)))
    solution = found.solutions["nash_bargaining_solution"]
    assert solution.value == 0
    assert solution.ties.tolist() == [0, 1, 2]
    assert found.solutions["kalai_smorodinsky"].value == 1
    assert found.solutions["relative_utilitarian"].value == 1
    assert found.ideal.tolist() == [0, 3]


def test_where_nobody_can_gain_all_values_are_nothing():
    found = bargain(table((0, 0), (0, 0)))
    assert [found.solutions[name].value for name in SOLUTIONS] == [0, 0, 0, 0, 0]
    assert all(solution.ties.tolist() == [0, 1] for solution in found.solutions.values())


def test_ties_hold_within_one_tolerance_and_not_beyond():
    """Of a sum, and of the geometric mean that stands for the product."""
    close, apart = (4, 9 + 5e-10), (4, 9 + 1e-8)
    for other, ties in ((close, 2), (apart, 1)):
        found = bargain(table((9, 4), other))
        for name in ("nash_bargaining_solution", "utilitarian"):
            assert found.solutions[name].ties.size == ties
    thirds = bargain(table((1 / 3, 300), (10, 10)))
    assert thirds.solutions["nash_bargaining_solution"].ties.size == 2


@pytest.mark.parametrize("chunk", [1, 100])
def test_ties_within_the_tolerance_are_kept_when_a_higher_one_comes_in_a_later_block(chunk):
    values = np.array([[5.0, 9.0, 9 + 6e-10, 9 + 12e-10, 2.0]])
    space = Space((values, np.zeros((1, 1))), np.zeros(1), 1)
    for name in ("nash_bargaining_solution", "utilitarian"):
        assert bargain(space, chunk).solutions[name].ties.tolist() == [2, 3]


@pytest.mark.parametrize("gain", [1e-5, 1.0, 9e5])
def test_products_of_many_gains_neither_overflow_nor_vanish(gain):
    parties = 70
    low, high = np.full(parties, gain), np.full(parties, gain)
    high[0] *= 1.01
    solution = bargain(table(low, high)).solutions["nash_bargaining_solution"]
    assert solution.ties.tolist() == [1]
    exact = sum(
        math.log10(g) for g in in_points(gains_in_units(table(low, high), np.array([1])))[:, 0]
    )
    if exact < -320:
        assert solution.value == 0
    else:
        assert math.log10(solution.value) == pytest.approx(exact)
    assert isinstance(solution.value, int) == (exact > 308)


def test_gains_that_round_to_nothing_count_as_nothing_in_the_product():
    """1e-10 of a point must not beat nothing at all: both are nothing."""
    found = bargain(table((1e-10, 900, 900), (0, 901, 901)))
    assert found.solutions["nash_bargaining_solution"].value == 0
    assert found.solutions["nash_bargaining_solution"].ties.size == 2


@given(spaces())
def test_leximin_first_keeps_all_and_puts_the_best_in_front(space):
    ties = np.arange(space.size)
    found = leximin_first(space, ties, chunk=7)
    assert sorted(found.tolist()) == ties.tolist()
    ordered = [tuple(sorted(column)) for column in
               gains_in_units(space, found)[: space.required].T.tolist()]  # fmt: skip
    best = max(ordered)
    front = sum(1 for one in ordered if one == best)
    assert all(one == best for one in ordered[:front])
    assert np.all(np.diff(found[:front]) > 0)
    assert np.all(np.diff(found[front:]) > 0)
