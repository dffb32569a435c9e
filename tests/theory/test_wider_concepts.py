"""Symmetric sequential stability, strength, coalitions, foresight: against the definitions."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model_cases import conflicts, model_of, numbers, places_of, stable_states
from graph_model_oracle import Conflict, State
from irenic.theory import class_improvements, coalitions, foresight
from irenic.theory.class_improvements import (
    ClassImprovements,
    JointAnswer,
    TooMany,
    coalitional_improvements,
)
from irenic.theory.counter_moves import Found
from irenic.theory.foresight import limited_move_stability, non_myopic_stability
from irenic.theory.graph_model import GraphModel
from irenic.theory.improvements import improvements
from irenic.theory.ordinal_preferences import ranks_from_scores
from irenic.theory.sanctions import symmetric_sequential_stability
from irenic.theory.strength import gap_from_cuts, gap_from_worth, strong_stability


def states(model: GraphModel, mask: np.ndarray) -> set[State]:
    options = sum(each.options for each in model.strategies)
    return {
        tuple(int(n) >> bit & 1 for bit in range(options))
        for n in numbers(model, np.flatnonzero(mask))
    }


def sorted_(model: GraphModel) -> dict:
    return {party: improvements(model, party) for party in model.parties}


# Symmetric sequential stability ------------------------------------------------------------


@settings(max_examples=150)
@given(conflicts(), st.booleans())
def test_sseq_is_what_the_definition_says(conflict: Conflict, whole_axes: bool) -> None:
    model = model_of(conflict, whole_axes=whole_axes)
    better = sorted_(model)
    found = stable_states(model)
    for party in conflict.parties:
        sseq = states(model, symmetric_sequential_stability(model, party, better))
        assert sseq == conflict.stable("sseq", party)
        # Rego & Vieira (2017): Nash stability implies SSEQ, which implies SMR and SEQ
        assert found["nash_stability"][party] <= sseq
        assert sseq <= found["smr"][party] & found["seq"][party]


def test_smr_and_seq_together_do_not_imply_sseq() -> None:
    """One answer is a gain but can be escaped, another cannot but is a loss."""
    feasible = list(product((0, 1), repeat=4))  # a, a2 (of A), b, b2 (of B)
    a = dict.fromkeys(feasible, 0) | {(0, 0, 0, 0): 1, (1, 0, 0, 0): 2, (0, 1, 1, 0): 3}
    b = {s: s[2] - 2 * s[3] for s in feasible}
    conflict = Conflict((0, 0, 1, 1), frozenset(), frozenset(), frozenset(feasible), (a, b))
    found = stable_states(model_of(conflict))
    start = (0, 0, 0, 0)
    assert start in found["smr"][0] & found["seq"][0]
    assert start not in conflict.stable("sseq", 0)


# Strength ----------------------------------------------------------------------------------


@settings(max_examples=150)
@given(conflicts(), st.data())
def test_strong_stability_is_what_the_definition_says(
    conflict: Conflict, data: st.DataObject
) -> None:
    model = model_of(conflict)
    better = sorted_(model)
    found = stable_states(model)
    for party in conflict.parties:
        payoff = conflict.payoff[party]
        levels = sorted(set(payoff.values()))
        rank = {level: i + 1 for i, level in enumerate(levels)}
        ranks = model.ranks[party]
        if data.draw(st.booleans()):
            cuts = data.draw(st.lists(st.sampled_from(list(rank.values()) or [1]), max_size=3))
            gap = gap_from_cuts(ranks, cuts)

            def much(a: State, b: State, rank=rank, cuts=cuts, payoff=payoff) -> bool:
                return any(rank[payoff[b]] <= cut < rank[payoff[a]] for cut in cuts)
        else:
            least = data.draw(st.sampled_from((1, 2, 400)))
            worth = np.zeros(model.feasible.shape)
            for state in conflict.feasible:
                worth.flat[places_of(model, [state])] = payoff[state]
            assert np.array_equal(ranks_from_scores(model.feasible, worth), ranks)
            gap = gap_from_worth(ranks, worth, least)

            def much(a: State, b: State, least=least, payoff=payoff) -> bool:
                return payoff[a] - payoff[b] >= least

        for concept in ("gmr", "smr", "seq", "sseq"):
            strong = states(model, strong_stability(model, party, concept, gap, better))
            expected = {s for s in conflict.feasible if conflict.strong(concept, party, s, much)}
            assert strong == expected, concept
            stable = conflict.stable("sseq", party) if concept == "sseq" else found[concept][party]
            assert found["nash_stability"][party] <= strong <= stable


def test_strength_plays_no_part_in_nash_stability() -> None:
    conflict = Conflict((0,), frozenset(), frozenset(), frozenset({(0,), (1,)}),
                        ({(0,): 0, (1,): 1},))  # fmt: skip
    model = model_of(conflict)
    with pytest.raises(ValueError, match="nash_stability"):
        strong_stability(model, 0, "nash_stability", np.zeros(3, np.int32), sorted_(model))


# Coalitions --------------------------------------------------------------------------------


def joint(model: GraphModel, concept: str, members: list[int], better: dict) -> set[State]:
    match concept:
        case "nash_stability":
            mask = coalitions.coalitional_nash_stability(model, members)
        case "gmr":
            mask = coalitions.coalitional_general_metarationality(model, members)
        case "smr":
            mask = coalitions.coalitional_symmetric_metarationality(model, members)
        case _:
            mask = coalitions.coalitional_sequential_stability(model, members, better)
    return states(model, mask)


@settings(max_examples=100)
@given(conflicts(), st.data(), st.sampled_from((4, 1 << 22)))
def test_coalitional_concepts_are_what_the_definitions_say(
    conflict: Conflict, data: st.DataObject, cells: int
) -> None:
    model = model_of(conflict, whole_axes=data.draw(st.booleans()))
    better = sorted_(model)
    members = data.draw(st.permutations(list(conflict.parties)))
    members = members[: data.draw(st.integers(1, len(members)))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coalitions, "_CELLS", cells)
        patch.setattr(class_improvements, "_CELLS", cells)
        found = {
            c: joint(model, c, members, better) for c in ("nash_stability", "gmr", "smr", "seq")
        }
    for concept, stable in found.items():
        expected = {s for s in conflict.feasible if conflict.joint(concept, members, s)}
        assert stable == expected, concept
    assert found["nash_stability"] <= found["smr"] <= found["gmr"]
    assert found["nash_stability"] <= found["seq"] <= found["gmr"]
    if len(members) == 1:
        alone = {concept: of[members[0]] for concept, of in stable_states(model).items()}
        assert all(found[c] == alone[c] for c in ("nash_stability", "gmr", "smr"))
        assert alone["seq"] <= found["seq"]  # the others may ally to answer it
        if len(conflict.parties) == 2:
            assert alone["seq"] == found["seq"]
    if len(members) == len(conflict.parties):
        assert len(set(map(frozenset, found.values()))) == 1  # nobody is left to answer


@settings(max_examples=100)
@given(conflicts(), st.data())
def test_unsanctioned_joint_moves(conflict: Conflict, data: st.DataObject) -> None:
    if not conflict.feasible:
        return
    model = model_of(conflict)
    better = sorted_(model)
    pairs = [
        m for k in (1, 2) for m in combinations(conflict.parties, min(k, len(conflict.parties)))
    ]
    members = list(data.draw(st.sampled_from(pairs)))
    state = data.draw(st.sampled_from(sorted(conflict.feasible)))
    place = int(places_of(model, [state])[0])
    mask = np.zeros(model.feasible.shape, bool)
    mask.flat[coalitional_improvements(model, members, place)] = True
    assert states(model, mask) == set(conflict.joint_improvements(members, state))
    answers = coalitions.Answers(model, members, better)
    ends = coalitional_improvements(model, members, place)
    for concept in ("nash_stability", "gmr", "smr", "seq"):
        open_ = answers.unsanctioned(place, ends, concept)
        mask = np.zeros(model.feasible.shape, bool)
        mask.flat[open_] = True
        assert states(model, mask) == conflict.joint_undeterred(concept, members, state)
        if concept == "nash_stability":
            continue
        for end in ends:
            found = answers.shortest(place, int(end), concept)
            assert (found.found is Found.NONE) == (end in open_)
            if concept == "seq":
                check_answer(conflict, model, members, (state, int(end)), found)


def check_answer(
    conflict: Conflict, model: GraphModel, members: list[int], move: tuple[State, int],
    answer: JointAnswer,
) -> None:  # fmt: skip
    """Each step is its coalition's, no part of which has it; nothing shorter leads to a loss."""
    others = [p for p in conflict.parties if p not in members]
    every = [c for k in range(1, len(others) + 1) for c in combinations(others, k)]
    state, end = move

    def loses(end: State) -> bool:
        return any(conflict.payoff[m][end] <= conflict.payoff[m][state] for m in members)

    here = only_state(model, end)
    front, seen = {here}, set[State]()
    for who, place in answer.steps:
        seen |= front
        front = {u for s in front for c in every for u in conflict.joint_improvements(c, s)} - seen
        after = only_state(model, place)
        able = [c for c in every if after in conflict.joint_improvements(c, here)]
        assert tuple(who) in able
        assert len(who) == min(map(len, able))
        assert after in front
        if place != answer.steps[-1][1]:
            assert not any(map(loses, front))
        here = after
    assert not answer.steps or loses(here)


