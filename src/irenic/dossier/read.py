"""Read a dossier: from a folder or a file to a frozen :class:`Dossier`, or to its problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from irenic.dossier.checks import check_draft
from irenic.dossier.problems import Problem, Said
from irenic.dossier.shape import draft, keys_at, shorten
from irenic.dossier.text import LARGEST_FILE, Tree, parse, problem_at
from irenic.errors import DossierError

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier

FILE = "dossier.yaml"
"""The name of the file in a case's folder."""


_UNREAD = frozenset({"yaml-syntax", "second-document", "yaml-anchor", "too-deep", "not-a-key"})
"""Problems after which the rest of the text was not read."""


def read(place: str | Path) -> Dossier:
    """The dossier in ``place``, a folder that holds ``dossier.yaml`` or a YAML file.

    Raises :class:`~irenic.errors.DossierError` with every error found; warnings do not
    stop it (see :func:`examine`).
    """
    dossier, problems = examine(place)
    errors = [problem for problem in problems if problem.severity == "error"]
    if dossier is None or errors:
        raise DossierError(errors)
    return dossier


def examine(place: str | Path) -> tuple[Dossier | None, list[Problem]]:
    """The dossier in ``place`` (None if it has errors) and all its problems, warnings too."""
    path = Path(place)
    file = path / FILE if path.is_dir() else path
    text, refused = _text(file)
    if refused or text is None:
        return None, refused
    return examine_text(text, file.name, file.parent)


def examine_text(
    text: str, file: str = FILE, folder: Path | None = None
) -> tuple[Dossier | None, list[Problem]]:
    """As :func:`examine`, for text; ``folder`` is where paths in it are looked for."""
    tree = parse(text, file)
    problems = list(tree.problems)
    root = [] if problems and tree.data is None else _root(tree)
    if root or any(p.code in _UNREAD for p in problems):
        return None, _sorted(problems + root)
    found, shape = draft(tree)
    problems += shape
    if found.dossier is not None:
        problems += check_draft(found, folder)
    problems = _sorted(problems)
    broken = any(problem.severity == "error" for problem in problems)
    return (None if broken else found.dossier), problems


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda p: (p.line, p.column, p.code, p.key))


def _root(tree: Tree) -> list[Problem]:
    """What is wrong with the file as a whole."""
    if tree.data is None:
        return [problem_at(tree, (), Said(
            "empty-file", "an empty file", "a dossier, beginning 'irenic: 1'",
            "Start one with 'irenic new NAME'.",
        ))]  # fmt: skip
    known = keys_at(())
    if isinstance(tree.data, dict) and tree.data.keys() & set(known):
        return []
    return [problem_at(tree, (), Said(
        "wrong-root", shorten(tree.data),
        f"a mapping with keys such as {', '.join(known[:4])}, parties, issues",
        "Is this file a dossier? See 'irenic schema' for its keys.",
    ))]  # fmt: skip


def _text(file: Path) -> tuple[str | None, list[Problem]]:
    """The text of ``file``, or why there is none."""
    try:
        if file.exists() and not file.is_file():
            return None, [_file_problem(
                file, "cannot-read", "something that is not a plain file", "a file",
                "Give the folder or the YAML file of a case.",
            )]  # fmt: skip
        size = file.stat().st_size
        if size > LARGEST_FILE:
            return None, [_file_problem(
                file, "too-large", f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes",
                "Data belongs into files of its own beside the dossier.",
            )]  # fmt: skip
        return file.read_bytes().decode("utf-8-sig"), []
    except (FileNotFoundError, NotADirectoryError):
        found = "a folder without it" if file.parent.is_dir() else "no such folder"
        return None, [_file_problem(
            file, "no-dossier", found, f"a file {file.name}",
            "Give the folder or the file of a case, or start one with 'irenic new NAME'.",
        )]  # fmt: skip
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Problem(
            "not-utf8", str(file.name), line, 0, "", f"bytes that are not UTF-8 ({error.reason})",
            "text in UTF-8", "Save the file again with the encoding UTF-8.",
        )]  # fmt: skip
    except OSError as error:
        return None, [_file_problem(
            file, "cannot-read", error.strerror or str(error), "a file that can be read",
            "Check its permissions, and that it is a file.",
        )]  # fmt: skip


def _file_problem(file: Path, code: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, str(file), 0, 0, "", found, expected, remedy)
