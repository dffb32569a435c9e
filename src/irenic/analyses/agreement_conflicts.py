"""No deal? Who cannot agree with whom, on which issues it turns, and what would open a deal.

The numbers come from :mod:`irenic.theory.conflicts`, :mod:`irenic.theory.turning_issues`
and :mod:`irenic.theory.concessions`; the words are in
:mod:`irenic.report.words.agreement_conflicts`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Column, Statement, Table
from irenic.theory.concessions import Concessions, concessions, stakes
from irenic.theory.conflicts import conflicts as theory_conflicts
from irenic.theory.turning_issues import room, turning_issues

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.theory.packages import Progress

Values = Mapping[str, Any]

TOLD = 3
"""Minimal conflicts that are told one by one; the table has them all."""

MANY = 4
"""Issues of which any one would end a conflict, above which it turns on none in particular."""


def conflicts(
    given: Arrays,
    limit: int = 200,
    seconds: float = math.inf,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Who cannot agree, and what would open a deal, as the values of ``agreement``.

    At most ``limit`` sets of each kind, in about ``seconds`` (half of them for the
    conflicts, half of what is then left for the concessions, the rest for the issues):

    - ``minimal_conflicts``: the smallest sets of required parties that cannot agree among
      themselves, the smallest first; ``maximal_agreements``: the largest sets that can,
      the largest first; ``conflicts_complete``: whether both lists are whole;
    - ``turns_on``: for each minimal conflict the smallest sets of issues (at most three)
      such that its parties could agree if each had its own best option on these; empty
      where there is none, None where it was not found out; ``room``: for the first
      conflicts that turn on no issue in particular, the ``issue`` on which giving each its
      own best option brings the highest smallest gain up most, with the ``rise`` in
      points, at most three, the largest first; None elsewhere or where it was not found out;
    - ``concessions``: party -> points by which its reservation value falls in the smallest
      joint concession that opens a deal, those that fall at all; empty where there is a
      deal already, None where none helps or none was found; ``concession_package``: the
      package it leads to, or None; ``concessions_share``: the sum of the concessions over
      ``stakes`` (party -> points at stake for it); ``concessions_bound``: no joint
      concession has a smaller sum; None where no concession helps;
      ``concessions_ties``: packages found that ask as little, of at most ``limit``;
    - ``concessions_alone``: party -> points by which its reservation value alone would
      have to fall (0 where there is a deal), or None where that would not be enough or
      was not found out; ``concessions_proven``: whether all this about concessions is
      proven.
    """
    end = time.monotonic() + seconds
    space = given.space
    found = theory_conflicts(space, limit, seconds / 2, progress=progress)
    if found.complete and not found.minimal:
        return _agreed(given)
    left = max(0.0, end - time.monotonic())
    needed = concessions(space, limit, left / 2, progress=progress)
    if needed.share == 0:
        return _agreed(given)
    left = max(0.0, end - time.monotonic())
    issues = turning_issues(space, found.minimal, left, progress=progress)
    left = max(0.0, end - time.monotonic())
    return {
        "minimal_conflicts": [_slugs(given, parties) for parties in found.minimal],
        "maximal_agreements": [_slugs(given, parties) for parties in found.maximal],
        "conflicts_complete": found.complete,
        "turns_on": [
            None if sets is None else [[given.issues[i] for i in some] for some in sets]
            for sets in issues
        ],
        "room": _room(given, found.minimal, issues, left, progress),
        **_concessions(given, needed),
    }


def _room(
    given: Arrays,
    sets: Sequence[tuple[int, ...]],
    issues: Sequence[Sequence[Sequence[int]] | None],
    seconds: float,
    progress: Progress | None,
) -> list[list[dict[str, Any]] | None]:
    """The issues that make most room, for the conflicts that are told and turn on none alone."""
    vague = [
        place
        for place, some in enumerate(issues[:TOLD])
        if len(sets[place]) > 1 and some is not None and (not some or len(some) > MANY)
    ]
    told = room(given.space, [sets[place] for place in vague], seconds, progress=progress)
    rises = dict(zip(vague, told, strict=True))
    return [
        None
        if (found := rises.get(place)) is None
        else [{"issue": given.issues[issue], "rise": rise} for issue, rise in found]
        for place in range(len(sets))
    ]


def _slugs(given: Arrays, parties: tuple[int, ...]) -> list[str]:
    return [given.parties[party] for party in parties]


def _stakes(given: Arrays) -> dict[str, float]:
    return dict(zip(given.required, stakes(given.space).tolist(), strict=True))


def _agreed(given: Arrays) -> dict[str, Any]:
    """The values where some package is acceptable to all."""
    return {
        "minimal_conflicts": [],
        "maximal_agreements": [list(given.required)],
        "conflicts_complete": True,
        "turns_on": [],
        "room": [],
        "concessions": {},
        "concession_package": None,
        "concessions_share": 0.0,
        "concessions_bound": 0.0,
        "concessions_ties": 0,
        "concessions_alone": dict.fromkeys(given.required, 0.0),
        "concessions_proven": True,
        "stakes": _stakes(given),
    }


