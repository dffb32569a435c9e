"""A dossier's table written for GENIUS and GeniusWeb, and read back: the same game.

The nine published domains must give their published results again; generated dossiers must
give the same gains, times one factor for all parties.
"""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analyses.agreement import agreement
from irenic.dossier.model import Dossier
from irenic.errors import UsageError
from irenic.formats import additive, folders, format_of, genius, geniusweb

FORMATS = tuple(folders())
SOLUTIONS = {
    "nash_bargaining_solution": "nash",
    "kalai_smorodinsky": "ks_ideal_rational",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "relative_utilitarian": "relative_utilitarian",
}
NAMES = (
    "bank_robbery_3p", "domain2_6p", "england_zimbabwe_B", "itex_cypress_no_zopa",
    "itex_cypress_reserve", "killer_robot_5p", "party_3p", "tram_3p_c", "triangular_fight",
)  # fmt: skip


def put(files, folder):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def of_fixture(domain):
    """The published domain on 100 points: worth is 100 times weight times valuation."""
    parties = [f"p{n}" for n in range(len(domain["parties"]))]
    issues = {}
    for place, issue in enumerate(domain["issues"]):
        options = [f"o{n}" for n in range(len(issue["values"]))]
        issues[f"i{place}"] = {
            "name": issue["name"],
            "options": dict(zip(options, map(str, issue["values"]), strict=True)),
            "worth": {
                slug: {
                    option: 100 * party["weights"][place] * value
                    for option, value in zip(options, party["valuations"][place], strict=True)
                }
                for slug, party in zip(parties, domain["parties"], strict=True)
            },
        }
    reservation = {
        slug: 100 * party["reservation"]
        for slug, party in zip(parties, domain["parties"], strict=True)
    }
    return Dossier.model_validate({
        "irenic": 1, "title": domain["name"], "parties": {slug: {} for slug in parties},
        "issues": issues, "scenarios": {"none": reservation},
    })  # fmt: skip


@pytest.fixture(scope="module")
def cases(shared, tmp_path_factory):
    """(format, name) -> the fixture, the values of agreement after writing and reading, factor."""
    place = shared / "fixtures" / "negotiation"
    if not place.is_dir():
        pytest.skip("needs ../shared/fixtures/negotiation, which is absent")
    assert sorted(path.stem for path in place.glob("*.json")) == sorted(NAMES)
    found = {}
    for name in NAMES:
        domain = json.loads((place / f"{name}.json").read_text(encoding="utf-8"))
        case = of_fixture(domain)
        for form, module in folders().items():
            folder = put(module.write(case), tmp_path_factory.mktemp(form) / name)
            known = format_of(folder)
            assert known is module
            read = known.read(folder)
            unit = module.points(case)
            found[form, name] = domain, read, agreement(read, limit=10**6).values, unit
    return found


@pytest.mark.parametrize("name", NAMES)
def test_genius_keeps_the_scale_of_the_fixtures(cases, name):
    assert cases["genius", name][3] == 100


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_published_counts(cases, form, name):
    domain, read, values, _ = cases[form, name]
    results = domain["results"]
    assert [len(issue.options) for issue in read.issues.values()] == domain["shape"]
    assert values["packages"] == results["n_outcomes"]
    assert values["acceptable"] == results["n_rational"]
    assert values["frontier"]["size"] == results["pareto_size_rational"]


