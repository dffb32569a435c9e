"""The checks of what stands under ``moves``: statements, preferences, views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product
from typing import TYPE_CHECKING

from irenic.dossier.moves import RESERVED_PARTIES, Ranking, Statement, Weighted
from irenic.dossier.problems import Problem
from irenic.dossier.shape import Draft, say
from irenic.dossier.statements import Move, StatementError, holds, parse, resolve

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.dossier.moves import Moves, Preference, Preferences
    from irenic.dossier.text import Path


LISTED = 12
"""Moves up to which all states are listed to check a ranking; the analysis checks larger ones."""


def check_statements(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Every statement about moves is one, and names moves that are there."""
    if dossier.moves is None:
        return
    for path, text in chain(_statements(dossier.moves), _planned(dossier)):
        try:
            resolve(parse(text), dossier.moves.parties)
        except StatementError as error:
            here = draft.tree.place(draft.original(path))
            caret = f"{text[: error.position]}\u25b8{text[error.position :]}"
            yield Problem(
                "bad-statement", draft.tree.file, *here,
                say(draft, "", path, "", "", "").key,
                f"{error.found} at character {error.position + 1} ({_near(caret)})",
                error.expected,
                "Statements join moves (party.move) by not, and, or, if, iff and parentheses.",
                error.nearest,
            )  # fmt: skip


def _near(caret: str, around: int = 40) -> str:
    at = caret.index("\u25b8")
    start, end = max(0, at - around), at + around
    return ("..." if start else "") + caret[start:end] + ("..." if end < len(caret) else "")


def _statements(moves: Moves) -> Iterator[tuple[Path, str]]:
    for path, given in _all_preferences(moves):
        if isinstance(given, Weighted):
            yield from (((*path, "weights", text), text) for text in given.weights)
        elif not isinstance(given, Ranking):
            yield from _texts(path, given)
    yield from _texts(("moves", "infeasible"), moves.infeasible)
    for slug, view in moves.views.items():
        yield from _texts(("moves", "views", slug, "infeasible"), view.infeasible or ())
    yield from _single(moves)


def _all_preferences(moves: Moves) -> Iterator[tuple[Path, Preferences]]:
    """Preferences as they are and as they are seen, with where they stand."""
    for party, given in moves.preferences.items():
        yield ("moves", "preferences", party), given
    for slug, view in moves.views.items():
        for party, given in view.preferences.items():
            yield ("moves", "views", slug, "preferences", party), given


def _single(moves: Moves) -> Iterator[tuple[Path, str]]:
    """Texts that must each name one move."""
    yield from ((("moves", "status_quo", i), text) for i, text in enumerate(moves.status_quo or ()))
    for slug, view in moves.views.items():
        here: Path = ("moves", "views", slug, "unaware")
        yield from (((*here, i), text) for i, text in enumerate(view.unaware))


def _planned(dossier: Dossier) -> Iterator[tuple[Path, str]]:
    """The moves in force in the states that plans bring about."""
    for slug, plan in dossier.plans.items():
        yield from ((("plans", slug, "state", i), text) for i, text in enumerate(plan.state or ()))


def _texts(path: Path, statements: Iterable[Statement]) -> Iterator[tuple[Path, str]]:
    for i, statement in enumerate(statements):
        yield (*path, i), statement.statement


