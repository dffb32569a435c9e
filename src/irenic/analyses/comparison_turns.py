"""Which judgement, changed alone, would turn the order of two columns round.

The gain of whoever is worst off is a minimum of gains, each linear in one judgement; where two
such minima cross is where two lines do, so the smallest change is found exactly. Every
change given has been made, and both columns asked again just short of it and just past it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.conclusions_agreement import rule_of
from irenic.analyses.flip_search import scope_of
from irenic.theory import tallies
from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from irenic.analyses.comparison_columns import Column
    from irenic.analyses.comparison_task import ComparisonTask
    from irenic.theory.packages import Bools, Floats
    from irenic.theory.programme import Clock
    from irenic.theory.tallies import Tallies

Values = dict[str, Any]

FOREMOST = 3
"""Changes given for each pair and criterion: the smallest measured by the judgement's range."""

TRIED = 6
"""Changes made for each pair and criterion, of which some may turn nothing after all."""

BLOCK = 32
"""Pairs whose changes are made together."""

STEP = 1e-6
"""How far beside a turn both sides are asked, as a share of its size (points, at least 1)."""


@dataclass(frozen=True, eq=False)
class Lines:
    """How gains move with one judgement at a time: all linear.

    ``gains`` (C, R): at the most likely values; ``slopes`` (J, C, R): points by which a gain
    rises for one point of a judgement. A column without a package has gains of 0.
    """

    gains: Floats
    slopes: Floats

    def least(self, judgement: int, column: int, change: Floats) -> Floats:
        """The smallest gain (n,) of a column with a judgement changed by ``change`` (n,)."""
        slopes = self.slopes[judgement, column]
        found: Floats = (self.gains[column] + change[:, None] * slopes).min(axis=1)
        return found


@dataclass(frozen=True)
class Turn:
    """A judgement by number, by how much it changes, and what that is as a share of its range.

    ``way``: 1 or -1, where the order is turned: above or below (a change may be 0: then the
    least step that way turns it).
    """

    judgement: int
    change: float
    effort: float
    way: float


@dataclass(frozen=True)
class Tried:
    """A turn of the order of two columns, of which the first is ahead, by a criterion."""

    criterion: str
    pair: tuple[int, int]
    turn: Turn


def turning_judgements(
    task: ComparisonTask, columns: Sequence[Column], counts: Tallies, clock: Clock
) -> tuple[list[Values], list[tuple[str, str]]]:
    """For each pair and criterion the judgements that turn the order round, the nearest first.

    Beside them the pairs that were not asked about, because time had run out.

    ``worst_off``, ``today``: the order of the smallest gains at the most likely values;
    ``accepted``: that all who are needed accept the one and not the other. ``accepted_share``
    is an approximation: the order of shares differs between the halves of a judgement's draws.
    """
    names = [column.name for column in columns if column.offer is not None]
    mine = [*names, *(column.name for column in columns if column.kind == "nothing")]
    lines, halves = _lines(task), _shares_by_half(counts)
    pairs = list(combinations(range(len(mine)), 2))
    rows: list[Values] = []
    asked = 0
    while asked < len(pairs) and clock.left > 0:
        block = pairs[asked : asked + BLOCK]
        tried = [one for pair in block for one in _tried(task, lines, pair, len(names))]
        rows += _told(task, tried, mine)
        for pair in block:
            if pair[1] < len(names):
                rows += _halves(task, halves, pair, names)
        asked += len(block)
    rows.sort(key=lambda row: _ORDER.index(row["criterion"]))
    return rows, [(mine[a], mine[b]) for a, b in pairs[asked:]]


_ORDER = ("worst_off", "today", "accepted", "accepted_share")
"""The criteria in the order in which their turns are told."""


def _tried(
    task: ComparisonTask, lines: tuple[Lines, Lines], pair: tuple[int, int], offers: int
) -> Iterator[Tried]:
    """The changes to be made for a pair; no deal, past the ``offers``, is asked about today."""
    given, today = lines
    both = pair[1] < offers
    if both and not np.isnan(given.gains[[*pair]]).any():
        yield from _crossings(task, "worst_off", given, pair)
    if not np.isnan(today.gains[[*pair]]).any():
        yield from _crossings(task, "today", today, pair)
    if both:
        yield from _acceptances(task, given, pair)


def _lines(task: ComparisonTask) -> tuple[Lines, Lines]:
    """Gains against the plan's own alternative, and against the first scenario."""
    keys, modes = task.draws.keys, task.draws.modes
    values = np.concatenate([modes[None], modes[None] + np.eye(len(keys))])
    fared = task.fared(keys, values)
    slopes = np.round(fared.gains[1:] - fared.gains[:1], 9)
    first = fared.since
    return Lines(fared.gains[0], slopes), Lines(first[0], np.round(first[1:] - first[:1], 9))


