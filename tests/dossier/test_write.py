"""Reading, writing and reading again; edits that keep comments and order."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import dossiers, plain_dossiers
from irenic import cases
from irenic.dossier.model import Dossier
from irenic.dossier.read import examine_text, read
from irenic.dossier.template import TEMPLATE
from irenic.dossier.write import dump, edit, plain, write
from irenic.errors import DossierError


def reading(text: str) -> Dossier:
    dossier, problems = examine_text(text)
    assert dossier is not None, "\n".join(map(str, problems))
    return dossier


@given(dossiers())
def test_reading_what_was_written_gives_an_equal_dossier(dossier: Dossier) -> None:
    text = dump(dossier)
    again = reading(text)
    assert again == dossier
    assert plain(again) == plain(dossier)
    assert dump(again) == text


@settings(max_examples=40)
@given(dossiers(), dossiers())
def test_an_edit_turns_any_dossier_into_any_other(old: Dossier, new: Dossier) -> None:
    again = reading(edit(dump(old), new))
    assert again == new
    assert _order(plain(again)) == _order(plain(new))


def _order(node: Any) -> Any:
    """The keys of ``node`` in order, all the way down."""
    if isinstance(node, dict):
        return [(key, _order(value)) for key, value in node.items()]
    return [_order(value) for value in node] if isinstance(node, list) else None


def _with_comments(text: str) -> str:
    """``text`` with a comment above each line that begins an entry of a block mapping."""
    lines = []
    for n, line in enumerate(text.splitlines()):
        inner = line.lstrip()
        if inner and not inner.startswith("-"):
            lines.append(f"{line[: len(line) - len(inner)]}# comment {n}")
        lines.append(line)
    return "\n".join(lines) + "\n"


@settings(max_examples=40)
@given(plain_dossiers(), st.text("abc ", min_size=1).filter(str.strip))
def test_an_edit_keeps_every_comment_and_every_other_line(old: dict[str, Any], title: str) -> None:
    text = _with_comments(dump(Dossier.model_validate(old)))
    new = Dossier.model_validate(old | {"title": title})
    before, after = text.splitlines(), edit(text, new).splitlines()
    assert reading("\n".join(after)) == new
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert all(a.startswith("title:") and b.startswith("title:") for a, b in changed)


def test_an_edit_that_changes_nothing_changes_nothing() -> None:
    assert edit(TEMPLATE, reading(TEMPLATE)) == TEMPLATE


@pytest.mark.parametrize("name", cases.names())
def test_built_in_cases_survive_an_edit(name: str) -> None:
    text = (cases.locate(name) / "dossier.yaml").read_text()
    dossier = read(cases.locate(name))
    new = dossier.model_copy(update={"title": "Another title"})
    after = edit(text, new)
    assert reading(after) == new
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    assert [x.strip() for x in after.splitlines() if x.strip().startswith("#")] == comments


def test_comments_stay_with_their_items_when_a_list_changes() -> None:
    text = (
        "irenic: 1\nparties: {a: {}}\nmoves:\n  a: {x: X, y: Y}\n  preferences:\n    a:\n"
        "      # first\n      - x\n      # second\n      - y  # beside\n"
    )
    data = plain(reading(text))
    data["moves"]["preferences"]["a"] = ["not x", "x", "y"]
    after = edit(text, Dossier.model_validate(data))
    assert reading(after) == Dossier.model_validate(data)
    assert "# second\n      - y  # beside" in after
    assert "# first" in after


def test_write_makes_and_edits_a_file(tmp_path: Path) -> None:
    dossier = reading(TEMPLATE)
    file = write(dossier, tmp_path / "case")
    assert read(tmp_path / "case") == dossier
    file.write_text(TEMPLATE)
    write(dossier.model_copy(update={"title": "New"}), tmp_path / "case")
    assert file.read_text() == TEMPLATE.replace(
        "title: The river dispute (an example to replace)", "title: New"
    )
    assert os.listdir(file.parent) == ["dossier.yaml"]


def test_without_room_the_old_file_stays_and_is_named(tmp_path: Path) -> None:
    file = tmp_path / "dossier.yaml"
    file.write_text(TEMPLATE)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(OSError, match="too large") as raised:
            write(reading(TEMPLATE).model_copy(update={"title": "New"}), file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.filename == str(file)
    assert file.read_text() == TEMPLATE
    assert os.listdir(tmp_path) == ["dossier.yaml"]


def test_write_refuses_to_edit_a_file_with_errors_and_leaves_it(tmp_path: Path) -> None:
    file = tmp_path / "dossier.yaml"
    file.write_text("irenic: 1\nparties: {a: {nmae: x}}\n")
    with pytest.raises(DossierError, match="unknown-key"):
        write(reading(TEMPLATE), file)
    assert file.read_text() == "irenic: 1\nparties: {a: {nmae: x}}\n"


ALIGNED = """\
irenic: 1
parties:
  us:       {name: United States,   kind: state}
  kurds:    { name: "Kurds" }
issues:
  oil:
    options: {central: Central,  regions: 'Regions'}
    worth:
      us:    {central: 10,   regions: 0.50}
red_lines:
  kurds:  {never: [{oil: central}, {oil: regions}]}
joint_worth:
  -   {when: {oil: central},   worth: {us: -8}}
scenarios: {status-quo: {us:  3, kurds: 1e1}}
"""


def test_lines_in_which_nothing_changed_stay_to_the_letter() -> None:
    dossier = reading(ALIGNED)
    assert edit(ALIGNED, dossier) == ALIGNED
    after = edit(ALIGNED, dossier.model_copy(update={"title": "New"}))
    assert after == ALIGNED + "title: New\n"
    data = plain(dossier)
    data["issues"]["oil"]["worth"]["us"]["regions"] = 2
    new = Dossier.model_validate(data)
    changed = [
        (a, b)
        for a, b in zip(ALIGNED.splitlines(), edit(ALIGNED, new).splitlines(), strict=True)
        if a != b
    ]
    assert reading(ALIGNED).scenarios  # its own order of keys is not the model's
    assert [" ".join(b.split()) for _, b in changed] == ["us: {central: 10, regions: 2}"]
    assert reading(edit(ALIGNED, new)) == new


def test_line_ends_stay_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "dossier.yaml"
    file.write_bytes(ALIGNED.replace("\n", "\r\n").encode())
    write(reading(ALIGNED).model_copy(update={"title": "New"}), file)
    assert file.read_bytes() == (ALIGNED + "title: New\n").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("name", cases.names())
def test_a_built_in_case_is_copied_with_its_files(name: str, tmp_path: Path) -> None:
    case = cases.locate(name)
    with pytest.raises(DossierError, match="missing-file"):
        write(read(case), tmp_path / "bare")
    assert not (tmp_path / "bare").exists()
    write(read(case), tmp_path / "whole", files=case)
    assert read(tmp_path / "whole") == read(case)


def test_a_link_and_the_permissions_of_a_file_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text(ALIGNED)
    real.chmod(0o640)
    link.symlink_to(real)
    write(reading(ALIGNED).model_copy(update={"title": "New"}), link)
    assert link.is_symlink()
    assert real.read_text() == ALIGNED + "title: New\n"
    assert real.stat().st_mode & 0o777 == 0o640
