"""The wording of every statement a result makes, in one keyed table.

Each module of this package words the statements of one analysis in a table
``WORDING``: kind -> function(statement, names) -> one or more whole sentences; ``brief``
words what the brief itself puts together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from irenic.report.words import (
    agreement,
    agreement_alternatives,
    agreement_conflicts,
    agreement_programme,
    brief,
    comparison,
    debrief,
    dissent,
    enforcement,
    enforcement_figures,
    enforcement_readings,
    leverage,
    leverage_readings,
    overview,
    robustness,
    stability,
    stability_design,
    stability_wider,
)

if TYPE_CHECKING:
    from irenic.analyses.result import Names, Statement

Wording = Mapping[str, "Callable[[Statement, Names], str]"]

WORDING: Wording = {
    **overview.WORDING,
    **agreement.WORDING,
    **agreement_programme.WORDING,
    **agreement_alternatives.WORDING,
    **agreement_conflicts.WORDING,
    **stability.WORDING,
    **stability_wider.WORDING,
    **stability_design.WORDING,
    **debrief.WORDING,
    **dissent.WORDING,
    **enforcement.WORDING,
    **enforcement_figures.WORDING,
    **enforcement_readings.WORDING,
    **leverage.WORDING,
    **leverage_readings.WORDING,
    **robustness.WORDING,
    **comparison.WORDING,
    **brief.WORDING,
}


def say(statement: Statement, names: Names) -> str:
    """The sentence for ``statement``; KeyError for a kind that has no wording."""
    return WORDING[statement.kind](statement, names)
