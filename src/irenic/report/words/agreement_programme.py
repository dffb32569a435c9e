"""Wording of what ``agreement`` says where packages are not listed, or the case is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.agreement import SOLUTIONS, all_required, capital, parties
from irenic.report.words.lists import count, join, option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement


def _undecided(statement: Statement, names: Names) -> str:
    found = statement.evidence
    return (
        f"The time given did not suffice to find out whether any of {found['packages']:,} packages "
        f"is acceptable to {all_required(found)}: none was found, and none was ruled out."
    )


def _zone_uncounted(statement: Statement, names: Names) -> str:
    found = statement.evidence
    scenario = names["scenarios"][found["scenario"]]
    if found["zone"]:
        return (
            f"There is room for agreement: of {found['packages']:,} packages at least one is "
            f"acceptable to {all_required(found)} (no-deal scenario: {scenario})."
        )
    return (
        f"There is no room for agreement as things stand: it is proven that none of "
        f"{found['packages']:,} packages is acceptable to {all_required(found)} (no-deal "
        f"scenario: {scenario})."
    )


def _quorum_uncounted(statement: Statement, names: Names) -> str:
    found = statement.evidence
    veto = f", {parties(found['veto'], names)} among them" if found["veto"] else ""
    asked = f"at least {found['quorum']} of {len(found['required'])} parties accept{veto}"
    every = "At least one" if found["zone"] else "None"
    if not found["decided"]:
        first = f"Whether any of {found['packages']:,} packages would pass ({asked}) is not known"
    elif found["passes"]:
        first = f"Of {found['packages']:,} packages at least one would pass: {asked}"
    else:
        first = f"None of {found['packages']:,} packages would pass, that is, {asked}"
    return f"{first}. {every} would be accepted by all."


def _frontier_spread(statement: Statement, names: Names) -> str:
    return (
        f"{capital(count(statement.evidence['packages'], 'package'))} are listed that cannot be "
        "improved for one party without loss to another; there are others."
    )


def _not_counted(statement: Statement, names: Names) -> str:
    return (
        f"The {statement.evidence['packages']:,} packages were not looked at one by one, so it is "
        "not counted how many are acceptable, nor to whom."
    )


def _some_ties(statement: Statement, names: Names) -> str:
    lists = join(SOLUTIONS[name] for name in statement.evidence["lists"])
    return (
        f"There may be more packages of the same value than are listed, and nobody has counted "
        f"them: {lists}."
    )


def _unproven(statement: Statement, names: Names) -> str:
    def told(name: str, found: Mapping[str, Any]) -> str:
        if found["bound"] is None:
            return f"for {SOLUTIONS[name]} no bound is known"
        return (
            f"{SOLUTIONS[name]} has the value {found['value']:.6g}, and none above "
            f"{found['bound']:.6g} exists"
        )

    values = statement.evidence["values"]
    gaps = "; ".join(told(name, found) for name, found in values.items())
    return f"The time given did not suffice to prove that nothing better exists: {gaps}."


def _spread(statement: Statement, names: Names) -> str:
    return (
        "The frontier is too large to list. The packages shown from it are a spread: each is "
        "proven to be on it, and there are others."
    )


def _changed(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = [
        f"{names['issues'][issue]} is settled as {option(issue, chosen, names)}"
        for issue, chosen in found["fixed"].items()
    ]
    told += [
        f"on {names['issues'][issue]} these are off the table: "
        f"{join(option(issue, one, names) for one in some)}"
        for issue, some in found["ruled_out"].items()
        if some
    ]
    if found["left_out"]:
        told.append(f"the consent of {parties(found['left_out'], names)} is not asked for")
    if found["added"]:
        told.append(f"the consent of {parties(found['added'], names)} is asked for as well")
    return f"This is not the case as the dossier has it: {'; '.join(told)}."


_PARTS = {
    "minimal_conflicts": "who cannot agree among themselves",
    "turns_on": "the issues on which that turns",
    "concessions": "the smallest concessions",
    "alternatives": "the alternatives",
    "what_if": "what if",
    "single_text": "the single text",
}
"""Parts of the answer, as a sentence names them."""


def _partial(statement: Statement, names: Names) -> str:
    parts = join(_PARTS[part] for part in statement.evidence["parts"])
    return f"The time given did not suffice to prove everything about: {parts}."


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "agreement-undecided": _undecided,
    "agreement-zone-uncounted": _zone_uncounted,
    "agreement-quorum-uncounted": _quorum_uncounted,
    "agreement-frontier-spread": _frontier_spread,
    "agreement-not-counted": _not_counted,
    "agreement-some-ties": _some_ties,
    "agreement-unproven": _unproven,
    "agreement-spread": _spread,
    "agreement-changed": _changed,
    "agreement-partial": _partial,
}
