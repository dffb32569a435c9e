"""What alternatives, what if, the single text and common ground amount to; tables and a picture.

Everything here takes the values of :mod:`irenic.analyses.agreement_alternatives`,
together with ``required``; what is not among them is passed over. The words are in
:mod:`irenic.report.words.agreement_alternatives`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from irenic.analyses.result import Axis, Column, Figure, Statement, Table
from irenic.theory.packages import TOLERANCE

Values = Mapping[str, Any]

GIFTS_TOLD = 5
"""Cheap gifts that are told in sentences; the table has all of them."""

TEXTS_SHOWN = 8
"""Texts whose gains are shown side by side; of more, that many, spread evenly."""


def findings(values: Values) -> tuple[Statement, ...]:
    """What was found: alternatives, what if, the single text, common ground."""
    found: list[Statement] = []
    if values.get("alternatives_to"):
        found += _alternatives(values)
    if values.get("what_if"):
        found += _what_if(values)
    if values.get("single_text"):
        found += _single_text(values)
    if values.get("common_ground"):
        found += _common_ground(values["common_ground"])
    return tuple(found)


def caveats(values: Values) -> tuple[Statement, ...]:
    """What a reader must know to take them for no more than they are."""
    found: list[Statement] = []
    if values.get("alternatives_to"):
        proven = values["alternatives_to"]["proven"]
        found.append(Statement("agreement-alternatives-greedy", "", {"proven": proven}))
    if values.get("what_if"):
        found += _undecided(values["what_if"])
    if values.get("single_text"):
        steps = values["single_text"]["steps"]
        left_open = values["single_text"]["left_open"]
        evidence = {
            "steps": len(steps),
            "unproven": sum(not step["proven"] for step in steps),
            "left_open": left_open,
            "all_open": len(left_open) == len(values["single_text"]["draft"]),
        }
        found.append(Statement("agreement-single-text-order", "", evidence))
    if values.get("common_ground"):
        joint = set(values["common_ground"]["joint"])
        told = [one["issue"] for kind in ("coincide", "off_the_table", "gifts")
                for one in values["common_ground"][kind]]  # fmt: skip
        touched = [issue for issue in dict.fromkeys(told) if issue in joint]
        if touched:
            found.append(Statement("agreement-common-ground-joint", "", {"issues": touched}))
    return tuple(found)


def _worst_off(values: Values, gains: Mapping[str, float]) -> tuple[str, float]:
    """The required party with the smallest gain, and that gain."""
    party = min(values["required"], key=lambda slug: gains[slug])
    return party, gains[party]


def _alternatives(values: Values) -> list[Statement]:
    to = values["alternatives_to"]
    evidence = {
        **{key: to[key] for key in ("solution", "within", "count", "proven")},
        "differs": [len(one["differs"]) for one in values["alternatives"]],
        "issues": len(to["package"]),
    }
    found = [Statement("agreement-alternatives", "", evidence)]
    for place, one in enumerate(values["alternatives"], 1):
        party, gain = _worst_off(values, one["gains"])
        evidence = {
            "place": place,
            "changes": {issue: one["package"][issue] for issue in one["differs"]},
            "party": party,
            "gain": gain,
        }
        found.append(Statement("agreement-alternative", "", evidence))
    return found


def _options(values: Values) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The options of all issues that leave a choice, and what is said of them."""
    for issue, options in values["what_if"]["options"].items():
        if len(options) > 1:
            for option, about in options.items():
                yield issue, option, about


def _what_if(values: Values) -> list[Statement]:
    """What single options and single parties do to the room for a deal."""
    about = values["what_if"]
    found = []
    if about["now"]["deal"]:
        breaks = [(i, o) for i, o, left in _options(values) if left["deal"] is False]
        needed = [(i, o) for i, o, left in _options(values) if left["ruled_out"]["deal"] is False]
        evidence = {"breaks": breaks, "needed": needed, "decided": _decided(values)}
        found.append(Statement("agreement-what-if-options", "", evidence))
    if about["without_party"]:
        found.append(_without(about))
    if about["now"]["deal"] and about["with_party"]:
        found.append(_with(about))
    return found


