"""The candidates of a model, which are read from its extracted files when a query needs them.

The bytes of extracted files are part of the fingerprint of the model, so a page is checked again when they change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.model_source import is_workspace
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxcontrib_c4.codegraph import CodeGraph
    from sphinxcontrib_c4.model import Model


class CodeGraphCache:
    """The code graph of the model at one path."""

    def __init__(self, path: Path) -> None:
        """Take the path of the model; nothing is read yet."""
        self._path = path
        self._graph: CodeGraph | None = None

    def graph(self, model: Model) -> CodeGraph:
        """Return the code graph of ``model``.

        Raises:
            QueryError: an extracted file cannot be read.
        """
        if self._graph is None:
            self._graph = self._read(model)
        return self._graph

    def _read(self, model: Model) -> CodeGraph:
        from sphinxcontrib_c4.codegraph import CodeGraph, read_code_graph
        from sphinxcontrib_c4.model import ModelError

        if is_workspace(self._path):
            return CodeGraph()
        try:
            return read_code_graph(self._path, model)
        except ModelError as error:
            fault = error.faults[0]
            reason = f"an extracted file cannot be read: {fault.position}: {fault.message}"
            raise QueryError(WarningType.EVIDENCE, reason) from error
