"""What the answer on leverage amounts to, as typed statements; worded in ``report.words``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.agreement_doubts import ranges
from irenic.analyses.result import Statement
from irenic.theory.leverage import own_scales
from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.leverage_arrays import Levers
    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier, Judgement

Values = dict[str, Any]

_NOTHING = 1e-5
"""Points of gain below which a number is shown as 0: scales of divisible levers are no finer."""

_NAMED = 3
"""Levers that the headline names before it only counts them."""


def headline(values: Values, names: Names) -> str:
    """The answer in one sentence."""
    told = _headline(values, names)
    if values["plan"] is None:
        return told
    return (
        f"With only the levers of \u201c{names['plans'][values['plan']]}\u201d: "
        f"{told[:1].lower()}{told[1:]}"
    )


def _headline(values: Values, names: Names) -> str:
    best = values["cheapest"]
    if best is not None:
        if not best["levers"]:
            return (
                "No lever is needed: without any, a package exists that everybody whose consent "
                f"is needed could accept (smallest gain {_points(best['smallest_gain'])})."
            )
        who = _levers(best["levers"], names)
        verb = "opens" if len(best["levers"]) == 1 else "open"
        least = "the least cost" if best["proven"] else "the least cost found"
        return (
            f"{who} {verb} a deal at {least}, {_pays(best['pays'], names)}; whoever "
            f"gains least then gains {_points(best['smallest_gain'])}."
        )
    count = len(values["levers"])
    if values["opens"] is None:
        return f"Whether any of the {count} levers open a deal was not settled in the time given."
    out = values["stays_out"] or {}
    none = f"None of the {count} levers opens a deal, alone or together"
    if count < 2:
        none = "The one lever opens no deal" if count else "No deal is open, and no lever is left"
    if out:
        who = _list([names["parties"][party] for party in out])
        verb = "stays" if len(out) == 1 else "stay"
        return f"{none}: {who} {verb} out whatever is offered."
    short = (values["nearest"] or {}).get("short")
    if not short:
        return f"{none}."
    party = max(short, key=lambda slug: short[slug])
    return f"{none}; the nearest leaves {names['parties'][party]} {_points(short[party])} short."


def _levers(slugs: Sequence[str], names: Names) -> str:
    told = [f"\u201c{names['levers'][slug]}\u201d" for slug in slugs]
    more = len(told) - _NAMED
    if more > 1:
        told = [*told[:_NAMED], f"{more} more"]
    return _list(told)


def _pays(pays: Mapping[str, float], names: Names) -> str:
    told = [f"{_points(points)} to {names['parties'][party]}" for party, points in pays.items()]
    return _list(told) or "none at all"


def _list(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if items[1:] else "".join(items)


def _points(number: float) -> str:
    plain = 0 <= number < _NOTHING or abs(number) >= 0.05
    shown = f"{number:.1f}".removesuffix(".0") if plain else f"{number:.1g}"
    return f"{shown} point" if shown == "1" else f"{shown} points"


def findings(levers: Levers, values: Values) -> tuple[Statement, ...]:
    """What was found, the most important first."""
    found = [_unaided(values)]
    if values["cheapest"] is not None:
        found += _opening(levers, values)
    else:
        found += _shut(values)
    found += _credibility(levers, values)
    if values["cheapest"] is not None and values["cheapest"]["levers"]:
        found += [*_sets(values), *_kinds(values), *_pressure(values), *_fragile(values)]
        found += [
            Statement("leverage-plan", plan, {**told, "weighting": values["weighting"]})
            for plan, told in values["plans"].items()
        ]
    return tuple(found)


def _unaided(values: Values) -> Statement:
    evidence = {**values["no_lever"], "margin": values["margin"], "scenario": values["scenario"]}
    return Statement("leverage-no-lever", "", evidence)


def _opening(levers: Levers, values: Values) -> list[Statement]:
    best, least = values["cheapest"], values["fewest"]
    keys = ("levers", "scales", "cost", "pays", "smallest_gain", "scenario", "proven", "bound")
    evidence = {key: best[key] for key in keys} | {"weighting": values["weighting"]}
    evidence["worst_off"] = [
        party
        for party in values["required"]
        if best["gains"][party] <= best["smallest_gain"] + TOLERANCE / 2
    ]
    evidence["quorum"] = values["quorum"]
    evidence["threats"] = [
        _moved_most(levers, values, slug) for slug in best["levers"] if slug in values["threats"]
    ]
    found = [Statement("leverage-cheapest", "", evidence)] if best["levers"] else []
    if least is not None and len(least["levers"]) < len(best["levers"]):
        evidence = {"levers": least["levers"], "pays": least["pays"], "proven": least["proven"]}
        found.append(Statement("leverage-fewest", "", evidence))
    return found


def _moved_most(levers: Levers, values: Values, slug: str) -> dict[str, Any]:
    """Whom of those whose consent is needed a threat moves most, and how far its maker."""
    moves, maker = values["moves"][slug], levers.dossier.levers[slug].by
    most = max((moves.get(party, 0.0) for party in values["required"]), default=0.0)
    return {
        "lever": slug,
        "most": most,
        "parties": [
            party
            for party in values["required"]
            if most > 0 and moves.get(party, 0.0) >= most - TOLERANCE / 2
        ],
        "maker": maker,
        "maker_moved": moves.get(maker, 0.0),
    }


def _shut(values: Values) -> list[Statement]:
    levers = len(values["levers"])
    if values["opens"] is None:
        return [Statement("leverage-unknown", "", {"levers": levers})]
    barred = [slug for slug in values["unusable"] if slug in values["levers"]]
    evidence = {"levers": levers, "unusable": len(barred)}
    found = [Statement("leverage-nothing-opens", "", evidence)]
    for party, stays in (values["stays_out"] or {}).items():
        found.append(Statement("leverage-stays-out", party, stays))
    near = values["nearest"]
    if near is not None:
        evidence = {key: near[key] for key in ("package", "levers", "short")}
        found.append(Statement("leverage-nearest", "", evidence))
    return found


def _credibility(levers: Levers, values: Values) -> list[Statement]:
    """For each threat whether its maker would carry it out, by how much, and how surely."""
    found = []
    for slug, threat in values["threats"].items():
        if values["plan"] is not None and slug not in values["levers"]:
            continue
        lever = levers.dossier.levers[slug]
        evidence = {
            "lever": slug,
            "scenario": lever.scenario,
            "without": values["scenario"],
            **threat,
            **_reach(levers.dossier, slug, values["scenario"]),
            "elsewhere": _elsewhere(levers.dossier, slug, values["scenario"]),
        }
        found.append(Statement("leverage-credibility", lever.by, evidence))
    return found


def _elsewhere(dossier: Dossier, slug: str, base: str) -> dict[str, float]:
    """By how much the threat is credible (below 0: not) from other scenarios than ``base``.

    Those that some threat brings about are left out: they are what is threatened with.
    """
    lever = dossier.levers[slug]
    then = dossier.scenarios[str(lever.scenario)]
    if lever.by not in then:
        return {}
    threatened = {one.scenario for one in dossier.levers.values()}
    audience = 0.0 if lever.audience_cost is None else lever.audience_cost.mode
    return {
        name: then.judgements[lever.by].mode + audience - scenario.judgements[lever.by].mode
        for name, scenario in dossier.scenarios.items()
        if name != base and name not in threatened and lever.by in scenario
    }


def _reach(dossier: Dossier, slug: str, base: str) -> dict[str, Any]:
    """The margin by which a threat is credible: its value, and its lowest and highest.

    The lowest takes the low end of the value of carrying the threat out and of its audience
    cost, and the high end of the value without it; the highest the other way round.
    """
    lever = dossier.levers[slug]
    then, now = dossier.scenarios[str(lever.scenario)], dossier.scenarios[base]
    if lever.by not in then or lever.by not in now:
        return {"by": None, "low": None, "high": None}
    audience = lever.audience_cost
    adds = [then.judgements[lever.by], *([] if audience is None else [audience])]
    takes = now.judgements[lever.by]
    return {
        "by": sum(one.mode for one in adds) - takes.mode,
        "low": sum(map(_low, adds)) - _high(takes),
        "high": sum(map(_high, adds)) - _low(takes),
    }


def _low(judged: Judgement) -> float:
    return judged.mode if judged.low is None else judged.low


def _high(judged: Judgement) -> float:
    return judged.mode if judged.high is None else judged.high


def _sets(values: Values) -> list[Statement]:
    # A list that was cut may lack the sets by which levers were found to be useful.
    known = dict.fromkeys(map(tuple, (*values["minimal_sets"], *values["useful"].values())))
    evidence = {
        "sets": len(known),
        "complete": values["minimal_sets_complete"],
        "single": [one[0] for one in known if len(one) == 1],
    }
    found = [Statement("leverage-minimal-sets", "", evidence)]
    evidence = {
        "indispensable": values["indispensable"],
        "undecided": values["undecided"],
        "idle": values["idle"],
        "unknown": values["unknown"],
        "unusable": list(values["unusable"]),
    }
    return [*found, Statement("leverage-indispensable-and-idle", "", evidence)]


def _kinds(values: Values) -> list[Statement]:
    """What opens a deal without the levers of a kind that the cheapest set uses."""
    found = []
    for kind, without in values["without_kind"].items():
        if kind == "pressure":
            continue
        evidence = {**without, "kind": kind, "cheapest": values["cheapest"]["cost"]}
        if without["levers"] != values["cheapest"]["levers"]:
            evidence["weighting"] = values["weighting"]
            found.append(Statement("leverage-without-kind", kind, evidence))
    return found


def _pressure(values: Values) -> list[Statement]:
    """Whether patrons' pressure opens a deal alone, and what it can take the place of."""
    if "pressure" not in values["only_kind"]:
        return []
    evidence = {
        "alone": values["only_kind"]["pressure"],
        "replaced": values["replaced_by_pressure"],
        "sets": len(values["minimal_sets"]),
        "complete": values["minimal_sets_complete"],
    }
    return [Statement("leverage-pressure", "", evidence)]