def only_state(model: GraphModel, place: int) -> State:
    mask = np.zeros(model.feasible.shape, bool)
    mask.flat[place] = True
    (found,) = states(model, mask)
    return found


def allies(*, free: bool = True) -> Conflict:
    """A gains by x; B and C gain by y and w together after it, to A's loss, and not one alone."""
    cube = list(product((0, 1), repeat=3))
    feasible = frozenset(cube if free else [s for s in cube if s != (0, 1, 1)])
    a = {s: 2 * (not (s[1] and s[2])) + s[0] for s in feasible}
    b = {s: 2 * all(s) + (not s[1]) for s in feasible}
    c = {s: 2 * all(s) + (not s[2]) for s in feasible}
    return Conflict((0, 1, 2), frozenset(), frozenset(), feasible, (a, b, c))


@pytest.mark.parametrize("free", [True, False])
def test_an_alliance_deters_what_nobody_deters_alone(free: bool) -> None:
    model = model_of(allies(free=free))
    start = (0, 0, 0)
    assert start not in stable_states(model)["seq"][0]
    assert start in joint(model, "seq", [0], sorted_(model))
    here, end = places_of(model, [start, (1, 0, 0)])
    answer = coalitions.Answers(model, [0], sorted_(model)).shortest(int(here), int(end), "seq")
    assert [(who, only_state(model, place)) for who, place in answer.steps] == [((1, 2), (1, 1, 1))]


