"""The graph of states: nothing on top of anything else, nothing outside, marks by kind."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic import load
from irenic.analyses.result import Axis, Figure, Statement
from irenic.analyses.stability import stability
from irenic.dossier.model import Dossier
from irenic.report import palette
from irenic.report.drawing import Canvas
from irenic.report.graph_chart import state_graph
from irenic.report.state_graph import RADIUS, lay_out
from irenic.report.words import say


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Up to 40 states in columns, and lines within columns and to the next ones."""
    columns = draw(st.lists(st.integers(0, 8), min_size=1, max_size=40))
    nodes = [{"state": f"s{i}", "column": c} for i, c in enumerate(columns)]
    pairs = [
        (a, b) for a, b in combinations(range(len(columns)), 2) if abs(columns[a] - columns[b]) <= 1
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=60, unique=True)) if pairs else []
    links = [
        {"from": f"s{a}", "to": f"s{b}", "party": draw(st.sampled_from("pq")), "path": False,
         "gain": draw(st.booleans())}
        for a, b in (draw(st.permutations(pair)) for pair in chosen)
    ]  # fmt: skip
    return nodes, links


@given(case=graphs(), width=st.sampled_from([344.0, 680.0]))
def test_marks_keep_apart_and_lines_lead_from_mark_to_mark(
    case: tuple[list[dict[str, Any]], list[dict[str, Any]]], width: float
) -> None:
    nodes, links = case
    drawn = lay_out(nodes, links, width)
    assert set(drawn.places) == {node["state"] for node in nodes}
    for (x, y), (x2, y2) in combinations(drawn.places.values(), 2):
        assert max(abs(x - x2), abs(y - y2)) >= 2 * RADIUS + 4
    for x, y in drawn.places.values():
        assert RADIUS <= x <= width - RADIUS
        assert RADIUS <= y <= drawn.height - RADIUS
    assert len(drawn.edges) == len(links)
    for edge in drawn.edges:
        for state, (x, y) in ((edge.start, edge.points[0]), (edge.end, edge.points[-1])):
            middle = drawn.places[state]
            assert abs(x - middle[0]) <= RADIUS + 4.01
            assert abs(x - middle[0]) ** 2 + abs(y - middle[1]) ** 2 >= (RADIUS - 0.1) ** 2
            assert abs(y - middle[1]) <= RADIUS
        assert all(0 <= x <= width and 0 <= y <= drawn.height for x, y in edge.points)
    assert lay_out(nodes, links, width) == drawn


def test_states_stand_near_those_they_are_joined_to() -> None:
    nodes = [{"state": s, "column": c} for s, c in (("a", 0), ("b", 0), ("x", 1), ("y", 1))]
    links = [{"from": "a", "to": "y", "party": "p", "path": False},
             {"from": "b", "to": "x", "party": "p", "path": False}]  # fmt: skip
    places = lay_out(nodes, links, 680).places
    assert (places["a"][1] < places["b"][1]) == (places["y"][1] < places["x"][1])


def _uprights(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float, float]]:
    """The upright stretches of a line: x, top and bottom."""
    return [
        (x, min(y, y2), max(y, y2))
        for (x, y), (x2, y2) in pairwise(points)
        if abs(x - x2) < 0.01 and abs(y - y2) > 1
    ]


@given(case=graphs(), width=st.sampled_from([344.0, 680.0]))
def test_lines_beside_a_column_never_lie_on_one_another(
    case: tuple[list[dict[str, Any]], list[dict[str, Any]]], width: float
) -> None:
    nodes, links = case
    drawn = lay_out(nodes, links, width)
    within = [e for e in drawn.edges if drawn.places[e.start][0] == drawn.places[e.end][0]]
    for one, other in combinations(within, 2):
        for x, top, bottom in _uprights(one.points):
            for x2, top2, bottom2 in _uprights(other.points):
                assert abs(x - x2) > 0.5 or bottom <= top2 or bottom2 <= top
    for edge in within:
        down = drawn.places[edge.start][1] < drawn.places[edge.end][1]
        middle = drawn.places[edge.start][0]
        assert all((x > middle) is down for x, _ in edge.points)


