"""The answers of robustness as values with documented keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.robustness_task import Offer, RobustnessTask
from irenic.theory import tallies

if TYPE_CHECKING:
    from irenic.theory.most_acceptable import MostAcceptable
    from irenic.theory.tallies import Tallies

Values = dict[str, Any]

FOREMOST = 12
"""Judgements listed for each conclusion, and of each other list of judgements."""

PERCENTILES = (0.05, 0.5, 0.95)


def about(task: RobustnessTask) -> Values:
    """What is drawn, and how."""
    return {
        "seed": task.seed, "shape": task.shape, "judgements": len(task.draws.keys),
        "ranged": int(task.ranged.size), "groups": groups(task),
    }  # fmt: skip


def undrawn(task: RobustnessTask) -> Values:
    """The values where no judgement has a range, so that there is nothing to draw."""
    none = {"share": None, "low": None, "high": None, "undecided": 0, "least_share": None,
            "most_share": None}  # fmt: skip
    rows = [
        {"name": one.name, "kind": one.kind, "subject": one.subject, "analysis": one.analysis,
         "at_modes": one.holds, "numbers": one.numbers, **none}
        for one in task.conclusions
    ]  # fmt: skip
    return {
        **about(task), "draws": 0, "conclusions": rows, "about": None, "acceptance": {},
        "offers": {}, "most_acceptable": None, "importance": [], "variance": [],
        "worth_knowing": None, "deep": None,
    }  # fmt: skip


def conclusions(task: RobustnessTask, counts: Tallies) -> list[Values]:
    """Every conclusion with the share of draws in which it holds."""
    found = tallies.shares(counts["held"], counts["undecided"], counts["draws"])
    rows = []
    for place, one in enumerate(task.conclusions):
        undecided = int(counts["undecided"][place])
        counted = one.numbers and int(counts["draws"]) > undecided
        rows.append({
            "name": one.name, "kind": one.kind, "subject": one.subject,
            "analysis": one.analysis, "at_modes": one.holds, "numbers": one.numbers,
            "share": float(found.share[place]) if counted else None,
            "low": float(found.low[place]) if counted else None,
            "high": float(found.high[place]) if counted else None,
            "undecided": undecided,
            "least_share": float(found.least[place]), "most_share": float(found.most[place]),
        })  # fmt: skip
    return rows


def groups(task: RobustnessTask) -> dict[str, int]:
    """How many judgements with a range move with each group that is declared to err together."""
    drawn = task.draws
    counts = np.bincount(drawn.group[drawn.group >= 0], minlength=len(drawn.groups))
    return {group: int(n) for group, n in zip(drawn.groups, counts, strict=True)}


def acceptance(task: RobustnessTask, counts: Tallies) -> dict[str, Values]:
    """Who accepts the package asked about how often, and by how many points."""
    if task.about is None:
        return {}
    given, draws = task.about.given, int(counts["draws"])
    share = tallies.shares(counts["accepts"], np.zeros_like(counts["accepts"]), draws)
    points = tallies.quantiles(counts["gains"], task.edges, PERCENTILES)
    at_modes = given.gains([task.about.choice])[:, 0]
    crossed = {party for party, _ in given.crossed(given.package(task.about.choice))}
    return {
        party: {
            "share": float(share.share[place]), "low": float(share.low[place]),
            "high": float(share.high[place]), "at_modes": float(at_modes[place]) + 0.0,
            "p05": float(points[place, 0]), "p50": float(points[place, 1]),
            "p95": float(points[place, 2]), "red_line": party in crossed,
            "required": party in given.required,
        }
        for place, party in enumerate(given.parties)
    }  # fmt: skip


def asked_about(task: RobustnessTask) -> Values | None:
    """The package asked about and the levers in force with it."""
    if task.about is None:
        return None
    given = task.about.given
    return {
        "name": task.about.name, "package": given.package(task.about.choice),
        "levers": list(given.setting.levers), "scenario": given.setting.scenario,
    }  # fmt: skip


def most_acceptable(
    task: RobustnessTask, counts: Tallies, found: MostAcceptable | None
) -> Values | None:  # fmt: skip
    """The settlement carried in the largest share of a sample, and its share of fresh draws."""
    if found is None or task.best is None:
        return None
    draws = int(counts["draws"])
    confirmed = tallies.shares(counts["confirmed"][None], np.zeros(1, dtype=np.int64), draws)
    given, best = task.best.given, Offer("", task.best.given, task.best.choice)
    return {
        "offer": next(one.name for one in task.offers if one.same_as(best)),
        "package": given.package(task.best.choice),
        "levers": list(given.setting.levers), "scenario": given.setting.scenario,
        "share": found.share, "bound": found.bound / found.draws, "proven": found.proven,
        "ties": found.ties, "sample": found.draws,
        "confirmed_share": float(confirmed.share[0]), "confirmed_low": float(confirmed.low[0]),
        "confirmed_high": float(confirmed.high[0]), "confirmed_draws": draws,
        "accepted_share": int(counts["confirmed_accepted"]) / draws,
    }  # fmt: skip


def importance(task: RobustnessTask, counts: Tallies) -> list[Values]:
    """For each conclusion the judgements whose halves differ most, beyond what chance explains."""
    found = tallies.halves(counts)
    keys = [task.draws.keys[int(j)] for j in task.ranged]
    rows = []
    for place, one in enumerate(task.conclusions):
        difference = found.difference[:, place]
        sure = (found.low[:, place] > 0) | (found.high[:, place] < 0)
        for j in np.argsort(-np.abs(difference), kind="stable")[:FOREMOST]:
            if one.numbers and sure[j]:
                rows.append({
                    "conclusion": one.name, "judgement": keys[int(j)],
                    "upper": float(found.upper[j, place]), "lower": float(found.lower[j, place]),
                    "difference": float(difference[j]), "low": float(found.low[j, place]),
                    "high": float(found.high[j, place]),
                })  # fmt: skip
    return rows


def worth_knowing(task: RobustnessTask, counts: Tallies) -> Values | None:
    """How much less often the wrong package would be picked if a judgement were known."""
    if len(task.offers) < 2:
        return None
    found = tallies.knowing(counts)
    less = found.now - found.then
    rows = [
        {"judgement": task.draws.keys[int(task.ranged[j])], "wrong": float(found.then[j]),
         "less": float(less[j])}
        for j in np.argsort(-less, kind="stable")[:FOREMOST]
        if less[j] > found.least
    ]  # fmt: skip
    return {
        "offers": [one.name for one in task.offers], "wrong_now": found.now,
        "error": found.error, "judgements": rows,
    }  # fmt: skip


def offered(task: RobustnessTask, counts: Tallies) -> dict[str, Values]:
    """How often each package that could be picked is accepted by all who are needed."""
    if len(task.offers) < 2:
        return {}
    held = counts["accepted"][:, 0].sum(axis=(0, 1))
    found = tallies.shares(held, np.zeros_like(held), int(counts["draws"]))
    carried = counts.get("carried")
    return {
        one.name: {
            "share": float(found.share[place]), "low": float(found.low[place]),
            "high": float(found.high[place]),
            "carried_share": None if carried is None or carried[place] < 0
            else int(carried[place]) / int(counts["draws"]),
        }
        for place, one in enumerate(task.offers)
    }  # fmt: skip


def named(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    """The conclusion of this name, if it was asked."""
    return next((row for row in rows if row["name"] == name), None)
