"""Stability from the definitions, with sets: slow, obvious, and independent of the arrays.

A state is a tuple of 0 and 1, one for each option of all parties in turn. Nothing here
uses the transitivity of moves: sequences of the others are explored as (state, last
mover), so "no one twice in a row" is taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

State = tuple[int, ...]


@dataclass(frozen=True)
class Conflict:
    """``owner``: party of each option; ``irreversible``, ``unresumable``: sets of options."""

    owner: tuple[int, ...]
    irreversible: frozenset[int]
    unresumable: frozenset[int]
    feasible: frozenset[State]
    payoff: tuple[dict[State, int], ...]

    @property
    def parties(self) -> range:
        return range(len(self.payoff))

    def may_move(self, party: int, before: State, after: State) -> bool:
        if before == after or after not in self.feasible:
            return False
        changed = [o for o, (b, a) in enumerate(zip(before, after, strict=True)) if b != a]
        for option in changed:
            if self.owner[option] != party:
                return False
            if before[option] and option in self.irreversible:
                return False
            if not before[option] and option in self.unresumable:
                return False
        return True

    def moves(self, party: int, state: State) -> Iterator[State]:
        choices = [(0, 1) if o == party else (v,) for o, v in zip(self.owner, state, strict=True)]
        return (after for after in product(*choices) if self.may_move(party, state, after))

    def improvements(self, party: int, state: State) -> Iterator[State]:
        payoff = self.payoff[party]
        return (after for after in self.moves(party, state) if payoff[after] > payoff[state])

    def brought_about(
        self, movers: Iterable[int], start: State,
        steps: Callable[[int, State], Iterable[State]],
    ) -> set[State]:  # fmt: skip
        """States at the end of legal sequences of one or more steps from ``start``."""
        seen: set[tuple[State, int]] = set()
        agenda: list[tuple[State, int | None]] = [(start, None)]
        while agenda:
            state, last = agenda.pop()
            for mover in movers:
                if mover == last:
                    continue
                for after in steps(mover, state):
                    if (after, mover) not in seen:
                        seen.add((after, mover))
                        agenda.append((after, mover))
        return {state for state, _ in seen}

    def others(self, party: int) -> list[int]:
        return [other for other in self.parties if other != party]

    def _every_improvement(
        self, party: int, state: State, sanctions: Callable[[State], Iterable[State]]
    ) -> bool:
        payoff = self.payoff[party]
        return all(
            any(payoff[end] <= payoff[state] for end in sanctions(after))
            for after in self.improvements(party, state)
        )

    def nash_stability(self, party: int, state: State) -> bool:
        return not list(self.improvements(party, state))

    def gmr(self, party: int, state: State) -> bool:
        others = self.others(party)
        return self._every_improvement(
            party, state, lambda after: self.brought_about(others, after, self.moves)
        )

    def smr(self, party: int, state: State) -> bool:
        others, payoff = self.others(party), self.payoff[party]

        def without_escape(after: State) -> Iterator[State]:
            for end in self.brought_about(others, after, self.moves):
                if not any(payoff[final] > payoff[state] for final in self.moves(party, end)):
                    yield end

        return self._every_improvement(party, state, without_escape)

    def seq(self, party: int, state: State) -> bool:
        others = self.others(party)
        return self._every_improvement(
            party, state, lambda after: self.brought_about(others, after, self.improvements)
        )

    def sim(self, party: int, state: State) -> bool:
        others = self.others(party)
        answers = [[state, *self.improvements(other, state)] for other in others]

        def together(after: State) -> Iterator[State]:
            for chosen in product(*answers):
                end = list(after)
                for other, answer in zip(others, chosen, strict=True):
                    for option, owner in enumerate(self.owner):
                        if owner == other:
                            end[option] = answer[option]
                if tuple(end) in self.feasible:
                    yield tuple(end)

        return self._every_improvement(party, state, together)

    def stable(self, concept: str, party: int) -> set[State]:
        judge: Callable[[int, State], bool] = getattr(self, concept)
        return {state for state in self.feasible if judge(party, state)}
