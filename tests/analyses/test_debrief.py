"""The debrief against enumeration: who gains, what passes, what was left on the table."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest
from typer.testing import CliRunner

import irenic as ir
from irenic.cli import app
from irenic.dossier.model import Dossier
from irenic.report import figures
from irenic.report.words import say


def packages(dossier):
    issues = dossier.issues
    for options in itertools.product(*(issues[issue].options for issue in issues)):
        yield dict(zip(issues, options, strict=True))


@pytest.fixture(scope="module")
def park():
    return ir.load("harbour-park")


GROUPS = {
    "Red": dict(zip("ABCDE", ("A2", "B3", "C3", "D2", "E3"), strict=True)),
    "Blue": dict(zip("ABCDE", ("A2", "B2", "C2", "D2", "E3"), strict=True)),
    "Teal": dict(zip("ABCDE", ("A1", "B1", "C1", "D1", "E1"), strict=True)),
    "Green": None,
}


def test_gains_and_consent_are_those_of_agreement(park):
    plans = {name.lower(): {"package": package} for name, package in GROUPS.items() if package}
    told = park.model_validate(park.model_dump(mode="json", exclude_none=True) | {"plans": plans})
    values = ir.debrief(park, GROUPS).values
    assert values["groups"]["Green"] is None
    assert (values["agreed"], len(values["groups"])) == (3, 4)
    for name in ("Red", "Blue", "Teal"):
        expected = ir.agreement(told, plan=name.lower()).values["plan"]
        found = values["groups"][name]
        for key in ("gains", "acceptable", "passes", "lost"):
            assert found[key] == expected[key]


def points(dossier, package):
    """Gains straight from the dossier's judgements, required parties only."""
    scenario = next(iter(dossier.scenarios.values()))
    return tuple(
        sum(issue.worth[party].mode(package[i]) for i, issue in dossier.issues.items()
            if party in issue.worth) - scenario.mode(party)
        for party in dossier.parties
    )  # fmt: skip


def test_efficient_is_what_no_package_dominates(park):
    every = {tuple(p.values()): points(park, p) for p in packages(park)}
    dominated = {
        options: any(
            all(x >= y for x, y in zip(other, own, strict=True)) and other != own
            for other in every.values()
        )
        for options, own in every.items()
    }
    some = [o for o in every if dominated[o]][::40] + [o for o in every if not dominated[o]][::40]
    assert {dominated[options] for options in some} == {True, False}
    given = {"-".join(o): dict(zip(park.issues, o, strict=True)) for o in some}
    found = ir.debrief(park, given).values["groups"]
    for options in some:
        outcome = found["-".join(options)]
        assert outcome["efficient"] is not dominated[options]
        if not dominated[options]:
            assert outcome["left"] is None
            continue
        left = outcome["left"]
        better = every[tuple(left["package"].values())]
        change = tuple(left["change"][party] for party in park.parties)
        assert min(change) >= 0
        assert max(change) > 0
        assert better == pytest.approx(
            [x + y for x, y in zip(every[options], change, strict=True)], abs=1e-9
        )
        assert not dominated[tuple(left["package"].values())]
        for issue, (old, new) in left["changes"].items():
            assert (given["-".join(options)][issue], left["package"][issue]) == (old, new)


def test_every_statement_has_words_and_names_no_slug(park):
    result = ir.debrief(park, GROUPS)
    said = [say(statement, result.names) for statement in (*result.findings, *result.caveats)]
    said += [say(figure.reading, result.names) for figure in result.figures]
    said += [say(figure.alt, result.names) for figure in result.figures]
    assert all(text.endswith(".") for text in said)
    assert any("Group Green reached no agreement" in text for text in said)


def test_only_failures_still_give_a_result(park):
    result = ir.debrief(park, {"Green": None})
    assert result.headline == "The group did not agree."
    assert result.figures == ()


def game(options):
    """Two parties and one issue; ``options``: what each option is worth to them."""
    worth = {p: dict(zip("xyz", column, strict=False))
             for p, column in zip("ab", zip(*options, strict=True), strict=True)}  # fmt: skip
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {"a": {}, "b": {}},
        "issues": {"land": {"options": dict(zip("xyz", "XYZ", strict=True)), "worth": worth}},
        "scenarios": {"quo": {"a": 0, "b": 0}},
    })  # fmt: skip


@pytest.mark.parametrize(
    ("options", "together", "said"),
    [
        (((5, 5), (6, 1), (1, 6)), True, "; one package has both."),
        (((4, 4), (9, 1), (1, 5)), False, "; no package has both."),
        # Two with the highest sum, of which the second has the highest smallest gain.
        (((9, 1), (6, 4), (1, 5)), True, "; one package has both."),
    ],
)
def test_whether_one_package_has_the_highest_sum_and_smallest_gain(options, together, said):
    result = ir.debrief(game(options), {"Red": {"land": "z"}})
    assert result.values["highest_together"] is together
    assert result.values["highest_proven"] is True
    (possible,) = (s for s in result.findings if s.kind == "debrief-possible")
    assert say(possible, result.names).endswith(said)


def test_a_picture_written_to_a_file_stands_on_white(park, tmp_path):
    result = ir.debrief(park, GROUPS)
    text = figures.standing_alone(result.figures[0], result.names)
    root = ET.fromstring(text)
    drawn = [child for child in root if not child.tag.endswith(("title", "desc"))]
    assert drawn[0].attrib == {"width": "100%", "height": "100%", "fill": "#ffffff"}
    assert [*map(float, root.attrib["viewBox"].split()[:2])] == [0, 0]  # where the sheet begins
    outcomes, picture = tmp_path / "groups.csv", tmp_path / "groups.svg"
    outcomes.write_text("group,A,B,C,D,E\nRed,A2,B3,C3,D2,E3\n", encoding="utf-8")
    done = CliRunner().invoke(
        app, ["debrief", "harbour-park", str(outcomes), "--picture", str(picture)]
    )
    assert done.exit_code == 0, done.output
    assert '<rect width="100%" height="100%" fill="#ffffff"/>' in picture.read_text("utf-8")
