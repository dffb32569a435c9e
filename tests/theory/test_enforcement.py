"""Timetables that hold by themselves: published examples, games, and brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from irenic.theory.enforcement import DIVISIBLE, Timetable, evaluate, violations, without
from irenic.theory.enforcement_changes import (
    LeastChange,
    more_parts,
    more_stages,
    quicker_notice,
)
from irenic.theory.enforcement_lock import effect, find_lock, withdrawal
from irenic.theory.enforcement_orders import (
    all_at_once,
    deeds_last,
    equal_steps,
    hastened,
    side_first,
)
from irenic.theory.enforcement_programme import (
    cheapest_guarantees,
    holding,
    largest_margin,
    least_guarantee,
    needed_penalties,
    shortest,
)
from irenic.theory.packages import Floats
from irenic.theory.programme import Clock, Ending, Linear, Outcome, Programme
from timetables import bond, every, timetable, timetables

SAFE = (0.5, 1.25, 2.375, 4.0625, 6.59375, 10.390625)
"""S_N for D = 1, v = 3, c = 2 (shared/fixtures/worked-examples.md)."""


def exchange(amount: float, steps: int, pledge: float, parts: int = DIVISIBLE) -> Timetable:
    """Both sides hand over ``amount`` units, worth 3 to the other and costing 2."""
    deeds = [
        {"by": p, "cost": 2 * amount, "once": {1 - p: 3 * amount}, "parts": parts} for p in (0, 1)
    ]
    bonds = [bond(p, pledge, steps) for p in (0, 1)] if pledge else []
    return timetable(steps, deeds, guarantees=bonds)


# Published examples ---------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "most"), list(enumerate(SAFE, start=1)))
def test_sandholm_most_that_so_many_steps_exchange_safely(steps: int, most: float) -> None:
    just = largest_margin(exchange(most, steps, 1.0))
    assert just.proven
    assert just.margin == pytest.approx(0.0, abs=1e-6)
    assert just.shares is not None
    sizes = just.shares[0] * most
    assert sizes == pytest.approx(0.5 * 1.5 ** np.arange(steps)[::-1], abs=1e-5)
    # One unit too much costs c at the last step of all orders.
    too_much = largest_margin(exchange(most + 1e-3, steps, 1.0))
    assert too_much.proven
    assert too_much.margin < -1e-5
    less = largest_margin(exchange(most - 1e-3, steps, 1.0))
    assert less.proven
    assert less.margin > 1e-5
    assert shortest(exchange(most, 6, 1.0)).stages == steps
    needed = least_guarantee(exchange(most, steps, 0.0))
    assert needed.proven
    assert needed.sizes == pytest.approx([1.0, 1.0], abs=1e-6)


@pytest.mark.parametrize("steps", range(1, 7))
@pytest.mark.parametrize("amount", [0.01, 1.0, 4.0])
def test_sandholm_no_finite_exchange_without_a_bond(steps: int, amount: float) -> None:
    bare = exchange(amount, steps, 0.0)
    assert not largest_margin(bare).evaluation.holds()  # type: ignore[union-attr]
    assert shortest(bare).stages is None
    assert shortest(bare).proven
    # The last that is to be done binds: no chain of promises can start before it.
    lock = find_lock(bare)
    assert lock.locked is True
    assert lock.minimal
    assert {party for party, _ in lock.conditions} <= {0, 1}


@pytest.mark.parametrize(("chunks", "needed"), [(4, 2.0), (8, 1.0), (16, 0.5)])
def test_sandholm_delivery_in_chunks_against_payment(chunks: int, needed: float) -> None:
    """Four units, v = 3, c = 2, price 10: bonds of 2, 1 and .5 for chunks of 1, .5 and .25."""
    stages = 2 * chunks
    windows = [{"by": 0, "cost": 8 / chunks, "once": {1: 12 / chunks}, "first": 2 * i,
                "last": 2 * i} for i in range(chunks)]  # fmt: skip
    pay = [{"by": 1, "cost": 10, "once": {0: 10}, "parts": DIVISIBLE}]
    # Payments fall between deliveries.
    between = [{"by": 1, "cost": 0, "once": {}, "first": 0, "last": 0}]
    least = least_guarantee(timetable(stages, windows + pay + between))
    assert least.proven
    assert least.total == pytest.approx(needed, abs=1e-6)


@pytest.mark.parametrize(
    ("cost", "margin"), [(0.10, 0.19 - 0.23), (0.13, 0.247 - 0.23)], ids=["war", "peace"]
)
def test_fearon_commitment_problem(cost: float, margin: float) -> None:
    """Power shifts from .4 to .7, discount .9; today's share is all the riser can give."""
    best = largest_margin(_shift_of_power(cost, 0.3 + cost))
    assert best.evaluation is not None
    assert best.evaluation.margins[0, 1] == pytest.approx(margin, abs=1e-9)
    assert best.evaluation.margins[1, 0] == pytest.approx(0.0, abs=1e-9)
    assert best.evaluation.holds() == (margin > 0)


