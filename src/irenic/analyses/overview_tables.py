"""The tables of :func:`irenic.analyses.overview.overview`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses import reason_tables
from irenic.analyses.names import readable
from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from irenic.analyses.result import Names
    from irenic.dossier.judgements import Standing
    from irenic.dossier.model import Dossier

FOREMOST = 3
"""How many issues the table of what matters most names for each party."""


def tables(
    dossier: Dossier, values: Mapping[str, Any], names: Names, standing: tuple[Standing, ...]
) -> tuple[Table, ...]:
    """All tables that have at least one row, in the order in which a reader needs them."""
    found = [_parties(dossier, values)]
    if values["issues"]:
        found += [_agenda(values, names), _foremost(values, names)]
        found += [_worth(issue, values, names) for issue in values["issues"]]
        found += [_joint_worth(values, names), _red_lines(values, names)]
    found += [_scenarios(values, names), _levers(values, names)]
    found += [_packages(values, names), _plan_levers(values, names)]
    found += [_sourcing(standing, names), _unsourced(standing, names), _sources(dossier, values)]
    found += reason_tables.tables(dossier, values, names, standing)
    return tuple(table for table in found if table.rows)


def _parties(dossier: Dossier, values: Mapping[str, Any]) -> Table:
    columns = [
        Column("party", "Party", "party"),
        Column("kind", "Kind"),
        Column("bloc", "Bloc"),
        Column("patrons", "Leaned on by"),
        Column("capacity", "Capacity", "number"),
        Column("required", "Consent needed", "mark"),
        Column("wants", "Wants"),
    ]
    named = {slug: party.name or readable(slug) for slug, party in dossier.parties.items()}
    rows = [
        (
            slug,
            readable(party["kind"]),
            _bloc(dossier, party["bloc"]),
            "; ".join(named.get(patron, readable(patron)) for patron in party["patrons"]) or None,
            party["capacity"],
            party["required"],
            party["wants"],
        )
        for slug, party in values["parties"].items()
    ]
    shown = Statement("overview-parties-reading")
    return _filled("parties", "The parties", columns, rows, shown)


def _bloc(dossier: Dossier, slug: str | None) -> str | None:
    if slug is None:
        return None
    return dossier.blocs[slug].name if slug in dossier.blocs else readable(slug)


def _filled(
    key: str, title: str, columns: list[Column], rows: list[tuple[Any, ...]], shown: Statement
) -> Table:
    """A table without the columns that are empty throughout."""
    kept = [
        place
        for place in range(len(columns))
        if place == 0 or any(row[place] is not None for row in rows)
    ]
    return Table(
        key,
        title,
        tuple(columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        shown,
    )


def _agenda(values: Mapping[str, Any], names: Names) -> Table:
    rows = tuple(
        (
            slug,
            "; ".join(names["options"][f"{slug}.{option}"] for option in issue["options"]),
            None if issue["default"] is None else names["options"][f"{slug}.{issue['default']}"],
        )
        for slug, issue in values["issues"].items()
    )
    columns = [
        Column("issue", "Issue", "issue"),
        Column("options", "Options"),
        Column("default", "While open"),
    ]
    shown = Statement("overview-agenda-reading")
    return _filled("agenda", "Issues and options", columns, list(rows), shown)


def _stake(row: Mapping[str, Mapping[str, float]]) -> tuple[float, str]:
    """How many points an issue is about for a party, and its best option (the first of equals)."""
    best = max(row, key=lambda option: row[option]["mode"])
    return row[best]["mode"] - min(one["mode"] for one in row.values()), best


def _foremost(values: Mapping[str, Any], names: Names) -> Table:
    """For each party the issues with the most at stake, and what it wants there."""
    rows: list[tuple[Any, ...]] = []
    for party in values["parties"]:
        stakes = [
            (*_stake(worth[party]), issue)
            for issue, worth in values["worth"].items()
            if worth.get(party)
        ]
        stakes.sort(key=lambda stake: -stake[0])
        cells = [
            f"{names['issues'][issue]}: {names['options'][f'{issue}.{best}']} ({stake:.3g})"
            for stake, best, issue in stakes[:FOREMOST]
            if stake > 0
        ]
        rows.append((party, *cells, *[None] * (FOREMOST - len(cells))))
    titles = ("Most at stake", "Second", "Third")
    columns = [Column("party", "Party", "party")]
    columns += [Column(f"stake_{place}", title) for place, title in enumerate(titles, 1)]
    shown = Statement("overview-foremost-reading")
    return _filled("foremost", "What matters most to each party", columns, rows, shown)


def _worth(issue: str, values: Mapping[str, Any], names: Names) -> Table:
    options = values["issues"][issue]["options"]
    columns = [Column("party", "Party", "party")]
    columns += [
        Column(option, names["options"][f"{issue}.{option}"], "worth", "points")
        for option in options
    ]
    rows = tuple(
        (party, *(row.get(option) for option in options))
        for party, row in values["worth"][issue].items()
    )
    evidence = {
        "indifferent": values["issues"][issue]["indifferent"],
        "default": values["issues"][issue]["default"],
        **_summary(values["worth"][issue], options),
    }
    shown = Statement("overview-worth-reading", issue, evidence)
    return Table(f"worth.{issue}", names["issues"][issue], tuple(columns), rows, shown)


def _summary(
    worth: Mapping[str, Mapping[str, Mapping[str, float]]], options: Iterable[str]
) -> dict[str, Any]:
    """Who likes which option best, and for whom the issue is about most."""
    best: dict[str, list[str]] = {option: [] for option in options}
    stakes: dict[str, float] = {}
    for party, row in worth.items():
        if not row:
            continue
        stakes[party], favourite = _stake(row)
        if stakes[party] > 0:
            best.setdefault(favourite, []).append(party)
    foremost = max(stakes, key=lambda party: stakes[party], default=None)
    return {
        "best": {option: parties for option, parties in best.items() if parties},
        "foremost": foremost,
        "stake": stakes[foremost] if foremost is not None else 0.0,
    }


def _condition(options: Mapping[str, Iterable[str]], names: Names) -> str:
    """``Oil: central + Regions: none or three`` with names."""
    return " + ".join(
        f"{names['issues'][issue]}: "
        + " or ".join(names["options"][f"{issue}.{option}"] for option in given)
        for issue, given in options.items()
    )


def _each(row: Mapping[str, Mapping[str, float]], names: Names, sign: str = "") -> str | None:
    """``Kurds +4, Iran +2``: what a row gives or takes, by party."""
    texts = [
        f"{names['parties'][party]} {_signed(judged['mode'], sign)}"
        for party, judged in row.items()
    ]
    return "; ".join(texts) or None


def _signed(number: float, sign: str) -> str:
    value = -number if sign == "-" else number
    return f"{value:+.3g}".replace("-", "\u2212")


def _joint_worth(values: Mapping[str, Any], names: Names) -> Table:
    rows = tuple(
        (_condition(joint["when"], names), _each(joint["worth"], names))
        for joint in values["joint_worth"]
    )
    columns = (Column("when", "When these stand together"), Column("worth", "Worth", unit="points"))
    shown = Statement("overview-joint-worth-reading")
    return Table("joint-worth", "What only a combination is worth", columns, rows, shown)


def _red_lines(values: Mapping[str, Any], names: Names) -> Table:
    rows = tuple(
        (party, tuple(_condition(condition, names) for condition in conditions))
        for party, conditions in values["red_lines"].items()
    )
    columns = (Column("party", "Party", "party"), Column("never", "Never accepts"))
    return Table("red-lines", "Red lines", columns, rows, Statement("overview-red-lines-reading"))


def _scenarios(values: Mapping[str, Any], names: Names) -> Table:
    scenarios = values["scenarios"]
    columns = [Column("party", "Party", "party")]
    columns += [Column(slug, names["scenarios"][slug], "number", "points") for slug in scenarios]
    rows = tuple(
        (party, *(scenarios[slug].get(party) for slug in scenarios))
        for party in values["parties"]
        if any(party in row for row in scenarios.values())
    )
    shown = Statement("overview-scenarios-reading", evidence={"scenarios": list(scenarios)})
    return Table("scenarios", "Reservation values without a deal", tuple(columns), rows, shown)


def _levers(values: Mapping[str, Any], names: Names) -> Table:
    columns = [
        Column("lever", "Lever", "lever"),
        Column("kind", "Kind"),
        Column("by", "Pulled by", "party"),
        Column("effect", "What it does", unit="points"),
        Column("cost", "What it costs", unit="points"),
        Column("needs", "Needs"),
    ]
    rows = [
        (
            slug,
            readable(lever["kind"]),
            lever["by"],
            _effect(lever, names),
            _each(lever["cost"], names, "-"),
            "; ".join(names["levers"][other] for other in lever["needs"]) or None,
        )
        for slug, lever in values["levers"].items()
    ]
    return _filled("levers", "Levers", columns, rows, Statement("overview-levers-reading"))


def _effect(lever: Mapping[str, Any], names: Names) -> str | None:
    texts = []
    if lever["scenario"]:
        texts.append(f"without a deal: {names['scenarios'][lever['scenario']]}")
    if lever["worth"]:
        texts.append(f"adds to a deal: {_each(lever['worth'], names)}")
    if lever["relief"]:
        texts.append(f"lowers reservation values: {_each(lever['relief'], names, '-')}")
    return ". ".join(text[:1].upper() + text[1:] for text in texts) or None


def _packages(values: Mapping[str, Any], names: Names) -> Table:
    """The package of each plan; brackets where the plan leaves the issue at its default."""
    plans = values["plans"]
    columns = [Column("issue", "Issue", "issue")]
    columns += [Column(slug, names["plans"][slug]) for slug in plans]
    rows = tuple(
        (issue, *(_settled(plan, issue, names) for plan in plans.values()))
        for issue in values["issues"]
        if plans
    )
    shown = Statement("overview-packages-reading", evidence={"plans": list(plans)})
    return Table("packages", "What each plan would settle", tuple(columns), rows, shown)


def _settled(plan: Mapping[str, Any], issue: str, names: Names) -> str | None:
    option = plan["package"][issue]
    if option is None:
        return None
    name = names["options"][f"{issue}.{option}"]
    return f"({name})" if issue in plan["left_open"] else name


def _plan_levers(values: Mapping[str, Any], names: Names) -> Table:
    plans = {slug: plan for slug, plan in values["plans"].items() if plan["levers"]}
    columns = [Column("lever", "Lever", "lever"), Column("by", "Pulled by", "party")]
    columns += [Column(slug, names["plans"][slug], "mark") for slug in plans]
    rows = tuple(
        (slug, lever["by"], *(slug in plan["levers"] for plan in plans.values()))
        for slug, lever in values["levers"].items()
        if any(slug in plan["levers"] for plan in plans.values())
    )
    shown = Statement("overview-plan-levers-reading")
    return Table("plan-levers", "The levers that go with each plan", tuple(columns), rows, shown)


def _place(group: str, names: Names) -> tuple[str, str]:
    """What kind of place a judgement stands in, and the place's name."""
    kind, _, slug = group.partition(".")
    places: dict[str, Callable[[], tuple[str, str]]] = {
        "parties": lambda: ("Capacity", "Capacity of the parties"),
        "issues": lambda: ("Worth of options", names["issues"][slug]),
        "joint_worth": lambda: ("Worth of combinations", f"Combination {int(slug) + 1}"),
        "scenarios": lambda: ("Reservation values", names["scenarios"][slug]),
        "levers": lambda: ("Effects and costs of levers", names["levers"][slug]),
        "moves": lambda: ("Preferences", "Weights of statements about moves"),
        "timetable": lambda: ("Carrying out", "Discounts and the settled state"),
        "deeds": lambda: ("Carrying out", names["deeds"][slug]),
        "guarantees": lambda: ("Guarantees", names["guarantees"][slug]),
        "benchmarks": lambda: ("Benchmarks", names["benchmarks"][slug]),
    }
    return places[kind]()


