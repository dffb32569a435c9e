"""Timetables, guarantees and benchmarks in a dossier: what is wrong is said where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from irenic.dossier.read import examine_text, read

HERE = Path(__file__).parent
GOOD = """\
irenic: 1
parties: {us: {}, kurds: {}}
issues:
  oil: {options: {central: Central, regions: Regions}, default: regions}
scenarios: {status-quo: {us: 2, kurds: 3}}
plans:
  peace: {package: {oil: central}, timetable: [{law: 1}, {arms: 0.5}, {arms: 0.5}]}
benchmarks: {calm: {chance: 0.3, changed_by: {law: 0.2}}}
timetable:
  stages: 3
  discount: {us: 0.9}
  deeds:
    law: {by: us, terms: {oil: central}, cost: 1}
    arms: {by: kurds, parts: 2, after: [law], benchmark: calm, shift: {kurds: -2}}
  guarantees: {troops: {on: kurds, by: us, penalty: 3, until_stage: 2}}
"""


def test_the_good_one_is_good() -> None:
    dossier, problems = examine_text(GOOD)
    assert not problems
    assert dossier is not None
    assert dossier.timetable is not None
    arms = dossier.timetable.deeds["arms"]
    assert (arms.parts, arms.lag, arms.not_before, arms.reversible) == (2, 1, 1, False)
    assert dossier.plans["peace"].timetable == ({"law": 1}, {"arms": 0.5}, {"arms": 0.5})


@pytest.mark.parametrize(
    ("old", "new", "expected", "key"),
    [
        ("by: us, terms", "by: uss, terms", "unknown-reference", "timetable.deeds.law.by"),
        ("terms: {oil: central}", "terms: {oil: centre}", "unknown-reference",
         "timetable.deeds.law.terms.oil"),
        ("after: [law]", "after: [lwa]", "unknown-reference", "timetable.deeds.arms.after"),
        ("benchmark: calm", "benchmark: clam", "unknown-reference",
         "timetable.deeds.arms.benchmark"),
        ("shift: {kurds", "shift: {krds", "unknown-reference", "timetable.deeds.arms.shift"),
        ("on: kurds, by", "on: krds, by", "unknown-reference", "timetable.guarantees.troops.on"),
        ("on: kurds, by: us", "on: kurds, by: uk", "unknown-reference",
         "timetable.guarantees.troops.by"),
        ("changed_by: {law", "changed_by: {lwa", "unknown-reference", "benchmarks.calm"),
        ("[{law: 1}", "[{lwa: 1}", "unknown-reference", "plans.peace.timetable"),
        ("discount: {us", "discount: {uss", "unknown-reference", "timetable.discount"),
        ("us: 0.9", "us: -0.5", "bad-discount", "timetable.discount.us"),
        ("us: 0.9", "us: 0", "bad-discount", "timetable.discount.us"),
        ("us: 0.9", "us: {low: 0.5, mode: 0.9, high: 1.1}", "bad-discount", "timetable.discount"),
        ("chance: 0.3", "chance: -0.1", "bad-chance", "benchmarks.calm.chance"),
        ("{law: 0.2}", "{law: -2}", "bad-chance", "benchmarks.calm.changed_by.law"),
        ("by: us, terms", "by: us, after: [arms], terms", "deeds-cycle", "timetable.deeds"),
        ("by: us, terms", "by: us, after: [law], terms", "deeds-cycle", "timetable.deeds.law"),
        ("by: us, terms", "by: us, not_before: 4, terms", "window-empty", "timetable.deeds.law"),
        ("by: us, terms", "by: us, not_before: 3, terms", "window-empty", "timetable.deeds.arms"),
        ("parts: 2", "parts: 2, not_after: 1", "window-empty", "timetable.deeds.arms"),
        ("parts: 2", "parts: 2, reversible: true", "deed-incomplete", "timetable.deeds.arms.shift"),
        ("by: us, penalty", "penalty", "guarantee-incomplete", "timetable.guarantees.troops"),
        ("by: us, penalty", "by: us, kind: bond, penalty", "guarantee-incomplete",
         "timetable.guarantees.troops"),
        ("on: kurds, by: us", "on: us, by: us", "guarantee-of-oneself",
         "timetable.guarantees.troops.by"),
        ("peace: {", "peace: {guarantees: [troop], ", "unknown-reference",
         "plans.peace.guarantees"),
        ("until_stage: 2", "from_stage: 3, until_stage: 2", "guarantee-incomplete",
         "timetable.guarantees.troops.until_stage"),
        ("until_stage: 2", "until_stage: 4", "guarantee-incomplete",
         "timetable.guarantees.troops.until_stage"),
        ("penalty: 3", "penalty: -3", "negative-amount", "timetable.guarantees.troops.penalty"),
        ("cost: 1", "cost: -1", "negative-amount", "timetable.deeds.law.cost"),
        ("{law: 1}, ", "", "term-not-carried-out", "plans.peace.timetable"),
        ("{arms: 0.5}]", "{arms: 0.4}]", "plan-timetable", "plans.peace.timetable"),
        ("{arms: 0.5}]", "{arms: 0.5}, {}]", "plan-timetable", "plans.peace.timetable"),
        ("parts: 2", "parts: 0", "out-of-range", "timetable.deeds.arms.parts"),
        ("parts: 2", "parts: some", "wrong-type", "timetable.deeds.arms.parts"),
        ("stages: 3", "stages: 2.5", "wrong-type", "timetable.stages"),
        ("stages: 3", "stages: 1000", "out-of-range", "timetable.stages"),
        ("{law: 1}", "{law: 1.5}", "out-of-range", "plans.peace.timetable"),
        ("parts: 2", "parts: 2, lag: -1", "out-of-range", "timetable.deeds.arms.lag"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(old: str, new: str, expected: str, key: str) -> None:
    assert GOOD.count(old) >= 1
    _, problems = examine_text(GOOD.replace(old, new, 1))
    found = [(p.code, p.key.startswith(key)) for p in problems]
    assert (expected, True) in found, problems
    assert {code for code, _ in found} == {expected}


def test_a_guarantor_has_a_reservation_value() -> None:
    text = GOOD.replace("us: 2, kurds: 3", "kurds: 3").replace(
        "scenarios:", "required: [kurds]\nscenarios:"
    )
    _, problems = examine_text(text)
    assert [(p.code, p.key) for p in problems] == [
        ("no-reservation-value", "timetable.guarantees.troops.by")
    ]


def test_a_plan_s_timetable_needs_deeds() -> None:
    text = GOOD[: GOOD.index("benchmarks:")]
    _, problems = examine_text(text)
    assert {p.code for p in problems} == {"plan-timetable"}


def test_a_plan_says_which_guarantees_come_with_it() -> None:
    for given, expected in (("[]", ()), ("[troops]", ("troops",))):
        text = GOOD.replace("peace: {", f"peace: {{guarantees: {given}, ")
        dossier, problems = examine_text(text)
        assert not problems
        assert dossier is not None
        assert dossier.plans["peace"].guarantees == expected
    lines = [line for line in GOOD.splitlines() if "guarantees" not in line]
    text = "\n".join(lines).replace("peace: {", "peace: {guarantees: [troops], ") + "\n"
    _, problems = examine_text(text)
    wanted = [("unknown-reference", "plans.peace.guarantees[0]")]
    assert [(p.code, p.key) for p in problems] == wanted


def test_terms_by_signature_need_no_deed() -> None:
    text = GOOD.replace("{law: 1}, ", "").replace("stages: 3", "stages: 3\n  by_signature: [oil]")
    _, problems = examine_text(text)
    assert problems == []


def test_bounds_are_said_as_they_are() -> None:
    _, problems = examine_text(GOOD.replace("stages: 3", "stages: 1000"))
    assert [p.expected for p in problems] == ["a number, 240 or less"]


def test_every_key_reads() -> None:
    timetable = read(HERE / "full.yaml").timetable
    assert timetable is not None
    assert timetable.deeds["withdraw"].parts == "any"
    assert timetable.guarantees["escrow"].by is None
    assert timetable.deeds["law"].terms is not None
    assert timetable.deeds["law"].terms.options == {"oil": ("central", "regions")}
