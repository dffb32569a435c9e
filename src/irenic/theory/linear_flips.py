"""The smallest change of one number that turns round whether linear conditions all hold.

A package is accepted where a few gains are 0 or more, a threat credible where carrying it
out costs its maker nothing: conditions that are linear in every judged number. For one number,
with the others as they are, the values at which all conditions hold are an interval, and the
smallest change that turns the conclusion leads to the nearest end of it. Exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irenic.theory.packages import ACCEPTABLE, UNITS, Bools, Floats


@dataclass(frozen=True, eq=False)
class Conditions:
    """A conclusion that holds where every one of C conditions does: its value is 0 or more.

    ``values`` (C,) in points as the J numbers stand; ``coefficients`` (C, J): what a
    condition's value gains when a number rises by 1. ``never``: something else forbids the
    conclusion, whatever the numbers are.
    """

    values: Floats
    coefficients: Floats
    never: bool = False

    @property
    def met(self) -> Bools:
        """Which conditions (C,) hold as the numbers stand, to the tolerance of gains."""
        found: Bools = self.values * UNITS >= ACCEPTABLE
        return found

    @property
    def holds(self) -> bool:
        """Whether the conclusion does."""
        return not self.never and bool(self.met.all())

    def joined(self, other: Conditions) -> Conditions:
        """Both conclusions at once."""
        return Conditions(
            np.concatenate([self.values, other.values]),
            np.concatenate([self.coefficients, other.coefficients]),
            self.never or other.never,
        )


def linear_flips(conditions: Conditions) -> tuple[Floats, Floats]:
    """The changes down and up (J,) each, of one number alone, at which the conclusion turns.

    NaN where no change that way turns it. A conclusion that does not hold does there; one
    that holds does not just past it, because a value of 0 still meets a condition.
    """
    count = conditions.coefficients.shape[1]
    never = np.full(count, np.nan)
    if conditions.never:
        return never, never
    values = np.where(conditions.met, np.maximum(conditions.values, 0.0), conditions.values)
    slopes = conditions.coefficients
    with np.errstate(divide="ignore", invalid="ignore"):
        turns = -values[:, None] / slopes + 0.0
    least = np.where(slopes > 0, turns, -np.inf).max(axis=0, initial=-np.inf)
    most = np.where(slopes < 0, turns, np.inf).min(axis=0, initial=np.inf)
    if conditions.holds:
        return np.where(np.isfinite(least), least, np.nan), np.where(
            np.isfinite(most), most, np.nan
        )
    possible = (conditions.met[:, None] | (slopes != 0)).all(axis=0) & (least <= most)
    return (
        np.where(possible & (least <= 0), most, np.nan),
        np.where(possible & (least > 0), least, np.nan),
    )


def chords(first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """Where conditions all hold between two values of a number if they are linear in it there.

    ``first`` and ``last`` (n, C): the conditions' values at either end. From the first (n,) to
    the second (n,) share of the way they are all 0 or more: the first is infinite where some
    condition is below 0 at both ends, and above the second where no stretch is common to all.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = first / (first - last)
    rises = np.where(last < 0, np.inf, roots)
    starts = np.where(first < 0, rises, 0.0).max(axis=1, initial=0.0)
    ends = np.where((first >= 0) & (last < 0), roots, 1.0).min(axis=1, initial=1.0)
    return starts, ends


def linear_swing(conditions: Conditions, fall: Floats, rise: Floats) -> tuple[float | None, Floats]:
    """The smallest share of all numbers' ranges, used at once, that turns the conclusion.

    ``fall`` and ``rise`` (J,): how far each number can go down and up at a share of 1. The
    share (None: never, however far), and the way (J,) each number goes: 1 up, -1 down, 0 not.

    Raises ValueError where the conclusion does not hold and a number would have to go both
    up and down, for one condition and another.
    """
    slopes = conditions.coefficients
    still = np.zeros(slopes.shape[1])
    if conditions.never:
        return None, still
    if conditions.holds:
        reach = np.where(slopes > 0, slopes * fall, -slopes * rise).sum(axis=1)
        shares = _shares(np.maximum(conditions.values, 0.0), reach)
        if not np.isfinite(shares).any():
            return None, still
        first = int(np.argmin(shares))
        return float(shares[first]), -np.sign(slopes[first])
    if ((slopes > 0).any(axis=0) & (slopes < 0).any(axis=0)).any():
        raise ValueError("a number would have to go up for one condition and down for another")
    reach = np.where(slopes > 0, slopes * rise, -slopes * fall).sum(axis=1)
    shares = np.where(conditions.met, 0.0, _shares(-conditions.values, reach))
    if not np.isfinite(shares).all():
        return None, still
    return float(shares.max()), np.sign(slopes.sum(axis=0))


def _shares(misses: Floats, reach: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(reach > 0, misses / reach, np.inf)
    return found
