"""Stability beyond the concepts: weights, strength, doubt, views, coalitions, draws, reasons."""

from __future__ import annotations

import json
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model_cases import conflicts
from graph_model_oracle import Conflict as Oracle
from irenic.analyses import stability_coalitions, stability_uncertain
from irenic.analyses.stability import stability
from irenic.dossier.model import Dossier
from irenic.dossier.read import examine_text
from irenic.dossier.write import dump
from irenic.errors import DossierError, UsageError
from irenic.report.words import say
from irenic.report.words.stability_wider import WORDING
from stability_cases import CUBA, HAWK, dossier, said

SMALL = ((1, 1), (2, 1), (2, 2), (1, 1, 1), (2, 1, 1))
QUICK = ["nash_stability", "gmr", "smr", "seq", "sseq"]


def text(state: tuple[int, ...]) -> str:
    return "".join("NY"[value] for value in state)


def from_oracle(oracle: Oracle) -> Dossier:
    moves: dict[str, Any] = {f"p{party}": {} for party in oracle.parties}
    for option, owner in enumerate(oracle.owner):
        moves[f"p{owner}"][f"m{option}"] = {
            "name": f"M{option}", "reversible": option not in oracle.irreversible,
            "resumable": option not in oracle.unresumable,
        }  # fmt: skip
    names = [f"p{owner}.m{o}" for o, owner in enumerate(oracle.owner)]
    moves["infeasible"] = [
        " and ".join(n if v else f"not {n}" for n, v in zip(names, state, strict=True))
        for state in product((0, 1), repeat=len(names)) if state not in oracle.feasible
    ]  # fmt: skip
    moves["preferences"] = {}
    for party, payoff in enumerate(oracle.payoff):
        levels = sorted(set(payoff.values()), reverse=True)
        moves["preferences"][f"p{party}"] = {
            "ranking": [[text(s) for s in sorted(payoff) if payoff[s] == v] for v in levels]
        }
    return Dossier.model_validate(
        {"irenic": 1, "parties": {p: {} for p in moves["preferences"]}, "moves": moves}
    )


# Weights -----------------------------------------------------------------------------------


def test_weights_rank_states_by_their_sum() -> None:
    """0.1 + 0.2 and 0.3 are the same worth, and weights can be negative."""
    weights = {"x": 0.1, "y": 0.2, "not x and not y": 0.3, "z": -1}
    given_ = dossier(
        {"a": {"x": "X", "y": "Y", "z": "Z"}, "preferences": {"a": {"weights": weights}}}
    )
    values = stability(given_, concepts=["nash_stability"]).values
    assert values["equilibria"]["nash_stability"] == ["NNN", "YYN"]


# Strength ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("much", "strong"), [(["NN"], ["NN"]), (["YN"], []), (["YY"], [])])
def test_strong_stability_needs_a_great_loss(much: list[str], strong: list[str]) -> None:
    """From NN, a gains by YN and is answered by YY: a great loss only if it falls below the cut."""
    moves = json.loads(json.dumps(HAWK))
    moves["preferences"]["a"]["much"] = much
    values = stability(dossier(moves), concepts=["nash_stability", "seq"]).values
    assert "NN" in values["stable"]["seq"]["a"]
    assert set(values["strong"]) == {"seq"}
    assert [s for s in values["strong"]["seq"]["stable"]["a"] if s == "NN"] == strong
    assert values["strong"]["seq"]["stable"]["b"] == values["stable"]["seq"]["b"]


def test_statements_and_weights_can_be_strong_too() -> None:
    for prefer in (
        [{"statement": "not y", "much": True}, "x"], {"weights": {"not y": 10, "x": 1}, "much": 5},
    ):  # fmt: skip
        moves = json.loads(json.dumps(HAWK))
        moves["preferences"]["a"] = prefer
        values = stability(dossier(moves), concepts=["seq"]).values
        assert "NN" in values["strong"]["seq"]["equilibria"]
        assert values["strong"]["seq"]["stable"]["a"] == values["stable"]["seq"]["a"]
    assert stability(dossier(HAWK)).values["strong"] is None


def test_what_is_much_must_come_first() -> None:
    moves = json.loads(json.dumps(HAWK))
    moves["preferences"]["a"] = ["x", {"statement": "not y", "much": True}]
    made = Dossier.model_validate({"irenic": 1, "parties": {"a": {}, "b": {}}, "moves": moves})
    with pytest.raises(DossierError, match="bad-preference"):
        stability(made)


