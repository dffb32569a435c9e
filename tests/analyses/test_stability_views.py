"""Views in ``stability``: what a party sees otherwise, and views that change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from irenic.analyses.stability import stability
from irenic.errors import DossierError
from stability_cases import CUBA, HAWK, dossier


def test_a_party_may_misjudge_what_can_be_taken_back() -> None:
    """Y holds B back from X only if it stays in force: A sees that it can be taken back."""
    moves = {
        "a": {"x": "X"}, "b": {"y": {"name": "Y", "reversible": False}},
        "preferences": {"a": ["not x"], "b": ["not y"]},
    }  # fmt: skip
    seen = moves | {"views": {"a": {"moves": {"b": {"y": {"name": "Y"}}}}}}
    views = stability(dossier(seen), concepts=["nash_stability"]).values["views"]
    assert views["expected"]["nash_stability"] == {"a": ["NN"], "b": ["NN", "NY"]}
    assert views["equilibria"]["nash_stability"] == ["NN", "NY"]
    assert views["surprised"]["nash_stability"] == {"NY": ["a"]}


def test_states_that_exist_in_one_view_only_are_counted() -> None:
    """A does not know of X2, and thinks X1 with Y possible."""
    moves = {
        "a": {"x1": "X1", "x2": "X2"}, "b": {"y": "Y"}, "infeasible": ["x1 and y"],
        "preferences": {"a": ["x1"], "b": ["y"]},
        "views": {"a": {"unaware": ["x2"], "infeasible": []}},
    }  # fmt: skip
    views = stability(dossier(moves)).values["views"]
    assert views["unseen"] == {"a": 3}
    assert views["imagined"] == {"a": 1}
    moves["views"] = {"a": {"infeasible": ["x1"]}}
    views = stability(dossier(moves)).values["views"]
    assert (views["unseen"], views["imagined"]) == ({"a": 2}, {"a": 0})


def test_a_party_may_take_an_impossible_state_for_possible() -> None:
    both = CUBA | {"views": {"us": {"infeasible": []}}}
    views = stability(dossier(both)).values["views"]
    assert views["imagined"] == {"us": 4}
    assert views["unseen"] == {"us": 0}


def test_rankings_are_seen_without_the_states_unseen() -> None:
    moves = json.loads(json.dumps(HAWK)) | {"views": {"b": {"unaware": ["x"]}}}
    views = stability(dossier(moves)).values["views"]
    assert views["unseen"] == {"b": 2}
    assert views["expected"]["nash_stability"]["b"] == ["NN"]


def test_a_ranking_must_cover_what_is_seen() -> None:
    moves = json.loads(json.dumps(HAWK)) | {"infeasible": ["x and y"]}
    moves["preferences"]["a"]["ranking"].remove("YY")
    moves["views"] = {"b": {"infeasible": []}}
    with pytest.raises(DossierError, match=r"leaves out 1 feasible states.*as b sees"):
        stability(dossier(moves))


@pytest.mark.parametrize(
    ("view", "differs"),
    [
        ({"infeasible": ["y"]}, False),
        ({"infeasible": ["y"], "moves": {"a": {"y": {"name": "Y", "reversible": False}}}}, False),
        ({"infeasible": ["y"], "moves": {"a": {"x": {"name": "X", "reversible": False}}}}, True),
        ({"infeasible": ["y", "x and z"]}, True),
        ({"infeasible": []}, True),
        ({"preferences": {"b": ["not z", "not y"]}}, False),
        ({"preferences": {"b": ["z", "y"]}}, True),
    ],
)
def test_a_view_is_another_one_only_by_its_states_and_preferences(
    view: dict[str, Any], differs: bool
) -> None:
    """However the states come to be ruled out: here by one statement or by two."""
    moves = {
        "a": {"x": "X", "y": "Y"}, "b": {"z": "Z"},
        "preferences": {"a": ["z", "not x"], "b": ["not z", "y"]},
        "infeasible": ["y and z", "y and not z"], "views": {"b": view},
    }  # fmt: skip
    views = stability(dossier(moves)).values["views"]
    assert (views["parties"], views["same"]) == ((["b"], []) if differs else ([], ["b"]))


def test_no_views_no_hypergame() -> None:
    assert stability(dossier(CUBA)).values["views"] is None
