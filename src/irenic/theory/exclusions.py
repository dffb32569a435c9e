"""What would have to be impossible for a state to hold: the fewest further infeasibilities.

A *candidate* is a set of states that could be ruled out together. The fewest candidates that
make a state an equilibrium are a smallest hitting set where each improvement from it must go,
which is NP-hard to find in general; the search is exhaustive, by number of candidates, up to
a stated effort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.theory.deterrence import leaver, with_feasible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irenic.theory.graph_model import GraphModel

EFFORT = 2_000
"""Combinations of candidates judged before a search gives up."""

CELLS = 20_000_000
"""Combinations times states judged before a search gives up, in large models."""


@dataclass(frozen=True)
class Exclusions:
    """The fewest candidates, as positions: ``found`` holds every set of that size.

    ``least``: no set of fewer does, which is proven. Nothing is ``found`` where the search
    gave up at that size, or was not to go beyond it. ``cut``: it gave up, so that more sets
    of that size may do.
    """

    found: tuple[tuple[int, ...], ...]
    least: int
    cut: bool = False


def fewest_exclusions(
    model: GraphModel, state: int, concept: str,
    candidates: Sequence[NDArray[np.bool_]], most: int,
) -> Exclusions:  # fmt: skip
    """The sets of fewest ``candidates``, at most ``most``, that make ``state`` an equilibrium.

    Candidates are flat masks over states in C order, none of which holds ``state``. Under
    SMR ruling states out can also bar a way of escape; under all other concepts it only takes
    sanctions away, so one of the candidates must rule out the improvement that makes the
    state unstable, and only those are tried.
    """
    effort = max(min(EFFORT, CELLS // model.feasible.size), 1)
    search = _Search(model, state, concept, candidates)
    for size in range(most + 1):
        found: set[tuple[int, ...]] = set()
        for chosen in search.sets(size):
            if search.judged > effort:
                return Exclusions(tuple(sorted(found)), size, cut=True)
            if search.leaver(chosen) is None:
                found.add(chosen)
        if found:
            return Exclusions(tuple(sorted(found)), size)
    return Exclusions((), most + 1)


class _Search:
    """Sets of candidates judged, and what each leaves undone."""

    def __init__(
        self, model: GraphModel, state: int, concept: str, candidates: Sequence[NDArray[np.bool_]]
    ) -> None:
        self.model, self.state, self.concept = model, state, concept
        self.candidates = candidates
        self._known: dict[tuple[int, ...], tuple[int, int] | None] = {}

    @property
    def judged(self) -> int:
        """How many sets have been judged so far."""
        return len(self._known)

    def leaver(self, chosen: tuple[int, ...]) -> tuple[int, int] | None:
        """Who leaves the state, and to where, with the candidates ``chosen`` ruled out."""
        if chosen not in self._known:
            feasible = self.model.feasible.ravel().copy()
            for place in chosen:
                feasible &= ~self.candidates[place]
            model = with_feasible(self.model, feasible.reshape(self.model.feasible.shape))
            self._known[chosen] = leaver(model, self.state, self.concept)
        return self._known[chosen]

    def sets(self, size: int) -> Iterator[tuple[int, ...]]:
        """Sets of that size that can do: each grown from one that does not."""
        if size == 0:
            yield ()
            return
        seen: set[tuple[int, ...]] = set()
        for smaller in self.sets(size - 1):
            left = self.leaver(smaller)
            if left is None:
                continue
            for place, states in enumerate(self.candidates):
                if self.concept != "smr" and not states[left[1]]:
                    continue
                chosen = tuple(sorted({*smaller, place}))
                if place not in smaller and chosen not in seen:
                    seen.add(chosen)
                    yield chosen
