"""Useful and idle levers, and small opening sets, against the list of all minimal sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leverage_oracle as oracle
from irenic.theory import lever_sweep
from irenic.theory.lever_sweep import Sweep, promising
from irenic.theory.leverage import Aim, Kind, Leverage, faults
from irenic.theory.openings import cheapest, minimal_sets, surely_minimal
from irenic.theory.packages import RedLine, Space
from irenic.theory.programme import Clock, Ending, Outcome, Programme
from irenic.theory.usefulness import helpless, usefulness

MARGINS = st.sampled_from((0.0, 0.0, 0.25, 1.0, -1.0))


@pytest.fixture
def untried(monkeypatch):
    """Nothing is tried: all is left to the programmes."""
    monkeypatch.setattr(Sweep, "extend", lambda *_: False)


def minimal(case, margin, gone=()):
    every = [s for s in oracle.settlements(case) if s.level >= margin]
    return oracle.minimal({s.levers for s in every if not s.levers & set(gone)})


def check(case, margin, gone=()):
    """Compare with the list, whatever way it was found."""
    aim = Aim(margin, without=tuple(gone))
    found = usefulness(case, aim)
    expected = minimal(case, margin, gone)
    used = frozenset().union(*expected)
    assert not found.unknown
    assert set(found.useful) == used
    assert found.idle == tuple(i for i in range(case.levers) if i not in used)
    assert set(helpless(case, aim)) <= set(found.idle)
    for lever, opening in found.useful.items():
        assert lever in opening.levers
        assert frozenset(opening.levers) in expected
        assert not faults(case, opening, aim)


@settings(max_examples=150)
@given(oracle.cases(), MARGINS, st.data())
def test_useful_and_idle_levers(case, margin, data):
    gone = data.draw(st.sets(st.integers(0, case.levers - 1), max_size=1))
    check(case, margin, gone)


@pytest.mark.usefixtures("untried")
def test_useful_and_idle_levers_by_programmes_alone():
    @settings(max_examples=150)
    @given(oracle.cases(), MARGINS)
    def run(case, margin):
        check(case, margin)

    run()


@pytest.mark.usefixtures("untried")
def test_minimal_sets_by_programmes_alone():
    @settings(max_examples=100)
    @given(oracle.cases(), MARGINS)
    def run(case, margin):
        found = minimal_sets(case, Aim(margin), limit=100)
        assert found.complete
        assert {frozenset(s) for s in found.sets} == minimal(case, margin)
        assert [len(s) for s in found.sets] == sorted(len(s) for s in found.sets)

    run()


@settings(max_examples=150)
@given(oracle.cases(), MARGINS)
def test_every_small_set_is_found_by_trying(case, margin):
    sweep, clock = Sweep(case, Aim(margin)), Clock()
    expected = minimal(case, margin)
    if promising(case, Aim(margin)) is None:
        assert case.quorum is not None
        assert not sweep.extend(clock)
        assert (sweep.size, sweep.openings) == (-1, [])
        return
    every = [s for s in oracle.settlements(case) if s.level >= margin]
    while sweep.extend(clock):
        small = {s for s in expected if len(s) <= sweep.size}
        assert {frozenset(o.levers) for o in sweep.openings} == small
    usable = case.levers - len(case.unusable)
    assert sweep.size == (0 if frozenset() in expected else usable)
    for opening in sweep.openings:
        levels = [s.level for s in every if s.levers == frozenset(opening.levers)]
        assert opening.level == pytest.approx(max(levels), abs=1e-9)


@settings(max_examples=100)
@given(oracle.cases(), MARGINS, st.data())
def test_the_packages_for_all_levers_serve_where_some_are_left_out(case, margin, data):
    gone = data.draw(st.sets(st.integers(0, case.levers - 1), min_size=1, max_size=3))
    packages = promising(case, Aim(margin))
    if packages is None:
        return
    sweep, clock = Sweep(case, Aim(margin, without=tuple(gone)), packages), Clock()
    while sweep.extend(clock):
        pass
    assert {frozenset(o.levers) for o in sweep.openings} == minimal(case, margin, gone)
    every = [s for s in oracle.settlements(case) if s.level >= margin]
    for opening in sweep.openings:
        levels = [s.level for s in every if s.levers == frozenset(opening.levers)]
        assert opening.level == pytest.approx(max(levels), abs=1e-9)


@settings(max_examples=60)
@given(oracle.cases(), MARGINS)
def test_a_cheapest_opening_said_to_be_minimal_is_and_is_listed(case, margin):
    sets = minimal(case, margin)
    for aim in (Aim(margin), Aim(margin, np.ones(case.levers), whole=True)):
        found = cheapest(case, aim)
        if found.opening is None or not surely_minimal(case, found.opening, aim):
            continue
        assert frozenset(found.opening.levers) in sets
        late = minimal_sets(case, aim, 50, Clock(1e-9), None, (found.opening,))
        assert late.complete or late.sets == (found.opening.levers,)


@settings(max_examples=60)
@given(oracle.cases(levers=5))
def test_divisible_levers_are_not_tried_but_decided(case):
    able = [i for i, k in enumerate(case.kind) if k is not Kind.THREAT][:2]
    case = replace(case, divisible=tuple(i in able for i in range(case.levers)))
    whole = minimal_sets(case, limit=100)
    assert whole.complete
    found = usefulness(case)
    assert not found.unknown
    assert found.idle == whole.idle(case)
    for opening in found.useful.values():
        assert opening.levers in whole.sets


def test_without_time_nothing_is_claimed(monkeypatch):
    case = _case([[0.0, 3.0], [0.0, 1.0], [2.0, -3.0]])
    monkeypatch.setattr(lever_sweep, "TRIED", 0)
    known = minimal_sets(case).openings
    assert [o.levers for o in known] == [(0,)]
    stopped = Outcome(Ending.STOPPED, None, float("inf"), None)
    monkeypatch.setattr(Programme, "maximise", lambda *_: stopped)
    found = usefulness(case)
    assert (found.useful, found.idle, found.unknown) == ({}, (), (0, 1, 2))
    found = usefulness(case, known=known)
    assert (list(found.useful), found.idle, found.unknown) == ([0], (), (1, 2))
    assert not Sweep(case, Aim()).extend(Clock(0.0))


# By hand --------------------------------------------------------------------------------


def _case(effect, by=0, worth=((10.0,), (10.0,)), reservation=((4.0, 13.0),), required=2):
    """One issue with one option; the second party lacks 3 points."""
    table = np.array(effect)
    count = len(table)
    makers = (by,) * count if isinstance(by, int) else by
    space = Space((np.array(worth),), np.zeros(len(worth)), required)
    return Leverage(
        space, np.array(reservation), table, np.maximum(-table, 0.0),
        (Kind.INCENTIVE,) * count, makers, (-1,) * count, (False,) * count, ((),) * count,
        ((),) * count, np.zeros(count), np.ones(len(worth)),
    )  # fmt: skip


def test_a_lever_that_pays_for_another_is_useful_and_one_beside_it_is_idle(monkeypatch):
    # 0 brings the second party in but costs the first 8 of its 6 points; 1 makes up for it.
    # 2 helps the first party too, but not enough, and with 1 it is one too many.
    effect = [[-8.0, 3.0], [2.0, 0.0], [1.0, 0.0], [-9.0, -1.0]]
    for tried in (lever_sweep.TRIED, 0):
        monkeypatch.setattr(lever_sweep, "TRIED", tried)
        found = usefulness(_case(effect))
        assert (list(found.useful), found.idle, found.unknown) == ([0, 1], (2, 3), ())
        assert found.useful[0].levers == found.useful[1].levers == (0, 1)
    assert helpless(_case(effect)) == (3,)


def test_when_nothing_opens_or_nothing_is_needed_all_levers_are_idle():
    effect = [[0.0, 1.0], [0.0, 1.0]]
    assert usefulness(_case(effect)).idle == (0, 1)
    needless = _case(effect, reservation=((4.0, 9.0),))
    assert usefulness(needless).idle == (0, 1)
    assert minimal_sets(needless).sets == ((),)


def test_a_red_line_of_a_funder_keeps_the_other_package_in_the_list():
    # The first option is better for all, but the funder of the only lever rules it out.
    case = _case([[0.0, 3.0, 0.0]], 2, ((10.0, 9.0), (10.0, 10.0), (5.0, 4.0)), ((4.0, 13.0, 0.0),))
    barred = replace(case, space=replace(case.space, red_lines=(RedLine(2, {0: (0,)}),)))
    sweep = Sweep(barred, Aim())
    while sweep.extend(Clock()):
        pass
    assert [(o.levers, o.choice) for o in sweep.openings] == [((0,), (1,))]
    assert list(usefulness(barred).useful) == [0]
    # Where its red lines rule out both, that is certain, and no reason to stop trying.
    lines = (RedLine(2, {0: (0,)}), RedLine(2, {0: (1,)}))
    sweep = Sweep(replace(case, space=replace(case.space, red_lines=lines)), Aim())
    assert [sweep.extend(Clock()) for _ in range(3)] == [True, True, False]
    assert (sweep.size, sweep.openings) == (1, [])


def test_levers_that_help_only_a_funder_or_only_carry_another_are_useful(monkeypatch):
    monkeypatch.setattr(lever_sweep, "TRIED", 0)
    # 0 pays the funder of 1, who need not consent; nobody gains by 2, which 3 needs.
    case = _case(
        [[0.0, 0.0, 2.0], [0.0, 3.0, -2.0], [0.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 5.0, 0.0]],
        (0, 2, 0, 0, 0), ((10.0,), (10.0,), (1.0,)), ((4.0, 13.0, 0.0),),
    )  # fmt: skip
    case = replace(case, needs=((), (), (), (2,), ()))
    found = usefulness(case)
    assert [o.levers for o in found.useful.values()] == [(0, 1), (0, 1), (2, 3), (2, 3), (4,)]
    assert (found.idle, found.unknown) == ((), ())
    assert helpless(case) == ()


def test_a_gain_that_falls_short_by_next_to_nothing_stops_the_trying():
    case = _case([[0.0, 3.0 - 1e-7], [0.0, 4.0]])
    sweep = Sweep(case, Aim())
    assert sweep.extend(Clock())
    assert not sweep.extend(Clock())
    assert minimal_sets(case).sets == ((1,),)
