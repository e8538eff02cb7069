"""The reader of the model, for a build that does not find it in the cache, and the checks of settings against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4.model import Kind, ModelError, NameLookupError, resolve
from sphinxcontrib_c4.model_source import is_workspace, load_any, read_any
from sphinxcontrib_c4.sphinx.lookup import describe_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.structurizr import UnmappedItem
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


def read_model(path: Path, settings: Settings) -> LoadedModel:
    """Return the model at ``path``.

    Raises:
        ConfigError: the model is invalid, or a setting names an unknown part of it.
    """
    try:
        workspace = read_any(path) if is_workspace(path) else None
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
