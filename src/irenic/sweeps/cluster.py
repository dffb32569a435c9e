"""A Dask cluster that is there already: the one place where Irenic opens a connection.

It does so only when given an address, and only to that address. What travels is the task,
the dossier's judgements among it, and the tallies that come back; with ``tcp://`` anybody on
the way can read them. ``tls://`` with the certificates in Dask's own configuration is for
everything else.
"""

from __future__ import annotations

import math
import pickle
import platform
import queue
import sys
import time
import uuid
import warnings
from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from irenic.errors import SweepError, UsageError
from irenic.sweeps.answers import Answering, Failure, accepted, answer, failure
from irenic.sweeps.ledger import Ledger
from irenic.sweeps.pace import Pace
from irenic.sweeps.tallies import Tallies

if TYPE_CHECKING:
    from distributed import Client, Future

SCHEMES = ("tcp://", "tls://")
CONNECTING = 10.0
"""Seconds that a scheduler has to answer."""

FETCHING = 60.0
"""Seconds for one answer to come over, until it is looked whether anybody is there."""

PATIENCE = 300.0
"""Seconds that a sweep waits for a cluster without any worker."""

AHEAD = 3
"""Chunks for each thread of the cluster that are with the scheduler at a time."""

_LOOKING = 2.0
"""Seconds after which it is looked how many workers there are."""

_LOST = "the connection to the scheduler is lost"
_PACKAGES = ("dask", "distributed", "irenic", "numpy", "scipy", "highspy")

Versions = tuple[tuple[str, str | None], ...]


