"""Which levers open a deal, at what cost: mixed-integer programmes checked exactly.

HiGHS proposes a package and a set of levers; whether they open a deal is decided by exact
recomputation (:mod:`irenic.theory.leverage`), and a proposal that does not is forbidden
(:func:`irenic.theory.programme.best`). With whole levers only, answers are therefore
exact to the tolerance of gains; with divisible levers the scales of each proposal are
settled by a linear programme, right within
:data:`irenic.theory.leverage.DIVISIBLE` points. Costs count as equal within
:data:`irenic.theory.programme.SLACK`, of two settlements neither of which is better by more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.lever_programme import Demand, Found, Goal, LeverProgramme
from irenic.theory.lever_sweep import Sweep
from irenic.theory.leverage import Aim, Leverage, Opening, shares
from irenic.theory.programme import SLACK, Clock

__all__ = [
    "RESOLUTION",
    "Curve",
    "Found",
    "Indispensable",
    "MinimalSets",
    "Shut",
    "cheapest",
    "curve",
    "fewest",
    "indispensable",
    "minimal_sets",
    "nothing_opens",
    "surely_minimal",
]

RESOLUTION = 1e-5
"""Points by which the smallest gains of two points of a curve differ at least."""

SUMS = 100_000
"""Different costs of so many levers that are looked at; with more a programme is asked."""

ALIKE = 0.05
"""Points within which a sampled curve is not followed further: they would read alike."""


def cheapest(case: Leverage, aim: Aim | None = None, clock: Clock | None = None) -> Found:
    """The cheapest opening: package and levers; among equals the fewest levers in force,
    then the highest level.

    ``proven`` is of the cost; the preferences among equals are followed as far as the clock
    allows. ``bound`` is inf where it is proven that nothing opens a deal.
    """
    aim, clock = aim or Aim(), clock or Clock()
    programme = LeverProgramme(case, aim)
    return _preferred(programme, Demand(Goal.COST, aim.margin), (Goal.COUNT, Goal.LEVEL), clock)


def _preferred(
    programme: LeverProgramme, demand: Demand, then: tuple[Goal, ...], clock: Clock
) -> Found:
    """The best by the goal of ``demand``; among equals by the goals ``then``, in this order."""
    first = programme.find(demand, clock)
    opening = first.opening
    for goal in then:
        if opening is None or not first.proven:
            break
        demand = replace(_held_to(demand, opening), goal=goal)
        if not (goal is Goal.COUNT and _surely_fewest(programme, opening)):
            opening = programme.find(demand, clock).opening or opening
    return replace(first, opening=opening)


def _surely_fewest(programme: LeverProgramme, cheapest_: Opening) -> bool:
    """Whether no opening at the cost of a cheapest one can have fewer levers in force.

    Fewer levers that open would cost as much, since nothing costs less; so it is enough that
    none do, whether they open anything or not.
    """
    case, aim, few = programme.case, programme.aim, len(cheapest_.levers) - 1
    usable = [i for i in range(case.levers) if i not in case.unusable and i not in aim.without]
    if few < 0 or (aim.whole and bool((programme.weights == 1).all())):
        return True
    if any(case.divisible[i] for i in usable) and not aim.whole:
        return few == 0 and cheapest_.cost > 2 * SLACK
    high = cheapest_.cost + 2 * SLACK
    sums = [np.zeros(1), *(np.zeros(0) for _ in range(few))]  # by number of levers
    for weight in programme.weights[usable]:
        for count in range(few, 0, -1):
            more = sums[count - 1] + weight
            sums[count] = np.unique(np.append(sums[count], more[more <= high]))
            if sums[count].size > SUMS:
                return False
    return not any((some >= cheapest_.cost - 2 * SLACK).any() for some in sums)


def _held_to(demand: Demand, opening: Opening) -> Demand:
    """The same demand, and no worse than ``opening`` by the goal it had."""
    if demand.goal is Goal.COST:
        return replace(demand, cost=opening.cost)
    if demand.goal is Goal.COUNT:
        return replace(demand, count=len(opening.levers))
    return replace(demand, margin=opening.level)


def fewest(case: Leverage, margin: float = 0.0, clock: Clock | None = None) -> Found:
    """The opening with the fewest levers in force; among equals the highest level."""
    clock = clock or Clock()
    aim = Aim(margin=margin)
    demand = Demand(Goal.COUNT, margin)
    return _preferred(LeverProgramme(case, aim), demand, (Goal.LEVEL,), clock)


@dataclass(frozen=True)
class Curve:
    """Non-dominated points of cost against level, the cheapest first, both increasing.

    ``complete``: there are no others (closer than :data:`RESOLUTION` in level apart).
    ``step``: None, or, with divisible levers, that the curve goes on between the points and
    was sampled at levels about this far apart, up to :data:`ALIKE` below the highest.
    """

    points: tuple[Opening, ...]
    complete: bool
    step: float | None


def curve(
    case: Leverage,
    aim: Aim | None = None,
    limit: int = 50,
    step: float = 1.0,
    clock: Clock | None = None,
) -> Curve:
    """All non-dominated pairs of (cost, level) from ``aim.margin`` upwards, up to ``limit``.

    By the epsilon-constraint method: the cheapest at a margin, the cheapest above its level
    (which shows whether more was to be had at that cost), and so on (Haimes, Y. Y., Lasdon,
    L. S. & Wismer, D. A., IEEE Transactions on Systems, Man and Cybernetics 1, 1971). With a
    divisible lever that can be used: the cheapest at ``step`` points above the last level.
    """
    aim, clock = aim or Aim(), clock or Clock()
    usable = set(range(case.levers)) - set(case.unusable) - set(aim.without)
    sampled = any(case.divisible[i] for i in usable)
    points: list[Opening] = []
    more = False
    programme = LeverProgramme(case, aim)
    for point, followed in _points(programme, aim.margin, step if sampled else 0.0, clock):
        more = followed
        if point is not None:
            points.append(point)
        if len(points) == limit:
            break
    return Curve(tuple(points), not more, step if sampled else None)


def _points(
    programme: LeverProgramme, margin: float, step: float, clock: Clock
) -> Iterator[tuple[Opening | None, bool]]:
    """The points of the curve from ``margin`` upwards, each with whether more may follow;
    None last where the clock ran out.

    ``step``: 0 for every point there is.
    """
    found = programme.find(Demand(Goal.COST, margin), clock)
    top = np.inf
    if step and found.opening is not None:
        highest = programme.find(Demand(Goal.LEVEL, margin), clock)
        top = np.inf if highest.opening is None else highest.opening.level
    while found.opening is not None and found.proven:
        point = _highest(programme, found.opening, clock)
        if step and point.level + ALIKE >= top:
            yield _fewer(programme, point, clock), False
            return
        margin = _next_margin(point.level, step, top)
        found = programme.find(Demand(Goal.COST, margin), clock)
        dearer = found.opening is None or found.opening.cost > point.cost + SLACK
        # At the same cost there is more to be had: the point is dominated.
        if found.proven and dearer:
            yield _fewer(programme, point, clock), found.opening is not None
    if not found.proven:
        yield None, True


def _next_margin(level: float, step: float, top: float) -> float:
    """What to ask for after a point of this level; the highest level is the last."""
    if not step:
        return level + RESOLUTION
    return top if level + step + ALIKE >= top else level + step


def _highest(programme: LeverProgramme, opening: Opening, clock: Clock) -> Opening:
    """The highest level that the levers of ``opening`` reach at no higher cost."""
    others = frozenset(range(programme.case.levers)).difference(opening.levers)
    demand = Demand(Goal.LEVEL, opening.level, cost=opening.cost, without=others)
    return programme.find(demand, clock).opening or opening


def _fewer(programme: LeverProgramme, opening: Opening, clock: Clock) -> Opening:
    """An opening of that cost and level, a cheapest one, with the fewest levers in force."""
    if _surely_fewest(programme, opening):
        return opening
    fewer = len(opening.levers) - 1
    demand = Demand(Goal.COUNT, opening.level, opening.cost, fewer)
    return programme.find(demand, clock).opening or opening


@dataclass(frozen=True)
class MinimalSets:
    """Inclusion-minimal opening sets by increasing size, each with a package that goes with it.

    ``complete``: there are no others. No points and complete: nothing opens a deal; a
    single empty set: a deal needs no lever.
    """

    openings: tuple[Opening, ...]
    complete: bool

    @property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """The sets of levers."""
        return tuple(opening.levers for opening in self.openings)

    def idle(self, case: Leverage) -> tuple[int, ...] | None:
        """Levers in no minimal opening set; None (unknown) where the list is not complete."""
        if not self.complete:
            return None
        used = {lever for opening in self.openings for lever in opening.levers}
        return tuple(lever for lever in range(case.levers) if lever not in used)


def minimal_sets(
    case: Leverage,
    aim: Aim | None = None,
    limit: int = 50,
    clock: Clock | None = None,
    sweep: Sweep | None = None,
    known: Sequence[Opening] = (),
) -> MinimalSets:
    """Every set of levers that opens a deal while none of its proper subsets does.

    The smallest opening set is found, all its supersets are forbidden, and so on. What is
    found is minimal although opening is not monotone (a lever more may close what was
    open): had a set found a proper subset that opens, then that would hold none of the
    earlier sets either (or the set itself would), so it was allowed, and smaller; but a
    smallest one was found. And none is missed: a minimal set holds no other opening set, so
    it is never forbidden before it is found itself. By increasing size, since what is
    allowed only ever shrinks.

    Small sets are found by trying them (:mod:`irenic.theory.lever_sweep`) where that can be
    done; ``sweep``: what was tried already, for this case and aim. ``known``: minimal
    openings (:func:`surely_minimal`), which are listed even if the clock or ``limit`` cuts
    the search, as far as ``limit`` has room.
    """
    aim, clock = aim or Aim(), clock or Clock()
    found = _minimal_sets(case, aim, limit, clock, sweep or Sweep(case, aim))
    if found.complete:
        return found
    more = {opening.levers: opening for opening in (*found.openings, *known)}
    listed = sorted(list(more.values())[:limit], key=lambda opening: len(opening.levers))
    return MinimalSets(tuple(listed), False)


def surely_minimal(case: Leverage, opening: Opening, aim: Aim) -> bool:
    """Whether a cheapest opening at ``aim``, proven so, holds no smaller opening set.

    True where every lever in it costs something and none is divisible (any part would cost
    less), or where levers are merely counted; False: not known.
    """
    held = list(opening.levers)
    weights = shares(case) if aim.weights is None else aim.weights
    whole = aim.whole or not any(case.divisible[i] for i in held)
    return whole and bool((weights[held] > 2 * SLACK).all())


def _minimal_sets(case: Leverage, aim: Aim, limit: int, clock: Clock, sweep: Sweep) -> MinimalSets:
    while len(sweep.openings) <= limit and sweep.extend(clock):
        pass
    openings = list(sweep.openings)
    if len(openings) > limit:
        return MinimalSets(tuple(openings[:limit]), False)
    programme = LeverProgramme(case, aim)
    barred = tuple(frozenset(opening.levers) for opening in openings)
    demand = Demand(Goal.COUNT, aim.margin, barred=barred, known_count=sweep.size + 1)
    while True:
        found = programme.find(demand, clock)
        if found.opening is None or not found.proven:
            return MinimalSets(tuple(openings), found.proven)
        if len(openings) == limit:
            return MinimalSets(tuple(openings), False)
        openings.append(found.opening)
        held = frozenset(found.opening.levers)
        demand = replace(demand, barred=(*demand.barred, held), known_count=len(held))


@dataclass(frozen=True)
class Indispensable:
    """Levers without which nothing opens a deal; ``unknown``: those undecided in time."""

    levers: tuple[int, ...]
    unknown: tuple[int, ...]


def indispensable(
    case: Leverage, opening: Opening, aim: Aim | None = None, clock: Clock | None = None
) -> Indispensable:
    """The levers that every opening set contains; ``opening`` is one that opens at ``aim``.

    Only levers in force in ``opening`` can be among them; for each, one programme without it.
    """
    aim, clock = aim or Aim(), clock or Clock()
    programme = LeverProgramme(case, aim)
    every: list[int] = []
    unknown: list[int] = []
    for lever in opening.levers:
        demand = Demand(Goal.COUNT, aim.margin, without=frozenset({lever}))
        found = programme.find(demand, clock)
        if found.opening is None:
            (every if found.proven else unknown).append(lever)
    return Indispensable(tuple(every), tuple(unknown))


@dataclass(frozen=True, eq=False)
class Shut:
    """How far the parties stay from a deal.

    ``highest``: for each required party a settlement in which it gains most, whatever the
    others say, no red line of its own crossed (its gain: ``opening.gains[party]``; None and
    proven where its red lines exclude every package); a party whose highest gain is below
    the margin stays out whatever is offered. ``nearest``: the settlement with the highest
    level, red lines kept; its level is below the margin exactly where nothing opens a deal.
    """

    highest: tuple[Found, ...]
    nearest: Found


def nothing_opens(case: Leverage, aim: Aim | None = None, clock: Clock | None = None) -> Shut:
    """Who stays out whatever is offered, and the settlement nearest to a deal.

    Both over all packages and all sets of levers that may be in force together and that
    those who pull them would pull (``aim.margin`` is not asked of anybody).
    """
    aim, clock = aim or Aim(), clock or Clock()
    programme = LeverProgramme(case, aim)
    return Shut(
        tuple(programme.find(Demand(party), clock) for party in range(case.space.required)),
        programme.find(Demand(Goal.LEVEL), clock),
    )
