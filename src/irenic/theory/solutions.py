"""The bargaining solutions of spaces too large to list, by mixed-integer programmes.

The definitions, the ties and the rule that nothing dominated is proposed are those of
:mod:`irenic.theory.bargaining`; only the way there is another. Every value below is
computed exactly from packages that :func:`irenic.theory.programme.best` finds.

- The *Nash bargaining solution* maximises the sum of the logarithms of the gains. A
  logarithm lies below each of its tangents, so tangents make a linear programme whose
  highest value is a bound (outer approximation: Duran, M. & Grossmann, I., An
  outer-approximation algorithm for a class of mixed-integer nonlinear programs,
  Mathematical Programming 36, 1986). Tangents are laid first where the continuous
  relaxation settles, which is cheap, then at every package found.
- *Egalitarian*: the sum of the k smallest gains is a linear programme, so the levels are
  maximised one after the other, k = 1, 2, ... (Ogryczak, W. & Sliwinski, T., On direct
  methods for lexicographic min-max optimization, LNCS 3982, 2006), until so few packages
  are left that they can be compared.
- The others are linear, or the highest minimum of linear functions.

A value is proven when no package has one higher by more than SLACK. Where more than
:data:`TIES` packages tie, not all are looked for: the one best by leximin of gains, and
others, each of which is lifted to a package that nothing dominates.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from irenic.theory.bargaining import SOLUTIONS, log_floor, log_product, product
from irenic.theory.leximin import (
    TIES,
    Bargain,
    gain_columns,
    granularity,
    leximin,
    leximin_first,
    lifted,
    nearly_leximin,
    undominated,
)
from irenic.theory.local_search import Score
from irenic.theory.packages import (
    ACCEPTABLE,
    TOLERANCE,
    UNITS,
    Floats,
    Progress,
    Space,
)
from irenic.theory.programme import (
    SLACK,
    Best,
    Choice,
    Clock,
    Linear,
    Packages,
    Programme,
    Search,
    add_packages,
    best,
    total,
)

ROUNDS = 60
"""Rounds of tangents at most on the continuous relaxation."""

SPREAD = 8
"""Tangents laid for each party before the first round."""

NEAR = 10
"""Tangents laid on either side of where the continuous relaxation settles."""

STEP = 0.07
"""Distance of these in logarithms: the error between two is STEP squared by 8."""

CLOSE = 1e-4
"""Gap of the continuous relaxation at which the tangents are dense enough."""

LEAST_SHARE = 1e-3
"""The smallest share of a party's ideal at which a tangent is laid: steeper ones are inexact."""

LOWEST_LOG = -60.0
"""Below the logarithm of any share: a unit of a billion points is exp(-41)."""


@dataclass(frozen=True)
class Answer:
    """A solution: its value, the packages that tie and that nothing dominates, and its proof.

    ``ties``: best by leximin of gains in front, else in order; ``count``: how many there
    are altogether, ``dominated``: how many more were left out as dominated; both None
    where not all were sought. ``bound``: no package has a higher value (the value itself
    where that is proven; None: no bound is known). ``proven``: the value, and that nothing
    dominates the ties.
    """

    value: float | int
    ties: tuple[Choice, ...]
    count: int | None
    dominated: int | None
    bound: float | int | None
    proven: bool


@dataclass(frozen=True, eq=False)
class Solutions:
    """What there is to bargain over.

    ``zone``: whether some package is acceptable to every required party; None: not decided in
    time. ``ideal``: best acceptable gain of each required party (points); ``found``: the five
    solutions by name; empty without a zone. ``nearest``: the package with the highest
    smallest gain where there is no zone (or none was found in time); None when red lines
    exclude every package.
    """

    zone: bool | None
    ideal: Floats | None
    ideal_proven: bool
    found: dict[str, Answer]
    nearest: Answer | None


