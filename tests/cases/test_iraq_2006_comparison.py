"""What the notes of the flagship case say of its plans side by side is what comes out."""

from __future__ import annotations

import re

import numpy as np
import pytest

import irenic as ir
from irenic.analyses.comparison_columns import Column, columns_of
from irenic.analyses.comparison_states import held_states
from irenic.analyses.comparison_task import ComparisonTask, Fared
from irenic.dossier.model import Dossier

ROW = re.compile(
    r"^\| ([a-z-]+) \| (\d+) \| (\S+) (-?\d+) \| (\S+) (-?\d+) \| (\d+) (\w.*?) \| (\w+) \|$",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def columns(dossier: Dossier) -> tuple[Column, ...]:
    return columns_of(dossier, None, None)[1]


@pytest.fixture(scope="module")
def task(dossier: Dossier, columns: tuple[Column, ...]) -> ComparisonTask:
    offers = tuple(one.offer for one in columns if one.offer is not None)
    return ComparisonTask(dossier, "pert", 0, offers)


@pytest.fixture(scope="module")
def drawn(task: ComparisonTask) -> tuple[Fared, np.ndarray]:
    values = task.draws.values(0, 1000)
    return task.fared(task.draws.keys, values), task.credible(task.draws.keys, values)[:, 0]


def test_the_table_of_the_notes(
    dossier: Dossier, columns: tuple[Column, ...], task: ComparisonTask,
    drawn: tuple[Fared, np.ndarray], notes: str,
) -> None:  # fmt: skip
    rows = {row[0]: row[1:] for row in ROW.findall(notes)}
    assert list(rows) == list(dossier.plans)
    held, now = held_states(dossier, columns), task.at_modes
    own = {
        column.name: timed.evaluation.margin
        for column, timed in zip(columns, task.timed, strict=False)
        if timed is not None and timed.evaluation is not None
    }
    assert list(own) == ["joined", "milestones"]
    for place, (plan, row) in enumerate(rows.items()):
        share, who, gain, other, since, points, how, leaving = row
        assert f"{100 * drawn[0].accepted[:, place].mean():.0f}" == share
        for party, said, gains in (
            (who, gain, now.gains[0, place]), (other, since, now.since[0, place]),
        ):  # fmt: skip
            assert (task.required[int(gains.argmin())], f"{gains.min():.0f}") == (party, said)
        assert leaving == (", ".join(held[plan].leaving["seq"]) or "nobody")
        if plan in own:
            assert (f"{abs(own[plan]):.0f}", own[plan] > 0) == (points, how == "to spare")
        if plan in ("stability-first", "conference"):
            margin = ir.enforcement(dossier, plan=plan, short=True).values["margin"]
            assert (f"{-margin:.0f}", "short") == (points, how)
    assert all(not leaving for leaving in held["nothing"].leaving.values())
    assert all("sadr" in leaving for concept, leaving in held["conference"].leaving.items())
    assert held["study-group"].leaving["seq"] == ()


def test_the_shares_of_the_notes(
    dossier: Dossier, task: ComparisonTask, drawn: tuple[Fared, np.ndarray], notes: str
) -> None:
    fared, believed = drawn
    plan = list(dossier.plans).index
    text = " ".join(notes.split())
    sadr = task.required.index("sadr")
    refuses = 1 - fared.willing[:, plan("conference"), sadr].mean()
    assert f"Sadr in {100 * refuses:.0f} draws of 100" in text
    assert f"believed in {100 * believed.mean():.0f} draws of 100 only" in text
    timed = task.timed[plan("joined")]
    assert timed is not None
    kept = timed.kept(task.draws.keys, task.draws.values(0, 1000)).mean()
    assert f"*both joined* holds in {100 * kept:.0f} draws of 100" in text
    ahead = (fared.worst[:, plan("conference")] > fared.worst[:, plan("split-insurgency")]).mean()
    assert f"in the conference in {100 * ahead:.0f} draws of 100" in text
    both = (fared.accepted[:, plan("joined")] & believed).mean()
    assert f"in {100 * both:.0f} draws of 100 it is accepted and the threat believed" in text
    assert (fared.today[:, :-1] < 0).mean(axis=0).min() >= 0.95  # nobody's plan helps everybody


def test_what_turns_the_first_two_round(dossier: Dossier, task: ComparisonTask, notes: str) -> None:
    assert "above 54 (judged 51, between 37 and 63)" in " ".join(notes.split())
    judged = dossier.scenarios["troops-leave"].judgements["sadr"]
    assert (judged.low, judged.mode, judged.high) == (37, 51, 63)
    fared = task.fared(["scenarios.troops-leave.sadr"], np.array([[53.9], [54.1]]))
    places = [list(dossier.plans).index(plan) for plan in ("conference", "split-insurgency")]
    least = fared.worst[:, places]
    assert (least[:, 0] > least[:, 1]).tolist() == [True, False]


def test_every_plan_says_which_state_it_brings_about(dossier: Dossier) -> None:
    for plan in dossier.plans.values():
        assert plan.state is not None
        assert "aqi.bomb" in plan.state  # al Qaeda signs nothing
        assert plan.note is not None
        assert "The state after it" in plan.note


def test_what_the_plans_do_for_whom(
    task: ComparisonTask, drawn: tuple[Fared, np.ndarray], dossier: Dossier
) -> None:
    """Whom each plan loses as judged, and whom the first two serve better in 95 draws of 100."""
    plans, now, fared = list(dossier.plans), task.at_modes, drawn[0]
    lost = {
        plan: {party for party, willing in zip(task.required, now.willing[0, place], strict=True)
               if not willing}
        for place, plan in enumerate(plans)
    }  # fmt: skip
    assert lost["conference"] == {"sadr", "nationalists", "turkey"}
    assert lost["split-insurgency"] == {"sciri", "kdp", "turkey"}
    assert lost["stability-first"] == {
        "us", "sadr", "tawafuq", "nationalists", "saudi", "turkey"
    }  # fmt: skip
    assert lost["joined"] == set()
    ahead = (fared.since[:, 0] > fared.since[:, 1]).mean(axis=0)
    assert plans[:2] == ["conference", "split-insurgency"]
    served = dict(zip(task.required, ahead, strict=True))
    better = {party for party, share in served.items() if share >= 0.95}
    worse = {party for party, share in served.items() if share <= 0.05}
    assert better == {"government", "sciri", "kdp", "puk"}
    assert worse == {"sadr", "tawafuq", "nationalists", "iran"}


def test_what_else_turns_the_first_two_round(task: ComparisonTask, notes: str) -> None:
    assert "SCIRI's of war as it is below 59 (judged 62, 53 to 69)" in " ".join(notes.split())
    judged = task.dossier.scenarios["status-quo"].judgements["sciri"]
    assert (judged.low, judged.mode, judged.high) == (53, 62, 69)
    least = task.fared(["scenarios.status-quo.sciri"], np.array([[59.1], [58.9]])).worst
    assert (least[:, 0] > least[:, 1]).tolist() == [True, False]
