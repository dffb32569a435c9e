"""Draws follow the distributions that judgements state, and are the same wherever one begins."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dossiers import dossiers
from irenic import cases
from irenic.analyses.arrays import arrays, setting
from irenic.analyses.overview import overview
from irenic.dossier import sequence, shapes
from irenic.dossier.draws import Draws, draws, with_values
from irenic.dossier.judgements import judgements
from irenic.dossier.model import Dossier, Entry, Judgement
from irenic.dossier.read import examine_text, read
from irenic.dossier.write import dump, plain
from irenic.errors import UsageError
from irenic.theory.intervals import wilson

HERE = Path(__file__).parent
FULL = HERE / "full.yaml"


def capacities(*given: Any, **more: Any) -> Dossier:
    """A dossier whose judgements are the capacities of so many parties."""
    parties = {f"p{i}": {"capacity": one} for i, one in enumerate(given)}
    return Dossier.model_validate({"irenic": 1, "parties": parties, **more})


def ranged(low: float, mode: float, high: float, **more: Any) -> dict[str, Any]:
    return {"low": low, "mode": mode, "high": high, **more}


def scores(found: Draws, count: int) -> Any:
    """Normal scores of uniform judgements on [0, 1]."""
    return stats.norm.ppf(found.values(0, count))


# Distributions --------------------------------------------------------------------------


one_of = st.integers(-50, 50).map(float) | st.floats(-1e6, 1e6)
triples = st.lists(one_of, min_size=3, max_size=3).map(sorted).filter(lambda g: g[2] - g[0] > 1e-6)

SHARES = np.concatenate([np.linspace(0, 1, 401)[1:-1], [2.0**-31, 1 - 2.0**-31]])


@given(triples)
def test_quantiles_are_those_of_the_closed_forms(numbers: list[float]) -> None:
    low, mode, high = numbers
    width, peak = high - low, (mode - low) / (high - low)
    columns = np.array(numbers)[:, None]
    for shape, known in {
        "pert": stats.beta(1 + 4 * peak, 5 - 4 * peak, low, width),
        "triangular": stats.triang(peak, low, width),
        "uniform": stats.uniform(low, width),
    }.items():
        found = shapes.quantiles(SHARES[:, None], columns, shapes.known_shape(shape))[:, 0]
        assert np.all((low <= found) & (found <= high))
        assert np.all(np.diff(found[:-2]) >= 0)
        assert np.max(np.abs(found - known.ppf(SHARES))) <= 1e-6 * width + 1e-15 * abs(low)


def test_the_last_share_of_all_lies_within_the_range_too() -> None:
    """Low plus the difference of high and low can be more than high, by rounding."""
    low, high = -5.516050281315947, -0.09180529521276107
    assert low + (high - low) > high
    last = np.array([[1 - 2.0**-53]])
    assert shapes.quantiles(last, np.array([[low], [high], [high]]))[0, 0] == high


@pytest.mark.parametrize("mode", [2.0, 3.0, 5.5, 8.0])
@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_means_are_those_of_the_closed_forms(mode: float, shape: str) -> None:
    values = draws(capacities(ranged(2, mode, 8)), shape=shape, seed=3).values(0, 4096)[:, 0]
    mean = {"pert": (2 + 4 * mode + 8) / 6, "triangular": (2 + mode + 8) / 3, "uniform": 5.0}
    assert values.mean() == pytest.approx(mean[shape], abs=2e-3)
    if shape == "pert":  # a and b add up to 6
        variance = (values.mean() - 2) * (8 - values.mean()) / 7
        assert values.var() == pytest.approx(variance, rel=5e-3)


def test_pert_is_the_default_and_a_shape_that_is_not_there_is_refused() -> None:
    dossier = capacities(ranged(2, 3, 8))
    one, other = draws(dossier).values(0, 64), draws(dossier, shape="pert").values(0, 64)
    assert np.array_equal(one, other)
    with pytest.raises(UsageError, match=r"no shape 'triangle'.*'triangular'"):
        draws(dossier, shape="triangle")
    with pytest.raises(UsageError, match="a seed is"):
        draws(dossier, seed=-1)


def test_what_has_no_range_is_certain() -> None:
    found = draws(capacities(7, ranged(4, 4, 4), ranged(1, 2, 3)))
    values = found.values(0, 100)
    assert np.all(values[:, :2] == [7, 4])
    assert len(np.unique(values[:, 2])) == 100
    assert found.dims == 1
    assert found.modes.tolist() == [7, 4, 2]
    assert found.low.tolist() == [7, 4, 1]
    assert found.high.tolist() == [7, 4, 3]
    nothing = draws(Dossier.model_validate({"irenic": 1, "parties": {"a": {}}}))
    assert nothing.values(0, 5).shape == (5, 0)


@settings(max_examples=60)
@given(dossiers(), st.sampled_from(shapes.SHAPES), st.integers(0, 5))
def test_values_lie_within_low_and_high(dossier: Dossier, shape: str, seed: int) -> None:
    found = draws(dossier, shape=shape, seed=seed)
    values = found.values(0, 33)
    assert values.shape == (33, len(found.keys))
    assert np.all((found.low <= values) & (values <= found.high))


# Evenness, order, seeds -----------------------------------------------------------------


@given(st.data())
def test_a_draw_is_the_same_whatever_the_chunk(data: st.DataObject) -> None:
    found = draws(read(FULL), seed=data.draw(st.integers(0, 3)))
    whole = found.values(0, 300)
    for _ in range(4):
        start, stop = sorted(data.draw(st.lists(st.integers(0, 300), min_size=2, max_size=2)))
        assert np.array_equal(found.values(start, stop), whole[start:stop])
    assert np.array_equal(pickle.loads(pickle.dumps(found)).values(0, 300), whole)


def test_a_draw_far_out_is_the_same_whatever_the_chunk() -> None:
    found = draws(read(FULL))
    far = found.values(70_000, 70_050)
    assert np.array_equal(far[10:11], found.values(70_010, 70_011))
    assert not np.array_equal(far[:50], found.values(0, 50))


def test_directions_are_those_of_the_library() -> None:
    numbers = np.arange(1024)
    coded = numbers ^ (numbers >> 1)  # the library goes through its points in Gray code
    found = np.zeros((1024, sequence.TOGETHER), dtype=np.uint64)
    for bit, column in enumerate(sequence.directions().T):
        found ^= ((coded[:, None] >> bit) & 1).astype(np.uint64) * column
    known = stats.qmc.Sobol(sequence.TOGETHER, scramble=False, bits=30).random(1024)
    assert np.array_equal(found * 2.0**-30, known)


def test_no_two_of_many_judgements_rise_and_fall_together() -> None:
    # In one Sobol sequence of 1,200 dimensions thousands of pairs do, up to 0.96.
    found = sequence.points(1200, 0, 0, 512)
    for values in (found, np.sign(found - 0.5)):
        between = np.corrcoef(values.T) - np.eye(1200)
        assert np.abs(between).max() < 0.4
        assert between.std() < 1.5 / np.sqrt(512)


def test_every_aligned_block_has_one_value_in_each_cell() -> None:
    for start, size in [(0, 256), (256, 256), (512, 64), (3 * 2**16, 128)]:
        cells = np.floor(sequence.points(30, 4, start, start + size) * size)
        assert np.array_equal(np.sort(cells, axis=0), np.tile(np.arange(size)[:, None], (1, 30)))


def test_intervals_of_shares_hold_over_seeds() -> None:
    # Sums and products of twelve judgements past their medians, and an interaction of two.
    questions = {
        "sum": lambda x: x.sum(axis=1) > 6.3,
        "product": lambda x: (x > 0.1).all(axis=1),
        "interaction": lambda x: (x[:, 0] > 0.5) ^ (x[:, 11] > 0.5),
    }
    truth = np.random.default_rng(7).random((2**18, 12))
    for name, holds in questions.items():
        share = holds(truth).mean()
        inside = 0
        for seed in range(200):
            low, high = wilson(holds(sequence.points(12, seed, 0, 256)).sum(), 256)
            inside += bool(low <= share <= high)
        assert inside >= 180, name


def test_draws_are_more_even_than_random_ones() -> None:
    found = draws(capacities(*[ranged(0, 0, 1)] * 6), shape="uniform", seed=1).values(0, 512)
    chance = [np.random.default_rng(s).random((512, 6)) for s in range(5)]
    assert stats.qmc.discrepancy(found) < 0.5 * min(map(stats.qmc.discrepancy, chance))
    # One value in each of 512 equal parts: what makes small samples go far.
    assert np.all(np.sort(np.floor(found * 512), axis=0) == np.arange(512)[:, None])


def test_another_seed_gives_other_draws() -> None:
    dossier = capacities(*[ranged(0, 0, 1)] * 2)
    seeded = [draws(dossier, shape="uniform", seed=seed).values(0, 64) for seed in range(200)]
    assert len({values.tobytes() for values in seeded}) == 200
    # Over the seeds each single draw is uniform, and draws of two judgements are independent.
    first = np.array([values[0] for values in seeded])
    assert stats.kstest(first[:, 0], "uniform").statistic < 0.12
    assert abs(np.corrcoef(first.T)[0, 1]) < 0.2


def test_beyond_the_last_point_and_before_the_first_are_errors() -> None:
    found = draws(capacities(ranged(0, 1, 2)))
    for start, stop in [(-1, 2), (5, 4), (0, sequence.MOST_POINTS + 1)]:
        with pytest.raises(UsageError, match="there are draws 0 to 1073741824"):
            found.values(start, stop)
    with pytest.raises(UsageError):
        found.dossier(-1)


def test_the_last_draws_are_like_any_others() -> None:
    found = draws(capacities(*[ranged(0, 0, 1)] * 6), shape="uniform", seed=3)
    last = found.values(sequence.MOST_POINTS - 64, sequence.MOST_POINTS)
    assert np.all(np.sort(np.floor(last * 64), axis=0) == np.arange(64)[:, None])
    alone = found.values(sequence.MOST_POINTS - 1, sequence.MOST_POINTS)
    assert alone.tobytes() == last[-1:].tobytes()


def test_what_is_heavy_is_imported_when_draws_are_made() -> None:
    code = "import sys, irenic.dossier.draws; print('scipy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


# Judgements that err together -----------------------------------------------------------


def test_judgements_are_independent_of_each_other() -> None:
    found = draws(capacities(*[ranged(0, 0, 1)] * 5), shape="uniform")
    assert np.max(np.abs(np.corrcoef(scores(found, 4096).T) - np.eye(5))) < 0.06


def test_weights_of_a_group_multiply_to_correlations() -> None:
    weights = [1.0, -1.0, 0.8, -0.6, 0.5]
    together = [{"group": "fog", "weight": w} for w in weights]
    given = [ranged(0, 0, 1, moves_with=one) for one in together]
    found = draws(capacities(*given, ranged(0, 0, 1)), shape="uniform")
    assert found.groups == ("fog",)
    assert found.dims == 1 + 3 + 1  # the two that move with the group alone need none
    correlation = np.corrcoef(scores(found, 8192).T)
    expected = np.outer([*weights, 0.0], [*weights, 0.0])
    np.fill_diagonal(expected, 1.0)
    assert np.max(np.abs(correlation - expected)) < 0.04
    # Each keeps its own distribution.
    for column in found.values(0, 8192).T:
        assert stats.kstest(column, "uniform").statistic < 0.02


def test_those_with_a_weight_of_one_stand_at_the_same_share() -> None:
    one = ranged(0, 2, 10, moves_with="fog")
    other = ranged(-1, 0, 4, moves_with={"group": "fog", "weight": -1})
    values = draws(capacities(one, other)).values(0, 100)
    shares = stats.beta(1.8, 4.2, 0, 10).cdf(values[:, 0])
    assert shares == pytest.approx(1 - stats.beta(1.8, 4.2, -1, 5).cdf(values[:, 1]), abs=1e-4)


def test_the_nearest_entry_says_what_a_judgement_moves_with() -> None:
    found = draws(read(FULL))
    named = {
        key: found.groups[group] if group >= 0 else None
        for key, group in zip(found.keys, found.group, strict=True)
    }
    weight = dict(zip(found.keys, found.weight, strict=True))
    assert weight["issues.oil.worth.us.regions"] == -0.6  # its own, not its row's
    assert named["parties.army.capacity"] == "optimism"  # the party's
    assert named["levers.announce.audience_cost"] == "optimism"  # the lever's
    assert named["timetable.deeds.law.cost"] == "optimism"  # the deed's, not the timetable's
    assert named["timetable.guarantees.escrow.penalty"] == "reporters"  # the timetable's
    assert weight["timetable.discount.army"] == 1  # the timetable's, not the source's
    assert named["benchmarks.calm.chance"] == "optimism"  # the benchmark's, not the source's
    weights = "moves.preferences.militia.weights.not attack"
    assert named[weights] is None  # a weight of 0 takes it out of its source's group
    assert named["issues.oil.worth.us.central"] is None  # it has no range


def test_a_source_lends_its_group_to_judgements_that_have_none() -> None:
    source = {"title": "T", "moves_with": {"group": "fog", "weight": 0.5}}
    dossier = capacities(
        ranged(0, 1, 2, source="talk"), ranged(0, 1, 2, source="talk", moves_with="dusk"),
        ranged(0, 1, 2), ranged(0, 1, 2, moves_with="dusk"), ranged(0, 1, 2, source="talk"),
        sources={"talk": source},
    )  # fmt: skip
    found = draws(dossier)
    assert found.groups == ("fog", "dusk")
    assert found.group.tolist() == [0, 1, -1, 1, 0]
    assert found.weight.tolist() == [0.5, 1, 0, 1, 0.5]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("{low: 1, mode: 2, high: 3, moves_with: fog}", ["lonely-group"]),
        ("{low: 1, mode: 2, high: 3, moves_with: {group: fog, weight: 0}}", ["lonely-group"]),
        ("{low: 1, mode: 2, high: 3, moves_with: {group: fog, weight: .nan}}", ["not-finite"]),
        ("{low: 1, mode: 2, high: 3, moves_with: {group: fog, weight: 1.5}}", ["out-of-range"]),
        ("{low: 1, mode: 2, high: 3, moves_with: {group: fog, weight: -2}}", ["out-of-range"]),
        ("{low: 1, mode: 2, high: 3, moves_with: {weight: 1}}", ["missing-key"]),
        ("{low: 1, mode: 2, high: 3, moves_with: {group: fog, wieght: 1}}", ["unknown-key"]),
        ("{low: 1, mode: 2, high: 3, moves_with: a fog}", ["bad-slug"]),
        ("{low: 1, mode: 2, high: 3, moves_with: 3}", ["wrong-type"]),
        ("{low: 1, mode: 2, high: 3}", []),
    ],
)
def test_what_is_wrong_with_a_group_is_said(given: str, codes: list[str]) -> None:
    _, problems = examine_text(f"irenic: 1\nparties: {{us: {{capacity: {given}}}}}\n")
    assert [problem.code for problem in problems] == codes


def test_a_lonely_group_is_a_warning_with_its_place_and_a_spelling() -> None:
    text = (
        "irenic: 1\nparties:\n"
        "  a: {capacity: {low: 1, mode: 2, high: 3, moves_with: optimism}}\n"
        "  b: {capacity: {low: 1, mode: 2, high: 3, moves_with: optimism}}\n"
        "  c: {capacity: {low: 1, mode: 2, high: 3, moves_with: optimsm}}\n"
        "  d: {capacity: 3, moves_with: certain}\n"
        "  f: {capacity: {low: 1, mode: 2, high: 3, moves_with: {group: certain, weight: 0}}}\n"
        "  e: {capacity: {low: 1, mode: 2, high: 3, moves_with: certain}}\n"
    )
    dossier, problems = examine_text(text)
    assert dossier is not None
    found = [(p.code, p.severity, p.line, p.nearest) for p in problems]
    assert found == [
        ("lonely-group", "warning", 5, "optimism"), ("lonely-group", "warning", 6, None),
    ]  # fmt: skip
    assert "2 judgements, 1 of them with a range" in problems[1].found


def test_statements_and_conditions_cannot_move_with_anything() -> None:
    text = "irenic: 1\nparties: {us: {}}\nplans: {peace: {moves_with: fog}}\n"
    assert [problem.code for problem in examine_text(text)[1]] == ["unknown-key"]


# Dossiers -------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [FULL, *cases.names()])
def test_keys_are_those_of_the_file_and_unique(place: str | Path) -> None:
    dossier = read(FULL if place == FULL else cases.locate(str(place)))
    data = plain(dossier)
    standing = list(judgements(dossier))
    assert len({found.key for found in standing}) == len(standing)
    for found in standing:
        node = data
        for step in found.path:
            node = node[step]
        given = node["mode"] if isinstance(node, dict) else node
        assert given == found.judgement.mode, found.key
    assert overview(dossier).values["sourcing"]["judgements"] == len(standing)
    assert len(standing) == _judged(dossier)


def _judged(node: Any) -> int:
    """Judgements anywhere inside, found without knowing where they can stand."""
    if isinstance(node, Judgement):
        return 1
    if isinstance(node, Entry):
        return sum(_judged(value) for _, value in node)
    if isinstance(node, dict):
        return sum(_judged(value) for value in node.values())
    return sum(map(_judged, node)) if isinstance(node, tuple) else 0


@settings(max_examples=40)
@given(dossiers(), st.integers(0, 3))
def test_a_draw_can_be_written_and_read_and_is_certain(dossier: Dossier, number: int) -> None:
    found = draws(dossier)
    drawn = found.dossier(number)
    again, problems = examine_text(dump(drawn))
    assert again == drawn
    assert not [problem for problem in problems if problem.severity == "error"]
    standing = list(judgements(drawn))
    assert tuple(one.key for one in standing) == found.keys
    assert [one.judgement.mode for one in standing] == found.values(number, number + 1)[0].tolist()
    assert all(one.judgement.low is None and one.judgement.high is None for one in standing)
    for one, old in zip(standing, judgements(dossier), strict=True):
        now, then = one.judgement, old.judgement
        assert (now.source, now.at, now.because) == (then.source, then.at, then.because)
    assert np.array_equal(draws(drawn).values(0, 2)[1], found.values(number, number + 1)[0])


def test_a_draw_of_the_full_example_has_no_problem() -> None:
    drawn = draws(read(FULL)).dossier(5)
    again, problems = examine_text(dump(drawn))
    assert (again, problems) == (drawn, [])


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("  discount: {us: %s}", ranged(0, 0.9, 1)),
        ("  discount: {us: %s}", ranged(0.5, 0.9, 1.1)),
        ("  guarantees: {bond: {on: us, kind: bond, penalty: %s}}", ranged(-1, 0, 1)),
        ("benchmarks: {calm: {chance: %s}}", ranged(-0.1, 0.5, 1)),
        ("benchmarks: {calm: {chance: %s}}", ranged(0.1, 0.5, 1.1)),
        ("benchmarks: {calm: {chance: 0.5, changed_by: {law: %s}}}", ranged(-1.1, 0, 1)),
        ("levers: {pay: {kind: incentive, by: us, cost: {us: %s}}}", ranged(-1, 0, 1)),
    ],
)
def test_what_is_demanded_of_a_number_is_demanded_of_both_ends(
    key: str, numbers: dict[str, Any]
) -> None:
    """So that a draw, which lies between them, is as valid as the mode."""
    text = "irenic: 1\nparties: {us: {}}\ntimetable:\n  stages: 2\n  deeds: {law: {by: us}}\n"
    written = "{" + ", ".join(f"{name}: {x}" for name, x in numbers.items()) + "}"
    assert len(examine_text(text + key % written + "\n")[1]) == 1
    assert examine_text(text + key % numbers["mode"] + "\n")[1] == []


def test_arrays_of_a_draw_are_those_of_a_substitution_by_hand() -> None:
    dossier = read(cases.locate("iraq-2006"))
    found = draws(dossier, seed=4)
    values = dict(zip(found.keys, found.values(17, 18)[0], strict=True))
    data, paths = plain(dossier), dict(zip(found.keys, found.paths, strict=True))
    for key, value in values.items():
        node = data
        *path, last = paths[key]
        for step in path:
            node = node[step]
        kept = node[last] if isinstance(node[last], dict) else {}
        node[last] = {k: v for k, v in kept.items() if k not in ("low", "high")} | {"mode": value}
    by_hand = Dossier.model_validate(data)
    drawn = found.dossier(17)
    assert drawn == by_hand == with_values(dossier, values)
    first, second = (arrays(d, setting(d)) for d in (drawn, by_hand))
    assert np.array_equal(first.reservation, second.reservation)
    for p, party in enumerate(first.parties):
        for i, issue in enumerate(first.issues):
            for o, option in enumerate(first.options[i]):
                given = values.get(f"issues.{issue}.worth.{party}.{option}", 0.0)
                assert first.space.worth[i][p, o] == pytest.approx(given, abs=1e-9)


def test_only_what_is_named_is_replaced() -> None:
    dossier = read(FULL)
    changed = with_values(dossier, {"parties.army.capacity": 6, "joint_worth.0.worth.us": 1.5})
    assert changed.parties["army"].capacity is not None
    assert changed.parties["army"].capacity.model_dump() == 6
    assert changed.joint_worth[0].worth["us"].mode == 1.5
    back = {"parties": dossier.parties, "joint_worth": dossier.joint_worth}
    assert changed.model_copy(update=back) == dossier
    assert with_values(dossier, {}) == dossier


def test_values_that_no_judgement_can_have_and_unknown_keys_are_errors() -> None:
    dossier = read(FULL)
    with pytest.raises(UsageError, match=r"no judgement 'parties.army.capcity'. Did you mean"):
        with_values(dossier, {"parties.army.capcity": 1})
    for value in (math.nan, math.inf, 2e6):
        with pytest.raises(UsageError, match="no judgement can have the value"):
            with_values(dossier, {"parties.army.capacity": value})
