"""How a settlement is carried out, as a dossier holds it: deeds, guarantees, benchmarks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from irenic.dossier.conditions import Condition
from irenic.dossier.entries import Frozen, FrozenDict, Judged, Judgement, Row, Slug, Text

MOST_STAGES = 240
"""Stages of a timetable at most: twenty years of months."""

MOST_PARTS = 1000
"""Equal parts of a deed at most."""

Stage = Annotated[int, Field(strict=True, ge=1)]
"""Number of a stage; the first is 1."""

Stages = Annotated[int, Field(strict=True, ge=1, le=MOST_STAGES)]
Lag = Annotated[int, Field(strict=True, ge=0, le=MOST_STAGES)]
Parts = Annotated[int, Field(strict=True, ge=1, le=MOST_PARTS)] | Literal["any"]
Months = Annotated[float, Field(strict=True, gt=0, le=120, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)]


class Deed(Judged):
    """Something that a party does to carry out a settlement.

    ``terms``: the options that it carries out; it is due under packages that contain them.
    ``cost``: to the doer, once. ``worth``: to others, once; ``per_stage``: from then on, each
    stage until the settled state. ``shift``: what reservation values change by, for
    good, once it is done; a ``reversible`` deed has none. All are for the whole deed; a part
    counts in proportion. ``after``: deeds that it never gets ahead of.
    """

    by: Slug
    name: Text | None = None
    kind: Slug | None = None
    terms: Condition | None = None
    cost: Judgement | None = None
    worth: Row = Field(default_factory=Row)
    per_stage: Row = Field(default_factory=Row)
    shift: Row = Field(default_factory=Row)
    parts: Parts = 1
    after: tuple[Slug, ...] = ()
    not_before: Stage = 1
    not_after: Stage | None = None
    reversible: Annotated[bool, Field(strict=True)] = False
    verified_by: Slug | None = None
    lag: Lag = 1
    benchmark: Slug | None = None
    otherwise: Text | None = None
    note: Text | None = None


class Guarantee(Judged):
    """A penalty on a party that is found to have walked off.

    ``by`` is the guarantor, who must want to enforce it; a bond or escrow has none.
    """

    on: Slug
    penalty: Judgement
    by: Slug | None = None
    kind: Literal["guarantor", "bond", "escrow"] = "guarantor"
    name: Text | None = None
    upkeep: Judgement | None = None
    enforcing: Judgement | None = None
    from_stage: Stage = 1
    until_stage: Stage | None = None
    note: Text | None = None


class Benchmark(Judged):
    """A condition on the ground that deeds wait for.

    ``chance``: of being met at a stage, if it is not met yet. ``changed_by``: what each deed,
    once done, adds to that chance.
    """

    name: Text | None = None
    chance: Judgement
    changed_by: Row = Field(default_factory=Row)
    note: Text | None = None


class Timetable(Judged):
    """The stages in which a settlement is carried out, and what is to be done in them.

    ``discount``: what a point at the next stage is worth now, by party; 1 if left out.
    ``settled``: the worth of the settled state after the last stage; left out, what remains
    of the package's worth. ``by_signature``: issues whose terms need no deed.
    """

    stages: Stages
    months: Months = 1.0
    discount: Row = Field(default_factory=Row)
    settled: Row = Field(default_factory=Row)
    by_signature: tuple[Slug, ...] = ()
    deeds: Annotated[Frozen[Slug, Deed], Field(min_length=1)]
    guarantees: Frozen[Slug, Guarantee] = Field(default_factory=FrozenDict)
    note: Text | None = None


Step = Frozen[Slug, Share]
"""What is done at one stage of a plan: for each deed the share of it."""
