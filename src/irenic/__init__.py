"""Irenic: from one dossier of sourced judgements to a settlement that sticks.

>>> import irenic as ir
>>> d = ir.load("harbour-park")
>>> ir.agreement(d).values["acceptable"]
12

``load`` reads a case. The analyses are functions from a dossier to a ``Result``;
``ANALYSES`` lists them by name. Everything is imported on first use, so that
``import irenic`` is quick.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irenic import errors

if TYPE_CHECKING:
    from irenic.analyses.agreement import agreement
    from irenic.analyses.comparison import comparison
    from irenic.analyses.debrief import debrief
    from irenic.analyses.dissent import dissent
    from irenic.analyses.enforcement import enforcement
    from irenic.analyses.leverage import leverage
    from irenic.analyses.overview import overview
    from irenic.analyses.result import Result, Status
    from irenic.analyses.robustness import robustness
    from irenic.analyses.stability import stability
    from irenic.dossier.model import Dossier
    from irenic.dossier.problems import Problem

_WHERE = {
    "agreement": "irenic.analyses.agreement",
    "stability": "irenic.analyses.stability",
    "debrief": "irenic.analyses.debrief",
    "dissent": "irenic.analyses.dissent",
    "leverage": "irenic.analyses.leverage",
    "enforcement": "irenic.analyses.enforcement",
    "overview": "irenic.analyses.overview",
    "robustness": "irenic.analyses.robustness",
    "comparison": "irenic.analyses.comparison",
    "Result": "irenic.analyses.result",
    "Status": "irenic.analyses.result",
    "Dossier": "irenic.dossier.model",
}

__all__ = [
    "ANALYSES",
    "Dossier",
    "Result",
    "Status",
    "agreement",
    "comparison",
    "debrief",
    "dissent",
    "enforcement",
    "errors",
    "examine",
    "leverage",
    "load",
    "overview",
    "robustness",
    "stability",
]


class _Analyses(Mapping[str, "Callable[..., Result]"]):
    """The analyses by name, each imported when it is asked for."""

    _names = ("stability", "agreement", "leverage", "enforcement", "robustness", "comparison")

    def __getitem__(self, name: str) -> Callable[..., Result]:
        if name not in self._names:
            raise KeyError(name)
        return __getattr__(name)  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


ANALYSES: Mapping[str, Callable[..., Result]] = _Analyses()


def load(case: str | Path) -> Dossier:
    """The dossier of ``case``: a built-in case's name, a folder, a YAML file, a foreign file.

    Raises :class:`irenic.errors.DossierError` with every error of the input, and
    :class:`irenic.errors.UnknownCase` when there is nothing of that name.
    """
    dossier, problems = examine(case)
    found = [problem for problem in problems if problem.severity == "error"]
    if dossier is None or found:
        raise errors.DossierError(found)
    return dossier


def examine(case: str | Path) -> tuple[Dossier | None, list[Problem]]:
    """The dossier of ``case`` (None if it has errors) and every problem found in it."""
    from irenic import cases, formats
    from irenic.dossier import read

    path = cases.locate(case)
    foreign = formats.format_of(path)
    if foreign is None:
        return read.examine(path)
    try:
        return foreign.read(path), []
    except errors.DossierError as error:
        return None, list(error.problems)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'irenic' has no attribute '{name}'")
    found = getattr(importlib.import_module(_WHERE[name]), name)
    if name != "Dossier":  # whatever gives a Result makes it display itself in a notebook
        from irenic.analyses.result import Result
        from irenic.report import notebook

        Result._repr_html_ = notebook.fragment  # type: ignore[attr-defined]
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
