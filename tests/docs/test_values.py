"""The documented keys of values are those of real results, with the kinds that are stated."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from values_explained import KINDS, VALUES

import irenic
from irenic.analyses import (
    agreement_conflicts,
    agreement_programme,
    conclusions_enforcement,
    enforcement_further,
    leverage_plans,
    stability_coalitions,
    stability_concepts,
    stability_redesign,
    stability_uncertain,
    stability_why,
)
from irenic.analyses import enforcement as enforcement_module
from irenic.analyses import leverage as leverage_module
from irenic.analyses import stability as stability_module
from irenic.analyses.leverage_values import OnlyKind
from irenic.analyses.stability_concepts import CONCEPTS as FURTHER
from irenic.dossier.model import Dossier, Plan
from irenic.theory import coalitions, counter_moves, demands, deterrence, enforcement_lock
from irenic.theory.enforcement_programme import Best, Shortest
from irenic.theory.lever_programme import LeverProgramme
from irenic.theory.leverage import Kind
from irenic.theory.openings import Found, Indispensable
from irenic.theory.reliance import Price
from irenic.theory.usefulness import Usefulness

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


CLOSED = {
    **TWO,
    "moves": {
        "a": {"stay": "Stay"},
        "b": {"leave": "Leave"},
        "c": {"see": "See"},
        "preferences": {"a": ["stay"], "b": ["not leave"], "c": ["see"]},
        "status_quo": ["stay"],
        "views": {
            "a": {"infeasible": ["stay"]},
            "b": {"preferences": {"a": [{"statement": "stay", "unknown": "sign"}, "leave"]}},
            "c": {},
        },
    },
}
"""One takes today for impossible, one leaves something open, one sees things as they are."""

NOWHERE = {**CLOSED, "moves": {**CLOSED["moves"], "views": {  # type: ignore[dict-item]
    "a": {"infeasible": ["stay or not stay"]}}}}  # fmt: skip
"""One takes everything for impossible."""


ALLIED = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}, "c": {}, "d": {}},
    "moves": {
        "a": {"x": "X"}, "b": {"y": "Y"}, "c": {"w": "W"}, "d": {"v": "V"},
        "status_quo": [],
        "preferences": {
            "a": ["not (y and w)", "x"], "d": ["not (y and w)", "x and v", "not v"],
            "b": ["x and y and w", "not y"], "c": ["x and y and w", "not w"],
        },
    },
}  # fmt: skip

HELD = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}, "c": {}},
    "moves": {
        "a": {"x": "X"},
        "b": {"y": "Y"},
        "c": {"w": "W"},
        "status_quo": ["y", "w"],
        "preferences": {
            "a": {"ranking": [["NYN"], ["YYN", "YYY", "YNN", "YNY", "NYY", "NNY"], ["NNN"]]},
            "b": ["y iff x or w"],
            "c": ["y", "not x and not w"],
        },
    },
}
"""A and c gain together by giving up, and b answers by giving up too."""

FIERCE = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "moves": {
        "a": {"x": "X"},
        "b": {"y": "Y"},
        "preferences": {
            "a": {"ranking": ["YN", "NN", "YY", "NY"], "much": ["YN"]},
            "b": ["y if x", "not y"],
        },
        "views": {"b": {"moves": {"a": {"x": {"name": "X", "reversible": False}}}}},
    },
}
"""An equilibrium that is not strong; a view that takes more to judge than the truth."""


def _refused() -> list[Mapping[str, Any]]:
    """Results of stability in which something takes too much, and what deters coalitions."""
    elmira, doubtful = irenic.load("elmira"), Dossier.model_validate(DOUBTFUL)
    held, fierce = Dossier.model_validate(HELD), Dossier.model_validate(FIERCE)
    held = held.model_copy(update={"moves": held.moves.model_copy(  # type: ignore[union-attr]
        update={"status_quo": ("x", "y", "w")})})  # fmt: skip
    found = [irenic.stability(held, coalition=["a", "c"]), irenic.stability(fierce)]
    found += [irenic.stability(held, coalition=["b"], state=s) for s in ("NYN", "YNN")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coalitions, "coalition_pairs", lambda *_: 0)
        patch.setattr(stability_coalitions, "MOST_PAIRS", 0)
        found.append(irenic.stability(held, concepts=["smr"], coalition=["a", "c"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_coalitions, "MOST_ANSWERS", 0)
        allied = Dossier.model_validate(ALLIED)
        found.append(irenic.stability(allied, coalitions=2))
        found.append(irenic.stability(allied, coalitions=2, concepts=["sim"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_concepts, "MOST_ENTRIES", 8)
        found.append(irenic.stability(fierce))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_concepts, "MOST_ENTRIES", 0)
        found += [irenic.stability(elmira), irenic.stability(doubtful, draws=2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_why, "MOST_ANTICIPATED", 0)
        found.append(irenic.stability(elmira, concepts=["limited_move"], party="local"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counter_moves, "_MOST_STATES", 0)
        patch.setattr(counter_moves, "_MOST_LOOKED", 0)
        found.append(irenic.stability(held, concepts=["gmr"], coalition=["a", "c"]))
    return [result.values for result in found]


FREED = {
    "irenic": 1, "parties": {"a": {}, "b": {}},
    "moves": {
        "a": {"p": "P", "q": "Q"}, "b": {"s": "S"}, "infeasible": ["s and (p or q)"],
        "preferences": {"a": {"weights": {"s": -10, "p iff q": -1}},
                        "b": {"weights": {"s if (p or q)": 1, "not s": 0.5}}},
        "status_quo": [],
    },
}  # fmt: skip


def _wider(two: Dossier) -> list[Mapping[str, Any]]:
    """Results that show the keys of the further questions of stability."""
    elmira, iraq = irenic.load("elmira"), irenic.load("iraq-2006")
    doubtful, locked = Dossier.model_validate(DOUBTFUL), Dossier.model_validate(LOCKED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demands, "MOST_ANSWERS", 0)
        patch.setattr(deterrence, "MOST_ANSWERS", 0)
        unanswered = irenic.stability(elmira, target="accept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_redesign, "SECONDS", 0.0)
        unchanged = irenic.stability(two, target="leave")
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
        irenic.stability(two, concepts=FURTHER, target="stay"),
        irenic.stability(Dossier.model_validate(FREED), concepts=["gmr"], target="none"),
        irenic.stability(two, target="stay"), irenic.stability(two, target="leave"),
        irenic.stability(locked), irenic.stability(locked, target="z", state="NNY"),
        irenic.stability(Dossier.model_validate(CLOSED)),
        irenic.stability(Dossier.model_validate(NOWHERE)),
    )] + _refused()  # fmt: skip


PULLED = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}, "patron": {}},
    "required": ["a", "b"],
    "issues": {"x": {"options": {"x1": "1", "x2": "2"}, "worth": {
        "a": {"x1": 60, "x2": 40}, "b": {"x1": 20, "x2": 50}, "patron": {"x1": 10, "x2": 0}}}},
    "scenarios": {"war": {"a": 65, "b": 30, "patron": 5}, "exit": {"a": 50, "b": 20}},
    "levers": {
        "leave": {"kind": "threat", "by": "patron", "scenario": "exit"},
        "talk": {"kind": "reassurance", "by": "patron", "worth": {"b": 6}},
        "lean": {"kind": "pressure", "by": "patron", "relief": {"a": 5, "b": 6},
                 "needs": ["talk"]},
        "lend": {"kind": "incentive", "by": "a", "worth": {"a": 1, "b": 10, "patron": 3},
                 "cost": {"b": 2}},
        "pay": {"kind": "incentive", "by": "patron", "worth": {"a": 5, "b": 10},
                "cost": {"patron": 4}},
    },
}  # fmt: skip
"""Levers that need each other, payers that withdraw, a threat nobody can judge."""


def _leverages(two: Dossier) -> list[Mapping[str, Any]]:
    """Results that between them show every key of leverage."""
    pulled = Dossier.model_validate(PULLED)
    levers = {slug: {"divisible": True, **lever} for slug, lever in PULLED["levers"].items()
              if lever["kind"] != "threat"}  # type: ignore[attr-defined]  # fmt: skip
    split = Dossier.model_validate(PULLED | {"levers": levers})
    closed = Dossier.model_validate(PULLED | {"red_lines": {"a": {"never": [{"x": ["x1", "x2"]}]}}})
    unsettled = Found(None, math.inf, proven=False)
    patches: list[tuple[Any, str, Any]] = [
        (LeverProgramme, "find", lambda *_: unsettled),
        (leverage_module, "kinds", lambda _, best, __: (
            {Kind.THREAT: unsettled}, {Kind.THREAT: OnlyKind(unsettled, best.opening)})),
        (leverage_module, "_settled", lambda *_: Indispensable((), (0, 1, 2, 3))),
        (leverage_module, "usefulness", lambda of, *_: Usefulness({}, (), (*range(of.levers),))),
        (leverage_module, "prices", lambda *_: tuple(
            Price(party, unsettled, unsettled, None) for party in range(2))),
        (leverage_plans, "usefulness", lambda of, *_: Usefulness({}, (), (*range(of.levers),))),
        (leverage_plans, "cheapest", lambda *_: unsettled),
    ]  # fmt: skip
    pulled = pulled.model_copy(update={"plans": {"all": Plan(levers=tuple(pulled.levers))}})
    found = [
        irenic.leverage(each)
        for each in (two, pulled, split, closed,
                     two.model_copy(update={"quorum": 1, "veto": ("a",)}))
    ]  # fmt: skip
    war = {"war": {"a": 65, "b": 30, "patron": 8}, "exit": {"a": 50, "b": 20}}
    needy = Dossier.model_validate(PULLED | {"scenarios": war})
    dear = war | {"war": war["war"] | {"patron": 99}}  # the patron loses by whatever it pulls
    loath = Dossier.model_validate(PULLED | {"scenarios": dear})
    found += [
        irenic.leverage(pulled, margin=30),
        irenic.leverage(loath),
        irenic.leverage(pulled, without=["lean"]),
        irenic.leverage(pulled, scenario="exit"),
        irenic.leverage(needy, without=["lean"]),
        irenic.leverage(pulled, plan="all"),
    ]
    for target, name, replacement in patches:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(target, name, replacement)
            found.append(irenic.leverage(pulled))
    return [result.values for result in found]


UNRULY = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "scenarios": {"war": {"a": 0, "b": 0}},
    "timetable": {
        "stages": 2,
        "deeds": {
            "first": {"by": "a", "cost": 2, "worth": {"b": 3}},
            "second": {"by": "b", "cost": 2, "worth": {"a": 3}, "after": ["first"]},
        },
        "settled": {"b": -1},
        "guarantees": {"bond": {"on": "b", "penalty": 0.5, "kind": "bond"}},
    },
}
"""Neither wants to go on."""

ORDERLY = {
    **TWO,
    "plans": {"first": {"package": {"x": "x2", "y": "y1"}, "levers": ["walk-out"],
                        "timetable": [{"hand": 1}, {"pass": 1}]}},
    "timetable": {
        "stages": 2,
        "deeds": {
            "hand": {"by": "b", "terms": {"x": "x2"}, "cost": 2, "worth": {"a": 90}},
            "pass": {"by": "a", "cost": 1, "after": ["hand"], "benchmark": "calm"},
        },
        "guarantees": {
            "bond": {"on": "a", "penalty": 90, "kind": "bond"},
            "force": {"on": "b", "penalty": 9, "by": "a", "enforcing": 99},
        },
    },
    "benchmarks": {"calm": {"chance": 0.5}},
}  # fmt: skip
"""A settlement carried out deed by deed; it holds."""


NEITHER_FIRST = {
    "stages": 3,
    "settled": {"a": 6, "b": 6},
    "deeds": {
        f"{p}-disarms": {
            "by": p,
            "shift": {p: -10, q: 10},
            "parts": 2,
            "verified_by": q,
            "otherwise": "Talks resume.",
        }
        for p, q in ("ab", "ba")
    },
    "guarantees": {"bond": {"on": "a", "penalty": 1, "kind": "bond"}},
}
"""Each hands in its arms in two parts; done whole neither is first."""


HURRIED = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "scenarios": {"war": {"a": 0, "b": 0}},
    "plans": {"apart": {"timetable": [{"first": 1}, {"second": 1}]},
              "backwards": {"timetable": [{"second": 1}, {"first": 1}]}},
    "timetable": {
        "stages": 2, "settled": {"a": 6, "b": 6},
        "deeds": {
            "first": {"by": "a", "kind": "arms", "cost": 1, "worth": {"b": 2}},
            "second": {"by": "b", "kind": "money", "after": ["first"]},
        },
    },
}  # fmt: skip
"""An order in which a deed gets ahead of the one it waits for."""

EARLY = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "issues": {"law": {"options": {"old": "Old", "new": "New"}, "default": "old",
                       "worth": {"a": {"new": 0}, "b": {"new": 0}}}},
    "scenarios": {"war": {"a": 0, "b": 0}},
    "plans": {"late": {"package": {"law": "new"}, "timetable": [{"pay": 1}, {"free": 1}]}},
    "timetable": {
        "stages": 2, "settled": {"a": 1, "b": 3},
        "deeds": {
            "pay": {"by": "a", "kind": "money", "cost": 3, "worth": {"b": 3}},
            "free": {"by": "b", "kind": "pardon", "cost": 1, "worth": {"a": 4}},
        },
    },
}  # fmt: skip
"""Holds as planned only: let free at once, the other side would not pay. Nobody does the law."""


def _enforcements() -> list[Mapping[str, Any]]:
    """Results that between them show every key of enforcement."""
    orderly = Dossier.model_validate(ORDERLY)
    unruly = Dossier.model_validate(UNRULY)
    stuck = Dossier.model_validate(UNRULY | {"timetable": {
        **UNRULY["timetable"], "stages": 1}})  # type: ignore[dict-item]  # fmt: skip
    mutual = Dossier.model_validate(UNRULY | {"timetable": {
        "stages": 1, "settled": {"a": 0, "b": 0}, "deeds": {
        "first": {"by": "a", "cost": 2, "worth": {"b": 3}},
        "second": {"by": "b", "cost": 2, "worth": {"a": 3}}}}})  # fmt: skip
    neither = Dossier.model_validate(UNRULY | {"timetable": NEITHER_FIRST})
    unsettled = Best(None, None, math.inf, None)
    found = [irenic.enforcement(each) for each in (orderly, unruly, stuck, mutual, neither)]
    found += [
        irenic.enforcement(neither, parts=1, without=["bond"]),
        irenic.enforcement(neither, notice=1, short=True),
        irenic.enforcement(Dossier.model_validate(HURRIED)),
        irenic.enforcement(Dossier.model_validate(EARLY)),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enforcement_module, "largest_margin", lambda *_: unsettled)
        found.append(irenic.enforcement(orderly))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enforcement_further, "largest_margin", lambda *_: unsettled)
        found.append(irenic.enforcement(neither))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enforcement_module, "shortest", lambda *_: Shortest(None, None, 0, False))
        patch.setattr(enforcement_lock, "largest_margin", lambda *_: unsettled)
        found.append(irenic.enforcement(orderly))
    return [result.values for result in found]


FOGGY = {
    "irenic": 1,
    "parties": {"a": {}, "b": {}},
    "issues": {
        "x": {"options": {"x1": "1", "x2": "2"}, "default": "x1", "worth": {
            "a": {"x1": {"low": 0, "mode": 2, "high": 9, "moves_with": "fog"}, "x2": 4},
            "b": {"x1": 3, "x2": {"low": 1, "mode": 3, "high": 5}}}},
    },
    "scenarios": {"war": {"a": {"low": 3, "mode": 4, "high": 5, "moves_with": "fog"}, "b": 3}},
    "levers": {"aid": {"kind": "incentive", "by": "b", "worth": {"a": 4}}},
    "plans": {"first": {}, "other": {"package": {"x": "x2"}, "levers": ["aid"]}},
    "moves": {"a": {"stay": "Stay"}, "preferences": {"a": ["stay"]}, "status_quo": ["stay"]},
}  # fmt: skip
"""Two packages that could be picked; some judgements err together, others are certain."""


def _robustnesses() -> list[Mapping[str, Any]]:
    """Results that between them show every key of robustness."""
    foggy = Dossier.model_validate(FOGGY)
    timed = Dossier.model_validate(FOGGY | {"timetable": {
        "stages": 1, "deeds": {"go": {"by": "a", "worth": {"b": 1}}},
        "settled": {"a": 9, "b": 9}}})  # fmt: skip
    certain = Dossier.model_validate({
        "irenic": 1, "parties": {"a": {"capacity": {"low": 1, "mode": 2, "high": 3}}},
        "issues": {"x": {"options": {"x1": "1"}}}, "scenarios": {"war": {"a": 0}},
    })  # fmt: skip
    by_one = Dossier.model_validate(FOGGY | {"quorum": 1, "levers": {}, "plans": {}})
    small: dict[str, Any] = {"draws": 64, "sample": 16}
    found = [
        irenic.robustness(foggy, **small, deep=True),
        irenic.robustness(foggy, draws=512, sample=0, plan="other"),
        irenic.robustness(certain, **small),
        irenic.robustness(by_one, **small, deep=True),
        irenic.robustness(timed, **small, questions=["enforcement"]),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conclusions_enforcement, "largest_margin", _stopped)
        found.append(irenic.robustness(timed, **small, questions=["enforcement"], flips=False))
    return [result.values for result in found]


RIVALS = {
    **FOGGY,
    "scenarios": {**FOGGY["scenarios"], "worse": {"a": 1, "b": 2}},  # type: ignore[dict-item]
    "levers": {
        "aid": {"kind": "incentive", "by": "b", "worth": {"a": 4},
                "cost": {"b": {"low": 0, "mode": 1, "high": 1}}},
        "bluff": {"kind": "threat", "by": "a", "scenario": "worse"},
        "walk": {"kind": "threat", "by": "b", "scenario": "empty"},
        "leave": {"kind": "threat", "by": "b", "scenario": "elsewhere"},
    },
    "moves": {
        "a": {"stay": "Stay"}, "b": {"go": "Go"},
        "preferences": {"a": ["not stay"], "b": ["go"]}, "status_quo": ["stay"],
    },
    "plans": {
        "first": {"state": ["b.go"], "timetable": [{"hand": 1}]},
        "other": {"package": {"x": "x2"}, "levers": ["aid", "bluff"], "state": []},
        "nothing": {"package": {"x": "x2"}, "levers": ["aid"]},
        "idle": {"levers": ["walk"]},
    },
    "timetable": {
        "stages": 2, "months": 3, "settled": {"a": 9, "b": 9},
        "deeds": {
            "hand": {"by": "a", "terms": {"x": "x1"}, "worth": {"b": 1}, "benchmark": "calm"},
            "grab": {"by": "b", "terms": {"x": "x2"}, "cost": 90, "worth": {"a": 1}},
        },
        "guarantees": {"bond": {"on": "a", "penalty": 1, "kind": "bond"}},
    },
    "benchmarks": {"calm": {"chance": 0.9}},
}  # fmt: skip
RIVALS["scenarios"] |= {"empty": {"a": 1}}  # type: ignore[index, operator]
"""Plans of every kind: one cannot be asked, one is called as a column, threats, states."""


def _comparisons() -> list[Mapping[str, Any]]:
    """Results that between them show every key of comparison."""
    small: dict[str, Any] = {"draws": 64, "sample": 16}
    rivals = Dossier.model_validate({**RIVALS, "levers": {
        slug: lever for slug, lever in RIVALS["levers"].items()  # type: ignore[attr-defined]
        if slug != "leave"}})  # fmt: skip
    orderly = Dossier.model_validate({**ORDERLY, "benchmarks": {}, "timetable": {
        **ORDERLY["timetable"], "deeds": {  # type: ignore[dict-item]
            "hand": {"by": "b", "terms": {"x": "x2"}, "cost": 2, "worth": {"a": 90}},
            "pass": {"by": "a", "cost": 1, "after": ["hand"]}}}})  # fmt: skip
    plans = {"first": {"package": {"x": "x2", "y": "y1"}, "levers": ["walk-out"]}}
    stuck = Dossier.model_validate({**orderly.model_dump(exclude_none=True), "plans": plans,
        "timetable": {**orderly.model_dump(exclude_none=True)["timetable"],
                      "stages": 1}})  # fmt: skip
    # 'hand' ahead of 'pass', which it waits for; a deed that is not due; more accept than need to
    ahead = {"first": {**plans["first"], "timetable": [{"pass": 1}, {"hand": 1}]}}
    early = Dossier.model_validate({**orderly.model_dump(exclude_none=True), "plans": ahead})
    raw = RIVALS | {"quorum": 1, "veto": ["a"], "levers": {}, "plans": {
        "first": {}, "other": {"package": {"x": "x2"}, "timetable": [{"hand": 1}]},
        "short": {"timetable": [{}]}}}  # fmt: skip
    enough = Dossier.model_validate(raw)
    same = Dossier.model_validate({**RIVALS, "levers": {}, "plans": {
        f"{x}-{y}": {"package": {"x": x, "y": y}} for x in ("x1", "x2") for y in ("y1", "y2")
    }})  # fmt: skip
    found = [
        irenic.comparison(early, **small).values,
        irenic.comparison(enough, **small).values,
        irenic.comparison(same, **small).values,
        irenic.comparison(rivals, **small).values,
        irenic.comparison(rivals, **small, short=True, plans=["first"]).values,
        irenic.comparison(orderly, **small).values,
        irenic.comparison(stuck, **small).values,
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enforcement_module, "shortest", lambda *_: Shortest(None, None, 0, False))
        found.append(irenic.comparison(orderly, **small).values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enforcement_module, "largest_margin", _stopped)
        found.append(irenic.comparison(early, **small).values)
    return found


def _stopped(*_: Any) -> Best:
    """What no time was left for."""
    return Best(None, None, math.inf, None)


def _long() -> Dossier:
    """More packages than can be listed; the third party's consent is not needed."""
    issues = {
        f"i{i}": {
            "options": {"x": "X", "y": "Y", "z": "Z"},
            "worth": {"a": {"x": i % 7, "y": 3, "z": 1}, "b": {"x": 1, "y": 2, "z": i % 5}},
        }
        for i in range(30)
    }
    return Dossier.model_validate(
        {"irenic": 1, "parties": {"a": {}, "b": {}, "c": {}}, "required": ["a", "b"],
         "issues": issues, "scenarios": {"war": {"a": 70, "b": 60, "c": 0}}}
    )  # fmt: skip


