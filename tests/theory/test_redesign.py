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
from irenic.theory.exclusions import Changeable, Pattern, fewest_changes
from irenic.theory.graph_model import GraphModel
from irenic.theory.improvements import improvements
from irenic.theory.ordinal_preferences import ranks_from_ranking
from irenic.theory.programme import Clock
from irenic.theory.redesign import Preference, inversions, least_swaps, rankings_that_hold
from irenic.theory.reordering import Before, Nearest, nearest_orders
from irenic.theory.sanctions import (
    general_metarationality,
    nash_stability,
    sequential_stability,
    symmetric_metarationality,
    symmetric_sequential_stability,
)
from irenic.theory.simultaneous import simultaneous_stability

NEAREST_FIRST = sorted(permutations(range(7)), key=inversions)

EACH = 90
"""Generated models of each kind and concept: with six concepts over 500."""

SMALL = ((1, 1), (2, 1), (1, 1, 1))


def _stable(model: GraphModel, concept: str) -> list[np.ndarray]:
    """The stable states of each party, by the functions that judge all states at once."""
    better = {party: improvements(model, party) for party in model.parties}
    judge = {
        "nash_stability": nash_stability,
        "gmr": general_metarationality,
        "smr": symmetric_metarationality,
        "seq": lambda m, p: sequential_stability(m, p, better),
        "sseq": lambda m, p: symmetric_sequential_stability(m, p, better),
        "sim": lambda m, p: simultaneous_stability(m, p, better),
    }[concept]
    return [judge(model, party).ravel() for party in model.parties]


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


def test_inversions_are_pairs_out_of_order() -> None:
    for order in permutations(range(5)):
        assert inversions(order) == sum(a > b for a, b in combinations(order, 2))


@st.composite
def reorderable(
    draw: st.DrawFn, kinds: tuple[str, ...]
) -> tuple[GraphModel, int, tuple[Preference, ...]]:
    """A model whose preferences are short lists of one of ``kinds``, and a state."""
    model = model_of(draw(conflicts(sizes=SMALL)), whole_axes=True)
    states = np.flatnonzero(model.feasible)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    most = 4 if len(model.parties) == 2 else 3
    given_, ranks = [], {}
    for party in model.parties:
        kind = draw(st.sampled_from(kinds))
        count = draw(st.integers(0, most))
        parts = np.array_split(random.permutation(states), min(max(count, 1), max(len(states), 1)))
        groups = tuple(part for part in parts if part.size)
        if kind == "statements":
            holds = tuple(random.random(model.feasible.shape) < 0.5 for _ in range(count))
            preference = Preference(statements=holds)
        elif kind == "groups":
            preference = Preference(groups=groups)
        else:
            preference = Preference(given=ranks_from_ranking(model.feasible, groups))
        given_.append(preference)
        ranks[party] = preference.ranks(model.feasible, tuple(range(preference.length)))
    state = int(random.choice(states)) if states.size else -1
    return with_ranks(model, ranks), state, tuple(given_)


Case = tuple[GraphModel, int, tuple[Preference, ...]]


def _is_least(case: Case, concept: str) -> None:
    model, state, preferences = case
    if state < 0:
        return
    best = None
    every = product(*(permutations(range(each.length)) for each in preferences))
    for orders in sorted(every, key=lambda o: sum(map(inversions, o))):
        ranks = {p: preferences[p].ranks(model.feasible, o) for p, o in enumerate(orders)}
        left = leaver(with_ranks(model, ranks), state, concept)  # judged against all states below
        if left is None:
            best = sum(map(inversions, orders))
            break
    found = least_swaps(model, state, concept, preferences)
    assert found.proven
    assert found.swaps == best
    if best is not None:
        assert sum(map(inversions, found.orders.values())) == best
        ranks = {p: preferences[p].ranks(model.feasible, o) for p, o in found.orders.items()}
        assert all(mask[state] for mask in _stable(with_ranks(model, ranks), concept))


@pytest.mark.parametrize("concept", CONCEPTS)
@settings(max_examples=EACH, deadline=None)
@given(case=reorderable(kinds=("statements",)))
def test_the_fewest_swaps_of_statements(case: Case, concept: str) -> None:
    _is_least(case, concept)


@pytest.mark.parametrize("concept", CONCEPTS)
@settings(max_examples=EACH, deadline=None)
@given(case=reorderable(kinds=("groups", "ranks")))
def test_the_fewest_swaps_of_ranks(case: Case, concept: str) -> None:
    _is_least(case, concept)


@settings(max_examples=40, deadline=None)
@given(case=reorderable(kinds=("statements", "groups", "ranks")), concept=st.sampled_from(CONCEPTS))
def test_the_fewest_swaps_of_either(case: Case, concept: str) -> None:
    _is_least(case, concept)


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


