"""``leverage``: what opens a deal, against an oracle that tries every set of levers."""

from __future__ import annotations

import itertools
import json
import math
import re
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import irenic as ir
from agreement_oracle import crosses, dossiers, gain, packages
from irenic.analyses import leverage as module
from irenic.analyses.leverage_arrays import levers_of
from irenic.analyses.leverage_values import replaced_by_pressure
from irenic.analyses.schema import result_schema
from irenic.dossier.model import Dossier
from irenic.errors import Inapplicable, UsageError
from irenic.report.figures import spec
from irenic.report.words import say
from irenic.theory.openings import Found

FAST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def case(**changes: Any) -> Dossier:
    """Two provinces and a patron; 4 packages, none acceptable to both without a lever."""
    content: dict[str, Any] = {
        "irenic": 1,
        "parties": {"north": {"name": "The North"}, "south": {}, "us": {"name": "The Patron"}},
        "required": ["north", "south"],
        "issues": {
            "oil": {
                "options": {"central": "Central", "shared": "Shared"},
                "worth": {"north": {"central": 60, "shared": 30},
                          "south": {"central": 0, "shared": 60}},
            },
            "court": {
                "options": {"none": "No court", "federal": "Federal"},
                "worth": {"north": {"none": 40, "federal": 0},
                          "south": {"none": 0, "federal": 40}},
            },
        },
        "scenarios": {
            "war": {"north": 75, "south": 65, "us": 5},
            "exit": {"north": 50, "south": 55, "us": 2},
        },
        "levers": {
            "leave": {"kind": "threat", "by": "us", "scenario": "exit", "cost": {"us": 1},
                      "audience_cost": 3},
            "aid": {"kind": "incentive", "by": "us", "cost": {"us": 2},
                    "worth": {"south": 5, "north": 5}},
            "lean": {"kind": "pressure", "by": "us", "cost": {"us": 2}, "relief": {"south": 6}},
            "swear": {"kind": "reassurance", "by": "south", "cost": {"south": 1},
                      "worth": {"north": 5}},
            "parade": {"kind": "incentive", "by": "us", "cost": {"us": 1}},
        },
    }  # fmt: skip
    return Dossier.model_validate(content | changes)


def levers(**changes: Any) -> dict[str, Any]:
    """The levers of :func:`case` as plain data, some of them changed or (None) removed."""
    given_ = case().model_dump(exclude_none=True)["levers"]
    for slug, change in changes.items():
        given_[slug] = None if change is None else given_[slug] | change
    return {slug: lever for slug, lever in given_.items() if lever is not None}


# The definition, by trying every set with every package


