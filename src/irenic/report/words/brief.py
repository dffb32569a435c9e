"""Wording of what the brief itself puts together from several results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.report.words.lists import count, join, party, points

if TYPE_CHECKING:
    from collections.abc import Callable

    from irenic.analyses.result import Names, Statement


def _plans_reading(statement: Statement, names: Names) -> str:
    """``statement.evidence["lost"]``: plan -> parties that it leaves worse off than no deal."""
    lost = statement.evidence["lost"]
    fewest = min(len(parties) for parties in lost.values())
    best = [plan for plan, parties in lost.items() if len(parties) == fewest]
    if fewest == 0:
        return f"{_plans(best, names)} {'loses' if len(best) == 1 else 'lose'} nobody."
    everywhere = [one for one in next(iter(lost.values())) if all(one in p for p in lost.values())]
    text = (
        f"Every plan loses somebody; {_plans(best, names)} "
        f"{'loses' if len(best) == 1 else 'lose'} fewest ({fewest})."
        if len(lost) > 1
        else f"The plan loses {count(fewest, 'party', 'parties')}."
    )
    if everywhere and len(lost) > 1:
        verb = "is" if len(everywhere) == 1 else "are"
        who = join(party(one, names) for one in everywhere[:_MOST])
        more = len(everywhere) - _MOST
        who = who if more <= 0 else f"{len(everywhere)} parties"
        text += f" {who} {verb} lost by all."
    return text


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
    (party -> points it lacks in the nearest package).
    """
    found = statement.evidence
    issues = "the one issue" if found["issues"] == 1 else f"the {found['issues']} issues"
    if found["acceptable"]:
        share = f"{found['acceptable']:,} of {found['packages']:,} ways to settle {issues}"
        are = "is" if found["acceptable"] == 1 else "are"
        return (
            f"Agreement is possible as things stand: {share} {are} acceptable to every party "
            "whose consent is needed."
        )
    text = (
        f"As things stand, no way to settle {issues} ({found['packages']:,} packages) is "
        "acceptable to every party whose consent is needed"
    )
    short = [f"{party(one, names)} by {points(lack)}" for one, lack in found["short"].items()]
    if not short:
        return f"{text}."
    return (
        f"{text}; the nearest falls short for {join(short)} of its own points."
        if (len(short) == 1)
        else f"{text}; the nearest falls short for {join(short)} of their own points."
    )


def _plan(statement: Statement, names: Names) -> str:
    """``subject``: the plan; ``evidence``: ``accepted`` (its own package by all who must
    accept), ``lost`` (those who must accept and would not), ``room`` (acceptable packages).
    """
    found = statement.evidence
    plan = f"\u201c{names['plans'][statement.subject]}\u201d"
    if found["accepted"]:
        return f"{plan} is acceptable as it stands to every party whose consent is needed."
    lost = join(party(one, names) for one in found["lost"])
    if found["room"]:
        packages = count(found["room"], "package")
        return (
            f"{plan} opens room for agreement ({packages}), but its own package loses {lost}, "
            "whose consent is needed."
        )
    return (
        f"{plan} opens no room for agreement, and its own package loses {lost}, whose consent "
        "is needed."
    )


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "brief-plans-reading": _plans_reading,
    "brief-plans-alt": _plans_alt,
    "brief-stuck": _stuck,
    "brief-agreement": _agreement,
    "brief-plan": _plan,
}
