"""Slugs for names from other programs."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from irenic.dossier.entries import RESERVED
from irenic.dossier.moves import RESERVED_PARTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 50


def slugs(names: Sequence[str], given: Sequence[Any], otherwise: str) -> list[str]:
    """A slug for each name, each different: the one ``given`` where it is fit, else made of it.

    ``otherwise`` stands in for names without any letter or digit of the Latin alphabet.
    """
    found: list[str] = []
    fit = [one if _is_fit(one) else None for one in given]
    kept = [one for place, one in enumerate(fit) if one and one not in fit[:place]]
    for place, name in enumerate(names):
        own = fit[place]
        if own is not None and own in kept and own not in found:
            found.append(own)
        else:
            found.append(_unique(_made(name) or otherwise, {*found, *kept}))
    return found


def _is_fit(given: Any) -> bool:
    return (
        isinstance(given, str)
        and bool(_SLUG.fullmatch(given))
        and given not in RESERVED | RESERVED_PARTIES
    )


def _made(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _OTHER.sub("-", plain).strip("-")[:_LONGEST].strip("-")


def _unique(stem: str, taken: set[str]) -> str:
    """``stem``, or with the lowest number that makes it new and none of the reserved words."""
    taken = taken | RESERVED | RESERVED_PARTIES
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
