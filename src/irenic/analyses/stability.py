"""Why is it stuck, and which states of affairs would hold?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses import stability_answer
from irenic.analyses.conflict import conflict
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.dossier.problems import nearest
from irenic.errors import UsageError
from irenic.theory import sanctions
from irenic.theory.improvements import improvements
from irenic.theory.simultaneous import combinations, simultaneous_stability

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.dossier.model import Dossier
    from irenic.theory.improvements import Improvements

CONCEPTS = ("nash_stability", "gmr", "smr", "seq", "sim")

SIM_BUDGET = 100_000_000
"""Combinations of answers beyond which SIM is computed only when it is asked for by name."""

_METHOD = Method(
    algorithm="For each party and state the worst that the others can bring about, as fixed "
    "points of running minima over arrays with one axis a party; SIM by enumerating all "
    "combinations of improvements until a sanction is found",
    source="Fang, Hipel & Kilgour (1993), Interactive Decision Making; Howard "
    "(1971); Fraser & Hipel (1979, 1984); Nash (1950, 1951)",
)


@dataclass
class Judged:
    """What was computed: for each concept the stable states of each party.

    ``combinations``: of SIM, where it was skipped for its cost.
    """

    stable: dict[str, list[NDArray[np.bool_]]] = field(default_factory=dict)
    combinations: int | None = None


def stability(
    dossier: Dossier, *, concepts: Sequence[str] | None = None, limit: int = 200,
    progress: Callable[[str, float], None] | None = None,
) -> Result:  # fmt: skip
    """The stable states of the conflict outside the table, for every party and concept.

    ``concepts``: some of :data:`CONCEPTS`; by default all of them, but SIM only where it has
    to look at no more than :data:`SIM_BUDGET` combinations (otherwise the result is
    partial and a caveat says so). ``limit``: the most states in each list of ``values``.
    ``progress`` is called with what is being computed and the share done.

    ``values`` has the keys

    - ``moves``: the moves as ``party.move``, in the order of the file; a *state* is a string
      of Y (in force) and N in this order, and lists of states are in the order of the
      numbers read from them with the first move as the least significant digit;
    - ``states``: how many combinations of moves there are; ``feasible``: how many of them
      no statement under ``infeasible`` rules out;
    - ``stable``: concept -> party -> states stable for the party, the first ``limit``;
    - ``equilibria``: concept -> states stable for every party, the first ``limit``;
    - ``counts``: concept -> ``equilibria`` (number) and ``stable`` (party -> number), complete;
    - ``truncated``: whether any list was cut;
    - ``status_quo``: the state today, or None; ``status_quo_stable``: concept -> party -> yes
      or no, None where there is no status quo or it is infeasible;
    - ``not_computed``: concept -> number of combinations that it would look at.

    A concept that was to be computed and was not has None in place of its entry; one that
    was not asked for has none.

    Raises UsageError for an unknown or repeated concept or a limit below 1, and what
    :func:`irenic.analyses.conflict.conflict` raises.
    """
    began = time.perf_counter()
    chosen = _chosen(concepts)
    if limit < 1:
        raise UsageError(f"limit is {limit}; expected 1 or more")
    given = conflict(dossier)
    judged = _judge(given, chosen, concepts is not None, progress or (lambda what, share: None))
    values = _values(given, chosen, judged, limit)
    named = names(dossier)
    parts = stability_answer.answer(dossier, given, judged.stable, values, named)
    return Result(
        question="stability",
        status=Status.COMPLETE if judged.combinations is None else Status.PARTIAL,
        values=values,
        method=_METHOD,
        parameters={"concepts": list(chosen), "limit": limit, "sim_budget": SIM_BUDGET},
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        **parts,
    )


def _chosen(concepts: Sequence[str] | None) -> tuple[str, ...]:
    """The concepts asked for, in the order of :data:`CONCEPTS`."""
    if concepts is None:
        return CONCEPTS
    if isinstance(concepts, str):
        raise UsageError(f"concepts must be a list of names, such as ['{CONCEPTS[0]}']")
    for concept in concepts:
        if concept not in CONCEPTS:
            close = nearest(str(concept), CONCEPTS)
            hint = f" Did you mean '{close}'?" if close else ""
            raise UsageError(
                f"no concept is called '{concept}'; there are {', '.join(CONCEPTS)}.{hint}"
            )
    if len(set(concepts)) < len(concepts):
        twice = next(each for each in concepts if list(concepts).count(each) > 1)
        raise UsageError(f"the concept '{twice}' is given more than once")
    if not concepts:
        raise UsageError(f"name at least one concept of {', '.join(CONCEPTS)}")
    return tuple(concept for concept in CONCEPTS if concept in concepts)


def _judge(
    given: Conflict, chosen: Sequence[str], named: bool, progress: Callable[[str, float], None]
) -> Judged:
    """Stable states by concept; SIM is left out where it is dear and was not named."""
    model = given.model
    better: dict[int, Improvements] = {}
    if {"seq", "sim"} & set(chosen):
        better = {party: improvements(model, party) for party in model.parties}
    judged = Judged()
    if "sim" in chosen and not named:
        cost = combinations(model, better)
        if cost > SIM_BUDGET:
            judged.combinations = cost
            chosen = [concept for concept in chosen if concept != "sim"]
    for done, concept in enumerate(chosen):
        judged.stable[concept] = []
        for party in model.parties:
            share = (done + party / len(model.parties)) / len(chosen)
            progress(f"{concept} for {given.parties[party]}", share)
            judged.stable[concept].append(_stable(given, concept, party, better))
    progress("reasons", 1.0)
    return judged


def _stable(
    given: Conflict, concept: str, party: int, better: Mapping[int, Improvements]
) -> NDArray[np.bool_]:
    match concept:
        case "nash_stability":
            return sanctions.nash_stability(given.model, party)
        case "gmr":
            return sanctions.general_metarationality(given.model, party)
        case "smr":
            return sanctions.symmetric_metarationality(given.model, party)
        case "seq":
            return sanctions.sequential_stability(given.model, party, better)
        case _:
            return simultaneous_stability(given.model, party, better)


def _values(given: Conflict, chosen: Sequence[str], judged: Judged, limit: int) -> dict[str, Any]:
    today = given.state(given.status_quo) if given.status_quo is not None else None
    stable: dict[str, Any] = dict.fromkeys(chosen)
    equilibria: dict[str, Any] = dict.fromkeys(chosen)
    counts: dict[str, Any] = dict.fromkeys(chosen)
    holds: dict[str, Any] = dict.fromkeys(chosen)
    cut = False
    for concept, masks in judged.stable.items():
        by_party = dict(zip(given.parties, masks, strict=True))
        every = stability_answer.equilibria(masks)
        stable[concept] = {p: _listed(given, mask, limit) for p, mask in by_party.items()}
        equilibria[concept] = _listed(given, every, limit)
        counts[concept] = {
            "equilibria": int(np.count_nonzero(every)),
            "stable": {p: int(np.count_nonzero(mask)) for p, mask in by_party.items()},
        }
        cut = cut or any(n > limit for n in (*counts[concept]["stable"].values(),))
        if today is not None:
            holds[concept] = {p: bool(mask.flat[today]) for p, mask in by_party.items()}
    return {
        "moves": list(given.moves),
        "states": 1 << len(given.moves),
        "feasible": int(np.count_nonzero(given.model.feasible)),
        "stable": stable,
        "equilibria": equilibria,
        "counts": counts,
        "truncated": cut,
        "status_quo": given.status_quo,
        "status_quo_stable": None if today is None else holds,
        "not_computed": {} if judged.combinations is None else {"sim": judged.combinations},
    }


def _listed(given: Conflict, mask: NDArray[np.bool_], limit: int) -> list[str]:
    """The first ``limit`` states of ``mask`` as text."""
    return given.text(np.flatnonzero(mask)[:limit])
