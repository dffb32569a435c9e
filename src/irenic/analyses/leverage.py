"""What opens a deal, at the least cost? Threats, incentives, reassurances, pressure.

What a set of levers does is in :mod:`irenic.theory.leverage`; which set is best is asked of
:mod:`irenic.theory.openings`, what it rests on of :mod:`irenic.theory.reliance`. The words
of the answer are in :mod:`irenic.report.words.leverage`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from irenic.analyses import leverage_figures, leverage_statements, leverage_tables
from irenic.analyses.arrays import known
from irenic.analyses.leverage_arrays import WEIGHTINGS, Levers, aim, levers_of
from irenic.analyses.leverage_kinds import kinds
from irenic.analyses.leverage_plans import plan_levers
from irenic.analyses.leverage_values import Answers, Single, values_of
from irenic.analyses.limits import check_seconds
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.errors import UsageError
from irenic.theory.lever_programme import Demand, Goal, LeverProgramme
from irenic.theory.lever_sweep import Promising, Sweep, promising
from irenic.theory.leverage import Aim
from irenic.theory.openings import (
    Found,
    Indispensable,
    cheapest,
    curve,
    indispensable,
    minimal_sets,
    nothing_opens,
    surely_minimal,
)
from irenic.theory.packages import TOLERANCE
from irenic.theory.programme import Clock
from irenic.theory.reliance import consents, if_fails, prices
from irenic.theory.usefulness import usefulness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from irenic.dossier.model import Dossier
    from irenic.theory.leverage import Opening
    from irenic.theory.packages import Progress

SECONDS = 60.0
"""How long the search may take, unless told otherwise; what is unproven then is said to be."""

POINTS = 6
"""Points of the curve in a short answer, the cheapest."""

ALGORITHM = (
    "Packages and levers as one mixed-integer programme, solved by HiGHS; every settlement "
    "that it proposes is recomputed exactly"
)
SOURCE = "Schelling 1960; Fearon 1994; Haimes, Lasdon & Wismer 1971; Huangfu & Hall 2018"


def leverage(  # noqa: PLR0913  # one keyword an option of the command
    dossier: Dossier,
    *,
    scenario: str | None = None,
    margin: float = 0.0,
    weighting: str = "shares",
    without: Sequence[str] = (),
    plan: str | None = None,
    limit: int = 100,
    seconds: float | None = None,
    short: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Find what opens a deal among the required parties of ``dossier``, at the least cost.

    ``scenario`` names the no-deal scenario that holds unless a threat brings about another
    (default: the first); ``margin`` is what everybody whose consent is needed must gain at
    least, in points. ``weighting`` says what a set of levers costs: ``shares`` (the costs as
    shares of the payers' own scales, added up) or ``levers`` (their number). Levers
    ``without`` are left out; with a ``plan`` all levers but its own are. Lists
    of sets and of points are cut at ``limit``; the search stops after ``seconds`` (default:
    :data:`SECONDS`), and the status is then partial. A ``short`` answer leaves out what each
    lever does alone and what each consent costs, and stops the curve after :data:`POINTS`
    points, for a page that has room for no more.

    ``values`` has the keys

    - ``opens``: whether some levers open a deal (None: unknown when the time was up);
      ``no_lever``: ``opens`` and ``smallest_gain`` of the nearest package without any;
    - ``cheapest``: None, or ``levers``, ``scales``, ``cost``, ``pays`` (what its levers take
      from whom), ``package``, ``gains``, ``smallest_gain``, ``scenario``, ``bound`` (nothing
      costs less) and ``proven``; ``fewest``: the same for the smallest number of levers;
    - ``minimal_sets``: the sets that open a deal while no part of them does;
      ``minimal_sets_complete``; ``indispensable``: levers in every opening set; ``undecided``:
      those of which this is not known;
    - ``useful``: lever -> a minimal set that holds it; ``idle``: levers proven to be in none;
      ``unknown``: those of which this is not known (all three None when nothing opens a deal);
    - ``without_kind``, ``only_kind``: for each kind of lever the cheapest opening without it,
      and with it (and what it needs) alone; ``replaced_by_pressure``: levers of other kinds
      whose place patrons' pressure can take;
    - ``plans``: without a ``plan``, what the levers of each plan open by themselves, which
      of them are indispensable then, and which idle;
    - ``threats``, ``unusable``, ``unwilling``, ``moves``, ``weights``, ``alone``;
    - ``curve``: cost against the smallest gain, with ``curve_complete`` and ``curve_step``;
    - ``consents``, ``if_fails``: what the cheapest opening rests on;
    - ``stays_out``, ``nearest``: when nothing opens a deal, who stays out whatever is
      offered, and what comes nearest;
    - ``unproven``: the parts of the answer that the clock or the limit cut short;
    - ``scenario``, ``levers``, ``without``, ``plan``, ``required``, ``quorum``, ``veto``,
      ``margin``, ``weighting``.

    Raises :class:`~irenic.errors.UsageError` for options that make no sense here and
    :class:`~irenic.errors.Inapplicable` when there are no levers, issues, scenarios or
    required parties, or one of these has no reservation value.
    """
    began = time.perf_counter()
    _check(margin, weighting, limit, seconds)
    for lever in without:
        known("lever", lever, dossier.levers)
    if plan is not None:
        known("plan", plan, dossier.plans)
    levers = levers_of(dossier, scenario)
    own = dossier.levers if plan is None else dossier.plans[plan].levers
    kept_out = levers.numbers(x for x in dossier.levers if x in without or x not in own)
    asked = Asked(levers, aim(levers, margin, weighting, kept_out), limit, short, plan)
    answers = _answers(asked, Clock(SECONDS if seconds is None else seconds), progress)
    values = values_of(levers, asked.aim, weighting, answers) | {"plan": plan}
    named = names(dossier)
    return Result(
        question="leverage",
        status=Status.COMPLETE if answers.complete else Status.PARTIAL,
        headline=leverage_statements.headline(values, named),
        values=values,
        method=_method(answers),
        parameters={
            "scenario": values["scenario"], "margin": margin, "weighting": weighting,
            "without": list(dict.fromkeys(without)), "plan": plan, "limit": limit, "short": short,
            "seconds": SECONDS if seconds is None else seconds, "tolerance": TOLERANCE,
        },
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=leverage_statements.findings(levers, values),
        reasons=leverage_statements.reasons(values),
        caveats=leverage_statements.caveats(levers, values, short=short),
        tables=leverage_tables.tables(levers, values, named),
        figures=leverage_figures.figures(levers, values),
    )  # fmt: skip


