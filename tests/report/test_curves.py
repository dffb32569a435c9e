"""Curves side by side: gaps, bounds, bands, and lettering that does not touch."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement_pictures import case_and_values
from irenic.analyses.enforcement_figures import figures as described
from irenic.analyses.names import names
from irenic.analyses.result import Axis, Figure
from irenic.report import figures
from lettering_boxes import boxes, outside, overlaps

WIDTHS = (figures.WIDE, figures.NARROW)


def made(*size: int) -> tuple[dict[str, Figure], Any]:
    case, values = case_and_values(*size)
    return {f.key: f for f in described(case, values)}, names(case.dossier)


def rows(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        row
        for number, layer in enumerate(spec["layer"])
        if layer["mark"]["type"] == kind
        for row in spec["datasets"][f"layer_{number}"]
    ]


@settings(max_examples=20, deadline=None)
@given(
    st.tuples(st.integers(2, 6), st.integers(1, 6), st.integers(1, 30), st.integers(0, 9)),
    st.sampled_from(WIDTHS),
)
def test_no_lettering_touches_other_lettering_or_leaves_the_picture(
    size: tuple[int, int, int, int], wide: int
) -> None:
    found, named = made(*size)
    for key in ("enforcement-curves", "enforcement-completion", "enforcement-margins"):
        spec = figures.spec(found[key], named, wide)
        assert outside(spec) == []
        touching = overlaps(spec)
        if key == "enforcement-margins":  # numbers of cells have their own test
            touching = [pair for pair in touching if not pair[0][4][-1].isdigit()]
        assert touching == []


def panel(*points: tuple[float, float | None, float | None, bool]) -> Figure:
    found, _ = made(2, 2, 2)
    figure = found["enforcement-curves"]
    return Figure(
        "f", "curves", "T", figure.reading, figure.alt, figure.axes,
        tuple(
            {"panel": "stages", "title": "Length", "measure": "stages", "guarantee": None,
             "at": at, "margin": margin, "bound": bound, "proven": proven, "present": at == 1}
            for at, margin, bound, proven in points
        ),
    )  # fmt: skip


def test_a_line_is_broken_where_no_timetable_is_possible() -> None:
    figure = panel((1, 2.0, None, True), (2, None, None, True), (3, 4.0, None, True),
                   (4, 5.0, None, True))  # fmt: skip
    spec = figures.spec(figure, {}, figures.WIDE)
    pieces: dict[str, list[float]] = {}
    for row in rows(spec, "line"):
        pieces.setdefault(row["line"], []).append(row["x"])
    assert sorted(len(xs) for xs in pieces.values()) == [1, 2]
    said = [box[4] for box in boxes(spec)]
    assert "\u00d7: no timetable is possible" in said
    assert "?" not in said
    assert "+2" in said
    crosses = [r for r in rows(spec, "rule") if r["x"] != r["x2"] and r["y"] != r["y2"]]
    assert len(crosses) == 2


def test_what_was_not_settled_is_hollow_with_its_bound_or_a_question_mark() -> None:
    figure = panel((1, 2.0, 3.0, False), (2, 3.0, 90.0, False), (3, None, None, False),
                   (4, 4.0, None, True))  # fmt: skip
    spec = figures.spec(figure, {}, figures.WIDE)
    said = [box[4] for box in boxes(spec)]
    assert "?" in said
    marks = rows(spec, "point")
    circles = [m for m in marks if m["shape"] == "circle"]
    assert sorted(m["fill"] != "#ffffff" for m in circles) == [False, False, True]
    assert sum(m["shape"] == "triangle-up" for m in marks) == 1  # 90 is out of the picture
    upright = [r for r in rows(spec, "rule") if r["x"] == r["x2"]]
    assert len(upright) == 2


def test_zero_is_where_the_dark_line_is() -> None:
    figure = panel((1, -2.0, None, True), (2, 0.0, None, True), (3, 2.0, None, True))
    spec = figures.spec(figure, {}, figures.WIDE)
    by_x = sorted(rows(spec, "point"), key=lambda row: float(row["x"]))
    (dark,) = (
        spec["datasets"][f"layer_{n}"]
        for n, layer in enumerate(spec["layer"])
        if layer["mark"]["type"] == "rule" and layer["mark"].get("strokeWidth") == 1.3
    )
    assert by_x[1]["y"] == pytest.approx(dark[0]["y"])
    assert by_x[0]["y"] > by_x[1]["y"] > by_x[2]["y"]
    assert by_x[0]["fill"] != by_x[1]["fill"] == by_x[2]["fill"]


def test_a_band_lies_round_its_line_and_only_later_series_are_dashed_and_named() -> None:
    found, named = made(4, 6, 5)
    spec = figures.spec(found["enforcement-completion"], named, figures.WIDE)
    band = rows(spec, "area")
    solid = [row for row in rows(spec, "line") if row["dash"] == [1, 0]]
    assert len(band) == len(solid) == 30
    for low, row in zip(band, solid, strict=True):
        assert low["y2"] <= row["y"] + 1e-9 <= low["y"] + 2e-9
        assert low["x"] == row["x"]
    assert len([row for row in rows(spec, "line") if row["dash"] == [4, 3]]) == 10
    assert [box[4] for box in boxes(spec)].count("ended") == 1


def test_a_heat_map_frames_what_is_to_be_framed_and_hides_no_small_loss() -> None:
    axes = {"x": Axis("stage", "Stage"), "y": Axis("party", "Party"), "value": Axis("margin", "M")}
    found, _ = made(2, 2, 2)
    marks = tuple(
        {"stage": str(n), "party": "a", "margin": margin, "framed": n == 2}
        for n, margin in enumerate((50.0, -0.4, -0.01, 0.0, 0.04), 1)
    )
    base = found["enforcement-margins"]
    figure = Figure("f", "heat", "T", base.reading, base.alt, axes, marks)
    spec = figures.spec(figure, {"parties": {"a": "Alpha"}}, figures.WIDE)
    cells = {cell["x"]: cell for cell in rows(spec, "rect")}
    first, second, third, fourth, fifth = (cells[x] for x in sorted(cells))
    assert second["fill"] == third["fill"] not in (first["fill"], fourth["fill"])
    assert fourth["fill"] == "#ffffff"
    assert fifth["fill"] != second["fill"]
    frame = [
        spec["datasets"][f"layer_{n}"]
        for n, layer in enumerate(spec["layer"])
        if layer["mark"].get("strokeWidth") == 2.6
    ]
    ((*sides,),) = frame
    assert len(sides) == 4
    assert min(s["x"] for s in sides) == pytest.approx(second["x"], abs=1.5)
    assert max(s["x2"] for s in sides) == pytest.approx(second["x2"], abs=1.5)
    level = [layer for layer in spec["layer"] if layer["mark"].get("angle") == 270]
    assert level == []
    assert "Stage" in [box[4] for box in boxes(spec)]
