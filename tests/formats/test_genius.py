"""Domains of GENIUS: hand-written files in its style, and files that are wrong."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic import examine, load
from irenic.analyses.agreement import agreement
from irenic.dossier.catalogue import CHECKS
from irenic.errors import DossierError
from irenic.formats import domain, format_of, genius
from irenic.formats.genius import detect, read

DOMAIN = """<?xml version="1.0" encoding="UTF-8"?>
<negotiation_template>
  <utility_space number_of_issues="3">
    <objective index="0" etype="objective" type="objective" name="River accord">
      <issue index="1" name="Gauge" type="discrete" etype="discrete" vtype="discrete">
        <item index="1" value="joint" cost="0.0" description="joint"/>
        <item index="2" value="neutral"/>
        <item index="3" value="none"/>
      </issue>
      <objective index="4" name="Water" etype="objective" type="objective">
        <issue index="2" name="Share &amp; flow" type="discrete"><item index="1" value="half"/>
          <item index="2" value="third"/></issue>
        <issue index="3" name="Months" type="integer" lowerbound="2" upperbound="5"/>
      </objective>
    </objective>
  </utility_space>
</negotiation_template>
"""
UPPER = """<utility_space number_of_issues="3">
  <objective index="0" etype="objective" type="objective" name="River accord">
    <weight index="1" value="0.5"/> <weight index="4" value="0.9"/>
    <issue index="1" name="Gauge" type="discrete" etype="discrete">
      <item index="1" value="joint" evaluation="2"/>
      <item index="3" value="none" evaluation="8"/>
      <item index="2" value="neutral" evaluation="4.0"/>
    </issue>
    <objective index="4" name="Water" etype="objective" type="objective">
      <issue index="2" name="Share &amp; flow" type="discrete">
        <item index="1" value="half" evaluation="0"/><item index="2" value="third" evaluation="5"/>
      </issue>
      <issue index="3" name="Months" type="integer" lowerbound="2" upperbound="5">
        <evaluator ftype="linear" offset="0.25" slope="0.5"/>
      </issue>
      <weight index="2" value="0.3"/>
      <weight index="3" value="0.1"/>
    </objective>
  </objective>
  <discount_factor value="0.7"/>
  <reservation value="0.35"/>
