"""The solutions draw by draw against those of each draw with its whole frontier."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from drawn_spaces import drawn_spaces
from irenic.theory.bargaining import SOLUTIONS, bargain, proposed
from irenic.theory.drawn_solutions import drawn_solutions
from irenic.theory.drawn_zone import zones
from irenic.theory.frontier import frontier
from irenic.theory.packages import acceptable


@given(drawn_spaces())
@settings(max_examples=40, deadline=None)
def test_each_draw_has_the_proposals_of_its_own_space(space):
    found = drawn_solutions(space)
    assert tuple(found.packages) == SOLUTIONS
    for draw in range(space.draws):
        one = space.at(draw)
        alone = bargain(one)
        assert found.acceptable[draw] == alone.acceptable
        if not alone.acceptable:
            assert all(found.packages[name][draw] == -1 for name in SOLUTIONS)
            continue
        gains = frontier(one, lambda one=one: acceptable(one), alone.acceptable).gains
        for name, solution in alone.solutions.items():
            assert found.packages[name][draw] == proposed(one, solution.ties, gains)[0]
    short = drawn_solutions(space, zones(space).exists)
    assert all(np.array_equal(short.packages[name], found.packages[name]) for name in SOLUTIONS)
