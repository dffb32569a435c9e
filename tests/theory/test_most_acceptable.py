"""The package accepted in most draws, with and without levers, against enumeration."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leverage_oracle
from drawn_spaces import accepts, all_accept, drawn_spaces, every, gain, holds
from irenic.theory import most_acceptable as module
from irenic.theory.drawn import DrawnSpace, one_draw, passes
from irenic.theory.drawn_levers import DrawnLevers, settlements
from irenic.theory.drawn_zone import zones
from irenic.theory.leverage import Kind
from irenic.theory.most_acceptable import most_acceptable
from irenic.theory.programme import Clock


def free(space, choice):
    return not any(holds(line, choice) for line in space.binding)


def counts(space):
    return {
        choice: sum(all_accept(space, k, choice) for k in range(space.draws))
        for choice in every(space)
    }


def worst_first(space, choice):
    """The mean gains of those who are needed over the draws, the lowest first."""
    gains = [
        [gain(space, k, party, choice) for k in range(space.draws)]
        for party in range(space.required)
    ]
    return sorted(round(sum(each) / len(each), 7) for each in gains)


@given(drawn_spaces(most=8), st.booleans(), st.sampled_from((1, 3, 512)))
@settings(max_examples=50, deadline=None)
def test_the_most_acceptable_package_with_every_tie(space, climbs, batch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH", batch)
        if not climbs:  # branch and bound has to find it alone
            patch.setattr(module, "STARTS", 0)
        found = most_acceptable(space)
    tally = counts(space)
    top = max(tally.values())
    assert found.accepted == found.bound == top
    assert found.proven
    assert found.share == top / space.draws
    if not any(free(space, choice) for choice in every(space)):
        assert found.choice is None
    elif top > 0:
        best = sorted(choice for choice, count in tally.items() if count == top)
        assert found.ties == len(best)
        # Of ties none leaves the worst-off better off, nor the next worst-off at the same gain.
        means = {choice: worst_first(space, choice) for choice in best}
        highest = max(means.values())
        assert found.choice == next(choice for choice in best if means[choice] == highest)
    else:
        assert found.ties is None
        assert free(space, found.choice)


@given(drawn_spaces(most=8), st.integers(0, 6))
@settings(max_examples=30, deadline=None)
def test_a_bound_is_one_when_the_clock_runs_out(space, steps):
    class Running(Clock):
        """A clock that stops after so many looks at it."""

        looks = 0

        @property
        def left(self):
            self.looks += 1
            return max(0.0, steps - self.looks)

    found = most_acceptable(space, Running())
    tally = counts(space)
    assert found.accepted <= max(tally.values()) <= found.bound
    if found.choice is not None and free(space, found.choice):
        assert tally[found.choice] == found.accepted
    if found.ties is not None and found.choice is not None:
        assert found.ties == sum(count == found.accepted for count in tally.values())


@given(drawn_spaces(most=6))
@settings(max_examples=30, deadline=None)
def test_parts_are_never_bounded_too_low(space):
    """Every part of a package, in any order of issues, leaves the draws that accept the whole."""
    tree = module._Tree(space)
    tally = counts(space)
    for choice in every(space):
        if not free(space, choice):
            continue
        for depth in range(len(choice) + 1):
            settled = tree._order[:depth]
            part = np.array([[o if i in settled else -1 for i, o in enumerate(choice)]])
            assert tree.bounds(part, depth, 0)[0] >= tally[choice]


def test_levers_that_cost_no_draw_are_left_out():
    """Two options alike on the second issue: the first is preferred where that is asked for."""
    worth = (np.array([[[1.0, 0.0]]]), np.array([[[2.0, 2.0]]]))
    space = DrawnSpace(worth, np.array([[-3.0]]), 1)
    assert most_acceptable(space, few=[1]).choice == (0, 0)
    found = most_acceptable(space, Clock(0.0), few=[1], known=[(0, 1)])
    assert found.choice == (0, 0)
    assert not found.ties


def test_no_draws_have_no_answer():
    space = DrawnSpace((np.zeros((0, 1, 2)),), np.zeros((0, 1)), 1)
    with pytest.raises(ValueError, match="no draws"):
        most_acceptable(space)


@st.composite
def lever_cases(draw):
    """A drawn space with up to four levers, threats of two scenarios among them."""
    space = draw(drawn_spaces(largest=8, most=4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    k, parties = space.draws, space.parties
    count, rows = draw(st.integers(0, 4)), draw(st.integers(1, 3))

    def quarters(*shape):
        return random.integers(-6, 12, shape) / 4

    scenario = tuple(draw(st.integers(-1, rows - 1)) for _ in range(count))
    scenario = tuple(-1 if row == 0 else row for row in scenario)
    change = quarters(k, rows, parties)
    change[:, 0] = 0.0
    if rows > 1 and draw(st.booleans()):
        change[:, 1, parties - 1] = np.nan
    others = st.sets(st.integers(0, max(count - 1, 0)), max_size=1)
    links = [tuple(sorted(draw(others) - {i})) for i in range(2 * count)]
    return space, DrawnLevers(
        quarters(k, count, parties),
        change,
        scenario,
        tuple(-1 if row >= 0 else draw(st.integers(-1, parties - 1)) for row in scenario),
        tuple(tuple(i for i in links[lever] if i != lever) for lever in range(count)),
        tuple(tuple(i for i in links[count + lever] if i != lever) for lever in range(count)),
        random.random((k, count)) < 0.8,
    )


def settlement_counts(space, levers):
    """By the rules, spelled out: in how many draws each package with each set of levers opens."""
    found = {}
    numbers = range(levers.levers)
    for held in itertools.chain.from_iterable(
        itertools.combinations(numbers, size) for size in range(levers.levers + 1)
    ):
        named = {levers.scenario[i] for i in held if levers.scenario[i] >= 0}
        if len(named) > 1:
            continue
        if any(not set(levers.needs[i]) <= set(held) for i in held):
            continue
        if any(set(levers.excludes[i]) & set(held) for i in held):
            continue
        row = named.pop() if named else 0
        asked = {*range(space.required), *(levers.by[i] for i in held if levers.by[i] >= 0)}
        for choice in every(space):
            crossed = {r.party for r in space.red_lines if holds(r.never, choice)}
            count = 0
            for k in range(space.draws):
                gains = [
                    gain(space, k, p, choice)
                    + levers.change[k, row, p]
                    + sum(levers.effect[k, i, p] for i in held)
                    for p in asked
                ]
                count += (
                    not crossed & asked
                    and all(levers.usable[k, i] for i in held)
                    and all(value >= 0 for value in gains)
                )
            found[choice, held] = count
    return found


@given(lever_cases())
@settings(max_examples=50, deadline=None)
def test_the_best_settlement_by_the_rules_of_levers(case):
    space, levers = case
    made = settlements(space, levers)
    found = most_acceptable(made.space, few=made.levers)
    tally = settlement_counts(space, levers)
    top = max(tally.values())
    assert found.accepted == found.bound == top
    if top > 0:
        best = [settled for settled, count in tally.items() if count == top]
        chosen = made.package(found.choice), made.in_force(found.choice)
        assert chosen in best
        assert len(chosen[1]) == min(len(held) for _, held in best)
        assert found.ties == len(best)


@given(lever_cases())
@settings(max_examples=30, deadline=None)
def test_whether_some_levers_open_a_deal_in_each_draw(case):
    space, levers = case
    found = zones(settlements(space, levers).space).exists
    for k in range(space.draws):
        part = [k]
        one = DrawnLevers(
            levers.effect[part], levers.change[part], levers.scenario, levers.by,
            levers.needs, levers.excludes, levers.usable[part],
        )  # fmt: skip
        assert found[k] == max(settlement_counts(space.part(part), one).values())


def test_a_settlement_by_its_package_and_levers():
    space = DrawnSpace((np.zeros((1, 1, 2)),), np.zeros((1, 1)), 1)
    levers = DrawnLevers(
        np.zeros((1, 2, 1)), np.zeros((1, 2, 1)), (1, -1), (-1, 0), ((), ()), ((), ()),
        np.ones((1, 2), dtype=bool),
    )  # fmt: skip
    made = settlements(space, levers)
    choice = made.choice((1,), [1], 0)
    assert choice == (1, 0, 0, 1)
    assert (made.package(choice), made.in_force(choice)) == ((1,), (1,))
    assert accepts(space, 0, 0, (1,))


def test_of_ties_the_first_is_chosen_whatever_is_known():
    space = DrawnSpace((np.ones((2, 1, 3)),), np.zeros((2, 1)), 1)
    found = most_acceptable(space, known=[(2,)])
    assert (found.choice, found.ties) == ((0,), 3)


def test_who_has_no_reservation_value_in_a_scenario_accepts_nothing_there():
    """The threat would please party 0, and party 1 has no value in the scenario it names."""
    space = DrawnSpace((np.zeros((1, 2, 1)),), np.array([[-1.0, 0.0]]), 2)

    def best(change):
        levers = DrawnLevers(
            np.zeros((1, 1, 2)), np.array([[[0.0, 0.0], [2.0, change]]]), (1,), (-1,), ((),), ((),),
            np.ones((1, 1), dtype=bool),
        )  # fmt: skip
        return most_acceptable(settlements(space, levers).space).accepted

    assert best(0.0) == 1
    assert best(np.nan) == 0


def as_issues(case):
    """One draw of a case of ``leverage``."""
    threats = [kind is Kind.THREAT for kind in case.kind]
    return settlements(
        one_draw(replace(case.space, constant=-case.reservation[0])),
        DrawnLevers(
            case.effect[None],
            (case.reservation[0] - case.reservation)[None],
            case.scenario,
            tuple(-1 if threat else by for threat, by in zip(threats, case.by, strict=True)),
            case.needs,
            case.excludes,
            np.array([[
                by >= 0 and (not threat or leverage_oracle.shortfall(case, lever) == 0)
                for lever, (by, threat) in enumerate(zip(case.by, threats, strict=True))
            ]]),
        ),
    )  # fmt: skip


@given(leverage_oracle.cases(4))
@settings(max_examples=60, deadline=None)
def test_levers_as_issues_obey_the_rules_of_leverage(case):
    """Against the oracle of ``leverage`` itself: the same settlements, one by one."""
    case = replace(case, quorum=None, vetoes=())
    made = as_issues(case)
    expected_ = {
        (found.package, tuple(sorted(found.levers))): found.scenario
        for found in leverage_oracle.settlements(case)
        if found.level >= 0
    }
    choices = every(made.space)
    good = passes(made.space, tuple(np.array(choices).T))[0]
    found = {
        (made.package(choice), made.in_force(choice)): choice[made.issues]
        for choice, accepted in zip(choices, good, strict=True)
        if accepted and free(made.space, choice)
    }
    assert found == expected_
