"""What would have to be true: for each conclusion the smallest changes that turn it round.

Exact where a conclusion is linear in the judgements (a package accepted, a threat credible, an
opening) and for whether some package is acceptable to all; by the straight line between two
values tried where it is measured how far a conclusion is from turning (a timetable holds, a
guarantee is credible); else by trying and halving. Every change that is given has been made,
and the conclusion asked again just short of it and just past it (docs/design/robustness.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.conclusions import UNDECIDED
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_conflicts import ConflictExaminer
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.conclusions_stability import StabilityExaminer
from irenic.analyses.drawn_arrays import drawn_from
from irenic.analyses.flip_conditions import Places, conditions_of
from irenic.analyses.flip_search import (
    AT_ONCE,
    PRECISION,
    Ask,
    Scope,
    Search,
    Turns,
    ask_all,
    ask_each,
    efforts,
    scope_of,
    turns,
)
from irenic.analyses.flip_secant import Measure, Secants, secants
from irenic.analyses.package_cells import cells, ranges
from irenic.theory.drawn_zone import zones
from irenic.theory.flips import TooManyPackages, listed_packages, zone_flips, zone_swing
from irenic.theory.linear_flips import Conditions, linear_flips, linear_swing
from irenic.theory.packages import TOLERANCE
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.analyses.conclusions import Conclusion, Examiner, Verdicts
    from irenic.analyses.robustness_task import RobustnessTask
    from irenic.dossier.draws import Draws
    from irenic.theory.packages import Bools, Floats, Indices

Values = dict[str, Any]

FOREMOST = 12
"""Changes given for each conclusion: the smallest, in shares of the judgements' own ranges."""

NEAR = (4 * TOLERANCE, 1e-6)
"""How near to a turn, as a share of its size, both sides are asked; the second where numbers
are too large for the first, and then the turn does not count as exact."""

DISCOUNTS = "timetable.discount."
"""Judgements in which slacks are no straight lines, so that more may turn than was seen to."""


@dataclass(frozen=True)
class Flips:
    """What turns conclusions round, as rows of documented values.

    ``alone``: one judgement changed; ``joint``: all at once; ``asked``: for each conclusion
    how it was asked, and how many judgements turn it.
    """

    alone: tuple[Values, ...]
    joint: tuple[Values, ...]
    asked: tuple[Values, ...]


@dataclass(frozen=True, eq=False)
class Found:
    """Turns of a conclusion before they are confirmed.

    ``judgements``, ``to`` (n,): the value at which, or just past which, it turns; ``ahead``
    (n,): the way to it from the mode, 1 up, -1 down. ``share`` and ``ways`` (J,): the
    smallest share of all ranges together, and which way each goes; ``joint``: whether that
    was asked at all. ``decided``: nothing was left open. ``tight`` and ``nearest`` (n,), where
    something was tried: what is known to turn near there, and what is proven to turn there
    first; None: as ``way`` says.
    """

    judgements: Indices
    to: Floats
    ahead: Floats
    way: str
    decided: bool = True
    joint: bool = False
    share: float | None = None
    ways: Floats | None = None
    tight: Bools | None = None
    nearest: Bools | None = None

    def part(self, some: Indices) -> Found:
        """Some of the turns, in the order given."""
        return replace(
            self, judgements=self.judgements[some], to=self.to[some], ahead=self.ahead[some],
            tight=None if self.tight is None else self.tight[some],
            nearest=None if self.nearest is None else self.nearest[some],
        )  # fmt: skip

    @property
    def computed(self) -> Bools:
        """Which turns (n,) were computed, not only closed in on."""
        if self.nearest is not None:
            return self.nearest
        return np.full(len(self.to), self.way == "exact")


def flips(
    task: RobustnessTask, clock: Clock, kinds: Collection[str] | None = None
) -> Flips:  # fmt: skip
    """The smallest changes that turn each conclusion of ``task`` round.

    ``kinds``: only conclusions of these kinds are asked (None: of all). A judgement that turns
    a conclusion both ways, lower and higher, is there twice. Conclusions that are not decided
    at the most likely values, or that no number can change, are left out. What there is no
    time for on ``clock`` is said in ``asked``.
    """
    scope = scope_of(task.draws)
    places = {key: place for place, key in enumerate(task.draws.keys)}
    found = [
        one
        for examiner in task.examiners
        for one in _of_examiner(examiner, scope, places, clock, kinds)
    ]
    return Flips(
        tuple(row for one in found for row in one.alone),
        tuple(row for one in found for row in one.joint),
        tuple(row for one in found for row in one.asked),
    )


