"""The file of a sweep: whatever interrupts it, it goes on from there; nothing counts twice."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.errors import SweepError, UsageError
from irenic.sweeps.record import HEAD, Record
from irenic.sweeps.sweep import sweep
from irenic.sweeps.tallies import Tallies
from sweep_tasks import Answers, Counted, Slow, Sums, Unlucky, Wrong

HERE = Path(__file__).resolve().parent
SOURCE = Path(sys.modules["irenic"].__file__ or "").parents[1]


def bits(found: Tallies) -> dict[str, tuple[str, bytes]]:
    return {name: (array.dtype.str, array.tobytes()) for name, array in found.items()}


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """The file of a finished sweep of 20 draws, 3 a chunk."""
    file = tmp_path / "done.jsonl"
    sweep(Sums(), 20, chunk=3, file=file)
    return file


def test_a_file_is_lines_of_json(done: Path) -> None:
    header, *entries = [json.loads(line) for line in done.read_text().splitlines()]
    assert header == {"irenic-sweep": 1, "key": "sums-0", "draws": 20, "chunk": 3}
    assert [(each["start"], each["stop"]) for each in entries][-2:] == [(15, 18), (18, 20)]
    assert entries[0]["tallies"]["holds"]["shape"] == [3]


def test_a_finished_file_is_the_answer(done: Path) -> None:
    before = done.read_bytes()
    broken = Wrong(at=0)  # it would fail if it were asked anything
    assert bits(sweep(broken, 20, chunk=3, file=done)) == bits(sweep(Sums(), 20, chunk=3))
    assert bits(sweep(broken, 20, chunk=3, file=done, scheduler="tcp://127.0.0.1:1"))
    assert done.read_bytes() == before


@settings(max_examples=40)
@given(st.data())
def test_cut_off_anywhere_it_goes_on(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, asked = Path(folder) / "sweep.jsonl", Path(folder) / "asked"
        sweep(Sums(), 20, chunk=3, file=file)
        whole = file.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        file.write_bytes(whole[:cut])
        found = sweep(Counted(folder=folder), 20, chunk=3, file=file)
        assert bits(found) == bits(sweep(Sums(), 20, chunk=3))
        assert file.read_bytes() == whole
        kept = max(0, whole[:cut].count(b"\n") - 1)
        redone = asked.read_text().count("\n") if asked.exists() else 0
        assert redone == 7 - kept


def test_entries_may_stand_in_any_order(done: Path) -> None:
    header, *entries = done.read_bytes().splitlines(keepends=True)
    done.write_bytes(b"".join([header, *entries[:1:-1]]))  # the first two are missing
    found = sweep(Sums(), 20, chunk=3, file=done)
    assert bits(found) == bits(sweep(Sums(), 20, chunk=3))
    assert done.read_bytes() == b"".join([header, *entries[:1:-1], *entries[:2]])


def test_a_last_line_that_is_nonsense_is_done_again(done: Path) -> None:
    whole = done.read_bytes()
    *lines, last = whole.splitlines(keepends=True)
    for nonsense in (last.replace(b'"stop":20', b'"stop":21'), b"\0" * 50, b"7\n", b"{}\n"):
        done.write_bytes(b"".join([*lines, nonsense]))
        sweep(Sums(), 20, chunk=3, file=done)
        assert done.read_bytes() == whole


def test_damage_in_the_middle_is_said_and_left(done: Path) -> None:
    lines = done.read_bytes().splitlines(keepends=True)
    for place, wrong in ((3, lines[3].replace(b'"sha256":"', b'"sha256":"0', 1)), (1, b"\n")):
        damaged = b"".join([*lines[:place], wrong, *lines[place + 1 :]])
        done.write_bytes(damaged)
        with pytest.raises(UsageError, match=f"line {place + 1}: damaged; delete the line"):
            sweep(Sums(), 20, chunk=3, file=done)
        assert done.read_bytes() == damaged
        done.write_bytes(b"".join([*lines[:place], *lines[place + 1 :]]))
        assert bits(sweep(Sums(), 20, chunk=3, file=done)) == bits(sweep(Sums(), 20, chunk=3))


def test_a_chunk_that_stands_there_twice_is_refused(done: Path) -> None:
    twice = done.read_bytes() + done.read_bytes().splitlines(keepends=True)[2]
    done.write_bytes(twice)
    with pytest.raises(UsageError, match="draws 3 to 5: counted twice"):
        sweep(Sums(), 20, chunk=3, file=done)
    assert done.read_bytes() == twice


@pytest.mark.parametrize(
    ("task", "count", "chunk", "said"),
    [
        (Sums(1), 20, 3, "seed, .* key is sums-0 there and sums-1 here"),
        (Sums(), 21, 3, "number of draws is 20 there and 21 here"),
        (Sums(), 20, 4, "size of a chunk is 3 there and 4 here"),
    ],
)
def test_the_file_of_another_sweep_is_refused(
    done: Path, task: Sums, count: int, chunk: int, said: str
) -> None:
    before = done.read_bytes()
    with pytest.raises(UsageError, match=said):
        sweep(task, count, chunk=chunk, file=done)
    assert done.read_bytes() == before


def test_keys_are_shown_as_far_as_they_are_of_use(tmp_path: Path) -> None:
    file = tmp_path / "sweep.jsonl"
    sweep(Answers((), {"a": 1}, key="0123456789abcdef" * 4), 3, file=file)
    with pytest.raises(UsageError, match=r"another dossier, command, seed") as raised:
        sweep(Answers((), {"a": 1}, key="fedcba9876543210" * 4), 3, file=file)
    assert "is 0123456789ab\u2026 there and fedcba987654\u2026 here" in str(raised.value)


@pytest.mark.parametrize("room", [40, 200])
def test_without_room_the_file_is_named(tmp_path: Path, room: int) -> None:
    file = tmp_path / "sweep.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(UsageError, match=f"cannot write {file}: File too large"):
            sweep(Sums(), 20, chunk=3, file=file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert bits(sweep(Sums(), 20, chunk=3, file=file)) == bits(sweep(Sums(), 20, chunk=3))


@pytest.mark.parametrize("text", ["irenic: 1\n", "[]\n", "7", "{}\n", '{"irenic-sweep": 2}\n', "{"])
def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "dossier.yaml"
    file.write_text(text)
    if text == "{":  # what a first line looks like that was torn at once
        assert sweep(Sums(), 5, file=file)
        return
    with pytest.raises(UsageError, match=r"left as it is; name another file"):
        sweep(Sums(), 5, file=file)
    assert file.read_text() == text


def test_of_a_long_foreign_file_only_the_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, read = tmp_path / "disk.img", []
    file.write_bytes(bytes(2**20))
    kept = Record._why_not
    monkeypatch.setattr(
        Record, "_why_not", lambda self, first: read.append(first) or kept(self, first)
    )
    with pytest.raises(UsageError, match="not the file of a sweep"):
        sweep(Sums(), 5, file=file)
    assert read == [b"\0" * HEAD]
    assert file.read_bytes() == bytes(2**20)


def test_only_a_regular_file_will_do(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    for path in (Path("/dev/zero"), Path("/dev/null"), pipe, tmp_path):
        with pytest.raises(UsageError, match=f"{path}: .*no regular file"):
            sweep(Sums(), 5, file=path)


def test_lists_in_lists_are_no_line_of_a_sweep(done: Path) -> None:
    whole, nested = done.read_bytes(), b"[" * 200_000 + b"\n"
    done.write_bytes(whole + nested)
    sweep(Sums(), 20, chunk=3, file=done)
    assert done.read_bytes() == whole
    done.write_bytes(nested)
    with pytest.raises(UsageError, match="not the file of a sweep"):
        sweep(Sums(), 20, chunk=3, file=done)
    assert done.read_bytes() == nested


def test_a_first_line_that_was_changed_is_refused(done: Path) -> None:
    done.write_bytes(done.read_bytes().replace(b'{"irenic', b'{ "irenic', 1))
    with pytest.raises(UsageError, match="first line was changed"):
        sweep(Sums(), 20, chunk=3, file=done)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot open .*No such file"):
        sweep(Sums(), 5, file=tmp_path / "nowhere" / "sweep.jsonl")


def test_two_sweeps_do_not_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sweep.jsonl"

    def another(label: str, share: float) -> None:
        with pytest.raises(UsageError, match="another sweep is writing"):
            sweep(Sums(), 20, chunk=3, file=file)

    sweep(Sums(), 20, chunk=3, file=file, progress=another)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_done_before_a_failure_is_kept(tmp_path: Path, workers: int) -> None:
    file = tmp_path / "sweep.jsonl"
    with pytest.raises(SweepError):
        sweep(Wrong(at=40), 60, chunk=3, file=file, workers=workers)
    kept = file.read_bytes().count(b"\n") - 1
    assert kept >= 1
    found = sweep(Counted(folder=str(tmp_path)), 60, chunk=3, file=file)
    assert bits(found) == bits(sweep(Sums(), 60, chunk=3))
    assert (tmp_path / "asked").read_text().count("\n") == 20 - kept


def test_answers_that_do_not_fit_are_not_written(tmp_path: Path) -> None:
    file = tmp_path / "sweep.jsonl"
    with pytest.raises(SweepError, match="not every chunk"):
        sweep(Answers(((0, {"a": 1}),), {"b": 1}), 3, file=file)
    assert file.read_bytes().count(b"\n") == 2


def test_arrays_of_every_shape_come_back(tmp_path: Path) -> None:
    given = {"empty": [], "one": 0.1, "grid": [[1, 2], [3, 4]], "odd": [float("inf"), -0.0]}
    first = sweep(Answers((), given), 3, file=tmp_path / "sweep.jsonl")
    read = sweep(Answers((), None), 3, file=tmp_path / "sweep.jsonl")
    assert bits(read) == bits(first)
    assert {name: array.shape for name, array in read.items()} == {
        "empty": (0,), "one": (), "grid": (2, 2), "odd": (2,),
    }  # fmt: skip


# A sweep in a process of its own, ended from outside ----------------------------------------

SCRIPT = """
from pathlib import Path
from sweep_tasks import Slow
from irenic.sweeps.sweep import sweep
if __name__ == "__main__":
    sweep(Slow(folder={folder!r}, at=31), 60, chunk=3, workers={workers}, file={file!r})
