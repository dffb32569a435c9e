"""The checks that need more than one entry at once: references, completeness, conflicts.

A check is a function from a :class:`~irenic.dossier.shape.Draft` to problems. Each says
nothing about what was dropped because of an error already reported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from irenic.dossier.groups_checks import check_groups
from irenic.dossier.model import SHARED, Condition, Dossier, Judgement, Lever, Moves, Row
from irenic.dossier.moves_checks import check_moves, check_plan_states, check_statements
from irenic.dossier.problems import Problem, nearest
from irenic.dossier.redlines import TooEntangled, dead_options
from irenic.dossier.shape import Draft
from irenic.dossier.shape import say as _say
from irenic.dossier.text import Path
from irenic.dossier.timetable_checks import (
    check_timetable,
    timetable_amounts,
    timetable_references,
)


def check_draft(draft: Draft, folder: FilePath | None) -> list[Problem]:
    """All problems that the checks find in ``draft``; ``folder`` is where its files lie."""
    if draft.dossier is None:
        return []
    found = [problem for check in _CHECKS for problem in check(draft, draft.dossier)]
    found += _check_files(draft, draft.dossier, folder)
    if not any(problem.severity == "error" for problem in found) and not draft.dropped:
        found += _check_red_lines(draft, draft.dossier)
    return found


# References -----------------------------------------------------------------------------


def _check_references(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Every slug that names another entry names one that is there."""
    for kind, path, slug, at_key in _references(dossier):
        known = _known(draft, kind)
        if known is not None and slug not in known:
            plain = kind.rsplit(".", 1)[-1]
            what = {"issues": "an issue", "options": "an option"}.get(plain, f"a {plain[:-1]}")
            what = "a party" if plain == "parties" else what
            what = f"a move of '{plain}'" if kind.startswith("moves.") else what
            yield _say(
                draft, "unknown-reference", path, f"'{slug}'",
                f"{what} of this dossier ({_some(known)})",
                "Correct the spelling, or add the entry it names.",
                near=nearest(slug, (*known, *(SHARED if at_key else ()))), at_key=at_key,
            )  # fmt: skip


def _known(draft: Draft, kind: str) -> tuple[str, ...] | None:
    """The slugs that stand in the file, dropped entries too, so that no error breeds another.

    None for the options of an issue that is itself unknown.
    """
    path = tuple(kind.split("."))
    try:
        found = draft.tree.get(path)
    except KeyError:
        return None if len(path) > 1 else ()
    return tuple(found) if isinstance(found, dict) else ()


def _some(words: Iterable[str], most: int = 8) -> str:
    given = list(words)
    if not given:
        return "there is none"
    return ", ".join(given[:most]) + (f" and {len(given) - most} more" if len(given) > most else "")


Reference = tuple[str, Path, str, bool]
"""Kind of entry meant, where the reference stands, the slug, whether it stands as a key."""


def _references(dossier: Dossier) -> Iterator[Reference]:
    for slug, party in dossier.parties.items():
        here: Path = ("parties", slug)
        if party.bloc is not None and dossier.blocs:
            yield "blocs", (*here, "bloc"), party.bloc, False
        yield from _listed("parties", (*here, "patrons"), party.patrons)
    yield from _listed("parties", ("required",), dossier.required or ())
    yield from _listed("parties", ("veto",), dossier.veto)
    for slug, issue in dossier.issues.items():
        here = ("issues", slug)
        yield from _keys("parties", (*here, "worth"), issue.worth)
        for party_slug, row in issue.worth.items():
            yield from _keys(f"issues.{slug}.options", (*here, "worth", party_slug), row.slugs())
        if issue.default is not None:
            yield f"issues.{slug}.options", (*here, "default"), issue.default, False
    for i, joint in enumerate(dossier.joint_worth):
        yield from _condition(("joint_worth", i, "when"), joint.when)
        yield from _keys("parties", ("joint_worth", i, "worth"), joint.worth.slugs())
    yield from _keys("parties", ("red_lines",), dossier.red_lines)
    for slug, lines in dossier.red_lines.items():
        for i, never in enumerate(lines.never):
            yield from _condition(("red_lines", slug, "never", i), never)
    for slug, scenario in dossier.scenarios.items():
        yield from _keys("parties", ("scenarios", slug), scenario.slugs())
    yield from _lever_references(dossier)
    for slug, plan in dossier.plans.items():
        yield from _listed("levers", ("plans", slug, "levers"), plan.levers)
        yield from _package(("plans", slug, "package"), plan.package)
    yield from timetable_references(dossier)
    for path, source in _sources(dossier.model_dump(), ()):
        yield "sources", path, source, False
    if dossier.moves:
        yield from _keys("parties", ("moves",), dossier.moves.parties)
        yield from _keys("parties", ("moves", "preferences"), dossier.moves.preferences)
        yield from _view_references(dossier.moves)


