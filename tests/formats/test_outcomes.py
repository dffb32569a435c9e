"""Tables of outcomes: what they may look like, and every way in which they can be wrong."""

from __future__ import annotations

import pytest

import irenic as ir
from irenic.dossier.read import examine_text
from irenic.errors import DossierError
from irenic.formats.outcomes import read

GAME = """
irenic: 1
parties: {growers: {}, pickers: {}}
issues:
  wage:
    name: The wage
    options: {low: {name: Ten an hour}, high: Twelve an hour}
    worth: {growers: {low: 10, high: 0}, pickers: {low: 0, high: 10}}
  rest:
    options: {short: Short, long: Long, Long2: Longer}
    default: short
    worth: {growers: {short: 3, long: 0, Long2: 0}, pickers: {short: 0, long: 2, Long2: 4}}
scenarios: {no-deal: {growers: 1, pickers: 1}}
"""


@pytest.fixture
def game():
    dossier, problems = examine_text(GAME)
    assert not problems
    return dossier


def given(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_keys_names_cases_defaults_and_no_agreement(game, tmp_path, delimiter, ending):
    rows = [
        ["Group", "The wage", "rest"],
        ["Red", "low", "LONG"],
        ["Blue", "twelve an hour", ""],
        ["Green", "", ""],
        ["", "", ""],
    ]
    text = ending.join(delimiter.join(row) for row in rows)
    assert read(given(tmp_path, "\ufeff" + text), game) == {
        "Red": {"wage": "low", "rest": "long"},
        "Blue": {"wage": "high", "rest": "short"},
        "Green": None,
    }


def test_a_column_with_a_default_may_be_missing(game, tmp_path):
    assert read(given(tmp_path, "group,wage\nRed,low\n"), game) == {
        "Red": {"wage": "low", "rest": "short"}
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["empty-file"]),
        ("group,wage\n", ["empty-file"]),
        ("group,wag\nRed,low\n", ["unknown-key", "missing-key"]),
        ("wage\nlow\n", ["missing-key"]),
        ("group,wage,wage\nRed,low,high\n", ["key-twice"]),
        ("group,wage\nRed,lw\n", ["unknown-reference"]),
        ("group,wage,rest\nRed,,long\n", ["missing-key"]),
        ("group,wage\n,low\n", ["missing-key"]),
        ("group,wage\nRed,low\nRed,high\n", ["key-twice"]),
        ("group,wage\nRed,low,what\n", ["wrong-type"]),
        ('group,wage\n"Red,low\n', ["wrong-type"]),
        ("group,wage\nRed,lw\nBlue,hgh\n", ["unknown-reference", "unknown-reference"]),
    ],
)
def test_every_problem_is_reported(game, tmp_path, text, expected):
    with pytest.raises(DossierError) as caught:
        read(given(tmp_path, text), game)
    assert [problem.code for problem in caught.value.problems] == expected
    assert all(problem.remedy for problem in caught.value.problems)


def test_the_nearest_spelling_and_the_line_are_named(game, tmp_path):
    with pytest.raises(DossierError, match=r"outcomes\.csv:3:1.*Did you mean 'short'"):
        read(given(tmp_path, "group,wage,rest\nRed,low,long\nBlue,low,shrt\n"), game)


def test_other_encodings_and_missing_files_are_refused(game, tmp_path):
    with pytest.raises(DossierError, match="not-utf8"):
        read(given(tmp_path, "group,wage\nRöd,low\n", "latin-1"), game)
    with pytest.raises(DossierError, match="cannot-read"):
        read(tmp_path / "none.csv", game)


def test_options_whose_names_differ_in_case_only_are_told_apart(game, tmp_path):
    found = read(given(tmp_path, "group,wage,rest\nA,low,Longer\nB,low,Long2\nC,low,long\n"), game)
    assert [package["rest"] for package in found.values()] == ["Long2", "Long2", "long"]


def test_debrief_needs_outcomes(game):
    with pytest.raises(ir.errors.UsageError):
        ir.debrief(game, {})
