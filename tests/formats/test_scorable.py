"""Scorable games: the table of their README, and sheets that are wrong."""

from __future__ import annotations

import pytest

from irenic.analyses.agreement import agreement
from irenic.errors import DossierError
from irenic.formats import scorable
from irenic.formats.scorable import detect, read

GAMES = {
    "base": ("SportCo", "DoT"),
    "game1": ("proposing", "bank"),
}


@pytest.fixture
def games(shared):
    """The folder of the two published games."""
    folder = shared / "data" / "scorable_games"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data/scorable_games, which is absent")
    return folder


@pytest.mark.parametrize(
    ("game", "options", "passing", "by_all", "points"),
    [("base", [3, 3, 4, 4, 5], 55, 12, 391), ("game1", [3, 4, 4, 5, 3], 57, 21, 425)],
)
def test_the_table_of_the_readme(games, game, options, passing, by_all, points):
    dossier = read(games / game)
    assert len(dossier.parties) == 6
    assert [len(issue.options) for issue in dossier.issues.values()] == options
    values = agreement(dossier).values
    assert (values["packages"], values["acceptable"]) == (720, by_all)
    minima = sum(values["reservation"].values())
    assert values["utilitarian"]["value"] + minima == points
    assert values["utilitarian"]["count"] == 1
    values = agreement(dossier, quorum=5, veto=GAMES[game]).values
    assert (values["acceptable"], values["acceptable_to_all"]) == (passing, by_all)
    assert values["utilitarian"]["value"] + minima == points


def test_the_highest_sum_and_the_nash_bargaining_solution_of_base(games):
    dossier = read(games / "base")
    values = agreement(dossier).values
    best = values["utilitarian"]["ties"][0]["package"]
    assert list(best.values()) == ["A2", "B3", "C2", "D2", "E4"]
    found = values["nash_bargaining_solution"]["ties"][0]
    assert list(found["package"].values()) == ["A2", "B3", "C3", "D2", "E3"]
    points = {p: gain + values["reservation"][p] for p, gain in found["gains"].items()}
    assert points == {
        "SportCo": 57, "DoT": 81, "mayor": 54, "other_cities": 48, "union": 71, "enviroment": 77,
    }  # fmt: skip


def test_the_folder_of_sheets_is_the_game_too(games):
    assert detect(games / "base")
    assert detect(games / "base" / "scores_files")
    assert not detect(games)
    assert not detect(games / "README.md")
    assert not detect(games / "nowhere")
    assert read(games / "base") == read(games / "base" / "scores_files")


def game(folder, **sheets):
    """A game's folder with these sheets."""
    inner = folder / "game" / "scores_files"
    inner.mkdir(parents=True)
    for party, text in sheets.items():
        content = text if isinstance(text, bytes) else text.encode()
        (inner / f"{party}.txt").write_bytes(content)
    return folder / "game"


GOOD = "1, 2 \n3, 4, 5\n6 \n\n"


def test_a_small_game(tmp_path):
    dossier = read(game(tmp_path, one=GOOD, two_b="0,0\n1.5,-1,0\r\n1"))
    assert list(dossier.parties) == ["one", "two_b"]
    assert dossier.parties["two_b"].name == "Two b"
    assert list(dossier.issues) == ["A", "B"]
    assert list(dossier.issues["B"].options) == ["B1", "B2", "B3"]
    assert dossier.issues["B"].worth["two_b"].mode("B1") == 1.5
    assert dossier.scenarios["no-deal"].mode("one") == 6


def test_more_than_26_issues_go_on_with_aa(tmp_path):
    sheet = "1,2\n" * 28 + "3"
    issues = list(read(game(tmp_path, one=sheet)).issues)
    assert issues[25:] == ["Z", "AA", "AB"]


