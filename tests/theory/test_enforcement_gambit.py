"""Gambit's own game trees say when doing one's deeds is an equilibrium; skipped without it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from irenic.theory.enforcement import Timetable, evaluate
from irenic.theory.packages import Floats
from timetables import bond, timetable

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed")
if not hasattr(gambit.nash, "enumpure_agent_solve"):
    pytest.skip("this pygambit is older than 17", allow_module_level=True)

ACTS = ("keep", "hold", "off")
"""Do what is due; hold back all of it and take what the other does; say that one is off."""


PLAYERS = ("first", "second")


def game_of(problem: Timetable, shares: Floats) -> Any:
    """Two parties move at the same time at each stage; who does not keep to it ends the game.

    The last stage is the settled state. Payoffs are discounted to the first. The tree is
    written in Gambit's own format and read by it.
    """
    quoted = " ".join(f'"{name}"' for name in PLAYERS)
    acts = " ".join(f'"{act}"' for act in ACTS)
    lines, value, leaves = [f'EFG 2 R "timetable" {{ {quoted} }}', '""'], np.zeros(2), 0
    closing: list[list[str]] = []
    for stage in range(problem.stages + 1):
        moves = [f'p "" {player} {stage + 1} "stage {stage}" {{ {acts} }} 0' for player in (1, 2)]
        lines.append(moves[0])
        rest: list[str] = []
        for act in ACTS:
            branch = [moves[1]]
            for other in ACTS:
                if (act, other) == ("keep", "keep") and stage < problem.stages:
                    continue  # the next stage stands here
                leaves += 1
                power = problem.discount**stage
                ends = value + power * ending(problem, shares, stage, (act, other))
                branch.append(f't "" {leaves} "" {{ {ends[0]:.12f}, {ends[1]:.12f} }}')
            if act == "keep" and stage < problem.stages:
                lines.append(branch[0])
                rest += branch[1:]
            else:
                rest += branch
        closing.append(rest)
        value = value + problem.discount**stage * _gets(problem, shares, stage, (True, True))
    lines += [line for rest in reversed(closing) for line in rest]
    return gambit.read_efg(io.StringIO("\n".join(lines) + "\n"))


def _gets(problem: Timetable, shares: Floats, stage: int, keeps: tuple[bool, bool]) -> Floats:
    """What a stage gives if only these do what is due."""
    if stage == problem.stages:
        return np.zeros(2)
    now = shares[:, stage] * np.array([keeps[party] for party in problem.doer])
    done = shares[:, :stage].sum(axis=1) + now
    gets: Floats = now @ problem.once + done @ problem.flow + problem.standing[stage]
    return gets


def ending(problem: Timetable, shares: Floats, stage: int, acts: tuple[str, str]) -> Floats:
    """The payoffs if the game ends at ``stage``, seen from there."""
    if stage == problem.stages and acts == ("keep", "keep"):
        return problem.settled
    penalties = np.zeros((problem.stages + 2, 2))
    for guarantee in problem.guarantees:
        penalties[sorted(guarantee.stages), guarantee.on] += guarantee.penalty
    fault = np.array([act != "keep" for act in acts])
    before = shares[:, :stage].sum(axis=1)
    if "off" in acts or stage == problem.stages:
        fallen: Floats = problem.reservation + before @ problem.shift
        return fallen - np.where(fault, penalties[stage], 0.0)
    keeps = (acts[0] == "keep", acts[1] == "keep")
    done = before + shares[:, stage] * np.array([keeps[party] for party in problem.doer])
    fallen = problem.reservation + done @ problem.shift
    then = fallen - np.where(fault, penalties[stage + 1], 0.0)
    found: Floats = _gets(problem, shares, stage, keeps) + problem.discount * then
    return found


def keeping_is_an_equilibrium(tree: Any) -> bool:
    """Whether Gambit lists, of all pure equilibria by agents, the one in which all keep.

    Every information set lies on the path of keeping, so no deviation anywhere pays: it is
    subgame perfect too.
    """
    found = gambit.nash.enumpure_agent_solve(tree).equilibria
    return any(
        all(act["keep"] == 1 for player in PLAYERS for _, act in profile[player])
        for profile in found
    )  # fmt: skip


def _exchange(steps: int, pledge: float, amount: float) -> tuple[Timetable, Floats]:
    """Equal steps of an exchange of units worth 3 to the other and costing 2."""
    deeds = [{"by": p, "cost": 2 * amount, "once": {1 - p: 3 * amount}, "parts": steps}
             for p in (0, 1)]  # fmt: skip
    bonds = [bond(p, pledge, steps) for p in (0, 1)] if pledge else []
    return timetable(steps, deeds, guarantees=bonds), np.full((2, steps), 1 / steps)


def _disarming(parts: int, settled: float) -> tuple[Timetable, Floats]:
    deeds = [{"by": p, "shift": {p: -10, 1 - p: 10}, "parts": parts} for p in (0, 1)]
    problem = timetable(
        parts, deeds, reservation=[20, 20], settled=[settled, settled], discount=[0.9, 1.0]
    )
    return problem, np.full((2, parts), 1 / parts)


CASES = [
    *(_exchange(steps, pledge, amount)
      for steps in (1, 2) for pledge in (0.0, 1.0) for amount in (0.4, 0.6, 1.4)),
    *(_disarming(parts, settled) for parts in (1, 2) for settled in (22.0, 26.0, 31.0)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_doing_ones_deeds_is_an_equilibrium_exactly_where_it_holds(
    case: tuple[Timetable, Floats],
) -> None:
    problem, shares = case
    assert keeping_is_an_equilibrium(game_of(problem, shares)) == evaluate(problem, shares).holds()


def test_the_cases_hold_and_fail() -> None:
    held = [evaluate(problem, shares).holds() for problem, shares in CASES]
    assert 3 < sum(held) < len(held) - 3
