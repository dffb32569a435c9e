"""Enforcement asked of dossiers: published examples, the split of worth, what is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from typer.testing import CliRunner

import irenic
from dossiers import dossiers
from irenic import errors
from irenic.analyses.enforcement_arrays import carrying_out, walks_fit
from irenic.analyses.enforcement_statements import headline
from irenic.analyses.result import Result
from irenic.cli import app
from irenic.dossier.model import Dossier
from irenic.report.words import say
from irenic.theory.enforcement import evaluate, violations
from irenic.theory.enforcement_programme import largest_margin

SAFE = (0.5, 1.25, 2.375, 4.0625, 6.59375, 10.390625)
"""S_N for D = 1, v = 3, c = 2 (shared/fixtures/worked-examples.md)."""


def exchange(amount: float, steps: int, pledge: float = 0.0, parts: Any = "any") -> dict[str, Any]:
    """Both sides hand over ``amount`` units, worth 3 to the other and costing 2."""
    deeds = {
        f"{p}-gives": {"by": p, "cost": 2 * amount, "worth": {q: 3 * amount}, "parts": parts}
        for p, q in (("a", "b"), ("b", "a"))
    }
    bonds = {f"{p}-bond": {"on": p, "penalty": pledge, "kind": "bond"} for p in "ab"}
    table: dict[str, Any] = {"stages": steps, "deeds": deeds, "settled": {"a": 0, "b": 0}}
    return {
        "irenic": 1, "parties": {"a": {"name": "North"}, "b": {"name": "South"}},
        "scenarios": {"war": {"a": 0, "b": 0}},
        "timetable": table | ({"guarantees": bonds} if pledge else {}),
    }  # fmt: skip


def fearon(cost: float, later: float) -> dict[str, Any]:
    """Power shifts from .4 to .7, discount .9; the riser can give .1 today."""
    gift = {"by": "riser", "worth": {"faller": 0.1}, "shift": {"riser": 0.3, "faller": -0.3},
            "lag": 0}  # fmt: skip
    return {
        "irenic": 1, "parties": {"riser": {}, "faller": {}},
        "scenarios": {"war": {"riser": 0.4 - cost, "faller": 0.6 - cost}},
        "timetable": {"stages": 1, "deeds": {"gift": gift},
                      "discount": {"riser": 0.9, "faller": 0.9},
                      "settled": {"riser": 1 - later, "faller": later}},
    }  # fmt: skip


LASTING: dict[str, Any] = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}, "c": {}},
    "required": ["a", "b"],
    "issues": {
        "arms": {"options": {"keep": "Keep", "hand-in": "Hand in"}, "default": "keep",
                 "worth": {"a": {"keep": 0, "hand-in": 30}, "b": {"keep": 20, "hand-in": 5}}},
        "law": {"options": {"none": "None", "amnesty": "Amnesty"}, "default": "none",
                "worth": {"a": {"none": 4, "amnesty": 1}, "b": {"none": 0, "amnesty": 40}}},
        "flag": {"options": {"old": "Old", "new": "New"}, "default": "old",
                 "worth": {"a": {"old": 0, "new": 3}, "b": {"old": 2, "new": 6}}},
    },
    "joint_worth": [{"when": {"arms": "hand-in", "law": "amnesty"}, "worth": {"b": 2}}],
    "scenarios": {"war": {"a": 10, "b": 12, "c": 1}},
    "levers": {"jobs": {"kind": "incentive", "by": "c", "cost": {"c": 1}, "worth": {"b": 7}},
               "lean": {"kind": "pressure", "by": "c", "relief": {"a": 3}}},
    "plans": {
        "first": {"name": "First plan", "package": {"arms": "hand-in", "law": "amnesty"},
                  "levers": ["jobs", "lean"],
                  "timetable": [{"light": 1}, {"heavy": 1, "pass": 1}]},
        "second": {"package": {"flag": "new"}},
    },
    "timetable": {
        "stages": 3, "months": 2, "discount": {"a": 0.9, "b": 0.8}, "by_signature": ["flag"],
        "deeds": {
            "light": {"by": "b", "kind": "weapons", "terms": {"arms": "hand-in"}, "cost": 1},
            "heavy": {"by": "b", "kind": "weapons", "terms": {"arms": "hand-in"},
                      "shift": {"b": -2}, "after": ["light"], "benchmark": "calm"},
            "pass": {"by": "a", "name": "Amnesty law", "terms": {"law": "amnesty"},
                     "worth": {"b": 6}, "per_stage": {"b": 1}, "otherwise": "Talks resume."},
            "raise": {"by": "a", "terms": {"flag": "new"}},
        },
        "guarantees": {"force": {"name": "The force", "on": "b", "penalty": 9, "by": "c",
                                 "upkeep": 0.1, "until_stage": 2}},
    },
    "benchmarks": {"calm": {"name": "Calm", "chance": 0.5, "changed_by": {"light": 0.25}}},
}  # fmt: skip


def ask(given: dict[str, Any], **options: Any) -> Result:
    return irenic.enforcement(Dossier.model_validate(given), **options)


def told(result: Result) -> str:
    parts = (*result.findings, *result.reasons, *result.caveats)
    return " ".join(say(part, result.names) for part in parts)


# Published examples ---------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "most"), list(enumerate(SAFE, start=1)))
def test_sandholm_safe_exchange_as_a_dossier(steps: int, most: float) -> None:
    just = ask(exchange(most, steps, 1.0))
    assert just.status == "complete"
    assert just.values["holds"] is True
    assert just.values["margin"] == pytest.approx(0.0, abs=1e-6)
    assert just.values["shortest"]["stages"] == steps
    sizes = [s["share"] * most for s in just.values["timetable"] if s["deed"] == "a-gives"]
    assert sizes == pytest.approx((0.5 * 1.5 ** np.arange(steps)[::-1]).tolist(), abs=1e-5)
    assert just.values["effects"]["a-bond"]["withdrawn_from"] == steps + 2  # due when noticed
    assert ask(exchange(most + 1e-3, steps, 1.0)).values["holds"] is False
    if steps < 4:
        bare = ask(exchange(most, steps)).values
        assert bare["holds"] is False
        assert {entry["party"] for entry in bare["lock"]} <= {"a", "b"}
        assert bare["least_guarantee_proven"]
        largest = [max(sizes.values()) for sizes in bare["least_guarantee"].values()]
        assert largest == pytest.approx([1.0, 1.0], abs=1e-6)


def test_fearon_commitment_problem_as_a_dossier() -> None:
    floor = ((1 - 0.4 - 0.1) - (1 - 0.9)) / 0.9
    war = ask(fearon(0.10, 0.4)).values
    assert (war["holds"], war["margin"]) == (False, pytest.approx(0.19 - 0.23))
    assert war["margins"]["faller"][0] == pytest.approx(0.19 - 0.23)
    assert ask(fearon(0.13, 0.43)).values["margin"] == pytest.approx(0.0, abs=1e-9)
    lacking = ask(fearon(0.10, floor))
    assert lacking.values["least_guarantee"] == {
        "riser": {"2": pytest.approx(floor - 0.4, abs=1e-6)}
    }
    assert lacking.values["lock"] == [{"party": "riser", "stage": 2, "deed": None}]
    assert lacking.values["breaks"]["all-at-once"] == {
        "party": "riser", "stage": 2, "shortfall": pytest.approx(floor - 0.4, abs=1e-6)
    }  # fmt: skip


def test_neither_side_disarms_first() -> None:
    result = ask(exchange(1.0, 2, parts=1))
    values = result.values
    assert values["holds"] is False
    assert values["orders"][1]["order"] == "first:a"
    assert values["breaks"]["first:a"] == {"party": "b", "stage": 2, "shortfall": 2.0}
    assert values["breaks"]["all-at-once"] == {"party": "a", "stage": 1, "shortfall": 2.0}
    assert values["changes"]["notice"]["least"] == 1
    assert values["changes"]["parts"]["least"] is None
    text = told(result)
    assert "North first: breaks at stage 2; South walks off, short of 2 points." in text
    assert "A timetable would hold with noticing every fault 1 stage sooner" in text
    assert "North must still want to go on" in text or "South must still want to go on" in text


DISARMING: dict[str, Any] = {
    "irenic": 1, "parties": {"a": {"name": "North"}, "b": {"name": "South"}},
    "scenarios": {"war": {"a": 20, "b": 20}},
    "timetable": {
        "stages": 4, "months": 3, "settled": {"a": 26, "b": 26},
        "deeds": {
            f"{p}-arms": {"by": p, "name": f"{p.upper()} hands in its arms",
                          "shift": {p: -10, q: 10}, "parts": 2, "benchmark": "calm"}
            for p, q in ("ab", "ba")
        },
        "guarantees": {"bond": {"on": "a", "penalty": 2, "kind": "bond", "until_stage": 2}},
    },
    "benchmarks": {"calm": {"name": "Calm", "chance": 0.5}},
}  # fmt: skip


def test_who_waits_for_whom_is_told_in_names() -> None:
    result = ask(DISARMING, parts=1, without=["bond"])
    values = result.values
    assert values["holds"] is False
    assert values["circle"] == [{"party": "a", "deed": "a-arms"}, {"party": "b", "deed": "b-arms"}]
    assert values["waits"][0] == {
        "party": "a", "deed": "a-arms", "for_party": "b", "for_deed": "b-arms", "strict": True,
        "whose": "b",
    }  # fmt: skip
    assert values["lock_smallest"] is True
    assert result.headline == (
        "No timetable holds by itself: each waits for the other, North with 'A hands in its arms' "
        "for South's 'B hands in its arms', and South with 'B hands in its arms' for North's "
        "'A hands in its arms'; a guarantee could make one hold."
    )
    assert (
        "North completes 'A hands in its arms' only after South has completed 'B hands in its "
        "arms': otherwise South would do better by walking off." in told(result)
    )
    assert values["guarantees"] == {}
    assert result.parameters["parts"] == 1
    assert result.parameters["without"] == ["bond"]


def test_what_the_answer_rests_on() -> None:
    values = ask(DISARMING).values
    assert values["holds"] is True
    assert values["circle"] == []
    rests = {one["what"]: one for one in values["rests_on"]}
    assert rests["parts"]["holds"] is False
    assert [one["party"] for one in rests["parts"]["circle"]] == ["a", "b"]
    assert {one["party"] for one in rests["parts"]["lock"]} == {"a", "b"}
    # What is taken away is what the options take away.
    whole = ask(DISARMING, parts=1).values
    assert rests["parts"]["margin"] == pytest.approx(whole["margin"])
    bare = ask(DISARMING, parts=1, without=["all"]).values
    assert rests["guarantees-and-parts"]["margin"] == pytest.approx(bare["margin"])
    # A later notice changes nothing here, so it is not listed.
    assert ask(DISARMING, notice=1).values["margin"] == pytest.approx(values["margin"])
    assert "verification" not in rests
    sooner = ask(DISARMING, notice=-1)
    assert sooner.values["margin"] > values["margin"]
    assert {row["lag"] for row in sooner.values["matrix"]} == {0}


def test_curves_lateness_matrix_and_guarantees() -> None:
    values = ask(DISARMING).values
    assert [one["stages"] for one in values["curves"]["horizon"]] == [1, 2, 3, 4, 5, 6]
    assert values["curves"]["horizon"][3]["margin"] == values["margin"]
    assert [one["times"] for one in values["curves"]["parts"]] == [1, 2, 3, 4]
    assert [one["penalty"] for one in values["curves"]["guarantees"]["bond"]] == [0, 1, 2, 3, 4]
    assert [one["late"] for one in values["late"]] == [1, 2, 3, 4]
    assert values["late"][0]["benchmark"] == "calm"
    assert [row["month"] for row in values["matrix"]] == sorted(
        3 * (row["stage"] - 1) for row in values["matrix"]
    )
    assert values["guarantees"]["bond"] == {
        "on": "a", "by": None, "kind": "bond", "penalty": 2.0, "from": 1, "until": 2,
        "credible": [1, 2],
    }  # fmt: skip
    short = ask(DISARMING, short=True).values
    assert short["curves"] is None
    assert short["margin"] == values["margin"]
    assert ask(DISARMING, parts=1, short=True).values["changes"] is None
    assert ask(LASTING).values["matrix"][0]["terms"] == ["arms.hand-in"]


def test_what_does_not_fit_into_memory_is_refused() -> None:
    long = exchange(1.0, 240)
    for deed in long["timetable"]["deeds"].values():
        deed["lag"] = 240
    with pytest.raises(errors.Inapplicable, match="shorter lags"):
        ask(long)
    long = exchange(1.0, 240)
    case = carrying_out(Dossier.model_validate(long))  # what stands in the dossier fits
    assert walks_fit(case.problem)
    with pytest.raises(errors.Inapplicable, match="shorter lags"):
        ask(long, notice=240)


# The split ------------------------------------------------------------------------------


def test_worth_is_split_as_the_design_says() -> None:
    """Computed by hand from the five rules of docs/design/enforcement.md."""
    case = carrying_out(Dossier.model_validate(LASTING))
    a, b = case.parties.index("a"), case.parties.index("b")
    assert case.plan == "first"
    assert case.package == {"arms": "hand-in", "law": "amnesty", "flag": "old"}
    assert case.deeds == ("light", "heavy", "pass")
    # a: 30 + 1 + 0; b: 5 + 40 + 2 (flag) + 2 (joint) + 7 (jobs).
    assert (case.split["a"].package, case.split["b"].package) == (31, 56)
    assert (case.split["a"].once, case.split["b"].once) == (0, 5)
    assert (case.split["a"].settled, case.split["b"].settled) == (31, 51)
    assert case.problem.once[:, b].tolist() == [-1, 0, 6]
    assert case.problem.flow[:, a] == pytest.approx([1.5, 1.5, 0.1])
    assert case.problem.flow[:, b] == pytest.approx([0.5, 0.5, 1.0])
    assert case.problem.standing[:, b] == pytest.approx([0.2 * (2 + 7)] * 3)
    assert case.problem.reservation[[a, b]].tolist() == [10 - 3, 12]
    assert case.problem.after == ((1, 0),)
    assert case.problem.bound.tolist() == [True, True, False]
    assert case.problem.guarantees[0].stages == frozenset({0, 1})
    assert (case.marks.waits.tolist(), case.marks.change.tolist()) == ([-1, 0, -1], [[0.25, 0, 0]])


def test_a_term_done_at_once_is_worth_exactly_its_worth() -> None:
    """All deeds at the first stage, nothing given once: V(0) is the package's worth."""
    given = {**LASTING, "timetable": {**LASTING["timetable"], "deeds": {
        "hand": {"by": "b", "terms": {"arms": "hand-in"}},
        "pass": {"by": "a", "terms": {"law": "amnesty"}}}}, "joint_worth": [], "benchmarks": {},
        "plans": {"first": {**LASTING["plans"]["first"], "timetable": None}}}  # fmt: skip
    case = carrying_out(Dossier.model_validate(given))
    shares = np.zeros((2, 3))
    shares[:, 0] = 1.0
    found = evaluate(case.problem, shares).going_on[0]
    for place, party in enumerate(case.parties[:2]):
        assert found[place] == pytest.approx(case.split[party].package)