def test_fearon_size_of_the_guarantee() -> None:
    """A floor of .4444 for the declining side, .0444 more than it gets unaided."""
    floor = ((1 - 0.4 - 0.1) - (1 - 0.9)) / 0.9
    assert floor == pytest.approx(0.4444, abs=1e-4)
    promised = _shift_of_power(0.10, floor)
    best = largest_margin(promised)
    assert best.evaluation is not None
    assert best.proven
    assert best.evaluation.margins[0, 1] == pytest.approx(0.0, abs=1e-9)
    assert best.evaluation.breaks() == (1, 0, pytest.approx(floor - 0.4, abs=1e-9))
    needed = least_guarantee(promised)
    assert needed.proven
    assert needed.penalties == pytest.approx(np.array([[0, 0], [floor - 0.4, 0]]), abs=1e-6)
    assert find_lock(promised).conditions == ((0, 1),)


def _shift_of_power(cost: float, later: float) -> Timetable:
    gift = {"by": 0, "once": {1: 0.1}, "shift": {0: 0.3, 1: -0.3}, "lag": 0}
    return timetable(
        1, [gift], discount=[0.9, 0.9], reservation=[0.4 - cost, 0.6 - cost],
        settled=[1 - later, later],
    )  # fmt: skip


# Games ----------------------------------------------------------------------------------


def best_reply(problem: Timetable, shares: Floats, party: int, penalties: Floats) -> list[float]:
    """The most that ``party`` can get from each stage on while all others keep to the plan.

    A plain backward induction over everything it can do: at each stage hold back any of its
    deeds, or say that it is off. Others do what is due until they notice.
    """
    delta, end = problem.discount[party], problem.stages
    upkeep = sum_of_upkeep(problem, party)

    def fall(stage: int, done: Floats) -> float:
        fallen = problem.reservation[party] + done @ problem.shift[:, party]
        return float(fallen - penalties[min(stage, end), party])

    def go(stage: int, deadline: float, done: Floats) -> float:
        if deadline <= stage:
            return fall(stage, done)
        found = [fall(stage, done)] if stage <= end or deadline < np.inf else []
        if stage >= end:
            if deadline == np.inf:
                return max(*found, float(problem.settled[party]))
            share = (1 - delta) * problem.settled[party]
            return max(*found, share + delta * go(stage + 1, deadline, done))
        due = [d for d in range(problem.deeds)
               if problem.doer[d] == party and shares[d, stage] > 0]  # fmt: skip
        for held in chain.from_iterable(combinations(due, n) for n in range(len(due) + 1)):
            noticed = min([deadline, *(stage + int(problem.lag[d]) for d in held)])
            if noticed <= stage:
                continue  # that is saying so openly
            now = shares[:, stage].copy()
            now[list(held)] = 0.0
            after = done + now
            gets = now @ problem.once[:, party] + after @ problem.flow[:, party]
            gets += problem.standing[stage, party] - upkeep[stage]
            found.append(float(gets) + delta * go(stage + 1, noticed, after))
        return max(found)

    before = [shares[:, :t].sum(axis=1) for t in range(end + 1)]
    return [go(t, np.inf, before[t]) for t in range(end + 1)]


