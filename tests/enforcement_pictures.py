"""Timetables of any size with made-up answers, for tests of their pictures."""

from __future__ import annotations

import random
from typing import Any

from irenic.analyses.enforcement_arrays import Carrying, carrying_out
from irenic.dossier.model import Dossier

LONG = (
    "Supreme Council for the Islamic Revolution", "United States of America",
    "Army of the Men of the Way", "Regional Government",
)  # fmt: skip
DEEDS = (
    "Withdrawal of combat brigades from the cities to bases outside them",
    "Hydrocarbon law with a formula for sharing the revenue among regions",
    "Release of detainees held without charge", "Amnesty law",
)  # fmt: skip
PARTS: tuple[Any, ...] = (1, 4, "any", 2, 10)


def dossier(parties: int, deeds: int, stages: int, seed: int = 0) -> Dossier:
    """A dossier with guarantees and benchmarks; later deeds may come after earlier ones."""
    chance = random.Random(seed)
    people = [f"p{n}" for n in range(parties)]
    listed: dict[str, Any] = {}
    for n in range(deeds):
        listed[f"d{n}"] = {
            "by": people[n % parties], "name": f"{DEEDS[n % 4]} {n}", "parts": PARTS[n % 5],
            "after": [f"d{n - 1}"] if n and chance.random() < 0.3 else [],
        }  # fmt: skip
        if n % 4 == 0:
            listed[f"d{n}"]["benchmark"] = f"b{n % 3}"
    kinds: tuple[dict[str, Any], ...] = ({"by": people[-1]}, {"kind": "escrow"}, {"kind": "bond"})
    pledges = {
        f"g{n}": {"name": f"Force along the line {n}", "on": people[n], "penalty": 3.0 + n,
                  **kinds[n % 3]}
        for n in range(min(parties, 5))
    }  # fmt: skip
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {p: {"name": f"{LONG[n % 4]} {n}"} for n, p in enumerate(people)},
        "scenarios": {"war": dict.fromkeys(people, 0)},
        "benchmarks": {f"b{n}": {"name": f"Attacks down by half in area {n}", "chance": 0.2}
                       for n in range(3)},
        "timetable": {"stages": stages, "months": 2, "deeds": listed, "guarantees": pledges},
    })  # fmt: skip


def case_and_values(
    parties: int, deeds: int, stages: int, seed: int = 0
) -> tuple[Carrying, dict[str, Any]]:
    """The case, and values such as ``enforcement`` gives, made up but possible."""
    chance = random.Random(seed)
    case = carrying_out(dossier(parties, deeds, stages, seed))
    people = list(case.parties)
    steps = _steps(case, chance, stages)
    margins = {p: [round(chance.uniform(-4, 20), 2) for _ in range(stages + 1)] for p in people}
    low = min((row[t], p, t + 1) for p, row in margins.items() for t in range(stages + 1))
    pledges = {
        slug: {"on": one.on, "by": one.by, "kind": one.kind, "penalty": one.penalty.mode,
               "from": 1 + place % stages, "until": (stages + 1, None, stages)[place % 3],
               "credible": [t for t in range(1, stages + 2) if one.by is None or t % 3]}
        for place, (slug, one) in enumerate(case.entry.guarantees.items())
    }  # fmt: skip
    return case, {
        "timetable": steps, "holds": low[0] >= 0, "stages": stages, "months": 2.0,
        "margins": margins, "margin": low[0], "tightest": {"party": low[1], "stage": low[2]},
        "guarantees": pledges, "curves": _curves(case, stages), "completion": _chances(stages),
    }  # fmt: skip


def _steps(case: Carrying, chance: random.Random, stages: int) -> list[dict[str, Any]]:
    steps = []
    for slug in case.deeds:
        parts = case.entry.deeds[slug].parts
        pieces = min(3 if parts == "any" else min(parts, 4), stages)
        first = chance.randint(1, stages - pieces + 1)
        steps += [{"deed": slug, "stage": first + n, "share": 1 / pieces} for n in range(pieces)]
    return sorted(steps, key=lambda step: int(step["stage"]))


def _curves(case: Carrying, stages: int) -> dict[str, Any]:
    def point(key: str, at: float, margin: float | None, bound: float | None) -> dict[str, Any]:
        return {key: at, "margin": margin, "bound": bound, "proven": margin == bound}

    return {
        "horizon": [
            point("stages", t, None if t < 2 else t - 5.0, None if t < 2 else t - 5.0 + (t > 7))
            for t in range(1, stages + 3)
        ],
        "parts": [point("times", 1, -4.0, -4.0), point("times", 2, 1.0, 300.0),
                  point("times", 3, None, 5.0)],
        "guarantees": {
            slug: [point("penalty", one.penalty.mode * k, k * n - 4.0, k * n - 4.0)
                   for k in (0.0, 0.5, 1.0, 1.5, 2.0)]
            for n, (slug, one) in enumerate(case.entry.guarantees.items())
        },
    }  # fmt: skip


def _chances(stages: int) -> dict[str, Any]:
    return {
        rule: {
            "by_month": [
                {"month": 2.0 * (t + 1), "complete": min(1.0, t / (2 * stages) * k), "error": 0.02,
                 "ended": 0.3 if rule == "snap-back" and t else 0.0}
                for t in range(2 * stages)
            ],
            "draws": 500, "stalled": {},
        }
        for rule, k in (("wait", 1.0), ("skip", 0.7), ("snap-back", 0.4))
    }  # fmt: skip
