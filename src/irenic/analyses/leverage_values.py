"""The answer on leverage as values for programs: slugs, points, lists."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from irenic.analyses.leverage_arrays import moves
from irenic.theory.lever_programme import unwilling
from irenic.theory.leverage import Kind, shares, threats, unusable
from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.leverage_arrays import Levers
    from irenic.analyses.leverage_plans import PlanLevers
    from irenic.theory.leverage import Aim, Opening
    from irenic.theory.openings import Curve, Found, Indispensable, MinimalSets, Shut
    from irenic.theory.reliance import Consent, Failure, Price
    from irenic.theory.usefulness import Usefulness


@dataclass(frozen=True, eq=False)
class Single:
    """A lever by itself: those in force ``together`` (it and what it needs), and the nearest."""

    lever: int
    together: tuple[int, ...]
    nearest: Found


@dataclass(frozen=True, eq=False)
class OnlyKind:
    """The levers of one kind with what they need, and nothing else.

    ``best``: the cheapest opening, the ones of this kind being needed in it (its set, or a
    part that opens, closes without them); ``needs``: the cheapest of what they need, by
    itself, where that opens a deal without any of this kind.
    """

    best: Found
    needs: Opening | None = None


@dataclass(frozen=True, eq=False)
class Answers:
    """What theory found. The fields from ``needed`` on are there where something opens a
    deal, ``shut`` where nothing (that was found) does.
    """

    unaided: Found
    cheapest: Found
    fewest: Found
    singles: tuple[Single, ...]
    needed: Indispensable | None = None
    lacking: Mapping[Kind, Found] = field(default_factory=dict)
    alone: Mapping[Kind, OnlyKind] = field(default_factory=dict)
    smallest: MinimalSets | None = None
    use: Usefulness | None = None
    curve: Curve | None = None
    consents: tuple[Consent, ...] = ()
    prices: tuple[Price, ...] = ()
    failures: tuple[Failure, ...] = ()
    shut: Shut | None = None
    plans: Mapping[str, PlanLevers] = field(default_factory=dict)

    @property
    def unproven(self) -> list[str]:
        """The parts of the answer that the clock or the limit cut short."""
        shut, kinds = self.shut, [*self.lacking.values()]
        kinds += [one.best for one in self.alone.values()]
        cut = {
            "cheapest": not self.cheapest.proven,
            "fewest": not self.fewest.proven,
            "no lever": not self.unaided.proven,
            "stays out": shut is not None and not all(one.proven for one in shut.highest),
            "nearest": shut is not None and not shut.nearest.proven,
            "indispensable": self.needed is not None and bool(self.needed.unknown),
            "use": self.use is not None and bool(self.use.unknown),
            "minimal sets": self.smallest is not None and not self.smallest.complete,
            "kinds": not all(one.proven for one in kinds),
            "curve": self.curve is not None and not self.curve.complete,
            "prices": any(price.points is None for price in self.prices),
            "plans": not all(one.proven for one in self.plans.values()),
            "levers alone": not all(one.nearest.proven for one in self.singles),
        }
        return [part for part, is_cut in cut.items() if is_cut]

    @property
    def complete(self) -> bool:
        """Whether every part of the answer is the whole of it, and proven."""
        return not self.unproven and (self.curve is None or self.curve.step is None)


Values = dict[str, Any]


def values_of(levers: Levers, aim: Aim, weighting: str, answers: Answers) -> Values:
    """All values of the answer; the keys are those of :func:`irenic.analyses.leverage`."""
    given = levers.given
    kept_out = set(levers.named(aim.without))
    return {
        "opens": _opens(answers.cheapest),
        "no_lever": {
            "opens": _reaches(answers.unaided, aim.margin),
            "smallest_gain": _level(answers.unaided.opening),
            "proven": answers.unaided.proven,
        },
        "cheapest": _best(levers, answers.cheapest),
        "fewest": _best(levers, answers.fewest),
        **_sets(levers, aim, answers),
        **_by_kind(levers, answers),
        "plans": {slug: _plan(levers, one) for slug, one in answers.plans.items()},
        "threats": _threats(levers),
        "unusable": {
            levers.levers[lever]: str(why) for lever, why in unusable(levers.case).items()
        },
        "unwilling": {
            levers.levers[lever]: {"by": levers.parties[levers.case.by[lever]], "at_most": most}
            for lever, most in unwilling(levers.case).items()
        },
        "moves": moves(levers),
        "weights": dict(zip(levers.levers, _weights(levers, aim), strict=True)),
        "alone": _singles(levers, aim, answers),
        **_curve(levers, answers.curve),
        "consents": _consents(levers, answers),
        "if_fails": _failures(levers, answers),
        **_shut(levers, aim, answers.shut),
        "scenario": given.setting.scenario,
        "levers": [slug for slug in levers.levers if slug not in kept_out],
        "without": levers.named(aim.without),
        "required": list(levers.required),
        "quorum": levers.case.quorum,
        "veto": [levers.parties[party] for party in levers.case.vetoes],
        "margin": aim.margin,
        "weighting": weighting,
        "unproven": answers.unproven,
    }


def _weights(levers: Levers, aim: Aim) -> list[float]:
    found = shares(levers.case) if aim.weights is None else aim.weights
    return [float(weight) for weight in found]


def _opens(found: Found) -> bool | None:
    """Whether there is an opening; None where the clock ran out before anything was known."""
    if found.opening is not None:
        return True
    return False if found.proven else None


def _reaches(found: Found, margin: float) -> bool | None:
    """Whether the nearest settlement found is an opening; None where a nearer one may be."""
    level = _level(found.opening)
    if level is not None and level >= margin - TOLERANCE / 2:
        return True
    return False if found.proven or found.bound < margin - TOLERANCE else None


def _level(opening: Opening | None) -> float | None:
    if opening is None or not math.isfinite(opening.level):
        return None
    return opening.level + 0.0


def _entry(levers: Levers, opening: Opening) -> Values:
    """A settlement: its levers, what they cost, its package and what everybody gains."""
    case = levers.case
    pays = sum(
        (opening.scales[lever] * case.cost[lever] for lever in opening.levers),
        0.0 * case.scale,
    )
    return {
        "levers": levers.named(opening.levers),
        "scales": {levers.levers[one]: float(opening.scales[one]) for one in opening.levers},
        "cost": opening.cost + 0.0,
        "pays": {party: points for party, points in levers.points(pays).items() if points > 0},
        "package": levers.given.package(opening.choice),
        "gains": levers.points(opening.gains),
        "smallest_gain": _level(opening),
        "scenario": levers.scenarios[opening.scenario],
    }


def _best(levers: Levers, found: Found) -> Values | None:
    if found.opening is None:
        return None
    # Costs are 0 or more, whatever the clock allowed to prove.
    bound = max(found.bound, 0.0) if math.isfinite(found.bound) else 0.0
    return _entry(levers, found.opening) | {"bound": bound, "proven": found.proven}


def _sets(levers: Levers, aim: Aim, answers: Answers) -> Values:
    smallest, needed = answers.smallest, answers.needed
    return {
        "minimal_sets": [] if smallest is None else [levers.named(one) for one in smallest.sets],
        "minimal_sets_complete": answers.cheapest.proven if smallest is None else smallest.complete,
        "indispensable": None if needed is None else levers.named(needed.levers),
        "undecided": [] if needed is None else levers.named(needed.unknown),
        **_uses(levers, aim, answers.use),
    }


def _uses(levers: Levers, aim: Aim, use: Usefulness | None) -> Values:
    if use is None:
        return {"useful": None, "idle": None, "unknown": None}
    return {
        "useful": {
            levers.levers[lever]: levers.named(opening.levers)
            for lever, opening in use.useful.items()
        },
        "idle": levers.named(lever for lever in use.idle if lever not in aim.without),
        "unknown": levers.named(use.unknown),
    }


def _by_kind(levers: Levers, answers: Answers) -> Values:
    return {
        "without_kind": {str(kind): _short(levers, one) for kind, one in answers.lacking.items()},
        "only_kind": {
            str(kind): _short(levers, only.best)
            | {"needs_alone": None if only.needs is None else levers.named(only.needs.levers)}
            for kind, only in answers.alone.items()
        },
        "replaced_by_pressure": replaced_by_pressure(
            levers, () if answers.smallest is None else answers.smallest.sets
        ),
    }


def _short(levers: Levers, found: Found) -> Values:
    opening = found.opening
    return {
        "opens": _opens(found),
        "levers": None if opening is None else levers.named(opening.levers),
        "cost": None if opening is None else opening.cost + 0.0,
        "proven": found.proven,
    }


def _plan(levers: Levers, found: PlanLevers) -> Values:
    """What the levers of a plan open; its own levers only are said to be idle."""
    use, needed = found.use, found.needed
    opening = found.best.opening
    barred = levers.case.unusable
    idle = [i for i in found.levers if use is not None and i in use.idle and i not in barred]
    return {
        "plan_levers": levers.named(found.levers),
        **_short(levers, found.best),
        "smallest_gain": None if opening is None else _level(opening),
        "indispensable": None if needed is None else levers.named(needed.levers),
        "idle": None if use is None else levers.named(idle),
        "unknown": None if use is None else levers.named(use.unknown),
    }


def replaced_by_pressure(
    levers: Levers, sets: Sequence[tuple[int, ...]]
) -> dict[str, list[list[str]]]:
    """Levers whose place pressure can take, and what takes it each time.

    Lever l of another kind is replaced where a minimal set with l and another without it
    differ so that the second has pressure (and perhaps what this needs) where the first has
    l, and the first has no pressure that the second lacks.
    """
    found: dict[str, list[list[str]]] = {}
    for first in sets:
        for second in sets:
            gone, come = set(first) - set(second), set(second) - set(first)
            if not gone or not come or any(_presses(levers, one) for one in gone):
                continue
            pressing = [one for one in come if _presses(levers, one)]
            needed = {other for one in pressing for other in levers.completed(one)}
            if pressing and come <= needed:
                named = levers.named(sorted(come))
                for lever in sorted(gone):
                    instead = found.setdefault(levers.levers[lever], [])
                    if named not in instead:
                        instead.append(named)
    return found


def _presses(levers: Levers, lever: int) -> bool:
    return levers.case.kind[lever] is Kind.PRESSURE


def _threats(levers: Levers) -> Values:
    case = levers.case
    found = {}
    for threat in threats(case):
        by, row = case.by[threat.lever], case.scenario[threat.lever]
        values = [None, None] if by < 0 else [_known(case.reservation[r, by]) for r in (row, 0)]
        found[levers.levers[threat.lever]] = {
            "credible": threat.credible,
            "shortfall": _known(threat.shortfall),
            "reservation_if_carried_out": values[0],
            "reservation_if_not": values[1],
            "audience_cost": float(case.audience_cost[threat.lever]),
        }
    return found


def _known(points: float) -> float | None:
    return None if math.isnan(points) else float(points) + 0.0


def _singles(levers: Levers, aim: Aim, answers: Answers) -> Values:
    before = _level(answers.unaided.opening)
    found = {}
    for single in answers.singles:
        level = _level(single.nearest.opening)
        needs = [one for one in single.together if one != single.lever]
        found[levers.levers[single.lever]] = {
            "needs": levers.named(needs),
            "opens": _reaches(single.nearest, aim.margin),
            "smallest_gain": level,
            "proven": single.nearest.proven,
            "nearer": None if level is None or before is None else level - before + 0.0,
        }
    return found


def _curve(levers: Levers, found: Curve | None) -> Values:
    if found is None:
        return {"curve": [], "curve_complete": None, "curve_step": None}
    return {
        "curve": [
            {
                "cost": point.cost + 0.0,
                "smallest_gain": _level(point),
                "levers": levers.named(point.levers),
            }
            for point in found.points
        ],
        "curve_complete": found.complete,
        "curve_step": found.step,
    }


def _consents(levers: Levers, answers: Answers) -> Values:
    found = {}
    points = [price.points for price in answers.prices] or [None] * len(answers.consents)
    for consent, price in zip(answers.consents, points, strict=True):
        party = levers.parties[consent.party]
        adds = zip(levers.levers, consent.adds.tolist(), strict=True)
        found[party] = {
            "gain_without": consent.without + 0.0,
            "threatened": consent.threatened + 0.0,
            "adds": {lever: points for lever, points in adds if points != 0},
            "gain": float(consent.without + consent.threatened + consent.adds.sum()),
            "pivotal": [levers.named(one) for one in consent.pivotal],
            "price": None if price is None or math.isinf(price) else price,
            "unaffordable": price is not None and math.isinf(price),
        }
    return found


def _failures(levers: Levers, answers: Answers) -> Values:
    needed = answers.needed
    found = {}
    for failure in answers.failures:
        undecided = needed is None or failure.lever in needed.unknown
        later = [one for round_ in failure.rounds[1:] for one in round_.levers]
        first = failure.rounds[0].levers
        found[levers.levers[failure.lever]] = {
            "survives": failure.survives,
            "falls": {levers.parties[party]: points for party, points in failure.losers},
            "takes_along": levers.named(one for one in first if one != failure.lever),
            "withdraws": levers.named(sorted(later)),
            "reopens": None if undecided or needed is None else failure.lever not in needed.levers,
        }
    return found


def _shut(levers: Levers, aim: Aim, shut: Shut | None) -> Values:
    if shut is None:
        return {"stays_out": None, "nearest": None}
    stays = {}
    for party, found in enumerate(shut.highest):
        gain = math.nan if found.opening is None else float(found.opening.gains[party])
        high = -math.inf if found.opening is None and found.proven else found.bound
        # Unproven, it may gain more than this, or have a package within its red lines.
        if found.proven and high < aim.margin - TOLERANCE / 2:
            stays[levers.required[party]] = {
                "gain": _known(gain),
                "short": None if math.isnan(gain) else aim.margin - gain,
            }
    return {"stays_out": stays, "nearest": _nearest(levers, aim, shut.nearest)}


def _nearest(levers: Levers, aim: Aim, found: Found) -> Values | None:
    if found.opening is None:
        return None
    entry = _entry(levers, found.opening)
    short = {party: aim.margin - entry["gains"][party] for party in levers.required}
    return entry | {
        "short": {party: lack for party, lack in short.items() if lack > TOLERANCE / 2},
        "proven": found.proven,
    }
