"""The command: what it prints where, and its exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from irenic import cli
from irenic.analyses.schema import result_schema
from irenic.dossier.read import read
from irenic.dossier.template import TEMPLATE

SCHEMA = jsonschema.Draft202012Validator(result_schema())


class Run:
    """The outcome of a command."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)

    def irenic(*words: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["irenic", *words])
        try:
            status: Any = cli.main() or 0
        except SystemExit as stop:
            status = stop.code or 0
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Run(int(status), out, err)

    return irenic


def test_a_new_dossier_passes_check_and_makes_a_brief(run) -> None:  # type: ignore[no-untyped-def]
    assert run("new", "river").status == 0
    assert Path("river/dossier.yaml").read_text() == TEMPLATE
    assert run("check", "river").out == "No problem found.\n"
    again = run("new", "river")
    assert (again.status, "exists already" in again.err) == (2, True)
    made = run("brief", "river")
    assert made.status == 0
    assert "river-brief.html" in made.out
    assert Path("river-brief.html").read_text().lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    "words",
    [
        ("agreement", "harbour-park"),
        ("agreement", "iraq-2006"),
        ("agreement", "iraq-2006", "--plan", "conference", "--limit", "3"),
        ("stability", "elmira"),
        ("stability", "iraq-2006", "--limit", "2"),
        (
            "stability",
            "elmira",
            "--concepts",
            "sseq,limited_move,non_myopic",
            "--horizon",
            "2",
            "--coalition",
            "uniroyal,local",
            "--coalitions",
            "2",
            "--draws",
            "2",
            "--seed",
            "1",
            "--party",
            "uniroyal",
        ),
        ("overview", "iraq-2006"),
    ],
    ids=" ".join,
)
def test_json_is_json_only_and_follows_the_schema(run, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    done = run(*words, "--json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out)
    SCHEMA.validate(found)
    assert found["question"] == words[0]


def test_exit_statuses(run) -> None:  # type: ignore[no-untyped-def]
    Path("bad.yaml").write_text("irenic: 1\nparties: {us: {nmae: x}}\n")
    assert run("check", "bad.yaml").status == 1
    assert "bad.yaml:2:16: error [unknown-key]" in run("agreement", "bad.yaml").err
    assert run("agreement", "bad.yaml").status == 1
    assert run("check", "nowhere").status == 2
    assert run("agreement", "iraq-206").status == 2
    assert "did you mean 'iraq-2006'" in run("agreement", "iraq-206").err
    assert run("agreement", "elmira").status == 3
    assert run("stability", "harbour-park").status == 3
    assert run("agreement").status == 2
    assert run("nonsense").status == 2
    assert run("stability", "elmira", "--concepts", "nash").status == 2
    assert run("agreement", "iraq-2006", "--plan", "conferense").status == 2
    assert run("brief", "iraq-2006", "--plan", "conferense").status == 2
    assert run("brief", "elmira", "-o", "no/such/folder.html").status == 2


def test_check_lists_warnings_and_says_so_by_its_status(run) -> None:  # type: ignore[no-untyped-def]
    text = TEMPLATE.replace("{dam: one-year, fund: none}]}", "{dam: one-year}]}")
    Path("warned.yaml").write_text(text)
    done = run("check", "warned.yaml")
    assert (done.status, "[dead-option]" in done.err) == (1, True)
    done = run("agreement", "warned.yaml", "--json")
    assert (done.status, "[dead-option]" in done.err) == (0, True)
    json.loads(done.out)


def test_check_as_json(run) -> None:  # type: ignore[no-untyped-def]
    Path("bad.yaml").write_text("irenic: 1\nparties: {us: {nmae: x}}\n")
    done = run("check", "bad.yaml", "--json")
    assert done.status == 1
    (problem,) = json.loads(done.out)["problems"]
    assert (problem["code"], problem["line"], problem["nearest"]) == ("unknown-key", 2, "name")


def test_cases_and_schema_and_version(run) -> None:  # type: ignore[no-untyped-def]
    assert "iraq-2006" in run("cases").out
    assert {c["name"] for c in json.loads(run("cases", "--json").out)["cases"]} >= {"iraq-2006"}
    assert json.loads(run("schema").out)["title"] == "Irenic dossier"
    assert json.loads(run("schema", "--result").out)["title"] == "Irenic result"
    assert run("--version").out.startswith("irenic ")


def test_a_folder_that_bears_a_built_in_name_is_not_guessed_at(run) -> None:  # type: ignore[no-untyped-def]
    run("new", "elmira")
    assert run("check", "elmira").status == 2
    assert run("check", "./elmira").status == 0


def test_a_scorable_game_is_imported(run, shared: Path) -> None:  # type: ignore[no-untyped-def]
    game = str(shared / "data" / "scorable_games" / "base")
    direct = json.loads(run("agreement", game, "--json").out)["values"]
    assert (direct["packages"], direct["acceptable"]) == (720, 12)
    veto = "SportCo,DoT"
    for quorum in ("5", "all-but-1"):
        done = run("agreement", game, "--quorum", quorum, "--veto", veto, "--json")
        assert json.loads(done.out)["values"]["acceptable"] == 55
    assert run("import", game, "-o", "park", "--quorum", "5", "--veto", veto).status == 0
    assert read(Path("park")).quorum == 5
    found = json.loads(run("agreement", "park", "--json").out)["values"]
    assert found["acceptable"] == 55
    assert run("import", game, "-o", "park").status == 2
    assert run("import", game, "-o", "p2", "--veto", "nobody").status == 2
    assert run("import", "park", "-o", "p3").status == 2


def test_the_teaching_case_is_the_imported_game(shared: Path) -> None:
    import irenic

    game, case = (
        irenic.load(shared / "data" / "scorable_games" / "base"),
        irenic.load("harbour-park"),
    )
    assert set(game.parties) == set(case.parties)
    for issue, given in game.issues.items():
        for party in game.parties:
            zero = dict.fromkeys(given.options, 0.0)
            own = case.issues[issue].worth.get(party)
            judged = zero if own is None else {o: own.mode(o) for o in given.options}
            assert judged == {o: given.worth[party].mode(o) for o in given.options}
    (minimum,), (own_minimum,) = game.scenarios.values(), case.scenarios.values()
    assert all(minimum.mode(p) == own_minimum.mode(p) for p in game.parties)


def test_a_terminal_that_knows_only_ascii_is_served(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "irenic.cli", "agreement", "harbour-park"]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("ascii").startswith("12 of 720 packages")


def test_the_brief_never_overwrites_a_dossier(run) -> None:  # type: ignore[no-untyped-def]
    Path("small.yaml").write_text(TEMPLATE)
    assert run("brief", "small.yaml", "-o", "small.yaml").status == 2
    assert Path("small.yaml").read_text() == TEMPLATE


def test_names_that_no_file_can_bear(run) -> None:  # type: ignore[no-untyped-def]
    assert run("check", "n" * 300).status == 2
    assert run("agreement", "harbour-park", "--quorum", "9" * 5000).status == 2
    Path("file").write_text("")
    assert run("new", "file/x").status == 2


def test_built_in_cases_are_listed_where_a_folder_bears_their_name(run) -> None:  # type: ignore[no-untyped-def]
    run("new", "iraq-2006")
    assert "Iraq, autumn 2006" in run("cases").out
