"""Writes the table of a dossier as a domain of GENIUS (see :mod:`irenic.formats.genius`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from irenic.formats.additive import Game, Player, game, lost, scale

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier

__all__ = ["lost", "points", "write"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def points(dossier: Dossier, scenario: str | None = None) -> float:
    """The points of the dossier that a utility of 1 stands for in what :func:`write` gives."""
    return _points(game(dossier, scenario))


def write(dossier: Dossier, scenario: str | None = None) -> dict[str, str]:
    """The files of the domain, by name: ``domain.xml``, and a profile for each party.

    Evaluations are the points of :mod:`irenic.formats.additive`, or shares of the most where
    that is 1 point or less; the weight of an issue is the most points it can give, divided by
    :func:`points`. So gains read back are those of the dossier times 100 / :func:`points`.
    Raises :class:`~irenic.errors.UsageError` where a domain would be another game.
    """
    table = game(dossier, scenario)
    files = {"domain.xml": _domain(table)}
    for player in table.players:
        name = f"{player.slug}.xml"
        while name.lower() in {known.lower() for known in files}:
            name = f"{name.removesuffix('.xml')}-party.xml"
        files[name] = _profile(table, player, _points(table))
    return files


def _points(table: Game) -> float:
    return scale([max(player.most, player.reservation) for player in table.players])


def _domain(table: Game) -> str:
    lines = ["<negotiation_template>", _opening(table, ""), _objective(table)]
    for place, (name, options) in enumerate(table.issues, 1):
        lines.append(_issue(place, name))
        lines += [
            f"        <item index={_q(number)} value={_q(option)}/>"
            for number, option in enumerate(options, 1)
        ]
        lines.append("      </issue>")
    lines += ["    </objective>", "  </utility_space>", "</negotiation_template>"]
    return _HEAD + "\n".join(lines) + "\n"


def _profile(table: Game, player: Player, unit: float) -> str:
    lines = [_opening(table, f" name={_q(player.name)}"), _objective(table)]
    weights = []
    for place, ((name, options), row) in enumerate(zip(table.issues, player.worth, strict=True), 1):
        most = max(row)
        # A party that gets nothing from an issue weighs it 0; some evaluation must be above 0.
        shown = [1.0] * len(row) if most <= 0 else [w / most for w in row] if most <= 1 else row
        lines.append(_issue(place, name))
        lines += [
            f"        <item index={_q(number)} value={_q(option)} evaluation={_q(_text(each))}/>"
            for number, (option, each) in enumerate(zip(options, shown, strict=True), 1)
        ]
        lines.append("      </issue>")
        weights.append(f"      <weight index={_q(place)} value={_q(_text(most / unit))}/>")
    lines += [*weights, "    </objective>"]
    lines += [f"  <reservation value={_q(_text(player.reservation / unit))}/>", "</utility_space>"]
    return _HEAD + "\n".join(lines) + "\n"


def _opening(table: Game, more: str) -> str:
    return f"<utility_space number_of_issues={_q(len(table.issues))}{more}>"


def _objective(table: Game) -> str:
    kind = 'etype="objective" type="objective" description=""'
    return f'    <objective index="0" {kind} name={_q(table.title)}>'


def _issue(place: int, name: str) -> str:
    kind = 'etype="discrete" type="discrete" vtype="discrete"'
    return f"      <issue index={_q(place)} {kind} name={_q(name)}>"


def _q(given: object) -> str:
    return quoteattr(str(given))


def _text(number: float) -> str:
    """A number in the fewest digits from which it can be read again."""
    return str(int(number)) if number.is_integer() else repr(number)
