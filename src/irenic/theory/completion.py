"""When a timetable is complete if its deeds wait for benchmarks that may not be met.

At each stage a benchmark not met so far is met with a chance that somebody judged, changed
by the deeds done before; then the deeds due are done, those that wait for a benchmark only
if it is met. Chances are estimated from draws with a seed, and their standard errors stand
beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from irenic.theory.enforcement import DIVISIBLE, Evaluation, Timetable, evaluate
from irenic.theory.packages import Bools, Floats, Indices

FREE = -1
"""The benchmark of a deed that waits for none."""

NEARLY = 1e-9
"""By how much shares may miss a whole number of parts."""


DRAWS, FEWEST, EFFORT = 5_000, 500, 2_000_000
"""How often the dice are thrown: that often, at least so often, and shares times draws."""


class Rule(StrEnum):
    """What happens to a deed whose benchmark is not met when it is due.

    It waits, and what is not to get ahead of it waits too; it is skipped, and all else goes
    on; or the settlement ends (snap back).
    """

    WAIT = "wait"
    SKIP = "skip"
    SNAP_BACK = "snap-back"


@dataclass(frozen=True, eq=False)
class Benchmarks:
    """B benchmarks: ``waits (D,)`` the benchmark of each deed or :data:`FREE`.

    ``chance (B,)``: of being met at a stage; ``change (B, D)``: what a whole deed adds to it
    once done (the sum is cut to lie between 0 and 1).
    """

    waits: Indices
    chance: Floats
    change: Floats

    def __post_init__(self) -> None:
        if self.change.shape != (len(self.chance), len(self.waits)):
            raise ValueError(f"changes of chances of shape {self.change.shape}")
        if ((self.chance < 0) | (self.chance > 1)).any():
            raise ValueError("a chance lies between 0 and 1")


@dataclass(frozen=True, eq=False)
class Completion:
    """What became of a timetable in ``draws`` draws over H stages.

    ``complete (H,)``: share of draws in which every deed was whole by the end of the stage;
    ``ended (H,)``: in which the settlement had ended (snap back only); ``stalled (B,)``: in
    which at the end some deed due waits for the benchmark; ``skipped (D,)``: mean share of
    each deed left out. ``errors (H,)``: standard errors of ``complete``.
    """

    complete: Floats
    ended: Floats
    stalled: Floats
    skipped: Floats
    draws: int

    @property
    def errors(self) -> Floats:
        """Standard errors of ``complete``, no less than those of one draw of the other kind."""
        likely = np.clip(self.complete, 1 / (self.draws + 1), self.draws / (self.draws + 1))
        found: Floats = np.sqrt(likely * (1 - likely) / self.draws)
        return found


class _Run:
    """Many draws side by side, stage by stage."""

    def __init__(self, timetable: Timetable, shares: Floats, marks: Benchmarks, draws: int) -> None:
        self.timetable, self.marks = timetable, marks
        self.planned = np.cumsum(shares, axis=1)
        self.done = np.zeros((draws, timetable.deeds))
        self.passed = self.done.copy()  # with what was skipped
        self.ended = np.zeros(draws, dtype=np.bool_)

    def chances(self) -> Floats:
        """The chance of each benchmark now, in each draw."""
        found: Floats = np.clip(self.marks.chance + self.done @ self.marks.change.T, 0.0, 1.0)
        return found

    def blocked(self, met: Bools) -> Bools:
        """The deeds (draws, D) whose benchmark is not met."""
        if not len(self.marks.chance):
            return np.zeros_like(self.done, dtype=np.bool_)
        found: Bools = (self.marks.waits != FREE) & ~met[:, self.marks.waits]
        return found

    def step(self, stage: int, met: Bools, rule: Rule) -> None:
        """Do what is due at ``stage``."""
        due = self.planned[:, min(stage, self.timetable.stages - 1)]
        blocked = self.blocked(met)
        if rule is Rule.SNAP_BACK:
            self.ended |= (blocked & (due > self.passed + NEARLY)).any(axis=1)
        new = np.where(blocked & (rule is not Rule.SKIP), self.passed, np.maximum(due, self.passed))
        for deed, other in self.timetable.after:
            pace = self.passed[:, other]
            parts = int(self.timetable.parts[deed])
            if parts != DIVISIBLE:
                pace = np.floor(pace * parts + NEARLY) / parts
            new[:, deed] = np.minimum(new[:, deed], np.maximum(pace, self.passed[:, deed]))
        new = np.where(self.ended[:, None], self.passed, new)
        self.done = self.done + np.where(blocked, 0.0, new - self.passed)
        self.passed = new


def simulate(
    timetable: Timetable, shares: Floats, marks: Benchmarks, rule: Rule,
    draws: int | None = None, seed: int = 0,
) -> Completion:  # fmt: skip
    """What becomes of ``shares (D, T)`` within twice as many stages as they take.

    ``draws``: by default :data:`DRAWS`, fewer where deeds and stages are many.
    """
    if draws is None:
        draws = max(FEWEST, min(DRAWS, EFFORT // max(1, shares.size)))
    random = np.random.default_rng(seed)
    run = _Run(timetable, shares, marks, draws)
    met = np.zeros((draws, len(marks.chance)), dtype=np.bool_)
    stages = 2 * timetable.stages
    complete, ended = np.zeros(stages), np.zeros(stages)
    for stage in range(stages):
        met |= random.random(met.shape) < run.chances()
        run.step(stage, met, rule)
        complete[stage] = (run.done > 1 - NEARLY).all(axis=1).mean()
        ended[stage] = run.ended.mean()
    waiting = run.blocked(met) & (run.passed < 1 - NEARLY) & ~run.ended[:, None]
    stalled = [waiting[:, marks.waits == b].any(axis=1).mean() for b in range(len(marks.chance))]
    skipped = (run.passed - run.done).mean(axis=0)
    return Completion(complete, ended, np.array(stalled), skipped, draws)


def if_late(
    timetable: Timetable, shares: Floats, marks: Benchmarks, met_at: Indices
) -> tuple[Floats, Evaluation]:
    """What is done, and how it stands, if the benchmarks are met at stages ``met_at (B,)``.

    Deeds wait; the timetable is lengthened by as many stages as it then takes. Everybody is
    taken to have known it: the margins are those of the late timetable, not of a surprise.
    """
    run = _Run(timetable, shares, marks, 1)
    rows = [run.done[0]]
    limit = timetable.stages * (timetable.deeds + 1) + int(met_at.max(initial=0)) + 1
    for stage in range(limit):
        run.step(stage, (met_at <= stage)[None, :], Rule.WAIT)
        rows.append(run.done[0])
        if stage + 1 >= timetable.stages and (run.done > 1 - NEARLY).all():
            break
    late = np.diff(np.array(rows), axis=0).T
    return late, evaluate(lengthened(timetable, late.shape[1]), late)


@lru_cache(maxsize=8)
def lengthened(timetable: Timetable, stages: int) -> Timetable:
    """The timetable with more stages; what held in the settled state holds in those added."""
    more = stages - timetable.stages
    if more < 0:
        raise ValueError("a timetable is shortened by Timetable.shortened")
    standing = np.concatenate([timetable.standing, timetable.standing[[-1] * more]])
    added = frozenset(range(timetable.stages, stages + 1))
    pledges = tuple(
        replace(g, stages=g.stages | added) if timetable.stages in g.stages else g
        for g in timetable.guarantees
    )
    last = np.where(timetable.last == timetable.stages - 1, stages - 1, timetable.last)
    return replace(timetable, last=last, standing=standing, guarantees=pledges)
