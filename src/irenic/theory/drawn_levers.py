"""Levers as issues: a drawn space in which a package says which levers are in force as well.

The rules of levers (:mod:`irenic.theory.leverage`) become part of the space, so that whatever
is asked of packages can be asked of settlements:

- A lever is an issue with two options, not in force and in force, the second worth its effect.
- The no-deal scenario is an issue, worth the fall of the reservation value against the base.
- That a lever needs or excludes another, that a threat brings its scenario about, and that no
  scenario but the base comes without a threat, are red lines of everybody.
- A party that pulls a lever has to accept the settlement. Where its consent is not needed
  anyway, it joins the required parties with joint worth, as much as it could ever miss, for
  all packages without any lever of its own; and its red lines hold beside its levers.
- A lever that cannot be in force in a draw (an incredible threat) costs one more required
  party a point there; else that party always gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.theory.drawn import DrawnSpace
from irenic.theory.packages import Bools, Combination, Floats, JointTerm, RedLine
from irenic.theory.programme import Choice


@dataclass(frozen=True, eq=False)
class DrawnLevers:
    """L levers in K draws; P parties as in the space, R scenarios, the base first.

    ``effect`` (K, L, P): points added by a lever in force (worth - cost + relief).
    ``change`` (K, R, P): points by which the gain is higher in a scenario than in the base
    (reservation value in the base less that in the scenario), 0 for the base itself; NaN
    where a party has no reservation value there, and so never accepts.
    ``scenario`` (L): the row that a threat brings about, -1 for other kinds. ``by`` (L): the
    party that must accept for the lever to count, -1: none. ``needs``, ``excludes`` (L):
    numbers of other levers. ``usable`` (K, L): whether the lever can be in force at all.
    """

    effect: Floats
    change: Floats
    scenario: tuple[int, ...]
    by: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    excludes: tuple[tuple[int, ...], ...]
    usable: Bools

    @property
    def levers(self) -> int:
        """Number of levers."""
        return len(self.scenario)


@dataclass(frozen=True, eq=False)
class Settlements:
    """The space of settlements: the issues of ``packages`` first, the scenario, the levers."""

    space: DrawnSpace
    issues: int
    levers: tuple[int, ...]

    def package(self, choice: Choice) -> Choice:
        """The package of a settlement."""
        return choice[: self.issues]

    def in_force(self, choice: Choice) -> tuple[int, ...]:
        """The levers of a settlement."""
        return tuple(lever for lever, issue in enumerate(self.levers) if choice[issue])

    def choice(self, package: Choice, levers: Sequence[int], scenario: int) -> Choice:
        """The settlement of a package, levers and the scenario they bring about."""
        return (*package, scenario, *(int(i in levers) for i in range(len(self.levers))))


def settlements(space: DrawnSpace, levers: DrawnLevers) -> Settlements:
    """The space of ``space`` in the base scenario with ``levers`` as further issues.

    Parties whose consent is needed come first, as ever: the required ones, then those who
    pull a lever, then the one that stands for what is not usable; the others are left out.
    """
    n, count = space.required, len(space.shape)
    places = tuple(range(count + 1, count + 1 + levers.levers))
    pulling = sorted({party for party in levers.by if party >= n})
    parties = [*range(n), *pulling]
    tables = [table[:, parties] for table in space.worth]
    tables.append(_stages(space, levers)[:, :, parties].transpose(0, 2, 1))
    zero = np.zeros((space.draws, len(parties)))
    tables += [
        np.stack([zero, levers.effect[:, lever][:, parties]], axis=2)
        for lever in range(levers.levers)
    ]
    constant = space.constant[:, parties]
    joint = [term._replace(worth=term.worth[:, parties]) for term in space.joint]
    reach = np.abs(constant) + sum(np.abs(table).max(axis=2) for table in tables)
    reach = reach + sum(np.abs(term.worth) for term in joint)
    # As much as anybody could ever miss.
    spared = np.ceil(reach) + 1.0
    for row, party in enumerate(pulling, n):
        own = [i for i, by in enumerate(levers.by) if by == party]
        worth = np.zeros_like(zero)
        worth[:, row] = spared[:, row]
        joint.append(JointTerm({places[i]: (0,) for i in own}, worth))
    return Settlements(
        DrawnSpace(
            tuple(_with_usable(tables, levers, count + 1)),
            np.append(constant, np.zeros((space.draws, 1)), axis=1),
            len(parties) + 1,
            tuple(t._replace(worth=np.append(t.worth, zero[:, :1], axis=1)) for t in joint),
            tuple(RedLine(0, never) for never in _rules(space, levers, places)),
        ),
        count,
        places,
    )


def _stages(space: DrawnSpace, levers: DrawnLevers) -> Floats:
    """What each scenario adds (K, R, P), with more than all else can make up for NaN."""
    most = np.abs(space.constant) + sum(np.abs(table).max(axis=2) for table in space.worth)
    most = most + sum(np.abs(term.worth) for term in space.joint)
    most = most + np.abs(levers.effect).sum(axis=1) + 1.0
    return np.where(np.isnan(levers.change), -most[:, None, :], levers.change)


def _with_usable(tables: Sequence[Floats], levers: DrawnLevers, first: int) -> Iterator[Floats]:
    """The tables with one party more, that loses a point by each lever that is not usable."""
    for issue, table in enumerate(tables):
        row = np.zeros((len(table), 1, table.shape[2]))
        if issue >= first:
            row[:, 0, 1] = -1.0 * ~levers.usable[:, issue - first]
        yield np.append(table, row, axis=1)


def _rules(space: DrawnSpace, levers: DrawnLevers, places: Sequence[int]) -> Iterator[Combination]:
    """What no settlement may contain."""
    stage = len(space.shape)
    yield from space.binding
    for line in space.red_lines:
        if line.party >= space.required:
            for lever, by in enumerate(levers.by):
                if by == line.party:
                    yield {**line.never, places[lever]: (1,)}
    for lever, place in enumerate(places):
        yield from ({place: (1,), places[other]: (0,)} for other in levers.needs[lever])
        yield from ({place: (1,), places[other]: (1,)} for other in levers.excludes[lever])
    rows = range(levers.change.shape[1])
    for lever, row in enumerate(levers.scenario):
        if row >= 0 and len(rows) > 1:
            others = tuple(other for other in rows if other != row)
            yield {stage: others, places[lever]: (1,)}
    for row in rows[1:]:
        threats = [i for i, named in enumerate(levers.scenario) if named == row]
        yield {stage: (row,), **{places[i]: (0,) for i in threats}}