def test_the_result_says_what_theory_says() -> None:
    result = ask(LASTING)
    case = carrying_out(Dossier.model_validate(LASTING))
    best = largest_margin(case.problem)
    values = result.values
    assert values["margin"] == pytest.approx(best.margin)
    assert values["proven"]
    shares = np.zeros((3, 3))
    for step in values["timetable"]:
        shares[case.deeds.index(step["deed"]), step["stage"] - 1] = step["share"]
    assert violations(case.problem, shares) == ()
    margins = evaluate(case.problem, shares).margins
    assert values["margins"]["b"] == pytest.approx(margins[:, 1].tolist())
    assert set(values["margins"]) == {"a", "b"}
    assert {"all-at-once", "first:b", "first:a", "equal-steps", "last:weapons", "plan:first"} == {
        order["order"] for order in values["orders"]
    }
    assert values["completion"]["wait"]["by_month"][-1]["month"] == 12
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["question"] == "enforcement"
    matrix = result.tables[0]
    assert [row[-1] for row in matrix.rows if row[0] == "pass"] == ["Talks resume."]
    assert "the chance that all is done by month 6 is" in told(result)
    assert "Points" not in told(result)


# Plans, and what is said of them ----------------------------------------------------------


def _plans() -> dict[str, Any]:
    """Two plans for the same war; the second has other deeds, levers and no guarantee."""
    second = {
        "name": "Second plan", "package": {"flag": "new", "arms": "hand-in"}, "guarantees": [],
        "timetable": [{"light": 1, "raise": 1}, {"heavy": 1}],
    }  # fmt: skip
    timetable = {**LASTING["timetable"], "by_signature": []}
    timetable["deeds"] = dict(timetable["deeds"])
    return {**LASTING, "timetable": timetable, "plans": {**LASTING["plans"], "second": second}}