def _view_references(moves: Moves) -> Iterator[Reference]:
    yield from _keys("parties", ("moves", "views"), moves.views)
    for slug, view in moves.views.items():
        here: Path = ("moves", "views", slug)
        yield from _keys("parties", (*here, "preferences"), view.preferences)
        yield from _keys("parties", (*here, "moves"), view.moves)
        for party, seen in view.moves.items():
            yield from _keys(f"moves.{party}", (*here, "moves", party), seen)


def _lever_references(dossier: Dossier) -> Iterator[Reference]:
    for slug, lever in dossier.levers.items():
        here: Path = ("levers", slug)
        yield "parties", (*here, "by"), lever.by, False
        if lever.scenario is not None:
            yield "scenarios", (*here, "scenario"), lever.scenario, False
        for name in ("cost", "worth", "relief"):
            yield from _keys("parties", (*here, name), getattr(lever, name).slugs())
        yield from _listed("levers", (*here, "needs"), lever.needs)
        yield from _listed("levers", (*here, "excludes"), lever.excludes)


def _listed(kind: str, path: Path, slugs: Iterable[str]) -> Iterator[Reference]:
    yield from ((kind, (*path, i), slug, False) for i, slug in enumerate(slugs))


def _keys(kind: str, path: Path, slugs: Iterable[str]) -> Iterator[Reference]:
    yield from ((kind, (*path, slug), slug, True) for slug in slugs)


def _condition(path: Path, condition: Condition) -> Iterator[Reference]:
    yield from _keys("issues", path, condition.options)
    for issue, options in condition.options.items():
        for i, option in enumerate(options):
            at = (*path, issue) if len(options) == 1 else (*path, issue, i)
            yield f"issues.{issue}.options", at, option, False


def _package(path: Path, package: Mapping[str, str]) -> Iterator[Reference]:
    yield from _keys("issues", path, package)
    for issue, option in package.items():
        yield f"issues.{issue}.options", (*path, issue), option, False


