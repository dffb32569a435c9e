"""Every judgement of a dossier, with where it stands and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from irenic.dossier.model import PROVENANCE, Weighted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from irenic.dossier.model import Dossier, Judgement, Lever, Row, Sourced


@dataclass(frozen=True)
class Standing:
    """A judgement and its place: ``group`` (``issues.oil``), ``party``, ``option`` or part.

    ``judgement`` has been completed by the provenance of the row it stands in and, for a
    lever's or a party's numbers, of the lever or party.
    """

    group: str
    party: str
    part: str
    judgement: Judgement

    @property
    def key(self) -> str:
        """The dotted path inside the dossier: ``issues.oil.worth.kurds.central``."""
        kind, _, slug = self.group.partition(".")
        if kind == "issues":
            return f"{self.group}.worth.{self.party}.{self.part}"
        if kind == "parties":
            return f"parties.{self.party}.{self.part}"
        if self.part == "audience_cost":
            return f"{self.group}.{self.part}"
        if kind == "moves":
            return f"moves.preferences.{self.party}.weights.{self.part}"
        return ".".join(step for step in (kind, slug, self.part, self.party) if step)


def judgements(dossier: Dossier) -> Iterator[Standing]:
    """All judgements of ``dossier``, in the order of the model."""
    for slug, party in dossier.parties.items():
        if party.capacity is not None:
            yield Standing("parties", slug, "capacity", _completed(party.capacity, party))
    for slug, issue in dossier.issues.items():
        for party_slug, row in issue.worth.items():
            for option in row.slugs():
                yield Standing(f"issues.{slug}", party_slug, option, row[option])
    for number, joint in enumerate(dossier.joint_worth):
        yield from _row(f"joint_worth.{number}", "worth", joint.worth)
    for slug, scenario in dossier.scenarios.items():
        yield from _row(f"scenarios.{slug}", "", scenario)
    for slug, lever in dossier.levers.items():
        yield from _lever(slug, lever)
    for party_slug, given in dossier.moves.preferences.items() if dossier.moves else ():
        if isinstance(given, Weighted):
            for text, weight in given.weights.items():
                yield Standing("moves", party_slug, text, _completed(weight, given))


def _lever(slug: str, lever: Lever) -> Iterator[Standing]:
    for part in ("cost", "worth", "relief"):
        for found in _row(f"levers.{slug}", part, getattr(lever, part)):
            judgement = _completed(found.judgement, lever)
            yield Standing(found.group, found.party, part, judgement)
    if lever.audience_cost is not None:
        judgement = _completed(lever.audience_cost, lever)
        yield Standing(f"levers.{slug}", lever.by, "audience_cost", judgement)


def _row(group: str, part: str, row: Row) -> Iterator[Standing]:
    for party in row.slugs():
        yield Standing(group, party, part, row[party])


def _completed(judgement: Judgement, around: Sourced) -> Judgement:
    """The judgement, with the provenance of the entry around it where it has none itself."""
    if judgement.source or judgement.at or judgement.because:
        return judgement
    return judgement.model_copy(update={name: getattr(around, name) for name in PROVENANCE})
