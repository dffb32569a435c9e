"""Changes that turn a conclusion round, checked by making them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_spaces import every, holds
from irenic.theory import flips as module
from irenic.theory.drawn import one_draw, passes, who_accepts
from irenic.theory.drawn_zone import zones
from irenic.theory.flips import (
    Ranges,
    TooManyPackages,
    bisect_flip,
    moved,
    package_flips,
    package_swing,
    zone_flips,
    zone_swing,
)
from irenic.theory.packages import TOLERANCE, JointTerm, RedLine, Space, acceptable
from spaces import spaces

NEAR = 2 * TOLERANCE
FAR = 1e4


def changed(space, party, column, points):
    """One number of the space otherwise: the constant, an option's worth, joint worth."""
    if column == 0:
        constant = space.constant.copy()
        constant[party] += points
        return replace(space, constant=constant)
    column -= 1
    worth = [table.copy() for table in space.worth]
    for table in worth:
        if column < table.shape[1]:
            table[party, column] += points
            return replace(space, worth=tuple(worth))
        column -= table.shape[1]
    joint = [JointTerm(term.when, term.worth.copy()) for term in space.joint]
    joint[column].worth[party] += points
    return replace(space, joint=tuple(joint))


def there_is(space):
    return any(block.packages.size for block in acceptable(space))


def accepted(space, choice, party):
    options = tuple(np.array([option]) for option in choice)
    if party is None:
        return bool(passes(one_draw(space), options)[0, 0])
    return bool(who_accepts(one_draw(space), options)[0, party, 0])


def check(found, space, ask):
    """Just short of every change nothing changes, just past it the answer is the other one."""
    assert ask(space) == found.holds
    sign = -1.0 if found.holds else 1.0
    for party in range(space.required):
        for column, change in enumerate(found.changes[party]):
            if math.isnan(change):
                assert ask(changed(space, party, column, FAR)) == found.holds
                assert ask(changed(space, party, column, -FAR)) == found.holds
                continue
            assert sign * change >= 0
            past = changed(space, party, column, change + sign * NEAR)
            assert ask(past) != found.holds
            if sign * change > NEAR:
                short = changed(space, party, column, change - sign * NEAR)
                assert ask(short) == found.holds


@given(spaces(largest=40))
@settings(max_examples=40, deadline=None)
def test_one_judgement_opens_or_shuts_the_only_deals(space):
    check(zone_flips(space), space, there_is)


@given(spaces(largest=40), st.data())
@settings(max_examples=40, deadline=None)
def test_one_judgement_turns_what_is_said_of_a_package(space, data):
    choice = data.draw(st.sampled_from(every(space)))
    party = data.draw(st.sampled_from([None, *range(space.required)]))
    found = package_flips(space, choice, party)
    check(found, space, lambda other: accepted(other, choice, party))


def test_a_party_that_is_not_required_is_asked_too():
    space = Space((np.array([[1.0, 0.0], [0.0, 2.0]]),), np.array([0.0, -3.0]), 1)
    found = package_flips(space, (1,), 1)
    assert not found.holds
    assert found.changes[1].tolist()[0] == 1.0
    assert np.isnan(found.changes[1, 1])
    assert found.changes[1, 2] == 1.0
    assert np.isnan(found.changes[0]).all()


def ranges_of(data, space):
    shape = (len(space.constant), 1 + sum(space.shape) + len(space.joint))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rise, fall = random.integers(0, 4, (2, *shape)) * (random.random((2, *shape)) < 0.6)
    return Ranges(rise / 4, fall / 4)


def check_swing(share, space, ranges, ask):
    before = ask(space)
    ends = -ranges.fall if before else ranges.rise
    if share is None:
        assert ask(moved(space, ends * FAR)) == before
        return
    assert share >= 0
    # The smallest range there is turns a share into no less than a quarter of it in points.
    near = 8 * NEAR
    assert ask(moved(space, ends * (share + near))) != before
    if share > near:
        assert ask(moved(space, ends * (share - near))) == before


