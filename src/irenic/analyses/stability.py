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
from irenic.analyses.stability_coalitions import defections, of_coalition, why_coalition
from irenic.analyses.stability_concepts import (
    ANYWAY,
    CONCEPTS,
    DEFAULT_CONCEPTS,
    LABELS,
    SIM_BUDGET,
    SIM_CEILING,
    SIM_RATE,
    Judge,
    Judged,
    NotComputed,
)
from irenic.analyses.stability_design import Design, partial
from irenic.analyses.stability_paths import state_named
from irenic.analyses.stability_uncertain import completions, everybody, strength
from irenic.analyses.stability_uncertain import draws as drawn
from irenic.analyses.stability_why import why
from irenic.dossier.problems import nearest
from irenic.errors import Inapplicable, UsageError

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
    sim_most: int | None
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
    partial and a caveat says so). Named, it is computed up to :data:`SIM_CEILING` combinations;
    named as ``sim:anyway``, whatever it costs. ``horizon``: the moves that ``limited_move`` looks
    ahead.
    ``coalition``: parties for which, moving jointly, stability is wanted as well.
    ``coalitions``: the size (2 or more) up to which all coalitions are searched for joint moves
    away from the status quo and from the equilibria under ``concepts`` (0: none). ``draws``: how
    many times uncertain preferences are drawn, with random numbers from ``seed``. ``party``,
    ``state``: whom and which state to explain
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
    - ``truncated``: whether any of these lists was cut, or one under ``strong``, ``views``,
      ``defections`` or ``evolution``;
    - ``status_quo``: the state today, or None; ``status_quo_stable``: concept -> party -> yes
      or no, None where there is no status quo or it is infeasible;
    - ``not_computed``: concept -> how much it would have looked at;
      ``not_computed_because``: concept -> of what: ``combinations`` (SIM), ``improvements`` to be
      listed, ``anticipations``, or ``horizons`` that were tried without finding a limit;
    - ``strong``: concept -> ``stable`` (party -> states) and ``equilibria``: those strongly
      stable, ``weak`` (party -> states stable, but not strongly), ``weak_equilibria``, and
      ``counts`` of all of these; None where no preference is said to be great;
    - ``unknown``: what holds under all and under some completions of unknown preferences, None
      where none is unknown: ``completions`` (party -> number), ``equilibria`` (concept -> ``all``,
      ``some``), ``stable`` (concept -> party -> ``all``, ``some``), ``counts``, ``not_computed``;
    - ``views``: the hypergame, None where no party has a view: ``parties`` that see the conflict
      otherwise, ``same`` (those whose view changes nothing), ``as_written`` (those whose view
      leaves something unknown, which is taken as written), ``today_impossible`` and
      ``nothing_possible`` (those that see the status quo, or every state, as impossible),
      ``expected`` (concept -> party -> equilibria as it sees them), ``equilibria`` (concept ->
      states in which everybody stays as it sees things), ``surprised`` (concept -> such state ->
      parties that did not expect it), ``mistaken`` (concept -> party -> expected states that do not
      hold), ``counts`` of all of these, ``truncated``, ``not_computed``,
      ``unseen`` and ``imagined`` (party -> number of states that it takes for impossible,
      or for possible, and is wrong);
    - ``coalition``: ``members``, ``stable`` (concept -> states), ``counts``, ``not_computed``,
      ``why`` (of the status quo, or ``state``); None if none is named;
    - ``defections``: coalitions that gain by a joint move: ``state``, ``equilibrium`` (concepts
      under which the state is one), ``coalition``, ``to``, ``undeterred`` (concept -> those without
      an answer), the first ``limit``; None unless searched for; ``defections_search``: the
      ``size``, how many ``coalitions`` there are, how many ``states`` were looked from, ``of`` how
      many, how many ``cases`` there are and how many ``undeterred``, ``not_computed``,
      ``truncated``;
    - ``draws``: ``number``, ``seed``, ``uncertain`` (parties), ``truncated``, ``equilibria``
      (concept -> ``state`` and ``share`` of draws in which it is one, most frequent first),
      ``not_computed``,
      ``status_quo`` (concept -> party -> share of draws in which it is stable); None without draws;
    - ``why``: for each party and concept asked about, why the state is stable or not: ``party``,
      ``state``, ``concept``, ``stable``, ``improvements`` (``to``, ``takes_up``, ``gives_up``,
      ``deterred``, ``steps`` of the others, ``worse``: whether they leave the party worse off),
      ``further`` (improvements not followed up), ``horizon`` (of concepts that look ahead: there
      the steps are what the party counts on); None unless ``party`` or ``state`` is given;
    - ``evolution``: how to get from the status quo (or ``state``) to equilibria, None without one:
      ``from``, ``equilibria`` (``state``, ``concepts``, and ``by_improvements`` and ``by_moves``:
      the steps of a shortest path, None where there is none; the first ``limit``), ``truncated``,
      ``reached`` (concept -> how many ``equilibria`` there are, and how many can be reached
      ``by_improvements`` and ``by_moves``), ``counts`` (the same over all concepts, and those
      ``out_of_reach``);
    - ``redesign``: what would have to change for ``target`` to hold, None unless it is given:
      ``state``, ``concepts`` (concept -> ``holds``, ``preferences``, ``ranks``, ``infeasible``,
      ``rankings``), ``seconds`` (the limit of all searches together), ``not_told`` (concepts).

    A concept that was to be computed and was not has None in place of its entry; one that
    was not asked for has none.

    Raises UsageError for options that name nothing or are out of range, Inapplicable for a
    coalition with too many choices or where no concept can be computed, and what
    :func:`irenic.analyses.conflict.conflict` raises.
    """
    began = time.perf_counter()
    chosen = _chosen(concepts)
    _bounded(limit=(limit, 1, None), horizon=(horizon, 1, 100), coalitions=(coalitions, 0, None),
             draws=(draws, 0, MOST_DRAWS), seed=(seed, 0, None))  # fmt: skip
    if coalitions == 1:
        raise UsageError("coalitions must be 2 or more (a coalition of one is a party), or 0")
    given = conflict(dossier)
    members = tuple(dict.fromkeys(_party(given, name) for name in coalition))
    most = SIM_BUDGET if concepts is None else SIM_CEILING
    asked = _Asked(
        chosen, concepts is not None, None if f"sim{ANYWAY}" in (concepts or ()) else most,
        horizon, members, coalitions, draws, seed,
        None if party is None else _party(given, party),
        None if state is None else state_named(given, state, "state"), limit,
    )  # fmt: skip
    tell = progress or (lambda what, share: None)
    judge = _judge(given, asked, tell)
    judged = _judged(given, asked, judge)
    values = _values(given, chosen, judged, limit)
    values |= _further(dossier, given, asked, judged, judge)
    goal = None if target is None else state_named(given, target, "target")
    judge.tell("ways to equilibria", None, 0.9)
    design = Design(dossier, given, judged.stable, _start(given, asked), goal, tell)
    design.find_ways(limit)
    values |= design.values
    values["truncated"] |= _cut(values)
    tell("reasons", 1.0)
    named = names(dossier)
    parts = stability_answer.answer(dossier, given, judged.stable, values, named, coalitions)
    parameters = {
        "concepts": list(chosen), "horizon": horizon, "coalition": list(coalition),
        "coalitions": coalitions, "draws": draws, "seed": seed, "party": party, "state": state,
        "target": target, "limit": limit, "sim_budget": SIM_BUDGET, "sim_ceiling": SIM_CEILING,
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
    search = values["defections_search"]
    named = ("unknown", "views", "draws", "coalition", "defections_search")
    parts = (values[name] or {} for name in named)
    return bool(
        values["not_computed"]
        or any(part.get("not_computed") for part in parts)
        or (search and search["states"] < search["of"])
        or partial(values["redesign"])
    )


def _cut(values: dict[str, Any]) -> bool:
    """Whether a list beside those of stable states was cut."""
    parts = (values[name] or {} for name in ("views", "defections_search", "evolution", "draws"))
    return any(part.get("truncated") for part in parts)


def _chosen(concepts: Sequence[str] | None) -> tuple[str, ...]:
    """The concepts asked for, in the order of :data:`CONCEPTS`."""
    if concepts is None:
        return DEFAULT_CONCEPTS
    if isinstance(concepts, str):
        raise UsageError(f"concepts must be a list of names, such as ['{CONCEPTS[0]}']")
    concepts = ["sim" if concept == f"sim{ANYWAY}" else concept for concept in concepts]
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


def _judge(
    given: Conflict, asked: _Asked, progress: Callable[[str, float], None]
) -> Judge:  # fmt: skip
    """What judges graph models for this call, and says what it is doing.

    The share told never falls: the concepts are the first half of it, in the order in which they
    are computed, and whatever follows the second.
    """
    furthest = 0.0
    left = list(asked.concepts)

    def tell(what: str, party: int | None, share: float) -> None:
        nonlocal furthest
        concept = what.partition(",")[0]
        if concept in left:
            del left[: left.index(concept)]  # those before it are done
            share += len(asked.concepts) - len(left)
            furthest = max(furthest, share / len(asked.concepts) / 2)
        elif what != "improvements":
            furthest = max(furthest, 0.5 + share / 2)
        label = LABELS.get(concept, concept) + what.removeprefix(concept)
        progress(label if party is None else f"{label} for {given.parties[party]}", furthest)

    return Judge(asked.horizon, asked.sim_most, tell)


def _judged(given: Conflict, asked: _Asked, judge: Judge) -> Judged:
    """Stable states by concept; what SIM costs is said before it is begun."""
    cost = judge.cost_of_sim(given.model) if asked.named and "sim" in asked.concepts else None
    if cost is not None and cost > SIM_BUDGET and (judge.most is None or cost <= judge.most):
        told = f"sim, up to {cost:,} combinations ({_duration(cost / SIM_RATE)} at most)"
        judge.tell(told, None, 0.0)
        plain = judge.tell

        def tell(what: str, party: int | None, share: float) -> None:
            plain(told if what == "sim" else what, party, share)

        judge.tell = tell
        judged = judge.judge_all(given.model, asked.concepts)
        judge.tell = plain
    else:
        judged = judge.judge_all(given.model, asked.concepts)
    if not judged.stable:
        raise Inapplicable(
            "stability",
            [_refusal(concept, why_not) for concept, why_not in judged.not_computed.items()],
        )
    return judged


def _refusal(concept: str, why_not: NotComputed) -> str:
    """Why a concept is not computed, and what would have it computed if anything would."""
    if why_not.what != "combinations":
        return f"{LABELS[concept]} would take {why_not.needed:,} {why_not.what}, more than can be"
    how_long = _duration(why_not.needed / SIM_RATE)
    return (
        f"SIM has up to {why_not.needed:,} combinations of answers to look at ({how_long} at "
        f"most); name it as 'sim{ANYWAY}' to have it computed all the same"
    )


def _duration(seconds: float) -> str:
    """Roughly how long, in words."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"about {seconds / size:,.0f} {unit}"
    return f"about {max(seconds, 1):,.0f} seconds"


