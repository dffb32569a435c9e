"""What the tests of the flagship case share: it is read once."""

from __future__ import annotations

import pytest

import irenic as ir
from irenic import cases
from irenic.dossier.model import Dossier


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    """The flagship case."""
    return ir.load("iraq-2006")


@pytest.fixture(scope="session")
def notes() -> str:
    """Its notes."""
    return (cases.locate("iraq-2006") / "notes.md").read_text(encoding="utf-8")
