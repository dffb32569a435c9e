"""From a dossier's moves to the arrays of the graph model, and from states back to text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.analyses.conflict_grid import Grid, read_statement, wrong
from irenic.analyses.conflict_preferences import Preferring, preferring
from irenic.dossier import statements as language
from irenic.dossier.moves import Ranking
from irenic.errors import Inapplicable
from irenic.theory.graph_model import GraphModel, Strategies, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.dossier.model import Dossier
    from irenic.dossier.moves import Move, Moves, Preferences

QUESTION = "stability"

MOST_STATES = 1 << 24
"""States beyond which no arrays are made: combinations of each party's possible strategies."""

MOST_OPTIONS = 22
"""Moves of one party beyond which its strategies are not listed."""


@dataclass(frozen=True, eq=False)
class Conflict:
    """A graph model with the slugs that its parties and moves have in the dossier.

    ``parties``: those that can move, in the order of the file, which is that of the model.
    ``moves``: their moves as ``party.move``, in the order of the file.
    ``status_quo``: the moves in force today as text, or None where the dossier is silent.
    ``grid``, ``preferences``: where statements hold, and what each party prefers.
    """

    model: GraphModel
    parties: tuple[str, ...]
    moves: tuple[str, ...]
    status_quo: str | None
    grid: Grid
    preferences: tuple[Preferring, ...]

    def text(self, states: NDArray[np.intp]) -> list[str]:
        """States (places in C order) as strings of Y and N in the order of ``moves``."""
        letters = np.full((len(states), len(self.moves)), b"N", "S1")
        for party, place in enumerate(places(self.model, states)):
            strategies = self.model.strategies[party]
            codes = strategies.codes[place]
            for bit in range(strategies.options):
                letters[(codes >> bit & 1) == 1, self.grid.offsets[party] + bit] = b"Y"
        return [row.tobytes().decode() for row in letters]

    def state(self, text: str) -> int | None:
        """The place in C order of a state written as Y and N; None if it is infeasible."""
        found = self.grid.place(text)
        return found if found is not None and self.model.feasible.flat[found] else None

    def in_force(self, text: str) -> list[str]:
        """The moves in force in a state, as ``party.move``."""
        return [move for move, letter in zip(self.moves, text, strict=True) if letter == "Y"]


def conflict(dossier: Dossier, *, lenient: bool = False) -> Conflict:
    """The graph model of ``dossier``.

    ``lenient``: rankings may hold states that are infeasible here; they are passed over.

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
        read_statement(given.statement, own, f"moves.infeasible[{i}]")
        for i, given in enumerate(moves.infeasible)
    ]
    grid = Grid(own, _strategies(own, infeasible))
    feasible = grid.feasible(infeasible)
    preferences = tuple(
        preferring(
            grid,
            feasible,
            _possible(grid, feasible, moves.preferences[p], lenient),
            f"moves.preferences.{p}",
        )
        for p in own
    )
    model = GraphModel(grid.strategies, feasible, tuple(each.ranks() for each in preferences))
    today = _status_quo(moves, own, grid.names)
    return Conflict(model, tuple(own), grid.names, today, grid, preferences)


def _possible(
    grid: Grid, feasible: NDArray[np.bool_], given: Preferences, lenient: bool
) -> Preferences:
    """``given`` without the states of a ranking that are infeasible, where that is allowed."""
    if not lenient or not isinstance(given, Ranking):
        return given

    def possible(text: str) -> bool:
        place = grid.place(text)
        return len(text) != len(grid.names) or (place is not None and bool(feasible.flat[place]))

    groups = tuple(tuple(text for text in group if possible(text)) for group in given.ranking)
    kept = tuple(group for group in groups if group)
    return given.model_copy(update={"ranking": kept, "much": (), "unknown": ()})


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
        alone = Grid({party: moves}, (every,))
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


def _status_quo(
    moves: Moves, own: Mapping[str, Mapping[str, Move]], names: Sequence[str]
) -> str | None:
    if moves.status_quo is None:
        return None
    today = set()
    for i, text in enumerate(moves.status_quo):
        read = read_statement(text, own, f"moves.status_quo[{i}]")
        if not isinstance(read, language.Move):
            raise wrong(
                "bad-statement", f"moves.status_quo[{i}]", f"'{text}'",
                "one move that is in force today", "List moves, not statements about them.",
            )  # fmt: skip
        today.add(f"{read.party}.{read.move}")
    return "".join("Y" if name in today else "N" for name in names)
