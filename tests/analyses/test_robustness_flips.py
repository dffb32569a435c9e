"""What would have to be true: every change is made, and the conclusion looked at again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import irenic as ir
from flipping import flippable, holds
from irenic.analyses import robustness, robustness_flips
from irenic.analyses.conclusions import Conclusion
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_conflicts import ConflictExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.flip_search import Search, efforts, limits, scope_of, turns
from irenic.analyses.robustness_flips import flips
from irenic.analyses.robustness_task import RobustnessTask
from irenic.dossier.draws import draws, with_values
from irenic.theory.programme import Clock
from leverage_cases import PAYING, case, levers
from robustness_cases import threshold

NEAR = 1e-7
FAR = 1e4


def task_of(dossier, *examiners):
    made = examiners or (
        AgreementExaminer(dossier, plans=tuple(dossier.plans)),
        LeverageExaminer(dossier),
    )
    return RobustnessTask(dossier, "pert", 0, made)


def opening_of(task):
    """Package, levers and scenario of the cheapest opening, by name."""
    for examiner in task.examiners:
        if isinstance(examiner, LeverageExaminer) and examiner.opening is not None:
            levers, found = examiner.levers, examiner.opening
            package = levers.given.package(found.choice)
            return package, levers.named(found.levers), levers.scenarios[found.scenario]
    return None


@pytest.fixture(autouse=True)
def all_of_them(monkeypatch):
    monkeypatch.setattr(robustness_flips, "FOREMOST", 10**6)


def test_beside_a_range_of_next_to_nothing_all_is_infinitely_far():
    found = draws(threshold(0.0, 0.0, 5e-324, worth=1.0))
    which = np.repeat([j for j, high in enumerate(found.high) if 0 < high < 1], 3)
    assert efforts(scope_of(found), which, np.array([0.0, 5e-324, 1.0])).tolist() == [0, 1, np.inf]


@given(flippable())
@settings(max_examples=25, deadline=None)
def test_each_change_turns_its_conclusion_and_no_smaller_one_does(dossier):
    task = task_of(dossier)
    found = flips(task, Clock(60))
    rows = {}
    for row in found.alone:
        rows.setdefault((row["conclusion"], row["judgement"]), []).append(row)
    opening, drawn = opening_of(task), task.draws
    exact = {row["conclusion"] for row in found.asked if row["way"] == "exact"}
    assert all(row["complete"] for row in found.asked)
    for one in task.conclusions:
        assert one.kind == "opens" or one.name in exact
        if one.name not in exact:
            continue
        for place, key in enumerate(drawn.keys):
            mode, (least, most) = drawn.modes[place], limits(drawn.paths[place])
            turned = rows.get((one.name, key), [])

            def now(value, key=key, name=one.name, ends=(least, most)):
                value = min(max(value, ends[0]), ends[1])
                return holds(with_values(dossier, {key: value}), name, opening)

            ways = {-1.0: None, 1.0: None}
            for row in turned:
                assert row["exact"]
                assert row["from"] == mode
                assert row["holds"] == (not one.holds)
                sides = [side for side in ways if now(row["to"] + side * NEAR) is row["holds"]]
                side = math.copysign(1.0, row["to"] - mode) if row["to"] != mode else sides[0]
                assert ways[side] is None
                assert side in sides
                ways[side] = row["to"]
                assert row["holds"] is False or now(row["to"])
            for side, to in ways.items():
                if to is None:
                    far = [mode + side * step for step in (0.25, 1.0, 5.0, 20.0, FAR)]
                    assert {now(value) for value in far} == {one.holds}
                else:
                    short = [mode + share * (to - mode) for share in (0.0, 0.3, 0.7, 0.95)]
                    short += [to - side * NEAR] if abs(to - mode) > NEAR else []
                    assert {now(value) for value in short} == {one.holds}


@given(flippable())
@settings(max_examples=25, deadline=None)
def test_inside_its_range_means_that_a_value_of_the_range_turns_it(dossier):
    task = task_of(dossier)
    opening, drawn = opening_of(task), task.draws
    found = flips(task, Clock(60))
    for asked in found.asked:
        mine = [row for row in found.alone if row["conclusion"] == asked["conclusion"]]
        if len(mine) < robustness_flips.FOREMOST:  # then every turn is there
            turning = {row["judgement"] for row in mine if row["inside_range"]}
            assert asked["inside"] == len(turning)
    for row in found.alone:
        place = drawn.keys.index(row["judgement"])
        low, high = drawn.low[place], drawn.high[place]
        if low == high:
            assert row["low"] is row["high"] is row["inside_range"] is row["effort"] is None
            continue
        assert (row["low"], row["high"]) == (low, high)
        end = high if row["to"] > row["from"] else low
        if row["to"] == row["from"]:
            assert row["effort"] == 0
        elif end == row["from"]:
            assert row["effort"] is None
        else:
            way = (row["to"] - row["from"]) / (end - row["from"])
            assert row["effort"] == pytest.approx(way)
        if row["exact"]:
            ends = [
                holds(with_values(dossier, {row["judgement"]: end}), row["conclusion"], opening)
                for end in (low, high)
            ]
            # The end on the side of the turn; at the mode itself either may be.
            side = [ends[row["to"] > row["from"]]] if row["to"] != row["from"] else ends
            assert row["inside_range"] is (row["holds"] in side)


def far(dossier, task, name, share, found):
    """The dossier with every judgement at a share of the way that suits turning ``name``."""
    one = next(c for c in task.conclusions if c.name == name)
    for examiner in task.examiners:
        if one in examiner.conclusions:
            scope = scope_of(task.draws)
            places = {key: place for place, key in enumerate(task.draws.keys)}
            exact = robustness_flips._exact(examiner, one, scope, places)
            to = robustness_flips._at(scope, exact.ways, share)
            return with_values(dossier, dict(zip(task.draws.keys, to.tolist(), strict=True)))
    raise AssertionError(name)


@given(flippable())
@settings(max_examples=20, deadline=None)
def test_all_judgements_together_turn_a_conclusion_at_the_scale(dossier):
    task = task_of(dossier)
    opening, found = opening_of(task), flips(task, Clock(60))
    for row in found.joint:
        name, scale = row["conclusion"], row["scale"]
        before = holds(dossier, name, opening)
        if scale is None:
            assert holds(far(dossier, task, name, 50.0, found), name, opening) == before
            continue
        spare = 1e-6 * max(scale, 1.0) if row["exact"] else 1e-3 * scale
        assert holds(far(dossier, task, name, scale + spare, found), name, opening) != before
        if scale > spare:
            assert holds(far(dossier, task, name, scale - spare, found), name, opening) == before


@given(flippable(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_no_draw_within_a_smaller_share_of_the_ranges_turns_it(dossier, random):
    """The joint scale is a bound: values nearer to the modes in all judgements change nothing."""
    task = task_of(dossier)
    opening, drawn = opening_of(task), task.draws
    for row in flips(task, Clock(60)).joint:
        if row["scale"] is None or not row["exact"]:
            continue
        share = 0.99 * row["scale"]
        before = holds(dossier, row["conclusion"], opening)
        for _ in range(3):
            to = [
                min(max(m + share * (random.choice((lo, hi)) - m), least), most)
                for m, lo, hi, (least, most) in zip(
                    drawn.modes, drawn.low, drawn.high, map(limits, drawn.paths), strict=True
                )
            ]
            moved = with_values(dossier, dict(zip(drawn.keys, to, strict=True)))
            assert holds(moved, row["conclusion"], opening) == before


@given(flippable())
@settings(max_examples=10, deadline=None)
def test_changes_turn_what_agreement_itself_says(dossier):
    task = task_of(dossier, AgreementExaminer(dossier, plans=("peace", "quiet")))
    for row in flips(task, Clock(60)).alone[:8]:
        plan = row["conclusion"].partition(":")[2] or None
        levers = dossier.plans[plan].levers if plan else ()
        step = NEAR * (1 if row["to"] >= row["from"] else -1)
        if row["to"] == row["from"]:
            continue

        def said(value, row=row, plan=plan, levers=levers):
            there = with_values(dossier, {row["judgement"]: value})
            if row["conclusion"].startswith("plan-accepted"):
                return ir.agreement(there, plan=plan).values["plan"]["acceptable"]
            return not ir.agreement(there, levers=levers).values["zopa_empty"]

        assert said(row["to"] + step) is row["holds"]
        assert said(row["to"] - step) is not row["holds"]


class Threshold:
    """An examiner that knows only that something holds while a judgement stays below a value."""

    def __init__(self, dossier, key, at, above=math.inf):
        self.key, self.at, self.above = key, at, above
        held = with_values(dossier, {})
        mode = draws(held).modes[draws(held).keys.index(key)]
        self.conclusions = (Conclusion("odd", "", "odd", bool(not at <= mode <= above)),)

    def verdicts(self, keys, values):
        found = np.full((len(values), 1), int(self.conclusions[0].holds), dtype=np.int8)
        if self.key in keys:
            mine = values[:, list(keys).index(self.key)]
            found[:, 0] = ~((mine >= self.at) & (mine <= self.above))
        return found


def small(**judgement):
    return ir.Dossier.model_validate({
        "irenic": 1, "parties": {"a": {}, "b": {"capacity": judgement}},
        "issues": {"i": {"options": {"x": "X"}, "default": "x", "worth": {"a": {"x": 1}}}},
        "scenarios": {"quo": {"a": 2, "b": 2}},
    })  # fmt: skip


@given(st.floats(4.001, 21.99))
def test_any_other_examiner_is_asked_by_halving(at):
    dossier = small(low=2, mode=4, high=8)
    examiner = Threshold(dossier, "parties.b.capacity", at)
    found = flips(task_of(dossier, examiner), Clock(60))
    (row,) = found.alone
    assert row["to"] == pytest.approx(at, abs=2e-4)
    assert row["to"] >= at
    assert row["exact"] is False
    assert row["holds"] is False
    assert row["inside_range"] is (at <= 8)
    assert found.asked == (
        {"conclusion": "odd", "way": "halving", "complete": True, "judgements": 1,
         "inside": int(at <= 8)},
    )  # fmt: skip
    assert not found.joint


def test_nothing_is_sought_where_a_judgement_cannot_be():
    dossier = small(low=2, mode=4, high=8)
    below = Threshold(dossier, "parties.b.capacity", -1e9, -0.001)
    assert not flips(task_of(dossier, below), Clock(60)).alone
    beyond = Threshold(dossier, "parties.b.capacity", 26.5)
    assert not flips(task_of(dossier, beyond), Clock(60)).alone


def test_what_there_was_no_time_for_is_said():
    dossier = small(low=2, mode=4, high=8)
    found = flips(task_of(dossier, Threshold(dossier, "parties.b.capacity", 5.0)), Clock(0))
    assert not found.alone
    assert found.asked[0]["complete"] is False


def test_of_many_turns_the_foremost_are_closed_in_on():
    dossier = ir.load("iraq-2006")
    scope = scope_of(draws(dossier))
    some = np.flatnonzero([key.startswith("scenarios.") for key in scope.draws.keys])

    def ask(keys, values):
        modes = scope.draws.modes[[scope.draws.keys.index(k) for k in keys]]
        return (values <= modes + 1.5).all(axis=1).astype(np.int8)[:, None]

    found = turns(ask, scope, some, {0: True}, Search(3, Clock(60)))[0]
    assert found.decided
    assert len(found.judgements) == len(some)
    width = (scope.draws.high - scope.draws.modes)[found.judgements]
    foremost = np.argsort(-width, kind="stable")[:3]
    to = scope.draws.modes[found.judgements] + 1.5
    assert found.far[foremost] == pytest.approx(to[foremost], abs=1e-2)
    assert (found.far >= to).all()
    assert (found.near <= to + 1e-9).all()


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        (("levers", "cost", "worth", "a"), (-1e6, 1e6)),
        (("levers", "give", "cost", "a"), (0, 1e6)),
        (("levers", "give", "audience_cost"), (0, 1e6)),
        (("timetable", "deeds", "d", "cost"), (0, 1e6)),
        (("timetable", "deeds", "d", "shift", "a"), (-1e6, 1e6)),
        (("timetable", "guarantees", "g", "penalty"), (0, 1e6)),
        (("benchmarks", "chance", "changed_by", "d"), (-1, 1)),
        (("benchmarks", "b", "chance"), (0, 1)),
        (("scenarios", "cost", "a"), (-1e6, 1e6)),
    ],
)
def test_what_a_judgement_can_be(path, ends):
    assert limits(path) == ends


def test_a_discount_is_above_nothing():
    least, most = limits(("timetable", "discount", "a"))
    assert 0 < least < 1e-9
    assert most == 1


def test_robustness_says_what_would_have_to_be_true():
    dossier = small(low=2, mode=4, high=8)
    values = robustness.robustness(dossier, draws=8, sample=0, questions=("agreement",)).values
    asked = [row["conclusion"] for row in values["flips_asked"]]
    assert asked == ["zone", "conflict:a", "conflict:b"]
    # Two parties refuse, so no judgement alone is enough; none of them has a range.
    assert not [row for row in values["flips"] if row["conclusion"] == "zone"]
    joint = {row["conclusion"]: row["scale"] for row in values["joint_flips"]}
    assert joint == dict.fromkeys(asked)
    # Each of them accepts once its own numbers are two points apart.
    alone = {(row["judgement"], row["to"], row["up"]) for row in values["flips"]}
    assert alone == {("scenarios.quo.a", 1.0, False), ("issues.i.worth.a.x", 2.0, True),
                     ("scenarios.quo.b", 0.0, False)}  # fmt: skip
    left = robustness.robustness(
        dossier, draws=8, sample=0, questions=("agreement",), flips=False
    ).values
    assert left["flips"] == left["joint_flips"] == left["flips_asked"] == []


@given(flippable())
@settings(max_examples=15, deadline=None)
def test_conflicts_are_turned_by_what_gives_their_parties_a_deal(dossier):
    examiner = ConflictExaminer(dossier)
    for row in flips(task_of(dossier, examiner), Clock(60)).alone:
        assert row["exact"]
        assert row["holds"] is False
        parties = row["conclusion"].partition(":")[2].split("+")
        among = dossier.model_copy(update={"required": tuple(parties)})
        step = NEAR if row["up"] else -NEAR

        def deal(value, row=row, among=among):
            return holds(with_values(among, {row["judgement"]: value}), "zone")

        assert deal(row["to"] + step)
        assert not deal(row["to"] - step)
        if row["inside_range"]:
            assert deal(row["high"] if row["up"] else row["low"])


def test_who_pulls_a_lever_of_the_opening_has_to_accept_as_well():
    dossier = case(scenarios=PAYING, levers=levers(leave=None))
    task = task_of(dossier, LeverageExaminer(dossier))
    opening = opening_of(task)
    assert opening is not None
    assert {dossier.levers[lever].by for lever in opening[1]} >= {"us"}
    rows = [row for row in flips(task, Clock(60)).alone if row["conclusion"].startswith("opening-")]
    mine = [row for row in rows if row["judgement"] == f"scenarios.{opening[2]}.us"]
    assert mine
    assert all(row["exact"] for row in rows)