def _of_examiner(
    examiner: Examiner, scope: Scope, places: Places, clock: Clock,
    kinds: Collection[str] | None = None,
) -> Iterator[Flips]:  # fmt: skip
    """The flips of each of its conclusions; what cannot be computed is asked all at once."""
    meant = {
        column: one
        for column, one in enumerate(examiner.conclusions)
        if one.numbers and one.holds is not None and (kinds is None or one.kind in kinds)
    }
    found = {column: _exact(examiner, one, scope, places) for column, one in meant.items()}
    open_ = {column: bool(meant[column].holds) for column, one in found.items() if one is None}
    if open_:
        found |= _tried(examiner, open_, scope, clock, _standing(meant, found))
    for column, one in meant.items():
        turned = found[column]
        if turned is not None:
            yield _told(asker(examiner, one, column), scope, turned, one)


def _standing(meant: dict[int, Conclusion], found: Mapping[int, Found | None]) -> dict[str, Found]:
    """What turns those that hold, by kind, as far as it is known."""
    return {meant[c].kind: one for c, one in found.items() if one is not None and meant[c].holds}


def _tried(
    examiner: Examiner, open_: dict[int, bool], scope: Scope, clock: Clock, told: dict[str, Found]
) -> dict[int, Found]:
    """The turns, by column, of conclusions that have to be tried; ``told``: others, by kind."""
    asked = _asked(examiner, scope)
    if isinstance(examiner, EnforcementExaminer):
        return _of_timetables(examiner, open_, scope, clock, asked)
    # As long as the opening that was found opens a deal, something does.
    opening = told.get("opening-opens")
    asked = asked if opening is None else np.unique(opening.judgements)
    halved = turns(examiner.verdicts, scope, asked, open_, Search(FOREMOST, clock))
    return {column: _by_halving(one, clock) for column, one in halved.items()}


def _of_timetables(
    examiner: EnforcementExaminer, open_: dict[int, bool], scope: Scope, clock: Clock,
    asked: Indices,
) -> dict[int, Found]:  # fmt: skip
    """The turns of conclusions on timetables, by column."""
    measured = {c: held for c, held in open_.items() if not _without_slack(examiner, c)}
    crossed = secants(examiner.slacks, scope, asked, measured, FOREMOST, clock) if measured else {}
    swings = _swings(examiner.slacks, scope, asked, measured) if clock.left else {}
    found = {
        column: replace(_by_secants(one), **swings.get(column, {}))
        for column, one in crossed.items()
    }
    for column in open_.keys() - measured.keys():
        best = next((c for c in measured if examiner.conclusions[c].kind == "timetable-holds"), -1)
        if open_[column] and open_.get(best) and found[best].decided:
            # As long as the timetable that was found holds, some timetable does.
            curved = [scope.draws.keys[j].startswith(DISCOUNTS) for j in asked]
            asked = np.union1d(found[best].judgements, asked[np.array(curved, dtype=bool)])
        held = {0: open_[column]}
        search = Search(FOREMOST, clock, PRECISION)
        one = turns(_column(examiner.possible_verdicts), scope, asked, held, search)[0]
        found[column] = _by_halving(one, clock)
    return found


def _swings(
    measure: Measure, scope: Scope, judgements: Indices, holds: Mapping[int, bool]
) -> dict[int, dict[str, Any]]:
    """For each conclusion with a slack how far all ranges together have to be used, and how.

    By the chord of the slack over each range: exact where it is linear, and where it is not a
    way to go, along which the share is then sought.
    """
    draws = scope.draws
    some = judgements[(draws.low < draws.high)[judgements]]
    keys = [draws.keys[int(j)] for j in some]
    ends = np.tile(draws.modes[some], (2 * len(some) + 1, 1))
    place = np.arange(len(some))
    ends[place, place], ends[len(some) + place, place] = draws.low[some], draws.high[some]
    parts = [
        measure(keys, ends[start : start + AT_ONCE], holds.keys())
        for start in range(0, len(ends), AT_ONCE)
    ]
    found = {}
    for column in holds:
        slack = np.concatenate([part[column].values for part in parts])
        wide = (draws.high - draws.low)[some]
        slopes = np.zeros((slack.shape[1], len(draws.keys)))
        rise = slack[len(some) : 2 * len(some)] - slack[: len(some)]
        slopes[:, some] = (rise / wide[:, None]).T
        share, ways = _swing(Conditions(slack[-1], slopes), draws)
        found[column] = {"joint": bool(ways.any()), "share": share, "ways": ways}
    return found


