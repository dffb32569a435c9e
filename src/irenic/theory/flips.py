"""The smallest change of a judgement that turns a conclusion about packages round.

A judgement about packages is a *cell*: what a column (the constant, an option, a combination)
is worth to a party. The gain of that party from every package that has the column moves by as
much as the cell does, and nobody else's does. So for one cell, with all others as they are:

- A package is accepted or refused by the party from the cell at which its gain is 0.
- Some package is acceptable to all where, of the packages that all others accept, the one
  best for the party reaches 0: among those that have the column if the cell is to open a
  deal; if it is to shut the only ones there are, none without the column may be acceptable.

These are exact. A change is given as the number of points at which the gain that decides is
exactly 0. A conclusion that does not hold does from there on; one that holds stops to hold
just past it, because a gain of 0 is acceptable. Short of it by more than the tolerance
(:data:`irenic.theory.packages.TOLERANCE`) nothing changes.

For all cells together, each moving in proportion to its own stated range, gains rise or fall
together, and the smallest share of the ranges that turns a conclusion is exact too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.theory.drawn import columns_of, crossing, one_draw
from irenic.theory.drawn_zone import LISTED, Listing, listing
from irenic.theory.packages import (
    ACCEPTABLE,
    CHUNK,
    TOLERANCE,
    UNITS,
    Bools,
    Floats,
    Indices,
    Space,
    options_of,
)
from irenic.theory.programme import Choice

HALVINGS = 60
"""Times that an interval is halved at most: what is left is below the precision of floats."""


class TooManyPackages(Exception):  # not an error: another way has to be taken
    """There are more packages than are listed.

    :func:`bisect_flip` still serves, with :func:`moved` and
    :func:`irenic.theory.drawn_zone.zones` for the answer at each value: whether a deal exists
    turns once at most as one cell, or all in proportion to their ranges, move one way.
    """


@dataclass(frozen=True, eq=False)
class Flips:
    """Whether a conclusion ``holds``, and which change of one cell alone turns it round.

    ``changes`` (required, columns), in points added to the worth in the cell: from 0 up
    where the conclusion does not hold, from 0 down where it does; NaN where no change of
    that cell alone turns it. Columns as in
    :attr:`irenic.theory.drawn.DrawnSpace.coefficients`.
    """

    holds: bool
    changes: Floats


def package_flips(space: Space, choice: Choice, party: int | None = None) -> Flips:
    """What turns "``party`` accepts this package" round; without ``party``: all required do.

    Without ``party`` and with two or more who refuse, or across a red line, nothing does.
    """
    asked = range(space.required) if party is None else (party,)
    rows = space.required if party is None else max(space.required, party + 1)
    gains, has, crossed = _package(space, choice)
    refusing = [p for p in asked if gains[p] < ACCEPTABLE]
    holds = not refusing and not crossed[list(asked)].any()
    changes = np.full((rows, len(has)), np.nan)
    if not crossed[list(asked)].any():
        for p in refusing if len(refusing) == 1 else asked if holds else ():
            changes[p, has] = -gains[p] / UNITS
    return Flips(holds, changes)


def _package(space: Space, choice: Choice) -> tuple[Floats, Bools, Bools]:
    """A package's gains in units, which columns it has, and whose red lines it crosses."""
    options = tuple(np.array([option]) for option in choice)
    has = columns_of(space, options)[:, 0]
    gains = one_draw(space).coefficients[0] @ has
    return gains, has > 0, crossing(space, options, len(gains))[:, 0]


