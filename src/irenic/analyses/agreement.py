"""What could everybody accept? The zone of possible agreement, its frontier, the solutions.

Exact: every package is looked at (:mod:`irenic.theory.packages`). The words of the
answer are in :mod:`irenic.report.words.agreement`, its tables and figures in
:mod:`irenic.analyses.agreement_tables`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses import agreement_figures, agreement_statements, agreement_tables
from irenic.analyses.agreement_doubts import doubts, ranges
from irenic.analyses.arrays import Arrays, arrays, known, setting
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.errors import Inapplicable, UsageError
from irenic.theory.bargaining import SOLUTIONS, Solution, bargain, proposed
from irenic.theory.frontier import Frontier, frontier
from irenic.theory.packages import TOLERANCE, gains_in_units, in_points, options_of, rounded
from irenic.theory.refusals import Refusals, refusals

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats, Indices, Progress

METHOD = Method(
    "Every package is compared with every reservation value and red line, in arrays; the "
    "frontier by joining the issues one after the other and dropping what is dominated",
    "Pareto 1906; Nash 1950; Kalai & Smorodinsky 1975; Kalai 1977; Imai 1983; "
    "Dhillon & Mertens 1999",
)


@dataclass(frozen=True)
class Consent:
    """How many of the required parties must accept (None: all), and who must be among them."""

    quorum: int | None
    veto: tuple[str, ...]


def agreement(  # noqa: PLR0913  # one keyword an option of the command
    dossier: Dossier,
    *,
    scenario: str | None = None,
    levers: Sequence[str] = (),
    plan: str | None = None,
    limit: int = 200,
    veto: Sequence[str] | None = None,
    quorum: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find what every required party of ``dossier`` could accept, or show that it is nothing.

    ``scenario`` names the no-deal scenario (default: that of a threat in force, or the
    first); ``levers`` are in force; ``plan`` puts its own levers in force too and has its
    package judged. Lists in ``values`` are cut at ``limit``. With ``quorum``, that many of
    the required parties are enough, if those of ``veto`` are among them (defaults: the
    dossier's own; without one, all must accept).

    ``values`` has the keys

    - ``packages``: number of packages; ``acceptable``: how many of them pass (all required
      parties accept, or the quorum does); ``acceptable_to_all``: how many all accept;
      ``zopa_empty``: whether these are none;
    - ``frontier``: ``size`` (distinct vectors of the required parties' gains), ``packages``
      (list of ``{package: {issue: option}, gains: {party: points}}``, the highest smallest
      gain first) and ``truncated``;
    - ``nash_bargaining_solution``, ``kalai_smorodinsky``, ``egalitarian``, ``utilitarian``,
      ``relative_utilitarian``: each None, or ``value``, ``ties`` (list as above, that with
      the best leximin of gains first), ``count`` (ties altogether), ``truncated``, and
      ``dominated``: packages of the same value that were left out because another
      acceptable one is better for some required party and worse for none. Solutions are
      over the packages that all accept, whatever the quorum;
    - ``best_passing``: the highest sum of gains among the packages that pass, in the same
      form; None without a quorum;
    - ``ideal``: party -> its best gain among the packages that all accept, or None;
    - ``nearest``: None where some package is acceptable to all or red lines exclude every
      one; else ``value`` (highest smallest gain), ``ties`` (as above, each with ``short``:
      party -> points it lacks), ``count``, ``truncated``;
    - ``red_lines_leave``: packages that cross no red line of a required party, or None
      where this was not counted; likewise ``accepts`` (party -> packages it accepts),
      ``alone`` (party -> packages that it alone refuses) and ``opposed`` (pairs of required
      parties that accept no package in common), counted where no package is acceptable to
      all;
    - ``plan``: None, or ``plan``, ``package``, ``gains``, ``acceptable`` (to all),
      ``passes``, ``lost`` (parties that lose, or whose red line is crossed), ``red_lines``
      (list of ``party`` and ``never``: issue -> options) and ``left_open`` (issues that the
      plan does not name and that stand at their defaults);
    - ``sensitivity``: solution, ``nearest`` or ``plan`` -> ``package`` and ``parties``:
      party -> ``gain``, and ``most`` and ``least``: the change of a single issue that would
      bring it most and cost it most (``issue``, ``option``, ``change``), or None where no
      change would;
    - ``scenario``, ``levers``, ``overruled`` (scenarios that threats in force name),
      ``required``, ``reservation`` (party -> points, relief taken off),
      ``without_reservation`` (parties left out of all gains), ``quorum``, ``veto``.

    Raises :class:`~irenic.errors.UsageError` for options that make no sense here and
    :class:`~irenic.errors.Inapplicable` when there are no issues, scenarios or required
    parties, or one of these has no reservation value.
    """
    began = time.perf_counter()
    if limit < 1:
        raise UsageError(f"limit is {limit}; expected 1 or more")
    if plan is not None:
        known("plan", plan, dossier.plans)
    own = dossier.plans[plan].levers if plan is not None else ()
    given = arrays(dossier, setting(dossier, scenario, (*own, *levers)))
    consent = _consent(given, quorum, veto)
    values, best = _values(given, consent, limit, progress)
    values["plan"] = None if plan is None else _plan(given, plan, consent)
    values["sensitivity"] = _sensitivities(given, values)
    named, likely = names(dossier), ranges(dossier)
    return Result(
        question="agreement",
        status=Status.COMPLETE,
        headline=agreement_statements.headline(
            values, named, ranged=likely.evidence["ranged"] > 0
        ),
        values=values,
        method=METHOD,
        parameters={
            "scenario": values["scenario"], "levers": values["levers"], "plan": plan,
            "limit": limit, "quorum": values["quorum"], "veto": values["veto"],
            "tolerance": TOLERANCE,
        },
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=(*agreement_statements.findings(values), *doubts(given, values)),
        reasons=agreement_statements.reasons(values),
        caveats=(likely, *agreement_statements.caveats(given, values)),
        tables=agreement_tables.tables(values),
        figures=agreement_figures.figures(given, values, best, named),
    )  # fmt: skip


