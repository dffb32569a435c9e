"""What the words of ``agreement`` mean, spelled out with loops over every package.

Numbers are exact fractions, so nothing here needs a tolerance; the generated dossiers
hold quarters of a point, which floats hold exactly too.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

from hypothesis import strategies as st

from irenic.dossier.model import Dossier


def packages(dossier):
    """Every package, as issue -> option, the last issue changing fastest."""
    issues = list(dossier.issues)
    for chosen in itertools.product(*(dossier.issues[issue].options for issue in issues)):
        yield dict(zip(issues, chosen, strict=True))


def key(package):
    return tuple(package.items())


def holds(condition, package):
    return all(package[issue] in options for issue, options in condition.options.items())


def crosses(dossier, package, party):
    lines = dossier.red_lines.get(party)
    return lines is not None and any(holds(never, package) for never in lines.never)


def gain(dossier, package, party, scenario, levers=()):
    """The definition of gain, term by term (docs/theory/agreement.md)."""
    total = Fraction(0)
    for issue, option in package.items():
        row = dossier.issues[issue].worth.get(party)
        total += Fraction(row.mode(option)) if row is not None else 0
    for joint in dossier.joint_worth:
        if holds(joint.when, package):
            total += Fraction(joint.worth.mode(party))
    reservation = Fraction(dossier.scenarios[scenario].mode(party))
    for name in levers:
        lever = dossier.levers[name]
        total += Fraction(lever.worth.mode(party)) - Fraction(lever.cost.mode(party))
        reservation -= Fraction(lever.relief.mode(party))
    return total - reservation


class Answers:
    """The answers for one dossier, scenario and set of levers."""

    def __init__(self, dossier, scenario, levers=()):
        self.dossier, self.scenario, self.levers = dossier, scenario, levers
        required = dossier.required or tuple(dossier.parties)
        self.required = [party for party in dossier.parties if party in required]
        self.everything = list(packages(dossier))
        self.vectors = {
            key(p): tuple(gain(dossier, p, q, scenario, levers) for q in self.required)
            for p in self.everything
        }
        self.acceptable = [
            key(p) for p in self.everything if all(self.accepts(p, q) for q in self.required)
        ]

    def accepts(self, package, party):
        value = gain(self.dossier, package, party, self.scenario, self.levers)
        return value >= 0 and not crosses(self.dossier, package, party)

    def frontier(self):
        """The distinct undominated vectors of gains of acceptable packages."""
        vectors = {self.vectors[x] for x in self.acceptable}
        return {v for v in vectors if not any(dominates(w, v) for w in vectors)}

    def ideal(self):
        return [max(column) for column in zip(*map(self.vectors.get, self.acceptable), strict=True)]

    def solution(self, name):
        """(value, set of undominated packages) of a solution over the acceptable packages."""
        ideal = self.ideal()

        def shares(v):
            return [g / best for g, best in zip(v, ideal, strict=True) if best > 0] or [Fraction(0)]

        measure = {
            "nash_bargaining_solution": math.prod,
            "kalai_smorodinsky": lambda v: min(shares(v)),
            "egalitarian": sorted,
            "utilitarian": sum,
            "relative_utilitarian": lambda v: sum(shares(v)),
        }[name]
        values = {x: measure(self.vectors[x]) for x in self.acceptable}
        best = max(values.values())
        frontier = self.frontier()
        ties = {x for x, v in values.items() if v == best and self.vectors[x] in frontier}
        return (best[0] if name == "egalitarian" else best), ties

    def nearest(self):
        """(highest smallest gain, packages) among those that cross no red line that binds."""
        open_ = [
            key(p)
            for p in self.everything
            if not any(crosses(self.dossier, p, q) for q in self.required)
        ]
        if not open_:
            return None
        best = max(min(self.vectors[x]) for x in open_)
        return best, {x for x in open_ if min(self.vectors[x]) == best}

    def passing(self, quorum, veto):
        return [
            key(p)
            for p in self.everything
            if sum(self.accepts(p, q) for q in self.required) >= quorum
            and all(self.accepts(p, q) for q in veto)
        ]


def dominates(one, other):
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


_quarters = st.integers(-12, 40).map(lambda n: n / 4)
_coarse = st.integers(-1, 3).map(float)


@st.composite
def dossiers(draw):
    """Small dossiers with everything that agreement looks at; many ties and empty zones."""
    number = draw(st.sampled_from((_quarters, _coarse)))
    parties = [f"p{n}" for n in range(draw(st.integers(2, 6)))]
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(_small))
    issues = {
        f"i{n}": {"options": {f"o{k}": f"O{k}" for k in range(size)}, "default": "o0"}
        for n, size in enumerate(shape)
    }
    for issue in issues.values():
        valuing = draw(st.lists(st.sampled_from(parties), unique=True))
        issue["worth"] = {p: {o: draw(number) for o in issue["options"]} for p in valuing}

    def condition():
        chosen = draw(st.lists(st.sampled_from(list(issues)), min_size=1, max_size=3, unique=True))
        return {
            i: draw(st.lists(st.sampled_from(list(issues[i]["options"])), min_size=1, unique=True))
            for i in chosen
        }

    def row(positive=False):
        chosen = draw(st.lists(st.sampled_from(parties), min_size=1, unique=True))
        return {p: abs(draw(number)) if positive else draw(number) for p in chosen}

    required = draw(st.none() | st.lists(st.sampled_from(parties), min_size=1, unique=True))
    ease = draw(st.sampled_from((-4.0, 0.0, 6.0)))
    content = {
        "irenic": 1,
        "parties": {p: {} for p in parties},
        "issues": issues,
        "joint_worth": [
            {"when": condition(), "worth": row()} for _ in range(draw(st.integers(0, 3)))
        ],
        "red_lines": {
            p: {"never": [condition()]}
            for p in draw(st.lists(st.sampled_from(parties), max_size=2, unique=True))
        },
        "scenarios": {name: {p: draw(number) - ease for p in parties} for name in ("quo", "war")},
        "levers": {
            "shout": {"kind": "threat", "by": parties[0], "scenario": "war", "cost": row(True)},
            "give": {"kind": "incentive", "by": parties[0], "worth": row(), "cost": row(True)},
            "lean": {"kind": "pressure", "by": parties[1], "relief": row(True)},
        },
        "plans": {"peace": {"levers": ["give"], "package": {}}},
    }
    if required is not None:
        content["required"] = required
    return Dossier.model_validate(content)


def _small(shape):
    return math.prod(shape) <= 60
