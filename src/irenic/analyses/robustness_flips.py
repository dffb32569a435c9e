"""What would have to be true: for each conclusion the smallest changes that turn it round.

Exact where a conclusion is linear in the judgements (a package accepted, a threat credible, an
opening) and for whether some package is acceptable to all; else by trying and halving. Every
change that is given has been made, and the conclusion asked again just short of it and just
past it (docs/design/robustness.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.conclusions import UNDECIDED
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.conclusions_stability import StabilityExaminer
from irenic.analyses.flip_conditions import Places, conditions_of
from irenic.analyses.flip_search import (
    Ask,
    Scope,
    Turns,
    ask_all,
    ask_each,
    efforts,
    scope_of,
    turns,
)
from irenic.analyses.package_cells import cells, ranges
from irenic.theory.flips import TooManyPackages, zone_flips, zone_swing
from irenic.theory.linear_flips import Conditions, linear_flips, linear_swing
from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.analyses.conclusions import Conclusion, Examiner
    from irenic.analyses.robustness_task import RobustnessTask
    from irenic.theory.packages import Bools, Floats, Indices
    from irenic.theory.programme import Clock

Values = dict[str, Any]

FOREMOST = 12
"""Changes given for each conclusion: the smallest, in shares of the judgements' own ranges."""

NEAR = (4 * TOLERANCE, 1e-6)
"""How near to a turn, as a share of its size, both sides are asked; the second where numbers
are too large for the first, and then the turn does not count as exact."""


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
    was asked at all. ``decided``: nothing was left open.
    """

    judgements: Indices
    to: Floats
    ahead: Floats
    way: str
    decided: bool = True
    joint: bool = False
    share: float | None = None
    ways: Floats | None = None


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
        asked = _asked(examiner, scope)
        tried = turns(examiner.verdicts, scope, asked, open_, FOREMOST, clock)
        found |= {column: _by_halving(one, clock) for column, one in tried.items()}
    for column, one in meant.items():
        turned = found[column]
        if turned is not None:
            yield _told(asker(examiner, one, column), scope, turned, one)


def _by_halving(found: Turns, clock: Clock) -> Found:
    """The turns of a conclusion that could only be asked."""
    ahead = np.sign(found.far - found.near)
    decided = found.decided and clock.left > 0
    return Found(found.judgements, found.far, ahead, "halving", decided)


def _told(ask: Ask, scope: Scope, found: Found, one: Conclusion) -> Flips:
    """The turns of a conclusion as rows, each confirmed."""
    rows, refuted = _confirmed(ask, scope, found, one)
    inside = _inside(scope, found, bool(one.holds))
    asked = {
        "conclusion": one.name, "way": found.way, "complete": found.decided and not refuted,
        "judgements": len({*found.judgements.tolist()}),
        "inside": len({*found.judgements[inside].tolist()}),
    }  # fmt: skip
    return Flips(tuple(rows), tuple(_joint(ask, scope, found, one)), (asked,))


def asker(examiner: Examiner, one: Conclusion, column: int) -> Ask:
    """The question whether one conclusion of an examiner holds, asked of as little as possible."""
    if isinstance(examiner, AgreementExaminer):
        # Of the other plans nothing is asked: that would take as long for each of them.
        narrow = replace(examiner, plans=(one.subject,) if one.subject else ())
        column = next(i for i, c in enumerate(narrow.conclusions) if c.name == one.name)
        return lambda keys, values: narrow.verdicts(keys, values)[:, column]
    return lambda keys, values: examiner.verdicts(keys, values)[:, column]


def _exact(
    examiner: Examiner, one: Conclusion, scope: Scope, places: Places
) -> Found | None:  # fmt: skip
    """The turns of a conclusion that can be computed; None for others."""
    conditions = conditions_of(examiner, one, places)
    if conditions is not None:
        return _linear(conditions, scope)
    if not isinstance(examiner, AgreementExaminer) or one.kind not in {"zone", "plan-zone"}:
        return None
    if examiner.dossier.quorum is not None:
        return None
    given = next((p.given for p in examiner.planned if p.plan == one.subject), examiner.here)
    try:
        return _zone(given, scope, places)
    except TooManyPackages:
        return None


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
    found = zone_flips(given.space)
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
    share = zone_swing(given.space, ranges(given, reach))
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
    parts: tuple[str, ...] = ("",)
    if isinstance(examiner, StabilityExaminer):
        parts = ("moves.",)
    elif isinstance(examiner, AgreementExaminer | LeverageExaminer):
        parts = ("issues.", "joint_worth.", "scenarios.", "levers.")
    found: Indices = np.flatnonzero([key.startswith(parts) for key in scope.draws.keys])
    return found


def _inside(scope: Scope, found: Found, holds: bool) -> Bools:
    """Whether (n,) each turn lies in its judgement's stated range.

    A computed turn of what holds comes just past the value, so not at an end of the range.
    """
    draws, which, to = scope.draws, found.judgements, found.to
    past = to
    if found.way == "exact":
        past = to + found.ahead * (TOLERANCE if holds else -TOLERANCE)
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
    some = replace(
        found, judgements=found.judgements[order], to=found.to[order], ahead=found.ahead[order]
    )
    # What was found by halving has been asked on both sides already.
    near = np.ones(len(order)) if found.way == "halving" else _borne_out(ask, scope, some, one)
    inside = _inside(scope, some, bool(one.holds))
    rows = [
        _row(scope, some, place, one, (bool(inside[place]), bool(near[place] == 0)))
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
        "to": float(found.to[place]) + 0.0,
        "low": float(draws.low[j]) if ranged else None,
        "high": float(draws.high[j]) if ranged else None,
        "inside_range": inside if ranged else None,
        "effort": effort if ranged else None, "holds": not one.holds,
        "exact": found.way == "exact" and precise,
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
    if not exact and not np.array_equal(_at(scope, ways, share), _moved(scope, ways, share)):
        # Some judgement cannot go that far: the others have to go further.
        share = _further(ask, scope, ways, share, one)
        if share is None:
            return
    elif not exact:
        return
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


def _further(
    ask: Ask, scope: Scope, ways: Floats, share: float, one: Conclusion
) -> float | None:  # fmt: skip
    """Where it turns beyond ``share``, by doubling and halving; None: not found."""

    def turned(at: Sequence[float]) -> bool | None:
        answer = ask_all(ask, scope, np.array([_at(scope, ways, s) for s in at]))[0]
        return None if answer == UNDECIDED else bool(answer != int(bool(one.holds)))

    near, far = share, max(2 * share, 1.0)
    while turned([far]) is False:
        near, far = far, 2 * far
        if far > FARTHEST * max(share, 1.0):
            return None
    while far - near > NEAR[1] * far:
        middle = (near + far) / 2
        answer = turned([middle])
        if answer is None:
            return None
        near, far = (near, middle) if answer else (middle, far)
    return far
