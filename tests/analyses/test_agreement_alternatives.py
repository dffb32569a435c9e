"""Alternatives, what if, the single text and common ground of a dossier, and their words."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

import irenic
from agreement_oracle import Answers, crosses, dossiers, gain, key
from irenic.analyses import agreement_alternatives as analysis
from irenic.analyses import agreement_alternatives_views as views
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.names import names
from irenic.dossier.model import Dossier
from irenic.errors import UsageError
from irenic.report.figures import svg
from irenic.report.tables import view
from irenic.report.words import say


def put(dossier, **how):
    return arrays(dossier, setting(dossier, **how))


def everything(here, package=None, within=1.0, seconds=60.0):
    """All values there are, with alternatives where ``package`` is acceptable."""
    values = {"required": list(here.required)}
    values |= analysis.what_if(here, seconds)
    draft = {issue: options[0] for issue, options in zip(here.issues, here.options, strict=True)}
    values |= analysis.single_text(here, draft, seconds)
    values |= analysis.common_ground(here)
    if package is not None:
        values |= analysis.alternatives(here, package, within, 2, seconds)
    return values


def spoken(values, called):
    """Every statement as a sentence."""
    told = [*views.findings(values), *views.caveats(values)]
    told += [table.reading for table in views.tables(values)]
    told += [s for figure in views.figures(values) for s in (figure.reading, figure.alt)]
    return [say(statement, called) for statement in told]


@given(dossiers())
@settings(max_examples=40)
def test_alternatives_are_acceptable_packages_of_the_dossier(dossier):
    answers = Answers(dossier, "quo")
    assume(answers.acceptable)
    here = put(dossier)
    start = dict(max(answers.acceptable, key=lambda x: sum(answers.vectors[x])))
    found = analysis.alternatives(here, start, 1.0, 2, solution="utilitarian")
    to = found["alternatives_to"]
    assert (to["package"], to["solution"], to["within"], to["count"]) == (
        start, "utilitarian", 1.0, 2,
    )  # fmt: skip
    assert to["proven"]
    for one in [*found["alternatives"], to]:
        for party, points in one["gains"].items():
            assert Fraction(points) == gain(dossier, one["package"], party, "quo")
    for one in found["alternatives"]:
        assert key(one["package"]) in answers.acceptable
        assert one["differs"] == [i for i in dossier.issues if one["package"][i] != start[i]]
        assert 0 < one["apart"] <= len(one["differs"])
        for party in here.required:
            assert one["gains"][party] >= to["gains"][party] - 1.0


@given(dossiers())
@settings(max_examples=40)
def test_what_if_is_the_answer_on_the_dossier_changed_accordingly(dossier):
    here = put(dossier)
    found = analysis.what_if(here)["what_if"]
    answers = Answers(dossier, "quo")

    def left(told, which=lambda package: True, needed=answers.required):
        """``told`` is true of the packages ``which`` and the parties ``needed``."""
        open_ = [
            p for p in answers.everything
            if which(p) and not any(crosses(dossier, p, q) for q in needed)
        ]  # fmt: skip
        best = max((min(gain(dossier, p, q, "quo") for q in needed) for p in open_), default=None)
        assert told["smallest_gain"] == (None if best is None else float(best))
        assert told["deal"] is (best is not None and best >= 0)
        assert told["proven"]

    left(found["now"])
    assert list(found["options"]) == list(dossier.issues)
    for issue, options in found["options"].items():
        assert list(options) == list(dossier.issues[issue].options)
        for option, told in options.items():
            left(told, lambda p, i=issue, o=option: p[i] == o)
            left(told["ruled_out"], lambda p, i=issue, o=option: p[i] != o)
            accepted = [x for x in answers.acceptable if dict(x)[issue] == option]
            assert told["acceptable"] == len(accepted)
    several = len(answers.required) > 1
    assert set(found["without_party"]) == (set(answers.required) if several else set())
    for party, told in found["without_party"].items():
        left(told, needed=[q for q in answers.required if q != party])
    assert set(found["with_party"]) == set(dossier.parties) - set(answers.required)
    for party, told in found["with_party"].items():
        left(told, needed=[*answers.required, party])


@given(dossiers())
@settings(max_examples=40)
def test_the_single_text_never_hurts_and_says_who_refuses(dossier):
    here = put(dossier)
    found = analysis.single_text(here, {})["single_text"]
    text = dict.fromkeys(dossier.issues, "o0")
    assert found["draft"] == text
    assert found["left_open"] == list(dossier.issues)
    before = found["gains"]
    for step in found["steps"]:
        assert {i: new for i, (_, new) in step["changes"].items()} == {
            i: step["package"][i] for i in text if step["package"][i] != text[i]
        }
        assert all(old == text[i] for i, (old, _) in step["changes"].items())
        own = [step["change"][party] for party in here.required]
        assert min(own) >= 0
        assert max(own) > 0
        assert step["all_gain"] is (min(own) > 0)
        for party, points in step["gains"].items():
            assert Fraction(points) == gain(dossier, step["package"], party, "quo")
            assert step["change"][party] == points - before[party]
        text, before = step["package"], step["gains"]
    answers = Answers(dossier, "quo")
    assert found["efficient"]
    assert found["refuses"] == [p for p in here.required if not answers.accepts(text, p)]
    assert found["acceptable"] is (key(text) in answers.acceptable)


@given(dossiers())
@settings(max_examples=40)
def test_everything_has_words_tables_and_json(dossier):
    here, called = put(dossier), names(dossier)
    acceptable = Answers(dossier, "quo").acceptable
    values = everything(here, dict(acceptable[0]) if acceptable else None)
    json.dumps(values, allow_nan=False)
    for sentence in spoken(values, called):
        assert sentence.endswith((".", "!"))
        assert "None" not in sentence
    for table in views.tables(values):
        for row in view(table, called).rows:
            assert len(row) == len(table.columns)
    for figure in views.figures(values):
        assert {mark["party"] for mark in figure.data} == set(here.parties)


def test_without_time_the_words_do_not_claim_more_than_is_known(monkeypatch):
    monkeypatch.setattr(analysis.theory, "LISTED", 0)
    dossier = irenic.load("harbour-park")
    here = put(dossier)
    values = everything(here, seconds=0.0)
    assert not values["what_if"]["listed"]
    assert not values["single_text"]["efficient"]
    told = " ".join(spoken(values, names(dossier)))
    assert "could not be proven" in told
    assert "the time ran out" in told
    assert "No single option prevents" not in told
    assert "cannot be improved" not in told


BAZAAR = {
    "irenic": 1,
    "parties": {"buyer": {"name": "The buyer"}, "seller": {"name": "The seller"}, "king": {}},
    "required": ["buyer", "seller"],
    "issues": {
        "price": {
            "name": "Price",
            "options": {"low": "Low", "high": "High"},
            "default": "low",
            "worth": {"buyer": {"low": 10, "high": 0}, "seller": {"low": 0, "high": 10}},
        },
        "tea": {
            "name": "Tea",
            "options": {"none": "No tea", "mint": "Mint tea"},
            "default": "none",
            "worth": {"buyer": {"none": 0, "mint": 2}, "seller": {"none": 0, "mint": 3}},
        },
        "sack": {
            "name": "Sack",
            "options": {"keep": "Kept", "give": "Given"},
            "worth": {"buyer": {"keep": 0, "give": 5}, "seller": {"keep": 2, "give": 0}},
        },
        "flag": {
            "name": "Flag",
            "options": {"up": "Up", "down": "Down"},
            "default": "up",
            "worth": {"king": {"up": 1, "down": 0}},
        },
    },
    "scenarios": {"quo": {"buyer": 1, "seller": 1, "king": 2}},
}


@pytest.fixture
def bazaar():
    return Dossier.model_validate(BAZAAR)


def test_words_by_hand(bazaar):
    here = put(bazaar)
    values = {"required": list(here.required)}
    values |= analysis.alternatives(
        here, {"price": "low", "tea": "mint", "sack": "keep", "flag": "up"}, 2, 1, solution=None
    )
    values |= analysis.what_if(here)
    values |= analysis.single_text(here, {"sack": "keep", "tea": "none"})
    values |= analysis.common_ground(here)
    told = spoken(values, names(bazaar))
    assert (
        "From the draft one step leads to a text that cannot be improved for any party whose "
        "consent is needed without loss to another. Every party whose consent is needed gains by "
        "it. Altogether: The seller +3 and The buyer +2." in told
    )
    coincide = "Interests coincide on Tea: “Mint tea” is best for both parties that care about it."
    assert coincide in told
    assert "No single option prevents a deal, and none is part of every deal." in told
    assert (
        "There would be no deal if the consent of King (smallest gain −1) were needed too." in told
    )
    gift = next(s for s in told if s.startswith("A cheap gift"))
    assert gift.startswith("A cheap gift: Sack. It is nobody's first concern, the last concern")


def test_what_is_not_decided_is_not_denied(bazaar):
    values = {"required": ["buyer", "seller"]} | analysis.what_if(put(bazaar))
    told = values["what_if"]["options"]["tea"]["none"]
    told["ruled_out"] |= {"deal": None, "smallest_gain": None, "proven": False}
    said = spoken(values, names(bazaar))
    assert "No single option was found that prevents a deal, or that every deal needs." in said
    told["deal"], told["proven"] = None, False
    undecided = (
        "In the time allowed 1 answer to “what if” could not be proven; the smallest gains shown "
        "there may be higher, and for 1 of them it is open if there is a deal."
    )
    assert undecided in spoken(values, names(bazaar))


def test_an_option_ruled_out_hides_nothing_of_the_others():
    price = {
        "options": {"low": "Low", "even": "Even", "high": "High"},
        "worth": {
            "buyer": {"low": 10, "even": 6, "high": 1}, "seller": {"low": 0, "even": 6, "high": 10}
        },
    }  # fmt: skip
    dossier = Dossier.model_validate(
        {
            "irenic": 1,
            "parties": {"buyer": {}, "seller": {}},
            "required": ["buyer", "seller"],
            "issues": {"price": price, "flag": {"options": {"up": "Up", "down": "Down"}}},
            "red_lines": {"seller": {"never": [{"price": "low"}]}},
            "scenarios": {"none": {"buyer": 0, "seller": 0}},
        }
    )
    found = analysis.what_if(put(dossier))
    assert found["what_if"]["options"]["price"]["low"]["smallest_gain"] is None
    (table,) = [t for t in views.tables(found) if t.key == "agreement-what-if-options"]
    (row,) = [row for row in table.rows if row[0] == "price"]
    assert row[1:5] == (("price.even",), 6, ("price.high",), 1)


def test_gifts_that_cost_somebody_much_are_in_the_table_only(bazaar):
    values = analysis.common_ground(put(bazaar))
    (gift,) = values["common_ground"]["gifts"]
    assert gift == {
        "issue": "sack", "option": "give", "worth": {"buyer": 5 / 17}, "costs": {"seller": 2 / 15},
        "last": ["seller"], "indifferent": [], "cheap": True,
    }  # fmt: skip
    kinds = [statement.kind for statement in views.findings(values)]
    assert "agreement-gift" in kinds
    dear = {"common_ground": values["common_ground"] | {"gifts": [gift | {"cheap": False}]}}
    assert "agreement-gift" not in [statement.kind for statement in views.findings(dear)]
    assert "agreement-gifts" in [table.key for table in views.tables(dear)]


def test_the_draft_is_completed_by_defaults_and_checked(bazaar):
    here = put(bazaar)
    with pytest.raises(UsageError, match="says nothing on 'sack'"):
        analysis.single_text(here, {})
    with pytest.raises(UsageError, match="did you mean 'price'"):
        analysis.single_text(here, {"prices": "low"})
    with pytest.raises(UsageError, match="did you mean 'high'"):
        analysis.single_text(here, {"price": "higj"})
    fixed = put(bazaar, fixed={"sack": "give"})
    found = analysis.single_text(fixed, {})["single_text"]
    assert found["draft"] == {"price": "low", "tea": "none", "sack": "give", "flag": "up"}
    out = put(bazaar, ruled_out={"tea": ["mint"]})
    with pytest.raises(UsageError, match="on the table"):
        analysis.single_text(out, {"tea": "mint", "sack": "keep"})


@pytest.mark.parametrize(
    ("within", "count"), [(-1, 1), (float("inf"), 1), (float("nan"), 1), (1, 0)]
)
def test_alternatives_ask_for_something(bazaar, within, count):
    package = {"price": "low", "tea": "mint", "sack": "keep", "flag": "up"}
    with pytest.raises(UsageError, match="expected"):
        analysis.alternatives(put(bazaar), package, within, count)


def test_the_flagship(root):
    """The levers of the plan for a conference open a zone; all is answered and drawn."""
    dossier = irenic.load("iraq-2006")
    here = put(dossier, levers=dossier.plans["conference"].levers)
    best = irenic.agreement(dossier, plan="conference", limit=1).values["egalitarian"]
    values = everything(here, best["ties"][0]["package"], within=10.0)
    assert values["alternatives_to"]["proven"]
    assert len(values["alternatives"]) == 2
    assert values["what_if"]["now"]["smallest_gain"] == best["value"]
    assert values["what_if"]["listed"]
    assert values["single_text"]["efficient"]
    told = spoken(values, names(dossier))
    assert not any(slug in " ".join(told) for slug in ("islamic-army", "one-year"))
    (figure,) = views.figures(values)
    assert svg(figure, names(dossier)).startswith("<svg")
