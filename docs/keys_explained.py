"""What every key of a dossier means, by the class of the model and the name of its field.

``generate.py`` makes the reference page of the keys from this table and the model; a test
holds the two equal.
"""

from __future__ import annotations

_SOURCE = "slug of the source this rests on"
_AT = "where in the source: page, section, recommendation"
_BECAUSE = "the reason, in your own words"
_PROVENANCE = {"source": _SOURCE, "at": _AT, "because": _BECAUSE}
_MOVES_WITH = (
    "the group of judgements together with which those in this entry err, if they name none"
)
_SHARED = {**_PROVENANCE, "moves_with": _MOVES_WITH}
_NOTE = "a remark for readers of the file"
_NAME = "what people call it; without a name, the slug made readable"

KEYS: dict[str, dict[str, str]] = {
    "Dossier": {
        "irenic": "version of the format; always 1",
        "title": "title of the case",
        "as_of": "the date of which the judgements speak",
        "summary": "the case in a few sentences; the brief opens with it",
        "notes": "a file beside the dossier with longer notes",
        "licence": "under which licence the dossier may be handed on",
        "sources": "where judgements come from",
        "blocs": "groups of parties that others see as one",
        "parties": "everybody who acts; at least one",
        "required": "parties whose consent a settlement needs; all parties, if left out",
        "quorum": "how many of the required parties are enough; all, if left out",
        "veto": "required parties that must be among the quorum",
        "issues": "what is to be settled",
        "joint_worth": "worth that only a combination of options has",
        "red_lines": "by party: what it accepts in no case",
        "scenarios": "no-deal scenarios with reservation values; the first holds by default",
        "levers": "what somebody can do to open a deal",
        "plans": "proposed settlements",
        "moves": "the conflict outside the table, for `stability`",
        "timetable": "how a settlement is carried out, stage by stage",
        "benchmarks": "conditions on the ground that deeds wait for",
    },
    "Judgement": {
        "mode": "the most likely value; a plain number is a mode alone",
        "low": "the lowest value that you hold possible",
        "high": "the highest value that you hold possible",
        **_PROVENANCE,
        "moves_with": "the group of judgements together with which this one errs: too high when "
        "they are too high; left out, that of the nearest entry around it that names one, and "
        "after all those that of its source; without any it errs on its own",
    },
    "MovesWith": {
        "group": "a word of your choice, the same at all judgements of the group; may stand "
        "alone, without braces",
        "weight": "how far it errs with the group, from -1 (against it) to 1 (with it alone); 0 "
        "takes a judgement out of the group that it would have from around it",
    },
    "Row": {
        **_SHARED,
        "judgements": "one judgement for each slug",
    },
    "Condition": {
        **_PROVENANCE,
        "options": "for an issue, the option that must stand, or a list of which one must",
    },
    "Source": {
        "title": "title of the source",
        "author": "who wrote it",
        "date": "when it appeared",
        "kind": "such as report, news, interview, poll",
        "reference": "journal, publisher, archive, address",
        "file": "a copy beside the dossier",
        "moves_with": "the group with which judgements from this source err, where they and the "
        "entries around them name none",
        "note": _NOTE,
    },
    "Bloc": {"name": "what people call it", "note": _NOTE},
    "Party": {
        **_SHARED,
        "name": _NAME,
        "kind": "such as state, government, movement, armed-group",
        "bloc": "the bloc it is a faction of",
        "patrons": "parties that can lean on it",
        "capacity": "how much it can do, on one scale for the whole dossier; never negative",
        "wants": "its interest in one sentence",
        "note": _NOTE,
    },
    "Issue": {
        "name": _NAME,
        "options": "the ways of settling it; every package takes one",
        "default": "the option that stands while the issue is open",
        "worth": "by party, the points of every option; a party left out is indifferent",
        "note": _NOTE,
    },
    "Option": {"name": "what people call it; may stand alone, without braces", "note": _NOTE},
    "JointWorth": {
        "when": "the combination",
        "worth": "by party, the points added to a package that has it",
        "note": _NOTE,
    },
    "RedLines": {"never": "combinations of options; one is enough to rule a package out"},
    "Scenario": {
        **_SHARED,
        "judgements": "for each party its reservation value: what it gets without a deal",
        "name": _NAME,
        "note": _NOTE,
    },
    "Lever": {
        **_SHARED,
        "kind": "a threat changes the no-deal scenario, an incentive adds worth at a cost, "
        "a reassurance removes a feared loss, pressure lowers a reservation value",
        "by": "the party that pulls it",
        "name": _NAME,
        "scenario": "the no-deal scenario that a threat brings about",
        "cost": "by party, the points it loses by the lever; never negative",
        "worth": "by party, the points that the lever adds to a deal",
        "relief": "by party, the points by which pressure lowers its reservation value",
        "needs": "levers that must be in force too; a divisible one may be promised only, and "
        "not be drawn upon",
        "excludes": "levers that cannot be in force too",
        "divisible": "whether it can be pulled in part (false if left out; never for a threat)",
        "audience_cost": "the points that `by` loses if it backs down from a threat; "
        "0 if left out, never negative",
        "note": _NOTE,
    },
    "Plan": {
        **_PROVENANCE,
        "name": _NAME,
        "levers": "the levers that go with it",
        "package": "for each issue the option; an issue left out stands at its default",
        "timetable": "for each stage the deeds done, each with its share (1: the whole deed)",
        "guarantees": "those of the dossier's timetable that come with it; left out: all of them; "
        "an empty list: none",
        "state": "the moves in force in the state of the conflict that it brings about, as "
        "`status_quo` lists those of today; an empty list: none",
        "note": _NOTE,
    },
    "Timetable": {
        **_SHARED,
        "stages": "number of stages before the settled state",
        "months": "length of a stage in months",
        "discount": "by party, what a point at the next stage is worth now: above 0, at most 1; "
        "a party left out does not discount",
        "settled": "by party, the worth of the settled state after the last stage; a party left "
        "out gets what remains of the package's worth",
        "by_signature": "issues whose terms need no deed: they hold once it is signed",
        "deeds": "what is to be done",
        "guarantees": "penalties on parties that walk off",
        "note": _NOTE,
    },
    "Deed": {
        **_SHARED,
        "by": "the party that does it",
        "name": _NAME,
        "kind": "such as weapons, law, withdrawal, payment; orders such as weapons last go by it",
        "terms": "the options that it carries out; it is due under packages that contain them",
        "cost": "what the whole deed costs the doer, in points, once; never negative",
        "worth": "by party, what the whole deed is worth to it once",
        "per_stage": "by party, what it is worth at its stage and each later one up to the "
        "settled state",
        "shift": "by party, what its reservation value changes by once the deed is done",
        "parts": "number of equal parts in which it can be done, or any",
        "after": "deeds that it never gets ahead of; it waits at least a stage for each part",
        "not_before": "the first stage at which any of it can be done",
        "not_after": "the last stage at which any of it can be done; left out, the last of all",
        "reversible": "whether the doer takes it back if the settlement fails",
        "verified_by": "the party that finds out whether it has been done",
        "lag": "stages until others notice that it has not been done; 0: before they act at the "
        "same stage",
        "benchmark": "the benchmark that it waits for",
        "otherwise": "what happens if it is not done; for the implementation matrix",
        "note": _NOTE,
    },
    "Guarantee": {
        **_SHARED,
        "on": "the party that it binds",
        "penalty": "what walking off costs that party, in its own points; never negative",
        "by": "the guarantor; it counts only while enforcing is better for it than letting go",
        "kind": "a bond or escrow needs nobody's will and has no 'by'",
        "name": _NAME,
        "upkeep": "what each stage in which it is in force costs the guarantor; never negative",
        "enforcing": "what carrying it out costs the guarantor once; never negative",
        "from_stage": "the first stage at which it is in force",
        "until_stage": "the last stage; left out, it lasts into the settled state",
        "note": _NOTE,
    },
    "Benchmark": {
        **_SHARED,
        "name": _NAME,
        "chance": "chance, from 0 to 1, that it is met at a stage if it has not been met before",
        "changed_by": "by deed, what is added to that chance once the deed is done",
        "note": _NOTE,
    },
    "Moves": {
        "parties": "for each party its moves",
        "preferences": "for each party its statements, most important first, a ranking, or weights",
        "infeasible": "statements; a state in which one of them holds cannot be",
        "status_quo": "the moves in force today; left out, the status quo is unknown",
        "views": "for parties that see the conflict otherwise than it is: what they see",
    },
    "Move": {
        "name": "what people call it; may stand alone, without braces",
        "reversible": "whether it can be taken back once it is in force",
        "resumable": "whether it can be taken up again once it is given up",
        "note": _NOTE,
    },
    "Statement": {
        **_PROVENANCE,
        "statement": "the statement; may stand alone, without braces",
    },
    "Preference": {
        **_PROVENANCE,
        "statement": "the statement; may stand alone, without braces",
        "much": "whether a difference in it is a great one; such statements stand first",
        "unknown": "what of it is not known; what is written is then the best guess",
    },
    "Ranking": {
        **_PROVENANCE,
        "ranking": "states from best to worst; an inner list holds states equally good",
        "much": "states that are, like all above them, much preferred to all below them",
        "unknown": "lists of states, next to each other in the ranking, whose order is not known",
    },
    "Weighted": {
        **_SHARED,
        "weights": "for each statement its weight; a state is worth the sum of those that hold",
        "much": "the difference in worth from which on a state is much preferred",
    },
    "View": {
        **_SHARED,
        "preferences": "by party, the preferences as this party sees them",
        "infeasible": "statements in place of the true list; left out, it sees the true list",
        "unaware": "moves that it does not know of",
        "moves": "moves whose reversibility it sees otherwise, written as under `moves`",
        "note": _NOTE,
    },
}
"""Class of the model -> field -> its meaning."""
