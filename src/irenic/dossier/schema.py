"""The JSON Schema of a dossier, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from irenic.dossier.model import RESERVED_PARTIES, SHARED, Dossier

_REF = "#/$defs/"


def dossier_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of what a file may hold.

    It is the model's own, with the shorter ways of writing allowed: a number for a
    judgement, a text for an option, and rows, conditions and moves written flat.
    References between entries are beyond a schema; ``irenic check`` finds those.
    """
    schema = Dossier.model_json_schema(by_alias=True, mode="validation")
    defs = schema["$defs"]
    number = defs["Judgement"]["properties"]["mode"]
    bounds = {key: value for key, value in number.items() if key != "title"}
    _or(defs, "Judgement", bounds)
    for name in ("Option", "Move", "Statement", "Preference"):
        _or(defs, name, {"type": "string", "minLength": 1})
    slug = {"type": "string"}
    _or(defs, "MovesWith", defs["MovesWith"]["properties"]["group"])
    judgement = {"$ref": _REF + "Judgement"}
    flat: dict[str, tuple[str, dict[str, Any]]] = {
        "Row": ("judgements", judgement),
        "Scenario": ("judgements", judgement),
        "Condition": ("options", {"anyOf": [slug, {"type": "array", "items": slug}]}),
    }
    for name, (field, inner) in flat.items():
        _flatten(defs[name], field, inner)
    moves = {"type": "object", "additionalProperties": {"$ref": _REF + "Move"}}
    _flatten(defs["Moves"], "parties", moves)
    groups = defs["Ranking"]["properties"]["ranking"]
    group = groups["items"]
    groups["items"] = {"anyOf": [{"type": "string", "pattern": "^[YN]+$"}, group]}
    _close(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Irenic dossier",
        "$comment": f"Reserved: {', '.join(sorted({*SHARED, *RESERVED_PARTIES}))}",
    }


def _or(defs: dict[str, Any], name: str, short: dict[str, Any]) -> None:
    """Allow ``short`` in place of the mapping ``name``."""
    defs[name] = {"anyOf": [short, defs[name]], "title": name}


def _close(node: Any) -> None:
    """Where keys must be slugs, allow no others."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        for inner in node.values():
            _close(inner)
    elif isinstance(node, list):
        for inner in node:
            _close(inner)


def _flatten(definition: dict[str, Any], field: str, inner: dict[str, Any]) -> None:
    """Lift the mapping ``field`` of a definition into the definition itself."""
    del definition["properties"][field]
    required = [name for name in definition.get("required", ()) if name != field]
    definition.pop("required", None)
    if required:
        definition["required"] = required
    definition["additionalProperties"] = inner
