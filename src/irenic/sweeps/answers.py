"""One chunk answered, wherever it is done: its tallies, or what went wrong, as plain data."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from irenic.errors import SweepError
from irenic.sweeps.chunks import Chunks
from irenic.sweeps.tallies import Array, Tallies, tallies

Answering = Callable[[int, int], Mapping[str, Array]]
"""A task, as far as answering goes: draws ``start ... stop`` to tallies."""


@dataclass(frozen=True)
class Failure:
    """What a task raised: in one line, and at length.

    Exceptions themselves do not travel: not all of them can be pickled, and some come out
    of it as something else.
    """

    said: str
    trace: str


def answer(task: Answering, start: int, stop: int) -> Tallies | Failure:
    """The tallies of draws ``start ... stop``, or why there are none; one thread of BLAS.

    With several threads BLAS may add up in another order, and the last bits would depend on
    the machine's number of cores.
    """
    try:
        with threadpool_limits(1):
            return tallies(task(start, stop))
    except Exception as error:
        return failure(error)


def failure(error: BaseException) -> Failure:
    """``error`` as data."""
    return Failure(
        "".join(traceback.format_exception_only(error)).strip(),
        "".join(traceback.format_exception(error)),
    )


def accepted(chunks: Chunks, index: int, answered: Tallies | Failure) -> Tallies:
    """The tallies of chunk ``index``; SweepError, with the draws, if the task failed there."""
    if not isinstance(answered, Failure):
        return answered
    error = SweepError(f"{chunks.said(index)}: {answered.said}")
    error.add_note(answered.trace)
    raise error
