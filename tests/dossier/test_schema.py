"""The JSON Schema accepts what the reader accepts and refuses plain mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from dossiers import plain_dossiers
from irenic import cases
from irenic.dossier.catalogue import CHECKS
from irenic.dossier.model import Dossier
from irenic.dossier.schema import dossier_schema
from irenic.dossier.template import TEMPLATE
from irenic.dossier.text import parse
from irenic.dossier.write import plain

SCHEMA = jsonschema.Draft202012Validator(dossier_schema())
SHAPE = ["unknown-key", "missing-key", "wrong-type", "bad-slug", "not-a-number", "out-of-range",
         "not-a-choice", "text-too-long"]  # fmt: skip


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(dossier_schema())


@given(plain_dossiers())
def test_dossiers_pass_as_written_and_as_shortened(data: dict[str, Any]) -> None:
    SCHEMA.validate(data)
    SCHEMA.validate(plain(Dossier.model_validate(data)))


@pytest.mark.parametrize("name", [*cases.names(), "full", "template"])
def test_files_pass(name: str) -> None:
    full = Path(__file__).parent / "full.yaml"
    file = full if name == "full" else cases._HERE / name / "dossier.yaml"
    SCHEMA.validate(parse(TEMPLATE if name == "template" else file.read_text(), "").data)


@pytest.mark.parametrize("code", SHAPE)
def test_plain_mistakes_are_refused(code: str) -> None:
    assert not SCHEMA.is_valid(parse(CHECKS[code].example, "").data)
