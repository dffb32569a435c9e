"""The section of the brief on how far all this can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.analyses.result import Statement
from irenic.report.blocks import Section, bullets, heading, paragraph, picture, said, status
from irenic.report.sections import Given, shown
from irenic.report.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from irenic.analyses.result import Result

TITLE = "How far can this be trusted?"

MOST = 8
"""Rows of a table of numbers that the page shows; the command shows the rest."""

_OF_PACKAGES = ("robustness-acceptance", "robustness-most-acceptable")

_TABLES = ("robustness-package", "robustness-levers", "robustness-knowing")


def trust(given: Given) -> Section:
    """Which conclusions are firm, what the others hang on, and what would turn them round."""
    result = given.robustness
    if result is None:
        missing = (
            "Nothing was concluded that could be asked again: how far the answers can be trusted "
            "was not examined."
        )
        return Section("trust", TITLE, (paragraph(missing),))
    blocks = (paragraph(result.headline, "lead"), *status(result), *_drawn(result))
    blocks += _told(result, None, ("robustness-undecided", "robustness-no-numbers"))
    blocks += _pictured(result, "robustness-conclusions")
    blocks += _pictured(result, "robustness-acceptance")
    blocks += _told(result, None, _OF_PACKAGES)
    blocks += _pictured(result, "robustness-tornado")
    turned = _turned(result)
    if turned:
        blocks += (heading("What would have to be true"), *bullets(said(turned, result.names)))
    blocks += _told(result, "What is worth finding out", ("robustness-worth-knowing",))
    blocks += shown([t for t in result.tables if t.key in _TABLES], result, "trust", MOST)
    return Section("trust", TITLE, blocks)


def _drawn(result: Result) -> tuple[Markup, ...]:
    """How many draws there are here, and what the command adds."""
    if not result.values["draws"]:
        return ()
    evidence = {"draws": result.values["draws"], "short": result.parameters["short"]}
    return (
        paragraph(say(Statement("brief-robustness-draws", "", evidence), result.names), "note"),
    )


def _told(result: Result, title: str | None, kinds: Iterable[str]) -> tuple[Markup, ...]:
    """Statements of these kinds, under a heading where there is a title."""
    told = [s for s in (*result.findings, *result.reasons) if s.kind in kinds]
    texts = said(told, result.names)
    if not texts:
        return ()
    return (*((heading(title),) if title else ()), *bullets(texts))


def _pictured(result: Result, key: str) -> tuple[Markup, ...]:
    return tuple(picture(f, result.names, "trust") for f in result.figures if f.key == key)


def _turned(result: Result) -> list[Statement]:
    """What turns conclusions round; those that nothing turns are left to the command."""
    return [
        s
        for s in result.reasons
        if s.kind == "robustness-turns" and s.evidence["nearest"] is not None
    ]
