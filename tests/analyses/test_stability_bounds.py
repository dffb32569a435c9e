"""What stability counts, bounds and leaves out, and that it says so."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner

from irenic.analyses.stability import stability
from irenic.cli import app
from irenic.errors import Inapplicable, UsageError
from irenic.report.words import conflict_phrases
from stability_cases import CUBA, HAWK, dossier, said

# Counts are complete, lists are cut ---------------------------------------------------------


def test_views_are_counted_before_they_are_cut() -> None:
    """Nobody ever moves; one party takes half of 16 states for impossible."""
    moves: dict[str, Any] = {p: {m: m.upper() for m in own} for p, own in
                             (("a", "uv"), ("b", "wx"))}  # fmt: skip
    moves |= {"preferences": {"a": [], "b": []}, "views": {"a": {"infeasible": ["w"]}}}
    whole, cut = (stability(dossier(moves), concepts=["gmr"], limit=n).values for n in (99, 3))
    assert cut["views"]["counts"] == whole["views"]["counts"]
    counts = whole["views"]["counts"]["gmr"]
    views = whole["views"]
    assert counts["equilibria"] == len(views["equilibria"]["gmr"]) == 8
    assert counts["mistaken"] == {p: len(of) for p, of in views["mistaken"]["gmr"].items()}
    assert counts["expected"] == {"a": 8, "b": 16}
    assert counts["mistaken"] == {"a": 0, "b": 8}
    assert not whole["truncated"]
    assert cut["truncated"]
    assert cut["views"]["truncated"]
    assert len(cut["views"]["mistaken"]["gmr"]["b"]) == 3
    assert "GMR 8" in said(stability(dossier(moves), concepts=["gmr"], limit=3))


def test_strong_and_weak_are_counted_before_they_are_cut() -> None:
    moves = json.loads(json.dumps(HAWK))
    moves["preferences"]["a"]["much"] = ["YN"]
    whole = stability(dossier(moves)).values
    cut = stability(dossier(moves), limit=1).values
    for concept, of in whole["strong"].items():
        assert cut["strong"][concept]["counts"] == of["counts"]
        assert of["counts"]["weak"] == {p: len(states) for p, states in of["weak"].items()}
        for party, stable in whole["stable"][concept].items():
            assert sorted([*of["stable"][party], *of["weak"][party]]) == sorted(stable)
        both = [*of["equilibria"], *of["weak_equilibria"]]
        assert sorted(both) == sorted(whole["equilibria"][concept])
    assert "NN" in whole["strong"]["seq"]["weak_equilibria"]


def test_ways_lead_to_all_equilibria_up_to_the_limit() -> None:
    """64 states, all of them equilibria under every concept: more than a table shows."""
    moves: dict[str, Any] = {"a": {f"m{i}": f"M{i}" for i in range(6)}, "preferences": {"a": []}}
    moves["status_quo"] = []
    ways = stability(dossier(moves), concepts=["gmr"]).values["evolution"]
    assert len(ways["equilibria"]) == 64
    assert ways["counts"] == {
        "equilibria": 64, "by_improvements": 1, "by_moves": 64, "out_of_reach": 0
    }  # fmt: skip
    assert not ways["truncated"]
    cut = stability(dossier(moves), concepts=["gmr"], limit=5).values
    assert len(cut["evolution"]["equilibria"]) == 5
    assert cut["evolution"]["truncated"]
    assert cut["truncated"]
    assert cut["evolution"]["counts"] == ways["counts"]


# Coalitions are looked for from every equilibrium -------------------------------------------


def many() -> dict[str, Any]:
    """64 states stable for everybody alone, since each minds only what another does."""
    moves: dict[str, Any] = {p: {f"{p}{i}": f"{p}{i}".upper() for i in range(3)} for p in "ab"}
    return moves | {
        "status_quo": ["a0", "a1", "a2", "b0", "b1", "b2"],
        "preferences": {"a": ["b0", "b1", "b2"], "b": ["a0", "a1", "a2"]},
    }


def test_coalitions_are_looked_for_from_every_equilibrium(monkeypatch: pytest.MonkeyPatch) -> None:
    from irenic.analyses import stability_coalitions

    found = stability(dossier(many()), coalitions=2, concepts=["nash_stability"])
    search = found.values["defections_search"]
    assert (search["states"], search["of"], search["cases"]) == (64, 64, 49)
    assert len(found.values["defections"]) == 49
    assert all(one["equilibrium"] for one in found.values["defections"])
    one = stability(dossier(many()), coalitions=2, limit=1)
    assert one.values["defections_search"] == {**search, "truncated": True}
    assert len(one.values["defections"]) == 1
    assert "the 64 states" in said(one)
    monkeypatch.setattr(stability_coalitions, "MOST_WORK", 64 * 10)
    cut = stability(dossier(many()), coalitions=2)
    assert cut.status == "partial"
    assert cut.values["defections_search"]["states"] == 10
    assert "from 10 of 64 states" in said(cut)


def test_only_the_concepts_asked_for_are_judged_for_a_coalition() -> None:
    found = stability(dossier(CUBA), coalition=["us", "ussr"], concepts=["nash_stability", "sim"])
    assert set(found.values["coalition"]["stable"]) == {"nash_stability"}
    assert {one["concept"] for one in found.values["coalition"]["why"]} == {"nash_stability"}
    assert "SIM has no form for coalitions" in said(found)


def test_why_a_coalition_stays_or_goes() -> None:
    """Together a and c would gain by X and W, but B answers to the loss of both."""
    moves = {
        "a": {"x": "X"}, "b": {"y": "Y"}, "c": {"w": "W"}, "status_quo": [],
        "preferences": {p: ["not y", "x and w"] for p in "ac"} | {"b": ["y iff x and w"]},
    }  # fmt: skip
    found = stability(dossier(moves), coalition=["a", "c"], concepts=["nash_stability", "seq"])
    nash, seq = found.values["coalition"]["why"]
    assert (nash["stable"], seq["stable"]) == (False, True)
    assert [one["to"] for one in nash["improvements"]] == ["YNY"]
    assert "A and C could together take up" in said(found)
    deterred = seq["improvements"][0]
    assert [step["parties"] for step in deterred["steps"]] == [["b"]]
    assert deterred["losers"] == ["a", "c"]
    assert "If A and C together took up" in said(found).replace("if A", "If A")


# Views, options, words ----------------------------------------------------------------------


def viewed(**view: Any) -> Any:
    moves = json.loads(json.dumps(HAWK)) | {"status_quo": ["x"], "views": {"b": view}}
    return stability(dossier(moves), concepts=["seq"], draws=1)


def test_a_view_that_changes_nothing_is_no_other_view() -> None:
    found = viewed()
    assert found.values["views"]["parties"] == []
    assert found.values["views"]["same"] == ["b"]
    assert "sees it otherwise" not in said(found)
    assert "The view written for B changes nothing" in said(found)


def test_a_view_without_today_and_one_without_anything() -> None:
    assert "B takes the status quo for impossible" in said(viewed(infeasible=["x"]))
    assert "every state is impossible" in said(viewed(infeasible=["x or not x"]))


def test_what_is_unknown_in_a_view_is_said_to_be_taken_as_written() -> None:
    found = viewed(preferences={"a": [{"statement": "not y", "unknown": "sign"}]})
    assert found.values["views"]["as_written"] == ["b"]
    assert "taken as it is written in the view of B" in said(found)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"coalitions": 1}, "2 or more"), ({"state": " , "}, "name the moves in force"),
     ({"state": "none,y"}, "stands alone")],
)  # fmt: skip
def test_options_that_mean_nothing_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        stability(dossier(HAWK), **options)


def test_sim_is_bounded_also_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from irenic.analyses import stability as module

    monkeypatch.setattr(module, "SIM_CEILING", 3)
    monkeypatch.setattr(module, "SIM_BUDGET", 3)
    with pytest.raises(Inapplicable, match="sim:anyway"):
        stability(dossier(CUBA), concepts=["sim"])
    found = stability(dossier(CUBA), concepts=["sim", "seq"])
    assert found.status == "partial"
    assert found.values["not_computed_because"] == {"sim": "combinations"}
    told: list[str] = []
    anyway = stability(
        dossier(CUBA), concepts=["sim:anyway"], progress=lambda what, share: told.append(what)
    )
    assert anyway.values["stable"]["sim"]
    assert any("combinations" in label for label in told)  # the cost, before it is begun


def test_too_many_improvements_are_refused_with_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from irenic.analyses import stability_concepts

    monkeypatch.setattr(stability_concepts, "MOST_ENTRIES", 3)
    found = stability(dossier(CUBA))
    left_out = {c for c, stable in found.values["stable"].items() if stable is None}
    assert left_out == set(found.values["not_computed"]) == {"seq", "sim"}
    assert "SEQ and SIM were not computed" in said(found)


def test_what_is_left_out_of_draws_and_views_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its move in the view of B irreversible, A's improvements make a longer list."""
    from irenic.analyses import stability_concepts

    unsure = HAWK["preferences"] | {"b": ["y if x", {"statement": "not y", "unknown": "sign"}]}
    views = {"b": {"moves": {"a": {"x": {"name": "X", "reversible": False}}}}}
    made = dossier(HAWK | {"preferences": unsure, "views": views})
    assert "SIM is left out of ways to fill in what is unknown and draws" in said(
        stability(made, draws=1)
    )
    monkeypatch.setattr(stability_concepts, "MOST_ENTRIES", 8)
    found = stability(made)
    assert found.status == "partial"
    assert set(found.values["views"]["not_computed"]) == {"seq", "sim"}
    assert "What the parties expect was not computed under SEQ and SIM" in said(found)
    monkeypatch.setattr(stability_concepts, "MOST_ENTRIES", 0)
    found = stability(made, draws=1)
    assert set(found.values["draws"]["not_computed"]) == {"seq"}
    assert "The draws say nothing of SEQ" in said(found)


