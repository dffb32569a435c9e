"""Wording of the statements that ``agreement`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, fixed, join, option, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from irenic.analyses.result import Names, Statement

SOLUTIONS = {
    "nash_bargaining_solution": "the Nash bargaining solution",
    "kalai_smorodinsky": "the Kalai-Smorodinsky solution",
    "egalitarian": "the egalitarian solution",
    "utilitarian": "the utilitarian solution",
    "relative_utilitarian": "the relative utilitarian solution",
    "nearest": "the package nearest to agreement",
    "plan": "the plan",
    "frontier": "the frontier",
    "best_passing": "the highest sum of gains among packages that pass",
}

_LISTED = 8
"""Names that are listed in a sentence before the rest is only counted."""

_TOLD = 24
"""Marks of a figure that its text alternative tells one by one."""


def capital(text: str) -> str:
    """``text`` with a capital letter in front."""
    return text[:1].upper() + text[1:]


def _some(items: Iterable[str], last: str = "and") -> str:
    """The first few, and how many more there are."""
    given = list(items)
    if len(given) <= _LISTED + 1:
        return join(given, last)
    return f"{', '.join(given[:_LISTED])} {last} {len(given) - _LISTED} more"


def parties(slugs: Iterable[str], names: Names) -> str:
    """The first few parties by name, and how many more there are."""
    return _some(party(slug, names) for slug in slugs)


def _exact(number: float) -> str:
    """Points, with more decimals where one would show a small number as nothing."""
    return points(number) if number == 0 or abs(number) >= 0.05 else f"{number:.1g}"


def _points(number: float) -> str:
    text = _exact(number)
    return f"{text} point" if text == "1" else f"{text} points"


def _signed(number: float) -> str:
    return f"+{_exact(number)}" if number > 0 else _exact(number)


def all_required(found: Mapping[str, Any]) -> str:
    """Those whose consent is needed, in words."""
    needed = len(found["required"])
    return (
        "the one party whose consent is needed" if needed == 1
        else f"{'both' if needed == 2 else f'all {needed}'} parties whose consent is needed"
    )  # fmt: skip


def _package(package: Mapping[str, str], names: Names) -> str:
    return "; ".join(
        f"{names['issues'][issue]}: {option(issue, chosen, names)}"
        for issue, chosen in package.items()
    )


def _share(part: int, whole: int) -> str:
    percent = 100 * part / whole
    if percent < 0.1:
        return "less than 0.1%"
    return f"{percent:.1f}%" if percent < 10 else f"{percent:.0f}%"


def _zone(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = found["acceptable_to_all"]
    verb = "is" if number == 1 else "are"
    return (
        f"There is room for agreement: {number:,} of "
        f"{count(found['packages'], 'package')} ({_share(number, found['packages'])}) {verb} "
        f"acceptable to {all_required(found)} (no-deal scenario: "
        f"{names['scenarios'][found['scenario']]})."
    )


def _no_zone(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        "There is no room for agreement as things stand: none of "
        f"{found['packages']:,} packages is acceptable to {all_required(found)} (no-deal "
        f"scenario: {names['scenarios'][found['scenario']]}). Every package was looked at."
    )


def _red_lines_exclude(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"Every one of {found['packages']:,} packages crosses a red line of a party whose "
        "consent is needed; no gain could make up for that, so a red line has to move first."
    )


def _quorum(statement: Statement, names: Names) -> str:
    found = statement.evidence
    veto = f", {parties(found['veto'], names)} among them" if found["veto"] else ""
    everybody = found["acceptable_to_all"]
    return (
        f"{capital(count(found['acceptable'], 'package'))} of {found['packages']:,} would pass: "
        f"at least {found['quorum']} of {len(found['required'])} parties accept{veto}. "
        f"{capital(count(everybody, 'package'))} would be accepted by all."
    )


def _frontier(statement: Statement, names: Names) -> str:
    size = statement.evidence["size"]
    if size == 1:
        return (
            "One acceptable package is at least as good for everybody as any other: there is "
            "nothing to bargain over."
        )
    if size == statement.evidence["acceptable"]:
        return (
            "No acceptable package can be improved for one party without loss to another: "
            "whichever is chosen, nothing is left on the table."
        )
    return (
        f"Among the acceptable packages {size:,} cannot be improved for one party without loss "
        "to another; a settlement outside this frontier leaves something on the table."
    )


def _solution(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = capital(join(SOLUTIONS[name] for name in found["solutions"]))
    verb = "is" if len(found["solutions"]) == 1 else "coincide at"
    return f"{who} {verb}: {_package(found['package'], names)}."


def _closest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = party(statement.subject, names)
    if found["ideal"] <= 0 or found["share"] <= 0:
        return (
            f"Closest to walking away: {who}, whom the Nash bargaining solution leaves no better "
            "off than no deal would."
        )
    return (
        f"Closest to walking away from the Nash bargaining solution: {who}, with a gain of "
        f"{_points(found['gain'])}, {100 * found['share']:.0f}% of the most that any package "
        "acceptable to all could bring."
    )


def _left_behind(statement: Statement, names: Names) -> str:
    losses = statement.evidence["losses"]
    worst = sorted(losses, key=lambda slug: -losses[slug])
    told = _some(f"{party(slug, names)} ({_points(losses[slug])})" for slug in worst)
    return (
        f"Somebody whose consent is not needed would lose by the Nash bargaining solution: {told}. "
        "Whether they can spoil it is another question."
    )


def _number(count: int | None) -> str:
    return "several" if count is None else f"{count:,}"


def _nearest(statement: Statement, names: Names) -> str:
    found = statement.evidence
    short = found["short"]
    order = sorted(short, key=lambda slug: -short[slug])
    told = _some(f"{party(slug, names)} by {_points(short[slug])}" for slug in order)
    many = "" if found["count"] == 1 else f" (one of {_number(found['count'])} equally near)"
    missing = f"It falls short for {told}." if short else "It falls short for nobody."
    return f"The nearest package{many} is: {_package(found['package'], names)}. {missing}"


def _plan(statement: Statement, names: Names) -> str:
    found = statement.evidence
    name = names["plans"][statement.subject]
    also = "" if found["acceptable"] else "also "
    others = (
        f" It would {also}lose {parties(found['others'], names)}, whose consent is not needed."
        if found["others"] else ""
    )  # fmt: skip
    others += _left_open(found["left_open"], names)
    if found["acceptable"]:
        return f"{name}: everybody whose consent is needed could accept it.{others}"
    told = _some(_lost(slug, gain, found["crossed"], names) for slug, gain in found["lost"].items())
    verdict = "enough would accept it, but it loses" if found["passes"] else "it loses"
    return f"{name}: {verdict} {told}.{others}"


def _left_open(issues: list[str], names: Names) -> str:
    """What a plan's text leaves out, which its package settles all the same."""
    if not issues:
        return ""
    told = _some(names["issues"][issue] for issue in issues)
    return f" {capital(count(len(issues), 'issue'))} left at the default: {told}."


