"""The checks of what stands under ``timetable``, ``benchmarks`` and a plan's timetable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from irenic.dossier.problems import Problem
from irenic.dossier.shape import Draft, say

if TYPE_CHECKING:
    from irenic.dossier.entries import Judgement
    from irenic.dossier.model import Dossier
    from irenic.dossier.text import Path
    from irenic.dossier.timetable import Deed, Timetable

NEAR_ONE = 1e-9
"""How far the shares of a deed may add up to other than 1."""

Reference = tuple[str, "Path", str, bool]
"""Kind of entry meant, where the reference stands, the slug, whether it stands as a key."""

_DEEDS = "timetable.deeds"
_GUARANTEES = "timetable.guarantees"


def timetable_references(dossier: Dossier) -> Iterator[Reference]:
    """Every slug that names another entry, in timetable, benchmarks and plans."""
    if dossier.timetable is not None:
        yield from _own_references(dossier.timetable)
    for slug, benchmark in dossier.benchmarks.items():
        path: Path = ("benchmarks", slug, "changed_by")
        yield from ((_DEEDS, (*path, d), d, True) for d in benchmark.changed_by.slugs())
    for slug, plan in dossier.plans.items():
        for i, step in enumerate(plan.timetable or ()):
            yield from ((_DEEDS, ("plans", slug, "timetable", i, d), d, True) for d in step)
        here: Path = ("plans", slug, "guarantees")
        yield from (
            (_GUARANTEES, (*here, i), g, False) for i, g in enumerate(plan.guarantees or ())
        )


def _own_references(timetable: Timetable) -> Iterator[Reference]:
    for name in ("discount", "settled"):
        here: Path = ("timetable", name)
        slugs = getattr(timetable, name).slugs()
        yield from (("parties", (*here, p), p, True) for p in slugs)
    here = ("timetable", "by_signature")
    yield from (("issues", (*here, i), s, False) for i, s in enumerate(timetable.by_signature))
    for slug, deed in timetable.deeds.items():
        yield from _deed_references(("timetable", "deeds", slug), deed)
    for slug, guarantee in timetable.guarantees.items():
        here = ("timetable", "guarantees", slug)
        yield "parties", (*here, "on"), guarantee.on, False
        if guarantee.by is not None:
            yield "parties", (*here, "by"), guarantee.by, False


def _deed_references(here: Path, deed: Deed) -> Iterator[Reference]:
    for name, kind in (("by", "parties"), ("verified_by", "parties"), ("benchmark", "benchmarks")):
        slug = getattr(deed, name)
        if slug is not None:
            yield kind, (*here, name), slug, False
    for name in ("worth", "per_stage", "shift"):
        slugs = getattr(deed, name).slugs()
        yield from (("parties", (*here, name, p), p, True) for p in slugs)
    yield from ((_DEEDS, (*here, "after", i), d, False) for i, d in enumerate(deed.after))
    for issue, options in deed.terms.options.items() if deed.terms else ():
        yield "issues", (*here, "terms", issue), issue, True
        for i, option in enumerate(options):
            at = (*here, "terms", issue) if len(options) == 1 else (*here, "terms", issue, i)
            yield f"issues.{issue}.options", at, option, False


def timetable_amounts(dossier: Dossier) -> Iterator[tuple[Path, Judgement]]:
    """Judgements that are amounts: zero or more."""
    if dossier.timetable is None:
        return
    for slug, deed in dossier.timetable.deeds.items():
        if deed.cost is not None:
            yield ("timetable", "deeds", slug, "cost"), deed.cost
    for slug, guarantee in dossier.timetable.guarantees.items():
        for name in ("penalty", "upkeep", "enforcing"):
            judgement = getattr(guarantee, name)
            if judgement is not None:
                yield ("timetable", "guarantees", slug, name), judgement


def check_timetable(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """Deeds can be done one after another in time; discounts and chances are such."""
    yield from _check_chances(draft, dossier)
    yield from _check_offered(draft, dossier)
    if dossier.timetable is None:
        yield from _check_lone(draft, dossier)
        return
    for path, judgement in _discounts(dossier.timetable):
        low, high = _ends(judgement)
        if low <= 0 or high > 1:
            yield say(
                draft, "bad-discount", path, f"{low if low <= 0 else high:g}",
                "a discount factor above 0 and not above 1",
                "Write what a point at the next stage is worth now; 1: no less.",
            )  # fmt: skip
    loops = list(_check_waits(draft, dossier.timetable))
    yield from loops or _check_windows(draft, dossier.timetable)
    yield from _check_deeds(draft, dossier.timetable)
    yield from _check_guarantees(draft, dossier)
    for slug in dossier.plans:
        yield from _check_plan(draft, dossier, slug)


def _ends(judgement: Judgement) -> tuple[float, float]:
    low, high = judgement.low, judgement.high
    return judgement.mode if low is None else low, judgement.mode if high is None else high


def _discounts(timetable: Timetable) -> Iterator[tuple[Path, Judgement]]:
    for party, judgement in timetable.discount.judgements.items():
        yield ("timetable", "discount", party), judgement


def _check_chances(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    for slug, benchmark in dossier.benchmarks.items():
        path: Path = ("benchmarks", slug)
        found = [((*path, "chance"), benchmark.chance, 0.0)]
        found += [((*path, "changed_by", deed), judgement, -1.0)
                  for deed, judgement in benchmark.changed_by.judgements.items()]  # fmt: skip
        for at, judgement, least in found:
            low, high = _ends(judgement)
            if low < least or high > 1:
                yield say(
                    draft, "bad-chance", at, f"{low if low < least else high:g}",
                    f"a chance between 0 and 1, per stage (a change: between {least:g} and 1)",
                    "Write a chance as a share of 1, not as a percentage.",
                )  # fmt: skip


def _check_lone(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A plan's timetable needs deeds."""
    for slug, plan in dossier.plans.items():
        if plan.timetable is not None and not draft.touched(("timetable",)):
            yield say(
                draft, "plan-timetable", ("plans", slug, "timetable"),
                "a timetable of deeds in a dossier without deeds",
                "'timetable' with its 'deeds'", "Add the deeds to the dossier's timetable.",
                at_key=True,
            )  # fmt: skip


