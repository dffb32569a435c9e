"""Judgements as samples: values that might be true, as far as the dossier says.

A judgement with a range is taken for a distribution (see :mod:`irenic.dossier.shapes`); one
without is certain. Judgements are independent of each other unless the dossier declares
that they err together (``moves_with``): then z = w g + sqrt(1 - w^2) e, where g is standard
normal and shared by the group, e standard normal and the judgement's own, w its weight, and
the judgement stands at the share Phi(z) of its distribution. That is a Gaussian copula of
one factor for each group: two judgements of a group with weights v and w have normal scores
of correlation v w, and each keeps its own distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from irenic.dossier.judgements import judgements
from irenic.dossier.sequence import points
from irenic.dossier.shapes import known_shape, quantiles
from irenic.dossier.substitution import substituted, with_values
from irenic.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from irenic.dossier.judgements import Path, Standing
    from irenic.dossier.model import Dossier
    from irenic.dossier.shapes import Shape

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

__all__ = ["Draws", "draws", "with_values"]


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of all J judgements of a dossier, numbered from 0, made when they are asked for.

    ``keys``, ``paths``: the judgements, in the order of :func:`judgements`. ``modes``,
    ``low``, ``high``: (J,), in points, chances or discounts; without a range all three are
    the mode. ``groups``: the groups of judgements that err together; ``group``: (J,), the
    number of the judgement's group, -1 for none; ``weight``: (J,), how far it moves with
    it, in [-1, 1].
    """

    of: Dossier
    shape: Shape
    seed: int
    keys: tuple[str, ...]
    paths: tuple[Path, ...]
    modes: Floats
    low: Floats
    high: Floats
    groups: tuple[str, ...]
    group: Integers
    weight: Floats

    @property
    def dims(self) -> int:
        """Uniform numbers behind each draw: one for each group, one for each uncertain judgement.

        A judgement that moves with its group alone needs none of its own.
        """
        return len(self.groups) + int(np.count_nonzero(self._own))

    @property
    def _ranged(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.low < self.high
        return found

    @property
    def _own(self) -> NDArray[np.bool_]:
        alone: NDArray[np.bool_] = (self.group < 0) | (np.abs(self.weight) < 1.0)
        return self._ranged & alone

    def values(self, start: int, stop: int) -> Floats:
        """Draws ``start`` up to, not including, ``stop``: (stop - start, J), within low and high.

        Draw k is the same to the last bit whatever the start and stop. Raises UsageError
        beyond :data:`irenic.dossier.sequence.MOST_POINTS`.
        """
        shares = points(self.dims, self.seed, start, stop)
        found = np.tile(self.modes, (stop - start, 1))
        at = np.flatnonzero(self._ranged)
        if at.size:
            numbers = np.stack([self.low, self.modes, self.high])[:, at]
            found[:, at] = quantiles(self._shares(shares)[:, at], numbers, self.shape)
        return found

    def _shares(self, uniform: Floats) -> Floats:
        """Where each judgement stands in its distribution: (n, J), one half without a range."""
        from scipy.special import ndtr, ndtri

        shared, own = uniform[:, : len(self.groups)], uniform[:, len(self.groups) :]
        found = np.full((len(uniform), len(self.keys)), 0.5)
        found[:, self._own] = own
        for j in np.flatnonzero(self._ranged & (self.group >= 0)):
            common, weight = shared[:, self.group[j]], self.weight[j]
            if abs(weight) == 1.0:
                found[:, j] = common if weight > 0 else 1.0 - common
            else:
                rest = np.sqrt(1.0 - weight * weight) * ndtri(found[:, j])
                found[:, j] = ndtr(weight * ndtri(common) + rest)
        return found

    def dossier(self, number: int) -> Dossier:
        """Draw ``number`` as a dossier: plain modes with their provenance, no ranges.

        It can be read, checked and written like any other. Raises UsageError for a negative
        number.
        """
        row = self.values(number, number + 1)[0]
        return substituted(self.of, dict(zip(self.paths, row.tolist(), strict=True)))


def draws(dossier: Dossier, *, shape: str = "pert", seed: int = 0) -> Draws:
    """Draws of all judgements of ``dossier``; nothing is drawn yet.

    ``shape``: ``pert``, ``triangular`` or ``uniform``, for all judgements. ``seed``: a whole
    number, 0 or more; another seed gives other draws. Shares counted on draws of two seeds
    err independently. A judgement's draws also depend on how
    many uncertain judgements stand before it in the dossier.

    Raises UsageError for a shape that there is not, or a negative seed.
    """
    if seed < 0:
        raise UsageError(f"a seed is a whole number, 0 or more, not {seed}")
    standing = tuple(judgements(dossier))
    given = [found.judgement for found in standing]
    moved = [_moved(found) for found in standing]
    groups = tuple(dict.fromkeys(name for name, _ in moved if name is not None))
    places = {name: place for place, name in enumerate(groups)}
    return Draws(
        of=dossier,
        shape=known_shape(shape),
        seed=seed,
        keys=tuple(found.key for found in standing),
        paths=tuple(found.path for found in standing),
        modes=np.array([one.mode for one in given], dtype=float),
        low=np.array([one.mode if one.low is None else one.low for one in given], dtype=float),
        high=np.array([one.mode if one.high is None else one.high for one in given], dtype=float),
        groups=groups,
        group=np.array([-1 if name is None else places[name] for name, _ in moved], dtype=np.int64),
        weight=np.array([weight for _, weight in moved], dtype=float),
    )


def _moved(found: Standing) -> tuple[str | None, float]:
    """The group with which a judgement moves, and its weight; no group where that is 0."""
    given, judgement = found.judgement.moves_with, found.judgement
    if given is None or given.weight == 0 or judgement.low == judgement.high:
        return None, 0.0
    return given.group, given.weight
