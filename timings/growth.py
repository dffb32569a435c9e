"""How the time of ``stability`` grows from 2^12 to 2^24 states: a table and a picture.

``python timings/growth.py [PICTURE.svg]`` measures each size in a process of its own: Nash
stability, GMR, SMR and SEQ for all parties, random preference statements, no state infeasible.
Beside it stand seconds measured for GMCR+, whose memory grew to 3.1 GB at 2^13 states; it
solves for all its concepts at once, so the ratio is of what each makes its user wait for.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PARTIES = (3, 6)
POWERS = range(12, 25, 2)
PEER = {3: {10: 0.62, 12: 17.2, 13: 41.9}, 6: {10: 75.0}}
"""GMCR+: parties -> power of two -> seconds; with six parties it had not finished by then."""


def measure(parties: int, power: int) -> dict[str, float]:
    """Seconds of the call and peak megabytes of its process."""
    command = [sys.executable, str(HERE / "tasks.py"), f"growth-{parties}-2^{power}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(picture: str | None) -> None:
    """Print the table; draw the picture where a file is named."""
    print(f"{'states':>10}{'parties':>9}{'seconds':>9}{'MB':>7}   GMCR+")
    marks: list[dict[str, Any]] = []
    for parties in PARTIES:
        for power in sorted({*POWERS, *PEER[parties]}):
            found = measure(parties, power)
            other = PEER[parties].get(power)
            more = ">" if parties == 6 else ""
            beside = f"{more}{other:g} s = {more}{other / found['seconds']:,.0f}x" if other else ""
            print(f"{f'2^{power}':>10}{parties:>9}{found['seconds']:>9.3f}"
                  f"{found['megabytes']:>7.0f}   {beside}", flush=True)  # fmt: skip
            marks.append(_mark(power, found["seconds"], f"Irenic, {parties} parties"))
            if other:
                marks.append(_mark(power, other, f"GMCR+, {parties} parties"))
    if picture is not None:
        Path(picture).write_text(_drawn(marks), encoding="utf-8")
        print(f"\nThe picture lies in {picture}.")


def _mark(power: int, seconds: float, series: str) -> dict[str, Any]:
    return {"power": power, "seconds": math.log10(seconds), "series": series}


def _drawn(marks: list[dict[str, Any]]) -> str:
    from irenic.analyses.result import Axis, Figure, Statement
    from irenic.report import figures

    said = Statement("stability_no_status_quo")  # no sentence is shown beside this picture
    figure = Figure(
        "growth", "lines", "Seconds by states", said, said,
        {"x": Axis("power", "States, as a power of two"),
         "y": Axis("seconds", "Seconds, as a power of ten"), "series": Axis("series", "Series")},
        tuple(marks),
    )  # fmt: skip
    return figures.svg(figure, {"parties": {}})


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