def _sourcing(standing: tuple[Standing, ...], names: Names) -> Table:
    groups: dict[str, list[Standing]] = {}
    for found in standing:
        groups.setdefault(_place(found.group, names)[0], []).append(found)
    columns = (
        Column("place", "Where"),
        Column("judgements", "Judgements", "number"),
        Column("with_range", "With a range", "number"),
        Column("with_source", "With a source", "number"),
        Column("with_locator", "With a locator", "number"),
        Column("with_reason", "With a reason", "number"),
    )
    rows = [(place, *_tally(found)) for place, found in groups.items()]
    if len(rows) > 1:
        rows.append(("All", *_tally(standing)))
    shown = Statement("overview-sourcing-reading")
    return Table("sourcing", "What the judgements rest on", columns, tuple(rows), shown)


def _tally(found: Iterable[Standing]) -> tuple[int, ...]:
    given = [one.judgement for one in found]
    return (
        len(given),
        sum(one.low is not None for one in given),
        sum(one.source is not None for one in given),
        sum(one.at is not None for one in given),
        sum(one.because is not None for one in given),
    )


def _unsourced(standing: tuple[Standing, ...], names: Names) -> Table:
    groups: dict[str, list[Standing]] = {}
    for found in standing:
        if found.judgement.source is None:
            groups.setdefault(found.group, []).append(found)
    rows = tuple(
        (*_place(group, names), len(found), _whose(found, names)) for group, found in groups.items()
    )
    columns = (
        Column("kind", "Kind"),
        Column("place", "Where"),
        Column("number", "Without a source", "number"),
        Column("whose", "Whose"),
    )
    shown = Statement("overview-unsourced-reading")
    return Table("unsourced", "Judgements without a source", columns, rows, shown)


def _whose(found: Iterable[Standing], names: Names) -> str:
    counted: dict[str, int] = {}
    for one in found:
        counted[one.party] = counted.get(one.party, 0) + 1
    return "; ".join(
        names["parties"].get(party, readable(party)) + (f" ({number})" if number > 1 else "")
        for party, number in counted.items()
        if party  # a benchmark's chance is nobody's in particular
    )


def _sources(dossier: Dossier, values: Mapping[str, Any]) -> Table:
    columns = [
        Column("source", "Source", "source"),
        Column("author", "Author"),
        Column("date", "Date"),
        Column("kind", "Kind"),
        Column("reference", "Reference"),
        Column("judgements", "Judgements", "number"),
        Column("entries", "Other entries", "number"),
    ]
    counted, entries = values["sourcing"]["sources"], values["sourcing"]["entries"]
    rows = [
        (
            slug,
            source.author,
            source.date.isoformat() if source.date else None,
            readable(source.kind) if source.kind else None,
            source.reference,
            counted[slug],
            entries[slug],
        )
        for slug, source in dossier.sources.items()
    ]
    return _filled("sources", "Sources", columns, rows, Statement("overview-sources-reading"))