def test_surprises_that_are_not_told_are_counted() -> None:
    moves: dict[str, Any] = {"a": {f"m{i}": f"M{i}" for i in range(4)}, "preferences": {"a": []}}
    moves["views"] = {"a": {"infeasible": ["m0"]}}
    moves |= {"b": {"y": "Y"}, "preferences": {"a": [], "b": []}, "views": {
        "b": {"preferences": {"a": ["m0", "m1", "m2"]}}}}  # fmt: skip
    found = stability(dossier(moves), concepts=["gmr"])
    assert found.values["views"]["counts"]["gmr"]["surprising"] == 28
    assert "somebody does not expect, in all: GMR 28" in said(found)


def test_worths_are_summed_exactly() -> None:
    """Beside great weights, 0.1 + 0.2 is still 0.3."""
    weights = {"x": 0.1, "y": 0.2, "not x and not y": 0.3, "z": 1e6}
    weights |= {f"z and {' and '.join(['z'] * i)}": 1e6 for i in range(1, 18)}
    given_ = dossier(
        {"a": {"x": "X", "y": "Y", "z": "Z"}, "preferences": {"a": {"weights": weights}}}
    )
    values = stability(given_, concepts=["nash_stability"]).values
    assert values["equilibria"]["nash_stability"] == ["NNY", "YYY"]


