"""The section of the brief that puts plans side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.report.blocks import (
    Section,
    bullets,
    heading,
    paragraph,
    picture,
    reasoned,
    said,
    status,
)
from irenic.report.sections import Given, shown

if TYPE_CHECKING:
    from markupsafe import Markup

TITLE = "Which plan?"

TABLED = frozenset({"comparison-plan", "comparison-best", "comparison-nothing"})
"""Findings on one plan each, which the table of criteria makes as well."""

_LONG = frozenset({"trade-offs"})
"""Tables of every pair of plans, which only the command shows."""

MOST = 12
"""Rows of a table that the page shows; the command shows the rest."""


def which(given: Given) -> tuple[Section, ...]:
    """Plans side by side on everything that was asked; no section where there are no plans."""
    result = given.comparison
    if result is None:
        return ()
    names = result.names
    blocks: tuple[Markup, ...] = (paragraph(result.headline, "lead"), *status(result))
    kept = [s for s in result.findings if s.kind not in TABLED]
    blocks += bullets(said(kept, names))
    blocks += shown([t for t in result.tables if t.key not in _LONG], result, "which", MOST)
    blocks += tuple(picture(figure, names, "which") for figure in result.figures)
    if result.reasons:
        blocks += (heading("Why"), *bullets(reasoned(result.reasons, names)))
    more = (
        "What each does better than each other, more draws, the best settlement that can be "
        "found, and what would turn the order round: the command \u2018irenic comparison\u2019."
    )
    return (Section("which", TITLE, (*blocks, paragraph(more, "note"))),)
