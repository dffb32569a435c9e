"""What people are told of strength, doubt, views, coalitions and draws: findings and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.analyses.result import Column, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from irenic.analyses.conflict import Conflict

_TOLD = 5
"""The most surprises, mistakes, defections and draws told one by one."""


_SHOWN = 40
"""The most rows of a table."""


def findings(given: Conflict, values: Mapping[str, Any], size: int) -> Iterator[Statement]:
    """Findings on the parts of ``values`` that are there; ``size``: of coalitions searched."""
    if values["strong"]:
        counts = {
            c: (of["counts"]["equilibria"], values["counts"][c]["equilibria"])
            for c, of in values["strong"].items()
        }
        yield Statement("stability_strong", evidence={"counts": counts})
    yield from _unknown(values)
    yield from _views(given, values)
    if values["coalition"]:
        evidence = {name: values["coalition"][name] for name in ("members", "counts")}
        yield Statement("stability_coalition", evidence=evidence)
        yield from _why_coalition(given, values["coalition"])
    yield from _defections(given, values, size)
    yield from _draws(given, values)


def _about(given: Conflict, text: str) -> dict[str, Any]:
    return {"today": text == given.status_quo, "in_force": given.in_force(text)}


def _unknown(values: Mapping[str, Any]) -> Iterator[Statement]:
    unknown = values["unknown"]
    counts = {c: n for c, n in unknown["counts"].items() if n is not None} if unknown else {}
    if counts:
        ways = {party: n for party, n in unknown["completions"].items() if n > 1}
        yield Statement("stability_unknown", evidence={"completions": ways, "counts": counts})


def _views(given: Conflict, values: Mapping[str, Any]) -> Iterator[Statement]:
    views = values["views"]
    if not views or not views["parties"]:
        return
    counts = {concept: of["equilibria"] for concept, of in views["counts"].items()}
    evidence = {"parties": views["parties"], "counts": counts}
    yield Statement("stability_hypergame", evidence=evidence)
    if views["nothing_possible"]:
        evidence = {"parties": views["nothing_possible"]}
        yield Statement("stability_nothing_possible", evidence=evidence)
    today = [p for p in views["today_impossible"] if p not in views["nothing_possible"]]
    if today:
        yield Statement("stability_today_impossible", evidence={"parties": today})
    surprises: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for concept, states in views["surprised"].items():
        for state, parties in states.items():
            surprises.setdefault((state, tuple(parties)), []).append(concept)
    for (state, parties), concepts in list(surprises.items())[:_TOLD]:
        evidence = {**_about(given, state), "parties": list(parties), "concepts": concepts}
        yield Statement("stability_surprise", state, evidence)
    if len(surprises) > _TOLD:
        most = {c: of["surprising"] for c, of in views["counts"].items()}
        yield Statement("stability_more_surprises", evidence={"counts": most, "told": _TOLD})
    mistakes: dict[tuple[str, str], list[str]] = {}
    for concept, of_party in views["mistaken"].items():
        for party, wrong in of_party.items():
            for state in wrong:
                mistakes.setdefault((state, party), []).append(concept)
    for (state, party), concepts in list(mistakes.items())[:_TOLD]:
        evidence = {**_about(given, state), "party": party, "concepts": concepts}
        yield Statement("stability_mistaken", state, evidence)


def _why_coalition(given: Conflict, found: Mapping[str, Any]) -> Iterator[Statement]:
    """Why the status quo, or the state asked about, is stable for the coalition; alike once."""
    merged: list[tuple[str, dict[str, Any], list[str]]] = []
    for one in found["why"]:
        shared = {**_about(given, one["state"]), "members": found["members"]}
        told: list[tuple[str, dict[str, Any]]] = [
            ("stability_coalition_deterred" if one["stable"] else "stability_coalition_open", move)
            for move in one["improvements"]
        ] or [("stability_coalition_content", {})]
        for kind, move in told:
            evidence = {**shared, **move}
            known = next((m for m in merged if m[:2] == (kind, evidence)), None)
            if known is None:
                merged.append((kind, evidence, [one["concept"]]))
            else:
                known[2].append(one["concept"])
    for kind, evidence, concepts in merged:
        yield Statement(kind, found["why"][0]["state"], {**evidence, "concepts": concepts})


def _defections(given: Conflict, values: Mapping[str, Any], size: int) -> Iterator[Statement]:
    found, search = values["defections"], values["defections_search"]
    if found is None:
        return
    if not search["cases"]:
        yield Statement("stability_no_defection", evidence=dict(search))
    elif not search["undeterred"]:
        concepts = list(found[0]["undeterred"])
        yield Statement("stability_deterred_coalitions", evidence={**search, "concepts": concepts})
    else:
        yield Statement("stability_defections", evidence={**search, "told": _TOLD})
    for one in [one for one in found if any(one["undeterred"].values())][:_TOLD]:
        end = next(e for of in one["undeterred"].values() for e in of)
        pairs = list(zip(given.moves, one["state"], end, strict=True))
        evidence = {
            **_about(given, one["state"]), "coalition": one["coalition"],
            "takes_up": [move for move, old, new in pairs if (old, new) == ("N", "Y")],
            "gives_up": [move for move, old, new in pairs if (old, new) == ("Y", "N")],
            "further": len(one["to"]) - 1,
            "undeterred": [concept for concept, of in one["undeterred"].items() if end in of],
        }  # fmt: skip
        yield Statement("stability_defection", one["state"], evidence)


def _draws(given: Conflict, values: Mapping[str, Any]) -> Iterator[Statement]:
    draws = values["draws"]
    if not draws:
        return
    shares = _shares(draws, _TOLD)
    if draws["status_quo"] is not None:
        today = {c: of["all"] for c, of in draws["status_quo"].items()}
        shares = {values["status_quo"]: today} | shares
    for state, of in list(shares.items())[:_TOLD]:
        evidence = {**_about(given, state), "number": draws["number"], "shares": of}
        yield Statement("stability_draws", state, evidence)


def _shares(draws: Mapping[str, Any], most: int) -> dict[str, dict[str, float]]:
    """For the ``most`` frequent equilibria under each concept their share under every concept.

    A concept is left out where the share is not known because the list was cut.
    """
    by_concept = {
        concept: {one["state"]: one["share"] for one in states}
        for concept, states in draws["equilibria"].items()
    }
    first = dict.fromkeys(state for of in by_concept.values() for state in list(of)[:most])
    return {
        state: {
            concept: of.get(state, 0.0)
            for concept, of in by_concept.items()
            if state in of or not draws["truncated"]
        }
        for state in first
    }


def caveats(values: Mapping[str, Any]) -> Iterator[Statement]:
    """Caveats on the same parts."""
    unknown, views = values["unknown"], values["views"]
    if unknown and unknown["not_computed"]:
        evidence = {"not_computed": unknown["not_computed"]}
        yield Statement("stability_unknown_skipped", evidence=evidence)
    if values["draws"] and not values["draws"]["uncertain"]:
        yield Statement("stability_nothing_uncertain")
    if values["draws"] and values["draws"]["not_computed"]:
        concepts = list(values["draws"]["not_computed"])
        yield Statement("stability_draws_skipped", evidence={"concepts": concepts})
    repeated = [name for name in ("unknown", "draws") if values[name]]
    if repeated and "sim" in values["counts"] and all(
        "sim" not in values[name].get("equilibria", {})
        and "sim" not in values[name]["not_computed"]
        for name in repeated
    ):  # fmt: skip
        yield Statement("stability_sim_not_repeated", evidence={"of": repeated})
    if views:
        for kind, key in (("stability_view_alike", "same"), ("stability_view_open", "as_written")):
            if views[key]:
                yield Statement(kind, evidence={"parties": views[key]})
        if views["not_computed"]:
            concepts = list(views["not_computed"])
            yield Statement("stability_views_skipped", evidence={"concepts": concepts})
    coalition, search = values["coalition"], values["defections_search"]
    if coalition:
        left = [c for c in values["counts"] if c not in coalition["counts"]]
        if left:
            yield Statement("stability_coalition_skipped", evidence={
                "none": [c for c in left if c not in coalition["not_computed"]],
                "dear": [c for c in left if c in coalition["not_computed"]],
            })  # fmt: skip
    if search and search["states"] < search["of"]:
        yield Statement("stability_defections_cut", evidence=dict(search))
    if search and search["not_computed"]:
        concepts = list(search["not_computed"])
        yield Statement("stability_defections_skipped", evidence={"concepts": concepts})


def tables(values: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Table]:
    """Tables of the same parts; ``labels``: what the concepts are called."""
    if values["unknown"]:
        rows = [
            (labels[c], values["counts"][c]["equilibria"], counts["all"], counts["some"])
            for c, counts in values["unknown"]["counts"].items()
            if counts is not None
        ]
        columns = (
            Column("concept", "Concept"), Column("written", "As written", "number"),
            Column("all", "Under all completions", "number"),
            Column("some", "Under some", "number"),
        )  # fmt: skip
        reading = Statement("stability_unknown_table")
        yield Table("unknown", "Equilibria and what is unknown", columns, tuple(rows), reading)
    if values["views"] and values["views"]["parties"]:
        yield _views_table(values["views"], labels)
    if values["defections"]:
        yield _defections_table(values["defections"], labels)
    if values["draws"]:
        yield _draws_table(values["draws"], labels)


def _views_table(views: Mapping[str, Any], labels: Mapping[str, str]) -> Table:
    rows = [
        (party, labels[concept], number, of["mistaken"][party])
        for concept, of in views["counts"].items()
        for party, number in of["expected"].items()
    ]
    columns = (
        Column("party", "Party", "party"), Column("concept", "Concept"),
        Column("expected", "Equilibria expected", "number"),
        Column("mistaken", "Of these would not hold", "number"),
    )  # fmt: skip
    reading = Statement("stability_views_table")
    return Table("views", "What each party expects", columns, tuple(rows), reading)


def _defections_table(found: list[Mapping[str, Any]], labels: Mapping[str, str]) -> Table:
    concepts = list(found[0]["undeterred"])
    rows = [
        (tuple(one["coalition"]), one["state"], len(one["to"]),
         *(not one["undeterred"][concept] for concept in concepts))
        for one in found[:_SHOWN]
    ]  # fmt: skip
    columns = (
        Column("coalition", "Coalition", "party"), Column("state", "From state"),
        Column("to", "States it can gain by", "number"),
        *(Column(c, f"Deterred under {labels[c]}", "mark") for c in concepts),
    )  # fmt: skip
    reading = Statement("stability_defections_table")
    return Table("defections", "Coalitions with a joint move", columns, tuple(rows), reading)


def _draws_table(draws: Mapping[str, Any], labels: Mapping[str, str]) -> Table:
    shares = _shares(draws, 2 * _TOLD)
    rows = [
        (state, *(round(100 * of[c], 1) if c in of else None for c in draws["equilibria"]))
        for state, of in shares.items()
    ]
    columns = (
        Column("state", "State"),
        *(Column(c, labels[c], "number", "%") for c in draws["equilibria"]),
    )
    reading = Statement("stability_draws_table", evidence={"number": draws["number"]})
    return Table("draws", "How often a state is an equilibrium", columns, tuple(rows), reading)
