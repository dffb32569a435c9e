"""Options of several commands, and how options are written: commas, ISSUE=OPTION, quorums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic import errors

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier

Case = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="A built-in case's name, a folder, a YAML file, or a file that 'import' knows.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON only, on standard output.")]
Quorum = Annotated[
    str | None,
    typer.Option(metavar="N|all-but-K", help="How many required parties must accept."),
]
Veto = Annotated[
    list[str] | None,
    typer.Option(help="Parties that must be among them (comma-separated or repeated)."),
]
Of = Annotated[
    list[str] | None,
    typer.Option(help="The quorum counts among these; all others must accept."),
]
Fix = Annotated[
    list[str] | None,
    typer.Option(metavar="ISSUE=OPTION", help="What if this issue were settled so?"),
]
RuleOut = Annotated[
    list[str] | None,
    typer.Option(metavar="ISSUE=OPTION[,OPTION]", help="What if these were off the table?"),
]
LeaveOut = Annotated[
    list[str] | None, typer.Option(help="What if this party's consent were not needed?")
]
Add = Annotated[
    list[str] | None, typer.Option(help="What if this party's consent were needed too?")
]
Within = Annotated[float, typer.Option(help="Points that an alternative may cost a party.")]
Alternatives = Annotated[int, typer.Option(help="Alternatives to look for, 1 to 20.")]
Draft = Annotated[
    str | None,
    typer.Option(metavar="PLAN|defaults", help="What the single text starts from."),
]
Concepts = Annotated[
    str | None,
    typer.Option(
        help="Comma-separated: nash_stability, gmr, smr, seq, sim (the default), sseq, "
        "limited_move, non_myopic; sim:anyway computes SIM whatever it costs."
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        help="Say what would have to change for this state to hold: the moves in "
        "force, comma-separated, or Y and N for each move."
    ),
]
NoDeal = Annotated[
    str | None, typer.Option(help="The no-deal scenario (the first of the dossier, if none).")
]
Lever = Annotated[
    list[str] | None, typer.Option(help="A lever in force; may be given several times.")
]
CarriedOut = Annotated[
    str | None, typer.Option(help="The plan that is carried out (the first with a timetable).")
]
Margin = Annotated[
    float, typer.Option(min=0, help="Points that everybody whose consent is needed gains.")
]
GoingOn = Annotated[
    float, typer.Option(min=0, help="Points by which going on must be better than walking off.")
]
Unpledged = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A guarantee to leave out, or 'all'; may be repeated."),
]
Parts = Annotated[
    int | None,
    typer.Option(min=1, help="What if every deed came in this many parts? (1: whole)"),
]
Notice = Annotated[
    int,
    typer.Option(
        metavar="STAGES", help="What if faults were noticed later (or, with a minus, sooner)?"
    ),
]
Matrix = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="FILE.csv|FILE.docx", help="Write the implementation matrix too."
    ),
]
Gantt = Annotated[
    Path | None,
    typer.Option(metavar="FILE.svg", help="Write the picture of the timetable too."),
]
PICTURES: Mapping[str, str] = {
    "timetable": "enforcement-gantt",
    "margins": "enforcement-margins",
    "curves": "enforcement-curves",
    "completion": "enforcement-completion",
}
"""What a picture of a timetable can be of, and the key of the figure."""

PictureOf = Annotated[
    str,
    typer.Option(
        "--of",
        metavar="|".join(PICTURES),
        help="What --picture shows: who does what when, the margins, what more time, finer "
        "parts and larger guarantees would bring, or when all is done.",
    ),
]
Weighting = Annotated[
    str, typer.Option(help="What counts as cost: shares (of the payers' scales) or levers.")
]
Without = Annotated[
    list[str] | None, typer.Option(help="A lever that may not be used; may be repeated.")
]
Stop = Annotated[
    float, typer.Option(help="When to stop; what is not settled by then is said to be.")
]
Method = Annotated[
    str, typer.Option(help="auto, enumeration (every package) or programme (large cases).")
]
Seconds = Annotated[
    float,
    typer.Option(help="Time for each question to a programme; a sixth for what is beside it."),
]

PlanLevers = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Only the levers of this plan may be pulled."),
]


def picture_of(name: str) -> str:
    """The key of the figure of that name; UsageError where there is none."""
    if name not in PICTURES:
        raise errors.UsageError(f"--of is '{name}'; expected {', '.join(PICTURES)}")
    return PICTURES[name]


def svg(picture: Path | None) -> None:
    """UsageError where a picture's name does not end in .svg."""
    if picture is not None and picture.suffix.lower() != ".svg":
        raise errors.UsageError(f"'{picture}': the picture's name must end in .svg")


def matrix(output: Path | None) -> None:
    """UsageError, before anything is computed, where no matrix can be written to ``output``.

    A file that is there already is left alone: people go on working in a matrix.
    """
    if output is None:
        return
    suffix = output.suffix.lower()
    if suffix not in (".csv", ".docx"):
        raise errors.UsageError(f"'{output}': the matrix's name must end in .csv or .docx")
    if output.exists():
        raise errors.UsageError(f"'{output}' exists already; nothing was written")
    if suffix == ".docx":
        try:
            import docx  # noqa: F401  # whether it is installed
        except ImportError as error:
            raise errors.UsageError(
                "Word files need the extra 'word': pip install 'irenic[word]'; or write .csv"
            ) from error


def comma(text: str) -> list[str]:
    """The parts of a list written with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def named(text: str, option: str, what: str) -> list[str]:
    """The names in an option that must name something."""
    names = comma(text)
    if not names:
        raise errors.UsageError(f"{option}: name at least one {what}")
    return names


def spread(given: Sequence[str] | None) -> tuple[str, ...]:
    """The parts of an option that may be repeated, each a list with commas."""
    return tuple(part for text in given or () for part in comma(text))


def ruled_out(given: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """``issue=option,option``, several times, as issue -> options."""
    found: dict[str, tuple[str, ...]] = {}
    for text in given or ():
        issue, equals, options = text.partition("=")
        if not (issue and equals and comma(options)):
            raise errors.UsageError(f"'{text}': expected ISSUE=OPTION or ISSUE=OPTION,OPTION")
        found[issue] = (*found.get(issue, ()), *comma(options))
    return found


def fixed(given: Sequence[str] | None) -> dict[str, str]:
    """``issue=option``, several times, as issue -> option."""
    found = ruled_out(given)
    for issue, options in found.items():
        if len(options) > 1:
            raise errors.UsageError(f"'{issue}' is to be fixed at {' and '.join(options)}")
    return {issue: options[0] for issue, options in found.items()}


def quorum_of(text: str | None, dossier: Dossier) -> int | None:
    """``5``, or ``all-but-1``, which depends on how many parties are required."""
    if text is None:
        return None
    number = text.removeprefix("all-but-")
    if not number.isdecimal() or len(number) > 6:
        raise errors.UsageError(f"--quorum {text}: expected a whole number, or all-but-K")
    required = len(dossier.parties if dossier.required is None else dossier.required)
    return required - int(number) if text.startswith("all-but-") else int(number)
