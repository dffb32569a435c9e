"""Who refuses what: the packages nearest to agreement, and who stands against whom.

Where no package is acceptable to all, the *nearest* are those that cross no red line of
a required party and whose smallest gain is highest; ties as in
:mod:`irenic.theory.bargaining`. A *quorum* asks for less than unanimity: so many
consents, among them those of the parties with a veto.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from irenic.theory.bargaining import Leaders, Solution, leximin_first
from irenic.theory.packages import (
    ACCEPTABLE,
    CHUNK,
    UNITS,
    Bools,
    Floats,
    Halves,
    Indices,
    Progress,
    Space,
    halves,
)


@dataclass(frozen=True, eq=False)
class Refusals:
    """How the required parties stand over all packages.

    ``nearest``: the packages that cross no red line of a required party and whose
    smallest gain is highest, that gain (points) as value; None when red lines exclude
    every package. ``open``: how many packages red lines leave. ``accepts``: for each
    required party the packages it accepts (gain, and no red line of its own). ``alone``:
    for each the packages that it alone refuses. ``passing`` packages have at least
    ``quorum`` consents, all vetoes among them; ``best_passing`` has the highest sum of
    gains among these (points of different parties added up). ``opposed``: the pairs of
    required parties that accept no package in common.
    """

    nearest: Solution | None
    open: int
    accepts: tuple[int, ...]
    alone: tuple[int, ...]
    passing: int
    best_passing: Solution | None
    opposed: tuple[tuple[int, int], ...]


def refusals(
    space: Space,
    quorum: int | None = None,
    vetoes: Sequence[int] = (),
    chunk: int = CHUNK,
    progress: Progress | None = None,
) -> Refusals:
    """Ask every required party about every package (dense: parties times packages).

    ``quorum``: consents that suffice (default: all); ``vetoes``: party numbers that must
    be among them. A party consents when its gain rounds to 0 or more and the package
    crosses no red line of its own.
    """
    split = halves(space, chunk)
    own = [_own_lines(space, party, chunk) for party in range(space.required)]
    needed = space.required if quorum is None else quorum
    tally = _Tally(space.required, needed, tuple(vetoes))
    step = max(1, chunk // split.columns)
    for start in range(0, split.rows, step):
        part = slice(start, min(start + step, split.rows))
        tally.count(split, own, part)
        if progress is not None:
            progress("refusals", part.stop / split.rows)
    return tally.result(space, chunk)


def _own_lines(space: Space, party: int, chunk: int) -> Halves | None:
    """The space with the red lines of ``party`` alone; None when it has none."""
    lines = tuple(line._replace(party=0) for line in space.red_lines if line.party == party)
    if not lines:
        return None
    bare = Space(tuple(t[:1] for t in space.worth), space.constant[:1], 1, (), lines)
    return halves(bare, chunk)


class _Tally:
    """Running counts of :func:`refusals`."""

    def __init__(self, parties: int, quorum: int, vetoes: tuple[int, ...]) -> None:
        self.quorum, self.vetoes = quorum, vetoes
        self.accepts = np.zeros(parties, dtype=np.int64)
        self.alone = np.zeros(parties, dtype=np.int64)
        self.apart = list(combinations(range(parties), 2))
        self.open = self.passing = 0
        self.nearest = Leaders(lambda top: top - 1.0)
        self.total = Leaders(lambda top: top - 1.0)

    def count(self, split: Halves, own: Sequence[Halves | None], part: slice) -> None:
        """Count the packages of the rows ``part``."""
        shape = (part.stop - part.start, split.columns)
        least, together = np.full(shape, np.inf), np.zeros(shape)
        refused, culprit = np.zeros(shape, np.int16), np.zeros(shape, np.int16)
        passes = np.ones(shape, dtype=bool)
        willing = []
        for party, lines in enumerate(own):
            gains = split.cells(party, part)
            np.minimum(least, gains, out=least)
            together += gains
            accepts: Bools = gains >= ACCEPTABLE
            allowed = None if lines is None else lines.allowed(part)
            if allowed is not None:
                accepts &= allowed
            self.accepts[party] += np.count_nonzero(accepts)
            refused += ~accepts
            culprit[~accepts] = party
            willing.append(accepts)
            if party in self.vetoes:
                passes &= accepts
        self.apart = [(p, q) for p, q in self.apart if not (willing[p] & willing[q]).any()]
        self.alone += np.bincount(culprit[refused == 1], minlength=len(own))
        passes &= len(own) - refused >= self.quorum
        index = np.arange(part.start * split.columns, part.stop * split.columns)
        self._offer(self.total, index, together, passes)
        self.passing += int(np.count_nonzero(passes))
        open_ = split.allowed(part)
        self.open += least.size if open_ is None else int(np.count_nonzero(open_))
        self._offer(self.nearest, index, least, open_)

    @staticmethod
    def _offer(leaders: Leaders, index: Indices, values: Floats, where: Bools | None) -> None:
        if where is None:
            leaders.offer(index, values.ravel())
        elif where.any():
            flat = where.ravel()
            leaders.offer(index[flat], values.ravel()[flat])

    def result(self, space: Space, chunk: int) -> Refusals:
        """The counts as a result."""
        nearest, total = (
            Solution(found.best / UNITS, leximin_first(space, found.ties, chunk))
            if found.parts
            else None
            for found in (self.nearest, self.total)
        )
        accepts, alone = tuple(map(int, self.accepts)), tuple(map(int, self.alone))
        return Refusals(
            nearest, int(self.open), accepts, alone, int(self.passing), total, tuple(self.apart)
        )
