"""The directives, which are imported and registered when a build reads a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.directives import diagram, element, legend, tables, text, workspace
from sphinxcontrib_c4.sphinx.directives.reports import (
    changes,
    code_graph,
    cycles,
    fragile,
    impact,
    lineage,
    matrix,
    metrics,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxcontrib_c4.sphinx.directives.base import C4Directive

__all__ = ["DIRECTIVES"]

_MODULES = (
    diagram,
    element,
    legend,
    tables,
    text,
    workspace,
    changes,
    code_graph,
    cycles,
    fragile,
    impact,
    lineage,
    matrix,
    metrics,
)

DIRECTIVES: Mapping[str, type[C4Directive]] = {
    name: directive for module in _MODULES for name, directive in module.DIRECTIVES.items()
}
"""The classes of all directives by name."""