def _swing(conditions: Conditions, draws: Draws) -> tuple[float | None, Floats]:
    """:func:`linear_swing`; where numbers would have to go both ways, the way that helps most."""
    try:
        return linear_swing(conditions, draws.modes - draws.low, draws.high - draws.modes)
    except ValueError:
        lacking = conditions.coefficients[~conditions.met].sum(axis=0)
        return 1.0, np.sign(lacking)


def _without_slack(examiner: EnforcementExaminer, column: int) -> bool:
    """Whether a conclusion is that some timetable holds, whichever it be."""
    return examiner.conclusions[column].kind == "timetable-possible"


def _column(ask: Ask) -> Ask:
    """The verdicts on one conclusion as a column."""
    return lambda keys, values: ask(keys, values)[:, None]


def _by_secants(found: Secants) -> Found:
    """The turns of a conclusion with a slack."""
    return Found(
        found.judgements, found.to, found.ahead, "exact" if found.straight else "secant",
        found.decided, tight=found.tight, nearest=found.nearest,
    )  # fmt: skip


def _by_halving(found: Turns, clock: Clock) -> Found:
    """The turns of a conclusion that could only be asked."""
    ahead = np.sign(found.far - found.near)
    decided = found.decided and clock.left > 0
    return Found(found.judgements, found.far, ahead, "halving", decided)


def _told(ask: Ask, scope: Scope, found: Found, one: Conclusion) -> Flips:
    """The turns of a conclusion as rows, each confirmed."""
    rows, refuted = _confirmed(ask, scope, found, one)
    inside = _inside(scope, found, _met(one))
    asked = {
        "conclusion": one.name, "way": found.way, "complete": found.decided and not refuted,
        "judgements": len({*found.judgements.tolist()}),
        "inside": len({*found.judgements[inside].tolist()}),
    }  # fmt: skip
    return Flips(tuple(rows), tuple(_joint(ask, scope, found, one)), (asked,))


def asker(examiner: Examiner, one: Conclusion, column: int) -> Ask:
    """The question whether one conclusion of an examiner holds, asked of as little as possible."""
    if isinstance(examiner, AgreementExaminer):
        return lambda keys, values: examiner.verdict(one, keys, values)
    if isinstance(examiner, ConflictExaminer):
        return _conflict(examiner.among[column], examiner.seconds)
    if isinstance(examiner, EnforcementExaminer):
        if _without_slack(examiner, column):
            return examiner.possible_verdicts
        return lambda keys, values: examiner.slacks(keys, values, (column,))[column].holds.astype(
            np.int8
        )
    return lambda keys, values: examiner.verdicts(keys, values)[:, column]


def _conflict(given: Arrays, seconds: float) -> Ask:
    """The question whether there is no package that all accept."""

    def ask(keys: Sequence[str], values: Floats) -> Verdicts:
        exists = zones(drawn_from(given, keys, values), clock=Clock(seconds)).exists
        return np.where(exists == UNDECIDED, UNDECIDED, 1 - exists).astype(np.int8)

    return ask


def _exact(
    examiner: Examiner, one: Conclusion, scope: Scope, places: Places
) -> Found | None:  # fmt: skip
    """The turns of a conclusion that can be computed; None for others."""
    conditions = conditions_of(examiner, one, places)
    if conditions is not None:
        return _linear(conditions, scope)
    given = _zoned(examiner, one)
    if given is None:
        return None
    try:
        return _zone(given, scope, places)
    except TooManyPackages:
        return None


def _zoned(examiner: Examiner, one: Conclusion) -> Arrays | None:
    """The packages among which there has to be one, or none, that all accept."""
    if isinstance(examiner, ConflictExaminer):
        return examiner.among[examiner.conclusions.index(one)]
    if not isinstance(examiner, AgreementExaminer) or one.kind not in {"zone", "plan-zone"}:
        return None
    if examiner.dossier.quorum is not None:
        return None
    return next((p.given for p in examiner.planned if p.plan == one.subject), examiner.here)


def _linear(conditions: Conditions, scope: Scope) -> Found:
    draws = scope.draws
    down, up = linear_flips(conditions)
    share, ways = linear_swing(conditions, draws.modes - draws.low, draws.high - draws.modes)
    which = np.concatenate([np.flatnonzero(np.isfinite(down)), np.flatnonzero(np.isfinite(up))])
    changes = np.concatenate([down[np.isfinite(down)], up[np.isfinite(up)]])
    ahead = np.repeat([-1.0, 1.0], [np.isfinite(down).sum(), np.isfinite(up).sum()])
    return _allowed(scope, (which, changes, ahead), conditions.holds, (share, ways))


