"""Isotonic regression: sorted values that keep minimum distances and lie as near as possible to given ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def fit_in_order(targets: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Return sorted values with the least sum of distances from ``targets``; as many as possible equal their target.

    Each lies at least ``gaps[i]`` after the one before, and between ``low`` and ``high`` if there is room for all.
    The gaps are subtracted first. Isotonic regression then pools adjacent violators (Ayer, Brunk, Ewing, Reid,
    Silverman 1955); each pool takes its median (Robertson, Wright: Algorithms in Order Restricted Statistical
    Inference, 1980).
    """
    offsets = [*accumulate([0.0, *gaps])]
    highest = max(high - offsets[-1], low)
    pools: list[list[float]] = []
    for value, offset in zip(targets, offsets, strict=True):
        pool = [min(max(value - offset, low), highest)]
        while pools and _median(pools[-1]) > _median(pool):
            pool = sorted([*pools.pop(), *pool])
        pools.append(pool)
    flat = [_median(pool) for pool in pools for _ in pool]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def _median(values: Sequence[float]) -> float:
    return values[(len(values) - 1) // 2]
