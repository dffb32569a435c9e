"""Domains of GENIUS (``*.xml``), the research platform for automated negotiation: read them.

A domain file's root is ``negotiation_template``; inside it, a tree of ``objective`` elements
holds the ``issue`` elements. A profile's root is ``utility_space``; beside each issue its
objective holds a ``weight`` of the same index. Profiles are the other files of the folder.
The utility of a package is the sum over issues of weight times evaluation, where

* a discrete issue's evaluations are divided by the largest of them;
* an integer issue's evaluation of v is offset + slope (v - lower bound), not below 0 and not
  above 1;
* weights are used as given, whatever they add up to, and weights of objectives not at all;
* the reservation value stands in ``<reservation value="..."/>``, 0 where there is none;
* the discount factor belongs to time, not to the domain, and is only mentioned in the summary.

(Baarslag, T., W. Pasman, K. Hindriks and D. Tykhonov 2019: *Using the Genius framework for
running autonomous negotiating parties*, section 4.) Real-valued issues cannot be listed as
options and are refused, like utility spaces that are not a sum over issues.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from irenic.dossier.model import LARGEST
from irenic.errors import DossierError
from irenic.formats import domain
from irenic.formats.domain import Findings, Place, Profile, listed, shorten
from irenic.formats.genius_write import lost, points, write
from irenic.formats.genius_xml import Element, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irenic.dossier.model import Dossier

__all__ = ["EXTENSION", "NAME", "detect", "lost", "points", "read", "write"]

NAME = "GENIUS domain"

EXTENSION = ".xml"

DOMAIN_ROOT = "negotiation_template"
PROFILE_ROOT = "utility_space"

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_NOT_FINITE = ("nan", "inf", "infinity")
_SNIFFED = 4000


class _Issue(NamedTuple):
    """An issue of the domain; ``number`` is its index, ``element`` where it stands."""

    number: str
    name: str
    integer: bool
    values: tuple[str, ...]
    element: Element

    @property
    def bounds(self) -> tuple[int, int]:
        """The lowest and the highest value of an integer issue."""
        return int(self.values[0]), int(self.values[-1])


def detect(path: Path) -> bool:
    """Whether ``path`` is an XML file, or a folder with files of GENIUS and no dossier."""
    path = Path(path)
    try:
        if path.is_dir():
            return not (path / "dossier.yaml").exists() and any(map(_alike, _files(path)))
        return path.suffix.lower() == EXTENSION and path.is_file()
    except OSError:
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == EXTENSION)


def _alike(path: Path) -> bool:
    """Whether the beginning of a file looks like GENIUS."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(_SNIFFED)
    except OSError:
        return False
    return PROFILE_ROOT.encode() in head or DOMAIN_ROOT.encode() in head


def read(path: Path) -> Dossier:
    """The dossier of the domain at ``path``: its file, or the folder of it and its profiles.

    A party for each profile; its slug is made of the file's name. Where the folder holds
    several domains, name one: profiles of the same issues and values are taken, others passed
    over, and the summary says which. Raises :class:`~irenic.errors.DossierError` with everything
    that is wrong in any file.
    """
    path, findings = Path(path), Findings()
    folder = path if path.is_dir() else path.parent
    roots = _roots(path, folder, findings)
    domains = {file: root for file, root in roots.items() if root.tag == DOMAIN_ROOT}
    chosen = _chosen(path, domains, roots, findings)
    findings.stop()
    issues = _issues(domains[chosen], chosen.name, findings)
    findings.stop()
    profiles = []
    passed = []
    for file, root in roots.items():
        if root.tag != PROFILE_ROOT:
            continue
        if len(domains) > 1 and not _same_issues(root, issues):
            passed.append(file.name)
            continue
        profiles.append(_Reading(file, findings).profile(root, issues))
    if not profiles:
        findings.bad("missing-file", chosen.name, Place(), "no profile beside it",
                     f"a file with the root '{PROFILE_ROOT}' for each party",
                     "Put the profiles into the folder of the domain.")  # fmt: skip
    findings.stop()
    if passed:
        findings.notes.append(f"Passed over, profiles of another domain: {listed(passed)}.")
    title = _inner(domains[chosen], "objective")[0].attributes.get("name", "").strip()
    table = [domain.Issue(issue.name, issue.values) for issue in issues]
    about = f"From the GENIUS domain {chosen.name}: a utility of 1 is {domain.POINTS:g} points."
    return domain.dossier(title[:4000] or chosen.stem, table, profiles, [about, *findings.notes])


