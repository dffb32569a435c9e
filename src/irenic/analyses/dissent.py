"""Two accounts of one case: where they judge otherwise, and which of it changes a conclusion.

Two analysts, or a party's own account beside the desk's. Each dossier's conclusions are
decided by its own examiners (:mod:`irenic.analyses.conclusions`); then the values of one are
put into the other, one at a time, all at once, and the fewest that turn a conclusion.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analyses import dissent_tables
from irenic.analyses.conclusion_names import clauses
from irenic.analyses.conclusions_agreement import AgreementExaminer
from irenic.analyses.conclusions_enforcement import EnforcementExaminer
from irenic.analyses.conclusions_leverage import LeverageExaminer
from irenic.analyses.conclusions_stability import StabilityExaminer
from irenic.analyses.dissent_closing import DRAWS, closing
from irenic.analyses.dissent_closing import shares as shares_in
from irenic.analyses.dissent_differences import OTHER, THIS, Compared, compared, only, rules
from irenic.analyses.dissent_turning import Asked, Side, asked
from irenic.analyses.limits import seconds_faults
from irenic.analyses.names import digest, names
from irenic.analyses.provenance import version
from irenic.analyses.result import Method, Result, Statement, Status
from irenic.dossier.draws import draws
from irenic.errors import Inapplicable, UsageError
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from irenic.analyses.conclusions import Examiner
    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier
    from irenic.theory.packages import Progress

Values = dict[str, Any]

METHOD = Method(
    "Each conclusion decided exactly with one difference, and with all, put into the other "
    "dossier; the fewest counted where a conclusion is linear, else by dividing and trying",
    "Junker 2004",
)

OWN = ("opening-opens", "timetable-holds", "guarantee-credible")
"""Conclusions about something that each dossier has found for itself: not to be compared as
they stand, only with the other's values put in."""