def _concessions(given: Arrays, needed: Concessions) -> dict[str, Any]:
    proven = needed.proven and all(alone.proven for alone in needed.alone)
    joint = None
    if needed.packages:
        pairs = zip(given.required, needed.joint[0].tolist(), strict=True)
        joint = {party: points for party, points in pairs if points > 0}
    return {
        "concessions": joint,
        "concession_package": given.package(needed.packages[0]) if needed.packages else None,
        "concessions_share": needed.share,
        "concessions_bound": needed.bound if math.isfinite(needed.bound) else None,
        "concessions_ties": len(needed.packages),
        "concessions_alone": {
            party: alone.points for party, alone in zip(given.required, needed.alone, strict=True)
        },
        "concessions_proven": proven,
        "stakes": _stakes(given),
    }


def statements(values: Values) -> tuple[Statement, ...]:
    """Findings: the smallest conflicts, who can agree, and the smallest joint concession."""
    if values["minimal_conflicts"] is None or values["concessions"] == {}:
        return ()
    told = list(zip(values["minimal_conflicts"], values["turns_on"], values["room"], strict=True))
    found = [
        Statement(
            "agreement-conflict",
            "",
            {"parties": parties, "turns_on": issues, "room": rises, "first": place == 0},
        )
        for place, (parties, issues, rises) in enumerate(told[:TOLD])
    ]
    if len(told) > TOLD or not values["conflicts_complete"]:
        evidence = {
            "count": len(told) - min(len(told), TOLD),
            "complete": values["conflicts_complete"],
        }
        found.append(Statement("agreement-more-conflicts", "", evidence))
    if values["conflicts_complete"]:
        largest = values["maximal_agreements"][0]
        left_out = [party for party in values["concessions_alone"] if party not in largest]
        count = sum(len(other) == len(largest) for other in values["maximal_agreements"])
        evidence = {"parties": largest, "left_out": left_out, "count": count}
        found.append(Statement("agreement-largest", "", evidence))
    found.append(_joint(values))
    return tuple(found)


def _joint(values: Values) -> Statement:
    if values["concessions"] is None:
        kind = "none" if values["concessions_bound"] is None else "unknown"
        return Statement(f"agreement-concessions-{kind}")
    keys = ("concessions", "concession_package", "concessions_share", "concessions_bound")
    evidence = {key: values[key] for key in keys}
    near = values.get("nearest")
    first = near["ties"][0]["package"] if near else None
    evidence["nearest"] = first is not None and first == values["concession_package"]
    evidence["proven"] = values["concessions_share"] - values["concessions_bound"] <= 1e-6
    return Statement("agreement-concessions", "", evidence)


def reasons(values: Values) -> tuple[Statement, ...]:
    """For whom a concession of its own would be enough, and what stands in the way otherwise."""
    if values["concessions"] == {} or values["concessions"] is None:
        return ()
    alone = values["concessions_alone"]
    enough = {party: points for party, points in alone.items() if points is not None}
    found = []
    if enough:
        found.append(Statement("agreement-concession-alone", "", {"points": enough}))
    if len(enough) < len(alone) and values["concessions_proven"]:
        lacking = {
            party: next((c for c in values["minimal_conflicts"] if party not in c), None)
            for party, points in alone.items()
            if points is None
        }
        found.append(Statement("agreement-concession-not-alone", "", {"blocked": lacking}))
    return tuple(found)


def tables(values: Values) -> tuple[Table, ...]:
    """The minimal conflicts with the issues they turn on, and the concessions."""
    if values["minimal_conflicts"] is None or values["concessions"] == {}:
        return ()
    found = []
    if values["minimal_conflicts"]:
        found.append(_conflicts_table(values))
    if values["concessions"] is not None:
        found.append(_concessions_table(values))
    return tuple(found)


def _conflicts_table(values: Values) -> Table:
    rows = []
    columns = (values["minimal_conflicts"], values["turns_on"], values["room"])
    for parties, sets, rises in zip(*columns, strict=True):
        told = [issue for some in sets or () for issue in some]
        if sets and len(sets) > MANY and len(sets[0]) == 1:
            told = [one["issue"] for one in rises or ()]
        together = len(sets[0]) if sets else None
        ways = None if sets is None else len(sets)
        rows.append((tuple(parties), tuple(dict.fromkeys(told)) or None, together, ways))
    evidence = {"complete": values["conflicts_complete"]}
    return Table(
        "agreement-conflicts",
        "Who cannot agree, even among themselves",
        (
            Column("parties", "Parties", "party"),
            Column("issues", "Turns on", "issue"),
            Column("together", "Issues together", "number"),
            Column("ways", "Ways", "number"),
        ),
        tuple(rows),
        Statement("agreement-conflicts-reading", "", evidence),
    )


def _concessions_table(values: Values) -> Table:
    joint, alone, scale = values["concessions"], values["concessions_alone"], values["stakes"]
    return Table(
        "agreement-concessions",
        "How far reservation values would have to come down",
        (
            Column("party", "Party", "party"),
            Column("joint", "In the smallest joint concession", "number", "points"),
            Column("share", "Share of what is at stake for it", "number", "%"),
            Column("alone", "If no other moved", "number", "points"),
        ),
        tuple(
            (
                party, joint.get(party, 0.0),
                round(100 * joint.get(party, 0.0) / scale[party], 1), alone[party],
            )
            for party in alone
        ),
        Statement("agreement-concessions-reading"),
    )  # fmt: skip