def zone_flips(space: Space, listed: Listing | None = None) -> Flips:
    """What turns "some package is acceptable to every required party" round.

    ``listed``: the packages, if :func:`listed_packages` has been asked already. Raises
    :class:`TooManyPackages` where there are more than LISTED.
    """
    n = space.required
    count = 1 + sum(space.shape) + len(space.joint)
    found = listed_packages(space) if listed is None else listed
    sums = _Sums.of(one_draw(space).coefficients[0, :n], found)
    # Of the packages that a party alone refuses, the best with each column.
    closest = np.full((n, count), -np.inf)
    # Of those that nobody refuses, the best for each party, and what all of them have.
    best, common, holds = np.full(n, -np.inf), np.ones(count, dtype=bool), False
    for block in _blocks(found):
        refuses = sums.at(block) < ACCEPTABLE
        refusals = refuses.sum(axis=0)
        open_ = block[refusals == 0]
        if open_.size:
            holds = True
            np.maximum(best, sums.at(open_).max(axis=1), out=best)
            if common[1:].any():
                common &= _has(space, found, open_).all(axis=1)
        for party in () if holds else np.flatnonzero(refuses[:, refusals == 1].any(axis=1)):
            place = block[(refusals == 1) & refuses[party]]
            gain, has = sums.of_party(int(party), place), _has(space, found, place)
            np.maximum(closest[party], np.where(has, gain, -np.inf).max(axis=1), out=closest[party])
    if holds:
        # One without the column would still be acceptable to all.
        closest = np.where(common, best[:, None], -np.inf)
    changes = -closest / UNITS
    return Flips(holds, np.where(np.isfinite(closest), changes, np.nan))


def _has(space: Space, found: Listing, place: Indices) -> Bools:
    """Which columns (columns, m) the packages at these places have."""
    held: Bools = columns_of(space, options_of(space, found.index(place))) > 0
    return held


def listed_packages(space: Space) -> Listing:
    """The packages that cross no binding red line.

    Raises :class:`TooManyPackages` where there are more than LISTED.
    """
    if space.size > LISTED:
        raise TooManyPackages(f"{space.size} packages")
    return listing(one_draw(space))


def _blocks(found: Listing) -> Iterator[Indices]:
    """Places in a listing, some at a time."""
    for start in range(0, len(found.row), CHUNK):
        yield np.arange(start, min(start + CHUNK, len(found.row)))


@dataclass(frozen=True, eq=False)
class _Sums:
    """What listed packages come to for each party: a row's, a column's and a pattern's share."""

    found: Listing
    slow: Floats
    fast: Floats
    joint: Floats

    @classmethod
    def of(cls, table: Floats, found: Listing) -> _Sums:
        """By a ``table`` (parties, columns) of what each column comes to."""
        settled = found.slow.shape[0]
        own, joint = table[:, :settled], table[:, settled:]
        patterns = found.patterns.reshape(len(found.patterns), math.prod(found.patterns.shape[1:]))
        return cls(found, own @ found.slow, own @ found.fast, joint @ patterns)

    def at(self, place: Indices) -> Floats:
        """The sums (parties, m) of the packages at these places."""
        row, column, pattern = self._cells(place)
        return self.slow[:, row] + self.fast[:, column] + self.joint[:, pattern]

    def of_party(self, party: int, place: Indices) -> Floats:
        """The sums (m,) for one party."""
        row, column, pattern = self._cells(place)
        found: Floats = (
            self.slow[party][row] + self.fast[party][column] + self.joint[party][pattern]
        )
        return found

    def _cells(self, place: Indices) -> tuple[Indices, Indices, Indices]:
        found = self.found
        return found.row[place], found.column[place], found.pattern[place]


@dataclass(frozen=True, eq=False)
class Ranges:
    """How far each cell may ``rise`` and ``fall``: (parties, columns), points, 0 or more.

    A rise is what the worth to the party gains when its judgement goes to the end of its
    stated range that suits it, a fall what it loses at the other end.
    """

    rise: Floats
    fall: Floats


def package_swing(
    space: Space, choice: Choice, ranges: Ranges, party: int | None = None
) -> float | None:
    """The smallest share of the ranges, all used at once, that turns a package's acceptance.

    By ``party``, or by all required parties. 1.0: every judgement at the end of its range;
    more: beyond the ranges; None: never, however far.
    """
    asked = list(range(space.required)) if party is None else [party]
    gains, has, crossed = _package(space, choice)
    if crossed[asked].any():
        return None
    if (gains[asked] >= ACCEPTABLE).all():
        shares = _shares(gains[asked], ranges.fall[asked] @ has, holds=True)
        return _finite(shares.min())
    return _finite(_shares(gains[asked], ranges.rise[asked] @ has, holds=False).max())


