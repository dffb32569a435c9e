"""Bargaining solutions over the acceptable packages, with every tie.

The solutions choose among the packages acceptable to every required party, and look at
the gains of the required parties only. With g_p(x) the gain of p from package x and
ideal_p the highest g_p(x) over acceptable x:

- *Nash bargaining solution* (Nash, J., The bargaining problem, Econometrica 18, 1950):
  the highest product of the g_p. All factors are at least 0, because all packages are
  acceptable; where the highest product is 0, in every acceptable package somebody gains
  exactly nothing.
- *Kalai-Smorodinsky* (Kalai, E. & Smorodinsky, M., Other solutions to Nash's bargaining
  problem, Econometrica 43, 1975), on a finite set: the highest min of g_p / ideal_p.
  Parties whose ideal is 0 are left out of the min.
- *Egalitarian* (Kalai, E., Proportional solutions to bargaining situations, Econometrica
  45, 1977) with ties broken lexicographically (Imai, H., Individual monotonicity and
  lexicographic maxmin solution, Econometrica 51, 1983): the highest smallest gain, among
  these the highest second smallest, and so on.
- *Utilitarian*: the highest sum of the g_p. It adds points of different parties.
- *Relative utilitarian* (Dhillon, A. & Mertens, J.-F., Relative utilitarianism,
  Econometrica 67, 1999), with the scale from no deal (0) to the party's best acceptable
  package (1): the highest sum of g_p / ideal_p. A party whose ideal is 0 adds nothing.

Ties. A package ties when its value is at most one TOLERANCE below the highest: of the
min, the sum, the sum of shares, and, for the product, of its n-th root (the geometric
mean of the gains, which is in points). Gains are compared in whole units throughout
the leximin order. A tie can be dominated by another, where the value does not look at
every gain (a min, or a product that is 0). No solution should propose a package when
another is better for somebody and worse for nobody: :func:`proposed` leaves these out,
and puts the ties that are best by leximin of gains in front.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from irenic.theory.packages import (
    CHUNK,
    TOLERANCE,
    UNITS,
    Block,
    Floats,
    Indices,
    Progress,
    Space,
    acceptable,
    gains_in_units,
    in_points,
    rounded,
)

KEPT = 1 << 22
"""Gains kept in memory between the passes (32 MB); beyond it packages are found again."""

SOLUTIONS = (
    "nash_bargaining_solution",
    "kalai_smorodinsky",
    "egalitarian",
    "utilitarian",
    "relative_utilitarian",
)
"""The solutions by name, in the order in which they are shown."""

_FACTORS = 16
"""Gains multiplied before a logarithm is taken: 16 gains below 1e19 units stay finite."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A solution's value, in the measure its definition names, and the packages that tie."""

    value: float | int
    ties: Indices


@dataclass(frozen=True, eq=False)
class Bargaining:
    """What there is to bargain over, and where the solutions are.

    ``ideal``: best acceptable gain of each required party, in points. ``solutions`` is
    empty and ``ideal`` None when no package is acceptable. ``blocks``: the acceptable
    packages themselves, where they are few enough to have been kept.
    """

    acceptable: int
    ideal: Floats | None
    solutions: dict[str, Solution]
    blocks: list[Block] | None

    def again(self, space: Space) -> Iterable[Block]:
        """The acceptable packages of ``space`` once more: as kept, or found anew."""
        return acceptable(space) if self.blocks is None else self.blocks


