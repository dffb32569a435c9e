"""The flagship case's timetable: what the notes say of it is what comes out.

The commands of the notes are computed here from the arrays and the theory behind them, which
leaves out what the notes do not speak of and keeps the tests quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

import irenic as ir
from irenic.analyses.enforcement_arrays import Carrying, carrying_out
from irenic.dossier.model import Dossier
from irenic.theory.completion import Rule, simulate
from irenic.theory.enforcement import Evaluation, Timetable, evaluate, violations
from irenic.theory.enforcement_lock import find_lock
from irenic.theory.enforcement_orders import all_at_once, deeds_last, equal_steps, side_first
from irenic.theory.enforcement_programme import Best, cheapest_guarantees, largest_margin
from irenic.theory.packages import Floats

ARMS = {"sadr": "mahdi-arms", "sciri": "badr-arms", "nationalists": "insurgent-arms"}
TROOPS = {"troops-sadr", "troops-sciri", "troops-nationalists"}
Shares = Mapping[str, Sequence[float]]


@pytest.fixture(scope="module")
def joined(dossier: Dossier) -> Carrying:
    return carrying_out(dossier)


@pytest.fixture(scope="module")
def best(joined: Carrying) -> Best:
    return largest_margin(joined.problem)


def _varied(problem: Timetable, options: str) -> Timetable:
    """The problem under the options of the command, as its help explains them."""
    words = options.split()
    given = dict(zip(words[::2], words[1::2], strict=True))
    if "--without" in given:
        assert given.pop("--without") == "all"
        problem = replace(problem, guarantees=())
    if "--parts" in given:
        assert given.pop("--parts") == "1"
        problem = replace(problem, parts=np.ones_like(problem.parts))
    notice = int(given.pop("--notice", "0"))
    assert not given
    return replace(problem, lag=np.maximum(problem.lag + notice, 0))


def _planned(case: Carrying, plan: str) -> Floats:
    shares = np.zeros((len(case.deeds), case.problem.stages))
    for stage, step in enumerate(case.dossier.plans[plan].timetable or ()):
        for deed, share in step.items():
            shares[case.deeds.index(deed), stage] += share
    return shares


def _with(case: Carrying, shares: Floats, changed: Shares) -> Floats:
    """``shares`` with other ones for some deeds."""
    found = shares.copy()
    for deed, row in changed.items():
        found[case.deeds.index(deed)] = np.pad(row, (0, case.problem.stages - len(row)))
    assert not violations(case.problem, found)
    return found


def _broken(case: Carrying, found: Evaluation) -> str:
    """Who walks off, when, and by how much it gains, as the notes write it."""
    broken = found.breaks()
    if broken is None:
        return "nobody"
    stage, party, short = broken
    return f"{case.parties[party]}, stage {stage + 1}, {short:.1f}"


# What is on the page


def test_the_deeds_of_the_record_are_there(dossier: Dossier) -> None:
    timetable = dossier.timetable
    assert timetable is not None
    assert timetable.stages * timetable.months == 24  # the two years of the June offer
    wanted = {
        *ARMS.values(), "insurgent-halt", "mahdi-halt", "amnesty-law", "pardons", "detainees",
        "de-baathification-law", "oil-law", "revenue-shares", "regions-law", "kirkuk-kdp",
        "provincial-elections", "jobs", "brigades-2007", "brigades-2008", "last-troops",
        "iran-undertaking", "saudi-undertaking", "syria-undertaking", "turkey-undertaking",
    }  # fmt: skip
    assert wanted <= set(timetable.deeds)
    assert all(timetable.deeds[deed].parts == 4 for deed in ARMS.values())
    assert all(deed.otherwise or deed.by == "un" for deed in timetable.deeds.values())
    assert set(timetable.guarantees) >= {*TROOPS, "oil-escrow"}
    assert all(timetable.guarantees[slug].until_stage == 8 for slug in TROOPS)


def test_each_piece_says_why(dossier: Dossier) -> None:
    timetable = dossier.timetable
    assert timetable is not None
    pieces = [*timetable.deeds.values(), *timetable.guarantees.values()]
    for piece in [timetable, *pieces, *dossier.benchmarks.values()]:
        assert piece.source in dossier.sources
        assert piece.at
        assert piece.because


def test_a_shift_takes_from_the_doer_and_gives_to_its_enemies(dossier: Dossier) -> None:
    timetable = dossier.timetable
    assert timetable is not None
    for party, slug in ARMS.items():
        shift = timetable.deeds[slug].shift
        assert shift.mode(party) < 0
        enemies = {"nationalists"} if party != "nationalists" else {"sadr", "sciri"}
        assert all(shift.mode(enemy) > 0 for enemy in enemies)


def test_the_first_plan_with_a_timetable_is_the_joined_one(joined: Carrying, notes: str) -> None:
    assert joined.plan == "joined"
    assert joined.setting.scenario == "troops-leave"
    assert f"{len(joined.deeds)} deeds fall due" in notes


# What comes out, and what the notes say of it

ROW = re.compile(
    r"^\| `irenic enforcement iraq-2006([^`]*)`"
    r" \| (yes|no) \| ([−\d.]+) \| ([a-z]+), stage (\d) \|$",
    re.M,
)


def test_the_table_of_the_notes(joined: Carrying, notes: str) -> None:
    rows = ROW.findall(notes)
    assert len(rows) == 6
    assert {options for options, *_ in rows} >= {"", " --without all", " --parts 1 --without all"}
    for options, holds, margin, party, stage in rows:
        found = largest_margin(_varied(joined.problem, options))
        assert found.proven
        assert found.evaluation is not None
        assert found.evaluation.holds() == (holds == "yes"), options
        assert f"{found.margin:.1f}".replace("-", "−") == margin, options
        tightest = found.evaluation.margins[int(stage) - 1, joined.parties.index(party)]
        assert tightest == pytest.approx(found.margin, abs=0.05), options


def test_neither_side_disarms_first(joined: Carrying, notes: str) -> None:
    """Whole deeds and no guarantee: conditions that exclude each other, arms held back in each."""
    lock = find_lock(_varied(joined.problem, "--parts 1 --without all"))
    assert lock is not None
    assert lock.minimal
    held: dict[str, set[str]] = {}
    for (party, _), deeds in zip(lock.conditions, lock.waits, strict=True):
        held.setdefault(joined.parties[party], set()).update(joined.deeds[d] for d in deeds)
    assert "nationalists" in held
    assert held.keys() & {"sadr", "sciri"}
    assert held.keys() <= ARMS.keys()
    assert all(ARMS[party] in deeds for party, deeds in held.items())
    assert f"lock of {' and '.join(sorted(held, reverse=True))}" in " ".join(notes.split())


def test_the_guard_is_credible_and_what_it_does(joined: Carrying, best: Best, notes: str) -> None:
    assert best.evaluation is not None
    us = joined.parties.index("us")
    # Credible at every stage, and would be if enforcing cost twice what is judged.
    for place, slug in enumerate(joined.guarantees):
        assert best.evaluation.credible[place] == joined.problem.guarantees[place].stages, slug
        if slug in TROOPS:
            assert joined.problem.guarantees[place].giver == us
            assert joined.problem.stages not in joined.problem.guarantees[place].stages
    least = best.evaluation.margins[:-1, us].min()
    assert least >= 2 * joined.problem.guarantees[joined.guarantees.index("troops-sadr")].enforcing
    assert f"never less than {int(least)} points" in " ".join(notes.split())
    named = dict(zip(joined.guarantees, joined.problem.guarantees, strict=True))
    alone, guarded = (
        largest_margin(replace(joined.problem, guarantees=tuple(named[slug] for slug in kept)))
        for kept in ([slug for slug in named if slug not in TROOPS], sorted(TROOPS))
    )
    told = " ".join(notes.split())
    assert alone.margin < 0 < guarded.margin
    assert f"all the others without the guard {_signed(alone.margin)}" in told
    assert f"the guard without the others {_signed(guarded.margin)}" in told


def test_the_cheapest_choice_of_guarantees(joined: Carrying, notes: str) -> None:
    found = cheapest_guarantees(joined.problem)
    assert found.proven
    taken = {slug for slug, on in zip(joined.guarantees, found.taken, strict=True) if on}
    assert found.fewest
    assert taken == {"troops-nationalists"}
    assert "is the guard against the insurgents alone" in " ".join(notes.split())


def _signed(number: float) -> str:
    return f"{number:.1f}".replace("-", "−")


ORDER = re.compile(r"^\| ([^|`]+) \| ([−\d.]+) \| ([a-z]+(?:, stage \d, [\d.]+)?) \|$", re.M)


def test_the_orders_of_the_notes(joined: Carrying, notes: str) -> None:
    problem = joined.problem
    arms = [joined.deeds.index(deed) for deed in ARMS.values()]
    plan = _planned(joined, "joined")
    laws_first = {
        "amnesty-law": [1], "de-baathification-law": [1], "oil-law": [1], "regions-renewed": [1],
        "kirkuk-kdp": [1], "kirkuk-puk": [1], "mahdi-arms": [0, 0, 1], "badr-arms": [0, 0, 1],
        "detainees": [0, 0, 1], "pardons": [0, 0, 1], "insurgent-arms": [0, 0, 0, 1],
    }  # fmt: skip
    releases = {"detainees": [0, 0, 1], "pardons": [0, 0, 1]}
    orders = {
        "all at once": all_at_once(problem),
        "Washington first": side_first(problem, [joined.parties.index("us")]),
        "insurgents first": side_first(problem, [joined.parties.index("nationalists")]),
        "weapons last": deeds_last(problem, arms),
        "equal steps": equal_steps(problem),
        "laws first, arms by the calendar": _with(joined, plan, laws_first),
        "as planned, but releases at once": _with(joined, plan, releases),
        "as planned": plan,
    }
    rows = ORDER.findall(notes)
    assert {name for name, *_ in rows} == set(orders)
    for name, margin, broken in rows:
        shares = orders[name]
        assert shares is not None, name
        assert not violations(problem, shares)
        found = evaluate(problem, shares)
        assert _signed(found.margin) == margin, name
        assert _broken(joined, found) == broken, name


def test_the_calendar_of_laws_breaks_at_once(dossier: Dossier, notes: str) -> None:
    case = carrying_out(dossier, plan="milestones")
    assert case.guarantees == ()  # it had no guarantor and no bond
    bare = case.problem
    shares = _planned(case, "milestones")
    assert not violations(bare, shares)
    found = evaluate(bare, shares)
    stage = found.breaks()
    assert stage is not None
    walks_off = re.search(
        r"([a-z]+) walks off at stage (\d), short by (\d+\.\d)", " ".join(notes.split())
    )
    assert walks_off is not None
    assert ", ".join((walks_off[1], f"stage {walks_off[2]}", walks_off[3])) == _broken(case, found)
    short = {
        party: -float(found.margins[0, place])
        for place, party in enumerate(case.parties)
        if found.bound[place] and found.margins[0, place] < 0
    }
    told = re.search(r"In its first quarter it loses ([^.]*)\.", " ".join(notes.split()))
    assert told is not None
    named = dict(re.findall(r"([a-z]+) (\d+)", told[1]))
    assert {party: f"{points:.0f}" for party, points in short.items()} == named
    # Nor does any other order of the same deeds hold, and its guarantees would not mend it.
    top = largest_margin(bare)
    assert top.proven
    assert f"best order of these deeds is {-top.margin:.0f} points short" in " ".join(notes.split())
    offered = dossier.model_dump(exclude_none=True)
    del offered["plans"]["milestones"]["guarantees"]
    guarded = carrying_out(Dossier.model_validate(offered), plan="milestones")
    assert guarded.guarantees
    assert largest_margin(guarded.problem).margin < -50


def test_the_command_compares_the_plans_and_tells_the_lock(dossier: Dossier) -> None:
    """As `irenic enforcement iraq-2006`, less what takes time and is not looked at here."""
    values = ir.enforcement(dossier, short=True).values
    assert values["plan"] == "joined"
    assert values["breaks"]["plan:joined"] is None
    calendar = values["breaks"]["plan:milestones"]
    assert (calendar["party"], calendar["stage"]) == ("iran", 1)
    assert calendar["shortfall"] == pytest.approx(41.1, abs=0.05)
    order = next(one for one in values["orders"] if one["order"] == "plan:milestones")
    assert order["guarantees"] == []
    found = {one["what"]: one for one in values["rests_on"]}["guarantees-and-parts"]
    assert {one["party"]: one["deed"] for one in found["standoff"]} == {
        party: ARMS[party] for party in ("sciri", "nationalists")
    }
    timing = {one["kind"]: one for one in values["timing"] if one["plan"] == "joined"}
    pardon = timing["pardon"]
    assert (pardon["party"], pardon["stage"]) == ("nationalists", 4)
    assert pardon["shortfall"] == pytest.approx(4.6, abs=0.05)
    assert values["uncarried"] == []


def test_no_other_plan_has_a_timetable_that_holds(dossier: Dossier) -> None:
    for plan in dossier.plans:
        case = carrying_out(dossier, plan=plan)
        found = largest_margin(case.problem)
        assert found.proven
        assert (found.margin >= 0) == (plan == "joined"), plan


def test_what_undoes_it(dossier: Dossier, joined: Carrying, notes: str) -> None:
    """Four points on one judgement, well inside its range, and nothing holds any more."""
    content = dossier.model_dump(exclude_none=True)
    entry = content["timetable"]["deeds"]["insurgent-arms"]["shift"]["sadr"]
    assert entry["mode"] == 26
    assert entry["high"] >= 30
    entry["mode"] = 30
    worse = largest_margin(carrying_out(Dossier.model_validate(content)).problem)
    assert worse.margin < 0
    assert "26 to 30" in notes


def test_when_it_would_be_complete(joined: Carrying, notes: str) -> None:
    shares = _planned(joined, "joined")
    told = " ".join(notes.split())
    for rule, words in ((Rule.WAIT, "if deeds wait"), (Rule.SNAP_BACK, "if a missed benchmark")):
        found = simulate(joined.problem, shares, joined.marks, rule)
        chance = round(100 * float(found.complete[joined.problem.stages - 1]))
        assert f"{chance} in a hundred {words}" in told, (rule, chance)
