"""A large case's brief is shared out between two processes, with the same answers."""

from __future__ import annotations

from multiprocessing import Pipe

import pytest

from irenic import brief
from irenic.dossier.model import Dossier
from robustness_cases import timed


def found(dossier: Dossier) -> tuple[dict[str, object], list[str]]:
    told: list[str] = []
    results = brief.results(dossier, None, lambda label, share: None, told.append)
    plain = {
        name: getattr(result, "values", result)
        for name, result in results.items()
        if name != "plans"
    }
    return plain, told


def test_another_process_gives_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = timed(2)
    here = found(dossier)
    monkeypatch.setattr(brief, "LARGE", 1)
    asked: list[str] = []
    monkeypatch.setattr(brief, "_kept", lambda *_: asked.append("here"))
    assert found(dossier) == here
    assert asked == []
    assert here[0]["comparison"] is not None


def test_where_the_other_process_gives_nothing_it_is_asked_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = timed(3)
    here = found(dossier)
    monkeypatch.setattr(brief, "LARGE", 1)

    # It prints what it is given, sends nothing, and ends.
    monkeypatch.setattr(brief, "_answer", print)
    assert found(dossier) == here


def test_a_process_that_died_is_no_answer() -> None:
    mine, its = Pipe(duplex=False)
    its.close()
    assert brief._received(mine) is None
