"""A chunk answered block by block comes to what it comes to at once."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.sweeps.tallies import BLOCK, in_blocks


class Asked:
    """Counts and sums of draws, and how many were asked about at once."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, start: int, stop: int) -> dict[str, np.ndarray]:
        self.sizes.append(stop - start)
        draws = np.arange(start, stop)
        return {"odd": np.array((draws % 2).sum()), "bins": np.bincount(draws % 7, minlength=7)}


@pytest.mark.parametrize(
    ("start", "stop"),
    [(0, 1), (0, BLOCK), (5, BLOCK + 5), (3, BLOCK + 4), (BLOCK, 5 * BLOCK - 1)],
)
def test_blocks_add_up_to_the_whole(start: int, stop: int) -> None:
    asked, at_once = Asked(), Asked()(start, stop)
    found = in_blocks(asked, start, stop)
    assert {name: part.tolist() for name, part in found.items()} == {
        name: part.tolist() for name, part in at_once.items()
    }
    assert max(asked.sizes) <= BLOCK
    assert sum(asked.sizes) == stop - start


def test_blocks_that_do_not_fit_together_are_an_error() -> None:
    with pytest.raises(ValueError, match="int64"):
        in_blocks(lambda start, stop: {"draws": np.arange(start, stop)}, 0, BLOCK + 1)
