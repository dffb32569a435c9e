"""``robustness``: conclusions over draws against the analyses themselves, draw by draw."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pytest
from scipy import stats

import irenic as ir
from irenic.analyses.best_settlement import seek
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.schema import result_schema
from irenic.dossier.draws import draws
from irenic.dossier.model import Dossier
from irenic.errors import Inapplicable, UsageError
from irenic.report.words import say
from irenic.theory.programme import Clock
from robustness_cases import random_case, ranged, threshold


@pytest.mark.parametrize("worth", [3.0, 5.0, 8.5])
def test_one_uncertain_threshold_gives_a_tail_of_the_beta_distribution(worth: float) -> None:
    result = ir.robustness(threshold(2, 4, 10, worth), draws=4096, sample=0, flips=False)
    a = 1 + 4 * (4 - 2) / (10 - 2)
    exact = stats.beta(a, 6 - a, loc=2, scale=8).cdf(worth)
    rows = {row["name"]: row for row in result.values["conclusions"]}
    for name in ("zone", "plan-accepted:only", "plan-zone:only"):
        assert rows[name]["share"] == pytest.approx(exact, abs=2e-3)
        assert rows[name]["low"] <= exact <= rows[name]["high"]
    accepts = result.values["acceptance"]["a"]
    assert accepts["share"] == rows["zone"]["share"]
    assert accepts["p50"] == pytest.approx(worth - stats.beta(a, 6 - a, 2, 8).median(), abs=0.05)


@pytest.mark.parametrize("seed", range(6))
def test_verdicts_are_those_of_the_analyses_on_each_draw(seed: int) -> None:
    dossier = random_case(seed)
    drawn = draws(dossier, seed=seed)
    agreement = AgreementExaminer(dossier, plans=tuple(dossier.plans))
    leverage = LeverageExaminer(dossier)
    values = drawn.values(0, 6)
    said = agreement.verdicts(drawn.keys, values)
    pulled = leverage.verdicts(drawn.keys, values)
    for number in range(6):
        one = drawn.dossier(number)
        expected = [not ir.agreement(one).values["zopa_empty"]]
        for plan in dossier.plans:
            found = ir.agreement(one, plan=plan).values
            expected += [not found["zopa_empty"], found["plan"]["acceptable"]]
        assert said[number].tolist() == [int(bool(x)) for x in expected]
        found = ir.leverage(one, short=True).values
        credible = [threat["credible"] for threat in found["threats"].values()]
        assert pulled[number, : len(credible)].tolist() == [int(x) for x in credible]
        assert pulled[number, len(credible)] == int(found["opens"])


def test_chunks_and_workers_do_not_change_the_answer() -> None:
    dossier = random_case(1)
    one = ir.robustness(dossier, draws=300, sample=50, seed=3)
    two = ir.robustness(dossier, draws=300, sample=50, seed=3, workers=2)
    assert one.values == two.values
    drawn, examiner = draws(dossier), AgreementExaminer(dossier, plans=tuple(dossier.plans))
    whole = examiner.verdicts(drawn.keys, drawn.values(0, 64))
    parts = [
        AgreementExaminer(dossier, plans=tuple(dossier.plans)).verdicts(
            drawn.keys, drawn.values(k, k + 16)
        )
        for k in range(0, 64, 16)
    ]
    assert np.array_equal(whole, np.concatenate(parts))


def test_the_most_acceptable_package_is_that_of_enumeration() -> None:
    base = random_case(2).model_dump(mode="json", exclude={"levers", "plans"})
    dossier = Dossier.model_validate(base)
    found = ir.robustness(dossier, draws=128, sample=24, flips=False).values["most_acceptable"]
    drawn = draws(dossier)
    counts: dict[str, int] = {}
    for number in range(24):
        one = drawn.dossier(number)
        for land in "xyz":
            for oil in "xyz":
                for arms in "xyz":
                    package = {"land": land, "oil": oil, "arms": arms}
                    plan = {"package": package}
                    tried = one.model_dump(mode="json") | {"plans": {"it": plan}}
                    result = ir.agreement(Dossier.model_validate(tried), plan="it", short=True)
                    key = land + oil + arms
                    counts[key] = counts.get(key, 0) + bool(result.values["plan"]["acceptable"])
    best = max(counts.values())
    if best == 0:
        assert found is None or found["share"] == 0
        return
    assert found["proven"]
    assert found["share"] == best / 24
    assert counts["".join(found["package"].values())] == best
    assert found["sample"] == 24


@pytest.mark.parametrize("seed", range(6))
def test_what_is_counted_again_is_what_was_sought(seed: int) -> None:
    # Who pulls a lever must accept too, and its threats must be credible: in both counts.
    dossier = random_case(seed)
    drawn = draws(dossier, seed=seed)
    examiner = AgreementExaminer(dossier, plans=tuple(dossier.plans))
    found, best = seek(examiner, drawn, 64, Clock(30.0)) or (None, None)
    if found is None or best is None:
        return
    assert int(best.held(drawn.keys, drawn.values(0, 64)).sum()) == found.accepted
    for number in range(12):
        one = drawn.dossier(number)
        levers = best.given.setting.levers
        changed = one.model_dump(mode="json")
        package = best.given.package(best.choice)
        changed["plans"] = {"it": {"package": package, "levers": list(levers)}}
        asked = Dossier.model_validate(changed)
        result = ir.agreement(asked, plan="it", short=True).values["plan"]
        threats = ir.leverage(one, short=True).values["threats"]
        gains, pulling = (
            result["gains"],
            {one.levers[slug].by for slug in levers if one.levers[slug].kind != "threat"},
        )
        carried = result["acceptable"] and all(gains[party] >= -5e-10 for party in pulling)
        carried &= all(threats[slug]["credible"] for slug in levers if slug in threats)
        held = best.held(drawn.keys, drawn.values(number, number + 1))[0]
        crossed = {party for party, _ in best.given.crossed(package)}
        assert held == (carried and not crossed & pulling)


PARTIES = {"a": "A", "b": "B", "fund": "Fund"}


def divided(plan: str, gift: float = 0.0) -> Dossier:
    """Peace that one side wants and the other may: a plan of it, with a gift of a fund if any."""
    content = {
        "irenic": 1,
        "parties": {"a": {}, "b": {}, "fund": {}},
        "required": ["a", "b"],
        "issues": {
            "terms": {
                "options": {"war": "War", "peace": "Peace"},
                "worth": {
                    "a": {"war": 0, "peace": 9},
                    "b": {"war": 0, "peace": {"low": 0, "mode": 5, "high": 10}},
                },
            },
        },
        "scenarios": {"war": {"a": 1, "b": 4, "fund": 0}},
        "plans": {plan: {"package": {"terms": "war"}}},
    }
    if gift:
        lever = {"kind": "incentive", "by": "fund", "cost": {"fund": 3}, "worth": {"b": gift}}
        content |= {"levers": {"gift": lever}}
        content["scenarios"]["war"]["b"] = 12
        content["plans"][plan] = {"package": {"terms": "peace"}, "levers": ["gift"]}
    return Dossier.model_validate(content)


@pytest.mark.parametrize("name", ["best", "worst"])
def test_a_plan_called_best_is_not_taken_for_the_best_settlement(name: str) -> None:
    options = {"draws": 64, "sample": 64, "flips": False}
    asked = ir.robustness(divided(name), plan=name, **options).values
    assert asked["about"]["package"] == {"terms": "war"}
    best = asked["most_acceptable"]
    assert best["package"] == {"terms": "peace"}
    assert set(asked["offers"]) == {name, best["offer"]}
    assert best["offer"] != name
    assert asked["offers"][best["offer"]]["share"] > asked["offers"][name]["share"] == 0
    told = [say(s, {"parties": PARTIES, "plans": {name: "The plan"}, "levers": {}})
            for s in ir.robustness(divided(name), plan=name, **options).findings
            if s.kind == "robustness-acceptance"]  # fmt: skip
    assert "\u2018The plan\u2019" in told[0]


def test_a_gift_that_the_giver_refuses_makes_no_best_settlement() -> None:
    result = ir.robustness(divided("bought", gift=20), draws=64, sample=64, flips=False)
    assert result.values["most_acceptable"] is None
    shares = {row["name"]: row["share"] for row in result.values["conclusions"]}
    assert shares["plan-accepted:bought"] == 1
    said = [s for s in result.caveats if s.kind == "robustness-in-vain"]
    assert [s.evidence for s in said] == [{"sample": 64}]
    assert "robustness-package" not in [table.key for table in result.tables]


def test_no_lever_is_said_to_open_a_deal_that_is_open() -> None:
    content = divided("some").model_dump(mode="json", exclude_none=True)
    lever = {"kind": "incentive", "by": "fund", "cost": {"fund": 3}, "worth": {"b": 1}}
    content["levers"] = {"gift": lever}
    names = [
        row["name"]
        for row in ir.robustness(Dossier.model_validate(content), draws=16, sample=0).values[
            "conclusions"
        ]
    ]
    assert "opens" in names
    assert "opening-opens:cheapest" not in names


def test_a_result_follows_the_schema_and_says_what_it_is() -> None:
    result = ir.robustness(random_case(4), draws=64, sample=16)
    jsonschema.validate(json.loads(json.dumps(result.to_dict())), result_schema())
    assert result.values["draws"] == 64
    for row in result.values["conclusions"]:
        assert row["low"] <= row["share"] <= row["high"]
        assert row["least_share"] <= row["share"] <= row["most_share"]


def test_what_makes_no_sense_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match=r"draws is 0.*sample is 900.*no question luck"):
        ir.robustness(random_case(0), draws=0, sample=900, questions=["luck"])
    with pytest.raises(UsageError, match="plan 'none'"):
        ir.robustness(random_case(0), draws=8, sample=0, plan="none")
    for analysis in (ir.robustness, ir.comparison):
        with pytest.raises(UsageError, match="a number of 40 digits; expected 1 to 1,073,741,824"):
            analysis(random_case(0), draws=10**39)
    with pytest.raises(UsageError, match="no shape"):
        ir.robustness(random_case(0), draws=8, shape="bell")
    bare = Dossier.model_validate({"irenic": 1, "parties": {"a": {"capacity": ranged(1, 2, 3)}}})
    with pytest.raises(Inapplicable):
        ir.robustness(bare)


def test_without_ranges_nothing_is_drawn_and_all_turns_are_found() -> None:
    given = threshold(4, 4, 4, 5).model_dump(mode="json")
    given["scenarios"]["war"]["a"] = 4
    certain = Dossier.model_validate(given)
    for short in (False, True):
        result = ir.robustness(certain, short=short)
        values = result.values
        assert values["draws"] == values["ranged"] == 0
        assert {row["share"] for row in values["conclusions"]} == {None}
        assert {row["at_modes"] for row in values["conclusions"]} == {True}
        turned = {row["judgement"]: row for row in values["flips"] if row["conclusion"] == "zone"}
        assert turned["scenarios.war.a"]["to"] == pytest.approx(5)
        assert turned["scenarios.war.a"]["inside_range"] is None
        assert "nothing to draw" in result.headline
        assert result.status == "complete"


def test_deep_counts_are_those_of_the_analyses_on_each_draw() -> None:
    dossier = random_case(4)
    found = ir.robustness(dossier, draws=12, sample=0, flips=False, deep=True).values["deep"]
    drawn = draws(dossier)
    deals, opened = 0, 0
    options: dict[str, int] = {}
    levers: dict[str, int] = {}
    for number in range(12):
        one = drawn.dossier(number)
        solution = ir.agreement(one).values["nash_bargaining_solution"]
        if solution is not None:
            deals += 1
            for issue, option in solution["ties"][0]["package"].items():
                options[f"{issue}.{option}"] = options.get(f"{issue}.{option}", 0) + 1
        cheapest = ir.leverage(one, short=True).values["cheapest"]
        if cheapest is not None:
            opened += 1
            for lever in cheapest["levers"]:
                levers[lever] = levers.get(lever, 0) + 1
    assert found["solutions"]["draws"] == deals > 0
    for issue, shares in found["solutions"]["options"]["nash_bargaining_solution"].items():
        for option, share in shares.items():
            assert share == options.get(f"{issue}.{option}", 0) / deals
    assert (found["openings"]["opened"], found["openings"]["unproven"]) == (opened, 0)
    for lever, share in found["openings"]["levers"].items():
        assert share == levers.get(lever, 0) / opened
