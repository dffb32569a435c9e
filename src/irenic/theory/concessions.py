"""No deal? How far reservation values would have to come down before there is one.

A *concession* of a required party is a fall of its reservation value: so many points less
than it says it gets without a deal. Red lines stay. Points of different parties stand on
scales of their own; so that concessions can be added up, each is divided by the party's
*stakes*: the sum over the issues of its best less its worst option. A party with nothing
at stake on any issue is measured by the sum of its joint worth in absolute points; if
that is nothing too, it gains the same from every package, needs the same concession
everywhere, and counts in points.

A concession lowers the sum in which an inconsistency is measured until it vanishes: the
elastic programme of Brown & Graves (Elastic programming, ORSA/TIMS meeting, 1975;
Chinneck, Feasibility and infeasibility in optimization, 2008, chapter 6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from irenic.theory.bargaining import Leaders
from irenic.theory.conflicts import LISTED
from irenic.theory.packages import (
    CHUNK,
    TOLERANCE,
    UNITS,
    Bools,
    Floats,
    Halves,
    Indices,
    Progress,
    Space,
    contains,
    gains_of,
    halves,
    options_of,
    rounded,
)
from irenic.theory.programme import (
    SLACK,
    Best,
    Choice,
    Clock,
    Packages,
    Programme,
    Search,
    add_packages,
    best,
    total,
)


@dataclass(frozen=True, eq=False)
class Alone:
    """The smallest concession (points) of one party that opens the zone if no other moves.

    None: none does. ``proven``: no smaller one does, or, for None, none at all.
    """

    points: float | None
    proven: bool


@dataclass(frozen=True, eq=False)
class Concessions:
    """What would open the zone of possible agreement.

    ``joint``: for each of the ``packages`` to which the smallest joint concession leads,
    each required party's concession (packages, required) in points; ``share``: the sum of
    concessions over stakes, None when red lines exclude every package (or, not ``proven``,
    none was found). ``bound``: no joint concession has a smaller share (inf: there is
    none). ``more``: other packages may tie. ``alone``: for each required party.
    """

    packages: tuple[Choice, ...]
    joint: Floats
    share: float | None
    bound: float
    more: bool
    proven: bool
    alone: tuple[Alone, ...]


def stakes(space: Space) -> Floats:
    """The points at stake for each required party: the scale of its concessions."""
    parties = slice(space.required)
    spread = np.zeros(space.required)
    for table in space.worth:
        spread += table[parties].max(axis=1) - table[parties].min(axis=1)
    joint = np.zeros(space.required)
    for term in space.joint:
        joint += np.abs(term.worth[parties])
    found: Floats = np.where(spread > 0, spread, np.where(joint > 0, joint, 1.0))
    return found


def concessions(
    space: Space,
    limit: int = 20,
    seconds: float = math.inf,
    listed: int = LISTED,
    progress: Progress | None = None,
) -> Concessions:
    """The smallest concessions, joint and of each party alone, that open the zone.

    With at most ``limit`` packages that tie (those that ask the fewest parties first), in
    about ``seconds``. Spaces of at most ``listed`` packages are listed, larger ones asked
    by programme; concessions are exact sums either way.
    """
    if space.size <= listed:
        return _listed(space, limit, progress)
    return _programmed(space, limit, Clock(seconds), progress)


def _needed(gains: Floats) -> Floats:
    """The concessions in points that make gains (in units) acceptable."""
    whole: Floats = np.maximum(0.0, -rounded(gains)) + 0.0
    return whole / UNITS


def _answer(space: Space, ties: list[Choice]) -> Floats:
    """Each party's concession at each package (packages, required)."""
    if not ties:
        return np.zeros((0, space.required))
    columns = [np.array(column, dtype=np.int64) for column in zip(*ties, strict=True)]
    return _needed(gains_of(space, columns)[: space.required]).T


def _fewest_first(space: Space, ties: list[Choice]) -> list[Choice]:
    asked = (_answer(space, ties) > 0).sum(axis=1).tolist()
    return [choice for _, choice in sorted(zip(asked, ties, strict=True))]


