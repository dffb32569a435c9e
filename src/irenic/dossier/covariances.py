"""How far judgements vary, alone and together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from irenic.dossier.shapes import quantiles, variances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from irenic.dossier.draws import Draws

    Floats = NDArray[np.float64]

_NODES = 256
"""Pieces of one chance into which each of the two normal numbers is cut."""


def covariances(draws: Draws, some: Sequence[int]) -> Floats:
    """The covariances (n, n) of the judgements with these numbers, each with a range.

    On the diagonal stand the variances, in closed form. Judgements of different groups, or of
    none, are independent. Of two judgements of a group each is independent of the other once
    what the group shares is known, so that their covariance is that of their means given what
    it shares; these are integrated numerically, and right to about a thousandth.
    """
    which = np.asarray(some, dtype=np.int64)
    numbers = np.stack([draws.low, draws.modes, draws.high])[:, which]
    found = np.diag(variances(numbers, draws.shape)) if which.size else np.zeros((0, 0))
    for group in np.unique(draws.group[which]):
        members = np.flatnonzero(draws.group[which] == group)
        if group < 0 or len(members) < 2:
            continue
        given = np.stack([_given(draws, int(which[m])) for m in members])
        given -= given.mean(axis=1, keepdims=True)
        shared = given @ given.T / _NODES
        np.fill_diagonal(shared, found[members, members])
        found[np.ix_(members, members)] = shared
    return found


def _given(draws: Draws, judgement: int) -> Floats:
    """A judgement's mean given what its group shares, at pieces of one chance of that."""
    from scipy.special import ndtr, ndtri

    middles = (np.arange(_NODES) + 0.5) / _NODES
    weight = float(draws.weight[judgement])
    common = weight * ndtri(middles)
    if abs(weight) == 1.0:
        shares = ndtr(common)[:, None]
    else:
        shares = ndtr(common[:, None] + np.sqrt(1.0 - weight * weight) * ndtri(middles))
    numbers = np.array([draws.low[judgement], draws.modes[judgement], draws.high[judgement]])
    values = quantiles(shares.reshape(-1, 1), numbers[:, None], draws.shape)
    found: Floats = values.reshape(shares.shape).mean(axis=1)
    return found
