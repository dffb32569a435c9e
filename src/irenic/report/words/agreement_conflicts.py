"""Wording of who cannot agree with whom, and of the concessions that would open a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, fixed, join, option, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from irenic.analyses.result import Names, Statement

_LISTED = 4
"""Issues, or sets of issues, that a sentence names before it counts the rest."""


def _parties(slugs: Iterable[str], names: Names) -> str:
    return join(party(slug, names) for slug in slugs)


def _points(number: float) -> str:
    text = points(number) if number >= 0.05 else f"{number:.1g}"
    return f"{text} point" if text == "1" else f"{text} points"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share >= 0.001 else "less than 0.1%"


def _conflict(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = found["parties"]
    if len(who) > 1 and not found["first"]:
        text = f"Nor can {_parties(who, names)} agree among themselves"
    elif len(who) == 1:
        text = f"{party(who[0], names)} accepts no package at all, whoever else is left out"
    else:
        text = (
            f"{_parties(who, names)} cannot agree among themselves, whoever else is left out; "
            "with any one of them away, the others could"
        )
    turns = _turns(found["turns_on"], names) if len(who) > 1 else _own(found["turns_on"], names)
    return f"{text}{turns}.{_room(found['room'], names)}"


def _own(sets: Sequence[Sequence[str]] | None, names: Names) -> str:
    """What would let a party accept something that accepts nothing: only red lines can."""
    if not sets:
        return ""
    told = [join(names["issues"][issue] for issue in some) for some in sets]
    return f"; with its red lines on {join(told, 'or')} set aside it could"


def _turns(sets: Sequence[Sequence[str]] | None, names: Names) -> str:
    """What would end a conflict, as the end of a sentence."""
    if sets is None:
        return ". On which issues it turns was not looked into"
    if not sets:
        return ". Even if each had its own best option on any three issues, they could not agree"
    told = [join(names["issues"][issue] for issue in some) for some in sets]
    if len(sets[0]) == 1 and len(told) <= _LISTED:
        return f"; the quarrel turns on {join(told, 'or')}"
    some = told[:_LISTED]
    more = len(told) - len(some)
    if len(sets[0]) == 1:
        return (
            f"; were each given its own best option on any one issue out of {len(told)}, they could"
        )
    listed = "; or ".join(some) + (f"; or {more} more such sets" if more else "")
    return f"; the quarrel turns on {len(sets[0])} issues together: {listed}"


def _room(rises: Sequence[Mapping[str, Any]] | None, names: Names) -> str:
    """On which issues giving way would help most, as a sentence after another."""
    if not rises:
        return ""
    first, *others = rises
    told = [
        f"{names['issues'][first['issue']]} (whoever of them is worst off could then gain "
        f"{_points(first['rise'])} more)"
    ]
    told += [f"{names['issues'][one['issue']]} ({_points(one['rise'])})" for one in others]
    return f" Most room would come of giving each its own best option on {join(told, 'or')}."


def _more(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["complete"]:
        also = f"{count(found['count'], 'more such set')} were found and " if found["count"] else ""
        return (
            f"Not all sets of parties that cannot agree were looked for to the end: {also}there "
            "may be others."
        )
    if found["count"] == 1:
        return "There is 1 more such set of parties; the table has them all."
    return f"There are {found['count']:,} more such sets of parties; the table has them all."


def _largest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["parties"]:
        return "Nobody accepts any package, not even alone."
    if found["count"] > 1:
        return (
            f"At most {len(found['parties'])} parties can agree as things stand, in "
            f"{found['count']:,} different ways; one of them leaves out "
            f"{_parties(found['left_out'], names)}."
        )
    return (
        f"The largest set of parties that can agree leaves out "
        f"{_parties(found['left_out'], names)} only."
    )


def _concessions(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = join(
        f"{party(slug, names)} by {_points(much)}" for slug, much in found["concessions"].items()
    )
    package = "the nearest package, told above" if found["nearest"] else "; ".join(
        f"{names['issues'][issue]}: {option(issue, chosen, names)}"
        for issue, chosen in found["concession_package"].items()
    )  # fmt: skip
    which = (
        "The smallest joint concession that opens a deal: the reservation value"
        if found["proven"]
        else (
            "The smallest joint concession found (that none is smaller is not proven; none is "
            f"below {_percent(found['concessions_bound'])} in all): the reservation value"
        )
    )
    return (
        f"{which} would have to fall for {told}, in all "
        f"{_percent(found['concessions_share'])} of what is at stake for them. It leads to "
        f"{package}."
    )


def _alone(statement: Statement, names: Names) -> str:
    told = join(
        f"{party(slug, names)} by {_points(much)}"
        for slug, much in statement.evidence["points"].items()
    )
    one = "this concession" if len(statement.evidence["points"]) == 1 else "any one of these"
    return f"If nobody else moved, {one} would be enough: {told}."


def _not_alone(statement: Statement, names: Names) -> str:
    blocked = statement.evidence["blocked"]
    groups: dict[tuple[str, ...], list[str]] = {}
    own = []
    for slug, conflict in blocked.items():
        if conflict is None:
            own.append(slug)
        else:
            groups.setdefault(tuple(conflict), []).append(slug)
    told = [
        f"Lowering the reservation value of {join((party(s, names) for s in slugs), 'or')} alone "
        f"cannot help: {_parties(conflict, names)} would still not agree."
        if len(conflict) > 1
        else f"Lowering the reservation value of {join((party(s, names) for s in slugs), 'or')} "
        f"alone cannot help: {party(conflict[0], names)} would still accept nothing."
        for conflict, slugs in groups.items()
    ]
    if own:
        told.append(
            f"Lowering the reservation value of {join((party(s, names) for s in own), 'or')} alone "
            "does not open a deal either."
        )
    return " ".join(told)


def _conflicts_reading(statement: Statement, names: Names) -> str:
    text = (
        "Each row is a set of parties that cannot agree, and could if any one of them stayed "
        "away. It turns on an issue if, with each of them given its own best option there and "
        "their red lines on it set aside, they could agree on the rest. So many issues have to be "
        "given together, in so many ways; of many single issues those are named that would help "
        "most."
    )
    return text if statement.evidence["complete"] else f"{text} There may be other sets."


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "agreement-conflict": _conflict,
    "agreement-more-conflicts": _more,
    "agreement-largest": _largest,
    "agreement-concessions": _concessions,
    "agreement-concessions-none": fixed(
        "No concession of reservation values would open a deal: red lines alone exclude every "
        "package, so a red line has to move first."
    ),
    "agreement-concessions-unknown": fixed(
        "No joint concession that opens a deal was found in the time allowed; that there is none "
        "is not proven."
    ),
    "agreement-concession-alone": _alone,
    "agreement-concession-not-alone": _not_alone,
    "agreement-conflicts-reading": _conflicts_reading,
    "agreement-concessions-reading": fixed(
        "By how many points each party would have to lower what it expects without a deal, "
        "together or if it alone moved; an empty cell: its own concession would not be enough, or "
        "this was not found out."
    ),
}