@pytest.mark.parametrize("solution", SOLUTIONS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_published_solutions(cases, form, name, solution):
    domain, read, values, unit = cases[form, name]
    published = domain["results"].get(SOLUTIONS[solution])
    if published is None:
        assert values[solution] is None
        return
    found = values[solution]
    assert found["count"] == published["n_outcomes"]
    named = [
        [read.issues[issue].options[option].name for issue, option in entry["package"].items()]
        for entry in found["ties"]
    ]
    assert sorted(named) == sorted([str(v) for v in each] for each in published["outcomes"])
    expected = published["value"]
    reserved = [party["reservation"] for party in domain["parties"]]
    if solution == "utilitarian":
        expected -= sum(reserved)
    power = {"nash_bargaining_solution": len(reserved), "egalitarian": 1, "utilitarian": 1}
    factor = (100 * 100 / unit) ** power.get(solution, 0)
    assert found["value"] / factor == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_published_frontier(cases, form, name):
    domain, _, values, unit = cases[form, name]
    gains = [list(entry["gains"].values()) for entry in values["frontier"]["packages"]]
    if not gains:
        assert domain["results"]["pareto_size_rational"] == 0
        return
    reserved = [party["reservation"] for party in domain["parties"]]
    sums = [
        sum(gain * unit / 10_000 for gain in column) + len(gains) * rest
        for column, rest in zip(zip(*gains, strict=True), reserved, strict=True)
    ]
    assert sums == pytest.approx(domain["results"]["pareto_rational_checksum"]["sum"], abs=1e-6)


POINTS = st.one_of(
    st.integers(-60, 60), st.floats(-60, 60, allow_subnormal=False).map(lambda x: round(x, 6))
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=6)


@st.composite
def tables(draw):
    parties = [f"p{n}" for n in range(draw(st.integers(1, 3)))]
    issues = {}
    for n in range(draw(st.integers(1, 3))):
        options = [f"o{k}" for k in range(draw(st.integers(1, 3)))]
        valued = [p for p in parties if draw(st.integers(0, 4))]
        issues[f"i{n}"] = {
            "name": draw(WORDS).strip() or "x",
            "options": {o: draw(WORDS).strip() or o for o in options},
            "worth": {p: {o: draw(POINTS) for o in options} for p in valued},
        }
    scenarios = {"here": {p: draw(POINTS) for p in parties}, "there": dict.fromkeys(parties, 1)}
    return Dossier.model_validate({
        "irenic": 1, "parties": {p: {} for p in parties}, "issues": issues, "scenarios": scenarios,
    })  # fmt: skip


def gains(dossier):
    """The definition: for each package, in order, each party's gain in the first scenario."""
    scenario = next(iter(dossier.scenarios.values()))
    found = []
    for package in itertools.product(*(issue.options for issue in dossier.issues.values())):
        found.append([
            sum(
                issue.worth[party].mode(option) if party in issue.worth else 0.0
                for issue, option in zip(dossier.issues.values(), package, strict=True)
            ) - scenario.mode(party)
            for party in dossier.parties
        ])  # fmt: skip
    return found


def gains_in_genius(files):
    """The rules of GENIUS, without Irenic's reader: gains of each package, by party."""
    trees = {name: ElementTree.fromstring(text) for name, text in files.items()}
    issues = list(trees.pop("domain.xml").iter("issue"))
    found = []
    for root in trees.values():
        weights = {w.get("index"): float(w.get("value")) for w in root.iter("weight")}
        terms = []
        for issue in issues:
            own = next(i for i in root.iter("issue") if i.get("index") == issue.get("index"))
            worth = {i.get("value"): float(i.get("evaluation")) for i in own.iter("item")}
            terms.append([
                weights[issue.get("index")] * worth[i.get("value")] / max(worth.values())
                for i in issue.iter("item")
            ])  # fmt: skip
        reservation = float(root.find("reservation").get("value"))
        assert 0 <= reservation <= 1
        assert sum(map(max, terms)) <= 1 + 1e-9
        found.append([sum(each) - reservation for each in itertools.product(*terms)])
    return found


def gains_in_geniusweb(files):
    """The rules of GeniusWeb, in decimals and without Irenic's reader."""
    spaces = {name: json.loads(text, parse_float=Decimal) for name, text in files.items()}
    issues = spaces.pop("domain.json")["issuesValues"]
    found = []
    for profile in spaces.values():
        space = profile["LinearAdditiveUtilitySpace"]
        assert space["domain"]["issuesValues"] == issues
        worth = {
            issue: {
                value: space["issueWeights"][issue] * utility
                for value, utility in each["DiscreteValueSetUtilities"]["valueUtilities"].items()
            }
            for issue, each in space["issueUtilities"].items()
        }
        bid = space["reservationBid"]["issuevalues"]
        reservation = sum(worth[issue][value] for issue, value in bid.items())
        terms = [[worth[issue][v] for v in issues[issue]["values"]] for issue in issues]
        found.append([float(sum(e) - reservation) for e in itertools.product(*terms)])
    return found


ORACLES = {"genius": gains_in_genius, "geniusweb": gains_in_geniusweb}


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=80)
@given(dossier=tables())
def test_gains_come_back_times_one_factor(tmp_path_factory, form, dossier):
    before = gains(dossier)
    if form == "geniusweb" and any(max(column) < 0 for column in zip(*before, strict=True)):
        with pytest.raises(UsageError, match="no package at all"):
            geniusweb.write(dossier)
        return
    files = folders()[form].write(dossier)
    again = folders()[form].read(put(files, tmp_path_factory.mktemp("there") / "game"))
    factor = 100 / folders()[form].points(dossier)
    assert 0 < factor <= 1
    for wanted, utilities in zip(zip(*before, strict=True), ORACLES[form](files), strict=True):
        assert utilities == pytest.approx([factor / 100 * gain for gain in wanted], abs=1e-12)
    assert list(again.parties) == list(dossier.parties)
    assert [len(i.options) for i in again.issues.values()] == [
        len(i.options) for i in dossier.issues.values()
    ]
    for row, others in zip(before, gains(again), strict=True):
        assert others == pytest.approx([factor * gain for gain in row], abs=1e-10)


