"""Stability by arrays against the definitions with sets, and what relates the concepts."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model_cases import conflicts, model_of, numbers, stable_states
from graph_model_oracle import Conflict, State
from irenic.theory import counter_moves, graph_model, simultaneous
from irenic.theory import improvements as improving
from irenic.theory.counter_moves import Found, improvements_from, moves_from, shortest_sanction
from irenic.theory.foresight import limited_move_stability
from irenic.theory.graph_model import NOWHERE, GraphModel, Strategies
from irenic.theory.improvements import entries, improvements, lowest_by_improvements
from irenic.theory.ordinal_preferences import (
    ranks_from_ranking,
    ranks_from_scores,
    ranks_from_statements,
    scores,
    snapped,
    whole,
)
from irenic.theory.sanctions import nash_stability
from irenic.theory.simultaneous import combinations

CONCEPTS = ("nash_stability", "gmr", "smr", "seq", "sim")


def _states(model: GraphModel, places: np.ndarray) -> list[State]:
    options = sum(each.options for each in model.strategies)
    return [tuple(int(n) >> b & 1 for b in range(options)) for n in numbers(model, places)]


@settings(max_examples=350)
@given(conflicts(), st.booleans(), st.sampled_from((4, 1 << 16)))
def test_every_cell_is_what_the_definition_says(
    conflict: Conflict, whole_axes: bool, chunk: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simultaneous, "_CHUNK", chunk)
        patch.setattr(improving, "_CHUNK", chunk)
        found = stable_states(model_of(conflict, whole_axes=whole_axes))
    for concept, party in product(CONCEPTS, conflict.parties):
        assert found[concept][party] == conflict.stable(concept, party), (concept, party)


@settings(max_examples=100)
@given(conflicts())
def test_relations_between_the_concepts(conflict: Conflict) -> None:
    model = model_of(conflict)
    found = stable_states(model)
    for party in conflict.parties:
        nash, gmr, smr, seq, sim = (found[concept][party] for concept in CONCEPTS)
        assert nash <= smr <= gmr
        assert nash <= seq <= gmr
        assert nash <= sim
        if model.unrestricted or len(conflict.parties) == 2:
            assert sim <= gmr


@settings(max_examples=60)
@given(conflicts(((1, 1), (2, 1), (2, 2), (3, 2))))
def test_with_two_parties_a_sanction_is_a_single_move(conflict: Conflict) -> None:
    found = stable_states(model_of(conflict))
    for party in conflict.parties:
        other, payoff = 1 - party, conflict.payoff[party]
        expected = {
            s for s in conflict.feasible
            if all(
                any(payoff[u] <= payoff[s] for u in conflict.improvements(other, t))
                for t in conflict.improvements(party, s)
            )
        }  # fmt: skip
        assert found["seq"][party] == expected


def test_sim_can_hold_where_gmr_does_not() -> None:
    """B and C gain by moving from the start; after A's move only both at once are feasible."""
    start, gain, both = (0, 0, 0), (1, 0, 0), (1, 1, 1)
    feasible = [start, (0, 1, 0), (0, 0, 1), gain, both]
    a = dict.fromkeys(feasible, 1) | {gain: 2, both: 0}
    b_or_c = dict.fromkeys(feasible, 1) | {start: 0}
    conflict = Conflict(
        (0, 1, 2), frozenset(), frozenset(), frozenset(feasible), (a, b_or_c, b_or_c)
    )
    found = stable_states(model_of(conflict))
    assert start in found["sim"][0] - found["gmr"][0]


def test_seq_and_smr_do_not_imply_one_another() -> None:
    """B's answer is a gain for B but A moves on (SEQ only), or lasts but costs B (SMR only)."""
    states = list(product((0, 1), repeat=3))
    a = dict.fromkeys(states, 0) | {(0, 0, 0): 1, (1, 0, 0): 2, (0, 1, 1): 3}
    for gains, only, never in ((1, "seq", "smr"), (-1, "smr", "seq")):
        if gains < 0:
            a[0, 1, 1] = 0
        b = {s: gains * s[2] for s in states}
        conflict = Conflict((0, 0, 1), frozenset(), frozenset(), frozenset(states), (a, b))
        found = stable_states(model_of(conflict))
        assert (0, 0, 0) in found[only][0] - found[never][0]


# Each of the others must move more than once ---------------------------------------------


