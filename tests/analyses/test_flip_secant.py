"""Turns by straight lines between values tried: each is made, and looked at by definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import irenic as ir
from irenic.analyses import robustness_flips
from irenic.analyses.conclusions import Slack
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.enforcement_arrays import carrying_out
from irenic.analyses.flip_search import limits, scope_of
from irenic.analyses.flip_secant import secants
from irenic.analyses.robustness_flips import flips
from irenic.analyses.robustness_task import RobustnessTask
from irenic.dossier.draws import draws, with_values
from irenic.theory.enforcement import evaluate
from irenic.theory.linear_flips import chords
from irenic.theory.programme import Clock
from robustness_cases import ranged, timed

CAPACITY = "parties.b.capacity"


def measured(examiner: EnforcementExaminer) -> RobustnessTask:
    return RobustnessTask(examiner.dossier, "pert", 0, (examiner,))


def holds(examiner: EnforcementExaminer, name: str, dossier: ir.Dossier) -> bool:
    """Whether a conclusion of ``examiner`` holds in another dossier, by the definition."""
    kind, _, subject = name.partition(":")
    if kind == "plan-timetable-holds":
        plan = next(one for one in examiner.planned if one.plan == subject)
        return evaluate(carrying_out(dossier, subject).problem, plan.shares).holds()
    case = carrying_out(dossier)
    assert examiner.shares is not None
    found = evaluate(case.problem, examiner.shares)
    if kind == "timetable-holds":
        return found.holds()
    place = case.guarantees.index(subject)
    return found.credible[place] == case.problem.guarantees[place].stages


@given(st.integers(0, 60), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_short_of_a_turn_nothing_changes_and_past_it_the_conclusion_turns(seed, random):
    dossier = timed(seed)
    examiner = EnforcementExaminer(dossier, possible=False)
    task = measured(examiner)
    found, held = flips(task, Clock(60)), {one.name: one.holds for one in task.conclusions}
    assert all(row["complete"] for row in found.asked)
    rows = list(found.alone)
    random.shuffle(rows)
    for row in rows[:10]:

        def now(value, row=row):
            there = with_values(dossier, {row["judgement"]: value})
            return holds(examiner, row["conclusion"], there)

        mode, to, side = row["from"], row["to"], 1 if row["up"] else -1
        near = (1e-7 if row["exact"] else 1e-3) * max(abs(to), 1.0)
        least, most = limits(tuple(row["judgement"].split(".")))
        assert now(min(max(to + side * near, least), most)) is row["holds"]
        assert row["holds"] is not held[row["conclusion"]]
        if (to - near * side - mode) * side > 0:
            assert now(to - near * side) is not row["holds"]
            if row["exact"]:
                between = {now(mode + share * (to - mode)) for share in (0.1, 0.5, 0.9)}
                assert between == {not row["holds"]}


@given(st.integers(0, 60), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_what_does_not_turn_a_conclusion_that_holds_does_not_anywhere(seed, random):
    """Proven for all but discounts: what only bends downwards holds between two values."""
    dossier = timed(seed)
    examiner = EnforcementExaminer(dossier, possible=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(robustness_flips, "FOREMOST", 10**6)
        found = flips(measured(examiner), Clock(60))
    drawn = draws(dossier)
    for one in examiner.conclusions:
        turned = {(row["judgement"], row["up"]) for row in found.alone
                  if row["conclusion"] == one.name}  # fmt: skip
        for key in random.sample(drawn.keys, 4):
            place = drawn.keys.index(key)
            least, most = limits(drawn.paths[place])
            for up, side in ((True, 1), (False, -1)):
                if (key, up) in turned or not one.holds or "discount" in key:
                    continue
                value = drawn.modes[place] + side * random.choice((0.5, 3.0, 12.0, 400.0))
                there = with_values(dossier, {key: min(max(value, least), most)})
                assert holds(examiner, one.name, there)


def test_most_turns_of_timetables_are_exact_and_both_answers_occur():
    rows = []
    for seed in range(8):
        task = measured(EnforcementExaminer(timed(seed), possible=False))
        rows += flips(task, Clock(60)).alone
    straight = [row for row in rows if "discount" not in row["judgement"]]
    assert {row["holds"] for row in rows} == {True, False}
    assert sum(row["exact"] for row in straight) > 0.9 * len(straight)
    assert not any(row["exact"] for row in rows if "discount" in row["judgement"])


def pledged(discount: float = 1.0) -> ir.Dossier:
    """A guarantor that pays 1 for keeping watch and has 10 in the end, or 3 without a deal."""
    return ir.Dossier.model_validate({
        "irenic": 1,
        "parties": {"a": {}, "b": {}, "c": {}},
        "scenarios": {"war": {"a": 0, "b": 0, "c": ranged(0, 3, 8)}},
        "timetable": {
            "stages": 1, "discount": {"c": discount},
            "deeds": {"go": {"by": "b", "worth": {"a": 1}}},
            "settled": {"a": 5, "b": 5, "c": ranged(4, 10, 12)},
            "guarantees": {"watch": {"on": "b", "by": "c", "penalty": 2,
                                     "upkeep": ranged(0, 1, 3), "enforcing": ranged(0, 2, 7)}},
        },
    })  # fmt: skip


@pytest.mark.parametrize("discount", [1.0, 0.9])
def test_where_a_guarantee_is_no_longer_enforced_has_a_closed_form(discount):
    """Keeping it going is worth 10 times the discount less the upkeep of 1; it has 3 otherwise."""
    examiner = EnforcementExaminer(pledged(discount), possible=False)
    found = flips(measured(examiner), Clock(60))
    mine = [row for row in found.alone if row["conclusion"] == "guarantee-credible:watch"]
    spare = 10 * discount - 1 - 3 - 2
    to = {row["judgement"]: row["to"] for row in mine if row["exact"]}
    assert to == pytest.approx({
        "scenarios.war.c": 3 + spare,
        "timetable.guarantees.watch.upkeep": 1 + spare,
        "timetable.guarantees.watch.enforcing": 2 + spare,
        "timetable.settled.c": 10 - spare / discount,
    }, abs=1e-5)  # fmt: skip
    inside = {row["judgement"]: row["inside_range"] for row in mine if row["exact"]}
    assert [inside[key] for key in to] == [
        row["low"] <= row["to"] <= row["high"] for row in mine if row["exact"]
    ]
    curved = [row for row in mine if "discount" in row["judgement"]]
    assert [(row["exact"], round(row["to"], 3)) for row in curved] == [(False, 0.6)]


class Odd:
    """Scope and a slack made by hand of the one number, from 2 to 8, most likely 4."""

    def __init__(self, slack):
        dossier = ir.Dossier.model_validate({
            "irenic": 1, "parties": {"a": {}, "b": {"capacity": ranged(2, 4, 8)}},
            "issues": {"i": {"options": {"x": "X"}, "default": "x", "worth": {"a": {"x": 1}}}},
            "scenarios": {"quo": {"a": 2, "b": 2}},
        })  # fmt: skip
        self.scope, self.slack, self.asked = scope_of(draws(dossier)), slack, 0

    def measure(self, keys, values, columns):
        self.asked += 1
        x = values[:, keys.index(CAPACITY)] if CAPACITY in keys else np.full(len(values), 4.0)
        return {0: self.slack(x)}

    def turns(self, held):
        which = np.array([self.scope.draws.keys.index(CAPACITY)])
        return secants(self.measure, self.scope, which, {0: held}, 12, Clock(60))[0]


def slack_of(values, switches=None, **more):
    none = np.zeros((len(values[0]), 0))
    return Slack(np.stack(values, axis=1), none if switches is None else switches[:, None], **more)


@given(st.floats(4.01, 300), st.floats(0.05, 0.9))
def test_a_kink_on_the_way_is_passed(at, where):
    kink = 4 + where * (at - 4)
    odd = Odd(lambda x: slack_of([np.minimum(0.3 * (at - kink), 0.3 * (at - x))], bent=True))
    found = odd.turns(True)
    assert found.to == pytest.approx([at], rel=1e-8)
    assert found.nearest.all()
    assert found.tight.all()
    assert odd.asked < 30


@given(st.floats(4.01, 300))
def test_a_fall_beyond_the_turn_does_not_hold_it_up(at):
    """The chord to a far end that lies very low hardly leaves the near end: halves help."""
    odd = Odd(lambda x: slack_of([np.minimum(0.01 * (at - x), 1e4 * (at + 1 - x))], bent=True))
    found = odd.turns(True)
    assert found.to == pytest.approx([at], rel=1e-8)
    assert found.nearest.all()
    assert odd.asked < 60


@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=4))
def test_chords_say_where_straight_lines_are_all_0_or_more(lines):
    first, last = np.array([[a for a, _ in lines]], float), np.array([[b for _, b in lines]], float)
    (start,), (end,) = chords(first, last)
    for share in np.linspace(0, 1, 41):
        inside = all(a + share * (b - a) >= -1e-9 for a, b in lines)
        assert inside == (start - 1e-9 <= share <= end + 1e-9)


@given(st.floats(4.01, 300))
def test_a_switch_at_which_the_slack_jumps_is_the_turn(at):
    odd = Odd(lambda x: slack_of([np.where(at - x >= 0, 2.0, -0.5)], at - x, bent=True))
    found = odd.turns(True)
    assert found.to == pytest.approx([at], rel=2e-9)
    assert found.nearest.all()
    assert odd.asked < 8


def test_a_straight_line_is_hit_at_once():
    odd = Odd(lambda x: slack_of([20.0 - 2 * x, 50.0 - x]))
    found = odd.turns(True)
    assert found.to == pytest.approx([10.0])
    assert found.straight
    assert odd.asked <= 4


def test_what_holds_only_between_two_values_tried_is_found():
    """The number is tried at 4, at 8 and at 26; it would do from 5 to 6.5."""
    odd = Odd(lambda x: slack_of([x - 5.0, 6.5 - x]))
    found = odd.turns(False)
    assert found.to == pytest.approx([5.0])
    assert found.ahead.tolist() == [1.0]


def test_what_failed_and_passed_a_switch_is_not_proven_to_be_nearest():
    def slack(x):
        return slack_of([np.where(x >= 6.0, x - 7.0, x - 30.0)], x - 6.0, bent=True)

    found = Odd(slack).turns(False)
    assert found.to == pytest.approx([7.0])
    assert not found.nearest.any()


def test_what_is_curved_is_closed_in_on_but_not_proven():
    def slack(x):
        return slack_of([100.0 - x**2], curved=frozenset({CAPACITY}))

    found = Odd(slack).turns(True)
    assert found.to == pytest.approx([10.0], abs=1e-3)
    assert found.tight.all()
    assert not found.nearest.any()
    assert not found.straight


def test_only_judgements_that_come_into_a_timetable_are_asked():
    dossier = timed(5)
    examiner = EnforcementExaminer(dossier, possible=False)
    keys = draws(dossier).keys
    assert examiner.counted < {*keys} | examiner.counted
    base = examiner.slacks((), np.zeros((1, 0)))
    for key in keys:
        if key not in examiner.counted:
            moved = examiner.slacks((key,), np.array([[123.0]]))
            assert all(np.array_equal(moved[c].values, base[c].values) for c in base)
    assert "parties.a.capacity" not in examiner.counted
    assert "timetable.discount.a" in examiner.counted