@pytest.mark.parametrize(
    "changes",
    [{"unknown": [["YN", "YY"]]}, {"unknown": [["YN", "NN"], ["NN", "YY"]]},
     {"unknown": [["YN", "XX"]]}, {"much": ["NY"]}, {"much": ["XX"]}],
)  # fmt: skip
def test_what_does_not_fit_a_ranking(changes: dict[str, Any]) -> None:
    moves = json.loads(json.dumps(HAWK).replace("XX", "NNN"))
    changed = json.loads(json.dumps(changes).replace("XX", "NNN"))
    moves["preferences"]["a"] |= changed
    made = Dossier.model_validate({"irenic": 1, "parties": {"a": {}, "b": {}}, "moves": moves})
    with pytest.raises(DossierError, match="bad-preference"):
        stability(made)
    _, problems = examine_text(dump(made))
    assert {p.code for p in problems} == {"bad-preference"}


# What is unknown ---------------------------------------------------------------------------

STATEMENTS = ["x", "y", "not z", "x iff z", "y or z"]


@st.composite
def unknown_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    some = draw(st.lists(st.sampled_from(STATEMENTS), unique=True, min_size=1, max_size=3))
    kinds = st.sampled_from([None, "sign", "place", "both"])
    return [{"statement": s} | ({"unknown": k} if (k := draw(kinds)) else {}) for s in some]


def completed(prefer: list[dict[str, Any]]) -> list[list[str]]:
    """Every list that the definition allows, by permutations and signs."""
    found = []
    count = range(len(prefer))
    kept = [i for i in count if prefer[i].get("unknown") in (None, "sign")]
    open_ = [i for i in count if prefer[i].get("unknown") in ("sign", "both")]
    for order in permutations(count):
        if [i for i in order if i in kept] != kept:
            continue
        for signs in product(("{}", "not ({})", None), repeat=len(open_)):
            form = dict(zip(open_, signs, strict=True))
            found.append(
                [form.get(i, "{}").format(prefer[i]["statement"]) for i in order
                 if form.get(i, "{}") is not None]
            )  # fmt: skip
    return found


@settings(max_examples=25, deadline=None)
@given(unknown_lists(), unknown_lists())
def test_completions_are_gone_through_exactly(one: list[Any], two: list[Any]) -> None:
    moves = {"a": {"x": "X"}, "b": {"y": "Y", "z": "Z"}, "infeasible": ["x and y and z"]}
    if len(completed(one)) > 27:
        one = one[:2]
    if len(completed(one)) * len(completed(two)) > 60:
        two = [{"statement": each["statement"]} for each in two]
    every = [
        stability(dossier(moves | {"preferences": {"a": a, "b": b}}), concepts=QUICK).values
        for a in completed(one) for b in completed(two)
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability_uncertain, "MOST_COMPLETIONS", 10**9)
        whole = stability(dossier(moves | {"preferences": {"a": one, "b": two}}), concepts=QUICK)
    unknown = whole.values["unknown"]
    if len(every) == 1:
        assert unknown is None
        return
    assert unknown["completions"] == {"a": len(completed(one)), "b": len(completed(two))}
    for concept in QUICK:
        sets = [set(v["equilibria"][concept]) for v in every]
        assert set(unknown["equilibria"][concept]["all"]) == set.intersection(*sets)
        assert set(unknown["equilibria"][concept]["some"]) == set.union(*sets)
        assert unknown["counts"][concept]["all"] == len(set.intersection(*sets))
        for party in "ab":
            sets = [set(v["stable"][concept][party]) for v in every]
            assert set(unknown["stable"][concept][party]["all"]) == set.intersection(*sets)
            assert set(unknown["stable"][concept][party]["some"]) == set.union(*sets)


def test_a_ranking_of_unknown_order() -> None:
    """Three orders of two states: either first, or equal."""
    moves = json.loads(json.dumps(HAWK))
    orders = [["YN", "NN"], ["NN", "YN"], [["YN", "NN"]]]
    every = []
    for order in orders:
        moves["preferences"]["a"] = {"ranking": [*order, "YY", "NY"]}
        every.append(set(stability(dossier(moves)).values["stable"]["nash_stability"]["a"]))
    moves["preferences"]["a"] = {"ranking": ["YN", "NN", "YY", "NY"], "unknown": [["NN", "YN"]]}
    unknown = stability(dossier(moves)).values["unknown"]
    assert unknown["completions"] == {"a": 3, "b": 1}
    assert set(unknown["stable"]["nash_stability"]["a"]["all"]) == set.intersection(*every)
    assert set(unknown["stable"]["nash_stability"]["a"]["some"]) == set.union(*every)


