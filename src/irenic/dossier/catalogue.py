"""Every check by its code: what it means, why it is there, and an example that fails it.

The reference pages of the documentation are made from this table, and the tests run
every example.
"""

from __future__ import annotations

from dataclasses import dataclass

from irenic.dossier.problems import Severity


@dataclass(frozen=True)
class Check:
    """One check. ``example`` is a whole dossier that fails it (empty: not a matter of text)."""

    code: str
    title: str
    why: str
    example: str = ""
    severity: Severity = "error"


_TABLE = """
irenic: 1
parties: {us: {}, kurds: {}}
issues:
  oil:
    options: {central: Central, regions: Regions}
    worth: {us: {central: 10, regions: 0}, kurds: {central: 0, regions: 10}}
scenarios: {status-quo: {us: 2, kurds: 3}}
"""


def _and(more: str) -> str:
    return _TABLE.strip() + "\n" + more.strip() + "\n"


def _timed(deeds: str, more: str = "") -> str:
    return _and(f"timetable:\n  stages: 2\n  deeds: {{{deeds}}}\n{more}")


def _with(old: str, new: str) -> str:
    if old not in _TABLE:
        raise ValueError(f"'{old}' does not stand in the example")
    return _TABLE.strip().replace(old, new) + "\n"


_FILES = (
    Check("no-dossier", "There is no dossier here",
          "A case is a folder with a file dossier.yaml, or a single YAML file."),
    Check("cannot-read", "The file cannot be read",
          "The operating system refused, or the path is not a plain file."),
    Check("too-large", "The file is too large",
          "A dossier of a hundred parties needs a few megabytes; more is a mistake."),
    Check("not-utf8", "The file is not UTF-8",
          "Other encodings turn names into nonsense without a word."),
    Check("empty-file", "The file is empty", "Nothing was written, or only comments.",
          "# only a comment\n"),
    Check("wrong-root", "The file is not a dossier",
          "The file holds something else: a list, a text, or keys that no dossier has.",
          "- one\n- two\n"),
    Check("yaml-syntax", "The file is not YAML",
          "Indentation, colons, brackets or quotes do not add up.",
          "irenic: 1\nparties: {us: {}\n"),
    Check("second-document", "The file holds two documents",
          "What follows a line '---' would be read by some programs and passed over by others.",
          "irenic: 1\nparties: {us: {}}\n---\nirenic: 1\n"),
    Check("yaml-anchor", "Anchors and aliases are not used",
          "They hide what a number is, and a few lines of them can swell to gigabytes.",
          "irenic: 1\nparties: {us: &one {name: A}, uk: *one}\n"),
    Check("too-deep", "The nesting is too deep",
          "A dossier needs about ten levels; more is an unclosed bracket or an attack.",
          "irenic: 1\nparties: " + "[" * 40 + "]" * 40 + "\n"),
    Check("yaml-tag", "Tags are not used",
          "A tag (!!) makes some programs run code; types follow from the text alone.",
          "irenic: 1\nparties: {us: !!map {}}\n"),
    Check("not-a-key", "A key is not a text", "A key is a slug, so that it can be referred to.",
          "irenic: 1\nparties: {[us, uk]: {}}\n"),
    Check("key-twice", "A key is given twice",
          "Most programs keep the last and drop the first without a word.",
          "irenic: 1\nparties: {us: {name: A}, us: {name: B}}\n"),
    Check("outside-folder", "A path leaves the case's folder",
          "A case is handed on as one folder; what lies elsewhere is lost, or private.",
          _and("notes: ../notes.md")),
    Check("missing-file", "A file of the case is missing",
          "The dossier names a file that is not there.", _and("notes: no-such-notes.md")),
)  # fmt: skip