@dataclass(frozen=True, eq=False)
class _Question:
    """Which packages have the highest value, and which tie with it.

    ``value`` takes gains in units (required, k) and gives k numbers, -inf where a package
    does not count; ``objective`` is never below it by more than SLACK. Packages within
    ``tie`` of the highest value are sought; those at or above ``floor`` of it tie. ``see`` is
    told of the gains of each package found. ``score`` leads a local search to packages of
    high value (None: the value itself does).
    """

    objective: Linear
    value: Score
    tie: float
    floor: Callable[[float], float]
    see: Callable[[Floats], None] = lambda gains: None
    score: Score | None = None

    def of(self, gains: Floats) -> float | None:
        """The value of one package; None where it does not count."""
        value = float(self.value(gains[:, None])[0])
        return value if value > -math.inf else None


def solutions(
    space: Space,
    seconds: float = math.inf,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
) -> Solutions:
    """The five solutions of ``space``, or the nearest packages where nothing is acceptable.

    ``seconds``: the time for all of it; each step has a share of what the steps before it
    left, at first half of it to find something acceptable. ``only``: the names of the
    solutions wanted (None: all, and the ideals); ideals are sought only where needed.
    Raises ValueError for a name that is none of :data:`~irenic.theory.bargaining.SOLUTIONS`.
    """
    steps = _steps(only)
    clock = Clock(seconds)
    search = Bargain(space, Clock(seconds / 2))
    zone, nearest = _zone(search, clock)
    if not zone:
        return Solutions(zone, None, False, {}, nearest)
    ideal, proven, found = None, False, {}
    for done, step in enumerate(steps):
        if progress is not None:
            progress("solutions", (done + 1) / (len(steps) + 1))
        weights = [_IDEALS_WEIGHT if later == _IDEALS else 1.0 for later in steps[done:]]
        search.clock = Clock(clock.left * weights[0] / sum(weights))
        if step == _IDEALS:
            ideal, proven = _ideals(search)
        elif step in _ABSOLUTE:
            found[step] = _ABSOLUTE[step](search)
        elif ideal is not None:
            answer = _RELATIVE[step](search, ideal)
            found[step] = answer if proven else replace(answer, bound=None, proven=False)
    if progress is not None:
        progress("solutions", 1.0)
    listed = {name: found[name] for name in SOLUTIONS if name in found}
    return Solutions(True, None if ideal is None else ideal / UNITS, proven, listed, None)


def _steps(only: Collection[str] | None) -> list[str]:
    """What to ask, in this order: the ideals profit from packages found before."""
    wanted = set(SOLUTIONS if only is None else only)
    if not wanted <= set(SOLUTIONS):
        unknown = ", ".join(sorted(wanted - set(SOLUTIONS)))
        raise ValueError(f"no such solution: {unknown}; expected among {', '.join(SOLUTIONS)}")
    relative = [name for name in _RELATIVE if name in wanted]
    ideals = [_IDEALS] if relative else []
    return [*(name for name in _ABSOLUTE if name in wanted), *ideals, *relative]


def _zone(search: Bargain, whole: Clock) -> tuple[bool | None, Answer | None]:
    """Whether something is acceptable to all, and if not (or not known) what is nearest.

    The latter may take the time of the ``whole``.
    """
    programme, packages = search.acceptable()
    # Any objective serves; with this one HiGHS finds a package soon.
    together = total(packages.gains[party] for party in search.parties)

    def value(choice: Choice) -> float | None:
        gains = search.accepted(choice)
        return None if gains is None else float(gains.sum()) / UNITS

    asked = best(programme, packages, together, value, Search(0.0, 0, search.clock))
    if search.pool:
        return True, None
    search.clock = whole
    nearest = _nearest(search)
    if search.pool:
        return True, None
    if asked.bound == -math.inf or nearest is None:
        return False, nearest
    shut = nearest.bound is not None and nearest.bound * UNITS < ACCEPTABLE
    return (False if shut else None), nearest


