"""The package accepted by all required parties in the largest number of draws; with bound.

Branch and bound (Land, A. H. & Doig, A. G., An automatic method of solving discrete
programming problems, Econometrica 28, 1960) over packages settled issue by issue. In a draw
a part of a package is hopeless when the best that the open issues can bring some party, each
on its own, leaves it below 0, or when the same holds for a weighted sum of gains, whose
weights are for each draw those that come nearest to refusing everything
(:func:`irenic.theory.drawn_zone.certificates`). A part can be accepted in no more draws than
those in which it is not hopeless. Parts that cannot beat the best package found are dropped;
when none is left it is proven. When the clock runs out first, the best bound of the parts left
bounds every package's number of draws.

Levers can be made issues of the space with two options each, rules among them red lines
(:mod:`irenic.theory.drawn_levers`): then this is the best settlement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.theory.drawn import DrawnSpace, accepted_draws, columns_of
from irenic.theory.drawn_zone import MARGIN, certificates
from irenic.theory.packages import (
    ACCEPTABLE,
    TOLERANCE,
    Bools,
    Combination,
    Floats,
    Indices,
    contains,
)
from irenic.theory.programme import Choice, Clock

BATCH = 512
"""Parts of packages looked at together."""

STARTS = 8
"""Packages from which the climb for a first answer starts."""

TIES = 10_000
"""Ties counted at most."""


@dataclass(frozen=True)
class MostAcceptable:
    """The package accepted in most draws; ``choice`` is None where none was found.

    None is found where each crosses a red line of a required party (then proven), or where
    the clock ran out first.

    ``accepted``: in how many of ``draws`` draws all accept it. ``bound``: no package is
    accepted in more. ``ties``: packages accepted in as many (None: not all were looked for);
    where they were, ``choice`` is the one with the fewest issues of ``few`` settled by
    another than their first option; among these, the one whose worst-off required party has
    the highest mean gain over the draws, then the next worst-off, and so on (so none is better
    for one and worse for nobody); at last, the first in the order of packages.
    """

    choice: Choice | None
    accepted: int
    draws: int
    bound: int
    ties: int | None

    @property
    def share(self) -> float:
        """The share of draws in which all accept."""
        return self.accepted / self.draws

    @property
    def proven(self) -> bool:
        """Whether no package is accepted in more draws."""
        return self.bound <= self.accepted


def most_acceptable(
    space: DrawnSpace,
    clock: Clock | None = None,
    few: Sequence[int] = (),
    known: Sequence[Choice] = (),
) -> MostAcceptable:
    """The package that every required party accepts in the largest number of draws.

    ``few``: issues (levers) that are better left at their first option where that costs no
    draw. ``known``: packages to start from. K = 0 draws raise ValueError.
    """
    if space.draws == 0:
        raise ValueError("no draws: the most acceptable package needs at least one")
    clock = clock or Clock()
    top = _Top(space, few)
    for choice in [*known, *_climbs(space, clock)]:
        top.offer(np.array([choice]))
    tree = _Tree(space)
    bound = tree.explore(top, clock, beat=True)
    if top.choice is None and bound < 0:
        return MostAcceptable(None, 0, space.draws, 0, 0)
    ties = None
    if bound <= top.count and top.count > 0:
        ties = tree.ties(top, clock)
    top.trim()
    return MostAcceptable(top.choice, max(top.count, 0), space.draws, max(bound, top.count), ties)


class _Top:
    """The best package so far, counted exactly."""

    def __init__(self, space: DrawnSpace, few: Sequence[int]) -> None:
        self.space, self.few = space, list(few)
        self.choice: Choice | None = None
        self.count = -1

    def counts(self, options: Indices) -> Indices:
        """In how many draws packages (m, issues) are accepted; -1 where a red line is crossed."""
        columns = tuple(options.T)
        found = accepted_draws(self.space, columns)
        for line in self.space.binding:
            found = np.where(contains(columns, line), -1, found)
        return found

    def offer(self, options: Indices) -> Indices:
        """Take note of packages (m, issues), m > 0; how many draws accept each."""
        counts = self.counts(options)
        place = int(counts.argmax())
        if counts[place] > self.count:
            self.count = int(counts[place])
            self.choice = tuple(int(option) for option in options[place])
        return counts

    def first(self, ties: Sequence[Choice]) -> Choice:
        """The one of ``ties`` that :class:`MostAcceptable` promises."""
        used = [sum(choice[issue] != 0 for issue in self.few) for choice in ties]
        fewest = sorted(one for one, n in zip(ties, used, strict=True) if n == min(used))
        mean = self.space.coefficients[:, : self.space.required].mean(axis=0)
        gains = mean @ columns_of(self.space, tuple(np.array(fewest).T))
        worst = np.sort(np.rint(gains / TOLERANCE), axis=0)
        place = max(range(len(fewest)), key=lambda one: (*worst[:, one], -one))
        return fewest[place]

    def trim(self) -> None:
        """Put the issues of ``few`` back to their first option where that costs no draw."""
        if self.choice is None:
            return
        again = True
        while again:
            again = False
            for issue in self.few:
                less = (*self.choice[:issue], 0, *self.choice[issue + 1 :])
                if less != self.choice and self.counts(np.array([less]))[0] >= self.count:
                    self.choice, again = less, True


def _climbs(space: DrawnSpace, clock: Clock) -> Iterator[Choice]:
    """Good packages: from random ones, one or two issues at a time, for as long as it helps."""
    random = np.random.default_rng(0)
    shape = np.array(space.shape)
    for start in range(STARTS):
        if not clock.left:
            return
        choice = random.integers(0, shape) if start else np.zeros(len(shape), dtype=np.int64)
        score = _scores(space, choice[None])[0]
        while clock.left:
            found = next(
                (
                    (options[best], scores[best])
                    for options in _neighbours(shape, choice)
                    for scores in [_scores(space, options)]
                    for best in [max(range(len(scores)), key=scores.__getitem__)]
                    if scores[best] > score
                ),
                None,
            )
            if found is None:
                break
            choice, score = found
        yield tuple(int(option) for option in choice)


def _neighbours(shape: Indices, choice: Indices) -> Iterator[Indices]:
    """Packages that differ on one issue, then those that differ on two, in parts."""
    moves = [(i, o) for i, n in enumerate(shape) for o in range(n) if o != choice[i]]
    single = np.tile(choice, (len(moves), 1))
    for row, (issue, option) in enumerate(moves):
        single[row, issue] = option
    if moves:
        yield single
    for issue, option in moves:
        later = [row for row, (other, _) in enumerate(moves) if other > issue]
        if later:
            pairs = single[later].copy()
            pairs[:, issue] = option
            yield pairs


def _scores(space: DrawnSpace, options: Indices) -> list[tuple[float, float, float]]:
    """Packages by red lines not crossed, draws accepted, and how near the others come."""
    columns = tuple(options.T)
    crossed = np.zeros(len(options))
    for line in space.binding:
        crossed += contains(columns, line)
    n = space.required
    table = space.coefficients[:, :n]
    gains = (table.reshape(-1, table.shape[2]) @ columns_of(space, columns)).reshape(
        space.draws, n, -1
    )
    accepted = (gains >= ACCEPTABLE).all(axis=1).sum(axis=0)
    scale = np.maximum(space.reach[:, :n], 1.0)[:, :, None]
    near = np.minimum(gains / scale, 0.0).sum(axis=(0, 1))
    return list(zip((-crossed).tolist(), accepted.tolist(), near.tolist(), strict=True))


class _Tree:
    """Packages built issue by issue, with bounds on the number of draws that accept them."""

    def __init__(self, space: DrawnSpace) -> None:
        self.space = space
        self._order = _order(space)
        n = space.required
        weights = certificates(space).weights[:, :n] / np.maximum(space.reach[:, :n], 1.0)
        table = space.coefficients[:, :n]
        mixed = (weights[:, None, :] @ table)[:, 0]
        # One row more: the weighted sum, which may err by as much as a certificate's.
        bar = (ACCEPTABLE * weights).sum(axis=1) - MARGIN * (
            weights * np.maximum(space.reach[:, :n], 1.0)
        ).sum(axis=1)
        rows = np.concatenate([mixed[None], table.transpose(1, 0, 2)])
        least = np.concatenate([bar[None], np.full((n, space.draws), ACCEPTABLE)])
        ends = np.cumsum((1, *space.shape))
        self._starts = ends[:-1]
        self._rest = _rests(rows, space.shape, self._starts, self._order)
        joint = rows[:, :, ends[-1] :]
        self._rows = np.concatenate([rows, np.maximum(joint, 0.0)], axis=2)
        self._least = least
        self._first_joint = int(ends[-1])

    def bounds(self, options: Indices, depth: int, bar: int) -> Indices:
        """In how many draws the parts ``options`` (m, issues; -1: open) are not hopeless.

        -1 where they cross a red line, or where fewer than ``bar`` draws are left.
        """
        crossed, columns = self._columns(options)
        left = np.flatnonzero(~crossed)
        found = np.full(len(options), -1, dtype=np.int64)
        if left.size == 0:
            return found
        columns = columns[:, left]
        used = np.flatnonzero(columns.any(axis=1))
        alive = np.ones((self.space.draws, left.size), dtype=bool)
        for row, least, rest in zip(self._rows, self._least, self._rest[depth], strict=True):
            gains = row[:, used] @ columns[used]
            alive &= gains >= (least - rest)[:, None]
            keep = alive.sum(axis=0) >= bar
            if not keep.all():
                left, columns, alive = left[keep], columns[:, keep], alive[:, keep]
                if left.size == 0:
                    return found
        found[left] = alive.sum(axis=0)
        return found

    def _columns(self, options: Indices) -> tuple[Bools, Floats]:
        """Which parts cross a red line, and what they consist of."""
        m = len(options)
        issues = tuple(options.T)
        parts = [np.ones((1, m))]
        for count, chosen in zip(self.space.shape, issues, strict=True):
            parts.append((np.arange(count)[:, None] == chosen[None, :]).astype(float))
        held = [contains(issues, term.when) for term in self.space.joint]
        able = [_possible(issues, term.when) for term in self.space.joint]
        parts += [some[None, :].astype(float) for some in held]
        parts += [(a & ~h)[None, :].astype(float) for a, h in zip(able, held, strict=True)]
        crossed = np.zeros(m, dtype=bool)
        for line in self.space.binding:
            crossed |= contains(issues, line)
        return crossed, np.concatenate(parts)

    def explore(
        self, top: _Top, clock: Clock, beat: bool, found: list[Choice] | None = None
    ) -> int:
        """Look for packages accepted in more draws than ``top`` (``beat``) or in as many.

        A bound on every package's number of draws (-1: all cross red lines): that of the best
        package when all parts were looked at, else that of the best part left.
        """
        issues = len(self._order)
        stack = [(np.full((1, issues), -1, dtype=np.int64), np.array([self.space.draws]), 0)]
        while stack:
            if not clock.left or (found is not None and len(found) > TIES):
                return max([top.count, *(int(left.max()) for _, left, _ in stack if left.size)])
            parts, bounds, depth = stack.pop()
            bar = top.count + 1 if beat else top.count
            keep = bounds >= max(bar, 0)
            parts, bounds = parts[keep], bounds[keep]
            if len(parts) == 0:
                continue
            if len(parts) > BATCH:
                stack.append((parts[BATCH:], bounds[BATCH:], depth))
                parts = parts[:BATCH]
            children = self._expanded(parts, self._order[depth])
            if depth + 1 == issues:
                self._settle(children, top, found)
                continue
            below = self.bounds(children, depth + 1, max(bar, 0))
            order = np.argsort(-below, kind="stable")
            order = order[below[order] >= max(bar, 0)]
            stack.append((children[order], below[order], depth + 1))
        return top.count

    def ties(self, top: _Top, clock: Clock) -> int | None:
        """How many packages are accepted in as many draws; ``top`` is given the first of them."""
        found: list[Choice] = []
        self.explore(top, clock, beat=False, found=found)
        if not clock.left or len(found) > TIES:
            return None
        top.choice = top.first(found)
        return len(found)

    def _expanded(self, parts: Indices, issue: int) -> Indices:
        count = self.space.shape[issue]
        children = np.repeat(parts, count, axis=0)
        children[:, issue] = np.tile(np.arange(count), len(parts))
        return children

    def _settle(self, options: Indices, top: _Top, found: list[Choice] | None) -> None:
        bounds = self.bounds(options, len(self._order), max(top.count, 0))
        options = options[bounds >= 0]
        if len(options) == 0:
            return
        counts = top.offer(options)
        if found is not None:
            found += [tuple(map(int, row)) for row in options[counts == top.count]]


def _possible(options: Sequence[Indices], when: Combination) -> Bools:
    """Which parts of packages (-1: open) may still come to contain a combination."""
    able = np.ones(len(options[0]), dtype=bool)
    for issue, some in when.items():
        able &= np.logical_or.reduce([options[issue] == option for option in (-1, *some)])
    return able


def _order(space: DrawnSpace) -> list[int]:
    """The issues, those first on which most hangs: ranges of mean worth as shares of all."""
    n = space.required
    spread = np.array([np.ptp(table[:, :n].mean(axis=0), axis=1) for table in space.worth])
    shares = (spread / np.maximum(spread.sum(axis=0), 1e-9)).sum(axis=1)
    return [int(issue) for issue in np.argsort(-shares, kind="stable")]


def _rests(
    rows: Floats, shape: Sequence[int], starts: Indices, order: Sequence[int]
) -> list[Floats]:
    """For each number of issues settled the most that the others bring: (rows, draws) each."""
    rest = np.zeros(rows.shape[:2])
    found = [rest]
    for issue in reversed(order):
        part = rows[:, :, starts[issue] : starts[issue] + shape[issue]]
        rest = rest + part.max(axis=2)
        found.append(rest)
    return found[::-1]
