"""``leverage``: what is not known is not claimed; plans, other scenarios, doubts."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

import irenic as ir
from irenic.analyses import leverage as module
from irenic.analyses.leverage_arrays import aim, levers_of
from irenic.dossier.model import Dossier
from irenic.errors import UsageError
from irenic.report.words import say
from irenic.theory.lever_programme import Goal, LeverProgramme
from irenic.theory.lever_sweep import Sweep
from irenic.theory.openings import Found, Indispensable, minimal_sets
from irenic.theory.programme import Clock
from leverage_cases import PAYING, case, levers, whole


def test_a_time_out_is_not_a_red_line(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ir.leverage(case(), seconds=1e-9)
    assert result.values["no_lever"] == {"opens": None, "smallest_gain": None, "proven": False}
    assert "red lines" not in whole(result)
    assert "was not settled in time" in say(result.findings[0], result.names)
    assert "no lever" in result.values["unproven"]
    assert result.caveats[0].kind == "leverage-unproven"  # what is partial comes first
    below = Found(None, -3.0, proven=False)  # nothing found, but no gain above -3 can be had
    monkeypatch.setattr(module, "_unaided", lambda *_: below)
    result = ir.leverage(case())
    assert say(result.findings[0], result.names) == "Without any lever no deal is open (War)."


def test_a_proven_opening_is_used_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_part", lambda _: Clock(0.0))
    monkeypatch.setattr(Sweep, "extend", lambda *_: False)
    real = LeverProgramme.find

    def find(programme: Any, demand: Any, clock: Any) -> Found:
        alone = demand.goal is Goal.LEVEL and demand.without
        sets = demand.goal is Goal.COUNT and demand.cost is None and not demand.without
        if alone or sets:
            return Found(None, 0.0, proven=False)
        return real(programme, demand, clock)

    monkeypatch.setattr(LeverProgramme, "find", find)
    result = ir.leverage(case())
    values, text = result.values, whole(result)
    assert values["cheapest"]["proven"]
    assert values["minimal_sets"] == [["leave"]]
    assert not values["minimal_sets_complete"]
    assert values["useful"]["leave"] == ["leave"]
    assert values["without_kind"]["incentive"]["levers"] == ["leave"]
    assert values["without_kind"]["incentive"]["proven"]
    assert values["alone"]["leave"]["opens"] is True
    assert values["alone"]["leave"]["proven"] is False
    assert "At least 1 set of levers opens a deal" in text
    assert "no lever does by itself" not in text


def test_an_undecided_lever_that_some_set_lacks_is_not_indispensable() -> None:
    paying = case(scenarios=PAYING)
    found = levers_of(paying)
    aim_ = aim(found, 0.0, "shares", ())
    some = minimal_sets(found.case, aim_).openings
    every = tuple(range(len(found.levers)))
    kept = module._settled(Indispensable((), every), some)
    assert kept.unknown == tuple(i for i in every if all(i in one.levers for one in some))
    assert len(kept.unknown) < len(every)


def test_pressure_that_adds_nothing_to_what_it_needs() -> None:
    push = levers(lean={"needs": ["aid"]})
    result = ir.leverage(case(scenarios=PAYING, levers=push), without=["leave"])
    only = result.values["only_kind"]["pressure"]
    assert only == {
        "opens": False, "levers": None, "cost": None, "proven": True, "needs_alone": ["aid"],
    }  # fmt: skip
    text = whole(result)
    assert "pressure needs opens a deal by itself (\u201cAid\u201d)" in text
    assert "pressure alone, with what it needs" not in text


def test_a_lever_that_is_only_promised() -> None:
    result = ir.leverage(case())
    best = next(s for s in result.findings if s.kind == "leverage-cheapest")
    promised = replace(best, evidence={**best.evidence, "scales": {"leave": 0.0}})
    text = say(promised, result.names)
    assert "must be promised, however little of it is drawn" in text
    assert "0%" not in text


def test_only_the_levers_of_a_plan() -> None:
    plans = {
        "talk": {"levers": ["leave", "aid"], "package": {"oil": "shared", "court": "none"}},
        "pay": {"name": "Pay", "levers": ["aid", "parade"], "package": {"oil": "shared"}},
        "words": {"package": {"oil": "shared", "court": "none"}},
    }
    content = case(scenarios=PAYING).model_dump(exclude_none=True)
    content["issues"]["court"]["default"] = "none"
    dossier = Dossier.model_validate(content | {"plans": plans})
    every = ir.leverage(dossier)
    assert set(every.values["plans"]) == {"talk", "pay"}
    for plan, told in every.values["plans"].items():
        alone = ir.leverage(dossier, plan=plan)
        assert alone.values["levers"] == [x for x in dossier.levers if x in plans[plan]["levers"]]
        assert alone.values["plans"] == {}
        best = alone.values["cheapest"]
        assert best["levers"] == told["levers"]
        assert best["smallest_gain"] == told["smallest_gain"]
        assert alone.values["indispensable"] == told["indispensable"]
        assert [x for x in alone.values["idle"] if x in alone.values["levers"]] == told["idle"]
    pay = ir.leverage(dossier, plan="pay")
    assert pay.headline.startswith("With only the levers of \u201cPay\u201d: \u201cAid\u201d opens")
    assert pay.parameters["plan"] == "pay"
    assert "leverage-credibility" not in [one.kind for one in pay.findings]
    assert "3 other levers are left out" in whole(pay)
    told = next(s for s in every.findings if s.kind == "leverage-plan" and s.subject == "pay")
    assert say(told, every.names).endswith(
        "indispensable: \u201cAid\u201d; idle: \u201cParade\u201d."
    )
    with pytest.raises(UsageError, match="plan"):
        ir.leverage(dossier, plan="pray")


def test_a_threat_from_other_scenarios() -> None:
    scenarios = {
        "war": {"north": 75, "south": 65, "us": 5},
        "exit": {"north": 50, "south": 55, "us": 2},
        "before": {"name": "Before the vote", "north": 75, "south": 65, "us": 9},
        "silent": {"north": 75, "south": 65},
    }
    result = ir.leverage(case(scenarios=scenarios))
    told = next(one for one in result.findings if one.kind == "leverage-credibility")
    assert told.evidence["elsewhere"] == {"before": -4.0}  # 2 + 3 against 9
    assert say(told, result.names).endswith(
        "In another scenario without a deal: Before the vote: it lacks 4 points."
    )
    best = next(one for one in result.findings if one.kind == "leverage-cheapest")
    assert say(best, result.names).endswith(
        "moves The North most (+25), and its maker, The Patron, by +2."
    )


def test_a_payer_without_a_scale_is_named() -> None:
    result = ir.leverage(case())
    told = next(one for one in result.caveats if one.kind == "leverage-borrowed-scale")
    assert told.evidence["parties"] == ["us"]
    counted = ir.leverage(case(), weighting="levers")
    assert "leverage-borrowed-scale" not in [one.kind for one in counted.caveats]


def test_only_a_sampled_curve_says_that_all_else_is_proven() -> None:
    split = case(scenarios=PAYING, levers=levers(aid={"divisible": True, "worth": {
        "south": 20, "north": 20}}))  # fmt: skip
    result = ir.leverage(split, without=["leave"])
    assert result.values["unproven"] == []
    told = say(result.caveats[0], result.names)
    assert told.startswith("Partial only in that the curve of cost and gain is sampled")
    gains = [point["smallest_gain"] for point in result.values["curve"]]
    assert all(b - a > 0.05 for a, b in itertools.pairwise(gains))


def test_who_would_lose_by_its_own_lever_whatever_is_settled_is_named() -> None:
    # Nothing on the table is worth anything to the patron, and war costs it nothing.
    result = ir.leverage(case())
    told = result.values["unwilling"]
    assert {slug: row["at_most"] for slug, row in told.items()} == {
        "aid": -4, "lean": -4, "parade": -3
    }  # fmt: skip
    assert {row["by"] for row in told.values()} == {"us"}
    said = whole(result)
    assert "whoever pulls them would lose, whatever is settled" in said
    assert "The Patron, never above \u22124 points" in said
    assert ir.leverage(case(scenarios=PAYING)).values["unwilling"] == {}
