"""The documented keys of values are those of real results, with the kinds that are stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from values_explained import KINDS, VALUES

import irenic
from irenic.analyses import stability as stability_module
from irenic.analyses import stability_redesign, stability_uncertain, stability_why
from irenic.analyses.stability_concepts import CONCEPTS as FURTHER
from irenic.dossier.model import Dossier
from irenic.theory import deterrence

TWO = {
    "irenic": 1,
    "as_of": "2006-11-30",
    "summary": "Two who disagree, and a third.",
    "licence": "MIT",
    "sources": {"talks": {"title": "Talks"}},
    "blocs": {"west": {"name": "West"}},
    "parties": {
        "a": {"bloc": "west", "patrons": ["c"], "wants": "Peace",
              "capacity": {"low": 1, "mode": 2, "high": 3}},
        "b": {},
        "c": {},
    },
    "required": ["a", "b"],
    "issues": {
        "x": {"options": {"x1": "1", "x2": "2"}, "default": "x1", "worth": {
            "a": {"x1": 60, "x2": 0}, "b": {"source": "talks", "x1": 0, "x2": 70}}},
        "y": {"options": {"y1": "1", "y2": "2"}, "default": "y1", "worth": {
            "a": {"y1": 40, "y2": 0}, "b": {"y1": {"low": 25, "mode": 30, "high": 35}, "y2": 0}}},
    },
    "joint_worth": [{"when": {"x": ["x1", "x2"], "y": "y2"},
                     "worth": {"a": {"low": 0, "mode": 1, "high": 2}}}],
    "red_lines": {"b": {"never": [{"x": "x1", "y": "y2"}]}},
    "scenarios": {
        "war": {"a": {"low": 50, "mode": 70, "high": 80}, "b": 60},
        "truce": {"a": 20, "b": 20},
    },
    "levers": {
        "walk-out": {"kind": "threat", "by": "a", "scenario": "truce",
                     "cost": {"a": {"low": 1, "mode": 1, "high": 2}},
                     "worth": {"b": {"low": 1, "mode": 1, "high": 2}}},
        "press": {"kind": "pressure", "by": "c", "needs": ["walk-out"], "excludes": ["idle"],
                  "relief": {"a": {"low": 1, "mode": 2, "high": 3}}},
        "idle": {"kind": "incentive", "by": "b"},
    },
    "plans": {"first": {"levers": ["walk-out"], "package": {"y": "y2"}, "source": "talks",
                        "note": "Silent on x."}},
    "moves": {
        "a": {"stay": "Stay"}, "b": {"leave": "Leave"},
        "preferences": {"a": ["stay"], "b": ["not leave"]},
        "status_quo": ["stay"],
    },
}  # fmt: skip

BARE = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "issues": {"x": {"options": {"x1": "1"}}},
    "plans": {"open": {}},
    "moves": {"a": {"stay": "Stay"}, "preferences": {"a": ["stay"]}},
}
"""A dossier that leaves out what it can."""


DOUBTFUL = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}, "c": {}},
    "moves": {
        "a": {"go": {"name": "Go", "reversible": False}},
        "b": {"stop": "Stop", "wait": "Wait"},
        "c": {"see": "See"},
        "status_quo": ["stop"],
        "preferences": {
            "a": {"weights": {"go": {"low": -1, "mode": 1, "high": 4}, "not stop": 2}, "much": 2},
            "b": [{"statement": "stop", "much": True}, {"statement": "wait", "unknown": "sign"}],
            "c": ["see"],
        },
        "views": {
            "a": {"preferences": {"b": ["not stop", "wait"]}, "unaware": ["wait"]},
            "b": {"moves": {"a": {"go": "Go"}}, "infeasible": ["see"]},
        },
    },
}
"""Preferences by weights with ranges, one unknown, a great one, and parties that err."""

LOCKED = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "moves": {
        "a": {"x": {"name": "X", "reversible": False}, "y": "Y"},
        "b": {"z": {"name": "Z", "resumable": False}},
        "infeasible": ["x and z"],
        "status_quo": ["x", "y"],
        "preferences": {"a": ["not y", "not x"], "b": ["z", "y"]},
    },
}
"""From today some equilibria cannot be reached; others are reached by giving a move up."""


MISTAKEN = {
    **TWO,
    "moves": {
        "a": {"stay": "Stay"}, "b": {"leave": "Leave"},
        "preferences": {"a": ["stay"],
                        "b": ["not leave", {"statement": "stay", "unknown": "sign"}]},
        "views": {"b": {"preferences": {"a": ["not stay"]}}},
    },
}  # fmt: skip
"""One errs about the other, and what is unknown makes no difference."""


def _wider(two: Dossier) -> list[Mapping[str, Any]]:
    """Results that show the keys of the further questions of stability."""
    elmira, iraq = irenic.load("elmira"), irenic.load("iraq-2006")
    doubtful, locked = Dossier.model_validate(DOUBTFUL), Dossier.model_validate(LOCKED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deterrence, "MOST_ANSWERS", 0)
        unanswered = irenic.stability(elmira, target="accept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_redesign, "MOST_CHANGES", 0)
        unchanged = irenic.stability(elmira, target="accept")
    mistaken = Dossier.model_validate(MISTAKEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_uncertain, "MOST_COMPLETIONS", 0)
        uncounted = irenic.stability(doubtful)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_why, "_TRIED", 0)
        untried = irenic.stability(two, party="b", state="leave", concepts=["sim"])
    return [result.values for result in (
        uncounted, untried, irenic.stability(mistaken, draws=3),
        irenic.stability(mistaken, concepts=["sim"]),
        irenic.stability(two, party="b", state="leave"),
        irenic.stability(two, party="b", state="leave", concepts=FURTHER),
        irenic.stability(elmira, target="accept"), unanswered, unchanged,
        irenic.stability(iraq, concepts=["gmr"], target="us.talk", party="us"),
        irenic.stability(iraq, concepts=["smr"], target="announce, attack, fund"),
        irenic.stability(elmira, concepts=FURTHER, coalition=["uniroyal", "local"], coalitions=2),
        irenic.stability(elmira, concepts=["nash_stability", "gmr", "seq"], party="local",
                         state="delay", draws=5),
        irenic.stability(doubtful, draws=20), irenic.stability(doubtful, concepts=FURTHER),
        irenic.stability(doubtful, limit=1, draws=20),
        irenic.stability(two, target="stay"), irenic.stability(two, target="leave"),
        irenic.stability(locked), irenic.stability(locked, target="z", state="NNY"),
    )]  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, list[Mapping[str, Any]]]:
    """Values of each analysis that between them show every key."""
    two, park = Dossier.model_validate(TWO), irenic.load("harbour-park")
    by_one = Dossier.model_validate(TWO | {"quorum": 1, "veto": ["a"]})
    bare = Dossier.model_validate(BARE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_module, "SIM_BUDGET", -1)
        cut_short = irenic.stability(irenic.load("elmira"))
    return {
        "agreement": [
            irenic.agreement(two).values,
            irenic.agreement(two, scenario="war", plan="first").values,
            irenic.agreement(two, levers=["walk-out", "press"]).values,
            irenic.agreement(two, quorum=1, veto=["a"]).values,
            irenic.agreement(park).values,
            irenic.agreement(park, limit=1).values,
            irenic.agreement(park, quorum=5, veto=["SportCo"]).values,
        ],
        "stability": [
            irenic.stability(two).values,
            irenic.stability(irenic.load("elmira"), limit=1).values,
            irenic.stability(bare).values,
            cut_short.values,
            *_wider(two),
        ],
        "overview": [irenic.overview(each).values for each in (two, by_one, bare)],
    }


Tree = dict[str, Any]


def tree(question: str) -> Tree:
    """The documented paths as a tree; the kind of a node stands at the key ''."""
    found: Tree = {}
    for value in VALUES[question]:
        node = found
        for step in value.path.replace("[]", ".[]").split("."):
            node = node.setdefault(step, {})
        assert "" not in node, f"{value.path} is documented twice"
        node[""] = value.kind
    return found


def compare(value: Any, documented: Tree, path: str) -> Iterator[tuple[str, ...]]:
    """The documented paths that ``value`` shows; fails at one that is not documented."""
    if isinstance(value, Mapping):
        free = [step for step in documented if step.startswith("{")]
        for key, inner in value.items():
            step = key if key in documented else free[0] if free else None
            assert step is not None, f"{path}.{key} is not documented"
            yield from _inside(inner, documented, step, path)
    elif isinstance(value, list | tuple):
        assert "[]" in documented or not value, f"{path}[] is not documented"
        for inner in value:
            yield from _inside(inner, documented, "[]", path)


def _inside(value: Any, documented: Tree, step: str, path: str) -> Iterator[tuple[str, ...]]:
    here = f"{path}{step}" if step == "[]" else f"{path}.{step}".strip(".")
    kind = documented[step].get("")
    assert kind is not None, f"{here} is not documented"
    if value is None:
        assert kind.endswith(" or null"), f"{here} is null, which is not documented"
        yield (here, "null")
        return
    types = KINDS[kind.removesuffix(" or null")]
    assert isinstance(value, types), f"{here} is {value!r}, not a {kind}"
    assert isinstance(value, bool) == (types == (bool,)), f"{here} is {value!r}"
    yield (here,)
    yield from compare(value, documented[step], here)


@pytest.mark.parametrize("question", list(VALUES))
def test_documented_values_are_the_real_ones(
    question: str, results: dict[str, list[Mapping[str, Any]]]
) -> None:
    seen = {path for values in results[question] for path in compare(values, tree(question), "")}
    for value in VALUES[question]:
        assert (value.path,) in seen, f"{value.path} is documented, but no result has it"
        if value.kind.endswith(" or null"):
            assert (value.path, "null") in seen, f"{value.path} is never null"


def test_every_analysis_has_its_values_documented() -> None:
    assert set(VALUES) == {*irenic.ANALYSES, "overview"}


def test_an_undocumented_key_is_noticed(results: dict[str, list[Mapping[str, Any]]]) -> None:
    values = dict(results["agreement"][0])
    for extra in ({"new": 1}, {"packages": "4"}, {"packages": None}, {"levers": [1]}):
        with pytest.raises(AssertionError):
            list(compare(values | extra, tree("agreement"), ""))
