"""From a plain tree to the model: what pydantic finds wrong, said in the dossier's words.

When parts of a file are wrong the rest is still worth checking. :func:`draft` therefore
drops what is wrong, entry by entry, until the model accepts what is left, and remembers
what it dropped, so that the checks of :mod:`irenic.dossier.checks` can run on the rest
and say nothing about what is only missing because it was dropped.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, islice
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from irenic.dossier.model import LARGEST, SHARED, Dossier
from irenic.dossier.problems import Problem, Said, nearest
from irenic.dossier.text import Path, Tree, problem_at

ROUNDS = 30
"""Times the rest is tried again after dropping; each round removes at least one entry."""


@dataclass(frozen=True)
class Draft:
    """What the model accepts of a file (None when nothing does), and what was dropped."""

    tree: Tree
    dossier: Dossier | None
    dropped: frozenset[Path]

    def original(self, path: Path) -> Path:
        """Where an entry of the draft stands in the file: dropped items shift those after them."""
        found: Path = ()
        for step in path:
            found = (*found, self._shifted(found, step) if isinstance(step, int) else step)
        return found

    def _shifted(self, path: Path, item: int) -> int:
        """Which item of the list at ``path`` in the file is the draft's ``item``."""
        kept = (i for i in count() if (*path, i) not in self.dropped)
        return next(islice(kept, item, None))

    def touched(self, path: Path) -> bool:
        """Whether something at or below or above ``path`` was dropped."""
        path = self.original(path)
        return any(path[: len(gone)] == gone or gone[: len(path)] == path for gone in self.dropped)


def say(
    draft: Draft, code: str, path: Path, *texts: str, near: str | None = None, at_key: bool = False
) -> Problem:
    """A problem of the draft; ``texts`` are what was found, expected, and the remedy."""
    found, expected, remedy = texts
    said = Said(code, found, expected, remedy)
    return problem_at(draft.tree, draft.original(path), said, near, at_key=at_key)


def draft(tree: Tree) -> tuple[Draft, list[Problem]]:
    """The part of ``tree`` that the model accepts, and the problems of the rest."""
    problems: list[Problem] = []
    dropped: set[Path] = set()
    for _ in range(ROUNDS):
        rest = Draft(tree, None, frozenset(dropped))
        pruned = _prune(tree.data, (), dropped)
        try:
            return Draft(tree, Dossier.model_validate(pruned), rest.dropped), problems
        except ValidationError as error:
            before = len(dropped)
            for found in error.errors(include_url=False):
                if found["type"] == "too_short" and found["input"]:
                    continue  # it holds entries, but wrong ones, and those are reported
                path, whole = _locate(found, pruned)
                path = rest.original(path)
                if path not in dropped and not _follows(found, tree, path):
                    problems.append(_problem(tree, found, path))
                dropped.add(path[:-1] if whole and path else path)
            if () in dropped or len(dropped) == before:
                break
    return Draft(tree, None, frozenset(dropped)), problems


def _prune(node: Any, path: Path, dropped: set[Path]) -> Any:
    """A copy of ``node`` without the entries in ``dropped``."""
    if isinstance(node, dict):
        return {
            key: _prune(value, (*path, key), dropped)
            for key, value in node.items()
            if (*path, key) not in dropped
        }
    if isinstance(node, list):
        return [
            _prune(value, (*path, i), dropped)
            for i, value in enumerate(node)
            if (*path, i) not in dropped
        ]
    return node


def _locate(found: Mapping[str, Any], data: Any) -> tuple[Path, bool]:
    """Where an error stands in ``data``, and whether the entry around it must go with it.

    Steps that exist only in the model (``judgements``, tags of a union) are passed over.
    A missing key stands in its parent, and its parent cannot do without it.
    """
    path: Path = ()
    node = data
    for step in found["loc"]:
        if step == "[key]":
            break
        inside = isinstance(node, dict) and step in node
        if inside or (isinstance(node, list) and isinstance(step, int) and step < len(node)):
            node = node[step]
            path = (*path, step)
    if found["type"] == "missing":
        return (*path, found["loc"][-1]), True
    return path, False


def _follows(found: Mapping[str, Any], tree: Tree, path: Path) -> bool:
    """Whether the error only says that something is gone which an earlier round dropped."""
    if found["type"] not in ("missing", "too_short", "empty_condition", "half_range"):
        return False
    try:
        stands = tree.get(path)
    except KeyError:
        return False
    if found["type"] == "half_range":
        return all(stands.get(end) is not None for end in ("low", "high"))
    return bool(stands) or found["type"] == "missing"


class _Wording(NamedTuple):
    code: str
    expected: str
    remedy: str


