"""The wording of what is said about how far answers can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from irenic.report.words.conflict_phrases import CONCEPTS
from irenic.report.words.digits import distinct
from irenic.report.words.lists import count, fixed, join, party, points
from irenic.report.words.shares import capital, in_draws, of_100, per_cent, span

if TYPE_CHECKING:
    from irenic.analyses.result import Names, Statement

    Values = Mapping[str, Any]

FIRM = 0.95
"""Chance of acceptance from which on a party is said to be as good as sure."""


_OFTEN = 3
"""Levers named at most; the table has them all."""

HALF = 0.5
"""Share of the draws from which on most go that way."""


def clause(name: str, names: Names) -> str:
    """What a conclusion says, as part of a sentence."""
    return names["conclusions"][name]


def judgement(key: str, names: Names) -> str:
    """What a judgement is of, in quotation marks."""
    return f"\u2018{names['judgements'][key]}\u2019"


def _conclusion(statement: Statement, names: Names) -> str:
    row, said = statement.evidence, clause(statement.subject, names)
    text = capital(f"{in_draws(row['share'], row['low'], row['high'])} {_so(row)}{said}")
    text += _at_modes(row)
    if row["undecided"]:
        text += (
            f" In {count(row['undecided'], 'draw')} of {row['draws']:,} this was not decided in "
            f"time; however these went, the share is {span(row['least_share'], row['most_share'])}"
            " of 100."
        )
    return text


def _at_modes(row: Values) -> str:
    """How that agrees with the numbers judged most likely."""
    if row["at_modes"] is None:
        return "; with the numbers judged most likely it was not decided."
    if row["share"] == 0 and not row["at_modes"]:
        return ", nor is it so with the numbers judged most likely."
    if row["at_modes"] and row["share"] >= HALF:
        return ", as with the numbers judged most likely."
    but = "yet " if row["at_modes"] is not (row["share"] >= HALF) else ""
    so = "so" if row["at_modes"] else "not so"
    return f"; {but}with the numbers judged most likely it is {so}."


def _so(row: Values) -> str:
    """What leads over to a clause: after ‘in none’ it cannot follow at once."""
    return "is it so that " if row["share"] == 0 else ""


def _firm(statement: Statement, names: Names) -> str:
    rows = statement.evidence["conclusions"]
    by_share: dict[str, list[str]] = {}
    for row in rows:
        share = in_draws(row["share"], row["low"], row["high"])
        by_share.setdefault(share, []).append(clause(row["name"], names))
    told = [f"{share}: {'; '.join(said)}" for share, said in by_share.items()]
    which = "Firm, and so with the numbers judged most likely"
    if not statement.evidence["holds"]:
        which = "Firm that it is not so, nor with the numbers judged most likely"
    return f"{which}. {'. '.join(capital(one) for one in told)}."


def _undecided(statement: Statement, names: Names) -> str:
    said = clause(statement.subject, names)
    draws = statement.evidence["draws"]
    return f"Whether {said} was not decided in time in any of {draws:,} draws."


def _no_numbers(statement: Statement, names: Names) -> str:
    told = []
    for holds in (True, False):
        mine = [n for n, held in statement.evidence["conclusions"].items() if held is holds]
        concepts = [CONCEPTS.get(name.partition(":")[2], name) for name in mine]
        what = "an equilibrium" if holds else "none"
        told += [f"{what} under {join(concepts)}"] if mine else []
    return (
        f"That the state of affairs is {', but '.join(told)} rests on an order of preferences: "
        "no judged number can change it."
    )


def offer(name: str, names: Names) -> str:
    """A package that could be picked: a plan's, or the one carried in most draws."""
    if name not in names["plans"]:
        return "the package carried in most draws"
    return f"the package of \u2018{names['plans'][name]}\u2019"


def _acceptance(statement: Statement, names: Names) -> str:
    found = statement.evidence["acceptance"]
    sure = [p for p, row in found.items() if row["share"] >= FIRM]
    never = [p for p, row in found.items() if row["share"] <= 1 - FIRM]
    open_ = [p for p in found if p not in sure and p not in never]
    parts = []
    if sure:
        parts.append(f"{_parties(sure, names)} {_verb(sure, 'accept')} in {FIRM:.0%} of the draws "
                     "or more".replace("%", "\u00a0%"))  # fmt: skip
    if open_:
        each = (
            f"{party(p, names)} in {of_100(found[p]['share'])} of 100 "
            f"({span(found[p]['low'], found[p]['high'])})"
            for p in open_
        )
        parts.append(f"in doubt {'are' if len(open_) > 1 else 'is'} {join(each)}")
    if never:
        each = (f"{party(p, names)} ({_why_not(found[p])})" for p in never)
        parts.append(f"as good as never {join(each)}")
    text = "; ".join(parts)
    under = "" if statement.subject not in names["plans"] else " under its levers"
    return f"Who accepts {offer(statement.subject, names)}{under}: {text}."


