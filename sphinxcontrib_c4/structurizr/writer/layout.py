"""Lay out the views of a workspace, with boundaries around groups where they fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout import Geometry, LayoutFault
from sphinxcontrib_c4.structurizr.writer.coordinates import has_separate_boundaries
from sphinxcontrib_c4.structurizr.writer.groups import add_group_boundaries, remove_group_boundaries
from sphinxcontrib_c4.structurizr.writer.view_selection import KeyedView
from sphinxcontrib_c4.views import View

LayoutFunction = Callable[[Sequence[View]], Sequence[Geometry | LayoutFault]]


class LayoutError(Exception):
    """Views could not be laid out; ``faults`` holds one entry per view."""

    def __init__(self, faults: Iterable[LayoutFault]) -> None:
        """Take the faults of all views."""
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.view_name}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class LaidOutView:
    """The geometry of a view, its key, and whether its groups have boundaries."""

    key: str
    geometry: Geometry
    has_group_boundaries: bool

    @property
    def view(self) -> View:
        """The view as it was laid out."""
        return self.geometry.view


def lay_out_views(
    views: Sequence[KeyedView], titles: Mapping[str, str], lay_out: LayoutFunction, *, separator: str = ""
) -> list[LaidOutView]:
    """Return the layout of each view; ``titles`` maps elements to the titles of their groups, or their paths.

    A layout keeps the members of a group together if it can. If another element lies between them, the boundary would
    overlap it, so the view is laid out again without boundaries around groups.

    Raises:
        LayoutError: views could not be laid out.
    """
    with_groups = {item.key: add_group_boundaries(item.view, titles, separator=separator) for item in views}
    layouts = dict(zip(with_groups, _lay_out([*with_groups.values()], lay_out), strict=True))
    without_groups = {
        item.key: remove_group_boundaries(item.view) for item in views if not has_separate_boundaries(layouts[item.key])
    }
    layouts |= dict(zip(without_groups, _lay_out([*without_groups.values()], lay_out), strict=True))
    return [
        LaidOutView(key, layouts[key], has_group_boundaries=layouts[key].view == view)
        for key, view in with_groups.items()
    ]


def _lay_out(views: Sequence[View], lay_out: LayoutFunction) -> list[Geometry]:
    results = lay_out(views) if views else ()
    if faults := [result for result in results if isinstance(result, LayoutFault)]:
        raise LayoutError(faults)
    return [result for result in results if isinstance(result, Geometry)]
