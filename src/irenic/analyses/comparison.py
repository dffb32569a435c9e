"""Which plan is better? Plans side by side on everything that was asked. No single score.

What is compared is in :mod:`irenic.analyses.comparison_columns`, what is counted over draws in
:mod:`irenic.analyses.comparison_task`, which does better in
:mod:`irenic.analyses.comparison_order`, and what would turn that round in
:mod:`irenic.analyses.comparison_turns`. The words are in
:mod:`irenic.report.words.comparison`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses import comparison_figures, comparison_statements, comparison_tables
from irenic.analyses.comparison_columns import (
    Best,
    best_settlement,
    columns_of,
    confirmed,
    same_plan,
)
from irenic.analyses.comparison_order import Order, dominates, trade_offs
from irenic.analyses.comparison_states import held_states
from irenic.analyses.comparison_task import ComparisonTask
from irenic.analyses.comparison_turns import turning_judgements, unturned
from irenic.analyses.comparison_values import CRITERIA, Asked, column_values
from irenic.analyses.enforcement import enforcement
from irenic.analyses.judgement_names import judgement_names
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.analyses.robustness import chunk_size, sweep_faults
from irenic.dossier.draws import draws as draws_of
from irenic.errors import Inapplicable, UsageError
from irenic.sweeps.sweep import sweep
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.analyses.comparison_columns import Column
    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Progress
    from irenic.theory.tallies import Tallies

ALGORITHM = (
    "Every plan asked in each draw of the judgements, and counted; orders turned by solving "
    "for where two minima of linear functions cross"
)
SOURCE = "Wilson 1927; Sobol 1967; Owen 1998; Land & Doig 1960"

SHARES = {"best": 0.25, "timetable": 0.1, "turns": 0.25}
"""Shares of ``seconds`` for the best settlement, each timetable, and what turns an order."""


def comparison(  # noqa: PLR0913  # one keyword an option of the command
    dossier: Dossier,
    *,
    plans: Sequence[str] | None = None,
    draws: int = 1000,
    seed: int = 0,
    shape: str = "pert",
    sample: int = 200,
    workers: int = 1,
    scheduler: str | None = None,
    file: str | Path | None = None,
    seconds: float = 60.0,
    short: bool = False,
    known: Sequence[Result] = (),
    progress: Progress | None = None,
) -> Result:
    """Put plans side by side on everything that was asked of them. There is no single score.

    ``plans``: slugs, default all; beside them stand the best settlement found (sought among
    ``sample`` draws; 0: left out) and no deal. Judgements are drawn ``draws`` times
    (:func:`irenic.dossier.draws.draws`, ``shape``, ``seed``). ``workers``, ``scheduler`` and
    ``file`` as for :func:`irenic.sweeps.sweep.sweep`. ``seconds``: for all searches beside
    what is undecided in a draw. ``known``: results on the same dossier that are there
    already: the most acceptable package of ``robustness``, timetables of ``enforcement``;
    results on another dossier are passed over.
    ``short``: nothing is searched for: without the best settlement, timetables and what
    would turn the order, unless ``known`` has them.

    ``values`` has the keys documented in docs/reference/values.md. What is unknown, or makes
    no sense for a plan, is None; ``unknown`` says why.

    Raises :class:`~irenic.errors.UsageError` for options that make no sense and a plan that
    is not there, :class:`~irenic.errors.Inapplicable` where no plan can be asked.
    """
    began = time.perf_counter()
    _check(draws, sample, seconds)
    told: Progress = (lambda label, share: None) if progress is None else progress
    mine = digest(dossier)
    known = [result for result in known if result.digest == mine]
    best = _known_best(dossier, known)
    if best is None and not short:
        told("the best settlement", 0.0)
        best = _sought(dossier, (shape, seed, sample, draws), Clock(seconds * SHARES["best"]))
    whole, columns = columns_of(dossier, plans, best)
    zones = _known_zones(known, draws, seed, shape)
    task = replace(_task(whole, (shape, seed, seconds), columns), settled=frozenset(zones))
    counts = sweep(
        task, draws, workers=workers, scheduler=scheduler, file=file, progress=told,
        chunk=chunk_size(draws),
    )  # fmt: skip
    asked = _asked(whole, columns, known, told, None if short else seconds * SHARES["timetable"])
    own = {one.name: timed for one, timed in zip(task.offers, task.timed, strict=True)}
    asked = {
        name: replace(one, zone=zones.get(name), own=own.get(name)) for name, one in asked.items()
    }
    told("what would turn the order round", 0.9)
    values = _values(task, columns, counts, asked, best, None if short else seconds)
    named = _names(dossier, columns, {row["judgement"] for row in values["turning_judgements"]})
    return Result(
        question="comparison",
        status=Status.COMPLETE if _complete(values) else Status.PARTIAL,
        headline=comparison_statements.headline(values, named),
        values=values,
        method=_method(best),
        parameters={
            "plans": None if plans is None else list(plans), "draws": draws, "seed": seed,
            "shape": shape, "sample": sample, "seconds": seconds, "short": short,
        },
        names=named,
        digest=mine,
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=comparison_statements.findings(values),
        reasons=comparison_statements.reasons(values),
        caveats=comparison_statements.caveats(values),
        tables=comparison_tables.tables(values, named),
        figures=comparison_figures.figures(values),
    )  # fmt: skip


def _complete(values: Mapping[str, Any]) -> bool:
    """Whether everything was asked and settled, the best settlement proven to be that."""
    reasons = {why for row in values["plans"].values() for why in row["unknown"].values()}
    proven = values["best"] is None or values["best"]["proven"]
    timetables = [row["timetable"] for row in values["plans"].values() if row["timetable"]]
    sought = [one["best"] for one in timetables if one["best"] is not None]
    settled = all(one["holds"] is not None for one in sought) and len(sought) == len(timetables)
    turned = values["turns_asked"] is None or (
        values["turns_asked"]["pairs"] == values["turns_asked"]["of"]
    )
    return bool(proven and settled and turned and not reasons & {"undecided", "not-asked"})


def _method(best: Best | None) -> Method:
    stopped = best is not None and not best.proven
    status = "best settlement not proven" if stopped else "exact"
    return Method(ALGORITHM, SOURCE, status, None if best is None else best.bound)


def _check(draws: int, sample: int, seconds: float) -> None:
    faults = sweep_faults(draws, sample, seconds)
    if faults:
        raise UsageError("; ".join(faults))


def _known_best(dossier: Dossier, known: Sequence[Result]) -> Best | None:
    """The most acceptable package that ``robustness`` found, if it is among ``known``."""
    for result in known:
        given = result.values.get("most_acceptable") if result.question == "robustness" else None
        first = next(iter(dossier.scenarios), None)
        # With a scenario or levers asked for it is an answer to another question.
        asked_of = result.parameters
        asked = asked_of.get("levers") or asked_of.get("scenario")
        if given is None or (asked and asked != first):
            continue
        # What it confirms asks more than is asked of plans, so it is counted again.
        found = Best(
            given["package"], tuple(given["levers"]), given["share"], given["bound"],
            given["sample"],
        )  # fmt: skip
        fresh = draws_of(dossier, shape=asked_of["shape"], seed=asked_of["seed"] + 1)
        return confirmed(dossier, found, fresh, int(given["confirmed_draws"]))
    return None


def _known_zones(
    known: Sequence[Result], draws: int, seed: int, shape: str
) -> dict[str, Mapping[str, Any]]:
    """By plan, what ``robustness`` said of these very draws on whether its levers open anything."""
    wanted = {"draws": draws, "seed": seed, "shape": shape}
    found: dict[str, Mapping[str, Any]] = {}
    for result in known:
        asked = result.parameters
        if result.question != "robustness" or asked.get("levers") or asked.get("scenario"):
            continue
        if all(asked.get(key) == value for key, value in wanted.items()):
            rows = result.values["conclusions"]
            found |= {row["subject"]: row for row in rows if row["kind"] == "plan-zone"}
    return found


def _sought(
    dossier: Dossier, how: tuple[str, int, int, int], clock: Clock
) -> Best | None:  # fmt: skip
    shape, seed, sample, draws = how
    try:
        return best_settlement(dossier, shape, seed, sample, draws, clock)
    except Inapplicable:
        return None


def _task(
    dossier: Dossier, how: tuple[str, int, float], columns: Sequence[Column]
) -> ComparisonTask:  # fmt: skip
    """What is counted; Inapplicable with what is missing where no plan can be asked."""
    offers = tuple(one.offer for one in columns if one.offer is not None)
    if not offers:
        raise Inapplicable("comparison", _missing(dossier, columns))
    shape, seed, seconds = how
    return ComparisonTask(dossier, shape, seed, offers, seconds)


def _missing(dossier: Dossier, columns: Sequence[Column]) -> list[str]:
    lacking = dict.fromkeys(missing for one in columns for missing in one.missing)
    if lacking:
        return list(lacking)
    if dossier.quorum is not None:
        return [
            "a plan with a package (plans), for there is nothing else to compare: the best "
            "settlement is not sought where a quorum decides, because what is sought is the "
            "package that all accept in most draws, and here fewer are enough"
        ]
    return ["a plan with a package (plans)"]


def _asked(
    dossier: Dossier, columns: Sequence[Column], known: Sequence[Result], told: Progress,
    seconds: float | None,
) -> dict[str, Asked]:  # fmt: skip
    """The timetable of each column, and whether the state after it would hold."""
    states = held_states(dossier, columns)
    found = {}
    for place, column in enumerate(columns):
        told("timetables", place / len(columns))
        found[column.name] = _timetable(dossier, column, known, seconds, states[column.name])
    return found


def _timetable(
    dossier: Dossier, column: Column, known: Sequence[Result], seconds: float | None, held: Any
) -> Asked:  # fmt: skip
    if column.offer is None:
        return Asked(None, None, held)
    for result in known:
        if _is_plain(result, column.name) and column.kind == "plan":
            return Asked(result, None, held)
    if dossier.timetable is None:
        return Asked(None, "no-timetable", held)
    if seconds is None:
        return Asked(None, "not-asked", held)
    try:
        result = enforcement(dossier, plan=column.name, short=True, seconds=seconds)
    except Inapplicable as error:
        return Asked(None, "inapplicable", held, tuple(error.missing))
    return Asked(result, None, held)


def _is_plain(result: Result, plan: str) -> bool:
    """Whether this is a plan's timetable with nothing added or taken away."""
    given = result.parameters
    return (
        result.question == "enforcement"
        and given["plan"] == plan
        and set(given["levers"]) == set(result.values["levers"])
        and not (given["without"] or given["parts"] or given["notice"] or given["margin"])
    )


