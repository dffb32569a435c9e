"""The same random domains in NegMAS: frontier and bargaining solutions. Prints JSON.

Run by ``timings/run.py`` with an interpreter that has NegMAS 0.16 (``make peer``).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from negmas import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import calc_scenario_stats
from negmas.preferences.value_fun import TableFun
from tasks import domain


def main(issues: int, options: int, parties: int) -> None:
    """Time NegMAS's statistics of a scenario (frontier and bargaining solutions)."""
    given = domain(issues, options, parties)
    space = [make_issue([f"o{o}" for o in range(options)], f"i{i}") for i in range(issues)]
    outcomes = make_os(space)
    functions = [
        LinearAdditiveUtilityFunction(
            values=[
                TableFun({f"o{o}": float(given["worth"][p, i, o]) for o in range(options)})
                for i in range(issues)
            ],
            weights=[1.0] * issues,
            outcome_space=outcomes,
            reserved_value=0.5,
        )
        for p in range(parties)
    ]
    start = time.perf_counter()
    stats = calc_scenario_stats(functions)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "frontier": len(stats.pareto_utils)}))


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:4]))
