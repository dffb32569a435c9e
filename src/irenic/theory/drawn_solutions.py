"""The bargaining solutions draw by draw: which package each proposes, and of how many.

The definitions and the rule among ties are those of :mod:`irenic.theory.bargaining`.
Enumeration finds all five in one go over the acceptable packages; draws known to have none
are passed over. What dominates a tie of a solution is a tie itself, so ties need to be
compared with each other only, and not with the whole frontier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irenic.theory.bargaining import SOLUTIONS, bargain, proposed
from irenic.theory.drawn import DrawnSpace
from irenic.theory.drawn_zone import FAILS, Verdicts
from irenic.theory.frontier import direct
from irenic.theory.packages import Indices, Space


@dataclass(frozen=True, eq=False)
class DrawnSolutions:
    """For each solution by name the number of the package it proposes in each draw (K,).

    -1 where nothing is acceptable to all. ``acceptable`` (K,): how many packages are.
    """

    packages: dict[str, Indices]
    acceptable: Indices


def drawn_solutions(space: DrawnSpace, exists: Verdicts | None = None) -> DrawnSolutions:
    """The first package that each bargaining solution proposes, in every draw.

    ``exists``: what :func:`irenic.theory.drawn_zone.zones` found, if it was asked, to save
    time. Enumerates every package of each draw: some ten milliseconds a million.
    """
    packages = {name: np.full(space.draws, -1, dtype=np.int64) for name in SOLUTIONS}
    acceptable = np.zeros(space.draws, dtype=np.int64)
    for draw in range(space.draws):
        if exists is not None and exists[draw] == FAILS:
            continue
        one = space.at(draw)
        found = bargain(one)
        acceptable[draw] = found.acceptable
        for name, solution in found.solutions.items():
            packages[name][draw] = _first(one, solution.ties)
    return DrawnSolutions(packages, acceptable)


def _first(space: Space, ties: Indices) -> int:
    if ties.size > 1:
        ties = proposed(space, ties, direct(space, ties).gains)
    return int(ties[0])
