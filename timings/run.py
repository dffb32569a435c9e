"""Speed and size, as a table: ``make timings``.

Every line is a bound that is kept or not, measured in a process of its own; where NegMAS
is installed (``make peer``) the same domains run there too, side by side, and the last
column is how many times faster Irenic was.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEER = HERE.parent / ".venv-peer" / "bin" / "python"
COMMAND = [sys.executable, "-m", "irenic.cli"]


@dataclass(frozen=True)
class Line:
    """One measurement: a task of ``tasks.py`` or a command, its bounds, and the peer's domain."""

    title: str
    run: tuple[str, ...]
    seconds: float
    megabytes: float | None = None
    peer: tuple[int, int, int] | None = None
    shared: bool = False
    """Whether it needs the folder ../shared; skipped without it."""


LINES = (
    Line("irenic --help, whole process", ("--help",), 0.4),
    Line("irenic brief iraq-2006, whole process", ("brief", "iraq-2006"), 6, 500),
    *(
        Line(
            f"agreement, 10^{power} packages x {parties}",
            (f"agreement-1e{power}x{parties}",),
            bound * (2 if parties == 5 else 1),
            memory,
            peer=(power, 10, parties),
        )
        for power, bound, memory in ((4, 0.5, None), (5, 0.5, None), (6, 0.5, None), (7, 5, 3000))
        for parties in (2, 3, 5)
    ),
    Line("Nash bargaining solution, 10^14 packages x 16", ("product-1e14x16",), 2),
    Line("the same, reservation values 5 % higher", ("product-1e14x16-tight",), 10),
    Line("frontier, 10^12 packages x 3", ("frontier-1e12x3",), 5),
    Line("minimal conflicts, 16 parties in camps", ("conflicts-camps",), 10),
    Line("minimal conflicts, 16 parties, independent", ("conflicts-independent",), 10),
    Line("cheapest opening, Iraq 2006", ("opening-iraq",), 2),
    Line("leverage, Iraq 2006, everything", ("leverage-iraq",), 15),
    Line("best timetable: 16 parties, 40 deeds, 12 stages", ("enforcement-40x12",), 60),
    Line("enforcement, Iraq 2006, everything", ("enforcement-iraq",), 5),
    Line("zone, acceptance: 10,000 draws, 2 workers", ("robustness-10000-2",), 60),
    Line("bargaining solutions: 1,000 draws, 2 workers", ("drawn-solutions",), 120),
    Line("the same, withdrawal announced", ("drawn-solutions-withdrawal",), 120),
    Line("leverage: 1,000 draws, 2 workers", ("robustness-leverage",), 300),
    Line("robustness, everything: 1,000 draws, 2 workers", ("robustness-iraq",), 300),
    Line("comparison: 1,000 draws, 2 workers", ("comparison-iraq",), 300),
    Line("most acceptable package, 200 draws", ("most-acceptable-200",), 60),
    Line("most acceptable package, 500 draws", ("most-acceptable-500",), 300),
    Line("Nash, GMR, SMR, SEQ: 4 parties, 2^12 states", ("stability-2^12",), 3),
    Line("Nash, GMR, SMR, SEQ: 4 parties, 2^18 states", ("stability-2^18",), 3),
    Line("SIM: 4 parties, 2^12 states", ("sim-2^12",), 2),
    Line("trade.gmcr: load, Nash, GMR, SMR, SEQ", ("trade-four",), 8, 2000, shared=True),
    Line("trade.gmcr: load, SIM", ("trade-sim",), 120, 2000, shared=True),
    Line("Nash, GMR, SMR, SEQ: 6 parties, 2^22 states", ("stability-2^22",), 40, 6000),
    Line("Nash, GMR, SMR, SEQ: 6 parties, 2^24 states", ("stability-2^24",), 160, 12000),
)


