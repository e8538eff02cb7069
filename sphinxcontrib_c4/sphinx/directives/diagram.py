"""The directives for diagrams, and the node that represents a drawing until its page is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.backlinks import FigureRecord
from sphinxcontrib_c4.sphinx.cache.queries import to_stored
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import comma_separated, one_of
from sphinxcontrib_c4.sphinx.domain import DiagramRecord
from sphinxcontrib_c4.sphinx.logging import WarningType, warn
from sphinxcontrib_c4.sphinx.nodes import c4_diagram
from sphinxcontrib_c4.sphinx.objects import URL, ObjectLink, TargetPriority
from sphinxcontrib_c4.sphinx.queries.diagrams import FilterWarningsQuery, KeyedViewQuery, ViewQuery
from sphinxcontrib_c4.sphinx.writers.text_alternative import TextAlternative, translation
from sphinxcontrib_c4.views import DEFINITIONS, LandscapeLevel, ViewKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.nodes import Node, system_message
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.objects import Target
    from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView
    from sphinxcontrib_c4.views import ViewDefinition

LANDSCAPE_OPTIONS: OptionSpec = {
    "show": one_of(*LandscapeLevel),
    "focus": comma_separated(),
    "depth": directives.nonnegative_int,
}
"""The options of a landscape, which is the only view that can be too large for one page."""
_FLOW_PRIORITIES = {
    ViewKind.COMPONENT: 0,
    ViewKind.CONTAINER: 0,
    ViewKind.CONTEXT: 1,
    ViewKind.LANDSCAPE: 2,
    ViewKind.DYNAMIC: 3,
}
"""The number added to the priority of a flow, higher if the view shows more flows; kinds not listed come last."""


class DiagramDirective(C4Directive):
    """A figure with a view."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        "caption": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "align": one_of("left", "center", "right"),
        "direction": one_of("auto", "right", "down"),
        "no-index": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return the figure, and the messages of the parser about its caption."""
        figure = self.add_common_attributes(nodes.figure(), "c4-figure")
        if "align" in self.options:
            figure["align"] = self.options["align"]
        query = self.view_query()
        rendered = self.run_query(query)
        if rendered:
            self.check(query)
            figure += self._diagram(rendered, query, self._add_id(figure, rendered))
        else:
            figure += self.error_node()
        caption, messages = self._caption()
        figure += caption
        return [figure, *messages]

    def view_query(self) -> Query[RenderedView]:
        """Return the query for the view."""
        raise NotImplementedError

    def check(self, query: Query[RenderedView]) -> None:
        """Warn of options that the author hardly intends."""

    @property
    def is_filtered(self) -> bool:
        """Whether the author leaves out parts of the view."""
        return False

    def _add_id(self, figure: nodes.figure, rendered: RenderedView) -> str:
        """Return the id of the figure, which it gets unless the author has given one."""
        if not figure["ids"]:
            view = rendered.view
            kind, subject = ("view", rendered.key) if rendered.key else (view.kind.value, view.subject)
            figure["ids"].append(make_id(self.env, self.state.document, f"c4-{kind}", subject))
            self.state.document.note_explicit_target(figure)
        anchor: str = figure["ids"][0]
        return anchor

    def _diagram(self, rendered: RenderedView, query: Query[RenderedView], anchor: str) -> c4_diagram:
        if "no-index" not in self.options:
            self._note_objects(rendered, anchor)
        alt = self.options.get("alt", "")
        return diagram_node(self, rendered, query, anchor, unfiltered=not self.is_filtered, alt=alt)

    def _caption(self) -> tuple[list[nodes.caption], list[system_message]]:
        text = self.options.get("caption")
        if text is None:
            return [], []
        inline, messages = self.parse_inline(text)
        caption = nodes.caption(text, "", *inline)
        self.set_source_info(caption)
        return [caption], messages

    # --- Objects ---

    def _note_objects(self, rendered: RenderedView, anchor: str) -> None:
        """Record the view, its subject and its flows; a view of a workspace may leave out parts."""
        view, is_partial = rendered.view, self.is_filtered or bool(rendered.key)
        if rendered.key:
            self.note_object("view", rendered.key, TargetPriority.SUBJECT, anchor, view.title)
        if not rendered.shows_only(self.domain.model):
            return
        priority = TargetPriority.FILTERED if is_partial else TargetPriority.SUBJECT
        self.note_object("view", view.name, priority, anchor, view.title)
        self._note_subject(rendered, anchor, is_partial=is_partial)
        labels = {
            label.flow: label.text for line in view.complete_view.relationships for label in line.labels if label.flow
        }
        priority = TargetPriority.MENTION + _FLOW_PRIORITIES.get(view.kind, len(_FLOW_PRIORITIES))
        for flow, text in labels.items():
            self.note_object("flow", flow, priority, anchor, text)

    def _note_subject(self, rendered: RenderedView, anchor: str, *, is_partial: bool) -> None:
        view = rendered.view
        if view.kind is ViewKind.DYNAMIC:
            priority = TargetPriority.FILTERED if self.is_filtered else TargetPriority.SUBJECT
            self.note_object("scenario", view.subject, priority, anchor, view.title)
        elif view.kind is not ViewKind.LANDSCAPE:
            subject = self.domain.model.elements[view.subject]
            priority = TargetPriority.VIEW + (view.kind is ViewKind.CONTEXT) + is_partial
            self.note_object(subject.kind.value, subject.name, priority, anchor, subject.title)


class ViewDirective(DiagramDirective):
    """A figure with the view of one kind of the subject, or a part of that view."""

    kind: ClassVar[ViewKind]
    option_spec: ClassVar[OptionSpec] = {
        **DiagramDirective.option_spec,
        "include": comma_separated(),
        "exclude": comma_separated(),
        "mode": one_of("sync", "async"),
        "groups": one_of("fold", "apart"),
    }

    def view_query(self) -> ViewQuery:
        """Return the query for the view."""
        return ViewQuery(
            kind=self.kind.value,
            subject=self.argument,
            include=self.options.get("include", ()),
            exclude=self.options.get("exclude", ()),
            mode=self.options.get("mode", ""),
            direction=self.options.get("direction", ""),
            groups=self.options.get("groups", ""),
            show=self.options.get("show", ""),
            focus=self.options.get("focus", ()),
            depth=self.options.get("depth", 1),
        )

    @property
    def is_filtered(self) -> bool:
        """Whether the author leaves out parts of the view."""
        return self.view_query().is_filtered

    def check(self, query: Query[RenderedView]) -> None:
        """Warn of options without effect, and of filters that remove everything."""
        if "depth" in self.options and "focus" not in self.options:
            advice = "add 'focus', or delete 'depth'"
            warn(
                WarningType.EMPTY,
                f"{self.name}: 'depth' has no effect without 'focus'; {advice}",
                location=self.get_location(),
            )
        if not isinstance(query, ViewQuery) or not query.is_filtered:
            return
        filters = FilterWarningsQuery(query.kind, query.subject, query.include, query.exclude, query.mode)
        for warning in self.run_query(filters) or ():
            warn(WarningType.EMPTY, f"{self.name}: {warning}", location=self.get_location())


class KeyedViewDirective(DiagramDirective):
    """A figure with a view of a workspace by its key, or with a view of the model by its name."""

    required_arguments = 1
    optional_arguments = 0

    def view_query(self) -> KeyedViewQuery:
        """Return the query for the view."""
        return KeyedViewQuery(self.argument, self.options.get("direction", ""))


# --- The node ---


def diagram_node(
    directive: C4Directive,
    rendered: RenderedView,
    query: Query[RenderedView],
    anchor: str,
    *,
    unfiltered: bool,
    alt: str = "",
) -> c4_diagram:
    """Return the node of a drawing with its text alternative, and record the diagram.

    Args:
        query: the query with the result ``rendered``.
        anchor: the id of the figure.
        unfiltered: whether the view is complete.
        alt: a title and summary by the author, or ``""``.
    """
    view, domain, env = rendered.view, directive.domain, directive.env
    serial = sum(record.view == rendered.name for record in domain.diagrams(env.docname))
    domain.note_diagram(DiagramRecord(rendered.name, to_stored(query), rendered.layout, directive.get_location()))
    domain.lay_out(rendered.layout, view)
    domain.note_figure(FigureRecord(view.title, anchor, tuple(box.element.name for box in view.complete_view.elements)))
    title = alt or view.title
    return directive.set_source(
        c4_diagram(
            text=_text_alternative(directive, rendered, anchor, alt),
            view=rendered.name,
            unfiltered=unfiltered,
            geometry=rendered.layout,
            label=f"{title} ({serial + 1})" if serial else title,
            serial=serial,
            refdoc=env.docname,
            anchor=anchor,
        )
    )


def _text_alternative(directive: C4Directive, view: RenderedView, anchor: str, alt: str) -> tuple[object, ...]:
    """Return the text alternative, and record the links of the boxes."""
    targets = _targets(view)
    for links in targets.values():
        directive.domain.note_link(ObjectLink(anchor, links))
    return TextAlternative.of(
        view.view,
        summary=alt,
        targets={name: (*each, *_url_targets(view, name)) for name, each in targets.items()},
        is_numbered=view.view.kind is ViewKind.DYNAMIC and not view.view.has_author_numbers,
        translate=translation(directive.env),
    ).to_tuple()


def _targets(rendered: RenderedView) -> dict[str, tuple[Target, ...]]:
    """Return the possible targets of each box: its views, and the place that documents it."""
    kinds = {box.element.name: box.element.kind.value for box in rendered.view.complete_view.elements}
    return {
        name: (
            *(("view", f"{kind}:{subject}") for kind, subject in leads),
            *([(kinds[name], name)] if name in kinds else ()),
        )
        for name, leads in rendered.leads
    }


def _url_targets(rendered: RenderedView, name: str) -> tuple[Target, ...]:
    """Return the address of a box on the web as the last target, if it has one."""
    return tuple((URL, url) for element, url in rendered.urls if element == name)


def _view_directive(definition: ViewDefinition) -> type[ViewDirective]:
    """Return the class of the directive for one kind of view."""
    name, doc = f"{definition.kind.title()}Directive", f"A figure with the {definition.kind} view of its subject."
    options = LANDSCAPE_OPTIONS if definition.kind is ViewKind.LANDSCAPE else {}
    values = {"kind": definition.kind, "option_spec": {**ViewDirective.option_spec, **options}, "__doc__": doc}
    return type(name, (ViewDirective,), {**values, "__module__": __name__})


DIRECTIVES: Mapping[str, type[DiagramDirective]] = {
    **{definition.directive: _view_directive(definition) for definition in DEFINITIONS.values()},
    "c4-view": KeyedViewDirective,
}
