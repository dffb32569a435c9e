"""Timetables keyed to benchmarks: closed forms, rules, and lateness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from irenic.theory.completion import Benchmarks, Rule, if_late, lengthened, simulate
from irenic.theory.enforcement import Timetable, evaluate, violations
from irenic.theory.enforcement_orders import all_at_once
from timetables import bond, timetable, timetables

CALM = Benchmarks(np.array([-1, 0]), np.array([0.3]), np.zeros((1, 2)))
TWO = timetable(3, [{"by": 0}, {"by": 1}], after=[(1, 0)], reservation=[0, 0], settled=[1, 1])
PLAN = np.array([[1.0, 0, 0], [0, 1.0, 0]])
NEAR = 4 * np.sqrt(0.25 / 20_000)
"""Four standard errors of a chance estimated from 20,000 draws."""


def test_waiting_is_geometric() -> None:
    found = simulate(TWO, PLAN, CALM, Rule.WAIT, 20_000)
    exact = np.array([0.0, *(1 - 0.7 ** np.arange(2, 7))])
    assert found.complete == pytest.approx(exact, abs=NEAR)
    assert found.stalled == pytest.approx([0.7**6], abs=NEAR)
    assert not found.ended.any()
    assert not found.skipped.any()
    again = simulate(TWO, PLAN, CALM, Rule.WAIT, 20_000)
    assert (again.complete == found.complete).all()
    assert (found.errors > 0).all()


def test_a_deed_changes_the_chance() -> None:
    helped = replace(CALM, change=np.array([[0.7, 0.0]]))
    found = simulate(TWO, PLAN, helped, Rule.WAIT, 2_000)
    assert found.complete == pytest.approx([0, 1, 1, 1, 1, 1])
    barred = replace(CALM, chance=np.array([0.0]))
    assert simulate(TWO, PLAN, barred, Rule.WAIT, 100).complete.max() == 0


def test_snap_back_ends_it_and_skip_leaves_it_out() -> None:
    ended = simulate(TWO, PLAN, CALM, Rule.SNAP_BACK, 20_000)
    assert ended.ended == pytest.approx([0, *[0.49] * 5], abs=NEAR)
    assert ended.complete == pytest.approx([0, *[0.51] * 5], abs=NEAR)
    assert ended.stalled == pytest.approx([0.0])
    skipped = simulate(TWO, PLAN, CALM, Rule.SKIP, 20_000)
    assert skipped.complete == pytest.approx([0, *[0.51] * 5], abs=NEAR)
    assert skipped.skipped == pytest.approx([0, 0.49], abs=NEAR)
    assert not skipped.ended.any()


def test_what_waits_for_a_late_deed_is_late() -> None:
    first = Benchmarks(np.array([0, -1]), np.array([0.5]), np.zeros((1, 2)))
    shares, evaluation = if_late(TWO, PLAN, first, np.array([3]))
    assert shares.tolist() == [[0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    assert evaluation.margins.shape == (6, 2)


def test_lateness_costs_who_discounts() -> None:
    deeds = [{"by": 0, "cost": 1, "once": {1: 4}}, {"by": 1, "cost": 1, "once": {0: 4}}]
    held = timetable(3, deeds, after=[(1, 0)], discount=[0.5, 0.5], guarantees=[bond(1, 2, 3)])
    on_time = evaluate(held, PLAN)
    late, evaluation = if_late(held, PLAN, CALM, np.array([4]))
    assert late.shape == (2, 5)
    assert on_time.margins[0, 0] == pytest.approx(-1 + 0.5 * 4)
    assert evaluation.margins[0, 0] == pytest.approx(-1 + 0.5**4 * 4)
    assert not evaluation.holds()


@settings(max_examples=60, deadline=None)
@given(timetables())
def test_without_benchmarks_the_plan_is_kept(problem: Timetable) -> None:
    shares = all_at_once(problem)
    assume(shares is not None)
    none = Benchmarks(np.full(problem.deeds, -1), np.zeros(0), np.zeros((0, problem.deeds)))
    late, evaluation = if_late(problem, shares, none, np.zeros(0, dtype=np.int64))
    assert late == pytest.approx(shares)
    assert evaluation.margin == pytest.approx(evaluate(problem, shares).margin)
    for rule in Rule:
        found = simulate(problem, shares, none, rule, 3)
        assert found.complete[problem.stages - 1] == 1


@settings(max_examples=60, deadline=None)
@given(timetables(), st.integers(0, 4))
def test_late_timetables_keep_parts_and_pace(problem: Timetable, when: int) -> None:
    shares = all_at_once(problem)
    assume(shares is not None)
    deeds = problem.deeds
    marks = Benchmarks(np.zeros(deeds, dtype=np.int64), np.ones(1), np.zeros((1, deeds)))
    late, _ = if_late(problem, shares, marks, np.array([when]))
    longer = lengthened(problem, late.shape[1])
    free = replace(longer, last=np.full(deeds, longer.stages - 1))
    assert violations(free, late) == ()
    assert not late[:, :when].any()


@pytest.mark.parametrize("wrong", [{"chance": np.array([1.2])}, {"change": np.zeros((2, 2))}])
def test_chances_are_chances(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="chance"):
        replace(CALM, **wrong)


def test_lengthening_is_not_shortening() -> None:
    with pytest.raises(ValueError, match="shortened"):
        lengthened(TWO, 2)
