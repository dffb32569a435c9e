"""A result on a terminal: readable at 80 columns, without colours, and in a pipe."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from irenic.report.naming import number
from irenic.report.tables import HEATED, NUMERIC, view
from irenic.report.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console
    from rich.table import Table as RichTable

    from irenic.analyses.result import Result, Statement, Table
    from irenic.report.tables import Cell, View

LEAST = 9
"""Columns of the terminal that a column of text needs to be readable."""

MOST = 40
"""Rows of a table that a terminal is filled with."""

TABLED = frozenset({
    "enforcement-order", "enforcement-effect", "robustness-conclusion", "robustness-firm",
    "robustness-importance", "robustness-turns", "comparison-plan", "comparison-nothing",
    "comparison-best", "comparison-turn",
})  # fmt: skip
"""Findings and reasons, often many, that a table makes as well."""

AFTER = {"comparison-dominates": "comparison", "comparison-no-dominance": "comparison"}
"""Findings that are read after a table, and the table's key."""

_BETWEEN = 2


def show(result: Result, console: Console) -> None:
    """Print headline, findings, tables, reasons, caveats and method of ``result``."""
    console.print(result.headline, style="bold", markup=False, highlight=False)
    if result.status != "complete":
        console.print(f"This answer is {result.status}.", markup=False, highlight=False)
    shown = {table.key for table in result.tables}
    later = [s for s in result.findings if AFTER.get(s.kind) in shown]
    first = [s for s in result.findings if s.kind not in TABLED and s not in later]
    _section(console, "", result, first)
    for table in result.tables:
        _table(console, table, result)
        _section(console, "", result, [s for s in later if AFTER[s.kind] == table.key])
    _section(console, "Why", result, [s for s in result.reasons if s.kind not in TABLED])
    _section(console, "Caveats", result, result.caveats)
    _method(console, result)


def _section(console: Console, title: str, result: Result, statements: Sequence[Statement]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not statements:
        return
    console.print()
    if title:
        console.print(title, style="bold", markup=False)
    for statement in statements:
        bullet = Text("\u2022 ") + Text(say(statement, result.names))
        console.print(Padding(bullet, (0, 0, 0, 0)), highlight=False)


def _table(console: Console, table: Table, result: Result) -> None:
    shown = view(table, result.names, most=MOST)
    console.print()
    console.print(table.title, style="bold", markup=False, highlight=False)
    if table.reading is not None:
        console.print(say(table.reading, result.names), markup=False, highlight=False)
    for columns in _parts(shown, console.width):
        console.print(_rich(shown, columns, console.width))
    if shown.left_out:
        console.print(f"{shown.left_out:,} more rows; --json has them all.", highlight=False)


def _parts(shown: View, width: int) -> Iterable[tuple[int, ...]]:
    """The columns of each part: the first column again, and as many others as fit."""
    needs = [_need(shown, place) for place in range(len(shown.headers))]
    part: list[int] = [0]
    used = needs[0] + _BETWEEN  # the edges
    for place in range(1, len(needs)):
        if len(part) > 1 and used + needs[place] + _BETWEEN > width:
            yield tuple(part)
            part, used = [0], needs[0] + _BETWEEN
        part.append(place)
        used += needs[place] + _BETWEEN
    yield tuple(part)


def _need(shown: View, place: int) -> int:
    """Columns of the terminal without which a column becomes unreadable."""
    from rich.cells import cell_len

    head = max(map(cell_len, shown.headers[place].split()), default=1)
    cells = [_plain(row[place]) for row in shown.rows]
    if shown.kinds[place] in NUMERIC or shown.kinds[place] == "mark":
        return min(max([head, *map(cell_len, cells)]), 2 * LEAST)
    words = [cell_len(word) for cell in cells for word in cell.split()]
    longest = max([head, *words], default=1)
    whole = max([head, *map(cell_len, cells)], default=1)
    return min(max(longest, min(whole, 2 * LEAST)), 3 * LEAST)


def _widths(shown: View, columns: tuple[int, ...], total: int) -> dict[int, int]:
    """The width of each column: what it needs, and room to spare to those that want it most."""
    from rich.cells import cell_len

    widths = {place: _need(shown, place) for place in columns}
    wanted = {
        place: max(map(cell_len, [shown.headers[place], *(_plain(r[place]) for r in shown.rows)]))
        for place in columns
    }
    for _ in range(total - sum(widths.values()) - _BETWEEN * len(columns)):
        place = max(columns, key=lambda one: wanted[one] / widths[one])
        if wanted[place] <= widths[place]:
            break
        widths[place] += 1
    return widths


def _plain(cell: Cell) -> str:
    text = f"{cell.text}*" if cell.strong else cell.text
    return f"{text} ({cell.note})" if cell.note else text


def _rich(shown: View, columns: tuple[int, ...], total: int) -> RichTable:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=False)
    widths = _widths(shown, columns, total)
    for place, width in widths.items():
        numeric = shown.kinds[place] in NUMERIC
        made.add_column(
            Text(shown.headers[place]),
            justify="right" if numeric else "left",
            overflow="fold",
            width=width,
        )
    for row in shown.rows:
        made.add_row(*(
            Text(_wrapped(_plain(row[p]), widths[p]), style=_style(row[p], shown.kinds[p]))
            for p in columns
        ))  # fmt: skip
    return made


def _wrapped(text: str, width: int) -> str:
    """``text`` in lines of ``width``: rich itself would break at a no-break space."""
    from rich.cells import cell_len

    if "\u00a0" not in text or any(cell_len(line) != len(line) for line in text.split("\n")):
        return text
    return "\n".join(
        part
        for line in text.split("\n")
        for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    )


def _style(cell: Cell, kind: str) -> str:
    """A hint of the page's colours; the sign says the same without them."""
    if kind not in HEATED or cell.value is None:
        return ""
    if cell.value < 0:
        return "dark_orange3"
    return "bold" if cell.strong else ""


def _method(console: Console, result: Result) -> None:
    method = result.method
    bound = "" if method.bound is None else f"; bound {number(method.bound)}"
    console.print()
    console.print(
        f"Method: {method.algorithm} ({method.source}); {method.solver_status}{bound}. "
        f"Irenic {result.version}, dossier {result.digest}, {result.elapsed:.2f} s.",
        style="dim",
        markup=False,
        highlight=False,
    )
