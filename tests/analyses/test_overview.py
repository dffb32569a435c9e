"""The overview counts what stands in the dossier, and counts it right."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.analyses.overview import overview
from irenic.dossier.judgements import judgements
from irenic.dossier.model import Dossier

SMALL: dict[str, Any] = {
    "irenic": 1,
    "title": "A harbour",
    "as_of": "2006-11-30",
    "sources": {"log": {"title": "The log"}, "idle": {"title": "Cited by nobody"}},
    "blocs": {"crews": {"name": "The crews"}, "nobody": {"name": "An empty bloc"}},
    "parties": {
        "port": {"name": "Port", "kind": "company", "source": "log", "capacity": 3},
        "north": {"bloc": "crews", "patrons": ["port"], "capacity": {"mode": 2, "at": "p. 1"}},
        "south": {"bloc": "crews"},
    },
    "required": ["port", "north"],
    "issues": {
        "pay": {
            "name": "Pay",
            "options": {"low": "Low", "high": "High"},
            "default": "low",
            "worth": {
                "port": {"source": "log", "low": 9, "high": {"low": 0, "mode": 1, "high": 2}},
                "north": {
                    "low": {"mode": 0, "source": "log", "because": "said so"},
                    "high": 8,
                },
            },
        },
        "hours": {"options": {"day": "Day", "night": "Night", "none": "None"}},
    },
    "joint_worth": [{"when": {"pay": "low"}, "worth": {"south": -3, "source": "log"}}],
    "red_lines": {"south": {"never": [{"pay": "low", "hours": ["day", "night"]}]}},
    "scenarios": {"strike": {"name": "Strike", "port": 4, "north": {"mode": 5, "source": "log"}}},
    "levers": {
        "loan": {
            "kind": "incentive", "by": "port", "source": "log",
            "cost": {"port": 1}, "worth": {"north": {"mode": 2, "because": "it is short"}},
        },
        "lean": {"kind": "pressure", "by": "port", "relief": {"north": 2}, "needs": ["loan"]},
    },
    "plans": {"deal": {"name": "Deal", "package": {"hours": "day"}, "levers": ["loan"]}},
    "moves": {
        "port": {"close": {"name": "Close"}},
        "preferences": {
            "port": [{"statement": "not close", "source": "log"}, "close"],
            "north": {"ranking": ["N", "Y"], "source": "log"},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Dossier:
    return Dossier.model_validate(SMALL)


def test_counts_of_a_small_dossier_by_hand(small: Dossier) -> None:
    sourcing = overview(small).values["sourcing"]
    # capacity 2, worth 4, joint worth 1, reservation values 2, levers 3
    assert sourcing["judgements"] == 12
    assert sourcing["with_range"] == 1
    # port's capacity from the party, both of port's pay from the row, north's low pay, the
    # combination from its row, north's strike, the loan's cost from the lever
    assert sourcing["with_source"] == 7
    assert sourcing["with_locator"] == 1
    assert sourcing["with_reason"] == 2
    assert sourcing["sources"] == {"log": 7, "idle": 0}
    assert sourcing["statements"] == 3
    assert sourcing["sourced_statements"] == 2


def test_unsourced_judgements_are_listed_where_they_stand(small: Dossier) -> None:
    assert overview(small).values["sourcing"]["unsourced"] == {
        "parties": ["parties.north.capacity"],
        "issues.pay": ["issues.pay.worth.north.high"],
        "scenarios.strike": ["scenarios.strike.port"],
        "levers.loan": ["levers.loan.worth.north"],
        "levers.lean": ["levers.lean.relief.north"],
    }


CARRIED_OUT: dict[str, Any] = {
    "timetable": {
        "stages": 2, "source": "log", "discount": {"port": 0.9}, "settled": {"port": 5, "north": 2},
        "deeds": {
            "open-gates": {
                "by": "port", "name": "Gates opened", "because": "told so", "cost": 1,
                "per_stage": {"north": 2, "south": 3, "because": "it is known"},
            },
        },
        "guarantees": {"bond": {"on": "port", "kind": "bond", "penalty": 4, "at": "p. 9"}},
    },
    "benchmarks": {"calm": {"name": "Calm", "chance": 0.4, "changed_by": {"open-gates": 0.2}}},
}  # fmt: skip


def test_a_timetable_and_benchmarks_are_counted_with_the_rest() -> None:
    result = overview(Dossier.model_validate(SMALL | CARRIED_OUT))
    sourcing = result.values["sourcing"]
    # discount 1, settled state 2, deed 3, guarantee 1, benchmark 2
    assert sourcing["judgements"] == 12 + 9
    # From the timetable: discount and settled state; deed, guarantee and benchmark say
    # something themselves, or stand elsewhere.
    assert sourcing["with_source"] == 7 + 3
    assert sourcing["with_reason"] == 2 + 3
    assert sourcing["unsourced"]["deeds.open-gates"] == [
        "timetable.deeds.open-gates.cost",
        "timetable.deeds.open-gates.per_stage.north",
        "timetable.deeds.open-gates.per_stage.south",
    ]
    assert sourcing["unsourced"]["benchmarks.calm"] == [
        "benchmarks.calm.chance", "benchmarks.calm.changed_by.open-gates",
    ]  # fmt: skip
    tables = {table.key: table for table in result.tables}
    unsourced = {row[1]: row for row in tables["unsourced"].rows}
    assert unsourced["Gates opened"] == ("Carrying out", "Gates opened", 3, "Port; North; South")
    assert unsourced["Calm"] == ("Benchmarks", "Calm", 2, "")
    told = {row[0]: row[1:] for row in tables["reasons-others"].rows}
    assert told["Discount"] == ("Port 0.9", None, "The log")
    assert told["Gates opened: per stage"] == ("North 2; South 3", "it is known", None)
    assert told["Bond: penalty"] == ("Port 4", None, "p. 9")
    assert told["Calm: changed by Gates opened"] == ("0.2", None, None)


def test_a_judgement_with_some_provenance_takes_none_from_around_it(small: Dossier) -> None:
    found = {one.key: one.judgement for one in judgements(small)}
    assert found["levers.loan.worth.north"].source is None
    assert found["levers.loan.cost.port"].source == "log"
    assert found["parties.north.capacity"].source is None


def test_plans_say_what_they_leave_open(small: Dossier) -> None:
    assert overview(small).values["plans"]["deal"] == {
        "package": {"pay": "low", "hours": "day"}, "left_open": ["pay"], "levers": ["loan"],
        "note": None, "source": None,
    }  # fmt: skip
    undecided = small.model_copy(update={"plans": {"deal": small.plans["deal"].model_copy(
        update={"package": {}})}})  # fmt: skip
    assert overview(undecided).values["plans"]["deal"]["package"]["hours"] is None


def test_who_wants_what(small: Dossier) -> None:
    result = overview(small)
    assert result.values["packages"] == 6
    assert result.values["issues"]["pay"]["indifferent"] == ["south"]
    assert result.values["issues"]["hours"]["indifferent"] == ["port", "north", "south"]
    pay = next(table for table in result.tables if table.key == "worth.pay")
    assert [column.kind for column in pay.columns] == ["party", "worth", "worth"]
    assert pay.rows == (
        ("port", {"mode": 9}, {"low": 0, "mode": 1, "high": 2}),
        ("north", {"mode": 0}, {"mode": 8}),
    )
    assert pay.reading is not None
    assert pay.reading.evidence["best"] == {"low": ["port"], "high": ["north"]}
    assert (pay.reading.evidence["foremost"], pay.reading.evidence["stake"]) == ("port", 8)


def test_map_links_patrons_to_clients(small: Dossier) -> None:
    figure = overview(small).figures[0]
    assert figure.kind == "map"
    assert [dict(link) for link in figure.links] == [{"from": "port", "to": "north", "label": ""}]
    assert [(m["party"], m["bloc"], m["required"]) for m in figure.data] == [
        ("port", None, True), ("north", "crews", True), ("south", "crews", False),
    ]  # fmt: skip


def test_all_are_required_where_the_dossier_does_not_say(small: Dossier) -> None:
    silent = small.model_copy(update={"required": None})
    result = overview(silent)
    assert result.values["required"] == ["port", "north", "south"]
    assert not result.values["consent_stated"]
    assert "overview-consent-not-stated" in {caveat.kind for caveat in result.caveats}
    said = {caveat.kind for caveat in overview(small).caveats}
    assert "overview-consent-not-stated" not in said


def test_result_is_json_and_has_no_empty_table(small: Dossier) -> None:
    result = overview(small)
    json.dumps(result.to_dict(), allow_nan=False)
    assert all(table.rows for table in result.tables)
    assert len({table.key for table in result.tables}) == len(result.tables)


def test_a_dossier_of_one_party_and_nothing_else() -> None:
    result = overview(Dossier.model_validate({"irenic": 1, "parties": {"alone": {}}}))
    assert result.values["packages"] == 1
    assert result.values["sourcing"]["judgements"] == 0
    assert [table.key for table in result.tables] == ["parties"]


numbers = st.integers(0, 30)


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    parties = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    issues = {}
    for place in range(draw(st.integers(0, 3))):
        options = [f"o{n}" for n in range(draw(st.integers(1, 4)))]
        worth = {}
        for party in parties:
            if draw(st.booleans()):
                row: dict[str, Any] = {option: draw(_judgement()) for option in options}
                if draw(st.booleans()):
                    row["source"] = "s"
                worth[party] = row
        issues[f"i{place}"] = {"options": {o: o.upper() for o in options}, "worth": worth}
    return {
        "irenic": 1, "sources": {"s": {"title": "S"}},
        "parties": {party: {} for party in parties}, "issues": issues,
    }  # fmt: skip


@st.composite
def _judgement(draw: st.DrawFn) -> Any:
    mode = draw(numbers)
    if draw(st.booleans()):
        return mode
    given_: dict[str, Any] = {"mode": mode}
    if draw(st.booleans()):
        given_ |= {"low": mode - draw(numbers), "high": mode + draw(numbers)}
    for key, value in (("source", "s"), ("at", "p. 1"), ("because", "so")):
        if draw(st.booleans()):
            given_[key] = value
    return given_


@given(dossiers())
def test_counts_agree_with_counting_the_plain_data(data: dict[str, Any]) -> None:
    """The oracle walks the plain mapping, not the model."""
    total = ranged = sourced = located = 0
    for issue in data["issues"].values():
        for row in issue["worth"].values():
            for key, cell in row.items():
                if key == "source":
                    continue
                own = cell if isinstance(cell, dict) else {}
                total += 1
                ranged += "low" in own
                has_own = bool({"source", "at", "because"} & own.keys())
                sourced += "source" in (own if has_own else row)
                located += "at" in own
    result = overview(Dossier.model_validate(data))
    sourcing = result.values["sourcing"]
    found = [sourcing[k] for k in ("judgements", "with_range", "with_source", "with_locator")]
    assert found == [total, ranged, sourced, located]
    packages = list(itertools.product(*(i["options"] for i in data["issues"].values())))
    assert result.values["packages"] == len(packages)
    assert sum(map(len, sourcing["unsourced"].values())) == total - sourced
