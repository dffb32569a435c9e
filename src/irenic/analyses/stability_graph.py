"""The graph of states and improvements as a figure, and the table of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.names import readable
from irenic.analyses.result import Axis, Column, Figure, Statement, Table
from irenic.analyses.stability_concepts import LABELS
from irenic.theory.counter_moves import moves_from
from irenic.theory.evolution import Evolution, Path, shortest_paths
from irenic.theory.graph_model import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict

MOST_STATES = 40
"""States that a picture shows; of more, the rule of :func:`shown` says which."""

_LEADING = 8
"""Equilibria that a reduced picture shows with the ways to them."""

Link = tuple[int, int, int]
"""From, to, mover."""


Ways = tuple[Evolution, Evolution]
"""Evolution from one state by improvements, and by any moves."""


def shown(given: Conflict, found: Ways | None, most: Sequence[int]) -> list[int]:
    """The states to draw, ascending: all where there are at most 40 feasible ones.

    Otherwise the status quo, the first of ``most`` (equilibria under most concepts), the
    states on shortest ways from the status quo to them, and then, as far as there is room,
    the states one move away from these.
    """
    if np.count_nonzero(given.model.feasible) <= MOST_STATES:
        return [int(state) for state in np.flatnonzero(given.model.feasible)]
    kept = dict.fromkeys([*([] if found is None else [found[0].start]), *most[:_LEADING]])
    kept |= dict.fromkeys(s for path in _paths(given, found, most[:_LEADING]) for _, s in path)
    for state in list(kept):
        for party in given.model.parties:
            ends = moves_from(given.model, party, state)[: 2 * MOST_STATES]
            kept |= dict.fromkeys(ends.tolist())
            if len(kept) > MOST_STATES:
                break
    return sorted(list(kept)[:MOST_STATES])


def _paths(given: Conflict, found: Ways | None, ends: Sequence[int]) -> list[Path]:
    """Shortest paths to each of ``ends``: of improvements where there is one."""
    every = []
    for end in ends if found is not None else ():
        for way in found or ():
            path = shortest_paths(given.model, way, end)
            if path:
                every += [path[0]] if path[0] else []
                break
    return every


def _ways(
    given: Conflict, found: Ways | None, ends: Sequence[int], best: Sequence[int]
) -> tuple[list[Path], bool]:
    """The ways to draw from the status quo, and whether they are improvements.

    One shortest path of improvements to each of ``ends`` that can be reached so; where there
    is none, one of any moves to each of the ``best``.
    """
    if found is None:
        return [], True
    reached = [end for end in ends if found[0].steps[end] > 0]
    return _paths(given, found, reached or best[:_LEADING]), bool(reached)


def links(given: Conflict, states: Sequence[int]) -> list[Link]:
    """Improvements between ``states`` that are not two improvements of the same party."""
    drawn = np.array(states, np.intp)
    every = places(given.model, drawn)
    found = []
    for party in given.model.parties:
        same = [
            every[other][:, None] == every[other][None, :] for other in given.model.others(party)
        ]
        place = every[party]
        ranks = given.model.ranks[party].ravel()[drawn]
        gain = np.logical_and.reduce(
            [_changes(given, party, place), ranks[:, None] < ranks[None, :], *same]
        )
        direct = gain & ~(gain.astype(np.intp) @ gain > 0)
        found += [(states[a], states[b], party) for a, b in np.argwhere(direct).tolist()]
    return sorted(found, key=lambda link: (link[0], link[2]))


def _changes(given: Conflict, party: int, place: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of the strategies at ``place`` (rows) the party can change to which (columns)."""
    strategies = given.model.strategies[party]
    old, new = strategies.codes[place][:, None], strategies.codes[place][None, :]
    barred = (old & ~new & strategies.irreversible) | (new & ~old & strategies.unresumable)
    allowed: NDArray[np.bool_] = barred == 0
    return allowed


