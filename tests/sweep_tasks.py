"""Tasks for the tests of sweeps; at the top of a module, so that other processes find them."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Sums:
    """Counts and floating sums of pseudo-random numbers; draw k has its own.

    The floats are of such different sizes that adding them up in another order shows.
    """

    seed: int = 0

    @property
    def key(self) -> str:
        return f"sums-{self.seed}"

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        drawn = np.array(
            [np.random.default_rng([self.seed, k]).random(3) for k in range(start, stop)]
        )
        floats = np.exp(40 * drawn - 20)
        return {
            "holds": (drawn > 0.5).sum(axis=0).astype(np.int32),
            "gains": floats.sum(axis=0),
            "draws": np.int64(stop - start),
        }


@dataclass(frozen=True)
class Unlucky(Sums):
    """Kills its process at draw ``at``, as often as there are places left in ``folder``."""

    folder: str = ""
    at: int = 0
    times: int = 1

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        if start <= self.at < stop:
            for time_ in range(self.times):
                try:
                    (Path(self.folder) / f"died-{time_}").touch(exist_ok=False)
                except FileExistsError:
                    continue
                os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(start, stop)


@dataclass(frozen=True)
class Wrong(Sums):
    """Fails at draw ``at``."""

    at: int = 0

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        if start <= self.at < stop:
            raise ZeroDivisionError("nothing to divide by")
        return super().__call__(start, stop)


@dataclass(frozen=True)
class Uneven(Sums):
    """Some chunks take longer, so that they come back in another order."""

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        time.sleep(0.03 * (start // 7 % 3 == 0))
        return super().__call__(start, stop)


@dataclass(frozen=True)
class Slow(Sums):
    """Waits at draw ``at`` until the file ``go`` is there, and says in ``reached`` that it is."""

    folder: str = ""
    at: int = 0

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        if start <= self.at < stop:
            folder = Path(self.folder)
            (folder / "reached").write_text(str(os.getpid()))
            while not (folder / "go").exists():
                time.sleep(0.01)
        return super().__call__(start, stop)


@dataclass(frozen=True)
class Counted(Sums):
    """Writes down each chunk that it is asked for."""

    folder: str = ""

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        with (Path(self.folder) / "asked").open("a") as file:
            file.write(f"{start}-{stop}\n")
        return super().__call__(start, stop)


@dataclass(frozen=True)
class Deaf(Sums):
    """Counts the chunks answered by a process that never sees Ctrl-C."""

    def __call__(self, start: int, stop: int) -> dict[str, Any]:
        return {"deaf": signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())}


class Unloadable(Sums):
    """Can be sent, and not be loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (_cannot, ())


def stillborn(pipe: object) -> None:
    """What a worker does that dies before it has begun."""
    raise SystemExit(3)


def shot(pipe: object) -> None:
    """What a worker does that is killed before it has begun."""
    os.kill(os.getpid(), signal.SIGKILL)


def _cannot() -> None:
    raise LookupError("there is no such thing here")


@dataclass(frozen=True)
class Answers:
    """Answers whatever it was given, by the first draw of a chunk; else ``otherwise``."""

    special: tuple[tuple[int, Any], ...]
    otherwise: Any
    key: str = "answers"

    def __call__(self, start: int, stop: int) -> Any:
        return dict(self.special).get(start, self.otherwise)