def test_too_many_completions_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    prefer = [{"statement": s, "unknown": "both"} for s in STATEMENTS[:2]]
    moves = {"a": {"x": "X"}, "b": {"y": "Y", "z": "Z"},
             "preferences": {"a": prefer, "b": prefer}}  # fmt: skip
    monkeypatch.setattr(stability_uncertain, "MOST_COMPLETIONS", 40)
    found = stability(dossier(moves), concepts=["gmr", "seq"])
    assert found.status == "partial"
    assert set(found.values["unknown"]["not_computed"]) == {"seq"}
    assert found.values["unknown"]["equilibria"]["seq"] is None
    assert found.values["unknown"]["equilibria"]["gmr"] is not None
    monkeypatch.setattr(stability_uncertain, "MOST_COMPLETIONS", 5)
    assert set(stability(dossier(moves)).values["unknown"]["not_computed"]) >= {"gmr", "seq"}


# Draws -------------------------------------------------------------------------------------

UNSURE = {
    "a": {"x": "X"}, "b": {"y": "Y"}, "status_quo": [],
    "preferences": {
        "a": {"weights": {"x": {"low": -1, "mode": 0, "high": 1}}}, "b": ["not y"],
    },
}  # fmt: skip


def test_draws_say_how_often_a_state_is_an_equilibrium() -> None:
    """The weight of x is as likely above as below 0."""
    found = stability(dossier(UNSURE), draws=400, seed=7)
    draws = found.values["draws"]
    assert draws["uncertain"] == ["a"]
    shares = {one["state"]: one["share"] for one in draws["equilibria"]["nash_stability"]}
    assert set(shares) == {"NN", "YN"}
    assert sum(shares.values()) == pytest.approx(1)
    assert 0.4 < shares["NN"] < 0.6
    assert draws["status_quo"]["nash_stability"]["all"] == shares["NN"]
    assert draws["status_quo"]["nash_stability"]["b"] == 1
    assert draws == stability(dossier(UNSURE), draws=400, seed=7).values["draws"]
    assert draws != stability(dossier(UNSURE), draws=400, seed=8).values["draws"]
    assert "400 draws" in said(found)


def test_draws_of_what_is_unknown_are_spread_over_its_completions() -> None:
    moves = UNSURE | {"preferences": {"a": [{"statement": "x", "unknown": "sign"}], "b": ["not y"]}}
    draws = stability(dossier(moves), draws=600, concepts=["nash_stability"]).values["draws"]
    shares = {one["state"]: one["share"] for one in draws["equilibria"]["nash_stability"]}
    assert all(0.58 < shares[state] < 0.75 for state in ("NN", "YN"))  # each in two of three


@settings(max_examples=8, deadline=None)
@given(unknown_lists())
def test_every_completion_is_as_likely_to_be_drawn_as_any_other(prefer: list[Any]) -> None:
    moves = {"a": {"x": "X", "y": "Y", "z": "Z"}, "preferences": {"a": prefer}}
    every = completed(prefer)
    expected: dict[str, float] = {}
    for a in every:
        values = stability(
            dossier(moves | {"preferences": {"a": a}}), concepts=["nash_stability"]
        ).values
        for state in values["equilibria"]["nash_stability"]:
            expected[state] = expected.get(state, 0) + 1 / len(every)
    draws = stability(dossier(moves), draws=1500, concepts=["nash_stability"]).values["draws"]
    found = {one["state"]: one["share"] for one in draws["equilibria"]["nash_stability"]}
    assert found == pytest.approx(expected, abs=0.06)


def test_a_statement_of_unknown_place_is_drawn_once() -> None:
    moves = {
        "a": {"x": "X"},
        "preferences": {"a": ["x", {"statement": "not x", "unknown": "place"}]},
    }
    draws = stability(dossier(moves), draws=1000, concepts=["nash_stability"]).values["draws"]
    assert all(0.44 < one["share"] < 0.56 for one in draws["equilibria"]["nash_stability"])


