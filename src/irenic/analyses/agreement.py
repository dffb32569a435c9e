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

from irenic.analyses import (
    agreement_figures,
    agreement_mediation,
    agreement_statements,
    agreement_tables,
)
from irenic.analyses.agreement_doubts import doubts, has_ranges, ranges
from irenic.analyses.agreement_entries import by_party, entries, with_shortfalls
from irenic.analyses.agreement_mediation import LEFT_OUT, Draft, Wanted, mediation, questions
from irenic.analyses.agreement_programme import Request, programme_values
from irenic.analyses.arrays import Arrays, Setting, arrays, columns, known, setting
from irenic.analyses.limits import check_seconds
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Statement, Status, Table
from irenic.errors import Inapplicable, UsageError
from irenic.theory.bargaining import SOLUTIONS, Solution, bargain, proposed
from irenic.theory.frontier import Frontier, frontier
from irenic.theory.packages import TOLERANCE, gains_of, in_points, options_of, rounded
from irenic.theory.refusals import Refusals, refusals

if TYPE_CHECKING:
    from irenic.analyses.result import Figure, Names
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats, Indices, Progress

LARGEST = 1_000_000_000
"""Packages that are listed at most; at about thirty million a second it takes half a minute."""

LISTED = 100_000_000
"""Packages up to which they are listed when no method is asked for: some seconds."""

METHODS = ("auto", "enumeration", "programme")
"""Ways to the answer: ``auto`` lists up to LISTED packages and solves programmes beyond."""

METHOD = Method(
    "Every package is compared with every reservation value and red line, in arrays; the "
    "frontier by joining the issues one after the other and dropping what is dominated",
    "Pareto 1906; Nash 1950; Kalai & Smorodinsky 1975; Kalai 1977; Imai 1983; "
    "Dhillon & Mertens 1999",
)


