"""No deal? Which parties cannot agree among themselves, and on which issues it turns.

A set of required parties *can agree* when some package gives each of them a gain that
rounds to 0 or more and crosses no red line of theirs; nobody else's consent counts. A
*minimal conflict* is a smallest set that cannot (every smaller part of it can); a
*maximal agreement* is a largest set that can (with anybody else added it cannot). The
minimal conflicts are the smallest sets that share a party with the complement of every
maximal agreement, so either family determines the other. In the words of constraint
satisfaction: minimal unsatisfiable and maximal satisfiable subsets (Liffiton, Previti,
Malik & Marques-Silva, Fast, flexible MUS enumeration, Constraints 21, 2016).

The search is dualize and advance (Gunopulos, Khardon, Mannila, Saluja, Toivonen & Sharma,
Discovering all most specific sentences, ACM Transactions on Database Systems 28, 2003):
a smallest set that meets the complement of every agreement known so far either cannot
agree, and is then a minimal conflict, or leads to a new agreement. Smallest sets come
first, so that no minimal conflict smaller than those found is missed when a limit stops
the search. The dual is kept up by multiplication (Berge, Hypergraphs, 1989, section 2.1).

A set of parties is a bit mask here: bit p stands for party p.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.theory.packages import (
    ACCEPTABLE,
    CHUNK,
    Bools,
    Floats,
    Indices,
    Progress,
    RedLine,
    Space,
    contains,
    gains_of,
    halves,
)
from irenic.theory.programme import (
    SLACK,
    Choice,
    Clock,
    Ending,
    Linear,
    Programme,
    add_packages,
)
from irenic.theory.separable import TooWide, acceptable_to, is_separable

LISTED = 1 << 23
"""Packages that are listed at most; larger spaces are asked by programme."""

WORD = 63
"""Required parties at most whose consents are listed: their mask must fit a machine word."""

WIDTH = 20_000
"""Candidates for a minimal conflict that are kept at most; beyond it the search stops."""

WEIGHTINGS = 100
"""Random weightings of so many parties as there are, tried for first agreements."""

ROUNDS = 8
"""Rounds in which the packages behind the largest agreements are changed in one issue."""

Masks = NDArray[np.unsignedinteger]


@dataclass(frozen=True)
class Conflicts:
    """Who can agree and who cannot, as sorted party numbers.

    ``minimal``: minimal conflicts, the smallest first; ``maximal``: maximal agreements,
    the largest first (the empty one where every party accepts nothing). ``complete``:
    whether both lists are whole; each set in them is proven either way. ``listed``:
    whether every package was looked at, or a programme asked.
    """

    minimal: tuple[tuple[int, ...], ...]
    maximal: tuple[tuple[int, ...], ...]
    complete: bool
    listed: bool


def is_listed(space: Space, listed: int = LISTED) -> bool:
    """Whether the packages of ``space`` are few enough to look at every one."""
    return space.size <= listed and space.required <= WORD


def conflicts(
    space: Space,
    limit: int = 200,
    seconds: float = math.inf,
    listed: int = LISTED,
    progress: Progress | None = None,
) -> Conflicts:
    """The minimal conflicts and maximal agreements of the required parties.

    At most ``limit`` of each, found within about ``seconds``; spaces of at most ``listed``
    packages are listed, larger ones asked by programme (exact sums; that there is no
    package is HiGHS's proof, with :data:`~irenic.theory.programme.SLACK` to spare).
    """
    if is_listed(space, listed):
        masks = np.unique(obeying(space, willing(space, progress)))
        known = _largest(int(mask) for mask in masks)
        return _explore(space.required, known, lambda wanted: _among(known, wanted), limit, True)
    consents = _Consents(space, Clock(seconds))
    return _explore(space.required, consents.first(), consents.ask, limit, False, progress)


class _Answer(NamedTuple):
    """An agreement that holds the parties asked for (None: there is none), if time allowed."""

    agreement: int | None
    proven: bool = True


def _among(known: Sequence[int], wanted: int) -> _Answer:
    return _Answer(next((a for a in known if not wanted & ~a), None))


def _explore(
    parties: int,
    known: Sequence[int],
    ask: Callable[[int], _Answer],
    limit: int,
    listed: bool,
    progress: Progress | None = None,
) -> Conflicts:
    """Dualize and advance from the agreements ``known``; ``ask`` extends a set to one."""
    everybody = (1 << parties) - 1
    dual = _Dual()
    agreements = list(known)
    complete = True
    for agreement in agreements:
        complete &= dual.add(everybody & ~agreement)
    found: list[int] = []
    done: set[int] = set()
    while len(found) <= limit:
        open_ = dual.sets - done
        if not open_:
            break
        wanted = min(open_, key=_by_size)
        answer = ask(wanted)
        if not answer.proven:
            complete = False
            break
        done.add(wanted)
        if answer.agreement is None:
            found.append(wanted)
        else:
            agreements.append(answer.agreement)
            complete &= dual.add(everybody & ~answer.agreement)
        if progress is not None:
            progress("conflicts", len(done) / (len(done) + len(open_)))
    complete = complete and len(found) <= limit
    largest = _largest(agreements)
    if not (complete or listed):
        largest = [a for a in largest if _blocked(a, everybody, found)]
    minimal = sorted(found, key=_by_size)
    whole = complete and len(largest) <= limit
    return Conflicts(
        tuple(map(_members, minimal[:limit])), tuple(map(_members, largest[:limit])), whole, listed
    )


class _Dual:
    """The smallest sets that share a member with every set added."""

    def __init__(self) -> None:
        self.sets: set[int] = {0}

    def add(self, edge: int) -> bool:
        """Add a set; False, and nothing done, where there would be more than WIDTH."""
        hit = [t for t in self.sets if t & edge]
        missed = [t for t in self.sets if not t & edge]
        new = set(hit)
        for party in _members(edge):
            bit = 1 << party
            near = [t & ~bit for t in hit if t & bit]
            new.update(t | bit for t in missed if not any(not n & ~t for n in near))
            if len(new) > WIDTH:
                return False
        self.sets = new
        return True


@lru_cache(maxsize=1 << 16)
def _by_size(mask: int) -> tuple[int, tuple[int, ...]]:
    return mask.bit_count(), _members(mask)


def _members(mask: int) -> tuple[int, ...]:
    return tuple(p for p in range(mask.bit_length()) if mask >> p & 1)


def _largest(masks: Iterable[int]) -> list[int]:
    """Those of ``masks`` that no other holds, the largest first."""
    kept: list[int] = []
    for mask in sorted(set(masks), key=lambda m: (-m.bit_count(), _members(m))):
        if all(mask & ~other for other in kept):
            kept.append(mask)
    return kept


def _blocked(agreement: int, everybody: int, found: Sequence[int]) -> bool:
    """Whether conflicts found prove that nobody can be added to ``agreement``."""
    return all(
        any(not conflict & ~(agreement | 1 << party) for conflict in found)
        for party in _members(everybody & ~agreement)
    )


def willing(space: Space, progress: Progress | None = None) -> Masks:
    """For every package the parties whose gain rounds to 0 or more, whatever their red lines.

    An array with an axis an issue.
    """
    split = halves(space, CHUNK)
    found = np.zeros((split.rows, split.columns), dtype=np.min_scalar_type(1 << space.required))
    step = max(1, CHUNK // split.columns)
    for start in range(0, split.rows, step):
        part = slice(start, min(start + step, split.rows))
        for party in range(space.required):
            accepts = split.cells(party, part) >= ACCEPTABLE
            found[part] |= accepts.astype(found.dtype) << found.dtype.type(party)
        if progress is not None:
            progress("conflicts", part.stop / split.rows)
    return found.reshape(space.shape)  # rows and columns run as the issues do


def obeying(space: Space, willing: Masks, given_up: Sequence[int] = ()) -> Masks:
    """``willing`` without those whose red line is crossed, save lines on issues given up."""
    masks = willing.copy()
    for line in counted(space, given_up):
        others = masks.dtype.type(((1 << space.required) - 1) & ~(1 << line.party))
        axes = [line.never.get(issue) for issue in range(len(space.shape))]
        for options in _ways(axes):
            masks[tuple(slice(None) if o is None else o for o in options)] &= others
    return masks


def counted(space: Space, given_up: Sequence[int]) -> list[RedLine]:
    """The red lines of required parties that name none of the issues given up."""
    return [
        line
        for line in space.red_lines
        if line.party < space.required and not set(given_up) & set(line.never)
    ]


def _ways(axes: Sequence[Sequence[int] | None]) -> Iterable[tuple[int | None, ...]]:
    """One option for each axis that names some."""
    ways: list[tuple[int | None, ...]] = [()]
    for some in axes:
        ways = [(*way, o) for way in ways for o in (some if some is not None else (None,))]
    return ways


def accepts(space: Space, options: Sequence[Indices]) -> Bools:
    """Which required parties accept packages given by their option numbers: (required, k)."""
    accepted: Bools = gains_of(space, options)[: space.required] >= ACCEPTABLE
    for line in counted(space, ()):
        accepted[line.party] &= ~contains(options, line.never)
    return accepted


class _Relaxed(Programme):
    """A programme without whole numbers: what it cannot do, no package can."""

    def binary(self) -> Linear:
        return self.column(0.0, 1.0)


class _Demands:
    """The packages of a space in a programme, and consents demanded of them in turn."""

    def __init__(self, space: Space, programme: Programme) -> None:
        self.space, self.programme = space, programme
        self.packages = add_packages(programme, space)
        self.rows: list[list[tuple[int, float, float]]] = []
        for party in range(space.required):
            gain = self.packages.gains[party]
            rows = [(programme.row(gain), -SLACK - gain.constant, math.inf)]
            for line in self.packages.red_lines.get(party, ()):
                rows.append((programme.row(line), -math.inf, -line.constant))
            self.rows.append(rows)

    def demand(self, wanted: int) -> None:
        """Demand the consent of the parties ``wanted``, and of nobody else."""
        for party, rows in enumerate(self.rows):
            for row, low, high in rows:
                if wanted >> party & 1:
                    self.programme.change(row, low, high)
                else:
                    self.programme.change(row)


class _Consents:
    """Questions to a programme: is there a package that these parties accept?"""

    def __init__(self, space: Space, clock: Clock) -> None:
        self.space, self.clock = space, clock
        self.separable = is_separable(space)
        self.relaxed = _Demands(space, _Relaxed())
        self.whole = _Demands(space, Programme())

    def ask(self, wanted: int) -> _Answer:
        """An agreement that holds ``wanted``: built if worth adds up, else by programme."""
        if self.separable and self.clock.left:
            try:
                built = acceptable_to(self.space, _members(wanted))
                if built is None:
                    return _Answer(None)
                return _Answer(self.around(np.array([built]), wanted))
            except TooWide:
                pass
        return self._programmed(wanted)

    def _programmed(self, wanted: int) -> _Answer:
        """First without whole numbers, then with them."""
        self.relaxed.demand(wanted)
        outcome = self.relaxed.programme.maximise(Linear(), self.clock)
        if outcome.ending is Ending.INFEASIBLE:
            return _Answer(None)
        self.whole.demand(wanted)
        programme, packages = self.whole.programme, self.whole.packages
        before = programme.rows
        try:
            while True:
                if not self.clock.left:
                    return _Answer(None, False)
                outcome = programme.maximise(Linear(), self.clock)
                if outcome.columns is None:
                    return _Answer(None, outcome.ending is Ending.INFEASIBLE)
                choice = packages.choice(outcome.columns)
                agreement = self.around(np.array([choice]), wanted)
                if agreement is not None:
                    return _Answer(agreement)
                programme.row(packages.shared(choice), high=len(choice) - 1.0)
        finally:
            programme.drop_rows(before)

    def around(self, choice: Indices, wanted: int) -> int | None:
        """The largest agreement with ``wanted`` at a package, or one issue away from it.

        None where the package itself, of one row, is not acceptable to all of them.
        """
        here = next(iter(_agreements(self.space, choice)))
        if wanted & ~here:
            return None
        near = _agreements(self.space, _neighbours(self.space, choice))
        return min((m for m in (here, *near) if not here & ~m), key=lambda m: -m.bit_count())

    def first(self) -> list[int]:
        """Largest agreements among packages that serve weighted sums of gains, and near them."""
        known = _agreements(self.space, _served(self.space))
        looked: set[int] = set()
        for _ in range(ROUNDS):
            largest = _largest(known)
            new = [mask for mask in largest if mask not in looked]
            if not new or not self.clock.left:
                break
            looked.update(new)
            near = _neighbours(self.space, np.array([known[mask] for mask in new]))
            known = _agreements(self.space, near) | {mask: known[mask] for mask in largest}
        return _largest(known)


def _agreements(space: Space, choices: Indices) -> dict[int, Choice]:
    """The sets of parties that accept packages (k, issues), each with one of its packages."""
    accepted = accepts(space, list(choices.T))
    packed = np.packbits(accepted, axis=0, bitorder="little")
    width = -len(packed) % 8  # whole machine words, which sort much faster than bytes
    words = np.pad(packed, ((0, width), (0, 0))).T.copy().view("<u8")
    sets, first = _unique_rows(words)
    return {
        int.from_bytes(row.astype("<u8").tobytes(), "little"): tuple(map(int, choices[place]))
        for row, place in zip(sets, first, strict=True)
    }


def _unique_rows(words: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Indices]:
    """The different rows (k, words), and where each stands first."""
    order = np.lexsort(words.T)
    ordered = words[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return ordered[new], order[new]


def _served(space: Space) -> Indices:
    """Packages (k, issues) with the highest weighted sum of worth, issue by issue.

    For weightings drawn at random (always the same) over one party, two parties, ... all.
    """
    random = np.random.default_rng(0)
    parties = space.required
    weights = random.dirichlet(np.ones(parties), WEIGHTINGS * parties)
    among = np.repeat(np.arange(1, parties + 1), WEIGHTINGS)
    order = random.random(weights.shape).argsort(axis=1)
    weights[order >= among[:, None]] = 0.0
    best: list[Floats] = [(weights @ table[:parties]).argmax(axis=1) for table in space.worth]
    return np.unique(np.stack(best, axis=1), axis=0).astype(np.int64)


def _neighbours(space: Space, choices: Indices) -> Indices:
    """The packages that differ from one of ``choices`` (k, issues) in at most one issue."""
    found = []
    for issue, count in enumerate(space.shape):
        near = np.repeat(choices, count, axis=0)
        near[:, issue] = np.tile(np.arange(count), len(choices))
        found.append(near)
    return np.concatenate(found)
