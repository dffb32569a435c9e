"""Agreement by programmes, and what if the case were another."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import irenic
from agreement_oracle import dossiers
from irenic.analyses import agreement as module
from irenic.analyses.agreement import agreement
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.result import Status
from irenic.dossier.model import Dossier
from irenic.errors import Inapplicable, UsageError
from irenic.report.words import say
from irenic.theory.bargaining import SOLUTIONS

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

UNCOUNTED = {"acceptable", "acceptable_to_all", "red_lines_leave", "accepts", "alone", "opposed"}
"""Keys that only an enumeration fills."""


def same(listed, found):
    """Both ways give the same values, as far as the second goes."""
    assert found.status is Status.COMPLETE
    assert found.values["method"] == "programme"
    for key in listed.values.keys() - UNCOUNTED - {"method"}:
        one, other = listed.values[key], found.values[key]
        if isinstance(other, dict) and other.get("count", 0) is None:  # more ties than are sought
            assert other["value"] == one["value"]
            assert all(tie in one["ties"] for tie in other["ties"])
        elif key == "frontier":
            assert gains_of(one, listed) == gains_of(other, listed)
        elif key not in ("sensitivity", "plan"):
            assert one == other, key
    for key in UNCOUNTED:
        assert found.values[key] in (None, 0)
        if found.values[key] == 0:
            assert listed.values[key] == 0
    for statement in (*found.findings, *found.reasons, *found.caveats):
        assert say(statement, found.names)
    found.to_dict()


def gains_of(frontier, result):
    needed = result.values["required"]
    return sorted(tuple(e["gains"][party] for party in needed) for e in frontier["packages"])


@pytest.mark.parametrize("case", ["harbour-park", "iraq-2006"])
def test_the_built_in_cases_have_the_same_answer_by_programmes(case):
    dossier = irenic.load(case)
    same(agreement(dossier), agreement(dossier, method="programme"))


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(dossiers(), st.data())
def test_both_methods_have_the_same_answer(dossier, data):
    needed = dossier.required or tuple(dossier.parties)
    quorum = data.draw(st.none() | st.integers(1, len(needed)))
    options = {"plan": data.draw(st.none() | st.just("peace")), "quorum": quorum, "limit": 1000}
    same(agreement(dossier, **options), agreement(dossier, method="programme", **options))


def changed(dossier, where):
    """The dossier with the changes written into it; conditions lose what is off the table."""
    content = dossier.model_dump(mode="json", by_alias=True, exclude_none=True)
    shut = {i: {*issue["options"]} - {*where.open_options(dossier, i)}
            for i, issue in content["issues"].items()}  # fmt: skip
    for slug, issue in content["issues"].items():
        issue["options"] = {o: n for o, n in issue["options"].items() if o not in shut[slug]}
        issue["default"] = next(iter(issue["options"]))
        for party, row in issue.get("worth", {}).items():
            issue["worth"][party] = {o: v for o, v in row.items() if o not in shut[slug]}

    def left(when):
        some_of = {i: [o] if isinstance(o, str) else o for i, o in when.items()}
        kept = {i: [o for o in some if o not in shut[i]] for i, some in some_of.items()}
        return kept if all(kept.values()) else None

    content["joint_worth"] = [
        term | {"when": when} for term in content["joint_worth"] if (when := left(term["when"]))
    ]
    for party, lines in list(content["red_lines"].items()):
        lines["never"] = [kept for never in lines["never"] if (kept := left(never))]
        if not lines["never"]:
            del content["red_lines"][party]
    content["required"] = list(where.required(dossier))
    return Dossier.model_validate(content)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(dossiers(), st.data())
def test_a_changed_case_is_the_dossier_edited(dossier, data):
    issue = data.draw(st.sampled_from(list(dossier.issues)))
    options = list(dossier.issues[issue].options)
    other = data.draw(st.sampled_from(list(dossier.issues)))
    needed = list(dossier.required or dossier.parties)
    spare = [party for party in dossier.parties if party not in needed]
    out = data.draw(st.lists(st.sampled_from(options), max_size=len(options) - 1, unique=True))
    changes = {"rule_out": {issue: out}} if out else {}
    if other != issue:
        some = st.sampled_from(list(dossier.issues[other].options))
        changes["fix"] = {other: data.draw(some)}
    if len(needed) > 1 and data.draw(st.booleans()):
        changes["leave_out"] = [data.draw(st.sampled_from(needed))]
    if spare and data.draw(st.booleans()):
        changes["add"] = [data.draw(st.sampled_from(spare))]
    where = setting(
        dossier, None, (), fixed=changes.get("fix"), ruled_out=changes.get("rule_out"),
        left_out=changes.get("leave_out", ()), added=changes.get("add", ()),
    )  # fmt: skip
    found, edited = agreement(dossier, **changes), agreement(changed(dossier, where))
    assert found.values == edited.values
    assert ("agreement-changed" in {s.kind for s in found.caveats}) is bool(changes)


SIMPLE = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}, "c": {}},
    "required": ["a", "b"],
    "issues": {
        "x": {"options": {"x1": "1", "x2": "2"}, "default": "x1",
              "worth": {"a": {"x1": 6, "x2": 0}, "b": {"x1": 0, "x2": 7}}},
        "y": {"options": {"y1": "1", "y2": "2", "y3": "3"}, "default": "y1",
              "worth": {"a": {"y1": 4, "y2": 0, "y3": 2}, "c": {"y1": 0, "y2": 3, "y3": 1}}},
    },
    "scenarios": {"quo": {"a": 2, "b": 0, "c": 1}},
    "plans": {"p": {"package": {"x": "x2"}}},
}  # fmt: skip


def simple(**changes):
    return Dossier.model_validate(SIMPLE | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fix": {"z": "x1"}}, "no issue 'z'"),
        ({"fix": {"x": "y1"}}, "no option of 'x' 'y1'"),
        ({"rule_out": {"x": ["x1", "x2"]}}, "every option of 'x' is ruled out"),
        ({"fix": {"x": "x1"}, "rule_out": {"x": ["x1"]}}, "ruled out as well"),
        ({"leave_out": ["a", "b"]}, "every party whose consent is needed is left out"),
        ({"leave_out": ["c"]}, "not needed anyway"),
        ({"add": ["a"]}, "needed already"),
        ({"add": ["d"]}, "no party 'd'"),
        ({"plan": "p", "rule_out": {"x": ["x2"]}}, "'p' does not fit.*'x2' on 'x'"),
        ({"plan": "p", "rule_out": {"y": ["y1"]}}, "'y1' on 'y'"),
        ({"of": ["a"]}, "no quorum is given; say how many of a"),
        ({"of": ["a", "b"], "quorum": 3}, "quorum is 3; say how many of a, b .* 1 to 2"),
        ({"of": ["c"], "quorum": 1}, "no required party 'c'"),
        ({"method": "guess"}, "expected auto, enumeration, programme"),
        ({"seconds": 0}, "expected more than 0"),
    ],
)
def test_nonsense_is_refused(changes, said):
    with pytest.raises(UsageError, match=said):
        agreement(simple(), **changes)


def test_whoever_has_a_veto_cannot_be_left_out():
    with pytest.raises(UsageError, match="it has a veto"):
        agreement(simple(quorum=2, veto=["a"]), leave_out=["a"])


def test_a_party_added_needs_a_reservation_value():
    scenarios = {"quo": {"a": 2, "b": 0}}
    with pytest.raises(Inapplicable, match="a reservation value for 'c'"):
        agreement(simple(scenarios=scenarios), add=["c"])


def test_an_issue_that_is_fixed_is_not_left_open_by_a_plan():
    found = agreement(simple(), plan="p", fix={"y": "y3"}).values["plan"]
    assert found["package"] == {"x": "x2", "y": "y3"}
    assert found["left_open"] == []


def test_so_many_of_some_is_a_quorum_with_a_veto_for_all_others():
    dossier = simple(required=["a", "b", "c"])
    found = agreement(dossier, quorum=1, of=["b", "c"]).values
    assert found["quorum"] == 2
    assert found["veto"] == ["a"]
    assert found == agreement(dossier, quorum=2, veto=["a"]).values


def test_packages_are_choices_of_open_options():
    dossier = simple()
    given = arrays(dossier, setting(dossier, ruled_out={"y": ["y1"]}))
    assert given.options == (("x1", "x2"), ("y2", "y3"))
    assert given.package((1, 0)) == {"x": "x2", "y": "y2"}
    assert given.choice({"x": "x1", "y": "y3"}) == (0, 1)
    assert given.gains([(0, 1)]).tolist() == [[6.0], [0.0], [0.0]]
    with pytest.raises(UsageError, match="not on the table: 'y1' on 'y'"):
        given.choice({"x": "x1", "y": "y1"})


def test_more_issues_than_numpy_has_axes_and_a_large_case_by_default(monkeypatch):
    issues = {
        f"i{n}": {"options": {"o": "O", "p": "P"}, "default": "o",
                  "worth": {"a": {"o": n, "p": 0}, "b": {"o": 0, "p": 1}}}
        for n in range(70)
    }  # fmt: skip
    monkeypatch.setattr(module, "LISTED", 10)
    found = agreement(simple(issues=issues))
    assert found.values["packages"] == 2**70
    assert found.values["method"] == "programme"
    assert found.headline.startswith("At least one of 1,180,591,620,717,411,303,424 packages is")
    assert found.values["utilitarian"]["value"] == sum(range(1, 70)) + 1 - 2
    assert found.values["bound"].keys() == {*SOLUTIONS, "nearest"}


def test_a_frontier_too_large_to_join_is_shown_in_part_and_said_to_be(monkeypatch):
    monkeypatch.setattr("irenic.theory.frontier.PARTIAL", 1)
    found = agreement(simple(), method="programme")
    whole = agreement(simple()).values["frontier"]["packages"]
    assert found.status is Status.PARTIAL
    assert found.values["frontier"]["size"] is None
    assert found.values["frontier"]["truncated"]
    assert found.values["frontier"]["packages"]
    assert all(entry in whole for entry in found.values["frontier"]["packages"])
    assert {"agreement-spread", "agreement-frontier-spread"} <= {
        s.kind for s in (*found.findings, *found.caveats)
    }


def test_what_is_not_decided_in_time_is_said_to_be():
    # Too many packages to list, so that nothing is settled by the way.
    draw = random.Random(1)
    options = [f"o{o}" for o in range(8)]
    parties = ("a", "b", "c")
    many = Dossier.model_validate({
        "irenic": 1,
        "parties": {party: {} for party in parties},
        "issues": {
            f"i{i}": {
                "options": {o: o for o in options},
                "worth": {p: {o: draw.randint(0, 99) for o in options} for p in parties},
            }
            for i in range(9)
        },
        "scenarios": {"war": dict.fromkeys(parties, 600)},
    })  # fmt: skip
    found = agreement(many, method="programme", seconds=1e-9)
    assert found.status is Status.PARTIAL
    assert found.values["zopa_empty"] is None
    assert "was not decided in the time given" in found.headline
    for statement in (*found.findings, *found.reasons, *found.caveats):
        assert say(statement, found.names)
