"""Unknown preferences and hypergames against their definitions, on over 500 models each.

Dossiers are generated together with what they mean: statements as texts with the states in
which they hold, preferences of every kind, views that differ. The definitions are in
``graph_model_definitions``.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings

from graph_model_cases import Census, random_for, varied_conflicts
from graph_model_definitions import (
    Definitions,
    Holds,
    Payoff,
    States,
    completed_ranking,
    completed_statements,
    dense,
    hypergame,
)
from graph_model_oracle import Conflict, State
from irenic.analyses.conflict import Conflict as Arrays
from irenic.analyses.conflict import conflict as as_arrays
from irenic.analyses.stability_concepts import Judge
from irenic.analyses.stability_uncertain import completions
from irenic.analyses.stability_views import views
from irenic.dossier.model import Dossier

ENOUGH = settings(max_examples=520)
HORIZON = 3
LIMIT = 1000

Random = np.random.Generator
Meant = tuple[str, Holds]
"""A statement as text, and in which states it holds."""


def _some_concepts(random: Random) -> tuple[str, ...]:
    """Three always; those that take more, one of them at a time.

    Here it is not their meaning that is looked into, but whether every completion, or view, is.
    """
    dear = ("seq", "sim", "sseq", "limited_move", "non_myopic")
    return ("nash_stability", "gmr", "smr", dear[int(random.integers(5))])


def text(state: State) -> str:
    return "".join("NY"[value] for value in state)


def texts(states: States) -> set[str]:
    return {text(state) for state in states}


def names(owner: tuple[int, ...]) -> list[str]:
    return [f"p{party}.m{option}" for option, party in enumerate(owner)]


def statement(random: Random, owner: tuple[int, ...]) -> Meant:
    """One move, or two joined, some of them not in force."""
    first, second = (int(o) for o in random.choice(len(owner), 2, replace=False))
    one, other = (int(v) for v in random.integers(2, size=2))
    write = [name if v else f"not {name}" for name, v in
             ((names(owner)[first], one), (names(owner)[second], other))]  # fmt: skip
    match int(random.integers(5)):
        case 0:
            return " and ".join(write), lambda s: s[first] == one and s[second] == other
        case 1:
            return " or ".join(write), lambda s: s[first] == one or s[second] == other
        case 2:
            return " if ".join(write), lambda s: s[first] == one or s[second] != other
        case 3:
            return " iff ".join(write), lambda s: (s[first] == one) == (s[second] == other)
    return write[0], lambda s: s[first] == one


def exactly(owner: tuple[int, ...], state: State) -> str:
    """A statement that holds in one state alone."""
    pairs = zip(names(owner), state, strict=True)
    return " and ".join(name if value else f"not {name}" for name, value in pairs)


def every_state(owner: tuple[int, ...]) -> list[State]:
    return list(product((0, 1), repeat=len(owner)))


def moves_of(conflict: Conflict) -> dict[str, Any]:
    """The moves of a dossier, with infeasible states one by one; without preferences."""
    found: dict[str, Any] = {f"p{party}": {} for party in conflict.parties}
    for option, party in enumerate(conflict.owner):
        found[f"p{party}"][f"m{option}"] = {
            "name": f"M{option}", "reversible": option not in conflict.irreversible,
            "resumable": option not in conflict.unresumable,
        }  # fmt: skip
    every = every_state(conflict.owner)
    out = [exactly(conflict.owner, s) for s in every if s not in conflict.feasible]
    return {**found, "infeasible": out, "preferences": {}}


def dossier(moves: dict[str, Any], parties: int) -> Dossier:
    own = {f"p{party}": {"name": f"P{party}"} for party in range(parties)}
    return Dossier.model_validate({"irenic": 1, "parties": own, "moves": moves})


# What is not known -------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubted:
    """Preferences as a dossier has them, and every order that they may turn out to be."""

    written: Any
    orders: list[Payoff]


def known(payoff: Payoff) -> Doubted:
    return Doubted({"ranking": [[text(s) for s in level] for level in levels(payoff)]}, [payoff])


def levels(payoff: Payoff) -> list[list[State]]:
    """States by preference, best first."""
    heights = sorted(set(payoff.values()), reverse=True)
    return [[s for s in sorted(payoff) if payoff[s] == height] for height in heights]


def doubtful_ranking(random: Random, states: States) -> Doubted:
    """The order of two or three states next to each other is unknown, at up to two places."""
    drawn = random.integers(2 * len(states), size=len(states)).tolist()
    ranked = levels(dict(zip(sorted(states), drawn, strict=True)))
    unknown: list[list[State]] = []
    at = int(random.integers(len(ranked)))
    while at < len(ranked) and len(unknown) < 2:
        run = ranked[at] + (ranked[at + 1] if at + 1 < len(ranked) and random.integers(3) else [])
        if 2 <= len(run) <= (2 if unknown else 3):
            unknown.append(run)
        at += 2
    written = {"ranking": [[text(s) for s in level] for level in ranked],
               "unknown": [[text(s) for s in own] for own in unknown]}  # fmt: skip
    return Doubted(written, list(completed_ranking(ranked, unknown)))


def doubtful_statements(random: Random, conflict: Conflict) -> Doubted:
    """Two or three statements, of one or two of which something is unknown."""
    given_: dict[str, Holds] = {}
    for _ in range(int(random.integers(2, 4))):
        said, holds = statement(random, conflict.owner)
        given_[said] = holds
    doubts = ["sign", "place", "both"]
    kinds: list[str | None] = [None] * len(given_)
    for at in random.choice(len(given_), min(2, len(given_)), replace=False):
        kinds[int(at)] = doubts[int(random.integers(3))]
    if kinds.count("both") > 1:
        kinds[kinds.index("both")] = "place"
    written = [
        {"statement": said} | ({"unknown": kind} if kind else {})
        for said, kind in zip(given_, kinds, strict=True)
    ]
    pairs = list(zip(given_.values(), kinds, strict=True))
    return Doubted(written, list(completed_statements(conflict.feasible, pairs)))


def doubted(random: Random, conflict: Conflict) -> list[Doubted]:
    """What each party prefers: one or two in doubt, with at most 13 combinations of orders."""
    parties = [int(p) for p in random.permutation(len(conflict.parties))]
    found = [known(payoff) for payoff in conflict.payoff]
    ways = 1
    wanted = 1 + int(random.integers(2))
    while wanted:
        ranked = bool(random.integers(2))
        made = (
            doubtful_ranking(random, conflict.feasible) if ranked
            else doubtful_statements(random, conflict)
        )  # fmt: skip
        if len(made.orders) > 1 and ways * len(made.orders) <= 13:
            found[parties.pop()] = made
            ways *= len(made.orders)
            wanted -= 1
        elif ways > 4:
            break
    return found


def _check_orders(arrays: Arrays, feasible: States, prefer: list[Doubted]) -> None:
    """The completions are these orders, ties included, none missing.

    Most concepts cannot tell: an order with a tie often leaves the same states stable as one
    of the two without.
    """
    states = sorted(feasible)
    at = [arrays.state(text(state)) for state in states]
    for party, own in enumerate(prefer):
        expected = {tuple(dense(order)[s] + 1 for s in states) for order in own.orders}
        completed = arrays.preferences[party].completed()
        assert {tuple(ranks.flat[at].tolist()) for ranks in completed} == expected, party


def test_unknown_preferences() -> None:
    """Stable under all, and under some, of the completions, for each party and for all."""
    census, seen = Census(), Counter[str]()

    @ENOUGH
    @given(varied_conflicts(options=4))
    def compare(conflict: Conflict) -> None:
        random = random_for(conflict)
        prefer = doubted(random, conflict)
        moves = moves_of(conflict)
        moves["preferences"] = {f"p{i}": own.written for i, own in enumerate(prefer)}
        arrays = as_arrays(dossier(moves, len(prefer)))

        def listed(mask: Any) -> set[str]:
            return set(arrays.text(np.flatnonzero(mask)))

        concepts = _some_concepts(random)
        if math.prod(len(own.orders) for own in prefer) > 6:
            concepts = concepts[:3]  # with these each party is judged by itself
        found = completions(arrays, Judge(HORIZON), concepts, listed)  # type: ignore[arg-type]
        assert found is not None
        assert not found["not_computed"]
        _check_orders(arrays, conflict.feasible, prefer)
        base = Definitions(conflict)
        worlds = [
            Definitions(replace(conflict, payoff=orders), base.R)
            for orders in product(*(own.orders for own in prefer))
        ]
        for concept in concepts:
            judged = [world.of(concept, HORIZON) for world in worlds]
            for party in conflict.parties:
                own = [of[party] for of in judged]
                expected = {"all": base.states.intersection(*own), "some": own[0].union(*own)}
                bounds = found["stable"][concept][f"p{party}"]
                assert bounds == {k: texts(v) for k, v in expected.items()}, (concept, party)
                seen["differ"] += expected["all"] != expected["some"]
                seen["none"] += expected["some"] < base.states
            both = [base.states.intersection(*of) for of in judged]
            expected = {"all": base.states.intersection(*both), "some": both[0].union(*both)}
            assert found["equilibria"][concept] == {k: texts(v) for k, v in expected.items()}
            counts = {k: len(v) for k, v in expected.items()}
            assert found["counts"][concept] == counts
        census.note(conflict, *(str(own.written) for own in prefer))

    compare()
    census.check()
    assert min(seen["differ"], seen["none"]) > 500


def test_what_is_unknown_of_several_parties_counts_together() -> None:
    """A's gain is answered only if B prefers to go on and C does as well: neither is known."""
    conflict = Conflict(
        (0, 1, 2), frozenset(), frozenset(),
        frozenset({(0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1)}), ({}, {}, {}),
    )  # fmt: skip
    moves = moves_of(conflict)
    moves["preferences"] = {
        "p0": {"ranking": ["YNN", "YYN", "NNN", "YYY"]},
        "p1": {"ranking": ["YNN", "YYN", "NNN", "YYY"], "unknown": [["YNN", "YYN"]]},
        "p2": {"ranking": ["YYN", "YYY", "NNN", "YNN"], "unknown": [["YYN", "YYY"]]},
    }
    arrays = as_arrays(dossier(moves, 3))
    found = completions(
        arrays, Judge(HORIZON), ["seq"], lambda mask: arrays.text(np.flatnonzero(mask))
    )
    assert found is not None
    bounds = found["stable"]["seq"]["p0"]
    assert "NNN" in set(bounds["some"]) - set(bounds["all"])


