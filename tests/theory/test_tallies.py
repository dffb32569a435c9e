"""Counts over draws: they add up, and mean what they say."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.theory import tallies
from irenic.theory.intervals import wilson


def merged(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: sum(part[name] for part in parts) for name in parts[0]}


@given(st.integers(0, 1000), st.integers(1, 59))
def test_counts_of_parts_add_up_to_those_of_the_whole(seed: int, cut: int) -> None:
    random = np.random.default_rng(seed)
    verdicts = random.integers(-1, 2, (60, 3)).astype(np.int8)
    pieces = random.integers(0, tallies.PIECES, (60, 4))
    accepted = random.random((60, 2)) < 0.5
    gains, edges = random.normal(0, 1, (60, 2)), np.array([[-5.0, 5.0], [-6.0, 4.0]])
    numbers = np.arange(60)

    def count(part: slice) -> dict[str, np.ndarray]:
        return (
            tallies.counted(verdicts[part], pieces[part] >= 4)
            | tallies.spread(gains[part], gains[part] > 0, edges)
            | tallies.candidates(accepted[part], pieces[part], numbers[part])
        )

    whole, sums = count(slice(None)), merged([count(slice(cut)), count(slice(cut, None))])
    assert whole.keys() == sums.keys()
    assert all(np.array_equal(whole[name], sums[name]) for name in whole)
    # One by one, as the words say.
    for c in range(3):
        assert whole["held"][c] == sum(v == 1 for v in verdicts[:, c])
        for j in range(4):
            rows = [k for k in range(60) if pieces[k, j] >= 4]
            assert whole["upper"][j] == len(rows)
            assert whole["upper_held"][j, c] == sum(verdicts[k, c] == 1 for k in rows)
            assert whole["upper_undecided"][j, c] == sum(verdicts[k, c] == -1 for k in rows)
    for parity in (0, 1):
        for piece in range(tallies.PIECES):
            rows = [k for k in range(60) if k % 2 == parity and pieces[k, 1] == piece]
            assert whole["pieces"][parity, 1, piece] == len(rows)
            assert whole["accepted"][parity, 1, piece, 0] == sum(accepted[k, 0] for k in rows)


def test_shares_leave_out_what_was_not_decided_and_say_what_it_could_make() -> None:
    found = tallies.shares(np.array([30, 0, 10]), np.array([20, 50, 0]), 50)
    assert found.share[0] == 1.0
    assert np.isnan(found.share[1])
    assert found.share[2] == 0.2
    assert found.least.tolist() == [0.6, 0.0, 0.2]
    assert found.most.tolist() == [1.0, 1.0, 0.2]
    assert (found.low[1], found.high[1]) == (0.0, 1.0)
    assert (found.low[2], found.high[2]) == pytest.approx(wilson(10, 50))


def test_a_judgement_that_decides_is_found_and_the_others_are_not() -> None:
    random = np.random.default_rng(3)
    values = random.random((4000, 50))
    holds = (values[:, 7] > 0.3)[:, None].astype(np.int8)
    found = tallies.halves(tallies.counted(holds, values > 0.5))
    assert found.upper[7, 0] == 1.0
    assert found.lower[7, 0] == pytest.approx(0.4, abs=0.04)
    sure = (found.low[:, 0] > 0) | (found.high[:, 0] < 0)
    assert np.flatnonzero(sure).tolist() == [7]


def test_differences_by_chance_are_seldom_taken_for_real() -> None:
    wrong = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        holds = (random.random((300, 1)) < 0.5).astype(np.int8)
        found = tallies.halves(tallies.counted(holds, random.random((300, 40)) < 0.5))
        wrong += bool(((found.low > 0) | (found.high < 0)).any())
    assert wrong <= 12  # 5 of 100 are to be expected at most


def test_quantiles_of_gains_are_right_within_a_bin() -> None:
    gains = np.random.default_rng(1).normal(2, 3, (5000, 1))
    edges = np.array([[-20.0, 20.0]])
    bins = tallies.spread(gains, gains >= 0, edges)["gains"]
    found = tallies.quantiles(bins, edges, (0.05, 0.5, 0.95))[0]
    assert np.abs(found - np.quantile(gains, [0.05, 0.5, 0.95])).max() <= 40 / tallies.BINS


def test_knowing_what_decides_between_two_packages_is_worth_half_the_mistakes() -> None:
    # One is accepted if the judgement is high, the other if it is low: half the time wrong now.
    random = np.random.default_rng(5)
    values = random.random((8000, 3))
    accepted = np.stack([values[:, 1] > 0.5, values[:, 1] <= 0.5], axis=1)
    pieces = (values * tallies.PIECES).astype(int)
    found = tallies.knowing(tallies.candidates(accepted, pieces, np.arange(8000)))
    assert found.now == pytest.approx(0.5, abs=0.03)
    assert found.then[1] == 0.0
    # What has nothing to do with it is worth nothing, and does not look as if it were.
    assert np.abs(found.then[[0, 2]] - 0.5).max() < found.least


def test_candidates_are_not_judged_on_the_draws_in_which_they_were_picked() -> None:
    # One holds in even draws, the other in odd ones: whoever picks on the one sees the other fail.
    even = np.arange(64) % 2 == 0
    accepted = np.stack([even, ~even], axis=1)
    pieces = np.zeros((64, 1), dtype=int)
    found = tallies.knowing(tallies.candidates(accepted, pieces, np.arange(64)))
    assert (found.now, found.then[0]) == (1.0, 1.0)


def test_what_is_worth_nothing_seldom_looks_as_if_it_were() -> None:
    listed = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        accepted = random.random((500, 2)) < [0.5, 0.52]
        pieces = random.integers(0, tallies.PIECES, (500, 60))
        found = tallies.knowing(tallies.candidates(accepted, pieces, np.arange(500)))
        listed += bool((found.now - found.then > found.least).any())
    assert listed <= 6


def test_gains_that_cannot_vary_fall_into_one_bin_whatever_is_rounded() -> None:
    gains = np.array([[7.0], [np.nextafter(7.0, 8.0)], [np.nextafter(7.0, 6.0)]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = tallies.spread(gains, gains > 0, np.array([[7.0, 7.0]]))
    assert found["gains"].sum() == 3
    assert tallies.quantiles(found["gains"], np.array([[7.0, 7.0]]), (0.5,)) == pytest.approx(7.0)
