"""The pictures of a timetable say what its values say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import irenic
from enforcement_pictures import case_and_values
from irenic.analyses.enforcement_figures import figures
from irenic.analyses.names import names
from irenic.analyses.result import Figure
from irenic.dossier.model import Dossier
from irenic.report.words import say

SIZES = st.tuples(st.integers(2, 6), st.integers(1, 12), st.integers(1, 9), st.integers(0, 99))


def made(*size: int) -> tuple[dict[str, Figure], dict[str, Any], Any]:
    case, values = case_and_values(*size)
    return {f.key: f for f in figures(case, values)}, values, names(case.dossier)


def sayings(figure: Figure, named: Any) -> str:
    return say(figure.reading, named) + " " + say(figure.alt, named)


@settings(max_examples=25, deadline=None)
@given(SIZES)
def test_the_gantt_chart_has_every_share_and_every_stage_of_a_guarantee(
    size: tuple[int, int, int, int],
) -> None:
    found, values, _ = made(*size)
    marks = found["enforcement-gantt"].data
    shares = sorted((m["deed"], m["stage"], m["share"]) for m in marks if m["what"] == "share")
    assert shares == sorted((s["deed"], s["stage"], s["share"]) for s in values["timetable"])
    last = values["stages"] + 1
    wanted = {
        (slug, stage, stage in one["credible"])
        for slug, one in values["guarantees"].items()
        for stage in range(one["from"], (last if one["until"] is None else one["until"]) + 1)
    }
    drawn = [(m["guarantee"], m["stage"], m["credible"]) for m in marks if m["what"] == "guarantee"]
    assert len(drawn) == len(wanted)
    assert set(drawn) == wanted
    assert any(m["what"] == "settled" for m in marks) == any(stage == last for _, stage, _ in drawn)
    assert sum(m["what"] == "stage" for m in marks) == values["stages"]


@settings(max_examples=25, deadline=None)
@given(SIZES)
def test_parties_stand_together_and_deeds_in_the_order_in_which_they_begin(
    size: tuple[int, int, int, int],
) -> None:
    found, _, _ = made(*size)
    shares = [m for m in found["enforcement-gantt"].data if m["what"] == "share"]
    parties = [m["party"] for m in shares]
    assert len([p for n, p in enumerate(parties) if n == 0 or parties[n - 1] != p]) == len(
        set(parties)
    )
    for party in set(parties):
        deeds = list(dict.fromkeys(m["deed"] for m in shares if m["party"] == party))
        begins = [min(m["stage"] for m in shares if m["deed"] == d) for d in deeds]
        assert begins == sorted(begins)


def test_only_the_tightest_cell_is_framed_and_the_settled_state_stands_apart() -> None:
    found, values, named = made(5, 9, 6)
    heat = found["enforcement-margins"]
    framed = [m for m in heat.data if m["framed"]]
    (cell,) = framed
    assert cell["margin"] == values["margin"]
    assert {m["stage"] for m in heat.data if not m["apart"]} == {"Settled"}
    drawn = {p: [m["margin"] for m in heat.data if m["party"] == p] for p in values["margins"]}
    assert drawn == values["margins"]
    short = sum(m < 0 for row in values["margins"].values() for m in row)
    assert short > 0
    assert f"({short} cells)" in say(heat.reading, named)


def test_curves_mark_what_is_planned_and_leave_out_bounds_that_are_proven() -> None:
    found, values, named = made(4, 6, 5)
    curves = found["enforcement-curves"]
    for panel in {m["panel"] for m in curves.data}:
        (now,) = [m for m in curves.data if m["panel"] == panel and m["present"]]
        wanted = {"stages": 5, "times": 1}.get(panel)
        assert now["at"] == (values["guarantees"][panel]["penalty"] if wanted is None else wanted)
    assert all((m["bound"] is None) == m["proven"] for m in curves.data)
    assert "g0" not in {m["panel"] for m in curves.data}  # its size changes nothing
    text = sayings(curves, named)
    assert "\u2018Force along the line 0\u2019 changes nothing" in text
    assert "The shortest timetable in which nobody walks off takes 5 stages" in text
    assert "with 2 times as many parts nobody walks off" in text


def test_a_flat_curve_is_left_out_only_if_it_is_proven_flat() -> None:
    case, values = case_and_values(2, 3, 3)
    curve = values["curves"]["guarantees"]["g0"]
    named = names(case.dossier)
    for proven in (True, False):
        curve[1]["proven"] = proven
        (curves,) = (f for f in figures(case, values) if f.key == "enforcement-curves")
        assert ("g0" in {m["panel"] for m in curves.data}) == (not proven)
        assert ("line 0\u2019 changes nothing" in say(curves.reading, named)) == proven


@pytest.mark.parametrize(
    ("horizon", "told"),
    [
        ([(1, None, None)], "Whatever its length, up to 1 stage, somebody walks off"),
        ([(1, None, 4.0)], "No timetable of up to 1 stage was found in which nobody walks off"),
        ([(1, -1.0, 4.0), (2, 1.0, 1.0)], "In a timetable of 2 stages nobody walks off; a shorter"),
        ([(1, -1.0, -1.0), (2, 0.0, 0.0)], "The shortest timetable in which nobody walks off"),
    ],
)
def test_what_is_said_of_lengths_is_no_more_than_is_proven(
    horizon: list[tuple[int, float | None, float | None]], told: str
) -> None:
    case, values = case_and_values(2, 2, 2)
    values["curves"] = {
        "horizon": [{"stages": t, "margin": m, "bound": b, "proven": m == b}
                    for t, m, b in horizon],
        "parts": [], "guarantees": {},
    }  # fmt: skip
    (curves,) = (f for f in figures(case, values) if f.key == "enforcement-curves")
    assert say(curves.reading, names(case.dossier)).startswith(told)


def test_chances_are_drawn_with_twice_their_error_and_the_planned_month() -> None:
    found, values, named = made(4, 6, 5)
    chart = found["enforcement-completion"]
    planned = 2.0 * max(step["stage"] for step in values["timetable"])
    done = [m for m in chart.data if m["series"] == "all done"]
    assert len(done) == 3 * 10
    assert {m["month"] for m in done if m["present"]} == {planned}
    assert len([m for m in chart.data if m["series"] == "ended"]) == 10
    for mark in done:
        assert 0 <= mark["low"] <= mark["chance"] <= mark["high"] <= 100
        assert mark["high"] - mark["low"] <= 2 * 1.96 * 2 + 1e-9
    assert f"by month {planned:.0f}, as planned" in say(chart.reading, named)


def test_nothing_is_drawn_where_there_is_nothing_to_show() -> None:
    case, values = case_and_values(3, 4, 3)
    values.update(timetable=[], curves=None, completion=None)
    assert figures(case, values) == ()


def test_the_words_say_whether_a_timetable_holds() -> None:
    case, values = case_and_values(3, 4, 3)
    said = []
    for holds in (True, False, None):
        chart = figures(case, {**values, "holds": holds})[0]
        said.append(say(chart.reading, names(case.dossier)))
    assert said[0].startswith("Kept as drawn, this timetable holds")
    assert said[1].startswith("No timetable holds")
    assert "not settled in time" in said[2]


def test_a_real_answer_has_its_pictures() -> None:
    given_ = {
        "irenic": 1, "parties": {"a": {"name": "The Alphas"}, "b": {"name": "The Betas"}},
        "scenarios": {"war": {"a": 1, "b": 1}},
        "benchmarks": {"calm": {"chance": 0.5}},
        "timetable": {
            "stages": 3,
            "deeds": {
                "arms": {"by": "a", "parts": 2, "worth": {"b": 4}, "cost": 1},
                "law": {"by": "b", "worth": {"a": 4}, "cost": 1, "benchmark": "calm"},
            },
            "guarantees": {"bond": {"on": "a", "penalty": 2, "kind": "bond"}},
            "settled": {"a": 6, "b": 6},
        },
    }  # fmt: skip
    result = irenic.enforcement(Dossier.model_validate(given_))
    found = {f.key: f for f in result.figures}
    assert set(found) == {
        "enforcement-gantt", "enforcement-margins", "enforcement-curves", "enforcement-completion",
    }  # fmt: skip
    marks = [m for m in found["enforcement-gantt"].data if m["what"] == "share"]
    assert sorted((m["deed"], m["stage"], m["share"]) for m in marks) == sorted(
        (s["deed"], s["stage"], s["share"]) for s in result.values["timetable"]
    )
    for figure in found.values():
        assert sayings(figure, result.names)
