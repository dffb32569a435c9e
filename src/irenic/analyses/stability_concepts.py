"""The concepts of stability by name, and which states are stable under them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from irenic.theory import sanctions
from irenic.theory.foresight import limited_move_stability, non_myopic_stability
from irenic.theory.improvements import entries, improvements
from irenic.theory.simultaneous import combinations, simultaneous_stability

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from irenic.theory.foresight import NonMyopic
    from irenic.theory.graph_model import GraphModel
    from irenic.theory.improvements import Improvements

DEFAULT_CONCEPTS = ("nash_stability", "gmr", "smr", "seq", "sim")
"""Those computed where none are named."""

CONCEPTS = (*DEFAULT_CONCEPTS, "sseq", "limited_move", "non_myopic")
"""All concepts."""

LABELS = {
    "nash_stability": "Nash stability",
    "gmr": "GMR",
    "smr": "SMR",
    "seq": "SEQ",
    "sim": "SIM",
    "sseq": "SSEQ",
    "limited_move": "Limited-move",
    "non_myopic": "Non-myopic",
}
"""What the concepts are called in tables."""

ANYWAY = ":anyway"
"""What is written behind ``sim`` to have it computed whatever it costs."""

BY_OWN_PREFERENCES = frozenset({"nash_stability", "gmr", "smr"})
"""Concepts under which the preferences of the others make no difference to a party."""

BY_IMPROVEMENTS = frozenset({"seq", "sim", "sseq"})
"""Concepts for which all improvements are listed."""

SIM_BUDGET = 100_000_000
"""Combinations of answers beyond which SIM is computed only when it is asked for by name."""

SIM_CEILING = 3_000_000_000
"""Combinations beyond which it is computed only when asked for whatever it costs."""

SIM_RATE = 10_000_000
"""Combinations that are looked at in a second, roughly, to say beforehand how long it takes."""

MOST_ENTRIES = 1 << 28
"""Entries of lists of improvements beyond which these are not made (some 2 GB)."""

MOST_ANTICIPATED = 1 << 28
"""States times parties squared beyond which nothing is anticipated (some 2 GB)."""

MOST_FORESIGHT = 1 << 34
"""The same times the horizon: the most that is computed (some minutes)."""

LONGEST = 1000
"""The longest horizon tried for non-myopic stability."""

Masks = list["NDArray[np.bool_]"]
"""For each party the states stable for it."""


class NotComputed(Exception):
    """A concept was left out: ``needed`` is how much there would have been of ``what``.

    ``what``: ``combinations`` of answers (SIM); ``improvements`` to be listed; ``anticipations``
    (states, parties and horizons multiplied); ``horizons`` that were tried without an answer.
    """

    def __init__(self, what: str, needed: int) -> None:
        super().__init__(f"{needed:,} {what}")
        self.what, self.needed = what, needed


@dataclass
class Judged:
    """What was computed: ``stable``, concept -> masks; ``not_computed``: concept -> why not."""

    stable: dict[str, Masks] = field(default_factory=dict)
    not_computed: dict[str, NotComputed] = field(default_factory=dict)


@dataclass
class Judge:
    """Judges one graph model after another; improvements of equal preferences are kept.

    ``horizon``: that of limited-move stability. ``most``: combinations up to which SIM is
    computed (None: any number). ``tell`` is called with what is being computed and the share of
    it that is done; a number in it stands for a party.
    """

    horizon: int
    most: int | None = SIM_CEILING
    tell: Callable[[str, int | None, float], None] = lambda concept, party, share: None
    kept: dict[tuple[int, int], Improvements] = field(default_factory=dict)
    last: tuple[GraphModel, dict[int, Improvements]] | None = None
    limit: NonMyopic | None = None  # that of non-myopic stability found last

    def better(
        self, model: GraphModel, whose: Sequence[int] | None = None
    ) -> dict[int, Improvements]:
        """The improvements of each party; ``whose``: a number that tells its preferences apart.

        Raises :class:`NotComputed` where there would be too many to list.
        """
        if self.last is not None and self.last[0] is model:
            return self.last[1]
        needed = entries(model)
        if needed > MOST_ENTRIES:
            raise NotComputed("improvements", needed)
        found = {}
        for party in model.parties:
            self.tell("improvements", party, party / len(model.parties))
            key = None if whose is None else (party, whose[party])
            found[party] = self.kept[key] if key in self.kept else improvements(model, party)
            if key is not None:
                self.kept[key] = found[party]
        self.last = (model, found)
        return found

    def judge(self, model: GraphModel, concept: str, whose: Sequence[int] | None = None) -> Masks:
        """For each party the states stable under ``concept``; ``whose`` as in :meth:`better`.

        Raises :class:`NotComputed` where that would take too much, or no limit was found.
        """
        if concept in ("limited_move", "non_myopic"):
            return self._foreseen(model, concept)
        better = {}
        if concept in BY_IMPROVEMENTS:
            if len(model.parties) == 1:
                concept = "nash_stability"  # there is nobody to answer
            else:
                better = self.better(model, whose)
        if concept == "sim" and self.most is not None:
            cost = combinations(model, better)
            if cost > self.most:
                raise NotComputed("combinations", cost)
        return [self._of_party(model, concept, party, better) for party in model.parties]

    def judge_all(self, model: GraphModel, concepts: Sequence[str]) -> Judged:
        """All ``concepts``."""
        judged = Judged()
        for concept in concepts:
            try:
                judged.stable[concept] = self.judge(model, concept)
            except NotComputed as refused:
                judged.not_computed[concept] = refused
        return judged

    def cost_of_sim(self, model: GraphModel) -> int | None:
        """The combinations that SIM has at most to look at; None if they cannot be counted."""
        if len(model.parties) == 1:
            return 0
        try:
            return combinations(model, self.better(model))
        except NotComputed:
            return None

    def _foreseen(self, model: GraphModel, concept: str) -> Masks:
        anticipated = model.feasible.size * len(model.parties) ** 2
        horizon = self.horizon if concept == "limited_move" else 1
        if anticipated > MOST_ANTICIPATED or anticipated * horizon > MOST_FORESIGHT:
            raise NotComputed("anticipations", anticipated * horizon)

        def tell(done: int, of: int) -> None:
            self.tell(f"{concept}, horizon {done + 1:,}", None, done / of)

        if concept == "limited_move":
            return limited_move_stability(model, horizon, tell)
        longest = max(1, min(LONGEST, MOST_FORESIGHT // anticipated))
        self.limit = non_myopic_stability(model, longest, tell)
        if self.limit is None:
            raise NotComputed("horizons", longest)
        return self.limit.stable

    def _of_party(
        self, model: GraphModel, concept: str, party: int, better: dict[int, Improvements]
    ) -> NDArray[np.bool_]:
        parties = len(model.parties)
        self.tell(concept, party, party / parties)
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

        def tell(share: float) -> None:
            self.tell(concept, party, (party + share) / parties)

        return simultaneous_stability(model, party, better, tell)
