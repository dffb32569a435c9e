"""``comparison``: plans side by side, against the analyses themselves and by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import irenic as ir
from irenic.analyses.comparison_cells import _between, beside, digits_of, told
from irenic.analyses.comparison_columns import costs, dearer
from irenic.analyses.comparison_order import _COMPARE, Outcome, _by_parts, _by_set, _by_share
from irenic.analyses.comparison_task import ComparisonTask
from irenic.analyses.result import Statement
from irenic.analyses.schema import result_schema
from irenic.dossier.draws import draws, with_values
from irenic.dossier.model import Dossier, Plan
from irenic.errors import Inapplicable, UsageError
from irenic.report.words import say
from robustness_cases import random_case, ranged

SMALL: dict[str, Any] = {"draws": 128, "sample": 0}


def two_plans(a: Any = 6, b: Any = 4, **more: Any) -> Dossier:
    """Two parties, three options; ``left`` is worth ``a`` to a and ``b`` to b, ``right`` 5 each."""
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {"a": {}, "b": {}, "c": {}},
        "required": ["a", "b"],
        "issues": {"land": {
            "options": {"left": "Left", "right": "Right", "none": "None"}, "default": "none",
            "worth": {"a": {"left": a, "right": 5, "none": 0},
                      "b": {"left": b, "right": 5, "none": 0}},
        }},
        "scenarios": {"war": {"a": 3, "b": 3}, "worse": {"a": 1, "b": 2}},
        "levers": {
            "aid": {"kind": "incentive", "by": "c", "cost": {"c": ranged(1, 2, 3)},
                    "worth": {"b": 1}},
            "gift": {"kind": "incentive", "by": "c", "cost": {"c": ranged(2, 4, 5)}},
            "march": {"kind": "threat", "by": "a", "scenario": "worse", "audience_cost": 3},
            "lean": {"kind": "pressure", "by": "c", "relief": {"a": 2}},
        },
        "plans": {"one": {"package": {"land": "left"}}, "two": {"package": {"land": "right"}}},
        **more,
    })  # fmt: skip


def between(result: ir.Result, first: str, second: str) -> dict[str, Any]:
    """The trade-offs of two columns."""
    return next(row for row in result.values["trade_offs"] if row["plans"] == [first, second])


# By hand -----------------------------------------------------------------------------------


def test_two_plans_by_hand() -> None:
    values = ir.comparison(two_plans(), **SMALL).values
    one, two, none = (values["plans"][slug] for slug in ("one", "two", "nothing"))
    assert values["columns"] == ["one", "two", "nothing"]
    assert one["accepted_share"] == two["accepted_share"] == 1.0
    assert {key: one["worst_off"][key] for key in ("party", "gain")} == {"party": "b", "gain": 1.0}
    assert two["worst_off"]["gain"] == 2.0
    assert one["gains"]["a"]["gain"] == 3.0
    assert one["lost"] == []
    assert one["funders"] == {}
    assert one["credible"] is None
    assert none["worst_off"]["gain"] == 0.0
    assert none["worst_off"]["p95"] == 0.0
    assert none["accepted_share"] is None
    assert none["lost"] is None
    assert none["unknown"]["accepted"] == "nothing-proposed"
    assert one["unknown"] == {
        "credible": "no-threat", "timetable": "no-timetable", "months": "no-timetable",
        "stable": "no-moves",
    }  # fmt: skip
    found = between(ir.comparison(two_plans(), **SMALL), "one", "two")
    assert found["better"] == {"one": [], "two": ["worst_off", "today"]}
    assert found["parties"] == {"one": ["a"], "two": ["b"]}
    assert found["mixed"] == ["parties"]
    assert not [row for row in values["dominates"] if row["over"] in ("one", "two")]


def test_a_threat_raises_the_gain_against_no_deal_and_not_against_today() -> None:
    plans = {"plain": {"package": {"land": "right"}},
             "forced": {"package": {"land": "right"}, "levers": ["march", "lean"]}}  # fmt: skip
    values = ir.comparison(two_plans(plans=plans), **SMALL).values
    plain, forced = values["plans"]["plain"], values["plans"]["forced"]
    assert (plain["worst_off"]["gain"], plain["today"]["gain"]) == (2.0, 2.0)
    assert forced["scenario"] == "worse"
    assert forced["gains"]["a"]["gain"] == 5 - 1 + 2  # in 'worse', with relief
    assert (forced["worst_off"]["gain"], forced["today"]["gain"]) == (3.0, 2.0)
    assert forced["credible"]["threats"] == {"march": True}  # 3 - 3 <= 1
    assert forced["credible"]["share"] == forced["credible"]["accepted_too"]["share"] == 1.0
    assert between(ir.comparison(two_plans(plans=plans), **SMALL), "plain", "forced")["ties"] == [
        "accepted", "today", "parties", "lost", "funders", "zone",
    ]  # fmt: skip


def test_a_bluff_is_not_credible() -> None:
    levers = {"bluff": {"kind": "threat", "by": "a", "scenario": "worse"}}
    plans = {"forced": {"package": {"land": "left"}, "levers": ["bluff"]}}
    found = ir.comparison(two_plans(levers=levers, plans=plans), **SMALL).values["plans"]["forced"]
    assert found["credible"]["threats"] == {"bluff": False}
    assert found["credible"]["share"] == 0.0 == found["credible"]["accepted_too"]["share"]
    assert found["accepted_share"] == 1.0


def test_who_is_lost_by_refusal_and_by_a_red_line() -> None:
    lines = {"a": {"never": [{"land": "right"}]}}
    values = ir.comparison(two_plans(b=2, red_lines=lines), **SMALL).values
    assert values["plans"]["one"]["lost"] == [
        {"party": "b", "chance": 1.0, "gain": -1.0, "at_modes": True, "red_line": False}
    ]
    assert values["plans"]["two"]["lost"] == [
        {"party": "a", "chance": 1.0, "gain": 2.0, "at_modes": True, "red_line": True}
    ]
    assert (
        "lost"
        in between(ir.comparison(two_plans(b=2, red_lines=lines), **SMALL), "one", "two")["mixed"]
    )  # each loses somebody whom the other keeps


def test_who_refuses_at_the_most_likely_values_alone_is_lost_as_well() -> None:
    lost = ir.comparison(two_plans(a=ranged(2.8, 2.9, 9)), **SMALL).values["plans"]["one"]["lost"]
    assert [(row["party"], row["at_modes"]) for row in lost] == [("a", True)]
    assert lost[0]["chance"] < 0.5


@pytest.mark.parametrize("veto", [[], ["a"], ["b"]])
def test_a_quorum_with_vetoes_is_asked_as_agreement_asks_it(veto: list[str]) -> None:
    dossier = two_plans(b=ranged(0, 2, 6), quorum=1, veto=veto)
    values = ir.comparison(dossier, draws=16).values
    assert "best" not in values["plans"]
    for plan in dossier.plans:
        held = 0
        for k in range(16):
            lost = ir.agreement(draws(dossier).dossier(k), plan=plan).values["plan"]["lost"]
            held += len(lost) <= 1 and not {*lost} & {*veto}
        assert values["plans"][plan]["accepted_share"] == held / 16


def test_a_credible_threat_does_not_make_a_package_accepted() -> None:
    plans = {"forced": {"package": {"land": "none"}, "levers": ["march"]}}
    found = ir.comparison(two_plans(plans=plans), **SMALL).values["plans"]["forced"]["credible"]
    assert found["share"] == 1.0
    assert found["accepted_too"]["share"] == 0.0


def test_costs_of_shared_levers_cancel_and_doubtful_ones_tie() -> None:
    dossier = two_plans()
    assert costs(dossier, ["aid", "gift"])["c"].points == 6
    assert dearer(dossier, ["aid", "gift"], ["aid"]) == {"c": 1}
    assert dearer(dossier, ["aid"], ["gift", "aid"]) == {"c": -1}
    assert dearer(dossier, ["aid"], ["gift"]) == {"c": 0}  # 1 to 3 against 2 to 5
    assert dearer(dossier, ["aid"], ["aid"]) == {}


def test_states_by_hand() -> None:
    moves = {
        "a": {"stay": "Stay"}, "b": {"go": "Go"}, "infeasible": ["stay and go"],
        "preferences": {"a": ["not stay"], "b": ["go"]}, "status_quo": ["stay"],
    }  # fmt: skip
    plans = {
        "held": {"package": {"land": "left"}, "state": ["b.go"]},
        "left": {"package": {"land": "left"}, "state": []},
        "mute": {"package": {"land": "left"}},
    }
    values = ir.comparison(two_plans(moves=moves, plans=plans), **SMALL).values
    held, left, mute, none = values["plans"].values()
    assert set(held["stable"].values()) == {True}
    assert held["state"] == ["b.go"]
    assert left["leaving"]["nash_stability"] == ["b"]
    assert mute["stable"] is None
    assert mute["unknown"]["stable"] == "no-state"
    assert none["state"] == ["a.stay"]
    assert none["leaving"]["nash_stability"] == ["a"]
    assert between(ir.comparison(two_plans(moves=moves, plans=plans), **SMALL), "held", "left")[
        "better"
    ]["held"] == ["stable"]


def test_a_timetable_is_the_one_of_enforcement() -> None:
    go = {"by": "a", "terms": {"land": "left"}, "worth": {"b": 1}}
    timetable = {"stages": 2, "months": 6, "settled": {"a": 4, "b": 3}, "deeds": {"go": go}}
    dossier = two_plans(timetable=timetable)
    values = ir.comparison(dossier, **SMALL).values
    alone = ir.enforcement(dossier, plan="one").values
    found = values["plans"]["one"]
    assert found["timetable"]["holds"] is alone["holds"] is True
    assert found["timetable"]["margin"] == alone["margin"]
    assert found["months"]["planned"] == 6 * max(s["stage"] for s in alone["timetable"])
    assert values["plans"]["two"]["timetable"] is None
    assert values["plans"]["two"]["missing"]
    short = ir.comparison(dossier, **SMALL, short=True).values["plans"]["one"]
    assert short["unknown"]["timetable"] == "not-asked"
    known = [ir.enforcement(dossier, plan="one")]
    given = ir.comparison(dossier, **SMALL, short=True, known=known).values["plans"]["one"]
    assert given["timetable"] == found["timetable"]
    other = [ir.enforcement(dossier, plan="one", margin=1)]
    assert (
        ir.comparison(dossier, **SMALL, short=True, known=other).values["plans"]["one"]["timetable"]
        is None
    )


def timed(own: list[dict[str, float]], b: Any = 0.5) -> Dossier:
    """Each has a deed that costs itself and pays the other; ``own``: the plan's timetable."""
    deeds = {
        "a-gives": {"by": "a", "terms": {"land": "left"}, "worth": {"a": -1, "b": 4}},
        "b-gives": {"by": "b", "terms": {"land": "left"}, "worth": {"a": 4, "b": -1}},
    }
    timetable = {"stages": 3, "months": 6, "settled": {"a": 4, "b": ranged(0, b, 6)},
                 "deeds": deeds}  # fmt: skip
    plans = {"one": {"package": {"land": "left"}, "timetable": own}}
    return two_plans(timetable=timetable, plans=plans)


