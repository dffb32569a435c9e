"""Wilson's interval: its definition, its ends, and how often it covers the true share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from irenic.theory.intervals import wilson


@given(st.integers(1, 2000), st.data(), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_its_ends_are_where_the_score_test_just_accepts(
    draws: int, data: st.DataObject, confidence: float
) -> None:
    hits = data.draw(st.integers(0, draws))
    z = stats.norm.ppf(0.5 + confidence / 2)
    low, high = wilson(hits, draws, confidence)
    assert 0 <= low <= hits / draws <= high <= 1
    for end in (float(low), float(high)):
        if 0 < end < 1:
            score = abs(hits - draws * end) / np.sqrt(draws * end * (1 - end))
            assert score == pytest.approx(z, rel=1e-6)


@given(st.integers(1, 500), st.data())
def test_it_is_that_of_scipy(draws: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, draws))
    known = stats.binomtest(hits, draws).proportion_ci(0.95, method="wilson")
    low, high = wilson(hits, draws)
    assert (low, high) == (pytest.approx(known.low, abs=1e-12), pytest.approx(known.high))


@pytest.mark.parametrize(("draws", "least"), [(10, 0.83), (50, 0.83), (400, 0.83)])
def test_it_covers_about_as_often_as_it_says(draws: int, least: float) -> None:
    """Every count enumerated with its chance, for shares all over (0, 1)."""
    counts = np.arange(draws + 1)
    low, high = wilson(counts, draws)
    shares = np.linspace(0.0005, 0.9995, 1000)
    inside = (low <= shares[:, None]) & (shares[:, None] <= high)
    coverage = (stats.binom.pmf(counts, draws, shares[:, None]) * inside).sum(axis=1)
    assert coverage.mean() == pytest.approx(0.95, abs=0.01)
    assert coverage.min() > least


def test_at_none_and_all_it_touches_the_end_and_without_draws_it_says_nothing() -> None:
    low, high = wilson([0, 20, 0], [20, 20, 0])
    assert low.tolist() == [0.0, pytest.approx(1 / (1 + 1.959963984540054**2 / 20)), 0.0]
    assert high.tolist() == [pytest.approx(1 - low[1]), 1.0, 1.0]


def test_it_is_broadcast_over_arrays() -> None:
    low, high = wilson(np.array([[1], [3]]), np.array([4, 8, 16]))
    assert low.shape == high.shape == (2, 3)
    assert low[1, 2] == wilson(3, 16)[0]


@pytest.mark.parametrize(("hits", "draws"), [(-1, 4), (5, 4), (np.nan, 4), (1, np.inf), (0, -1)])
def test_counts_that_cannot_be_are_refused(hits: float, draws: float) -> None:
    with pytest.raises(ValueError, match="successes lie between"):
        wilson(hits, draws)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_a_confidence_lies_between_0_and_1(confidence: float) -> None:
    with pytest.raises(ValueError, match="a confidence lies"):
        wilson(1, 2, confidence)