@settings(max_examples=40)
@given(dossier=tables())
def test_weights_of_geniusweb_add_up_to_exactly_1(dossier):
    try:
        files = geniusweb.write(dossier)
    except UsageError:
        return
    for name, text in files.items():
        if name == "domain.json":
            continue
        space = json.loads(text, parse_float=Decimal)["LinearAdditiveUtilitySpace"]
        assert sum(space["issueWeights"].values()) == 1
        for listing in space["issueUtilities"].values():
            for utility in listing["DiscreteValueSetUtilities"]["valueUtilities"].values():
                assert 0 <= utility <= 1


TABLE = {
    "irenic": 1,
    "title": "Two rivers",
    "parties": {"north": {"name": "The North"}, "south": {"name": "The South"}},
    "issues": {
        "dam": {
            "options": {"low": "Low dam", "high": "High dam"},
            "worth": {"north": {"low": -20, "high": 60}, "south": {"low": 30, "high": 0}},
        },
        "fees": {"options": {"yes": "Fees", "no": "None"},
                 "worth": {"north": {"yes": 0.5, "no": 0}}},
    },
    "scenarios": {"peace": {"north": 5, "south": 10}, "war": {"north": -90, "south": 20}},
}  # fmt: skip


def table(**changes):
    return Dossier.model_validate({**TABLE, **changes})


def test_how_worth_and_reservation_are_shifted():
    game = additive.game(table())
    north, south = game.players
    assert north.worth == ((0, 80), (0.5, 0))
    assert north.reservation == 25
    assert south.worth == ((30, 0), (0, 0))
    assert additive.game(table(), "war").players[0].reservation == 0
    assert additive.game(table(), "war").players[0].worth[0] == (70, 150)


def test_what_genius_files_say():
    files = genius.write(table())
    assert list(files) == ["domain.xml", "north.xml", "south.xml"]
    north = files["north.xml"]
    for part in ('name="The North"', 'value="High dam" evaluation="80"', 'value="0.8"',
                 'value="Fees" evaluation="1"', '<reservation value="0.25"/>'):  # fmt: skip
        assert part in north
    assert '<weight index="2" value="0"/>' in files["south.xml"]


def test_a_party_that_could_get_more_than_100_points_sets_the_scale():
    assert genius.points(table()) == 100
    assert genius.points(table(), "war") == 150.5


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"joint_worth": [{"when": {"dam": "low", "fees": "no"}, "worth": {"north": 3}}]},
         "joint worth"),
        ({"red_lines": {"south": {"never": [{"dam": "high"}]}}}, "red lines of south"),
        ({"quorum": 1}, "a quorum of 1"),
        ({"issues": {}}, "no issues"),
        ({"scenarios": {}}, "no scenario"),
    ],
)  # fmt: skip
def test_what_would_be_another_game_is_refused(form, changes, what):
    with pytest.raises(UsageError, match=what):
        folders()[form].write(table(**changes))


