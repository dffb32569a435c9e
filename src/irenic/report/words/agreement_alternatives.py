"""Wording of the statements on alternatives, what if, the single text and common ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, fixed, join, option, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from irenic.analyses.result import Names, Statement

_SOLUTIONS = {
    "nash_bargaining_solution": "the Nash bargaining solution",
    "kalai_smorodinsky": "the Kalai-Smorodinsky solution",
    "egalitarian": "the egalitarian solution",
    "utilitarian": "the utilitarian solution",
    "relative_utilitarian": "the relative utilitarian solution",
}

_LISTED = 8
"""Names that are listed in a sentence before the rest is only counted."""

_TOLD = 24
"""Marks of a figure that its text alternative tells one by one."""


def _some(items: Iterable[str], last: str = "and") -> str:
    """The first few, and how many more there are."""
    given = list(items)
    if len(given) <= _LISTED + 1:
        return join(given, last)
    return f"{', '.join(given[:_LISTED])} {last} {len(given) - _LISTED} more"


def _parties(slugs: Iterable[str], names: Names) -> str:
    return _some(party(slug, names) for slug in slugs)


def _exact(number: float) -> str:
    """Points, with more decimals where one would show a small number as nothing."""
    if number == 0 or abs(number) >= 0.05:
        return points(number)
    return f"{number:.1g}".replace("-", "\u2212")


def _points(number: float) -> str:
    text = _exact(number)
    return f"{text} point" if text == "1" else f"{text} points"


def _signed(number: float) -> str:
    return f"+{_exact(number)}" if number > 0 else _exact(number)


def _choices(pairs: Iterable[tuple[str, str]], names: Names) -> str:
    """Options with their issues, one after the other."""
    told = [f"{names['issues'][i]}: \u201c{option(i, o, names)}\u201d" for i, o in pairs]
    more = len(told) - _LISTED
    if more > 1:
        told[_LISTED:] = [f"and {more} more"]
    return "; ".join(told)


def _percent(share: float) -> str:
    return "less than 1%" if 0 < share < 0.01 else f"{100 * share:.0f}%"


def _start(found: Mapping[str, Any]) -> str:
    return _SOLUTIONS.get(found["solution"] or "", "the package they are compared with")


def _alternatives(statement: Statement, names: Names) -> str:
    found = statement.evidence
    where, number = _start(found), len(found["differs"])
    cost = (
        f"cost nobody whose consent is needed more than {_points(found['within'])} against {where}"
        if found["within"] else f"cost nobody whose consent is needed anything against {where}"
    )  # fmt: skip
    if not number:
        none = "There is no other package" if found["proven"] else "No other package was found"
        return f"{none} that all could accept and that would {cost}."
    packages = "One other package" if number == 1 else f"{number} other packages"
    on = join(str(differs) for differs in found["differs"])
    respectively = ", respectively" if number > 1 else ""
    more = ""
    if number < found["count"] and found["proven"]:
        more = " There are no more." if number > 1 else " There is no other."
    return (
        f"{packages} that all could accept would {cost}; {'it' if number == 1 else 'they'} would "
        f"settle {on} of {count(found['issues'], 'issue')} otherwise{respectively}.{more}"
    )


def _alternative(statement: Statement, names: Names) -> str:
    found = statement.evidence
    changes = "; ".join(
        f"{names['issues'][issue]}: \u201c{option(issue, chosen, names)}\u201d"
        for issue, chosen in found["changes"].items()
    )
    return (
        f"Alternative {found['place']} would have instead: {changes}. Of those whose consent is "
        f"needed {party(found['party'], names)} would gain least by it "
        f"({_signed(found['gain'])})."
    )


def _greedy(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = (
        "Alternatives were chosen one after the other, each as different as possible from all "
        "before it, by the number of issues settled otherwise; every issue counts alike, and "
        "another set of packages might lie wider apart as a whole."
    )
    if found["proven"]:
        return text
    return f"{text} The time allowed was not enough to prove that none lies further off."


def _what_if_options(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parts = []
    if found["breaks"]:
        verb = "This option leaves" if len(found["breaks"]) == 1 else "Each of these options leaves"
        parts.append(f"{verb} no deal, if it stands: {_choices(found['breaks'], names)}.")
    if found["needed"]:
        told = _choices(found["needed"], names)
        parts.append(f"No deal does without {told}.")
    if not parts and found["decided"]:
        return "No single option prevents a deal, and none is part of every deal."
    if not parts:
        return "No single option was found that prevents a deal, or that every deal needs."
    return " ".join(parts)


def _what_if_without(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["more"]:
        if not found["decided"]:
            return "It was not decided in time whose consent, if not needed, would change most."
        if found["deal"]:
            return (
                "No party's consent by itself keeps the others from more: without any one of them, "
                f"the smallest gain could be no higher than {_signed(found['now'])}."
            )
        return "No party stands in the way of a deal alone: without any one of them there is none."
    order = sorted(found["more"], key=lambda slug: -found["more"][slug])
    if found["deal"]:
        told = _some(f"{party(slug, names)} ({_signed(found['more'][slug])})" for slug in order)
        return (
            f"The smallest gain, at best {_signed(found['now'])}, could be higher if one of these "
            f"did not have to consent: {told}."
        )
    if found["opens"]:
        told = _some(
            f"{party(slug, names)} (smallest gain of the others {_signed(found['more'][slug])})"
            for slug in order
            if slug in found["opens"]
        )
        return f"There would be a deal if one of these did not have to consent: {told}."
    told = _some(f"{party(slug, names)} ({_signed(found['more'][slug])})" for slug in order)
    where = "" if found["now"] is None else f", at best {_signed(found['now'])} as things are,"
    text = "there would still be no deal" if found["decided"] else "no deal was found"
    return (
        f"Without the consent of any one party {text}; the smallest gain{where} would be "
        f"highest without {told}."
    )


def _what_if_with(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parts = []
    if found["breaks"]:
        told = [
            party(slug, names) + ("" if gain is None else f" (smallest gain {_signed(gain)})")
            for slug, gain in found["breaks"].items()
        ]
        parts.append(f"There would be no deal if {_must_consent(told)}.")
    if found["less"]:
        told = [f"{party(p, names)} ({_signed(gain)})" for p, gain in found["less"].items()]
        parts.append(
            f"The smallest gain, at best {_signed(found['now'])}, would be lower, with a deal "
            f"still possible, if {_must_consent(told)}."
        )
    if not parts:
        return (
            "The consent of any one party more could be had at no loss to the smallest gain."
            if found["decided"]
            else "No party was found whose consent, if needed too, would prevent a deal."
        )
    return " ".join(parts)


def _must_consent(told: list[str]) -> str:
    if len(told) == 1:
        return f"the consent of {told[0]} were needed too"
    return f"the consent of one of these were needed too: {_some(told)}"


def _undecided(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = (
        f"In the time allowed {count(found['unproven'], 'answer')} to \u201cwhat if\u201d could "
        "not be proven; the smallest gains shown there may be higher"
    )
    if not found["undecided"]:
        return f"{text}, but whether there is a deal is certain."
    return f"{text}, and for {found['undecided']:,} of them it is open if there is a deal."


def _single_text(statement: Statement, names: Names) -> str:
    found = statement.evidence
    number = found["steps"]
    end = (
        "cannot be improved for any party whose consent is needed without loss to another"
        if found["efficient"] else "may still leave room for improvement: the time ran out"
    )  # fmt: skip
    if not number:
        return f"The draft {end}." if found["efficient"] else f"The draft {end} before a step."
    kinds = _kinds(number, found["all_gain"])
    order = sorted(found["rises"], key=lambda slug: -found["rises"][slug])
    gains = _some(f"{party(slug, names)} {_signed(found['rises'][slug])}" for slug in order)
    others = ""
    if found["others"]:
        fall = _some(f"{party(p, names)} {_signed(fall)}" for p, fall in found["others"].items())
        others = f" Some whose consent is not needed lose on the way: {fall}."
    return (
        f"From the draft {'one step leads' if number == 1 else f'{number} steps lead'} to a text "
        f"that {end}. {kinds} Altogether: {gains}.{others}"
    )


def _kinds(steps: int, all_gain: int) -> str:
    """How many of the steps bring all parties something."""
    if steps == 1:
        return (
            "Every party whose consent is needed gains by it." if all_gain
            else "It costs none of those whose consent is needed, and helps some."
        )  # fmt: skip
    if all_gain == steps:
        return "Every party whose consent is needed gains by each of them."
    if not all_gain:
        return "They cost none of those whose consent is needed, and each helps some."
    first = "By the first" if all_gain == 1 else f"By the first {all_gain}"
    rest = (
        "the last costs none of them" if steps == all_gain + 1 else "the others cost none of them"
    )
    return f"{first} every party whose consent is needed gains; {rest} and helps some."


def _single_text_end(statement: Statement, names: Names) -> str:
    refuses = statement.evidence["refuses"]
    if not refuses:
        return "The last text is acceptable to everybody whose consent is needed."
    told = _some(
        f"{party(slug, names)} ({_points(-gain)} short)" if gain < 0
        else f"{party(slug, names)} (red line crossed)"
        for slug, gain in refuses.items()
    )  # fmt: skip
    return (
        f"The last text is still not acceptable to {told}. Steps that cost nobody anything do "
        "not bring them in; somebody would have to give something up."
    )


def _order(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = ""
    if found["steps"]:
        text = (
            "Steps by which every party gains came first, then those that change the fewest "
            "issues, then those with the highest smallest gain; that last choice compares points "
            "of different parties. Other steps might have led to another text."
        )
        if found["unproven"]:
            unproven = count(found["unproven"], "step")
            text += f" For {unproven} the time was not enough to prove that none comes before."
    if found["all_open"]:
        text += " The draft is what stands on every issue by default."
    elif found["left_open"]:
        issues = _some(names["issues"][issue] for issue in found["left_open"])
        text += f" The draft does not name {issues}; there it starts from what stands by default."
    return text.strip() or "The single text starts from the draft as it was given."


def _all(number: int) -> str:
    return "both" if number == 2 else f"all {number}"


def _coincide(statement: Statement, names: Names) -> str:
    found = statement.evidence
    options = [f"\u201c{option(statement.subject, o, names)}\u201d" for o in found["options"]]
    issue = names["issues"][statement.subject]
    if len(found["cares"]) == 1:
        who = party(found["cares"][0], names)
        return (
            f"{issue}: only {who} cares about it among those whose consent is needed, and wants "
            f"{join(options, 'or')}."
        )
    return (
        f"Interests coincide on {issue}: {join(options, 'or')} is best for "
        f"{_all(len(found['cares']))} parties that care about it."
    )


def _off_the_table(statement: Statement, names: Names) -> str:
    found = statement.evidence
    options = [f"\u201c{option(statement.subject, o, names)}\u201d" for o in found["options"]]
    cares = len(found["cares"])
    whom = (
        f"{party(found['cares'][0], names)}, the only one that cares about it" if cares == 1
        else f"{_all(cares)} parties that care about it"
    )  # fmt: skip
    return (
        f"{names['issues'][statement.subject]}: {join(options)} "
        f"{'is' if len(options) == 1 else 'are'} worst for {whom}, and can go off the table."
    )


def _gift(statement: Statement, names: Names) -> str:
    found = statement.evidence
    can_give = []
    if found["last"]:
        can_give.append(f"the last concern of {_parties(found['last'], names)}")
    if found["indifferent"]:
        can_give.append(f"of no concern to {_parties(found['indifferent'], names)}")
    dearest = next(iter(found["costs"]), None)
    cost = "it would cost nobody else anything" if dearest is None else (
        f"that would cost {party(dearest, names)} most ({_percent(found['costs'][dearest])})"
    )  # fmt: skip
    return (
        f"A cheap gift: {names['issues'][statement.subject]}. It is nobody's first concern, "
        f"{join(can_give)}; it is worth most to {party(found['party'], names)} "
        f"({_percent(found['share'])} of all that is at stake for that party), whose wish is "
        f"\u201c{option(statement.subject, found['option'], names)}\u201d; {cost}."
    )


def _joint(statement: Statement, names: Names) -> str:
    issues = _some(names["issues"][issue] for issue in statement.evidence["issues"])
    return (
        "Common ground and cheap gifts are read from the worth of single issues; for some parties "
        f"combinations count too, and there the picture may change: {issues}."
    )


def _options_reading(statement: Statement, names: Names) -> str:
    return (
        "The smallest gain is that of the party worst off, at its highest, with the issue settled "
        "so and all others open; below 0 somebody refuses. An option that a red line rules out has "
        "none and is not compared; where no options are named, all others leave as much room. "
        f"{_now(statement)}"
    )


def _parties_reading(statement: Statement, names: Names) -> str:
    return (
        "The smallest gain among those whose consent would then be needed, at its highest. "
        f"{_now(statement)}"
    )


def _now(statement: Statement) -> str:
    gain = statement.evidence["smallest_gain"]
    if gain is None:
        return "As things are, no package was found that crosses no red line."
    return f"As things are it is {_signed(gain)}."


def _side_reading(statement: Statement, names: Names) -> str:
    same = statement.evidence["same"]
    if not same:
        return "All issues are settled otherwise in one of the alternatives or another."
    if same == 1:
        return "One issue, which all of them settle alike, is left out."
    return f"{same} issues, which all of them settle alike, are left out."


def _figure_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence
    steps = count(found["steps"], "step")
    fell = (
        f" It takes something from {_parties(found['fell'], names)}, whose consent is not needed."
        if found["fell"] else ""
    )  # fmt: skip
    return (
        f"In {steps} the single text moves {found['moved']} of "
        f"{count(found['parties'], 'party', 'parties')}: each mark is the last text, the other end "
        f"of its line the draft.{fell} 0 is what each party gets if talks fail."
    )


def _figure_alt(statement: Statement, names: Names) -> str:
    moved = [mark for mark in statement.evidence["marks"] if mark["low"] < mark["high"]]
    marks = sorted(moved, key=lambda mark: -abs(mark["gain"] - mark["draft"]))
    told = "; ".join(
        f"{party(mark['party'], names)} from {_signed(mark['draft'])} to {_signed(mark['gain'])}"
        for mark in marks[:_TOLD]
    )
    more = len(marks) - _TOLD
    rest = f"; and {count(more, 'more party', 'more parties')}" if more > 0 else ""
    unmoved = len(statement.evidence["marks"]) - len(moved)
    rest += f"; {count(unmoved, 'party', 'parties')} unmoved" if unmoved else ""
    return f"Gain over no deal from the draft and from the last text, in points: {told}{rest}."


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "agreement-alternatives": _alternatives,
    "agreement-alternative": _alternative,
    "agreement-alternatives-greedy": _greedy,
    "agreement-what-if-options": _what_if_options,
    "agreement-what-if-without": _what_if_without,
    "agreement-what-if-with": _what_if_with,
    "agreement-what-if-undecided": _undecided,
    "agreement-single-text": _single_text,
    "agreement-single-text-end": _single_text_end,
    "agreement-single-text-order": _order,
    "agreement-coincide": _coincide,
    "agreement-coincide-nowhere": fixed(
        "There is no issue on which the interests of all who care about it coincide."
    ),
    "agreement-off-the-table": _off_the_table,
    "agreement-gift": _gift,
    "agreement-common-ground-joint": _joint,
    "agreement-alternatives-packages-reading": _side_reading,
    "agreement-alternatives-gains-reading": fixed(
        "Gains over no deal, in points of each party's own scale."
    ),
    "agreement-what-if-options-reading": _options_reading,
    "agreement-what-if-parties-reading": _parties_reading,
    "agreement-single-text-steps-reading": fixed(
        "Changes that belong together make one step. No step costs a party whose consent is needed "
        "anything."
    ),
    "agreement-single-text-gains-reading": fixed(
        "Gains over no deal from one text to the next, in points of each party's own scale."
    ),
    "agreement-single-text-figure-reading": _figure_reading,
    "agreement-single-text-figure-alt": _figure_alt,
    "agreement-common-ground-reading": fixed(
        "Options that are best, or worst, for every party that cares about the issue, among those "
        "whose consent is needed."
    ),
    "agreement-gifts-reading": fixed(
        "Issues that are no party's first concern and some party's last: what one can give at "
        "little cost and another values, among those whose consent is needed."
    ),
}
