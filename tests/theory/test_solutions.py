"""Programmes find what enumeration finds: solutions, ideals, nearest packages, the frontier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irenic.theory import leximin
from irenic.theory.bargaining import SOLUTIONS, bargain, proposed
from irenic.theory.best_passing import best_passing
from irenic.theory.efficient import spread
from irenic.theory.frontier import frontier, joined_choices
from irenic.theory.leximin import TIES, Bargain, columns_of, granularity, lifted
from irenic.theory.packages import JointTerm, RedLine, Space, gains_of, options_of, rounded
from irenic.theory.programme import Search, best, total
from irenic.theory.refusals import refusals
from irenic.theory.solutions import solutions
from spaces import spaces

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def choices(space, index):
    return [tuple(map(int, row)) for row in np.array(options_of(space, index)).T]


def vectors(space, some):
    return [tuple(rounded(g)) for g in gains_of(space, columns_of(some))[: space.required].T]


def agrees(space, answer, value, expected, dominated=None):
    """``answer`` is that of the enumeration, or where there are many ties a part of it."""
    assert answer.proven
    assert answer.value == answer.bound == value
    if answer.count is not None:
        assert list(answer.ties) == expected
        assert answer.count == len(expected)
        assert answer.dominated in (None, dominated)
        return
    assert len(expected) + (dominated or 0) > TIES
    assert 0 < len(answer.ties) <= TIES
    assert set(answer.ties) <= set(expected)
    first, best = vectors(space, [answer.ties[0], expected[0]])
    assert sorted(first) == sorted(best)


def compared(space):
    listed, found = bargain(space), solutions(space)
    assert found.zone is (listed.acceptable > 0)
    if found.zone:
        assert (found.ideal == listed.ideal).all()
        best = frontier(space, lambda: listed.again(space), listed.acceptable)
        for name in SOLUTIONS:
            one = listed.solutions[name]
            kept = proposed(space, one.ties, best.gains)
            left_out = len(one.ties) - len(kept)
            agrees(space, found.found[name], one.value, choices(space, kept), left_out)
        return
    near = refusals(space).nearest
    assert (found.nearest is None) == (near is None)
    if near is not None:
        agrees(space, found.nearest, near.value, choices(space, near.ties))


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
@given(spaces(largest=150))
def test_programmes_agree_with_the_enumeration(space):
    compared(space)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(spaces(largest=150), st.data())
def test_the_best_passing_package_is_that_of_the_enumeration(space, data):
    quorum = data.draw(st.integers(1, space.required))
    vetoes = data.draw(st.lists(st.integers(0, space.required - 1), max_size=2, unique=True))
    listed, found = refusals(space, quorum, vetoes), best_passing(space, quorum, vetoes)
    assert (found is None) == (listed.best_passing is None)
    if found is not None:
        one = listed.best_passing
        agrees(space, found, one.value, choices(space, one.ties))


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(spaces())
def test_the_frontier_by_options_is_that_by_index(space):
    listed = bargain(space)
    best = frontier(space, lambda: listed.again(space), listed.acceptable)
    found = joined_choices(space)
    assert set(map(tuple, rounded(found.gains).T)) == set(map(tuple, rounded(best.gains).T))
    assert len(found.options) == len(best.packages)
    if len(found.options):
        assert vectors(space, found.options.tolist()) == list(map(tuple, rounded(found.gains).T))
        assert not any(
            all(option[issue] in some for issue, some in never.items())
            for option in found.options.tolist()
            for never in space.binding
        )


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(spaces(largest=60))
def test_a_spread_lies_on_the_frontier(space):
    listed = bargain(space)
    if not listed.acceptable:
        return
    best = frontier(space, lambda: listed.again(space), listed.acceptable)
    known = choices(space, np.concatenate([b.packages for b in listed.again(space)])[:3])
    found = spread(space, known)
    assert len(found.options)
    assert set(map(tuple, rounded(found.gains).T)) <= set(map(tuple, rounded(best.gains).T))


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(spaces(largest=60))
def test_steps_of_gains_are_lower_bounds(space):
    every = np.arange(space.size)
    gains = gains_of(space, options_of(space, every))
    for parties in ([0], list(range(space.required))):
        step, least = granularity(space, parties)
        sums = np.unique(gains[parties].sum(axis=0))
        assert (np.diff(sums) >= step).all()
        assert (sums[sums > 0] >= least).all()


def test_the_least_gain_above_0_is_what_is_left_over_by_the_step():
    space = Space((np.array([[0.0, 3.0, 9.0]]),), np.array([-8.0]), 1)
    assert granularity(space, [0]) == (3e9, 1e9)


def test_many_ties_are_listed_in_part_and_the_best_by_leximin_is_first():
    # Four issues on which nothing hangs for the sum, and one that helps the poorer party.
    worth = [np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]) for _ in range(4)]
    compared(Space((*worth, np.array([[0.0, 1.0], [1.0, 1.0]])), np.array([0.0, 0.0]), 2))
    found = solutions(Space(tuple(worth), np.array([-4.0, 0.0]), 2)).found["utilitarian"]
    assert found.count is None
    assert found.proven
    assert len(found.ties) == TIES


def test_a_product_of_0_and_an_ideal_of_0_are_handled_as_in_the_enumeration():
    worth = (np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 2.0]]), np.array([[0.0, -1.0], [3.0, 5.0]]))
    compared(Space(worth, np.zeros(2), 2))
    compared(Space((np.zeros((2, 3)),) * 2, np.zeros(2), 2))


def planted(parties=6, issues=20, options=5, seed=4):
    """10^14 packages of which one is best for everybody, issue by issue, and its options."""
    random = np.random.default_rng(seed)
    target = random.integers(0, options, issues)
    worth = [random.integers(0, 20, (parties, options)).astype(float) for _ in range(issues)]
    for table, option in zip(worth, target, strict=True):
        table[:, option] = 25.0
    return Space(tuple(worth), np.full(parties, -400.0), parties), tuple(map(int, target))


def test_what_was_planted_among_10_to_the_14_packages_is_found_and_proven():
    space, target = planted()
    assert space.size > 9 * 10**13
    found = solutions(space)
    for name in SOLUTIONS:
        assert found.found[name].proven
        assert found.found[name].ties == (target,)
        assert found.found[name].count == 1
    assert found.found["nash_bargaining_solution"].value == 100.0**6
    assert (found.ideal == 100.0).all()
    whole = joined_choices(space)
    assert whole.options.tolist() == [list(target)]


def test_one_acceptable_package_among_10_to_the_14_and_none_a_point_further():
    space, target = planted()
    tight = Space(space.worth, np.full(6, -500.0), 6)
    found = solutions(tight)
    assert found.zone is True
    assert found.found["egalitarian"].ties == (target,)
    assert found.found["egalitarian"].value == 0
    none = solutions(Space(space.worth, np.full(6, -501.0), 6))
    assert none.zone is False
    assert none.nearest.ties == (target,)
    assert none.nearest.value == -1
    lines = tuple(RedLine(0, {0: (option,)}) for option in range(5))
    shut = solutions(Space(space.worth, space.constant, 6, (), lines))
    assert shut.zone is False
    assert shut.nearest is None


def test_joint_worth_and_red_lines_count_in_spaces_too_large_to_list():
    space, target = planted()
    pair = {0: (target[0],), 1: (target[1],)}
    joint = JointTerm(pair, np.array([-7.0, 0, 0, 0, 0, 0]))
    found = solutions(Space(space.worth, space.constant, 6, (joint,)))
    assert found.found["utilitarian"].ties == (target,)
    assert found.found["utilitarian"].value == 600 - 7
    lines = (RedLine(1, pair),)
    found = solutions(Space(space.worth, space.constant, 6, (), lines))
    for answer in found.found.values():
        assert all(any(tie[i] != target[i] for i in (0, 1)) for tie in answer.ties)


def test_without_time_nothing_is_claimed():
    space, _ = planted()
    found = solutions(space, seconds=1e-9)
    assert found.zone is None
    assert found.found == {}
    assert found.nearest is None or not found.nearest.proven


def test_a_lifted_package_is_one_that_nothing_dominates():
    worth = (np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 2.0]]),)
    search = Bargain(Space(worth, np.zeros(2), 2))
    assert lifted(search, [(0,)]) == (((2,),), True)


@pytest.mark.parametrize("seed", range(3))
def test_the_frontier_of_10_to_the_12_packages_contains_what_solves_it(seed):
    random = np.random.default_rng(seed)
    worth = [random.integers(0, 40, (3, 10)).astype(float) for _ in range(12)]
    middle = np.round(sum(table.mean(axis=1) for table in worth) * 1.2)
    space = Space(tuple(worth), -middle, 3)
    whole = joined_choices(space)
    known = set(map(tuple, rounded(whole.gains).T))
    rows = rounded(whole.gains).T
    assert not any((rows >= row).all(axis=1).sum() > 1 for row in rows)
    found = solutions(space)
    assert (whole.gains.max(axis=1) / 1e9 == found.ideal).all()
    for answer in found.found.values():
        assert set(vectors(space, answer.ties)) <= known


def test_a_frontier_too_large_to_join_is_given_up(monkeypatch):
    monkeypatch.setattr("irenic.theory.frontier.PARTIAL", 10)
    random = np.random.default_rng(0)
    worth = [random.integers(0, 40, (3, 4)).astype(float) for _ in range(4)]
    assert joined_choices(Space(tuple(worth), np.zeros(3), 3)) is None


def test_of_more_ties_than_are_sought_each_that_is_proposed_is_undominated(monkeypatch):
    for module in ("solutions", "leximin"):
        monkeypatch.setattr(f"irenic.theory.{module}.TIES", 2)
    assert leximin.TIES == 2
    random = np.random.default_rng(1)
    for _ in range(12):
        worth = [random.integers(0, 3, (3, 3)).astype(float) for _ in range(3)]
        space = Space(tuple(worth), np.full(3, -1.0), 3)
        listed, found = bargain(space), solutions(space)
        best = frontier(space, lambda s=space, b=listed: b.again(s), listed.acceptable)
        for name, answer in found.found.items():
            one = listed.solutions[name]
            kept = choices(space, proposed(space, one.ties, best.gains))
            assert answer.value == one.value
            assert answer.proven
            assert set(answer.ties) <= set(kept)
            first, top = vectors(space, [answer.ties[0], kept[0]])
            assert sorted(first) == sorted(top)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(spaces(largest=60), st.data())
def test_packages_known_beforehand_change_neither_the_best_nor_its_ties(space, data):
    every = choices(space, np.arange(space.size))
    known = tuple(data.draw(st.lists(st.sampled_from(every), max_size=6, unique=True)))
    search = Bargain(space)
    programme, packages = search.acceptable()
    objective = total(packages.gains[party] for party in search.parties)

    def value(choice):
        gains = search.accepted(choice)
        return None if gains is None else float(rounded(gains).sum()) / 1e9

    def asked(some):
        return best(programme, packages, objective, value, Search(1e-9, space.size, known=some))

    plain, helped = asked(()), asked(known)
    assert helped.value == plain.value
    assert set(helped.ties) == set(plain.ties)
    assert (helped.more, helped.proven) == (plain.more, True)


def test_only_what_is_asked_for_is_sought():
    space = Space((np.array([[0.0, 1.0, 3.0], [2.0, 1.0, 0.0]]),) * 2, np.zeros(2), 2)
    whole = solutions(space)
    one = solutions(space, only=("nash_bargaining_solution",))
    assert one.ideal is None
    assert one.found == {"nash_bargaining_solution": whole.found["nash_bargaining_solution"]}
    shares = solutions(space, only=("kalai_smorodinsky",))
    assert (shares.ideal == whole.ideal).all()
    assert list(shares.found) == ["kalai_smorodinsky"]
    with pytest.raises(ValueError, match="no such solution: kalai; expected among nash"):
        solutions(space, only=("kalai",))


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(spaces(largest=150))
def test_a_climb_adds_acceptable_packages_only_with_their_gains(space):
    listed = bargain(space)
    if not listed.acceptable:
        return
    blocks = list(listed.again(space))
    index = np.concatenate([block.packages for block in blocks])
    gains = np.hstack([block.gains for block in blocks])
    accepted = dict(zip(choices(space, index), gains.T.tolist(), strict=True))
    search = Bargain(space)
    search.accepted(next(iter(accepted)))
    search.climb(lambda units: units.sum(axis=0))
    assert set(search.pool) <= set(accepted)
    assert all(found.tolist() == accepted[choice] for choice, found in search.pool.items())
