"""Who waits for whom, the fewest conditions of a lock, and the same deeds otherwise."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.theory import enforcement_waits
from irenic.theory.enforcement import DIVISIBLE, Timetable, evaluate, standing_with_upkeep
from irenic.theory.enforcement_lock import find_lock
from irenic.theory.enforcement_programme import (
    cheapest_guarantees,
    holding,
    largest_margin,
    least_guarantee,
    shortest,
)
from irenic.theory.enforcement_variants import (
    IMPOSSIBLE,
    SIZES,
    divisions,
    finer,
    in_parts,
    lengths,
    noticed_later,
    of_length,
    penalties,
    with_penalty,
)
from irenic.theory.enforcement_waits import RULES, Wait, circle, waits
from irenic.theory.packages import Floats
from irenic.theory.programme import Clock, Ending
from timetables import bond, every, timetable, timetables


def disarming(stages: int = 4, parts: int = 1, lag: int = 1, parties: int = 2) -> Timetable:
    """Arms that are handed in make their owner's fall-back worse and the next one's better."""
    deeds = [
        {"by": p, "shift": {p: -10, (p + 1) % parties: 10}, "parts": parts, "lag": lag}
        for p in range(parties)
    ]
    return timetable(
        stages, deeds, parties, reservation=[20] * parties, settled=[26] * parties
    )  # fmt: skip


def complete(shares: Floats) -> Floats:
    """The stage at which each deed is whole."""
    found: Floats = (np.cumsum(shares, axis=1) < 1 - 1e-6).sum(axis=1)
    return found


# Who waits for whom ---------------------------------------------------------------------


def test_neither_side_disarms_first() -> None:
    found = waits(disarming())
    assert found == (Wait(0, 1, True, 1), Wait(1, 0, True, 0))
    assert circle(found) == found
    # In parts each dares a little; seen at once each dares it all, but no earlier.
    assert waits(disarming(parts=2)) == ()
    seen = waits(disarming(lag=0))
    assert seen == (Wait(0, 1, False, 1), Wait(1, 0, False, 0))
    assert circle(seen) == ()
    assert largest_margin(disarming(lag=0)).evaluation.holds()  # type: ignore[union-attr]


def test_a_circle_of_three_goes_round_once() -> None:
    found = waits(disarming(parties=3))
    # Each waits for the next, whose arms are the ones that could be turned on it.
    assert [(wait.deed, wait.other) for wait in circle(found)] == [(0, 1), (1, 2), (2, 0)]


def test_a_deed_divisible_at_will_waits_too() -> None:
    """Each only gives while something is still to come, however small the last share."""
    swap = [{"by": p, "cost": 2, "once": {1 - p: 3}, "parts": DIVISIBLE} for p in (0, 1)]
    found = waits(timetable(3, swap))
    assert found == (Wait(0, 1, True, 1), Wait(1, 0, True, 0))


def test_rules_are_part_of_a_circle() -> None:
    """The law comes after the arms because it is written so; the rest is interest."""
    law, arms, jobs = (
        {"by": 0, "cost": 4, "once": {1: 9}},
        {"by": 1, "once": {2: 5}},
        {"by": 2, "cost": 4, "once": {0: 5}},
    )
    problem = timetable(4, [law, arms, jobs], 3, after=[(0, 1)])
    found = waits(problem)
    assert [(wait.deed, wait.party) for wait in circle(found)] == [(0, RULES), (1, 2), (2, 0)]
    # Deeds of one party never wait for each other here: it can order them as it likes.
    alone = replace(problem, doer=np.zeros(3, dtype=np.int64))
    assert waits(alone) == ()


def test_who_keeps_to_nothing_proves_nothing() -> None:
    stubborn = replace(disarming(), settled=np.array([26.0, 0.0]))
    assert {wait.party for wait in waits(stubborn)} == {0}
    assert find_lock(stubborn).conditions == ((1, 4),)
    impossible = timetable(1, [{"by": 0}, {"by": 1}], after=[(0, 1)])
    assert waits(impossible) == ()


def test_waits_are_left_out_when_time_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enforcement_waits, "PATIENCE", 0.0)
    assert set(waits(disarming())) <= {Wait(0, 1, True, 1), Wait(1, 0, True, 0)}


@st.composite
def rivals(draw: st.DrawFn) -> Timetable:
    """Deeds that cost the doer or weaken it and that others gain from, as in a settlement."""
    parties, stages = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    made = []
    for _ in range(draw(st.integers(2, 3))):
        by = draw(st.integers(0, parties - 1))
        other = draw(st.sampled_from([p for p in range(parties) if p != by]))
        size = draw(st.integers(0, 5))
        made.append({
            "by": by, "cost": draw(st.integers(0, 4)), "once": {other: draw(st.integers(0, 6))},
            "shift": {by: -size, other: draw(st.integers(0, 5))},
            "lag": draw(st.integers(0, 2)), "parts": draw(st.integers(1, 2)),
        })  # fmt: skip
    pledges = [bond(draw(st.integers(0, parties - 1)), draw(st.integers(0, 4)), stages,
                    giver=draw(st.none() | st.integers(0, parties - 1)), upkeep=0.5)
               for _ in range(draw(st.integers(0, 1)))]  # fmt: skip
    worth = st.lists(st.integers(0, 6), min_size=parties, max_size=parties)
    return timetable(
        stages, made, parties, settled=draw(worth), guarantees=pledges,
        after=[(1, 0)] if draw(st.integers(0, 3)) == 0 else [],
        discount=draw(st.lists(st.sampled_from([1.0, 0.8]), min_size=parties, max_size=parties)),
    )  # fmt: skip


def kept(problem: Timetable, party: int) -> list[Floats]:
    """When each deed is complete, in every timetable that ``party`` keeps to."""
    alone = replace(
        problem, bound=np.arange(problem.parties) == party, standing=standing_with_upkeep(problem),
        guarantees=tuple(replace(g, giver=None, upkeep=0.0) for g in problem.guarantees),
    )  # fmt: skip
    return [complete(shares) for shares in every(problem) if evaluate(alone, shares).holds()]


@settings(max_examples=80, deadline=None)
@given(rivals() | timetables(), st.booleans())
def test_waits_are_what_every_timetable_says(problem: Timetable, hint: bool) -> None:
    found = waits(problem, known=list(every(problem))[:1] if hint else [])
    stages = {p: kept(problem, p) for p in range(problem.parties)}
    for wait in found:
        assert problem.doer[wait.deed] != problem.doer[wait.other]
        if wait.party == RULES:
            assert (wait.deed, wait.other) in problem.after
            continue
        assert problem.bound[wait.party]
        for at in stages[wait.party]:
            assert at[wait.other] + wait.strict <= at[wait.deed]
    # Nothing that concerns the party and is not a matter of windows is missed.
    listed = {(wait.deed, wait.other): wait.strict for wait in found}
    anyhow = [complete(shares) for shares in every(problem)]
    for party in np.flatnonzero(problem.bound):
        for d, e in _pairs(problem, int(party)):
            for strict in (True, False):
                by_rule = all(at[e] + strict <= at[d] for at in anyhow)
                proven = all(at[e] + strict <= at[d] for at in stages[int(party)])
                if stages[int(party)] and proven and not by_rule:
                    assert listed.get((d, e), False) >= strict
                    assert (d, e) in listed


def _pairs(problem: Timetable, party: int) -> list[tuple[int, int]]:
    worth = np.stack([problem.once, problem.flow, problem.shift])[:, :, party]
    own = problem.doer == party
    held = np.flatnonzero(own & (worth < 0).any(axis=0)).tolist()
    others = np.flatnonzero(~own & (worth != 0).any(axis=0)).tolist()
    return [(d, e) for d in held for e in others] + [(d, e) for d in others for e in held]


@settings(max_examples=80, deadline=None)
@given(rivals())
def test_a_circle_leaves_no_timetable(problem: Timetable) -> None:
    chain_of = circle(waits(problem))
    if not chain_of:
        return
    assert any(wait.strict for wait in chain_of)
    assert all(a.other == b.deed for a, b in pairwise(chain_of))
    assert chain_of[-1].other == chain_of[0].deed
    assert not any(evaluate(problem, shares).holds() for shares in every(problem))


def test_the_shortest_circle_with_a_strict_wait_is_found() -> None:
    loose = [Wait(0, 1, False, 0), Wait(1, 0, False, 0)]
    assert circle(loose) == ()
    longer = [*loose, Wait(1, 2, True, 0), Wait(2, 0, False, 0)]
    assert [wait.deed for wait in circle(longer)] == [1, 2, 0]
    assert [wait.deed for wait in circle([*longer, Wait(2, 1, True, 0)])] == [1, 2]


# The lock with the fewest conditions -----------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(rivals() | timetables())
def test_no_lock_has_fewer_conditions(problem: Timetable) -> None:
    lock = find_lock(problem)
    if not lock.locked:
        assert not lock.smallest
        return
    assert lock.smallest
    assert lock.minimal
    tables = [evaluate(problem, shares).margins for shares in every(problem)]
    keys = [(int(p), t) for p in np.flatnonzero(problem.bound) for t in range(problem.stages + 1)]

    def possible(some: tuple[tuple[int, int], ...]) -> bool:
        return any(all(m[t, p] >= -1e-6 for p, t in some) for m in tables)

    assert not possible(lock.conditions)
    sizes = range(len(lock.conditions))
    assert all(possible(some) for some in chain.from_iterable(combinations(keys, n) for n in sizes))


def test_a_lock_found_in_haste_is_not_called_smallest() -> None:
    lock = find_lock(disarming(), patience=0.0)
    assert lock.locked
    assert lock.minimal
    assert not lock.smallest


# The same deeds otherwise ----------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(timetables(stages=2))
def test_curves_are_the_margins_of_each_variant(problem: Timetable) -> None:
    best, clock = largest_margin(problem), Clock()
    rows = [(of_length(problem, n), found) for n, found in lengths(problem, best, clock, 9.0)]
    rows += [(finer(problem, n), found) for n, found in divisions(problem, best, clock, 9.0, 2)]
    for place, pledge in enumerate(problem.guarantees):
        row = list(penalties(problem, place, best, clock, 9.0))
        assert [at for at, _ in row] == sorted({pledge.penalty * size for size in SIZES})
        rows += [(with_penalty(problem, place, at), found) for at, found in row]
        known = [found.margin for _, found in row if found.margin is not None]
        assert all(a <= b + 1e-6 for a, b in pairwise(known))
    for variant, found in rows:
        assert found.proven
        if variant is None:
            assert found == IMPOSSIBLE
            continue
        margins = [evaluate(variant, shares).margin for shares in every(variant)]
        if found.margin is None:
            assert not margins
        elif variant.stages <= 3:
            assert found.margin == pytest.approx(max(margins), abs=1e-6)


def test_variants_change_one_thing() -> None:
    problem: Timetable = timetable(
        2, [{"by": 0, "parts": 3, "lag": 1}, {"by": 1, "parts": DIVISIBLE, "lag": 0}]
    )
    assert in_parts(problem, 1).parts.tolist() == [1, DIVISIBLE]
    assert finer(problem, 2).parts.tolist() == [6, DIVISIBLE]
    assert noticed_later(problem, 2).lag.tolist() == [3, 2]
    assert noticed_later(problem, -2).lag.tolist() == [0, 0]
    assert of_length(problem, 2) is problem
    for wrong in (in_parts, finer):
        with pytest.raises(ValueError, match="parts"):
            wrong(problem, 0)
    free = replace(problem, parts=np.full(2, DIVISIBLE))
    best = largest_margin(free)
    assert {found.margin for _, found in divisions(free, best, Clock(), 1.0)} == {best.margin}


def test_without_time_nothing_is_claimed() -> None:
    problem, clock = replace(disarming(), guarantees=(bond(0, 1, 4),)), Clock(0.0)
    best = largest_margin(problem, clock)
    assert (best.shares, best.feasible, best.proven) == (None, None, False)
    assert holding(problem, clock=clock).ending is Ending.STOPPED
    assert shortest(problem, clock=clock).proven is False
    assert least_guarantee(problem, clock=clock).feasible is None
    assert not least_guarantee(problem, clock=clock).proven
    assert cheapest_guarantees(problem, clock=clock).feasible is None
    assert not cheapest_guarantees(problem, clock=clock).proven
    assert find_lock(problem, clock=clock).locked is None
    assert waits(problem, clock=clock) == ()


def test_what_changes_the_walks_is_refused() -> None:
    with pytest.raises(ValueError, match="walking off"):
        disarming().changed(lag=np.zeros(2, dtype=np.int64))


@settings(max_examples=30, deadline=None)
@given(timetables())
def test_a_changed_timetable_is_one_made_anew(problem: Timetable) -> None:
    """What is carried over from the old one fits the new one."""
    some = next(every(problem), None)
    if some is None:
        return
    evaluate(problem, some)
    changes: dict[str, Any] = {
        "guarantees": (),
        "bound": ~problem.bound,
        "parts": problem.parts * 2,
    }
    old, new = problem.changed(**changes), replace(problem, **changes)
    assert evaluate(old, some).margins == pytest.approx(evaluate(new, some).margins)
    assert len(old.conditions) == len(new.conditions)
