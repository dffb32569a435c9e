"""The state of the conflict that a plan brings about: read, checked, written."""

from __future__ import annotations

from pathlib import Path

import pytest

from irenic.dossier import read, write

BASE = """irenic: 1
parties: {{us: {{}}, a: {{}}}}
issues:
  land: {{options: {{p: P, q: Q}}, default: p, worth: {{us: {{p: 1, q: 2}}, a: {{p: 2, q: 1}}}}}}
scenarios: {{war: {{us: 1, a: 1}}}}
plans: {{peace: {{state: {}}}}}
"""
MOVES = """moves:
  us: {stay: Stay, go: Go}
  preferences: {us: [stay]}
  infeasible: [us.stay and us.go]
"""


def _found(folder: Path, state: str, moves: str = MOVES) -> list[tuple[str, str | None, str]]:
    file = folder / "dossier.yaml"
    file.write_text(BASE.format(state) + moves, encoding="utf-8")
    problems = read.examine(file)[1]
    return [(p.code, p.key, p.found) for p in problems if p.severity == "error"]


@pytest.mark.parametrize("state", ["[us.stay]", "[]", "[us.go]"])
def test_a_state_is_the_moves_in_force_in_it(tmp_path: Path, state: str) -> None:
    assert _found(tmp_path, state) == []


def test_faults_of_a_state_are_said_where_they_stand(tmp_path: Path) -> None:
    (unknown,) = _found(tmp_path, "[us.sty]")
    assert unknown[:2] == ("bad-statement", "plans.peace.state[0]")
    (statement,) = _found(tmp_path, "[us.stay, not us.go]")
    assert statement[:2] == ("bad-statement", "plans.peace.state[1]")
    assert _found(tmp_path, "[us.stay, us.go]") == [
        ("bad-state", "plans.peace.state", "a state in which 'us.stay and us.go' holds")
    ]
    assert _found(tmp_path, "[us.stay]", "") == [
        ("bad-state", "plans.peace.state", "a state of a conflict without moves")
    ]
    (text,) = _found(tmp_path, "us.stay")
    assert text[:2] == ("wrong-type", "plans.peace.state")


@pytest.mark.parametrize("state", ["[us.stay]", "[]"])
def test_a_state_survives_reading_and_writing(tmp_path: Path, state: str) -> None:
    assert _found(tmp_path, state) == []
    dossier = read.examine(tmp_path / "dossier.yaml")[0]
    assert dossier is not None
    again = tmp_path / "again.yaml"
    write.write(dossier, again)
    assert read.examine(again)[0] == dossier
    assert dossier.plans["peace"].state == (() if state == "[]" else ("us.stay",))
