"""Which of two columns does better on a criterion; dominance and trade-offs. No score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.comparison_columns import dearer
from irenic.analyses.comparison_values import CRITERIA
from irenic.theory.intervals import wilson

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats
    from irenic.theory.tallies import Tallies

SURE = 0.95
"""Share of draws in which one has to do better than the other for that to count."""

LEAST_DRAWS = 64
"""Draws below which no dominance is stated: too few to be sure of anything."""

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

    ``places``: the number of each column that has a package, in the order of the tallies;
    ``since`` (columns with a package + 1, required): each party's gain against today at the
    most likely values, 0 for no deal, which comes last.
    """

    dossier: Dossier
    plans: Mapping[str, Mapping[str, Any]]
    counts: Tallies
    places: Mapping[str, int]
    required: Sequence[str]
    since: Floats

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
            more = dearer(self.dossier, one["levers"], other["levers"])
            return _by_parts([
                -sign for party, sign in more.items()
                if not self._made_good(party, *((first, second)[::sign or 1]))
            ])  # fmt: skip
        return _COMPARE[criterion](one, other)

    def _ahead(self, criterion: str, first: str, second: str) -> Outcome:
        """By the share of draws in which whoever is worst off gains more."""
        share = self.ahead(criterion, first, second)
        if share is None:
            return Outcome.UNKNOWN
        draws = int(self.counts["draws"])
        if _sure(share[0], draws):
            return Outcome.FIRST
        return Outcome.SECOND if _sure(share[1], draws) else Outcome.TIE

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
        draws = int(self.counts["draws"])
        table = self.counts["ahead_parties"] / draws
        last = len(table) - 1
        a, b = self.places.get(first, last), self.places.get(second, last)
        found = [
            [party for party, share in zip(self.required, row, strict=True) if _sure(share, draws)]
            for row in (table[a, b], table[b, a])
        ]
        return found[0], found[1]

    def _made_good(self, party: str, dearer_one: str, other: str) -> bool:
        """Whether a payer is known to gain as much under the dearer plan, its cost taken off.

        Gains are net of what levers cost, so a cost that the rest of the plan makes good has
        been counted with the gain. Known: at the most likely values, and in all but 5 % of
        the draws. Of those who are no party to the deal no gain is known.
        """
        if party not in self.required:
            return False
        last, place = len(self.since) - 1, list(self.required).index(party)
        a, b = (self.places.get(slug, last) for slug in (dearer_one, other))
        less = int(self.counts["ahead_parties"][b, a, place]) / int(self.counts["draws"])
        now = self.since[a, place] >= self.since[b, place] - NEAR
        return bool(now and less <= 1 - SURE + NEAR)

    def no_party_worse(self, first: str, second: str) -> bool:
        """Whether nobody gets less under the first: as judged, or surely."""
        return self.at_least("parties", first, second) and not self.parties(first, second)[1]

    def at_least(self, criterion: str, first: str, second: str) -> bool:
        """Whether the first is nowhere worse on ``criterion`` in point values, known of both.

        Point values: at the most likely values, or shares of draws; costs and gains party by
        party, so that of two neither need be at least as good. Of gains both count: who is
        ahead at the most likely values and behind in most draws is not at least as good.
        """
        one, other = self.plans[first], self.plans[second]
        if criterion in ("worst_off", "today"):
            if one[criterion]["gain"] < other[criterion]["gain"] - NEAR:
                return False
            shares = self.ahead(criterion, first, second)
            draws = int(self.counts["draws"])
            return shares is None or not _mostly(shares[1] * draws, shares[0] * draws)
        if criterion == "parties":
            a, b = (self.places.get(slug, len(self.since) - 1) for slug in (first, second))
            table = self.counts["ahead_parties"]
            behind = map(_mostly, table[b, a], table[a, b])
            return bool((self.since[a] >= self.since[b] - NEAR).all() and not any(behind))
        if criterion == "funders":
            paid = other["funders"]
            return all(
                cost <= paid.get(p, 0.0) + NEAR or self._made_good(p, first, second)
                for p, cost in one["funders"].items()
            )
        return _AT_LEAST[criterion](one, other)

    def none_worse(self, first: str, second: str) -> float:
        """In which share of draws nobody gets less, against today, under the first."""
        a, b = (self.places.get(slug, len(self.since) - 1) for slug in (first, second))
        return int(self.counts["none_worse"][a, b]) / int(self.counts["draws"])

    def leaning(self, first: str, second: str, ties: Sequence[str]) -> list[str]:
        """Those of ``ties`` on which the first is ahead in point values, not surely."""
        return [
            c for c in ties
            if self.at_least(c, first, second) and not self.at_least(c, second, first)
        ]  # fmt: skip

    def pairs(self) -> Iterator[tuple[str, str, dict[str, Outcome]]]:
        """Each pair with the outcome on every criterion."""
        for first, second in combinations(self.plans, 2):
            yield first, second, {c: self.outcome(c, first, second) for c in CRITERIA}


