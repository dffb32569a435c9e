"""Whether a timetable holds by itself: at every stage every party does better by going on.

The stages are numbered from 0 to T - 1; stage T is the settled state after the last. A
*timetable* says which share ``x[d, t]`` of deed d is done at stage t; the shares of a deed
add up to 1. With everything done as planned, what party p still gets from stage t on is::

    V_p(t) = sum over s = t .. T - 1 of delta_p ** (s - t) * (
                 sum over d of once[d, p] * x[d, s] + flow[d, p] * X[d, s]
                 + standing[s, p] )
             + delta_p ** (T - t) * settled[p]

with ``X[d, s]`` the share done up to and with stage s. A party walks off at t in the way
that is best for it among those noticed n stages later, for n from 0 (it says so openly) to
the longest lag of its deeds: it goes on collecting until stage t + n; of its own deeds it
withholds what it would rather not do and what is noticed no earlier (a deed due at s with
lag l is noticed at s + l); then everybody stops and it falls to::

    reservation[p] + sum over d of shift[d, p] * (share of d done) - penalties on p

discounted by ``delta_p ** n``. The *margin* of p at t is the least V_p(t) - shirk_p(t, n)
over n. A timetable holds with a margin where no party at no stage has less.

Everything is linear in x, so one table of coefficients (:func:`conditions`) serves the
evaluation here and the programme of :mod:`irenic.theory.enforcement_programme`.

Sources: Telser, L. G., A theory of self-enforcing agreements, Journal of Business 53, 1980
(the comparison of going on with walking off); Sandholm, T. W. & Lesser, V. R., Equilibrium
analysis of the possibilities of unenforced exchange in multiagent systems, IJCAI 1995
(exchange in chunks); Fearon, J. D., Rationalist explanations for war, International
Organization 49, 1995 (shifts of power); Walter, B. F., The critical barrier to civil war
settlement, ibid. 51, 1997 (guarantees).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from irenic.theory.packages import Bools, Floats, Indices

TOLERANCE = 1e-6
"""Points by which a margin may fall short and still count as reached."""

DIVISIBLE = 0
"""Number of parts of a deed that can be divided at will."""


@dataclass(frozen=True)
class Guarantee:
    """A penalty of ``penalty`` points on party ``on`` if its fault is noticed in time.

    ``stages``: the stages (T is the settled state) at which it is in force. ``giver``: the
    party that must enforce it, or None for a bond or escrow, which needs nobody's will.
    ``upkeep``: what each stage before the settled state in which it is in force costs the
    giver; ``enforcing``: what it costs the giver to carry it out.
    """

    on: int
    penalty: float
    stages: frozenset[int]
    giver: int | None = None
    upkeep: float = 0.0
    enforcing: float = 0.0


@dataclass(frozen=True, eq=False)
class Timetable:
    """What is to be done, by whom, and what it gives: the problem, not its solution.

    D deeds, P parties, T stages. ``doer (D,)``: party number. ``once (D, P)``: worth at the
    stage where the deed is done, the doer's cost included as a negative number; ``flow (D,
    P)``: worth at that stage and each later one before the settled state; ``shift (D, P)``:
    what a fall-back is worth more once it is done (what the doer takes back when the
    settlement fails shifts nothing). ``parts (D,)``: equal parts, :data:`DIVISIBLE` for any
    shares; ``lag (D,)``: stages until its absence is noticed, 0: before others act at the
    same stage. ``first``, ``last (D,)``: window of stages, both included. ``after``: pairs
    (d, e): d is never further than e was a stage before. ``discount (P,)`` in (0, 1];
    ``reservation``, ``settled (P,)``; ``standing (T, P)``: worth of each stage whatever has
    been done. ``bound (P,)``: the parties whose going on is asked for.
    """

    doer: Indices
    once: Floats
    flow: Floats
    shift: Floats
    parts: Indices
    lag: Indices
    first: Indices
    last: Indices
    discount: Floats
    reservation: Floats
    settled: Floats
    standing: Floats
    bound: Bools
    after: tuple[tuple[int, int], ...] = ()
    guarantees: tuple[Guarantee, ...] = ()

    def __post_init__(self) -> None:
        deeds, parties = self.once.shape
        shapes = {
            "flow": (deeds, parties), "shift": (deeds, parties), "doer": (deeds,),
            "parts": (deeds,), "lag": (deeds,), "first": (deeds,), "last": (deeds,),
            "discount": (parties,), "reservation": (parties,), "settled": (parties,),
            "bound": (parties,), "standing": (len(self.standing), parties),
        }  # fmt: skip
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, not {shape}")
        if not ((self.discount > 0) & (self.discount <= 1)).all():
            raise ValueError("a discount factor lies above 0 and not above 1")
        if (self.lag < 0).any() or (self.parts < 0).any() or not len(self.standing):
            raise ValueError("lags and parts are not negative, and there is a stage")

    @property
    def deeds(self) -> int:
        """Number of deeds."""
        return int(self.once.shape[0])

    @property
    def parties(self) -> int:
        """Number of parties."""
        return int(self.once.shape[1])

    @property
    def stages(self) -> int:
        """Number of stages before the settled state."""
        return len(self.standing)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What every bound party is asked for, by party, stage and notice."""
        return tuple(one for one in self.walks.each if self.bound[one.party])

    @cached_property
    def walks(self) -> Walks:
        """Every way of every party to walk off, bound or not."""
        return Walks(tuple(
            condition(self, party, stage, notice)
            for party in range(self.parties)
            for stage, notice in self._walks(party)
        ))  # fmt: skip

    def changed(self, **changes: Any) -> Timetable:
        """The same deeds with other ``guarantees``, ``parts``, ``bound``, ``after`` or windows.

        What walking off brings rests on none of these and is not worked out again.
        """
        if not changes.keys() <= {"guarantees", "parts", "bound", "after", "first", "last"}:
            raise ValueError(f"{sorted(changes)} change what walking off brings")
        found = replace(self, **changes)
        vars(found)["walks"] = self.walks
        return found

    def _walks(self, party: int) -> Iterator[tuple[int, int]]:
        longest = int(self.lag[self.doer == party].max(initial=0))
        for stage in range(self.stages):
            yield from ((stage, notice) for notice in range(longest + 1))
        yield self.stages, 0

    def shortened(self, stages: int) -> Timetable | None:
        """The same deeds in fewer stages; None where a window or an order leaves no room."""
        last = np.minimum(self.last, stages - 1)
        if (self.first > last).any():
            return None
        # What lasts to the settled state lasts to the one that comes earlier.
        kept = tuple(
            replace(g, stages=frozenset(s for s in g.stages if s < stages)
                    | ({stages} if self.stages in g.stages else set()))
            for g in self.guarantees
        )  # fmt: skip
        return replace(self, last=last, standing=self.standing[:stages], guarantees=kept)


