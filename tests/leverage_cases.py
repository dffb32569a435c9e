"""The small case of the tests of ``leverage``, and all that a result says."""

from __future__ import annotations

from typing import Any

import irenic as ir
from irenic.dossier.model import Dossier
from irenic.report.words import say


def case(**changes: Any) -> Dossier:
    """Two provinces and a patron; 4 packages, none acceptable to both without a lever."""
    content: dict[str, Any] = {
        "irenic": 1,
        "parties": {"north": {"name": "The North"}, "south": {}, "us": {"name": "The Patron"}},
        "required": ["north", "south"],
        "issues": {
            "oil": {
                "options": {"central": "Central", "shared": "Shared"},
                "worth": {"north": {"central": 60, "shared": 30},
                          "south": {"central": 0, "shared": 60}},
            },
            "court": {
                "options": {"none": "No court", "federal": "Federal"},
                "worth": {"north": {"none": 40, "federal": 0},
                          "south": {"none": 0, "federal": 40}},
            },
        },
        "scenarios": {
            "war": {"north": 75, "south": 65, "us": 5},
            "exit": {"north": 50, "south": 55, "us": 2},
        },
        "levers": {
            "leave": {"kind": "threat", "by": "us", "scenario": "exit", "cost": {"us": 1},
                      "audience_cost": 3},
            "aid": {"kind": "incentive", "by": "us", "cost": {"us": 2},
                    "worth": {"south": 5, "north": 5}},
            "lean": {"kind": "pressure", "by": "us", "cost": {"us": 2}, "relief": {"south": 6}},
            "swear": {"kind": "reassurance", "by": "south", "cost": {"south": 1},
                      "worth": {"north": 5}},
            "parade": {"kind": "incentive", "by": "us", "cost": {"us": 1}},
        },
    }  # fmt: skip
    return Dossier.model_validate(content | changes)


def levers(**changes: Any) -> dict[str, Any]:
    """The levers of :func:`case` as plain data, some of them changed or (None) removed."""
    given_ = case().model_dump(exclude_none=True)["levers"]
    for slug, change in changes.items():
        given_[slug] = None if change is None else given_[slug] | change
    return {slug: lever for slug, lever in given_.items() if lever is not None}


PAYING = {
    "war": {"north": 75, "south": 65, "us": -9},
    "exit": {"north": 50, "south": 55, "us": -12},
}
"""Scenarios in which the patron gains by every settlement, so that it may give something."""


def whole(result: ir.Result) -> str:
    """Every sentence of a result."""
    statements = [*result.findings, *result.reasons, *result.caveats]
    statements += [t.reading for t in result.tables if t.reading]
    statements += [s for f in result.figures for s in (f.reading, f.alt)]
    return "\n".join([result.headline, *(say(one, result.names) for one in statements)])