@pytest.mark.parametrize("own", [
    [{"a-gives": 1, "b-gives": 1}], [{"a-gives": 1}, {}, {"b-gives": 1}],
    [{"b-gives": 1}, {"a-gives": 1}],
])  # fmt: skip
def test_a_plan_is_asked_about_its_own_timetable(own: list[dict[str, float]]) -> None:
    dossier = timed(own)
    result = ir.comparison(dossier, draws=16, sample=0)
    found = result.values["plans"]["one"]["timetable"]
    alone = ir.enforcement(dossier, plan="one").values
    order = next(row for row in alone["orders"] if row["order"] == "plan:one")
    assert found["of"] == "plan"
    assert found["margin"] == order["margin"]
    assert found["holds"] is (alone["breaks"]["plan:one"] is None)
    assert found["best"]["margin"] == alone["margin"] >= found["margin"]
    drawn = draws(dossier)
    held = sum(
        ir.enforcement(drawn.dossier(k), plan="one", short=True).values["breaks"]["plan:one"]
        is None
        for k in range(16)
    )
    assert found["share"] == held / 16
    months = result.values["plans"]["one"]["months"]
    if found["holds"]:
        assert months["planned"] == 6 * len(own)
    else:
        assert months is None
        said = say(result.findings[0], result.names)
        assert "Its own timetable does not hold" in said
        assert "another order of the same deeds would hold" in said or not alone["holds"]
    alike = ir.comparison(dossier, draws=16, sample=0, short=True).values["plans"]["one"]
    assert (alike["timetable"]["margin"], alike["timetable"]["best"]) == (found["margin"], None)


def test_a_timetable_that_cannot_be_done_says_why() -> None:
    result = ir.comparison(timed([{"a-gives": 1}]), **SMALL)  # b's deed is due and not in it
    found = result.values["plans"]["one"]["timetable"]
    assert (found["holds"], found["margin"], found["share"]) == (False, None, 0.0)
    assert found["hindrance"] == {"rule": "sum", "deed": "b-gives", "other": None}
    assert "Its own timetable cannot be done" in say(result.findings[0], result.names)


def test_a_quorum_is_said_as_one() -> None:
    dossier = two_plans(b=2, quorum=1)
    result = ir.comparison(dossier, **SMALL)
    said = say(result.findings[0], result.names)
    assert "Enough accept (1 of 2) at the most likely values" in said
    assert "It would be without B (refuses in 100\u00a0%)." in said
    assert "loses" not in said
    assert result.tables[0].rows[0][0] == "Enough accept (1 of 2)"
    assert "enough accept (1 of 2)" in result.headline
    with pytest.raises(Inapplicable, match="where a quorum decides"):
        ir.comparison(two_plans(plans={}, quorum=1))


