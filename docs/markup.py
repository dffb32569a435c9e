"""Pieces of Markdown that generated pages are made of."""

from __future__ import annotations

import inspect
import re


def page(title: str, *parts: str) -> str:
    """A whole page: its title, a remark on where it comes from, and its parts."""
    note = "<!-- Made by docs/generate.py; change the code or that script instead. -->"
    return "\n\n".join([f"# {title}", note, *(part.strip("\n") for part in parts if part)]) + "\n"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table; what would end a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def fence(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


_ROLE = re.compile(r":\w+:`~?([^`]+)`")


def prose(text: str) -> str:
    """A docstring as Markdown: roles and double back-quotes become code, ``::`` a block."""
    text = inspect.cleandoc(text)
    text = _ROLE.sub(lambda m: f"`{m[1].rsplit('.', 1)[-1]}`", text).replace("``", "`")
    return re.sub(r"(?m)^::\n\n((?:    .*\n?|\n)+)", _block, text)


def _block(match: re.Match[str]) -> str:
    return fence("text", inspect.cleandoc(match[1])) + "\n\n"
