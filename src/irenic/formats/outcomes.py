"""What a class reached: a table with one row a group and one column an issue.

The file is a table as spreadsheets write it (CSV; commas, semicolons or tabs). The first
row names the columns: ``group``, then issues by key or name. A cell names an option by
key or name; upper and lower case are one. A group whose cells are all empty reached no
agreement; an issue left empty by a group that agreed on others stands at its default.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from irenic.dossier.problems import Problem, Said, control_character, nearest
from irenic.errors import DossierError

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier

Outcomes = Mapping[str, Mapping[str, str] | None]
"""Group -> its package (issue -> option), or None where it reached no agreement."""

GROUP = "group"
"""The column that holds the groups' names."""

MOST_GROUPS = 1_000
"""Groups beyond which a table is taken for something else; a class has fewer."""

_LARGEST = 5_000_000
_LONGEST = 80
_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "no such file", IsADirectoryError: "a folder",
    NotADirectoryError: "no such file", PermissionError: "a file that must not be read",
}  # fmt: skip
_DELIMITER = re.compile(r'"?sep=([,;|:\t])"?[;,\t ]*(?:\r\n|\r|\n)', re.IGNORECASE)


def read(path: Path, dossier: Dossier) -> Outcomes:
    """The outcomes in the table at ``path``, for the issues of ``dossier``.

    Raises :class:`~irenic.errors.DossierError` with everything that is wrong: a file that
    cannot be read, is not UTF-8, empty, larger than five megabytes or of more groups than
    :data:`MOST_GROUPS`; a column that is no issue or stands twice; no column for an issue
    without a default; a cell that is no option; a row without a group, with too many cells, or a
    group that stands twice or has a name that cannot be shown on one line.
    """
    text = _text(path)
    rows = _rows(text, path.name)
    table = _Table(path.name, dossier)
    if len(rows) - 1 > MOST_GROUPS:
        many = Said("too-large", f"{len(rows) - 1:,} groups", f"at most {MOST_GROUPS:,}",
                    "Name the table of one class.")  # fmt: skip
        raise _refusal(path, many)
    columns = table.columns(*(rows[0] if rows else (1, [])))
    found: dict[str, Mapping[str, str] | None] = {}
    for line, cells in rows[1:]:
        group = table.group(line, cells, columns, found)
        package = table.package(line, cells, columns)
        if group:
            found[group] = package
    if rows and not rows[1:]:
        table.say(0, "", Said("empty-file", "a heading and no group", "one row a group",
                              "Write a row for each group."))  # fmt: skip
    if table.problems:
        raise DossierError(table.problems)
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        found = _REASONS.get(type(error), f"a refusal ({error.strerror or 'no reason given'})")
        raise _refusal(path, Said("cannot-read", found, "a table of outcomes",
                                  "Name a file that can be read.")) from error  # fmt: skip
    if len(raw) > _LARGEST:
        raise _refusal(path, Said("too-large", f"more than {_LARGEST:,} bytes", "a table of groups",
                                  "Name the table of outcomes."))  # fmt: skip
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(path, Said("not-utf8", f"byte {raw[error.start]:#04x}", "UTF-8",
                                  "Save the table as 'CSV UTF-8'.")) from error  # fmt: skip
    if not text.strip():
        raise _refusal(path, Said("empty-file", "nothing", f"a first row '{GROUP},issue,...'",
                                  "Write one row a group."))  # fmt: skip
    return text


def _refusal(path: Path, said: Said) -> DossierError:
    return DossierError([_problem(path.name or str(path), 0, "", said)])