def _nearest(search: Bargain) -> Answer | None:
    """The packages whose smallest gain is highest among those that red lines leave.

    None: red lines exclude every package.
    """
    programme = Programme()
    packages = add_packages(programme, search.space)
    for party in search.parties:
        for line in packages.red_lines.get(party, ()):
            programme.row(line, high=0.0)
    gains = gain_columns(programme, packages, search.parties)
    least = _least_of(programme, gains)

    def value(choice: Choice) -> float | None:
        if not search.open(choice):
            return None
        search.accepted(choice)
        return float(search.gains(choice).min()) / UNITS

    found = best(programme, packages, least, value, Search(TOLERANCE, TIES, search.clock))
    if found.value is None:
        if found.bound == -math.inf:
            return None
        return Answer(-math.inf, (), None, None, found.bound, proven=False)
    top = found.value * UNITS
    ties = [c for c in found.ties if search.gains(c).min() >= top - 1.0]
    more = found.more
    if more and found.proven:
        programme.row(least, low=found.value - 2 * SLACK)

        def member(choice: Choice) -> Floats | None:
            units = search.gains(choice)
            return units if search.open(choice) and units.min() >= top - 1.0 else None

        front, _ = leximin(search, programme, packages, gains, member)
        ties = [*front, *ties]
    listed = leximin_first(search, ties)[:TIES]
    count = None if more else len(listed)
    return Answer(found.value, listed, count, None, *proof(found, found.value))


def proof(found: Best, value: float) -> tuple[float, bool]:
    """The bound on a value, and whether it is proven to be the highest."""
    return (value, True) if found.proven else (found.bound + SLACK, False)


def _least_of(programme: Programme, parts: Sequence[Linear]) -> Linear:
    """A column that is at most each of ``parts``."""
    least = programme.column(-math.inf)
    for part in parts:
        programme.row(part - least, low=0.0)
    return least


def _ideals(search: Bargain) -> tuple[Floats, bool]:
    """The best acceptable gain of each required party in units, and whether all are proven."""
    programme, packages = search.acceptable()
    proven = True
    for party in search.parties:

        def value(choice: Choice, party: int = party) -> float | None:
            gains = search.accepted(choice)
            return None if gains is None else float(gains[party]) / UNITS

        search.climb(operator.itemgetter(party))
        known = max(search.pool, key=lambda choice: search.pool[choice][party])
        clock = Clock(search.clock.left / (len(search.parties) - party))
        asked = Search(0.0, 0, clock, (known,))
        found = best(programme, packages, packages.gains[party], value, asked)
        proven = proven and found.proven
    return np.max(list(search.pool.values()), axis=0), proven


def _answered(
    search: Bargain, programme: Programme, packages: Packages, question: _Question
) -> Answer:
    """The answer to a question about acceptable packages, of which there is at least one."""

    def exact(choice: Choice) -> float | None:
        gains = search.accepted(choice)
        if gains is None:
            return None
        question.see(gains)
        return question.of(gains)

    def values() -> dict[Choice, float]:
        known = {choice: question.of(gains) for choice, gains in search.pool.items()}
        return {choice: value for choice, value in known.items() if value is not None}

    search.climb(question.score or question.value)
    seen = values()
    least = max(seen.values()) - question.tie
    known = tuple(choice for choice, value in seen.items() if value >= least)[: TIES + 1]
    asked = Search(question.tie, TIES, search.clock, known)
    found = best(programme, packages, question.objective, exact, asked)
    seen = values()
    top = max(seen.values())
    bar = question.floor(top)
    ties = [choice for choice, value in seen.items() if value >= bar]
    bound, proven = proof(found, top)
    if not found.more and found.proven:
        kept = undominated(search, ties)
        return Answer(top, kept, len(kept), len(ties) - len(kept), top, proven=True)
    if proven:
        programme.row(question.objective, low=top - question.tie - 2 * SLACK)
        gains = gain_columns(programme, packages, search.parties)

        def member(choice: Choice) -> Floats | None:
            units = search.accepted(choice)
            value = None if units is None else question.of(units)
            return units if value is not None and value >= bar else None

        front, _ = leximin(search, programme, packages, gains, member)
        ties = [*front, *ties]
    some, sure = lifted(search, leximin_first(search, ties)[:TIES])
    return Answer(top, some, None, None, bound, proven=proven and sure)


