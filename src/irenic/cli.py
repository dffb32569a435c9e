"""The command ``irenic``: read a case, ask a question, show the answer.

Exit status: 0 done; 1 the input has errors (listed); 2 wrong usage; 3 the analysis does
not apply to this dossier (it says what is missing). ``--json`` prints JSON only, on
stdout; progress, warnings and errors go to stderr.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from irenic import cli_options, cli_robustness, errors
from irenic.cli_options import Case, Json
from irenic.cli_output import (
    draw_picture,
    err,
    load,
    print_json,
    print_problems,
    progress_line,
    show,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.analyses.result import Result
    from irenic.dossier.model import Dossier

app = typer.Typer(
    name="irenic",
    help="From one dossier of sourced judgements to a settlement that sticks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

INTERRUPTED = 130
"""Exit status after Ctrl-C."""

Limit = Annotated[int, typer.Option(min=1, help="Most entries of each list in the answer.")]


def main() -> None:
    """Run the command; errors become messages and exit statuses."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows only ASCII
    try:
        app()
    except errors.DossierError as error:
        print_problems(error.problems)
        sys.exit(1)
    except errors.Inapplicable as error:
        err(f"irenic: {error}")
        sys.exit(3)
    except errors.UsageError as error:
        err(f"irenic: {error}")
        sys.exit(2)
    except errors.IrenicError as error:
        err(f"irenic: {error}")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as end:
        # Typer turns Ctrl-C into this status without a word.
        if isinstance(end, SystemExit) and end.code != INTERRUPTED:
            raise
        err("irenic: interrupted" + _resumable(sys.argv))
        sys.exit(INTERRUPTED)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        err(f"irenic: {place}{error.strerror or error}")
        sys.exit(1)


def _resumable(arguments: Sequence[str]) -> str:
    """How to go on after an interruption, where the command kept what it had done."""
    if any(one == "--file" or one.startswith("--file=") for one in arguments):
        return "; the same command goes on from what is in the file"
    return ""


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from irenic.analyses.provenance import version as number

        typer.echo(f"irenic {number()}")
        raise typer.Exit


