"""GMCR+ files: read, written, read again; what they mean, taken at its word; bad ones."""

from __future__ import annotations

import json
import os
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic import formats, load
from irenic.analyses.conflict import Conflict, conflict
from irenic.analyses.stability import stability
from irenic.dossier.catalogue import CHECKS
from irenic.dossier.model import Dossier
from irenic.dossier.read import examine_text
from irenic.dossier.write import dump
from irenic.errors import DossierError, UsageError
from irenic.formats import gmcr

FERRY: dict[str, Any] = {
    "program": "gmcr-py",
    "options": [
        {"name": "Close the ferry", "permittedDirection": "both"},
        {"name": "Sell the ferry", "permittedDirection": "fwd"},
        {"name": "Block the quay", "permittedDirection": "both"},
        {"name": "Delay", "permittedDirection": "back"},
    ],
    "decisionMakers": [
        {"name": "Company", "options": [0, 1],
         "preferences": [
             [[2, "N"]], {"compound": True, "members": [[[0, "Y"], [1, "N"]], [[3, "N"]]]},
         ],
         "misperceptions": [[[2, "Y"], [3, "Y"]]]},
        {"name": "Islanders", "options": [2, 3], "preferences": [[[1, "N"]], [[0, "N"]]]},
    ],
    "infeasibles": [[[0, "N"], [1, "Y"]]],
    "useManualPreferenceRanking": False,
}  # fmt: skip


def _read(folder: Path, content: Any, name: str = "ferry.gmcr") -> Dossier:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return gmcr.read(path)


def _problems(folder: Path, content: Any) -> dict[str, str]:
    """Key -> code of what is wrong."""
    with pytest.raises(DossierError) as caught:
        _read(folder, content)
    assert {problem.code for problem in caught.value.problems} <= set(CHECKS)
    return {problem.key: problem.code for problem in caught.value.problems}


def test_a_small_file(tmp_path: Path) -> None:
    found = _read(tmp_path, FERRY)
    assert found.title == "ferry"
    assert {slug: party.name for slug, party in found.parties.items()} == {
        "company": "Company", "islanders": "Islanders",
    }  # fmt: skip
    moves = found.moves
    assert moves is not None
    assert not moves.parties["company"]["sell-the-ferry"].reversible
    assert not moves.parties["islanders"]["delay"].resumable
    assert [each.statement for each in moves.preferences["company"]] == [
        "not islanders.block-the-quay",
        "company.close-the-ferry and not company.sell-the-ferry or not islanders.delay",
    ]
    assert [each.statement for each in moves.infeasible] == [
        "not company.close-the-ferry and company.sell-the-ferry"
    ]
    assert [each.statement for each in moves.views["company"].infeasible or ()] == [
        "not company.close-the-ferry and company.sell-the-ferry",
        "islanders.block-the-quay and islanders.delay",
    ]


def test_the_loader_and_the_command_know_it(tmp_path: Path) -> None:
    path = tmp_path / "Ferry.GMCR"
    path.write_text(json.dumps(FERRY), encoding="utf-8")
    assert formats.format_of(path) is gmcr
    assert stability(load(path)).values["feasible"] == 12


def _patterns(options: int) -> st.SearchStrategy[list[list[Any]]]:
    chosen = st.lists(st.integers(0, options - 1), min_size=1, max_size=3, unique=True)
    return chosen.flatmap(
        lambda own: st.tuples(*(st.sampled_from("YN") for _ in own)).map(
            lambda letters: [[o, letter] for o, letter in zip(own, letters, strict=True)]
        )
    )


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    sizes = draw(st.sampled_from(((1, 1), (2, 1), (2, 2), (1, 2, 1), (0, 2, 2))))
    count = sum(sizes)
    statement = _patterns(count) | st.lists(_patterns(count), min_size=1, max_size=4).map(
        lambda members: {"compound": True, "members": members}
    )
    order = draw(st.permutations(range(count)))
    infeasible = draw(st.lists(statement, max_size=3))
    manual = draw(st.booleans())
    states = _feasible({"infeasibles": infeasible}, count)
    makers = []
    for place, size in enumerate(sizes):
        start = sum(sizes[:place])
        maker: dict[str, Any] = {
            "name": draw(st.sampled_from(("Us", "Ünion", "not", "联合", "U S"))),
            "options": list(order[start : start + size]),
            "preferences": draw(st.lists(statement, max_size=3)),
        }
        if draw(st.booleans()):
            maker["misperceptions"] = draw(st.lists(statement, max_size=2))
        if manual:
            numbers = draw(st.permutations(range(1, len(states) + 1)))
            cut = draw(st.integers(0, len(states)))
            maker["preferenceRanking"] = [
                *numbers[:cut],
                *([numbers[cut:]] if numbers[cut:] else []),
            ]
        makers.append(maker)
    names = st.sampled_from(("Leave", "Stay", "if", "Ölfeld", "\u6c34"))
    directions = st.sampled_from(("both", "fwd", "back"))
    options = [{"name": draw(names), "permittedDirection": draw(directions)} for _ in order]
    return {
        "options": options, "decisionMakers": makers, "infeasibles": infeasible,
        "useManualPreferenceRanking": manual,
    }  # fmt: skip