def _check_offered(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A plan's guarantees are the timetable's: there are some."""
    offered = dossier.timetable is not None and bool(dossier.timetable.guarantees)
    if offered or draft.touched(("timetable",)):
        return
    for slug, plan in dossier.plans.items():
        for place, name in enumerate(plan.guarantees or ()):
            yield say(
                draft, "unknown-reference", ("plans", slug, "guarantees", place), f"'{name}'",
                "one of the guarantees of the timetable (there is none)",
                "Add it to 'guarantees' under 'timetable', or leave it out here.",
            )  # fmt: skip


def _check_waits(draft: Draft, timetable: Timetable) -> Iterator[Problem]:
    """No deed waits for itself, by however many steps."""
    for loop in _loops({slug: deed.after for slug, deed in timetable.deeds.items()}):
        yield say(
            draft, "deeds-cycle", ("timetable", "deeds", loop[-2], "after"),
            " after ".join(loop), "deeds that can be done one after another",
            "Remove one of these, or let parts of them alternate by windows.",
        )  # fmt: skip


def _loops(after: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Chains of slugs that come back to where they began, at most one from each start."""
    done: set[str] = set()
    for start in after:
        trail: list[str] = []
        stack = [(start, False)]
        while stack:
            slug, leaving = stack.pop()
            if leaving:
                done.add(trail.pop())
            elif slug in trail:
                done.update(trail)
                yield [*trail[trail.index(slug) :], slug]
                break
            elif slug not in done and slug in after:
                trail.append(slug)
                stack.append((slug, True))
                stack += [(need, False) for need in after[slug]]


def _check_windows(draft: Draft, timetable: Timetable) -> Iterator[Problem]:
    """Each deed has a stage left in which it can be complete, after those it waits for."""
    at = {slug: deed.not_before for slug, deed in timetable.deeds.items()}
    because: dict[str, str] = {}
    for _ in timetable.deeds:
        for slug, deed in timetable.deeds.items():
            for other in deed.after:
                if other in at and at[other] + 1 > at[slug]:
                    at[slug], because[slug] = at[other] + 1, other
    for slug, deed in timetable.deeds.items():
        last = timetable.stages if deed.not_after is None else deed.not_after
        last = min(last, timetable.stages)
        # Whatever waits for a deed that comes too late is late because of that one.
        cause = because.get(slug)
        if at[slug] <= last or (cause and at[cause] > _last(timetable, cause)):
            continue
        path: Path = ("timetable", "deeds", slug)
        found = f"stage {at[slug]} at the earliest, stage {last} at the latest"
        yield say(
            draft, "window-empty", path, found + (f", since it waits for '{cause}'" * bool(cause)),
            f"a window with at least one of the {timetable.stages} stages",
            "Move 'not_before' or 'not_after', add stages, or let it wait for less.", at_key=True,
        )  # fmt: skip


def _last(timetable: Timetable, slug: str) -> int:
    last = timetable.deeds[slug].not_after
    return timetable.stages if last is None else min(last, timetable.stages)


def _check_deeds(draft: Draft, timetable: Timetable) -> Iterator[Problem]:
    """What is taken back when talks fail cannot shift what they fall back on."""
    for slug, deed in timetable.deeds.items():
        if deed.reversible and len(deed.shift):
            yield say(
                draft, "deed-incomplete", ("timetable", "deeds", slug, "shift"),
                "a shift by a deed that is reversible",
                "a shift only by deeds that cannot be taken back",
                "Remove 'reversible', or the shift: what is taken back shifts nothing.",
                at_key=True,
            )  # fmt: skip


def _check_guarantees(draft: Draft, dossier: Dossier) -> Iterator[Problem]:
    """A guarantor is named, another than it binds, and can lose; stages are in order."""
    timetable = dossier.timetable
    for slug, given in timetable.guarantees.items() if timetable else ():
        path: Path = ("timetable", "guarantees", slug)
        if (given.kind == "guarantor") != (given.by is not None):
            wanted = "a guarantor's, with 'by', or a bond or escrow, without"
            yield say(
                draft, "guarantee-incomplete", path,
                f"kind {given.kind} {'without' if given.by is None else 'with'} 'by'", wanted,
                "Name who enforces it, or make it a bond or escrow.", at_key=True,
            )  # fmt: skip
        if given.by == given.on:
            yield say(
                draft, "guarantee-of-oneself", (*path, "by"), f"'{given.by}', whom it binds",
                "a guarantor other than the party that it binds",
                "Name who would punish it, or make it a bond or escrow, without 'by'.",
            )  # fmt: skip
        if given.until_stage is not None and given.until_stage < given.from_stage:
            yield say(
                draft, "guarantee-incomplete", (*path, "until_stage"),
                f"until stage {given.until_stage}, from stage {given.from_stage}",
                "a last stage that is not before the first", "Put the stages in order.",
            )  # fmt: skip
        for name in ("from_stage", "until_stage"):
            stage = getattr(given, name)
            if timetable and stage is not None and stage > timetable.stages:
                yield say(
                    draft, "guarantee-incomplete", (*path, name), f"stage {stage}",
                    f"one of the {timetable.stages} stages",
                    "Leave 'until_stage' out if it lasts into the settled state.",
                )  # fmt: skip
        for scenario, row in dossier.scenarios.items():
            missing = given.by in dossier.parties and given.by not in row
            if missing and not draft.touched(("scenarios", scenario)):
                yield say(
                    draft, "no-reservation-value", (*path, "by"),
                    f"no reservation value for '{given.by}' in '{scenario}'",
                    "what the guarantor gets if the settlement fails",
                    "Judge it: only who loses by failure can be trusted to enforce.",
                )  # fmt: skip


def _check_plan(draft: Draft, dossier: Dossier, plan: str) -> Iterator[Problem]:
    """A plan's timetable does each deed once and whole, in time, and leaves no term out."""
    given, timetable = dossier.plans[plan].timetable, dossier.timetable
    if given is None or timetable is None or draft.touched(("plans", plan)):
        return
    path: Path = ("plans", plan, "timetable")
    if len(given) > timetable.stages:
        yield say(
            draft, "plan-timetable", path, f"{len(given)} stages",
            f"at most the {timetable.stages} stages of the timetable",
            "Shorten the plan, or give the timetable more stages.", at_key=True,
        )  # fmt: skip
    sums: dict[str, float] = {}
    for step in given:
        for deed, share in step.items():
            sums[deed] = sums.get(deed, 0.0) + share
    for deed, whole in sums.items():
        if abs(whole - 1.0) > NEAR_ONE:
            yield say(
                draft, "plan-timetable", path, f"shares of '{deed}' that add up to {whole:g}",
                "shares that add up to 1", "Correct the shares.", at_key=True,
            )  # fmt: skip
    if sums.keys() <= timetable.deeds.keys():
        yield from _check_terms(draft, dossier, plan, frozenset(sums))


def _check_terms(
    draft: Draft, dossier: Dossier, plan: str, done: frozenset[str]
) -> Iterator[Problem]:
    """Each term of the plan other than what stands anyway is carried out by a deed."""
    timetable = dossier.timetable
    carried = {
        (issue, option)
        for slug, deed in (timetable.deeds.items() if timetable else ())
        if slug in done and deed.terms
        for issue, options in deed.terms.options.items()
        for option in options
    }
    for issue, option in dossier.plans[plan].package.items():
        known = dossier.issues.get(issue)
        signed = timetable is None or issue in timetable.by_signature
        if known is None or signed or option == known.default or (issue, option) in carried:
            continue
        if any(at == issue and one not in known.options for at, one in carried):
            continue  # misspelt, and said so already
        yield say(
            draft, "term-not-carried-out", ("plans", plan, "timetable"),
            f"no deed for '{issue}: {option}'",
            "a deed of the plan's timetable for each of its terms",
            "Add a deed with 'terms', or list the issue under 'by_signature'.", at_key=True,
        )  # fmt: skip
