"""The geometry of the graph of states: nothing on top of anything else, nothing outside."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from irenic.report.state_graph import RADIUS, lay_out


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
        {"from": f"s{a}", "to": f"s{b}", "party": draw(st.sampled_from("pq")), "path": False}
        for a, b in chosen
    ]
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
            assert abs(y - middle[1]) <= RADIUS
        assert all(0 <= x <= width and 0 <= y <= drawn.height for x, y in edge.points)
    assert lay_out(nodes, links, width) == drawn


def test_states_stand_near_those_they_are_joined_to() -> None:
    nodes = [{"state": s, "column": c} for s, c in (("a", 0), ("b", 0), ("x", 1), ("y", 1))]
    links = [{"from": "a", "to": "y", "party": "p", "path": False},
             {"from": "b", "to": "x", "party": "p", "path": False}]  # fmt: skip
    places = lay_out(nodes, links, 680).places
    assert (places["a"][1] < places["b"][1]) == (places["y"][1] < places["x"][1])
