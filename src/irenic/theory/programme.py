"""Packages as a mixed-integer linear programme, for cases too large to list; solved by HiGHS.

One binary column an option says which package is meant; a gain is then linear in the
columns. What HiGHS returns is right within its tolerances only, so nothing it says of a
package is believed: the package is read off the binaries and its gains are computed
exactly (:func:`irenic.theory.packages.gains_of`). :func:`best` asks again and again,
forbids what it has seen, and stops when the proven bound leaves room for nothing more
than :data:`SLACK`; so packages are found, and found to be missing, exactly, unless
HiGHS errs by more than that.

HiGHS: Huangfu, Q. & Hall, J. A. J., Parallelizing the dual revised simplex method,
Mathematical Programming Computation 10, 2018.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from irenic.theory.packages import Combination, Floats, Space

SLACK = 1e-6
"""Points by which a programme is looser than what it stands for; the rest is checked exactly."""

PRECISION = 1e-9
"""Tolerance asked of HiGHS for rows and columns."""

INTEGRAL = 1e-7
"""Tolerance asked of HiGHS for whole numbers."""

Choice = tuple[int, ...]
"""A package: the number of the option chosen for each issue."""


@dataclass(frozen=True)
class Linear:
    """A linear function of columns: ``constant + sum of coefficient * column``."""

    terms: Mapping[int, float] = field(default_factory=dict)
    constant: float = 0.0

    def __add__(self, other: Linear | float) -> Linear:
        if not isinstance(other, Linear):
            return Linear(self.terms, self.constant + other)
        terms = dict(self.terms)
        for column, coefficient in other.terms.items():
            terms[column] = terms.get(column, 0.0) + coefficient
        return Linear(terms, self.constant + other.constant)

    def __mul__(self, factor: float) -> Linear:
        terms = {column: factor * value for column, value in self.terms.items()}
        return Linear(terms, factor * self.constant)

    def __sub__(self, other: Linear | float) -> Linear:
        return self + other * -1.0

    def at(self, columns: Floats) -> float:
        """The value where the columns have these values."""
        return self.constant + sum(c * float(columns[i]) for i, c in self.terms.items())


def total(parts: Iterable[Linear]) -> Linear:
    """The sum of linear functions."""
    terms: dict[int, float] = {}
    constant = 0.0
    for part in parts:
        constant += part.constant
        for column, coefficient in part.terms.items():
            terms[column] = terms.get(column, 0.0) + coefficient
    return Linear(terms, constant)


class Ending(StrEnum):
    """How a solve ended: proven optimal, proven infeasible, or stopped by the clock."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Outcome:
    """What HiGHS found: how it ended, the objective, its proven bound, the columns.

    ``value`` and ``columns`` are None when no solution was found; ``bound`` is never
    below the highest objective there is (-inf when infeasible).
    """

    ending: Ending
    value: float | None
    bound: float
    columns: Floats | None


class Clock:
    """A limit of seconds shared by the solves of one question; ``math.inf``: none."""

    def __init__(self, seconds: float = math.inf) -> None:
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self.end - time.monotonic())


PARALLEL = 1 << 13
"""The presolve rule of HiGHS (parallel rows and columns) that is left out.

With it HiGHS 1.15.1 called a value of -0.5 optimal where 0.5 could be had.
"""