def _further(
    dossier: Dossier, given: Conflict, asked: _Asked, judged: Judged, judge: Judge
) -> dict[str, Any]:
    """The values beyond the stable states of the conflict as it is written."""

    def listed(mask: NDArray[np.bool_]) -> list[str]:
        return _listed(given, mask, asked.limit)

    explaining = asked.party is not None or asked.state is not None
    start = _start(given, asked)
    found: dict[str, Any] = {
        "strong": _strong(given, asked, judged, judge),
        "unknown": completions(given, judge, asked.repeated, listed),
        "views": stability_views.views(dossier, given, judge, judged.stable, asked.limit),
        "coalition": None, "defections": None, "defections_search": None, "draws": None,
        "why": None,
    }  # fmt: skip
    if asked.coalition:
        found["coalition"] = {
            **of_coalition(given, asked.coalition, judge, asked.concepts, listed),
            "why": []
            if start is None
            else why_coalition(given, asked.coalition, judge, asked.concepts, start),
        }
    if asked.coalitions:
        search = defections(
            given, judged.stable, _about(given, judged, asked), asked.coalitions, judge, asked.limit
        )
        found |= {"defections": search.found, "defections_search": search.search}
    if asked.draws:
        found["draws"] = _draws(given, asked, judge)
    if explaining:
        first = _about(given, judged, asked)
        explained = asked.state if asked.state is not None else first[0] if first else None
        if explained is not None:
            who = list(given.model.parties) if asked.party is None else [asked.party]
            found["why"] = why(given, judge, judged.stable, who, explained)
    return found