@pytest.mark.parametrize("plan", ["first", "second"])
def test_a_plan_is_compared_as_its_own_settlement(plan: str) -> None:
    dossier = Dossier.model_validate(_plans())
    values = irenic.enforcement(dossier, plan=plan).values
    for slug, pledged in (("first", ["force"]), ("second", [])):
        case = carrying_out(dossier, slug)
        assert list(case.guarantees) == pledged
        shares = np.zeros((len(case.deeds), 3))
        for stage, step in enumerate(dossier.plans[slug].timetable or ()):
            for deed, share in step.items():
                shares[case.deeds.index(deed), stage] = share
        found = evaluate(case.problem, shares)
        order = next(one for one in values["orders"] if one["order"] == f"plan:{slug}")
        assert order["margin"] == pytest.approx(found.margin)
        assert order["guarantees"] == pledged
        assert order["reason"] is None
        broken = found.breaks()
        said = values["breaks"][f"plan:{slug}"]
        assert (said is None) == (broken is None)
        if broken is not None:
            at = broken[0] + 1, case.parties[broken[1]]
            assert (said["stage"], said["party"]) == at
    assert set(values["guarantees"]) == ({"force"} if plan == "first" else set())


def test_options_change_the_plans_compared_too() -> None:
    dossier = Dossier.model_validate(_plans())
    bare = irenic.enforcement(dossier, plan="second", without=["force"], short=True).values
    assert all(one["guarantees"] == [] for one in bare["orders"])
    later = irenic.enforcement(dossier, plan="second", notice=1, short=True).values
    margins = {one["order"]: one["margin"] for one in later["orders"]}
    asked = irenic.enforcement(dossier, plan="first", notice=1, short=True).values
    assert margins["plan:first"] == {o["order"]: o["margin"] for o in asked["orders"]}["plan:first"]