def unturned(
    task: ComparisonTask, columns: Sequence[Column], rows: Sequence[Values],
    left: Sequence[tuple[str, str]],
) -> list[Values]:  # fmt: skip
    """For each pair and criterion without an exact turn in ``rows``, why there is none.

    ``tied``: there is no order to turn round; ``none``: no single judgement within its limits
    does; ``unknown``: of one of them it cannot be said; ``not-asked``: it is among the pairs
    ``left``, for which there was no time.
    """
    names = [column.name for column in columns if column.offer is not None]
    nothing = [column.name for column in columns if column.kind == "nothing"]
    modes = task.at_modes
    # No deal is not asked about acceptance, nor measured against what a threat would bring.
    measured = {
        "worst_off": (names, modes.worst[0]), "today": ([*names, *nothing], modes.today[0]),
        "accepted": (names, modes.accepted[0].astype(float)),
    }  # fmt: skip
    have = {(row["criterion"], frozenset(row["plans"])) for row in rows if row["exact"]}
    unasked = {*left}
    found = []
    for criterion, (mine, at_modes) in measured.items():
        for a, b in combinations(range(len(mine)), 2):
            if (criterion, frozenset((mine[a], mine[b]))) in have:
                continue
            apart = float(at_modes[a] - at_modes[b])
            why = "unknown" if np.isnan(apart) else "tied" if abs(apart) <= TOLERANCE else "none"
            if why == "none" and (mine[a], mine[b]) in unasked:
                why = "not-asked"
            found.append({"plans": [mine[a], mine[b]], "criterion": criterion, "why": why})
    return found


# The order of the smallest gains -----------------------------------------------------------


def _crossings(
    task: ComparisonTask, criterion: str, lines: Lines, pair: tuple[int, int]
) -> Iterator[Tried]:
    a, b = pair
    apart = float(lines.gains[a].min() - lines.gains[b].min())
    if abs(apart) <= TOLERANCE:
        return
    if apart < 0:
        a, b = b, a
    moved = np.flatnonzero((lines.slopes[:, [a, b]] != 0).any(axis=(1, 2)))
    found = [
        Turn(int(j), change, _effort(task, int(j), change, change), float(np.sign(change)))
        for j in moved
        for change in _turns_at(lines, int(j), a, b)
    ]
    yield from _foremost(task, criterion, found, (a, b))