PROGRAMME = Method(
    "Mixed-integer programmes find packages and bounds, exact sums decide; the Nash bargaining "
    "solution by tangents of the logarithm, the egalitarian by levels, the frontier by joining "
    "the issues, or a spread of it by weighted Tchebycheff programmes",
    "Nash 1950; Kalai & Smorodinsky 1975; Duran & Grossmann 1986; Ogryczak & Sliwinski 2006; "
    "Steuer & Choo 1983; solved by HiGHS (Huangfu & Hall 2018)",
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
    of: Sequence[str] = (),
    fix: Mapping[str, str] | None = None,
    rule_out: Mapping[str, Sequence[str]] | None = None,
    leave_out: Sequence[str] = (),
    add: Sequence[str] = (),
    within: float = 5.0,
    alternatives: int = 3,
    draft: Draft = None,
    method: str = "auto",
    seconds: float = 60.0,
    short: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Find what every required party of ``dossier`` could accept, or show that it is nothing.

    ``scenario`` names the no-deal scenario (default: that of a threat in force, or the
    first); ``levers`` are in force; ``plan`` puts its own levers in force too and has its
    package judged. Lists in ``values`` are cut at ``limit``. With ``quorum``, that many of
    the required parties are enough, if those of ``veto`` are among them (defaults: the
    dossier's own; without one, all must accept); with ``of``, that many of these, and all
    the other required parties.

    What if: ``fix`` settles issues beforehand (issue -> option), ``rule_out`` takes options
    off the table (issue -> options), without the consent of ``leave_out``, with that of
    ``add``.

    What else: at most so many ``alternatives`` to the Nash bargaining solution that cost no
    required party more than ``within`` points against it; the single text from ``draft``:
    a plan, ``"defaults"``, or a package (issues it leaves open stand at their defaults);
    without one from the package of ``plan``, else from the defaults, if every issue has one.

    A ``short`` answer leaves out conflicts with concessions, alternatives, what if, the
    single text and common ground, which take longest: their values are None.

    ``method``: ``enumeration`` looks at every package, at most LARGEST; ``programme`` solves
    mixed-integer programmes, all of them together within about ``seconds``: two thirds for
    the solutions (:func:`irenic.theory.solutions.solutions` shares them out), what is then
    left for the quorum and a spread of the frontier; ``auto`` takes the first up to LISTED
    packages. Both are exact and propose the same packages. By programmes nothing
    is counted: ``acceptable`` and ``acceptable_to_all`` are None unless known to be 0,
    ``accepts``, ``alone``, ``opposed`` are None, ``red_lines_leave`` None unless 0; of more
    than 20 ties some are listed, and ``count`` and ``dominated`` are None; ``size`` of the
    frontier is None where its packages are but a spread of it; ``zopa_empty`` is None where
    the seconds did not suffice to decide. Conflicts with concessions, alternatives, what if
    and the single text take at most about ``seconds / 6`` each, whatever the method;
    ``unproven`` names those of which something is left open.

    ``values`` has the keys

    - ``method``: ``enumeration`` or ``programme``; ``bound``: solution (and ``nearest``,
      ``best_passing``) -> number above which no package has a value, its own where it is
      proven, or None where none is known;

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
    - ``minimal_conflicts``, ``maximal_agreements``, ``turns_on``, ``room``, ``concessions``
      and what belongs to them: :func:`irenic.analyses.agreement_conflicts.conflicts`; where
      some package is acceptable to all no conflicts, and no concessions;
    - ``alternatives``, ``alternatives_to`` (None where no solution was found), ``what_if``,
      ``single_text`` (None without a draft), ``common_ground``:
      :mod:`irenic.analyses.agreement_alternatives`; all of them ask for the consent of
      all required parties, whatever the quorum; ``unproven``: the keys of these parts of
      which something was not found out in time;
    - ``scenario``, ``levers``, ``overruled`` (scenarios that threats in force name),
      ``required``, ``reservation`` (party -> points, relief taken off),
      ``without_reservation`` (parties left out of all gains), ``quorum``, ``veto``.

    Raises :class:`~irenic.errors.UsageError` for options that make no sense here and
    :class:`~irenic.errors.Inapplicable` when there are no issues, scenarios or required
    parties, or one of these has no reservation value.
    """
    began = time.perf_counter()
    _check_limit(limit)
    pulled = () if plan is None else dossier.plans[known("plan", plan, dossier.plans)].levers
    where = setting(
        dossier, scenario, (*pulled, *levers),
        fixed=fix, ruled_out=rule_out, left_out=leave_out, added=add,
    )  # fmt: skip
    given = arrays(dossier, where)
    listed = _listed(method, given.space.size, seconds)
    consent = _consent(given, quorum, veto, of)
    judged = None if plan is None else _plan(given, plan, consent)
    further = questions(given, Wanted(within, alternatives, draft, plan), limit, seconds)
    asked = Request(consent.quorum, consent.veto, seconds, limit)
    values, vectors, proven = _answered(given, asked, listed, progress)
    values |= _asked(given, consent) | {"plan": judged}
    values["sensitivity"] = _sensitivities(given, values)
    values |= LEFT_OUT if short else mediation(given, values, further, progress)
    named = names(dossier)
    own = {
        "plan": plan, "limit": limit, "of": list(of), "within": within, "draft": draft,
        "alternatives": alternatives, "short": short, "method": method, "seconds": seconds,
    }  # fmt: skip
    return Result(
        question="agreement",
        status=Status.COMPLETE if proven and not values["unproven"] else Status.PARTIAL,
        headline=agreement_statements.headline(values, named, ranged=has_ranges(dossier)),
        values=values,
        method=METHOD if listed else PROGRAMME,
        parameters=_parameters(values) | own | _changes(where),
        names=named,
        digest=digest(dossier), version=version(), elapsed=time.perf_counter() - began,
        findings=_findings(given, values),
        reasons=(*agreement_mediation.reasons(values), *agreement_statements.reasons(values)),
        caveats=_caveats(given, values),
        tables=_tables(values),
        figures=_figures(given, values, vectors, named),
    )  # fmt: skip


def _check_limit(limit: int) -> None:
    if limit < 1:
        raise UsageError(f"limit is {limit}; expected 1 or more")


def _findings(given: Arrays, values: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The zone and the solutions, what may be doubted about them, then the mediator's questions."""
    return (
        *agreement_statements.findings(values),
        *doubts(given, values),
        *agreement_mediation.findings(values),
    )


def _caveats(given: Arrays, values: Mapping[str, Any]) -> tuple[Statement, ...]:
    """What the time did not suffice for comes first."""
    return (
        *agreement_mediation.partial(values),
        ranges(given.dossier),
        *agreement_statements.caveats(given, values),
        *agreement_mediation.caveats(values),
    )


def _tables(values: Mapping[str, Any]) -> tuple[Table, ...]:
    """The most important first; what would move whom, which fills a page, last."""
    return (
        *agreement_tables.tables(values),
        *agreement_mediation.tables(values),
        *agreement_tables.changes(values),
    )


def _figures(
    given: Arrays, values: Mapping[str, Any], vectors: Floats, named: Names
) -> tuple[Figure, ...]:
    return (
        *agreement_figures.figures(given, values, vectors, named),
        *agreement_mediation.figures(values),
    )


def _answered(
    given: Arrays, asked: Request, listed: bool, progress: Progress | None
) -> tuple[dict[str, Any], Floats, bool]:
    """The values, the gains on the frontier where it is known whole, and whether all is proven."""
    if not listed:
        values, whole, proven = programme_values(given, asked, progress)
        return values, whole.gains, proven
    consent = Consent(asked.quorum, tuple(asked.veto))
    values, best = _values(given, consent, asked.limit, progress)
    return values, best.gains, True


def _parameters(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, as it was understood."""
    understood = {key: values[key] for key in ("scenario", "levers", "quorum", "veto")}
    return understood | {"tolerance": TOLERANCE}


def _changes(where: Setting) -> dict[str, Any]:
    """What was asked to be otherwise than in the dossier, as parameters."""
    return {
        "fix": dict(where.fixed),
        "rule_out": {issue: list(options) for issue, options in where.ruled_out.items()},
        "leave_out": list(where.left_out),
        "add": list(where.added),
    }


def _listed(method: str, packages: int, seconds: float) -> bool:
    """Whether every package is to be looked at."""
    if method not in METHODS:
        raise UsageError(f"method is '{method}'; expected {', '.join(METHODS)}")
    check_seconds(seconds)
    if method == "enumeration" and packages > LARGEST:
        raise UsageError(
            f"{packages:,} packages are more than the {LARGEST:,} that can be listed; "
            "the method 'programme' has no such limit"
        )
    return method == "enumeration" or (method == "auto" and packages <= LISTED)


def _consent(
    given: Arrays, quorum: int | None, veto: Sequence[str] | None, of: Sequence[str] = ()
) -> Consent:
    """The rule of consent: what was asked for, or else the dossier's."""
    if of:
        return _among(given, quorum, veto, tuple(dict.fromkeys(of)))
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


def _among(
    given: Arrays, quorum: int | None, veto: Sequence[str] | None, of: Sequence[str]
) -> Consent:
    """So many ``of`` some parties and all others: a quorum with a veto for each of the others."""
    for party in of:
        known("required party", party, given.required)
    whole = isinstance(quorum, int) and not isinstance(quorum, bool)
    if quorum is None or not whole or not 1 <= quorum <= len(of):
        told = "no quorum is given" if quorum is None else f"quorum is {quorum}"
        raise UsageError(
            f"{told}; say how many of {', '.join(of)} must accept, 1 to {len(of)} (quorum)"
        )
    others = [party for party in given.required if party not in of]
    vetoes = _consent(given, len(others) + quorum, veto).veto
    return Consent(len(others) + quorum, tuple(dict.fromkeys((*others, *vetoes))))


def _asked(given: Arrays, consent: Consent) -> dict[str, Any]:
    """The setting and the rule of consent, as values."""
    return {
        "scenario": given.setting.scenario,
        "levers": list(given.setting.levers),
        "overruled": list(given.setting.overruled),
        "required": list(given.required),
        "reservation": dict(zip(given.parties, given.reservation, strict=True)),
        "without_reservation": list(given.silent),
        "quorum": consent.quorum,
        "veto": list(consent.veto),
    }


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
    values["ideal"] = None if ideal is None else by_party(given.required, ideal)
    values |= _refusals(given, refused if found.acceptable == 0 else None, limit)
    bound = {n: v["value"] for n in (*SOLUTIONS, "nearest") if (v := values[n]) is not None}
    bound = dict.fromkeys((*SOLUTIONS, "nearest")) | bound
    if consent.quorum is not None:
        bound["best_passing"] = None if passing is None else passing.value
    values |= {"method": "enumeration", "bound": bound}
    return values, best


def _entries(given: Arrays, packages: Indices) -> list[dict[str, Any]]:
    """Packages, given by index, with everybody's gains in points."""
    return entries(given, np.array(options_of(given.space, packages)).T.tolist())


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
    near = with_shortfalls(given, _ties(given, refused.nearest, limit))
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
        standing = given.setting.fixed.get(issue, entry.default)
        option = given.dossier.plans[slug].package.get(issue, standing)
        if option is None:
            missing = f"an option for '{issue}' in the plan '{slug}', or a default for it"
            raise Inapplicable("agreement", [missing])
        package[issue] = option
    try:
        choice = columns([given.choice(package)], len(given.issues))
    except UsageError as error:
        raise UsageError(
            f"the plan '{slug}' does not fit: {error}; fix something else, or leave the plan out "
            "and name its levers"
        ) from error
    units = gains_of(given.space, choice)[:, 0]
    crossed = given.crossed(package)
    hurt = {party for party, _ in crossed}
    hurt |= {p for p, gain in zip(given.parties, rounded(units), strict=True) if gain < 0}
    lost = [party for party in (*given.parties, *given.silent) if party in hurt]
    consents = [party for party in given.required if party not in hurt]
    enough = len(given.required) if consent.quorum is None else consent.quorum
    return {
        "plan": slug,
        "package": package,
        "gains": by_party(given.parties, in_points(units)),
        "acceptable": len(consents) == len(given.required),
        "passes": len(consents) >= enough and set(consent.veto) <= set(consents),
        "lost": lost,
        "red_lines": [
            {"party": party, "never": {i: list(o) for i, o in never.options.items()}}
            for party, never in crossed
        ],
        "left_open": [
            issue
            for issue in given.issues
            if issue not in {*given.dossier.plans[slug].package, *given.setting.fixed}
        ],
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
    space, here = given.space, given.choice(package)
    steps = [
        (issue, option)
        for issue, count in enumerate(space.shape)
        for option in range(count)
        if option != here[issue]
    ]
    moved = [(*here[:issue], option, *here[issue + 1 :]) for issue, option in steps]
    units = gains_of(space, columns([here, *moved], len(here)))
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