def test_a_best_settlement_that_is_a_plan_is_shown_once() -> None:
    plans = {"one": {"package": {"land": "right"}}, "two": {"package": {"land": "none"}}}
    result = ir.comparison(two_plans(a=0, b=0, plans=plans, levers={}), draws=64, sample=20)
    assert result.values["columns"] == ["one", "two", "nothing"]
    assert result.values["best"]["same_as"] == "one"
    said = [say(s, result.names) for s in result.findings if s.kind == "comparison-best-same"]
    assert len(said) == 1
    assert "is the same as \u2018One\u2019" in said[0]


def test_without_plans_and_without_ranges() -> None:
    result = ir.comparison(two_plans(plans={}, levers={}), draws=64, sample=20)
    assert result.headline.startswith("There is no plan to compare; all who are needed accept the")
    plain = ir.comparison(two_plans(a=4), **SMALL)
    assert "+1 point, of" in say(plain.findings[0], plain.names)
    assert "(no range)" in say(plain.findings[0], plain.names)
    turns = next(table for table in plain.tables if table.key == "turning-judgements")
    assert turns.rows
    assert all(str(row[3]).endswith("(no range)") for row in turns.rows)
    assert all(str(row[4]).endswith("outside its range") for row in turns.rows)
    assert len(turns.rows) <= 12


# Against the analyses, draw by draw ---------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_analyses_on_each_draw(seed: int) -> None:
    dossier = random_case(seed)
    result = ir.comparison(dossier, draws=8, seed=seed, sample=0)
    drawn = draws(dossier, seed=seed)
    for plan in dossier.plans:
        accepted, opened, worst, refused, today = 0, 0, [], dict.fromkeys("abc", 0), []
        for k in range(8):
            one = drawn.dossier(k)
            found = ir.agreement(one, plan=plan).values
            accepted += found["plan"]["acceptable"]
            opened += not found["zopa_empty"]
            gains = found["plan"]["gains"]
            worst.append(min(gains[party] for party in found["required"]))
            bare = one.model_copy(update={"levers": {
                slug: lever.model_copy(update={"relief": type(lever.relief).model_validate({})})
                for slug, lever in one.levers.items()
            }})  # fmt: skip
            since = ir.agreement(bare, plan=plan, scenario="war").values
            today.append(min(since["plan"]["gains"][party] for party in found["required"]))
            for party in found["required"]:
                refused[party] += party in found["plan"]["lost"]
        row = result.values["plans"][plan]
        assert row["accepted_share"] == accepted / 8
        assert row["zone_share"] == opened / 8
        for party in result.values["required"]:
            assert row["gains"][party]["accepts"] == pytest.approx(1 - refused[party] / 8)
        task = ComparisonTask(
            dossier, "pert", seed,
            tuple(_offers(dossier)),
        )  # fmt: skip
        fared = task.fared(drawn.keys, drawn.values(0, 8))
        place = list(dossier.plans).index(plan)
        assert fared.worst[:, place] == pytest.approx(worst)
        assert fared.today[:, place] == pytest.approx(today)
        ordered = np.sort(worst)
        width = (task.edges[place, :, 1].min() - task.edges[place, :, 0].min()) / 400
        assert row["worst_off"]["p50"] == pytest.approx(ordered[3], abs=width + 1e-9)


def _offers(dossier: Dossier) -> list[Any]:
    from irenic.analyses.comparison_columns import columns_of

    return [one.offer for one in columns_of(dossier, None, None)[1] if one.offer is not None]


def test_chunks_and_workers_do_not_change_the_answer() -> None:
    dossier = random_case(1)
    one = ir.comparison(dossier, draws=300, sample=40, seed=3)
    two = ir.comparison(dossier, draws=300, sample=40, seed=3, workers=2)
    assert one.values == two.values
    assert one.values["plans"]["best"]["confirmed"]


# Dominance and trade-offs --------------------------------------------------------------------


@given(seed=st.integers(0, 500), more=st.integers(1, 3))
@settings(max_examples=8)
def test_a_plan_better_for_each_party_by_a_point_dominates(seed: int, more: int) -> None:
    dossier = random_case(seed)
    base = dossier.model_dump(exclude_none=True)
    worth = {"before": 0, "after": more}
    base["issues"]["bonus"] = {
        "options": {"before": "Before", "after": "After"}, "default": "before",
        "worth": dict.fromkeys(dossier.parties, worth),
    }  # fmt: skip
    first = base["plans"]["first"]
    base["plans"] = {
        "less": first, "more": {**first, "package": {**first["package"], "bonus": "after"}}
    }  # fmt: skip
    result = ir.comparison(Dossier.model_validate(base), **SMALL)
    found = [row for row in result.values["dominates"] if row["plan"] == "more"]
    assert "less" in [row["over"] for row in found]
    row = next(row for row in found if row["over"] == "less")
    assert {"worst_off", "today", "parties"} <= set(row["better"])
    assert not any(row["plan"] == "less" and row["over"] == "more"
                   for row in result.values["dominates"])  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_trade_offs_are_of_every_pair_and_every_criterion_once(seed: int) -> None:
    values = ir.comparison(random_case(seed), draws=64, sample=20).values
    n = len(values["columns"])
    assert len(values["trade_offs"]) == n * (n - 1) // 2
    for row in values["trade_offs"]:
        every = [c for part in (*row["better"].values(), row["ties"], row["mixed"], row["unknown"])
                 for c in part]  # fmt: skip
        assert sorted(every) == sorted(values["criteria"])
        first, second = row["plans"]
        lost = [{one["party"] for one in values["plans"][s]["lost"] or ()} for s in (first, second)]
        if "lost" in row["better"][first]:
            assert lost[0] < lost[1]
        over = [r for r in values["dominates"] if {r["plan"], r["over"]} == {first, second}]
        for dominant in over:
            assert not row["better"][dominant["over"]]
            assert not row["mixed"]
            assert row["better"][dominant["plan"]] == dominant["better"] != []


def test_overlapping_intervals_are_a_tie() -> None:
    wide, narrow = {"low": 0.4, "high": 0.6}, {"low": 0.5, "high": 0.55}
    above = {"low": 0.61, "high": 0.7}
    assert _by_share(wide, narrow, ("low", "high")) is Outcome.TIE
    assert _by_share(narrow, wide, ("low", "high")) is Outcome.TIE
    assert _by_share(wide, above, ("low", "high")) is Outcome.SECOND
    assert _by_share(above, wide, ("low", "high")) is Outcome.FIRST


