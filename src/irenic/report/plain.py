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
    """Whether anything is acceptable; None where its headline says it better.

    That is with a quorum, and where packages were not counted.
    """
    values = result.values
    if values["quorum"] is not None or values["red_lines_leave"] == 0:
        return None
    nearest = values["nearest"]
    if values["acceptable_to_all"] is None or (not values["acceptable_to_all"] and not nearest):
        return None
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
    if own is None or values["quorum"] is not None or values["acceptable_to_all"] is None:
        return None
    evidence = {
        "accepted": own["acceptable"],
        "lost": [party for party in own["lost"] if party in values["required"]],
        "room": values["acceptable_to_all"],
        "left_open": own["left_open"],
    }
    return Statement("brief-plan", slug, evidence)


def deal_is_open(result: Result) -> bool | None:
    """Whether some package has all the consent that it needs; None where that is not known."""
    values = result.values
    if values["quorum"] is None:
        return None if values["zopa_empty"] is None else not values["zopa_empty"]
    if values["acceptable"] is None:
        return True if values["best_passing"] is not None else None
    return bool(values["acceptable"])


def why_not(result: Result) -> Statement | None:
    """Who cannot agree, and whose concession would open a deal; None where one is open.

    None also where nobody stands against anybody, as far as was found out.
    """
    values = result.values
    conflicts = values.get("minimal_conflicts") or []
    if deal_is_open(result) is not False or not conflicts:
        return None
    evidence = {
        "parties": conflicts[0],
        "more": len(conflicts) - 1,
        "complete": values["conflicts_complete"],
        "concessions": values["concessions"] or {},
        "quorum": values["quorum"],
    }
    return Statement("brief-why-not", evidence=evidence)


def opening(result: Result) -> Statement | None:
    """What opens a deal at the least cost, and whether it survives the loss of a lever.

    None where the headline says it better: nothing opens a deal, or that was not settled.
    """
    values = result.values
    best = values["cheapest"]
    if best is None:
        return None
    fails = values["if_fails"]
    without = _next_best(values)
    evidence = {
        "levers": best["levers"],
        "pays": best["pays"],
        "proven": best["proven"],
        "margin": values["margin"],
        "smallest_gain": best["smallest_gain"],
        "fatal": [lever for lever in best["levers"] if not fails[lever]["survives"]],
        "indispensable": values["indispensable"],
        "without": without,
        "doubtful": _doubtful(result),
    }
    return Statement("brief-opening", evidence=evidence)


def _next_best(values: Mapping[str, Any]) -> list[str] | None:
    """What opens a deal without any lever of the kind of a single cheapest lever."""
    best = values["cheapest"]["levers"]
    if len(best) != 1:
        return None
    for told in values["without_kind"].values():
        if told["levers"] and not set(best) & set(told["levers"]):
            levers: list[str] = told["levers"]
            return levers
    return None


def _doubtful(result: Result) -> list[str]:
    """Threats of the cheapest opening that the ranges of the judgements may make incredible."""
    used = result.values["cheapest"]["levers"]
    return [
        s.evidence["lever"]
        for s in result.findings
        if s.kind == "leverage-credibility"
        and s.evidence["lever"] in used
        and s.evidence["low"] is not None
        and s.evidence["low"] < 0
    ]
