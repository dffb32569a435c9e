"""From a dossier's moves to the arrays of the graph model, and from states back to text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.dossier import statements as language
from irenic.dossier.moves import Ranking, Weighted
from irenic.dossier.problems import Problem
from irenic.errors import DossierError, Inapplicable
from irenic.theory.graph_model import GraphModel, Strategies, option, places, shape_of
from irenic.theory.ordinal_preferences import (
    ranks_from_ranking,
    ranks_from_scores,
    ranks_from_statements,
    scores,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from irenic.dossier.model import Dossier
    from irenic.dossier.moves import Move, Moves, Preferences

QUESTION = "stability"

MOST_STATES = 1 << 26
"""States beyond which no arrays are made: combinations of each party's possible strategies."""

MOST_OPTIONS = 22
"""Moves of one party beyond which its strategies are not listed."""


@dataclass(frozen=True, eq=False)
class Conflict:
    """A graph model with the slugs that its parties and moves have in the dossier.

    ``parties``: those that can move, in the order of the file, which is that of the model.
    ``moves``: their moves as ``party.move``, in the order of the file.
    ``status_quo``: the moves in force today as text, or None where the dossier is silent.
    """

    model: GraphModel
    parties: tuple[str, ...]
    moves: tuple[str, ...]
    status_quo: str | None

    @cached_property
    def _offsets(self) -> list[int]:
        sizes = [each.options for each in self.model.strategies]
        return [sum(sizes[:party]) for party in range(len(sizes))]

    def text(self, states: NDArray[np.intp]) -> list[str]:
        """States (places in C order) as strings of Y and N in the order of ``moves``."""
        letters = np.full((len(states), len(self.moves)), b"N", "S1")
        for party, place in enumerate(places(self.model, states)):
            strategies = self.model.strategies[party]
            codes = strategies.codes[place]
            for bit in range(strategies.options):
                letters[(codes >> bit & 1) == 1, self._offsets[party] + bit] = b"Y"
        return [row.tobytes().decode() for row in letters]

    def state(self, text: str) -> int | None:
        """The place in C order of a state written as Y and N; None if it is infeasible."""
        found = 0
        for party, strategies in enumerate(self.model.strategies):
            start = self._offsets[party]
            own = text[start : start + strategies.options]
            code = sum(1 << bit for bit, letter in enumerate(own) if letter == "Y")
            place = int(np.searchsorted(strategies.codes, code))
            if place == len(strategies) or strategies.codes[place] != code:
                return None
            found += place * self.model.stride(party)
        return found if self.model.feasible.flat[found] else None

    def in_force(self, text: str) -> list[str]:
        """The moves in force in a state, as ``party.move``."""
        return [move for move, letter in zip(self.moves, text, strict=True) if letter == "Y"]


def conflict(dossier: Dossier) -> Conflict:
    """The graph model of ``dossier``.

    Raises Inapplicable where nobody has a move, a party that can move has no
    preferences, or there are more states than :data:`MOST_STATES`; DossierError where a
    statement or ranking is wrong (which :mod:`irenic.dossier.checks` may have found).
    """
    moves = dossier.moves
    own = {party: given for party, given in moves.parties.items() if given} if moves else {}
    if moves is None or not own:
        raise Inapplicable(QUESTION, ["the dossier lists no moves (key 'moves')"])
    silent = [party for party in own if party not in moves.preferences]
    if silent:
        raise Inapplicable(
            QUESTION,
            [f"'{p}' has moves but no preferences (key 'moves.preferences.{p}')" for p in silent],
        )
    infeasible = [
        _read(given.statement, own, f"moves.infeasible[{i}]")
        for i, given in enumerate(moves.infeasible)
    ]
    strategies = _strategies(own, infeasible)
    grid = _Grid(own, strategies)
    feasible = grid.feasible(infeasible)
    ranks = tuple(_ranks(grid, feasible, p, moves.preferences[p]) for p in own)
    names = tuple(f"{party}.{move}" for party, given in own.items() for move in given)
    model = GraphModel(strategies, feasible, ranks)
    return Conflict(model, tuple(own), names, _status_quo(moves, own, names))


def _strategies(
    own: Mapping[str, Mapping[str, Move]], infeasible: Sequence[language.Expression]
) -> tuple[Strategies, ...]:
    """Each party's strategies but those that a statement on its moves alone rules out."""
    found = []
    for party, moves in own.items():
        if len(moves) > MOST_OPTIONS:
            raise Inapplicable(
                QUESTION,
                [f"at most {MOST_OPTIONS} moves of one party can be analysed; "
                 f"'{party}' has {len(moves)}"],
            )  # fmt: skip
        masks = (
            sum(1 << bit for bit, move in enumerate(moves.values()) if not move.reversible),
            sum(1 << bit for bit, move in enumerate(moves.values()) if not move.resumable),
        )
        every = Strategies(len(moves), np.arange(1 << len(moves)), *masks)
        alone = _Grid({party: moves}, (every,))
        possible = alone.feasible(
            each for each in infeasible if {m.party for m in language.mentioned(each)} == {party}
        )
        codes = every.codes[possible]
        # Where nothing is left, one strategy keeps the arrays; no state in them is feasible.
        found.append(Strategies(len(moves), codes if codes.size else every.codes[:1], *masks))
    states = math.prod(len(each) for each in found)
    if states > MOST_STATES:
        raise Inapplicable(
            QUESTION,
            [f"at most {MOST_STATES:,} states can be analysed; these moves make {states:,}"],
        )
    return tuple(found)


