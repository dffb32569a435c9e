"""Evolution against plain breadth-first search, one state at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model_cases import conflicts, model_of, number, numbers
from graph_model_oracle import Conflict, State
from irenic.theory.evolution import UNREACHED, Path, evolution, shortest_paths
from irenic.theory.graph_model import GraphModel, Strategies


def _distances(conflict: Conflict, start: State, improving: bool) -> dict[State, int]:
    found, agenda = {start: 0}, [start]
    for state in agenda:
        for party in conflict.parties:
            for after in _steps(conflict, party, state, improving):
                if after not in found:
                    found[after] = found[state] + 1
                    agenda.append(after)
    return found


def _steps(conflict: Conflict, party: int, state: State, improving: bool) -> Iterable[State]:
    return (conflict.improvements if improving else conflict.moves)(party, state)


@given(conflict=conflicts(), seed=st.integers(0, 99), improving=st.booleans())
def test_distances_and_paths(conflict: Conflict, seed: int, improving: bool) -> None:
    if not conflict.feasible:
        return
    model = model_of(conflict)
    states = sorted(conflict.feasible)
    start = states[seed % len(states)]
    place = {int(n): i for i, n in enumerate(numbers(model, np.arange(model.feasible.size)))}
    state_at = {place[number(state)]: state for state in states}
    found = evolution(model, place[number(start)], improving=improving)
    expected = _distances(conflict, start, improving)
    assert {s: int(found.steps[p]) for p, s in state_at.items()} == {
        s: expected.get(s, UNREACHED) for s in states
    }
    assert (found.steps[~model.feasible.ravel()] == UNREACHED).all()
    for end, state in state_at.items():
        paths = shortest_paths(model, found, end, most=3)
        assert bool(paths) == (state in expected)
        assert len(set(paths)) == len(paths)
        for path in paths:
            assert len(path) == expected[state]
            before = start
            for mover, after in path:
                assert state_at[after] in _steps(conflict, mover, before, improving)
                before = state_at[after]
            assert before == state
            assert all(a[0] != b[0] for a, b in pairwise(path))


def test_the_path_with_the_fewest_changes_comes_first() -> None:
    states = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    better = {state: state[2] for state in states}
    conflict = Conflict((0, 0, 1), frozenset(), frozenset(), frozenset(states), (better, better))
    model = model_of(conflict)
    found = evolution(model, 0, improving=False)
    assert shortest_paths(model, found, 5) == (((0, 1), (1, 5)),)
    assert len(shortest_paths(model, found, 5, most=9)) == 2


def test_only_some_may_move() -> None:
    states = [(a, b) for a in (0, 1) for b in (0, 1)]
    flat = dict.fromkeys(states, 0)
    conflict = Conflict((0, 1), frozenset(), frozenset(), frozenset(states), (flat, flat))
    found = evolution(model_of(conflict), 0, improving=False, movers=[1])
    assert found.steps.tolist() == [0, UNREACHED, 1, UNREACHED]


def test_an_infeasible_start_is_refused() -> None:
    conflict = Conflict((0,), frozenset(), frozenset(), frozenset({(1,)}), ({(1,): 0},))
    model = model_of(conflict, whole_axes=True)
    with pytest.raises(ValueError, match="infeasible"):
        evolution(model, 0, improving=True)


def test_a_way_may_have_more_steps_than_calls_can_be_nested() -> None:
    """Two parties climb a stair, one step each in turn: 1,022 steps, and no other way."""
    size, steps = 512, 1023
    feasible = np.zeros((size, size), bool)
    for step in range(steps):
        feasible[step // 2, (step + 1) // 2] = True
    height = np.add.outer(2 * np.arange(size), 2 * np.arange(size))
    ranks = np.where(feasible, height // 2 + 1, 0).astype(np.int32)
    each = Strategies(9, np.arange(size))
    model = GraphModel((each, each), feasible, (ranks, ranks))
    last = int(np.flatnonzero(feasible)[-1])
    found = evolution(model, 0, improving=True)
    assert found.steps[last] == steps - 1
    for most in (1, 2):
        (path,) = shortest_paths(model, found, last, most=most)
        assert [mover for mover, _ in path] == [0, 1] * (steps // 2)


@given(conflict=conflicts(), seed=st.integers(0, 99), improving=st.booleans())
def test_the_best_path_is_the_first_of_all(conflict: Conflict, seed: int, improving: bool) -> None:
    if not conflict.feasible:
        return
    model = model_of(conflict)
    states = np.flatnonzero(model.feasible)
    found = evolution(model, int(states[seed % len(states)]), improving=improving)

    def cost(path: Path) -> tuple[int, tuple[int, ...]]:
        places = [found.start, *(end for _, end in path)]
        at = numbers(model, np.array(places))
        changed = sum(int(a ^ b).bit_count() for a, b in pairwise(at))
        return changed, tuple(mover for mover, _ in path)

    for end in states.tolist():
        every = shortest_paths(model, found, end, most=10_000)
        assert (len(every) > 0) == (found.steps[end] >= 0)
        if 0 < len(every) < 256:
            (best,) = shortest_paths(model, found, end)
            assert cost(best) == min(map(cost, every))
