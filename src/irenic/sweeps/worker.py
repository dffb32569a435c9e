"""What a worker process does: loads the task once, then answers chunk after chunk.

It says :data:`HELLO`, is sent the pickled task, says :data:`READY` (or why it cannot), and
then answers each pair ``(start, stop)`` it is sent with tallies or a
:class:`~irenic.sweeps.answers.Failure`, until the pipe is closed.
"""

from __future__ import annotations

import os
import pickle
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait

from irenic.sweeps.answers import answer, failure

HELLO = "hello"
READY = "ready"

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def serve(pipe: Connection) -> None:
    """Answer what comes through ``pipe``; end when it is closed or the parent is gone."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    for name in _THREADS:  # for libraries that are loaded from here on
        os.environ[name] = "1"
    try:
        pipe.send(HELLO)
        packed = pipe.recv_bytes()
        try:
            task = pickle.loads(packed)
        except Exception as error:
            pipe.send(failure(error))
            return
        pipe.send(READY)
        while True:
            start, stop = pipe.recv()
            pipe.send(answer(task, start, stop))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _end_with_the_parent() -> None:
    """A parent that was killed leaves nobody computing for it."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
