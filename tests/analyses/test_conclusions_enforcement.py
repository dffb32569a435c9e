"""Conclusions on timetables over draws: those of ``enforcement`` on each draw's dossier."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

import irenic as ir
from irenic.analyses.conclusions import FAILS, HOLDS, UNDECIDED
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.enforcement_arrays import carrying_out
from irenic.dossier.draws import draws
from irenic.dossier.model import Dossier
from irenic.errors import Inapplicable
from irenic.theory.enforcement import evaluate
from robustness_cases import ranged, timed

SEEDS = (4, 5, 16, 17)


@pytest.mark.parametrize("seed", SEEDS)
def test_verdicts_are_those_of_enforcement_on_each_draw(seed: int) -> None:
    dossier = timed(seed)
    sampled, examiner = draws(dossier, seed=seed), EnforcementExaminer(dossier)
    names = [one.name for one in examiner.conclusions]
    assert names == ["timetable-holds", "guarantee-credible:force", "plan-timetable-holds:first",
                     "timetable-possible"]  # fmt: skip
    said = examiner.verdicts(sampled.keys, sampled.values(0, 24))
    assert examiner.shares is not None
    for number in range(0, 24, 2):
        one = sampled.dossier(number)
        problem = carrying_out(one).problem
        found = evaluate(problem, examiner.shares)
        result = ir.enforcement(one, short=True).values
        expected = [
            found.holds(),
            found.credible[1] == problem.guarantees[1].stages,
            result["breaks"]["plan:first"] is None,
            result["holds"],
        ]
        assert said[number].tolist() == [int(x) for x in expected]


def test_both_answers_occur() -> None:
    """What the test above compares is not one answer throughout."""
    seen = []
    for seed in SEEDS:
        sampled = draws(timed(seed), seed=seed)
        examiner = EnforcementExaminer(timed(seed))
        seen.append(examiner.verdicts(sampled.keys, sampled.values(0, 24)))
    every = np.concatenate(seen)
    assert [{0, 1} <= {*column} for column in every.T.tolist()] == [True] * 4


def test_at_the_most_likely_values_it_is_the_answer_of_enforcement() -> None:
    dossier = ir.load("iraq-2006")
    rows = {one.name: one for one in EnforcementExaminer(dossier).conclusions}
    values = ir.enforcement(dossier, short=True).values
    assert rows["timetable-holds"].holds == rows["timetable-possible"].holds == values["holds"]
    assert values["plan"] == "joined"
    own = rows["plan-timetable-holds:joined"]
    assert own.holds == (values["breaks"]["plan:joined"] is None)
    for slug, pledge in values["guarantees"].items():
        name = f"guarantee-credible:{slug}"
        assert (name in rows) == (pledge["by"] is not None)
        if name in rows:
            every = [*range(pledge["from"], pledge["until"] + 1)]
            assert rows[name].holds == (pledge["credible"] == every)


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    dossier = timed(5)
    sampled, whole = draws(dossier), EnforcementExaminer(dossier)
    values = sampled.values(0, 40)
    together = whole.verdicts(sampled.keys, values)
    alone = EnforcementExaminer(dossier)
    backwards = [alone.verdicts(sampled.keys, row[None])[0] for row in values[::-1]]
    assert np.array_equal(together, np.array(backwards)[::-1])
    assert whole._witnesses
    sent = pickle.loads(pickle.dumps(whole))
    assert not sent._witnesses
    assert np.array_equal(sent.verdicts(sampled.keys, values), together)


def test_what_is_not_decided_in_time_is_said() -> None:
    dossier = timed(4)
    sampled = draws(dossier, seed=4)
    values = sampled.values(0, 60)
    examiner = EnforcementExaminer(dossier)
    decided = examiner.verdicts(sampled.keys, values)
    hurried = replace(examiner, seconds=1e-9, _witnesses=[])
    vars(hurried)["shares"] = examiner.shares
    found = hurried.verdicts(sampled.keys, values)[:, -1]
    assert (found == UNDECIDED).any()
    assert (found[found != UNDECIDED] == decided[found != UNDECIDED, -1]).all()
    assert (found[decided[:, 0] == HOLDS] == HOLDS).all()
    assert (found == FAILS).any()


def trust(reservation: float, high: float) -> Dossier:
    """One deed that costs nothing: it holds where the uncertain alternative is not better."""
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {"a": {}, "b": {}},
        "scenarios": {"war": {"a": ranged(0, reservation, high), "b": 0}},
        "timetable": {"stages": 1, "deeds": {"go": {"by": "b", "worth": {"a": 1}}},
                      "settled": {"a": 5, "b": 1}},
    })  # fmt: skip


def test_a_threshold_gives_a_tail_of_its_distribution() -> None:
    dossier = trust(4, 10)
    result = ir.robustness(dossier, draws=2048, shape="uniform", sample=0, flips=False)
    row, possible = result.values["conclusions"]
    assert (row["name"], possible["name"]) == ("timetable-holds", "timetable-possible")
    assert row["at_modes"]
    assert possible["share"] == row["share"]
    # In the settled state a has 5, and falls to its reservation value at once.
    assert row["share"] == pytest.approx(0.5, abs=2e-3)
    sure = ir.robustness(trust(2, 5), draws=256, shape="uniform", sample=0, flips=False)
    assert sure.values["conclusions"][0]["share"] == 1


def test_robustness_asks_enforcement_only_where_there_is_a_timetable() -> None:
    dossier = timed(3)
    named = {row["analysis"] for row in ir.robustness(
        dossier, draws=64, sample=0, flips=False).values["conclusions"]}  # fmt: skip
    assert named == {"agreement", "leverage", "enforcement"}
    asked = ir.robustness(dossier, draws=64, sample=0, flips=False, questions=["enforcement"])
    assert {row["analysis"] for row in asked.values["conclusions"]} == {"enforcement"}
    bare = dossier.model_copy(update={"timetable": None})
    with pytest.raises(Inapplicable, match="timetable"):
        ir.robustness(bare, draws=64, questions=["enforcement"])


def test_a_plan_whose_timetable_is_none_here_is_left_out() -> None:
    """Its package asks for other deeds, or its steps break the rules of the deeds."""
    dossier = timed(3)
    examiner = EnforcementExaminer(dossier)
    assert [one.plan for one in examiner.planned] == ["first"]
    plan = dossier.plans["first"]
    late = plan.model_copy(update={"timetable": ({"first": 1.0},)})
    broken = dossier.model_copy(update={"plans": {**dossier.plans, "first": late}})
    assert EnforcementExaminer(broken).planned == ()
    elsewhere = plan.model_copy(update={"package": {"land": "z", "oil": "z"}})
    other = dossier.model_copy(update={"plans": {"first": elsewhere}})
    assert EnforcementExaminer(other).planned == ()


def test_that_no_deed_is_due_is_said_and_not_passed_over() -> None:
    dossier = timed(3)
    plan = dossier.plans["first"].model_copy(update={"package": {"land": "z", "oil": "z"},
                                                     "timetable": None})  # fmt: skip
    entry = dossier.timetable
    assert entry is not None
    deeds = {slug: deed for slug, deed in entry.deeds.items() if deed.terms}
    idle = entry.model_copy(update={"deeds": deeds, "guarantees": {}})
    other = dossier.model_copy(update={"plans": {"first": plan}, "timetable": idle})
    result = ir.robustness(other, draws=16, sample=0, flips=False, plan="first")
    assert "enforcement" not in {row["analysis"] for row in result.values["conclusions"]}
    (told,) = [s for s in result.caveats if s.kind == "robustness-left-out"
               and s.subject == "enforcement"]  # fmt: skip
    assert "a deed that is due" in told.evidence["missing"][0]
    due = ir.robustness(dossier, draws=16, sample=0, flips=False)
    assert "enforcement" not in {s.subject for s in due.caveats if s.kind == "robustness-left-out"}