class Programme:
    """A mixed-integer programme that is being built: columns, rows, and questions to it."""

    def __init__(self) -> None:
        import highspy

        solver: Any = highspy
        self._highs = solver.Highs()
        self._status = solver.HighsModelStatus
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": PRECISION,
            "mip_feasibility_tolerance": INTEGRAL,
            "primal_feasibility_tolerance": PRECISION,
            "dual_feasibility_tolerance": PRECISION,
            "presolve_rule_off": PARALLEL,
        }.items():
            self._highs.setOptionValue(option, value)
        self._integer = solver.HighsVarType.kInteger
        self._maximise = solver.ObjSense.kMaximize
        self._objective: tuple[int, ...] = ()
        self._whole = False
        self._pending: list[int] = []  # columns of whole numbers that HiGHS is yet to be told of
        self.columns = 0
        self.rows = 0

    def spare_heuristics(self) -> None:
        """Leave out those heuristics of HiGHS that solve programmes inside the programme.

        Where gains bind from many sides they cost more than they find.
        """
        for name in ("rins", "rens", "root_reduced_cost"):
            self._highs.setOptionValue(f"mip_heuristic_run_{name}", False)

    def cut_once(self) -> None:
        """Look for cutting planes before branching only: where many small gains bind, few help."""
        self._highs.setOptionValue("mip_allow_cut_separation_at_nodes", False)

    def branch_at_once(self) -> None:
        """Separate cuts at the root only, and do not start again from there.

        Where the root leaves a small programme, branching it is quicker.
        """
        for name in ("mip_allow_cut_separation_at_nodes", "mip_allow_restart"):
            self._highs.setOptionValue(name, False)

    def stop_within(self, gap: float) -> None:
        """Stop once the bound is within a share ``gap`` of the value found.

        The outcome then counts as optimal; how far it may be from it its bound says.
        """
        self._highs.setOptionValue("mip_rel_gap", gap)

    def column(self, low: float = 0.0, high: float = math.inf, *, whole: bool = False) -> Linear:
        """A new column between ``low`` and ``high`` (``whole``: whole numbers only)."""
        number = self.columns
        self._highs.addVar(low, high)
        if whole:
            self._pending.append(number)
            self._whole = True
        self.columns += 1
        return Linear({number: 1.0})

    def binary(self) -> Linear:
        """A new column that is 0 or 1."""
        return self.column(0.0, 1.0, whole=True)

    def row(self, left: Linear, low: float = -math.inf, high: float = math.inf) -> int:
        """Demand ``low <= left <= high``; the number of the row, for :meth:`change`."""
        places = np.fromiter(left.terms.keys(), dtype=np.int32, count=len(left.terms))
        values = np.fromiter(left.terms.values(), dtype=np.float64, count=len(left.terms))
        self._highs.addRow(low - left.constant, high - left.constant, len(places), places, values)
        self.rows += 1
        return self.rows - 1

    def change(self, row: int, low: float = -math.inf, high: float = math.inf) -> None:
        """Give a row other bounds; those of a row with a constant are given without it."""
        self._highs.changeRowBounds(row, low, high)

    def drop_rows(self, count: int) -> None:
        """Take away all rows from number ``count`` on."""
        if self.rows > count:
            places = np.arange(count, self.rows, dtype=np.int32)
            self._highs.deleteRows(len(places), places)
            self.rows = count

    def maximise(self, objective: Linear, clock: Clock | None = None) -> Outcome:
        """The highest ``objective`` under the rows, within the time left on ``clock``."""
        if self._pending:
            places = np.array(self._pending, dtype=np.int32)
            kinds = np.full(len(places), self._integer)
            self._highs.changeColsIntegrality(len(places), places, kinds)
            self._pending.clear()
        for column in self._objective:
            self._highs.changeColCost(column, 0.0)
        for column, coefficient in objective.terms.items():
            self._highs.changeColCost(column, coefficient)
        self._objective = tuple(objective.terms)
        self._highs.changeObjectiveSense(self._maximise)
        self._highs.changeObjectiveOffset(objective.constant)
        seconds = math.inf if clock is None else clock.left
        # HiGHS counts the time of all its linear runs together, that of integer ones apart.
        before = 0.0 if self._whole else self._highs.getRunTime()
        limit = before + seconds if math.isfinite(seconds) else math.inf
        self._highs.setOptionValue("time_limit", limit)
        self._highs.run()
        if self._highs.getModelStatus() == self._status.kSolveError:
            # HiGHS 1.x now and then fails in its presolve on a sound programme.
            self._highs.setOptionValue("presolve", "off")
            self._highs.clearSolver()
            self._highs.run()
            self._highs.setOptionValue("presolve", "choose")
        return self._outcome(objective)

    def _outcome(self, objective: Linear) -> Outcome:
        status = self._highs.getModelStatus()
        if status in (self._status.kInfeasible, self._status.kUnboundedOrInfeasible):
            return Outcome(Ending.INFEASIBLE, None, -math.inf, None)
        found = self._highs.getSolution()
        info = self._highs.getInfo()
        columns = None
        if found.value_valid and info.primal_solution_status == 2:  # a feasible point
            columns = np.array(found.col_value)
        value = None if columns is None else objective.at(columns)
        if status == self._status.kOptimal and value is not None:
            bound = info.mip_dual_bound if self._whole else value
            return Outcome(Ending.OPTIMAL, value, max(value, bound), columns)
        if status == self._status.kTimeLimit:
            bound = info.mip_dual_bound if self._whole else math.inf
            return Outcome(Ending.STOPPED, value, bound, columns)
        raise ArithmeticError(f"HiGHS ended with '{self._highs.modelStatusToString(status)}'")


@dataclass(frozen=True)
class Packages:
    """The packages of a space inside a programme.

    ``options[issue][option]`` is 1 where the option is chosen; ``gains[party]`` is the
    gain of a party in points; ``red_lines[party]`` holds for each red line of the party
    the column-sum that must not exceed its number of issues less one.
    """

    options: tuple[tuple[Linear, ...], ...]
    gains: tuple[Linear, ...]
    red_lines: Mapping[int, tuple[Linear, ...]]

    def choice(self, columns: Floats) -> Choice:
        """The package that the binaries stand for."""
        return tuple(int(np.argmax([o.at(columns) for o in row])) for row in self.options)

    def shared(self, choice: Sequence[int]) -> Linear:
        """On how many issues a package agrees with ``choice``."""
        return total(row[option] for row, option in zip(self.options, choice, strict=True))


