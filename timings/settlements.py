"""Random settlements to be carried out, for the timings of ``enforcement``.

Every party does at least one deed; half of them are in four parts. A deed costs its doer and
often weakens its fall-back; four others gain by it, half of those a better fall-back too. In
the settled state each party is ``gain`` points above its reservation value as shifted by all
deeds, so that what binds is the way there.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def settlement(parties: int, deeds: int, stages: int, seed: int = 1, gain: float = 8.0) -> Any:
    """A random timetable of ``parties``, ``deeds`` and ``stages``."""
    from irenic.theory.enforcement import Timetable

    draw = np.random.default_rng(seed)
    doer = np.concatenate([np.arange(parties), draw.integers(0, parties, deeds)])[:deeds]
    once, shift = np.zeros((deeds, parties)), np.zeros((deeds, parties))
    for deed, by in enumerate(doer):
        once[deed, by] -= draw.integers(1, 6)
        others = [party for party in range(parties) if party != by]
        for party in draw.choice(others, size=min(4, len(others)), replace=False):
            once[deed, party] += draw.integers(1, 5)
            shift[deed, party] += draw.integers(1, 4) * (draw.random() < 0.5)
        shift[deed, by] -= draw.integers(1, 8) * (draw.random() < 0.6)
    reservation = draw.integers(5, 15, parties).astype(float)
    after = tuple(
        (deed, int(draw.integers(0, deed))) for deed in range(1, deeds) if draw.random() < 0.25
    )
    return Timetable(
        doer=doer, once=once, flow=np.zeros((deeds, parties)), shift=shift,
        parts=draw.permutation(np.where(np.arange(deeds) < deeds / 2, 4, 1)),
        lag=draw.integers(0, 3, deeds), first=np.zeros(deeds, dtype=np.int64),
        last=np.full(deeds, stages - 1), discount=np.full(parties, 0.97),
        reservation=reservation, settled=reservation + shift.sum(axis=0) + gain,
        standing=np.zeros((stages, parties)), bound=np.ones(parties, dtype=np.bool_), after=after,
    )  # fmt: skip
