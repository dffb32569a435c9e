"""Ties in spaces too large to list: best by leximin of gains, and what nothing dominates.

The order is that of :mod:`irenic.theory.bargaining`: gains in whole units, sorted, the
smallest first (Imai 1983). The sum of the k smallest of some gains is the optimum of a
linear programme, so the levels are maximised one after the other (Ogryczak, W. &
Sliwinski, T., On direct methods for lexicographic min-max optimization, LNCS 3982,
2006), until so few packages are left that they can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from irenic.theory.local_search import Score, Steps
from irenic.theory.packages import TOLERANCE, UNITS, Floats, Indices, Space, gains_of, rounded
from irenic.theory.programme import (
    SLACK,
    Choice,
    Clock,
    Linear,
    Packages,
    Programme,
    Search,
    add_packages,
    best,
    demand_consent,
    total,
)

TIES = 20
"""Packages that tie with a solution, up to which all are sought."""

CLIMBS = 3
"""Climbs of a local search for each issue."""


@dataclass(eq=False)
class Bargain:
    """A space, the time for the question asked now, and the acceptable packages seen so far."""

    space: Space
    clock: Clock = field(default_factory=Clock)
    pool: dict[Choice, Floats] = field(default_factory=dict)

    @property
    def parties(self) -> range:
        """The numbers of the required parties."""
        return range(self.space.required)

    @cached_property
    def steps(self) -> Steps:
        """Steps from a package to others near it."""
        return Steps(self.space)

    def climb(self, score: Score) -> None:
        """Add to the pool what steps lead to from packages like the one that scores highest."""
        if not self.pool or len(self.space.shape) < 2:  # a step chooses on two issues
            return
        scores = score(np.array(list(self.pool.values())).T)
        best, top = list(self.pool)[scores.argmax()], scores.max()
        random, start = np.random.default_rng(0), best
        for _ in range(CLIMBS * len(self.space.shape)):
            if self.clock.left == 0.0:
                break
            found = self.steps.climbed(start, score)
            gains = self.accepted(found)
            if gains is not None and (reached := score(gains[:, None])[0]) > top:
                best, top = found, reached
            start = self.steps.kicked(best, random)

    def gains(self, choice: Choice) -> Floats:
        """Gains of the required parties in units (required,); what rounds to 0 is 0."""
        units = gains_of(self.space, columns_of([choice]))[: self.space.required, 0]
        return np.where(rounded(units) == 0, 0.0, units)

    def open(self, choice: Choice) -> bool:
        """Whether a package crosses no red line of a required party."""
        return not any(
            all(choice[issue] in some for issue, some in never.items())
            for never in self.space.binding
        )

    def accepted(self, choice: Choice) -> Floats | None:
        """The gains from an acceptable package; None when it is not."""
        if choice in self.pool:
            return self.pool[choice]
        gains = self.gains(choice)
        if not self.open(choice) or (rounded(gains) < 0).any():
            return None
        self.pool[choice] = gains
        return gains

    def acceptable(self, relaxed: bool = False) -> tuple[Programme, Packages]:
        """A programme whose packages are acceptable."""
        programme = Relaxed() if relaxed else Programme()
        programme.spare_heuristics()
        programme.cut_once()
        packages = add_packages(programme, self.space)
        for party in self.parties:
            demand_consent(programme, packages, party)
        return programme, packages


class Relaxed(Programme):
    """A programme in which options may be chosen in part."""

    def binary(self) -> Linear:
        """A new column between 0 and 1."""
        return self.column(0.0, 1.0)


def columns_of(choices: Sequence[Choice]) -> tuple[Indices, ...]:
    """Packages given by option numbers as one array (k,) an issue."""
    return tuple(np.array(choices, dtype=np.int64).T)


def gain_columns(
    programme: Programme, packages: Packages, parties: Iterable[int]
) -> tuple[Linear, ...]:
    """For each party a column that is its gain."""
    found = []
    for party in parties:
        gain = programme.column(-math.inf)
        programme.row(packages.gains[party] - gain, 0.0, 0.0)
        found.append(gain)
    return tuple(found)


@dataclass
class Levels:
    """How far a lexicographic search went: bound on the first level, cut by the clock, ties."""

    first: float | None = None
    stopped: bool = False
    more: bool = False


def leximin(
    search: Bargain,
    programme: Programme,
    packages: Packages,
    gains: Sequence[Linear],
    member: Callable[[Choice], Floats | None],
) -> tuple[tuple[Choice, ...], Levels]:
    """The packages best by leximin of gains among those of which ``member`` gives the gains.

    At most TIES of them, in order. The sum of the k smallest gains is maximised for
    k = 1, 2, ..., each time among the packages that are best so far.
    """
    seen = {c: _leximin_key(g) for c in search.pool if (g := member(c)) is not None}
    levels, n = Levels(), len(gains)
    if seen:
        for gain in gains:
            programme.row(gain, low=max(seen.values())[0] / UNITS - SLACK)
    for level in range(1, n + 1):
        objective = _smallest_gains(programme, gains, level)

        def exact(choice: Choice, level: int = level) -> float | None:
            units = member(choice)
            if units is None:
                return None
            seen[choice] = _leximin_key(units)
            front = max(seen.values())[: level - 1]
            return sum(seen[choice][:level]) / UNITS if seen[choice][: level - 1] == front else None

        top = max(seen.values(), default=())
        known = tuple(choice for choice, key in seen.items() if key == top)[: TIES + 1]
        asked = Search(TOLERANCE / 2, TIES if level == n else 1, search.clock, known)
        found = best(programme, packages, objective, exact, asked)
        if not seen:
            return (), Levels(None, stopped=True, more=True)
        front = max(seen.values())
        if level == 1:
            reached = front[0] / UNITS
            levels.first = reached if found.bound <= reached + SLACK else found.bound + SLACK
        if found.value is None or not found.proven:
            levels.stopped = levels.more = True
            break
        levels.more = found.more
        if not found.more:
            break
        programme.row(objective, low=sum(front[:level]) / UNITS - SLACK)
    front = max(seen.values())
    return tuple(sorted(c for c, key in seen.items() if key == front))[:TIES], levels


def nearly_leximin(gains: Floats) -> Floats:
    """One number for each column of gains that mostly orders them as leximin does."""
    weights: Floats = np.power(0.1, np.arange(gains.shape[0], dtype=np.float64))
    found: Floats = weights @ np.sort(gains, axis=0)
    return found


def _leximin_key(units: Floats) -> tuple[float, ...]:
    return tuple(np.sort(rounded(units)).tolist())


def _smallest_gains(programme: Programme, gains: Sequence[Linear], count: int) -> Linear:
    """The sum of the ``count`` smallest of ``gains``, from below."""
    if count == len(gains):
        return total(gains)
    least = programme.column(-math.inf)
    if count == 1:
        for gain in gains:
            programme.row(gain - least, low=0.0)
        return least
    found = least * float(count)
    for gain in gains:
        short = programme.column()
        programme.row(gain + short - least, low=0.0)
        found = found - short
    return found


def leximin_first(search: Bargain, ties: Iterable[Choice]) -> tuple[Choice, ...]:
    """``ties`` in order, with those best by leximin of gains in front; each once."""
    distinct = sorted(set(ties))
    keys = [_leximin_key(search.gains(choice)) for choice in distinct]
    top = max(keys, default=())
    front = [choice for choice, key in zip(distinct, keys, strict=True) if key == top]
    others = [choice for choice, key in zip(distinct, keys, strict=True) if key != top]
    return (*front, *others)


def undominated(search: Bargain, ties: Sequence[Choice]) -> tuple[Choice, ...]:
    """Those of all ``ties`` that no other dominates: what dominates a tie is a tie."""
    gains = rounded(np.array([search.gains(choice) for choice in ties]))
    kept = [
        choice
        for choice, row in zip(ties, gains, strict=True)
        if not ((gains >= row).all(axis=1) & (gains > row).any(axis=1)).any()
    ]
    return leximin_first(search, kept)


def lifted(search: Bargain, ties: Sequence[Choice]) -> tuple[tuple[Choice, ...], bool]:
    """For each of ``ties`` a package that nothing dominates and that gives nobody less.

    The second value is False where that could not be proven in time.
    """
    programme, packages = search.acceptable()
    before, found, proven = programme.rows, [], True
    for tie in ties:
        least = rounded(search.gains(tie))
        for party, units in enumerate(least):
            programme.row(packages.gains[party], low=float(units) / UNITS - SLACK)

        def value(choice: Choice, least: Floats = least) -> float | None:
            gains = search.accepted(choice)
            if gains is None or (rounded(gains) < least).any():
                return None
            return float(rounded(gains).sum()) / UNITS

        objective = total(packages.gains[party] for party in search.parties)
        asked = best(programme, packages, objective, value, Search(0.0, 0, search.clock, (tie,)))
        programme.drop_rows(before)
        proven = proven and asked.value is not None and asked.proven
        higher = {tie: float(least.sum())} | {
            c: float(rounded(g).sum())
            for c, g in search.pool.items()
            if (rounded(g) >= least).all()
        }
        found.append(
            tie if max(higher.values()) <= higher[tie] else max(higher, key=higher.__getitem__)
        )
    return leximin_first(search, found), proven


def granularity(space: Space, parties: Sequence[int]) -> tuple[float, float]:
    """The step in which the sum of the gains of ``parties`` changes, and its least value above 0.

    Both in units, and positive lower bounds only: every such sum is its value for one package
    plus whole multiples of the step.
    """
    chosen = list(parties)
    grid = float(space.grid[chosen].min())
    parts = [(table[chosen] - table[chosen, :1])[:, 1:].ravel() for table in space.units] + [
        term.worth[chosen] for term in space.joint_units
    ]
    first = space.constant_units[chosen].sum() + sum(t[chosen, 0].sum() for t in space.units)
    whole = np.abs(np.rint(np.concatenate(parts) / grid)).astype(np.int64)
    step = int(np.gcd.reduce(whole)) if whole.size else 0
    start = round(float(first) / grid)
    least = (start % step or step) if step else max(start, 1)
    return step * grid, max(least * grid, 0.5)
