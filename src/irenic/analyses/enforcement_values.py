"""The answers about a timetable as values with documented keys. Stages count from 1 here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.enforcement_arrays import unmentioned
from irenic.theory.enforcement import TOLERANCE
from irenic.theory.enforcement_variants import point
from irenic.theory.enforcement_waits import RULES, circle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from irenic.analyses.enforcement_arrays import Carrying
    from irenic.analyses.enforcement_further import Curves, Late, Rest
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
    from irenic.theory.enforcement_variants import Point
    from irenic.theory.enforcement_waits import Wait
    from irenic.theory.packages import Floats


@dataclass(frozen=True)
class Hindrance:
    """Why an order cannot be done: the ``rule``, the ``deed`` that breaks it, another deed.

    The rules: "window" (done at a stage that is not its own), "after" (``deed`` gets ahead of
    ``other``; without a deed: waiting leaves no room for it at all), "parts" (shares that are
    no whole number of parts), "sum" (due, and not done whole), "deed" (done, and not due),
    "inapplicable" (numbers are missing that the settlement of that plan needs).
    """

    rule: str
    deed: str | None = None
    other: str | None = None


@dataclass(frozen=True, eq=False)
class Order:
    """An order to compare, within the settlement ``case``, which is that of a plan for a plan's.

    ``evaluation``, ``shares``: None if it cannot be done; ``reason`` then says why.
    """

    name: str
    kind: str
    subject: str
    evaluation: Evaluation | None
    shares: Floats | None
    case: Carrying
    reason: Hindrance | None = None


@dataclass(frozen=True, eq=False)
class Answers:
    """All that theory has to say; None: not asked."""

    best: Best
    holds: bool | None
    orders: tuple[Order, ...]
    timing: tuple[Order, ...] = ()
    shortest: Shortest | None = None
    lock: Lock | None = None
    least: LeastGuarantee | None = None
    changes: Mapping[str, LeastChange] | None = None
    effects: Mapping[str, Effect] | None = None
    cheapest: CheapestGuarantees | None = None
    completion: Mapping[Rule, Completion] | None = None
    waits: tuple[Wait, ...] = ()
    rests: tuple[Rest, ...] = ()
    curves: Curves | None = None
    late: tuple[Late, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything is proven."""
        sure = [self.holds is not None, self.best.proven]
        sure += [one.proven for one in (self.shortest, self.least, self.cheapest) if one]
        sure += [self.cheapest.fewest] if self.cheapest and self.cheapest.feasible else []
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
            order.name: _break(order.case, order.evaluation, margin)
            for order in answers.orders
            if order.evaluation is not None
        },
        "orders": [_order(order) for order in answers.orders],
        "timing": [*_timings(answers.timing, margin)],
        "shortest": _shortest(case, answers.shortest),
        "lock": _lock(case, answers.lock),
        "standoff": _standoff(case, answers.lock),
        "lock_minimal": None if answers.lock is None else answers.lock.minimal,
        "lock_smallest": None if answers.lock is None else answers.lock.smallest,
        "waits": [_wait(case, wait) for wait in answers.waits],
        "circle": _circle(case, circle(answers.waits)) if answers.holds is False else [],
        "rests_on": [_rest(case, one) for one in answers.rests],
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
        "late": [_late(case, one, margin) for one in answers.late],
        "curves": _curves(answers.curves),
        "matrix": _matrix(case, best.shares),
        "guarantees": _guarantees(case, best.evaluation),
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
        "uncarried": [{"issue": one, "option": case.package[one]} for one in unmentioned(case)],
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
        "guarantees": list(order.case.guarantees),
        "reason": None if order.reason is None else vars(order.reason).copy(),
    }


def _timings(orders: Iterable[Order], margin: float) -> Iterator[dict[str, Any]]:
    """Those of the orders that break: whose plan, the kind done at once, and where."""
    for order in orders:
        broken = order.evaluation and _break(order.case, order.evaluation, margin)
        if order.evaluation is not None and broken:
            told = {"plan": order.subject, "kind": order.kind, "margin": order.evaluation.margin}
            yield {**told, **broken}


def _shortest(case: Carrying, found: Shortest | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "stages": found.stages, "ruled_out": found.ruled_out, "proven": found.proven,
        "timetable": _steps(case, found.shares),
    }  # fmt: skip


def _lock(case: Carrying, found: Lock | None) -> list[dict[str, Any]]:
    """One entry a condition and deed held back in it; the deed is None where there is none."""
    if found is None:
        return []
    listed = []
    for (party, stage), deeds in zip(found.conditions, found.waits, strict=True):
        at = {"party": case.parties[party], "stage": stage + 1}
        listed += [{**at, "deed": case.deeds[d]} for d in deeds] or [{**at, "deed": None}]
    return listed