</utility_space>
"""
LOWER = UPPER.replace('offset="0.25" slope="0.5"', 'offset="1" slope="-0.5"').replace(
    '  <reservation value="0.35"/>\n', ""
)


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    given = {"River": DOMAIN, "upper_bank": UPPER, "lower": LOWER} | files
    for name, text in given.items():
        if text is not None:
            (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def river(tmp_path):
    return write(tmp_path / "river")


def test_a_domain_becomes_a_dossier(river):
    dossier = read(river)
    assert dossier.title == "River accord"
    assert {slug: party.name for slug, party in dossier.parties.items()} == {
        "lower": "lower", "upper_bank": "upper_bank",
    }  # fmt: skip
    assert [issue.name for issue in dossier.issues.values()] == ["Gauge", "Share & flow", "Months"]
    assert list(dossier.issues) == ["gauge", "share-flow", "months"]
    assert [o.name for o in dossier.issues["gauge"].options.values()] == [
        "joint",
        "neutral",
        "none",
    ]
    assert list(dossier.issues["months"].options) == ["2", "3", "4", "5"]


def test_evaluations_are_divided_by_the_largest_and_weights_used_as_given(river):
    issues = read(river).issues
    worth = {slug: issue.worth["upper_bank"] for slug, issue in issues.items()}
    assert [worth["gauge"].mode(o) for o in ("joint", "neutral", "none")] == [12.5, 25, 50]
    assert [worth["share-flow"].mode(o) for o in ("half", "third")] == [0, 30]


def test_integers_lie_on_a_line_from_the_lower_bound_clipped_to_0_and_1(river):
    months = read(river).issues["months"]
    upper = [months.worth["upper_bank"].mode(o) for o in months.options]
    assert upper == pytest.approx([2.5, 7.5, 10, 10])
    assert [months.worth["lower"].mode(o) for o in months.options] == [10, 5, 0, 0]


def test_reservation_values_and_notes(river):
    dossier = read(river)
    scenario = dossier.scenarios["no-deal"]
    assert scenario.mode("upper_bank") == pytest.approx(35)
    assert scenario.mode("lower") == 0
    assert "discount factor 0.7" in dossier.summary
    assert "lower.xml has no reservation value" in dossier.summary


def test_the_file_the_folder_and_the_loader_agree(river):
    assert read(river / "River.xml") == read(river) == load(river) == load(river / "River.xml")
    assert format_of(river) is genius
    assert agreement(load(river)).values["packages"] == 24


def test_bounds_of_an_integer_issue_are_no_points(river):
    far = 'lowerbound="250000" upperbound="250003"'
    near = 'lowerbound="2" upperbound="5"'
    texts = {"River": DOMAIN, "upper_bank": UPPER, "lower": LOWER}
    write(river, **{name: changed(text, near, far) for name, text in texts.items()})
    months = read(river).issues["months"]
    assert list(months.options) == ["250000", "250001", "250002", "250003"]
    upper = [months.worth["upper_bank"].mode(o) for o in months.options]
    assert upper == pytest.approx([2.5, 7.5, 10, 10])


def test_detection(river, tmp_path):
    assert detect(river)
    assert detect(river / "River.xml")
    assert not detect(tmp_path)
    assert not detect(tmp_path / "no.xml")
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.xml").write_text("<html/>", encoding="utf-8")
    assert not detect(other)
    (river / "dossier.yaml").write_text("irenic: 1", encoding="utf-8")
    assert not detect(river)


def test_files_of_other_programs_in_the_folder_are_left_alone(river):
    (river / "page.xml").write_text("<page/>", encoding="utf-8")
    assert list(read(river).parties) == ["lower", "upper_bank"]


def test_where_there_are_several_domains_one_must_be_named(river):
    small = '<negotiation_template><objective name="S"><issue index="1" name="A" type="discrete">'
    small += '<item index="1" value="x"/></issue></objective></negotiation_template>'
    one = '<utility_space><objective><issue index="1" name="A" type="discrete">'
    one += '<item index="1" value="x" evaluation="1"/></issue><weight index="1" value="1"/>'
    one += "</objective></utility_space>"
    write(river, small=small, solo=one)
    with pytest.raises(DossierError, match=r"several domain files: River\.xml, small\.xml"):
        read(river)
    assert list(read(river / "small.xml").parties) == ["solo"]
    dossier = read(river / "River.xml")
    assert list(dossier.parties) == ["lower", "upper_bank"]
    assert "Passed over, profiles of another domain: solo.xml." in dossier.summary


def test_a_file_may_begin_with_a_byte_order_mark(river):
    text = (river / "River.xml").read_text(encoding="utf-8")
    (river / "River.xml").write_text("\ufeff" + text, encoding="utf-8")
    assert read(river).title == "River accord"


LAUGHS = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
ELSEWHERE = '<!DOCTYPE b SYSTEM "b.dtd">'
OUTSIDE = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


BAD = [
    # what is wrong: changed file, its old and new text, the code, the line, part of the message
    ("upper_bank", "</objective>\n  <discount", "\n  <discount", "wrong-root", 22, "no XML"),
    ("River", "<negotiation", LAUGHS + "<negotiation", "wrong-root", 2, "entity declaration"),
    ("upper_bank", "<utility", OUTSIDE + "<utility", "wrong-root", 1, "<!DOCTYPE"),
    ("River", "<negotiation", ELSEWHERE + "<negotiation", "wrong-root", 2, "document type"),
    ("River", 'index="1" name="Gauge"', 'index="1"', "missing-key", 5, "the name of the issue"),
    ("River", 'name="Months" type="integer"', 'name="Months" type="real"', "not-a-choice", 13,
     "real numbers cannot be listed"),
    ("River", 'name="Months"', 'name="Gauge"', "key-twice", 13, "two issues called 'Gauge'"),
    ("River", 'index="3" name="Months"', 'index="2" name="Months"', "key-twice", 13,
     "issues with the index '2'"),
    ("River", 'value="neutral"', 'value="joint"', "key-twice", 7, "the value 'joint' twice"),
    ("River", 'upperbound="5"', 'upperbound="1"', "range-order", 13, "the lower bound first"),
    ("River", 'upperbound="5"', 'upperbound="99999"', "too-large", 13, "99,998 values"),
    ("River", 'upperbound="5"', "", "missing-key", 13, "upperbound"),
    ("upper_bank", '<weight index="3" value="0.1"/>', "", "missing-key", 13, "no weight"),
    ("upper_bank", '<weight index="3"', '<weight index="7"', "unknown-reference", 17,
     "a weight for index '7'"),
    ("upper_bank", '<weight index="3"', '<weight index="2"', "key-twice", 17, "two weights"),
    ("upper_bank", 'value="0.1"', 'value="-0.1"', "negative-amount", 17, "0 or more"),
    ("upper_bank", 'value="0.1"', 'value="123456"', "out-of-range", 17, "at most 10,000"),
    ("upper_bank", 'value="none" eval', 'value="nothing" eval', "unknown-reference", 6,
     "profile of another domain"),
    ("upper_bank", '<item index="3" value="none" evaluation="8"/>', "", "worth-incomplete", 4,
     "no evaluation of none"),
    ("upper_bank", 'index="3" value="none"', 'index="3" value="joint"', "key-twice", 6, "twice"),
    ("upper_bank", 'evaluation="8"', 'evaluation="many"', "not-a-number", 6, "plain number"),
    ("upper_bank", 'evaluation="8"', 'evaluation="NaN"', "not-finite", 6, "finite number"),
    ("upper_bank", 'evaluation="8"', 'evaluation="1e999"', "not-finite", 6, "finite number"),
    ("upper_bank", 'evaluation="8"', 'evaluation="-8"', "negative-amount", 6, "0 or more"),
    ("upper_bank", ' evaluation="8"', "", "missing-key", 6, "the attribute 'evaluation'"),
    ("upper_bank", 'value="third" evaluation="5"', 'value="third" evaluation="0"', "out-of-range",
     10, "no evaluation above 0"),
    ("upper_bank", 'name="Gauge"', 'name="Gate"', "unknown-reference", 4, "the issue 'Gate'"),
    ("upper_bank", 'name="Months"', 'name="Gauge"', "key-twice", 13, "the issue 'Gauge' twice"),
    ("upper_bank", 'name="Gauge" type="discrete"', 'name="Gauge" type="integer"', "wrong-type", 4,
     "'discrete', as in the domain"),
    ("upper_bank", 'lowerbound="2"', 'lowerbound="1"', "unknown-reference", 13, "2 to 5"),
    ("upper_bank", 'ftype="linear"', 'ftype="triangular"', "not-a-choice", 14, "'linear'"),
    ("upper_bank", '<evaluator ftype="linear" offset="0.25" slope="0.5"/>', "", "missing-key", 13,
     "0 evaluators"),
    ("upper_bank", 'slope="0.5"', "", "missing-key", 14, "the attribute 'slope'"),
    ("upper_bank", '<reservation value="0.35"/>',
     '<reservation value="0.3"/><reservation value="0.4"/>', "key-twice", 21, "two reservation"),
    ("upper_bank", '<reservation value="0.35"/>', '<reservation value="inf"/>', "not-finite", 21,
     "the reservation value"),
    ("upper_bank", "<discount_factor", '<utility><ufun type="Plain"/></utility><discount_factor',
     "not-a-choice", 20, "a sum over issues"),
    ("upper_bank", "<utility_space", "<utility_space_2", "wrong-root", 22, "no XML"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[-1])
def test_what_is_wrong_is_said_with_its_line(river, bad):
    file, old, new, code, line, part = bad
    texts = {"River": DOMAIN, "upper_bank": UPPER}
    write(river, **{file: changed(texts[file], old, new)})
    dossier, problems = examine(river)
    assert dossier is None
    found = [p for p in problems if part in str(p)]
    assert found, [str(p) for p in problems]
    assert (found[0].file, found[0].code, found[0].line) == (f"{file}.xml", code, line)
    assert found[0].remedy
    assert all(problem.code in CHECKS for problem in problems)


def test_all_problems_are_told_at_once(river):
    write(river, lower=changed(LOWER, 'evaluation="8"', 'evaluation="x"'),
          upper_bank=changed(UPPER, 'value="0.1"', 'value="y"'))  # fmt: skip
    with pytest.raises(DossierError) as caught:
        read(river)
    assert [p.file for p in caught.value.problems] == ["lower.xml", "upper_bank.xml"]


def test_an_issue_of_weight_0_still_needs_an_evaluation_above_0(river):
    text = changed(UPPER, 'value="third" evaluation="5"', 'value="third" evaluation="0"')
    write(river, upper_bank=changed(text, 'index="2" value="0.3"', 'index="2" value="0"'))
    with pytest.raises(DossierError, match="the same evaluation, and the weight 0"):
        read(river)


def refused(path, code, part):
    with pytest.raises(DossierError) as caught:
        read(path)
    found = caught.value.problems
    assert [problem.code for problem in found] == [code]
    assert part in str(found[0])


def test_a_profile_alone_is_refused(river):
    refused(river / "lower.xml", "wrong-root", "Name River.xml")


def test_a_domain_without_profiles_is_refused(tmp_path):
    folder = write(tmp_path / "bare", upper_bank=None, lower=None)
    refused(folder, "missing-file", "no profile beside it")


def test_profiles_without_a_domain_are_refused(tmp_path):
    refused(write(tmp_path / "bare", River=None), "missing-file", "no domain file")


def test_another_root_is_refused(tmp_path):
    (tmp_path / "page.xml").write_text("<html/>", encoding="utf-8")
    refused(tmp_path / "page.xml", "wrong-root", "the element 'html'")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "page.xml").write_text("", encoding="utf-8")
    refused(tmp_path / "page.xml", "wrong-root", "no element found")


def test_a_domain_without_issues_is_refused(river):
    write(river, River='<negotiation_template><objective name="x"/></negotiation_template>')
    refused(river, "empty-list", "no issue")


def test_other_encodings_are_refused(river):
    text = DOMAIN.replace("River accord", "Flüsse")
    (river / "River.xml").write_bytes(text.encode("latin-1"))
    refused(river, "not-utf8", "River.xml:4:")


def test_huge_files_are_refused(river, monkeypatch):
    monkeypatch.setattr(domain, "LARGEST_FILE", 1000)
    with pytest.raises(DossierError, match="at most 1,000 bytes"):
        read(river)


def test_deep_files_are_refused(river):
    deep = "<objective>" * 60 + "</objective>" * 60
    write(river, River=f"<negotiation_template>{deep}</negotiation_template>")
    refused(river, "too-deep", "more than 50 elements")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_out_of_the_folder_is_not_followed(river, tmp_path):
    (tmp_path / "secret.xml").write_text(UPPER, encoding="utf-8")
    (river / "secret.xml").symlink_to(tmp_path / "secret.xml")
    refused(river, "outside-folder", "secret.xml")


def test_a_folder_called_like_a_file_is_left_alone(river):
    (river / "old.xml").mkdir()
    assert len(read(river).parties) == 2


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_is_in_a_file_it_is_a_dossier_or_an_error(tmp_path_factory, data):
    name, text = data.draw(st.sampled_from([("River", DOMAIN), ("lower", LOWER)]))
    start = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 40))
    more = data.draw(st.sampled_from(['"', "<", "/>", "0", "-", "issue", "&x;", "\x00", "é", " "]))
    broken = text[:start] + more + text[start + gone :]
    folder = write(tmp_path_factory.mktemp("odd") / "river", **{name: broken})
    with suppress(DossierError):
        assert len(read(folder).parties) == 2
