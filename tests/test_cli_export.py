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


RIVER = """irenic: 1
title: River
parties: {north: {}, south: {}}
issues:
  dam:
    options: {low: Low dam, high: High dam}
    worth: {north: {low: 0, high: 130}, south: {low: 40, high: {low: 5, mode: 10, high: 15}}}
scenarios: {peace: {north: 65, south: 4}, war: {north: 13, south: 2}}
"""


@pytest.fixture
def river(tmp_path: Path) -> Path:
    file = tmp_path / "river.yaml"
    file.write_text(RIVER, encoding="utf-8")
    return file


@pytest.mark.parametrize("form", ["genius", "geniusweb"])
def test_a_table_there_and_back(river: Path, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "out" / "game"
    said = _run("export", river, "-o", folder, "--format", form, "--scenario", "war")
    assert "left out" in said
    assert "scenarios.peace, ranges of judgements" in said
    assert "A utility of 1 in them stands for 130 points." in said or form == "geniusweb"
    _run("import", folder, "-o", tmp_path / "case")
    case = load(tmp_path / "case")
    assert list(case.parties) == ["north", "south"]
    dam, scenario = case.issues["dam"], case.scenarios["no-deal"]
    north, south = (
        [dam.worth[p].mode(o) - scenario.mode(p) for o in dam.options] for p in case.parties
    )
    assert north[1] / north[0] == pytest.approx(117 / -13)
    assert south[1] / south[0] == pytest.approx(8 / 38)
    assert north[1] / south[0] == pytest.approx(117 / 38)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["-o", "x.gmcr", "--format", "genius"], "writes a folder"),
        (["-o", "x", "--format", "gmcr"], "must end in .gmcr"),
        (["-o", "x"], "say --format genius or geniusweb"),
        (["-o", "x", "--format", "xml"], "one of gmcr, genius, geniusweb"),
        (["-o", "x.gmcr", "--scenario", "war"], "no reservation values"),
        (["-o", "x", "--format", "genius", "--scenario", "wer"], "did you mean 'war'"),
    ],
)
def test_wrong_usage(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.UsageError, match=what):
        _run("export", river, *options)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["river.yaml"]


def test_a_folder_with_files_is_not_written_into(river: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.UsageError, match="exists already"):
        _run("export", river, "-o", tmp_path, "--format", "genius")


def test_another_game_is_refused_and_nothing_written(tmp_path: Path) -> None:
    folder = tmp_path / "game"
    with pytest.raises(errors.UsageError, match="would be another game"):
        _run("export", "iraq-2006", "-o", folder, "--format", "genius")
    assert not folder.exists()
