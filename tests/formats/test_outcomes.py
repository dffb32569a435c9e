"""Tables of outcomes: what they may look like, and every way in which they can be wrong."""

from __future__ import annotations

from pathlib import Path

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


def test_what_refuses_is_named(game, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DossierError, match=r"\n\.: error \[cannot-read\]: found a folder;"):
        read(Path(), game)
    with pytest.raises(DossierError, match="found no such file; expected a table"):
        read(Path("none.csv"), game)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("head", ["sep={}\n", "\ufeffsep={}\r\n", '"sep={}"\r\n', "SEP={}\n"])
def test_the_first_line_of_excel_may_name_the_delimiter(game, tmp_path, delimiter, head):
    text = head.format(delimiter) + "group|wage|rest\nRed, the first|low|\nBlue|hig|\n"
    text = text.replace("|", delimiter)
    text = text.replace("Red, the first", '"Red, the first"')
    with pytest.raises(DossierError) as caught:
        read(given(tmp_path, text), game)
    assert [(p.code, p.line) for p in caught.value.problems] == [("unknown-reference", 4)]
    found = read(given(tmp_path, text.replace("hig", "high")), game)
    assert list(found) == ["Red, the first", "Blue"]


def test_a_named_delimiter_and_nothing_else_holds_no_group(game, tmp_path):
    with pytest.raises(DossierError, match="no column 'group'"):
        read(given(tmp_path, "sep=;\n"), game)
    for odd in ("sep=\r\n", 'sep=""\n', "sep=x\n"):
        with pytest.raises(DossierError, match="found the column 'sep="):
            read(given(tmp_path, odd), game)


def test_at_most_a_thousand_groups(game, tmp_path):
    rows = [f"g{n},low,\n" for n in range(1000)]
    assert len(read(given(tmp_path, "group,wage,rest\n" + "".join(rows)), game)) == 1000
    with pytest.raises(DossierError, match=r"too-large.*found 1,001 groups"):
        read(given(tmp_path, "group,wage,rest\nlast,low,\n" + "".join(rows)), game)


def test_an_endless_cell_is_refused_in_plain_words(game, tmp_path):
    text = "group,wage,rest\nRed," + "x" * 1_000_000 + ",\n"
    with pytest.raises(DossierError, match="found a cell of more than 131,072 characters"):
        read(given(tmp_path, text), game)


@pytest.mark.parametrize("name", ["\x1b[31mg", "a\0b", '"a\nb"', "a\tb", "a\x7fb", "a\u202eb"])
def test_names_of_groups_can_be_shown_on_one_line(game, tmp_path, name):
    with pytest.raises(DossierError) as caught:
        read(given(tmp_path, f"group,wage,rest\nBlue,low,\n{name},low,\n"), game)
    (problem,) = caught.value.problems
    assert (problem.code, problem.key) == ("control-character", "group")
    assert problem.line == (4 if "\n" in name else 3)
    assert str(problem).isprintable()


def test_options_whose_names_differ_in_case_only_are_told_apart(game, tmp_path):
    found = read(given(tmp_path, "group,wage,rest\nA,low,Longer\nB,low,Long2\nC,low,long\n"), game)
    assert [package["rest"] for package in found.values()] == ["Long2", "Long2", "long"]


def test_debrief_needs_outcomes(game):
    with pytest.raises(ir.errors.UsageError):
        ir.debrief(game, {})
