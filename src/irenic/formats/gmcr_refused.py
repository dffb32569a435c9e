"""What the dossier's model refuses, said at the place in the GMCR+ file that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.dossier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError

_WORDS = {
    "string_too_long": ("text-too-long", "a shorter text", "Shorten it, or the names in it."),
    "string_unicode": (
        "not-utf8", "text in Unicode", "Write it without halves of surrogate pairs."
    ),
    "string_too_short": ("empty-list", "some text", "Write something there."),
    "string_type": ("wrong-type", "text", "Put it into quotes."),
    "too_short": ("empty-list", "at least one state", "Make a state feasible, and rank it."),
    "bad_date": ("bad-date", "a date as 2006-11-30", "Write year-month-day."),
}  # fmt: skip
"""Kind of refusal -> code of the check, what was expected, remedy."""


def refused(
    error: ValidationError, file: str, parties: Sequence[str], moves: Sequence[str]
) -> list[Problem]:
    """One problem for each thing refused. ``moves``: the options as ``party.move``."""
    found = []
    for each in error.errors(include_url=False):
        other = ("wrong-type", str(each["msg"]), "Correct the file, or save it again in GMCR+.")
        code, expected, remedy = _WORDS.get(each["type"], other)
        most = (each.get("ctx") or {}).get("max_length")
        expected = expected if most is None else f"at most {most:,} characters"
        key = _place([str(step) for step in each["loc"]], parties, moves)
        found.append(Problem(code, file, 0, 0, key, _found(each), expected, remedy))
    return found


def _found(each: Mapping[str, Any]) -> str:
    given = each["input"]
    if each["type"] == "string_too_long":
        return f"{len(given):,} characters"
    text = ascii(given)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _place(steps: Sequence[str], parties: Sequence[str], moves: Sequence[str]) -> str:
    """Where in the file the entry at ``steps`` of the dossier comes from."""
    place = ".".join(steps)
    match steps:
        case ["parties", party, *_]:
            place = f"decisionMakers[{parties.index(party)}].name"
        case ["moves", "parties", party, move, *_]:
            place = f"options[{moves.index(f'{party}.{move}')}].name"
        case ["moves", "preferences", party, "by-ranking", *_]:
            place = f"decisionMakers[{parties.index(party)}].preferenceRanking"
        case ["moves", "preferences", party, "by-statements", number, *_]:
            place = f"decisionMakers[{parties.index(party)}].preferences[{number}]"
        case ["moves", "views", party, *_]:
            place = f"decisionMakers[{parties.index(party)}].misperceptions"
        case ["moves", "infeasible", *_]:
            place = "infeasibles"
        case [key]:
            place = f"irenic.{key}"
    return place
