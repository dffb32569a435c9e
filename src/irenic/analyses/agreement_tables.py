"""The answer on agreement as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from irenic.analyses.agreement_statements import chosen, groups
from irenic.analyses.result import Column, Statement, Table

Values = Mapping[str, Any]

TITLES = {
    "nash_bargaining_solution": "Nash bargaining solution",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
    "relative_utilitarian": "Relative utilitarian",
    "nearest": "Nearest package",
    "plan": "Plan",
}
"""The solutions and other chosen packages, as people name them."""

NEAREST_SHOWN = 3
"""Nearest packages that are shown side by side."""


def title(together: tuple[str, ...]) -> str:
    """One title for solutions that choose the same package."""
    first, *others = (TITLES[name] for name in together)
    plain = [other if other.startswith("Kalai") else other.lower() for other in others]
    return ", ".join((first, *plain))


def tables(values: Values) -> tuple[Table, ...]:
    """The solutions side by side, or the nearest packages; who refuses; the plan."""
    found = []
    sides = [(title(together), entry) for together, entry in groups(values)]
    if sides:
        found += _side_by_side(values, "solutions", "The solutions side by side", sides)
    if values["nearest"] is not None:
        ties = values["nearest"]["ties"][:NEAREST_SHOWN]
        near = [(f"Nearest {n}" if len(ties) > 1 else "Nearest", e) for n, e in enumerate(ties, 1)]
        found += _side_by_side(values, "nearest", "The packages nearest to agreement", near)
    if values["accepts"] is not None:
        found.append(_refusals(values))
    if values["plan"] is not None:
        found.append(_plan(values))
    return tuple(found)


def changes(values: Values) -> tuple[Table, ...]:
    """What would move whom, from the package spoken of first and from the plan."""
    main = chosen(values)
    shown = dict.fromkeys(n for n in (main, "plan") if n in values["sensitivity"])
    return tuple(_moves(values, str(name)) for name in shown)


def _side_by_side(
    values: Values, key: str, what: str, sides: list[tuple[str, dict[str, Any]]]
) -> list[Table]:
    """Two tables with a column for each package: its options, and everybody's gains."""
    columns = [(f"package-{place}", name) for place, (name, _) in enumerate(sides, 1)]
    issues = list(sides[0][1]["package"])
    parties = list(sides[0][1]["gains"])
    best = values["ideal"]
    return [
        Table(
            f"agreement-{key}-packages",
            f"{what}: what is settled",
            (Column("issue", "Issue", "issue"), *(Column(k, n, "option") for k, n in columns)),
            tuple(
                (issue, *(f"{issue}.{entry['package'][issue]}" for _, entry in sides))
                for issue in issues
            ),
            Statement(f"agreement-{key}-packages-reading", "", {"columns": len(sides)}),
        ),
        Table(
            f"agreement-{key}-gains",
            f"{what}: what each party gains",
            (
                Column("party", "Party", "party"),
                Column("required", "Consent needed", "mark"),
                *(Column(k, n, "gain", "points") for k, n in columns),
                *((Column("best", "Best acceptable", "gain", "points"),) if best else ()),
            ),
            tuple(
                (
                    party,
                    party in values["required"],
                    *(entry["gains"][party] for _, entry in sides),
                    *((best.get(party),) if best else ()),
                )
                for party in parties
            ),
            Statement(f"agreement-{key}-gains-reading", "", {"columns": len(sides)}),
        ),
    ]


def _refusals(values: Values) -> Table:
    """How many packages each required party accepts, and how many it alone refuses."""
    against: dict[str, int] = dict.fromkeys(values["required"], 0)
    for pair in values["opposed"]:
        for party in pair:
            against[party] += 1
    columns = [
        Column("party", "Party", "party"),
        Column("accepts", "Packages it accepts", "number"),
        Column("share", "Share of all packages", "number", "%"),
    ]
    told: list[Mapping[str, int]] = []
    if any(values["alone"].values()):
        columns.append(Column("alone", "Packages it alone refuses", "number"))
        told.append(values["alone"])
    if any(against.values()):
        columns.append(Column("against", "Parties it has no package in common with", "number"))
        told.append(against)
    evidence = {"alone": any(values["alone"].values()), "against": any(against.values())}
    return Table(
        "agreement-refusals",
        "Who stands in the way",
        tuple(columns),
        tuple(
            (party, count, round(100 * count / values["packages"], 2), *(of[party] for of in told))
            for party, count in sorted(values["accepts"].items(), key=lambda item: item[1])
        ),
        Statement("agreement-refusals-reading", "", evidence),
    )


def _plan(values: Values) -> Table:
    plan = values["plan"]
    crossed = {line["party"] for line in plan["red_lines"]}
    parties = [*plan["gains"], *(p for p in plan["lost"] if p not in plan["gains"])]
    return Table(
        "agreement-plan-gains",
        "The plan: what each party gains",
        (
            Column("party", "Party", "party"),
            Column("required", "Consent needed", "mark"),
            Column("gain", "Gain", "gain", "points"),
            Column("crossed", "Red line crossed", "mark"),
            Column("accepts", "Accepts", "mark"),
        ),
        tuple(
            (
                party, party in values["required"], plan["gains"].get(party), party in crossed,
                party not in plan["lost"],
            )
            for party in parties
        ),
        Statement("agreement-plan-reading", plan["plan"]),
    )  # fmt: skip


def _moves(values: Values, name: str) -> Table:
    """For each party the single change of a package that would bring it most, and cost it most."""
    about = values["sensitivity"][name]["parties"]
    return Table(
        f"agreement-{name.replace('_', '-')}-changes",
        f"{TITLES[name]}: the single change that matters most to each party",
        (
            Column("party", "Party", "party"),
            Column("gain", "Gain now", "gain", "points"),
            Column("most-issue", "Would gain most by changing", "issue"),
            Column("most-option", "To", "option"),
            Column("most-change", "Change", "gain", "points"),
            Column("least-issue", "Would lose most by changing", "issue"),
            Column("least-option", "To", "option"),
            Column("least-change", "Change", "gain", "points"),
        ),
        tuple(
            (party, found["gain"], *_move(found["most"]), *_move(found["least"]))
            for party, found in about.items()
        ),
        Statement("agreement-changes-reading", name),
    )


def _move(found: Mapping[str, Any] | None) -> tuple[Any, Any, Any]:
    if found is None:
        return None, None, None
    return found["issue"], f"{found['issue']}.{found['option']}", found["change"]
