"""Ways to equilibria, what would have to change, and the picture, from dossier to words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from irenic import load
from irenic.analyses.stability import stability
from irenic.dossier.model import Dossier
from irenic.errors import UsageError
from irenic.report.words import say
from irenic.report.words.stability_design import WORDING


def _duel(**more: Any) -> Dossier:
    """A has armed, B would strike at that, and then both would climb down."""
    moves = {
        "a": {"arm": "Arm", "talk": "Talk"}, "b": {"strike": "Strike"},
        "preferences": {
            "a": ["not arm if strike", "not strike", "not talk"], "b": ["strike iff arm"],
        },
        "infeasible": ["arm and talk"], "status_quo": ["arm"],
    }  # fmt: skip
    return Dossier.model_validate({
        "irenic": 1, "as_of": "2006-11-30", "parties": {"a": {"name": "Alpha"}, "b": {}},
        "moves": {**moves, **more},
    })  # fmt: skip


def _said(dossier: Dossier, **options: Any) -> list[str]:
    result = stability(dossier, **options)
    return [say(each, result.names) for each in result.findings if each.kind in WORDING]


def test_ways_from_the_status_quo() -> None:
    found = stability(_duel(), concepts=["nash_stability"]).values["evolution"]
    assert found["from"] == "YNN"
    assert found["reached"] == {
        "nash_stability": {"equilibria": 1, "by_improvements": 1, "by_moves": 1}
    }
    (only,) = found["equilibria"]
    assert (only["state"], only["concepts"]) == ("NNN", ["nash_stability"])
    assert [(s["party"], s["takes_up"], s["gives_up"], s["state"]) for s in only["by_moves"]] == [
        ("a", [], ["a.arm"], "NNN")
    ]
    assert [step["state"] for step in only["by_improvements"]] == ["YNY", "NNY", "NNN"]


def test_ways_in_words() -> None:
    reached, path = _said(_duel(), concepts=["nash_stability"])
    assert reached == (
        "What can be reached from the status quo (November 2006): of 1 equilibrium under Nash "
        "stability, 1 by improvements alone and 1 by any moves."
    )
    assert path == (
        "From the status quo (November 2006) to no move in force: first B would take up “Strike”, "
        "then Alpha would give up “Arm”, then B would give up “Strike”. Each step is a gain for "
        "whoever takes it."
    )


def test_ways_from_another_state_and_no_way_at_all() -> None:
    irreversible = {"arm": {"name": "Arm", "reversible": False}, "talk": "Talk"}
    dossier = _duel(a=irreversible)
    values = stability(dossier, concepts=["nash_stability"], state="YNY").values
    assert values["evolution"]["from"] == "YNY"
    assert [each["by_moves"] for each in values["evolution"]["equilibria"]].count(None) == 1
    texts = _said(dossier, concepts=["nash_stability"], state="YNY")
    assert any(text.startswith("No sequence of moves leads from that state") for text in texts)


def test_without_a_status_quo_there_are_no_ways() -> None:
    values = stability(_duel(status_quo=None), concepts=["gmr"]).values
    assert values["evolution"] is None
    assert values["redesign"] is None


def test_what_would_have_to_change() -> None:
    result = stability(_duel(), concepts=["nash_stability", "seq"], target="talk")
    answer = result.values["redesign"]
    assert answer["state"] == "NYN"
    under = answer["concepts"]["nash_stability"]
    assert not under["holds"]
    assert under["preferences"] == {
        "status": "complete", "swaps": None, "at_least": None, "orders": {},
    }  # fmt: skip
    assert under["infeasible"]["changes"] == under["infeasible"]["at_least"] == 1
    assert under["infeasible"]["sets"][0] == {
        "add": ["not a.talk and not b.strike"], "lift": [], "ruled_out": 2,
    }  # fmt: skip
    text = next(t for t in _said(_duel(), concepts=["seq"], target="NYN") if t.startswith("For"))
    assert text == (
        "For the state with Alpha: “Talk” to hold under SEQ: no reordering of the parties' "
        "statements is enough; by swapping whole ranks instead, at least 1 swap of neighbours in "
        "the rankings (1 swap for Alpha), and that is enough; or else it would hold if doing "
        "without “Arm” and “Talk” at once were impossible (2 other ways with as few changes)."
    )
    json.dumps(result.to_dict())


def test_the_change_does_what_it_says() -> None:
    """Each answer, put into the dossier, makes the target an equilibrium."""
    elmira = load("elmira")
    values = stability(elmira, target="accept").values["redesign"]
    assert elmira.moves is not None
    for concept, answer in values["concepts"].items():
        assert answer["preferences"]["swaps"] == answer["preferences"]["at_least"]
        preferences = dict(elmira.moves.preferences)
        for party, new in answer["preferences"]["orders"].items():
            preferences[party] = preferences[party].model_copy(
                update={"ranking": tuple(map(tuple, new["ranking"]))}
            )
        changed = elmira.moves.model_copy(update={"preferences": preferences})
        again = stability(elmira.model_copy(update={"moves": changed}), concepts=[concept])
        assert values["state"] in again.values["equilibria"][concept]


def test_infeasibilities_added_and_lifted_do_what_they_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("irenic.analyses.stability_infeasible._SHOWN", 500)
    dossier = load("iraq-2006")
    assert dossier.moves is not None
    target = "announce, attack, fund"
    values = stability(dossier, concepts=["smr"], target=target).values["redesign"]
    answer = values["concepts"]["smr"]["infeasible"]
    assert (answer["changes"], answer["at_least"], answer["status"]) == (2, 2, "complete")
    lifted = [one for one in answer["sets"] if one["lift"]]
    assert lifted
    for one in (*lifted[:3], *answer["sets"][:3]):
        kept = [s for s in dossier.moves.infeasible if s.statement not in one["lift"]]
        more = [type(kept[0])(statement=text) for text in one["add"]] if kept else []
        changed = dossier.moves.model_copy(update={"infeasible": (*kept, *more)})
        again = stability(dossier.model_copy(update={"moves": changed}), concepts=["smr"])
        assert values["state"] in again.values["equilibria"]["smr"]


def test_counts_of_rankings_for_small_models(shared: Any) -> None:
    given = load(shared / "fixtures" / "gmcr_files" / "SyriaIraq.gmcr")
    found = stability(given, concepts=["nash_stability", "seq"], target="release-water").values
    counts = {c: of["rankings"]["syria"] for c, of in found["redesign"]["concepts"].items()}
    assert counts == {"nash_stability": {"hold": 240, "of": 720}, "seq": {"hold": 384, "of": 720}}
    assert (
        stability(load("iraq-2006"), concepts=["gmr"], target="talk").values["redesign"][
            "concepts"
        ]["gmr"]["rankings"]
        is None
    )


def test_a_target_that_holds_already() -> None:
    texts = _said(load("elmira"), concepts=["gmr"], target="NYNNN")
    assert texts[-1] == "The status quo holds under GMR as things are."


@pytest.mark.parametrize(
    ("target", "what"),
    [("aproach", "neither a move nor a state"), ("accept, delay", "infeasible"),
     ("YYYYY", "infeasible"), ("insst", "did you mean 'insist'")],
)  # fmt: skip
def test_targets_that_are_no_state(target: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        stability(load("elmira"), target=target)


def test_a_target_needs_a_concept_it_can_be_told_for() -> None:
    with pytest.raises(UsageError, match="what would have to change can be told for"):
        stability(load("elmira"), concepts=["limited_move"], target="accept")


def test_the_picture_shows_all_states_of_a_small_model() -> None:
    result = stability(load("elmira"))
    (figure,) = result.figures
    assert figure.kind == "graph"
    assert len(figure.data) == result.values["feasible"] == 12
    assert [node["state"] for node in figure.data if node["start"]] == ["NYNNN"]
    assert [link["party"] for link in figure.links if link["path"]] == ["local"]
    table = next(table for table in result.tables if table.key == "states")
    assert [row[2] for row in table.rows] == [node["state"] for node in figure.data]
    leavers = dict(zip((c.key for c in table.columns), table.rows[0], strict=True))
    assert leavers["nash_stability"] == ("local",)
    assert leavers["gmr"] is None


def test_the_picture_of_a_large_model_is_reduced_by_a_stated_rule() -> None:
    result = stability(load("iraq-2006"))
    (figure,) = result.figures
    assert len(figure.data) == 40
    states = {node["state"] for node in figure.data}
    assert result.values["status_quo"] in states
    first = result.values["evolution"]["equilibria"][:8]
    assert {each["state"] for each in first} <= states
    assert "Of 672 feasible states 40 are drawn" in say(figure.reading, result.names)
    names = {link["from"] for link in figure.links} | {link["to"] for link in figure.links}
    assert names <= states


def test_every_statement_made_has_its_wording_and_the_other_way_round() -> None:
    bound = {"arm": {"name": "Arm", "reversible": False}, "talk": "Talk"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("irenic.analyses.stability_redesign.SECONDS", 0.0)
        cut = stability(load("elmira"), concepts=["seq"], target="accept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("irenic.theory.deterrence.MOST_ANSWERS", 0)
        patch.setattr("irenic.theory.demands.MOST_ANSWERS", 0)
        skipped = stability(load("elmira"), concepts=["sim"], target="accept")
    results = [
        cut, skipped, stability(_duel(a=bound), concepts=["nash_stability"], state="YNY"),
        stability(load("elmira"), concepts=["gmr"], target="delay"),
        stability(_duel(), concepts=["seq", "limited_move"], target="talk"),
        stability(load("elmira"), concepts=["seq"], target="accept"),
    ]  # fmt: skip
    made = set()
    for result in results:
        told = [*result.findings, *result.caveats, *(t.reading for t in result.tables if t.reading)]
        told += [said for figure in result.figures for said in (figure.reading, figure.alt)]
        made |= {statement.kind for statement in told}
        assert all(say(statement, result.names) for statement in told)
    assert made >= WORDING.keys()
    assert str(cut.status) == str(skipped.status) == "partial"


def _standoff(**more: Any) -> Dossier:
    """Alpha would take the hill; that Beta then could only shell the town is ruled out."""
    moves = {
        "a": {"take-hill": "Take the hill", "sign": "Sign"},
        "b": {"shell-town": "Shell the town"},
        "preferences": {
            "a": ["take-hill and not shell-town", "sign", "not take-hill"],
            "b": ["shell-town if take-hill", "not shell-town"],
        },
        "infeasible": ["take-hill and shell-town"], "status_quo": [],
    }  # fmt: skip
    return Dossier.model_validate({
        "irenic": 1, "parties": {"a": {"name": "Alpha"}, "b": {"name": "Beta"}},
        "moves": {**moves, **more},
    })  # fmt: skip


def test_what_is_lifted_is_told_by_the_names_of_moves() -> None:
    """Also where the statement has the short names, without the party."""
    answer = stability(_standoff(), concepts=["gmr"], target="none").values["redesign"]
    under = answer["concepts"]["gmr"]["infeasible"]
    assert any(one["lift"] == ["take-hill and shell-town"] for one in under["sets"])
    text = next(
        t for t in _said(_standoff(), concepts=["gmr"], target="none") if t.startswith("For")
    )
    assert "“Take the hill” and “Shell the town” were possible" in text
    assert "take-hill" not in text


def test_weights_say_what_freed_states_are_worth_and_rankings_do_not() -> None:
    weights = {
        "a": {"weights": {"s": -10, "p iff q": -1}},
        "b": {"weights": {"s if (p or q)": 1, "not s": 0.5}},
    }
    moves = {
        "a": {"p": "P", "q": "Q"}, "b": {"s": "S"}, "preferences": weights,
        "infeasible": ["s and (p or q)"], "status_quo": [],
    }  # fmt: skip
    dossier = Dossier.model_validate({"irenic": 1, "parties": {"a": {}, "b": {}}, "moves": moves})
    found = stability(dossier, concepts=["gmr"], target="none").values["redesign"]
    answer = found["concepts"]["gmr"]["infeasible"]
    assert (answer["changes"], answer["at_least"], answer["lifting_tried"]) == (1, 1, True)
    assert answer["sets"] == [{"add": [], "ruled_out": 0, "lift": ["s and (p or q)"]}]
    ranking = [["YNN"], ["NYN"], ["NNN"], ["YYN"], ["NNY"]]
    ranked = {**moves, "preferences": {**weights, "a": {"ranking": ranking}}}
    dossier = Dossier.model_validate({"irenic": 1, "parties": {"a": {}, "b": {}}, "moves": ranked})
    found = stability(dossier, concepts=["gmr"], target="none").values["redesign"]
    answer = found["concepts"]["gmr"]["infeasible"]
    assert (answer["changes"], answer["lifting_tried"], answer["not_lifted"]) == (
        2, False, "ranking",
    )  # fmt: skip
    (text,) = [t for t in _said(dossier, concepts=["gmr"], target="none") if t.startswith("For")]
    assert "Lifting what is infeasible was not tried: a ranking does not say" in text


def test_lifting_is_told_as_left_out_where_it_makes_too_many_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = _standoff(infeasible=["take-hill and shell-town", "sign"])
    monkeypatch.setattr("irenic.analyses.conflict.MOST_STATES", 4)
    found = stability(given, concepts=["gmr"], target="none").values["redesign"]
    answer = found["concepts"]["gmr"]["infeasible"]
    assert (answer["status"], answer["not_lifted"]) == ("partial", "states")
    (text,) = [t for t in _said(given, concepts=["gmr"], target="none") if t.startswith("For")]
    assert "it would make too many states" in text


def test_patterns_of_two_moves_are_never_left_out() -> None:
    """Alpha leaves only with x, which Beta's y punishes in part: one pattern of two will do."""
    moves = {
        "a": {"x": "X"}, "b": {"y": "Y"}, "c": {f"d{i}": f"D{i}" for i in range(2)},
        "preferences": {"a": ["x or y", "x"], "b": ["not (x and y)", "y"], "c": []},
        "status_quo": [],
    }  # fmt: skip
    dossier = Dossier.model_validate(
        {"irenic": 1, "parties": {"a": {}, "b": {}, "c": {}}, "moves": moves}
    )
    found = stability(dossier, concepts=["gmr"], target="NNNN").values["redesign"]
    answer = found["concepts"]["gmr"]["infeasible"]
    assert (answer["changes"], answer["at_least"], answer["status"]) == (1, 1, "complete")
    assert {"add": ["a.x and not b.y"], "lift": [], "ruled_out": 4} in answer["sets"]


