"""Which difference between two accounts alone parts a conclusion's shares of their draws.

A judgement of the other account is taken over whole, its values with its range and what it
errs together with, and the conclusion is asked again in draws of the account so changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from irenic.analyses.conclusions import HOLDS, UNDECIDED
from irenic.dossier.draws import draws
from irenic.theory import tallies

if TYPE_CHECKING:
    from irenic.analyses.conclusions import Examiner
    from irenic.analyses.dissent_differences import Compared, Difference
    from irenic.dossier.draws import Draws
    from irenic.dossier.model import Dossier
    from irenic.theory.programme import Clock

Values = dict[str, Any]

DRAWS = 256
"""Draws of each dossier in which its conclusions are asked."""

ASKED = 24
"""Differences that are taken over at most; each takes draws of its own."""


def shares(drawn: Draws, examiners: Iterable[Examiner]) -> dict[str, Values]:
    """The share of draws in which each conclusion that rests on numbers holds."""
    values, found = drawn.values(0, DRAWS), {}
    for examiner in examiners:
        verdicts = examiner.verdicts(drawn.keys, values)
        held, undecided = (verdicts == HOLDS).sum(axis=0), (verdicts == UNDECIDED).sum(axis=0)
        share = tallies.shares(held, undecided, DRAWS)
        for place, one in enumerate(examiner.conclusions):
            if one.numbers and undecided[place] < DRAWS:
                found[one.name] = {
                    "share": float(share.share[place]), "low": float(share.low[place]),
                    "high": float(share.high[place]),
                }  # fmt: skip
    return found


def closing(
    dossiers: tuple[Dossier, Dossier], examiners: Iterable[Examiner], found: Compared,
    rows: Iterable[Mapping[str, Any]], clock: Clock,
) -> list[Values] | None:  # fmt: skip
    """The differences that alone bring a share of the first account to that of the other.

    To it: so near that the intervals no longer lie apart. ``examiners`` are those of the
    first, ``rows`` the conclusions with their shares. None: not asked, because there are more
    than :data:`ASKED` differences or no time was left.
    """
    apart = {row["name"]: row for row in rows if row["shares_differ"]}
    if not apart:
        return []
    every = {one.key: one for one in (*found.differences, *found.ranges, *found.dependence)}
    if len(every) > ASKED:
        return None
    concerned = [one for one in examiners if {each.name for each in one.conclusions} & {*apart}]
    mine, theirs = (draws(one) for one in dossiers)
    closed: list[Values] = []
    for one in every.values():
        if not clock.left:
            return None
        told = shares(adopted(mine, theirs, one), concerned)
        closed += _closed(one.key, told, apart)
    return closed


def _closed(
    key: str, told: Mapping[str, Values], apart: Mapping[str, Mapping[str, Any]]
) -> Iterator[Values]:  # fmt: skip
    for name in [each for each in apart if each in told]:
        share, row = told[name], apart[name]
        if share["low"] <= row["other_high"] and row["other_low"] <= share["high"]:
            yield {"conclusion": name, "judgement": key, **share}


def adopted(mine: Draws, theirs: Draws, one: Difference) -> Draws:
    """The draws ``mine`` with one judgement as in ``theirs``: values, range and dependence."""
    to, place = mine.keys.index(one.key), theirs.keys.index(one.other_key)
    changed: dict[str, Any] = {}
    for field in ("modes", "low", "high", "weight"):
        changed[field] = getattr(mine, field).copy()
        changed[field][to] = getattr(theirs, field)[place]
    groups, group = mine.groups, mine.group.copy()
    if theirs.group[place] < 0:
        group[to] = -1
    else:
        name = theirs.groups[theirs.group[place]]
        groups = groups if name in groups else (*groups, name)
        group[to] = groups.index(name)
    return replace(mine, groups=groups, group=group, **changed)
