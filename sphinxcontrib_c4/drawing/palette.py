"""The colours of drawings, light and dark, apart from those of boxes, which ``shapes`` has.

A drawing carries the light ones as attributes; ``static/c4.css`` repeats both as custom properties and is generated
(``stylesheet``). All text has a contrast of 4.5 : 1 or more with its background, in both schemes (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import ChangeMark


class Paint(NamedTuple):
    """The colours of a box: its inside, its outline, its name, and the rest of its text."""

    fill: str
    stroke: str
    ink: str
    soft: str


class Stroke(NamedTuple):
    """A line: its colour, the colour of its label, and the pattern of its dashes."""

    stroke: str
    ink: str
    dashes: str | None


class ChangePaint(NamedTuple):
    """The colours of a mark of a change: its outline and badge, and the wide line below a line."""

    stroke: str
    halo: str


class Colours(NamedTuple):
    """One colour in both schemes."""

    light: str
    dark: str


#: Colours of the page, by the names of their custom properties without ``--c4-``.
GROUND: Mapping[str, Colours] = MappingProxyType(
    {
        "canvas": Colours("#ffffff", "#14181d"),
        "ink": Colours("#1f2a35", "#e3e9ef"),
        "soft": Colours("#515d68", "#a6b2bd"),
        "rule": Colours("#d5dce3", "#36424d"),
        "focus": Colours("#0969da", "#79b8ff"),
    }
)
CANVAS, INK, SOFT, RULE = (GROUND[name].light for name in ("canvas", "ink", "soft", "rule"))

_DASHES = {Mode.SYNC: None, Mode.ASYNC: "7 4", Mode.UNKNOWN: "1.5 4"}
LINES: Mapping[Mode, Stroke] = MappingProxyType(
    {
        Mode.SYNC: Stroke("#4a5763", INK, _DASHES[Mode.SYNC]),
        Mode.ASYNC: Stroke("#b76e00", "#8a4b00", _DASHES[Mode.ASYNC]),
        Mode.UNKNOWN: Stroke("#6b7783", INK, _DASHES[Mode.UNKNOWN]),
    }
)
DARK_LINES: Mapping[Mode, Stroke] = MappingProxyType(
    {
        Mode.SYNC: Stroke("#aab6c1", GROUND["ink"].dark, _DASHES[Mode.SYNC]),
        Mode.ASYNC: Stroke("#f0a53a", "#f3b35a", _DASHES[Mode.ASYNC]),
        Mode.UNKNOWN: Stroke("#8c99a5", GROUND["ink"].dark, _DASHES[Mode.UNKNOWN]),
    }
)

#: Colours of marks and boundaries. Boundaries have a shade for each depth; the last one serves for all deeper ones.
MARKS: Mapping[str, Colours] = MappingProxyType(
    {
        "cut": Colours("#b3261e", "#ff9d94"),
        "added": Colours("#1a7030", "#6fdd8b"),
        "added-halo": Colours("#bfe5c8", "#1f5a31"),
        "removed": Colours("#b3261e", "#ff9d94"),
        "removed-halo": Colours("#f6c9c5", "#6b2d29"),
        "changed": Colours("#6a35b0", "#c8a6ff"),
        "changed-halo": Colours("#ddccf5", "#4b3670"),
        "frame-0": Colours("#f5f8fa", "#1a2027"),
        "frame-1": Colours("#eaf0f5", "#212932"),
        "frame-2": Colours("#dfe7ee", "#29323c"),
        "frame-stroke": Colours("#8494a3", "#667685"),
        "frame-ink": Colours("#3a4753", "#c3ced8"),
    }
)
CUT = MARKS["cut"].light
CHANGES: Mapping[ChangeMark, ChangePaint] = MappingProxyType(
    {mark: ChangePaint(MARKS[mark].light, MARKS[f"{mark}-halo"].light) for mark in ChangeMark}
)
FRAMES = tuple(MARKS[f"frame-{level}"].light for level in range(3))
FRAME_STROKE = MARKS["frame-stroke"].light
FRAME_INK = MARKS["frame-ink"].light


def frame_level(depth: int) -> int:
    """Return the shade of a boundary inside ``depth`` others."""
    return min(depth, len(FRAMES) - 1)
