"""The bricks of which the entries of a dossier are made: slugs, texts, judgements, rows.

Every class is frozen; mappings are :class:`FrozenDict` and sequences are tuples.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from irenic.dossier.problems import control_character

LARGEST = 1e6
"""Largest magnitude of a judgement; beyond it a number is taken for a slip of the keyboard."""

PROVENANCE = ("source", "at", "because")
"""Keys that say where a judgement comes from; they can stand beside the judgements of a row."""

SHARED = (*PROVENANCE, "moves_with")
"""Keys beside the judgements of a row that hold for those that say nothing themselves."""

RESERVED = frozenset({*SHARED, "name", "note", "not", "and", "or", "if", "iff"})
"""Words that no slug may be: they mean something where slugs stand."""

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


def _shown(text: str, one_line: bool = False) -> str:
    """``text`` if all of it can be shown; line breaks of Windows become plain ones."""
    text = text.replace("\r\n", "\n")
    if found := control_character(text, one_line):
        raise PydanticCustomError(
            "control_character",
            "characters that can be seen, not {character}",
            {"character": found},
        )
    return text


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000, strip_whitespace=True),
    AfterValidator(_shown),
]
"""Text for people. It may have several lines, unless :class:`Entry` says otherwise."""

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


def text_as(key: str) -> Callable[[Any], Any]:
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

    @field_validator("name", "title", "author", "at", "file", check_fields=False)
    @classmethod
    def _on_one_line(cls, given: Any) -> Any:
        """Names and titles stand in tables, charts and headings: they have one line."""
        return _shown(given, one_line=True) if isinstance(given, str) else given


class MovesWith(Entry):
    """The group of judgements that err together, and how far this one errs with them.

    How high it comes out within its range is ``weight`` times what all of its group share,
    and something of its own: a Gaussian copula of one factor. 1: it moves with the group
    only; -1: against it; 0: not at all. Written as the slug of the group where the weight
    is 1.
    """

    group: Slug
    weight: Annotated[float, Field(strict=True, ge=-1, le=1, allow_inf_nan=False)] = 1.0

    _from_group = model_validator(mode="before")(text_as("group"))

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        return self.group if self.weight == 1 else {"group": self.group, "weight": self.weight}


def beside(entry: Judgement | Judged) -> dict[str, Any]:
    """What ``entry`` says under the keys of :data:`SHARED`, as a file holds it."""
    given = {name: getattr(entry, name) for name in SHARED}
    plain = {n: v.model_dump() if isinstance(v, MovesWith) else v for n, v in given.items()}
    return {name: value for name, value in plain.items() if value is not None}


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
    moves_with: MovesWith | None = None

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
        numbers = {name: getattr(self, name) for name in ("low", "mode", "high")}
        given = {name: value for name, value in numbers.items() if value is not None}
        given |= beside(self)
        return self.mode if given.keys() == {"mode"} else given

    def within(self, entry: Judged) -> Judgement:
        """The judgement as it stands in ``entry``, which lends it what it lacks.

        Its provenance, where it has none at all, and the group with which it moves, where
        it names none.
        """
        sourced = bool(self.source or self.at or self.because)
        lent = {} if sourced else {name: getattr(entry, name) for name in PROVENANCE}
        if self.moves_with is None and entry.moves_with is not None:
            lent["moves_with"] = entry.moves_with
        return self.model_copy(update=lent) if any(lent.values()) else self


class Sourced(Entry):
    """Base of entries that can say where they come from."""

    source: Slug | None = None
    at: Text | None = None
    because: Text | None = None


class Judged(Sourced):
    """Base of entries that hold judgements, and can say of all of them what they move with."""

    moves_with: MovesWith | None = None


class Row(Judged):
    """Judgements by slug, with a provenance that holds for those without one of their own.

    Written flat: ``{source: isg, at: "R40", because: "...", us: 20, kurds: {mode: 4, ...}}``.
    """

    judgements: Frozen[Slug, Judgement] = Field(default_factory=FrozenDict)

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        shared = {key: value for key, value in given.items() if key in SHARED}
        rest = {key: value for key, value in given.items() if key not in SHARED}
        return {**shared, "judgements": rest}

    @model_serializer
    def _to_flat(self) -> dict[str, Any]:
        given = {slug: judgement.model_dump() for slug, judgement in self.judgements.items()}
        return beside(self) | given

    def __getitem__(self, slug: str) -> Judgement:
        """The judgement on ``slug``, completed by what the row says; KeyError if absent."""
        return self.judgements[slug].within(self)

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
