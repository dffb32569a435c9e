"""From a dossier to the arrays in which it is asked whether a settlement holds by itself.

How the worth of a package is split between the way and the settled state stands in
docs/design/enforcement.md under "Nothing is counted twice".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from irenic.analyses.arrays import Setting, holds, known, setting
from irenic.errors import Inapplicable
from irenic.theory.completion import FREE, Benchmarks
from irenic.theory.enforcement import DIVISIBLE, Guarantee, Timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from irenic.dossier.model import Dossier
    from irenic.dossier.timetable import Deed
    from irenic.dossier.timetable import Guarantee as Pledge
    from irenic.dossier.timetable import Timetable as Entry
    from irenic.theory.packages import Bools, Floats, Indices

QUESTION = "enforcement"


@dataclass(frozen=True)
class Split:
    """What a package is worth to a party, and where it gets it, all in points.

    ``package``: the lasting worth of the terms and levers. ``once``: what deeds give it once,
    its own costs taken off. ``settled``: the worth of the settled state.
    """

    package: float
    once: float
    settled: float


@dataclass(frozen=True, eq=False)
class Carrying:
    """The carrying out of a package as arrays, and the names of what stands in them.

    ``package``: the option of every issue. ``parties``, ``deeds`` (those due under the
    package), ``guarantees`` and ``benchmarks`` name the rows of ``problem`` and ``marks``.
    """

    dossier: Dossier
    entry: Entry
    setting: Setting
    plan: str | None
    package: Mapping[str, str]
    parties: tuple[str, ...]
    deeds: tuple[str, ...]
    guarantees: tuple[str, ...]
    benchmarks: tuple[str, ...]
    split: Mapping[str, Split]
    problem: Timetable
    marks: Benchmarks

    def deed(self, number: int) -> Deed:
        """A deed of the dossier by its number."""
        return self.entry.deeds[self.deeds[number]]

    def bound(self) -> tuple[str, ...]:
        """The parties whose going on is asked for."""
        return tuple(p for p, on in zip(self.parties, self.problem.bound, strict=True) if on)


def carrying_out(
    dossier: Dossier,
    plan: str | None = None,
    scenario: str | None = None,
    levers: Sequence[str] = (),
) -> Carrying:
    """The timetable of ``dossier`` for the package of ``plan`` as arrays.

    Without ``plan``, the first that has a timetable counts, or else the first. The levers and
    guarantees are those that come with it, and ``levers``. Numbers are
    the modes of judgements. Parties asked to go on are the required ones and all who do a
    deed. Raises :class:`~irenic.errors.Inapplicable` without a timetable or a scenario, where
    an issue has no option in the plan and no default, where no deed is due, and where
    somebody concerned has no reservation value; :class:`~irenic.errors.UsageError` for a
    plan, scenario or lever that is not there.
    """
    entry = dossier.timetable
    missing = [] if entry is not None else ["a timetable with deeds (timetable)"]
    if not dossier.scenarios:
        missing.append("a no-deal scenario with reservation values (scenarios)")
    if entry is None or missing:
        raise Inapplicable(QUESTION, missing)
    chosen = _plan(dossier, plan)
    given = () if chosen is None else dossier.plans[chosen].levers
    where = setting(dossier, scenario, (*given, *levers))
    package = _package(dossier, chosen)
    due = tuple(
        slug for slug, deed in entry.deeds.items()
        if deed.terms is None or holds(deed.terms, package)
    )  # fmt: skip
    if not due:
        raise Inapplicable(QUESTION, ["a deed that is due under the package (timetable.deeds)"])
    pledges = _pledges(dossier, entry, chosen)
    bound, parties = _parties(dossier, where, due, pledges)
    worth = _Worth(dossier, entry, where, package, parties, due, pledges)
    problem = worth.problem(np.array([p in bound for p in parties]))
    check_size(problem)
    marks = tuple(dict.fromkeys(m for d in due if (m := entry.deeds[d].benchmark) is not None))
    return Carrying(
        dossier, entry, where, chosen, package, parties, due, pledges, marks,
        worth.splits(), problem, _benchmarks(dossier, entry, due, marks),
    )  # fmt: skip


MOST_NUMBERS = 50_000_000
"""Coefficients of conditions at most: 400 MB."""


def walks_fit(problem: Timetable) -> bool:
    """Whether the conditions fit into memory: ways to walk off, times deeds, times stages."""
    return _ways(problem) * problem.deeds * problem.stages <= MOST_NUMBERS


def check_size(problem: Timetable) -> None:
    """Refuse what does not fit into memory."""
    if not walks_fit(problem):
        raise Inapplicable(QUESTION, [
            f"fewer stages, fewer deeds or shorter lags ({problem.stages} stages, {problem.deeds} "
            f"deeds and lags of up to {problem.lag.max()} stages are {_ways(problem):,} ways to "
            "walk off)"
        ])  # fmt: skip


def _ways(problem: Timetable) -> int:
    longest = np.zeros(problem.parties, dtype=np.int64)
    np.maximum.at(longest, problem.doer, problem.lag)
    return int((problem.stages * (longest + 1) + 1).sum())


def _plan(dossier: Dossier, plan: str | None) -> str | None:
    if plan is not None:
        return known("plan", plan, dossier.plans)
    timed = (slug for slug, one in dossier.plans.items() if one.timetable is not None)
    return next(timed, next(iter(dossier.plans), None))


def _package(dossier: Dossier, plan: str | None) -> dict[str, str]:
    """The option of every issue: the plan's, or the default."""
    given = {} if plan is None else dossier.plans[plan].package
    options = {issue: given.get(issue, e.default) for issue, e in dossier.issues.items()}
    where = "a plan" if plan is None else f"the plan '{plan}'"
    missing = [
        f"an option for '{issue}' in {where}, or a default for it"
        for issue, option in options.items()
        if option is None
    ]
    if missing:
        raise Inapplicable(QUESTION, missing)
    return {issue: option for issue, option in options.items() if option is not None}


