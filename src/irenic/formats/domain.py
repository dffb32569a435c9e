"""Negotiation domains of other tools: a table of issues, and a profile for each party.

What the readers of GENIUS and GeniusWeb share: reading files safely, and the dossier that
a domain and its profiles amount to. Utilities, which lie between 0 and 1, become points on
a scale of 0 to 100.
"""

from __future__ import annotations

import codecs
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from irenic.dossier.model import LARGEST, Dossier
from irenic.dossier.problems import Problem, control_character, visible
from irenic.errors import DossierError
from irenic.formats.gmcr_slugs import slugs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

POINTS = 100.0
"""Points that a utility of 1 stands for."""

MOST_UTILITY = LARGEST / POINTS
"""Utility, weight or evaluation beyond which a number is taken for a slip of the keyboard."""

SCENARIO = "no-deal"
"""The scenario in which every party gets its reservation value."""

LARGEST_FILE = 5_000_000
"""Bytes beyond which a file is taken for something else."""

MOST_OPTIONS = 10_000
"""Options beyond which an issue is not written out."""

LONGEST_NAME = 4000
"""Characters of a name at most."""

FARTHEST = 1e12
"""Number of a range beyond which it is taken for a slip of the keyboard."""

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WRITTEN_OUT = 1e15
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
        elif len(given) > LONGEST_NAME:
            self.bad("text-too-long", file, place, f"{len(given):,} characters", "at most 4,000")
        else:
            return self.shown(given.strip(), file, place, what)
        return ""

    def shown(self, text: str, file: str, place: Place, what: str) -> str:
        """``text`` if all of its one line can be shown, else a problem and nothing."""
        found = control_character(text) or _unpaired(text)
        if found is None:
            return text
        self.bad("control-character", file, place, f"the character {found} in {shorten(text)}",
                 f"the name of {what} in characters that can be seen",
                 "Delete it, or type the name anew.")  # fmt: skip
        return ""

    def finite(
        self, number: float, file: str, place: Place, what: str, most: float = MOST_UTILITY
    ) -> float:
        """``number`` if it is finite and not beyond ``most``, else a problem and 0."""
        if not math.isfinite(number):
            self.bad("not-finite", file, place, f"{number}", f"{what} as a finite number")
        elif abs(number) > most:
            self.bad("out-of-range", file, place, figure(number),
                     f"{what} of at most {most:,.0f}", "Check the digits.")  # fmt: skip
        else:
            return number
        return 0.0


def text_of(
    path: Path, folder: Path | None, findings: Findings, encodings: Sequence[str] = ("utf-8",)
) -> str | None:
    """The text of ``path``; None where it has none, with the reason.

    It must lie in ``folder``, which links could lead out of; None for a file that was named.
    """
    try:
        if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
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
        return _decoded(raw, encodings)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.bad("not-utf8", path.name, Place(line),
                     f"bytes that are not UTF-8 ({error.reason})", "text in UTF-8",
                     "Save the file again with the encoding UTF-8.")  # fmt: skip
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        circle = "a link that leads back to itself"
        found = (error.strerror or str(error)) if isinstance(error, OSError) else circle
        findings.bad("cannot-read", path.name, Place(), found, "a file that can be read",
                     "Mend it, or take it out of the folder.")  # fmt: skip
    return None


def _decoded(raw: bytes, encodings: Sequence[str]) -> str:
    """The text of ``raw``: in UTF-16 if it begins so and that is allowed, else in UTF-8."""
    return raw.decode("utf-16" if raw.startswith(_WIDE) and "utf-16" in encodings else "utf-8-sig")


def is_wide(path: Path) -> bool:
    """Whether a file, which could be read, begins as text in UTF-16 does."""
    with path.open("rb") as file:
        return file.read(2).startswith(_WIDE)


def marked(path: Path, marks: Sequence[bytes], most: int = LARGEST_FILE) -> bool:
    """Whether a plain file holds one of ``marks``, in UTF-8 or UTF-16, in its first bytes."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            text = file.read(most).replace(b"\0", b"")
    except OSError:
        return False
    return any(mark in text for mark in marks)


def beside(folder: Path, ending: str) -> list[Path]:
    """What in ``folder`` has the ``ending`` of a format, whatever it is; hidden files left out."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ending and not path.name.startswith(".")
    )


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
        "summary": _short(visible(" ".join(notes)), _LONGEST_SUMMARY),
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
    if given is None or isinstance(given, bool):
        return {None: "nothing", True: "true", False: "false"}[given]
    return _short(str(given) if isinstance(given, int | Decimal) else repr(given), 60)


def figure(number: float) -> str:
    """A number in full, not rounded until it looks right."""
    whole = number.is_integer() and abs(number) < _WRITTEN_OUT
    return f"{number:,.0f}" if whole else repr(number)


def _unpaired(text: str) -> str | None:
    """Half of a character, such as JSON can spell and no file can hold."""
    return next((f"U+{ord(each):04X}" for each in text if "\ud800" <= each <= "\udfff"), None)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