_NUMBER = "a number, or {{low: , mode: , high: , source: , at: , because: }}"
_SAID: dict[str, _Wording] = {
    "missing": _Wording("missing-key", "the key '{last}'", "Add it."),
    "extra_forbidden": _Wording(
        "unknown-key", "one of {keys}", "Correct the spelling or remove it."
    ),
    "string_pattern_mismatch": _Wording(
        "bad-slug",
        "a slug: letters, digits, '-' and '_', beginning with a letter or digit",
        "Use a short key here and put the text for people into 'name'.",
    ),
    "reserved_word": _Wording(
        "reserved-word", "a slug that means nothing else here", "Choose another slug."
    ),
    "judgement_type": _Wording(
        "not-a-number", _NUMBER, "Write a number without quotes, or a judgement in braces."
    ),
    "float_type": _Wording("not-a-number", "a number", "Write a number without quotes."),
    "float_parsing": _Wording("not-a-number", "a number", "Write a number without quotes."),
    "finite_number": _Wording(
        "not-finite", "a finite number", "Judge a number that can be compared with others."
    ),
    "less_than_equal": _Wording(
        "out-of-range", f"a number between -{LARGEST:,.0f} and {LARGEST:,.0f}", "Check the digits."
    ),
    "greater_than_equal": _Wording(
        "out-of-range", f"a number between -{LARGEST:,.0f} and {LARGEST:,.0f}", "Check the digits."
    ),
    "half_range": _Wording(
        "half-range", "both low and high, or neither", "Add the missing end of the range."
    ),
    "range_order": _Wording(
        "range-order", "low <= mode <= high", "Put the three numbers in order."
    ),
    "greater_than": _Wording("out-of-range", "a number above 0", "Check the sign."),
    "literal_error": _Wording("not-a-choice", "{expected}", "Use one of these."),
    "too_short": _Wording("empty-list", "at least one entry", "Add an entry or remove the key."),
    "empty_condition": _Wording(
        "empty-list", "a condition that names at least one issue",
        "Name an issue and its option, or remove the entry.",
    ),
    "string_too_short": _Wording("empty-list", "some text", "Write the text or remove the key."),
    "string_too_long": _Wording("text-too-long", "a shorter text", "Shorten it."),
    "bad_date": _Wording("bad-date", "a date as 2006-11-30", "Write year-month-day."),
    "control_character": _Wording(
        "control-character", "characters that can be seen", "Delete it, or type the text anew."
    ),
    "string_type": _Wording("wrong-type", "text", "Put it into quotes if it is meant as text."),
}  # fmt: skip
_BOUNDS = {"greater_than_equal": ("ge", "more"), "less_than_equal": ("le", "less")}
_TYPES = {
    "dict": "a mapping (key: value)", "mapping": "a mapping (key: value)",
    "model": "a mapping (key: value)", "model_attributes": "a mapping (key: value)",
    "tuple": "a list ([a, b] or lines that begin with '-')",
    "list": "a list ([a, b] or lines that begin with '-')",
    "bool": "true or false", "int": "a whole number",
}  # fmt: skip


def _problem(tree: Tree, found: Mapping[str, Any], path: Path) -> Problem:
    """What ``found`` says, in the dossier's words, at ``path``."""
    kind = found["type"]
    if kind == "greater_than_equal" and found["ctx"]["ge"] == 1:
        said = _Wording("out-of-range", "a whole number, 1 or more", "Correct it.")
    elif kind in _BOUNDS and abs(found["ctx"][_BOUNDS[kind][0]]) != LARGEST:
        side, bound = _BOUNDS[kind][1], found["ctx"][_BOUNDS[kind][0]]
        said = _Wording("out-of-range", f"a number, {bound:g} or {side}", "Correct it.")
    elif "state" in kind or (kind == "string_pattern_mismatch" and "Y" in found["ctx"]["pattern"]):
        said = _Wording("bad-state", "a state: Y or N for each move, such as YNN", "Correct it.")
    elif kind in _SAID:
        said = _SAID[kind]
    else:
        wanted = _TYPES.get(kind.rsplit("_", 1)[0], "something else: " + found["msg"])
        said = _Wording("wrong-type", wanted, "Write it as expected.")
    keys = keys_at(found["loc"][:-1]) if found["loc"] else ()
    word, candidates = _word(found, path, keys)
    expected = said.expected.format(
        last=path[-1] if path else "", keys=", ".join(keys) or "the keys of this entry",
        expected=(found.get("ctx") or {}).get("expected", ""),
    )  # fmt: skip
    at_key = kind in ("extra_forbidden", "reserved_word") or "[key]" in found["loc"]
    shown = f"the key '{path[-1]}'" if at_key and path else shorten(found["input"])
    if kind == "missing":
        shown = "nothing"
    elif kind == "control_character":
        shown = f"the character {found['ctx']['character']} in {shown}"
    near = None if word is None else nearest(word, candidates)
    complete = Said(said.code, shown, expected, said.remedy)
    return problem_at(tree, path, complete, near, at_key=at_key)


def _word(
    found: Mapping[str, Any], path: Path, keys: tuple[str, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """The misspelt word, if it is one, and what it may have been meant to be."""
    if found["type"] == "extra_forbidden":
        return str(path[-1]), keys
    if found["type"] == "literal_error":
        choices = found["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return str(found["input"]), tuple(choices.split(", "))
    if found["type"] == "judgement_type" and path:
        return str(path[-1]), SHARED
    return None, ()


def shorten(value: Any, most: int = 60) -> str:
    """A value as it can be shown in one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {shorten(inner, 20)}" for key, inner in value.items())
        text = f"{{{inner}}}" if value else "an empty mapping"
    elif isinstance(value, list | tuple):
        text = f"a list of {len(value)}" if value else "an empty list"
    elif value is None:
        text = "nothing"
    elif isinstance(value, bool):
        text = str(value).lower()
    else:
        text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= most else text[: most - 3] + "..."


def keys_at(loc: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys that the model knows at ``loc``; empty where keys are free."""
    here: Any = Dossier
    for step in loc:
        here = _inside(here, step)
    models = [option for option in _alternatives(here) if _is_model(option)]
    return tuple(name for model in models for name in model.model_fields)


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types that an annotation allows, without ``Annotated`` and ``None``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return tuple(a for arg in get_args(annotation) for a in _alternatives(arg))
    return () if annotation is type(None) else (annotation,)


def _inside(annotation: Any, step: Any) -> Any:
    """The type of the entry ``step`` of something of type ``annotation``; itself for a tag."""
    for option in _alternatives(annotation):
        origin, args = get_origin(option), get_args(option)
        if _is_model(option) and step in option.model_fields:
            return option.model_fields[step].annotation
        if origin is tuple and isinstance(step, int):
            return args[0]
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return args[1]
    return annotation
