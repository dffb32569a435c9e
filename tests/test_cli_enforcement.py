"""The command ``irenic enforcement``: options, the matrix and the picture it writes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

import irenic
from irenic import errors
from irenic.cli import app

CASE = """\
irenic: 1
title: Two sides
parties: {a: {name: North}, b: {name: South}}
scenarios: {war: {a: 0, b: 0}}
timetable:
  stages: 2
  settled: {a: 2, b: 2}
  deeds:
    go: {name: North goes, by: a, cost: 1, worth: {b: 1}}
    come: {name: South comes, by: b, cost: 1, worth: {a: 1}}
  guarantees:
    bond: {on: a, penalty: 1, kind: bond}
"""


@pytest.fixture
def case(tmp_path: Path) -> str:
    (tmp_path / "dossier.yaml").write_text(CASE, encoding="utf-8")
    return str(tmp_path)


def test_options_reach_the_analysis(case: str) -> None:
    words = ["enforcement", case, "--without", "all", "--parts", "2", "--notice=-1",
             "--margin", "0.5", "--seconds", "30", "--json"]  # fmt: skip
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    given = {key: found["parameters"][key] for key in ("without", "parts", "notice", "margin")}
    assert given == {"without": ["all"], "parts": 2, "notice": -1, "margin": 0.5}
    assert found["values"]["guarantees"] == {}


def test_unknown_guarantees_are_wrong_usage(case: str) -> None:
    done = CliRunner().invoke(app, ["enforcement", case, "--without", "bnod"])
    assert isinstance(done.exception, errors.UsageError)
    assert "bond" in str(done.exception)


def test_the_matrix_is_written_beside_the_answer(case: str, tmp_path: Path) -> None:
    sheet, word = tmp_path / "m.csv", tmp_path / "M.DOCX"
    done = CliRunner().invoke(app, ["enforcement", case, "-o", str(sheet), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["question"] == "enforcement"
    assert f"The implementation matrix lies in {sheet}." in done.stderr
    text = sheet.read_text(encoding="utf-8-sig")
    assert text.startswith("Deed,")
    assert "North goes" in text
    CliRunner().invoke(app, ["enforcement", case, "--output", str(word)])
    (table,) = docx.Document(str(word)).tables
    assert {row.cells[0].text for row in table.rows} == {"Deed", "North goes", "South comes"}


def test_a_matrix_is_never_overwritten(case: str, tmp_path: Path) -> None:
    sheet = tmp_path / "m.csv"
    sheet.write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(app, ["enforcement", case, "-o", str(sheet)])
    assert isinstance(done.exception, errors.UsageError)
    assert "exists already" in str(done.exception)
    assert sheet.read_text(encoding="utf-8") == "mine"
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["m.xlsx", "m", "csv"])
def test_other_endings_are_refused(case: str, name: str) -> None:
    done = CliRunner().invoke(app, ["enforcement", case, "-o", name])
    assert isinstance(done.exception, errors.UsageError)
    assert ".csv or .docx" in str(done.exception)


def test_without_python_docx_the_extra_is_named(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    word = tmp_path / "m.docx"
    done = CliRunner().invoke(app, ["enforcement", case, "-o", str(word)])
    assert isinstance(done.exception, errors.UsageError)
    assert "irenic[word]" in str(done.exception)
    assert not word.exists()
    assert CliRunner().invoke(app, ["enforcement", case, "-o", f"{word}.csv"]).exit_code == 0


def test_a_folder_that_is_not_there_is_wrong_usage(case: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["enforcement", case, "-o", str(tmp_path / "no" / "m.csv")])
    assert isinstance(done.exception, errors.UsageError)
    assert "cannot write" in str(done.exception)


def test_without_a_timetable_no_matrix_is_written(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = irenic.enforcement(irenic.load(case))
    empty = replace(found, values={**found.values, "matrix": []})
    monkeypatch.setattr(irenic, "enforcement", lambda *_, **__: empty, raising=False)
    sheet = tmp_path / "m.csv"
    done = CliRunner().invoke(app, ["enforcement", case, "-o", str(sheet)])
    assert done.exit_code == 0
    assert "no matrix was written" in done.stderr
    assert not sheet.exists()


def test_the_picture_is_the_timetable(case: str, tmp_path: Path) -> None:
    picture = tmp_path / "g.svg"
    done = CliRunner().invoke(app, ["enforcement", case, "--picture", str(picture)])
    assert done.exit_code == 0
    text = picture.read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "enforcement-gantt" in text
    assert "North goes" in text
    done = CliRunner().invoke(app, ["enforcement", case, "--picture", "g.png"])
    assert isinstance(done.exception, errors.UsageError)
    assert ".svg" in str(done.exception)


@pytest.mark.parametrize("of", ["timetable", "margins", "curves"])
def test_each_picture_can_be_asked_for(of: str, case: str, tmp_path: Path) -> None:
    picture = tmp_path / f"{of}.svg"
    done = CliRunner().invoke(app, ["enforcement", case, "--picture", str(picture), "--of", of])
    assert done.exit_code == 0
    found = picture.read_text(encoding="utf-8")
    said = {"timetable": "North goes", "margins": "South", "curves": "Length of the timetable"}
    assert said[of] in found


def test_a_picture_that_cannot_be_is_wrong_usage(case: str, tmp_path: Path) -> None:
    nowhere = ["--picture", str(tmp_path / "none" / "c.svg")]
    for more, said in ((nowhere, "cannot write"), (["--of", "luck"], "expected timetable")):
        done = CliRunner().invoke(app, ["enforcement", case, *more])
        assert isinstance(done.exception, errors.UsageError)
        assert said in str(done.exception)


def test_what_more_would_bring_stands_in_a_table(case: str) -> None:
    result = irenic.enforcement(irenic.load(case))
    (table,) = (one for one in result.tables if one.key == "enforcement-curves")
    curves = result.values["curves"]
    count = len(curves["horizon"]) + len(curves["parts"])
    rows = [row[1] for row in table.rows[:count]]
    assert rows == [one["margin"] for one in (*curves["horizon"], *curves["parts"])]
