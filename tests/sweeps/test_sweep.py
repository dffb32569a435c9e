"""A sweep gives the same sums whoever does the work, in whatever order it comes back."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.errors import SweepError, UsageError
from irenic.sweeps import pool
from irenic.sweeps.chunks import Chunks, usual_size
from irenic.sweeps.ledger import Ledger
from irenic.sweeps.pace import Pace, time_left
from irenic.sweeps.sweep import sweep
from irenic.sweeps.tallies import Tallies
from sweep_tasks import Answers, Deaf, Sums, Uneven, Unloadable, Unlucky, Wrong, shot, stillborn


def by_definition(task: Any, count: int, chunk: int) -> Tallies:
    """One chunk after the other, added up from the left."""
    parts = [task(k, min(k + chunk, count)) for k in range(0, count, chunk)]
    total = {name: np.asarray(value) for name, value in parts[0].items()}
    for part in parts[1:]:
        total = {name: total[name] + part[name] for name in total}
    return total


def same(found: Tallies, wanted: Tallies) -> bool:
    """To the last bit."""
    return found.keys() == wanted.keys() and all(
        found[name].tobytes() == wanted[name].astype(found[name].dtype).tobytes() for name in wanted
    )


# Chunks -----------------------------------------------------------------------------------


@given(st.integers(1, 5000), st.integers(1, 700))
def test_chunks_cover_every_draw_once(count: int, size: int) -> None:
    chunks = Chunks(count, size)
    covered = [k for index in range(len(chunks)) for k in range(*chunks.draws(index))]
    assert covered == list(range(count))


@given(st.integers(1, 10**9))
def test_the_usual_size_leaves_enough_to_share_out(count: int) -> None:
    size = usual_size(count)
    assert 1 <= size <= 1024
    assert size.bit_count() == 1
    assert len(Chunks(count, size)) >= min(count, 64)


# The ledger: whatever the order, whatever the window ------------------------------------------


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 12), st.integers(0, 2**30))
def test_any_order_of_completion_gives_the_same_bits(
    count: int, size: int, window: int, seed: int
) -> None:
    chance = random.Random(seed)
    task, chunks = Sums(), Chunks(count, size)
    ledger, out = Ledger(chunks), []
    while not ledger.finished:
        while chance.random() < 0.7 and (index := ledger.hand_out(window)) is not None:
            out.append(index)
            assert len(out) <= window
        if not out:
            continue
        index = out.pop(chance.randrange(len(out)))
        if chance.random() < 0.2:
            ledger.give_back(index)
        else:
            answer = task(*chunks.draws(index))
            ledger.enter(index, {name: np.asarray(value) for name, value in answer.items()})
    assert ledger.draws == count
    assert same(ledger.total, by_definition(task, count, size))


def test_the_order_of_sums_can_show() -> None:
    parts = [Sums()(k, k + 1)["gains"] for k in range(12)]
    assert sum(parts).tobytes() != sum(parts[::-1]).tobytes()


def test_nothing_is_counted_twice_or_left_out() -> None:
    ledger = Ledger(Chunks(3, 1))
    one = {"n": np.asarray(1)}
    ledger.enter(0, one)
    ledger.enter(2, one)
    for index in (0, 2):
        with pytest.raises(ValueError, match="counted twice"):
            ledger.enter(index, one)
    with pytest.raises(ValueError, match="1 chunks"):
        _ = ledger.total
    assert [ledger.hand_out(9), ledger.hand_out(9)] == [1, None]


# One process, two, three ----------------------------------------------------------------------


@pytest.mark.parametrize(("count", "chunk"), [(1, None), (101, 7), (64, 64), (130, None)])
def test_one_process_is_the_definition(count: int, chunk: int | None) -> None:
    found = sweep(Sums(), count, chunk=chunk)
    assert same(found, by_definition(Sums(), count, chunk or usual_size(count)))
    assert found["draws"] == count
    assert found["holds"].dtype == np.int64


@pytest.mark.parametrize("workers", [2, 3])
def test_as_many_processes_as_you_like_give_the_same_bits(workers: int) -> None:
    assert same(sweep(Uneven(), 101, chunk=7, workers=workers), sweep(Sums(), 101, chunk=7))


@pytest.mark.parametrize("times", [1, pool.DEATHS - 1])
def test_a_worker_that_is_killed_is_replaced(times: int, tmp_path: Path) -> None:
    task = Unlucky(folder=str(tmp_path), at=20, times=times)
    assert same(sweep(task, 61, chunk=3, workers=2), sweep(Sums(), 61, chunk=3))
    assert len(list(tmp_path.iterdir())) == times


def test_workers_that_die_again_and_again_end_the_sweep(tmp_path: Path) -> None:
    task = Unlucky(folder=str(tmp_path), at=7, times=99)
    with pytest.raises(SweepError, match=r"draws 6 to 8: 3 worker processes died .*SIGKILL"):
        sweep(task, 31, chunk=3, workers=2)
    assert len(list(tmp_path.iterdir())) == pool.DEATHS


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_fails_says_where(workers: int) -> None:
    with pytest.raises(SweepError, match="draws 16 to 19: ZeroDivisionError: nothing") as caught:
        sweep(Wrong(at=17), 40, chunk=4, workers=workers)
    assert "in __call__" in caught.value.__notes__[0]


def test_workers_leave_ctrl_c_to_the_parent() -> None:
    assert sweep(Deaf(), 6, workers=2)["deaf"] == 6
    assert sweep(Deaf(), 6)["deaf"] == 0


def test_a_task_that_cannot_be_loaded_says_so() -> None:
    with pytest.raises(SweepError, match="cannot load the task: LookupError: there is no such"):
        sweep(Unloadable(), 10, workers=2)


def test_workers_that_do_not_start_end_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool.worker, "serve", stillborn)
    with pytest.raises(SweepError, match=r"do not start \(with exit status 3\).*__main__"):
        sweep(Sums(), 10, workers=2)


def test_workers_that_are_killed_before_they_begin_are_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool.worker, "serve", shot)
    with pytest.raises(SweepError, match=r"killed .* by SIGKILL; often the memory") as raised:
        sweep(Sums(), 10, workers=2)
    assert "__main__" not in str(raised.value)


def test_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    crew = []
    start = pool._started
    monkeypatch.setattr(pool, "_started", lambda: crew.append(start()) or crew[-1])
    with pytest.raises(KeyboardInterrupt):
        sweep(Sums(), 40, workers=2, progress=_interrupt)
    assert len(crew) == 2
    with pytest.raises(ValueError, match="closed"):  # told to end, waited for, and closed
        crew[0].process.is_alive()


def _interrupt(label: str, share: float) -> None:
    if share > 0.2:
        raise KeyboardInterrupt


# What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"count": 0}, "count 0"),
        ({"workers": 0}, "workers 0"),
        ({"chunk": 0}, "chunk 0"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "workers or a scheduler"),
        ({"scheduler": "here"}, "no scheduler's address"),
        ({"scheduler": "tcp://"}, "no scheduler's address"),
    ],
)
def test_wrong_arguments(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        sweep(Sums(), **{"count": 5, **options})


@pytest.mark.parametrize(
    ("first", "later", "said"),
    [
        (7, 7, "mapping of tallies, not int"),
        ({1: 2}, {1: 2}, "a text, not 1"),
        ({"a": 1j}, {"a": 1j}, "of type complex128"),
        ({"a": np.uint64(1)}, {"a": 1}, "of type uint64"),
        ({"a": None}, {"a": 1}, "of type object"),
        ({"a": 1}, {"b": 1}, "draw 1: not every chunk has the tallies a, b"),
        ({"a": 1}, {"a": 1.0}, "int64.*float64"),
        ({"a": [1]}, {"a": [1, 2]}, r"int64\[1\].*int64\[2\]"),
    ],
)
def test_answers_that_are_no_tallies(first: object, later: object, said: str) -> None:
    with pytest.raises(SweepError, match=said):
        sweep(Answers(((0, first),), later), 3)


def test_small_integers_do_not_overflow() -> None:
    found = sweep(Answers((), {"a": np.int8(100), "b": np.float32(0.1), "c": True}), 64)
    assert found["a"] == 6400
    assert found["b"] == Fraction(float(np.float32(0.1))) * 64
    assert found["c"] == 64


def test_a_task_keeps_what_it_answered() -> None:
    mine = {"a": np.ones(2, dtype=np.int64)}
    sweep(Answers((), mine), 5)
    assert mine["a"].tolist() == [1, 1]


# Progress ---------------------------------------------------------------------------------------


def test_progress_is_told_with_time_left() -> None:
    told: list[tuple[str, float]] = []
    clock = iter([0.0, 30.0, 60.0])
    pace = Pace(lambda *what: told.append(what), 100_000, 10_000, lambda: next(clock))
    pace.say(10_000)
    pace.say(25_000)
    pace.say(40_000)
    pace.say(100_000)
    pace.wait(40_000, "waiting for workers")
    assert told == [
        ("draws 10,000 of 100,000", 0.1),
        ("draws 25,000 of 100,000, about 2 min left", 0.25),
        ("draws 40,000 of 100,000, about 2 min left", 0.4),
        ("draws 100,000 of 100,000", 1.0),
        ("draws 40,000 of 100,000, waiting for workers", 0.4),
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "a few seconds"), (42.4, "about 42 s"), (100, "about 2 min"),
        (3 * 3600, "about 3 h"), (50 * 3600, "about 2 days"),
    ],
)  # fmt: skip
def test_time_left(seconds: float, said: str) -> None:
    assert time_left(seconds) == said


def test_shares_only_grow() -> None:
    shares: list[float] = []
    sweep(Sums(), 130, progress=lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