def _why_not(row: Values) -> str:
    if row["red_line"]:
        return "it crosses a red line"
    return f"short of {points(-row['p50'])} points in the middle draw"


def _parties(slugs: list[str], names: Names) -> str:
    return join(party(slug, names) for slug in slugs)


def _verb(slugs: list[str], verb: str) -> str:
    return verb if len(slugs) > 1 else f"{verb}s"


def _most_acceptable(statement: Statement, names: Names) -> str:
    found = statement.evidence
    with_levers = [names["levers"][one] for one in found["levers"]]
    what = f"package with {count(len(with_levers), 'lever')}" if with_levers else "package"
    carried = ["all whose consent is needed accept it"]
    if with_levers or found["oftener"]:
        carried += ["so does whoever pulls one of its levers", "its threats are credible"]
    text = (
        f"The {what} that is carried in the most draws of a sample of {found['sample']:,} "
        f"({'; '.join(carried)}) is so in {of_100(found['share'])} of 100 there"
    )
    if found["proven"]:
        text += ", and none is in more"
        if (found["ties"] or 0) > 1:
            text += (
                f" (of {found['ties']:,} in as many it is the one with the fewest levers and, "
                "among these, the highest mean gain of its worst-off party)"
            )
    else:
        text += f"; none can be in more than {of_100(found['bound'])}, but one may be in more"
    confirmed = in_draws(found["confirmed_share"], found["confirmed_low"], found["confirmed_high"])
    text += f". Of {count(found['confirmed_draws'], 'fresh draw')} it is carried {confirmed}"
    text += "; only that share is a statement about the ranges"
    if with_levers:
        text += f". Those who are needed accept it in {of_100(found['accepted_share'])} of 100"
    each = [
        f"\u2018{names['plans'][row['plan']]}\u2019 is accepted more often, in "
        f"{of_100(row['share'])} of 100 draws, but carried in {of_100(row['carried_share'])} only"
        for row in found["oftener"]
    ]
    return ". ".join((text, *each)) + "."


def _worth_knowing(statement: Statement, names: Names) -> str:
    found = statement.evidence
    now = f"the wrong one is picked in {of_100(found['wrong_now'])} of 100 draws"
    start = f"Whoever picks among the {count(len(found['offers']), 'package')} at hand"
    if not found["judgements"]:
        return (
            f"{start} by these judgements: {now}. To know any one number would make no "
            "difference that stands out from chance."
        )
    first = found["judgements"][0]
    return (
        f"{start} by these judgements: {now}. Best worth finding out is "
        f"{judgement(first['judgement'], names)}: known, it would make that "
        f"{of_100(first['wrong'])} of 100."
    )


def _solutions(statement: Statement, names: Names) -> str:
    found = statement.evidence
    deals = in_draws(found["share"], found["low"], found["high"])
    if not found["deals"]:
        return (
            f"Done anew in every draw, {deals} is there a deal: the bargaining solutions have "
            "nothing to choose from."
        )
    text = f"Done anew in every draw, {deals} there is a deal to choose"
    same = [f"\u2018{names['issues'][issue]}\u2019" for issue in found["same"]]
    nearly = f"at least {FIRM:.0%} of these draws".replace("%", "\u00a0%")
    if not same:
        return f"{text}; on no issue do all bargaining solutions settle alike in {nearly}."
    if len(same) == found["issues"]:
        return f"{text}; on every issue all bargaining solutions settle alike in {nearly}."
    return f"{text}; all bargaining solutions settle alike in {nearly} on {join(same)}."


def _openings(statement: Statement, names: Names) -> str:
    found = statement.evidence
    left = found["unproven"]
    if found["share"] is None:
        return (
            f"Which levers open a deal most cheaply was not settled in time in any of "
            f"{count(found['draws'], 'draw')}."
        )
    said = in_draws(found["share"], found["low"], found["high"])
    so = "is it so that " if not found["opened"] else ""
    text = f"Done anew in every draw, {said} {so}a deal can be opened, with levers or without any"
    if left:
        text += (
            f"; {count(left, 'draw')} not settled in time {'is' if left == 1 else 'are'} left out"
        )
    often = sorted(found["levers"].items(), key=lambda one: -one[1])[:_OFTEN]
    told = [
        f"\u2018{names['levers'][lever]}\u2019 (in {of_100(share)} of 100 of these)"
        for lever, share in often
        if share > 0
    ]
    if told:
        verb = "is" if len(told) == 1 else "are"
        text += f". Most often in the cheapest opening {verb} {join(told)}"
    elif found["opened"]:
        text += ". The cheapest opening never takes a lever"
    return f"{text}."