def _relay() -> Conflict:
    """A leaves 0 for 1; B and C can undo its gain, but only by moving in turn, twice each.

    Options: a (A's), b0 b1 (B's), c0 c1 (C's). After A's move the feasible states form a
    path on which B and C step alternately: bc = 00 -B-> 10 -C-> 11 -B-> 21 -C-> 22; only
    its end is bad for A. Each step is a gain for its mover.
    """
    place = {0: (0, 0), 1: (1, 0), 2: (0, 1)}
    path = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2)]
    after = [(1, *place[b], *place[c]) for b, c in path]
    start = (0, 0, 0, 0, 0)
    feasible = [start, *after]
    a = dict.fromkeys(feasible, 5) | {start: 1, after[-1]: 0}
    b_or_c = dict.fromkeys(feasible, 0) | {state: i for i, state in enumerate(after)}
    owner = (0, 1, 1, 2, 2)
    return Conflict(owner, frozenset(), frozenset(), frozenset(feasible), (a, b_or_c, b_or_c))


def test_opponents_may_move_again_once_another_has_moved() -> None:
    """GMCR+ lets each opponent move once in a sanction and calls this state unstable."""
    conflict = _relay()
    start = (0, 0, 0, 0, 0)
    found = stable_states(model_of(conflict))
    for concept in ("gmr", "smr", "seq"):
        assert start in conflict.stable(concept, 0)
        assert start in found[concept][0]
    assert start not in found["nash_stability"][0]
    assert start not in found["sim"][0]


def test_the_shortest_sanction_is_the_relay() -> None:
    model = model_of(_relay())
    (start,) = (p for p in np.flatnonzero(model.feasible) if numbers(model, [p])[0] == 0)
    (gain,) = improvements_from(model, 0, int(start))
    for improving_only in (True, False):
        answer = shortest_sanction(model, 0, (int(start), int(gain)), improving=improving_only)
        assert answer.found is Found.SANCTION
        assert [mover for mover, _ in answer.steps] == [1, 2, 1, 2]
    hasty = shortest_sanction(model, 0, (int(start), int(gain)), improving=True, patience=2)
    assert hasty == shortest_sanction(model, 0, (int(start), int(gain)), improving=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counter_moves, "_MOST_STATES", 1)
        cut = shortest_sanction(model, 0, (int(start), int(gain)), improving=True, patience=2)
    assert cut.found is Found.UNDECIDED


def test_every_improvement_counts_not_only_the_first_or_last() -> None:
    """A has three improvements, of which the middle one alone cannot be sanctioned."""
    states = list(product((0, 1), repeat=3))
    a = dict.fromkeys(states, 0) | {(0, 0, 0): 1, (1, 0, 0): 2, (0, 1, 0): 3, (1, 1, 0): 4}
    a[0, 1, 1] = 3
    b = {s: s[2] for s in states}
    conflict = Conflict((0, 0, 1), frozenset(), frozenset(), frozenset(states), (a, b))
    found = stable_states(model_of(conflict))
    for concept in CONCEPTS[1:]:
        assert (0, 0, 0) not in found[concept][0]
    a[0, 1, 1] = 0
    found = stable_states(model_of(conflict))
    for concept in CONCEPTS[1:]:
        assert (0, 0, 0) in found[concept][0]


# Counter-moves ---------------------------------------------------------------------------


@settings(max_examples=80)
@given(conflicts(((1, 1, 1), (2, 1, 1), (2, 2), (2, 2, 1))))
def test_improvements_moves_and_answers_agree_with_the_definition(conflict: Conflict) -> None:
    model = model_of(conflict)
    for place in np.flatnonzero(model.feasible):
        (state,) = _states(model, np.array([place]))
        for party in conflict.parties:
            moves = _states(model, moves_from(model, party, int(place)))
            assert set(moves) == set(conflict.moves(party, state))
            ends = improvements_from(model, party, int(place))
            better = _states(model, ends)
            assert sorted(better) == sorted(conflict.improvements(party, state))
            changes = [sum(x != y for x, y in zip(state, t, strict=True)) for t in better]
            assert changes == sorted(changes)
            for end, after in zip(ends, better, strict=True):
                _check_answers(conflict, model, party, (int(place), int(end)), (state, after))


def _check_answers(
    conflict: Conflict, model: GraphModel, party: int, at: tuple[int, int],
    states: tuple[State, State],
) -> None:  # fmt: skip
    payoff, others = conflict.payoff[party], conflict.others(party)
    for only, steps in ((True, conflict.improvements), (False, conflict.moves)):
        reached = conflict.brought_about(others, states[1], steps)
        bad = [s for s in reached if payoff[s] <= payoff[states[0]]]
        answer = shortest_sanction(model, party, at, improving=only)
        assert (answer.found is Found.SANCTION) == bool(bad)
        before = states[1]
        for mover, place in answer.steps:
            (after,) = _states(model, np.array([place]))
            assert mover != party
            assert after in set(steps(mover, before))
            before = after
        if bad:
            assert before in bad


