"""Domains of GeniusWeb (``*.json``), GENIUS's successor on the web: read them.

A domain is ``{"name": ..., "issuesValues": {issue: {"values": [...]}}}``; instead of a list an
issue may have ``{"range": {"low": , "high": , "step": }}``. A profile is
``{"LinearAdditiveUtilitySpace": {"name", "domain", "issueUtilities", "issueWeights",
"reservationBid"}}``. The utility of a package is the sum over issues of weight times utility
of the value, where the utilities of an issue are listed (``DiscreteValueSetUtilities`` or
``discreteutils``, with ``valueUtilities``) or lie on a line between those of the lowest and of
the highest number (``NumberValueSetUtilities`` or ``numberutils``). Weights add up to 1.

The reservation value is the utility of the reservation bid, 0 where there is none. A bid may
leave issues out, which then count 0. An issue that is called :data:`NO_DEAL` and has a single
value is the writer's: its worth, the same in every package, is taken off the reservation value
instead. (GeniusWeb's own program rounds utilities on a line to eight digits; Irenic does not.)
"""

from __future__ import annotations

import json
import math
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from irenic.dossier.model import LARGEST
from irenic.formats import domain
from irenic.formats.domain import Findings, Place, Profile, listed, shorten
from irenic.formats.geniusweb_write import NO_DEAL, lost, points, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irenic.dossier.model import Dossier

__all__ = ["EXTENSION", "NAME", "NO_DEAL", "detect", "lost", "points", "read", "write"]

NAME = "GeniusWeb domain"

EXTENSION = ".json"

ADDITIVE = "LinearAdditiveUtilitySpace"

_MARKS = (b'"issuesValues"', f'"{ADDITIVE}"'.encode(), b'UtilitySpace"', b'PartialOrdering"')
_LISTED = ("DiscreteValueSetUtilities", "discreteutils")
_LINE = ("NumberValueSetUtilities", "numberutils")
_ROUNDING = 1e-6
_FINEST = Decimal("1e-9")
_MOST_DIGITS = 30


class _Issue(NamedTuple):
    """An issue of the domain: its name, its values as text, and as numbers for a range."""

    name: str
    values: tuple[str, ...]
    numbers: tuple[Decimal, ...] = ()


class _Domain(NamedTuple):
    name: str
    issues: tuple[_Issue, ...]


def detect(path: Path) -> bool:
    """Whether ``path`` is a JSON file that looks like GeniusWeb, or a folder with such files."""
    path = Path(path)
    try:
        if path.is_dir():
            return not (path / "dossier.yaml").exists() and any(map(_alike, _files(path)))
        return path.suffix.lower() == EXTENSION and _alike(path)
    except OSError:
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == EXTENSION)


