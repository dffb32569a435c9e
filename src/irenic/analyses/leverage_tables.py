"""The answer on leverage as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.leverage_arrays import Levers
    from irenic.analyses.result import Names

Values = dict[str, Any]

UNUSABLE = {
    "no-reservation": "its maker has no reservation value",
    "scenario": "a required party has no reservation value in its scenario",
    "incredible": "not credible",
    "needs": "needs what cannot be had",
}
"""Why a lever cannot be in force, in a few words."""


def shown_cost(cost: float | None, weighting: str) -> float | None:
    """A cost as people read it: per cent of a scale, or levers."""
    return cost if cost is None or weighting == "levers" else 100 * cost


def cost_unit(weighting: str) -> str:
    """The unit of :func:`shown_cost`."""
    return "levers" if weighting == "levers" else "% of a scale"


def letter(place: int) -> str:
    """The letter of a point of the curve: A to Z, then AA, AB, ..."""
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def tables(levers: Levers, values: Values, names: Names) -> tuple[Table, ...]:
    """The opening or what comes nearest; every lever; threats; sets; the curve; who moves."""
    found = []
    best, near = values["cheapest"], values["nearest"]
    if best is not None:
        if best["levers"]:
            found.append(_opening(levers, values, names))
        found += [_package("cheapest", best), _gains(values)]
    if near is not None:
        found += [_package("nearest", near), _short(values)]
    found.append(_levers(levers, values))
    if values["threats"]:
        found.append(_threats(levers, values))
    if any(values["minimal_sets"]):
        found.append(_sets(values))
    if len(values["curve"]) > 1:
        found.append(_curve(values))
    if any(values["moves"].values()):
        found.append(_moves(values, names))
    return tuple(found)


def _opening(levers: Levers, values: Values, names: Names) -> Table:
    """The levers of the cheapest opening: what each takes from whom, and if it fails."""
    best = values["cheapest"]
    rows = []
    for slug in best["levers"]:
        entry, fails = levers.dossier.levers[slug], values["if_fails"][slug]
        payers = [party for party in levers.parties if entry.cost.mode(party) > 0]
        scale = best["scales"][slug]
        paid = [entry.cost.mode(party) * scale for party in payers]
        told = tuple(
            f"{names['parties'][p]} {_plain(n)}" for p, n in zip(payers, paid, strict=True)
        )
        rows.append(
            (slug, entry.kind, entry.by, told or None, scale, fails["survives"], fails["reopens"])
        )
    divisible = any(levers.dossier.levers[slug].divisible for slug in best["levers"])
    columns = (
        Column("lever", "Lever", "lever"),
        Column("kind", "Kind"),
        Column("by", "Pulled by", "party"),
        Column("cost", "Costs"),
        Column("scale", "Scale", "number"),
        Column("survives", "Settlement survives its loss", "mark"),
        Column("reopens", "Another can be had without it", "mark"),
    )
    kept = [p for p, column in enumerate(columns) if divisible or column.key != "scale"]
    return Table(
        "leverage-opening",
        "The cheapest opening: its levers",
        tuple(columns[p] for p in kept),
        tuple(tuple(row[p] for p in kept) for row in rows),
        Statement("leverage-opening-reading", "", {"divisible": divisible}),
    )


def _plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _package(key: str, entry: Mapping[str, Any]) -> Table:
    what = {"cheapest": "The cheapest opening", "nearest": "The nearest settlement"}[key]
    return Table(
        f"leverage-{key}-package",
        f"{what}: what is settled",
        (Column("issue", "Issue", "issue"), Column("option", "Settled at", "option")),
        tuple((issue, f"{issue}.{option}") for issue, option in entry["package"].items()),
        Statement(f"leverage-{key}-package-reading"),
    )


def _gains(values: Values) -> Table:
    """What each party gains by the cheapest opening, and what of it the levers bring."""
    best, told = values["cheapest"], values["consents"]
    rows = []
    for party, gain in best["gains"].items():
        own = told.get(party)
        parts: tuple[Any, ...] = (None, None, None, None)
        if own is not None:
            parts = (
                own["gain_without"], own["threatened"], sum(own["adds"].values()),
                shown_cost(own["price"], values["weighting"]),
            )  # fmt: skip
        rows.append((party, own is not None, *parts[:3], gain, parts[3]))
    priced = any(row[-1] for row in rows)
    columns = (
        Column("party", "Party", "party"),
        Column("required", "Consent needed", "mark"),
        Column("without", "Gain without any lever", "gain", "points"),
        Column("threatened", "Change of scenario", "gain", "points"),
        Column("adds", "All levers\u2019 effects", "gain", "points"),
        Column("gain", "Gain", "gain", "points"),
        Column("price", "Price of its consent", "number", cost_unit(values["weighting"])),
    )
    return Table(
        "leverage-gains",
        "The cheapest opening: what brings each party in",
        columns if priced else columns[:-1],
        tuple(row if priced else row[:-1] for row in rows),
        Statement("leverage-gains-reading", "", {"weighting": values["weighting"]}),
    )


def _short(values: Values) -> Table:
    """What each party gains by the nearest settlement, and the most it could gain anywhere."""
    near = values["nearest"]
    return Table(
        "leverage-short",
        "The nearest settlement: who is short",
        (
            Column("party", "Party", "party"),
            Column("required", "Consent needed", "mark"),
            Column("gain", "Gain", "gain", "points"),
            Column("short", "Short by", "number", "points"),
            Column("out", "Stays out whatever is offered", "mark"),
        ),
        tuple(
            (
                party, party in values["required"], gain, near["short"].get(party),
                party in (values["stays_out"] or {}) if party in values["required"] else None,
            )
            for party, gain in near["gains"].items()
        ),
        Statement("leverage-short-reading"),
    )  # fmt: skip


def _levers(levers: Levers, values: Values) -> Table:
    """Every lever: what it costs, what it does alone, and whether anything needs it."""
    rows = []
    for slug in levers.levers:
        entry, alone = levers.dossier.levers[slug], values["alone"].get(slug)
        others = [one for one in (values["useful"] or {}).get(slug, ()) if one != slug]
        rows.append(
            (
                slug, entry.kind, entry.by,
                shown_cost(values["weights"][slug], values["weighting"]),
                *((None, None) if alone is None else (alone["smallest_gain"], alone["opens"])),
                _role(slug, values),
                tuple(others) or None,
            )
        )  # fmt: skip
    return Table(
        "leverage-levers",
        "Every lever",
        (
            Column("lever", "Lever", "lever"),
            Column("kind", "Kind"),
            Column("by", "Pulled by", "party"),
            Column("cost", "Cost", "number", cost_unit(values["weighting"])),
            Column("alone", "Alone: smallest gain", "gain", "points"),
            Column("opens", "Alone: opens a deal", "mark"),
            Column("role", "Remark"),
            Column("with", "Opens a deal with", "lever"),
        ),
        tuple(rows),
        Statement("leverage-levers-reading", "", values["no_lever"]),
    )


def _role(slug: str, values: Values) -> str | None:
    if slug in values["without"]:
        return "left out, as asked"
    if slug in values["unusable"]:
        return UNUSABLE[values["unusable"][slug]]
    if slug in (values["indispensable"] or ()):
        return "indispensable"
    if slug in (values["idle"] or ()):
        return "idle"
    if slug in (values["unknown"] or ()):
        return "not known"
    return "useful" if slug in (values["useful"] or ()) else None


def _threats(levers: Levers, values: Values) -> Table:
    return Table(
        "leverage-threats",
        "Which threats are credible",
        (
            Column("lever", "Threat", "lever"),
            Column("by", "Made by", "party"),
            Column("carried-out", "Worth if carried out", "number", "points"),
            Column("if-not", "Worth if not", "number", "points"),
            Column("audience", "Cost of backing down", "number", "points"),
            Column("credible", "Credible", "mark"),
            Column("lacks", "Lacks", "number", "points"),
        ),
        tuple(
            (
                slug, levers.dossier.levers[slug].by, threat["reservation_if_carried_out"],
                threat["reservation_if_not"], threat["audience_cost"], threat["credible"],
                threat["shortfall"] or None,
            )
            for slug, threat in values["threats"].items()
        ),
        Statement("leverage-threats-reading", "", {"scenario": values["scenario"]}),
    )  # fmt: skip


def _sets(values: Values) -> Table:
    """The minimal sets, the cheapest first; costs with every lever at its full scale."""
    sets = [
        (sum(values["weights"][lever] for lever in one), len(one), tuple(one))
        for one in values["minimal_sets"]
    ]
    return Table(
        "leverage-minimal-sets",
        "Sets that open a deal, with nothing to spare",
        (
            Column("levers", "Levers", "lever"),
            Column("size", "Number", "number"),
            Column("cost", "Cost", "number", cost_unit(values["weighting"])),
        ),
        tuple(
            (one, size, shown_cost(cost, values["weighting"])) for cost, size, one in sorted(sets)
        ),
        Statement(
            "leverage-minimal-sets-reading", "", {"complete": values["minimal_sets_complete"]}
        ),
    )


def _curve(values: Values) -> Table:
    return Table(
        "leverage-curve",
        "What more costs, and what it brings",
        (
            Column("point", "Point"),
            Column("cost", "Cost", "number", cost_unit(values["weighting"])),
            Column("gain", "Smallest gain", "gain", "points"),
            Column("levers", "Levers", "lever"),
        ),
        tuple(
            (
                letter(place),
                shown_cost(point["cost"], values["weighting"]),
                point["smallest_gain"],
                tuple(point["levers"]) or None,
            )
            for place, point in enumerate(values["curve"])
        ),
        Statement("leverage-curve-reading", "", {"weighting": values["weighting"]}),
    )


def _moves(values: Values, names: Names) -> Table:
    """Who each lever moves how far, for the parties whose consent is needed."""
    moved = {party for change in values["moves"].values() for party in change}
    shown = [party for party in values["required"] if party in moved]
    return Table(
        "leverage-moves",
        "Who each lever moves, and how far",
        (
            Column("lever", "Lever", "lever"),
            *(Column(party, names["parties"][party], "gain", "points") for party in shown),
        ),
        tuple(
            (slug, *(change.get(party) for party in shown))
            for slug, change in values["moves"].items()
        ),
        Statement("leverage-moves-reading", "", {"all": set(shown) >= moved}),
    )
