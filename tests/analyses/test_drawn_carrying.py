"""Drawn values as a timetable: draw k is that of the dossier that draw k is exported as."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from dossiers import dossiers
from irenic import load
from irenic.analyses.drawn_carrying import drawn_carrying
from irenic.analyses.enforcement_arrays import carrying_out
from irenic.dossier.draws import draws
from irenic.dossier.model import Dossier
from irenic.dossier.substitution import with_values
from irenic.errors import Inapplicable
from irenic.theory.enforcement import Timetable
from robustness_cases import timed

ARRAYS = ("once", "flow", "shift", "discount", "reservation", "settled", "standing")
SAME = ("doer", "parts", "lag", "first", "last", "bound")


def assert_same(one: Timetable, other: Timetable) -> None:
    for name in ARRAYS:
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12, abs=1e-9)
    for name in SAME:
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert one.after == other.after
    assert one.guarantees == other.guarantees


def compare(dossier: Dossier, count: int, **asked: Any) -> None:
    sampled = draws(dossier, seed=5)
    found = drawn_carrying(carrying_out(dossier, **asked), sampled.keys, sampled.values(2, count))
    assert found.draws == count - 2
    for number in range(2, count):
        alone = carrying_out(sampled.dossier(number), **asked).problem
        assert_same(found.at(number - 2), alone)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("levers", [(), ("aid", "press"), ("march",)])
def test_a_draw_is_the_timetable_of_its_dossier(seed: int, levers: tuple[str, ...]) -> None:
    compare(timed(seed), 6, plan="other" if seed % 2 else None, levers=levers)


def test_every_number_that_is_read_is_drawn() -> None:
    """Each judgement that changes the timetable of the dossier changes that of the draw."""
    dossier = timed(3)
    case, sampled = carrying_out(dossier, levers=["aid"]), draws(dossier)
    rows = np.tile(sampled.modes, (len(sampled.keys), 1))
    np.fill_diagonal(rows, sampled.low)
    assert_same(drawn_carrying(case, (), np.zeros((1, 0))).at(0), case.problem)
    found = drawn_carrying(case, sampled.keys, rows)
    for place, key in enumerate(sampled.keys):
        changed = with_values(dossier, {key: float(sampled.low[place])})
        assert_same(found.at(place), carrying_out(changed, levers=["aid"]).problem)


@given(dossiers())
@settings(max_examples=25, deadline=None)
def test_draws_of_any_dossier_with_a_timetable(dossier: Dossier) -> None:
    try:
        carrying_out(dossier)
    except Inapplicable:
        return
    compare(dossier, 4)


@pytest.mark.parametrize("plan", [None, "conference"])
def test_draws_of_iraq(plan: str | None) -> None:
    compare(load("iraq-2006"), 4, plan=plan)
