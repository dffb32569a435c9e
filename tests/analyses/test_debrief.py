"""The debrief against enumeration: who gains, what passes, what was left on the table."""

from __future__ import annotations

import itertools

import pytest

import irenic as ir
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
