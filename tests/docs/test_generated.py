"""Pages made from the code are fresh and complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import generate
import pytest
import typer
from keys_explained import KEYS
from pydantic import BaseModel

import irenic
from irenic.cli import app
from irenic.dossier import model
from irenic.dossier.catalogue import CHECKS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return generate.pages()


def test_generated_pages_are_those_in_the_repository(pages: dict[str, str]) -> None:
    assert generate.stale(pages) == [], "run 'python docs/generate.py'"


def test_a_stale_page_is_noticed(pages: dict[str, str], capsys: pytest.CaptureFixture[str],
                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    other = pages | {"reference/keys.md": "old"}
    assert generate.stale(other) == ["reference/keys.md"]
    missing = {path: text for path, text in pages.items() if "dead-option" not in path}
    assert generate.stale(missing) == ["reference/checks/dead-option.md"]
    monkeypatch.setattr(generate, "pages", lambda: other)
    assert generate.main(["--check"]) == 1
    assert "keys.md is out of date" in capsys.readouterr().err
    assert (DOCS / "reference/keys.md").read_text(encoding="utf-8") != "old"


def test_writing_mends_what_is_stale(tmp_path: Path, pages: dict[str, str],
                                     monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    monkeypatch.setattr(generate, "pages", lambda: pages)
    assert generate.main([]) == 0
    (tmp_path / "reference/checks/gone.md").write_text("a check that is no more")
    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.stale(pages) == []
    assert not (tmp_path / "reference/checks/gone.md").exists()


def test_wrong_usage_of_the_generator(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err


def test_checks_and_their_pages_are_the_same() -> None:
    files = {file.stem for file in (DOCS / "reference/checks").glob("*.md")} - {"index"}
    assert files == set(CHECKS)
    index = (DOCS / "reference/checks/index.md").read_text(encoding="utf-8")
    assert re.findall(r"\[`([a-z0-9-]+)`\]\(\1\.md\)", index) == list(CHECKS)


@pytest.mark.parametrize("code", list(CHECKS))
def test_a_check_s_page_says_what_why_and_how(code: str) -> None:
    page = (DOCS / f"reference/checks/{code}.md").read_text(encoding="utf-8")
    check = CHECKS[code]
    assert page.startswith(f"# {code}: ")
    assert check.why in page
    assert f"{check.severity} [{code}]" in page
    assert page.split("## How to mend it")[1].split("[All checks]")[0].strip()


def _models(cls: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for inner in cls.__subclasses__():
        yield inner
        yield from _models(inner)


def test_every_key_of_a_dossier_is_documented() -> None:
    page = (DOCS / "reference/keys.md").read_text(encoding="utf-8")
    entries = {cls.__name__: cls for cls in _models(model.Entry)} | {"Dossier": model.Dossier}
    assert set(KEYS) == set(entries) - {"Sourced", "Judged"}
    for name, keys in KEYS.items():
        assert set(keys) == set(entries[name].model_fields)
        title = "The dossier itself" if name == "Dossier" else name
        section = page.split(f"\n## {title}\n")[1].split("\n## ")[0]
        for key, meaning in keys.items():
            row = next(line for line in section.splitlines() if line.endswith(f"| {meaning} |"))
            assert row.startswith((f"| `{key}` |", "| *any slug* |"))


def test_keys_written_flat_are_shown_as_free() -> None:
    page = (DOCS / "reference/keys.md").read_text(encoding="utf-8")
    assert page.count("| *any slug* |") == 4
    for hidden in ("judgements", "`options` | list"):
        assert f"| `{hidden}` |" not in page


def test_every_command_and_option_is_documented() -> None:
    page = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
    commands: Any = typer.main.get_command(app)
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == list(commands.commands)
    for name, command in commands.commands.items():
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert command.help in section
        for given in command.params:
            options = [option for option in given.opts if option.startswith("-")]
            spellings = options or [given.metavar or given.name.upper()]
            for spelling in spellings:
                if spelling != "--help":
                    assert re.search(rf"`{re.escape(spelling)}[` ]", section), f"{name} {spelling}"
            assert spellings == ["--help"] or (given.help or "") in section
    assert "--version" in page


def test_every_public_name_is_documented() -> None:
    page = (DOCS / "reference/python.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\w+)$", page, re.MULTILINE)
    assert sorted(sections) == sorted(irenic.__all__)
    for name in ("agreement", "stability", "overview"):
        assert f"[these keys](values.md#{name})" in page
    assert ":class:" not in page
    assert "``" not in page.replace("```", "")
