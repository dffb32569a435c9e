"""The space of packages: gains, exactness, and enumeration in blocks of any size."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.theory.packages import (
    TOLERANCE,
    UNITS,
    JointTerm,
    Space,
    acceptable,
    gains_in_units,
    halves,
    in_points,
    options_of,
    rounded,
)
from spaces import spaces


def definition(space, package):
    """Gains of all parties, one term after the other, exactly."""
    total = [Fraction(c) for c in space.constant]
    for table, option in zip(space.worth, package, strict=True):
        total = [t + Fraction(w) for t, w in zip(total, table[:, option], strict=True)]
    for term in space.joint:
        if all(package[issue] in allowed for issue, allowed in term.when.items()):
            total = [t + Fraction(w) for t, w in zip(total, term.worth, strict=True)]
    return total


def crossed(space, package):
    return any(
        all(package[issue] in allowed for issue, allowed in line.never.items())
        for line in space.red_lines
        if line.party < space.required
    )


def every(space):
    return list(itertools.product(*(range(size) for size in space.shape)))


@given(spaces())
def test_gains_are_the_sum_of_their_terms(space):
    found = in_points(gains_in_units(space, np.arange(space.size)))
    for index, package in enumerate(every(space)):
        assert found[:, index].tolist() == [float(g) for g in definition(space, package)]


@given(spaces(), st.sampled_from((1, 2, 3, 5, 7, 16, 1 << 17)))
def test_acceptable_packages_do_not_depend_on_the_size_of_blocks(space, chunk):
    expected = [
        index
        for index, package in enumerate(every(space))
        if min(definition(space, package)[: space.required]) >= 0 and not crossed(space, package)
    ]
    blocks = list(acceptable(space, chunk))
    assert [int(i) for block in blocks for i in block.packages] == expected
    for block in blocks:
        exact = gains_in_units(space, block.packages)[: space.required]
        assert np.array_equal(block.gains, exact)


@given(spaces(), st.sampled_from((1, 3, 8)))
def test_rows_and_columns_cover_the_space_in_order(space, chunk):
    split = halves(space, chunk)
    assert split.rows * split.columns == space.size
    assert split.columns <= max(chunk, space.shape[-1])
    exact = gains_in_units(space, np.arange(space.size))
    for party in range(space.required):
        assert np.array_equal(split.cells(party, slice(None)).ravel(), exact[party])


def test_many_options_in_the_last_issue_are_one_row():
    space = Space((np.zeros((1, 2)), np.arange(50.0)[None, :]), np.array([-40.0]), 1)
    assert halves(space, 10).columns == 50
    assert sum(block.packages.size for block in acceptable(space, 10)) == 20


def test_few_acceptable_packages_are_found_by_narrowing():
    chance = np.random.default_rng(3)
    worth = tuple(np.round(chance.random((6, 4)) * 25, 2) for _ in range(5))
    joint = (JointTerm({0: (1,), 4: (2, 3)}, np.array([5.0, -5, 0, 0, 1, 0])),)
    space = Space(worth, np.full(6, -66.0), 6, joint)
    gains = rounded(gains_in_units(space, np.arange(space.size)))
    expected = np.flatnonzero((gains >= 0).all(axis=0))
    assert 0 < expected.size < space.size / 50
    for chunk in (1, 64, 1 << 17):
        found = np.concatenate([block.packages for block in acceptable(space, chunk)])
        assert np.array_equal(found, expected)


@given(st.lists(st.floats(-1000, 1000), min_size=2, max_size=8), st.randoms())
def test_sums_do_not_depend_on_the_order_of_the_issues(numbers, chance):
    mixed = list(numbers)
    chance.shuffle(mixed)
    total = [
        gains_in_units(
            Space(tuple(np.array([[x]]) for x in order), np.zeros(1), 1), np.zeros(1, np.int64)
        )[0, 0]
        for order in (numbers, mixed)
    ]
    assert total[0] == total[1]
    assert total[0] / UNITS == pytest.approx(float(sum(map(Fraction, numbers))), abs=1e-10)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 100.0, 1e4])
def test_the_grid_is_far_finer_than_the_tolerance(scale):
    space = Space(tuple(np.full((1, 2), scale) for _ in range(20)), np.zeros(1), 1)
    assert space.grid[0] * TOLERANCE < 1e-3 * TOLERANCE or scale > 1000


def test_gains_round_to_whole_units():
    for gain, whole in ((0.0, 0), (4e-10, 0), (-4e-10, 0), (6e-10, 1), (-6e-10, -1), (0.3, 3e8)):
        space = Space((np.array([[gain]]),), np.zeros(1), 1)
        assert rounded(gains_in_units(space, np.zeros(1, np.int64)))[0, 0] == whole
        assert sum(b.packages.size for b in acceptable(space)) == (whole >= 0)


@given(spaces())
def test_options_and_indices_are_two_ways_to_say_the_same(space):
    options = np.array(options_of(space, np.arange(space.size))).T
    assert [tuple(row) for row in options.tolist()] == every(space)


@given(spaces(), st.data())
def test_a_choice_of_parties_keeps_their_gains_and_red_lines(space, data):
    count = len(space.constant)
    parties = data.draw(st.lists(st.integers(0, count - 1), min_size=1, unique=True))
    part = space.among(parties)
    index = np.arange(space.size)
    assert part.required == len(parties)
    assert np.array_equal(
        in_points(gains_in_units(part, index)), in_points(gains_in_units(space, index))[parties]
    )
    lines = [(parties[line.party], line.never) for line in part.red_lines]
    assert lines == [(r.party, r.never) for r in space.red_lines if r.party in parties]
