"""The command ``irenic leverage``: options, JSON, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from irenic import errors
from irenic.cli import app
from irenic.dossier.template import TEMPLATE


@pytest.fixture
def river(tmp_path: Path) -> str:
    (tmp_path / "dossier.yaml").write_text(TEMPLATE, encoding="utf-8")
    return str(tmp_path)


def test_options_reach_the_analysis(river: str) -> None:
    words = [
        "leverage", river, "--scenario", "court", "--margin", "14", "--weighting", "levers",
        "--without", "go-to-court", "--limit", "7", "--seconds", "30", "--json",
    ]  # fmt: skip
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["question"] == "leverage"
    assert found["parameters"] == {
        "scenario": "court", "margin": 14.0, "weighting": "levers", "without": ["go-to-court"],
        "plan": None,
        "limit": 7, "short": False, "seconds": 30.0, "tolerance": 1e-9,
    }  # fmt: skip
    assert found["values"]["levers"] == ["inspectors"]


def test_it_reads_well_without_colours(river: str) -> None:
    done = CliRunner().invoke(app, ["leverage", river])
    assert done.exit_code == 0
    assert done.stdout.startswith("No lever is needed")
    assert "go-to-court" not in done.stdout


def test_what_cannot_be_asked() -> None:
    done = CliRunner().invoke(app, ["leverage", "harbour-park"])
    assert isinstance(done.exception, errors.Inapplicable)
    assert "at least one lever" in str(done.exception)