def _holds(statement: Any, state: tuple[bool, ...]) -> bool:
    members = [statement] if isinstance(statement, list) else statement["members"]
    return any(all(state[o] == (letter == "Y") for o, letter in p) for p in members)


def _feasible(file: dict[str, Any], count: int) -> list[tuple[bool, ...]]:
    """Feasible states by ascending number; the first option is the least significant."""
    every = [tuple(reversed(bits)) for bits in product((False, True), repeat=count)]
    return [s for s in every if not any(_holds(each, s) for each in file["infeasibles"])]


def _scores(file: dict[str, Any], maker: dict[str, Any]) -> list[Any]:
    """A number for each feasible state, larger for better ones."""
    states = _feasible(file, len(file["options"]))
    if file["useManualPreferenceRanking"]:
        groups = [g if isinstance(g, list) else [g] for g in maker["preferenceRanking"]]
        place = {n: -i for i, group in enumerate(groups) for n in group}
        return [place[n + 1] for n in range(len(states))]
    return [tuple(_holds(each, state) for each in maker["preferences"]) for state in states]


@settings(max_examples=120)
@given(file=files())
def test_it_means_what_the_file_says_and_goes_there_and_back(
    file: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("gmcr")
    count = len(file["options"])
    states = _feasible(file, count)
    if file["useManualPreferenceRanking"] and not states:
        return  # nothing can be ranked, and a dossier cannot say so
    found = _read(folder, file)
    assert examine_text(dump(found)) == (found, [])
    order = [o for maker in file["decisionMakers"] for o in maker["options"]]
    given = conflict(found)
    texts = ["".join("NY"[state[o]] for o in order) for state in states]
    assert sorted(given.text(np.flatnonzero(given.model.feasible))) == sorted(texts)
    places = [given.state(text) for text in texts]
    movers = [maker for maker in file["decisionMakers"] if maker["options"]]
    for maker, ranks in zip(movers, given.model.ranks, strict=True):
        scores = _scores(file, maker)
        levels = sorted(set(scores))
        assert [levels.index(s) + 1 for s in scores] == [int(ranks.flat[p]) for p in places]
    written = gmcr.write(found)
    again = _read(folder, written)
    assert again == found
    assert gmcr.write(again) == written
    assert _read(folder, written, "other.gmcr") == found


STATEMENTS = (
    "a.x if b.y", "a.x iff b.y and not a.z", "not (a.x or b.y)", "(a.x iff b.y) iff a.z",
    "not (a.x and (b.y if a.z))", "a.x or not a.x", "a.x and not a.x",
)  # fmt: skip


def _of_statements(preferences: Any, infeasible: tuple[str, ...] = ()) -> Dossier:
    return Dossier.model_validate({
        "irenic": 1, "title": "Mill", "parties": {"a": {}, "b": {"name": "B"}},
        "moves": {
            "a": {"x": "X", "z": {"name": "Z", "reversible": False}}, "b": {"y": "Y"},
            "preferences": preferences, "infeasible": infeasible, "status_quo": ["z"],
        },
    })  # fmt: skip


def _meaning(given: Conflict) -> Any:
    """All that a conflict says, whatever strategies its arrays have room for."""
    states = np.flatnonzero(given.model.feasible)
    ranks = [dict(zip(given.text(states), r.flat[states], strict=True)) for r in given.model.ranks]
    return given.moves, given.parties, given.status_quo, ranks


@given(
    own=st.lists(st.sampled_from(STATEMENTS), max_size=4),
    infeasible=st.lists(st.sampled_from(STATEMENTS), max_size=2),
)
def test_any_statement_is_written_out_with_the_same_meaning(
    own: list[str], infeasible: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = _of_statements({"a": own, "b": STATEMENTS[:2]}, tuple(infeasible))
    after = _read(tmp_path_factory.mktemp("mill"), gmcr.write(before), "other.gmcr")
    assert _meaning(conflict(before)) == _meaning(conflict(after))
    assert after.title == "Mill"


def test_a_ranking_makes_all_preferences_rankings(tmp_path: Path) -> None:
    ranking = {"ranking": ["YYY", ["NNN", "YNN", "NYN"], "NNY", "YNY", ["NYY", "YYN"]]}
    before = _of_statements({"a": ranking, "b": STATEMENTS[:3]})
    text = gmcr.write(before)
    assert json.loads(text)["useManualPreferenceRanking"] is True
    assert json.loads(text)["decisionMakers"][0]["preferenceRanking"] == [
        8, [1, 2, 3], 5, 6, [7, 4],
    ]  # fmt: skip
    assert _meaning(conflict(before)) == _meaning(conflict(_read(tmp_path, text)))


def test_what_the_format_cannot_say() -> None:
    weights = {"weights": {"a.x": 3}}
    with pytest.raises(UsageError, match="neither statements nor a ranking"):
        gmcr.write(_of_statements({"a": weights, "b": []}))
    bound = {"name": "Z", "reversible": False, "resumable": False}
    fixed = {"irenic": 1, "parties": {"a": {}}, "moves": {"a": {"z": bound}}}
    with pytest.raises(UsageError, match="neither taken back nor taken up"):
        gmcr.write(Dossier.model_validate(fixed))
    wider = _of_statements({"a": []}, ("a.x",)).model_dump()
    wider["moves"]["views"] = {"b": {"infeasible": []}}
    with pytest.raises(UsageError, match="takes states for feasible that are not"):
        gmcr.write(Dossier.model_validate(wider))
    with pytest.raises(UsageError, match="no moves"):
        gmcr.write(Dossier.model_validate({"irenic": 1, "parties": {"a": {}}}))
    many = {"a": {f"m{i}": f"M{i}" for i in range(26)}}
    pairs = " and ".join(f"(m{i} or m{i + 1})" for i in range(0, 26, 2))
    wide = {"irenic": 1, "parties": {"a": {}}, "moves": {**many, "preferences": {"a": [pairs]}}}
    with pytest.raises(UsageError, match="4,096 patterns"):
        gmcr.write(Dossier.model_validate(wide))


def test_what_is_left_out_is_listed() -> None:
    before = _of_statements({"a": [{"statement": "a.x", "unknown": "sign", "because": "Hearsay"}]})
    assert gmcr.lost(before) == ["moves.preferences.a (because, unknown)"]
    assert "issues" in gmcr.lost(load("harbour-park"))
    file = before.model_dump()
    file["parties"]["a"] |= {"kind": "state", "note": "Far away"}
    file["moves"]["a"]["x"] = {"name": "X", "note": "Seldom"}
    file["moves"]["infeasible"] = [{"statement": "a.x and a.z", "because": "Nobody can"}]
    file |= {"notes": "Private", "summary": "Short", "licence": "None", "as_of": "1991-11-01"}
    file["moves"]["views"] = {"b": {"infeasible": ["a.x and a.z"], "note": "Told us"}}
    assert gmcr.lost(Dossier.model_validate(file)) == [
        "notes", "parties.a (kind, note)", "moves.a.x.note",
        "moves.preferences.a (because, unknown)", "moves.infeasible (because)",
        "moves.views.b (note)",
    ]  # fmt: skip


def test_texts_for_people_go_there_and_back_but_notes_stay_at_home(tmp_path: Path) -> None:
    texts = {"title": "Mill", "summary": "Who\nmills?", "licence": "Ours",
             "as_of": date(1991, 11, 1)}  # fmt: skip
    before = _of_statements({"a": ["a.x"]}).model_copy(update={**texts, "notes": "In confidence"})
    assert "In confidence" not in gmcr.write(before)
    after = _read(tmp_path, gmcr.write(before))
    assert {key: getattr(after, key) for key in texts} == texts
    assert after.notes is None


def test_what_no_dossier_holds_is_said_in_the_summary(tmp_path: Path) -> None:
    ranked = [*range(1, 13)]
    makers = [{**maker, "preferenceRanking": ranked} for maker in FERRY["decisionMakers"]]
    file = {**FERRY, "decisionMakers": makers, "useManualPreferenceRanking": True}
    statements = (
        "Left out of the GMCR+ file: the preference statements of Company, Islanders (the file "
        "says that rankings are used)"
    )
    assert _read(tmp_path, file).summary == f"{statements}."
    joined = {**file, "coalitions": [[0, 1]], "colour": "blue"}
    assert _read(tmp_path, joined).summary == (
        f"{statements}; its coalitions (name one with --coalition); "
        "keys that Irenic does not know: colour."
    )
    unused = {**FERRY, "decisionMakers": makers, "irenic": {"summary": "On an island."}}
    found = _read(tmp_path, unused)
    assert found.summary == (
        "On an island.\n\nLeft out of the GMCR+ file: the rankings of Company, Islanders (the "
        "file says that statements are used)."
    )
    assert _read(tmp_path, gmcr.write(found)) == found


COALITIONS: tuple[tuple[dict[str, Any], bool], ...] = (
    ({}, True),
    ({"coalitions": [0, 1]}, True),
    ({"coalitions": [[0, 1]]}, False),
    ({"coalitions": 5}, False),
    ({"coalitionsFull": [{"name": "Company", "options": [0, 1]},
                         {"name": "Islanders", "options": [2, 3]}]}, True),
    ({"coalitionsFull": [{"name": "All", "options": [0, 1, 2, 3]}]}, False),
    ({"coalitionsFull": [1, 2]}, False),
    ({"coalitionsFull": [{"options": ["a"]}]}, False),
)  # fmt: skip


@pytest.mark.parametrize(("more", "alone"), COALITIONS)
def test_only_coalitions_of_several_are_lost(
    tmp_path: Path, more: dict[str, Any], alone: bool
) -> None:
    said = _read(tmp_path, {**FERRY, **more}).summary
    assert (said is None) is alone
    assert alone or "coalitions" in str(said)


def test_very_long_disjunctions_fit(tmp_path: Path) -> None:
    options = [{"name": f"A rather long name of option number {i}"} for i in range(16)]
    members = [[[i, a], [j, b]] for i in range(16) for j in range(i) for a in "YN" for b in "YN"]
    file = {
        "options": options,
        "decisionMakers": [{
            "name": "Everybody", "options": list(range(16)),
            "preferences": [{"compound": True, "members": members}],
        }],
        "infeasibles": [],
    }  # fmt: skip
    found = _read(tmp_path, file)
    assert found.moves is not None
    assert len(found.moves.preferences["everybody"][0].statement) > 40_000
    assert _read(tmp_path, gmcr.write(found), "again.gmcr").moves == found.moves


def test_names_become_slugs_that_differ(tmp_path: Path) -> None:
    file = {
        "options": [{"name": n} for n in ("Leave", "leave!", "not", "水", "水", "x" * 90)],
        "decisionMakers": [
            {"name": "Us", "options": [0, 1, 2]}, {"name": "US", "options": [3, 4, 5]},
            {"name": "views", "options": []},
        ],
        "infeasibles": [],
    }  # fmt: skip
    found = _read(tmp_path, file)
    assert found.moves is not None
    assert {party: list(own) for party, own in found.moves.parties.items()} == {
        "us": ["leave", "leave-2", "not-2"], "us-2": ["move", "move-2", "x" * 50], "views-2": [],
    }  # fmt: skip


WRONG: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("no json", "{", {"": "wrong-root"}),
    ("a list", [], {"": "wrong-root"}),
    ("something else", {"a": 1}, {"": "wrong-root"}),
    ("deep", "[" * 100_000, {"": "wrong-root"}),
    ("nobody", {**FERRY, "decisionMakers": []},
     {"decisionMakers": "empty-list", **{f"options[{i}]": "unknown-reference" for i in range(4)}}),
    ("no options", {"decisionMakers": [{"name": "A", "options": []}]}, {"options": "missing-key"}),
    ("odd direction", {**FERRY, "options": [{"name": "A", "permittedDirection": "up"}] * 4},
     {f"options[{i}].permittedDirection": "not-a-choice" for i in range(4)}),
    ("vectors", {**FERRY, "useManualPreferenceVectors": True},
     {"useManualPreferenceVectors": "not-a-choice"}),
    ("ranking missing", {**FERRY, "useManualPreferenceRanking": True},
     {f"decisionMakers[{i}].preferenceRanking": "missing-key" for i in range(2)}),
)  # fmt: skip


@pytest.mark.parametrize(("_what", "content", "expected"), WRONG, ids=lambda v: str(v)[:20])
def test_bad_files(tmp_path: Path, _what: str, content: Any, expected: dict[str, str]) -> None:
    assert _problems(tmp_path, content) == expected


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    file = json.loads(json.dumps(FERRY))
    file["options"][1] = {"name": ""}
    file["decisionMakers"][0]["options"] = [0, 1, 9]
    file["decisionMakers"][1]["options"] = [0, 2, True]
    file["decisionMakers"][1]["preferences"] = [[[7, "Y"]], [[0, "y"]], "x", {"members": []}]
    file["infeasibles"] = [[[0, "Y"], [0, "N"]], [], 3]
    assert _problems(tmp_path, file) == {
        "options[1].name": "wrong-type",
        "options[3]": "unknown-reference",
        "decisionMakers[0].options[2]": "unknown-reference",
        "decisionMakers[1].options[0]": "unknown-reference",
        "decisionMakers[1].options[2]": "wrong-type",
        "decisionMakers[1].preferences[0][0]": "unknown-reference",
        "decisionMakers[1].preferences[1][0]": "wrong-type",
        "decisionMakers[1].preferences[2]": "wrong-type",
        "decisionMakers[1].preferences[3]": "wrong-type",
        "infeasibles[0][1]": "bad-statement",
        "infeasibles[1]": "wrong-type",
        "infeasibles[2]": "wrong-type",
    }


def test_rankings_name_each_feasible_state_once(tmp_path: Path) -> None:
    file = json.loads(json.dumps(FERRY))
    file["useManualPreferenceRanking"] = True
    file["decisionMakers"][0]["preferenceRanking"] = [[1, 2], 2, 13, "3", [], *range(4, 12)]
    file["decisionMakers"][1]["preferenceRanking"] = 7
    assert _problems(tmp_path, file) == {
        "decisionMakers[0].preferenceRanking[1]": "bad-state",
        "decisionMakers[0].preferenceRanking[2]": "bad-state",
        "decisionMakers[0].preferenceRanking[3]": "wrong-type",
        "decisionMakers[0].preferenceRanking[4]": "bad-state",
        "decisionMakers[0].preferenceRanking": "bad-state",
        "decisionMakers[1].preferenceRanking": "wrong-type",
    }


def _with(place: str, text: Any) -> dict[str, Any]:
    """The ferry with ``text`` at ``place``."""
    file: dict[str, Any] = json.loads(json.dumps(FERRY))
    keys = place.replace("]", "").replace("[", ".").split(".")
    held: Any = file
    for key in keys[:-1]:
        held = held[int(key)] if key.isdigit() else held.setdefault(key, {})
    held[keys[-1]] = text
    return file


HALF = "\ud800"

REFUSED = (
    *((f"{place}.name", text, code) for place in ("options[1]", "decisionMakers[0]")
      for text, code in ((HALF, "not-utf8"), ("x" * 4001, "text-too-long"))),
    *((f"irenic.{key}", text, code) for key in ("title", "summary", "licence")
      for text, code in ((HALF, "not-utf8"), ("x" * 4001, "text-too-long"), (5, "wrong-type"),
                         (" ", "empty-list"))),
    ("irenic.as_of", "1991-13-01", "bad-date"),
    ("irenic", 5, "wrong-type"),
    ("irenic.status_quo", "x", "wrong-type"),
    ("irenic.status_quo[0]", 9, "unknown-reference"),
)  # fmt: skip


@pytest.mark.parametrize(("place", "text", "code"), REFUSED, ids=lambda v: str(ascii(v))[:30])
def test_texts_that_no_dossier_takes(tmp_path: Path, place: str, text: Any, code: str) -> None:
    file = _with("irenic.status_quo", [text]) if place.endswith("o[0]") else _with(place, text)
    assert _problems(tmp_path, file) == {place: code}


LONG = [
    {"compound": True, "members": [[[i, a], [j, b], [k, c]] for i in range(24) for j in range(i)
                                   for k in range(j) for a in "YN" for b in "YN" for c in "YN"]}
]  # fmt: skip
EVERY = [[[i, "Y"] for i in range(2000)]]


@pytest.mark.parametrize(
    ("count", "key", "place"),
    [
        (24, "preferences", "decisionMakers[0].preferences[0]"),
        (2000, "infeasibles", "infeasibles"),
        (2000, "misperceptions", "decisionMakers[0].misperceptions"),
    ],
)
def test_statements_that_are_too_long(tmp_path: Path, count: int, key: str, place: str) -> None:
    maker = {"name": "Everybody", "options": list(range(count))}
    file: dict[str, Any] = {
        "options": [{"name": f"Option with a name so long as to take all the room {i}"}
                    for i in range(count)],
        "decisionMakers": [maker], "infeasibles": [],
    }  # fmt: skip
    (file if key == "infeasibles" else maker)[key] = LONG if count == 24 else EVERY
    assert _problems(tmp_path, file) == {place: "text-too-long"}


def test_rankings_where_no_state_is_feasible(tmp_path: Path) -> None:
    makers = [{**maker, "preferenceRanking": []} for maker in FERRY["decisionMakers"]]
    file = {**FERRY, "decisionMakers": makers, "useManualPreferenceRanking": True,
            "infeasibles": [[[0, "Y"]], [[0, "N"]]]}  # fmt: skip
    assert _problems(tmp_path, file) == {
        f"decisionMakers[{i}].preferenceRanking": "empty-list" for i in range(2)
    }


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe.gmcr")
    try:
        path.write_text(json.dumps(FERRY), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes text only")
    with pytest.raises(DossierError) as caught:
        gmcr.read(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("not-utf8", "\\udcff\\udcfe.gmcr")
    path.write_text(json.dumps({**FERRY, "irenic": {"title": "Ferry"}}), encoding="utf-8")
    assert gmcr.read(path).title == "Ferry"


def test_a_blank_file_name_is_no_title(tmp_path: Path) -> None:
    assert _read(tmp_path, FERRY, " .gmcr").title == gmcr.NAME


def test_a_key_given_twice_is_told(tmp_path: Path) -> None:
    text = json.dumps(FERRY)[:-1] + ', "options": []}'
    assert _problems(tmp_path, text)["options"] in ("key-twice", "empty-list")


@pytest.mark.parametrize("name", ["Prisoners", "SyriaIraq", "Cuban", "Elmira"])
def test_files_of_the_program_itself(name: str, shared: Path, tmp_path: Path) -> None:
    found = load(shared / "fixtures" / "gmcr_files" / f"{name}.gmcr")
    path = shared / "fixtures" / "graph_model" / f"{name}.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    given = conflict(found)
    for maker, ranks in zip(published["decision_makers"], given.model.ranks, strict=True):
        payoffs = published["payoffs"].get(maker["name"]) or list(published["payoffs"].values())[1]
        expected = [payoffs[str(s["number"])] for s in published["states"]]
        assert [int(ranks.flat[given.state(s["yn"]) or 0]) for s in published["states"]] == expected
    assert _read(tmp_path, gmcr.write(found), "again.gmcr") == found


@pytest.mark.parametrize("name", ["Prisoners", "SyriaIraq", "Cuban", "Elmira", "trade"])
def test_what_a_file_of_the_program_loses(name: str, shared: Path) -> None:
    """All that the how-to says may change does, and nothing else."""
    path = shared / "fixtures" / "gmcr_files" / f"{name}.gmcr"
    before = json.loads(path.read_text(encoding="utf-8"))
    after = json.loads(gmcr.write(gmcr.read(path)))
    assert after["program"] == before["program"]
    for key in ("coalitions", "useManualPreferenceRanking"):
        assert key not in before or after[key] == before[key]
    full = [{key: each[key] for key in ("name", "options")} for each in after["decisionMakers"]]
    assert after["coalitionsFull"] == full
    assert before.keys() - after.keys() <= {"useManualPreferenceVectors"}
    for old, new in zip(before["options"], after["options"], strict=True):
        assert old.items() <= new.items()
    for old, new in zip(before["decisionMakers"], after["decisionMakers"], strict=True):
        kept = {"name", "options", *(["preferenceRanking"] if name == "Elmira" else [])}
        assert {k: old[k] for k in kept} == {k: new[k] for k in kept}
        assert len(new["preferences"]) == (0 if name == "Elmira" else len(old["preferences"]))
    summary = gmcr.read(path).summary
    assert (summary is None) is (name != "Elmira")


def test_the_file_that_is_too_large_for_its_own_program(shared: Path, tmp_path: Path) -> None:
    found = load(shared / "fixtures" / "gmcr_files" / "trade.gmcr")
    answer = stability(found, concepts=["nash_stability"]).values
    assert (answer["states"], answer["feasible"]) == (2**20, 138_240)
    assert _read(tmp_path, gmcr.write(found), "again.gmcr") == found
