"""Which judgements carry the variance of each party's gain from the package asked about.

A gain is a sum of judgements, each with the sign 1 or -1. So where judgements are independent,
what one of them contributes to the variance of the gain is its own variance, its first-order
and its total-effect index are the same (Homma & Saltelli 1996), and all of them add up to 1.
Of judgements that move together each is given its covariance with the gain, so that the shares
of all still add up to 1 and those of a group to the group's total effect (Li, Rabitz, Yelvington
and others, Global sensitivity analysis for systems with independent and/or correlated inputs,
Journal of Physical Chemistry A 114, 2010). Such a share can be negative: that judgement makes
up for others of its group.

Source: Homma, T. & Saltelli, A., Importance measures in global sensitivity analysis of
nonlinear models, Reliability Engineering and System Safety 52, 1996.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.arrays import columns
from irenic.analyses.package_cells import cells
from irenic.dossier.covariances import covariances
from irenic.theory.drawn import columns_of

if TYPE_CHECKING:
    from irenic.analyses.robustness_task import Offer, RobustnessTask
    from irenic.dossier.draws import Draws
    from irenic.theory.packages import Floats, Indices

FOREMOST = 5
"""Judgements listed for each party."""

LEAST = 1e-9
"""Share of the variance below which a judgement carries nothing."""


def variance(task: RobustnessTask) -> list[dict[str, Any]]:
    """For each required party the judgements that carry most of its gain's variance."""
    if task.about is None:
        return []
    draws, rows = task.draws, []
    for place, party in enumerate(task.about.given.required):
        numbers, shares = variance_shares(task.about, draws, place)
        for j in np.argsort(-np.abs(shares), kind="stable")[:FOREMOST]:
            group = int(draws.group[numbers[j]])
            if abs(shares[j]) > LEAST:
                rows.append({
                    "party": party, "judgement": draws.keys[int(numbers[j])],
                    "group": None if group < 0 else draws.groups[group],
                    "share": float(shares[j]),
                })  # fmt: skip
    return rows


def variance_shares(offer: Offer, draws: Draws, party: int) -> tuple[Indices, Floats]:
    """The judgements (n,) with a range on which a party's gain rests, and their shares (n,).

    ``party``: its number among those of the offer. All shares are 0 if nothing varies.
    """
    given = offer.given
    held = columns_of(given.space, columns([offer.choice], len(given.issues)))[:, 0] > 0
    places = {key: place for place, key in enumerate(draws.keys)}
    found = {
        places[key]: cell.sign
        for key, cell in cells(given).items()
        if cell.party == party and held[cell.column]
        and draws.low[places[key]] < draws.high[places[key]]
    }  # fmt: skip
    numbers, signs = np.array([*found], dtype=np.int64), np.array([*found.values()])
    with_gain = signs * (covariances(draws, numbers.tolist()) @ signs)
    whole = float(with_gain.sum())
    return numbers, with_gain / whole if whole > 0 else np.zeros(len(numbers))
