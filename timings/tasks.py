"""What is timed: each task makes its input, then times the call alone.

Run one with ``python timings/tasks.py NAME``: it prints seconds and peak memory as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np


def domain(issues: int, options: int, parties: int, seed: int = 7) -> dict[str, Any]:
    """A random additive domain as plain numbers: worth by party, issue and option.

    Each party's worth is scaled to a best package of 1; reservation values are half of it.
    """
    draw = np.random.default_rng(seed)
    weights = draw.dirichlet(np.ones(issues), size=parties)
    worth = draw.random((parties, issues, options))
    worth = worth / worth.max(axis=2, keepdims=True) * weights[:, :, None]
    return {"worth": worth, "reservation": [0.5] * parties}


def dossier_of(given: dict[str, Any]) -> Any:
    """The dossier of a random domain."""
    from irenic.dossier.model import Dossier

    parties, issues, options = given["worth"].shape
    row = {
        (p, i): {f"o{o}": float(given["worth"][p, i, o]) for o in range(options)}
        for p in range(parties)
        for i in range(issues)
    }
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {f"p{p}": {} for p in range(parties)},
        "issues": {
            f"i{i}": {
                "options": {f"o{o}": f"O{o}" for o in range(options)},
                "worth": {f"p{p}": row[p, i] for p in range(parties)},
            }
            for i in range(issues)
        },
        "scenarios": {"quo": {f"p{p}": given["reservation"][p] for p in range(parties)}},
    })  # fmt: skip


def conflict_of(moves: tuple[int, ...], seed: int = 7) -> Any:
    """A dossier with so many moves for each party and random preference statements."""
    from irenic.dossier.model import Dossier

    draw = np.random.default_rng(seed)
    own = {f"p{p}": count for p, count in enumerate(moves)}
    names = [f"{party}.m{m}" for party, count in own.items() for m in range(count)]

    def statements() -> list[str]:
        return [("not " if draw.random() < 0.5 else "") + str(n) for n in draw.permutation(names)]

    return Dossier.model_validate({
        "irenic": 1,
        "parties": {party: {} for party in own},
        "moves": {
            **{party: {f"m{m}": f"M{m}" for m in range(count)} for party, count in own.items()},
            "preferences": {party: statements() for party in own},
        },
    })  # fmt: skip


def _agreement(issues: int, options: int, parties: int) -> Callable[[], Any]:
    import irenic

    dossier = dossier_of(domain(issues, options, parties))
    analysis = irenic.agreement
    return lambda: analysis(dossier)


def _stability(moves: tuple[int, ...], concepts: str) -> Callable[[], Any]:
    import irenic

    dossier = conflict_of(moves)
    analysis = irenic.stability
    return lambda: analysis(dossier, concepts=concepts.split(","))


def _trade(concepts: str) -> Callable[[], Any]:
    """Reading is part of what is timed."""
    import irenic

    analysis = irenic.stability
    return lambda: analysis(irenic.load(TRADE), concepts=concepts.split(","), limit=20)


def _split(parties: int, power: int) -> tuple[int, ...]:
    """``power`` moves dealt out to so many parties."""
    return tuple(power // parties + (p < power % parties) for p in range(parties))


FOUR = "nash_stability,gmr,smr,seq"
TRADE = Path(__file__).parents[2] / "shared" / "fixtures" / "gmcr_files" / "trade.gmcr"
"""A GMCR+ file of 2^20 states, 138,240 of them feasible; it lies beside the project."""

TASKS: dict[str, Callable[[], Callable[[], Any]]] = {
    "agreement-1e4x3": lambda: _agreement(4, 10, 3),
    "agreement-1e5x3": lambda: _agreement(5, 10, 3),
    "agreement-1e6x2": lambda: _agreement(6, 10, 2),
    "agreement-1e6x3": lambda: _agreement(6, 10, 3),
    "agreement-1e7x3": lambda: _agreement(7, 10, 3),
    "stability-2^18": lambda: _stability((4, 4, 5, 5), FOUR),
    "stability-2^12": lambda: _stability((3, 3, 3, 3), FOUR),
    "sim-2^12": lambda: _stability((3, 3, 3, 3), "sim"),
    "stability-2^22": lambda: _stability(_split(6, 22), FOUR),
    "stability-2^24": lambda: _stability(_split(6, 24), FOUR),
    "trade-four": lambda: _trade(FOUR),
    "trade-sim": lambda: _trade("sim"),
    **{
        f"growth-{parties}-2^{power}": partial(_stability, _split(parties, power), FOUR)
        for parties in (3, 6)
        for power in range(10, 25)
    },
}


def main(name: str) -> None:
    """Time one task in this process."""
    call = TASKS[name]()
    start = time.perf_counter()
    result = call()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = {
        k: result.values[k] for k in ("packages", "acceptable", "states") if k in result.values
    }
    print(json.dumps({"seconds": seconds, "megabytes": peak, **counts}))


if __name__ == "__main__":
    main(sys.argv[1])
