"""Two accounts side by side: every set of differences tried by brute force."""

from __future__ import annotations

from itertools import combinations

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import irenic as ir
from flipping import flippable
from irenic.analyses import dissent_turning
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.dissent_differences import compared, only, rules
from irenic.analyses.result import Statement
from irenic.analyses.schema import result_schema
from irenic.dossier.draws import draws, with_values
from irenic.dossier.model import Dossier
from irenic.errors import UsageError
from irenic.report.words import say
from irenic.theory.linear_flips import Conditions


def verdicts(dossier):
    """What each conclusion is, asked of the dossier itself."""
    found = {}
    for examiner in (
        AgreementExaminer(dossier, plans=tuple(dossier.plans)),
        LeverageExaminer(dossier),
    ):
        found |= {one.name: one.holds for one in examiner.conclusions}
    return found


def otherwise(data, dossier, most=6):
    """The same case with other values for some judgements."""
    keys = draws(dossier).keys
    some = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=most, unique=True))
    values = {key: data.draw(st.integers(0, 24)) / 2 for key in some}
    return with_values(dossier, values)


@given(flippable(), st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_turns_a_conclusion_is_found_by_trying_every_set(dossier, data):
    other = otherwise(data, dossier)
    values = ir.dissent(dossier, other).values
    keys = [row["judgement"] for row in values["judgements"]]
    by = {"this": (dossier, "other"), "other": (other, "this")}
    rows = {row["name"]: row for row in values["conclusions"] if not row["own"]}
    for where, (base, foreign) in by.items():
        to = {row["judgement"]: row[foreign] for row in values["judgements"]}
        now = verdicts(base)
        told = {
            some: verdicts(with_values(base, {key: to[key] for key in some}))
            for size in range(1, len(keys) + 1)
            for some in combinations(keys, size)
            if size <= 2 or size == len(keys)
        }
        for name, row in rows.items():
            assert row[where] == now[name]
            alone = {(k,) for k in keys if told[(k,)][name] != now[name]}
            mine = [r for r in values["turning"] if r["conclusion"] == name and r["into"] == where]
            assert {(r["judgement"],) for r in mine} == alone
            assert all(r["holds"] != now[name] and r["to"] == to[r["judgement"]] for r in mine)
            if keys:
                assert row[f"{where}_with_{foreign}"] == told[tuple(keys)][name]
            few = [r for r in values["fewest"] if r["conclusion"] == name and r["into"] == where]
            if not few:
                assert not alone
                assert not keys or told[tuple(keys)][name] == now[name]
                continue
            some = few[0]["judgements"]
            assert verdicts(with_values(base, {k: to[k] for k in some}))[name] != now[name]
            assert few[0]["proven"] == (few[0]["least"] == len(some))
            for size in range(1, min(few[0]["least"], 3)):
                assert not any(
                    told[s][name] != now[name] for s in combinations(keys, size) if s in told
                )


@given(flippable(), st.data())
@settings(max_examples=30, deadline=None)
def test_the_differences_are_those_of_the_numbers(dossier, data):
    other = otherwise(data, dossier)
    found = compared(dossier, other)
    mine, theirs = draws(dossier), draws(other)
    unlike = {k for k, a, b in zip(mine.keys, mine.modes, theirs.modes, strict=True) if a != b}
    assert {one.key for one in found.differences} == unlike
    assert found.same == len(mine.keys) - len(unlike)
    assert not found.one_sided
    assert not only(dossier, other)
    assert not [*rules(dossier, other)]
    for one in found.differences:
        row, place = one.row(), mine.keys.index(one.key)
        low, high, to = mine.low[place], mine.high[place], theirs.modes[place]
        assert row["by"] == to - mine.modes[place]
        if low == high:
            assert row["overlap"] is row["other_in_this"] is None
        else:
            assert row["overlap"] is row["other_in_this"] is bool(low <= to <= high)
        assert row["this_in_other"] is None


@pytest.fixture(scope="module")
def pair():
    """Two accounts that differ in everything that can differ."""
    base = {
        "irenic": 1, "title": "Desk", "parties": {"a": {"name": "A"}, "b": {}, "c": {}},
        "required": ["a", "b"],
        "issues": {"x": {"name": "X", "options": {"x1": "One", "x2": "Two"}, "default": "x1",
                         "worth": {"a": {"x1": {"low": 1, "mode": 2, "high": 3}, "x2": 0},
                                   "b": {"x1": 1, "x2": 4}}}},
        "joint_worth": [{"when": {"x": "x1"}, "worth": {"a": 1}},
                        {"when": {"x": "x2"}, "worth": {"b": 2}}],
        "scenarios": {"quo": {"a": 4, "b": 1, "c": 1}},
        "levers": {"aid": {"kind": "incentive", "by": "c", "worth": {"a": 2}}},
        "plans": {"p": {"package": {"x": "x1"}}},
        "red_lines": {"b": {"never": [{"x": "x2"}]}},
    }  # fmt: skip
    other = {
        **base, "title": "Party", "parties": {"a": {"name": "A"}, "b": {}, "d": {"name": "Dee"}},
        "required": ["a"],
        "issues": {"x": {"name": "X", "options": {"x1": "One", "x2": "Two", "x3": "Three"},
                         "default": "x2",
                         "worth": {"a": {"x1": {"low": 5, "mode": 6, "high": 7}, "x2": 0, "x3": 0},
                                   "b": {"x1": 1, "x2": 4, "x3": 0}}}},
        "joint_worth": [{"when": {"x": "x2"}, "worth": {"b": 3, "a": 1}},
                        {"when": {"x": "x3"}, "worth": {"b": 9}}],
        "scenarios": {"quo": {"a": 4, "b": 1, "d": 1}},
        "levers": {"aid": {"kind": "incentive", "by": "d", "worth": {"a": 2}}},
        "plans": {"p": {"package": {"x": "x2"}}},
        "red_lines": {},
    }  # fmt: skip
    return Dossier.model_validate(base), Dossier.model_validate(other)


def test_what_is_in_one_only_is_said_and_not_guessed(pair):
    assert only(*pair) == [
        ("parties", "c", "this"), ("parties", "d", "other"), ("options", "x.x3", "other"),
    ]  # fmt: skip
    assert [*rules(*pair)] == [
        ("consent", ""), ("issues", "x"), ("levers", "aid"), ("plans", "p"), ("red_lines", "b"),
    ]  # fmt: skip
    found = compared(*pair)
    # The combination of x2 is the second here and the first there.
    assert {(one.key, one.other_key, one.by) for one in found.differences} == {
        ("issues.x.worth.a.x1", "issues.x.worth.a.x1", 4.0),
        ("joint_worth.1.worth.b", "joint_worth.0.worth.b", 1.0),
    }
    assert ("joint_worth.0.worth.a", "this") in found.one_sided
    assert ("joint_worth.0.worth.a", "other") in found.one_sided
    assert not any("x3" in key.split(".") for key, _ in found.one_sided)
    row = found.differences[0].row()
    assert row["overlap"] is row["this_in_other"] is row["other_in_this"] is False


def test_everything_is_worded_and_follows_the_schema(pair):
    result = ir.dissent(*pair)
    said = [say(one, result.names) for one in
            (*result.findings, *result.reasons, *result.caveats)]  # fmt: skip
    text = " ".join(said)
    assert "Only in the other: the party \u2018Dee\u2019; the option \u2018Three\u2019." in text
    assert "the red lines of B" in text
    assert "\u2018A: worth of X \u2013 One\u2019" in text
    assert all(one[0].isupper() and one.endswith(".") for one in said)
    for figure in result.figures:
        assert say(figure.reading, result.names)
        assert say(figure.alt, result.names)
    jsonschema.validate(result.to_dict(), result_schema())
    assert "1 of" in result.headline or "2 of" in result.headline


def test_the_same_account_twice_differs_in_nothing(pair):
    result = ir.dissent(pair[0], pair[0])
    assert result.status == "complete"
    values = result.values
    assert values["differ"] == 0
    assert not any(values[key] for key in ("judgements", "only", "rules", "turning", "fewest"))
    assert not any(row["differ"] for row in values["conclusions"])
    assert "none of" in result.headline


def test_what_makes_no_sense_is_refused(pair):
    with pytest.raises(UsageError, match="no plan 'q'"):
        ir.dissent(*pair, plan="q")
    with pytest.raises(UsageError, match="no scenario"):
        ir.dissent(*pair, scenario="exit")
    with pytest.raises(UsageError, match="seconds"):
        ir.dissent(*pair, seconds=0)


def test_without_time_nothing_is_claimed(pair):
    result = ir.dissent(*pair, seconds=1e-9)
    assert result.status == "partial"
    assert not result.values["turning"]
    assert not result.values["fewest"]
    assert "dissent-undecided" in {one.kind for one in result.caveats}


def test_sets_that_cannot_all_be_tried_are_not_called_smallest(monkeypatch):
    """Three that only together turn a conclusion, found by dividing; the proof by trying."""
    turned = lambda sets: [{1, 4, 6} <= {*some} for some in sets]  # noqa: E731
    places = tuple(range(9))
    assert dissent_turning._irreducible(places, turned) == (1, 4, 6)
    side = dissent_turning.Side("this", (), tuple("abcdefghi"), None, None)
    clock = dissent_turning_clock()
    assert dissent_turning._smaller(side, turned, 2, 3, clock) == (None, 3)
    monkeypatch.setattr(dissent_turning, "TRIED", 10)
    assert dissent_turning._smaller(side, turned, 2, 3, clock) == (None, 2)


def dissent_turning_clock():
    from irenic.theory.programme import Clock

    return Clock(60)


def test_names_of_judgements_are_whole_and_unlike():
    from irenic.analyses.names import names

    dossier = ir.load("iraq-2006")
    named = names(dossier, judgements=True)["judgements"]
    assert set(named) == set(draws(dossier).keys)
    assert len(set(named.values())) == len(named)
    assert "judgements" not in names(dossier)
    assert named["scenarios.us-stays.us"].startswith("United States: reservation value")


def test_the_fewest_are_counted_where_conditions_are_linear():
    one = np.array([[1.0, 1.0, 1.0, 1.0]])
    fails = Conditions(np.array([-3.0]), one)
    assert dissent_turning._counted(fails, np.array([1.0, 2.0, -9.0, 1.5])) == (1, 3)
    assert dissent_turning._counted(fails, np.array([1.0, 1.0, -9.0, 0.5])) is None
    holds = Conditions(np.array([3.0, 1.0]), np.array([[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]))
    assert dissent_turning._counted(holds, np.array([-1.0, -3.0, -2.0, -0.5])) == (1, 2)
    assert dissent_turning._counted(holds, np.array([-1.0, -3.0, -2.0, -1.5])) == (3,)
    shared = Conditions(np.array([-1.0, 1.0]), np.array([[1.0], [-1.0]]))
    assert dissent_turning._counted(shared, np.array([1.0])) is None


def test_other_ranges_alone_are_seen_in_the_shares() -> None:
    narrow = {"low": 3.5, "mode": 4, "high": 4.5}
    wide = {"low": -20, "mode": 4, "high": 4.5}
    given = {
        "irenic": 1, "parties": {"a": {}},
        "issues": {"land": {"options": {"x": "X"}, "worth": {"a": {"x": wide}}}},
        "scenarios": {"war": {"a": 3}},
    }  # fmt: skip
    one = Dossier.model_validate(given)
    given["issues"] = {"land": {"options": {"x": "X"}, "worth": {"a": {"x": narrow}}}}
    other = Dossier.model_validate(given)
    result = ir.dissent(one, other)
    assert result.values["differ"] == 0
    assert result.values["other_ranges"] == ["issues.land.worth.a.x"]
    row = next(row for row in result.values["conclusions"] if row["name"] == "zone")
    assert row["shares_differ"]
    assert row["this_share"] < 0.6
    assert row["other_share"] == 1.0
    assert "other ranges" in result.headline
    assert any(s.kind == "dissent-shares" for s in result.findings)
    same = ir.dissent(one, one).values
    assert not any(row["shares_differ"] for row in same["conclusions"])
    assert same["other_ranges"] == []


def test_only_conclusions_that_both_draw_are_said_to_agree(pair) -> None:
    mine = pair[0].model_dump(exclude_unset=True)
    lone = Dossier.model_validate({**mine, "plans": {"q": {"package": {"x": "x1"}}}})
    result = ir.dissent(pair[0], lone)
    rows = result.values["conclusions"]
    both = [row for row in rows if not row["own"] and None not in (row["this"], row["other"])]
    told = {one.kind: one.evidence for one in result.findings}
    assert told["dissent-agree"]["asked"] == len(both) < len(rows)
    assert told["dissent-lone"]["this"] == sum(row["other"] is None for row in rows) > 0
    assert told["dissent-lone"]["other"] == sum(row["this"] is None for row in rows) > 0
    assert f"none of {len(both)} conclusions" in result.headline


def test_no_conclusion_in_common_is_no_agreement(pair) -> None:
    mine = pair[0].model_dump(exclude_unset=True)
    other = Dossier.model_validate({**mine, "required": []})
    result = ir.dissent(pair[0], other)
    assert "no conclusion in common" in result.headline
    assert "dissent-agree" not in {one.kind for one in result.findings}


def moving(weight, group="hope"):
    """Two gains of one party, each with a range, and how the second moves with the first."""
    span = {"low": 0, "mode": 4, "high": 8}
    return Dossier.model_validate({
        "irenic": 1, "parties": {"a": {}},
        "issues": {
            "land": {"options": {"x": "X"},
                     "worth": {"a": {"x": {**span, "moves_with": group}}}},
            "sea": {"options": {"y": "Y"},
                    "worth": {"a": {"y": {
                        **span, "moves_with": {"group": group, "weight": weight}}}}},
        },
        "scenarios": {"war": {"a": 6}},
    })  # fmt: skip


def test_other_dependence_is_a_difference_and_named_as_the_cause() -> None:
    result = ir.dissent(moving(1), moving(-1))
    both = ["issues.land.worth.a.x", "issues.sea.worth.a.y"]
    assert result.values["other_dependence"] == both
    assert any(row["shares_differ"] for row in result.values["conclusions"])
    assert "2 err together" in result.headline
    assert "other ranges" not in result.headline
    assert any("2 err together" in say(one, result.names) for one in result.findings)
    renamed = ir.dissent(moving(0.5), moving(0.5, "fear"))
    assert renamed.values["other_dependence"] == []


def test_what_each_has_found_for_itself_is_not_compared_by_shares(pair) -> None:
    for one, other in (pair, pair[::-1], (moving(1), moving(-1))):
        rows = ir.dissent(one, other).values["conclusions"]
        assert not any(row["own"] and row["shares_differ"] for row in rows)


def test_ranges_of_judgements_that_differ_are_counted_too() -> None:
    """The headline never says that none has another range where one that differs has."""
    given = moving(1).model_dump(exclude_unset=True)
    given["issues"]["land"]["worth"]["a"]["x"] = {"low": 4, "mode": 5, "high": 6}
    result = ir.dissent(moving(1), Dossier.model_validate(given))
    assert result.values["differ"] == 1
    assert result.values["other_ranges"] == []
    assert any(row["shares_differ"] for row in result.values["conclusions"])
    assert "but 1 has other ranges" in result.headline


def test_shares_that_come_apart_have_a_table_and_no_intervals_that_seem_to_overlap() -> None:
    result = ir.dissent(moving(1), moving(-1))
    table = next(one for one in result.tables if one.key == "dissent-shares")
    apart = [row for row in result.values["conclusions"] if row["shares_differ"]]
    assert [row[0] for row in table.rows] == [row["name"] for row in apart]
    close = {"this_share": 0.95, "this_low": 0.9151, "this_high": 0.98,
             "other_share": 0.88, "other_low": 0.83, "other_high": 0.9134}  # fmt: skip
    text = say(Statement("dissent-shares", "zone", close), {"conclusions": {"zone": "so"}})
    assert "(91.5 to 98)" in text
    assert "(83 to 91.4)" in text


def test_two_cases_without_a_judgement_in_common_are_called_so(pair) -> None:
    other = Dossier.model_validate({
        "irenic": 1, "parties": {"z": {}}, "scenarios": {"war": {"z": 3}},
        "issues": {"sea": {"options": {"y": "Y"}, "worth": {"z": {"y": 4}}}},
    })  # fmt: skip
    result = ir.dissent(pair[0], other)
    assert "no judgement in common" in result.headline
    assert "dissent-strangers" in {one.kind for one in result.caveats}
    assert "dissent-strangers" not in {one.kind for one in ir.dissent(*pair).caveats}


def test_what_alone_parts_the_shares_is_named() -> None:
    """Taken over whole, the only difference leaves nothing apart."""
    result = ir.dissent(moving(1), moving(-1))
    apart = {row["name"]: row for row in result.values["conclusions"] if row["shares_differ"]}
    assert apart
    assert {row["conclusion"] for row in result.values["closing"]} == {*apart}
    for row in result.values["closing"]:
        assert row["judgement"] == "issues.sea.worth.a.y"
        assert row["share"] == apart[row["conclusion"]]["other_share"]
    assert any("alone" in say(one, result.names) or "One judgement" in say(one, result.names)
               for one in result.reasons if one.kind == "dissent-closing")  # fmt: skip
