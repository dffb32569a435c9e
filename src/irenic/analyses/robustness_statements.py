"""What is said of robustness: headline, findings, reasons, caveats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from irenic.analyses.flip_search import WIDER
from irenic.analyses.result import Statement
from irenic.theory.intervals import wilson

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

FIRM = 0.95
"""Share of the draws, one way or the other, from which on a conclusion counts as firm."""

SURELY = 0.9
"""Share of which the interval of a firm conclusion has to lie clear, whichever way it goes."""

BALANCED = 0.8
"""Share of the draws, whichever way more go, below which a conclusion hangs in the balance."""

SHOWN = 3
"""Conclusions that the headline names, those nearest to half first."""

FEW_DEALS = 30
"""Draws with a deal below which counts among them say little."""

MATTER = 3
"""Judgements named for each conclusion."""


def lean(row: Values) -> float:
    """The share of draws that go the way that most of them go."""
    return max(float(row["share"]), 1.0 - float(row["share"]))


def contradicted(row: Values) -> bool:
    """Whether most draws say otherwise than the most likely numbers."""
    return row["at_modes"] is not None and row["at_modes"] != (row["share"] >= 0.5)


def firm(row: Values) -> bool:
    """Whether nearly all draws say the same as the most likely numbers, and enough were drawn."""
    sure = row["low"] >= SURELY or 1.0 - row["high"] >= SURELY - 1e-9
    return lean(row) >= FIRM and sure and not contradicted(row)


def counted(values: Values) -> list[Values]:
    """The conclusions with a share."""
    return [row for row in values["conclusions"] if row["share"] is not None]


def in_doubt(values: Values) -> list[Values]:
    """The conclusions that are not firm, the most doubtful first."""
    rows = [row for row in counted(values) if not firm(row)]
    return sorted(rows, key=lean)


def headline(values: Values, names: Names) -> str:
    """The answer in one sentence."""
    rows = counted(values)
    asked = [row for row in values["conclusions"] if row["numbers"]]
    if asked and not values["draws"]:
        each = "what would turn it" if len(asked) == 1 else "what would turn each"
        return (
            f"No judgement has a range, so there is nothing to draw and no share; of "
            f"{_conclusions(len(asked))} on judged numbers it is asked {each} round."
        )
    if not rows:
        return "No conclusion that was asked rests on a judged number."
    standing = sum(map(firm, rows))
    open_ = [row for row in in_doubt(values) if lean(row) < BALANCED]
    otherwise = [row for row in in_doubt(values) if contradicted(row) and row not in open_]
    verb = "stands" if 1 in (standing, len(rows)) else "stand"
    text = (
        f"Of {_conclusions(len(rows))} on judged numbers, {standing or 'none'} "
        f"{verb} firm within the stated ranges (the same in at "
        f"least {FIRM:.0%} of {values['draws']:,} draw{'s' * (values['draws'] != 1)})".replace(
            "%", "\u00a0%"
        )
    )
    return f"{text}; {_balance(open_, names)}.{_otherwise(otherwise, names)}"


def _balance(rows: list[Values], names: Names) -> str:
    """What hangs in the balance."""
    if not rows:
        return "none hangs in the balance"
    hang = "hangs" if len(rows) == 1 else "hang"
    listed = "; ".join(_hanging(row, names) for row in rows[:SHOWN])
    left = len(rows) - SHOWN
    more = f"; and {left} {'other' if left == 1 else 'others'}" if left > 0 else ""
    first = ", those nearest to half first" if len(rows) > 1 else ""
    return f"{len(rows)} {hang} in the balance{first}: {listed}{more}"


def _otherwise(rows: list[Values], names: Names) -> str:
    """Where nearly all draws contradict the most likely numbers."""
    if not rows:
        return ""
    listed = "; ".join(_hanging(row, names) for row in rows[:SHOWN])
    return f" Most draws contradict the most likely numbers on {listed}."


def _conclusions(number: int) -> str:
    return "1 conclusion that rests" if number == 1 else f"{number} conclusions that rest"


def _hanging(row: Values, names: Names) -> str:
    return f"whether {names['conclusions'][row['name']]} (in {100 * row['share']:.0f} of 100)"


def findings(values: Values) -> tuple[Statement, ...]:
    """The answer in sentences, the most important first."""
    return tuple(_findings(values))


def _findings(values: Values) -> Iterator[Statement]:
    # Those in doubt come first, the most doubtful before the others.
    for row in in_doubt(values):
        yield _alone(row, values)
    yield from _firm(values)
    left = [row for row in values["conclusions"] if row["numbers"] and row["share"] is None]
    for row in left if values["draws"] else ():
        yield Statement("robustness-undecided", row["name"], {**row, "draws": values["draws"]})
    ordinal = [row for row in values["conclusions"] if not row["numbers"]]
    if ordinal:
        held = {row["name"]: row["at_modes"] for row in ordinal}
        yield Statement("robustness-no-numbers", "", {"conclusions": held})
    if values["about"] is not None:
        evidence = {"about": values["about"], "acceptance": values["acceptance"],
                    "draws": values["draws"]}  # fmt: skip
        yield Statement("robustness-acceptance", values["about"]["name"], evidence)
    if values["most_acceptable"] is not None:
        evidence = {**values["most_acceptable"], "oftener": _oftener(values)}
        yield Statement("robustness-most-acceptable", "", evidence)
    if values["worth_knowing"] is not None:
        yield Statement("robustness-worth-knowing", "", values["worth_knowing"])
    yield from _deep(values)


def _oftener(values: Values) -> list[Values]:
    """The plans accepted in more draws than the best settlement found, but carried in fewer."""
    best = values["most_acceptable"]
    return [
        {"plan": name, **row} for name, row in values["offers"].items()
        if name != best["offer"] and row["carried_share"] is not None
        and row["share"] > best["accepted_share"]
        and row["carried_share"] < best["confirmed_share"]
    ]  # fmt: skip


def _alone(row: Values, values: Values) -> Statement:
    return Statement("robustness-conclusion", row["name"], {**row, "draws": values["draws"]})


def _firm(values: Values) -> Iterator[Statement]:
    """The firm conclusions: what holds in one list, what does not in another.

    What needs a remark of its own, because draws are undecided or the most likely numbers say
    nothing, is told by itself, before the lists.
    """
    standing = [row for row in counted(values) if firm(row)]
    plain = [row for row in standing if row["at_modes"] is not None and not row["undecided"]]
    yield from (_alone(row, values) for row in standing if row not in plain)
    for holds in (True, False):
        mine = [row for row in plain if row["at_modes"] is holds]
        mine.sort(key=lean, reverse=True)
        if len(mine) == 1:
            yield _alone(mine[0], values)
        elif mine:
            yield Statement("robustness-firm", "", {"holds": holds, "conclusions": mine})


def _deep(values: Values) -> Iterator[Statement]:
    """What was computed anew in every draw."""
    deep = values["deep"]
    if deep is None:
        return
    solutions, openings = deep["solutions"], deep["openings"]
    if solutions is None:
        yield Statement("robustness-no-solutions")
    else:
        deals, draws = solutions["draws"], values["draws"]
        evidence = {
            "deals": deals, "share": deals / draws, **_interval(deals, draws),
            **settled(solutions),
        }  # fmt: skip
        yield Statement("robustness-solutions", "", evidence)
    if openings is None:
        yield Statement("robustness-no-levers")
    else:
        decided = values["draws"] - openings["unproven"]
        share = openings["opened"] / decided if decided else None
        evidence = {
            **openings, "draws": values["draws"], "share": share,
            **_interval(openings["opened"], decided),
        }  # fmt: skip
        yield Statement("robustness-openings", "", evidence)


def _interval(number: int, draws: int) -> dict[str, float]:
    low, high = wilson(number, draws)
    return {"low": float(low), "high": float(high)}


def foremost(options: Mapping[str, float]) -> tuple[str, float]:
    """The option that is taken most often, the first of several, and its share."""
    option = max(options, key=lambda one: options[one])
    return option, options[option]


def settled(solutions: Values) -> dict[str, Any]:
    """``same``: issues that every solution settles one way in nearly all draws, with that way.

    ``issues``: how many issues there are.
    """
    by_solution = [*solutions["options"].values()]
    if not by_solution:
        return {"same": {}, "issues": 0}
    same = {}
    for issue in by_solution[0]:
        ways = [foremost(options[issue]) for options in by_solution]
        if len({way for way, _ in ways}) == 1 and min(share for _, share in ways) >= FIRM:
            same[issue] = ways[0][0]
    return {"same": same, "issues": len(by_solution[0])}


def reasons(values: Values) -> tuple[Statement, ...]:
    """What each conclusion depends on, and what would have to be true for it to turn."""
    return tuple(_reasons(values))


def _reasons(values: Values) -> Iterator[Statement]:
    matter: dict[str, list[Values]] = {}
    for row in values["importance"]:
        matter.setdefault(row["conclusion"], []).append(row)
    for row in in_doubt(values):
        foremost = matter.get(row["name"], [])[:MATTER]
        if foremost:
            yield Statement("robustness-importance", row["name"], {"judgements": foremost})
    yield from turns(values)


def turns(values: Values) -> Iterator[Statement]:
    """For each conclusion that was asked: the smallest change that turns it round.

    Those that nothing turns, alone or together, come last, by how they were asked.
    """
    alone: dict[str, list[Values]] = {}
    for row in values["flips"]:
        alone.setdefault(row["conclusion"], []).append(row)
    joint = {row["conclusion"]: row for row in values["joint_flips"]}
    never: dict[tuple[str, bool, bool], list[str]] = {}
    for asked in values["flips_asked"]:
        name, together = asked["conclusion"], joint.get(asked["conclusion"])
        nearest = min(alone.get(name, []), key=_nearness, default=None)
        if nearest is None and (together is None or together["scale"] is None):
            how = (asked["way"], asked["complete"], together is not None)
            never.setdefault(how, []).append(name)
        else:
            evidence = {**asked, "nearest": nearest, "joint": together, "reach": WIDER}
            yield Statement("robustness-turns", name, evidence)
    for (way, complete, asked_together), names in never.items():
        yield Statement("robustness-never-turns", "", {
            "conclusions": names, "way": way, "complete": complete, "together": asked_together,
            "reach": WIDER,
        })  # fmt: skip


def _nearness(row: Values) -> float:
    return float("inf") if row["effort"] is None else float(row["effort"])


def _anew(values: Values) -> dict[str, int]:
    """On how many draws each count rests of what was done anew in every draw."""
    deep, found = values["deep"], {}
    if deep is not None and deep["solutions"] is not None:
        found["solutions"] = int(deep["solutions"]["draws"])
    if deep is not None and deep["openings"] is not None:
        found["openings"] = int(deep["openings"]["opened"])
    return found


def _of_shares(values: Values) -> Iterator[Statement]:
    """What shares do not say."""
    least = _interval(values["draws"], values["draws"])["low"]
    if least < FIRM:
        yield Statement("robustness-few", "", {"draws": values["draws"], "low": least})
    yield Statement("robustness-not-a-probability")
    yield Statement("robustness-independent", "", {"groups": values["groups"]})
    yield Statement("robustness-intervals", "", {"draws": values["draws"]})


def caveats(
    values: Values,
    left_out: Mapping[str, Sequence[str]] = MappingProxyType({}),
    in_vain: int = 0,
) -> tuple[Statement, ...]:
    """What the answer does not say.

    ``left_out``: questions not asked, and what they lack. ``in_vain``: draws in none of which
    a settlement carried by all was found.
    """
    found = [Statement("robustness-in-vain", "", {"sample": in_vain})] if in_vain else []
    found += [*_of_shares(values)] if values["draws"] else []
    found += [
        Statement("robustness-left-out", question, {"missing": list(missing)})
        for question, missing in left_out.items()
    ]
    certain = values["judgements"] - values["ranged"]
    if certain:
        evidence = {"certain": certain, "judgements": values["judgements"]}
        found.append(Statement("robustness-certain", "", evidence))
    found += [
        Statement("robustness-few-deals", what, {"number": number, "least": FEW_DEALS})
        for what, number in _anew(values).items()
        if 0 < number < FEW_DEALS
    ]
    left = [one["conclusion"] for one in values["flips_asked"] if not one["complete"]]
    if left:
        found.append(Statement("robustness-turns-incomplete", "", {"conclusions": left}))
    return tuple(found)
