"""The brief: its structure, its independence from everything else, and what it says."""

from __future__ import annotations

import functools
import itertools
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import irenic as ir
from irenic.analyses.overview import overview
from irenic.dossier.model import Dossier
from irenic.report.page import page
from page_markup import Markup

NASTY = "<script>alert(\"1\")</script> & 'so' \u202b\u0627\u0644\u0639\u0631\u0627\u0642\u202c"
LONG = "Popular Front for the Unabridged Naming of Extraordinarilylongwordedorganisations " * 3

SECTIONS = [
    "findings", "parties", "worth", "stability", "agreement", "why-not", "opening", "holding",
    "plans", "trust",
    "sourcing", "caveats", "sources", "reasons", "method",
]  # fmt: skip


def briefed(dossier: Dossier, **options: Any) -> str:
    """The brief as the command makes it."""
    agreement = stability = leverage = enforcement = None
    plans = {}
    if dossier.scenarios:
        agreement = ir.agreement(dossier)
        plans = {slug: ir.agreement(dossier, plan=slug, short=True) for slug in dossier.plans}
    if dossier.moves:
        stability = ir.stability(dossier)
    if dossier.scenarios and dossier.levers:
        leverage = ir.leverage(dossier, short=True)
    if dossier.scenarios and dossier.timetable:
        enforcement = ir.enforcement(dossier, short=True)
    options |= {"leverage": leverage, "enforcement": enforcement}
    return page(overview(dossier), stability, agreement, plans, **options)


def nasty() -> Dossier:
    """Names that would break a page that trusts them, and plans, moves and a zone."""
    parties = ("one", "two", "three")
    worth = {p: {"a": place, "b": 3 - place} for place, p in enumerate(parties)}
    return Dossier.model_validate({
        "irenic": 1,
        "title": NASTY,
        "summary": NASTY,
        "sources": {"s": {"title": NASTY, "reference": "https://example.org/?a=1&b=2"}},
        "blocs": {"bloc": {"name": NASTY}},
        "parties": {
            "one": {"name": NASTY, "kind": "armed-group", "wants": LONG, "patrons": ["three"]},
            "two": {"name": LONG, "bloc": "bloc", "patrons": ["one"]},
            "three": {"name": "\u06a9\u0648\u0631\u062f", "bloc": "bloc"},
        },
        "issues": {
            "first": {"name": NASTY, "options": {"a": NASTY, "b": LONG}, "worth": worth},
            "second": {"options": {"a": "A", "b": "B"}, "default": "b", "worth": worth},
        },
        "scenarios": {"none": {"name": NASTY, "one": 1, "two": 1, "three": 1}},
        "levers": {"pull": {"kind": "incentive", "by": "one", "name": NASTY, "worth": {"two": 1}}},
        "plans": {
            "mine": {"name": NASTY, "levers": ["pull"], "package": {"first": "a"}},
            "yours": {"name": LONG, "package": {"first": "b", "second": "a"}},
        },
        "moves": {
            "one": {"go": {"name": NASTY}}, "two": {"stay": {"name": "Stay"}},
            "preferences": {"one": ["go"], "two": ["not stay"]}, "status_quo": ["one.go"],
        },
    })  # fmt: skip


def alone() -> Dossier:
    return Dossier.model_validate({"irenic": 1, "parties": {"alone": {}}})


def crowd() -> Dossier:
    """Thirty parties in and out of blocs, leaning on each other in rings."""
    slugs = [f"p{n}" for n in range(30)]
    parties = {
        slug: {
            "name": f"Party number {n} with a name of some length",
            "patrons": [slugs[(n * 7 + 3) % 30], slugs[(n * 11 + 5) % 30]],
            **({"bloc": f"b{n % 5}"} if n % 3 else {}),
        }
        for n, slug in enumerate(slugs)
    }
    worth = {s: {f"o{n}": (k * 5 + n * 3) % 17 - 4 for n in range(5)} for k, s in enumerate(slugs)}
    return Dossier.model_validate({
        "irenic": 1,
        "blocs": {f"b{n}": {"name": f"Bloc {n}"} for n in range(5)},
        "parties": parties,
        "issues": {"i": {"options": {f"o{n}": f"Option {n}" for n in range(5)}, "worth": worth}},
        "scenarios": {"none": {"name": "None", **dict.fromkeys(slugs, 0)}},
    })  # fmt: skip