def sum_of_upkeep(problem: Timetable, party: int) -> list[float]:
    return [
        sum(g.upkeep for g in problem.guarantees if g.giver == party and t in g.stages)
        for t in range(problem.stages)
    ]


def some_timetable(problem: Timetable, number: int) -> Floats | None:
    found = list(every(problem))
    return found[number % len(found)] if found else None


@settings(max_examples=200, deadline=None)
@given(timetables(), st.integers(0, 10_000))
def test_margins_are_what_the_game_tree_says(problem: Timetable, number: int) -> None:
    shares = some_timetable(problem, number)
    assume(shares is not None)
    found = evaluate(problem, shares)
    for party in range(problem.parties):
        tree = best_reply(problem, shares, party, found.penalties)
        delta, best = problem.discount[party], 0.0
        for t in reversed(range(problem.stages + 1)):
            going, leaving = found.going_on[t, party], found.walking_off[t, party]
            step = going - (delta * found.going_on[t + 1, party] if t < problem.stages else 0)
            best = max(leaving, step + delta * best)
            assert tree[t] == pytest.approx(best, abs=1e-9)
        # To do one's deeds is optimal from every stage on exactly where no margin is negative.
        keeps = all(tree[t] <= found.going_on[t, party] + 1e-9 for t in range(len(tree)))
        assert keeps == (found.margins[:, party] >= -1e-9).all()


@settings(max_examples=100, deadline=None)
@given(timetables(parties=2), st.integers(0, 10_000))
def test_subgame_perfect_exactly_where_it_holds(problem: Timetable, number: int) -> None:
    """Two parties move at once at each stage; whoever does not do its deeds ends the game."""
    problem = replace(problem, lag=np.ones_like(problem.lag), bound=np.ones(2, dtype=bool))
    shares = some_timetable(problem, number)
    assume(shares is not None)
    # What a party gains by its own deeds it does before it goes; not part of this game.
    own = (problem.doer[:, None] == np.arange(2)) & ((problem.once > 0) | (problem.flow > 0)
                                                     | (problem.shift > 0))  # fmt: skip
    assume(not own.any())
    found = evaluate(problem, shares)
    assert _keeping_is_subgame_perfect(problem, shares, found.penalties) == found.holds(1e-6 - 1e-9)


def _keeping_is_subgame_perfect(problem: Timetable, shares: Floats, penalties: Floats) -> bool:
    """Backward induction over joint actions: keep, hold back, or say that one is off."""
    end = problem.stages

    def payoff(stage: int, acts: tuple[str, str], then: Floats) -> Floats:
        before = shares[:, :stage].sum(axis=1)
        if "off" in acts or stage == end:
            fallen = problem.reservation + before @ problem.shift
            fault = np.array([a != "keep" for a in acts])
            kept = problem.settled if acts == ("keep", "keep") else fallen
            return kept - np.where(fault, penalties[stage], 0.0)
        now = shares[:, stage] * np.array([acts[p] == "keep" for p in problem.doer])
        upkeep = np.array([sum_of_upkeep(problem, p)[stage] for p in (0, 1)])
        gets = now @ problem.once + (before + now) @ problem.flow + problem.standing[stage] - upkeep
        if acts == ("keep", "keep"):
            return gets + problem.discount * then
        fault = np.array([a != "keep" for a in acts])
        fallen = problem.reservation + (before + now) @ problem.shift
        return gets + problem.discount * (fallen - np.where(fault, penalties[stage + 1], 0.0))

    then = problem.settled
    for stage in reversed(range(end + 1)):
        keep = payoff(stage, ("keep", "keep"), then)
        for act in ("hold", "off"):
            if payoff(stage, (act, "keep"), then)[0] > keep[0] + 1e-9:
                return False
            if payoff(stage, ("keep", act), then)[1] > keep[1] + 1e-9:
                return False
        then = keep
    return True


