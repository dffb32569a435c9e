"""Files of GMCR+ (``*.gmcr``), a program for the graph model: read them, and write them.

A file is JSON. ``options`` lists all options with a ``permittedDirection`` (``both``;
``fwd``: can only be taken up; ``back``: can only be given up). ``decisionMakers`` own
options by their index and prefer states by ``preferences``, statements with the most
important first, or, where the file says ``useManualPreferenceRanking``, by
``preferenceRanking``, groups of states with the best first. A statement is a *pattern*, a
list of ``[option, "Y" | "N"]`` that hold together, or ``{"compound": true, "members":
[pattern, ...]}``, of which one holds. ``infeasibles`` are such statements. States are numbered
from 1 in the order of the binary numbers that their Y make, the first option being the least
significant digit, infeasible states left out. ``misperceptions`` are statements too: states
that the decision maker alone takes for infeasible.

Irenic adds ``slug`` to options and decision makers and a key ``irenic``, which GMCR+ passes
over, so that slugs, title, date, summary, licence and status quo survive the way there and
back. What of a file no dossier holds, the summary of the dossier says
(:mod:`irenic.formats.gmcr_left_out`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from irenic.dossier.model import Dossier
from irenic.dossier.problems import Problem
from irenic.errors import DossierError
from irenic.formats.gmcr_left_out import left_out
from irenic.formats.gmcr_patterns import Pattern, feasible_numbers, without_covered
from irenic.formats.gmcr_refused import refused
from irenic.formats.gmcr_slugs import slugs
from irenic.formats.gmcr_write import EXTENSION, OWN_TEXTS, lost, write

__all__ = ["EXTENSION", "NAME", "detect", "lost", "read", "write"]

NAME = "GMCR+ file"

LARGEST_FILE = 20_000_000
"""Bytes beyond which a file is taken for something else."""

LONGEST_NAME = 4000
"""Characters of a name."""

MOST_RANKED = 22
"""Options beyond which states are not numbered, as a ranking needs."""

DIRECTIONS: Final = {"both": (True, True), "fwd": (False, True), "back": (True, False)}
"""``permittedDirection`` -> (reversible, resumable)."""


def detect(path: Path) -> bool:
    """Whether ``path`` is called like a file of GMCR+."""
    return Path(path).suffix.lower() == EXTENSION and Path(path).is_file()


def read(path: Path) -> Dossier:
    """The dossier of the file at ``path``.

    Raises :class:`~irenic.errors.DossierError` with everything that is wrong: no JSON, keys
    missing or twice, wrong types, texts that are too long or no text, options that do not
    exist or belong to nobody or to two decision makers, unknown directions, rankings that are
    not of each feasible state once.
    """
    place = Path(path)
    return _Reader(_sayable(place.name)).dossier(_text(place), place.stem)


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _error(_sayable(path.name), "too-large", f"{size:,} bytes",
                         f"at most {LARGEST_FILE:,} bytes", "Is this a file of GMCR+?")  # fmt: skip
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(_sayable(path.name), "not-utf8", f"bytes that are not UTF-8 ({error.reason})",
                     "text in UTF-8", "Save the file again in GMCR+.") from None  # fmt: skip
    except OSError as error:
        raise _error(_sayable(path.name), "cannot-read", error.strerror or str(error),
                     "a file that can be read", "Check its permissions.") from None  # fmt: skip


def _error(file: str, code: str, found: str, expected: str, remedy: str) -> DossierError:
    return DossierError([Problem(code, file, 0, 0, "", found, expected, remedy)])


class _Reader:
    """One reading: the name of the file, and the problems found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def bad(self, code: str, key: str, found: str, expected: str, remedy: str = "") -> None:
        """Note a problem at ``key``."""
        given = remedy or "Correct the file, or save it again in GMCR+."
        self.problems.append(Problem(code, self.file, 0, 0, key, found, expected, given))

    def dossier(self, text: str, stem: str) -> Dossier:
        root = self._root(text)
        options = self._named(root, "options")
        makers = self._named(root, "decisionMakers")
        owner = self._owners(makers, len(options))
        names = [self._name(each, f"options[{i}]", "option") for i, each in enumerate(options)]
        directions = [self._direction(each, i) for i, each in enumerate(options)]
        infeasible = _apart(
            self._statements(root.get("infeasibles", []), "infeasibles", len(options))
        )
        manual = self._manual(root)
        told = [self._maker(each, i, len(options)) for i, each in enumerate(makers)]
        rankings = self._rankings(makers, infeasible, len(options)) if manual else None
        own = self._own(root, stem, len(options))
        if self.problems:
            raise DossierError(self.problems)
        model = _Model(options, makers, owner, names, directions)
        content = model.content(told, infeasible, rankings)
        model.complete(content, own, left_out(root, options, makers, manual=manual))
        try:
            return Dossier.model_validate(content)
        except ValidationError as error:
            raise DossierError(refused(error, self.file, model.parties, model.moves)) from None

    def _own(self, root: dict[str, Any], stem: str, count: int) -> dict[str, Any]:
        """What Irenic wrote into the file for itself; a title there is in any case."""
        given = root.get("irenic", {})
        if not isinstance(given, dict):
            self.bad("wrong-type", "irenic", _shown(given), "a mapping, as Irenic writes it")
            given = {}
        own = {key: given[key] for key in OWN_TEXTS if given.get(key) is not None}
        if "title" not in own:
            if stem != _sayable(stem):
                self.bad("not-utf8", "", "a file name that is not UTF-8",
                         "a name that can be the dossier's title", "Rename the file.")  # fmt: skip
            own["title"] = stem.strip() or NAME
        if given.get("status_quo") is not None:
            today = given["status_quo"]
            if not isinstance(today, list):
                self.bad("wrong-type", "irenic.status_quo", _shown(today), "a list of options")
                today = []
            known = [
                self._is_option(option, f"irenic.status_quo[{i}]", count)
                for i, option in enumerate(today)
            ]
            own["status_quo"] = today if all(known) else []
        return own

    def _root(self, text: str) -> dict[str, Any]:
        def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
            keys = [key for key, _ in found]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                self.bad("key-twice", key, f"'{key}' more than once", "each key once")
            return dict(found)

        try:
            root = json.loads(text, object_pairs_hook=pairs)
        except (ValueError, RecursionError) as error:
            what = str(error) if isinstance(error, json.JSONDecodeError) else "odd content"
            raise _error(self.file, "wrong-root", f"no JSON ({what})", "a file of GMCR+",
                         "Save the file again in GMCR+.") from None  # fmt: skip
        if not isinstance(root, dict) or not root.keys() & {"decisionMakers", "options"}:
            raise _error(self.file, "wrong-root", _shown(root),
                         "a mapping with the keys decisionMakers and options",
                         "Is this a file of GMCR+?")  # fmt: skip
        return root

    def _named(self, root: dict[str, Any], key: str) -> list[dict[str, Any]]:
        """The list of mappings under ``key``; wrong entries become empty ones."""
        if key not in root:
            self.bad("missing-key", key, "nothing", f"a list '{key}'")
            return []
        given = root[key]
        if not isinstance(given, list):
            self.bad("wrong-type", key, _shown(given), "a list")
            return []
        if not given:
            self.bad("empty-list", key, "an empty list", f"at least one of the {key}")
        found = []
        for i, each in enumerate(given):
            if not isinstance(each, dict):
                self.bad("wrong-type", f"{key}[{i}]", _shown(each), "a mapping with a name")
            found.append(each if isinstance(each, dict) else {})
        return found

    def _name(self, given: dict[str, Any], key: str, what: str) -> str:
        name = given.get("name")
        if not isinstance(name, str) or not name.strip():
            code, shown = ("missing-key", "nothing") if name is None else ("wrong-type", "")
            self.bad(code, f"{key}.name", shown or _shown(name), f"the name of the {what}")
            return what
        if len(name) > LONGEST_NAME:
            self.bad("text-too-long", f"{key}.name", f"{len(name):,} characters",
                     f"at most {LONGEST_NAME:,}")  # fmt: skip
        if name != _sayable(name):
            self.bad("not-utf8", f"{key}.name", _shown(ascii(name)), "text in Unicode",
                     "Give it a name without halves of surrogate pairs.")  # fmt: skip
        return name.strip()

    def _direction(self, option: dict[str, Any], place: int) -> tuple[bool, bool]:
        given = option.get("permittedDirection", "both")
        if not isinstance(given, str) or given not in DIRECTIONS:
            self.bad("not-a-choice", f"options[{place}].permittedDirection", _shown(given),
                     "'both', 'fwd' or 'back'")  # fmt: skip
            return True, True
        return DIRECTIONS[given]

    def _owners(self, makers: list[dict[str, Any]], count: int) -> list[int]:
        """The decision maker that each option belongs to."""
        owner = [-1] * count
        for i, maker in enumerate(makers):
            given = maker.get("options", [])
            if not isinstance(given, list):
                self.bad("wrong-type", f"decisionMakers[{i}].options", _shown(given), "a list")
                continue
            for j, option in enumerate(given):
                key = f"decisionMakers[{i}].options[{j}]"
                if not self._is_option(option, key, count):
                    continue
                if owner[option] >= 0:
                    whose = f"option {option}, which belongs to decision maker {owner[option]}"
                    self.bad("unknown-reference", key, whose, "an option of its own")
                owner[option] = i
        for option in (place for place, whose in enumerate(owner) if whose < 0):
            self.bad("unknown-reference", f"options[{option}]", "an option that nobody has",
                     "its index among the options of a decision maker")  # fmt: skip
        return owner

    def _is_option(self, given: Any, key: str, count: int) -> bool:
        if isinstance(given, bool) or not isinstance(given, int):
            self.bad("wrong-type", key, _shown(given), "the index of an option")
            return False
        if not 0 <= given < count:
            self.bad("unknown-reference", key, f"option {_shown(given)}",
                     f"an index from 0 to {count - 1}")  # fmt: skip
            return False
        return True

    def _statements(self, given: Any, key: str, count: int) -> list[list[Pattern]]:
        if not isinstance(given, list):
            self.bad("wrong-type", key, _shown(given), "a list of statements")
            return []
        return [self._statement(each, f"{key}[{i}]", count) for i, each in enumerate(given)]

    def _statement(self, given: Any, key: str, count: int) -> list[Pattern]:
        """A statement as patterns of which one holds."""
        if isinstance(given, list):
            return [self._pattern(given, key, count)]
        members = given.get("members") if isinstance(given, dict) else None
        if not isinstance(members, list) or not members:
            self.bad("wrong-type", key, _shown(given), "[[option, Y or N], ...], or such 'members'")
            return []
        return without_covered(
            self._pattern(m, f"{key}.members[{i}]", count) for i, m in enumerate(members)
        )

    def _pattern(self, given: Any, key: str, count: int) -> Pattern:
        if not isinstance(given, list) or not given:
            self.bad("wrong-type", key, _shown(given), "a list of [option, Y or N]")
            return {}
        found: Pattern = {}
        for i, pair in enumerate(given):
            place = f"{key}[{i}]"
            if not isinstance(pair, list) or len(pair) != 2 or pair[1] not in ("Y", "N"):
                self.bad("wrong-type", place, _shown(pair), "[option, Y or N]")
            elif self._is_option(pair[0], place, count) and (
                found.setdefault(pair[0], pair[1] == "Y") != (pair[1] == "Y")
            ):
                self.bad("bad-statement", place, f"option {pair[0]} both Y and N", "one of them")
        return found

    def _manual(self, root: dict[str, Any]) -> bool:
        if root.get("useManualPreferenceVectors") not in (None, False):
            self.bad("not-a-choice", "useManualPreferenceVectors", "preference vectors",
                     "rankings of a later version (useManualPreferenceRanking)",
                     "Open the file in GMCR+ 0.3.6 or later and save it again.")  # fmt: skip
        given = root.get("useManualPreferenceRanking", False)
        if not isinstance(given, bool):
            self.bad("wrong-type", "useManualPreferenceRanking", _shown(given), "true or false")
        return given is True

    def _maker(self, maker: dict[str, Any], place: int, count: int) -> dict[str, Any]:
        key = f"decisionMakers[{place}]"
        return {
            "name": self._name(maker, key, "decision maker"),
            "preferences": self._statements(
                maker.get("preferences", []), f"{key}.preferences", count
            ),
            "misperceptions": _apart(
                self._statements(maker.get("misperceptions") or [], f"{key}.misperceptions", count)
            ),
        }

    def _rankings(
        self, makers: list[dict[str, Any]], infeasible: list[Pattern], count: int
    ) -> list[list[list[str]]]:
        """For each decision maker the groups of states as text, in the file's order of options."""
        if self.problems:
            return []
        if count > MOST_RANKED:
            self.bad("too-large", "options", f"{count} options",
                     f"at most {MOST_RANKED} where states are ranked one by one")  # fmt: skip
            return []
        numbers = feasible_numbers(infeasible, count)
        return [
            self._ranking(maker.get("preferenceRanking"), i, numbers, count)
            for i, maker in enumerate(makers)
        ]

    def _ranking(
        self, given: Any, place: int, numbers: np.ndarray[Any, Any], count: int
    ) -> list[list[str]]:
        key = f"decisionMakers[{place}].preferenceRanking"
        if not isinstance(given, list):
            code, found = ("missing-key", "nothing") if given is None else ("wrong-type", "")
            self.bad(code, key, found or _shown(given), "a list of states, the best first")
            return []
        seen: set[int] = set()
        groups: list[list[str]] = []
        for i, group in enumerate(given):
            texts = []
            for state in group if isinstance(group, list) else [group]:
                if isinstance(state, bool) or not isinstance(state, int):
                    self.bad("wrong-type", f"{key}[{i}]", _shown(state), "the number of a state")
                elif not 1 <= state <= len(numbers) or state in seen:
                    again = "a second time" if state in seen else "which there is not"
                    self.bad("bad-state", f"{key}[{i}]", f"state {_shown(state)} {again}",
                             f"each of the states 1 to {len(numbers)} once")  # fmt: skip
                else:
                    seen.add(state)
                    number = int(numbers[state - 1])
                    texts.append("".join("NY"[number >> bit & 1] for bit in range(count)))
            if not texts and isinstance(group, list):
                self.bad("bad-state", f"{key}[{i}]", "an empty group", "at least one state")
            groups.append(texts)
        if missing := set(range(1, len(numbers) + 1)) - seen:
            self.bad("bad-state", key, f"no state {min(missing)}"
                     + (f", nor {len(missing) - 1} others" if len(missing) > 1 else ""),
                     f"each of the states 1 to {len(numbers)} once")  # fmt: skip
        return groups