def union(**changes: Any) -> Dossier:
    """Two provinces that cannot agree, a patron that pays, one threat that counts and one not."""
    content: dict[str, Any] = {
        "irenic": 1,
        "parties": {"north": {"name": "The North"}, "south": {"name": "The South"},
                    "patron": {"name": "The Patron"}},
        "required": ["north", "south"],
        "issues": {
            "oil": {
                "name": "Oil revenue", "options": {"central": "Central", "shared": "Shared"},
                "worth": {"north": {"central": 60, "shared": 30},
                          "south": {"central": 0, "shared": 60}},
            },
            "court": {
                "name": "Federal court", "options": {"without": "No court", "with": "A court"},
                "worth": {"north": {"without": 40, "with": 0}, "south": {"without": 0, "with": 40}},
            },
        },
        "scenarios": {
            "war": {"name": "The war goes on", "north": 75, "south": 65, "patron": -9},
            "exit": {"name": "The Patron leaves", "north": 50, "south": 55, "patron": -12},
            "surge": {"name": "More troops", "north": 70, "south": 70, "patron": -30},
        },
        "levers": {
            "leave": {"name": "Settle or we leave", "kind": "threat", "by": "patron",
                      "scenario": "exit", "cost": {"patron": 1}, "audience_cost": 3},
            "surge-on": {"name": "Settle or we send more", "kind": "threat", "by": "patron",
                         "scenario": "surge"},
            "aid": {"name": "Aid to both", "kind": "incentive", "by": "patron",
                    "cost": {"patron": 2}, "worth": {"south": 5, "north": 5}},
            "parade": {"name": "A parade", "kind": "incentive", "by": "patron",
                       "cost": {"patron": 1}},
        },
    }  # fmt: skip
    return Dossier.model_validate(content | changes)


MAKERS = {
    "nasty": nasty,
    "union": union,
    "union-at-peace": lambda: union(
        scenarios={"war": {"north": 5, "south": 5, "patron": -9}}, levers=PARADE
    ),
    "union-without-hope": lambda: union(levers=PARADE),
    "alone": alone,
    "crowd": crowd,
    "harbour-park": lambda: ir.load("harbour-park"),
    "elmira": lambda: ir.load("elmira"),
}


PARADE = {"parade": {"kind": "incentive", "by": "patron", "cost": {"patron": 1},
                     "worth": {"patron": 2}}}  # fmt: skip


@functools.cache
def text_of(case: str) -> str:
    return briefed(MAKERS[case]())


@pytest.fixture(params=MAKERS)
def text(request: pytest.FixtureRequest) -> str:
    return text_of(request.param)


def test_every_tag_is_closed_and_every_id_is_unique(text: str) -> None:
    found = Markup(text)
    assert found.problems == []
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_links_and_labels_point_at_something(text: str) -> None:
    found = Markup(text)
    ids = {attrs.get("id") for _, attrs in found.tags}
    for tag, attrs in found.tags:
        if tag == "a":
            assert str(attrs["href"]).startswith("#")
            assert str(attrs["href"])[1:] in ids
        for target in str(attrs.get("aria-labelledby") or "").split():
            assert target in ids


def test_nothing_is_fetched_and_nothing_runs(text: str) -> None:
    found = Markup(text)
    assert not {"script", "link", "iframe", "img", "object", "embed"} & {t for t, _ in found.tags}
    for tag, attrs in found.tags:
        assert not [name for name in attrs if name.startswith("on")]
        assert tag == "a" or "href" not in attrs
        assert "src" not in attrs
    styles = "".join(word for tag, word in found.words if tag == "style")
    assert styles
    assert "@import" not in styles
    assert not re.search(r"url\(\s*['\"]?(?!#)", text)