class Oracle:
    """Every set of levers with every package, in fractions."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.base = next(iter(dossier.scenarios))
        needed = dossier.required or tuple(dossier.parties)
        self.required = [party for party in dossier.parties if party in needed]
        slugs = list(dossier.levers)
        self.sets = [
            some
            for size in range(len(slugs) + 1)
            for some in itertools.combinations(slugs, size)
            if self.allowed(some)
        ]
        self.levels = {some: self.level(some) for some in self.sets}

    def credible(self, slug: str) -> bool:
        lever = self.dossier.levers[slug]
        then, now = (self.dossier.scenarios[s].mode(lever.by) for s in (lever.scenario, self.base))
        audience = 0.0 if lever.audience_cost is None else lever.audience_cost.mode
        return Fraction(then) >= Fraction(now) - Fraction(audience)

    def allowed(self, some: tuple[str, ...]) -> bool:
        entries = [self.dossier.levers[slug] for slug in some]
        return (
            all(set(entry.needs) <= set(some) for entry in entries)
            and not any(set(entry.excludes) & set(some) for entry in entries)
            and len({entry.scenario for entry in entries if entry.scenario}) < 2
            and all(self.credible(s) for s in some if self.dossier.levers[s].kind == "threat")
        )

    def scenario(self, some: tuple[str, ...]) -> str:
        return next((s for x in some if (s := self.dossier.levers[x].scenario)), self.base)

    def level(self, some: tuple[str, ...]) -> Fraction | None:
        """The highest smallest gain of a package that the funders accept; None: no package."""
        best = None
        funders = {
            self.dossier.levers[s].by for s in some if self.dossier.levers[s].kind != "threat"
        }
        for package in packages(self.dossier):
            if any(crosses(self.dossier, package, party) for party in {*self.required, *funders}):
                continue
            of = {
                p: gain(self.dossier, package, p, self.scenario(some), some)
                for p in {*self.required, *funders}
            }
            if all(of[party] >= 0 for party in funders):
                low = min(of[party] for party in self.required)
                best = low if best is None else max(best, low)
        return best

    def opens(self, some: tuple[str, ...], margin: float = 0) -> bool:
        level = self.levels[some]
        return level is not None and level >= margin

    def minimal(self) -> set[tuple[str, ...]]:
        opening = [some for some in self.sets if self.opens(some)]
        return {s for s in opening if not any(set(t) < set(s) for t in opening)}


@st.composite
def cases(draw: st.DrawFn) -> Dossier:
    """Small dossiers in which, mostly, no deal is open as things stand and some lever may help."""
    dossier = draw(dossiers())
    content = dossier.model_dump(exclude_none=True)
    level = Oracle(dossier).levels[()]
    harder = 0 if level is None else float(level) + draw(st.sampled_from((-1.0, 0.25, 0.5, 1.0)))
    first = next(iter(content["scenarios"]))
    for name, scenario in content["scenarios"].items():
        for party in dossier.parties:
            scenario[party] += harder - (0 if name == first else draw(st.integers(-2, 4)))
    content["levers"]["shout"]["audience_cost"] = draw(st.sampled_from((0.0, 2.0, 60.0)))
    several = draw(st.lists(st.sampled_from(list(dossier.parties)), unique=True, min_size=2))
    content["levers"]["soothe"] = {
        "kind": "reassurance", "by": draw(st.sampled_from(list(dossier.parties))),
        "worth": dict.fromkeys(several, 1.0), "needs": draw(st.sampled_from(([], ["lean"]))),
        "excludes": draw(st.sampled_from(([], ["give"]))),
    }  # fmt: skip
    return Dossier.model_validate(content)


@FAST
@given(cases())
def test_the_answer_is_that_of_trying_everything(dossier: Dossier) -> None:
    oracle = Oracle(dossier)
    result = ir.leverage(dossier)
    values = result.values
    assert result.status == "complete"
    assert values["opens"] == any(oracle.opens(some) for some in oracle.sets)
    assert values["no_lever"]["opens"] == oracle.opens(())
    level = oracle.levels[()]
    assert values["no_lever"]["smallest_gain"] == (None if level is None else float(level))
    assert {tuple(one) for one in values["minimal_sets"]} == oracle.minimal()
    assert values["minimal_sets_complete"]
    if values["opens"]:
        _opening(dossier, oracle, values)
    else:
        assert values["cheapest"] is values["fewest"] is values["idle"] is None
        levels = [x for x in oracle.levels.values() if x is not None]
        near = values["nearest"]
        assert (near is None) == (not levels)
        if near is not None:
            assert near["smallest_gain"] == float(max(levels))
    for slug, alone in values["alone"].items():
        reach = [oracle.levels[s] for s in oracle.sets if set(s) <= {slug, *alone["needs"]}]
        found = max((x for x in reach if x is not None), default=None)
        assert alone["smallest_gain"] == (None if found is None else float(found))


def _opening(dossier: Dossier, oracle: Oracle, values: dict[str, Any]) -> None:
    weights = values["weights"]
    opening = [some for some in oracle.sets if oracle.opens(some)]
    best = values["cheapest"]
    assert best["cost"] == pytest.approx(min(sum(weights[x] for x in s) for s in opening))
    assert best["cost"] == pytest.approx(sum(weights[x] for x in best["levers"]))
    assert tuple(best["levers"]) in opening
    for party in values["required"]:
        there = gain(dossier, best["package"], party, best["scenario"], best["levers"])
        assert best["gains"][party] == float(there)
        assert best["smallest_gain"] <= float(there)
    assert len(values["fewest"]["levers"]) == values["fewest"]["cost"] == min(map(len, opening))
    assert values["indispensable"] == [
        slug for slug in dossier.levers if all(slug in some for some in opening)
    ]
    used = {slug for one in oracle.minimal() for slug in one}
    assert values["idle"] == [slug for slug in dossier.levers if slug not in used]
    assert set(values["useful"]) == used
    assert values["unknown"] == []
    for slug, some in values["useful"].items():
        assert slug in some
        assert tuple(some) in oracle.minimal()
    for kind, found in values["without_kind"].items():
        left = [s for s in opening if all(dossier.levers[x].kind != kind for x in s)]
        assert found["opens"] == bool(left)
    costs = [(sum(weights[x] for x in s), oracle.levels[s]) for s in opening]
    for point in values["curve"]:
        rivals = [lv for c, lv in costs if c <= point["cost"] + 1e-9]
        assert float(max(rivals)) == pytest.approx(point["smallest_gain"])  # type: ignore[type-var]
    for slug, fails in values["if_fails"].items():
        assert fails["reopens"] == any(slug not in some for some in opening)


# The small case, by hand


def test_the_threat_alone_opens_it() -> None:
    values = ir.leverage(case()).values
    assert values["no_lever"] == {"opens": False, "smallest_gain": -5.0}
    assert values["cheapest"]["levers"] == ["leave"]
    assert values["cheapest"]["pays"] == {"us": 1.0}
    # North: 30 + 40 - 50; South: 60 - 55.
    assert values["cheapest"]["package"] == {"oil": "shared", "court": "none"}
    assert values["cheapest"]["gains"] == {"north": 20.0, "south": 5.0, "us": -3.0}
    assert values["threats"]["leave"] == {
        "credible": True, "shortfall": 0.0, "reservation_if_carried_out": 2.0,
        "reservation_if_not": 5.0, "audience_cost": 3.0,
    }  # fmt: skip
    assert values["moves"]["leave"] == {"north": 25.0, "south": 10.0, "us": 2.0}
    assert values["if_fails"]["leave"]["falls"] == {"north": 5.0, "south": 5.0}
    assert values["if_fails"]["leave"]["reopens"] is False
    south = values["consents"]["south"]
    assert (south["gain_without"], south["threatened"], south["gain"]) == (-5.0, 10.0, 5.0)
    assert south["pivotal"] == [["leave"]]


def test_whoever_pays_must_gain_itself() -> None:
    """The patron loses by every settlement (it gets 5 without one), so it gives nothing."""
    values = ir.leverage(case(), without=["leave"]).values
    assert values["opens"] is False
    generous = case(scenarios={"war": {"north": 75, "south": 65, "us": -9},
                               "exit": {"north": 50, "south": 55, "us": -12}})  # fmt: skip
    values = ir.leverage(generous, without=["leave"]).values
    assert values["cheapest"]["levers"] == ["aid"]
    assert {frozenset(one) for one in values["minimal_sets"]} == {
        frozenset({"aid"}), frozenset({"lean", "swear"}),
    }  # fmt: skip
    assert values["idle"] == ["parade"]
    assert values["indispensable"] == []
    assert values["if_fails"]["aid"]["reopens"] is True
    assert values["without_kind"]["incentive"]["levers"] == ["lean", "swear"]
    assert values["only_kind"]["pressure"]["opens"] is False
    needing = case(scenarios=PAYING, levers=levers(lean={"needs": ["leave"]}))
    alone = ir.leverage(needing, without=["leave"]).values["alone"]
    assert list(alone) == ["aid", "swear", "parade"]


PAYING = {
    "war": {"north": 75, "south": 65, "us": -9},
    "exit": {"north": 50, "south": 55, "us": -12},
}


def test_answers_follow_the_judgements() -> None:
    before = ir.leverage(case(scenarios=PAYING), without=["leave"]).values
    dearer = case(scenarios=PAYING, levers=levers(aid={"cost": {"us": 9}}))
    after = ir.leverage(dearer, without=["leave"]).values
    assert before["weights"]["aid"] < after["weights"]["aid"]  # a cost raised: another way
    assert after["cheapest"]["levers"] == ["lean", "swear"]
    none = case(scenarios=PAYING, levers=levers(aid=None))
    gone = ir.leverage(none, without=["leave"]).values
    assert gone["minimal_sets"] == [["lean", "swear"]]  # an incentive removed
    assert gone["indispensable"] == ["lean", "swear"]
    weaker = case(scenarios={**PAYING, "war": {"north": 70, "south": 60, "us": -9}})
    assert ir.leverage(weaker).values["cheapest"]["levers"] == []  # worse off without a deal


def test_a_threat_without_audience_costs_is_not_credible() -> None:
    values = ir.leverage(case(levers=levers(leave={"audience_cost": 2}))).values
    assert values["threats"]["leave"]["shortfall"] == 1.0
    assert values["unusable"] == {"leave": "incredible"}
    assert values["opens"] is False
    assert "leave" not in values["alone"]


def test_the_scenario_asked_for_is_the_base() -> None:
    values = ir.leverage(case(), scenario="exit").values
    assert values["cheapest"]["levers"] == []
    result = ir.leverage(case(), scenario="exit")
    assert "No lever is needed" in result.headline


def test_weighting_by_number_of_levers() -> None:
    values = ir.leverage(case(scenarios=PAYING), weighting="levers", without=["leave"]).values
    assert values["cheapest"]["cost"] == 1.0
    assert set(values["weights"].values()) == {1.0}


def test_margin_and_who_stays_out() -> None:
    assert ir.leverage(case(), margin=5).values["cheapest"]["levers"] == ["leave"]
    result = ir.leverage(case(), margin=40)
    values = result.values
    assert values["opens"] is False
    assert values["nearest"]["smallest_gain"] < 40
    hopeless = case(scenarios={"war": {"north": 130, "south": 65, "us": 5},
                               "exit": {"north": 130, "south": 55, "us": 2}})  # fmt: skip
    result = ir.leverage(hopeless)
    assert set(result.values["stays_out"]) == {"north"}
    # By the package that is best for it nobody else gains, so nobody gives it anything.
    assert result.values["stays_out"]["north"]["short"] == 30.0
    assert "The North stays out whatever is offered" in result.headline


def test_divisible_levers_are_pulled_as_far_as_needed() -> None:
    split = case(scenarios=PAYING, levers=levers(aid={"divisible": True, "worth": {
        "south": 20, "north": 20}}))  # fmt: skip
    result = ir.leverage(split, without=["leave"])
    assert result.values["cheapest"]["scales"] == {"aid": pytest.approx(0.25, abs=1e-3)}
    assert result.values["curve_step"] is not None
    assert result.status == "partial"
    assert any(one.kind == "leverage-sampled" for one in result.caveats)


def test_pressure_in_the_place_of_others() -> None:
    found = levers_of(case(scenarios=PAYING))
    aid, lean, swear = (found.levers.index(s) for s in ("aid", "lean", "swear"))
    assert replaced_by_pressure(found, [(aid,), (lean, swear)]) == {}  # 'swear' is no pressure
    assert replaced_by_pressure(found, [(aid, swear), (lean, swear)]) == {"aid": [["lean"]]}


# Words, options, errors


def _whole(result: ir.Result) -> str:
    statements = [*result.findings, *result.reasons, *result.caveats]
    statements += [t.reading for t in result.tables if t.reading]
    statements += [s for f in result.figures for s in (f.reading, f.alt)]
    return "\n".join([result.headline, *(say(one, result.names) for one in statements)])


@pytest.mark.parametrize(
    ("dossier", "options"),
    [
        (case(), {}),
        (case(), {"without": ["leave"]}),
        (case(), {"scenario": "exit"}),
        (case(scenarios=PAYING), {"without": ["leave"], "weighting": "levers"}),
        (case(), {"seconds": 1e-9}),
        (case(quorum=1), {}),
    ],
)
def test_every_statement_has_its_words(dossier: Dossier, options: dict[str, Any]) -> None:
    result = ir.leverage(dossier, **options)
    text = _whole(result)
    assert "{" not in text
    assert not re.search(r"\bNone\b(?! of)", text)
    for slug in ("north", "exit'", "leave'"):
        assert f" {slug} " not in text
    jsonschema.validate(json.loads(json.dumps(result.to_dict(), allow_nan=False)), result_schema())


def test_a_short_answer_says_what_it_leaves_out() -> None:
    whole = ir.leverage(case(scenarios=PAYING))
    short = ir.leverage(case(scenarios=PAYING), short=True)
    for key in ("cheapest", "idle", "minimal_sets", "moves", "if_fails", "threats", "without_kind"):
        assert short.values[key] == whole.values[key]
    assert short.values["alone"] == {}
    assert {one["price"] for one in short.values["consents"].values()} == {None}
    assert short.status == "complete"
    told = [one for one in short.caveats if one.kind == "leverage-short"]
    assert "what the consent of each party costs" in say(told[0], short.names)
    assert "leverage-unproven" not in [one.kind for one in short.caveats]
    assert "leverage-short" not in [one.kind for one in whole.caveats]


def test_an_answer_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cheapest", lambda *_: Found(None, 0.0, proven=False))
    result = ir.leverage(case())
    assert result.status == "partial"
    assert result.values["opens"] is None
    assert "not settled in the time given" in result.headline
    assert "None" not in _whole(result)
    assert result.method.solver_status == "stopped by the clock"


def test_a_list_cut_short_is_partial() -> None:
    result = ir.leverage(case(scenarios=PAYING), without=["leave"], limit=1)
    assert result.status == "partial"
    assert not result.values["minimal_sets_complete"]
    # Which levers are idle does not hang on the list.
    assert result.values["idle"] == ["parade"]
    assert set(result.values["useful"]) == {"aid", "lean", "swear"}


def test_what_is_missing_is_named() -> None:
    for changes, missing in (
        ({"levers": {}}, "lever"),
        ({"issues": {}}, "issue"),
        ({"scenarios": {}, "levers": {}}, "scenario"),
        ({"scenarios": {"war": {"north": 1}, "exit": {"north": 1}}}, "south"),
    ):
        with pytest.raises(Inapplicable, match=missing) as found:
            ir.leverage(case(**changes))
        assert found.value.question == "leverage"


def test_options_that_make_no_sense() -> None:
    for options, said in (
        ({"margin": -1.0}, "margin"),
        ({"margin": math.nan}, "margin"),
        ({"weighting": "votes"}, "weighting"),
        ({"limit": 0}, "limit"),
        ({"seconds": 0.0}, "seconds"),
        ({"without": ["laeve"]}, "did you mean 'leave'"),
        ({"scenario": "exti"}, "did you mean 'exit'"),
    ):
        with pytest.raises(UsageError, match=said):
            ir.leverage(case(), **options)  # type: ignore[arg-type]


def test_pictures_name_people_not_slugs() -> None:
    result = ir.leverage(case(scenarios=PAYING))
    assert result.figures[0].kind == "heat"
    for figure in result.figures:
        text = json.dumps(spec(figure, result.names, 680))
        assert "The North" in text or figure.key == "leverage-curve"
        assert '"north"' not in text
