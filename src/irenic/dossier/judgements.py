"""Every judgement of a dossier, with where it stands and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from irenic.dossier.model import Weighted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from irenic.dossier.model import Dossier, Judged, Judgement, Lever, Moves, Row, Timetable

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Standing:
    """A judgement and its place: ``group`` (``issues.oil``), ``party``, ``option`` or part.

    ``judgement`` has been completed by what the entries around it say for those that say
    nothing themselves: where they come from, and what they move with. The nearest entry
    counts: the row, then the lever, party, deed, guarantee or benchmark, then the timetable
    or view; and for ``moves_with`` last of all the source on which the judgement rests.
    ``path``: the keys that lead to it in the file, and the places in lists, counted from 0.
    """

    group: str
    party: str
    part: str
    judgement: Judgement
    path: Path

    @property
    def key(self) -> str:
        """The dotted path inside the dossier: ``issues.oil.worth.kurds.central``.

        No two judgements have the same: slugs hold no dots, and the statement of a weight,
        which may, stands at the end.
        """
        return ".".join(map(str, self.path))


def judgements(dossier: Dossier) -> Iterator[Standing]:
    """All judgements of ``dossier``, in the order of the model.

    That order is the parties' capacities, issues, joint worth, scenarios, levers, weights
    of statements (those in views too), timetable, benchmarks.
    """
    for found in _standing(dossier):
        source = dossier.sources.get(found.judgement.source or "")
        if found.judgement.moves_with is None and source is not None and source.moves_with:
            moved = found.judgement.model_copy(update={"moves_with": source.moves_with})
            yield replace(found, judgement=moved)
        else:
            yield found


def _standing(dossier: Dossier) -> Iterator[Standing]:
    """All judgements, with what the entries around them say."""
    for slug, party in dossier.parties.items():
        yield from _one("parties", slug, ("parties", slug, "capacity"), (party.capacity, party))
    for slug, issue in dossier.issues.items():
        for party_slug, row in issue.worth.items():
            path: Path = ("issues", slug, "worth", party_slug)
            for option in row.slugs():
                yield Standing(f"issues.{slug}", party_slug, option, row[option], (*path, option))
    for number, joint in enumerate(dossier.joint_worth):
        yield from _row(f"joint_worth.{number}", ("joint_worth", number, "worth"), joint.worth)
    for slug, scenario in dossier.scenarios.items():
        yield from _row(f"scenarios.{slug}", ("scenarios", slug), scenario)
    for slug, lever in dossier.levers.items():
        yield from _lever(slug, lever)
    if dossier.moves:
        yield from _weights(dossier.moves)
    if dossier.timetable:
        yield from _timetable(dossier.timetable)
    for slug, mark in dossier.benchmarks.items():
        path = ("benchmarks", slug)
        yield from _one(f"benchmarks.{slug}", "", (*path, "chance"), (mark.chance, mark))
        for found in _row(f"benchmarks.{slug}", (*path, "changed_by"), mark.changed_by, mark):
            # The row goes by deed; a chance is nobody's in particular.
            yield replace(found, party="", part=f"changed_by.{found.party}")


def _lever(slug: str, lever: Lever) -> Iterator[Standing]:
    group = f"levers.{slug}"
    for part in ("cost", "worth", "relief"):
        yield from _row(group, ("levers", slug, part), getattr(lever, part), lever)
    path = ("levers", slug, "audience_cost")
    yield from _one(group, lever.by, path, (lever.audience_cost, lever))


def _weights(moves: Moves) -> Iterator[Standing]:
    for party, given in moves.preferences.items():
        if isinstance(given, Weighted):
            yield from _weighted("moves", party, ("moves", "preferences", party), given)
    for viewer, view in moves.views.items():
        for party, given in view.preferences.items():
            path = ("moves", "views", viewer, "preferences", party)
            if isinstance(given, Weighted):
                for found in _weighted(f"moves.{viewer}", party, path, given):
                    yield replace(found, judgement=found.judgement.within(view))


def _weighted(group: str, party: str, path: Path, given: Weighted) -> Iterator[Standing]:
    for text, weight in given.weights.items():
        yield Standing(group, party, text, weight.within(given), (*path, "weights", text))


def _timetable(timetable: Timetable) -> Iterator[Standing]:
    for part in ("discount", "settled"):
        yield from _row("timetable", ("timetable", part), getattr(timetable, part), timetable)
    for slug, deed in timetable.deeds.items():
        group, path = f"deeds.{slug}", ("timetable", "deeds", slug)
        yield from _one(group, deed.by, (*path, "cost"), (deed.cost, deed, timetable))
        for part in ("worth", "per_stage", "shift"):
            yield from _row(group, (*path, part), getattr(deed, part), deed, timetable)
    for slug, given in timetable.guarantees.items():
        group, path = f"guarantees.{slug}", ("timetable", "guarantees", slug)
        for part, party in (("penalty", given.on), ("upkeep", given.by), ("enforcing", given.by)):
            own = (getattr(given, part), given, timetable)
            yield from _one(group, party or "", (*path, part), own)


def _row(group: str, path: Path, row: Row, *around: Judged) -> Iterator[Standing]:
    """The judgements of a row by party; ``around``: the entries around it, the nearest first."""
    part = "" if path[0] == "scenarios" else str(path[-1])
    for party in row.slugs():
        judgement = _within(row[party], around)
        yield Standing(group, party, part, judgement, (*path, party))


def _one(
    group: str, party: str, path: Path, given: tuple[Judgement | None, *tuple[Judged, ...]]
) -> Iterator[Standing]:
    """A judgement that stands alone, if it is ``given``, and the entries around it."""
    judgement, *around = given
    if judgement is not None:
        yield Standing(group, party, str(path[-1]), _within(judgement, around), path)


def _within(judgement: Judgement, around: tuple[Judged, ...] | list[Judged]) -> Judgement:
    for entry in around:
        judgement = judgement.within(entry)
    return judgement