# Who sees it otherwise ---------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A conflict and the dossier's words for it, from which a view can differ."""

    conflict: Conflict
    moves: dict[str, Any]
    infeasible: list[Meant]
    prefer: list[tuple[str, Any, Any]]


def preferences(random: Random, owner: tuple[int, ...]) -> tuple[str, Any, Any]:
    """Statements or weights, which order any states: how they are written, and their worth."""
    own = dict(statement(random, owner) for _ in range(int(random.integers(2, 6))))
    holds = list(own.values())
    if random.integers(2):
        return "statements", list(own), lambda s: tuple(bool(h(s)) for h in holds)
    weights = [int(w) for w in random.integers(-3, 4, size=len(own))]
    written = {"weights": dict(zip(own, weights, strict=True))}
    return "weights", written, lambda s: sum(w for w, h in zip(weights, holds, strict=True) if h(s))


def made(conflict: Conflict, random: Random) -> Seen:
    """The conflict as it is: some states infeasible by statements or one by one."""
    owner = conflict.owner
    few = int(random.integers(3))
    rules = [statement(random, owner) for _ in range(few)]
    rules += [
        (exactly(owner, s), lambda at, s=s: at == s)
        for s in every_state(owner) if s not in conflict.feasible and random.integers(4) == 0
    ]  # fmt: skip
    prefer = [preferences(random, owner) for _ in conflict.parties]
    return Seen(conflict, moves_of(conflict), rules, prefer)


