"""What diagrams and legends show: views, where their boxes lead, and the symbols in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.sphinx.cache.store import digest
from sphinxcontrib_c4.views import View, ViewKind, leads_to, subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxcontrib_c4.drawing import LegendEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A view, the key of its geometry, and for each of its boxes the views that it leads on to, most wanted first.

    ``key`` is what a workspace calls the view; ``""`` for one that was made of the model.
    """

    view: View
    geometry: str
    leads: tuple[tuple[str, tuple[tuple[ViewKind, str], ...]], ...]
    key: str = ""

    @classmethod
    def of(cls, model: Model, view: View, *, key: str = "") -> Shown:
        """Find out where the boxes of ``view`` lead; those that stand for no element lead nowhere."""
        names = (shown.element.name for shown in view.elements)
        leads = tuple((name, leads_to(model, view, name)) for name in names if name in model.elements)
        return cls(view=view, geometry=digest(view), leads=leads, key=key)

    @property
    def name(self) -> str:
        """What tells the view from all others: a workspace may have several of one kind and subject."""
        return self.key or self.view.name

    def is_of(self, model: Model) -> bool:
        """Whether it shows nothing but elements of ``model``, and not what they are deployed on."""
        names = [shown.element.name for shown in self.view.elements]
        return bool(names) and all(name in model.elements for name in names)

    @property
    def digested(self) -> object:
        """What tells it from others: the key stands for the view."""
        return (self.geometry, self.leads)


def views_of(model: Model, system: str) -> tuple[tuple[ViewKind, str], ...]:
    """The kinds and subjects of the views of ``system``, its containers and its scenarios."""
    kinds = (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT, ViewKind.DYNAMIC)
    return tuple((kind, name) for kind in kinds for name in subjects(model, kind) if model.system_of(name) == system)


def key_of(views: Sequence[View]) -> tuple[LegendEntry, ...]:
    """The shapes and lines in use in any of ``views``, each once."""
    from sphinxcontrib_c4.drawing import view_legend

    if not views:
        return ()
    return view_legend(
        replace(
            views[0],
            elements=tuple(shown for each in views for shown in each.elements),
            boundaries=tuple(frame for each in views for frame in each.boundaries),
            relationships=tuple(line for each in views for line in each.relationships),
        )
    )
