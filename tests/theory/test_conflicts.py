"""Conflicts and what they turn on, against every subset of parties and every package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_oracle import families, quarrels, turning
from irenic.theory.conflicts import _Answer, _explore, conflicts
from irenic.theory.packages import Space
from irenic.theory.turning_issues import turning_issues
from spaces import spaces

BOTH = pytest.mark.parametrize("listed", [10**6, 0], ids=["listing", "programme"])


@BOTH
@given(space=quarrels())
@settings(max_examples=120)
def test_conflicts_and_agreements_are_those_of_the_definitions(listed, space):
    found = conflicts(space, 1000, listed=listed)
    minimal, maximal = families(space)
    assert found.complete
    assert found.listed == (listed > 0)
    assert set(found.minimal) == minimal
    assert set(found.maximal) == maximal
    assert len(found.minimal) == len(minimal)
    assert len(found.maximal) == len(maximal)
    assert [len(s) for s in found.minimal] == sorted(len(s) for s in minimal)


@BOTH
@given(space=spaces(largest=40))
@settings(max_examples=40)
def test_with_or_without_a_zone(listed, space):
    found = conflicts(space, 1000, listed=listed)
    assert (set(found.minimal), set(found.maximal)) == families(space)
    everybody = tuple(range(space.required))
    assert (found.maximal == (everybody,)) == (not found.minimal)


@BOTH
@given(space=quarrels())
@settings(max_examples=100)
def test_what_conflicts_turn_on(listed, space):
    sets = sorted(families(space)[0])
    expected = [turning(space, parties) for parties in sets]
    assert turning_issues(space, sets, listed=listed) == expected


@given(space=quarrels())
@settings(max_examples=60)
def test_what_conflicts_turn_on_where_worth_adds_up(space):
    plain = replace(space, joint=(), red_lines=())
    sets = sorted(families(plain)[0])
    expected = [turning(plain, parties) for parties in sets]
    assert turning_issues(plain, sets, listed=0) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("irenic.theory.turning_issues.is_separable", lambda space: False)
        assert turning_issues(plain, sets, listed=0) == expected


@BOTH
@given(space=quarrels(), limit=st.integers(0, 3))
@settings(max_examples=60)
def test_a_limit_leaves_proven_sets_and_says_so(listed, space, limit):
    found = conflicts(space, limit, listed=listed)
    minimal, maximal = families(space)
    assert set(found.minimal) <= minimal
    assert set(found.maximal) <= maximal
    assert len(found.minimal) == min(limit, len(minimal))
    assert len(found.maximal) <= limit
    assert found.complete == (len(minimal) <= limit and len(maximal) <= limit)


def test_smallest_conflicts_come_first_where_a_limit_cuts():
    # Parties 0 and 1 want opposite options; 2, 3 and 4 share one good too few.
    pair = np.array([[1.0, -1], [-1, 1], [0, 0], [0, 0], [0, 0]])
    goods = [np.array([[0.0] * 3, [0] * 3, [1, 0, 0], [0, 1, 0], [0, 0, 1]]) for _ in range(2)]
    space = Space((pair, *goods), np.array([0.0, 0, -1, -1, -1]), 5)
    for listed in (10**6, 0):
        assert conflicts(space, 1, listed=listed).minimal == ((0, 1),)
        assert conflicts(space, 2, listed=listed).minimal == ((0, 1), (2, 3, 4))
        assert turning_issues(space, [(0, 1), (2, 3, 4)], listed=listed) == [
            ((0,),),
            ((1,), (2,)),
        ]


def test_parties_that_accept_nothing_are_conflicts_of_one():
    space = Space((np.zeros((2, 2)),), np.array([-1.0, -1.0]), 2)
    for listed in (10, 0):
        found = conflicts(space, listed=listed)
        assert found.minimal == ((0,), (1,))
        assert found.maximal == ((),)
        assert turning_issues(space, found.minimal, listed=listed) == [(), ()]


def test_without_time_nothing_is_claimed():
    space = Space((np.array([[1.0, -1], [-1, 1]]),), np.zeros(2), 2)
    found = conflicts(space, seconds=0.0, listed=0)
    assert (found.minimal, found.complete) == ((), False)
    assert turning_issues(space, [(0, 1)], seconds=0.0, listed=0) == [None]
    assert turning_issues(space, [(0, 1)], seconds=0.0) == [None]


def test_a_package_short_by_less_than_the_slack_of_the_programme_is_none():
    tiny = np.array([[1.0, -1e-8], [-1e-8, 1.0]])
    space = Space((tiny,), np.zeros(2), 2)
    for listed in (10, 0):
        assert conflicts(space, listed=listed).minimal == ((0, 1),)


def test_an_agreement_is_told_only_where_nobody_can_be_added():
    # Out of {0, 1, 2} all pairs agree and all three do not; the search starts from {0}.
    def ask(wanted):
        return _Answer(None if wanted == 0b111 else max(wanted, 0b011 if wanted == 1 else wanted))

    stopped = _explore(3, [0b001], lambda wanted: _Answer(None, proven=False), 10, False)
    assert (stopped.minimal, stopped.maximal, stopped.complete) == ((), (), False)
    whole = _explore(3, [0b001], ask, 10, False)
    assert whole.minimal == ((0, 1, 2),)
    assert set(whole.maximal) == {(0, 1), (0, 2), (1, 2)}
    assert whole.complete
