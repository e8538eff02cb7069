"""Models from any source: YAML files or a Structurizr workspace, distinguished by the file name.

A workspace is JSON, or text in Structurizr's DSL, which a command of the user compiles to JSON. Both packages are
imported on demand: registering the extension must not import them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxcontrib_c4.model import Mode, Model
    from sphinxcontrib_c4.structurizr import Workspace

_COMPILED = " (compiled)"
"""The end of the path in positions in the JSON that a workspace in the DSL was compiled to."""

_DSL = ".dsl"
_COMMAND, _MODE = "C4_STRUCTURIZR_COMMAND", "C4_STRUCTURIZR_MODE"


class WorkspaceOptions(NamedTuple):
    """How to read a workspace.

    ``command`` compiles the DSL, or is ``""``. ``mode`` is the mode of relationships that state none: ``sync``,
    ``async`` or ``unknown``.
    """

    command: str = ""
    mode: str = "unknown"

    @classmethod
    def from_environment(cls) -> WorkspaceOptions:
        """Return the options in the environment variables ``C4_STRUCTURIZR_COMMAND`` and ``C4_STRUCTURIZR_MODE``."""
        return cls(os.environ.get(_COMMAND, ""), os.environ.get(_MODE) or "unknown")


def load_any(path: Path) -> Model:
    """Return the model at ``path``: a model file, a folder of model files, or a workspace (``.json`` or ``.dsl``).

    Raises:
        ModelError: the model is invalid; the exception holds all faults.
    """
    from sphinxcontrib_c4.model import load

    return read_any(path).model if is_workspace(path) else load(path)


def read_any(path: Path, options: WorkspaceOptions | None = None, *, compiled: bytes | None = None) -> Workspace:
    """Return the model at ``path`` with its own views; model files define no views.

    Args:
        options: how to read a workspace; by default, the options in the environment.
        compiled: the JSON to which a workspace in the DSL has been compiled, if that is known.

    Raises:
        ModelError: the model is invalid; the exception holds all faults.
    """
    from sphinxcontrib_c4.model import load
    from sphinxcontrib_c4.structurizr import Workspace, read_workspace

    if not is_workspace(path):
        return Workspace(model=load(path))
    options = options or WorkspaceOptions.from_environment()
    if is_dsl(path) and compiled is None:
        compiled = compile_workspace(path, options)
    name = f"{path.as_posix()}{_COMPILED}" if is_dsl(path) else ""
    return read_workspace(path, default_mode=_default_mode(path, options), compiled=compiled, name=name)


def compile_workspace(path: Path, options: WorkspaceOptions, *, folder: Path | None = None) -> bytes:
    """Return the JSON of a workspace in the DSL; ``folder`` is that of the cache, by default the user's.

    Raises:
        ModelError: there is no command, or it fails.
    """
    from sphinxcontrib_c4.structurizr import compile_cached, uncompiled_error, user_cache_folder

    if not options.command:
        raise uncompiled_error(path)
    return compile_cached(path, options.command, folder or user_cache_folder())


def is_workspace(path: Path) -> bool:
    """Return whether the name of ``path`` is that of a workspace."""
    return path.suffix.lower() == ".json" or is_dsl(path)


def is_dsl(path: Path) -> bool:
    """Return whether the name of ``path`` is that of a workspace in Structurizr's DSL."""
    return path.suffix.lower() == _DSL


def is_compiled(path: str) -> bool:
    """Return whether a position with this path is in the JSON that a workspace was compiled to."""
    return path.endswith(_COMPILED)


def _default_mode(path: Path, options: WorkspaceOptions) -> Mode:
    from sphinxcontrib_c4.model import Fault, Mode, ModelError, Position

    if options.mode in tuple(Mode):
        return Mode(options.mode)
    message = f"unknown mode {options.mode!r} of relationships; write sync, async or unknown"
    raise ModelError([Fault(Position(path.as_posix(), 1, 1), message, "", f"correct the environment variable {_MODE}")])
