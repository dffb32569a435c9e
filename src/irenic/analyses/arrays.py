"""From a dossier to arrays: the packages, and what they are worth to each party.

For party p, package x and levers S in force (docs/theory/agreement.md)::

    gain_p(x, S) = sum over issues of worth_p + joint worth that x triggers
                   + sum over S of (worth_p - cost_p)
                   - (reservation_p(scenario of S) - sum over S of relief_p)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np

from irenic.dossier.problems import nearest
from irenic.errors import Inapplicable, UsageError
from irenic.theory.packages import (
    Combination,
    Floats,
    Indices,
    JointTerm,
    RedLine,
    Space,
    gains_of,
    in_points,
)
from irenic.theory.programme import Choice

if TYPE_CHECKING:
    from irenic.dossier.model import Condition, Dossier, Judgement, Row


@dataclass(frozen=True)
class Setting:
    """The no-deal scenario and the levers in force, and what is otherwise than in the dossier.

    ``overruled``: scenarios that threats in force would bring about, had no other been
    asked for. ``fixed``: issues settled beforehand. ``ruled_out``: options off the table.
    ``left_out``: parties whose consent is needed no longer; ``added``: parties whose
    consent is needed too.
    """

    scenario: str
    levers: tuple[str, ...]
    overruled: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    ruled_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def open_options(self, dossier: Dossier, issue: str) -> tuple[str, ...]:
        """The options of ``issue`` that are on the table."""
        if issue in self.fixed:
            return (self.fixed[issue],)
        out = self.ruled_out.get(issue, ())
        return tuple(option for option in dossier.issues[issue].options if option not in out)

    def required(self, dossier: Dossier) -> tuple[str, ...]:
        """The parties whose consent a settlement needs, in the order of the dossier."""
        own = dossier.parties if dossier.required is None else dossier.required
        needed = ({*own} - {*self.left_out}) | {*self.added}
        return tuple(party for party in dossier.parties if party in needed)


@dataclass(frozen=True, eq=False)
class Arrays:
    """A dossier in a setting as arrays.

    ``parties``: those with a reservation value in the scenario, the required ones first,
    else in the order of the dossier; ``silent``: the others. ``reservation``: what each of
    ``parties`` gets without a deal, relief taken off (points). ``issues`` and ``options``
    (those that are open) name the axes of ``space``.
    """

    dossier: Dossier
    setting: Setting
    parties: tuple[str, ...]
    silent: tuple[str, ...]
    reservation: tuple[float, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    space: Space

    @property
    def required(self) -> tuple[str, ...]:
        """The parties whose consent a settlement needs."""
        return self.parties[: self.space.required]

    def package(self, choice: Sequence[int]) -> dict[str, str]:
        """The package of these option numbers, one an issue, as issue -> option."""
        return {
            issue: options[int(place)]
            for issue, options, place in zip(self.issues, self.options, choice, strict=True)
        }

    def choice(self, package: Mapping[str, str]) -> Choice:
        """The option numbers of a package that settles every issue by an open option.

        Raises :class:`~irenic.errors.UsageError` for an option that is not open.
        """
        shut = [
            f"'{package[issue]}' on '{issue}'"
            for issue, options in zip(self.issues, self.options, strict=True)
            if package[issue] not in options
        ]
        if shut:
            raise UsageError(f"a package needs what is not on the table: {', '.join(shut)}")
        return tuple(
            options.index(package[issue])
            for issue, options in zip(self.issues, self.options, strict=True)
        )

    def gains(self, choices: Sequence[Sequence[int]] | Indices) -> Floats:
        """Everybody's gains (parties, k) in points from k packages given by option numbers."""
        return in_points(gains_of(self.space, columns(choices, len(self.issues))))

    def crossed(self, package: Mapping[str, str]) -> list[tuple[str, Condition]]:
        """The red lines of any party that ``package`` crosses."""
        return [
            (party, never)
            for party, lines in self.dossier.red_lines.items()
            for never in lines.never
            if holds(never, package)
        ]


def holds(condition: Condition, package: Mapping[str, str]) -> bool:
    """Whether ``package`` has, for every issue named, one of the options given."""
    return all(package[issue] in options for issue, options in condition.options.items())


def columns(choices: Sequence[Sequence[int]] | Indices, issues: int) -> tuple[Indices, ...]:
    """Packages given by option numbers, one a row, as one array (k,) an issue."""
    return tuple(np.asarray(choices, dtype=np.int64).reshape(-1, issues).T)


class Changes(TypedDict, total=False):
    """What is to be otherwise than in the dossier: see :class:`Setting`."""

    fixed: Mapping[str, str] | None
    ruled_out: Mapping[str, Sequence[str]] | None
    left_out: Sequence[str]
    added: Sequence[str]