def _roots(path: Path, folder: Path, findings: Findings) -> dict[Path, Element]:
    """The outermost elements of the files in ``folder``; those of other programs left out."""
    found: dict[Path, Element] = {}
    for file in _files(folder):
        own = file == path
        if not own and not _alike(file):
            continue
        text = domain.text_of(file, file.resolve().parent if own else folder, findings)
        if text is None:
            continue
        try:
            root = parse(text, file.name)
        except DossierError as error:
            findings.problems.extend(error.problems)
            continue
        if root.tag in (DOMAIN_ROOT, PROFILE_ROOT):
            found[file] = root
        else:
            findings.bad("wrong-root", file.name, Place(root.line, root.column),
                         f"the element '{root.tag}'", f"'{DOMAIN_ROOT}' or '{PROFILE_ROOT}'",
                         "Is this a file of GENIUS?")  # fmt: skip
    return found


def _chosen(
    path: Path, domains: dict[Path, Element], roots: dict[Path, Element], findings: Findings
) -> Path:
    """The domain file meant by ``path``."""
    if path in domains:
        return path
    names = [file.name for file in domains]
    if path in roots:
        findings.bad("wrong-root", path.name, Place(roots[path].line, roots[path].column),
                     f"the profile of one party ('{PROFILE_ROOT}')",
                     f"a domain file ('{DOMAIN_ROOT}') or a folder",
                     f"Name {listed(names) or 'the folder of the domain and its profiles'}.",
                     )  # fmt: skip
    elif len(domains) > 1:
        findings.bad("wrong-root", path.name, Place(), f"several domain files: {listed(names)}",
                     "one", "Name the file of the domain you mean.")  # fmt: skip
    elif not domains and not findings.problems:
        findings.bad("missing-file", path.name, Place(), "no domain file",
                     f"a file with the root '{DOMAIN_ROOT}'", "Put it beside the profiles.",
                     )  # fmt: skip
    return next(iter(domains), path)


def _same_issues(root: Element, issues: Sequence[_Issue]) -> bool:
    theirs = {each.attributes.get("name", "").strip(): each for each in _inner(root, "issue")}
    return theirs.keys() == {issue.name for issue in issues} and all(
        issue.integer
        or {item.attributes.get("value", "").strip() for item in theirs[issue.name].inside("item")}
        == set(issue.values)
        for issue in issues
    )


def _inner(root: Element, tag: str) -> list[Element]:
    return [each for each in root.everywhere() if each.tag == tag]


def _issues(root: Element, file: str, findings: Findings) -> list[_Issue]:
    """The issues of a domain, in the order of the file."""
    reading = _Reading(Path(file), findings)
    elements = _inner(root, "issue")
    if not elements:
        reading.bad("empty-list", root, "no issue", "an 'issue' for each thing to be settled")
    issues = [reading.issue(element) for element in elements]
    for key, what in (("name", "issues called"), ("number", "issues with the index")):
        for value in domain.twice([getattr(issue, key) for issue in issues]):
            again = [issue for issue in issues if getattr(issue, key) == value][1]
            reading.bad("key-twice", again.element, f"two {what} '{value}'", "each once")
    return issues


