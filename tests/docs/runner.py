"""Runs the code blocks of a page of Markdown, in order, in a folder of its own.

What a block does follows from its language, and nothing is passed over in silence: a block
in a language that is not listed here, without a language, or made by indentation, is a
failure.

``yaml``
    The first line is a comment that names the file: ``# mill-valley/dossier.yaml``. The whole
    block, that line included, becomes the file; with ``, continued`` after the name it is
    added at the end. The file must be YAML as far as Irenic's reader is concerned, unless the
    line ends in ``, broken on purpose``.
``diff``
    ``--- FILE``, then lines that begin with ``-`` and ``+``: the first stand in the file
    exactly once, one after the other, and are replaced by the second.
``console``
    Lines that begin with ``$ `` are commands, run one after the other; what follows is what
    they print, on either stream. ``...`` in a line stands for any text, and a line ``...`` for
    any lines. A command must end with status 0, unless ``$ echo $?`` comes next.
``sh``
    Commands whose output does not matter. ``make TARGET`` is not run: that the Makefile has
    the target is checked instead (the tests run inside ``make test``).
``python``
    With ``>>>``, an interactive session, compared as doctest does; otherwise a script, which
    fails if it raises; what it prints is not shown, so not compared. All blocks of a page
    share their names.
``json``
    Must be JSON.
``text``
    Shown, not run.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]

PROGRAMS = frozenset({"cat", "cp", "grep", "head", "ls", "mkdir", "printf", "sed", "wc"})
"""Programs beside ``irenic`` that a page may use, because every Unix has them."""

SHOWN = frozenset({"text"})
"""Languages of blocks that are shown and not run."""

_TERMINAL = {"COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
_FILE = re.compile(
    r"# (?P<name>[\w./-]+\.ya?ml)(?P<more>, continued)?(?P<broken>, broken on purpose)?$"
)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class PageError(AssertionError):
    """A block of a page does not do what the page says."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what is in it, and the line of the page it begins in."""

    language: str
    text: str
    line: int


def blocks(markdown: str) -> list[Block]:
    """The code blocks of a page, in order; PageError for one without a language."""
    found = []
    for token in MarkdownIt("commonmark").parse(markdown):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "code_block":
            raise PageError(f"line {line}: a block made by indentation; use ``` and a language")
        if token.type == "html_block" and re.search(r"<(pre|code)\b", token.content):
            raise PageError(f"line {line}: code in HTML is not run; use ``` and a language")
        if token.type == "fence":
            language = token.info.strip()
            if not language:
                raise PageError(f"line {line}: a block without a language (```text is not run)")
            found.append(Block(language, token.content, line))
    return found


@dataclass
class Page:
    """A page being run: its folder, the names its Python has defined, the last exit status."""

    name: str
    folder: Path
    names: dict[str, object] = field(default_factory=lambda: {"__name__": "__main__"})
    status: int = 0
    done: Counter[str] = field(default_factory=Counter)


