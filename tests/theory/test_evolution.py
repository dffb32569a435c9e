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
from irenic.theory.evolution import UNREACHED, evolution, shortest_paths


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
