"""The source of a model: YAML files, or a workspace of Structurizr, told apart by what the path is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.structurizr import Workspace


def load_any(path: Path) -> Model:
    """The model at ``path``: a model file, a folder of them, or a ``.json`` file that holds a workspace.

    Raises ``model.ModelError``, which holds all that is wrong with it.
    """
    from sphinxcontrib_c4.model import load

    return read_any(path).model if is_workspace(path) else load(path)


def read_any(path: Path) -> Workspace:
    """The model at ``path`` with the views that come with it, which model files have none of; raises as above."""
    from sphinxcontrib_c4.model import load
    from sphinxcontrib_c4.structurizr import Workspace, read

    return read(path) if is_workspace(path) else Workspace(model=load(path))


def is_workspace(path: Path) -> bool:
    """Whether ``path`` is called what a workspace is."""
    return path.suffix.lower() == ".json"