def test_sets_and_parts() -> None:
    assert _by_set({"a", "b"}, {"a"}) is Outcome.FIRST
    assert _by_set({"a"}, {"b"}) is Outcome.MIXED
    assert _by_set(set(), set()) is Outcome.TIE
    assert _by_parts([1, 0]) is Outcome.FIRST
    assert _by_parts([1, -1]) is Outcome.MIXED
    assert _by_parts([0, -1]) is Outcome.SECOND


def _modes(dossier: Dossier, values: Mapping[str, Any], slug: str) -> dict[str, Any]:
    """What a column is worth at the most likely values, asked of the analyses themselves."""
    row = values["plans"][slug]
    if row["kind"] == "nothing":
        return {"cost": {}, "since": dict.fromkeys(values["required"], 0.0)}
    plain = Plan(levers=tuple(row["levers"]), package=row["package"])
    one = dossier.model_copy(update={"plans": {"it": plain}})
    found = ir.agreement(one, plan="it").values["plan"]
    bare = one.model_copy(update={"levers": {
        lever: given.model_copy(update={"relief": type(given.relief).model_validate({})})
        for lever, given in one.levers.items()
    }})  # fmt: skip
    since = ir.agreement(bare, plan="it", scenario="war").values["plan"]["gains"]
    cost: dict[str, float] = {}
    for lever in row["levers"]:
        for party, judged in dossier.levers[lever].cost.judgements.items():
            cost[party] = cost.get(party, 0.0) + judged.mode
    return {
        "accepted": found["acceptable"], "lost": set(found["lost"]), "cost": cost,
        "gains": [found["gains"][p] for p in values["required"]],
        "since": {p: since[p] for p in values["required"]},
    }  # fmt: skip


@given(seed=st.integers(0, 5000), more=st.integers(-2, 2))
@settings(max_examples=6, deadline=None)
def test_no_dominated_column_is_better_at_the_most_likely_values(seed: int, more: int) -> None:
    base = random_case(seed).model_dump(exclude_none=True)
    for place, plan in enumerate(dict(base["plans"])):  # a near copy, to be dominated or not
        slug = f"near-{place}"
        base["issues"][slug] = {
            "options": {"before": "Before", "after": "After"}, "default": "before",
            "worth": {p: {"before": 0, "after": ranged(-3 + more, more + n, 6)}
                      for n, p in enumerate(base["parties"])},
        }  # fmt: skip
        base["plans"] = {
            name: {**one, "package": {**one["package"], slug: "before"}}
            for name, one in base["plans"].items()
        }
        own = base["plans"][plan]
        base["plans"][slug] = {**own, "package": {**own["package"], slug: "after"}}
    dossier = Dossier.model_validate(base)
    values = ir.comparison(dossier, draws=64, sample=0, seed=seed).values
    for found in values["dominates"]:
        good, bad = (_modes(dossier, values, found[key]) for key in ("plan", "over"))
        assert all(good["since"][p] >= bad["since"][p] - 1e-6 for p in values["required"])
        # Who is needed has its cost in its gain already; that of others counts.
        assert all(
            cost <= bad["cost"].get(p, 0) + 1e-6 for p, cost in good["cost"].items()
            if p not in values["required"]
        )  # fmt: skip
        if "gains" in good and "gains" in bad:
            assert min(good["gains"]) >= min(bad["gains"]) - 1e-6
            assert good["accepted"] >= bad["accepted"]
            assert good["lost"] <= bad["lost"] | {
                row["party"] for row in values["plans"][found["over"]]["lost"]
            }
            better, worse = (values["plans"][found[key]] for key in ("plan", "over"))
            assert better["accepted_share"] >= worse["accepted_share"]
            assert better["zone_share"] >= worse["zone_share"]
        else:
            assert {"today", "parties"} & set(found["better"])
            assert good.get("accepted", True)


def test_an_advantage_within_the_ranges_prevents_dominance_and_is_shown() -> None:
    given = two_plans(a=6, b=6, levers={}).model_dump(exclude_none=True)
    given["issues"]["extra"] = {
        "options": {"no": "No", "yes": "Yes"}, "default": "no",
        "worth": {"a": {"no": 0, "yes": 0}, "b": {"no": 0, "yes": ranged(-9, 1.5, 9)}},
    }  # fmt: skip
    given["plans"] = {
        "sure": {"package": {"land": "left", "extra": "no"}},
        "bold": {"package": {"land": "right", "extra": "yes"}},
    }
    values = ir.comparison(Dossier.model_validate(given), **SMALL).values
    row = next(r for r in values["trade_offs"] if r["plans"] == ["sure", "bold"])
    assert row["parties"] == {"sure": ["a"], "bold": []}  # only a surely gets more ...
    assert {"worst_off", "parties"} <= set(row["better"]["sure"])
    assert row["better"]["bold"] == row["mixed"] == []
    assert all(r["over"] != "bold" for r in values["dominates"])  # ... but b does at the modes
    zone = [values["plans"][slug]["zone_share"] for slug in ("sure", "bold")]
    assert row["points"]["zone"] == dict(zip(("sure", "bold"), zone, strict=True))
    assert set(row["points"]) <= set(row["ties"])


def _ahead_of_five(dossier: Dossier, more: bool) -> float:
    """Share of the draws in which left is worth more, or less, than 5 to b: counted here."""
    drawn = draws(dossier)
    worth = drawn.values(0, 128)[:, drawn.keys.index("issues.land.worth.b.left")]
    return float((worth > 5 if more else worth < 5).mean())


def test_who_is_behind_in_most_draws_does_not_dominate() -> None:
    given = two_plans(a=6, b=ranged(-20, 5.5, 5.6), levers={})
    result = ir.comparison(given, **SMALL)
    row = between(result, "one", "two")
    assert _ahead_of_five(given, more=False) > 0.6
    assert row["parties"] == {"one": ["a"], "two": []}  # at the most likely values all gain
    assert row["no_party_worse"] == []
    assert "one" not in [r["plan"] for r in result.values["dominates"]]
    assert "worst_off" not in row["leaning"]["one"]


def test_nobody_worse_is_at_the_most_likely_values_and_its_share_is_given() -> None:
    given = two_plans(a=6, b=ranged(4, 5.5, 6), levers={})
    result = ir.comparison(given, **SMALL)
    row = between(result, "one", "two")
    share = 1 - _ahead_of_five(given, more=False)
    assert row["none_worse"] == {"one": share, "two": 0.0}
    assert row["no_party_worse"] == ["one"]
    said = [say(s, result.names) for s in result.findings if s.kind == "comparison-dominates"]
    text = f"at the most likely values no party is worse off (in {100 * share:.0f} % of draws none"
    assert any(text in one.replace("\u00a0", " ") for one in said)


def test_a_party_with_less_as_judged_is_worse_off_even_if_not_surely() -> None:
    given = two_plans(a=6, b=ranged(4, 4.9, 9), levers={})
    assert _ahead_of_five(given, more=True) > 0.5
    row = between(ir.comparison(given, **SMALL), "one", "two")
    assert row["parties"] == {"one": ["a"], "two": []}
    assert row["no_party_worse"] == []