def zone_swing(space: Space, ranges: Ranges, listed: Listing | None = None) -> float | None:
    """The smallest share of the ranges, all used at once, that turns round whether a deal exists.

    ``listed`` as for :func:`zone_flips`. Raises :class:`TooManyPackages` where there are more
    than LISTED.
    """
    n = space.required
    found = listed_packages(space) if listed is None else listed
    gains = _Sums.of(one_draw(space).coefficients[0, :n], found)
    rises = _Sums.of(ranges.rise[:n], found)
    open_ = np.inf
    for place in _blocks(found):
        open_ = min(open_, _needed(gains, rises, place, open_))
    if open_ > 0:
        return _finite(open_)
    falls = _Sums.of(ranges.fall[:n], found)
    shut = -np.inf
    for block in _blocks(found):
        place = block
        for party in range(n):
            place = place[gains.of_party(party, place) >= ACCEPTABLE]
        if place.size:
            lasts = _shares(gains.at(place), falls.at(place), holds=True)
            shut = max(shut, float(lasts.min(axis=0).max()))
    return _finite(shut)


def _needed(gains: _Sums, rises: _Sums, place: Indices, least: float) -> float:
    """The smallest share that makes one of these packages acceptable, if below ``least``."""
    needed = np.zeros(len(place))
    for party in range(len(gains.slow)):
        gain, rise = gains.of_party(party, place), rises.of_party(party, place)
        needed = np.maximum(needed, _shares(gain, rise, holds=False))
        keep = needed < least
        place, needed = place[keep], needed[keep]
    return float(needed.min(initial=np.inf))


def _shares(gains: Floats, moves: Floats, holds: bool) -> Floats:
    """The share of ``moves`` (points) at which each gain (units) is 0; inf where it never is.

    ``holds``: gains of 0 or more fall; else those below 0 rise, and the others need 0.
    """
    miss = np.maximum(gains if holds else -gains, 0.0) / UNITS
    with np.errstate(divide="ignore", invalid="ignore"):
        # Sums in which terms cancel leave some noise of the floats where there is no range.
        found = np.where(moves > TOLERANCE, miss / moves, np.inf)
    if not holds:
        found = np.where(gains >= ACCEPTABLE, 0.0, found)
    return found


def _finite(share: float) -> float | None:
    return float(share) if np.isfinite(share) else None


def moved(space: Space, points: Floats) -> Space:
    """The space with ``points`` (parties, columns) added to its cells."""
    *starts, joint = cell_columns(space.shape)
    return Space(
        tuple(
            table + points[:, start : start + table.shape[1]]
            for table, start in zip(space.worth, starts, strict=True)
        ),
        space.constant + points[:, 0],
        space.required,
        tuple(
            term._replace(worth=term.worth + points[:, column])
            for column, term in enumerate(space.joint, joint)
        ),
        space.red_lines,
    )


def bisect_flip(
    holds: Callable[[float], bool | None],
    start: float,
    end: float,
    precision: float,
) -> tuple[float, float] | None:
    """Where a yes/no function of one number turns between ``start`` and ``end``.

    The two numbers, at most ``precision`` apart: at the first, on the side of ``start``,
    the answer is still that of ``start``, at the second it is the other. None where both
    ends have the same answer, or one is None (not decided). A function that turns more
    than once is not seen to do so: what is found is then one of the turns, not surely
    that nearest to ``start``, and two turns between the ends can go unnoticed altogether.
    """
    first, last = holds(start), holds(end)
    if first is None or last is None or first == last:
        return None
    near, far = start, end
    for _ in range(HALVINGS):
        if abs(far - near) <= precision:
            break
        middle = (near + far) / 2
        answer = holds(middle)
        if answer is None:
            return None
        near, far = (middle, far) if answer == first else (near, middle)
    return near, far


def cell_columns(shape: Sequence[int]) -> tuple[int, ...]:
    """For each issue the column of its first option; the joint terms follow after the last.

    One number more than there are issues.
    """
    return tuple(int(place) for place in np.cumsum((1, *shape)))