def _without(about: Mapping[str, Any]) -> Statement:
    """Without whose consent the others could have more."""
    now, told = about["now"]["smallest_gain"], about["without_party"]
    # Only against a proven highest smallest gain another one is known to be higher.
    sure = about["now"]["proven"]
    more = {
        party: left["smallest_gain"]
        for party, left in told.items()
        if sure
        and left["smallest_gain"] is not None
        and (now is None or left["smallest_gain"] > now + TOLERANCE / 2)
    }
    evidence = {
        "deal": about["now"]["deal"],
        "now": now,
        "more": more,
        "opens": [party for party in more if told[party]["deal"]],
        "decided": sure and all(left["proven"] for left in told.values()),
    }
    return Statement("agreement-what-if-without", "", evidence)


def _with(about: Mapping[str, Any]) -> Statement:
    """Whose consent, if it were needed too, would prevent a deal or leave less."""
    now, told = about["now"]["smallest_gain"], about["with_party"]
    evidence = {
        "now": now,
        "breaks": {p: left["smallest_gain"] for p, left in told.items() if left["deal"] is False},
        "less": {
            party: left["smallest_gain"]
            for party, left in told.items()
            if left["deal"] and left["proven"] and left["smallest_gain"] < now - TOLERANCE / 2
        },
        "decided": all(left["proven"] for left in told.values()),
    }
    return Statement("agreement-what-if-with", "", evidence)


def _decided(values: Values) -> bool:
    """Whether it was decided for every option if it leaves a deal, on the table and off it."""
    return all(
        left["deal"] is not None and left["ruled_out"]["deal"] is not None
        for _, _, left in _options(values)
    )


def _undecided(about: Mapping[str, Any]) -> list[Statement]:
    """What the time was not enough for."""
    options = [left for row in about["options"].values() for left in row.values()]
    parties = [*about["without_party"].values(), *about["with_party"].values()]
    evidence = {
        "undecided": sum(left["deal"] is None for left in [*options, *parties]),
        "unproven": sum(not left["proven"] for left in [*options, *parties]),
    }
    return [Statement("agreement-what-if-undecided", "", evidence)] if evidence["unproven"] else []


def _single_text(values: Values) -> list[Statement]:
    about = values["single_text"]
    steps = about["steps"]
    last = steps[-1]["gains"] if steps else about["gains"]
    rises = {party: last[party] - about["gains"][party] for party in values["required"]}
    evidence = {
        "steps": len(steps),
        "all_gain": sum(step["all_gain"] for step in steps),
        "efficient": about["efficient"],
        "rises": {p: rise for p, rise in rises.items() if rise > TOLERANCE / 2},
        "required": len(values["required"]),
        "others": {
            p: gain - about["gains"][p]
            for p, gain in last.items()
            if p not in values["required"] and gain < about["gains"][p] - TOLERANCE / 2
        },
    }
    found = [Statement("agreement-single-text", "", evidence)]
    evidence = {
        "refuses": {party: last[party] for party in about["refuses"]},
        "required": len(values["required"]),
    }
    return [*found, Statement("agreement-single-text-end", "", evidence)]


def _common_ground(about: Mapping[str, Any]) -> list[Statement]:
    found = [Statement("agreement-coincide", one["issue"], one) for one in about["coincide"]]
    if not found:
        found.append(Statement("agreement-coincide-nowhere"))
    found += [Statement("agreement-off-the-table", one["issue"], one)
              for one in about["off_the_table"]]  # fmt: skip
    cheap = [gift for gift in about["gifts"] if gift["cheap"]]
    for gift in cheap[:GIFTS_TOLD]:
        party = next(iter(gift["worth"]))
        evidence = {**gift, "party": party, "share": gift["worth"][party]}
        found.append(Statement("agreement-gift", gift["issue"], evidence))
    return found


def tables(values: Values) -> tuple[Table, ...]:
    """Alternatives side by side; what if; the steps of the single text; common ground."""
    found: list[Table] = []
    if values.get("alternatives"):
        found += _side_by_side(values)
    if values.get("what_if"):
        found += _what_if_tables(values)
    if values.get("single_text") and values["single_text"]["steps"]:
        found += _steps(values)
    if values.get("common_ground"):
        found += _ground_tables(values["common_ground"])
    return tuple(found)


