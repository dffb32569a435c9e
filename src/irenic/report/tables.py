"""Tables: cells set for reading, and the HTML made from them.

:func:`view` decides once what every cell says and how strongly it is coloured; the page
and the terminal only set it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from irenic.report.naming import KINDS, interval, mode, name, number, spread
from irenic.report.palette import heat
from irenic.report.words import say
from irenic.report.words.shares import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.result import Column, Names, Table

NUMERIC = frozenset({"number", "gain", "worth"})
"""Kinds of columns that hold numbers."""

HEATED = frozenset({"gain", "worth"})
"""Kinds of columns whose cells are coloured by their value."""

TOGETHER = 12
"""Rows of a table that paper shows on one page."""

LONG = 60
"""Letters in a first cell from which on its column gets half of the width."""

_MANY = 6
"""Columns of text that fit on a page in letters of the usual size."""

EMPTY = "\u00b7"
"""What an empty cell of a grid of numbers shows."""


@dataclass(frozen=True)
class Cell:
    """A cell: what it says, its range in small print, its value, and whether it stands out.

    A list in a cell becomes a line for each entry.
    """

    text: str
    note: str = ""
    value: float | None = None
    strong: bool = False


@dataclass(frozen=True)
class View:
    """A table ready to be set: headers with units, cells, and the magnitude of full colour."""

    headers: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    largest: float
    left_out: int = 0

    @property
    def grid(self) -> bool:
        """Whether everything beside the first column is a number or a mark."""
        return all(kind in NUMERIC or kind == "mark" for kind in self.kinds[1:])


def view(
    table: Table, names: Names, *, largest: float | None = None, most: int | None = None
) -> View:
    """``table`` ready to be set, with the first ``most`` rows.

    ``largest`` is the magnitude that gets the full colour, for tables that are to be
    compared; without it, the largest magnitude in this table.
    """
    kept = table.rows if most is None else table.rows[:most]
    kinds = tuple(column.kind for column in table.columns)
    rows = tuple(_row(row, table.columns, names) for row in kept)
    return View(
        tuple(_header(column, unit(table)) for column in table.columns),
        kinds,
        rows,
        magnitude([table]) if largest is None else largest,
        len(table.rows) - len(kept),
    )


def magnitude(tables: Sequence[Table]) -> float:
    """The largest magnitude in the coloured columns of all ``tables``; 1 if there is none."""
    found = (
        mode(cell)
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if column.kind in HEATED
    )
    return max((abs(value) for value in found if value is not None), default=0.0) or 1.0


def _header(column: Column, shared: str) -> str:
    return (
        f"{column.title} ({column.unit})"
        if column.unit and column.unit != shared
        else (column.title)
    )


def _row(row: Sequence[Any], columns: Sequence[Column], names: Names) -> tuple[Cell, ...]:
    issue = next(
        (str(cell) for cell, column in zip(row, columns, strict=True) if column.kind == "issue"),
        None,
    )
    cells = tuple(_cell(cell, column, names, issue) for cell, column in zip(row, columns,
                                                                          strict=True))  # fmt: skip
    worths = [
        cell.value
        for cell, column in zip(cells, columns, strict=True)
        if column.kind == "worth" and cell.value is not None
    ]
    if not worths or min(worths) == max(worths):
        return cells
    best = max(worths)
    return tuple(
        Cell(cell.text, cell.note, cell.value, column.kind == "worth" and cell.value == best)
        for cell, column in zip(cells, columns, strict=True)
    )


def _cell(cell: Any, column: Column, names: Names, issue: str | None) -> Cell:
    if cell is None:
        return Cell("")
    if column.kind == "mark":
        return Cell("yes" if cell else "no")
    if isinstance(cell, bool):
        return Cell("yes" if cell else "no")
    if isinstance(cell, int | float | Mapping):
        value = mode(cell)
        if value is not None:
            span = interval(cell)
            text = number(value, signed=column.kind == "gain")
            return Cell(text, spread(*span) if span else "", value)
    if isinstance(cell, list | tuple):
        return Cell("\n".join(_named(one, column, names, issue) for one in cell))
    return Cell(_named(cell, column, names, issue))


def _named(cell: Any, column: Column, names: Names, issue: str | None) -> str:
    if column.kind not in KINDS:
        return str(cell)
    found = name(column.kind, cell, names, issue=issue)
    return capital(found) if column.kind == "conclusion" else found


def unit(table: Table) -> str:
    """The unit of all numbers in the table, to be said once instead of in every header."""
    units = {column.unit for column in table.columns if column.kind in NUMERIC}
    measured = sum(column.kind in NUMERIC for column in table.columns)
    return units.pop() if len(units) == 1 and measured > 1 else ""


def html(
    table: Table, names: Names, *, key: str = "", largest: float | None = None,
    most: int | None = None, note: str = "",
) -> Markup:  # fmt: skip
    """``table`` as an HTML figure: title and reading sentence as caption, the table, a note.

    Grids of numbers keep their columns on a phone; tables of text become a list of rows.
    """
    shown = view(table, names, largest=largest, most=most)
    said = say(table.reading, names) if table.reading is not None else ""
    shared = unit(table)
    title = f"{table.title}, in {shared}" if shared else table.title
    kind = "grid" if shown.grid else "rows"
    if max((len(row[0].text) for row in shown.rows), default=0) > LONG:
        kind += " long"
    dense = " dense" if len(shown.headers) > (4 if shown.grid else _MANY) else ""
    dense += " crowded" if shown.grid and len(shown.headers) > 5 else ""
    head = Markup("").join(
        Markup('<th scope="col"{}><span>{}</span></th>').format(_class(kind_), text)
        for kind_, text in zip(shown.kinds, shown.headers, strict=True)
    )
    body = Markup("\n").join(_html_row(row, shown) for row in shown.rows)
    left_out = f"{shown.left_out:,} more rows are left out here." if shown.left_out else ""
    below = " ".join(text for text in (note, left_out) if text)
    more = Markup('<p class="more">{}</p>').format(below) if below else ""
    return Markup(
        '<figure class="table{keep}"{key}><figcaption><b>{title}</b>{said}</figcaption>'
        '<table class="{kind}{dense}"><thead><tr>{head}</tr></thead>\n'
        "<tbody>{body}</tbody></table>{more}</figure>"
    ).format(
        key=Markup(' id="{}"').format(key) if key else "",
        title=title,
        said=Markup(" <span>{}</span>").format(said) if said else "",
        kind=kind,
        keep=" keep" if len(shown.rows) <= TOGETHER else "",
        dense=dense,
        head=head,
        body=body,
        more=more,
    )


def _class(kind: str) -> Markup:
    if kind in NUMERIC:
        return Markup(' class="number"')
    return Markup(' class="mark"') if kind == "mark" else Markup("")


def _html_row(row: Sequence[Cell], shown: View) -> Markup:
    # A list at the head of a row reads as one name; its entries may hold commas.
    cells = [Markup('<th scope="row">{}</th>').format("; ".join(row[0].text.split("\n")))]
    cells += [
        _html_cell(cell, kind, header, shown)
        for cell, kind, header in zip(row[1:], shown.kinds[1:], shown.headers[1:], strict=True)
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _html_cell(cell: Cell, kind: str, header: str, shown: View) -> Markup:
    label = "" if shown.grid else Markup(' data-label="{}"').format(header)
    if not cell.text:
        inner = Markup('<span class="none">{}</span>').format(EMPTY) if shown.grid else ""
        return Markup("<td{}{}>{}</td>").format(_class(kind), label, inner)
    style = Markup("")
    if kind in HEATED and cell.value is not None:
        style = Markup(' style="background:{};color:{}"').format(*heat(cell.value, shown.largest))
    text = Markup("<br>").join(cell.text.split("\n"))
    if cell.strong:
        text = Markup("<b>{}</b>").format(text)
    elif kind == "mark" and cell.text == "no":
        text = Markup('<span class="none">no</span>')
    note = Markup(" <small>{}</small>").format(cell.note) if cell.note else ""
    return Markup("<td{}{}{}>{}{}</td>").format(_class(kind), label, style, text, note)