@dataclass(frozen=True, eq=False)
class Condition:
    """The margin of a party that walks off at ``stage`` and is noticed ``notice`` stages later.

    It is ``constant + sum of coefficients (D, T) * x + weights (T,) . standing of the party
    + factor * penalties on the party at stage noticed``. ``held (D, T)``: the party's deeds
    that it then holds back.
    """

    party: int
    stage: int
    notice: int
    noticed: int
    coefficients: Floats
    constant: float
    weights: Floats
    factor: float
    held: Bools


class Walks:
    """The conditions of a timetable side by side: ``each`` of them, and their numbers (N,).

    ``openly``: those of a party that says at a stage that it is off.
    """

    def __init__(self, each: tuple[Condition, ...]) -> None:
        self.each = each
        self.party = np.array([one.party for one in each])
        self.noticed = np.array([one.noticed for one in each])
        self.factors = np.array([one.factor for one in each])
        self._coefficients = np.array([one.coefficients.ravel() for one in each])
        self._constants = np.array([one.constant for one in each])
        self._weights = np.array([one.weights for one in each])
        self._held = np.array([one.held for one in each])
        self.openly = {(one.party, one.stage): one for one in each if one.notice == 0}

    def margins(self, shares: Floats, standing: Floats) -> Floats:
        """Each margin (N,) without any penalty."""
        stages = (self._weights * standing.T[self.party]).sum(axis=1)
        found: Floats = self._constants + self._coefficients @ shares.ravel() + stages
        return found

    def departs(self, shares: Floats) -> Indices:
        """The first stage (N,) at which each holds anything back, or else says that it is off."""
        held: Bools = np.any(self._held & (shares > TOLERANCE), axis=1)
        found: Indices = np.where(held.any(axis=1), held.argmax(axis=1), self.noticed)
        return found


