"""Whether some package is acceptable to all, where worth adds up issue by issue.

Without joint worth and red lines the packages can be built issue after issue, keeping
only the parts of packages from which every weighted sum of gains can still reach 0: for
weights w >= 0 a part is hopeless when w . (gains so far) plus the most that w . worth can
bring on every issue left is below 0. The weights are the best met by the subgradient
method on the Lagrangian dual (Held, Wolfe & Crowder, Validation of subgradient
optimization, Mathematical Programming 6, 1974), in the form of multiplicative weights,
and each party's own. Packages met on the way are tried too.

That there is none is proven by exact sums, up to :data:`MARGIN` in the comparisons.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from irenic.theory.packages import ACCEPTABLE, Floats, Indices, Space
from irenic.theory.programme import Choice

STEPS = 200
"""Steps of the subgradient method."""

WEIGHTS = 24
"""Weightings kept from it."""

ROWS = 200_000
"""Parts of packages that are kept at most; beyond it the search gives up."""

MARGIN = 1e-9
"""Part of a party's stakes by which a weighted sum may lie below 0 and count as 0."""


class TooWide(Exception):  # not an error: another way has to be taken
    """There are more parts of packages than :data:`ROWS`."""


def is_separable(space: Space) -> bool:
    """Whether the gains of required parties add up issue by issue, and no red line binds."""
    joint = any(term.worth[: space.required].any() for term in space.joint)
    return not joint and not space.binding


def acceptable_to(space: Space, parties: Sequence[int]) -> Choice | None:
    """A package acceptable to ``parties``, or None when there is none, proven.

    Raises :class:`TooWide` where neither is found with the effort allowed. The space must
    be separable (:func:`is_separable`).
    """
    chosen = list(parties)
    tables = [units[chosen] for units in space.units]
    start = space.constant_units[chosen]
    scale = np.abs(start) + sum(np.abs(table).max(axis=1) for table in tables)
    scale = np.where(scale > 0, scale, 1.0)
    shares = [table / scale[:, None] for table in tables]
    # A gain is acceptable from half a unit below 0: bounds are to leave room for that.
    picked, weights, lowest = _descend(shares, (start - ACCEPTABLE) / scale)
    gains = start[:, None] + sum(t[:, p] for t, p in zip(tables, picked, strict=True))
    good = np.flatnonzero((gains >= ACCEPTABLE).all(axis=0))
    if good.size:
        return tuple(int(column[good[0]]) for column in picked)
    if lowest < -MARGIN:
        return None
    return _built(tables, start, weights / scale)


def _descend(shares: Sequence[Floats], start: Floats) -> tuple[list[Indices], Floats, float]:
    """The packages met, the best weightings (weights, parties), and the lowest bound."""
    parties = len(start)
    deepest = max(table.shape[1] for table in shares)
    worth = np.full((len(shares), deepest, parties), -np.inf)
    for issue, table in enumerate(shares):
        worth[issue, : table.shape[1]] = table.T
    weight = np.full(parties, 1.0 / parties)
    finite = np.where(np.isfinite(worth), worth, 0.0)
    shut = np.where(np.isfinite(worth[:, :, 0]), 0.0, -np.inf)
    issues = np.arange(len(shares))
    met, tried, bounds = [], [], []
    for step in range(STEPS):
        pick = (finite @ weight + shut).argmax(axis=1)
        gain = start + finite[issues, pick].sum(axis=0)
        met.append(pick)
        tried.append(weight)
        bounds.append(float(gain @ weight))
        if bounds[-1] < -MARGIN or (gain >= 0).all():
            break
        # Who is short weighs more in the next step.
        size = max(float(np.abs(gain).max()), 1e-300)
        weight = weight * np.exp(-2.0 / np.sqrt(1.0 + step) * gain / size)
        weight = weight / weight.sum()
    best = np.argsort(bounds)[:WEIGHTS]
    weights = np.concatenate([np.array(tried)[best], np.eye(parties)])
    return list(np.array(met).T), weights, min(bounds)


def _built(tables: Sequence[Floats], start: Floats, weights: Floats) -> Choice | None:
    """A package that gives nobody less than 0, built issue by issue; None: there is none."""
    # First the issues on which a choice costs most: parts become hopeless early.
    lead = weights[0]
    order = sorted(range(len(tables)), key=lambda i: -float(np.ptp(lead @ tables[i])))
    rest = -ACCEPTABLE * weights.sum(axis=1)
    rest = rest + sum((weights @ table).max(axis=1) for table in tables)
    parts, back = start[:, None], []
    for issue in order:
        table = tables[issue]
        rest = rest - (weights @ table).max(axis=1)
        parent = np.repeat(np.arange(parts.shape[1]), table.shape[1])
        option = np.tile(np.arange(table.shape[1]), parts.shape[1])
        for weight, left in zip(weights, rest, strict=True):
            # One weighting after the other: most parts fall at the first.
            so_far, step = weight @ parts, weight @ table
            hope = so_far[parent] + step[option] + left >= -MARGIN
            parent, option = parent[hope], option[hope]
        if parent.size == 0:
            return None
        if parent.size > ROWS:
            raise TooWide
        parts = parts[:, parent] + table[:, option]
        back.append((issue, parent, option))
    good = np.flatnonzero((parts >= ACCEPTABLE).all(axis=0))
    if good.size == 0:
        return None
    place, choice = int(good[0]), [0] * len(tables)
    for issue, parent, option in reversed(back):
        choice[issue], place = int(option[place]), int(parent[place])
    return tuple(choice)
