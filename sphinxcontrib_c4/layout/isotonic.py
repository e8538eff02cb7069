"""Values in order: as near as can be to what is wanted, yet at a distance from each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def straightened(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Return values in order with the least sum of distances from ``wanted``: as many as can be get what they want.

    Each lies at least ``gaps[i]`` behind the one before, and between ``low`` and ``high`` where there is room for all.
    It is isotonic regression, by pooling adjacent violators (Ayer, Brunk, Ewing, Reid, Silverman 1955), of what is left
    when the gaps are taken away; its pools take their median (Robertson, Wright:
    Algorithms in Order Restricted Statistical Inference, 1980).
    """
    offsets = [*accumulate([0.0, *gaps])]
    highest = max(high - offsets[-1], low)
    pools: list[list[float]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        pool = [min(max(value - offset, low), highest)]
        while pools and _median(pools[-1]) > _median(pool):
            pool = sorted([*pools.pop(), *pool])
        pools.append(pool)
    flat = [_median(pool) for pool in pools for _ in pool]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def _median(values: Sequence[float]) -> float:
    return values[(len(values) - 1) // 2]
