"""What the levers of each plan open, with no other lever on the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from irenic.theory.lever_sweep import Sweep
from irenic.theory.openings import Found, Indispensable, cheapest, indispensable
from irenic.theory.usefulness import Usefulness, usefulness

if TYPE_CHECKING:
    from irenic.analyses.leverage import Asked
    from irenic.theory.programme import Clock


@dataclass(frozen=True, eq=False)
class PlanLevers:
    """The levers of a plan alone: what opens at the least cost, and what each is good for.

    ``needed`` and ``use`` are there where something opens a deal.
    """

    levers: tuple[int, ...]
    best: Found
    needed: Indispensable | None = None
    use: Usefulness | None = None

    @property
    def proven(self) -> bool:
        """Whether all of this is settled."""
        cut = self.needed is not None and bool(self.needed.unknown)
        return self.best.proven and not cut and (self.use is None or not self.use.unknown)


def plan_levers(asked: Asked, clock: Clock) -> dict[str, PlanLevers]:
    """For each plan that has levers which may be pulled, what they open by themselves."""
    levers = asked.levers
    found = {}
    for slug, plan in levers.dossier.plans.items():
        own = tuple(sorted({*levers.numbers(plan.levers)}.difference(asked.aim.without)))
        if own:
            found[slug] = _alone(asked, own, clock)
    return found


def _alone(asked: Asked, own: tuple[int, ...], clock: Clock) -> PlanLevers:
    case, aim = asked.levers.case, asked.only(own)
    best = cheapest(case, aim, clock)
    if best.opening is None:
        return PlanLevers(own, best)
    needed = indispensable(case, best.opening, aim, clock)
    sweep = Sweep(case, aim, asked.promising)
    return PlanLevers(own, best, needed, usefulness(case, aim, (), clock, sweep))
