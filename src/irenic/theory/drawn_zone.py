"""In which draws there is a package that every required party accepts; each answer proven.

Three ways, the cheapest first:

- *Witness.* A package that was accepted in another draw is tried in all draws at once.
- *Certificate.* If for some weights w >= 0 no package reaches w . gains >= 0, no package
  gives everybody 0 or more. Without what links the issues the highest w . gains is a sum of
  maxima, one an issue. Joint worth is bounded by what it adds to w . gains where that is more
  than 0. A red line is one more party, that has n - 1 less the number of its n issues on
  which the package has an option named: 0 or more exactly where the line is not crossed. The
  weights are sought by the subgradient method on this Lagrangian dual (Held, Wolfe &
  Crowder, Validation of subgradient optimization, Mathematical Programming 6, 1974), in the
  form of multiplicative weights, for all draws at once.
- *Search.* Every package that crosses no red line is listed once, and in a draw those left by
  the weights are asked, one party after the other. Spaces too large to list are enumerated
  in blocks or asked by programme (:mod:`irenic.theory.programme`), as everywhere.

What is known from other draws (:class:`Known`) changes only which way is gone, never the
answer: a witness is an acceptable package by exact sums, and a certificate leaves out a
package only where its weighted sum is below 0 by more than floats can err (:data:`MARGIN`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from irenic.theory.best_passing import best_passing
from irenic.theory.choices import Aim, foremost
from irenic.theory.drawn import DrawnSpace, columns_of, one_draw, passes
from irenic.theory.packages import (
    ACCEPTABLE,
    Bools,
    Floats,
    Indices,
    Space,
    acceptable,
    halves,
    options_of,
)
from irenic.theory.programme import (
    Choice,
    Clock,
    Linear,
    Programme,
    add_packages,
    demand_consent,
)
from irenic.theory.refusals import refusals

HOLDS, FAILS, UNDECIDED = 1, 0, -1
"""There is such a package; there is none; the clock ran out first."""

Verdicts = npt.NDArray[np.int8]
"""For each draw :data:`HOLDS`, :data:`FAILS` or :data:`UNDECIDED`."""

BLOCK = 512
"""Draws looked at together; bounds the memory."""

POOL = 192
"""Packages kept as witnesses at most."""

STEPS = 120
"""Steps of the subgradient method at most."""

FEW = 10
"""Steps at most where packages are listed: looking through the list is as quick as proving."""

MARGIN = 1e-9
"""Part of a party's reach by which a weighted sum may lie below 0 and count as 0."""

LISTED = 1 << 23
"""Packages that are listed at most; larger spaces are enumerated for each draw anew."""

ENUMERATED = 10**8
"""Packages that are enumerated at most; larger spaces are asked by programme."""


class Way(IntEnum):
    """How a draw was decided."""

    NONE = 0
    WITNESS = 1
    CERTIFICATE = 2
    SEARCH = 3


@dataclass(frozen=True)
class Rule:
    """Whose consent is needed: all required parties, or ``quorum`` of them with all ``vetoes``."""

    quorum: int | None = None
    vetoes: tuple[int, ...] = ()


@dataclass(eq=False)
class Known:
    """What other draws of the same packages have taught; it saves time and decides nothing.

    ``packages``: accepted in some draw, the latest last. ``weights``: those of the last
    certificate, from which the next search for one starts. What was learnt of other packages
    than those asked about is forgotten.
    """

    packages: list[Choice] = field(default_factory=list)
    weights: Floats | None = None
    listing: Listing | None = None
    about: tuple[object, ...] = ()

    def fit(self, space: DrawnSpace) -> None:
        """Make sure that what is known is about the packages of ``space``."""
        whens = tuple(term.when for term in space.joint)
        about = (space.shape, space.required, space.binding, whens)
        if self.about != about:
            self.packages, self.weights, self.listing, self.about = [], None, None, about

    def add(self, choice: Choice) -> None:
        """Keep a package; of too many the oldest goes."""
        if choice not in self.packages:
            self.packages.append(choice)
            del self.packages[:-POOL]


@dataclass(frozen=True, eq=False)
class Zones:
    """For each draw whether the package asked for exists (:data:`Verdicts`), and how we know."""

    exists: Verdicts
    ways: npt.NDArray[np.int8]

    def by(self, way: Way) -> int:
        """How many draws were decided in this way."""
        return int((self.ways == way).sum())