def _lost(slug: str, gain: float | None, crossed: list[str], names: Names) -> str:
    why = [] if gain is None or gain >= 0 else [f"{_points(-gain)} short"]
    why += ["red line crossed"] if slug in crossed else []
    return f"{party(slug, names)} ({', '.join(why)})"


def _accepts_nothing(statement: Statement, names: Names) -> str:
    return (
        f"No package at all is acceptable to {party(statement.subject, names)}: the reservation "
        "value or red lines rule out everything on the table."
    )


def _opposed(statement: Statement, names: Names) -> str:
    found = statement.evidence
    pairs = [f"{party(one, names)} and {party(other, names)}" for one, other in found["pairs"]]
    more = found["count"] - len(pairs)
    told = "; ".join(pairs) + (f"; and {count(more, 'more pair')}" if more else "")
    return f"These have no acceptable package in common, even between the two of them: {told}."


def _refuses_alone(statement: Statement, names: Names) -> str:
    number = statement.evidence["packages"]
    return (
        f"The refusal of {party(statement.subject, names)} alone stands in the way of "
        f"{count(number, 'package')} that everybody else could accept."
    )


def _would_move(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = party(statement.subject, names)
    where = SOLUTIONS[found["solution"]]
    parts = [
        f"most to {verb} by {names['issues'][step['issue']]} → "
        f"“{option(step['issue'], step['option'], names)}” ({_signed(step['change'])})"
        for verb, step in (("win", found["most"]), ("lose", found["least"]))
        if step is not None
    ]
    return f"{capital(who)}, at {_signed(found['gain'])} in {where}: {'; '.join(parts)}."


def _interpersonal(statement: Statement, names: Names) -> str:
    return (
        "The utilitarian and the egalitarian solution compare points of different parties, which "
        "stand on scales of their own; the Nash bargaining, Kalai-Smorodinsky and relative "
        "utilitarian solutions do not depend on the scales."
    )


def _product_zero(statement: Statement, names: Names) -> str:
    who = parties(statement.evidence["parties"], names)
    return (
        "In every acceptable package somebody gains exactly nothing, so the product of gains is 0 "
        "everywhere and the Nash bargaining solution does not choose among the packages of the "
        f"frontier; in the one shown it is {who}."
    )


def _ideal_zero(statement: Statement, names: Names) -> str:
    who = parties(statement.evidence["parties"], names)
    return (
        f"No acceptable package brings anything to {who}; the shares that the Kalai-Smorodinsky "
        "and relative utilitarian solutions compare are those of the others."
    )


def _dominated(statement: Statement, names: Names) -> str:
    left_out = statement.evidence["left_out"]
    told = join(f"{SOLUTIONS[name]} ({number:,})" for name, number in left_out.items())
    return (
        f"Packages that score as high but are worse for somebody and better for nobody were left "
        f"out of {told}."
    )


def _without_reservation(statement: Statement, names: Names) -> str:
    found = statement.evidence
    scenario = names["scenarios"][found["scenario"]]
    return (
        f"No gain is stated for {parties(found['parties'], names)}: the dossier does not say "
        f"what they get without a deal ({scenario}). Their consent is not needed."
    )


def _other_red_lines(statement: Statement, names: Names) -> str:
    return (
        "Some of the solutions cross a red line of a party whose consent is not needed: "
        f"{parties(statement.evidence['parties'], names)}. Such red lines do not bind here."
    )


def _overruled(statement: Statement, names: Names) -> str:
    found = statement.evidence
    other = join(names["scenarios"][slug] for slug in found["overruled"])
    return (
        f"A threat in force would bring about {other}; the gains were nevertheless counted from "
        f"{names['scenarios'][found['scenario']]}, as asked."
    )


def _quorum_solutions(statement: Statement, names: Names) -> str:
    return (
        "With a quorum more packages pass than all accept; the frontier and the solutions keep to "
        "those that all accept, because a product or a share of a loss means nothing. Conflicts, "
        "concessions, alternatives and \u201cwhat if\u201d ask for the consent of all, too."
    )


def _most_likely(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["ranged"]:
        return "Gains are counted at the values given; no judgement they rest on states a range."
    have = "judgement has" if found["ranged"] == 1 else "judgements have"
    return (
        "Only the most likely values were used, for what is acceptable and for the solutions: "
        f"{found['ranged']:,} of {found['judgements']:,} {have} a range, and the ranges were not "
        "used. The lines in the pictures of gains are outer bounds."
    )


def _within_ranges(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = party(statement.subject, names)
    answer, margin = (
        ("there is room", f"gains {_points(found['margin'])} where the smallest gain is largest")
        if found["zone"]
        else ("there is none", f"lacks {_points(found['margin'])} where the gap is smallest")
    )
    return (
        f"That {answer} is likely, not certain: {who} {margin}, which is less than the width of "
        f"the ranges (its reservation value alone is given to within {_points(found['half'])} "
        "either way)."
    )


def _threat(statement: Statement, names: Names) -> str:
    found = statement.evidence
    who = party(statement.subject, names)
    return (
        f"The threat \u201c{names['levers'][found['lever']]}\u201d would hurt its maker: carried "
        f"out, it leaves {who} {_points(found['threatened'])} "
        f"({names['scenarios'][found['scenario']]}), against {_exact(found['otherwise'])} without "
        f"it ({names['scenarios'][found['without']]}). Others may doubt that it would be carried "
        "out."
    )


def _measured_from(statement: Statement, names: Names) -> str:
    found = statement.evidence
    there = names["scenarios"][found["without"]]
    text = (
        "Gains are counted from the no-deal scenario "
        f"\u201c{names['scenarios'][found['scenario']]}\u201d, not from \u201c{there}\u201d."
    )
    if found["short"] is None:
        return text
    if not found["short"]:
        return (
            f"{text} Counted from that one, the Nash bargaining solution would still lose nobody "
            "whose consent is needed."
        )
    short = found["short"]
    order = sorted(short, key=lambda slug: -short[slug])
    told = _some(f"{party(slug, names)} ({_points(short[slug])} short)" for slug in order)
    return f"{text} Counted from that one, the Nash bargaining solution would lose {told}."


def _cut(statement: Statement, names: Names) -> str:
    lists = join(SOLUTIONS[name] for name in statement.evidence["lists"])
    return f"Lists of packages were cut to the limit asked for: {lists}. Counts are complete."


def _tolerance(statement: Statement, names: Names) -> str:
    return (
        "Gains are compared to the nearest billionth of a point; a gain of exactly nothing counts "
        "as acceptable."
    )


def _gains_figure(statement: Statement, names: Names) -> str:
    found = statement.evidence
    losers = parties(found["losers"], names)
    first = (
        f"{losers} would be worse off than without a deal" if losers
        else "Nobody shown here would be worse off than without a deal"
    )  # fmt: skip
    if not found["ranges"]:
        return f"{first}. 0 is what each party gets if talks fail."
    unsure = (
        f"; {parties(found['unsure'], names)} might be, if the judgements err the wrong way"
        if found["unsure"] else ""
    )  # fmt: skip
    return (
        f"{first}{unsure}. 0 is what each party gets if talks fail; lines are outer bounds, with "
        "every judgement at its worst and at its best end at once."
    )


def _gains_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if len(found["marks"]) > _TOLD:
        gains = sorted(found["marks"], key=lambda mark: mark["gain"])
        low, high = gains[0], gains[-1]
        return (
            f"Gain over no deal for {join(found['packages'])}: from {_signed(low['gain'])} points "
            f"({party(low['party'], names)}) to {_signed(high['gain'])} "
            f"({party(high['party'], names)}). The table of gains holds every number."
        )
    told = []
    for mark in found["marks"]:
        where = f" ({mark['solution']})" if len(found["packages"]) > 1 else ""
        bounds = f", from {_exact(mark['low'])} to {_exact(mark['high'])}" if "low" in mark else ""
        told.append(f"{party(mark['party'], names)}{where} {_signed(mark['gain'])}{bounds}")
    return f"Gain over no deal, in points: {'; '.join(told)}."


def _frontier_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence
    across, up = party(found["across"], names), party(found["up"], names)
    first = (
        f"Furthest apart are {across} on one side and {up} on the other"
        if found["correlation"] < 0
        else f"No two parties pull apart; least alike are {across} on one side, {up} on the other"
    )  # fmt: skip
    drawn = ""
    if found["spots"] < found["size"]:
        drawn = (
            f" Its {found['size']:,} points lie in {found['spots']:,} different places of this "
            "picture, each drawn once."
        )
    if found["drawn"] < found["spots"]:
        drawn += f" Of these places {found['drawn']:,} are drawn, evenly from left to right."
    others = (
        " Packages below and to the left of others are there because they serve a third party."
        if found["required"] > 2 else ""
    )  # fmt: skip
    return (
        f"{first}: among the parties whose consent is needed their gains along the frontier have "
        f"the lowest correlation ({found['correlation']:.2f}).{others}{drawn}"
    ).replace("(-", "(\u2212")


def _frontier_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    across, up = party(found["across"], names), party(found["up"], names)
    told = "; ".join(
        f"{join(SOLUTIONS[name] for name in one['solutions'])}: {_exact(one['across'])} and "
        f"{_exact(one['up'])}"
        for one in found["solutions"]
    )
    return (
        f"Scatter of {count(found['drawn'], 'place')} on the frontier by the gain of {across} "
        f"and that of {up}. {capital(told)}."
    )


def _refusals_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = "The fewer packages a party accepts, the more of the agenda it blocks."
    if not found["alone"]:
        text += " No package fails by the refusal of one party alone."
    if not found["against"]:
        text += " Every two parties have packages in common that both accept."
    return text


def _plan_reading(statement: Statement, names: Names) -> str:
    return f"Who could accept {names['plans'][statement.subject]}, and who loses by it."


def _changes_reading(statement: Statement, names: Names) -> str:
    return (
        f"Starting from {SOLUTIONS[statement.subject]}: the one issue on which each party has "
        "most to win, and most to fear, if all else stays as it is."
    )


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "agreement-zone": _zone,
    "agreement-no-zone": _no_zone,
    "agreement-red-lines-exclude-all": _red_lines_exclude,
    "agreement-quorum": _quorum,
    "agreement-frontier": _frontier,
    "agreement-solution": _solution,
    "agreement-closest-to-walking-away": _closest,
    "agreement-left-behind": _left_behind,
    "agreement-nearest": _nearest,
    "agreement-plan": _plan,
    "agreement-accepts-nothing": _accepts_nothing,
    "agreement-opposed": _opposed,
    "agreement-refuses-alone": _refuses_alone,
    "agreement-would-move": _would_move,
    "agreement-interpersonal": _interpersonal,
    "agreement-product-zero": _product_zero,
    "agreement-ideal-zero": _ideal_zero,
    "agreement-dominated": _dominated,
    "agreement-without-reservation": _without_reservation,
    "agreement-other-red-lines": _other_red_lines,
    "agreement-overruled": _overruled,
    "agreement-quorum-solutions": _quorum_solutions,
    "agreement-most-likely": _most_likely,
    "agreement-within-ranges": _within_ranges,
    "agreement-threat-hurts-its-maker": _threat,
    "agreement-measured-from": _measured_from,
    "agreement-cut": _cut,
    "agreement-tolerance": _tolerance,
    "agreement-solutions-packages-reading": fixed(
        "What each solution would settle; solutions that choose the same package share a column."
    ),
    "agreement-solutions-gains-reading": fixed(
        "What each party would gain over no deal, in points of its own scale, and the most it "
        "could gain from any package that all accept."
    ),
    "agreement-nearest-packages-reading": fixed(
        "What would be settled where the party worst off is as little short as it can be."
    ),
    "agreement-nearest-gains-reading": fixed(
        "Gains over no deal, in points of each party's own scale; below 0 a party refuses."
    ),
    "agreement-refusals-reading": _refusals_reading,
    "agreement-plan-reading": _plan_reading,
    "agreement-changes-reading": _changes_reading,
    "agreement-solutions-figure-reading": _gains_figure,
    "agreement-nearest-figure-reading": _gains_figure,
    "agreement-plan-figure-reading": _gains_figure,
    "agreement-gains-figure-alt": _gains_alt,
    "agreement-frontier-reading": _frontier_reading,
    "agreement-frontier-alt": _frontier_alt,
}
