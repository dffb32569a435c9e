"""Two dossiers of one case laid side by side: what is in one only, what is judged otherwise.

Entries are matched by their slugs; nothing is guessed from names. Combinations with joint
worth have no slug and are matched by what they combine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.dossier.draws import draws
from irenic.dossier.judgements import judgements
from irenic.dossier.model import Entry, Judgement, Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from irenic.dossier.draws import Draws
    from irenic.dossier.model import Dossier

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

Values = dict[str, Any]

THIS, OTHER = "this", "other"

_SAID = {"name", "note", "source", "at", "because", "moves_with", "summary", "wants"}
"""Fields of entries that say something to people and decide nothing."""


@dataclass(frozen=True)
class Difference:
    """A judgement that both dossiers have, at other values.

    ``key`` in this dossier, ``other_key`` in the other: they differ only in the number of a
    combination.
    """

    key: str
    other_key: str
    this: Judgement
    other: Judgement

    @property
    def by(self) -> float:
        """By how much the other's value is higher."""
        return self.other.mode - self.this.mode

    @property
    def overlap(self) -> bool | None:
        """Whether the ranges have a value in common; None where neither has a range."""
        if self.this.low is None and self.other.low is None:
            return None
        mine, theirs = _ends(self.this), _ends(self.other)
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]

    @property
    def effort(self) -> float:
        """The difference in half widths of the wider range; infinite where neither has one."""
        widths = [high - low for low, high in (_ends(self.this), _ends(self.other))]
        return abs(self.by) / (max(widths) / 2) if max(widths) > 0 else float("inf")

    def row(self) -> Values:
        """It as documented values."""
        (low, high), (other_low, other_high) = _ends(self.this), _ends(self.other)
        mine, theirs = self.this.low is not None, self.other.low is not None
        return {
            "judgement": self.key, "by": self.by, "overlap": self.overlap,
            "this": self.this.mode, "this_low": low if mine else None,
            "this_high": high if mine else None,
            "other": self.other.mode, "other_low": other_low if theirs else None,
            "other_high": other_high if theirs else None,
            "this_in_other": other_low <= self.this.mode <= other_high if theirs else None,
            "other_in_this": low <= self.other.mode <= high if mine else None,
        }  # fmt: skip


def _ends(one: Judgement) -> tuple[float, float]:
    low, high = one.low, one.high
    return one.mode if low is None else low, one.mode if high is None else high


@dataclass(frozen=True)
class Compared:
    """The judgements of two dossiers, matched.

    ``differences``: of those in both, the ones with another most likely value, the largest in
    their own ranges first; ``same``: how many have the same; ``ranges``: those of them with
    another range; ``dependence``: those of both that err together otherwise
    with some other of them; ``one_sided``: key and which
    dossier has it, where both have what it is about.
    """

    differences: tuple[Difference, ...]
    same: int
    ranges: tuple[Difference, ...]
    dependence: tuple[Difference, ...]
    one_sided: tuple[tuple[str, str], ...]

    @property
    def both(self) -> int:
        """How many judgements both dossiers have."""
        return len(self.differences) + self.same


def compared(dossier: Dossier, other: Dossier) -> Compared:
    """The judgements of ``dossier`` and ``other``, matched by their keys."""
    mine = {one.key: one.judgement for one in judgements(dossier)}
    numbers = _same_combinations(dossier, other)
    theirs = {_renumbered(one.key, numbers): (one.key, one.judgement) for one in judgements(other)}
    both = [
        Difference(k, theirs[k][0], one, theirs[k][1]) for k, one in mine.items() if k in theirs
    ]
    unlike = [one for one in both if one.by != 0]
    order = sorted(
        unlike, key=lambda one: (one.overlap is True, -_finite(one.effort), -abs(one.by))
    )
    missing = {slug.rpartition(".")[2] for _, slug, _ in only(dossier, other)}
    lone = [(key, THIS) for key in mine if key not in theirs]
    lone += [(theirs[key][0], OTHER) for key in theirs if key not in mine]
    told = tuple((key, where) for key, where in lone if not missing & {*key.split(".")})
    alike = [one for one in both if one.by == 0]
    ranges = tuple(one for one in alike if _ends(one.this) != _ends(one.other))
    return Compared(tuple(order), len(alike), ranges, _dependence(dossier, other, both), told)


def _dependence(dossier: Dossier, other: Dossier, both: list[Difference]) -> tuple[Difference, ...]:
    """Those of ``both`` whose correlation with another of them is not the same.

    Correlations are compared, not what is written: how a group is called, or whether all its
    weights are turned round, makes no difference to any draw. Those without a range in one
    account cannot err together there and say nothing.
    """
    mine, theirs = draws(dossier), draws(other)
    first, second = ({key: i for i, key in enumerate(one.keys)} for one in (mine, theirs))
    places = np.array([(first[one.key], second[one.other_key]) for one in both], dtype=int)
    at, foreign = places.reshape(-1, 2).T
    ranged = (mine.low < mine.high)[at] & (theirs.low < theirs.high)[foreign]
    held = np.flatnonzero(ranged & ((mine.group[at] >= 0) | (theirs.group[foreign] >= 0)))
    return tuple(
        both[place]
        for place in held.tolist()
        if _unlike(
            _moving(mine, at[place], at[held]), _moving(theirs, foreign[place], foreign[held])
        )
    )


