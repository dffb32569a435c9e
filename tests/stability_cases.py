"""Dossiers with moves that several tests of stability share, and what a result says."""

from __future__ import annotations

from typing import Any

from irenic.dossier.model import Dossier
from irenic.dossier.read import examine_text
from irenic.dossier.write import dump
from irenic.report.words import say

HAWK = {
    "a": {"x": "X"}, "b": {"y": "Y"},
    "preferences": {"a": {"ranking": ["YN", "NN", "YY", "NY"]}, "b": ["y if x", "not y"]},
}  # fmt: skip
"""B answers A's gain by one that leaves A worse off."""

CUBA = {
    "us": {"strike": "Air strike", "blockade": "Blockade"},
    "ussr": {"withdraw": "Withdraw", "escalate": {"name": "Escalate", "reversible": False}},
    "infeasible": ["withdraw and escalate"],
    "status_quo": [],
    "preferences": {
        "us": ["withdraw", "not escalate", "not strike", "blockade iff not withdraw"],
        "ussr": ["not escalate", "withdraw if (blockade and not strike)", "not strike",
                 "not withdraw"],
    },
}  # fmt: skip


def dossier(moves: dict[str, Any]) -> Dossier:
    parties = [p for p in moves if p not in ("preferences", "infeasible", "status_quo", "views")]
    made = Dossier.model_validate(
        {"irenic": 1, "parties": {p: {"name": p.title()} for p in parties}, "moves": moves}
    )
    again, problems = examine_text(dump(made))
    assert again == made, problems
    return made


def said(found: Any) -> str:
    return " ".join(say(s, found.names) for s in (*found.findings, *found.reasons, *found.caveats))
