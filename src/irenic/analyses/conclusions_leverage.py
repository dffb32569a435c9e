"""Conclusions on levers: which threats are credible, whether anything opens a deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import columns
from irenic.analyses.conclusions import (
    FAILS,
    HOLDS,
    UNDECIDED,
    Conclusion,
    Verdicts,
    asked_with,
)
from irenic.analyses.drawn_arrays import drawn_from, drawn_levers
from irenic.analyses.leverage_arrays import Levers, levers_of
from irenic.theory.drawn import passes
from irenic.theory.drawn_levers import Settlements, settlements
from irenic.theory.drawn_zone import Known, zones
from irenic.theory.leverage import Kind
from irenic.theory.openings import cheapest
from irenic.theory.programme import Choice, Clock

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.leverage import Opening
    from irenic.theory.packages import Bools, Floats


@dataclass(frozen=True, eq=False)
class LeverageExaminer:
    """Asks of draws which threats are credible and whether some levers open a deal.

    ``opening``: the cheapest opening at the most likely values, as found; None where there is
    none, or no lever is needed. With a quorum whether anything opens a deal is not asked:
    levers as issues know required parties only.
    """

    dossier: Dossier
    scenario: str | None = None
    seconds: float = 60.0
    _known: Known = field(default_factory=Known, repr=False)

    def __getstate__(self) -> dict[str, object]:
        # What was learnt from draws only saves time, and is too large to be sent.
        return {**self.__dict__, "_known": Known()}

    @cached_property
    def levers(self) -> Levers:
        """The levers as arrays."""
        return levers_of(self.dossier, self.scenario)

    @cached_property
    def threats(self) -> tuple[int, ...]:
        """The numbers of the threats."""
        kinds = self.levers.case.kind
        return tuple(lever for lever, kind in enumerate(kinds) if kind is Kind.THREAT)

    @cached_property
    def opening(self) -> Opening | None:
        """The cheapest opening at the most likely values, if its levers are whole.

        None also where a deal is open without any: there is nothing for it to open.
        """
        if self.dossier.quorum is not None:
            return None
        found = cheapest(self.levers.case, clock=Clock(self.seconds)).opening
        if (
            found is None
            or not found.levers
            or not all(found.scales[lever] == 1.0 for lever in found.levers)
        ):
            return None
        return found

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """``credible`` of each threat, then ``opens`` and ``opening-opens:cheapest``."""
        named = [("credible", self.levers.levers[lever]) for lever in self.threats]
        if self.dossier.quorum is None:
            named += [("opens", "")]
            named += [("opening-opens", "cheapest")] if self.opening is not None else []
        at_modes = self.verdicts((), np.zeros((1, 0)))[0]
        return tuple(
            Conclusion(kind, subject, "leverage", None if v == UNDECIDED else bool(v == HOLDS))
            for (kind, subject), v in zip(named, at_modes, strict=True)
        )

    @property
    def key(self) -> str:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        opening = self.opening
        pulled = None if opening is None else (opening.levers, opening.scenario, opening.choice)
        return asked_with(self, pulled)

    def verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        pulled = drawn_levers(self.levers, keys, values)
        found: list[Verdicts] = [pulled.usable[:, list(self.threats)].astype(np.int8)]
        if self.dossier.quorum is None:
            wide = settlements(drawn_from(self.levers.given, keys, values), pulled)
            found.append(self._opens(wide)[:, None])
            if self.opening is not None:
                found.append(_as_found(wide, self.opening)[:, None].astype(np.int8))
        return np.concatenate(found, axis=1)

    def _opens(self, wide: Settlements) -> Verdicts:
        """In which draws some settlement is accepted."""
        found = zones(wide.space, None, self._known, Clock(self.seconds)).exists
        if not any(self.levers.case.divisible):
            return found
        # Levers are whole here: one in force in part may open what none in force to the full does.
        return np.where(found == FAILS, UNDECIDED, found).astype(np.int8)


def _as_found(wide: Settlements, opening: Opening) -> Bools:
    """In which draws a settlement that was found at the most likely values is accepted."""
    choice: Choice = wide.choice(tuple(opening.choice), opening.levers, opening.scenario)
    held: Bools = passes(wide.space, columns([choice], len(choice)))[:, 0]
    return held
