"""Who can agree and who cannot, spelled out over every subset of parties and every package."""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from irenic.theory.packages import JointTerm, RedLine, Space


@st.composite
def quarrels(draw):
    """2 to 6 parties whose reservation values bite; joint worth, red lines, ties."""
    parties = draw(st.integers(2, 6))
    shape = draw(
        st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(lambda s: math.prod(s) <= 72)
    )
    number = st.integers(-4, 8)

    def row():
        return np.array([draw(number) / 4 for _ in range(parties)])

    def combination():
        issues = draw(st.sets(st.sampled_from(range(len(shape))), min_size=1))
        some = {i: st.sets(st.integers(0, shape[i] - 1), min_size=1) for i in sorted(issues)}
        return {i: tuple(sorted(draw(chosen))) for i, chosen in some.items()}

    return Space(
        tuple(np.array([row() for _ in range(size)]).T.copy() for size in shape),
        row() - draw(st.sampled_from((0.5, 1.0, 2.0, 3.0))),
        draw(st.integers(max(1, parties - 1), parties)),
        tuple(JointTerm(combination(), row()) for _ in range(draw(st.integers(0, 2)))),
        tuple(
            RedLine(draw(st.integers(0, parties - 1)), combination())
            for _ in range(draw(st.integers(0, 2)))
        ),
    )


def held(package, when):
    return all(package[issue] in some for issue, some in when.items())


def gain(space, party, package):
    """Gain by the definition; quarters of points, which floats add exactly."""
    found = space.constant[party]
    found += sum(table[party, o] for table, o in zip(space.worth, package, strict=True))
    return found + sum(t.worth[party] for t in space.joint if held(package, t.when))


def every(space):
    return list(product(*map(range, space.shape)))


def consents(space, party, package):
    lines = [line.never for line in space.red_lines if line.party == party]
    return gain(space, party, package) >= 0 and not any(held(package, n) for n in lines)


def subsets(parties):
    for size in range(parties + 1):
        yield from combinations(range(parties), size)


def families(space):
    """All minimal conflicts and maximal agreements, subset by subset."""
    willing = [{p for p in range(space.required) if consents(space, p, x)} for x in every(space)]
    can = {s for s in subsets(space.required) if any(set(s) <= w for w in willing)}
    cannot = set(subsets(space.required)) - can
    minimal = {s for s in cannot if not any(set(t) < set(s) for t in cannot)}
    return minimal, {s for s in can if not any(set(s) < set(t) for t in can)}


def would_agree(space, parties, given_up):
    """The definition of turning: own best options on ``given_up``, lines naming them aside."""

    def best(party, package):
        ways = product(*(range(space.shape[i]) if i in given_up else (o,)
                         for i, o in enumerate(package)))  # fmt: skip
        return max(gain(space, party, way) for way in ways)

    lines = [
        line.never
        for line in space.red_lines
        if line.party in parties and not set(line.never) & set(given_up)
    ]
    return any(
        all(best(p, x) >= 0 for p in parties) and not any(held(x, n) for n in lines)
        for x in every(space)
    )


def turning(space, parties):
    for size in (1, 2, 3):
        found = [
            issues
            for issues in combinations(range(len(space.shape)), size)
            if would_agree(space, parties, issues)
        ]
        if found:
            return tuple(found)
    return ()