def _consent(given: Arrays, quorum: int | None, veto: Sequence[str] | None) -> Consent:
    """The rule of consent: what was asked for, or else the dossier's."""
    count = given.dossier.quorum if quorum is None else quorum
    parties = tuple(dict.fromkeys(given.dossier.veto if veto is None else veto))
    for party in parties:
        known("required party", party, given.required)
    if count is None:
        if veto:
            raise UsageError("a veto means nothing without a quorum: all must accept anyway")
        return Consent(None, ())
    whole = isinstance(count, int) and not isinstance(count, bool)
    if not whole or not 1 <= count <= len(given.required):
        raise UsageError(f"quorum is {count}; expected 1 to {len(given.required)}")
    return Consent(count, parties)


def _values(
    given: Arrays, consent: Consent, limit: int, progress: Progress | None
) -> tuple[dict[str, Any], Frontier]:
    """All values but those of the plan and the sensitivities, and the frontier uncut."""
    space = given.space
    found = bargain(space, progress=progress)
    best = frontier(space, lambda: found.again(space), found.acceptable, progress)
    refused = None
    if found.acceptable == 0 or consent.quorum is not None:
        vetoes = [given.parties.index(party) for party in consent.veto]
        refused = refusals(space, consent.quorum, vetoes, progress=progress)
    values: dict[str, Any] = {
        "packages": space.size,
        "acceptable": found.acceptable if refused is None else refused.passing,
        "acceptable_to_all": found.acceptable,
        "zopa_empty": found.acceptable == 0,
        "frontier": _frontier(given, best, limit),
    }
    for name in SOLUTIONS:
        values[name] = _solution(given, found.solutions.get(name), best, limit)
    passing = None if consent.quorum is None or refused is None else refused.best_passing
    values["best_passing"] = _ties(given, passing, limit)
    ideal = found.ideal
    values["ideal"] = None if ideal is None else _by_party(given.required, ideal)
    values |= _refusals(given, refused if found.acceptable == 0 else None, limit)
    values |= {
        "scenario": given.setting.scenario,
        "levers": list(given.setting.levers),
        "overruled": list(given.setting.overruled),
        "required": list(given.required),
        "reservation": dict(zip(given.parties, given.reservation, strict=True)),
        "without_reservation": list(given.silent),
        "quorum": consent.quorum,
        "veto": list(consent.veto),
    }
    return values, best


def _by_party(parties: Sequence[str], points: Floats) -> dict[str, float]:
    return dict(zip(parties, (points + 0.0).tolist(), strict=True))


def _entries(given: Arrays, packages: Indices) -> list[dict[str, Any]]:
    """Packages with everybody's gains in points."""
    gains = in_points(gains_in_units(given.space, packages)).T
    return [
        {"package": given.package(int(index)), "gains": _by_party(given.parties, row)}
        for index, row in zip(packages, gains, strict=True)
    ]


def _frontier(given: Arrays, found: Frontier, limit: int) -> dict[str, Any]:
    whole = rounded(found.gains)
    order = np.lexsort((found.packages, -whole.sum(axis=0), -whole.min(axis=0, initial=np.inf)))
    return {
        "size": len(order),
        "packages": _entries(given, found.packages[order[:limit]]),
        "truncated": len(order) > limit,
    }


def _ties(given: Arrays, solution: Solution | None, limit: int) -> dict[str, Any] | None:
    if solution is None:
        return None
    return {
        "value": solution.value,
        "ties": _entries(given, solution.ties[:limit]),
        "count": len(solution.ties),
        "truncated": len(solution.ties) > limit,
    }


