"""Intervals for a share that was counted on a sample."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def wilson(
    successes: ArrayLike, draws: ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """The score interval of Wilson (1927) for the share of which ``successes`` were counted.

    ``successes`` of ``draws`` independent draws, each a number or an array; they are
    broadcast. Returns the lower and upper ends, in [0, 1]: those shares p for which the
    count is no further from ``draws`` p than z standard deviations of a binomial count,
    z being the normal quantile of ``confidence`` on both sides. Without draws nothing is
    known, and the interval is 0 to 1.

    Over all shares it covers the true one about as often as ``confidence`` says on average;
    for a given share more or less often, and less for shares next to 0 or 1. Draws that
    are more even than independent ones (Sobol points) err less than it says.

    Raises ValueError for counts that are negative, not finite or more than the draws, and
    for a confidence outside (0, 1).

    Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
    hits, total = np.broadcast_arrays(
        np.asarray(successes, dtype=float), np.asarray(draws, dtype=float)
    )
    if not np.all((hits >= 0) & (hits <= total) & np.isfinite(total)):
        raise ValueError("successes lie between 0 and the number of draws")
    square = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    middle = hits + square / 2
    reach = np.sqrt(square * (hits * (total - hits) / np.maximum(total, 1) + square / 4))
    # At the ends the two are equal, and only rounding makes the difference.
    low = np.where(hits == 0, 0.0, (middle - reach) / (total + square))
    high = np.where(hits == total, 1.0, (middle + reach) / (total + square))
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