@st.composite
def changeable(draw: st.DrawFn) -> tuple[Changeable, int]:
    """A model, a few patterns that could be ruled out and states that could be freed."""
    model = model_of(draw(conflicts(sizes=SMALL)), whole_axes=True)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    state = int(random.choice(np.flatnonzero(model.feasible))) if model.feasible.any() else -1
    options = [(p, b) for p, each in enumerate(model.strategies) for b in range(each.options)]
    literals = [(p, b, on) for p, b in options for on in (False, True)]
    every = [Pattern((one,)) for one in literals]
    every += [Pattern(pair) for pair in combinations(literals, 2) if pair[0][:2] != pair[1][:2]]
    fitting = [p for p in every if state < 0 or not _over(model, p.mask(model))[state]]
    chosen = random.permutation(len(fitting))[: draw(st.integers(1, 6))]
    barred = []
    for _ in range(draw(st.integers(0, 2))):
        mask = random.random(model.feasible.shape) < draw(st.sampled_from((0.2, 0.5)))
        if state >= 0:
            mask.flat[state] = False
        barred.append(mask)
    return Changeable(model, [fitting[i] for i in chosen], barred), state


def _over(model: GraphModel, mask: np.ndarray) -> np.ndarray:
    return np.broadcast_to(mask, model.feasible.shape).ravel()


@pytest.mark.parametrize("concept", CONCEPTS)
@settings(max_examples=EACH, deadline=None)
@given(case=changeable())
def test_the_fewest_changes_of_what_is_feasible(case: tuple[Changeable, int], concept: str) -> None:
    what, state = case
    if state < 0:
        return
    patterns, lifts = range(len(what.patterns)), range(len(what.barred))
    every = [
        (added, lifted)
        for size in range(len(patterns) + len(lifts) + 1)
        for count in range(size + 1)
        for added in combinations(patterns, size - count)
        for lifted in combinations(lifts, count)
    ]
    best: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for added, lifted in every:
        if best and len(added) + len(lifted) > len(best[0][0]) + len(best[0][1]):
            break
        kept = what.open.feasible.copy()
        for i in added:
            kept &= ~what.patterns[i].mask(what.open)
        for i in lifts:
            kept &= ~what.barred[i] | (i in lifted)
        changed = with_feasible(what.open, kept)
        if all(mask[state] for mask in _stable(changed, concept)):
            best.append((added, lifted))
    found = fewest_changes(what, state, concept)
    assert set(found.found) == set(best)
    assert found.every
    if best:
        assert found.changes == found.least == len(best[0][0]) + len(best[0][1])
    else:
        assert (found.changes, found.least) == (None, None)


def test_a_search_without_time_says_so() -> None:
    """Every state is wanted less than that with more in force, so much has to change."""
    states = list(product((0, 1), repeat=4))
    likes = {s: sum(s) for s in states}
    conflict = Conflict((0, 0, 0, 0), frozenset(), frozenset(), frozenset(states), (likes,))
    model = model_of(conflict)
    preferences = (Preference(given=model.ranks[0]),)
    found = least_swaps(model, 0, "nash_stability", preferences, Clock(0.0))
    assert (found.swaps, found.proven, found.orders) == (None, False, {})
    patterns = [Pattern(((0, bit, True),)) for bit in range(4)]
    cut = fewest_changes(Changeable(model, patterns), 0, "nash_stability", Clock(0.0))
    assert (cut.found, cut.changes, cut.every) == ((), None, False)
    whole = fewest_changes(Changeable(model, patterns), 0, "nash_stability")
    assert (whole.found, whole.least) == ((((0, 1, 2, 3), ()),), 4)


def test_a_programme_that_would_be_too_large_proves_what_it_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("irenic.theory.reordering.MOST_PAIRS", 0)
    clause = frozenset([Before(0, 3, frozenset([0]))])
    assert nearest_orders([4], [clause]) == Nearest(3, None)


@settings(max_examples=200, deadline=None)
@given(
    clauses=st.lists(
        st.frozensets(
            st.tuples(st.integers(0, 4), st.frozensets(st.integers(0, 4), min_size=1)).map(
                lambda pair: Before(0, pair[0], pair[1] - {pair[0]} or frozenset([4 - pair[0]]))
            ).filter(lambda one: one.first not in one.rest),
            min_size=1, max_size=3,
        ),
        min_size=1, max_size=4,
    ),
    most=st.none() | st.integers(0, 6),
)  # fmt: skip
def test_the_nearest_order(clauses: list[frozenset[Before]], most: int | None) -> None:
    """Against all orders of five things, with items that nobody asks about between them."""
    spread = [0, 2, 3, 4, 6]  # where the five stand among seven
    wide = [
        frozenset(Before(0, spread[a], frozenset(spread[b] for b in rest)) for _, a, rest in each)
        for each in clauses
    ]
    best = None
    for order in NEAREST_FIRST:
        at = {item: place for place, item in enumerate(order)}
        if all(any(at[o.first] < min(at[i] for i in o.rest) for o in each) for each in wide):
            best = inversions(order)
            break
    found = nearest_orders([7], wide, most=most)
    if best is None or (most is not None and best > most):
        assert found == Nearest(None, None)
    else:
        assert found.bound == best
        assert sum(map(inversions, (found.orders or {}).values())) == best


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
