"""Wording of the statements that ``debrief`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.report.words.lists import count, fixed, join, option, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _none(statement: Statement, names: Names) -> str:
    return f"Group {statement.evidence['group']} reached no agreement: everybody stays at no deal."


def _group(statement: Statement, names: Names) -> str:
    found = statement.evidence
    lost = [party(slug, names) for slug in found["lost"]]
    passes = "passes" if found["passes"] else "does not pass"
    text = f"The package of group {found['group']} {passes}"
    if lost:
        text += f"; {join(lost)} would have been better off without it, or must refuse it"
    elif found["acceptable"]:
        text += "; everybody whose consent is needed is at least as well off as without it"
    if found["efficient"] is True:
        return f"{text}. Nobody could have had more without another's loss."
    if found["left"] is None:
        return f"{text}. Whether something better was left on the table was not settled in time."
    changes = join(
        f"'{option(issue, new, names)}' for '{option(issue, old, names)}' "
        f"({names['issues'][issue]})"
        for issue, (old, new) in found["left"]["changes"].items()
    )
    required = set(found["required"])
    gains = [
        f"{points(change)} for {party(slug, names)}"
        for slug, change in found["left"]["change"].items()
        if change > 0 and slug in required
    ]
    return (
        f"{text}. Left on the table: {changes} would have brought {join(gains)}, and cost "
        "nobody whose consent is needed anything."
    )


def _possible(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = (
        f"Of the packages acceptable to all, the highest sum of gains is "
        f"{points(found['highest_total'])}, and the highest smallest gain "
        f"{points(found['highest_smallest'])}"
    )
    if not found["highest_proven"]:
        return f"{text}, as far as found in the time allowed."
    if found["highest_together"] is None:
        return f"{text}."
    return f"{text}; {'one package has' if found['highest_together'] else 'no package has'} both."


def _reading(statement: Statement, names: Names) -> str:
    found = statement.evidence
    shown = count(len(found["groups"]), "group")
    text = f"Each large mark is the package of {shown if len(found['groups']) > 1 else 'the group'}"
    if not found["frontier"]:
        return f"{text}; no package was acceptable to all. Higher and further right is better."
    return (
        f"{text}; the small ones are packages on the frontier. Further right the parties "
        "together gain more, higher up the one that gains least does better."
    )


def _alt(statement: Statement, names: Names) -> str:
    rows = (
        f"{group}: sum {points(total)}, smallest {points(least)}"
        for group, (total, least) in statement.evidence["groups"].items()
    )
    return f"Outcomes by sum of gains and smallest gain. {'; '.join(rows)}."


def _unproven(statement: Statement, names: Names) -> str:
    groups = join(statement.evidence["groups"])
    return f"Whether something better was left was not settled in the time allowed for: {groups}."


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "debrief-none": _none,
    "debrief-group": _group,
    "debrief-possible": _possible,
    "debrief-figure-reading": _reading,
    "debrief-figure-alt": _alt,
    "debrief-sums": fixed(
        "Sums add points of different parties, which are on scales of their own: they compare "
        "groups that played the same game, and nothing else."
    ),
    "debrief-unproven": _unproven,
}
