"""Writes the reference pages that follow from the code.

``python docs/generate.py`` writes them; with ``--check`` it writes nothing and ends with
status 1 if any of them is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from checks_pages import check_page, checks_page
from code_pages import commands_page, python_page, values_page
from keys_page import keys_page

from irenic.dossier.catalogue import CHECKS

DOCS = Path(__file__).resolve().parent


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
