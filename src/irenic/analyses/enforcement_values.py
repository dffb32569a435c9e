"""The answers about a timetable as values with documented keys. Stages count from 1 here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.theory.enforcement import TOLERANCE

if TYPE_CHECKING:
    from irenic.analyses.enforcement_arrays import Carrying
    from irenic.theory.completion import Completion, Rule
    from irenic.theory.enforcement import Evaluation
    from irenic.theory.enforcement_changes import LeastChange
    from irenic.theory.enforcement_lock import Effect, Lock
    from irenic.theory.enforcement_programme import (
        Best,
        CheapestGuarantees,
        LeastGuarantee,
        Shortest,
    )
    from irenic.theory.packages import Floats


@dataclass(frozen=True, eq=False)
class Order:
    """An order to compare: ``evaluation`` is None where windows or waiting exclude it."""

    name: str
    kind: str
    subject: str
    evaluation: Evaluation | None


@dataclass(frozen=True, eq=False)
class Answers:
    """All that theory has to say; None: not asked."""

    best: Best
    holds: bool | None
    orders: tuple[Order, ...]
    shortest: Shortest | None = None
    lock: Lock | None = None
    least: LeastGuarantee | None = None
    changes: Mapping[str, LeastChange] | None = None
    effects: Mapping[str, Effect] | None = None
    cheapest: CheapestGuarantees | None = None
    completion: Mapping[Rule, Completion] | None = None

    @property
    def complete(self) -> bool:
        """Whether everything is proven."""
        sure = [self.holds is not None, self.best.proven]
        sure += [one.proven for one in (self.shortest, self.least, self.cheapest) if one]
        sure += [] if self.lock is None else [self.lock.minimal]
        sure += [one.proven for one in (self.changes or {}).values()]
        sure += [one.proven for one in (self.effects or {}).values()]
        return all(sure)


def values_of(case: Carrying, answers: Answers, margin: float) -> dict[str, Any]:
    """The values of the result."""
    best = answers.best
    return {
        "holds": answers.holds,
        "margin": _finite(best.margin),
        "bound": None if best.feasible is False else _finite(best.bound),
        "proven": best.proven,
        "timetable": _steps(case, best.shares),
        "margins": _margins(case, best.evaluation),
        "tightest": _tightest(case, best.evaluation),
        "breaks": {
            order.name: _break(case, order.evaluation, margin)
            for order in answers.orders
            if order.evaluation is not None
        },
        "orders": [_order(order) for order in answers.orders],
        "shortest": _shortest(answers.shortest),
        "lock": _lock(case, answers.lock),
        "lock_minimal": None if answers.lock is None else answers.lock.minimal,
        "least_guarantee": _least(case, answers.least),
        "least_guarantee_proven": None if answers.least is None else answers.least.proven,
        "changes": None if answers.changes is None else {
            kind: {"least": one.least, "tried": one.tried, "proven": one.proven}
            for kind, one in answers.changes.items()
        },
        "effects": _effects(case, answers),
        "cheapest": _cheapest(case, answers.cheapest),
        "completion": None if answers.completion is None else {
            str(rule): _completion(case, one) for rule, one in answers.completion.items()
        },
        "split": {
            party: {"package": one.package, "once": one.once, "settled": one.settled,
                    "adds_up": abs(one.package - one.once - one.settled) <= TOLERANCE}
            for party, one in case.split.items()
        },
        "package": dict(case.package),
        "plan": case.plan,
        "scenario": case.setting.scenario,
        "levers": list(case.setting.levers),
        "stages": case.problem.stages,
        "months": case.entry.months,
        "deeds": list(case.deeds),
        "asked": list(case.bound()),
    }  # fmt: skip


def _finite(number: float) -> float | None:
    return float(number) + 0.0 if math.isfinite(number) else None


def _steps(case: Carrying, shares: Floats | None) -> list[dict[str, Any]]:
    if shares is None:
        return []
    return [
        {"deed": case.deeds[deed], "stage": int(stage) + 1, "share": float(shares[deed, stage])}
        for stage, deed in np.argwhere(shares.T > TOLERANCE)
    ]


def _margins(case: Carrying, evaluation: Evaluation | None) -> dict[str, list[float]]:
    if evaluation is None:
        return {}
    return {
        party: (evaluation.margins[:, place] + 0.0).tolist()
        for place, party in enumerate(case.parties)
        if evaluation.bound[place]
    }


def _tightest(case: Carrying, evaluation: Evaluation | None) -> dict[str, Any] | None:
    if evaluation is None:
        return None
    margins = np.where(evaluation.bound, evaluation.margins, np.inf)
    stage, party = np.unravel_index(int(margins.argmin()), margins.shape)
    return {"party": case.parties[int(party)], "stage": int(stage) + 1}


def _break(case: Carrying, evaluation: Evaluation, margin: float) -> dict[str, Any] | None:
    found = evaluation.breaks(margin)
    if found is None:
        return None
    stage, party, shortfall = found
    return {"party": case.parties[party], "stage": stage + 1, "shortfall": shortfall}


def _order(order: Order) -> dict[str, Any]:
    return {
        "order": order.name,
        "kind": order.kind,
        "subject": order.subject,
        "margin": None if order.evaluation is None else order.evaluation.margin,
    }


def _shortest(found: Shortest | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"stages": found.stages, "ruled_out": found.ruled_out, "proven": found.proven}


def _lock(case: Carrying, found: Lock | None) -> list[dict[str, Any]]:
    """One entry a condition and deed held back in it; the deed is None where there is none."""
    if found is None:
        return []
    listed = []
    for (party, stage), deeds in zip(found.conditions, found.waits, strict=True):
        at = {"party": case.parties[party], "stage": stage + 1}
        listed += [{**at, "deed": case.deeds[d]} for d in deeds] or [{**at, "deed": None}]
    return listed


def _least(case: Carrying, found: LeastGuarantee | None) -> dict[str, dict[str, float]] | None:
    if found is None or found.shares is None:
        return None
    return {
        party: {
            str(stage + 1): float(penalty)
            for stage, penalty in enumerate(found.penalties[:, place])
            if penalty > 0
        }
        for place, party in enumerate(case.parties)
        if found.penalties[:, place].any()
    }


def _effects(case: Carrying, answers: Answers) -> dict[str, dict[str, Any]]:
    evaluation, found = answers.best.evaluation, {}
    for place, (slug, one) in enumerate((answers.effects or {}).items()):
        credible = frozenset() if evaluation is None else evaluation.credible[place]
        idle = case.problem.guarantees[place].stages - credible
        after = one.withdrawn_from
        found[slug] = {
            "with": one.with_it, "without": _finite(one.without_it),
            "proven": one.proven, "kept": one.kept, "dropped": one.dropped,
            "withdrawn_from": None if after is None else after + 1,
            "not_credible": sorted(stage + 1 for stage in idle),
        }  # fmt: skip
    return found


def _cheapest(case: Carrying, found: CheapestGuarantees | None) -> dict[str, Any] | None:
    if found is None or found.shares is None:
        return None
    taken = [slug for slug, on in zip(case.guarantees, found.taken, strict=True) if on]
    return {"guarantees": taken, "cost": found.cost, "proven": found.proven}


def _completion(case: Carrying, found: Completion) -> dict[str, Any]:
    months = case.entry.months
    return {
        "by_month": [
            {"month": months * (stage + 1), "complete": float(chance),
             "error": float(error), "ended": float(ended)}
            for stage, (chance, error, ended) in enumerate(
                zip(found.complete, found.errors, found.ended, strict=True))
        ],
        "stalled": dict(zip(case.benchmarks, found.stalled.tolist(), strict=True)),
        "draws": found.draws,
    }  # fmt: skip