@dataclass(eq=False)
class Leaders:
    """The highest value seen, the first package that has it, and all that tie with it.

    ``floor`` says how low a package may be and still tie with a highest value.
    """

    floor: Callable[[float], float]
    best: float = -np.inf
    first: int = -1
    parts: list[tuple[Indices, Floats]] = field(default_factory=list)

    def offer(self, index: Indices, values: Floats) -> None:
        """Take note of the packages ``index`` (k,) with these values (k,); k > 0."""
        top = float(values.max())
        if top > self.best or self.first < 0:
            self.best, self.first = top, int(index[np.argmax(values)])
            bar = self.floor(top)
            self.parts = [(i[v >= bar], v[v >= bar]) for i, v in self.parts if v.max() >= bar]
        bar = self.floor(self.best)
        if top >= bar:
            keep = np.flatnonzero(values >= bar)
            self.parts.append((index[keep], values[keep]))

    @property
    def ties(self) -> Indices:
        """The indices of all that tie, in order; there must have been an offer."""
        return np.concatenate([index for index, _ in self.parts])


@dataclass(eq=False)
class _Leximin:
    """The packages whose gains, in whole units and sorted, are lexicographically highest."""

    best: tuple[float, ...] = ()
    parts: list[Indices] = field(default_factory=list)

    def offer(self, index: Indices, gains: Floats) -> None:
        least = gains.min(axis=0)
        top = rounded(least.max())
        if self.best and top < self.best[0]:
            return
        keep = np.flatnonzero(rounded(least) == top)
        ordered = np.sort(rounded(gains[:, keep]), axis=0)
        for row in range(1, len(ordered)):
            highest = ordered[row] == ordered[row].max()
            if not highest.all():
                keep, ordered = keep[highest], ordered[:, highest]
        found = tuple(ordered[:, 0].tolist())
        if found > self.best:
            self.best, self.parts = found, []
        if found == self.best:
            self.parts.append(index[keep])

    @property
    def ties(self) -> Indices:
        """The indices of all that tie, in order; there must have been an offer."""
        return np.concatenate(self.parts)

    def lowest(self, space: Space) -> float:
        """The smallest gain in the first of them, in points and unrounded."""
        return float(in_points(gains_in_units(space, self.parts[0][:1])[: space.required]).min())


def bargain(space: Space, chunk: int = CHUNK, progress: Progress | None = None) -> Bargaining:
    """Count the acceptable packages of ``space`` and find the five solutions with all ties.

    Two passes over the acceptable packages in blocks of at most ``chunk``, because two
    solutions need the ideal first; memory does not grow with the number of packages
    unless the ties do.
    """
    n = space.required
    count, kept, ideal = 0, _Kept(), np.zeros(n)
    nash = Leaders(lambda top: log_floor(top, n))
    total = Leaders(lambda top: top - 1.0)
    least = _Leximin()
    for block in acceptable(space, chunk, progress):
        count += block.packages.size
        kept.add(block)
        np.maximum(ideal, block.gains.max(axis=1), out=ideal)
        nash.offer(block.packages, log_product(block.gains))
        total.offer(block.packages, block.gains.sum(axis=0))
        least.offer(block.packages, block.gains)
    if count == 0:
        return Bargaining(0, None, {}, [])
    blocks = kept.blocks
    share, sum_of_shares = _shares(blocks or acceptable(space, chunk, progress), ideal)
    values: tuple[float | int, ...] = (
        product(gains_in_units(space, np.array([nash.first]))[:n, 0]), share.best,
        least.lowest(space), total.best / UNITS,
        sum_of_shares.best,
    )  # fmt: skip
    ties = (nash.ties, share.ties, least.ties, total.ties, sum_of_shares.ties)
    found = {
        name: Solution(value, tied)
        for name, value, tied in zip(SOLUTIONS, values, ties, strict=True)
    }
    return Bargaining(count, ideal / UNITS, found, blocks)


@dataclass(eq=False)
class _Kept:
    """Blocks, as long as they are small enough together to be kept."""

    blocks: list[Block] | None = field(default_factory=list)
    size: int = 0

    def add(self, block: Block) -> None:
        self.size += block.gains.size
        if self.size > KEPT:
            self.blocks = None
        elif self.blocks is not None:
            self.blocks.append(block)


