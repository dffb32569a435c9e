"""The brief: one page on a case, complete in itself, for screens of any width and for paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from irenic.report import (
    comparison_section,
    enforcement_section,
    openings,
    robustness_section,
    sections,
)
from irenic.report.blocks import Section, paragraph
from irenic.report.naming import day
from irenic.report.style import sheet

if TYPE_CHECKING:
    from irenic.analyses.result import Result


def page(
    overview: Result,
    stability: Result | None = None,
    agreement: Result | None = None,
    plans: Mapping[str, Result] | None = None,
    chosen: str | None = None,
    **others: Result | None,
) -> str:
    """The brief as the text of one HTML file that asks nothing of any other.

    ``agreement`` is the answer without levers, ``plans`` the answer for each plan with its
    levers in force; ``chosen`` names the plan under which the section on what could be
    accepted is to be read (none: without levers). Of the others, ``leverage`` says what would
    open a deal, ``enforcement`` whether it would hold, ``robustness`` in how many draws of the
    judgements each conclusion holds, ``comparison`` puts plans side by side. A
    missing answer is said to be missing. The same results give the same page.
    """
    from jinja2 import Environment, PackageLoader

    given = sections.Given(overview, stability, agreement, dict(plans or {}), chosen, **others)
    environment = Environment(
        loader=PackageLoader("irenic.report"), autoescape=True, trim_blocks=False
    )
    values = overview.values
    made = (
        sections.findings(given),
        sections.parties(given),
        sections.worth(given),
        sections.stuck(given),
        sections.accepted(given),
        openings.why_not(given),
        openings.opening(given),
        enforcement_section.holding(given),
        *comparison_section.which(given),
        sections.plans(given),
        robustness_section.trust(given),
        sections.sourcing(given),
        sections.caveats(given),
        sections.sources(given),
        sections.reasons(given),
        sections.method(given),
    )
    return environment.get_template("page.html").render(
        title=values["title"],
        summary=values["summary"],
        eyebrow=_eyebrow(values),
        footer=_footer(overview),
        sections=tuple(_read_off(section, given) for section in made),
        style=Markup(sheet("brief.css")),
        version=overview.version,
    )


MODES = frozenset({"agreement", "why-not", "opening", "holding", "plans"})
"""Sections whose sentences are read off the most likely values."""


def _read_off(section: Section, given: sections.Given) -> Section:
    """The section, with what its sentences rest on where shares stand beside some of them."""
    if section.key not in MODES or not given.drawn:
        return section
    note = paragraph(
        "At the most likely values; a share in a frame says in how many draws it is so.", "note"
    )
    return replace(section, blocks=(note, *section.blocks))


def _eyebrow(values: Mapping[str, Any]) -> str:
    as_of = f" \u00b7 as things stood on {day(values['as_of'])}" if values["as_of"] else ""
    return f"Brief{as_of}"


def _footer(overview: Result) -> str:
    licence = overview.values.get("licence")
    terms = f" Dossier: {licence}." if licence else ""
    return (
        "Every number here is somebody's judgement. Irenic makes judgements transparent; it "
        f"claims no objectivity and predicts nothing.{terms}"
    )
