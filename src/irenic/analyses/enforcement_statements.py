"""What is said of a timetable: headline, findings, reasons, caveats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.analyses.result import Names


def headline(values: Mapping[str, Any], names: Names) -> str:
    """The answer in one sentence."""
    if values["holds"] is None:
        return "Whether a timetable holds by itself was not settled in the time allowed."
    if values["holds"]:
        return (
            f"A timetable of {values['stages']} stages holds by itself: at every stage every "
            f"party that is asked does better by going on{_but(values)}."
        )
    if not values["timetable"]:
        if values["bound"] is None:
            return "No timetable is possible: windows and waiting leave no room for the deeds."
        return "No timetable holds by itself."
    return f"No timetable holds by itself: {_locked(values, names)}."


def _locked(values: Mapping[str, Any], names: Names) -> str:
    """Who waits for whom, who falls shortest, and whether a guarantee would do."""
    end = "a guarantee could make one hold" if values["least_guarantee"] else ""
    end = end or "the least guarantee was not found in the time allowed"
    if values["circle"]:
        return f"{_circle(values['circle'], names)}; {end}"
    short = f"in the best one {_shortest(values, names)}"
    if values["standoff"]:
        told = standoff(values["standoff"], names)
        return f"{told}. {short[:1].upper()}{short[1:]}; {end}"
    return "; ".join(filter(None, (short, _shut(values, names), end)))


def _shortest(values: Mapping[str, Any], names: Names) -> str:
    """Who falls shortest in the best timetable, where, and by how much."""
    tightest, stages = values["tightest"], values["stages"]
    where = f"at stage {tightest['stage']}"
    where = where if tightest["stage"] <= stages else "in the settled state"
    size = f"{abs(values['margin']):,.1f}".removesuffix(".0")
    size = f"{size} point{'' if size == '1' else 's'}"
    who = names["parties"][tightest["party"]]
    if values["margin"] >= 0:  # more was asked for than nothing
        return f"{who} has least to lose by walking off, {size} {where}"
    return f"{who} would gain most by walking off, {size} {where}"


def standoff(found: Sequence[Mapping[str, Any]], names: Names) -> str:
    """Neither side goes first: each one's deed makes walking off worth more to the other."""
    deeds = [f"'{names['deeds'][one['deed']]}' by {names['parties'][one['party']]}"
             for one in found]  # fmt: skip
    two = len(found) == 2
    start = "neither side goes first" if two else "no side goes first"
    end = "the two" if two else "them"
    return (
        f"{start}: whatever the order of {', '.join(deeds[:-1])} and {deeds[-1]}, one of {end} "
        f"would walk off, since each of these deeds makes it worth more to "
        f"{'the other' if two else 'another'} to walk off"
    )


def _shut(values: Mapping[str, Any], names: Names) -> str:
    """Who cannot all be kept to it, where no circle says why."""
    locked = [names["parties"][one] for one in dict.fromkeys(e["party"] for e in values["lock"])]
    if len(locked) == 1:
        return f"{locked[0]} would walk off from any"
    if locked:
        listed = f"{', '.join(locked[:-1])} or {locked[-1]}"
        return f"from any of them {listed} would walk off{_among(values, names)}"
    return ""


def _among(values: Mapping[str, Any], names: Names) -> str:
    """A deed held back in the lock that waits for another such, where that is proven."""
    held = {entry["deed"] for entry in values["lock"]}
    for one in values["waits"]:
        if one["whose"] is not None and one["deed"] in held and one["for_deed"] in held:
            return (
                f"; '{names['deeds'][one['deed']]}' by {names['parties'][one['party']]} must wait"
                f" for '{names['deeds'][one['for_deed']]}' by {names['parties'][one['for_party']]}"
            )
    return ""


MODES = "at the most likely values"
"""What is said of them is not asked of draws."""


def _but(values: Mapping[str, Any]) -> str:
    """What the timetable would not hold without."""
    gone = {one["what"] for one in values["rests_on"] if one["holds"] is False}
    first = [WITHOUT[what] for what in ("guarantees", "parts") if what in gone]
    if not first and "guarantees-and-parts" in gone:
        return f"; {MODES} none would hold with neither guarantees nor parts"
    late = ", nor if every fault were noticed a stage later" if "verification" in gone else ""
    if first:
        return f"; {MODES} none would hold {' or '.join(first)}{late}"
    end = f"; {MODES} none would hold if every fault were noticed a stage later"
    return end if late else ""


WITHOUT = {"guarantees": "without guarantees", "parts": "with every deed done whole"}
"""What a timetable may rest on, as the end of a sentence."""