def setting(
    dossier: Dossier,
    scenario: str | None = None,
    levers: Sequence[str] = (),
    **changes: Unpack[Changes],
) -> Setting:
    """The setting in which ``levers`` are in force (named twice counts once).

    The no-deal scenario is ``scenario``, or else the one a threat in force names, or else
    the first of the dossier. ``changes``: ``fixed``, ``ruled_out``, ``left_out``, ``added``.

    Raises :class:`~irenic.errors.UsageError` for a lever, scenario, issue, option or party
    that is not there, a lever without one it needs or beside one it excludes, threats of
    two scenarios, and changes that leave nothing to choose or nobody to ask;
    :class:`~irenic.errors.Inapplicable` for a dossier without a scenario.
    """
    chosen = tuple(dict.fromkeys(levers))
    for lever in chosen:
        known("lever", lever, dossier.levers)
    if scenario is not None:
        known("scenario", scenario, dossier.scenarios)
    if not dossier.scenarios:
        raise Inapplicable("agreement", ["a no-deal scenario with reservation values (scenarios)"])
    _check_levers(dossier, chosen)
    named, overruled = _scenario(dossier, scenario, chosen)
    found = Setting(
        named,
        chosen,
        overruled,
        dict(changes.get("fixed") or {}),
        {i: tuple(dict.fromkeys(o)) for i, o in (changes.get("ruled_out") or {}).items()},
        tuple(dict.fromkeys(changes.get("left_out", ()))),
        tuple(dict.fromkeys(changes.get("added", ()))),
    )
    _check_options(dossier, found)
    _check_parties(dossier, found)
    return found


