"""What robustness counts in a stretch of draws: picklable, so that other processes can do it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from irenic.analyses.arrays import Arrays, columns, gain_bounds
from irenic.analyses.best_settlement import Carried, held_each, like
from irenic.analyses.conclusions import Conclusion, Examiner
from irenic.analyses.conclusions_agreement import accepted
from irenic.analyses.drawn_arrays import drawn_from
from irenic.analyses.names import digest
from irenic.analyses.provenance import versions
from irenic.analyses.robustness_deep import Deep
from irenic.dossier.draws import Draws, draws
from irenic.dossier.shapes import quantiles
from irenic.sweeps.tallies import in_blocks
from irenic.theory import tallies
from irenic.theory.drawn import drawn_gains, who_accepts
from irenic.theory.packages import in_points
from irenic.theory.programme import Choice

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Bools, Floats, Indices


@dataclass(frozen=True, eq=False)
class Offer:
    """A package under levers: what could be picked. ``name``: a plan's slug, or what it is."""

    name: str
    given: Arrays
    choice: Choice

    def same_as(self, other: Offer) -> bool:
        """Whether it is the same package under the same levers and scenario."""
        mine, theirs = self.given.setting, other.given.setting
        return (self.choice, mine.scenario, {*mine.levers}) == (
            other.choice, theirs.scenario, {*theirs.levers}
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class RobustnessTask:
    """Counts verdicts, acceptance of ``about`` and how the ``offers`` fare, draw by draw.

    ``examiners`` give the conclusions, in order. Without ``about`` nobody is asked about a
    package; without two offers there is nothing to pick wrongly. ``best``: the
    settlement to be counted again, in draws of the next seed. ``deep``: what to compute anew
    in every draw.
    """

    dossier: Dossier
    shape: str
    seed: int
    examiners: tuple[Examiner, ...]
    about: Offer | None = None
    offers: tuple[Offer, ...] = ()
    best: Carried | None = None
    deep: Deep | None = None

    @cached_property
    def draws(self) -> Draws:
        """The draws of the dossier."""
        return draws(self.dossier, shape=self.shape, seed=self.seed)

    @cached_property
    def fresh(self) -> Draws:
        """Draws in which the best settlement was not sought."""
        return draws(self.dossier, shape=self.shape, seed=self.seed + 1)

    @cached_property
    def ranged(self) -> Indices:
        """The numbers of the judgements that have a range."""
        found: Indices = np.flatnonzero(self.draws.low < self.draws.high)
        return found

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """The conclusions of all examiners."""
        return tuple(one for examiner in self.examiners for one in examiner.conclusions)

    @cached_property
    def limits(self) -> Floats:
        """The values (PIECES - 1, J) that cut each judgement's draws into pieces of one chance."""
        numbers = np.stack([self.draws.low, self.draws.modes, self.draws.high])[:, self.ranged]
        shares = np.arange(1, tallies.PIECES) / tallies.PIECES
        grid = np.tile(shares[:, None], (1, len(self.ranged)))
        return quantiles(grid, numbers, self.draws.shape)

    @cached_property
    def edges(self) -> Floats:
        """The least and most (P, 2) that each party can gain from ``about``."""
        if self.about is None:
            return np.zeros((0, 2))
        package = self.about.given.package(self.about.choice)
        parties = self.about.given.parties
        return np.array([gain_bounds(self.about.given, package, p) for p in parties])

    @property
    def key(self) -> str:
        """What decides the answers, as a digest: dossier, options, what was found, versions."""
        asked = [(one.name, one.holds) for one in self.conclusions]
        asked_by = [examiner.key for examiner in self.examiners]
        offers = [
            (one.name, one.given.setting, one.choice)
            for one in (*self.offers, *((self.about,) if self.about else ()))
        ]
        text = repr(("carried", digest(self.dossier), versions(), self.shape, self.seed, asked,
                     asked_by, offers, self.about is None, self.best and self.best.key,
                     self.deep and self.deep.key))  # fmt: skip
        return hashlib.sha256(text.encode()).hexdigest()

    def __call__(self, start: int, stop: int) -> Mapping[str, npt.NDArray[np.int64]]:
        """The tallies of draws ``start`` up to, not including, ``stop``."""
        return in_blocks(self._counted, start, stop)

    def _counted(self, start: int, stop: int) -> Mapping[str, npt.NDArray[np.int64]]:
        """The tallies of draws that fit into memory at once."""
        keys, values = self.draws.keys, self.draws.values(start, stop)
        pieces = self._pieces(values)
        parts = [examiner.verdicts(keys, values) for examiner in self.examiners]
        verdicts = np.concatenate([np.zeros((len(values), 0), dtype=np.int8), *parts], axis=1)
        found = tallies.counted(verdicts, pieces >= tallies.PIECES // 2)
        if self.about is not None:
            found |= tallies.spread(*_gains(self.about, keys, values), self.edges)
        if len(self.offers) > 1:
            found |= self._carried(keys, values)
            taken = np.stack(
                [accepted(one.given, one.choice, keys, values) for one in self.offers], axis=1
            )
            found |= tallies.candidates(taken, pieces, np.arange(start, stop))
        if self.best is not None:
            fresh = self.fresh.keys, self.fresh.values(start, stop)
            found["confirmed"] = np.array(int(self.best.held(*fresh).sum()))
            taken = accepted(self.best.given, self.best.choice, *fresh)
            found["confirmed_accepted"] = np.array(int(taken.sum()))
        if self.deep is not None:
            found |= self.deep.tallies(keys, values)
        return found

    @cached_property
    def carriers(self) -> tuple[Carried | None, ...]:
        """Each offer, asked as the best settlement is; nothing where that was not sought."""
        best = self.best
        return () if best is None else tuple(like(best, o.given, o.choice) for o in self.offers)

    def _carried(self, keys: tuple[str, ...], values: Floats) -> dict[str, npt.NDArray[np.int64]]:
        """In how many draws each offer is carried; below 0 where it cannot be asked."""
        if not self.carriers:
            return {}
        held = held_each(self.carriers, keys, values)
        none = np.iinfo(np.int32).min  # a sum of such counts stays below 0
        return {"carried": np.array([none if h is None else int(h.sum()) for h in held])}

    def _pieces(self, values: Floats) -> Indices:
        """In which piece of its distribution each judgement lies in each draw (n, J)."""
        mine = values[:, self.ranged]
        found = np.zeros(mine.shape, dtype=np.int64)
        for limit in self.limits:
            found += mine > limit
        return found


def _gains(offer: Offer, keys: tuple[str, ...], values: Floats) -> tuple[Floats, Bools]:
    """Everybody's gains (n, P) from a package in points, and who accepts it (n, P)."""
    space = drawn_from(offer.given, keys, values)
    options = columns([offer.choice], len(offer.given.issues))
    gains = in_points(drawn_gains(space, options)[:, :, 0])
    return gains, who_accepts(space, options)[:, :, 0]
