"""How wide text is, and where to break it, without asking a browser.

Widths are those of Helvetica and the fonts made to its measure (Arial, Liberation Sans,
Nimbus Sans), with room to spare for the fonts that a reader's machine puts in their place.
"""

from __future__ import annotations

import unicodedata

FONT = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"

_ROOM = 1.08

_WIDTHS = {
    0.20: "'ijl|",
    0.28: " !,./:;I[\\]ft",
    0.34: '()-`r"*{}',
    0.50: "Jckvxyzs^",
    0.56: "#$0123456789?L_abdeghnopqu\u2013",
    0.60: "+<=>~FTZ\u2212",
    0.67: "&ABEKPSVXY",
    0.73: "CDHNRUw",
    0.79: "GOQ",
    0.86: "Mm",
    0.95: "%W",
    1.02: "@\u2014\u2026",
}

_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}

_UNKNOWN = 0.65


def width(text: str, size: float) -> float:
    """About how many pixels ``text`` takes at ``size`` pixels."""
    return sum(map(_letter, text)) * size * _ROOM


def _letter(letter: str) -> float:
    known = _WIDTH.get(letter)
    if known is not None:
        return known
    if unicodedata.combining(letter):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN


def wrap(text: str, room: float, size: float, most: int | None = None) -> tuple[str, ...]:
    """``text`` in lines no wider than ``room``; words wider than that are broken.

    At most ``most`` lines; the last one then ends in an ellipsis.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= room:
            lines[-1] = joined
        else:
            lines.extend(_broken(word, room, size))
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], room, size)]
    return tuple(lines) or ("",)


def _broken(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, room: float, size: float) -> str:
    while line and width(line + "\u2026", size) > room:
        line = line[:-1]
    return line.rstrip() + "\u2026"