def meant(given_: Seen, conflict: Conflict, rules: list[Meant], prefer: list[Any]) -> Conflict:
    """The conflict with these infeasible states and preferences (as worth of a state)."""
    states = frozenset(
        s for s in every_state(conflict.owner) if not any(holds(s) for _, holds in rules)
    )
    payoff = tuple(dense({s: worth(s) for s in states}) for worth in prefer)
    return replace(conflict, feasible=states, payoff=payoff)


def view(random: Random, given_: Seen, party: int) -> tuple[dict[str, Any], Conflict]:
    """How one party sees it: written, and what that means. Something differs, one way or more."""
    conflict, rules = given_.conflict, list(given_.infeasible)
    worth = [own[2] for own in given_.prefer]
    written: dict[str, Any] = {}
    if random.integers(2):
        other = int(random.choice([p for p in conflict.parties if p != party]))
        _, words, worth[other] = preferences(random, conflict.owner)
        written["preferences"] = {f"p{other}": words}
    if random.integers(2):
        rules = [rule for rule in rules if random.integers(2)]
        if random.integers(2):
            rules.append(statement(random, conflict.owner))
        written["infeasible"] = [said for said, _ in rules]
    if not random.integers(4):
        option = int(random.integers(len(conflict.owner)))
        rules.append(("", lambda s, at=option: s[at] == 1))
        written["unaware"] = [names(conflict.owner)[option]]
    if not written or not random.integers(3):
        option = int(random.integers(len(conflict.owner)))
        back, again = (bool(v) for v in random.integers(2, size=2))
        owner = f"p{conflict.owner[option]}"
        judged = {"name": f"M{option}", "reversible": back, "resumable": again}
        written["moves"] = {owner: {f"m{option}": judged}}
        conflict = replace(
            conflict,
            irreversible=conflict.irreversible - {option} | ({option} if not back else set()),
            unresumable=conflict.unresumable - {option} | ({option} if not again else set()),
        )
    return written, meant(given_, conflict, rules, worth)


