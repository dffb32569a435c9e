"""Domains of GeniusWeb: hand-written files in its style, and files that are wrong."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic import examine, load
from irenic.dossier.catalogue import CHECKS
from irenic.errors import DossierError
from irenic.formats import domain, format_of, geniusweb
from irenic.formats.geniusweb import NO_DEAL, detect, read

RIVER = {
    "name": "river",
    "issuesValues": {
        "gauge": {"values": ["joint", "none"]},
        "months": {"range": {"low": 12.2, "high": 12.9, "step": 0.3}},
    },
}
UPPER = {
    "LinearAdditiveUtilitySpace": {
        "issueUtilities": {
            "gauge": {"DiscreteValueSetUtilities": {"valueUtilities": {"none": 1, "joint": 0.25}}},
            "months": {
                "NumberValueSetUtilities": {
                    "lowValue": 12.2, "lowUtility": 0.3, "highValue": 12.9, "highUtility": 1,
                }
            },
        },
        "issueWeights": {"gauge": 0.8, "months": 0.2},
        "domain": RIVER,
        "name": "upper1",
        "reservationBid": {"issuevalues": {"gauge": "joint", "months": 12.5}},
    }
}  # fmt: skip
LOWER = {
    "LinearAdditiveUtilitySpace": {
        "issueUtilities": {
            "gauge": {"discreteutils": {"valueUtilities": {"none": 0, "joint": 1}}},
            "months": {
                "numberutils": {
                    "lowValue": 12.2, "lowUtility": 1, "highValue": 12.9, "highUtility": 0,
                }
            },
        },
        "issueWeights": {"gauge": 0.5, "months": 0.5},
        "domain": RIVER,
        "name": "lower1",
    }
}  # fmt: skip


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    given = {"domain": RIVER, "upper-bank": UPPER, "lower": LOWER} | files
    for name, content in given.items():
        if content is not None:
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def river(tmp_path):
    return write(tmp_path / "river")


def test_a_domain_becomes_a_dossier(river):
    dossier = read(river)
    assert dossier.title == "river"
    assert {slug: party.name for slug, party in dossier.parties.items()} == {
        "lower": "lower1", "upper-bank": "upper1",
    }  # fmt: skip
    months = dossier.issues["months"]
    assert [o.name for o in months.options.values()] == ["12.2", "12.5", "12.8"]
    gauge = dossier.issues["gauge"].worth["upper-bank"]
    assert [gauge.mode(o) for o in ("joint", "none")] == pytest.approx([20, 80])


def test_utilities_of_numbers_lie_on_a_line(river):
    months = read(river).issues["months"]
    upper = [months.worth["upper-bank"].mode(o) for o in months.options]
    assert upper == pytest.approx([6, 12, 18])
    lower = [months.worth["lower"].mode(o) for o in months.options]
    assert lower == pytest.approx([50, 50 * 4 / 7, 50 / 7])


def test_the_reservation_value_is_the_utility_of_the_bid(river):
    dossier = read(river)
    assert dossier.scenarios["no-deal"].mode("upper-bank") == pytest.approx(32)
    assert dossier.scenarios["no-deal"].mode("lower") == 0
    assert "lower.json has no reservation bid" in dossier.summary
    part = changed(UPPER, "reservationBid.issuevalues", {"months": 12.2})
    write(river, **{"upper-bank": part})
    assert read(river).scenarios["no-deal"].mode("upper-bank") == pytest.approx(6)


def test_the_issue_that_stands_for_no_deal_is_taken_off_the_reservation_value(tmp_path):
    table = {"name": "d", "issuesValues": {"a": {"values": ["x", "y"]}, NO_DEAL: {"values": ["z"]}}}
    profile = {"LinearAdditiveUtilitySpace": {
        "issueUtilities": {
            "a": {"DiscreteValueSetUtilities": {"valueUtilities": {"x": 1, "y": 0}}},
            NO_DEAL: {"DiscreteValueSetUtilities": {"valueUtilities": {"z": 0.5}}},
        },
        "issueWeights": {"a": 0.6, NO_DEAL: 0.4}, "domain": table, "name": "p",
        "reservationBid": {"issuevalues": {"a": "x"}},
    }}  # fmt: skip
    folder = write(tmp_path / "d", domain=table, **{"upper-bank": profile}, lower=None)
    dossier = read(folder)
    assert list(dossier.issues) == ["a"]
    assert dossier.scenarios["no-deal"].mode("upper-bank") == pytest.approx(40)


def test_the_file_the_folder_and_the_loader_agree(river):
    assert read(river) == read(river / "domain.json") == load(river) == load(river / "domain.json")
    assert format_of(river) is geniusweb


def test_detection(river, tmp_path):
    assert detect(river)
    assert not detect(tmp_path)
    (tmp_path / "dossier.json").write_text('{"irenic": 1}', encoding="utf-8")
    assert not detect(tmp_path / "dossier.json")
    (river / "dossier.yaml").write_text("irenic: 1", encoding="utf-8")
    assert not detect(river)


def test_without_a_domain_file_the_profiles_hold_the_domain(river):
    before = read(river)
    (river / "domain.json").unlink()
    assert read(river).issues == before.issues
    other = changed(LOWER, "domain.issuesValues.gauge.values", ["joint", "half"])
    refused(write(river, domain=None, lower=other), "unknown-reference", "another domain")


def test_where_there_are_several_domains_one_must_be_named(river):
    write(river, other={"name": "sea", "issuesValues": {"a": {"values": ["x"]}}})
    refused(river, "wrong-root", "several domain files: domain.json, other.json")
    assert list(read(river / "domain.json").parties) == ["lower", "upper-bank"]
    refused(river / "other.json", "missing-file", "no profile beside it")


def test_a_profile_alone_is_refused(river):
    refused(river / "lower.json", "wrong-root", "Name domain.json")


def changed(content, path, value):
    """A copy of a profile (or domain) with another value at ``path``; None takes it away."""
    found = copy.deepcopy(content)
    here = found.get("LinearAdditiveUtilitySpace", found)
    *way, last = path.split(".")
    for step in way:
        here = here[step]
    if value is None:
        del here[last]
    else:
        here[last] = value
    return found


def refused(path, code, part):
    dossier, problems = examine(path)
    assert dossier is None
    found = [p for p in problems if part in str(p)]
    assert found, [str(p) for p in problems]
    assert found[0].code == code
    assert all(p.remedy and p.code in CHECKS for p in problems)
    return found[0]


LISTING = "issueUtilities.gauge.DiscreteValueSetUtilities.valueUtilities"
LINE = "issueUtilities.months.NumberValueSetUtilities"
BAD = [
    ("issueWeights", None, "missing-key", "issueWeights"),
    ("issueWeights.months", None, "worth-incomplete", "nothing on the issue 'months'"),
    ("issueWeights.days", 0, "unknown-reference", "the issue 'days'"),
    ("issueWeights.gauge", 0.7, "out-of-range", "weights that add up to 0.9"),
    ("issueWeights.gauge", -0.8, "out-of-range", "a weight from 0 to 1"),
    ("issueWeights.gauge", "0.8", "not-a-number", "a weight as a plain number"),
    ("issueWeights.gauge", True, "not-a-number", "a weight as a plain number"),
    ("issueUtilities.gauge", None, "worth-incomplete", "nothing on the issue 'gauge'"),
    ("issueUtilities.gauge", {"groups": {}}, "not-a-choice", "'DiscreteValueSetUtilities'"),
    ("issueUtilities.months", {"discreteutils": {"valueUtilities": {}}}, "not-a-choice", "a range"),
    (f"{LISTING}.none", None, "worth-incomplete", "no utility of none"),
    (f"{LISTING}.half", 0.5, "unknown-reference", "the value 'half'"),
    (f"{LISTING}.none", 1.5, "out-of-range", "a utility from 0 to 1"),
    (f"{LISTING}.none", float("nan"), "not-finite", "NaN"),
    (f"{LISTING}.none", [1], "not-a-number", "found [1]"),
    (f"{LINE}.highValue", 14, "unknown-reference", "from 12.2 to 12.8"),
    (f"{LINE}.lowUtility", None, "missing-key", "lowUtility"),
    ("domain.name", "sea", "unknown-reference", "the profile of another domain"),
    ("domain.issuesValues.gauge.values", ["joint"], "unknown-reference", "another domain"),
    ("domain", None, "missing-key", "a domain with 'name'"),
    ("name", None, "missing-key", "the name of the profile"),
    ("reservationBid.issuevalues.gauge", "half", "unknown-reference", "the value 'half'"),
    ("reservationBid.issuevalues.gate", "x", "unknown-reference", "the issue 'gate'"),
    ("reservationBid.issuevalues.months", 12.3, "unknown-reference", "12.2, 12.5, 12.8"),
    ("reservationBid", "joint", "wrong-type", "a bid"),
]


@pytest.mark.parametrize(("path", "value", "code", "part"), BAD)
def test_what_is_wrong_with_a_profile_is_said(river, path, value, code, part):
    write(river, **{"upper-bank": changed(UPPER, path, value)})
    assert refused(river, code, part).file == "upper-bank.json"


BAD_DOMAINS = [
    ("name", None, "missing-key", "the name of the domain"),
    ("issuesValues", {}, "empty-list", "no issue"),
    ("issuesValues.gauge", ["joint"], "wrong-type", "'values' or 'range'"),
    ("issuesValues.gauge.values", [], "empty-list", "a list of 'values'"),
    ("issuesValues.gauge.values", ["a", "a"], "key-twice", "the value 'a' twice"),
    ("issuesValues.gauge.values", ["a", 3], "wrong-type", "the name of a value"),
    ("issuesValues.gauge.values", ["a" * 5000], "text-too-long", "5,000 characters"),
    ("issuesValues.months.range.step", 0, "range-order", "a step above 0"),
    ("issuesValues.months.range.low", 13, "range-order", "low not above high"),
    ("issuesValues.months.range.step", 1e-5, "too-large", "70,001 values"),
    ("issuesValues.months.range.high", 10**13, "out-of-range", "at most 1,000,000,000,000"),
    ("issuesValues.months.range.high", None, "missing-key", "the high"),
]


@pytest.mark.parametrize(("path", "value", "code", "part"), BAD_DOMAINS)
def test_what_is_wrong_with_a_domain_is_said(river, path, value, code, part):
    write(river, domain=changed(RIVER, path, value))
    assert refused(river, code, part).file == "domain.json"


def test_broken_json_is_refused_with_its_line(river):
    write(river, lower=json.dumps(LOWER, indent=1).replace('"name": "lower1"', '"name" "lower1"'))
    assert refused(river, "wrong-root", "no JSON (Expecting ':' delimiter)").line > 40


def test_a_key_twice_is_refused(river):
    write(river, lower=json.dumps(LOWER).replace('"none": 0', '"joint": 0'))
    refused(river, "key-twice", "'joint' more than once")


@pytest.mark.parametrize("text", ['["issuesValues"]', '{"a": ' * 100_000 + '"issuesValues"'])
def test_odd_json_is_refused(river, text):
    refused(write(river, lower=text), "wrong-root", "lower.json")


@pytest.mark.parametrize("number", ["1e999999999", "-1e-999999999", "1e400"])
def test_extreme_numbers_in_a_bid_do_no_harm(river, number):
    write(river, **{"upper-bank": json.dumps(UPPER).replace("12.5", number)})
    refused(river, "unknown-reference", "12.2, 12.5, 12.8")


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "1e-999999999"])
def test_extreme_numbers_are_never_written_out(number):
    assert not geniusweb._is_usual(Decimal(number))
    assert geniusweb._is_usual(Decimal("-12.50"))


@pytest.mark.parametrize(
    ("number", "code"),
    [("1e999999999", "not-finite"), ("-1e-999999999", "range-order"), ("9" * 5000, "wrong-root")],
)
def test_extreme_numbers_in_a_range_do_no_harm(river, number, code):
    write(river, domain=json.dumps(RIVER).replace("12.9", number))
    refused(river, code, "domain.json")


def test_other_profiles_are_refused(river):
    write(river, lower={"DefaultPartialOrdering": {"domain": RIVER}})
    refused(river, "not-a-choice", "'LinearAdditiveUtilitySpace'")


def test_other_encodings_are_refused(river):
    text = json.dumps(RIVER).replace("river", "flüsse")
    (river / "domain.json").write_bytes(text.encode("latin-1"))
    assert refused(river, "not-utf8", "UTF-8").line == 1


def test_huge_files_are_refused(river, monkeypatch):
    monkeypatch.setattr(domain, "LARGEST_FILE", 300)
    with pytest.raises(DossierError, match="at most 300 bytes"):
        read(river)


def test_a_link_out_of_the_folder_is_not_followed(river, tmp_path):
    (tmp_path / "secret.json").write_text(json.dumps(LOWER), encoding="utf-8")
    (river / "secret.json").symlink_to(tmp_path / "secret.json")
    refused(river, "outside-folder", "a link to another folder")


def test_a_folder_with_no_domain_and_no_profile_is_refused(tmp_path):
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "a.json").write_text('[]  // "issuesValues"', encoding="utf-8")
    refused(folder, "wrong-root", "no JSON")


ODD = [None, True, -1, 0, 0.5, 1e400, "", "joint", [], ["joint"], {}, {"values": ["a"]}]


def places(content):
    """Every way into a JSON content."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield (key,)
            yield from ((key, *rest) for rest in places(value))


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_is_in_a_file_it_is_a_dossier_or_an_error(tmp_path_factory, data):
    name, content = data.draw(st.sampled_from([("domain", RIVER), ("lower", LOWER)]))
    broken = copy.deepcopy(content)
    *way, last = data.draw(st.sampled_from(list(places(content))))
    here = broken
    for step in way:
        here = here[step]
    if data.draw(st.booleans()):
        here[last] = data.draw(st.sampled_from(ODD))
    else:
        here[data.draw(st.sampled_from(["", "x", "values", "gauge"]))] = here.pop(last)
    folder = write(tmp_path_factory.mktemp("odd") / "river", **{name: broken})
    with suppress(DossierError):
        assert len(read(folder).parties) == 2 or name == "lower"
