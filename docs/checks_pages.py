"""The list of checks and the page of each, from the catalogue and the messages it leads to."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import chdir
from pathlib import Path
from unittest import mock

from markup import fence, page, table

from irenic.dossier import redlines
from irenic.dossier.catalogue import CHECKS, Check
from irenic.dossier.problems import Problem
from irenic.dossier.read import examine, examine_text

_HERE = Path(__file__).resolve().parent

_LONG = 200
"""Characters beyond which a line of an example is shown shortened, and so not run."""

_GROUPS = (
    ("The file", "no-dossier"),
    ("The shape of an entry", "unknown-key"),
    ("What entries mean together", "unknown-reference"),
)
"""Headings of the list of checks, and the check with which each part begins."""

_MADE = {
    "no-dossier": ("mkdir nothing-here", "nothing-here"),
    "cannot-read": ("mkdir -p odd-one/dossier.yaml", "odd-one"),
    "too-large": ("head -c 20000001 /dev/zero > example.yaml", "example.yaml"),
    "not-utf8": (r"printf 'irenic: 1\ntitle: Caf\351\n' > example.yaml", "example.yaml"),
}
"""For checks that no text can fail: a command that makes a case which does, and its name."""


def checks_page() -> str:
    """The list of all checks."""
    parts = [
        "`irenic check CASE` lists every problem of a dossier in one go: the file, the line and "
        "the column, the code of the check, the key, what was found, what was expected, what to "
        "do, and the nearest valid spelling where there is one. An **error** stops every "
        "analysis; a **warning** does not. The exit status is 1 if anything is listed, of either "
        "kind. `irenic.examine` gives the same list to programs.",
    ]
    starts = {first: heading for heading, first in _GROUPS}
    rows: list[tuple[str, ...]] = []
    for code, check in CHECKS.items():
        if code in starts:
            parts += [_check_table(rows)] if rows else []
            parts.append(f"## {starts[code]}")
            rows = []
        rows.append((f"[`{code}`]({code}.md)", check.title, check.severity))
    return page("Checks", *parts, _check_table(rows))


def _check_table(rows: list[tuple[str, ...]]) -> str:
    return table(("code", "what it means", "kind"), rows)


def check_page(check: Check) -> str:
    """The page of one check: why it is there, an example, its message, the remedy."""
    if check.example:
        example, problem = _textual(check)
    elif check.code in _MADE:
        example, problem = _made(check)
    else:
        example, problem = _entangled(check)
    stops = (
        "It stops every analysis."
        if check.severity == "error"
        else "Analyses go on and print it; `irenic check` ends with status 1."
    )
    return page(
        f"{check.code}: {_lower(check.title)}",
        f"An **{check.severity}**. {stops}" if check.severity == "error"
        else f"A **{check.severity}**. {stops}",
        f"**Why it is there.** {check.why}",
        "## An example that fails it", example,
        "## How to mend it", _remedy(problem),
        "[All checks](index.md)",
    )  # fmt: skip


def _lower(title: str) -> str:
    first = title.split(maxsplit=1)[0]
    return title if len(first) > 1 and first.isupper() else title[:1].lower() + title[1:]


def _remedy(problem: Problem) -> str:
    return f"{problem.remedy} Expected is {problem.expected}."


def _textual(check: Check) -> tuple[str, Problem]:
    text = f"# example.yaml{_broken(check)}\n{check.example}"
    _, problems = examine_text(text, "example.yaml", _HERE)
    if [problem.code for problem in problems] != [check.code]:
        raise ValueError(f"the example of '{check.code}' fails {problems}")
    if max(map(len, text.splitlines())) > _LONG:
        lines = [f"{x[:60]} [... {len(x):,} characters]" if len(x) > _LONG else x
                 for x in check.example.splitlines()]  # fmt: skip
        shown = fence("text", "\n".join(lines))
        return f"{shown}\n\n{fence('text', str(problems[0]))}", problems[0]
    return f"{fence('yaml', text)}\n\n{_transcript('example.yaml', problems)}", problems[0]


def _broken(check: Check) -> str:
    """Examples that are not even YAML are marked so, for those who run the page."""
    unreadable = [code for code in CHECKS if list(CHECKS).index(code) < _first_shape()]
    files = {"empty-file", "wrong-root", "outside-folder", "missing-file"}
    return ", broken on purpose" if check.code in unreadable and check.code not in files else ""


def _first_shape() -> int:
    return list(CHECKS).index(_GROUPS[1][1])


def _transcript(case: str, problems: list[Problem], before: str = "") -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    count = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    made = [f"$ {before}"] if before else []
    lines = [*made, f"$ irenic check {case}", *map(str, problems), count, "$ echo $?", "1"]
    return fence("console", "\n".join(lines))


def _made(check: Check) -> tuple[str, Problem]:
    command, case = _MADE[check.code]
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        subprocess.run(["sh", "-c", command], check=True)
        _, problems = examine(case)
    if [problem.code for problem in problems] != [check.code]:
        raise ValueError(f"what is made for '{check.code}' fails {problems}")
    return _transcript(case, problems, command), problems[0]


def _entangled(check: Check) -> tuple[str, Problem]:
    """The message of the check that only a search cut short gives, from one cut shorter still."""
    if check.code != "red-lines-unchecked":
        raise ValueError(f"nothing is made for '{check.code}'")
    text = CHECKS["no-package"].example
    steps = f"{redlines.STEPS:,}"
    with mock.patch.object(redlines, "STEPS", 0):
        _, problems = examine_text(text)
    if [problem.code for problem in problems] != [check.code]:
        raise ValueError(f"what is made for '{check.code}' fails {problems}")
    said = (
        f"No short dossier fails it: the search for a package that crosses no red line tries "
        f"{steps} branches before it gives up. This is what it says then:"
    )
    return f"{said}\n\n{fence('text', str(problems[0]))}", problems[0]