def test_alliances_beyond_the_limit_are_refused() -> None:
    model = model_of(allies())
    better = sorted_(model)
    with pytest.raises(TooMany) as refused:
        coalitions.coalitional_sequential_stability(model, [0], better, 0)
    needed = refused.value.needed
    found = coalitions.coalitional_sequential_stability(model, [0], better, needed)
    assert (0, 0, 0) in states(model, found)
    with pytest.raises(TooMany):
        coalitions.coalitional_sequential_stability(model, [0], better, needed - 1)
    # With one outsider there is nobody to ally with, and nothing to count.
    coalitions.coalitional_sequential_stability(model, [0, 1], better, 0)


def test_a_search_for_the_shortest_alliances_may_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(allies())
    steps = ClassImprovements(model)
    with pytest.raises(ValueError, match="no coalition"):
        steps.who(1, 0)
    monkeypatch.setattr(class_improvements, "_PATIENCE", 0)
    here, end = places_of(model, [(0, 0, 0), (1, 0, 0)])
    answers = coalitions.Answers(model, [0], sorted_(model))
    assert answers.shortest(int(here), int(end), "seq").found is Found.UNDECIDED


# Foresight ---------------------------------------------------------------------------------


@settings(max_examples=100)
@given(conflicts(), st.integers(1, 5), st.sampled_from((4, 1 << 22)))
def test_limited_move_stability_is_what_the_definition_says(
    conflict: Conflict, horizon: int, cells: int
) -> None:
    model = model_of(conflict)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(foresight, "_CELLS", cells)
        found = limited_move_stability(model, horizon)
    known: dict = {}
    for party in conflict.parties:
        expected = {s for s in conflict.feasible if conflict.limited_move(horizon, party, s, known)}
        assert states(model, found[party]) == expected
        if horizon == 1:
            assert expected == conflict.stable("nash_stability", party)