def _nash(search: Bargain) -> Answer:
    """The highest product, by the sum of logarithms of shares of the ideal."""
    gained = _everybody_gains(search)
    if not gained:
        answer = _everything(search)
        return answer if gained is False else replace(answer, bound=None, proven=False)
    n = search.space.required
    most = _relaxed_ideals(search)
    scale = float(np.log(most).sum())
    tangents = _tangents(search, most)
    programme, packages = search.acceptable()
    _demand_gains(search, programme, packages)
    logs = _Logarithms(programme, packages, most)
    for shares in tangents:
        logs.touch(shares)
    question = _Question(
        total(logs.logs) + scale,
        _log_product,
        SLACK,
        lambda top: log_floor(top, n),
        lambda gains: logs.touch(gains / most),
    )
    answer = _answered(search, programme, packages, question)
    value = product(search.gains(answer.ties[0])) if answer.ties else 0.0
    return replace(answer, value=value, bound=value if answer.proven else _power(answer, n))


def _log_product(gains: Floats) -> Floats:
    """The logarithm of each product of gains; -inf where somebody gains nothing."""
    found = np.full(gains.shape[1], -np.inf)
    positive = gains.min(axis=0) > 0
    found[positive] = log_product(gains[:, positive])
    return found


def _power(answer: Answer, factors: int) -> float | None:
    """The bound on a logarithm of units as a product of points; None beyond a float."""
    try:
        return math.exp(float(answer.bound or math.inf) - factors * math.log(UNITS))
    except OverflowError:
        return None


def _constant(value: float) -> _Question:
    """A question to which every acceptable package is an answer."""
    return _Question(
        Linear({}, value), lambda gains: np.full(gains.shape[1], value), 0.0, lambda top: top
    )


def _everybody_gains(search: Bargain) -> bool | None:
    """Whether in some acceptable package everybody gains something; None: not decided."""

    def gained() -> bool:
        return any(gains.min() > 0 for gains in search.pool.values())

    if gained():
        return True
    search.climb(nearly_leximin)
    if gained():
        return True
    programme, packages = search.acceptable()
    _demand_gains(search, programme, packages)

    def value(choice: Choice) -> float | None:
        gains = search.accepted(choice)
        return 0.0 if gains is not None and gains.min() > 0 else None

    found = best(programme, packages, Linear(), value, Search(0.0, 0, search.clock))
    return True if found.value is not None else False if found.proven else None


def _demand_gains(search: Bargain, programme: Programme, packages: Packages) -> None:
    """Demand of every party the least gain above 0 that its judgements can add up to."""
    for party in search.parties:
        least = granularity(search.space, [party])[1] / UNITS
        programme.row(packages.gains[party], low=least - min(SLACK, least / 2))


class _Logarithms:
    """Columns that are at most the logarithm of each party's share of its ideal."""

    def __init__(self, programme: Programme, packages: Packages, ideal: Floats) -> None:
        self.programme = programme
        self.shares: list[Linear] = []
        self.logs: list[Linear] = []
        for party, most in enumerate(ideal):
            share = programme.column(0.0, 1.0 + SLACK)
            programme.row(packages.gains[party] * (UNITS / most) - share, 0.0, 0.0)
            self.shares.append(share)
            self.logs.append(programme.column(LOWEST_LOG, SLACK))

    def touch(self, shares: Floats) -> None:
        """Lay a tangent for each party at its share."""
        for share, log, at in zip(self.shares, self.logs, shares.tolist(), strict=True):
            here = min(max(at, LEAST_SHARE), 1.0)
            self.programme.row(log - share * (1.0 / here), high=math.log(here) - 1.0)


def _relaxed_ideals(search: Bargain) -> Floats:
    """For each party a bound on its ideal, in units: options may be chosen in part."""
    programme, packages = search.acceptable(relaxed=True)
    found = [programme.maximise(packages.gains[party]).bound for party in search.parties]
    return np.maximum(np.array(found) + SLACK, SLACK) * UNITS


