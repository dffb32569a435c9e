"""What a section of the brief is made of: paragraphs, lists, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from irenic.report import figures
from irenic.report.palette import GAIN, LOSS, heat
from irenic.report.words import say
from irenic.report.words.lists import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from irenic.analyses.result import Figure, Names, Result, Statement


@dataclass(frozen=True)
class Section:
    """A section of the page: its id, its heading, its blocks."""

    key: str
    title: str
    blocks: tuple[Markup, ...]


def paragraph(text: str, kind: str = "") -> Markup:
    """A paragraph; ``kind`` is its class."""
    opening = Markup('<p class="{}">').format(kind) if kind else Markup("<p>")
    return Markup("{}{}</p>").format(opening, text)


def heading(text: str) -> Markup:
    """A heading inside a section."""
    return Markup('<h3 dir="auto">{}</h3>').format(text)


def bullets(texts: Iterable[str]) -> tuple[Markup, ...]:
    """A list; a paragraph for a single text, nothing for none."""
    given = list(dict.fromkeys(texts))
    if len(given) < 2:
        return tuple(paragraph(text) for text in given)
    items = Markup("\n").join(Markup("<li>{}</li>").format(text) for text in given)
    return (Markup("<ul>\n{}\n</ul>").format(items),)


def said(statements: Iterable[Statement], names: Names) -> list[str]:
    """The statements in words."""
    return [say(statement, names) for statement in statements]


def reasoned(statements: Iterable[Statement], names: Names) -> list[str]:
    """The statements in words; what is said alike of several parties is said once."""
    alike: dict[str, list[str]] = {}
    for statement in statements:
        text = say(statement, names)
        about = statement.evidence.get("party", statement.subject)
        party = names.get("parties", {}).get(str(about))
        told = party is not None and text.startswith(f"{party} ")
        key = text[len(party) :] if told and party is not None else text
        alike.setdefault(key, []).extend([party] if told and party is not None else [])
    return [
        f"{join(parties)}: each{key}" if len(parties) > 1 else "".join((*parties, key))
        for key, parties in alike.items()
    ]


def picture(figure: Figure, names: Names, prefix: str) -> Markup:
    """A figure with its title and the sentence that says what to see.

    Drawn twice, for wide and for narrow pages; a figure with facets becomes small
    pictures side by side, all to the same scales.
    """
    figure = replace(figure, key=f"{prefix}-{figure.key}")
    parts = figures.panels(figure)
    body = _panels(parts, figure, names) if len(parts) > 1 else _single(figure, names)
    kind = "picture" if len(parts) > 1 else "picture keep"
    return Markup(
        '<figure class="{}"><figcaption><b>{}</b> <span>{}</span></figcaption>{}</figure>'
    ).format(kind, figure.title, say(figure.reading, names), body)


def _single(figure: Figure, names: Names) -> Markup:
    wide = Markup(figures.svg(figure, names, figures.WIDE))
    narrow = Markup(figures.svg(figure, names, figures.NARROW))
    return Markup('<div class="wide">{}</div><div class="narrow">{}</div>').format(wide, narrow)


def _panels(parts: Sequence[Figure], whole: Figure, names: Names) -> Markup:
    drawn = Markup("\n").join(
        Markup('<div class="panel"><h4 dir="auto">{}</h4>{}</div>').format(
            figures.panel_title(part, names),
            Markup(figures.svg(part, names, figures.NARROW, whole)),
        )
        for part in parts
    )
    return Markup('<div class="panels">{}</div>').format(drawn)


def status(result: Result) -> tuple[Markup, ...]:
    """A marked paragraph where the answer is not the whole one."""
    if result.status == "complete":
        return ()
    return (
        paragraph(f"This answer is {result.status}; the caveats say how far it goes.", "status"),
    )


def worth_key(unit: str) -> Markup:
    """What the colours of a heat table mean."""
    steps = [-1.0, -0.5, 0.0, 0.5, 1.0]
    swatches = Markup("").join(
        Markup('<i style="background:{}"></i>').format(heat(step, 1.0)[0]) for step in steps
    )
    return Markup(
        '<p class="key"><span>{swatches}</span><span>orange: below zero; white: '
        "nothing; purple: the darker, the more {unit}. Bold: what a party likes best in a row. "
        "Small print: the range.</span></p>"
    ).format(swatches=swatches, unit=unit)


def gain_key() -> Markup:
    """What the colours of gains mean."""
    return Markup(
        '<p class="key"><span><i style="background:{}"></i> more than the party counts on without '
        'a deal</span><span><i style="background:{}"></i> less, so it would walk away</span></p>'
    ).format(GAIN, LOSS)