def test_what_leans_one_way_is_a_tie() -> None:
    given = two_plans(a=5, b=ranged(0, 6, 7), levers={})
    row = between(ir.comparison(given, **SMALL), "one", "two")
    assert "parties" in row["ties"]
    assert "parties" in row["leaning"]["one"]
    assert "parties" not in row["leaning"]["two"]
    assert row["points"]["today"] == {"one": 2.0, "two": 2.0}
    assert row["points"]["accepted"]["two"] == 1.0


def test_no_dominance_is_stated_on_few_draws() -> None:
    dossier = two_plans(a=6, b=6)
    many = ir.comparison(dossier, draws=64, sample=0)
    assert ("one", "two") in [(r["plan"], r["over"]) for r in many.values["dominates"]]
    few = ir.comparison(dossier, draws=63, sample=0)
    assert few.values["dominates"] == []
    said = [say(s, few.names) for s in few.caveats if s.kind == "comparison-few-draws"]
    assert said == ["Dominance is not stated on fewer than 64 draws, and here are 63 draws."]
    assert "dominated" not in few.headline


def test_a_refused_plan_does_not_dominate_no_deal() -> None:
    lines = {"c": {"never": [{"land": "left"}]}}
    refused = two_plans(a=6, b=6, required=["a", "b", "c"], red_lines=lines, levers={})
    raw = refused.model_dump(exclude_none=True)
    raw["scenarios"]["war"]["c"] = -1
    raw["scenarios"]["worse"]["c"] = -1
    values = ir.comparison(Dossier.model_validate(raw), **SMALL).values
    over = [r["plan"] for r in values["dominates"] if r["over"] == "nothing"]
    assert over == ["two"]


# What turns an order round --------------------------------------------------------------------


def test_a_turn_by_hand() -> None:
    values = ir.comparison(two_plans(b=ranged(1, 4, 9)), **SMALL).values
    rows = [row for row in values["turning_judgements"]
            if row["criterion"] == "worst_off" and "none" not in row["plans"]]  # fmt: skip
    row = next(row for row in rows if row["judgement"] == "issues.land.worth.b.left")
    assert row["plans"] == ["two", "one"]
    assert (row["from"], row["to"], row["inside_range"]) == (4.0, 5.0, True)
    # 'one' gives a 6 at most: b's worth of it past 5 puts it ahead, a's cannot.
    assert not any(row["judgement"] == "issues.land.worth.a.left" for row in rows)


def test_where_a_gain_is_exactly_zero_the_least_step_turns_the_order() -> None:
    plans = {"one": {"package": {"land": "left"}}, "none": {"package": {"land": "none"}}}
    values = ir.comparison(two_plans(a=ranged(2, 3, 4), plans=plans), **SMALL).values
    asked = ("accepted", "issues.land.worth.a.left")
    row = next(
        row for row in values["turning_judgements"] if (row["criterion"], row["judgement"]) == asked
    )
    assert row["plans"] == ["one", "none"]
    assert (row["from"], row["to"], row["inside_range"]) == (3.0, 3.0, True)


@pytest.mark.parametrize("seed", range(6))
def test_each_turn_is_one_when_it_is_applied(seed: int) -> None:
    dossier = random_case(seed)
    result = ir.comparison(dossier, draws=64, sample=0, seed=seed)
    rows = [row for row in result.values["turning_judgements"] if row["exact"]]
    for row in rows[::3][:8]:
        if row["to"] == row["from"]:
            continue  # the least step one way turns it
        step = 1e-4 if row["to"] > row["from"] else -1e-4
        for change, ahead in ((-step, True), (step, False)):
            at = with_values(dossier, {row["judgement"]: row["to"] + change})
            measured = [_measure(at, plan, row["criterion"]) for plan in row["plans"]]
            assert (measured[0] > measured[1]) is ahead


@pytest.mark.parametrize("seed", range(6))
def test_no_smaller_change_turns_the_order_round(seed: int) -> None:
    """Every judgement put at either end of its range; the nearest three alone are listed."""
    dossier = random_case(seed)
    values = ir.comparison(dossier, draws=64, sample=0, seed=seed).values
    task = ComparisonTask(dossier, "pert", seed, tuple(_offers(dossier)))
    drawn, plans = task.draws, list(dossier.plans)
    for criterion in ("worst_off", "accepted"):
        first, second = (_measure(dossier, plan, criterion) for plan in plans)
        if first == second:
            continue
        a, b = (0, 1) if first > second else (1, 0)
        pair = [plans[a], plans[b]]
        rows = [
            row
            for row in values["turning_judgements"]
            if row["criterion"] == criterion and row["plans"] == pair
        ]
        known, furthest = {row["judgement"] for row in rows}, max(map(_effort, rows), default=0.0)
        for j, key in enumerate(drawn.keys):
            for end in {drawn.low[j], drawn.high[j]} - {drawn.modes[j]}:
                at = drawn.modes.copy()
                at[j] = end
                fared = task.fared(drawn.keys, at[None])
                found = fared.worst[0] if criterion == "worst_off" else fared.accepted[0]
                if found[a] < found[b] or (criterion == "accepted" and found[a] == found[b]):
                    assert rows, f"{key} turns the order within its range"
                    assert key in known or (len(rows) == 3 and furthest <= 1.0 + 1e-9)


def _effort(row: dict[str, Any]) -> float:
    room = row["high"] - row["from"] if row["to"] > row["from"] else row["from"] - row["low"]
    return abs(row["to"] - row["from"]) / room if room > 0 else 0.0


def _measure(dossier: Dossier, plan: str, criterion: str) -> float:
    if plan == "nothing":
        return 0.0
    if criterion == "today":
        bare = dossier.model_dump(exclude_none=True)
        for lever in bare["levers"].values():
            lever.pop("relief", None)
            lever["kind"] = "incentive" if lever["kind"] == "pressure" else lever["kind"]
        found = ir.agreement(Dossier.model_validate(bare), plan=plan, scenario="war").values
    else:
        found = ir.agreement(dossier, plan=plan).values
    if criterion == "accepted":
        return float(found["plan"]["acceptable"])
    return min(found["plan"]["gains"][party] for party in found["required"])


def test_halves_in_which_the_order_differs_are_said_to_be_an_approximation() -> None:
    given = two_plans(a=ranged(0, 3, 6), b=9, levers={}).model_dump(exclude_none=True)
    given["issues"]["land"]["worth"]["b"]["right"] = ranged(0, 3, 6)
    given["issues"]["land"]["worth"]["a"]["none"] = ranged(0, 1, 2)  # in neither plan
    values = ir.comparison(Dossier.model_validate(given), draws=512, sample=0).values
    rows = {row["judgement"]: row for row in values["turning_judgements"]
            if row["criterion"] == "accepted_share"}  # fmt: skip
    assert set(rows) == {"issues.land.worth.a.left", "issues.land.worth.b.right"}
    row = rows["issues.land.worth.a.left"]  # in one half 'one' is always accepted, else never
    assert row["plans"] == ["one", "two"]
    assert row["exact"] is False
    assert row["to"] is None
    assert row["upper"] == pytest.approx(0.5, abs=0.05)
    assert row["lower"] == pytest.approx(-0.5, abs=0.05)


