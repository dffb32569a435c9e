"""Which of two columns does better on a criterion; dominance and trade-offs. No score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

from irenic.analyses.comparison_columns import dearer
from irenic.analyses.comparison_values import CRITERIA

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.tallies import Tallies

SURE = 0.95
"""Share of draws in which one has to do better than the other for that to count."""

NEAR = 1e-6
"""Points within which margins count as equal."""


class Outcome(StrEnum):
    """Of two columns: which does better, whether neither does, or each in part."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    MIXED = "mixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Order:
    """The columns of a comparison, pairwise, on each criterion.

    ``places``: the number of each column that has a package, in the order of the tallies.
    """

    dossier: Dossier
    plans: Mapping[str, Mapping[str, Any]]
    counts: Tallies
    places: Mapping[str, int]
    required: Sequence[str]

    def outcome(self, criterion: str, first: str, second: str) -> Outcome:
        """Which of two does better on ``criterion``; a doubtful advantage is a tie."""
        one, other = self.plans[first], self.plans[second]
        if criterion in one["unknown"] or criterion in other["unknown"]:
            return Outcome.UNKNOWN
        if criterion in ("worst_off", "today"):
            return self._ahead(criterion, first, second)
        if criterion == "parties":
            better, worse = self.parties(first, second)
            return _by_parts([1] * len(better) + [-1] * len(worse))
        if criterion == "funders":
            more = dearer(self.dossier, one["levers"], other["levers"]).values()
            return _by_parts([-sign for sign in more])
        return _COMPARE[criterion](one, other)

    def _ahead(self, criterion: str, first: str, second: str) -> Outcome:
        """By the share of draws in which whoever is worst off gains more."""
        share = self.ahead(criterion, first, second)
        if share is None:
            return Outcome.UNKNOWN
        if share[0] >= SURE:
            return Outcome.FIRST
        return Outcome.SECOND if share[1] >= SURE else Outcome.TIE

    def ahead(self, criterion: str, first: str, second: str) -> tuple[float, float] | None:
        """In which share of draws the one's worst off gains more, and the other's."""
        key = "ahead" if criterion == "worst_off" else "ahead_today"
        table, last = self.counts[key], len(self.counts["ahead_today"]) - 1
        if key == "ahead" and not (first in self.places and second in self.places):
            return None  # no deal is not measured against what a threat would bring
        a, b = self.places.get(first, last), self.places.get(second, last)
        draws = int(self.counts["draws"])
        return int(table[a, b]) / draws, int(table[b, a]) / draws

    def parties(self, first: str, second: str) -> tuple[list[str], list[str]]:
        """Who surely gets more under the first, and who under the second."""
        table = self.counts["ahead_parties"] / int(self.counts["draws"])
        last = len(table) - 1
        a, b = self.places.get(first, last), self.places.get(second, last)
        found = [
            [party for party, share in zip(self.required, row, strict=True) if share >= SURE]
            for row in (table[a, b], table[b, a])
        ]
        return found[0], found[1]

    def pairs(self) -> Iterator[tuple[str, str, dict[str, Outcome]]]:
        """Each pair with the outcome on every criterion."""
        for first, second in combinations(self.plans, 2):
            yield first, second, {c: self.outcome(c, first, second) for c in CRITERIA}


def _by_share(one: Any, other: Any, keys: Sequence[str]) -> Outcome:
    """By shares with intervals: overlapping intervals are a tie."""
    low, high = keys
    if one[low] > other[high]:
        return Outcome.FIRST
    return Outcome.SECOND if other[low] > one[high] else Outcome.TIE


def _by_number(one: float, other: float) -> Outcome:
    if abs(one - other) <= NEAR:
        return Outcome.TIE
    return Outcome.FIRST if one > other else Outcome.SECOND


def _by_set(more: set[str], less: set[str]) -> Outcome:
    """The larger set is better; neither, if each has what the other lacks."""
    if more == less:
        return Outcome.TIE
    if more > less:
        return Outcome.FIRST
    return Outcome.SECOND if less > more else Outcome.MIXED


def _by_parts(signs: Sequence[int]) -> Outcome:
    """1 where the first is better for somebody, -1 where the second is."""
    found = {sign for sign in signs if sign}
    if not found:
        return Outcome.TIE
    if len(found) == 2:
        return Outcome.MIXED
    return Outcome.FIRST if found == {1} else Outcome.SECOND


