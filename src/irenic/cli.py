"""The command ``irenic``: read a case, ask a question, show the answer.

Exit status: 0 done; 1 the input has errors (listed); 2 wrong usage; 3 the analysis does
not apply to this dossier (it says what is missing). ``--json`` prints JSON only, on
stdout; progress, warnings and errors go to stderr.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from irenic import cli_options, errors

if TYPE_CHECKING:
    from irenic.analyses.result import Result
    from irenic.dossier.model import Dossier
    from irenic.dossier.problems import Problem

app = typer.Typer(
    name="irenic",
    help="From one dossier of sourced judgements to a settlement that sticks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Case = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="A built-in case's name, a folder, a YAML file, or a file that 'import' knows.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON only, on standard output.")]
Limit = Annotated[int, typer.Option(min=1, help="Most entries of each list in the answer.")]
Progress = Callable[[str, float], None]
Answer = TypeVar("Answer")

MOST = 200
"""Problems printed at most."""


def main() -> None:
    """Run the command; errors become messages and exit statuses."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows only ASCII
    try:
        app()
    except errors.DossierError as error:
        _print_problems(error.problems)
        sys.exit(1)
    except errors.Inapplicable as error:
        _err(f"irenic: {error}")
        sys.exit(3)
    except errors.UsageError as error:
        _err(f"irenic: {error}")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        _err("irenic: interrupted")
        sys.exit(130)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _err(f"irenic: {place}{error.strerror or error}")
        sys.exit(1)


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
        str | None, typer.Option(metavar="NAME", help="What could be accepted under this plan.")
    ] = None,
) -> None:
    """Write one self-contained page on a case: the main job."""
    from irenic.report.page import page

    dossier = _load(case)
    with _progress() as progress:
        html = page(**_brief_results(dossier, plan, progress))
    place = Path(case).resolve()
    target = output or Path(f"{place.name if place.is_dir() else place.stem}-brief.html")
    if target.suffix.lower() not in (".html", ".htm"):
        raise errors.UsageError(f"'{target}': the brief is a page; name a file that ends in .html")
    try:
        target.write_text(html, encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {target}: {error.strerror}") from error
    typer.echo(f"The brief lies in {target} ({len(html.encode()) / 1000:,.0f} kB).")


def _brief_results(dossier: Dossier, plan: str | None, progress: Progress) -> dict[str, Any]:
    """The results that the brief shows; None for an analysis that does not apply."""
    import irenic

    if plan is not None:
        _known_plan(dossier, plan)
    agreement, leverage = irenic.agreement, irenic.leverage
    with ThreadPoolExecutor(1) as beside:  # the solver leaves the other core free
        opening = beside.submit(leverage, dossier, short=True, progress=progress)
        plans = {
            slug: _if_applicable(agreement, dossier, plan=slug, short=True, progress=progress)
            for slug in dossier.plans
        }
        return {
            "overview": irenic.overview(dossier),
            "stability": _if_applicable(irenic.stability, dossier, progress=progress),
            "agreement": _if_applicable(agreement, dossier, progress=progress),
            "plans": {slug: result for slug, result in plans.items() if result is not None},
            "chosen": plan,
            "leverage": _if_applicable(lambda _: opening.result(), dossier),
        }


def _known_plan(dossier: Dossier, plan: str) -> None:
    from irenic.dossier.problems import nearest

    if plan not in dossier.plans:
        close = nearest(plan, dossier.plans)
        raise errors.UsageError(
            f"there is no plan '{plan}' ({', '.join(dossier.plans) or 'the dossier has none'})"
            + (f"; did you mean '{close}'?" if close else "")
        )


def _if_applicable(
    analysis: Callable[..., Answer], dossier: Dossier, **options: Any
) -> Answer | None:
    try:
        return analysis(dossier, **options)
    except errors.Inapplicable as error:
        _err(f"irenic: {error}")
        return None


@app.command()
def check(case: Case, as_json: Json = False) -> None:
    """List every problem of a dossier with its line and remedy."""
    import irenic

    _, problems = irenic.examine(case)
    if as_json:
        _print_json({"problems": [vars(problem) for problem in problems]})
    elif problems:
        _print_problems(problems)
    else:
        typer.echo("No problem found.")
    if problems:
        raise typer.Exit(1)


@app.command()
def overview(case: Case, as_json: Json = False) -> None:
    """Show what a dossier says: parties, issues, worth, plans, sources."""
    import irenic

    _show(irenic.overview(_load(case)), as_json)


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
    dossier = _load(case)
    with _progress() as progress:
        result = irenic.stability(dossier, progress=progress, **options)
    _show(result, as_json)


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

    dossier = _load(case)
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
    with _progress() as progress:
        result = irenic.agreement(dossier, progress=progress, **options)
    _show(result, as_json)


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

    if picture is not None and picture.suffix.lower() != ".svg":
        raise errors.UsageError(f"'{picture}': the picture's name must end in .svg")
    dossier = _load(case)
    found = read(outcomes, dossier)
    with _progress() as progress:
        result = irenic.debrief(dossier, found, scenario=scenario, progress=progress)
    _show(result, as_json)
    if picture is not None:
        _draw(result, picture)


def _draw(result: Result, picture: Path) -> None:
    """Write the first figure of ``result``."""
    from irenic.report.figures import standing_alone

    if not result.figures:
        _err("irenic: nothing to draw; no picture was written")
        return
    picture.write_text(standing_alone(result.figures[0], result.names), encoding="utf-8")
    _err(f"The picture lies in {picture}.")


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
    dossier = _load(case)
    with _progress() as progress:
        result = irenic.leverage(dossier, progress=progress, **options)
    _show(result, as_json)


@app.command()
def enforcement(
    case: Case,
    plan: cli_options.CarriedOut = None,
    scenario: cli_options.NoDeal = None,
    lever: cli_options.Lever = None,
    margin: cli_options.GoingOn = 0.0,
    seconds: cli_options.Stop = 60.0,
    as_json: Json = False,
) -> None:
    """Say whether a settlement holds by itself, stage by stage, or which guarantee it lacks."""
    import irenic

    options = {"plan": plan, "scenario": scenario, "margin": margin, "seconds": seconds}
    given: dict[str, Any] = {**options, "levers": cli_options.spread(lever)}
    dossier = _load(case)
    with _progress() as progress:
        result = irenic.enforcement(dossier, progress=progress, **given)
    _show(result, as_json)


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
    dossier = _load(case)
    text = gmcr.write(dossier)
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {output}: {error.strerror}") from error
    if lost := gmcr.lost(dossier):
        _err(f"irenic: left out, for a GMCR+ file has no place for it: {', '.join(lost)}")
    typer.echo(f"The GMCR+ file lies in {output}.")


def _export_folder(case: str, output: Path, form: str, scenario: str | None) -> None:
    """Write the table of a case as a folder of files."""
    from irenic import formats

    chosen = formats.folders()[form]
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise errors.UsageError(f"'{output}' exists already; name a new folder")
    dossier = _load(case)
    files = chosen.write(dossier, scenario)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (output / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {output}: {error.strerror}") from error
    if lost := chosen.lost(dossier, scenario):
        _err(f"irenic: left out, for a {chosen.NAME} has no place for it: {', '.join(lost)}")
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
        _print_json({"cases": [
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

        _print_json(result_schema())
    else:
        from irenic.dossier.schema import dossier_schema

        _print_json(dossier_schema())


def _load(case: str) -> Dossier:
    """The dossier of ``case``; its warnings go to stderr, its errors end the command."""
    import irenic

    dossier, problems = irenic.examine(case)
    found = [problem for problem in problems if problem.severity == "error"]
    if dossier is None or found:
        raise errors.DossierError(problems)
    if problems:
        _print_problems(problems)
    return dossier


def _show(result: Result, as_json: bool) -> None:
    if as_json:
        _print_json(result.to_dict())
        return
    from rich.console import Console

    from irenic.report.terminal import show

    show(result, Console())


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, indent=1, allow_nan=False))


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:MOST]:
        _err(str(problem))
    if len(problems) > MOST:
        _err(f"... and {len(problems) - MOST:,} more; --json lists them all")
    count = sum(problem.severity == "error" for problem in problems)
    more = len(problems) - count
    _err(f"{count} error{'s' * (count != 1)}, {more} warning{'s' * (more != 1)}")


def _err(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A line of progress on a terminal; nothing where stderr is not one."""
    if not sys.stderr.isatty():
        yield lambda label, share: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda label, share: bar.update(task, description=label, completed=share)


if __name__ == "__main__":
    main()
