"""Variances of the shapes and covariances within groups, against closed forms and many draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from irenic.dossier.covariances import covariances
from irenic.dossier.draws import draws
from irenic.dossier.model import Dossier
from irenic.dossier.shapes import SHAPES, known_shape, quantiles, variances

NUMBERS = np.array([[0.0, 2.0, -5.0, 1.0], [0.0, 3.0, 4.0, 9.0], [1.0, 10.0, 5.0, 9.0]])


def exact(low: float, mode: float, high: float, shape: str) -> float:
    width = high - low
    peak = (mode - low) / width
    if shape == "pert":
        return float(stats.beta(1 + 4 * peak, 5 - 4 * peak, low, width).var())
    if shape == "triangular":
        return float(stats.triang(peak, low, width).var())
    return float(stats.uniform(low, width).var())


@pytest.mark.parametrize("shape", SHAPES)
def test_variances_are_those_of_the_distributions(shape: str) -> None:
    found = variances(NUMBERS, known_shape(shape))
    assert found == pytest.approx([exact(*column, shape) for column in NUMBERS.T])
    shares = np.tile(((np.arange(4000) + 0.5) / 4000)[:, None], (1, 4))
    assert found == pytest.approx(quantiles(shares, NUMBERS, known_shape(shape)).var(0), rel=1e-3)


def grouped(weights: list[float]) -> Dossier:
    """Parties' reservation values that move with one group, and two that move alone."""
    row = {
        f"p{i}": {"low": -i, "mode": 1 + i, "high": 4 + 2 * i,
                  "moves_with": {"group": "fog", "weight": weight}}
        for i, weight in enumerate(weights)
    }  # fmt: skip
    row |= {party: {"low": 0, "mode": 1, "high": 4} for party in ("alone", "apart")}
    return Dossier.model_validate({
        "irenic": 1, "parties": {party: {} for party in row}, "scenarios": {"war": row},
    })  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_covariances_are_those_of_many_draws(shape: str) -> None:
    sampled = draws(grouped([1.0, -1.0, 0.5, -0.7]), shape=shape)
    found = covariances(sampled, range(6))
    drawn = np.cov(sampled.values(0, 2**14).T)
    scale = np.sqrt(np.outer(np.diag(drawn), np.diag(drawn)))
    assert np.abs((found - drawn) / scale).max() < 0.01
    assert (found[4:, :4] == 0).all()
    assert found[4, 5] == 0
    assert (found == found.T).all()


@pytest.mark.parametrize("weights", [(1.0, 0.6), (0.9, -0.5), (1.0, 1.0)])
def test_uniform_judgements_are_correlated_as_the_copula_says(weights: tuple[float, float]) -> None:
    """Pearson 1907: normal scores of correlation r make uniforms of 6 / pi arcsin(r / 2)."""
    sampled = draws(grouped([*weights]), shape="uniform")
    found = covariances(sampled, [0, 1])
    rank = found[0, 1] / np.sqrt(found[0, 0] * found[1, 1])
    expected = 6 / np.pi * np.arcsin(weights[0] * weights[1] / 2)
    assert rank == pytest.approx(expected, abs=1e-3)


def test_some_judgements_in_another_order_and_none() -> None:
    sampled = draws(grouped([0.8, 0.8, 0.8]))
    whole = covariances(sampled, range(5))
    some = covariances(sampled, [2, 0])
    assert some == pytest.approx(whole[np.ix_([2, 0], [2, 0])])
    assert covariances(sampled, []).shape == (0, 0)
