"""Why is it stuck, and which states of affairs would hold?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analyses import stability_answer, stability_views
from irenic.analyses.conflict import conflict
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Status
from irenic.analyses.stability_coalitions import defections, of_coalition
from irenic.analyses.stability_concepts import (
    CONCEPTS,
    DEFAULT_CONCEPTS,
    SIM_BUDGET,
    Judge,
    Judged,
)
from irenic.analyses.stability_design import Design, partial
from irenic.analyses.stability_paths import state_named
from irenic.analyses.stability_uncertain import completions, everybody, strength
from irenic.analyses.stability_uncertain import draws as drawn
from irenic.analyses.stability_why import why
from irenic.dossier.problems import nearest
from irenic.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from irenic.analyses.conflict import Conflict
    from irenic.dossier.model import Dossier

MOST_DRAWS = 100_000
"""The most draws of uncertain preferences."""

_METHOD = Method(
    algorithm="For each party and state the worst that the others can bring about, as fixed "
    "points of running minima over arrays with one axis a party; SIM by enumerating all "
    "combinations of improvements until a sanction is found",
    source="Fang, Hipel & Kilgour (1993), Interactive Decision Making; Howard "
    "(1971); Fraser & Hipel (1979, 1984); Nash (1950, 1951)",
)


@dataclass(frozen=True)
class _Asked:
    """The options of one call, checked. Parties and states by number."""

    concepts: tuple[str, ...]
    named: bool
    horizon: int
    coalition: tuple[int, ...]
    coalitions: int
    draws: int
    seed: int
    party: int | None
    state: int | None
    limit: int

    @property
    def repeated(self) -> tuple[str, ...]:
        """Concepts for models that vary: SIM, which is dear, only where it was named."""
        return self.concepts if self.named else tuple(c for c in self.concepts if c != "sim")


def stability(
    dossier: Dossier, *, concepts: Sequence[str] | None = None, horizon: int = 3,
    coalition: Sequence[str] = (), coalitions: int = 0, draws: int = 0, seed: int = 0,
    party: str | None = None, state: str | None = None, target: str | None = None,
    limit: int = 200,
    progress: Callable[[str, float], None] | None = None,
) -> Result:  # fmt: skip
    """The stable states of the conflict outside the table, for every party and concept.

    ``concepts``: some of :data:`CONCEPTS`; by default :data:`DEFAULT_CONCEPTS`, but SIM only
    where it has to look at no more than :data:`SIM_BUDGET` combinations (otherwise the result is
    partial and a caveat says so). ``horizon``: the moves that ``limited_move`` looks ahead.
    ``coalition``: parties for which, moving jointly, stability is wanted as well.
    ``coalitions``: the size up to which all coalitions are searched for joint moves away from the
    status quo and from equilibria (0: none). ``draws``: how many times uncertain preferences are
    drawn, with random numbers from ``seed``. ``party``, ``state``: whom and which state to explain
    (by default everybody, and the status quo); ways to the equilibria
    begin at it. ``target``: a state of which to tell what would have to change for it to hold (Y
    and N, or the moves in force separated by commas). ``limit``: the most states in each list of
    ``values``. ``progress`` is called with what is being computed and the share done.

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
    - ``not_computed``: concept -> number of combinations that it would look at (of
      ``non_myopic``: horizons that were tried);
    - ``strong``: concept -> ``stable`` (party -> states) and ``equilibria``: those strongly
      stable; None where no preference is said to be great;
    - ``unknown``: what holds under all and under some completions of unknown preferences, None
      where none is unknown: ``completions`` (party -> number), ``equilibria`` (concept -> ``all``,
      ``some``), ``stable`` (concept -> party -> ``all``, ``some``), ``counts``, ``not_computed``;
    - ``views``: the hypergame, None where nobody sees the conflict otherwise: ``parties`` that do,
      ``expected`` (concept -> party -> equilibria as it sees them), ``equilibria`` (concept ->
      states in which everybody stays as it sees things), ``surprised`` (concept -> such state ->
      parties that did not expect it), ``mistaken`` (concept -> party -> expected states that do not
      hold), ``unseen`` and ``imagined`` (party -> number of states that it takes for impossible,
      or for possible, and is wrong);
    - ``coalition``: ``members``, ``stable`` (concept -> states), ``counts``; None if none is named;
    - ``defections``: coalitions that gain by a joint move: ``state``, ``coalition``, ``to``,
      ``undeterred`` (concept -> those without an answer); None unless searched for;
    - ``draws``: ``number``, ``seed``, ``uncertain`` (parties), ``truncated``, ``equilibria``
      (concept -> ``state`` and ``share`` of draws in which it is one, most frequent first),
      ``status_quo`` (concept -> party -> share of draws in which it is stable); None without draws;
    - ``why``: for each party and concept asked about, why the state is stable or not: ``party``,
      ``state``, ``concept``, ``stable``, ``improvements`` (``to``, ``takes_up``, ``gives_up``,
      ``deterred``, ``steps`` of the others, ``worse``: whether they leave the party worse off),
      ``further`` (improvements not followed up); None unless ``party`` or ``state`` is given.

    - ``evolution``: how to get from the status quo (or ``state``) to equilibria, None without one:
      ``from``, ``equilibria`` (``state``, ``concepts``, and ``by_improvements`` and ``by_moves``:
      the steps of a shortest path, None where there is none), ``reached`` (concept -> how many
      ``equilibria`` there are, and how many can be reached ``by_improvements`` and ``by_moves``);
    - ``redesign``: what would have to change for ``target`` to hold, None unless it is given:
      ``state``, ``concepts`` (concept -> ``holds``, ``preferences``, ``infeasible``, ``rankings``).

    A concept that was to be computed and was not has None in place of its entry; one that
    was not asked for has none.

    Raises UsageError for options that name nothing or are out of range, Inapplicable for a
    coalition with too many choices, and what :func:`irenic.analyses.conflict.conflict` raises.
    """
    began = time.perf_counter()
    chosen = _chosen(concepts)
    _bounded(limit=(limit, 1, None), horizon=(horizon, 1, 100), coalitions=(coalitions, 0, None),
             draws=(draws, 0, MOST_DRAWS), seed=(seed, 0, None))  # fmt: skip
    given = conflict(dossier)
    members = tuple(dict.fromkeys(_party(given, name) for name in coalition))
    asked = _Asked(
        chosen, concepts is not None, horizon, members, coalitions, draws, seed,
        None if party is None else _party(given, party),
        None if state is None else state_named(given, state, "state"), limit,
    )  # fmt: skip
    tell = progress or (lambda what, share: None)
    judged = _judge(given, asked, tell)
    values = _values(given, chosen, judged, limit)
    values |= _further(dossier, given, asked, judged, tell)
    goal = None if target is None else state_named(given, target, "target")
    design = Design(dossier, given, judged.stable, _start(given, asked), goal)
    values |= design.values
    tell("reasons", 1.0)
    named = names(dossier)
    parts = stability_answer.answer(dossier, given, judged.stable, values, named, coalitions)
    parameters = {
        "concepts": list(chosen), "horizon": horizon, "coalition": list(coalition),
        "coalitions": coalitions, "draws": draws, "seed": seed, "party": party, "state": state,
        "target": target, "limit": limit, "sim_budget": SIM_BUDGET,
    }  # fmt: skip
    return Result(
        question="stability",
        status=Status.PARTIAL if _incomplete(values) else Status.COMPLETE,
        values=values,
        method=_METHOD,
        parameters=parameters,
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        **design.added_to(parts, named),
    )


def _start(given: Conflict, asked: _Asked) -> int | None:
    """The state that ways begin with."""
    if asked.state is not None:
        return asked.state
    return None if given.status_quo is None else given.state(given.status_quo)


def _incomplete(values: dict[str, Any]) -> bool:
    unknown = values["unknown"]
    return bool(values["not_computed"]) or bool(
        (unknown and unknown["not_computed"]) or partial(values["redesign"])
    )


def _chosen(concepts: Sequence[str] | None) -> tuple[str, ...]:
    """The concepts asked for, in the order of :data:`CONCEPTS`."""
    if concepts is None:
        return DEFAULT_CONCEPTS
    if isinstance(concepts, str):
        raise UsageError(f"concepts must be a list of names, such as ['{CONCEPTS[0]}']")
    for concept in concepts:
        if concept not in CONCEPTS:
            raise _unknown("concept", str(concept), CONCEPTS)
    if len(set(concepts)) < len(concepts):
        twice = next(each for each in concepts if list(concepts).count(each) > 1)
        raise UsageError(f"the concept '{twice}' is given more than once")
    if not concepts:
        raise UsageError(f"name at least one concept of {', '.join(CONCEPTS)}")
    return tuple(concept for concept in CONCEPTS if concept in concepts)


def _unknown(kind: str, name: str, known: Iterable[str]) -> UsageError:
    every = list(known)
    close = nearest(name, every)
    hint = f" Did you mean '{close}'?" if close else ""
    return UsageError(f"no {kind} is called '{name}'; there are {', '.join(every)}.{hint}")


def _bounded(**options: tuple[int, int, int | None]) -> None:
    """Raise UsageError for an option (value, least, most) out of range."""
    for name, (value, least, most) in options.items():
        if most is not None and not least <= value <= most:
            raise UsageError(f"{name} must lie between {least:,} and {most:,}, not {value:,}")
        if value < least:
            raise UsageError(f"{name} must be {least} or more, not {value}")


def _party(given: Conflict, name: str) -> int:
    if name not in given.parties:
        raise _unknown("party with moves", name, given.parties)
    return given.parties.index(name)


def _judge(given: Conflict, asked: _Asked, progress: Callable[[str, float], None]) -> Judged:
    """Stable states by concept; SIM is left out where it is dear and was not named."""
    parties = len(given.parties)

    def tell(concept: str, party: int | None) -> None:
        share = (asked.concepts.index(concept) + (party or 0) / parties) / len(asked.concepts)
        whose = "" if party is None else f" for {given.parties[party]}"
        progress(f"{concept}{whose}", share)

    budget = None if asked.named else SIM_BUDGET
    return Judge(asked.horizon, tell).judge_all(given.model, asked.concepts, budget)


def _further(
    dossier: Dossier, given: Conflict, asked: _Asked, judged: Judged,
    progress: Callable[[str, float], None],
) -> dict[str, Any]:  # fmt: skip
    """The values beyond the stable states of the conflict as it is written."""

    def listed(mask: NDArray[np.bool_]) -> list[str]:
        return _listed(given, mask, asked.limit)

    judge = Judge(asked.horizon)
    better = judge.better(given.model) if asked.coalition or asked.coalitions else {}
    explaining = asked.party is not None or asked.state is not None
    about = _about(given, judged, asked) if asked.coalitions or explaining else []
    found: dict[str, Any] = {
        "strong": _strong(given, asked, judged, listed),
        "unknown": completions(given, asked.repeated, asked.horizon, listed),
        "views": stability_views.views(dossier, given, judge, asked.repeated, asked.limit),
        "coalition": None, "defections": None, "draws": None, "why": None,
    }  # fmt: skip
    if asked.coalition:
        found["coalition"] = of_coalition(given, asked.coalition, better, listed)
    if asked.coalitions:
        found["defections"] = defections(given, about, asked.coalitions, better, progress)
    if asked.draws:
        found["draws"] = _draws(given, asked, judge)
    if about and explaining:
        who = list(given.model.parties) if asked.party is None else [asked.party]
        explained = about[0] if asked.state is None else asked.state
        found["why"] = why(given, judged.stable, who, explained, asked.horizon)
    return found


def _about(given: Conflict, judged: Judged, asked: _Asked) -> list[int]:
    """States worth a closer look: the status quo, then equilibria under most concepts first."""
    today = given.state(given.status_quo) if given.status_quo is not None else None
    depth = np.zeros(given.model.feasible.size, np.int8)
    for masks in judged.stable.values():
        depth += everybody(masks).ravel()
    most = stability_answer.most_stable(depth)
    first = [place for place in (asked.state, today) if place is not None]
    return list(dict.fromkeys([*first, *most]))


def _strong(
    given: Conflict, asked: _Asked, judged: Judged, listed: Callable[[Any], list[str]]
) -> dict[str, Any] | None:
    found = strength(given, asked.concepts, judged.stable)
    return {
        concept: {
            "stable": {p: listed(m) for p, m in zip(given.parties, masks, strict=True)},
            "equilibria": listed(everybody(masks)),
        }
        for concept, masks in found.items()
    } or None


def _draws(given: Conflict, asked: _Asked, judge: Judge) -> dict[str, Any]:
    counts, uncertain = drawn(given, judge, asked.repeated, asked.draws, asked.seed)
    today = given.state(given.status_quo) if given.status_quo is not None else None
    equilibria: dict[str, Any] = {}
    for concept, each in counts.items():
        flat = each[-1].ravel()
        often = np.flatnonzero(flat)
        often = often[np.argsort(-flat[often], kind="stable")][: asked.limit]
        equilibria[concept] = [
            {"state": text, "share": int(flat[place]) / asked.draws}
            for place, text in zip(often, given.text(often), strict=True)
        ]
    return {
        "number": asked.draws, "seed": asked.seed, "uncertain": uncertain,
        "truncated": any(np.count_nonzero(each[-1]) > asked.limit for each in counts.values()),
        "equilibria": equilibria,
        "status_quo": None if today is None else {
            concept: {
                party: int(count.flat[today]) / asked.draws
                for party, count in zip([*given.parties, "all"], each, strict=True)
            }
            for concept, each in counts.items()
        },
    }  # fmt: skip


def _values(given: Conflict, chosen: Sequence[str], judged: Judged, limit: int) -> dict[str, Any]:
    today = given.state(given.status_quo) if given.status_quo is not None else None
    stable: dict[str, Any] = dict.fromkeys(chosen)
    equilibria: dict[str, Any] = dict.fromkeys(chosen)
    counts: dict[str, Any] = dict.fromkeys(chosen)
    holds: dict[str, Any] = dict.fromkeys(chosen)
    cut = False
    for concept, masks in judged.stable.items():
        by_party = dict(zip(given.parties, masks, strict=True))
        every = everybody(masks)
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
        "not_computed": dict(judged.not_computed),
    }


def _listed(given: Conflict, mask: NDArray[np.bool_], limit: int) -> list[str]:
    """The first ``limit`` states of ``mask`` as text."""
    return given.text(np.flatnonzero(mask)[:limit])