def _sources(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every ``source:`` below ``node``, wherever judgements and entries stand."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "source" and isinstance(value, str) and path[:1] != ("sources",):
                yield (*path, key), value
            else:
                yield from _sources(value, (*path, key))
    elif isinstance(node, list | tuple):
        for i, value in enumerate(node):
            yield from _sources(value, (*path, i))


# Completeness ---------------------------------------------------------------------------


def _check_worth(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A party that stands in an issue's worth values every option."""
    for slug, issue in dossier.issues.items():
        for party, row in issue.worth.items():
            path: Path = ("issues", slug, "worth", party)
            missing = [o for o in issue.options if o not in row]
            missing = [o for o in missing if not draft.touched((*path, o))]
            if missing and not draft.touched(("issues", slug, "options")):
                yield _say(
                    draft, "worth-incomplete", path, f"no worth for {', '.join(missing)}",
                    "a worth for every option of the issue",
                    "Judge the missing options, or leave the party out if it is indifferent.",
                    at_key=True,
                )  # fmt: skip


def _check_reservation(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Every required party has a reservation value in every no-deal scenario."""
    if not dossier.issues or (draft.touched(("scenarios",)) and not dossier.scenarios):
        return
    required = dossier.required if dossier.required is not None else tuple(dossier.parties)
    required = tuple(p for p in required if p in dossier.parties)
    if not dossier.scenarios:
        yield _say(
            draft, "no-reservation-value", ("scenarios",), "no scenario",
            "a scenario that says what each required party gets without a deal",
            "Add 'scenarios: {status-quo: {party: value, ...}}'.",
        )  # fmt: skip
    for slug, scenario in dossier.scenarios.items():
        path: Path = ("scenarios", slug)
        missing = [p for p in required if p not in scenario]
        missing = [p for p in missing if not draft.touched((*path, p))]
        if missing:
            yield _say(
                draft, "no-reservation-value", path,
                f"no reservation value for {', '.join(missing)}",
                "one for every party whose consent a settlement needs",
                "Judge what each of them gets in this scenario.", at_key=True,
            )  # fmt: skip


def _check_consent(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A quorum can be reached, and those with a veto are among the required."""
    required = dossier.required if dossier.required is not None else tuple(dossier.parties)
    for i, party in enumerate(dossier.veto):
        if party in dossier.parties and party not in required:
            yield _say(
                draft, "bad-consent", ("veto", i), f"a veto of '{party}', who is not required",
                "vetoes of required parties only", "Add it to 'required' or drop its veto.",
            )  # fmt: skip
    for i, party in enumerate(dossier.required or ()):
        if party in required[:i]:
            yield _say(
                draft, "bad-consent", ("required", i), f"'{party}' twice",
                "each required party once", "Remove one of them.",
            )  # fmt: skip
    if dossier.quorum is not None and dossier.quorum > len(required):
        yield _say(
            draft, "bad-consent", ("quorum",), f"{dossier.quorum} of {len(required)}",
            "a quorum of at most as many as are required", "Lower the quorum.",
        )  # fmt: skip


def _check_negative(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Capacity, cost, relief and audience cost are amounts: zero or more."""
    for path, judgement in _amounts(dossier):
        lowest = judgement.mode if judgement.low is None else judgement.low
        if lowest < 0:
            yield _say(
                draft, "negative-amount", path, f"{lowest:g}", "zero or more",
                "A cost is written as a positive number and subtracted; so is relief.",
            )  # fmt: skip


def _amounts(dossier: Dossier) -> Iterator[tuple[Path, Judgement]]:
    for slug, party in dossier.parties.items():
        if party.capacity is not None:
            yield ("parties", slug, "capacity"), party.capacity
    for slug, lever in dossier.levers.items():
        for name, row in (("cost", lever.cost), ("relief", lever.relief)):
            for payer, judgement in row.judgements.items():
                yield ("levers", slug, name, payer), judgement
        if lever.audience_cost is not None:
            yield ("levers", slug, "audience_cost"), lever.audience_cost
    yield from timetable_amounts(dossier)


# Levers and plans -----------------------------------------------------------------------


def _check_levers(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A lever says what its kind needs, and does not do what another kind does."""
    for slug, lever in dossier.levers.items():
        path: Path = ("levers", slug)
        wanted = {"threat": "scenario", "pressure": "relief"}.get(lever.kind)
        given = [n for n in ("scenario", "relief") if _given(getattr(lever, n))]
        if wanted and wanted not in given and not draft.touched((*path, wanted)):
            yield _say(
                draft, "lever-incomplete", path, f"a {lever.kind} without {wanted}",
                f"a {lever.kind} that names its {wanted}",
                "A threat names the no-deal scenario it brings about; "
                "pressure names whose reservation value it lowers.", at_key=True,
            )  # fmt: skip
        for name in given:
            if name != wanted:
                owner = {"scenario": "threat", "relief": "pressure"}[name]
                yield _say(
                    draft, "lever-incomplete", (*path, name), f"{name} in a lever of kind "
                    f"{lever.kind}", f"{name} only in a {owner}",
                    "Change the kind, or make it a lever of its own.", at_key=True,
                )  # fmt: skip
        yield from _check_threat_keys(draft, slug, lever)


def _check_threat_keys(draft: Draft, slug: str, lever: Lever) -> Iterator[Problem]:
    """A threat is made or not made; only who makes one can back down from it."""
    threat = lever.kind == "threat"
    if threat and lever.divisible:
        yield _say(
            draft, "lever-incomplete", ("levers", slug, "divisible"), "a divisible threat",
            "a lever of another kind: a threat brings about its scenario or does not",
            "Remove 'divisible'.", at_key=True,
        )  # fmt: skip
    if not threat and lever.audience_cost is not None:
        yield _say(
            draft, "lever-incomplete", ("levers", slug, "audience_cost"),
            f"audience_cost in a lever of kind {lever.kind}", "audience_cost only in a threat",
            "Change the kind, or remove it: nothing is threatened, so nobody can back down.",
            at_key=True,
        )  # fmt: skip


def _check_impossible(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """No lever stands in its own way: among it and all that it needs, none excludes another."""
    chains = {slug: _needed(dossier, slug) for slug in dossier.levers}
    clashes = {
        slug: [(one, i) for one in chain for i, other in enumerate(dossier.levers[one].excludes)
               if other in chain]
        for slug, chain in chains.items()
    }  # fmt: skip
    for slug, found in clashes.items():
        if any(clashes[one] for one in chains[slug] - {slug}):
            continue  # said of the lever that it needs
        for one, i in sorted(found):
            other = dossier.levers[one].excludes[i]
            yield _say(
                draft, "lever-impossible", ("levers", one, "excludes", i),
                "a lever that excludes itself" if one == other
                else f"'{slug}', which needs '{other}' and excludes it" if one == slug
                else f"'{slug}', which needs '{one}', which excludes '{other}', needed too",
                "a lever that can be in force together with all that it needs",
                "Remove it from 'excludes', or remove a need.",
            )  # fmt: skip


def _needed(dossier: Dossier, slug: str) -> frozenset[str]:
    """The lever and all that it needs, by however many steps."""
    found: set[str] = set()
    stack = [slug]
    while stack:
        lever = stack.pop()
        if lever not in found and lever in dossier.levers:
            found.add(lever)
            stack += dossier.levers[lever].needs
    return frozenset(found)


def _given(value: Any) -> bool:
    return value is not None and (not isinstance(value, Row) or len(value) > 0)


def _check_cycles(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """No lever needs itself, by however many steps."""
    done: set[str] = set()
    for start in dossier.levers:
        trail: list[str] = []
        stack = [(start, False)]
        while stack:
            slug, leaving = stack.pop()
            if leaving:
                done.add(trail.pop())
                continue
            if slug in trail:
                loop = [*trail[trail.index(slug) :], slug]
                done.update(trail)
                yield _say(
                    draft, "needs-cycle", ("levers", loop[-2], "needs"), " needs ".join(loop),
                    "levers that can be pulled one after another",
                    "Remove one of these needs.",
                )  # fmt: skip
                break
            if slug in done or slug not in dossier.levers:
                continue
            trail.append(slug)
            stack.append((slug, True))
            stack += [(need, False) for need in dossier.levers[slug].needs]


def _check_plans(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A plan settles every issue and its levers can be in force together."""
    for slug, plan in dossier.plans.items():
        path: Path = ("plans", slug)
        open_issues = [
            name for name, issue in dossier.issues.items()
            if name not in plan.package and issue.default is None
            and not draft.touched((*path, "package", name))
            and not draft.touched(("issues", name, "default"))
        ]  # fmt: skip
        if open_issues:
            yield _say(
                draft, "plan-incomplete", path, f"no option for {', '.join(open_issues)}",
                "an option for every issue that has no default",
                "Add it to the plan's package, or give the issue a default.", at_key=True,
            )  # fmt: skip
        yield from _check_plan_levers(draft, dossier, slug)


def _check_plan_levers(draft: Draft, dossier: Dossier, plan: str) -> Iterator[Problem]:
    levers = dossier.plans[plan].levers
    path: Path = ("plans", plan, "levers")
    threatened: dict[str, str] = {}
    for i, slug in enumerate(levers):
        lever = dossier.levers.get(slug)
        if lever is None:
            continue
        if lever.scenario is not None:
            threatened.setdefault(lever.scenario, slug)
        found = [f"'{slug}' without '{need}', which it needs" for need in lever.needs
                 if need not in levers]  # fmt: skip
        found += [f"'{slug}' with '{other}', which it excludes" for other in lever.excludes
                  if other in levers]  # fmt: skip
        found += [f"'{slug}' twice"] if slug in levers[:i] else []
        for text in found:
            yield _say(
                draft, "plan-conflict", (*path, i), text, "levers that can be in force together",
                "Add or remove a lever of the plan.",
            )  # fmt: skip
    if len(threatened) > 1:
        yield _say(
            draft, "plan-conflict", path, f"threats of {' and of '.join(threatened)}",
            "one no-deal scenario", "Keep one of the threats: only one scenario can follow.",
        )  # fmt: skip


# Files and red lines --------------------------------------------------------------------


def _inside(folder: FilePath, text: str) -> bool:
    """Whether a path, links followed, stays in ``folder``; one that cannot be followed does not."""
    try:
        return (folder / text).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _check_files(draft: Draft, dossier: Dossier, folder: FilePath | None) -> Iterator[Problem]:
    """Paths stay inside the case's folder and lead to files."""
    paths: list[tuple[Path, str]] = [
        (("sources", slug, "file"), source.file)
        for slug, source in dossier.sources.items()
        if source.file is not None
    ]
    if dossier.notes is not None:
        paths.append((("notes",), dossier.notes))
    for path, text in paths:
        if FilePath(text).is_absolute() or ".." in FilePath(text).parts or "\0" in text:
            outside = True
        else:
            outside = folder is not None and not _inside(folder, text)
        if outside:
            yield _say(
                draft, "outside-folder", path, f"'{text}'", "a path inside the case's folder",
                "Put the file beside the dossier: a case is handed on as one folder.",
            )  # fmt: skip
        elif folder is not None and not os.path.isfile(folder / text):  # never raises
            yield _say(
                draft, "missing-file", path, f"'{text}'", "a file in the case's folder",
                "Correct the path, or put the file there.",
            )  # fmt: skip


def _check_red_lines(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Red lines of required parties leave some package, and each option in some package."""
    required = dossier.required if dossier.required is not None else tuple(dossier.parties)
    lines = [never for party in required if party in dossier.red_lines
             for never in dossier.red_lines[party].never]  # fmt: skip
    try:
        dead = dead_options({k: tuple(i.options) for k, i in dossier.issues.items()}, lines)
    except TooEntangled:
        yield _warn(draft, "red-lines-unchecked", ("red_lines",),
                    f"{len(lines)} red lines, too entangled to check beforehand",
                    "red lines for which it is plain that packages remain",
                    "Run 'irenic agreement': it counts the packages that remain.")  # fmt: skip
        return
    if dead is None:
        yield _warn(draft, "no-package", ("red_lines",), "red lines that exclude every package",
                    "at least one package that crosses no red line of a required party",
                    "Soften a red line, add an option, or do without a consent.")  # fmt: skip
        return
    for issue, option in dead:
        yield _warn(
            draft, "dead-option", ("issues", issue, "options", option),
            f"'{option}', which no package can contain",
            "an option that crosses no red line of the required parties, taken together",
            "Soften a red line, or take the option off the table.",
        )  # fmt: skip


def _warn(draft: Draft, code: str, path: Path, *texts: str) -> Problem:
    said = _say(draft, code, path, *texts, at_key=True)
    return Problem(**{**vars(said), "severity": "warning"})


_CHECKS: tuple[Callable[[Draft, Dossier], Iterator[Problem]], ...] = (
    _check_references,
    _check_worth,
    _check_reservation,
    _check_consent,
    _check_negative,
    _check_levers,
    _check_cycles,
    _check_impossible,
    _check_plans,
    check_statements,
    check_moves,
    check_plan_states,
    check_timetable,
    check_groups,
)
