"""What every command does at its ends: read the case, show progress, print the answer."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from irenic import errors

if TYPE_CHECKING:
    from irenic.analyses.result import Result
    from irenic.dossier.model import Dossier
    from irenic.dossier.problems import Problem

Progress = Callable[[str, float], None]

MOST = 200
"""Problems printed at most."""

QUIET = 30.0
"""Seconds between two lines of progress where there is no terminal."""


def load(case: str) -> Dossier:
    """The dossier of ``case``; its warnings go to stderr, its errors end the command."""
    import irenic

    dossier, problems = irenic.examine(case)
    found = [problem for problem in problems if problem.severity == "error"]
    if dossier is None or found:
        raise errors.DossierError(problems)
    if problems:
        print_problems(problems)
    return dossier


def show(result: Result, as_json: bool) -> None:
    """Print ``result``, as JSON or for people."""
    if as_json:
        print_json(result.to_dict())
        return
    from rich.console import Console

    from irenic.report.terminal import show as printed

    printed(result, Console())


def draw_picture(result: Result, picture: Path, key: str | None = None) -> None:
    """Write the figure ``key`` of ``result``, or its first; UsageError where it cannot be."""
    from irenic.report.figures import standing_alone

    found = [figure for figure in result.figures if key in (None, figure.key)]
    if not found:
        err("irenic: nothing to draw; no picture was written")
        return
    try:
        picture.write_text(standing_alone(found[0], result.names), encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(f"cannot write {picture}: {error.strerror}") from error
    err(f"The picture lies in {picture}.")


def print_json(content: Any) -> None:
    """Print ``content`` as JSON on stdout."""
    typer.echo(json.dumps(content, indent=1, allow_nan=False))


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems on stderr, and how many there are."""
    for problem in problems[:MOST]:
        err(str(problem))
    if len(problems) > MOST:
        err(f"... and {len(problems) - MOST:,} more; --json lists them all")
    count = sum(problem.severity == "error" for problem in problems)
    more = len(problems) - count
    err(f"{count} error{'s' * (count != 1)}, {more} warning{'s' * (more != 1)}")


def err(text: str) -> None:
    """Print a line on stderr."""
    typer.echo(text, err=True)


@contextmanager
def progress_line() -> Iterator[Progress]:
    """A line of progress on a terminal; elsewhere, as in a log, a line now and then."""
    if not sys.stderr.isatty():
        yield now_and_then(time.monotonic)
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda label, share: bar.update(task, description=label, completed=share)


def now_and_then(clock: Callable[[], float]) -> Progress:
    """Prints what is told on stderr, but no more than a line in :data:`QUIET` seconds.

    ``clock`` gives the seconds; what is over sooner prints nothing.
    """
    last = clock()

    def told(label: str, share: float) -> None:
        nonlocal last
        if clock() - last >= QUIET:
            last = clock()
            err(f"irenic: {label} ({100 * share:.0f} %)")

    return told