def _tangents(search: Bargain, ideal: Floats) -> list[Floats]:
    """The shares at which tangents are laid until the continuous relaxation settles."""
    programme, packages = search.acceptable(relaxed=True)
    logs = _Logarithms(programme, packages, ideal)
    laid = [np.full(len(ideal), share) for share in np.geomspace(0.02, 1.0, SPREAD)]
    for shares in laid:
        logs.touch(shares)
    objective = total(logs.logs)
    for _ in range(ROUNDS):
        outcome = programme.maximise(objective, search.clock)
        if outcome.columns is None or outcome.value is None:
            break
        shares = np.array([share.at(outcome.columns) for share in logs.shares])
        shares = np.maximum(shares, LEAST_SHARE)
        laid.append(shares)
        logs.touch(shares)
        if outcome.value - float(np.log(shares).sum()) < CLOSE:
            break
    around = np.exp(np.arange(-NEAR, NEAR + 1) * STEP)
    return [*laid[:SPREAD], *(laid[-1] * factor for factor in around)]


def _smallest_share(search: Bargain, ideal: Floats) -> Answer:
    """Kalai-Smorodinsky: the highest smallest share of the ideal."""
    counts = np.flatnonzero(ideal > 0)
    if counts.size == 0:
        return _everything(search)
    programme, packages = search.acceptable()
    most = ideal[counts, None]
    parts = [packages.gains[party] * (UNITS / ideal[party]) for party in counts]
    question = _Question(
        _least_of(programme, parts),
        lambda gains: (gains[counts] / most).min(axis=0),
        TOLERANCE,
        lambda top: top - TOLERANCE,
        score=lambda gains: nearly_leximin(gains[counts] / most),
    )
    return _answered(search, programme, packages, question)


def _everything(search: Bargain) -> Answer:
    """All acceptable packages tie with 0."""
    programme, packages = search.acceptable()
    return _answered(search, programme, packages, _constant(0.0))


def _sum(search: Bargain) -> Answer:
    """Utilitarian: the highest sum of gains."""
    programme, packages = search.acceptable()
    question = _Question(
        total(packages.gains[party] for party in search.parties),
        lambda gains: gains.sum(axis=0) / UNITS,
        2 * TOLERANCE,
        lambda top: (top * UNITS - 1.0) / UNITS,
    )
    return _answered(search, programme, packages, question)


def _sum_of_shares(search: Bargain, ideal: Floats) -> Answer:
    """Relative utilitarian: the highest sum of shares of the ideal."""
    counts = np.flatnonzero(ideal > 0)
    if counts.size == 0:
        return _everything(search)
    programme, packages = search.acceptable()
    question = _Question(
        total(packages.gains[party] * (UNITS / ideal[party]) for party in counts),
        lambda gains: (gains[counts] / ideal[counts, None]).sum(axis=0),
        TOLERANCE,
        lambda top: top - TOLERANCE,
    )
    return _answered(search, programme, packages, question)


def _egalitarian(search: Bargain) -> Answer:
    """The highest smallest gain, then the second smallest, and so on."""
    programme, packages = search.acceptable()
    gains = gain_columns(programme, packages, search.parties)
    search.climb(nearly_leximin)
    ties, asked = leximin(search, programme, packages, gains, search.accepted)
    value = float(min(search.gains(ties[0]))) / UNITS
    if asked.first is not None and not asked.stopped:
        count = None if asked.more else len(ties)
        return Answer(value, ties, count, None if asked.more else 0, value, proven=True)
    some, _ = lifted(search, ties)
    return Answer(value, some, None, None, asked.first, proven=False)


_ABSOLUTE: dict[str, Callable[[Bargain], Answer]] = {
    "nash_bargaining_solution": _nash,
    "egalitarian": _egalitarian,
    "utilitarian": _sum,
}
"""What is measured by gains alone."""

_RELATIVE: dict[str, Callable[[Bargain, Floats], Answer]] = {
    "kalai_smorodinsky": _smallest_share,
    "relative_utilitarian": _sum_of_shares,
}
"""What is measured by shares of the ideals."""

_IDEALS = "ideals"
_IDEALS_WEIGHT = 3.0
"""The time for all the ideals, beside 1 for each solution."""
