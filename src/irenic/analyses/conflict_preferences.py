"""From a party's preferences, as a dossier writes them, to ranks: as written, completed, drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.conflict_grid import read_statement, wrong
from irenic.dossier.moves import Ranking, Weighted
from irenic.theory.ordinal_preferences import (
    ranks_from_ranking,
    ranks_from_scores,
    ranks_from_statements,
    scores,
    snapped,
    whole,
)
from irenic.theory.strength import gap_from_cuts, gap_from_worth
from irenic.theory.unknown_preferences import (
    arrangements,
    count_arrangements,
    count_weak_orders,
    draw_weak_order,
    pert,
    weak_orders,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.analyses.conflict_grid import Grid
    from irenic.dossier.moves import Preference, Preferences
    from irenic.dossier.statements import Expression
    from irenic.theory.graph_model import Ranks
    from irenic.theory.strength import Gap
    from irenic.theory.unknown_preferences import Arrangement

_KEPT = 1 << 18
"""States up to which it is kept in memory where each statement holds."""


class Statements:
    """Where each of a list of statements holds; to be broadcast over all states."""

    def __init__(self, grid: Grid, read: Sequence[Expression]) -> None:
        self.grid, self.read = grid, read
        self._kept: dict[int, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self.read)

    def __getitem__(self, number: int) -> NDArray[np.bool_]:
        found = self._kept.get(number)
        if found is None:
            found = self.grid.holds(self.read[number])
            if found.size <= _KEPT:
                self._kept[number] = found
        return found

    def __iter__(self) -> Iterator[NDArray[np.bool_]]:
        return (self[number] for number in range(len(self)))


class Preferring:
    """What one party prefers, over the states of a grid. ``key`` is where it stands in the file."""

    def ranks(self) -> Ranks:
        """The ranks of the preferences as they are written."""
        raise NotImplementedError

    def completions(self) -> int:
        """How many ways there are to fill in what is unknown; 1 where nothing is."""
        return 1

    def completed(self) -> Iterator[Ranks]:
        """The ranks of each completion; equal ones may come more than once."""
        yield self.ranks()

    def uncertain(self) -> bool:
        """Whether draws can differ."""
        return self.completions() > 1

    def drawn(self, random: np.random.Generator) -> Ranks:
        """The ranks of one draw of what is uncertain."""
        return self.ranks()

    def gap(self) -> Gap | None:
        """What is much worse than what; None where nothing is said of it."""
        return None


def preferring(grid: Grid, feasible: NDArray[np.bool_], given: Preferences, key: str) -> Preferring:
    """``given`` over the feasible states of ``grid``; DossierError where a part is wrong."""
    if isinstance(given, Ranking):
        groups = _groups(grid, feasible, given, f"{key}.ranking")
        _check_runs(given, key)
        return ByRanking(feasible, given, groups, grid)
    if isinstance(given, Weighted):
        read = [read_statement(text, grid.own, f"{key}.weights") for text in given.weights]
        return ByWeights(feasible, given, Statements(grid, read))
    read = [read_statement(e.statement, grid.own, f"{key}[{i}]") for i, e in enumerate(given)]
    much = [each.much for each in given]
    if much != sorted(much, reverse=True):
        raise wrong(
            "bad-preference", key, "'much' after a statement without it",
            "statements with 'much' before all others", "Move it up, or mark those above it.",
        )  # fmt: skip
    return ByStatements(feasible, given, Statements(grid, read))


def _check_runs(given: Ranking, key: str) -> None:
    """Sets of unknown order are runs of whole groups; ``much`` names states of the ranking."""
    level = {state: i for i, group in enumerate(given.ranking) for state in group}
    seen: set[str] = set()
    for states in given.unknown:
        levels = sorted({level.get(state, -1) for state in states})
        run = {s for i in range(levels[0], levels[-1] + 1) for s in given.ranking[i]}
        if levels[0] < 0 or run != set(states) or len(run) < len(states) or seen & run:
            raise wrong(
                "bad-preference", f"{key}.unknown", ", ".join(states),
                "states next to each other in the ranking, ties whole, in one set only",
                "Put states of unknown order next to each other in the ranking.",
            )  # fmt: skip
        seen |= run
    for state in given.much:
        if level.get(state, len(given.ranking)) >= len(given.ranking) - 1:
            raise wrong(
                "bad-preference", f"{key}.much", state,
                "a state of the ranking that stands above others",
                "Name the last state above the great difference.",
            )  # fmt: skip


@dataclass(frozen=True, eq=False)
class ByStatements(Preferring):
    """Statements in order of importance; ``met`` holds for each where it holds."""

    feasible: NDArray[np.bool_]
    given: tuple[Preference, ...]
    met: Statements

    def ranks(self) -> Ranks:
        """The ranks of the preferences as they are written."""
        return ranks_from_statements(self.feasible, self.met)

    @cached_property
    def _open(self) -> tuple[list[int], list[int]]:
        """Statements of unknown sign, and those of unknown place."""
        kinds = [each.unknown for each in self.given]
        sign = [i for i, kind in enumerate(kinds) if kind in ("sign", "both")]
        return sign, [i for i, kind in enumerate(kinds) if kind in ("place", "both")]

    def completions(self) -> int:
        """Orders in which statements of unknown place can stand, times the signs of the others."""
        return count_arrangements(len(self.given), *self._open)

    def completed(self) -> Iterator[Ranks]:
        """The ranks of each arrangement."""
        return map(self._ranks, arrangements(len(self.given), *self._open))

    def drawn(self, random: np.random.Generator) -> Ranks:
        """The ranks of one arrangement, each as likely as any other."""
        sign, place = self._open
        order = [i for i in range(len(self.given)) if i not in place]
        for i in place:
            order.insert(int(random.integers(len(order) + 1)), i)
        signs = {i: int(random.integers(-1, 2)) for i in sign}
        return self._ranks([(i, signs.get(i, 1)) for i in order])

    def _ranks(self, arrangement: Arrangement) -> Ranks:
        met = (self.met[i] if sign > 0 else ~self.met[i] for i, sign in arrangement if sign)
        return ranks_from_statements(self.feasible, met)

    def gap(self) -> Gap | None:
        """States that differ in a statement marked ``much`` are far apart."""
        leading = [self.met[i] for i, each in enumerate(self.given) if each.much]
        if not leading:
            return None
        return _gap_of_levels(self.ranks(), ranks_from_statements(self.feasible, leading))


@dataclass(frozen=True, eq=False)
class ByRanking(Preferring):
    """A ranking; ``groups`` holds its states, best first, by their place in C order."""

    feasible: NDArray[np.bool_]
    given: Ranking
    groups: Sequence[NDArray[np.intp]]
    grid: Grid

    def ranks(self) -> Ranks:
        """The ranks of the preferences as they are written."""
        return ranks_from_ranking(self.feasible, self.groups)

    @cached_property
    def _level(self) -> dict[int, int]:
        return {int(state): i for i, group in enumerate(self.groups) for state in group}

    def _states(self, texts: Sequence[str]) -> list[int]:
        return [place for text in texts if (place := self.grid.place(text)) is not None]

    @cached_property
    def _open(self) -> list[list[int]]:
        """The states of each set of unknown order."""
        return [self._states(texts) for texts in self.given.unknown]

    def completions(self) -> int:
        """The product of the numbers of orders with ties of each set."""
        return math.prod(count_weak_orders(len(states)) for states in self._open)

    def completed(self) -> Iterator[Ranks]:
        """The ranks of each way to order the sets, ties included."""
        for orders in product(*(weak_orders(len(states)) for states in self._open)):
            yield self._ranks(orders)

    def drawn(self, random: np.random.Generator) -> Ranks:
        """The ranks of one way to order the sets, each as likely as any other."""
        return self._ranks([draw_weak_order(random, len(states)) for states in self._open])

    def _ranks(self, orders: Sequence[Sequence[int]]) -> Ranks:
        """The ranks where each set is ordered by the levels given (0 the best)."""
        key = {state: (level, 0) for state, level in self._level.items()}
        for states, order in zip(self._open, orders, strict=True):
            top = min(self._level[state] for state in states)
            key |= {state: (top, level) for state, level in zip(states, order, strict=True)}
        groups: dict[tuple[int, int], list[int]] = {}
        for state in sorted(key, key=key.__getitem__):
            groups.setdefault(key[state], []).append(state)
        return ranks_from_ranking(self.feasible, [np.array(g, np.intp) for g in groups.values()])

    def gap(self) -> Gap | None:
        """States on two sides of a state marked ``much`` are far apart."""
        ranks = self.ranks()
        cuts = [int(ranks.flat[state]) - 1 for state in self._states(self.given.much)]
        return gap_from_cuts(ranks, cuts) if cuts else None


@dataclass(frozen=True, eq=False)
class ByWeights(Preferring):
    """Weights of statements; ``met`` holds for each where it holds."""

    feasible: NDArray[np.bool_]
    given: Weighted
    met: Statements

    @property
    def _modes(self) -> list[float]:
        """The most likely weights."""
        return [weight.mode for weight in self.given.weights.values()]

    def _worth(self, weights: Sequence[int]) -> NDArray[Any]:
        return scores(self.feasible, self.met, weights)

    def ranks(self) -> Ranks:
        """The ranks that the most likely weights give."""
        return ranks_from_scores(self.feasible, self._worth(whole(self._modes)))

    def uncertain(self) -> bool:
        """Whether any weight has a range."""
        return any(w.low != w.high for w in self.given.weights.values())

    def drawn(self, random: np.random.Generator) -> Ranks:
        """The ranks of one draw of the weights, each by itself."""
        weights = [
            w.mode if w.low is None or w.high is None else pert(random, w.low, w.mode, w.high)
            for w in self.given.weights.values()
        ]
        return ranks_from_scores(self.feasible, self._worth(snapped(weights)))

    def gap(self) -> Gap | None:
        """States whose worth differs by ``much`` or more are far apart."""
        if self.given.much is None:
            return None
        # The difference among the weights, so that all are whole numbers of one unit.
        *weights, least = whole([*self._modes, self.given.much])
        return gap_from_worth(self.ranks(), self._worth(weights), least)


def _gap_of_levels(ranks: Ranks, levels: Ranks) -> Gap:
    """States of different levels are far apart; levels never fall where ranks rise."""
    tops = [int(ranks[levels == level].max()) for level in np.unique(levels[levels > 0])]
    return gap_from_cuts(ranks, tops)


def _groups(
    grid: Grid, feasible: NDArray[np.bool_], given: Ranking, key: str
) -> list[NDArray[np.intp]]:
    groups = []
    for group in given.ranking:
        found = [grid.place(text) for text in group]
        found = [p if p is not None and feasible.flat[p] else None for p in found]
        if None in found:
            raise wrong(
                "bad-state", key, f"'{group[found.index(None)]}'",
                f"a feasible state: Y or N for each of {len(grid.names)} moves",
                "Correct the state, or leave it out if it is infeasible.",
            )  # fmt: skip
        groups.append(np.array(found, np.intp))
    try:
        ranks_from_ranking(feasible, groups)
    except ValueError as error:
        raise wrong(
            "bad-state", key, str(error), "every feasible state exactly once",
            "Add the states left out, and remove repetitions.",
        ) from None  # fmt: skip
    return groups
