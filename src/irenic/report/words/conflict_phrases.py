"""Phrases about a conflict's parties, moves and states that several sentences share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.lists import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from irenic.analyses.result import Names

CONCEPTS = {
    "nash_stability": "Nash stability",
    "gmr": "GMR",
    "smr": "SMR",
    "seq": "SEQ",
    "sim": "SIM",
    "sseq": "SSEQ",
    "limited_move": "limited-move stability",
    "non_myopic": "non-myopic stability",
}
"""What the concepts are called in sentences."""


def party(slug: str, names: Names) -> str:
    """The name of a party."""
    return names["parties"].get(slug, slug)


def parties(slugs: Iterable[str], names: Names) -> str:
    """The names of parties, joined."""
    return join(party(slug, names) for slug in slugs)


def quoted(moves: Iterable[str], names: Names) -> str:
    """The names of moves in quotation marks, joined."""
    return join(f"\u201c{names['moves'].get(move, move)}\u201d" for move in moves)


def owned(moves: Iterable[str], names: Names) -> str:
    """Moves in force, by party: ``United States: “Surge”; Iran: “Arm militias”``."""
    by_party: dict[str, list[str]] = {}
    for move in moves:
        by_party.setdefault(move.partition(".")[0], []).append(move)
    parts = [f"{party(p, names)}: {quoted(own, names)}" for p, own in by_party.items()]
    return "; ".join(parts) if parts else "no move in force"


def concepts(slugs: Iterable[str], last: str = "and") -> str:
    """The names of concepts, joined."""
    return join((CONCEPTS[slug] for slug in slugs), last)


def change(change: Mapping[str, Any], names: Names, up: str, down: str) -> str:
    """What a party changes, with the verbs given: ``took up “A” and gave up “B”``."""
    parts = []
    if change["takes_up"]:
        parts.append(f"{up} {quoted(change['takes_up'], names)}")
    if change["gives_up"]:
        parts.append(f"{down} {quoted(change['gives_up'], names)}")
    return " and ".join(parts)


def than(found: Mapping[str, Any]) -> str:
    """What a state is compared with."""
    return "than today" if found["today"] else "than in this state"


def whether_today(found: Mapping[str, Any], names: Names) -> str:
    """Opens a reason that is not about today with the state it is about."""
    return "" if found["today"] else f"In the state with {owned(found['in_force'], names)}: "


def large(number: int) -> str:
    """A count as people read it: with commas, or as a power of ten where it has many digits."""
    if number < 10**15:
        return f"{number:,}"
    power = len(str(number)) - 1
    digits = str(power).translate(str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074"
                                                "\u2075\u2076\u2077\u2078\u2079"))  # fmt: skip
    lead = number // 10 ** (power - 1) / 10
    return f"about {lead:g} \u00d7 10{digits}"


def share(part: float) -> str:
    """A share in per cent: 0 % and 100 % only where it is just that."""
    if 0 < part < 0.001:
        return "less than 0.1%"
    if 0.999 < part < 1:
        return "more than 99.9%"
    text = f"{part:.0%}"
    return f"{part:.1%}" if text in ("0%", "100%") and part not in (0, 1) else text
