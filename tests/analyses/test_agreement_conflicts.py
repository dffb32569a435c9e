"""Conflicts and concessions as values, sentences and tables of a dossier."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given, settings

import irenic as ir
from agreement_oracle import crosses, dossiers, gain, packages
from irenic.analyses.agreement_conflicts import conflicts, reasons, statements, tables
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.names import names
from irenic.dossier.model import Dossier
from irenic.report.words import say

KEYS = {
    "minimal_conflicts", "maximal_agreements", "conflicts_complete", "turns_on", "room",
    "concessions",
    "concession_package", "concessions_share", "concessions_bound", "concessions_ties",
    "concessions_alone", "concessions_proven", "stakes",
}  # fmt: skip


def answer(dossier, limit=200, **more):
    return conflicts(arrays(dossier, setting(dossier)), limit, **more)


def spoken(dossier, values):
    found = [*statements(values), *reasons(values)]
    found += [table.reading for table in tables(values)]
    return [say(statement, names(dossier)) for statement in found]


def dossier(worth, reservation, red_lines=None, issues=("land", "oil")):
    """Two options an issue; ``worth``: party -> issue -> the two numbers."""
    parties = list(worth)
    return Dossier.model_validate(
        {
            "irenic": 1,
            "title": "Test",
            "parties": {p: {"name": p.upper()} for p in parties},
            "issues": {
                issue: {
                    "name": issue.capitalize(),
                    "options": {"a": "First", "b": "Second"},
                    "worth": {
                        p: dict(zip("ab", worth[p][issue], strict=True))
                        for p in parties
                        if issue in worth[p]
                    },
                }
                for issue in issues
            },
            "scenarios": {"quo": reservation},
            **({"red_lines": red_lines} if red_lines else {}),
        }
    )


@given(dossiers())
@settings(max_examples=100)
def test_values_are_those_of_the_definitions(dossier):
    values = answer(dossier)
    assert set(values) == KEYS
    json.dumps(values, allow_nan=False)
    required = list(dossier.required or dossier.parties)
    scenario = next(iter(dossier.scenarios))
    willing = [
        {p for p in required if gain(dossier, x, p, scenario) >= 0 and not crosses(dossier, x, p)}
        for x in packages(dossier)
    ]
    every = [set(s) for n in range(len(required) + 1) for s in combinations(required, n)]
    can = [s for s in every if any(s <= w for w in willing)]
    cannot = [s for s in every if s not in can]
    assert values["conflicts_complete"]
    assert sorted(map(sorted, values["minimal_conflicts"])) == sorted(
        sorted(s) for s in cannot if not any(t < s for t in cannot)
    )
    assert sorted(map(sorted, values["maximal_agreements"])) == sorted(
        sorted(s) for s in can if not any(s < t for t in can)
    )
    assert len(values["turns_on"]) == len(values["minimal_conflicts"])
    assert all(text.endswith(".") for text in spoken(dossier, values))
    package = values["concession_package"]
    if not cannot:
        assert values["concessions"] == {}
        assert not statements(values)
        assert not tables(values)
    elif package is None:
        assert values["concessions"] is None
        assert all(any(crosses(dossier, x, p) for p in required) for x in packages(dossier))
    else:
        lacking = {p: -float(gain(dossier, package, p, scenario)) for p in required}
        assert values["concessions"] == {p: c for p, c in lacking.items() if c > 0}
        assert not any(crosses(dossier, package, p) for p in required)


def test_a_quarrel_over_one_issue_is_told_by_name():
    land = {"land": (10, 0), "oil": (1, 0)}
    other = {"land": (0, 10), "oil": (0, 1)}
    found = dossier({"p": land, "q": other, "r": {"oil": (1, 1)}}, {"p": 8, "q": 8, "r": 0})
    values = answer(found)
    assert values["minimal_conflicts"] == [["p", "q"]]
    assert values["maximal_agreements"] == [["p", "r"], ["q", "r"]]
    assert values["turns_on"] == [[["land"]]]
    assert values["concessions_alone"] == {"p": 7.0, "q": 7.0, "r": None}
    assert sum(values["concessions"].values()) == 7
    assert values["concessions_share"] == pytest.approx(7 / 11)
    told = " ".join(spoken(found, values))
    assert (
        "P and Q cannot agree among themselves, whoever else is left out; with any one of them "
        "away, the others could; the quarrel turns on Land." in told
    )
    assert "P by 7 points and Q by 7 points" in told
    assert "of R alone cannot help: P and Q would still not agree" in told
    rows = {table.key: table.rows for table in tables(values)}
    assert rows["agreement-conflicts"] == ((("p", "q"), ("land",), 1, 1),)
    assert ("r", 0.0, 0.0, None) in rows["agreement-concessions"]


def test_red_lines_that_exclude_everything_leave_nothing_to_concede():
    lines = {"p": {"never": [{"land": "a"}]}, "q": {"never": [{"land": "b"}]}}
    worth = {"p": {"land": (1, 1)}, "q": {"land": (1, 1)}}
    found = dossier(worth, {"p": 0, "q": 0}, lines)
    values = answer(found)
    assert values["concessions"] is None
    assert values["concessions_bound"] is None
    assert values["concessions_proven"]
    assert values["turns_on"] == [[["land"]]]
    assert any("No concession of reservation values" in text for text in spoken(found, values))


def test_a_cut_list_says_that_it_is_cut():
    worth = {p: {"land": (1, 0)} for p in ("p", "q", "r", "s", "t")}
    found = dossier(worth, dict.fromkeys(worth, 5))
    values = answer(found, 4)
    assert not values["conflicts_complete"]
    assert values["minimal_conflicts"] == [["p"], ["q"], ["r"], ["s"]]
    assert any("there may be others" in text for text in spoken(found, values))
    whole = spoken(found, answer(found))
    assert "There are 2 more such sets of parties; the table has them all." in whole
    assert "Nobody accepts any package, not even alone." in whole


def test_iraq_2006_has_no_deal_and_says_who_stands_in_the_way():
    iraq = ir.load("iraq-2006")
    values = answer(iraq)
    assert values["conflicts_complete"]
    assert values["minimal_conflicts"]
    required = set(iraq.required)
    for parties in values["minimal_conflicts"]:
        assert set(parties) <= required
        assert any(
            set(parties) - {p} <= set(a) for a in values["maximal_agreements"] for p in parties
        )
        assert not any(set(parties) <= set(a) for a in values["maximal_agreements"])
    assert values["concessions"]
    assert values["concessions_bound"] == values["concessions_share"]
    assert all(text.endswith(".") for text in spoken(iraq, values))