# Options, refusals, words ----------------------------------------------------------------------


def test_unknown_plans_and_senseless_numbers_are_refused() -> None:
    with pytest.raises(UsageError, match="no plan 'won'"):
        ir.comparison(two_plans(), plans=["won"])
    with pytest.raises(UsageError, match=r"draws is 0; .*sample is -1"):
        ir.comparison(two_plans(), draws=0, sample=-1)
    with pytest.raises(UsageError, match="seconds"):
        ir.comparison(two_plans(), seconds=0)
    with pytest.raises(Inapplicable):
        ir.comparison(two_plans(plans={}), sample=0)


def test_a_plan_that_cannot_be_asked_is_not_a_zero() -> None:
    levers = {"leave": {"kind": "threat", "by": "c", "scenario": "empty"}}
    plans = {"one": {"package": {"land": "left"}},
             "lame": {"package": {"land": "left"}, "levers": ["leave"]}}  # fmt: skip
    scenarios = {"war": {"a": 3, "b": 3, "c": 0}, "empty": {"a": 1, "c": 1}}
    result = ir.comparison(two_plans(levers=levers, plans=plans, scenarios=scenarios), **SMALL)
    lame = result.values["plans"]["lame"]
    assert lame["accepted_share"] is None
    assert lame["worst_off"] is None
    assert lame["missing"] == ["a reservation value for 'b' in the scenario 'empty'"]
    assert not any("lame" in (row["plan"], row["over"]) for row in result.values["dominates"])
    assert "(cannot be asked)" in [row[2] for row in result.tables[0].rows]


def test_a_plan_called_as_a_column_keeps_its_name() -> None:
    plans = {"best": {"package": {"land": "none"}}, "nothing": {"package": {"land": "none"}}}
    values = ir.comparison(two_plans(plans=plans), draws=64, sample=20).values
    assert values["columns"] == ["best", "nothing", "best-column", "nothing-column"]
    assert [row["kind"] for row in values["plans"].values()] == ["plan", "plan", "best", "nothing"]


def test_results_are_complete_json_and_every_statement_has_words() -> None:
    for seed in range(3):
        result = ir.comparison(random_case(seed), draws=64, sample=20)
        jsonschema.validate(json.loads(json.dumps(result.to_dict())), result_schema())
        statements = [*result.findings, *result.reasons, *result.caveats]
        statements += [t.reading for t in result.tables if t.reading is not None]
        statements += [part for f in result.figures for part in (f.reading, f.alt)]
        for statement in statements:
            assert say(statement, result.names).endswith(".")
        titles = [column.title for column in result.tables[0].columns]
        named = [result.names["plans"][slug] for slug in result.values["columns"]]
        assert [title.split("\u00a0\u2013 ")[1] for title in titles[1:]] == named
        assert [title[0] for title in titles[1:]] == [*"ABCDEFGH"[: len(named)]]


def test_the_most_acceptable_package_of_robustness_is_taken_over() -> None:
    dossier = random_case(2)
    robust = ir.robustness(dossier, draws=24, sample=30, flips=False, questions=("agreement",))
    found = robust.values["most_acceptable"]
    values = ir.comparison(dossier, draws=64, short=True, known=[robust]).values
    best = values["plans"]["best"]
    assert best["package"] == found["package"]
    assert best["levers"] == found["levers"]
    assert best["confirmed"]
    fresh, held = draws(dossier, seed=1), 0
    for k in range(found["confirmed_draws"]):  # counted as plans are: of those who are needed
        one = fresh.dossier(k).model_copy(
            update={"plans": {"it": Plan(levers=best["levers"], package=best["package"])}}
        )
        held += ir.agreement(one, plan="it").values["plan"]["acceptable"]
    assert best["accepted_share"] == held / found["confirmed_draws"]


def test_whether_levers_open_anything_is_taken_from_robustness_on_the_same_draws() -> None:
    dossier = random_case(1)
    robust = ir.robustness(dossier, draws=64, sample=0, flips=False)
    plain = ir.comparison(dossier, **(SMALL | {"draws": 64}), short=True).values["plans"]
    given = ir.comparison(dossier, **(SMALL | {"draws": 64}), short=True, known=[robust]).values
    keys = ("zone_share", "zone_low", "zone_high", "zone_undecided")
    for plan in dossier.plans:
        assert [given["plans"][plan][k] for k in keys] == [plain[plan][k] for k in keys]
    other = ir.comparison(dossier, **SMALL, seed=5, short=True, known=[robust]).values["plans"]
    mine = ir.comparison(dossier, **SMALL, seed=5, short=True).values["plans"]
    assert other["first"]["zone_share"] == mine["first"]["zone_share"]


def test_doing_nothing_does_not_dominate_by_costing_less() -> None:
    wide = {"low": 0, "mode": 5, "high": 10}
    dossier = Dossier.model_validate({
        "irenic": 1,
        "parties": {"a": {}, "b": {}},
        "issues": {"land": {"options": {"half": "Half", "none": "None"}, "default": "none",
                            "worth": {p: {"half": 5.5, "none": 0} for p in "ab"}}},
        "scenarios": {"war": {"a": wide, "b": wide}},
        "levers": {"aid": {"kind": "incentive", "by": "a", "cost": {"a": 0.1}}},
        "plans": {"share": {"package": {"land": "half"}, "levers": ["aid"]}},
    })  # fmt: skip
    values = ir.comparison(dossier, draws=64, sample=0).values
    row = next(r for r in values["trade_offs"] if set(r["plans"]) == {"share", "nothing"})
    assert row["better"]["nothing"] == ["funders"]
    assert not [r for r in values["dominates"] if r["plan"] == "nothing"]


# One search for both, and what is counted again -----------------------------------------------