def zones(
    space: DrawnSpace,
    rule: Rule | None = None,
    known: Known | None = None,
    clock: Clock | None = None,
) -> Zones:
    """In which draws some package is accepted by all who are needed.

    ``known`` is filled for the next call with draws of the same packages. Only ``clock``
    can leave a draw undecided; spaces of at most LISTED packages take milliseconds a draw.
    """
    rule, known, clock = rule or Rule(), Known() if known is None else known, clock or Clock()
    known.fit(space)
    parts = [
        _zones(space.part(slice(start, start + BLOCK)), rule, known, clock)
        for start in range(0, space.draws, BLOCK)
    ]
    none = np.zeros(0, np.int8)
    return Zones(
        np.concatenate([none, *(part.exists for part in parts)]),
        np.concatenate([none, *(part.ways for part in parts)]),
    )


def _zones(space: DrawnSpace, rule: Rule, known: Known, clock: Clock) -> Zones:
    exists = np.full(space.draws, UNDECIDED, dtype=np.int8)
    ways = np.full(space.draws, Way.NONE, dtype=np.int8)

    def settle(draws: Indices | int, verdict: int, way: Way) -> None:
        exists[draws], ways[draws] = verdict, way

    if known.packages:
        held = passes(space, _options(known.packages), rule.quorum, rule.vetoes).any(axis=1)
        settle(np.flatnonzero(held), HOLDS, Way.WITNESS)
    left = np.flatnonzero(exists == UNDECIDED)
    weights = np.zeros((space.draws, space.required))
    if rule.quorum is None and left.size:
        steps = FEW if space.size <= LISTED else STEPS
        found = certificates(space.part(left), known.weights, steps)
        weights[left] = found.weights[:, : space.required]
        settle(left[found.refused], FAILS, Way.CERTIFICATE)
        if found.refused.any():
            known.weights = found.weights[found.refused].mean(axis=0)
    for draw in left.tolist():
        if exists[draw] != UNDECIDED or not clock.left:
            continue
        choice, proven = _searched(space, draw, weights[draw], rule, known, clock)
        if choice is None:
            settle(draw, FAILS if proven else UNDECIDED, Way.SEARCH if proven else Way.NONE)
            continue
        settle(draw, HOLDS, Way.SEARCH)
        known.add(choice)
        rest = left[(exists[left] == UNDECIDED)]
        if rest.size:
            also = passes(space.part(rest), _options([choice]), rule.quorum, rule.vetoes)[:, 0]
            settle(rest[also], HOLDS, Way.WITNESS)
    return Zones(exists, ways)


def _options(choices: Sequence[Choice]) -> tuple[Indices, ...]:
    return tuple(np.array(choices, dtype=np.int64).T)


@dataclass(frozen=True, eq=False)
class Certificates:
    """Which draws are ``refused`` for sure (K,), and the best ``weights`` met (K, rows).

    Weights count shares of each party's reach; first the required parties, then a row for
    each red line that binds.
    """

    refused: Bools
    weights: Floats


def certificates(
    space: DrawnSpace, start: Floats | None = None, steps: int = STEPS
) -> Certificates:
    """Draws in which some weights prove that no package is acceptable to all.

    ``start``: weights (rows,) to begin with; default: all alike. ``steps`` at most are gone.
    """
    dual = _Dual(space)
    weight = np.tile(_first(dual.rows, start), (space.draws, 1))
    best = np.full(space.draws, np.inf)
    kept = weight.copy()
    open_ = np.arange(space.draws)
    for step in range(steps):
        bound, gain = dual.ask(open_, weight)
        better = bound < best[open_]
        best[open_[better]], kept[open_[better]] = bound[better], weight[better]
        # What nobody is short of in the relaxed problem has no certificate of this kind.
        go = (bound >= -MARGIN) & (gain < 0).any(axis=1)
        open_, weight, gain = open_[go], weight[go], gain[go]
        if open_.size == 0:
            break
        size = np.maximum(np.abs(gain).max(axis=1, keepdims=True), 1e-300)
        weight = weight * np.exp(-2.0 / math.sqrt(1.0 + step) * gain / size)
        weight = weight / weight.sum(axis=1, keepdims=True)
    return Certificates(best < -MARGIN, kept)


def _first(rows: int, start: Floats | None) -> Floats:
    """Weights to begin with: no row at 0, because steps only multiply."""
    even = np.full(rows, 1.0 / rows)
    if start is None or len(start) != rows:
        return even
    mixed: Floats = 0.9 * start + 0.1 * even
    return mixed


