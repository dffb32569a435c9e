"""How the time of ``stability`` grows from 2^10 to 2^24 states: a table and a picture.

``python timings/growth.py [--up-to POWER]`` measures each size up to 2^POWER (24 unless told
otherwise) in a process of its own: Nash stability, GMR, SMR and SEQ for all parties, random
preference statements, no state infeasible. What it measures replaces the figures of the same
size in ``growth.json``; from all that are kept there it writes the table into
``timings/README.md`` and ``docs/theory/stability.md``, and draws ``docs/pictures/growth.svg``.

Beside it stand figures measured for GMCR+; it solves for all its concepts at once, so the
ratio is of what each makes its user wait for.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STORE = HERE / "growth.json"
PAGES = (HERE / "README.md", HERE.parent / "docs" / "theory" / "stability.md")
PICTURE = HERE.parent / "docs" / "pictures" / "growth.svg"

PARTIES = (3, 6)
POWERS = (10, 12, 13, 14, 16, 18, 20, 22, 24)
PEER = {3: {10: 0.62, 12: 17.2, 13: 41.9}, 6: {10: 75.0}}
"""GMCR+: parties -> power of two -> seconds; with six parties it had not finished by then."""

PEER_MEMORY = {3: {13: 3100}}
"""GMCR+: parties -> power of two -> megabytes."""

Figures = dict[str, dict[str, dict[str, float]]]
"""Parties -> power of two -> seconds and megabytes, as ``growth.json`` keeps them."""


def measure(parties: int, power: int) -> dict[str, float]:
    """Seconds of the call and peak megabytes of its process."""
    command = [sys.executable, str(HERE / "tasks.py"), f"growth-{parties}-2^{power}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return {key: found[key] for key in ("seconds", "megabytes")}


def main(up_to: int) -> None:
    """Measure what is asked for; write the table and the picture of all that is known."""
    figures: Figures = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    for parties in PARTIES:
        for power in (power for power in POWERS if power <= up_to):
            found = measure(parties, power)
            figures.setdefault(str(parties), {})[str(power)] = found
            print(f"2^{power}, {parties} parties: {found['seconds']:.3f} s, "
                  f"{found['megabytes']:.0f} MB", flush=True)  # fmt: skip
    STORE.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    text = table(figures)
    for page in PAGES:
        page.write_text(with_table(page.read_text(encoding="utf-8"), text), encoding="utf-8")
    PICTURE.write_text(picture(figures), encoding="utf-8")


def table(figures: Figures) -> str:
    """All figures as a table in Markdown."""
    heads = [
        head
        for parties in PARTIES
        for head in (f"{parties} parties", "MB", "GMCR+", *_memory_head(parties))
    ]
    lines = [f"| states | {' | '.join(heads)} |", "|---" + "|---:" * len(heads) + "|"]
    for power in POWERS:
        cells = [cell for parties in PARTIES for cell in _cells(figures, parties, power)]
        if any(cells):
            lines.append(f"| 2<sup>{power}</sup> | {' | '.join(cells)} |")
    return "\n".join(lines)


def _memory_head(parties: int) -> list[str]:
    return ["GMCR+, MB"] if parties in PEER_MEMORY else []


def _cells(figures: Figures, parties: int, power: int) -> list[str]:
    own = figures.get(str(parties), {}).get(str(power))
    peer = PEER[parties].get(power)
    memory = PEER_MEMORY.get(parties, {}).get(power)
    over = "over " if parties == 6 else ""
    return [
        _seconds(own["seconds"]) if own else "",
        f"{own['megabytes']:,.0f}" if own else "",
        f"{over}{peer:g} s" if peer else "",
        *([f"{memory:,}" if memory else ""] if parties in PEER_MEMORY else []),
    ]


def _seconds(given: float) -> str:
    return f"{given:.2f} s" if given < 1 else f"{given:.2g} s"


def with_table(page: str, text: str) -> str:
    """``page`` with ``text`` between the two comments that mark the place of the table."""
    place = re.compile(r"(<!-- growth -->\n).*?(\n<!-- end of growth -->)", re.DOTALL)
    return place.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", page)


WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 680.0, 340.0, 54.0, 150.0, 14.0, 44.0
FEWEST, MOST = 0.03, 200.0


def picture(figures: Figures) -> str:
    """Seconds by states, both on logarithmic scales, as SVG."""
    from irenic.report.drawing import SMALL, layers, paths, points, rules, texts
    from irenic.report.palette import LOSS, MUTED, party_colour

    names = {"parties": {f"{n}": "" for n in (*PARTIES,)}}
    size = (WIDTH, HEIGHT)
    lines: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for place, parties in enumerate(PARTIES):
        ours = {int(p): f["seconds"] for p, f in figures.get(str(parties), {}).items()}
        colour, dash = party_colour(str(parties), names), [(1, 0), (6, 3)][place]
        told = (("Irenic", ours, colour, "circle"), ("GMCR+", PEER[parties], LOSS, "diamond"))
        for who, given, hue, shape in told:
            open_ = who == "GMCR+" and parties == 6
            row = [{"x": _x(p), "y": _y(s)} for p, s in sorted(given.items())]
            lines += [{**each, "line": f"{who}-{parties}", "step": n, "colour": hue,
                       "dash": list(dash)} for n, each in enumerate(row)]  # fmt: skip
            mark = {"shape": "triangle-up" if open_ else shape, "stroke": hue,
                    "fill": "#ffffff" if open_ else hue}  # fmt: skip
            marks += [{**each, **mark} for each in row]
            after = ": over 75 s" if open_ else ""
            if row:
                said.append({"x": row[-1]["x"] + 9, "y": row[-1]["y"] + (0 if open_ else -2),
                             "text": f"{who}, {parties} parties{after}"})  # fmt: skip
    grid, ticks = _axes()
    drawn = layers(*size, [
        rules(grid, *size), paths(lines, *size, strokeWidth=2), points(marks, *size, size=46),
        texts(said, *size, fontSize=SMALL),
        texts([t for t in ticks if t["right"]], *size, fontSize=SMALL, color=MUTED, align="right"),
        texts([t for t in ticks if not t["right"]], *size, fontSize=SMALL, color=MUTED,
              align="center"),
    ])  # fmt: skip
    return _svg(drawn.spec())


def _x(power: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (power - POWERS[0]) / (POWERS[-1] - POWERS[0])


def _y(seconds: float) -> float:
    share = math.log(seconds / FEWEST) / math.log(MOST / FEWEST)
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _axes() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Lines across at powers of ten, and what is written at both axes."""
    tens = (0.1, 1.0, 10.0, 100.0)
    grid = [{"x": LEFT, "x2": WIDTH - RIGHT, "y": _y(s), "y2": _y(s)} for s in tens]
    ticks = [{"x": LEFT - 8, "y": _y(s), "text": f"{s:g} s", "right": True} for s in tens]
    low = HEIGHT - BOTTOM + 12
    ticks += [{"x": _x(p), "y": low, "text": _states(p), "right": False} for p in POWERS[::2]]
    middle = (LEFT + WIDTH - RIGHT) / 2
    ticks.append({"x": middle, "y": low + 20, "text": "states", "right": False})
    return grid, ticks


def _states(power: int) -> str:
    count = 1 << power
    return f"{count:,}" if count < 1_000_000 else f"{count / 1_000_000:.1f} million"


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    settings = {"padding": 1, "autosize": {"type": "none"}, "background": "white",
                "view": {"stroke": None}}  # fmt: skip
    return str(vl_convert.vegalite_to_svg(spec, config=settings)) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--up-to", type=int, default=POWERS[-1], metavar="POWER")
    main(parser.parse_args().up_to)
