"""What formats of additive utilities can hold of a dossier, and on which scale.

GENIUS and GeniusWeb know parties who must all agree, issues, and utilities between 0 and 1
that are sums over issues. Worth and reservation values are brought there without changing a
gain, but for one factor that is the same for all parties:

1. where a party's worth of an issue goes below 0, the lowest is added to all options of that
   issue, and to the party's reservation value;
2. where its reservation value then is below 0, what it lacks is added to the reservation
   value and to all options of the first issue;
3. all is divided by ``scale`` points: 100, or more where a party could get more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from irenic.dossier.problems import nearest
from irenic.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.dossier.model import Dossier, Judgement

POINTS = 100.0
"""Points of a utility of 1, where no party can get more."""

_ROUNDING = 1e-9
_LOST = (
    "levers", "plans", "moves", "sources", "blocs", "notes", "summary", "as_of", "licence",
)  # fmt: skip
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Player(NamedTuple):
    """A party: slug, name, points (0 or more) of each option of each issue, reservation."""

    slug: str
    name: str
    worth: tuple[tuple[float, ...], ...]
    reservation: float

    @property
    def most(self) -> float:
        """The points of the package it likes best."""
        return sum(max(row) for row in self.worth)


class Game(NamedTuple):
    """A dossier's table: title, issues and options by unique names, and the players."""

    title: str
    issues: tuple[tuple[str, tuple[str, ...]], ...]
    players: tuple[Player, ...]


def game(dossier: Dossier, scenario: str | None = None) -> Game:
    """The game at the table of ``dossier`` if talks fail into ``scenario`` (or its first).

    Modes of judgements only; the parties whose consent is needed. Raises
    :class:`~irenic.errors.UsageError` where the game would be another one: joint worth, red
    lines, a quorum; or where there is none: no issues, no scenario.
    """
    required = required_parties(dossier)
    _refuse(dossier, required)
    chosen = dossier.scenarios[scenario_of(dossier, scenario)]
    names = _unique([(slug, issue.name or slug) for slug, issue in dossier.issues.items()])
    issues = tuple(
        (name, tuple(_unique([(o, option.name) for o, option in issue.options.items()])))
        for name, issue in zip(names, dossier.issues.values(), strict=True)
    )
    players = []
    for party in required:
        if party not in chosen:
            raise UsageError(f"the scenario has no reservation value of '{party}'")
        worth = [
            [row.mode(o) for o in issue.options] if (row := issue.worth.get(party)) else
            [0.0] * len(issue.options)
            for issue in dossier.issues.values()
        ]  # fmt: skip
        name = _UNFIT.sub(" ", dossier.parties[party].name or party)
        players.append(_shifted(party, name, worth, chosen.mode(party)))
    return Game(_UNFIT.sub(" ", dossier.title), issues, tuple(players))


def _shifted(slug: str, name: str, worth: list[list[float]], reservation: float) -> Player:
    """A player without negative points: steps 1 and 2 above."""
    lowest = [min(0.0, *row) for row in worth]
    rows = [[w - low for w in row] for low, row in zip(lowest, worth, strict=True)]
    rest = reservation - sum(lowest)
    if rest < 0:
        rows[0] = [w - rest for w in rows[0]]
        rest = 0.0
    return Player(slug, name, tuple(map(tuple, rows)), rest)


def scale(most: Sequence[float]) -> float:
    """The points that a utility of 1 stands for, given the most points of any party."""
    largest = max(most, default=0.0)
    return POINTS if largest <= POINTS * (1 + _ROUNDING) else largest


def required_parties(dossier: Dossier) -> tuple[str, ...]:
    """The parties whose consent is needed, in the order of the dossier."""
    needed = dossier.parties if dossier.required is None else dossier.required
    return tuple(party for party in dossier.parties if party in needed)


def scenario_of(dossier: Dossier, scenario: str | None) -> str:
    """The slug of the scenario meant."""
    if scenario is None and dossier.scenarios:
        return next(iter(dossier.scenarios))
    if scenario in dossier.scenarios:
        return str(scenario)
    if scenario is None:
        raise UsageError("the dossier has no scenario, so there are no reservation values")
    close = nearest(scenario, dossier.scenarios)
    raise UsageError(
        f"there is no scenario '{scenario}' ({', '.join(dossier.scenarios) or 'none at all'})"
        + (f"; did you mean '{close}'?" if close else "")
    )


def _refuse(dossier: Dossier, required: Sequence[str]) -> None:
    reasons = []
    if not dossier.issues:
        raise UsageError("the dossier has no issues, and the format holds nothing else")
    if dossier.joint_worth:
        reasons.append("joint worth (key 'joint_worth')")
    if bound := [party for party in dossier.red_lines if party in required]:
        reasons.append(f"red lines of {', '.join(bound)}")
    if dossier.quorum is not None and dossier.quorum < len(required):
        reasons.append(f"a quorum of {dossier.quorum}")
    if reasons:
        raise UsageError(
            f"the format has no place for {'; nor for '.join(reasons)}, without which it would "
            "be another game; nothing was written. Remove it from a copy of the dossier if the "
            "rest is what you want"
        )


def lost(dossier: Dossier, scenario: str | None = None) -> list[str]:
    """What of ``dossier`` formats of additive utilities leave out, as keys of the dossier."""
    found = [key for key in _LOST if getattr(dossier, key)]
    chosen = scenario_of(dossier, scenario)
    required = required_parties(dossier)
    found += [f"scenarios.{slug}" for slug in dossier.scenarios if slug != chosen]
    found += [f"parties.{party}" for party in dossier.parties if party not in required]
    found += [
        f"issues.{slug}.{key}"
        for slug, issue in dossier.issues.items()
        for key in ("default", "note")
        if getattr(issue, key)
    ]
    judged = list(_judgements(dossier, chosen))
    if any(each.low is not None for each in judged):
        found.append("ranges of judgements (low, high)")
    if any(each.because or each.at for each in judged):
        found.append("reasons of judgements (at, because)")
    return found


def _judgements(dossier: Dossier, scenario: str) -> Iterator[Judgement]:
    for issue in dossier.issues.values():
        for row in issue.worth.values():
            yield from (row[slug] for slug in row.slugs())
    own = dossier.scenarios[scenario]
    yield from (own[slug] for slug in own.slugs())


def _unique(named: Sequence[tuple[str, str]]) -> list[str]:
    """Names by which things can be told apart: the slug added where a name comes again."""
    found: list[str] = []
    for slug, name in named:
        clean = " ".join(_UNFIT.sub(" ", name).split()) or slug
        unique = clean if clean not in found else f"{clean} ({slug})"
        while unique in found:
            unique += "'"
        found.append(unique)
    return found
