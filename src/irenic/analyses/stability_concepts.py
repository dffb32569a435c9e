"""The concepts of stability by name, and which states are stable under them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from irenic.theory import sanctions
from irenic.theory.foresight import limited_move_stability, non_myopic_stability
from irenic.theory.improvements import improvements
from irenic.theory.simultaneous import combinations, simultaneous_stability

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from irenic.theory.graph_model import GraphModel
    from irenic.theory.improvements import Improvements

DEFAULT_CONCEPTS = ("nash_stability", "gmr", "smr", "seq", "sim")
"""Those computed where none are named."""

CONCEPTS = (*DEFAULT_CONCEPTS, "sseq", "limited_move", "non_myopic")
"""All concepts."""

BY_OWN_PREFERENCES = frozenset({"nash_stability", "gmr", "smr"})
"""Concepts under which the preferences of the others make no difference to a party."""

SIM_BUDGET = 100_000_000
"""Combinations of answers beyond which SIM is computed only when it is asked for by name."""

LONGEST = 1000
"""The longest horizon tried for non-myopic stability."""

Masks = list["NDArray[np.bool_]"]
"""For each party the states stable for it."""


@dataclass
class Judged:
    """What was computed: ``stable``, concept -> masks.

    ``not_computed``: concepts left out -> how much there would have been to look at.
    """

    stable: dict[str, Masks] = field(default_factory=dict)
    not_computed: dict[str, int] = field(default_factory=dict)


@dataclass
class Judge:
    """Judges one graph model after another; improvements of equal preferences are kept.

    ``horizon``: that of limited-move stability. ``tell`` is called with the concept and the
    party (None: all at once) before each piece of work.
    """

    horizon: int
    tell: Callable[[str, int | None], None] = lambda concept, party: None
    kept: dict[tuple[int, int], Improvements] = field(default_factory=dict)

    def better(
        self, model: GraphModel, whose: Sequence[int] | None = None
    ) -> dict[int, Improvements]:
        """The improvements of each party; ``whose``: a number that tells its preferences apart."""
        if whose is None:
            return {party: improvements(model, party) for party in model.parties}
        for key in enumerate(whose):
            if key not in self.kept:
                self.kept[key] = improvements(model, key[0])
        return {party: self.kept[party, number] for party, number in enumerate(whose)}

    def judge(
        self, model: GraphModel, concept: str, better: Mapping[int, Improvements]
    ) -> Masks | None:
        """Which states are stable under ``concept``; None if its limit was not found."""
        if concept == "limited_move":
            self.tell(concept, None)
            return limited_move_stability(model, self.horizon)
        if concept == "non_myopic":
            self.tell(concept, None)
            limit = non_myopic_stability(model, LONGEST)
            return None if limit is None else limit.stable
        found = []
        for party in model.parties:
            self.tell(concept, party)
            found.append(_of_party(model, concept, party, better))
        return found

    def judge_all(self, model: GraphModel, concepts: Sequence[str], budget: int | None) -> Judged:
        """All ``concepts``; SIM up to ``budget`` combinations (None: in any case)."""
        judged = Judged()
        needed = {"seq", "sim", "sseq"} & set(concepts)
        better = self.better(model) if needed else {}
        if "sim" in concepts and budget is not None:
            cost = combinations(model, better)
            if cost > budget:
                judged.not_computed["sim"] = cost
        for concept in concepts:
            if concept in judged.not_computed:
                continue
            masks = self.judge(model, concept, better)
            if masks is None:
                judged.not_computed[concept] = LONGEST
            else:
                judged.stable[concept] = masks
        return judged


def _of_party(
    model: GraphModel, concept: str, party: int, better: Mapping[int, Improvements]
) -> NDArray[np.bool_]:
    match concept:
        case "nash_stability":
            return sanctions.nash_stability(model, party)
        case "gmr":
            return sanctions.general_metarationality(model, party)
        case "smr":
            return sanctions.symmetric_metarationality(model, party)
        case "seq":
            return sanctions.sequential_stability(model, party, better)
        case "sseq":
            return sanctions.symmetric_sequential_stability(model, party, better)
        case _:
            return simultaneous_stability(model, party, better)