class _Dual:
    """The Lagrangian dual of all draws, in shares of each party's reach."""

    def __init__(self, space: DrawnSpace) -> None:
        lines = space.binding
        scale = np.maximum(space.reach[:, : space.required], 1.0)
        shares = space.coefficients[:, : space.required] / scale[:, :, None]
        k = space.draws
        self.rows = space.required + len(lines)
        deepest = max(space.shape)
        # A gain is acceptable from half a unit below 0: bounds are to leave room for that.
        self._constant = np.concatenate(
            [shares[:, :, 0] - ACCEPTABLE / scale, np.tile(_spare(lines), (k, 1))], axis=1
        )
        self._worth = np.zeros((k, len(space.shape), deepest, self.rows))
        self._shut = np.full((len(space.shape), deepest), -np.inf)
        column = 1
        for issue, count in enumerate(space.shape):
            part = shares[:, :, column : column + count]
            self._worth[:, issue, :count, : space.required] = part.transpose(0, 2, 1)
            self._shut[issue, :count] = 0.0
            column += count
            for row, line in enumerate(lines):
                for option in line.get(issue, ()):
                    self._worth[:, issue, option, space.required + row] = -1.0 / len(line)
        self._joint = np.zeros((k, len(space.joint), self.rows))
        self._joint[:, :, : space.required] = shares[:, :, column:].transpose(0, 2, 1)

    def ask(self, draws: Indices, weight: Floats) -> tuple[Floats, Floats]:
        """A bound (k,) on the weighted gains in ``draws``, and the gains behind it (k, rows)."""
        worth, joint = self._worth[draws], self._joint[draws]
        k, issues, deepest, rows = worth.shape
        value = (worth.reshape(k, -1, rows) @ weight[:, :, None]).reshape(k, issues, deepest)
        pick = (value + self._shut).argmax(axis=2)
        gain = self._constant[draws] + np.take_along_axis(
            worth, pick[:, :, None, None], axis=2
        ).sum(axis=(1, 2))
        wanted = (joint @ weight[:, :, None]) > 0
        gain += (joint * wanted).sum(axis=1)
        bound: Floats = (gain * weight).sum(axis=1)
        return bound, gain


def _spare(lines: Sequence[object]) -> Floats:
    """For each red line the share of its issues on which a package may have an option named."""
    return np.array([1.0 - 1.0 / len(line) for line in lines])  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Listing:
    """Every package as a cell of a grid whose rows and columns are partial packages.

    ``slow`` and ``fast`` say what the rows and the columns of the grid consist of (columns
    of :attr:`DrawnSpace.coefficients` without joint terms, rows or columns; they add up). Which
    joint terms hold depends on the kind of the row and that of the column: ``above`` (rows) and
    ``beside`` (columns) are these kinds, ``patterns`` (joint, kinds of rows, kinds of columns)
    which terms hold. ``row``, ``column``, ``pattern`` (m,): the packages that cross no binding
    red line, row by row, and where in a pattern their terms stand; those of row r are from
    ``start[r]`` to before ``start[r + 1]``.
    """

    slow: Floats
    fast: Floats
    above: Indices
    beside: Indices
    patterns: Floats
    row: Indices
    column: Indices
    pattern: Indices
    start: Indices

    def highest(self, rows: Indices, slow: Floats, fast: Floats, joint: Floats) -> Floats:
        """The most that the packages of these rows can bring, red lines aside (..., rows).

        ``slow`` (..., all rows), ``fast`` (..., columns) and ``joint`` (..., kinds of rows,
        kinds of columns) are what they bring in parts.
        """
        order = np.argsort(self.beside, kind="stable")
        first = np.searchsorted(self.beside[order], np.arange(joint.shape[-1]))
        best = np.maximum.reduceat(fast[..., order], first, axis=-1)
        with_best = (joint + best[..., None, :]).max(axis=-1)
        found: Floats = slow[..., rows] + with_best[..., self.above[rows]]
        return found

    def of_rows(self, rows: Indices) -> Indices:
        """The places of all packages of these rows."""
        first, count = self.start[rows], self.start[rows + 1] - self.start[rows]
        before = np.cumsum(count) - count
        found: Indices = np.repeat(first - before, count) + np.arange(count.sum())
        return found

    def index(self, place: Indices) -> Indices:
        """The numbers of the packages at these places of the listing."""
        found: Indices = self.row[place] * self.fast.shape[1] + self.column[place]
        return found


def listing(space: DrawnSpace) -> Listing:
    """List the packages of ``space`` that cross no binding red line; they are in all draws."""
    first = space.at(0)
    # A table of as many rows as columns, give or take an issue, has the fewest of both.
    split = halves(first, max(math.isqrt(space.size), 1))
    whole = split.allowed(slice(0, split.rows))
    cell = np.arange(space.size) if whole is None else np.flatnonzero(whole)
    row, column = np.divmod(cell, split.columns)
    rows, above = _kinds([row_mask for row_mask, _, _ in split.joint], split.rows)
    columns, beside = _kinds([column_mask for _, column_mask, _ in split.joint], split.columns)
    patterns = (rows[:, :, None] & columns[:, None, :]).astype(np.float64)
    plain = DrawnSpace(space.worth, space.constant, space.required)
    slow = columns_of(plain, options_of(first, np.arange(split.rows) * split.columns))
    # Both halves settle every issue, the other's at its first option; that counts once.
    fast = columns_of(plain, options_of(first, np.arange(split.columns))) - slow[:, :1]
    pattern = above[row] * patterns.shape[-1] + beside[column]
    start = np.searchsorted(row, np.arange(split.rows + 1))
    return Listing(slow, fast, above, beside, patterns, row, column, pattern, start)


