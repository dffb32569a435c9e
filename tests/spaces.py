"""Small spaces of packages, made by hypothesis: quarters of points, so that floats are exact."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from irenic.theory.packages import JointTerm, RedLine, Space


@st.composite
def spaces(draw, largest=120):
    """1 to 5 parties, 1 to 5 issues, joint worth and red lines; coarse numbers make ties."""
    number = draw(st.sampled_from((st.integers(-8, 40), st.integers(-4, 8))))
    parties = draw(st.integers(1, 5))
    shape = draw(
        st.lists(st.integers(1, 5), min_size=1, max_size=5).filter(
            lambda sizes: math.prod(sizes) <= largest
        )
    )

    def row():
        return np.array([draw(number) / 4 for _ in range(parties)])

    def combination():
        issues = draw(st.lists(st.sampled_from(range(len(shape))), min_size=1, unique=True))
        options = {i: st.lists(st.integers(0, shape[i] - 1), min_size=1, unique=True)
                   for i in issues}  # fmt: skip
        return {i: tuple(sorted(draw(options[i]))) for i in issues}

    return Space(
        tuple(np.array([row() for _ in range(size)]).T.copy() for size in shape),
        row() - draw(st.sampled_from((-2.0, 0.0, 3.0))),
        draw(st.integers(1, parties)),
        tuple(JointTerm(combination(), row()) for _ in range(draw(st.integers(0, 3)))),
        tuple(
            RedLine(draw(st.integers(0, parties - 1)), combination())
            for _ in range(draw(st.integers(0, 2)))
        ),
    )
