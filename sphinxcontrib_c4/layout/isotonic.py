"""Values in order: as near as can be to what is wanted, yet at a distance from each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

Regression = Callable[[Sequence[float], Sequence[float], float, float], list[float]]
"""What takes wanted values, the gaps between them, and their bounds."""


def spaced(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """The values nearest to ``wanted`` of which each lies at least ``gaps[i]`` behind the one before.

    They keep their order, and between ``low`` and ``high`` where there is room for all. It is isotonic regression, by
    pooling adjacent violators (Ayer, Brunk, Ewing, Reid, Silverman 1955), of what is left when the gaps are taken away.
    """
    offsets = [*accumulate([0.0, *gaps])]
    pools: list[tuple[float, int]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        mean, size = value - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    highest = max(high - offsets[-1], low)
    flat = [min(max(mean, low), highest) for mean, size in pools for _ in range(size)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def straightened(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """As :func:`spaced`, with the least sum of distances, not of their squares: as many as can be get what they want.

    Its pools take their median (Robertson, Wright: Algorithms in Order Restricted Statistical Inference, 1980).
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
