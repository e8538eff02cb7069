"""The cache of the model.

A valid model is pickled under a fingerprint of the bytes that it was read from. A build reads the model files again
only if these bytes have changed; most builds do not even need the model.
"""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model_source import is_workspace, load_any, read_any
from sphinxcontrib_c4.sphinx.cache.report import ReportCache
from sphinxcontrib_c4.sphinx.cache.store import cache_path, file_fingerprint, fingerprint, load_pickle, write_single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.views import View

_SUFFIX = ".model"


class UnmappedPart(NamedTuple):
    """A part of a workspace that a model cannot express: its description, position and JSON path."""

    description: str
    location: str
    path: str


class LoadedModel(NamedTuple):
    """A model and, if it comes from a workspace, the views of that workspace by their keys.

    ``primary_system`` is the full name of the system of directives without an argument, or ``""``.
    """

    model: Model
    primary_system: str
    views: Mapping[str, View]
    unmapped: tuple[UnmappedPart, ...]

    @property
    def included_digests(self) -> tuple[str, ...]:
        """The digests of the files outside the folder of the model, which the key of the cache does not cover."""
        return tuple(file.digest for file in self.model.files if "/" in file.path)


class QueryContext(NamedTuple):
    """The input of a query: the model, the settings, the views of a workspace by their keys, and the analysis.

    ``primary_system`` is the full name of the system of directives without an argument, or ``""``.
    """

    model: Model
    settings: Settings
    primary_system: str
    reports: ReportCache
    views: Mapping[str, View] = MappingProxyType({})

    def report(self) -> Report:
        """Return the report on all systems, which is computed once."""
        return self.reports.report(self.model)


class ModelCache:
    """The model of a project; ``fingerprint`` changes whenever a query result may change."""

    def __init__(self, confdir: Path, settings: Settings, *, folder: Path) -> None:
        """Find or read the model.

        Args:
            confdir: the folder that ``settings.model`` is relative to.
            folder: the folder of the cache.

        Raises:
            ConfigError: the model or the baseline is invalid.
        """
        self._path = path = confdir / settings.model
        self._settings = settings
        self._loaded: LoadedModel | None = None
        key = fingerprint(__version__, settings.primary_system, repr(settings.analysis), *_file_fingerprints(path))
        self._file = cache_path(folder, key, _SUFFIX)
        self._is_new = not self._file.exists()
        if self._is_new:
            self._loaded = self._read()
            included = self._loaded.included_digests
            key = fingerprint(key, *included) if included else key
        self._reports = ReportCache(settings, confdir=confdir, folder=folder, model=key)
        self.fingerprint = fingerprint(key, repr(settings), self._reports.fingerprint)

    def context(self) -> QueryContext:
        """Return the input of queries.

        Raises:
            ConfigError: the cached model is damaged, and the model files are invalid.
        """
        loaded = self._load()
        return QueryContext(loaded.model, self._settings, loaded.primary_system, self._reports, loaded.views)

    def unmapped(self, *, always: bool) -> tuple[UnmappedPart, ...]:
        """Return the unmapped parts of a workspace if this build has read it, or ``always``."""
        return self._load().unmapped if is_workspace(self._path) and (always or self._is_new) else ()

    def _load(self) -> LoadedModel:
        if self._loaded is None:
            parts = load_pickle(self._file)
            self._loaded = LoadedModel(*parts) if parts else self._read()
        return self._loaded

    def _read(self) -> LoadedModel:
        loaded = _read(self._path, self._settings)
        if not loaded.included_digests:
            write_single(self._file, tuple(loaded))
        return loaded


def _read(path: Path, settings: Settings) -> LoadedModel:
    """Return the model at ``path``, after a check of the settings that name parts of it."""
    from sphinxcontrib_c4.model import ModelError

    try:
        model, views, unmapped = _read_parts(path)
    except ModelError as error:
        raise ConfigError(f"c4_model = {settings.model!r} is not a valid model:\n\n{error}") from None
    primary_system = _resolve_primary_system(model, settings) if settings.primary_system else model.primary_system
    _check_analysis(model, settings)
    return LoadedModel(model, primary_system, views, unmapped)


def _read_parts(path: Path) -> tuple[Model, Mapping[str, View], tuple[UnmappedPart, ...]]:
    if not is_workspace(path):
        return load_any(path), {}, ()
    workspace = read_any(path)
    unmapped = (UnmappedPart(str(each), str(each.position), each.path) for each in workspace.unmapped)
    return workspace.model, dict(workspace.views), tuple(unmapped)


def _resolve_primary_system(model: Model, settings: Settings) -> str:
    from sphinxcontrib_c4.model import Kind, NameLookupError, resolve
    from sphinxcontrib_c4.sphinx.lookup import describe_name

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


def _file_fingerprints(path: Path) -> Iterator[str]:
    """Yield the names of the files that the model at ``path`` may be read from, and their fingerprints."""
    folder = path.parent if path.name == "landscape.yaml" else path
    if not folder.is_dir():
        yield from (path.name, file_fingerprint(path))
        return
    for name in sorted(os.listdir(folder)):
        if name.endswith((".yaml", ".yml")):
            yield from (name, file_fingerprint(folder / name))
