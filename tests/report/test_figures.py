"""Pictures: deterministic, well-formed, with nothing on top of anything else."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analyses.result import Axis, Figure, Statement
from irenic.report import figures, party_map
from irenic.report.labels import place_labels
from irenic.report.lettering import width, wrap
from irenic.report.scales import Scale, spanning
from vega import check_chart

NAMES = {
    "parties": {"a": "Alpha & <Sons>", "b": "Beta", "c": "Gamma of the very long name indeed"},
    "plans": {"x": "Plan X", "y": "Plan Y"},
    "blocs": {"bloc": "The bloc"},
}
ALT = Statement("overview-map-alt", evidence={
    "parties": 3, "blocs": {}, "patrons": {}, "outside": ["a", "b", "c"]})  # fmt: skip


def figure(kind: Any, axes: dict[str, Axis], data: list[dict[str, Any]]) -> Figure:
    return Figure("f", kind, "Title & more", ALT, ALT, axes, tuple(data))


def gains(kind: str, **extra: Axis) -> Figure:
    axes = {"x": Axis("gain", "Gain", "points"), "y": Axis("party", "Party"), **extra}
    data = [
        {"party": party, "gain": gain, "low": gain - 2, "high": gain + 3, "plan": plan}
        for (party, gain), plan in itertools.product(
            zip("abc", (4.0, -7.5, 0.0), strict=True), "xy"
        )
    ]
    return figure(kind, axes, data)


SCATTER = figure(
    "scatter",
    {
        "x": Axis("gx", "Gain of A", "points"), "y": Axis("gy", "Gain of B", "points"),
        "label": Axis("label", "Solution"), "series": Axis("kind", "Kind"),
    },
    [{"gx": n, "gy": 9 - n, "kind": "Frontier", "label": ""} for n in range(10)]
    + [{"gx": 4, "gy": 5, "kind": "Solution", "label": "Nash bargaining solution"}] * 2
    + [{"gx": 4.1, "gy": 5, "kind": "Solution", "label": "Egalitarian"}],
)  # fmt: skip

LINES = figure(
    "lines",
    {"x": Axis("t", "Month"), "y": Axis("v", "Worth", "points"), "series": Axis("party", "Party")},
    [{"t": t, "v": t * s, "party": p} for t in range(4) for s, p in enumerate("abc", 1)],
)


def parties(links: list[tuple[str, str]], blocs: dict[str, str]) -> Figure:
    data = [
        {"party": p, "bloc": blocs.get(p), "kind": "state", "required": p == "a"} for p in "abc"
    ]
    made = figure("map", {"label": Axis("party", "Party")}, data)
    return Figure(
        made.key, made.kind, made.title, made.reading, made.alt, made.axes, made.data,
        tuple({"from": a, "to": b, "label": ""} for a, b in links),
    )  # fmt: skip


def graph(nodes: list[tuple[str, int, bool]], links: list[tuple[str, str, str, bool]]) -> Figure:
    data = [
        {
            "state": state,
            "number": n,
            "column": column,
            "label": f"what is so in {state}",
            "start": n == 1,
            "concepts": ["gmr"] if holds else [],
        }
        for n, (state, column, holds) in enumerate(nodes, 1)
    ]
    made = figure("graph", {"label": Axis("number", "State")}, data)
    keys = ("from", "to", "party", "path")
    return replace(made, links=tuple(dict(zip(keys, link, strict=True)) for link in links))


HEAT = figure(
    "heat",
    {"x": Axis("party", "Party"), "y": Axis("plan", "Plan"), "value": Axis("gain", "Gain")},
    [
        {"party": p, "plan": q, "gain": g, "apart": p == "a"}
        for p, q, g in (("a", "x", 4.0), ("b", "x", -12.5), ("c", "y", 0.5), ("a", "y", 15.0))
    ],
)

GANTT = Figure(
    "f", "gantt", "Title & more", ALT, ALT, {"x": Axis("stage", "Stage")},
    (
        *({"what": "stage", "stage": t, "month": 2 * t - 2, "until": 2 * t} for t in (1, 2, 3)),
        {"what": "settled", "stage": 4},
        *({"what": "share", "party": p, "deed": f"of-{p}", "stage": t, "share": 0.5, "parts": 2,
           "benchmark": "calm" if p == "b" else None} for p in "ab" for t in (1, 3)),
        *({"what": "guarantee", "guarantee": "force", "by": "c", "on": "a", "kind": "guarantor",
           "penalty": 4.0, "stage": t, "credible": t < 3} for t in (2, 3, 4)),
        {"what": "benchmark", "benchmark": "calm", "chance": 20.0, "changed": True},
    ),
    ({"from": "of-a", "to": "of-b", "label": ""},),
)  # fmt: skip

CURVES = figure(
    "curves",
    {"x": Axis("at", "What changes"), "y": Axis("margin", "Margin", "points"),
     "high": Axis("bound", "Bound"), "facet": Axis("panel", "Panel")},
    [
        {"panel": p, "title": "Alpha & <Sons>", "measure": "stages", "at": n, "margin": m,
         "bound": None if m is None else m + n, "proven": n < 2, "present": n == 2}
        for p in "xy" for n, m in enumerate((None, -2.0, 1.0, None))
    ],
)  # fmt: skip

RANGES = {"low": Axis("low", "Low"), "high": Axis("high", "High")}


def spans(kind: str, **more: Axis) -> Figure:
    axes = {"x": Axis("share", "Share", "%"), "low": Axis("least", "Least", "%"),
            "y": Axis("party", "Party"), "series": Axis("group", "Group"), **more}  # fmt: skip
    rows = [
        {"party": p, "group": g, "share": 40.0, "least": 20.0, "most": 55.0, "filled": p == "a"}
        for g in ("one", "two") for p in "abc"
    ]  # fmt: skip
    return figure(kind, axes, rows)


EVERY = {
    "spans": spans("spans", high=Axis("most", "Most", "%"), value=Axis("filled", "Filled")),
    "tornado": spans("tornado"),
    "bars": figures.panels(gains("bars", facet=Axis("plan", "Plan")))[0],
    "intervals": figures.panels(gains("intervals", facet=Axis("plan", "Plan"), **RANGES))[1],
    "scatter": SCATTER,
    "lines": LINES,
    "heat": HEAT,
    "gantt": GANTT,
    "curves": CURVES,
    "graph": graph(
        [("NN", 0, False), ("NY", 1, True), ("YN", 1, False), ("YY", 2, True)],
        [("NN", "NY", "a", True), ("NY", "YY", "b", True), ("YN", "NY", "c", False)],
    ),
    "map": parties([("a", "b"), ("b", "c"), ("a", "c")], {"b": "bloc", "c": "bloc"}),
}


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("wide", [figures.WIDE, figures.NARROW])
def test_svg_is_wellformed_and_named(kind: str, wide: int) -> None:
    root = ET.fromstring(figures.svg(EVERY[kind], NAMES, wide))
    assert root.attrib["role"] == "img"
    assert root[0].tag.endswith("title")
    assert root[1].tag.endswith("desc")
    assert float(root.attrib["width"]) <= wide + 2
    texts = "".join(root.itertext())
    assert "Alpha &" in texts
    assert "undefined" not in texts
    assert "NaN" not in ET.tostring(root, encoding="unicode")


@pytest.mark.parametrize("kind", EVERY)
def test_svg_is_the_same_every_time(kind: str) -> None:
    assert figures.svg(EVERY[kind], NAMES) == figures.svg(EVERY[kind], NAMES)


def test_every_chart_passes_the_schema_of_vega_lite() -> None:
    for drawn in EVERY.values():
        spec = figures.spec(drawn, NAMES, figures.WIDE)
        check_chart(spec)


def test_a_chart_that_vega_lite_does_not_know_is_refused() -> None:
    spec = figures.spec(next(iter(EVERY.values())), NAMES, figures.WIDE)
    spec["layer"][0]["mark"] = {"type": "nonsense"}
    with pytest.raises(jsonschema.ValidationError):
        check_chart(spec)


def test_every_kind_that_can_be_drawn_is_tested() -> None:
    assert set(EVERY) == set(figures.DRAW)


def test_panels_share_scales_and_part_by_series() -> None:
    whole = gains("intervals", series=Axis("plan", "Plan"), **RANGES)
    first, second = figures.panels(whole)
    assert [figures.panel_title(p, NAMES) for p in (first, second)] == ["Plan X", "Plan Y"]
    ticks = [
        re.findall(r">([\u22120-9.]+)</text>", figures.svg(p, NAMES, 344, whole))
        for p in (first, second)
    ]
    assert ticks[0] == ticks[1]
    assert figures.panels(SCATTER) == (SCATTER,)


@given(st.text(max_size=60), st.integers(20, 300))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, room: int) -> None:
    lines = wrap(text, room, 12)
    assert all(width(line, 12) <= room or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrapping_to_few_lines_ends_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six", 40, 12, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("\u2026")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.booleans())
def test_scales_hold_their_values(values: list[float], zero: bool) -> None:
    scale = spanning(values, 10, 300, zero=zero)
    assert all(10 - 1e-6 <= scale.at(value) <= 300 + 1e-6 for value in values)
    ticks = scale.ticks(40)
    assert all(scale.low - 1e-6 <= t <= scale.high + 1e-6 for t in ticks)
    assert len(set(ticks)) == len(ticks) <= 12
    if zero:
        assert scale.low <= 0 <= scale.high


def test_ticks_are_round() -> None:
    assert Scale(0, 22, 0, 440).ticks(42) == (0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20)
    assert Scale(-75, 80, 0, 300).ticks(60) == (-50, 0, 50)


@given(st.lists(st.tuples(st.integers(20, 280), st.integers(20, 180)), max_size=12))
def test_labels_cover_neither_marks_nor_each_other_where_there_is_room(
    marks: list[tuple[int, int]],
) -> None:
    labels = [{"x": x, "y": y, "text": f"Label {n}"} for n, (x, y) in enumerate(marks[:4])]
    placed = place_labels(labels, marks, 10, (0, 0, 600, 400))
    boxes = [(p["x"], p["y"] - 6, p["x"] + width(p["text"], 10), p["y"] + 6) for p in placed]
    for one, other in itertools.combinations(boxes, 2):
        assert not _meet(one, other)
    for box, (x, y) in itertools.product(boxes, marks):
        assert not (box[0] < x < box[2] and box[1] < y < box[3])


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


slugs = st.sampled_from([f"p{n}" for n in range(9)])


@settings(max_examples=150)
@given(
    st.lists(st.tuples(slugs, slugs), max_size=14, unique=True),
    st.dictionaries(slugs, st.sampled_from(["red", "blue"]), max_size=6),
    st.sampled_from([342.0, 678.0]),
)
def test_on_the_map_nothing_overlaps_and_no_line_crosses_a_label(
    links: list[tuple[str, str]], blocs: dict[str, str], wide: float
) -> None:
    names = {
        "parties": {f"p{n}": f"Party {n} of a certain length" for n in range(9)},
        "blocs": {"red": "The reds", "blue": "The blues"},
    }
    data = tuple(
        {"party": f"p{n}", "bloc": blocs.get(f"p{n}"), "kind": "state", "required": True}
        for n in range(9)
    )
    given_ = Figure("f", "map", "T", ALT, ALT, {}, data,
                    tuple({"from": a, "to": b, "label": ""} for a, b in links))  # fmt: skip
    drawn = party_map.lay_out(given_, names, wide)
    chips = {chip.party: chip for chip in drawn.chips}
    assert len(chips) == 9
    for one, other in itertools.combinations(drawn.chips, 2):
        assert not _meet(_edges(one), _edges(other))
    for one, other in itertools.combinations(drawn.boxes, 2):
        assert not _meet(_edges(one), _edges(other))
    for shape in (*drawn.chips, *drawn.boxes):
        assert 0 <= shape.left < shape.right <= wide
        assert 0 <= shape.top < shape.bottom <= drawn.height
    assert {(line.patron, line.client) for line in drawn.lines} == {
        (a, b) for a, b in links if a != b
    }
    for line, (x, y) in ((one, point) for one in drawn.lines for point in one.points):
        assert -1 <= x <= wide + 1
        for chip in drawn.chips:
            inside = chip.left + 2 < x < chip.right - 2 and chip.top < y < chip.bottom
            assert not inside, (line.patron, line.client, chip.party)


def _edges(shape: Any) -> tuple[float, ...]:
    return shape.left, shape.top, shape.right, shape.bottom


def test_members_stand_inside_their_bloc() -> None:
    drawn = party_map.lay_out(EVERY["map"], NAMES, 678)
    (box,) = drawn.boxes
    for chip in drawn.chips:
        within = box.left <= chip.left and chip.right <= box.right and box.top < chip.top
        assert within == (chip.party in "bc")


@pytest.mark.parametrize("wide", [figures.WIDE, figures.NARROW])
@pytest.mark.parametrize("columns", [1, 3, 20])
def test_a_heat_map_shows_every_number_once_inside_its_cell(wide: int, columns: int) -> None:
    parties = [f"p{n}" for n in range(columns)]
    names = {"parties": {p: f"Party {p}" for p in parties}, "levers": {"x": "Do " * 30}}
    data = [
        {"party": p, "lever": lever, "gain": -10.0 - n, "apart": n < 2}
        for n, p in enumerate(parties)
        for lever in ("x", "y")
    ]
    axes = {"x": Axis("party", "Party"), "y": Axis("lever", "Lever"), "value": Axis("gain", "G")}
    drawn = figures.spec(figure("heat", axes, data), names, wide)
    rows = [row for found in drawn["datasets"].values() for row in found]
    cells = [row for row in rows if "fill" in row]
    numbers = [row for row in rows if "text" in row and row["text"].startswith("\u2212")]
    assert len(cells) == len(numbers) == 2 * columns
    for number in numbers:
        (cell,) = (
            c for c in cells if c["x"] < number["x"] < c["x2"] and c["y"] < number["y"] < c["y2"]
        )
        assert width(number["text"], 11) <= cell["x2"] - cell["x"] + 0.5
    assert all(0 <= row["x"] <= wide and 0 <= row["y"] <= drawn["height"] for row in rows)
    for one, other in itertools.combinations(cells, 2):
        assert not _meet(*(tuple(c[k] for k in ("x", "y", "x2", "y2")) for c in (one, other)))