def dissent(
    dossier: Dossier,
    other: Dossier,
    *,
    scenario: str | None = None,
    plan: str | None = None,
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> Result:
    """Lay two dossiers of the same case side by side.

    ``scenario``: the no-deal scenario in which both are asked (default: the first of each);
    ``plan``: the only plan asked about (default: all). ``seconds``: for all that is asked
    together.

    ``values`` has the keys documented in docs/reference/values.md. Entries are matched by
    their slugs; what is in one dossier only is listed, and nothing is guessed.

    Raises :class:`~irenic.errors.UsageError` for no time, or a plan or scenario that
    one of them does not have.
    """
    began = time.perf_counter()
    _check(dossier, other, scenario, plan, seconds)
    told: Progress = (lambda label, share: None) if progress is None else progress
    found = compared(dossier, other)
    clock = Clock(seconds)
    answers: dict[str, list[Asked]] = {}
    sides = [*_sides((dossier, other), found, scenario, plan, seconds)]
    for number, (name, side) in enumerate(sides):
        told("conclusions", number / 2)
        answers[name] = list(asked(side, clock))
    told("draws", 0.9)
    shares = {
        name: _shares(one, side) for (name, side), one in zip(sides, (dossier, other), strict=True)
    }
    values = _values(dossier, other, found, answers) | {"draws": DRAWS}
    values["conclusions"] = [*_with_shares(values["conclusions"], shares)]
    rows = values["conclusions"]
    closed = closing((dossier, other), sides[0][1].examiners, found, rows, clock)
    values |= {"closing": closed or [], "closing_asked": closed is not None}
    named = _named(dossier, other, answers)
    complete = all(one.decided and one.all is not None for rows in answers.values() for one in rows)
    return Result(
        question="dissent",
        status=Status.COMPLETE if complete else Status.PARTIAL,
        headline=_headline(values),
        values=values,
        method=METHOD,
        parameters={
            "other": digest(other), "scenario": scenario, "plan": plan,
            "seconds": seconds,
        },
        names=named,
        digest=digest(dossier),
        version=version(),
        elapsed=time.perf_counter() - began,
        findings=tuple(_findings(values)),
        reasons=tuple(_reasons(values)),
        caveats=(
            *(() if found.both else (Statement("dissent-strangers"),)),
            Statement("dissent-slugs"),
            *(() if values["closing_asked"] else (Statement("dissent-closing-unasked"),)),
            *(() if complete else (Statement("dissent-undecided"),)),
        ),
        tables=dissent_tables.tables(values, named),
        figures=dissent_tables.figures(values),
    )  # fmt: skip


def _check(
    dossier: Dossier, other: Dossier, scenario: str | None, plan: str | None, seconds: float
) -> None:
    faults = seconds_faults(seconds)
    for name, one in (("this dossier", dossier), ("the other dossier", other)):
        if scenario is not None and scenario not in one.scenarios:
            faults.append(f"{name} has no scenario '{scenario}'")
        if plan is not None and plan not in one.plans:
            faults.append(f"{name} has no plan '{plan}'")
    if faults:
        raise UsageError("; ".join(faults))


def _sides(
    dossiers: tuple[Dossier, Dossier], found: Compared, scenario: str | None, plan: str | None,
    seconds: float,
) -> Iterator[tuple[str, Side]]:  # fmt: skip
    """Each dossier with the values of the other."""
    mine = np.array([one.this.mode for one in found.differences])
    theirs = np.array([one.other.mode for one in found.differences])
    keys = tuple(one.key for one in found.differences)
    others = tuple(one.other_key for one in found.differences)
    first, second = (_examiners(one, scenario, plan, seconds) for one in dossiers)
    yield THIS, Side(THIS, first, keys, mine, theirs)
    yield OTHER, Side(OTHER, second, others, theirs, mine)


def _examiners(
    dossier: Dossier, scenario: str | None, plan: str | None, seconds: float
) -> tuple[Examiner, ...]:  # fmt: skip
    """Those that apply; which questions a dossier cannot answer it says itself elsewhere."""
    plans = tuple(dossier.plans) if plan is None else (plan,)
    makers: tuple[Callable[[], Examiner], ...] = (
        lambda: AgreementExaminer(dossier, scenario, (), plans, seconds),
        lambda: LeverageExaminer(dossier, scenario, seconds),
        lambda: EnforcementExaminer(dossier, plan, scenario, (), seconds),
        lambda: StabilityExaminer(dossier),
    )
    found: list[Examiner] = []
    for make in makers:
        try:
            examiner = make()
            found += [examiner] if examiner.conclusions else []
        except Inapplicable:
            continue
    return tuple(found)


def _named(dossier: Dossier, other: Dossier, answers: Mapping[str, list[Asked]]) -> Names:
    """The names in both dossiers, those of this one where they differ."""
    mine, theirs = names(dossier, judgements=True), names(other, judgements=True)
    found = {kind: {**theirs.get(kind, {}), **own} for kind, own in mine.items()}
    said: dict[str, str] = {}
    for where, one in ((OTHER, other), (THIS, dossier)):
        conclusions = (answer.one for answer in answers[where])
        said |= clauses(conclusions, found, quorum=one.quorum is not None)
    return {**found, "conclusions": said}


# Values ---------------------------------------------------------------------------------


def _values(
    dossier: Dossier, other: Dossier, found: Compared, answers: Mapping[str, list[Asked]]
) -> Values:
    differences = [one.row() for one in found.differences]
    outside = [row for row in differences if False in (row["this_in_other"], row["other_in_this"])]
    rows = _conclusions(answers)
    return {
        "titles": {THIS: dossier.title, OTHER: other.title},
        "same": found.same,
        "other_ranges": [one.key for one in found.ranges],
        "other_dependence": [one.key for one in found.dependence],
        "differ": len(differences),
        "apart": sum(row["overlap"] is False for row in differences),
        "outside": len(outside),
        "judgements": differences,
        "one_sided": [{"judgement": key, "in": where} for key, where in found.one_sided],
        "only": [{"kind": kind, "slug": slug, "in": where}
                 for kind, slug, where in only(dossier, other)],
        "rules": [{"kind": kind, "slug": slug} for kind, slug in rules(dossier, other)],
        "conclusions": rows,
        "turning": [*_turning(found, answers)],
        "fewest": [*_fewest(found, answers)],
    }  # fmt: skip


def _conclusions(answers: Mapping[str, list[Asked]]) -> list[Values]:
    by_name = {where: {one.one.name: one for one in rows} for where, rows in answers.items()}
    rows = []
    for name in dict.fromkeys([*by_name[THIS], *by_name[OTHER]]):
        sides = {where: by_name[where].get(name) for where in (THIS, OTHER)}
        one = next(answer.one for answer in sides.values() if answer is not None)
        held = {where: None if a is None else a.one.holds for where, a in sides.items()}
        moved = {where: None if a is None else a.all for where, a in sides.items()}
        turned = any(
            moved[where] is not None and moved[where] != held[where] for where in (THIS, OTHER)
        )
        unlike = None not in held.values() and held[THIS] != held[OTHER]
        own = one.kind in OWN
        rows.append({
            "name": name, "kind": one.kind, "subject": one.subject, "analysis": one.analysis,
            "own": own, THIS: held[THIS], OTHER: held[OTHER],
            "this_with_other": moved[THIS], "other_with_this": moved[OTHER],
            "differ": turned if own else unlike, "by_numbers": turned,
        })  # fmt: skip
    return rows


def _turning(found: Compared, answers: Mapping[str, list[Asked]]) -> Iterator[Values]:
    """Each difference that by itself turns a conclusion of the dossier it is put into."""
    for where, rows in answers.items():
        for answer in rows:
            for place in answer.alone:
                one = found.differences[place]
                own, foreign = one.this.mode, one.other.mode
                if where == OTHER:
                    own, foreign = foreign, own
                yield {
                    "conclusion": answer.one.name, "into": where, "judgement": one.key,
                    "from": own, "to": foreign, "holds": not answer.one.holds,
                }  # fmt: skip


def _fewest(found: Compared, answers: Mapping[str, list[Asked]]) -> Iterator[Values]:
    """The fewest differences that together turn a conclusion."""
    for where, rows in answers.items():
        for answer in rows:
            if answer.fewest is not None:
                keys = [found.differences[place].key for place in answer.fewest]
                yield {
                    "conclusion": answer.one.name, "into": where, "judgements": keys,
                    "least": answer.least, "proven": answer.proven, "holds": not answer.one.holds,
                }  # fmt: skip


def _shares(dossier: Dossier, side: Side) -> dict[str, Values]:
    """The share of a dossier's draws in which each conclusion holds; none without ranges."""
    drawn = draws(dossier)
    return shares_in(drawn, side.examiners) if (drawn.low < drawn.high).any() else {}


def _with_shares(
    rows: list[Values], shares: Mapping[str, Mapping[str, Values]]
) -> Iterator[Values]:  # fmt: skip
    """The conclusions with both shares, and whether their intervals lie apart."""
    for row in rows:
        both = {where: shares[where].get(row["name"]) for where in (THIS, OTHER)}
        mine, theirs = both[THIS], both[OTHER]
        apart = mine is not None and theirs is not None and not row["own"] and (
            mine["low"] > theirs["high"] or theirs["low"] > mine["high"]
        )  # fmt: skip
        flat = {
            f"{where}_{key}": None if one is None else one[key]
            for where, one in both.items()
            for key in ("share", "low", "high")
        }
        yield {**row, **flat, "shares_differ": apart}


# What is said ---------------------------------------------------------------------------


def _shared(values: Values) -> list[Values]:
    """The conclusions that both accounts draw, and of the same thing."""
    return [row for row in values["conclusions"]
            if not row["own"] and None not in (row[THIS], row[OTHER])]  # fmt: skip


def _headline(values: Values) -> str:
    both = _shared(values)
    differ = [row for row in both if row["differ"]]
    total = values["differ"] + values["same"]
    if not total:
        return (
            "The two dossiers have no judgement in common: they do not look like two accounts of "
            "one case."
        )
    start = (
        f"The two accounts differ in {values['differ']:,} of {total:,} judgements that both have, "
    )
    if both:
        start += f"and in {len(differ) or 'none'} of {len(both)} conclusions"
    else:
        start += "and draw no conclusion in common"
    if differ:
        alone = {row["conclusion"] for row in values["turning"]}
        single = sum(row["name"] in alone for row in differ)
        start += f"; a single judgement decides {single} of these"
    return f"{start}{_fallen(values)}{_apart(values) if not differ else ''}."


def _fallen(values: Values) -> str:
    """What an account has found for itself and the other's numbers turn round."""
    own = [row for row in values["conclusions"] if row["own"]]
    turned = sum(row["differ"] for row in own)
    if not turned:
        return ""
    verb = "is" if turned == 1 else "are"
    return (
        f"; of {len(own)} on an opening or a timetable that an account found for itself, {turned} "
        f"{verb} turned round by the other\u2019s numbers"
    )


def _apart(values: Values) -> str:
    """How many conclusions come out apart over the ranges, and what is not the same."""
    apart = sum(row["shares_differ"] for row in values["conclusions"])
    if not apart:
        return ""
    causes = []
    if ranges := len(values["other_ranges"]) + sum(map(_ranged_otherwise, values["judgements"])):
        causes.append(f"{ranges:,} {'has' if ranges == 1 else 'have'} other ranges")
    if moved := len(values["other_dependence"]):
        causes.append(f"{moved:,} {'errs' if moved == 1 else 'err'} together with others otherwise")
    if values["rules"]:
        causes.append("the rules are not the same")
    if values["only"] or values["one_sided"]:
        causes.append("one account has what the other has not")
    said = f"{', '.join(causes)}, and " if causes else ""
    return f"; but {said}over the ranges {apart} come{'s' if apart == 1 else ''} out apart"


def _ranged_otherwise(row: Values) -> bool:
    """Whether a judgement that differs has another range as well."""
    return [row["this_low"], row["this_high"]] != [row["other_low"], row["other_high"]]


def _findings(values: Values) -> Iterator[Statement]:
    told = {key: values[key] for key in ("differ", "same", "apart", "outside")}
    told["ranges"] = len(values["other_ranges"])
    told["dependence"] = len(values["other_dependence"])
    titles = values["titles"]
    if titles[THIS] != titles[OTHER]:
        yield Statement("dissent-accounts", "", {"titles": titles})
    if values["differ"] + values["same"]:
        yield Statement("dissent-judgements", "", told)
    if values["only"] or values["one_sided"]:
        evidence = {"only": values["only"], "one_sided": len(values["one_sided"])}
        yield Statement("dissent-only", "", evidence)
    if values["rules"]:
        yield Statement("dissent-rules", "", {"rules": values["rules"]})
    differing = [row for row in values["conclusions"] if row["differ"]]
    shared = _shared(values)
    if shared and not differing:
        yield Statement("dissent-agree", "", {"asked": len(shared)})
    lone = {where: sum(row[where] is not None and row[against] is None
                       for row in values["conclusions"])
            for where, against in ((THIS, OTHER), (OTHER, THIS))}  # fmt: skip
    if any(lone.values()):
        yield Statement("dissent-lone", "", lone | {"shared": len(shared)})
    for row in differing:
        yield Statement("dissent-own" if row["own"] else "dissent-conclusion", row["name"], row)
    for row in values["conclusions"]:
        if row["shares_differ"]:
            yield Statement("dissent-shares", row["name"], row)


def _reasons(values: Values) -> Iterator[Statement]:
    unlike = any(values[key] for key in ("differ", "other_ranges", "other_dependence"))
    for row in values["conclusions"]:
        if unlike and row["shares_differ"] and values["closing_asked"]:
            closed = [one for one in values["closing"] if one["conclusion"] == row["name"]]
            yield Statement("dissent-closing", row["name"], {"rows": closed})
        for where in (THIS, OTHER):
            mine = {"conclusion": row["name"], "into": where}
            alone = [one for one in values["turning"] if mine.items() <= one.items()]
            fewest = [one for one in values["fewest"] if mine.items() <= one.items()]
            if alone:
                yield Statement("dissent-alone", row["name"], {"rows": alone, "into": where})
            elif fewest:
                yield Statement("dissent-fewest", row["name"], fewest[0])
        if row["differ"] and not row["own"] and not row["by_numbers"]:
            yield Statement("dissent-not-numbers", row["name"], row)
