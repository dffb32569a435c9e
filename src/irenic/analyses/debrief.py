"""What did the groups reach, against what was possible? For the teacher of a negotiation.

Each group's package is judged as a plan is: who gains, does it pass, could everybody have
done better? The last is answered by the single text (:mod:`irenic.theory.single_text`):
a package from which no step is left is efficient among all packages, acceptable or not.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irenic.analyses.agreement import agreement
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Axis, Column, Figure, Method, Result, Statement, Status, Table
from irenic.errors import UsageError
from irenic.theory.packages import TOLERANCE
from irenic.theory.programme import Clock
from irenic.theory.single_text import single_text

if TYPE_CHECKING:
    from irenic.analyses.arrays import Arrays
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Floats, Progress

METHOD = Method(
    "Each outcome's gains are computed exactly; it is improved step by step, by mixed-integer "
    "programmes, until nothing is left that is better for one and worse for none",
    "Pareto 1906; Raiffa 1982, ch. 14",
)

POINTS = 400
"""Places of the frontier that are drawn at most."""


def debrief(
    dossier: Dossier,
    outcomes: Mapping[str, Mapping[str, str] | None],
    *,
    scenario: str | None = None,
    levers: Sequence[str] = (),
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> Result:
    """Judge what groups reached in the game of ``dossier``, and what they left on the table.

    ``outcomes``: group -> package that settles every issue (issue -> option), or None where
    the group reached no agreement. ``scenario`` and ``levers`` as for ``agreement``;
    ``seconds``: time for the search for better packages, for each group.

    ``values`` has the keys

    - ``groups``: group -> None (no agreement), or ``package``, ``gains`` (party -> points),
      ``total`` and ``smallest`` (of the required parties' gains, in points), ``acceptable``
      (to all required), ``passes`` (by the dossier's quorum), ``lost`` (parties that lose or
      whose red line is crossed), ``efficient`` (True, False, or None where the time ran out)
      and ``left``: None, or ``package``, ``changes`` (issue -> [from, to]) and ``change``
      (party -> points): a package that is better for some and worse for no required party;
    - ``agreed``, ``passing``, ``efficient``: numbers of groups;
    - ``frontier``: gains (party -> points) of at most POINTS packages that ``agreement``
      finds on the frontier; ``highest_total``, ``highest_smallest``: the best that a package
      acceptable to all has (utilitarian and egalitarian value), or None; ``highest_proven``:
      whether nothing higher exists of either; ``highest_together``: whether one package has
      both, None where that is not known;
    - ``scenario``, ``required``.

    Raises :class:`~irenic.errors.UsageError` without any outcome, and as ``agreement`` does.
    """
    began = time.perf_counter()
    if not outcomes:
        raise UsageError("there are no outcomes to judge; give at least one group")
    if not (math.isfinite(seconds) and seconds >= 0):  # with 0 nothing better is sought
        raise UsageError(f"seconds is {seconds}; expected 0 or more and finite")
    given = arrays(dossier, setting(dossier, scenario, levers))
    groups: dict[str, dict[str, Any] | None] = {}
    for place, (group, package) in enumerate(outcomes.items()):
        groups[group] = None if package is None else _judged(given, package, seconds)
        if progress is not None:
            progress("groups", (place + 1) / len(outcomes))
    reached = [found for found in groups.values() if found is not None]
    possible = agreement(
        dossier, scenario=scenario, levers=levers, limit=POINTS, progress=progress
    ).values
    values: dict[str, Any] = {
        "groups": groups,
        "agreed": len(reached),
        "passing": sum(found["passes"] for found in reached),
        "efficient": sum(found["efficient"] is True for found in reached),
        "frontier": [entry["gains"] for entry in possible["frontier"]["packages"]],
        "highest_total": _value(possible["utilitarian"]),
        "highest_smallest": _value(possible["egalitarian"]),
        **_highest(possible),
        "scenario": given.setting.scenario,
        "required": list(given.required),
    }
    unproven = [group for group, found in groups.items() if found and found["efficient"] is None]
    return Result(
        question="debrief",
        status=Status.PARTIAL if unproven else Status.COMPLETE,
        headline=headline(values),
        values=values,
        method=METHOD,
        parameters={"scenario": values["scenario"], "levers": list(given.setting.levers),
                    "seconds": seconds, "tolerance": TOLERANCE},
        names=names(dossier),
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=_findings(values),
        caveats=(
            Statement("debrief-sums"),
            *([Statement("debrief-unproven", "", {"groups": unproven})] if unproven else []),
        ),
        tables=_tables(values),
        figures=_figures(values),
    )  # fmt: skip


def _judged(given: Arrays, package: Mapping[str, str], seconds: float) -> dict[str, Any]:
    """One group's package: what it brings, whether it passes, what was left on the table."""
    choice = given.choice(package)
    text = single_text(given.space, choice, Clock(seconds))
    gains = _by_party(given, text.gains)
    hurt = {party for party, _ in given.crossed(package)}
    hurt |= {party for party, gain in gains.items() if gain < 0}
    consents = {party for party in given.required if party not in hurt}
    quorum, veto = given.dossier.quorum, given.dossier.veto
    enough = len(given.required) if quorum is None else quorum
    own = [gains[party] for party in given.required]
    return {
        "package": dict(package),
        "gains": gains,
        "total": sum(own),
        "smallest": min(own),
        "acceptable": len(consents) == len(given.required),
        "passes": len(consents) >= enough and (quorum is None or set(veto) <= consents),
        "lost": [party for party in given.parties if party in hurt],
        "efficient": False if text.steps else True if text.efficient else None,
        "left": _left(given, package, gains, text.last) if text.steps else None,
    }


def _left(
    given: Arrays, package: Mapping[str, str], gains: Mapping[str, float], better: Sequence[int]
) -> dict[str, Any]:
    """The better package, what it changes, and what that brings everybody."""
    to = given.package(better)
    after = _by_party(given, given.gains([better])[:, 0])
    return {
        "package": to,
        "changes": {i: [package[i], to[i]] for i in given.issues if package[i] != to[i]},
        "change": {party: round(after[party] - gains[party], 9) + 0.0 for party in given.parties},
    }


def _by_party(given: Arrays, points: Floats) -> dict[str, float]:
    return dict(zip(given.parties, (points + 0.0).tolist(), strict=True))


def _value(solution: Mapping[str, Any] | None) -> float | None:
    return None if solution is None else float(solution["value"])


def _highest(possible: Mapping[str, Any]) -> dict[str, bool | None]:
    """Whether the highest sum and the highest smallest gain are proven, and of one package."""
    total, smallest = possible["utilitarian"], possible["egalitarian"]
    if total is None or smallest is None:
        return {"highest_proven": None, "highest_together": None}
    bound = possible["bound"]
    proven = all(possible[n]["value"] == bound[n] for n in ("utilitarian", "egalitarian"))
    together: bool | None = None
    # Whatever has the highest sum is a tie of the utilitarian solution: nothing dominates it.
    if any(
        min(entry["gains"][party] for party in possible["required"])
        >= smallest["value"] - TOLERANCE / 2
        for entry in total["ties"]
    ):
        together = True
    elif proven and not total["truncated"]:
        together = False
    return {"highest_proven": proven, "highest_together": together}


def headline(values: Mapping[str, Any]) -> str:
    """The answer in one sentence."""
    groups, agreed = len(values["groups"]), values["agreed"]
    said = f"{agreed} of {groups} groups" if groups > 1 else ("The group" if agreed else "")
    if not agreed:
        return "No group reached an agreement." if groups > 1 else "The group did not agree."
    if groups == 1:
        passing = "that passes" if values["passing"] else "that does not pass"
        end = "nobody could have had more without another's loss"
        if not values["efficient"]:
            end = "it is not shown to be efficient"
        return f"The group reached an agreement {passing}; {end}."
    return (
        f"{said} reached an agreement; {values['passing']} of these "
        f"{'passes' if values['passing'] == 1 else 'pass'}, and {values['efficient']} left "
        "nothing on the table."
    )


def _findings(values: Mapping[str, Any]) -> tuple[Statement, ...]:
    found = []
    for group, outcome in values["groups"].items():
        evidence = {"group": group, **({} if outcome is None else outcome)}
        kind = "debrief-none" if outcome is None else "debrief-group"
        found.append(Statement(kind, group, evidence | {"required": values["required"]}))
    if values["highest_total"] is not None:
        kept = ("highest_total", "highest_smallest", "highest_proven", "highest_together")
        found.append(Statement("debrief-possible", "", {key: values[key] for key in kept}))
    return tuple(found)


def _tables(values: Mapping[str, Any]) -> tuple[Table, ...]:
    """One row a group; then each group's gains, party by party."""
    reached = {group: found for group, found in values["groups"].items() if found is not None}
    overview = Table(
        "debrief-groups",
        "What the groups reached",
        (
            Column("group", "Group"), Column("passes", "Passes", "mark"),
            Column("efficient", "Nothing left on the table", "mark"),
            Column("total", "Sum of gains", "number", "points"),
            Column("smallest", "Smallest gain", "gain", "points"),
            Column("lost", "Who loses by it", "party"),
        ),
        tuple(
            (group, *((None,) * 5 if found is None else (
                found["passes"], found["efficient"], found["total"], found["smallest"],
                tuple(found["lost"]))))
            for group, found in values["groups"].items()
        ),
    )  # fmt: skip
    if not reached:
        return (overview,)
    parties = list(next(iter(reached.values()))["gains"])
    gains = Table(
        "debrief-gains",
        "Each party's gain over no deal, by group",
        (Column("party", "Party", "party"), *(Column(g, g, "gain", "points") for g in reached)),
        tuple((p, *(found["gains"][p] for found in reached.values())) for p in parties),
    )
    left = tuple(
        (group, issue, f"{issue}.{old}", f"{issue}.{new}")
        for group, found in reached.items()
        if found["left"] is not None
        for issue, (old, new) in found["left"]["changes"].items()
    )
    columns = (
        Column("group", "Group"), Column("issue", "Issue", "issue"),
        Column("from", "Agreed", "option"), Column("to", "Better", "option"),
    )  # fmt: skip
    changes = Table("debrief-left", "What the groups left on the table", columns, left)
    return (overview, gains, changes) if left else (overview, gains)


def _figures(values: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The outcomes over the frontier: the sum of gains across, the smallest gain up."""
    reached = {group: found for group, found in values["groups"].items() if found is not None}
    if not reached:
        return ()
    required = values["required"]
    marks = [
        _mark(sum(gains[p] for p in required), min(gains[p] for p in required), "Frontier", "")
        for gains in values["frontier"]
    ]
    alike: dict[tuple[float, float], list[str]] = {}
    for group, found in reached.items():
        alike.setdefault((found["total"], found["smallest"]), []).append(group)
    marks += [_mark(*place, "Outcome", ", ".join(groups)) for place, groups in alike.items()]
    evidence = {
        "groups": {g: [found["total"], found["smallest"]] for g, found in reached.items()},
        "frontier": len(values["frontier"]),
        "highest_total": values["highest_total"],
        "highest_smallest": values["highest_smallest"],
    }
    axes = {
        "x": Axis("total", "Sum of gains over no deal", "points"),
        "y": Axis("smallest", "Smallest gain", "points"),
        "series": Axis("kind", "Packages"),
        "label": Axis("label", "Group"),
    }
    return (
        Figure(
            "debrief-frontier",
            "scatter",
            "What the groups reached, against what was possible",
            Statement("debrief-figure-reading", "", evidence),
            Statement("debrief-figure-alt", "", evidence),
            axes,
            tuple(marks),
        ),
    )


def _mark(total: float, smallest: float, kind: str, label: str) -> dict[str, Any]:
    return {"total": float(total), "smallest": float(smallest), "kind": kind, "label": label}
