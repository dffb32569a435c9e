"""What the brief shows: every analysis of one dossier, as far as it applies."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from irenic import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from irenic.analyses.result import Result
    from irenic.dossier.model import Dossier

    Progress = Callable[[str, float], None]

TURN = 0.0005
"""Seconds for which a thread may hold the interpreter while others wait for it."""

DRAWS = 128
"""Draws behind the shares of the brief: as few as give intervals that say something."""


def results(
    dossier: Dossier, plan: str | None, progress: Progress, warn: Callable[[str], None]
) -> dict[str, Any]:
    """The results that the brief shows; None for an analysis that does not apply.

    ``plan``: the plan under which what could be accepted is to be read (None: without
    levers). ``warn`` is told why an analysis does not apply.

    Raises :class:`~irenic.errors.UsageError` for a plan that the dossier does not have.
    """
    import irenic

    if plan is not None:
        _known_plan(dossier, plan)

    def asked(analysis: Callable[..., Result], **options: Any) -> Result | None:
        return _if_applicable(warn, analysis, dossier, **options, progress=progress)

    # Imported before there are threads that would do so at the same time.
    agreement, stability = irenic.agreement, irenic.stability
    leverage, enforcement = irenic.leverage, irenic.enforcement
    comparison = irenic.comparison
    trust = partial(_trust, irenic.robustness)
    # The solver leaves the other core free.
    with _quick_turns(), ThreadPoolExecutor(2) as beside:
        opening = beside.submit(asked, leverage, short=True)
        holding = beside.submit(asked, enforcement, plan=plan, short=True)
        trusting = beside.submit(asked, trust, plan=plan)
        plans = {slug: asked(agreement, plan=slug, short=True) for slug in dossier.plans}
        found = {
            "overview": irenic.overview(dossier),
            "stability": asked(stability),
            "agreement": asked(agreement),
            "plans": {slug: result for slug, result in plans.items() if result is not None},
            "chosen": plan,
            "leverage": opening.result(),
            "enforcement": holding.result(),
            "robustness": trusting.result(),
        }
        known = [found[key] for key in ("enforcement", "robustness") if found[key] is not None]
        options: dict[str, Any] = {"draws": DRAWS, "sample": 0, "short": True, "known": known}
        found["comparison"] = asked(comparison, **options) if dossier.plans else None
        return found


def _trust(
    robustness: Callable[..., Result], dossier: Dossier, *, plan: str | None, progress: Progress
) -> Result:
    """Robustness in short, of the plan's package where it has one that can be asked about."""
    options: dict[str, Any] = {"draws": DRAWS, "sample": 0, "short": True, "progress": progress}
    try:
        return robustness(dossier, plan=plan, **options)
    except errors.UsageError:
        return robustness(dossier, **options)


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let threads take turns more often: one that comes back from a short solve would wait
    longer for the interpreter than the solve took.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


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