@pytest.mark.parametrize(("seed", "levers"), [(0, True), (3, True), (0, False)])
def test_one_best_settlement_for_both_counted_again_by_enumeration(seed: int, levers: bool) -> None:
    dossier = random_case(seed)
    if not levers:
        plans = {name: plan.model_copy(update={"levers": ()})
                 for name, plan in dossier.plans.items()}  # fmt: skip
        dossier = dossier.model_copy(update={"levers": {}, "plans": plans})
    best = ir.comparison(dossier, draws=10, sample=20, seed=seed).values["best"]
    robust = ir.robustness(
        dossier, draws=10, sample=20, seed=seed, flips=False, questions=("agreement",)
    ).values
    found = robust["most_acceptable"]
    for key in ("package", "levers", "share", "bound", "sample"):
        assert best[key] == found[key]
    assert best["carried_share"] == found["confirmed_share"]
    assert best["confirmed_share"] == found["accepted_share"]
    assert best["carried_share"] <= best["confirmed_share"]
    it = Plan(levers=tuple(best["levers"]), package=best["package"])
    counts = _enumerated(dossier, draws(dossier, seed=seed + 1), it, 10)
    assert (best["confirmed_share"], best["carried_share"]) == counts
    for plan, row in robust["offers"].items():
        if plan != "best":
            both = _enumerated(dossier, draws(dossier, seed=seed), dossier.plans[plan], 10)
            assert (row["share"], row["carried_share"]) == both


def _enumerated(dossier: Dossier, drawn: Any, plan: Plan, n: int) -> tuple[float, float]:
    """Shares of draws in which a plan is accepted, and carried: draw by draw, by definition."""
    accepted = carried = 0
    for k in range(n):
        one = drawn.dossier(k).model_copy(update={"plans": {"it": plan}})
        found = ir.agreement(one, plan="it").values["plan"]
        accepted += found["acceptable"]
        pullers = {dossier.levers[lever].by for lever in plan.levers}
        willing = all(found["gains"][p] > -1e-6 for p in pullers if p in found["gains"])
        crossed = pullers & {*found["lost"]}
        task = ComparisonTask(one, "pert", 0, tuple(_offers(one)))
        believed = bool(task.credible((), np.zeros((1, 0))).all())
        carried += found["acceptable"] and willing and not crossed and believed
    return accepted / n, carried / n


# What a reviewer found ------------------------------------------------------------------------


def test_nobody_worse_is_said_with_names_and_only_where_it_is_so() -> None:
    values = ir.comparison(two_plans(a=6, b=6), **SMALL)
    row = between(values, "one", "two")
    assert row["no_party_worse"] == ["one"]
    table = next(table for table in values.tables if table.key == "trade-offs")
    assert table.rows[0][0] == "A, B"
    assert "no party worse as judged (100\u00a0% of draws), surely more to A, B" in table.rows[0][1]
    said = [say(s, values.names) for s in values.findings if s.kind == "comparison-dominates"]
    none = "no party is worse off (in 100\u00a0% of draws none is), and A and B surely better"
    assert any(none in one.replace("100 %", "100\u00a0%") for one in said)
    mixed = ir.comparison(two_plans(), **SMALL)
    assert between(mixed, "one", "two")["no_party_worse"] == []
    told = next(table for table in mixed.tables if table.key == "trade-offs").rows[0]
    assert "no party worse" not in f"{told}"


def test_a_payer_who_would_refuse_is_said_beside_acceptance() -> None:
    raw = two_plans(plans={
        "bought": {"package": {"land": "left"}, "levers": ["aid"]},
        "free": {"package": {"land": "left"}},
    }).model_dump(exclude_none=True)  # fmt: skip
    raw["scenarios"]["war"]["c"] = raw["scenarios"]["worse"]["c"] = 0
    given = Dossier.model_validate(raw)
    result = ir.comparison(given, **SMALL)
    rows = result.values["plans"]
    assert rows["bought"]["accepted_share"] == 1.0
    assert rows["bought"]["carried_share"] == 0.0  # c pays 1 to 3, and gets nothing for it
    assert rows["free"]["carried_share"] == rows["free"]["accepted_share"] == 1.0
    offers = ir.robustness(given, draws=128, sample=16).values["offers"]
    assert {slug: offers[slug]["carried_share"] for slug in ("bought", "free")} == {
        slug: rows[slug]["carried_share"] for slug in ("bought", "free")
    }
    assert "but 0\u00a0% if whoever pays or threatens has to go along" in result.headline
    line = next(row for row in result.tables[0].rows if "goes along" in str(row[0]))
    assert line[1:] == ("0\u00a0% (0\u20133)", "100\u00a0% (97\u2013100)", "(nothing is proposed)")
    said = [say(s, result.names) for s in result.caveats if s.kind == "comparison-carried"]
    assert len(said) == 1
    plain = ir.comparison(two_plans(levers={}), **SMALL)
    assert not [row for row in plain.tables[0].rows if "goes along" in str(row[0])]


def test_results_on_another_dossier_are_passed_over() -> None:
    given, other = two_plans(a=6, b=4), two_plans(a=ranged(0, 1, 2), b=9)
    foreign = ir.robustness(other, draws=128, sample=16)
    assert foreign.values["most_acceptable"] is not None
    plain = ir.comparison(given, draws=128, sample=16)
    found = ir.comparison(given, draws=128, sample=16, known=(foreign,))
    assert dict(found.values) == dict(plain.values)
    go = {"by": "a", "terms": {"land": "left"}, "worth": {"b": 1}}
    timetable = {"stages": 2, "months": 6, "settled": {"a": 4, "b": 3}, "deeds": {"go": go}}
    late = ir.enforcement(two_plans(a=5, timetable=timetable), plan="one", short=True)
    mine = two_plans(timetable=timetable)
    found = ir.comparison(mine, **SMALL, short=True, known=(late,))
    assert found.values["plans"]["one"]["unknown"]["timetable"] == "not-asked"


def test_pairs_for_which_there_was_no_time_are_counted() -> None:
    plans = {f"p{n}": {"package": {"land": ("left", "right", "none")[n % 3]}} for n in range(12)}
    given = two_plans(plans=plans, levers={})
    whole = ir.comparison(given, **SMALL)
    assert whole.values["turns_asked"] == {"pairs": 78, "of": 78}
    few = ir.comparison(given, **SMALL, seconds=1e-9)
    assert few.values["turns_asked"] == {"pairs": 0, "of": 78}
    assert few.status == "partial"
    assert "comparison-turns-left" in {s.kind for s in few.caveats}
    assert few.values["turning_judgements"] == []
    assert {row["why"] for row in few.values["unturned"]} == {"tied", "not-asked"}
    assert ir.comparison(given, **SMALL, short=True).values["turns_asked"] is None


def test_what_is_said_of_the_best_settlement_is_what_was_maximised() -> None:
    given = two_plans(a=6, b=6)
    result = ir.comparison(given, draws=1, sample=16)
    said = [say(s, result.names) for s in result.caveats]
    sought = next(one for one in said if one.startswith("The best settlement was sought"))
    assert "no other settlement is carried in more of them" in sought
    assert "  " not in sought
    assert any("Shares are of 1 draw of" in one for one in said)
    gains = next(one for one in result.figures if one.key == "comparison-worst-off")
    assert say(gains.reading, result.names).startswith("At the most likely values nobody")
    assert any("intervals do not overlap" in one for one in said)