def _listed(space: Space, limit: int, progress: Progress | None) -> Concessions:
    """One pass over the packages that cross no red line of a required party."""
    split = halves(space, CHUNK)
    scales = stakes(space)
    tally = _Tally(space.required)
    step = max(1, CHUNK // split.columns)
    for start in range(0, split.rows, step):
        part = slice(start, min(start + step, split.rows))
        tally.count(split, scales, part)
        if progress is not None:
            progress("concessions", part.stop / split.rows)
    alone = tuple(
        Alone(float(-most / UNITS) + 0.0 if most > -np.inf else None, True) for most in tally.only
    )
    if not tally.least.parts:
        return Concessions((), _answer(space, []), None, math.inf, False, True, alone)
    options = options_of(space, tally.least.ties)
    ties = _fewest_first(space, [tuple(map(int, c)) for c in np.stack(options, axis=1)])
    share, more = -tally.least.best, len(ties) > limit
    ties = ties[:limit]
    return Concessions(
        tuple(ties), _answer(space, ties), share + 0.0, share + 0.0, more, True, alone
    )


class _Tally:
    """Running answers of :func:`_listed`."""

    def __init__(self, parties: int) -> None:
        self.least = Leaders(lambda top: top - TOLERANCE)
        self.only = np.full(parties, -np.inf)

    def count(self, split: Halves, scales: Floats, part: slice) -> None:
        """Look at the packages of the rows ``part``."""
        open_ = split.allowed(part)
        shape = (part.stop - part.start, split.columns)
        share, refused = np.zeros(shape), np.zeros(shape, np.int16)
        gains: list[Floats] = []
        for party, scale in enumerate(scales):
            gains.append(np.minimum(rounded(split.cells(party, part)), 0.0))
            share += gains[party] * (1.0 / (UNITS * scale))
            refused += gains[party] < 0
        self._offer(np.arange(part.start * split.columns, part.stop * split.columns), share, open_)
        # Who alone refuses a package need only concede what it lacks there.
        last: Bools = refused <= 1
        if open_ is not None:
            last &= open_
        if not last.any():
            return
        many = np.where(refused[last] == 1, 1, 0)
        for party, gain in enumerate(gains):
            here = gain[last]
            can = here[(here < 0) | (many == 0)]
            if can.size:
                self.only[party] = max(self.only[party], float(can.max()))

    def _offer(self, index: Indices, share: Floats, open_: Bools | None) -> None:
        flat = share.ravel()
        if open_ is not None:
            where = open_.ravel()
            index, flat = index[where], flat[where]
        if index.size:
            self.least.offer(index, flat)


def _programmed(space: Space, limit: int, clock: Clock, progress: Progress | None) -> Concessions:
    """The same by programme: one question for all together, and one for each party alone."""
    found = _joint(space, limit, clock)
    alone = []
    for party in range(space.required):
        alone.append(_alone(space, party, clock))
        if progress is not None:
            progress("concessions", (party + 1) / space.required)
    ties = _fewest_first(space, list(found.ties))
    largest = float(stakes(space).max())
    share = None if found.value is None else -found.value / largest + 0.0
    bound = max(0.0, -found.bound / largest)
    return Concessions(
        tuple(ties), _answer(space, ties), share, bound, found.more, found.proven, tuple(alone)
    )


def _crosses(space: Space, choice: Choice) -> bool:
    options = [np.array([option], dtype=np.int64) for option in choice]
    return any(bool(contains(options, line)[0]) for line in space.binding)


def _joint(space: Space, limit: int, clock: Clock) -> Best:
    """The least sum of concessions over stakes, in points of the party with most at stake."""
    programme = Programme()
    packages = add_packages(programme, space)
    _keep_red_lines(programme, packages, space)
    scales = stakes(space)
    largest = float(scales.max())
    costs = []
    for party, scale in enumerate(scales):
        concession = programme.column(0.0)
        programme.row(concession + packages.gains[party], low=0.0)
        costs.append(concession * (largest / float(scale)))

    def exact(choice: Choice) -> float | None:
        if _crosses(space, choice):
            return None
        return -float((_answer(space, [choice])[0] / scales).sum()) * largest

    search = Search(TOLERANCE * largest, limit, clock)
    return best(programme, packages, total(costs) * -1.0, exact, search)


def _keep_red_lines(programme: Programme, packages: Packages, space: Space) -> None:
    for party in range(space.required):
        for line in packages.red_lines.get(party, ()):
            programme.row(line, high=0.0)


def _alone(space: Space, party: int, clock: Clock) -> Alone:
    """The highest gain of ``party`` among packages that all others accept."""
    programme = Programme()
    packages = add_packages(programme, space)
    _keep_red_lines(programme, packages, space)
    for other in range(space.required):
        if other != party:
            programme.row(packages.gains[other], low=-SLACK)
    concession = programme.column(0.0)
    programme.row(concession + packages.gains[party], low=0.0)

    def exact(choice: Choice) -> float | None:
        needed = _answer(space, [choice])[0]
        lacking = np.delete(needed, party) > 0
        return None if lacking.any() or _crosses(space, choice) else -float(needed[party])

    found = best(programme, packages, concession * -1.0, exact, Search(0.0, 0, clock))
    return Alone(None if found.value is None else -found.value + 0.0, found.proven)