@given(case=graphs())
def test_heads_point_at_the_mark_that_the_line_leads_to(
    case: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    drawn = lay_out(*case, 680.0)
    for edge in drawn.edges:
        (before, _), (x, _) = edge.points[-2:]
        assert (x > before) is (drawn.places[edge.end][0] > x)


@given(case=graphs())
def test_no_two_lines_leave_or_arrive_at_the_same_point(
    case: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    drawn = lay_out(*case, 680.0)
    ends = [
        (state, point[0] > drawn.places[state][0], point[1])
        for edge in drawn.edges
        for state, point in ((edge.start, edge.points[0]), (edge.end, edge.points[-1]))
    ]
    assert len(set(ends)) == len(ends)


def _figure(**concepts: list[str]) -> Figure:
    said = Statement("stability_no_status_quo")
    nodes = tuple(
        {"state": s, "number": n, "column": n, "label": s, "start": n == 1, "concepts": held}
        for n, (s, held) in enumerate(concepts.items(), 1)
    )
    links = tuple(
        {"from": a["state"], "to": b["state"], "party": party, "path": path, "gain": path}
        for (a, b), (party, path) in zip(pairwise(nodes), (("p", True), ("q", False)), strict=False)
    )
    axes = {"x": Axis("column", "Column")}
    return Figure("graph", "graph", "Graph", said, said, axes, nodes, links)


def _texts(figure: Figure) -> list[str]:
    spec = state_graph(Canvas(figure, {"parties": {"p": "P", "q": "Q"}}, 680, figure)).spec()
    return [row["text"] for rows in spec["datasets"].values() for row in rows if "text" in row]


def test_marks_tell_kinds_of_equilibria_apart() -> None:
    figure = _figure(a=["gmr"], b=["nash_stability", "gmr"], c=[])
    spec = state_graph(Canvas(figure, {"parties": {}}, 680, figure)).spec()
    rows = [row for rows in spec["datasets"].values() for row in rows]
    fills = {row["fill"] for row in rows if row.get("shape") in ("circle", "square")}
    assert len(fills) == 3
    said = _texts(figure)
    assert {"equilibrium under Nash stability", "equilibrium under other concepts only",
            "no equilibrium", "square: status quo"} <= set(said)  # fmt: skip
    assert "equilibrium" in _texts(_figure(a=["gmr"], b=[], c=[]))


def test_the_key_names_states_in_the_order_of_their_numbers() -> None:
    said = _texts(_figure(a=["gmr"], b=[], c=["seq"], d=["nash_stability", "gmr", "seq"]))
    named = [text for text in said if ": " in text and text[0].isdigit()]
    assert named == ["1: a", "3: c", "4: d"]


def test_ways_and_moves_that_are_no_gain_are_told_apart() -> None:
    said = _texts(_figure(a=["gmr"], b=[], c=["seq"]))
    assert {"way from the status quo to an equilibrium", "improvement",
            "move that is no gain"} <= set(said)  # fmt: skip


def test_up_to_twelve_parties_of_a_picture_look_unlike_each_other() -> None:
    names = {"parties": {f"p{n}": "P" for n in range(30)}}
    for chosen in (range(12), range(0, 24, 2), (0, 12, 24, 8, 16, 4, 20, 28)):
        looks = palette.distinct_looks([f"p{n}" for n in chosen], names)
        assert len({look.dash for look in looks.values()}) == len(looks)
        assert len({look.colour for look in looks.values()}) == len(looks)
    first = palette.distinct_looks([f"p{n}" for n in range(8)], names)
    for slug, look in first.items():
        assert look == (palette.party_colour(slug, names), palette.party_dash(slug, names))


HARBOUR: dict[str, Any] = {
    "irenic": 1,
    "parties": {"board": {}, "dockers": {}, "ministry": {}, "town": {}},
    "moves": {
        "board": {"close": "Close", "sell": {"name": "Sell", "reversible": False}},
        "dockers": {"strike": "Strike", "block": "Block"},
        "ministry": {"decree": "Decree"},
        "town": {"pay": "Pay"},
        "preferences": {
            "board": ["not strike", "not pay", "close if block", "sell"],
            "dockers": ["not sell", "pay", "strike iff close", "not block"],
            "ministry": ["not block", "decree if strike", "not close", "not decree"],
            "town": ["not close", "not pay if sell", "not strike", "not decree"],
        },
        "infeasible": ["close and sell", "decree and pay and strike", "sell and block and pay"],
        "status_quo": ["strike", "close"],
    },
}


def test_the_band_leads_the_shortest_way_to_each_equilibrium_that_gains_lead_to() -> None:
    result = stability(Dossier.model_validate(HARBOUR), limit=100)
    (figure,) = result.figures
    assert 35 <= len(figure.data) <= 40
    band = [link for link in figure.links if link["path"]]
    assert all(link["gain"] for link in band)
    away = {result.values["status_quo"]: 0}
    for _ in range(6):
        for link in band:
            if link["from"] in away:
                away.setdefault(link["to"], away[link["from"]] + 1)
    led = {
        each["state"]: len(each["by_improvements"])
        for each in result.values["evolution"]["equilibria"]
        if each["by_improvements"]
    }
    assert len(led) >= 3
    assert {state: away[state] for state in led} == led
    on_the_way = {link["from"] for link in band} | {link["to"] for link in band}
    assert away.keys() == on_the_way


def test_where_no_gains_lead_away_the_band_shows_moves_and_says_so() -> None:
    result = stability(load("iraq-2006"))
    (figure,) = result.figures
    band = [link for link in figure.links if link["path"]]
    assert band
    assert not all(link["gain"] for link in band)
    assert all(link["gain"] for link in figure.links if not link["path"])
    most = max(len(node["concepts"]) for node in figure.data)
    best = {n["state"] for n in figure.data if len(n["concepts"]) == most and not n["start"]}
    assert best <= {link["to"] for link in band}
    text = say(figure.reading, result.names)
    assert "shortest way by any moves" in text
    assert "no gain for the mover" in text


def test_ways_through_states_that_are_not_drawn_are_counted() -> None:
    """A long stair: each step is a gain for one party, and only the last states would hold."""
    pole = {f"r{n}": {"name": f"Rung {n}", "reversible": False} for n in range(4)}
    file = {
        "irenic": 1,
        "parties": {"a": {}, "b": {}},
        "moves": {
            "a": pole, "b": pole,
            "preferences": {p: [f"{p}.r{n}" for n in range(4)] for p in "ab"},
            "infeasible": [f"{p}.r{n + 1} and not ({q}.r{n} and {p}.r{n})"
                           for p, q in ("ab", "ba") for n in range(3)],
            "status_quo": [],
        },
    }  # fmt: skip
    for most in (40, 5):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("irenic.analyses.stability_graph.MOST_STATES", most)
            result = stability(Dossier.model_validate(file))
        (figure,) = result.figures
        text = say(figure.reading, result.names)
        band = [link for link in figure.links if link["path"]]
        assert bool(band) is (most == 40)
        assert ("Ways to 1 other equilibrium drawn lead through" in text) is (most == 5)
