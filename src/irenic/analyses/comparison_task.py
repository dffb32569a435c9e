"""What comparison counts in a stretch of draws: picklable, so that other processes can do it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from irenic.analyses.arrays import columns, gain_bounds
from irenic.analyses.best_settlement import Carried, held_each, like
from irenic.analyses.comparison_columns import Against, Threats, against_today, threats_of
from irenic.analyses.comparison_timetables import Own, own_timetable
from irenic.analyses.conclusions import UNDECIDED
from irenic.analyses.conclusions_agreement import rule_of
from irenic.analyses.drawn_arrays import drawn_from, drawn_levers
from irenic.analyses.names import digest
from irenic.analyses.provenance import version
from irenic.dossier.draws import Draws, draws
from irenic.dossier.shapes import quantiles
from irenic.errors import Inapplicable
from irenic.sweeps.tallies import in_blocks
from irenic.theory import tallies
from irenic.theory.drawn import drawn_gains, who_accepts
from irenic.theory.drawn_zone import Known, Rule, zones
from irenic.theory.packages import UNITS, in_points
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.analyses.robustness_task import Offer
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats, Indices


@dataclass(frozen=True, eq=False)
class Fared:
    """How A offers fare in n draws.

    ``accepted``: all who are needed accept (n, A); ``willing``: who does (n, A, required);
    ``gains`` (n, A, required) in points; ``since`` (n, A + 1, required): the gain against the
    first scenario, 0 in the last column, which is no deal; NaN where it cannot be said.
    """

    accepted: npt.NDArray[np.bool_]
    willing: npt.NDArray[np.bool_]
    gains: Floats
    since: Floats

    @property
    def today(self) -> Floats:
        """The gain (n, A + 1) against the first scenario of whoever gains least by it."""
        found: Floats = self.since.min(axis=2)
        return found

    @property
    def worst(self) -> Floats:
        """The gain (n, A) of the required party that gains least."""
        found: Floats = self.gains.min(axis=2)
        return found


@dataclass(frozen=True, eq=False)
class ComparisonTask:
    """Counts how ``offers`` fare, draw by draw. ``seconds``: for each call and offer.

    ``settled``: names of offers of which it is known whether their levers open anything;
    this is not asked again, and counts as undecided here.
    """

    dossier: Dossier
    shape: str
    seed: int
    offers: tuple[Offer, ...]
    seconds: float = 60.0
    settled: frozenset[str] = frozenset()
    _known: dict[str, Known] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        # What was learnt from draws only saves time, and is too large to be sent.
        return {**self.__dict__, "_known": {}}

    @cached_property
    def draws(self) -> Draws:
        """The draws of the dossier."""
        return draws(self.dossier, shape=self.shape, seed=self.seed)

    @cached_property
    def ranged(self) -> Indices:
        """The numbers of the judgements that have a range."""
        found: Indices = np.flatnonzero(self.draws.low < self.draws.high)
        return found

    @cached_property
    def middle(self) -> Floats:
        """The medians of the judgements that have a range."""
        numbers = np.stack([self.draws.low, self.draws.modes, self.draws.high])[:, self.ranged]
        half = np.full((1, len(self.ranged)), 0.5)
        found: Floats = quantiles(half, numbers, self.draws.shape)[0]
        return found

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Those whose consent is needed."""
        return self.offers[0].given.required if self.offers else ()

    @cached_property
    def against(self) -> tuple[Against | None, ...]:
        """Each offer against the first scenario."""
        return tuple(against_today(offer) for offer in self.offers)

    @cached_property
    def threats(self) -> Threats | None:
        """The threats among the levers of the offers."""
        return threats_of(self.dossier, self.offers)

    @cached_property
    def carriers(self) -> tuple[Carried | None, ...]:
        """Each offer, asked as the best settlement is: whoever pulls a lever has to accept too.

        None where that cannot be asked, and with a quorum, for which it is not defined.
        """
        if self.dossier.quorum is not None or not self.offers:
            return (None,) * len(self.offers)
        first = self.offers[0]
        asked = Carried(self.dossier, None, first.given, first.choice, bool(self.dossier.levers))
        try:
            return tuple(like(asked, offer.given, offer.choice) for offer in self.offers)
        except Inapplicable:
            return (None,) * len(self.offers)

    @cached_property
    def timed(self) -> tuple[Own | None, ...]:
        """The timetable that each offer states for itself; the best settlement has none."""
        return tuple(own_timetable(self.dossier, offer.name) for offer in self.offers)

    @cached_property
    def edges(self) -> Floats:
        """Outer bounds (A, required, 2) of the gains."""
        found = [
            [gain_bounds(o.given, o.given.package(o.choice), party) for party in self.required]
            for o in self.offers
        ]
        return np.array(found).reshape(len(self.offers), len(self.required), 2)

    @cached_property
    def edges_today(self) -> Floats:
        """Outer bounds (A + 1, 2) of the gain against the first scenario of the worst off."""
        found = [np.zeros(2) if one is None else one.edges.min(axis=0) for one in self.against]
        return np.array([*found, np.zeros(2)])

    @cached_property
    def at_modes(self) -> Fared:
        """How the offers fare at the most likely values: one draw."""
        return self.fared((), np.zeros((1, 0)))

    @property
    def key(self) -> str:
        """What decides the answers, as a digest."""
        offers = [(one.name, one.given.setting, one.choice) for one in self.offers]
        text = repr((
            "comparison, carried", digest(self.dossier), version(), np.__version__,
            self.shape, self.seed, offers, sorted(self.settled),
        ))  # fmt: skip
        return hashlib.sha256(text.encode()).hexdigest()

    def fared(self, keys: Sequence[str], values: Floats) -> Fared:
        """How the offers fare at ``values`` (n, keys)."""
        taken, willing, gains = [], [], []
        for offer in self.offers:
            space = drawn_from(offer.given, keys, values)
            options = columns([offer.choice], len(offer.given.issues))
            n = space.required
            willing.append(who_accepts(space, options, n)[:, :, 0])
            taken.append(_passed(willing[-1], rule_of(offer.given)))
            gains.append(in_points(drawn_gains(space, options, n)[:, :, 0]))
        return Fared(
            np.stack(taken, axis=1), np.stack(willing, axis=1), np.stack(gains, axis=1),
            self._since(keys, values),
        )  # fmt: skip

    def _since(self, keys: Sequence[str], values: Floats) -> Floats:
        """Gains (n, A + 1, required) against the first scenario; those of no deal last."""
        found = []
        for against in self.against:
            if against is None:
                found.append(np.full((len(values), len(self.required)), np.nan))
                continue
            space = against.space(keys, values)
            options = columns([against.choice], len(against.given.issues))
            found.append(in_points(drawn_gains(space, options, space.required)[:, :, 0]))
        found.append(np.zeros((len(values), len(self.required))))
        return np.stack(found, axis=1)

    def credible(self, keys: Sequence[str], values: Floats) -> npt.NDArray[np.bool_]:
        """Which threats (those of :attr:`threats`, in order) are credible at ``values``."""
        if self.threats is None:
            return np.zeros((len(values), 0), dtype=bool)
        usable = drawn_levers(self.threats.levers, keys, values).usable
        return usable[:, list(self.threats.numbers.values())]

    def _believed(self, offer: Offer, credible: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """In which draws (n,) all threats of an offer are credible (n, threats)."""
        if self.threats is None:
            return np.ones(len(credible), dtype=bool)
        every = list(self.threats.numbers)
        own = [every.index(threat) for threat in self.threats.of(offer)]
        return np.asarray(credible[:, own].all(axis=1))

    def __call__(self, start: int, stop: int) -> Mapping[str, npt.NDArray[np.int64]]:
        """The tallies of draws ``start`` up to, not including, ``stop``.

        ``held``, ``undecided`` (4 A + threats,): all accept, something is open, all threats
        are credible, both all accept and all threats are, each threat is; ``willing``
        (A, required); ``kept`` (A,): its own timetable holds; ``gains`` (A required, bins);
        ``worst`` (A, bins), ``today`` (A + 1, bins); ``ahead``, ``ahead_today``: in how many draws
        the one's worst off gains more than the other's; ``ahead_parties`` (A + 1, A + 1,
        required): in how many a party gets more under the one than under the other;
        ``none_worse`` (A + 1, A + 1): in how many nobody gets less under the one; ``carried``
        (A,): in how many it is carried, below 0 where that cannot be asked.
        """
        return in_blocks(self._counted, start, stop)

    def _counted(self, start: int, stop: int) -> Mapping[str, npt.NDArray[np.int64]]:
        """The tallies of draws that fit into memory at once."""
        keys, values = self.draws.keys, self.draws.values(start, stop)
        fared, credible = self.fared(keys, values), self.credible(keys, values)
        whole = np.stack([self._believed(offer, credible) for offer in self.offers], axis=1)
        verdicts = np.concatenate(
            [fared.accepted, self._zones(keys, values), whole, fared.accepted & whole, credible],
            axis=1,
        ).astype(np.int8)
        found = tallies.counted(verdicts, values[:, self.ranged] > self.middle)
        n, offers = len(values), len(self.offers)
        found["willing"] = fared.willing.sum(axis=0)
        found["gains"] = _bins(fared.gains.reshape(n, -1), self.edges.reshape(-1, 2))
        found["worst"] = _bins(fared.worst, self.edges.min(axis=1).reshape(offers, 2))
        found["today"] = _bins(np.nan_to_num(fared.today), self.edges_today)
        kept = [0 if own is None else own.kept(keys, values).sum() for own in self.timed]
        found["kept"] = np.array(kept, dtype=np.int64)
        held = held_each(self.carriers, keys, values)
        none = np.iinfo(np.int32).min  # a sum of such counts stays below 0
        found["carried"] = np.array([none if h is None else int(h.sum()) for h in held])
        found["ahead"] = _ahead(fared.worst)
        found["ahead_today"] = _ahead(fared.today)
        found["ahead_parties"] = _ahead(fared.since)
        found["none_worse"] = _none_worse(fared.since)
        return found

    def _zones(self, keys: Sequence[str], values: Floats) -> npt.NDArray[np.int8]:
        """Whether something is acceptable under the levers of each offer (n, A)."""
        found = []
        for offer in self.offers:
            if offer.name in self.settled:
                found.append(np.full(len(values), UNDECIDED, dtype=np.int8))
                continue
            known = self._known.setdefault(offer.name, Known())
            space = drawn_from(offer.given, keys, values)
            found.append(zones(space, rule_of(offer.given), known, Clock(self.seconds)).exists)
        return np.stack(found, axis=1)


def _passed(willing: npt.NDArray[np.bool_], rule: Rule) -> npt.NDArray[np.bool_]:
    """In which draws (n,) enough of the required parties are willing (n, required)."""
    if rule.quorum is None:
        return np.asarray(willing.all(axis=1))
    enough = willing.sum(axis=1) >= rule.quorum
    return np.asarray(enough & willing[:, list(rule.vetoes)].all(axis=1))


def _bins(gains: Floats, edges: Floats) -> npt.NDArray[np.int64]:
    return tallies.spread(gains, np.zeros(gains.shape, dtype=bool), edges)["gains"]


def _ahead(gains: Floats) -> npt.NDArray[np.int64]:
    """In how many draws each column of ``gains`` (n, C, ...) is above each other (C, C, ...)."""
    units = np.rint(gains * UNITS)
    found: npt.NDArray[np.int64] = np.stack(
        [(units[:, [c]] > units).sum(axis=0) for c in range(units.shape[1])]
    )
    return found


def _none_worse(gains: Floats) -> npt.NDArray[np.int64]:
    """In how many draws nobody has less in one column of ``gains`` (n, C, R) than in another."""
    units = np.rint(gains * UNITS)
    found: npt.NDArray[np.int64] = np.stack(
        [(units[:, [c]] >= units).all(axis=2).sum(axis=0) for c in range(units.shape[1])]
    )
    return found
