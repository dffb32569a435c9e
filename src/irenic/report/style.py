"""The one style sheet, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markupsafe import Markup


@cache
def sheet(name: str) -> str:
    """The style sheet ``name`` among the templates."""
    return (files("irenic.report") / "templates" / name).read_text(encoding="utf-8")


def scoped_style() -> Markup:
    """What tables need, for HTML that stands inside somebody else's page."""
    return Markup("<style>{}</style>").format(Markup(sheet("table.css")))
