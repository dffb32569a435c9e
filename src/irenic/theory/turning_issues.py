"""On which issues a conflict turns.

A set of parties that cannot agree *turns* on some issues when its parties could agree on
the rest, were each given its own best option on these: some package exists from which
every one of them would accept what comes of putting in, on these issues alone, the
options it likes best, joint worth included and red lines that name any of these issues
not counted. Only the smallest such sets of issues are told, up to :data:`MOST`.

Where the gap is small, nearly every issue would do. :func:`room` then tells which of
them matter: by how much the highest smallest gain of the set rises when its parties are
given an issue.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from irenic.theory.conflicts import (
    LISTED,
    Masks,
    counted,
    is_listed,
    obeying,
    willing,
)
from irenic.theory.packages import (
    TOLERANCE,
    UNITS,
    Floats,
    Halves,
    Indices,
    JointTerm,
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
    Choice,
    Clock,
    Ending,
    Linear,
    Programme,
    add_packages,
    total,
)
from irenic.theory.separable import TooWide, acceptable_to, is_separable

MOST = 3
"""Issues that are given up together at most."""

GAINS = 1 << 25
"""Gains (packages times parties) up to which the room is found by looking at every one."""

FAR = 8000
"""Coarse steps in the highest gain, and in the lowest: two add up to less than 2^15."""

Issues = tuple[int, ...]

Coarse = NDArray[np.int16]
"""Gains in steps of many units, rounded up."""


def turning_issues(
    space: Space,
    sets: Sequence[Sequence[int]],
    seconds: float = math.inf,
    listed: int = LISTED,
    progress: Progress | None = None,
) -> list[tuple[Issues, ...] | None]:
    """For each of ``sets`` (party numbers) the smallest sets of issues on which it turns.

    ``()``: no :data:`MOST` issues or fewer would do. None: not found out within about
    ``seconds``. Spaces of at most ``listed`` packages are listed, larger ones asked by
    programme.
    """
    clock = Clock(seconds)
    if is_listed(space, listed):
        return _listed(space, sets, clock, progress)
    found: list[tuple[Issues, ...] | None] = []
    for place, parties in enumerate(sets, 1):
        found.append(_asked(space.among(parties), clock))
        if progress is not None:
            progress("turning issues", place / len(sets))
    return found


def room(
    space: Space,
    sets: Sequence[Sequence[int]],
    seconds: float = math.inf,
    most: int = MOST,
    progress: Progress | None = None,
) -> list[tuple[tuple[int, float], ...] | None]:
    """For each of ``sets`` the ``most`` issues on which giving way makes most room, and how much.

    The room is the highest smallest gain (points) of the parties of the set; the rise is
    what it gains where each of them has its own best option on that one issue. The largest
    rises come first, and of equal ones the issue that comes first in the space; issues that
    bring none are left out. None: not found out within about
    ``seconds``, or the red lines of these parties exclude every package.
    """
    clock = Clock(seconds)
    listing = _Listing(space)
    # The gains of a party are listed once for all sets, where there is room to keep them.
    together = len({party for parties in sets for party in parties})
    found = []
    for place, parties in enumerate(sets, 1):
        if space.size * together > GAINS:
            listing = _Listing(space)
        found.append(_rises(listing, parties, most, clock))
        if progress is not None:
            progress("room", place / len(sets))
    return found


def _rises(
    listing: _Listing, parties: Sequence[int], most: int, clock: Clock
) -> tuple[tuple[int, float], ...] | None:
    """The ``most`` highest rises for ``parties``, the largest first."""
    if not clock.left:
        return None
    space = listing.space.among(parties)
    few = space.size * space.required <= GAINS
    giving: _Giving | _Gains = _Gains(listing, parties) if few else _Giving(space, clock, room=True)
    now = giving.highest(())
    if now is None or now == -math.inf:
        return None
    rises: list[tuple[int, float]] = []
    for issue in range(len(space.shape)):
        # Only what is above the last of the highest so far can come among them.
        floor = rises[-1][1] if len(rises) == most else 0.0
        highest = giving.highest((issue,), now + floor) if clock.left else None
        if highest is None:
            return None
        if highest - now - floor > TOLERANCE / 2:
            rises.append((issue, round(highest - now, 9)))
            rises = sorted(rises, key=lambda rise: -rise[1])[:most]
    return tuple(rises)


def _asked(space: Space, clock: Clock) -> tuple[Issues, ...] | None:
    """The smallest sets of issues on which all parties of ``space`` turn; None: out of time."""
    if is_separable(space):
        try:
            return _separable(space, clock)
        except TooWide:
            pass
    return _Giving(space, clock).smallest() if clock.left else None


def _separable(space: Space, clock: Clock) -> tuple[Issues, ...] | None:
    """Set of issues by set of issues: an issue given up brings each party its best."""
    best = [table.max(axis=1, keepdims=True) for table in space.worth]
    everybody = range(space.required)
    for size in range(1, min(MOST, len(space.shape)) + 1):
        found = []
        for given_up in combinations(range(len(space.shape)), size):
            if not clock.left:
                return None
            worth = tuple(
                best[issue] if issue in given_up else table
                for issue, table in enumerate(space.worth)
            )
            if acceptable_to(Space(worth, space.constant, space.required), everybody) is not None:
                found.append(given_up)
        if found:
            return tuple(found)
    return ()


def _listed(
    space: Space, sets: Sequence[Sequence[int]], clock: Clock, progress: Progress | None
) -> list[tuple[Issues, ...] | None]:
    """All sets at once: who could be content, for each set of issues that is given up."""
    masks = [sum(1 << party for party in parties) for parties in sets]
    found: list[list[Issues]] = [[] for _ in sets]
    content = willing(space)
    for size in range(1, MOST + 1):
        left = [place for place, issues in enumerate(found) if not issues]
        if not left:
            break
        for given_up in combinations(range(len(space.shape)), size):
            if not clock.left:
                return [
                    tuple(issues) if place not in left else None
                    for place, issues in enumerate(found)
                ]
            able = _able(space, content, given_up)
            for place in left:
                if ((able & masks[place]) == masks[place]).any():
                    found[place].append(given_up)
        if progress is not None:
            progress("turning issues", size / MOST)
    return [tuple(issues) for issues in found]


def _able(space: Space, content: Masks, given_up: Issues) -> Masks:
    """The sets of parties content with some way to settle the issues that are left."""
    each = np.bitwise_or.reduce(obeying(space, content, given_up), axis=given_up)
    return np.unique(each).astype(np.uint64)


@dataclass(frozen=True)
class _Best:
    """The option of an issue that a party would pick: what stands, or its own if given up."""

    party: int
    issue: int
    copy: int


class _Listing:
    """The gains of the required parties of ``space`` from every package, listed when asked for.

    They are kept in coarse steps, rounded up: these rule packages out, and gains are computed
    exactly where packages are left.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self._coarse: dict[int, Coarse] = {}

    @cached_property
    def _split(self) -> Halves:
        return halves(self.space)

    @cached_property
    def step(self) -> float:
        """Units in a coarse step: no gain has more than FAR of them."""
        reach = np.abs(self.space.constant_units)
        for units in self.space.units:
            reach = reach + np.abs(units).max(axis=1)
        for term in self.space.joint_units:
            reach = reach + np.abs(term.worth)
        return max(float(reach[: self.space.required].max()), 1.0) / FAR

    def coarse(self, party: int) -> Coarse:
        """What ``party`` gains from every package, in steps, rounded up."""
        if party not in self._coarse:
            split = self._split
            found = np.empty((split.rows, split.columns), dtype=np.int16)
            for row in range(split.rows):
                cells = split.cells(party, slice(row, row + 1))
                cells /= self.step
                np.ceil(cells, out=found[row : row + 1], casting="unsafe")
            self._coarse[party] = found.ravel()
        return self._coarse[party]

    def exact(self, party: int, packages: Indices) -> Floats:
        """What ``party`` gains from some packages, in units."""
        row, column = np.divmod(packages, self._split.columns)
        return self._split.at(party, row, column)


