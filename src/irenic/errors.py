"""The tree of errors that Irenic raises on purpose.

::

    IrenicError                 everything below; catch this to catch them all
    ├── DossierError            the dossier has errors; .problems lists every one
    ├── StatementError          a preference statement is not one (irenic.dossier.statements)
    ├── UsageError              a call or an option makes no sense (exit status 2)
    │   └── UnknownCase         no built-in case, folder or file of that name
    ├── Inapplicable            the dossier lacks what the analysis needs (exit status 3)
    └── SweepError              a sweep over many draws cannot go on (exit status 1)

Anything else that escapes is a defect of Irenic, not of the input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.dossier.problems import Problem


class IrenicError(Exception):
    """Base of all errors raised on purpose."""


class DossierError(IrenicError):
    """The input has errors; none of them was guessed away.

    ``problems`` holds every :class:`~irenic.dossier.problems.Problem` found, in
    the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__(f"{head} in the dossier:\n" + "\n".join(str(p) for p in self.problems))


class UsageError(IrenicError):
    """A call or an option makes no sense for this dossier."""


class UnknownCase(UsageError):
    """CASE is neither a built-in case nor a folder nor a file that can be read."""


class Inapplicable(IrenicError):
    """The dossier lacks what the analysis needs; ``missing`` names it."""

    def __init__(self, question: str, missing: Sequence[str]) -> None:
        self.question = question
        self.missing = tuple(missing)
        super().__init__(f"{question} does not apply: " + "; ".join(self.missing))


class SweepError(IrenicError):
    """A sweep over many draws cannot go on: the task failed, or those who did the work.

    The message names the draws. What was done before is in the sweep's file, if it has one.
    """
