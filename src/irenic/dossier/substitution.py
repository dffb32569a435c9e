"""A dossier with other values for some of its judgements."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from irenic.dossier.judgements import judgements
from irenic.dossier.model import LARGEST, Entry, FrozenDict, Judgement, Row
from irenic.dossier.problems import nearest
from irenic.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.dossier.judgements import Path
    from irenic.dossier.model import Dossier

Tree = dict[str | int, Any]
"""Key -> tree or, in the place of a judgement, its new value."""


def with_values(dossier: Dossier, values: Mapping[str, float]) -> Dossier:
    """``dossier`` with the judgements named by their dotted keys at the ``values`` given.

    Each becomes a mode without a range; its provenance stays. Everything else is as it was.
    Values within low and high keep a dossier valid, since the checks look at both ends; of
    others only the magnitude is checked here.

    Raises UsageError for a key that is no judgement's and for a value that no judgement can
    have.
    """
    paths = {found.key: found.path for found in judgements(dossier)}
    for key, value in values.items():
        if key not in paths:
            near = nearest(key, paths)
            hint = f" Did you mean '{near}'?" if near else ""
            raise UsageError(f"the dossier has no judgement '{key}'.{hint}")
        if not (math.isfinite(value) and abs(value) <= LARGEST):
            raise UsageError(f"no judgement can have the value {value:g} given for '{key}'")
    return substituted(dossier, {paths[key]: float(value) for key, value in values.items()})


def substituted(dossier: Dossier, values: Mapping[Path, float]) -> Dossier:
    """As :func:`with_values`, for judgements named by their paths, and without its checks."""
    tree: Tree = {}
    for path, value in values.items():
        node = tree
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = value
    found: Dossier = _changed(dossier, tree)
    return found


def _changed(node: Any, tree: Any) -> Any:
    """``node`` with what stands in ``tree``."""
    if isinstance(node, Judgement):
        return node.model_copy(update={"mode": tree, "low": None, "high": None})
    if isinstance(node, Row):
        return node.model_copy(update={"judgements": _changed(node.judgements, tree)})
    if isinstance(node, Entry):
        return node.model_copy(update={k: _changed(getattr(node, k), t) for k, t in tree.items()})
    if isinstance(node, tuple):
        return tuple(_changed(n, tree[i]) if i in tree else n for i, n in enumerate(node))
    return FrozenDict({k: _changed(n, tree[k]) if k in tree else n for k, n in node.items()})