def _scenario(
    dossier: Dossier, scenario: str | None, chosen: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """The no-deal scenario, and those that threats in force would bring about instead."""
    threats = {
        lever: named for lever in chosen if (named := dossier.levers[lever].scenario) is not None
    }
    threatened = tuple(dict.fromkeys(threats.values()))
    if scenario is not None:
        return scenario, tuple(t for t in threatened if t != scenario)
    if len(threatened) > 1:
        said = ", ".join(f"'{lever}' brings about '{named}'" for lever, named in threats.items())
        raise UsageError(f"threats of different scenarios are in force: {said}")
    return (threatened[0] if threatened else next(iter(dossier.scenarios))), ()


def _check_options(dossier: Dossier, where: Setting) -> None:
    """Issues and options of the changes are there, and every issue keeps an option."""
    for issue, option in where.fixed.items():
        known("issue", issue, dossier.issues)
        known(f"option of '{issue}'", option, dossier.issues[issue].options)
        if option in where.ruled_out.get(issue, ()):
            raise UsageError(f"'{issue}' is fixed at '{option}', which is ruled out as well")
    for issue, options in where.ruled_out.items():
        known("issue", issue, dossier.issues)
        for option in options:
            known(f"option of '{issue}'", option, dossier.issues[issue].options)
        if not where.open_options(dossier, issue):
            raise UsageError(f"every option of '{issue}' is ruled out; leave at least one")


def _check_parties(dossier: Dossier, where: Setting) -> None:
    """Parties left out were needed and have no veto; parties added were not; somebody is left."""
    own = tuple(dossier.parties) if dossier.required is None else dossier.required
    for party in (*where.left_out, *where.added):
        known("party", party, dossier.parties)
    for party in where.left_out:
        if party not in own:
            raise UsageError(f"'{party}' cannot be left out: its consent is not needed anyway")
        if party in dossier.veto:
            raise UsageError(f"'{party}' cannot be left out: it has a veto in the dossier")
    for party in where.added:
        if party in own:
            raise UsageError(f"'{party}' cannot be added: its consent is needed already")
    if own and not where.required(dossier):
        raise UsageError("every party whose consent is needed is left out; leave at least one")


def _check_levers(dossier: Dossier, chosen: tuple[str, ...]) -> None:
    """Levers in force have what they need and stand beside nothing they exclude."""
    faults = []
    for lever in chosen:
        entry = dossier.levers[lever]
        faults += [f"'{lever}' needs '{other}'" for other in entry.needs if other not in chosen]
        faults += [f"'{lever}' excludes '{other}'" for other in entry.excludes if other in chosen]
    if faults:
        raise UsageError(f"these levers cannot be in force together: {'; '.join(faults)}")


def known(kind: str, slug: str, candidates: Iterable[str]) -> str:
    """``slug``, if it is one of ``candidates``; UsageError with the nearest spelling if not."""
    names = list(candidates)
    if slug in names:
        return slug
    close = nearest(slug, names)
    hint = f"; did you mean '{close}'?" if close else ""
    listed = f" (there are {', '.join(names)})" if names and not close else ""
    raise UsageError(f"the dossier has no {kind} '{slug}'{hint or listed}")


def arrays(dossier: Dossier, where: Setting) -> Arrays:
    """``dossier`` in the setting ``where`` as arrays, from the modes of its judgements.

    Raises :class:`~irenic.errors.Inapplicable` for a dossier without issues or required
    parties, and where a required party has no reservation value in the scenario.
    """
    scenario = dossier.scenarios[where.scenario]
    required = where.required(dossier)
    missing = [
        f"a reservation value for '{party}' in the scenario '{where.scenario}'"
        for party in required
        if party not in scenario
    ]
    if not dossier.issues:
        missing.append("at least one issue (issues)")
    if not required:
        missing.append("at least one required party (required)")
    if missing:
        raise Inapplicable("agreement", missing)
    parties = tuple(
        sorted((p for p in dossier.parties if p in scenario), key=lambda p: p not in required)
    )
    reservation = [
        scenario.mode(party)
        - sum(dossier.levers[lever].relief.mode(party) for lever in where.levers)
        for party in parties
    ]
    options = {issue: where.open_options(dossier, issue) for issue in dossier.issues}
    return Arrays(
        dossier,
        where,
        parties,
        tuple(p for p in dossier.parties if p not in scenario),
        tuple(reservation),
        tuple(options),
        tuple(options.values()),
        _space(dossier, where, parties, options),
    )


def _space(
    dossier: Dossier, where: Setting, parties: tuple[str, ...], options: Mapping[str, Sequence[str]]
) -> Space:
    worth = tuple(
        np.array(
            [
                [issue.worth[party].mode(option) for option in options[slug]]
                if party in issue.worth
                else [0.0] * len(options[slug])
                for party in parties
            ]
        )
        for slug, issue in dossier.issues.items()
    )
    scenario = dossier.scenarios[where.scenario]
    levers = [dossier.levers[lever] for lever in where.levers]
    constant = [
        sum(lever.worth.mode(p) - lever.cost.mode(p) + lever.relief.mode(p) for lever in levers)
        - scenario.mode(p)
        for p in parties
    ]
    places = {party: place for place, party in enumerate(parties)}
    joint = ((_combination(term.when, options), term.worth) for term in dossier.joint_worth)
    lines = (
        (places[party], _combination(never, options))
        for party, lines in dossier.red_lines.items()
        if party in places
        for never in lines.never
    )
    return Space(
        worth,
        np.array(constant, dtype=float),
        len(where.required(dossier)),
        tuple(JointTerm(when, _row(row, parties)) for when, row in joint if when is not None),
        tuple(RedLine(party, never) for party, never in lines if never is not None),
    )


def _row(row: Row, parties: tuple[str, ...]) -> Floats:
    return np.array([row.mode(party) for party in parties], dtype=float)


def _combination(condition: Condition, options: Mapping[str, Sequence[str]]) -> Combination | None:
    """A condition in numbers of issues and open options; None when nothing open can meet it."""
    issues = list(options)
    found: dict[int, tuple[int, ...]] = {}
    for issue, some in condition.options.items():
        names = options[issue]
        places = tuple(sorted({names.index(option) for option in some if option in names}))
        if not places:
            return None
        found[issues.index(issue)] = places
    return found


def gain_bounds(given: Arrays, package: Mapping[str, str], party: str) -> tuple[float, float]:
    """Outer bounds on the gain of ``party`` from ``package``: every judgement at its end at once.

    The lower bound takes the low end of each worth and relief and the high end of each
    cost and of the reservation value; the upper bound the other way round. The true
    gain lies between them if every judgement lies in its range, and seldom near either.
    """
    dossier, where = given.dossier, given.setting
    adds = [
        issue.worth[party].judgements[package[slug]]
        for slug, issue in dossier.issues.items()
        if party in issue.worth
    ]
    adds += [
        term.worth.judgements[party]
        for term in dossier.joint_worth
        if party in term.worth and holds(term.when, package)
    ]
    takes = [dossier.scenarios[where.scenario].judgements[party]]
    for lever in (dossier.levers[slug] for slug in where.levers):
        adds += [row.judgements[party] for row in (lever.worth, lever.relief) if party in row]
        takes += [lever.cost.judgements[party]] if party in lever.cost else []
    low = sum(_low(j) for j in adds) - sum(_high(j) for j in takes)
    return low, sum(_high(j) for j in adds) - sum(_low(j) for j in takes)


def _low(judgement: Judgement) -> float:
    return judgement.mode if judgement.low is None else judgement.low


def _high(judgement: Judgement) -> float:
    return judgement.mode if judgement.high is None else judgement.high