def test_ranks_do_where_no_order_of_statements_does() -> None:
    """One who wants to move, and has nothing else to care for."""
    moves = {"a": {"go": "Go"}, "preferences": {"a": ["go"]}, "status_quo": []}
    dossier = Dossier.model_validate({"irenic": 1, "parties": {"a": {}}, "moves": moves})
    found = stability(dossier, concepts=["nash_stability"], target="none").values["redesign"]
    under = found["concepts"]["nash_stability"]
    assert (under["preferences"]["swaps"], under["preferences"]["at_least"]) == (None, None)
    assert under["ranks"] == {
        "status": "complete", "swaps": 1, "at_least": 1,
        "orders": {"a": {
            "swaps": 1, "ranking": [["N"], ["Y"]],
            "moved": [{"states": ["N"], "of": 1, "from": 2, "to": 1}],
        }},
    }  # fmt: skip


def test_of_long_rankings_only_what_moves_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("irenic.analyses.stability_redesign.MOST_LISTED", 0)
    result = stability(_duel(), concepts=["nash_stability"], target="talk")
    under = result.values["redesign"]["concepts"]["nash_stability"]["ranks"]
    assert all(new["ranking"] is None and new["moved"] for new in under["orders"].values())
    table = next(table for table in result.tables if table.key == "redesign-ranks")
    assert all("from rank" in line for row in table.rows for line in row[3])


