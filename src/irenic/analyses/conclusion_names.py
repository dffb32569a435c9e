"""Conclusions as clauses for people, as the rest of a sentence that begins 'in 5 of 100 draws'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from irenic.analyses.conclusions_conflicts import BETWEEN

if TYPE_CHECKING:
    from irenic.analyses.conclusions import Conclusion
    from irenic.analyses.result import Names

Said = Callable[[str, "Names", bool], str]
"""The clause for a subject, where consent goes by a quorum or not."""

CONCEPTS: Mapping[str, str] = {
    "nash_stability": "Nash stability",
    "limited_move": "limited-move stability",
    "non_myopic": "non-myopic stability",
}
"""Concepts that are not called by their capitals."""


def clauses(asked: Iterable[Conclusion], named: Names, *, quorum: bool) -> dict[str, str]:
    """Name of a conclusion -> what it says, without a capital and a full stop.

    ``named``: the names of the dossier; ``quorum``: whether not everybody's consent is needed.
    """
    return {one.name: CLAUSES[one.kind](one.subject, named, quorum) for one in asked}


def _needed(quorum: bool) -> str:
    return "enough of those who are asked" if quorum else "all whose consent is needed"


def _in_quotes(kind: str, slug: str, named: Names) -> str:
    return f"\u2018{named[kind].get(slug, slug)}\u2019"


def _zone(subject: str, named: Names, quorum: bool) -> str:
    return f"some package is acceptable to {_needed(quorum)} as things stand"


def _conflict(subject: str, named: Names, quorum: bool) -> str:
    parties = [named["parties"].get(slug, slug) for slug in subject.split(BETWEEN)]
    if len(parties) == 1:
        return f"{parties[0]} accepts no package at all"
    *others, last = parties
    return f"{', '.join(others)} and {last} cannot agree even among themselves"


def _plan_zone(subject: str, named: Names, quorum: bool) -> str:
    return f"the levers of {_in_quotes('plans', subject, named)} make room for a deal"


def _plan_accepted(subject: str, named: Names, quorum: bool) -> str:
    plan = _in_quotes("plans", subject, named)
    return f"{_needed(quorum)} accept the package of {plan} under its levers"


def _opens(subject: str, named: Names, quorum: bool) -> str:
    return "a deal is open, or some credible set of levers opens one"


def _cheapest(subject: str, named: Names, quorum: bool) -> str:
    return "the cheapest opening found opens a deal"


def _credible(subject: str, named: Names, quorum: bool) -> str:
    return f"the threat {_in_quotes('levers', subject, named)} is credible"


def _timetable(subject: str, named: Names, quorum: bool) -> str:
    return "the best timetable found holds by itself"


def _plan_timetable(subject: str, named: Names, quorum: bool) -> str:
    return f"the timetable of {_in_quotes('plans', subject, named)} holds by itself"


def _possible(subject: str, named: Names, quorum: bool) -> str:
    return "some timetable holds by itself"


def _guarantee(subject: str, named: Names, quorum: bool) -> str:
    return f"{_in_quotes('guarantees', subject, named)} would be enforced at every stage"


def _stable(subject: str, named: Names, quorum: bool) -> str:
    concept = CONCEPTS.get(subject, subject.upper())
    return f"the state of affairs is an equilibrium under {concept}"


CLAUSES: Mapping[str, Said] = {
    "zone": _zone,
    "conflict": _conflict,
    "plan-zone": _plan_zone,
    "plan-accepted": _plan_accepted,
    "opens": _opens,
    "opening-opens": _cheapest,
    "credible": _credible,
    "timetable-holds": _timetable,
    "plan-timetable-holds": _plan_timetable,
    "timetable-possible": _possible,
    "guarantee-credible": _guarantee,
    "stable": _stable,
}
"""The wording of each kind of conclusion."""
