"""Worker processes on this machine; one that dies is replaced and its chunk done again.

Each worker has a pipe of its own and at most one chunk, so it is known which chunk a worker
died at, and no other worker is touched by it. (The standard library's
``ProcessPoolExecutor`` gives up the whole pool when one worker dies.)
"""

from __future__ import annotations

import pickle
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from irenic.errors import SweepError
from irenic.sweeps import worker
from irenic.sweeps.answers import Answering, Failure, accepted
from irenic.sweeps.ledger import Ledger
from irenic.sweeps.tallies import Tallies

DEATHS = 3
"""Workers that may die at one chunk, or before they have begun, until the sweep gives up."""

AHEAD = 8
"""Chunks for each worker that may be done before their turn in the sums comes."""

_SECONDS = 2.0
"""Time that a worker has to end when it is told to; then it is killed."""


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    index: int | None = None  # the chunk it is at


def local_answers(task: Answering, ledger: Ledger, workers: int) -> Iterator[tuple[int, Tallies]]:
    """Chunks of ``ledger`` with their tallies, as they come in; who takes one enters it.

    Raises SweepError, with the draws, if ``task`` fails, if workers die at one chunk again
    and again, or if they do not start. No worker outlives the iteration.
    """
    pool = _Pool(task, ledger, workers)
    try:
        yield from pool.answers()
    finally:
        pool.stop()


class _Pool:
    def __init__(self, task: Answering, ledger: Ledger, workers: int) -> None:
        self._packed = pickle.dumps(task)
        self._ledger = ledger
        self._workers = workers
        self._crew: list[_Worker] = []
        self._died: Counter[int] = Counter()  # at chunks that are not in yet
        self._stillborn = 0  # died before they were ready, since the last that was

    def answers(self) -> Iterator[tuple[int, Tallies]]:
        while not self._ledger.finished:
            self._fill_up()
            for pipe in wait([each.pipe for each in self._crew]):
                one = next(each for each in self._crew if each.pipe is pipe)
                try:
                    message = one.pipe.recv()
                except (EOFError, OSError):
                    self._bury(one)
                    continue
                if isinstance(message, str):
                    self._greet(one, message)
                else:
                    yield self._taken(one, message)

    def _fill_up(self) -> None:
        """A worker for each chunk left, up to their number; a chunk for each that is idle."""
        for each in list(self._crew):
            if each.ready and each.index is None:
                each.index = self._ledger.hand_out(AHEAD * self._workers)
                if each.index is not None:
                    self._send(each, self._ledger.chunks.draws(each.index))
        while len(self._crew) < min(self._workers, self._ledger.left):
            self._crew.append(_started())

    def _greet(self, one: _Worker, message: str) -> None:
        if message == worker.HELLO:
            self._send(one, self._packed)
        else:
            one.ready = True
            self._stillborn = 0

    def _send(self, one: _Worker, message: bytes | tuple[int, int]) -> None:
        """Send it; that the worker is gone shows when it is listened to."""
        try:
            if isinstance(message, bytes):
                one.pipe.send_bytes(message)
            else:
                one.pipe.send(message)
        except (BrokenPipeError, ConnectionResetError):
            return

    def _taken(self, one: _Worker, message: Tallies | Failure) -> tuple[int, Tallies]:
        if one.index is None:
            said = message.said if isinstance(message, Failure) else "it answered unasked"
            raise SweepError(f"a worker process cannot load the task: {said}")
        index, one.index = one.index, None
        del self._died[index]
        return index, accepted(self._ledger.chunks, index, message)

    def _bury(self, one: _Worker) -> None:
        """A worker is dead: its chunk goes back; SweepError if that happens too often."""
        self._crew.remove(one)
        one.pipe.close()
        one.process.join()
        exitcode = one.process.exitcode
        if one.index is not None:
            self._died[one.index] += 1
            if self._died[one.index] >= DEATHS:
                raise SweepError(
                    f"{self._ledger.chunks.said(one.index)}: {DEATHS} worker processes died "
                    f"there, the last one {_status(exitcode)}; often the memory does not suffice"
                )
            self._ledger.give_back(one.index)
        else:
            self._stillborn += 1
            if self._stillborn >= DEATHS:
                raise SweepError(_never_begun(exitcode))

    def stop(self) -> None:
        """End all workers now, whatever they are at."""
        for each in self._crew:
            each.process.terminate()
        for each in self._crew:
            each.process.join(_SECONDS)
            if each.process.is_alive():
                each.process.kill()
                each.process.join()
            each.pipe.close()
            each.process.close()
        self._crew.clear()


def _started() -> _Worker:
    """A new worker. Spawned, not forked: a fork of a process with threads may hang."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=worker.serve, args=(theirs,), daemon=True)
    with _deaf_to_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started here never see Ctrl-C: who started them ends them, without a noise."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It is started with the first process, and lets interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _never_begun(exitcode: int | None) -> str:
    """What to say of workers that die before they are ready, the last one in this way."""
    if exitcode is not None and exitcode < 0:
        return (
            "worker processes were killed before they had begun, the last one "
            f"{_status(exitcode)}; often the memory does not suffice: ask for fewer workers"
        )
    return (
        f"worker processes do not start ({_status(exitcode)}); a script that asks for "
        "several workers must do so under: if __name__ == '__main__'"
    )


def _status(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"by {signal.Signals(-exitcode).name}"
    return f"with exit status {exitcode}"