# Preferences -----------------------------------------------------------------------------


@given(st.integers(1, 80), st.integers(0, 2**32 - 1), st.sampled_from((0.0, 0.4)))
def test_statements_order_states_lexicographically(count: int, seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    feasible = random.random((4, 8)) >= share
    holds = [random.random((4, 8)) < 0.5 for _ in range(count)]
    ranks = ranks_from_statements(feasible, holds)
    met = {s: tuple(bool(h[s]) for h in holds) for s in map(tuple, np.argwhere(feasible))}
    order = sorted(set(met.values()))
    assert {s: int(ranks[s]) - 1 for s in met} == {s: order.index(m) for s, m in met.items()}
    assert not ranks[~feasible].any()


def test_eighty_statements_do_not_overflow() -> None:
    """The first of 80 statements outweighs the 79 others; the 80th still breaks a tie."""
    feasible = np.ones((2, 2), np.bool_)
    first = np.array([[False, False], [True, True]])
    last = np.array([[False, True], [False, False]])
    middle = np.array([[True, True], [False, False]])
    ranks = ranks_from_statements(feasible, [first, *[middle] * 78, last])
    assert ranks.tolist() == [[1, 2], [3, 3]]


def test_renumbering_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("irenic.theory.ordinal_preferences._ROOM", 2)
    test_eighty_statements_do_not_overflow()
    test_statements_order_states_lexicographically()


def test_no_statements_mean_indifference_and_no_states_mean_nothing() -> None:
    assert ranks_from_statements(np.ones(3, np.bool_), []).tolist() == [1, 1, 1]
    assert ranks_from_statements(np.zeros(3, np.bool_), []).tolist() == [0, 0, 0]


def test_a_ranking_with_ties() -> None:
    feasible = np.array([True, True, False, True, True])
    groups = [np.array([3]), np.array([0, 4]), np.array([1])]
    assert ranks_from_ranking(feasible, groups).tolist() == [2, 1, 0, 3, 2]


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([[0], [1]], "leaves out 1"),
        ([[0, 0], [1], [3]], "more than once"),
        ([[0], [1], [2], [3]], "1 infeasible"),
        ([[0], [], [1], [3]], "empty group"),
    ],
)
def test_a_ranking_that_is_none(groups: list[list[int]], said: str) -> None:
    feasible = np.array([True, True, False, True])
    with pytest.raises(ValueError, match=said):
        ranks_from_ranking(feasible, [np.array(group, np.intp) for group in groups])


# Strategies and models -------------------------------------------------------------------


@given(st.integers(1, 4), st.data())
def test_classes_reach_what_the_masks_allow(options: int, data: st.DataObject) -> None:
    top = (1 << options) - 1
    masks = data.draw(st.integers(0, top)), data.draw(st.integers(0, top))
    codes = sorted(data.draw(st.sets(st.integers(0, top), min_size=1)))
    strategies = Strategies(options, np.array(codes), *masks)
    reaches = strategies.reaches()
    for place, number in enumerate(strategies.classes):
        assert strategies.reach(int(number)).tolist() == np.flatnonzero(reaches[place]).tolist()
        members = strategies.members[int(number)]
        assert members.tolist() == np.flatnonzero(reaches[place] & reaches[:, place]).tolist()


@settings(max_examples=40)
@given(conflicts(((1, 1), (2, 2), (2, 1, 1), (2, 2, 1))))
def test_combinations_and_values_of_infeasible_states(conflict: Conflict) -> None:
    model = model_of(conflict)
    better = {party: improvements(model, party) for party in model.parties}
    expected = 0
    for state in conflict.feasible:
        counts = [len(list(conflict.improvements(p, state))) for p in conflict.parties]
        for party in conflict.parties:
            others = [counts[other] + 1 for other in conflict.others(party)]
            expected += counts[party] * int(np.prod(others))
    assert combinations(model, better) == expected
    for party in conflict.parties:
        lowest = lowest_by_improvements(model, model.ranks[party], model.others(party), better)
        assert (lowest[~model.feasible] == NOWHERE).all()


