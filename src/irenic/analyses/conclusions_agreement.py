"""Conclusions on what could be accepted: is there a zone, is each plan's package accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import Arrays, arrays, columns, setting
from irenic.analyses.conclusions import HOLDS, UNDECIDED, Conclusion, Verdicts, asked_with
from irenic.analyses.drawn_arrays import drawn_from, drawn_under
from irenic.errors import Inapplicable
from irenic.theory.drawn import DrawnSpace, passes
from irenic.theory.drawn_zone import Known, Rule, zones
from irenic.theory.programme import Choice, Clock

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Bools, Floats


def rule_of(given: Arrays) -> Rule:
    """Whose consent is needed, with the quorum and the vetoes of the dossier."""
    dossier = given.dossier
    return Rule(dossier.quorum, tuple(given.parties.index(party) for party in dossier.veto))


def plan_package(dossier: Dossier, plan: str) -> dict[str, str] | None:
    """The plan's package, what it leaves open at its default; None where there is none."""
    named = dossier.plans[plan].package
    found = {issue: named.get(issue, entry.default) for issue, entry in dossier.issues.items()}
    if any(option is None for option in found.values()):
        return None
    return {issue: option for issue, option in found.items() if option is not None}


@dataclass(frozen=True, eq=False)
class PlanSettings:
    """A plan with its levers in force, as arrays; its package where it has one."""

    plan: str
    given: Arrays
    choice: Choice | None


@dataclass(frozen=True, eq=False)
class AgreementExaminer:
    """Asks of draws whether a zone exists, as things stand and under each plan's levers.

    ``scenario`` and ``levers`` as for :func:`irenic.analyses.agreement`; ``seconds`` for
    each call and setting. A plan that does not apply here (a required party without a
    reservation value in its scenario) has no conclusions.
    """

    dossier: Dossier
    scenario: str | None = None
    levers: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    seconds: float = 60.0
    _known: Known = field(default_factory=Known, repr=False)  # the packages are always the same

    def __getstate__(self) -> dict[str, object]:
        # What was learnt from draws only saves time, and is too large to be sent.
        return {**self.__dict__, "_known": Known()}

    @cached_property
    def here(self) -> Arrays:
        """The case as things stand."""
        return arrays(self.dossier, setting(self.dossier, self.scenario, self.levers))

    @cached_property
    def planned(self) -> tuple[PlanSettings, ...]:
        """The plans that apply, with the levers of this examiner beside their own."""
        return tuple(found for plan in self.plans if (found := self._planned(plan)) is not None)

    def _planned(self, plan: str) -> PlanSettings | None:
        entry = self.dossier.plans[plan]
        levers = tuple(dict.fromkeys((*entry.levers, *self.levers)))
        try:
            given = arrays(self.dossier, setting(self.dossier, self.scenario, levers))
        except Inapplicable:
            return None
        package = plan_package(self.dossier, plan)
        return PlanSettings(plan, given, None if package is None else given.choice(package))

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """``zone``, then ``plan-zone`` and ``plan-accepted`` of each plan."""
        named = [("zone", "")]
        for one in self.planned:
            named.append(("plan-zone", one.plan))
            named += [("plan-accepted", one.plan)] if one.choice is not None else []
        at_modes = self.verdicts((), np.zeros((1, 0)))[0]
        return tuple(
            Conclusion(kind, subject, "agreement", None if v == UNDECIDED else bool(v == HOLDS))
            for (kind, subject), v in zip(named, at_modes, strict=True)
        )

    @property
    def key(self) -> str:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        return asked_with(self)

    def verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        settings = [self.here, *(one.given for one in self.planned)]
        here, *planned = drawn_under(settings, keys, values)
        found = [self._zones(self.here, here)]
        for one, space in zip(self.planned, planned, strict=True):
            found.append(self._zones(one.given, space))
            if one.choice is not None:
                found.append(_passes(one.given, space, one.choice).astype(np.int8))
        return np.stack(found, axis=1)

    def verdict(self, one: Conclusion, keys: Sequence[str], values: Floats) -> Verdicts:
        """The verdicts (K,) on one of the conclusions alone."""
        planned = next((plan for plan in self.planned if plan.plan == one.subject), None)
        if planned is None:
            return self._zone(self.here, keys, values)
        if one.kind == "plan-accepted" and planned.choice is not None:
            return accepted(planned.given, planned.choice, keys, values).astype(np.int8)
        return self._zone(planned.given, keys, values)

    def _zone(self, given: Arrays, keys: Sequence[str], values: Floats) -> Verdicts:
        return self._zones(given, drawn_from(given, keys, values))

    def _zones(self, given: Arrays, space: DrawnSpace) -> Verdicts:
        return zones(space, rule_of(given), self._known, Clock(self.seconds)).exists


def accepted(given: Arrays, choice: Choice, keys: Sequence[str], values: Floats) -> Bools:
    """In which draws (K,) all who are needed accept one package."""
    return _passes(given, drawn_from(given, keys, values), choice)


def _passes(given: Arrays, space: DrawnSpace, choice: Choice) -> Bools:
    rule, options = rule_of(given), columns([choice], len(given.issues))
    held: Bools = passes(space, options, rule.quorum, rule.vetoes)[:, 0]
    return held
