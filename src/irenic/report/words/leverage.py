"""Wording of the statements that ``leverage`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.leverage_phrases import (
    say_capital,
    say_cost,
    say_exact,
    say_in_points,
    say_lever,
    say_levers,
    say_pays,
    say_signed,
    say_some,
)
from irenic.report.words.lists import count, fixed, join, option, party

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from irenic.analyses.result import Names, Statement


_SAME = 1e-9
"""Points within which two values count as equal."""

_HARDLY = 0.005
"""The scale up to which a lever is said to be promised only: it would read 0%."""


def _package(package: Mapping[str, str], names: Names) -> str:
    return "; ".join(
        f"{names['issues'][issue]}: {option(issue, chosen, names)}"
        for issue, chosen in package.items()
    )


def _no_lever(statement: Statement, names: Names) -> str:
    found = statement.evidence
    scenario = names["scenarios"][found["scenario"]]
    if found["opens"] is None:
        return f"Whether a deal is open without any lever ({scenario}) was not settled in time."
    if found["smallest_gain"] is None and not found["proven"]:
        return f"Without any lever no deal is open ({scenario})."
    if found["smallest_gain"] is None:
        return (
            f"Without any lever ({scenario}) the red lines of those whose consent is needed leave "
            "no package."
        )
    gain = found["smallest_gain"]
    sure = "" if found["proven"] else " found in time"
    if found["opens"]:
        return (
            f"A deal is open without any lever ({scenario}): in the best package{sure} for "
            f"whoever gains least, that is {say_in_points(gain)}."
        )
    least = f", at a margin of {say_in_points(found['margin'])}" if found["margin"] else ""
    return (
        f"Without any lever no deal is open ({scenario}{least}): in the nearest package{sure} the "
        f"party worst off stands at {say_in_points(gain)}."
    )


def _cheapest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    verb = "opens" if len(found["levers"]) == 1 else "open"
    pays = (
        f"It costs {say_pays(found['pays'], names)}"
        if found["pays"]
        else "It costs nobody anything"
    )
    how = (
        "" if found["weighting"] == "levers" or not found["cost"]
        else f" ({say_cost(found['cost'], 'shares')})"
    )  # fmt: skip
    scaled = _scaled(found["scales"], names)
    proof = (
        "Nothing costs less."
        if found["proven"]
        else "Whether something costs less was not settled in the time given."
    )
    worst = (
        f" Least is gained by {say_some(party(slug, names) for slug in found['worst_off'])}: "
        f"{say_in_points(found['smallest_gain'])}."
        if found["quorum"] is None else ""
    )  # fmt: skip
    moved = "".join(_moved(threat, names) for threat in found["threats"])
    return (
        f"At the least cost, {say_levers(found['levers'], names)} {verb} a deal.{scaled} "
        f"{pays}{how}. {proof}{worst}{moved}"
    )


def _moved(threat: Mapping[str, Any], names: Names) -> str:
    """Whom a threat moves most, and how far it binds its maker."""
    if not threat["parties"]:
        return ""
    who = say_some(party(slug, names) for slug in threat["parties"])
    text = f" {say_lever(threat['lever'], names)} moves {who} most ({say_signed(threat['most'])})"
    if threat["maker"] not in threat["parties"] and threat["maker_moved"]:
        maker = party(threat["maker"], names)
        text += f", and its maker, {maker}, by {say_signed(threat['maker_moved'])}"
    return f"{text}."


def _scaled(scales: Mapping[str, float], names: Names) -> str:
    """How far divisible levers are pulled; a lever may be promised, and not be drawn upon."""
    partly = [
        f"{say_lever(slug, names)} at {100 * scale:.0f}%"
        for slug, scale in scales.items() if _HARDLY < scale < 1
    ]  # fmt: skip
    promised = [slug for slug, scale in scales.items() if scale <= _HARDLY]
    told = f" {say_capital(join(partly))} will do." if partly else ""
    if promised:
        it = "it" if len(promised) == 1 else "them"
        told += (
            f" {say_capital(say_levers(promised, names))} must be promised, however little of "
            f"{it} is drawn."
        )
    return told


def _fewest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = len(found["levers"])
    proof = "" if found["proven"] else " (fewer were not ruled out in time)"
    return (
        f"With the fewest levers, {count(number, 'lever')} will do{proof}: "
        f"{say_levers(found['levers'], names)} (costs: {say_pays(found['pays'], names) or 'none'})."
    )


def _nothing_opens(statement: Statement, names: Names) -> str:
    found = statement.evidence
    barred = (
        f" ({count(found['unusable'], 'of them', 'of them')} can never be in force)"
        if found["unusable"] else ""
    )  # fmt: skip
    if found["levers"] == 1:
        return "The one lever opens no deal: every package was tried with it and without."
    if not found["levers"]:
        return "No lever is left that could open a deal."
    return (
        f"None of the {count(found['levers'], 'lever')}{barred} opens a deal, alone or with "
        "others: every package was tried with every set."
    )


def _unknown(statement: Statement, names: Names) -> str:
    return (
        f"No set of the {count(statement.evidence['levers'], 'lever')} that opens a deal was found "
        "in the time given, and none was ruled out; more time may settle it."
    )


def _stays_out(statement: Statement, names: Names) -> str:
    found, who = statement.evidence, party(statement.subject, names)
    if found["gain"] is None:
        return f"{who} stays out whatever is offered: its red lines rule out every package."
    return (
        f"{who} stays out whatever is offered: the most that it can gain, from any package with "
        f"any levers, is {say_in_points(found['gain'])}; it lacks {say_in_points(found['short'])}."
    )


def _nearest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    short = found["short"]
    told = say_some(
        f"{party(slug, names)} by {say_in_points(short[slug])}"
        for slug in sorted(short, key=lambda slug: -short[slug])
    )
    levers = (
        f" with {say_levers(found['levers'], names)}" if found["levers"] else ", without any lever"
    )
    missing = f"It falls short for {told}." if short else "It falls short for nobody."
    return f"What comes nearest{levers}: {_package(found['package'], names)}. {missing}"


def _credibility(statement: Statement, names: Names) -> str:
    found, who = statement.evidence, party(statement.subject, names)
    lever = say_lever(found["lever"], names)
    if found["by"] is None:
        return (
            f"{lever} cannot be judged credible: the dossier does not say what {who} gets in "
            "both scenarios."
        )
    audience = found["audience_cost"]
    backing = f", less {say_exact(audience)} for backing down" if audience else ""
    sums = (
        f"when talks fail it is worth {say_in_points(found['reservation_if_carried_out'])} "
        f"to {who} to carry it out ({names['scenarios'][found['scenario']]}), and "
        f"{say_exact(found['reservation_if_not'])} not to{backing}"
    )
    if found["credible"]:
        spare = f"by {say_in_points(found['by'])}" if found["by"] else "with nothing to spare"
        verdict = f"{lever} is credible {spare}: {sums}."
    else:
        verdict = f"{lever} is not credible; it lacks {say_in_points(found['shortfall'])}: {sums}."
    return verdict + _ranging(found) + _elsewhere(found["elsewhere"], names)


def _ranging(found: Mapping[str, Any]) -> str:
    """What the ranges of the judgements leave open."""
    if found["low"] == found["high"]:
        return ""
    if found["low"] >= 0 or found["high"] < 0:
        return " No judgement within its range would change that."
    return (
        " The ranges of these judgements leave it open: from "
        f"{say_in_points(-found['low'])} short to {say_in_points(found['high'])} to spare."
    )


def _elsewhere(margins: Mapping[str, float], names: Names) -> str:
    """Whether a threat would be credible if no deal meant another scenario."""
    told = [
        f"{names['scenarios'][slug]}: "
        + (
            f"it lacks {say_in_points(-by)}" if by < -_SAME
            else f"credible by {say_in_points(by)}" if by > _SAME
            else "credible with nothing to spare"
        )
        for slug, by in margins.items()
    ]  # fmt: skip
    where = "In another scenario" if len(margins) == 1 else "In other scenarios"
    return f" {where} without a deal: {'; '.join(told)}." if told else ""


def _minimal_sets(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["sets"] and not found["complete"]:
        return "Which sets open a deal with nothing to spare was not settled in time."
    number = count(found["sets"], "set")
    least = "" if found["complete"] else "at least "
    some = (
        f"{say_capital(least + number)} of levers open{'s' if found['sets'] == 1 else ''} a deal "
        "with nothing to spare (no part of such a set does)"
    )
    if found["single"]:
        return f"{some}; by itself {say_levers(found['single'], names, 'or')} does."
    # A list that was cut may lack the levers that do.
    return f"{some}; no lever does by itself." if found["complete"] else f"{some}."


def _indispensable_and_idle(statement: Statement, names: Names) -> str:
    found = statement.evidence
    needed = found["indispensable"]
    if needed:
        verb = "is" if len(needed) == 1 else "are"
        first = f"{say_levers(needed, names)} {verb} indispensable: nothing opens a deal without"
    elif found["undecided"]:
        it = "it" if len(found["undecided"]) == 1 else "them"
        first = (
            f"Of {say_levers(found['undecided'], names)} it is not known whether a deal needs {it}"
        )
    else:
        first = "No lever is indispensable: each can be replaced by others"
    return f"{first}. {_idle(found, names)}"


def _idle(found: Mapping[str, Any], names: Names) -> str:
    """Which levers no deal turns on."""
    idle = [slug for slug in found["idle"] if slug not in found["unusable"]]
    doubt = ""
    if found["unknown"]:
        doubt = f"; of {say_levers(found['unknown'], names)} this is not known"
    if not idle:
        none = "None that can be in force is idle" if not doubt else "None is known to be idle"
        return f"{none}{doubt}."
    verb, whose = ("is", "it") if len(idle) == 1 else ("are", "them")
    told = say_capital(say_levers(idle, names))
    return (
        f"{told} {verb} idle: any set that opens a deal with {whose} has a part "
        f"that opens one without{doubt}."
    )


def _without_kind(statement: Statement, names: Names) -> str:
    found = statement.evidence
    what = {"threat": "any threat", "incentive": "any incentive", "reassurance": "any reassurance"}
    without = f"Without {what[found['kind']]}"
    if found["opens"] is None:
        return f"{without} nothing that opens a deal was found in time."
    if not found["opens"]:
        return f"{without} nothing opens a deal."
    if not found["levers"]:
        return f"{without}, or any other lever, a deal is open."
    least = "" if found["proven"] else "at most "
    cost, other = (say_cost(found[key], found["weighting"]) for key in ("cost", "cheapest"))
    instead = "at the same cost" if cost == other else f"at {least}{cost} instead of {other}"
    return f"{without} the cheapest way is {say_levers(found['levers'], names)}, {instead}."


def _pressure(statement: Statement, names: Names) -> str:
    found = statement.evidence
    alone = found["alone"]
    bare = alone["needs_alone"]
    if bare is not None and not alone["opens"]:
        rest = "with nothing else, no deal turns on the pressure"
        if alone["opens"] is None:
            rest = "whether with these any deal turns on the pressure was not settled in time"
        first = (
            f"What patrons\u2019 pressure needs opens a deal by itself "
            f"({say_levers(bare, names)}); {rest}."
        )
    elif alone["opens"]:
        first = (
            "Patrons\u2019 pressure alone, with what it needs, opens a deal: "
            f"{say_levers(alone['levers'], names)}."
        )
    elif alone["opens"] is None:
        first = "Whether patrons\u2019 pressure alone opens a deal was not settled in time."
    else:
        first = "Patrons\u2019 pressure alone, with what it needs, opens no deal."
    if not found["replaced"]:
        if found["sets"] < 2 and not found["complete"]:
            return first
        rest = (
            "It can take the place of no other lever"
            if found["complete"] else "In the sets found it takes the place of no other lever"
        )  # fmt: skip
        return f"{first} {rest}."
    return f"{first} In some set it takes the place of {say_levers(found['replaced'], names)}."


def _plan(statement: Statement, names: Names) -> str:
    """What the levers of a plan open by themselves, and which of them it turns on."""
    found = statement.evidence
    plan = f"\u201c{names['plans'][statement.subject]}\u201d"
    if found["opens"] is None:
        return f"Whether the levers of {plan} open a deal was not settled in time."
    if not found["opens"]:
        return f"The levers of {plan} open no deal."
    verb = "opens" if len(found["levers"]) == 1 else "open"
    least = "at the least cost" if found["proven"] else "at the least cost found"
    gain = say_in_points(found["smallest_gain"])
    text = (
        f"Of the levers of {plan} alone, {say_levers(found['levers'], names)} {verb} a deal "
        f"{least} (smallest gain {gain})"
    )
    needed, idle, doubt = found["indispensable"], found["idle"], found["unknown"]
    parts = [f"indispensable: {say_levers(needed, names)}"] if needed else []
    parts += [f"idle: {say_levers(idle, names)}"] if idle else []
    parts += [f"not settled in time: {say_levers(doubt, names)}"] if doubt else []
    return "; ".join([text, *parts]) + "."


def _if_fails(statement: Statement, names: Names) -> str:
    found, lever = statement.evidence, say_lever(statement.subject, names)
    also = [*found["takes_along"], *found["withdraws"]]
    along = f", and {say_levers(also, names)} with it" if also else ""
    if found["survives"]:
        return f"If {lever} fails{along}, the settlement still stands."
    falls = found["falls"]
    told = say_some(
        f"{party(slug, names)} ({say_in_points(falls[slug])} short)"
        for slug in sorted(falls, key=lambda slug: -falls[slug])
    )
    then = {
        True: "Another settlement can be had without it, with other levers or terms.",
        False: "Nothing else opens a deal then.",
        None: "Whether something else opens a deal then is not known.",
    }[found["reopens"]]
    return f"If {lever} fails{along}, the settlement falls: it loses {told}. {then}"


def _brought_in(statement: Statement, names: Names) -> str:
    found, who = statement.evidence, say_capital(party(statement.subject, names))
    parts = [f"{say_signed(found['gain_without'])} from this package without any lever"]
    if found["threatened"]:
        parts.append(f"{say_signed(found['threatened'])} as no deal is worth otherwise")
    adds = found["adds"]
    order = sorted(adds, key=lambda slug: -abs(adds[slug]))
    parts += [f"{say_signed(adds[slug])} by {say_lever(slug, names)}" for slug in order]
    told = f"{who}, at {say_signed(found['gain'])}: {say_some(parts)}"
    if not found["pivotal"]:
        return f"{told}. It accepts without any of these levers."
    lost = say_some((say_levers(one, names) for one in found["pivotal"]), "or")
    price = ""
    if found["price"]:
        price = f" Asking for its consent costs {say_cost(found['price'], found['weighting'])}."
    return f"{told}. It refuses if this is lost: {lost}.{price}"


def _most_likely(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["ranged"]:
        return "Gains and costs are counted at the values given; none of them states a range."
    have = "judgement has" if found["ranged"] == 1 else "judgements have"
    return (
        f"Only the most likely values were used: {found['ranged']:,} of {found['judgements']:,} "
        f"{have} a range, and the ranges were used only to say how sure a threat is."
    )


def _smallest_gain(statement: Statement, names: Names) -> str:
    text = (
        "The smallest gain compares points of different parties, each on a scale of its own; it "
        "says who is nearest to refusing, not who is treated worst."
    )
    if statement.evidence["quorum"] is None:
        return text
    return f"{text} With a quorum it is that of the parties best placed among so many."


def _borrowed_scale(statement: Statement, names: Names) -> str:
    who = say_some(party(slug, names) for slug in statement.evidence["parties"])
    return (
        f"Nothing on the table is worth anything to {who}; what the levers cost there is counted "
        "as a share of the mean of the other parties\u2019 scales."
    )


def _kept_out(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if found["plan"] is None:
        return f"Left out, as asked: {say_levers(found['levers'], names)}."
    return (
        f"Only the levers of \u201c{names['plans'][found['plan']]}\u201d may be pulled, as asked; "
        f"{count(len(found['levers']), 'other lever')} {_is(found['levers'])} left out."
    )


def _is(items: Sequence[str]) -> str:
    return "is" if len(items) == 1 else "are"


_WHY = {
    "no-reservation": "the dossier does not say what its maker gets without a deal",
    "scenario": "the dossier does not say what everybody needed gets in its scenario",
    "incredible": "its maker would back down",
    "needs": "it needs a lever that cannot be in force, or does not go with it",
}


def _unusable(statement: Statement, names: Names) -> str:
    told = say_some(
        f"{say_lever(slug, names)} ({_WHY[why]})"
        for slug, why in statement.evidence["levers"].items()
    )
    return f"These levers can never be in force: {told}."


def _unwilling(statement: Statement, names: Names) -> str:
    told = say_some(
        f"{say_lever(slug, names)} ({party(row['by'], names)}, never above "
        f"{say_in_points(row['at_most'])})"
        for slug, row in statement.evidence["levers"].items()
    )
    return (
        f"By these levers whoever pulls them would lose, whatever is settled: {told}. So they "
        "open nothing here. If that is not what was meant, the dossier lacks what the settlement "
        "is worth to whoever pulls them."
    )


def _without_reservation(statement: Statement, names: Names) -> str:
    found = statement.evidence
    scenario = names["scenarios"][found["scenario"]]
    who = say_some(party(slug, names) for slug in found["parties"])
    return (
        f"No gain is stated for {who}: the dossier does not say what they get without a deal "
        f"({scenario}). Levers that they pull cannot be used."
    )


def _unproven(statement: Statement, names: Names) -> str:
    parts = {
        "cheapest": "whether anything costs less",
        "fewest": "whether fewer levers would do",
        "indispensable": "whether some levers are indispensable",
        "use": "whether some levers are idle",
        "minimal sets": "whether there are more minimal sets",
        "curve": "whether more points lie on the curve of cost and gain",
        "prices": "what the consent of some parties costs",
        "plans": "what the levers of some plans do",
        "levers alone": "what some levers do alone",
        "no lever": "how near a deal is without any lever",
        "kinds": "what opens a deal without some kinds of levers, or with these alone",
        "stays out": "who stays out whatever is offered",
        "nearest": "whether a settlement comes nearer",
    }
    told = join(parts[part] for part in statement.evidence["parts"])
    return f"Not settled in the time or up to the limit given: {told}."


def _short(statement: Statement, names: Names) -> str:
    points = statement.evidence["points"]
    curve = f", and more than {count(points, 'point')} of cost against gain" if points else ""
    return (
        "Left out of this short answer: what each lever does alone, and what the consent of each "
        f"party costs{curve}. \u2018irenic leverage\u2019 has them."
    )


def _sampled(statement: Statement, names: Names) -> str:
    partial = (
        "Partial only in that the curve of cost and gain is sampled; all else is proven. "
        if statement.evidence["only"] else ""
    )  # fmt: skip
    return (
        f"{partial}Some levers can be pulled in part, so the curve of cost and gain is "
        f"continuous; its points are about {say_in_points(statement.evidence['step'])} of gain "
        "apart."
    )


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "leverage-no-lever": _no_lever,
    "leverage-cheapest": _cheapest,
    "leverage-fewest": _fewest,
    "leverage-nothing-opens": _nothing_opens,
    "leverage-unknown": _unknown,
    "leverage-stays-out": _stays_out,
    "leverage-nearest": _nearest,
    "leverage-credibility": _credibility,
    "leverage-minimal-sets": _minimal_sets,
    "leverage-indispensable-and-idle": _indispensable_and_idle,
    "leverage-without-kind": _without_kind,
    "leverage-pressure": _pressure,
    "leverage-plan": _plan,
    "leverage-if-fails": _if_fails,
    "leverage-brought-in": _brought_in,
    "leverage-most-likely": _most_likely,
    "leverage-shares": fixed(
        "The cost of a set adds up what its levers take from different parties, each as a share "
        "of that party\u2019s own scale. No such sum is a fact; with the weighting "
        "\u2018levers\u2019 only their number counts."
    ),
    "leverage-borrowed-scale": _borrowed_scale,
    "leverage-smallest-gain": _smallest_gain,
    "leverage-credible-means": fixed(
        "Credible means only that the threat\u2019s maker would not prefer to back down, by these "
        "judgements. That others believe it is another matter."
    ),
    "leverage-funders": fixed(
        "Whoever gives an incentive or a reassurance, or presses a client, does so only if the "
        "settlement leaves it no worse off than no deal."
    ),
    "leverage-kept-out": _kept_out,
    "leverage-unusable": _unusable,
    "leverage-unwilling": _unwilling,
    "leverage-without-reservation": _without_reservation,
    "leverage-unproven": _unproven,
    "leverage-sampled": _sampled,
    "leverage-short": _short,
}