@pytest.mark.parametrize(
    ("steps", "rule", "deed", "other", "words"),
    [
        ([{"heavy": 1}, {"light": 1, "pass": 1}], "after", "heavy", "light", "gets ahead of"),
        ([{"light": 0.5}, {"light": 0.5, "pass": 1}, {"heavy": 1}], "parts", "light", None,
         "not done in the parts"),
        ([{"light": 1}, {"heavy": 1}], "sum", "pass", None, "is due and not done whole"),
        ([{"light": 1, "raise": 1}, {"heavy": 1, "pass": 1}], "deed", "raise", None,
         "is not due under it"),
    ],
)  # fmt: skip
def test_why_an_order_cannot_be_done(
    steps: list[dict[str, float]], rule: str, deed: str, other: str | None, words: str
) -> None:
    plan = {**LASTING["plans"]["first"], "timetable": steps}
    result = ask({**LASTING, "plans": {"first": plan}}, short=True)
    order = result.values["orders"][-1]
    assert order["margin"] is None
    assert order["reason"] == {"rule": rule, "deed": deed, "other": other}
    assert "plan:first" not in result.values["breaks"]
    assert words in told(result)


def test_terms_without_a_deed_are_named() -> None:
    given = _plans()
    del given["timetable"]["deeds"]["raise"]
    given["plans"]["second"]["timetable"] = None
    result = ask(given, plan="second", short=True)
    assert result.values["uncarried"] == [{"issue": "flag", "option": "new"}]
    assert "'New' (Flag) holds by signature here" in told(result)
    signed = {**given, "timetable": {**given["timetable"], "by_signature": ["flag"]}}
    assert ask(signed, plan="second", short=True).values["uncarried"] == []
    assert "holds by signature" not in told(ask(given, short=True))  # its flag is the default