class _Gains:
    """The gains of ``parties`` from every package of a listing."""

    def __init__(self, listing: _Listing, parties: Sequence[int]) -> None:
        self.listing, self.parties = listing, parties
        self.space = listing.space.among(parties)

    def highest(self, given_up: Issues, least: float = -math.inf) -> float:
        """The highest smallest gain with at most one issue given up, from ``least`` on.

        Packages are looked at by falling bound, until what is left cannot be better.
        """
        issue = given_up[0] if given_up else None
        bounds = self._bounds(issue)
        top, deep = int(bounds.max()), 2
        # Half a unit and more below what counts, for gains that are not rounded yet.
        floor = least * UNITS - 1
        lowest = max(floor / self.listing.step, int(bounds.min()))
        while True:
            end = max(lowest, top - deep)
            values = self._smallest(np.flatnonzero(bounds >= end), issue, floor)
            best = float(values.max(initial=-math.inf))
            if end == lowest or best >= end * self.listing.step:
                return max(least, float(rounded(np.array(best))) / UNITS)
            deep *= 4

    def _bounds(self, issue: int | None) -> Coarse:
        """At least the smallest gain, in coarse steps, from every way to settle the others."""
        ways, after = self._grid(issue)
        shape = (self.space.size // (ways * after), after)
        found = np.full(shape, np.iinfo(np.int16).max, dtype=np.int16)
        own = np.empty(shape, dtype=np.int16)
        for place, party in enumerate(self.parties):
            coarse = self.listing.coarse(party).reshape(-1, ways, after)
            more = self._more(place, issue)
            if more is None:
                np.maximum(coarse[:, 0], coarse[:, -1], out=own)
                for way in range(1, ways - 1):
                    np.maximum(own, coarse[:, way], out=own)
            else:
                np.add(coarse[:, 0], np.int16(math.ceil(more / self.listing.step)), out=own)
            np.minimum(found, own, out=found)
        return found.ravel()

    def _smallest(self, places: Indices, issue: int | None, floor: float) -> Floats:
        """The smallest gains, in units, where they are above ``floor``; -inf: a red line."""
        ways, after = self._grid(issue)
        # With the first option of the issue.
        packages = places // after * (ways * after) + places % after
        values = np.full(packages.size, np.inf)
        for place, party in enumerate(self.parties):
            more = self._more(place, issue)
            steps = range(ways) if more is None else range(1)
            gains = [self.listing.exact(party, packages + step * after) for step in steps]
            values = np.minimum(values, reduce(np.maximum, gains) + (more or 0.0))
            kept = values > floor
            packages, values = packages[kept], values[kept]
        options = options_of(self.space, packages)
        for line in counted(self.space, () if issue is None else (issue,)):
            values[contains(options, line.never)] = -np.inf
        return values

    def _grid(self, issue: int | None) -> tuple[int, int]:
        """The options of the issue, and the packages from one of them to the next."""
        if issue is None:
            return 1, 1
        return self.space.shape[issue], math.prod(self.space.shape[issue + 1 :])

    def _more(self, place: int, issue: int | None) -> float | None:
        """What its best option on ``issue`` brings a party above the first, in units.

        None: that depends on the other issues.
        """
        if issue is None:
            return 0.0
        if any(issue in term.when and term.worth[place] for term in self.space.joint):
            return None
        worth = self.space.units[issue][place]
        return float(worth.max() - worth[0])


class _Giving:
    """A programme in which a few issues can be given up; all parties of ``space`` consent."""

    def __init__(self, space: Space, clock: Clock, *, room: bool = False) -> None:
        self.space, self.clock = space, clock
        self.programme = Programme()
        # What every party must gain: nothing, or as much as there is room for.
        self.smallest_gain = self.programme.column(-math.inf) if room else Linear()
        wide, copies = _own_copies(space)
        self.packages = add_packages(self.programme, wide)
        self.given = [self.programme.binary() for _ in space.shape]
        for own in copies:
            for mine, theirs in zip(
                self.packages.options[own.copy], self.packages.options[own.issue], strict=True
            ):
                self.programme.row(mine - theirs - self.given[own.issue], high=0.0)
        copied = {(own.party, own.issue) for own in copies}
        for party in range(space.required):
            self._consent(party, copied)

    def _consent(self, party: int, copied: set[tuple[int, int]]) -> None:
        """Demand the consent of ``party``, with what it would gain on issues given up."""
        gain = self.packages.gains[party]
        for issue, table in enumerate(self.space.worth):
            worth = table[party]
            most = float(worth.max())
            if (party, issue) in copied or worth.min() == most:
                continue
            more = self.programme.column(0.0)
            spread = most - float(worth.min())
            self.programme.row(more - self.given[issue] * spread, high=0.0)
            stands = total(
                o * float(w) for o, w in zip(self.packages.options[issue], worth, strict=True)
            )
            self.programme.row(more + stands, high=most)
            gain = gain + more
        self.programme.row(gain - self.smallest_gain, low=-SLACK)
        mine = [line for line in self.space.red_lines if line.party == party]
        for line, excess in zip(mine, self.packages.red_lines.get(party, ()), strict=True):
            self.programme.row(excess - total(self.given[i] for i in line.never), high=0.0)

    def highest(self, given_up: Issues, least: float = -math.inf) -> float | None:
        """The highest smallest gain with these issues given up, from ``least`` on.

        -inf where red lines exclude every package, None where the time is up.
        """
        before = self.programme.rows
        count = float(len(given_up))
        self.programme.row(total(self.given), count, count)
        self.programme.row(total(self.given[issue] for issue in given_up), low=count)
        try:
            outcome = self.programme.maximise(self.smallest_gain, self.clock)
        finally:
            self.programme.drop_rows(before)
        if outcome.ending is Ending.INFEASIBLE:
            return -math.inf
        if outcome.ending is not Ending.OPTIMAL or outcome.columns is None:
            return None
        choice = self.packages.choice(outcome.columns)[: len(self.space.shape)]
        gains = best_gains(self.space, choice, given_up)
        return None if gains is None else max(least, float(gains.min() / UNITS))

    def smallest(self) -> tuple[Issues, ...] | None:
        """The smallest sets of issues that do; None when time is up."""
        for size in range(1, min(MOST, len(self.space.shape)) + 1):
            found = self._of_size(size)
            if found is None or found:
                return found
        return ()

    def _of_size(self, size: int) -> tuple[Issues, ...] | None:
        before = self.programme.rows
        self.programme.row(total(self.given), float(size), float(size))
        found: list[Issues] = []
        try:
            while self.clock.left:
                outcome = self.programme.maximise(Linear(), self.clock)
                if outcome.columns is None:
                    if outcome.ending is not Ending.INFEASIBLE:
                        return None
                    return tuple(sorted(found))
                count = len(self.space.shape)
                choice = self.packages.choice(outcome.columns)[:count]
                issues = tuple(i for i, g in enumerate(self.given) if g.at(outcome.columns) > 0.5)
                if content(self.space, choice, issues):
                    found.append(issues)
                    self.programme.row(total(self.given[i] for i in issues), high=size - 1.0)
                else:
                    same = total(self.packages.options[i][o] for i, o in enumerate(choice))
                    same = same + total(self.given[i] for i in issues)
                    self.programme.row(same, high=count + size - 1.0)
            return None
        finally:
            self.programme.drop_rows(before)


def _own_copies(space: Space) -> tuple[Space, list[_Best]]:
    """The space with, for each party and issue of its joint worth, a copy of the issue."""
    copies: list[_Best] = []
    for party in range(space.required):
        named = {i for term in space.joint if term.worth[party] for i in term.when}
        for issue in sorted(named):
            copies.append(_Best(party, issue, len(space.shape) + len(copies)))
    at = {(own.party, own.issue): own.copy for own in copies}
    worth = [table.copy() for table in space.worth]
    for own in copies:
        table = np.zeros_like(worth[own.issue])
        table[own.party] = worth[own.issue][own.party]
        worth[own.issue][own.party] = 0.0
        worth.append(table)
    joint = []
    for term in space.joint:
        for party in np.flatnonzero(term.worth).tolist():
            alone = np.zeros_like(term.worth)
            alone[party] = term.worth[party]
            when = {at[party, issue]: some for issue, some in term.when.items()}
            joint.append(JointTerm(when, alone))
    wide = Space(tuple(worth), space.constant, space.required, tuple(joint), space.red_lines)
    return wide, copies


def best_gains(space: Space, choice: Choice, given_up: Issues) -> Floats | None:
    """What each party gains, in whole units, could it pick on issues given up.

    None: a red line that names none of these is crossed.
    """
    ways = np.array(list(product(*(range(space.shape[i]) for i in given_up))), dtype=np.int64)
    options = [np.full(len(ways), option, dtype=np.int64) for option in choice]
    for place, issue in enumerate(given_up):
        options[issue] = ways[:, place]
    if any(contains(options, line.never)[0] for line in counted(space, given_up)):
        return None
    return rounded(gains_of(space, options)[: space.required].max(axis=1))


def content(space: Space, choice: Choice, given_up: Issues) -> bool:
    """Whether every required party would accept a package, could it pick on issues given up."""
    best = best_gains(space, choice, given_up)
    return best is not None and bool((best >= 0).all())