@pytest.mark.parametrize(
    ("share", "text"),
    [(1, "100%"), (0.999, "99.9%"), (0.9999, "more than 99.9%"), (0, "0%"), (0.001, "0.1%"),
     (0.0001, "less than 0.1%"), (0.5, "50%")],
)  # fmt: skip
def test_shares_are_rounded_to_all_or_nothing_only_where_it_is_so(share: float, text: str) -> None:
    assert conflict_phrases.share(share) == text


def test_great_numbers_are_told_as_powers_of_ten() -> None:
    assert conflict_phrases.large(10**15 - 1) == "999,999,999,999,999"
    assert conflict_phrases.large(1 << 60) == "about 1.1 \u00d7 10\u00b9\u2078"


@pytest.mark.parametrize("text", ["", " , "])
def test_a_coalition_of_nobody_is_refused_by_the_command(text: str) -> None:
    found = CliRunner().invoke(app, ["stability", "elmira", "--coalition", text])
    assert isinstance(found.exception, UsageError)
    assert "--coalition: name at least one party" in str(found.exception)


def test_the_command_runs_as_a_module() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "irenic", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("irenic ")


def test_sim_names_an_answer_with_the_fewest_movers() -> None:
    """Both others could undo A's gain alone; the first also has improvements that do not."""
    moves = {
        "a": {"x": "X"}, "b": {"y": "Y", "y2": "Y2"}, "c": {"z": "Z"}, "status_quo": [],
        "preferences": {"a": ["not z", "x"], "b": ["y or y2"], "c": ["z"]},
    }  # fmt: skip
    (one,) = stability(dossier(moves), concepts=["sim"], party="a").values["why"]
    assert [step["party"] for step in one["improvements"][0]["steps"]] == ["c"]
