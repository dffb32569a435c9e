"""What may be doubted about an answer on agreement: narrow margins, and threats that hurt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Statement
from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.dossier.model import Dossier, Judgement, Row

Values = Mapping[str, Any]


def ranges(dossier: Dossier) -> Statement:
    """How many judgements have a range that the answer does not use."""
    found = list(_judgements(dossier))
    ranged = sum(judgement.low is not None for judgement in found)
    evidence = {"judgements": len(found), "ranged": ranged}
    return Statement("agreement-most-likely", "", evidence)


def has_ranges(dossier: Dossier) -> bool:
    """Whether any judgement that a gain may be made of has a range."""
    return any(judgement.low is not None for judgement in _judgements(dossier))


def _judgements(dossier: Dossier) -> Iterator[Judgement]:
    """Those that a gain may be made of: worth, reservation values, effects of levers."""
    rows: list[Row] = [row for issue in dossier.issues.values() for row in issue.worth.values()]
    rows += [joint.worth for joint in dossier.joint_worth]
    rows += dossier.scenarios.values()
    for lever in dossier.levers.values():
        rows += [lever.worth, lever.cost, lever.relief]
    for row in rows:
        yield from row.judgements.values()


def doubts(given: Arrays, values: Values) -> list[Statement]:
    """Whether the ranges could turn the answer, and what a threat in force is worth."""
    return [*_margin(given, values), *_threats(given), *_measured_from(given, values)]


def _margin(given: Arrays, values: Values) -> list[Statement]:
    """Where the margin is smaller than half the range of one reservation value.

    The margin is what the party worst off lacks in the nearest package, or gains in the
    egalitarian solution: the least that has to go wrong for the answer to turn.
    """
    if values["quorum"] is not None:
        return []
    chosen = values["nearest"] or values["egalitarian"]
    if chosen is None:
        return []
    gains = chosen["ties"][0]["gains"]
    party = min(values["required"], key=lambda slug: gains[slug])
    judged = given.dossier.scenarios[values["scenario"]].judgements[party]
    if judged.low is None or judged.high is None:
        return []
    half = (judged.high - judged.low) / 2
    margin = abs(gains[party])
    if margin >= half:
        return []
    evidence = {"margin": margin, "half": half, "zone": not values["zopa_empty"]}
    return [Statement("agreement-within-ranges", party, evidence)]


def _threats(given: Arrays) -> list[Statement]:
    """Threats in force that would leave whoever makes them worse off than without them."""
    dossier, scenario = given.dossier, given.setting.scenario
    without = next(iter(dossier.scenarios))
    if scenario == without:
        return []
    found = []
    for slug in given.setting.levers:
        lever = dossier.levers[slug]
        carried_out, otherwise = dossier.scenarios[scenario], dossier.scenarios[without]
        if lever.scenario != scenario or lever.by not in carried_out or lever.by not in otherwise:
            continue
        worths = {"threatened": carried_out.mode(lever.by), "otherwise": otherwise.mode(lever.by)}
        if worths["threatened"] < worths["otherwise"]:
            evidence = {"lever": slug, "scenario": scenario, "without": without, **worths}
            found.append(Statement("agreement-threat-hurts-its-maker", lever.by, evidence))
    return found


def _measured_from(given: Arrays, values: Values) -> list[Statement]:
    """Gains are counted from a scenario other than the first; whom the first would leave short."""
    dossier, scenario = given.dossier, given.setting.scenario
    without = next(iter(dossier.scenarios))
    if scenario == without:
        return []
    evidence: dict[str, Any] = {"scenario": scenario, "without": without, "short": None}
    if values["nash_bargaining_solution"] is not None:
        gains = values["nash_bargaining_solution"]["ties"][0]["gains"]
        here, there = dossier.scenarios[scenario], dossier.scenarios[without]
        change = {p: here.mode(p) - there.mode(p) for p in values["required"] if p in there}
        lacks = {p: -(gains[p] + more) for p, more in change.items()}
        evidence["short"] = {p: lack for p, lack in lacks.items() if lack > TOLERANCE / 2}
    return [Statement("agreement-measured-from", "", evidence)]