@pytest.mark.parametrize(
    ("sheets", "code", "file", "line"),
    [
        ({"one": GOOD, "two": "1, x\n3, 4, 5\n6"}, "not-a-number", "two.txt", 1),
        ({"one": GOOD, "two": "1, 2\n3, 4,\n6"}, "not-a-number", "two.txt", 2),
        ({"one": GOOD, "two": "1, 0x2\n3, 4, 5\n6"}, "not-a-number", "two.txt", 1),
        ({"one": GOOD, "two": "1, nan\n3, 4, 5\n6"}, "not-finite", "two.txt", 1),
        ({"one": GOOD, "two": "1, 2\n3, 4, -inf\n6"}, "not-finite", "two.txt", 2),
        ({"one": GOOD, "two": "1, 2\n3, 4, 5\n1e400"}, "out-of-range", "two.txt", 3),
        ({"one": GOOD, "two": "1, 2\n\n3, 4\n6"}, "worth-incomplete", "two.txt", 3),
        ({"one": GOOD, "two": "1, 2\n6"}, "worth-incomplete", "two.txt", 1),
        ({"one": GOOD, "two": "1, 2\n3, 4, 5\n"}, "no-reservation-value", "two.txt", 2),
        ({"one": GOOD, "two": "6"}, "no-reservation-value", "two.txt", 1),
        ({"one": GOOD, "two": " \n"}, "empty-file", "two.txt", 0),
        ({"one": GOOD, "two": b"1, 2\n3, 4, \xff\n6"}, "not-utf8", "two.txt", 2),
        ({"one": GOOD, "no or": GOOD}, "bad-slug", "no or.txt", 0),
        ({"one": GOOD, "preferences": GOOD}, "bad-slug", "preferences.txt", 0),
        ({"one": GOOD, "two": "1," * 600_000}, "too-large", "two.txt", 0),
    ],
)
def test_bad_sheets(tmp_path, sheets, code, file, line):
    with pytest.raises(DossierError) as caught:
        read(game(tmp_path, **sheets))
    assert [(p.code, p.file, p.line) for p in caught.value.problems] == [(code, file, line)]
    problem = caught.value.problems[0]
    assert all((problem.found, problem.expected, problem.remedy))


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    path = game(tmp_path, one="1, 2\n3, 4, 5\n6", three="a, b\n3, 4, 5\nc", two="")
    with pytest.raises(DossierError) as caught:
        read(path)
    found = [(p.file, p.code, p.line) for p in caught.value.problems]
    assert found == [
        ("three.txt", "not-a-number", 1),
        ("three.txt", "not-a-number", 1),
        ("three.txt", "not-a-number", 3),
        ("two.txt", "empty-file", 0),
    ]


def test_an_unreadable_sheet(tmp_path):
    path = game(tmp_path, one=GOOD)
    (path / "scores_files" / "two.txt").mkdir()
    with pytest.raises(DossierError) as caught:
        read(path)
    assert [p.code for p in caught.value.problems] == ["cannot-read"]


def test_an_empty_folder_is_no_game(tmp_path):
    (tmp_path / "scores_files").mkdir()
    assert not detect(tmp_path)
    with pytest.raises(DossierError, match="no-dossier"):
        read(tmp_path)


def test_loose_sheets_are_a_game_but_other_texts_and_dossiers_are_not(tmp_path):
    (tmp_path / "one.txt").write_text(GOOD, encoding="utf-8")
    assert detect(tmp_path)
    (tmp_path / "notes.txt").write_text("Dear all,\n", encoding="utf-8")
    assert not detect(tmp_path)
    (tmp_path / "notes.txt").unlink()
    (tmp_path / "dossier.yaml").write_text("irenic: 1\n", encoding="utf-8")
    assert not detect(tmp_path)


def test_the_codes_are_those_of_the_catalogue():
    from pathlib import Path

    from irenic.dossier.catalogue import CHECKS

    text = Path(scorable.__file__).read_text(encoding="utf-8")
    used = {word for word in CHECKS if f'"{word}"' in text}
    assert used >= {"not-a-number", "not-finite", "no-reservation-value", "worth-incomplete"}
