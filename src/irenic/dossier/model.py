"""What a dossier holds: the model, and nothing that computes.

Every class is frozen; mappings are :class:`FrozenDict` and sequences are tuples, so
a dossier can be hashed by content, sent to another process and compared with ``==``.
Keys are slugs (see :data:`Slug`); text is for people.

References between entries (a lever's ``by``, a plan's ``levers``) and everything
else that needs two entries at once are checked in :mod:`irenic.dossier.checks`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

LARGEST = 1e6
"""Largest magnitude of a judgement; beyond it a number is taken for a slip of the keyboard."""

PROVENANCE = ("source", "at", "because")
"""Keys that say where a judgement comes from; they can stand beside the judgements of a row."""

RESERVED = frozenset({*PROVENANCE, "name", "note", "not", "and", "or", "if", "iff"})
"""Words that no slug may be: they mean something where slugs stand."""

RESERVED_PARTIES = frozenset({"preferences", "infeasible", "status_quo"})
"""Words that no party may be called: they are keys beside the parties under ``moves``."""

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that cannot be changed and can be pickled."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a dossier is frozen; make a changed copy instead")

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


def _slug(text: str) -> str:
    if text in RESERVED:
        raise PydanticCustomError(
            "reserved_word", "'{word}' has a meaning of its own here", {"word": text}
        )
    return text


Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60),
    AfterValidator(_slug),
]
"""A short key: letters, digits, ``-`` and ``_``, beginning with a letter or digit."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
Number = Annotated[float, Field(strict=True, ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Frozen = Annotated[Mapping[K, V], AfterValidator(FrozenDict)]


def _date(given: Any) -> Any:
    """A date from its ISO text only: numbers would be taken for seconds since 1970."""
    if isinstance(given, datetime.date):
        return given
    try:
        if isinstance(given, str) and len(given) == len("2006-11-30"):
            return datetime.date.fromisoformat(given)
    except ValueError:
        pass
    raise PydanticCustomError("bad_date", "not a date")


Date = Annotated[datetime.date, BeforeValidator(_date)]


def _text_as(key: str) -> Callable[[Any], Any]:
    """A validator for entries that may be written as the text of their ``key`` alone."""

    def spread(given: Any) -> Any:
        if isinstance(given, dict | BaseModel):
            return given
        if not isinstance(given, str):
            raise PydanticCustomError("string_type", "neither text nor a mapping")
        return {key: given}

    return spread


class Entry(BaseModel):
    """Base of every entry: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Judgement(Entry):
    """One number that somebody judged: a mode, perhaps a range, perhaps a source.

    Written as a plain number, or as a mapping. ``low`` and ``high`` come together
    or not at all, with low <= mode <= high.
    """

    mode: Number
    low: Number | None = None
    high: Number | None = None
    source: Slug | None = None
    at: Text | None = None
    because: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, given: Any) -> Any:
        if isinstance(given, bool | str | list) or given is None:
            raise PydanticCustomError("judgement_type", "not a number and not a judgement")
        return given if isinstance(given, dict | Judgement) else {"mode": given}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise PydanticCustomError("half_range", "low and high come together")
        if self.low is None or self.high is None:
            return self
        if not self.low <= self.mode <= self.high:
            raise PydanticCustomError("range_order", "low <= mode <= high does not hold")
        return self

    @model_serializer
    def _to_plain(self) -> float | dict[str, Any]:
        given = {name: getattr(self, name) for name in ("low", "mode", "high", *PROVENANCE)}
        given = {name: value for name, value in given.items() if value is not None}
        return self.mode if given.keys() == {"mode"} else given


class Sourced(Entry):
    """Base of entries that can say where they come from."""

    source: Slug | None = None
    at: Text | None = None
    because: Text | None = None


class Row(Sourced):
    """Judgements by slug, with a provenance that holds for those without one of their own.

    Written flat: ``{source: isg, at: "R40", because: "...", us: 20, kurds: {mode: 4, ...}}``.
    """

    judgements: Frozen[Slug, Judgement] = Field(default_factory=FrozenDict)

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        shared = {key: value for key, value in given.items() if key in PROVENANCE}
        rest = {key: value for key, value in given.items() if key not in PROVENANCE}
        return {**shared, "judgements": rest}

    @model_serializer
    def _to_flat(self) -> dict[str, Any]:
        shared = {name: getattr(self, name) for name in PROVENANCE}
        flat = {name: value for name, value in shared.items() if value is not None}
        return flat | {slug: judgement.model_dump() for slug, judgement in self.judgements.items()}

    def __getitem__(self, slug: str) -> Judgement:
        """The judgement on ``slug``, completed by the row's provenance; KeyError if absent."""
        own = self.judgements[slug]
        if own.source or own.at or own.because:
            return own
        return own.model_copy(update={name: getattr(self, name) for name in PROVENANCE})

    def __contains__(self, slug: object) -> bool:
        return slug in self.judgements

    def __len__(self) -> int:
        return len(self.judgements)

    def slugs(self) -> Iterator[str]:
        """The slugs judged, in the order of the file."""
        return iter(self.judgements)

    def mode(self, slug: str, otherwise: float = 0.0) -> float:
        """The mode of the judgement on ``slug``; ``otherwise`` where there is none."""
        found = self.judgements.get(slug)
        return otherwise if found is None else found.mode


class Condition(Sourced):
    """A part of a package: for each issue named, one option or several of which one must stand.

    Written flat: ``{oil: central, regions: [none, three]}``; it holds when every issue
    named stands at (one of) the options given.
    """

    options: Frozen[Slug, tuple[Slug, ...]]

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        shared = {key: value for key, value in given.items() if key in PROVENANCE}
        rest = {
            key: (value,) if isinstance(value, str) else value
            for key, value in given.items()
            if key not in PROVENANCE
        }
        if not rest:
            raise PydanticCustomError("empty_condition", "a condition names at least one issue")
        return {**shared, "options": rest}

    @model_serializer
    def _to_flat(self) -> dict[str, Any]:
        shared = {name: getattr(self, name) for name in PROVENANCE}
        flat: dict[str, Any] = {name: value for name, value in shared.items() if value is not None}
        for issue, options in self.options.items():
            flat[issue] = options[0] if len(options) == 1 else list(options)
        return flat


class Source(Entry):
    """Where judgements come from. ``file`` is a local copy inside the case's folder."""

    title: Text
    author: Text | None = None
    date: Date | None = None
    kind: Slug | None = None
    reference: Text | None = None
    file: Text | None = None
    note: Text | None = None


class Bloc(Entry):
    """Parties that others see as one; the parties that name it are its factions."""

    name: Text
    note: Text | None = None


class Party(Sourced):
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

    _from_name = model_validator(mode="before")(_text_as("name"))

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


class Lever(Sourced):
    """What somebody can do to open a deal.

    A threat names the no-deal ``scenario`` it brings about. ``worth`` and ``cost`` are
    added to and taken from a party's gain; ``relief`` lowers its reservation value.
    ``needs`` and ``excludes`` name other levers.
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
    note: Text | None = None


class Plan(Sourced):
    """A proposed settlement: a package and the levers that go with it.

    An issue the package leaves out stands at its ``default``.
    """

    name: Text | None = None
    levers: tuple[Slug, ...] = ()
    package: Frozen[Slug, Slug] = Field(default_factory=FrozenDict)
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
        own = {key: given[key] for key in ("name", "note", *PROVENANCE) if key in given}
        rest = {key: value for key, value in given.items() if key not in own}
        return {**own, "judgements": rest}

    @model_serializer
    def _to_flat(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("name", "note", *PROVENANCE)}
        flat = {name: value for name, value in own.items() if value is not None}
        return flat | {slug: judgement.model_dump() for slug, judgement in self.judgements.items()}


class Move(Entry):
    """Something a party can do outside the table, in force or not.

    ``reversible: false``: once in force it cannot be taken back.
    ``resumable: false``: once given up it cannot be taken up (again).
    """

    name: Text
    reversible: Annotated[bool, Field(strict=True)] = True
    resumable: Annotated[bool, Field(strict=True)] = True
    note: Text | None = None

    _from_name = model_validator(mode="before")(_text_as("name"))

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        own: dict[str, Any] = {"name": self.name}
        own |= {} if self.reversible else {"reversible": False}
        own |= {} if self.resumable else {"resumable": False}
        own |= {} if self.note is None else {"note": self.note}
        return self.name if own.keys() == {"name"} else own


class Statement(Sourced):
    """A statement about moves in the small language of :mod:`irenic.dossier.statements`."""

    statement: Text

    _from_text = model_validator(mode="before")(_text_as("statement"))

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        own = {name: getattr(self, name) for name in ("statement", *PROVENANCE)}
        own = {name: value for name, value in own.items() if value is not None}
        return self.statement if own.keys() == {"statement"} else own


StateText = Annotated[str, StringConstraints(pattern=r"^[YN]+$")]
"""A state of the conflict: Y or N for each move, in the order of the file."""


def _group(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


Group = Annotated[tuple[StateText, ...], BeforeValidator(_group), Field(min_length=1)]
"""States equally preferred; a state that stands alone is written without brackets."""


class Ranking(Sourced):
    """States from most to least preferred; states in an inner list are equally preferred.

    Every feasible state stands in it exactly once.
    """

    ranking: Annotated[tuple[Group, ...], Field(min_length=1)]

    @model_serializer
    def _to_plain(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in PROVENANCE}
        flat: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
        flat["ranking"] = [g[0] if len(g) == 1 else list(g) for g in self.ranking]
        return flat


def _preference_type(given: Any) -> str:
    return "ranking" if isinstance(given, dict | Ranking) else "statements"


Preferences = Annotated[
    Annotated[tuple[Statement, ...], Tag("statements")] | Annotated[Ranking, Tag("ranking")],
    Discriminator(_preference_type),
]
"""Statements, most important first, or a ranking of states."""


class Moves(Entry):
    """The conflict outside the table, in option form (Fang, Hipel & Kilgour 1993).

    Written flat: parties as keys beside ``preferences``, ``infeasible`` and ``status_quo``.
    Preference statements stand most important first. ``infeasible`` states are those in
    which any of its statements holds. ``status_quo`` lists the moves in force today.
    """

    parties: Frozen[Slug, Frozen[Slug, Move]]
    preferences: Frozen[Slug, Preferences] = Field(default_factory=FrozenDict)
    infeasible: tuple[Statement, ...] = ()
    status_quo: tuple[Text, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        own = {key: value for key, value in given.items() if key in RESERVED_PARTIES}
        rest = {key: value for key, value in given.items() if key not in RESERVED_PARTIES}
        return {**own, "parties": rest}

    @model_serializer
    def _to_flat(self) -> dict[str, Any]:
        flat: dict[str, Any] = {
            party: {slug: move.model_dump() for slug, move in moves.items()}
            for party, moves in self.parties.items()
        }
        if self.preferences:
            flat["preferences"] = {
                party: given.model_dump()
                if isinstance(given, Ranking)
                else [statement.model_dump() for statement in given]
                for party, given in self.preferences.items()
            }
        if self.infeasible:
            flat["infeasible"] = [statement.model_dump() for statement in self.infeasible]
        if self.status_quo is not None:
            flat["status_quo"] = list(self.status_quo)
        return flat


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
