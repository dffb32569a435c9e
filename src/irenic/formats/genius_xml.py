"""XML as GENIUS writes it: elements with their lines; what could do harm is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from irenic.dossier.problems import Problem
from irenic.errors import DossierError

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 50
"""Elements inside one another beyond which a file is taken for an attack."""


@dataclass(frozen=True)
class Element:
    """An element of a file: its name, its attributes, what is inside, and where it begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Element] = field(default_factory=list)

    def inside(self, tag: str) -> list[Element]:
        """The elements called ``tag`` directly inside this one."""
        return [child for child in self.children if child.tag == tag]

    def everywhere(self) -> Iterator[Element]:
        """This element and all inside it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.everywhere()


def parse(text: str, file: str) -> Element:
    """The outermost element of ``text``.

    Raises :class:`~irenic.errors.DossierError` for what is no XML, for elements nested too
    deep, and for any document type or entity declaration: entities can be made to blow up
    or to fetch other files, and no file of GENIUS needs them.
    """
    return _Parsing(file).root(text)


class _Parsing:
    """One parsing: the elements that are open, the outermost first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[Element] = []
        self.first: Element | None = None
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = lambda _: self.open.pop()
        self.parser.StartDoctypeDeclHandler = self.declaration
        self.parser.EntityDeclHandler = self.declaration

    def root(self, text: str) -> Element:
        try:
            self.parser.Parse(text.encode("utf-8", errors="replace"), True)
        except expat.ExpatError as error:
            raise self.error(
                "wrong-root", f"no XML ({expat.ErrorString(error.code)})",
                "an XML file of GENIUS", "Correct it there, or save the file again in GENIUS.",
                (error.lineno, error.offset + 1),
            ) from None  # fmt: skip
        if self.first is None:  # expat has raised for a file without an element
            raise self.error("empty-file", "no element", "an XML file of GENIUS", "Correct it.")
        return self.first

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise self.error(
                "too-deep", f"more than {DEEPEST} elements inside one another",
                "a domain or profile", "Is this a file of GENIUS?",
            )  # fmt: skip
        element = Element(tag, attributes, *self.here())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.first = element
        self.open.append(element)

    def declaration(self, *_: object) -> None:
        raise self.error(
            "wrong-root", "a document type or entity declaration", "elements only",
            "Remove the part that begins with '<!DOCTYPE'; files of GENIUS do without it.",
        )  # fmt: skip

    def here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def error(
        self, code: str, found: str, expected: str, remedy: str,
        place: tuple[int, int] | None = None,
    ) -> DossierError:  # fmt: skip
        line, column = self.here() if place is None else place
        return DossierError([Problem(code, self.file, line, column, "", found, expected, remedy)])
