"""Sources: the model and the settings, kept from one build to the next.

A model that was read without a fault is kept under a digest of the bytes that it was read from. As long
as these are the same, no build reads them again; most do not even need the model.
"""

from __future__ import annotations

import os
import pickle
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.model_source import is_workspace, load_any, read_any
from sphinxcontrib_c4.sphinx.cache.report import Analyses
from sphinxcontrib_c4.sphinx.cache.store import digest_of, imprint, keep_only, recalled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.views import View


_SUFFIX = ".model"


class Leftover(NamedTuple):
    """Something that a workspace says and a model has no place for: what it is, and where it stands."""

    what: str
    location: str
    path: str


class Read(NamedTuple):
    """What was read: the model and, if it comes from a workspace, the views in it by their keys.

    ``primary_system`` is the full name of the system that is meant where none is named, or ``""``.
    """

    model: Model
    primary_system: str
    views: Mapping[str, View]
    leftovers: tuple[Leftover, ...]

    @property
    def digests_elsewhere(self) -> tuple[str, ...]:
        """The digests of files that are not directly in the folder of the model: nobody else looks at these."""
        return tuple(file.digest for file in self.model.files if "/" in file.path)


class Sources(NamedTuple):
    """What answers are made from.

    ``primary_system`` is the full name of the system that is meant where none is named, or ``""``. ``views`` are
    those of a workspace by their keys; model files have none.
    """

    model: Model
    settings: Settings
    primary_system: str
    analyses: Analyses
    views: Mapping[str, View] = MappingProxyType({})

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
        self._found: Read | None = None
        key = imprint(__version__, settings.primary_system, repr(settings.analysis), *_bytes_digests(path))
        self._kept = folder / f"{key[:40]}{_SUFFIX}"
        self._is_new = not self._kept.exists()
        if self._is_new:
            self._found = self._read()
            elsewhere = self._found.digests_elsewhere
            key = imprint(key, *elsewhere) if elsewhere else key
        self._analyses = Analyses(settings, confdir=confdir, folder=folder, model=key)
        self.imprint = imprint(key, repr(settings), self._analyses.imprint)

    def get(self) -> Sources:
        """The sources. Raises ``ConfigError`` where the model cannot be used after all."""
        found = self._once()
        return Sources(found.model, self._settings, found.primary_system, self._analyses, found.views)

    def leftovers(self, *, again: bool) -> tuple[Leftover, ...]:
        """What was not taken over from a workspace that was read just now, or ``again`` at an earlier time.

        Raises what :meth:`get` raises.
        """
        return self._once().leftovers if is_workspace(self._path) and (again or self._is_new) else ()

    def _once(self) -> Read:
        if self._found is None:
            self._found = self._recalled() or self._read()
        return self._found

    def _recalled(self) -> Read | None:
        """What was kept; a file that cannot be read is no reason to fail."""
        parts = recalled(self._kept)
        return Read(*parts) if parts else None

    def _read(self) -> Read:
        found = _read(self._path, self._settings)
        if not found.digests_elsewhere:
            keep_only(self._kept, pickle.dumps(tuple(found), pickle.HIGHEST_PROTOCOL))
        return found


def _read(path: Path, settings: Settings) -> Read:
    """What is at ``path``; the names in ``settings`` are held against it."""
    from sphinxcontrib_c4.model import Kind, ModelError, NameLookupError, resolve

    named = settings.primary_system
    try:
        model, views, leftovers = _parts(path)
        systems = [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]
        primary_system = resolve(named, systems) if named else model.primary_system
    except ModelError as error:
        raise ConfigError(f"the model of c4_model = {settings.model!r} cannot be used:\n\n{error}") from None
    except NameLookupError as fault:
        from sphinxcontrib_c4.sphinx.lookup import what_is

        told = what_is(model, named) or str(fault)
        raise ConfigError(f"c4_primary_system names no system of the model: {told}") from None
    _check_analysis(model, settings)
    return Read(model, primary_system, views, leftovers)


def _parts(path: Path) -> tuple[Model, Mapping[str, View], tuple[Leftover, ...]]:
    """The model at ``path``, its views by their keys, and what is not taken over. Raises ``ModelError``."""
    if not is_workspace(path):
        return load_any(path), {}, ()
    found = read_any(path)
    leftovers = (Leftover(str(each), str(each.position), each.path) for each in found.unmapped)
    return found.model, dict(found.views), tuple(leftovers)


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
