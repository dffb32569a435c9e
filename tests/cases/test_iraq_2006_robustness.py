"""What the notes of the flagship case say of draws is what comes out.

Shares that are quick to count are counted over all 1,000 draws. Whether a package exists takes
longer and is asked of the first draws only, whose interval must contain the figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import irenic as ir
from irenic.analyses.best_settlement import seek
from irenic.analyses.comparison_columns import columns_of
from irenic.analyses.comparison_task import ComparisonTask, Fared
from irenic.analyses.conclusions import FAILS, HOLDS, UNDECIDED
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.robustness_variance import variance_shares
from irenic.dossier.draws import draws
from irenic.dossier.judgements import judgements
from irenic.dossier.model import Dossier
from irenic.theory.intervals import wilson
from irenic.theory.programme import Clock

DRAWS = 1000
FEW = 64
SAMPLE = 200

BEST = {
    "name": "The most acceptable settlement that the notes speak of",
    "levers": [
        "saudi-public-works", "constitutional-guarantee", "eu-gas", "no-permanent-bases",
        "no-regime-change", "syria-track", "iran-presses-shia", "saudi-presses-sunnis",
        "syria-presses-baath", "us-presses-kurds", "turkey-presses-kurds", "pkk-action",
        "debt-relief", "continued-support", "oil-guarantee", "against-al-qaeda",
    ],
    "package": {
        "withdrawal": "combat-2008", "bases": "on-request", "amnesty": "far-reaching",
        "de-baathification": "reform", "oil": "central", "regions": "freeze",
        "kirkuk": "referendum", "militias": "integrate", "forum": "support-group",
        "jobs": "local-guards", "elections": "undated", "displaced": "relief",
    },
}  # fmt: skip

NAMED = {
    "as things stand some package is acceptable to all eleven": ("zone",),
    "under the levers of the conference, or of both joined, some is":
        ("plan-zone:conference", "plan-zone:joined"),
    "under the levers of the split some is": ("plan-zone:split-insurgency",),
    "under the levers of stability first some is": ("plan-zone:stability-first",),
    "under the levers of the Study Group some is": ("plan-zone:study-group",),
    "all accept the package of both joined": ("plan-accepted:joined",),
    "all accept that of another plan (each of the five)": tuple(
        f"plan-accepted:{plan}"
        for plan in (
            "conference", "split-insurgency", "stability-first", "study-group", "milestones"
        )
    ),
    "levers, no threat among them that is not credible, open a deal": ("opens",),
    "the announcement of withdrawal is credible": ("credible:announce-withdrawal",),
    "the announcement alone is credible and opens a deal": ("opening-opens:cheapest",),
    "the threat to add troops is credible": ("credible:add-troops-anyway",),
    "some timetable for both joined holds": ("timetable-possible",),
    "the one that is best as judged holds": ("timetable-holds",),
    "our own holds": ("plan-timetable-holds:joined",),
    "the guard against the insurgents would be used":
        ("guarantee-credible:troops-nationalists",),
    "the calendar of laws holds": ("plan-timetable-holds:milestones",),
}  # fmt: skip
"""The sentences of the notes' table as the command names them."""

