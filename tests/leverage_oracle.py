"""The slow obvious version of leverage: every package with every set of levers.

Written from the definitions, in plain Python and whole quarters of points, so that
nothing is rounded; and small cases made by hypothesis. Whole levers only.
"""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from irenic.theory.leverage import Kind, Leverage
from irenic.theory.packages import JointTerm, RedLine, Space


class Settled(NamedTuple):
    """A settlement: a package, the levers in force, and what follows."""

    package: tuple[int, ...]
    levers: frozenset[int]
    scenario: int
    gains: tuple[float, ...]
    level: float


def holds(package, never):
    """Whether the package contains the combination."""
    return all(package[issue] in options for issue, options in never.items())


def crosses(case, package, party):
    """Whether the package crosses a red line of the party."""
    return any(r.party == party and holds(package, r.never) for r in case.space.red_lines)


def subsets(levers):
    """All subsets, the smaller first."""
    return [frozenset(s) for k in range(len(levers) + 1) for s in combinations(levers, k)]


def shortfall(case, threat):
    """What a threat lacks to be credible; NaN where that cannot be said."""
    maker = case.by[threat]
    if maker < 0:
        return math.nan
    then = case.reservation[case.scenario[threat]][maker]
    return max(0.0, case.reservation[0][maker] - case.audience_cost[threat] - then) + 0 * then


def may_be_in_force(case, levers):
    """Whether these levers go together and each could count at all."""
    scenarios = set()
    for lever in levers:
        if case.by[lever] < 0:
            return False
        if not set(case.needs[lever]) <= levers or set(case.excludes[lever]) & levers:
            return False
        if case.kind[lever] is Kind.THREAT:
            scenarios.add(case.scenario[lever])
            if shortfall(case, lever) != 0:
                return False
    if len(scenarios) > 1:
        return False
    scenario = min(scenarios, default=0)
    required = range(case.space.required)
    return not any(math.isnan(case.reservation[scenario][p]) for p in required)


def gain(case, package, levers, party):
    """gain_p(x, S)."""
    space = case.space
    found = sum(table[party][option] for table, option in zip(space.worth, package, strict=True))
    found += sum(t.worth[party] for t in space.joint if holds(package, t.when))
    found += sum(case.effect[lever][party] for lever in levers)
    threatened = {case.scenario[i] for i in levers if case.kind[i] is Kind.THREAT} or {0}
    return found - case.reservation[min(threatened)][party]


def settled(case, package, levers, spared=()):
    """The settlement with its level by the rule of consent."""
    gains = tuple(gain(case, package, levers, p) for p in range(len(case.space.constant)))
    threatened = {case.scenario[i] for i in levers if case.kind[i] is Kind.THREAT} or {0}
    asked = [p for p in range(case.space.required) if p not in spared]
    count = len(asked) if case.quorum is None else min(case.quorum, len(asked))
    levels = [
        min((gains[p] for p in some), default=math.inf)
        for some in combinations(asked, count)
        if all(v in some for v in case.vetoes if v in asked)
        and not any(crosses(case, package, p) for p in some)
    ]
    # More than the quorum may be needed to hold every veto.
    for k in range(count + 1, len(asked) + 1):
        levels += [
            min(gains[p] for p in some)
            for some in combinations(asked, k)
            if all(v in some for v in case.vetoes if v in asked)
            and not any(crosses(case, package, p) for p in some)
        ]
    return Settled(package, levers, min(threatened), gains, max(levels, default=-math.inf))


def pulled(case, found):
    """Whether everybody who pulls a lever other than a threat accepts the settlement."""
    pullers = {case.by[i] for i in found.levers if case.kind[i] is not Kind.THREAT}
    return all(found.gains[p] >= 0 and not crosses(case, found.package, p) for p in pullers)


def settlements(case, spared=()):
    """Every settlement that counts."""
    packages = list(product(*(range(n) for n in case.space.shape)))
    return [
        found
        for levers in subsets(range(case.levers))
        if may_be_in_force(case, levers)
        for package in packages
        if pulled(case, found := settled(case, package, levers, spared))
    ]


