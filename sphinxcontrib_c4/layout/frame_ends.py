"""Frame ends: a line to a boundary ends at the frame, although it is laid out to a box inside.

A flow that names only a system or container ends at its boundary. Ranks and routes know boxes only, so the
line is routed to a box and then cut at the frame. A line whose label lies inside the frame is not cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sphinxcontrib_c4.layout.geometry import Point, Rect
from sphinxcontrib_c4.views import Relationship

#: Px of a line that must remain, so that its head can be drawn.
_SHORTEST = 16.0


def cut_at_frames(
    line: Relationship, path: Sequence[Point], frames: Mapping[str, Rect], label: Rect | None
) -> Sequence[Point]:
    """Return ``path`` without the parts inside the frames of the boundaries at which ``line`` ends."""
    if line.target in frames:
        path = _cut_end(path, frames[line.target], label)
    if line.source in frames:
        path = _cut_end(path[::-1], frames[line.source], label)[::-1]
    return path


def _cut_end(path: Sequence[Point], frame: Rect, label: Rect | None) -> Sequence[Point]:
    """Return ``path`` up to the point where it enters ``frame`` for the last time, or all of it if it starts inside."""
    entry = next((n for n in range(len(path) - 1, 0, -1) if not _is_inside(path[n - 1], frame)), 0)
    if not entry or not _is_inside(path[-1], frame) or (label is not None and _is_inside(label.center, frame)):
        return path
    border = _crossing(path[entry - 1], path[entry], frame)
    last = path[entry - 1]
    if entry == 1 and abs(border.x - last.x) + abs(border.y - last.y) < _SHORTEST:
        return path
    return [*path[:entry], border]


def _is_inside(point: Point, frame: Rect) -> bool:
    return frame.x < point.x < frame.right and frame.y < point.y < frame.bottom


def _crossing(outside: Point, inside: Point, frame: Rect) -> Point:
    """Return the point at which the segment from ``outside`` to ``inside`` enters ``frame``."""
    shares = [0.0]
    for start, end, low, high in (
        (outside.x, inside.x, frame.x, frame.right),
        (outside.y, inside.y, frame.y, frame.bottom),
    ):
        if start < low:
            shares.append((low - start) / (end - start))
        elif start > high:
            shares.append((high - start) / (end - start))
    share = max(shares)
    x = outside.x + (inside.x - outside.x) * share
    return Point(round(x, 2), round(outside.y + (inside.y - outside.y) * share, 2))
