"""The conflict outside the table as a dossier holds it: moves, preferences, views.

What each party can do, what it prefers, what cannot be, and who sees it otherwise.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_serializer,
    model_validator,
)

from irenic.dossier.entries import (
    LARGEST,
    PROVENANCE,
    Entry,
    Frozen,
    FrozenDict,
    Judged,
    Judgement,
    Slug,
    Sourced,
    Text,
    beside,
    text_as,
)

RESERVED_PARTIES = frozenset({"preferences", "infeasible", "status_quo", "views"})
"""Words that no party may be called: they are keys beside the parties under ``moves``."""


class Move(Entry):
    """Something a party can do outside the table, in force or not.

    ``reversible: false``: once in force it cannot be taken back.
    ``resumable: false``: once given up it cannot be taken up (again).
    """

    name: Text
    reversible: Annotated[bool, Field(strict=True)] = True
    resumable: Annotated[bool, Field(strict=True)] = True
    note: Text | None = None

    _from_name = model_validator(mode="before")(text_as("name"))

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        own: dict[str, Any] = {"name": self.name}
        own |= {} if self.reversible else {"reversible": False}
        own |= {} if self.resumable else {"resumable": False}
        own |= {} if self.note is None else {"note": self.note}
        return self.name if own.keys() == {"name"} else own


LongText = Annotated[
    str, StringConstraints(min_length=1, max_length=100_000, strip_whitespace=True)
]
"""Text that may be long: other programs write disjunctions of hundreds of patterns."""


class Statement(Sourced):
    """A statement about moves in the small language of :mod:`irenic.dossier.statements`."""

    statement: LongText

    _from_text = model_validator(mode="before")(text_as("statement"))

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        own = {name: getattr(self, name) for name in ("statement", *PROVENANCE)}
        own = {name: value for name, value in own.items() if value is not None}
        return self.statement if own.keys() == {"statement"} else own


class Preference(Statement):
    """A statement that a party prefers to hold, in a list with the most important first.

    ``much``: a difference in it is a great one, so that the state in which it holds is
    *much* preferred; such statements stand first. ``unknown`` says what of it is not known:
    its ``sign`` (whether the party wants it, its opposite, or does not care), its ``place``
    in the list, or ``both``; what is written is then the best guess.
    """

    much: Annotated[bool, Field(strict=True)] = False
    unknown: Literal["sign", "place", "both"] | None = None

    @model_serializer
    def _to_plain(self) -> str | dict[str, Any]:
        own: dict[str, Any] = {"statement": self.statement}
        own |= {"much": True} if self.much else {}
        own |= {name: getattr(self, name) for name in ("unknown", *PROVENANCE)}
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

    Every feasible state stands in it exactly once. ``much``: states that are, like all
    above them, much preferred to all below them. ``unknown``: sets of states, next to each
    other in the ranking, whose order among themselves is not known; what is written is
    then the best guess.
    """

    ranking: Annotated[tuple[Group, ...], Field(min_length=1)]
    much: tuple[StateText, ...] = ()
    unknown: tuple[Annotated[tuple[StateText, ...], Field(min_length=2)], ...] = ()

    @model_serializer
    def _to_plain(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in PROVENANCE}
        flat: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
        flat["ranking"] = [g[0] if len(g) == 1 else list(g) for g in self.ranking]
        flat |= {"much": list(self.much)} if self.much else {}
        flat |= {"unknown": [list(states) for states in self.unknown]} if self.unknown else {}
        return flat


class Weighted(Judged):
    """Weights of statements: a state is worth the sum of the weights of those that hold.

    Weights may be negative. ``much``: the difference in worth from which on the better
    state is much preferred. What stands beside ``weights`` as provenance holds for those
    that have none of their own.
    """

    weights: Annotated[Frozen[Text, Judgement], Field(min_length=1)]
    much: Annotated[float, Field(strict=True, gt=0, le=LARGEST, allow_inf_nan=False)] | None = None

    @model_serializer
    def _to_plain(self) -> dict[str, Any]:
        flat = beside(self)
        flat["weights"] = {text: weight.model_dump() for text, weight in self.weights.items()}
        return flat if self.much is None else {**flat, "much": self.much}


def _preference_type(given: Any) -> str:
    if isinstance(given, Weighted) or (isinstance(given, dict) and "weights" in given):
        return "by-weights"
    return "by-ranking" if isinstance(given, dict | Ranking) else "by-statements"


Preferences = Annotated[
    Annotated[tuple[Preference, ...], Tag("by-statements")]
    | Annotated[Ranking, Tag("by-ranking")]
    | Annotated[Weighted, Tag("by-weights")],
    Discriminator(_preference_type),
]
"""Statements, most important first, a ranking of states, or weights of statements."""


def _plain_preferences(given: tuple[Preference, ...] | Ranking | Weighted) -> Any:
    if isinstance(given, Ranking | Weighted):
        return given.model_dump()
    return [statement.model_dump() for statement in given]


class View(Judged):
    """How one party sees the conflict, where it sees it otherwise than it is.

    What is left out is seen as it is. ``preferences``: of whom it is mistaken;
    ``infeasible``: in place of the true list; ``unaware``: moves that it does not know of;
    ``moves``: moves whose reversibility it misjudges. A hypergame of the first level
    (Bennett 1977; Wang, Hipel & Fraser 1988): no party knows that views differ.
    """

    preferences: Frozen[Slug, Preferences] = Field(default_factory=FrozenDict)
    infeasible: tuple[Statement, ...] | None = None
    unaware: tuple[Text, ...] = ()
    moves: Frozen[Slug, Frozen[Slug, Move]] = Field(default_factory=FrozenDict)
    note: Text | None = None

    @model_serializer
    def _to_plain(self) -> dict[str, Any]:
        flat = beside(self) | ({} if self.note is None else {"note": self.note})
        if self.preferences:
            flat["preferences"] = {p: _plain_preferences(g) for p, g in self.preferences.items()}
        if self.infeasible is not None:
            flat["infeasible"] = [statement.model_dump() for statement in self.infeasible]
        flat |= {"unaware": list(self.unaware)} if self.unaware else {}
        if self.moves:
            flat["moves"] = {
                party: {slug: move.model_dump() for slug, move in moves.items()}
                for party, moves in self.moves.items()
            }
        return flat


class Moves(Entry):
    """The conflict outside the table, in option form (Fang, Hipel & Kilgour 1993).

    Written flat: parties as keys beside ``preferences``, ``infeasible``, ``status_quo`` and
    ``views``. Preference statements stand most important first. ``infeasible`` states are
    those in which any of its statements holds. ``status_quo`` lists the moves in force
    today. ``views`` hold, for parties that see the conflict otherwise, what they see.
    """

    parties: Frozen[Slug, Frozen[Slug, Move]]
    preferences: Frozen[Slug, Preferences] = Field(default_factory=FrozenDict)
    infeasible: tuple[Statement, ...] = ()
    status_quo: tuple[Text, ...] | None = None
    views: Frozen[Slug, View] = Field(default_factory=FrozenDict)

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
            flat["preferences"] = {p: _plain_preferences(g) for p, g in self.preferences.items()}
        if self.infeasible:
            flat["infeasible"] = [statement.model_dump() for statement in self.infeasible]
        if self.status_quo is not None:
            flat["status_quo"] = list(self.status_quo)
        if self.views:
            flat["views"] = {party: view.model_dump() for party, view in self.views.items()}
        return flat
