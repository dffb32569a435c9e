"""Stability from the definitions, with sets: slow, obvious, and independent of the arrays.

A state is a tuple of 0 and 1, one for each option of all parties in turn. Nothing here
uses the transitivity of moves: sequences of the others are explored as (state, last
mover), so "no one twice in a row" is taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

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

    def sseq(self, party: int, state: State) -> bool:
        others, payoff = self.others(party), self.payoff[party]

        def without_escape(after: State) -> Iterator[State]:
            for end in self.brought_about(others, after, self.improvements):
                if not any(payoff[final] > payoff[state] for final in self.moves(party, end)):
                    yield end

        return self._every_improvement(party, state, without_escape)

    # Strength of preference: ``much(a, b)`` says whether the party much prefers a to b

    def strong(
        self, concept: str, party: int, state: State, much: Callable[[State, State], bool]
    ) -> bool:
        steps = self.moves if concept in ("gmr", "smr") else self.improvements
        others = self.others(party)

        def sanctions(after: State) -> bool:
            for end in self.brought_about(others, after, steps):
                finals = list(self.moves(party, end)) if concept in ("smr", "sseq") else []
                if much(state, end) and all(much(state, final) for final in finals):
                    return True
            return False

        return all(sanctions(after) for after in self.improvements(party, state))

    # Coalitions

    def joint_improvements(self, members: Iterable[int], state: State) -> list[State]:
        members = list(members)
        return [
            after for after in self.brought_about(members, state, self.moves)
            if all(self.payoff[m][after] > self.payoff[m][state] for m in members)
        ]  # fmt: skip

    def joint(self, concept: str, members: Iterable[int], state: State) -> bool:
        return not self.joint_undeterred(concept, list(members), state)

    def joint_undeterred(self, concept: str, members: list[int], state: State) -> set[State]:
        """Coalitional improvements that are not sanctioned."""
        others = [party for party in self.parties if party not in members]

        def somebody_loses(end: State) -> bool:
            return any(self.payoff[m][end] <= self.payoff[m][state] for m in members)

        def sanctions(end: State) -> bool:
            escapes = self.brought_about(members, end, self.moves) if concept == "smr" else ()
            return somebody_loses(end) and all(somebody_loses(final) for final in escapes)

        def answers(after: State) -> set[State]:
            if concept == "seq":
                return self.class_improvements(others, after)
            return self.brought_about(others, after, self.moves)

        return {
            after for after in self.joint_improvements(members, state)
            if concept == "nash_stability" or not any(map(sanctions, answers(after)))
        }  # fmt: skip

    def class_improvements(self, parties: Iterable[int], start: State) -> set[State]:
        """Where coalitions among ``parties`` lead by joint improvements, none twice in a row."""
        parties = list(parties)
        coalitions = [c for k in range(1, len(parties) + 1) for c in combinations(parties, k)]
        seen: set[tuple[State, tuple[int, ...]]] = set()
        agenda: list[tuple[State, tuple[int, ...] | None]] = [(start, None)]
        while agenda:
            state, last = agenda.pop()
            for coalition in coalitions:
                if coalition == last:
                    continue
                for after in self.joint_improvements(coalition, state):
                    if (after, coalition) not in seen:
                        seen.add((after, coalition))
                        agenda.append((after, coalition))
        return {state for state, _ in seen}

    # Foresight

    def anticipated(
        self,
        horizon: int,
        party: int,
        state: State,
        known: dict[tuple[int, int, State], set[State]],
    ) -> set[State]:
        """Where matters can end when ``party`` is to move: see irenic.theory.foresight."""
        if horizon == 0:
            return {state}
        if (horizon, party, state) not in known:
            payoff = self.payoff[party]
            after = {}
            for end in self.moves(party, state):
                results = [
                    self.anticipated(horizon - 1, j, end, known) for j in self.others(party)
                ] or [{end}]
                after[end] = set().union(*results)
            value = {end: min(payoff[x] for x in results) for end, results in after.items()}
            best = max(value.values(), default=payoff[state])
            found = {state}
            if best > payoff[state]:
                found = set().union(*(after[end] for end in after if value[end] == best))
            known[horizon, party, state] = found
        return known[horizon, party, state]

    def limited_move(
        self, horizon: int, party: int, state: State,
        known: dict[tuple[int, int, State], set[State]],
    ) -> bool:  # fmt: skip
        """Whether ``party`` stays: it moves only to end better off than in ``state``."""
        payoff = self.payoff[party]
        for end in self.moves(party, state):
            results = [
                self.anticipated(horizon - 1, j, end, known) for j in self.others(party)
            ] or [{end}]
            if min(payoff[x] for x in set().union(*results)) > payoff[state]:
                return False
        return True

    def stable(self, concept: str, party: int) -> set[State]:
        judge: Callable[[int, State], bool] = getattr(self, concept)
        return {state for state in self.feasible if judge(party, state)}
