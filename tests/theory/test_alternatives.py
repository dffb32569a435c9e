"""Next best and what if, against every package."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from choices_oracle import accepted, distance, every, gains, lines
from irenic.theory import alternatives as module
from irenic.theory.alternatives import Prospect, alternatives, what_if
from irenic.theory.packages import RedLine, Space
from irenic.theory.programme import Clock
from irenic.theory.what_if_listed import listed
from spaces import spaces


def eligible(space, solution, within):
    """Packages that all accept and that cost nobody more than ``within`` against ``solution``."""
    least = [gain - within for gain in gains(space, solution)]
    return [
        x
        for x in every(space)
        if accepted(space, x)
        and all(g >= f for g, f in zip(gains(space, x), least, strict=True))
    ]  # fmt: skip


def rank(space, x, chosen):
    """How far apart, the smallest gain, and the sum of gains: what decides, in this order."""
    own = gains(space, x)
    return min(distance(x, other) for other in chosen), min(own), sum(own)


@given(spaces(), st.integers(0, 8), st.integers(1, 4), st.data())
@settings(max_examples=200)
def test_alternatives_are_the_ones_furthest_apart(space, quarters, count, data):
    within = quarters / 4
    good = [x for x in every(space) if accepted(space, x)]
    assume(good)
    solution = data.draw(st.sampled_from(good))
    found = alternatives(space, solution, within, count)
    assert found.proven
    pool = set(eligible(space, solution, within))
    chosen = [solution]
    for one in found.found:
        pool.discard(chosen[-1])
        best = max(rank(space, x, chosen) for x in pool)
        assert one.proven
        assert one.package in pool
        assert rank(space, one.package, chosen) == best
        assert one.apart == best[0]
        assert list(one.differs) == [
            i for i, (a, b) in enumerate(zip(one.package, solution, strict=True)) if a != b
        ]
        everybody = range(len(space.constant))
        np.testing.assert_array_equal(one.gains, gains(space, one.package, everybody))
        chosen.append(one.package)
    pool.discard(chosen[-1])
    assert len(found.found) == count or not pool


def test_an_alternative_is_better_for_nobody_at_no_cost_where_another_is_as_far():
    # Two packages are equally far and equally good for the first party: the better one
    # for the second is proposed.
    space = Space((np.array([[0.0, 0.0, 0.0], [5.0, 1.0, 3.0]]),), np.zeros(2), 2)
    found = alternatives(space, (0,), 5.0, 1)
    assert [one.package for one in found.found] == [(2,)]


def test_a_cost_counts_to_the_unit():
    space = Space((np.array([[2.0, 1.0, 1.0 - 1e-9]]),), np.zeros(1), 1)
    assert [one.package for one in alternatives(space, (0,), 1.0, 5).found] == [(1,)]
    assert len(alternatives(space, (0,), 1.0 + 1e-9, 5).found) == 2


@pytest.mark.parametrize("worth", [-1.0, 1.0])
def test_alternatives_are_to_an_acceptable_package(worth):
    line = (RedLine(0, {0: (0,)}),) if worth > 0 else ()
    space = Space((np.array([[worth, 0.0]]),), np.zeros(1), 1, (), line)
    with pytest.raises(ValueError, match="accepts"):
        alternatives(space, (0,), 1.0, 1)


def test_without_time_nothing_is_called_proven():
    space = Space(tuple(np.zeros((2, 3)) for _ in range(6)), np.zeros(2), 2)
    found = alternatives(space, (0,) * 6, 1.0, 2, Clock(0.0))
    assert not found.proven
    assert not any(one.proven for one in found.found)


def highest(space, packages, parties):
    """The highest smallest gain of ``parties`` where they heed their own red lines."""
    free = [x for x in packages if not lines(space, x, parties)]
    return max((min(gains(space, x, parties)) for x in free), default=None)


def check(space, found):
    """``found`` says of every change what looking at every package says."""
    everything, needed = every(space), range(space.required)

    def same(prospect, expected, packages=None, parties=needed):
        assert prospect.proven
        assert prospect.smallest == expected
        assert prospect.deal is (expected is not None and expected >= 0)
        if packages is not None and found.listed:
            assert prospect.acceptable == sum(accepted(space, x, parties) for x in packages)

    same(found.now, highest(space, everything, needed), everything)
    for issue, options in enumerate(space.shape):
        for option in range(options):
            on = [x for x in everything if x[issue] == option]
            off = [x for x in everything if x[issue] != option]
            same(found.standing[issue][option], highest(space, on, needed), on)
            same(found.ruled_out[issue][option], highest(space, off, needed), off)
    assert len(found.without) == (space.required if space.required > 1 else 0)
    for party, prospect in enumerate(found.without):
        left = [p for p in needed if p != party]
        same(prospect, highest(space, everything, left))
    assert len(found.joined) == len(space.constant) - space.required
    for party, prospect in enumerate(found.joined, space.required):
        same(prospect, highest(space, everything, [*needed, party]))


@given(spaces(), st.sampled_from((1, 4, 1 << 14)))
@settings(max_examples=200)
def test_what_if_by_looking_at_every_package(space, chunk):
    found = module._from_list(space, listed(space, chunk=chunk))
    assert found.listed
    check(space, found)


@given(spaces(largest=40))
@settings(max_examples=40)
def test_what_if_by_programmes(space):
    found = what_if(space, most=0)
    assert not found.listed
    check(space, found)


def test_what_if_lists_only_where_it_may():
    space = Space((np.zeros((2, 3)),), np.zeros(2), 1)
    told = []
    assert what_if(space, progress=lambda what, share: told.append(share), most=6).listed
    assert told[-1] == 1.0
    told.clear()
    assert not what_if(space, progress=lambda what, share: told.append(share), most=5).listed
    assert told[-1] == 1.0


def test_without_time_what_if_leaves_the_question_open():
    space = Space(tuple(np.ones((2, 4)) for _ in range(5)), np.full(2, -5.0), 2)
    found = what_if(space, Clock(0.0), most=0)
    prospects = [found.now, *(p for row in found.standing for p in row)]
    assert all(p.deal is True or not p.proven for p in prospects)


@pytest.mark.parametrize(
    ("smallest", "bound", "deal"),
    [
        (None, math.inf, None),
        (None, -math.inf, False),
        (None, -1.0, False),
        (-2.0, 3.0, None),
        (-2.0, -1.0, False),
        (-2.0, -2.0, False),
        (0.0, 4.0, True),
        (-1e-9, -1e-9, False),
    ],
)
def test_a_deal_is_there_not_there_or_not_decided(smallest, bound, deal):
    assert Prospect(smallest, bound).deal is deal
