"""In which draws a deal exists: every way there against enumeration, and however draws are cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_spaces import accepts, all_accept, columns, drawn_spaces, every
from irenic.theory import drawn_zone
from irenic.theory.drawn import DrawnSpace, drawn_gains
from irenic.theory.drawn_zone import (
    FAILS,
    HOLDS,
    UNDECIDED,
    Known,
    Rule,
    Way,
    certificates,
    listing,
    zones,
)
from irenic.theory.programme import Clock


def there_is(space, draw):
    return any(all_accept(space, draw, choice) for choice in every(space))


def expected(space):
    return [HOLDS if there_is(space, k) else FAILS for k in range(space.draws)]


@given(drawn_spaces())
@settings(max_examples=50, deadline=None)
def test_a_zone_exists_where_enumeration_finds_one(space):
    known = Known()
    found = zones(space, known=known)
    assert found.exists.tolist() == expected(space)
    assert sum(found.by(way) for way in (Way.WITNESS, Way.CERTIFICATE, Way.SEARCH)) == space.draws
    for choice in known.packages:
        assert any(all_accept(space, k, choice) for k in range(space.draws))


@pytest.mark.parametrize("limit", ["listed", "enumerated"])
@given(space=drawn_spaces(largest=30, most=3))
@settings(max_examples=40, deadline=None)
def test_spaces_too_large_to_list(limit, space):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn_zone, "LISTED", 0)
        patch.setattr(drawn_zone, "ENUMERATED", 0 if limit == "enumerated" else 10**8)
        patch.setattr(drawn_zone, "STEPS", 2)
        assert zones(space).exists.tolist() == expected(space)


@given(drawn_spaces(), st.integers(1, 4), st.sets(st.integers(0, 3)), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_quorum_asks_for_less(space, quorum, vetoes, large):
    quorum = min(quorum, space.required)
    vetoes = tuple(sorted(party for party in vetoes if party < space.required))

    def pass_(k, choice):
        willing = {p for p in range(space.required) if accepts(space, k, p, choice)}
        return len(willing) >= quorum and willing.issuperset(vetoes)

    with pytest.MonkeyPatch.context() as patch:
        if large and space.size <= 30:
            patch.setattr(drawn_zone, "ENUMERATED", 0)
        found = zones(space, Rule(quorum, vetoes)).exists
    assert found.tolist() == [
        int(any(pass_(k, choice) for choice in every(space))) for k in range(space.draws)
    ]


@given(drawn_spaces(most=9), st.integers(1, 4), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_the_answer_does_not_depend_on_how_draws_are_cut_up(space, block, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn_zone, "BLOCK", block)
        whole = zones(space).exists
    known = Known()
    parts = [
        zones(space.part(slice(start, start + chunk)), known=known).exists
        for start in range(0, space.draws, chunk)
    ]
    assert np.concatenate(parts).tolist() == whole.tolist()
    backwards = [zones(space.part([k]), known=known).exists[0] for k in range(space.draws)[::-1]]
    assert backwards[::-1] == whole.tolist()


@given(drawn_spaces())
@settings(max_examples=40, deadline=None)
def test_a_certificate_is_a_proof(space):
    """Weights that refuse leave every package that crosses no red line below 0 in sum."""
    found = certificates(space)
    choices = every(space)
    gains = drawn_gains(space, columns(choices), space.required)
    scale = np.maximum(space.reach[:, : space.required], 1.0)
    for k in np.flatnonzero(found.refused):
        assert not there_is(space, k)
        weighted = (found.weights[k, : space.required] / scale[k]) @ gains[k]
        for choice, value in zip(choices, weighted, strict=True):
            lines = space.binding
            named = [sum(choice[i] in o for i, o in line.items()) for line in lines]
            spare = [(len(line) - 1 - n) / len(line) for n, line in zip(named, lines, strict=True)]
            assert value + found.weights[k, space.required :] @ spare < 0


def test_a_certificate_is_found_where_two_sides_only_take_from_each_other():
    """Each could be pleased alone, nothing pleases both: no enumeration is needed."""
    worth = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    space = DrawnSpace((worth,) * 12, np.array([[-7.0, -7.0]]), 2)
    found = zones(space)
    assert found.exists.tolist() == [FAILS]
    assert found.by(Way.CERTIFICATE) == 1
    easier = DrawnSpace((worth,) * 12, np.array([[-6.0, -6.0]]), 2)
    assert zones(easier).exists.tolist() == [HOLDS]


def test_half_a_unit_is_nothing_for_certificates_too():
    worth = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    for short, there in ((4e-10, HOLDS), (6e-10, FAILS)):
        space = DrawnSpace((worth, worth), np.full((1, 2), -1.0 - short), 2)
        assert zones(space).exists.tolist() == [there]


@given(drawn_spaces())
@settings(max_examples=30, deadline=None)
def test_the_listing_holds_every_package_without_a_red_line(space):
    found = listing(space)
    index = found.index(np.arange(len(found.row)))
    choices = every(space)
    lines = space.binding
    free = [
        number
        for number, choice in enumerate(choices)
        if not any(all(choice[i] in o for i, o in line.items()) for line in lines)
    ]
    assert index.tolist() == free
    if free:
        table = space.coefficients[0]
        plain = table[:, : found.slow.shape[0]]
        gains = (plain @ found.slow)[:, found.row] + (plain @ found.fast)[:, found.column]
        joint = np.tensordot(table[:, found.slow.shape[0] :], found.patterns, axes=1)
        gains += joint.reshape(len(table), -1)[:, found.pattern]
        exact = drawn_gains(space, columns([choices[i] for i in free]))[0]
        assert (gains == exact).all()
        every_row = np.arange(len(found.start) - 1)
        highest = found.highest(every_row, plain @ found.slow, plain @ found.fast, joint)
        for row in every_row:
            here = found.of_rows(np.array([row]))
            assert here.tolist() == np.flatnonzero(found.row == row).tolist()
            assert (gains[:, here] <= highest[:, [row]] + 1e-9).all()
        if not lines:
            rows = [gains[:, found.of_rows(np.array([row]))].max(axis=1) for row in every_row]
            assert np.allclose(highest, np.stack(rows, axis=1))


def test_without_time_a_draw_is_undecided_and_not_guessed():
    worth = np.array([[[3.0, 0.0], [0.0, 3.0]]])
    space = DrawnSpace((worth, worth), np.array([[-3.0, -3.0]]), 2)
    found = zones(space, clock=Clock(0.0))
    assert found.exists.tolist() == [UNDECIDED]
    assert found.by(Way.NONE) == 1
    assert zones(space.part(slice(0, 0))).exists.size == 0


def test_a_pool_that_is_full_forgets_the_oldest():
    known = Known()
    for number in range(drawn_zone.POOL + 2):
        known.add((number,))
        known.add((number,))
    assert len(known.packages) == drawn_zone.POOL
    assert known.packages[0] == (2,)


def test_a_certificate_leaves_room_for_half_a_unit():
    """On a scale where half a unit is more than floats can err."""
    tiny = np.array([[[0.0, 1e-8], [1e-8, 0.0]]])
    for short, there in ((4e-10, HOLDS), (6e-10, FAILS)):
        space = DrawnSpace((tiny,), np.array([[-short, -1e-8 - short]]), 2)
        assert zones(space).exists.tolist() == [there]


def test_a_programme_that_is_stopped_proves_nothing(monkeypatch):
    class Running(Clock):
        """A clock with time left at the first look only."""

        looks = 0

        @property
        def left(self):
            self.looks += 1
            return 60.0 if self.looks == 1 else 0.0

    monkeypatch.setattr(drawn_zone, "LISTED", 0)
    monkeypatch.setattr(drawn_zone, "ENUMERATED", 0)
    worth = np.array([[[3.0, 0.0], [0.0, 3.0]]])
    space = DrawnSpace((worth, worth), np.array([[-3.0, -3.0]]), 2)
    assert zones(space, clock=Running()).exists.tolist() == [UNDECIDED]
    assert zones(space, Rule(2), clock=Running()).exists.tolist() in ([UNDECIDED], [HOLDS])
    assert zones(space).exists.tolist() == [HOLDS]


@given(drawn_spaces(largest=20, most=3), drawn_spaces(largest=20, most=3))
@settings(max_examples=30, deadline=None)
def test_what_is_known_of_other_packages_does_no_harm(one, other):
    known = Known()
    for space in (one, other, one):
        assert zones(space, known=known).exists.tolist() == expected(space)
    lines = replace(one, red_lines=())
    assert zones(lines, known=known).exists.tolist() == expected(lines)