def _alike(path: Path) -> bool:
    """Whether a file holds the marks of GeniusWeb."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            text = file.read(domain.LARGEST_FILE)
    except OSError:
        return False
    return any(mark in text for mark in _MARKS)


def read(path: Path) -> Dossier:
    """The dossier of the domain at ``path``: its file, or the folder of it and its profiles.

    A party for each profile; its slug is made of the file's name. Where the folder holds
    several domains, name one: profiles of the domain of that name are taken, others passed
    over, and the summary says which. A folder without a domain file has the domain that its
    profiles hold. Raises :class:`~irenic.errors.DossierError` with everything that is wrong.
    """
    path, findings = Path(path), Findings()
    folder = path if path.is_dir() else path.parent
    roots = _roots(path, folder, findings)
    domains = {file: root for file, root in roots.items() if "issuesValues" in root}
    spaces = {file: root for file, root in roots.items() if file not in domains}
    chosen = _chosen(path, domains, spaces, findings)
    findings.stop()
    if chosen is None:  # no domain file: what the first profile holds
        chosen, root = next(iter(spaces.items()))
        given, key = _space(root, chosen.name, findings).get("domain"), f"{ADDITIVE}.domain"
    else:
        given, key = domains[chosen], ""
    table = _Reading(chosen.name, findings).domain(given, key)
    findings.stop()
    profiles, passed = [], []
    for file, root in spaces.items():
        space = _space(root, file.name, findings)
        if len(domains) > 1 and _name_of(space) != table.name:
            passed.append(file.name)
        else:
            profiles.append(_Reading(file.name, findings).profile(file.stem, space, table))
    if not profiles:
        findings.bad("missing-file", chosen.name, Place(), "no profile beside it",
                     f"a file with a {ADDITIVE} for each party",
                     "Put the profiles into the folder of the domain.")  # fmt: skip
    findings.stop()
    if passed:
        findings.notes.append(f"Passed over, profiles of another domain: {listed(passed)}.")
    issues = [domain.Issue(i.name, i.values) for i in table.issues if not _is_no_deal(i)]
    about = f"From the GeniusWeb domain {chosen.name}: a utility of 1 is {domain.POINTS:g} points."
    return domain.dossier(table.name, issues, profiles, [about, *findings.notes])


def _is_no_deal(issue: _Issue) -> bool:
    return issue.name == NO_DEAL and len(issue.values) == 1


def _name_of(space: Mapping[str, Any]) -> Any:
    given = space.get("domain")
    return given.get("name") if isinstance(given, dict) else None


def _roots(path: Path, folder: Path, findings: Findings) -> dict[Path, dict[str, Any]]:
    """The content of the files in ``folder``; those of other programs left out."""
    found: dict[Path, dict[str, Any]] = {}
    for file in _files(folder):
        own = file == path
        if not own and not _alike(file):
            continue
        text = domain.text_of(file, file.resolve().parent if own else folder, findings)
        if text is None:
            continue
        root = _parsed(text, file.name, findings)
        if isinstance(root, dict):
            found[file] = root
        elif root is not None:
            findings.bad("wrong-root", file.name, Place(), shorten(root),
                         "a domain ('issuesValues') or a profile")  # fmt: skip
    return found


def _parsed(text: str, file: str, findings: Findings) -> Any:
    """The content of a JSON text; None, and a problem, where it is none."""

    def pairs(given: list[tuple[str, Any]]) -> dict[str, Any]:
        for key in domain.twice([key for key, _ in given]):
            findings.bad("key-twice", file, Place(), f"'{key}' more than once", "each key once")
        return dict(given)

    def constant(word: str) -> Decimal:
        findings.bad("not-finite", file, Place(), word, "finite numbers")
        return Decimal(0)

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_float=Decimal, parse_constant=constant
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        place, what = Place(), "odd content"
        if isinstance(error, json.JSONDecodeError):
            place, what = Place(error.lineno, error.colno), error.msg
        findings.bad("wrong-root", file, place, f"no JSON ({what})", "a file of GeniusWeb",
                     "Correct it there, or save the file again.")  # fmt: skip
        return None


def _chosen(
    path: Path, domains: Mapping[Path, Any], spaces: Mapping[Path, Any], findings: Findings
) -> Path | None:
    """The domain file meant by ``path``; None where there is none but profiles hold it."""
    names = [file.name for file in domains]
    if path in domains:
        return path
    if path in spaces:
        findings.bad("wrong-root", path.name, Place(), "no domain, but perhaps a profile",
                     "a domain file ('issuesValues') or a folder",
                     f"Name {listed(names) or 'the folder of the profiles'}.")  # fmt: skip
    elif len(domains) > 1:
        findings.bad("wrong-root", path.name, Place(), f"several domain files: {listed(names)}",
                     "one", "Name the file of the domain you mean.")  # fmt: skip
    elif not domains and not spaces and not findings.problems:
        findings.bad("missing-file", path.name, Place(), "neither domain nor profiles",
                     "a domain file and a profile for each party")  # fmt: skip
    return next(iter(domains), None)


def _space(root: dict[str, Any], file: str, findings: Findings) -> dict[str, Any]:
    """What a profile says of its utility space; nothing, and a problem, if it is another kind."""
    found = root.get(ADDITIVE)
    if isinstance(found, dict):
        return found
    kinds = listed([str(key) for key in root]) or "nothing"
    findings.bad("not-a-choice", file, Place(), kinds, f"'{ADDITIVE}', and a mapping in it",
                 "Irenic has no place for other profiles.")  # fmt: skip
    findings.stop()
    return {}


class _Reading:
    """One reading of one file."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file, self.findings = file, findings

    def bad(
        self, code: str, key: str, found: str, expected: str, remedy: str = "Correct the file."
    ) -> None:
        self.findings.bad(code, self.file, Place(0, 0, key), found, expected, remedy)

    def mapping(self, given: Any, key: str, what: str) -> dict[str, Any]:
        """``given`` if it is a mapping, else a problem and an empty one."""
        if isinstance(given, dict):
            return given
        code = "missing-key" if given is None else "wrong-type"
        self.bad(code, key, "nothing" if given is None else shorten(given), what)
        return {}

    def number(
        self, given: Any, key: str, what: str, most: float = LARGEST / domain.POINTS
    ) -> float:
        """``given`` if it is a number, else a problem and 0."""
        if given is None:
            self.bad("missing-key", key, "nothing", what)
        elif isinstance(given, bool) or not isinstance(given, int | Decimal):
            self.bad("not-a-number", key, shorten(given), f"{what} as a plain number")
        else:
            try:
                number = float(given)
            except OverflowError:
                number = math.inf
            return self.findings.finite(number, self.file, Place(0, 0, key), what, most)
        return 0.0

    def share(self, given: Any, key: str, what: str) -> float:
        """A number from 0 to 1."""
        number = self.number(given, key, what)
        if not 0 <= number <= 1:
            self.bad("out-of-range", key, f"{number:g}", f"{what} from 0 to 1")
        return number

    def domain(self, given: Any, key: str) -> _Domain:
        content = self.mapping(given, key, "a domain with 'name' and 'issuesValues'")
        place = Place(0, 0, _join(key, "name"))
        name = self.findings.name(content.get("name"), self.file, place, "the domain")
        inside = _join(key, "issuesValues")
        values = self.mapping(content.get("issuesValues"), inside, "a mapping of issues")
        if not values:
            self.bad("empty-list", inside, "no issue", "at least one issue")
        return _Domain(name, tuple(self.issue(n, v, f"{inside}.{n}") for n, v in values.items()))

    def issue(self, given: str, content: Any, key: str) -> _Issue:
        name = self.findings.name(given, self.file, Place(0, 0, key), "an issue")
        inside = self.mapping(content, key, "a mapping with 'values' or 'range'")
        if "range" in inside:
            numbers = self.range(inside["range"], f"{key}.range")
            return _Issue(name, tuple(map(_plain, numbers)), numbers)
        values = inside.get("values")
        if not isinstance(values, list) or not values:
            self.bad("empty-list", key, shorten(values), "a list of 'values', or a 'range'")
            return _Issue(name, ())
        if len(values) > domain.MOST_OPTIONS:
            self.bad("too-large", key, f"{len(values):,} values", _at_most())
        place = Place(0, 0, f"{key}.values")
        names = tuple(self.findings.name(v, self.file, place, "a value") for v in values)
        for value in domain.twice([value for value in names if value]):
            self.bad("key-twice", place.key, f"the value '{value}' twice", "each value once")
        return _Issue(name, names)

    def range(self, given: Any, key: str) -> tuple[Decimal, ...]:
        """The numbers of a range."""
        content = self.mapping(given, key, "a mapping with low, high and step")
        before = len(self.findings.problems)
        for name in ("low", "high", "step"):
            self.number(content.get(name), f"{key}.{name}", f"the {name}", domain.FARTHEST)
        if len(self.findings.problems) > before:
            return (Decimal(0),)
        low, high, step = (Decimal(content[name]) for name in ("low", "high", "step"))
        if low > high or step < _FINEST or not all(map(_is_usual, (low, high, step))):
            self.bad("range-order", key, f"{low} to {high} by {step}",
                     "low not above high, and a step above 0")  # fmt: skip
            return (Decimal(0),)
        count = int((high - low) / step) + 1
        if count > domain.MOST_OPTIONS:
            self.bad("too-large", key, f"{count:,} values", _at_most())
            return (Decimal(0),)
        return tuple(low + step * n for n in range(count))

    def profile(self, stem: str, space: dict[str, Any], table: _Domain) -> Profile:
        """The profile of one party, whose domain must be ``table``."""
        if self.domain(space.get("domain"), f"{ADDITIVE}.domain") != table:
            self.bad("unknown-reference", f"{ADDITIVE}.domain", "another domain",
                     f"the domain '{table.name}', with its issues and values",
                     "Is this the profile of another domain?")  # fmt: skip
        given = self.each(space, "issueUtilities", table)
        weights = self.weights(self.each(space, "issueWeights", table))
        utilities = {
            issue.name: [
                weights.get(issue.name, 0.0) * utility
                for utility in self.utilities(issue, given[issue.name])
            ]
            for issue in table.issues
            if issue.name in given
        }
        place = Place(0, 0, f"{ADDITIVE}.name")
        name = self.findings.name(space.get("name"), self.file, place, "the profile")
        if self.findings.problems:
            return Profile(stem, name, (), 0.0)
        reservation = self.reservation(space.get("reservationBid"), table, utilities)
        constant = sum(utilities[i.name][0] for i in table.issues if _is_no_deal(i))
        rows = tuple(tuple(utilities[i.name]) for i in table.issues if not _is_no_deal(i))
        return Profile(stem, name, rows, reservation - constant)

    def each(self, space: dict[str, Any], key: str, table: _Domain) -> dict[str, Any]:
        """A mapping that must have an entry for each issue."""
        place = f"{ADDITIVE}.{key}"
        found = self.mapping(space.get(key), place, "an entry for each issue")
        known = {issue.name for issue in table.issues}
        for name in found.keys() - known:
            self.bad("unknown-reference", f"{place}.{name}", f"the issue '{name}'",
                     f"the issues of the domain: {listed(sorted(known))}")  # fmt: skip
        for name in (issue.name for issue in table.issues if issue.name not in found):
            self.bad("worth-incomplete", place, f"nothing on the issue '{name}'",
                     "every issue of the domain")  # fmt: skip
        return {name: value for name, value in found.items() if name in known}

    def weights(self, given: dict[str, Any]) -> dict[str, float]:
        place = f"{ADDITIVE}.issueWeights"
        found = {name: self.share(w, f"{place}.{name}", "a weight") for name, w in given.items()}
        total = sum(found.values())
        if found and abs(total - 1) > _ROUNDING:
            self.bad("out-of-range", place, f"weights that add up to {total:g}", "1",
                     "GeniusWeb refuses such a profile; correct the weights.")  # fmt: skip
        return found

    def utilities(self, issue: _Issue, given: Any) -> list[float]:
        """The utility of each value of an issue."""
        key = f"{ADDITIVE}.issueUtilities.{issue.name}"
        content = self.mapping(given, key, f"'{_LISTED[0]}' or '{_LINE[0]}'")
        kind = next((kind for kind in (*_LISTED, *_LINE) if kind in content), None)
        if kind is None or (kind in _LINE) != bool(issue.numbers):
            wanted = _LINE[0] if issue.numbers else _LISTED[0]
            self.bad("not-a-choice", key, listed(list(content)) or "nothing",
                     f"'{wanted}', for the domain gives this issue a "
                     + ("range" if issue.numbers else "list"))  # fmt: skip
            return [0.0] * len(issue.values)
        inside = self.mapping(content[kind], f"{key}.{kind}", "a mapping")
        if kind in _LINE:
            return self.line(issue, inside, f"{key}.{kind}")
        return self.listed(issue, inside, f"{key}.{kind}")

    def listed(self, issue: _Issue, content: dict[str, Any], key: str) -> list[float]:
        key = f"{key}.valueUtilities"
        given = self.mapping(content.get("valueUtilities"), key, "the utility of each value")
        found = {name.strip(): value for name, value in given.items()}
        for name in found.keys() - set(issue.values):
            self.bad("unknown-reference", f"{key}.{name}", f"the value '{name}'",
                     f"the values in the domain: {listed(issue.values)}")  # fmt: skip
        if missing := [value for value in issue.values if value not in found]:
            self.bad("worth-incomplete", key, f"no utility of {listed(missing)}",
                     "the utility of every value")  # fmt: skip
        return [
            self.share(found[v], f"{key}.{v}", "a utility") if v in found else 0.0
            for v in issue.values
        ]

    def line(self, issue: _Issue, content: dict[str, Any], key: str) -> list[float]:
        """Utilities on the line between those of the lowest and of the highest number."""
        low, high = (
            self.share(content.get(name), f"{key}.{name}", "a utility")
            for name in ("lowUtility", "highUtility")
        )
        first, last = (
            self.number(
                content.get(name), f"{key}.{name}", "a number of the range", domain.FARTHEST
            )
            for name in ("lowValue", "highValue")
        )
        numbers = [float(number) for number in issue.numbers]
        step = numbers[1] - numbers[0] if len(numbers) > 1 else math.inf
        if first != numbers[0] or not numbers[-1] <= last < numbers[-1] + step or last <= first:
            self.bad("unknown-reference", key, f"{first:g} to {last:g}",
                     f"the range of the domain, from {issue.values[0]} to {issue.values[-1]}",
                     )  # fmt: skip
            return [0.0] * len(numbers)
        return [low + (high - low) * (n - first) / (last - first) for n in numbers]

    def reservation(self, given: Any, table: _Domain, utilities: dict[str, list[float]]) -> float:
        """The utility of the reservation bid."""
        key = f"{ADDITIVE}.reservationBid"
        if given is None:
            self.findings.notes.append(
                f"{self.file} has no reservation bid; in GeniusWeb any agreement is better then."
            )
            return 0.0
        bid = self.mapping(given, key, "a bid").get("issuevalues")
        total = 0.0
        known = {issue.name: issue for issue in table.issues}
        for name, value in self.mapping(bid, f"{key}.issuevalues", "values of issues").items():
            place = f"{key}.issuevalues.{name}"
            if name not in known:
                self.bad("unknown-reference", place, f"the issue '{name}'",
                         f"the issues of the domain: {listed(list(known))}")  # fmt: skip
                continue
            said = _plain(value) if _is_number(value) and _is_usual(value) else value
            if said not in known[name].values:
                self.bad("unknown-reference", place, f"the value {shorten(said)}",
                         f"the values in the domain: {listed(known[name].values)}")  # fmt: skip
                continue
            total += utilities[name][known[name].values.index(said)]
        return total


def _is_number(given: Any) -> bool:
    return isinstance(given, int | Decimal) and not isinstance(given, bool)


def _is_usual(number: Decimal | int) -> bool:
    """Whether a number can be written out in a few digits."""
    given = Decimal(number)
    return given.adjusted() <= _MOST_DIGITS and int(given.as_tuple().exponent) >= -_MOST_DIGITS


def _plain(number: Decimal | int) -> str:
    """A number without an exponent and without zeros behind the point."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _join(key: str, more: str) -> str:
    return f"{key}.{more}" if key else more


def _at_most() -> str:
    return f"at most {domain.MOST_OPTIONS:,} values of an issue"