ROW = re.compile(
    r"^\| ([^|]+) \| (yes|no) \| (\d+\.\d) \((\d+\.\d) to (\d+\.\d)\) \|$", re.MULTILINE
)
TURN = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \| (\d+) \| (\d+) to (\d+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def told(notes: str) -> str:
    return " ".join(notes.split())


@pytest.fixture(scope="module")
def exact(dossier: Dossier) -> Mapping[str, Any]:
    """What the command answers on levers and timetables, over all draws."""
    asked = ("leverage", "enforcement")
    found = ir.robustness(dossier, draws=DRAWS, questions=asked, sample=0, flips=False)
    return found.values


@pytest.fixture(scope="module")
def few(dossier: Dossier) -> dict[str, tuple[bool, int]]:
    """Whether packages exist: at the most likely values, and in how many of the first draws."""
    examiner, drawn = AgreementExaminer(dossier, plans=tuple(dossier.plans)), draws(dossier)
    judged = examiner.verdicts((), np.zeros((1, 0)))[0] == HOLDS
    found = examiner.verdicts(drawn.keys, drawn.values(0, FEW))
    assert (found != UNDECIDED).all()
    named = [one.name for one in examiner.conclusions]
    counts = (found == HOLDS).sum(axis=0)
    return {name: (bool(at), int(n)) for name, at, n in zip(named, judged, counts, strict=True)}


@pytest.fixture(scope="module")
def extended(dossier: Dossier) -> Dossier:
    """The case with the best settlement of the notes as one more plan."""
    content = dossier.model_dump(exclude_none=True)
    content["plans"]["best"] = BEST
    return Dossier.model_validate(content)


def _task(dossier: Dossier, *, shape: str = "pert", seed: int = 0) -> ComparisonTask:
    columns = columns_of(dossier, None, None)[1]
    offers = tuple(one.offer for one in columns if one.offer is not None)
    return ComparisonTask(dossier, shape, seed, offers)


@pytest.fixture(scope="module")
def task(extended: Dossier) -> ComparisonTask:
    return _task(extended)


@pytest.fixture(scope="module")
def place(extended: Dossier) -> Callable[[str], int]:
    return list(extended.plans).index


@pytest.fixture(scope="module")
def fared(task: ComparisonTask) -> Fared:
    """How the plans and the best settlement fare in all draws."""
    return task.fared(task.draws.keys, task.draws.values(0, DRAWS))


def _rounded(share: float) -> str:
    return f"{100 * share:.0f}"


# The table of conclusions


def test_every_figure_of_the_table(
    exact: Mapping[str, Any], few: dict[str, tuple[bool, int]], notes: str
) -> None:
    counted = {row["name"]: row for row in exact["conclusions"]}
    rows = ROW.findall(notes)
    assert [row[0] for row in rows] == list(NAMED)
    for sentence, judged, *figures in rows:
        share = float(figures[0]) / 100
        ends = wilson(round(DRAWS * share), DRAWS)
        assert [f"{100 * float(end):.1f}" for end in ends] == figures[1:], sentence
        for name in NAMED[sentence]:
            if name in counted:
                row = counted[name]
                at_modes = row["at_modes"]
                assert row["undecided"] == 0, name
                assert f"{100 * row['share']:.1f}" == figures[0], name
            else:
                at_modes, count = few[name]
                low, high = wilson(count, FEW)
                assert float(low) <= share <= float(high), name
            assert at_modes == (judged == "yes"), name


def test_acceptance_in_every_draw(fared: Fared, place: Callable[[str], int], notes: str) -> None:
    shares = {row[0]: row[2] for row in ROW.findall(notes)}
    accepted = fared.accepted.mean(axis=0)
    joined = f"{100 * accepted[place('joined')]:.1f}"
    assert shares["all accept the package of both joined"] == joined
    plans = ("conference", "split-insurgency", "stability-first", "study-group", "milestones")
    assert not accepted[[place(plan) for plan in plans]].any()


def test_what_is_firm(notes: str, told: str) -> None:
    firm = re.search(r"\*\*Firm\*\*(.*?)\*\*Not firm\*\*", told)
    assert firm is not None
    shares = {row[0]: float(row[2]) for row in ROW.findall(notes)}
    certain = {sentence for sentence, share in shares.items() if not 5 < share < 95}
    assert certain == {
        "under the levers of the conference, or of both joined, some is",
        "under the levers of the split some is", "all accept the package of both joined",
        "all accept that of another plan (each of the five)",
        "levers, no threat among them that is not credible, open a deal",
        "the calendar of laws holds",
    }  # fmt: skip
    none = shares["as things stand some package is acceptable to all eleven"]
    assert f"*No deal as things stand* just misses ({100 - none:.0f})" in firm[1]


def test_shares_agree_wherever_the_notes_give_them(notes: str, told: str) -> None:
    shares = {row[0]: float(row[2]) for row in ROW.findall(notes)}
    possible, best, own, accepted, some, split = (
        f"{shares[sentence]:.0f}"
        for sentence in (
            "some timetable for both joined holds", "the one that is best as judged holds",
            "our own holds", "all accept the package of both joined",
            "as things stand some package is acceptable to all eleven",
            "under the levers of the split some is",
        )
    )  # fmt: skip
    assert f"some timetable holds in {possible} draws of 100" in told
    assert f"best by the most likely values in {best}, and our own in {own}" in told
    assert f"itself is acceptable to all in {accepted}." in told
    assert f"over the ranges something is possible in {some} draws of 100" in told
    assert f"do open a deal in {split} draws of 100" in told
    assert f"but for SCIRI, in {accepted}." in told


# Who accepts, and the most acceptable settlement


def test_who_accepts_both_joined(
    dossier: Dossier, task: ComparisonTask, fared: Fared, place: Callable[[str], int], told: str
) -> None:
    joined = place("joined")
    shares = dict(zip(task.required, fared.willing[:, joined].mean(axis=0), strict=True))
    assert {party for party, share in shares.items() if share < 0.99} == {"sciri"}
    assert f"but for SCIRI, in {_rounded(shares['sciri'])}." in told
    said = re.search(
        r"It has (\d+) points to spare in the middle draw, and in nine of ten between"
        r" (half a point) and (\d+); the KDP has (\d+), and between (\d+) and (\d+)\.", told,
    )  # fmt: skip
    assert said is not None
    figures = [0.5 if word == "half a point" else float(word) for word in said.groups()]
    for party, (middle, low, high) in (("sciri", figures[:3]), ("kdp", figures[3:])):
        gains = fared.gains[:, joined, task.required.index(party)]
        # The command counts gains in bins, which costs it a fraction of a point.
        exact = np.quantile(gains, [0.05, 0.5, 0.95])
        assert np.abs(exact - [low, middle, high]).max() < 0.75, party
    content = dossier.model_dump(exclude_none=True)
    content["required"] = list(dossier.parties)
    content["plans"] = {"joined": content["plans"]["joined"]}
    everybody = _task(Dossier.model_validate(content))
    willing = everybody.fared(task.draws.keys, task.draws.values(0, DRAWS)).willing[:, 0]
    found = {
        party: _rounded(share)
        for party, share in zip(everybody.required, willing.mean(axis=0), strict=True)
        if party not in task.required and share < 1
    }
    assert found == {"islamic-army": "90", "aqi": "0"}
    assert "the Islamic Army accepts in 90 draws, al Qaeda in none, the others in all" in told


def test_the_best_settlement_on_its_sample_and_on_fresh_draws(
    extended: Dossier, fared: Fared, place: Callable[[str], int], told: str
) -> None:
    best = place("best")
    sought = fared.accepted[:SAMPLE, best]
    assert f"{_rounded(sought.mean())} of 100 where it was sought" in told
    assert f"accepted in {_rounded(sought.mean())} of 100 of the draws in which it was" in told
    fresh = _task(extended, seed=1)
    held = fresh.fared(fresh.draws.keys, fresh.draws.values(0, DRAWS)).accepted[:, best]
    low, high = (float(end) for end in wilson(held.sum(), DRAWS))
    share = float(held.mean())
    assert f"{100 * share:.1f} ({100 * low:.1f} to {100 * high:.1f}) of 100 fresh ones" in told
    assert f"in {_rounded(share)} ({_rounded(low)} to {_rounded(high)}) where it was not" in told
    payers = {party for slug in BEST["levers"] for party in extended.levers[slug].cost.slugs()}
    assert len(payers) == 10
    assert "sixteen levers of ten payers" in told
    assert len(BEST["levers"]) == 16
    assert all(extended.levers[slug].kind != "threat" for slug in BEST["levers"])
    assert "with fewer levers (7) and at lower cost to the Americans (9 points against 15)" in told
    assert len(extended.plans["joined"].levers) == 7
    assert [_cost(extended, plan) for plan in ("joined", "best")] == [9, 15]


def _cost(dossier: Dossier, plan: str) -> float:
    """What its levers cost the Americans: points of different payers are not to be added up."""
    return sum(
        dossier.levers[slug].cost.mode("us")
        for slug in dossier.plans[plan].levers
        if "us" in dossier.levers[slug].cost.slugs()
    )


def test_what_the_other_plans_cost(dossier: Dossier, told: str) -> None:
    split, conference = _cost(dossier, "split-insurgency"), _cost(dossier, "conference")
    words = f"{_cost(dossier, 'stability-first'):.0f} points at the most likely values, against"
    assert f"{words} {split:.0f} for the split and {conference:.0f} for the conference" in told
    assert f"its levers cost it {_cost(dossier, 'study-group'):.0f} points" in told
    assert dossier.plans["milestones"].levers == ()


def test_no_search_can_do_better_than_what_is_said_to_be_proven(
    dossier: Dossier, task: ComparisonTask, fared: Fared, place: Callable[[str], int]
) -> None:
    """A short search: whatever it finds or leaves open, these hold."""
    values = task.draws.values(0, SAMPLE)
    accepted = fared.accepted[:SAMPLE]
    best = int(accepted[:, place("best")].sum())
    believed = task.credible(task.draws.keys, values)[:, 0]
    examiner = AgreementExaminer(dossier, plans=tuple(dossier.plans))
    pair = seek(examiner, task.draws, SAMPLE, Clock(0.5))
    assert pair is not None
    found, carried = pair
    assert found.accepted <= best <= found.bound
    assert found.accepted >= (accepted[:, place("joined")] & believed).sum()
    assert carried.held(task.draws.keys, values).sum() == found.accepted
    assert found.proven == (found.accepted == found.bound)


def test_how_the_best_settlement_compares(
    extended: Dossier, task: ComparisonTask, fared: Fared, place: Callable[[str], int], notes: str
) -> None:
    best, joined, now, told = place("best"), place("joined"), task.at_modes, " ".join(notes.split())
    row = re.search(r"^\| best settlement found \| 88 \| (.*) \| not asked \|$", notes, re.M)
    assert row is not None
    cells = []
    for gains in (now.gains[0, best], now.since[0, best]):
        cells.append(f"{task.required[int(gains.argmin())]} {gains.min():.0f}")
    kept = ir.enforcement(extended, plan="best", short=True).values
    cells.append(f"{kept['margin']:.0f} to spare")
    assert row[1] == " | ".join(cells)
    helped = (fared.today[:, best] >= 0).mean()
    assert helped == pytest.approx(0.4, abs=0.05)
    assert "over the ranges in two draws of five only" in told
    others = [place(plan) for plan in extended.plans if plan != "best"]
    assert (fared.today[:, others] < 0).all()
    ahead = (fared.worst[:, joined] > fared.worst[:, best]).mean()
    assert f"does better in *both joined* in {_rounded(ahead)} draws of 100" in told
    turned = task.fared(["scenarios.troops-leave.sciri"], np.array([[48.9], [49.1]])).worst
    assert (turned[:, joined] > turned[:, best]).tolist() == [True, False]
    behind = (fared.worst[:, joined] < fared.worst[:, place("conference")]).sum()
    assert f"in every draw but {behind} of 1,000" in told
    lost = 1 - fared.willing.mean(axis=0)
    always = {
        plan: {party for party, chance in zip(task.required, lost[place(plan)], strict=True)
               if chance == 1}
        for plan in ("study-group", "milestones")
    }  # fmt: skip
    assert always["study-group"] == {"sciri", "sadr", "kdp", "puk", "iran"}
    assert always["milestones"] == {"sciri", "sadr", "nationalists", "iran", "turkey"}
    kdp = lost[place("milestones"), task.required.index("kdp")]
    assert f"the KDP in {_rounded(kdp)} draws of 100 and the other five in all" in told


# What would turn it round, and what matters


@pytest.fixture(scope="module")
def turning(
    dossier: Dossier, task: ComparisonTask, place: Callable[[str], int]
) -> dict[str, Callable[[list[str], np.ndarray], np.ndarray]]:
    """Whether a sentence of the second table holds at values of judgements."""
    stability = AgreementExaminer(dossier, plans=("stability-first",))
    zone = next(one for one in stability.conclusions if one.kind == "plan-zone")
    own = task.timed[place("joined")]
    assert own is not None
    return {
        "all accept *both joined*": lambda keys, values: task.fared(keys, values).accepted[
            :, place("joined")
        ],
        "the announcement is credible": lambda keys, values: task.credible(keys, values)[:, 0],
        "no deal under stability first": lambda keys, values: (
            stability.verdict(zone, keys, values) == FAILS
        ),
        "some timetable holds": lambda keys, values: (
            EnforcementExaminer(dossier).possible_verdicts(keys, values) == HOLDS
        ),
        "our own timetable holds": own.kept,
    }


KEYS = {
    "worth of war without Americans to SCIRI": "scenarios.troops-leave.sciri",
    "worth to Washington of leaving": "scenarios.troops-leave.us",
    "worth to Washington of going on": "scenarios.status-quo.us",
    "its price for backing down": "levers.announce-withdrawal.audience_cost",
    "worth of the war to the KDP": "scenarios.status-quo.kdp",
    "worth of war without Americans to Sadr": "scenarios.troops-leave.sadr",
    "the same to the nationalists": "scenarios.troops-leave.nationalists",
}


def test_what_turns_each_conclusion_round(
    dossier: Dossier, notes: str, turning: dict[str, Callable[[list[str], np.ndarray], np.ndarray]]
) -> None:
    given = {found.key: found.judgement for found in judgements(dossier)}
    rows = TURN.findall(notes)
    assert len(rows) == 7
    for sentence, number, *figures in rows:
        key = KEYS[number]
        mode, to, low, high = (float(figure) for figure in figures)
        assert (given[key].mode, given[key].low, given[key].high) == (mode, low, high)
        assert low <= to <= high
        # Rounded to whole points in the notes: short of it nothing has changed, past it all has.
        reach = 0.1 * np.sign(to - mode)
        found = turning[sentence]([key], np.array([[mode], [to - reach], [to + reach]]))
        assert found.tolist() == [True, True, False], sentence


def test_all_numbers_together(dossier: Dossier, told: str) -> None:
    asked = ("agreement", "leverage")
    found = ir.robustness(dossier, draws=1, questions=asked, sample=0, short=True).values
    scales = {row["conclusion"]: row["scale"] for row in found["joint_flips"]}
    joined, announced = scales["plan-accepted:joined"], scales["credible:announce-withdrawal"]
    assert f"{_rounded(joined)} hundredths undo *both joined* and {_rounded(announced)} the" in told
    inside = {row["conclusion"]: row["inside"] for row in found["flips_asked"]}
    assert inside["plan-accepted:joined"] == 1
    assert inside["credible:announce-withdrawal"] == 3
    for plan in dossier.plans:
        if plan != "joined":  # a red line is crossed, which no number mends
            assert scales[f"plan-accepted:{plan}"] is None
            assert inside[f"plan-accepted:{plan}"] == 0


def test_what_matters_for_belief(exact: Mapping[str, Any], told: str) -> None:
    leaving = next(
        row for row in exact["importance"]
        if (row["conclusion"], row["judgement"])
        == ("credible:announce-withdrawal", "scenarios.troops-leave.us")
    )  # fmt: skip
    upper, lower = _rounded(leaving["upper"]), _rounded(leaving["lower"])
    assert f"credible in {upper} draws of 100, in the lower half in {lower}" in told


def test_what_matters_for_gains(
    task: ComparisonTask, place: Callable[[str], int], told: str
) -> None:
    assert "half to seven tenths of what is uncertain in a party's gain from *both joined*" in told
    for number, party in enumerate(task.required):
        numbers, shares = variance_shares(task.offers[place("joined")], task.draws, number)
        first = int(np.abs(shares).argmax())
        assert task.draws.keys[int(numbers[first])] == f"scenarios.troops-leave.{party}"
        assert 0.45 < shares[first] < 0.75, party


def test_the_wrong_choice(fared: Fared, place: Callable[[str], int], told: str) -> None:
    accepted = fared.accepted.mean(axis=0)
    assert accepted.argmax() == place("joined")
    assert f"wrong choice in {_rounded(1 - accepted.max())} draws of 100" in told


def test_under_another_shape(
    dossier: Dossier, extended: Dossier, place: Callable[[str], int], told: str
) -> None:
    uniform = _task(extended, shape="uniform")
    keys, values = uniform.draws.keys, uniform.draws.values(0, DRAWS)
    joined, own = place("joined"), uniform.timed[place("joined")]
    assert own is not None
    accepted = _rounded(uniform.fared(keys, values).accepted[:, joined].mean())
    kept = _rounded(own.kept(keys, values).mean())
    assert f"*both joined* falls to {accepted}, our own timetable to {kept}" in told
    deal = AgreementExaminer(dossier).verdicts(keys, values[:FEW])
    low, high = wilson((deal == HOLDS).sum(), FEW)
    assert "a deal as things stand rises to 26" in told
    assert float(low) <= 0.26 <= float(high)