def condition(timetable: Timetable, party: int, stage: int, notice: int) -> Condition:
    """The condition of one party, stage and notice; the formulas stand above the module."""
    end = min(stage + notice, timetable.stages)
    delta = float(timetable.discount[party])
    powers = delta ** np.arange(timetable.stages + notice + 1, dtype=np.float64)
    here = np.zeros(timetable.stages)
    here[stage:] = powers[: timetable.stages - stage]
    going, leaving = here, np.where(np.arange(timetable.stages) < end, here, 0.0)
    once, flow, shift = (a[:, [party]] for a in (timetable.once, timetable.flow, timetable.shift))
    kept = once * going + flow * _later(going)
    fall = np.where(np.arange(timetable.stages) < end, powers[notice], 0.0)
    left = once * leaving + flow * _later(leaving) + shift * fall
    held = _withheld(timetable, party, stage, notice) & (left < 0)
    left = np.where(held, 0.0, left)
    settled = float(timetable.settled[party])
    rest = timetable.stages - stage
    over = max(notice - rest, 0)  # stages of the settled state enjoyed before it is noticed
    constant = powers[rest] * settled - powers[notice] * float(timetable.reservation[party])
    constant -= powers[rest] * (1.0 - powers[over]) * settled if over else 0.0
    factor = float(powers[notice])
    return Condition(
        party, stage, notice, end, kept - left, constant, going - leaving, factor, held
    )


def _later(weights: Floats) -> Floats:
    """For each stage the sum of the weights from it on."""
    found: Floats = np.cumsum(weights[::-1])[::-1]
    return found


