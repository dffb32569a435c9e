"""What is proven without a programme, and with fewer programmes, is what all of them say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.theory.enforcement import Condition, Timetable
from irenic.theory.enforcement_bounds import ruled_out
from irenic.theory.enforcement_lock import Key, _without
from irenic.theory.enforcement_programme import largest_margin
from irenic.theory.programme import Programme
from timetables import every, timetable, timetables


def missing(problem: Timetable) -> np.ndarray:
    """The share missing at least while a deed in parts is not complete."""
    found: np.ndarray = 1.0 / np.maximum(problem.parts, 1)
    return found


@settings(max_examples=80, deadline=None)
@given(timetables(), st.integers(0, 1), st.integers(0, 99), st.integers(-3, 3))
def test_what_is_ruled_out_is_in_no_timetable(
    problem: Timetable, gap: int, number: int, low: int
) -> None:
    one = problem.conditions[number % len(problem.conditions)]
    found = ruled_out(problem, [(one, low + 0.5)], missing(problem), gap)
    for shares in every(problem):
        if (one.coefficients * shares).sum() < low + 0.5:
            continue
        done = np.cumsum(shares, axis=1) > 1 - 1e-6
        before = np.concatenate((np.zeros((problem.deeds, gap), dtype=bool), done), axis=1)
        here = done[:, :, None] & ~before[:, : problem.stages].T[None]
        assert not (found & here).any()


@settings(max_examples=60, deadline=None)
@given(timetables(), st.integers(0, 1), st.integers(0, 99), st.integers(-3, 3))
def test_one_condition_on_whole_deeds_is_judged_exactly(
    problem: Timetable, gap: int, number: int, low: int
) -> None:
    problem = replace(problem, parts=np.ones_like(problem.parts), after=())
    one = problem.conditions[number % len(problem.conditions)]
    found = ruled_out(problem, [(one, low + 0.4999)], missing(problem), gap)
    possible = np.zeros_like(found)
    for shares in every(problem):
        if (one.coefficients * shares).sum() < low + 0.4999:
            continue
        done = np.cumsum(shares, axis=1) > 1 - 1e-6
        before = np.concatenate((np.zeros((problem.deeds, gap), dtype=bool), done), axis=1)
        possible |= done[:, :, None] & ~before[:, : problem.stages].T[None]
    other = ~np.eye(problem.deeds, dtype=bool)[:, None, :]
    assert ((found == ~possible) | ~other).all()


def test_only_the_missing_part_is_lost() -> None:
    """Half of the second deed may be done: what asks for half of its worth rules nothing out."""
    deeds = [{"by": 0}, {"by": 1, "once": {0: 8}, "parts": 2}]
    problem = timetable(2, deeds)
    one = next(c for c in problem.conditions if (c.party, c.stage, c.notice) == (0, 0, 0))
    halves, most = missing(problem), float(one.coefficients[1].max())
    for asked, excluded in ((most / 2 - 0.1, False), (most / 2 + 0.1, True)):
        found = ruled_out(problem, [(one, asked)], halves, 0)
        # At the last stage the deed is complete: that alone excludes that it is not.
        assert found[0, 1, 1]
        late = ruled_out(problem, [(replace(one, coefficients=_early(one)), asked)], halves, 0)
        assert late[0, 0, 1] is np.bool_(excluded)


def _early(one: Condition) -> np.ndarray:
    """The coefficients as if only the first stage counted."""
    return np.where(np.arange(one.coefficients.shape[1]) == 0, one.coefficients, 0.0)


KEYS = tuple((p, t) for p in range(3) for t in range(4))

cores = st.lists(st.sets(st.sampled_from(KEYS), min_size=1, max_size=5), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(cores, st.booleans(), st.sets(st.integers(0, 20), max_size=3))
def test_halving_leaves_out_what_one_after_another_would(
    excluded: list[set[Key]], by_party: bool, silent: set[int]
) -> None:
    """``silent``: the numbers of questions that the clock cuts short."""
    groups = [[k for k in KEYS if k[0] == p] for p in range(3)] if by_party else [[k] for k in KEYS]
    truth = list(KEYS)
    for group in groups:
        rest = [key for key in truth if key not in group]
        truth = rest if any(core <= set(rest) for core in excluded) else truth
    asked = 0

    def impossible(some: Iterable[Key]) -> bool | None:
        nonlocal asked
        asked += 1
        given = set(some)
        return None if asked in silent else any(core <= given for core in excluded)

    found, sure = _without(KEYS, groups, impossible)
    assert any(core <= set(found) for core in excluded)
    if sure:
        assert list(found) == truth
    if not silent:
        assert sure
    if sure and not by_party:
        assert not any(core <= set(found) - {key} for key in found for core in excluded)


@settings(max_examples=40, deadline=None)
@given(timetables(), st.sampled_from([0.01, 0.2, 0.9]))
def test_a_search_that_stops_early_says_how_far_it_may_be(problem: Timetable, gap: float) -> None:
    exact, rough = largest_margin(problem), largest_margin(problem, gap=gap)
    assert rough.feasible is exact.feasible
    if exact.feasible:
        assert rough.margin <= exact.margin + 1e-6 <= rough.bound + 2e-6
        assert rough.bound - rough.margin <= gap * abs(rough.margin) + 1e-6


def test_the_gap_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(Programme, "stop_within", lambda self, gap: asked.append(gap))
    largest_margin(timetable(1, [{"by": 0}]), gap=0.25)
    largest_margin(timetable(1, [{"by": 0}]))
    assert asked == [0.25, 0.0]


@pytest.mark.parametrize("gap", [-0.1, 1.0, float("nan")])
def test_a_gap_is_a_share(gap: float) -> None:
    with pytest.raises(ValueError, match="gap"):
        largest_margin(timetable(1, [{"by": 0}]), gap=gap)
