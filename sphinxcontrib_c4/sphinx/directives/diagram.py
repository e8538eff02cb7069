"""The directives that draw a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import list_of, one_of
from sphinxcontrib_c4.sphinx.domain import Diagram
from sphinxcontrib_c4.sphinx.domain import Shown as ShownNames
from sphinxcontrib_c4.sphinx.logging import WarningType, warn
from sphinxcontrib_c4.sphinx.nodes import c4_diagram
from sphinxcontrib_c4.sphinx.objects import Link, Rank
from sphinxcontrib_c4.sphinx.writers.text_alternative import Words, translation
from sphinxcontrib_c4.views import ViewKind

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.objects import Target
    from sphinxcontrib_c4.sphinx.presenters.diagram import Shown


_SELECTION = ("include", "exclude", "mode", "direction", "groups")


class DiagramDirective(C4Directive):
    """A figure that shows a view."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        "caption": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "align": one_of("left", "center", "right"),
        "direction": one_of("auto", "right", "down"),
        "no-index": directives.flag,
    }

    def run(self) -> list[Node]:
        """The figure, with the diagram and its caption, and what the parser says of the caption."""
        figure = self.dressed(nodes.figure(), "c4-figure")
        if "align" in self.options:
            figure["align"] = self.options["align"]
        shown = self.shown()
        figure += self._diagram(shown, self._anchor(figure, shown)) if shown else self.missing()
        caption, messages = self._caption()
        figure += caption
        return [figure, *messages]

    def question(self) -> tuple[str, ...]:
        """What is asked of the model: the name of a topic, and the strings of the directive that this takes."""
        raise NotImplementedError

    def shown(self) -> Shown | None:
        """What the model answers to the question; ``None`` after a warning where it cannot."""
        raise NotImplementedError

    def _anchor(self, figure: nodes.figure, shown: Shown) -> str:
        """The id that the figure is found by."""
        if not figure["ids"]:
            kind, subject = ("view", shown.key) if shown.key else (shown.view.kind.value, shown.view.subject)
            figure["ids"].append(make_id(self.env, self.state.document, f"c4-{kind}", subject))
            self.state.document.note_explicit_target(figure)
        anchor: str = figure["ids"][0]
        return anchor

    def _diagram(self, shown: Shown, anchor: str) -> c4_diagram:
        """The placeholder; the domain gets to know what is shown."""
        if "no-index" not in self.options:
            self._note_definitions(shown, anchor)
        alt, whole = self.options.get("alt", ""), not self._is_filtered
        return placeholder(self, shown, self.question(), anchor, whole=whole, alt=alt)

    def _caption(self) -> tuple[list[nodes.caption], list[system_message]]:
        text = self.options.get("caption")
        if text is None:
            return [], []
        inline, messages = self.parse_inline(text)
        caption = nodes.caption(text, "", *inline)
        self.set_source_info(caption)
        return [caption], messages

    # --- What the domain gets to know ---

    @property
    def _is_filtered(self) -> bool:
        return any(name in self.options for name in ("include", "exclude", "mode"))

    def _note_definitions(self, shown: Shown, anchor: str) -> None:
        """The view itself, what it is of, and the flows in it. The author of a workspace may have left things out."""
        view, model, filtered = shown.view, self.domain.model, self._is_filtered or bool(shown.key)
        if shown.key:
            self.define("view", shown.key, Rank.SUBJECT, anchor, view.title)
        if not shown.is_of(model):
            return
        rank = Rank.FILTERED if filtered else Rank.SUBJECT
        self.define("view", view.name, rank, anchor, view.title)
        if view.kind is ViewKind.DYNAMIC:
            told = Rank.FILTERED if self._is_filtered else Rank.SUBJECT
            self.define("scenario", view.subject, told, anchor, view.title)
        elif view.kind is not ViewKind.LANDSCAPE:
            subject = model.elements[view.subject]
            rank = Rank.VIEW + (view.kind is ViewKind.CONTEXT) + filtered
            self.define(subject.kind.value, subject.name, rank, anchor, subject.title)
        labels = {label.flow: label.text for line in view.relationships for label in line.labels if label.flow}
        for flow, text in labels.items():
            self.define("flow", flow, Rank.MENTION + _WIDTHS[view.kind], anchor, text)


_WIDTHS = {
    ViewKind.COMPONENT: 0,
    ViewKind.CONTAINER: 0,
    ViewKind.CONTEXT: 1,
    ViewKind.LANDSCAPE: 2,
    ViewKind.DYNAMIC: 3,
}
"""How much else a flow has to share a view with."""


