"""Changes of judgements asked of an examiner: trying them, and closing in on where it turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from irenic.analyses.conclusions import UNDECIDED
from irenic.dossier.model import LARGEST

if TYPE_CHECKING:
    from irenic.dossier.draws import Draws
    from irenic.dossier.judgements import Path
    from irenic.theory.packages import Bools, Floats, Indices
    from irenic.theory.programme import Clock

    Answers = npt.NDArray[np.int8]

Ask = Callable[[Sequence[str], "Floats"], "Answers"]
"""The verdicts (K, conclusions), or (K,) on one, at values (K, keys) of some judgements."""

WIDER = 3.0
"""How many times its own range a judgement is followed beyond either end."""

AT_ONCE = 512
"""Rows in one question to an examiner."""

PRECISION = 1e-5
"""Share of the way tried within which a turn is closed in on, where asking is dear."""

FINE = 1e-10
"""The same where asking is cheap."""

AMOUNTS = {
    "levers": ("cost", "relief", "audience_cost"),
    "deeds": ("cost",),
    "guarantees": ("penalty", "upkeep", "enforcing"),
}
"""What cannot be below zero, by the part of the dossier (docs/reference/checks)."""


def limits(path: Path) -> tuple[float, float]:
    """The least and most that a judgement at ``path`` can be, whatever its range."""
    parts = [str(step) for step in path]
    if parts[0] == "benchmarks":
        return (0.0, 1.0) if "chance" in parts[2:3] else (-1.0, 1.0)
    if parts[0] == "parties":
        return 0.0, LARGEST
    if parts[:2] == ["timetable", "discount"]:
        # Above 0, however little.
        return float(np.finfo(float).tiny), 1.0
    group = parts[1:] if parts[0] == "timetable" else parts
    if len(group) > 2 and group[2] in AMOUNTS.get(group[0], ()):
        return 0.0, LARGEST
    return -LARGEST, LARGEST


@dataclass(frozen=True, eq=False)
class Scope:
    """All judgements with the least and most they can be: (J,) each."""

    draws: Draws
    least: Floats
    most: Floats

    def allowed(self, judgements: Indices, to: Floats) -> Bools:
        """Which of these judgements can be ``to``."""
        found: Bools = (to >= self.least[judgements]) & (to <= self.most[judgements])
        return found

    def clipped(self, values: Floats) -> Floats:
        """``values`` (..., J) as near as they are allowed to be."""
        found: Floats = np.clip(values, self.least, self.most)
        return found


def scope_of(draws: Draws) -> Scope:
    """The judgements of a dossier and their limits."""
    found = [limits(path) for path in draws.paths]
    ends = np.array(found, dtype=float).reshape(-1, 2)
    return Scope(draws, ends[:, 0], ends[:, 1])


def ask_each(
    ask: Ask, scope: Scope, judgements: Indices, to: Floats, clock: Clock | None = None
) -> Answers:
    """The verdicts (n, ...) with one judgement changed at a time: ``judgements`` (n,) ``to`` (n,).

    After the time on ``clock`` the rest is not decided.
    """
    draws, parts = scope.draws, []
    for start in range(0, max(len(judgements), 1), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        mine, place = np.unique(judgements[some], return_inverse=True)
        if clock is not None and not clock.left:
            # Nothing but the number of conclusions is asked.
            parts.append(np.full_like(ask((), np.zeros((1, 0))), UNDECIDED))
            parts[-1] = np.repeat(parts[-1], len(place), axis=0)
            continue
        values = np.tile(draws.modes[mine], (len(place), 1))
        values[np.arange(len(place)), place] = to[some]
        parts.append(ask([draws.keys[int(j)] for j in mine], values))
    return np.concatenate(parts)


def ask_all(ask: Ask, scope: Scope, values: Floats) -> Answers:
    """The verdicts (n,) at ``values`` (n, J) of all judgements, of which few may be changed."""
    mine = np.flatnonzero((values != scope.draws.modes).any(axis=0))
    return ask([scope.draws.keys[int(j)] for j in mine], values[:, mine])


@dataclass(frozen=True, eq=False)
class Turns:
    """Where a conclusion was found to turn: n turns.

    ``judgements`` (n,): which, twice where it turns both ways; ``near`` (n,): the last
    value at which it had not, ``far`` (n,) the first at which it had. ``decided``: every
    end that was tried was decided.
    """

    judgements: Indices
    near: Floats
    far: Floats
    decided: bool


@dataclass(frozen=True, eq=False)
class Search:
    """How many turns of each conclusion are closed in on, how near, and how long it may take.

    ``precision``: a share of the way between the two values tried.
    """

    most: int
    clock: Clock
    precision: float = FINE


def turns(
    ask: Ask,
    scope: Scope,
    judgements: Indices,
    holds: Mapping[int, bool],
    search: Search,
) -> dict[int, Turns]:
    """Which of ``judgements`` alone turn conclusions, and where, by trying and halving.

    ``ask`` answers for all conclusions at once; ``holds``: those meant, by column, and
    whether they hold at the modes. Each judgement is tried at both ends of its range and
    :data:`WIDER` times the range beyond them, as far as it is allowed to go. The foremost
    turns of each conclusion, by the share of their own ranges, are closed in on as
    ``search`` says, and the others left between the two values tried. A conclusion that turns
    and turns back between two values tried is not seen to.
    """
    at, to, before = _ladder(scope, judgements)
    verdicts = _climbed(ask, scope, (at, to, before), holds, search.clock)
    first = [
        (int(at[row]), column, float(before[row]), float(to[row]))
        for column, held in holds.items()
        for row in _first(scope, at, to, verdicts[:, column] == int(not held))
    ]
    found = np.array(first, dtype=float).reshape(-1, 4)
    which, column = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    near, far = _halved(ask, scope, (which, column), found[:, 2:], holds, search)
    answers = {}
    for asked in holds:
        mine = column == asked
        decided = not bool((verdicts[:, asked] == UNDECIDED).any())
        answers[asked] = Turns(which[mine], near[mine], far[mine], decided)
    return answers


def _climbed(
    ask: Ask, scope: Scope, ladder: tuple[Indices, Floats, Floats], holds: Mapping[int, bool],
    clock: Clock,
) -> Answers:  # fmt: skip
    """The verdicts on a ladder; what lies beyond a value that turns everything is not asked."""
    at, to, before = ladder
    near = before == scope.draws.modes[at]
    answers = ask_each(ask, scope, at[near], to[near], clock)
    verdicts = np.repeat(answers[:1] if len(answers) else ask((), np.zeros((1, 0))), len(at), 0)
    for column, held in holds.items():
        verdicts[:, column] = int(held)
    verdicts[near] = answers
    standing = [verdicts[:, column] != int(not held) for column, held in holds.items()]
    # The value tried before one further out is in the row before it.
    left = np.flatnonzero(~near & np.roll(np.any(standing, axis=0), 1))
    if left.size:
        verdicts[left] = ask_each(ask, scope, at[left], to[left], clock)
    return verdicts


def _first(scope: Scope, at: Indices, to: Floats, turned: Bools) -> list[int]:
    """Of the rows that ``turned``, the first of each judgement on each side of its mode."""
    seen: dict[tuple[int, bool], int] = {}
    for row in np.flatnonzero(turned).tolist():
        seen.setdefault((int(at[row]), bool(to[row] > scope.draws.modes[at[row]])), row)
    return list(seen.values())


def _ladder(scope: Scope, judgements: Indices) -> tuple[Indices, Floats, Floats]:
    """What is tried: judgement by judgement and side by side, the nearer value first.

    The judgement (n,), the value (n,), and the value tried before it on that side (n,).
    """
    draws = scope.draws
    rows = []
    for j in judgements.tolist():
        mode, low, high = draws.modes[j], draws.low[j], draws.high[j]
        width = high - low if high > low else max(abs(mode), 1.0)
        for end, sign in ((low, -1.0), (high, 1.0)):
            before = mode
            for far in (0.0, WIDER):
                value = min(max(end + sign * far * width, scope.least[j]), scope.most[j])
                if value != before:
                    rows.append((j, value, before))
                    before = value
    found = np.array(rows, dtype=float).reshape(-1, 3)
    return found[:, 0].astype(np.int64), found[:, 1], found[:, 2]


def _halved(
    ask: Ask, scope: Scope, which: tuple[Indices, Indices], ends: Floats,
    holds: Mapping[int, bool], search: Search,
) -> tuple[Floats, Floats]:  # fmt: skip
    """The two values between which each turns, drawn together for the foremost.

    ``which``: judgement and conclusion of each of n turns, ``ends`` (n, 2).
    """
    judgement, column = which
    near, far = ends[:, 0].copy(), ends[:, 1].copy()
    standing = np.array([int(holds[c]) for c in column.tolist()], dtype=np.int8)
    precise = search.precision * np.abs(far - near)
    while search.clock.left:
        ahead = efforts(scope, judgement, near) <= behind(scope, which, far, search.most)
        some = np.flatnonzero((np.abs(far - near) > precise) & ahead)
        if not some.size:
            break
        middle = (near[some] + far[some]) / 2
        answers = ask_each(ask, scope, judgement[some], middle, search.clock)
        answer = answers[np.arange(len(some)), column[some]]
        same = answer == standing[some]
        turned = ~same & (answer != UNDECIDED)
        far[some[turned]], near[some[same]] = middle[turned], middle[same]
        precise[some[answer == UNDECIDED]] = np.inf
    return near, far


def behind(scope: Scope, which: tuple[Indices, Indices], far: Floats, most: int) -> Floats:
    """The effort (n,) from which on a turn is surely not among the foremost of its conclusion."""
    judgement, column = which
    effort = efforts(scope, judgement, far)
    found = np.full(len(far), np.inf)
    for one in np.unique(column):
        mine = np.flatnonzero(column == one)
        if len(mine) > most:
            found[mine] = np.partition(effort[mine], most - 1)[most - 1]
    return found


def efforts(scope: Scope, judgements: Indices, to: Floats) -> Floats:
    """How far (n,) each value lies on the way from the mode to the end of its range.

    0 is the mode, 1 the end, more lies beyond it; inf where there is no range that way, or one
    so narrow that no number says how many times it would have to be as wide.
    """
    draws = scope.draws
    modes = draws.modes[judgements]
    change = to - modes
    way = np.where(change < 0, modes - draws.low[judgements], draws.high[judgements] - modes)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found: Floats = np.abs(change) / way
    ranged = (draws.low < draws.high)[judgements]
    return np.where(ranged & (change == 0), 0.0, np.where(way > 0, found, np.inf))
