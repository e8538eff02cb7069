"""Queries for diagrams and their legends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxcontrib_c4.sphinx import presenters

if TYPE_CHECKING:
    from sphinxcontrib_c4.drawing import LegendEntry
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext
    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView


class ViewQuery(NamedTuple):
    """The view of one kind, of a subject that may be abbreviated or left out; the other fields are options."""

    kind: str
    subject: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mode: str = ""
    direction: str = ""
    groups: str = ""
    show: str = ""
    focus: tuple[str, ...] = ()
    depth: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether the author leaves out parts of the view; folding an element does not leave it out."""
        return bool(self.include or self.exclude or self.mode or self.focus)

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        selection = presenters.diagram.make_selection(
            context.settings,
            include=self.include,
            exclude=self.exclude,
            mode=self.mode,
            direction=self.direction,
            groups=self.groups,
            show=self.show,
            focus=self.focus,
            depth=self.depth,
        )
        return presenters.diagram.render_view(context, self.kind, self.subject, selection)


class FilterWarningsQuery(NamedTuple):
    """The warnings about filters of a view that have no effect or remove everything."""

    kind: str
    subject: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mode: str = ""

    def run(self, context: QueryContext) -> tuple[str, ...]:
        """Compute the warnings."""
        selection = presenters.diagram.make_selection(
            context.settings, include=self.include, exclude=self.exclude, mode=self.mode
        )
        return presenters.diagram.filter_warnings(context, self.kind, self.subject, selection)


class KeyedViewQuery(NamedTuple):
    """The view with a key in the workspace, or the view of the model with that name or key."""

    key: str
    direction: str = ""

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.diagram.render_keyed_view(context, self.key, self.direction)


class CycleDiagramQuery(NamedTuple):
    """The drawing of the cycle with a fingerprint, of the report with the other fields."""

    fingerprint: str
    unverified: bool = False
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        options = presenters.cycles.CycleOptions(self.unverified, self.without, self.asynchronous)
        return presenters.cycles.render_cycle(context, self.fingerprint, options)


class ImpactDiagramQuery(NamedTuple):
    """The drawing of the elements that a failure of an element reaches."""

    name: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.impact.render_impact(context.assuming(self.without, self.asynchronous), self.name)


class PathDiagramQuery(NamedTuple):
    """The drawing of the paths between two elements."""

    name: str
    target: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.impact.render_paths(context.assuming(self.without, self.asynchronous), self.name, self.target)


class LineageDiagramQuery(NamedTuple):
    """The drawing of the lineage of a datum or an element."""

    name: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.lineage.render_lineage(context.assuming(self.without, self.asynchronous), self.name)


class ChangedViewQuery(NamedTuple):
    """The drawing of a view of both models, with marks, by its name."""

    name: str
    system: str = ""

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.changes.render_changed_view(context, self.name, self.system)


class LegendQuery(NamedTuple):
    """The legend of the view ``kind:name``, of a view of the workspace, or of all views of a system."""

    subject: str = ""

    def run(self, context: QueryContext) -> tuple[LegendEntry, ...]:
        """Compute the entries."""
        return presenters.diagram.find_legend(context, self.subject)


QUERIES: tuple[type[Query[Any]], ...] = (
    ViewQuery,
    FilterWarningsQuery,
    KeyedViewQuery,
    CycleDiagramQuery,
    ImpactDiagramQuery,
    PathDiagramQuery,
    LineageDiagramQuery,
    ChangedViewQuery,
    LegendQuery,
)