def run_page(name: str, markdown: str, folder: Path) -> Counter[str]:
    """Run all blocks of a page in ``folder`` and count them by language.

    Raises PageError, naming the page and the line, for the first block that fails.
    """
    page = Page(name, folder)
    try:
        every = blocks(markdown)
    except PageError as error:
        raise PageError(f"{name}: {error}") from None
    with contextlib.chdir(folder), mock.patch.dict(os.environ, _TERMINAL):
        for name_ in ("FORCE_COLOR", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
            os.environ.pop(name_, None)
        for block in every:
            _run_block(page, block)
    return page.done


def _run_block(page: Page, block: Block) -> None:
    run = _LANGUAGES.get(block.language)
    try:
        if run is not None:
            run(page, block)
        elif block.language not in SHOWN:
            known = ", ".join(sorted({*_LANGUAGES, *SHOWN}))
            raise PageError(f"nobody runs '{block.language}'; there are {known}")
    except PageError as error:
        raise PageError(f"{page.name}, line {block.line}: {error}") from None
    page.done[block.language] += 1


# Files ------------------------------------------------------------------------------------


def _yaml(page: Page, block: Block) -> None:
    first, _, _ = block.text.partition("\n")
    named = _FILE.match(first)
    if named is None:
        raise PageError(f"the first line names no file: {first!r}")
    file = _inside(page, named["name"])
    if named["more"] and not file.exists():
        raise PageError(f"there is no {named['name']} to continue")
    before = file.read_text(encoding="utf-8") if named["more"] else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(before + block.text, encoding="utf-8")
    if not named["broken"]:
        _readable(file)


def _readable(file: Path) -> None:
    from irenic.dossier.text import parse

    problems = parse(file.read_text(encoding="utf-8"), file.name).problems
    if problems:
        raise PageError("\n".join(map(str, problems)))


def _inside(page: Page, name: str) -> Path:
    file = (page.folder / name).resolve()
    if not file.is_relative_to(page.folder.resolve()):
        raise PageError(f"{name} lies outside the page's folder")
    return file


def _diff(page: Page, block: Block) -> None:
    head, *lines = block.text.splitlines()
    if not head.startswith("--- ") or not lines:
        raise PageError("a change begins with '--- FILE'")
    if any(line[:1] not in ("-", "+", " ") for line in lines):
        raise PageError("a line of a change begins with '-', '+' or a space")
    file = _inside(page, head.removeprefix("--- ").strip())
    text = file.read_text(encoding="utf-8").splitlines()
    old = [line[1:] for line in lines if line[0] != "+"]
    new = [line[1:] for line in lines if line[0] != "-"]
    places = [place for place in range(len(text)) if text[place : place + len(old)] == old]
    if not old or len(places) != 1:
        raise PageError(f"what is to be replaced stands not exactly once in {file.name}: {old}")
    text[places[0] : places[0] + len(old)] = new
    file.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")


def _json(page: Page, block: Block) -> None:
    try:
        json.loads(block.text)
    except ValueError as error:
        raise PageError(f"not JSON: {error}") from None


# Commands ---------------------------------------------------------------------------------


def _console(page: Page, block: Block) -> None:
    steps = list(_steps(block))
    for place, (command, body, expected) in enumerate(steps):
        following = steps[place + 1][0] if place + 1 < len(steps) else ""
        printed = _command(page, command, body)
        _compare(command, expected, printed)
        if page.status and command != "echo $?" and following != "echo $?":
            raise PageError(f"$ {command}\nended with status {page.status}:\n{printed}")


def _steps(block: Block) -> Iterator[tuple[str, str, str]]:
    """Each command, its here-document, and what it is said to print."""
    lines = block.text.splitlines()
    if not lines or not lines[0].startswith("$ "):
        raise PageError("a console block begins with '$ ' and a command")
    while lines:
        command = lines.pop(0).removeprefix("$ ")
        while command.endswith("\\"):
            command = f"{command[:-1].rstrip()} {_next(lines, command).strip()}"
        body: list[str] = []
        if " << " in command:
            command, end = command.split(" << ")
            while (line := _next(lines, command)) != end:
                body.append(line)
        expected = []
        while lines and not lines[0].startswith("$ "):
            expected.append(lines.pop(0))
        yield command, "".join(f"{line}\n" for line in body), "\n".join(expected)


def _next(lines: list[str], command: str) -> str:
    if not lines:
        raise PageError(f"'{command}' is not finished")
    return lines.pop(0)


def _shell(page: Page, block: Block) -> None:
    for line in block.text.splitlines():
        command = line.partition(" #")[0].strip()
        if not command or command.startswith("#"):
            continue
        printed = _command(page, command, "")
        if page.status:
            raise PageError(f"{command}\nended with status {page.status}:\n{printed}")


def _command(page: Page, command: str, body: str) -> str:
    """What ``command`` prints, on both streams; its status is kept in the page."""
    first = command.split(maxsplit=1)[0]
    if command == "echo $?":
        return f"{page.status}\n"
    if first == "make":
        return _make(page, command)
    if first == "irenic":
        return _irenic(page, command)
    for part in re.split(r"\|", command):
        _known(part.split()[0])
    return _unix(page, command, body)


def _known(program: str) -> None:
    if program not in PROGRAMS:
        raise PageError(f"a page may not run '{program}'; there are irenic, make, echo $? and "
                        + ", ".join(sorted(PROGRAMS)))  # fmt: skip


def _unix(page: Page, command: str, given: str) -> str:
    done = subprocess.run(
        ["sh", "-c", command], input=given, text=True, cwd=page.folder, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30,
    )  # fmt: skip
    page.status = done.returncode
    return done.stdout


def _make(page: Page, command: str) -> str:
    """Whether the Makefile has the target; ``make -n`` prints its commands and runs none."""
    done = subprocess.run(
        ["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30,
    )  # fmt: skip
    page.status = done.returncode
    return done.stdout if done.returncode else ""


def _irenic(page: Page, command: str) -> str:
    """The command run in this process: much quicker than a new one each time."""
    command, *rest = (part.strip() for part in command.split(" | ", 1))
    command, *target = (part.strip() for part in command.split(" > ", 1))
    out, both = io.StringIO(), io.StringIO()
    apart = bool(rest or target)
    page.status = _in_process(shlex.split(command)[1:], out if apart else both, both)
    if target:
        _inside(page, target[0]).write_text(out.getvalue(), encoding="utf-8")
    if rest:
        for part in rest[0].split("|"):
            _known(part.split()[0])
        both.write(_unix(page, rest[0], out.getvalue()))
    return both.getvalue()


def _in_process(arguments: list[str], out: io.StringIO, err: io.StringIO) -> int:
    from irenic import cli

    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["irenic", *arguments]),
        # By this the command finds out its own name.
        mock.patch.object(sys.modules["__main__"], "__package__", None, create=True),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _compare(command: str, expected: str, printed: str) -> None:
    wanted, got = (_trimmed(text) for text in (expected, printed))
    if not matches(wanted, got):
        raise PageError(f"$ {command}\nis said to print\n{wanted}\nbut prints\n{got}")


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def matches(wanted: str, got: str) -> bool:
    """Whether ``got`` is ``wanted``, where ``...`` is any text and a line of it any lines."""
    pattern = ""
    for line in wanted.split("\n"):
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r"[^\n]*?".join(re.escape(part) for part in line.split("...")) + r"\n"
    return re.fullmatch(pattern, f"{got}\n") is not None


# Python -----------------------------------------------------------------------------------


def _python(page: Page, block: Block) -> None:
    if re.search(r"^>>> ", block.text, re.MULTILINE):
        _session(page, block)
        return
    try:
        code = compile("\n" * block.line + block.text, page.name, "exec")
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, page.names)
    except Exception as error:
        raise PageError(f"{type(error).__name__}: {error}") from error


def _session(page: Page, block: Block) -> None:
    examples = doctest.DocTestParser().get_examples(block.text)
    test = doctest.DocTest(examples, page.names, page.name, page.name, block.line, block.text)
    said = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False, optionflags=_FLAGS)
    if runner.run(test, out=said.write, clear_globs=False).failed:
        raise PageError(said.getvalue())
    page.names = test.globs


_LANGUAGES: dict[str, Callable[[Page, Block], None]] = {
    "console": _console,
    "diff": _diff,
    "json": _json,
    "python": _python,
    "sh": _shell,
    "yaml": _yaml,
}
