"""Who cannot agree, asked of draws, against the analysis on each draw."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import irenic as ir
from irenic.analyses.conclusions_conflicts import ConflictExaminer
from irenic.dossier.draws import draws
from irenic.dossier.model import Dossier
from robustness_cases import random_case


def stuck(seed: int) -> Dossier:
    """A random case in which what no deal is worth is raised until there is no deal."""
    found = random_case(seed)
    while not ir.agreement(found).values["zopa_empty"]:
        given = found.model_dump()
        for row in given["scenarios"].values():
            for party, number in row.items():
                if isinstance(number, dict) and "low" in number:
                    row[party] = {
                        **number, **{end: number[end] + 5 for end in ("low", "mode", "high")}
                    }  # fmt: skip
                elif isinstance(number, (int, float)):
                    row[party] = number + 5
        found = Dossier.model_validate(given)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_conflict_is_one_in_the_draws_in_which_its_parties_cannot_agree(seed: int) -> None:
    dossier = stuck(seed)
    examiner = ConflictExaminer(dossier)
    named = ir.agreement(dossier).values["minimal_conflicts"][:3]
    assert [one.subject.split("+") for one in examiner.conclusions] == named
    assert named
    drawn = draws(dossier, seed=seed)
    said = examiner.verdicts(drawn.keys, drawn.values(0, 12))
    again = pickle.loads(pickle.dumps(examiner)).verdicts(drawn.keys, drawn.values(0, 12))
    assert np.array_equal(said, again)
    needed = ir.agreement(dossier).values["required"]
    for number in range(12):
        one = drawn.dossier(number)
        for place, parties in enumerate(named):
            others = [party for party in needed if party not in parties]
            empty = ir.agreement(one, leave_out=others, short=True).values["zopa_empty"]
            assert bool(said[number, place]) is empty


def test_where_all_can_agree_and_with_a_quorum_there_is_nothing_to_ask() -> None:
    open_ = next(d for d in map(random_case, range(20)) if not ir.agreement(d).values["zopa_empty"])
    assert ConflictExaminer(open_).conclusions == ()
    assert ConflictExaminer(stuck(0).model_copy(update={"quorum": 2})).conclusions == ()