def _lost(one: Mapping[str, Any], other: Mapping[str, Any]) -> Outcome:
    first, second = ({row["party"] for row in each["lost"]} for each in (one, other))
    return _by_set(second, first)


def _timetable(one: Mapping[str, Any], other: Mapping[str, Any]) -> Outcome:
    """One that holds is better; else by the margin, as far as it is proven."""
    first, second = one["timetable"], other["timetable"]
    if first["holds"] != second["holds"]:
        return Outcome.FIRST if first["holds"] else Outcome.SECOND
    if first["margin"] is None or second["margin"] is None:
        return Outcome.TIE if first["margin"] is second["margin"] else Outcome.MIXED
    if first["bound"] is None or second["bound"] is None:
        return Outcome.TIE
    if first["margin"] > second["bound"] + NEAR:
        return Outcome.FIRST
    return Outcome.SECOND if second["margin"] > first["bound"] + NEAR else Outcome.TIE


def _stable(one: Mapping[str, Any], other: Mapping[str, Any]) -> Outcome:
    first, second = (
        {concept for concept, held in each["stable"].items() if held} for each in (one, other)
    )
    return _by_set(first, second)


_COMPARE: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Outcome]] = {
    "accepted": lambda one, other: _by_share(one, other, ("low", "high")),
    "zone": lambda one, other: _by_share(one, other, ("zone_low", "zone_high")),
    "credible": lambda one, other: _by_share(one["credible"], other["credible"], ("low", "high")),
    "lost": _lost,
    "timetable": _timetable,
    "months": lambda one, other: _by_number(
        -one["months"]["planned"], -other["months"]["planned"]
    ),
    "stable": _stable,
}  # fmt: skip
"""How two columns are compared on the criteria that need nothing but their values."""


def trade_offs(order: Order) -> list[dict[str, Any]]:
    """For each pair what each does better, on what neither does, and what cannot be compared."""
    found = []
    for first, second, outcomes in order.pairs():
        ahead = {
            criterion: share
            for criterion in ("worst_off", "today")
            if (share := order.ahead(criterion, first, second)) is not None
            and outcomes[criterion] is not Outcome.UNKNOWN
        }
        known = outcomes["parties"] is not Outcome.UNKNOWN
        gainers = order.parties(first, second) if known else ([], [])
        found.append({
            "plans": [first, second],
            "better": {
                first: _with(outcomes, Outcome.FIRST), second: _with(outcomes, Outcome.SECOND)
            },
            "parties": {first: gainers[0], second: gainers[1]} if known else None,
            "ties": _with(outcomes, Outcome.TIE),
            "mixed": _with(outcomes, Outcome.MIXED),
            "unknown": _with(outcomes, Outcome.UNKNOWN),
            "ahead": {
                criterion: {first: shares[0], second: shares[1]}
                for criterion, shares in ahead.items()
            },
        })  # fmt: skip
    return found


def dominates(order: Order) -> list[dict[str, Any]]:
    """Which column does better than which on something, and no worse on anything both have.

    To cost less is no merit where it is not known what the money would buy: where the share
    of draws in which all accept cannot be compared, costs alone make nothing dominate.
    """
    found = []
    for first, second, outcomes in order.pairs():
        have = [c for c, outcome in outcomes.items() if outcome is not Outcome.UNKNOWN]
        seen = {outcome for outcome in outcomes.values() if outcome is not Outcome.UNKNOWN}
        for plan, over, better in (
            (first, second, Outcome.FIRST), (second, first, Outcome.SECOND),
        ):  # fmt: skip
            gained = set(_with(outcomes, better))
            if outcomes["accepted"] is Outcome.UNKNOWN:
                gained -= {"funders"}
            if gained and seen <= {better, Outcome.TIE}:
                found.append({
                    "plan": plan, "over": over, "on": have,
                    "better": _with(outcomes, better), "ties": _with(outcomes, Outcome.TIE),
                    "unknown": _with(outcomes, Outcome.UNKNOWN),
                })  # fmt: skip
    return found


def _with(outcomes: Mapping[str, Outcome], wanted: Outcome) -> list[str]:
    return [criterion for criterion, outcome in outcomes.items() if outcome is wanted]