def _zone(given: Arrays, scope: Scope, places: Places) -> Found:
    """Turns of whether some package is acceptable to all who are required."""
    draws = scope.draws
    packages = listed_packages(given.space)
    found = zone_flips(given.space, packages)
    n = given.space.required
    standing = [(places[key], cell) for key, cell in cells(given).items() if cell.party < n]
    numbers = np.array([number for number, _ in standing], dtype=np.int64)
    changes = np.array([cell.sign * found.changes[cell.party, cell.column] for _, cell in standing])
    ways = np.zeros(len(places))
    for number, cell in standing:
        ways[number] = -cell.sign if found.holds else cell.sign
    reach = {
        draws.keys[number]: (
            float(draws.modes[number] - draws.low[number]),
            float(draws.high[number] - draws.modes[number]),
        )
        for number, _ in standing
    }
    share = zone_swing(given.space, ranges(given, reach), packages)
    some = np.flatnonzero(np.isfinite(changes))
    turned = (numbers[some], changes[some], ways[numbers[some]])
    return _allowed(scope, turned, found.holds, (share, ways))


def _allowed(
    scope: Scope,
    turned: tuple[Indices, Floats, Floats],
    holds: bool,
    swing: tuple[float | None, Floats],
) -> Found:
    """Computed changes of judgements, and which way, without those to what they cannot be."""
    which, changes, ahead = turned
    to = scope.draws.modes[which] + changes
    # What holds stops to hold just past the value, so that has to be allowed.
    kept = scope.allowed(which, to + ahead * TOLERANCE if holds else to)
    return Found(which[kept], to[kept], ahead[kept], "exact", True, True, *swing)


def _asked(examiner: Examiner, scope: Scope) -> Indices:
    """The judgements that can matter to an examiner at all."""
    if isinstance(examiner, EnforcementExaminer):
        return np.flatnonzero([key in examiner.counted for key in scope.draws.keys])
    parts: tuple[str, ...] = ("",)
    if isinstance(examiner, StabilityExaminer):
        parts = ("moves.",)
    elif isinstance(examiner, AgreementExaminer | LeverageExaminer):
        parts = ("issues.", "joint_worth.", "scenarios.", "levers.")
    found: Indices = np.flatnonzero([key.startswith(parts) for key in scope.draws.keys])
    return found


def _met(one: Conclusion) -> bool:
    """Whether what a conclusion is computed from is met: a conflict is that no package is."""
    return bool(one.holds) is not (one.kind == "conflict")


def _inside(scope: Scope, found: Found, holds: bool) -> Bools:
    """Whether (n,) each turn lies in its judgement's stated range.

    ``holds``: what is computed does. A computed turn of what does comes just past the value,
    so not at an end of the range.
    """
    draws, which, to = scope.draws, found.judgements, found.to
    past = to + found.computed * found.ahead * (TOLERANCE if holds else -TOLERANCE)
    inside: Bools = (
        (past >= draws.low[which]) & (past <= draws.high[which])
        & (draws.low[which] < draws.high[which])
    )  # fmt: skip
    return inside


def _confirmed(
    ask: Ask, scope: Scope, found: Found, one: Conclusion
) -> tuple[list[Values], int]:  # fmt: skip
    """The foremost turns that applying them bears out, and how many it does not."""
    effort = efforts(scope, found.judgements, found.to)
    size = np.abs(found.to - scope.draws.modes[found.judgements])
    order = np.lexsort((found.judgements, size, effort))[:FOREMOST]
    some = found.part(order)
    # What was found by halving has been asked on both sides already.
    near = np.ones(len(order)) if found.way == "halving" else _borne_out(ask, scope, some, one)
    if some.tight is not None:
        near = np.where((near < 0) & some.tight, 1, near)
    inside = _inside(scope, some, _met(one))
    exact = some.computed & (near == 0)
    rows = [
        _row(scope, some, place, one, (bool(inside[place]), bool(exact[place])))
        for place in np.flatnonzero(near >= 0).tolist()
    ]
    return rows, int((near < 0).sum())


