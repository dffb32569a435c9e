"""Negotiation domains of other tools: a table of issues, and a profile for each party.

What the readers of GENIUS and GeniusWeb share: reading files safely, and the dossier that
a domain and its profiles amount to. Utilities, which lie between 0 and 1, become points on
a scale of 0 to 100.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from irenic.dossier.model import LARGEST, Dossier
from irenic.dossier.problems import Problem
from irenic.errors import DossierError
from irenic.formats.gmcr_slugs import slugs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

POINTS = 100.0
"""Points that a utility of 1 stands for."""

SCENARIO = "no-deal"
"""The scenario in which every party gets its reservation value."""

LARGEST_FILE = 5_000_000
"""Bytes beyond which a file is taken for something else."""

MOST_OPTIONS = 10_000
"""Options beyond which an issue is not written out."""

FARTHEST = 1e12
"""Number of a range beyond which it is taken for a slip of the keyboard."""

_LONGEST_NAME = 4000
_LONGEST_SUMMARY = 3900


class Issue(NamedTuple):
    """An issue of a domain: its name, and the names of its values in the order of the file."""

    name: str
    values: tuple[str, ...]


class Profile(NamedTuple):
    """What a party wants: utility of each value of each issue (weighted), and of no deal."""

    stem: str
    name: str
    utilities: tuple[tuple[float, ...], ...]
    reservation: float


class Place(NamedTuple):
    """Where something stands: line and column count from 1, 0 where they are not known."""

    line: int = 0
    column: int = 0
    key: str = ""


@dataclass
class Findings:
    """What is wrong with the files of a domain, and what of them the dossier cannot hold."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def bad(
        self, code: str, file: str, place: Place, found: str, expected: str,
        remedy: str = "Correct the file.",
    ) -> None:  # fmt: skip
        """Add a problem."""
        key = _short(place.key, 200)
        self.problems.append(
            Problem(code, file, place.line, place.column, key, found, expected, remedy)
        )

    def stop(self) -> None:
        """Raise :class:`~irenic.errors.DossierError` where there are problems."""
        if self.problems:
            raise DossierError(self.problems)

    def name(self, given: Any, file: str, place: Place, what: str) -> str:
        """``given`` if it can be the name of ``what``, else a problem."""
        if not isinstance(given, str) or not given.strip():
            code = "missing-key" if given is None else "wrong-type"
            shown = "nothing" if given is None else shorten(given)
            self.bad(code, file, place, shown, f"the name of {what}")
        elif len(given) > _LONGEST_NAME:
            self.bad("text-too-long", file, place, f"{len(given):,} characters", "at most 4,000")
        else:
            return given.strip()
        return ""

    def finite(
        self, number: float, file: str, place: Place, what: str, most: float = LARGEST / POINTS
    ) -> float:
        """``number`` if it is finite and not beyond ``most``, else a problem and 0."""
        if not math.isfinite(number):
            self.bad("not-finite", file, place, f"{number}", f"{what} as a finite number")
        elif abs(number) > most:
            self.bad("out-of-range", file, place, f"{number:g}",
                     f"{what} of at most {most:,.0f}", "Check the digits.")  # fmt: skip
        else:
            return number
        return 0.0


def text_of(path: Path, folder: Path, findings: Findings) -> str | None:
    """The text of ``path``, a file in ``folder``; None where it has none, with the reason."""
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            findings.bad("outside-folder", path.name, Place(), "a link to another folder",
                         "a file inside the folder", "Put the file itself there.")  # fmt: skip
            return None
        if not path.is_file():
            raise OSError("something that is not a plain file")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            findings.bad("too-large", path.name, Place(), f"{size:,} bytes",
                         f"at most {LARGEST_FILE:,} bytes",
                         "Is this a domain or a profile?")  # fmt: skip
            return None
        raw = path.read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.bad("not-utf8", path.name, Place(line),
                     f"bytes that are not UTF-8 ({error.reason})", "text in UTF-8",
                     "Save the file again with the encoding UTF-8.")  # fmt: skip
    except OSError as error:
        findings.bad("cannot-read", path.name, Place(), error.strerror or str(error),
                     "a file that can be read", "Check its permissions.")  # fmt: skip
    return None


def twice(names: Sequence[str]) -> list[str]:
    """The names that are there more than once, each once."""
    seen: set[str] = set()
    found: list[str] = []
    for name in names:
        if name in seen and name not in found:
            found.append(name)
        seen.add(name)
    return found


def dossier(
    title: str, issues: Sequence[Issue], profiles: Sequence[Profile], notes: Sequence[str]
) -> Dossier:
    """The dossier of a domain without errors.

    The worth of an option is 100 times its weighted utility; the one scenario holds 100 times
    the reservation values. All parties must accept.
    """
    parties = slugs([p.stem for p in profiles], [p.stem for p in profiles], "party")
    keys = slugs([issue.name for issue in issues], [None] * len(issues), "issue")
    entries = {}
    for place, (key, issue) in enumerate(zip(keys, issues, strict=True)):
        options = slugs(list(issue.values), [None] * len(issue.values), "option")
        entries[key] = {
            "name": issue.name,
            "options": dict(zip(options, issue.values, strict=True)),
            "worth": {
                party: {
                    option: POINTS * utility
                    for option, utility in zip(options, profile.utilities[place], strict=True)
                }
                for party, profile in zip(parties, profiles, strict=True)
            },
        }
    reservation = {
        party: POINTS * profile.reservation
        for party, profile in zip(parties, profiles, strict=True)
    }
    return Dossier.model_validate({
        "irenic": 1,
        "title": title,
        "summary": _short(" ".join(notes), _LONGEST_SUMMARY),
        "parties": {
            party: {"name": profile.name}
            for party, profile in zip(parties, profiles, strict=True)
        },
        "issues": entries,
        "scenarios": {SCENARIO: {"name": "No deal", **reservation}},
    })  # fmt: skip


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names as one text; only the first few, where there are many."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def shorten(given: Any) -> str:
    """Something found in a file, as it can be shown in one line."""
    return _short(repr(given), 60)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
