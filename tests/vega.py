"""Whether a chart is one that Vega-Lite knows: the schema that altair brings, read once.

``altair.Chart.from_dict`` holds a chart against the same schema, reads it anew each time and then
builds objects that no test looks at; that takes ten times as long.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair
import jsonschema


@cache
def _schema() -> jsonschema.Draft7Validator:
    layered = {"$ref": "#/definitions/TopLevelLayerSpec"}
    return jsonschema.Draft7Validator(altair.Root._rootschema | layered)


def check_chart(spec: dict[str, Any]) -> None:
    """Raise jsonschema.ValidationError for what is no chart of layers."""
    _schema().validate(spec)
