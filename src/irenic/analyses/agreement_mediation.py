"""What a mediator asks beside the solutions: conflicts, alternatives, what if, the single text.

Each part is in a module of its own; here they are asked one after the other, each within
its time, and told together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from irenic.analyses import agreement_alternatives as deals
from irenic.analyses import agreement_alternatives_views as deals_views
from irenic.analyses import agreement_conflicts as quarrels
from irenic.analyses.arrays import known
from irenic.analyses.result import Statement
from irenic.errors import UsageError

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.analyses.result import Figure, Table
    from irenic.theory.packages import Progress

Values = Mapping[str, Any]
Draft = str | Mapping[str, str] | None

SHARE = 6
"""Each part may take this fraction (one in so many) of the time a programme may take."""

MOST = 20
"""Alternatives that are looked for at most: more cannot be told apart side by side."""

DEFAULTS = "defaults"
"""The draft that leaves every issue at its default."""


LEFT_OUT: Values = {
    **dict.fromkeys((
        "minimal_conflicts", "maximal_agreements", "conflicts_complete", "turns_on", "room",
        "concessions", "concession_package", "concessions_share", "concessions_bound",
        "concessions_ties", "concessions_alone", "concessions_proven", "stakes",
        "alternatives", "alternatives_to", "what_if", "single_text", "common_ground",
    )),
    "unproven": [],
}  # fmt: skip
"""The values of all parts in a short answer, which asks for none of them."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted: how much alternatives may cost, how many, and from which draft to start.

    ``draft``: a plan, :data:`DEFAULTS` or a package; without one the package of ``plan``,
    else the defaults.
    """

    within: float
    alternatives: int
    draft: Draft
    plan: str | None


@dataclass(frozen=True)
class Questions:
    """What is asked: how much alternatives may cost, how many, the draft, entries of a list.

    ``draft``: the package it names (issues it leaves open stand at their defaults), or
    None for no single text; ``seconds``: for each part.
    """

    within: float
    count: int
    draft: Mapping[str, str] | None
    limit: int
    seconds: float


def questions(given: Arrays, wanted: Wanted, limit: int, seconds: float) -> Questions:
    """The questions to ask where a programme may take ``seconds``.

    Raises :class:`~irenic.errors.UsageError` for numbers out of range and for a draft
    that is not there or does not fit what is on the table.
    """
    within, alternatives = wanted.within, wanted.alternatives
    if not (within >= 0 and math.isfinite(within)):
        raise UsageError(f"within is {within}; expected a number of points, 0 or more")
    whole = isinstance(alternatives, int) and not isinstance(alternatives, bool)
    if not whole or not 1 <= alternatives <= MOST:
        raise UsageError(f"alternatives is {alternatives}; expected 1 to {MOST}")
    draft = _draft(given, wanted.draft, wanted.plan)
    return Questions(within, alternatives, draft, limit, seconds / SHARE)


def _draft(given: Arrays, draft: Draft, plan: str | None) -> Mapping[str, str] | None:
    """The package of the draft: that of a plan, the defaults, or as given."""
    if draft is None and plan is None:
        return None if _without_default(given, {}) else {}
    if draft is None:
        draft = plan
    plans = given.dossier.plans
    if isinstance(draft, str):
        known("plan", draft, [*plans, DEFAULTS])
        # A plan that happens to have this name is still the plan.
        package = plans[draft].package if draft in plans else {}
        name = f"the draft '{draft}'"
    else:
        package, name = draft or {}, "the draft"
    _check_fit(given, package, name)
    lacking = _without_default(given, package)
    if lacking:
        raise UsageError(
            f"{name} says nothing on {_listed(lacking)}, and no default stands there; start "
            "from a draft that settles this, or give defaults in the dossier"
        )
    return package


def _check_fit(given: Arrays, package: Mapping[str, str], name: str) -> None:
    """The draft names issues and options of the dossier that are on the table."""
    entries = given.dossier.issues
    for issue, option in package.items():
        known("issue", issue, entries)
        known(f"option of '{issue}'", option, entries[issue].options)
        if option not in given.options[given.issues.index(issue)]:
            raise UsageError(
                f"{name} needs '{option}' on '{issue}', which is off the table; start from "
                "another draft, or leave that issue free"
            )


def _without_default(given: Arrays, package: Mapping[str, str]) -> list[str]:
    """The issues that neither ``package`` nor a default that is on the table settles."""
    return [
        issue
        for issue, options in zip(given.issues, given.options, strict=True)
        if issue not in package
        and len(options) > 1
        and given.dossier.issues[issue].default not in options
    ]


def _listed(slugs: list[str]) -> str:
    return ", ".join(f"'{slug}'" for slug in slugs)


def mediation(
    given: Arrays, values: Values, asked: Questions, progress: Progress | None
) -> dict[str, Any]:
    """The values of all parts; ``values`` are those of the solutions.

    ``unproven`` names the parts that the time did not suffice for.
    """
    found = quarrels.conflicts(given, asked.limit, asked.seconds, progress)
    found |= _alternatives(given, values, asked)
    found |= deals.what_if(given, asked.seconds, progress)
    found["single_text"] = None
    if asked.draft is not None:
        found |= deals.single_text(given, asked.draft, asked.seconds)
    found |= deals.common_ground(given)
    found["unproven"] = list(_unproven(found, asked.limit))
    if values["zopa_empty"] is None and found["minimal_conflicts"]:
        # Whoever cannot agree among themselves cannot agree with the others either.
        found |= {"zopa_empty": True, "acceptable_to_all": 0}
        found["acceptable"] = 0 if values["quorum"] is None else values["acceptable"]
    return found


def _alternatives(given: Arrays, values: Values, asked: Questions) -> dict[str, Any]:
    """Alternatives to the Nash bargaining solution, or to the egalitarian where that is missing."""
    for name in ("nash_bargaining_solution", "egalitarian"):
        if values[name] is not None:
            package = values[name]["ties"][0]["package"]
            return deals.alternatives(
                given, package, asked.within, asked.count, asked.seconds, name
            )
    return {"alternatives": [], "alternatives_to": None}


def _unproven(values: Values, limit: int) -> Iterator[str]:
    """The parts of which something was not found out or not proven in time."""
    longest = max(len(values["minimal_conflicts"]), len(values["maximal_agreements"]))
    if not values["conflicts_complete"] and longest < limit:  # else the lists were cut
        yield "minimal_conflicts"
    if None in values["turns_on"]:
        yield "turns_on"
    if not values["concessions_proven"]:
        yield "concessions"
    if values["alternatives_to"] is not None and not values["alternatives_to"]["proven"]:
        yield "alternatives"
    about = values["what_if"]
    rows = [left for options in about["options"].values() for left in options.values()]
    rows += [left["ruled_out"] for left in rows]
    rows += [about["now"], *about["without_party"].values(), *about["with_party"].values()]
    if not all(left["proven"] for left in rows):
        yield "what_if"
    text = values["single_text"]
    if text is not None and not (text["efficient"] and all(s["proven"] for s in text["steps"])):
        yield "single_text"


def findings(values: Values) -> tuple[Statement, ...]:
    """What the parts found: why there is no deal first, then what else could be had."""
    return (*quarrels.statements(values), *deals_views.findings(values))


def partial(values: Values) -> tuple[Statement, ...]:
    """What the time did not suffice for, if anything."""
    parts = values["unproven"]
    return (Statement("agreement-partial", "", {"parts": parts}),) if parts else ()


def caveats(values: Values) -> tuple[Statement, ...]:
    """How the parts are to be read."""
    return deals_views.caveats(values)


def reasons(values: Values) -> tuple[Statement, ...]:
    """For whom a concession of its own would do."""
    return quarrels.reasons(values)


def tables(values: Values) -> tuple[Table, ...]:
    """The tables of the parts."""
    return (*quarrels.tables(values), *deals_views.tables(values))


def figures(values: Values) -> tuple[Figure, ...]:
    """The pictures of the parts."""
    return deals_views.figures(values)
