"""Tallies: named arrays that are added up, always in the order of the draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Tallies = dict[str, Array]
"""Name -> counts (int64) or sums (float64) of one chunk or of many."""

BLOCK = 128
"""Draws that :func:`in_blocks` asks about at once."""


def tallies(answer: object) -> Tallies:
    """What a task answered, checked and copied: counts as int64, sums as float64.

    Small integers are widened, since a sum over millions of draws would overflow them
    without a word. Raises TypeError for what is no mapping of names to arrays of real
    numbers that fit.
    """
    if not isinstance(answer, Mapping):
        raise TypeError(f"a task answers with a mapping of tallies, not {type(answer).__name__}")
    found: Tallies = {}
    for name, given in answer.items():
        if not isinstance(name, str):
            raise TypeError(f"the name of a tally is a text, not {name!r}")
        found[name] = _widened(name, np.asarray(given))
    return found


def _widened(name: str, array: Array) -> Array:
    if array.dtype.kind == "b" or np.can_cast(array.dtype, np.int64):
        return np.array(array, dtype=np.int64, order="C")
    if array.dtype.kind == "f" and np.can_cast(array.dtype, np.float64):
        return np.array(array, dtype=np.float64, order="C")
    raise TypeError(f"the tally '{name}' is of type {array.dtype}, neither int64 nor float64")


def added(total: Tallies, more: Tallies) -> Tallies:
    """``total`` and then ``more``; ValueError where names, types or shapes differ."""
    if total.keys() != more.keys():
        odd = ", ".join(sorted(total.keys() ^ more.keys()))
        raise ValueError(f"not every chunk has the tallies {odd}")
    for name, array in total.items():
        if (array.dtype, array.shape) != (more[name].dtype, more[name].shape):
            raise ValueError(
                f"the tally '{name}' is {array.dtype}{list(array.shape)} in one chunk and "
                f"{more[name].dtype}{list(more[name].shape)} in another"
            )
    return {name: array + more[name] for name, array in total.items()}


def in_blocks(task: Callable[[int, int], Mapping[str, Array]], start: int, stop: int) -> Tallies:
    """The tallies of ``task`` over ``start ... stop``, :data:`BLOCK` draws at a time.

    A task whose arrays grow with the draws it is asked about stays small in this way, however
    large its chunks are. Raises TypeError and ValueError as :func:`tallies` and :func:`added`.
    """
    total = tallies(task(start, min(start + BLOCK, stop)))
    for first in range(start + BLOCK, stop, BLOCK):
        total = added(total, tallies(task(first, min(first + BLOCK, stop))))
    return total
