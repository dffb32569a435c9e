"""Draws side by side against each draw on its own, and against the definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_spaces import accepts, columns, drawn_spaces, every, gain
from irenic.theory.drawn import (
    DrawnSpace,
    accepted_draws,
    drawn_gains,
    one_draw,
    passes,
    who_accepts,
)
from irenic.theory.packages import ACCEPTABLE, UNITS, JointTerm, gains_of


@given(drawn_spaces())
@settings(max_examples=30, deadline=None)
def test_who_accepts_what_is_the_definition(space):
    choices = every(space)
    found, units = who_accepts(space, columns(choices)), drawn_gains(space, columns(choices))
    assert found.shape == (space.draws, space.parties, len(choices))
    for k in range(space.draws):
        for p in range(space.parties):
            for place, choice in enumerate(choices):
                assert units[k, p, place] == gain(space, k, p, choice) * UNITS
                assert found[k, p, place] == accepts(space, k, p, choice)
    everybody = found[:, : space.required].all(axis=1)
    assert (accepted_draws(space, columns(choices)) == everybody.sum(axis=0)).all()


@given(drawn_spaces(), st.integers(1, 5), st.sets(st.integers(0, 4)))
@settings(max_examples=40, deadline=None)
def test_a_quorum_with_vetoes(space, quorum, vetoes):
    vetoes = [party for party in vetoes if party < space.required]
    choices = every(space)
    found = passes(space, columns(choices), quorum, vetoes)
    for k in range(space.draws):
        for place, choice in enumerate(choices):
            willing = {p for p in range(space.required) if accepts(space, k, p, choice)}
            assert found[k, place] == (len(willing) >= quorum and willing.issuperset(vetoes))


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.sampled_from((1.0, 1e-9, 1e3)))
@settings(max_examples=30, deadline=None)
def test_any_floats_give_the_very_gains_of_the_space_of_that_draw(seed, issues, scale):
    """Also where gains are tiny and rounding decides."""
    random = np.random.default_rng(seed)
    k, parties, count = 5, 3, 3
    space = DrawnSpace(
        tuple(random.normal(size=(k, parties, count)) * scale for _ in range(issues)),
        random.normal(size=(k, parties)) * scale,
        2,
        (JointTerm({0: (1, 2)}, random.normal(size=(k, parties)) * scale),),
    )
    options = columns(every(space))
    found = drawn_gains(space, options)
    for draw in range(k):
        alone = gains_of(space.at(draw), options)
        assert (found[draw] == alone).all()
        assert ((found[draw] >= ACCEPTABLE) == (alone >= ACCEPTABLE)).all()


@given(drawn_spaces())
@settings(max_examples=30, deadline=None)
def test_parts_and_shifts(space):
    options = columns(every(space))
    whole = drawn_gains(space, options)
    assert (drawn_gains(space.part(slice(1, None)), options) == whole[1:]).all()
    assert (drawn_gains(space.part([space.draws - 1, 0]), options) == whole[[-1, 0]]).all()
    assert (drawn_gains(one_draw(space.at(0)), options) == whole[:1]).all()
    points = np.arange(space.parties * space.draws).reshape(space.draws, -1) / 4
    assert (drawn_gains(space.shifted(points), options) == whole + points[:, :, None] * 1e9).all()


def test_a_gain_that_rounds_to_nothing_is_acceptable():
    for short, there in ((4e-10, True), (6e-10, False)):
        space = DrawnSpace((np.ones((1, 1, 1)),), np.array([[-1.0 - short]]), 1)
        assert who_accepts(space, (np.array([0]),))[0, 0, 0] == there
