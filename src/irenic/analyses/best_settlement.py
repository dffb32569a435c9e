"""The settlement that is carried in most draws: a package and, where there are, levers.

A settlement is *carried* in a draw if all whose consent is needed accept it, whoever pulls
one of its levers accepts it too, and its threats are credible there. The same is asked of
the draws in which it is sought and of those in which it is counted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from irenic.analyses.arrays import Arrays, arrays, columns, setting
from irenic.analyses.conclusions_agreement import AgreementExaminer, accepted
from irenic.analyses.drawn_arrays import drawn_from, drawn_levers
from irenic.analyses.leverage_arrays import Levers, levers_of
from irenic.theory.drawn import passes
from irenic.theory.drawn_levers import Settlements, settlements
from irenic.theory.most_acceptable import MostAcceptable, most_acceptable
from irenic.theory.programme import Choice, Clock

if TYPE_CHECKING:
    from irenic.dossier.draws import Draws
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Bools, Floats


@dataclass(frozen=True, eq=False)
class Carried:
    """A settlement and how to ask of draws whether it is carried.

    ``given``: the packages with its levers in force. ``sought``: whether levers were looked
    for; if not, only the package is asked about, with the levers that were given.
    """

    dossier: Dossier
    scenario: str | None
    given: Arrays
    choice: Choice
    sought: bool

    @property
    def key(self) -> str:
        """What decides the answers, beside the dossier."""
        return repr((self.scenario, self.given.setting, self.choice, self.sought))

    @cached_property
    def _levers(self) -> Levers:
        return levers_of(self.dossier, self.scenario)

    def held(self, keys: Sequence[str], values: Floats) -> Bools:
        """In which of K draws, given by their ``values`` (K, keys), it is carried."""
        if not self.sought:
            return accepted(self.given, self.choice, keys, values)
        wide = _wide(self._levers, keys, values)
        choice = _settlement(self._levers, wide, self.given, self.choice)
        found: Bools = passes(wide.space, columns([choice], len(choice)))[:, 0]
        return found


def held_each(
    asked: Sequence[Carried | None], keys: Sequence[str], values: Floats
) -> list[Bools | None]:  # fmt: skip
    """For each of ``asked`` in which of K draws it is carried; None where it cannot be asked.

    All are of one dossier and scenario, so what is drawn of levers is drawn once.
    """
    wide: Settlements | None = None
    found: list[Bools | None] = []
    for one in asked:
        if one is None or not one.sought:
            found.append(None if one is None else one.held(keys, values))
            continue
        wide = _wide(one._levers, keys, values) if wide is None else wide
        choice = _settlement(one._levers, wide, one.given, one.choice)
        found.append(passes(wide.space, columns([choice], len(choice)))[:, 0])
    return found


def free(name: str, dossier: Dossier) -> str:
    """``name``, unless a plan is called so; then the name with a word that no plan has."""
    while name in dossier.plans:
        name = f"{name}-column"
    return name


def like(best: Carried, given: Arrays, choice: Choice) -> Carried | None:
    """Another settlement asked as ``best`` is; None if no lever brings about its scenario."""
    if best.sought and given.setting.scenario not in best._levers.scenarios:
        return None
    return Carried(best.dossier, best.scenario, given, choice, best.sought)


def seek(
    examiner: AgreementExaminer, drawn: Draws, sample: int, clock: Clock
) -> tuple[MostAcceptable, Carried] | None:
    """The settlement carried in most of the first ``sample`` draws, the plans tried first.

    None with a quorum, for which it is not sought, and where none was found.
    """
    dossier = examiner.dossier
    if not sample or dossier.quorum is not None:
        return None
    values, keys = drawn.values(0, sample), drawn.keys
    if not dossier.levers or examiner.levers:
        tried = [one.choice for one in examiner.planned if one.choice is not None]
        found = most_acceptable(drawn_from(examiner.here, keys, values), clock, known=tried)
        if found.choice is None:
            return None
        return found, Carried(dossier, examiner.scenario, examiner.here, found.choice, False)
    levers = levers_of(dossier, examiner.scenario)
    wide = _wide(levers, keys, values)
    known = list(_planned(examiner, levers, wide))
    found = most_acceptable(wide.space, clock, wide.levers, known)
    if found.choice is None:
        return None
    pulled = levers.named(wide.in_force(found.choice))
    given = arrays(dossier, setting(dossier, examiner.scenario, pulled))
    package = wide.package(found.choice)
    return found, Carried(dossier, examiner.scenario, given, package, True)


def _wide(levers: Levers, keys: Sequence[str], values: Floats) -> Settlements:
    space = drawn_from(levers.given, keys, values)
    return settlements(space, drawn_levers(levers, keys, values))


def _planned(
    examiner: AgreementExaminer, levers: Levers, wide: Settlements
) -> Iterator[Choice]:  # fmt: skip
    """The settlements of the plans, where their scenario is one that levers bring about."""
    for one in examiner.planned:
        if one.choice is not None and one.given.setting.scenario in levers.scenarios:
            yield _settlement(levers, wide, one.given, one.choice)


def _settlement(levers: Levers, wide: Settlements, given: Arrays, choice: Choice) -> Choice:
    """A package, given by its options, under the levers and scenario of ``given``."""
    row = levers.scenarios.index(given.setting.scenario)
    found: Choice = wide.choice(choice, levers.numbers(given.setting.levers), row)
    return found
