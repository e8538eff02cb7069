"""Structurizr: the builder ``structurizr``, and the workspace next to the pages of a site.

``builder`` and ``export`` are cheap to import: they decide whether a workspace must be written. The other modules need
the package that writes workspaces, and are imported when one is written.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinxcontrib_c4.sphinx.structurizr import documentation, markdown, workspace

__all__ = ["BUILDER", "WORKSPACE", "documentation", "markdown", "workspace"]

BUILDER = "structurizr"
"""The name of the builder."""

WORKSPACE = "workspace.json"
"""The file that the builder writes."""


def __getattr__(name: str) -> Any:
    """Import a module."""
    if name not in ("documentation", "markdown", "workspace"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
