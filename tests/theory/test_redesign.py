"""Least changes against brute force over all orders, rankings and sets of patterns."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model_cases import conflicts, model_of
from graph_model_oracle import Conflict
from irenic.theory.deterrence import (
    CONCEPTS,
    above,
    deterrence,
    leaver,
    with_feasible,
    with_ranks,
)
from irenic.theory.exclusions import fewest_exclusions
from irenic.theory.graph_model import GraphModel
from irenic.theory.improvements import improvements
from irenic.theory.ordinal_preferences import ranks_from_ranking
from irenic.theory.redesign import (
    Preference,
    least_swaps,
    nearest_orders,
    rankings_that_hold,
)
from irenic.theory.sanctions import (
    general_metarationality,
    nash_stability,
    sequential_stability,
    symmetric_metarationality,
)
from irenic.theory.simultaneous import simultaneous_stability

SMALL = ((1, 1), (2, 1), (1, 1, 1))


def _stable(model: GraphModel, concept: str) -> list[np.ndarray]:
    """The stable states of each party, by the functions that judge all states at once."""
    better = {party: improvements(model, party) for party in model.parties}
    judge = {
        "nash_stability": nash_stability,
        "gmr": general_metarationality,
        "smr": symmetric_metarationality,
        "seq": lambda m, p: sequential_stability(m, p, better),
        "sim": lambda m, p: simultaneous_stability(m, p, better),
    }[concept]
    return [judge(model, party).ravel() for party in model.parties]


def _inversions(order: tuple[int, ...]) -> int:
    return sum(a > b for a, b in combinations(order, 2))


@given(conflict=conflicts(), concept=st.sampled_from(CONCEPTS))
def test_one_state_is_judged_like_all_states(conflict: Conflict, concept: str) -> None:
    model = model_of(conflict)
    stable = _stable(model, concept)
    for state in np.flatnonzero(model.feasible)[:6]:
        for party in model.parties:
            own = deterrence(model, party, int(state), concept)
            held = own.stable(above(model, party, int(state)))
            assert held == bool(stable[party][state])
        left = leaver(model, int(state), concept)
        assert (left is None) == all(mask[state] for mask in stable)


def test_orders_come_nearest_first_and_each_once() -> None:
    found = list(nearest_orders(5))
    assert len(found) == len({order for _, order in found}) == factorial(5)
    assert [distance for distance, _ in found] == sorted(_inversions(o) for _, o in found)
    assert all(distance == _inversions(order) for distance, order in found)
    assert list(nearest_orders(0)) == [(0, ())]


@st.composite
def reorderable(draw: st.DrawFn) -> tuple[GraphModel, int, tuple[Preference, ...]]:
    """A model whose preferences are short lists of statements or groups, and a state."""
    model = model_of(draw(conflicts(sizes=SMALL)), whole_axes=True)
    states = np.flatnonzero(model.feasible)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    given_, ranks = [], {}
    for party in model.parties:
        if draw(st.booleans()):
            count = draw(st.integers(0, 3))
            holds = tuple(random.random(model.feasible.shape) < 0.5 for _ in range(count))
            preference = Preference(statements=holds)
        else:
            parts = np.array_split(random.permutation(states), min(4, max(len(states), 1)))
            preference = Preference(groups=tuple(part for part in parts if part.size))
        given_.append(preference)
        ranks[party] = preference.ranks(model.feasible, tuple(range(preference.length)))
    state = int(random.choice(states)) if states.size else -1
    return with_ranks(model, ranks), state, tuple(given_)


@settings(max_examples=60)
@given(case=reorderable(), concept=st.sampled_from(CONCEPTS))
def test_the_fewest_swaps(
    case: tuple[GraphModel, int, tuple[Preference, ...]], concept: str
) -> None:
    model, state, preferences = case
    if state < 0:
        return
    best = None
    every = product(*(permutations(range(each.length)) for each in preferences))
    for orders in sorted(every, key=lambda o: sum(map(_inversions, o))):
        ranks = {p: preferences[p].ranks(model.feasible, o) for p, o in enumerate(orders)}
        if all(mask[state] for mask in _stable(with_ranks(model, ranks), concept)):
            best = sum(map(_inversions, orders))
            break
    found = least_swaps(model, state, concept, preferences)
    assert found.proven
    assert found.swaps == best
    if best is not None:
        assert sum(map(_inversions, found.orders.values())) == best
        ranks = {p: preferences[p].ranks(model.feasible, o) for p, o in found.orders.items()}
        assert all(mask[state] for mask in _stable(with_ranks(model, ranks), concept))


@settings(max_examples=25)
@given(
    conflict=conflicts(sizes=((1, 1), (2, 1))), concept=st.sampled_from(CONCEPTS),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_the_count_of_rankings(conflict: Conflict, concept: str, seed: int) -> None:
    model = model_of(conflict)
    states = np.flatnonzero(model.feasible)[:5]
    kept = np.zeros(model.feasible.size, bool)
    kept[states] = True
    model = with_feasible(model, kept.reshape(model.feasible.shape))
    if not states.size:
        return
    state, party = int(states[seed % len(states)]), seed % len(model.parties)
    count = 0
    for order in permutations(states):
        ranks = ranks_from_ranking(model.feasible, [np.array([each]) for each in order])
        count += bool(_stable(with_ranks(model, {party: ranks}), concept)[party][state])
    assert rankings_that_hold(model, party, state, concept) == (count, factorial(len(states)))


@settings(max_examples=60)
@given(conflict=conflicts(sizes=SMALL), concept=st.sampled_from(CONCEPTS), seed=st.integers(0, 999))
def test_the_fewest_exclusions(conflict: Conflict, concept: str, seed: int) -> None:
    model = model_of(conflict)
    states = np.flatnonzero(model.feasible)
    if not states.size:
        return
    random = np.random.default_rng(seed)
    state = int(random.choice(states))
    masks = [random.random(model.feasible.size) < 0.4 for _ in range(5)]
    for mask in masks:
        mask[state] = False
    best: list[tuple[int, ...]] = []
    for size in range(4):
        for chosen in combinations(range(5), size):
            kept = model.feasible.ravel() & ~np.any([masks[i] for i in chosen], axis=0)
            changed = with_feasible(model, kept.reshape(model.feasible.shape))
            if all(mask[state] for mask in _stable(changed, concept)):
                best.append(chosen)
        if best:
            break
    found = fewest_exclusions(model, state, concept, masks, 3)
    assert list(found.found) == best
    assert found.least == (len(best[0]) if best else 4)


def test_a_search_that_gives_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every state is wanted less than that with more in force, so much has to change."""
    states = list(product((0, 1), repeat=4))
    likes = {s: sum(s) for s in states}
    conflict = Conflict((0, 0, 0, 0), frozenset(), frozenset(), frozenset(states), (likes,))
    model = model_of(conflict)
    holds = tuple((np.arange(16) >> bit & 1).astype(bool) for bit in range(4))
    preferences = (Preference(statements=(*holds, ~holds[0], ~holds[1])),)
    monkeypatch.setattr("irenic.theory.redesign.EFFORT", 20)
    found = least_swaps(model, 0, "nash_stability", preferences)
    assert (found.swaps, found.least, found.proven) == (None, 3, False)
    monkeypatch.setattr("irenic.theory.exclusions.EFFORT", 3)
    masks = [np.arange(16) == state for state in range(1, 16)]
    assert fewest_exclusions(model, 0, "nash_stability", masks, 9).found == ()


