"""Names for people, and what every result says of its dossier."""

from __future__ import annotations

import hashlib
import json
import weakref
from typing import TYPE_CHECKING, Any

from irenic.analyses.judgement_names import judgement_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier


def readable(slug: str) -> str:
    """A slug made readable, for entries without a name: ``no-bases`` -> ``No bases``."""
    text = slug.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:] if text else slug


def names(dossier: Dossier, *, judgements: bool = False) -> Names:
    """The names of everything in ``dossier`` by kind and slug.

    ``judgements``: those of judgements by dotted key, too; they are many.
    """
    named: dict[str, Mapping[str, Any]] = {
        "parties": dossier.parties,
        "issues": dossier.issues,
        "scenarios": dossier.scenarios,
        "levers": dossier.levers,
        "plans": dossier.plans,
        "blocs": dossier.blocs,
        "deeds": dossier.timetable.deeds if dossier.timetable else {},
        "guarantees": dossier.timetable.guarantees if dossier.timetable else {},
        "benchmarks": dossier.benchmarks,
    }
    found = {
        kind: {slug: entry.name or readable(slug) for slug, entry in entries.items()}
        for kind, entries in named.items()
    }
    found["options"] = {
        f"{issue}.{option}": entry.name
        for issue, given in dossier.issues.items()
        for option, entry in given.options.items()
    }
    parties = dossier.moves.parties if dossier.moves else {}
    found["moves"] = {
        f"{party}.{move}": entry.name
        for party, moves in parties.items()
        for move, entry in moves.items()
    }
    found["sources"] = {slug: source.title for slug, source in dossier.sources.items()}
    if judgements:
        found["judgements"] = dict(judgement_names(dossier, found))
    return found


_DIGESTS: dict[int, str] = {}
"""The digests of the dossiers that are alive, by identity: a dossier never changes."""


def digest(dossier: Dossier) -> str:
    """The first 16 hex digits of the SHA-256 of the dossier's content.

    Comments, order of keys and way of writing do not count.
    """
    key = id(dossier)
    if key not in _DIGESTS:
        content = dossier.model_dump(mode="json", by_alias=True, exclude_none=True)
        text = json.dumps(content, sort_keys=True, ensure_ascii=True)
        _DIGESTS[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
        weakref.finalize(dossier, _DIGESTS.pop, key, None)
    return _DIGESTS[key]
