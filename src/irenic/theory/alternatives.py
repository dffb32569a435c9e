"""Next best, and what if: other packages worth having, and what changes the room for a deal.

*Alternatives* to an acceptable package are acceptable packages that cost no required
party more than so many points against it and differ from it, and from each other, as
much as possible. They are chosen one after the other: each is the package whose
smallest number of differing issues from all chosen before it is largest (greedy max-min
dispersion: Ravi, Rosenkrantz & Tayi, Heuristic and special case algorithms for
dispersion problems, Operations Research 42, 1994). Each step is exact; that the whole
set could not be spread wider is not claimed.

*What if* compares, by the highest smallest gain of those whose consent is needed (the
first step of the egalitarian solution), what is left when an option is made to stand or
ruled out, or when a party leaves or joins those whose consent is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.theory.choices import (
    Aim,
    as_points,
    crossed,
    differing,
    foremost,
    smallest_gain,
    whole_gains,
)
from irenic.theory.packages import TOLERANCE, UNITS, Floats, Progress, Space
from irenic.theory.programme import (
    SLACK,
    Choice,
    Clock,
    Packages,
    Programme,
    Search,
    add_packages,
    best,
    demand_consent,
    total,
)
from irenic.theory.what_if_listed import Listed, listed

LISTED = 100_000_000
"""Gains (packages times parties) up to which *what if* looks at every package."""


@dataclass(frozen=True, eq=False)
class Alternative:
    """A package, everybody's gains from it (points), and where it differs.

    ``differs``: the issues settled otherwise than in the solution; ``apart``: the
    smallest number of issues on which it differs from the solution and from the
    alternatives before it. ``proven``: none further apart was left out, nor, among those
    as far apart, one with a higher smallest gain of a required party.
    """

    package: Choice
    gains: Floats
    differs: tuple[int, ...]
    apart: int
    proven: bool


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Alternatives in the order chosen.

    ``proven``: each of them is, and if they are fewer than asked for, there are no more.
    """

    found: tuple[Alternative, ...]
    proven: bool


def alternatives(
    space: Space, solution: Choice, within: float, count: int, clock: Clock | None = None
) -> Alternatives:
    """``count`` alternatives to the acceptable package ``solution``.

    They are acceptable to every required party and cost none more than ``within``
    points against ``solution``. Each is as far as possible, in number of issues, from
    the nearest of the solution and those before it; of several the one with the highest
    smallest gain (of a required party), of these the one with the highest sum of gains,
    so that none of the others is better for somebody and worse for nobody. That sum
    decides between equals only. ValueError where ``solution`` is not acceptable.
    """
    clock = clock or Clock()
    needed = space.required
    start = whole_gains(space, solution)[:needed]
    if (start < 0).any() or crossed(space, solution):
        raise ValueError("alternatives are to a package that every required party accepts")
    least = np.maximum(start - round(within * UNITS), 0.0)
    programme = Programme()
    packages = add_packages(programme, space)
    for party in range(needed):
        demand_consent(programme, packages, party, least[party] / UNITS)
    issues = len(space.shape)
    apart = programme.column(1.0, issues, whole=True)
    lowest = smallest_gain(programme, packages.gains[:needed])
    chosen: list[Choice] = [solution]
    found: list[Alternative] = []
    proven = True
    while len(found) < count:
        programme.row(apart + packages.shared(chosen[-1]), high=issues)
        near = tuple(chosen)
        aims = (
            Aim(apart, lambda choice, near=near: _apart(choice, near)),  # type: ignore[misc]
            Aim(lowest, lambda choice: float(whole_gains(space, choice)[:needed].min()) / UNITS),
            Aim(
                total(packages.gains[:needed]),
                lambda choice: float(whole_gains(space, choice)[:needed].sum()) / UNITS,
            ),
        )
        answer = foremost(programme, packages, aims, _eligible(space, least, near), clock)
        proven = proven and answer.proven
        if answer.choice is None:
            break
        found.append(
            Alternative(
                answer.choice,
                as_points(whole_gains(space, answer.choice)),
                differing(solution, answer.choice),
                _apart(answer.choice, near),
                answer.proven,
            )
        )
        chosen.append(answer.choice)
    return Alternatives(tuple(found), proven)


def _apart(choice: Choice, others: Sequence[Choice]) -> int:
    """On how many issues ``choice`` differs from the nearest of ``others``."""
    return min(len(differing(choice, other)) for other in others)


def _eligible(space: Space, least: Floats, others: Sequence[Choice]) -> Callable[[Choice], bool]:
    """Whether a package is new, crosses no line that binds, and gives everybody ``least``."""

    def eligible(choice: Choice) -> bool:
        enough = (whole_gains(space, choice)[: space.required] >= least).all()
        return bool(enough) and choice not in others and not crossed(space, choice)

    return eligible


@dataclass(frozen=True)
class Prospect:
    """What those whose consent is needed can have at best.

    ``smallest``: the highest smallest gain (points) among the packages that cross no red
    line of theirs; None when no such package was found. ``bound``: it is not higher than
    this (-inf: there is no such package). ``acceptable``: how many packages all of them
    accept, where they were counted.
    """

    smallest: float | None
    bound: float
    acceptable: int | None = None

    @property
    def proven(self) -> bool:
        """Whether ``smallest`` is the highest there is, to within SLACK."""
        return self.bound <= (-math.inf if self.smallest is None else self.smallest + SLACK)

    @property
    def deal(self) -> bool | None:
        """Whether some package is acceptable to all of them; None: not decided in time."""
        if self.smallest is not None and self.smallest >= -TOLERANCE / 2:
            return True
        return False if self.proven or self.bound < -SLACK else None


