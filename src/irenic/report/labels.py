"""Where to put labels so that they cover neither each other nor the marks they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.lettering import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_REACH = 9.0
_HIGH = 1.25
_FURTHEST = 24


def place_labels(
    labels: Iterable[dict[str, Any]],
    marks: Sequence[tuple[float, float]],
    size: float,
    frame: Box,
    dots: Sequence[tuple[float, float]] = (),
) -> list[dict[str, Any]]:
    """Each label (``x``, ``y``, ``text``) moved to a free place near its mark.

    Tries right, left, above and below, further and further away, at first beside the small
    ``dots``, then across them, but never across ``marks`` or labels; the ``x`` returned is
    the left edge of the text, ``y`` its middle. What finds no free place goes right of
    its mark: a crowded label is better than a missing one.
    """
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in marks]
    small: list[Box] = [(x - 2, y - 2, x + 2, y + 2) for x, y in dots]
    placed = []
    for label in labels:
        wide, high = width(label["text"], size), size * _HIGH
        right = (min(label["x"] + _REACH, frame[2] - wide), label["y"])
        spots = [
            spot
            for spot in _spots(label["x"], label["y"], wide, high)
            if _free(_box(spot[0], spot[1], wide, high), frame, taken)
        ]
        clear = (s for s in spots if _free(_box(s[0], s[1], wide, high), frame, small))
        free = next(clear, spots[0] if spots else right)
        taken.append(_box(free[0], free[1], wide, high))
        placed.append({**label, "x": free[0], "y": free[1]})
    return placed


def _free(box: Box, frame: Box, taken: Iterable[Box]) -> bool:
    return _inside(box, frame) and not any(_meet(box, other) for other in taken)


def _spots(x: float, y: float, wide: float, high: float) -> Iterable[tuple[float, float]]:
    for step in range(_FURTHEST):
        for sign in (-1, 1) if step else (1,):
            rise = sign * step * high / 2
            yield x + _REACH, y + rise
            yield x - _REACH - wide, y + rise
            if step * high / 2 > _REACH:
                yield x - wide / 2, y + rise


def _box(x: float, y: float, wide: float, high: float) -> Box:
    return x, y - high / 2, x + wide, y + high / 2


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