def _circle(circle: Sequence[Mapping[str, Any]], names: Names) -> str:
    """Who waits for whom, round in a circle."""
    following = [*circle[1:], circle[0]]
    waits = [
        f"{names['parties'][one['party']]} with '{names['deeds'][one['deed']]}' for "
        f"{names['parties'][other['party']]}'s '{names['deeds'][other['deed']]}'"
        for one, other in zip(circle, following, strict=True)
    ]
    return f"each waits for the other, {', '.join(waits[:-1])}, and {waits[-1]}"


def findings(values: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The answer in sentences, the most important first."""
    return tuple(_findings(values))


def _findings(values: Mapping[str, Any]) -> Iterator[Statement]:
    stages = values["stages"]
    if values["tightest"] is not None:
        kept = ("holds", "margin", "bound", "proven", "tightest", "stages")
        yield Statement("enforcement-best", "", {key: values[key] for key in kept})
    if values["holds"]:
        yield from _rests(values)
    if values["shortest"] is not None:
        yield Statement("enforcement-shortest", "", values["shortest"])
    for order in values["orders"]:
        found = values["breaks"].get(order["order"])
        evidence = {**order, "break": found, "stages": stages}
        yield Statement("enforcement-order", order["order"], evidence)
    for one in values["timing"]:
        yield Statement("enforcement-timing", one["plan"], {**one, "stages": stages})
    if values["least_guarantee"]:
        evidence = {"least": values["least_guarantee"], "stages": stages,
                    "proven": values["least_guarantee_proven"]}  # fmt: skip
        yield Statement("enforcement-least", "", evidence)
    for kind, change in (values["changes"] or {}).items():
        yield Statement("enforcement-change", kind, change)
    for guarantee, found in values["effects"].items():
        yield Statement("enforcement-effect", guarantee, {**found, "stages": stages})
    if values["cheapest"] is not None:
        yield Statement("enforcement-cheapest", "", values["cheapest"])
    for rule, found in (values["completion"] or {}).items():
        yield _completion(rule, found, values)


def _rests(values: Mapping[str, Any]) -> Iterator[Statement]:
    """Who would not go first without what the timetable rests on, told once."""
    found = {one["what"]: one for one in values["rests_on"] if one["standoff"]}
    for what in ("guarantees-and-parts", "parts", "guarantees", "verification"):
        if what in found:
            yield Statement("enforcement-standoff", what, {"sides": found[what]["standoff"]})
            return


def _completion(rule: str, found: Mapping[str, Any], values: Mapping[str, Any]) -> Statement:
    """How likely it is complete when planned, and after twice the time."""
    rows = found["by_month"]
    evidence = {"planned": rows[values["stages"] - 1], "last": rows[-1],
                "stalled": found["stalled"]}  # fmt: skip
    return Statement("enforcement-completion", rule, evidence)


def reasons(values: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The lock as it is: who waits for whom, and the conditions that exclude each other."""
    waits = {(one["deed"], one["for_deed"]): one for one in values["waits"]}
    deeds_of = [one["deed"] for one in values["circle"]]
    ring = [waits[pair] for pair in zip(deeds_of, [*deeds_of[1:], *deeds_of[:1]], strict=True)]
    conditions: dict[tuple[str, int], list[str]] = {}
    for entry in values["lock"]:
        deeds = conditions.setdefault((entry["party"], entry["stage"]), [])
        deeds += [entry["deed"]] if entry["deed"] is not None else []
    return (
        *(Statement("enforcement-wait", one["party"], one) for one in ring),
        *([Statement("enforcement-standoff", "", {"sides": values["standoff"]})]
          if values["standoff"] and not ring else []),
        *(
            Statement("enforcement-lock", party,
                      {"stage": stage, "stages": values["stages"], "deeds": deeds})
            for (party, stage), deeds in conditions.items()
        ),
    )  # fmt: skip


def caveats(values: Mapping[str, Any], *, complete: bool) -> tuple[Statement, ...]:
    """What the answer does not say."""
    found = [Statement("enforcement-alone")]
    if not complete:
        found.append(Statement("enforcement-unproven"))
    if values["lock_minimal"] is False:
        found.append(Statement("enforcement-lock-not-minimal"))
    elif values["lock_smallest"] is False:
        found.append(Statement("enforcement-lock-not-smallest"))
    if values["least_guarantee"] and len(values["least_guarantee"]) > 1:
        found.append(Statement("enforcement-points-added"))
    if values["uncarried"]:
        found.append(Statement("enforcement-uncarried", "", {"terms": values["uncarried"]}))
    uneven = [party for party, one in values["split"].items() if not one["adds_up"]]
    if uneven:
        found.append(Statement("enforcement-split", "", {"parties": uneven}))
    return tuple(found)