class SubjectDirective(DiagramDirective):
    """A figure that shows the view of one kind of the thing that the argument names, or a part of that view."""

    kind: ClassVar[ViewKind]
    option_spec: ClassVar[OptionSpec] = {
        **DiagramDirective.option_spec,
        "include": list_of(),
        "exclude": list_of(),
        "mode": one_of("sync", "async"),
        "groups": one_of("fold", "apart"),
    }

    def question(self) -> tuple[str, ...]:
        """The strings that ``queries.view`` takes."""
        told = (self.options.get(name, "") for name in _SELECTION)
        return (queries.view.__name__, self.kind.value, self.argument, *told)

    def shown(self) -> Shown | None:
        """The view, after a warning where its filters can hardly be meant."""
        asked = self.question()[1:]
        shown = self.ask(queries.view, *asked)
        if shown and self._is_filtered:
            for doubt in self.ask(queries.doubts, *asked[:-2]) or ():
                warn(WarningType.EMPTY, f"{self.name}: {doubt}", location=self.get_location())
        return shown


class KeyedView(DiagramDirective):
    """A figure that shows a view of a workspace by its key, or one of the model by its name."""

    required_arguments = 1
    optional_arguments = 0

    def question(self) -> tuple[str, ...]:
        """The strings that ``queries.keyed_view`` takes."""
        return (queries.keyed_view.__name__, self.argument, self.options.get("direction", ""))

    def shown(self) -> Shown | None:
        """The view."""
        return self.ask(queries.keyed_view, *self.question()[1:])


class Landscape(SubjectDirective):
    """All systems, and the people who use them."""

    kind = ViewKind.LANDSCAPE


class Context(SubjectDirective):
    """A system, and what is around it."""

    kind = ViewKind.CONTEXT


class Container(SubjectDirective):
    """What a system is made of."""

    kind = ViewKind.CONTAINER


class Component(SubjectDirective):
    """What a container is made of."""

    kind = ViewKind.COMPONENT


class Flow(SubjectDirective):
    """A scenario, step by step."""

    kind = ViewKind.DYNAMIC


DIRECTIVES = {
    "c4-landscape": Landscape,
    "c4-context": Context,
    "c4-container": Container,
    "c4-component": Component,
    "c4-flow": Flow,
    "c4-view": KeyedView,
}


def placeholder(
    directive: C4Directive, shown: Shown, question: tuple[str, ...], here: str, *, whole: bool, alt: str = ""
) -> c4_diagram:
    """The node of a drawing in what has the id ``here``, and in it what the view shows, in words.

    ``shown`` is the answer to ``question``; ``whole`` says that nothing is left out of it. Where there is an ``alt``,
    that is what the drawing is called and summed up by.
    """
    view, domain, env = shown.view, directive.domain, directive.env
    if domain.geometries:
        domain.geometries.want(shown.geometry, view)
    serial = sum(other.view == shown.name for other in domain.diagrams(env.docname))
    domain.note_diagram(Diagram(shown.name, question, shown.geometry, directive.get_location()))
    domain.note_shown(ShownNames(view.title, here, tuple(each.element.name for each in view.elements)))
    title = alt or view.title
    return directive.located(
        c4_diagram(
            words=_words(directive, shown, here, alt),
            view=shown.name,
            whole=whole,
            geometry=shown.geometry,
            label=f"{title} ({serial + 1})" if serial else title,
            serial=serial,
            refdoc=env.docname,
            here=here,
        )
    )


def _words(directive: C4Directive, shown: Shown, here: str, alt: str) -> tuple[object, ...]:
    """The view in words; the domain gets to know what its boxes may lead to."""
    from sphinxcontrib_c4.drawing import text_alternative

    told = text_alternative(shown.view)
    if alt:
        told = told._replace(summary=alt)
    targets = _targets(shown)
    for each in targets.values():
        directive.domain.note_link(Link(here, each))
    numbered = shown.view.kind is ViewKind.DYNAMIC
    translate = translation(directive.env)
    return Words.of(shown.view, told, targets=targets, numbered=numbered, translate=translate).kept()


def _targets(shown: Shown) -> dict[str, tuple[Target, ...]]:
    """What each box may lead to: the views of it, and the place where it is documented."""
    kinds = {each.element.name: each.element.kind.value for each in shown.view.elements}
    return {
        name: (*(("view", f"{kind}:{subject}") for kind, subject in leads), (kinds[name], name))
        for name, leads in shown.leads
    }
