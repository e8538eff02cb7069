"""Boxes and boundaries of deployment views.

A node with content in a view is a boundary; other nodes, infrastructure nodes and instances are boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sphinxcontrib_c4.model import DeployedElement, Element
from sphinxcontrib_c4.views.view import Boundary

_EXTERNAL = "External"


def deployed_box(item: DeployedElement, elements: Mapping[str, Element]) -> Element:
    """Return the box of a deployed element; that of an instance looks like its element, one of ``elements``."""
    element = elements.get(item.instance_of)
    if element is not None:
        description = item.description or element.description
        return replace(element, name=item.name, parent="", url=item.url or element.url, description=description)
    return Element(
        name=item.name,
        title=item.displayed_title,
        kind=item.kind,
        position=item.position,
        technology=item.technology,
        description=item.description,
        url=item.url,
        external=_EXTERNAL in item.tags,
    )


def deployed_boundary(node: DeployedElement) -> Boundary:
    """Return the boundary of a node with content."""
    subtitle = node.technology or "Deployment node"
    return Boundary(name=node.name, title=node.displayed_title, subtitle=subtitle, parent=node.parent)
