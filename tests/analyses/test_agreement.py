"""``agreement`` against the oracle, and its options, statements, tables and figures."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement_oracle import Answers, crosses, dossiers, gain, key
from irenic.analyses.agreement import agreement
from irenic.analyses.agreement_figures import furthest_apart
from irenic.analyses.arrays import arrays, gain_bounds, setting
from irenic.analyses.result import Status
from irenic.dossier.model import Dossier
from irenic.errors import Inapplicable, UsageError
from irenic.report.words import say
from irenic.theory.bargaining import SOLUTIONS

EVERYTHING = 10**6

LEVERS = st.lists(st.sampled_from(("shout", "give", "lean")), unique=True)


def tied(solution):
    found = [key(entry["package"]) for entry in solution["ties"]]
    assert len(found) == len(set(found)) == solution["count"]
    return set(found)


def spoken(result):
    """Every statement of a result as a sentence."""
    statements = [*result.findings, *result.reasons, *result.caveats]
    statements += [table.reading for table in result.tables if table.reading]
    statements += [s for figure in result.figures for s in (figure.reading, figure.alt)]
    return [say(statement, result.names) for statement in statements]


@given(dossiers(), LEVERS)
@settings(max_examples=150)
def test_counts_frontier_and_solutions_are_those_of_the_definitions(dossier, levers):
    values = agreement(dossier, levers=levers, limit=EVERYTHING, short=True).values
    answers = Answers(dossier, "war" if "shout" in levers else "quo", levers)
    assert values["packages"] == len(answers.everything)
    assert values["acceptable"] == values["acceptable_to_all"] == len(answers.acceptable)
    assert values["zopa_empty"] == (not answers.acceptable)
    found = [
        tuple(Fraction(entry["gains"][p]) for p in answers.required)
        for entry in values["frontier"]["packages"]
    ]
    assert len(found) == len(set(found)) == values["frontier"]["size"]
    assert set(found) == answers.frontier()
    for entry in values["frontier"]["packages"]:
        assert key(entry["package"]) in answers.acceptable
    for name in SOLUTIONS:
        if not answers.acceptable:
            assert values[name] is None
            continue
        value, ties = answers.solution(name)
        assert values[name]["value"] == pytest.approx(float(value), rel=1e-12, abs=1e-12)
        assert tied(values[name]) == ties
    if answers.acceptable:
        assert list(values["ideal"].values()) == list(map(float, answers.ideal()))


@given(dossiers())
def test_the_frontier_is_listed_by_its_smallest_gain_and_has_the_first_ties(dossier):
    whole = agreement(dossier, short=True).values
    smallest = [
        min(entry["gains"][party] for party in whole["required"])
        for entry in whole["frontier"]["packages"]
    ]
    assert smallest == sorted(smallest, reverse=True)
    cut = agreement(dossier, limit=1, short=True).values["frontier"]
    assert cut["packages"] == whole["frontier"]["packages"][:1]
    assert cut["truncated"] == (cut["size"] > 1)
    answers = Answers(dossier, "quo")
    best = answers.frontier()
    for name in SOLUTIONS:
        if whole[name] is not None:
            assert answers.vectors[key(whole[name]["ties"][0]["package"])] in best


@given(dossiers())
@settings(max_examples=150)
def test_without_a_zone_the_nearest_packages_and_who_refuses(dossier):
    values = agreement(dossier, limit=EVERYTHING, short=True).values
    answers = Answers(dossier, "quo")
    if answers.acceptable:
        for name in ("nearest", "accepts", "alone", "opposed", "red_lines_leave"):
            assert values[name] is None
        return
    nearest = answers.nearest()
    if nearest is None:
        assert values["nearest"] is None
        assert values["red_lines_leave"] == 0
    else:
        assert values["nearest"]["value"] == float(nearest[0])
        assert tied(values["nearest"]) == nearest[1]
        for entry in values["nearest"]["ties"]:
            exact = answers.vectors[key(entry["package"])]
            short = {p: -float(g) for p, g in zip(answers.required, exact, strict=True) if g < 0}
            assert entry["short"] == short
    willing = {p: {key(x) for x in answers.everything if answers.accepts(x, p)}
               for p in answers.required}  # fmt: skip
    assert values["accepts"] == {p: len(x) for p, x in willing.items()}
    alone = dict.fromkeys(answers.required, 0)
    for package in answers.everything:
        refusing = [p for p in answers.required if key(package) not in willing[p]]
        if len(refusing) == 1:
            alone[refusing[0]] += 1
    assert values["alone"] == alone
    pairs = {
        frozenset((p, q))
        for p in answers.required
        for q in answers.required
        if p < q and willing[p] and willing[q] and not willing[p] & willing[q]
    }
    assert {frozenset(pair) for pair in values["opposed"]} == pairs


@given(dossiers(), st.data())
def test_a_quorum_counts_consents(dossier, data):
    answers = Answers(dossier, "quo")
    quorum = data.draw(st.integers(1, len(answers.required)))
    veto = data.draw(st.lists(st.sampled_from(answers.required), unique=True, max_size=quorum))
    values = agreement(dossier, quorum=quorum, veto=veto, plan="peace", short=True).values
    given_ = Answers(dossier, "quo", ("give",))
    passing = given_.passing(quorum, veto)
    assert values["acceptable"] == len(passing)
    package = key(dict.fromkeys(dossier.issues, "o0"))
    assert values["plan"]["passes"] == (package in passing)
    if passing:
        best = max(sum(given_.vectors[x]) for x in passing)
        assert values["best_passing"]["value"] == float(best)
        assert key(values["best_passing"]["ties"][0]["package"]) in passing
    else:
        assert values["best_passing"] is None


@given(dossiers())
def test_a_plan_is_judged_by_its_defaults_its_levers_and_every_single_change(dossier):
    values = agreement(dossier, plan="peace", short=True).values
    for about in values["sensitivity"].values():
        for party, found in about["parties"].items():
            here = gain(dossier, about["package"], party, "quo", ("give",))
            assert found["gain"] == float(here)
            changes = {
                (issue, option): gain(
                    dossier, {**about["package"], issue: option}, party, "quo", ("give",)
                )
                - here
                for issue in dossier.issues
                for option in dossier.issues[issue].options
                if option != about["package"][issue]
            }
            for end, sign in (("most", 1), ("least", -1)):
                best = max((sign * change for change in changes.values()), default=0)
                if best <= 0:
                    assert found[end] is None
                else:
                    step = found[end]
                    assert step["change"] == float(sign * best)
                    assert changes[step["issue"], step["option"]] == sign * best

    plan = values["plan"]
    package = dict.fromkeys(dossier.issues, "o0")
    assert plan["package"] == package
    gains = {p: gain(dossier, package, p, "quo", ("give",)) for p in dossier.parties}
    assert plan["gains"] == {p: float(g) for p, g in gains.items()}
    lost = {p for p, g in gains.items() if g < 0 or crosses(dossier, package, p)}
    assert set(plan["lost"]) == lost
    required = dossier.required or tuple(dossier.parties)
    assert plan["acceptable"] == (not lost & set(required))
    assert {line["party"] for line in plan["red_lines"]} == {
        p for p in dossier.parties if crosses(dossier, package, p)
    }


@given(dossiers(), LEVERS, st.booleans())
def test_everything_can_be_said_and_written(dossier, levers, planned):
    result = agreement(dossier, levers=levers, plan="peace" if planned else None, limit=2)
    assert result.status == Status.COMPLETE
    for sentence in (result.headline, *spoken(result)):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[:1] in "\u22120"
        assert "  " not in sentence
        assert "None " not in sentence.removeprefix("None of")
    json.dumps(result.to_dict(), allow_nan=False)
    for table in result.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len({column.key for column in table.columns}) == len(table.columns)
    for solution in (*SOLUTIONS, "nearest"):
        found = result.values[solution]
        if found is not None:
            assert len(found["ties"]) == min(2, found["count"])
            assert found["truncated"] == (found["count"] > 2)
    assert len({figure.key for figure in result.figures}) == len(result.figures)


@given(dossiers(), st.randoms())
def test_the_order_of_the_dossier_does_not_matter(dossier, chance):
    content = dossier.model_dump(mode="json", exclude_none=True)
    for part in ("issues", "parties"):
        items = list(content[part].items())
        chance.shuffle(items)
        content[part] = dict(items)
    shuffled = Dossier.model_validate(content)
    first, second = (agreement(d, limit=EVERYTHING, short=True).values for d in (dossier, shuffled))
    assert first["acceptable"] == second["acceptable"]
    assert first["frontier"]["size"] == second["frontier"]["size"]
    for name in (*SOLUTIONS, "nearest"):
        assert (first[name] is None) == (second[name] is None)
        if first[name] is not None:
            assert first[name]["value"] == pytest.approx(second[name]["value"], rel=1e-12)
            packages = [
                {frozenset(e["package"].items()) for e in values[name]["ties"]}
                for values in (first, second)
            ]
            assert packages[0] == packages[1]


# By hand ----------------------------------------------------------------------------------


def simple(**more):
    """Two parties, one issue of three options, and a third party who is not required."""
    content = {
        "irenic": 1,
        "parties": {"north": {"name": "The North"}, "south": {"name": "The South"}, "us": {}},
        "required": ["north", "south"],
        "issues": {
            "oil": {
                "name": "Oil",
                "options": {"a": "Central", "b": "Shared", "c": "Regional"},
                "default": "b",
                "worth": {
                    "north": {"a": 10, "b": {"low": 4, "mode": 6, "high": 7}, "c": 0},
                    "south": {"a": 0, "b": 5, "c": 10},
                    "us": {"a": 0, "b": -1, "c": 0},
                },
            }
        },
        "scenarios": {"quo": {"north": 2, "south": 2, "us": 0}, "war": {"north": 1, "south": 7}},
    }
    return Dossier.model_validate(content | more)


def test_a_zone_of_one_package():
    result = agreement(simple())
    assert result.values["acceptable"] == 1
    assert result.values["nash_bargaining_solution"]["value"] == 12
    assert result.values["frontier"]["packages"] == [
        {"package": {"oil": "b"}, "gains": {"north": 4.0, "south": 3.0, "us": -1.0}}
    ]
    said = spoken(result)
    assert any("consent is not needed would lose" in sentence for sentence in said)
    assert any("Closest to walking away" in sentence for sentence in said)


def test_no_zone_names_who_falls_short_and_who_is_opposed():
    result = agreement(simple(), scenario="war")
    assert result.values["zopa_empty"] is True
    assert result.values["nearest"]["ties"][0]["short"] == {"north": 1.0}
    assert result.values["opposed"] == [["north", "south"]]
    assert "The North 1 point short" in result.headline
    assert result.values["without_reservation"] == ["us"]


def test_red_lines_that_exclude_everything():
    lines = {"north": {"never": [{"oil": ["b", "c"]}]}, "south": {"never": [{"oil": "a"}]}}
    result = agreement(simple(red_lines=lines))
    assert result.values["nearest"] is None
    assert result.values["red_lines_leave"] == 0
    assert "red lines" in result.headline
    assert result.status == Status.COMPLETE


def test_the_red_line_of_a_party_that_is_not_required_is_told_but_does_not_bind():
    result = agreement(simple(red_lines={"us": {"never": [{"oil": "b"}]}}), plan=None)
    assert result.values["acceptable"] == 1
    assert any(caveat.kind == "agreement-other-red-lines" for caveat in result.caveats)


def test_the_bounds_of_a_gain_take_every_judgement_at_its_end():
    lever = {
        "kind": "incentive",
        "by": "south",
        "worth": {"north": {"low": 1, "mode": 2, "high": 5}},
        "cost": {"north": {"low": 0, "mode": 1, "high": 1}},
        "relief": {"north": {"low": 0, "mode": 0, "high": 2}},
    }
    joint = [{"when": {"oil": ["b"]}, "worth": {"north": {"low": -3, "mode": 0, "high": 1}}}]
    scenarios = {"quo": {"north": {"low": 1, "mode": 2, "high": 4}, "south": 2}}
    dossier = simple(levers={"pay": lever}, joint_worth=joint, scenarios=scenarios)
    given_ = arrays(dossier, setting(dossier, None, ["pay"]))
    low, high = gain_bounds(given_, {"oil": "b"}, "north")
    assert (low, high) == (4 - 3 + 1 + 0 - 1 - 4, 7 + 1 + 5 + 2 - 0 - 1)
    assert gain_bounds(given_, {"oil": "b"}, "south") == (3, 3)


def test_a_gain_of_exactly_nothing_is_acceptable_in_any_order_of_adding():
    rows = {f"i{n}": {"options": {"x": "X"}, "worth": {"north": {"x": 0.1}}} for n in range(10)}
    for value, count in ((1.0, 1), (1.0 + 1e-9, 0), (1.0 + 4e-10, 1)):
        dossier = simple(issues=rows, scenarios={"quo": {"north": value, "south": 0}})
        assert agreement(dossier).values["acceptable"] == count
    thirds = {f"i{n}": {"options": {"x": "X"}, "worth": {"north": {"x": 1 / 3}}} for n in range(3)}
    dossier = simple(issues=thirds, scenarios={"quo": {"north": 1, "south": 0}})
    values = agreement(dossier).values
    assert values["acceptable"] == 1
    assert values["nash_bargaining_solution"]["value"] == 0


def test_a_product_too_large_for_a_float_is_a_whole_number():
    parties = {f"p{n}": {} for n in range(80)}
    worth = {p: {"x": 1e5, "y": 2e5} for p in parties}
    dossier = Dossier.model_validate({
        "irenic": 1, "parties": parties,
        "issues": {"all": {"options": {"x": "X", "y": "Y"}, "worth": worth}},
        "scenarios": {"quo": dict.fromkeys(parties, 0)},
    })  # fmt: skip
    solution = agreement(dossier).values["nash_bargaining_solution"]
    assert solution["value"] == 200_000**80
    assert solution["count"] == 1


def test_the_zero_product_is_told_and_the_frontier_ties():
    issues = {"oil": {"options": {"a": "A", "b": "B"}, "worth": {"north": {"a": 1, "b": 2}}}}
    result = agreement(simple(issues=issues, scenarios={"quo": {"north": 0, "south": 0}}))
    assert result.values["nash_bargaining_solution"]["value"] == 0
    assert result.values["nash_bargaining_solution"]["count"] == 1
    assert result.values["nash_bargaining_solution"]["dominated"] == 1
    assert result.values["nash_bargaining_solution"]["ties"][0]["package"] == {"oil": "b"}
    kinds = {caveat.kind for caveat in result.caveats}
    assert {"agreement-product-zero", "agreement-ideal-zero", "agreement-dominated"} <= kinds
    assert result.values["kalai_smorodinsky"]["value"] == 1


LEVERED = {
    "leave": {"kind": "threat", "by": "us", "scenario": "war"},
    "stay": {"kind": "threat", "by": "us", "scenario": "quo"},
    "pay": {"kind": "incentive", "by": "us", "needs": ["leave"], "excludes": ["stay"]},
}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scenario": "wra"}, "did you mean 'war'"),
        ({"levers": ["leav"]}, "did you mean 'leave'"),
        ({"plan": "none"}, "no plan 'none'"),
        ({"levers": ["leave", "stay"]}, "different scenarios"),
        ({"levers": ["pay"]}, "'pay' needs 'leave'"),
        ({"levers": ["pay", "leave", "stay"]}, "'pay' excludes 'stay'"),
        ({"limit": 0}, "limit is 0"),
        ({"quorum": 3}, "expected 1 to 2"),
        ({"quorum": 0}, "expected 1 to 2"),
        ({"veto": ["north"]}, "without a quorum"),
        ({"quorum": 1, "veto": ["us"]}, "no required party 'us'"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, words):
    with pytest.raises(UsageError, match=words):
        agreement(simple(levers=LEVERED), **options)


def test_a_scenario_asked_for_overrules_a_threat_and_says_so():
    result = agreement(simple(levers=LEVERED), levers=["leave", "leave"], scenario="quo")
    assert result.values["scenario"] == "quo"
    assert result.values["overruled"] == ["war"]
    assert any(caveat.kind == "agreement-overruled" for caveat in result.caveats)
    assert agreement(simple(levers=LEVERED), levers=["leave"]).values["scenario"] == "war"


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"issues": {}}, "issue"),
        ({"scenarios": {}}, "scenario"),
        ({"required": []}, "required party"),
        ({"required": ["north", "south", "us"], "scenarios": {"quo": {"north": 1}}}, "'south'"),
    ],
)
def test_a_dossier_that_lacks_something_is_inapplicable(change, missing):
    with pytest.raises(Inapplicable, match=missing):
        agreement(simple(**change))


def test_the_dossiers_own_quorum_and_veto_hold_unless_others_are_asked_for():
    dossier = simple(quorum=1, veto=["south"])
    assert agreement(dossier).values["acceptable"] == 2
    assert agreement(dossier, veto=[]).values["acceptable"] == 3
    assert agreement(dossier, quorum=2).values["acceptable"] == 1


def test_the_parties_furthest_apart_have_the_lowest_correlation():
    chance = np.random.default_rng(5)
    step = np.arange(30.0)
    gains = np.array([chance.random(30), step, -2 * step + chance.random(30), np.ones(30)])
    first, second, correlation = furthest_apart(gains)
    assert (first, second) == (1, 2)
    assert -1 <= correlation < -0.99
    assert furthest_apart(gains[:, :2]) is None
    assert furthest_apart(gains[2:]) is None


def test_the_picture_of_a_large_frontier_is_thinned_but_keeps_its_ends():
    count = 600
    options = {f"o{n}": f"O{n}" for n in range(count)}
    worth = {
        "north": {f"o{n}": n for n in range(count)},
        "south": {f"o{n}": count - n for n in range(count)},
    }
    issues = {"split": {"options": options, "worth": worth}}
    result = agreement(simple(issues=issues, scenarios={"quo": {"north": 0, "south": 0}}), limit=3)
    assert result.values["frontier"]["size"] == count
    (figure,) = (f for f in result.figures if f.kind == "scatter")
    plain = [mark["gain_across"] for mark in figure.data if not mark["label"]]
    assert len(plain) == figure.reading.evidence["drawn"] == 400
    assert (min(plain), max(plain)) == (0, count - 1)
    assert figure.reading.evidence["correlation"] == pytest.approx(-1)
    assert {mark["label"] for mark in figure.data if mark["label"]}


def test_progress_is_reported_from_0_to_1():
    seen = []
    agreement(simple(), progress=lambda what, share: seen.append((what, share)))
    assert seen
    assert all(0 <= share <= 1 for _, share in seen)


def test_more_packages_than_can_be_listed_are_refused_with_their_number() -> None:
    issue = {"options": {"a": "A", "b": "B", "c": "C"}}
    dossier = Dossier.model_validate({
        "irenic": 1,
        "parties": {"p": {}},
        "issues": {f"i{n}": issue for n in range(40)},
        "scenarios": {"quo": {"p": 0}},
    })  # fmt: skip
    with pytest.raises(UsageError, match="12,157,665,459,056,928,801 packages are more than"):
        agreement(dossier, method="enumeration")


def about(result, kind):
    return [s for s in (*result.findings, *result.caveats) if s.kind == kind]


def test_only_the_most_likely_values_were_used():
    (caveat,) = about(agreement(simple()), "agreement-most-likely")
    assert caveat.evidence == {"judgements": 14, "ranged": 1}


@pytest.mark.parametrize(
    ("south", "half"),
    [
        ({"low": 0, "mode": 2, "high": 8}, 4.0),  # gains 3 where the smallest gain is largest
        ({"low": 0, "mode": 2, "high": 6}, None),  # a margin as large as half the range
        ({"low": 2, "mode": 7, "high": 12}, 5.0),  # lacks 2 where the gap is smallest
        ({"low": 6, "mode": 7, "high": 8}, None),
    ],
)
def test_a_margin_within_the_ranges_is_likely_and_not_certain(south, half):
    result = agreement(simple(scenarios={"quo": {"north": 2, "south": south, "us": 0}}))
    found = about(result, "agreement-within-ranges")
    assert [s.subject for s in found] == ["south"] * (half is not None)
    assert [s.evidence["half"] for s in found] == [half] * (half is not None)
    assert ("likely, not certain" in " ".join(spoken(result))) == (half is not None)


def test_a_threat_that_hurts_its_maker_names_both_values():
    threat = {"leave": {"kind": "threat", "by": "north", "name": "Leave", "scenario": "war"}}
    scenarios = {"quo": {"north": 5, "south": 6, "us": 0}, "war": {"north": 3, "south": 1}}
    result = agreement(simple(levers=threat, scenarios=scenarios), levers=["leave"])
    (hurts,) = about(result, "agreement-threat-hurts-its-maker")
    assert (hurts.evidence["threatened"], hurts.evidence["otherwise"]) == (3, 5)
    (measured,) = about(result, "agreement-measured-from")
    assert measured.evidence["short"] == {"south": 1.0}
    assert "would lose The South (1 point short)" in " ".join(spoken(result))
    assert not about(agreement(simple(levers=threat)), "agreement-threat-hurts-its-maker")
    gained = {**scenarios, "war": {"north": 5, "south": 1}}
    result = agreement(simple(levers=threat, scenarios=gained), levers=["leave"])
    assert not about(result, "agreement-threat-hurts-its-maker")


def test_a_plan_says_what_it_leaves_at_the_default():
    result = agreement(simple(plans={"talk": {"name": "Talk"}}), plan="talk")
    assert result.values["plan"]["left_open"] == ["oil"]
    assert "1 issue left at the default: Oil." in " ".join(spoken(result))


def test_columns_of_nothing_but_zeros_become_a_sentence():
    quo = {"north": 5, "south": 6, "us": 0}
    result = agreement(simple(scenarios={"quo": quo}))
    (table,) = (t for t in result.tables if t.key == "agreement-refusals")
    assert [c.key for c in table.columns] == ["party", "accepts", "share", "alone", "against"]
    assert table.rows[0] == ("south", 1, 33.33, 2, 1)
