"""What a dossier holds: the model, and nothing that computes.

Every class is frozen; mappings are :class:`FrozenDict` and sequences are tuples, so
a dossier can be hashed by content, sent to another process and compared with ``==``.
Keys are slugs (see :data:`Slug`); text is for people.

References between entries (a lever's ``by``, a plan's ``levers``) and everything
else that needs two entries at once are checked in :mod:`irenic.dossier.checks`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_serializer, model_validator

from irenic.dossier.conditions import Condition
from irenic.dossier.entries import (
    LARGEST,
    PROVENANCE,
    RESERVED,
    SHARED,
    Date,
    Entry,
    Frozen,
    FrozenDict,
    Judged,
    Judgement,
    MovesWith,
    Number,
    Row,
    Slug,
    Sourced,
    Text,
    text_as,
)
from irenic.dossier.moves import (
    RESERVED_PARTIES,
    Group,
    Move,
    Moves,
    Preference,
    Preferences,
    Ranking,
    Statement,
    StateText,
    View,
    Weighted,
)
from irenic.dossier.timetable import Benchmark, Deed, Guarantee, Share, Step, Timetable

__all__ = [
    "LARGEST",
    "PROVENANCE",
    "RESERVED",
    "RESERVED_PARTIES",
    "SHARED",
    "Benchmark",
    "Bloc",
    "Condition",
    "Date",
    "Deed",
    "Dossier",
    "Entry",
    "FrozenDict",
    "Group",
    "Guarantee",
    "Issue",
    "JointWorth",
    "Judged",
    "Judgement",
    "Lever",
    "LeverKind",
    "Move",
    "Moves",
    "MovesWith",
    "Number",
    "Option",
    "Party",
    "Plan",
    "Preference",
    "Preferences",
    "Ranking",
    "RedLines",
    "Row",
    "Scenario",
    "Share",
    "Slug",
    "Source",
    "Sourced",
    "StateText",
    "Statement",
    "Step",
    "Text",
    "Timetable",
    "View",
    "Weighted",
]


class Source(Entry):
    """Where judgements come from. ``file`` is a local copy inside the case's folder.

    ``moves_with`` holds for all judgements from here that name no group nearer to them.
    """

    title: Text
    author: Text | None = None
    date: Date | None = None
    kind: Slug | None = None
    reference: Text | None = None
    file: Text | None = None
    moves_with: MovesWith | None = None
    note: Text | None = None


class Bloc(Entry):
    """Parties that others see as one; the parties that name it are its factions."""

    name: Text
    note: Text | None = None


class Party(Judged):
    """Somebody who acts. ``patrons`` are parties that can lean on it; ``capacity`` is >= 0."""

    name: Text | None = None
    kind: Slug = "party"
    bloc: Slug | None = None
    patrons: tuple[Slug, ...] = ()
    capacity: Judgement | None = None
    wants: Text | None = None
    note: Text | None = None


class Option(Entry):
    """One way of settling an issue; written as its name alone, or as a mapping."""

    name: Text
    note: Text | None = None

    _from_name = model_validator(mode="before")(text_as("name"))

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        return self.name if self.note is None else {"name": self.name, "note": self.note}


class Issue(Entry):
    """Something to be settled. ``worth`` holds, for each party not indifferent, every option."""

    name: Text | None = None
    options: Annotated[Frozen[Slug, Option], Field(min_length=1)]
    default: Slug | None = None
    worth: Frozen[Slug, Row] = Field(default_factory=FrozenDict)
    note: Text | None = None


class JointWorth(Entry):
    """Worth that a package has only because several options stand together."""

    when: Condition
    worth: Row
    note: Text | None = None


class RedLines(Entry):
    """Parts of a package that a party accepts in no case, whatever it gains."""

    never: Annotated[tuple[Condition, ...], Field(min_length=1)]


LeverKind = Literal["threat", "incentive", "reassurance", "pressure"]


class Lever(Judged):
    """What somebody can do to open a deal.

    A threat names the no-deal ``scenario`` it brings about. ``worth`` and ``cost`` are
    added to and taken from a party's gain; ``relief`` lowers its reservation value.
    ``needs`` and ``excludes`` name other levers. A ``divisible`` lever can be pulled in
    part; its worth, cost and relief are then that part of what stands here.
    ``audience_cost``: what ``by`` loses when it backs down from a threat it has made.
    """

    kind: LeverKind
    by: Slug
    name: Text | None = None
    scenario: Slug | None = None
    cost: Row = Field(default_factory=Row)
    worth: Row = Field(default_factory=Row)
    relief: Row = Field(default_factory=Row)
    needs: tuple[Slug, ...] = ()
    excludes: tuple[Slug, ...] = ()
    divisible: Annotated[bool, Field(strict=True)] = False
    audience_cost: Judgement | None = None
    note: Text | None = None


class Plan(Sourced):
    """A proposed settlement: a package and the levers that go with it.

    An issue the package leaves out stands at its ``default``. ``timetable`` lists, stage by
    stage, which share of which deed is to be done; ``guarantees`` those of the dossier's
    timetable that come with it: all of them if left out. ``state`` lists the moves in force in
    the state of the conflict that it brings about, as ``status_quo`` does those of today.
    """

    name: Text | None = None
    levers: tuple[Slug, ...] = ()
    package: Frozen[Slug, Slug] = Field(default_factory=FrozenDict)
    timetable: tuple[Step, ...] | None = None
    guarantees: tuple[Slug, ...] | None = None
    state: tuple[Text, ...] | None = None
    note: Text | None = None


class Scenario(Row):
    """A state of the world without a deal, and each party's reservation value in it."""

    name: Text | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        own = {key: given[key] for key in ("name", "note", *SHARED) if key in given}
        rest = {key: value for key, value in given.items() if key not in own}
        return {**own, "judgements": rest}

    @model_serializer
    def _to_flat(self) -> dict[str, Any]:
        own = {"name": self.name, "note": self.note}
        flat: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
        return flat | super()._to_flat()


