"""The fewest infeasibilities to add or lift for a state to hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.conflict import conflict
from irenic.analyses.conflict_grid import read_statement
from irenic.analyses.conflict_preferences import ByRanking
from irenic.errors import Inapplicable
from irenic.theory.deterrence import TooMany
from irenic.theory.exclusions import Changeable, FewestChanges, Pattern, fewest_changes
from irenic.theory.graph_model import option
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict
    from irenic.dossier.model import Dossier
    from irenic.dossier.moves import Statement

_LARGE = 1 << 14
"""States beyond which it is first looked for an answer without lifting."""

_SHOWN = 5
"""The most sets of changed infeasibilities in each answer."""


@dataclass(frozen=True, eq=False)
class _Ways:
    """A conflict, what can be changed about it, and the place in it of the state."""

    given: Conflict
    what: Changeable
    target: int


@dataclass(frozen=True, eq=False)
class _Found:
    """The fewest changes as :class:`FewestChanges` has them, with the sets in words."""

    changes: int | None
    least: int | None
    every: bool
    sets: tuple[dict[str, Any], ...]


class Infeasible:
    """What can be ruled out or lifted for ``state`` to hold; made once for all concepts."""

    def __init__(self, dossier: Dossier, given: Conflict, state: int) -> None:
        self.dossier, self.given, self.state = dossier, given, state

    def under(self, concept: str, clock: Clock, *, holds: bool) -> dict[str, Any]:
        """The fewest infeasibilities to add or lift, all sets of that number, mildest first.

        ``holds``: whether the state holds as things are.

        To add: patterns of one or two moves, in force or not, that do not fit the state. Under
        Nash stability lifting cannot help, since states that become feasible can only be
        further improvements. Where a preference is a ranking nothing can be lifted: it says
        nothing of the states that would be freed.
        """
        lifting, why_not = bool(self._standing) and concept != "nash_stability", None
        if lifting and any(isinstance(each, ByRanking) for each in self.given.preferences):
            lifting, why_not = False, "ranking"
        elif lifting and self._freed is None:
            lifting, why_not = False, "states"
        found = self._best(self._freed if lifting else None, concept, clock)
        least = 1 if found.least == 0 and not holds else found.least
        proven = least == found.changes and why_not != "states"
        return {
            "status": "complete" if proven else "partial",
            "changes": found.changes,
            "at_least": least,
            "lifting_tried": why_not is None,
            "not_lifted": why_not,
            "found": len(found.sets),
            "all_found": found.every,
            "sets": list(found.sets[:_SHOWN]),
        }

    def _best(self, freed: _Ways | None, concept: str, clock: Clock) -> _Found:
        """Of large models first what can be done without lifting, in half of the time."""
        if freed is None:
            return self._searched(self._closed, concept, clock)
        if freed.what.open.feasible.size <= _LARGE:
            return self._searched(freed, concept, clock)
        alone = self._searched(self._closed, concept, Clock(clock.left / 2))
        if alone.changes == 0:
            return alone
        return self._both(alone, self._searched(freed, concept, clock))

    def _searched(self, ways: _Ways, concept: str, clock: Clock) -> _Found:
        try:
            found = fewest_changes(ways.what, ways.target, concept, clock)
        except TooMany:  # with states freed, SIM has too many combinations
            return _Found(None, 0, False, ())
        statements = [each.statement for each in self._standing]
        sets = _sets(ways.given, ways.what, found, statements)
        return _Found(found.changes, found.least, found.every, tuple(sets))

    @staticmethod
    def _both(alone: _Found, lifting: _Found) -> _Found:
        """Of two searches, without and with lifting, what the two prove together.

        What the first found is enough; what the second rules out is ruled out.
        """
        if lifting.changes is not None or lifting.least is None or alone.changes is None:
            return lifting
        least = min(alone.changes, lifting.least)
        return _Found(alone.changes, least, False, alone.sets)

    @property
    def _standing(self) -> tuple[Statement, ...]:
        return self.dossier.moves.infeasible if self.dossier.moves else ()

    @cached_property
    def _closed(self) -> _Ways:
        """Nothing lifted."""
        what = Changeable(self.given.model, _patterns(self.given, self.state))
        return _Ways(self.given, what, self.state)

    @cached_property
    def _freed(self) -> _Ways | None:
        """The conflict with all lifted; None where that makes too many states."""
        moves = self.dossier.moves
        if moves is None:
            return None
        freed = moves.model_copy(update={"infeasible": ()})
        try:
            wide = conflict(self.dossier.model_copy(update={"moves": freed}))
        except Inapplicable:
            return None
        target = wide.grid.place(self.given.text(np.array([self.state]))[0])
        if target is None:
            return None
        barred = [
            wide.grid.holds(read_statement(each.statement, wide.grid.own, "moves.infeasible"))
            for each in self._standing
        ]
        what = Changeable(wide.model, _patterns(wide, target), barred)
        return _Ways(wide, what, target)


def _patterns(given: Conflict, state: int) -> list[Pattern]:
    """Patterns of one or two moves, in force or not, that do not fit ``state``.

    Of patterns that rule out the same feasible states only the first, a shortest, is kept.
    """
    model = given.model
    literals = [
        (party, bit, on)
        for party, strategies in enumerate(model.strategies)
        for bit in range(strategies.options)
        for on in (True, False)
    ]
    feasible = np.packbits(model.feasible)
    packed, fits = {}, {}
    for party, bit, on in literals:
        states = np.broadcast_to(option(model.strategies, party, bit), model.feasible.shape) == on
        packed[party, bit, on] = np.packbits(states) & feasible
        fits[party, bit, on] = bool(states.flat[state])
    chosen: list[tuple[tuple[int, int, bool], ...]] = [(one,) for one in literals]
    chosen += [pair for pair in combinations(literals, 2) if pair[0][:2] != pair[1][:2]]
    found: list[Pattern] = []
    seen: set[bytes] = {bytes(feasible.size)}
    for each in chosen:
        if all(fits[one] for one in each):
            continue
        key = np.bitwise_and.reduce([packed[one] for one in each]).tobytes()
        if key not in seen:
            seen.add(key)
            found.append(Pattern(each))
    return found


def _sets(
    given: Conflict, what: Changeable, found: FewestChanges, statements: Sequence[str]
) -> list[dict[str, Any]]:
    """The sets found, in words of the dossier; of those that leave the same states one."""
    answers: dict[bytes, dict[str, Any]] = {}
    shape = what.open.feasible.shape

    def packed(states: NDArray[np.bool_]) -> NDArray[np.uint8]:
        return np.packbits(np.broadcast_to(states, shape))

    everything = packed(what.open.feasible)
    barred = [packed(states) for states in what.barred]
    masks = {
        one: packed(what.patterns[one].mask(what.open))
        for one in sorted({one for added, _ in found.found for one in added})
    }
    today = everything.copy()
    for states in barred:
        today &= ~states
    for added, lifted in found.found:
        after = everything.copy()
        for place, states in enumerate(barred):
            if place not in lifted:
                after &= ~states
        for one in added:
            after &= ~masks[one]
        answer = {
            "add": [_named(given, what.patterns[each]) for each in added],
            "ruled_out": int(np.bitwise_count(today & ~after).sum()),
            "lift": [statements[each] for each in lifted],
        }
        answers.setdefault(after.tobytes() + repr(lifted).encode(), answer)
    return sorted(answers.values(), key=lambda one: (one["ruled_out"], one["add"], one["lift"]))


def _named(given: Conflict, pattern: Pattern) -> str:
    """The pattern as a statement of the dossier."""
    return " and ".join(
        ("" if on else "not ") + given.moves[given.grid.offsets[party] + bit]
        for party, bit, on in pattern.literals
    )
