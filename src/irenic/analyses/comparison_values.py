"""How each column fares on each criterion, as values with documented keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.comparison_columns import costs
from irenic.analyses.comparison_timetables import (
    beside,
    best_months,
    of_best,
    of_own,
    own_months,
)
from irenic.theory import tallies

if TYPE_CHECKING:
    from irenic.analyses.comparison_columns import Best, Column
    from irenic.analyses.comparison_task import ComparisonTask
    from irenic.analyses.comparison_timetables import Own
    from irenic.analyses.result import Result
    from irenic.theory.packages import Floats
    from irenic.theory.tallies import Tallies

Values = dict[str, Any]

CRITERIA = (
    "accepted", "worst_off", "today", "parties", "lost", "funders", "credible", "timetable",
    "months", "stable", "zone",
)  # fmt: skip
"""What plans are compared on."""

PERCENTILES = (0.05, 0.5, 0.95)

OFTEN = 0.5
"""Share of draws from which on a party that refuses counts as lost."""


@dataclass(frozen=True)
class Held:
    """A state of the conflict: for each concept the parties that would leave it.

    ``why``: why nothing is known of it; then ``leaving`` is empty.
    """

    moves: tuple[str, ...] | None = None
    leaving: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: str | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """What other analyses said of a column: its timetable, the state after it.

    ``own``: the plan's own timetable; ``zone``: the conclusion of ``robustness`` that its
    levers open some package.
    """

    timetable: Result | None
    no_timetable: str | None
    held: Held
    missing: tuple[str, ...] = ()
    zone: Mapping[str, Any] | None = None
    own: Own | None = None


def column_values(
    column: Column, task: ComparisonTask, counts: Tallies, asked: Asked, best: Best | None
) -> Values:
    """Everything that is known of one column; what is unknown is None, and ``unknown`` says why."""
    unknown: dict[str, str] = {}
    values: Values = {
        "kind": column.kind, "package": None, "levers": [], "scenario": None,
        "missing": [*column.missing, *asked.missing],
    }  # fmt: skip
    if column.offer is not None:
        offer = column.offer
        values |= {
            "package": offer.given.package(offer.choice),
            "levers": list(offer.given.setting.levers),
            "scenario": offer.given.setting.scenario,
        }
        values |= _fared(task, counts, task.offers.index(offer), best)
        values |= _settled(asked.zone)
    else:
        values |= _no_offer(column, task)
        why = "nothing-proposed" if column.kind == "nothing" else "inapplicable"
        unknown |= {name: why for name, key in _KEY.items() if values[key] is None}
    if values["credible"] is None:
        unknown.setdefault("credible", "no-threat")
    if values["today"] is None:
        unknown.setdefault("today", "inapplicable")
    if "today" in unknown:
        unknown["parties"] = unknown["today"]
    kept = 0 if column.offer is None else int(counts["kept"][task.offers.index(column.offer)])
    values |= _timetable(column, asked, (kept, int(counts["draws"])), unknown)
    values |= _held(asked.held, unknown)
    if column.offer is not None and values["zone_share"] is None:
        unknown["zone"] = "undecided"
    values["unknown"] = unknown
    return values


_KEY = {
    "accepted": "accepted_share", "worst_off": "worst_off", "today": "today", "lost": "lost",
    "funders": "funders", "credible": "credible", "zone": "zone_share",
}  # fmt: skip
"""Criteria that rest on a package, and the key that is None where they are unknown."""


def _no_offer(column: Column, task: ComparisonTask) -> Values:
    """No deal: everybody gets the reservation value, and nobody is asked or pays."""
    found: Values = dict.fromkeys((
        "accepted_share", "low", "high", "accepted_at_modes", "worst_off", "today", "gains",
        "lost", "funders", "funders_ranges", "credible", "zone_share", "zone_low", "zone_high",
        "zone_undecided", "carried_share", "carried_low", "carried_high",
    ))  # fmt: skip
    if column.kind == "nothing":
        zero = {"gain": 0.0, "p05": 0.0, "p50": 0.0, "p95": 0.0}
        found |= {
            "worst_off": {"party": None, **zero}, "today": {"party": None, **zero},
            "gains": {party: {**zero, "accepts": None} for party in task.required},
            "funders": {}, "funders_ranges": {},
            "scenario": next(iter(task.dossier.scenarios), None),
        }  # fmt: skip
    return found


def _fared(task: ComparisonTask, counts: Tallies, place: int, best: Best | None) -> Values:
    """How an offer fares at the most likely values and over the draws."""
    n = len(task.offers)
    share = tallies.shares(counts["held"], counts["undecided"], counts["draws"])
    modes = task.at_modes
    gains = _gains(task, counts, modes.gains[0, place], place)
    found = {
        **_share(share, place, ("accepted_share", "low", "high")),
        "accepted_at_modes": bool(modes.accepted[0, place]),
        "confirmed": False,
        "worst_off": {
            **_least(task.required, modes.gains[0, place]),
            **_spread(counts["worst"][place], task.edges[place].min(axis=0)),
        },
        "today": _today(task, counts, place),
        "gains": gains,
        "lost": _lost(task, gains, place),
        **_paid(task, place),
        "credible": _credible(task, counts, place),
        **_share(share, n + place, ("zone_share", "zone_low", "zone_high")),
        "zone_undecided": int(counts["undecided"][n + place]),
        **_carried(int(counts["carried"][place]), int(counts["draws"])),
    }  # fmt: skip
    if best is not None and best.fresh:
        fresh = tallies.shares(np.array([best.confirmed]), np.array([0]), best.fresh)
        found |= {**_share(fresh, 0, ("accepted_share", "low", "high")), "confirmed": True}
        found |= _carried(best.carried, best.fresh)
    return found


def _carried(held: int, draws: int) -> Values:
    """The share of draws in which an offer is carried; None where that could not be asked."""
    keys = ("carried_share", "carried_low", "carried_high")
    if held < 0:
        return dict.fromkeys(keys)
    return _share(tallies.shares(np.array([held]), np.array([0]), draws), 0, keys)


def _settled(zone: Mapping[str, Any] | None) -> Values:
    """Whether its levers open anything, where ``robustness`` has said so of the same draws."""
    if zone is None:
        return {}
    return {
        "zone_share": zone["share"], "zone_low": zone["low"], "zone_high": zone["high"],
        "zone_undecided": zone["undecided"],
    }  # fmt: skip


def _share(found: tallies.Shares, place: int, keys: tuple[str, str, str]) -> Values:
    if np.isnan(found.share[place]):
        return dict.fromkeys(keys)
    ends = (found.share[place], found.low[place], found.high[place])
    return {key: float(end) for key, end in zip(keys, ends, strict=True)}


def _least(required: Sequence[str], gains: Floats) -> Values:
    worst = int(gains.argmin())
    return {"party": required[worst], "gain": float(gains[worst]) + 0.0}


def _spread(bins: Any, edges: Floats) -> Values:
    found = tallies.quantiles(bins[None], edges[None], PERCENTILES)[0]
    return dict(zip(("p05", "p50", "p95"), (found + 0.0).tolist(), strict=True))


def _gains(
    task: ComparisonTask, counts: Tallies, at_modes: Floats, place: int
) -> dict[str, Values]:  # fmt: skip
    rows = counts["gains"].reshape(len(task.offers), len(task.required), -1)[place]
    willing = counts["willing"][place] / counts["draws"]
    return {
        party: {
            "gain": float(at_modes[p]) + 0.0, **_spread(rows[p], task.edges[place, p]),
            "accepts": float(willing[p]),
        }
        for p, party in enumerate(task.required)
    }  # fmt: skip


def _today(task: ComparisonTask, counts: Tallies, place: int) -> Values | None:
    """The gain against the first scenario of whoever is worst off by that measure."""
    against = task.against[place]
    if against is None:
        return None
    gains = against.given.gains([against.choice])[: len(task.required), 0]
    levers = [task.dossier.levers[slug] for slug in against.given.setting.levers]
    offer = task.offers[place]
    relieved = any(party in lever.relief.judgements for lever in levers for party in task.required)
    if offer.given.setting.scenario == against.given.setting.scenario and not relieved:
        # Nothing is forced, so it is the same question: the same answer to the last digit.
        return {
            **_least(task.required, task.at_modes.gains[0, place]),
            **_spread(counts["worst"][place], task.edges[place].min(axis=0)),
        }
    relief = [sum(lever.relief.mode(party) for lever in levers) for party in task.required]
    return {
        **_least(task.required, gains - np.array(relief, dtype=float)),
        **_spread(counts["today"][place], task.edges_today[place]),
    }


def _lost(task: ComparisonTask, gains: Mapping[str, Values], place: int) -> list[Values]:
    """Required parties that refuse at the most likely values or in most draws."""
    offer = task.offers[place]
    crossed = {party for party, _ in offer.given.crossed(offer.given.package(offer.choice))}
    now = task.at_modes.willing[0, place]
    return [
        {"party": party, "chance": 1.0 - row["accepts"], "gain": row["gain"],
         "at_modes": not bool(now[p]), "red_line": party in crossed}
        for p, (party, row) in enumerate(gains.items())
        if not now[p] or 1.0 - row["accepts"] > OFTEN
    ]  # fmt: skip


def _paid(task: ComparisonTask, place: int) -> Values:
    found = costs(task.dossier, task.offers[place].given.setting.levers)
    return {
        "funders": {party: cost.points for party, cost in found.items()},
        "funders_ranges": {
            party: {"low": cost.low, "high": cost.high} for party, cost in found.items()
        },
    }


def _credible(task: ComparisonTask, counts: Tallies, place: int) -> Values | None:
    """Whether the threats of an offer are credible; None where it has none."""
    own = [] if task.threats is None else task.threats.of(task.offers[place])
    if task.threats is None or not own:
        return None
    share = tallies.shares(counts["held"], counts["undecided"], counts["draws"])
    n, every = len(task.offers), list(task.threats.numbers)
    now = task.credible((), np.zeros((1, 0)))[0]
    return {
        "threats": {threat: bool(now[every.index(threat)]) for threat in own},
        "shares": {threat: float(share.share[4 * n + every.index(threat)]) for threat in own},
        **_share(share, 2 * n + place, ("share", "low", "high")),
        "accepted_too": _share(share, 3 * n + place, ("share", "low", "high")),
    }


# Timetable and state -----------------------------------------------------------------------


def _timetable(
    column: Column, asked: Asked, kept: tuple[int, int], unknown: dict[str, str]
) -> Values:
    """``kept``: in how many draws, of how many, a plan's own timetable holds."""
    given = None if asked.timetable is None else asked.timetable.values
    if asked.own is None and given is None:
        why = asked.no_timetable or "inapplicable"
        if column.kind == "nothing":
            why = "nothing-proposed"
        unknown |= {"timetable": why, "months": why}
        return {"timetable": None, "months": None}
    found = of_own(asked.own, *kept) if asked.own is not None else of_best(given or {})
    timetable: Values = {**found, **beside(given)}
    if found["holds"] is None:
        unknown |= {"timetable": "undecided", "months": "undecided"}
        return {"timetable": None, "months": None}
    if not found["holds"]:
        unknown["months"] = "does-not-hold"
        return {"timetable": timetable, "months": None}
    months = best_months(given or {}) if asked.own is None else own_months(asked.own, given)
    return {"timetable": timetable, "months": months}


def _held(held: Held, unknown: dict[str, str]) -> Values:
    if held.why is not None:
        unknown["stable"] = held.why
        return {"state": None if held.moves is None else list(held.moves), "stable": None,
                "leaving": None}  # fmt: skip
    return {
        "state": list(held.moves or ()),
        "stable": {concept: not leaving for concept, leaving in held.leaving.items()},
        "leaving": {concept: list(leaving) for concept, leaving in held.leaving.items()},
    }
