"""YAML text to a plain tree, with the line and column of every entry.

The subset is that of YAML 1.2's core schema with nothing that can surprise: no
anchors and aliases, no tags, no second document, no key given twice. Events are read
one at a time, so that nesting and size are bounded before anything is built. libyaml
(by way of PyYAML) finds the events; what a scalar means is decided here, because
YAML 1.1's ``no``, ``on`` and ``1:30`` are not what people mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from irenic.dossier.problems import Problem, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

DEEPEST = 32
"""Levels of nesting beyond which a file is refused; a dossier needs about ten."""

LARGEST_FILE = 20_000_000
"""Bytes beyond which a file is refused."""

_INTEGER = re.compile(r"[-+]?[0-9]+$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_SPECIAL = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"),
    "+.inf": float("inf"), "-.inf": float("-inf"), "-.Inf": float("-inf"),
}  # fmt: skip
_EXACT = 15
"""Digits up to which a whole number is read as one; longer ones are only compared with bounds."""


@dataclass
class Tree:
    """A parsed file: plain data, where each entry stands, and what was wrong.

    ``places`` maps the path of an entry to the (line, column) of its value and
    ``keys`` to that of its key, both from 1.
    """

    file: str
    data: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, at_key: bool = False) -> tuple[int, int]:
        """The (line, column) of ``path``, or of its nearest parent that stands in the file."""
        for end in range(len(path), -1, -1):
            found = (at_key and self.keys.get(path[:end])) or self.places.get(path[:end])
            if found:
                return found
        return (0, 0)

    def get(self, path: Path) -> Any:
        """What stands at ``path``; KeyError where nothing does."""
        node = self.data
        for step in path:
            if not isinstance(node, dict | list):
                raise KeyError(path)
            try:
                node = node[step]  # type: ignore[index, unused-ignore]
            except (IndexError, TypeError):
                raise KeyError(path) from None
        return node


class _Refused(Exception):
    """The text cannot be read any further."""


def parse(text: str, file: str) -> Tree:
    """The tree of ``text``; what is wrong with it stands in ``Tree.problems``.

    ``file`` is the name to show in messages. Never raises on bad input.
    """
    tree = Tree(file)
    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    events = yaml.parse(text, Loader=loader)
    try:
        _document(events, tree)
    except _Refused:
        pass
    except (yaml.YAMLError, RecursionError) as error:
        tree.problems.append(_syntax(error, file))
    return tree


def _document(events: Iterator[Any], tree: Tree) -> None:
    """Build the one document of ``events`` into ``tree``."""
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse(
                    tree,
                    event,
                    (),
                    Said(
                        "second-document",
                        "a second document ('---')",
                        "one document in a file",
                        "Remove the line '---' and what follows it.",
                    ),
                )
        elif isinstance(event, yaml.NodeEvent):
            tree.data = _node(event, events, tree, ())


def _node(event: Any, events: Iterator[Any], tree: Tree, path: Path) -> Any:
    """The value that begins with ``event``; reads on in ``events`` to its end."""
    tree.places[path] = _mark(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        _refuse(
            tree,
            event,
            path,
            Said(
                "yaml-anchor",
                "an anchor or alias (& or *)",
                "every entry written out",
                "Write the entry out where it is meant.",
            ),
        )
    if len(path) > DEEPEST:
        _refuse(
            tree,
            event,
            (),
            Said(
                "too-deep",
                f"more than {DEEPEST} levels of nesting",
                "a dossier, which needs about ten",
                "Check brackets and indentation here.",
            ),
        )
    if _tagged(event):
        _report(
            tree,
            event,
            path,
            Said(
                "yaml-tag",
                f"the tag {event.tag}",
                "no tags",
                "Remove the tag; types follow from the text alone.",
            ),
        )
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items = _until(yaml.SequenceEndEvent, events)
        return [_node(item, events, tree, (*path, i)) for i, item in enumerate(items)]
    return _mapping(events, tree, path)


def _tagged(event: Any) -> bool:
    """Whether a tag was written; a scalar has a pair of flags, for plain and quoted style."""
    implicit = getattr(event, "implicit", True)
    implicit = any(implicit) if isinstance(implicit, tuple) else implicit
    return bool(getattr(event, "tag", None)) and not implicit


def _mapping(events: Iterator[Any], tree: Tree, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in _until(yaml.MappingEndEvent, events):
        if not isinstance(event, yaml.ScalarEvent):
            _refuse(
                tree,
                event,
                path,
                Said(
                    "not-a-key",
                    "a list or mapping as a key",
                    "a short text as a key",
                    "Put a slug before the colon.",
                ),
            )
        key = event.value
        inner = (*path, key)
        if key in found:
            first = tree.keys[inner][0]
            _report(
                tree,
                event,
                inner,
                Said(
                    "key-twice",
                    f"'{key}' again (first in line {first})",
                    "each key once",
                    "Join the two entries or rename one.",
                ),
            )
            _node(next(events), events, Tree(tree.file, problems=tree.problems), inner)
            continue
        tree.keys[inner] = _mark(event)
        found[key] = None
        found[key] = _node(next(events), events, tree, inner)
    return found


def _until(end: type, events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _scalar(event: Any) -> Any:
    """What a scalar means: quoted or unrecognised text is a string."""
    text = event.value
    if event.style:
        return text
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INTEGER.match(text) and len(text) <= _EXACT:
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _report(tree: Tree, event: Any, path: Path, said: Said) -> None:
    code, found, expected, remedy = said
    place = (tree.file, *_mark(event), dotted(path))
    tree.problems.append(Problem(code, *place, found, expected, remedy))


def _refuse(tree: Tree, event: Any, path: Path, said: Said) -> None:
    _report(tree, event, path, said)
    raise _Refused


def _syntax(error: Exception, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    said = getattr(error, "problem", None) or " ".join(str(error).split())
    return Problem(
        "yaml-syntax", file, line, column, "", f"text that is not YAML ({said})", "YAML 1.2",
        "Look at this line and the one before: indentation, colons, brackets, quotes.",
    )  # fmt: skip


def dotted(path: Sequence[str | int]) -> str:
    """A path as people write it: ``issues.oil.worth.us`` or ``joint_worth[0].when``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def problem_at(
    tree: Tree, path: Path, said: Said, near: str | None = None, *, at_key: bool = False
) -> Problem:
    """The problem ``said`` with the entry at ``path``; ``near`` is what was perhaps meant."""
    line, column = tree.place(path, at_key)
    code, found, expected, remedy = said
    return Problem(code, tree.file, line, column, dotted(path), found, expected, remedy, near)
