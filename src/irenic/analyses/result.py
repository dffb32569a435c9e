"""The one type that every analysis returns, and the parts it is made of.

A result is data: the sentences, tables and pictures made from it live in
:mod:`irenic.report`. Nothing here computes or draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal


class Status(StrEnum):
    """How far an answer goes.

    ``complete``: the whole answer, proven. ``partial``: right as far as it goes, and the
    caveats say how far. ``inapplicable``: the dossier lacks what the question needs.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    INAPPLICABLE = "inapplicable"


@dataclass(frozen=True)
class Statement:
    """A typed sentence: :mod:`irenic.report.words` has the wording for each ``kind``.

    ``subject`` is what it is about (a slug or a state); ``evidence`` fills the wording.
    Used for findings, reasons, caveats, and for the sentence above a figure or table.
    """

    kind: str
    subject: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column of a table. ``kind`` decides how cells are set.

    ``text``; ``number`` (right-aligned); ``gain`` (a signed number on a diverging scale
    around 0); ``worth`` (a number on a scale from 0 to 100); ``mark`` (yes or no);
    ``party``, ``option``, ``issue``, ``lever``, ``move``, ``scenario``, ``plan``,
    ``source``, ``deed``, ``guarantee``, ``benchmark`` (a slug that ``Result.names`` turns
    into a name).
    """

    key: str
    title: str
    kind: str = "text"
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table: one tuple a row, one cell a column, None for an empty cell.

    A cell in a column of numbers may also be a judgement, ``{mode}`` or ``{low, mode,
    high}``; a cell of text or slugs may be a tuple of them, shown line by line.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    reading: Statement | None = None


@dataclass(frozen=True)
class Axis:
    """A field of a figure's data: its key, a title for people, its unit."""

    key: str
    title: str
    unit: str = ""


FigureKind = Literal[
    "bars", "intervals", "scatter", "map", "graph", "lines", "heat", "gantt", "curves",
    "spans", "tornado",
]  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A picture described: marks, series and labels, and no plotting objects.

    ``data`` holds one mapping a mark; ``axes`` says which of its keys goes where
    (``x``, ``y``, and as the kind needs ``low``, ``high``, ``series``, ``label``, ``facet``,
    ``value`` for the number in a cell of kind ``heat``, the share in a bar of ``gantt``, or
    whether a dot of ``spans`` is filled; ``tornado`` leads from ``low`` to ``x``).
    ``links`` holds one mapping a line between marks (``from``, ``to``, ``label``), for
    kinds ``map``, ``graph`` and ``gantt``. ``reading`` is the sentence above it, ``alt`` the
    text for those who cannot see it.
    """

    key: str
    kind: FigureKind
    title: str
    reading: Statement
    alt: Statement
    axes: Mapping[str, Axis]
    data: tuple[Mapping[str, Any], ...]
    links: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Method:
    """How an answer was obtained: the algorithm, where it is from, how tight it is."""

    algorithm: str
    source: str
    solver_status: str = "exact"
    bound: float | None = None


Names = Mapping[str, Mapping[str, str]]
"""Names for people: kind of thing (``parties``, ``issues``, ``options``, ...) -> slug -> name.

Options are keyed ``issue.option``, moves ``party.move``.
"""


@dataclass(frozen=True)
class Result:
    """The answer of one analysis on one dossier.

    ``values`` is the answer for programs, with the keys that the reference documents;
    ``headline`` is its one sentence for people. ``digest`` identifies the dossier's
    content, ``elapsed`` is in seconds.
    """

    question: str
    status: Status
    headline: str
    values: Mapping[str, Any]
    method: Method
    parameters: Mapping[str, Any]
    names: Names
    digest: str
    version: str
    elapsed: float
    findings: tuple[Statement, ...] = ()
    reasons: tuple[Statement, ...] = ()
    caveats: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The result as plain dicts, lists, strings and numbers: what ``--json`` prints."""
        return _plain(self)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"<{self.question}: {self.status} - {self.headline}>"


def _plain(value: Any) -> Any:
    """``value`` in JSON's types; numbers of numpy become Python's."""
    if isinstance(value, StrEnum):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping | MappingProxyType):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "ndim", None) == 0 else value