def _solution(
    given: Arrays, solution: Solution | None, best: Frontier, limit: int
) -> dict[str, Any] | None:
    """A solution with the ties that nothing dominates."""
    if solution is None:
        return None
    ties = proposed(given.space, solution.ties, best.gains)
    told = _ties(given, Solution(solution.value, ties), limit)
    return None if told is None else told | {"dominated": len(solution.ties) - len(ties)}


def _refusals(given: Arrays, refused: Refusals | None, limit: int) -> dict[str, Any]:
    """Who stands against whom, and what comes nearest; all None unless there is no zone."""
    if refused is None:
        return dict.fromkeys(("nearest", "red_lines_leave", "accepts", "alone", "opposed"))
    near = _ties(given, refused.nearest, limit)
    for entry in near["ties"] if near else ():
        entry["short"] = {
            party: -entry["gains"][party]
            for party in given.required
            if entry["gains"][party] < -TOLERANCE / 2
        }
    # Whoever accepts nothing at all stands against everybody; that is said for itself.
    pairs = [(p, q) for p, q in refused.opposed if refused.accepts[p] and refused.accepts[q]]
    return {
        "nearest": near,
        "red_lines_leave": refused.open,
        "accepts": dict(zip(given.required, refused.accepts, strict=True)),
        "alone": dict(zip(given.required, refused.alone, strict=True)),
        "opposed": [[given.parties[p], given.parties[q]] for p, q in pairs],
    }


def _plan(given: Arrays, slug: str, consent: Consent) -> dict[str, Any]:
    """The plan's package under the levers in force, and whom it loses."""
    package = {}
    for issue, entry in given.dossier.issues.items():
        option = given.dossier.plans[slug].package.get(issue, entry.default)
        if option is None:
            missing = f"an option for '{issue}' in the plan '{slug}', or a default for it"
            raise Inapplicable("agreement", [missing])
        package[issue] = option
    index = np.array([given.index(package)])
    units = gains_in_units(given.space, index)[:, 0]
    crossed = given.crossed(package)
    hurt = {party for party, _ in crossed}
    hurt |= {p for p, gain in zip(given.parties, rounded(units), strict=True) if gain < 0}
    lost = [party for party in (*given.parties, *given.silent) if party in hurt]
    consents = [party for party in given.required if party not in hurt]
    enough = len(given.required) if consent.quorum is None else consent.quorum
    return {
        "plan": slug,
        "package": package,
        "gains": _by_party(given.parties, in_points(units)),
        "acceptable": len(consents) == len(given.required),
        "passes": len(consents) >= enough and set(consent.veto) <= set(consents),
        "lost": lost,
        "red_lines": [
            {"party": party, "never": {i: list(o) for i, o in never.options.items()}}
            for party, never in crossed
        ],
        "left_open": [i for i in given.issues if i not in given.dossier.plans[slug].package],
    }


def _sensitivities(given: Arrays, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a change of a single issue would do to each chosen package."""
    chosen = {
        name: values[name]["ties"][0]["package"]
        for name in (*SOLUTIONS, "nearest")
        if values[name] is not None
    }
    if values["plan"] is not None:
        chosen["plan"] = values["plan"]["package"]
    return {name: _sensitivity(given, package) for name, package in chosen.items()}


def _sensitivity(given: Arrays, package: Mapping[str, str]) -> dict[str, Any]:
    """For each party the single change of ``package`` that brings it most and costs it most."""
    space, here = given.space, given.index(package)
    start = [int(o[0]) for o in options_of(space, np.array([here]))]
    steps = [
        (issue, option)
        for issue, count in enumerate(space.shape)
        for option in range(count)
        if option != start[issue]
    ]
    stride = [int(np.prod(space.shape[issue + 1 :])) for issue in range(len(space.shape))]
    moved = [here + (option - start[issue]) * stride[issue] for issue, option in steps]
    units = gains_in_units(space, np.array([here, *moved], dtype=np.int64))
    change = units[:, 1:] - units[:, :1]

    def step(row: Floats, sign: int) -> dict[str, Any] | None:
        if row.size == 0 or rounded(sign * row).max() <= 0:
            return None
        place = int(np.argmax(rounded(sign * row)))
        issue, option = steps[place]
        return {
            "issue": given.issues[issue],
            "option": given.options[issue][option],
            "change": float(in_points(row[place])),
        }

    return {
        "package": dict(package),
        "parties": {
            party: {
                "gain": float(in_points(units[place, 0])) + 0.0,
                "most": step(change[place], 1),
                "least": step(change[place], -1),
            }
            for place, party in enumerate(given.parties)
        },
    }
