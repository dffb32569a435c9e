"""Strategies that generate dossiers, as plain data and as models."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import strategies as st

from irenic.dossier.model import Dossier

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029\x85"),
    min_size=1, max_size=12,
).map(str.strip).filter(bool)  # fmt: skip
TRICKY = st.sampled_from(
    ["null", "yes", "no", "~", "12", "1e5", ".nan", "true", "a: b", "- x", "# x", "'", '"', "{a}",
     "[", "*a", "&a", "!t", "%", "@", "`", "x #y", "0x1F", "2006-11-30", "1_000", "é", "a\\nb"]
)  # fmt: skip
TEXT = WORDS | TRICKY
NUMBERS = st.integers(-100, 100) | st.floats(-1e6, 1e6, allow_nan=False).map(
    lambda x: 0.0 if x == 0 else x
)


@st.composite
def judgements(draw: st.DrawFn, lowest: float = -1e6) -> Any:
    """A judgement as it can be written: plain, with a range, with a provenance."""
    numbers = NUMBERS.filter(lambda x: x >= lowest)
    if draw(st.booleans()):
        return draw(numbers)
    low, mode, high = sorted(draw(st.lists(numbers, min_size=3, max_size=3)))
    found: dict[str, Any] = {"low": low, "mode": mode, "high": high}
    if draw(st.booleans()):
        found |= {"source": "report", "at": draw(TEXT), "because": draw(TEXT)}
    return found | draw(together())


def together() -> st.SearchStrategy[dict[str, Any]]:
    """``moves_with``, or nothing."""
    groups = st.sampled_from(["optimism", "fog"])
    weights = st.sampled_from([-1, -0.6, 0, 0.5, 1])
    either = groups | st.fixed_dictionaries({"group": groups, "weight": weights})
    return st.just({}) | st.fixed_dictionaries({"moves_with": either})


@st.composite
def rows(draw: st.DrawFn, slugs: list[str], lowest: float = -1e6) -> dict[str, Any]:
    """Judgements on ``slugs``, perhaps with a provenance of the row."""
    shared = {"source": "report", "because": draw(TEXT)} if draw(st.booleans()) else {}
    shared |= draw(together())
    return shared | {slug: draw(judgements(lowest)) for slug in slugs}


@st.composite
def preferences(draw: st.DrawFn, parties: list[str]) -> Any:
    """Preferences over one move ``act`` of each of ``parties``: statements, ranking, weights."""
    texts = st.lists(
        st.sampled_from([f"not {p}.act" for p in parties]), min_size=1, unique=True
    )  # fmt: skip
    shared = {"source": "report", "because": draw(TEXT)} if draw(st.booleans()) else {}
    kind = draw(st.sampled_from(["statements", "ranking", "weights"]))
    if kind == "weights":
        much = {"much": draw(st.sampled_from([1, 2.5]))} if draw(st.booleans()) else {}
        shared |= draw(together())
        return {"weights": {t: draw(judgements()) for t in draw(texts)}} | much | shared
    if kind == "ranking":
        every = ["".join(letters) for letters in product("YN", repeat=len(parties))]
        first, second, *rest = draw(st.permutations(every))
        more = draw(st.sampled_from([{}, {"much": [second]}, {"unknown": [[second, first]]}]))
        more = {} if "much" in more and not rest else more
        return {"ranking": [first, second, rest] if rest else [first, second]} | more | shared
    marks = st.sampled_from([{}, {"unknown": "place"}, {"unknown": "both", **shared}])
    much = draw(st.integers(0, 2))
    found = []
    for i, t in enumerate(draw(texts)):
        entry = {"statement": t} | draw(marks) | ({"much": True} if i < much else {})
        found.append(t if len(entry) == 1 else entry)
    return found


@st.composite
def views(draw: st.DrawFn, parties: list[str]) -> dict[str, Any]:
    """What a party sees otherwise."""
    one = st.sampled_from(parties)
    parts: dict[str, Any] = {
        "preferences": {draw(one): draw(preferences(parties))},
        "infeasible": draw(st.sampled_from([[], [f"not {parties[0]}.act"]])),
        "unaware": [f"{draw(one)}.act"],
        "moves": {draw(one): {"act": draw(TEXT | st.just({"name": "A", "reversible": False}))}},
        "note": draw(TEXT),
        "source": "report",
        "moves_with": "fog",
    }
    kept = draw(st.sets(st.sampled_from(list(parts)), min_size=1))
    return {key: value for key, value in parts.items() if key in kept}


@st.composite
def carrying_out(draw: st.DrawFn, parties: list[str]) -> dict[str, Any]:
    """A timetable of two deeds, and a benchmark."""
    one = st.sampled_from(parties)
    first: dict[str, Any] = {"by": draw(one), "worth": draw(rows(parties)), "name": draw(TEXT)}
    first |= draw(st.sampled_from([{}, {"lag": 0}, {"reversible": True}, {"benchmark": "calm"}]))
    first |= draw(together())
    second = {
        "by": draw(one), "parts": draw(st.sampled_from([1, 4, "any"])), "cost": draw(judgements(0)),
        "shift": draw(rows(parties)), "after": draw(st.sampled_from([[], ["first"]])),
        "not_before": draw(st.integers(1, 2)), "otherwise": draw(TEXT),
    }  # fmt: skip
    bond = {"on": draw(one), "penalty": draw(judgements(0)), "kind": "bond", "until_stage": 2}
    return {
        "timetable": {
            "stages": draw(st.integers(2, 9)), "months": draw(st.sampled_from([1, 2.5])),
            "discount": {draw(one): draw(st.sampled_from([1, 0.9]))},
            "deeds": {"first": first, "second": second},
            "guarantees": draw(st.sampled_from([{}, {"bond": bond}])),
        },
        "benchmarks": {"calm": {"chance": 0.5, "changed_by": {"first": -0.25}}},
    }  # fmt: skip


@st.composite
def plain_dossiers(draw: st.DrawFn) -> dict[str, Any]:
    """A dossier without errors, as the data a file holds."""
    parties = [f"p{i}" for i in range(draw(st.integers(1, 4)))]
    some = st.lists(st.sampled_from(parties), unique=True, min_size=1)
    issues = {}
    for i in range(draw(st.integers(0, 3))):
        options = [f"o{k}" for k in range(draw(st.integers(1, 3)))]
        issues[f"i{i}"] = {
            "name": draw(TEXT),
            "options": {o: draw(TEXT | st.fixed_dictionaries({"name": TEXT})) for o in options},
            "default": draw(st.sampled_from(options)),
            "worth": {p: draw(rows(options)) for p in draw(some)},
        }
    found: dict[str, Any] = {
        "irenic": 1,
        "title": draw(TEXT),
        "sources": {"report": {"title": draw(TEXT), "date": "2006-12-06", **draw(together())}},
        "parties": {p: draw(st.just({}) | st.fixed_dictionaries({"name": TEXT})) for p in parties},
    }
    if issues:
        found |= {"issues": issues, "scenarios": {"quo": draw(rows(parties))}}
        found["levers"] = {
            "jobs": {"kind": "incentive", "by": parties[0], "cost": draw(rows(parties[:1], 0))}
        }
        first = next(iter(issues))
        option = next(iter(issues[first]["options"]))
        found["plans"] = {"plan": {"levers": ["jobs"], "package": {first: option}}}
        found["joint_worth"] = [
            {"when": {first: draw(st.sampled_from([option, [option]]))}, "worth": draw(rows(p))}
            for p in draw(st.lists(some, max_size=3))
        ]
    if draw(st.booleans()):
        found |= draw(carrying_out(parties))
    if draw(st.booleans()):
        found["moves"] = {p: {"act": draw(TEXT)} for p in parties}
        found["moves"]["preferences"] = {p: draw(preferences(parties)) for p in draw(some)}
        if draw(st.booleans()):
            found["moves"]["views"] = {p: draw(views(parties)) for p in draw(some)}
    return found


def dossiers() -> st.SearchStrategy[Dossier]:
    """Dossiers without errors."""
    return plain_dossiers().map(Dossier.model_validate)
