"""The wording of what the brief and the tables say of a timetable beside its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, fixed, join, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from irenic.analyses.result import Names, Statement

WITHOUT: Mapping[str, str] = {
    "guarantees": "without any guarantee",
    "parts": "with every deed done whole",
    "verification": "if every fault were noticed one stage later",
    "guarantees-and-parts": "without guarantees and with every deed done whole",
}
"""What a timetable may rest on, as the problem without it."""


def _stage(stage: int, stages: int) -> str:
    return f"at stage {stage}" if stage <= stages else "in the settled state"


def _points(number: float) -> str:
    return f"{points(number)} {'point' if points(number) == '1' else 'points'}"


def _deed(slug: str, names: Names) -> str:
    return f"\u201c{names['deeds'][slug]}\u201d"


def _rests(statement: Statement, names: Names) -> str:
    """``subject``: what is left out; ``evidence``: its entry of ``rests_on``, and ``asked``
    (the margin asked for) and ``stages``.
    """
    found, what = statement.evidence, WITHOUT[statement.subject]
    start = what[:1].upper() + what[1:]
    if found["holds"] is None:
        return f"{start}, it was not settled whether a timetable holds."
    if found["circle"]:
        return f"{start}, none holds: {_round(found['circle'], names)}."
    if found["margin"] is None:
        return f"{start}, none is possible."
    if found["party"] is None:
        return f"{start}, none holds."
    short = _points(found["asked"] - found["margin"])
    where = _stage(found["stage"], found["stages"])
    best = "in the best one" if found["proven"] else "in the best one found"
    return f"{start}, none holds; {best} {party(found['party'], names)} lacks {short} {where}."


def _still(statement: Statement, names: Names) -> str:
    """``evidence``: ``margins`` (what is left out -> the smallest margin of what still holds)."""
    texts = [f"{WITHOUT[what]} (smallest margin {_points(margin)})"
             for what, margin in statement.evidence["margins"].items()]  # fmt: skip
    return f"One still holds {join(texts)}."


def _round(circle: Sequence[Mapping[str, Any]], names: Names) -> str:
    """The deeds of a circle, each waiting for the next and the last for the first."""
    first, *others = (f"{_deed(one['deed'], names)} by {party(one['party'], names)}"
                      for one in circle)  # fmt: skip
    waits = "".join(f", that for {one}" for one in others[1:])
    begun = f" waits for {others[0]}{waits}" if others else ""
    return f"{first}{begun}, and that again for {_deed(circle[0]['deed'], names)}"


def _wait(statement: Statement, names: Names) -> str:
    """``evidence``: ``deed``, and ``first`` (what ``subject`` waits for, entries of ``waits``)."""
    found = statement.evidence
    first = join(f"{_deed(one['for_deed'], names)} by {party(one['for_party'], names)}"
                 for one in found["first"])  # fmt: skip
    return f"{party(statement.subject, names)}: {_deed(found['deed'], names)} waits for {first}."


def _late(statement: Statement, names: Names) -> str:
    """``subject``: a benchmark; ``evidence``: the first entry of ``late`` that does not hold."""
    found, name = statement.evidence, names["benchmarks"][statement.subject]
    late, who = count(found["late"], "stage"), party(found["party"], names)
    where = _stage(found["stage"], found["stages"])
    return (
        f"If \u201c{name}\u201d is met {late} late and deeds wait, {who} would do better by "
        f"walking off {where}."
    )


def _harmless(statement: Statement, names: Names) -> str:
    found = statement.evidence
    which = join((f"\u201c{names['benchmarks'][slug]}\u201d" for slug in found["benchmarks"]), "or")
    most = count(found["most"], "stage")
    return f"If {which} is met up to {most} late and deeds wait, nobody does better by walking off."


def _setting(statement: Statement, names: Names) -> str:
    """``evidence``: ``plan``, ``scenario``, ``levers``, ``stages``, ``months``, ``without``."""
    found = statement.evidence
    long = "1 month" if found["months"] == 1 else f"{points(found['months'])} months"
    texts = [f"{count(found['stages'], 'stage')} of {long}"]
    if found["plan"] is not None:
        texts.insert(0, f"What is carried out: \u201c{names['plans'][found['plan']]}\u201d")
    texts.append(f"if it fails: {names['scenarios'][found['scenario']]}")
    if found["levers"]:
        texts.append(f"in force: {join(names['levers'][slug] for slug in found['levers'])}")
    return f"{'; '.join(texts)}."


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "brief-enforcement-rests": _rests,
    "brief-enforcement-still": _still,
    "brief-enforcement-wait": _wait,
    "brief-enforcement-late": _late,
    "brief-enforcement-late-harmless": _harmless,
    "brief-enforcement-setting": _setting,
    "enforcement-margins-reading": fixed(
        "Going on less walking off. Below zero the party would rather walk off at that stage."
    ),
    "enforcement-matrix-reading": fixed(
        "A deed that comes after others never gets ahead of them: a part of it waits for as "
        "large a part of each."
    ),
}