def _moving(drawn: Draws, place: int, among: Integers) -> Floats:
    """Correlations of the judgement at ``place`` with those at ``among``, 0 with itself."""
    alike = (drawn.group[among] == drawn.group[place]) & (drawn.group[place] >= 0)
    found: Floats = alike * drawn.weight[among] * drawn.weight[place] * (among != place)
    return found


def _unlike(mine: Floats, theirs: Floats) -> bool:
    return not np.allclose(mine, theirs, rtol=0.0, atol=1e-9)


def _finite(effort: float) -> float:
    """An effort by which to sort: without a range it says nothing of how sure anybody is."""
    return effort if effort != float("inf") else 0.0


def _same_combinations(dossier: Dossier, other: Dossier) -> dict[int, int]:
    """The other's numbers of combinations -> this dossier's for the same combination."""
    left = {number: _combined(term) for number, term in enumerate(dossier.joint_worth)}
    found = {}
    for number, term in enumerate(other.joint_worth):
        match = next((mine for mine, held in left.items() if held == _combined(term)), None)
        if match is not None:
            found[number] = match
            del left[match]
    return found


def _combined(term: Any) -> dict[str, frozenset[str]]:
    return {issue: frozenset(options) for issue, options in term.when.options.items()}


def _renumbered(key: str, numbers: Mapping[int, int]) -> str:
    kind, _, rest = key.partition(".")
    if kind != "joint_worth":
        return key
    number, _, rest = rest.partition(".")
    found = numbers.get(int(number))
    # No dossier has a combination of that number: it is the other's alone.
    return f"{kind}.{found if found is not None else f'other-{number}'}.{rest}"


def only(dossier: Dossier, other: Dossier) -> list[tuple[str, str, str]]:
    """What is in one dossier only: kind, slug (``issue.option`` for options), which dossier."""
    mine, theirs = _entries(dossier), _entries(other)
    return [
        (kind, slug, where)
        for kind in mine
        for where, own, others in ((THIS, mine, theirs), (OTHER, theirs, mine))
        for slug in own[kind]
        # An option of an issue that is missing altogether goes without saying.
        if slug not in others[kind]
        and (kind != "options" or slug.partition(".")[0] in others["issues"])
    ]


def _entries(dossier: Dossier) -> dict[str, list[str]]:
    timetable = dossier.timetable
    return {
        "parties": [*dossier.parties],
        "issues": [*dossier.issues],
        "options": [f"{i}.{o}" for i, issue in dossier.issues.items() for o in issue.options],
        "scenarios": [*dossier.scenarios],
        "levers": [*dossier.levers],
        "plans": [*dossier.plans],
        "deeds": [*timetable.deeds] if timetable else [],
        "guarantees": [*timetable.guarantees] if timetable else [],
        "benchmarks": [*dossier.benchmarks],
    }


def rules(dossier: Dossier, other: Dossier) -> Iterator[tuple[str, str]]:
    """What both dossiers have with other rules, judgements apart: kind and slug."""
    consent = [
        (one.required and {*one.required}, one.quorum, {*one.veto}) for one in (dossier, other)
    ]
    if consent[0] != consent[1]:
        yield "consent", ""
    mine, theirs = _ruled(dossier), _ruled(other)
    for kind, own in mine.items():
        for slug, entry in own.items():
            if slug in theirs[kind] and _bare(entry) != _bare(theirs[kind][slug]):
                yield kind, slug
    lines = {*dossier.red_lines} ^ {*other.red_lines}
    yield from (("red_lines", party) for party in sorted(lines) if _known(party, dossier, other))


def _known(party: str, *dossiers: Dossier) -> bool:
    return all(party in one.parties for one in dossiers)


def _ruled(dossier: Dossier) -> dict[str, Mapping[str, Any]]:
    timetable = dossier.timetable
    return {
        "issues": {slug: issue.default for slug, issue in dossier.issues.items()},
        "red_lines": dossier.red_lines,
        "levers": dossier.levers,
        "plans": dossier.plans,
        "deeds": timetable.deeds if timetable else {},
        "guarantees": timetable.guarantees if timetable else {},
    }


def _bare(node: Any) -> Any:
    """What an entry decides, without judgements and what is only said."""
    if node is None or isinstance(node, Judgement | Row):
        return None
    if isinstance(node, Entry):
        fields = (f for f in type(node).model_fields if f not in _SAID)
        return {f: _bare(getattr(node, f)) for f in fields}
    if isinstance(node, Mapping):
        return {key: _bare(inner) for key, inner in node.items()}
    if isinstance(node, tuple | list):
        return [_bare(inner) for inner in node]
    return node