def test_draws_where_nothing_is_uncertain_are_all_alike() -> None:
    found = stability(dossier(HAWK), draws=3)
    assert found.values["draws"]["uncertain"] == []
    for concept, states in found.values["draws"]["equilibria"].items():
        assert {one["state"] for one in states} == set(found.values["equilibria"][concept])
        assert all(one["share"] == 1 for one in states)
    assert "all draws are alike" in said(found)


# Views -------------------------------------------------------------------------------------

VIEW = {
    "preferences": {"ussr": ["escalate if strike", "not withdraw"]},
    "infeasible": ["withdraw and escalate", "strike and blockade"],
    "unaware": ["us.strike"],
    "moves": {"ussr": {"escalate": {"name": "Escalate"}}},
}


def test_each_party_expects_what_holds_in_its_own_view() -> None:
    both = CUBA | {"views": {"us": VIEW}}
    found = stability(dossier(both), concepts=QUICK)
    views = found.values["views"]
    seen = json.loads(json.dumps(CUBA))
    seen["preferences"]["ussr"] = VIEW["preferences"]["ussr"]
    seen["infeasible"] = [*VIEW["infeasible"], "strike"]
    seen["ussr"]["escalate"] = "Escalate"
    true, own = (stability(dossier(m), concepts=QUICK).values for m in (CUBA, seen))
    assert found.values["equilibria"] == true["equilibria"]
    assert views["parties"] == ["us"]
    assert views["unseen"] == {"us": true["feasible"] - own["feasible"]}
    assert views["imagined"] == {"us": 0}
    for concept in QUICK:
        assert views["expected"][concept] == {
            "us": own["equilibria"][concept], "ussr": true["equilibria"][concept],
        }  # fmt: skip
        holds = set(own["stable"][concept]["us"]) & set(true["stable"][concept]["ussr"])
        assert set(views["equilibria"][concept]) == holds
        for party, expected in views["expected"][concept].items():
            assert set(views["mistaken"][concept][party]) == set(expected) - holds
            surprised = {s for s, who in views["surprised"][concept].items() if party in who}
            assert surprised == holds - set(expected)


def test_a_party_may_misjudge_what_can_be_taken_back() -> None:
    """Y holds B back from X only if it stays in force: A sees that it can be taken back."""
    moves = {
        "a": {"x": "X"}, "b": {"y": {"name": "Y", "reversible": False}},
        "preferences": {"a": ["not x"], "b": ["not y"]},
    }  # fmt: skip
    seen = moves | {"views": {"a": {"moves": {"b": {"y": {"name": "Y"}}}}}}
    views = stability(dossier(seen), concepts=["nash_stability"]).values["views"]
    assert views["expected"]["nash_stability"] == {"a": ["NN"], "b": ["NN", "NY"]}
    assert views["equilibria"]["nash_stability"] == ["NN", "NY"]
    assert views["surprised"]["nash_stability"] == {"NY": ["a"]}


def test_states_that_exist_in_one_view_only_are_counted() -> None:
    """A does not know of X2, and thinks X1 with Y possible."""
    moves = {
        "a": {"x1": "X1", "x2": "X2"}, "b": {"y": "Y"}, "infeasible": ["x1 and y"],
        "preferences": {"a": ["x1"], "b": ["y"]},
        "views": {"a": {"unaware": ["x2"], "infeasible": []}},
    }  # fmt: skip
    views = stability(dossier(moves)).values["views"]
    assert views["unseen"] == {"a": 3}
    assert views["imagined"] == {"a": 1}
    moves["views"] = {"a": {"infeasible": ["x1"]}}
    views = stability(dossier(moves)).values["views"]
    assert (views["unseen"], views["imagined"]) == ({"a": 2}, {"a": 0})


def test_a_party_may_take_an_impossible_state_for_possible() -> None:
    both = CUBA | {"views": {"us": {"infeasible": []}}}
    views = stability(dossier(both)).values["views"]
    assert views["imagined"] == {"us": 4}
    assert views["unseen"] == {"us": 0}


def test_rankings_are_seen_without_the_states_unseen() -> None:
    moves = json.loads(json.dumps(HAWK)) | {"views": {"b": {"unaware": ["x"]}}}
    views = stability(dossier(moves)).values["views"]
    assert views["unseen"] == {"b": 2}
    assert views["expected"]["nash_stability"]["b"] == ["NN"]


