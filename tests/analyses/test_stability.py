"""The question ``stability``: from a dossier to values, reasons and words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model_cases import conflicts
from graph_model_oracle import Conflict as Oracle
from irenic.analyses import conflict as conflict_module
from irenic.analyses import stability as stability_module
from irenic.analyses.conflict import conflict
from irenic.analyses.result import Statement
from irenic.analyses.stability import stability
from irenic.analyses.stability_concepts import DEFAULT_CONCEPTS
from irenic.dossier.model import Dossier
from irenic.dossier.statements import holds, parse, resolve
from irenic.errors import DossierError, Inapplicable, UsageError
from irenic.report.words import say, stability_design
from irenic.report.words.stability import WORDING

MOVES: dict[str, Any] = {
    "us": {"surge": "Send more troops", "withdraw": {"name": "Withdraw", "reversible": False}},
    "gov": {"raid": "Raid Sadr City"},
    "jam": {"attack": "Resume attacks", "ceasefire": "Declare a ceasefire"},
    "preferences": {
        "us": ["not attack", "not withdraw", "ceasefire", "not surge"],
        "gov": ["not attack", "raid if attack", "not raid", "surge"],
        "jam": ["not raid", "attack if surge", "not surge", "attack"],
    },
    "infeasible": ["attack and ceasefire", "surge and withdraw"],
    "status_quo": ["us.surge"],
}
PARTIES = {"us": "United States", "gov": "Government of Iraq", "jam": "Mahdi Army", "un": "UN"}


def _dossier(**changes: Any) -> Dossier:
    moves = {key: value for key, value in (MOVES | changes).items() if value is not None}
    parties = {slug: {"name": name} for slug, name in PARTIES.items()}
    return Dossier.model_validate({"irenic": 1, "parties": parties, "moves": moves})


def _prefer(**changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (MOVES["preferences"] | changes).items() if v is not None}


def _said(dossier: Dossier, **options: Any) -> str:
    result = stability(dossier, **options)
    kinds = (*result.findings, *result.reasons, *result.caveats)
    readings = (table.reading for table in result.tables if table.reading)
    return "\n".join(say(statement, result.names) for statement in (*kinds, *readings))


# Values ----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(conflicts(((1, 1), (2, 1), (2, 2), (1, 1, 1), (2, 1, 1))), st.integers(1, 3))
def test_values_are_those_of_the_definition(oracle: Oracle, limit: int) -> None:
    dossier = _from_oracle(oracle)
    values = stability(dossier, limit=limit).values
    assert values["states"] == 2 ** len(oracle.owner)
    assert values["feasible"] == len(oracle.feasible)
    longest = 0
    for concept in DEFAULT_CONCEPTS:
        sets = [oracle.stable(concept, party) for party in oracle.parties]
        every = _ordered(set.intersection(*sets))
        assert values["equilibria"][concept] == every[:limit]
        assert values["counts"][concept]["equilibria"] == len(every)
        for party, states in enumerate(sets):
            longest = max(longest, len(states))
            assert values["stable"][concept][f"p{party}"] == _ordered(states)[:limit]
            assert values["counts"][concept]["stable"][f"p{party}"] == len(states)
    assert values["truncated"] is (longest > limit)


def _ordered(states: set[tuple[int, ...]]) -> list[str]:
    """States as text, in ascending number with the first move least significant."""
    found = sorted(states, key=lambda state: state[::-1])
    return ["".join("NY"[value] for value in state) for state in found]


def _from_oracle(oracle: Oracle) -> Dossier:
    names = [f"p{owner}.m{o}" for o, owner in enumerate(oracle.owner)]
    moves: dict[str, Any] = {f"p{party}": {} for party in oracle.parties}
    for option, owner in enumerate(oracle.owner):
        moves[f"p{owner}"][f"m{option}"] = {
            "name": f"Move {option}",
            "reversible": option not in oracle.irreversible,
            "resumable": option not in oracle.unresumable,
        }
    ruled_out = [
        state
        for number in range(2 ** len(names))
        if (state := tuple(number >> o & 1 for o in range(len(names)))) not in oracle.feasible
    ]
    moves["infeasible"] = [
        " and ".join(n if on else f"not {n}" for n, on in zip(names, state, strict=True))
        for state in ruled_out
    ]
    moves["preferences"] = {}
    for party, payoff in enumerate(oracle.payoff):
        levels = sorted(set(payoff.values()), reverse=True)
        groups = tuple(
            tuple(_ordered({s for s in payoff if payoff[s] == level})) for level in levels
        )
        moves["preferences"][f"p{party}"] = {"ranking": groups} if groups else []
    parties = {f"p{party}": {} for party in oracle.parties}
    return Dossier.model_validate({"irenic": 1, "parties": parties, "moves": moves})


def test_preferences_by_statements_follow_their_order() -> None:
    """Ranks order states as the truth values of the statements do, read as a word."""
    dossier = _dossier()
    given_ = conflict(dossier)
    own = dossier.moves.parties  # type: ignore[union-attr]
    states = [s for s in range(given_.model.feasible.size) if given_.model.feasible.flat[s]]
    for party, ranks in zip(given_.parties, given_.model.ranks, strict=True):
        read = [resolve(parse(text), own) for text in MOVES["preferences"][party]]
        met = {}
        for state, text in zip(states, given_.text(states), strict=True):  # type: ignore[arg-type]
            force = {tuple(move.split(".")) for move in given_.in_force(text)}
            assert not {("jam", "attack"), ("jam", "ceasefire")} <= force
            met[state] = [holds(each, force) for each in read]  # type: ignore[arg-type]
        order = sorted(set(map(tuple, met.values())))
        assert {s: int(ranks.flat[s]) - 1 for s in states} == {
            s: order.index(tuple(m)) for s, m in met.items()
        }


def test_the_status_quo_by_concept_and_party() -> None:
    values = stability(_dossier()).values
    assert values["status_quo"] == "YNNNN"
    for concept, of in values["status_quo_stable"].items():
        for party, stays in of.items():
            assert stays is ("YNNNN" in values["stable"][concept][party])
    assert values["status_quo_stable"]["seq"] == {"us": True, "gov": True, "jam": True}
    assert values["status_quo_stable"]["sim"] == {"us": True, "gov": True, "jam": False}


def test_only_the_concepts_asked_for() -> None:
    result = stability(_dossier(), concepts=["seq", "gmr"])
    assert list(result.values["stable"]) == ["gmr", "seq"]
    assert result.parameters["concepts"] == ["gmr", "seq"]
    assert result.status == "complete"


def test_sim_beyond_the_budget_only_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stability(_dossier()).values
    monkeypatch.setattr(stability_module, "SIM_BUDGET", 3)
    partial = stability(_dossier())
    assert partial.status == "partial"
    for key in ("stable", "equilibria", "counts", "status_quo_stable"):
        assert partial.values[key]["sim"] is None
        assert partial.values[key]["seq"] == whole[key]["seq"]
    assert partial.values["not_computed"]["sim"] > 3
    assert "SIM was not computed" in _said(_dossier())
    asked = stability(_dossier(), concepts=["sim"])
    assert asked.status == "complete"
    assert asked.values["stable"]["sim"] == whole["stable"]["sim"]


def test_strategies_never_feasible_are_on_no_axis() -> None:
    """They are left out of the arrays, not out of the texts."""
    given_ = conflict(_dossier())
    assert [len(each) for each in given_.model.strategies] == [3, 2, 3]
    assert given_.state("YYNNN") is None
    assert given_.state("YNNYY") is None
    assert given_.text([given_.state("NYYNY")]) == ["NYYNY"]  # type: ignore[list-item]


def test_the_answer_is_json() -> None:
    assert json.loads(json.dumps(stability(_dossier()).to_dict()))["question"] == "stability"


def test_progress_is_told() -> None:
    told: list[tuple[str, float]] = []
    stability(_dossier(), progress=lambda what, share: told.append((what, share)))
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0


# Words -----------------------------------------------------------------------------------


def test_why_the_status_quo_holds() -> None:
    said = _said(_dossier())
    assert (
        "If Mahdi Army took up \u201cResume attacks\u201d, Government of Iraq could answer by "
        "taking up \u201cRaid Sadr City\u201d, which would leave Mahdi Army worse off than today. "
        "That answer would be a gain for whoever gives it."
    ) in said
    assert "Government of Iraq cannot move, by itself, to a state it likes better" in said


def test_why_a_party_leaves() -> None:
    said = _said(_dossier(preferences=_prefer(us=["withdraw"])))
    assert "United States could give up \u201cSend more troops\u201d" not in said
    assert "United States could take up \u201cWithdraw\u201d and give up \u201cSend more" in said
    assert "nothing the others can do would undo that gain" in said


def test_a_gain_that_nothing_undoes_is_found_among_many() -> None:
    """Of seven improvements only the last looked at, with most changes, is not deterred."""
    own = {f"m{i}": f"Step {i}" for i in range(3)}
    all_ = "m0 and m1 and m2"
    prefer = {"us": [f"not raid or ({all_})", "m0 or m1 or m2"], "gov": ["raid"]}
    dossier = _dossier(us=own, jam=None, preferences=prefer, infeasible=[], status_quo=[])
    said = _said(dossier)
    assert "United States could take up \u201cStep 0\u201d, \u201cStep 1\u201d and" in said
    assert "If United States" not in said


def test_an_equal_state_deters_too() -> None:
    prefer = {"us": ["surge and not raid"], "gov": ["raid iff surge"]}
    dossier = _dossier(jam=None, preferences=prefer, infeasible=[], status_quo=[])
    assert "which would leave United States no better off than today" in _said(dossier)


def test_a_deterrent_that_costs_its_author_is_called_so() -> None:
    said = _said(_dossier(preferences=_prefer(gov=["not raid"])))
    assert "no such answer in which each step is a gain" in said


def test_without_status_quo_the_first_equilibrium_is_explained() -> None:
    dossier = _dossier(status_quo=None)
    result = stability(dossier)
    assert result.values["status_quo"] is None
    assert result.values["status_quo_stable"] is None
    said = _said(dossier)
    assert "In the state with Government of Iraq: \u201cRaid Sadr City\u201d" in said
    assert "does not say which moves are in force today" in said
    assert "than today" not in said


def test_nothing_in_force_today_is_a_status_quo() -> None:
    result = stability(_dossier(status_quo=[]))
    assert result.values["status_quo"] == "NNNNN"
    assert "no move in force" in _said(_dossier(status_quo=[]))


def test_an_infeasible_status_quo_is_said() -> None:
    dossier = _dossier(status_quo=["attack", "ceasefire"])
    result = stability(dossier)
    assert result.values["status_quo"] == "NNNYY"
    assert result.values["status_quo_stable"] is None
    assert "among the states ruled out" in _said(dossier)


@pytest.mark.parametrize("ruled_out", ["raid or not raid", "attack iff attack or surge or raid"])
def test_no_feasible_state_is_an_answer(ruled_out: str) -> None:
    dossier = _dossier(infeasible=["attack or not attack", ruled_out])
    result = stability(dossier)
    assert result.status == "complete"
    assert result.values["feasible"] == 0
    assert result.values["equilibria"]["sim"] == []
    assert result.headline == "No state is feasible: all 32 are ruled out."
    assert "none of the 32 states is feasible" in _said(dossier)


def test_indifferent_parties_and_spectators_are_named() -> None:
    said = _said(_dossier(preferences=_prefer(gov=[], un=["raid"])))
    assert "Government of Iraq is indifferent" in said
    assert "UN has preferences but no move" in said
    assert "UN" not in _said(_dossier(un={}))


def test_equal_names_of_moves_are_told_apart() -> None:
    moves = {"us": {"raid": "Raid"}, "gov": {"raid": "Raid"}, "jam": None, "infeasible": []}
    prefer = {"us": ["us.raid"], "gov": ["gov.raid"]}
    result = stability(_dossier(**moves, preferences=prefer, status_quo=[]))
    table = next(table for table in result.tables if table.key == "equilibria")
    assert table.rows[0][0] == "Raid (United States); Raid (Government of Iraq)"


def test_every_statement_made_has_its_wording() -> None:
    made = {
        statement.kind
        for changes in (
            {}, {"status_quo": None}, {"status_quo": ["attack", "ceasefire"]},
            {"preferences": _prefer(us=["withdraw"], gov=[], un=[])}, {"status_quo": []},
        )
        for result in [stability(_dossier(**changes))]
        for statement in (
            *result.findings, *result.reasons, *result.caveats,
            *(table.reading for table in result.tables if table.reading),
        )
    }  # fmt: skip
    assert made <= WORDING.keys() | stability_design.WORDING.keys()
    elsewhere = {
        "stability_sim_skipped", "stability_further", "stability_untraced",
        "stability_limit_not_found", "stability_skipped",
    }  # fmt: skip
    assert WORDING.keys() - made <= elsewhere


def test_further_improvements_are_counted() -> None:
    """Fifteen ways to gain, all undone by one answer: three are told, the others counted."""
    many = {f"m{i}": f"Step {i}" for i in range(4)}
    any_ = "m0 or m1 or m2 or m3"
    prefer = {"us": ["not raid", any_], "gov": [f"raid iff ({any_})"]}
    dossier = _dossier(us=many, jam=None, preferences=prefer, infeasible=[], status_quo=[])
    said = _said(dossier)
    assert said.count("If United States took up") == 3
    assert "United States: 12 further improvements, which are deterred as well." in said
    short = _said(dossier, concepts=["nash_stability"])
    assert "United States: 12 further improvements, which are deterred as well." in short


def test_a_search_cut_short_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from irenic.analyses import stability_reasons
    from irenic.theory.counter_moves import Answer

    def hasty(*args: Any, **options: Any) -> Any:
        return Answer(stability_reasons.Found.UNDECIDED)

    monkeypatch.setattr(stability_reasons, "shortest_sanction", hasty)
    assert "the search for an answer of the others was cut short" in _said(_dossier())


# Wrong use -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"concepts": ["gmrr"]}, "Did you mean 'gmr'"),
        ({"concepts": ["nash"]}, "no concept is called 'nash'"),
        ({"concepts": ["gmr", "seq", "gmr"]}, "'gmr' is given more than once"),
        ({"concepts": []}, "at least one concept"),
        ({"concepts": "gmr"}, "a list of names"),
        ({"limit": -1}, "1 or more"),
    ],
)
def test_wrong_use(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        stability(_dossier(), **options)


def test_without_moves_or_preferences_it_does_not_apply() -> None:
    bare = Dossier.model_validate({"irenic": 1, "parties": {"us": {}}})
    with pytest.raises(Inapplicable, match="lists no moves"):
        stability(bare)
    with pytest.raises(Inapplicable, match="lists no moves"):
        stability(Dossier.model_validate({"irenic": 1, "parties": {"us": {}}, "moves": {"us": {}}}))
    with pytest.raises(Inapplicable, match="'gov' has moves but no preferences"):
        stability(_dossier(preferences=_prefer(gov=None)))


def test_too_many_states_are_refused_with_their_number() -> None:
    many = {f"m{i}": f"Move {i}" for i in range(9)}
    prefer = {"us": [], "gov": [], "jam": []}
    changes: dict[str, Any] = {
        "us": many, "gov": many, "jam": many, "preferences": prefer, "infeasible": [],
        "status_quo": None,
    }  # fmt: skip
    with pytest.raises(Inapplicable, match="134,217,728"):
        stability(_dossier(**changes))
    with pytest.raises(Inapplicable, match="'us' has 23"):
        stability(_dossier(**(changes | {"us": {f"m{i}": "Move" for i in range(23)}})))
    only_one = [f"us.m{i} and us.m{j}" for i in range(9) for j in range(i)]
    shrunk = changes | {"gov": {"raid": "Raid"}, "infeasible": only_one, "jam": {"a": "Attack"}}
    assert stability(_dossier(**shrunk), limit=1).values["feasible"] == 40


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"preferences": _prefer(us=["not atack"])}, "bad-statement.*preferences.us"),
        ({"infeasible": ["attack and"]}, "bad-statement.*infeasible"),
        ({"status_quo": ["not attack"]}, "one move that is in force today"),
        ({"preferences": _prefer(us={"ranking": ("NNNNN",)})}, "leaves out 17 feasible states"),
        ({"preferences": _prefer(us={"ranking": ("YYNNN",)})}, "a feasible state"),
        ({"preferences": _prefer(us={"ranking": ("YN",)})}, "Y or N for each of 5 moves"),
    ],
)
def test_errors_that_checks_would_find(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DossierError, match=said):
        stability(_dossier(**changes))


def test_the_bounds_are_those_documented() -> None:
    assert conflict_module.MOST_STATES == 2**24


def test_why_better_states_do_not_hold() -> None:
    """A prisoners' dilemma: peace is better for both, and each would break it by itself."""
    prefer = {"us": ["not raid", "strike"], "gov": ["not strike", "raid"]}
    dossier = _dossier(
        us={"strike": "Strike"}, gov={"raid": "Raid"}, jam=None, preferences=prefer,
        infeasible=[], status_quo=["us.strike", "gov.raid"],
    )  # fmt: skip
    told = _better(dossier, "nash_stability")
    assert told.evidence["rules"] == ("ceased", "most", "worst")
    assert told.evidence["better_for"] == ["us", "gov"]
    assert [(one["party"], one["takes_up"]) for one in told.evidence["breakers"]] == [
        ("us", ["us.strike"]), ("gov", ["gov.raid"]),
    ]  # fmt: skip
    said = _said(dossier, concepts=["nash_stability"])
    assert (
        "would be better than today for everybody, but does not hold: United States would" in said
    )
    # Under SEQ each is held back, because the other would gain by answering in kind.
    assert not _better(dossier, "seq").evidence["breakers"]
    assert "would hold once reached" in _said(dossier, concepts=["seq"])


def _better(dossier: Dossier, concept: str) -> Statement:
    (told,) = (
        reason
        for reason in stability(dossier, concepts=[concept]).reasons
        if reason.kind == "stability_better_state"
    )
    return told
