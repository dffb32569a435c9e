"""Timetables for tests: a short way to write them, and strategies that generate small ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from irenic.theory.enforcement import Guarantee, Timetable, violations
from irenic.theory.packages import Floats


def timetable(
    stages: int, deeds: list[dict[str, Any]], parties: int = 2, **given: Any
) -> Timetable:
    """A timetable of ``deeds``, each a mapping with ``by`` and what is not the default."""
    count = len(deeds)

    def rows(name: str) -> Floats:
        return np.array(
            [[float(d.get(name, {}).get(p, 0)) for p in range(parties)] for d in deeds]
        ).reshape(count, parties)

    def whole(name: str, otherwise: int) -> Any:
        return np.array([d.get(name, otherwise) for d in deeds], dtype=np.int64)

    def of_parties(name: str, otherwise: float) -> Floats:
        return np.array(given.get(name, [otherwise] * parties), dtype=np.float64)

    once = rows("once")
    for d, deed in enumerate(deeds):
        once[d, deed["by"]] -= deed.get("cost", 0.0)
    return Timetable(
        doer=whole("by", 0), once=once, flow=rows("flow"), shift=rows("shift"),
        parts=whole("parts", 1), lag=whole("lag", 1), first=whole("first", 0),
        last=whole("last", stages - 1), discount=of_parties("discount", 1.0),
        reservation=of_parties("reservation", 0.0), settled=of_parties("settled", 0.0),
        standing=np.array(given.get("standing", np.zeros((stages, parties))), dtype=np.float64),
        bound=np.array(given.get("bound", [True] * parties)),
        after=tuple(given.get("after", ())), guarantees=tuple(given.get("guarantees", ())),
    )  # fmt: skip


def bond(on: int, penalty: float, stages: int, **more: Any) -> Guarantee:
    """A guarantee in force at every stage and in the settled state."""
    return Guarantee(on, penalty, frozenset(range(stages + 1)), **more)


def every(problem: Timetable) -> Iterator[Floats]:
    """Every timetable of deeds in whole parts."""
    rows = []
    for d in range(problem.deeds):
        parts = int(problem.parts[d])
        counts = product(range(parts + 1), repeat=problem.stages)
        rows.append([np.array(c) / parts for c in counts if sum(c) == parts])
    for some in product(*rows):
        shares = np.array(some).reshape(problem.deeds, problem.stages)
        if not violations(problem, shares):
            yield shares


@st.composite
def timetables(
    draw: st.DrawFn, stages: int = 3, deeds: int = 3, parties: int = 3, most_parts: int = 2
) -> Timetable:
    """Small timetables with whole numbers of points and every feature."""
    t, p = draw(st.integers(1, stages)), draw(st.integers(2, parties))
    number = st.integers(-6, 6)

    def row() -> dict[int, int]:
        return draw(st.dictionaries(st.integers(0, p - 1), number, max_size=p))

    made = []
    for _ in range(draw(st.integers(1, deeds))):
        first = draw(st.integers(0, t - 1))
        made.append({
            "by": draw(st.integers(0, p - 1)), "cost": draw(st.integers(0, 5)), "once": row(),
            "flow": row() if draw(st.booleans()) else {}, "shift": row(), "first": first,
            "last": draw(st.integers(first, t - 1)), "lag": draw(st.integers(0, 2)),
            "parts": draw(st.integers(1, most_parts)),
        })  # fmt: skip
    pairs = [(a, b) for a in range(len(made)) for b in range(a)]
    after = draw(st.lists(st.sampled_from(pairs), max_size=1)) if pairs else []
    stages_of = st.frozensets(st.integers(0, t), min_size=1)
    pledges = [
        Guarantee(draw(st.integers(0, p - 1)), draw(st.integers(0, 6)), draw(stages_of),
                  draw(st.none() | st.integers(0, p - 1)), draw(st.sampled_from([0.0, 0.5])),
                  draw(st.integers(-3, 3)))
        for _ in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    vector = st.lists(number, min_size=p, max_size=p)
    return timetable(
        t, made, p, after=after, guarantees=pledges, reservation=draw(vector),
        settled=draw(vector), standing=draw(st.lists(vector, min_size=t, max_size=t)),
        discount=[draw(st.sampled_from([1.0, 0.8, 0.5])) for _ in range(p)],
        bound=[True] + [draw(st.booleans()) for _ in range(p - 1)],
    )  # fmt: skip
