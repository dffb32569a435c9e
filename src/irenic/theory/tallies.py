"""What is counted over draws, so that counts of parts of the draws can be added up.

A *verdict* says of a draw and a conclusion that it holds (1), fails (0) or was not decided
(-1). From counts alone come the share of draws in which a conclusion holds, how much that
share differs between the upper and the lower half of a judgement's draws, how the gain from a
package is spread, and how much less often the wrong package would be picked if a judgement
were known.

Sources: Wilson, E. B., Probable inference, the law of succession, and statistical inference,
Journal of the American Statistical Association 22, 1927 (intervals of shares); Newcombe, R. G.,
Interval estimation for the difference between independent proportions, Statistics in Medicine
17, 1998 (method 10: intervals of differences); Raiffa, H. & Schlaifer, R., Applied Statistical
Decision Theory, 1961 (the worth of information).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from irenic.theory.intervals import wilson
from irenic.theory.packages import Bools, Floats, Indices

Tallies = Mapping[str, npt.NDArray[np.int64]]
"""Counts by name; those of two parts of the draws are added up name by name."""

PIECES = 8
"""Pieces of equal chance into which a judgement's draws are cut."""

BINS = 400
"""Bins over which gains are spread; a quantile is right within the width of one."""


def counted(verdicts: npt.NDArray[np.int8], upper: Bools) -> dict[str, npt.NDArray[np.int64]]:
    """Counts of verdicts (n, C) by the half (n, J) in which each judgement's draw lies.

    Keys: ``draws``, ``held`` and ``undecided`` (C,), ``upper`` (J,), ``upper_held`` and
    ``upper_undecided`` (J, C).
    """
    held, undecided = verdicts == 1, verdicts == -1
    above = upper.T.astype(np.int64)
    return {
        "draws": np.array(len(verdicts)),
        "held": held.sum(axis=0),
        "undecided": undecided.sum(axis=0),
        "upper": above.sum(axis=1),
        "upper_held": above @ held.astype(np.int64),
        "upper_undecided": above @ undecided.astype(np.int64),
    }


def spread(gains: Floats, accepts: Bools, edges: Floats) -> dict[str, npt.NDArray[np.int64]]:
    """Counts of the gains (n, P) of one package and of who accepts it (n, P).

    ``edges (P, 2)``: the least and the most that each gain can be. Keys: ``accepts`` (P,),
    ``gains`` (P, BINS).
    """
    low, width = edges[:, 0], np.maximum(edges[:, 1] - edges[:, 0], np.finfo(float).tiny)
    with np.errstate(over="ignore"):
        # Without any width the least difference of rounding lies beyond all floats.
        place = np.clip((gains - low) / width * BINS, 0, BINS - 1).astype(np.int64)
    bins = np.zeros((gains.shape[1], BINS), dtype=np.int64)
    for party, column in enumerate(place.T):
        bins[party] = np.bincount(column, minlength=BINS)
    return {"accepts": accepts.sum(axis=0), "gains": bins}


def candidates(
    accepted: Bools, pieces: Indices, numbers: Indices
) -> dict[str, npt.NDArray[np.int64]]:
    """How often each candidate (n, A) was accepted, by piece (n, J) of each judgement's draws.

    Even and odd draws are counted apart (``numbers``: those of the draws), so that a choice
    made on the ones can be scored on the others. Keys: ``accepted`` (2, J, PIECES, A),
    ``pieces`` (2, J, PIECES).
    """
    judgements, offered = pieces.shape[1], accepted.shape[1]
    found = np.zeros((2, judgements, PIECES, offered), dtype=np.int64)
    sizes = np.zeros((2, judgements, PIECES), dtype=np.int64)
    yes = accepted.astype(np.int64)
    for parity in (0, 1):
        mine = numbers % 2 == parity
        for piece in range(PIECES):
            inside = (pieces[mine] == piece).T.astype(np.int64)
            found[parity, :, piece] = inside @ yes[mine]
            sizes[parity, :, piece] = inside.sum(axis=1)
    return {"accepted": found, "pieces": sizes}


@dataclass(frozen=True, eq=False)
class Shares:
    """In which share of the draws something holds, with its Wilson interval; arrays alike.

    ``share``, ``low``, ``high``: of the draws that were decided (NaN, 0 and 1 if none was).
    ``least``, ``most``: the share of all draws if no undecided one, or each of them, held.
    """

    share: Floats
    low: Floats
    high: Floats
    least: Floats
    most: Floats


