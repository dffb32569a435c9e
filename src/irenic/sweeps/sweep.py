"""A task over many draws: here, in several processes, or on a cluster; the same sums."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Protocol

from irenic.errors import SweepError, UsageError
from irenic.sweeps.answers import accepted, answer
from irenic.sweeps.chunks import Chunks, usual_size
from irenic.sweeps.ledger import Ledger
from irenic.sweeps.pace import Pace, Progress
from irenic.sweeps.record import Record
from irenic.sweeps.tallies import Array, Tallies


class Task(Protocol):
    """What is asked of the draws: a frozen object that can be pickled.

    Its class stands at the top of a module, so that other processes find it. Its answers
    depend on the draws asked about and on itself alone, and its tallies do not grow with
    the number of draws.
    """

    @property
    def key(self) -> str:
        """A digest of all that decides the answers: what is asked, the judgements, the seed,
        the versions of Irenic and of what it computes with. A sweep's file goes by it."""

    def __call__(self, start: int, stop: int) -> Mapping[str, Array]:
        """The tallies of draws ``start`` up to, not including, ``stop``."""


def sweep(
    task: Task,
    count: int,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    file: str | Path | None = None,
    progress: Progress | None = None,
    chunk: int | None = None,
) -> Tallies:
    """The tallies of ``task`` over draws 0 ... count - 1, added up in the order of chunks.

    Counts come back as int64, sums as float64. Chunks depend on ``count`` and ``chunk``
    (draws in each; None for a usual size) alone, so the answer is the same to the last bit
    whoever does the work: this process (``workers`` 1), that many processes on this machine,
    or the Dask cluster whose ``scheduler`` has this address. A worker that dies is replaced
    and its chunk done again.

    ``file``: what is done is written there and not done again; a file that has everything is
    the answer. ``progress(label, share)`` is told how far it is and about how long it takes.
    The memory needed does not grow with ``count``.

    Raises UsageError for wrong arguments, for a file that is in use, damaged or another
    sweep's, and for a cluster that does not answer or has other versions; SweepError, with
    the draws, if the task fails or those who do the work do, again and again.
    """
    _check(count, workers, scheduler, chunk)
    chunks = Chunks(count, usual_size(count) if chunk is None else chunk)
    ledger = Ledger(chunks)
    record = None if file is None else Record(Path(file), task.key, chunks)
    with nullcontext() if record is None else record:
        if record is not None:
            _resume(ledger, record)
        pace = Pace(progress, count, ledger.draws)
        pace.say(ledger.draws)
        with closing(_answers(task, ledger, workers, scheduler, pace)) as answers:
            for index, tallies in answers:
                _enter(ledger, index, tallies)
                if record is not None:
                    record.add(index, tallies)
                pace.say(ledger.draws)
    return ledger.total


def _check(count: int, workers: int, scheduler: str | None, chunk: int | None) -> None:
    for name, number in (("count", count), ("workers", workers), ("chunk", chunk)):
        if number is not None and number < 1:
            raise UsageError(f"{name} {number}: expected 1 or more")
    if scheduler is not None and workers != 1:
        raise UsageError("workers are processes on this machine: give workers or a scheduler")


def _resume(ledger: Ledger, record: Record) -> None:
    """Enter what the file has."""
    for index, tallies in record.entries():
        try:
            ledger.enter(index, tallies)
        except ValueError as error:
            raise UsageError(f"{record.path}: {error}; name another file") from error


def _enter(ledger: Ledger, index: int, tallies: Tallies) -> None:
    try:
        ledger.enter(index, tallies)
    except ValueError as error:
        raise SweepError(str(error)) from error


def _answers(
    task: Task, ledger: Ledger, workers: int, scheduler: str | None, pace: Pace
) -> Generator[tuple[int, Tallies], None, None]:
    """Chunks and their tallies, from whoever does the work; nobody is asked if all is done."""
    if ledger.finished:
        return
    if scheduler is not None:
        from irenic.sweeps.cluster import cluster_answers

        yield from cluster_answers(task, ledger, scheduler, pace)
    elif workers > 1:
        from irenic.sweeps.pool import local_answers

        yield from local_answers(task, ledger, workers)
    else:
        while (index := ledger.hand_out(1)) is not None:
            start, stop = ledger.chunks.draws(index)
            yield index, accepted(ledger.chunks, index, answer(task, start, stop))
