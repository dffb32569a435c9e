"""Writes the table of a dossier as a domain of GeniusWeb (see :mod:`irenic.formats.geniusweb`)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from irenic.errors import UsageError
from irenic.formats.additive import Game, Player, game, lost, scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.dossier.model import Dossier

__all__ = ["NO_DEAL", "lost", "points", "write"]

NO_DEAL = "No deal (Irenic)"
"""The name of an issue with one value, whose worth makes up for what a bid cannot say.

GeniusWeb knows no reservation values but the utility of a bid. Few reservation values are that
of a package. So the reservation bid is a package worth c points more than the reservation value,
but without this issue, while every agreement has it, and with it c points more.
"""

_VALUE = "agreement"
_DIGITS = 15
"""Digits of weights; a float holds as many exactly, so that they can add up to exactly 1."""
_UNITS = 10**_DIGITS
_EXACT = 1e-11
"""Points within which a package is worth a reservation value."""

_BUCKETS = 2000


class _Bid(NamedTuple):
    """A reservation bid: an option of each issue, and the points it has too many."""

    options: tuple[int, ...]
    excess: float


def points(dossier: Dossier, scenario: str | None = None) -> float:
    """The points of the dossier that a utility of 1 stands for in what :func:`write` gives."""
    table = game(dossier, scenario)
    return _points(table, [_bid(player) for player in table.players])


def write(dossier: Dossier, scenario: str | None = None) -> dict[str, str]:
    """The files of the domain, by name: ``domain.json``, and a profile for each party.

    Utilities are the points of :mod:`irenic.formats.additive` divided by :func:`points`, so
    gains read back are those of the dossier times 100 / :func:`points`. Weights add up to
    exactly 1. Raises :class:`~irenic.errors.UsageError` where a domain would be another game,
    also for a party that no package gives its reservation value: no bid can say that.
    """
    table = game(dossier, scenario)
    if any(name == NO_DEAL for name, _ in table.issues):
        raise UsageError(f"an issue is called '{NO_DEAL}', which means something in these files")
    bids = [_bid(player) for player in table.players]
    unit = _points(table, bids)
    helped = any(bid.excess > 0 for bid in bids)
    content = _domain(table, helped)
    files = {"domain.json": _json(content)}
    for player, bid in zip(table.players, bids, strict=True):
        name = f"{player.slug}.json"
        while name.lower() in {known.lower() for known in files}:
            name = f"{name.removesuffix('.json')}-party.json"
        rows = [*player.worth, (bid.excess,)] if helped else [*player.worth]
        files[name] = _json(_profile(content, player, [[w / unit for w in row] for row in rows],
                                     _values(table, bid)))  # fmt: skip
    return files


def _points(table: Game, bids: Sequence[_Bid]) -> float:
    most = [player.most + bid.excess for player, bid in zip(table.players, bids, strict=True)]
    return scale(most)


def _bid(player: Player) -> _Bid:
    """A package worth at least the reservation value, and little more if one is found.

    Issue by issue, of the sums that fall into the same small bucket only the largest is kept,
    so that the package a party likes best is never lost.
    """
    width = max(player.most / _BUCKETS, _EXACT)
    reached: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for row in player.worth:
        grown: dict[int, tuple[float, tuple[int, ...]]] = {}
        for total, options in reached.values():
            for place, worth in enumerate(row):
                bucket = int((total + worth) / width)
                if bucket not in grown or grown[bucket][0] < total + worth:
                    grown[bucket] = total + worth, (*options, place)
        reached = grown
    enough = [each for each in reached.values() if each[0] >= player.reservation - _EXACT]
    if not enough:
        raise UsageError(
            f"'{player.slug}' gets its reservation value from no package at all, which a "
            "GeniusWeb profile cannot say; write the domain for GENIUS (--format genius)"
        )
    total, options = min(enough)
    excess = total - player.reservation
    return _Bid(options, excess if excess > _EXACT else 0.0)


def _values(table: Game, bid: _Bid) -> dict[str, str]:
    return {
        name: values[option]
        for (name, values), option in zip(table.issues, bid.options, strict=True)
    }


def _domain(table: Game, helped: bool) -> dict[str, Any]:
    issues = {name: {"values": list(values)} for name, values in table.issues}
    if helped:
        issues[NO_DEAL] = {"values": [_VALUE]}
    return {"name": _simple(table.title) or "domain", "issuesValues": issues}


def _profile(
    content: dict[str, Any], player: Player, rows: list[list[float]], bid: dict[str, str]
) -> dict[str, Any]:
    weights = _weights([max(row) for row in rows])
    utilities = {}
    for (name, issue), row, weight in zip(
        content["issuesValues"].items(), rows, weights, strict=True
    ):
        shares = [min(1.0, utility / weight) if weight else 0.0 for utility in row]
        utilities[name] = {
            "DiscreteValueSetUtilities": {
                "valueUtilities": dict(zip(issue["values"], map(_whole, shares), strict=True))
            }
        }
    return {"LinearAdditiveUtilitySpace": {
        "issueUtilities": utilities,
        "issueWeights": dict(zip(content["issuesValues"], map(_whole, weights), strict=True)),
        "domain": content,
        "name": _simple(player.slug),
        "reservationBid": {"issuevalues": bid},
    }}  # fmt: skip


def _weights(most: Sequence[float]) -> list[float]:
    """Weights of 15 digits that add up to 1: the most of each issue, and the heaviest the rest."""
    units = [round(each * _UNITS) for each in most]
    units[units.index(max(units))] += _UNITS - sum(units)
    return [each / _UNITS for each in units]


def _simple(text: str) -> str:
    """``text`` in letters and digits of ASCII, all that GeniusWeb allows in names of profiles."""
    return re.sub("[^A-Za-z0-9]", "", text)


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
