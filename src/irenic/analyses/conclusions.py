"""Conclusions: yes/no sentences with a name that can be asked of any values of the judgements.

See docs/design/robustness.md. An *examiner* answers for many draws at once; there is one for
each analysis, in ``conclusions_agreement`` and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from irenic.theory.packages import Bools, Floats

Verdicts = npt.NDArray[np.int8]
"""For each draw (row) and conclusion (column) :data:`HOLDS`, :data:`FAILS`, :data:`UNDECIDED`."""

HOLDS, FAILS, UNDECIDED = 1, 0, -1


@dataclass(frozen=True)
class Conclusion:
    """A yes/no sentence of an analysis.

    ``kind`` and ``subject`` (a plan, threat, guarantee, concept, or nothing) say which.
    ``holds``: what it is at the most likely values (None: not decided there). ``numbers``:
    whether any judged number can change it.
    """

    kind: str
    subject: str
    analysis: str
    holds: bool | None
    numbers: bool = True

    @property
    def name(self) -> str:
        """``zone`` or ``plan-accepted:conference``."""
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


@dataclass(frozen=True, eq=False)
class Slack:
    """How far draws are from turning a conclusion: it holds where nothing of it is below 0.

    ``values`` (K, M): the numbers that must all be 0 or more. ``switches`` (K, R): numbers whose
    signs decide in which piece a draw lies. Both kinds are linear in each judgement alone, but
    for ``curved`` ones (keys), and but for ``bent`` values: as long as no switch changes its
    sign, these may bend, though downwards only (they are concave).
    """

    values: Floats
    switches: Floats
    curved: frozenset[str] = frozenset()
    bent: bool = False

    @property
    def holds(self) -> Bools:
        """In which draws (K,) the conclusion holds."""
        found: Bools = np.asarray((self.values >= 0.0).all(axis=1))
        return found


class Examiner(Protocol):
    """Says of draws which conclusions hold; frozen, and can be sent to another process."""

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """The conclusions, one a column of the verdicts."""

    @property
    def key(self) -> str:
        """What decides the verdicts besides the dossier, as text: see :func:`asked_with`."""

    def verdicts(self, keys: Sequence[str], values: Floats) -> Verdicts:
        """The verdicts (K, conclusions) for K draws given by their ``values`` (K, keys).

        A draw's verdicts depend on its own values alone.
        """


def asked_with(examiner: Any, *found: object) -> str:
    """The options of an examiner (a dataclass), and what it ``found`` and asks about, as text.

    What was found (an opening, a timetable) can depend on how far a search got in its time.
    """
    options = [
        (one.name, getattr(examiner, one.name))
        for one in fields(examiner)
        if one.name != "dossier" and not one.name.startswith("_")
    ]
    return repr((type(examiner).__name__, options, found))