def _importance(statement: Statement, names: Names) -> str:
    rows = statement.evidence["judgements"]
    each = [
        f"{judgement(row['judgement'], names)} (in the upper half of its draws "
        f"{of_100(row['upper'])} of 100, in the lower {of_100(row['lower'])})"
        for row in rows
    ]
    return f"Whether {clause(statement.subject, names)} depends most on {join(each)}."


def _turns(statement: Statement, names: Names) -> str:
    found, said = statement.evidence, clause(statement.subject, names)
    nearest = found["nearest"]
    if nearest is None:
        text = f"{_no_number(found)} turns round whether {said}"
    else:
        then = "it would be so" if nearest["holds"] else "it would no longer be so"
        text = f"{_if(nearest, names)}, {then} that {said}"
        text += _others(found) if found["judgements"] > 1 else ""
    return f"{text}{_jointly(found)}."


def _never_turns(statement: Statement, names: Names) -> str:
    found = statement.evidence
    listed = [clause(name, names) for name in found["conclusions"]]
    nor = ", nor do all together, however far they go" if found["together"] else ""
    if len(listed) == 1:
        return f"{_no_number(found)} turns round whether {listed[0]}{nor}."
    return f"{_no_number(found)} turns round any of these{nor}: {'; '.join(listed)}."


_TIMES = {2: "twice", 3: "three times", 4: "four times"}


def _no_number(found: Values) -> str:
    """That no number alone turns something round, and how far each was followed."""
    times = _TIMES.get(found["reach"], f"{found['reach']:g} times")
    far = {
        "exact": "whatever value it may have",
        "secant": "tried at values from the least to the most that it may be",
        "halving": f"tried up to {times} its own range beyond either end",
    }[found["way"]]
    return f"No single number{'' if found['complete'] else ' that was asked in time'}, {far},"


EDGE = 1e-5
"""Change of a number below which it is said to stand where it turns something."""


def _if(row: Values, names: Names) -> str:
    of = judgement(row["judgement"], names)
    edge = abs(row["to"] - row["from"]) <= EDGE
    to, start = distinct([row["from"] if edge else row["to"], row["from"]])
    if row["inside_range"] is None:
        where = "it has no range"
    else:
        inside = "inside" if row["inside_range"] else "outside"
        ends = [row["low"], row["high"], row["from"] if edge else row["to"], row["from"]]
        low, high, to, start = distinct(ends)
        where = f"{inside} its range of {low} to {high}"
        if edge and not row["inside_range"]:
            where = f"the end of its range of {low} to {high}"
        elif not row["inside_range"] and min(abs(row["to"] - end) for end in ends[:2]) <= EDGE:
            where = f"only beyond the end of its range of {low} to {high}"
    if edge:
        more = "higher" if row["up"] else "lower"
        return f"If {of} were at all {more} than the {start} judged most likely ({where})"
    past = "above" if row["up"] else "below"
    past += "" if row["exact"] else " about"
    return f"If {of} were {past} {to} instead of {start} ({where})"


def _others(found: Values) -> str:
    inside, numbers = found["inside"], count(found["judgements"], "number")
    if found["nearest"]["inside_range"] is None and not inside:
        return f"; alone {numbers} would do"
    if not inside:
        return f"; alone {numbers} would do, none of them inside their ranges"
    within = (
        "1 number would do within its range"
        if inside == 1
        else (f"{inside:,} numbers would do within their ranges")
    )
    return f"; alone {within} ({found['judgements']:,} at some value)"


def _jointly(found: Values) -> str:
    joint, alone = found["joint"], found["nearest"] is not None
    if joint is None:
        return ""
    if joint["scale"] is None:
        return "" if alone else ", nor do all together, however far they go"
    hundred = 100 * joint["scale"]
    share = f"{hundred:.0f}" if hundred >= 0.5 else "less than 1"
    start = "all together, it is enough that each" if alone else "all together do, if each"
    about = "" if joint["exact"] else "about "
    return f"; {start} goes {about}{share}\u00a0% of the way to an end of its range"