_SHAPE = (
    Check("unknown-key", "A key that no dossier has",
          "Most often a slip of the keyboard: what stands there would otherwise be passed over.",
          "irenic: 1\nparties: {us: {nmae: United States}}\n"),
    Check("missing-key", "A key is missing", "The entry means nothing without it.",
          _and("levers: {leave: {kind: threat, scenario: status-quo}}")),
    Check("wrong-type", "A value of the wrong type",
          "A list where a mapping is expected, a number where a text is, and the like.",
          "irenic: 1\nparties: [us, uk]\n"),
    Check("bad-slug", "A key that cannot be a slug",
          "Slugs are written in statements and on the command line, so they are kept plain.",
          "irenic: 1\nparties: {United States: {}}\n"),
    Check("reserved-word", "A slug with a meaning of its own",
          "Words such as 'source', 'not' and 'if' mean something where slugs stand.",
          "irenic: 1\nparties: {source: {}}\n"),
    Check("not-a-number", "Not a number", "A judgement is a number, or a mapping with a mode.",
          _with("central: 10", "central: high")),
    Check("not-finite", "Not a finite number",
          "NaN compares as false with everything and infinity swallows every other number.",
          _with("central: 10", "central: .nan")),
    Check("out-of-range", "A number beyond all bounds",
          "Beyond a million points a number is taken for a slip of the keyboard.",
          _with("central: 10", "central: 10000000")),
    Check("half-range", "Half a range",
          "A range needs both ends, or nobody knows what the missing one is.",
          _with("central: 10", "central: {low: 5, mode: 10}")),
    Check("range-order", "A range out of order", "low <= mode <= high must hold.",
          _with("central: 10", "central: {low: 12, mode: 10, high: 15}")),
    Check("not-a-choice", "Not one of the choices", "Only a few words are possible here.",
          _and("levers: {leave: {kind: thread, by: us, scenario: status-quo}}")),
    Check("empty-list", "Nothing where something is needed",
          "An empty list, text or condition says nothing, or more than was meant.",
          _and("red_lines: {kurds: {never: []}}")),
    Check("text-too-long", "A text that is too long",
          "Texts are shown in tables and pages; long ones belong into the case's notes.",
          "irenic: 1\ntitle: " + "long " * 900 + "\nparties: {us: {}}\n"),
    Check("control-character", "A character that cannot be seen",
          "Control characters and those that override the direction of writing steer screens and "
          "printers: a text could hide what it says. Names and titles have one line, so tabs "
          "and line breaks count there too.",
          'irenic: 1\nparties: {us: {name: "The \\e[31mNorth"}}\n'),
    Check("bad-date", "Not a date", "Dates are written year-month-day, as 2006-11-30.",
          "irenic: 1\nas_of: November 2006\nparties: {us: {}}\n"),
    Check("bad-state", "Not a state of the conflict",
          "A state is a row of Y and N, one for each move in the order of the file; "
          "a ranking names each once. The state after a plan lists the moves in force, "
          "and is one that can be.",
          "irenic: 1\nparties: {us: {}}\nmoves:\n  us: {stay: Stay}\n"
          "  preferences: {us: {ranking: [YY, N]}}\n"),
)  # fmt: skip

_MEANING = (
    Check("unknown-reference", "A reference to nothing",
          "The slug names no entry of the dossier, most often because it is misspelt.",
          _and("required: [us, krds]")),
    Check("worth-incomplete", "An option without a worth",
          "A party that stands in an issue's worth values every option; "
          "one that is left out is indifferent. Zero is never guessed.",
          _with("{central: 0, regions: 10}", "{regions: 10}")),
    Check("no-reservation-value", "A required party without a reservation value",
          "Whether a package is acceptable to a party depends on what it gets without a deal.",
          _with("{us: 2, kurds: 3}", "{us: 2}")),
    Check("bad-consent", "A rule of consent that cannot work",
          "A quorum of more parties than are required, a veto of one who is not, "
          "or a party required twice.", _and("quorum: 3")),
    Check("negative-amount", "A negative amount",
          "Capacity, cost, relief and audience cost are amounts; "
          "a negative one means the opposite.",
          _and("levers: {jobs: {kind: incentive, by: us, cost: {us: -3}, worth: {kurds: 2}}}")),
    Check("lever-incomplete", "A lever that does not fit its kind",
          "A threat names the scenario it brings about, pressure the relief it gives, "
          "and no other kind does. Only a threat has an audience cost, and it alone "
          "cannot be divisible.",
          _and("levers: {leave: {kind: threat, by: us}}")),
    Check("needs-cycle", "Levers that need each other in a circle",
          "None of them could ever be the first.",
          _and("levers:\n  a: {kind: incentive, by: us, needs: [b]}\n"
               "  b: {kind: incentive, by: us, needs: [a]}")),
    Check("lever-impossible", "A lever that stands in its own way",
          "It excludes itself or something that it needs, or what it needs does not go "
          "together: it could never be in force.",
          _and("levers:\n  jobs: {kind: incentive, by: us}\n"
               "  school: {kind: incentive, by: us, needs: [jobs], excludes: [jobs]}")),
    Check("plan-incomplete", "A plan that leaves an issue open",
          "An issue that a plan leaves out stands at its default; this one has none.",
          _and("plans: {peace: {package: {}}}")),
    Check("plan-conflict", "A plan with levers that do not go together",
          "A lever without one it needs, beside one it excludes, twice, "
          "or threats of two scenarios.",
          _and("levers:\n  a: {kind: incentive, by: us, needs: [b]}\n"
               "  b: {kind: incentive, by: us}\n"
               "plans: {peace: {levers: [a], package: {oil: central}}}")),
    Check("bad-statement", "Not a statement about moves",
          "Statements join moves by not, and, or, if, iff and parentheses.",
          "irenic: 1\nparties: {us: {}}\nmoves:\n  us: {stay: Stay}\n"
          "  preferences: {us: [stay and not]}\n"),
    Check("bad-preference", "Preferences that do not fit together",
          "Great differences stand before small ones, and states of unknown order stand next to "
          "each other; otherwise no order of the states can be meant.",
          "irenic: 1\nparties: {us: {}}\nmoves:\n  us: {stay: Stay, pay: Pay}\n"
          "  preferences: {us: [stay, {statement: pay, much: true}]}\n"),
    Check("lonely-group", "A group of judgements with nothing to err with",
          "Judgements that move with the same group err together. Fewer than two with a range "
          "are as independent as before: a slip of the keyboard, most often.",
          _with("central: 10", "central: {low: 5, mode: 10, high: 12, moves_with: optimism}"),
          "warning"),
    Check("dead-option", "An option that no package can contain",
          "Every package with it crosses a red line of a required party: it is on the table "
          "in name only.",
          _and("red_lines: {kurds: {never: [{oil: central}]}}"), "warning"),
    Check("no-package", "Red lines exclude every package",
          "The red lines of the required parties contradict each other: "
          "no settlement is possible, whatever it is worth.",
          _and("red_lines:\n  kurds: {never: [{oil: central}]}\n  us: {never: [{oil: regions}]}"),
          "warning"),
    Check("red-lines-unchecked", "Red lines too entangled to check",
          "Whether any package remains would take too long to find out beforehand. "
          "Analyses count packages and so find out themselves.", "", "warning"),
)  # fmt: skip

