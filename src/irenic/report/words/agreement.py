"""Wording of the statements that ``agreement`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from irenic.analyses.result import Names, Statement

WORDING: dict[str, Callable[[Statement, Names], str]] = {}
