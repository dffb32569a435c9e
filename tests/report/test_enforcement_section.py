"""The brief's section on whether a settlement would hold, and the tables it shows."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from rich.console import Console

import irenic
from irenic.analyses import enforcement_tables
from irenic.analyses.result import Result, Statement, Table
from irenic.dossier.model import Dossier
from irenic.report.page import page
from irenic.report.terminal import show
from irenic.report.words import say

VALLEY: dict[str, Any] = {
    "irenic": 1, "title": "The valley",
    "parties": {"gov-1": {"name": "The government"}, "front-1": {"name": "The Front"},
                "next-1": {"name": "The Neighbour"}},
    "required": ["gov-1", "front-1"],
    "issues": {
        "arms": {"name": "Weapons", "options": {"kept": "Kept", "in": "Handed in"},
                 "default": "kept", "worth": {"gov-1": {"kept": 0, "in": 50},
                                              "front-1": {"kept": 30, "in": 0}}},
        "seats": {"name": "Seats", "options": {"none": "None", "third": "A third"},
                  "default": "none", "worth": {"gov-1": {"none": 40, "third": 10},
                                               "front-1": {"none": 0, "third": 70}}},
    },
    "scenarios": {"war-1": {"name": "War goes on", "gov-1": 48, "front-1": 58, "next-1": 5}},
    "plans": {"accord-1": {"name": "The accord", "package": {"arms": "in", "seats": "third"},
                           "timetable": [{"weapons-1": 1}, {"army-1": 1}, {"vote-1": 1}]}},
    "timetable": {
        "stages": 3, "months": 3, "discount": {"gov-1": 0.98, "front-1": 0.98},
        "settled": {"next-1": 8},
        "deeds": {
            "weapons-1": {"name": "Weapons are handed in", "by": "front-1", "kind": "arms",
                          "terms": {"arms": "in"}, "shift": {"front-1": -25, "gov-1": 20},
                          "verified_by": "next-1"},
            "army-1": {"name": "The army leaves", "by": "gov-1",
                       "shift": {"gov-1": -18, "front-1": 20}, "lag": 1},
            "vote-1": {"name": "Elections", "by": "gov-1", "terms": {"seats": "third"},
                       "not_before": 2, "benchmark": "calm-1", "otherwise": "Talks."},
        },
    },
    "benchmarks": {"calm-1": {"name": "A calm month", "chance": 0.6}},
}  # fmt: skip

FORCE = {"force-1": {"name": "The force", "on": "front-1", "by": "next-1", "penalty": 12,
                     "upkeep": 0.1, "enforcing": 1}}  # fmt: skip
SLUGS = re.compile(r"(?<![\w-])(?:gov|front|next|war|accord|weapons|army|vote|calm|force)-1\b")


@cache
def asked(*, force: bool = False) -> Result:
    table = {**VALLEY["timetable"], "guarantees": FORCE if force else {}}
    return irenic.enforcement(Dossier.model_validate({**VALLEY, "timetable": table}), short=True)


@cache
def brief(*, force: bool = False) -> str:
    table = {**VALLEY["timetable"], "guarantees": FORCE if force else {}}
    dossier = Dossier.model_validate({**VALLEY, "timetable": table})
    return page(irenic.overview(dossier), enforcement=asked(force=force))


def section(text: str) -> str:
    """What the section says, without its tags."""
    found = re.search(r'<section id="holding".*?</section>', text, re.DOTALL)
    assert found is not None
    words = html.unescape(re.sub(r"<[^>]+>", " ", found[0]))
    return re.sub(r"\s+", " ", words)


def table(result: Result, key: str) -> Table:
    return next(one for one in result.tables if one.key == key)


def in_order(text: str, *parts: str) -> None:
    places = [text.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places == sorted(places)


# The section ------------------------------------------------------------------------------


def test_what_does_not_hold_says_who_waits_and_what_is_lacking() -> None:
    result, told = asked(), section(brief())
    assert result.values["holds"] is False
    in_order(
        told, "Will it hold?", result.headline, "What is carried out: \u201cThe accord\u201d",
        "3 stages of 3 months; if it fails: War goes on.", "The least further penalties",
        "Who waits for whom", "The orders that people propose", "The chance that it is completed",
        "The implementation matrix", "\u2018irenic enforcement\u2019",
    )  # fmt: skip
    assert "What it rests on" not in told
    assert result.headline in re.sub(r"<[^>]+>", " ", html.unescape(brief()))


def test_what_holds_says_what_it_rests_on_and_shows_the_guarantee() -> None:
    result, told = asked(force=True), section(brief(force=True))
    assert result.values["holds"] is True
    in_order(told, result.headline, "What it rests on", "Without any guarantee, none holds",
             "What each guarantee does", "The implementation matrix")  # fmt: skip


@pytest.mark.parametrize("force", [False, True])
def test_names_and_never_slugs(force: bool) -> None:
    assert not SLUGS.findall(section(brief(force=force)))
    out = io.StringIO()
    show(asked(force=force), Console(file=out, width=100))
    assert not SLUGS.findall(out.getvalue())


def test_pictures_and_headline_are_in_the_brief() -> None:
    text = brief(force=True)
    for figure in asked(force=True).figures:
        if figure.key in ("enforcement-gantt", "enforcement-margins"):
            assert f'id="holding-{figure.key}' in text
    short = re.search(r'<section id="findings".*?</section>', text, re.DOTALL)
    assert short is not None
    assert asked(force=True).headline in html.unescape(short[0])
    assert "Will it hold" in text[text.index('<section id="method"') :]


def test_without_a_timetable_one_line_says_what_is_missing() -> None:
    bare = Dossier.model_validate({**VALLEY, "timetable": None, "benchmarks": {}, "plans": {}})
    told = section(page(irenic.overview(bare)))
    assert told.count(".") == 1
    assert "holds no timetable that could be examined" in told


def test_orders_that_break_alike_share_a_row() -> None:
    told = section(brief())
    rows = table(asked(), "enforcement-orders").rows
    assert len({row[1:4] for row in rows}) < len(rows)
    body = told[told.index("Short by") : told.index("The chance that")]
    for row in rows:
        assert row[0] in body
    assert body.count(" no ") + body.count(" yes ") == len({row[1:4] for row in rows})


def test_a_partial_answer_is_marked() -> None:
    text = page(irenic.overview(Dossier.model_validate(VALLEY)),
                enforcement=replace(asked(), status="partial"))  # type: ignore[arg-type]  # fmt: skip
    assert "This answer is partial" in section(text)


# Tables -----------------------------------------------------------------------------------


def test_the_matrix_has_a_row_a_deed_with_all_of_it() -> None:
    found = table(asked(force=True), "enforcement-matrix")
    assert [column.title for column in found.columns] == [
        "Deed", "Who", "When", "After", "Verified by", "If not"
    ]  # fmt: skip
    rows = {row[0]: row for row in found.rows}
    assert set(rows) == {"weapons-1", "army-1", "vote-1"}
    assert rows["weapons-1"][4] == ("The Neighbour",)
    assert rows["vote-1"][3:] == (("A calm month",), None, "Talks.")


STEPS = [
    ([(1, 1.0)], ["stage 1", "(months 0\u20133)"]),
    ([(2, 0.5), (3, 0.5)], ["stages 2\u20133: 50% each", "(months 3\u20139)"]),
    ([(1, 0.25), (3, 0.25), (4, 0.5)],
     ["stage 1: 25%", "stage 3: 25%", "stage 4: 50%", "(months 0\u201312)"]),
    ([(1, 1 / 3), (2, 1 / 3), (4, 1 / 3)],
     ["stages 1\u20132: 33.3% each", "stage 4: 33.3%", "(months 0\u201312)"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), STEPS)
def test_when_a_deed_is_done(given: list[tuple[int, float]], wanted: list[str]) -> None:
    values = dict(asked().values)
    first = values["matrix"][0]
    values["matrix"] = [
        {**first, "stage": stage, "share": share, "month": 3 * (stage - 1)}
        for stage, share in given
    ]
    found = enforcement_tables.tables(_case(), values)[0]
    assert found.rows[0][2] == tuple(wanted)


def _case() -> Any:
    from irenic.analyses.enforcement_arrays import carrying_out

    return carrying_out(Dossier.model_validate(VALLEY))


@pytest.mark.parametrize(
    ("stages", "wanted"),
    [([1, 2, 3, 5], "1\u20133, 5"), ([4], "4"), ([5, 6], "5, settled"), ([6], "settled"), ([], "")],
)
def test_spans_of_stages(stages: list[int], wanted: str) -> None:
    assert enforcement_tables.spans(stages, 5) == wanted


def test_a_guarantee_that_nobody_would_enforce_says_so() -> None:
    values = dict(asked(force=True).values)
    pledge = {**values["guarantees"]["force-1"], "credible": [1, 2]}
    values["guarantees"] = {"force-1": pledge}
    rows = {t.key: t.rows for t in enforcement_tables.tables(_case(), values)}
    assert rows["enforcement-guarantees"][0][5] == "only at 1\u20132"
    values["guarantees"] = {"force-1": {**pledge, "credible": []}}
    rows = {t.key: t.rows for t in enforcement_tables.tables(_case(), values)}
    assert rows["enforcement-guarantees"][0][5] == "no"


def test_the_orders_say_what_the_breaks_say() -> None:
    result = asked()
    found = {row[0]: row for row in table(result, "enforcement-orders").rows}
    assert found["As in the plan \u201cThe accord\u201d"][1] in ("yes", "no")
    for order in result.values["orders"]:
        broken = result.values["breaks"].get(order["order"])
        wanted = "not possible" if order["margin"] is None else "yes" if broken is None else "no"
        row = next(r for r in found.values() if r[0] == _label(order))
        assert row[1] == wanted
        assert row[4] == (None if broken is None else broken["shortfall"])


def _label(order: dict[str, Any]) -> str:
    names = {"gov-1": "The government", "front-1": "The Front", "next-1": "The Neighbour"}
    subject = order["subject"]
    return {
        "all-at-once": "All at once", "equal-steps": "In equal steps",
        "first": f"{names.get(subject)} first", "last": f"{subject.capitalize()} last",
        "plan": "As in the plan \u201cThe accord\u201d",
    }[order["kind"]]  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
def test_many_stages_stay_readable_on_a_terminal(width: int) -> None:
    values = dict(asked(force=True).values)
    values["stages"] = 12
    values["margins"] = {"gov-1": [10.25] * 13, "front-1": [-100.5] * 13}
    result = replace(asked(force=True), tables=enforcement_tables.tables(_case(), values))
    out = io.StringIO()
    show(result, Console(file=out, width=width))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    margins = [line for line in lines if "\u2212100.5" in line]
    assert sum(line.count("\u2212100.5") for line in margins) == 13
    assert all("The Front" in line for line in margins)


# Words ------------------------------------------------------------------------------------


REST = {"holds": False, "margin": -2.5, "proven": True, "party": "front-1", "stage": 4,
        "stages": 3, "asked": 1.0, "circle": []}  # fmt: skip
CIRCLE = [{"party": "front-1", "deed": "weapons-1"}, {"party": "gov-1", "deed": "army-1"},
          {"party": "gov-1", "deed": "vote-1"}]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, "none holds; in the best one The Front lacks 3.5 points in the settled state."),
        ({"stage": 2, "margin": 0.0, "proven": False},
         "none holds; in the best one found The Front lacks 1 point at stage 2."),
        ({"holds": None}, "it was not settled whether a timetable holds."),
        ({"margin": None}, "none is possible."),
        ({"party": None}, "none holds."),
        ({"circle": CIRCLE}, "none holds: \u201cWeapons are handed in\u201d by The Front waits for "
         "\u201cThe army leaves\u201d by The government, that for \u201cElections\u201d by The "
         "government, and that again for \u201cWeapons are handed in\u201d."),
    ],
)  # fmt: skip
def test_what_a_timetable_rests_on_in_words(more: dict[str, Any], wanted: str) -> None:
    said = say(Statement("brief-enforcement-rests", "parts", {**REST, **more}), asked().names)
    assert said == f"With every deed done whole, {wanted}"


def test_lateness_in_words() -> None:
    entry = {"late": 2, "party": "gov-1", "stage": 5, "stages": 4}
    said = say(Statement("brief-enforcement-late", "calm-1", entry), asked().names)
    assert said == (
        "If \u201cA calm month\u201d is met 2 stages late and deeds wait, The government would do "
        "better by walking off in the settled state."
    )


def test_what_does_not_hold_anyway_rests_on_nothing() -> None:
    one = {"what": "parts", "holds": False, "margin": -9.0, "bound": -9.0, "proven": True,
           "party": "gov-1", "stage": 1, "lock": [], "circle": []}  # fmt: skip
    overview = irenic.overview(Dossier.model_validate(VALLEY))
    for result, wanted in ((asked(), False), (asked(force=True), True)):
        given = replace(result, values={**result.values, "rests_on": [one]})
        told = section(page(overview, enforcement=given))
        assert ("With every deed done whole, none holds" in told) is wanted


def test_an_order_that_windows_exclude_is_not_possible() -> None:
    values = dict(asked().values)
    values["orders"] = [{**values["orders"][0], "margin": None}]
    values["breaks"] = {}
    rows = {t.key: t.rows for t in enforcement_tables.tables(_case(), values)}
    assert rows["enforcement-orders"] == (("All at once", "not possible", None, None, None),)


def test_what_still_holds_is_told_in_one_sentence() -> None:
    margins = {"guarantees": 1.0, "verification": 2.25}
    said = say(Statement("brief-enforcement-still", "", {"margins": margins}), asked().names)
    assert said == (
        "One still holds without any guarantee (smallest margin 1 point) and if every fault were "
        "noticed one stage later (smallest margin 2.2 points)."
    )


def test_waits_are_told_deed_by_deed() -> None:
    wait = {"party": "front-1", "deed": "weapons-1", "for_party": "gov-1", "strict": True,
            "whose": "gov-1"}  # fmt: skip
    waits = [{**wait, "for_deed": "army-1"}, {**wait, "for_deed": "vote-1"},
             {**wait, "for_deed": "vote-1", "deed": "army-1", "whose": None}]  # fmt: skip
    result = asked(force=True)
    given = replace(result, values={**result.values, "waits": waits}, reasons=())
    told = section(page(irenic.overview(Dossier.model_validate(VALLEY)), enforcement=given))
    assert (
        "The Front: \u201cWeapons are handed in\u201d waits for \u201cThe army leaves\u201d by "
        "The government and \u201cElections\u201d by The government."
    ) in told
    rows = {t.key: t.rows for t in enforcement_tables.tables(_case(), given.values)}
    assert rows["enforcement-waits"] == (
        ("weapons-1", "front-1", ("army-1", "vote-1"), ("gov-1",)),
    )


def test_lateness_is_told_benchmark_by_benchmark() -> None:
    row = {"stages": 4, "margin": 1.0, "party": "gov-1", "stage": 2, "holds": True}
    late = [{**row, "benchmark": "calm-1", "late": n, "holds": n < 3} for n in (1, 2, 3, 4)]
    overview = irenic.overview(Dossier.model_validate(VALLEY))
    given = replace(asked(), values={**asked().values, "late": late})
    told = section(page(overview, enforcement=given))
    assert "If \u201cA calm month\u201d is met 3 stages late and deeds wait, The government" in told
    harmless = [{**one, "holds": True} for one in late]
    given = replace(asked(), values={**asked().values, "late": harmless})
    told = section(page(overview, enforcement=given))
    assert "is met up to 4 stages late and deeds wait, nobody does better by walking off." in told
