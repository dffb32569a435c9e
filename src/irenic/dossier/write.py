"""Write a dossier: a new file, or an edit that keeps the comments and order of an old one.

Reading what was written gives an equal dossier; :func:`write` makes sure of it before it
touches a file.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import NamedTemporaryFile
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
    from collections.abc import Iterator

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

    Comments and order stay, and so does every line in which nothing changed, unless a
    changed entry cannot stand beside it as it is written. Raises
    :class:`~irenic.errors.DossierError` when ``text`` has errors.
    """
    before, problems = examine_text(text)
    if before is None:
        raise DossierError([p for p in problems if p.severity == "error"])
    wanted = json.dumps(plain(dossier))
    for candidate in _edits(text, plain(before), plain(dossier)):
        found = examine_text(candidate)[0]
        if found is not None and json.dumps(plain(found)) == wanted:
            return candidate
    raise RuntimeError("no edit of the file reads as the dossier that was to be written")


def _edits(text: str, before: Any, after: Any) -> Iterator[str]:
    """Edits of ``text``, the one that changes least first.

    New keys go to the end; where that gives a wrong order, all keys are put in order.
    """
    tree, indent, offset = load_yaml_guess_indent(text, yaml=_yaml())
    yaml = _yaml(indent or 2, offset or 0)
    unchanged = _text(yaml, tree)
    for ordered in (False, True):
        tree = yaml.load(text)
        _change(tree, before, after, ordered)
        changed = _text(yaml, tree)
        yield _with_lines_of(text, unchanged, changed)
        yield changed


def _with_lines_of(text: str, unchanged: str, changed: str) -> str:
    """``changed``, with the lines it shares with ``unchanged`` as they stand in ``text``.

    ``unchanged`` is ``text`` as the YAML writer sets it, line by line.
    """
    lines, before, after = (t.splitlines(keepends=True) for t in (text, unchanged, changed))
    if len(lines) != len(before):
        return changed
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    found: list[str] = []
    for code, a, b, c, d in codes:
        found += lines[a:b] if code == "equal" else after[c:d]
    return "".join(found)


def write(dossier: Dossier, place: str | Path, files: Path | None = None) -> Path:
    """Write ``dossier`` into ``place`` (a folder, or a YAML file) and return the file.

    An old file is edited (see :func:`edit`). Files that the dossier names are copied from
    the folder ``files`` where they are missing. The file is replaced in one step, and only
    when reading the new text gives an equal dossier; otherwise the old file stays as it was.

    Raises :class:`~irenic.errors.DossierError` when the old file has errors or a file that
    the dossier names is neither there nor in ``files``.
    """
    path = Path(place)
    file = path if path.suffix in (".yaml", ".yml") else path / FILE
    old = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
    text = edit(old.replace("\r\n", "\n"), dossier) if old else dump(dossier)
    _copy_named(dossier, file.parent, files)
    again, problems = examine_text(text, file.name, file.parent)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DossierError(errors)
    if again != dossier:
        raise RuntimeError(f"what was to be written to {file} reads differently")
    _replace_file(file.resolve(), text, "\r\n" if "\r\n" in old else "\n")
    return file


def _replace_file(file: Path, text: str, newline: str) -> None:
    """Put ``text`` into ``file`` in one step; what was there keeps its permissions."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = NamedTemporaryFile(  # noqa: SIM115  # closed below, removed if that fails
        "w", encoding="utf-8", newline=newline, dir=file.parent, delete=False
    )
    try:
        with beside:
            beside.write(text)
        Path(beside.name).chmod(file.stat().st_mode if file.exists() else 0o644)
        os.replace(beside.name, file)
    except OSError as error:
        Path(beside.name).unlink()
        if error.filename is None:  # as when the disk is full
            error.filename = str(file)
        raise


def _copy_named(dossier: Dossier, folder: Path, files: Path | None) -> None:
    """Copy the files that ``dossier`` names from ``files`` to ``folder``; keep what is there."""
    if files is None:
        return
    named = [dossier.notes, *(source.file for source in dossier.sources.values())]
    for name in filter(None, named):
        target = folder / name
        if (files / name).is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files / name, target)


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


def _change(tree: Any, old: Any, new: Any, ordered: bool) -> None:
    """Change ``tree``, which says ``old``, so that it says ``new``, keys in order if asked."""
    if isinstance(new, dict):
        keys = {str(key): key for key in tree}
        for gone in old.keys() - new.keys():
            del tree[keys[gone]]
        for key, value in new.items():
            if key not in old:
                tree[key] = _styled(value)
            elif old[key] != value:
                _replace(tree, keys[key], (old[key], value), ordered)
        if ordered:
            _reorder(tree, list(new))
    else:
        _change_items(tree, old, new, ordered)


def _replace(tree: Any, key: Any, change: tuple[Any, Any], ordered: bool) -> None:
    """Put new in place of old under ``key``, from within where both are containers."""
    old, new = change
    if (
        isinstance(old, dict | list)
        and type(old) is type(new)
        and isinstance(tree[key], dict if isinstance(old, dict) else list)
    ):
        _change(tree[key], old, new, ordered)
    else:
        tree[key] = _styled(new)


def _reorder(tree: CommentedMap, order: list[str]) -> None:
    keys = {str(key): key for key in tree}
    if list(keys) != order:
        for key in order:
            tree.move_to_end(keys[key])


def _change_items(tree: CommentedSeq, old: list[Any], new: list[Any], ordered: bool) -> None:
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
            _replace(tree, a + i, (old[a + i], new[c + i]), ordered)