@app.command()
def brief(
    case: Case,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE.html", help="Where to write it.")
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What could be accepted, and would it hold, under this plan?"
        ),
    ] = None,
) -> None:
    """Write one self-contained page on a case: the main job."""
    from irenic.brief import results
    from irenic.report.page import page

    dossier = load(case)
    with progress_line() as progress:
        found = results(dossier, plan, progress, lambda why: err(f"irenic: {why}"))
        html = page(**found)
    place = Path(case).resolve()
    target = output or Path(f"{place.name if place.is_dir() else place.stem}-brief.html")
    if target.suffix.lower() not in (".html", ".htm"):
        raise errors.UsageError(f"'{target}': the brief is a page; name a file that ends in .html")
    try:
        target.write_text(html, encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {target}: {error.strerror}") from error
    typer.echo(f"The brief lies in {target} ({len(html.encode()) / 1000:,.0f} kB).")


@app.command()
def check(case: Case, as_json: Json = False) -> None:
    """List every problem of a dossier with its line and remedy."""
    import irenic

    _, problems = irenic.examine(case)
    if as_json:
        print_json({"problems": [vars(problem) for problem in problems]})
    elif problems:
        print_problems(problems)
    else:
        typer.echo("No problem found.")
    if problems:
        raise typer.Exit(1)


@app.command()
def overview(case: Case, as_json: Json = False) -> None:
    """Show what a dossier says: parties, issues, worth, plans, sources."""
    import irenic

    show(irenic.overview(load(case)), as_json)


@app.command()
def stability(
    case: Case,
    concepts: cli_options.Concepts = None,
    horizon: Annotated[int, typer.Option(help="Moves that limited_move looks ahead.")] = 3,
    coalition: Annotated[
        str | None, typer.Option(help="Parties that move jointly, comma-separated.")
    ] = None,
    coalitions: Annotated[
        int, typer.Option(help="Search all coalitions up to this size (2 or more) for joint moves.")
    ] = 0,
    draws: Annotated[int, typer.Option(help="Draws of uncertain preferences.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    party: Annotated[str | None, typer.Option(help="Whom to explain.")] = None,
    state: Annotated[
        str | None,
        typer.Option(help="Where ways begin, and what to explain: moves in force."),
    ] = None,
    target: cli_options.Target = None,
    limit: Limit = 200,
    as_json: Json = False,
) -> None:
    """Say why it is stuck, and which states of affairs would hold."""
    import irenic

    options: dict[str, Any] = {
        "concepts": None if concepts is None else cli_options.comma(concepts),
        "horizon": horizon,
        "coalition": []
        if coalition is None
        else cli_options.named(coalition, "--coalition", "party"),
        "coalitions": coalitions,
        "draws": draws,
        "seed": seed,
        "party": party,
        "state": state,
        "target": target,
        "limit": limit,
    }
    dossier = load(case)
    with progress_line() as progress:
        result = irenic.stability(dossier, progress=progress, **options)
    show(result, as_json)


@app.command()
def agreement(
    case: Case,
    scenario: cli_options.NoDeal = None,
    lever: cli_options.Lever = None,
    plan: Annotated[
        str | None, typer.Option(help="A plan: its levers in force, its package judged.")
    ] = None,
    quorum: cli_options.Quorum = None,
    veto: cli_options.Veto = None,
    of: cli_options.Of = None,
    fix: cli_options.Fix = None,
    rule_out: cli_options.RuleOut = None,
    leave_out: cli_options.LeaveOut = None,
    add: cli_options.Add = None,
    within: cli_options.Within = 5.0,
    alternatives: cli_options.Alternatives = 3,
    draft: cli_options.Draft = None,
    method: cli_options.Method = "auto",
    seconds: cli_options.Seconds = 60.0,
    limit: Limit = 200,
    as_json: Json = False,
) -> None:
    """Say what everybody could accept, or who stands against whom."""
    import irenic

    dossier = load(case)
    options: dict[str, Any] = {
        "scenario": scenario,
        "levers": cli_options.spread(lever),
        "plan": plan,
        "limit": limit,
        "quorum": cli_options.quorum_of(quorum, dossier),
        "veto": cli_options.spread(veto) or None,
        "of": cli_options.spread(of),
        "fix": cli_options.fixed(fix),
        "rule_out": cli_options.ruled_out(rule_out),
        "leave_out": cli_options.spread(leave_out),
        "add": cli_options.spread(add),
        "within": within,
        "alternatives": alternatives,
        "draft": draft,
        "method": method,
        "seconds": seconds,
    }
    with progress_line() as progress:
        result = irenic.agreement(dossier, progress=progress, **options)
    show(result, as_json)


@app.command()
def debrief(
    case: Case,
    outcomes: Annotated[
        Path,
        typer.Argument(metavar="OUTCOMES.csv", help="A row a group, a column an issue."),
    ],
    scenario: cli_options.NoDeal = None,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Write the picture of outcomes and frontier too."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what groups that played a game reached, against what was possible."""
    import irenic
    from irenic.formats.outcomes import read

    cli_options.svg(picture)
    dossier = load(case)
    found = read(outcomes, dossier)
    with progress_line() as progress:
        result = irenic.debrief(dossier, found, scenario=scenario, progress=progress)
    show(result, as_json)
    if picture is not None:
        draw_picture(result, picture)


@app.command()
def leverage(
    case: Case,
    scenario: cli_options.NoDeal = None,
    margin: cli_options.Margin = 0.0,
    weighting: cli_options.Weighting = "shares",
    without: cli_options.Without = None,
    plan: cli_options.PlanLevers = None,
    limit: Limit = 100,
    seconds: cli_options.Stop = 60.0,
    as_json: Json = False,
) -> None:
    """Say what opens a deal at the least cost: threats, incentives, reassurances, pressure."""
    import irenic

    options: dict[str, Any] = {
        "scenario": scenario,
        "margin": margin,
        "weighting": weighting,
        "without": cli_options.spread(without),
        "plan": plan,
        "limit": limit,
        "seconds": seconds,
    }
    dossier = load(case)
    with progress_line() as progress:
        result = irenic.leverage(dossier, progress=progress, **options)
    show(result, as_json)


@app.command()
def enforcement(
    case: Case,
    plan: cli_options.CarriedOut = None,
    scenario: cli_options.NoDeal = None,
    lever: cli_options.Lever = None,
    margin: cli_options.GoingOn = 0.0,
    without: cli_options.Unpledged = None,
    parts: cli_options.Parts = None,
    notice: cli_options.Notice = 0,
    seconds: cli_options.Stop = 60.0,
    output: cli_options.Matrix = None,
    picture: cli_options.Gantt = None,
    of: cli_options.PictureOf = "timetable",
    as_json: Json = False,
) -> None:
    """Say whether a settlement holds by itself, stage by stage, or which guarantee it lacks."""
    import irenic

    cli_options.svg(picture)
    figure = cli_options.picture_of(of)
    cli_options.matrix(output)
    options: dict[str, Any] = {
        "plan": plan,
        "scenario": scenario,
        "levers": cli_options.spread(lever),
        "margin": margin,
        "without": cli_options.spread(without),
        "parts": parts,
        "notice": notice,
        "seconds": seconds,
    }
    dossier = load(case)
    with progress_line() as progress:
        result = irenic.enforcement(dossier, progress=progress, **options)
    if output is not None:
        _write_matrix(result, dossier, output)
    if picture is not None:
        draw_picture(result, picture, figure)
    show(result, as_json)


def _write_matrix(result: Result, dossier: Dossier, output: Path) -> None:
    from irenic.report.matrix_files import csv_file, word_file

    if not result.values["matrix"]:
        err("irenic: there is no timetable; no matrix was written")
        return
    word = output.suffix.lower() == ".docx"
    content = word_file(result, dossier.title, dossier.as_of) if word else csv_file(result)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise errors.UsageError(f"cannot write {output}: {error.strerror}") from error
    err(f"The implementation matrix lies in {output}.")


cli_robustness.register(app)


@app.command(name="import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file or folder to read.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="The case to write.")
    ],
    quorum: Annotated[
        str | None,
        typer.Option(metavar="N|all-but-K", help="How many required parties must accept."),
    ] = None,
    veto: Annotated[
        list[str] | None,
        typer.Option(help="Parties that must be among them (comma-separated or repeated)."),
    ] = None,
) -> None:
    """Make a dossier of another tool's files: scorable games, GMCR+, GENIUS, GeniusWeb."""
    from irenic import cases, formats
    from irenic.dossier.write import write

    path = cases.locate(file)
    known = formats.format_of(path)
    if known is None:
        names = ", ".join(one.NAME for one in formats.known())
        raise errors.UsageError(f"'{file}' is none of the formats that can be read: {names}")
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise errors.UsageError(f"'{output}' exists already; name a new folder")
    dossier = known.read(path)
    consent = {"quorum": cli_options.quorum_of(quorum, dossier), "veto": cli_options.spread(veto)}
    given = {key: value for key, value in consent.items() if value is not None and value != ()}
    typer.echo(f"The dossier lies in {write(_with(dossier, given), output)}.")


def _with(dossier: Dossier, given: dict[str, Any]) -> Dossier:
    """``dossier`` with the keys ``given``, checked like a file."""
    from irenic.dossier.read import examine_text
    from irenic.dossier.write import dump

    changed, problems = examine_text(dump(dossier.model_copy(update=given)))
    if changed is None:
        raise errors.UsageError("; ".join(f"{p.key}: found {p.found}" for p in problems))
    return changed


@app.command()
def export(
    case: Case,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="FILE.gmcr|FOLDER", help="The file or folder to write."
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="gmcr|genius|geniusweb",
            help="The format; a name that ends in .gmcr says it, too.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(help="The no-deal scenario of the reservation values (else the first)."),
    ] = None,
) -> None:
    """Write the moves of a dossier as a GMCR+ file, or its table for GENIUS or GeniusWeb."""
    from irenic import formats

    chosen = formats.export_format(output, form, scenario)
    if chosen == "gmcr":
        _export_gmcr(case, output)
    else:
        _export_folder(case, output, chosen, scenario)


def _export_gmcr(case: str, output: Path) -> None:
    from irenic.formats import gmcr

    if output.exists():
        raise errors.UsageError(f"'{output}' exists already; nothing was written")
    dossier = load(case)
    text = gmcr.write(dossier)
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {output}: {error.strerror}") from error
    if lost := gmcr.lost(dossier):
        err(f"irenic: left out, for a GMCR+ file has no place for it: {', '.join(lost)}")
    typer.echo(f"The GMCR+ file lies in {output}.")


def _export_folder(case: str, output: Path, form: str, scenario: str | None) -> None:
    """Write the table of a case as a folder of files."""
    from irenic import formats

    chosen = formats.folders()[form]
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise errors.UsageError(f"'{output}' exists already; name a new folder")
    dossier = load(case)
    files = chosen.write(dossier, scenario)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (output / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {output}: {error.strerror}") from error
    if lost := chosen.lost(dossier, scenario):
        err(f"irenic: left out, for a {chosen.NAME} has no place for it: {', '.join(lost)}")
    typer.echo(f"The {chosen.NAME} lies in {output}: {len(files)} files.")
    typer.echo(f"A utility of 1 in them stands for {chosen.points(dossier, scenario):g} points.")


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The folder to make; its name is the case's name.")],
) -> None:
    """Start a commented dossier in a new folder."""
    from irenic.dossier.template import TEMPLATE

    folder = Path(name)
    if folder.exists():
        raise errors.UsageError(f"'{name}' exists already; nothing was written")
    try:
        folder.mkdir(parents=True)
        (folder / "dossier.yaml").write_text(TEMPLATE, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise errors.UsageError(f"cannot make '{name}': {error}") from error
    typer.echo(f"A dossier to fill in lies in {folder / 'dossier.yaml'}.")
    typer.echo(f"Next: edit it, then 'irenic check {name}' and 'irenic brief {name}'.")


@app.command()
def cases(as_json: Json = False) -> None:
    """List the built-in cases."""
    import irenic
    from irenic.cases import folder, names

    found = {name: irenic.load(folder(name)) for name in names()}
    if as_json:
        print_json({"cases": [
            {"name": name, "title": case.title, "summary": case.summary}
            for name, case in found.items()
        ]})  # fmt: skip
        return
    width = max(map(len, found), default=0)
    for name, case in found.items():
        typer.echo(f"{name:<{width}}  {case.title}")


@app.command()
def schema(
    result: Annotated[bool, typer.Option("--result", help="The schema of what --json prints.")]
    = False,
) -> None:  # fmt: skip
    """Print the JSON Schema of a dossier, for editors (or of results)."""
    if result:
        from irenic.analyses.schema import result_schema

        print_json(result_schema())
    else:
        from irenic.dossier.schema import dossier_schema

        print_json(dossier_schema())


if __name__ == "__main__":
    main()
