"""What the cells of a comparison say: honest shares, names, and why nothing stands there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irenic.analyses.stability_concepts import LABELS

if TYPE_CHECKING:
    from irenic.analyses.result import Names

Values = Mapping[str, Any]
Cell = str | tuple[str, ...]

WHY = {
    "nothing-proposed": "nothing is proposed",
    "no-threat": "no threat",
    "no-timetable": "no timetable in the dossier",
    "not-asked": "not asked here",
    "no-state": "state not said",
    "no-moves": "no moves in the dossier",
    "does-not-hold": "it does not hold",
    "inapplicable": "cannot be asked",
    "undecided": "not settled in time",
    "infeasible": "this state cannot be",
}
"""Why a cell is empty."""

FEW = 2
"""Names that a cell lists; how many more there are is said."""

LIKELY = 0.05
"""Share of draws from which on it is said of somebody that is not lost as judged."""

_DIGITS = 2
"""Decimals at most of a share or a number."""


def told(share: float, digits: int = 0) -> str:
    """A share out of 100 that reads as 0 or 100 only if it is; ``digits`` decimals at least."""
    hundred = 100.0 * share
    text = f"{hundred:.{max(digits, 0 if 1.0 <= hundred <= 99.0 else 1)}f}"
    if share in (0.0, 1.0):
        return f"{hundred:.0f}"
    if float(text) == 0.0:
        return "<0.1"
    return ">99.9" if float(text) == 100.0 else text.removesuffix(".0") if not digits else text


def digits_of(shares: Iterable[float | None]) -> int:
    """Decimals with which no two different shares read alike, as far as that is possible."""
    given = {share for share in shares if share is not None}
    found = (d for d in range(_DIGITS) if len({told(one, d) for one in given}) == len(given))
    return next(found, _DIGITS)


def number(value: float, digits: int = 1) -> str:
    """A number with at most ``digits`` decimals and a real minus sign."""
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "\u2212")


def beside(*given: float) -> list[str]:
    """Numbers with as many decimals as it takes to tell different ones apart, six at most."""
    for digits in range(1, 7):
        texts = [number(one, digits) for one in given]
        if len(set(texts)) == len(set(given)):
            break
    return texts


def listed(items: Sequence[str], most: int = FEW) -> str:
    """The first of ``items``, and how many more there are."""
    if len(items) <= most + 1:
        return ", ".join(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"


def cell(
    criterion: str, row: Values, names: Names, digits: int = 0, *, drawn: bool = True
) -> Cell:  # fmt: skip
    """What is known of a column on a criterion, or why nothing is."""
    why = row["unknown"].get(criterion)
    said = SAID if drawn else UNDRAWN
    return f"({WHY[why]})" if why is not None else said[criterion](row, names, digits)


def _percent(share: float, digits: int = 0) -> str:
    return f"{told(share, digits)}\u00a0%"


def _between(share: float, low: float, high: float, digits: int = 0) -> str:
    """A share with its interval, which is rounded outward: it may look wider, never narrower."""
    ends = f"{told(_outward(low, math.floor))}\u2013{told(_outward(high, math.ceil))}"
    return f"{_percent(share, digits)} ({ends})"


def _outward(end: float, rounded: Callable[[float], int]) -> float:
    """An end of an interval, rounded to what :func:`told` shows of it."""
    unit = 100.0 if 0.01 <= end <= 0.99 else 1000.0
    shown = rounded(round(end * unit, 6)) / unit
    return end if shown in (0.0, 1.0) else shown  # only what is 0 or 1 reads so


def _accepted(row: Values, names: Names, digits: int) -> Cell:
    now = "yes" if row["accepted_at_modes"] else "no"
    return f"{now}; {_between(row['accepted_share'], row['low'], row['high'], digits)}"


def _carried(row: Values, names: Names, digits: int) -> Cell:
    if row["carried_share"] is None:
        return f"({WHY[row['unknown'].get('accepted', 'not-asked')]})"
    ends = row["carried_low"], row["carried_high"]
    return _between(row["carried_share"], *ends, digits)


def carried_less(row: Values) -> bool:
    """Whether it is surely carried in fewer draws than those who are needed accept it in."""
    return row["carried_share"] is not None and bool(row["carried_high"] < row["low"])


def _least(found: Values, names: Names) -> Cell:
    if found["party"] is None:
        return "0 by definition"
    ends = f"{number(found['p05'])} to {number(found['p95'])}"
    if found["p05"] == found["p95"]:
        ends = "no range"
    return f"{names['parties'][found['party']]} {number(found['gain'])} ({ends})"


def _today(row: Values, names: Names, digits: int) -> Cell:
    if row["today"] == row["worst_off"] and row["kind"] != "nothing":
        return "the same"
    return _least(row["today"], names)


def at_risk(row: Values) -> dict[str, float]:
    """Who is not lost as judged and refuses in 5 % of draws or more, by share, most first."""
    lost = {one["party"] for one in row["lost"] or ()}
    found = {
        party: 1.0 - given["accepts"]
        for party, given in (row["gains"] or {}).items()
        if party not in lost and given["accepts"] is not None
    }
    ordered = sorted(found.items(), key=lambda one: -one[1])
    return {party: chance for party, chance in ordered if chance >= LIKELY - 1e-9}


def _lost(row: Values, names: Names, digits: int) -> Cell:
    lost = [f"{names['parties'][o['party']]} {_percent(o['chance'], digits)}" for o in row["lost"]]
    risk = [f"{names['parties'][p]} {_percent(c, digits)}" for p, c in at_risk(row).items()]
    if not lost:
        return f"nobody as judged; {listed(risk)}" if risk else "nobody"
    return (", ".join(lost), *((f"at risk: {listed(risk)}",) if risk else ()))


def _funders(row: Values, names: Names, digits: int) -> Cell:
    paid = sorted(row["funders"].items(), key=lambda one: -one[1])
    return listed([f"{names['parties'][p]} {number(c)}" for p, c in paid if c]) or "nobody"


def _credible(row: Values, names: Names, digits: int) -> Cell:
    found = row["credible"]
    now = "yes" if all(found["threats"].values()) else "no"
    both = _percent(found["accepted_too"]["share"], digits)
    said = f"{now}; {_between(found['share'], found['low'], found['high'], digits)}"
    return f"{said}; accepted as well: {both}"


def _timetable(row: Values, names: Names, digits: int) -> Cell:
    found = row["timetable"]
    lacking = list(found["least_guarantee"] or ()) if not found["holds"] else []
    who = listed([names["parties"][party] for party in lacking])
    needs = f"; lacks guarantees on {who}" if who else ""
    if found["of"] == "best":
        return f"{_spared(found)} at best{needs}"
    own = "no, it cannot be done" if found["hindrance"] is not None else _spared(found)
    share = _between(found["share"], found["low"], found["high"])
    best = found["best"]
    if best is None or best["holds"] is None:
        return f"{own}; {share}{needs}"
    return f"{own}; {share}; at best: {_spared(best)}{needs}"


def _spared(found: Values) -> str:
    if found["margin"] is None:
        return "no, none is possible"
    size = number(abs(found["margin"]))
    unit = "point" if size == "1" else "points"
    return f"yes, {size} {unit} to spare" if found["holds"] else f"no, {size} {unit} short"


def _months(row: Values, names: Names, digits: int) -> Cell:
    found = row["months"]
    said = [f"{number(found['planned'])} planned"]
    if found["shortest"] is not None and found["shortest"] != found["planned"]:
        said.append(f"{number(found['shortest'])} in the shortest that holds")
    for key, chance in (("half", "50\u00a0%"), ("ninety", "90\u00a0%")):
        if found["chance"] is not None:
            by = found[key]
            said.append(f"{chance} by {number(by)}" if by is not None else f"{chance}: never")
    return "; ".join(said)


def _stable(row: Values, names: Names, digits: int) -> Cell:
    held = [LABELS[c] for c, stable in row["stable"].items() if stable]
    leaving = dict.fromkeys(p for parties in row["leaving"].values() for p in parties)
    under = f"under {', '.join(held)}" if held else "under none"
    if len(held) == len(row["stable"]):
        under = "under every concept"
    who = listed([names["parties"][party] for party in leaving])
    return f"{under}; could leave: {who}" if who else under


def _zone(row: Values, names: Names, digits: int) -> Cell:
    return _between(row["zone_share"], row["zone_low"], row["zone_high"], digits)


SAID: Mapping[str, Callable[[Values, Names, int], Cell]] = {
    "accepted": _accepted,
    "carried": _carried,
    "worst_off": lambda row, names, digits: _least(row["worst_off"], names),
    "today": _today,
    "lost": _lost,
    "funders": _funders,
    "credible": _credible,
    "timetable": _timetable,
    "months": _months,
    "stable": _stable,
    "zone": _zone,
}
"""What a cell says where something is known. Gains by party have a picture of their own."""

UNDRAWN: Mapping[str, Callable[[Values, Names, int], Cell]] = {
    **SAID,
    "accepted": lambda row, names, digits: _yes(row["accepted_at_modes"]),
    "carried": lambda row, names, digits: (
        _carried(row, names, digits) if row["carried_share"] is None else _yes(row["carried_share"])
    ),
    "lost": lambda row, names, digits: (
        listed([names["parties"][one["party"]] for one in row["lost"]]) or "nobody"
    ),
    "credible": lambda row, names, digits: _yes(all(row["credible"]["threats"].values())),
    "zone": lambda row, names, digits: _yes(row["zone_share"]),
}
"""The same where no judgement has a range: nothing is drawn, so there are no shares."""


def _yes(held: float) -> str:
    return "yes" if held else "no"


SHARES: Mapping[str, Callable[[Values], float | None]] = {
    "accepted": lambda row: row["accepted_share"],
    "carried": lambda row: row["carried_share"],
    "credible": lambda row: (row["credible"] or {}).get("share"),
    "zone": lambda row: row["zone_share"],
}
"""The share that a row of cells is about."""
