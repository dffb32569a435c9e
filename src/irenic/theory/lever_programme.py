"""Packages and levers as a mixed-integer linear programme.

To the columns of the packages (:mod:`irenic.theory.programme`) come, for each lever, a
binary that says whether it is in force and, where it is divisible, a column for its scale;
for each scenario a column that is 1 where it holds. A lever is posed to HiGHS as one more
issue with two options, so that forbidding a proposal forbids this package with this set.

What HiGHS proposes is settled exactly (:mod:`irenic.theory.leverage`); where divisible
levers are in force, their scales by the same demands with package and set fixed: a small
linear programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from irenic.theory.leverage import (
    Aim,
    Kind,
    Leverage,
    Opening,
    asked,
    crossed_by,
    enough,
    lever_faults,
    settlement,
    shares,
)
from irenic.theory.packages import TOLERANCE, Floats
from irenic.theory.programme import (
    SLACK,
    Choice,
    Clock,
    Linear,
    Packages,
    Programme,
    Search,
    add_packages,
    best,
    total,
)

EXACT = 1e-8
"""Points by which the small programme of scales is looser: far less than is counted as enough."""


class Goal(Enum):
    """What is sought: the lowest cost, the fewest levers in force, the highest level."""

    COST = "cost"
    COUNT = "count"
    LEVEL = "level"


@dataclass(frozen=True)
class Demand:
    """What is asked of a settlement.

    ``goal``: what is to be best; a number: the gain of that party, whatever the others say.
    ``margin``: what those who consent gain at least (None: nobody's consent is asked).
    ``cost``, ``count``: at most so much. ``known_count``: it is known that nothing that
    meets the demand has fewer levers (which spares the proof of it). ``without``: levers not
    in force. ``barred``: sets of levers not all in force. ``pivotal``: a lever in force, with
    a package at which the demand would not be met without it, as far as a necessary
    condition can say (:meth:`LeverProgramme._demand_pivotal`).
    """

    goal: Goal | int
    margin: float | None = None
    cost: float | None = None
    count: int | None = None
    without: frozenset[int] = frozenset()
    barred: tuple[frozenset[int], ...] = ()
    pivotal: int | None = None
    known_count: int = 0


@dataclass(frozen=True)
class Found:
    """What was asked for (None: nothing found), and what is proven of it.

    ``bound``: there is nothing better than this value of what was sought: no opening costs
    less, or has a higher level or gain (inf for a cost, -inf for a level: there is none at
    all). ``proven``: nothing is better by more than
    :data:`irenic.theory.programme.SLACK`, or it is certain that there is none. Not proven
    and None: unknown, the clock ran out.
    """

    opening: Opening | None
    bound: float
    proven: bool


@dataclass(frozen=True, eq=False)
class Parts:
    """A settlement as linear functions of columns, or fixed.

    ``gains`` (P) in points; ``held`` and ``scale`` (L); ``scenario`` (R); ``lines``: the
    excess of each red line, by party; ``slack``: points by which rows are loosened.
    """

    gains: tuple[Linear, ...]
    held: tuple[Linear, ...]
    scale: tuple[Linear, ...]
    scenario: tuple[Linear, ...]
    lines: Mapping[int, tuple[Linear, ...]]
    slack: float


class LeverProgramme:
    """The programme of a case, built once and asked again and again."""

    def __init__(self, case: Leverage, aim: Aim) -> None:
        self.case, self.aim = case, aim
        self.weights = shares(case) if aim.weights is None else np.asarray(aim.weights, float)
        self.reach = _reach(case)
        self.programme = Programme()
        self.programme.spare_heuristics()
        self.programme.branch_at_once()
        self._falls: dict[int, Linear] = {}
        packages = add_packages(self.programme, case.space)
        self.parts = self._add_levers(packages)
        none_or_one = tuple((u * -1.0 + 1.0, u) for u in self.parts.held)
        self.proposals = Packages((*packages.options, *none_or_one), self.parts.gains, {})
        _demand_funders(self.programme, case, self.parts, self.reach)

    def _add_levers(self, packages: Packages) -> Parts:
        case, programme = self.case, self.programme
        barred = set(case.unusable).union(self.aim.without)
        held = tuple(
            Linear() if lever in barred else programme.binary() for lever in range(case.levers)
        )
        scale = tuple(
            programme.column(0.0, 1.0) if case.divisible[i] and i not in barred else u
            for i, u in enumerate(held)
        )
        for lever, (u, t) in enumerate(zip(held, scale, strict=True)):
            if t is not u:
                programme.row(u - t, low=0.0)
            for need in case.needs[lever]:
                programme.row(held[need] - u, low=0.0)
            for other in case.excludes[lever]:
                programme.row(held[other] + u, high=1.0)
        scenario = _add_scenarios(programme, case, held)
        gains = _gains(case, packages.gains, scale, scenario)
        return Parts(gains, held, scale, scenario, packages.red_lines, SLACK)

    def find(self, demand: Demand, clock: Clock) -> Found:
        """The best settlement that meets ``demand``, settled exactly."""
        before = self.programme.rows
        seen: list[tuple[float, Opening]] = []

        def exact(choice: Choice) -> float | None:
            value = self._settled(choice, demand)
            if value is None:
                return None
            seen.append(value)
            return value[0]

        try:
            goal = self._pose(self.programme, self.parts, demand)
            found = best(self.programme, self.proposals, goal, exact, Search(0.0, 0, clock))
        finally:
            self.programme.drop_rows(before)
        sign = -1.0 if demand.goal in (Goal.COST, Goal.COUNT) else 1.0
        top = max(seen, key=lambda pair: pair[0])[1] if seen else None
        return Found(top, sign * found.bound, found.proven)

    def _settled(self, choice: Choice, demand: Demand) -> tuple[float, Opening] | None:
        """The settlement of a proposal and its value; None where it does not count."""
        case = self.case
        issues = len(case.space.shape)
        package, levers = choice[:issues], tuple(np.flatnonzero(choice[issues:]).tolist())
        scales = np.zeros(case.levers)
        scales[list(levers)] = 1.0
        if any(case.divisible[i] for i in levers):
            partial = self._scales(package, levers, demand)
            if partial is None:
                return None
            scales = partial
        opening = settlement(case, package, scales, self.aim, levers)
        value = self.value(opening, demand)
        return None if value is None else (value, opening)

    def value(self, opening: Opening, demand: Demand) -> float | None:
        """What a settlement is worth to ``demand``, to be maximised; None: it does not count."""
        if not self._counts(opening, demand):
            return None
        if demand.goal is Goal.COST:
            return -opening.cost
        if demand.goal is Goal.COUNT:
            return -float(len(opening.levers))
        if demand.goal is Goal.LEVEL:
            return min(opening.level, float(self.reach[1].max()) + 1.0)
        return float(opening.gains[int(demand.goal)])

    def _counts(self, opening: Opening, demand: Demand) -> bool:
        """Whether a settlement meets ``demand``, in exact gains."""
        case, held = self.case, frozenset(opening.levers)
        dear = demand.cost is not None and opening.cost > demand.cost + SLACK
        many = demand.count is not None and len(held) > demand.count
        barred = held & demand.without or any(held >= some for some in demand.barred)
        barred = barred or not held.issuperset(_forced(demand))
        if dear or many or barred or lever_faults(case, opening):
            return False
        if isinstance(demand.goal, int):
            lost = demand.goal in crossed_by(case, opening.choice)
            return not lost and not np.isnan(opening.gains[demand.goal])
        margin = -np.inf if demand.margin is None else demand.margin
        return opening.level > -np.inf and enough(case, opening, opening.level, margin)

    def _scales(self, package: Choice, levers: tuple[int, ...], demand: Demand) -> Floats | None:
        """The best scales where package and set are fixed; None where no scales will do."""
        case, programme = self.case, Programme()
        held = tuple(Linear({}, float(i in levers)) for i in range(case.levers))
        scale = tuple(
            programme.column(0.0, 1.0) if case.divisible[i] and i in levers else u
            for i, u in enumerate(held)
        )
        none = settlement(case, package, np.zeros(case.levers))
        worth = [Linear({}, g) for g in none.gains + case.reservation[0]]
        threatened = {case.scenario[i] for i in levers if case.kind[i] is Kind.THREAT} or {0}
        scenario = tuple(Linear({}, float(r in threatened)) for r in range(len(case.reservation)))
        crossing = crossed_by(case, package)
        lines = {p: (Linear({}, 1.0),) for p in crossing}
        parts = Parts(_gains(case, worth, scale, scenario), held, scale, scenario, lines, EXACT)
        _demand_funders(programme, case, parts, self.reach)
        goal = self._pose(programme, parts, replace(demand, pivotal=None))
        columns = programme.maximise(goal).columns
        if columns is None:
            return None
        exact = np.array([t.at(columns) for t in scale])
        return np.clip(np.rint(exact / TOLERANCE) * TOLERANCE, 0.0, 1.0)

    def _pose(self, programme: Programme, parts: Parts, demand: Demand) -> Linear:
        """Add the rows of ``demand``; the objective to be maximised."""
        weighed = parts.held if self.aim.whole else parts.scale
        cost = total(t * float(w) for t, w in zip(weighed, self.weights, strict=True))
        count = total(parts.held)
        for lever in demand.without:
            programme.row(parts.held[lever], high=0.0)
        for barred in demand.barred:
            programme.row(total(parts.held[i] for i in barred), high=len(barred) - 1.0)
        if demand.cost is not None:
            programme.row(cost, high=demand.cost + parts.slack)
        if demand.count is not None or demand.known_count > 0:
            most = np.inf if demand.count is None else float(demand.count)
            programme.row(count, float(demand.known_count), most)
        if demand.pivotal is not None:
            self._demand_pivotal(demand.pivotal, demand.margin or 0.0)
        if demand.margin is not None or demand.goal is Goal.LEVEL:
            level = self._demand_consent(programme, parts, demand)
        if demand.goal is Goal.COST:
            return cost * -1.0
        if demand.goal is Goal.COUNT:
            return count * -1.0
        if demand.goal is Goal.LEVEL:
            return level
        for line in parts.lines.get(int(demand.goal), ()):
            programme.row(line, high=0.0)
        return parts.gains[int(demand.goal)]

    def _demand_pivotal(self, lever: int, margin: float) -> None:
        """Demand ``lever``, and that its loss could shut the deal, the package kept.

        When a lever that is no threat is lost, the red lines crossed and the scenario stay.
        So if the deal is then shut, a lever in force needs the lost one, or somebody whose
        consent is asked falls below ``margin``, or somebody who pulls a lever below 0. (A
        quorum, or a party that pulls nothing, may not be shut by that: the condition is
        necessary, not sufficient.) Of a threat nothing but its presence is demanded.
        """
        case, programme, held = self.case, self.programme, self.parts.held
        programme.row(held[lever], low=1.0)
        if case.kind[lever] is Kind.THREAT:
            return
        usable = [i for i, u in enumerate(held) if u.terms]
        least = {case.by[i]: 0.0 for i in usable if case.kind[i] is not Kind.THREAT}
        for party in asked(case, self.aim)[0]:
            least[party] = max(margin, least.get(party, margin))
        ways = [held[i] for i in usable if lever in case.needs[i]]
        for party, floor in least.items():
            effect = float(case.effect[lever, party])
            if effect > 0:
                if party not in self._falls:
                    self._falls[party] = programme.binary()
                falls = self._falls[party]
                lost = self.parts.gains[party] - self.parts.scale[lever] * effect
                spare = max(0.0, float(self.reach[1][party]) - floor)
                programme.row(lost - floor - (falls * -1.0 + 1.0) * spare, high=SLACK)
                ways.append(falls)
        programme.row(total(ways), low=1.0)

    def _demand_consent(self, programme: Programme, parts: Parts, demand: Demand) -> Linear:
        """Demand the consents of the rule; a column for what all who consent gain at least."""
        parties, count, vetoes = asked(self.case, self.aim)
        low, high = self.reach
        least = Linear({}, 0.0 if demand.margin is None else demand.margin)
        if demand.goal is Goal.LEVEL:
            floor = low.min() if demand.margin is None else demand.margin
            least = programme.column(float(floor) - SLACK, float(high.max()) + 1.0)
        top = least.constant if not least.terms else float(high.max()) + 1.0
        consents = []
        for party in parties:
            given = Linear({}, 1.0)
            if count < len(parties) and party not in vetoes:
                given = programme.binary()
            consents.append(given)
            lost = (given * -1.0 + 1.0) * max(0.0, top - float(low[party]))
            slack = 0.0 if least.terms else parts.slack
            programme.row(parts.gains[party] - least + lost, low=-slack)
            for line in parts.lines.get(party, ()):
                programme.row(line + given, high=1.0)
        if count < len(parties):
            programme.row(total(consents), low=float(count))
        return least


def _forced(demand: Demand) -> frozenset[int]:
    """The levers that must be in force."""
    return frozenset() if demand.pivotal is None else frozenset({demand.pivotal})


def _add_scenarios(
    programme: Programme, case: Leverage, held: Sequence[Linear]
) -> tuple[Linear, ...]:
    """A column for each scenario that a usable threat brings about, and for the base one."""
    threats = [i for i in range(case.levers) if case.kind[i] is Kind.THREAT and held[i].terms]
    rows = {case.scenario[i] for i in threats} | {0}
    scenario = tuple(
        programme.column(0.0, 1.0) if row in rows else Linear()
        for row in range(len(case.reservation))
    )
    programme.row(total(scenario), 1.0, 1.0)
    for threat in threats:
        programme.row(scenario[case.scenario[threat]] - held[threat], low=0.0)
    for row in rows - {0}:
        makers = total(held[i] for i in threats if case.scenario[i] == row)
        programme.row(makers - scenario[row], low=0.0)
    return scenario


def _gains(
    case: Leverage, worth: Sequence[Linear], scale: Sequence[Linear], scenario: Sequence[Linear]
) -> tuple[Linear, ...]:
    """The gain of each party; where it has no reservation value the gain means nothing."""
    found = []
    for party, base in enumerate(worth):
        levers = [t * float(e) for t, e in zip(scale, case.effect[:, party], strict=True) if e]
        lost = [
            s * -float(r)
            for s, r in zip(scenario, case.reservation[:, party], strict=True)
            if not np.isnan(r)
        ]
        found.append(total([base, *levers, *lost]))
    return tuple(found)


def _demand_funders(
    programme: Programme, case: Leverage, parts: Parts, reach: tuple[Floats, Floats]
) -> None:
    """Whoever pulls a lever other than a threat accepts the settlement."""
    for party in sorted(set(case.by) - {-1}):
        pulled = [
            parts.held[i]
            for i in range(case.levers)
            if case.by[i] == party and case.kind[i] is not Kind.THREAT and i not in case.unusable
        ]
        if not pulled:
            continue
        accepts = programme.column(0.0, 1.0)
        for u in pulled:
            programme.row(accepts - u, low=0.0)
        lost = (accepts * -1.0 + 1.0) * max(0.0, -float(reach[0][party]))
        programme.row(parts.gains[party] + lost, low=-parts.slack)
        for line in parts.lines.get(party, ()):
            programme.row(line + accepts, high=1.0)
        for s, r in zip(parts.scenario, case.reservation[:, party], strict=True):
            if np.isnan(r):
                programme.row(s + accepts, high=1.0)


def _reach(case: Leverage) -> tuple[Floats, Floats]:
    """For each party a bound below and above its gain from any settlement, in points."""
    low = np.minimum(case.effect, 0.0).sum(axis=0) - np.nanmax(case.reservation, axis=0)
    high = np.maximum(case.effect, 0.0).sum(axis=0) - np.nanmin(case.reservation, axis=0)
    for table in case.space.worth:
        low, high = low + table.min(axis=1), high + table.max(axis=1)
    for term in case.space.joint:
        low, high = low + np.minimum(term.worth, 0.0), high + np.maximum(term.worth, 0.0)
    return low, high


def unwilling(case: Leverage) -> dict[int, float]:
    """Levers, threats apart, by which their makers would lose whatever is settled besides.

    To each a bound, below 0, above its maker's gain from any settlement with that lever. What
    is not listed may be refused as well: the bound takes for each issue what is best for the
    maker, and every lever that does it good.
    """
    high = _reach(case)[1]
    found = {}
    for lever, maker in enumerate(case.by):
        if lever in case.unusable or case.kind[lever] is Kind.THREAT:
            continue
        cost = 0.0 if case.divisible[lever] else min(float(case.effect[lever, maker]), 0.0)
        most = float(high[maker]) + cost
        if most < -SLACK:
            found[lever] = most
    return found
