"""The tables of a timetable: matrix, margins, orders, guarantees, what it rests on, split.

Each is made from the values alone, so that it says what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from irenic.analyses.names import names as names_of
from irenic.analyses.names import readable
from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from irenic.analyses.enforcement_arrays import Carrying
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

SAME = 1e-6
"""Points within which margins count as the same."""

LEFT_OUT = {
    "guarantees": "Without any guarantee",
    "parts": "With every deed done whole",
    "verification": "With every fault noticed a stage later",
    "guarantees-and-parts": "Without guarantees, every deed done whole",
}
"""What an answer may rest on, as the problem without it."""


def tables(case: Carrying, values: Values) -> tuple[Table, ...]:
    """The tables of the result, those that have rows."""
    names = names_of(case.dossier)
    found = [
        _matrix(values, names), _margins(values), _orders(values, names), _rests_on(values),
        _guarantees(values, names), _waits(values), _late(values), _curves(values, names),
        _split(values),
    ]  # fmt: skip
    return tuple(table for table in found if table.rows)


def when(stage: int, stages: int) -> str:
    """``stage 3``, or the settled state after the last."""
    return f"stage {stage}" if stage <= stages else "settled state"


def _matrix(values: Values, names: Names) -> Table:
    """Deed, who, when, after what, verified by whom, what happens if not.

    One row a deed, in the order in which they begin; columns that say nothing are left out.
    """
    columns = (
        Column("deed", "Deed", "deed"), Column("by", "Who", "party"), Column("when", "When"),
        Column("after", "After"), Column("verified_by", "Verified by"),
        Column("otherwise", "If not"),
    )  # fmt: skip
    deeds: dict[str, list[Mapping[str, Any]]] = {}
    for step in values["matrix"]:
        deeds.setdefault(step["deed"], []).append(step)
    rows = [_deed(steps, values["months"], names) for steps in deeds.values()]
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    together = any(step["after"] for step in values["matrix"])
    return Table(
        "enforcement-matrix", "The implementation matrix", tuple(columns[p] for p in kept),
        tuple(tuple(row[p] for p in kept) for row in rows),
        Statement("enforcement-matrix-reading") if together else None,
    )  # fmt: skip


def _deed(steps: Sequence[Mapping[str, Any]], months: float, names: Names) -> tuple[Any, ...]:
    first = steps[0]
    after = [names["deeds"][slug] for slug in first["after"]]
    after += [names["benchmarks"][slug] for slug in (first["benchmark"],) if slug is not None]
    seen = [names["parties"][slug] for slug in (first["verified_by"],) if slug is not None]
    seen += [] if first["lag"] == 1 else [noticed(first["lag"])]
    return (
        first["deed"], first["by"], tuple(_when(steps, months)), _listed(after), _listed(seen),
        first["otherwise"],
    )  # fmt: skip


def _listed(texts: Sequence[str]) -> tuple[str, ...] | None:
    """Several entries of a cell, told apart where a narrow column breaks their lines."""
    return (*(f"{text};" for text in texts[:-1]), texts[-1]) if texts else None


def noticed(lag: int) -> str:
    """When a deed that is not done is noticed, in a few words."""
    if lag == 0:
        return "noticed at once"
    return "noticed 1 stage later" if lag == 1 else f"noticed {lag} stages later"


def _when(steps: Sequence[Mapping[str, Any]], months: float) -> Iterator[str]:
    """``stages 2-5: 25% each``, run by run, and the months from the first to the last."""
    order = {step["stage"]: place for place, step in enumerate(steps)}
    runs = groupby(steps, key=lambda s: (s["stage"] - order[s["stage"]], round(s["share"], 9)))
    for (_, share), run in runs:
        stages = [step["stage"] for step in run]
        if len(stages) > 1:
            yield f"stages {stages[0]}\u2013{stages[-1]}: {_percent(share)} each"
        else:
            yield f"stage {stages[0]}" + ("" if share == 1 else f": {_percent(share)}")
    yield f"(months {steps[0]['month']:g}\u2013{steps[-1]['month'] + months:g})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def _margins(values: Values) -> Table:
    stages = [Column(str(t), str(t), "gain", "points") for t in range(1, values["stages"] + 1)]
    columns = (Column("party", "Party", "party"), *stages,
               Column("settled", "Settled", "gain", "points"))  # fmt: skip
    rows = tuple((party, *margins) for party, margins in values["margins"].items())
    return Table(
        "enforcement-margins", "What each party gains by going on, at each stage", columns, rows,
        Statement("enforcement-margins-reading"),
    )  # fmt: skip


def _orders(values: Values, names: Names) -> Table:
    """Where the orders that people propose break, who walks off, and by how much."""
    columns = (
        Column("order", "Order"), Column("holds", "Holds"),
        Column("party", "Who walks off", "party"), Column("stage", "When"),
        Column("shortfall", "Short by", "number", "points"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for order in values["orders"]:
        label, found = _label(order, names), values["breaks"].get(order["order"])
        if order["margin"] is None:
            rows.append((label, "not possible", None, None, None))
        elif found is None:
            rows.append((label, "yes", None, None, None))
        else:
            at = when(found["stage"], values["stages"])
            rows.append((label, "no", found["party"], at, found["shortfall"]))
    return Table("enforcement-orders", "The orders that people propose", columns, tuple(rows))


def _label(order: Mapping[str, Any], names: Names) -> str:
    kind, subject = order["kind"], order["subject"]
    if kind == "first":
        return f"{names['parties'][subject]} first"
    if kind == "last":
        return f"{readable(subject)} last"
    if kind == "plan":
        return f"As in the plan \u201c{names['plans'][subject]}\u201d"
    return {"all-at-once": "All at once", "equal-steps": "In equal steps"}[kind]


def _rests_on(values: Values) -> Table:
    """The same question without what the answer rests on."""
    columns = (
        Column("what", "What is different"), Column("holds", "Holds"),
        Column("margin", "Largest smallest margin", "number", "points"),
        Column("party", "Tightest for", "party"), Column("stage", "When"),
    )  # fmt: skip
    rows = tuple(
        (
            LEFT_OUT[one["what"]], _known(one["holds"]), one["margin"], one["party"],
            None if one["stage"] is None else when(one["stage"], values["stages"]),
        )
        for one in values["rests_on"]
    )  # fmt: skip
    return Table("enforcement-rests-on", "What the answer rests on", columns, rows)


def _known(holds: bool | None) -> str:
    return "not settled" if holds is None else "yes" if holds else "no"


def _guarantees(values: Values, names: Names) -> Table:
    """What each guarantee is, whether it counts, what it does, from when nobody needs it."""
    columns = (
        Column("guarantee", "Guarantee", "guarantee"), Column("on", "Binds", "party"),
        Column("by", "Given by"), Column("penalty", "Penalty", "number", "points"),
        Column("stages", "At stages"), Column("credible", "Credible"),
        Column("with", "Margin with it", "number", "points"),
        Column("without", "Without it", "number", "points"),
        Column("withdrawn", "Can be withdrawn"),
    )  # fmt: skip
    return Table(
        "enforcement-guarantees", "What each guarantee does", columns,
        tuple(_guarantee(slug, values, names) for slug in values["guarantees"]),
    )  # fmt: skip


def _guarantee(slug: str, values: Values, names: Names) -> tuple[Any, ...]:
    given, stages = values["guarantees"][slug], values["stages"]
    effect = values["effects"].get(slug, {})
    asked = range(given["from"], given["until"] + 1)
    idle = [stage for stage in asked if stage not in given["credible"]]
    credible = "yes" if not idle else "no"
    if idle and len(idle) < len(asked):
        credible = f"only at {spans(given['credible'], stages)}"
    return (
        slug, given["on"], names["parties"].get(given["by"], given["kind"]), given["penalty"],
        spans(asked, stages), credible, effect.get("with"), effect.get("without"),
        _withdrawn(effect.get("withdrawn_from"), stages),
    )  # fmt: skip


def _withdrawn(stage: int | None, stages: int) -> str | None:
    if stage is None:
        return None
    if stage == 1:
        return "not needed"
    if stage <= stages:
        return f"from stage {stage}"
    return "in the settled state" if stage == stages + 1 else "never"


def spans(stages: Iterable[int], last: int) -> str:
    """``1\u20133, 5, settled``: stages in spans; what comes after the ``last`` is settled."""
    found: list[list[int]] = []
    settled = False
    for stage in stages:
        if stage > last:
            settled = True
        elif found and stage == found[-1][-1] + 1:
            found[-1] = [found[-1][0], stage]
        else:
            found.append([stage])
    texts = ["\u2013".join(map(str, span)) for span in found]
    return ", ".join([*texts, *(["settled"] if settled else [])])


def _waits(values: Values) -> Table:
    """What deeds wait for by the interest of somebody, and not because the dossier says so."""
    columns = (
        Column("deed", "Deed", "deed"), Column("party", "Who", "party"),
        Column("for_deed", "Waits for", "deed"), Column("whose", "Else walks off", "party"),
    )  # fmt: skip
    deeds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in values["waits"]:
        if one["whose"] is not None:
            deeds.setdefault((one["deed"], one["party"]), []).append(one)
    rows = tuple(
        (*key, tuple(one["for_deed"] for one in some),
         tuple(dict.fromkeys(one["whose"] for one in some)))
        for key, some in deeds.items()
    )  # fmt: skip
    return Table("enforcement-waits", "Who waits for whom", columns, rows)


def _late(values: Values) -> Table:
    columns = (
        Column("benchmark", "Benchmark", "benchmark"),
        Column("late", "Late by", "number", "stages"),
        Column("stages", "It then takes", "number", "stages"), Column("holds", "Holds"),
        Column("margin", "Smallest margin", "number", "points"),
        Column("party", "Tightest for", "party"), Column("stage", "When"),
    )  # fmt: skip
    rows = tuple(
        (
            one["benchmark"], one["late"], one["stages"], _known(one["holds"]), one["margin"],
            one["party"], None if one["stage"] is None else when(one["stage"], one["stages"]),
        )
        for one in values["late"]
    )  # fmt: skip
    return Table("enforcement-late", "If a benchmark is met late and deeds wait", columns, rows)


def _split(values: Values) -> Table:
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


def _stages(point: Values) -> str:
    """A length of the timetable; it is said where none at all is possible in it."""
    length = "1 stage" if point["stages"] == 1 else f"{point['stages']} stages"
    too_short = point["margin"] is None and point["proven"]
    return f"{length} (no timetable is possible)" if too_short else length


def _curves(values: Values, names: Names) -> Table:
    """The largest smallest margin with more stages, finer parts, larger penalties.

    Guarantees of which it is proven that their size changes nothing are left out.
    """
    columns = (
        Column("what", "With"), Column("margin", "Largest smallest margin", "number", "points"),
        Column("proven", "Proven", "mark"),
    )  # fmt: skip
    curves = values["curves"] or {"horizon": [], "parts": [], "guarantees": {}}
    rows = [(_stages(one), one) for one in curves["horizon"]]
    for one in curves["parts"]:
        times = one["times"]
        rows.append(("parts as they are" if times == 1 else f"{times} times as many parts", one))
    for slug, points in curves["guarantees"].items():
        named = names["guarantees"][slug]
        margins = [one["margin"] for one in points if one["proven"]]
        if len(margins) < len(points) or None in margins or max(margins) - min(margins) > SAME:
            rows += [(f"{named}: penalty {one['penalty']:g}", one) for one in points]
    return Table(
        "enforcement-curves",
        "What more time, finer parts and larger guarantees would bring",
        columns,
        tuple((what, one["margin"], one["proven"]) for what, one in rows),
    )
