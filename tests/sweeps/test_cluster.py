"""A sweep on a real Dask cluster: scheduler and workers are processes on the loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from irenic.errors import SweepError, UsageError
from irenic.sweeps import cluster
from irenic.sweeps.sweep import sweep
from irenic.sweeps.tallies import Tallies
from sweep_tasks import Sums, Unloadable, Unlucky, Wrong

pytest.importorskip("distributed", reason="needs Dask: pip install 'irenic[cluster]'")

HERE = Path(__file__).resolve().parent
SOURCE = Path(sys.modules["irenic"].__file__ or "").parents[1]


class Cluster:
    """A scheduler on the loopback, and workers that can be started and killed."""

    def __init__(self, stack: ExitStack, folder: Path, patch: str = "") -> None:
        self._stack, self._folder, self._patch = stack, folder, patch
        self._number = 0
        self.address = ""
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler, log = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
        )
        for _ in range(1500):
            found = re.search(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", log.read_text())
            if found:
                self.address = found[1]
                return
            time.sleep(0.01)
        pytest.fail(log.read_text())

    def add_worker(self) -> None:
        """One more, of one thread and without a nanny, so that who is killed stays away."""
        self.workers.append(
            self._start(
                "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                "--host", "127.0.0.1", "--local-directory", str(self._folder),
                "--death-timeout", "20",
            )[0]
        )  # fmt: skip

    def _start(self, what: str, *options: str) -> tuple[subprocess.Popen[bytes], Path]:
        self._number += 1
        log = self._folder / f"{what}-{self._number}.log"
        start = f"{self._patch}\nfrom distributed.cli.dask_{what} import main; main()"
        process = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", start, *options],
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(SOURCE), str(HERE.parent)]),
                    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
                },
                cwd=self._folder,
                stdout=self._stack.enter_context(log.open("wb")),
                stderr=subprocess.STDOUT,
            )
        )
        self._stack.callback(process.kill)
        return process, log


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with two workers."""
    with ExitStack() as stack:
        made = Cluster(stack, tmp_path_factory.mktemp("cluster"))
        made.add_worker()
        made.add_worker()
        yield made


def bits(found: Tallies) -> dict[str, tuple[str, bytes]]:
    return {name: (array.dtype.str, array.tobytes()) for name, array in found.items()}


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOKING", 0.1)
    monkeypatch.setattr(cluster, "FETCHING", 1.0)


def test_a_cluster_gives_the_same_bits(running: Cluster, tmp_path: Path) -> None:
    file = tmp_path / "sweep.jsonl"
    found = sweep(Sums(), 101, chunk=7, scheduler=running.address, file=file)
    assert bits(found) == bits(sweep(Sums(), 101, chunk=7))
    assert file.read_bytes().count(b"\n") == 1 + 15


def test_a_worker_killed_in_mid_run_loses_nothing(running: Cluster, tmp_path: Path) -> None:
    running.add_worker()  # for the one that dies
    task = Unlucky(folder=str(tmp_path), at=50)
    found = sweep(task, 201, chunk=3, scheduler=running.address)
    assert bits(found) == bits(sweep(Sums(), 201, chunk=3))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_task_that_fails_says_where(running: Cluster) -> None:
    with pytest.raises(SweepError, match="draws 16 to 19: ZeroDivisionError: nothing") as caught:
        sweep(Wrong(at=17), 40, chunk=4, scheduler=running.address)
    assert "in __call__" in caught.value.__notes__[0]


def test_a_task_that_cannot_be_loaded_says_so(running: Cluster) -> None:
    with pytest.raises(SweepError, match="LookupError: there is no such thing here"):
        sweep(Unloadable(), 10, scheduler=running.address)


def test_other_versions_on_a_worker_are_an_error(
    running: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tuple((name, "0.1" if name == "numpy" else is_) for name, is_ in cluster.versions())
    monkeypatch.setattr(cluster, "versions", lambda: mine)
    with pytest.raises(UsageError, match=r"a worker .* has other versions.*: numpy .* there, 0.1"):
        sweep(Sums(), 10, scheduler=running.address)


def test_other_versions_on_the_scheduler_are_an_error(
    running: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tuple((name, "0.1" if name == "dask" else is_) for name, is_ in cluster.versions())
    monkeypatch.setattr(cluster, "versions", lambda: mine)
    with pytest.raises(UsageError, match=r"the scheduler at tcp.* has other versions.*dask"):
        sweep(Sums(), 10, scheduler=running.address)


def test_few_chunks_are_with_the_scheduler_at_a_time(
    running: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0
    submit = cluster._Submitted._submit

    def watched(self: cluster._Submitted, task: object) -> None:
        nonlocal most
        submit(self, task)  # type: ignore[arg-type]
        most = max(most, len(self._out))
        assert len(self._out) <= cluster.AHEAD * max(1, self._threads)

    monkeypatch.setattr(cluster._Submitted, "_submit", watched)
    assert sweep(Sums(), 200, chunk=1, scheduler=running.address)["draws"] == 200
    assert 1 < most < 50


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTING", 0.3)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        sweep(Sums(), 10, scheduler="tcp://127.0.0.1:1")


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"irenic\[cluster\]"):
        sweep(Sums(), 10, scheduler="tcp://127.0.0.1:1")


def test_workers_come_late_and_die_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    file = tmp_path / "sweep.jsonl"
    (tmp_path / "marks").mkdir()
    task = Unlucky(folder=str(tmp_path / "marks"), at=50, times=9)
    with ExitStack() as stack:
        alone = Cluster(stack, tmp_path)
        late = threading.Timer(0.5, lambda: [alone.add_worker(), alone.add_worker()])
        late.start()
        with pytest.raises(SweepError, match=r"died again and again, .* draws \d+ to \d+ among"):
            sweep(
                task, 60, chunk=3, file=file, scheduler=alone.address,
                progress=lambda label, _: told.append(label),
            )  # fmt: skip
        late.join()
        assert "draws 0 of 60, waiting for workers" in told
        monkeypatch.setattr(cluster, "PATIENCE", 0.3)
        with pytest.raises(SweepError, match="no worker for"):
            sweep(Sums(), 60, chunk=3, file=file, scheduler=alone.address)
        monkeypatch.setattr(cluster, "PATIENCE", 60)
        killed = threading.Timer(0.5, alone.scheduler.kill)
        killed.start()
        with pytest.raises(SweepError, match="connection to the scheduler is lost"):
            sweep(Sums(), 60, chunk=3, file=file, scheduler=alone.address)
        killed.join()
    assert bits(sweep(Sums(), 60, chunk=3, file=file)) == bits(sweep(Sums(), 60, chunk=3))