def _side_by_side(values: Values) -> list[Table]:
    """The issues on which any alternative differs, and everybody's gains."""
    sides = [("Solution", values["alternatives_to"])]
    sides += [(f"Alternative {n}", one) for n, one in enumerate(values["alternatives"], 1)]
    columns = [(f"package-{place}", name) for place, (name, _) in enumerate(sides, 1)]
    issues = [
        issue
        for issue, option in values["alternatives_to"]["package"].items()
        if any(entry["package"][issue] != option for _, entry in sides)
    ]
    same = len(values["alternatives_to"]["package"]) - len(issues)
    return [
        Table(
            "agreement-alternatives-packages",
            "Alternatives side by side: where they differ",
            (Column("issue", "Issue", "issue"), *(Column(k, n, "option") for k, n in columns)),
            tuple(
                (issue, *(f"{issue}.{entry['package'][issue]}" for _, entry in sides))
                for issue in issues
            ),
            Statement("agreement-alternatives-packages-reading", "", {"same": same}),
        ),
        Table(
            "agreement-alternatives-gains",
            "Alternatives side by side: what each party gains",
            (
                Column("party", "Party", "party"),
                Column("required", "Consent needed", "mark"),
                *(Column(k, n, "gain", "points") for k, n in columns),
            ),
            _gain_rows(values, [entry["gains"] for _, entry in sides]),
            Statement("agreement-alternatives-gains-reading"),
        ),
    ]


def _gain_rows(values: Values, gains: list[Mapping[str, float]]) -> tuple[tuple[Any, ...], ...]:
    """A row a party: whether its consent is needed, and its gain from each package."""
    return tuple(
        (party, party in values["required"], *(of[party] for of in gains)) for party in gains[0]
    )


def _what_if_tables(values: Values) -> list[Table]:
    about = values["what_if"]
    found = [_options_table(values)]
    rows = [(p, "no longer needed", left) for p, left in about["without_party"].items()]
    rows += [(p, "needed too", left) for p, left in about["with_party"].items()]
    if rows:
        found.append(
            Table(
                "agreement-what-if-parties",
                "What if one party less, or one more, must consent",
                (
                    Column("party", "Party", "party"),
                    Column("consent", "Its consent"),
                    Column("deal", "Deal", "mark"),
                    Column("gain", "Smallest gain", "gain", "points"),
                ),
                tuple((p, how, left["deal"], left["smallest_gain"]) for p, how, left in rows),
                Statement("agreement-what-if-parties-reading", "", about["now"]),
            )
        )
    return found


def _options_table(values: Values) -> Table:
    """A row an issue: with which of its options there is most room, and with which least."""
    about = values["what_if"]
    breaks = bool(about["now"]["deal"])
    needs = any(left["ruled_out"]["deal"] is False for _, _, left in _options(values)) and breaks
    rows = []
    for issue in dict.fromkeys(issue for issue, _, _ in _options(values)):
        options = about["options"][issue]
        # An option that a red line rules out leaves no smallest gain to be compared.
        known = {o: left["smallest_gain"] for o, left in options.items()}
        gains = {o: gain for o, gain in known.items() if gain is not None}
        row: tuple[Any, ...] = (issue, None, None, None, None)
        if gains:
            high, low = max(gains.values()), min(gains.values())
            alike = high - low <= TOLERANCE / 2
            most = None if alike else _at(issue, gains, high)
            least = None if alike else _at(issue, gains, low)
            row = (issue, most, high, least, low)
        if breaks:
            none = [f"{issue}.{o}" for o, left in options.items() if left["deal"] is False]
            row += (tuple(none) or None,)
        if needs:
            needed = [o for o, left in options.items() if left["ruled_out"]["deal"] is False]
            row += (tuple(f"{issue}.{o}" for o in needed) or None,)
        rows.append(row)
    return Table(
        "agreement-what-if-options",
        "What if one issue were settled beforehand",
        (
            Column("issue", "Issue", "issue"),
            Column("most", "Most room with", "option"),
            Column("most-gain", "Smallest gain", "gain", "points"),
            Column("least", "Least room with", "option"),
            Column("least-gain", "Smallest gain", "gain", "points"),
            *((Column("none", "No deal with", "option"),) if breaks else ()),
            *((Column("needed", "No deal without", "option"),) if needs else ()),
        ),
        tuple(rows),
        Statement("agreement-what-if-options-reading", "", about["now"]),
    )


def _at(issue: str, gains: Mapping[str, float], value: float) -> tuple[str, ...]:
    """The options with this smallest gain."""
    return tuple(f"{issue}.{o}" for o, gain in gains.items() if abs(gain - value) <= TOLERANCE / 2)


