"""Wording of the statements that ``overview`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.report.words.lists import count, fixed, join, option, party, points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from irenic.analyses.result import Names, Statement


def _number(many: int, one: str, plural: str) -> str:
    return f"{many:,} {one if many == 1 else plural}"


def _parties(statement: Statement, names: Names) -> str:
    found = statement.evidence
    text = _number(found["parties"], "party is", "parties are") + " involved"
    if found["blocs"]:
        members = found["in_blocs"]
        who = "all of them" if members == found["parties"] else f"{members:,} of them"
        text += (
            f", {who} in {count(len(found['blocs']), 'bloc')} ("
            + join(names["blocs"][bloc] for bloc in found["blocs"])
            + ")"
        )
    if found["quorum"] is not None:
        text += (
            f"; a settlement needs the consent of {found['quorum']} of "
            f"{_number(len(found['required']), 'party', 'parties')}"
        )
        return text + (
            f", {_parties_of(found['veto'], names)} among them." * bool(found["veto"]) or "."
        )
    if len(found["required"]) == found["parties"]:
        return text + "; a settlement needs the consent of all."
    needed = _number(len(found["required"]), "party", "parties")
    return text + f"; a settlement needs the consent of {needed}."


def _agenda(statement: Statement, names: Names) -> str:
    found = statement.evidence
    packages = _number(found["packages"], "package", "different packages")
    issues = _number(found["issues"], "issue", "issues")
    options = _number(found["options"], "option", "options")
    return f"{issues} with {options} altogether can be combined into {packages}."


def _sourcing(statement: Statement, names: Names) -> str:
    found = statement.evidence
    total = found["judgements"]
    if found["with_source"] == total:
        first = (
            f"All {total:,} judgements carry a source"
            if total > 1
            else ("The only judgement carries a source")
        )
    else:
        share = 100 * found["with_source"] / total
        first = f"{found['with_source']:,} of {total:,} judgements carry a source ({share:.0f}%)"
    return (
        f"{first}; {found['with_locator']:,} say where in the source, {found['with_reason']:,} "
        f"give a reason, and {found['with_range']:,} state a range."
    )


def _unsourced(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if found["unsourced"] == found["judgements"]:
        return "No judgement carries a source; every number here is somebody's unsupported word."
    rests = _number(found["unsourced"], "judgement rests", "judgements rest")
    return (
        f"{rests} on nobody's published word; results that depend on "
        f"{'it' if found['unsourced'] == 1 else 'them'} deserve a second look."
    )


def _without_range(statement: Statement, names: Names) -> str:
    found = statement.evidence
    have = _number(found["without_range"], "judgement has", "judgements have")
    return (
        f"{have} no range, so its uncertainty is not counted."
        if (found["without_range"] == 1)
        else f"{have} no range, so their uncertainty is not counted."
    )


def _consent(statement: Statement, names: Names) -> str:
    return (
        "The dossier does not say whose consent a settlement needs; all parties are taken to "
        "be required."
    )


def _own_scales(statement: Statement, names: Names) -> str:
    return (
        "Worth is stated on each party's own scale; points of different parties cannot be "
        "compared or added up."
    )


def _map_reading(statement: Statement, names: Names) -> str:
    found = statement.evidence
    if not found["patrons"] and not found["blocs"]:
        return "The parties stand by themselves: no blocs and no patrons are named."
    parts = []
    if found["blocs"]:
        led = {b: sum(p not in found["patrons"] for p in m) for b, m in found["blocs"].items()}
        largest = max(led, key=lambda bloc: led[bloc])
        members = len(found["blocs"][largest])
        if members > 1:
            parts.append(f"{names['blocs'][largest]} is not one party but {members}")
    if found["patrons"]:
        widest = max(found["patrons"], key=lambda patron: len(found["patrons"][patron]))
        clients = found["patrons"][widest]
        parts.append(
            f"{party(widest, names)} can lean on {_number(len(clients), 'party', 'parties')}"
            + (", more than any other patron" if _alone(found["patrons"], widest) else "")
        )
    if not parts:
        return "Boxes show who is seen as one bloc."
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _alone(patrons: dict[str, list[str]], widest: str) -> bool:
    return len(patrons) > 1 and all(
        len(clients) < len(patrons[widest])
        for patron, clients in patrons.items()
        if patron != widest
    )


def _map_alt(statement: Statement, names: Names) -> str:
    found = statement.evidence
    sentences = [f"Map of {_number(found['parties'], 'party', 'parties')}."]
    for bloc, members in found["blocs"].items():
        sentences.append(f"{names['blocs'][bloc]}: {_parties_of(members, names)}.")
    if found["outside"]:
        sentences.append(f"In no bloc: {_parties_of(found['outside'], names)}.")
    for patron, clients in found["patrons"].items():
        sentences.append(f"{party(patron, names)} can lean on {_parties_of(clients, names)}.")
    return " ".join(sentences)


def _parties_of(slugs: Iterable[str], names: Names) -> str:
    return join(party(slug, names) for slug in slugs)


def _worth_reading(statement: Statement, names: Names) -> str:
    found, issue = statement.evidence, statement.subject
    wishes = sorted(found["best"].items(), key=lambda item: -len(item[1]))
    if not wishes:
        return "No party has a preference here."
    parts: list[str] = []
    for slug, parties in wishes[:2]:
        who = _parties_of(parties, names) if len(parties) <= 4 else f"{len(parties)} parties"
        how = "" if parts else " is liked best"
        parts.append(f"\u201c{option(issue, slug, names)}\u201d{how} by {who}")
    text = f"{'; '.join(parts)}."
    if len(wishes) == 1 and sum(len(parties) for _, parties in wishes) > 1:
        text = f"Nobody with a stake disagrees: {text}"
    if found["foremost"] is not None and found["stake"] > 0 and len(parties) > 0:
        text += (
            f" It weighs heaviest with {party(found['foremost'], names)} "
            f"({points(found['stake'])} of its own points)."
        )
    return text


def _scenarios_reading(statement: Statement, names: Names) -> str:
    many = len(statement.evidence["scenarios"])
    if many == 1:
        return "What each party counts on if talks fail; a deal must give it at least as much."
    return (
        f"What each party counts on if talks fail, in each of {many} no-deal scenarios; "
        "a deal must give it at least as much."
    )


WORDING: dict[str, Callable[[Statement, Names], str]] = {
    "overview-parties": _parties,
    "overview-agenda": _agenda,
    "overview-sourcing": _sourcing,
    "overview-unsourced": _unsourced,
    "overview-without-range": _without_range,
    "overview-consent-not-stated": _consent,
    "overview-own-scales": _own_scales,
    "overview-map-reading": _map_reading,
    "overview-map-alt": _map_alt,
    "overview-parties-reading": fixed(
        "Who they are, who can lean on them, whose consent is needed, and what they want."
    ),
    "overview-agenda-reading": fixed(
        "A package takes one option for each issue; while an issue is open, the option in the "
        "last column stands."
    ),
    "overview-foremost-reading": fixed(
        "The issues on which each party has most to win or lose, the option it would like best, "
        "and in brackets how many points lie between its best and its worst option."
    ),
    "overview-worth-reading": _worth_reading,
    "overview-joint-worth-reading": fixed(
        "Some options are worth more, or less, together than one by one."
    ),
    "overview-red-lines-reading": fixed(
        "A package with any of these is unacceptable to the party, whatever else it gains; a "
        "plus joins what crosses the line only together."
    ),
    "overview-scenarios-reading": _scenarios_reading,
    "overview-levers-reading": fixed(
        "What somebody could do to open a deal, for whom it counts, and at whose cost."
    ),
    "overview-packages-reading": fixed(
        "Brackets mark what a plan leaves out: the issue then stays as it is."
    ),
    "overview-plan-levers-reading": fixed("The levers each plan relies on, and who pulls them."),
    "overview-sourcing-reading": fixed(
        "How many of the numbers behind this brief say where they come from."
    ),
    "overview-unsourced-reading": fixed(
        "These numbers name no source; brackets count them where a party has more than one."
    ),
    "overview-foremost-reasons-reading": fixed(
        "The issue on which each party has most to win or lose, in points of its own scale, with "
        "the range in brackets, and why the dossier says so."
    ),
    "overview-preferences-reading": fixed(
        "The most important first: a state in which an earlier statement holds is better than any "
        "in which it does not, whatever the later ones say."
    ),
    "overview-sources-reading": fixed(
        "The last columns count what rests on each: judgements, which are numbers, and other "
        "entries, which are plans, red lines, combinations, preferences and infeasible states."
    ),
}