@pytest.mark.parametrize("form", FORMATS)
def test_an_unknown_scenario_is_refused_and_the_nearest_named(form):
    with pytest.raises(UsageError, match="did you mean 'war'"):
        folders()[form].write(table(), "wer")


def test_red_lines_of_a_party_that_need_not_consent_do_not_matter():
    lines = {"south": {"never": [{"dam": "high"}]}}
    files = genius.write(table(red_lines=lines, required=["north"]))
    assert list(files) == ["domain.xml", "north.xml"]


def test_names_that_come_twice_get_their_slugs():
    text = (
        json.dumps(TABLE)
        .replace("Low dam", "High dam")
        .replace('"fees": {', '"x": {"name": "dam", ')
    )
    files = genius.write(Dossier.model_validate(json.loads(text)))
    for part in ('value="High dam"', 'value="High dam (high)"', 'name="dam"', 'name="dam (x)"'):
        assert part in files["domain.xml"]


def profile(files, party):
    return json.loads(files[f"{party}.json"])["LinearAdditiveUtilitySpace"]


def test_a_package_worth_the_reservation_value_is_the_reservation_bid():
    even = {"here": {"north": 60.5, "south": 30}}
    files = geniusweb.write(table(scenarios=even))
    assert geniusweb.points(table(scenarios=even)) == 100
    assert list(json.loads(files["domain.json"])["issuesValues"]) == ["dam", "fees"]
    assert profile(files, "south")["reservationBid"]["issuevalues"]["dam"] == "Low dam"
    odd = table(scenarios={"here": {"north": 60.25, "south": 30}})
    north = profile(geniusweb.write(odd), "north")
    assert north["reservationBid"] == {"issuevalues": {"dam": "High dam", "fees": "Fees"}}
    assert north["issueWeights"] == {"dam": 0.9925, "fees": 0.005, geniusweb.NO_DEAL: 0.0025}
    assert profile(geniusweb.write(odd), "south")["issueWeights"][geniusweb.NO_DEAL] == 0


def test_many_options_do_not_take_the_best_package_out_of_sight():
    issues, best = {}, 0.0
    for place, base in enumerate((1.003, 2.017, 3.041, 5.0123)):
        worth = {str(n): base + n * 1e-6 for n in range(60)}
        issues[f"i{place}"] = {"options": {o: o for o in worth}, "worth": {"p": worth}}
        best += worth["59"]
    given = {"irenic": 1, "parties": {"p": {}}, "issues": issues}
    files = geniusweb.write(Dossier.model_validate(given | {"scenarios": {"s": {"p": best}}}))
    assert set(profile(files, "p")["reservationBid"]["issuevalues"].values()) == {"59"}
    with pytest.raises(UsageError, match="no package at all"):
        geniusweb.write(Dossier.model_validate(given | {"scenarios": {"s": {"p": best + 1e-9}}}))


def test_the_name_of_the_issue_that_stands_for_no_deal_is_taken():
    text = json.dumps(TABLE).replace(
        '"fees": {"options"', '"fees": {"name": "No deal (Irenic)", "options"'
    )
    with pytest.raises(UsageError, match="means something in these files"):
        geniusweb.write(Dossier.model_validate(json.loads(text)))


def test_what_is_left_out_is_listed():
    plan = {"all": {"package": {"dam": "low"}}}
    found = genius.lost(table(required=["north"], plans=plan, summary="Water"), "war")
    assert found == ["plans", "summary", "scenarios.peace", "parties.south"]
    ranged = json.loads(json.dumps(TABLE))
    ranged["issues"]["dam"]["worth"]["north"]["low"] = {
        "low": -30, "mode": -20, "high": 0, "because": "seen",
    }  # fmt: skip
    found = geniusweb.lost(Dossier.model_validate(ranged))
    assert found == ["scenarios.war", "ranges of judgements (low, high)",
                     "reasons of judgements (at, because)"]  # fmt: skip


def test_a_party_called_like_the_domain_keeps_its_own_file():
    again = json.loads(json.dumps(TABLE).replace("north", "domain"))
    assert list(genius.write(Dossier.model_validate(again))) == [
        "domain.xml", "domain-party.xml", "south.xml",
    ]  # fmt: skip
    assert "domain-party.json" in geniusweb.write(Dossier.model_validate(again))
