"""The JSON Schema of a result: what ``--json`` prints."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from irenic.analyses.result import Result


def result_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of :meth:`Result.to_dict`; ``values`` is free by analysis."""
    schema = TypeAdapter(Result).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Irenic result",
    }