def test_a_ranking_must_cover_what_is_seen() -> None:
    moves = json.loads(json.dumps(HAWK)) | {"infeasible": ["x and y"]}
    moves["preferences"]["a"]["ranking"].remove("YY")
    moves["views"] = {"b": {"infeasible": []}}
    with pytest.raises(DossierError, match=r"leaves out 1 feasible states.*as b sees"):
        stability(dossier(moves))


def test_no_views_no_hypergame() -> None:
    assert stability(dossier(CUBA)).values["views"] is None


# Coalitions --------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(conflicts(SMALL), st.data())
def test_coalitions_are_those_of_the_definitions(oracle: Oracle, data: st.DataObject) -> None:
    if not oracle.feasible:
        return
    members = sorted(data.draw(st.sets(st.sampled_from(list(oracle.parties)), min_size=1)))
    values = stability(
        from_oracle(oracle), coalition=[f"p{m}" for m in members],
        coalitions=len(oracle.parties), limit=1000,
    ).values  # fmt: skip
    for concept, states in values["coalition"]["stable"].items():
        expected = {text(s) for s in oracle.feasible if oracle.joint(concept, members, s)}
        assert set(states) == expected
        assert values["coalition"]["counts"][concept] == len(expected)
    looked = {s for states in values["equilibria"].values() for s in states}
    expected_ = {}
    for size in range(2, len(oracle.parties) + 1):
        for group in combinations(oracle.parties, size):
            for state in oracle.feasible:
                if text(state) in looked and (ends := oracle.joint_improvements(group, state)):
                    key = text(state), tuple(f"p{m}" for m in group)
                    parts = [p for k in range(1, size) for p in combinations(group, k)]
                    expected_[key] = (set(map(text, ends)), {
                        c: set(map(text, oracle.joint_undeterred(c, list(group), state).difference(
                            *(oracle.joint_undeterred(c, list(p), state) for p in parts)
                        )))
                        for c in ("gmr", "smr", "seq")
                    })  # fmt: skip
    found = {
        (one["state"], tuple(one["coalition"])): (
            set(one["to"]), {c: set(of) for c, of in one["undeterred"].items()}
        )
        for one in values["defections"]
    }  # fmt: skip
    assert found == expected_


ALLIES: dict[str, Any] = {
    "a": {"x": "X"}, "b": {"y": "Y"}, "c": {"w": "W"}, "d": {"v": "V"}, "status_quo": [],
    "preferences": {"a": ["not (y and w)", "x"], "d": ["not (y and w)", "x and v", "not v"],
                    "b": ["x and y and w", "not y"], "c": ["x and y and w", "not w"]},
}  # fmt: skip
"""B and C have an answer to X together, and neither has one alone."""


def test_outsiders_that_answer_together() -> None:
    """Only an alliance of B and C deters A, and A and D together."""
    found = stability(dossier(ALLIES), coalition=["a"], coalitions=2)
    assert "NNNN" not in found.values["stable"]["seq"]["a"]
    assert "NNNN" in found.values["coalition"]["stable"]["seq"]
    (why,) = [one for one in found.values["coalition"]["why"] if one["concept"] == "seq"]
    assert [(step["parties"], step["to"]) for step in why["improvements"][0]["steps"]] == [
        (["b", "c"], "YYYN")
    ]
    assert "B and C could together answer by taking up" in said(found)
    (case,) = [one for one in found.values["defections"]
               if (one["state"], one["coalition"]) == ("NNNN", ["a", "d"])]  # fmt: skip
    assert case["to"] == ["YNNY"]
    assert case["undeterred"]["seq"] == []


def test_too_many_alliances_are_said_and_nothing_is_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stability_coalitions, "MOST_ANSWERS", 0)
    found = stability(dossier(ALLIES), coalition=["a", "d"], coalitions=2)
    assert found.status == "partial"
    assert "seq" not in found.values["coalition"]["counts"]
    assert found.values["coalition"]["not_computed"]["seq"] > 0
    assert {one["concept"] for one in found.values["coalition"]["why"]} == {
        "nash_stability", "gmr", "smr",
    }  # fmt: skip
    assert found.values["defections_search"]["not_computed"]["seq"] > 0
    assert all(set(one["undeterred"]) == {"gmr", "smr"} for one in found.values["defections"])
    assert "Whether the others could answer joint moves was not computed under SEQ" in said(found)
    only = stability(dossier(ALLIES), coalitions=2, concepts=["seq"])
    assert all(set(one["undeterred"]) == {"nash_stability"} for one in only.values["defections"])


