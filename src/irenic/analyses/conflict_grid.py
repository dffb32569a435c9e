"""Where statements about moves hold, over all combinations of the parties' strategies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.dossier import statements as language
from irenic.dossier.problems import Problem
from irenic.errors import DossierError
from irenic.theory.graph_model import Strategies, option, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from irenic.dossier.moves import Move


@dataclass(frozen=True)
class Grid:
    """The moves of each party (in the dossier's order) and its strategies."""

    own: Mapping[str, Mapping[str, Move]]
    strategies: tuple[Strategies, ...]

    @cached_property
    def _options(self) -> dict[tuple[str, str], tuple[int, int]]:
        return {
            (party, move): (number, bit)
            for number, (party, moves) in enumerate(self.own.items())
            for bit, move in enumerate(moves)
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The moves as ``party.move``, in the order of the file."""
        return tuple(f"{party}.{move}" for party, moves in self.own.items() for move in moves)

    @cached_property
    def offsets(self) -> list[int]:
        """For each party the place of its first move in the text of a state."""
        sizes = [each.options for each in self.strategies]
        return [sum(sizes[:party]) for party in range(len(sizes))]

    def place(self, text: str) -> int | None:
        """The place in C order of a state written as Y and N; None if it is in no array."""
        found, stride = 0, 1
        if len(text) != len(self.names):
            return None
        for start, strategies in zip(self.offsets, self.strategies, strict=True):
            own = text[start : start + strategies.options]
            code = sum(1 << bit for bit, letter in enumerate(own) if letter == "Y")
            place = int(np.searchsorted(strategies.codes, code))
            if place == len(strategies) or strategies.codes[place] != code:
                return None
            found += place * stride
            stride *= len(strategies)
        return found

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


def read_statement(
    text: str, own: Mapping[str, Mapping[str, Move]], key: str
) -> language.Expression:
    """The statement ``text`` that stands at ``key``; DossierError where it is none."""
    try:
        return language.resolve(language.parse(text), own, text)
    except language.StatementError as error:
        raise wrong(
            "bad-statement", key, f"{error.found} at character {error.position + 1} of '{text}'",
            error.expected, "Correct the statement.",
        ) from None  # fmt: skip


def wrong(code: str, key: str, found: str, expected: str, remedy: str) -> DossierError:
    """The error for what stands at ``key`` (found by no line, since files are read elsewhere)."""
    return DossierError([Problem(code, "dossier", 0, 0, key, found, expected, remedy)])
