"""The frontier: two ways to it, against each other and against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.theory import frontier as module
from irenic.theory.frontier import direct, frontier, joined, maximal
from irenic.theory.packages import Space, acceptable, gains_in_units, rounded
from spaces import spaces


def vectors(found):
    columns = [tuple(column) for column in rounded(found.gains).T.tolist()]
    assert len(columns) == len(set(columns))
    return set(columns)


def accepted(space):
    return np.concatenate([np.zeros(0, np.int64), *(b.packages for b in acceptable(space))])


def undominated(columns):
    """The definition: no other is at least as high everywhere and higher somewhere."""
    return {
        one
        for one in columns
        if not any(
            other != one and all(a >= b for a, b in zip(other, one, strict=True))
            for other in columns
        )
    }


@given(spaces())
@settings(max_examples=250)
def test_joining_and_filtering_find_the_frontier_of_the_definition(space):
    index = accepted(space)
    whole = rounded(gains_in_units(space, index)[: space.required])
    expected = undominated({tuple(column) for column in whole.T.tolist()})
    for found in (direct(space, index), joined(space)):
        assert vectors(found) == expected
        assert set(found.packages.tolist()) <= set(index.tolist())
        assert np.array_equal(found.packages, np.sort(found.packages))
        exact = gains_in_units(space, found.packages)[: space.required]
        assert np.array_equal(found.gains, exact)


@given(spaces())
def test_joining_in_small_steps_changes_nothing(space):
    whole = vectors(joined(space))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXPANSION", 3)
        assert vectors(joined(space)) == whole


@given(spaces(), st.sampled_from(((0, 0), (0, 10**9), (10**9, 10**9))))
def test_whichever_way_is_chosen_the_frontier_is_the_same(space, limits):
    index = accepted(space)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", limits[0])
        patch.setattr(module, "JOINED_PARTIES", 1)
        patch.setattr(module, "MANY", limits[1])
        found = frontier(space, lambda: acceptable(space, 4), index.size)
    assert vectors(found) == vectors(direct(space, index))


@st.composite
def _columns(draw):
    high = draw(st.sampled_from((1, 3, 10**12)))
    rows = draw(st.integers(1, 8))
    count = draw(st.integers(0, 40))
    numbers = st.lists(st.integers(-high, high), min_size=rows * count, max_size=rows * count)
    return np.array(draw(numbers), dtype=np.int64).reshape(rows, count)


@given(_columns(), st.sampled_from((0, 1, 64)), st.sampled_from((1, 2, 7, 4096)))
@settings(max_examples=250)
def test_maximal_columns_by_pivots_and_by_blocks(columns, pivots, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIVOTS", pivots)
        patch.setattr(module, "FIRST_BLOCK", size)
        patch.setattr(module, "BLOCK", size)
        patch.setattr(module, "ROWS", 5)
        patch.setattr(module, "CACHED", 3)
        found = maximal(columns)
    every = [tuple(column) for column in columns.T.tolist()]
    kept = [every[place] for place in found]
    assert len(kept) == len(set(kept))
    assert set(kept) == undominated(set(every))
    assert all(every.index(every[place]) == place for place in found)


@pytest.mark.parametrize("dimensions", [2, 3, 9])
def test_many_columns_cross_the_borders_of_blocks(dimensions):
    chance = np.random.default_rng(dimensions)
    columns = chance.integers(0, 40, (dimensions, 3000))
    columns[0] = 60 - columns[1:].sum(axis=0) // (dimensions - 1) + chance.integers(0, 5, 3000)
    found = columns[:, maximal(columns)]
    at_least = (columns[:, :, None] >= found[:, None, :]).all(axis=0)
    more = (columns[:, :, None] > found[:, None, :]).any(axis=0)
    assert not (at_least & more).any()
    covered = (found[:, None, :] >= columns[:, :, None]).all(axis=0).any(axis=1)
    assert covered.all()
    assert np.unique(found, axis=1).shape == found.shape


def test_high_dimensions_skip_the_pruning_and_still_agree():
    chance = np.random.default_rng(0)
    worth = tuple(chance.random((9, 4)) * 20 for _ in range(7))
    space = Space(worth, np.full(9, -56.0), 9)
    index = accepted(space)
    assert index.size > 5000
    assert vectors(joined(space)) == vectors(direct(space, index))


def test_nothing_acceptable_is_an_empty_frontier():
    space = Space((np.zeros((2, 3)), np.zeros((2, 2))), np.array([-1.0, 0.0]), 2)
    assert joined(space).packages.size == 0
    assert direct(space, np.zeros(0, np.int64)).packages.size == 0