class _Reading:
    """One reading of one file."""

    def __init__(self, file: Path, findings: Findings) -> None:
        self.file, self.findings = file, findings

    def bad(
        self, code: str, element: Element, found: str, expected: str,
        remedy: str = "Correct the file.",
    ) -> None:  # fmt: skip
        place = Place(element.line, element.column, _key(element))
        self.findings.bad(code, self.file.name, place, found, expected, remedy)

    def number(
        self, element: Element, attribute: str, what: str, most: float = LARGEST / domain.POINTS
    ) -> float:
        """An attribute as a number; what is none is reported and counts as 0."""
        given = element.attributes.get(attribute)
        word = (given or "").strip()
        if given is None:
            self.bad("missing-key", element, "nothing", f"the attribute '{attribute}' ({what})")
        elif word.lower().lstrip("+-") in _NOT_FINITE:
            self.bad("not-finite", element, shorten(given), f"{what} as a finite number")
        elif not _NUMBER.fullmatch(word):
            self.bad("not-a-number", element, shorten(given), f"{what} as a plain number")
        else:
            place = Place(element.line, element.column, _key(element))
            return self.findings.finite(float(word), self.file.name, place, what, most)
        return 0.0

    def issue(self, element: Element) -> _Issue:
        place = Place(element.line, element.column, _key(element))
        name = self.findings.name(
            element.attributes.get("name"), self.file.name, place, "the issue"
        )
        index = element.attributes.get("index", "").strip()
        if not index:
            self.bad("missing-key", element, "nothing", "the attribute 'index'")
        kind = _kind(element)
        if kind == "integer":
            return _Issue(index, name, True, self.range(element), element)
        if kind != "discrete":
            self.bad("not-a-choice", element, f"an issue of the type '{kind}'",
                     "'discrete' or 'integer'; real numbers cannot be listed as options",
                     "Make it a discrete issue of a few values.")  # fmt: skip
            return _Issue(index, name, False, (), element)
        items = element.inside("item")
        if not items:
            self.bad("empty-list", element, "an issue without values", "an 'item' for each value")
        values = [self.value(item) for item in items]
        for value in domain.twice([value for value in values if value]):
            self.bad("key-twice", items[len(values) - 1 - values[::-1].index(value)],
                     f"the value '{value}' twice", "each value once")  # fmt: skip
        if len(values) > domain.MOST_OPTIONS:
            self.bad("too-large", element, f"{len(values):,} values", _at_most())
        return _Issue(index, name, False, tuple(values), element)

    def value(self, item: Element) -> str:
        place = Place(item.line, item.column, _key(item))
        given = item.attributes.get("value")
        return self.findings.name(given, self.file.name, place, "the value")

    def range(self, element: Element) -> tuple[str, ...]:
        """The values of an integer issue."""
        holder = next(iter(element.inside("range")), element)
        low, high = (
            self.number(holder, bound, f"the {bound}", domain.FARTHEST)
            for bound in ("lowerbound", "upperbound")
        )
        if low != int(low) or high != int(high) or low > high:
            self.bad("range-order", holder, f"{low:g} to {high:g}",
                     "whole numbers, the lower bound first")  # fmt: skip
            return ("0",)
        if high - low + 1 > domain.MOST_OPTIONS:
            self.bad("too-large", holder, f"{high - low + 1:,.0f} values", _at_most())
            return ("0",)
        return tuple(map(str, range(int(low), int(high) + 1)))

    def profile(self, root: Element, issues: Sequence[_Issue]) -> Profile:
        """The profile of one party, whose issues must be those of the domain."""
        self.linear(root)
        own = _inner(root, "issue")
        names = [element.attributes.get("name", "").strip() for element in own]
        for name in domain.twice(names):
            again = own[len(names) - 1 - names[::-1].index(name)]
            self.bad("key-twice", again, f"the issue '{name}' twice", "each issue once")
        found = dict(zip(names, own, strict=True))
        weights = self.weights(root)
        known = {issue.name for issue in issues}
        for name in [name for name in found if name not in known]:
            self.bad("unknown-reference", found[name], f"the issue '{name}'",
                     f"the issues of the domain: {listed([i.name for i in issues])}",
                     "Is this the profile of another domain?")  # fmt: skip
        for issue in issues:
            if issue.name not in found:
                self.bad("worth-incomplete", root, f"nothing on the issue '{issue.name}'",
                         "every issue of the domain",
                         "Is this the profile of another domain?")  # fmt: skip
        utilities = tuple(
            self.utilities(found[issue.name], issue, weights)
            for issue in issues
            if issue.name in found
        )
        stem = self.file.stem
        name = root.attributes.get("name", "").strip()[:4000] or stem
        return Profile(stem, name, utilities, self.reservation(root))

    def linear(self, root: Element) -> None:
        for element in root.everywhere():
            if element.tag in ("ufun", "utility", "hyperRectangle"):
                self.bad("not-a-choice", element, f"the element '{element.tag}'",
                         "a utility that is a sum over issues",
                         "Irenic has no place for other utilities.")  # fmt: skip
                return

    def weights(self, root: Element) -> dict[int, float]:
        """For each issue's element (by identity) the weight beside it."""
        found: dict[int, float] = {}
        for parent in root.everywhere():
            inside = {
                child.attributes.get("index", "").strip(): child
                for child in parent.children
                if child.tag in ("issue", "objective")
            }
            seen = set()
            for weight in parent.inside("weight"):
                index = weight.attributes.get("index", "").strip()
                value = self.number(weight, "value", "a weight")
                if value < 0:
                    self.bad("negative-amount", weight, f"{value:g}", "a weight of 0 or more")
                if index in seen:
                    self.bad("key-twice", weight, f"two weights for index '{index}'", "one")
                elif index not in inside:
                    self.bad("unknown-reference", weight, f"a weight for index '{index}'",
                             f"the index of an issue beside it: {listed(list(inside))}",
                             )  # fmt: skip
                else:
                    found[id(inside[index])] = value
                seen.add(index)
        return found

    def utilities(
        self, element: Element, issue: _Issue, weights: dict[int, float]
    ) -> tuple[float, ...]:
        """Weight times evaluation of each of the issue's values."""
        weight = weights.get(id(element))
        if weight is None:
            self.bad("missing-key", element, "no weight",
                     f"a 'weight' with the index '{element.attributes.get('index', '')}' beside it",
                     )  # fmt: skip
            weight = 0.0
        kind = "integer" if issue.integer else "discrete"
        if _kind(element) != kind:
            self.bad("wrong-type", element, f"an issue of the type '{_kind(element)}'",
                     f"'{kind}', as in the domain")  # fmt: skip
            return ()
        evaluations = self.line(element, issue) if issue.integer else self.items(element, issue)
        return tuple(weight * each for each in evaluations)

    def line(self, element: Element, issue: _Issue) -> list[float]:
        """Evaluations of an integer issue."""
        low, high = issue.bounds
        if {"lowerbound", "upperbound"} & element.attributes.keys() or element.inside("range"):
            own = self.range(element)
            if own != issue.values:
                self.bad("unknown-reference", element, f"values {own[0]} to {own[-1]}",
                         f"{low} to {high}, as in the domain",
                         "Is this the profile of another domain?")  # fmt: skip
        evaluators = element.inside("evaluator")
        if len(evaluators) != 1:
            self.bad("missing-key", element, f"{len(evaluators)} evaluators",
                     "one 'evaluator' with offset and slope")  # fmt: skip
            return []
        form = evaluators[0].attributes.get("ftype", "linear")
        if form != "linear":
            self.bad("not-a-choice", evaluators[0], f"an evaluator '{form}'", "'linear'")
            return []
        offset = self.number(evaluators[0], "offset", "the offset")
        slope = self.number(evaluators[0], "slope", "the slope")
        return [min(1.0, max(0.0, offset + slope * (v - low))) for v in range(low, high + 1)]

    def items(self, element: Element, issue: _Issue) -> list[float]:
        """Evaluations of a discrete issue, in the domain's order, the largest being 1."""
        found: dict[str, float] = {}
        for item in element.inside("item"):
            value = self.value(item)
            evaluation = self.number(item, "evaluation", f"the evaluation of '{value}'")
            if evaluation < 0:
                self.bad("negative-amount", item, f"{evaluation:g}", "an evaluation of 0 or more")
            if value in found:
                self.bad("key-twice", item, f"the value '{value}' twice", "each value once")
            elif value and value not in issue.values:
                self.bad("unknown-reference", item, f"the value '{value}'",
                         f"the values of '{issue.name}' in the domain: {listed(issue.values)}",
                         "Is this the profile of another domain?")  # fmt: skip
            found.setdefault(value, evaluation)
        if missing := [value for value in issue.values if value not in found]:
            self.bad("worth-incomplete", element, f"no evaluation of {listed(missing)}",
                     "an evaluation of every value")  # fmt: skip
        largest = max(found.values(), default=0.0)
        if largest <= 0:
            self.bad("out-of-range", element, "no evaluation above 0",
                     "one at least, by which the others are divided",
                     "Give indifferent values the same evaluation, and the weight 0.")  # fmt: skip
            return []
        return [found.get(value, 0.0) / largest for value in issue.values]

    def reservation(self, root: Element) -> float:
        """The reservation value; a discount factor goes into the summary."""
        for factor in root.inside("discount_factor"):
            value = factor.attributes.get("value", "").strip()
            if value not in ("", "0", "0.0", "1", "1.0"):
                self.findings.notes.append(
                    f"Left out of {self.file.name}: discount factor {value}, which belongs to "
                    "the time that talks take."
                )
        given = root.inside("reservation")
        if len(given) > 1:
            self.bad("key-twice", given[1], "two reservation values", "one")
        if not given:
            self.findings.notes.append(
                f"{self.file.name} has no reservation value; GENIUS then takes 0."
            )
            return 0.0
        return self.number(given[0], "value", "the reservation value")


def _kind(element: Element) -> str:
    return element.attributes.get("type") or element.attributes.get("etype") or "discrete"


def _key(element: Element) -> str:
    name = element.attributes.get("name") or element.attributes.get("value")
    return element.tag if not name else f"{element.tag} '{name[:60]}'"


def _at_most() -> str:
    return f"at most {domain.MOST_OPTIONS:,} values of an issue"
