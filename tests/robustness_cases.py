"""Small dossiers whose judgements have ranges."""

from __future__ import annotations

from typing import Any

import numpy as np

from irenic.dossier.model import Dossier


def ranged(low: float, mode: float, high: float, **more: Any) -> dict[str, Any]:
    """A judgement with a range."""
    return {"low": low, "mode": mode, "high": high, **more}


def threshold(low: float, mode: float, high: float, worth: float) -> Dossier:
    """One party, one package worth ``worth``, one uncertain reservation value."""
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {"a": {}, "b": {}},
        "issues": {"land": {"options": {"share": "Share"}, "default": "share",
                            "worth": {"a": {"share": worth}, "b": {"share": 1}}}},
        "scenarios": {"war": {"a": ranged(low, mode, high), "b": 0}},
        "plans": {"only": {}},
    })  # fmt: skip


def random_case(seed: int) -> Dossier:
    """Three parties, three issues, four levers (two of them threats), two plans; wide ranges."""
    random = np.random.default_rng(seed)

    def number(low: float = 0.0, high: float = 10.0) -> Any:
        low, mode, high = sorted(float(x) for x in random.integers(int(low), int(high) + 1, 3))
        return ranged(low, mode, high) if low < high else mode

    parties = ["a", "b", "c"]
    issues = {
        name: {
            "options": {"x": "X", "y": "Y", "z": "Z"}, "default": "x",
            "worth": {p: {"x": number(), "y": number(), "z": number()} for p in parties},
        }
        for name in ("land", "oil", "arms")
    }  # fmt: skip
    levers = {
        "march": {"kind": "threat", "by": "a", "scenario": "invasion", "audience_cost": number()},
        "bluff": {"kind": "threat", "by": "b", "scenario": "embargo"},
        "aid": {"kind": "incentive", "by": "c", "cost": {"c": number(0, 4)},
                "worth": {"a": number(0, 6), "b": number(0, 6)}},
        "press": {"kind": "pressure", "by": "c", "relief": {"a": number(0, 6)}, "needs": ["aid"]},
    }  # fmt: skip
    reservation = {p: number(12, 24) for p in parties}
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {p: {} for p in parties},
        "required": ["a", "b"] if seed % 3 == 0 else parties,
        "issues": issues,
        "joint_worth": [{"when": {"land": "x", "oil": "y"}, "worth": {"a": number(0, 8)}}],
        "red_lines": {"b": {"never": [{"land": "z", "arms": "y"}]}},
        "scenarios": {"war": reservation,
                      "invasion": {p: number(6, 22) for p in parties},
                      "embargo": {p: number(6, 22) for p in parties}},
        "levers": levers,
        "plans": {"first": {"package": {"land": "y"}, "levers": ["aid"]},
                  "other": {"package": {"oil": "y", "arms": "z"}, "levers": ["march"]}},
    })  # fmt: skip


def timed(seed: int) -> Dossier:
    """A :func:`random_case` with a timetable in which everything that can be judged is ranged."""
    random = np.random.default_rng(1000 + seed)

    def number(low: int, high: int) -> Any:
        low_, mode, high_ = sorted(float(x) for x in random.integers(low, high + 1, 3))
        return ranged(low_, mode, high_) if low_ < high_ else mode

    first = {
        "by": "a", "terms": {"land": ["y", "x"]}, "cost": number(0, 8), "lag": seed % 3,
        "shift": {"a": number(-6, 0), "b": number(0, 6)}, "worth": {"b": 1},
    }  # fmt: skip
    second = {
        "by": "b", "terms": {"land": "y", "oil": ["x", "y"]}, "parts": 2, "cost": number(0, 8),
        "per_stage": {"c": number(0, 2)},
    }  # fmt: skip
    third = {"by": "c", "cost": number(0, 5), "worth": {"a": number(0, 8), "b": number(0, 8)}}
    fourth = {"by": "b", "shift": {"a": number(0, 6), "b": number(-6, 0)}, "after": ["second"]}
    whole = random_case(seed).model_dump(mode="json")
    whole["joint_worth"].append({"when": {"oil": ["x", "y"]}, "worth": {"b": number(0, 5)}})
    whole["scenarios"]["war"] = {party: number(0, 10) for party in "abc"}
    whole["timetable"] = {
        "stages": 3,
        "discount": {"a": ranged(0.6, 0.9, 1.0), "b": 0.8},
        "settled": {"c": number(0, 20)} if seed % 2 else {},
        "by_signature": ["arms"],
        "deeds": {"first": first, "second": second, "third": third, "fourth": fourth},
        "guarantees": {
            "bond": {"on": "a", "penalty": number(0, 6), "kind": "bond"},
            "force": {"on": "b", "penalty": number(0, 9), "by": "c", "upkeep": number(0, 1),
                      "enforcing": number(0, 4), "from_stage": 2},
        },
    }  # fmt: skip
    whole["plans"]["first"]["timetable"] = [
        {"first": 1, "second": 0.5}, {"second": 0.5, "third": 1}, {"fourth": 1},
    ]  # fmt: skip
    return Dossier.model_validate(whole)
