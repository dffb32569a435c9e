"""Ways to other states, the picture of the graph, and what would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses import stability_paths
from irenic.analyses.result import Statement
from irenic.analyses.stability_answer import equilibria, most_stable, move_labels
from irenic.analyses.stability_concepts import LABELS
from irenic.analyses.stability_graph import graph
from irenic.analyses.stability_redesign import redesign
from irenic.analyses.stability_redesign_views import partial, tables
from irenic.analyses.stability_redesign_views import told as redesign_told
from irenic.theory.evolution import evolution

__all__ = ["Design", "partial"]

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from irenic.analyses.conflict import Conflict
    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier

    Stable = Mapping[str, Sequence[NDArray[np.bool_]]]


class Design:
    """The answers of one call.

    ``start``: the state that paths begin with (None: none); ``target``: the state that is to
    hold (None: not asked). ``tell`` is called with what is being computed and the share done.
    """

    def __init__(
        self, dossier: Dossier, given: Conflict, stable: Stable, start: int | None,
        target: int | None, tell: Callable[[str, float], None] | None = None,
    ) -> None:  # fmt: skip
        self.dossier, self.given, self.stable = dossier, given, stable
        depth = np.zeros(given.model.feasible.size, np.int8)
        for masks in stable.values():
            depth += equilibria(masks).ravel()
        self.most = most_stable(depth)
        self.ways = None
        if start is not None and given.model.feasible.flat[start]:
            self.ways = (
                evolution(given.model, start, improving=True),
                evolution(given.model, start, improving=False),
            )
        self.evolution: dict[str, Any] | None = None
        self.redesign: dict[str, Any] | None = None
        if target is not None:
            self.redesign = redesign(dossier, given, target, stable, tell)

    def find_ways(self, limit: int) -> None:
        """Ways from the start to the first ``limit`` equilibria."""
        if self.ways is not None:
            self.evolution = stability_paths.paths(self.given, self.stable, self.ways, limit)

    @property
    def values(self) -> dict[str, Any]:
        """What ``values`` says under ``evolution`` and ``redesign``."""
        return {"evolution": self.evolution, "redesign": self.redesign}

    def added_to(self, parts: Mapping[str, Any], named: Names) -> dict[str, Any]:
        """The parts of the result that people read, with these answers."""
        labels = move_labels(self.given, named)
        found = {key: tuple(parts.get(key, ())) for key in ("findings", "caveats", "tables")}
        figures = tuple(parts.get("figures", ()))
        if self.evolution is not None:
            as_of = self.dossier.as_of
            month = None if as_of is None else f"{as_of:%B %Y}"
            found["findings"] += stability_paths.told(self.given, self.evolution, month)
            found["tables"] += (stability_paths.table(self.evolution, labels, named),)
        if self.redesign is not None:
            found["findings"] += redesign_told(self.given, self.redesign)
            found["tables"] += tables(self.redesign, LABELS)
            if partial(self.redesign):
                found["caveats"] += (
                    Statement(
                        "stability_redesign_partial",
                        evidence={"seconds": self.redesign["seconds"]},
                    ),
                )
        if self.given.model.feasible.any():
            figure, table = graph(self.given, self.stable, self.ways, self.most, labels)
            figures += (figure,)
            found["tables"] += (table,)
        return {**parts, **found, "figures": figures}
