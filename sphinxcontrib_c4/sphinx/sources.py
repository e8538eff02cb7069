"""Sources: the model and the settings, kept from one build to the next.

A model that was read without a fault is kept under a digest of the bytes that it was read from. As long
as these are the same, no build reads them again; most do not even need the model.
"""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.analyses import Analyses
from sphinxcontrib_c4.sphinx.keeping import digest_of, imprint, keep_only, kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings

_SUFFIX = ".model"


class Sources(NamedTuple):
    """What answers are made from.

    ``primary_system`` is the full name of the system that is meant where none is named, or ``""``.
    """

    model: Model
    settings: Settings
    primary_system: str
    analyses: Analyses

    def report(self) -> Report:
        """The report on all systems, which is made once."""
        return self.analyses.report(self.model)


class KeptSources:
    """The sources of a project; ``imprint`` is another one when any answer may be."""

    def __init__(self, confdir: Path, settings: Settings, *, folder: Path) -> None:
        """Take the model that ``settings`` name, relative to ``confdir``, and keep it in ``folder``.

        Raises ``ConfigError`` where it cannot be used.
        """
        self._path = path = confdir / settings.model
        self._settings = settings
        self._folder = folder
        self._sources: Sources | None = None
        key = imprint(__version__, settings.primary_system, repr(settings.analysis), *_bytes_digests(path))
        self._kept = folder / f"{key[:40]}{_SUFFIX}"
        self._analyses = Analyses(settings, confdir=confdir, folder=folder, model=key)
        self.imprint = imprint(key, repr(settings), self._analyses.imprint)
        if not self._kept.exists():
            self._sources = self._read()

    def get(self) -> Sources:
        """The sources. Raises ``ConfigError`` where the model cannot be used after all."""
        if self._sources is None:
            self._sources = self._recalled() or self._read()
        return self._sources

    def _recalled(self) -> Sources | None:
        """The sources as they were kept; a file that cannot be read is no reason to fail."""
        try:
            model, primary_system = pickle.loads(kept(self._kept))
        except Exception:  # whatever unpickling damaged or foreign bytes may raise
            return None
        return Sources(model, self._settings, primary_system, self._analyses)

    def _read(self) -> Sources:
        model, primary_system = _read(self._path, self._settings)
        if all("/" not in file.path for file in model.files):  # others are in no digest
            keep_only(self._kept, pickle.dumps((model, primary_system), pickle.HIGHEST_PROTOCOL))
        return Sources(model, self._settings, primary_system, self._analyses)


def _read(path: Path, settings: Settings) -> tuple[Model, str]:
    """The model at ``path`` and its primary system; the names in ``settings`` are held against it."""
    from sphinxcontrib_c4.model import Kind, ModelError, NameFault, load, resolve

    named = settings.primary_system
    try:
        model = load(path)
        systems = [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]
        primary_system = resolve(named, systems) if named else model.primary_system
    except ModelError as error:
        raise ConfigError(f"the model of c4_model = {settings.model!r} cannot be used:\n\n{error}") from None
    except NameFault as fault:
        raise ConfigError(f"c4_primary_system names no system of the model: {fault}") from None
    _check_analysis(model, settings)
    return model, primary_system


def _check_analysis(model: Model, settings: Settings) -> None:
    """Raise ``ConfigError`` where the settings of the analysis name what the model does not have."""
    if not settings.analysis:
        return
    from sphinxcontrib_c4.analysis import name_faults

    faults = [f"c4_analysis: {fault}" for fault in name_faults(settings.analysis, model)]
    if faults:
        raise ConfigError("\n".join(["conf.py cannot be used:", *faults]))


def _bytes_digests(path: Path) -> Iterator[str]:
    """The names of the files that the model at ``path`` may be read from, and digests of their bytes."""
    folder = path.parent if path.name == "landscape.yaml" else path
    if not folder.is_dir():
        yield from (path.name, digest_of(path))
        return
    for name in sorted(os.listdir(folder)):
        if name.endswith((".yaml", ".yml")):
            yield from (name, digest_of(folder / name))
