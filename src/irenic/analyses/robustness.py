"""How far can the answers be trusted? Every headline finding over draws of the judgements.

The design is in docs/design/robustness.md; the conclusions are asked by the examiners
(``conclusions_*``), counted by :mod:`irenic.analyses.robustness_task`, added up by
:mod:`irenic.sweeps`, and worded in :mod:`irenic.report.words.robustness`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irenic.analyses import (
    robustness_deep,
    robustness_figures,
    robustness_flips,
    robustness_statements,
    robustness_tables,
    robustness_values,
)
from irenic.analyses.best_settlement import Carried, free, seek
from irenic.analyses.conclusion_names import clauses
from irenic.analyses.conclusions import Examiner
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_conflicts import ConflictExaminer
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.conclusions_stability import StabilityExaminer
from irenic.analyses.judgement_names import judgement_names
from irenic.analyses.limits import seconds_faults
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.analyses.robustness_deep import Deep
from irenic.analyses.robustness_task import Offer, RobustnessTask
from irenic.analyses.robustness_variance import variance
from irenic.dossier.sequence import MOST_POINTS
from irenic.errors import Inapplicable, UsageError
from irenic.sweeps.sweep import sweep
from irenic.theory.most_acceptable import MostAcceptable
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Progress
    from irenic.theory.tallies import Tallies

ALGORITHM = "Every conclusion decided exactly in each draw of the judgements, and counted"
SOURCE = "Sobol 1967; Owen 1998; Wilson 1927; Newcombe 1998; Land & Doig 1960"

QUESTIONS = ("agreement", "leverage", "enforcement", "stability")
"""The analyses whose conclusions can be asked of draws."""

LINEAR = frozenset({"plan-accepted", "credible", "opening-opens"})
"""Kinds of conclusions for which the smallest changes are found at once."""

LONG = 15
"""Digits of a number that is shown whole."""

MOST_SAMPLE = 500
"""Draws at most among which the most acceptable package is sought."""


def robustness(  # noqa: PLR0913  # one keyword an option of the command
    dossier: Dossier,
    *,
    draws: int = 1000,
    seed: int = 0,
    shape: str = "pert",
    scenario: str | None = None,
    levers: Sequence[str] = (),
    plan: str | None = None,
    questions: Sequence[str] = QUESTIONS,
    sample: int = 200,
    flips: bool = True,
    deep: bool = False,
    short: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    file: str | Path | None = None,
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> Result:
    """Say in which share of the draws each conclusion holds, and what it depends on.

    Judgements are drawn ``draws`` times from distributions of ``shape`` over their ranges
    (:func:`irenic.dossier.draws.draws`), with ``seed``. ``scenario`` and ``levers`` as for
    ``agreement``; ``plan``: whose package is asked about (else the first plan's, or else the
    most acceptable one). ``sample``: draws among which the most acceptable package is sought
    (0: it is not). ``flips``: whether the smallest changes are sought. ``deep``: whether the
    bargaining solutions and the cheapest opening are found anew in every draw, which takes
    longer. ``short``: the smallest changes only for conclusions of the kinds :data:`LINEAR`.
    ``workers``, ``scheduler`` and ``file`` as for :func:`irenic.sweeps.sweep.sweep`.
    ``seconds``: for the search for the most acceptable package, for that of flips, and for
    each undecided draw.

    ``values`` has the keys documented in docs/reference/values.md.

    Where no judgement has a range nothing is drawn (``draws`` 0, no shares), and only the
    smallest changes are sought.

    Raises :class:`~irenic.errors.UsageError` for options that make no sense and
    :class:`~irenic.errors.Inapplicable` where no conclusion can be asked.
    """
    began = time.perf_counter()
    _check(draws, sample, seconds, questions)
    told: Progress = (lambda label, share: None) if progress is None else progress
    examiners, left_out = _examiners(dossier, questions, scenario, levers, plan, seconds)
    anew = Deep(dossier, scenario, tuple(levers), seconds) if deep else None
    task = RobustnessTask(dossier, shape, seed, examiners, deep=anew)
    if task.ranged.size:
        told("most acceptable package", 0.0)
        picked = _picked(task, sample, Clock(seconds))
        task = _with_offers(task, plan, picked)
        counts = sweep(
            task, draws, workers=workers, scheduler=scheduler, file=file, progress=told,
            chunk=chunk_size(draws),
        )  # fmt: skip
        values = _values(task, counts, picked)
    else:
        values = robustness_values.undrawn(task)
    values |= _flips(task, flips, seconds, short=short)
    named = _named(task)
    return Result(
        question="robustness",
        status=_status(values),
        headline=robustness_statements.headline(values, named),
        values=values,
        method=Method(ALGORITHM, SOURCE),
        parameters={
            "draws": draws, "seed": seed, "shape": shape, "scenario": scenario,
            "levers": list(levers), "plan": plan, "questions": list(questions),
            "sample": sample, "flips": flips, "deep": deep, "short": short, "seconds": seconds,
        },
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=robustness_statements.findings(values),
        reasons=robustness_statements.reasons(values),
        caveats=robustness_statements.caveats(values, left_out, _in_vain(task, sample)),
        tables=robustness_tables.tables(values),
        figures=robustness_figures.figures(values),
    )  # fmt: skip


def _status(values: Mapping[str, Any]) -> Status:
    """Complete where every draw was decided, and every turn sought to the end."""
    decided = all(row["undecided"] == 0 for row in values["conclusions"])
    complete = decided and all(row["complete"] for row in values["flips_asked"])
    return Status.COMPLETE if complete else Status.PARTIAL


def _named(task: RobustnessTask) -> Names:
    """The names of the dossier, and those of conclusions and judgements."""
    named = names(task.dossier, judgements=True)
    asked = clauses(task.conclusions, named, quorum=task.dossier.quorum is not None)
    said = judgement_names(task.dossier, named)
    return {**named, "conclusions": asked, "judgements": said}


def sweep_faults(draws: int, sample: int, seconds: float) -> list[str]:
    """What is wrong with options that ``comparison`` has as well."""
    faults = []
    if not 1 <= draws <= MOST_POINTS:
        faults.append(f"draws is {_whole(draws)}; expected 1 to {MOST_POINTS:,}")
    if not 0 <= sample <= MOST_SAMPLE:
        faults.append(f"sample is {_whole(sample)}; expected 0 to {MOST_SAMPLE}")
    return faults + seconds_faults(seconds)


def _whole(number: int) -> str:
    """A number as one reads it; of a very long one how long it is."""
    digits = len(str(abs(number)))
    return f"{number:,}" if digits <= LONG else f"a number of {digits} digits"


def _check(draws: int, sample: int, seconds: float, questions: Sequence[str]) -> None:
    faults = sweep_faults(draws, sample, seconds)
    odd = [one for one in questions if one not in QUESTIONS]
    if odd:
        faults.append(f"there is no question {', '.join(odd)}; there are {', '.join(QUESTIONS)}")
    if faults:
        raise UsageError("; ".join(faults))


def _check_best(dossier: Dossier, plan: str | None, questions: Sequence[str]) -> None:
    """The best settlement is found after the questions are put; it has no timetable to ask of."""
    timed = dossier.timetable is not None and "enforcement" in questions
    if plan == "best" and plan not in dossier.plans and timed:
        raise UsageError(
            "the best settlement is only found here, so its timetable cannot be asked about: ask "
            "without the question 'enforcement' (questions agreement, leverage, stability), or "
            "write the settlement into the dossier as a plan and name that"
        )


def chunk_size(count: int) -> int:
    """Draws of a chunk: enough to share certificates, few enough to share out."""
    eighth = max(count // 8, 1)
    return min(2048, max(64, 1 << (eighth.bit_length() - 1)))


def _examiners(
    dossier: Dossier, questions: Sequence[str], scenario: str | None, levers: Sequence[str],
    plan: str | None, seconds: float,
) -> tuple[tuple[Examiner, ...], dict[str, list[str]]]:  # fmt: skip
    """Those of the questions that apply, and what the others lack; Inapplicable if none does."""
    _check_best(dossier, plan, questions)
    makers: tuple[tuple[str, Callable[[], Examiner]], ...] = (
        ("agreement", lambda: AgreementExaminer(
            dossier, scenario, tuple(levers), tuple(dossier.plans), seconds
        )),
        ("agreement", lambda: ConflictExaminer(dossier, scenario, tuple(levers), seconds)),
        ("leverage", lambda: LeverageExaminer(dossier, scenario, seconds)),
        ("enforcement", lambda: EnforcementExaminer(
            dossier, plan, scenario, tuple(levers), seconds
        )),
        ("stability", lambda: StabilityExaminer(dossier)),
    )  # fmt: skip
    found: list[Examiner] = []
    missing: dict[str, list[str]] = {}
    for question, make in makers:
        if question not in questions:
            continue
        try:
            examiner = make()
            if examiner.conclusions:
                found.append(examiner)
        except Inapplicable as error:
            lacking = missing.setdefault(question, [])
            lacking += [one for one in error.missing if one not in lacking]
    if not found:
        every = (one for lacking in missing.values() for one in lacking)
        raise Inapplicable("robustness", list(dict.fromkeys(every)))
    return tuple(found), missing


def _agreement(task: RobustnessTask) -> AgreementExaminer | None:
    found = (one for one in task.examiners if isinstance(one, AgreementExaminer))
    return next(found, None)


def _offers(task: RobustnessTask) -> Iterator[Offer]:
    """The packages of the plans, each under its own levers."""
    examiner = _agreement(task)
    for one in () if examiner is None else examiner.planned:
        if one.choice is not None:
            yield Offer(one.plan, one.given, one.choice)


def _with_offers(
    task: RobustnessTask, plan: str | None, picked: tuple[MostAcceptable, Carried] | None
) -> RobustnessTask:
    offers = tuple(_offers(task))
    if picked is not None:
        best = Offer(free("best", task.dossier), picked[1].given, picked[1].choice)
        task = replace(task, best=picked[1])
        # A plan that is the best settlement stands here once, under its own name.
        offers += () if any(best.same_as(one) for one in offers) else (best,)
    asked = _agreement(task) is not None or plan not in task.dossier.plans
    if plan is not None and asked and plan not in {one.name for one in offers}:
        raise UsageError(f"the plan '{plan}' is not there, or has no package that could be asked")
    wanted = plan if plan is not None else next((one.name for one in offers), None)
    about = next((one for one in offers if one.name == wanted), None)
    return replace(task, about=about, offers=offers)


def _in_vain(task: RobustnessTask, sample: int) -> int:
    """Draws of the sample in none of which a settlement carried by all was found; else 0."""
    asked = _agreement(task) is not None and task.dossier.quorum is None and task.ranged.size
    return sample if asked and task.best is None else 0


def _picked(
    task: RobustnessTask, sample: int, clock: Clock
) -> tuple[MostAcceptable, Carried] | None:  # fmt: skip
    """The settlement carried in most draws of a sample; None also if carried in none."""
    examiner = _agreement(task)
    found = None if examiner is None else seek(examiner, task.draws, sample, clock)
    return found if found is not None and found[0].accepted else None


def _values(
    task: RobustnessTask, counts: Tallies, picked: tuple[MostAcceptable, Carried] | None
) -> dict[str, Any]:  # fmt: skip
    return {
        **robustness_values.about(task),
        "draws": int(counts["draws"]),
        "conclusions": robustness_values.conclusions(task, counts),
        "about": robustness_values.asked_about(task),
        "acceptance": robustness_values.acceptance(task, counts),
        "offers": robustness_values.offered(task, counts),
        "most_acceptable": robustness_values.most_acceptable(
            task, counts, None if picked is None else picked[0]
        ),
        "importance": robustness_values.importance(task, counts),
        "variance": variance(task),
        "worth_knowing": robustness_values.worth_knowing(task, counts),
        "deep": None if task.deep is None else robustness_deep.values_of(task.deep, counts),
    }


def _flips(
    task: RobustnessTask, wanted: bool, seconds: float, *, short: bool
) -> dict[str, Any]:  # fmt: skip
    """The smallest changes that turn each conclusion round, if they are wanted."""
    if not wanted:
        return {"flips": [], "joint_flips": [], "flips_asked": []}
    # Without ranges there is nothing else to say.
    few = short and task.ranged.size > 0
    found = robustness_flips.flips(task, Clock(seconds), LINEAR if few else None)
    return {
        "flips": [*found.alone], "joint_flips": [*found.joint], "flips_asked": [*found.asked]
    }  # fmt: skip
