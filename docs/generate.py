"""Writes the reference pages that follow from the code.

``python docs/generate.py`` writes them; with ``--check`` it writes nothing and ends with
status 1 if any of them is out of date.
"""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import chdir
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin
from unittest import mock

import typer
from keys_explained import KEYS
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from values_explained import VALUES

import irenic
from irenic.cli import app
from irenic.dossier import model, redlines
from irenic.dossier.catalogue import CHECKS, Check
from irenic.dossier.problems import Problem
from irenic.dossier.read import examine, examine_text
from irenic.dossier.schema import dossier_schema
from irenic.dossier.template import TEMPLATE

DOCS = Path(__file__).resolve().parent

_LONG = 200
"""Characters beyond which a line of an example is shown shortened, and so not run."""


def pages() -> dict[str, str]:
    """Every generated page: path below ``docs/`` -> its text."""
    found = {
        "reference/keys.md": keys_page(),
        "reference/commands.md": commands_page(),
        "reference/values.md": values_page(),
        "reference/python.md": python_page(),
        "reference/checks/index.md": checks_page(),
    }
    return found | {f"reference/checks/{code}.md": check_page(c) for code, c in CHECKS.items()}


def stale(found: Mapping[str, str]) -> list[str]:
    """Generated pages that differ from the files, and files that are generated no more."""
    wrong = [path for path, text in found.items() if _read(DOCS / path) != text]
    files = {f"reference/checks/{file.name}" for file in (DOCS / "reference/checks").glob("*")}
    return sorted({*wrong, *(files - found.keys())})


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def main(arguments: list[str]) -> int:
    """Write the pages, or check them with ``--check``; the exit status."""
    if arguments not in ([], ["--check"]):
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    found = pages()
    wrong = stale(found)
    if arguments:
        for path in wrong:
            print(f"docs/{path} is out of date; run 'python docs/generate.py'", file=sys.stderr)
        return int(bool(wrong))
    for path in wrong:
        file = DOCS / path
        if path not in found:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found[path], encoding="utf-8")
    return 0


def _page(title: str, *parts: str) -> str:
    note = "<!-- Made by docs/generate.py; change the code or that script instead. -->"
    return "\n\n".join([f"# {title}", note, *(part.strip("\n") for part in parts if part)]) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in r) + " |" for r in lines
    )


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


# Checks -----------------------------------------------------------------------------------

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
    return _page("Checks", *parts, _check_table(rows))


def _check_table(rows: list[tuple[str, ...]]) -> str:
    return _table(("code", "what it means", "kind"), rows)


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
    return _page(
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
    _, problems = examine_text(text, "example.yaml", DOCS)
    if [problem.code for problem in problems] != [check.code]:
        raise ValueError(f"the example of '{check.code}' fails {problems}")
    if max(map(len, text.splitlines())) > _LONG:
        lines = [f"{x[:60]} [... {len(x):,} characters]" if len(x) > _LONG else x
                 for x in check.example.splitlines()]  # fmt: skip
        shown = _fence("text", "\n".join(lines))
        return f"{shown}\n\n{_fence('text', str(problems[0]))}", problems[0]
    return f"{_fence('yaml', text)}\n\n{_transcript('example.yaml', problems)}", problems[0]


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
    return _fence("console", "\n".join(lines))


def _made(check: Check) -> tuple[str, Problem]:
    command, case = _MADE[check.code]
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        import subprocess

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
    return f"{said}\n\n{_fence('text', str(problems[0]))}", problems[0]


# Keys -------------------------------------------------------------------------------------

_WORDS: list[tuple[Any, str]] = [
    (model.Slug, "slug"),
    (model.Text, "text"),
    (model.Number, "number"),
    (model.Date, "date"),
    (model.StateText, "state"),
    (model.Group, "state, or list of states"),
    (
        model.Preferences,
        "list of [Preference](#preference), or [Ranking](#ranking), or [Weighted](#weighted)",
    ),
    (bool, "true or false"),
    (int, "whole number"),
    (str, "text"),
    (float, "number"),
]


def keys_page() -> str:
    """Every entry of a dossier: its keys, their types, defaults and meanings."""
    places = _places()
    intro = [
        "A dossier is a folder with a file `dossier.yaml`, or one YAML file in UTF-8. Keys are "
        "**slugs**: letters, digits, `-` and `_`, beginning with a letter or digit, at most 60 "
        "characters. **Text** is for people, at most 4000 characters. A **date** is written "
        "2006-11-30. A **number** lies between -1,000,000 and 1,000,000. Unknown keys are errors.",
        "In the places below `*` stands for a slug of your choice and `[]` for the items of a "
        "list. A key that is not required may be left out.",
        "These words cannot be slugs: " + _listed(model.RESERVED) + ". No party can be called "
        + _listed(model.RESERVED_PARTIES) + ".",
    ]  # fmt: skip
    entries = [_entry(cls, where) for cls, where in places.items()]
    whole = (
        "## A whole dossier",
        "`irenic new NAME` starts with this one.",
        _fence("yaml", f"# example/dossier.yaml\n{TEMPLATE}"),
        _fence("console", "$ irenic check example\nNo problem found."),
    )
    return _page("Keys of a dossier", *intro, *entries, *whole)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))


