"""The reader of the model, for a build that does not find it in the cache, and the checks of settings against it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4.model import Kind, ModelError, NameLookupError, resolve
from sphinxcontrib_c4.model_source import (
    WorkspaceOptions,
    compile_workspace,
    is_dsl,
    is_workspace,
    load_any,
    read_any,
)
from sphinxcontrib_c4.sphinx.cache.store import file_fingerprint
from sphinxcontrib_c4.sphinx.lookup import describe_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.structurizr import UnmappedItem, Workspace
    from sphinxcontrib_c4.views import View


class UnmappedPart(NamedTuple):
    """A part of a workspace that a model cannot express: its description, position and JSON path."""

    description: str
    location: str
    path: str


class LoadedModel(NamedTuple):
    """A model and, if it comes from a workspace, the views of that workspace by their keys.

    ``primary_system`` is the full name of the system of directives without an argument, or ``""``. The other fields
    are those of a ``Workspace``.
    """

    model: Model
    primary_system: str
    views: Mapping[str, View]
    unmapped: tuple[UnmappedPart, ...]
    presentation: UnmappedPart | None
    undrawn_views: Mapping[str, str]

    @property
    def included_digests(self) -> tuple[str, ...]:
        """The digests of the files outside the folder of the model, which the key of the cache does not cover."""
        return tuple(file.digest for file in self.model.files if "/" in file.path)


def read_model(path: Path, settings: Settings, *, folder: Path) -> LoadedModel:
    """Return the model at ``path``; ``folder`` is that of the cache.

    Raises:
        ConfigError: the model is invalid, or a setting names an unknown part of it.
    """
    try:
        workspace = _read_workspace(path, settings, folder) if is_workspace(path) else None
        model = workspace.model if workspace else load_any(path)
    except ModelError as error:
        raise ConfigError(f"c4_model = {settings.model!r} is not a valid model:\n\n{error}") from None
    primary_system = _resolve_primary_system(model, settings) if settings.primary_system else model.primary_system
    _check_analysis(model, settings)
    if workspace is None:
        return LoadedModel(model, primary_system, {}, (), None, {})
    return LoadedModel(
        model,
        primary_system,
        dict(workspace.views),
        tuple(map(_unmapped_part, workspace.unmapped)),
        _unmapped_part(workspace.presentation) if workspace.presentation else None,
        dict(workspace.undrawn_views),
    )


def _read_workspace(path: Path, settings: Settings, folder: Path) -> Workspace:
    """Return a workspace; one in the DSL is compiled only if one of its files or the command has changed."""
    options = WorkspaceOptions(settings.structurizr_command, settings.structurizr_mode)
    if not is_dsl(path) or not options.command:
        return read_any(path, options)
    return read_any(path, options, compiled=compile_workspace(path, options, folder=folder))


def dsl_fingerprints(path: Path) -> Iterator[str]:
    """Yield the paths of the files that a workspace in the DSL is compiled from, and their fingerprints."""
    from sphinxcontrib_c4.structurizr import included_files

    for file in included_files(path):
        yield from (os.path.relpath(file, path.parent), file_fingerprint(file))


def _unmapped_part(item: UnmappedItem) -> UnmappedPart:
    return UnmappedPart(str(item), str(item.position), item.path)


def _resolve_primary_system(model: Model, settings: Settings) -> str:
    name = settings.primary_system
    try:
        return resolve(name, [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM])
    except NameLookupError as error:
        reason = describe_name(model, name) or str(error)
        raise ConfigError(f"c4_primary_system must name a system of the model: {reason}") from None


def _check_analysis(model: Model, settings: Settings) -> None:
    """Raise ``ConfigError`` if the settings of the analysis name unknown parts of the model."""
    if not settings.analysis:
        return
    from sphinxcontrib_c4.analysis import find_unknown_names

    errors = [f"c4_analysis: {error}" for error in find_unknown_names(settings.analysis, model)]
    if errors:
        raise ConfigError("\n".join(["invalid settings in conf.py:", *errors]))
