"""Points in the unit cube, one after another, each the same wherever one begins.

A Sobol sequence of as many dimensions as a dossier has judgements is no use: below 2**m
points there are only 2**m ways of cutting them in halves, so that with a thousand dimensions
hundreds of pairs of judgements would rise and fall together. So the dimensions are taken in
groups of :data:`TOGETHER`; each group has a Sobol sequence of its own, scrambled, and goes
through it in an order of its own, shuffled in such a way that any aligned 2**m points, from 64
up, are aligned 2**m points of its sequence too (Owen 1998, Latin supercube sampling; blocks
are shuffled by the nested uniform scrambling of Owen 1995, applied to their numbers). Within a
group points are more even than random ones in all dimensions together; across groups they are
so in each dimension by itself and otherwise like random ones.

Sources: Sobol, I. M., USSR Computational Mathematics and Mathematical Physics 7, 1967; Joe, S. &
Kuo, F. Y., SIAM Journal on Scientific Computing 30, 2008 (direction numbers); Owen, A. B.,
Randomly permuted (t,m,s)-nets and (t,s)-sequences, 1995, and Latin supercube sampling for very
high-dimensional simulations, ACM Transactions on Modeling and Computer Simulation 8, 1998;
Matousek, J., On the L2-discrepancy for anchored boxes, Journal of Complexity 14, 1998 (random
linear scrambling).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from irenic.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Words = NDArray[np.uint64]

TOGETHER = 4
"""Dimensions of a group."""

_BITS = 30

MOST_POINTS = 2**_BITS
"""Points of a sequence; the next would be the first again."""

_MIXED = 6
"""Low bits of a point's number that are permuted at random, block by block of 2**6."""

_SHUFFLED = 16
"""Low bits that are shuffled: blocks of 2**16 points keep their order."""

_POLYNOMIALS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
)
"""Degree, coefficients and first numbers of dimensions 2 to 4 (Joe & Kuo 2008)."""


def points(dims: int, seed: int, start: int, stop: int) -> Floats:
    """Points ``start`` up to, not including, ``stop`` of the sequence of ``seed``.

    (stop - start, dims), each coordinate in (0, 1) and uniform. Point k is the same to the
    last bit whatever the start and stop. In each coordinate any aligned 2**m points, from 64
    up (the first 2**m among them), lie one in each of 2**m equal cells.

    ``seed`` is 0 or more. Raises UsageError for a negative start and beyond
    :data:`MOST_POINTS`.
    """
    if not 0 <= start <= stop <= MOST_POINTS:
        raise UsageError(
            f"draws {start} to {stop} were asked for; there are draws 0 to {MOST_POINTS}, "
            "in this order"
        )
    if dims == 0 or start == stop:
        return np.empty((stop - start, dims))
    scrambled, shifts, keys = _scrambled(dims, seed)
    numbers = _shuffled(start, stop, keys)
    found = np.tile(shifts, (stop - start, 1))
    for bit in range(max((stop - 1).bit_length(), _SHUFFLED)):
        here = (numbers >> np.uint64(bit)) & np.uint64(1)
        spread = np.repeat(here, TOGETHER, axis=1)[:, :dims]
        found ^= spread * scrambled[:, bit]
    # In the middle of the cells: no coordinate is 0, where the normal has no quantile.
    return (found.astype(np.float64) + 0.5) * 2.0**-_BITS


def _shuffled(start: int, stop: int, keys: Words) -> Words:
    """The numbers (stop - start, G) of the points in the order of each group.

    The number of a block of 2**_MIXED points has its bits flipped by those above them; in the
    block the points are permuted at random. Were they flipped only, point 2 k and 2 k + 1
    would lie in opposite halves in every group at once.
    """
    size = 1 << _MIXED
    blocks = np.arange(start >> _MIXED, ((stop - 1) >> _MIXED) + 1, dtype=np.uint64)
    found = np.tile(blocks[:, None], (1, len(keys)))
    for bit in range(_SHUFFLED - _MIXED):
        above = blocks[:, None] >> np.uint64(bit + 1)
        flip = _hashed(above * np.uint64(64) + np.uint64(bit), keys) >> np.uint64(63)
        found ^= flip << np.uint64(bit)
    inside = np.arange(size, dtype=np.uint64)
    numbers: Words = np.add.outer(blocks << np.uint64(_MIXED), inside)[:, :, None]
    order = _hashed(numbers, ~keys).argsort(axis=1).astype(np.uint64)
    whole = (found[:, None, :] * np.uint64(size) + order).reshape(-1, len(keys))
    first = start - (start >> _MIXED << _MIXED)
    part: Words = whole[first : first + stop - start]
    return part


def _hashed(numbers: Words, keys: Words) -> Words:
    """A well-mixed word for each number and key; the rounds multiply by odd constants."""
    found: Words = (numbers ^ keys) * np.uint64(0x9E3779B97F4A7C15)
    found ^= found >> np.uint64(32)
    found *= np.uint64(0xD6E8FEB86659FD93)
    found ^= found >> np.uint64(32)
    found *= np.uint64(0xD6E8FEB86659FD93)
    return found


@lru_cache(maxsize=8)
def _scrambled(dims: int, seed: int) -> tuple[Words, Words, Words]:
    """Direction numbers (dims, bits) after scrambling, shifts (dims,), keys of the groups (G,).

    Each dimension's are multiplied by a random lower triangular matrix over the field of two
    elements, with ones on the diagonal.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    plain = directions()
    groups = -(-dims // TOGETHER)
    found = np.zeros((dims, _BITS), dtype=np.uint64)
    for dim in range(dims):
        rows = random.integers(0, 1 << _BITS, size=_BITS, dtype=np.uint64)
        found[dim] = _multiplied(rows, plain[dim % TOGETHER])
    shifts = random.integers(0, 1 << _BITS, size=dims, dtype=np.uint64)
    keys = random.integers(0, 1 << 63, size=groups, dtype=np.uint64)
    return found, shifts, keys


def _multiplied(rows: Words, numbers: Words) -> Words:
    """Numbers whose digit r is the parity of ``rows[r]`` and the digits above r, plus digit r."""
    found = np.zeros_like(numbers)
    for digit in range(_BITS):
        place = _BITS - 1 - digit
        own = np.uint64(1 << place)
        above = np.uint64(((1 << _BITS) - 1) ^ ((1 << (place + 1)) - 1))
        parity = np.bitwise_count(numbers & ((rows[digit] & above) | own)) & 1
        found |= parity.astype(np.uint64) << np.uint64(place)
    return found


@lru_cache(maxsize=1)
def directions() -> Words:
    """The direction numbers (TOGETHER, bits) of the Sobol sequence; point n is the exclusive or
    of those of the bits of n."""
    found = np.zeros((TOGETHER, _BITS), dtype=np.uint64)
    found[0] = [1 << (_BITS - 1 - bit) for bit in range(_BITS)]
    for dim, (degree, coefficients, first) in enumerate(_POLYNOMIALS, start=1):
        odd = list(first)
        while len(odd) < _BITS:
            new = odd[-degree] ^ (odd[-degree] << degree)
            for step in range(1, degree):
                if coefficients >> (degree - 1 - step) & 1:
                    new ^= odd[-step] << step
            odd.append(new)
        found[dim] = [m << (_BITS - 1 - bit) for bit, m in enumerate(odd)]
    return found
