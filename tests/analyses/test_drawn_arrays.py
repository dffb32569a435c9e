"""Drawn values as arrays: draw k is the dossier that draw k is exported as."""

from __future__ import annotations

import numpy as np
import pytest

from irenic import load
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.drawn_arrays import drawn, drawn_from, drawn_levers
from irenic.analyses.leverage_arrays import levers_of
from irenic.dossier.draws import draws


@pytest.fixture(scope="module")
def iraq():
    return load("iraq-2006")


@pytest.fixture(scope="module")
def sampled(iraq):
    return draws(iraq, seed=7)


def same(one, other):
    assert one.shape == other.shape
    assert all((a == b).all() for a, b in zip(one.worth, other.worth, strict=True))
    assert (one.constant == other.constant).all()
    assert [t.when for t in one.joint] == [t.when for t in other.joint]
    assert all((a.worth == b.worth).all() for a, b in zip(one.joint, other.joint, strict=True))
    assert (one.required, one.red_lines) == (other.required, other.red_lines)


@pytest.mark.parametrize(
    ("levers", "changes"),
    [
        ((), {}),
        (("announce-withdrawal", "saudi-public-works", "no-permanent-bases"), {}),
        ((), {"fixed": {"oil": "central"}, "left_out": ("turkey",)}),
    ],
)
def test_a_draw_is_the_space_of_its_dossier(iraq, sampled, levers, changes):
    if "fixed" in changes:
        slug = next(iter(iraq.issues["oil"].options))
        changes = {**changes, "fixed": {"oil": slug}}
    where = setting(iraq, levers=levers, **changes)
    space = drawn(iraq, where, sampled, 3, 6)
    assert space.draws == 3
    for k in range(3):
        same(space.at(k), arrays(sampled.dossier(3 + k), where).space)


def test_what_is_not_drawn_stays_at_its_mode(iraq):
    given = arrays(iraq, setting(iraq))
    same(drawn_from(given, (), np.zeros((2, 0))).at(1), given.space)


def test_levers_in_a_draw_are_those_of_its_dossier(iraq, sampled):
    levers = levers_of(iraq)
    found = drawn_levers(levers, sampled.keys, sampled.values(0, 4))
    for k in range(4):
        case = levers_of(sampled.dossier(k)).case
        assert (found.effect[k] == case.effect).all()
        assert np.array_equal(
            found.change[k], case.reservation[0] - case.reservation, equal_nan=True
        )
        assert found.usable[k].tolist() == [
            reason not in ("no-reservation", "scenario", "incredible")
            for reason in (case.unusable.get(lever) for lever in range(case.levers))
        ]
    assert found.levers == len(levers.levers)
    threats = [i for i, kind in enumerate(levers.case.kind) if kind == "threat"]
    assert all(found.by[i] == -1 and found.scenario[i] >= 0 for i in threats)
