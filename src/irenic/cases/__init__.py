"""The built-in cases: one folder each, holding ``dossier.yaml`` and its data."""

from __future__ import annotations

from pathlib import Path

from irenic.dossier.problems import nearest
from irenic.errors import UnknownCase, UsageError

_HERE = Path(__file__).parent


def names() -> list[str]:
    """The names of the built-in cases, sorted."""
    return sorted(folder.name for folder in _HERE.iterdir() if (folder / "dossier.yaml").is_file())


def folder(name: str) -> Path:
    """The folder of the built-in case ``name``."""
    return _HERE / name


def _exists(path: Path) -> bool:
    """Whether something lies at ``path``; a name that no file can bear lies nowhere."""
    try:
        return path.exists() or path.is_symlink()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def locate(case: str | Path) -> Path:
    """Where ``case`` lies: a built-in case by name, a folder or a file by path.

    Raises :class:`~irenic.errors.UnknownCase` when there is none, and
    :class:`~irenic.errors.UsageError` when a folder here bears a built-in case's name.
    """
    path, built_in = Path(case), names()
    is_name = isinstance(case, str) and case in built_in
    if is_name and _exists(path):
        raise UsageError(
            f"'{case}' is both a built-in case and a path here; write './{case}' for the path"
        )
    if is_name:
        return _HERE / str(case)
    if _exists(path):
        return path
    close = nearest(str(case), built_in)
    raise UnknownCase(
        f"there is no case '{case}': neither a built-in case ({', '.join(built_in)}) "
        "nor a folder nor a file" + (f"; did you mean '{close}'?" if close else "")
    )
