"""The single negotiating text: from a draft, step by step to a text nobody's gain can be added to.

The mediator's procedure of Fisher (Fisher, R. & Ury, W., Getting to Yes, 1981; Raiffa,
H., The Art and Science of Negotiation, 1982, ch. 14, on Camp David): nobody is asked to
concede; a draft is put up for criticism and improved until no change helps anybody
without hurting somebody. As a search for joint gains from a point that stands: Ehtamo,
Kettunen & Hamalainen, Searching for joint gains in multi-party negotiations, European
Journal of Operational Research 130, 2001.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from irenic.theory.choices import (
    Aim,
    as_points,
    crossed,
    differing,
    foremost,
    smallest_gain,
    whole_gains,
)
from irenic.theory.packages import UNITS, Floats, Space
from irenic.theory.programme import (
    SLACK,
    Choice,
    Clock,
    Linear,
    Packages,
    Programme,
    add_packages,
    total,
)

NOTICED = 4 * SLACK
"""Points from which a party counts as gaining by a step; of losses every unit counts."""


@dataclass(frozen=True, eq=False)
class Step:
    """From one text to the next.

    ``package``: the new text; ``gains`` from it and ``change`` against the text before,
    of all parties in points; ``issues``: those settled otherwise than before;
    ``all_gain``: every required party gains (else it costs none of them and helps some).
    ``proven``: no other step comes first in the order of :func:`single_text`.
    """

    package: Choice
    gains: Floats
    change: Floats
    issues: tuple[int, ...]
    all_gain: bool
    proven: bool


@dataclass(frozen=True, eq=False)
class SingleText:
    """The texts one after the other.

    ``gains``: those of all parties from the draft (points). ``efficient``: proven that
    no step is left from the last text. ``refuses``: the required parties that would not
    sign it, because they lose by it or it crosses a red line of theirs.
    """

    draft: Choice
    gains: Floats
    steps: tuple[Step, ...]
    efficient: bool
    refuses: tuple[int, ...]

    @property
    def last(self) -> Choice:
        """The text at the end."""
        return self.steps[-1].package if self.steps else self.draft


def single_text(space: Space, draft: Choice, clock: Clock | None = None) -> SingleText:
    """Improve ``draft`` until no step is left.

    A step leads to a package that is worse for no required party, better for one or more
    (by NOTICED), and crosses no red line of a required party that the text it improves
    does not cross. Steps by which every required party gains come first; then those that
    change the fewest issues; then the highest smallest improvement; then the highest sum
    of improvements (points of different parties, added to decide between equals only).
    """
    clock = clock or Clock()
    text, steps = draft, list[Step]()
    together = True
    efficient = False
    while True:
        taken, together, efficient = _step(space, text, together, clock)
        if taken is None:
            break
        steps.append(taken)
        text = taken.package
    lines = {space.red_lines[place].party for place in crossed(space, text)}
    gains = whole_gains(space, text)
    refuses = tuple(p for p in range(space.required) if gains[p] < 0 or p in lines)
    return SingleText(draft, as_points(whole_gains(space, draft)), tuple(steps), efficient, refuses)


def _step(
    space: Space, text: Choice, together: bool, clock: Clock
) -> tuple[Step | None, bool, bool]:
    """The next step; whether a step that all gain from may be left; whether none is left.

    A package that all gain from against a later text would have been one against the
    earlier text too, so once there is none it is not sought again.
    """
    sure = True
    if together:
        choice, proven = _sought(space, text, clock, together=True)
        if choice is not None:
            return _taken(space, text, choice, all_gain=True, proven=proven), True, False
        sure = proven
    choice, proven = _sought(space, text, clock, together=False)
    if choice is None:
        return None, not sure, proven and sure
    return _taken(space, text, choice, all_gain=False, proven=proven and sure), not sure, False


def _taken(space: Space, text: Choice, choice: Choice, *, all_gain: bool, proven: bool) -> Step:
    gains = whole_gains(space, choice)
    change = gains - whole_gains(space, text)
    # A step that was not sought as one from which all gain can be one, if the clock ran out.
    all_gain = all_gain or bool((change[: space.required] >= NOTICED * UNITS).all())
    issues = differing(text, choice)
    return Step(choice, as_points(gains), as_points(change), issues, all_gain, proven)


def _sought(
    space: Space, text: Choice, clock: Clock, *, together: bool
) -> tuple[Choice | None, bool]:
    """The first step from ``text`` in the order, of those that all gain from or of all."""
    needed, now = space.required, whole_gains(space, text)[: space.required]
    programme = Programme()
    packages = add_packages(programme, space)
    _heed_lines(programme, packages, space, text)
    rises = [packages.gains[p] - float(now[p]) / UNITS for p in range(needed)]
    for rise in rises:
        programme.row(rise, low=NOTICED - SLACK if together else -SLACK)
    programme.row(total(rises), low=NOTICED - SLACK)
    return _ordered(space, text, (programme, packages, rises), clock, together=together)


def _ordered(
    space: Space,
    text: Choice,
    built: tuple[Programme, Packages, list[Linear]],
    clock: Clock,
    *,
    together: bool,
) -> tuple[Choice | None, bool]:
    programme, packages, rises = built
    change = _change_from(space, text)
    aims = [
        Aim(packages.shared(text), lambda c: float(len(c) - len(differing(c, text)))),
        Aim(total(rises), lambda c: float(change(c).sum()) / UNITS),
    ]
    if together:  # where not all gain, the smallest improvement is nothing
        lowest = smallest_gain(programme, rises)
        aims.insert(1, Aim(lowest, lambda c: float(change(c).min()) / UNITS))
    lines = crossed(space, text)

    def counts(choice: Choice) -> bool:
        rise = change(choice)
        better = rise >= NOTICED * UNITS
        enough = better.all() if together else (rise >= 0).all() and better.any()
        return bool(enough) and crossed(space, choice) <= lines

    found = foremost(programme, packages, aims, counts, clock)
    return found.choice, found.proven


def _change_from(space: Space, text: Choice) -> Callable[[Choice], Floats]:
    """What a package brings each required party against ``text``, in whole units."""
    now = whole_gains(space, text)[: space.required]

    def change(choice: Choice) -> Floats:
        return np.subtract(whole_gains(space, choice)[: space.required], now)

    return change


def _heed_lines(programme: Programme, packages: Packages, space: Space, text: Choice) -> None:
    """Demand that no red line of a required party is crossed but those that ``text`` crosses."""
    already = crossed(space, text)
    for party in range(space.required):
        places = [i for i, line in enumerate(space.red_lines) if line.party == party]
        excesses = packages.red_lines.get(party, ())
        for place, excess in zip(places, excesses, strict=True):
            if place not in already:
                programme.row(excess, high=0.0)
