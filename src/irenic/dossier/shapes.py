"""What a judgement's low, mode and high say about the values between them: quantiles.

Three shapes of distribution on [low, high]:

``pert``
    The modified PERT distribution with lambda = 4 (Vose 2008): a beta distribution
    stretched over the range, with parameters a = 1 + 4 (mode - low) / (high - low) and
    b = 6 - a. Its mean, (low + 4 mode + high) / 6, is that which Malcolm, Roseboom, Clark
    & Fazar (1959) took for the durations of activities.
``triangular``
    Density rising in a straight line from low to mode and falling to high.
``uniform``
    All values between low and high alike; the mode does not count.

Sources: D. G. Malcolm, J. H. Roseboom, C. E. Clark & W. Fazar (1959), Application of a
technique for research and development program evaluation, Operations Research 7. D. Vose
(2008), Risk Analysis: A Quantitative Guide, 3rd edition.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from irenic.dossier.problems import nearest
from irenic.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Shape = Literal["pert", "triangular", "uniform"]

SHAPES: tuple[str, ...] = get_args(Shape)
"""The shapes, the default first."""

LAMBDA = 4.0
"""Weight of the mode in the PERT distribution, against 1 for each end."""

_NODES = 4097
"""Places at which the distribution function of a PERT distribution is tabulated."""

_SAME = 12
"""Decimal places in which the parameter of two PERT distributions must agree to share a table."""


def known_shape(shape: str) -> Shape:
    """``shape`` if it is one of :data:`SHAPES`; raises UsageError otherwise."""
    if shape not in SHAPES:
        near = nearest(shape, SHAPES)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageError(f"there is no shape '{shape}'; there are {', '.join(SHAPES)}.{hint}")
    return shape  # type: ignore[return-value]


def quantiles(shares: Floats, numbers: Floats, shape: Shape = "pert") -> Floats:
    """The values below which the shares of the distributions lie.

    ``shares``: (n, J), each in (0, 1). ``numbers``: (3, J), the low, mode and high of J
    judgements with low < high and low <= mode <= high. The answer, (n, J), lies within low
    and high, and rises with the shares. Each element follows from its own share and numbers
    alone, to the last bit. Those of ``pert`` are read from a table: they are right to
    within a millionth of the range.
    """
    low, mode, high = numbers
    width = high - low
    peak = (mode - low) / width
    if shape == "pert":
        parts = np.empty_like(shares)
        for j, at in enumerate(peak):
            parts[:, j] = _pert(shares[:, j], round(1.0 + LAMBDA * float(at), _SAME))
    elif shape == "triangular":
        rising = np.sqrt(shares * peak)
        falling = 1.0 - np.sqrt((1.0 - shares) * (1.0 - peak))
        parts = np.where(shares < peak, rising, falling)
    else:
        parts = shares
    found: Floats = np.clip(low + width * parts, low, high)
    return found


def variances(numbers: Floats, shape: Shape = "pert") -> Floats:
    """The variances (J,) of the distributions of J judgements; ``numbers`` as for quantiles.

    A beta distribution with parameters a and b has variance a b / ((a + b)^2 (a + b + 1)) on
    [0, 1]; a triangular one on [0, 1] with its mode at p, (1 - p + p^2) / 18; a uniform one,
    1 / 12.
    """
    low, mode, high = numbers
    width = high - low
    peak = (mode - low) / width
    if shape == "pert":
        a, whole = 1.0 + LAMBDA * peak, 2.0 + LAMBDA
        unit = a * (whole - a) / (whole * whole * (whole + 1.0))
    elif shape == "triangular":
        unit = (1.0 - peak + peak * peak) / 18.0
    else:
        unit = np.full_like(peak, 1.0 / 12.0)
    found: Floats = width * width * unit
    return found


def _pert(shares: Floats, a: float) -> Floats:
    """Quantiles of the beta distribution with parameters a and 2 + lambda - a."""
    places, heights, slopes = _table(a)
    cell = np.searchsorted(heights, shares, side="right") - 1
    cell = np.minimum(cell, len(slopes) - 1)
    found: Floats = places[cell] + (shares - heights[cell]) * slopes[cell]
    return found


@lru_cache(maxsize=1024)
def _table(a: float) -> tuple[Floats, Floats, Floats]:
    """Places in [0, 1], the distribution function there, and the slopes of its inverse.

    The places lie close where the density goes to zero, at the ends: there a straight line
    is a poor guess at the inverse.
    """
    from scipy.special import betainc

    places = np.sin(np.linspace(0.0, np.pi / 2, _NODES)) ** 2
    places[-1] = 1.0
    heights = betainc(a, 2.0 + LAMBDA - a, places)
    # Near an end without density the function does not rise in the last digit.
    kept = np.concatenate([[True], np.diff(np.maximum.accumulate(heights)) > 0])
    places, heights = places[kept], heights[kept]
    slopes = np.diff(places) / np.diff(heights)
    return places, heights, slopes
