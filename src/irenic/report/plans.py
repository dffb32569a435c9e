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
    required = next(iter(plans.values())).values["required"]
    evidence = {"lost": lost, "required": required}
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


def opened(plans: Mapping[str, Result], sourced: Mapping[str, bool]) -> Statement | None:
    """The plan to show in detail where nothing is acceptable without levers, and why it.

    Of the plans whose levers open room, those that carry a source (``sourced``) come first,
    then those that leave most packages acceptable to all. None where no plan opens any.
    """
    room = {
        slug: result.values["acceptable_to_all"] or 0  # not counted in a large case
        for slug, result in plans.items()
        if result.values["zopa_empty"] is False
    }
    if not room:
        return None
    chosen = max(room, key=lambda slug: (sourced[slug], room[slug]))
    widest = max(room, key=lambda slug: room[slug])
    evidence = {
        "plan": chosen,
        "sourced": sourced[chosen],
        "other": widest if room[widest] > room[chosen] else None,
    }
    return Statement("brief-opened", chosen, evidence)


def room(plans: Mapping[str, Result], sourced: Mapping[str, bool]) -> Table:
    """For each plan what its levers open: acceptable packages, and the party worst off there."""
    columns = (
        Column("plan", "With the levers of", "plan"),
        Column("sourced", "Plan has a source", "mark"),
        Column("acceptable", "Acceptable packages", "number"),
        Column("least", "Smallest gain", "gain", "points"),
        Column("worst", "Whose", "party"),
        Column("scenario", "Without a deal", "scenario"),
    )
    rows = tuple(
        (slug, sourced[slug], result.values["acceptable_to_all"], *_worst(result),
         result.values["scenario"])
        for slug, result in plans.items()
    )  # fmt: skip
    return Table("room", "What the levers of each plan open", columns, rows,
                 Statement("brief-room-reading"))  # fmt: skip


def _worst(result: Result) -> tuple[float | None, str | None]:
    chosen = result.values["nash_bargaining_solution"]
    if chosen is None:
        return None, None
    gains = chosen["ties"][0]["gains"]
    party = min(result.values["required"], key=lambda slug: gains[slug])
    return gains[party], party