def _idle(red_lines: bool = False) -> Dossier:
    """An issue of many options that nobody cares about."""
    land = {"options": {"x": "X", "y": "Y"}, "worth": {"a": {"x": 2, "y": 0}}}
    lines = {"a": {"never": [{"land": "y"}]}, "b": {"never": [{"land": "x"}]}}
    return Dossier.model_validate(
        {
            "irenic": 1,
            "parties": {"a": {}, "b": {}},
            "issues": {"land": land, "idle": {"options": {f"o{i}": f"O {i}" for i in range(25)}}},
            "scenarios": {"war": {"a": 1, "b": 0}, "exit": {"a": 9, "b": 0}},
            **({"red_lines": lines} if red_lines else {}),
        }
    )


def _unasked(space: Any, sets: Sequence[Any], *_: Any, **__: Any) -> list[None]:
    """On which issues no conflict was found to turn, for want of time."""
    return [None] * len(sets)


@pytest.fixture(scope="module")
def results() -> dict[str, list[Mapping[str, Any]]]:
    """Values of each analysis that between them show every key."""
    two, park = Dossier.model_validate(TWO), irenic.load("harbour-park")
    by_one = Dossier.model_validate(TWO | {"quorum": 1, "veto": ["a"]})
    bare = Dossier.model_validate(BARE)
    harsh = Dossier.model_validate(TWO | {"scenarios": {"war": {"a": 999, "b": 999}}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_module, "SIM_BUDGET", -1)
        cut_short = irenic.stability(irenic.load("elmira"))
    with pytest.MonkeyPatch.context() as patch:  # as where the frontier is too much to join
        patch.setattr(agreement_programme, "joined_choices", lambda space, progress: None)
        spread = irenic.agreement(two, levers=["walk-out", "press"], method="programme")
    with pytest.MonkeyPatch.context() as patch:  # as where the time runs out before that
        patch.setattr(agreement_conflicts, "turning_issues", _unasked)
        unasked = irenic.agreement(two)
    return {
        "agreement": [
            irenic.agreement(two).values,
            irenic.agreement(two, scenario="war", plan="first").values,
            irenic.agreement(two, levers=["walk-out", "press"]).values,
            irenic.agreement(two, quorum=1, veto=["a"]).values,
            irenic.agreement(park).values,
            irenic.agreement(park, limit=1).values,
            irenic.agreement(park, method="programme").values,
            irenic.agreement(two, scenario="war", method="programme").values,
            irenic.agreement(park, quorum=5, veto=["SportCo"]).values,
            irenic.agreement(irenic.load("iraq-2006")).values,
            irenic.agreement(irenic.load("iraq-2006"), method="programme", seconds=1e-6).values,
            irenic.agreement(_long(), seconds=1e-6).values,
            spread.values,
            unasked.values,
            irenic.agreement(park, within=50).values,
            irenic.agreement(_idle(), method="programme", quorum=1).values,
            irenic.agreement(_idle(), method="programme", scenario="exit").values,
            irenic.agreement(_idle(red_lines=True)).values,
        ],
        "stability": [
            irenic.stability(two).values,
            irenic.stability(irenic.load("elmira"), limit=1).values,
            irenic.stability(bare).values,
            cut_short.values,
            *_wider(two),
        ],
        "leverage": _leverages(two),
        "enforcement": _enforcements(),
        "robustness": _robustnesses(),
        "comparison": _comparisons(),
        "overview": [irenic.overview(each).values for each in (two, by_one, bare)],
        "dissent": [
            irenic.dissent(two, _dissenting()).values,
            irenic.dissent(_dissenting(), two).values,
            irenic.dissent(*_foggy_otherwise()).values,
        ],
        "debrief": [
            irenic.debrief(park, _outcomes(park)).values,
            irenic.debrief(park, _outcomes(park), seconds=1e-9).values,
            irenic.debrief(harsh, _outcomes(harsh)).values,
        ],
    }


def _dissenting() -> Dossier:
    """The other account of the two who disagree: a number, a range, an option more, a rule."""
    issues = TWO["issues"]  # type: ignore[index]
    y = {
        "options": {"y1": "1", "y2": "2", "y3": "3"}, "default": "y1",
        "worth": {
            "a": {"y1": 41, "y2": 0, "y3": 5},
            "b": {"y1": 90, "y2": {"low": -1, "mode": 0, "high": 1}, "y3": 1},
        },
    }  # fmt: skip
    plans = {**TWO["plans"], "mine": {"package": {"x": "x2"}}}  # type: ignore[dict-item]
    changed = {"issues": {**issues, "y": y}, "required": ["a"], "joint_worth": [], "plans": plans}
    return Dossier.model_validate(TWO | changed)


def _foggy_otherwise() -> tuple[Dossier, Dossier]:
    """Two accounts that judge alike, but not of what errs together."""
    against = {"low": 3, "mode": 4, "high": 5, "moves_with": {"group": "fog", "weight": -1}}
    other = FOGGY | {"scenarios": {"war": {"a": against, "b": 3}}}
    return Dossier.model_validate(FOGGY), Dossier.model_validate(other)


def _outcomes(game: Dossier) -> dict[str, dict[str, str] | None]:
    """The first and the last options everywhere, and no agreement."""
    return {
        "first": {issue: min(entry.options) for issue, entry in game.issues.items()},
        "last": {issue: max(entry.options) for issue, entry in game.issues.items()},
        "none": None,
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
    assert set(VALUES) == {*irenic.ANALYSES, "overview", "dissent", "debrief"}


def test_an_undocumented_key_is_noticed(results: dict[str, list[Mapping[str, Any]]]) -> None:
    values = dict(results["agreement"][0])
    for extra in ({"new": 1}, {"packages": "4"}, {"packages": None}, {"levers": [1]}):
        with pytest.raises(AssertionError):
            list(compare(values | extra, tree("agreement"), ""))