def graph(
    given: Conflict, stable: Mapping[str, Sequence[NDArray[np.bool_]]], found: Ways | None,
    most: Sequence[int], labels: Mapping[str, str],
) -> tuple[Figure, Table]:  # fmt: skip
    """The figure, and the table that says what its numbers stand for."""
    start = None if found is None else found[0].start
    states = shown(given, found, most)
    texts = given.text(np.array(states, np.intp))
    columns = _columns(given, states, start)
    nodes = tuple(
        {
            "state": text, "number": number, "column": column,
            "label": _label(text, labels), "start": state == start,
            "concepts": [c for c, masks in stable.items() if all(m.flat[state] for m in masks)],
        }
        for number, (state, text, column) in enumerate(zip(states, texts, columns, strict=True), 1)
    )  # fmt: skip
    name = dict(zip(states, texts, strict=True))
    held = {
        state: sum(all(m.flat[state] for m in masks) for masks in stable.values())
        for state in states
        if state != start
    }
    ends = [state for state, count in held.items() if count]
    best = [state for state in ends if held[state] == max(held.values())]
    every, gains = _ways(given, found, ends, best)
    drawn = set(states)
    ways = [path for path in every if drawn.issuperset(state for _, state in path)]
    beyond = len(every) - len(ways)
    edges = dict.fromkeys(links(given, states), False)
    edges |= dict.fromkeys(_steps(start, ways), True)
    evidence = {
        "shown": len(states), "feasible": int(np.count_nonzero(given.model.feasible)),
        "links": sum(_gain(given, link) for link in edges),
        "path": len(ways), "gains": gains, "beyond": beyond, "best": len(best),
        "equilibria": sum(bool(node["concepts"]) for node in nodes),
    }  # fmt: skip
    figure = Figure(
        key="stability-graph",
        kind="graph",
        title="States and improvements",
        reading=Statement("stability_graph", evidence=evidence),
        alt=Statement("stability_graph_alt", evidence=evidence),
        axes={"x": Axis("column", "Parties that have moved"), "label": Axis("number", "State"),
              "series": Axis("party", "Party")},
        data=nodes,
        links=tuple(
            {"from": name[a], "to": name[b], "party": given.parties[p], "path": on,
             "gain": _gain(given, (a, b, p))}
            for (a, b, p), on in edges.items()
        ),
    )  # fmt: skip
    return figure, _table(given, stable, states, nodes)


def _gain(given: Conflict, link: Link) -> bool:
    """Whether the mover prefers where ``link`` leads."""
    before, after, mover = link
    ranks = given.model.ranks[mover]
    return bool(ranks.flat[before] < ranks.flat[after])


def _steps(start: int | None, ways: Sequence[Path]) -> Iterator[Link]:
    """The steps of ``ways``, which all begin at ``start``."""
    for way in ways:
        before = start
        for mover, after in way:
            if before is not None:
                yield before, after, mover
            before = after


def _columns(given: Conflict, states: Sequence[int], start: int | None) -> list[int]:
    """How many parties stand otherwise than in ``start`` (the first state, if there is none)."""
    if not states:
        return []
    base = states[0] if start is None else start
    every = places(given.model, np.array([base, *states], np.intp))
    changed = np.sum([place[1:] != place[0] for place in every], axis=0)
    return [int(count) for count in changed]


def _label(text: str, labels: Mapping[str, str]) -> str:
    on = [label for letter, label in zip(text, labels.values(), strict=True) if letter == "Y"]
    return "; ".join(on) if on else "no move in force"


def _table(
    given: Conflict, stable: Mapping[str, Sequence[NDArray[np.bool_]]], states: Sequence[int],
    nodes: Sequence[Mapping[str, Any]],
) -> Table:  # fmt: skip
    """States by concepts: who would leave each of them."""

    def leavers(masks: Sequence[NDArray[np.bool_]], state: int) -> Any:
        gone = tuple(p for p, m in zip(given.parties, masks, strict=True) if not m.flat[state])
        return gone or None

    rows = tuple(
        (node["number"], node["label"], node["state"],
         *(leavers(masks, state) for masks in stable.values()))
        for state, node in zip(states, nodes, strict=True)
    )  # fmt: skip
    columns = (
        Column("number", "Number", "number"), Column("in_force", "Moves in force"),
        Column("state", "State"),
        *(Column(c, LABELS.get(c, readable(c)), "party") for c in stable),
    )  # fmt: skip
    title = "Who would leave which state, by concepts"
    return Table("states", title, columns, rows, Statement("stability_states_table"))