def _values(  # everything that was found
    task: ComparisonTask, columns: Sequence[Column], counts: Tallies,
    asked: Mapping[str, Asked], best: Best | None, seconds: float | None,
) -> dict[str, Any]:  # fmt: skip
    rows = {
        one.name: column_values(
            one, task, counts, asked[one.name], best if one.kind == "best" else None
        )
        for one in columns
    }
    places = {one.name: task.offers.index(one.offer) for one in columns if one.offer is not None}
    since = task.at_modes.since[0]
    turning: list[dict[str, Any]] = []
    left: list[tuple[str, str]] = []
    if seconds is not None:
        clock = Clock(seconds * SHARES["turns"])
        turning, left = turning_judgements(task, columns, counts, clock)
    pairs = len(places) * (len(places) - 1) // 2 + len(places)  # no deal is beside each
    order = Order(task.dossier, rows, counts, places, task.required, since)
    return {
        "draws": int(counts["draws"]), "seed": task.seed, "shape": task.shape,
        "judgements": len(task.draws.keys), "ranged": int(np.size(task.ranged)),
        "columns": [one.name for one in columns],
        "criteria": list(CRITERIA),
        "required": list(task.required),
        "quorum": task.dossier.quorum, "veto": list(task.dossier.veto),
        "plans": dict(rows),
        "best": None if best is None else {
            "share": best.share, "bound": best.bound, "proven": best.proven,
            "confirmed_share": best.confirmed / best.fresh,
            "carried_share": best.carried / best.fresh,
            "fresh": best.fresh,
            "sample": best.sample, "package": dict(best.package), "levers": list(best.levers),
            "same_as": same_plan(
                task.dossier, [one.name for one in columns if one.kind == "plan"], best
            ),
        },
        "dominates": dominates(order),
        "trade_offs": trade_offs(order),
        "turning_judgements": turning,
        "turns_asked": None if seconds is None else {"pairs": pairs - len(left), "of": pairs},
        "unturned": [] if seconds is None else unturned(task, columns, turning, left),
    }  # fmt: skip


def _names(dossier: Dossier, columns: Sequence[Column], asked: set[str]) -> Names:
    """The names of everything, of columns that are no plan, and of the judgements ``asked``."""
    named = dict(names(dossier))
    own = {
        one.name: "Best settlement found" if one.kind == "best" else "No deal"
        for one in columns
        if one.kind != "plan"
    }
    named["plans"] = {**named["plans"], **own}
    if asked:
        every = judgement_names(dossier, named)
        named["judgements"] = {key: every[key] for key in sorted(asked)}
    return named
