"""The tables that give reasons: every judgement and preference with its source and locator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.names import readable
from irenic.analyses.result import Column, Statement, Table
from irenic.dossier import statements as language
from irenic.dossier.model import Ranking, Weighted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from irenic.analyses.result import Names
    from irenic.dossier.judgements import Standing
    from irenic.dossier.model import Dossier, Judgement, Sourced

Rows = list[tuple[Any, ...]]

_BY_PART = frozenset({"levers", "joint_worth", "timetable", "deeds", "guarantees", "benchmarks"})
"""Places whose judgements are told part by part, those of several parties together."""

_WHY = (Column("because", "Reason"), Column("source", "Source and place in it"))


def tables(
    dossier: Dossier, values: Mapping[str, Any], names: Names, standing: tuple[Standing, ...]
) -> list[Table]:
    """Reasons for what parties have most at stake, for reservation values, for all the rest."""
    first = _foremost(values)
    foremost = [one for one in standing if (one.group, one.party) in first]
    found = [_worth("reasons-foremost", "What each party has most at stake", foremost, names)]
    for slug in dossier.scenarios:
        own = [one for one in standing if one.group == f"scenarios.{slug}"]
        found.append(_scenario(slug, own, names))
    for issue in dossier.issues:
        own = [one for one in standing if one.group == f"issues.{issue}"]
        found.append(_worth(f"reasons-issues.{issue}", names["issues"][issue], own, names))
    found += [_others(standing, names), _preferences(dossier, names)]
    return found


def _foremost(values: Mapping[str, Any]) -> set[tuple[str, str]]:
    """For each party the issue with the most at stake, the first of equals."""
    stakes: dict[str, tuple[float, str]] = {}
    for issue, worth in values["worth"].items():
        for party, row in worth.items():
            modes = [judged["mode"] for judged in row.values()]
            stake = max(modes, default=0.0) - min(modes, default=0.0)
            if stake > stakes.get(party, (0.0, ""))[0]:
                stakes[party] = (stake, issue)
    return {(f"issues.{issue}", party) for party, (_, issue) in stakes.items()}


def _cited(entry: Sourced | Judgement, names: Names) -> str | None:
    """``The Iraq Study Group Report, R40``."""
    title = None if entry.source is None else names["sources"].get(entry.source, entry.source)
    return ", ".join(part for part in (title, entry.at) if part) or None


def _number(judgement: Judgement) -> str:
    mode = f"{judgement.mode:g}".replace("-", "\u2212")
    if judgement.low is None or judgement.high is None:
        return mode
    ends = f"{judgement.low:g} to {judgement.high:g}".replace("-", "\u2212")
    return f"{mode} ({ends})"


def _alike(standing: Iterable[Standing]) -> list[list[Standing]]:
    """The judgements grouped by place, by party or part, and by reason."""
    groups: dict[tuple[Any, ...], list[Standing]] = {}
    for one in standing:
        judged = one.judgement
        whose = one.part if one.group.partition(".")[0] in _BY_PART else one.party
        key = (one.group, whose, judged.source, judged.at, judged.because)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _worth(key: str, title: str, standing: list[Standing], names: Names) -> Table:
    rows: Rows = []
    several = len({one.group for one in standing}) > 1
    for group in sorted(_alike(standing), key=lambda g: _order(g[0].party, names)):
        first = group[0]
        issue = first.group.partition(".")[2]
        told = "; ".join(
            f"{names['options'][f'{issue}.{one.part}']} {_number(one.judgement)}" for one in group
        )
        about = f"{names['issues'][issue]}: {told}" if several else told
        rows.append((first.party, about, first.judgement.because, _cited(first.judgement, names)))
    columns = (Column("party", "Party", "party"), Column("worth", "Worth", unit="points"), *_WHY)
    shown = Statement("overview-foremost-reasons-reading") if several else None
    return Table(key, title, columns, tuple(rows), shown)


def _order(party: str, names: Names) -> int:
    order = list(names["parties"])
    return order.index(party) if party in order else len(order)


def _scenario(slug: str, standing: list[Standing], names: Names) -> Table:
    rows = tuple(
        (one.party, _number(one.judgement), one.judgement.because, _cited(one.judgement, names))
        for one in standing
    )
    title = f"Reservation values: {names['scenarios'][slug]}"
    worth = Column("worth", "Worth", unit="points")
    columns = (Column("party", "Party", "party"), worth, *_WHY)
    return Table(f"reasons-scenarios.{slug}", title, columns, rows)


def _others(standing: tuple[Standing, ...], names: Names) -> Table:
    """What is neither worth of options nor a reservation value."""
    parts: dict[str, Callable[[Standing], str]] = {
        "parties": lambda one: "Capacity",
        "joint_worth": lambda one: f"Combination {int(one.group.partition('.')[2]) + 1}",
        "timetable": lambda one: readable(one.part),
    }
    parts |= {kind: lambda one: _part(one, names) for kind in _BY_PART - parts.keys()}
    kept = [one for one in standing if one.group.partition(".")[0] in parts]
    rows = tuple(
        (
            parts[group[0].group.partition(".")[0]](group[0]),
            "; ".join(
                f"{names['parties'].get(one.party, readable(one.party))} "
                f"{_number(one.judgement)}".strip()
                for one in group
            ),
            group[0].judgement.because,
            _cited(group[0].judgement, names),
        )
        for group in _alike(kept)
    )
    columns = (Column("place", "Where"), Column("worth", "Judgement"), *_WHY)
    title = "Combinations, levers and capacities"
    if any(one.group.partition(".")[0] in ("timetable", "deeds", "benchmarks") for one in kept):
        title = "Combinations, levers, capacities and the timetable"
    return Table("reasons-others", title, columns, rows)


def _part(one: Standing, names: Names) -> str:
    """``Oil law: per stage``: the entry and the part of it that is judged."""
    kind, _, slug = one.group.partition(".")
    part, _, deed = one.part.partition(".")
    part = f"{part.replace('_', ' ')} {names['deeds'].get(deed, deed)}".strip()
    return f"{names[kind][slug]}: {part}"


def _preferences(dossier: Dossier, names: Names) -> Table:
    """What each party wants outside the table, statement by statement."""
    rows: Rows = []
    moves = dossier.moves
    for party, given in (moves.preferences if moves else {}).items():
        if isinstance(given, Ranking):
            told = f"A ranking of {len(given.ranking)} groups of states"
            rows.append((party, told, given.because, _cited(given, names)))
            continue
        if isinstance(given, Weighted):
            for text, weight in given.weights.items():
                said = f"{_statement(text, dossier, names)} (weight {_number(weight)})"
                own = weight if weight.source or weight.because else given
                rows.append((party, said, own.because, _cited(own, names)))
            continue
        for statement in given:
            said = _statement(statement.statement, dossier, names)
            rows.append((party, said, statement.because, _cited(statement, names)))
    columns = (Column("party", "Party", "party"), Column("prefers", "Prefers"), *_WHY)
    shown = Statement("overview-preferences-reading")
    return Table("preferences", "What the parties prefer outside the table", columns,
                 tuple(rows), shown)  # fmt: skip


def _statement(text: str, dossier: Dossier, names: Names) -> str:
    """A statement in words; as it is written where it cannot be read."""
    own = dossier.moves.parties if dossier.moves else {}
    try:
        said = in_words(language.resolve(language.parse(text), own, text), names)
    except language.StatementError:
        return text
    return said[:1].upper() + said[1:]


def in_words(expression: language.Expression, names: Names) -> str:
    """``not us.surge if sadr.raid`` with names: ``not “Send more brigades” if “Raid”``."""
    match expression:
        case language.Move(party, move):
            return f"\u201c{names['moves'].get(f'{party}.{move}', move)}\u201d"
        case language.Not(part):
            return f"not {_inner(part, names)}"
        case language.And(parts):
            return " and ".join(_inner(part, names) for part in parts)
        case language.Or(parts):
            return " or ".join(_inner(part, names) for part in parts)
        case language.If(consequence, condition):
            return f"{_inner(consequence, names)} if {_inner(condition, names)}"
        case language.Iff(left, right):
            return f"{_inner(left, names)} exactly when {_inner(right, names)}"


def _inner(expression: language.Expression, names: Names) -> str:
    """A part of a statement, in brackets where it joins several moves."""
    said = in_words(expression, names)
    plain = isinstance(expression, language.Move | language.Not)
    return said if plain else f"({said})"