@given(spaces(largest=40), st.data())
@settings(max_examples=40, deadline=None)
def test_all_judgements_together_by_shares_of_their_ranges(space, data):
    ranges = ranges_of(data, space)
    check_swing(zone_swing(space, ranges), space, ranges, there_is)
    choice = data.draw(st.sampled_from(every(space)))
    party = data.draw(st.sampled_from([None, *range(space.required)]))
    share = package_swing(space, choice, ranges, party)
    check_swing(share, space, ranges, lambda other: accepted(other, choice, party))


def test_a_red_line_is_crossed_whatever_a_package_is_worth():
    space = Space((np.array([[5.0, 1.0]]),), np.array([-2.0]), 1)
    barred = replace(space, red_lines=(RedLine(0, {0: (0,)}),))
    assert holds(barred.red_lines[0].never, (0,))
    ranges = Ranges(np.ones((1, 3)), np.ones((1, 3)))
    assert package_swing(barred, (0,), ranges) is None
    assert np.isnan(package_flips(barred, (0,)).changes).all()
    assert zone_flips(barred).changes.tolist()[0][0] == 1.0
    assert zone_swing(barred, ranges) == 0.5


def test_too_many_packages_are_not_gone_through(monkeypatch):
    monkeypatch.setattr(module, "LISTED", 1)
    space = Space((np.array([[5.0, 1.0]]),), np.array([-2.0]), 1)
    with pytest.raises(TooManyPackages):
        zone_flips(space)
    with pytest.raises(TooManyPackages):
        zone_swing(space, Ranges(np.ones((1, 3)), np.ones((1, 3))))


@given(st.floats(-50, 50), st.booleans())
def test_bisection_closes_in_on_the_turn(turn, upwards):
    def ask(value):
        return (value >= turn) == upwards

    near, far = bisect_flip(ask, -60.0, 60.0, 1e-6)
    assert far - near <= 1e-6
    assert ask(near) == ask(-60.0) != ask(far)
    near, far = bisect_flip(ask, 60.0, -60.0, 1e-6)
    assert ask(near) == ask(60.0) != ask(far)
    assert near >= far


def test_bisection_says_nothing_where_the_ends_agree_or_are_not_decided():
    assert bisect_flip(lambda _: True, 0.0, 1.0, 1e-3) is None
    assert bisect_flip(lambda v: None if v > 0.4 else True, 0.0, 1.0, 1e-3) is None
    undecided = {0.0: True, 1.0: False}
    assert bisect_flip(undecided.get, 0.0, 1.0, 1e-3) is None


def test_who_accepts_already_needs_no_range():
    """Party 1 gains and nothing of its own can move; party 0 lacks half of its range."""
    space = Space((np.array([[1.0], [5.0]]),), np.array([-2.0, 0.0]), 2)
    ranges = Ranges(np.array([[0.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2)))
    assert zone_swing(space, ranges) == 0.5
    assert package_swing(space, (0,), ranges) == 0.5
    assert package_swing(space, (0,), ranges, 1) is None


@given(spaces(largest=20), st.data())
@settings(max_examples=40, deadline=None)
def test_moving_all_cells_is_moving_one_after_the_other(space, data):
    points = ranges_of(data, space).rise
    single = space
    for party, column in np.argwhere(points):
        single = changed(single, party, column, points[party, column])
    together = moved(space, points)
    assert (together.constant == single.constant).all()
    assert all((a == b).all() for a, b in zip(together.worth, single.worth, strict=True))
    assert all(
        (a.worth == b.worth).all() for a, b in zip(together.joint, single.joint, strict=True)
    )
    assert (together.required, together.red_lines) == (space.required, space.red_lines)


@given(spaces(largest=20), st.data())
@settings(max_examples=40, deadline=None)
def test_where_there_are_too_many_packages_bisection_finds_the_same(space, data):
    ranges = ranges_of(data, space)
    exact = zone_swing(space, ranges)
    ends = -ranges.fall if there_is(space) else ranges.rise

    def ask(share):
        return bool(zones(one_draw(moved(space, ends * share))).exists[0])

    found = bisect_flip(ask, 0.0, 64.0, 1e-6)
    if found is None:
        assert exact is None or exact >= 64.0
    else:
        assert found[0] - 1e-8 <= exact <= found[1] + 1e-8