def _fragile(values: Values) -> list[Statement]:
    """What happens when a lever of the cheapest opening fails."""
    return [
        Statement("leverage-if-fails", lever, fails) for lever, fails in values["if_fails"].items()
    ]


def reasons(values: Values) -> tuple[Statement, ...]:
    """What brings each required party in, those with the least to spare first."""
    order = sorted(values["consents"], key=lambda party: values["consents"][party]["gain"])
    return tuple(
        Statement(
            "leverage-brought-in",
            party,
            {**values["consents"][party], "weighting": values["weighting"]},
        )
        for party in order
    )


def caveats(levers: Levers, values: Values, *, short: bool = False) -> tuple[Statement, ...]:
    """What the answer does not say, or rests on; ``short``: as asked, only the main parts."""
    found = _partial(values)
    found.append(Statement("leverage-most-likely", "", ranges(levers.dossier).evidence))
    if values["weighting"] == "shares":
        found.append(Statement("leverage-shares"))
        lent = _without_scale(levers, values)
        if lent:
            found.append(Statement("leverage-borrowed-scale", "", {"parties": lent}))
    found.append(Statement("leverage-smallest-gain", "", {"quorum": values["quorum"]}))
    if values["threats"]:
        found.append(Statement("leverage-credible-means"))
    if any(lever.kind != "threat" for lever in levers.dossier.levers.values()):
        found.append(Statement("leverage-funders"))
    refused = {k: v for k, v in values["unwilling"].items() if k in values["levers"]}
    if refused:
        found.append(Statement("leverage-unwilling", "", {"levers": refused}))
    if values["without"] or values["plan"] is not None:
        evidence = {"levers": values["without"], "plan": values["plan"]}
        found.append(Statement("leverage-kept-out", "", evidence))
    others = {
        slug: why
        for slug, why in values["unusable"].items()
        if why != "incredible" and slug not in values["without"]
    }
    if others:
        found.append(Statement("leverage-unusable", "", {"levers": others}))
    if levers.given.silent:
        evidence = {"parties": list(levers.given.silent), "scenario": values["scenario"]}
        found.append(Statement("leverage-without-reservation", "", evidence))
    if short:
        found.append(Statement("leverage-short", "", {"points": len(values["curve"])}))
    return tuple(found)


def _without_scale(levers: Levers, values: Values) -> list[str]:
    """Payers of levers that may be used who have nothing at stake on any issue."""
    paid = levers.case.cost[list(levers.numbers(values["levers"]))].sum(axis=0)
    scales = own_scales(levers.case.space)
    return [
        party
        for party, cost, scale in zip(levers.parties, paid, scales, strict=True)
        if cost > 0 and scale <= 0
    ]


def _partial(values: Values) -> list[Statement]:
    """What makes the answer partial: what was cut short, and a curve that is only sampled."""
    parts, step = values["unproven"], values["curve_step"]
    found = [Statement("leverage-unproven", "", {"parts": parts})] if parts else []
    if step is not None:
        found.append(Statement("leverage-sampled", "", {"step": step, "only": not parts}))
    return found