def _independent(statement: Statement, names: Names) -> str:
    groups = statement.evidence["groups"]
    if not groups:
        return (
            "Each number is drawn for itself, for the dossier declares none that err together; "
            "where judgements of one source do, the shares are nearer to one half than they look."
        )
    named = join(f"\u2018{group}\u2019 ({count(size, 'number')})" for group, size in groups.items())
    return f"Numbers are drawn independently, apart from those declared to err together: {named}."


def _intervals(statement: Statement, names: Names) -> str:
    return (
        "The numbers in brackets are 95\u00a0% intervals (Wilson) for what more draws than these "
        f"{statement.evidence['draws']:,} would show, each for itself; as the draws are evenly "
        "spread, they are rather too wide. They say nothing of whether the ranges are right."
    )


_ANEW = {
    "solutions": (
        "What bargaining solutions settle on is",
        "draw with a deal",
        "draws with a deal",
    ),
    "openings": (
        "Which levers are in the cheapest opening is",
        "draw in which a deal can be opened",
        "draws in which a deal can be opened",
    ),
}


def _few_deals(statement: Statement, names: Names) -> str:
    found = statement.evidence
    what, one, many = _ANEW[statement.subject]
    draws = f"1 {one}" if found["number"] == 1 else f"{found['number']:,} {many}"
    return (
        f"{what} counted in no more than {draws}: with fewer than {found['least']} such counts "
        "say little. Take more draws."
    )


_QUESTIONS = {
    "agreement": "what could be accepted",
    "leverage": "what would open a deal",
    "enforcement": "whether it will hold",
    "stability": "why it is stuck",
}


def _in_vain(statement: Statement, names: Names) -> str:
    return (
        "No settlement was found that is carried in any of "
        f"{count(statement.evidence['sample'], 'draw')}: somebody who is needed, or who pulls one "
        "of its levers, refuses, or a threat is not credible."
    )


def _left_out(statement: Statement, names: Names) -> str:
    asked = _QUESTIONS[statement.subject]
    missing = "; ".join(statement.evidence["missing"])
    return (
        f"Left out is everything on {asked}, because the dossier lacks something for it as it was "
        f"asked about: {missing}."
    )


def _turning_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["ranged"]:
        return (
            f"For each conclusion the {found['shown']} numbers that need to change by the fewest "
            f"points to turn it round; --json holds up to {found['held']} of each, under "
            "\u2018flips\u2019."
        )
    return (
        f"For each conclusion the {found['shown']} numbers that take least, of those that turn it "
        "round inside their ranges; where none does, the one that takes least. The table above "
        f"says how many would do in all; --json holds up to {found['held']} of each, under "
        "\u2018flips\u2019."
    )


def _few(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"{count(found['draws'], 'draw')} cannot show that anything is firm: what holds "
        f"in all of so few may hold in only {of_100(found['low'], up=False)} of 100. Take more "
        "draws."
    )


def _certain(statement: Statement, names: Names) -> str:
    found = statement.evidence
    verb = "counts" if found["certain"] == 1 else "count"
    return (
        f"{found['certain']:,} of {found['judgements']:,} judgements {verb} as certain, for the "
        "dossier gives no range for them."
    )


def _turns_incomplete(statement: Statement, names: Names) -> str:
    rows = statement.evidence["conclusions"]
    listed = "; ".join(f"whether {clause(name, names)}" for name in rows)
    return f"There was no time to ask every number what would turn round {listed}."


def _conclusions_reading(statement: Statement, names: Names) -> str:
    return (
        f"Shares of {statement.evidence['draws']:,} draws with 95\u00a0% intervals. A filled dot: "
        "so with the numbers judged most likely; a hollow one: not so."
    )


def _conclusions_alt(statement: Statement, names: Names) -> str:
    rows = statement.evidence["rows"]
    each = (f"{clause(name, names)}: {per_cent(share)}" for name, share in rows.items())
    return f"Share of draws in which each conclusion holds. {'; '.join(each)}."


def _acceptance_reading(statement: Statement, names: Names) -> str:
    draws = statement.evidence["draws"]
    return (
        f"Gains from {offer(statement.subject, names)}: the middle of {draws:,} draws, and the "
        "bar that holds 90 of 100. Left of 0 the party would walk away. A hollow dot: a red line "
        "is crossed, whatever the gain. On the right, in how many of 100 draws it accepts."
    )