def _problem(file: str, line: int, key: str, said: Said, close: str | None = None) -> Problem:
    return Problem(
        said.code, file, line, 1 if line else 0, key, said.found, said.expected, said.remedy, close
    )


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, with their lines; the delimiter is that of the heading.

    Excel may name the delimiter in a line of its own before the heading: ``sep=;``.
    """
    named = _DELIMITER.match(text)
    text, before = (text[named.end() :], 1) if named else (text, 0)
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = named[1] if named else max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num + before, [cell.strip() for cell in cells]))
    except csv.Error as error:
        long = "field limit" in str(error)
        what = f"a cell of more than {csv.field_size_limit():,} characters" if long else str(error)
        said = Said("too-large" if long else "wrong-type", what, "a table of cells",
                    "Look for a quotation mark that is never closed.")  # fmt: skip
        raise DossierError([_problem(file, reader.line_num + before, "", said)]) from error
    return found


class _Table:
    """The table being read, and what is wrong with it."""

    def __init__(self, file: str, dossier: Dossier) -> None:
        self.file, self.dossier = file, dossier
        self.problems: list[Problem] = []
        self.issues = _Words({i: entry.name for i, entry in dossier.issues.items()})
        self.options = {
            issue: _Words({o: option.name for o, option in entry.options.items()})
            for issue, entry in dossier.issues.items()
        }

    def say(self, line: int, key: str, said: Said, close: str | None = None) -> None:
        self.problems.append(_problem(self.file, line, key, said, close))

    def columns(self, line: int, heading: Sequence[str]) -> list[str | None]:
        """What each column holds: GROUP, an issue's slug, or None where that is unknown."""
        found: list[str | None] = []
        for word in heading:
            slug = GROUP if word.casefold() == GROUP else self.issues.find(word)
            if slug is None:
                self.say(line, _cut(word), Said("unknown-key", f"the column '{_cut(word)}'",
                         f"'{GROUP}', or an issue by key or name",
                         "Rename or delete the column."),
                         nearest(word, [GROUP, *self.dossier.issues]))  # fmt: skip
            elif slug in found:
                self.say(line, slug, Said("key-twice", f"the column '{_cut(word)}' twice",
                         "each column once", "Delete one of them."))  # fmt: skip
            found.append(slug)
        missing = [i for i, e in self.dossier.issues.items() if i not in found and not e.default]
        for slug in [*([] if GROUP in found else [GROUP]), *missing]:
            self.say(line, slug, Said("missing-key", f"no column '{slug}'",
                     "the groups, and every issue that has no default",
                     f"Add a column '{slug}'."))  # fmt: skip
        return found

    def group(
        self, line: int, cells: Sequence[str], columns: Sequence[str | None], known: Outcomes
    ) -> str:
        """The name of the group in this row, '' where there is none that counts."""
        if len(cells) > len(columns):
            self.say(line, "", Said("wrong-type", f"{len(cells)} cells", f"{len(columns)} columns",
                     "Put a cell that holds the delimiter in quotation marks."))  # fmt: skip
        if GROUP not in columns:
            return ""
        place = columns.index(GROUP)
        name = cells[place] if place < len(cells) else ""
        if not name:
            self.say(line, GROUP, Said("missing-key", "no name", "the group's name",
                     "Name the group."))  # fmt: skip
        elif unseen := control_character(name):
            self.say(line, GROUP, Said("control-character",
                     f"the character {unseen} in '{_cut(name)}'",
                     "one line of characters that can be seen",
                     "Delete it, or type the name anew."))  # fmt: skip
        elif name in known:
            self.say(line, GROUP, Said("key-twice", f"the group '{_cut(name)}' twice",
                     "each group once", "Rename one of them."))  # fmt: skip
        return name

    def package(
        self, line: int, cells: Sequence[str], columns: Sequence[str | None]
    ) -> dict[str, str] | None:
        """The package in this row; None where every issue is empty."""
        given = {
            slug: cell
            for slug, cell in zip(columns, cells, strict=False)
            if slug not in (None, GROUP) and cell
        }
        if not given:
            return None
        found = {}
        for issue, entry in self.dossier.issues.items():
            word = given.get(issue)
            option = entry.default if word is None else self.options[issue].find(word)
            if option is not None:
                found[issue] = option
            elif word is not None:
                self.say(line, issue, Said("unknown-reference", f"'{_cut(word)}'",
                         f"an option of '{issue}': {', '.join(entry.options)}",
                         "Name one of them."), nearest(word, entry.options))  # fmt: skip
            elif issue in columns:
                self.say(line, issue, Said("missing-key", "an empty cell",
                         f"an option of '{issue}', which has no default",
                         "Fill in the cell, or leave all of the group's cells empty."))  # fmt: skip
        return found


class _Words:
    """What may stand for a slug: the slug itself, or slug or name in any case, if only one fits."""

    def __init__(self, named: Mapping[str, str | None]) -> None:
        self.slugs = frozenset(named)
        self.words: dict[str, set[str]] = {}
        for slug, name in named.items():
            for word in (slug, name or slug):
                self.words.setdefault(word.strip().casefold(), set()).add(slug)

    def find(self, word: str) -> str | None:
        """The slug that ``word`` stands for; None where there is none, or more than one."""
        if word in self.slugs:
            return word
        fitting = self.words.get(word.casefold(), set())
        return next(iter(fitting)) if len(fitting) == 1 else None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
