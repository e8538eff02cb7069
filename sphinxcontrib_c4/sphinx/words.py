"""A view in words: a sentence on the whole, a list of the elements and a list of the flows.

These are the children of a diagram's node, so that builders that know nothing of drawings write them,
translators get them and search finds them. As they are made for every diagram, they are few and plain:
an item is a list item, a paragraph and its text. Where a box leads is an attribute of its item until
the page is written; then its title becomes a reference.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_terms, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinxcontrib_c4.drawing import Prose
    from sphinxcontrib_c4.views import View

    Targets = Sequence[tuple[str, str]]

NAME, TITLE, TARGETS = "c4-name", "c4-title", "c4-targets"


def words(view: View, told: Prose, *, summary: str, targets: Mapping[str, Targets], numbered: bool) -> list[nodes.Node]:
    """What ``told`` says of ``view``; ``targets`` are what its boxes may lead to, by their names."""
    made: list[nodes.Node] = [said(nodes.paragraph, summary)]
    if told.elements:
        elements = (shown.element for shown in view.elements)
        items = [
            _item(sentence, **{NAME: each.name, TITLE: each.title, TARGETS: targets.get(each.name, ())})
            for each, sentence in zip(elements, told.elements, strict=True)
        ]
        made.append(_unsearched(nodes.bullet_list("", *items)))
    if told.flows:
        flows = [_item(sentence) for sentence in told.flows]
        made.append(_unsearched(_numbered(flows) if numbered else nodes.bullet_list("", *flows)))
    return [*made, _terms(view)]


def _item(sentence: str, **attributes: object) -> nodes.list_item:
    return nodes.list_item("", said(nodes.paragraph, sentence), **attributes)


def _numbered(items: Sequence[nodes.list_item]) -> nodes.enumerated_list:
    return nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")


def _unsearched(items: nodes.Element) -> nodes.Element:
    """``items``, which search passes over: it would find the same words on page after page."""
    items["classes"].append("no-search")
    return items


def _terms(view: View) -> c4_terms:
    """What search finds a diagram by: what its elements are called and what flows between them."""
    titles = (shown.element.title for shown in view.elements)
    labels = (label.text for line in view.relationships for label in line.labels)
    return c4_terms("", nodes.Text(" ".join(dict.fromkeys((*titles, *labels)))))


# --- When the page is written ---


def items(diagram: c4_diagram) -> Iterator[nodes.list_item]:
    """The items of a diagram's words that are about its boxes, in their order."""
    for part in diagram.children:
        if isinstance(part, nodes.bullet_list):
            yield from (item for item in part.children if NAME in item)  # type: ignore[misc, operator]


def link(diagram: c4_diagram, refer: Callable[[str, Targets], nodes.reference | None]) -> None:
    """Turn the title of each box that leads somewhere into the reference that ``refer`` makes of it."""
    for item in items(diagram):
        reference = refer(item[TITLE], item[TARGETS]) if item[TARGETS] else None
        if reference is not None:
            sentence = item[0]
            text = sentence.astext()
            if text.startswith(item[TITLE]):
                sentence.children = []
                sentence += [reference, nodes.Text(text.removeprefix(item[TITLE]))]
            else:  # translated, and into another order
                reference.children = []
                reference += sentence.children
                sentence.children = []
                sentence += reference


def links(diagram: c4_diagram) -> dict[str, str]:
    """Where the boxes of a diagram lead, by their names, once their titles are references."""
    found = {}
    for item in items(diagram):
        first = item[0][0]
        if isinstance(first, nodes.reference):
            found[item[NAME]] = _address(first)
    return found


def _address(reference: nodes.reference) -> str:
    """The address of a resolved reference.

    In one long page, references out of domains come as ``#document-page#anchor``
    (https://github.com/sphinx-doc/sphinx/issues/14221), of which only the last part is one.
    """
    uri: str = reference.get("refuri", "") or f"#{reference['refid']}"
    return "#" + uri.rpartition("#")[2] if uri.startswith("#") else uri


def html(diagram: c4_diagram) -> str:
    """The words of a diagram as HTML: many short sentences, which visitors would take their time over."""
    return "".join(_html(part) for part in diagram.children)


def _html(part: nodes.Node) -> str:
    if isinstance(part, nodes.paragraph):
        return f"<p>{escape(part.astext(), quote=False)}</p>\n"
    if isinstance(part, (nodes.bullet_list, nodes.enumerated_list)):
        name, style = ("ul", "simple") if isinstance(part, nodes.bullet_list) else ("ol", "arabic simple")
        listed = "".join(f"<li><p>{_inline(item[0])}</p></li>\n" for item in part.children)  # type: ignore[index]
        return f'<{name} class="{style}">\n{listed}</{name}>\n'
    return ""


def _inline(sentence: nodes.Element) -> str:
    return "".join(
        _anchor(child) if isinstance(child, nodes.reference) else escape(child.astext(), quote=False)
        for child in sentence.children
    )


def _anchor(reference: nodes.reference) -> str:
    kind = "internal" if reference.get("internal") else "external"
    return (
        f'<a class="reference {kind}" href="{escape(_address(reference))}">'
        f"{escape(reference.astext(), quote=False)}</a>"
    )
