"""What would have to be impossible, or possible, for a state to hold: the fewest changes.

A *pattern* rules out the states in which certain options are in force or not; an infeasibility
that stands can be lifted. The fewest changes that make a state an equilibrium are a smallest
hitting set, which is NP-hard to find in general. It is found by constraint generation: a set of
changes meets the demands known so far with the fewest (a 0-1 programme, solved by HiGHS), and
as long as the state does not hold under it, each undeterred improvement gives a further demand.
Demands are necessary, so each round bounds the number from below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.demands import OutOfTime, all_undeterred, undeterred
from irenic.theory.deterrence import with_feasible
from irenic.theory.graph_model import option, places
from irenic.theory.programme import Clock, Ending, Programme, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.theory.graph_model import GraphModel

    States = NDArray[np.intp]

MOST_SETS = 200
"""Sets of the fewest changes beyond which no more are listed."""

_AT_ONCE = 4
"""Undeterred improvements of one party that are looked at in each round."""

_LARGE = 1 << 17
"""States beyond which demands are not tightened change by change."""

Chosen = frozenset[int]
"""Changes by number: patterns first, then infeasibilities to lift."""


@dataclass(frozen=True)
class Pattern:
    """States in which all of these (party, option, in force or not) are so."""

    literals: tuple[tuple[int, int, bool], ...]

    def mask(self, model: GraphModel) -> NDArray[np.bool_]:
        """Where it holds; to be broadcast over all states."""
        found = np.ones((1,) * len(model.strategies), np.bool_)
        for party, bit, on in self.literals:
            found = found & (option(model.strategies, party, bit) == on)
        return found


@dataclass(frozen=True)
class Demand:
    """One of ``take`` must be among the changes, or one of ``leave`` must not.

    A set of changes that has all of ``leave`` and none of ``take`` does not do.
    """

    take: Chosen
    leave: Chosen

    def met(self, chosen: Chosen) -> bool:
        """Whether the changes ``chosen`` meet it."""
        return bool(self.take & chosen) or not self.leave <= chosen


@dataclass(frozen=True)
class FewestChanges:
    """The fewest changes: ``found`` holds sets of patterns and of lifted infeasibilities.

    ``changes``: how many each set has, None where the search was cut short before any was
    found or where none does; ``least``: no set of fewer does, which is proven (None: no set
    at all does). ``every``: whether ``found`` holds every set of that size.
    """

    found: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    changes: int | None
    least: int | None
    every: bool


@dataclass(frozen=True, eq=False)
class Changeable:
    """What can be changed about the feasibility of states.

    ``open``: the model with nothing infeasible that could be lifted. ``patterns``: candidates
    to rule out, none of which fits the state that is to hold. ``barred``: for each
    infeasibility that stands and can be lifted, the states it bars (to be broadcast).
    """

    open: GraphModel
    patterns: Sequence[Pattern]
    barred: Sequence[NDArray[np.bool_]] = ()

    def feasible(self, chosen: Chosen) -> NDArray[np.bool_]:
        """The feasible states after the changes."""
        found = self.open.feasible.copy()
        for number in chosen:
            if number < len(self.patterns):
                found &= ~self.patterns[number].mask(self.open)
        for place, states in enumerate(self.barred):
            if place + len(self.patterns) not in chosen:
                found &= ~states
        return found

    def model(self, chosen: Chosen) -> GraphModel:
        """The model after the changes."""
        return with_feasible(self.open, self.feasible(chosen))

    @cached_property
    def _columns(self) -> list[tuple[int, int]]:
        return [(p, b) for p, s in enumerate(self.open.strategies) for b in range(s.options)]

    @cached_property
    def _literals(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each pattern which options it wants in force, and which not."""
        column = {pair: i for i, pair in enumerate(self._columns)}
        on = np.zeros((len(self.patterns), len(column)), np.bool_)
        off = on.copy()
        for row, pattern in enumerate(self.patterns):
            for party, bit, wanted in pattern.literals:
                (on if wanted else off)[row, column[party, bit]] = True
        return on, off

    def ruling_out(self, states: States) -> Chosen:
        """The patterns that rule out one of ``states``."""
        at = places(self.open, states)
        in_force = np.zeros((len(states), len(self._columns)), np.bool_)
        for place, (party, bit) in enumerate(self._columns):
            codes = self.open.strategies[party].codes[at[party]]
            in_force[:, place] = codes >> bit & 1
        on, off = self._literals
        found: set[int] = set()
        for row in np.unique(in_force, axis=0):
            found |= set(np.flatnonzero(~(on & ~row).any(1) & ~(off & row).any(1)).tolist())
        return frozenset(found)

    def barring(self, states: States) -> Chosen:
        """The infeasibilities that can be lifted and bar one of ``states``."""
        at = np.unravel_index(states, self.open.feasible.shape)
        shape = self.open.feasible.shape
        return frozenset(
            place + len(self.patterns)
            for place, each in enumerate(self.barred)
            if np.broadcast_to(each, shape)[at].any()
        )


def fewest_changes(
    what: Changeable, state: int, concept: str, clock: Clock | None = None
) -> FewestChanges:
    """The sets of fewest changes that make ``state`` an equilibrium under ``concept``.

    ``state`` is a place in C order of ``what.open``, feasible as things are. When the time on
    ``clock`` is up, what is proven by then is returned. Raises
    :class:`~irenic.theory.deterrence.TooMany` for SIM beyond bounds.
    """
    return _Search(what, state, concept, clock or Clock()).run()


class _None(Exception):
    """No changes at all meet the demands."""