# Brute force ----------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(timetables())
def test_largest_margin_against_every_timetable(problem: Timetable) -> None:
    truth = max((evaluate(problem, shares).margin for shares in every(problem)), default=-np.inf)
    best = largest_margin(problem)
    assert best.proven
    assert best.feasible == (truth > -np.inf)
    assert best.margin == pytest.approx(truth, abs=1e-6)
    if best.shares is not None:
        assert violations(problem, best.shares) == ()
        assert best.bound == pytest.approx(truth, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(timetables(), st.sampled_from([0.0, 1.0, -2.0]))
def test_shortest_least_and_cheapest_against_every_timetable(
    problem: Timetable, margin: float
) -> None:
    def holds(one: Timetable) -> bool:
        return any(evaluate(one, s).holds(margin) for s in every(one))

    lengths = [n for n in range(1, problem.stages + 1)
               if (short := problem.shortened(n)) is not None and holds(short)]  # fmt: skip
    found = shortest(problem, margin)
    assert found.proven
    assert found.stages == (min(lengths) if lengths else None)
    truth = min(
        (needed_penalties(problem, s, margin).max(axis=0).sum() for s in every(problem)),
        default=None,
    )
    least = least_guarantee(problem, margin)
    assert least.proven
    assert (least.shares is None) == (truth is None)
    if truth is not None:
        assert least.total == pytest.approx(truth, abs=1e-5)
    costs: list[tuple[float, int]] = []
    for kept in chain.from_iterable(
        combinations(range(len(problem.guarantees)), n) for n in range(len(problem.guarantees) + 1)
    ):
        some = without(problem, [g for g in range(len(problem.guarantees)) if g not in kept])
        if holds(some):
            costs.append((sum(
                g.upkeep * len(g.stages - {problem.stages}) for g in some.guarantees
                if g.giver is not None
            ), len(kept)))  # fmt: skip
    cheapest = cheapest_guarantees(problem, margin)
    assert cheapest.proven
    assert (cheapest.shares is not None) == bool(costs)
    if costs:
        least_cost = min(cost for cost, _ in costs)
        assert cheapest.cost == pytest.approx(least_cost)
        assert cheapest.fewest
        assert sum(cheapest.taken) == min(n for cost, n in costs if cost <= least_cost + 1e-9)


@settings(max_examples=60, deadline=None)
@given(timetables())
def test_a_lock_cannot_be_opened_by_any_timetable_and_loses_nothing(problem: Timetable) -> None:
    lock = find_lock(problem)
    tables = [evaluate(problem, s).margins for s in every(problem)]

    def possible(keys: tuple[tuple[int, int], ...]) -> bool:
        return any(all(m[t, p] >= -1e-6 for p, t in keys) for m in tables)

    everything = tuple(
        (p, t) for p in np.flatnonzero(problem.bound) for t in range(problem.stages + 1)
    )
    assert lock.locked is not possible(everything)
    if lock.locked:
        assert lock.minimal
        assert not possible(lock.conditions)
        for i in range(len(lock.conditions)):
            assert possible(lock.conditions[:i] + lock.conditions[i + 1 :])


# Properties -----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(timetables(), st.integers(0, 1))
def test_a_longer_lag_never_helps(problem: Timetable, more: int) -> None:
    lag = problem.lag.copy()
    lag[0] += 1 + more
    assert largest_margin(replace(problem, lag=lag)).margin <= largest_margin(problem).margin + 1e-6


@settings(max_examples=60, deadline=None)
@given(timetables(), st.integers(2, 3))
def test_more_parts_never_hurt(problem: Timetable, factor: int) -> None:
    before = largest_margin(problem).margin
    finer = largest_margin(replace(problem, parts=problem.parts * factor)).margin
    at_will = largest_margin(replace(problem, parts=np.zeros_like(problem.parts))).margin
    assert before - 1e-6 <= finer <= at_will + 1e-6


@settings(max_examples=60, deadline=None)
@given(timetables(), st.integers(1, 5))
def test_a_larger_guarantee_never_hurts(problem: Timetable, more: int) -> None:
    larger = tuple(replace(g, penalty=g.penalty + more) for g in problem.guarantees)
    pledged = replace(problem, guarantees=(*larger, bond(0, more, problem.stages)))
    assert largest_margin(pledged).margin >= largest_margin(problem).margin - 1e-6


# Compared orders, guarantees, the clock -------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(timetables(most_parts=4))
def test_orders_are_timetables(problem: Timetable) -> None:
    found = [
        all_at_once(problem), equal_steps(problem), side_first(problem, [0]),
        deeds_last(problem, [0]),
    ]  # fmt: skip
    for shares in found:
        assert shares is None or violations(problem, shares) == ()
    if problem.stages * problem.deeds <= 4:
        assert (found[0] is not None) == any(True for _ in every(problem))


def disarmament(**more: object) -> Timetable:
    """Two sides hand in arms; whoever has none left has little to fall back on."""
    arms = [{"by": p, "shift": {p: -6, 1 - p: 6}, "parts": 3} for p in (0, 1)]
    return timetable(3, arms, reservation=[4, 4], settled=[7, 7], **more)


def test_neither_side_disarms_first() -> None:
    whole = replace(disarmament(), parts=np.array([1, 1]))
    first = side_first(whole, [0])
    assert first is not None
    assert evaluate(whole, first).breaks() == (1, 1, pytest.approx(3.0))
    assert evaluate(whole, all_at_once(whole)).breaks() == (0, 0, pytest.approx(3.0))  # type: ignore[arg-type]
    lock = find_lock(whole)
    assert lock.locked is True
    assert {party for party, _ in lock.conditions} == {0, 1}
    # In thirds, at the same pace, neither is ever far ahead.
    steps = equal_steps(disarmament())
    assert steps is not None
    assert evaluate(disarmament(), steps).holds(1.0)
    assert largest_margin(disarmament()).margin == pytest.approx(1.0, abs=1e-6)


def test_effect_of_a_guarantee_and_when_it_can_go() -> None:
    pledged = replace(
        disarmament(), parts=np.array([1, 1]),
        guarantees=(bond(0, 4, 3), bond(1, 0, 3)),
    )  # fmt: skip
    best = largest_margin(pledged)
    assert best.margin == pytest.approx(1.0, abs=1e-6)
    assert best.shares is not None
    found = effect(pledged, 0, best)
    assert found.proven
    assert found.with_it == pytest.approx(1.0, abs=1e-6)
    assert found.without_it < 0
    assert found.dropped < 0
    assert found.withdrawn_from is not None
    for stage in range(found.withdrawn_from):
        cut = replace(pledged.guarantees[0], stages=frozenset(range(stage)))
        other = replace(pledged, guarantees=(cut, *pledged.guarantees[1:]))
        assert not evaluate(other, best.shares).holds()
    cut = replace(pledged.guarantees[0], stages=frozenset(range(found.withdrawn_from)))
    other = replace(pledged, guarantees=(cut, *pledged.guarantees[1:]))
    assert evaluate(other, best.shares).holds()
    assert effect(pledged, 1, best).withdrawn_from == 0
    assert withdrawal(disarmament(guarantees=[bond(0, 0, 3)]), 0, first_side(), 0.0) is None


def first_side() -> Floats:
    shares = side_first(disarmament(), [0])
    assert shares is not None
    return shares


def test_who_is_found_out_soon_holds_back_all_that_falls_due_until_then() -> None:
    """A first deed missed after two stages; a second, a stage later, missed after one."""
    deeds = [{"by": 0, "cost": 1, "lag": 2}, {"by": 0, "cost": 10}, {"by": 1, "once": {0: 5}}]
    one = timetable(2, deeds, settled=[7, 0], bound=[True, False])
    found = evaluate(one, np.array([[1.0, 0], [0, 1.0], [0, 1.0]]))
    # Going on: 5 - 1 - 10 + 7; holding back both and noticed when all is over: 5.
    assert found.going_on[0, 0] == pytest.approx(1.0)
    assert found.walking_off[0, 0] == pytest.approx(5.0)
    assert found.breaks() == (0, 0, pytest.approx(4.0))


def test_a_guarantee_that_is_not_given_does_not_count() -> None:
    pledge = bond(0, 4, 1, giver=1, upkeep=0.5)
    deed = {"by": 0, "cost": 4}
    one = timetable(1, [deed], settled=[0, 9], guarantees=[pledge], bound=[True, False])
    found = cheapest_guarantees(one)
    assert found.taken == (True,)
    assert (found.cost, found.proven) == (pytest.approx(0.5), True)
    free = cheapest_guarantees(replace(one, settled=np.array([4.0, 9.0])))
    assert (free.taken, free.cost) == ((False,), 0.0)
    dear = replace(one, settled=np.array([-1.0, 9.0]))
    assert cheapest_guarantees(dear).feasible is False


def test_no_guarantee_is_named_that_is_not_needed() -> None:
    """Three cost nothing and one of them is enough."""
    deeds = [{"by": 0, "cost": 4}]
    given = [bond(1, 3, 1), bond(0, 2, 1), bond(0, 4, 1), bond(0, 1, 1)]
    one = timetable(1, deeds, settled=[0, 9], guarantees=given, bound=[True, False])
    found = cheapest_guarantees(one)
    assert (found.taken, found.cost, found.fewest) == ((False, False, True, False), 0.0, True)
    assert found.shares is not None
    assert evaluate(without(one, [0, 1, 3]), found.shares).holds()
    # Of three that a giver with nothing to pay would enforce, one is enough too.
    given = [*(bond(0, size, 2, giver=1) for size in (1, 1, 4)), bond(1, 3, 2)]
    deeds = [{"by": 0, "cost": 4, "parts": 2}, {"by": 1, "cost": 1}]
    free = cheapest_guarantees(timetable(2, deeds, settled=[0, 9], guarantees=given))
    assert (free.taken, free.cost, free.fewest) == ((False, False, True, False), 0.0, True)


def test_deeds_done_as_early_as_they_can_be() -> None:
    deeds = [{"by": 0, "parts": 2}, {"by": 1}, {"by": 1}, {"by": 0}]
    one = timetable(4, deeds, after=[(1, 0), (2, 1)])
    shares = np.array([[0.5, 0.5, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0], [0, 0, 1.0, 0]])
    assert not violations(one, shares)
    free = hastened(one, shares, [3])
    assert free.tolist() == [*shares[:3].tolist(), [1.0, 0, 0, 0]]
    # The first of a chain is in time already; with all of it hastened each follows the last.
    assert hastened(one, shares, [1, 2]).tolist() == shares.tolist()
    assert hastened(one, shares, [0, 1, 2])[:3].tolist() == np.eye(4)[:3].tolist()
    late = replace(one, first=np.array([1, 0, 0, 2]))
    assert hastened(late, shares, [0, 3])[[0, 3]].tolist() == np.eye(4)[[1, 2]].tolist()


def test_a_withdrawal_that_the_clock_stops_claims_nothing() -> None:
    pledge = bond(0, 4, 1, giver=1, upkeep=0.5)
    one = timetable(1, [{"by": 0, "cost": 4}], settled=[0, 9], guarantees=[pledge])
    best = largest_margin(one)
    assert best.shares is not None
    assert withdrawal(one, 0, best.shares) is not None
    assert withdrawal(one, 0, best.shares, clock=Clock(0.0)) is None
    assert not effect(one, 0, best, clock=Clock(0.0)).proven


def test_least_changes_that_open_a_lock() -> None:
    whole = replace(disarmament(), parts=np.array([1, 1]))
    # Each gains 6 while the other is unarmed and falls back on 4; keeping is worth 7.
    assert more_parts(whole) == LeastChange(2, 2, True)
    assert quicker_notice(whole) == LeastChange(1, 1, True)
    assert more_stages(whole, most=3) == LeastChange(None, 3, True)
    short = exchange(SAFE[3], 2, 1.0)
    assert more_stages(short) == LeastChange(2, 2, True)
    bare = exchange(1.0, 2, 0.0)
    assert more_stages(bare, most=4) == LeastChange(None, 4, True)
    assert more_parts(replace(bare, parts=np.array([1, 1]))) == LeastChange(None, 8, True)
    assert not more_stages(exchange(4.0, 3, 0.0, parts=4), clock=Clock(0.0)).proven


def test_orders_are_what_people_propose() -> None:
    deeds = [{"by": 0}, {"by": 1}, {"by": 0, "parts": 2}, {"by": 1, "parts": DIVISIBLE}]
    free = timetable(4, deeds)
    steps = equal_steps(free)
    assert steps is not None
    assert steps.tolist() == [
        [0, 1, 0, 0], [0, 1, 0, 0], [0.5, 0, 0.5, 0], [0.25] * 4,
    ]  # fmt: skip
    tied = replace(free, after=((0, 1),))  # the first side waits for one deed of the other
    order = side_first(tied, [0])
    assert order is not None
    assert order.argmax(axis=1).tolist() == [1, 0, 0, 2]
    assert deeds_last(tied, [1]).argmax(axis=1).tolist() == [2, 1, 0, 0]  # type: ignore[union-attr]
    assert side_first(timetable(1, deeds), [0]) is None
    circle = replace(free, after=((0, 1), (1, 0)))
    assert all_at_once(circle) is None
    assert equal_steps(circle) is None


@pytest.mark.parametrize(("enforcing", "counts"), [(2.0, True), (4.0, False)])
def test_a_guarantor_who_would_let_go_does_not_count(enforcing: float, counts: bool) -> None:
    """It keeps 5 by enforcing and 2 by letting go, so it pays up to 3."""
    pledge = bond(0, 4, 1, giver=1, enforcing=enforcing)
    deed = {"by": 0, "cost": 4, "once": {}}
    one = timetable(
        1, [deed], reservation=[0, 2], settled=[0, 5], guarantees=[pledge], bound=[True, False]
    )
    best = largest_margin(one)
    assert best.proven
    assert best.evaluation is not None
    assert best.evaluation.holds() is counts
    assert best.evaluation.credible == ((frozenset({0, 1}) if counts else frozenset()),)


def test_the_clock_stops_without_a_claim() -> None:
    big = exchange(4.0, 4, 1.0, parts=4)
    outcome = holding(big, 0.0, clock=Clock(0.0))
    best = largest_margin(big, Clock(0.0))
    assert outcome.ending in (Ending.STOPPED, Ending.OPTIMAL)
    assert best.proven or best.feasible is None or best.bound > best.margin
    bare = exchange(4.0, 4, 0.0, parts=4)
    lock, truth = find_lock(bare, clock=Clock(0.0)), find_lock(bare)
    assert lock.locked is None or (not lock.minimal or lock == truth)
    assert truth.locked is True


def test_a_weak_bound_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clock stops is told with the bound that HiGHS had by then."""
    true = Programme.maximise

    def stopped(self: Programme, objective: Linear, clock: Clock | None = None) -> Outcome:
        found = true(self, objective, clock)
        return Outcome(Ending.STOPPED, found.value, found.bound + 2.0, found.columns)

    pledge = bond(0, 4, 1, giver=1, upkeep=3.0)
    offer = timetable(1, [{"by": 0, "cost": 4}], settled=[0, 9], guarantees=[pledge])
    monkeypatch.setattr(Programme, "maximise", stopped)
    best = largest_margin(disarmament())
    assert (best.proven, best.bound) == (False, pytest.approx(best.margin + 2))
    least = least_guarantee(exchange(1.25, 2, 0.0))
    assert (least.proven, least.bound) == (False, pytest.approx(least.total - 2))
    cheapest = cheapest_guarantees(offer)
    assert (cheapest.proven, cheapest.bound) == (False, pytest.approx(cheapest.cost - 2))


@pytest.mark.parametrize(
    "wrong", [{"discount": np.array([1.0, 1.2])}, {"lag": np.array([-1, 0])},
              {"settled": np.zeros(3)}, {"standing": np.zeros((0, 2))}]
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, Floats]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        replace(exchange(1.0, 2, 0.0), **wrong)  # type: ignore[arg-type]