def price(case, levers, weights=None):
    """The cost of these levers."""
    if weights is None:
        weights = (case.cost / case.scale).sum(axis=1)
    return sum(weights[i] for i in levers)


def minimal(sets):
    """The inclusion-minimal ones."""
    return {s for s in sets if not any(t < s for t in sets)}


def non_dominated(points):
    """(cost, level) pairs that no other equals or beats in both and beats in one."""
    return {
        (c, v)
        for c, v in points
        if not any((d <= c + 1e-7 and w > v) or (d < c - 1e-7 and w >= v) for d, w in points)
    }


def cases(levers=6):
    """2 to 4 parties, 2 or 3 issues, up to ``levers`` whole levers.

    Drawn by a seed, since what hypothesis prefers (zeros) seldom needs a lever.
    """
    return st.integers(0, 2**32 - 1).map(lambda seed: _case(np.random.default_rng(seed), levers))


def _case(rng, most):
    parties, number = int(rng.integers(2, 5)), int(rng.integers(1, most + 1))
    required = int(rng.integers(max(1, parties - 2), parties + 1))
    space = _space(rng, parties, required)
    reservation = _reservation(rng, space)
    scenarios = len(reservation)
    threat = rng.random(number) < 0.3
    others = rng.choice([k for k in Kind if k is not Kind.THREAT], number)
    cost = _quarters(rng, 0, 6, (number, parties)) * (rng.random((number, parties)) < 0.3)
    worth = _quarters(rng, 0, 10, (number, parties)) * (rng.random((number, parties)) < 0.5)
    quorum = int(rng.integers(1, required + 1)) if rng.random() < 0.3 else None

    def some(lever):
        return tuple(int(j) for j in range(number) if j != lever and rng.random() < 0.08)

    return Leverage(
        space,
        reservation,
        worth - cost,
        cost,
        tuple(Kind.THREAT if t else Kind(k) for t, k in zip(threat, others, strict=True)),
        tuple(int(p) if rng.random() < 0.95 else -1 for p in rng.integers(0, parties, number)),
        tuple(int(rng.integers(0, scenarios)) if t else -1 for t in threat),
        (False,) * number,
        tuple(some(i) for i in range(number)),
        tuple(some(i) for i in range(number)),
        _quarters(rng, 0, 8, number) * threat,
        rng.integers(4, 12, parties).astype(float),
        quorum,
        (int(rng.integers(0, required)),) if quorum and rng.random() < 0.5 else (),
    )


def _quarters(rng, low, high, shape):
    return rng.integers(low, high + 1, shape) / 4


def _space(rng, parties, required):
    shape = rng.integers(1, 4, int(rng.integers(2, 4)))

    def combination():
        issues = rng.permutation(len(shape))[: int(rng.integers(1, 3))]
        return {int(i): (int(rng.integers(0, shape[i])),) for i in issues}

    return Space(
        tuple(_quarters(rng, -8, 16, (parties, n)) for n in shape),
        np.zeros(parties),
        required,
        tuple(
            JointTerm(combination(), _quarters(rng, -8, 8, parties))
            for _ in range(rng.integers(0, 2))
        ),
        tuple(
            RedLine(int(rng.integers(0, parties)), combination()) for _ in range(rng.integers(0, 2))
        ),
    )


def _reservation(rng, space):
    """A little more than some package gives in the base scenario, mostly less in the others."""
    parties = len(space.constant)
    base = sum(table[:, int(rng.integers(0, table.shape[1]))] for table in space.worth)
    base = base + _quarters(rng, -2, 8, parties) * (np.arange(parties) < space.required)
    found = [base]
    for _ in range(rng.integers(0, 3)):
        found.append(base - _quarters(rng, -2, 6, parties))
        if rng.random() < 0.15:
            found[-1][int(rng.integers(0, parties))] = np.nan
    return np.array(found)