def _version(given: Any) -> Any:
    """The number 1 only: ``true`` is equal to it, and means something else."""
    return str(given).lower() if isinstance(given, bool) else given


class Dossier(Entry):
    """Everything that is known about a conflict, as judgements with their sources.

    ``required`` are the parties whose consent a settlement needs (all, if absent). With a
    ``quorum``, that many of them are enough, if those with a ``veto`` are among them.
    The first of the ``scenarios`` holds unless a threat brings about another.
    """

    irenic: Annotated[Literal[1], BeforeValidator(_version)]
    title: Text = "Untitled"
    as_of: Date | None = None
    summary: Text | None = None
    notes: Text | None = None
    licence: Text | None = None
    sources: Frozen[Slug, Source] = Field(default_factory=FrozenDict)
    blocs: Frozen[Slug, Bloc] = Field(default_factory=FrozenDict)
    parties: Annotated[Frozen[Slug, Party], Field(min_length=1)]
    required: tuple[Slug, ...] | None = None
    quorum: Annotated[int, Field(strict=True, ge=1)] | None = None
    veto: tuple[Slug, ...] = ()
    issues: Frozen[Slug, Issue] = Field(default_factory=FrozenDict)
    joint_worth: tuple[JointWorth, ...] = ()
    red_lines: Frozen[Slug, RedLines] = Field(default_factory=FrozenDict)
    scenarios: Frozen[Slug, Scenario] = Field(default_factory=FrozenDict)
    levers: Frozen[Slug, Lever] = Field(default_factory=FrozenDict)
    plans: Frozen[Slug, Plan] = Field(default_factory=FrozenDict)
    moves: Moves | None = None
    timetable: Timetable | None = None
    benchmarks: Frozen[Slug, Benchmark] = Field(default_factory=FrozenDict)
