"""A view in words: a sentence on the whole, a list of the elements and a list of the flows.

While documents are read, a diagram's node keeps them in its attribute ``words``, since dozens of
transforms walk over every node that there is. They become nodes when a page is written, for builders
that show no drawings and for those that collect what can be translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx.locale import init
from sphinx.util.i18n import docname_to_domain

from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_terms, numbered, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.drawing import ViewSentences
    from sphinxcontrib_c4.views import View

    Targets = Sequence[tuple[str, str]]


class Item(NamedTuple):
    """What is said of the box ``name``, and what it may lead to; mostly, ``sentence`` begins with ``title``."""

    name: str
    title: str
    sentence: str
    targets: Targets


class Words(NamedTuple):
    """All that is said of a view, as it is kept in a node; ``terms`` is what search finds it by."""

    summary: str
    items: Sequence[Item]
    flows: Sequence[str]
    terms: str
    numbered: bool

    @classmethod
    def of(
        cls,
        view: View,
        told: ViewSentences,
        *,
        targets: Mapping[str, Targets],
        numbered: bool,
        translate: Callable[[str], str],
    ) -> Words:
        """What ``told`` says of ``view``; ``targets`` are what its boxes may lead to, by their names."""
        elements = (shown.element for shown in view.elements)
        items = (
            Item(each.name, each.title, translate(sentence), targets.get(each.name, ()))
            for each, sentence in zip(elements, told.elements, strict=True)
        )
        return cls(
            summary=translate(told.summary),
            items=tuple(items),
            flows=tuple(map(translate, told.flows)),
            terms=_terms(view),
            numbered=numbered,
        )

    @classmethod
    def in_node(cls, diagram: c4_diagram) -> Words:
        """The words of a diagram."""
        summary, items, *others = diagram["words"]
        return cls(summary, [Item(*item) for item in items], *others)

    def kept(self) -> tuple[object, ...]:
        """What a node may keep: a pickle of it is read whatever becomes of these classes."""
        return (self.summary, tuple(map(tuple, self.items)), *self[2:])


def _terms(view: View) -> str:
    """What the elements are called and what flows between them, each once."""
    titles = (shown.element.title for shown in view.elements)
    labels = (label.text for line in view.relationships for label in line.labels)
    return " ".join(dict.fromkeys((*titles, *labels)))


# --- When the page is written ---


def searched(diagram: c4_diagram) -> c4_terms:
    """The node that search finds ``diagram`` by: the rest of its words would be found on page after page."""
    return c4_terms("", nodes.Text(Words.in_node(diagram).terms))


def spoken(diagram: c4_diagram, references: Mapping[str, nodes.reference]) -> list[nodes.Element]:
    """The words as nodes; where a box leads, its title becomes the text of its one of ``references``."""
    words = Words.in_node(diagram)
    made: list[nodes.Element] = [said(nodes.paragraph, words.summary)]
    if words.items:
        made.append(nodes.bullet_list("", *(_item(each, references.get(each.name)) for each in words.items)))
    if words.flows:
        flows = [nodes.list_item("", said(nodes.paragraph, flow)) for flow in words.flows]
        made.append(numbered(flows) if words.numbered else nodes.bullet_list("", *flows))
    for part in made:
        for each in part.findall(nodes.Element):
            each.source, each.line = diagram.source, diagram.line
            each.uid = ""  # type: ignore[attr-defined]  # the gettext builder passes over nodes without
    return made


def _item(item: Item, reference: nodes.reference | None) -> nodes.list_item:
    if reference is None:
        return nodes.list_item("", said(nodes.paragraph, item.sentence))
    linked, rest = _split(item)
    reference += nodes.Text(linked)
    return nodes.list_item("", said(nodes.paragraph, item.sentence, reference, nodes.Text(rest)))


def _split(item: Item) -> tuple[str, str]:
    """The part of a sentence that leads on, and what follows; all of it where a translation begins otherwise."""
    begins = item.sentence.startswith(item.title)
    return (item.title, item.sentence.removeprefix(item.title)) if begins else (item.sentence, "")


def address(reference: nodes.reference) -> str:
    """The address of a resolved reference."""
    return reference.get("refuri", "") or f"#{reference['refid']}"


def translation(env: BuildEnvironment) -> Callable[[str], str]:
    """What looks texts up in the catalogue of the document that is being read; texts without an entry stay."""
    config = env.config
    folders = [str(env.srcdir / folder) for folder in config.locale_dirs]
    catalogue, found = init(folders, config.language, docname_to_domain(env.docname, config.gettext_compact))
    return catalogue.gettext if found else str
