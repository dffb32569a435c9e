"""Every block of code in README and docs does what the page says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from runner import SHOWN, run_page

from page_markup import Markup

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])

WITHOUT = {
    "CHANGELOG.md", "CONTRIBUTING.md", "docs/design/decisions.md", "docs/design/documentation.md",
    "docs/design/enforcement.md",
    "docs/design/robustness.md",
    "docs/design/sweeps.md",
    "docs/design/house.md", "docs/reference/checks/index.md",
    "docs/reference/checks/red-lines-unchecked.md", "docs/reference/checks/text-too-long.md",
    "docs/reference/commands.md", "docs/reference/python.md", "docs/reference/values.md",
}  # fmt: skip
"""Pages on which nothing is run; on every other page something is."""

_FENCE = re.compile(r"^ {0,3}(?:> ?)?```", re.MULTILINE)


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _the_tutorial(text: str, done: Counter[str], folder: Path) -> None:
    """It goes from a mistake to a brief."""
    assert done["yaml"] >= 3
    assert done["console"] >= 5
    assert done["diff"] == 1
    for command in ("check", "agreement", "stability", "brief"):
        assert f"$ irenic {command} mill-valley" in text
    page = (folder / "mill-valley-brief.html").read_text(encoding="utf-8")
    assert "Veldrian Courier" in page


def _the_flagship(_: str, __: Counter[str], folder: Path) -> None:
    """Its brief is well formed, no larger than may be sent, and shows names, never slugs."""
    text = (folder / "conference.html").read_text(encoding="utf-8")
    assert len(text.encode()) < 3_000_000
    found = Markup(text)
    assert found.problems == []
    shown = found.text()
    for slug in ("anbar-tribes", "shia-alliance", "status-quo", "islamic-army", "oil-escrow"):
        assert slug not in shown


MORE = {"docs/tutorial.md": _the_tutorial, "docs/how-to/read-a-brief.md": _the_flagship}
"""What is looked at beside, while what the page has made is there: it took long to make."""


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_block_runs(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    done = run_page(_name(page), text, tmp_path)
    assert done.total() == len(_FENCE.findall(text)) / 2, "a block was passed over"
    run = done.total() - sum(done[language] for language in SHOWN)
    assert (run == 0) == (_name(page) in WITHOUT)
    if _name(page) in MORE:
        MORE[_name(page)](text, done, tmp_path)


def test_the_lists_of_pages_have_no_dead_entries() -> None:
    assert {_name(page) for page in PAGES} >= WITHOUT | MORE.keys()
