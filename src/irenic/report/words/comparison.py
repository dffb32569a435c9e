"""Wording of the statements that ``comparison`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.conflict_phrases import CONCEPTS
from irenic.report.words.digits import distinct
from irenic.report.words.lists import count, fixed, join, party, points
from irenic.report.words.shares import of_100, per_cent, span

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
    "timetable": "whether its timetable holds",
    "months": "months to completion",
    "stable": "stability of the state after it",
    "zone": "whether its levers open anything",
}
"""The criteria within a sentence."""

SAME = 1e-6
"""Points within which margins count as equal."""

_SIMPLEST = "seq"
"""The concept a sentence speaks of: whoever moves fears answers that are in the others'
interest."""


def _plan(slug: str, names: Names) -> str:
    return f"\u2018{names['plans'][slug]}\u2019"


def _percent(share: float) -> str:
    return per_cent(share)


def _share(row: Mapping[str, Any]) -> str:
    return f"{_percent(row['accepted_share'])} of draws ({span(row['low'], row['high'])})"


def _criteria(found: Sequence[str]) -> str:
    return join(CRITERIA[criterion] for criterion in found)


def _points(number: float) -> str:
    signed = f"+{points(number)}" if number > 0 else points(number)
    return f"{signed} {_unit(number)}"


def _unit(number: float) -> str:
    return "point" if points(abs(number)) == "1" else "points"


def _ends(found: Mapping[str, Any]) -> str:
    """Nine draws of ten, where they differ."""
    if found["p05"] == found["p95"]:
        return "no range"
    return f"{points(found['p05'])} to {points(found['p95'])}"


def _offer(row: Mapping[str, Any], names: Names) -> str:
    """What is known of a package and its levers."""
    least = row["worst_off"]
    varied = least["p05"] != least["p95"]
    spread = f"{_ends(least)}{' in nine draws of ten, whoever it is then' if varied else ''}"
    said = [
        _accepted(row),
        f"The smallest gain against no deal is {_points(least['gain'])}, of "
        f"{party(least['party'], names)} ({spread})",
    ]
    text = ". ".join((said[0][:1].upper() + said[0][1:], said[1])) + "."
    more = (*_lost(row, names), *_threats(row, names), *_kept(row, names), *_after(row, names))
    return " ".join((text, *more))


def _accepted(row: Mapping[str, Any]) -> str:
    if row["quorum"] is None:
        now = "accept" if row["accepted_at_modes"] else "do not all accept"
        if not row["ranged"]:
            return f"those who are needed {now} at the most likely values"
        return (
            f"those who are needed {now} at the most likely values, and all accept in {_share(row)}"
        )
    of = f"({row['quorum']} of {row['needed']})"
    now = "enough" if row["accepted_at_modes"] else "not enough"
    return f"{now} accept {of} at the most likely values, and enough do in {_share(row)}"


def _lost(row: Mapping[str, Any], names: Names) -> list[str]:
    risk = [f"{party(slug, names)} in {of_100(chance)}" for slug, chance in row["at_risk"].items()]
    more = f"; {join(risk)} of 100 draws" if risk else ""
    if not row["lost"]:
        return [f"It loses nobody as judged, but may lose {join(risk)} of 100 draws." if risk
                else "It loses nobody."]  # fmt: skip
    each = [
        f"{party(one['party'], names)} (refuses in {_percent(one['chance'])}"
        + (", and a red line is crossed)" if one["red_line"] else ")")
        for one in row["lost"]
    ]
    how = "It loses" if row["quorum"] is None else "It would be without"
    return [f"{how} {join(each)}{'; others at risk are' + more[1:] if risk else ''}."]


def _threats(row: Mapping[str, Any], names: Names) -> list[str]:
    if row["credible"] is None:
        return []
    each = [
        f"\u2018{names['levers'][threat]}\u2019 is {'' if held else 'not '}credible at the most "
        f"likely values, and is in {_percent(row['credible']['shares'][threat])} of draws"
        for threat, held in row["credible"]["threats"].items()
    ]
    both = row["credible"]["accepted_too"]["share"]
    who = "all" if row["quorum"] is None else "enough"
    return [f"{join(each)}; in {_percent(both)} {who} accept and every threat is credible."]


def _kept(row: Mapping[str, Any], names: Names) -> list[str]:
    given = row["timetable"]
    if given is None:
        return []
    if given["of"] == "best":
        return [_best_order(given, row["months"])]
    return [f"{_own_order(given, row['months'], names)}{_other_order(given)}."]


def _best_order(given: Mapping[str, Any], months: Mapping[str, Any] | None) -> str:
    if given["holds"]:
        spare = f"{points(given['margin'])} {_unit(given['margin'])} to spare"
        return f"A timetable holds with {spare}{_takes(months)}."
    if given["margin"] is None:
        return "No timetable of it is possible."
    return f"No timetable of it holds: the best one found leaves somebody {_short(given)}."


def _own_order(
    given: Mapping[str, Any], months: Mapping[str, Any] | None, names: Names
) -> str:  # fmt: skip
    """The timetable that the plan states for itself."""
    if given["hindrance"] is not None:
        return "Its own timetable cannot be done"
    share = f"in {_percent(given['share'])} of draws"
    if given["holds"]:
        spare = f"{points(given['margin'])} {_unit(given['margin'])} to spare"
        return f"Its own timetable holds with {spare}{_takes(months)}, and holds {share}"
    who = party(given["tightest"]["party"], names)
    return f"Its own timetable does not hold, {_short(given)} for {who}; it holds {share}"


def _other_order(given: Mapping[str, Any]) -> str:
    """What the best order of the same deeds would do, where that was asked."""
    best = given["best"]
    if best is None or best["holds"] is None or best["margin"] is None:
        return ""
    if not best["holds"]:
        return f"; no other order of the same deeds holds (the best is {_short(best)})"
    spare = f"{points(best['margin'])} {_unit(best['margin'])} to spare"
    if not given["holds"]:
        return f"; another order of the same deeds would hold with {spare}"
    if best["margin"] > given["margin"] + SAME:
        return f"; the best order of the same deeds would hold with {spare}"
    return "; no order of the same deeds leaves more to spare"


def _short(given: Mapping[str, Any]) -> str:
    return f"{points(-given['margin'])} {_unit(given['margin'])} short"


def _takes(months: Mapping[str, Any] | None) -> str:
    if months is None:
        return ""
    even = f", with even chances by month {points(months['half'])}"
    length = points(months["planned"])
    unit = "month" if length == "1" else "months"
    return f" and takes {length} {unit}{even if months['half'] is not None else ''}"


def _after(row: Mapping[str, Any], names: Names) -> list[str]:
    if not row["stable"]:
        return []
    stable = [CONCEPTS[c] for c, held in row["stable"].items() if held]
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


def _of_same(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"The best settlement found is the same as {_plan(statement.subject, names)}: the same "
        f"package and levers (sought among {count(found['sample'], 'draw')})."
    )


def _of_nothing(statement: Statement, names: Names) -> str:
    row = statement.evidence
    known = _after(row, names)
    end = known[0].replace("The state after it", "The state of affairs") if known else ""
    return f"No deal: everybody stays at the reservation value, by definition. {end}".strip()


def _dominates(statement: Statement, names: Names) -> str:
    row = statement.evidence
    better = [CRITERIA[c] for c in row["better"] if c != "parties"]
    if "parties" in row["better"]:
        whom = join(party(slug, names) for slug in row["parties"])
        none = f" (in {_percent(row['none_worse'])} of draws none is)" if row["ranged"] else ""
        better.append(
            "gains against today: at the most likely values no party is worse off"
            f"{none}, and {whom} surely better"
        )
    ties = f"; it is no worse on {_criteria(row['ties'])}" if row["ties"] else ""
    missing = f" Not compared: {_criteria(row['unknown'])}." if row["unknown"] else ""
    return (
        f"{_plan(row['plan'], names)} dominates {_plan(row['over'], names)} on what both have: it "
        f"surely does better on {join(better)}{ties}.{missing}"
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
    to, start = distinct([row["to"], row["from"]])
    return f"If {judgement} were {side} {to} rather than {start}, {after}."


def _best_search(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["ranged"]:
        held = "is" if found["share"] else "is not"
        return (
            f"The best settlement found {held} carried, which takes that all who are needed and "
            "those who pull its levers accept it, and that its threats are credible."
        )
    if found["proven"]:
        sure = "no other settlement is carried in more of them"
    else:
        sure = f"another might be carried in up to {_percent(found['bound'])} of them"
    if not found["proven"]:
        sure += " (the search was stopped by the clock, and a longer one may find another)"
    where = (
        "" if found["same_as"] is not None else
        "Its share above is of fresh draws and asks, as of plans, only whether those who are "
        "needed accept; its other figures are of the draws of all plans, which include those in "
        "which it was sought."
    )  # fmt: skip
    fresh = (
        f"Of {count(found['fresh'], 'fresh draw')} those who are needed accept it in "
        f"{of_100(found['confirmed_share'])} of 100, and it is carried in "
        f"{of_100(found['carried_share'])}."
    )  # fmt: skip
    sought = (
        f"The best settlement was sought among {count(found['sample'], 'draw')}. It is carried "
        "where all who are needed and those who pull its levers accept it, and its threats are "
        f"credible, which is so in {_percent(found['share'])}; {sure}."
    )
    return " ".join(part for part in (sought, where, fresh) if part)


def _carried(statement: Statement, names: Names) -> str:
    each = [
        f"{_plan(slug, names)} is accepted in {_percent(row['accepted'])} of draws and carried in "
        f"{_percent(row['carried'])}"
        for slug, row in statement.evidence["plans"].items()
    ]
    return (
        "Acceptance is by those who are needed. A plan is carried where whoever pulls one of its "
        f"levers accepts it as well, and its threats are credible: {join(each)}."
    )


def _shares(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["ranged"]:
        return (
            "No judgement has a range, so there is nothing to draw and no share: all is said of "
            "the most likely values."
        )
    return (
        f"Shares are of {count(found['draws'], 'draw')} of the judgements from their stated "
        "ranges: how far an answer survives them, and not the probability of peace."
    )


def _few(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"Dominance is not stated on fewer than {found['least']} draws, and here are "
        f"{count(found['draws'], 'draw')}."
    )


def _turns_reading(statement: Statement, names: Names) -> str:
    more = statement.evidence["more"]
    rest = f" Left out here: {count(more, 'further change')} (--json has them all)." if more else ""
    return (
        "Of each pair the judgement that, changed alone, turns an order round soonest, measured "
        f"by its range; the least changes come first.{rest}"
    )


def _pairs(pairs: Sequence[Sequence[str]], names: Names) -> str:
    return "; ".join(f"{_plan(a, names)} and {_plan(b, names)}" for a, b in pairs)


def _unturned(statement: Statement, names: Names) -> str:
    found = statement.evidence
    said = []
    if found["firm"]:
        said.append(
            "No single judgement within its limits turns an order round between "
            f"{_pairs(found['firm'], names)}."
        )
    if found["tied"]:
        said.append(f"Nothing to turn round, for they are tied: {_pairs(found['tied'], names)}.")
    return " ".join(said)


def _table_reading(statement: Statement, names: Names) -> str:
    forced = (
        " No threat or pressure is in force, so gains against no deal are those against today."
        if statement.evidence["unforced"] else ""
    )  # fmt: skip
    drawn = (
        "Shares are of draws, with 95 % intervals; gains with the ends of nine draws of ten. "
        if statement.evidence["ranged"] else ""
    )  # fmt: skip
    return f"{drawn}A cell in brackets is not a zero: it says why nothing stands in it.{forced}"


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
        return (
            "At the most likely values somebody who is needed does worse than without a deal "
            "under every plan."
        )
    return (
        "At the most likely values nobody who is needed does worse than without a deal under "
        f"{join(above)}; the lines hold nine draws of ten."
    )


def _worst_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence["plans"]
    each = [
        f"{_plan(slug, names)} {_points(row['gain'])} ({_ends(row)})" for slug, row in found.items()
    ]
    return f"Gain of whoever gains least: {'; '.join(each)}."


def _accepted_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence["plans"]
    share = max(row["share"] for row in found.values())
    most = [slug for slug, row in found.items() if row["share"] == share]
    how = "by all" if statement.evidence["quorum"] is None else "by enough"
    return (
        f"{join(_plan(slug, names) for slug in most)} {'are' if most[1:] else 'is'} accepted "
        f"{how} most often: in {_percent(share)} of draws. The lines are 95 % intervals."
    )


def _accepted_alt(statement: Statement, names: Names) -> str:
    each = [
        f"{_plan(slug, names)} {_percent(row['share'])} ({_percent(row['low'])} to "
        f"{_percent(row['high'])})"
        for slug, row in statement.evidence["plans"].items()
    ]
    who = "all" if statement.evidence["quorum"] is None else "enough"
    return f"Share of draws in which {who} accept: {'; '.join(each)}."


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
        "None of them dominates another: each is ahead of every other on something, or surely "
        "better on nothing."
    ),
    "comparison-turn": _turn,
    "comparison-no-score": fixed(
        "There is no single score. One dominates another only if it is at least as good on "
        "everything that is known of both, at the most likely values or by its share of draws, "
        "and surely better on something: gains in 95 % of draws, costs beyond their ranges, and "
        "shares (acceptance, credibility, opening) where their 95 % intervals do not overlap."
    ),
    "comparison-scales": fixed(
        "Whoever gains least is found by comparing points of different parties, each on a scale of "
        "its own; costs to funders are never added up over parties. Over the draws the smallest of "
        "many gains tends to lie below that at the most likely values."
    ),
    "comparison-share": _shares,
    "comparison-scenarios": fixed(
        "A threat in force makes the alternative worse, and so gains against no deal larger. "
        "Gains against today leave threats and pressure out of account; only they are set beside "
        "no deal."
    ),
    "comparison-best-search": _best_search,
    "comparison-carried": _carried,
    "comparison-turns-left": lambda statement, names: (
        "What would turn an order round was asked of "
        f"{statement.evidence['pairs']} of {statement.evidence['of']} pairs; then time ran out "
        "(--seconds)."
    ),
    "comparison-not-asked": fixed("Timetables were not asked about for all plans here."),
    "comparison-no-state": _silent,
    "comparison-missing": _missing,
    "comparison-worst-reading": _worst_reading,
    "comparison-worst-alt": _worst_alt,
    "comparison-accepted-reading": _accepted_reading,
    "comparison-accepted-alt": _accepted_alt,
    "comparison-gains-reading": _gains_reading,
    "comparison-gains-alt": _gains_reading,
    "comparison-table-reading": _table_reading,
    "comparison-unturned": _unturned,
    "comparison-trade-offs-reading": fixed(
        "Plans go by their letters above. Better for a party: it surely gains more against today. "
        "What is left out is a tie or unknown; --json has all parties by name."
    ),
    "comparison-turns-reading": _turns_reading,
    "comparison-best-same": _of_same,
    "comparison-few-draws": _few,
    "comparison-timetables": fixed(
        "Where a plan states a timetable, margin and months are of that; elsewhere of the best "
        "that is possible for its package."
    ),
}
