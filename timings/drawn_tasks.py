"""What is timed in every draw of Iraq 2006; here, and not in ``tasks.py``, so that the other
processes of a sweep can import it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Solutions:
    """Counts the draws in which each bargaining solution exists, having found all of them.

    ``levers``: those in force.
    """

    levers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What is asked."""
        return f"solutions, {self.levers}"

    @cached_property
    def given(self) -> tuple[Any, Any]:
        """The case as arrays, and its draws."""
        import irenic
        from irenic.analyses.arrays import arrays, setting
        from irenic.dossier.draws import draws

        dossier = irenic.load("iraq-2006")
        return arrays(dossier, setting(dossier, None, self.levers)), draws(dossier)

    def __call__(self, start: int, stop: int) -> Mapping[str, Any]:
        """The counts of draws ``start`` up to, not including, ``stop``."""
        from irenic.analyses.drawn_arrays import drawn_from
        from irenic.theory.drawn_solutions import drawn_solutions
        from irenic.theory.drawn_zone import Known, Rule, zones
        from irenic.theory.programme import Clock

        case, drawn = self.given
        space = drawn_from(case, drawn.keys, drawn.values(start, stop))
        exists = zones(space, Rule(), Known(), Clock(60.0)).exists
        found = drawn_solutions(space, exists)
        return {"some": np.array(int((found.acceptable > 0).sum()))}
