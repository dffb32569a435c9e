"""Several plans side by side: each party's gain, and whom each plan loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Axis, Column, Figure, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.result import Names, Result


def compared(plans: Mapping[str, Result], names: Names) -> tuple[Figure, Table]:
    """Each party's gain under each plan's package and levers, as small pictures and a table.

    ``plans``: plan -> the result of ``agreement`` with that plan.
    """
    gains = {slug: result.values["plan"]["gains"] for slug, result in plans.items()}
    lost = {slug: list(result.values["plan"]["lost"]) for slug, result in plans.items()}
    parties = list(dict.fromkeys(party for row in gains.values() for party in row))
    evidence = {"lost": lost}
    return (
        _figure(gains, parties, evidence),
        _table(gains, parties, names, Statement("brief-plans-reading", evidence=evidence)),
    )


def _figure(
    gains: Mapping[str, Mapping[str, float]], parties: list[str], evidence: Mapping[str, Any]
) -> Figure:
    return Figure(
        key="gains",
        kind="bars",
        title="What each party would gain by each plan",
        reading=Statement("brief-plans-reading", evidence=evidence),
        alt=Statement("brief-plans-alt", evidence=evidence),
        axes={
            "x": Axis("gain", "Gain against the reservation value", "points"),
            "y": Axis("party", "Party"),
            "facet": Axis("plan", "Plan"),
        },
        data=tuple(
            {"party": party, "gain": row[party], "plan": plan}
            for plan, row in gains.items()
            for party in parties
            if party in row
        ),
    )


def _table(
    gains: Mapping[str, Mapping[str, float]], parties: list[str], names: Names, shown: Statement
) -> Table:
    columns = [Column("party", "Party", "party")]
    columns += [Column(plan, names["plans"][plan], "gain", "points") for plan in gains]
    rows = tuple((party, *(row.get(party) for row in gains.values())) for party in parties)
    return Table("plan-gains", "Gains by plan", tuple(columns), rows, None)
