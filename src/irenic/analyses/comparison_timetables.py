"""Whether the timetable of a column holds: a plan's own where it has one, else the best one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.drawn_carrying import drawn_carrying
from irenic.analyses.enforcement_arrays import (
    Carrying,
    carrying_out,
    planned_shares,
    stray_deed,
)
from irenic.errors import Inapplicable
from irenic.theory import tallies
from irenic.theory.completion import Rule, simulate
from irenic.theory.drawn_timetable import holds
from irenic.theory.enforcement import evaluate, violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.dossier.model import Dossier
    from irenic.theory.enforcement import Evaluation
    from irenic.theory.packages import Bools, Floats

Values = dict[str, Any]

LIKELY = {"half": 0.5, "ninety": 0.9}
"""Chances of being complete, for which the months are given."""


@dataclass(frozen=True, eq=False)
class Own:
    """A plan's own timetable: ``shares`` (D, T) of its deeds, and how it stands.

    ``hindrance``: why it cannot be done at all (rule, deed, the deed it gets ahead of); then
    ``shares`` and ``evaluation`` are None.
    """

    case: Carrying
    shares: Floats | None = None
    evaluation: Evaluation | None = None
    hindrance: Mapping[str, str | None] | None = None

    def kept(self, keys: Sequence[str], values: Floats) -> Bools:
        """In which draws (n,) of ``values`` (n, keys) it holds."""
        if self.shares is None:
            return np.zeros(len(values), dtype=np.bool_)
        return holds(drawn_carrying(self.case, keys, values), self.shares)


def own_timetable(dossier: Dossier, plan: str) -> Own | None:
    """The timetable that ``plan`` states for its package, under its levers and guarantees.

    None where it states none, or where nothing can be carried out for want of numbers.
    """
    if dossier.timetable is None or dossier.plans[plan].timetable is None:
        return None
    try:
        case = carrying_out(dossier, plan, None, ())
    except Inapplicable:
        return None
    shares = planned_shares(case, plan)
    if shares is None:
        stray = {"rule": "deed", "deed": stray_deed(case, plan), "other": None}
        return Own(case, hindrance=stray)
    against = violations(case.problem, shares)
    if against:
        first = against[0]
        other = None if first.other < 0 else case.deeds[first.other]
        hindrance = {"rule": first.rule, "deed": case.deeds[first.deed], "other": other}
        return Own(case, hindrance=hindrance)
    return Own(case, shares, evaluate(case.problem, shares))


def of_own(own: Own, kept: int, draws: int) -> Values:
    """How a plan's own timetable stands, and in which share of ``draws`` it holds."""
    share = tallies.shares(np.array([kept]), np.array([0]), draws)
    found: Values = {
        "of": "plan", "holds": False, "margin": None, "bound": None, "tightest": None,
        "hindrance": None if own.hindrance is None else dict(own.hindrance),
        "share": float(share.share[0]), "low": float(share.low[0]), "high": float(share.high[0]),
    }  # fmt: skip
    if own.evaluation is not None:
        margins = np.where(own.evaluation.bound, own.evaluation.margins, np.inf)
        stage, party = np.unravel_index(int(margins.argmin()), margins.shape)
        margin = float(margins.min())
        found |= {
            "holds": own.evaluation.holds(),
            "margin": margin,
            "bound": margin,
            "tightest": {"party": own.case.parties[int(party)], "stage": int(stage) + 1},
        }
    return found


def of_best(given: Mapping[str, Any]) -> Values:
    """How the best timetable stands, where there is no other; ``given``: of ``enforcement``."""
    return {
        "of": "best", "holds": given["holds"], "margin": given["margin"],
        "bound": given["bound"], "tightest": given["tightest"], "hindrance": None,
        "share": None, "low": None, "high": None,
    }  # fmt: skip


def beside(given: Mapping[str, Any] | None) -> Values:
    """What ``enforcement`` (None: not asked) says of the best order of the same deeds."""
    if given is None:
        return {"best": None, "least_guarantee": None, "cheapest": None}
    months = _months_of(given) if given["holds"] else None
    return {
        "best": {
            "holds": given["holds"], "margin": given["margin"], "bound": given["bound"],
            "months": months,
        },
        "least_guarantee": given["least_guarantee"], "cheapest": given["cheapest"],
    }  # fmt: skip


def _months_of(given: Mapping[str, Any]) -> float:
    return float(given["months"] * max((s["stage"] for s in given["timetable"]), default=0))


def own_months(own: Own, given: Mapping[str, Any] | None) -> Values:
    """Months until a plan's own timetable is complete: as planned, and by chance."""
    if own.shares is None:
        raise ValueError("a timetable that cannot be done is never complete")
    months = own.case.entry.months
    done = np.flatnonzero(own.shares.any(axis=0))
    planned = months * (int(done[-1]) + 1 if done.size else 0)
    if not own.case.benchmarks:
        return {"planned": planned, "shortest": _shortest(given), **_by_chance([])}
    found = simulate(own.case.problem, own.shares, own.case.marks, Rule("wait"))
    by_month = [(months * (stage + 1), float(c)) for stage, c in enumerate(found.complete)]
    return {"planned": planned, "shortest": _shortest(given), **_by_chance(by_month)}


def best_months(given: Mapping[str, Any]) -> Values:
    """Months until the best timetable is complete: as planned, and by chance."""
    completion = (given["completion"] or {}).get("wait")
    by_month = [] if completion is None else [
        (row["month"], row["complete"]) for row in completion["by_month"]
    ]  # fmt: skip
    return {
        "planned": _months_of(given), "shortest": _shortest(given), **_by_chance(by_month)
    }  # fmt: skip


def _shortest(given: Mapping[str, Any] | None) -> float | None:
    shortest = None if given is None else given["shortest"]
    if given is None or shortest is None or shortest["stages"] is None:
        return None
    return float(given["months"] * shortest["stages"])


def _by_chance(by_month: Sequence[tuple[float, float]]) -> Values:
    found: Values = {
        key: next((month for month, done in by_month if done >= chance), None)
        for key, chance in LIKELY.items()
    }
    return {**found, "chance": by_month[-1][1] if by_month else None}