def test_without_ranges_there_is_nothing_to_draw() -> None:
    result = ir.comparison(two_plans(levers={}), draws=128, sample=16)
    assert result.values["ranged"] == 0
    assert "No judgement has a range, so there is nothing to draw" in result.headline
    caveats = [say(s, result.names) for s in result.caveats if "draws" not in s.kind]
    shown = [*(say(s, result.names) for s in result.findings), result.headline,
             *(f"{table.rows}" for table in result.tables),
             *(one for one in caveats if "fresh" in one or "Shares are of" in one)]  # fmt: skip
    assert not [one for one in shown if "%" in one or "of draws" in one or "fresh" in one]
    alone = ir.comparison(two_plans(levers={}, plans={}), draws=128, sample=16)
    assert "all who are needed accept the best settlement found" in alone.headline
    assert "%" not in alone.headline


def test_likely_losses_are_said_beside_nobody() -> None:
    result = ir.comparison(two_plans(b=ranged(1, 5, 6)), draws=256, sample=0)
    chance = 1 - result.values["plans"]["one"]["gains"]["b"]["accepts"]
    assert 0.05 <= chance < 0.5
    assert result.values["plans"]["one"]["lost"] == []
    said = say(result.findings[0], result.names)
    assert f"It loses nobody as judged, but may lose B in {100 * chance:.0f} of 100 draws." in said
    cells = {row[0]: row[1] for row in result.tables[0].rows}
    assert cells["Who is lost"] == f"nobody as judged; B {100 * chance:.0f}\u00a0%"


@pytest.mark.parametrize(("payer", "counts"), [("b", False), ("c", True)])
def test_a_cost_that_the_gain_makes_good_counts_once(payer: str, counts: bool) -> None:
    """b gains 6 less 1 under the dearer plan and 2 without; c gains nothing anywhere."""
    given = two_plans(a=6, b=8).model_dump(exclude_none=True)
    given["issues"]["land"]["worth"]["b"]["right"] = 5
    given["levers"] = {"gift": {"kind": "incentive", "by": payer, "cost": {payer: 1}}}
    given["plans"]["one"]["levers"] = ["gift"]
    values = ir.comparison(Dossier.model_validate(given), **SMALL).values
    row = next(r for r in values["trade_offs"] if r["plans"] == ["one", "two"])
    assert ("funders" in row["better"]["two"]) is counts
    over = [r for r in values["dominates"] if (r["plan"], r["over"]) == ("one", "two")]
    assert bool(over) is not counts


@pytest.mark.parametrize("seed", range(4))
def test_each_pair_and_criterion_is_turned_or_says_why_not(seed: int) -> None:
    values = ir.comparison(random_case(seed), draws=64, sample=0).values
    turned = {
        (row["criterion"], frozenset(row["plans"]))
        for row in values["turning_judgements"] if row["exact"]
    }  # fmt: skip
    left = {(r["criterion"], frozenset(r["plans"])): r["why"] for r in values["unturned"]}
    assert not turned & left.keys()
    plans = [slug for slug, row in values["plans"].items() if row["kind"] == "plan"]
    for criterion in ("worst_off", "today", "accepted"):
        assert (criterion, frozenset(plans)) in turned | left.keys()
    key = ("accepted", frozenset(plans))
    at_modes = {values["plans"][plan]["accepted_at_modes"] for plan in plans}
    assert (left.get(key) == "tied") is (len(at_modes) == 1)
    result = ir.comparison(two_plans(a=5, b=5), **SMALL)
    whys = {row["why"] for row in result.values["unturned"] if row["plans"] == ["one", "two"]}
    assert whys == {"tied"}
    said = [say(s, result.names) for s in result.reasons if s.kind == "comparison-unturned"]
    assert len(said) == 1


@pytest.mark.parametrize(("share", "text"), [
    (0.0, "0"), (0.0004, "<0.1"), (0.004, "0.4"), (0.5, "50"), (0.996, "99.6"),
    (0.9999, ">99.9"), (1.0, "100"),
])  # fmt: skip
def test_a_share_reads_as_all_or_none_only_if_it_is(share: float, text: str) -> None:
    assert told(share) == text
    assert (told(share, 1) in ("0", "100")) is (share in (0.0, 1.0))


def test_different_numbers_look_different() -> None:
    assert [told(one, digits_of([0.941, 0.944])) for one in (0.941, 0.944)] == ["94.1", "94.4"]
    assert beside(3.0, 3.04) == ["3", "3.04"]
    assert beside(3.0, 3.0) == ["3", "3"]


def test_without_a_threat_gains_are_told_once() -> None:
    def titles(dossier: Dossier) -> list[str]:
        return [row[0] for row in ir.comparison(dossier, **SMALL).tables[0].rows]

    assert "Worst off, against today" not in titles(two_plans())
    plans = {"forced": {"package": {"land": "right"}, "levers": ["march", "lean"]}}
    assert "Worst off, against today" in titles(two_plans(plans=plans))


def test_robustness_says_what_can_be_asked_of_the_best_settlement() -> None:
    dossier = timed([{"a-gives": 1, "b-gives": 1}])
    with pytest.raises(UsageError, match="without the question 'enforcement'"):
        ir.robustness(dossier, plan="best", draws=16, sample=10)


@pytest.mark.parametrize(("low", "high", "wanted"), [
    (0.98568, 0.9966, "99.3\u00a0% (98\u201399.7)"),
    (0.9, 0.99, "99.3\u00a0% (90\u201399)"),
    (0.0, 1.0, "99.3\u00a0% (0\u2013100)"),
    (0.0002, 0.9996, "99.3\u00a0% (<0.1\u2013>99.9)"),
    (0.0049, 0.121, "99.3\u00a0% (0.4\u201313)"),
])  # fmt: skip
def test_the_ends_of_an_interval_are_rounded_outward(low: float, high: float, wanted: str) -> None:
    assert _between(0.993, low, high) == wanted


def test_months_are_compared_by_the_shortest_timetable_that_holds() -> None:
    # Both hold as soon, but the one with the largest margin happens to end later for the first.
    slow = {"months": {"planned": 24.0, "shortest": 12.0}}
    soon = {"months": {"planned": 12.0, "shortest": 12.0}}
    unknown = {"months": {"planned": 12.0, "shortest": None}}
    assert _COMPARE["months"](slow, soon) == Outcome.TIE
    assert _COMPARE["months"](unknown, slow) == Outcome.TIE
    assert _COMPARE["months"](soon, {"months": {"planned": 6.0, "shortest": 18.0}}) == Outcome.FIRST


def test_plans_accepted_as_often_are_named_together() -> None:
    rows = {"one": {"share": 1.0}, "two": {"share": 0.5}, "three": {"share": 1.0}}
    asked = Statement("comparison-accepted-reading", "", {"plans": rows, "quorum": None})
    told = say(asked, {"plans": {"one": "First", "two": "Second", "three": "Third"}})
    assert "First" in told
    assert "Third\u2019 are accepted by all most often" in told
    assert "Second" not in told
