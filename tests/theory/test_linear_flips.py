"""Linear conditions and one number: against a search over a fine grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.theory.linear_flips import Conditions, linear_flips, linear_swing

GRID = np.arange(-60, 61) / 4
NUMBERS = st.sampled_from([-2.0, -1.0, 0.0, 0.0, 1.0, 2.0])


@st.composite
def conditions(draw):
    """Up to three conditions on up to four numbers, in halves, so that turns lie on the grid."""
    many, numbers = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    values = [draw(st.integers(-8, 8)) / 2 for _ in range(many)]
    slopes = [[draw(NUMBERS) for _ in range(numbers)] for _ in range(many)]
    return Conditions(np.array(values), np.array(slopes))


def all_hold(found, changes):
    return bool((found.values + found.coefficients @ changes >= -1e-9).all())


@given(conditions())
def test_the_nearest_turn_each_way_is_found(found):
    down, up = linear_flips(found)
    for j in range(found.coefficients.shape[1]):
        for to, side in ((down[j], -1.0), (up[j], 1.0)):
            # A conclusion that holds fails just past a turn, so the grid is shifted a little.
            steps = GRID[GRID * side >= 0] + (side * 1e-6 if found.holds else 0.0)
            changes = np.zeros(len(down))
            turned = []
            for step in steps:
                changes[j] = step
                if all_hold(found, changes) != found.holds:
                    turned.append(abs(step))
            if np.isnan(to):
                assert not turned
            else:
                assert to * side >= 0
                assert min(turned) == pytest.approx(abs(to), abs=2e-6)


@given(conditions(), st.data())
def test_a_share_of_all_ranges_turns_and_less_does_not(found, data):
    count = found.coefficients.shape[1]
    fall, rise = (np.array([data.draw(st.integers(0, 3)) for _ in range(count)]) for _ in "ab")
    try:
        share, ways = linear_swing(found, fall, rise)
    except ValueError:
        assert not found.holds
        return

    def moved(part):
        return all_hold(found, part * np.where(ways > 0, rise, np.where(ways < 0, -fall, 0.0)))

    if share is None:
        assert moved(1e6) == found.holds
        return
    assert moved(share + 1e-6) != found.holds
    if share > 1e-6:
        assert moved(share - 1e-6) == found.holds


def test_what_is_forbidden_never_turns():
    found = Conditions(np.array([1.0]), np.array([[1.0]]), never=True)
    assert not found.holds
    assert np.isnan(linear_flips(found)).all()
    assert linear_swing(found, np.ones(1), np.ones(1))[0] is None
