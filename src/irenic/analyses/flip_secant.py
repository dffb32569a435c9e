"""Where conclusions with a measured slack turn: by the straight line between two values tried.

A conclusion that holds where some numbers are all 0 or more (:class:`~irenic.analyses.
conclusions.Slack`) turns, as one judgement moves, where the first of them reaches 0. Each
judgement is tried at the ends of its range, three times its range beyond, at the most and
least that it can be, and on either side of every value at which a switch changes. Between two
values tried the numbers are straight lines or bend downwards. So where the lines through both
ends cross 0 is the turn, or lies short of it, and is tried next; where that does not hit, the
stretch is halved. Switches that change make the numbers jump; there the turn is the switch.

What is found is proven to be the nearest turn on its side, but for numbers in which nothing is
linear and for what does not hold and has passed a switch on the way (docs/design/robustness.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.flip_search import AT_ONCE, PRECISION, WIDER, behind, efforts
from irenic.theory.linear_flips import chords

if TYPE_CHECKING:
    from irenic.analyses.conclusions import Slack
    from irenic.analyses.flip_search import Scope
    from irenic.theory.packages import Bools, Floats, Indices
    from irenic.theory.programme import Clock

Measure = Callable[[Sequence[str], "Floats", Collection[int]], Mapping[int, "Slack"]]
"""The slacks of the conclusions in some columns at values (K, keys) of some judgements."""

GAP = 1e-9
"""How near to a switch, as a share of its size, both sides are tried."""

HIT = 1e-10
"""Points by which the slack at a turn may differ from 0."""

STEPS = 100
"""Values tried at most between two that differ."""


@dataclass(frozen=True, eq=False)
class Secants:
    """Where a conclusion was found to turn: n turns.

    ``judgements``, ``to``, ``ahead`` (n,): which, where, and which way from the mode (1 up, -1
    down). ``tight`` (n,): the turn was closed in on (the others are not among the foremost).
    ``nearest`` (n,): proven to be the nearest on its side, if it is confirmed. ``straight``:
    so is, for every judgement asked, that there are no others.
    """

    judgements: Indices
    to: Floats
    ahead: Floats
    tight: Bools
    nearest: Bools
    straight: bool
    decided: bool


NOTHING = Secants(
    np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool),
    np.zeros(0, dtype=bool), False, False,
)  # fmt: skip
"""What is found without any time."""


def secants(  # what is measured, of what, and how long
    measure: Measure,
    scope: Scope,
    judgements: Indices,
    holds: Mapping[int, bool],
    most: int,
    clock: Clock,
) -> dict[int, Secants]:
    """Which of ``judgements`` alone turn the conclusions in the columns ``holds``, and where.

    As :func:`irenic.analyses.flip_search.turns`, for conclusions that ``measure`` measures.
    """
    tried = _Tried(measure, scope, clock)
    base = measure((), np.zeros((1, 0)), holds)
    rungs = _rungs(scope, judgements)
    slacks = tried.at(rungs.at, rungs.to, holds)
    if slacks is None:
        return dict.fromkeys(holds, NOTHING)
    rungs, slacks = _with(tried, rungs, slacks, _switched(rungs, slacks, base))
    rungs, slacks = _with(tried, rungs, slacks, _between(rungs, slacks, base, holds))
    stretches = {
        column: _stretches(rungs, slacks[column], base[column], held)
        for column, held in holds.items()
    }
    tight = _close_in(tried, stretches, most)
    keys = {scope.draws.keys[int(j)] for j in judgements}
    return {
        column: _told(one, tight[column], base[column], scope, keys, tried.late)
        for column, one in stretches.items()
    }


class _Tried:
    """Asks for slacks with one judgement changed at a time, as long as there is time."""

    def __init__(self, measure: Measure, scope: Scope, clock: Clock) -> None:
        self.measure, self.scope, self.clock = measure, scope, clock
        self.late = False

    def at(
        self, judgements: Indices, to: Floats, columns: Collection[int]
    ) -> dict[int, Slack] | None:
        """The slacks, by column, with judgements (n,) at ``to`` (n,); None: out of time."""
        parts: list[Mapping[int, Slack]] = []
        draws = self.scope.draws
        for start in range(0, max(len(to), 1), AT_ONCE):
            if not self.clock.left:
                self.late = True
                return None
            some = slice(start, start + AT_ONCE)
            mine, place = np.unique(judgements[some], return_inverse=True)
            values = np.tile(draws.modes[mine], (len(place), 1))
            values[np.arange(len(place)), place] = to[some]
            parts.append(self.measure([draws.keys[int(j)] for j in mine], values, columns))
        return {
            column: replace(
                slack,
                values=np.concatenate([part[column].values for part in parts]),
                switches=np.concatenate([part[column].switches for part in parts]),
            )
            for column, slack in parts[0].items()
        }


# The values tried -------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Rungs:
    """Values tried, in order of judgement, side, and distance from the mode.

    ``at``, ``to``, ``side`` (n,): judgement, value, 1 above or -1 below the mode; ``before``
    (n,): the row tried before it on that side, -1: the mode itself; ``mode`` (n,).
    """

    at: Indices
    to: Floats
    side: Floats
    mode: Floats

    @property
    def before(self) -> Indices:
        """See the class."""
        found = np.arange(-1, len(self.at) - 1)
        if len(self.at):
            new = (np.diff(self.at, prepend=-1) != 0) | (np.diff(self.side, prepend=0.0) != 0)
            found[new] = -1
        return found


def _rungs(scope: Scope, judgements: Indices) -> _Rungs:
    """The ends of the range, three times the range beyond, and as far as each can go."""
    draws = scope.draws
    rows = []
    for j in judgements.tolist():
        mode, low, high = draws.modes[j], draws.low[j], draws.high[j]
        width = high - low if high > low else max(abs(mode), 1.0)
        for end, side, limit in ((low, -1.0, scope.least[j]), (high, 1.0, scope.most[j])):
            last = mode
            for wanted in (end, end + side * WIDER * width, limit):
                value = min(max(wanted, scope.least[j]), scope.most[j])
                if (value - last) * side > 0:
                    rows.append((j, value, side, mode))
                    last = value
    found = np.array(rows, dtype=float).reshape(-1, 4)
    return _Rungs(found[:, 0].astype(np.int64), found[:, 1], found[:, 2], found[:, 3])


def _with(
    tried: _Tried, rungs: _Rungs, slacks: dict[int, Slack], more: tuple[Indices, Floats]
) -> tuple[_Rungs, dict[int, Slack]]:
    """The rungs with further values ``to`` (m,) tried beside those of the rows (m,)."""
    rows, to = more
    extra = tried.at(rungs.at[rows], to, slacks) if len(rows) else None
    if extra is None:
        return rungs, slacks
    at, side = np.append(rungs.at, rungs.at[rows]), np.append(rungs.side, rungs.side[rows])
    values, mode = np.append(rungs.to, to), np.append(rungs.mode, rungs.mode[rows])
    order = np.lexsort((np.abs(values - mode), side, at))
    joined = {
        column: replace(
            slack,
            values=np.concatenate([slack.values, extra[column].values])[order],
            switches=np.concatenate([slack.switches, extra[column].switches])[order],
        )
        for column, slack in slacks.items()
    }
    return _Rungs(at[order], values[order], side[order], mode[order]), joined


def _switched(
    rungs: _Rungs, slacks: dict[int, Slack], base: Mapping[int, Slack]
) -> tuple[Indices, Floats]:
    """Values just short of and just past every one at which a switch changes, with the row."""
    before, parts = rungs.before, []
    start = np.where(before < 0, rungs.mode, rungs.to[before])
    for column, slack in slacks.items():
        here, there = slack.switches, _rows(slack, before, base[column]).switches
        row, switch = np.nonzero((here >= 0) != (there >= 0))
        share = there[row, switch] / (there[row, switch] - here[row, switch])
        root = start[row] + share * (rungs.to[row] - start[row])
        gap = GAP * np.maximum(np.abs(root), 1.0)
        parts += [np.column_stack([row, root - gap]), np.column_stack([row, root + gap])]
    found = np.unique(np.concatenate([np.zeros((0, 2)), *parts]), axis=0)
    rows = found[:, 0].astype(np.int64)
    ends = np.sort(np.column_stack([start[rows], rungs.to[rows]]), axis=1)
    inside = (found[:, 1] > ends[:, 0]) & (found[:, 1] < ends[:, 1])
    return rows[inside], found[inside, 1]


def _between(
    rungs: _Rungs, slacks: dict[int, Slack], base: Mapping[int, Slack], holds: Mapping[int, bool]
) -> tuple[Indices, Floats]:
    """Values at which what fails at both ends of a stretch would hold, with the row."""
    before, parts = rungs.before, [np.zeros((0, 2))]
    start = np.where(before < 0, rungs.mode, rungs.to[before])
    for column, held in holds.items():
        if held:
            # Where nothing bends upwards, what holds at both ends holds between them.
            continue
        slack = slacks[column]
        first, last = chords(_rows(slack, before, base[column]).values, slack.values)
        row = np.flatnonzero((first > 0) & (first <= last) & (last < 1))
        share = (first[row] + last[row]) / 2
        parts.append(np.column_stack([row, start[row] + share * (rungs.to[row] - start[row])]))
    found = np.concatenate(parts)
    return found[:, 0].astype(np.int64), found[:, 1]


def _first_turned(rungs: _Rungs, turned: Bools) -> Indices:
    """Of the rows that ``turned``, the nearest of each judgement on each side."""
    rows = np.flatnonzero(turned)
    group = 2 * rungs.at[rows] + (rungs.side[rows] > 0)
    _, first = np.unique(group, return_index=True)
    return rows[first]


def _part(slack: Slack, rows: Indices | Bools) -> Slack:
    return replace(slack, values=slack.values[rows], switches=slack.switches[rows])


def _rows(slack: Slack, rows: Indices, base: Slack) -> Slack:
    """The slack of these rows; -1: that of the modes."""
    modes = rows < 0
    if not len(slack.values):
        return _part(slack, rows[~modes])
    found = _part(slack, rows)
    found.values[modes], found.switches[modes] = base.values, base.switches
    return found


# Closing in -------------------------------------------------------------------------------


class _Stretches:
    """Stretches in each of which a conclusion turns: still ``held`` at ``near``, not at ``far``.

    ``judgements``, ``near``, ``far`` (n,) with the slacks at both; ``hit`` (n,): where it
    turns, NaN as long as that is not known.
    """

    def __init__(
        self, judgements: Indices, ends: tuple[Floats, Floats], slacks: tuple[Slack, Slack],
        held: bool,
    ) -> None:  # fmt: skip
        self.judgements, self.held = judgements, held
        (self.near, self.far), (self.here, self.there) = ends, slacks
        self.hit = np.full(len(self.near), np.nan)
        self.halve = np.zeros(len(self.near), dtype=bool)

    @property
    def width(self) -> Floats:
        """How long (n,) each stretch is."""
        found: Floats = np.abs(self.far - self.near)
        return found

    @property
    def known(self) -> Bools:
        """Where (n,) it turns was computed, or is a switch tried on both sides."""
        at_switch = self.width <= 2.5 * GAP * np.maximum(np.abs(self.far), 1.0)
        found: Bools = np.isfinite(self.hit) | at_switch
        return found

    @property
    def to(self) -> Floats:
        """The value (n,) at which, or just past which, it turns, as far as that is known."""
        switch = np.where(self.known, (self.near + self.far) / 2, self.far)
        return np.where(np.isfinite(self.hit), self.hit, switch)

    def next(self, some: Indices) -> Floats:
        """What to try in these stretches: where the chord crosses 0, or the middle."""
        starts, ends = chords(self.here.values[some], self.there.values[some])
        share = np.where(self.halve[some], 0.5, ends if self.held else starts)
        found: Floats = self.near[some] + share * (self.far[some] - self.near[some])
        return found

    def narrow(self, some: Indices, to: Floats, found: Slack) -> None:
        """Draw these stretches together by the slacks found at ``to``."""
        width = self.width[some]
        held = found.holds == self.held
        for ends, slack, mine in ((self.near, self.here, held), (self.far, self.there, ~held)):
            ends[some[mine]] = to[mine]
            slack.values[some[mine]] = found.values[mine]
            slack.switches[some[mine]] = found.switches[mine]
        worst = found.values.min(axis=1, initial=np.inf)
        hit = np.abs(worst) <= HIT
        self.hit[some[hit]] = to[hit]
        # Where the chord does not hit, a half at least is taken away every second time.
        self.halve[some] = ~self.halve[some] & (self.width[some] > width / 2)


def _stretches(rungs: _Rungs, slack: Slack, base: Slack, held: bool) -> _Stretches:
    """The first stretch on each side of each judgement in which a conclusion turns."""
    turned = _first_turned(rungs, slack.holds != held)
    before = rungs.before[turned]
    near = np.where(before < 0, rungs.mode[turned], rungs.to[before])
    sides = (_rows(slack, before, base), _part(slack, turned))
    return _Stretches(rungs.at[turned], (near, rungs.to[turned]), sides, held)


def _close_in(tried: _Tried, found: Mapping[int, _Stretches], most: int) -> dict[int, Bools]:
    """Draw the foremost of each conclusion together; which (n,) are then narrow enough."""
    for _ in range(STEPS):
        some = {column: _open(tried.scope, one, most) for column, one in found.items()}
        some = {column: rows for column, rows in some.items() if rows.size}
        if not some:
            break
        to = {column: found[column].next(rows) for column, rows in some.items()}
        at = [found[column].judgements[rows] for column, rows in some.items()]
        asked = tried.at(np.concatenate(at), np.concatenate([*to.values()]), some)
        if asked is None:
            break
        start = 0
        for column, rows in some.items():
            mine = np.arange(start, start + len(rows))
            found[column].narrow(rows, to[column], _part(asked[column], mine))
            start += len(rows)
    return {column: _tight(tried.scope, one) for column, one in found.items()}


def _tight(scope: Scope, found: _Stretches) -> Bools:
    """Which stretches (n,) are as narrow as they should be."""
    draws, which = scope.draws, found.judgements
    ranged = (draws.high - draws.low)[which]
    size = np.where(ranged > 0, ranged, np.maximum(np.abs(draws.modes[which]), 1.0))
    narrowed: Bools = found.known | (found.width <= PRECISION * size)
    return narrowed


def _open(scope: Scope, found: _Stretches, most: int) -> Indices:
    """The stretches still to be narrowed: those that may be among the foremost."""
    which = (found.judgements, np.zeros(len(found.judgements), dtype=np.int64))
    last = behind(scope, which, np.where(found.known, found.to, found.far), most)
    foremost = efforts(scope, found.judgements, found.near) <= last
    return np.flatnonzero(~_tight(scope, found) & foremost)


def _told(
    found: _Stretches, tight: Bools, base: Slack, scope: Scope, asked: Collection[str], late: bool
) -> Secants:  # fmt: skip
    """What was found, and what of it is proven; ``asked``: the keys of all judgements tried."""
    keys = scope.draws.keys
    curved = np.array([keys[int(j)] in base.curved for j in found.judgements], dtype=bool)
    straight = not base.bent and base.curved.isdisjoint(asked)
    # What bends downwards only, and fails just short of the turn, fails all the way to it, as
    # long as no switch has made it jump.
    same = ((found.here.switches >= 0) == (base.switches >= 0)).all(axis=1)
    proven = ~curved & found.known & (found.held or not base.bent or same) & (not late)
    return Secants(
        found.judgements, found.to, np.sign(found.far - found.near), tight, proven, straight,
        not late,
    )  # fmt: skip
