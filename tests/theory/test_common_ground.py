"""Common ground, against its definition read out issue by issue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from irenic.theory.common_ground import common_ground
from irenic.theory.packages import JointTerm, Space
from spaces import spaces


def stake(space, issue, party):
    row = space.worth[issue][party]
    return max(row) - min(row)


def agreed(space, issue, which):
    """The options that are best (``max``) or worst (``min``) for all who care, and those."""
    cares = [p for p in range(space.required) if stake(space, issue, p) > 0]
    options = [
        option
        for option in range(space.shape[issue])
        if cares
        and all(space.worth[issue][p][option] == which(space.worth[issue][p]) for p in cares)
    ]
    return tuple(options), tuple(cares)


@given(spaces())
@settings(max_examples=200)
def test_what_coincides_and_what_is_off_the_table(space):
    found = common_ground(space)
    for which, told in ((max, found.coincide), (min, found.off_the_table)):
        expected = {i: agreed(space, i, which) for i in range(len(space.shape))}
        assert {c.issue: (c.options, c.cares) for c in told} == {
            issue: answer for issue, answer in expected.items() if answer[0]
        }
    assert set(found.joint) == {
        i for t in space.joint if any(t.worth[: space.required]) for i in t.when
    }


@given(spaces())
@settings(max_examples=200)
def test_gifts_are_nobodys_first_concern_and_somebodys_last(space):
    parties, issues = range(space.required), range(len(space.shape))
    stakes = {p: [stake(space, i, p) for i in issues] for p in parties}
    expected = {}
    for i in issues:
        first = [p for p in parties if stakes[p][i] > 0 and stakes[p][i] == max(stakes[p])]
        last = [
            p for p in parties
            if stakes[p][i] > 0 and stakes[p][i] == min(s for s in stakes[p] if s > 0)
        ]  # fmt: skip
        indifferent = [p for p in parties if stakes[p][i] == 0]
        gaining = [p for p in parties if p not in last and p not in indifferent]
        if not first and (last or indifferent) and gaining and not agreed(space, i, max)[0]:
            expected[i] = (last, indifferent, gaining)
    found = common_ground(space).gifts
    assert {
        g.issue: (list(g.last), list(g.indifferent), sorted(p for p, _ in g.worth)) for g in found
    } == expected
    for gift in found:
        table, total = space.worth[gift.issue], {p: sum(stakes[p]) for p in parties}
        assert list(gift.worth) == sorted(gift.worth, key=lambda pair: -pair[1])
        for party, share in gift.worth:
            assert share == pytest.approx(stakes[party][gift.issue] / total[party])

        def costs(option, table=table, total=total):
            lost = {p: max(table[p]) - table[p][option] for p in parties}
            return {p: lost[p] / total[p] for p in parties if lost[p] > 0}

        assert dict(gift.costs) == pytest.approx(costs(gift.option))
        assert list(gift.costs) == sorted(gift.costs, key=lambda pair: -pair[1])
        gainer = gift.worth[0][0]
        wanted = [o for o in range(table.shape[1]) if table[gainer][o] == max(table[gainer])]
        assert gift.option in wanted
        dearest = [max(costs(o).values(), default=0.0) for o in wanted]
        own = max(costs(gift.option).values(), default=0.0)
        assert own == pytest.approx(min(dearest))
        assert gift.dearest == pytest.approx(own)
        assert gift.cheap is (gift.dearest <= gift.worth[0][1] / 2)
        assert gift.surplus == pytest.approx(gift.worth[0][1] - own)
    surplus = [gift.surplus for gift in found]
    assert surplus == sorted(surplus, reverse=True)


def test_a_gift_by_hand():
    """Two parties, three issues: each one's last concern is the other's second."""
    worth = (
        np.array([[0.0, 10.0], [10.0, 0.0]]),
        np.array([[0.0, 4.0], [1.0, 0.0]]),
        np.array([[0.0, 2.0], [9.0, 0.0]]),
    )
    found = common_ground(Space(worth, np.zeros(2), 2, (JointTerm({1: (0,)}, np.ones(2)),)))
    assert found.coincide == found.off_the_table == ()
    first, second = found.gifts
    assert (first.issue, first.option, first.indifferent) == (2, 0, ())
    assert first.worth == ((1, 9 / 20),)
    assert first.costs == ((0, 2 / 16),)
    assert first.last == (0,)
    assert first.surplus == 9 / 20 - 2 / 16
    assert first.cheap
    assert (second.issue, second.option) == (1, 1)
    assert second.worth == ((0, 4 / 16),)
    assert found.joint == (1,)


def test_of_what_is_wanted_alike_a_gift_is_what_costs_least():
    """The second party wants two options of the first issue alike; one costs the first less."""
    worth = (
        np.array([[0.0, 1.0, 2.0], [5.0, 5.0, 0.0]]),
        np.array([[0.0, 9.0], [9.0, 0.0]]),
        np.array([[0.0, 4.0], [1.0, 0.0]]),
    )
    (gift, _) = common_ground(Space(worth, np.zeros(2), 2)).gifts
    assert (gift.issue, gift.option) == (0, 1)
    assert gift.costs == ((0, 1 / 15),)
