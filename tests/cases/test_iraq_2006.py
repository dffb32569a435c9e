"""The flagship case holds what was asked of it, and its notes say what it computes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import irenic as ir
from irenic import cases
from irenic.analyses.conflict import conflict
from irenic.analyses.leverage_arrays import levers_of
from irenic.dossier.judgements import judgements
from irenic.dossier.model import Condition, Dossier
from irenic.theory.leverage import Aim, threats
from irenic.theory.openings import cheapest

CASE = cases.locate("iraq-2006")
FACTIONS = {"nationalists", "islamic-army", "ex-baath", "aqi", "anbar-tribes", "tawafuq", "ams"}
ISSUES = {
    "withdrawal", "bases", "amnesty", "de-baathification", "oil", "regions", "kirkuk", "militias",
    "forum", "jobs", "elections", "displaced",
}  # fmt: skip
SCENARIOS = ["status-quo", "troops-leave", "us-stays", "partition", "before-elections"]
CONCEPTS = ["nash_stability", "gmr", "smr", "seq", "sim"]
CHAPTER = re.compile(r"\b(II|I)\.([A-D])(?:\.(\d))?\b")
RECOMMENDATION = re.compile(r"\bR(\d+)\b")
NAMED = {
    "us": r"United States|President|American",
    "government": r"Iraqi government",
    "aqi": r"al Qaeda",
    "iran": r"Iran\b",
    "syria": r"Syria",
    "saudi": r"Gulf States|Saudi",
    "jordan-egypt": r"Egypt|Jordan",
    "uk-eu": r"European Union|United Kingdom",
    "un": r"United Nations",
}
"""How the recommendations name the parties they speak of."""


@pytest.fixture(scope="module")
def given(shared: Path) -> Path:
    """The folder of the case's sources."""
    folder = shared / "iraq-2006"
    if not folder.is_dir():
        pytest.skip("needs the folder ../shared/iraq-2006, which is absent")
    return folder


@pytest.fixture(scope="module")
def report(given: Path) -> str:
    return (given / "iraq-study-group-report.txt").read_text(encoding="utf-8")


# What is on the page: parties, issues, scenarios, levers, plans


def test_nothing_to_find_fault_with() -> None:
    assert ir.examine("iraq-2006")[1] == []
    assert (CASE / "dossier.yaml").stat().st_size <= 350_000


def test_parties_and_factions(dossier: Dossier) -> None:
    assert len(dossier.parties) >= 16
    assert set(dossier.parties) >= FACTIONS
    assert dossier.required
    assert all(party.capacity is not None and party.wants for party in dossier.parties.values())


def test_twelve_issues_of_three_to_five_options(dossier: Dossier) -> None:
    assert set(dossier.issues) == ISSUES
    assert all(3 <= len(issue.options) <= 5 for issue in dossier.issues.values())
    assert all(issue.default in issue.options for issue in dossier.issues.values())


def test_five_scenarios_with_a_value_for_everybody(dossier: Dossier) -> None:
    assert list(dossier.scenarios) == SCENARIOS
    for scenario in dossier.scenarios.values():
        assert set(scenario.slugs()) == set(dossier.parties)


def test_levers_of_all_kinds(dossier: Dossier) -> None:
    kinds = [lever.kind for lever in dossier.levers.values()]
    assert len(kinds) >= 15
    assert set(kinds) == {"threat", "incentive", "reassurance", "pressure"}
    conference = dossier.plans["conference"].levers
    assert sum(dossier.levers[slug].kind == "incentive" for slug in conference) == 5
    assert any(dossier.levers[slug].kind == "threat" for slug in conference)
    split = dossier.plans["split-insurgency"].levers
    assert sum(dossier.levers[slug].kind == "reassurance" for slug in split) >= 2


def test_every_patron_presses_its_clients(dossier: Dossier) -> None:
    pressing = [lever for lever in dossier.levers.values() if lever.kind == "pressure"]
    for slug, party in dossier.parties.items():
        for patron in party.patrons:
            assert any(lever.by == patron and slug in lever.relief for lever in pressing), (
                f"{patron} is a patron of {slug} and has no lever that presses it"
            )