def _places() -> dict[type[BaseModel], list[str]]:
    """Every class of the model in the order of first use, and the places where it stands."""
    found: dict[type[BaseModel], list[str]] = {model.Dossier: [""]}
    queue: list[tuple[type[BaseModel], str]] = [(model.Dossier, "")]
    while queue:
        cls, path = queue.pop(0)
        for name, hint in _hints(cls).items():
            step = "" if _is_flat(cls, name) else name
            base = f"{path}.{step}".strip(".")
            for inner, place in _inner(hint, base):
                if inner not in found:
                    found[inner] = []
                    queue.append((inner, place))
                elif not found[inner] or inner is not model.Dossier:
                    queue.append((inner, place)) if place not in found[inner] else None
                if place not in found[inner]:
                    found[inner].append(place)
    return found


def _hints(cls: type[BaseModel]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return {name: hints[name] for name in _ordered(cls)}


def _ordered(cls: type[BaseModel]) -> list[str]:
    """Fields in the order of the table of meanings: the entry's own, provenance where it suits."""
    if set(KEYS[cls.__name__]) != set(cls.model_fields):
        raise ValueError(f"KEYS and the model differ on {cls.__name__}")
    own = [n for n in cls.model_fields if n not in model.PROVENANCE]
    return own + [n for n in cls.model_fields if n in model.PROVENANCE]


def _inner(hint: Any, path: str) -> Iterator[tuple[type[BaseModel], str]]:
    """The classes of the model inside ``hint`` and where they stand."""
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint, path
    elif origin is typing.Annotated:
        yield from _inner(args[0], path)
    elif origin in (Union, types.UnionType):
        for arg in args:
            yield from _inner(arg, path)
    elif origin is tuple:
        yield from _inner(args[0], f"{path}[]")
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield from _inner(args[1], f"{path}.*".strip("."))


def _is_flat(cls: type[BaseModel], name: str) -> bool:
    """Whether a field's entries are written among the keys of the entry itself."""
    schema = _schema()
    definition = schema["$defs"].get(cls.__name__, schema)
    definition = definition.get("anyOf", [definition])[-1]
    return name not in definition["properties"]


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    return dossier_schema()


def _entry(cls: type[BaseModel], places: list[str]) -> str:
    title = "The dossier itself" if cls is model.Dossier else cls.__name__
    where = ", ".join(f"`{place}`" for place in places if place)
    rows = [
        (
            "*any slug*" if _is_flat(cls, name) else f"`{name}`",
            _words(get_args(get_args(hint)[0])[1] if _is_flat(cls, name) else hint),
            _default(cls.model_fields[name]),
            KEYS[cls.__name__][name],
        )
        for name, hint in _hints(cls).items()
    ]
    return "\n\n".join(
        [
            f"## {title}",
            *([f"At {where}."] if where else []),
            _prose(cls.__doc__ or ""),
            _table(("key", "type", "default", "meaning"), rows),
        ]
    )


def _words(hint: Any) -> str:
    """A type in words."""
    for known, words in _WORDS:
        if hint == known:
            return words
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    if origin is typing.Annotated:
        return _words(args[0])
    if origin is Literal:
        return " or ".join(str(arg) for arg in args)
    if origin in (Union, types.UnionType):
        return ", or ".join(_words(arg) for arg in args if arg is not type(None))
    if origin is tuple:
        return f"list of {_words(args[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"mapping of {_words(args[0])} to {_words(args[1])}"
    raise TypeError(f"no words for {hint}")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    given = field.get_default(call_default_factory=True)
    if given is None or (hasattr(given, "__len__") and not len(given)):
        return "nothing"
    return f"`{str(given).lower() if isinstance(given, bool) else given}`"


_ROLE = re.compile(r":\w+:`~?([^`]+)`")


def _prose(text: str) -> str:
    """A docstring as Markdown: roles and double back-quotes become code, ``::`` a block."""
    text = inspect.cleandoc(text)
    text = re.sub(r" \(DESIGN, section \d+\)", "", text)
    text = _ROLE.sub(lambda m: f"`{m[1].rsplit('.', 1)[-1]}`", text).replace("``", "`")
    return re.sub(r"(?m)^::\n\n((?:    .*\n?|\n)+)", _block, text)


def _block(match: re.Match[str]) -> str:
    return _fence("text", inspect.cleandoc(match[1])) + "\n\n"


# Commands ---------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command with its arguments and options."""
    group: Any = typer.main.get_command(app)
    intro = (
        f"{group.help}",
        _fence("text", "irenic COMMAND [arguments] [options]"),
        "CASE is the name of a built-in case, a folder, a YAML file, or a file or folder that "
        "`irenic import` knows. With `--json` a command prints JSON and nothing else on standard "
        "output; progress, warnings and errors go to standard error. Every command has `--help`.",
        "## Exit status",
        _table(("status", "meaning"), [
            ("0", "done"),
            ("1", "the input has errors (listed); from `check`, any problem at all"),
            ("2", "wrong usage"),
            ("3", "the analysis does not apply to this dossier (it says what is missing)"),
            ("130", "interrupted"),
        ]),
        "## Options of `irenic` itself",
        _options(group),
    )  # fmt: skip
    parts = [part for name, command in group.commands.items() for part in _command(name, command)]
    return _page("Commands", *intro, *parts)


def _command(name: str, command: Any) -> list[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    usage = " ".join(["irenic", name, *(p.metavar or p.name.upper() for p in arguments)])
    options = _options(command)
    rows = [(f"`{p.metavar or p.name.upper()}`", p.help or "") for p in arguments]
    return [
        f"## {name}",
        command.help,
        _fence("text", f"{usage} [options]" if options else usage),
        _table(("argument", "meaning"), rows) if rows else "",
        options,
    ]


def _options(command: Any) -> str:
    rows = [
        (_spelled(p), p.help or "", _given(p))
        for p in command.params
        if p.param_type_name == "option" and "--help" not in p.opts
    ]
    return _table(("option", "meaning", "default"), rows) if rows else ""


def _spelled(option: Any) -> str:
    short_first = sorted(option.opts, key=len)
    value = ""
    if not option.is_flag:
        kind = "NUMBER" if isinstance(option.default, int) else option.name.upper()
        value = f" {option.metavar or kind}"
    return ", ".join(f"`{spelling}{value}`" for spelling in short_first)


def _given(option: Any) -> str:
    repeated = "may be repeated" if option.multiple else ""
    if option.is_flag or option.default is None or option.default == []:
        return repeated
    return f"{option.default}"


# Values -----------------------------------------------------------------------------------


def values_page() -> str:
    """Every key of the values of every analysis."""
    intro = (
        "`Result.values`, and `values` in what `--json` prints, hold the answer for programs. "
        "These are all the keys; a test compares this list with real results.",
        "`{party}` and the like stand for slugs, `[]` for the items of a list. **Points** are on "
        "the scale of the party named in the path. Lists marked *cut* hold at most `--limit` "
        "entries (`limit=` in Python); the counts beside them are always complete. Two numbers "
        "of points count as equal when they differ by less than 10<sup>-9</sup>.",
    )
    titles = {
        "agreement": "What everybody could accept, or who stands against whom.",
        "stability": "Why it is stuck, and which states would hold.",
        "overview": "What the dossier says. Not one of the twelve questions: nothing is inferred.",
    }
    parts = [
        part
        for question, values in VALUES.items()
        for part in (
            f"## {question}",
            f"{titles[question]}",
            _table(
                ("key", "value", "meaning"),
                [(f"`{value.path}`", value.kind, value.meaning) for value in values],
            ),
        )
    ]
    rest = (
        "## Around the values",
        "The other fields of a result (`question`, `status`, `headline`, `method`, `parameters`, "
        "`names`, `digest`, `version`, `elapsed`, `findings`, `reasons`, `caveats`, `tables`, "
        "`figures`) are described under [Python](python.md); `irenic schema --result` prints "
        "their JSON Schema.",
    )
    return _page("Values of results", *intro, *parts, *rest)


# Python -----------------------------------------------------------------------------------


def python_page() -> str:
    """The public names of the package: signatures and docstrings."""
    intro = (
        "`import irenic` gives these names and no others. All of them are typed. Dossiers and "
        "results are frozen: make a changed copy instead (`model_copy`, `dataclasses.replace`).",
    )
    order = ["load", "examine", "agreement", "stability", "overview", "ANALYSES", "Dossier",
             "Result", "Status", "errors"]  # fmt: skip
    if set(order) != set(irenic.__all__):
        raise ValueError("the page of the Python names and irenic.__all__ differ")
    return _page("Python", *intro, *(_name(name) for name in order))


def _name(name: str) -> str:
    thing = getattr(irenic, name)
    parts = [f"## {name}"]
    if name == "ANALYSES":
        keys = ", ".join(f"`{key}`" for key in irenic.ANALYSES)
        parts.append(f"{inspect.cleandoc(type(thing).__doc__ or '')} The names are {keys}.")
    elif inspect.isfunction(thing):
        parts += [_fence("text", _signature(name, thing)), _documented(name, thing.__doc__ or "")]
    elif inspect.ismodule(thing):
        parts.append(_prose(thing.__doc__ or ""))
    elif name == "Dossier":
        parts += [_prose(thing.__doc__ or ""), "Its fields are the [keys](keys.md) of a file."]
    elif name == "Status":
        parts += [_prose(thing.__doc__ or ""), "Values: " + _spellings(thing) + "."]
    else:
        parts += [_prose(thing.__doc__ or ""), _fields(thing), *_methods(thing)]
    return "\n\n".join(parts)


_KEYS_OF_VALUES = re.compile(r"(?m)^`values` has the keys\n\n(?:[-\u0020].*\n)+")


def _documented(name: str, doc: str) -> str:
    """A docstring; where it lists the keys of the values, a link to their one table."""
    return _KEYS_OF_VALUES.sub(f"`values` has [these keys](values.md#{name}).\n", _prose(doc))


def _spellings(status: Any) -> str:
    return ", ".join(f"`{member.value}`" for member in status)


def _signature(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    given = [_QUOTED.sub(r": \1", str(each)) for each in signature.parameters.values()]
    keyword = [p.kind is inspect.Parameter.KEYWORD_ONLY for p in signature.parameters.values()]
    if any(keyword):
        given.insert(keyword.index(True), "*")
    result = str(signature.return_annotation).strip("'")
    one = f"{name}({', '.join(given)}) -> {result}"
    if len(one) <= 90:
        return one
    return f"{name}(\n" + "".join(f"    {each},\n" for each in given) + f") -> {result}"


_QUOTED = re.compile(r": '([^']*)'")
"""An annotation as a text, which is what it is until somebody needs the type."""


def _fields(thing: Any) -> str:
    rows = [(f"`{field}`", f"`{kind}`") for field, kind in thing.__annotations__.items()]
    return _table(("field", "type"), rows)


def _methods(thing: Any) -> list[str]:
    found = []
    for name, method in vars(thing).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            found += [f"### {thing.__name__}.{name}", _prose(method.__doc__ or "")]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