# Why ---------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(conflicts(SMALL), st.data())
def test_reasons_bear_out_the_verdict(oracle: Oracle, data: st.DataObject) -> None:
    if not oracle.feasible:
        return
    state = data.draw(st.sampled_from(sorted(oracle.feasible)))
    party = data.draw(st.sampled_from(list(oracle.parties)))
    concepts = [*QUICK, "sim", "limited_move", "non_myopic"]
    found = stability(
        from_oracle(oracle), concepts=concepts, horizon=2, party=f"p{party}", state=text(state)
    )
    assert {one["concept"] for one in found.values["why"]} == set(concepts)
    payoff = oracle.payoff[party]
    for one in found.values["why"]:
        concept, improvements = one["concept"], one["improvements"]
        assert one["further"] == 0
        assert one["stable"] == all(i["deterred"] for i in improvements)
        if concept in ("limited_move", "non_myopic"):
            assert one["horizon"] == 2 or concept == "non_myopic"
            if one["horizon"] < 6:
                assert one["stable"] == oracle.limited_move(one["horizon"], party, state, {})
            for improvement in improvements:
                _foreseen(oracle, party, improvement, one["horizon"])
                last = _state([improvement, *improvement["steps"]][-1]["to"])
                assert improvement["worse"] == (payoff[last] < payoff[state])
                assert improvement["deterred"] == (payoff[last] <= payoff[state])
            continue
        assert one["stable"] == getattr(oracle, concept)(party, state)
        assert {i["to"] for i in improvements} == {
            text(s) for s in oracle.improvements(party, state)
        }
        for improvement in improvements:
            if improvement["steps"]:
                _follow(oracle, (concept, party, state), improvement)
                last = _state(improvement["steps"][-1]["to"])
                assert payoff[last] <= payoff[state]
                assert improvement["worse"] == (payoff[last] < payoff[state])
                if concept in ("smr", "sseq"):
                    assert all(payoff[s] <= payoff[state] for s in oracle.moves(party, last))
    assert said(found)
    kinds = [s for s in found.reasons if s.kind.startswith("stability_why_deterred")]
    told = [{k: v for k, v in s.evidence.items() if k != "concepts"} for s in kinds]
    assert all(told.count(one) == 1 for one in told)  # the same reason is given once


def test_an_answer_that_leaves_things_equal_deters() -> None:
    """A gains by X, B by Y; with both A is where it began."""
    moves = {
        "a": {"x": "X"}, "b": {"y": "Y"},
        "preferences": {"a": {"weights": {"x": 1, "y": -1}}, "b": ["y"]},
    }  # fmt: skip
    values = stability(dossier(moves), state="NN", party="a").values
    for one in values["why"]:
        assert one["stable"] == (one["concept"] != "nash_stability")
        (improvement,) = one["improvements"]
        assert improvement["deterred"] == one["stable"]
        assert improvement["worse"] is (False if one["stable"] else None)


def _foreseen(oracle: Oracle, party: int, one: dict[str, Any], horizon: int) -> None:
    """Moves of parties of which none moves twice in a row, within the horizon."""
    here, last = _state(one["to"]), party
    assert len(one["steps"]) < horizon
    for step in one["steps"]:
        mover = int(step["party"][1:])
        assert mover != last
        after = _state(step["to"])
        assert after in set(oracle.moves(mover, here))
        here, last = after, mover


def _state(letters: str) -> tuple[int, ...]:
    return tuple(int(letter == "Y") for letter in letters)


def _follow(oracle: Oracle, asked: tuple[str, int, tuple[int, ...]], one: dict[str, Any]) -> None:
    """Each step is one that the concept allows, from where the one before ended."""
    concept, party, origin = asked
    here, last = _state(one["to"]), party
    for step in one["steps"]:
        mover = int(step["party"][1:])
        assert mover not in (party, last)
        if concept == "sim":
            names = {f"p{owner}.m{o}": o for o, owner in enumerate(oracle.owner)}
            own = list(origin)
            for move in step["takes_up"]:
                own[names[move]] = 1
            for move in step["gives_up"]:
                own[names[move]] = 0
            assert tuple(own) in set(oracle.improvements(mover, origin))
        else:
            steps = oracle.improvements if concept in ("seq", "sseq") else oracle.moves
            after = _state(step["to"])
            assert after in set(steps(mover, here))
            here = after
        last = mover


