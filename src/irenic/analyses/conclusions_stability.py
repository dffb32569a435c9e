"""Conclusions on the state of affairs: under which concepts it is an equilibrium."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.conclusions import UNDECIDED, Conclusion, Verdicts, asked_with
from irenic.analyses.conflict import conflict
from irenic.analyses.stability_concepts import DEFAULT_CONCEPTS, SIM_BUDGET, Judge
from irenic.dossier.draws import with_values
from irenic.dossier.model import Weighted

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats


@dataclass(frozen=True, eq=False)
class StabilityExaminer:
    """Asks of draws whether the state of affairs is stable for everybody under each concept.

    Numbers matter only where a party's preferences are given by weights.
    """

    dossier: Dossier

    @cached_property
    def weighted(self) -> bool:
        """Whether any party's preferences are numbers."""
        moves = self.dossier.moves
        given = () if moves is None else moves.preferences.values()
        return any(isinstance(one, Weighted) for one in given)

    @cached_property
    def at_modes(self) -> dict[str, bool]:
        """Concept -> whether the state of affairs is an equilibrium; those computed."""
        return _stable(self.dossier)

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """``stable`` of each concept, where the dossier names a state of affairs."""
        return tuple(
            Conclusion("stable", concept, "stability", held, self.weighted)
            for concept, held in self.at_modes.items()
        )

    @property
    def key(self) -> str:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        return asked_with(self)

    def verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """See :class:`irenic.analyses.conclusions.Examiner`."""
        if not self.weighted:
            held = np.array([*self.at_modes.values()], dtype=np.int8)
            return np.tile(held, (len(values), 1))
        found = np.zeros((len(values), len(self.at_modes)), dtype=np.int8)
        mine = [k for k, key in enumerate(keys) if key.startswith("moves.")]
        for draw, row in enumerate(values):
            given = {keys[k]: float(row[k]) for k in mine}
            stable = _stable(with_values(self.dossier, given))
            found[draw] = [stable.get(concept, UNDECIDED) for concept in self.at_modes]
        return found


def _stable(dossier: Dossier) -> dict[str, bool]:
    """What ``stability`` says of the status quo by default, and nothing else of what it says."""
    given = conflict(dossier)
    today = None if given.status_quo is None else given.state(given.status_quo)
    if today is None:
        return {}
    judged = Judge(1, SIM_BUDGET).judge_all(given.model, DEFAULT_CONCEPTS)
    return {
        concept: all(bool(mask.flat[today]) for mask in masks)
        for concept, masks in judged.stable.items()
    }
