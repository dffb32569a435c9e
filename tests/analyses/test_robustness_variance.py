"""Shares of variance against sampling estimates of the total effect, and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import irenic as ir
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.robustness_task import Offer, RobustnessTask
from irenic.analyses.robustness_variance import FOREMOST, variance, variance_shares
from irenic.dossier.draws import Draws, draws
from irenic.dossier.model import Dossier
from irenic.dossier.shapes import quantiles
from irenic.theory.packages import Floats
from robustness_cases import random_case, ranged

SHAPES = ["pert", "triangular", "uniform"]


def planned(dossier: Dossier, plan: str = "first") -> Offer:
    (one,) = (p for p in AgreementExaminer(dossier, plans=(plan,)).planned if p.plan == plan)
    assert one.choice is not None
    return Offer(plan, one.given, one.choice)


def gain(offer: Offer, sampled: Draws, party: int, numbers: Any, values: Floats) -> Floats:
    """The gain of a party for values (n, len(numbers)) of some judgements, others at modes."""
    from irenic.analyses.drawn_arrays import drawn_from

    keys = [sampled.keys[int(j)] for j in numbers]
    space = drawn_from(offer.given, keys, values)
    found = space.constant[:, party].copy()
    for table, option in zip(space.worth, offer.choice, strict=True):
        found += table[:, party, option]
    for term in space.joint:
        if all(offer.choice[issue] in options for issue, options in term.when.items()):
            found += term.worth[:, party]
    return found


def ranged_of(sampled: Draws, numbers: Any) -> Floats:
    return np.stack([sampled.low, sampled.modes, sampled.high])[:, numbers]


@pytest.mark.parametrize("shape", SHAPES)
def test_shares_are_the_total_effects_of_jansen(shape: str) -> None:
    """Jansen 1999, Analysis of variance designs for model output, Computer Physics Comm. 117."""
    dossier = random_case(3)
    sampled, offer = draws(dossier, shape=shape), planned(dossier)
    count, random = 2**14, np.random.default_rng(1)
    for party in range(3):
        numbers, shares = variance_shares(offer, sampled, party)
        every = np.flatnonzero(sampled.low < sampled.high)
        assert {*numbers.tolist()} <= {*every.tolist()}
        first, other = (
            quantiles(random.random((count, len(every))), ranged_of(sampled, every), sampled.shape)
            for _ in range(2)
        )
        base = gain(offer, sampled, party, every, first)
        found = {}
        for column, number in enumerate(every.tolist()):
            mixed = first.copy()
            mixed[:, column] = other[:, column]
            changed = gain(offer, sampled, party, every, mixed)
            found[number] = float(((base - changed) ** 2).mean() / 2 / base.var())
        exact = dict(zip(numbers.tolist(), shares.tolist(), strict=True))
        assert sum(exact.values()) == pytest.approx(1)
        for number, estimate in found.items():
            assert estimate == pytest.approx(exact.get(number, 0.0), abs=0.03)


def test_shares_are_the_total_effects_of_salib() -> None:
    sobol_sample = pytest.importorskip("SALib.sample.sobol")
    sobol_analyze = pytest.importorskip("SALib.analyze.sobol")
    dossier = random_case(5)
    sampled, offer = draws(dossier), planned(dossier)
    numbers, shares = variance_shares(offer, sampled, 0)
    problem = {"num_vars": len(numbers), "names": [sampled.keys[int(j)] for j in numbers],
               "bounds": [[0, 1]] * len(numbers)}  # fmt: skip
    uniform = sobol_sample.sample(problem, 1024, calc_second_order=False, seed=3)
    inside = np.clip(uniform, 1e-12, 1 - 1e-12)
    values = quantiles(inside, ranged_of(sampled, numbers), sampled.shape)
    found = sobol_analyze.analyze(
        problem, gain(offer, sampled, 0, numbers, values), calc_second_order=False, seed=3
    )
    assert found["ST"] == pytest.approx(shares, abs=0.02)


def test_of_judgements_that_move_together_the_group_has_its_total_effect() -> None:
    whole = random_case(1).model_dump(mode="json")
    for option in "xyz":
        for issue, weight in (("land", 0.9), ("oil", -0.5)):
            whole["issues"][issue]["worth"]["a"][option] = ranged(
                0, 4, 9, moves_with={"group": "fog", "weight": weight}
            )
    dossier = Dossier.model_validate(whole)
    sampled, offer = draws(dossier), planned(dossier)
    numbers, shares = variance_shares(offer, sampled, 0)
    drawn = sampled.values(0, 2**14)
    total = gain(offer, sampled, 0, np.arange(len(sampled.keys)), drawn)
    others = gain(
        offer, sampled, 0, [j for j in range(len(sampled.keys)) if sampled.group[j] < 0],
        drawn[:, sampled.group < 0],
    )  # fmt: skip
    together = sampled.group[numbers] >= 0
    assert together.sum() == 2
    # What is left if all but the group were known is the group's own variance.
    assert shares[together].sum() == pytest.approx(np.var(total - others) / total.var(), abs=0.02)
    assert shares.sum() == pytest.approx(1)
    rows = variance(RobustnessTask(dossier, "pert", 0, (), offer))
    assert {row["group"] for row in rows} == {None, "fog"}


def test_one_sum_by_hand() -> None:
    """Uniform ranges of 6 and 3: variances as 4 to 1."""
    dossier = Dossier.model_validate({
        "irenic": 1, "parties": {"a": {}, "b": {}},
        "issues": {"land": {"options": {"x": "X"}, "default": "x",
                            "worth": {"a": {"x": ranged(0, 1, 6)}}}},
        "scenarios": {"war": {"a": ranged(0, 1, 3), "b": 0}},
        "plans": {"first": {}},
    })  # fmt: skip
    result = ir.robustness(dossier, draws=64, shape="uniform", sample=0, flips=False)
    rows = result.values["variance"]
    assert [(row["party"], row["judgement"], row["group"]) for row in rows] == [
        ("a", "issues.land.worth.a.x", None), ("a", "scenarios.war.a", None),
    ]  # fmt: skip
    assert [row["share"] for row in rows] == pytest.approx([0.8, 0.2])


def test_the_foremost_of_each_required_party() -> None:
    dossier = ir.load("iraq-2006")
    plan = next(iter(dossier.plans))
    task = RobustnessTask(dossier, "pert", 0, (), planned(dossier, plan))
    rows = variance(task)
    assert task.about is not None
    assert {row["party"] for row in rows} == {*task.about.given.required}
    for party in task.about.given.required:
        shares = [row["share"] for row in rows if row["party"] == party]
        assert len(shares) <= FOREMOST
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1 + 1e-9
    assert variance(RobustnessTask(dossier, "pert", 0, ())) == []