_CARRYING_OUT = (
    Check("bad-discount", "Not a discount factor",
          "A discount factor says what a point at the next stage is worth now: "
          "above 0, and 1 at most. A rate of interest is something else.",
          _timed("law: {by: us}", "  discount: {us: 1.05}")),
    Check("bad-chance", "Not a chance",
          "A chance is a share of 1 and counts for one stage; a deed can change it by at most 1.",
          _and("benchmarks: {calm: {chance: 30}}")),
    Check("deeds-cycle", "Deeds that wait for each other",
          "None of them could ever be the first. Each side wanting the other to go first is "
          "the very question: say what each gains and risks, and let the analysis find the order.",
          _timed("arms: {by: kurds, after: [law]}, law: {by: us, after: [arms]}")),
    Check("window-empty", "Windows that exclude each other",
          "The deed may not be done before one stage and not after an earlier one, or what it "
          "waits for comes too late.",
          _timed("law: {by: us}, arms: {by: kurds, after: [law], not_after: 1}")),
    Check("deed-incomplete", "A deed that is taken back and yet shifts reservation values",
          "What the doer takes back when the settlement fails leaves both sides where they were.",
          _timed("arms: {by: kurds, reversible: true, shift: {kurds: -3}}")),
    Check("guarantee-incomplete", "A guarantee that cannot be given",
          "A guarantor has a will, so that it must be named; a bond or escrow has none. "
          "The stages of both lie within the timetable, in order.",
          _timed("law: {by: us}", "  guarantees: {troops: {on: us, penalty: 4}}")),
    Check("guarantee-of-oneself", "A party that guarantees itself",
          "Nobody is kept to its word by a penalty that it would have to carry out on itself. "
          "What it puts into other hands beforehand is a bond or escrow.",
          _timed("law: {by: us}", "  guarantees: {word: {on: us, by: us, penalty: 4}}")),
    Check("plan-timetable", "A plan's timetable that does not add up",
          "A plan does each of its deeds once and whole, within the stages that there are.",
          _timed("law: {by: us, parts: 2}",
                 "plans: {peace: {package: {oil: central}, timetable: [{law: 0.5}]}}")
          .replace("by: us,", "by: us, terms: {oil: central},")),
    Check("term-not-carried-out", "A term that nobody carries out",
          "A timetable that leaves a term of the package out is not a timetable of it.",
          _timed("law: {by: us}",
                 "plans: {peace: {package: {oil: central}, timetable: [{law: 1}]}}")),
)  # fmt: skip

CHECKS: dict[str, Check] = {
    check.code: check for check in (*_FILES, *_SHAPE, *_MEANING, *_CARRYING_OUT)
}
"""Every check by its code."""
