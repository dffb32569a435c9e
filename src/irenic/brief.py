"""What the brief shows: every analysis of one dossier, as far as it applies."""

from __future__ import annotations

import math
import signal
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from irenic import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from irenic.analyses.result import Result
    from irenic.dossier.model import Dossier

    Progress = Callable[[str, float], None]
    Answers = tuple[dict[str, Any], list[str]]
    """Results by name, None for what does not apply, and why that does not."""

DRAWS = 128
"""Draws behind the shares of the brief: as few as give intervals that say something."""

LARGE = 100_000
"""Packages from which on a second process is worth the second that it takes to start."""


def results(
    dossier: Dossier, plan: str | None, progress: Progress, warn: Callable[[str], None]
) -> dict[str, Any]:
    """The results that the brief shows; None for an analysis that does not apply.

    ``plan``: the plan under which what could be accepted is to be read (None: without
    levers). ``warn`` is told why an analysis does not apply. A large case is shared out
    between this process and another.

    Raises :class:`~irenic.errors.UsageError` for a plan that the dossier does not have.
    """
    if plan is not None:
        _known_plan(dossier, plan)
    packages = math.prod(len(issue.options) for issue in dossier.issues.values())
    if packages >= LARGE:
        with _beside(dossier, plan) as answer:
            first, told = _accepted(dossier, progress)
            second = answer() or _kept(dossier, plan, progress)
    else:
        first, told = _accepted(dossier, progress)
        second = _kept(dossier, plan, progress)
    for reason in (*told, *second[1]):
        warn(reason)
    return {**first, "chosen": plan, **second[0]}


def _accepted(dossier: Dossier, progress: Progress) -> Answers:
    """Why it is stuck, what could be accepted and what would open it."""
    import irenic

    told: list[str] = []

    def asked(analysis: Callable[..., Result], **options: Any) -> Result | None:
        return _if_applicable(told.append, analysis, dossier, **options, progress=progress)

    plans = {slug: asked(irenic.agreement, plan=slug, short=True) for slug in dossier.plans}
    found = {
        "overview": irenic.overview(dossier),
        "stability": asked(irenic.stability),
        "agreement": asked(irenic.agreement),
        "plans": {slug: result for slug, result in plans.items() if result is not None},
        "leverage": asked(irenic.leverage, short=True),
    }
    return found, told


def _kept(dossier: Dossier, plan: str | None, progress: Progress) -> Answers:
    """Whether it will hold, how far all this can be trusted, and which plan is better."""
    import irenic

    told: list[str] = []

    def asked(analysis: Callable[..., Result], **options: Any) -> Result | None:
        return _if_applicable(told.append, analysis, dossier, **options, progress=progress)

    found = {
        "enforcement": asked(irenic.enforcement, plan=plan, short=True),
        "robustness": asked(_trust, plan=plan),
        "comparison": None,
    }
    if dossier.plans:
        known = [result for result in found.values() if result is not None]
        options: dict[str, Any] = {"draws": DRAWS, "sample": 0, "short": True, "known": known}
        found["comparison"] = asked(irenic.comparison, **options)
    return found, told


@contextmanager
def _beside(dossier: Dossier, plan: str | None) -> Iterator[Callable[[], Answers | None]]:
    """:func:`_kept` in another process, while this one does something else.

    What is given back waits for the answer; None if there is none, whatever happened to that
    process: then it is to be asked here, where an error shows as what it is.
    """
    context = get_context("spawn")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(its, dossier, plan), daemon=True)
    try:
        process.start()
    except (OSError, AssertionError):  # no more processes, or this one may have none
        its.close()
        yield lambda: None
        return
    its.close()
    try:
        yield lambda: _received(mine)
    finally:
        process.terminate()
        process.join()
        mine.close()


def _received(connection: Connection) -> Answers | None:
    try:
        found: Answers = connection.recv()
    except EOFError:
        return None
    return found


def _answer(connection: Connection, dossier: Dossier, plan: str | None) -> None:
    """In the other process: send the answer; nothing if there is an error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked ends this process
    try:
        connection.send(_kept(dossier, plan, lambda label, share: None))
    except Exception:
        pass
    finally:
        connection.close()


def _trust(dossier: Dossier, *, plan: str | None, progress: Progress) -> Result:
    """Robustness in short, of the plan's package where it has one that can be asked about."""
    import irenic

    options: dict[str, Any] = {"draws": DRAWS, "sample": 0, "short": True, "progress": progress}
    try:
        return irenic.robustness(dossier, plan=plan, **options)
    except errors.UsageError:
        return irenic.robustness(dossier, **options)


def _known_plan(dossier: Dossier, plan: str) -> None:
    from irenic.dossier.problems import nearest

    if plan not in dossier.plans:
        close = nearest(plan, dossier.plans)
        raise errors.UsageError(
            f"there is no plan '{plan}' ({', '.join(dossier.plans) or 'the dossier has none'})"
            + (f"; did you mean '{close}'?" if close else "")
        )


def _if_applicable(
    warn: Callable[[str], None],
    analysis: Callable[..., Result],
    dossier: Dossier,
    **options: Any,
) -> Result | None:
    try:
        return analysis(dossier, **options)
    except errors.Inapplicable as error:
        warn(str(error))
        return None
