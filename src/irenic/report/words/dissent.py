"""Wording of the statements that ``dissent`` makes of two accounts of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irenic.report.words.digits import distinct
from irenic.report.words.lists import count, fixed, join
from irenic.report.words.shares import capital, decimals_apart, in_draws, of_100

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irenic.analyses.result import Names, Statement

_NAMED = 8
"""Things named in a sentence at most."""

_INTO: Mapping[str, tuple[str, str]] = {
    "this": ("this account", "the other\u2019s value"),
    "other": ("the other account", "this account\u2019s value"),
}

_KINDS: Mapping[str, tuple[str, str]] = {
    "parties": ("party", "parties"),
    "issues": ("issue", "issues"),
    "options": ("option", "options"),
    "scenarios": ("scenario", "scenarios"),
    "levers": ("lever", "levers"),
    "plans": ("plan", "plans"),
    "deeds": ("deed", "deeds"),
    "guarantees": ("guarantee", "guarantees"),
    "benchmarks": ("benchmark", "benchmarks"),
}


def _clause(name: str, names: Names) -> str:
    return names["conclusions"][name]


def _judgement(key: str, names: Names) -> str:
    return f"\u2018{names['judgements'].get(key, key)}\u2019"


def _judgements(statement: Statement, names: Names) -> str:
    found = statement.evidence
    total = found["differ"] + found["same"]
    other = f"{found['ranges']:,} with other ranges" if found["ranges"] else ""
    if not found["differ"]:
        text = f"Both accounts think the same values most likely in {count(total, 'judgement')}"
        text += f" that they share{f', {other}' if other else ''}."
        return text + _dependence(found["dependence"])
    text = f"Of {total:,} judgements in both accounts {found['differ']:,} "
    text += "differs" if found["differ"] == 1 else "differ"
    if found["outside"]:
        text += (
            f"; in {found['outside']:,} of these the value that one thinks most likely lies "
            "outside the range of the other"
        )
    if found["apart"]:
        text += f", and in {found['apart']:,} the ranges do not even overlap"
    text = f"{text}; of the others {other}." if other else f"{text}."
    return text + _dependence(found["dependence"])


def _dependence(number: int) -> str:
    """That judgements err together otherwise, as a sentence to add."""
    if not number:
        return ""
    verb = "errs" if number == 1 else "err"
    return f" {number:,} {verb} together with others otherwise here than there."


def _only(statement: Statement, names: Names) -> str:
    found = statement.evidence
    parts = []
    for where, said in (("this", "Only in this account"), ("other", "Only in the other")):
        mine = [row for row in found["only"] if row["in"] == where]
        if mine:
            parts.append(f"{said}: {_listed(mine, names)}.")
    if found["one_sided"]:
        lone = count(found["one_sided"], "further judgement")
        parts.append(f"One account makes {lone} that the other does not.")
    return " ".join(parts)


def _listed(rows: list[Mapping[str, Any]], names: Names) -> str:
    """What is in one only, kind by kind."""
    told = []
    for kind, (one, many) in _KINDS.items():
        slugs = [row["slug"] for row in rows if row["kind"] == kind]
        if slugs:
            named = [f"\u2018{names[kind].get(slug, slug)}\u2019" for slug in slugs[:_NAMED]]
            more = [f"{len(slugs) - _NAMED} more"] if len(slugs) > _NAMED else []
            told.append(f"the {one if len(slugs) == 1 else many} {join([*named, *more])}")
    return "; ".join(told)


_RULES: Mapping[str, str] = {
    "issues": "what stands if \u2018{}\u2019 is left open",
    "levers": "the rules of the lever \u2018{}\u2019",
    "plans": "the plan \u2018{}\u2019",
    "deeds": "the rules of the deed \u2018{}\u2019",
    "guarantees": "the rules of the guarantee \u2018{}\u2019",
}


def _rules(statement: Statement, names: Names) -> str:
    told = []
    for row in statement.evidence["rules"]:
        kind, slug = row["kind"], row["slug"]
        if kind == "consent":
            told.append("whose consent is needed")
        elif kind == "red_lines":
            told.append(f"the red lines of {names['parties'].get(slug, slug)}")
        else:
            told.append(_RULES[kind].format(names[kind].get(slug, slug)))
    return f"Otherwise than by numbers the accounts differ in {join(told)}."


def _accounts(statement: Statement, names: Names) -> str:
    titles = statement.evidence["titles"]
    return f"This account is \u2018{titles['this']}\u2019, the other \u2018{titles['other']}\u2019."


def _conclusion(statement: Statement, names: Names) -> str:
    row, said = statement.evidence, _clause(statement.subject, names)
    one, two = ("this account", "the other") if row["this"] else ("the other", "this account")
    return capital(f"{one} concludes that {said}; {two} does not.")


def _own(statement: Statement, names: Names) -> str:
    row, said = statement.evidence, _clause(statement.subject, names)
    parts = []
    for where, moved in (("this", "this_with_other"), ("other", "other_with_this")):
        if row[where] is None or row[moved] is None or row[where] == row[moved]:
            continue
        account, numbers = (
            ("this account", "the other\u2019s numbers")
            if where == "this"
            else ("the other account", "this account\u2019s numbers")
        )
        now, then = ("so", "not") if row[where] else ("not so", "so")
        parts.append(f"as {account} has it, that is {now}, but with {numbers} it is {then}")
    return capital(f"{said}: {join(parts)}.") if parts else capital(f"{said}: not the same.")


def _alone(statement: Statement, names: Names) -> str:
    found, said = statement.evidence, _clause(statement.subject, names)
    account, value = _INTO[found["into"]]
    rows = found["rows"]
    told = [
        f"{_judgement(row['judgement'], names)} "
        f"({' for '.join(distinct([row['to'], row['from']]))})"
        for row in rows[:_NAMED]
    ]
    more = [f"{len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    then = "it is so" if rows[0]["holds"] else "it is no longer so"
    one = "One judgement is" if len(rows) == 1 else "Each of these alone is"
    return (
        f"{one} enough to turn {account} round on whether {said}, with {value} {then}: "
        f"{join([*told, *more])}."
    )


def _fewest(statement: Statement, names: Names) -> str:
    found, said = statement.evidence, _clause(statement.subject, names)
    account, _ = _INTO[found["into"]]
    keys = found["judgements"]
    named = [_judgement(key, names) for key in keys[:_NAMED]]
    more = [f"{len(keys) - _NAMED} more"] if len(keys) > _NAMED else []
    text = (
        f"No judgement alone turns {account} round on whether {said}; "
        f"{count(len(keys), 'judgement')} together do: {join([*named, *more])}."
    )
    if found["proven"]:
        return f"{text} Fewer do not."
    return f"{text} Whether fewer do is not known; it takes at least {found['least']}."


def _not_numbers(statement: Statement, names: Names) -> str:
    return (
        f"That the accounts differ on whether {_clause(statement.subject, names)} does not come "
        "from the numbers that both judge, but from what only one of them has or rules otherwise."
    )


def _agree(statement: Statement, names: Names) -> str:
    asked = count(statement.evidence["asked"], "conclusion")
    if statement.evidence["asked"] == 1:
        return "The two accounts come to the same answer on the one conclusion that both draw."
    return f"The two accounts come to the same answer on every one of {asked} that both draw."


def _lone(statement: Statement, names: Names) -> str:
    found = statement.evidence
    told = [f"{count(found[where], 'conclusion')} in {account}"
            for where, account in (("this", "this account"), ("other", "the other"))
            if found[where]]  # fmt: skip
    text = f"Drawn in one account only: {join(told)}; on these they neither agree nor differ"
    return f"{text}." if found["shared"] else f"{text}, and there are none that both draw."


def _reading(statement: Statement, names: Names) -> str:
    row = statement.evidence["rows"][0]
    this, other = distinct([row["this"], row["other"]])
    return (
        f"Furthest apart: {_judgement(row['judgement'], names)}, judged {this} here and {other} "
        "there. A filled dot is this account, a hollow square the other; the thin line above is "
        "the range of this account, the broken one below that of the other."
    )


def _alt(statement: Statement, names: Names) -> str:
    told = (
        f"{names['judgements'].get(row['judgement'], row['judgement'])}: "
        f"{' and '.join(distinct([row['this'], row['other']]))}"
        for row in statement.evidence["rows"]
    )
    return f"The values of this account and the other: {'; '.join(told)}."


def _shares(statement: Statement, names: Names) -> str:
    """What the ranges make of a conclusion in either account."""
    found, said = statement.evidence, _clause(statement.subject, names)
    low = max(found["this_low"], found["other_low"])
    decimals = decimals_apart(low, min(found["this_high"], found["other_high"]))
    first, second = (
        in_draws(found[f"{where}_share"], found[f"{where}_low"], found[f"{where}_high"], decimals)
        for where in ("this", "other")
    )
    return capital(f"{first} of this account {said}; {second} of the other.")


def _closing(statement: Statement, names: Names) -> str:
    """What parts the draws of a conclusion."""
    rows, said = statement.evidence["rows"], _clause(statement.subject, names)
    if not rows:
        return (
            "No judgement alone, taken over from the other account with its range, brings this "
            f"account near it in the share of draws in which {said}."
        )
    told = [f"{_judgement(row['judgement'], names)} (then {of_100(row['share'])} of 100 draws)"
            for row in rows[:_NAMED]]  # fmt: skip
    more = [f"{len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    one = "One judgement" if len(rows) == 1 else "Each of these alone"
    return (
        f"{one}, taken over from the other account with its range, brings this account near it in "
        f"the share of draws in which {said}: {join([*told, *more])}."
    )


WORDING: Mapping[str, Callable[[Statement, Names], str]] = {
    "dissent-accounts": _accounts,
    "dissent-judgements": _judgements,
    "dissent-only": _only,
    "dissent-rules": _rules,
    "dissent-conclusion": _conclusion,
    "dissent-own": _own,
    "dissent-agree": _agree,
    "dissent-lone": _lone,
    "dissent-shares": _shares,
    "dissent-alone": _alone,
    "dissent-fewest": _fewest,
    "dissent-not-numbers": _not_numbers,
    "dissent-slugs": fixed(
        "Entries are matched by their short names in the files; what one account calls otherwise "
        "counts as missing. A value put into the other account is the most likely one alone, "
        "without its range."
    ),
    "dissent-closing": _closing,
    "dissent-closing-unasked": fixed(
        "Which difference alone parts the shares of draws was not asked: there are too many "
        "differences, or no time was left."
    ),
    "dissent-strangers": fixed(
        "No judgement is in both dossiers: they do not look like two accounts of one case. "
        "Conclusions of the same name are then about different things, and that they agree or "
        "differ says nothing."
    ),
    "dissent-undecided": fixed(
        "Not everything was decided in the time allowed; what is not listed may still turn a "
        "conclusion."
    ),
    "dissent-differences-reading": _reading,
    "dissent-differences-alt": _alt,
}
"""How each kind of statement is said."""
