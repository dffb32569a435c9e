"""Wording of the statements that ``comparison`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, fixed, join, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from irenic.analyses.result import Names, Statement

CRITERIA = {
    "accepted": "acceptance by all",
    "accepted_share": "the share of draws in which all accept",
    "worst_off": "the gain of whoever gains least, against no deal",
    "today": "the gain of whoever gains least, against today",
    "parties": "every party's gain against today",
    "lost": "who is lost",
    "funders": "costs to those who pay for levers",
    "credible": "credibility of threats",
    "timetable": "whether a timetable holds",
    "months": "months to completion",
    "stable": "stability of the state after it",
    "zone": "whether its levers open anything",
}
"""The criteria within a sentence."""

_CONCEPTS = {
    "nash_stability": "Nash stability", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sim": "SIM",
}  # fmt: skip

_SIMPLEST = "seq"
"""The concept a sentence speaks of: whoever moves fears answers that are in the others'
interest."""


def _plan(slug: str, names: Names) -> str:
    return f"\u2018{names['plans'][slug]}\u2019"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _share(row: Mapping[str, Any]) -> str:
    return (
        f"{_percent(row['accepted_share'])} of draws "
        f"({100 * row['low']:.0f}\u2013{_percent(row['high'])})"
    )


def _criteria(found: Sequence[str]) -> str:
    return join(CRITERIA[criterion] for criterion in found)


def _points(number: float) -> str:
    signed = f"+{points(number)}" if number > 0 else points(number)
    return f"{signed} {'point' if abs(number) == 1 else 'points'}"


def _offer(row: Mapping[str, Any], names: Names) -> str:
    """What is known of a package and its levers."""
    now = "accept" if row["accepted_at_modes"] else "do not all accept"
    least = row["worst_off"]
    said = [
        f"those who are needed {now} at the most likely values, and all accept in {_share(row)}",
        f"the smallest gain against no deal is {_points(least['gain'])}, of "
        f"{party(least['party'], names)} ({points(least['p05'])} to {points(least['p95'])} in nine "
        "draws of ten, whoever it is then)",
    ]
    text = ". ".join((said[0], said[1][:1].upper() + said[1][1:])) + "."
    more = (*_lost(row, names), *_threats(row, names), *_kept(row), *_after(row, names))
    return " ".join((text, *more))


def _lost(row: Mapping[str, Any], names: Names) -> list[str]:
    if not row["lost"]:
        return ["It loses nobody."]
    each = [
        f"{party(one['party'], names)} (refuses in {_percent(one['chance'])}"
        + (", and a red line is crossed)" if one["red_line"] else ")")
        for one in row["lost"]
    ]
    return [f"It loses {join(each)}."]


def _threats(row: Mapping[str, Any], names: Names) -> list[str]:
    if row["credible"] is None:
        return []
    each = [
        f"\u2018{names['levers'][threat]}\u2019 is {'' if held else 'not '}credible at the most "
        f"likely values, and is in {_percent(row['credible']['shares'][threat])} of draws"
        for threat, held in row["credible"]["threats"].items()
    ]
    both = row["credible"]["accepted_too"]["share"]
    return [f"{join(each)}; in {_percent(both)} all accept and every threat is credible."]


def _kept(row: Mapping[str, Any]) -> list[str]:
    given = row["timetable"]
    if given is None:
        return []
    if not given["holds"]:
        short = "" if given["margin"] is None else (
            f": the best one found leaves somebody {points(-given['margin'])} points short"
        )  # fmt: skip
        return [f"No timetable of it holds{short}."]
    months = row["months"]
    chance = "" if months is None or months["half"] is None else (
        f", with even chances by month {points(months['half'])}"
    )  # fmt: skip
    planned = "" if months is None else f" and takes {points(months['planned'])} months{chance}"
    return [f"A timetable holds with {points(given['margin'])} points to spare{planned}."]


def _after(row: Mapping[str, Any], names: Names) -> list[str]:
    if not row["stable"]:
        return []
    stable = [_CONCEPTS.get(c, c) for c, held in row["stable"].items() if held]
    leaving = row["leaving"].get(_SIMPLEST, ())
    if len(stable) == len(row["stable"]):
        return ["The state after it is stable under every concept asked about."]
    under = f"under {join(stable)} only" if stable else "under no concept asked about"
    who = f"; under SEQ {join(party(p, names) for p in leaving)} would leave it" if leaving else ""
    return [f"The state after it is stable {under}{who}."]


def _of_plan(statement: Statement, names: Names) -> str:
    row = statement.evidence
    if row["accepted_share"] is None:
        return f"{_plan(statement.subject, names)} could not be asked."
    return f"{_plan(statement.subject, names)}: {_offer(row, names)}"


def _of_best(statement: Statement, names: Names) -> str:
    row, search = statement.evidence, statement.evidence["search"]
    levers = join(names["levers"][lever] for lever in row["levers"])
    pulled = f" (levers: {levers})" if levers else ""
    return (
        f"The best settlement found{pulled}: {_offer(row, names)} It was sought among "
        f"{search['sample']:,} draws."
    )


def _of_nothing(statement: Statement, names: Names) -> str:
    row = statement.evidence
    known = _after(row, names)
    end = known[0].replace("The state after it", "The state of affairs") if known else ""
    return f"No deal: everybody stays at the reservation value, by definition. {end}".strip()


def _dominates(statement: Statement, names: Names) -> str:
    row = statement.evidence
    ties = f", neither surely on {_criteria(row['ties'])}" if row["ties"] else ""
    missing = f" Not compared: {_criteria(row['unknown'])}." if row["unknown"] else ""
    return (
        f"{_plan(row['plan'], names)} dominates {_plan(row['over'], names)} on what both have: it "
        f"does better on {_criteria(row['better'])}{ties}.{missing}"
    )


def _turn(statement: Statement, names: Names) -> str:
    row = statement.evidence
    judgement = names.get("judgements", {}).get(row["judgement"], row["judgement"])
    first, second = (_plan(slug, names) for slug in row["plans"])
    if not row["exact"]:
        return (
            f"In one half of the draws of {judgement} {first} is accepted more often than "
            f"{second}, in the other less often (an approximation)."
        )
    after = {
        "accepted": f"{first} would no longer be accepted by all where {second} is not",
    }.get(row["criterion"], f"{second} would overtake {first} on {CRITERIA[row['criterion']]}")
    side = "past" if row["to"] > row["from"] else "below"
    return (
        f"If {judgement} were {side} {points(row['to'])} rather than {points(row['from'])}, "
        f"{after}."
    )


def _best_search(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if found["proven"]:
        sure = "no other is accepted in more of them"
    else:
        sure = f"another might be accepted in up to {_percent(found['bound'])} of them"
    if not found["proven"]:
        sure += " (the search was stopped by the clock, and a longer one may find another)"
    return (
        f"The best settlement was sought among {count(found['sample'], 'draw')}, where all accept "
        f"in {_percent(found['share'])}; {sure}. Its share above is of fresh draws. Those who pull "
        "its levers had to accept it as well, and its threats to be credible; its other figures "
        "are of the draws of all plans, which include those in which it was sought."
    )


def _silent(statement: Statement, names: Names) -> str:
    plans = join(_plan(slug, names) for slug in statement.evidence["plans"])
    return (
        f"What state of the conflict follows is not said for {plans} (key \u2018state\u2019), and "
        "not guessed."
    )


def _missing(statement: Statement, names: Names) -> str:
    lacking = join(statement.evidence["missing"])
    plan = _plan(statement.subject, names)
    return f"{plan} could not be asked about everything: it lacks {lacking}."


def _worst_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence["plans"]
    above = [_plan(slug, names) for slug, row in found.items() if row["gain"] >= 0]
    if not above:
        return "Under every plan somebody who is needed does worse than without a deal."
    return (
        f"Nobody who is needed does worse than without a deal under {join(above)}; the lines hold "
        "nine draws of ten."
    )


def _worst_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence["plans"]
    each = [
        f"{_plan(slug, names)} {_points(row['gain'])} ({points(row['p05'])} to "
        f"{points(row['p95'])})"
        for slug, row in found.items()
    ]
    return f"Gain of whoever gains least: {'; '.join(each)}."


def _accepted_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence["plans"]
    most = max(found, key=lambda slug: found[slug]["share"])
    return (
        f"{_plan(most, names)} is accepted by all most often: in {_percent(found[most]['share'])} "
        "of draws. The lines are 95 % intervals."
    )


def _accepted_alt(statement: Statement, names: Names) -> str:
    each = [
        f"{_plan(slug, names)} {_percent(row['share'])} ({_percent(row['low'])} to "
        f"{_percent(row['high'])})"
        for slug, row in statement.evidence["plans"].items()
    ]
    return f"Share of draws in which all accept: {'; '.join(each)}."


def _gains_reading(statement: Statement, names: Names) -> str:
    lost = statement.evidence["lost"]
    each = [f"{_plan(slug, names)} {len(who)}" for slug, who in lost.items()]
    return (
        "Each party's gain against no deal at the most likely values; below 0 it refuses. Parties "
        f"lost: {'; '.join(each)}."
    )


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "comparison-plan": _of_plan,
    "comparison-best": _of_best,
    "comparison-nothing": _of_nothing,
    "comparison-dominates": _dominates,
    "comparison-no-dominance": fixed(
        "None of them dominates another: each does better than the rest on something, or not "
        "surely."
    ),
    "comparison-turn": _turn,
    "comparison-no-score": fixed(
        "There is no single score. One dominates another only if it is at least as good on "
        "everything that is known of both; an advantage that the ranges leave in doubt counts as "
        "a tie."
    ),
    "comparison-scales": fixed(
        "Whoever gains least is found by comparing points of different parties, each on a scale of "
        "its own; costs to funders are never added up over parties. Over the draws the smallest of "
        "many gains tends to lie below that at the most likely values."
    ),
    "comparison-share": lambda statement, names: (
        f"Shares are of {statement.evidence['draws']:,} draws of the judgements from their stated "
        "ranges: how far an answer survives them, and not the probability of peace."
    ),
    "comparison-scenarios": fixed(
        "A threat in force makes the alternative worse, and so gains against no deal larger. "
        "Gains against today leave threats and pressure out of account; only they are set beside "
        "no deal."
    ),
    "comparison-best-search": _best_search,
    "comparison-not-asked": fixed("Timetables were not asked about for all plans here."),
    "comparison-no-state": _silent,
    "comparison-missing": _missing,
    "comparison-worst-reading": _worst_reading,
    "comparison-worst-alt": _worst_alt,
    "comparison-accepted-reading": _accepted_reading,
    "comparison-accepted-alt": _accepted_alt,
    "comparison-gains-reading": _gains_reading,
    "comparison-gains-alt": _gains_reading,
    "comparison-table-reading": fixed(
        "An empty cell is not a zero: it says why nothing stands in it."
    ),
    "comparison-trade-offs-reading": fixed(
        "For each pair what each surely does better; what is left out is a tie or unknown."
    ),
    "comparison-turns-reading": fixed(
        "The judgement that, changed alone, turns the order of two plans round; those within "
        "their stated range come first."
    ),
}
