"""The checks of levers: what fits a kind, and what can be in force at all."""

from __future__ import annotations

import pytest

from irenic.dossier.read import examine_text

HEAD = """\
irenic: 1
parties: {us: {}, army: {}}
issues: {oil: {options: {a: A}, worth: {us: {a: 1}}}}
scenarios: {quo: {us: 0, army: 0}, leave: {us: 0, army: 0}}
levers:
"""


def problems(*levers: str) -> list[tuple[str, str, str]]:
    """Code, severity and key of all that is wrong with these levers."""
    _, found = examine_text(HEAD + "".join(f"  {lever}\n" for lever in levers))
    return [(p.code, p.severity, p.key) for p in found]


def test_a_threat_may_have_an_audience_cost_and_the_others_may_be_divisible():
    assert not problems(
        "go: {kind: threat, by: us, scenario: leave, audience_cost: {low: 0, mode: 2, high: 3}}",
        "pay: {kind: incentive, by: us, divisible: true}",
        "calm: {kind: reassurance, by: us, divisible: true}",
        "lean: {kind: pressure, by: us, relief: {army: 1}, divisible: true}",
    )


def test_what_is_left_out_is_whole_and_costs_nothing():
    dossier, _ = examine_text(HEAD + "  go: {kind: threat, by: us, scenario: leave}\n")
    assert dossier is not None
    assert dossier.levers["go"].divisible is False
    assert dossier.levers["go"].audience_cost is None


@pytest.mark.parametrize(
    ("lever", "code", "key"),
    [
        ("go: {kind: threat, by: us, scenario: leave, divisible: true}",
         "lever-incomplete", "divisible"),
        ("go: {kind: incentive, by: us, audience_cost: 0}", "lever-incomplete", "audience_cost"),
        ("go: {kind: threat, by: us, scenario: leave, audience_cost: -1}",
         "negative-amount", "audience_cost"),
        ("go: {kind: threat, by: us, scenario: leave, audience_cost: {low: -1, mode: 0, high: 1}}",
         "negative-amount", "audience_cost"),
        ("go: {kind: incentive, by: us, divisible: 1}", "wrong-type", "divisible"),
        ("go: {kind: incentive, by: us, divisible: 'yes'}", "wrong-type", "divisible"),
    ],
)  # fmt: skip
def test_keys_that_do_not_fit_the_lever(lever, code, key):
    assert problems(lever) == [(code, "error", f"levers.go.{key}")]


@pytest.mark.parametrize(
    ("levers", "path"),
    [
        (["a: {kind: incentive, by: us, excludes: [a]}"], "levers.a.excludes[0]"),
        (["a: {kind: incentive, by: us}",
          "b: {kind: incentive, by: us, needs: [a], excludes: [a]}"], "levers.b.excludes[0]"),
        (["a: {kind: incentive, by: us, excludes: [c]}", "b: {kind: incentive, by: us, needs: [a]}",
          "c: {kind: incentive, by: us, needs: [b]}"], "levers.a.excludes[0]"),
        (["a: {kind: incentive, by: us}", "b: {kind: incentive, by: us, excludes: [a]}",
          "c: {kind: incentive, by: us, needs: [a, b]}"], "levers.b.excludes[0]"),
    ],
)  # fmt: skip
def test_a_lever_that_stands_in_its_own_way(levers, path):
    assert problems(*levers) == [("lever-impossible", "error", path)]


def test_what_rests_on_an_impossible_lever_is_not_reported_again():
    found = problems(
        "a: {kind: incentive, by: us, excludes: [a]}", "b: {kind: incentive, by: us, needs: [a]}"
    )
    assert found == [("lever-impossible", "error", "levers.a.excludes[0]")]


def test_levers_that_merely_exclude_each_other_are_sound():
    assert not problems(
        "a: {kind: incentive, by: us, excludes: [b]}", "b: {kind: incentive, by: us, excludes: [a]}"
    )


def test_levers_that_need_each_other_are_said_to_and_no_more():
    found = problems(
        "a: {kind: incentive, by: us, needs: [b]}", "b: {kind: incentive, by: us, needs: [a]}"
    )
    assert [code for code, *_ in found] == ["needs-cycle"]
