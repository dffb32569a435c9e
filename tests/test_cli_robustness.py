"""The commands robustness, comparison, dissent and draw."""

from __future__ import annotations

import json
import resource
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import irenic
from irenic import cli, errors
from irenic.analyses.schema import result_schema
from irenic.cli import app
from irenic.dossier.draws import draws
from irenic.dossier.write import write
from robustness_cases import random_case

RUN = CliRunner()

QUICK = ["--draws", "16", "--sample", "0", "--no-flips", "--question", "agreement,leverage"]


@pytest.fixture
def case(tmp_path: Path) -> str:
    return str(write(random_case(3), tmp_path / "case").parent)


def valid(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    jsonschema.validate(found, result_schema())
    return found


def test_robustness_prints_json_that_the_schema_allows(case: str) -> None:
    done = RUN.invoke(app, ["robustness", case, *QUICK, "--json"])
    assert done.exit_code == 0, done.stderr
    found = valid(done.stdout)
    assert found["values"]["draws"] == 16
    assert {row["analysis"] for row in found["values"]["conclusions"]} <= {"agreement", "leverage"}
    assert found["values"]["flips"] == []
    assert found["values"]["most_acceptable"] is None


def test_options_reach_the_analysis(case: str, tmp_path: Path) -> None:
    kept = tmp_path / "counts"
    done = RUN.invoke(
        app,
        ["robustness", case, "--draws", "8", "--seed", "5", "--shape", "uniform", "--sample", "4",
         "--plan", "other", "--no-flips", "--question", "agreement", "--seconds", "9",
         "--file", str(kept), "--json"],
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    asked = valid(done.stdout)["parameters"]
    wanted = {"draws": 8, "seed": 5, "shape": "uniform", "sample": 4, "flips": False,
              "questions": ["agreement"], "seconds": 9.0, "plan": "other"}  # fmt: skip
    assert wanted.items() <= asked.items()
    assert kept.exists()


def test_robustness_reads_well_on_a_terminal(case: str) -> None:
    done = RUN.invoke(app, ["robustness", case, *QUICK])
    assert done.exit_code == 0, done.stderr
    assert "stand firm" in done.stdout or "stands firm" in done.stdout
    assert "How far each conclusion can be trusted" in done.stdout
    assert "plan-accepted" not in done.stdout
    assert "issues.land" not in done.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--question", "weather"], "there is no question weather"),
        (["--sample", "501"], "sample is 501"),
        (["--shape", "bell"], "bell"),
        (["--plan", "nobody"], "nobody"),
        (["--draws", "0"], "--draws"),
    ],
)
def test_options_that_make_no_sense_end_the_command(
    case: str, options: list[str], told: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    arguments = ["irenic", "robustness", case, "--no-flips", *options]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err


def test_a_sweep_that_cannot_go_on_is_told_in_one_line(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*given: Any, **options: Any) -> None:
        raise errors.SweepError("draws 0 to 15: the workers are gone")

    monkeypatch.setattr(irenic, "robustness", fails, raising=False)
    monkeypatch.setattr("sys.argv", ["irenic", "robustness", case])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err == "irenic: draws 0 to 15: the workers are gone\n"


def test_comparison_prints_json_that_the_schema_allows(case: str) -> None:
    plan = next(iter(irenic.load(case).plans))
    done = RUN.invoke(
        app, ["comparison", case, "--plan", plan, "--draws", "8", "--sample", "0", "--json"]
    )
    assert done.exit_code == 0, done.stderr
    assert plan in valid(done.stdout)["values"]["plans"]


def test_a_case_and_its_draw_differ(case: str, tmp_path: Path) -> None:
    other = tmp_path / "drawn"
    made = RUN.invoke(app, ["draw", case, "--number", "4", "--seed", "2", "-o", str(other)])
    assert made.exit_code == 0, made.stderr
    done = RUN.invoke(app, ["dissent", case, str(other), "--json"])
    assert done.exit_code == 0, done.stderr
    valid(done.stdout)


def test_a_draw_is_a_dossier_that_says_which_draw_it_is(case: str, tmp_path: Path) -> None:
    place = tmp_path / "drawn"
    done = RUN.invoke(
        app, ["draw", case, "--number", "7", "--seed", "2", "--shape", "uniform", "-o", str(place)]
    )
    assert done.exit_code == 0, done.stderr
    dossier, problems = irenic.examine(place)
    assert dossier is not None
    assert not [p for p in problems if p.severity == "error"]
    wanted = draws(irenic.load(case), shape="uniform", seed=2)
    found = draws(dossier)
    assert found.modes == pytest.approx(wanted.values(7, 8)[0], abs=0)
    assert (found.low == found.high).all()
    assert "Draw 7 (shape uniform, seed 2)" in (dossier.summary or "")
    assert "Draw 7 (shape uniform, seed 2)" in (place / "notes.md").read_text(encoding="utf-8")


def test_a_drawn_case_keeps_its_notes(tmp_path: Path) -> None:
    place = tmp_path / "drawn"
    done = RUN.invoke(app, ["draw", "iraq-2006", "--number", "0", "-o", str(place)])
    assert done.exit_code == 0, done.stderr
    notes = (place / "notes.md").read_text(encoding="utf-8")
    assert notes.startswith("Draw 0")
    assert "notes on the case" in notes


def test_notes_in_another_encoding_are_kept_as_they_are(case: str, tmp_path: Path) -> None:
    place, notes = tmp_path / "drawn.yaml", "caf\u00e9".encode("latin-1")
    (Path(case) / "own.md").write_bytes(notes)
    with (Path(case) / "dossier.yaml").open("a", encoding="utf-8") as dossier:
        dossier.write("notes: own.md\n")
    done = RUN.invoke(app, ["draw", case, "--number", "0", "-o", str(place)])
    assert done.exit_code == 0, done.stderr
    assert (place / "notes.md").read_bytes().endswith(b".\n\n" + notes + b"\n")


@pytest.mark.parametrize(("room", "there"), [(40, False), (400, False), (400, True)])
def test_a_draw_that_cannot_be_finished_leaves_nothing(
    case: str, tmp_path: Path, room: int, there: bool
) -> None:
    place = tmp_path / "drawn"
    if there:
        place.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))  # too little for a dossier
    try:
        done = RUN.invoke(app, ["draw", case, "--number", "0", "-o", str(place)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(done.exception, errors.UsageError)
    assert f"cannot write '{place}': File too large; nothing was left" in str(done.exception)
    assert place.exists() == there
    assert not there or not list(place.iterdir())


def test_a_folder_that_is_there_is_left_alone(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["irenic", "draw", case, "--number", "0", "-o", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert "exists already" in capsys.readouterr().err
    assert not (tmp_path / "notes.md").exists()
