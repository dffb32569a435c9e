"""Wording of what the brief itself puts together from several results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import count, join, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _plans_reading(statement: Statement, names: Names) -> str:
    """``evidence``: ``lost`` (plan -> parties that it leaves worse off than no deal) and
    ``required`` (whose consent is needed).
    """
    lost, required = statement.evidence["lost"], statement.evidence["required"]
    needed = {plan: [p for p in parties if p in required] for plan, parties in lost.items()}
    fewest = min(len(parties) for parties in needed.values())
    best = [plan for plan, parties in needed.items() if len(parties) == fewest]
    loses = "loses" if len(best) == 1 else "lose"
    if len(lost) == 1:
        text = f"The plan loses {count(fewest, 'party', 'parties')} whose consent is needed."
    elif fewest == 0:
        text = f"{_plans(best, names)} {loses} nobody whose consent is needed."
    else:
        text = (
            "Every plan loses somebody whose consent is needed; "
            f"{_plans(best, names)} {loses} fewest of them ({fewest})."
        )
    everywhere = [one for one in next(iter(lost.values())) if all(one in p for p in lost.values())]
    if not everywhere or len(lost) == 1:
        return text
    who = join(party(one, names) for one in everywhere)
    who = who if len(everywhere) <= _MOST else f"{len(everywhere)} parties"
    return f"{text} Every plan loses {who}."


_MOST = 5


def _plans(slugs: list[str], names: Names) -> str:
    return join(f"\u201c{names['plans'][slug]}\u201d" for slug in slugs)


def _plans_alt(statement: Statement, names: Names) -> str:
    sentences = []
    for plan, parties in statement.evidence["lost"].items():
        who = join(party(one, names) for one in parties) or "nobody"
        sentences.append(f"{names['plans'][plan]} loses {who}.")
    return "Bars of each party's gain under each plan, from its reservation value. " + " ".join(
        sentences
    )


def _stuck(statement: Statement, names: Names) -> str:
    """``evidence``: ``status_quo`` (given or not), ``alone`` (parties that could do better by
    moving alone), ``undeterred`` (those whom no answer of the others holds back), ``doubtful``
    (those, and those held back only by answers that may hurt who gives them), ``feasible`` and
    ``equilibria`` (numbers of states).
    """
    found = statement.evidence
    if not found["status_quo"]:
        return (
            f"Of {found['feasible']:,} states of affairs outside the table "
            f"{found['equilibria']:,} would hold, because nobody would do better by leaving them."
        )
    if not found["alone"]:
        return (
            "It is stuck: as things stand outside the table, no party can do better by moving "
            "alone."
        )
    if found["undeterred"]:
        return (
            f"It need not stay as it is: {_some(found['undeterred'], names)} could do better by "
            "moving alone, whatever the others answer."
        )
    if found["doubtful"]:
        return (
            f"It may not stay as it is: {_some(found['doubtful'], names)} could do better by "
            "moving alone, and only answers that may hurt the others too would take that away."
        )
    return (
        f"It is stuck: {_some(found['alone'], names)} could do better by moving alone, but the "
        "others' answer would take that away."
    )


def _some(slugs: list[str], names: Names) -> str:
    if len(slugs) > _MOST:
        return f"{len(slugs)} parties"
    return join(party(slug, names) for slug in slugs)


def _agreement(statement: Statement, names: Names) -> str:
    """``evidence``: ``acceptable`` and ``packages`` (numbers), ``issues`` (number), ``short``
    (party -> points it lacks in the nearest package), ``ranged`` (judgements have ranges, which
    were not used) and ``narrow`` (the ranges could turn it).
    """
    found = statement.evidence
    issues = "the one issue" if found["issues"] == 1 else f"the {found['issues']} issues"
    doubt = ""
    if found["narrow"]:
        doubt = " The margin is less than the width of the ranges: likely, not certain."
    if found["acceptable"]:
        likely = "at the most likely values " if found["ranged"] else ""
        share = f"{found['acceptable']:,} of {found['packages']:,} ways to settle {issues}"
        are = "is" if found["acceptable"] == 1 else "are"
        return (
            f"Agreement is possible as things stand: {likely}{share} {are} "
            f"acceptable to every party whose consent is needed.{doubt}"
        )
    likely = ", and at the most likely values," if found["ranged"] else ","
    text = (
        f"As things stand{likely} no way to settle {issues} "
        f"({found['packages']:,} packages) is acceptable to every party whose consent is needed"
    )
    short = [f"{party(one, names)} by {points(lack)}" for one, lack in found["short"].items()]
    if not short:
        return f"{text}.{doubt}"
    whose = "its own points" if len(short) == 1 else "their own points"
    return f"{text}; the nearest falls short for {join(short)} of {whose}.{doubt}"


def _plan(statement: Statement, names: Names) -> str:
    """``subject``: the plan; ``evidence``: ``accepted`` (its own package by all who must
    accept), ``lost`` (those who must accept and would not), ``room`` (acceptable packages),
    ``left_open`` (issues that its text leaves out, named as far as they are few).
    """
    found = statement.evidence
    plan = f"\u201c{names['plans'][statement.subject]}\u201d"
    left = [names["issues"][issue] for issue in found["left_open"]]
    told = f": {join(left)}" if len(left) <= _MOST else ""
    silent = f" (with {count(len(left), 'issue')} left at the default{told})" if left else ""
    if found["accepted"]:
        return f"{plan}{silent} is acceptable to every party whose consent is needed."
    lost = join(party(one, names) for one in found["lost"])
    if found["room"]:
        packages = count(found["room"], "package")
        return (
            f"{plan} opens room for agreement ({packages}), but its own package{silent} loses "
            f"{lost}, whose consent is needed."
        )
    return (
        f"{plan} opens no room for agreement, and its own package{silent} loses {lost}, whose "
        "consent is needed."
    )


def _opened(statement: Statement, names: Names) -> str:
    """``evidence``: ``plan``, ``sourced`` (it carries a source), ``others`` (an unsourced plan
    whose levers open more, or None).
    """
    found = statement.evidence
    plan = f"\u201c{names['plans'][found['plan']]}\u201d"
    if not found["sourced"]:
        return (
            f"Shown in detail: {plan}, whose levers leave most packages acceptable to all; no plan "
            "that carries a source opens any room."
        )
    text = (
        f"Shown in detail: {plan}. Of the plans that carry a source, its levers leave most "
        "packages acceptable to all."
    )
    if found["other"] is None:
        return text
    other = f"\u201c{names['plans'][found['other']]}\u201d"
    return f"{text} Those of {other} leave more, but that plan carries no source."


def _room_reading(statement: Statement, names: Names) -> str:
    return (
        "How many packages all parties whose consent is needed could accept once a plan's levers "
        "are in force, and what the party worst off would gain by the Nash bargaining solution "
        "among them."
    )


def _why_not(statement: Statement, names: Names) -> str:
    """``evidence``: ``parties`` (a smallest set that cannot agree), ``more`` (other such sets),
    ``complete``, ``concessions`` (party -> points, the smallest joint one) and ``quorum``.
    """
    found = statement.evidence
    parties = [party(one, names) for one in found["parties"]]
    sets = "sets of parties that cannot agree" if len(parties) > 1 else "such obstacles"
    least = "" if found["complete"] else "at least "
    others = f", and there are {least}{found['more']:,} more {sets}" if found["more"] else ""
    if len(parties) == 1:
        text = f"{parties[0]} accepts no package at all{others}"
    else:
        text = f"{join(parties)} cannot agree even among themselves{others}"
    less = found["concessions"]
    if not less or found["quorum"] is not None:
        return f"{text}."
    told = [f"{points(much)} to {party(one, names)}" for one, much in less.items()]
    if len(told) > _MOST:
        return f"{text}. A deal would open if no deal were worth less to {len(told)} parties."
    first, rest = told[0].split(" ", 1)
    told[0] = f"{first} point{'' if first == '1' else 's'} less {rest}"
    return f"{text}. A deal would open if no deal were worth {join(told)}."


def _opening(statement: Statement, names: Names) -> str:
    """``evidence``: ``levers`` in force, ``pays`` (party -> points), ``proven`` (nothing costs
    less), ``margin``, ``smallest_gain``, ``fatal`` (levers whose loss ends the settlement),
    ``indispensable``, ``without`` (levers that would do instead, or None) and ``doubtful``
    (threats that may not be credible).
    """
    found = statement.evidence
    levers = found["levers"]
    if not levers:
        return "No lever is needed to open a deal."
    least = "at the least cost" if found["proven"] else "at the least cost found"
    pays = [f"{points(much)} to {party(one, names)}" for one, much in found["pays"].items()]
    price = f"{join(pays)}, in points of its own" if len(pays) == 1 else join(pays)
    cost = f" ({price})" if pays else " (nobody pays)"
    opens = "opens" if len(levers) == 1 else "open"
    text = f"{_levers(levers, names)} {opens} a deal {least}{cost}"
    if found["doubtful"]:
        whose = "it" if len(levers) == 1 else _levers(found["doubtful"], names)
        text += f"; whether {whose} would be carried out lies within the ranges of the judgements"
    if not found["fatal"]:
        return f"{text}. The settlement survives the loss of any lever."
    return f"{text}. {_lost(found, names)}"


def _lost(found: Mapping[str, Any], names: Names) -> str:
    """What the loss of a lever means."""
    first = "If it fails" if len(found["levers"]) == 1 else "If one of them fails"
    if len(found["fatal"]) < len(found["levers"]):
        first = f"If {_levers(found['fatal'], names, 'or')} fails"
    if found["without"]:
        instead = _levers(found["without"], names)
        return f"{first}, that settlement falls; {instead} would open another."
    if found["indispensable"] is None or set(found["fatal"]) & set(found["indispensable"]):
        return f"{first}, the settlement falls."
    return f"{first}, that settlement falls; others can be had without it."


def _levers(slugs: list[str], names: Names, last: str = "and") -> str:
    if len(slugs) > _MOST:
        return f"{len(slugs)} levers"
    return join((f"\u201c{names['levers'][slug]}\u201d" for slug in slugs), last)


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "brief-plans-reading": _plans_reading,
    "brief-plans-alt": _plans_alt,
    "brief-stuck": _stuck,
    "brief-agreement": _agreement,
    "brief-plan": _plan,
    "brief-opened": _opened,
    "brief-why-not": _why_not,
    "brief-opening": _opening,
    "brief-room-reading": _room_reading,
}