def cluster_answers(
    task: Answering, ledger: Ledger, scheduler: str, pace: Pace
) -> Iterator[tuple[int, Tallies]]:
    """Chunks of ``ledger`` with their tallies, as they come in; who takes one enters it.

    Raises UsageError if ``scheduler`` is no address, does not answer, or has other versions;
    SweepError, with the draws, if ``task`` fails, if workers die at one chunk again and
    again (as often as the scheduler allows), or if there are none for :data:`PATIENCE`.
    """
    with _connected(scheduler) as client:
        yield from _Submitted(task, ledger, client, pace).answers()


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    if not scheduler.startswith(SCHEMES) or not scheduler.partition("://")[2]:
        raise UsageError(
            f"'{scheduler}' is no scheduler's address: expected tcp://HOST:PORT or tls://HOST:PORT"
        )
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "a cluster needs Dask, which is not installed: pip install 'irenic[cluster]'"
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # versions are compared below, and an error
        try:
            client = Client(scheduler, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from error
    try:
        _same_scheduler(client, scheduler)
        yield client
    finally:
        client.close(timeout=CONNECTING)


def _same_scheduler(client: Client, scheduler: str) -> None:
    """UsageError unless the scheduler can read what is sent to it."""
    theirs: Any = client.get_versions()
    packages: dict[str, str | None] = dict(theirs["scheduler"]["packages"])
    there = {name: packages.get(name) for name in ("dask", "distributed")}
    there["python"] = ".".join((packages.get("python") or "").split(".")[:2])
    _compare(there, dict(versions()), f"the scheduler at {scheduler}")


def _compare(there: dict[str, str | None], here: dict[str, str | None], who: str) -> None:
    odd = [
        f"{name} {there[name] or 'not installed'} there, {here.get(name) or 'not installed'} here"
        for name in sorted(there)
        if there[name] != here.get(name)
    ]
    if odd:
        raise UsageError(
            f"{who} has other versions, and answers could differ: {'; '.join(odd)}; "
            "install the same on all machines"
        )


@cache
def versions() -> Versions:
    """What decides the last bits of an answer, on this machine: Python and packages."""
    found: list[tuple[str, str | None]] = [("python", "{}.{}".format(*sys.version_info[:2]))]
    for name in _PACKAGES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append((name, None))
    return (*found, ("machine", platform.machine()))


@lru_cache(maxsize=2)
def _task(packed: bytes) -> Answering:
    task: Answering = pickle.loads(packed)
    return task


def packed_task(packed: bytes) -> bytes:
    """The task, as a result on the cluster: workers fetch it from each other, and it is
    made again if all who had it died."""
    return packed


def answer_there(
    packed: bytes, start: int, stop: int, wanted: Versions
) -> Tallies | Failure | Versions:
    """On a worker: the tallies; or its versions, if they are not the ``wanted`` ones."""
    if versions() != wanted:
        return versions()
    try:
        task = _task(packed)
    except Exception as error:
        return failure(error)
    return answer(task, start, stop)


class _Submitted:
    """Chunks that are with the scheduler: few at a time, whatever the number of draws."""

    def __init__(self, task: Answering, ledger: Ledger, client: Client, pace: Pace) -> None:
        self._packed = pickle.dumps(task)
        self._ledger = ledger
        self._client = client
        self._pace = pace
        self._name = f"irenic-{uuid.uuid4().hex}"  # two sweeps on one cluster share nothing
        self._in: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._out: dict[int, Future[Any]] = {}
        self._alone_since: float | None = None
        self._threads = 0
        self._looked = -math.inf

    def answers(self) -> Iterator[tuple[int, Tallies]]:
        task = self._client.submit(packed_task, self._packed, key=self._name, pure=False)
        while not self._ledger.finished:
            self._submit(task)
            try:
                index = self._in.get(timeout=_LOOKING)
            except queue.Empty:
                self._look()
                continue
            taken = self._taken(index)
            if taken is not None:
                yield index, taken

    def _submit(self, task: Future[Any]) -> None:
        """Fill the window up."""
        if time.monotonic() - self._looked >= _LOOKING:
            self._count_threads()
        window = AHEAD * max(1, self._threads)
        while len(self._out) < window:
            index = self._ledger.hand_out(2 * window)
            if index is None:
                return
            start, stop = self._ledger.chunks.draws(index)
            self._out[index] = self._client.submit(
                answer_there, task, start, stop, versions(),
                key=f"{self._name}-{index}", pure=False, priority=-index,
            )  # fmt: skip
            self._await(index)

    def _await(self, index: int) -> None:
        """Put ``index`` into the queue as soon as the cluster is done with it."""
        self._out[index].add_done_callback(lambda _: self._in.put(index))

    def _count_threads(self) -> None:
        """How many threads the cluster has now: workers come and go."""
        try:
            self._threads = sum(self._client.nthreads().values())
        except (OSError, CancelledError) as error:
            raise SweepError(_LOST) from error
        self._looked = time.monotonic()

    def _look(self) -> None:
        """Nothing has come in for a while: say so if nobody is there, and give up at last."""
        if self._client.status != "running":
            raise SweepError(_LOST)
        self._count_threads()
        if self._threads:
            self._alone_since = None
            return
        now = time.monotonic()
        self._alone_since = now if self._alone_since is None else self._alone_since
        if now - self._alone_since >= PATIENCE:
            raise SweepError(f"the cluster has had no worker for {PATIENCE:.0f} s")
        self._pace.wait(self._ledger.draws, "waiting for workers")

    def _taken(self, index: int) -> Tallies | None:
        """The tallies of a chunk that was done; None if whoever had them died meanwhile.

        The cluster then does the chunk again by itself.
        """
        future = self._out[index]
        try:
            if not future.done():
                raise TimeoutError
            answered = future.result(timeout=FETCHING)
        except TimeoutError:
            self._look()
            self._await(index)
            return None
        except (Exception, CancelledError) as error:  # what a task raises comes as a Failure
            raise SweepError(self._trouble(index, error)) from error
        del self._out[index]
        self._alone_since = None
        if isinstance(answered, tuple):
            _compare(dict(answered), dict(versions()), "a worker of the cluster")
        return accepted(self._ledger.chunks, index, answered)

    def _trouble(self, index: int, error: BaseException) -> str:
        """What the cluster has to say of a chunk that it gives up."""
        said, kind = self._ledger.chunks.said(index), type(error).__name__
        if self._client.status != "running" or "Cancelled" in kind:
            return _LOST
        if kind == "KilledWorker":
            return (
                "workers of the cluster died again and again, each time with "
                f"{said} among what they were to do; often the memory does not suffice"
            )
        return f"{said}: {kind}: {error}"
