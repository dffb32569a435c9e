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
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _package(package: Mapping[str, str], names: Names) -> str:
    return "; ".join(
        f"{names['issues'][issue]}: {option(issue, chosen, names)}"
        for issue, chosen in package.items()
    )


def _no_lever(statement: Statement, names: Names) -> str:
    found = statement.evidence
    scenario = names["scenarios"][found["scenario"]]
    if found["smallest_gain"] is None:
        return (
            f"Without any lever ({scenario}) the red lines of those whose consent is needed leave "
            "no package."
        )
    gain = found["smallest_gain"]
    if found["opens"]:
        return (
            f"A deal is open without any lever ({scenario}): in the best package for whoever "
            f"gains least, that is {say_in_points(gain)}."
        )
    if found["opens"] is None:
        return f"Whether a deal is open without any lever ({scenario}) was not settled in time."
    least = f", at a margin of {say_in_points(found['margin'])}" if found["margin"] else ""
    return (
        f"Without any lever no deal is open ({scenario}{least}): in the nearest package the party "
        f"worst off stands at {say_in_points(gain)}."
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
    partly = [
        f"{say_lever(slug, names)} at {100 * scale:.0f}%"
        for slug, scale in found["scales"].items() if scale < 1
    ]  # fmt: skip
    scaled = f" {say_capital(join(partly))} will do." if partly else ""
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
    return (
        f"At the least cost, {say_levers(found['levers'], names)} {verb} a deal.{scaled} "
        f"{pays}{how}. {proof}{worst}"
    )


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
        f" ({count(found['unusable'], 'lever')} of them can never be in force)"
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
    if found["low"] == found["high"]:
        return verdict
    if found["low"] >= 0 or found["high"] < 0:
        return f"{verdict} No judgement within its range would change that."
    return (
        f"{verdict} The ranges of these judgements leave it open: from "
        f"{say_in_points(-found['low'])} short to {say_in_points(found['high'])} to spare."
    )


def _minimal_sets(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = count(found["sets"], "set")
    some = (
        f"{say_capital(number)} of levers open{'s' if found['sets'] == 1 else ''} a deal with "
        "nothing to spare (no part of such a set does)"
    )
    if not found["complete"]:
        some = f"At least {number} of levers open a deal with nothing to spare"
    single = (
        f"; by itself {say_levers(found['single'], names, 'or')} does"
        if found["single"] else "; no lever does by itself"
    )  # fmt: skip
    return f"{some}{single}."


def _indispensable_and_idle(statement: Statement, names: Names) -> str:
    found = statement.evidence
    needed = found["indispensable"]
    if needed:
        verb = "is" if len(needed) == 1 else "are"
        first = f"{say_levers(needed, names)} {verb} indispensable: nothing opens a deal without"
    elif found["undecided"]:
        first = (
            f"Of {say_levers(found['undecided'], names)} it is not known whether a deal needs them"
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
    if alone["opens"]:
        first = (
            "Patrons\u2019 pressure alone, with what it needs, opens a deal: "
            f"{say_levers(alone['levers'], names)}."
        )
    elif alone["opens"] is None:
        first = "Whether patrons\u2019 pressure alone opens a deal was not settled in time."
    else:
        first = "Patrons\u2019 pressure alone, with what it needs, opens no deal."
    if not found["replaced"]:
        rest = (
            "It can take the place of no other lever"
            if found["complete"] else "In the sets found it takes the place of no other lever"
        )  # fmt: skip
        return f"{first} {rest}."
    return f"{first} In some set it takes the place of {say_levers(found['replaced'], names)}."


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


def _kept_out(statement: Statement, names: Names) -> str:
    return f"Left out, as asked: {say_levers(statement.evidence['levers'], names)}."


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
        "levers alone": "what some levers do alone",
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
    return (
        "Some levers can be pulled in part, so the curve of cost and gain is continuous; its "
        f"points are {say_in_points(statement.evidence['step'])} of gain apart."
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
    "leverage-if-fails": _if_fails,
    "leverage-brought-in": _brought_in,
    "leverage-most-likely": _most_likely,
    "leverage-shares": fixed(
        "The cost of a set adds up what its levers take from different parties, each as a share "
        "of that party\u2019s own scale. No such sum is a fact; with the weighting "
        "\u2018levers\u2019 only their number counts."
    ),
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
    "leverage-without-reservation": _without_reservation,
    "leverage-unproven": _unproven,
    "leverage-sampled": _sampled,
    "leverage-short": _short,
}
