"""Will it hold? A timetable that holds by itself, or the guarantee that it lacks.

What a timetable is worth and what walking off from it brings is in
:mod:`irenic.theory.enforcement`; the best one is asked of
:mod:`irenic.theory.enforcement_programme`. The words of the answer are in
:mod:`irenic.report.words.enforcement`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from irenic.analyses import enforcement_figures, enforcement_statements, enforcement_tables
from irenic.analyses.enforcement_arrays import (
    Carrying,
    carrying_out,
    planned_shares,
    stray_deed,
)
from irenic.analyses.enforcement_further import (
    PATIENCE,
    Changes,
    changed,
    check_changes,
    curves,
    holds,
    late,
    rests_on,
)
from irenic.analyses.enforcement_values import Answers, Hindrance, Order, values_of
from irenic.analyses.limits import check_seconds
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.errors import Inapplicable, UsageError
from irenic.theory.completion import Completion, Rule, simulate
from irenic.theory.enforcement import TOLERANCE, evaluate, violations
from irenic.theory.enforcement_changes import more_parts, more_stages, quicker_notice
from irenic.theory.enforcement_lock import effect, find_lock
from irenic.theory.enforcement_orders import (
    all_at_once,
    deeds_last,
    equal_steps,
    hastened,
    side_first,
)
from irenic.theory.enforcement_programme import (
    Best,
    cheapest_guarantees,
    largest_margin,
    least_guarantee,
    shortest,
)
from irenic.theory.enforcement_waits import waits
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats, Progress

ALGORITHM = (
    "The largest smallest margin as a mixed-integer programme, solved by HiGHS; every margin "
    "is recomputed from the timetable found"
)
SOURCE = "Telser 1980; Sandholm & Lesser 1995; Fearon 1995; Walter 1997; Chinneck 2008"


def enforcement(  # noqa: PLR0913  # one keyword an option of the command
    dossier: Dossier,
    *,
    plan: str | None = None,
    scenario: str | None = None,
    levers: Sequence[str] = (),
    margin: float = 0.0,
    without: Sequence[str] = (),
    parts: int | None = None,
    notice: int = 0,
    short: bool = False,
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> Result:
    """Find a timetable in which everybody does better by going on, or what it lacks.

    The package is that of ``plan`` (default: the first plan with a timetable, or else the
    first), issues that it leaves out at their defaults; its levers and ``levers`` are in
    force. ``scenario``: the no-deal scenario. ``without``: slugs of guarantees left out, or
    "all"; ``parts``: every deed that is not divisible at will in so many parts (1: whole);
    ``notice``: stages added to every lag, which stays 0 or more. ``short`` leaves out
    ``changes`` and ``curves``. A timetable holds if no required party and
    nobody who does a deed has a margin below ``margin`` points at any stage. The search stops
    after ``seconds``; the status is then partial.

    ``values`` has the keys (stages count from 1; the settled state is one more than the
    number of stages)

    - ``holds`` (None: not settled in time), ``margin`` (the largest smallest margin found),
      ``bound`` (none is larger), ``proven``; ``timetable``: ``deed``, ``stage``, ``share``;
      ``margins``: party -> margins at each stage and in the settled state; ``tightest``;
    - ``breaks``: order -> None where it holds, or ``party``, ``stage``, ``shortfall``;
      ``orders``: the orders compared, with ``margin`` None where they are impossible;
    - ``shortest``: the fewest stages; None where no timetable is known to hold;
    - ``lock``: where none holds, ``party``, ``stage`` and ``deed`` of conditions that exclude
      each other; ``lock_minimal``; ``least_guarantee``: party -> stage -> penalty, None
      where no guarantee helps or none is needed; ``least_guarantee_proven``; ``changes``:
      the least change of ``notice``, ``parts`` and ``stages`` that opens it;
    - ``effects``: guarantee -> what it does; ``cheapest``: which guarantees to give;
    - ``completion``: rule -> chances by month, None without benchmarks;
    - ``split``: party -> worth of the package, and where it comes from;
    - ``package``, ``plan``, ``scenario``, ``levers``, ``stages``, ``months``, ``deeds``,
      ``asked``.

    Raises :class:`~irenic.errors.UsageError` for options that make no sense here and
    :class:`~irenic.errors.Inapplicable` without a timetable, a scenario, a deed that is due,
    an option for each issue, or a reservation value of somebody concerned.
    """
    began = time.perf_counter()
    if not (math.isfinite(margin) and margin >= 0):
        raise UsageError(f"margin is {margin}; expected 0 or more points")
    check_seconds(seconds)
    changes = Changes(tuple(without), parts, notice)
    check_changes(dossier, changes)
    clock = Clock(seconds)
    case = changed(carrying_out(dossier, plan, scenario, levers), changes)
    orders = (*_orders(case), *_planned(case, scenario, levers, changes))
    answers = replace(
        _answers(case, orders, margin, clock, progress, short=short),
        timing=tuple(_timing(orders, margin)),
    )
    values = values_of(case, answers, margin)
    named = names(dossier)
    return Result(
        question="enforcement",
        status=Status.COMPLETE if answers.complete else Status.PARTIAL,
        headline=enforcement_statements.headline(values, named),
        values=values,
        method=_method(answers.best),
        parameters={
            "plan": case.plan, "scenario": case.setting.scenario,
            "levers": list(case.setting.levers), "margin": margin,
            "without": list(without), "parts": parts, "notice": notice, "short": short,
            "seconds": seconds, "tolerance": TOLERANCE,
        },
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=enforcement_statements.findings(values),
        reasons=enforcement_statements.reasons(values),
        caveats=enforcement_statements.caveats(values, complete=answers.complete),
        tables=enforcement_tables.tables(case, values),
        figures=enforcement_figures.figures(case, values),
    )  # fmt: skip


def _answers(
    case: Carrying, orders: tuple[Order, ...], margin: float, clock: Clock,
    progress: Progress | None, *, short: bool,
) -> Answers:  # fmt: skip
    """All that theory has to say; the clock is shared."""
    told: Progress = (lambda label, share: None) if progress is None else progress
    problem = case.problem
    told("best timetable", 0.0)
    best = largest_margin(problem, clock)
    kept = holds(best, margin)
    told("lengths", 0.3)
    answers = Answers(best, kept, orders)
    if kept:
        answers = replace(answers, shortest=shortest(problem, margin, clock))
    if kept is False:
        told("lock", 0.3)
        answers = _locked(case, answers, margin, clock, short=short)
    told("guarantees", 0.5)
    if best.shares is not None:
        answers = replace(answers, effects={
            slug: effect(problem, place, best, margin, clock)
            for place, slug in enumerate(case.guarantees)
        })  # fmt: skip
    if kept and case.guarantees:
        answers = replace(answers, cheapest=cheapest_guarantees(problem, margin, clock=clock))
    told("benchmarks", 0.6)
    answers = replace(
        answers,
        completion=_completion(case, best.shares),
        late=tuple(late(case, best.shares, clock)),
    )
    told("what it rests on", 0.7)
    seen = _known(case, answers)
    answers = replace(
        answers,
        waits=waits(problem, margin, clock, seen),
        rests=tuple(rests_on(case, best, margin, clock, seen)),
    )
    if short:
        return answers
    told("curves", 0.8)
    return replace(answers, curves=curves(case, best, clock))


def _locked(
    case: Carrying, answers: Answers, margin: float, clock: Clock, *, short: bool
) -> Answers:
    """What locks it and what would open it."""
    problem = case.problem
    found = replace(
        answers,
        lock=find_lock(problem, margin, clock, PATIENCE),
        least=least_guarantee(problem, margin, clock=clock),
    )
    if short:
        return found
    return replace(found, changes={
        "notice": quicker_notice(problem, margin, clock),
        "parts": more_parts(problem, margin=margin, clock=clock),
        "stages": more_stages(problem, margin=margin, clock=clock),
    })  # fmt: skip


def _known(case: Carrying, answers: Answers) -> list[Floats]:
    """Timetables that are there already: the best one and the orders compared."""
    best = [] if answers.best.shares is None else [answers.best.shares]
    own = (order for order in answers.orders if order.case is case)
    return best + [order.shares for order in own if order.shares is not None]


def _orders(case: Carrying) -> Iterator[Order]:
    """The orders that people propose."""
    problem = case.problem
    yield _order(case, "all-at-once", "all-at-once", "", all_at_once(problem))
    for place in dict.fromkeys(problem.doer.tolist()):
        party = case.parties[place]
        yield _order(case, f"first:{party}", "first", party, side_first(problem, [place]))
    yield _order(case, "equal-steps", "equal-steps", "", equal_steps(problem))
    kinds = [case.deed(d).kind for d in range(problem.deeds)]
    for kind in dict.fromkeys(kind for kind in kinds if kind is not None):
        late = [d for d, other in enumerate(kinds) if other == kind]
        if len(late) < problem.deeds:
            yield _order(case, f"last:{kind}", "last", kind, deeds_last(problem, late))


def _planned(
    case: Carrying, scenario: str | None, levers: Sequence[str], changes: Changes
) -> Iterator[Order]:
    """The timetables of the dossier's plans, each as the settlement that it belongs to.

    Its own package decides which deeds are due and what they are worth, its own levers and
    guarantees are in force, and ``scenario``, ``levers`` and ``changes`` are as asked.
    """
    for slug, plan in case.dossier.plans.items():
        if plan.timetable is None:
            continue
        name = f"plan:{slug}"
        try:
            own = case if slug == case.plan else changed(
                carrying_out(case.dossier, slug, scenario, levers), changes
            )  # fmt: skip
        except Inapplicable:
            yield Order(name, "plan", slug, None, None, case, Hindrance("inapplicable"))
            continue
        stray = stray_deed(own, slug)
        if stray is not None:
            yield Order(name, "plan", slug, None, None, own, Hindrance("deed", stray))
        else:
            yield _order(own, name, "plan", slug, planned_shares(own, slug))


def _timing(orders: Sequence[Order], margin: float) -> Iterator[Order]:
    """Plans whose timetable holds, with all deeds of one kind done as early as they can be."""
    for order in orders:
        if order.kind != "plan" or order.evaluation is None or order.shares is None:
            continue
        if not order.evaluation.holds(margin):
            continue
        case, kinds = order.case, [order.case.deed(d).kind for d in range(order.case.problem.deeds)]
        for kind in dict.fromkeys(kind for kind in kinds if kind is not None):
            early = [d for d, other in enumerate(kinds) if other == kind]
            shares = hastened(case.problem, order.shares, early)
            yield _order(case, f"{order.name}:{kind}", kind, order.subject, shares)


def _order(case: Carrying, name: str, kind: str, subject: str, shares: Floats | None) -> Order:
    if shares is None:
        return Order(name, kind, subject, None, None, case, Hindrance("after"))
    against = violations(case.problem, shares)
    if not against:
        return Order(name, kind, subject, evaluate(case.problem, shares), shares, case)
    first = against[0]
    other = None if first.other < 0 else case.deeds[first.other]
    hindrance = Hindrance(first.rule, case.deeds[first.deed], other)
    return Order(name, kind, subject, None, None, case, hindrance)


def _completion(case: Carrying, shares: Floats | None) -> dict[Rule, Completion] | None:
    if shares is None or not case.benchmarks:
        return None
    return {rule: simulate(case.problem, shares, case.marks, rule) for rule in Rule}


def _method(best: Best) -> Method:
    status = "stopped by the clock"
    if best.proven:
        status = "no timetable is possible" if best.feasible is False else "optimal, proven"
    bound = float(best.bound) if math.isfinite(best.bound) else None
    return Method(ALGORITHM, SOURCE, status, bound)