def _pledges(dossier: Dossier, entry: Entry, plan: str | None) -> tuple[str, ...]:
    """The guarantees in force: those that come with the plan, by default all."""
    given = None if plan is None else dossier.plans[plan].guarantees
    return tuple(slug for slug in entry.guarantees if given is None or slug in given)


def _parties(
    dossier: Dossier, where: Setting, due: Iterable[str], pledges: Iterable[str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Who is asked to go on, and all with a reservation value."""
    entry, row = dossier.timetable, dossier.scenarios[where.scenario]
    if entry is None:
        return frozenset(), ()
    bound = frozenset((*where.required(dossier), *(entry.deeds[deed].by for deed in due)))
    given = [entry.guarantees[slug] for slug in pledges]
    pledged = {p for g in given for p in (g.on, g.by) if p is not None}
    missing = [
        f"a reservation value for '{party}' in the scenario '{where.scenario}'"
        for party in dossier.parties
        if party in bound | pledged and party not in row
    ]
    if missing:
        raise Inapplicable(QUESTION, missing)
    return bound, tuple(party for party in dossier.parties if party in row)


def _benchmarks(
    dossier: Dossier, entry: Entry, due: Sequence[str], marks: Sequence[str]
) -> Benchmarks:
    waits = [entry.deeds[deed].benchmark for deed in due]
    known_marks = [dossier.benchmarks[mark] for mark in marks]
    return Benchmarks(
        waits=np.array([FREE if w is None else marks.index(w) for w in waits], dtype=np.int64),
        chance=np.array([mark.chance.mode for mark in known_marks], dtype=np.float64),
        change=np.array([[m.changed_by.mode(deed) for deed in due] for m in known_marks],
                        dtype=np.float64).reshape(len(marks), len(due)),
    )  # fmt: skip


def carried(
    entry: Entry, package: Mapping[str, str], due: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """For each issue whose option is carried out by deeds that are due, those deeds."""
    found = {
        issue: tuple(
            slug for slug in due
            if (terms := entry.deeds[slug].terms) is not None
            and option in terms.options.get(issue, ())
        )
        for issue, option in package.items()
    }  # fmt: skip
    signed = entry.by_signature
    return {issue: deeds for issue, deeds in found.items() if deeds and issue not in signed}


def planned_shares(case: Carrying, plan: str) -> Floats | None:
    """The shares (D, T) of a plan's timetable; None where it does deeds that are not due here.

    A deed that is due and does not stand in it has no share: what is done so is no timetable.
    """
    shares = np.zeros((len(case.deeds), case.problem.stages))
    for stage, step in enumerate(case.dossier.plans[plan].timetable or ()):
        for deed, share in step.items():
            if deed not in case.deeds:
                return None
            shares[case.deeds.index(deed), stage] = share
    return shares


def stray_deed(case: Carrying, plan: str) -> str | None:
    """The first deed of a plan's timetable that is not due here, if there is one."""
    steps = case.dossier.plans[plan].timetable or ()
    return next((deed for step in steps for deed in step if deed not in case.deeds), None)


def unmentioned(case: Carrying) -> tuple[str, ...]:
    """The issues whose option holds by nobody's deed, though nothing says that it may.

    They stand neither at their default nor under ``by_signature``: their worth is counted from
    the first stage on, as if to sign were to do.
    """
    done, issues = carried(case.entry, case.package, case.deeds), case.dossier.issues
    return tuple(
        issue for issue, option in case.package.items()
        if issue not in done and issue not in case.entry.by_signature
        and option != issues[issue].default
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Worth:
    """The worth of a package, split between what happens on the way and the settled state."""

    dossier: Dossier
    entry: Entry
    where: Setting
    package: Mapping[str, str]
    parties: tuple[str, ...]
    due: tuple[str, ...]
    pledges: tuple[str, ...]

    def problem(self, bound: Bools) -> Timetable:
        """The timetable as theory knows it."""
        entry, deeds = self.entry, [self.entry.deeds[slug] for slug in self.due]
        splits = self.splits()
        scenario = self.dossier.scenarios[self.where.scenario]
        last = entry.stages

        def whole(read: Callable[[Deed], int]) -> Indices:
            return np.array([read(deed) for deed in deeds], dtype=np.int64)

        return Timetable(
            doer=whole(lambda deed: self.parties.index(deed.by)),
            once=self.once(),
            flow=self.flow(),
            shift=np.array([[deed.shift.mode(p) for p in self.parties] for deed in deeds]),
            parts=whole(lambda deed: DIVISIBLE if deed.parts == "any" else deed.parts),
            lag=whole(lambda deed: deed.lag),
            first=whole(lambda deed: deed.not_before - 1),
            last=whole(lambda deed: min(deed.not_after or last, last) - 1),
            discount=self.discount(),
            reservation=np.array([
                scenario.mode(p)
                - sum(self.dossier.levers[slug].relief.mode(p) for slug in self.where.levers)
                for p in self.parties
            ]),
            settled=np.array([splits[p].settled for p in self.parties]),
            standing=np.tile((1.0 - self.discount()) * self.signed(), (entry.stages, 1)),
            bound=bound,
            after=tuple(
                (place, self.due.index(other))
                for place, deed in enumerate(deeds)
                for other in deed.after
                if other in self.due
            ),
            guarantees=tuple(self._guarantee(entry.guarantees[slug]) for slug in self.pledges),
        )  # fmt: skip

    def discount(self) -> Floats:
        """Each party's discount factor for a stage."""
        return np.array([self.entry.discount.mode(p, 1.0) for p in self.parties])

    def once(self) -> Floats:
        """What each deed gives each party once (D, P), the doer's cost taken off."""
        found = np.array(
            [[self.entry.deeds[slug].worth.mode(p) for p in self.parties] for slug in self.due]
        )
        for place, slug in enumerate(self.due):
            deed = self.entry.deeds[slug]
            if deed.cost is not None:
                found[place, self.parties.index(deed.by)] -= deed.cost.mode
        return found

    def flow(self) -> Floats:
        """What each deed gives at each stage (D, P): its own, or its part of its terms."""
        found = np.zeros((len(self.due), len(self.parties)))
        carried = self.carried()
        for column, party in enumerate(self.parties):
            rate = 1.0 - self.entry.discount.mode(party, 1.0)
            for place, slug in enumerate(self.due):
                deed = self.entry.deeds[slug]
                if party in deed.worth or party in deed.per_stage:
                    found[place, column] = deed.per_stage.mode(party)
                    continue
                terms = (i for i, deeds in carried.items() if slug in deeds)
                found[place, column] = rate * sum(
                    self.term(i, party) / len(carried[i]) for i in terms
                )
        return found

    def carried(self) -> dict[str, tuple[str, ...]]:
        """See :func:`carried`."""
        return carried(self.entry, self.package, self.due)

    def term(self, issue: str, party: str) -> float:
        """What the package's option on an issue is worth to a party."""
        worth = self.dossier.issues[issue].worth
        return worth[party].mode(self.package[issue]) if party in worth else 0.0

    def signed(self) -> Floats:
        """What holds from the first stage on is worth (P,): terms without deeds, levers."""
        carried, levers = self.carried(), [self.dossier.levers[s] for s in self.where.levers]
        return np.array([
            sum(self.term(issue, p) for issue in self.package if issue not in carried)
            + sum(lever.worth.mode(p) - lever.cost.mode(p) for lever in levers)
            for p in self.parties
        ], dtype=np.float64)  # fmt: skip

    def splits(self) -> dict[str, Split]:
        """For each party the worth of the package and where it gets it."""
        carried, signed, once = self.carried(), self.signed(), self.once().sum(axis=0)
        found = {}
        for place, party in enumerate(self.parties):
            whole = float(signed[place]) + sum(self.term(issue, party) for issue in carried)
            whole += sum(
                term.worth.mode(party)
                for term in self.dossier.joint_worth
                if holds(term.when, self.package)
            )
            way = float(once[place])
            found[party] = Split(whole, way, self.entry.settled.mode(party, whole - way))
        return found

    def _guarantee(self, pledge: Pledge) -> Guarantee:
        end = self.entry.stages if pledge.until_stage is None else pledge.until_stage - 1
        return Guarantee(
            on=self.parties.index(pledge.on),
            penalty=pledge.penalty.mode,
            stages=frozenset(range(pledge.from_stage - 1, end + 1)),
            giver=None if pledge.by is None else self.parties.index(pledge.by),
            upkeep=0.0 if pledge.upkeep is None else pledge.upkeep.mode,
            enforcing=0.0 if pledge.enforcing is None else pledge.enforcing.mode,
        )