def test_a_lock_without_a_circle_is_told_in_plain_words() -> None:
    arms = {
        f"{p}-arms": {"by": p, "shift": {p: -10, q: 10}, "parts": 1} for p, q in ("ab", "ba")
    }  # fmt: skip
    given = {**DISARMING, "timetable": {**DISARMING["timetable"], "deeds": arms, "guarantees": {}}}
    values = ask(given, short=True).values
    assert values["standoff"] == [
        {"party": p, "deed": f"{p}-arms", "own": -10.0, "others": {q: 10.0}}
        for p, q in ("ab", "ba")
    ]
    line = headline({**values, "circle": []}, {"parties": {"a": "A", "b": "B"},
                    "deeds": {"a-arms": "X", "b-arms": "Y"}})  # fmt: skip
    assert line.startswith(
        "No timetable holds by itself: neither side goes first: whatever the order of 'X' by A and "
        "'Y' by B, one of the two would walk off"
    )
    short = -values["margin"]
    assert f"would gain most by walking off, {short:g} points at stage" in line


def test_what_a_timetable_rests_on_is_told_as_a_standoff() -> None:
    text = told(ask(DISARMING))
    assert "with every deed done whole neither side would go first: 'A hands in" in text
    assert "walking off worth 10 points more to South and 10 points less to itself" in text


