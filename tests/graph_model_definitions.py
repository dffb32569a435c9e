"""A second reading of the definitions, by tables of sets: quick enough for thousands of models.

Written from ``docs/theory/stability.md`` and the sources named there, and from nothing else. A
state is a tuple of 0 and 1, one for each option. The tables say where each party can move; every
definition is then a sentence about sets. Phi below is the set of states that a party does not
prefer to the one it would leave (Fang, Hipel & Kilgour 1993).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product

from graph_model_oracle import Conflict, State

States = frozenset[State]
Payoff = Mapping[State, int]
Much = Callable[[State, State], bool]
Tables = dict[tuple[int, State], States]

INDIVIDUAL = ("nash_stability", "gmr", "smr", "seq", "sim", "sseq")
COALITIONAL = ("nash_stability", "gmr", "smr", "seq")
STRONG = ("gmr", "smr", "seq", "sseq")


def reachable(conflict: Conflict) -> Tables:
    """(party, state) -> where the party can move: it changes only what is its own."""
    found: Tables = {}
    for party in conflict.parties:
        alike: dict[State, list[State]] = {}
        for state in conflict.feasible:
            fixed = tuple(v for v, o in zip(state, conflict.owner, strict=True) if o != party)
            alike.setdefault(fixed, []).append(state)
        for together in alike.values():
            for state in together:
                found[party, state] = frozenset(
                    end for end in together
                    if end != state
                    and not any(state[o] > end[o] for o in conflict.irreversible)
                    and not any(state[o] < end[o] for o in conflict.unresumable)
                )  # fmt: skip
    return found


class Definitions:
    """What the words mean in one conflict. ``R`` and ``I``: moves and improvements."""

    def __init__(self, conflict: Conflict, moves: Tables | None = None) -> None:
        self.conflict, self.states, self.payoff = conflict, conflict.feasible, conflict.payoff
        self.parties = conflict.parties
        self.R = reachable(conflict) if moves is None else moves
        self.I: Tables = {
            (i, s): frozenset(t for t in ends if self.payoff[i][t] > self.payoff[i][s])
            for (i, s), ends in self.R.items()
        }
        self._known: dict[tuple[tuple[int, ...], State, bool], States] = {}
        self._allied: dict[tuple[tuple[int, ...], State], States] = {}
        self._joint: dict[tuple[tuple[int, ...], State], States] = {}
        self._phi: dict[tuple[int, int], States] = {}
        self._anticipated: list[Tables] = []
        self._follow: list[Tables] = []
        self._stable: dict[tuple[str, int], States] = {}

    def but(self, *parties: int) -> tuple[int, ...]:
        return tuple(p for p in self.parties if p not in parties)

    def group(self, movers: Iterable[int], start: State, *, improving: bool) -> States:
        """Where legal sequences of at least one step lead: no mover twice in a row."""
        movers = tuple(sorted(movers))
        key = movers, start, improving
        if key not in self._known:
            steps = self.I if improving else self.R
            seen = {(end, j) for j in movers for end in steps[j, start]}
            agenda = list(seen)
            while agenda:
                state, last = agenda.pop()
                new = {(e, j) for j in movers if j != last for e in steps[j, state]} - seen
                seen |= new
                agenda += new
            self._known[key] = frozenset(state for state, _ in seen)
        return self._known[key]

    # One party ------------------------------------------------------------------------------

    def phi(self, party: int, state: State) -> States:
        """States that the party does not prefer to ``state``."""
        own = self.payoff[party]
        key = party, own[state]
        if key not in self._phi:
            self._phi[key] = frozenset(u for u in self.states if own[u] <= own[state])
        return self._phi[key]

    def stable(self, concept: str, party: int) -> States:
        """Where every improvement meets a sanction; under Nash stability nothing is one."""
        if (concept, party) not in self._stable:
            self._stable[concept, party] = self._deterred(concept, party, self.phi)
        return self._stable[concept, party]

    def _deterred(
        self, concept: str, party: int, bad: Callable[[int, State], States]
    ) -> States:  # fmt: skip
        """Where each improvement of ``party`` can be answered with a state in ``bad`` for it."""
        found = set()
        for s in self.states:
            gains = self.I[party, s]
            low = bad(party, s) if gains else frozenset()
            if all(self._sanctions(concept, party, s, t, low) for t in gains):
                found.add(s)
        return frozenset(found)

    def equilibria(self, concept: str) -> States:
        return self.states.intersection(*(self.stable(concept, i) for i in self.parties))

    def _sanctions(
        self, concept: str, party: int, state: State, gain: State, bad: States
    ) -> States:
        """The answers to the improvement ``gain`` on ``state`` that lead into ``bad``."""
        others = self.but(party)
        match concept:
            case "nash_stability":
                return frozenset()
            case "sim":
                return frozenset(self._together(party, state, gain)) & bad
            case "gmr" | "smr":
                ends = self.group(others, gain, improving=False) & bad
            case "seq" | "sseq":
                ends = self.group(others, gain, improving=True) & bad
        if concept in ("smr", "sseq"):
            return frozenset(u for u in ends if self.R[party, u] <= bad)
        return ends

    def _together(self, party: int, state: State, gain: State) -> Iterator[State]:
        """All changes at once: the party's to ``gain``, each other's improvement or none."""
        others = self.but(party)
        for chosen in product(*([state, *self.I[j, state]] for j in others)):
            by = {party: gain, **dict(zip(others, chosen, strict=True))}
            end = tuple(by[owner][o] for o, owner in enumerate(self.conflict.owner))
            if end in self.states:
                yield end

    def strong(self, concept: str, party: int, much: Much) -> States:
        """Every improvement can be answered with something much worse than the state."""
        return self._deterred(
            concept, party, lambda _, s: frozenset(u for u in self.states if much(s, u))
        )

    # Coalitions -----------------------------------------------------------------------------

    def joint_improvements(self, members: Sequence[int], state: State) -> States:
        key = tuple(sorted(members)), state
        if key not in self._joint:
            self._joint[key] = frozenset(
                t for t in self.group(members, state, improving=False)
                if all(self.payoff[m][t] > self.payoff[m][state] for m in members)
            )  # fmt: skip
        return self._joint[key]

    def joint(self, concept: str, members: Sequence[int]) -> States:
        return frozenset(s for s in self.states if not self.joint_open(concept, members, s))

    def joint_open(self, concept: str, members: Sequence[int], state: State) -> States:
        """Coalitional improvements that are not sanctioned."""
        gains, bad = self.joint_improvements(members, state), self._no_gain(members, state)
        if concept == "nash_stability":
            return gains
        if concept == "seq":
            return gains - self._deterred_seq(members, gains, bad)
        if concept == "smr":
            bad = frozenset(u for u in bad if self.group(members, u, improving=False) <= bad)
        outside = self.but(*members)
        return frozenset(t for t in gains if not self.group(outside, t, improving=False) & bad)

    def _deterred_seq(self, members: Sequence[int], gains: States, bad: States) -> States:
        """Coalitional SEQ, apart from the others: the outsiders answer in alliances."""
        return frozenset(t for t in gains if self.alliances(self.but(*members), t) & bad)

    def alliances(self, parties: Sequence[int], start: State) -> States:
        """Class coalitional improvements: no coalition of ``parties`` twice in succession."""
        if (parties, start) not in self._allied:
            classes = [c for k in range(len(parties)) for c in combinations(parties, k + 1)]
            seen: set[tuple[State, tuple[int, ...]]] = set()
            new = {(t, c) for c in classes for t in self.joint_improvements(c, start)}
            while new:
                seen |= new
                new = {
                    (t, c) for state, last in new for c in classes if c != last
                    for t in self.joint_improvements(c, state)
                } - seen  # fmt: skip
            self._allied[parties, start] = frozenset(state for state, _ in seen)
        return self._allied[parties, start]

    def _no_gain(self, members: Sequence[int], state: State) -> States:
        """States that some member does not prefer to ``state``."""
        return frozenset[State]().union(*(self.phi(m, state) for m in members))

    # Foresight ------------------------------------------------------------------------------

    def anticipated(self, horizon: int) -> Tables:
        """A_h: (party to move, state) -> where matters can end."""
        if not self._anticipated:
            self._anticipated = [{key: frozenset([key[1]]) for key in self.R}]
        while len(self._anticipated) <= horizon:
            follow = self.following(len(self._anticipated) - 1)
            found: Tables = {}
            for (i, s), ends in self.R.items():
                own = self.payoff[i]
                worst = {t: min(own[x] for x in follow[i, t]) for t in ends}
                best = max(worst.values(), default=own[s])
                found[i, s] = frozenset([s])
                if best > own[s]:
                    found[i, s] = frozenset[State]().union(
                        *(follow[i, t] for t in ends if worst[t] == best)
                    )
            self._anticipated.append(found)
        return self._anticipated[horizon]

    def following(self, horizon: int) -> Tables:
        """(mover, state it moved to) -> where matters can end: anybody else may be next."""
        while len(self._follow) <= horizon:
            before = self.anticipated(len(self._follow))
            self._follow.append({
                (i, t): frozenset[State]().union(*(before[j, t] for j in self.but(i)))
                for i, t in before
            })  # fmt: skip
        return self._follow[horizon]

    def limited(self, horizon: int, party: int) -> States:
        follow, own = self.following(horizon - 1), self.payoff[party]
        return frozenset(
            s for s in self.states
            if all(min(own[x] for x in follow[party, t]) <= own[s] for t in self.R[party, s])
        )  # fmt: skip

    def non_myopic(self, party: int) -> States:
        """Stable for every horizon from some one on: throughout the cycle that is entered."""
        horizon = 0
        while (now := self.anticipated(horizon)) not in self._anticipated[:horizon]:
            horizon += 1
        first = self._anticipated.index(now)
        cycle = range(first + 1, horizon + 1)  # L_h depends on A_{h - 1}
        return self.states.intersection(*(self.limited(h, party) for h in cycle))

    # Any concept by its key -----------------------------------------------------------------

    def of(self, concept: str, horizon: int) -> list[States]:
        """For each party its stable states; ``horizon``: that of limited-move stability."""
        if concept == "limited_move":
            return [self.limited(horizon, i) for i in self.parties]
        if concept == "non_myopic":
            return [self.non_myopic(i) for i in self.parties]
        return [self.stable(concept, i) for i in self.parties]

    # Ways -----------------------------------------------------------------------------------

    def ways(self, start: State, *, improving: bool) -> dict[State, tuple[int, int]]:
        """Fewest steps to each state within reach, and the fewest changed options among those."""
        steps = self.I if improving else self.R
        found = {start: (0, 0)}
        front = {start}
        while front:
            fresh: dict[State, tuple[int, int]] = {}
            for s in front:
                for i in self.parties:
                    for t in steps[i, s] - found.keys():
                        changed = sum(a != b for a, b in zip(s, t, strict=True))
                        way = found[s][0] + 1, found[s][1] + changed
                        fresh[t] = min(way, fresh.get(t, way))
            found |= fresh
            front = set(fresh)
        return found


# What is not known ------------------------------------------------------------------------------


def dense(payoff: Mapping[State, object]) -> dict[State, int]:
    """The same order, in numbers without a gap."""
    order = sorted(set(payoff.values()))  # type: ignore[type-var]
    return {state: order.index(value) for state, value in payoff.items()}


def completed_ranking(
    levels: Sequence[Sequence[State]], unknown: Sequence[Sequence[State]]
) -> list[dict[State, int]]:
    """Orders that agree with ``levels`` (best first) but for pairs within a set of ``unknown``."""
    height = {s: -k for k, level in enumerate(levels) for s in level}
    found = []
    for choice in product(*(product(range(len(own)), repeat=len(own)) for own in unknown)):
        value: dict[State, tuple[int, int]] = {s: (h, 0) for s, h in height.items()}
        for own, among in zip(unknown, choice, strict=True):
            top = max(height[s] for s in own)
            value |= {s: (top, place) for s, place in zip(own, among, strict=True)}
        found.append(dense(value))
    return _different(found)


Holds = Callable[[State], bool]


def completed_statements(
    states: Iterable[State], given: Sequence[tuple[Holds, str | None]]
) -> list[dict[State, int]]:
    """Orders by statements (most important first) whose sign, place or both are unknown."""
    kept = [n for n, (_, kind) in enumerate(given) if kind in (None, "sign")]
    signs = [(1, -1, 0) if kind in ("sign", "both") else (1,) for _, kind in given]
    states = list(states)
    found = []
    for order in permutations(range(len(given))):
        if [n for n in order if n in kept] != kept:
            continue
        for sign in product(*signs):
            value = {s: tuple(sign[n] * given[n][0](s) for n in order) for s in states}
            found.append(dense(value))
    return _different(found)


def _different(orders: Iterable[dict[State, int]]) -> list[dict[State, int]]:
    return list({tuple(sorted(order.items())): order for order in orders}.values())


# Who sees it otherwise ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Hypergame:
    """What one concept says: for each party what it expects, and where that fails."""

    holds: States
    expected: list[States]
    surprised: list[States]
    mistaken: list[States]


def hypergame(
    truth: Definitions, seen: Sequence[Definitions], concept: str, horizon: int
) -> Hypergame:
    """A hypergame of the first level: everybody judges in the conflict that it sees."""
    judged = [own.of(concept, horizon) for own in seen]
    holds = truth.states.intersection(*(judged[i][i] for i in truth.parties))
    expected = [seen[i].states.intersection(*judged[i]) for i in truth.parties]
    return Hypergame(
        holds, expected, [holds - own for own in expected], [own - holds for own in expected]
    )
