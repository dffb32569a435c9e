"""The implementation matrix as CSV and Word: names, order, formulas, the same bytes."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import docx
import pytest
from docx.document import Document as Word

import irenic
from irenic.analyses.result import Result
from irenic.dossier.model import Dossier
from irenic.report.matrix_files import HEADERS, csv_file, word_file

TITLE = "The valley"
AS_OF = date(2026, 3, 1)

VALLEY: dict[str, Any] = {
    "irenic": 1, "title": TITLE, "as_of": "2026-03-01",
    "parties": {"army": {"name": "The army"}, "front": {"name": "Le Front uni\u00e9"},
                "mission": {"name": "The mission"}},
    "required": ["army", "front"],
    "issues": {
        "arms": {"name": "Weapons", "default": "kept",
                 "options": {"kept": "Kept", "handed-in": "Handed in"},
                 "worth": {"army": {"kept": 0, "handed-in": 60}}},
        "seats": {"name": "Seats", "default": "none",
                  "options": {"none": "None", "third": "A third of them"},
                  "worth": {"front": {"none": 0, "third": 60}}},
    },
    "scenarios": {"war": {"name": "War", "army": 30, "front": 30, "mission": 0}},
    "plans": {"accord": {"name": "The accord", "package": {"arms": "handed-in",
                                                          "seats": "third"}}},
    "timetable": {
        "stages": 4, "months": 2.5,
        "deeds": {
            "weapons": {"name": "=SUM(weapons)", "by": "front", "terms": {"arms": "handed-in"},
                        "parts": 2, "shift": {"front": -20, "army": 35}, "lag": 2,
                        "verified_by": "mission", "otherwise": "Seats; =cmd|' /C calc'!A0",
                        "benchmark": "calm"},
            "seats": {"name": "-1+1 seats", "by": "army", "terms": {"seats": "third"},
                      "after": ["weapons"], "lag": 0, "parts": 2, "shift": {"army": -20},
                      "otherwise": "@talks"},
        },
    },
    "benchmarks": {"calm": {"name": "A calm month", "chance": 0.9}},
}  # fmt: skip


@cache
def valley() -> Result:
    return irenic.enforcement(Dossier.model_validate(VALLEY), short=True)


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def opened(content: bytes) -> Word:
    return docx.Document(io.BytesIO(content))


def named(result: Result, **names: dict[str, str]) -> Result:
    """The result with other names."""
    return replace(result, names={**result.names, **names})


# CSV --------------------------------------------------------------------------------------


def test_a_row_for_each_step_with_names_and_numbers() -> None:
    result = valley()
    rows = cells(csv_file(result))
    assert rows[0] == list(HEADERS)
    steps = result.values["matrix"]
    assert len(rows) == len(steps) + 1 >= 4
    assert [int(row[3]) for row in rows[1:]] == sorted(step["stage"] for step in steps)
    for row, step in zip(rows[1:], steps, strict=True):
        assert float(row[6]) == pytest.approx(100 * step["share"], abs=0.01)
        assert float(row[4]) == pytest.approx(2.5 * (step["stage"] - 1))
        assert float(row[5]) == pytest.approx(2.5 * step["stage"])
    arms = next(row for row in rows if row[9] == "2")
    assert arms[1:3] == ["Weapons: Handed in", "Le Front uni\u00e9"]
    assert arms[7:11] == ["", "The mission", "2", "A calm month"]


def test_excel_sees_the_encoding_and_no_formula() -> None:
    content = csv_file(valley())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    rows = cells(content)
    assert {row[0] for row in rows[1:]} == {"'=SUM(weapons)", "'-1+1 seats"}
    assert {row[11] for row in rows[1:]} == {"Seats; '=cmd|' /C calc'!A0", "'@talks"}
    assert {row[7] for row in rows[1:]} == {"", "'=SUM(weapons)"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\t=", " =", "\r=", "a;=", "a\n+"])
def test_no_sign_of_a_formula_stands_first(sign: str) -> None:
    evil = named(valley(), parties={**valley().names["parties"], "front": f"{sign}1"})
    rows = [row for row in cells(csv_file(evil)) if row[9] == "2"]
    assert rows
    for part in rows[0][2].replace("\r", ";").replace("\n", ";").split(";"):
        assert not part.lstrip().startswith(tuple("=+-@\uff1d"))
    # What the party is called is still there, with nothing but the apostrophe added.
    assert rows[0][2].replace("'", "") == f"{sign}1"


def test_harmless_texts_are_left_alone() -> None:
    names = {**valley().names["parties"], "front": "Anti-war; a=b, 'quoted' \u2212 1@2"}
    rows = [row for row in cells(csv_file(named(valley(), parties=names))) if row[9] == "2"]
    assert rows[0][2] == names["front"]


# Word -------------------------------------------------------------------------------------


def test_the_word_table_reads_as_the_matrix() -> None:
    result = valley()
    document = opened(word_file(result, TITLE, AS_OF))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "The valley: implementation matrix"
    assert document.paragraphs[0].style.name == "Heading 1"
    assert texts[1] == result.headline
    assert texts[2] == (
        "The valley; as things stood on 1 March 2026; plan: The accord. "
        f"Dossier {result.digest}; Irenic {result.version}."
    )
    (table,) = document.tables
    heads = [cell.text for cell in table.rows[0].cells]
    assert heads == ["Deed", "Who", "Stage", "Months", "Share", "After", "Verified by",
                     "Waits for", "If not"]  # fmt: skip
    assert len(table.rows) == len(result.values["matrix"]) + 1
    arms = next([c.text for c in row.cells] for row in table.rows if "A calm" in row.cells[7].text)
    assert arms[0] == "=SUM(weapons)\n(Weapons: Handed in)"
    assert arms[4] == "50\u00a0%"
    assert arms[6] == "The mission;\nnoticed 2 stages later"
    last = [cell.text for cell in table.rows[-1].cells]
    assert (last[3], last[6]) == ("5\u20137.5", "noticed at once")


def test_the_word_page_lies_on_its_side_and_repeats_its_head() -> None:
    document = opened(word_file(valley(), TITLE, AS_OF))
    page = document.sections[0]
    assert page.page_width > page.page_height
    (table,) = document.tables
    flags = [row._tr.xpath("./w:trPr/w:tblHeader") for row in table.rows]
    assert [len(flag) for flag in flags] == [1] + [0] * (len(flags) - 1)
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows[1:])
    room = page.page_width - page.left_margin - page.right_margin
    assert sum(column.width for column in table.columns) == pytest.approx(room, rel=0.01)


def test_columns_that_say_nothing_are_left_out() -> None:
    plain = [{**row, "after": [], "benchmark": None, "otherwise": None}
             for row in valley().values["matrix"]]  # fmt: skip
    result = replace(valley(), values={**valley().values, "matrix": plain})
    (table,) = opened(word_file(result, TITLE, None)).tables
    assert [c.text for c in table.rows[0].cells][-2:] == ["Share", "Verified by"]


def test_no_author_no_picture_no_time_of_writing() -> None:
    content = word_file(valley(), TITLE, AS_OF)
    known = opened(content).core_properties
    assert (known.author, known.last_modified_by, known.comments) == ("Irenic", "Irenic", "")
    assert known.created is not None
    assert known.modified is not None
    assert known.created.date() == known.modified.date() == AS_OF
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
        text = b"".join(parts.read(name) for name in names)
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name]
    assert b"python-docx" not in text
    assert b"Macintosh" not in text


def test_equal_results_give_equal_bytes() -> None:
    assert word_file(valley(), TITLE, AS_OF) == word_file(valley(), TITLE, AS_OF)
    assert word_file(valley(), TITLE, AS_OF) != word_file(valley(), TITLE, None)
    assert csv_file(valley()) == csv_file(valley())


def test_signs_that_xml_cannot_hold_become_a_mark() -> None:
    names = {**valley().names["parties"], "front": "a\x00b\x1f\ufffe\ud800"}
    evil = named(valley(), parties=names)
    (table,) = opened(word_file(evil, "T\x01", AS_OF)).tables
    assert "a\ufffdb\ufffd\ufffd\ufffd" in {row.cells[1].text for row in table.rows}
    assert "a\x00b\x1f" in csv_file(evil).decode("utf-8-sig")


def test_word_is_loaded_only_for_word() -> None:
    code = "import sys, irenic.report.matrix_files; print('docx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
