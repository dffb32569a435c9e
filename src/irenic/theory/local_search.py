"""Good acceptable packages soon: steps from one to a better one, until none is better.

A step changes at most two issues. Nothing is proven of what is found; it serves as what
a proof starts from (:class:`irenic.theory.programme.Search`), which is far shorter when
only what is better has to be looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from irenic.theory.packages import Bools, Floats, Indices, Space, contains, rounded
from irenic.theory.programme import Choice

KICKED = 6
"""Issues left to chance at a time."""

Score = Callable[[Floats], Floats]
"""From gains of the required parties in units (required, k) to k numbers; -inf: does not count."""


@dataclass(frozen=True, eq=False)
class Steps:
    """The packages of ``space`` that differ from one of them on at most two issues."""

    space: Space

    @cached_property
    def _tables(self) -> Floats:
        """Worth in units to required parties of every option of every issue, side by side."""
        return np.hstack([table[: self.space.required] for table in self.space.units])

    @cached_property
    def _issue(self) -> Indices:
        return np.repeat(np.arange(len(self.space.shape)), self.space.shape)

    @cached_property
    def _pairs(self) -> tuple[Indices, Indices]:
        """Every two options of two issues; with options that stand, one or no issue changes."""
        one, other = np.triu_indices(self._issue.size, 1)
        apart = self._issue[one] != self._issue[other]
        return one[apart], other[apart]

    def climbed(self, start: Choice, score: Score) -> Choice:
        """From ``start`` to a package no step improves: acceptable first, then a high score."""
        choice, top = start, (-np.inf, -np.inf)
        while True:
            options, gains, allowed = self._around(choice)
            short = np.where(allowed, np.minimum(gains, 0.0).sum(axis=0), -np.inf)
            least = short.max()
            among = np.flatnonzero(short == least)
            scores = score(gains[:, among]) if least == 0.0 else np.zeros(1)
            if (least, scores.max()) <= top:
                return choice
            top = (least, scores.max())
            choice = tuple(options[:, among[scores.argmax()]].tolist())

    def kicked(self, choice: Choice, random: np.random.Generator) -> Choice:
        """A package like ``choice`` with some issues left to chance."""
        shape = np.array(self.space.shape)
        chosen = random.permutation(shape.size)[:KICKED]
        moved = np.array(choice)
        moved[chosen] = random.integers(0, shape[chosen])
        return tuple(moved.tolist())

    def _around(self, choice: Choice) -> tuple[Indices, Floats, Bools]:
        """Option numbers (issues, k), gains (required, k) in units, and which no red line bars."""
        one, other = self._pairs
        offsets = np.cumsum((0, *self.space.shape[:-1]))
        standing = np.array(choice) + offsets
        change = self._tables - self._tables[:, standing[self._issue]]
        start = self.space.constant_units[: self.space.required]
        start = start + self._tables[:, standing].sum(axis=1)
        gains = start[:, None] + change[:, one] + change[:, other]
        options = np.repeat(np.array(choice)[:, None], one.size, axis=1)
        for option in (one, other):
            issue = self._issue[option]
            options[issue, np.arange(one.size)] = option - offsets[issue]
        for term in self.space.joint_units:
            worth = term.worth[: self.space.required, None]
            gains += worth * contains(tuple(options), term.when)
        allowed: Bools = np.ones(one.size, dtype=bool)
        for never in self.space.binding:
            allowed &= ~contains(tuple(options), never)
        return options, np.where(rounded(gains) == 0.0, 0.0, gains), allowed
