"""The best package that a quorum lets pass, for spaces too large to list.

A binary for each required party says whether it consents; what is found is checked by
exact sums (:func:`irenic.theory.programme.best`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from irenic.theory.leximin import TIES, Bargain, leximin_first
from irenic.theory.packages import TOLERANCE, UNITS, Space, rounded
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
    total,
)
from irenic.theory.solutions import Answer, proof


def best_passing(
    space: Space, quorum: int, vetoes: Sequence[int] = (), seconds: float = math.inf
) -> Answer | None:
    """The highest sum of gains among the packages to which ``quorum`` required parties consent.

    The parties ``vetoes`` must be among them. None: no package passes.
    """
    search = Bargain(space, Clock(seconds))
    programme = Programme()
    packages = add_packages(programme, space)
    consents = _consents(programme, packages, space)
    programme.row(total(consents), low=float(quorum))
    for party in vetoes:
        programme.row(consents[party], low=1.0)

    def passes(choice: Choice) -> bool:
        willing = [bool(rounded(gain) >= 0) for gain in search.gains(choice)]
        for line in space.red_lines:
            if line.party < space.required and all(choice[i] in o for i, o in line.never.items()):
                willing[line.party] = False
        return sum(willing) >= quorum and all(willing[party] for party in vetoes)

    def value(choice: Choice) -> float | None:
        if not passes(choice):
            return None
        return float(search.gains(choice)[:, None].sum(axis=0)[0]) / UNITS

    objective = total(packages.gains[party] for party in search.parties)
    found = best(programme, packages, objective, value, Search(2 * TOLERANCE, TIES, search.clock))
    if found.value is None:
        return (
            None
            if found.bound == -math.inf
            else Answer(-math.inf, (), None, None, found.bound + SLACK, proven=False)
        )
    bar = found.value * UNITS - 1.0
    ties = [c for c in found.ties if search.gains(c)[:, None].sum(axis=0)[0] >= bar]
    listed = leximin_first(search, ties)
    count = None if found.more else len(listed)
    return Answer(found.value, listed, count, None, *proof(found, found.value))


def _consents(programme: Programme, packages: Packages, space: Space) -> list[Linear]:
    """For each required party a binary that is 1 only where it consents."""
    found = []
    for party in range(space.required):
        willing = programme.binary()
        worst = float(space.constant[party]) + sum(float(t[party].min()) for t in space.worth)
        worst += sum(min(0.0, float(term.worth[party])) for term in space.joint)
        reach = max(0.0, -worst)
        programme.row(packages.gains[party] - willing * reach, low=-reach - SLACK)
        for line in packages.red_lines.get(party, ()):
            programme.row(line + willing, high=1.0)
        found.append(willing)
    return found