@dataclass(frozen=True)
class Ratio:
    """Two tasks of which one measure, divided, is bounded: ``least`` <= first / second <= ``most``.

    ``of``: ``seconds`` (the best of three runs) or ``megabytes`` (the worst).
    """

    title: str
    first: str
    second: str
    of: str
    least: float = 0.0
    most: float = float("inf")


RATIOS = (
    Ratio("1 worker / 2 workers, 20,000 draws", "robustness-20000-1", "robustness-20000-2",
          "seconds", least=1.7),
    Ratio("memory, 20,000 draws / 2,000", "robustness-20000-1", "robustness-2000-1",
          "megabytes", most=1.1),
)  # fmt: skip


def ratio(given: Ratio) -> float:
    """The measure of the first task divided by that of the second; runs take turns."""
    runs = [(_task(given.first), _task(given.second)) for _ in range(3)]
    at, best = (0, min) if given.of == "seconds" else (1, max)
    return best(run[0][at] for run in runs) / best(run[1][at] for run in runs)


def ratios() -> bool:
    """Print the ratios; whether all are within their bounds."""
    kept = True
    print(f"\n{'ratio':<46}{'found':>9}{'bound':>12}")
    for given in RATIOS:
        found = ratio(given)
        fine = given.least <= found <= given.most
        bound = f">= {given.least:g}" if given.least else f"<= {given.most:g}"
        print(f"{given.title:<46}{found:>9.2f}{bound:>12}{'' if fine else '  BOUND NOT KEPT'}")
        kept = kept and fine
    return kept


def measure(line: Line, folder: str) -> tuple[float, float]:
    """Seconds and peak megabytes: of the call for a task, of the process for a command."""
    if len(line.run) == 1 and not line.run[0].startswith("-"):
        return _task(line.run[0])
    return _process([*COMMAND, *line.run], folder)


def _task(name: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, str(HERE / "tasks.py"), name], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    return found["seconds"], found["megabytes"]


def _process(command: list[str], folder: str) -> tuple[float, float]:
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return seconds, usage.ru_maxrss / 1024


def peer(line: Line, full: bool) -> float | None:
    """Seconds that NegMAS takes for the same domain; None where it is not run."""
    if line.peer is None or not PEER.exists() or (not full and line.peer[0] > 5):
        return None
    command = [str(PEER), str(HERE / "peer_negmas.py"), *map(str, line.peer)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and line.peer[0] > 6:  # so many packages may not fit its memory
        return None
    done.check_returncode()
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def main() -> int:
    """Print the table; 1 when a bound was not kept."""
    full = "--full" in sys.argv
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; best of 3 runs\n")
    print(f"{'what':<46}{'seconds':>9}{'bound':>7}{'MB':>7}{'bound':>7}  {'NegMAS 0.16':>12}")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for line in LINES:
            if line.shared and not (HERE.parents[1] / "shared").is_dir():
                print(f"{line.title:<46}  skipped: needs ../shared")
                continue
            runs = [measure(line, folder) for _ in range(3)]
            seconds, megabytes = min(run[0] for run in runs), max(run[1] for run in runs)
            fine = seconds <= line.seconds and megabytes <= (line.megabytes or float("inf"))
            kept = kept and fine
            other = peer(line, full)
            ratio = f"{other:7.1f} s = {other / seconds:,.0f}x" if other else ""
            bound = f"{line.megabytes:.0f}" if line.megabytes else ""
            mark = "" if fine else "  BOUND NOT KEPT"
            print(f"{line.title:<46}{seconds:>9.2f}{line.seconds:>7g}{megabytes:>7.0f}{bound:>7}"
                  f"  {ratio}{mark}", flush=True)  # fmt: skip
    kept = ratios() and kept
    if not PEER.exists():
        print("\nNegMAS is not installed: 'make peer' installs it in an environment of its own.")
    elif not full:
        print("\n'python timings/run.py --full' runs NegMAS at 10^6 and 10^7 packages too (hours).")
    return 0 if kept else 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
