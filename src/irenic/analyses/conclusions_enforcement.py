"""Conclusions on carrying it out: does the timetable hold, would guarantors enforce it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.conclusions import (
    FAILS,
    HOLDS,
    UNDECIDED,
    Conclusion,
    Slack,
    Verdicts,
    asked_with,
)
from irenic.analyses.drawn_carrying import counted, drawn_carrying
from irenic.analyses.enforcement_arrays import Carrying, carrying_out, planned_shares
from irenic.errors import Inapplicable
from irenic.theory.drawn_timetable import (
    DrawnTimetable,
    holds,
    margins,
    most_settled,
    worth_enforcing,
)
from irenic.theory.enforcement import TOLERANCE, evaluate, violations
from irenic.theory.enforcement_programme import largest_margin
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats

MOST_WITNESSES = 40
"""Timetables kept to be tried on further draws before one is sought."""


@dataclass(frozen=True, eq=False)
class PlanTimetable:
    """A plan's own timetable: the case of its package, and its ``shares`` (D, T)."""

    plan: str
    case: Carrying
    shares: Floats


@dataclass(frozen=True, eq=False)
class EnforcementExaminer:
    """Asks of draws whether timetables hold, and which guarantees are credible throughout.

    ``plan``, ``scenario`` and ``levers`` as for :func:`irenic.analyses.enforcement`.
    ``possible``: whether to ask, too, if any timetable at all holds: a programme for each
    draw in which none of those known does and somebody's end alone does not rule it out,
    within ``seconds`` a call.
    """

    dossier: Dossier
    plan: str | None = None
    scenario: str | None = None
    levers: tuple[str, ...] = ()
    seconds: float = 60.0
    possible: bool = True
    _witnesses: list[Floats] = field(default_factory=list, repr=False)

    def __getstate__(self) -> dict[str, object]:
        # What was learnt from draws only saves time.
        return {**self.__dict__, "_witnesses": []}

    @cached_property
    def case(self) -> Carrying:
        """The carrying out of the package, at the most likely values."""
        return carrying_out(self.dossier, self.plan, self.scenario, self.levers)

    @cached_property
    def shares(self) -> Floats | None:
        """The timetable (D, T) of the largest smallest margin at the most likely values.

        None where there is none, or none was found in time. It may hold or not.
        """
        return largest_margin(self.case.problem, Clock(self.seconds)).shares

    @cached_property
    def planned(self) -> tuple[PlanTimetable, ...]:
        """The plans with a timetable of their own that can be carried out here."""
        found = (self._planned(plan) for plan in self.dossier.plans)
        return tuple(one for one in found if one is not None)

    def _planned(self, plan: str) -> PlanTimetable | None:
        if self.dossier.plans[plan].timetable is None:
            return None
        try:
            case = carrying_out(self.dossier, plan, self.scenario, self.levers)
        except Inapplicable:
            return None
        shares = planned_shares(case, plan)
        if shares is None or violations(case.problem, shares):
            return None
        return PlanTimetable(plan, case, shares)

    @cached_property
    def given(self) -> tuple[int, ...]:
        """The numbers of the guarantees that somebody has to want to enforce."""
        pledges = enumerate(self.case.problem.guarantees)
        return tuple(place for place, pledge in pledges if pledge.giver is not None)

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """``timetable-holds``, ``guarantee-credible`` of each, ``plan-timetable-holds`` of each.

        ``timetable-possible`` comes last, where it is asked.
        """
        named = []
        if self.shares is not None:
            named.append(("timetable-holds", ""))
            named += [("guarantee-credible", self.case.guarantees[place]) for place in self.given]
        named += [("plan-timetable-holds", one.plan) for one in self.planned]
        named += [("timetable-possible", "")] if self.possible else []
        at_modes = self.verdicts((), np.zeros((1, 0)))[0]
        return tuple(
            Conclusion(kind, subject, "enforcement", None if v == UNDECIDED else bool(v == HOLDS))
            for (kind, subject), v in zip(named, at_modes, strict=True)
        )

    @property
    def key(self) -> str:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        timetable = None if self.shares is None else self.shares.tolist()
        return asked_with(self, timetable)

    def verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        found: list[Verdicts] = [
            slack.holds.astype(np.int8) for slack in self.slacks(keys, values).values()
        ]
        if self.possible:
            found.append(self.possible_verdicts(keys, values))
        columns = [column[:, None] for column in found]
        return np.concatenate([np.zeros((len(values), 0), dtype=np.int8), *columns], axis=1)

    def slacks(
        self, keys: Sequence[str], values: Floats, columns: Container[int] | None = None
    ) -> dict[int, Slack]:
        """How far (K) draws are from turning each conclusion on a given timetable, by column.

        ``columns``: only these (None: all but ``timetable-possible``, which has no slack).
        """
        wanted: Container[int] = range(len(self.given) + 1 + len(self.planned))
        wanted = wanted if columns is None else columns
        found, first = {}, 0
        if self.shares is not None:
            first = 1 + len(self.given)
            if any(column in wanted for column in range(first)):
                drawn = drawn_carrying(self.case, keys, values)
                whole = _holding(self.case, drawn, self.shares)
                mine = (whole, *self._enforced(drawn, self.shares))
                found = {column: one for column, one in enumerate(mine) if column in wanted}
        for column, one in enumerate(self.planned, first):
            if column in wanted:
                found[column] = _holding(
                    one.case, drawn_carrying(one.case, keys, values), one.shares
                )
        return found

    @cached_property
    def counted(self) -> frozenset[str]:
        """The keys of the judgements that come into any of the timetables: no other matters."""
        cases = [self.case, *(one.case for one in self.planned)]
        return frozenset().union(*(counted(case) for case in cases))

    def _enforced(self, drawn: DrawnTimetable, shares: Floats) -> list[Slack]:
        """Whether each guarantee is credible at every stage at which it is in force."""
        worth = worth_enforcing(drawn, shares) + TOLERANCE
        pledges, none = self.case.problem.guarantees, np.zeros((drawn.draws, 0))
        return [
            Slack(
                worth[:, g, sorted(pledges[g].stages)], none, _discounts(self.case, self.giver(g))
            )
            for g in self.given
        ]

    def giver(self, guarantee: int) -> str:
        """Who has to want to enforce a guarantee of :attr:`given`."""
        return self.case.entry.guarantees[self.case.guarantees[guarantee]].by or ""

    def possible_verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """In which draws (K,) some timetable holds."""
        return self._possible(drawn_carrying(self.case, keys, values))

    def _possible(self, drawn: DrawnTimetable) -> Verdicts:
        """In which draws some timetable holds: those known are tried first."""
        clock = Clock(self.seconds)
        found = np.full(drawn.draws, FAILS, dtype=np.int8)
        known = [self.shares, *(one.shares for one in self.planned if self._fits(one))]
        for shares in (*(one for one in known if one is not None), *self._witnesses):
            found[holds(drawn, shares)] = HOLDS
        most = most_settled(drawn)[:, drawn.form.bound].min(axis=1, initial=np.inf)
        for draw in np.flatnonzero((found == FAILS) & (most >= -2 * TOLERANCE)).tolist():
            if found[draw] != HOLDS:
                found[draw], witness = _sought(drawn, draw, clock)
                if witness is not None:
                    later = np.arange(draw + 1, drawn.draws)
                    found[later[holds(drawn.part(later), witness)]] = HOLDS
                    self._learn(witness)
        return found

    def _fits(self, one: PlanTimetable) -> bool:
        """Whether the timetable of a plan is one of the deeds that are asked about."""
        same = one.case.deeds == self.case.deeds
        return same and not violations(self.case.problem, one.shares)

    def _learn(self, shares: Floats) -> None:
        self._witnesses.insert(0, shares)
        del self._witnesses[MOST_WITNESSES:]


