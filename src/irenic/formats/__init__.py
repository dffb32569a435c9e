"""Other tools' files: which reader a file is for, and what it makes of it.

A format is a module with ``NAME``, ``detect(path) -> bool`` and ``read(path) -> Dossier``;
``read`` raises :class:`~irenic.errors.DossierError` with every problem of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

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


def known() -> tuple[Format, ...]:
    """The formats that can be read."""
    from irenic.formats import gmcr, scorable

    return (scorable, gmcr)


def format_of(path: Path) -> Format | None:
    """The format of ``path``, or None when none of the known ones fits."""
    return next((one for one in known() if one.detect(path)), None)
