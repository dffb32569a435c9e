"""Scorable negotiation games: a folder with one sheet of points a party.

A sheet has one line an issue, the points of its options separated by commas (spaces may
trail), and in the last line the party's minimum: it says yes at that many points or
more. The file's name is the party. Issues are called A, B, C, ... and options A1, A2, ...
(The format is that of the games in LLM-Deliberation: Abdelnabi, S. et al. 2024.)
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, NamedTuple

from irenic.dossier.model import LARGEST, RESERVED, RESERVED_PARTIES, Dossier
from irenic.dossier.problems import Problem, visible
from irenic.errors import DossierError

NAME = "scorable game"

SHEETS = "scores_files"
"""The folder inside a game's folder that holds the sheets."""

SCENARIO = "no-deal"
"""The scenario in which every party gets its minimum."""

_LARGEST_SHEET = 1_000_000
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")


class _Sheet(NamedTuple):
    """One party's points: a tuple an issue with the line it stands in, and the minimum."""

    file: str
    party: str
    issues: tuple[tuple[float, ...], ...]
    lines: tuple[int, ...]
    minimum: float


def detect(path: Path) -> bool:
    """Whether ``path`` is a game's folder, or the folder of its sheets."""
    return bool(_sheets(Path(path)))


def _sheets(path: Path) -> list[Path]:
    """The sheets of the game at ``path``; none, where it is no game."""
    try:
        if (path / SHEETS).is_dir():
            return sorted((path / SHEETS).glob("*.txt"))
        if not path.is_dir() or (path / "dossier.yaml").exists():
            return []
        sheets = sorted(path.glob("*.txt"))
        return sheets if path.name == SHEETS or (sheets and all(map(_alike, sheets))) else []
    except OSError:
        return []


def _alike(sheet: Path) -> bool:
    """Whether the first line of a file looks like points separated by commas."""
    try:
        if not sheet.is_file():
            return False
        with sheet.open("rb") as file:
            first = file.readline(10_000).decode("utf-8-sig", errors="replace").strip()
    except OSError:
        return False
    return "," in first and all(_NUMBER.fullmatch(part.strip()) for part in first.split(","))


def read(path: Path) -> Dossier:
    """The dossier of the game at ``path``.

    Parties are the files' names; the one scenario holds their minima as reservation
    values; all must accept. Raises :class:`~irenic.errors.DossierError` with everything
    that is wrong in any sheet: no number, not finite or too large, no minimum, other
    numbers of issues or options than in the first sheet, an empty file, not UTF-8.
    """
    folder = Path(path)
    files = _sheets(folder)
    problems: list[Problem] = []
    if not files:
        raise DossierError([_problem(
            folder.name, 0, "no-dossier", "no sheets of points", f"{SHEETS}/*.txt, one a party",
            "Name the folder of a game.",
        )])  # fmt: skip
    sheets = [sheet for file in files if (sheet := _sheet(file, problems)) is not None]
    for sheet in sheets[1:]:
        _compare(sheets[0], sheet, problems)
    if problems:
        raise DossierError(problems)
    game = folder.parent.name if folder.name == SHEETS else folder.name
    return Dossier.model_validate(_content(game, sheets))


