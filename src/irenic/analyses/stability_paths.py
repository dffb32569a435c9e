"""How do we get there? From one state to each equilibrium, by improvements or by any moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.names import readable
from irenic.analyses.result import Column, Statement, Table
from irenic.analyses.stability_uncertain import everybody
from irenic.dossier.problems import nearest
from irenic.errors import UsageError
from irenic.theory.evolution import Evolution, shortest_paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.result import Names

_TOLD = 3
"""The most paths told as findings; the table has more."""

_SHOWN = 40
"""The most equilibria in the table; ``values`` has more."""


def state_named(given: Conflict, text: str, option: str) -> int:
    """The place in C order of a state that somebody wrote.

    As Y and N, one letter for each move in the order of the file, or as the moves in
    force, separated by commas (``none``: no move). UsageError where it is no feasible state.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words:
        raise UsageError(f"{option}: name the moves in force, or 'none' where there is none")
    if "none" in words and len(words) > 1:
        raise UsageError(f"{option}: 'none' means that no move is in force; it stands alone")
    if len(words) == 1 and len(words[0]) == len(given.moves) and set(words[0]) <= {"Y", "N"}:
        letters = words[0]
    else:
        on = {_move(given, word, option) for word in words if word != "none"}
        letters = "".join("Y" if move in on else "N" for move in given.moves)
    found = given.state(letters)
    if found is None:
        raise UsageError(f"{option}: the state '{text}' is infeasible")
    return found


def _move(given: Conflict, word: str, option: str) -> str:
    fitting = [m for m in given.moves if word in (m, m.partition(".")[2])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UsageError(f"{option}: '{word}' is a move of several parties; write party.move")
    close = nearest(word, [*given.moves, *(m.partition(".")[2] for m in given.moves)])
    hint = f"; did you mean '{close}'?" if close else ""
    raise UsageError(
        f"{option}: '{word}' is neither a move nor a state, which is {len(given.moves)} letters "
        f"Y or N, or the moves in force separated by commas{hint}"
    )


def paths(
    given: Conflict, stable: Mapping[str, Sequence[NDArray[np.bool_]]],
    found: tuple[Evolution, Evolution], limit: int,
) -> dict[str, Any]:  # fmt: skip
    """What ``values`` says under ``evolution``: ways from one state to the equilibria.

    ``found``: evolution from it by improvements, and by any moves. Ways are listed to the first
    ``limit`` equilibria, those under most concepts first; what can be reached is counted over all.
    """
    ways = dict(zip(("by_improvements", "by_moves"), found, strict=True))
    depth = np.zeros(given.model.feasible.size, np.int8)
    for masks in stable.values():
        depth += everybody(masks).ravel()
    every = np.flatnonzero(depth)
    ends = every[np.argsort(-depth[every], kind="stable")][:limit].tolist()
    texts = given.text(np.array([found[0].start, *ends], np.intp))
    counts = _reached(depth > 0, ways)
    return {
        "from": texts[0],
        "equilibria": [
            {
                "state": text,
                "concepts": [c for c, masks in stable.items() if all(m.flat[end] for m in masks)],
                **{name: _way(given, way, end) for name, way in ways.items()},
            }
            for end, text in zip(ends, texts[1:], strict=True)
        ],
        "truncated": len(ends) < every.size,
        "counts": {**counts, "out_of_reach": counts["equilibria"] - counts["by_moves"]},
        "reached": {
            concept: _reached(everybody(masks).ravel(), ways) for concept, masks in stable.items()
        },
    }


def _reached(equilibria: NDArray[np.bool_], ways: Mapping[str, Evolution]) -> dict[str, int]:
    found = {way: int(np.count_nonzero(equilibria & (e.steps >= 0))) for way, e in ways.items()}
    return {"equilibria": int(np.count_nonzero(equilibria)), **found}


def _way(given: Conflict, found: Evolution, end: int) -> list[dict[str, Any]] | None:
    """The steps of a shortest path, or None where there is none."""
    shortest = shortest_paths(given.model, found, end)
    if not shortest:
        return None
    steps, before = [], found.start
    for mover, after in shortest[0]:
        old, new = given.text(np.array([before, after], np.intp))
        pairs = list(zip(given.moves, old, new, strict=True))
        steps.append({
            "party": given.parties[mover],
            "takes_up": [move for move, o, n in pairs if o == "N" and n == "Y"],
            "gives_up": [move for move, o, n in pairs if o == "Y" and n == "N"],
            "state": new,
        })  # fmt: skip
        before = after
    return steps


def told(given: Conflict, found: Mapping[str, Any], as_of: str | None) -> tuple[Statement, ...]:
    """The findings: how many equilibria can be reached, and how the first ones are."""
    today = found["from"] == given.status_quo
    shared = {"today": today, "as_of": as_of, "in_force": given.in_force(found["from"])}
    itself = [c for e in found["equilibria"] if e["state"] == found["from"] for c in e["concepts"]]
    counts = {"counts": found["reached"], "itself": itself}
    every = [Statement("stability_reached", found["from"], {**counts, **shared})]
    others = [each for each in found["equilibria"] if each["state"] != found["from"]]
    others.sort(key=lambda each: each["by_improvements"] is None)  # ways of gains alone first
    for each in others[:_TOLD]:
        path = each["by_improvements"] or each["by_moves"]
        evidence = {
            "to": given.in_force(each["state"]), "steps": path,
            "improving": each["by_improvements"] is not None, **shared,
        }  # fmt: skip
        kind = "stability_unreached" if path is None else "stability_path"
        every.append(Statement(kind, each["state"], evidence))
    return tuple(every)


def table(found: Mapping[str, Any], labels: Mapping[str, str], named: Names) -> Table:
    """The equilibria with the steps to each of them."""

    def steps(path: list[dict[str, Any]] | None) -> int | None:
        return None if path is None else len(path)

    rows = []
    for each in found["equilibria"][:_SHOWN]:
        on = [name for y, name in zip(each["state"], labels.values(), strict=True) if y == "Y"]
        path = each["by_improvements"] or each["by_moves"] or []
        movers = (step["party"] for step in path)
        rows.append((
            "; ".join(on) if on else "none", steps(each["by_improvements"]),
            steps(each["by_moves"]), tuple(named["parties"].get(p, readable(p)) for p in movers),
        ))  # fmt: skip
    columns = (
        Column("in_force", "Moves in force"),
        Column("improvements", "Steps, gains only", "number"),
        Column("steps", "Steps, any moves", "number"),
        Column("movers", "Who moves"),
    )
    evidence = {
        "from": found["from"], "shown": len(rows), "of": found["counts"]["equilibria"]
    }  # fmt: skip
    reading = Statement("stability_evolution_table", evidence=evidence)
    return Table("evolution", "How to get there", columns, tuple(rows), reading)
