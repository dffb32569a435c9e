"""The page of the keys of a dossier, from the model and the table of their meanings."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin

from keys_explained import KEYS
from markup import fence, page, prose, table
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from irenic.dossier import model
from irenic.dossier.schema import dossier_schema
from irenic.dossier.template import TEMPLATE

_WORDS: list[tuple[Any, str]] = [
    (model.Slug, "slug"),
    (model.Text, "text"),
    (model.Number, "number"),
    (model.Date, "date"),
    (model.StateText, "state"),
    (model.Group, "state, or list of states"),
    (
        model.Preferences,
        "list of [Preference](#preference), or [Ranking](#ranking), or [Weighted](#weighted)",
    ),
    (bool, "true or false"),
    (int, "whole number"),
    (str, "text"),
    (float, "number"),
]


def keys_page() -> str:
    """Every entry of a dossier: its keys, their types, defaults and meanings."""
    places = _places()
    intro = [
        "A dossier is a folder with a file `dossier.yaml`, or one YAML file in UTF-8. Keys are "
        "**slugs**: letters, digits, `-` and `_`, beginning with a letter or digit, at most 60 "
        "characters. **Text** is for people, at most 4000 characters. A **date** is written "
        "2006-11-30. A **number** lies between -1,000,000 and 1,000,000. Unknown keys are errors.",
        "In the places below `*` stands for a slug of your choice and `[]` for the items of a "
        "list. A key that is not required may be left out.",
        "These words cannot be slugs: " + _listed(model.RESERVED) + ". No party can be called "
        + _listed(model.RESERVED_PARTIES) + ".",
    ]  # fmt: skip
    entries = [_entry(cls, where) for cls, where in places.items()]
    whole = (
        "## A whole dossier",
        "`irenic new NAME` starts with this one.",
        fence("yaml", f"# example/dossier.yaml\n{TEMPLATE}"),
        fence("console", "$ irenic check example\nNo problem found."),
    )
    return page("Keys of a dossier", *intro, *entries, *whole)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))


def _places() -> dict[type[BaseModel], list[str]]:
    """Every class of the model in the order of first use, and the places where it stands."""
    found: dict[type[BaseModel], list[str]] = {model.Dossier: [""]}
    queue: list[tuple[type[BaseModel], str]] = [(model.Dossier, "")]
    while queue:
        cls, path = queue.pop(0)
        for name, hint in _hints(cls).items():
            step = "" if _is_flat(cls, name) else name
            base = f"{path}.{step}".strip(".")
            for inner, place in _inner(hint, base):
                known = found.setdefault(inner, [])
                if place not in known:
                    known.append(place)
                    queue.append((inner, place))
    return found


def _hints(cls: type[BaseModel]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return {name: hints[name] for name in _ordered(cls)}


def _ordered(cls: type[BaseModel]) -> list[str]:
    """Fields in the order of the table of meanings: the entry's own, provenance where it suits."""
    if set(KEYS[cls.__name__]) != set(cls.model_fields):
        raise ValueError(f"KEYS and the model differ on {cls.__name__}")
    own = [n for n in cls.model_fields if n not in model.PROVENANCE]
    return own + [n for n in cls.model_fields if n in model.PROVENANCE]


def _inner(hint: Any, path: str) -> Iterator[tuple[type[BaseModel], str]]:
    """The classes of the model inside ``hint`` and where they stand."""
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint, path
    elif origin is typing.Annotated:
        yield from _inner(args[0], path)
    elif origin in (Union, types.UnionType):
        for arg in args:
            yield from _inner(arg, path)
    elif origin is tuple:
        yield from _inner(args[0], f"{path}[]")
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield from _inner(args[1], f"{path}.*".strip("."))


def _is_flat(cls: type[BaseModel], name: str) -> bool:
    """Whether a field's entries are written among the keys of the entry itself."""
    schema = _schema()
    definition = schema["$defs"].get(cls.__name__, schema)
    definition = definition.get("anyOf", [definition])[-1]
    return name not in definition["properties"]


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    return dossier_schema()


def _entry(cls: type[BaseModel], places: list[str]) -> str:
    title = "The dossier itself" if cls is model.Dossier else cls.__name__
    where = ", ".join(f"`{place}`" for place in places if place)
    rows = [
        (
            "*any slug*" if _is_flat(cls, name) else f"`{name}`",
            _words(get_args(get_args(hint)[0])[1] if _is_flat(cls, name) else hint),
            _default(cls.model_fields[name]),
            KEYS[cls.__name__][name],
        )
        for name, hint in _hints(cls).items()
    ]
    return "\n\n".join(
        [
            f"## {title}",
            *([f"At {where}."] if where else []),
            prose(cls.__doc__ or ""),
            table(("key", "type", "default", "meaning"), rows),
        ]
    )


def _words(hint: Any) -> str:
    """A type in words."""
    known = next((words for one, words in _WORDS if one == hint), None)
    if known is not None:
        return known
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return _made_of(hint, get_origin(hint), get_args(hint))


def _made_of(hint: Any, origin: Any, args: tuple[Any, ...]) -> str:
    """A type that is made of others, in words."""
    if origin is typing.Annotated:
        return _words(args[0])
    if origin is Literal:
        return " or ".join(str(arg) for arg in args)
    if origin in (Union, types.UnionType):
        return ", or ".join(_words(arg) for arg in args if arg is not type(None))
    if origin is tuple:
        return f"list of {_words(args[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"mapping of {_words(args[0])} to {_words(args[1])}"
    raise TypeError(f"no words for {hint}")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    given = field.get_default(call_default_factory=True)
    if given is None or (hasattr(given, "__len__") and not len(given)):
        return "nothing"
    return f"`{str(given).lower() if isinstance(given, bool) else given}`"
