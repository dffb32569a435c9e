"""The Gantt chart: every share where it belongs, nothing on top of anything else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement_pictures import case_and_values
from irenic.analyses.enforcement_figures import figures as described
from irenic.analyses.names import names
from irenic.analyses.result import Figure
from irenic.report import figures, gantt_layout
from irenic.report.gantt_layout import BAR, share_text
from irenic.report.palette import FAINT, PAPER
from lettering_boxes import boxes, outside, overlaps, rectangles

WIDTHS = (figures.WIDE, figures.NARROW)


def chart(*size: int) -> tuple[Figure, Any]:
    case, values = case_and_values(*size)
    return described(case, values)[0], names(case.dossier)


def bars(spec: dict[str, Any], laid: gantt_layout.Chart) -> list[dict[str, Any]]:
    """The filled rectangles of deeds."""
    rows = [row for group in laid.groups if group.party for row in group.rows]
    return [
        rect
        for rect in rectangles(spec)
        if rect["fill"] not in (FAINT, PAPER)
        and any(row.clear <= rect["y"] and rect["y2"] <= row.bottom for row in rows)
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.tuples(st.integers(1, 7), st.integers(1, 14), st.integers(1, 26), st.integers(0, 99)),
    st.sampled_from(WIDTHS),
)
def test_no_lettering_touches_other_lettering_or_leaves_the_picture(
    size: tuple[int, int, int, int], wide: int
) -> None:
    figure, named = chart(max(size[0], 2), *size[1:])
    spec = figures.spec(figure, named, wide)
    assert overlaps(spec) == []
    assert outside(spec) == []
    for row in rectangles(spec):
        assert 0 <= row["x"] < row["x2"] <= wide
        assert 0 <= row["y"] <= row["y2"] <= spec["height"]


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("size", [(16, 40, 12), (16, 40, 24), (3, 5, 240)])
def test_a_crowd_stays_readable(size: tuple[int, int, int], wide: int) -> None:
    figure, named = chart(*size)
    spec = figures.spec(figure, named, wide)
    assert overlaps(spec) == []
    assert outside(spec) == []
    said = " ".join(box[4] for box in boxes(spec))
    numbered = not gantt_layout.lay_out(figure, named, wide).joined
    for place, deed in enumerate(dict.fromkeys(m["deed"] for m in figure.data if "share" in m), 1):
        text = f"{place}. {named['deeds'][deed]}" if numbered else named["deeds"][deed]
        assert text in said


@settings(max_examples=30, deadline=None)
@given(
    st.tuples(st.integers(2, 7), st.integers(1, 14), st.integers(1, 26), st.integers(0, 99)),
    st.sampled_from(WIDTHS),
)
def test_the_shares_drawn_are_the_shares_done(size: tuple[int, int, int, int], wide: int) -> None:
    figure, named = chart(*size)
    spec = figures.spec(figure, named, wide)
    laid = gantt_layout.lay_out(figure, named, wide)
    shares = [m for m in figure.data if m["what"] == "share"]
    rows = {row.slug: row for group in laid.groups if group.party for row in group.rows}
    said = [(b[4], (b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in boxes(spec)]
    drawn = bars(spec, laid)
    assert len(drawn) == len(shares)
    for mark in shares:
        middle = (laid.start(mark["stage"]) + laid.end(mark["stage"])) / 2
        row = rows[mark["deed"]]
        (bar,) = (
            b
            for b in drawn
            if b["x"] < middle < b["x2"] and row.top <= b["y"] and b["y2"] <= row.bottom
        )
        text = share_text(mark["share"], mark["parts"])
        inside = [t for t, x, y in said if bar["x"] < x < bar["x2"] and row.clear < y < bar["y2"]]
        if bar["y2"] - bar["y"] < BAR - 1e-9:
            assert (bar["y2"] - bar["y"]) / BAR == pytest.approx(mark["share"])
        else:
            assert inside == ([text] if text else [])


def test_bars_of_neighbouring_stages_do_not_touch_and_stand_under_their_numbers() -> None:
    figure, named = chart(4, 9, 8)
    spec = figures.spec(figure, named, figures.WIDE)
    laid = gantt_layout.lay_out(figure, named, figures.WIDE)
    for bar in bars(spec, laid):
        stage = next(t for t in range(1, 9) if laid.start(t) < bar["x"] < laid.end(t))
        assert bar["x2"] < laid.end(stage)
        (number,) = (
            b for b in boxes(spec) if b[4] == str(stage) and b[3] < 16 and laid.start(stage) < b[0]
        )
        assert laid.start(stage) < (number[0] + number[2]) / 2 < laid.end(stage)


def test_a_guarantee_is_solid_where_it_is_credible_and_hollow_where_not() -> None:
    figure, named = chart(4, 6, 7)
    spec = figures.spec(figure, named, figures.WIDE)
    laid = gantt_layout.lay_out(figure, named, figures.WIDE)
    guards = [
        (layer, row)
        for number, layer in enumerate(spec["layer"])
        if layer["mark"]["type"] == "rect"
        for row in spec["datasets"][f"layer_{number}"]
        if row["y2"] < laid.bottom and row["y2"] - row["y"] == gantt_layout.GUARD
    ]
    rows = {row.slug: row for group in laid.groups if group.party is None for row in group.rows}
    for mark in (m for m in figure.data if m["what"] == "guarantee"):
        x, y = (
            (laid.start(mark["stage"]) + laid.end(mark["stage"])) / 2,
            rows[mark["guarantee"]].middle,
        )
        ((layer, row),) = (
            (one, r) for one, r in guards if r["x"] < x < r["x2"] and r["y"] < y < r["y2"]
        )
        assert (row["fill"] == PAPER) == (not mark["credible"])
        assert ("strokeDash" in layer["mark"]) == (not mark["credible"])


def test_each_benchmark_has_a_letter_before_the_deed_and_in_the_key() -> None:
    figure, named = chart(4, 9, 8)
    spec = figures.spec(figure, named, figures.WIDE)
    laid = gantt_layout.lay_out(figure, named, figures.WIDE)
    waits = {m["deed"]: m["benchmark"] for m in figure.data if m.get("deed") and m["benchmark"]}
    letters = dict(zip(dict.fromkeys(waits.values()), "ABC", strict=False))
    rows = {row.slug: row for row in laid.rows}
    for deed, benchmark in waits.items():
        row, x = rows[deed], laid.start(gantt_layout.begin(figure, deed))
        (letter,) = (
            b[4]
            for b in boxes(spec)
            if row.top < (b[1] + b[3]) / 2 < row.bottom and x - 16 < b[0] < x
        )
        assert letter == letters[benchmark]
    said = " ".join(b[4] for b in boxes(spec) if b[1] > laid.bottom)
    for benchmark in waits.values():
        assert f"waits for: {named['benchmarks'][benchmark]} (20% a stage)" in said


def _two(links: list[tuple[str, str]], stages: dict[str, int]) -> Figure:
    marks: list[dict[str, Any]] = [
        {"what": "stage", "stage": t, "month": t - 1, "until": t} for t in range(1, 5)
    ]
    marks += [
        {"what": "share", "party": "a", "deed": d, "stage": t, "share": 1.0, "parts": 1,
         "benchmark": None}
        for d, t in stages.items()
    ]  # fmt: skip
    figure, _ = chart(2, 2, 2)
    return Figure(
        "f", "gantt", "T", figure.reading, figure.alt, figure.axes, tuple(marks),
        tuple({"from": one, "to": other, "label": ""} for one, other in links),
    )  # fmt: skip


NAMED = {"parties": {"a": "Alpha"}, "deeds": {d: f"Deed {d}" for d in "wxyz"}}


def test_what_comes_after_what_is_a_line_where_lines_can_be_told_apart() -> None:
    apart = _two([("w", "x"), ("y", "z")], {"w": 1, "x": 2, "y": 2, "z": 3})
    spec = figures.spec(apart, NAMED, figures.WIDE)
    lines = [
        row
        for number, layer in enumerate(spec["layer"])
        if layer["mark"]["type"] == "line"
        for row in spec["datasets"][f"layer_{number}"]
    ]
    assert len({row["line"] for row in lines}) == 2
    assert not any("after" in box[4] and "(" in box[4] for box in boxes(spec))


def test_what_comes_after_what_is_written_where_lines_would_run_together() -> None:
    together = _two([("w", "y"), ("x", "z")], {"w": 1, "x": 1, "y": 2, "z": 2})
    for figure, wide in (
        (together, figures.WIDE),
        (_two([("w", "x")], {"w": 1, "x": 2}), figures.NARROW),  # lines would cross names
    ):
        spec = figures.spec(figure, NAMED, wide)
        assert not any(layer["mark"]["type"] == "line" for layer in spec["layer"])
        assert any("(after 1)" in box[4] for box in boxes(spec))


@pytest.mark.parametrize(
    ("share", "parts", "text"),
    [(1.0, 4, ""), (0.25, 4, "1/4"), (0.5, 4, "1/2"), (0.25, None, "25%"), (1 / 3, 3, "1/3"),
     (0.05, 20, "5%"), (0.004, None, "<1%"), (0.3, 4, "30%")],
)  # fmt: skip
def test_shares_are_written_as_parts_where_there_are_parts(
    share: float, parts: int | None, text: str
) -> None:
    assert share_text(share, parts) == text
