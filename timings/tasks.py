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


def biting(issues: int, options: int, parties: int, factor: float, seed: int = 1) -> dict[str, Any]:
    """A random additive domain whose reservation values bite.

    Worth is drawn evenly and scaled to a best package of 100; each party's reservation value
    is ``factor`` times the mean over all packages.
    """
    draw = np.random.default_rng(seed)
    worth = draw.integers(0, 100, (parties, issues, options)).astype(float)
    worth = worth / worth.max(axis=2).sum(axis=1)[:, None, None] * 100
    reservation = worth.mean(axis=2).sum(axis=1) * factor
    return {"worth": worth, "reservation": reservation.tolist()}


def camps(issues: int, options: int, parties: int, share: float, seed: int = 1) -> dict[str, Any]:
    """Parties in a space of three dimensions: options lie on a line, nearer ones are worth more.

    Each party's reservation value lies ``share`` of the way from its mean to its best package.
    """
    draw = np.random.default_rng(seed)
    place, slant = draw.normal(size=(parties, 3)), draw.normal(size=(issues, 3))
    wish = np.tanh(place @ slant.T + 0.3 * draw.normal(size=(parties, issues)))
    weight = draw.integers(1, 10, size=(parties, issues)).astype(float)
    distance = np.abs(np.linspace(-1, 1, options)[None, None, :] - wish[:, :, None])
    worth = np.rint(weight[:, :, None] * 10 * (1 - distance / 2))
    mean, best = worth.mean(axis=2).sum(axis=1), worth.max(axis=2).sum(axis=1)
    return {"worth": worth, "reservation": np.floor(mean + share * (best - mean)).tolist()}


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


def _space(given: dict[str, Any]) -> Any:
    from irenic.analyses.arrays import arrays, setting

    dossier = dossier_of(given)
    return arrays(dossier, setting(dossier)).space


def _large_frontier(parties: int) -> Callable[[], Any]:
    from irenic.theory.frontier import joined_choices

    space = _space(biting(12, 10, parties, 1.0))
    return lambda: joined_choices(space)


def _large_product(factor: float) -> Callable[[], Any]:
    """The Nash bargaining solution alone, 10^14 packages and 16 parties."""
    from irenic.theory.solutions import solutions

    space = _space(biting(20, 5, 16, factor))
    return lambda: solutions(space, only=("nash_bargaining_solution",))


def _large_agreement() -> Callable[[], Any]:
    import irenic

    dossier = dossier_of(biting(20, 5, 16, 1.0))
    analysis = irenic.agreement
    return lambda: analysis(dossier)


def _conflicts(given: dict[str, Any]) -> Callable[[], Any]:
    """Every minimal conflict, and every maximal agreement."""
    from irenic.theory.conflicts import conflicts

    space = _space(given)
    return lambda: conflicts(space, limit=10_000)


def _opening() -> Callable[[], Any]:
    import irenic
    from irenic.analyses.leverage_arrays import levers_of
    from irenic.theory.openings import cheapest

    case = levers_of(irenic.load("iraq-2006")).case
    return lambda: cheapest(case)


def _leverage() -> Callable[[], Any]:
    import irenic

    dossier = irenic.load("iraq-2006")
    analysis = irenic.leverage
    return lambda: analysis(dossier)


def _timetable(deeds: int, stages: int) -> Callable[[], Any]:
    """The largest smallest margin of 16 parties, within 60 seconds."""
    from settlements import settlement

    from irenic.theory.enforcement_programme import largest_margin
    from irenic.theory.programme import Clock

    problem = settlement(16, deeds, stages)
    return lambda: largest_margin(problem, Clock(60.0), 0.01)


def _enforcement() -> Callable[[], Any]:
    import irenic

    dossier = irenic.load("iraq-2006")
    analysis = irenic.enforcement
    return lambda: analysis(dossier)


def _robustness(draws: int, workers: int = 1, **options: Any) -> Callable[[], Any]:
    """Conclusions over draws of Iraq 2006; flips are left out, they do not depend on draws."""
    import irenic

    dossier = irenic.load("iraq-2006")
    analysis = irenic.robustness
    given = {"sample": 0, "flips": False, "plan": "joined", **options}
    return lambda: analysis(dossier, draws=draws, workers=workers, **given)


def _drawn_solutions(levers: tuple[str, ...], draws: int) -> Callable[[], Any]:
    """All bargaining solutions of Iraq 2006 in every draw, with 2 workers."""
    from drawn_tasks import Solutions

    from irenic.sweeps.sweep import sweep

    return lambda: sweep(Solutions(levers), draws, workers=2)


def _most_acceptable(sample: int) -> Callable[[], Any]:
    """The package, with levers, accepted in most draws of a sample, and its proof."""
    import irenic

    dossier = irenic.load("iraq-2006")
    analysis = irenic.robustness
    return lambda: analysis(
        dossier, draws=1, sample=sample, flips=False, questions=["agreement"], seconds=600.0
    )


def _comparison(draws: int) -> Callable[[], Any]:
    import irenic

    dossier = irenic.load("iraq-2006")
    analysis = irenic.comparison
    return lambda: analysis(dossier, draws=draws, workers=2)


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
    **{
        f"agreement-1e{issues}x{parties}": partial(_agreement, issues, 10, parties)
        for issues in (4, 5, 6, 7)
        for parties in (2, 3, 5)
    },
    "frontier-1e12x3": lambda: _large_frontier(3),
    "product-1e14x16": lambda: _large_product(1.0),
    "product-1e14x16-tight": lambda: _large_product(1.05),
    "agreement-1e14x16": _large_agreement,
    "conflicts-camps": lambda: _conflicts(camps(20, 5, 16, 0.5)),
    "conflicts-independent": lambda: _conflicts(biting(20, 5, 16, 1.4)),
    "opening-iraq": _opening,
    "leverage-iraq": _leverage,
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
    **{
        f"enforcement-{deeds}x{stages}": partial(_timetable, deeds, stages)
        for deeds in (20, 30, 40)
        for stages in (4, 8, 12, 16)
    },
    "enforcement-iraq": _enforcement,
    **{
        f"robustness-{draws}-{workers}": partial(
            _robustness, draws, workers, questions=["agreement"]
        )
        for draws in (2_000, 10_000, 20_000)
        for workers in (1, 2)
    },
    "robustness-iraq": partial(_robustness, 1_000, 2, sample=200, flips=True),
    "robustness-leverage": partial(
        _robustness, 1_000, 2, questions=["leverage"], deep=True, plan=None
    ),
    "drawn-solutions": lambda: _drawn_solutions((), 1_000),
    "drawn-solutions-withdrawal": lambda: _drawn_solutions(("announce-withdrawal",), 1_000),
    "most-acceptable-200": partial(_most_acceptable, 200),
    "most-acceptable-500": partial(_most_acceptable, 500),
    "comparison-iraq": partial(_comparison, 1_000),
}


def main(name: str) -> None:
    """Time one task in this process."""
    call = TASKS[name]()
    start = time.perf_counter()
    result = call()
    seconds = time.perf_counter() - start
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in both) / 1024
    values = {} if isinstance(result, dict) else getattr(result, "values", {})
    counts = {k: values[k] for k in ("packages", "acceptable", "states") if k in values}
    if name.startswith("enforcement-") and not values:
        counts["gap"] = result.bound - result.margin
    print(json.dumps({"seconds": seconds, "megabytes": peak, **counts}))


if __name__ == "__main__":
    main(sys.argv[1])
