"""Conditions on packages: for issues the options of which one must stand."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from irenic.dossier.entries import PROVENANCE, Frozen, Slug, Sourced


class Condition(Sourced):
    """A part of a package: for each issue named, one option or several of which one must stand.

    Written flat: ``{oil: central, regions: [none, three]}``; it holds when every issue
    named stands at (one of) the options given.
    """

    options: Frozen[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]]

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