def _shares(blocks: Iterable[Block], ideal: Floats) -> tuple[Leaders, Leaders]:
    """The second pass: the leaders by smallest share of the ideal and by sum of shares.

    Where nobody can gain anything, all shares count as 0.
    """
    smallest, together = (Leaders(lambda top: top - TOLERANCE) for _ in range(2))
    counts = np.flatnonzero(ideal > 0)
    for block in blocks:
        if counts.size == 0:
            shares = np.zeros((1, block.packages.size))
        else:
            some = block.gains if counts.size == ideal.size else block.gains[counts]
            shares = some / ideal[counts, None]
        smallest.offer(block.packages, shares.min(axis=0))
        together.offer(block.packages, shares.sum(axis=0))
    return smallest, together


def log_product(gains: Floats) -> Floats:
    """Logarithm of the product of each column; -inf where somebody gains nothing."""
    with np.errstate(divide="ignore"):
        parts = [
            np.log(np.multiply.reduce(gains[start : start + _FACTORS], axis=0))
            for start in range(0, len(gains), _FACTORS)
        ]
    total: Floats = np.add.reduce(parts)
    return total


def log_floor(top: float, factors: int) -> float:
    """The lowest log of a product whose ``factors``-th root is within a unit of that of ``top``."""
    mean = np.exp(top / factors)
    return float(factors * np.log(mean - 1.0)) if mean > 1.0 else -np.inf


def product(units: Floats) -> float | int:
    """The product in points of gains in units; a whole number beyond what a float holds.

    A product of positive gains that is too small for a float is given as 0.0.
    """
    gains = in_points(np.where(rounded(units) == 0, 0.0, units)).tolist()
    found: float = math.prod(gains)
    if math.isfinite(found):
        return found
    return int(math.prod(map(Fraction, gains)))


def proposed(space: Space, ties: Indices, frontier: Floats, chunk: int = CHUNK) -> Indices:
    """The ``ties`` of a solution that nothing dominates, those best by leximin in front.

    Arguments as for :func:`undominated`.
    """
    return leximin_first(space, undominated(space, ties, frontier, chunk), chunk)


def undominated(space: Space, ties: Indices, frontier: Floats, chunk: int = CHUNK) -> Indices:
    """Those of ``ties`` that no acceptable package dominates, in their order.

    ``ties`` are acceptable; ``frontier`` holds the gains (required, k), in units, of every
    vector on the frontier: a package is on it exactly when its own gains are among them.
    """
    if ties.size < 2:  # what dominates a tie is a tie too, so one on its own is undominated
        return ties
    known, sums = _vectors(frontier), np.unique(rounded(frontier).sum(axis=0))
    kept = []
    for part in (ties[start : start + chunk] for start in range(0, ties.size, chunk)):
        gains = rounded(gains_in_units(space, part)[: space.required])
        total = gains.sum(axis=0)
        place = np.minimum(np.searchsorted(sums, total), sums.size - 1)
        hopeful = np.flatnonzero(sums[place] == total)
        kept.append(part[hopeful[np.isin(_vectors(gains[:, hopeful]), known)]])
    return np.concatenate(kept)


def _vectors(gains: Floats) -> NDArray[np.void]:
    """The columns of ``gains`` in whole units, each as one value that can be compared."""
    columns = np.ascontiguousarray(rounded(gains).T)
    whole: NDArray[np.void] = columns.view(np.dtype((np.void, columns.itemsize * columns.shape[1])))
    return whole[:, 0]


def leximin_first(space: Space, ties: Indices, chunk: int = CHUNK) -> Indices:
    """``ties`` with those whose gains are best by leximin in front, else in order of index."""
    if ties.size < 2:
        return ties
    best = _Leximin()
    for start in range(0, ties.size, chunk):
        part = ties[start : start + chunk]
        best.offer(part, gains_in_units(space, part)[: space.required])
    front = best.ties
    return np.concatenate([front, np.setdiff1d(ties, front, assume_unique=True)])
