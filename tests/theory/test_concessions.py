"""Concessions against enumeration of every package."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from conflict_oracle import every, gain, held, quarrels
from irenic.theory.concessions import concessions, stakes
from irenic.theory.packages import RedLine, Space
from spaces import spaces

BOTH = pytest.mark.parametrize("listed", [10**6, 0], ids=["listing", "programme"])


def open_packages(space):
    """Packages that cross no red line of a required party."""
    lines = [line.never for line in space.red_lines if line.party < space.required]
    return [x for x in every(space) if not any(held(x, n) for n in lines)]


def scale(space, party):
    spread = sum(max(table[party]) - min(table[party]) for table in space.worth)
    joint = sum(abs(term.worth[party]) for term in space.joint)
    return spread or joint or 1.0


def lacks(space, package):
    return [max(0.0, -gain(space, p, package)) for p in range(space.required)]


def check(space, listed):
    found = concessions(space, 10**6, listed=listed)
    scales = [scale(space, p) for p in range(space.required)]
    assert stakes(space).tolist() == scales
    left = open_packages(space)
    for party, alone in enumerate(found.alone):
        others = [p for p in range(space.required) if p != party]
        able = [x for x in left if all(gain(space, p, x) >= 0 for p in others)]
        least = min((lacks(space, x)[party] for x in able), default=None)
        assert alone.proven
        assert alone.points == least
    assert found.proven
    if not left:
        assert (found.share, found.bound, found.packages) == (None, math.inf, ())
        return
    shares = {x: sum(c / s for c, s in zip(lacks(space, x), scales, strict=True)) for x in left}
    least = min(shares.values())
    assert found.share == pytest.approx(least, abs=1e-9)
    assert least - 1e-5 <= found.bound <= least + 1e-6
    assert set(found.packages) == {x for x in left if shares[x] <= least + 1e-10}
    assert not found.more
    for package, joint in zip(found.packages, found.joint.tolist(), strict=True):
        assert joint == lacks(space, package)
    asked = [sum(c > 0 for c in joint) for joint in found.joint]
    assert asked == sorted(asked)


@BOTH
@given(space=quarrels())
@settings(max_examples=120)
def test_concessions_are_the_smallest(listed, space):
    check(space, listed)


@BOTH
@given(space=spaces(largest=40))
@settings(max_examples=40)
def test_with_or_without_a_zone(listed, space):
    check(space, listed)


@BOTH
def test_red_lines_stay(listed):
    lines = (RedLine(0, {0: (0,)}), RedLine(1, {0: (1,)}))
    found = concessions(Space((np.zeros((2, 2)),), np.zeros(2), 2, (), lines), listed=listed)
    assert found.share is None
    assert found.bound == math.inf
    assert [(a.points, a.proven) for a in found.alone] == [(None, True)] * 2


@BOTH
def test_a_limit_cuts_the_ties_and_says_so(listed):
    table = np.array([[1.0, 0, 0], [0, 1, 0]])
    space = Space((table, table), np.array([-2.0, -2.0]), 2)
    ties = [x for x in product(range(3), repeat=2) if sum(lacks(space, x)) == 2]
    whole = concessions(space, listed=listed)
    assert sorted(whole.packages) == sorted(ties)
    assert not whole.more
    cut = concessions(space, 2, listed=listed)
    assert len(cut.packages) == 2
    assert cut.more
    assert cut.share == whole.share == 1.0


def test_without_time_nothing_is_claimed():
    table = np.array([[1.0, 0], [0, 1]])
    space = Space((table,) * 12, np.array([-9.0, -9.0]), 2)
    found = concessions(space, seconds=0.0, listed=0)
    assert not found.proven or found.share == 0.25