class _Search:
    """Rounds of choosing and judging; demands learned are kept."""

    def __init__(self, what: Changeable, state: int, concept: str, clock: Clock) -> None:
        self.what, self.state, self.concept, self.clock = what, state, concept, clock
        self.demands: dict[Demand, None] = {}
        self._holds: dict[Chosen, bool] = {}

    def run(self) -> FewestChanges:
        """First the number, then every set of that number."""
        low = 0
        sets: dict[Chosen, None] = {}
        try:
            chosen: Chosen = frozenset()
            while not self._held(chosen):
                low = max(low, 1)
                chosen, bound = self._fewest()
                low = max(low, bound)
            sets[chosen] = None
            for each in self._sets(len(chosen)):
                sets[each] = None
                if len(sets) >= MOST_SETS:
                    raise OutOfTime
        except OutOfTime:
            return self._found(sets, low, every=False)
        except _None:
            return FewestChanges((), None, None, True)
        return self._found(sets, low, every=True)

    def _found(self, sets: dict[Chosen, None], low: int, *, every: bool) -> FewestChanges:
        changes = len(next(iter(sets))) if sets else None
        return FewestChanges(tuple(sorted(map(self._split, sets))), changes, low, every)

    def _split(self, chosen: Chosen) -> tuple[tuple[int, ...], tuple[int, ...]]:
        cut = len(self.what.patterns)
        places = sorted(chosen)
        return (
            tuple(each for each in places if each < cut),
            tuple(each - cut for each in places if each >= cut),
        )

    def _fewest(self) -> tuple[Chosen, int]:
        """The fewest changes that meet the demands, and a bound on their number."""
        if not all(demand.take or demand.leave for demand in self.demands):
            raise _None
        programme = Programme()
        named = sorted({one for demand in self.demands for one in demand.take | demand.leave})
        columns = {one: programme.binary() for one in named}
        for demand in self.demands:
            ways = [columns[one] for one in demand.take]
            ways += [columns[one] * -1.0 + 1.0 for one in demand.leave]
            programme.row(total(ways), low=1.0)
        outcome = programme.maximise(total(columns.values()) * -1.0, self.clock)
        if outcome.ending is Ending.INFEASIBLE:
            raise _None
        bound = math.ceil(-outcome.bound - 1e-4) if math.isfinite(outcome.bound) else 0
        values = outcome.columns
        if outcome.ending is Ending.STOPPED or values is None:
            raise OutOfTime
        return frozenset(one for one in named if columns[one].at(values) > 0.5), bound

    def _sets(self, size: int) -> Iterator[Chosen]:
        """Every set of ``size`` changes under which the state holds.

        Depth first: what a set lacks names the changes of which one must come to it.
        """
        seen: set[Chosen] = {frozenset()}
        agenda: list[Chosen] = [frozenset()]
        while agenda:
            if not self.clock.left:
                raise OutOfTime
            chosen = agenda.pop()
            unmet = next((d for d in self.demands if not d.met(chosen)), None)
            if unmet is None and len(chosen) == size:
                if self._held(chosen):
                    yield chosen
                continue
            if unmet is None and not self._held(chosen):
                unmet = next((d for d in self.demands if not d.met(chosen)), None)
            if unmet is None or len(chosen) == size:
                continue
            for more in unmet.take:
                grown = chosen | {more}
                if grown not in seen:
                    seen.add(grown)
                    agenda.append(grown)

    def _held(self, chosen: Chosen) -> bool:
        """Whether the state holds after the changes; what it lacks is learned."""
        if chosen not in self._holds:
            model = self.what.model(chosen)
            holds = True
            for party in model.parties:
                every = all_undeterred(model, party, self.state, self.concept, self.clock)
                for one in islice(every, _AT_ONCE):
                    holds = False
                    self.demands[self._demand(chosen, party, one.move)] = None
            self._holds[chosen] = holds
        return self._holds[chosen]

    def _demand(self, chosen: Chosen, party: int, move: int) -> Demand:
        """What must be otherwise for the improvement to be deterred or ruled out.

        It stays undeterred as long as it is feasible, no further states are, and (SMR, SSEQ)
        those are to which the party can go on. So as many changes as possible are undone, or
        lifts made, that leave it undeterred: they have no part in the demand.
        """
        cut = len(self.what.patterns)
        usable = self.what.feasible(chosen).ravel()
        lifts = range(cut, cut + len(self.what.barred))
        freest = frozenset(lifts)
        if self._still(freest, party, move, usable) is None:
            freest = self._freest(chosen, party, move, usable)
        bars = self._still(freest, party, move, usable)
        needed = np.array([move]) if bars is None else np.unique(np.append(bars, move))
        take = self.what.ruling_out(needed) - chosen
        take |= frozenset(each for each in lifts if each not in freest)
        leave = frozenset(each for each in freest if each < cut)
        leave |= self.what.barring(needed) & chosen
        return Demand(take, leave)

    def _freest(self, chosen: Chosen, party: int, move: int, usable: NDArray[np.bool_]) -> Chosen:
        """Changes that free as many states as possible, one change after another."""
        cut = len(self.what.patterns)
        freest = chosen
        if self.what.open.feasible.size > _LARGE:
            return freest
        lifts = range(cut, cut + len(self.what.barred))
        for one in (*sorted(each for each in chosen if each < cut), *lifts):
            tried = freest - {one} if one < cut else freest | {one}
            if tried != freest and self._still(tried, party, move, usable) is not None:
                freest = tried
        return freest

    def _still(
        self, chosen: Chosen, party: int, move: int, usable: NDArray[np.bool_]
    ) -> States | None:
        """The states to which the party goes on if it is still undeterred, else None."""
        model = self.what.model(chosen)
        found = undeterred(model, party, self.state, move, self.concept, usable)
        if found is None:
            return None
        escapes: States = found.bars[found.bars != found.ends]
        return escapes
