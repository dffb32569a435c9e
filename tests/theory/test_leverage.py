"""Leverage against enumeration: every package with every set of levers."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leverage_oracle as oracle
from irenic.theory import openings
from irenic.theory.lever_programme import unwilling
from irenic.theory.leverage import (
    Aim,
    Fault,
    Kind,
    Leverage,
    Unusable,
    faults,
    lever_faults,
    scales,
    settlement,
    shares,
    threats,
    unusable,
)
from irenic.theory.openings import (
    cheapest,
    curve,
    fewest,
    indispensable,
    minimal_sets,
    nothing_opens,
)
from irenic.theory.packages import RedLine, Space
from irenic.theory.programme import Ending, Outcome, Programme
from irenic.theory.reliance import consents, if_fails, prices

MARGINS = st.sampled_from((0.0, 0.0, 0.25, 1.0, -1.0))


def near(value):
    return pytest.approx(value, abs=1e-6)


def opens(case, margin, spared=()):
    return [s for s in oracle.settlements(case, spared) if s.level >= margin]


def as_scales(case, levers):
    return np.array([float(i in levers) for i in range(case.levers)])


# Definitions ----------------------------------------------------------------------------


@settings(max_examples=300)
@given(oracle.cases(levers=4), MARGINS, st.data())
def test_a_settlement_and_its_faults_are_as_defined(case, margin, data):
    levers = data.draw(st.sets(st.sampled_from(range(case.levers))) if case.levers else st.just(()))
    levers = frozenset(levers)
    package = tuple(data.draw(st.integers(0, n - 1)) for n in case.space.shape)
    named = {case.scenario[i] for i in levers if case.kind[i] is Kind.THREAT}
    if len(named) > 1:
        with pytest.raises(ValueError, match="different scenarios"):
            settlement(case, package, as_scales(case, levers))
        return
    found = settlement(case, package, as_scales(case, levers))
    expected = oracle.settled(case, package, levers)
    np.testing.assert_allclose(found.gains, expected.gains, atol=1e-9)
    assert (found.scenario, found.levers) == (expected.scenario, tuple(sorted(levers)))
    assert found.cost == near(oracle.price(case, levers))
    if not np.isnan(found.gains[: case.space.required]).any():
        assert found.level == near(expected.level)
        counts = oracle.may_be_in_force(case, levers) and oracle.pulled(case, expected)
        assert (not lever_faults(case, found)) == counts
        opened = counts and expected.level >= margin
        assert (not faults(case, found, Aim(margin))) == opened


@settings(max_examples=150)
@given(oracle.cases())
def test_threats_and_levers_that_can_never_be_in_force(case):
    found = {t.lever: t for t in threats(case)}
    assert list(found) == [i for i, k in enumerate(case.kind) if k is Kind.THREAT]
    for lever, threat in found.items():
        lacks = oracle.shortfall(case, lever)
        assert threat.shortfall == pytest.approx(lacks, abs=1e-9, nan_ok=True)
        assert threat.credible == (lacks == 0)
    possible = [s for s in oracle.subsets(range(case.levers)) if oracle.may_be_in_force(case, s)]
    assert set(unusable(case)) == set(range(case.levers)) - set().union(*possible)


# Questions ------------------------------------------------------------------------------


@settings(max_examples=200)
@given(oracle.cases(), MARGINS)
def test_the_cheapest_and_the_fewest(case, margin):
    every = opens(case, margin)
    found, small = cheapest(case, Aim(margin)), fewest(case, margin)
    assert found.proven
    assert small.proven
    if not every:
        assert found.opening is small.opening is None
        assert found.bound == small.bound == math.inf
        return
    key = min((round(oracle.price(case, s.levers), 6), len(s.levers), -s.level) for s in every)
    best = found.opening
    assert (best.cost, len(best.levers), -best.level) == near(key)
    assert not faults(case, best, Aim(margin))
    assert found.bound <= best.cost + 1e-9
    count = min((len(s.levers), -s.level) for s in every)
    assert (len(small.opening.levers), -small.opening.level) == near(count)


@settings(max_examples=60)
@given(oracle.cases(levers=5), MARGINS, st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_where_costs_tie_the_fewest_levers_are_found_as_by_programme(case, margin, weights):
    aim = Aim(margin, np.array(weights[: case.levers], dtype=float))
    found = cheapest(case, aim)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openings, "_surely_fewest", lambda *_: False)
        asked = cheapest(case, aim)
    assert (found.opening is None) is (asked.opening is None)
    if found.opening is not None:
        same = [(o.cost, len(o.levers), o.level) for o in (found.opening, asked.opening)]
        assert same[0] == near(same[1])


@settings(max_examples=75)
@given(oracle.cases(), st.data())
def test_weights_and_levers_ruled_out(case, data):
    weights = np.array([data.draw(st.integers(0, 4)) / 2 for _ in range(case.levers)])
    gone = data.draw(st.sets(st.sampled_from(range(case.levers))) if case.levers else st.just(()))
    every = [s for s in opens(case, 0.0) if not s.levers & set(gone)]
    for whole in (False, True):
        aim = Aim(weights=weights, whole=whole, without=tuple(gone))
        found = cheapest(case, aim).opening
        assert (found is None) == (not every)
        if found:
            assert found.cost == near(min(oracle.price(case, s.levers, weights) for s in every))


@settings(max_examples=150)
@given(oracle.cases(), MARGINS)
def test_every_minimal_set_and_what_follows_from_them(case, margin):
    every = opens(case, margin)
    found = minimal_sets(case, Aim(margin), limit=100)
    assert found.complete
    assert len(set(found.sets)) == len(found.sets)
    assert {frozenset(s) for s in found.sets} == oracle.minimal({s.levers for s in every})
    assert [len(s) for s in found.sets] == sorted(len(s) for s in found.sets)
    assert all(not faults(case, o, Aim(margin)) for o in found.openings)
    used = set().union(*found.sets)
    assert set(found.idle(case)) == set(range(case.levers)) - used
    if every:
        best = cheapest(case, Aim(margin)).opening
        needed = indispensable(case, best, Aim(margin))
        assert set(needed.levers) == frozenset.intersection(*(s.levers for s in every))
        assert not needed.unknown
    if len(found.sets) > 1:
        part = minimal_sets(case, Aim(margin), limit=1)
        assert (part.complete, len(part.sets), part.idle(case)) == (False, 1, None)


@settings(max_examples=125)
@given(oracle.cases(levers=5), MARGINS)
def test_the_curve_holds_every_point_that_is_not_dominated(case, margin):
    every = opens(case, margin)
    points = [(oracle.price(case, s.levers), s.level) for s in every]
    found = curve(case, Aim(margin))
    assert found.complete
    assert found.step is None
    expected = {(round(c, 6), v) for c, v in oracle.non_dominated(points)}
    assert [(o.cost, o.level) for o in found.points] == [near(p) for p in sorted(expected)]
    assert all(not faults(case, o, Aim(margin)) for o in found.points)
    for o in found.points:
        high = [s for s in every if s.level >= o.level - 1e-9]
        alike = [s for s in high if oracle.price(case, s.levers) <= o.cost + 1e-6]
        assert len(o.levers) == min(len(s.levers) for s in alike)
    if len(expected) > 1:
        assert not curve(case, Aim(margin), limit=1).complete
        some = curve(case, Aim(margin), limit=len(expected) - 1)
        assert (len(some.points), some.complete) == (len(expected) - 1, False)
        assert curve(case, Aim(margin), limit=len(expected)).complete


@settings(max_examples=150)
@given(oracle.cases(levers=5))
def test_who_stays_out_and_what_is_nearest(case):
    every = oracle.settlements(case)
    found = nothing_opens(case)
    for party, most in enumerate(found.highest):
        own = [s.gains[party] for s in every if not oracle.crosses(case, s.package, party)]
        assert most.proven
        assert (most.opening is None) == (not own)
        if own:
            assert most.opening.gains[party] == near(max(own))
    level = max(s.level for s in every)
    assert found.nearest.proven
    assert (found.nearest.opening is None) == (level == -math.inf)
    if found.nearest.opening:
        assert found.nearest.opening.level == near(level)


# What an opening rests on ---------------------------------------------------------------


def fallen(case, levers):
    """The levers that are left when those without what they need have fallen away."""
    while True:
        left = frozenset(i for i in levers if set(case.needs[i]) <= levers)
        if left == levers:
            return left
        levers = left


@settings(max_examples=125)
@given(oracle.cases())
def test_when_a_lever_fails(case):
    best = cheapest(case).opening
    for lever in best.levers if best else ():
        found = if_fails(case, best, lever)
        left = fallen(case, frozenset(best.levers) - {lever})
        assert frozenset(best.levers) - left == set(found.rounds[0].levers)
        for later in (*found.rounds[1:], None):
            now = oracle.settled(case, best.choice, left)
            quit_ = {
                case.by[i]
                for i in left
                if case.kind[i] is not Kind.THREAT
                and not (now.gains[case.by[i]] >= 0)
            }  # fmt: skip
            assert quit_ == set(later.funders if later else ())
            kept = {i for i in left if case.kind[i] is Kind.THREAT or case.by[i] not in quit_}
            after = fallen(case, frozenset(kept))
            assert left - after == set(later.levers if later else ())
            left = after
        assert found.last.levers == tuple(sorted(left))
        end = oracle.settled(case, best.choice, left)
        assert found.survives == (end.level >= 0)
        assert dict(found.losers) == near(
            {p: -end.gains[p] for p in range(case.space.required) if end.gains[p] < 0}
        )


@settings(max_examples=125)
@given(oracle.cases())
def test_what_brings_each_party_in(case):
    best = cheapest(case).opening
    for one in consents(case, best) if best else ():
        party = one.party
        assert one.without == near(oracle.gain(case, best.choice, (), party))
        assert one.without + one.threatened + one.adds.sum() == near(best.gains[party])
        crossed = oracle.crosses(case, best.choice, party)
        assert one.refuses == (crossed or best.gains[party] < 0)
        turning = [
            lost
            for lost in oracle.subsets(best.levers)
            if oracle.gain(
                case, best.choice, fallen(case, frozenset(best.levers) - lost), party
            ) < 0
        ]  # fmt: skip
        smallest = min(map(len, turning), default=0)
        expected = {lost for lost in turning if len(lost) == smallest}
        assert {frozenset(s) for s in one.pivotal} == (set() if one.refuses else expected)


@settings(max_examples=100)
@given(oracle.cases(levers=4))
def test_the_price_of_a_consent(case):
    for found in prices(case):
        must = replace(case, vetoes=(*case.vetoes, found.party)) if case.quorum else case
        dear = [oracle.price(case, s.levers) for s in opens(must, 0.0)]
        free = [oracle.price(case, s.levers) for s in opens(case, 0.0, (found.party,))]
        if not free:
            assert found.points is None
        else:
            assert found.points == near(min(dear, default=math.inf) - min(free))


# Properties -----------------------------------------------------------------------------


@settings(max_examples=50)
@given(oracle.cases())
def test_a_higher_margin_is_never_cheaper_and_a_lever_more_never_dearer(case):
    costs = [cheapest(case, Aim(margin)).bound for margin in (0.0, 0.5, 1.5)]
    assert costs == near(sorted(costs))
    for lever in range(case.levers):
        assert cheapest(case, Aim(without=(lever,))).bound >= costs[0] - 1e-6


def test_without_time_nothing_is_claimed(monkeypatch):
    case = _case(effect=[[-4.0, 6.0]], by=(0,))
    opening = cheapest(case).opening
    stopped = Outcome(Ending.STOPPED, None, math.inf, None)
    monkeypatch.setattr(Programme, "maximise", lambda *_: stopped)
    found = cheapest(case)
    assert (found.opening, found.bound, found.proven) == (None, -math.inf, False)
    assert not curve(case).complete
    assert not minimal_sets(case).complete
    assert indispensable(case, opening).unknown == (0,)
    assert {p.points for p in prices(case)} == {None}


# By hand --------------------------------------------------------------------------------


def _case(effect, by, worth=((10.0,), (10.0,)), reservation=((4.0, 13.0),), **more):
    """One issue with one option for two or more required parties: levers decide alone."""
    effect = np.array(effect, dtype=float).reshape(len(by), -1)
    space = Space((np.array(worth),), np.zeros(len(worth)), more.pop("required", len(worth)))
    rest = {
        "kind": (Kind.INCENTIVE,) * len(by),
        "scenario": (-1,) * len(by),
        "divisible": (False,) * len(by),
        "needs": ((),) * len(by),
        "excludes": ((),) * len(by),
        "audience_cost": np.zeros(len(by)),
        "scale": np.full(len(worth), 8.0),
        "cost": np.maximum(-effect, 0.0),
        **more,
    }
    return Leverage(space, np.array(reservation), effect, by=by, **rest)


def test_a_threat_that_is_credible_only_with_an_audience_cost():
    case = _case(
        effect=[[0.0, 0.0]], by=(0,), reservation=((4.0, 13.0), (2.5, 9.0)),
        kind=(Kind.THREAT,), scenario=(1,),
    )  # fmt: skip
    assert [(t.credible, t.shortfall) for t in threats(case)] == [(False, 1.5)]
    assert case.unusable == {0: Unusable.INCREDIBLE}
    assert cheapest(case).bound == math.inf
    bound = replace(case, audience_cost=np.array([1.5]))
    assert [(t.credible, t.shortfall) for t in threats(bound)] == [(True, 0.0)]
    found = cheapest(bound).opening
    assert (found.levers, found.scenario, list(found.gains)) == ((0,), 1, [7.5, 1.0])


def test_a_funder_who_need_not_consent_pays_only_what_it_gains():
    case = _case(
        effect=[[0.0, 4.0, -2.0]], by=(2,), worth=((10.0,), (10.0,), (1.0,)),
        reservation=((4.0, 13.0, 0.0),), required=2,
    )  # fmt: skip
    assert cheapest(case).opening is None
    refused = settlement(case, (0,), np.ones(1))
    assert faults(case, refused) == ((Fault.FUNDER, 0),)
    paid = replace(
        case, effect=np.array([[0.0, 4.0, -2.0], [-1.0, 0.0, 1.0]]), cost=np.zeros((2, 3)),
        kind=(Kind.INCENTIVE,) * 2, by=(2, 0), scenario=(-1, -1), divisible=(False,) * 2,
        needs=((), ()), excludes=((), ()), audience_cost=np.zeros(2),
    )  # fmt: skip
    assert cheapest(paid).opening.levers == (0, 1)
    # Unpaid, the funder withdraws, and the party that its lever brought in is lost.
    failed = if_fails(paid, cheapest(paid).opening, 1)
    assert [(r.levers, r.funders) for r in failed.rounds] == [((1,), ()), ((0,), (2,))]
    assert (failed.losers, failed.survives) == (((1, 3.0),), False)


def test_a_red_line_of_a_funder_and_what_a_party_stays_below():
    case = _case(effect=[[-4.0, 2.0]], by=(0,))
    shut = nothing_opens(case)
    assert [f.opening.gains[p] for p, f in enumerate(shut.highest)] == [6.0, -1.0]
    assert shut.nearest.opening.level == -1.0
    barred = replace(case.space, red_lines=(RedLine(0, {0: (0,)}),))
    shut = nothing_opens(replace(case, space=barred))
    assert (shut.highest[0].opening, shut.highest[0].proven) == (None, True)
    assert shut.highest[1].opening.gains[1] == -3.0  # the lever's funder refuses
    assert (shut.nearest.opening, shut.nearest.bound) == (None, -math.inf)


def test_points_at_stake_and_shares_of_them():
    table = np.array([[0.0, 3.0], [2.0, 1.0], [0.0, 0.0]])
    space = Space((table, table), np.zeros(3), 3)
    assert list(scales(space)) == [6.0, 2.0, 4.0]
    assert list(scales(replace(space, worth=(table * 0,)))) == [1.0, 1.0, 1.0]
    case = _case(effect=[[-4.0, 6.0], [-1.0, -2.0]], by=(0, 1))
    assert list(shares(case)) == [0.5, 0.375]


# Divisible levers -----------------------------------------------------------------------


def test_half_a_lever_is_enough():
    case = _case(effect=[[-4.0, 6.0]], by=(0,), divisible=(True,))
    found = cheapest(case)
    assert found.proven
    assert found.opening.scales[0] == near(0.5)
    assert found.opening.cost == near(0.25)
    assert cheapest(case, Aim(weights=np.ones(1), whole=True)).opening.cost == 1.0
    # The highest smallest gain: 6 - 4 t = 6 t - 3 at t = 0.9.
    assert nothing_opens(case).nearest.opening.level == near(2.4)
    sampled = curve(case)
    assert (sampled.complete, sampled.step) == (True, 1.0)
    assert [o.level for o in sampled.points] == near([0.0, 1.0, 2.0, 2.4])
    assert [o.scales[0] for o in sampled.points] == near([3 / 6, 4 / 6, 5 / 6, 0.9])
    # No two points that would read alike: 1.18 + 1.18 is next to the highest.
    assert [o.level for o in curve(case, step=1.18).points] == near([0.0, 1.18, 2.4])
    assert [o.level for o in curve(case, Aim(2.38)).points] == near([2.38])


def test_a_lever_promised_and_not_drawn_upon_still_serves_what_needs_it():
    case = _case(
        effect=[[-4.0, 0.0], [0.0, 3.0]], by=(0, 0), divisible=(True, False), needs=((), (0,))
    )
    found = cheapest(case).opening
    assert (found.levers, list(found.scales), found.cost) == ((0, 1), [0.0, 1.0], 0.0)


@settings(max_examples=125)
@given(oracle.cases(levers=4), st.data())
def test_divisible_levers_are_never_dearer_than_on_a_grid(case, data):
    able = [i for i, k in enumerate(case.kind) if k is not Kind.THREAT][:2]
    case = replace(case, divisible=tuple(i in able for i in range(case.levers)))
    weights = shares(case)
    costs = []
    for levers in oracle.subsets(range(case.levers)):
        if not oracle.may_be_in_force(case, levers):
            continue
        parts = [np.linspace(0, 1, 5) if i in able else [1.0] for i in sorted(levers)]
        for grid in product(*parts):
            at = np.zeros(case.levers)
            at[sorted(levers)] = grid
            scaled = replace(case, effect=case.effect * at[:, None])
            for package in product(*(range(n) for n in case.space.shape)):
                found = oracle.settled(scaled, package, levers)
                if found.level >= 0 and oracle.pulled(scaled, found):
                    costs.append(weights @ at)
                    break
    found = cheapest(case)
    assert found.proven
    if found.opening is None:
        assert not costs
    else:
        assert not faults(case, found.opening)
        assert found.opening.cost <= min(costs, default=math.inf) + 1e-6


@given(oracle.cases(levers=4), st.integers(-40, 0))
@settings(max_examples=40, deadline=None)
def test_whoever_is_said_to_lose_by_a_lever_gains_from_no_settlement_with_it(case, poorer):
    # The dearer the levers, the more makers lose by them.
    case = replace(case, effect=np.where(case.effect < 0, case.effect + poorer, case.effect))
    found = unwilling(case)
    packages = list(product(*(range(n) for n in case.space.shape)))
    for lever, most in found.items():
        assert most < 0
        for levers in oracle.subsets(range(case.levers)):
            if lever in levers and oracle.may_be_in_force(case, levers):
                gains = (oracle.gain(case, each, levers, case.by[lever]) for each in packages)
                assert all(gain <= most + 1e-9 for gain in gains if not math.isnan(gain))
    assert not any(lever in one.levers for one in oracle.settlements(case) for lever in found)
