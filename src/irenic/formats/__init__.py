"""Other tools' files: which reader a file is for, and what it makes of it.

A format is a module with ``NAME``, ``detect(path) -> bool`` and ``read(path) -> Dossier``;
``read`` raises :class:`~irenic.errors.DossierError` with every problem of the file. Those that
can be written as a folder of files (:func:`folders`) have also ``write(dossier, scenario)``,
which gives the files' texts by name, and ``lost(dossier, scenario)``, what they leave out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from irenic.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from irenic.dossier.model import Dossier


class Format(Protocol):
    """What a module of this room offers."""

    NAME: str

    def detect(self, path: Path) -> bool:
        """Whether ``path`` looks like a file of this format."""

    def read(self, path: Path) -> Dossier:
        """The dossier that the file amounts to."""


class Folder(Format, Protocol):
    """A format that a dossier's table can be written in, as a folder of files."""

    def write(self, dossier: Dossier, scenario: str | None = None) -> dict[str, str]:
        """The texts of the files, by name; UsageError where it would be another game."""

    def points(self, dossier: Dossier, scenario: str | None = None) -> float:
        """The points of the dossier that a utility of 1 stands for in these files."""

    def lost(self, dossier: Dossier, scenario: str | None = None) -> list[str]:
        """What of the dossier the files leave out, as keys of the dossier."""


def known() -> tuple[Format, ...]:
    """The formats that can be read."""
    from irenic.formats import genius, geniusweb, gmcr, scorable

    return (scorable, gmcr, genius, geniusweb)


def folders() -> dict[str, Folder]:
    """The formats that are written as a folder, by what ``--format`` calls them."""
    from irenic.formats import genius, geniusweb

    return {"genius": genius, "geniusweb": geniusweb}


def export_format(output: Path, form: str | None, scenario: str | None) -> str:
    """What to write at ``output``: ``gmcr``, a file, or one of :func:`folders`.

    ``form`` says it, or else the ending of the file's name. Raises
    :class:`~irenic.errors.UsageError` where these, or a ``scenario``, do not go together.
    """
    from irenic.formats.gmcr import EXTENSION

    known_forms = ("gmcr", *folders())
    named = output.suffix.lower() == EXTENSION
    if form is not None and form not in known_forms:
        raise UsageError(f"--format {form}: expected one of {', '.join(known_forms)}")
    if form is not None and form != "gmcr":
        if named:
            raise UsageError(f"'{output}': --format {form} writes a folder; name one")
        return form
    if not named:
        more = "" if form else "; for a folder of files, say --format genius or geniusweb"
        raise UsageError(f"'{output}': the file's name must end in {EXTENSION}{more}")
    if scenario is not None:
        raise UsageError("--scenario: a GMCR+ file has no reservation values")
    return "gmcr"


def format_of(path: Path) -> Format | None:
    """The format of ``path``, or None when none of the known ones fits."""
    return next((one for one in known() if one.detect(path)), None)