def _about(given: Conflict, judged: Judged, asked: _Asked) -> list[int]:
    """The state asked about, the status quo, and all equilibria, those of most concepts first."""
    today = given.state(given.status_quo) if given.status_quo is not None else None
    depth = np.zeros(given.model.feasible.size, np.int8)
    for masks in judged.stable.values():
        depth += everybody(masks).ravel()
    every = np.flatnonzero(depth)
    every = every[np.argsort(-depth[every], kind="stable")]
    first = [place for place in (asked.state, today) if place is not None]
    return list(dict.fromkeys([*first, *every.tolist()]))


def _strong(given: Conflict, asked: _Asked, judged: Judged, judge: Judge) -> dict[str, Any] | None:
    """States stable strongly, and those stable but not strongly, by concept."""
    found = strength(given, judge, asked.concepts, judged.stable)

    def listed(mask: NDArray[np.bool_]) -> list[str]:
        return _listed(given, mask, asked.limit)

    told = {}
    for concept, masks in found.items():
        every = judged.stable[concept]
        weak = [stable & ~strong for stable, strong in zip(every, masks, strict=True)]
        both = everybody(masks), everybody(every) & ~everybody(masks)
        told[concept] = {
            "stable": {p: listed(m) for p, m in zip(given.parties, masks, strict=True)},
            "weak": {p: listed(m) for p, m in zip(given.parties, weak, strict=True)},
            "equilibria": listed(both[0]), "weak_equilibria": listed(both[1]),
            "counts": {
                "stable": _numbers(given, masks), "weak": _numbers(given, weak),
                "equilibria": int(both[0].sum()), "weak_equilibria": int(both[1].sum()),
            },
        }  # fmt: skip
    return told or None


def _numbers(given: Conflict, masks: Sequence[NDArray[np.bool_]]) -> dict[str, int]:
    """How many states each party's mask has."""
    return {p: int(np.count_nonzero(m)) for p, m in zip(given.parties, masks, strict=True)}


def _draws(given: Conflict, asked: _Asked, judge: Judge) -> dict[str, Any]:
    found = drawn(given, judge, asked.repeated, asked.draws, asked.seed)
    counts = found.counts
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
        "number": asked.draws, "seed": asked.seed, "uncertain": found.uncertain,
        "not_computed": found.not_computed,
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
            "stable": _numbers(given, masks),
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
        "not_computed": {c: why_not.needed for c, why_not in judged.not_computed.items()},
        "not_computed_because": {c: why_not.what for c, why_not in judged.not_computed.items()},
    }


def _listed(given: Conflict, mask: NDArray[np.bool_], limit: int) -> list[str]:
    """The first ``limit`` states of ``mask`` as text."""
    return given.text(np.flatnonzero(mask)[:limit])
