"""``irenic export``: the way to GMCR+ and back through the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from irenic import errors, load
from irenic.cli import app


def _run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_there_and_back(tmp_path: Path) -> None:
    file, folder = tmp_path / "elmira.gmcr", tmp_path / "elmira"
    said = _run("export", "elmira", "-o", file)
    assert "left out" in said
    assert "sources" in said
    assert str(file) in said.replace("\n", "")
    _run("import", file, "-o", folder)
    before, after = load("elmira").moves, load(folder).moves
    assert before is not None
    assert after is not None
    assert after.parties == before.parties
    assert after.status_quo == ("uniroyal.delay",)
    for party, ranking in before.preferences.items():
        assert after.preferences[party].ranking == ranking.ranking


def test_nothing_is_overwritten_and_the_ending_says_the_format(tmp_path: Path) -> None:
    file = tmp_path / "a.gmcr"
    file.write_text("mine", encoding="utf-8")
    for target, what in ((file, "exists already"), (tmp_path / "a.json", "must end in .gmcr")):
        with pytest.raises(errors.UsageError, match=what):
            _run("export", "elmira", "-o", target)
    assert file.read_text(encoding="utf-8") == "mine"
