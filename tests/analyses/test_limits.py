"""A limit of time is a number of seconds that a result can say."""

from __future__ import annotations

import math
from functools import partial

import pytest

import irenic
from irenic.analyses.debrief import debrief
from irenic.cases import folder
from irenic.errors import UsageError

CASE = irenic.load(folder("iraq-2006"))
ASKED = {
    "agreement": partial(irenic.agreement, CASE),
    "leverage": partial(irenic.leverage, CASE),
    "enforcement": partial(irenic.enforcement, CASE),
    "robustness": partial(irenic.robustness, CASE),
    "comparison": partial(irenic.comparison, CASE),
    "dissent": partial(irenic.dissent, CASE, CASE),
}


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.inf, math.nan])
@pytest.mark.parametrize("question", ASKED)
def test_seconds_are_more_than_none_and_finite(question: str, seconds: float) -> None:
    with pytest.raises(UsageError, match=f"seconds is {seconds}; expected more than 0 and finite"):
        ASKED[question](seconds=seconds)


@pytest.mark.parametrize("seconds", [-1.0, math.inf, math.nan])
def test_a_debrief_may_have_no_time_but_not_endless_time(seconds: float) -> None:
    with pytest.raises(UsageError, match=f"seconds is {seconds}; expected 0 or more and finite"):
        debrief(CASE, {"one": None}, seconds=seconds)
