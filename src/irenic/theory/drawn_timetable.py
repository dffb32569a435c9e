"""Many draws of one timetable side by side: the margins of fixed shares in every draw.

Who does what, when it may be done and when its absence is noticed is the same in all draws;
what it gives, costs and shifts, what parties discount and fall back to, and what guarantees
are worth is drawn, so that these arrays have one more leading axis.

Everything is as in :mod:`irenic.theory.enforcement`, from the same definitions by a shorter
way. With ``gets[s]`` what stage s gives if all is done as planned, a party that walks off at
t and is noticed n stages later, with e = min(t + n, T), has::

    shirk(t, n) = sum over s = t .. e - 1 of delta ** (s - t) * gets[s]
                  + delta ** n * (fall-back at e - penalties at e)
                  + delta ** (T - t) * (1 - delta ** (t + n - T)) * settled    where t + n > T
                  - what it gains by holding deeds back

A deed of its own due at stage s = t + j is worth doing or not whatever j is: with m = n - j
stages left until the walk is noticed, each share of it gives ``delta ** j`` times::

    once + flow * (1 + delta + .. + delta ** (min(m, T - s) - 1)) + shift * delta ** m

and it is held back where that is negative and m is not above its lag. So what is held back is
looked at once for each share and m, not for every way of walking off.

Source: as in :mod:`irenic.theory.enforcement`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.enforcement import TOLERANCE, Timetable
from irenic.theory.packages import Bools, Floats, Indices


@dataclass(frozen=True, eq=False)
class DrawnTimetable:
    """K draws of a timetable of D deeds, P parties, T stages and G guarantees.

    ``form`` says what is the same in all draws: doer, parts, lags, windows, order, whose
    going on is asked for, and on whom, by whom and at which stages guarantees are; its
    numbers do not count. ``once``, ``flow``, ``shift (K, D, P)``; ``discount``,
    ``reservation``, ``settled (K, P)``; ``standing (K, T, P)``; ``penalty``, ``upkeep``,
    ``enforcing (K, G)``: as in :class:`irenic.theory.enforcement.Timetable`.
    """

    form: Timetable
    once: Floats
    flow: Floats
    shift: Floats
    discount: Floats
    reservation: Floats
    settled: Floats
    standing: Floats
    penalty: Floats
    upkeep: Floats
    enforcing: Floats

    def __post_init__(self) -> None:
        draws, form = len(self.discount), self.form
        deeds, parties = (form.deeds, form.parties), (form.parties,)
        pledges = (len(form.guarantees),)
        shapes = {
            "once": deeds, "flow": deeds, "shift": deeds, "discount": parties,
            "reservation": parties, "settled": parties, "standing": (form.stages, form.parties),
            "penalty": pledges, "upkeep": pledges, "enforcing": pledges,
        }  # fmt: skip
        for name, shape in shapes.items():
            if getattr(self, name).shape != (draws, *shape):
                found = getattr(self, name).shape
                raise ValueError(f"{name} has shape {found}, not {(draws, *shape)}")
        if not ((self.discount > 0) & (self.discount <= 1)).all():
            raise ValueError("a discount factor lies above 0 and not above 1")

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.discount)

    def at(self, draw: int) -> Timetable:
        """The timetable of one draw."""
        pledges = zip(
            self.form.guarantees, self.penalty[draw].tolist(), self.upkeep[draw].tolist(),
            self.enforcing[draw].tolist(), strict=True,
        )  # fmt: skip
        return replace(
            self.form,
            once=self.once[draw], flow=self.flow[draw], shift=self.shift[draw],
            discount=self.discount[draw], reservation=self.reservation[draw],
            settled=self.settled[draw], standing=self.standing[draw],
            guarantees=tuple(
                replace(g, penalty=penalty, upkeep=upkeep, enforcing=enforcing)
                for g, penalty, upkeep, enforcing in pledges
            ),
        )  # fmt: skip

    def part(self, draws: Indices | slice) -> DrawnTimetable:
        """Some of the draws, in the order given."""
        names = ("once", "flow", "shift", "discount", "reservation", "settled", "standing",
                 "penalty", "upkeep", "enforcing")  # fmt: skip
        return replace(self, **{name: getattr(self, name)[draws] for name in names})


def one_timetable(timetable: Timetable) -> DrawnTimetable:
    """A timetable as the only draw of itself."""
    pledges = timetable.guarantees
    return DrawnTimetable(
        timetable, timetable.once[None], timetable.flow[None], timetable.shift[None],
        timetable.discount[None], timetable.reservation[None], timetable.settled[None],
        timetable.standing[None], np.array([[g.penalty for g in pledges]], dtype=np.float64),
        np.array([[g.upkeep for g in pledges]], dtype=np.float64),
        np.array([[g.enforcing for g in pledges]], dtype=np.float64),
    )  # fmt: skip


def margins(drawn: DrawnTimetable, shares: Floats) -> Floats:
    """The margins (K, T + 1, P) in points of every party at every stage if ``shares`` are done.

    ``shares (D, T)``: as for :func:`irenic.theory.enforcement.evaluate`, whose margins of each
    draw these are (up to the order in which floats are added): penalties count at the stages
    at which the guarantee is credible in the draw.
    """
    course = _course(drawn, shares)
    fall = course.fall - _penalties(drawn, _credible(drawn, course))
    found = course.going_on - fall
    for party in range(drawn.form.parties):
        _quiet(drawn, shares, party, course, fall[:, :, party], found[:, :, party])
    return found


def credible(drawn: DrawnTimetable, shares: Floats) -> Bools:
    """At which stages each guarantee would be enforced (K, G, T + 1); False out of force.

    A guarantee without a giver is credible wherever it is in force.
    """
    return _credible(drawn, _course(drawn, shares))


def worth_enforcing(drawn: DrawnTimetable, shares: Floats) -> Floats:
    """What enforcing each guarantee gives its giver (K, G, T + 1), in points.

    What the giver saves by keeping the settlement going, less what enforcing costs it:
    :func:`credible` is where that is 0 or more, within the tolerance. Infinite for a guarantee
    without a giver, minus infinite where one is not in force. Linear in everything but
    discounts.
    """
    return _worth_enforcing(drawn, _course(drawn, shares))


def holds(drawn: DrawnTimetable, shares: Floats, margin: float = 0.0) -> Bools:
    """In which draws (K,) no bound party falls short of ``margin`` beyond the tolerance."""
    asked = margins(drawn, shares)[:, :, drawn.form.bound]
    found: Bools = asked.min(axis=(1, 2), initial=np.inf) >= margin - TOLERANCE
    return found


def most_settled(drawn: DrawnTimetable) -> Floats:
    """The most (K, P) that the margin of each party in the settled state can be.

    There all deeds are done, whatever the timetable; only which guarantees are credible can
    differ, and here all of them count.
    """
    found: Floats = drawn.settled - drawn.reservation - drawn.shift.sum(axis=1)
    for place, guarantee in enumerate(drawn.form.guarantees):
        if drawn.form.stages in guarantee.stages:
            found[:, guarantee.on] += drawn.penalty[:, place]
    return found


@dataclass(frozen=True, eq=False)
class _Course:
    """What happens if all is done as planned.

    ``gets (K, T, P)``: what each stage gives; ``going_on (K, T + 1, P)``: V; ``fall (K, T + 1,
    P)``: what a party falls to where the fault is noticed at a stage, penalties left out.
    """

    gets: Floats
    going_on: Floats
    fall: Floats


def _course(drawn: DrawnTimetable, shares: Floats) -> _Course:
    stages = drawn.form.stages
    done = np.cumsum(shares, axis=1)
    before = np.concatenate([np.zeros((len(shares), 1)), done], axis=1)
    gets = _sums(shares, drawn.once) + _sums(done, drawn.flow) + _standing(drawn)
    going_on = np.empty((drawn.draws, stages + 1, drawn.form.parties))
    going_on[:, stages] = drawn.settled
    for stage in reversed(range(stages)):
        going_on[:, stage] = gets[:, stage] + drawn.discount * going_on[:, stage + 1]
    return _Course(gets, going_on, drawn.reservation[:, None] + _sums(before, drawn.shift))


def _sums(shares: Floats, worth: Floats) -> Floats:
    """Shares (D, S) of deeds times their worth (K, D, P): (K, S, P)."""
    found: Floats = shares.T @ worth
    return found


def _standing(drawn: DrawnTimetable) -> Floats:
    """``standing`` less what the givers of guarantees pay for them."""
    found = drawn.standing.copy()
    for place, guarantee in enumerate(drawn.form.guarantees):
        if guarantee.giver is not None:
            for stage in guarantee.stages:
                if stage < drawn.form.stages:
                    found[:, stage, guarantee.giver] -= drawn.upkeep[:, place]
    return found


def _credible(drawn: DrawnTimetable, course: _Course) -> Bools:
    found: Bools = _worth_enforcing(drawn, course) >= -TOLERANCE
    return found


def _worth_enforcing(drawn: DrawnTimetable, course: _Course) -> Floats:
    pledges = drawn.form.guarantees
    found = np.full((drawn.draws, len(pledges), drawn.form.stages + 1), -np.inf)
    saved = course.going_on - course.fall
    for place, guarantee in enumerate(pledges):
        stages = sorted(guarantee.stages)
        if guarantee.giver is None:
            found[:, place, stages] = np.inf
        else:
            cost = drawn.enforcing[:, [place]]
            found[:, place, stages] = saved[:, stages, guarantee.giver] - cost
    return found


def _penalties(drawn: DrawnTimetable, counts: Bools) -> Floats:
    """The penalties (K, T + 1, P) on each party at each stage."""
    found = np.zeros((drawn.draws, drawn.form.stages + 1, drawn.form.parties))
    for place, guarantee in enumerate(drawn.form.guarantees):
        found[:, :, guarantee.on] += counts[:, place] * drawn.penalty[:, [place]]
    return found


def _quiet(
    drawn: DrawnTimetable, shares: Floats, party: int, course: _Course, fall: Floats, found: Floats
) -> None:  # fmt: skip
    """Lower the margins ``found (K, T + 1)`` of a party to those of walks noticed later."""
    form, stages = drawn.form, drawn.form.stages
    longest = int(form.lag[form.doer == party].max(initial=0))
    if not longest:
        return
    delta = drawn.discount[:, party]
    powers = delta[:, None] ** np.arange(stages + longest + 1)
    spared = _spared(drawn, shares, party, longest, powers)
    gets, settled = course.gets[:, :, party], drawn.settled[:, party]
    collected = np.zeros((drawn.draws, stages))
    for notice in range(1, longest + 1):
        # Whoever is noticed one stage later also collects what that stage gives.
        upto = max(stages - notice + 1, 0)
        collected[:, :upto] += powers[:, [notice - 1]] * gets[:, notice - 1 :]
        end = np.minimum(np.arange(stages) + notice, stages)
        shirk = collected + powers[:, [notice]] * fall[:, end] + spared[notice]
        for stage in range(max(stages - notice + 1, 0), stages):
            rest = stages - stage
            shirk[:, stage] += (powers[:, rest] - powers[:, notice]) * settled
        np.minimum(
            found[:, :stages], course.going_on[:, :stages, party] - shirk, out=found[:, :stages]
        )


def _spared(
    drawn: DrawnTimetable, shares: Floats, party: int, longest: int, powers: Floats
) -> Floats:
    """What a party gains by holding deeds back, by notice and stage (longest + 1, K, T)."""
    form, stages = drawn.form, drawn.form.stages
    found = np.zeros((longest + 1, drawn.draws, stages))
    lasting = np.cumsum(powers, axis=1)
    for deed in np.flatnonzero(form.doer == party).tolist():
        once, flow, shift = (a[:, deed, party] for a in (drawn.once, drawn.flow, drawn.shift))
        for due in np.flatnonzero(shares[deed]).tolist():
            for left in range(1, int(form.lag[deed]) + 1):
                does = once + flow * lasting[:, min(left, stages - due) - 1]
                gain = -shares[deed, due] * np.minimum(does + shift * powers[:, left], 0.0)
                for before in range(min(longest - left, due) + 1):
                    found[left + before, :, due - before] += powers[:, before] * gain
    return found
