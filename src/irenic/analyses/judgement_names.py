"""Names of judgements for people: whose, of what.

``KDP (Barzani): worth of Kirkuk – vote in 2007`` says more than
``issues.kirkuk.worth.kdp.vote-2007``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.dossier.judgements import judgements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names
    from irenic.dossier.model import Dossier


def judgement_names(dossier: Dossier, names: Names) -> Mapping[str, str]:
    """The name of every judgement of ``dossier`` by its dotted key.

    ``names``: those of what the judgements are about, by kind and slug.
    """
    named = _Named(dossier, names)
    return {
        standing.key: named.of(tuple(str(step) for step in standing.path))
        for standing in judgements(dossier)
    }


class _Named:
    """Names judgements by their paths."""

    def __init__(self, dossier: Dossier, names: Names) -> None:
        self._dossier, self._names = dossier, names

    def of(self, path: tuple[str, ...]) -> str:
        """The name of the judgement at ``path``."""
        kind, *rest = path
        if kind == "timetable":
            kind, *rest = rest
        named: Mapping[str, Callable[..., str]] = {
            "parties": self._capacity, "issues": self._worth, "joint_worth": self._joint,
            "scenarios": self._reservation, "levers": self._lever, "moves": self._weight,
            "discount": self._discount, "settled": self._settled, "deeds": self._deed,
            "guarantees": self._guarantee, "benchmarks": self._benchmark,
        }  # fmt: skip
        return named[kind](*rest)

    def _name(self, kind: str, slug: str) -> str:
        return self._names[kind].get(slug, slug)

    def _whose(self, party: str | None, what: str) -> str:
        return what if party is None else f"{self._name('parties', party)}: {what}"

    def _capacity(self, party: str, _: str) -> str:
        return self._whose(party, "capacity")

    def _worth(self, issue: str, _: str, party: str, option: str) -> str:
        chosen = self._name("options", f"{issue}.{option}")
        return self._whose(party, f"worth of {self._name('issues', issue)} \u2013 {chosen}")

    def _joint(self, number: str, _: str, party: str) -> str:
        when = self._dossier.joint_worth[int(number)].when.options
        parts = (
            " or ".join(self._name("options", f"{issue}.{option}") for option in options)
            for issue, options in when.items()
        )
        return self._whose(party, f"worth of {' together with '.join(parts)}")

    def _reservation(self, scenario: str, party: str) -> str:
        told = f"reservation value \u2013 {self._name('scenarios', scenario)}"
        return self._whose(party, told)

    def _lever(self, lever: str, part: str, party: str | None = None) -> str:
        entry, name = self._dossier.levers[lever], self._name("levers", lever)
        whose = entry.by if party is None else party
        told = {"relief": "relief by", "audience_cost": "audience cost of"}
        return self._whose(whose, f"{told.get(part, f'{part} of')} {name}")

    def _weight(self, *path: str) -> str:
        seen, statement = "", path[-1]
        if path[0] == "views":
            seen, path = f", as {self._name('parties', path[1])} sees it", path[2:]
        return self._whose(path[1], f"weight of \u2018{statement}\u2019{seen}")

    def _discount(self, party: str) -> str:
        return self._whose(party, "worth now of a point at the next stage")

    def _settled(self, party: str) -> str:
        return self._whose(party, "worth of the settled state")

    def _deed(self, deed: str, part: str, party: str | None = None) -> str:
        timetable = self._dossier.timetable
        by = timetable.deeds[deed].by if timetable is not None else None
        told = {
            "cost": "cost of {}", "worth": "worth of {}",
            "per_stage": "worth of {}, for each stage once it is done",
            "shift": "change of the reservation value by {}",
        }[part]  # fmt: skip
        whose = by if party is None else party
        return self._whose(whose, told.format(self._name("deeds", deed)))

    def _guarantee(self, guarantee: str, part: str) -> str:
        timetable = self._dossier.timetable
        given = None if timetable is None else timetable.guarantees[guarantee]
        name = self._name("guarantees", guarantee)
        told = {
            "penalty": f"penalty under {name}", "upkeep": f"upkeep of {name}",
            "enforcing": f"cost of enforcing {name}",
        }[part]  # fmt: skip
        whose = None if given is None else given.on if part == "penalty" else given.by
        return self._whose(whose, told)

    def _benchmark(self, benchmark: str, part: str, deed: str | None = None) -> str:
        name = self._name("benchmarks", benchmark)
        if deed is None:
            return f"chance at each stage that {name} is met"
        return f"change of the chance of {name} by {self._name('deeds', deed)}"
