"""Small opening sets by trying them all, on the packages that can matter.

Whether a set of levers opens a deal depends on the packages only through what they bring
to the parties whose consent is asked and to those that pull levers. So it is enough to try
the packages on the frontier of these parties (:func:`irenic.theory.frontier.joined_choices`),
where they are few enough to list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from irenic.theory.frontier import joined_choices
from irenic.theory.leverage import (
    Aim,
    Kind,
    Leverage,
    Opening,
    asked,
    faults,
    go_together,
    settlement,
)
from irenic.theory.packages import (
    Bools,
    Floats,
    Indices,
    JointTerm,
    RedLine,
    Space,
    contains,
    gains_of,
    in_points,
)
from irenic.theory.programme import SLACK, Clock

TRIED = 200_000_000
"""Pairs of a package and a set of levers that are tried for the sets of one size, at most."""

LEAST = 2000
"""Packages that a set counts as in this at least: what it costs to try a set at all."""


@dataclass(frozen=True, eq=False)
class Promising:
    """The packages that suffice to say which sets of whole levers open a deal.

    ``options`` (k, issues); ``worth`` (P, k) in points; ``crossing`` (P, k): whether the
    package crosses a red line of the party.
    """

    options: Indices
    worth: Floats
    crossing: Bools


def promising(case: Leverage, aim: Aim) -> Promising | None:
    """The packages to try; None where they are too many, or where trying does not serve.

    It serves without divisible levers and where everybody who is asked must consent. Kept
    is, of the packages that every party asked would accept with the most that all levers
    could bring it, in the scenario that suits it best, the frontier among the parties asked
    and those that pull levers. Whatever opens with a package left out opens with one
    that is kept: it brings none of them less (by more than two units of
    :data:`irenic.theory.packages.TOLERANCE`), and crosses no red line that the other does not:
    none of a party asked, and those of the others stand as one more party that loses by
    each of them.
    """
    usable = usable_levers(case, aim)
    parties, count, _ = asked(case, aim)
    if count < len(parties) or any(case.divisible[i] for i in usable):
        return None
    threats = [i for i in usable if case.kind[i] is Kind.THREAT]
    rows = sorted({0, *(case.scenario[i] for i in threats)})
    most = np.maximum(case.effect[usable], 0.0).sum(axis=0)
    most = most - np.nanmin(case.reservation[rows], axis=0) - aim.margin + SLACK
    pulling = {case.by[i] for i in usable if case.kind[i] is not Kind.THREAT}
    others = sorted(pulling.difference(parties))
    found = joined_choices(_narrowed(case.space, parties, others, most))
    if found is None:
        return None
    columns = tuple(found.options.T)
    worth = in_points(gains_of(case.space, columns))
    crossing = np.zeros(worth.shape, dtype=bool)
    for party, never in case.space.red_lines:
        crossing[party] |= contains(columns, never)
    return Promising(found.options, worth, crossing)


def usable_levers(case: Leverage, aim: Aim) -> list[int]:
    """The levers that may be in force."""
    return [i for i in range(case.levers) if i not in case.unusable and i not in aim.without]


def _narrowed(space: Space, parties: Sequence[int], others: Sequence[int], most: Floats) -> Space:
    """The space of the parties asked, of the others who pull levers, and of their red lines.

    ``most`` (P,): what is added to the gains of the parties asked.
    """
    chosen = [*parties, *others]
    lines = [line for line in space.red_lines if line.party in others]

    def widened(worth: Floats) -> Floats:
        return np.concatenate([worth[chosen], np.zeros_like(worth[:1])])

    # Nobody but the parties asked may lead to a package being dropped as unacceptable.
    reach = sum((np.abs(table).max(axis=1) for table in space.worth), np.abs(space.constant))
    reach = sum((np.abs(term.worth) for term in space.joint), reach)
    constant = space.constant + np.where(np.isin(np.arange(len(reach)), parties), most, 2 * reach)
    crossing = np.zeros(len(chosen) + 1)
    crossing[-1] = -1.0
    place = {party: i for i, party in enumerate(parties)}
    return Space(
        tuple(widened(table) for table in space.worth),
        np.append(constant[chosen], float(len(lines))),
        len(chosen) + 1,
        (
            *(JointTerm(term.when, widened(term.worth)) for term in space.joint),
            *(JointTerm(line.never, crossing) for line in lines),
        ),
        tuple(RedLine(place[r.party], r.never) for r in space.red_lines if r.party in place),
    )


class Sweep:
    """The minimal opening sets of a case by size, found once and remembered."""

    def __init__(self, case: Leverage, aim: Aim, packages: Promising | None = None) -> None:
        """``packages``: those :func:`promising` for this aim, or for one that differs only in
        leaving out fewer levers; None: they are looked for.
        """
        self.case, self.aim = case, aim
        self.openings: list[Opening] = []
        self.size = -1
        self._usable = usable_levers(case, aim)
        self._packages = packages or promising(case, aim)
        self._order: list[int] = []
        self._start: dict[tuple[int, int], Indices] = {}
        if self._packages is not None:
            # Whoever is hardest to please first: most packages fall at once.
            base = self._packages.worth - case.reservation[0][:, None]
            parties = asked(case, aim)[0]
            self._order = sorted(parties, key=lambda p: int((base[p] >= aim.margin).sum()))

    def extend(self, clock: Clock) -> bool:
        """Find all minimal sets with one lever more; False: not possible, or no time.

        After it, ``openings`` holds every minimal opening set of up to ``size`` levers, each
        with a package that goes with it at the highest level, by size and then in order.
        """
        size = self.size + 1
        packages = self._packages
        if packages is None or size > len(self._usable):
            return False
        if comb(len(self._usable), size) * max(LEAST, len(packages.options)) > TRIED:
            return False
        smaller = [frozenset(opening.levers) for opening in self.openings]
        if frozenset() in smaller:
            return False  # a deal needs no lever: no other set is minimal
        found = []
        for levers in self._larger(size, smaller):
            if not go_together(self.case, frozenset(levers)):
                continue
            if not clock.left:
                return False
            near = self._near(packages, levers)
            if near.size:
                opening = self._settled(packages, levers, near)
                if opening is None:
                    # Short by less than the packages left out could make up for.
                    return False
                found.append(opening)
        self.openings += found
        self.size = size
        return True

    def _larger(self, size: int, smaller: Sequence[frozenset[int]]) -> list[tuple[int, ...]]:
        """The sets of ``size`` usable levers that hold none of the ``smaller`` ones, in order."""
        sets = list(combinations(self._usable, size))
        held = np.zeros((len(sets), self.case.levers), dtype=bool)
        held[np.arange(len(sets))[:, None], np.array(sets, dtype=np.int64)] = True
        free = np.ones(len(sets), dtype=bool)
        for some in smaller:
            free &= ~held[:, sorted(some)].all(axis=1)
        return [sets[place] for place in np.flatnonzero(free)]

    def _row(self, levers: Sequence[int]) -> int:
        return next((self.case.scenario[i] for i in levers if self.case.scenario[i] >= 0), 0)

    def _hopeful(self, packages: Promising, row: int, size: int) -> Indices:
        """The packages that all asked would accept, in this scenario, each with those ``size``
        levers that help it most.
        """
        helped = np.maximum(self.case.effect[self._usable], 0.0)
        most = np.sort(helped, axis=0)[max(0, len(helped) - size) :].sum(axis=0)
        least = self.aim.margin - most + self.case.reservation[row] - SLACK
        asked_ = self._order
        return np.flatnonzero((packages.worth[asked_] >= least[asked_, None]).all(axis=0))

    def _near(self, packages: Promising, levers: Sequence[int]) -> Indices:
        """The packages with which these levers open a deal, or nearly (by SLACK)."""
        row = self._row(levers)
        if (row, len(levers)) not in self._start:
            self._start[row, len(levers)] = self._hopeful(packages, row, len(levers))
        left = self._start[row, len(levers)]
        least = dict.fromkeys(self._order, self.aim.margin)
        for lever in levers:
            if self.case.kind[lever] is not Kind.THREAT:
                maker = self.case.by[lever]
                least[maker] = max(0.0, least.get(maker, 0.0))
        lacks = self.case.reservation[row] - self.case.effect[list(levers)].sum(axis=0) - SLACK
        for party, floor in least.items():
            if not left.size:
                break
            left = left[packages.worth[party, left] >= floor + lacks[party]]
            left = left[~packages.crossing[party, left]]
        return left

    def _settled(
        self, packages: Promising, levers: tuple[int, ...], near: Indices
    ) -> Opening | None:
        """The opening with these levers at the highest level, settled exactly, if there is one."""
        case = self.case
        lacks = case.reservation[self._row(levers)] - case.effect[list(levers)].sum(axis=0)
        gains = packages.worth[self._order][:, near] - lacks[self._order, None]
        scales = np.zeros(case.levers)
        scales[list(levers)] = 1.0
        for best in near[np.argsort(-gains.min(axis=0, initial=np.inf), kind="stable")]:
            opening = settlement(case, packages.options[best].tolist(), scales, self.aim, levers)
            if not faults(case, opening, self.aim):
                return opening
        return None