@settings(max_examples=40)
@given(conflicts())
def test_the_limit_holds_for_every_later_horizon(conflict: Conflict) -> None:
    model = model_of(conflict)
    limit = non_myopic_stability(model)
    assert limit is not None
    later = [
        limited_move_stability(model, limit.horizon + k) for k in range(1, 2 * limit.period + 1)
    ]
    for party in conflict.parties:
        every = np.logical_and.reduce([stable[party] for stable in later])
        assert np.array_equal(every, limit.stable[party])


def test_anticipations_may_never_settle() -> None:
    """A prefers to do as B does, B to do otherwise: what is foreseen turns with the horizon."""
    owner, none = (0, 1), frozenset[int]()
    order = [(0, 0), (0, 1), (1, 1), (1, 0)]
    a = {(0, 0): 3, (0, 1): 2, (1, 1): 4, (1, 0): 1}
    b = {(0, 0): 1, (0, 1): 4, (1, 1): 2, (1, 0): 3}
    model = model_of(Conflict(owner, none, none, frozenset(order), (a, b)))
    limit = non_myopic_stability(model)
    assert limit is not None
    assert limit.period > 1
    later = [
        limited_move_stability(model, limit.horizon + k) for k in range(1, 2 * limit.period + 1)
    ]
    for party in (0, 1):
        stable = [states(model, each[party]) for each in later]
        assert states(model, limit.stable[party]) == set.intersection(*stable)
        assert len({frozenset(each) for each in stable}) > 1


def test_the_limit_is_not_guessed() -> None:
    conflict = Conflict((0,), frozenset(), frozenset(), frozenset({(0,), (1,)}),
                        ({(0,): 0, (1,): 1},))  # fmt: skip
    assert non_myopic_stability(model_of(conflict), most=0) is None
    with pytest.raises(ValueError, match="horizon"):
        limited_move_stability(model_of(conflict), 0)


@settings(max_examples=60)
@given(conflicts(((1, 1), (2, 1), (2, 2), (3, 2))), st.integers(1, 6))
def test_two_parties_with_strict_preferences_follow_the_classic_recursion(
    conflict: Conflict, horizon: int
) -> None:
    """Kilgour (1985): one state is anticipated, found by backward induction."""
    payoff = [
        {s: (p[s], i) for i, s in enumerate(sorted(conflict.feasible))} for p in conflict.payoff
    ]
    strict = Conflict(
        conflict.owner, conflict.irreversible, conflict.unresumable, conflict.feasible,
        tuple({s: sorted(p.values()).index(p[s]) for s in p} for p in payoff),
    )  # fmt: skip

    def ends(h: int, party: int, state: State) -> State:
        own = strict.payoff[party]
        results = [ends(h - 1, 1 - party, t) for t in strict.moves(party, state)] if h else []
        best = max(results, key=own.__getitem__, default=state)
        return best if own[best] > own[state] else state

    if len(conflict.feasible) > 8 or horizon > 4:
        horizon = min(horizon, 3)
    found = limited_move_stability(model_of(strict), horizon)
    for party in (0, 1):
        expected = {s for s in strict.feasible if ends(horizon, party, s) == s}
        assert states(model_of(strict), found[party]) == expected