def _acceptance_alt(statement: Statement, names: Names) -> str:
    rows = statement.evidence["acceptance"]
    each = (
        f"{party(p, names)}: {points(row['p50'])} ({points(row['p05'])} to {points(row['p95'])}), "
        f"accepts in {per_cent(row['share'])}"
        for p, row in rows.items()
    )
    return f"Points by which each party clears or misses. {'; '.join(each)}."


def _tornado_reading(statement: Statement, names: Names) -> str:
    return (
        "Share of draws in which the conclusion holds, in the lower half of each number\u2019s "
        "draws (hollow) and in the upper half (filled): the further apart, the more hangs on it. "
        "On the right, from the lower half to the upper. Numbers whose halves differ by no more "
        "than chance explains at so many draws are left out."
    )


def _tornado_alt(statement: Statement, names: Names) -> str:
    each = (
        f"{clause(row['conclusion'], names)}, {judgement(row['judgement'], names)}: from "
        f"{per_cent(row['lower'])} to {per_cent(row['upper'])}"
        for row in statement.evidence["rows"]
    )
    return f"How far the halves of each number\u2019s draws move the share. {'; '.join(each)}."


def _draws(statement: Statement, names: Names) -> str:
    draws, short = statement.evidence["draws"], statement.evidence["short"]
    more = (
        "; the command \u2018irenic robustness\u2019 draws more often, seeks the package that most "
        "draws accept, and asks of every conclusion what would turn it round"
    )
    return (
        f"The shares on this page are of {draws:,} draws of the judgements from their "
        f"ranges, with 95\u00a0% intervals{more if short else ''}."
    )


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "brief-robustness-draws": _draws,
    "robustness-conclusion": _conclusion,
    "robustness-firm": _firm,
    "robustness-undecided": _undecided,
    "robustness-solutions": _solutions,
    "robustness-openings": _openings,
    "robustness-no-numbers": _no_numbers,
    "robustness-acceptance": _acceptance,
    "robustness-most-acceptable": _most_acceptable,
    "robustness-worth-knowing": _worth_knowing,
    "robustness-importance": _importance,
    "robustness-turns": _turns,
    "robustness-never-turns": _never_turns,
    "robustness-few-deals": _few_deals,
    "robustness-in-vain": _in_vain,
    "robustness-left-out": _left_out,
    "robustness-independent": _independent,
    "robustness-intervals": _intervals,
    "robustness-few": _few,
    "robustness-certain": _certain,
    "robustness-turns-incomplete": _turns_incomplete,
    "robustness-conclusions-reading": _conclusions_reading,
    "robustness-conclusions-alt": _conclusions_alt,
    "robustness-acceptance-reading": _acceptance_reading,
    "robustness-acceptance-alt": _acceptance_alt,
    "robustness-tornado-reading": _tornado_reading,
    "robustness-tornado-alt": _tornado_alt,
    "robustness-not-a-probability": fixed(
        "A share says how often a conclusion survives the ranges that the dossier states. It is "
        "not the probability of peace, nor of the conclusion: the ranges are judgements, too."
    ),
    "robustness-turns-reading": _turning_reading,
    "robustness-accepted-reading": fixed(
        "Needed: whether the party\u2019s consent is. Who gains and yet never accepts has a red "
        "line that the package crosses."
    ),
    "robustness-turned-reading": fixed(
        "How many numbers would turn each conclusion round alone, how many of them within their "
        "stated ranges, and how far all would have to go at once, each towards the end of its "
        "range that counts, for them to do so together."
    ),
    "robustness-matter-reading": fixed(
        "In how many of 100 draws the conclusion holds, in the lower and in the upper half of "
        "the draws of a number; only differences that stand out from chance."
    ),
    "robustness-knowing-reading": fixed(
        "How often the wrong package would be picked if this number were known."
    ),
    "robustness-no-solutions": fixed(
        "Bargaining solutions were not counted: they need packages, and no quorum that decides."
    ),
    "robustness-no-levers": fixed(
        "Cheapest openings were not counted: the dossier has no levers that could open a deal."
    ),
    "robustness-solutions-reading": fixed(
        "For each issue the way in which a solution settles it most often, and in how many of "
        "100 draws in which something is acceptable to all."
    ),
    "robustness-openings-reading": fixed(
        "In how many of 100 draws in which a deal can be opened the lever is in the cheapest "
        "opening of that draw; levers that never are do not stand here."
    ),
    "robustness-package-reading": fixed(
        "The package carried in the most draws of the sample: all who are needed accept it, so "
        "does whoever pulls one of its levers, and its threats are credible."
    ),
}
