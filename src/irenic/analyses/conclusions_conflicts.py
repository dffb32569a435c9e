"""Conclusions on who cannot agree: do the minimal conflicts found stay conflicts?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import Arrays, arrays, setting
from irenic.analyses.conclusions import FAILS, HOLDS, Conclusion, Verdicts, asked_with
from irenic.analyses.drawn_arrays import drawn_from
from irenic.theory.conflicts import conflicts
from irenic.theory.drawn_zone import Known, zones
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats

ASKED = 3
"""Minimal conflicts asked about: as many as ``agreement`` tells in sentences."""

BETWEEN = "+"
"""Stands between the parties of a conflict in the name of a conclusion; no slug has it."""


@dataclass(frozen=True, eq=False)
class ConflictExaminer:
    """Asks of draws whether those who cannot agree at the most likely values never can.

    ``scenario`` and ``levers`` as for :func:`irenic.analyses.agreement`; ``seconds`` for the
    search for the conflicts, and for each call and conflict. Asked for the smallest of the
    conflicts, :data:`ASKED` at most; there is nothing to ask where all can agree, and with a
    quorum.
    """

    dossier: Dossier
    scenario: str | None = None
    levers: tuple[str, ...] = ()
    seconds: float = 60.0
    _known: dict[int, Known] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        # What was learnt from draws only saves time, and is too large to be sent.
        return {**self.__dict__, "_known": {}}

    @cached_property
    def among(self) -> tuple[Arrays, ...]:
        """For each conflict the case in which only its parties are asked."""
        if self.dossier.quorum is not None:
            return ()
        here = arrays(self.dossier, setting(self.dossier, self.scenario, self.levers))
        found = conflicts(here.space, seconds=self.seconds).minimal[:ASKED]
        return tuple(self._among(here, parties) for parties in found)

    def _among(self, here: Arrays, conflict: Sequence[int]) -> Arrays:
        others = [party for n, party in enumerate(here.required) if n not in conflict]
        given = setting(self.dossier, self.scenario, self.levers, left_out=others)
        return arrays(self.dossier, given)

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """``conflict`` of each minimal conflict, the smallest first."""
        return tuple(
            Conclusion("conflict", conflict_name(given.required), "agreement", True)
            for given in self.among
        )

    @property
    def key(self) -> str:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        return asked_with(self, [given.required for given in self.among])

    def verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        found = np.zeros((len(values), len(self.among)), dtype=np.int8)
        for place, given in enumerate(self.among):
            known = self._known.setdefault(place, Known())
            space = drawn_from(given, keys, values)
            exists = zones(space, known=known, clock=Clock(self.seconds)).exists
            found[:, place] = np.select([exists == HOLDS, exists == FAILS], [FAILS, HOLDS], exists)
        return found


def conflict_name(parties: Sequence[str]) -> str:
    """The subject of the conclusion that these parties, in the dossier's order, cannot agree."""
    return BETWEEN.join(parties)
