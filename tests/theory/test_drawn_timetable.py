"""Many draws of a timetable: each draw is what ``enforcement.evaluate`` says of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.theory.drawn_timetable import (
    DrawnTimetable,
    credible,
    holds,
    margins,
    most_settled,
    one_timetable,
)
from irenic.theory.enforcement import Timetable, evaluate
from timetables import bond, every, timetable, timetables

NUMBERS = ("once", "flow", "shift", "reservation", "settled", "standing")


@st.composite
def drawn_timetables(draw: st.DrawFn) -> DrawnTimetable:
    """A few draws of a small timetable, with numbers around its own."""
    form = draw(timetables(stages=4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(1, 4))
    spread = draw(st.sampled_from([0.0, 3.0]))

    def around(numbers: np.ndarray) -> np.ndarray:
        return numbers[None] + spread * np.rint(random.normal(size=(count, *numbers.shape)))

    found = one_timetable(form)
    return replace(
        found,
        **{name: around(getattr(form, name)) for name in NUMBERS},
        discount=random.choice([1.0, 0.9, 0.5], size=(count, form.parties)),
        penalty=np.abs(around(found.penalty[0])), upkeep=np.abs(around(found.upkeep[0])),
        enforcing=around(found.enforcing[0]),
    )  # fmt: skip


def some_shares(form: Timetable, seed: int) -> list[np.ndarray]:
    """A few timetables of the deeds and, the formulas being linear, shares that are none."""
    random = np.random.default_rng(seed)
    found = [shares for shares, _ in zip(every(form), range(5), strict=False)]
    return [*found, random.dirichlet(np.ones(form.stages), size=form.deeds)]


@given(drawn_timetables(), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_every_draw_is_evaluated_as_by_itself(drawn: DrawnTimetable, seed: int) -> None:
    for shares in some_shares(drawn.form, seed):
        found, enforced = margins(drawn, shares), credible(drawn, shares)
        kept = holds(drawn, shares, 1.0)
        for draw in range(drawn.draws):
            alone = evaluate(drawn.at(draw), shares)
            assert found[draw] == pytest.approx(alone.margins, abs=1e-9)
            stages = [frozenset(np.flatnonzero(row).tolist()) for row in enforced[draw]]
            assert stages == list(alone.credible)
            assert kept[draw] == alone.holds(1.0)


@given(timetables(stages=3, deeds=2))
@settings(max_examples=100, deadline=None)
def test_nobody_does_better_in_the_settled_state_than_the_most(form: Timetable) -> None:
    most = most_settled(one_timetable(form))[0]
    every_end = [evaluate(form, shares).margins[-1] for shares in every(form)]
    if every_end:
        assert (np.max(every_end, axis=0) <= most + 1e-9).all()
    if not form.guarantees:
        assert all(end == pytest.approx(most) for end in every_end)


def long_lags() -> Timetable:
    """Deeds noticed after the last stage, some that their doer would do anyway."""
    deeds = [
        {"by": 0, "cost": 3, "once": {1: 4}, "lag": 5, "parts": 0, "flow": {0: -1, 1: 1}},
        {"by": 0, "cost": -1, "shift": {0: -6, 1: 2}, "lag": 2, "parts": 2},
        {"by": 1, "cost": 2, "once": {0: 5}, "lag": 1, "shift": {0: 1}},
    ]
    return timetable(
        4, deeds, settled=[3, 4], reservation=[1, 2], discount=[0.7, 0.9],
        guarantees=[bond(0, 2.0, 4), bond(1, 3.0, 4, giver=0, upkeep=0.25, enforcing=1.0)],
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_lags_beyond_the_last_stage(seed: int) -> None:
    drawn = one_timetable(long_lags())
    shares = np.random.default_rng(seed).dirichlet(np.ones(4), size=3)
    alone = evaluate(drawn.at(0), shares)
    assert margins(drawn, shares)[0] == pytest.approx(alone.margins, abs=1e-9)
    assert (alone.notice > 1).any()


def test_some_of_the_draws_in_another_order() -> None:
    drawn = one_timetable(long_lags())
    many = drawn.part(np.zeros(3, dtype=np.int64))
    many = replace(many, settled=many.settled + np.arange(3)[:, None])
    shares = np.eye(3, 4)
    some = margins(many.part(np.array([2, 0])), shares)
    assert (some == margins(many, shares)[[2, 0]]).all()
    assert many.draws == 3
    assert (many.at(1).settled == drawn.settled[0] + 1).all()


def test_nobody_bound_always_holds() -> None:
    form = timetable(2, [{"by": 0, "cost": 9}], bound=[False, False])
    assert holds(one_timetable(form), np.array([[1.0, 0.0]])).tolist() == [True]


def test_what_does_not_fit_together_is_refused() -> None:
    drawn = one_timetable(long_lags())
    with pytest.raises(ValueError, match=r"settled has shape \(1, 3\)"):
        replace(drawn, settled=np.zeros((1, 3)))
    with pytest.raises(ValueError, match="discount factor"):
        replace(drawn, discount=np.zeros((1, 2)))
