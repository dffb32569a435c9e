"""The wording of what stands with the pictures of a timetable."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, join, party, points
from irenic.report.words.shares import per_cent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from irenic.analyses.result import Names, Statement

_TOLD = 40
"""Deeds of a picture that its text alternative tells one by one."""

_FEW = 3
"""Deeds or parties that a sentence names."""


def _stage(stage: int, stages: int) -> str:
    return f"at stage {stage}" if stage <= stages else "in the settled state"


def _points(number: float) -> str:
    return f"{points(number)} {'point' if abs(number) == 1 else 'points'}"


def _signed(number: float) -> str:
    return f"+{points(number)}" if number > 0 else points(number)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# The Gantt chart ------------------------------------------------------------------------


def _deeds(found: Sequence[Mapping[str, Any]], names: Names) -> str:
    """The deeds with their doers, or how many there are."""
    if len(found) > _FEW:
        doers = {step["party"] for step in found}
        return f"{count(len(found), 'deed')} of {count(len(doers), 'party', 'parties')}"
    told = []
    for doer, steps in groupby(found, key=lambda step: step["party"]):
        deeds = join(f"\u2018{names['deeds'][step['deed']]}\u2019" for step in steps)
        told.append(f"{deeds} ({party(doer, names)})")
    return join(told)


def _gantt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    ends = found["ends"]
    if found["holds"]:
        start = "Kept as drawn, this timetable holds"
    elif found["holds"] is None:
        start = "The best timetable found; whether one holds was not settled in time"
    else:
        start = "No timetable holds; this is the one in which least is gained by walking off"
    first = _deeds(found["first"], names)
    if ends["first"] == ends["last"]:
        text = f"{start}. All is done at stage {ends['first']}: {first}."
    else:
        last = _deeds(found["last"], names)
        text = f"{start}. It begins at stage {ends['first']} with {first}"
        text += f" and ends at stage {ends['last']} with {last}."
    if found["not_credible"]:
        which = join(names["guarantees"][slug] for slug in found["not_credible"])
        text += f" Where a bar is dashed its giver would rather let go: {which}."
    return text


def _gantt_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told: dict[str, list[str]] = {}
    steps = found["steps"]
    deeds = list(dict.fromkeys(step["deed"] for step in steps))
    for slug in deeds[:_TOLD]:
        own = [step for step in steps if step["deed"] == slug]
        said = join(_share(step) for step in own)
        told.setdefault(own[0]["party"], []).append(f"{names['deeds'][slug]} ({said})")
    text = "; ".join(f"{party(p, names)}: {', '.join(some)}" for p, some in told.items())
    more = f"; and {count(len(deeds) - _TOLD, 'deed')} more" if len(deeds) > _TOLD else ""
    given = count(found["guarantees"], "guarantee")
    return (
        f"Gantt chart of {count(len(deeds), 'deed')} in {count(found['stages'], 'stage')}, with "
        f"{given} below. {text}{more}."
    )


def _share(step: Mapping[str, Any]) -> str:
    share = "" if step["share"] > 1 - 1e-9 else f"{step['share']:.0%} at "
    return f"{share}stage {step['stage']}"


# Margins --------------------------------------------------------------------------------


def _margins(statement: Statement, names: Names) -> str:
    found = statement.evidence
    tightest, stages = found["tightest"], found["stages"]
    where = f"{party(tightest['party'], names)} {_stage(tightest['stage'], stages)}"
    scale = "Numbers are points of each party\u2019s own scale."
    if not found["short"]:
        return (
            "Nobody does better by walking off, at any stage. Least is to spare in the frame: "
            f"{_points(found['margin'])} for {where}. {scale}"
        )
    return (
        "Where a cell is orange the party would rather walk off, there or as soon as it has what "
        f"it still waits for ({count(found['short'], 'cell')}). Worst in the frame: "
        f"{_points(found['margin'])} for {where}. {scale}"
    )


def _margins_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = "; ".join(
        f"{party(slug, names)} {_signed(one['margin'])} {_stage(one['stage'], found['stages'])}"
        for slug, one in found["lowest"].items()
    )
    return f"Heat map of margins by party and stage. The lowest of each party: {told}."


# Curves ---------------------------------------------------------------------------------


def _curve_of(found: Mapping[str, Any], curve: str) -> list[Mapping[str, Any]]:
    return [point for point in found["curves"] if point["curve"] == curve]


def _holds(point: Mapping[str, Any]) -> bool:
    return point["margin"] is not None and point["margin"] >= -1e-6


def _curves(statement: Statement, names: Names) -> str:
    found = statement.evidence
    lengths, parts = _curve_of(found, "stages"), _curve_of(found, "times")
    said = [_lengths(lengths)] if lengths else []
    if parts:
        said.append(_more_parts(parts) if _holds(parts[0]) else _cut(parts))
    said += _guarantees(found, names)
    return f"{_capital('; '.join(said))}." if said else "Nothing was varied."


def _lengths(lengths: Sequence[Mapping[str, Any]]) -> str:
    first = next((place for place, point in enumerate(lengths) if _holds(point)), None)
    longest = count(int(lengths[-1]["at"]), "stage")
    if first is None:
        if all(point["proven"] for point in lengths):
            return f"whatever its length, up to {longest}, somebody walks off"
        return f"no timetable of up to {longest} was found in which nobody walks off"
    stages = count(int(lengths[first]["at"]), "stage")
    if all(point["proven"] for point in lengths[:first]):
        return f"the shortest timetable in which nobody walks off takes {stages}"
    return f"in a timetable of {stages} nobody walks off; a shorter one may do"


def _cut(parts: Sequence[Mapping[str, Any]]) -> str:
    """What more parts do where somebody walks off with the parts as they are."""
    first = next((point for point in parts if _holds(point)), None)
    if first is not None:
        return f"with {points(first['at'])} times as many parts nobody walks off"
    most = f"{points(parts[-1]['at'])} times as many parts"
    if all(point["proven"] for point in parts):
        return f"even with {most} somebody walks off"
    return f"with up to {most} no timetable was found in which nobody walks off"


def _more_parts(parts: Sequence[Mapping[str, Any]]) -> str:
    """What more parts do where a timetable holds with the parts as they are."""
    known = [point["margin"] for point in parts if point["margin"] is not None]
    if max(known) - known[0] > 1e-6:
        return f"more parts raise the margin to {_points(max(known))}"
    sure = all(point["proven"] for point in parts)
    return "more parts change nothing" if sure else "more parts are not known to change anything"


def _guarantees(found: Mapping[str, Any], names: Names) -> list[str]:
    """Which guarantees a timetable needs, and of which the size changes nothing by itself."""
    needed: list[str] = []
    for slug, some in groupby(_curve_of(found, "penalty"), key=lambda point: point["guarantee"]):
        curve = list(some)
        if curve[0]["proven"] and not _holds(curve[0]) and any(map(_holds, curve)):
            needed.append(names["guarantees"][slug])
    said = [f"somebody walks off without {_named(needed, 'or')}"] if needed else []
    idle = [names["guarantees"][slug] for slug in found["idle"]]
    if len(idle) == 1:
        said.append(f"larger or smaller, {_named(idle)} changes nothing")
    elif idle:
        said.append(f"changed in size by itself, none of these makes a difference: {_named(idle)}")
    return said


def _named(given: Sequence[str], last: str = "and") -> str:
    return join((f"\u2018{one}\u2019" for one in given), last)


def _curves_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = []
    titles = {"stages": "by number of stages", "times": "by times as many parts"}
    for (curve, slug), some in groupby(
        found["curves"], key=lambda point: (point["curve"], point["guarantee"])
    ):
        what = titles.get(curve) or f"by points of penalty of {names['guarantees'][slug]}"
        said = ", ".join(f"{points(point['at'])}: {_value(point)}" for point in some)
        told.append(f"{what}, {said}")
    return f"Curves of the largest smallest margin. {_capital('; '.join(told))}."


def _value(point: Mapping[str, Any]) -> str:
    if point["margin"] is None:
        return "impossible" if point["proven"] else "not known"
    return _signed(point["margin"]) + ("" if point["proven"] else " or more")


# Completion -----------------------------------------------------------------------------

_RULES: Mapping[str, str] = {
    "wait": "if deeds wait for their benchmarks",
    "skip": "if what has not met its benchmark is skipped",
    "snap-back": "if the settlement ends at the first benchmark missed",
}


def _completion(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = "; ".join(
        f"{_RULES[rule]}, {per_cent(one['planned'])} "
        f"({per_cent(one['end'])} by month {points(one['month'])})"
        for rule, one in found["rules"].items()
    )
    return f"Chance of being complete by month {points(found['planned'])}, as planned: {told}."


def _completion_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = "; ".join(
        f"{_RULES[rule]}, from {per_cent(one['planned'])} in month {points(found['planned'])} to "
        f"{per_cent(one['end'])} in month {points(one['month'])}"
        + (f", ended in {per_cent(one['ended'])}" if one["ended"] > 0 else "")
        for rule, one in found["rules"].items()
    )
    return (
        "Curves of the chance that the timetable is complete, by month, with bands of 95% for "
        f"{count(found['draws'], 'draw')}: {told}."
    )


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "enforcement-gantt-reading": _gantt,
    "enforcement-gantt-alt": _gantt_alt,
    "enforcement-margins-figure-reading": _margins,
    "enforcement-margins-figure-alt": _margins_alt,
    "enforcement-curves-figure-reading": _curves,
    "enforcement-curves-figure-alt": _curves_alt,
    "enforcement-completion-figure-reading": _completion,
    "enforcement-completion-figure-alt": _completion_alt,
}
