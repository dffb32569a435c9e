"""The pages of the commands, of the values of results, and of the Python names."""

from __future__ import annotations

import inspect
import re
from typing import Any

import typer
from markup import fence, page, prose, table
from values_explained import VALUES

import irenic
from irenic.cli import app


def commands_page() -> str:
    """Every command with its arguments and options."""
    group: Any = typer.main.get_command(app)
    intro = (
        f"{group.help}",
        fence("text", "irenic COMMAND [arguments] [options]"),
        "CASE is the name of a built-in case, a folder, a YAML file, or a file or folder that "
        "`irenic import` knows. With `--json` a command prints JSON and nothing else on standard "
        "output; progress, warnings and errors go to standard error. Every command has `--help`.",
        "## Exit status",
        table(("status", "meaning"), [
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
    return page("Commands", *intro, *parts)


def _command(name: str, command: Any) -> list[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    usage = " ".join(["irenic", name, *(p.metavar or p.name.upper() for p in arguments)])
    options = _options(command)
    rows = [(f"`{p.metavar or p.name.upper()}`", p.help or "") for p in arguments]
    return [
        f"## {name}",
        command.help,
        fence("text", f"{usage} [options]" if options else usage),
        table(("argument", "meaning"), rows) if rows else "",
        options,
    ]


def _options(command: Any) -> str:
    rows = [
        (_spelled(p), p.help or "", _given(p))
        for p in command.params
        if p.param_type_name == "option" and "--help" not in p.opts
    ]
    return table(("option", "meaning", "default"), rows) if rows else ""


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
        "entries (`limit=` in Python); the counts beside them are always complete. Gains "
        "are compared to the nearest 10<sup>-9</sup> of a point.",
    )
    titles = {
        "agreement": "What everybody could accept, or who stands against whom.",
        "stability": "Why it is stuck, and which states would hold.",
        "leverage": "What opens a deal, at the least cost.",
        "enforcement": "Will it hold? A timetable that holds by itself, or the guarantee it lacks.",
        "robustness": "How often each conclusion survives the ranges of the judgements.",
        "comparison": "Rival plans side by side on everything that has been answered.",
        "dissent": "Where two dossiers of one case differ. Not one of the twelve questions.",
        "overview": "What the dossier says. Not one of the twelve questions: nothing is inferred.",
        "debrief": "What groups reached that played a game. Not one of the twelve questions.",
    }
    parts = [
        part
        for question, values in VALUES.items()
        for part in (
            f"## {question}",
            f"{titles[question]}",
            table(
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
    return page("Values of results", *intro, *parts, *rest)


# Python -----------------------------------------------------------------------------------


def python_page() -> str:
    """The public names of the package: signatures and docstrings."""
    intro = (
        "`import irenic` gives these names and no others. All of them are typed. Dossiers and "
        "results are frozen: make a changed copy instead (`model_copy`, `dataclasses.replace`).",
    )
    order = ["load", "examine", "agreement", "stability", "leverage",
             "enforcement", "robustness", "comparison", "overview", "dissent", "debrief",
             "ANALYSES", "Dossier", "Result", "Status", "errors"]  # fmt: skip
    if set(order) != set(irenic.__all__):
        raise ValueError("the page of the Python names and irenic.__all__ differ")
    return page("Python", *intro, *(_name(name) for name in order))


def _name(name: str) -> str:
    thing = getattr(irenic, name)
    parts = [f"## {name}"]
    if name == "ANALYSES":
        keys = ", ".join(f"`{key}`" for key in irenic.ANALYSES)
        parts.append(f"{inspect.cleandoc(type(thing).__doc__ or '')} The names are {keys}.")
    elif inspect.isfunction(thing):
        parts += [fence("text", _signature(name, thing)), _documented(name, thing.__doc__ or "")]
    elif inspect.ismodule(thing):
        parts.append(prose(thing.__doc__ or ""))
    elif name == "Dossier":
        parts += [prose(thing.__doc__ or ""), "Its fields are the [keys](keys.md) of a file."]
    elif name == "Status":
        parts += [prose(thing.__doc__ or ""), "Values: " + _spellings(thing) + "."]
    else:
        parts += [prose(thing.__doc__ or ""), _fields(thing), *_methods(thing)]
    return "\n\n".join(parts)


_KEYS_OF_VALUES = re.compile(r"(?m)^`values` has the keys\n\n(?:[-\u0020].*\n)+")


def _documented(name: str, doc: str) -> str:
    """A docstring; where it lists the keys of the values, a link to their one table."""
    return _KEYS_OF_VALUES.sub(f"`values` has [these keys](values.md#{name}).\n", prose(doc))


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
    return table(("field", "type"), rows)


def _methods(thing: Any) -> list[str]:
    found = []
    for name, method in vars(thing).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            found += [f"### {thing.__name__}.{name}", prose(method.__doc__ or "")]
    return found
