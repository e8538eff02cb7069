"""Arranging: views with their layouts, groups framed where that does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout import Geometry, LayoutFault
from sphinxcontrib_c4.structurizr.writer.coordinates import is_orderly
from sphinxcontrib_c4.structurizr.writer.groups import framed, unframed
from sphinxcontrib_c4.structurizr.writer.view_selection import Keyed
from sphinxcontrib_c4.views import View

LayOut = Callable[[Sequence[View]], Sequence[Geometry | LayoutFault]]


class LayoutError(Exception):
    """Views that could not be laid out; ``faults`` says which and why."""

    def __init__(self, faults: Iterable[LayoutFault]) -> None:
        """Take all faults at once."""
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.view_name}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A view that has been laid out, its key, and whether the groups in it are framed."""

    key: str
    geometry: Geometry
    framed: bool

    @property
    def view(self) -> View:
        """The view as it was laid out."""
        return self.geometry.view


def arranged(views: Sequence[Keyed], titles: Mapping[str, str], lay_out: LayOut) -> list[Arrangement]:
    """The arrangement of each view; ``titles`` are those of the groups of elements.

    A layout keeps the members of a group together if it can. Where something else comes to lie between them, the frame
    would be drawn across it, so the view does without frames.

    Raises:
        LayoutError: views could not be laid out.
    """
    wished = {each.key: framed(each.view, titles) for each in views}
    found = dict(zip(wished, _laid_out([*wished.values()], lay_out), strict=True))
    plain = {each.key: unframed(each.view) for each in views if not is_orderly(found[each.key])}
    found |= dict(zip(plain, _laid_out([*plain.values()], lay_out), strict=True))
    return [Arrangement(key, found[key], framed=found[key].view == wish) for key, wish in wished.items()]


def _laid_out(views: Sequence[View], lay_out: LayOut) -> list[Geometry]:
    made = lay_out(views) if views else ()
    if faults := [fault for fault in made if isinstance(fault, LayoutFault)]:
        raise LayoutError(faults)
    return [geometry for geometry in made if isinstance(geometry, Geometry)]
