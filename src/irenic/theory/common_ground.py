"""Where parties agree already, and what can be given away cheaply.

Interests are read issue by issue, from what each option is worth to the required
parties. The *stake* of a party in an issue is what lies between its best and its worst
option there; a party *cares* about an issue where its stake is more than nothing. That
issues matter differently to different parties is what trades are made of (Raiffa, H.,
The Art and Science of Negotiation, 1982, chs. 10-11; Lax, D. & Sebenius, J., The Manager
as Negotiator, 1986).

Joint worth is left aside, because it belongs to no single issue: where some combination
touches an issue, what is said of the issue alone may not hold, and ``joint`` names it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irenic.theory.packages import UNITS, Floats, Space, rounded

CHEAP = 0.5
"""A gift is cheap where it costs nobody more than this part of what it is worth."""


@dataclass(frozen=True)
class Coincidence:
    """``options`` of ``issue`` that are the best (or worst) for all the parties ``cares``."""

    issue: int
    options: tuple[int, ...]
    cares: tuple[int, ...]


@dataclass(frozen=True)
class Gift:
    """An issue that is no required party's first concern but somebody's last.

    ``worth``: the stake of every party that cares and whose last concern it is not, as a
    share of its total stake over all issues, the largest first; these can gain.
    ``option``: what the first of them wants most here (of several, what costs the others
    least). ``costs``: for every other party what it would lose if that option stood
    instead of its own best, as a share of its total stake; parties that would lose
    nothing are left out; the largest first. ``last``: parties whose smallest stake above
    nothing this is, ``indifferent``: those with no stake in it; these can give.
    """

    issue: int
    option: int
    worth: tuple[tuple[int, float], ...]
    costs: tuple[tuple[int, float], ...]
    last: tuple[int, ...]
    indifferent: tuple[int, ...]

    @property
    def dearest(self) -> float:
        """The highest of ``costs``; 0 where there are none."""
        return max((share for _, share in self.costs), default=0.0)

    @property
    def surplus(self) -> float:
        """The share it is worth to the first of ``worth`` less the dearest cost."""
        return self.worth[0][1] - self.dearest

    @property
    def cheap(self) -> bool:
        """Whether the dearest cost is at most CHEAP times the share it is worth."""
        return self.dearest <= CHEAP * self.worth[0][1]


@dataclass(frozen=True)
class CommonGround:
    """What the interests of the required parties allow at once.

    ``coincide``: issues with options that are best for every party that cares, at least
    one of them; ``off_the_table``: likewise options that are worst for all of them.
    ``gifts``: those with the largest surplus first. ``joint``: issues
    that joint worth of a required party touches.
    """

    coincide: tuple[Coincidence, ...]
    off_the_table: tuple[Coincidence, ...]
    gifts: tuple[Gift, ...]
    joint: tuple[int, ...]


def common_ground(space: Space) -> CommonGround:
    """The common ground of the required parties of ``space``, issue by issue.

    An issue in which interests coincide is no gift: nobody has to give anything.
    """
    tables = [rounded(table[: space.required] * UNITS) for table in space.worth]
    coincide = _coincidences(tables)
    off_the_table = _coincidences([-table for table in tables])
    agreed = {found.issue for found in coincide}
    stakes = np.array([np.ptp(table, axis=1) for table in tables])
    gifts = [
        gift
        for issue in range(len(tables))
        if issue not in agreed and (gift := _gift(stakes, tables[issue], issue)) is not None
    ]
    return CommonGround(
        coincide,
        off_the_table,
        tuple(sorted(gifts, key=lambda gift: -gift.surplus)),
        tuple(sorted({i for t in space.joint if t.worth[: space.required].any() for i in t.when})),
    )


def _coincidences(tables: list[Floats]) -> tuple[Coincidence, ...]:
    found = []
    for issue, table in enumerate(tables):
        cares = np.flatnonzero(np.ptp(table, axis=1) > 0)
        best = (table[cares] == table[cares].max(axis=1, keepdims=True)).all(axis=0)
        if cares.size and best.any():
            options = tuple(int(option) for option in np.flatnonzero(best))
            found.append(Coincidence(issue, options, tuple(int(p) for p in cares)))
    return tuple(found)


def _gift(stakes: Floats, table: Floats, issue: int) -> Gift | None:
    """``issue`` as a gift, with ``stakes`` (issues, parties); None where it is none."""
    own, most = stakes[issue], stakes.max(axis=0)
    if ((own > 0) & (own == most)).any():
        return None
    smallest = np.where(stakes > 0, stakes, np.inf).min(axis=0)
    last = np.flatnonzero((own > 0) & (own == smallest))
    nothing = np.flatnonzero(own == 0)
    gaining = [int(p) for p in np.flatnonzero((own > 0) & (own > smallest))]
    if not gaining or last.size + nothing.size == 0:
        return None
    total = stakes.sum(axis=0)
    gaining.sort(key=lambda party: -own[party] / total[party])
    first = gaining[0]
    # Costs (parties, options) of every option against each party's own best.
    costs = (table.max(axis=1, keepdims=True) - table) / np.where(total > 0, total, 1.0)[:, None]
    wanted = np.flatnonzero(costs[first] == 0)
    option = int(wanted[np.argmin(costs[:, wanted].max(axis=0))])
    losing = [(int(p), float(costs[p, option])) for p in np.flatnonzero(costs[:, option])]
    return Gift(
        issue,
        option,
        tuple((p, float(own[p] / total[p])) for p in gaining),
        tuple(sorted(losing, key=lambda pair: -pair[1])),
        tuple(int(p) for p in last),
        tuple(int(p) for p in nothing),
    )