def test_the_three_plans_of_the_texts(dossier: Dossier) -> None:
    sources = {plan.source for plan in dossier.plans.values()}
    assert sources >= {"conference-proposal", "splitting-proposal", "stability-proposal"}
    assert all(plan.note for plan in dossier.plans.values())
    for slug in ("conference", "split-insurgency", "stability-first"):
        assert dossier.plans[slug].package.get("bases") != "permanent"
        assert {*dossier.plans[slug].package} < ISSUES


# Worth, by a sum over all packages that uses nothing of the project's own arrays


def _mask(dossier: Dossier, condition: Condition) -> tuple[np.ndarray, ...]:
    """The index of the packages in which ``condition`` holds."""
    chosen = []
    for slug, issue in dossier.issues.items():
        options = list(issue.options)
        wanted = condition.options.get(slug, tuple(options))
        chosen.append(np.array([options.index(option) for option in wanted]))
    return np.ix_(*chosen)


def _worth(dossier: Dossier, party: str) -> np.ndarray:
    total = np.zeros([len(issue.options) for issue in dossier.issues.values()])
    for axis, issue in enumerate(dossier.issues.values()):
        row = issue.worth.get(party)
        if row is not None:
            shape = [1] * len(dossier.issues)
            shape[axis] = -1
            total += np.array([row.mode(option) for option in issue.options]).reshape(shape)
    for joint in dossier.joint_worth:
        if party in joint.worth:
            total[_mask(dossier, joint.when)] += joint.worth.mode(party)
    return total


def test_worth_runs_from_nought_to_a_hundred(dossier: Dossier) -> None:
    for party in dossier.parties:
        total = _worth(dossier, party)
        assert (total.min(), total.max()) == (0, 100), party


def test_capacity_and_reservation_values_keep_to_the_scale(dossier: Dossier) -> None:
    for scenario in dossier.scenarios.values():
        for party in scenario.slugs():
            value = scenario[party]
            # For al Qaeda war beats the best package, and the dossier says so.
            assert (value.mode > 100) == (party == "aqi")
            assert value.low is not None
            assert value.low >= 0


# Judgements: ranges, sources, places


def test_every_judgement_has_a_range(dossier: Dossier) -> None:
    for found in judgements(dossier):
        given = found.judgement
        assert given.low is not None, found.key
        assert given.high is not None, found.key
        assert given.low <= given.mode <= given.high


def test_nine_in_ten_judgements_are_sourced(dossier: Dossier, notes: str) -> None:
    everything = [found.judgement for found in judgements(dossier)]
    full = [one for one in everything if one.source and one.at and one.because]
    assert len(full) >= 0.9 * len(everything)
    assert f"{len(everything):,} judgements" in notes
    assert f"{len(full):,} of them" in notes


def test_a_later_source_says_how_it_can_be_one(dossier: Dossier) -> None:
    assert dossier.as_of is not None
    later = [one for one in dossier.sources.values() if one.date and one.date > dossier.as_of]
    assert later
    assert all(source.note for source in later)


