"""The single text, against every package."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from choices_oracle import accepted, distance, every, gain, gains, lines
from irenic.theory.packages import RedLine, Space
from irenic.theory.programme import Clock
from irenic.theory.single_text import single_text
from spaces import spaces


def steps_from(space, text):
    """All packages a step can lead to, each with what decides between them."""
    now, held = gains(space, text), lines(space, text)
    found = {}
    for x in every(space):
        rise = [a - b for a, b in zip(gains(space, x), now, strict=True)]
        if min(rise) >= 0 and max(rise) > 0 and lines(space, x) <= held:
            found[x] = (min(rise) > 0, -distance(x, text), min(rise), sum(rise))
    return found


@given(spaces(), st.data())
@settings(max_examples=210)
def test_every_step_is_the_first_in_the_order_and_none_is_left(space, data):
    draft = data.draw(st.sampled_from(every(space)))
    found = single_text(space, draft)
    text, before = draft, None
    everybody = range(len(space.constant))
    for step in found.steps:
        possible = steps_from(space, text)
        best = max(possible.values())
        assert possible[step.package] == best
        assert step.proven
        assert step.all_gain is best[0]
        assert [i for i, _ in enumerate(text) if step.package[i] != text[i]] == list(step.issues)
        np.testing.assert_array_equal(step.gains, gains(space, step.package, everybody))
        np.testing.assert_array_equal(
            step.change, step.gains - np.array(gains(space, text, everybody))
        )
        # Never back to a step that all gain from, once there was none.
        assert before is not False or step.all_gain is False
        text, before = step.package, step.all_gain
    assert found.last == text
    assert steps_from(space, text) == {}
    assert found.efficient
    np.testing.assert_array_equal(found.gains, gains(space, draft, everybody))
    assert list(found.refuses) == [
        p for p in range(space.required) if not accepted(space, text, [p])
    ]


def test_a_red_line_once_left_is_not_crossed_again():
    # Options 0 and 2 cross the line; from 0 the way leads to 1, and 2 is worth more to both.
    worth = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 1.0]])
    lines_ = (RedLine(0, {0: (0,)}), RedLine(0, {0: (2,)}))
    space = Space((worth,), np.zeros(2), 2, (), lines_)
    found = single_text(space, (0,))
    assert [step.package for step in found.steps] == [(1,)]
    assert found.refuses == ()


def test_a_line_that_the_draft_crosses_may_stay_crossed():
    space = Space((np.array([[0.0, 1.0]]),), np.zeros(1), 1, (), (RedLine(0, {0: (0, 1)}),))
    found = single_text(space, (0,))
    assert found.last == (1,)
    assert found.refuses == (0,)


def test_without_time_the_end_is_not_called_efficient():
    table = np.array([[0.0, 2.0, 1.0], [0.0, 1.0, 2.0]])
    space = Space(tuple(table for _ in range(5)), np.zeros(2), 2)
    found = single_text(space, (0,) * 5, Clock(0.0))
    assert not found.efficient
    assert not any(step.proven for step in found.steps)
    assert gain(space, found.last, 0) >= 0


def test_indifference_does_not_have_to_be_searched_through():
    """Five million packages that all parties find equally good, and nothing better."""
    space = Space(tuple(np.zeros((3, 5)) for _ in range(10)), np.zeros(3), 3)
    found = single_text(space, (0,) * 10)
    assert found.efficient
    assert found.steps == ()


def test_of_losses_every_unit_counts_of_gains_what_can_be_noticed():
    """HiGHS cannot tell a billionth of a point from nothing; what it finds is checked exactly."""
    table = np.array([[0.0, 3.0, 2.0, 1e-8], [0.0, -1e-9, 0.0, 1e-8]])
    found = single_text(Space((table,), np.zeros(2), 2), (0,))
    assert found.last == (2,)
    assert found.efficient
    assert [step.all_gain for step in found.steps] == [False]
