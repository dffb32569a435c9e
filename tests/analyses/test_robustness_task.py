"""The key of a sweep holds all that decides its answers; workers get what was found once."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import irenic as ir
from irenic.analyses import conclusions_enforcement, robustness_task
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.provenance import versions
from irenic.analyses.robustness_task import Offer, RobustnessTask
from irenic.dossier.model import Dossier
from irenic.theory.programme import Clock
from robustness_cases import timed


def task_of(dossier: Dossier, **changes: Any) -> RobustnessTask:
    given = {"scenario": None, "levers": (), "plan": None, "seconds": 60.0} | changes
    scenario, levers, seconds = given["scenario"], given["levers"], given["seconds"]
    agreement = AgreementExaminer(dossier, scenario, levers, tuple(dossier.plans), seconds)
    examiners = (
        agreement,
        LeverageExaminer(dossier, scenario, seconds),
        EnforcementExaminer(dossier, given["plan"], scenario, levers, seconds),
    )
    return RobustnessTask(dossier, given.get("shape", "pert"), given.get("seed", 0), examiners)


def test_the_key_is_that_of_equal_tasks_and_outlives_sending() -> None:
    task = task_of(timed(4))
    assert task.key == task_of(timed(4)).key
    assert pickle.loads(pickle.dumps(task)).key == task.key
    task(0, 64)
    assert task.key == task_of(timed(4)).key, "what was learnt from draws decides nothing"


@pytest.mark.parametrize(
    "changes",
    [
        {"scenario": "invasion"}, {"levers": ("aid",)}, {"plan": "other"}, {"seconds": 1.0},
        {"shape": "uniform"}, {"seed": 1},
    ],
)  # fmt: skip
def test_every_option_is_in_the_key(changes: dict[str, Any]) -> None:
    assert task_of(timed(4), **changes).key != task_of(timed(4)).key


def test_the_dossier_and_the_packages_asked_about_are_in_the_key() -> None:
    task = task_of(timed(4))
    assert task.key != task_of(timed(5)).key
    examiner = task.examiners[0]
    assert isinstance(examiner, AgreementExaminer)
    offers = [Offer(p.plan, p.given, p.choice) for p in examiner.planned if p.choice is not None]
    keys = {replace(task, about=about, offers=tuple(some)).key
            for about in (None, *offers) for some in ((), offers[:1], offers)}  # fmt: skip
    assert len(keys) == 9


@pytest.mark.parametrize("name", ["irenic", "numpy", "scipy", "highspy"])
def test_another_version_is_another_key(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = task_of(timed(4)).key
    assert set(versions()) == {"irenic", "numpy", "scipy", "highspy"}
    monkeypatch.setattr(robustness_task, "versions", lambda: versions() | {name: "0"})
    assert task_of(timed(4)).key != before


def test_another_timetable_found_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the search for the best one was cut short."""
    before = task_of(timed(4)).key
    found: Callable[..., Any] = conclusions_enforcement.largest_margin

    def cut_short(problem: Any, clock: Clock) -> Any:
        best = found(problem, clock)
        return replace(best, shares=None if best.shares is None else best.shares[:, ::-1])

    monkeypatch.setattr(conclusions_enforcement, "largest_margin", cut_short)
    assert task_of(timed(4)).key != before


def test_a_worker_asks_about_what_was_found_here() -> None:
    task = task_of(timed(4))
    assert task.conclusions
    sent = pickle.loads(pickle.dumps(task))
    assert {"opening", "conclusions"} <= vars(sent.examiners[1]).keys()
    assert {"shares", "conclusions"} <= vars(sent.examiners[2]).keys()
    expected, found = task(0, 32), sent(0, 32)
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


def test_two_workers_give_the_same_conclusions() -> None:
    one = ir.robustness(timed(4), draws=192, sample=0, flips=False, questions=["enforcement"])
    two = ir.robustness(
        timed(4), draws=192, sample=0, flips=False, questions=["enforcement"], workers=2
    )
    assert one.values == two.values
    assert 0 < one.values["conclusions"][0]["share"] < 1