def _turns_at(lines: Lines, j: int, a: int, b: int) -> Iterator[float]:
    """The smallest change up and down at which the smaller minimum overtakes."""
    rise = lines.slopes[j, a][:, None] - lines.slopes[j, b][None, :]
    apart = lines.gains[b][None, :] - lines.gains[a][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (apart / rise)[rise != 0]
    changes = np.unique(crossing[np.isfinite(crossing)])
    for side in (changes[changes < 0][::-1], changes[changes > 0]):
        past = side + np.sign(side) * STEP * np.maximum(1.0, np.abs(side))
        over = lines.least(j, b, past) - lines.least(j, a, past) > 0
        if over.any():
            yield float(side[int(over.argmax())])


# Acceptance by all -------------------------------------------------------------------------


def _acceptances(task: ComparisonTask, lines: Lines, pair: tuple[int, int]) -> Iterator[Tried]:
    """Changes after which the one is no longer accepted, or the other is as well."""
    a, b = pair
    now = _all_accept(task, lines, a, np.zeros(1)), _all_accept(task, lines, b, np.zeros(1))
    if now[0] == now[1]:
        return
    if now[1]:
        a, b = b, a
    found = []
    for j in np.flatnonzero((lines.slopes[:, [a, b]] != 0).any(axis=(1, 2))):
        for change, way in _roots(task, lines, int(j), a, b):
            found.append(Turn(int(j), change, _effort(task, int(j), change, way), way))
    yield from _foremost(task, "accepted", found, (a, b))


def _roots(
    task: ComparisonTask, lines: Lines, j: int, a: int, b: int
) -> Iterator[tuple[float, float]]:
    """The smallest change up and down past which the order is turned, with the way."""
    slopes, gains = lines.slopes[j, [a, b]], lines.gains[[a, b]]
    some = slopes != 0
    changes = np.unique(-gains[some] / slopes[some])
    for way, side in ((-1.0, changes[changes <= 0][::-1]), (1.0, changes[changes >= 0])):
        for change in side:
            past = change + way * STEP * max(1.0, abs(change))
            first = _all_accept(task, lines, a, past * lines.slopes[j, a])
            if not first or _all_accept(task, lines, b, past * lines.slopes[j, b]):
                yield float(change), way
                break


def _all_accept(task: ComparisonTask, lines: Lines, column: int, more: Floats) -> bool:
    """Whether all who are needed accept a column's package, its gains changed by ``more``."""
    offer = task.offers[column]
    rule = rule_of(offer.given)
    willing = (lines.gains[column] + more > -TOLERANCE) & ~_crossed(task, column)
    if rule.quorum is None:
        return bool(willing.all())
    return bool(willing.sum() >= rule.quorum and all(willing[v] for v in rule.vetoes))


def _crossed(task: ComparisonTask, column: int) -> Bools:
    given = task.offers[column].given
    over = {party for party, _ in given.crossed(given.package(task.offers[column].choice))}
    return np.array([party in over for party in task.required], dtype=bool)


# What is told ------------------------------------------------------------------------------


def _effort(task: ComparisonTask, j: int, change: float, way: float) -> float:
    """A change as a share of what the range of its judgement leaves on that side."""
    draws = task.draws
    room = float(draws.high[j] - draws.modes[j] if way > 0 else draws.modes[j] - draws.low[j])
    return abs(change) / room if room > 0 else float("inf")


def _foremost(
    task: ComparisonTask, criterion: str, found: Sequence[Turn], pair: tuple[int, int]
) -> list[Tried]:
    """The smallest of the changes that are allowed, a few more than are told."""
    draws, scope = task.draws, scope_of(task.draws)
    ordered = sorted(found, key=lambda turn: (turn.effort, abs(turn.change), turn.judgement))
    kept = []
    for turn in ordered:
        values = draws.modes[turn.judgement] + _beside(turn)
        if scope.allowed(np.array([turn.judgement] * 3), values).all():
            kept.append(Tried(criterion, pair, turn))
        if len(kept) == TRIED:
            break
    return kept


def _beside(turn: Turn) -> Floats:
    """Changes (3,) just short of a turn, at it, and just past it."""
    step = STEP * max(1.0, abs(turn.change)) * turn.way
    found: Floats = turn.change + np.array([-step, 0.0, step])
    return found


def _told(task: ComparisonTask, tried: Sequence[Tried], names: Sequence[str]) -> list[Values]:
    """Those changes that turn the order round when they are made, as rows."""
    if not tried:
        return []
    draws = task.draws
    mine = np.unique([one.turn.judgement for one in tried])
    values = np.tile(draws.modes[mine], (3 * len(tried), 1))
    for row, one in enumerate(tried):
        column = int(np.searchsorted(mine, one.turn.judgement))
        values[3 * row : 3 * row + 3, column] += _beside(one.turn)
    fared = task.fared([draws.keys[int(j)] for j in mine], values)
    measured = {"worst_off": fared.worst, "today": fared.today, "accepted": fared.accepted}
    given: dict[tuple[str, tuple[int, int]], list[Values]] = {}
    for row, one in enumerate(tried):
        mine_now, other_now = measured[one.criterion][3 * row : 3 * row + 3, [*one.pair]].T
        ahead = mine_now > other_now
        told = given.setdefault((one.criterion, one.pair), [])
        if ahead[0] and not ahead[2] and len(told) < FOREMOST:
            told.append(_row(task, one, names, already=not ahead[1]))
    return [row for rows in given.values() for row in rows]


def _row(task: ComparisonTask, one: Tried, names: Sequence[str], *, already: bool) -> Values:
    """``already``: the order is turned at the change itself, not only past it."""
    draws, j, effort = task.draws, one.turn.judgement, one.turn.effort
    inside = effort < 1.0 or (effort <= 1.0 and already)
    return {
        "plans": [names[one.pair[0]], names[one.pair[1]]], "criterion": one.criterion,
        "judgement": draws.keys[j], "from": float(draws.modes[j]),
        "to": float(draws.modes[j] + one.turn.change) + 0.0, "low": float(draws.low[j]),
        "high": float(draws.high[j]), "inside_range": bool(inside),
        "exact": True, "upper": None, "lower": None,
    }  # fmt: skip


def _shares_by_half(counts: Tallies) -> tuple[tallies.Shares, tallies.Shares]:
    """Shares of the upper and of the lower half of each judgement's draws."""
    upper = tallies.shares(counts["upper_held"], counts["upper_undecided"],
                           counts["upper"][:, None])  # fmt: skip
    lower = tallies.shares(
        counts["held"] - counts["upper_held"], counts["undecided"] - counts["upper_undecided"],
        counts["draws"] - counts["upper"][:, None],
    )  # fmt: skip
    return upper, lower


def _halves(
    task: ComparisonTask, halves: tuple[tallies.Shares, tallies.Shares], pair: tuple[int, int],
    names: Sequence[str],
) -> Iterator[Values]:  # fmt: skip
    """Judgements in whose halves the order of the shares accepted differs, beyond chance."""
    (a, b), (upper, lower) = pair, halves
    for place, j in enumerate(task.ranged):
        up = int(upper.low[place, a] > upper.high[place, b]) - int(
            upper.low[place, b] > upper.high[place, a]
        )
        down = int(lower.low[place, a] > lower.high[place, b]) - int(
            lower.low[place, b] > lower.high[place, a]
        )
        if up * down < 0:
            yield {
                "plans": [names[a], names[b]], "criterion": "accepted_share",
                "judgement": task.draws.keys[int(j)],
                "from": float(task.draws.modes[j]), "to": None,
                "low": float(task.draws.low[j]), "high": float(task.draws.high[j]),
                "inside_range": True, "exact": False,
                "upper": float(upper.share[place, a] - upper.share[place, b]),
                "lower": float(lower.share[place, a] - lower.share[place, b]),
            }  # fmt: skip