"""


@pytest.mark.parametrize(
    ("how", "workers"),
    [(signal.SIGKILL, 2), (signal.SIGTERM, 1), (signal.SIGINT, 2)],
    ids=["killed", "terminated", "interrupted"],
)
def test_a_sweep_that_was_ended_goes_on(tmp_path: Path, how: signal.Signals, workers: int) -> None:
    file, script = tmp_path / "sweep.jsonl", tmp_path / "run.py"
    script.write_text(SCRIPT.format(folder=str(tmp_path), workers=workers, file=str(file)))
    path = os.pathsep.join([str(HERE.parent), str(SOURCE)])
    with subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        reached = tmp_path / "reached"
        _until(lambda: reached.exists() and reached.read_text() != "", running)
        at = int(reached.read_text())
        # To the whole group, as a terminal does with Ctrl-C; the others to the parent alone.
        (os.killpg if how == signal.SIGINT else os.kill)(running.pid, how)
        _, said = running.communicate(timeout=20)
    _until(lambda: not _lives(at), None)  # nobody goes on computing for it
    assert running.returncode == -how
    assert said.count("Traceback") == (how == signal.SIGINT)  # that of the parent, no worker's
    kept = file.read_bytes().count(b"\n") - 1
    assert 10 <= kept < 20 if workers == 1 else kept >= 1
    (tmp_path / "go").touch()
    found = sweep(Slow(folder=str(tmp_path), at=31), 60, chunk=3, file=file)
    assert bits(found) == bits(sweep(Sums(), 60, chunk=3))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or ") Z " not in stat.read_text()


def _until(happened: Callable[[], bool], running: subprocess.Popen[str] | None) -> None:
    for _ in range(2000):
        if happened():
            return
        if running is not None and running.poll() is not None:
            pytest.fail(running.stderr.read() if running.stderr else "it ended")
        time.sleep(0.01)
    pytest.fail("it did not come to that in 20 seconds")


def test_a_killed_worker_and_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sweep.jsonl"
    found = sweep(Unlucky(folder=str(tmp_path), at=20), 61, chunk=3, workers=2, file=file)
    assert bits(found) == bits(sweep(Sums(), 61, chunk=3))
    assert file.read_bytes().count(b"\n") == 1 + 21
    assert bits(sweep(Sums(), 61, chunk=3, file=file)) == bits(found)
