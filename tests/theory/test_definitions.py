"""Every concept against its definition, each on more than 500 different generated models.

The definitions are in ``graph_model_definitions``. Each test counts the models it has looked at,
and fails where there were too few, or too few with ties, irreversible moves, infeasible states,
or of any number of parties from 2 to 5.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from graph_model_cases import Census, model_of, places_of, random_for, varied_conflicts
from graph_model_definitions import COALITIONAL, INDIVIDUAL, STRONG, Definitions, Tables
from graph_model_oracle import Conflict, State
from irenic.theory import class_improvements, coalitions, foresight, sanctions, simultaneous
from irenic.theory import improvements as improving
from irenic.theory.class_improvements import coalitional_improvements
from irenic.theory.counter_moves import Found, improvements_from, shortest_sanction
from irenic.theory.evolution import UNREACHED, Path, evolution, shortest_paths
from irenic.theory.foresight import limited_move_stability, non_myopic_stability
from irenic.theory.graph_model import GraphModel
from irenic.theory.improvements import Improvements, improvements
from irenic.theory.ordinal_preferences import ranks_from_scores
from irenic.theory.strength import gap_from_cuts, gap_from_worth, strong_stability

ENOUGH = settings(max_examples=520)
HORIZONS = (1, 2, 3, 4)


class Arrays:
    """A conflict as the arrays of the programme, and its answers as sets of states."""

    def __init__(self, conflict: Conflict, *, whole_axes: bool = False) -> None:
        self.model: GraphModel = model_of(conflict, whole_axes=whole_axes)
        self.better: dict[int, Improvements] = {
            party: improvements(self.model, party) for party in self.model.parties
        }
        states = sorted(conflict.feasible)
        self.place = dict(zip(states, places_of(self.model, states), strict=True))
        self.state = {int(place): state for state, place in self.place.items()}

    def states(self, mask: NDArray[np.bool_]) -> set[State]:
        return self.listed(np.flatnonzero(mask))

    def listed(self, places: NDArray[np.intp]) -> set[State]:
        return {self.state[int(place)] for place in places}

    def stable(self, concept: str, party: int) -> set[State]:
        model, better = self.model, self.better
        match concept:
            case "nash_stability":
                mask = sanctions.nash_stability(model, party)
            case "gmr":
                mask = sanctions.general_metarationality(model, party)
            case "smr":
                mask = sanctions.symmetric_metarationality(model, party)
            case "seq":
                mask = sanctions.sequential_stability(model, party, better)
            case "sim":
                mask = simultaneous.simultaneous_stability(model, party, better)
            case _:
                mask = sanctions.symmetric_sequential_stability(model, party, better)
        return self.states(mask)

    def joint(self, concept: str, members: list[int]) -> set[State]:
        model = self.model
        match concept:
            case "nash_stability":
                mask = coalitions.coalitional_nash_stability(model, members)
            case "gmr":
                mask = coalitions.coalitional_general_metarationality(model, members)
            case "smr":
                mask = coalitions.coalitional_symmetric_metarationality(model, members)
            case _:
                mask = coalitions.coalitional_sequential_stability(model, members, self.better)
        return self.states(mask)


def test_each_party_alone() -> None:
    """Nash stability, GMR, SMR, SEQ, SIM, SSEQ, and what relates them."""
    census = Census()

    @ENOUGH
    @given(varied_conflicts())
    def compare(conflict: Conflict) -> None:
        says, random = Definitions(conflict), random_for(conflict)
        whole_axes, chunk = bool(random.integers(2)), int(random.choice([4, 1 << 16]))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(simultaneous, "_CHUNK", chunk)
            patch.setattr(improving, "_CHUNK", chunk)
            arrays = Arrays(conflict, whole_axes=whole_axes)
            for party in conflict.parties:
                found = {concept: arrays.stable(concept, party) for concept in INDIVIDUAL}
                for concept in INDIVIDUAL:
                    assert found[concept] == says.stable(concept, party), (concept, party)
                nash, gmr, smr, seq, sim, sseq = found.values()
                assert nash <= sseq <= smr & seq
                assert smr | seq <= gmr
                assert nash <= sim
                if len(conflict.parties) == 2 or arrays.model.unrestricted:
                    assert sim <= gmr
        census.note(conflict)

    compare()
    census.check()


@settings(max_examples=40)
@given(varied_conflicts())
def test_the_two_readings_of_the_definitions_agree(conflict: Conflict) -> None:
    """The tables of sets here, and the older oracle, which tabulates nothing."""
    says = Definitions(conflict)
    for concept, party in product(INDIVIDUAL, conflict.parties):
        assert says.stable(concept, party) == conflict.stable(concept, party)
    for party in conflict.parties:
        for state in conflict.feasible:
            assert says.R[party, state] == set(conflict.moves(party, state))


# Looking ahead -----------------------------------------------------------------------------


def test_looking_ahead() -> None:
    """L_1 to L_4 and the limit; L_1 is Nash stability."""
    census = Census()
    turning = 0

    @ENOUGH
    @given(varied_conflicts((2, 2, 3, 3, 4, 4, 5)))
    def compare(conflict: Conflict) -> None:
        nonlocal turning
        says, arrays = Definitions(conflict), Arrays(conflict)
        cells = 4 if random_for(conflict).random() < 0.05 else 1 << 20
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(foresight, "_CELLS", cells)
            found = {h: limited_move_stability(arrays.model, h) for h in HORIZONS}
            limit = non_myopic_stability(arrays.model)
        assert limit is not None
        turning += limit.period > 1
        for party in conflict.parties:
            for horizon in HORIZONS:
                expected = says.limited(horizon, party)
                assert arrays.states(found[horizon][party]) == expected, horizon
            assert says.limited(1, party) == says.stable("nash_stability", party)
            assert arrays.states(limit.stable[party]) == says.non_myopic(party)
        census.note(conflict)

    compare()
    census.check()
    assert turning >= 20  # anticipations that never settle


@settings(max_examples=120)
@given(varied_conflicts((2,)))
def test_two_parties_without_ties_anticipate_one_state(conflict: Conflict) -> None:
    """Kilgour (1985): backward induction on single states, written without any sets."""
    random, states = random_for(conflict), sorted(conflict.feasible)
    payoff = tuple(
        dict(zip(states, random.permutation(len(states)).tolist(), strict=True))
        for _ in conflict.parties
    )
    strict = replace(conflict, payoff=payoff)
    moves = Definitions(strict).R
    known = {(0, i, s): s for i in (0, 1) for s in states}
    for h, i, s in product(HORIZONS, (0, 1), states):
        ends = [s, *(known[h - 1, 1 - i, t] for t in moves[i, s])]
        known[h, i, s] = max(ends, key=payoff[i].__getitem__)
    arrays = Arrays(strict)
    for horizon in HORIZONS:
        found = limited_move_stability(arrays.model, horizon)
        for i in (0, 1):
            expected = {s for s in states if known[horizon, i, s] == s}
            assert arrays.states(found[i]) == expected, horizon


# Strength ----------------------------------------------------------------------------------


def test_strong_and_weak_stability() -> None:
    """Great differences by cuts in the ranking, and by differences of worth."""
    census = Census()
    weak = strong = 0

    @ENOUGH
    @given(varied_conflicts())
    def compare(conflict: Conflict) -> None:
        nonlocal weak, strong
        random = random_for(conflict)
        says, arrays = Definitions(conflict), Arrays(conflict)
        drawn = []
        for party in conflict.parties:
            payoff, ranks = conflict.payoff[party], arrays.model.ranks[party]
            levels = sorted(set(payoff.values()))
            if random.random() < 0.5:
                cuts = [int(c) for c in random.integers(len(levels), size=random.integers(3)) + 1]
                gap = gap_from_cuts(ranks, cuts)
                tops = [levels[cut - 1] for cut in cuts]
                drawn.append(("cuts", *sorted(cuts)))

                def much(a: State, b: State, tops=tops, payoff=payoff) -> bool:
                    return any(payoff[b] <= top < payoff[a] for top in tops)
            else:
                least = int(random.integers(1, 4))
                worth = np.zeros(ranks.shape)
                for state, value in payoff.items():
                    worth.flat[arrays.place[state]] = value
                assert np.array_equal(ranks_from_scores(arrays.model.feasible, worth), ranks)
                gap = gap_from_worth(ranks, worth, least)
                drawn.append(("worth", least))

                def much(a: State, b: State, least=least, payoff=payoff) -> bool:
                    return payoff[a] - payoff[b] >= least

            for concept in STRONG:
                mask = strong_stability(arrays.model, party, concept, gap, arrays.better)
                found, stable = arrays.states(mask), says.stable(concept, party)
                assert found == says.strong(concept, party, much), (concept, party)
                assert says.stable("nash_stability", party) <= found <= stable
                weak += len(stable - found)
                strong += len(found - says.stable("nash_stability", party))
        census.note(conflict, *drawn)

    compare()
    census.check()
    assert min(weak, strong) > 1000  # states in which strength makes the difference


# Coalitions --------------------------------------------------------------------------------


def _some_coalitions(conflict: Conflict, random: np.random.Generator) -> list[list[int]]:
    """One of a single party, and one of two members or more, in any order."""
    parties = len(conflict.parties)
    sizes = 1, int(random.integers(2, parties + 1))
    return [[int(m) for m in random.permutation(parties)[:size]] for size in sizes]


def test_coalitions() -> None:
    """Stability for a coalition, and from single states the joint moves that stay open."""
    census = Census()

    @ENOUGH
    @given(varied_conflicts())
    def compare(conflict: Conflict) -> None:
        says, arrays, random = Definitions(conflict), Arrays(conflict), random_for(conflict)
        cells = int(random.choice([4, 1 << 22]))
        states = sorted(conflict.feasible)
        for members in _some_coalitions(conflict, random):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(coalitions, "_CELLS", cells)
                patch.setattr(class_improvements, "_CELLS", cells)
                found = {concept: arrays.joint(concept, members) for concept in COALITIONAL}
            for concept in COALITIONAL:
                assert found[concept] == says.joint(concept, members), (concept, members)
                if len(members) == 1:  # under SEQ the others may ally, which party by party
                    alone = says.stable(concept, members[0])  # they do not
                    allied = concept == "seq" and len(conflict.parties) > 2
                    assert alone <= found[concept] if allied else alone == found[concept]
            assert single_answers(says, members) <= found["seq"]
            assert found["nash_stability"] <= found["smr"] <= found["gmr"]
            assert found["nash_stability"] <= found["seq"] <= found["gmr"]
            for number in random.choice(len(states), 2, replace=False):
                _check_joint_moves(says, arrays, members, states[number])
        census.note(conflict)

    compare()
    census.check()


def single_answers(says: Definitions, members: list[int]) -> set[State]:
    """Where each joint move is sanctioned by improvements of single outsiders."""
    outside = says.but(*members)
    return {
        s for s in says.states
        if all(
            any(says.payoff[m][u] <= says.payoff[m][s] for m in members
                for u in says.group(outside, t, improving=True))
            for t in says.joint_improvements(members, s)
        )
    }  # fmt: skip


def _check_joint_moves(says: Definitions, arrays: Arrays, members: list[int], state: State) -> None:
    place = int(arrays.place[state])
    ends = coalitional_improvements(arrays.model, members, place)
    assert arrays.listed(ends) == says.joint_improvements(members, state)
    answers = coalitions.Answers(arrays.model, members, arrays.better)
    for concept in COALITIONAL:
        open_ = arrays.listed(answers.unsanctioned(place, ends, concept))
        assert open_ == says.joint_open(concept, members, state), concept


# Ways and counter-moves --------------------------------------------------------------------


def test_shortest_ways() -> None:
    """Fewest steps to each state, and of these ways one with the fewest options changed."""
    census = Census()

    @ENOUGH
    @given(varied_conflicts())
    def compare(conflict: Conflict) -> None:
        says, arrays = Definitions(conflict), Arrays(conflict)
        start = sorted(conflict.feasible)[int(random_for(conflict).integers(2))]
        for improving_only in (True, False):
            found = evolution(arrays.model, int(arrays.place[start]), improving=improving_only)
            expected = says.ways(start, improving=improving_only)
            for end, place in arrays.place.items():
                least, changed = expected.get(end, (UNREACHED, 0))
                assert found.steps[place] == least
                paths = shortest_paths(arrays.model, found, int(place))
                assert len(paths) == (end in expected)
                if paths:
                    steps = says.I if improving_only else says.R
                    assert _follow(arrays, steps, start, paths[0]) == (end, least, changed)
        census.note(conflict, start)

    compare()
    census.check()


def _follow(arrays: Arrays, steps: Tables, start: State, path: Path) -> tuple[State, int, int]:
    """Where a path ends, its steps and the options changed; each step must be allowed."""
    before, changes = start, 0
    for mover, place in path:
        after = arrays.state[place]
        assert after in steps[mover, before]
        changes += sum(a != b for a, b in zip(before, after, strict=True))
        before = after
    return before, len(path), changes


def test_why_a_state_is_stable() -> None:
    """For one party and state every improvement, and the shortest answer that deters it."""
    census = Census()
    kinds = {"gmr": (False, False), "smr": (False, True), "seq": (True, False),
             "sseq": (True, True)}  # fmt: skip

    @ENOUGH
    @given(varied_conflicts())
    def compare(conflict: Conflict) -> None:
        says, arrays = Definitions(conflict), Arrays(conflict)
        choices = [(i, s) for i in says.parties for s in sorted(says.states) if says.I[i, s]]
        if not choices:
            return
        party, start = choices[int(random_for(conflict).integers(len(choices)))]
        here, bad = int(arrays.place[start]), says.phi(party, start)
        ends = improvements_from(arrays.model, party, here)
        assert arrays.listed(ends) == says.I[party, start]
        for concept, (only, lasting) in kinds.items():
            wanted = {u for u in bad if not lasting or says.R[party, u] <= bad}
            for end in ends.tolist():
                answer = shortest_sanction(
                    arrays.model, party, (here, end), improving=only, lasting=lasting
                )
                least = _steps_to(says, party, arrays.state[end], wanted, only)
                assert (answer.found is Found.SANCTION) == (least is not None), concept
                assert len(answer.steps) == (least or 0), concept
                before = arrays.state[end]
                for mover, at in answer.steps:
                    assert mover != party
                    assert arrays.state[at] in (says.I if only else says.R)[mover, before]
                    before = arrays.state[at]
                assert not answer.steps or before in wanted
        census.note(conflict, party, start)

    compare()
    census.check()


def _steps_to(
    says: Definitions, party: int, start: State, wanted: set[State], only: bool
) -> int | None:
    """The fewest steps, at least one, of the others from ``start`` into ``wanted``."""
    steps, front, seen = (says.I if only else says.R), {(start, party)}, set()
    for count in range(len(says.states) * len(says.parties) + 1):
        if count and any(state in wanted for state, _ in front):
            return count
        seen |= front
        front = {
            (end, j) for state, last in front for j in says.but(party, last)
            for end in steps[j, state]
        } - seen  # fmt: skip
    return None
