"""Colours, each hue with one meaning throughout, and none of them needed to read a picture.

Purple is worth and gain, orange is loss and shortfall, white is none: a diverging scale
around 0, which for a gain is the reservation value. Parties have blues, greens, browns and
greys, and a dash pattern beside. No picture sets red against green.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.result import Names

INK = "#1b1f2a"
MUTED = "#565d6b"
RULE = "#d5d9e0"
FAINT = "#f3f4f7"
PAPER = "#ffffff"

GAIN = "#5e3c99"
LOSS = "#c2570c"

_PARTIES = (
    "#1f4e79", "#2f7fc1", "#12808a", "#2e7d4f", "#75751c", "#7a5230",
    "#5f6773", "#222222", "#3d6f8f", "#4a7f6b", "#94682a", "#3b5b92",
)  # fmt: skip

_DASHES: tuple[tuple[int, ...], ...] = (
    (1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (12, 3), (1, 3), (8, 3, 2, 3, 2, 3), (4, 2, 1, 2),
)  # fmt: skip


def party_colour(slug: str, names: Names) -> str:
    """The fixed colour of a party: by its place in the dossier."""
    return _PARTIES[_place(slug, names) % len(_PARTIES)]


def party_dash(slug: str, names: Names) -> tuple[int, ...]:
    """The fixed dash pattern of a party, for readers without colours."""
    return _DASHES[_place(slug, names) % len(_DASHES)]


def _place(slug: str, names: Names) -> int:
    known = list(names.get("parties", {}))
    return known.index(slug) if slug in known else len(known)


class Look(NamedTuple):
    """How a party's lines are drawn."""

    colour: str
    dash: tuple[int, ...]


_MORE_DASHES = ((16, 4, 4, 4), (3, 6), (10, 2, 2, 2, 2, 2, 2, 2), (7, 7))

_ALIKE = 40.0
"""Distance of two colours (red, green, blue from 0 to 255) below which they pass for one."""


def distinct_looks(slugs: Sequence[str], names: Names) -> dict[str, Look]:
    """A look for each of the parties of one picture, no two of up to 12 alike.

    A party keeps its fixed dashes unless one before it in ``slugs`` has them, and its fixed
    colour unless one before it has that or one much like it; then it has the first dashes
    that nobody has, and the colour least like those of the others.
    """
    found: dict[str, Look] = {}
    for slug in slugs:
        colours = [look.colour for look in found.values()]
        dashes = {look.dash for look in found.values()}
        colour = party_colour(slug, names)
        if _nearest(colour, colours) < _ALIKE:
            colour = max(_PARTIES, key=lambda one: _nearest(one, colours))
        patterns = (party_dash(slug, names), *_DASHES, *_MORE_DASHES)
        dash = next((one for one in patterns if one not in dashes), patterns[0])
        found[slug] = Look(colour, dash)
    return found


def _nearest(colour: str, others: Sequence[str]) -> float:
    """The distance from ``colour`` to the one of ``others`` most like it."""
    return min((_distance(colour, other) for other in others), default=1000.0)


def _distance(one: str, other: str) -> float:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return sqrt(sum((a - b) ** 2 for a, b in pairs))


def side(value: float) -> str:
    """The hue of a gain (purple) or a loss (orange); zero is acceptable and so a gain."""
    return LOSS if value < 0 else GAIN


def heat(value: float, largest: float) -> tuple[str, str]:
    """Background and text colour of a heat cell: white at 0, the full hue at ``largest``.

    ``largest`` is the largest magnitude of the scale (> 0). The text is black or white,
    whichever contrasts more; one of the two always reaches 4.5 to 1.
    """
    share = min(abs(value) / largest, 1.0) if largest > 0 else 0.0
    background = _mix(side(value), share)
    dark = contrast(background, "#000000") < contrast(background, "#ffffff")
    return background, "#ffffff" if dark else "#000000"


def _mix(hue: str, share: float) -> str:
    """``share`` of the hue in white."""
    channels = (int(hue[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (channel - 255) * share):02x}" for channel in channels)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
