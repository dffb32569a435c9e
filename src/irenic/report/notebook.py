"""A result in a notebook: the fragment of HTML that its cell displays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from irenic.report import tables
from irenic.report.style import scoped_style
from irenic.report.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.result import Result, Statement

MOST = 40
"""Rows of a table that a notebook's cell shows."""


def fragment(result: Result) -> str:
    """``result`` as a piece of HTML: headline, findings, tables, reasons, caveats."""
    parts = [
        scoped_style(),
        Markup("<p><strong>{}</strong></p>").format(result.headline),
        _list("", result, result.findings),
        *(tables.html(table, result.names, most=MOST) for table in result.tables),
        _list("Why", result, result.reasons),
        _list("Caveats", result, result.caveats),
    ]
    return str(Markup('<div class="irenic">{}</div>').format(Markup("\n").join(parts)))


def _list(title: str, result: Result, statements: Sequence[Statement]) -> Markup:
    if not statements:
        return Markup("")
    items = Markup("").join(
        Markup("<li>{}</li>").format(say(statement, result.names)) for statement in statements
    )
    head = Markup("<p><b>{}</b></p>").format(title) if title else Markup("")
    return Markup("{}<ul>{}</ul>").format(head, items)
