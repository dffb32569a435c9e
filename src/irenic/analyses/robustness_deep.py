"""What is computed anew in every draw when asked for: bargaining solutions, cheapest openings.

Both are counts by option or lever, so that they add up like all tallies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from irenic.analyses.arrays import Arrays, arrays, setting
from irenic.analyses.drawn_arrays import drawn_from
from irenic.analyses.leverage_arrays import Levers, levers_of
from irenic.dossier.draws import with_values
from irenic.errors import Inapplicable
from irenic.theory.bargaining import SOLUTIONS
from irenic.theory.drawn import DrawnSpace
from irenic.theory.drawn_solutions import drawn_solutions
from irenic.theory.drawn_zone import Known, Rule, zones
from irenic.theory.openings import cheapest
from irenic.theory.packages import options_of
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats, Indices

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Deep:
    """Asks of draws which package each bargaining solution proposes and what opens a deal.

    ``scenario`` and ``levers``: those under which the solutions are computed; openings start
    from ``scenario``. With a quorum no solutions are counted.
    """

    dossier: Dossier
    scenario: str | None = None
    levers: tuple[str, ...] = ()
    seconds: float = 60.0

    @property
    def key(self) -> str:
        """What decides the answers, beside the dossier."""
        return repr((self.scenario, self.levers))

    @cached_property
    def here(self) -> Arrays | None:
        """The packages; None where bargaining solutions do not apply."""
        if self.dossier.quorum is not None:
            return None
        try:
            return arrays(self.dossier, setting(self.dossier, self.scenario, self.levers))
        except Inapplicable:
            return None

    @cached_property
    def pulled(self) -> Levers | None:
        """The levers; None where there are none."""
        try:
            return levers_of(self.dossier, self.scenario)
        except Inapplicable:
            return None

    @cached_property
    def at_modes(self) -> dict[str, Counts]:
        """The tallies of the most likely values alone."""
        return self.tallies((), np.zeros((1, 0)))

    def tallies(self, keys: Sequence[str], values: Floats) -> dict[str, Counts]:
        """Counts over K draws given by their ``values`` (K, keys).

        ``solution_draws``: draws in which something is acceptable to all;
        ``solution_options`` (solutions, options of all issues one after another): in how many
        of them the solution takes the option. ``openings``: draws in which levers open a
        deal, ``openings_unproven``: in which that, or which are cheapest, was not settled in
        time; ``opening_levers`` (levers): in how many openings each lever is.
        """
        return self._solutions(keys, values) | self._openings(keys, values)

    def _solutions(self, keys: Sequence[str], values: Floats) -> dict[str, Counts]:
        if self.here is None:
            return {}
        space = drawn_from(self.here, keys, values)
        found = drawn_solutions(space, zones(space, Rule(), Known(), Clock(self.seconds)).exists)
        some = found.acceptable > 0
        counts = [_options(space, found.packages[name][some]) for name in SOLUTIONS]
        return {"solution_draws": np.array(int(some.sum())), "solution_options": np.stack(counts)}

    def _openings(self, keys: Sequence[str], values: Floats) -> dict[str, Counts]:
        if self.pulled is None:
            return {}
        taken, openings, unproven = np.zeros(len(self.pulled.levers), dtype=np.int64), 0, 0
        for row in values:
            drawn = with_values(self.dossier, dict(zip(keys, row.tolist(), strict=True)))
            case = levers_of(drawn, self.scenario).case
            found = cheapest(case, clock=Clock(self.seconds))
            unproven += not found.proven
            if found.opening is not None and found.proven:
                openings += 1
                taken[list(found.opening.levers)] += 1
        return {
            "openings": np.array(openings), "openings_unproven": np.array(unproven),
            "opening_levers": taken,
        }  # fmt: skip


def _options(space: DrawnSpace, packages: Indices) -> Counts:
    """How often each option of each issue stands in ``packages``, one issue after another."""
    if not len(packages):
        return np.zeros(sum(space.shape), dtype=np.int64)
    options = options_of(space.at(0), packages)
    counts = [np.bincount(o, minlength=n) for o, n in zip(options, space.shape, strict=True)]
    return np.concatenate(counts).astype(np.int64)


def values_of(deep: Deep, counts: Mapping[str, Counts]) -> dict[str, Any]:
    """``solutions`` and ``openings`` as values; None where they do not apply."""
    return {"solutions": _solutions(deep, counts), "openings": _openings(deep, counts)}


def _solutions(deep: Deep, counts: Mapping[str, Counts]) -> dict[str, Any] | None:
    """By solution and issue the share of draws with a deal in which it takes each option."""
    if deep.here is None:
        return None
    draws = int(counts["solution_draws"])
    ends = np.cumsum([0, *(len(options) for options in deep.here.options)])
    return {
        "draws": draws,
        "options": {
            name: {
                issue: {
                    option: float(row[start + place]) / draws
                    for place, option in enumerate(options)
                }
                for issue, options, start in zip(
                    deep.here.issues, deep.here.options, ends, strict=False
                )
            }
            for name, row in zip(SOLUTIONS, counts["solution_options"], strict=True)
            if draws
        },
    }  # fmt: skip


def _openings(deep: Deep, counts: Mapping[str, Counts]) -> dict[str, Any] | None:
    """The share of draws in which something opens a deal, and of openings that have each lever."""
    if deep.pulled is None:
        return None
    found = int(counts["openings"])
    return {
        "opened": found, "unproven": int(counts["openings_unproven"]),
        "levers": {
            slug: float(number) / found
            for slug, number in zip(deep.pulled.levers, counts["opening_levers"], strict=True)
            if found
        },
    }  # fmt: skip