def test_language_title_and_headings(text: str) -> None:
    found = Markup(text)
    assert found.tags[0] == ("html", {"lang": "en"})
    assert [attrs["id"] for tag, attrs in found.tags if tag == "section"] == SECTIONS
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 2 for before, after in itertools.pairwise(levels))


def test_every_picture_has_a_title_a_sentence_and_a_text_alternative(text: str) -> None:
    pictures = re.findall(r'<figure class="picture.*?</figure>', text, re.S)
    assert pictures
    for picture in pictures:
        assert re.search(r"<figcaption><b>.+?</b> <span>.{10,}?</span></figcaption>", picture, re.S)
        drawn = re.findall(r"<svg [^>]*>", picture)
        assert drawn
        assert all('role="img"' in opening for opening in drawn)
        for title, alt in re.findall(r"<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>", picture):
            assert title.strip()
            assert len(alt) > 20
        assert picture.count("<desc") == len(drawn)


def test_tables_have_headers_and_even_rows(text: str) -> None:
    tables = re.findall(r"<table.*?</table>", text, re.S)
    assert tables
    for table in tables:
        columns = table.count('scope="col"')
        for row in re.findall(r"<tr>(.*?)</tr>", table.split("</thead>")[1], re.S):
            assert row.count('scope="row"') + row.count("<td") == columns


def test_names_are_escaped_and_shown_in_full() -> None:
    text = text_of("nasty")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert NASTY in Markup(text).text()


def test_no_slug_stands_where_a_name_belongs() -> None:
    data = ir.load("harbour-park")
    text = Markup(text_of("harbour-park")).text()
    for slug in ("other_cities", "enviroment", "SportCo.A1", "A.A1"):
        assert slug not in text
    assert all(str(party.name) in text for party in data.parties.values())


def test_the_same_results_give_the_same_page() -> None:
    dossier = nasty()
    results = overview(dossier), ir.stability(dossier), ir.agreement(dossier)
    plans = {slug: ir.agreement(dossier, plan=slug) for slug in dossier.plans}
    assert page(*results, plans) == page(*results, plans)


def test_only_the_seconds_differ_between_two_runs() -> None:
    dossier = nasty()

    def timeless() -> str:
        still = [
            replace(r, elapsed=0.0)
            for r in (overview(dossier), ir.stability(dossier), ir.agreement(dossier))
        ]
        plans = {p: replace(ir.agreement(dossier, plan=p), elapsed=0.0) for p in dossier.plans}
        return page(still[0], still[1], still[2], plans)

    assert timeless() == timeless()


def test_what_is_missing_is_said_to_be_missing() -> None:
    text = Markup(text_of("alone")).text()
    for sentence in (
        "stability was not examined", "agreement was not examined", "proposes no plans",
        "puts no issues on the table", "names no sources", "holds no judgements yet",
        "lists no levers",
    ):  # fmt: skip
        assert sentence in text


def test_a_chosen_plan_heads_what_could_be_accepted() -> None:
    dossier = ir.load("harbour-park")
    plan = next(iter(dossier.plans), None)
    chosen = nasty() if plan is None else dossier
    slug = next(iter(chosen.plans))
    text = Markup(briefed(chosen, chosen=slug)).text()
    assert f"What could be accepted under \u201c{chosen.plans[slug].name}\u201d" in text


