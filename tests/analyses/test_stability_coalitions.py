"""Coalitions in ``stability``: what is told where answers cannot be, or need not be, looked at."""

from __future__ import annotations

from typing import Any

import pytest

from irenic.analyses import stability_coalitions
from irenic.analyses.stability import stability
from irenic.report.words import conflict_phrases as phrases
from irenic.report.words import say
from stability_cases import CUBA, dossier, said

ALLIES: dict[str, Any] = {
    "a": {"x": "X"}, "b": {"y": "Y"}, "c": {"w": "W"}, "d": {"v": "V"}, "status_quo": [],
    "preferences": {"a": ["not (y and w)", "x"], "d": ["not (y and w)", "x and v", "not v"],
                    "b": ["x and y and w", "not y"], "c": ["x and y and w", "not w"]},
}  # fmt: skip
"""B and C have an answer to X together, and neither has one alone."""


def test_outsiders_that_answer_together() -> None:
    """Only an alliance of B and C deters A, and A and D together."""
    found = stability(dossier(ALLIES), coalition=["a"], coalitions=2)
    assert "NNNN" not in found.values["stable"]["seq"]["a"]
    assert "NNNN" in found.values["coalition"]["stable"]["seq"]
    (why,) = [one for one in found.values["coalition"]["why"] if one["concept"] == "seq"]
    assert [(step["parties"], step["to"]) for step in why["improvements"][0]["steps"]] == [
        (["b", "c"], "YYYN")
    ]
    assert "B and C could together answer by taking up" in said(found)
    (case,) = [one for one in found.values["defections"]
               if (one["state"], one["coalition"]) == ("NNNN", ["a", "d"])]  # fmt: skip
    assert case["to"] == ["YNNY"]
    assert case["undeterred"]["seq"] == []


def test_too_many_alliances_are_said_and_nothing_is_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stability_coalitions, "MOST_ANSWERS", 0)
    found = stability(dossier(ALLIES), coalition=["a", "d"], coalitions=2)
    assert found.status == "partial"
    assert "seq" not in found.values["coalition"]["counts"]
    assert found.values["coalition"]["not_computed"]["seq"] > 0
    assert {one["concept"] for one in found.values["coalition"]["why"]} == {
        "nash_stability", "gmr", "smr",
    }  # fmt: skip
    assert found.values["defections_search"]["not_computed"]["seq"] > 0
    assert all(set(one["undeterred"]) == {"gmr", "smr"} for one in found.values["defections"])
    assert "Whether the others could answer joint moves was not computed under SEQ" in said(found)
    only = stability(dossier(ALLIES), coalitions=2, concepts=["seq"])
    assert not any(one["undeterred"] for one in only.values["defections"])
    assert only.values["defections_search"]["undeterred"] is None


@pytest.mark.parametrize("concept", ["sim", "nash_stability", "limited_move"])
def test_where_no_concept_looks_at_answers_none_are_claimed_to_be_missing(concept: str) -> None:
    """C would punish what A and B gain by together."""
    moves = {
        "a": {"x": "X"}, "b": {"y": "Y"}, "c": {"z": "Z"}, "status_quo": [],
        "preferences": {
            "a": ["not z", "x iff y", "x"], "b": ["not z", "x iff y", "y"], "c": ["z iff x"],
        },
    }  # fmt: skip
    found = stability(dossier(moves), coalitions=2, concepts=[concept])
    (case, *_) = found.values["defections"]
    assert case["undeterred"] == {}
    assert found.values["defections_search"]["undeterred"] is None
    assert "Whether the others could answer was not looked at" in said(found)
    assert "A and B could together take up" in said(found)
    assert "unanswered" not in said(found)
    assert "have no answer" not in said(found)
    (table,) = [table for table in found.tables if table.key == "defections"]
    assert [column.key for column in table.columns] == ["coalition", "state", "to"]
    assert table.reading is not None
    assert "answers were not looked at" in say(table.reading, found.names)
    again = stability(dossier(moves), coalitions=2, concepts=[concept, "gmr"])
    (same,) = [
        one for one in again.values["defections"]
        if (one["state"], one["coalition"]) == (case["state"], case["coalition"])
    ]  # fmt: skip
    assert same["undeterred"] == {"gmr": []}


@pytest.mark.parametrize("concept", ["sim", "sseq", "limited_move", "non_myopic"])
def test_a_coalition_under_concepts_that_have_no_form_for_it(concept: str) -> None:
    found = stability(dossier(CUBA), coalition=["us", "ussr"], concepts=[concept])
    assert found.values["coalition"]["counts"] == {}
    name = phrases.CONCEPTS[concept]
    assert f"is not told: {name} has no form for coalitions here." in said(found)
    assert "Not said of the coalition" not in said(found)
    assert "reason to leave together:" not in said(found)


def test_nobody_else_answers_a_coalition_of_all_or_a_party_alone() -> None:
    moves = {"a": {"x": "X"}, "b": {"y": "Y"}, "status_quo": [],
             "preferences": {"a": ["x and y"], "b": ["x and y"]}}  # fmt: skip
    text = said(stability(dossier(moves), coalition=["a", "b"], coalitions=2))
    assert "A and B could together take up “X” and “Y” and all be better off than today." in text
    assert "the others have no answer" not in text
    assert "no answer of the others" not in text
    alone = {"a": {"x": "X"}, "status_quo": [], "preferences": {"a": ["x"]}}
    for options in ({}, {"party": "a"}):
        text = said(stability(dossier(alone), **options))
        assert "A could take up “X” and be better off than today." in text
