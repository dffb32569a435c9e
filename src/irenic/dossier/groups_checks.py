"""The check of groups of judgements that err together (``moves_with``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from irenic.dossier.judgements import judgements
from irenic.dossier.model import Dossier
from irenic.dossier.problems import Problem, nearest
from irenic.dossier.shape import Draft, say
from irenic.dossier.text import Path


def check_groups(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """At least two judgements move with each group: fewer have nothing to err with."""
    if draft.dropped:
        return  # it may have been the others of a group
    named = dict(_named(draft.tree.data, ()))
    if not named:
        return
    bearing: dict[str, list[bool]] = {group: [] for group in named.values()}
    for found in judgements(dossier):
        given, judgement = found.judgement.moves_with, found.judgement
        if given is not None and given.weight != 0:
            bearing[given.group].append(judgement.low != judgement.high)
    for group, ranged in bearing.items():
        # A drawn dossier has no ranges left, and its groups are as they were.
        if len(ranged) >= 2 and sum(ranged) != 1:
            continue
        path = next(path for path, name in named.items() if name == group)
        several = "1 judgement" if len(ranged) == 1 else f"{len(ranged)} judgements"
        told = f"'{group}' at {several}" + (", 1 of them with a range" * (len(ranged) > 1))
        said = say(
            draft, "lonely-group", path, told, "a group of two judgements with a range, or more",
            "Correct the spelling, name it at the others too, or remove it.",
            near=nearest(group, bearing.keys() - {group}),
        )  # fmt: skip
        yield replace(said, severity="warning")


def _named(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every ``moves_with:`` below ``node``: where it stands, and the group it names."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "moves_with" and value is not None:
                yield (*path, key), value if isinstance(value, str) else value["group"]
            else:
                yield from _named(value, (*path, key))
    elif isinstance(node, list | tuple):
        for i, value in enumerate(node):
            yield from _named(value, (*path, i))
