"""Judgements as cells: what is said of a cell holds when the dossier itself is changed."""

from __future__ import annotations

import numpy as np
import pytest

from irenic import load
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.package_cells import cells, ranges
from irenic.dossier.draws import with_values
from irenic.dossier.judgements import judgements
from irenic.theory.drawn import one_draw
from irenic.theory.flips import moved, zone_flips, zone_swing
from irenic.theory.packages import acceptable

LEVERS = ("announce-withdrawal", "saudi-public-works")


@pytest.fixture(scope="module")
def iraq():
    return load("iraq-2006")


@pytest.fixture(scope="module")
def modes(iraq):
    return {found.key: found.judgement for found in judgements(iraq)}


def table(space):
    return one_draw(space).coefficients[0]


def test_each_judgement_moves_its_cell_and_nothing_else(iraq, modes):
    where = setting(iraq, levers=LEVERS)
    given = arrays(iraq, where)
    found = cells(given)
    assert len(found) == len({key for key in found if key in modes})
    kinds: dict[str, str] = {}
    for key in found:
        kinds.setdefault(".".join((key.split(".")[0], key.split(".")[-2][:5])), key)
    for key in [*kinds.values(), *list(found)[:: len(found) // 12]]:
        cell = found[key]
        other = arrays(with_values(iraq, {key: modes[key].mode + 0.5}), where).space
        points = np.zeros(table(given.space).shape)
        points[cell.party, cell.column] = cell.sign / 2
        assert table(moved(given.space, points)) == pytest.approx(table(other), abs=1e-3)
        assert (table(other) != table(given.space)).any()


def test_what_is_no_cell_does_not_matter(iraq, modes):
    where = setting(iraq)
    given = arrays(iraq, where)
    used = cells(given)
    silent = [key for key in modes if key not in used][::10]
    assert silent
    changes = {key: modes[key].mode + 0.25 for key in silent if not key.startswith("timetable")}
    other = arrays(with_values(iraq, changes), where).space
    assert (table(other) == table(given.space)).all()


@pytest.mark.parametrize("levers", [(), ("announce-withdrawal",)])
def test_the_ranges_of_a_dossier_turn_its_conclusion(iraq, modes, levers):
    where = setting(iraq, levers=levers)
    given = arrays(iraq, where)
    reach = {
        key: (j.mode - j.low, j.high - j.mode) for key, j in modes.items() if j.low is not None
    }
    share = zone_swing(given.space, ranges(given, reach))
    holds = zone_flips(given.space).holds
    assert share is not None
    for part, same in ((share - 1e-4, True), (share + 1e-4, False)):
        values = {}
        for key, cell in cells(given).items():
            below, above = reach.get(key, (0.0, 0.0))
            upwards = (cell.sign > 0) != holds
            values[key] = modes[key].mode + (above if upwards else -below) * part
        space = arrays(with_values(iraq, values), where).space
        assert any(True for _ in acceptable(space)) == (holds == same)
