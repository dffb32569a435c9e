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
from itertools import combinations, product

import numpy as np

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

SAMPLE = 1 << 14
"""Packages that are looked at for a first guess at the room."""

Issues = tuple[int, ...]


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
    found = []
    for place, parties in enumerate(sets, 1):
        found.append(_rises(space.among(parties), most, clock))
        if progress is not None:
            progress("room", place / len(sets))
    return found


def _rises(space: Space, most: int, clock: Clock) -> tuple[tuple[int, float], ...] | None:
    """The ``most`` highest rises for all parties of ``space``, the largest first."""
    if not clock.left:
        return None
    few = space.size * space.required <= GAINS
    giving: _Giving | _Gains = _Gains(space) if few else _Giving(space, clock, room=True)
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


class _Gains:
    """The gains of all parties of ``space`` from every package, in units."""

    def __init__(self, space: Space) -> None:
        self.space = space
        split = halves(space)
        every = slice(0, split.rows)
        gains = [split.cells(party, every).ravel() for party in range(space.required)]
        # Those hardest to please first: few packages are then left for the others.
        self.gains = sorted(gains, key=lambda of: int(np.count_nonzero(of >= 0)))

    def highest(self, given_up: Issues, least: float = -math.inf) -> float:
        """The highest smallest gain with at most one issue given up, from ``least`` on."""
        shape = self.space.shape
        issue = given_up[0] if given_up else len(shape)
        ways = shape[issue] if given_up else 1
        after = math.prod(shape[issue + 1 :])
        # Half a unit and more below what counts, for gains that are not rounded yet.
        floor = (self._sampled(given_up) if least == -math.inf else least * UNITS) - 1
        liked = np.flatnonzero(self.gains[0] > floor)
        hit = np.zeros(self.space.size // ways, dtype=bool)
        hit[liked // (ways * after) * after + liked % after] = True
        places = np.flatnonzero(hit)
        # Each place with the first option of the issue, then with every other one.
        packages = places // after * (ways * after) + places % after
        values = np.full(len(places), np.inf)
        for of in self.gains:
            best = of[packages]
            for way in range(1, ways):
                best = np.maximum(best, of[packages + way * after])
            values = np.minimum(values, best)
            kept = values > floor
            packages, values = packages[kept], values[kept]
        options = options_of(self.space, packages)
        for line in counted(self.space, given_up):
            values[contains(options, line.never)] = -np.inf
        return max(least, float(rounded(values).max(initial=-math.inf) / UNITS))

    def _sampled(self, given_up: Issues) -> float:
        """A smallest gain that some package leaves, or -inf."""
        some = np.arange(0, self.space.size, 1 + self.space.size // SAMPLE)
        values = np.min([of[some] for of in self.gains], axis=0)
        options = options_of(self.space, some)
        for line in counted(self.space, given_up):
            values[contains(options, line.never)] = -np.inf
        return float(values.max())


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
