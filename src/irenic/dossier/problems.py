"""A problem found in a dossier: what, where, and the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
_BREAK = re.compile("[\t\n\u2028\u2029]")


def control_character(text: str, one_line: bool = True) -> str | None:
    """The first character of ``text`` that steers a screen instead of being shown, as ``U+001B``.

    Control characters (Unicode's category Cc) and those that override the direction of
    writing (U+202D, U+202E; the marks that Arabic names need among Latin ones may stand); in
    a text of ``one_line`` tabs and line breaks too.
    None where there is no such character.
    """
    found = _CONTROL.search(text) or (_BREAK.search(text) if one_line else None)
    return f"U+{ord(found[0]):04X}" if found else None


def visible(text: str) -> str:
    """``text`` with what cannot be shown on one line spelt out, as ``\\x1b``."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


class Said(NamedTuple):
    """What a problem says, wherever it stands."""

    code: str
    found: str
    expected: str
    remedy: str


@dataclass(frozen=True)
class Problem:
    """One problem. An *error* stops every analysis; a *warning* does not.

    ``code`` is one of :data:`irenic.dossier.checks.CHECKS`; ``key`` is the dotted
    path of the entry; ``line`` and ``column`` count from 1 (0: the file as a whole).
    """

    code: str
    file: str
    line: int
    column: int
    key: str
    found: str
    expected: str
    remedy: str
    nearest: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        where = f" at {self.key}" if self.key else ""
        text = (
            f"{place}: {self.severity} [{self.code}]{where}: found {self.found}; "
            f"expected {self.expected}. {self.remedy}"
        )
        text = f"{text} Did you mean '{self.nearest}'?" if self.nearest else text
        return visible(text)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate spelled most like ``word``, or None when none is close."""
    folded: dict[str, str] = {}
    for candidate in candidates:
        folded.setdefault(candidate.casefold(), candidate)
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None