def _sure(share: float, draws: int) -> bool:
    """Whether one is ahead in so large a ``share`` that it is no chance of the draws."""
    low = wilson(np.array([round(share * draws)]), np.array([draws]))[0]
    return bool(share >= SURE and low[0] > 1 / 2)


def _mostly(ahead: float, behind: float) -> bool:
    """Whether one is ahead more often than behind, beyond what chance makes of the draws."""
    apart = round(ahead) + round(behind)
    if not apart:
        return False
    return bool(wilson(np.array([round(ahead)]), np.array([apart]))[0][0] > 1 / 2)


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


def months(row: Mapping[str, Any]) -> float:
    """Months by which plans are compared: of the shortest timetable that holds, if known.

    The timetable with the largest margin may be one of many, some of which end sooner.
    """
    given = row["months"]
    return float(given["planned"] if given["shortest"] is None else given["shortest"])


_COMPARE: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Outcome]] = {
    "accepted": lambda one, other: _by_share(one, other, ("low", "high")),
    "zone": lambda one, other: _by_share(one, other, ("zone_low", "zone_high")),
    "credible": lambda one, other: _by_share(one["credible"], other["credible"], ("low", "high")),
    "lost": _lost,
    "timetable": _timetable,
    "months": lambda one, other: _by_number(-months(one), -months(other)),
    "stable": _stable,
}  # fmt: skip
"""How two columns are compared on the criteria that need nothing but their values."""


# Point values ------------------------------------------------------------------------------


