"""Many draws of one space of packages side by side: who accepts what in which draw.

Judgements have ranges, so a case is drawn many times; what can be agreed on (issues, options,
combinations, red lines) stays the same and only the worth changes. So draws are one more
leading axis of the worth, and a question about given packages is one product of matrices.

Draw k is exactly the :class:`irenic.theory.packages.Space` of its numbers
(:meth:`DrawnSpace.at`). A drawn number is any float; it is turned into units as there: for
each draw and party snapped to a grid, a power of two so fine that all sums are whole multiples
of it below 2**53. Such sums are exact in any order, so the product of matrices, whatever order
it adds in, gives the very gains that ``Space`` gives, and the same yes or no.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from irenic.theory.packages import (
    ACCEPTABLE,
    UNITS,
    Bools,
    Combination,
    Floats,
    Indices,
    JointTerm,
    RedLine,
    Space,
    contains,
)


@dataclass(frozen=True, eq=False)
class DrawnSpace:
    """K draws of a space of packages.

    ``worth`` holds for each issue a table (K, parties, options), ``constant`` is
    (K, parties), the worth of each entry of ``joint`` (K, parties), all in points;
    ``required`` and ``red_lines`` are as in :class:`~irenic.theory.packages.Space` and
    hold in every draw.
    """

    worth: tuple[Floats, ...]
    constant: Floats
    required: int
    joint: tuple[JointTerm, ...] = ()
    red_lines: tuple[RedLine, ...] = ()

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.constant)

    @property
    def parties(self) -> int:
        """Number of parties."""
        return int(self.constant.shape[1])

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of options of each issue."""
        return tuple(table.shape[2] for table in self.worth)

    @property
    def size(self) -> int:
        """Number of packages."""
        return math.prod(self.shape)

    @cached_property
    def binding(self) -> tuple[Combination, ...]:
        """The red lines of required parties: no acceptable package contains any of them."""
        return tuple(line.never for line in self.red_lines if line.party < self.required)

    @cached_property
    def reach(self) -> Floats:
        """The most that the gain of a party can be away from 0, in units (K, parties)."""
        # Term by term as Space.grid adds them: the grids have to be the same.
        bound = np.abs(self.constant) * UNITS
        for table in self.worth:
            bound = bound + np.abs(table).max(axis=2) * UNITS
        for term in self.joint:
            bound = bound + np.abs(term.worth) * UNITS
        return bound

    @cached_property
    def coefficients(self) -> Floats:
        """The worth in units, snapped to the grid (K, parties, columns).

        Columns: the constant, every option issue by issue, every entry of ``joint``; those
        of :func:`columns_of`.
        """
        parts = [self.constant[:, :, None], *self.worth]
        parts += [term.worth[:, :, None] for term in self.joint]
        points = np.concatenate(parts, axis=2)
        exponent = np.frexp(np.maximum(self.reach, 1.0))[1] - 52
        step = np.ldexp(1.0, exponent)[:, :, None]
        snapped: Floats = np.rint(points * UNITS / step) * step
        return snapped

    def at(self, draw: int) -> Space:
        """The space of one draw."""
        return Space(
            tuple(table[draw] for table in self.worth),
            self.constant[draw],
            self.required,
            tuple(JointTerm(term.when, term.worth[draw]) for term in self.joint),
            self.red_lines,
        )

    def part(self, draws: Sequence[int] | Indices | slice) -> DrawnSpace:
        """Some of the draws, in the order given."""
        if not isinstance(draws, slice):
            draws = np.asarray(draws, dtype=np.int64)
        return replace(
            self,
            worth=tuple(table[draws] for table in self.worth),
            constant=self.constant[draws],
            joint=tuple(JointTerm(term.when, term.worth[draws]) for term in self.joint),
        )

    def shifted(self, points: Floats) -> DrawnSpace:
        """With ``points`` (K, parties) added to every gain, as levers do."""
        return replace(self, constant=self.constant + points)


def one_draw(space: Space) -> DrawnSpace:
    """A space as the only draw of itself."""
    return DrawnSpace(
        tuple(table[None] for table in space.worth),
        space.constant[None],
        space.required,
        tuple(JointTerm(term.when, term.worth[None]) for term in space.joint),
        space.red_lines,
    )


def columns_of(space: DrawnSpace | Space, options: Sequence[Indices]) -> Floats:
    """What packages consist of: 1 for each column of :attr:`DrawnSpace.coefficients` they have.

    ``options`` holds one array (m,) an issue; the answer is (columns, m).
    """
    m = len(options[0])
    rows = [np.ones((1, m))]
    for count, chosen in zip(space.shape, options, strict=True):
        rows.append((np.arange(count)[:, None] == chosen[None, :]).astype(float))
    rows += [contains(options, term.when)[None, :].astype(float) for term in space.joint]
    return np.concatenate(rows)


def drawn_gains(
    space: DrawnSpace, options: Sequence[Indices], parties: int | None = None
) -> Floats:
    """Gains (K, parties, m) from m packages in every draw, in units and exact.

    ``options`` holds one array (m,) an issue; ``parties``: how many from the first (default:
    all). Dense: mind draws times parties times packages.
    """
    table = space.coefficients[:, :parties]
    flat = table.reshape(-1, table.shape[2]) @ columns_of(space, options)
    gains: Floats = flat.reshape(*table.shape[:2], len(options[0]))
    return gains


def crossing(space: DrawnSpace | Space, options: Sequence[Indices], parties: int) -> Bools:
    """Which packages cross a red line of which of the first ``parties`` parties (parties, m)."""
    crossed = np.zeros((parties, len(options[0])), dtype=bool)
    for line in space.red_lines:
        if line.party < parties:
            crossed[line.party] |= contains(options, line.never)
    return crossed


def who_accepts(space: DrawnSpace, options: Sequence[Indices], parties: int | None = None) -> Bools:
    """Which parties accept which of m packages in which draw (K, parties, m).

    A party accepts when its gain rounds to 0 or more units and the package crosses no red
    line of its own. ``parties``: how many are asked, from the first (default: all).
    """
    willing: Bools = drawn_gains(space, options, parties) >= ACCEPTABLE
    willing &= ~crossing(space, options, willing.shape[1])
    return willing


def passes(
    space: DrawnSpace,
    options: Sequence[Indices],
    quorum: int | None = None,
    vetoes: Sequence[int] = (),
) -> Bools:
    """Which of m packages are accepted in which draw (K, m).

    By every required party; or by ``quorum`` of them, the parties ``vetoes`` among them.
    """
    willing = who_accepts(space, options, space.required)
    if quorum is None:
        everybody: Bools = np.logical_and.reduce(willing, axis=1)
        return everybody
    enough: Bools = np.asarray(willing.sum(axis=1) >= quorum)
    for party in vetoes:
        np.logical_and(enough, willing[:, party], out=enough)
    return enough


def accepted_draws(space: DrawnSpace, options: Sequence[Indices]) -> Indices:
    """In how many draws each of m packages is accepted by every required party (m,)."""
    counts: Indices = passes(space, options).sum(axis=0)
    return counts
