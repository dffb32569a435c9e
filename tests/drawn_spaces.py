"""Small spaces drawn several times: quarters of points, so that the oracles need no tolerance."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st

from irenic.theory.drawn import DrawnSpace
from irenic.theory.packages import JointTerm
from spaces import spaces


@st.composite
def drawn_spaces(draw, largest=60, most=6):
    """A generated space whose worth differs from draw to draw; 1 to ``most`` draws."""
    space = draw(spaces(largest))
    count = draw(st.integers(1, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from((0, 4, 16)))

    def varied(table):
        moves = random.integers(-spread, spread + 1, (count, *table.shape)) / 4
        return table[None] + moves

    return DrawnSpace(
        tuple(varied(table) for table in space.worth),
        varied(space.constant),
        space.required,
        tuple(JointTerm(term.when, varied(term.worth)) for term in space.joint),
        space.red_lines,
    )


def every(space):
    """All packages as option numbers, the last issue changing fastest."""
    return list(itertools.product(*(range(count) for count in space.shape)))


def holds(combination, choice):
    return all(choice[issue] in options for issue, options in combination.items())


def gain(space, draw, party, choice):
    """The definition, in points and term by term."""
    found = space.constant[draw, party]
    for table, option in zip(space.worth, choice, strict=True):
        found += table[draw, party, option]
    return found + sum(t.worth[draw, party] for t in space.joint if holds(t.when, choice))


def accepts(space, draw, party, choice):
    crossed = any(r.party == party and holds(r.never, choice) for r in space.red_lines)
    return gain(space, draw, party, choice) >= 0 and not crossed


def all_accept(space, draw, choice):
    return all(accepts(space, draw, party, choice) for party in range(space.required))


def columns(choices):
    return tuple(np.array(choices, dtype=np.int64).T)