def test_the_number_of_combinations_is_counted_beforehand() -> None:
    """Prisoner's dilemma: both improve from (1, 1); one does from (0, 1) and from (1, 0)."""
    states = list(product((0, 1), repeat=2))
    payoff = tuple({s: 2 * s[1 - i] + 1 - s[i] for s in states} for i in (0, 1))
    model = model_of(Conflict((0, 1), frozenset(), frozenset(), frozenset(states), payoff))
    better = {party: improvements(model, party) for party in model.parties}
    assert combinations(model, better) == 2 + 2 + 1 + 1


def test_wrong_models_are_refused() -> None:
    two = (Strategies(1, np.arange(2), 0, 0),) * 2
    feasible = np.ones((2, 2), np.bool_)
    ranks = np.ones((2, 2), np.int32)
    with pytest.raises(ValueError, match="arrays of shape"):
        GraphModel(two, feasible, (ranks,))
    with pytest.raises(ValueError, match="int32"):
        GraphModel(two, feasible, (ranks, ranks.astype(float)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="positive where feasible"):
        GraphModel(two, feasible, (ranks, ranks - 1))
    with pytest.raises(ValueError, match="ascend"):
        Strategies(2, np.array([1, 0]))
    with pytest.raises(ValueError, match="between 0 and 3"):
        Strategies(2, np.array([0, 4]))
    with pytest.raises(ValueError, match="does not exist"):
        Strategies(1, np.array([0, 1]), irreversible=2)


def test_searches_in_small_parts_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counter_moves, "_CELLS", 3)
    test_the_shortest_sanction_is_the_relay()
    assert graph_model.WORST < 1 < graph_model.NOWHERE


# Moves that cannot be undone, and sums -----------------------------------------------------


@given(st.integers(1, 5), st.data())
def test_reaches_are_listed_class_by_class(options: int, data: st.DataObject) -> None:
    codes = data.draw(st.sets(st.integers(0, 2**options - 1), min_size=1))
    masks = [data.draw(st.integers(0, 2**options - 1)) for _ in range(2)]
    own = Strategies(options, np.array(sorted(codes)), *masks)
    listed = {
        int(number): row.tolist()
        for found, rows in own.reach_lists() for number, row in zip(found, rows, strict=True)
    }  # fmt: skip
    assert listed.keys() == own.members.keys()
    matrix = own.reaches()
    for number, members in own.members.items():
        for member in members:
            assert listed[number] == np.flatnonzero(matrix[member]).tolist()
    assert own.reach_size == sum(map(len, listed.values()))


def test_many_irreversible_moves_take_no_quadratic_time() -> None:
    """2^16 strategies, each a class of its own: a pass over pairs of them would take minutes."""
    own = Strategies(16, np.arange(1 << 16), irreversible=(1 << 16) - 1)
    assert len(own.members) == 1 << 16
    assert own.reach_size == 3**16
    shape = (1, 1 << 16)
    model = GraphModel(
        (own, Strategies(1, np.array([0]))), np.ones(shape, bool),
        (np.arange(1, (1 << 16) + 1, dtype=np.int32).reshape(shape), np.ones(shape, np.int32)),
    )  # fmt: skip
    assert np.flatnonzero(nash_stability(model, 0)).tolist() == [(1 << 16) - 1]
    assert limited_move_stability(model, 3)[0].sum() == 1
    assert entries(model) == 3**16 + (1 << 16)


def test_weights_are_the_decimals_that_are_written() -> None:
    assert whole([0.1, 0.2, 0.3]) == [1, 2, 3]
    assert whole([1e6, 1e-3, 0.25]) == [10**9, 1, 250]
    third, twice, drawn = snapped([0.3333333333333333, 0.6666666666666666, math.pi])
    assert 2 * third == twice
    assert drawn < 1 << 62
    assert snapped([0.0]) == [0]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4), st.integers(0, 99))
def test_sums_that_do_not_fit_are_exact_all_the_same(weights: list[float], seed: int) -> None:
    """Digits from 10^6 down to the last of a double: more than 64 bits hold."""
    random = np.random.default_rng(seed)
    feasible = np.ones(8, bool)
    holds = [random.random(8) < 0.5 for _ in weights]
    exact = [sum(Fraction(repr(w)) for w, h in zip(weights, holds, strict=True) if h[s])
             for s in range(8)]  # fmt: skip
    order = sorted(set(exact))
    ranks = ranks_from_scores(feasible, scores(feasible, holds, whole(weights)))
    assert ranks.tolist() == [order.index(worth) + 1 for worth in exact]