def test_deeds_done_at_once_that_undo_a_plan() -> None:
    """Let free before it is paid for, the other side would not pay."""
    given = {
        "irenic": 1, "parties": {"a": {}, "b": {}}, "scenarios": {"war": {"a": 0, "b": 0}},
        "plans": {"late": {"timetable": [{"pay": 1}, {"free": 1}]}},
        "timetable": {"stages": 2, "settled": {"a": 1, "b": 3}, "deeds": {
            "pay": {"by": "a", "kind": "money", "cost": 3, "worth": {"b": 3}},
            "free": {"by": "b", "kind": "pardon", "cost": 1, "worth": {"a": 4}}}},
    }  # fmt: skip
    result = ask(given)
    assert result.values["timing"] == [{
        "plan": "late", "kind": "pardon", "margin": -2.0, "party": "a", "stage": 1,
        "shortfall": 2.0,
    }]  # fmt: skip
    assert "with its deeds of the kind 'pardon' done at once it breaks at stage 1" in told(result)


def test_least_guarantees_of_many_are_told_in_a_line() -> None:
    parties = "abcde"
    given = {
        "irenic": 1, "parties": {p: {} for p in parties},
        "scenarios": {"war": dict.fromkeys(parties, 0)},
        "timetable": {
            "stages": 1, "settled": {p: -5 * n for n, p in enumerate(parties, 1)},
            "deeds": {f"{p}-does": {"by": p} for p in parties},
        },
    }  # fmt: skip
    result = ask(given, short=True)
    text = told(result)
    assert len(result.values["least_guarantee"]) == 5
    assert "E up to 25 points" in text or "E 25 points" in text
    assert "less for 2 other parties" in text
    assert " A " not in text[text.index("by party:") : text.index("less for")]


def test_the_cheapest_and_shortest_timetables_hold() -> None:
    just = ask(exchange(SAFE[1], 2, 1.0), short=True).values
    assert just["shortest"]["timetable"] != []
    assert {step["stage"] for step in just["shortest"]["timetable"]} == {1, 2}
    assert set(just["cheapest"]["guarantees"]) == {"a-bond", "b-bond"}
    assert just["cheapest"]["fewest"]
    for found in (just["shortest"]["timetable"], just["cheapest"]["timetable"]):
        for deed in ("a-gives", "b-gives"):
            assert sum(s["share"] for s in found if s["deed"] == deed) == pytest.approx(1.0)