def _borne_out(ask: Ask, scope: Scope, found: Found, one: Conclusion) -> Indices:
    """Which of :data:`NEAR` (n,) bears each turn out; -1 where neither does."""
    modes = scope.draws.modes[found.judgements]
    borne = np.full(len(modes), -1, dtype=np.int64)
    for number, share in enumerate(NEAR):
        left = np.flatnonzero(borne < 0)
        if not left.size:
            break
        which = found.judgements[left]
        spare = found.ahead[left] * share * np.maximum(np.abs(found.to[left]), 1.0)
        past = found.to[left] + spare
        short = found.to[left] - spare
        passed = (short - modes[left]) * found.ahead[left] <= 0
        short = np.where(passed, modes[left], short)
        answers = ask_each(ask, scope, np.tile(which, 2), np.concatenate([short, past]))
        before, after = answers[: len(left)], answers[len(left) :]
        good = (before == int(bool(one.holds))) & (after != before) & (after != UNDECIDED)
        borne[left[good]] = number
    return borne


def _row(
    scope: Scope, found: Found, place: int, one: Conclusion, known: tuple[bool, bool]
) -> Values:  # fmt: skip
    draws, j = scope.draws, int(found.judgements[place])
    ranged = bool(draws.low[j] < draws.high[j])
    inside, precise = known
    effort = float(efforts(scope, found.judgements[place : place + 1], found.to[place])[0])
    return {
        "conclusion": one.name, "judgement": draws.keys[j], "from": float(draws.modes[j]),
        "to": float(found.to[place]) + 0.0, "up": bool(found.ahead[place] > 0),
        "low": float(draws.low[j]) if ranged else None,
        "high": float(draws.high[j]) if ranged else None,
        "inside_range": inside if ranged else None,
        "effort": effort if np.isfinite(effort) else None, "holds": not one.holds,
        "exact": precise,
    }  # fmt: skip


# All judgements together ----------------------------------------------------------------


def _joint(ask: Ask, scope: Scope, found: Found, one: Conclusion) -> Iterator[Values]:
    """The smallest share of the stated ranges, all used at once, that turns a conclusion."""
    if not found.joint or found.ways is None:
        return
    share, ways = found.share, found.ways
    if share is None:
        yield {"conclusion": one.name, "scale": None, "exact": True}
        return
    exact = _reaches(ask, scope, ways, share, one)
    if not exact:
        # A judgement that cannot go that far, or a bend on the way: the share is sought.
        share = _along(ask, scope, ways, share, one)
    if share is not None:
        yield {"conclusion": one.name, "scale": share, "exact": exact}


FARTHEST = 64.0
"""Times the stated ranges beyond which all judgements together are not followed."""


def _moved(scope: Scope, ways: Floats, share: float) -> Floats:
    """Every judgement (J,) moved by a share of its own range, allowed or not."""
    draws = scope.draws
    return np.where(
        ways > 0, draws.modes + share * (draws.high - draws.modes),
        np.where(ways < 0, draws.modes - share * (draws.modes - draws.low), draws.modes),
    )  # fmt: skip


def _at(scope: Scope, ways: Floats, share: float) -> Floats:
    """Every judgement (J,) moved by a share of its own range, as far as it can go."""
    return scope.clipped(_moved(scope, ways, share))


def _reaches(ask: Ask, scope: Scope, ways: Floats, share: float, one: Conclusion) -> bool:
    """Whether a conclusion is as it was just short of a share, and turned just past it."""
    for near in NEAR:
        spare = near * max(share, 1.0)
        ends = [max(share - spare, 0.0), share + spare]
        before, after = ask_all(ask, scope, np.array([_at(scope, ways, s) for s in ends]))
        if before == int(bool(one.holds)) and after not in (before, UNDECIDED):
            return True
    return False


def _along(
    ask: Ask, scope: Scope, ways: Floats, share: float, one: Conclusion
) -> float | None:  # fmt: skip
    """Where it turns on the way, by doubling from ``share`` and halving; None: not found."""

    def turned(at: Sequence[float]) -> bool | None:
        answer = ask_all(ask, scope, np.array([_at(scope, ways, s) for s in at]))[0]
        return None if answer == UNDECIDED else bool(answer != int(bool(one.holds)))

    near, far = (0.0, share) if turned([share]) else (share, max(2 * share, 1.0))
    while turned([far]) is False:
        near, far = far, 2 * far
        if far > FARTHEST * max(share, 1.0):
            return None
    while far - near > NEAR[1] * max(far, 1.0):
        middle = (near + far) / 2
        answer = turned([middle])
        if answer is None:
            return None
        near, far = (near, middle) if answer else (middle, far)
    return far
