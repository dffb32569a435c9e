"""The findings in plain words say what the values say."""

from __future__ import annotations

from typing import Any

import pytest

from irenic.analyses.result import Method, Result, Status
from irenic.report import plain
from irenic.report.plans import compared, opened, room
from irenic.report.words import say

NAMES = {
    "parties": {"a": "Alpha", "b": "Beta", "c": "Gamma"},
    "plans": {"x": "Plan X", "y": "Plan Y"},
    "issues": {"i": "Income", "j": "Jobs"},
}


def result(question: str, values: dict[str, Any]) -> Result:
    return Result(
        question, Status.COMPLETE, "Headline.", values, Method("m", "s"), {}, NAMES, "d", "1", 0.0
    )


def stability(
    today: dict[str, dict[str, bool] | None] | None, equilibria: int = 3, feasible: int = 8
) -> Result:
    counts = {"nash_stability": {"equilibria": equilibria, "stable": {}}, "sim": None}
    return result("stability", {"feasible": feasible, "status_quo_stable": today, "counts": counts})


def stuck(today: dict[str, dict[str, bool] | None] | None) -> str:
    statement = plain.stuck(stability(today))
    assert statement is not None
    return say(statement, NAMES)


def test_stuck_where_nobody_does_better_alone() -> None:
    said = stuck({"nash_stability": {"a": True, "b": True}, "gmr": {"a": True, "b": True}})
    assert "no party can do better by moving alone" in said


def test_stuck_where_answers_hold_a_party_back() -> None:
    said = stuck({"nash_stability": {"a": False, "b": True}, "seq": {"a": True, "b": True}})
    assert said.startswith("It is stuck: Alpha could do better by moving alone, but")


def test_in_doubt_where_the_answer_may_hurt_who_gives_it() -> None:
    said = stuck({"nash_stability": {"a": False, "b": False}, "gmr": {"a": True, "b": True},
                  "seq": {"a": False, "b": True}})  # fmt: skip
    assert said.startswith("It may not stay as it is: Alpha could do better by moving alone, and")


def test_not_stuck_where_nothing_holds_a_party_back() -> None:
    said = stuck({"nash_stability": {"a": False, "b": False}, "gmr": {"a": False, "b": True},
                  "sim": None})  # fmt: skip
    assert said.startswith("It need not stay as it is: Alpha could do better")


def test_without_a_status_quo_the_states_that_hold_are_counted() -> None:
    assert stuck(None).startswith("Of 8 states of affairs outside the table 3 would hold")


def test_nothing_is_said_where_the_concept_is_missing_or_no_state_feasible() -> None:
    assert plain.stuck(stability({"gmr": {"a": True}})) is None
    assert plain.stuck(stability(None, feasible=0)) is None


def agreement(**changed: Any) -> Result:
    entry = {"package": {"i": "o", "j": "o"}, "gains": {}, "short": {"a": 2.0, "b": 5.0}}
    values = {
        "quorum": None, "red_lines_leave": 4, "acceptable_to_all": 0, "packages": 12,
        "nearest": {"ties": [entry]}, "nash_bargaining_solution": None, "required": ["a", "b"],
        "plan": None,
    }  # fmt: skip
    return result("agreement", {**values, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "the nearest falls short for Alpha by 2 and Beta by 5 of their own points"),
        ({"acceptable_to_all": 3, "nearest": None, "nash_bargaining_solution":
          {"ties": [{"package": {"i": "o", "j": "o"}}]}},
         "as things stand: 3 of 12 ways to settle the 2 issues are acceptable to every"),
    ],
)  # fmt: skip
def test_agreement_in_plain_words(changed: dict[str, Any], said: str) -> None:
    statement = plain.agreement(agreement(**changed))
    assert statement is not None
    assert said in say(statement, NAMES)


def test_agreement_leaves_quorums_and_red_lines_to_the_headline() -> None:
    assert plain.agreement(agreement(quorum=2)) is None
    assert plain.agreement(agreement(red_lines_leave=0)) is None


@pytest.mark.parametrize(
    ("own", "room", "said"),
    [
        ({"acceptable": True, "lost": [], "left_open": []}, 4, " is acceptable to every party"),
        ({"acceptable": True, "lost": [], "left_open": ["i"]}, 4,
         " (with 1 issue left at the default: Income) is acceptable to every party"),
        ({"acceptable": False, "lost": ["b", "c"], "left_open": []}, 4,
         "opens room for agreement (4 packages), but its own package loses Beta, whose"),
        ({"acceptable": False, "lost": ["a", "b"], "left_open": ["i", "j"]}, 0,
         "opens no room for agreement, and its own package (with 2 issues left at the default: "
         "Income and Jobs) loses Alpha and Beta, whose"),
    ],
)  # fmt: skip
def test_plans_in_plain_words(own: dict[str, Any], room: int, said: str) -> None:
    statement = plain.plan("x", agreement(plan=own, acceptable_to_all=room))
    assert statement is not None
    text = say(statement, NAMES)
    assert text.startswith("\u201cPlan X\u201d")
    assert said in text


def test_plans_side_by_side() -> None:
    plans = {
        "x": agreement(plan={"gains": {"a": 2.0, "b": -1.0}, "lost": ["b"]}),
        "y": agreement(plan={"gains": {"a": 3.0, "b": -4.0, "c": -1.0}, "lost": ["b", "c"]}),
    }
    figure, table = compared(plans, NAMES)
    assert len(figure.data) == 5
    assert table.rows == (("a", 2.0, 3.0), ("b", -1.0, -4.0), ("c", None, -1.0))
    said = say(figure.reading, NAMES)
    assert "\u201cPlan X\u201d and \u201cPlan Y\u201d lose fewest of them (1)" in said
    assert "Every plan loses Beta." in said
    assert "Plan Y loses Beta and Gamma." in say(figure.alt, NAMES)


def _opening(**packages: int) -> dict[str, Result]:
    solution = {"ties": [{"gains": {"a": 4.0, "b": 1.0, "c": -9.0}}]}
    return {
        slug: agreement(acceptable_to_all=many, zopa_empty=not many, scenario="s",
                        nash_bargaining_solution=solution if many else None)
        for slug, many in packages.items()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("packages", "sourced", "said"),
    [
        ({"x": 3, "y": 9}, {"x": True, "y": False}, "Those of \u201cPlan Y\u201d leave more"),
        ({"x": 3, "y": 9}, {"x": True, "y": True}, "Shown in detail: \u201cPlan Y\u201d."),
        ({"x": 3, "y": 9}, {"x": False, "y": False}, "no plan that carries a source opens any"),
        ({"x": 0, "y": 9}, {"x": True, "y": False}, "Shown in detail: \u201cPlan Y\u201d, whose"),
    ],
)
def test_the_plan_shown_in_detail_is_one_with_a_source(
    packages: dict[str, int], sourced: dict[str, bool], said: str
) -> None:
    statement = opened(_opening(**packages), sourced)
    assert statement is not None
    assert said in say(statement, NAMES)


def test_what_levers_open_is_told_for_every_plan() -> None:
    plans = _opening(x=0, y=9)
    table = room(plans, {"x": True, "y": False})
    assert table.rows == (("x", True, 0, None, None, "s"), ("y", False, 9, 1.0, "b", "s"))
    assert opened(_opening(x=0, y=0), {"x": True, "y": True}) is None