def test_everybody_and_the_status_quo_unless_asked_otherwise() -> None:
    values = stability(dossier(CUBA), party="us").values
    assert {(one["party"], one["state"]) for one in values["why"]} == {("us", "NNNN")}
    values = stability(dossier(CUBA), state="YNNN").values
    assert {(one["party"], one["state"]) for one in values["why"]} == {
        ("us", "YNNN"), ("ussr", "YNNN"),
    }  # fmt: skip
    assert stability(dossier(CUBA)).values["why"] is None


# Options and words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"horizon": 0}, "horizon must lie between 1 and 100"),
        ({"draws": -1}, "draws must lie between 0"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"coalitions": -1}, "coalitions must be 0 or more"),
        ({"coalition": ["uss"]}, "Did you mean 'us"),
        ({"party": "uk"}, "no party with moves is called 'uk'"),
        ({"state": "NN"}, "neither a move nor a state, which is 4 letters"),
        ({"state": "NNYY"}, "infeasible"),
        ({"concepts": ["sequential"]}, "no concept is called 'sequential'"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        stability(dossier(CUBA), **options)


def test_a_horizon_of_one_is_nash_stability() -> None:
    values = stability(dossier(CUBA), concepts=["nash_stability", "limited_move"], horizon=1).values
    assert values["stable"]["limited_move"] == values["stable"]["nash_stability"]


SAID_ELSEWHERE = {
    "stability_why_unstable", "stability_view_alike", "stability_view_open",
    "stability_today_impossible", "stability_nothing_possible", "stability_more_surprises",
    "stability_views_skipped", "stability_draws_skipped", "stability_coalition_skipped",
    "stability_coalition_open", "stability_coalition_deterred", "stability_defections_cut",
    "stability_defections_skipped",
}  # fmt: skip
"""Kinds whose words tests of their own look for."""


def test_every_statement_made_has_its_wording() -> None:
    prisoners = {
        "a": {"x": "X"}, "b": {"y": "Y"}, "status_quo": [],
        "preferences": {"a": ["y", "not x"], "b": ["x", "not y"]},
    }  # fmt: skip
    unsure = [{"statement": "x", "unknown": "both", "much": True}, "y"]
    many = {"a": {f"m{i}": f"M{i}" for i in range(4)}, "b": {"y": "Y"},
            "preferences": {"a": ["not y", "m0 or m1 or m2 or m3"],
                            "b": ["y iff (m0 or m1 or m2 or m3)"]}}  # fmt: skip
    asked: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (prisoners, {"coalitions": 2, "coalition": ["a", "b"], "draws": 2, "state": "YY",
                     "concepts": [*QUICK, "sim", "limited_move"]}),
        (prisoners, {"state": "NN", "concepts": ["nash_stability", "limited_move"]}),
        (prisoners, {"state": "YN", "concepts": ["nash_stability", "limited_move"], "horizon": 1}),
        (CUBA | {"views": {"us": VIEW}}, {"coalitions": 2, "draws": 2}),
        (HAWK | {"preferences": {"a": unsure, "b": ["y if x"]}}, {"draws": 2}),
        (many, {"state": "NNNNN"}),
        ({"a": {"x": "X"}, "b": {"y": "Y"}, "c": {"z": "Z"}, "preferences": {
            "a": ["not z", "x"], "b": ["not z", "x"], "c": ["not z"]},
          "infeasible": ["y"]}, {"coalitions": 2}),
        ({"a": {"x": "X"}, "b": {"y": "Y"}, "preferences": {"a": ["x"], "b": ["y"]}},
         {"coalitions": 2}),
    ]  # fmt: skip
    made = set()
    with pytest.MonkeyPatch.context() as patch:
        for moves, options in asked:
            patch.setattr(stability_uncertain, "MOST_COMPLETIONS", 2_000)
            found = stability(dossier(moves), **options)
            patch.setattr(stability_uncertain, "MOST_COMPLETIONS", 2)
            again = stability(dossier(moves), **options)
            for result in (found, again):
                readings = [table.reading for table in result.tables if table.reading]
                for statement in (*result.findings, *result.reasons, *result.caveats, *readings):
                    made.add(statement.kind)
                    assert say(statement, result.names).strip().endswith((".", ":"))
    assert WORDING.keys() - made <= SAID_ELSEWHERE
