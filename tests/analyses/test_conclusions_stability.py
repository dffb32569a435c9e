"""Whether the state of affairs holds, asked of draws, against ``stability`` itself."""

from __future__ import annotations

import numpy as np
import pytest

import irenic as ir
from irenic.analyses import conclusions_stability
from irenic.analyses.conclusions_stability import StabilityExaminer
from irenic.dossier.draws import draws
from irenic.dossier.model import Dossier
from robustness_cases import ranged


def weighed(seed: int) -> Dossier:
    """Three parties with a move each; what they prefer is given by ranged weights."""
    random = np.random.default_rng(seed)
    parties = ("a", "b", "c")

    def weights() -> dict[str, object]:
        low = random.integers(-9, 6, 3)
        return {
            f"m{party}": ranged(float(one), float(one + 2), float(one + 5))
            for party, one in zip(parties, low, strict=True)
        }

    return Dossier.model_validate({
        "irenic": 1,
        "parties": {party: {} for party in parties},
        "moves": {
            **{party: {f"m{party}": {"name": f"M{party}"}} for party in parties},
            "status_quo": [f"m{p}" for p in parties if random.random() < 0.5],
            "preferences": {party: {"weights": weights()} for party in parties},
        },
    })  # fmt: skip


def said(dossier: Dossier) -> dict[str, bool]:
    found = ir.stability(dossier).values["status_quo_stable"] or {}
    return {concept: all(row.values()) for concept, row in found.items() if row is not None}


@pytest.mark.parametrize("case", ["elmira", "iraq-2006"])
def test_it_is_what_stability_says(case: str) -> None:
    dossier = ir.load(case)
    examiner = StabilityExaminer(dossier)
    assert {one.subject: one.holds for one in examiner.conclusions} == said(dossier)
    assert not any(one.numbers for one in examiner.conclusions)


@pytest.mark.parametrize("seed", range(4))
def test_in_every_draw_it_is_what_stability_says_there(seed: int) -> None:
    dossier = weighed(seed)
    examiner, drawn = StabilityExaminer(dossier), draws(dossier, seed=seed)
    assert all(one.numbers for one in examiner.conclusions)
    found = examiner.verdicts(drawn.keys, drawn.values(0, 8))
    for number in range(8):
        there = said(drawn.dossier(number))
        assert [bool(x) for x in found[number]] == [there[c] for c in examiner.at_modes]


def test_a_concept_that_is_too_dear_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conclusions_stability, "SIM_BUDGET", 1)
    found = StabilityExaminer(ir.load("iraq-2006")).conclusions
    assert [one.subject for one in found] == ["nash_stability", "gmr", "smr", "seq"]
