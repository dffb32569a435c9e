"""Conclusions as linear conditions on the judgements: a package, a threat, an opening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import Arrays, arrays, columns, setting
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.package_cells import cells
from irenic.theory.drawn import columns_of, crossing
from irenic.theory.leverage import Unusable
from irenic.theory.linear_flips import Conditions

if TYPE_CHECKING:
    from irenic.analyses.conclusions import Conclusion, Examiner
    from irenic.analyses.leverage_arrays import Levers
    from irenic.theory.leverage import Opening
    from irenic.theory.programme import Choice

Places = Mapping[str, int]
"""The number of each judgement by its key; those that are not in it stay as they are."""


def conditions_of(examiner: Examiner, one: Conclusion, places: Places) -> Conditions | None:
    """A conclusion of an examiner in the numbers of the judgements; None where it is not linear."""
    if isinstance(examiner, LeverageExaminer):
        levers = examiner.levers
        if one.kind == "credible":
            return credible_conditions(levers, levers.levers.index(one.subject), places)
        if one.kind == "opening-opens" and examiner.opening is not None:
            return opening_conditions(levers, examiner.opening, places)
    if isinstance(examiner, AgreementExaminer) and examiner.dossier.quorum is None:
        planned = next((p for p in examiner.planned if p.plan == one.subject), None)
        if one.kind == "plan-accepted" and planned is not None and planned.choice is not None:
            return package_conditions(planned.given, planned.choice, places)
    return None


def package_conditions(given: Arrays, choice: Choice, places: Places) -> Conditions:
    """That every required party accepts a package, in the numbers of the judgements."""
    n = given.space.required
    options = columns([choice], len(given.issues))
    has = columns_of(given.space, options)[:, 0]
    slopes = np.zeros((n, len(places)))
    for key, cell in cells(given).items():
        if cell.party < n and has[cell.column] and key in places:
            slopes[cell.party, places[key]] = cell.sign
    crossed = bool(crossing(given.space, options, n)[:, 0].any())
    return Conditions(given.gains([choice])[:n, 0], slopes, crossed)


def credible_conditions(levers: Levers, lever: int, places: Places) -> Conditions:
    """That a threat is credible, in the numbers of the judgements."""
    case, entry = levers.case, levers.entry(lever)
    slopes = np.zeros((1, len(places)))
    if case.unusable.get(lever) in (Unusable.NO_RESERVATION, Unusable.SCENARIO):
        return Conditions(np.zeros(1), slopes, True)
    maker, row = case.by[lever], case.scenario[lever]
    lost = float(case.audience_cost[lever])
    value = case.reservation[row, maker] - (case.reservation[0, maker] - lost)
    counts = [
        (f"scenarios.{levers.scenarios[row]}.{entry.by}", 1.0),
        (f"scenarios.{levers.scenarios[0]}.{entry.by}", -1.0),
        (f"levers.{levers.levers[lever]}.audience_cost", 1.0),
    ]
    for key, sign in counts:
        if key in places:
            slopes[0, places[key]] += sign
    return Conditions(np.array([value]), slopes)


def opening_conditions(levers: Levers, opening: Opening, places: Places) -> Conditions:
    """That an opening opens a deal: all who are needed accept, and its threats are credible.

    Those who pull its levers are needed as well, other than makers of threats.
    """
    case = levers.case
    threats = [lever for lever in opening.levers if case.scenario[lever] >= 0]
    pulling = {case.by[lever] for lever in opening.levers if lever not in threats}
    added = [levers.parties[p] for p in sorted(pulling) if p >= len(levers.required)]
    where = setting(
        levers.dossier, levers.scenarios[opening.scenario], levers.named(opening.levers),
        added=added,
    )  # fmt: skip
    given = arrays(levers.dossier, where)
    package = levers.given.package(opening.choice)
    found = package_conditions(given, given.choice(package), places)
    for lever in threats:
        found = found.joined(credible_conditions(levers, lever, places))
    return found