def _cited(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Where the report is cited: key, party, place."""
    for found in judgements(dossier):
        if found.judgement.source == "isg" and found.judgement.at:
            yield found.key, found.party, found.judgement.at
    for party, lines in dossier.red_lines.items():
        for line in lines.never:
            if line.source == "isg" and line.at:
                yield f"red_lines.{party}", party, line.at
    assert dossier.moves is not None
    for party, preferences in dossier.moves.preferences.items():
        for statement in preferences:
            if getattr(statement, "source", None) == "isg" and statement.at:
                yield f"moves.preferences.{party}", party, statement.at


def test_every_place_in_the_report_is_a_chapter_or_a_recommendation(dossier: Dossier) -> None:
    for key, _, place in _cited(dossier):
        for piece in place.split(";"):
            assert CHAPTER.search(piece) or RECOMMENDATION.search(piece), (key, piece)
        assert all(1 <= int(number) <= 79 for number in RECOMMENDATION.findall(place)), key


def _chapters(report: str) -> set[str]:
    """The headings of the body as I.A, I.A.2, ..., read after the table of contents."""
    lines = [line.strip() for line in report.splitlines()]
    first = "A. Assessment of the Current Situation in Iraq"
    begin = lines.index(first, lines.index(first) + 1)
    end = lines.index("Appendices", begin) if "Appendices" in lines[begin:] else len(lines)
    chapter, section, found = "I", "", set()
    for line in lines[begin:end]:
        if line == "II":
            chapter = "II"
        elif heading := re.match(r"([A-D])\. [A-Z]", line):
            section = heading[1]
            found.add(f"{chapter}.{section}")
        elif heading := re.match(r"(\d)\. [A-Z]", line):
            found.add(f"{chapter}.{section}.{heading[1]}")
    return found


def test_the_places_cited_exist(dossier: Dossier, report: str) -> None:
    chapters = _chapters(report)
    assert chapters >= {"I.A.1", "I.A.5", "I.C.4", "II.A.4", "II.B.6"}
    for key, _, place in _cited(dossier):
        for part in CHAPTER.finditer(place):
            assert part[0] in chapters, (key, part[0])


def test_a_recommendation_alone_speaks_of_the_party(dossier: Dossier, report: str) -> None:
    parts = re.split(r"RECOMMENDATION (\d+):", report)
    text = {int(n): body for n, body in zip(parts[1::2], parts[2::2], strict=True)}
    assert set(text) == set(range(1, 80))
    for key, party, place in _cited(dossier):
        numbers = [int(number) for number in RECOMMENDATION.findall(place)]
        if party == "us" or not all(map(RECOMMENDATION.search, place.split(";"))):
            continue
        # What follows the first paragraph may lead up to the next recommendation.
        spoken = " ".join(re.split(r"\n\s*\n", text[number].strip())[0] for number in numbers)
        spoken = " ".join(spoken.split())
        assert party in NAMED, (key, place)
        assert re.search(NAMED[party], spoken), (key, place)


def _runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    plain = unicodedata.normalize("NFKD", text.lower()).replace("’", "").replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_sentence_is_copied(given: Path, notes: str) -> None:
    own = _runs((CASE / "dossier.yaml").read_text(encoding="utf-8")) | _runs(notes)
    assert not own & _runs("seven words are few but eight of them are a run") - own
    for file in sorted(given.iterdir()):
        text = file.read_text(encoding="utf-8")
        for form in (text, re.sub(r"-\n+", "", text)):
            assert not own & _runs(form), file.name


# What comes out, and what the notes say of it


def test_stuck_under_all_five_concepts(dossier: Dossier, notes: str) -> None:
    values = ir.stability(dossier, limit=5000).values
    for concept in CONCEPTS:
        assert values["status_quo"] in values["equilibria"][concept]
        count = len(values["equilibria"][concept])
        assert f"| {concept} | {count} |" in notes
    assert len(dossier.moves.status_quo or ()) == 4  # type: ignore[union-attr]


def test_no_package_is_acceptable_as_things_stand(dossier: Dossier) -> None:
    values = ir.agreement(dossier, short=True).values
    assert values["scenario"] == "status-quo"
    assert values["acceptable"] == 0
    assert values["opposed"] == []  # every pair of required parties could agree on something


def _state(dossier: Dossier, *moves: str) -> int:
    found = conflict(dossier)
    state = found.state("".join("Y" if move in moves else "N" for move in found.moves))
    assert state is not None
    return state


def test_preferences_put_peace_before_war(dossier: Dossier) -> None:
    found = conflict(dossier)
    war = ("sadr.raid", "nationalists.attack", "aqi.bomb", "iran.arm")
    today = _state(dossier, *war)
    total = _state(dossier, *war, "us.announce", "kdp.seize-kirkuk", "saudi.fund")
    peace = _state(dossier, "us.talk", "us.announce", "government.concede")
    guarded = _state(dossier, "us.talk", "us.surge", "government.concede")
    for party, ranks in zip(found.parties, found.model.ranks, strict=True):
        rank = ranks.ravel()
        if party == "aqi":  # the one for whom war is the aim
            assert rank[total] > rank[today] > rank[peace]
        else:
            assert min(rank[peace], rank[today]) > rank[total], party
    rank = found.model.ranks[found.parties.index("us")].ravel()
    assert rank[guarded] > rank[today]  # the fifth incentive: troops to guard a peace


ROW = re.compile(r"^\| `irenic agreement iraq-2006([^`]*)` \| ([\d,]+) \| ([^|]*)\|$", re.M)


def _lost(dossier: Dossier, plan: dict[str, object] | None) -> str:
    """Which required parties a plan loses, as the notes' table writes it."""
    if plan is None:
        return ""
    gains, red_lines = plan["gains"], plan["red_lines"]
    lines = {line["party"] for line in red_lines}  # type: ignore[attr-defined]
    found = []
    for party in dossier.required or ():
        short = -gains[party]  # type: ignore[index]
        if short > 0 or party in lines:
            points = f" {short:.0f}" if short > 0 else ""
            found.append(f"{party}{points}{' (line)' if party in lines else ''}")
    return ", ".join(found) or "nobody"


def test_the_figures_of_the_notes(dossier: Dossier, notes: str) -> None:
    rows = ROW.findall(notes)
    assert len(rows) >= 8
    for options, count, lost in rows:
        words = options.split()
        plans = [words[i + 1] for i, word in enumerate(words) if word == "--plan"]
        levers = [words[i + 1] for i, word in enumerate(words) if word == "--lever"]
        assert len(words) == 2 * (len(plans) + len(levers))
        values = ir.agreement(
            dossier, plan=plans[0] if plans else None, levers=levers, limit=1, short=True
        ).values
        assert f"{values['acceptable']:,}" == count, options
        assert _lost(dossier, values["plan"]) == lost.strip(), options
    assert f"{values['packages']:,} packages" in notes


# What opens a deal, and what the notes say of it


@pytest.fixture(scope="module")
def opened(dossier: Dossier) -> dict[str, Any]:
    """Every lever at hand; the lists are cut, which the notes do not lean on."""
    return dict(ir.leverage(dossier, limit=3, short=True).values)


def test_the_vote_made_the_announcement_credible(
    dossier: Dossier, opened: dict[str, Any], notes: str
) -> None:
    november = opened["threats"]["announce-withdrawal"]
    october = levers_of(dossier, "before-elections")
    before = threats(october.case)[october.levers.index("announce-withdrawal")]
    assert november["credible"]
    assert not before.credible
    assert not opened["threats"]["add-troops-anyway"]["credible"]
    spare = (
        november["reservation_if_carried_out"]
        + november["audience_cost"]
        - november["reservation_if_not"]
    )
    assert f"credible by {spare:.0f} point " in notes
    assert f"lacks {before.shortfall:.0f} points" in notes
    assert f"lacks {opened['threats']['add-troops-anyway']['shortfall']:.0f} point " in notes


def test_the_notes_say_what_the_levers_do(opened: dict[str, Any], notes: str) -> None:
    assert opened["no_lever"] == {"opens": False, "smallest_gain": -5.0, "proven": True}
    assert opened["cheapest"]["levers"] == ["announce-withdrawal"]
    assert opened["cheapest"]["smallest_gain"] == 9
    assert opened["indispensable"] == []
    assert opened["only_kind"]["pressure"]["levers"] == ["saudi-presses-sunnis", "us-presses-kurds"]
    assert opened["without_kind"]["threat"]["levers"] == ["us-presses-kurds", "against-al-qaeda"]
    assert opened["if_fails"]["announce-withdrawal"]["falls"] == {"sciri": 6.0, "kdp": 5.0}
    moves = opened["moves"]["announce-withdrawal"]
    told = re.search(r"the announcement moves ([^.]*)\.", " ".join(notes.split()))
    assert told is not None
    named = dict(re.findall(r"([a-z-]+) (\d+)", told[1]))
    required = {party: points for party, points in moves.items() if party in opened["required"]}
    assert {party: float(number) for party, number in named.items()} == required


def test_the_five_incentives_open_nothing(dossier: Dossier, notes: str) -> None:
    conference = dossier.plans["conference"].levers
    five = [slug for slug in conference if dossier.levers[slug].kind == "incentive"]
    others = [slug for slug in dossier.levers if slug not in conference]
    six = ir.leverage(dossier, without=others).values
    assert six["minimal_sets"] == [["announce-withdrawal"]]
    assert six["minimal_sets_complete"]
    assert six["indispensable"] == ["announce-withdrawal"]
    assert set(five) <= set(six["idle"])
    gains = [point["smallest_gain"] for point in six["curve"]]
    assert gains == [9, 11, 12]
    assert "from 9 to 11" in notes
    assert six["curve"][-1]["levers"] == [
        "announce-withdrawal",
        "saudi-public-works",
        "constitutional-guarantee",
    ]
    alone = ir.leverage(dossier, without=[*others, "announce-withdrawal"]).values
    assert alone["opens"] is False
    assert alone["nearest"]["smallest_gain"] == -2  # several packages come as near


def test_what_five_points_for_everybody_take(dossier: Dossier, notes: str) -> None:
    """The margin of the notes: the announcement alone, or six levers at five times the cost."""
    found = levers_of(dossier)
    alone = cheapest(found.case, Aim(margin=5.0))
    announcement = found.levers.index("announce-withdrawal")
    without = cheapest(found.case, Aim(margin=5.0, without=(announcement,)))
    assert alone.opening is not None
    assert found.named(alone.opening.levers) == ["announce-withdrawal"]
    assert without.opening is not None
    assert len(found.named(without.opening.levers)) == 6
    assert without.bound > 5 * alone.opening.cost
    others = [slug for slug in found.levers if dossier.levers[slug].kind != "pressure"]
    barred = tuple(found.levers.index(slug) for slug in others)
    pressed = cheapest(found.case, Aim(margin=5.0, without=barred))
    assert (pressed.opening, pressed.bound) == (None, float("inf"))
    told = " ".join(notes.split())
    assert "pressure alone no longer opens a deal" in told
    assert "takes six levers" in told
    assert "more than five times the cost" in told


def test_what_the_threat_and_the_pressure_cost(
    dossier: Dossier, opened: dict[str, Any], notes: str
) -> None:
    told = " ".join(notes.split())
    pays = sum(opened["cheapest"]["pays"].values())
    assert f"opens a deal at {pays:.0f} points to Washington" in told
    assert set(opened["cheapest"]["pays"]) == {"us"}
    costs = [dossier.levers[slug].cost for slug in opened["only_kind"]["pressure"]["levers"]]
    pressed = sum(cost.mode(party) for cost in costs for party in cost.slugs())
    assert f"open a deal for {pressed:.0f} points between them" in told
    announced = dossier.levers["announce-withdrawal"].audience_cost
    staying, leaving = (
        dossier.scenarios[slug].judgements["us"] for slug in ("status-quo", "troops-leave")
    )
    assert announced is not None
    for ends in (announced, staying, leaving):
        assert ends.low is not None
        assert ends.high is not None
    least = leaving.low + announced.low - staying.high  # type: ignore[operator]
    most = leaving.high + announced.high - staying.low  # type: ignore[operator]
    assert f"anything from {-least:.0f} points short to {most:.0f} to spare" in told


def test_the_conference_mended(dossier: Dossier, notes: str) -> None:
    """The two steps that the notes tell the reader to try in a copy of the dossier."""
    steps = (
        {"bases": "none", "amnesty": "far-reaching"},
        {"kirkuk": "arbitration", "oil": "krg-17", "regions": "freeze"},
    )
    content = dossier.model_dump(exclude_none=True)
    lost = []
    for step in steps:
        content["plans"]["conference"]["package"].update(step)
        changed = Dossier.model_validate(content)
        plan = ir.agreement(changed, plan="conference", limit=1, short=True).values["plan"]
        lost.append(_lost(dossier, plan))
    assert lost == ["turkey (line)", "nobody"]
    assert plan["gains"]["sadr"] == 0
    told = " ".join(notes.split())
    assert "only Turkey's line remains" in told
    assert "all eleven can sign, Sadr with nothing to spare" in told


def test_answers_change_as_judgements_do(dossier: Dossier) -> None:
    """The margin of the threat's credibility is thin on every side of it."""
    for key, changed in (
        ("levers.announce-withdrawal.audience_cost", 7),
        ("scenarios.troops-leave.us", 31),
        ("scenarios.status-quo.us", 43),
    ):
        found = levers_of(_judged(dossier, key, changed))
        assert not threats(found.case)[0].credible, key
        answer = cheapest(found.case)
        assert answer.opening is not None
        assert found.named(answer.opening.levers) != ["announce-withdrawal"]
    weaker = levers_of(_judged(dossier, "scenarios.status-quo.kdp", 50))
    answer = cheapest(weaker.case)
    assert answer.opening is not None
    assert "us-presses-kurds" not in weaker.named(answer.opening.levers)


def _judged(dossier: Dossier, key: str, mode: float) -> Dossier:
    """The dossier with one judgement set to ``mode``, without range."""
    content = dossier.model_dump(exclude_none=True)
    *path, last = key.split(".")
    place = content
    for step in path:
        place = place[step]
    place[last] = mode
    return Dossier.model_validate(content)