def test_barring_an_escape_can_be_cheaper_than_barring_the_improvement() -> None:
    """SMR: the other's answer deters once the party no longer likes where it could go then."""
    flat = dict.fromkeys(product((0, 1), repeat=2), 0)
    likes = {(1, 0): 3, (0, 1): 2, (0, 0): 1, (1, 1): 0}
    model = model_of(Conflict((0, 1), frozenset(), frozenset(), frozenset(flat), (likes, flat)))
    groups = tuple(np.array([state]) for state in (1, 2, 0, 3))
    preferences = (Preference(groups=groups), Preference(groups=(np.arange(4),)))
    found = least_swaps(model, 0, "smr", preferences)
    assert (found.swaps, found.orders) == (1, {0: (0, 2, 1, 3)})


def test_syria_and_iraq_1975(shared) -> None:  # type: ignore[no-untyped-def]
    """The state with water released, no escalation and no attack: published counts."""
    from irenic import load
    from irenic.analyses.conflict import conflict

    given_ = conflict(load(shared / "fixtures" / "gmcr_files" / "SyriaIraq.gmcr"))
    state = given_.state("YNN")
    assert state is not None
    assert rankings_that_hold(given_.model, 0, state, "nash_stability") == (240, 720)
    assert rankings_that_hold(given_.model, 0, state, "seq") == (384, 720)