def check_moves(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Parties of the moves keep clear of its keys; preferences fit together."""
    for slug in dossier.parties:
        if slug in RESERVED_PARTIES:
            yield say(
                draft, "reserved-word", ("parties", slug), f"a party called '{slug}'",
                "a slug that is not a key of 'moves'", "Choose another slug.", at_key=True,
            )  # fmt: skip
    if dossier.moves is None:
        return
    for path, text in chain(_single(dossier.moves), _planned(dossier)):
        if " " in text.strip() or "(" in text:
            wanted = "one move that is in force today" if path[1] == "status_quo" else "one move"
            yield say(
                draft, "bad-statement", path, f"'{text}'", wanted,
                "List moves, not statements about them.",
            )  # fmt: skip
    count = sum(len(own) for own in dossier.moves.parties.values())
    for path, given in _all_preferences(dossier.moves):
        if isinstance(given, Ranking):
            found = list(_check_ranking(draft, path, given, count))
            own = not found and path[1] == "preferences"
            yield from _check_whole(draft, path, given, dossier.moves) if own else found
        elif not isinstance(given, Weighted):
            yield from _check_order(draft, path, given)


def check_plan_states(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """The state that a plan brings about is one that can be, of moves that there are."""
    for slug, plan in dossier.plans.items():
        if plan.state is None or draft.touched(("plans", slug, "state")):
            continue
        path: Path = ("plans", slug, "state")
        if dossier.moves is None:
            yield say(
                draft, "bad-state", path, "a state of a conflict without moves",
                "moves of the parties (key 'moves'), some of which are in force in this state",
                "Add the moves, or take the state off the plan.", at_key=True,
            )  # fmt: skip
            continue
        broken = _broken(dossier.moves, plan.state)
        if broken is not None:
            yield say(
                draft, "bad-state", path, f"a state in which '{broken}' holds",
                "a state that no statement under 'moves.infeasible' rules out",
                "Leave out one of these moves, or mend the statement.", at_key=True,
            )  # fmt: skip


def _broken(moves: Moves, texts: Iterable[str]) -> str | None:
    """The first statement that rules this state out; None if there is none, or it is no state."""
    force = set()
    try:
        for text in texts:
            read = resolve(parse(text), moves.parties)
            if not isinstance(read, Move) or read.party is None:
                return None
            force.add((read.party, read.move))
        for given in moves.infeasible:
            if holds(resolve(parse(given.statement), moves.parties), force):
                return given.statement
    except StatementError:
        return None
    return None


def _check_order(draft: Draft, path: Path, given: Iterable[Preference]) -> Iterator[Problem]:
    """Statements that make a great difference stand before those that make a small one.

    Otherwise a state could be preferred a little to one that is much preferred to a third
    to which the first is not much preferred.
    """
    small = False
    for i, statement in enumerate(given):
        if statement.much and small:
            yield say(
                draft, "bad-preference", (*path, i), "'much' after a statement without it",
                "statements with 'much' before all others",
                "Move it up, or mark those above it as well.",
            )  # fmt: skip
        small = small or not statement.much


def _check_ranking(draft: Draft, path: Path, given: Ranking, count: int) -> Iterator[Problem]:
    """Each state stands once; ``much`` and ``unknown`` fit the ranking."""
    level: dict[str, int] = {}
    for i, group in enumerate(given.ranking):
        for state in group:
            if len(state) != count or state in level:
                yield say(
                    draft, "bad-state", (*path, "ranking", i),
                    f"'{state}'" + (" again" if state in level else f", length {len(state)}"),
                    f"each feasible state once, as Y or N for each of the {count} moves",
                    "Write a letter for each move, in the order of the file.",
                )  # fmt: skip
            level[state] = i
    for i, state in enumerate(given.much):
        if level.get(state, len(given.ranking)) >= len(given.ranking) - 1:
            yield say(
                draft, "bad-preference", (*path, "much", i), f"'{state}'",
                "a state of the ranking that stands above others",
                "Name the last state above the great difference.",
            )  # fmt: skip
    yield from _check_unknown(draft, path, given, level)


def _feasible(moves: Moves) -> frozenset[str] | None:
    """The feasible states; None where there are too many to list or a statement is wrong."""
    slugs = [(party, move) for party, own in moves.parties.items() for move in own]
    if len(slugs) > LISTED:
        return None
    try:
        never = [resolve(parse(s.statement), moves.parties) for s in moves.infeasible]
    except StatementError:
        return None
    found = set()
    for letters in product("NY", repeat=len(slugs)):
        force = {move for move, letter in zip(slugs, letters, strict=True) if letter == "Y"}
        if not any(holds(expression, force) for expression in never):
            found.add("".join(letters))
    return frozenset(found)


def _check_whole(draft: Draft, path: Path, given: Ranking, moves: Moves) -> Iterator[Problem]:
    """A ranking names every feasible state, and no other.

    Where the states are too many to list here, ``stability`` finds out.
    """
    feasible = _feasible(moves)
    ranked = {state for group in given.ranking for state in group}
    if feasible is None or draft.touched((*path, "ranking")):
        return
    for states, found in (
        (sorted(feasible - ranked), "without {}"),
        (sorted(ranked - feasible), "with {}, which cannot be"),
    ):  # fmt: skip
        if states:
            some = ", ".join(states[:4]) + (f" and {len(states) - 4} more" * (len(states) > 4))
            yield say(
                draft, "bad-state", (*path, "ranking"), f"a ranking {found.format(some)}",
                "every feasible state once, and no other",
                "Add the states left out; remove those that 'infeasible' excludes.", at_key=True,
            )  # fmt: skip


def _check_unknown(
    draft: Draft, path: Path, given: Ranking, level: Mapping[str, int]
) -> Iterator[Problem]:
    """Sets of unknown order hold whole levels that follow one another, each in one set."""
    size = [len(group) for group in given.ranking]
    seen: set[str] = set()
    for i, states in enumerate(given.unknown):
        levels = sorted({level[state] for state in states if state in level})
        whole = bool(levels) and sum(size[k] for k in levels) == len(set(states)) == len(states)
        whole = whole and levels[-1] - levels[0] == len(levels) - 1
        if not whole or any(state not in level or state in seen for state in states):
            yield say(
                draft, "bad-preference", (*path, "unknown", i), f"{', '.join(states)}",
                "states next to each other in the ranking, ties whole, in one set only",
                "Put states of unknown order next to each other in the ranking.",
            )  # fmt: skip
        seen |= set(states)
