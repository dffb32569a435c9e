"""Single packages judged exactly, and the search for the one that is best by several aims in turn.

A package is given by its option numbers (:data:`irenic.theory.programme.Choice`), so
nothing here depends on how many packages there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.theory.packages import UNITS, Floats, Space, gains_of, rounded
from irenic.theory.programme import (
    SLACK,
    Choice,
    Clock,
    Linear,
    Packages,
    Programme,
    Search,
    best,
)


def whole_gains(space: Space, choice: Choice) -> Floats:
    """Gains of all parties (parties,) from one package, in whole units."""
    return rounded(gains_of(space, [np.array([option]) for option in choice])[:, 0])


def as_points(units: Floats) -> Floats:
    """Whole units as points: 0.3 comes out as 0.3."""
    points: Floats = units / UNITS + 0.0
    return points


def crossed(space: Space, choice: Choice) -> frozenset[int]:
    """The red lines of required parties that a package crosses, by place in ``red_lines``."""
    return frozenset(
        place
        for place, line in enumerate(space.red_lines)
        if line.party < space.required
        and all(choice[issue] in options for issue, options in line.never.items())
    )


def differing(one: Choice, other: Choice) -> tuple[int, ...]:
    """The issues on which two packages differ."""
    return tuple(
        issue for issue, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) > 1
    )


def smallest_gain(programme: Programme, parts: Sequence[Linear]) -> Linear:
    """A new column that is at most the smallest of ``parts``: what a max-min maximises."""
    lowest = programme.column(low=-np.inf)
    for part in parts:
        programme.row(part - lowest, low=0.0)
    return lowest


@dataclass(frozen=True)
class Aim:
    """Something to be as high as possible: as a linear objective, and exactly for a package.

    The objective must never be below the exact value by more than SLACK.
    """

    objective: Linear
    exact: Callable[[Choice], float]


@dataclass(frozen=True)
class Foremost:
    """The package that is best by the aims in turn; None when none was found.

    ``proven``: no package is better by more than SLACK in the first aim in which they
    differ; or, without a package, that there is none.
    """

    choice: Choice | None
    proven: bool


def foremost(
    programme: Programme,
    packages: Packages,
    aims: Sequence[Aim],
    counts: Callable[[Choice], bool],
    clock: Clock,
) -> Foremost:
    """The package highest in the first aim, among these highest in the second, and so on.

    ``counts`` says exactly whether a package is meant at all. One search an aim
    (:func:`irenic.theory.programme.best`); when the clock runs out, the package found
    for the aims so far, not proven.
    """
    before = programme.rows
    choice: Choice | None = None
    proven = True
    try:
        for aim in aims:
            found = _highest(programme, packages, aim, counts, clock)
            proven = proven and found.proven
            if found.choice is None:
                break
            choice = found.choice
            value = aim.exact(choice)
            programme.row(aim.objective, low=value - SLACK)
            counts = _holding(counts, aim, value)
    finally:
        programme.drop_rows(before)
    return Foremost(choice, proven and (choice is None or found.choice is not None))


def _holding(counts: Callable[[Choice], bool], aim: Aim, value: float) -> Callable[[Choice], bool]:
    return lambda choice: counts(choice) and aim.exact(choice) >= value


def _highest(
    programme: Programme,
    packages: Packages,
    aim: Aim,
    counts: Callable[[Choice], bool],
    clock: Clock,
) -> Foremost:
    """The package highest in one aim."""
    if clock.left <= 0:  # HiGHS takes a while even where it has no time at all
        return Foremost(None, False)
    seen: list[tuple[float, Choice]] = []

    def exact(choice: Choice) -> float | None:
        if not counts(choice):
            return None
        seen.append((aim.exact(choice), choice))
        return seen[-1][0]

    # No ties are asked for: the first package that reaches the bound ends the search.
    found = best(programme, packages, aim.objective, exact, Search(limit=0, clock=clock))
    return Foremost(max(seen)[1] if seen else None, found.proven)