def _kinds(masks: Sequence[Bools], count: int) -> tuple[Bools, Indices]:
    """The combinations of ``masks`` (count,) that occur (masks, kinds), and that of each place."""
    kind = np.zeros(count, dtype=np.int64)
    for masked in masks:  # numbered anew each time: there are never more than places
        kind = np.unique(2 * kind + masked, return_inverse=True)[1]
    found = np.zeros((len(masks), int(kind.max(initial=0)) + 1), dtype=bool)
    for place, masked in enumerate(masks):
        found[place, kind] = masked
    return found, kind


def _searched(
    space: DrawnSpace, draw: int, weight: Floats, rule: Rule, known: Known, clock: Clock
) -> tuple[Choice | None, bool]:
    """A package that passes in one draw, or None; and whether that answer is proven."""
    if rule.quorum is not None:
        return _passing(space.at(draw), rule.quorum, rule.vetoes, clock)
    if space.size <= LISTED:
        if known.listing is None:
            known.listing = listing(space)
        place = _place(space, draw, weight, known.listing)
        if place is None:
            return None, True
        index = known.listing.index(np.array([place]))
        return tuple(int(o[0]) for o in options_of(space.at(draw), index)), True
    if space.size <= ENUMERATED:
        one = space.at(draw)
        for block in acceptable(one):
            return tuple(int(o[0]) for o in options_of(one, block.packages[:1])), True
        return None, True
    return _programmed(space.at(draw), clock)


def _place(space: DrawnSpace, draw: int, weight: Floats, packages: Listing) -> int | None:
    """Where in the listing a package stands that all accept: that of the best smallest share."""
    n = space.required
    table = space.coefficients[draw, :n]
    settled = packages.slow.shape[0]
    slow, fast = table[:, :settled] @ packages.slow, table[:, :settled] @ packages.fast
    joint = np.tensordot(table[:, settled:], packages.patterns, axes=1)
    scale = np.maximum(space.reach[draw, :n], 1.0)
    # Weights that come close to a certificate rule out most packages in one go.
    some = weight / scale
    bar = (ACCEPTABLE * some).sum() - MARGIN * weight.sum()
    ahead, behind, linked = some @ slow, some @ fast, np.tensordot(some, joint, axes=1)
    rows = np.flatnonzero(packages.highest(np.arange(len(ahead)), ahead, behind, linked) >= bar)
    rows = rows[(packages.highest(rows, slow, fast, joint) >= ACCEPTABLE).all(axis=0)]
    place = packages.of_rows(rows)
    column, pattern = packages.column[place], packages.pattern[place]
    place = place[behind[column] + linked.ravel()[pattern] >= (bar - ahead)[packages.row[place]]]
    joint = joint.reshape(n, -1)
    row, column, pattern = packages.row[place], packages.column[place], packages.pattern[place]
    for party in np.argsort(-weight, kind="stable"):
        keep = slow[party][row] + fast[party][column] + joint[party][pattern] >= ACCEPTABLE
        place, row, column, pattern = place[keep], row[keep], column[keep], pattern[keep]
        if place.size == 0:
            return None
    gains = slow[:, row] + fast[:, column] + joint[:, pattern]
    return int(place[np.argmax((gains / scale[:, None]).min(axis=0))])


def _passing(
    space: Space, quorum: int, vetoes: Sequence[int], clock: Clock
) -> tuple[Choice | None, bool]:
    """A package that a quorum lets pass, by enumeration or by programme."""
    if space.size <= ENUMERATED:
        found = refusals(space, quorum, vetoes).best_passing
        if found is None:
            return None, True
        return tuple(int(o[0]) for o in options_of(space, found.ties[:1])), True
    answer = best_passing(space, quorum, vetoes, clock.left)
    if answer is None:
        return None, True
    return (answer.ties[0], True) if answer.ties else (None, False)


def _programmed(space: Space, clock: Clock) -> tuple[Choice | None, bool]:
    """A package that all accept, by programme; that there is none is its proof."""
    programme = Programme()
    packages = add_packages(programme, space)
    for party in range(space.required):
        demand_consent(programme, packages, party)
    aim = Aim(Linear({}), lambda _: 0.0)
    found = foremost(programme, packages, [aim], lambda c: _accepted(space, c), clock)
    return found.choice, found.proven or found.choice is not None


def _accepted(space: Space, choice: Choice) -> bool:
    return bool(passes(one_draw(space), _options([choice]))[0, 0])