def _holding(carried: Carrying, drawn: DrawnTimetable, shares: Floats) -> Slack:
    """How far draws are from turning whether a timetable holds.

    Who holds deeds back bends margins downwards; a guarantee that is no longer credible
    makes them jump.
    """
    asked = margins(drawn, shares)[:, :, drawn.form.bound].reshape(drawn.draws, -1)
    worth = worth_enforcing(drawn, shares).reshape(drawn.draws, -1)
    switches = worth[:, np.isfinite(worth).any(axis=0)]
    return Slack(asked + TOLERANCE, switches + TOLERANCE, _discounts(carried), bent=True)


def _discounts(case: Carrying, *parties: str) -> frozenset[str]:
    """The keys of what ``parties`` (all, if none) discount: slacks are not straight in these."""
    return frozenset(f"timetable.discount.{party}" for party in parties or case.parties)


def _sought(drawn: DrawnTimetable, draw: int, clock: Clock) -> tuple[int, Floats | None]:
    """Whether some timetable holds in a draw, and which."""
    problem = drawn.at(draw)
    best = largest_margin(problem, clock)
    if best.shares is not None and evaluate(problem, best.shares).holds():
        return HOLDS, best.shares
    fails = best.feasible is False or best.bound < -TOLERANCE
    return (FAILS if fails else UNDECIDED), None
