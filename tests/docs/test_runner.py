"""The runner of the pages fails where a page is wrong: it would be useless otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from runner import PageError, blocks, matches, run_page

GOOD = "# case.yaml\nirenic: 1\nparties: {us: {}}\n"


def fence(language: str, text: str) -> str:
    return f"```{language}\n{text}```\n"


def test_a_good_page_passes_and_its_blocks_are_counted(tmp_path: Path) -> None:
    page = (
        "# Title\n\n"
        + fence("yaml", GOOD)
        + fence("console", "$ irenic check case.yaml\nNo problem found.\n")
        + fence("python", "import irenic\ncase = irenic.load('case.yaml')\n")
        + fence("python", ">>> list(case.parties)\n['us']\n")
        + fence("text", "not run\n")
    )
    found = run_page("page.md", page, tmp_path)
    assert found == {"yaml": 1, "console": 1, "python": 2, "text": 1}


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (fence("fortran", "x\n"), "nobody runs 'fortran'"),
        (fence("YAML", GOOD), "nobody runs 'YAML'"),
        (fence("python no-run", "x\n"), "nobody runs 'python no-run'"),
        (fence("", "x\n"), "without a language"),
        ("words\n\n    made by indentation\n", "by indentation"),
        ("<pre>irenic check</pre>\n", "in HTML"),
        ("<div><code>\nirenic\n</code></div>\n", "in HTML"),
        (fence("yaml", "irenic: 1\n"), "names no file"),
        (fence("yaml", "# ../outside.yaml\na: 1\n"), "outside"),
        (fence("yaml", "# a.yaml, continued\na: 1\n"), "no a.yaml to continue"),
        (fence("yaml", "# a.yaml\na: {\n"), "yaml-syntax"),
        (fence("yaml", "# a.yaml\na: 1\na: 2\n"), "key-twice"),
        (fence("json", "{"), "not JSON"),
        (fence("diff", "-a\n+b\n"), "begins with '--- FILE'"),
        (fence("diff", "--- a.yaml\na\n"), "a line of a change"),
        (fence("python", "1 / 0\n"), "ZeroDivisionError"),
        (fence("python", "assert 1 == 2\n"), "AssertionError"),
        (fence("python", "if\n"), "SyntaxError"),
        (fence("python", ">>> 1 + 1\n3\n"), "Expected:"),
        (fence("python", ">>> 1 / 0\n"), "ZeroDivisionError"),
        (fence("console", "irenic cases\n"), "begins with"),
        (fence("console", ""), "begins with"),
        (fence("console", "$ curl example.org\n"), "may not run 'curl'"),
        (fence("console", "$ ls | python\n"), "may not run 'python'"),
        (fence("console", "$ irenic --version\nirenic 0.0.0\n"), "is said to print"),
        (fence("console", "$ irenic --version\n"), "is said to print"),
        (fence("console", "$ irenic check nowhere\n...\n"), "ended with status 2"),
        (fence("console", "$ irenic check nowhere\n...\n$ echo $?\n1\n"), "is said to print"),
        (fence("console", "$ ls nowhere\n...\n"), "ended with status"),
        (fence("console", "$ make no-such-target\n...\n"), "ended with status"),
        (fence("console", "$ cat > a << END\nb\n"), "is not finished"),
        (fence("sh", "irenic check nowhere\n"), "ended with status 2"),
        (fence("sh", "make no-such-target\n"), "ended with status"),
        (fence("text", "1\n") + fence("json", "{"), "page.md, line 4"),
        ("> " + fence("json", "{").replace("\n", "\n> ") + "\n", "not JSON"),
        ("* item\n\n  ```json\n  {\n  ```\n", "not JSON"),
    ],
)
def test_a_wrong_page_fails(page: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"page\.md") as failed:
        run_page("page.md", page, tmp_path)
    assert message in str(failed.value)


def test_a_change_replaces_lines_that_stand_once(tmp_path: Path) -> None:
    change = fence("diff", "--- case.yaml\n irenic: 1\n-parties: {us: {}}\n+parties: {uk: {}}\n")
    run_page("page.md", fence("yaml", GOOD) + change, tmp_path)
    assert (tmp_path / "case.yaml").read_text() == "# case.yaml\nirenic: 1\nparties: {uk: {}}\n"
    with pytest.raises(PageError, match="not exactly once"):
        run_page("page.md", fence("yaml", GOOD) + change + change, tmp_path)
    twice = fence("yaml", "# a.yaml\n- b: 1\n- b: 1\n") + fence("diff", "--- a.yaml\n-- b: 1\n")
    with pytest.raises(PageError, match="not exactly once"):
        run_page("page.md", twice, tmp_path)


def test_part_of_a_line_is_no_line(tmp_path: Path) -> None:
    page = fence("yaml", "# a.yaml\nab: 1\n") + fence("diff", "--- a.yaml\n-b: 1\n+c: 1\n")
    with pytest.raises(PageError, match="not exactly once"):
        run_page("page.md", page, tmp_path)


def test_commands_run_in_the_page_s_folder_with_files_and_pipes(tmp_path: Path) -> None:
    text = """\
$ mkdir -p sub
$ cat > sub/words.txt << END
one
two
END
$ wc -l sub/words.txt | grep -c 2
1
$ irenic cases --json > cases.json
$ head -1 cases.json
{
$ irenic \\
    cases | grep -c elmira
1
$ irenic check nowhere
...
$ echo $?
2
$ make help
"""
    run_page("page.md", fence("console", text), tmp_path)
    assert (tmp_path / "sub/words.txt").read_text() == "one\ntwo\n"


def test_the_command_knows_its_own_name(tmp_path: Path) -> None:
    run_page("page.md", fence("console", "$ irenic cases --help\nUsage: irenic cases ...\n...\n"),
             tmp_path)  # fmt: skip


def test_a_shell_block_may_have_remarks(tmp_path: Path) -> None:
    block = fence("sh", "# first\n\nmake brief   # the main job\nmake test\n")
    assert run_page("page.md", block, tmp_path) == {"sh": 1}


def test_names_are_of_one_page_only(tmp_path: Path) -> None:
    run_page("one.md", fence("python", "x = 1\n"), tmp_path)
    with pytest.raises(PageError, match="NameError"):
        run_page("two.md", fence("python", "print(x)\n"), tmp_path)


@pytest.mark.parametrize(
    ("wanted", "got", "fits"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("a", "a\nb", False),
        ("a...", "abc", True),
        ("a...", "a\nb", False),
        ("a...c", "abc", True),
        ("a...c", "abd", False),
        ("a\n...", "a", True),
        ("a\n...", "a\nb\nc", True),
        ("a\n...\nc", "a\nb\nc", True),
        ("a\n...\nc", "a\nb\nd", False),
        ("...\nc", "a\nb\nc", True),
        ("...", "", True),
        ("", "", True),
        ("", "a", False),
        ("a.c", "abc", False),
    ],
)
def test_dots_stand_for_text_and_for_lines(wanted: str, got: str, fits: bool) -> None:
    assert matches(wanted, got) == fits


def test_blocks_have_their_lines() -> None:
    text, json = blocks("one\n\n```text\na\n```\n\n~~~json\n{}\n~~~\n")
    assert (text.language, text.text, text.line) == ("text", "a\n", 3)
    assert (json.language, json.text, json.line) == ("json", "{}\n", 7)
