"""Bad input: each ends in a message with file, line, key and remedy, never in a traceback."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import irenic
from irenic.dossier.catalogue import CHECKS
from irenic.dossier.model import LARGEST, FrozenDict
from irenic.dossier.problems import Problem, nearest
from irenic.dossier.read import examine, examine_text, read
from irenic.dossier.text import DEEPEST, LARGEST_FILE
from irenic.errors import DossierError, UnknownCase

HERE = Path(__file__).parent
GOOD = """\
irenic: 1
parties: {us: {}, kurds: {}}
issues:
  oil:
    options: {central: Central, regions: Regions}
    worth: {us: {central: 10, regions: 0}, kurds: {central: 0, regions: 10}}
scenarios: {status-quo: {us: 2, kurds: 3}}
"""


def codes(text: str | bytes, tmp_path: Path) -> list[str]:
    file = tmp_path / "dossier.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    dossier, problems = examine(tmp_path)
    assert (dossier is None) == any(p.severity == "error" for p in problems)
    for problem in problems:
        assert problem.code in CHECKS
        assert problem.severity == CHECKS[problem.code].severity
        assert all((problem.found, problem.expected, problem.remedy))
        assert "\n" not in str(problem)
    return [problem.code for problem in problems]


@pytest.mark.parametrize("code", [code for code, check in CHECKS.items() if check.example])
def test_every_example_fails_its_check_and_no_other(code: str) -> None:
    _, problems = examine_text(CHECKS[code].example, folder=HERE)
    assert [(p.code, p.severity) for p in problems] == [(code, CHECKS[code].severity)]
    assert problems[0].line > 0 or code == "empty-file"


def test_checks_without_an_example_are_those_that_no_text_can_fail() -> None:
    without = {code for code, check in CHECKS.items() if not check.example}
    assert without == {
        "no-dossier", "cannot-read", "too-large", "not-utf8", "red-lines-unchecked",
    }  # fmt: skip


def test_the_good_one_is_good(tmp_path: Path) -> None:
    assert codes(GOOD, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["empty-file"]),
        ("\n\n# nothing\n", ["empty-file"]),
        ("null", ["empty-file"]),
        ("[]", ["wrong-root"]),
        ("just text", ["wrong-root"]),
        ("42", ["wrong-root"]),
        ("{}", ["wrong-root"]),
        ("a: 1", ["wrong-root"]),
        (b"irenic: 1\nparties: {us: {name: \xff\xfe}}\n", ["not-utf8"]),
        ("irenic: 1".encode("utf-16"), ["not-utf8"]),
        ("irenic: 1\nparties: {us: {name: \x00}}", ["yaml-syntax"]),
        ("irenic: 2\nparties: {us: {}}", ["not-a-choice"]),
        ("irenic: '1'\nparties: {us: {}}", ["not-a-choice"]),
        ("irenic: true\nparties: {us: {}}", ["not-a-choice"]),
        ("irenic: 1\nparties: {}", ["empty-list"]),
        ("irenic: 1", ["missing-key"]),
        ("parties: {us: {}}", ["missing-key"]),
        ("irenic: 1\nparties:\n\tus: {}", ["yaml-syntax"]),
        ("irenic: 1\ntitle: 2006\nparties: {us: {}}", ["wrong-type"]),
        ("irenic: 1\nas_of: 20061130\nparties: {us: {}}", ["bad-date"]),
        ("irenic: 1\nas_of: 2006-13-45\nparties: {us: {}}", ["bad-date"]),
        ("%TAG ! x\n---\nirenic: 1", ["missing-key"]),
    ],
)
def test_bad_files(text: str | bytes, expected: list[str], tmp_path: Path) -> None:
    assert codes(text, tmp_path) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("central: 10", "central: .nan", "not-finite"),
        ("central: 10", "central: .inf", "not-finite"),
        ("central: 10", "central: -.inf", "not-finite"),
        ("central: 10", "central: 1e400", "not-finite"),
        ("central: 10", f"central: {10**350}", "not-finite"),
        ("central: 10", f"central: {10**50}", "out-of-range"),
        ("central: 10", f"central: -{LARGEST * 2:.0f}", "out-of-range"),
        ("central: 10", "central: '10'", "not-a-number"),
        ("central: 10", "central: yes", "not-a-number"),
        ("central: 10", "central: true", "not-a-number"),
        ("central: 10", "central: null", "not-a-number"),
        ("central: 10", "central: [1, 2, 3]", "not-a-number"),
        ("central: 10", "central: {}", "missing-key"),
        ("central: 10", "central: {low: 1, high: 2}", "missing-key"),
        ("central: 10", "central: {mode: 1, hihg: 2}", "unknown-key"),
        ("central: 10", "central: {low: 3, mode: 2, high: 1}", "range-order"),
        ("central: 10", "central: {low: .nan, mode: 2, high: 1}", "not-finite"),
        ("central: 10, ", "", "worth-incomplete"),
        ("central: 10", "central: !!str 10", "yaml-tag"),
        ("central: 10", "central: !secret C", "yaml-tag"),
        ("kurds: 3", "krds: 3", "unknown-reference"),
        ("us: 2, ", "", "no-reservation-value"),
        ("{central: Central, regions: Regions}", "{}", "empty-list"),
    ],
)
def test_bad_numbers_and_references(old: str, new: str, expected: str, tmp_path: Path) -> None:
    assert old in GOOD
    assert expected in codes(GOOD.replace(old, new, 1), tmp_path)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("low: 5, mode: 10, high: .inf", ["not-finite"]),
        ("low: 1e308, mode: 10, high: 12", ["out-of-range"]),
        ("low: 5, mode: 10, high: 1_000", ["not-a-number"]),
        ("low: x, mode: 10, high: y", ["not-a-number", "not-a-number"]),
        ("low: 5, mode: 10, high: null", ["half-range"]),
        ("low: x, mode: 10", ["not-a-number"]),
        ("mode: 10, high: 12", ["half-range"]),
    ],
)
def test_an_end_that_stands_there_is_not_missing(
    ends: str, expected: list[str], tmp_path: Path
) -> None:
    assert codes(GOOD.replace("central: 10", f"central: {{{ends}}}", 1), tmp_path) == expected


def test_all_errors_come_in_one_go_with_their_lines() -> None:
    text = (HERE / "many-errors.yaml").read_text()
    wanted = {
        (n, part)
        for n, line in enumerate(text.splitlines(), start=1)
        if "# -> " in line
        for part in line.split("# -> ")[1].split()
    }
    _, problems = examine_text(text, folder=HERE)
    assert {(p.line, p.code) for p in problems} == wanted


def test_what_is_nearest_is_named() -> None:
    _, problems = examine_text(GOOD.replace("kurds: 3", "Krds: 3"))
    assert [p.nearest for p in problems if p.code == "unknown-reference"] == ["kurds"]
    assert "Did you mean 'kurds'?" in "\n".join(map(str, problems))
    assert nearest("zzz", ["kurds"]) is None


def test_fifty_megabytes_of_nesting_are_refused(tmp_path: Path) -> None:
    assert codes("[" * 50_000_000, tmp_path) == ["too-large"]
    assert codes("a: " + "[" * (LARGEST_FILE - 10), tmp_path) == ["too-deep"]
    assert codes("irenic: 1\nparties: " + "{a: " * (DEEPEST + 1), tmp_path) == ["too-deep"]
    assert codes("- " * 100_000, tmp_path) == ["too-deep"]


def test_a_yaml_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    assert codes("\n".join(lines), tmp_path) == ["yaml-anchor"]
    assert codes("irenic: 1\nparties: {a: {<<: {name: x}}}", tmp_path) == ["unknown-key"]


@pytest.mark.parametrize("path", ["../x", "/etc/hosts", "a/../../x", "link/x", "", "a\\0b"])
def test_paths_that_leave_the_folder(path: str, tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (tmp_path / "x").write_text("secret")
    (case / "link").symlink_to(tmp_path)
    found = codes(GOOD + f'notes: "{path}"\n', case)
    other = {"": "empty-list", "a\\0b": "control-character"}
    assert found == [other.get(path, "outside-folder")]


def test_a_file_beside_the_dossier_is_fine(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("notes")
    assert codes(GOOD + "notes: notes.md\n", tmp_path) == []
    assert codes(GOOD + "notes: .\n", tmp_path) == ["missing-file"]


def test_a_folder_without_a_dossier(tmp_path: Path) -> None:
    assert [p.code for p in examine(tmp_path)[1]] == ["no-dossier"]
    assert [p.code for p in examine(tmp_path / "nowhere")[1]] == ["no-dossier"]
    with pytest.raises(DossierError, match="no-dossier"):
        irenic.load(tmp_path)
    with pytest.raises(UnknownCase, match="did you mean 'elmira'"):
        irenic.load("elmyra")


def test_what_is_not_a_plain_file(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").mkdir()
    assert [p.code for p in examine(tmp_path)[1]] == ["cannot-read"]
    os.mkfifo(tmp_path / "pipe.yaml")
    assert [p.code for p in examine(tmp_path / "pipe.yaml")[1]] == ["cannot-read"]
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    assert [p.code for p in examine(tmp_path / "loop.yaml")[1]] == ["cannot-read"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dossier.yaml").write_text(GOOD)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
    problems = examine(tmp_path)[1]
    assert [(p.code, p.found) for p in problems] == [("cannot-read", "Permission denied")]


def test_red_lines_that_are_too_entangled_are_said_to_be(tmp_path: Path) -> None:
    pigeons = range(11)
    issues = {f"i{n}": {f"o{k}": f"O{k}" for k in range(10)} for n in pigeons}
    never = [{f"i{a}": f"o{k}", f"i{b}": f"o{k}"} for a in pigeons for b in range(a)
             for k in range(10)]  # fmt: skip
    text = (
        "irenic: 1\nparties: {us: {}}\nscenarios: {quo: {us: 0}}\n"
        + f"issues: { ({name: {'options': options} for name, options in issues.items()}) }\n"
        + f"red_lines: { ({'us': {'never': never}}) }\n"
    )
    assert codes(text, tmp_path) == ["red-lines-unchecked"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
def test_no_bytes_end_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, given: bytes
) -> None:
    file = tmp_path_factory.mktemp("x") / "dossier.yaml"
    file.write_bytes(given)
    assert examine(file)[1]


BROKEN = st.sampled_from(["null", "[]", "{}", "'x'", "3", "-1", ".nan", "true", "[[x]]", "{a: {}}"])


@given(st.data())
def test_no_damaged_dossier_ends_in_a_traceback(data: st.DataObject) -> None:
    text = (HERE / "full.yaml").read_text()
    places = [i for i, char in enumerate(text) if char in ":,{["]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from(places))
        text = text[: at + 1] + " " + data.draw(BROKEN) + text[at + 1 :]
    dossier, problems = examine_text(text)
    assert dossier is not None or problems


def test_the_full_example_has_every_key_and_no_problem() -> None:
    dossier, problems = examine_text((HERE / "full.yaml").read_text())
    assert problems == []
    assert dossier is not None
    assert dossier.model_fields_set == set(type(dossier).model_fields) - {"notes"}


def test_a_dossier_is_frozen_and_can_be_sent_to_another_process() -> None:
    dossier = read(HERE / "full.yaml")
    assert pickle.loads(pickle.dumps(dossier)) == dossier
    assert isinstance(dossier.parties, FrozenDict)
    with pytest.raises(TypeError, match="frozen"):
        dossier.parties["x"] = dossier.parties["us"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        dossier.title = "x"  # type: ignore[misc]


def test_a_row_lends_its_provenance_to_judgements_without_one() -> None:
    row = read(HERE / "full.yaml").issues["oil"].worth["us"]
    assert row["central"].source == "report"
    assert row["regions"].because == "its own reason"
    assert row["regions"].source is None


def test_problems_sort_by_line() -> None:
    _, problems = examine_text((HERE / "many-errors.yaml").read_text())
    assert [p.line for p in problems] == sorted(p.line for p in problems)
    assert all(isinstance(p, Problem) for p in problems)


@pytest.mark.parametrize(
    ("ranking", "said"),
    [
        ("[NN, YN]", "a ranking without NY"),
        ("[NN, YN, NY, YY]", "a ranking with YY, which cannot be"),
        ("[[NN, YN], NY]", None),
    ],
)
def test_a_ranking_names_every_feasible_state_and_no_other(ranking: str, said: str | None) -> None:
    _, problems = examine_text(
        "irenic: 1\nparties: {a: {}, b: {}}\nmoves:\n  a: {m: M}\n  b: {x: X}\n"
        f"  infeasible: [m and x]\n  preferences: {{a: {{ranking: {ranking}}}, b: [not x]}}\n"
    )
    assert [(p.code, p.found) for p in problems] == ([("bad-state", said)] if said else [])


def test_many_needs_without_a_cycle_are_checked_at_once() -> None:
    rungs = [f"  {name}{i}: {{kind: incentive, by: us, needs: [a{i + 1}, b{i + 1}]}}"
             for i in range(40) for name in "ab"]  # fmt: skip
    last = [f"  {name}40: {{kind: incentive, by: us}}" for name in "ab"]
    assert examine_text(GOOD + "levers:\n" + "\n".join([*rungs, *last]) + "\n")[1] == []


@pytest.mark.parametrize("more", [
    "red_lines: {us: {never: [{oil: []}]}}",
    "joint_worth: [{when: {oil: []}, worth: {us: 1}}]",
])  # fmt: skip
def test_a_condition_names_an_option(more: str) -> None:
    assert [p.code for p in examine_text(GOOD + more)[1]] == ["empty-list"]


def test_messages_hold_no_control_characters(tmp_path: Path) -> None:
    _, problems = examine_text('irenic: 1\nparties: {us: {"\\e[2Jfake\\n": 1}}')
    assert str(problems[0]).isprintable()


def test_a_loop_of_links_and_a_long_name_end_in_messages(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert codes(GOOD + "notes: loop\n", tmp_path) == ["outside-folder"]
    assert codes(GOOD + f"notes: {'n' * 300}\n", tmp_path)[0] in ("outside-folder", "missing-file")


def test_what_follows_a_key_given_twice_is_still_reported() -> None:
    _, problems = examine_text("irenic: 1\nparties: {us: {}}\nparties: {uk: &a {}}\n")
    assert [p.code for p in problems] == ["key-twice", "yaml-anchor"]
