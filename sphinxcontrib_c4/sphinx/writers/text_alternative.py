"""The text alternative of a diagram: a summary, a list of the elements and a list of the flows.

A diagram node stores it as a tuple in its attribute ``text``, since dozens of transforms visit every node of a
document. It becomes nodes when a page is written, for builders without drawings and for message catalogues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx.locale import init
from sphinx.util.i18n import docname_to_domain

from sphinxcontrib_c4.drawing import text_alternative
from sphinxcontrib_c4.sphinx.nodes import c4_search_terms, numbered_list, text_node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.nodes import c4_diagram
    from sphinxcontrib_c4.views import View

    Targets = Sequence[tuple[str, str]]


class TextItem(NamedTuple):
    """The text and the link targets of an element; ``sentence`` usually starts with ``title``."""

    name: str
    title: str
    sentence: str
    targets: Targets

    def split(self) -> tuple[str, str]:
        """Return the linked part of the sentence and the rest; all of it if a translation starts differently."""
        if self.sentence.startswith(self.title):
            return self.title, self.sentence.removeprefix(self.title)
        return self.sentence, ""


class TextAlternative(NamedTuple):
    """The text alternative of a view; ``terms`` are the words by which search finds it."""

    summary: str
    items: Sequence[TextItem]
    flows: Sequence[str]
    terms: str
    is_numbered: bool

    @classmethod
    def of(
        cls,
        view: View,
        *,
        summary: str,
        targets: Mapping[str, Targets],
        is_numbered: bool,
        translate: Callable[[str], str],
    ) -> TextAlternative:
        """Return the text alternative of ``view``.

        Args:
            summary: a summary by the author, or ``""``.
            targets: the possible targets of each element, by its name.
            is_numbered: whether the flows are steps.
            translate: the translation of a sentence.
        """
        sentences = text_alternative(view)
        elements = (box.element for box in view.all_elements)
        items = (
            TextItem(element.name, element.title, translate(sentence), targets.get(element.name, ()))
            for element, sentence in zip(elements, sentences.elements, strict=True)
        )
        return cls(
            summary=translate(summary or sentences.summary),
            items=tuple(items),
            flows=tuple(map(translate, sentences.flows)),
            terms=_search_terms(view),
            is_numbered=is_numbered,
        )

    @classmethod
    def in_node(cls, diagram: c4_diagram) -> TextAlternative:
        """Return the text alternative that a node stores."""
        summary, items, *values = diagram["text"]
        return cls(summary, [TextItem(*item) for item in items], *values)

    def to_tuple(self) -> tuple[object, ...]:
        """Return the value that a node stores, which can be unpickled without these classes."""
        return (self.summary, tuple(map(tuple, self.items)), *self[2:])


def _search_terms(view: View) -> str:
    """Return the titles of the elements and the labels of the flows, each once."""
    titles = (box.element.title for box in view.complete_view.elements)
    labels = (label.text for line in view.complete_view.relationships for label in line.labels)
    return " ".join(dict.fromkeys((*titles, *labels)))


def translation(env: BuildEnvironment) -> Callable[[str], str]:
    """Return a function that translates a text by the catalogue of the current document.

    Sphinx translates nodes, but these texts are not nodes yet when a document is read.
    """
    config = env.config
    folders = [str(env.srcdir / folder) for folder in config.locale_dirs]
    catalogue, exists = init(folders, config.language, docname_to_domain(env.docname, config.gettext_compact))
    return catalogue.gettext if exists else str


# --- When a page is written ---


def search_terms_node(diagram: c4_diagram) -> c4_search_terms:
    """Return the node by which full-text search finds a diagram; its whole text would match on too many pages."""
    return c4_search_terms("", nodes.Text(TextAlternative.in_node(diagram).terms))


def to_nodes(diagram: c4_diagram, references: Mapping[str, nodes.reference]) -> list[nodes.Element]:
    """Return the text alternative as nodes; the titles of elements become the text of their ``references``."""
    text = TextAlternative.in_node(diagram)
    parts: list[nodes.Element] = [text_node(nodes.paragraph, text.summary)]
    if text.items:
        parts.append(nodes.bullet_list("", *(_list_item(item, references.get(item.name)) for item in text.items)))
    if text.flows:
        flows = [nodes.list_item("", text_node(nodes.paragraph, flow)) for flow in text.flows]
        parts.append(numbered_list(flows) if text.is_numbered else nodes.bullet_list("", *flows))
    for part in parts:
        for node in part.findall(nodes.Element):
            node.source, node.line = diagram.source, diagram.line
            node.uid = ""  # type: ignore[attr-defined]  # the gettext builder ignores nodes without uid
    return parts


def _list_item(item: TextItem, reference: nodes.reference | None) -> nodes.list_item:
    if reference is None:
        return nodes.list_item("", text_node(nodes.paragraph, item.sentence))
    link_text, rest = item.split()
    reference += nodes.Text(link_text)
    return nodes.list_item("", text_node(nodes.paragraph, item.sentence, reference, nodes.Text(rest)))


def reference_uri(reference: nodes.reference) -> str:
    """Return the address of a resolved reference."""
    return reference.get("refuri", "") or f"#{reference['refid']}"