def test_hypergames() -> None:
    """What each expects, what really holds, who is surprised, and who mistaken."""
    census, seen = Census(), Counter[str]()

    @ENOUGH
    @given(varied_conflicts(options=4))
    def compare(conflict: Conflict) -> None:
        random = random_for(conflict)
        given_ = made(conflict, random)
        truth = meant(given_, conflict, given_.infeasible, [own[2] for own in given_.prefer])
        sees = [truth for _ in truth.parties]
        moves = given_.moves | {
            "infeasible": [said for said, _ in given_.infeasible],
            "preferences": {f"p{i}": own[1] for i, own in enumerate(given_.prefer)}, "views": {},
        }  # fmt: skip
        for party in random.permutation(len(sees))[: 1 + int(random.integers(2))].tolist():
            moves["views"][f"p{party}"], sees[party] = view(random, given_, party)
        made_ = dossier(moves, len(sees))
        arrays = as_arrays(made_)
        judge = Judge(HORIZON)
        concepts = _some_concepts(random)
        stable = judge.judge_all(arrays.model, concepts).stable
        found = views(made_, arrays, judge, stable, LIMIT)
        assert found is not None
        assert not found["truncated"]
        says = {id(own): Definitions(own) for own in [truth, *sees]}
        for concept in concepts:
            expected = hypergame(says[id(truth)], [says[id(own)] for own in sees], concept, HORIZON)
            assert set(found["equilibria"][concept]) == texts(expected.holds), concept
            counts = found["counts"][concept]
            for party in truth.parties:
                name = f"p{party}"
                assert set(found["expected"][concept][name]) == texts(expected.expected[party])
                assert set(found["mistaken"][concept][name]) == texts(expected.mistaken[party])
                told = {s for s, who in found["surprised"][concept].items() if name in who}
                assert told == texts(expected.surprised[party])
                for what in ("expected", "surprised", "mistaken"):
                    assert counts[what][name] == len(getattr(expected, what)[party])
                seen["surprised"] += bool(expected.surprised[party])
                seen["mistaken"] += bool(expected.mistaken[party])
        census.note(truth, str(moves["views"]))

    compare()
    census.check()
    assert min(seen["surprised"], seen["mistaken"]) > 500