def _standoff(case: Carrying, found: Lock | None) -> list[dict[str, Any]]:
    """For each party of a lock the deed whose doing helps the others most to walk off.

    Empty unless there are two or more parties and each has such a deed among those that it
    holds back.
    """
    if found is None:
        return []
    held: dict[int, set[int]] = {}
    for (party, _), waits in zip(found.conditions, found.waits, strict=True):
        held.setdefault(party, set()).update(waits)
    listed = []
    for party, deeds in held.items():
        others = [other for other in held if other != party]
        gains = case.problem.shift[:, others].clip(min=0.0).sum(axis=1)
        deed = max(sorted(deeds), key=lambda d: float(gains[d]), default=None)
        if deed is None or not gains[deed] > 0:
            return []
        shift = case.problem.shift[deed]
        listed.append({
            "party": case.parties[party],
            "deed": case.deeds[deed],
            "own": float(shift[party]),
            "others": {case.parties[o]: float(shift[o]) for o in others if shift[o] > 0},
        })  # fmt: skip
    return listed


def _wait(case: Carrying, wait: Wait) -> dict[str, Any]:
    doer = case.problem.doer
    return {
        "party": case.parties[doer[wait.deed]],
        "deed": case.deeds[wait.deed],
        "for_party": case.parties[doer[wait.other]],
        "for_deed": case.deeds[wait.other],
        "strict": wait.strict,
        "whose": None if wait.party == RULES else case.parties[wait.party],
    }


def _circle(case: Carrying, chain: tuple[Wait, ...]) -> list[dict[str, Any]]:
    """Deeds that wait each for the next, and the last for the first."""
    doer = case.problem.doer
    return [
        {"party": case.parties[doer[wait.deed]], "deed": case.deeds[wait.deed]}
        for wait in chain
    ]  # fmt: skip


def _rest(case: Carrying, one: Rest) -> dict[str, Any]:
    tightest = _tightest(case, one.best.evaluation) or {"party": None, "stage": None}
    return {
        "what": one.what,
        "holds": one.holds,
        **_point(point(one.best)),
        **tightest,
        "lock": _lock(case, one.lock),
        "standoff": _standoff(case, one.lock),
        "circle": _circle(case, one.ring),
    }


def _point(found: Point) -> dict[str, Any]:
    return {"margin": found.margin, "bound": found.bound, "proven": found.proven}


def _curves(found: Curves | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "horizon": [{"stages": at, **_point(one)} for at, one in found.horizon],
        "parts": [{"times": at, **_point(one)} for at, one in found.parts],
        "guarantees": {
            slug: [{"penalty": at, **_point(one)} for at, one in row]
            for slug, row in found.guarantees.items()
        },
    }


def _late(case: Carrying, one: Late, margin: float) -> dict[str, Any]:
    return {
        "benchmark": case.benchmarks[one.benchmark],
        "late": one.late,
        "stages": one.stages,
        "margin": one.evaluation.margin,
        **(_tightest(case, one.evaluation) or {}),
        "holds": one.evaluation.holds(margin),
    }


def _matrix(case: Carrying, shares: Floats | None) -> list[dict[str, Any]]:
    """The implementation matrix, in order of stages."""
    found = []
    for step in _steps(case, shares):
        deed = case.entry.deeds[step["deed"]]
        found.append({
            "deed": step["deed"],
            "by": deed.by,
            "stage": step["stage"],
            "month": case.entry.months * (step["stage"] - 1),
            "share": step["share"],
            "after": list(deed.after),
            "verified_by": deed.verified_by,
            "lag": int(case.problem.lag[case.deeds.index(step["deed"])]),
            "benchmark": deed.benchmark,
            "otherwise": deed.otherwise,
            "terms": [] if deed.terms is None else [
                f"{issue}.{case.package[issue]}" for issue in deed.terms.options
            ],
        })  # fmt: skip
    return found


def _guarantees(case: Carrying, evaluation: Evaluation | None) -> dict[str, dict[str, Any]]:
    """Each guarantee and the stages at which it counts in the timetable found."""
    found = {}
    for place, (slug, pledge) in enumerate(
        zip(case.guarantees, case.problem.guarantees, strict=True)
    ):
        credible = frozenset() if evaluation is None else evaluation.credible[place]
        found[slug] = {
            "on": case.parties[pledge.on],
            "by": None if pledge.giver is None else case.parties[pledge.giver],
            "kind": case.entry.guarantees[slug].kind,
            "penalty": float(pledge.penalty),
            "from": min(pledge.stages) + 1,
            "until": max(pledge.stages) + 1,
            "credible": sorted(stage + 1 for stage in credible),
        }
    return found


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
    return {
        "guarantees": taken,
        "cost": float(found.cost),
        "proven": found.proven,
        "fewest": found.fewest,
        "timetable": _steps(case, found.shares),
    }


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