def section(text: str, key: str) -> str:
    """The words of one section, drawings left out."""
    found = re.search(rf'<section id="{key}".*?</section>', text, re.S)
    assert found is not None
    undrawn = re.sub(r"<svg.*?</svg>", "", found[0], flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", undrawn).split())


def test_why_no_deal_is_open_is_told_with_its_price() -> None:
    text = text_of("union")
    told = section(text, "why-not")
    first = "The North and The South cannot agree even among themselves."
    # Shared oil and no court: 70 for the North (of 75) and 60 for the South (of 65).
    concession = re.search(r"A deal would open if no deal were worth (.*?)\.", told)
    assert concession is not None
    assert "5 points less to The North and 5 to The South" in concession[1]
    assert told.startswith(f"Why not already? {first}")
    assert first in section(text, "findings")
    assert concession[0] in section(text, "findings")
    assert "\u201cSettle or we send more\u201d is not credible; it lacks 21 points" in told
    assert "is credible by" not in told
    assert "cannot agree" not in section(text, "agreement")  # told once


def test_what_opens_a_deal_is_told_with_pictures() -> None:
    text = text_of("union")
    told = section(text, "opening")
    # 2 of the Patron's points are more than the 1 of leaving, whatever its scale.
    first = "\u201cSettle or we leave\u201d opens a deal at the least cost (1 to The Patron"
    assert first in told
    assert first in section(text, "findings")
    assert "If it fails, that settlement falls; \u201cAid to both\u201d would open another." in told
    assert "\u201cA parade\u201d is idle" in told
    assert "not credible" not in told  # told in the section before
    for key in ("leverage-moves", "leverage-consents", "leverage-curve"):
        assert f"opening-{key}" in text
    assert told.index("Who each lever moves") < told.index("What more costs")
    assert "\u2018irenic leverage\u2019" in told


def test_an_open_deal_needs_no_reasons_and_no_levers() -> None:
    text = text_of("union-at-peace")
    assert "By these judgements a deal is open already." in section(text, "why-not")
    assert "No lever is needed" in section(text, "opening")


def test_where_nothing_opens_a_deal_the_nearest_is_shown() -> None:
    told = section(text_of("union-without-hope"), "opening")
    assert "The one lever opens no deal" in told
    assert "who is short" in told


def test_without_levers_or_reservation_values_the_sections_say_so() -> None:
    bare = briefed(union(levers={}))
    assert "lists no levers" in section(bare, "opening")
    assert "cannot agree even among themselves" in section(bare, "why-not")
    none = page(overview(union(scenarios={}, levers=PARADE)))
    assert "lacks issues or reservation values" in section(none, "opening")
    assert "lacks issues or reservation values" in section(none, "why-not")


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs chromium, which is not installed")
    return found


MEASURE = """<script>addEventListener("load", () => {
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push("the page scrolls sideways");
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const texts = [...svg.querySelectorAll("g:not([stroke]) > text")]
      .map(text => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([said, a], place) => {
      if (a.right > frame.right + 1 || a.left < frame.left - 1) found.push("leaves: " + said);
      for (const [other, b] of texts.slice(place + 1))
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3
            && b.top < a.bottom - 3) found.push(said + " overlaps " + other);
    });
  }
  parent.postMessage(JSON.stringify(found), "*");
});</script>"""

FRAME = """<!DOCTYPE html><iframe src="page.html" style="border:0;width:{width}px;height:2000px">
</iframe><script>addEventListener("message", told => {{
  const told_ = document.createElement("pre"); told_.id = "told"; told_.textContent = told.data;
  document.body.append(told_); }});</script>"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("case", ["nasty", "harbour-park", "union"])
def test_in_a_browser_nothing_overlaps_or_sticks_out(case: str, width: int, tmp_path: Path) -> None:
    browser = chromium()
    text = text_of(case).replace("</body>", f"{MEASURE}</body>")
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    (tmp_path / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    ran = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--enable-logging=stderr", "--virtual-time-budget=2000",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         (tmp_path / "frame.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.*?)</pre>', ran.stdout, re.S)
    assert told is not None, ran.stderr[-2000:]
    assert told[1] == "[]"
    assert "CONSOLE" not in ran.stderr
