"""Which number of a package question each judgement of a dossier stands for, and how far it goes.

A judgement that a question about packages rests on is worth something to one party only, and
moves that party's gain from every package that has a certain column (an option, a combination,
or nothing in particular) by as much as itself: see :mod:`irenic.theory.flips`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from irenic.theory.flips import Ranges, cell_columns

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays


class Cell(NamedTuple):
    """Where a judgement counts: party and column of the space, and whether up or down (1, -1)."""

    party: int
    column: int
    sign: float


def cells(given: Arrays) -> dict[str, Cell]:
    """The judgements that gains in ``given`` rest on, by their dotted path in the dossier."""
    return dict(_cells(given))


def _cells(given: Arrays) -> Iterator[tuple[str, Cell]]:
    dossier, where = given.dossier, given.setting
    *starts, joint = cell_columns(given.space.shape)
    for place, party in enumerate(given.parties):
        for start, slug, options in zip(starts, given.issues, given.options, strict=True):
            if party in dossier.issues[slug].worth:
                for number, option in enumerate(options):
                    key = f"issues.{slug}.worth.{party}.{option}"
                    yield key, Cell(place, start + number, 1.0)
        for column, number in enumerate(joint_kept(given), joint):
            if party in dossier.joint_worth[number].worth:
                yield f"joint_worth.{number}.worth.{party}", Cell(place, column, 1.0)
        yield f"scenarios.{where.scenario}.{party}", Cell(place, 0, -1.0)
        for slug in where.levers:
            lever = dossier.levers[slug]
            parts = (("worth", lever.worth, 1.0), ("cost", lever.cost, -1.0))
            for part, row, sign in (*parts, ("relief", lever.relief, 1.0)):
                if party in row:
                    yield f"levers.{slug}.{part}.{party}", Cell(place, 0, sign)


def joint_kept(given: Arrays) -> list[int]:
    """The entries of the dossier's joint worth that an open package can trigger, by number."""
    open_ = dict(zip(given.issues, given.options, strict=True))
    return [
        number
        for number, term in enumerate(given.dossier.joint_worth)
        if all({*some} & {*open_[issue]} for issue, some in term.when.options.items())
    ]


def ranges(given: Arrays, reach: Mapping[str, tuple[float, float]]) -> Ranges:
    """How far the worth in each cell can rise and fall.

    ``reach``: for a judgement by its dotted path how far (points, 0 or more) it can go below
    and above its mode; those that are not in it do not move.
    """
    shape = (len(given.parties), cell_columns(given.space.shape)[-1] + len(given.space.joint))
    rise, fall = np.zeros(shape), np.zeros(shape)
    for key, cell in cells(given).items():
        below, above = reach.get(key, (0.0, 0.0))
        if cell.sign < 0:
            below, above = above, below
        rise[cell.party, cell.column] += above
        fall[cell.party, cell.column] += below
    return Ranges(rise, fall)
