"""Values in order: the laws of the regression."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.layout.isotonic import fit_in_order

HIGH = 8
VALUES = st.lists(st.integers(0, HIGH), min_size=1, max_size=4)
GAP = 2.0


def distance(one, other):
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@given(wanted=VALUES)
def test_values_keep_their_order_their_gaps_and_their_range(wanted):
    found = fit_in_order(wanted, [GAP] * (len(wanted) - 1), 0.0, HIGH)
    assert all(one + GAP <= other + 1e-9 for one, other in pairwise(found))
    assert found[0] >= -1e-9
    assert found[-1] <= HIGH + 1e-9


@given(wanted=VALUES)
def test_no_other_values_are_nearer_in_sum(wanted):
    found = fit_in_order(wanted, [GAP] * (len(wanted) - 1), 0.0, HIGH)
    others = (
        each
        for each in product(range(HIGH + 1), repeat=len(wanted))
        if all(one + GAP <= other for one, other in pairwise(each))
    )
    assert distance(found, wanted) == pytest.approx(min(distance(each, wanted) for each in others))


def test_one_that_is_in_the_way_moves_and_the_others_stay():
    assert fit_in_order([0.0, 4.0, 5.0, 8.0], [GAP] * 3, 0.0, HIGH) in ([0.0, 4.0, 6.0, 8.0], [0.0, 3.0, 5.0, 8.0])
