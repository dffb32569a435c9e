"""The tables of a timetable: the implementation matrix, margins, orders, the split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Column, Table

if TYPE_CHECKING:
    from irenic.analyses.enforcement_arrays import Carrying


def tables(case: Carrying, values: Mapping[str, Any]) -> tuple[Table, ...]:
    """The tables of the result; without a timetable only the split."""
    found = [_matrix(case, values), _margins(values)] if values["timetable"] else []
    return (*found, _split(values))


def _matrix(case: Carrying, values: Mapping[str, Any]) -> Table:
    """Deed, who, when, after what, verified by whom, benchmark, what happens if not."""
    steps = values["timetable"]
    rows = []
    for step in steps:
        deed = case.entry.deeds[step["deed"]]
        stage, months = step["stage"], case.entry.months
        rows.append((
            step["deed"], deed.by, stage, months * (stage - 1), 100.0 * step["share"],
            tuple(deed.after) or None, deed.verified_by, deed.lag, deed.benchmark, deed.otherwise,
        ))  # fmt: skip
    columns = (
        Column("deed", "Deed", "deed"), Column("by", "Who", "party"),
        Column("stage", "Stage", "number"), Column("month", "From month", "number"),
        Column("share", "Share", "number", "%"), Column("after", "After", "deed"),
        Column("verified_by", "Verified by", "party"),
        Column("lag", "Noticed after", "number", "stages"),
        Column("benchmark", "Waits for", "benchmark"), Column("otherwise", "If not"),
    )  # fmt: skip
    return Table("enforcement-matrix", "The implementation matrix", columns, tuple(rows))


def _margins(values: Mapping[str, Any]) -> Table:
    stages = [Column(str(t), f"Stage {t}", "gain", "points")
              for t in range(1, values["stages"] + 1)]  # fmt: skip
    columns = (Column("party", "Party", "party"), *stages,
               Column("settled", "Settled", "gain", "points"))  # fmt: skip
    rows = tuple((party, *margins) for party, margins in values["margins"].items())
    return Table(
        "enforcement-margins", "What each party gains by going on, at each stage", columns, rows
    )


def _split(values: Mapping[str, Any]) -> Table:
    columns = (
        Column("party", "Party", "party"), Column("package", "The package", "number", "points"),
        Column("once", "Deeds on the way, once", "number", "points"),
        Column("settled", "The settled state", "number", "points"),
    )  # fmt: skip
    rows = tuple(
        (party, one["package"], one["once"], one["settled"])
        for party, one in values["split"].items()
    )
    return Table("enforcement-split", "Where the worth of the package comes from", columns, rows)