def test_the_new_ranks_do_what_they_say() -> None:
    """Each answer by ranks, put into the dossier, makes the target an equilibrium."""
    dossier = _standoff()
    found = stability(dossier, concepts=["gmr", "seq", "sim", "sseq"], target="none")
    assert dossier.moves is not None
    for concept, answer in found.values["redesign"]["concepts"].items():
        preferences = {
            party: {"ranking": new["ranking"]} for party, new in answer["ranks"]["orders"].items()
        }
        flat = {**dossier.moves.preferences, **preferences}
        again = stability(_standoff(preferences=flat), concepts=[concept])
        assert "NNN" in again.values["equilibria"][concept]


def test_concepts_that_cannot_be_served_are_named() -> None:
    found = stability(_duel(), concepts=["seq", "limited_move"], target="talk")
    assert found.values["redesign"]["not_told"] == ["limited_move"]
    texts = _said(_duel(), concepts=["seq", "limited_move"], target="talk")
    assert texts[-1] == ("What would have to change under limited-move stability is not computed.")


@pytest.mark.parametrize("target", ["NNNY", "YNNY", "NYNY", "YYNY"])
def test_no_order_of_statements_will_do_in_the_cuban_missile_crisis(
    shared: Any, target: str
) -> None:
    """Proven, where trying out orders proves nothing."""
    given = load(shared / "fixtures" / "gmcr_files" / "Cuban.gmcr")
    found = stability(given, concepts=["nash_stability", "seq"], target=target).values["redesign"]
    for answer in found["concepts"].values():
        assert (answer["preferences"]["status"], answer["preferences"]["swaps"]) == (
            "complete", None,
        )  # fmt: skip
        assert answer["ranks"]["status"] == "complete"
