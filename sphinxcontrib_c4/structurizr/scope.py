"""The scope of a workspace, which limits the number of systems with containers or documentation.

Reader and writer share it: a scope is only kept if it does not follow from the content.
"""

from __future__ import annotations

from collections.abc import Collection

from sphinxcontrib_c4.model import Kind, Model

_LANDSCAPE, _SYSTEM = "Landscape", "SoftwareSystem"
_MAX_SYSTEMS = {_LANDSCAPE: 0, _SYSTEM: 1}
"""The number of systems with containers or documentation that Structurizr allows in each scope."""


def scope_by_content(model: Model, documented_systems: Collection[str] = ()) -> str:
    """Return the scope of a workspace by the number of systems with containers or documentation, ``""`` for several."""
    return {0: _LANDSCAPE, 1: _SYSTEM}.get(_system_count(model, documented_systems), "")


def workspace_scope(model: Model, documented_systems: Collection[str]) -> str:
    """Return the scope that the author has set, if Structurizr allows it for this content, or the one by content."""
    scope = model.workspace_settings.scope
    if _system_count(model, documented_systems) <= _MAX_SYSTEMS.get(scope, -1):
        return scope
    return scope_by_content(model, documented_systems)


def _system_count(model: Model, documented_systems: Collection[str]) -> int:
    systems = {element.parent for element in model.elements.values() if element.kind is Kind.CONTAINER}
    return len(systems | set(documented_systems))