def shares(
    held: Indices,
    undecided: Indices,
    draws: npt.NDArray[np.int64] | int,
    confidence: float = 0.95,
) -> Shares:
    """The shares in which ``held`` of ``draws`` held, ``undecided`` of them not being known."""
    decided = draws - undecided
    low, high = wilson(held, decided, confidence)
    known = decided > 0
    all_of_them = np.maximum(draws, 1)
    return Shares(
        np.where(known, held / np.maximum(decided, 1), np.nan),
        low,
        high,
        held / all_of_them,
        (held + undecided) / all_of_them,
    )


@dataclass(frozen=True, eq=False)
class Halves:
    """How a judgement's half moves a share: all (J, C).

    ``upper``, ``lower``: the share in which the conclusion holds in either half of the
    judgement's draws; ``difference``: upper less lower, with Newcombe's interval ``low`` to
    ``high``. So many differences are looked at that some would seem large by chance: each
    interval is as wide as makes all J of a conclusion right together with 95 % confidence
    (Bonferroni's inequality; Dunn, O. J., Multiple comparisons among means, Journal of the
    American Statistical Association 56, 1961).
    """

    upper: Floats
    lower: Floats
    difference: Floats
    low: Floats
    high: Floats


def halves(tallies: Tallies) -> Halves:
    """The difference that each judgement makes to each conclusion, from :func:`counted`."""
    draws, confidence = tallies["draws"], 1.0 - 0.05 / max(len(tallies["upper"]), 1)
    above = shares(
        tallies["upper_held"], tallies["upper_undecided"], tallies["upper"][:, None], confidence
    )
    below = shares(
        tallies["held"] - tallies["upper_held"],
        tallies["undecided"] - tallies["upper_undecided"],
        draws - tallies["upper"][:, None],
        confidence,
    )
    first, other = np.nan_to_num(above.share, nan=0.5), np.nan_to_num(below.share, nan=0.5)
    difference = first - other
    down = np.hypot(first - above.low, below.high - other)
    up = np.hypot(above.high - first, other - below.low)
    return Halves(first, other, difference, difference - down, difference + up)


def quantiles(bins: Indices, edges: Floats, at: tuple[float, ...]) -> Floats:
    """Quantiles (P, len(at)) of gains from :func:`spread`, right within the width of a bin."""
    cumulated = np.cumsum(bins, axis=1)
    found = np.zeros((len(bins), len(at)))
    for party, row in enumerate(cumulated):
        low, high = edges[party]
        middle = low + (np.arange(BINS) + 0.5) / BINS * (high - low)
        for place, share in enumerate(at):
            found[party, place] = middle[int(np.searchsorted(row, share * row[-1]))]
    return found


@dataclass(frozen=True, eq=False)
class Knowing:
    """How often the wrong candidate is picked: one that not everybody needed accepts.

    ``now``: if nothing more is known; ``then`` (J,): if the piece in which a judgement lies
    were known; ``error``: the standard error of either share, about. ``least``: differences
    of no more than this are to be expected by chance of some of J judgements that are worth
    nothing (Bonferroni's inequality, 95 %; the difference of two shares of the same draws
    errs by no more than sqrt(2) times either).
    """

    now: float
    then: Floats
    error: float
    least: float


def knowing(tallies: Tallies) -> Knowing:
    """The worth of finding a judgement out, from :func:`candidates`.

    The candidate is picked on even draws and scored on odd ones, and the other way round: the
    best of noisy counts would else look better than it is.
    """
    accepted, sizes = tallies["accepted"], tallies["pieces"]
    whole = int(sizes[:, 0].sum())
    right_now, right_then = 0, np.zeros(accepted.shape[1], dtype=np.int64)
    for parity in (0, 1):
        picked = int(accepted[parity, 0].sum(axis=0).argmax())
        right_now += int(accepted[1 - parity, 0, :, picked].sum())
        best = accepted[parity].argmax(axis=2)
        right_then += np.take_along_axis(accepted[1 - parity], best[..., None], 2)[..., 0].sum(1)
    now = 1.0 - right_now / whole
    error = math.sqrt(max(now * (1.0 - now), 1.0 / whole) / whole)
    surely = NormalDist().inv_cdf(1.0 - 0.05 / max(accepted.shape[1], 1))
    return Knowing(now, 1.0 - right_then / whole, error, surely * math.sqrt(2.0) * error)
