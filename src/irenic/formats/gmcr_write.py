"""Writes the conflict of a dossier as a file of GMCR+ (see :mod:`irenic.formats.gmcr`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.dossier import statements as language
from irenic.dossier.entries import SHARED
from irenic.dossier.moves import Ranking
from irenic.errors import UsageError
from irenic.formats.gmcr_patterns import Pattern, feasible_numbers, matches, patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.dossier.model import Dossier
    from irenic.dossier.moves import Moves, Preferences, Statement

EXTENSION = ".gmcr"

MOST_RANKED = 16
"""Moves beyond which statements are not turned into a ranking."""

_DIRECTIONS = {(True, True): "both", (False, True): "fwd", (True, False): "back"}

OWN_TEXTS = ("title", "as_of", "summary", "licence")
"""Keys of a dossier that are kept under ``irenic``."""

_LOST = (
    "issues", "joint_worth", "red_lines", "scenarios", "levers", "plans", "sources", "blocs",
    "notes", "required", "quorum", "veto",
)  # fmt: skip

_SAID = (*SHARED, "much", "unknown", "note")
"""What statements, rankings and views may say of themselves, and a file cannot."""


def lost(dossier: Dossier) -> list[str]:
    """What of ``dossier`` a file of GMCR+ has no place for, as keys of the dossier."""
    found = [key for key in _LOST if getattr(dossier, key)]
    moves = dossier.moves
    if moves is None:
        return found
    known = {*moves.parties, *moves.preferences}
    for slug, party in dossier.parties.items():
        more = sorted(party.model_dump(exclude_defaults=True).keys() - {"name"})
        found += _noted(f"parties.{slug}", more) if slug in known else [f"parties.{slug}"]
    for slug, own in moves.parties.items():
        found += [f"moves.{slug}.{key}.note" for key, move in own.items() if move.note]
    for slug, given in moves.preferences.items():
        found += _noted(f"moves.preferences.{slug}", _said(_entries(given)))
    found += _noted("moves.infeasible", _said(moves.infeasible))
    for slug, view in moves.views.items():
        found += [f"moves.views.{slug}.{key}" for key in ("preferences", "unaware", "moves")
                  if getattr(view, key)]  # fmt: skip
        found += _noted(f"moves.views.{slug}", _said((view, *(view.infeasible or ()))))
    return found


def _entries(given: Preferences) -> Sequence[Any]:
    return given if isinstance(given, tuple) else (given,)


def _said(entries: Sequence[Any]) -> list[str]:
    """Which of :data:`_SAID` any of ``entries`` has."""
    return [key for key in _SAID if any(getattr(one, key, None) for one in entries)]


def _noted(place: str, keys: Sequence[str]) -> list[str]:
    return [f"{place} ({', '.join(keys)})"] if keys else []


def write(dossier: Dossier) -> str:
    """The conflict outside the table as the text of a file of GMCR+.

    Reading it gives the same states, moves and orders of preference. Statements are written out as
    disjunctions of conjunctions; where one party's preferences are a ranking, all are
    written as rankings, for GMCR+ knows no mixture. Raises UsageError where the dossier has
    no moves, or something that the format cannot say (:func:`lost` lists what is merely
    left out).
    """
    moves = dossier.moves
    if moves is None or not any(moves.parties.values()):
        raise UsageError("the dossier lists no moves (key 'moves'), and a GMCR+ file nothing else")
    return json.dumps(_Writer(dossier, moves).content(), indent=1, ensure_ascii=False) + "\n"


class _Writer:
    """The moves of a dossier, numbered as options."""

    def __init__(self, dossier: Dossier, moves: Moves) -> None:
        self.dossier, self.moves = dossier, moves
        pairs = [(party, move) for party, own in moves.parties.items() for move in own]
        self.index = {pair: place for place, pair in enumerate(pairs)}
        silent = [party for party in moves.preferences if party not in moves.parties]
        self.parties = [*moves.parties, *silent]
        self.infeasible = self._patterns(moves.infeasible)

    def content(self) -> dict[str, Any]:
        ranked = any(isinstance(given, Ranking) for given in self.moves.preferences.values())
        makers = [self._maker(party, ranked) for party in self.parties]
        return {
            "program": "gmcr-py",
            "version": "0.3.12",
            "options": [self._option(*pair) for pair in self.index],
            "decisionMakers": makers,
            "infeasibles": [_pairs(pattern) for pattern in self.infeasible],
            "useManualPreferenceRanking": ranked,
            # Everybody stands alone: a dossier holds no coalitions.
            "coalitions": list(range(len(makers))),
            "coalitionsFull": [{"name": m["name"], "options": m["options"]} for m in makers],
            "irenic": self._own(),
        }

    def _own(self) -> dict[str, Any]:
        texts = {key: getattr(self.dossier, key) for key in OWN_TEXTS}
        found: dict[str, Any] = {k: str(text) for k, text in texts.items() if text is not None}
        if self.moves.status_quo is not None:
            today = (language.resolve(language.parse(text), self.moves.parties)
                     for text in self.moves.status_quo)  # fmt: skip
            found["status_quo"] = [
                self.index[move.party or "", move.move]
                for move in today
                if isinstance(move, language.Move)
            ]
        return found

    def _option(self, party: str, slug: str) -> dict[str, Any]:
        move = self.moves.parties[party][slug]
        direction = _DIRECTIONS.get((move.reversible, move.resumable))
        if direction is None:
            raise UsageError(
                f"'{party}.{slug}' can be neither taken back nor taken up; a GMCR+ file cannot "
                "say so: leave it out of the moves"
            )
        return {"name": move.name, "permittedDirection": direction, "slug": slug}

    def _maker(self, party: str, ranked: bool) -> dict[str, Any]:
        entry = self.dossier.parties[party]
        own = self.moves.parties.get(party, {})
        given = self.moves.preferences.get(party, ())
        found: dict[str, Any] = {
            "name": entry.name or party,
            "slug": party,
            "options": [self.index[party, move] for move in own],
            "preferences": [],
        }
        if isinstance(given, Ranking):
            found["preferenceRanking"] = self._numbers(given)
        elif isinstance(given, tuple):
            told = [self._patterns([each]) for each in given]
            # What always or never holds tells no state from another; GMCR+ cannot say it.
            told = [each for each in told if each and {} not in each]
            found["preferences"] = [_statement(each) for each in told]
            if ranked:
                found["preferenceRanking"] = self._ranked(told)
        else:
            raise UsageError(
                f"the preferences of '{party}' are neither statements nor a ranking; a GMCR+ "
                "file holds nothing else"
            )
        view = self.moves.views.get(party)
        if view is not None and view.infeasible is not None:
            found["misperceptions"] = self._misperceptions(party, view.infeasible)
        return found

    def _misperceptions(self, party: str, given: Sequence[Statement]) -> list[Any]:
        """What ``party`` alone takes for infeasible; GMCR+ knows no party that takes less."""
        seen = self._patterns(given)
        if any(pattern not in seen for pattern in self.infeasible):
            raise UsageError(
                f"'{party}' takes states for feasible that are not (moves.views.{party}."
                "infeasible leaves out some of moves.infeasible); a GMCR+ file cannot say so"
            )
        return [_pairs(pattern) for pattern in seen if pattern not in self.infeasible]

    def _patterns(self, given: Sequence[Statement]) -> list[Pattern]:
        found: list[Pattern] = []
        for each in given:
            text = each.statement
            read = language.resolve(language.parse(text), self.moves.parties, text)
            # A pattern of nothing is none to GMCR+; the first option is either Y or N.
            for pattern in patterns(read, self.index, text):
                found += [pattern] if pattern else [{0: True}, {0: False}]
        return found

    def _feasible(self) -> NDArray[np.int64]:
        if len(self.index) > MOST_RANKED:
            raise UsageError(
                f"at most {MOST_RANKED} moves can be written where preferences are a ranking"
            )
        return feasible_numbers(self.infeasible, len(self.index))

    def _numbers(self, given: Ranking) -> list[Any]:
        """A ranking in GMCR+'s numbers of states."""
        feasible = self._feasible()
        found: list[Any] = []
        for group in given.ranking:
            numbers = [sum(1 << bit for bit, letter in enumerate(text) if letter == "Y")
                       for text in group]  # fmt: skip
            places = [int(np.searchsorted(feasible, number)) + 1 for number in numbers]
            found.append(places[0] if len(places) == 1 else places)
        return found

    def _ranked(self, told: list[list[Pattern]]) -> list[Any]:
        """The ranking that statements make: those that meet the first one first."""
        feasible = self._feasible()
        groups = [np.arange(len(feasible))]
        for each in told:
            met = np.zeros(len(feasible), np.bool_)
            for pattern in each:
                met |= matches(pattern, feasible)
            parted = ((group[met[group]], group[~met[group]]) for group in groups)
            groups = [part for pair in parted for part in pair if len(part)]
        plain = [[int(place) + 1 for place in group] for group in groups]
        return [group[0] if len(group) == 1 else group for group in plain]


def _pairs(pattern: Pattern) -> list[list[Any]]:
    return [[option, "Y" if on else "N"] for option, on in pattern.items()]


def _statement(given: list[Pattern]) -> Any:
    if len(given) == 1:
        return _pairs(given[0])
    return {"compound": True, "members": [_pairs(pattern) for pattern in given]}
