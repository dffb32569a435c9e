"""Write a dossier: a new file, or an edit that keeps the comments and order of an old one.

Reading what was written gives an equal dossier; :func:`write` makes sure of it before it
touches a file.
"""

from __future__ import annotations

import io
import json
import os
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.util import load_yaml_guess_indent

from irenic.dossier.read import FILE, examine_text
from irenic.dossier.text import parse
from irenic.errors import DossierError

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier

FLOW = 88
"""Characters up to which a mapping of plain values is written in one line."""


class _Verbatim(str):
    """A number, date, truth value or null as it stands in the file, with its tag."""

    tag: str


class _Constructor(RoundTripConstructor):
    """Keeps scalars as written: re-written floats can differ in the last digit."""


class _Representer(RoundTripRepresenter):
    """Writes kept scalars as they were."""


def _construct(constructor: Any, node: Any) -> _Verbatim:
    text = _Verbatim(node.value)
    text.tag = str(node.tag)
    return text


def _represent(representer: Any, text: _Verbatim) -> Any:
    return representer.represent_scalar(text.tag, str(text))


for _kind in ("float", "int", "bool", "null", "timestamp"):
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_kind}", _construct)
_Representer.add_representer(_Verbatim, _represent)


def plain(dossier: Dossier) -> dict[str, Any]:
    """``dossier`` as plain data, each entry in its shortest form; what a file holds."""
    found = dossier.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return _whole_numbers(found)  # type: ignore[no-any-return]


def _whole_numbers(node: Any) -> Any:
    """``20.0`` as ``20``, as people write it."""
    if isinstance(node, dict):
        return {key: _whole_numbers(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_whole_numbers(value) for value in node]
    if isinstance(node, float) and node.is_integer():
        return int(node)
    return node


def dump(dossier: Dossier) -> str:
    """``dossier`` as the text of a new file."""
    return _text(_yaml(), _styled(plain(dossier)))


def edit(text: str, dossier: Dossier) -> str:
    """``text`` (a dossier without errors) changed so that it holds ``dossier``.

    Comments, order and ways of writing stay where nothing changed. Raises
    :class:`~irenic.errors.DossierError` when ``text`` has errors.
    """
    before, problems = examine_text(text)
    if before is None:
        raise DossierError([p for p in problems if p.severity == "error"])
    _, indent, offset = load_yaml_guess_indent(text)
    yaml = _yaml(indent or 2, offset or 0)
    tree = yaml.load(text)
    _change(tree, plain(before), plain(dossier))
    return _text(yaml, tree)


def write(dossier: Dossier, place: str | Path) -> Path:
    """Write ``dossier`` into ``place`` (a folder, or a YAML file) and return the file.

    An old file is edited (see :func:`edit`). The file is replaced in one step, and only
    when reading the new text gives an equal dossier; otherwise RuntimeError is raised and
    the old file stays as it was.
    """
    path = Path(place)
    file = path if path.suffix in (".yaml", ".yml") else path / FILE
    text = edit(file.read_text(encoding="utf-8"), dossier) if file.exists() else dump(dossier)
    again, problems = examine_text(text, file.name)
    if again != dossier:
        raise RuntimeError(f"what was to be written to {file} reads differently: {problems}")
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, file)
    return file


def _yaml(indent: int = 2, offset: int = 0) -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor, yaml.Representer = _Constructor, _Representer
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=max(indent, offset + 2), offset=offset)
    return yaml


def _text(yaml: YAML, tree: Any) -> str:
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()


def _styled(node: Any) -> Any:
    """``node`` for ruamel: short mappings in one line, and text quoted where it must be."""
    if isinstance(node, dict):
        mapping = CommentedMap((key, _styled(value)) for key, value in node.items())
        flat = not any(isinstance(value, dict | list) for value in node.values())
        if flat and len(json.dumps(node, ensure_ascii=False)) <= FLOW:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(node, list):
        sequence = CommentedSeq(_styled(value) for value in node)
        if not any(isinstance(value, dict | list) for value in node):
            sequence.fa.set_flow_style()
        return sequence
    return DoubleQuotedScalarString(node) if _needs_quotes(node) else node


def _needs_quotes(node: Any) -> bool:
    """Whether a text would read differently, in block or flow style, if written plainly."""
    if not isinstance(node, str):
        return False
    in_block, in_flow = parse(f"- {node}\n", "").data, parse(f"{{a: {node}}}", "").data
    return bool(in_block != [node] or in_flow != {"a": node})


def _change(tree: Any, old: Any, new: Any) -> None:
    """Change ``tree``, which says ``old``, so that it says ``new``."""
    if isinstance(new, dict):
        keys = {str(key): key for key in tree}
        for gone in old.keys() - new.keys():
            del tree[keys[gone]]
        for key, value in new.items():
            if key not in old:
                tree[key] = _styled(value)
            elif old[key] != value:
                _replace(tree, keys[key], old[key], value)
        _reorder(tree, list(new))
    else:
        _change_items(tree, old, new)


def _replace(tree: Any, key: Any, old: Any, new: Any) -> None:
    """Put ``new`` in place of ``old`` under ``key``, from within where both are containers."""
    if (
        isinstance(old, dict | list)
        and type(old) is type(new)
        and isinstance(tree[key], dict if isinstance(old, dict) else list)
    ):
        _change(tree[key], old, new)
    else:
        tree[key] = _styled(new)


def _reorder(tree: CommentedMap, order: list[str]) -> None:
    keys = {str(key): key for key in tree}
    if list(keys) != order:
        for key in order:
            tree.move_to_end(keys[key])


def _change_items(tree: CommentedSeq, old: list[Any], new: list[Any]) -> None:
    """Insert, remove and change items, from the end so that positions stay right."""
    before, after = ([json.dumps(item, sort_keys=True) for item in items] for items in (old, new))
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for code, a, b, c, d in reversed(codes):
        if code == "equal":
            continue
        both = min(b - a, d - c)
        for i in reversed(range(a + both, b)):
            del tree[i]
        for i in reversed(range(c + both, d)):
            tree.insert(a + both, _styled(new[i]))
        for i in range(both):
            _replace(tree, a + i, old[a + i], new[c + i])
