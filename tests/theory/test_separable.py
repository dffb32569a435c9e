"""Packages that some parties accept, where worth adds up, against enumeration."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_oracle import consents, every, quarrels
from irenic.theory import separable
from irenic.theory.packages import Space
from irenic.theory.separable import TooWide, acceptable_to, is_separable


@given(quarrels())
@settings(max_examples=150)
def test_a_package_is_found_exactly_where_there_is_one(space):
    plain = replace(space, joint=(), red_lines=())
    assert is_separable(plain)
    for size in range(1, plain.required + 1):
        for parties in combinations(range(plain.required), size):
            found = acceptable_to(plain, parties)
            if found is None:
                assert not any(all(consents(plain, p, x) for p in parties) for x in every(plain))
            else:
                assert all(consents(plain, p, found) for p in parties)


@given(quarrels(), st.integers(1, 3))
@settings(max_examples=60)
def test_building_alone_decides_too(space, steps):
    """With the subgradient method cut short, the parts of packages have to decide."""
    plain = replace(space, joint=(), red_lines=())
    everybody = range(plain.required)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(separable, "STEPS", steps)
        found = acceptable_to(plain, everybody)
    able = [x for x in every(plain) if all(consents(plain, p, x) for p in everybody)]
    assert (found in able) if able else found is None


@given(quarrels())
@settings(max_examples=60)
def test_joint_worth_and_red_lines_of_required_parties_do_not_add_up(space):
    binding = any(line.party < space.required for line in space.red_lines)
    joint = any(term.worth[: space.required].any() for term in space.joint)
    assert is_separable(space) == (not binding and not joint)


def test_a_gain_that_rounds_to_nothing_is_acceptable():
    tiny = np.array([[0.0, 1e-8], [1e-8, 0.0]])
    for short, there in ((4e-10, True), (6e-10, False)):
        space = Space((tiny,), np.array([-short, -1e-8 - short]), 2)
        assert (acceptable_to(space, (0, 1)) is not None) == there


def test_too_many_parts_are_not_taken_for_an_answer():
    random = np.random.default_rng(3)
    tables = tuple(random.integers(0, 20, (8, 4)).astype(float) for _ in range(8))
    best = sum(table.max(axis=1) for table in tables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(separable, "ROWS", 1)
        patch.setattr(separable, "STEPS", 1)
        with pytest.raises(TooWide):
            acceptable_to(Space(tables, -0.62 * best, 8), range(8))
