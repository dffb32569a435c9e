"""Openings by kind of lever: the cheapest without any of a kind, and with a kind alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from irenic.analyses.leverage_values import OnlyKind
from irenic.theory.lever_sweep import Sweep
from irenic.theory.openings import Found, cheapest, minimal_sets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from irenic.analyses.leverage import Asked
    from irenic.theory.leverage import Aim, Kind, Opening
    from irenic.theory.programme import Clock


def kinds(
    asked: Asked, best: Found, clock: Clock
) -> tuple[dict[Kind, Found], dict[Kind, OnlyKind]]:
    """For each kind of lever there is, the cheapest opening without it, and with it alone.

    ``best``: the cheapest opening of all, which is the answer wherever it is allowed.
    """
    case = asked.levers.case
    lacking, alone = {}, {}
    for kind in dict.fromkeys(case.kind):
        of_kind = {lever for lever, other in enumerate(case.kind) if other is kind}
        others = set(range(case.levers)) - of_kind
        together = {one for lever in of_kind for one in asked.levers.completed(lever)}
        lacking[kind] = _within(asked, others, best, clock)
        alone[kind] = _only(asked, of_kind, together, best, clock)
    return lacking, alone


def _within(asked: Asked, allowed: Iterable[int], best: Found, clock: Clock) -> Found:
    """The cheapest opening with these levers alone."""
    kept = set(allowed)
    if best.opening is not None and kept.issuperset(best.opening.levers):
        return best
    return cheapest(asked.levers.case, asked.only(kept), clock)


def _only(
    asked: Asked, of_kind: set[int], together: set[int], best: Found, clock: Clock
) -> OnlyKind:
    first = _within(asked, together, best, clock)
    if first.opening is None or not first.opening.levers or together == of_kind:
        return OnlyKind(first)
    bare = _within(asked, together - of_kind, first, clock)
    if bare.opening is None:
        # Where these open nothing by themselves, every opening needs one of this kind.
        return OnlyKind(replace(first, proven=first.proven and bare.proven))
    return OnlyKind(_holding(asked, of_kind, asked.only(together), clock), bare.opening)


def _holding(asked: Asked, of_kind: set[int], aim: Aim, clock: Clock) -> Found:
    """The cheapest of the minimal openings at ``aim`` that hold a lever of the kind."""
    case = asked.levers.case
    smallest = minimal_sets(case, aim, asked.limit, clock, Sweep(case, aim, asked.promising))
    sets = [one for one in smallest.openings if of_kind.intersection(one.levers)]
    priced = [cheapest(case, asked.only(one.levers), clock) for one in sets]
    openings: list[Opening] = [one.opening for one in priced if one.opening is not None]
    proven = smallest.complete and all(one.proven for one in priced)
    found = min(openings, key=lambda opening: (opening.cost, len(opening.levers)), default=None)
    nothing = float("inf") if proven else 0.0
    return Found(found, nothing if found is None else found.cost if proven else 0.0, proven)
