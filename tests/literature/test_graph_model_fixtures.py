"""Four published conflicts, every cell, from dossier to stable states.

Prisoner's Dilemma; Syria and Iraq 1975; Cuban missile crisis; Elmira (Fang, Hipel &
Kilgour 1993; Hipel, Fang, Kilgour & Haight 1993). The answers are those of an independent
implementation of the definitions, which states its conventions in each file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from irenic.analyses.conflict import Conflict, conflict
from irenic.analyses.stability import stability
from irenic.dossier.model import Dossier
from irenic.theory.counter_moves import moves_from

CASES = ("Prisoners", "SyriaIraq", "Cuban", "Elmira")
CONCEPTS = {"nash_stability": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sim": "SIM"}


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _option(fixture: dict[str, Any], index: int) -> str:
    return f"{_slug(fixture['options'][index]['owner'])}.o{index}"


def _conjunction(fixture: dict[str, Any], pairs: list[list[Any]]) -> str:
    return " and ".join(
        _option(fixture, index) if letter == "Y" else f"not {_option(fixture, index)}"
        for index, letter in pairs
    )


def _preferences(fixture: dict[str, Any], party: str, mode: str) -> Any:
    if mode == "statements":
        return [
            " or ".join(_conjunction(fixture, pairs) for pairs in members)
            for members in fixture["preference_statements"][party]
        ]
    texts = {state["number"]: state["yn"] for state in fixture["states"]}
    groups = [g if isinstance(g, list) else [g] for g in fixture["rankings"][party]]
    ranking = [texts[g[0]] if len(g) == 1 else tuple(texts[n] for n in g) for g in groups]
    return {"ranking": tuple(ranking)}


def _dossier(fixture: dict[str, Any], mode: str) -> Dossier:
    parties = [dm["name"] for dm in fixture["decision_makers"]]
    moves: dict[str, Any] = {_slug(party): {} for party in parties}
    for option in fixture["options"]:
        moves[_slug(option["owner"])][f"o{option['index']}"] = {
            "name": option["name"],
            "reversible": option["permitted_direction"] != "fwd",
            "resumable": option["permitted_direction"] != "back",
        }
    moves["preferences"] = {_slug(p): _preferences(fixture, p, mode) for p in parties}
    moves["infeasible"] = [_conjunction(fixture, pattern) for pattern in fixture["infeasible"]]
    entries = {_slug(party): {"name": party} for party in parties}
    return Dossier.model_validate({"irenic": 1, "parties": entries, "moves": moves})


@pytest.fixture(params=CASES)
def fixture(request: pytest.FixtureRequest, shared: Path) -> dict[str, Any]:
    path = shared / "fixtures" / "graph_model" / f"{request.param}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(params=("own", "ranking"))
def read(request: pytest.FixtureRequest, fixture: dict[str, Any]) -> Dossier:
    mode = fixture["preference_mode"] if request.param == "own" else "ranking"
    return _dossier(fixture, mode)


def _place(given: Conflict, fixture: dict[str, Any]) -> dict[int, int]:
    """Number of the fixture -> place in C order."""
    places = {state["number"]: given.state(state["yn"]) for state in fixture["states"]}
    assert None not in places.values()
    return places  # type: ignore[return-value]


def test_states_are_those_published_in_their_order(fixture: dict[str, Any], read: Dossier) -> None:
    given = conflict(read)
    feasible = np.flatnonzero(given.model.feasible)
    assert given.text(feasible) == [state["yn"] for state in fixture["states"]]
    answer = stability(read).values
    assert answer["states"] == fixture["n_states_total"]
    assert answer["feasible"] == fixture["n_feasible"]
    assert answer["moves"] == [_option(fixture, o["index"]) for o in fixture["options"]]


def test_payoffs(fixture: dict[str, Any], read: Dossier) -> None:
    given = conflict(read)
    place = _place(given, fixture)
    for party, ranks in zip(fixture["decision_makers"], given.model.ranks, strict=True):
        found = {number: int(ranks.flat[at]) for number, at in place.items()}
        assert found == {int(n): v for n, v in fixture["payoffs"][party["name"]].items()}


def test_moves(fixture: dict[str, Any], read: Dossier) -> None:
    given = conflict(read)
    place = _place(given, fixture)
    number = {at: n for n, at in place.items()}
    for party, entry in enumerate(fixture["decision_makers"]):
        found = {
            str(n): sorted(number[int(end)] for end in moves_from(given.model, party, at))
            for n, at in place.items()
        }
        assert found == fixture["moves"][entry["name"]]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_stable_states_and_equilibria(fixture: dict[str, Any], read: Dossier, concept: str) -> None:
    answer = stability(read, concepts=[concept]).values
    published = fixture["stability"][CONCEPTS[concept]]
    text = {state["number"]: state["yn"] for state in fixture["states"]}
    assert answer["equilibria"][concept] == published["equilibria_yn"]
    for party, numbers in published["stable_for"].items():
        assert answer["stable"][concept][_slug(party)] == [text[n] for n in numbers]
        assert answer["counts"][concept]["stable"][_slug(party)] == len(numbers)
    assert answer["counts"][concept]["equilibria"] == len(published["equilibria_yn"])


@pytest.mark.parametrize("case", ["Prisoners", "SyriaIraq", "Cuban"])
def test_published_statements_and_rankings_are_the_same_preferences(
    case: str, shared: Path
) -> None:
    """Not so for Elmira, whose published payoffs come from its ranking."""
    path = shared / "fixtures" / "graph_model" / f"{case}.json"
    fixture = json.loads(path.read_text(encoding="utf-8"))
    by_statements, by_ranking = (
        conflict(_dossier(fixture, mode)).model.ranks for mode in ("statements", "ranking")
    )
    for one, other in zip(by_statements, by_ranking, strict=True):
        assert np.array_equal(one, other)
