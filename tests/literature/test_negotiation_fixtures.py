"""Nine domains of negotiation research, with the answers of ../shared/fixtures/negotiation.

There, solutions are stated in utilities; here in gains, so the sum of reservation values
is taken off the fixtures' utilitarian value. Utilities lie between 0 and 1.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from irenic.analyses.agreement import agreement
from irenic.dossier.model import Dossier

NAMES = (
    "bank_robbery_3p", "domain2_6p", "england_zimbabwe_B", "itex_cypress_no_zopa",
    "itex_cypress_reserve", "killer_robot_5p", "party_3p", "tram_3p_c", "triangular_fight",
)  # fmt: skip

SOLUTIONS = {
    "nash_bargaining_solution": "nash",
    "kalai_smorodinsky": "ks_ideal_rational",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "relative_utilitarian": "relative_utilitarian",
}


def dossier(domain):
    """The domain as a dossier: worth is weight times valuation."""
    parties = [f"p{n}" for n in range(len(domain["parties"]))]
    issues = {}
    for place, issue in enumerate(domain["issues"]):
        options = [f"o{n}" for n in range(len(issue["values"]))]
        worth = {}
        for slug, party in zip(parties, domain["parties"], strict=True):
            weight = party["weights"][place]
            points = [weight * value for value in party["valuations"][place]]
            worth[slug] = dict(zip(options, points, strict=True))
        issues[f"i{place}"] = {
            "options": {o: {"name": str(v)} for o, v in zip(options, issue["values"], strict=True)},
            "worth": worth,
        }
    reservation = [party["reservation"] for party in domain["parties"]]
    return Dossier.model_validate({
        "irenic": 1,
        "parties": {slug: {} for slug in parties},
        "issues": issues,
        "scenarios": {"none": dict(zip(parties, map(float, reservation), strict=True))},
    })  # fmt: skip


@pytest.fixture(scope="module")
def cases(shared):
    """name -> (the fixture, its dossier, the values of agreement on it)."""
    folder = shared / "fixtures" / "negotiation"
    if not folder.is_dir():
        pytest.skip("needs ../shared/fixtures/negotiation, which is absent")
    assert sorted(path.stem for path in folder.glob("*.json")) == sorted(NAMES)
    found = {}
    for name in NAMES:
        domain = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        case = dossier(domain)
        found[name] = domain, case, agreement(case, limit=10**6).values
    return found


def reservations(domain):
    return np.array([party["reservation"] for party in domain["parties"]])


@pytest.mark.parametrize("name", NAMES)
def test_counts(cases, name):
    domain, _, values = cases[name]
    results = domain["results"]
    assert values["packages"] == results["n_outcomes"]
    assert values["acceptable"] == results["n_rational"]
    assert values["frontier"]["size"] == results["pareto_size_rational"]
    assert values["zopa_empty"] == (results["n_rational"] == 0)


@pytest.mark.parametrize("name", NAMES)
def test_frontier_vectors(cases, name):
    domain, _, values = cases[name]
    results = domain["results"]
    gains = [list(entry["gains"].values()) for entry in values["frontier"]["packages"]]
    if not gains:
        assert results["pareto_size_rational"] == 0
        return
    utilities = np.array(gains) + reservations(domain)
    expected = results["pareto_rational_checksum"]
    assert utilities.sum(axis=0) == pytest.approx(expected["sum"], abs=1e-6)
    assert (utilities**2).sum(axis=0) == pytest.approx(expected["sumsq"], abs=1e-6)
    if results["pareto_rational_utilities"]:
        published = np.array(results["pareto_rational_utilities"])
        order, theirs = (np.lexsort(np.round(v, 8).T) for v in (utilities, published))
        assert np.allclose(utilities[order], published[theirs], rtol=0, atol=1e-10)


@pytest.mark.parametrize("solution", SOLUTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_solutions(cases, name, solution):
    domain, case, values = cases[name]
    published = domain["results"].get(SOLUTIONS[solution])
    if published is None:
        assert values["acceptable"] == 0
        assert values[solution] is None
        return
    expected = published["value"]
    if solution == "utilitarian":
        expected -= reservations(domain).sum()
    found = values[solution]
    assert found["value"] == pytest.approx(expected, rel=1e-11, abs=1e-12)
    assert found["count"] == published["n_outcomes"]
    named = [
        [case.issues[issue].options[option].name for issue, option in entry["package"].items()]
        for entry in found["ties"]
    ]
    theirs = [[str(value) for value in outcome] for outcome in published["outcomes"]]
    assert sorted(named) == sorted(theirs)


@pytest.mark.parametrize("name", NAMES)
def test_ideal(cases, name):
    domain, _, values = cases[name]
    expected = domain["results"].get("ideal_rational")
    if expected is None:
        assert values["ideal"] is None
    else:
        ideal = np.array(list(values["ideal"].values())) + reservations(domain)
        assert ideal == pytest.approx(np.array(expected), abs=1e-12)


def test_without_a_zone_somebody_is_short(cases):
    _, _, values = cases["itex_cypress_no_zopa"]
    assert values["nearest"]["value"] < 0
    assert values["nearest"]["ties"][0]["short"]