@dataclass(frozen=True)
class WhatIf:
    """What is left of the room for a deal when one thing is otherwise.

    ``now``: as things are. ``standing[issue][option]``: where this option stands;
    ``ruled_out`` likewise where it does not (issues with one option then leave nothing).
    ``without``: where the consent of that required party is not needed, nor its red
    lines heeded; empty for a single required party. ``joined``: where the consent of
    that other party is needed too, by number from ``required`` on. ``listed``: every
    package was looked at.
    """

    now: Prospect
    standing: tuple[tuple[Prospect, ...], ...]
    ruled_out: tuple[tuple[Prospect, ...], ...]
    without: tuple[Prospect, ...]
    joined: tuple[Prospect, ...]
    listed: bool


def what_if(
    space: Space,
    clock: Clock | None = None,
    progress: Progress | None = None,
    most: int | None = None,
) -> WhatIf:
    """The highest smallest gain with each option standing or ruled out, each party out or in.

    Looks at every package where packages times parties are at most ``most`` (default:
    LISTED); else solves one programme an option and a party until the clock runs out.
    """
    if space.size * len(space.constant) <= (LISTED if most is None else most):
        return _from_list(space, listed(space, progress))
    return _solved(space, clock or Clock(), progress)


def _ruled_out(standing: Sequence[Prospect]) -> tuple[Prospect, ...]:
    """For each option of an issue what the other options leave."""
    return tuple(
        _either([p for other, p in enumerate(standing) if other != option])
        for option in range(len(standing))
    )


def _either(prospects: Sequence[Prospect]) -> Prospect:
    """The best of disjoint sets of packages."""
    counted = [p.acceptable for p in prospects if p.acceptable is not None]
    return Prospect(
        max((p.smallest for p in prospects if p.smallest is not None), default=None),
        max((p.bound for p in prospects), default=-math.inf),
        sum(counted) if len(counted) == len(prospects) else None,
    )


def _from_list(space: Space, found: Listed) -> WhatIf:
    def prospect(units: float, acceptable: int | None = None) -> Prospect:
        if math.isinf(units):
            return Prospect(None, -math.inf, acceptable)
        points = float(as_points(np.rint(units)))
        return Prospect(points, points, acceptable)

    standing = tuple(
        tuple(prospect(float(u), int(k)) for u, k in zip(units, counts, strict=True))
        for units, counts in zip(found.standing, found.acceptable, strict=True)
    )
    return WhatIf(
        _either(standing[0]),
        standing,
        tuple(_ruled_out(row) for row in standing),
        tuple(prospect(float(u)) for u in found.without),
        tuple(prospect(float(u)) for u in found.joined),
        True,
    )


def _solved(space: Space, clock: Clock, progress: Progress | None) -> WhatIf:
    steps = 1 + sum(space.shape) + len(space.constant) - (space.required == 1)
    done = 0

    def told(prospect: Prospect) -> Prospect:
        nonlocal done
        done += 1
        if progress is not None:
            progress("what if", done / steps)
        return prospect

    needed, parties = range(space.required), range(len(space.constant))
    case = _Case(space, clock)
    now = told(case.highest())
    standing = tuple(
        tuple(told(case.standing(issue, option, now)) for option in range(options))
        for issue, options in enumerate(space.shape)
    )
    others = [[p for p in needed if p != party] for party in needed]
    without = tuple(
        told(_Case(space.among(left), clock).highest()) for left in others if len(needed) > 1
    )
    joined = tuple(
        told(_Case(space.among([*needed, party]), clock).highest())
        for party in parties[space.required :]
    )
    ruled_out = tuple(_ruled_out(row) for row in standing)
    return WhatIf(now, standing, ruled_out, without, joined, False)


class _Case:
    """The highest smallest gain by programme, and the best packages seen on the way."""

    def __init__(self, space: Space, clock: Clock) -> None:
        self.space, self.clock = space, clock
        self.programme = Programme()
        self.packages: Packages = add_packages(self.programme, space)
        for party in range(space.required):
            for line in self.packages.red_lines.get(party, ()):
                self.programme.row(line, high=0.0)
        self.lowest = smallest_gain(self.programme, self.packages.gains[: space.required])
        self.seen: dict[Choice, float] = {}

    def highest(self) -> Prospect:
        """Among all packages that the rows leave."""
        if self.clock.left <= 0:  # HiGHS takes a while even where it has no time at all
            return Prospect(None, math.inf)
        found = best(
            self.programme,
            self.packages,
            self.lowest,
            self._exact,
            Search(limit=0, clock=self.clock),
        )
        return Prospect(found.value, found.bound)

    def standing(self, issue: int, option: int, now: Prospect) -> Prospect:
        """Among the packages with this option; not above what there is without that demand."""
        known = max((v for c, v in self.seen.items() if c[issue] == option), default=None)
        if known is not None and now.proven and known == now.smallest:
            return Prospect(known, now.bound)
        before = self.programme.rows
        self.programme.row(self.packages.options[issue][option], low=1.0)
        found = self.highest()
        self.programme.drop_rows(before)
        values = [v for v in (known, found.smallest) if v is not None]
        return Prospect(max(values, default=None), min(found.bound, now.bound))

    def _exact(self, choice: Choice) -> float | None:
        if crossed(self.space, choice):
            return None
        units = whole_gains(self.space, choice)[: self.space.required].min()
        self.seen[choice] = float(as_points(units))
        return self.seen[choice]