def _sheet(file: Path, problems: list[Problem]) -> _Sheet | None:
    """The sheet in ``file``, or None and what is wrong with it added to ``problems``."""
    before = len(problems)
    if not _SLUG.fullmatch(file.stem) or file.stem in RESERVED | RESERVED_PARTIES:
        problems.append(_problem(
            file.name, 0, "bad-slug", f"the file name '{file.name}'",
            "the party's name in letters, digits, - and _", "Rename the file.",
        ))  # fmt: skip
    text = _text(file, problems)
    if text is None:
        return None
    rows = [
        (number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()
    ]
    if not rows:
        problems.append(_problem(
            file.name, 0, "empty-file", "an empty file", "a line of points for each issue",
            "Write the points, and in the last line the minimum.",
        ))  # fmt: skip
        return None
    points = [_points(file.name, number, line, problems) for number, line in rows]
    if len(points) < 2 or len(points[-1]) != 1:
        problems.append(_problem(
            file.name, rows[-1][0], "no-reservation-value", f"'{_short(rows[-1][1])}'",
            "in the last line, after the issues, the party's minimum alone",
            "Add a last line with the least points at which the party says yes.",
        ))  # fmt: skip
    if len(problems) > before:
        return None
    lines = tuple(number for number, _ in rows[:-1])
    return _Sheet(file.name, file.stem, tuple(points[:-1]), lines, points[-1][0])


def _text(file: Path, problems: list[Problem]) -> str | None:
    try:
        if not file.is_file():
            raise OSError("something that is not a plain file")
        size = file.stat().st_size
        if size > _LARGEST_SHEET:
            problems.append(_problem(
                file.name, 0, "too-large", f"{size:,} bytes", f"at most {_LARGEST_SHEET:,} bytes",
                "Is this a sheet of points?",
            ))  # fmt: skip
            return None
        raw = file.read_bytes()
    except OSError as error:
        problems.append(_problem(
            file.name, 0, "cannot-read", error.strerror or str(error), "a file that can be read",
            "Check its permissions.",
        ))  # fmt: skip
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(_problem(
            file.name, raw[: error.start].count(b"\n") + 1, "not-utf8",
            f"bytes that are not UTF-8 ({error.reason})", "text in UTF-8",
            "Save the file again with the encoding UTF-8.",
        ))  # fmt: skip
        return None


def _points(file: str, line: int, text: str, problems: list[Problem]) -> tuple[float, ...]:
    """The numbers of a line; what is none of them is reported and counts as 0."""
    found = []
    for part in text.split(","):
        word = part.strip()
        number = float(word) if _NUMBER.fullmatch(word) else math.nan
        if math.isnan(number):
            code, expected = "not-a-number", "points as a plain number"
            if word.lower().lstrip("+-") in ("nan", "inf", "infinity"):
                code, expected = "not-finite", "a finite number"
        elif abs(number) > LARGEST:
            code, expected = "out-of-range", f"a number between -{LARGEST:g} and {LARGEST:g}"
        else:
            found.append(number)
            continue
        found.append(0.0)
        problems.append(_problem(
            file, line, code, f"'{_short(word)}'", expected,
            "Separate the options' points by commas and nothing else.",
        ))  # fmt: skip
    return tuple(found)


def _compare(first: _Sheet, other: _Sheet, problems: list[Problem]) -> None:
    """Report where ``other`` has other issues or options than ``first``."""
    if len(first.issues) != len(other.issues):
        problems.append(_problem(
            other.file, other.lines[-1], "worth-incomplete", f"{len(other.issues)} issues",
            f"{len(first.issues)}, as in {first.file}", "Give every party a line for each issue.",
        ))  # fmt: skip
        return
    for own, theirs, line in zip(first.issues, other.issues, other.lines, strict=True):
        if len(own) != len(theirs):
            problems.append(_problem(
                other.file, line, "worth-incomplete", f"{len(theirs)} options",
                f"{len(own)}, as in {first.file}", "Give every option its points.",
            ))  # fmt: skip


def _content(game: str, sheets: list[_Sheet]) -> dict[str, Any]:
    issues = {}
    for place, row in enumerate(sheets[0].issues):
        letter = _letter(place)
        options = [f"{letter}{number}" for number in range(1, len(row) + 1)]
        issues[letter] = {
            "options": dict(zip(options, options, strict=True)),
            "worth": {s.party: dict(zip(options, s.issues[place], strict=True)) for s in sheets},
        }
    return {
        "irenic": 1,
        "title": f"Scorable game: {visible(game)}" if game else "Scorable game",
        "parties": {sheet.party: {"name": _readable(sheet.party)} for sheet in sheets},
        "issues": issues,
        "scenarios": {
            SCENARIO: {"name": "No deal", **{sheet.party: sheet.minimum for sheet in sheets}}
        },
    }


def _letter(place: int) -> str:
    """A, B, ..., Z, AA, AB, ..."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _readable(slug: str) -> str:
    text = slug.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _problem(file: str, line: int, code: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, file, line, 1 if line else 0, "", found, expected, remedy)
