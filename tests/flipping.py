"""Dossiers in which judgements nearly turn conclusions, and what those are by definition."""

from __future__ import annotations

from hypothesis import strategies as st

from agreement_oracle import crosses, gain, packages
from irenic.dossier.model import Dossier


@st.composite
def _judged(draw, least=-4):
    """A judgement in halves of a point, mostly with a range."""
    halves = st.integers(2 * least, 12).map(lambda n: n / 2)
    if draw(st.integers(0, 3)) == 0:
        return draw(halves)
    low, mode, high = sorted(draw(st.lists(halves, min_size=3, max_size=3)))
    return {"low": low, "mode": mode, "high": high}


@st.composite
def flippable(draw):
    """Two or three parties, few packages, every kind of lever, a plan, perhaps a red line."""
    parties = [f"p{n}" for n in range(draw(st.integers(2, 3)))]
    issues = {}
    for n in range(draw(st.integers(1, 2))):
        options = [f"o{k}" for k in range(draw(st.integers(1, 3)))]
        some = draw(st.lists(st.sampled_from(parties), min_size=1, unique=True))
        issues[f"i{n}"] = {
            "options": {o: o.upper() for o in options},
            "default": "o0",
            "worth": {p: {o: draw(_judged()) for o in options} for p in some},
        }
    one = st.sampled_from(parties)
    content = {
        "irenic": 1,
        "parties": {p: {} for p in parties},
        "issues": issues,
        "scenarios": {
            name: {p: draw(_judged(-8)) for p in parties} for name in ("quo", "exit")
        },
        "levers": {
            "leave": {"kind": "threat", "by": draw(one), "scenario": "exit",
                      "audience_cost": draw(_judged(0))},
            "give": {"kind": "incentive", "by": parties[0], "cost": {parties[0]: draw(_judged(0))},
                     "worth": {draw(one): draw(_judged())}},
            "lean": {"kind": "pressure", "by": parties[-1],
                     "relief": {draw(one): draw(_judged(0))}},
        },
        "plans": {"peace": {"levers": ["give", "leave"], "package": {}},
                  "quiet": {"levers": ["lean"], "package": {}}},
        "joint_worth": [{"when": {"i0": "o0"}, "worth": {draw(one): draw(_judged())}}],
        "required": draw(st.lists(one, min_size=1, unique=True)),
    }  # fmt: skip
    if draw(st.integers(0, 4)) == 0:
        content["red_lines"] = {draw(one): {"never": [{"i0": "o0"}]}}
    return Dossier.model_validate(content)


def holds(dossier, name, opening=None):
    """Whether a conclusion holds, by definition and by loops; ``opening``: the one meant."""
    kind, _, subject = name.partition(":")
    required = dossier.required
    if kind == "credible":
        return _credible(dossier, subject)
    if kind == "opening-opens":
        package, levers, scenario = opening
        needed = {*required, *(dossier.levers[s].by for s in levers if s != "leave")}
        threats = [s for s in levers if s == "leave"]
        return all(_credible(dossier, s) for s in threats) and _accepted(
            dossier, package, needed, scenario, levers
        )
    levers = dossier.plans[subject].levers if subject else ()
    scenario = "exit" if "leave" in levers else "quo"
    if kind == "plan-accepted":
        package = {issue: entry.default for issue, entry in dossier.issues.items()}
        return _accepted(dossier, package, required, scenario, levers)
    return any(_accepted(dossier, p, required, scenario, levers) for p in packages(dossier))


def _accepted(dossier, package, parties, scenario, levers):
    # Within the tolerance of gains, a billionth of a point.
    return not any(
        crosses(dossier, package, p) or gain(dossier, package, p, scenario, levers) < -0.5e-9
        for p in parties
    )


def _credible(dossier, threat):
    lever = dossier.levers[threat]
    now = dossier.scenarios["quo"].mode(lever.by) - lever.audience_cost.mode
    return now - dossier.scenarios[lever.scenario].mode(lever.by) <= 0.5e-9
