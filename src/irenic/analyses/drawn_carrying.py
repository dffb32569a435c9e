"""From draws of a dossier's judgements to its timetable: one problem a draw, side by side.

What :mod:`irenic.analyses.enforcement_arrays` makes of the modes, this makes of drawn values,
term by term in the same order, so that draw k here is the timetable of the dossier that draw k
is exported as.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses.arrays import holds
from irenic.analyses.drawn_arrays import DrawnValues
from irenic.analyses.enforcement_arrays import carried
from irenic.theory.drawn_timetable import DrawnTimetable

if TYPE_CHECKING:
    from irenic.analyses.enforcement_arrays import Carrying
    from irenic.dossier.model import Judgement, Row
    from irenic.dossier.timetable import Guarantee
    from irenic.theory.packages import Floats


def drawn_carrying(case: Carrying, keys: Sequence[str], values: Floats) -> DrawnTimetable:
    """The timetable of ``case`` with these ``values`` (K, keys) of its judgements, K draws.

    ``keys`` are dotted paths (:attr:`irenic.dossier.judgements.Standing.key`). A judgement
    that is not among them stays at its mode.
    """
    table = DrawnValues({key: column for column, key in enumerate(keys)}, values)
    return _Drawn(case, table).timetable()


def counted(case: Carrying) -> frozenset[str]:
    """The keys of the judgements that come into the timetable of ``case``; no other matters."""
    noting = _Noting()
    _Drawn(case, DrawnValues(noting, np.zeros((0, 0)))).timetable()
    return frozenset(noting.asked)


class _Noting(dict[str, int]):
    """Knows no judgement, and notes which ones it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Note the key; nothing is drawn."""
        self.asked.add(key)
        return default


class _Drawn:
    """The worth of a package in every draw, split as in ``enforcement_arrays``.

    Arrays go by draw, deed (where there are any) and party.
    """

    def __init__(self, case: Carrying, table: DrawnValues) -> None:
        self.case, self.table = case, table
        self.carried = carried(case.entry, case.package, case.deeds)
        self.discount = self.by_party(
            lambda party: table.of(
                f"timetable.discount.{party}", case.entry.discount.mode(party, 1.0)
            )
        )
        self.once = self._once()
        self.signed = self._signed()

    def timetable(self) -> DrawnTimetable:
        """All draws of the problem."""
        case = self.case
        standing = ((1.0 - self.discount) * self.signed)[:, None]
        return DrawnTimetable(
            form=case.problem,
            once=self.once,
            flow=self._flow(),
            shift=self._rows("shift"),
            discount=self.discount,
            reservation=self.by_party(self._reservation),
            settled=self._settled(),
            standing=np.repeat(standing, case.entry.stages, axis=1),
            penalty=self._pledged("penalty", lambda pledge: pledge.penalty),
            upkeep=self._pledged("upkeep", lambda pledge: pledge.upkeep),
            enforcing=self._pledged("enforcing", lambda pledge: pledge.enforcing),
        )

    def by_party(self, read: Callable[[str], Floats]) -> Floats:
        """What is read for each party (K, P)."""
        return np.stack([read(party) for party in self.case.parties], axis=1)

    def _one(self, key: str, judgement: Judgement | None) -> Floats:
        """A judgement that stands alone (K,); 0 where it is not given."""
        return self.table.of(key, 0.0 if judgement is None else judgement.mode)

    def _rows(self, part: str) -> Floats:
        """A part of every deed (K, D, P): ``worth``, ``per_stage`` or ``shift``."""
        found = np.zeros((self.table.draws, len(self.case.deeds), len(self.case.parties)))
        for place, slug in enumerate(self.case.deeds):
            row: Row = getattr(self.case.entry.deeds[slug], part)
            for column, party in enumerate(self.case.parties):
                found[:, place, column] = self.table.row(
                    f"timetable.deeds.{slug}.{part}", row, party
                )
        return found

    def _once(self) -> Floats:
        """What each deed gives each party once, the doer's cost taken off."""
        found = self._rows("worth")
        for place, slug in enumerate(self.case.deeds):
            deed = self.case.entry.deeds[slug]
            cost = self._one(f"timetable.deeds.{slug}.cost", deed.cost)
            found[:, place, self.case.parties.index(deed.by)] -= cost
        return found

    def _flow(self) -> Floats:
        """What each deed gives at each stage: its own, or its part of its terms."""
        found = self._rows("per_stage")
        for column, party in enumerate(self.case.parties):
            rate = 1.0 - self.discount[:, column]
            for place, slug in enumerate(self.case.deeds):
                deed = self.case.entry.deeds[slug]
                if party not in deed.worth and party not in deed.per_stage:
                    parts = np.zeros(self.table.draws)
                    for issue, deeds in self.carried.items():
                        if slug in deeds:
                            parts += self._term(issue, party) / len(deeds)
                    found[:, place, column] = rate * parts
        return found

    def _term(self, issue: str, party: str) -> Floats:
        """What the package's option on an issue is worth to a party."""
        worth, option = self.case.dossier.issues[issue].worth, self.case.package[issue]
        if party not in worth:
            return np.zeros(self.table.draws)
        key = f"issues.{issue}.worth.{party}.{option}"
        return self.table.of(key, worth[party].mode(option))

    def _lever(self, slug: str, part: str, party: str) -> Floats:
        """A part of a lever: ``worth``, ``cost`` or ``relief``."""
        row: Row = getattr(self.case.dossier.levers[slug], part)
        return self.table.row(f"levers.{slug}.{part}", row, party)

    def _reservation(self, party: str) -> Floats:
        scenario = self.case.setting.scenario
        relief = np.zeros(self.table.draws)
        for slug in self.case.setting.levers:
            relief += self._lever(slug, "relief", party)
        row = self.case.dossier.scenarios[scenario]
        found: Floats = self.table.row(f"scenarios.{scenario}", row, party) - relief
        return found

    def _signed(self) -> Floats:
        """What holds from the first stage on is worth: terms without deeds, levers."""

        def of(party: str) -> Floats:
            terms, levers = np.zeros(self.table.draws), np.zeros(self.table.draws)
            for issue in self.case.package:
                if issue not in self.carried:
                    terms += self._term(issue, party)
            for slug in self.case.setting.levers:
                levers += self._lever(slug, "worth", party) - self._lever(slug, "cost", party)
            return terms + levers

        return self.by_party(of)

    def _settled(self) -> Floats:
        """The worth of the settled state: as given, else what the way leaves of the package."""
        dossier, entry = self.case.dossier, self.case.entry
        joint = [
            (f"joint_worth.{number}.worth", term.worth)
            for number, term in enumerate(dossier.joint_worth)
            if holds(term.when, self.case.package)
        ]
        way = self.once.sum(axis=1)

        def of(party: str) -> Floats:
            if party in entry.settled:
                return self.table.row("timetable.settled", entry.settled, party)
            place, terms = self.case.parties.index(party), np.zeros(self.table.draws)
            for issue in self.carried:
                terms += self._term(issue, party)
            together = np.zeros(self.table.draws)
            for key, row in joint:
                together += self.table.row(key, row, party)
            found: Floats = self.signed[:, place] + terms + together - way[:, place]
            return found

        return self.by_party(of)

    def _pledged(self, part: str, read: Callable[[Guarantee], Judgement | None]) -> Floats:
        """A part of every guarantee (K, G); 0 where it is not given."""
        pledges: Mapping[str, Guarantee] = self.case.entry.guarantees
        found = np.zeros((self.table.draws, len(self.case.guarantees)))
        for place, slug in enumerate(self.case.guarantees):
            key = f"timetable.guarantees.{slug}.{part}"
            found[:, place] = self._one(key, read(pledges[slug]))
        return found
