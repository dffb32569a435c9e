"""From draws of a dossier's judgements to arrays: one space of packages a draw, side by side.

What :mod:`irenic.analyses.arrays` makes of the modes, this makes of drawn values, term by term
in the same order, so that draw k here is the space of the dossier that draw k is exported as.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from irenic.analyses.arrays import Arrays, arrays
from irenic.analyses.package_cells import joint_kept
from irenic.theory.drawn import DrawnSpace
from irenic.theory.drawn_levers import DrawnLevers
from irenic.theory.leverage import Kind, Unusable
from irenic.theory.packages import UNITS, Bools, Floats, JointTerm, rounded

if TYPE_CHECKING:
    from irenic.analyses.arrays import Setting
    from irenic.analyses.leverage_arrays import Levers
    from irenic.dossier.model import Dossier, Row


class Sampled(Protocol):
    """Draws of judgements, as ``dossier.draws`` makes them."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The dotted path of each judgement."""

    def values(self, start: int, stop: int) -> Floats:
        """The values (stop - start, judgements) of the draws ``start`` to ``stop``."""


def drawn(dossier: Dossier, where: Setting, draws: Sampled, start: int, stop: int) -> DrawnSpace:
    """The packages of ``dossier`` in the setting ``where`` in the draws ``start`` to ``stop``.

    Parties, issues and options stand in the order of
    :func:`irenic.analyses.arrays.arrays`. Raises what that raises.
    """
    return drawn_from(arrays(dossier, where), draws.keys, draws.values(start, stop))


def drawn_under(
    settings: Sequence[Arrays], keys: Sequence[str], values: Floats
) -> tuple[DrawnSpace, ...]:
    """What :func:`drawn_from` gives for each of ``settings``, which are of one dossier.

    Levers and scenarios change what a party starts from, not what a package brings it: where
    the parties are the same, what packages bring is worked out once.
    """
    table = DrawnValues({key: column for column, key in enumerate(keys)}, values)
    found: dict[tuple[object, ...], DrawnSpace] = {}
    spaces = []
    for given in settings:
        same = given.parties, given.issues, given.options, tuple(joint_kept(given))
        first = found.get(same)
        if first is None:
            first = found[same] = drawn_from(given, keys, values)
        space = replace(
            first,
            constant=_constant(given, table),
            required=given.space.required,
            red_lines=given.space.red_lines,
        )
        spaces.append(space)
    return tuple(spaces)


def drawn_from(given: Arrays, keys: Sequence[str], values: Floats) -> DrawnSpace:
    """The space of ``given`` with these ``values`` (K, keys) of its judgements, K draws.

    ``keys`` are dotted paths (:attr:`irenic.dossier.judgements.Standing.key`). A judgement
    that is not among them stays at its mode.
    """
    table = DrawnValues({key: column for column, key in enumerate(keys)}, values)
    return DrawnSpace(
        tuple(
            _worth(given, slug, options, table)
            for slug, options in zip(given.issues, given.options, strict=True)
        ),
        _constant(given, table),
        given.space.required,
        _joint(given, table),
        given.space.red_lines,
    )


class DrawnValues:
    """Drawn values by the key of the judgement."""

    def __init__(self, places: Mapping[str, int], values: Floats) -> None:
        self._places, self._values = places, values
        self.draws = len(values)

    def of(self, key: str, mode: float) -> Floats:
        """The values (K,) of a judgement; ``mode`` throughout where it is not drawn."""
        column = self._places.get(key)
        if column is None:
            return np.full(self.draws, float(mode))
        found: Floats = self._values[:, column]
        return found

    def row(self, group: str, row: Row, party: str) -> Floats:
        """The values of a party's entry in a row; 0 where it has none, as everywhere."""
        if party not in row:
            return np.zeros(self.draws)
        return self.of(f"{group}.{party}", row.mode(party))


