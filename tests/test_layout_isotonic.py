"""Isotonic regression: the properties of its results."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.layout.isotonic import fit_in_order

HIGH = 8
VALUES = st.lists(st.integers(0, HIGH), min_size=1, max_size=4)
GAP = 2.0


def distance(first, second):
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))


@given(targets=VALUES)
def test_fitted_values_keep_order_gaps_and_range(targets):
    fitted = fit_in_order(targets, [GAP] * (len(targets) - 1), 0.0, HIGH)
    assert all(value + GAP <= following + 1e-9 for value, following in pairwise(fitted))
    assert fitted[0] >= -1e-9
    assert fitted[-1] <= HIGH + 1e-9


@given(targets=VALUES)
def test_fitted_values_have_the_least_total_distance(targets):
    fitted = fit_in_order(targets, [GAP] * (len(targets) - 1), 0.0, HIGH)
    alternatives = (
        values
        for values in product(range(HIGH + 1), repeat=len(targets))
        if all(value + GAP <= following for value, following in pairwise(values))
    )
    assert distance(fitted, targets) == pytest.approx(min(distance(values, targets) for values in alternatives))


def test_fit_moves_only_one_of_two_close_values():
    assert fit_in_order([0.0, 4.0, 5.0, 8.0], [GAP] * 3, 0.0, HIGH) in ([0.0, 4.0, 6.0, 8.0], [0.0, 3.0, 5.0, 8.0])
