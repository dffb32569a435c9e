"""Which options can stand in no package, given red lines: a small exact search.

A package gives each issue one option. A red line is a condition over some issues; a
package crosses it when every issue named stands at one of the options given. Whether
some package crosses none is a satisfiability question; red lines are few, so a
backtracking search that always branches on the shortest line answers at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from irenic.dossier.model import Condition

Choices = Mapping[str, tuple[str, ...]]
"""For each issue the options still open."""

Line = Mapping[str, tuple[str, ...]]

STEPS = 20_000
"""Branches after which the search gives up; the cases seen so far need under a hundred."""


class TooEntangled(Exception):
    """The red lines are too many and too entangled for this search."""


def dead_options(options: Choices, lines: Iterable[Condition]) -> list[tuple[str, str]] | None:
    """The (issue, option) pairs that every package containing them crosses a red line with.

    None when every package at all crosses one. Raises :class:`TooEntangled`.
    """
    given: list[Line] = [line.options for line in lines]
    witness = _search(options, given)
    if witness is None:
        return None
    alive = {(issue, option) for issue, left in witness.items() for option in left}
    dead = []
    for issue, own in options.items():
        for option in own:
            if (issue, option) in alive:
                continue
            found = _search({**options, issue: (option,)}, given)
            if found is None:
                dead.append((issue, option))
            else:
                alive |= {(name, o) for name, left in found.items() for o in left}
    return dead


def _search(options: Choices, lines: list[Line]) -> Choices | None:
    """Choices, every combination of which crosses no line; None when there are none.

    A line is met when, for one of its issues, no option left is one that it names. To
    meet a line, one of its issues must lose the named options: those are the branches.
    A package that crosses no line lies in one of the branches of every line, so that the
    search misses none. Raises :class:`TooEntangled` after ``STEPS`` branches.
    """
    stack = [(options, lines)]
    for _ in range(STEPS):
        if not stack:
            return None
        left, pending = stack.pop()
        pending = [line for line in pending if _open(left, line)]
        if any(_crossed(left, line) for line in pending):
            continue
        if not pending:
            return left
        line = min(pending, key=len)
        rest = [other for other in pending if other is not line]
        for issue, named in line.items():
            kept = tuple(option for option in left[issue] if option not in named)
            if kept:
                stack.append(({**left, issue: kept}, rest))
    raise TooEntangled


def _open(left: Choices, line: Line) -> bool:
    """Whether some combination of the options left crosses ``line``."""
    return all(set(left[issue]) & set(named) for issue, named in line.items())


def _crossed(left: Choices, line: Line) -> bool:
    """Whether every combination of the options left crosses ``line``."""
    return all(set(left[issue]) <= set(named) for issue, named in line.items())
