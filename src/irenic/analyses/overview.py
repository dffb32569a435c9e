"""What the dossier says: who is at the table, what is on it, and what it all rests on.

Not one of the twelve questions: nothing is inferred, everything is counted and laid out.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from irenic.analyses import overview_tables
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Axis, Figure, Method, Result, Statement, Status
from irenic.dossier.judgements import judgements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from irenic.dossier.judgements import Standing
    from irenic.dossier.model import Dossier, Judgement, Plan, Row, Sourced


def overview(dossier: Dossier) -> Result:
    """Lay out what ``dossier`` holds and how well it is sourced.

    ``values`` has the keys

    - ``title``, ``as_of`` (ISO date or None), ``summary``, ``licence`` (texts or None);
    - ``parties``: slug -> ``kind``, ``bloc`` (slug or None), ``patrons`` (slugs),
      ``capacity`` (a judgement or None), ``required`` (yes or no), ``wants`` (text or None);
    - ``blocs``: slug -> parties in it;
    - ``required``: slugs, all parties where the dossier does not say (``consent_stated`` is
      then no); ``quorum`` (how many of them suffice, or None) and ``veto`` (slugs);
    - ``issues``: slug -> ``options`` (slugs), ``default`` (slug or None), ``indifferent``
      (parties without a worth for it); ``packages``: number of packages;
    - ``worth``: issue -> party -> option -> judgement, in points of that party;
    - ``joint_worth``: list of ``when`` (issue -> options) and ``worth`` (party -> judgement);
    - ``red_lines``: party -> list of (issue -> options);
    - ``scenarios``: slug -> party -> judgement, the reservation values;
    - ``levers``: slug -> ``kind``, ``by``, ``scenario``, ``needs``, ``excludes``, and
      ``worth``, ``cost`` and ``relief`` (party -> judgement);
    - ``plans``: slug -> ``package`` (issue -> option, or None where it is left open and has
      no default), ``left_open`` (issues it does not name), ``levers`` (slugs), ``note`` and
      ``source`` (text and slug, or None);
    - ``sourcing``: ``judgements``, ``with_range``, ``with_source``, ``with_locator``,
      ``with_reason`` (numbers), ``unsourced`` (place -> dotted keys), ``sources`` (slug ->
      number of judgements that rest on it), ``entries`` (slug -> number of other entries that
      do: plans, red lines, combinations, preferences and infeasible states), ``statements``
      and ``sourced_statements`` (preference statements and rankings).

    A judgement is ``{mode}`` or ``{low, mode, high}``. A judgement's source, locator and
    reason may stand beside it, beside its row, or at the entry that holds it: a lever, a
    party, a deed, the timetable.
    """
    began = time.perf_counter()
    named = names(dossier)
    standing = tuple(judgements(dossier))
    values = _values(dossier, standing)
    return Result(
        question="overview",
        status=Status.COMPLETE,
        headline=_headline(values),
        values=values,
        method=Method("Counts the entries of the dossier; infers nothing", "Irenic", "exact"),
        parameters={},
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=_findings(values),
        caveats=_caveats(values),
        tables=overview_tables.tables(dossier, values, named, standing),
        figures=(_map(values),),
    )


def _values(dossier: Dossier, standing: tuple[Standing, ...]) -> dict[str, Any]:
    required = list(dossier.parties if dossier.required is None else dossier.required)
    return {
        "title": dossier.title,
        "as_of": dossier.as_of.isoformat() if dossier.as_of else None,
        "summary": dossier.summary,
        "licence": dossier.licence,
        "parties": {slug: _party(dossier, slug) for slug in dossier.parties},
        "blocs": {
            bloc: [slug for slug, party in dossier.parties.items() if party.bloc == bloc]
            for bloc in dossier.blocs
        },
        "required": required,
        "consent_stated": dossier.required is not None,
        "quorum": dossier.quorum,
        "veto": list(dossier.veto),
        "issues": {
            slug: {
                "options": list(issue.options),
                "default": issue.default,
                "indifferent": [party for party in dossier.parties if party not in issue.worth],
            }
            for slug, issue in dossier.issues.items()
        },
        "packages": math.prod(len(issue.options) for issue in dossier.issues.values()),
        "worth": {
            slug: {party: _judged(row) for party, row in issue.worth.items()}
            for slug, issue in dossier.issues.items()
        },
        "joint_worth": [
            {"when": _options(joint.when.options), "worth": _judged(joint.worth)}
            for joint in dossier.joint_worth
        ],
        "red_lines": {
            party: [_options(condition.options) for condition in lines.never]
            for party, lines in dossier.red_lines.items()
        },
        "scenarios": {slug: _judged(scenario) for slug, scenario in dossier.scenarios.items()},
        "levers": {slug: _lever(dossier, slug) for slug in dossier.levers},
        "plans": {slug: _plan(dossier, plan) for slug, plan in dossier.plans.items()},
        "sourcing": _sourcing(dossier, standing),
    }


def _party(dossier: Dossier, slug: str) -> dict[str, Any]:
    party = dossier.parties[slug]
    return {
        "kind": party.kind,
        "bloc": party.bloc,
        "patrons": list(party.patrons),
        "capacity": None if party.capacity is None else _numbers(party.capacity),
        "required": dossier.required is None or slug in dossier.required,
        "wants": party.wants,
    }


def _lever(dossier: Dossier, slug: str) -> dict[str, Any]:
    lever = dossier.levers[slug]
    return {
        "kind": lever.kind,
        "by": lever.by,
        "scenario": lever.scenario,
        "needs": list(lever.needs),
        "excludes": list(lever.excludes),
        "worth": _judged(lever.worth),
        "cost": _judged(lever.cost),
        "relief": _judged(lever.relief),
    }


def _plan(dossier: Dossier, plan: Plan) -> dict[str, Any]:
    package = {
        slug: plan.package.get(slug, issue.default) for slug, issue in dossier.issues.items()
    }
    return {
        "package": package,
        "left_open": [slug for slug in dossier.issues if slug not in plan.package],
        "levers": list(plan.levers),
        "note": plan.note,
        "source": plan.source,
    }


def _judged(row: Row) -> dict[str, dict[str, float]]:
    return {slug: _numbers(row[slug]) for slug in row.slugs()}


def _numbers(judgement: Judgement) -> dict[str, float]:
    if judgement.low is None or judgement.high is None:
        return {"mode": judgement.mode}
    return {"low": judgement.low, "mode": judgement.mode, "high": judgement.high}


def _options(options: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {issue: list(given) for issue, given in options.items()}


def _sourcing(dossier: Dossier, standing: tuple[Standing, ...]) -> dict[str, Any]:
    unsourced: dict[str, list[str]] = {}
    sources = dict.fromkeys(dossier.sources, 0)
    for found in standing:
        if found.judgement.source is None:
            unsourced.setdefault(found.group, []).append(found.key)
        else:
            sources[found.judgement.source] = sources.get(found.judgement.source, 0) + 1
    given = dossier.moves.preferences.values() if dossier.moves else ()
    statements = [
        one for group in given for one in (group if isinstance(group, tuple) else (group,))
    ]
    return {
        "judgements": len(standing),
        "with_range": sum(found.judgement.low is not None for found in standing),
        "with_source": sum(found.judgement.source is not None for found in standing),
        "with_locator": sum(found.judgement.at is not None for found in standing),
        "with_reason": sum(found.judgement.because is not None for found in standing),
        "unsourced": unsourced,
        "sources": sources,
        "entries": _entries(dossier, statements),
        "statements": len(statements),
        "sourced_statements": sum(one.source is not None for one in statements),
    }


def _entries(dossier: Dossier, statements: Iterable[Sourced]) -> dict[str, int]:
    """Source -> how many entries beside the judgements rest on it."""
    entries: list[Sourced] = [*dossier.plans.values(), *statements]
    entries += [never for lines in dossier.red_lines.values() for never in lines.never]
    entries += [joint.when for joint in dossier.joint_worth]
    entries += dossier.moves.infeasible if dossier.moves else ()
    found = dict.fromkeys(dossier.sources, 0)
    for entry in entries:
        if entry.source is not None:
            found[entry.source] = found.get(entry.source, 0) + 1
    return found


def _headline(values: Mapping[str, Any]) -> str:
    parties, issues = len(values["parties"]), len(values["issues"])
    who = "1 party" if parties == 1 else f"{parties} parties"
    what = "1 issue" if issues == 1 else f"{issues} issues" if issues else "no issues"
    return f"{who}, {what} and {_rest(values['sourcing'])}."


def _rest(sourcing: Mapping[str, Any]) -> str:
    total, sourced = sourcing["judgements"], sourcing["with_source"]
    if total == 0:
        return "no judgements"
    noun = "judgement" if total == 1 else "judgements"
    return f"{total:,} {noun}, {sourced:,} of them with a source"


def _findings(values: Mapping[str, Any]) -> tuple[Statement, ...]:
    blocs = {slug: found for slug, found in values["blocs"].items() if found}
    found = [
        Statement(
            "overview-parties",
            evidence={
                "parties": len(values["parties"]),
                "blocs": list(blocs),
                "in_blocs": sum(party["bloc"] is not None for party in values["parties"].values()),
                "required": values["required"],
                "quorum": values["quorum"],
                "veto": values["veto"],
            },
        )
    ]
    if values["issues"]:
        options = sum(len(issue["options"]) for issue in values["issues"].values())
        evidence = {
            "issues": len(values["issues"]),
            "options": options,
            "packages": values["packages"],
        }
        found.append(Statement("overview-agenda", evidence=evidence))
    if values["sourcing"]["judgements"]:
        found.append(Statement("overview-sourcing", evidence=_counts(values["sourcing"])))
    return tuple(found)


def _caveats(values: Mapping[str, Any]) -> tuple[Statement, ...]:
    sourcing = values["sourcing"]
    total = sourcing["judgements"]
    found = []
    if sourcing["with_source"] < total:
        missing = {"unsourced": total - sourcing["with_source"], "judgements": total}
        found.append(Statement("overview-unsourced", evidence=missing))
    if sourcing["with_range"] < total:
        missing = {"without_range": total - sourcing["with_range"], "judgements": total}
        found.append(Statement("overview-without-range", evidence=missing))
    if not values["consent_stated"]:
        found.append(Statement("overview-consent-not-stated"))
    if total:
        found.append(Statement("overview-own-scales"))
    return tuple(found)


def _counts(sourcing: Mapping[str, Any]) -> dict[str, int]:
    kept = ("judgements", "with_range", "with_source", "with_locator", "with_reason")
    return {key: sourcing[key] for key in kept}


def _map(values: Mapping[str, Any]) -> Figure:
    """The parties grouped in blocs, and the patrons joined to their clients."""
    parties = values["parties"]
    data = tuple(
        {
            "party": slug,
            "bloc": party["bloc"],
            "kind": party["kind"],
            "required": party["required"],
            "capacity": party["capacity"],
        }
        for slug, party in parties.items()
    )
    links = tuple(
        {"from": patron, "to": slug, "label": ""}
        for slug, party in parties.items()
        for patron in party["patrons"]
    )
    patrons: dict[str, list[str]] = {}
    for link in links:
        patrons.setdefault(link["from"], []).append(link["to"])
    blocs = {bloc: found for bloc, found in values["blocs"].items() if found}
    shown = {
        "blocs": blocs,
        "patrons": patrons,
        "parties": len(parties),
        "outside": [slug for slug, party in parties.items() if party["bloc"] is None],
    }
    return Figure(
        key="parties",
        kind="map",
        title="Parties, blocs and patrons",
        reading=Statement("overview-map-reading", evidence=shown),
        alt=Statement("overview-map-alt", evidence=shown),
        axes={
            "label": Axis("party", "Party"),
            "facet": Axis("bloc", "Bloc"),
            "series": Axis("kind", "Kind"),
        },
        data=data,
        links=links,
    )
