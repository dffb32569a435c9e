"""A spread of efficient packages, for spaces whose whole frontier is too large to list.

Each is the nearest to the ideal in an augmented weighted Tchebycheff sense (Steuer, R. &
Choo, E.-U., An interactive weighted Tchebycheff procedure for multiple objective
programming, Mathematical Programming 26, 1983): a package with the highest weighted
smallest gain, lifted to one that no acceptable package dominates. The weights favour or
disfavour one party after the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from irenic.theory.frontier import Choices, maximal
from irenic.theory.leximin import Bargain, gain_columns, lifted
from irenic.theory.packages import UNITS, Space, gains_of, rounded
from irenic.theory.programme import Choice, Clock, Search, best

FAVOURS = (4.0, 0.25)
"""Weights of one party in turn, beside 1 for the others."""


def spread(space: Space, known: Iterable[Choice], seconds: float = math.inf) -> Choices:
    """Packages on the frontier of ``space``, each proven to be, found within ``seconds``.

    ``known``: packages to start from; those proven efficient are listed too.
    """
    bargain = Bargain(space, Clock(seconds))
    found: dict[Choice, None] = {}
    weights = [
        [favour if other == party else 1.0 for other in bargain.parties]
        for favour in FAVOURS
        for party in bargain.parties
    ]
    for start in [*known, *(None for _ in weights)]:
        if bargain.clock.left == 0.0:
            break
        choice = _nearest(bargain, weights.pop()) if start is None else start
        if choice is not None:
            some, proven = lifted(bargain, [choice])
            found.update(dict.fromkeys(some if proven else ()))
    options = np.array(sorted(found), dtype=np.int64).reshape(-1, len(space.shape))
    gains = gains_of(space, tuple(options.T))[: space.required]
    kept = maximal(rounded(gains).astype(np.int64))
    return Choices(options[kept], gains[:, kept])


def _nearest(bargain: Bargain, weights: Sequence[float]) -> Choice | None:
    """An acceptable package with the highest smallest weighted gain that was found in time."""
    programme, packages = bargain.acceptable()
    gains = gain_columns(programme, packages, bargain.parties)
    least = programme.column(-math.inf)
    for gain, weight in zip(gains, weights, strict=True):
        programme.row(gain * weight - least, low=0.0)
    seen: list[Choice] = []

    def value(choice: Choice) -> float | None:
        units = bargain.accepted(choice)
        if units is None:
            return None
        seen.append(choice)
        return float((units * np.array(weights)).min()) / UNITS

    best(programme, packages, least, value, Search(0.0, 0, bargain.clock))
    return seen[-1] if seen else None
