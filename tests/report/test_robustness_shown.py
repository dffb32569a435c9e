"""How robustness is told and drawn: words, pictures, chips and the sections of the brief."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import irenic
from irenic.analyses import dissent_tables, robustness_figures, robustness_statements
from irenic.analyses.conclusion_names import CLAUSES, clauses
from irenic.analyses.conclusions import Conclusion
from irenic.analyses.names import names
from irenic.analyses.result import Axis, Figure, Result, Statement
from irenic.brief import results
from irenic.dossier.model import Dossier
from irenic.report import chips, figures, plain
from irenic.report.page import page
from irenic.report.terminal import show
from irenic.report.words import WORDING, say
from irenic.report.words.digits import distinct
from irenic.report.words.shares import capital, in_draws, of_100, span
from lettering_boxes import outside, overlaps
from vega import check_chart

WIDTHS = (figures.WIDE, figures.NARROW)


def ranged(low: float, mode: float, high: float) -> dict[str, float]:
    return {"low": low, "mode": mode, "high": high}


def valley() -> Dossier:
    """A case with every kind of conclusion; slugs that no word of English contains."""
    return Dossier.model_validate({
        "irenic": 1, "title": "The valley",
        "parties": {"gov-1": {"name": "The government"}, "front-1": {"name": "The Front"},
                    "next-1": {"name": "The Neighbour"}},
        "required": ["gov-1", "front-1"],
        "issues": {
            "arms-1": {"name": "Weapons", "options": {"kept-1": "Kept", "in-1": "Handed in"},
                       "default": "kept-1",
                       "worth": {"gov-1": {"kept-1": 0, "in-1": ranged(40, 50, 60)},
                                 "front-1": {"kept-1": ranged(25, 30, 40), "in-1": 0}}},
            "seats-1": {"name": "Seats", "options": {"none-1": "None", "third-1": "A third"},
                        "default": "none-1",
                        "worth": {"gov-1": {"none-1": ranged(30, 40, 45), "third-1": 10},
                                  "front-1": {"none-1": 0, "third-1": ranged(55, 70, 80)}}},
        },
        "scenarios": {
            "war-1": {"name": "War goes on", "gov-1": ranged(40, 60, 68),
                      "front-1": ranged(50, 60, 72), "next-1": 5},
            "march-1": {"name": "The Neighbour marches in", "gov-1": ranged(20, 30, 40),
                        "front-1": ranged(30, 40, 50), "next-1": ranged(2, 5, 9)},
        },
        "levers": {
            "invade-1": {"name": "March or talk", "kind": "threat", "by": "next-1",
                         "scenario": "march-1"},
            "grain-1": {"name": "Grain", "kind": "incentive", "by": "next-1",
                        "cost": {"next-1": 1}, "worth": {"gov-1": ranged(2, 6, 9)}},
        },
        "plans": {"accord-1": {"name": "The accord",
                               "package": {"arms-1": "in-1", "seats-1": "third-1"},
                               "levers": ["grain-1"],
                               "timetable": [{"weapons-1": 1}, {"army-1": 1}, {"vote-1": 1}]}},
        "timetable": {
            "stages": 3, "months": 3, "discount": {"gov-1": 0.98, "front-1": 0.98},
            "deeds": {
                "weapons-1": {"name": "Weapons are handed in", "by": "front-1",
                              "terms": {"arms-1": "in-1"},
                              "shift": {"front-1": ranged(-30, -25, -10), "gov-1": 20}},
                "army-1": {"name": "The army leaves", "by": "gov-1",
                           "shift": {"gov-1": -18, "front-1": ranged(10, 20, 25)}},
                "vote-1": {"name": "Elections", "by": "gov-1", "terms": {"seats-1": "third-1"}},
            },
            "guarantees": {"watch-1": {"name": "Watch on the pass", "by": "next-1",
                                       "on": "front-1", "penalty": ranged(3, 6, 9),
                                       "upkeep": 0.2, "enforcing": ranged(0, 1, 2)}},
        },
        "moves": {
            "gov-1": {"shell-1": {"name": "Shell the hills"}},
            "front-1": {"raid-1": {"name": "Raid the road"}},
            "preferences": {"gov-1": ["not raid-1", "shell-1"], "front-1": ["not shell-1"]},
            "status_quo": ["shell-1"],
        },
    })  # fmt: skip


@cache
def answer() -> Result:
    return irenic.robustness(valley(), draws=64, sample=20)


@cache
def found() -> dict[str, Any]:
    return results(valley(), None, lambda label, share: None, lambda why: None)


@cache
def brief() -> str:
    return page(**found())


def texts(result: Result) -> str:
    """Everything that a terminal shows of a result."""
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    show(result, console)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def spelt(text: str) -> list[str]:
    """Slugs, dotted keys and placeholders left in a text."""
    return re.findall(r"[\w.]*-1\b|\w+\.\w+\.\w+|\{|\}|\bNone of None\b|\bnan\b", text)


# Words ------------------------------------------------------------------------------------


def test_every_statement_is_worded_without_slugs() -> None:
    result = answer()
    told = [*result.findings, *result.reasons, *result.caveats]
    told += [s for figure in result.figures for s in (figure.reading, figure.alt)]
    told += [table.reading for table in result.tables if table.reading is not None]
    assert len(told) > 15
    for statement in told:
        text = say(statement, result.names)
        assert text.endswith("."), text
        assert text[0] == text[0].upper(), text
        assert not spelt(text), text
    assert not spelt(result.headline)
    assert not spelt(texts(result).replace("MB", "").replace(result.version, ""))


def test_every_kind_of_statement_made_is_in_the_table_of_words() -> None:
    for name in ("robustness_statements", "robustness_tables", "robustness_figures"):
        file = Path(irenic.__path__[0]) / "analyses" / f"{name}.py"
        source = file.read_text(encoding="utf-8")
        kinds = re.findall(r'Statement\(\s*"([a-z-]+)"', source)
        assert kinds
        assert set(kinds) <= set(WORDING)


def test_each_conclusion_is_told_once_with_its_share() -> None:
    result = answer()
    asked = {row["name"]: row for row in result.values["conclusions"]}
    told = {s.subject: s for s in result.findings if s.kind == "robustness-conclusion"}
    lists = [s for s in result.findings if s.kind == "robustness-firm"]
    listed = {row["name"]: s for s in lists for row in s.evidence["conclusions"]}
    assert not set(told) & set(listed)
    told |= listed
    assert set(told) == {name for name, row in asked.items() if row["share"] is not None}
    kinds = {row["kind"] for row in asked.values()}
    assert kinds >= {"zone", "plan-zone", "plan-accepted", "credible", "opens", "stable",
                     "timetable-holds", "guarantee-credible"}  # fmt: skip
    for name, statement in told.items():
        row, text = asked[name], say(statement, result.names)
        assert result.names["conclusions"][name] in text
        if 0.01 <= row["share"] <= 0.99:
            assert f"n {round(100 * row['share'])} of 100 draws" in text


def conclusion(name: str, share: float, *, at_modes: bool, undecided: int = 0) -> dict[str, Any]:
    return {"name": name, "share": share, "low": share * 0.9, "high": 0.1 + share * 0.9,
            "at_modes": at_modes, "undecided": undecided, "numbers": True,
            "least_share": share, "most_share": share}  # fmt: skip


def test_the_most_doubtful_come_first_and_the_firm_in_two_lists() -> None:
    rows = [
        conclusion("sure", 1.0, at_modes=True), conclusion("never", 0.0, at_modes=False),
        conclusion("third", 0.7, at_modes=True), conclusion("first", 0.49, at_modes=False),
        conclusion("nearly", 0.97, at_modes=True) | {"low": 0.93},
        conclusion("hardly", 0.03, at_modes=False) | {"high": 0.07},
        conclusion("odd", 1.0, at_modes=False), conclusion("late", 1.0, at_modes=True, undecided=2),
        conclusion("fourth", 0.28, at_modes=False), conclusion("second", 0.4, at_modes=False),
    ]  # fmt: skip
    values = {**answer().values, "conclusions": rows, "deep": None}
    named = {"conclusions": {row["name"]: f"{row['name']} holds" for row in rows}}
    told = [s for s in robustness_statements.findings(values)
            if s.kind in ("robustness-conclusion", "robustness-firm")]  # fmt: skip
    assert [s.subject for s in told[:6]] == ["first", "second", "third", "fourth", "odd", "late"]
    yes, no = (say(s, named) for s in told[6:])
    assert "In all draws (at least 90 of 100): sure holds. In 97 of 100 draws" in yes
    assert "In none of the draws (at most 10 of 100): never holds. In 3 of 100 draws" in no
    headline = robustness_statements.headline(values, named)
    order = [headline.index(f"whether {one} holds") for one in ("first", "second", "third")]
    assert order == sorted(order)
    assert "fourth holds" not in headline
    assert "whether third holds (in 70 of 100); and 1 other." in headline
    assert headline.endswith("numbers on whether odd holds (in 100 of 100).")
    few = [{**row, "low": 0.1, "high": 0.9} for row in rows]
    assert "none stand firm" in robustness_statements.headline(
        {**values, "conclusions": few}, named
    )


def test_what_was_done_anew_in_every_draw_is_told_and_tabled() -> None:
    case = valley()
    result = irenic.robustness(case, draws=8, sample=0, flips=False, deep=True)
    told = {s.kind: say(s, result.names) for s in result.findings}
    shown = {table.key: table for table in result.tables}
    deep = result.values["deep"]
    assert "Done anew in every draw" in told["robustness-openings"]
    shares = [row[1] for row in shown["robustness-openings"].rows]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == sum(share > 0 for share in deep["openings"]["levers"].values())
    assert "Done anew in every draw" in told["robustness-solutions"]
    for issue, _, option, share in shown["robustness-solutions"].rows:
        every = [issues[issue] for issues in deep["solutions"]["options"].values()]
        slug = option.partition(".")[2]
        assert any(round(100 * one[slug], 1) == share and one[slug] == max(one.values())
                   for one in every)  # fmt: skip
    assert not spelt(" ".join(told.values()))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({"opened": 0, "unproven": 0, "share": 0.0, "low": 0.0, "high": 0.2, "levers": {}},
         "in none of the draws (at most 20 of 100) is it so that a deal can be opened"),
        ({"opened": 0, "unproven": 4, "share": None, "low": 0.0, "high": 1.0, "levers": {}},
         "was not settled in time in any of 4 draws"),
        ({"opened": 3, "unproven": 1, "share": 1.0, "low": 0.4, "high": 1.0, "levers": {"l": 0.0}},
         "1 draw not settled in time is left out. The cheapest opening never takes a lever."),
    ],
)  # fmt: skip
def test_openings_in_draws_are_told(found: Any, wanted: str) -> None:
    named = {"levers": {"l": "The loan"}}
    assert wanted in say(Statement("robustness-openings", "", {**found, "draws": 4}), named)


def test_numbers_that_would_read_alike_get_more_digits() -> None:
    assert distinct([34.62, 35.0]) == ["34.6", "35"]
    assert distinct([34.96, 35.0]) == ["34.96", "35"]
    assert distinct([-1.0001, -1.0002]) == ["\u22121.0001", "\u22121.0002"]
    assert distinct([2.0, 2.0]) == ["2", "2"]


def test_conclusions_on_orders_of_preference_have_no_share() -> None:
    result = answer()
    (told,) = [s for s in result.findings if s.kind == "robustness-no-numbers"]
    assert "no judged number can change it" in say(told, result.names)


@pytest.mark.parametrize(
    ("share", "modes", "ending"),
    [
        (0.9, True, ", as with the numbers judged most likely."),
        (0.2, True, "; yet with the numbers judged most likely it is so."),
        (0.2, False, "; with the numbers judged most likely it is not so."),
        (0.0, False, ", nor is it so with the numbers judged most likely."),
        (0.9, False, "; yet with the numbers judged most likely it is not so."),
        (0.2, None, "; with the numbers judged most likely it was not decided."),
    ],
)
def test_what_is_so_with_the_most_likely_numbers_is_said(
    share: float, modes: bool | None, ending: str
) -> None:
    row = {"share": share, "low": share / 2, "high": (1 + share) / 2, "at_modes": modes,
           "undecided": 0, "draws": 100}  # fmt: skip
    named = {"conclusions": {"zone": "there is room"}}
    assert say(Statement("robustness-conclusion", "zone", row), named).endswith(ending)


def test_undecided_draws_are_said() -> None:
    row = {"share": 0.5, "low": 0.4, "high": 0.6, "at_modes": True, "undecided": 7, "draws": 100,
           "least_share": 0.46, "most_share": 0.53}  # fmt: skip
    named = {"conclusions": {"zone": "there is room"}}
    text = say(Statement("robustness-conclusion", "zone", row), named)
    assert "In 7 draws of 100 this was not decided" in text
    assert "46 to 53 of 100" in text


def flip(**more: Any) -> dict[str, Any]:
    base = {"judgement": "j", "from": 5.0, "to": 3.0, "low": 2.0, "high": 9.0,
            "inside_range": True, "effort": 0.5, "holds": False, "exact": True}  # fmt: skip
    found = {**base, **more}
    return {"up": found["to"] > found["from"], **found}


@pytest.mark.parametrize(
    ("nearest", "joint", "wanted"),
    [
        (flip(), None, "were below 3 instead of 5 (inside its range of 2 to 9), it would no"),
        (flip(to=11.0, inside_range=False, holds=True), None,
         "were above 11 instead of 5 (outside its range of 2 to 9), it would be so"),
        (flip(exact=False), None, "below about 3"),
        (flip(low=None, high=None, inside_range=None), None, "(it has no range)"),
        (flip(to=5.0, up=True), None,
         "\u2018Worth of it\u2019 were at all higher than the 5 judged most likely (inside its"),
        (flip(to=5.0, up=False, low=5.0, inside_range=False), None,
         "at all lower than the 5 judged most likely (the end of its range of 5 to 9)"),
        (None, {"scale": 0.25, "exact": True}, "all together do, if each goes 25\u00a0%"),
        (None, {"scale": None, "exact": True}, "nor do all together"),
        (flip(), {"scale": 0.001, "exact": False}, "goes about less than 1\u00a0%"),
    ],
)  # fmt: skip
def test_what_would_turn_a_conclusion_round(nearest: Any, joint: Any, wanted: str) -> None:
    evidence = {"nearest": nearest, "joint": joint, "complete": True, "judgements": 2, "inside": 1,
                "way": "exact", "reach": 3.0}  # fmt: skip
    named = {"conclusions": {"zone": "there is room"}, "judgements": {"j": "Worth of it"}}
    assert wanted in say(Statement("robustness-turns", "zone", evidence), named)


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("exact", "No single number, whatever value it may have, turns round"),
        ("secant", "tried at values from the least to the most that it may be, turns"),
        ("halving", "tried up to three times its own range beyond either end, turns"),
    ],
)
def test_how_far_was_tried_is_said_where_nothing_turns_a_conclusion(way: str, wanted: str) -> None:
    rows = [{"conclusion": name, "way": way, "complete": True, "judgements": 0, "inside": 0}
            for name in ("zone", "opens")]  # fmt: skip
    values = {**answer().values, "flips": [], "flips_asked": rows, "joint_flips": []}
    (told,) = robustness_statements.turns(values)
    named = {"conclusions": {"zone": "there is room", "opens": "levers open it"}}
    text = say(told, named)
    assert wanted in text
    assert text.endswith("any of these: there is room; levers open it.")


def test_few_draws_with_a_deal_are_a_caveat() -> None:
    values = {**answer().values}

    def told(deals: int) -> list[str]:
        values["deep"] = {"solutions": {"draws": deals, "options": {}}, "openings": None}
        found = robustness_statements.caveats(values)
        return [say(s, {}) for s in found if s.kind == "robustness-few-deals"]

    assert told(0) == told(30) == []
    assert "no more than 29 draws with a deal" in told(29)[0]


def test_questions_that_could_not_be_asked_are_a_caveat() -> None:
    found = robustness_statements.caveats(answer().values, {"enforcement": ["a deed that is due"]})
    (text,) = [say(s, {}) for s in found if s.kind == "robustness-left-out"]
    assert "everything on whether it will hold" in text
    assert text.endswith("a deed that is due.")


def test_what_was_not_asked_in_time_is_said() -> None:
    values = {**answer().values}
    asked = [{**row, "complete": False} for row in values["flips_asked"]]
    told = robustness_statements.caveats({**values, "flips_asked": asked})
    assert "robustness-turns-incomplete" in {s.kind for s in told}
    assert "robustness-turns-incomplete" not in {s.kind for s in answer().caveats}


def test_caveats_count_what_has_no_range_and_name_groups() -> None:
    result = answer()
    told = {s.kind: say(s, result.names) for s in result.caveats}
    certain = result.values["judgements"] - result.values["ranged"]
    assert certain > 0
    assert f"{certain} of" in told["robustness-certain"]
    assert "not the probability of peace" in told["robustness-not-a-probability"]
    grouped = robustness_statements.caveats({**result.values, "groups": {"the embassy": 4}})
    text = say(next(s for s in grouped if s.kind == "robustness-independent"), result.names)
    assert "\u2018the embassy\u2019 (4 numbers)" in text


def test_all_kinds_of_conclusions_have_a_clause() -> None:
    case = valley()
    subjects = {"plan": "accord-1", "credible": "invade-1", "guarantee": "watch-1", "stable": "seq",
                "opening": "cheapest"}  # fmt: skip
    asked = [
        Conclusion(kind, subjects.get(kind.split("-")[0], ""), "agreement", True)
        for kind in CLAUSES
    ]
    for quorum in (True, False):
        for text in clauses(asked, names(case), quorum=quorum).values():
            assert not spelt(text)
            assert not text.endswith(".")


@given(st.floats(0, 1), st.booleans())
def test_rounded_shares_never_look_surer_than_they_are(share: float, up: bool) -> None:
    text = of_100(share, up=up)
    if text[0].isdigit():
        assert (float(text) >= 100 * share - 1e-6) if up else (float(text) <= 100 * share + 1e-6)
    assert (of_100(share) == "0") == (share == 0)
    assert (of_100(share) == "100") == (share == 1)


def test_shares_at_the_ends() -> None:
    assert in_draws(0.0, 0.0, 0.0147) == "in none of the draws (at most 2 of 100)"
    assert in_draws(1.0, 0.9853, 1.0) == "in all draws (at least 98 of 100)"
    assert in_draws(0.06, 0.041, 0.079) == "in 6 of 100 draws (4 to 8)"
    assert span(0.0, 0.004) == "0 to 0.4"
    assert capital("\u2018a b\u2019 c") == "\u2018A b\u2019 c"


# Pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_pictures_are_valid_and_nothing_overlaps(width: int) -> None:
    result = answer()
    assert {f.key for f in result.figures} >= {"robustness-conclusions", "robustness-acceptance"}
    for figure in result.figures:
        spec = figures.spec(figure, result.names, width)
        check_chart(spec)
        assert overlaps(spec) == []
        assert outside(spec) == []


WORDS = st.text("abcdefghij klmnop", min_size=1, max_size=90).filter(str.strip)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.integers(0, 2), st.floats(0, 100), st.floats(0, 100)),
             min_size=1, max_size=12),
    st.sampled_from(WIDTHS), st.sampled_from(["spans", "tornado"]),
    st.sampled_from(["%", "points"]),
)  # fmt: skip
def test_any_rows_fit(rows: list[Any], width: int, kind: str, unit: str) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    named = {"conclusions": {f"c{g}": f"group {g}" for g in range(3)},
             "judgements": {str(n): row[0] for n, row in enumerate(rows)}}  # fmt: skip
    axes = {"x": Axis("upper", "Share", unit), "low": Axis("lower", "Low", unit),
            "y": Axis("judgement", "Number"),
            "series": Axis("conclusion", "Conclusion")}  # fmt: skip
    if kind == "spans":
        axes["high"] = Axis("top", "High", unit)
        axes["label"] = Axis("lower", "Chance", "%")
    data = tuple(
        {"judgement": str(n), "conclusion": f"c{group}", "lower": min(a, b), "upper": (a + b) / 2,
         "top": max(a, b)}
        for n, (_, group, a, b) in enumerate(rows)
    )  # fmt: skip
    none = Statement("robustness-tornado-reading")
    spec = figures.spec(Figure("f", kind, "T", none, none, axes, data), named, width)  # type: ignore[arg-type]
    assert overlaps(spec) == []
    assert outside(spec) == []


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.lists(st.floats(-60, 100), min_size=6, max_size=6), st.booleans()),
             min_size=1, max_size=8),
    st.sampled_from(WIDTHS), WORDS,
)  # fmt: skip
def test_two_accounts_are_one_row_with_two_marks(
    rows: list[Any], width: int, title: str
) -> None:  # fmt: skip
    ends = ("_low", "", "_high")
    judgements = [
        {"judgement": str(number),
         **{f"{which}{end}": value if ranged or not end else None
            for which, part in (("this", sorted(values[:3])), ("other", sorted(values[3:])))
            for end, value in zip(ends, part, strict=True)}}
        for number, (_, values, ranged) in enumerate(rows)
    ]  # fmt: skip
    values = {"judgements": judgements, "titles": {"this": title, "other": "B"}}
    (figure,) = dissent_tables.figures(values)
    named = {"judgements": {str(number): row[0] for number, row in enumerate(rows)}}
    assert len(figure.data) == len(rows)
    spec = figures.spec(figure, named, width)
    check_chart(spec)
    assert overlaps(spec) == []
    assert outside(spec) == []


def test_so_few_draws_that_nothing_is_firm_are_said() -> None:
    for draws, few in ((1, True), (72, True), (74, False)):
        told = {s.kind for s in robustness_statements.caveats({**answer().values, "draws": draws})}
        assert ("robustness-few" in told) is few


def test_dots_are_filled_where_the_most_likely_numbers_say_so() -> None:
    result = answer()
    figure = next(f for f in result.figures if f.key == "robustness-conclusions")
    spec = figures.spec(figure, result.names, figures.WIDE)
    dots = [
        row["fill"] == row["stroke"]
        for n, layer in enumerate(spec["layer"]) if layer["mark"]["type"] == "point"
        for row in spec["datasets"][f"layer_{n}"]
    ]  # fmt: skip
    assert dots == [mark["at_modes"] for mark in figure.data]
    assert len(set(dots)) == 2


def test_the_tornado_draws_the_conclusions_in_doubt() -> None:
    values = {
        "conclusions": [
            {"name": f"c{n}", "share": share, "analysis": "agreement", "at_modes": True,
             "low": share - 0.02, "high": 1.0}
            for n, share in enumerate((0.5, 0.99, 0.6, 0.7, 0.8, 0.9))
        ],
        "importance": [
            {"conclusion": f"c{n}", "judgement": f"j{n}", "upper": 0.9, "lower": 0.1,
             "difference": 0.8, "low": 0.5, "high": 0.9}
            for n in range(6)
        ],
        "about": None, "draws": 10,
    }  # fmt: skip
    drawn = robustness_figures._foremost(values)
    assert [row["conclusion"] for row in drawn] == ["c0", "c2", "c3", "c4"]


# Chips and the brief ----------------------------------------------------------------------


def row(**more: Any) -> Result:
    base = {"name": "zone", "kind": "zone", "subject": "", "numbers": True, "at_modes": True,
            "share": 0.25, "low": 0.2, "high": 0.31}  # fmt: skip
    return replace(answer(), values={"conclusions": [{**base, **more}]})


def bare(markup: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", str(markup))).replace("\u00a0", " ")


def test_a_chip_says_how_often_the_sentence_beside_it_is_so() -> None:
    possible, none = "a deal is possible", "no deal is possible"
    assert bare(chips.chip(row(), "zone", True)) == f"{possible}: in 25 % of draws, 20 to 31"
    assert bare(chips.chip(row(), "zone", False)) == f"{none}: in 75 % of draws, 69 to 80"
    assert bare(chips.chip(row(), "zone", None)) == f"{possible}: in 25 % of draws, 20 to 31"
    against = chips.chip(row(at_modes=False), "zone", None)
    assert bare(against) == f"{none}: in 75 % of draws, 69 to 80"
    assert bare(chips.chip(row(numbers=False), "zone")) == f"{possible}: rests on no judged number"
    left = chips.chip(row(share=None, undecided=9), "zone")
    assert bare(left) == f"{possible}: not decided in any draw"
    unranged = chips.chip(row(share=None, undecided=0), "zone")
    assert bare(unranged) == f"{possible}: no ranges are given"
    assert chips.chip(row(), "opens") == ""
    assert chips.chip(None, "zone") == ""
    assert chips.beside("A & B", chips.chip(None, "zone")) == "A & B"
    assert "A &amp; B" in chips.beside("A & B", chips.chip(row(), "zone"))


def section(key: str) -> str:
    return brief().split(f'<section id="{key}"')[1].split("</section>")[0]


def test_the_brief_gives_a_share_for_every_conclusion() -> None:
    asked = found()["robustness"].values["conclusions"]
    assert len(asked) > 12
    chipped = set(re.findall(r'class="share" data-of="([^"]*)"', brief()))
    told = html.unescape(section("trust")).replace("\u00a0", " ")
    for one in asked:
        clause = found()["robustness"].names["conclusions"][one["name"]]
        drawn = f"{clause}: {of_100(one['share'])} %" in told if one["share"] is not None else True
        assert drawn, one["name"]
    assert chipped >= {"zone", "stable", "plan-accepted:accord-1", "plan-zone:accord-1"}
    assert chipped & {"timetable-holds", "timetable-possible"}


@pytest.mark.parametrize(
    "key", ["findings", "stability", "agreement", "opening", "holding", "plans"]
)
def test_each_section_that_concludes_carries_a_share(key: str) -> None:
    assert 'class="share"' in section(key)


def test_the_brief_says_how_many_draws_there_are_and_shows_no_slugs() -> None:
    text = bare(section("trust"))
    assert f"{found()['robustness'].values['draws']} draws" in text
    assert "irenic robustness" in text
    assert "What would have to be true" in text
    for key in ("findings", "trust", "which"):
        assert not spelt(html.unescape(re.sub("<[^>]+>", " ", section(key)))), key


def test_sentences_of_the_brief_and_their_chips_agree() -> None:
    result = found()["agreement"]
    stated = not result.values["zopa_empty"]
    asked = {one["name"]: one for one in found()["robustness"].values["conclusions"]}
    assert asked["zone"]["at_modes"] == stated
    wanted = bare(chips.chip(found()["robustness"], "zone", stated))
    assert wanted in bare(section("findings"))
    told = plain.agreement(result)
    said = result.headline if told is None else say(told, result.names)
    # The share says how sure it is; the rule of thumb that stands in for it is not said too.
    said = said.removesuffix(
        " The margin is less than the width of the ranges: likely, not certain."
    )
    assert f"{said} {wanted}" in bare(section("findings"))
    assert "likely, not certain" not in bare(brief())
    assert f"{found()['enforcement'].headline} " in bare(section("findings"))
    chipped = re.findall(r'data-of="([^"]*)"', section("findings"))
    assert {"stable", "zone", "plan-accepted:accord-1", "plan-zone:accord-1"} <= set(chipped)
    assert any(name.startswith("timetable") for name in chipped)


def test_without_ranges_the_brief_says_that_trust_was_not_examined() -> None:
    parts = {**found(), "robustness": None, "comparison": None}
    made = page(**parts)
    assert "was not examined" in made.split('<section id="trust"')[1]
    assert 'class="share"' not in made
    assert '<section id="which"' not in made
