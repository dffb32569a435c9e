"""One process at a time on a file; the lock goes with the process, however it ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from irenic.errors import UsageError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        # A byte that nothing is ever written to: locked bytes cannot be read by others.
        file.seek(2**31 - 2)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(file: IO[bytes], path: Path) -> None:
    """Lock ``file`` until it is closed; UsageError if another process has it."""
    try:
        _lock(file)
    except OSError as error:
        raise UsageError(
            f"{path}: another sweep is writing to it, or its disk knows no locks "
            f"({error.strerror}); wait for it, or name another file"
        ) from error
