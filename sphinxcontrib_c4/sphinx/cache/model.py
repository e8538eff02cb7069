"""The cache of the model.

A valid model is pickled under a fingerprint of the bytes that it was read from. A build reads the model files again
only if these bytes have changed; most builds do not even need the model.
"""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sphinxcontrib_c4.distribution import code_version
from sphinxcontrib_c4.model_source import is_dsl, is_workspace
from sphinxcontrib_c4.sphinx.cache.changes import ChangesCache
from sphinxcontrib_c4.sphinx.cache.code_graph import CodeGraphCache
from sphinxcontrib_c4.sphinx.cache.report import ReportCache
from sphinxcontrib_c4.sphinx.cache.store import cache_path, file_fingerprint, fingerprint, load_pickle, write_single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.changes import ChangeReport
    from sphinxcontrib_c4.codegraph import CodeGraph
    from sphinxcontrib_c4.model import Fault, Model
    from sphinxcontrib_c4.sphinx.cache.model_reader import LoadedModel, UnmappedPart
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.views import View

ResultT = TypeVar("ResultT")

_SUFFIX = ".model"


class QueryContext(NamedTuple):
    """The input of a query: the model, the settings, the views of a workspace by their keys, and the analysis.

    ``primary_system`` is the full name of the system of directives without an argument, or ``""``. ``undrawn_views``
    maps the keys of views of a workspace that cannot be drawn to the reason.
    """

    model: Model
    settings: Settings
    primary_system: str
    reports: ReportCache
    graphs: CodeGraphCache
    earlier: ChangesCache
    views: Mapping[str, View] = MappingProxyType({})
    undrawn_views: Mapping[str, str] = MappingProxyType({})

    def code_graph(self) -> CodeGraph:
        """Return the candidates and what they were extracted from.

        Raises:
            QueryError: an extracted file cannot be read.
        """
        return self.graphs.graph(self.model)

    def changes(self) -> ChangeReport:
        """Return the changes since the model that ``c4_changes_base`` names, which are computed once.

        Raises:
            QueryError: there is no such model.
        """
        return self.earlier.report(self.model)

    def report(self) -> Report:
        """Return the report on all systems, which is computed once."""
        return self.reports.what_if_report(self.model) if self.model.assumptions else self.reports.report(self.model)

    def latest(self, kind: str, names: tuple[str, ...], compute: Callable[[], ResultT]) -> ResultT:
        """Return the result of ``compute`` about ``names``, which the next query of this ``kind`` may need again."""
        return self.reports.latest(kind, (names, self.model.title, self.model.assumptions), compute)

    def assuming(self, without: tuple[str, ...], asynchronous: tuple[str, ...]) -> QueryContext:
        """Return the context of a what-if: of the model without some flows, and with some asynchronous ones.

        Raises:
            QueryError: a name of a flow is unknown or ambiguous.
        """
        if not without and not asynchronous:
            return self
        from sphinxcontrib_c4.sphinx.cache.report_builder import assume_flows

        return self._replace(model=assume_flows(self.model, without, asynchronous))


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
        self._graphs = CodeGraphCache(path)
        self._folder = folder
        reading = (settings.primary_system, repr(settings.analysis), *_workspace_settings(path, settings))
        key = fingerprint(code_version(), *reading, *_file_fingerprints(path))
        self._file = cache_path(folder, key, _SUFFIX)
        self._is_new = not self._file.exists()
        if self._is_new:
            self._loaded = self._read()
            digests = self._loaded.included_digests
            key = fingerprint(key, *digests) if digests else key
        self._reports = ReportCache(settings, confdir=confdir, folder=folder, model=key)
        self._earlier = ChangesCache(settings, confdir=confdir, file_fingerprints=_file_fingerprints)
        self.fingerprint = fingerprint(key, repr(settings), self._reports.fingerprint, self._earlier.fingerprint)

    def context(self) -> QueryContext:
        """Return the input of queries.

        Raises:
            ConfigError: the cached model is damaged, and the model files are invalid.
        """
        model_data = self._load()
        parts = (
            model_data.model,
            self._settings,
            model_data.primary_system,
            self._reports,
            self._graphs,
            self._earlier,
            model_data.views,
            model_data.undrawn_views,
        )
        return QueryContext(*parts)

    def warnings(self, *, always: bool) -> tuple[Fault, ...]:
        """Return the warnings about the model if this build has read it, or ``always``."""
        return self._load().model.warnings if always or self._is_new else ()

    def unmapped(self, *, always: bool) -> tuple[UnmappedPart, ...]:
        """Return the unmapped parts of a workspace if this build has read it, or ``always``."""
        return self._load().unmapped if is_workspace(self._path) and (always or self._is_new) else ()

    def presentation(self, *, always: bool) -> UnmappedPart | None:
        """Return the presentation in a workspace if this build has read it, or ``always``."""
        return self._load().presentation if is_workspace(self._path) and (always or self._is_new) else None

    def _load(self) -> LoadedModel:
        if self._loaded is None:
            self._loaded = load_pickle(self._file)
        if self._loaded is None:
            self._is_new = True
            self._loaded = self._read()
        return self._loaded

    def _read(self) -> LoadedModel:
        from sphinxcontrib_c4.sphinx.cache.model_reader import read_model

        model_data = read_model(self._path, self._settings, folder=self._folder)
        if not model_data.included_digests:
            write_single(self._file, model_data)
        return model_data


def _workspace_settings(path: Path, settings: Settings) -> tuple[str, ...]:
    """Return the settings that change how a workspace is read."""
    return (settings.structurizr_command, settings.structurizr_mode) if is_workspace(path) else ()


def _file_fingerprints(path: Path) -> Iterator[str]:
    """Yield the names of the files that the model at ``path`` may be read from, and their fingerprints."""
    if is_dsl(path):
        from sphinxcontrib_c4.sphinx.cache.model_reader import dsl_fingerprints

        yield from dsl_fingerprints(path)
        return
    folder = path.parent if path.name == "landscape.yaml" else path
    if not os.path.isdir(folder):
        yield from (path.name, file_fingerprint(path))
        for suffix in (".graph.yaml", ".cycles.json"):
            file = path.with_name(f"{path.stem}{suffix}")
            if os.path.isfile(file):
                yield from (file.name, file_fingerprint(file))
        return
    for name in _names(folder):
        if name.endswith((".yaml", ".yml", ".cycles.json")):
            yield from (name, file_fingerprint(folder / name))


def _names(folder: Path) -> list[str]:
    """Return the names of the files in ``folder``; none if it cannot be read, which the reader of the model reports."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