def add_packages(programme: Programme, space: Space) -> Packages:
    """Add columns and rows for the packages of ``space``; red lines bind nobody yet."""
    options = tuple(tuple(programme.binary() for _ in range(count)) for count in space.shape)
    for row in options:
        programme.row(total(row), 1.0, 1.0)
    parts: list[list[Linear]] = [[Linear({}, float(c))] for c in space.constant]
    for table, row in zip(space.worth, options, strict=True):
        for party, worths in enumerate(table):
            parts[party] += [o * float(w) for o, w in zip(row, worths, strict=True) if w]
    for term in space.joint:
        held = _held(programme, options, term.when)
        for party, worth in enumerate(term.worth):
            if worth:
                parts[party].append(held * float(worth))
    lines: dict[int, list[Linear]] = {}
    for line in space.red_lines:
        excess = _named(options, line.never) - (len(line.never) - 1.0)
        lines.setdefault(line.party, []).append(excess)
    return Packages(
        options,
        tuple(total(row) for row in parts),
        {party: tuple(found) for party, found in lines.items()},
    )


def _named(options: Sequence[Sequence[Linear]], when: Combination) -> Linear:
    """On how many issues of a combination a package has one of its options."""
    return total(options[issue][option] for issue, some in when.items() for option in some)


def _held(programme: Programme, options: Sequence[Sequence[Linear]], when: Combination) -> Linear:
    """1 exactly where a package contains the combination, else 0."""
    held = programme.column(0.0, 1.0)
    for issue, some in when.items():
        programme.row(total(options[issue][o] for o in some) - held, low=0.0)
    programme.row(held - _named(options, when) + (len(when) - 1.0), low=0.0)
    return held


def demand_consent(
    programme: Programme, packages: Packages, party: int, least: float = 0.0
) -> None:
    """Demand that ``party`` gains ``least`` points (loosely) and crosses no red line of its own."""
    programme.row(packages.gains[party], low=least - SLACK)
    for line in packages.red_lines.get(party, ()):
        programme.row(line, high=0.0)


@dataclass(frozen=True)
class Search:
    """How far a search goes.

    Packages within ``tie`` of the highest value are ties, of which ``limit`` are sought
    while ``clock`` has time left. ``known``: packages to start from, so that from the
    first solve on only what is as good is looked for.
    """

    tie: float = 0.0
    limit: int = 1
    clock: Clock = field(default_factory=Clock)
    known: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Best:
    """The packages with the highest exact value.

    ``value``: None when there is none. ``ties``: those within the tolerance asked for, in the
    order found, at most as many as asked for; ``more``: there may be others. ``bound``: no
    package has a higher value (-inf when there is none; at least ``value``).
    """

    value: float | None
    ties: tuple[Choice, ...]
    more: bool
    bound: float

    @property
    def proven(self) -> bool:
        """Whether no package has a value higher by more than SLACK, or there is none at all."""
        return self.bound <= (-math.inf if self.value is None else self.value + SLACK)


def best(
    programme: Programme,
    packages: Packages,
    objective: Linear,
    exact: Callable[[Choice], float | None],
    search: Search | None = None,
) -> Best:
    """The packages whose ``exact`` value is highest, found by way of ``objective``.

    ``exact`` gives the value of a package, or None where it does not count (a red line, a
    gain below 0 by less than SLACK); ``objective`` must never be below it by more than
    SLACK on packages that count. ``exact`` may add rows that hold for all packages (cuts).
    All rows added here are taken away again, cuts with them.
    """
    search = search or Search()
    tie, limit = search.tie, search.limit
    before = programme.rows
    floor = programme.row(objective)
    found: dict[Choice, float] = {}

    def look(choice: Choice) -> float:
        value = exact(choice)
        if value is not None:
            found[choice] = value
        top = max(found.values(), default=-math.inf)
        programme.row(packages.shared(choice), high=len(choice) - 1.0)
        programme.change(floor, low=top - tie - 2 * SLACK - objective.constant)
        return top

    top = -math.inf
    try:
        for choice in search.known:
            top = look(choice)
        while True:
            outcome = programme.maximise(objective, search.clock)
            if outcome.columns is not None:
                top = look(packages.choice(outcome.columns))
            ties = tuple(choice for choice, value in found.items() if value >= top - tie)
            # What is not forbidden yet lies below this; what is, was looked at.
            rest = outcome.bound
            if (
                outcome.columns is None
                or outcome.ending is Ending.STOPPED
                or (rest + SLACK < top - tie or (len(ties) > limit and rest <= top + SLACK))
            ):
                more = len(ties) > limit or rest + SLACK >= top - tie > -math.inf
                bound = max(top, rest) if found or rest > -math.inf else -math.inf
                return Best(top if found else None, ties[:limit], more, bound)
    finally:
        programme.drop_rows(before)
