"""The source of a model: YAML files, or another tool's workspace, told apart by what the path is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import load

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxcontrib_c4.model import Model


def load_any(path: Path) -> Model:
    """The model at ``path``: a model file or a folder of them.

    Raises ``model.ModelError``, which holds all that is wrong with it.
    """
    return load(path)
