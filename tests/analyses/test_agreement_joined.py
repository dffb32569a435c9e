"""``agreement`` as a whole: conflicts, concessions, alternatives, what if, the single text."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings

import irenic as ir
from agreement_oracle import Answers, dossiers, key
from irenic.analyses.arrays import arrays, setting
from irenic.dossier.model import Dossier
from irenic.errors import UsageError
from irenic.report.words import say
from irenic.theory import turning_issues
from irenic.theory.conflicts import counted
from irenic.theory.packages import UNITS, contains, gains_of, options_of, rounded

FURTHER = {
    "minimal_conflicts", "maximal_agreements", "conflicts_complete", "turns_on", "room",
    "concessions", "concession_package", "concessions_share", "concessions_bound",
    "concessions_ties", "concessions_alone", "concessions_proven", "stakes", "alternatives",
    "alternatives_to", "what_if", "single_text", "common_ground", "unproven",
}  # fmt: skip


def worths(answers, package, parties):
    return [answers.vectors[key(package)][answers.required.index(p)] for p in parties]


@given(dossiers())
@settings(max_examples=40)
def test_conflicts_and_concessions_are_those_of_the_definitions(dossier):
    values = ir.agreement(dossier).values
    answers = Answers(dossier, "quo")
    assert set(values) >= FURTHER
    assert values["unproven"] == []
    willing = [{p for p in answers.required if answers.accepts(x, p)} for x in answers.everything]
    every = [set(s) for n in range(1, len(answers.required) + 1)
             for s in combinations(answers.required, n)]  # fmt: skip
    cannot = [s for s in every if not any(s <= w for w in willing)]
    smallest = [s for s in cannot if not any(other < s for other in cannot)]
    assert sorted(map(sorted, values["minimal_conflicts"])) == sorted(map(sorted, smallest))
    assert (values["minimal_conflicts"] == []) == bool(answers.acceptable)
    if answers.acceptable:
        assert values["concessions"] == {}
    elif values["concessions"] is not None:
        falls = values["concessions"]
        gains = answers.vectors[key(values["concession_package"])]
        for party, gain in zip(answers.required, gains, strict=True):
            assert gain + Fraction(falls.get(party, 0)) >= 0


@given(dossiers())
@settings(max_examples=40)
def test_alternatives_are_acceptable_and_cost_nobody_more(dossier):
    values = ir.agreement(dossier, within=2, alternatives=2).values
    answers = Answers(dossier, "quo")
    if not answers.acceptable:
        assert values["alternatives"] == []
        assert values["alternatives_to"] is None
        return
    solution = values["nash_bargaining_solution"]["ties"][0]["package"]
    assert values["alternatives_to"]["package"] == solution
    before = answers.vectors[key(solution)]

    def fits(package):
        return key(package) in answers.acceptable and all(
            g >= b - 2 for g, b in zip(answers.vectors[key(package)], before, strict=True)
        )

    found = [one["package"] for one in values["alternatives"]]
    assert all(map(fits, found))
    others = [x for x in answers.everything if fits(x) and x != solution]
    assert len(found) == min(2, len(others))
    if found:
        furthest = max(sum(x[i] != solution[i] for i in x) for x in others)
        assert values["alternatives"][0]["apart"] == furthest


@given(dossiers())
@settings(max_examples=40)
def test_room_is_the_rise_of_the_highest_smallest_gain(dossier):
    here = arrays(dossier, setting(dossier))
    space, issues = here.space, range(len(here.issues))
    options = options_of(space, list(range(space.size)))
    gains = rounded(gains_of(space, options))[: space.required] / UNITS

    def highest(given_up):
        best = -math.inf
        for place in range(space.size):
            same = [
                q for q in range(space.size)
                if all(options[i][q] == options[i][place] for i in issues if i not in given_up)
            ]  # fmt: skip
            here_ = [one[[place]] for one in options]
            if not any(contains(here_, line.never)[0] for line in counted(space, given_up)):
                best = max(best, gains[:, same].max(axis=1).min())
        return best

    everybody = [tuple(range(space.required))]
    now = highest(())
    for few in (turning_issues.GAINS, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(turning_issues, "GAINS", few)
            (found,) = turning_issues.room(space, everybody, most=len(here.issues))
        if now == -math.inf:
            assert found is None
            continue
        rises = {i: highest((i,)) - now for i in issues}
        assert dict(found) == pytest.approx({i: r for i, r in rises.items() if r > 1e-9})
        told = [rise for _, rise in found]
        assert told == sorted(told, reverse=True)


# By hand ----------------------------------------------------------------------------------


def two(default="x", plans=None):
    land = {
        "options": {"x": "All", "y": "Half", "z": "None of it"},
        "worth": {"a": {"x": 10, "y": 6, "z": 0}, "b": {"x": 0, "y": 6, "z": 9}},
        **({"default": default} if default else {}),
    }
    return Dossier.model_validate(
        {
            "irenic": 1,
            "parties": {"a": {"name": "North"}, "b": {"name": "South"}},
            "issues": {"land": land},
            "scenarios": {"quo": {"a": 4, "b": 5}},
            **({"plans": plans} if plans else {}),
        }
    )


def test_the_draft_is_that_of_the_plan_or_the_defaults_or_none():
    plans = {"half": {"package": {"land": "y"}}}
    drafts = {
        (): {"land": "x"},
        (("plan", "half"),): {"land": "y"},
        (("plan", "half"), ("draft", "defaults")): {"land": "x"},
        (("draft", "half"),): {"land": "y"},
    }
    for options, draft in drafts.items():
        text = ir.agreement(two(plans=plans), **dict(options)).values["single_text"]
        assert text["draft"] == draft
    package = {"land": "z"}
    assert ir.agreement(two(), draft=package).values["single_text"]["draft"] == package
    assert ir.agreement(two(default=None)).values["single_text"] is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"within": -1}, "0 or more"),
        ({"within": math.nan}, "0 or more"),
        ({"within": math.inf}, "0 or more"),
        ({"alternatives": 0}, "expected 1 to 20"),
        ({"alternatives": 21}, "expected 1 to 20"),
        ({"alternatives": True}, "expected 1 to 20"),
        ({"draft": "hlaf"}, "did you mean 'half'"),
        ({"draft": "nothing"}, r"\(there are half, defaults\)"),
        ({"draft": {"sea": "x"}}, "no issue 'sea'"),
        ({"draft": {"land": "w"}}, "no option of 'land' 'w'"),
        ({"draft": "half", "fix": {"land": "x"}}, "'y' on 'land', which is off the table"),
        ({"plan": "half", "fix": {"land": "x"}}, "leave the plan out"),
        ({"draft": "defaults", "rule_out": {"land": ["x"]}}, "no default stands there"),
        ({"of": ["a"]}, "say how many of a must accept"),
        ({"of": ["a"], "quorum": 2}, "1 to 1"),
        ({"leave_out": ["a", "b"]}, "leave at least one"),
    ],
)
def test_bad_usage_says_the_way_out(options, told):
    with pytest.raises(UsageError, match=told):
        ir.agreement(two(plans={"half": {"package": {"land": "y"}}}), **options)


def test_without_time_the_answer_is_partial_and_says_about_what():
    rows = {p: {f"o{o}": (o * 7 + n * 5) % 11 for o in range(4)} for n, p in enumerate("abc")}
    issues = {
        f"i{i}": {"options": {f"o{o}": f"O {o}" for o in range(4)}, "worth": rows, "default": "o0"}
        for i in range(25)
    }
    scenario = {"quo": dict.fromkeys("abc", 150)}
    big = Dossier.model_validate(
        {"irenic": 1, "parties": {p: {} for p in "abc"}, "issues": issues, "scenarios": scenario}
    )
    result = ir.agreement(big, seconds=1e-6)
    assert result.status == "partial"
    assert "what_if" in result.values["unproven"]
    first = result.caveats[0]
    assert first.kind == "agreement-partial"
    assert "what if" in say(first, result.names)


def test_iraq_is_told_by_name_and_the_room_is_named():
    result = ir.agreement(ir.load("iraq-2006"))
    assert result.status == "complete"
    told = [say(s, result.names) for s in result.findings]
    assert any("Most room would come of giving each its own best option on Kirkuk" in t
               for t in told)  # fmt: skip
    for sentence in (*told, *(say(s, result.names) for s in result.reasons)):
        assert not any(f" {slug} " in sentence for slug in ("aqi", "puk", "krg-17", "two-years"))