def _kept_at_least(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Nobody is lost whom the other keeps, at the most likely values or in most draws."""
    theirs = {row["party"]: row for row in other["lost"]}
    return all(
        row["party"] in theirs
        and row["chance"] <= theirs[row["party"]]["chance"] + NEAR
        and row["at_modes"] <= theirs[row["party"]]["at_modes"]
        for row in one["lost"]
    )


def _credible_at_least(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first, second = one["credible"], other["credible"]
    now = all(first["threats"].values()) >= all(second["threats"].values())
    return bool(now and first["share"] >= second["share"] - NEAR)


def _timetable_at_least(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first, second = one["timetable"], other["timetable"]
    if first["holds"] != second["holds"]:
        return bool(first["holds"])
    margins = [-np.inf if t["margin"] is None else t["margin"] for t in (first, second)]
    return bool(margins[0] >= margins[1] - NEAR or margins[0] == margins[1])


_AT_LEAST: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], bool]] = {
    "accepted": lambda one, other: bool(
        one["accepted_at_modes"] >= other["accepted_at_modes"]
        and one["accepted_share"] >= other["accepted_share"] - NEAR
    ),
    "zone": lambda one, other: bool(one["zone_share"] >= other["zone_share"] - NEAR),
    "credible": _credible_at_least,
    "lost": _kept_at_least,
    "timetable": _timetable_at_least,
    "months": lambda one, other: bool(months(one) <= months(other) + NEAR),
    "stable": lambda one, other: _stable(one, other) in (Outcome.FIRST, Outcome.TIE),
}  # fmt: skip
"""Whether one column is nowhere worse than another, by their values alone."""


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
        ties = _with(outcomes, Outcome.TIE)
        known = outcomes["parties"] is not Outcome.UNKNOWN
        gainers = order.parties(first, second) if known else ([], [])
        found.append({
            "plans": [first, second],
            "better": {
                first: _with(outcomes, Outcome.FIRST), second: _with(outcomes, Outcome.SECOND)
            },
            "parties": {first: gainers[0], second: gainers[1]} if known else None,
            "no_party_worse": [
                plan for plan, other in ((first, second), (second, first))
                if known and order.no_party_worse(plan, other)
            ],
            "none_worse": {
                first: order.none_worse(first, second), second: order.none_worse(second, first)
            } if known else None,
            "ties": ties,
            "leaning": {
                first: order.leaning(first, second, ties),
                second: order.leaning(second, first, ties),
            },
            "points": {c: points for c in ties if (points := _points(order, c, first, second))},
            "mixed": _with(outcomes, Outcome.MIXED),
            "unknown": _with(outcomes, Outcome.UNKNOWN),
            "ahead": {
                criterion: {first: shares[0], second: shares[1]}
                for criterion, shares in ahead.items()
            },
        })  # fmt: skip
    return found


_POINTS: Mapping[str, Callable[[Mapping[str, Any]], float | None]] = {
    "accepted": lambda row: row["accepted_share"],
    "worst_off": lambda row: row["worst_off"]["gain"],
    "today": lambda row: row["today"]["gain"],
    "credible": lambda row: row["credible"]["share"],
    "timetable": lambda row: row["timetable"]["margin"],
    "months": months,
    "zone": lambda row: row["zone_share"],
}
"""The point value of a criterion that has a single one."""


def _points(order: Order, criterion: str, *plans: str) -> dict[str, float | None]:
    if criterion not in _POINTS:
        return {}
    return {plan: _POINTS[criterion](order.plans[plan]) for plan in plans}


def dominates(order: Order) -> list[dict[str, Any]]:
    """Which column is nowhere worse than which in point values, and surely better somewhere.

    On every criterion known of both it is at least as good (:meth:`Order.at_least`), and on
    one or more surely better (:meth:`Order.outcome`). None is stated on fewer draws than
    :data:`LEAST_DRAWS`. With no deal see :func:`_with_no_deal`.
    """
    if int(order.counts["draws"]) < LEAST_DRAWS:
        return []
    found = []
    for first, second, outcomes in order.pairs():
        have = [c for c, outcome in outcomes.items() if outcome is not Outcome.UNKNOWN]
        if not {"accepted", "parties"} & set(have):
            continue
        for plan, over, better in (
            (first, second, Outcome.FIRST), (second, first, Outcome.SECOND),
        ):  # fmt: skip
            surely = _with(outcomes, better)
            sure = {*surely} - ({"funders"} if "accepted" not in have else set())
            if (
                sure
                and {outcomes[c] for c in have} <= {better, Outcome.TIE}
                and all(order.at_least(c, plan, over) for c in have)
                and _with_no_deal(order, plan, over, sure)
            ):
                found.append({
                    "plan": plan, "over": over, "on": have, "better": surely,
                    "ties": _with(outcomes, Outcome.TIE),
                    "unknown": _with(outcomes, Outcome.UNKNOWN),
                })  # fmt: skip
    return found


def _with_no_deal(order: Order, plan: str, over: str, sure: set[str]) -> bool:
    """Whether dominance over no deal, or of it, rests on more than what no deal is.

    That no deal costs nothing, loses nobody and gains 0 is so by definition. What is judged
    are the parties' gains under a plan against today, so some of these must surely be better.
    A plan that is refused at the most likely values ends in no deal, and dominates nothing.
    """
    kinds = [order.plans[slug]["kind"] for slug in (plan, over)]
    if "nothing" not in kinds:
        return True
    if not sure & {"today", "parties"}:
        return False
    return kinds[0] == "nothing" or bool(order.plans[plan]["accepted_at_modes"])


def _with(outcomes: Mapping[str, Outcome], wanted: Outcome) -> list[str]:
    return [criterion for criterion, outcome in outcomes.items() if outcome is wanted]