@dataclass(frozen=True)
class _Grid:
    """Where statements hold, over all combinations of strategies."""

    own: Mapping[str, Mapping[str, Move]]
    strategies: tuple[Strategies, ...]

    @cached_property
    def _options(self) -> dict[tuple[str, str], tuple[int, int]]:
        return {
            (party, move): (number, bit)
            for number, (party, moves) in enumerate(self.own.items())
            for bit, move in enumerate(moves)
        }

    def holds(self, expression: language.Expression) -> NDArray[np.bool_]:
        """Where a resolved statement holds; to be broadcast over all states."""
        match expression:
            case language.Move(party, move):
                return option(self.strategies, *self._options[party or "", move])
            case language.Not(part):
                return ~self.holds(part)
            case language.And(parts):
                found = self.holds(parts[0])
                for part in parts[1:]:
                    found = found & self.holds(part)
                return found
            case language.Or(parts):
                found = self.holds(parts[0])
                for part in parts[1:]:
                    found = found | self.holds(part)
                return found
            case language.If(consequence, condition):
                return self.holds(consequence) | ~self.holds(condition)
            case language.Iff(left, right):
                return ~(self.holds(left) ^ self.holds(right))

    def feasible(self, infeasible: Iterable[language.Expression]) -> NDArray[np.bool_]:
        """States in which none of the statements holds."""
        found = np.ones(shape_of(self.strategies), np.bool_)
        for expression in infeasible:
            found &= ~self.holds(expression)
        return found


def _read(text: str, own: Mapping[str, Mapping[str, Move]], key: str) -> language.Expression:
    try:
        return language.resolve(language.parse(text), own, text)
    except language.StatementError as error:
        raise _wrong(
            "bad-statement", key, f"{error.found} at character {error.position + 1} of '{text}'",
            error.expected, "Correct the statement.",
        ) from None  # fmt: skip


def _wrong(code: str, key: str, found: str, expected: str, remedy: str) -> DossierError:
    return DossierError([Problem(code, "dossier", 0, 0, key, found, expected, remedy)])


def _ranks(
    grid: _Grid, feasible: NDArray[np.bool_], party: str, given: Preferences
) -> NDArray[np.int32]:
    key = f"moves.preferences.{party}"
    if isinstance(given, Ranking):
        return _ranked(grid, feasible, given, f"{key}.ranking")
    if isinstance(given, Weighted):
        weights = [weight.mode for weight in given.weights.values()]
        met = [grid.holds(_read(text, grid.own, f"{key}.weights")) for text in given.weights]
        return ranks_from_scores(feasible, scores(feasible, met, weights))
    read = [_read(each.statement, grid.own, f"{key}[{i}]") for i, each in enumerate(given)]
    return ranks_from_statements(feasible, map(grid.holds, read))


def _ranked(
    grid: _Grid, feasible: NDArray[np.bool_], given: Ranking, key: str
) -> NDArray[np.int32]:
    names = tuple(f"{party}.{move}" for party, moves in grid.own.items() for move in moves)
    blank = GraphModel(grid.strategies, feasible, (feasible.astype(np.int32),) * len(grid.own))
    reader = Conflict(blank, tuple(grid.own), names, None)
    groups = []
    for group in given.ranking:
        states = (group,) if isinstance(group, str) else group
        found = [reader.state(text) if len(text) == len(names) else None for text in states]
        if None in found:
            raise _wrong(
                "bad-state", key, f"'{states[found.index(None)]}'",
                f"a feasible state: Y or N for each of {len(names)} moves",
                "Correct the state, or leave it out if it is infeasible.",
            )  # fmt: skip
        groups.append(np.array(found, np.intp))
    try:
        return ranks_from_ranking(feasible, groups)
    except ValueError as error:
        raise _wrong(
            "bad-state", key, str(error), "every feasible state exactly once",
            "Add the states left out, and remove repetitions.",
        ) from None  # fmt: skip


def _status_quo(
    moves: Moves, own: Mapping[str, Mapping[str, Move]], names: Sequence[str]
) -> str | None:
    if moves.status_quo is None:
        return None
    today = set()
    for i, text in enumerate(moves.status_quo):
        read = _read(text, own, f"moves.status_quo[{i}]")
        if not isinstance(read, language.Move):
            raise _wrong(
                "bad-statement", f"moves.status_quo[{i}]", f"'{text}'",
                "one move that is in force today", "List moves, not statements about them.",
            )  # fmt: skip
        today.add(f"{read.party}.{read.move}")
    return "".join("Y" if name in today else "N" for name in names)
