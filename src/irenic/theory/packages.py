"""The space of packages: one option for each issue, and what every party gains from each.

A package is counted by its *index*: the packages stand in the order of the issues with
the last issue changing fastest, from 0 to ``size - 1``.

The gain of party p from package x is::

    constant_p + sum over issues of worth_p(option of the issue)
               + sum of the joint worth_p of every combination that x contains

Exactness and the one tolerance
-------------------------------
Gains count in *units* of :data:`TOLERANCE` points, and two gains are equal when they
round to the same whole number of units; a gain is acceptable when it rounds to 0 or
more. Rounding is monotone, so equality, dominance and acceptability are transitive,
which comparing within plus or minus a tolerance is not.

So that a sum cannot depend on the order of its terms, every table is first snapped to
a grid: for each party a power of two so fine that all sums of its judgements are whole
multiples of it below 2**53, which float64 adds without any rounding. For judgements on
a scale of 0 to 100 the grid is finer than 1e-12 points. (Where the judgements of one
party add up to more than about four million points, the grid is coarser than the
tolerance, as float64 itself then is.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""Points within which gains count as equal: gains are compared in whole multiples of it."""

UNITS = 1e9
"""Units in a point: ``1 / TOLERANCE``, written out because its inverse is not exact."""

ACCEPTABLE = -0.5
"""Units from which a gain rounds to 0 or more."""

CHUNK = 1 << 17
"""Packages looked at in one go; bounds the memory of every enumeration."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.int64]
Progress = Callable[[str, float], None]

Combination = Mapping[int, tuple[int, ...]]
"""Part of a package: issue number -> option numbers, one of which must stand.

