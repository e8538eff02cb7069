"""Sources: the model and the settings, kept from one build to the next.

A model that was read without a fault is kept under a digest of the bytes that it was read from. As long
as these are the same, no build reads them again; most do not even need the model.
"""

from __future__ import annotations

import os
import pickle
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.keeping import imprint, keep, kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


class KeptSources:
    """The sources of a project; ``imprint`` is another one when any answer may be."""

    def __init__(self, path: Path, settings: Settings, *, folder: Path) -> None:
        """Take the model at ``path``, and keep it in ``folder``. Raises ``ConfigError`` where it cannot be used."""
        self._path = path
        self._settings = settings
        self._folder = folder
        self._sources: Sources | None = None
        key = imprint(__version__, settings.primary_system, *_bytes_digests(path))
        self._kept = folder / f"{key[:40]}{_SUFFIX}"
        self.imprint = imprint(key, repr(settings))
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
        return Sources(model, self._settings, primary_system)

    def _read(self) -> Sources:
        sources = _read(self._path, self._settings)
        if all("/" not in file.path for file in sources.model.files):  # others are in no digest
            for earlier in self._folder.glob(f"*{_SUFFIX}"):
                earlier.unlink(missing_ok=True)
            keep(self._kept, pickle.dumps((sources.model, sources.primary_system), pickle.HIGHEST_PROTOCOL))
        return sources


def _read(path: Path, settings: Settings) -> Sources:
    from sphinxcontrib_c4.model import Kind, ModelError, NameFault, load, resolve

    named = settings.primary_system
    try:
        model = load(path)
        systems = [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]
        return Sources(model, settings, resolve(named, systems) if named else model.primary_system)
    except ModelError as error:
        raise ConfigError(f"the model of c4_model = {settings.model!r} cannot be used:\n\n{error}") from None
    except NameFault as fault:
        raise ConfigError(f"c4_primary_system names no system of the model: {fault}") from None


def _digest(path: Path) -> str:
    """The digest of the bytes of a file; of one that cannot be read, the model's reader says so."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _bytes_digests(path: Path) -> Iterator[str]:
    """The names of the files that the model at ``path`` may be read from, and digests of their bytes."""
    folder = path.parent if path.name == "landscape.yaml" else path
    if not folder.is_dir():
        yield from (path.name, _digest(path))
        return
    for name in sorted(os.listdir(folder)):
        if name.endswith((".yaml", ".yml")):
            yield from (name, _digest(folder / name))
