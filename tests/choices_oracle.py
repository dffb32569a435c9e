"""What is said of single packages, spelled out with loops; quarters of points add exactly."""

from __future__ import annotations

import itertools


def every(space):
    """All packages as option numbers."""
    return list(itertools.product(*(range(count) for count in space.shape)))


def holds(choice, combination):
    return all(choice[issue] in options for issue, options in combination.items())


def gain(space, choice, party):
    """The gain of a party in points."""
    return float(
        space.constant[party]
        + sum(table[party][option] for table, option in zip(space.worth, choice, strict=True))
        + sum(term.worth[party] for term in space.joint if holds(choice, term.when))
    )


def gains(space, choice, parties=None):
    among = range(space.required) if parties is None else parties
    return [gain(space, choice, party) for party in among]


def lines(space, choice, parties=None):
    """The red lines of these parties (the required ones) that a package crosses."""
    among = range(space.required) if parties is None else parties
    return {
        place
        for place, line in enumerate(space.red_lines)
        if line.party in among and holds(choice, line.never)
    }


def accepted(space, choice, parties=None):
    """Whether these parties (the required ones) all accept a package."""
    return min(gains(space, choice, parties)) >= 0 and not lines(space, choice, parties)


def distance(one, other):
    return sum(a != b for a, b in zip(one, other, strict=True))
