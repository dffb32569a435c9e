"""How the time of the best timetable grows with stages and deeds: a table.

``python timings/growth_enforcement.py`` measures each size in a process of its own, within 60
seconds each, and writes the table into ``timings/README.md``. Random settlements of 16 parties
(``settlements.py``). A search stops within one per cent; the gap is what a better timetable could
still have, in points.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "README.md"
DEEDS = (20, 30, 40)
STAGES = (4, 8, 12, 16)


def measure(deeds: int, stages: int) -> tuple[float, float]:
    """Seconds of the call, and the gap in points."""
    command = [sys.executable, str(HERE / "tasks.py"), f"enforcement-{deeds}x{stages}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["gap"]


def main() -> None:
    """Measure every size and write the table."""
    lines = [
        f"| stages | {' | '.join(f'{deeds} deeds | gap' for deeds in DEEDS)} |",
        "|---" + "|---:" * (2 * len(DEEDS)) + "|",
    ]
    for stages in STAGES:
        cells = []
        for deeds in DEEDS:
            seconds, gap = measure(deeds, stages)
            cells += [f"{seconds:.2g} s", f"{gap:.2f}" if gap > 1e-5 else "none"]
            print(f"{stages} stages, {deeds} deeds: {seconds:.2f} s, gap {gap:.3f}", flush=True)
        lines.append(f"| {stages} | {' | '.join(cells)} |")
    text, page = "\n".join(lines), PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, text), encoding="utf-8")


def with_table(page: str, text: str) -> str:
    """``page`` with ``text`` between the two comments that mark the place of the table."""
    place = re.compile(
        r"(<!-- growth of enforcement -->\n).*?(\n<!-- end of growth of enforcement -->)", re.DOTALL
    )
    return place.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", page)


if __name__ == "__main__":
    main()