def _check(margin: float, weighting: str, limit: int, seconds: float | None) -> None:
    if not (math.isfinite(margin) and margin >= 0):
        raise UsageError(f"margin is {margin}; expected 0 or more points")
    if weighting not in WEIGHTINGS:
        expected = " or ".join(f"'{one}'" for one in WEIGHTINGS)
        raise UsageError(f"weighting is '{weighting}'; expected {expected}")
    if limit < 1:
        raise UsageError(f"limit is {limit}; expected 1 or more")
    if seconds is not None:
        check_seconds(seconds)


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked: the levers, what an opening must achieve, how long lists may be,
    whether a short answer will do, and whether only the levers of one plan may be pulled.
    """

    levers: Levers
    aim: Aim
    limit: int
    short: bool = False
    plan: str | None = None

    @cached_property
    def promising(self) -> Promising | None:
        """The packages on which small sets of levers are tried, whichever are left out."""
        return promising(self.levers.case, self.aim)

    def only(self, allowed: Iterable[int]) -> Aim:
        """The aim with these levers alone (less those left out anyway)."""
        kept = set(allowed)
        others = {lever for lever in range(len(self.levers.levers)) if lever not in kept}
        return self.less(others)

    def less(self, others: Iterable[int]) -> Aim:
        """The aim without these levers too."""
        without = tuple(sorted({*self.aim.without, *others}))
        return Aim(self.aim.margin, self.aim.weights, self.aim.whole, without)


def _answers(asked: Asked, clock: Clock, progress: Progress | None) -> Answers:
    """All that theory has to say, the most important first: the clock is shared."""
    case, goal = asked.levers.case, asked.aim
    told = _told(progress)
    told("cheapest", 0.0)
    unaided = _unaided(asked, clock)
    best = cheapest(case, goal, clock)
    least = cheapest(case, _counted(asked), clock)
    opening = best.opening
    told("each lever alone", 0.2)
    singles = () if asked.short else tuple(_singles(asked, unaided, best, clock))
    if opening is None:
        told("who stays out", 0.5)
        return Answers(unaided, best, least, singles, shut=nothing_opens(case, goal, clock))
    told("indispensable", 0.3)
    needed = indispensable(case, opening, goal, clock)
    told("kinds", 0.4)
    lacking, alone = kinds(asked, best, clock)
    several = asked.plan is None and bool(opening.levers)
    plans = plan_levers(asked, _part(clock)) if several else {}
    told("minimal sets", 0.5)
    sweep = Sweep(case, goal, asked.promising)
    seeds = _minimal(asked, best, least)
    smallest = minimal_sets(case, goal, asked.limit, _part(clock), sweep, seeds)
    told("each lever's use", 0.6)
    use = usefulness(case, goal, (*smallest.openings, *seeds), _part(clock), sweep)
    needed = _settled(needed, (*use.useful.values(), *smallest.openings, *seeds))
    told("curve", 0.7)
    most = min(asked.limit, POINTS) if asked.short else asked.limit
    points = curve(case, goal, most, clock=_part(clock))
    told("prices", 0.9)
    return Answers(
        unaided,
        best,
        least,
        singles,
        needed,
        lacking,
        alone,
        smallest,
        use,
        points,
        consents(case, opening, goal),
        () if asked.short else prices(case, goal, clock),
        tuple(if_fails(case, opening, lever, goal) for lever in opening.levers),
        plans=plans,
    )


def _told(progress: Progress | None) -> Progress:
    return (lambda label, share: None) if progress is None else progress


def _part(clock: Clock) -> Clock:
    """Half of the time that is left, for a search that could take all of it."""
    return Clock(clock.left / 2)


def _counted(asked: Asked) -> Aim:
    """As asked, but by the number of levers."""
    return aim(asked.levers, asked.aim.margin, "levers", asked.aim.without)


def _minimal(asked: Asked, best: Found, least: Found) -> tuple[Opening, ...]:
    """The cheapest opening and that with the fewest levers, where surely no part opens a deal."""
    case, counted = asked.levers.case, _counted(asked)
    return tuple(
        found.opening
        for found, goal in ((best, asked.aim), (least, counted))
        if found.opening is not None and found.proven and surely_minimal(case, found.opening, goal)
    )


def _settled(needed: Indispensable, openings: Iterable[Opening]) -> Indispensable:
    """Undecided levers that some opening does without are not indispensable."""
    every = frozenset(needed.unknown).intersection(*(opening.levers for opening in openings))
    return Indispensable(needed.levers, tuple(sorted(every)))


def _singles(asked: Asked, unaided: Found, best: Found, clock: Clock) -> Iterator[Single]:
    """What each lever that can be in force does by itself, with those that it needs.

    It may be left alone, so nothing is worse than ``unaided``; asking for no less is quicker.
    Where the clock runs out, the cheapest opening says at least that a single lever opens.
    """
    case = asked.levers.case
    shut = {*case.unusable, *asked.aim.without}
    programme = LeverProgramme(case, asked.aim)
    everything = frozenset(range(case.levers))
    floor = None if unaided.opening is None else unaided.opening.level
    for lever in range(case.levers):
        together = asked.levers.completed(lever)
        if not shut.intersection(together):
            alone = Demand(Goal.LEVEL, floor, without=everything.difference(together))
            nearest = programme.find(alone, clock)
            if nearest.opening is None and not nearest.proven:
                nearest = _known(together, best, nearest)
            yield Single(lever, together, nearest)


def _known(together: tuple[int, ...], best: Found, nearest: Found) -> Found:
    """The cheapest opening in the place of one not found in time, where it is one."""
    if best.opening is None or not set(best.opening.levers) <= set(together):
        return nearest
    return replace(nearest, opening=best.opening)


def _unaided(asked: Asked, clock: Clock) -> Found:
    """The nearest package without any lever."""
    case = asked.levers.case
    programme = LeverProgramme(case, asked.only(()))
    return programme.find(Demand(Goal.LEVEL), clock)


def _method(answers: Answers) -> Method:
    found = answers.cheapest
    if found.proven:
        status = "exact" if found.opening is None else "optimal, proven"
    else:
        status = "stopped by the clock"
    bound = found.bound if math.isfinite(found.bound) else None
    return Method(ALGORITHM, SOURCE, status, bound)
