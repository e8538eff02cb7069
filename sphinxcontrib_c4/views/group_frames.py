"""Frames around groups: one boundary for each group, and one for each group around it.

Structurizr names a nested group by its path, such as ``Europe/Berlin``; a model states the character between the parts.
A frame belongs to the element around the members, so that equal groups of two systems stay two frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sphinxcontrib_c4.views.view import Boundary

GROUP_PREFIX = "group:"
"""The beginning of the name of a frame around a group."""

_NO_PARENTS: Mapping[str, str] = MappingProxyType({})


def group_frames(
    groups: Mapping[str, str], *, separator: str = "", parents: Mapping[str, str] = _NO_PARENTS
) -> tuple[dict[str, str], tuple[Boundary, ...]]:
    """Return the frame around each member of a group, and all frames, outer ones first.

    Args:
        groups: the name of a member -> the title of its group, or its path.
        separator: the text between the titles of a path, or ``""`` if groups do not nest.
        parents: the name of a member -> the name of the boundary around the whole group.
    """
    frames: dict[str, Boundary] = {}
    innermost: dict[str, str] = {}
    for member, path in groups.items():
        for frame in _frames(path, separator, parents.get(member, "")):
            frames.setdefault(frame.name, frame)
            innermost[member] = frame.name
    return innermost, tuple(frames.values())


def frame_name(path: str, parent: str = "") -> str:
    """Return the name of the frame around the group ``path`` inside the boundary ``parent``."""
    return f"{GROUP_PREFIX}{parent}:{path}" if parent else f"{GROUP_PREFIX}{path}"


def _frames(path: str, separator: str, parent: str) -> Iterable[Boundary]:
    """Yield the frames of a path from the outside in."""
    outer, around = parent, ""
    for title in _titles(path, separator):
        around = f"{around}{separator}{title}" if around else title
        frame = Boundary(name=frame_name(around, parent), title=title, parent=outer)
        yield frame
        outer = frame.name


def _titles(path: str, separator: str) -> list[str]:
    titles = [title.strip() for title in path.split(separator)] if separator else [path]
    return [title for title in titles if title]
