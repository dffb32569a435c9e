"""What the answer on agreement amounts to, as typed statements; worded in ``report.words``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Statement
from irenic.theory.bargaining import SOLUTIONS
from irenic.theory.packages import TOLERANCE

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.analyses.result import Names

Values = Mapping[str, Any]

PAIRS_TOLD = 12
"""Opposed pairs that are told one by one."""


def groups(values: Values) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """The solutions by the package they choose first: names of solutions, and that entry."""
    found: list[tuple[tuple[str, ...], dict[str, Any]]] = []
    for name in SOLUTIONS:
        if values[name] is None:
            continue
        entry = values[name]["ties"][0]
        for place, (together, other) in enumerate(found):
            if other["package"] == entry["package"]:
                found[place] = ((*together, name), other)
                break
        else:
            found.append(((name,), entry))
    return found


def chosen(values: Values) -> str | None:
    """The package spoken of first: the Nash bargaining solution, or the nearest, if any."""
    for name in ("nash_bargaining_solution", "nearest"):
        if values[name] is not None:
            return name
    return None


def headline(values: Values, names: Names, *, ranged: bool = False) -> str:
    """The answer in one sentence; ``ranged``: judgements have ranges, which were not used."""
    packages, everybody = values["packages"], values["acceptable_to_all"]
    needed = len(values["required"])
    whose = f"the {needed} parties whose consent is needed" if needed > 1 else (
        "the one party whose consent is needed"
    )  # fmt: skip
    many = "both" if needed == 2 else f"all {needed}"
    everyone = whose if needed == 1 else f"{many} parties whose consent is needed"
    special = _special(values, whose, everyone)
    if special is not None:
        return special
    at = "At the most likely values " if ranged else ""
    if everybody is None:
        none_less = f"at least one of {packages:,} packages is acceptable to {everyone}"
        return f"{at}{none_less}." if at else f"A{none_less[1:]}."
    if everybody:
        count = f"{everybody:,} of {packages:,} packages {_are(everybody)}"
        return f"{at}{count} acceptable to {everyone}."
    none = f"none of the {packages:,} packages is acceptable to {everyone}"
    none = f"{at}{none}" if at else f"N{none[1:]}"
    short = values["nearest"]["ties"][0]["short"] if values["nearest"] else None
    if not short:
        return f"{none}."
    party = max(short, key=lambda slug: short[slug])
    return f"{none}; the nearest leaves {names['parties'][party]} {_points(short[party])} short."


def _special(values: Values, whose: str, everyone: str) -> str | None:
    """The headline where nothing is open, nothing decided, or a quorum suffices; else None."""
    packages = values["packages"]
    if values["red_lines_leave"] == 0:
        return f"The red lines of {whose} exclude every one of the {packages:,} packages."
    if values["zopa_empty"] is None:
        return (
            f"Whether any of the {packages:,} packages is acceptable to {everyone} was not "
            "decided in the time given."
        )
    if values["quorum"] is not None and values["method"] == "programme":
        return _uncounted_quorum(values, whose)
    if values["quorum"] is not None:
        return (
            f"{values['acceptable']:,} of {packages:,} packages have the consent of at least "
            f"{values['quorum']} of {whose}, {values['acceptable_to_all']:,} that of all."
        )
    return None


def _uncounted_quorum(values: Values, whose: str) -> str:
    """The headline with a quorum where packages were not counted."""
    asked = f"the consent of at least {values['quorum']} of {whose}"
    if values["acceptable"] == 0:
        return f"None of the {values['packages']:,} packages has {asked}."
    if values["best_passing"] is None:
        return f"Whether any of the {values['packages']:,} packages has {asked} was not decided."
    every = "none has" if values["zopa_empty"] else "at least one has"
    return f"At least one of {values['packages']:,} packages has {asked}; {every} that of all."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _points(number: float) -> str:
    shown = f"{number:.1f}".removesuffix(".0") if number >= 0.05 else f"{number:.1g}"
    return f"{shown} point" if shown == "1" else f"{shown} points"


def findings(values: Values) -> tuple[Statement, ...]:
    """What was found, the most important first."""
    found = [_zone(values)]
    if values["plan"] is not None:
        found.append(_plan(values))
    if values["frontier"]["size"]:
        evidence = {"size": values["frontier"]["size"], "acceptable": values["acceptable_to_all"]}
        found.append(Statement("agreement-frontier", "", evidence))
    elif values["frontier"]["packages"]:
        evidence = {"packages": len(values["frontier"]["packages"])}
        found.append(Statement("agreement-frontier-spread", "", evidence))
    for together, entry in groups(values):
        evidence = {"solutions": together, "package": entry["package"]}
        found.append(Statement("agreement-solution", together[0], evidence))
    found += _closest(values)
    found += _left_behind(values)
    if values["nearest"] is not None:
        entry = values["nearest"]["ties"][0]
        evidence = {key: entry[key] for key in ("package", "short")}
        evidence["count"] = values["nearest"]["count"]
        found.append(Statement("agreement-nearest", "", evidence))
    return tuple(found)


def _zone(values: Values) -> Statement:
    keys = ("packages", "acceptable", "acceptable_to_all", "required", "quorum", "veto", "scenario")
    evidence = {key: values[key] for key in keys}
    if values["zopa_empty"] is None:
        return Statement("agreement-undecided", "", evidence)
    if values["method"] == "programme" and values["red_lines_leave"] != 0:
        evidence |= {"zone": not values["zopa_empty"], "passes": values["acceptable"] != 0}
        if values["quorum"] is not None:
            evidence["decided"] = values["acceptable"] == 0 or values["best_passing"] is not None
            return Statement("agreement-quorum-uncounted", "", evidence)
        return Statement("agreement-zone-uncounted", "", evidence)
    if values["red_lines_leave"] == 0:
        return Statement("agreement-red-lines-exclude-all", "", evidence)
    if values["quorum"] is not None:
        return Statement("agreement-quorum", "", evidence)
    return Statement(
        "agreement-no-zone" if values["zopa_empty"] else "agreement-zone", "", evidence
    )


def _closest(values: Values) -> list[Statement]:
    """Who gains the smallest share of what it could hope for in the Nash bargaining solution."""
    if values["nash_bargaining_solution"] is None:
        return []
    gains = values["nash_bargaining_solution"]["ties"][0]["gains"]
    ideal = values["ideal"]
    shares = {
        party: gains[party] / ideal[party] if ideal[party] > TOLERANCE / 2 else 0.0
        for party in values["required"]
    }
    party = min(shares, key=lambda slug: shares[slug])
    evidence = {"gain": gains[party], "share": shares[party], "ideal": ideal[party]}
    return [Statement("agreement-closest-to-walking-away", party, evidence)]


def _left_behind(values: Values) -> list[Statement]:
    """Parties whose consent is not needed and who lose by the package spoken of first."""
    if values["nash_bargaining_solution"] is None:
        return []
    gains = values["nash_bargaining_solution"]["ties"][0]["gains"]
    losers = {
        party: -gain
        for party, gain in gains.items()
        if party not in values["required"] and gain < -TOLERANCE / 2
    }
    return [Statement("agreement-left-behind", "", {"losses": losers})] if losers else []


def _plan(values: Values) -> Statement:
    plan = values["plan"]
    evidence = {
        "lost": {
            party: plan["gains"].get(party) for party in plan["lost"] if party in values["required"]
        },
        "others": [party for party in plan["lost"] if party not in values["required"]],
        "crossed": sorted({line["party"] for line in plan["red_lines"]}),
        "acceptable": plan["acceptable"],
        "passes": plan["passes"] and values["quorum"] is not None,
        "left_open": plan["left_open"],
    }
    return Statement("agreement-plan", plan["plan"], evidence)


def reasons(values: Values) -> tuple[Statement, ...]:
    """Who stands against whom where nothing is acceptable, and what would move each party."""
    found: list[Statement] = []
    if values["accepts"] is not None:
        for party, count in values["accepts"].items():
            if count == 0:
                found.append(Statement("agreement-accepts-nothing", party))
        if values["opposed"]:
            evidence = {"pairs": values["opposed"][:PAIRS_TOLD], "count": len(values["opposed"])}
            found.append(Statement("agreement-opposed", "", evidence))
        alone = {party: count for party, count in values["alone"].items() if count}
        for party in sorted(alone, key=lambda slug: -alone[slug]):
            evidence = {"packages": alone[party]}
            found.append(Statement("agreement-refuses-alone", party, evidence))
    main = chosen(values)
    if main is None:
        return tuple(found)
    for party, about in values["sensitivity"][main]["parties"].items():
        if party in values["required"] and (about["most"] or about["least"]):
            found.append(Statement("agreement-would-move", party, {"solution": main, **about}))
    return tuple(found)


def caveats(given: Arrays, values: Values) -> tuple[Statement, ...]:
    """What a reader must know to take the answer for no more than it is."""
    found: list[Statement] = []
    if values["zopa_empty"] is False:
        found += _about_solutions(values)
    if values["without_reservation"]:
        evidence = {"parties": values["without_reservation"], "scenario": values["scenario"]}
        found.append(Statement("agreement-without-reservation", "", evidence))
    crossed = _other_red_lines(given, values)
    if crossed:
        found.append(Statement("agreement-other-red-lines", "", {"parties": crossed}))
    if values["overruled"]:
        evidence = {"scenario": values["scenario"], "overruled": values["overruled"]}
        found.append(Statement("agreement-overruled", "", evidence))
    if values["quorum"] is not None:
        found.append(Statement("agreement-quorum-solutions"))
    cut = [
        name
        for name in (*SOLUTIONS, "best_passing", "nearest")
        if values[name] and values[name]["truncated"] and values[name]["count"] is not None
    ]
    if values["frontier"]["truncated"] and values["frontier"]["size"] is not None:
        cut.append("frontier")
    if cut:
        found.append(Statement("agreement-cut", "", {"lists": cut}))
    found += _about_programmes(values)
    found += _about_changes(given)
    found.append(Statement("agreement-tolerance", "", {"tolerance": TOLERANCE}))
    return tuple(found)


def _about_programmes(values: Values) -> list[Statement]:
    """What is not known where packages were not listed."""
    if values["method"] != "programme":
        return []
    found = [Statement("agreement-not-counted", "", {"packages": values["packages"]})]
    named = [name for name in (*SOLUTIONS, "best_passing", "nearest") if values[name]]
    some = [name for name in named if values[name]["count"] is None]
    if some:
        found.append(Statement("agreement-some-ties", "", {"lists": some}))
    unproven = {
        name: {"value": values[name]["value"], "bound": values["bound"][name]}
        for name in named
        if values["bound"][name] != values[name]["value"]
    }
    if unproven:
        found.append(Statement("agreement-unproven", "", {"values": unproven}))
    if values["frontier"]["size"] is None:
        evidence = {"packages": len(values["frontier"]["packages"])}
        found.append(Statement("agreement-spread", "", evidence))
    return found


def _about_changes(given: Arrays) -> list[Statement]:
    """In what the case differs from the dossier."""
    where = given.setting
    evidence = {
        "fixed": dict(where.fixed),
        "ruled_out": {issue: list(options) for issue, options in where.ruled_out.items()},
        "left_out": list(where.left_out),
        "added": list(where.added),
    }
    return [Statement("agreement-changed", "", evidence)] if any(evidence.values()) else []


def _about_solutions(values: Values) -> list[Statement]:
    found = [Statement("agreement-interpersonal")]
    if values["nash_bargaining_solution"] and values["nash_bargaining_solution"]["value"] == 0:
        gains = values["nash_bargaining_solution"]["ties"][0]["gains"]
        nothing = [p for p in values["required"] if abs(gains[p]) <= TOLERANCE / 2]
        found.append(Statement("agreement-product-zero", "", {"parties": nothing}))
    hopeless = [party for party, best in values["ideal"].items() if best <= TOLERANCE / 2]
    if hopeless:
        found.append(Statement("agreement-ideal-zero", "", {"parties": hopeless}))
    left_out = {
        name: values[name]["dominated"]
        for name in SOLUTIONS
        if values[name] and values[name]["dominated"]
    }
    if left_out:
        found.append(Statement("agreement-dominated", "", {"left_out": left_out}))
    return found


def _other_red_lines(given: Arrays, values: Values) -> list[str]:
    """Parties whose consent is not needed and whose red line a solution crosses."""
    return sorted(
        {
            party
            for _, entry in groups(values)
            for party, _ in given.crossed(entry["package"])
            if party not in values["required"]
        }
    )
