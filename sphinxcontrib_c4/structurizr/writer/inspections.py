"""Inspection: switching off what Structurizr's inspector would ask of a model that does not have it.

Every check is an error unless a property says otherwise. Values are never made up to please it: what is missing in
the model is said to be of no interest, and only that. The names are those of ``structurizr-inspection``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sphinxcontrib_c4.model import Element, Kind, Model
from sphinxcontrib_c4.structurizr.writer.relationships import Link
from sphinxcontrib_c4.views import View, ViewKind

_PREFIX = "structurizr.inspection."
_TYPES = {
    Kind.PERSON: "person",
    Kind.SYSTEM: "softwaresystem",
    Kind.CONTAINER: "container",
    Kind.COMPONENT: "component",
}
LANDSCAPE, SYSTEM = "Landscape", "SoftwareSystem"


def scope(model: Model, documented: Collection[str]) -> str:
    """The scope of a workspace by how many systems are told of from inside; ``""`` for several."""
    detailed = {element.parent for element in model.elements.values() if element.kind is Kind.CONTAINER}
    count = len(detailed | set(documented))
    return {0: LANDSCAPE, 1: SYSTEM}.get(count, "")


def ignored(
    model: Model, *, links: Iterable[Link], views: Sequence[View], documented: Collection[str]
) -> dict[str, str]:
    """The properties of a workspace that switch off what its model cannot meet.

    ``documented`` names the systems that have documentation of their own.
    """
    links = tuple(links)
    found = {
        *_scope_checks(model, views, documented),
        *_element_checks(model.elements, documented),
        *_connection_checks(model.elements, links, views),
        *_relationship_checks(model.elements, links),
    }
    return {f"{_PREFIX}{name}": "ignore" for name in sorted(found)}


def _scope_checks(model: Model, views: Sequence[View], documented: Collection[str]) -> Iterator[str]:
    kinds = (ViewKind.CONTEXT, ViewKind.CONTAINER)
    several = any(len({view.subject for view in views if view.kind is kind}) > 1 for kind in kinds)
    if several or not scope(model, documented):
        yield "workspace.scope"


def _element_checks(elements: Mapping[str, Element], documented: Collection[str]) -> Iterator[str]:
    for element in elements.values():
        if not element.description.strip():
            yield f"model.{_TYPES[element.kind]}.description"
        if element.kind in (Kind.CONTAINER, Kind.COMPONENT) and not element.technology:
            yield f"model.{_TYPES[element.kind]}.technology"
        if element.kind is Kind.CONTAINER:
            yield "model.softwaresystem.decisions"
            if element.parent not in documented:
                yield "model.softwaresystem.documentation"


def _connection_checks(elements: Mapping[str, Element], links: Sequence[Link], views: Sequence[View]) -> Iterator[str]:
    joined = {end for link in links for end in (link.source, link.target)}
    if any(name not in joined for name in elements):
        yield "model.element.disconnected"
        yield "model.element.orphaned"  # what older inspectors call it
    shown = {item.element.name for view in views for item in view.elements}
    if any(name not in shown for name in elements):
        yield "model.element.noview"


def _relationship_checks(elements: Mapping[str, Element], links: Sequence[Link]) -> Iterator[str]:
    for link in links:
        ends = f"[{_TYPES[elements[link.source].kind]}->{_TYPES[elements[link.target].kind]}]"
        if not link.description:
            yield f"model.relationship{ends}.description"
        if not link.protocol:
            yield f"model.relationship{ends}.technology"
