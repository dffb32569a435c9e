"""The findings of the brief in plain words, as statements made from several results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.result import Result


def stuck(result: Result) -> Statement | None:
    """Whether today's state holds, and why; None where no state is feasible.

    A party could do better by moving alone where the status quo is not Nash-stable for it. An
    answer that the others would give holds it back under SEQ or SIM; under GMR and SMR alone
    the answer might hurt those who give it; where no concept holds, nothing holds it back.
    """
    values = result.values
    if not values["feasible"]:
        return None
    judged = {c: of for c, of in (values["status_quo_stable"] or {}).items() if of is not None}
    counts = [of["equilibria"] for of in values["counts"].values() if of is not None]
    if values["status_quo_stable"] is not None and "nash_stability" not in judged:
        return None
    alone = [party for party, holds in judged.get("nash_stability", {}).items() if not holds]
    evidence = {
        "status_quo": bool(judged),
        "alone": alone,
        "undeterred": [p for p in alone if not any(of[p] for of in judged.values())],
        "doubtful": [
            p for p in alone if not any(of[p] for c, of in judged.items() if c in ("seq", "sim"))
        ],
        "feasible": values["feasible"],
        "equilibria": max(counts, default=0),
    }
    return Statement("brief-stuck", evidence=evidence)


def agreement(result: Result) -> Statement | None:
    """Whether anything is acceptable; None where its headline says it better (a quorum)."""
    values = result.values
    if values["quorum"] is not None or values["red_lines_leave"] == 0:
        return None
    nearest = values["nearest"]
    evidence = {
        "acceptable": values["acceptable_to_all"],
        "packages": values["packages"],
        "issues": len(_package(values)),
        "short": nearest["ties"][0]["short"] if nearest else {},
        "ranged": any(
            s.kind == "agreement-most-likely" and s.evidence["ranged"] for s in result.caveats
        ),
        "narrow": any(s.kind == "agreement-within-ranges" for s in result.findings),
    }
    return Statement("brief-agreement", evidence=evidence)


def _package(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Any package, for the issues it settles."""
    chosen = values["nearest"] or values["nash_bargaining_solution"]
    package: Mapping[str, str] = chosen["ties"][0]["package"]
    return package


def plan(slug: str, result: Result) -> Statement | None:
    """Whether a plan opens room for agreement and whom its package loses."""
    values = result.values
    own = values["plan"]
    if own is None or values["quorum"] is not None:
        return None
    evidence = {
        "accepted": own["acceptable"],
        "lost": [party for party in own["lost"] if party in values["required"]],
        "room": values["acceptable_to_all"],
        "left_open": own["left_open"],
    }
    return Statement("brief-plan", slug, evidence)