def _withheld(timetable: Timetable, party: int, stage: int, notice: int) -> Bools:
    """The deeds and stages (D, T) at which the party can hold back and not be noticed before."""
    stages = np.arange(timetable.stages)
    own = (timetable.doer == party)[:, None]
    unseen = timetable.lag[:, None] + stages >= stage + notice
    found: Bools = own & unseen & (stages >= stage) & (stages < stage + notice)
    return found


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a timetable stands.

    ``going_on`` and ``walking_off (T + 1, P)``: V and the best way of walking off;
    ``margins``: their difference; ``notice``: after how many stages the best way is noticed;
    ``departs``: the stage at which the party then first fails to do a deed or says that it is
    off (it can be later: who waits for the last deed of others has not broken anything yet).
    ``penalties (T + 1, P)``: what counted; ``credible``: for each guarantee the stages at
    which its giver would enforce it (all its stages without a giver). ``bound``: whose
    margins are asked for.
    """

    going_on: Floats
    walking_off: Floats
    margins: Floats
    notice: Indices
    departs: Indices
    penalties: Floats
    credible: tuple[frozenset[int], ...]
    bound: Bools

    @property
    def margin(self) -> float:
        """The least margin of the bound parties over all stages."""
        return float(self.margins[:, self.bound].min())

    def holds(self, margin: float = 0.0) -> bool:
        """Whether no bound party falls short of ``margin`` by more than the tolerance."""
        return self.margin >= margin - TOLERANCE

    def breaks(self, margin: float = 0.0) -> tuple[int, int, float] | None:
        """Where it first breaks: the stage, the party that falls shortest there, by how much."""
        here = self.departs == np.arange(len(self.margins))[:, None]
        short = np.where(self.bound & here, margin - self.margins, -np.inf)
        for stage, row in enumerate(short):
            party = int(row.argmax())
            if row[party] > TOLERANCE:
                return stage, party, float(row[party])
        return None


def evaluate(timetable: Timetable, shares: Floats) -> Evaluation:
    """How the timetable stands if ``shares (D, T)`` are done; see :func:`violations` first."""
    credible = tuple(_credible(timetable, g, shares) for g in timetable.guarantees)
    penalties = _penalties(timetable, credible)
    standing = standing_with_upkeep(timetable)
    walks = timetable.walks
    found = walks.margins(shares, standing) + walks.factors * penalties[walks.noticed, walks.party]
    shape = (timetable.stages + 1, timetable.parties)
    margins = np.full(shape, np.inf)
    notice, departs = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    leaves = walks.departs(shares)
    for one, margin, leave in zip(walks.each, found.tolist(), leaves.tolist(), strict=True):
        place = one.stage, one.party
        if margin < margins[place]:
            margins[place], notice[place], departs[place] = margin, one.notice, leave
    going_on = _going_on(timetable, shares, standing)
    return Evaluation(
        going_on, going_on - margins, margins, notice, departs, penalties, credible,
        timetable.bound,
    )  # fmt: skip


def least_margins(timetable: Timetable, shares: Floats) -> Floats:
    """The least margin of each party (P,) over the stages: all that :func:`evaluate` may say."""
    credible = tuple(_credible(timetable, g, shares) for g in timetable.guarantees)
    penalties, walks = _penalties(timetable, credible), timetable.walks
    each = walks.margins(shares, standing_with_upkeep(timetable))
    each += walks.factors * penalties[walks.noticed, walks.party]
    found: Floats = np.full(timetable.parties, np.inf)
    np.minimum.at(found, walks.party, each)
    return found


def _penalties(timetable: Timetable, credible: Sequence[frozenset[int]]) -> Floats:
    """The penalties (T + 1, P) of the guarantees at the stages at which they count."""
    found = np.zeros((timetable.stages + 1, timetable.parties))
    for guarantee, stages in zip(timetable.guarantees, credible, strict=True):
        found[sorted(stages), guarantee.on] += guarantee.penalty
    return found


def margin_of(one: Condition, shares: Floats, standing: Floats) -> float:
    """The margin of a condition without any penalty."""
    found = one.constant + float((one.coefficients * shares).sum())
    return found + float(one.weights @ standing[:, one.party])


def standing_with_upkeep(timetable: Timetable) -> Floats:
    """``standing`` less what the givers of guarantees pay for them."""
    found = timetable.standing.copy()
    for guarantee in timetable.guarantees:
        if guarantee.giver is not None:
            stages = [s for s in guarantee.stages if s < timetable.stages]
            found[stages, guarantee.giver] -= guarantee.upkeep
    return found


def _credible(timetable: Timetable, guarantee: Guarantee, shares: Floats) -> frozenset[int]:
    """The stages at which the giver gains more by saving the settlement than it costs."""
    if guarantee.giver is None:
        return guarantee.stages
    standing, openly = standing_with_upkeep(timetable), timetable.walks.openly
    return frozenset(
        stage for stage in guarantee.stages
        if margin_of(openly[guarantee.giver, stage], shares, standing)
        >= guarantee.enforcing - TOLERANCE
    )  # fmt: skip


def _going_on(timetable: Timetable, shares: Floats, standing: Floats) -> Floats:
    """V_p(t) for all stages and parties, by going back from the settled state."""
    found = np.zeros((timetable.stages + 1, timetable.parties))
    found[-1] = timetable.settled
    done = np.cumsum(shares, axis=1)
    for stage in reversed(range(timetable.stages)):
        gets = shares[:, stage] @ timetable.once + done[:, stage] @ timetable.flow
        found[stage] = gets + standing[stage] + timetable.discount * found[stage + 1]
    return found


@dataclass(frozen=True)
class Violation:
    """What of the rules shares break: ``rule`` is sum, negative, window, parts or after.

    ``other``: the deed that ``deed`` gets ahead of (rule after); -1 without one.
    """

    rule: str
    deed: int
    stage: int = field(default=-1)
    other: int = field(default=-1)


def violations(timetable: Timetable, shares: Floats) -> tuple[Violation, ...]:
    """Where ``shares (D, T)`` are no timetable of these deeds at all; empty: they are one."""
    found: list[Violation] = []
    done = np.cumsum(shares, axis=1)
    for deed in range(timetable.deeds):
        row = shares[deed]
        if abs(row.sum() - 1.0) > TOLERANCE:
            found.append(Violation("sum", deed))
        found += [Violation("negative", deed, int(t)) for t in np.flatnonzero(row < -TOLERANCE)]
        used = np.flatnonzero(row > TOLERANCE)
        outside = (used < timetable.first[deed]) | (used > timetable.last[deed])
        found += [Violation("window", deed, int(t)) for t in used[outside]]
        if timetable.parts[deed] != DIVISIBLE:
            parts = row * timetable.parts[deed]
            broken = np.abs(parts - np.rint(parts)) > TOLERANCE * timetable.parts[deed]
            found += [Violation("parts", deed, int(t)) for t in np.flatnonzero(broken)]
    for deed, other in timetable.after:
        before = np.concatenate(([0.0], done[other, :-1]))
        ahead = np.flatnonzero(done[deed] > before + TOLERANCE)
        found += [Violation("after", deed, int(ahead[0]), other)] if len(ahead) else []
    return tuple(found)


def without(timetable: Timetable, guarantees: Sequence[int]) -> Timetable:
    """The timetable without the guarantees of these numbers."""
    kept = tuple(g for i, g in enumerate(timetable.guarantees) if i not in set(guarantees))
    return timetable.changed(guarantees=kept)
