"""Presenters: what a page shows, as plain values without docutils.

A presenter takes the model or a report and returns frozen values with all sentences, numbers and links of a diagram, a
table or a report. Directives turn these into nodes, and queries compare their digests from build to build.

The modules are imported when they are used: a build that runs no query does not import the model, and a page without
a report does not import the analysis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinxcontrib_c4.sphinx.presenters import (
        changes,
        code_graph,
        cycles,
        diagram,
        element,
        fragile,
        impact,
        lineage,
        matrix,
        metrics,
        phrases,
        tables,
    )

__all__ = [
    "changes",
    "code_graph",
    "cycles",
    "diagram",
    "element",
    "fragile",
    "impact",
    "lineage",
    "matrix",
    "metrics",
    "phrases",
    "tables",
]


def __getattr__(name: str) -> Any:
    """Import a presenter."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
