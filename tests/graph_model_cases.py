"""Generated conflicts, and how the oracle's states and the arrays' states correspond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import product
from zlib import crc32

import numpy as np
from hypothesis import strategies as st

from graph_model_oracle import Conflict, State
from irenic.theory.graph_model import GraphModel, Strategies, places, shape_of
from irenic.theory.improvements import improvements
from irenic.theory.ordinal_preferences import ranks_from_ranking
from irenic.theory.sanctions import (
    general_metarationality,
    nash_stability,
    sequential_stability,
    symmetric_metarationality,
)
from irenic.theory.simultaneous import simultaneous_stability

SIZES = ((1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (1, 1, 1), (2, 2, 1), (2, 1, 2), (3, 1, 1),
         (2, 2, 2), (1, 1, 1, 1), (2, 1, 1, 1), (1, 1, 1, 2, 1), (1, 1, 1, 1, 1))  # fmt: skip


@st.composite
def conflicts(draw: st.DrawFn, sizes: tuple[tuple[int, ...], ...] = SIZES) -> Conflict:
    """2-5 parties, some options bound, some states infeasible, ties or none."""
    size = draw(st.sampled_from(sizes))
    owner = tuple(party for party, options in enumerate(size) for _ in range(options))
    kinds = draw(st.lists(st.sampled_from("bbbfkx"), min_size=len(owner), max_size=len(owner)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    share = draw(st.sampled_from((0.0, 0.0, 0.1, 0.3, 0.6)))
    levels = draw(st.sampled_from((2, 4, 1000)))
    states = [s for s in product((0, 1), repeat=len(owner)) if random.random() >= share]
    payoff = tuple({s: int(random.integers(levels)) for s in states} for _ in size)
    return Conflict(
        owner,
        frozenset(o for o, kind in enumerate(kinds) if kind in "fx"),
        frozenset(o for o, kind in enumerate(kinds) if kind in "kx"),
        frozenset(states),
        payoff,
    )


SIZES_OF = {
    2: ((2, 1), (2, 2), (1, 3), (2, 3)),
    3: ((1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2), (2, 2, 1)),
    4: ((1, 1, 1, 1), (2, 1, 1, 1), (1, 1, 2, 1)),
    5: ((1, 1, 1, 1, 1), (1, 1, 1, 1, 1), (1, 1, 1, 1, 1), (1, 1, 2, 1, 1)),
}
"""Options of each party, by the number of parties."""


@st.composite
def varied_conflicts(
    draw: st.DrawFn, parties: tuple[int, ...] = (2, 3, 4, 5), options: int = 6
) -> Conflict:
    """As many of each number of parties; most with ties, bound options, infeasible states.

    ``options``: the most of all parties together, unless there are as many parties.
    """
    count = draw(st.sampled_from(parties))
    sizes = [size for size in SIZES_OF[count] if sum(size) <= max(options, count)]
    size = draw(st.sampled_from(sizes))
    kinds = draw(st.sampled_from(("b", "bbbbfk", "bbfkx")))
    share = draw(st.sampled_from((0.0, 0.15, 0.4, 0.65)))
    levels = draw(st.sampled_from((2, 3, 6, 0)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    owner = tuple(party for party, options in enumerate(size) for _ in range(options))
    kind = [kinds[int(random.integers(len(kinds)))] for _ in owner]
    every = list(product((0, 1), repeat=len(owner)))
    sure = {int(n) for n in random.choice(len(every), 2, replace=False)}
    states = [s for n, s in enumerate(every) if n in sure or random.random() >= share]

    def payoff() -> dict[State, int]:
        """Without ties where there are no levels."""
        drawn = random.integers(levels, size=len(states)) if levels else None
        order = random.permutation(len(states)) if drawn is None else drawn
        return {state: int(value) for state, value in zip(states, order, strict=True)}

    return Conflict(
        owner,
        frozenset(o for o, k in enumerate(kind) if k in "fx"),
        frozenset(o for o, k in enumerate(kind) if k in "kx"),
        frozenset(states),
        tuple(payoff() for _ in size),
    )


def random_for(conflict: Conflict) -> np.random.Generator:
    """What else a test chooses at random is drawn from here, so that models stay different."""
    return np.random.default_rng(crc32(repr((conflict.owner, conflict.payoff)).encode()))


@dataclass
class Census:
    """How many different models a test has looked at, and of which kinds."""

    seen: set[Hashable] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)

    def note(self, conflict: Conflict, *more: Hashable) -> None:
        """Count a model, by the order of its states and ``more``, unless it is known."""
        orders = tuple(
            tuple(sorted(set(own.values())).index(own[s]) for s in sorted(own))
            for own in conflict.payoff
        )
        model = (conflict.owner, conflict.irreversible, conflict.unresumable,
                 conflict.feasible, orders, more)  # fmt: skip
        if model in self.seen:
            return
        self.seen.add(model)
        kinds = {
            "tied": any(len(set(own)) < len(own) for own in orders),
            "strict": all(len(set(own)) == len(own) for own in orders),
            "irreversible": bool(conflict.irreversible | conflict.unresumable),
            "infeasible": len(conflict.feasible) < 1 << len(conflict.owner),
        }
        kinds["all three"] = kinds["tied"] and kinds["irreversible"] and kinds["infeasible"]
        self.kinds.update(kind for kind, there in kinds.items() if there)
        self.kinds[f"{len(conflict.payoff)} parties"] += 1

    def check(self, parties: tuple[int, ...] = (2, 3, 4, 5), least: int = 500) -> None:
        """There were ``least`` different models, and enough of each kind."""
        assert len(self.seen) >= least, len(self.seen)
        for kind in ("tied", "strict", "irreversible", "infeasible", "all three"):
            assert self.kinds[kind] >= least // 10, self.kinds
        for number_of in parties:
            assert self.kinds[f"{number_of} parties"] >= least // (2 * len(parties)), self.kinds


def number(state: State) -> int:
    return sum(value << option for option, value in enumerate(state))


def numbers(model: GraphModel, states: np.ndarray) -> np.ndarray:
    """The number of each state given by its place in C order."""
    found, shift = np.zeros(len(states), np.int64), 0
    for party, place in enumerate(places(model, states)):
        found |= model.strategies[party].codes[place] << shift
        shift += model.strategies[party].options
    return found


def model_of(conflict: Conflict, *, whole_axes: bool = False) -> GraphModel:
    """The conflict as arrays; strategies never feasible are left out unless ``whole_axes``."""
    strategies = []
    for party in conflict.parties:
        mine = [o for o, owner in enumerate(conflict.owner) if owner == party]
        used = {sum(s[o] << b for b, o in enumerate(mine)) for s in conflict.feasible}
        codes = range(1 << len(mine)) if whole_axes or not used else sorted(used)
        masks = [
            sum(1 << b for b, o in enumerate(mine) if o in bound)
            for bound in (conflict.irreversible, conflict.unresumable)
        ]
        strategies.append(Strategies(len(mine), np.array(codes, np.int64), *masks))
    shape = shape_of(strategies)
    blank = np.zeros(shape, bool)
    empty = GraphModel(tuple(strategies), blank, (blank.astype(np.int32),) * len(strategies))
    place = {int(n): i for i, n in enumerate(numbers(empty, np.arange(blank.size)))}
    feasible = blank.copy()
    feasible.flat[[place[number(s)] for s in conflict.feasible]] = True
    ranks = []
    for payoff in conflict.payoff:
        groups = [
            np.array([place[number(s)] for s in payoff if payoff[s] == level], np.intp)
            for level in sorted(set(payoff.values()), reverse=True)
        ]
        ranks.append(ranks_from_ranking(feasible, groups))
    return GraphModel(tuple(strategies), feasible, tuple(ranks))


def stable_states(model: GraphModel) -> dict[str, list[set[State]]]:
    """Concept -> for each party the stable states, as the oracle writes them."""
    better = {party: improvements(model, party) for party in model.parties}
    found = {
        "nash_stability": [nash_stability(model, p) for p in model.parties],
        "gmr": [general_metarationality(model, p) for p in model.parties],
        "smr": [symmetric_metarationality(model, p) for p in model.parties],
        "seq": [sequential_stability(model, p, better) for p in model.parties],
        "sim": [simultaneous_stability(model, p, better) for p in model.parties],
    }
    options = sum(each.options for each in model.strategies)

    def states(mask: np.ndarray) -> set[State]:
        return {
            tuple(int(n) >> bit & 1 for bit in range(options))
            for n in numbers(model, np.flatnonzero(mask))
        }

    return {concept: [states(mask) for mask in masks] for concept, masks in found.items()}


def places_of(model: GraphModel, states: list[State]) -> np.ndarray:
    """The places in C order of the oracle's states."""
    every = {int(n): i for i, n in enumerate(numbers(model, np.arange(model.feasible.size)))}
    return np.array([every[number(state)] for state in states], np.intp)