def _worth(given: Arrays, slug: str, options: Sequence[str], table: DrawnValues) -> Floats:
    found = np.zeros((table.draws, len(given.parties), len(options)))
    issue = given.dossier.issues[slug]
    for place, party in enumerate(given.parties):
        if party not in issue.worth:
            continue
        row = issue.worth[party]
        for column, option in enumerate(options):
            key = f"issues.{slug}.worth.{party}.{option}"
            found[:, place, column] = table.of(key, row.mode(option))
    return found


def _constant(given: Arrays, table: DrawnValues) -> Floats:
    dossier, where = given.dossier, given.setting
    found = np.zeros((table.draws, len(given.parties)))
    for place, party in enumerate(given.parties):
        for slug in where.levers:
            lever = dossier.levers[slug]
            worth = table.row(f"levers.{slug}.worth", lever.worth, party)
            cost = table.row(f"levers.{slug}.cost", lever.cost, party)
            found[:, place] += (
                worth - cost + table.row(f"levers.{slug}.relief", lever.relief, party)
            )
        scenario = dossier.scenarios[where.scenario]
        found[:, place] -= table.row(f"scenarios.{where.scenario}", scenario, party)
    return found


def _joint(given: Arrays, table: DrawnValues) -> tuple[JointTerm, ...]:
    rows = [(number, given.dossier.joint_worth[number].worth) for number in joint_kept(given)]
    return tuple(
        JointTerm(
            kept.when,
            np.stack(
                [table.row(f"joint_worth.{number}.worth", row, p) for p in given.parties], axis=1
            ),
        )
        for (number, row), kept in zip(rows, given.space.joint, strict=True)
    )


def drawn_levers(levers: Levers, keys: Sequence[str], values: Floats) -> DrawnLevers:
    """The levers of a dossier in K draws, for the parties and scenarios of ``levers``.

    ``keys`` and ``values`` as for :func:`drawn_from`. All levers are whole, divisible ones
    in force to the full or not at all.
    """
    table = DrawnValues({key: column for column, key in enumerate(keys)}, values)
    case, dossier = levers.case, levers.dossier
    reservation = np.stack(
        [
            np.stack([_reservation(levers, scenario, party, table) for party in levers.parties], 1)
            for scenario in levers.scenarios
        ],
        axis=1,
    )
    effect = np.zeros((table.draws, case.levers, len(levers.parties)))
    for number, slug in enumerate(levers.levers):
        lever = dossier.levers[slug]
        for place, party in enumerate(levers.parties):
            worth = table.row(f"levers.{slug}.worth", lever.worth, party)
            cost = table.row(f"levers.{slug}.cost", lever.cost, party)
            relief = table.row(f"levers.{slug}.relief", lever.relief, party)
            effect[:, number, place] = worth - cost + relief
    threats = [kind is Kind.THREAT for kind in case.kind]
    return DrawnLevers(
        effect,
        reservation[:, :1] - reservation,
        case.scenario,
        tuple(-1 if threat else by for threat, by in zip(threats, case.by, strict=True)),
        case.needs,
        case.excludes,
        np.stack(
            [_usable(levers, lever, reservation, table) for lever in range(case.levers)], axis=1
        ),
    )


def _reservation(levers: Levers, scenario: str, party: str, table: DrawnValues) -> Floats:
    """A party's values (K,) in a scenario; NaN where it has none."""
    row = levers.dossier.scenarios[scenario]
    if party not in row:
        return np.full(table.draws, np.nan)
    return table.row(f"scenarios.{scenario}", row, party)


def _usable(levers: Levers, lever: int, reservation: Floats, table: DrawnValues) -> Bools:
    """In which draws a lever can be in force: a threat where it is credible."""
    case = levers.case
    never = case.unusable.get(lever) in (Unusable.NO_RESERVATION, Unusable.SCENARIO)
    if never or case.kind[lever] is not Kind.THREAT:
        return np.full(table.draws, not never)
    judgement = levers.entry(lever).audience_cost
    key = f"levers.{levers.levers[lever]}.audience_cost"
    lost = table.of(key, 0.0 if judgement is None else judgement.mode)
    maker = case.by[lever]
    short = reservation[:, 0, maker] - lost - reservation[:, case.scenario[lever], maker]
    credible: Bools = rounded(short * UNITS) <= 0
    return credible