def _steps(values: Values) -> list[Table]:
    """The changes of each step, and everybody's gains from each text."""
    about = values["single_text"]
    texts = [("Draft", about["gains"])]
    texts += [(f"Step {n}", step["gains"]) for n, step in enumerate(about["steps"], 1)]
    count = min(len(texts), TEXTS_SHOWN)
    shown = [texts[i] for i in np.linspace(0, len(texts) - 1, count).round().astype(int)]
    return [
        Table(
            "agreement-single-text-steps",
            "The single text, step by step",
            (
                Column("step", "Step", "number"),
                Column("issue", "Issue", "issue"),
                Column("from", "From", "option"),
                Column("to", "To", "option"),
                Column("all", "All gain", "mark"),
            ),
            tuple(
                (n, issue, f"{issue}.{old}", f"{issue}.{new}", step["all_gain"])
                for n, step in enumerate(about["steps"], 1)
                for issue, (old, new) in step["changes"].items()
            ),
            Statement("agreement-single-text-steps-reading"),
        ),
        Table(
            "agreement-single-text-gains",
            "The single text: what each party gains",
            (
                Column("party", "Party", "party"),
                Column("required", "Consent needed", "mark"),
                *(
                    Column(f"text-{place}", name, "gain", "points")
                    for place, (name, _) in enumerate(shown)
                ),
            ),
            _gain_rows(values, [gains for _, gains in shown]),
            Statement("agreement-single-text-gains-reading"),
        ),
    ]


def _ground_tables(about: Mapping[str, Any]) -> list[Table]:
    found = []
    rows = [(one, "best") for one in about["coincide"]]
    rows += [(one, "worst") for one in about["off_the_table"]]
    if rows:
        found.append(
            Table(
                "agreement-common-ground",
                "Where interests coincide",
                (
                    Column("issue", "Issue", "issue"),
                    Column("option", "Option", "option"),
                    Column("how", "For all who care it is"),
                    Column("party", "Who cares", "party"),
                ),
                tuple(
                    (one["issue"], tuple(f"{one['issue']}.{o}" for o in one["options"]), how,
                     tuple(one["cares"]))
                    for one, how in rows
                ),
                Statement("agreement-common-ground-reading"),
            )
        )  # fmt: skip
    if about["gifts"]:
        found.append(
            Table(
                "agreement-gifts",
                "Cheap gifts",
                (
                    Column("issue", "Issue", "issue"),
                    Column("option", "Option", "option"),
                    Column("party", "Worth most to", "party"),
                    Column("share", "Its share", "number", "%"),
                    Column("dearest", "Costs most to", "party"),
                    Column("cost", "Its share", "number", "%"),
                    Column("last", "Last concern of", "party"),
                    Column("indifferent", "Indifferent", "party"),
                ),
                tuple(_gift_row(gift) for gift in about["gifts"]),
                Statement("agreement-gifts-reading"),
            )
        )
    return found


def _gift_row(gift: Mapping[str, Any]) -> tuple[Any, ...]:
    party = next(iter(gift["worth"]))
    dearest = next(iter(gift["costs"]), None)
    return (
        gift["issue"],
        f"{gift['issue']}.{gift['option']}",
        party,
        round(100 * gift["worth"][party], 1),
        dearest,
        0.0 if dearest is None else round(100 * gift["costs"][dearest], 1),
        tuple(gift["last"]),
        tuple(gift["indifferent"]),
    )


def figures(values: Values) -> tuple[Figure, ...]:
    """Where the draft leaves each party, and where the last text takes it."""
    about = values.get("single_text")
    if not about or not about["steps"]:
        return ()
    draft, last = about["gains"], about["steps"][-1]["gains"]
    marks = tuple(
        {
            "party": party,
            "gain": last[party],
            "low": min(draft[party], last[party]),
            "high": max(draft[party], last[party]),
            "draft": draft[party],
        }
        for party in last
    )
    moved = [m for m in marks if m["low"] < m["high"]]
    evidence = {
        "steps": len(about["steps"]),
        "moved": len(moved),
        "parties": len(marks),
        "fell": [m["party"] for m in moved if m["gain"] < m["draft"]],
        "marks": marks,
    }
    axes = {
        "x": Axis("gain", "Gain over no deal", "points of each party's own scale"),
        "y": Axis("party", "Party"),
        "low": Axis("low", "Lower of draft and last text", "points"),
        "high": Axis("high", "Higher of draft and last text", "points"),
    }
    return (
        Figure(
            "agreement-single-text",
            "intervals",
            "The single text: from the draft to the last text",
            Statement("agreement-single-text-figure-reading", "", evidence),
            Statement("agreement-single-text-figure-alt", "", evidence),
            axes,
            marks,
        ),
    )
