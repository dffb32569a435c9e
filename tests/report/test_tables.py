"""Tables, colours, wording and the terminal."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import irenic as ir
from irenic.analyses.result import Column, Method, Result, Statement, Status, Table
from irenic.report import palette, tables, terminal
from irenic.report.blocks import reasoned
from irenic.report.naming import number, spread
from irenic.report.notebook import fragment
from irenic.report.words import WORDING, brief, overview

NAMES = {
    "parties": {"a": "Alpha", "b": "Beta <b>"},
    "issues": {"oil": "Oil"},
    "options": {"oil.central": "Shared by all"},
}


@given(st.floats(0, 50), st.floats(0, 50), st.sampled_from([1, -1]))
def test_heat_darkens_with_magnitude(one: float, other: float, sign: int) -> None:
    low, high = sorted((one, other))
    lighter, _ = palette.heat(sign * low, 50)
    darker, _ = palette.heat(sign * high, 50)
    assert palette.luminance(lighter) >= palette.luminance(darker) - 1e-9


@given(st.floats(-80, 80))
def test_numbers_on_heat_can_be_read(value: float) -> None:
    background, ink = palette.heat(value, 50)
    assert palette.contrast(background, ink) >= 4.5


def test_gain_and_loss_differ_for_every_kind_of_eye() -> None:
    assert palette.heat(0, 50)[0] == "#ffffff"
    gain, loss = palette.heat(30, 50)[0], palette.heat(-30, 50)[0]
    blue, red = int(gain[5:], 16) - int(loss[5:], 16), int(loss[1:3], 16) - int(gain[1:3], 16)
    assert min(blue, red) > 30  # purple is bluer, orange redder; neither is green


def test_contrast_of_black_and_white_is_21() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    for colour in (palette.INK, palette.MUTED, palette.GAIN, palette.LOSS):
        assert palette.contrast(colour, palette.PAPER) >= 4.5


def test_parties_keep_their_colour_and_can_be_told_apart_in_print() -> None:
    names = {"parties": {f"p{n}": "P" for n in range(12)}}
    looks = {
        (palette.party_colour(p, names), palette.party_dash(p, names)) for p in names["parties"]
    }
    assert len(looks) == 12
    assert palette.contrast(palette.party_colour("p3", names), "#ffffff") >= 3


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (-0.0, "0"), (3.0, "3"), (-2.25, "\u22122.2"), (0.123, "0.12"),
     (1234567, "1,234,567"), (12.04, "12"), (-0.001, "0")],
)  # fmt: skip
def test_numbers_as_people_write_them(value: float, said: str) -> None:
    assert number(value) == said


def test_signed_numbers_and_ranges() -> None:
    assert number(3, signed=True) == "+3"
    assert spread(1, 4) == "1\u20134"
    assert spread(-1, 4) == "\u22121 to 4"


TABLE = Table(
    "t", "Gains & losses",
    (
        Column("party", "Party", "party"), Column("issue", "Issue", "issue"),
        Column("option", "Option", "option"), Column("gain", "Gain", "gain", "points"),
        Column("asked", "Asked", "mark"), Column("worth", "Worth", "worth", "points"),
    ),
    (
        ("a", "oil", "central", 4.0, True, {"low": 1, "mode": 2, "high": 3}),
        ("b", "oil", "oil.central", -8, False, None),
        ("unknown", None, None, None, None, 0),
    ),
)  # fmt: skip


def test_cells_say_names_numbers_and_ranges() -> None:
    rows = tables.view(TABLE, NAMES).rows
    assert [cell.text for cell in rows[0]] == ["Alpha", "Oil", "Shared by all", "+4", "yes", "2"]
    assert rows[0][5].note == "1\u20133"
    assert [cell.text for cell in rows[1]] == [
        "Beta <b>", "Oil", "Shared by all", "\u22128", "no", "",
    ]  # fmt: skip
    assert rows[2][0].text == "unknown"


def test_html_is_escaped_coloured_and_labelled() -> None:
    html = tables.html(TABLE, NAMES, key="here")
    assert "Beta &lt;b&gt;" in html
    assert "Gains &amp; losses, in points" in html
    assert html.count("style=") == 4
    assert 'scope="row"' in html
    assert f"background:{palette.heat(-8, 8)[0]}" in html


def test_the_best_option_of_a_row_stands_out() -> None:
    columns = (Column("p", "P", "party"), *(Column(o, o, "worth", "points") for o in "xyz"))
    table = Table("w", "W", columns, (("a", 1, 5, 5), ("b", 2, 2, 2)))
    strong = [[cell.strong for cell in row] for row in tables.view(table, NAMES).rows]
    assert strong == [[False, False, True, True], [False] * 4]


def test_rows_beyond_the_limit_are_counted() -> None:
    assert "2 more rows are left out here." in tables.html(TABLE, NAMES, most=1)
    assert tables.view(TABLE, NAMES, most=1).left_out == 2


def result(**changed: Any) -> Result:
    plain = {
        "question": "agreement", "status": Status.PARTIAL, "headline": "Yes [bold]and[/] no.",
        "values": {}, "method": Method("Looking", "Nobody 1900", bound=0.5), "parameters": {},
        "names": NAMES, "digest": "0", "version": "1", "elapsed": 0.1, "tables": (TABLE,),
        "caveats": (Statement("overview-own-scales"),),
    }  # fmt: skip
    return Result(**{**plain, **changed})


def printed(shown: Result, width: int, **options: Any) -> str:
    stream = io.StringIO()
    terminal.show(shown, Console(file=stream, width=width, **options))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("question", ["overview", "agreement", "stability"])
def test_terminal_keeps_to_its_width(question: str, width: int) -> None:
    dossier = ir.load("elmira" if question == "stability" else "harbour-park")
    analysis = ir.overview if question == "overview" else ir.ANALYSES[question]
    shown = analysis(dossier)
    text = printed(shown, width)
    assert max(map(len, text.splitlines())) <= width
    joined = " ".join(text.split())
    assert " ".join(shown.headline.split()) in joined
    for table in shown.tables:
        assert " ".join(table.title.split()) in joined
    assert "Method:" in text


def test_terminal_splits_wide_tables_and_repeats_the_first_column() -> None:
    columns = (Column("p", "Party", "party"),
               *(Column(f"o{n}", f"Option{n}", "worth") for n in range(20)))  # fmt: skip
    table = Table("w", "Wide", columns, (("a", *range(20)),))
    text = printed(result(tables=(table,)), 80)
    assert text.count("Alpha") > 1
    for n in range(20):
        assert re.search(rf"\bOption{n}\b", text)


def test_terminal_takes_text_as_text_and_needs_no_colour() -> None:
    text = printed(result(), 80)
    assert "Yes [bold]and[/] no." in text
    assert "This answer is partial." in text
    assert "\x1b" not in text
    assert "\u22128" in text
    assert "\x1b" in printed(result(), 80, force_terminal=True, color_system="truecolor")


def test_a_notebook_shows_headline_and_tables() -> None:
    html = fragment(result())
    assert html.startswith('<div class="irenic">')
    assert "Yes [bold]and[/] no." in html
    assert "<table" in html
    assert "<script" not in html


SOURCE = Path(ir.__file__).parent


def kinds(*files: str) -> set[str]:
    """The kinds of all statements made in these files."""
    found = set()
    for file in files:
        for node in ast.walk(ast.parse((SOURCE / file).read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Statement"
            if named and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_statement_of_the_overview_has_its_wording_and_the_other_way_round() -> None:
    assert kinds(
        "analyses/overview.py", "analyses/overview_tables.py", "analyses/reason_tables.py"
    ) == set(overview.WORDING)


def test_every_statement_of_the_brief_has_its_wording_and_the_other_way_round() -> None:
    assert kinds("report/plain.py", "report/plans.py") == set(brief.WORDING)


def test_no_two_modules_word_the_same_kind() -> None:
    from importlib import import_module
    from pkgutil import iter_modules

    from irenic.report import words

    modules = [
        import_module(f"{words.__name__}.{one.name}") for one in iter_modules(words.__path__)
    ]
    parts = [module.WORDING for module in modules if hasattr(module, "WORDING")]
    assert len(parts) > 10
    assert sum(map(len, parts)) == len(WORDING)


def test_reasons_said_alike_are_said_once() -> None:
    names = {"parties": {"a": "Alpha", "b": "Beta"}, "moves": {}}
    stays = [Statement("stability_stays", "N", {"party": p, "today": True, "in_force": []})
             for p in ("a", "b")]  # fmt: skip
    (said,) = reasoned(stays, names)
    assert said.startswith("Alpha and Beta: each ")
    assert reasoned(stays[:1], names)[0].startswith("Alpha ")