A combination is contained in a package when this holds for every issue named.
"""


class JointTerm(NamedTuple):
    """What a combination is worth to each party (points, parties in the space's order)."""

    when: Combination
    worth: Floats


class RedLine(NamedTuple):
    """A combination that the party of this number accepts in no case."""

    party: int
    never: Combination


class Block(NamedTuple):
    """Some packages: their numbers (k,) and the required parties' gains (required, k) in units.

    Gains that round to 0 are 0 exactly.
    """

    packages: Indices
    gains: Floats


@dataclass(frozen=True, eq=False)
class Space:
    """All packages, and what they are worth.

    ``worth`` holds for each issue a table (parties, options) and ``constant`` a number
    for each party, all in points; ``required``: how many parties, from the first, must
    consent. Red lines of the others do not bind.
    """

    worth: tuple[Floats, ...]
    constant: Floats
    required: int
    joint: tuple[JointTerm, ...] = ()
    red_lines: tuple[RedLine, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of options of each issue."""
        return tuple(table.shape[1] for table in self.worth)

    @property
    def size(self) -> int:
        """Number of packages."""
        return math.prod(self.shape)

    @cached_property
    def grid(self) -> Floats:
        """For each party the step, in units, of which all its sums are whole multiples."""
        bound = np.abs(self.constant) * UNITS
        for table in self.worth:
            bound = bound + np.abs(table).max(axis=1) * UNITS
        for term in self.joint:
            bound = bound + np.abs(term.worth) * UNITS
        exponent = np.frexp(np.maximum(bound, 1.0))[1] - 52
        grid: Floats = np.ldexp(1.0, exponent)
        return grid

    @cached_property
    def units(self) -> tuple[Floats, ...]:
        """``worth`` in units, snapped to the grid."""
        return tuple(self._snap(table) for table in self.worth)

    @cached_property
    def constant_units(self) -> Floats:
        """``constant`` in units, snapped to the grid."""
        return self._snap(self.constant[:, None])[:, 0]

    @cached_property
    def joint_units(self) -> tuple[JointTerm, ...]:
        """``joint`` with worth in units, snapped to the grid."""
        return tuple(JointTerm(t.when, self._snap(t.worth[:, None])[:, 0]) for t in self.joint)

    @cached_property
    def binding(self) -> tuple[Combination, ...]:
        """The red lines of required parties: no acceptable package contains any of them."""
        return tuple(line.never for line in self.red_lines if line.party < self.required)

    def _snap(self, points: Floats) -> Floats:
        step = self.grid[:, None]
        snapped: Floats = np.rint(points * UNITS / step) * step
        return snapped

    def among(self, parties: Sequence[int]) -> Space:
        """The same packages for these parties alone, all of them required."""
        chosen = list(parties)
        place = {party: i for i, party in enumerate(chosen)}
        return Space(
            tuple(table[chosen] for table in self.worth),
            self.constant[chosen],
            len(chosen),
            tuple(JointTerm(t.when, t.worth[chosen]) for t in self.joint),
            tuple(RedLine(place[r.party], r.never) for r in self.red_lines if r.party in place),
        )


def options_of(space: Space, index: Indices) -> tuple[Indices, ...]:
    """The option numbers of the packages ``index``, one array an issue."""
    return tuple(np.asarray(o, np.int64) for o in np.unravel_index(index, space.shape))


def contains(options: Sequence[Indices], combination: Combination) -> Bools:
    """Which packages, given by their option numbers, contain ``combination``."""
    held = np.ones(options[0].shape, dtype=bool)
    for issue, allowed in combination.items():
        # Few options a condition: comparing with each is much quicker than np.isin.
        held &= np.logical_or.reduce([options[issue] == option for option in allowed])
    return held


def gains_in_units(space: Space, index: Indices) -> Floats:
    """Gains of all parties (parties, k) from the packages ``index``, in units and exact."""
    return gains_of(space, options_of(space, index))


def gains_of(space: Space, options: Sequence[Indices]) -> Floats:
    """Gains of all parties (parties, k) from packages given by their option numbers.

    ``options`` holds one array (k,) an issue; in units and exact, for spaces of any size.
    """
    total = np.repeat(space.constant_units[:, None], len(options[0]), axis=1)
    for table, chosen in zip(space.units, options, strict=True):
        total += table[:, chosen]
    for term in space.joint_units:
        total += term.worth[:, None] * contains(options, term.when)
    return total


def in_points(units: Floats) -> Floats:
    """Units as points: what is reported."""
    points: Floats = units / UNITS
    return points


def rounded(units: Floats) -> Floats:
    """Whole units, the form in which gains are compared; -0.0 becomes 0.0."""
    whole: Floats = np.rint(units) + 0.0
    return whole


@dataclass(frozen=True, eq=False)
class Halves:
    """The space as a grid of rows (the slow issues) and columns (the fast ones).

    The gain of required party p in cell (r, c) is ``slow[p, r] + fast[p, c]`` plus the
    worth of each entry of ``joint`` whose row mask and column mask hold there.
    ``forbidden`` holds the masks of the red lines that bind.
    """

    slow: Floats
    fast: Floats
    joint: tuple[tuple[Bools, Bools, Floats], ...]
    forbidden: tuple[tuple[Bools, Bools], ...]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.slow.shape[1])

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self.fast.shape[1])

    def cells(self, party: int, rows: slice) -> Floats:
        """Gains of ``party`` in units on all cells of ``rows``: (rows, columns)."""
        if party not in self._kinds:
            self._kinds[party] = self._kinds_of(party)
        kinds, gains = self._kinds[party]
        slow = self.slow[party, rows, None]
        if len(gains) == 1:
            return slow + gains
        found: Floats = gains[kinds[rows]]
        found += slow
        return found

    @cached_property
    def _kinds(self) -> dict[int, tuple[Indices, Floats]]:
        """What :meth:`_kinds_of` found for the parties that were asked about."""
        return {}

    def _kinds_of(self, party: int) -> tuple[Indices, Floats]:
        """The kind of each row by the joint worth of ``party`` that can hold in it, and for
        each kind what the fast issues bring: (kinds, columns).
        """
        own = [term for term in self.joint if term[2][party]]
        held = np.array([row_mask for row_mask, _, _ in own]).reshape(len(own), self.rows)
        patterns, kinds = np.unique(held, axis=1, return_inverse=True)
        gains: Floats = np.repeat(self.fast[party, None], patterns.shape[1], axis=0)
        for pattern, (_, column_mask, worth) in zip(patterns, own, strict=True):
            gains[pattern] += worth[party] * column_mask
        return kinds.ravel(), gains

    def at(self, party: int, row: Indices, column: Indices) -> Floats:
        """Gains of ``party`` in units at single cells."""
        found: Floats = self.slow[party, row] + self.fast[party, column]
        for row_mask, column_mask, worth in self.joint:
            if worth[party]:
                found += worth[party] * (row_mask[row] & column_mask[column])
        return found

    def allowed(self, rows: slice) -> Bools | None:
        """Cells of ``rows`` that cross no binding red line; None: all of them."""
        if not self.forbidden:
            return None
        open_ = np.ones((len(range(*rows.indices(self.rows))), self.columns), dtype=bool)
        for row_mask, column_mask in self.forbidden:
            at = np.flatnonzero(row_mask[rows])
            if at.size:
                open_[at] &= ~column_mask
        return open_


def halves(space: Space, chunk: int = CHUNK) -> Halves:
    """The space split so that a row has at most ``chunk`` packages (or one issue's options)."""
    shape = space.shape
    cut = len(shape) - 1
    while cut > 0 and math.prod(shape[cut - 1 :]) <= chunk:
        cut -= 1
    slow, fast = range(cut), range(cut, len(shape))
    joint = tuple(
        (_mask(shape, slow, t.when), _mask(shape, fast, t.when), t.worth[: space.required])
        for t in space.joint_units
    )
    forbidden = tuple((_mask(shape, slow, c), _mask(shape, fast, c)) for c in space.binding)
    start = space.constant_units[: space.required, None]
    return Halves(start + _sums(space, slow), _sums(space, fast), joint, forbidden)


def _sums(space: Space, issues: range) -> Floats:
    """Worth to required parties of every way to settle ``issues``: (required, ways)."""
    total = np.zeros((space.required, 1))
    for issue in issues:
        table = space.units[issue][: space.required]
        total = (total[:, :, None] + table[:, None, :]).reshape(space.required, -1)
    return total


def _mask(shape: tuple[int, ...], issues: range, combination: Combination) -> Bools:
    """Where, among all ways to settle ``issues``, the part of ``combination`` on them holds."""
    held = np.ones(1, dtype=bool)
    for issue in issues:
        own = np.ones(shape[issue], dtype=bool)
        if issue in combination:
            own[:] = False
            own[list(combination[issue])] = True
        held = (held[:, None] & own).ravel()
    return held


def acceptable(
    space: Space, chunk: int = CHUNK, progress: Progress | None = None
) -> Iterator[Block]:
    """Blocks of the packages acceptable to every required party, in order of index.

    Acceptable: the gain rounds to 0 or more and no red line of a required party is
    crossed. Whole rows that some party must refuse, whatever the fast issues bring, are
    passed over; on the rest one party is asked after the other, the hardest to please
    first, and only about packages that all before it accept.
    """
    split = halves(space, chunk)
    order = _hardest_first(space)
    rows = _hopeful_rows(split)
    step = max(1, chunk // split.columns)
    for start in range(0, split.rows, step):
        part = slice(start, min(start + step, split.rows))
        if rows[part].any():
            found = _accepted(split, part, order)
            if found is not None:
                yield found
        if progress is not None:
            progress("packages", part.stop / split.rows)


def _hardest_first(space: Space, sample: int = 2048) -> list[int]:
    """Required parties by how few of an even sample of packages they accept."""
    index = np.unique(np.linspace(0, space.size - 1, min(sample, space.size)).astype(np.int64))
    accepts = (rounded(gains_in_units(space, index)[: space.required]) >= 0).sum(axis=1)
    return [int(party) for party in np.argsort(accepts, kind="stable")]


def _hopeful_rows(split: Halves) -> Bools:
    """Rows in which no required party is bound to refuse every package."""
    best = split.slow + split.fast.max(axis=1, keepdims=True)
    for row_mask, column_mask, worth in split.joint:
        if column_mask.any():
            best += np.maximum(worth, 0.0)[:, None] * row_mask
    hopeful: Bools = np.logical_and.reduce(rounded(best) >= 0, axis=0)
    return hopeful


def _accepted(split: Halves, part: slice, order: Sequence[int]) -> Block | None:
    """The acceptable packages among the rows ``part``; None when there are none."""
    width = split.columns
    mask: Bools | None = split.allowed(part)
    gains = np.empty((len(order), part.stop - part.start, width))
    filled: list[int] = []
    for party in order:
        gains[party] = split.cells(party, part)
        filled.append(party)
        accepts: Bools = gains[party] >= ACCEPTABLE
        mask = accepts if mask is None else mask & accepts
        count = np.count_nonzero(mask)
        if count == 0:
            return None
        if count * 8 < mask.size:
            break
    cells = np.flatnonzero(mask)  # type: ignore[arg-type]  # order is never empty
    if len(filled) == len(order):
        flat = gains.reshape(len(order), -1)
        kept = flat if cells.size == flat.shape[1] else flat[:, cells]
    else:
        cells, kept = _narrowed(split, part, cells, order[len(filled) :])
        if cells.size == 0:
            return None
    np.copyto(kept, 0.0, where=kept < 0.5)
    return Block(cells + part.start * width, kept)


def _narrowed(
    split: Halves, part: slice, cells: Indices, parties: Sequence[int]
) -> tuple[Indices, Floats]:
    """Those of ``cells`` that ``parties`` accept too, with the gains of all required parties."""
    row, column = cells // split.columns + part.start, cells % split.columns
    for party in parties:
        keep = split.at(party, row, column) >= ACCEPTABLE
        row, column = row[keep], column[keep]
    gains = np.array([split.at(p, row, column) for p in range(split.slow.shape[0])])
    return (row - part.start) * split.columns + column, gains
