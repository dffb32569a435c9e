"""The implementation matrix as files that people go on working with: CSV and Word.

Both hold names and no slugs, a row for each deed and stage, in the order of the stages. The
same result gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from irenic.report.naming import day, name, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row

    from irenic.analyses.result import Names, Result

    Row = Mapping[str, Any]

HEADERS = (
    "Deed", "Carries out", "Who", "Stage", "From month", "To month", "Share (%)", "After",
    "Verified by", "Noticed after (stages)", "Waits for", "If not",
)  # fmt: skip

WIDTHS = {
    "Deed": 44, "Who": 30, "Stage": 13, "Months": 17, "Share": 14, "After": 42,
    "Verified by": 37, "Waits for": 32, "If not": 38,
}  # fmt: skip
"""Columns of the Word table and their widths in millimetres; together an A4 page on its side."""

MARGIN = 15
"""Millimetres around the Word table."""

_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
_NOT_OURS = ("/thumbnail", "/extended-properties")


def csv_file(result: Result) -> bytes:
    """The matrix of a result of ``enforcement`` as CSV: commas, UTF-8, lines ending in CR LF.

    It begins with a byte-order mark: without one Excel takes UTF-8 for the encoding of the
    machine and spoils every name with an accent; LibreOffice reads both. A text that a
    spreadsheet would take for a formula gets an apostrophe in front, also after a semicolon,
    at which some countries' Excel parts the columns.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    for row in result.values["matrix"]:
        writer.writerow(_FORMULA.sub(r"\1\2'", cell) for cell in _cells(row, result))
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _cells(row: Row, result: Result) -> tuple[str, ...]:
    names, start = result.names, row["month"]
    return (
        name("deed", row["deed"], names), "; ".join(_terms(row, names)),
        name("party", row["by"], names), str(row["stage"]), _plain(start),
        _plain(start + result.values["months"]), _plain(100 * row["share"]),
        "; ".join(name("deed", slug, names) for slug in row["after"]),
        name("party", row["verified_by"], names), str(row["lag"]),
        name("benchmark", row["benchmark"], names), row["otherwise"] or "",
    )  # fmt: skip


def _plain(value: float) -> str:
    """A number as spreadsheets read it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _terms(row: Row, names: Names) -> list[str]:
    """The options that a deed carries out, each with its issue."""
    pairs = (str(term).split(".", 1) for term in row["terms"])
    return [f"{name('issue', pair[0], names)}: {name('option', '.'.join(pair), names)}"
            for pair in pairs]  # fmt: skip


def word_file(result: Result, title: str, as_of: date | None) -> bytes:
    """The matrix as a Word document: an A4 page on its side, the header row on every page.

    ``title`` and ``as_of`` are the dossier's. It names no author but Irenic, and no time but
    the dossier's. Raises ImportError without python-docx (the extra ``word``).
    """
    import docx

    document = docx.Document()
    _set_page(document)
    _set_properties(document, title, as_of)
    document.add_heading(_clean(f"{title}: implementation matrix"), level=1)
    document.add_paragraph(_clean(result.headline))
    document.add_paragraph(_clean(_caption(result, title, as_of)), style="Caption")
    _fill(document, result)
    return _same_bytes(document)


def _caption(result: Result, title: str, as_of: date | None) -> str:
    """What the table is of: dossier, date, plan, digest, version."""
    plan = result.values["plan"]
    texts = [title]
    texts += [f"as things stood on {day(as_of.isoformat())}"] if as_of else []
    texts += [f"plan: {name('plan', plan, result.names)}"] if plan else []
    return f"{'; '.join(texts)}. Dossier {result.digest}; Irenic {result.version}."


def _set_page(document: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN)
    styles = document.styles
    normal: ParagraphStyle = styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    for key in ("Heading 1", "Caption"):
        ink: ParagraphStyle = styles[key]
        ink.font.color.rgb = RGBColor(0x1B, 0x1F, 0x2A)
    cell: ParagraphStyle = styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.font.size, cell.paragraph_format.space_after = Pt(9), Pt(0)
    cell.paragraph_format.space_before = Pt(0)


def _set_properties(document: Document, title: str, as_of: date | None) -> None:
    """Title and dates; no author but Irenic, and nothing of the template's own."""
    when = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) if as_of else _NO_DATE
    known = document.core_properties
    known.title = _clean(f"{title}: implementation matrix")[:255]
    known.author = known.last_modified_by = "Irenic"
    known.comments, known.language = "", "en-GB"
    known.created = known.modified = when
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith(_NOT_OURS)]:
        del relations[key]


def _fill(document: Document, result: Result) -> None:
    """The table: a header row that is repeated, and a row for each deed and stage."""
    kept = [key for key in WIDTHS if key not in _OPTIONAL or any(
        row[_OPTIONAL[key]] for row in result.values["matrix"])]  # fmt: skip
    table = document.add_table(rows=1, cols=len(kept), style="Table Grid")
    _write(table.rows[0], kept, bold=True)
    _flag(table.rows[0], "w:tblHeader")
    for row in result.values["matrix"]:
        texts = _texts(row, result)
        made = table.add_row()
        _write(made, [texts[key] for key in kept])
        _flag(made, "w:cantSplit")
    _set_widths(table, kept)


_OPTIONAL = {"After": "after", "Waits for": "benchmark", "If not": "otherwise"}


def _texts(row: Row, result: Result) -> dict[str, str]:
    names, months = result.names, result.values["months"]
    terms = "\n".join(_terms(row, names))
    seen = [name("party", row["verified_by"], names)] if row["verified_by"] is not None else []
    late = "at once" if row["lag"] == 0 else "1 stage later" if row["lag"] == 1 else (
        f"{row['lag']} stages later")  # fmt: skip
    return {
        "Deed": name("deed", row["deed"], names) + (f"\n({terms})" if terms else ""),
        "Who": name("party", row["by"], names),
        "Stage": str(row["stage"]),
        "Months": f"{number(row['month'])}\u2013{number(row['month'] + months)}",
        "Share": f"{_plain(100 * row['share'])}\u00a0%",
        "After": ";\n".join(name("deed", slug, names) for slug in row["after"]),
        "Verified by": ";\n".join([*seen, f"noticed {late}"]),
        "Waits for": name("benchmark", row["benchmark"], names),
        "If not": row["otherwise"] or "",
    }


def _write(row: _Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.style = "Cell"
        paragraph.add_run(_clean(text)).bold = bold or None


def _flag(row: _Row, tag: str) -> None:
    """Set a property of a row for which python-docx has no name of its own."""
    from docx.oxml.parser import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _set_widths(table: Table, kept: Sequence[str]) -> None:
    """The widths of the columns; what columns left out do not need goes to the others."""
    from docx.shared import Mm

    table.autofit = False
    more = sum(WIDTHS.values()) / sum(WIDTHS[key] for key in kept)
    for column, key in zip(table.columns, kept, strict=True):
        width = Mm(round(WIDTHS[key] * more, 1))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _clean(text: str) -> str:
    """``text`` without the signs that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _same_bytes(document: Document) -> bytes:
    """The document without the time of writing, which python-docx puts beside every part."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            entry = zipfile.ZipInfo(part, _NO_DATE.timetuple()[:6])
            entry.create_system = 0
            new.writestr(entry, old.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
