"""Models from any source: YAML files or a Structurizr workspace, distinguished by the file name.

Both packages are imported on demand: registering the extension must not import them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.structurizr import Workspace


def load_any(path: Path) -> Model:
    """Return the model at ``path``: a model file, a folder of model files, or a workspace (``.json``).

    Raises:
        ModelError: the model is invalid; the exception holds all faults.
    """
    from sphinxcontrib_c4.model import load

    return read_any(path).model if is_workspace(path) else load(path)


def read_any(path: Path) -> Workspace:
    """Return the model at ``path`` with its own views; model files define no views.

    Raises:
        ModelError: the model is invalid; the exception holds all faults.
    """
    from sphinxcontrib_c4.model import load
    from sphinxcontrib_c4.structurizr import Workspace, read_workspace

    return read_workspace(path) if is_workspace(path) else Workspace(model=load(path))


def is_workspace(path: Path) -> bool:
    """Return whether the name of ``path`` is that of a workspace."""
    return path.suffix.lower() == ".json"