# What is not there ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"timetable": None}, "a timetable with deeds"),
        ({"scenarios": {}}, "a no-deal scenario"),
        ({"scenarios": {"war": {"a": 0}}}, "a reservation value for 'b'"),
        ({"issues": {"x": {"options": {"y": "Y"}}}}, "an option for 'x' in a plan"),
        ({"issues": {"x": {"options": {"y": "Y", "z": "Z"}, "default": "y"}},
          "timetable": {"stages": 1, "deeds": {"d": {"by": "a", "terms": {"x": "z"}}}}},
         "a deed that is due"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(change: dict[str, Any], expected: str) -> None:
    with pytest.raises(errors.Inapplicable, match=expected):
        ask({**exchange(1.0, 2), **change})


@pytest.mark.parametrize(
    ("options", "expected"),
    [({"margin": -1.0}, "margin"), ({"seconds": 0.0}, "seconds"), ({"plan": "frist"}, "first"),
     ({"levers": ["none"]}, "lever"), ({"parts": 0}, "parts"), ({"without": ["forse"]}, "force"),
     ({"parts": 1001}, "1 .whole. to 1000"), ({"notice": 100000}, "-240 to 240"),
     ({"notice": -241}, "-240 to 240"),
     ({"scenario": "peace"}, "scenario")],
)  # fmt: skip
def test_options_that_make_no_sense(options: dict[str, Any], expected: str) -> None:
    with pytest.raises(errors.UsageError, match=expected):
        ask(LASTING, **options)


def test_a_larger_margin_is_harder() -> None:
    assert ask(exchange(0.4, 1, 1.0), margin=0.1).values["holds"] is True
    harder = ask(exchange(0.4, 1, 1.0), margin=0.3).values
    assert harder["holds"] is False
    assert harder["lock"]
    assert harder["breaks"]["all-at-once"]["shortfall"] == pytest.approx(0.1)
    assert harder["least_guarantee"]["a"] == {"2": pytest.approx(0.1)}
    assert harder["shortest"] is None


def test_windows_that_leave_no_room() -> None:
    given = exchange(1.0, 1)
    given["timetable"]["deeds"]["a-gives"]["after"] = ["b-gives"]
    result = ask(given)
    assert result.values["holds"] is False
    assert result.values["timetable"] == []
    assert result.values["lock"] == []
    assert result.values["least_guarantee"] is None
    assert result.headline.startswith("No timetable is possible")
    assert "All at once: not possible" in told(result)


def test_a_clock_that_stops_claims_nothing() -> None:
    full, stopped = (
        ask(exchange(4.0, 5, 1.0, parts=6)),
        ask(exchange(4.0, 5, 1.0, parts=6), seconds=1e-9),
    )
    assert full.status == "complete"
    if stopped.status == "partial":
        assert stopped.values["holds"] in (None, full.values["holds"])
        assert "time ran out" in told(stopped)
    else:
        assert stopped.values["holds"] == full.values["holds"]


@settings(max_examples=40, deadline=None)
@given(dossiers())
def test_any_dossier_gets_an_answer_or_is_told_what_is_missing(dossier: Dossier) -> None:
    try:
        result = irenic.enforcement(dossier, seconds=5.0)
    except (errors.Inapplicable, errors.UsageError):
        return
    assert told(result)
    json.dumps(result.to_dict(), allow_nan=False)


def test_the_command(tmp_path: Path) -> None:
    from irenic.dossier.write import dump

    (tmp_path / "dossier.yaml").write_text(dump(Dossier.model_validate(LASTING)), encoding="utf-8")
    words = ["enforcement", str(tmp_path), "--plan", "first", "--margin", "1", "--seconds", "30"]
    done = CliRunner().invoke(app, [*words, "--lever", "jobs", "--json"])
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["parameters"]["margin"] == 1.0
    assert found["parameters"]["levers"] == ["jobs", "lean"]
    shown = CliRunner().invoke(app, words)
    assert "Amnesty law" in shown.stdout
    assert "The implementation matrix" in shown.stdout
