"""The commands on how far answers can be trusted: robustness, comparison, dissent, draw."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from irenic import cli_options, errors
from irenic.cli_options import Case, Json
from irenic.cli_output import load, progress_line, show

if TYPE_CHECKING:
    from irenic.dossier.model import Dossier

Count = Annotated[int, typer.Option(min=1, help="How often the judgements are drawn.")]
Seed = Annotated[int, typer.Option(min=0, help="Another seed gives other draws.")]
Shape = Annotated[str, typer.Option(help="Distribution over a range: pert, triangular or uniform.")]
Sample = Annotated[
    int,
    typer.Option(
        min=0, help="Draws among which the most acceptable package is sought (0: it is not)."
    ),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes on this machine.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers do it (irenic[cluster])."),
]
File = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where counts are kept; an interrupted run resumes from it."),
]
OtherCase = Annotated[
    str, typer.Argument(metavar="OTHER", help="Another dossier of the same case.")
]
About = Annotated[
    str | None, typer.Option(metavar="NAME", help="The plan whose package is asked about.")
]
Question = Annotated[
    list[str] | None,
    typer.Option(help="Only these: agreement, leverage, enforcement, stability; may be repeated."),
]

NOTES = "notes.md"
"""Where a drawn case says which draw it is."""


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``, in the order in which they are listed."""
    for command in (robustness, comparison, dissent, draw):
        app.command()(command)


def robustness(
    case: Case,
    draws: Count = 1000,
    seed: Seed = 0,
    shape: Shape = "pert",
    scenario: cli_options.NoDeal = None,
    lever: cli_options.Lever = None,
    plan: About = None,
    question: Question = None,
    sample: Sample = 200,
    no_flips: Annotated[
        bool, typer.Option("--no-flips", help="Leave out what would turn conclusions round.")
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Bargaining solutions and openings in every draw, too.")
    ] = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    file: File = None,
    seconds: cli_options.Stop = 60.0,
    as_json: Json = False,
) -> None:
    """Say how often each conclusion survives the ranges, and what would turn it round."""
    import irenic

    options: dict[str, Any] = {
        "draws": draws, "seed": seed, "shape": shape, "scenario": scenario,
        "levers": cli_options.spread(lever), "plan": plan, "sample": sample,
        "flips": not no_flips, "deep": deep, "workers": workers, "scheduler": scheduler,
        "file": file, "seconds": seconds,
    }  # fmt: skip
    if question:
        options["questions"] = cli_options.spread(question)
    dossier = load(case)
    with progress_line() as progress:
        result = irenic.robustness(dossier, progress=progress, **options)
    show(result, as_json)


def comparison(
    case: Case,
    plan: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these plans; may be repeated.")
    ] = None,
    draws: Count = 1000,
    seed: Seed = 0,
    shape: Shape = "pert",
    sample: Sample = 200,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    file: File = None,
    seconds: cli_options.Stop = 60.0,
    as_json: Json = False,
) -> None:
    """Put plans side by side on everything that was asked of them; there is no single score."""
    import irenic

    options: dict[str, Any] = {
        "plans": cli_options.spread(plan) or None, "draws": draws, "seed": seed, "shape": shape,
        "sample": sample, "workers": workers, "scheduler": scheduler, "file": file,
        "seconds": seconds,
    }  # fmt: skip
    dossier = load(case)
    with progress_line() as progress:
        result = irenic.comparison(dossier, progress=progress, **options)
    show(result, as_json)


def dissent(
    case: Case,
    other: OtherCase,
    scenario: cli_options.NoDeal = None,
    plan: Annotated[
        str | None, typer.Option(metavar="NAME", help="The only plan asked about (all, if none).")
    ] = None,
    seconds: cli_options.Stop = 60.0,
    as_json: Json = False,
) -> None:
    """Lay two dossiers of one case side by side: where they differ, and what that changes."""
    import irenic

    first, second = load(case), load(other)
    with progress_line() as progress:
        result = irenic.dissent(
            first, second, scenario=scenario, plan=plan, seconds=seconds, progress=progress
        )
    show(result, as_json)


def draw(
    case: Case,
    number: Annotated[int, typer.Option(min=0, help="Which draw, counted from 0.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="The case to write.")
    ],
    seed: Seed = 0,
    shape: Shape = "pert",
) -> None:
    """Write one draw of the judgements as a dossier of its own."""
    from irenic import cases
    from irenic.dossier.draws import draws
    from irenic.dossier.read import FILE
    from irenic.dossier.write import write

    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise errors.UsageError(f"'{output}' exists already; name a new folder")
    dossier = load(case)
    found = draws(dossier, shape=shape, seed=seed).dossier(number)
    place = cases.locate(case)
    folder = place if place.is_dir() else place.parent
    note = (
        f"Draw {number} (shape {shape}, seed {seed}) of the judgements of \u2018{dossier.title}"
        "\u2019: values that its ranges allow, and nobody's own judgement."
    )
    notes = _noted(dossier, folder, note)
    changed = {"summary": f"{note} {dossier.summary or ''}".strip(), "notes": NOTES}
    with _whole_or_not_at_all(output):
        output.mkdir(parents=True, exist_ok=True)
        (output / NOTES).write_bytes(notes)
        written = write(found.model_copy(update=changed), output / FILE, folder)
    typer.echo(f"Draw {number} lies in {written}.")


def _noted(dossier: Dossier, folder: Path, note: str) -> bytes:
    """A note on which draw this is, then the case's notes as they are, in whatever encoding."""
    parts = [note.encode()]
    if dossier.notes is not None and (folder / dossier.notes).is_file():
        parts.append((folder / dossier.notes).read_bytes().rstrip())
    return b"\n\n".join(parts) + b"\n"


@contextmanager
def _whole_or_not_at_all(folder: Path) -> Iterator[None]:
    """Empties ``folder``, new or empty before, if what is written there cannot be finished.

    Raises UsageError, naming the folder, for what the system refuses.
    """
    made = not folder.exists()
    try:
        yield
    except BaseException as error:
        for each in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        if made and folder.is_dir():
            folder.rmdir()
        if not isinstance(error, OSError):
            raise
        why = error.strerror or error
        raise errors.UsageError(
            f"cannot write '{folder}': {why}; nothing was left there"
        ) from error