class _Model:
    """The parts of a file without errors, and the dossier's content made of them."""

    def __init__(
        self, options: list[dict[str, Any]], makers: list[dict[str, Any]], owner: list[int],
        names: list[str], directions: list[tuple[bool, bool]],
    ) -> None:  # fmt: skip
        self.names, self.directions = names, directions
        self.mine = [[int(o) for o in maker.get("options", [])] for maker in makers]
        titles = [str(maker["name"]) for maker in makers]
        self.parties = slugs(titles, [maker.get("slug") for maker in makers], "party")
        self.moves = [""] * len(options)
        for party, own in zip(self.parties, self.mine, strict=True):
            given = [options[o].get("slug") for o in own]
            made = slugs([names[o] for o in own], given, "move")
            for option, slug in zip(own, made, strict=True):
                self.moves[option] = f"{party}.{slug}"
        self.order = [option for own in self.mine for option in own]

    def content(
        self, told: list[dict[str, Any]], infeasible: list[Pattern],
        rankings: list[list[list[str]]] | None,
    ) -> dict[str, Any]:  # fmt: skip
        moves: dict[str, Any] = {
            party: {self.moves[o].partition(".")[2]: self._move(o) for o in own}
            for party, own in zip(self.parties, self.mine, strict=True)
        }
        moves["preferences"] = {
            party: [self.said(each) for each in told[i]["preferences"]]
            if rankings is None
            else {"ranking": [self._group(group) for group in rankings[i]]}
            for i, party in enumerate(self.parties)
        }
        if infeasible:
            moves["infeasible"] = [self.said([each]) for each in infeasible]
        views = {}
        for maker, party in zip(told, self.parties, strict=True):
            more = [pattern for pattern in maker["misperceptions"] if pattern not in infeasible]
            if more:
                views[party] = {"infeasible": [self.said([p]) for p in (*infeasible, *more)]}
        if views:
            moves["views"] = views
        names = {party: {"name": told[i]["name"]} for i, party in enumerate(self.parties)}
        return {"irenic": 1, "parties": names, "moves": moves}

    def _move(self, option: int) -> Any:
        reversible, resumable = self.directions[option]
        found: dict[str, Any] = {"name": self.names[option]}
        found |= {} if reversible else {"reversible": False}
        found |= {} if resumable else {"resumable": False}
        return found

    def said(self, patterns: list[Pattern]) -> str:
        """A statement in the dossier's language."""
        parts = [
            " and ".join(("" if on else "not ") + self.moves[o] for o, on in pattern.items())
            for pattern in patterns
        ]
        return " or ".join(parts)

    def complete(self, content: dict[str, Any], own: dict[str, Any], gone: str) -> None:
        """Add what Irenic wrote into the file, and a note on what is ``gone``, if anything is."""
        content |= {key: own[key] for key in OWN_TEXTS if key in own}
        if gone:
            said = own.get("summary")
            content["summary"] = f"{said}\n\n{gone}" if isinstance(said, str) else said or gone
        if "status_quo" in own:
            content["moves"]["status_quo"] = [self.moves[option] for option in own["status_quo"]]

    def _group(self, texts: list[str]) -> Any:
        """States in the order of the dossier's moves."""
        group = ["".join(text[option] for option in self.order) for text in texts]
        return group[0] if len(group) == 1 else group


def _apart(statements: list[list[Pattern]]) -> list[Pattern]:
    """The patterns of all statements, each once: what any of them rules out is out."""
    found: list[Pattern] = []
    for pattern in (pattern for each in statements for pattern in each):
        found += [] if pattern in found else [pattern]
    return found


def _sayable(text: str) -> str:
    """``text`` with bytes that are not UTF-8, and halves of surrogate pairs, spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."
