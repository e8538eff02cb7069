"""Files of the caches: atomic writes, pickles, JSON and fingerprints.

A file that is damaged, truncated, of another kind or unreadable counts as missing: nothing is unpickled that
``write_sealed`` has not written under the same name. A file is written beside its path and renamed, so that two builds
in one folder never read half of it.
"""

from __future__ import annotations

import json
import marshal
import pickle
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from sphinxcontrib_c4.output_files import read_bytes_or_empty, read_sealed, seal, write_file
from sphinxcontrib_c4.sphinx.logging import abort_build
from sphinxcontrib_c4.sphinx.objects import NAME

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_KEY_LENGTH = 40


def cache_folder(app: Sphinx) -> Path:
    """Return the folder of all caches of a project."""
    return Path(app.doctreedir, NAME)


def cache_path(folder: Path, key: str, suffix: str) -> Path:
    """Return the file of the value with the fingerprint ``key``."""
    return folder / f"{key[:_KEY_LENGTH]}{suffix}"


def output_cache_path(app: Sphinx, suffix: str) -> Path:
    """Return the path of the file that describes the output folder of a builder."""
    key = fingerprint(app.builder.name, str(app.outdir))
    return cache_path(cache_folder(app), key, suffix)


def write_atomic(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that no process reads half of it, and create its folder if necessary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, data)


def write_cache(path: Path, data: bytes) -> None:
    """Write ``data`` to the file ``path`` of a cache. If that fails, delete the file, which is then outdated.

    A link or a pipe in the place of the file is replaced: a pipe without a reader would block the build.

    Raises:
        BuildAbortedError: the file can be neither written nor deleted.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        delete_file(path)
    try:
        write_atomic(path, data)
    except OSError as error:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            reason = (error.strerror or str(error)).lower()
            raise abort_build(ConfigError(f"the cache {path} cannot be written: {reason}; delete it")) from None


def write_sealed(path: Path, data: bytes) -> None:
    """Write ``data`` to the sealed file ``path``."""
    write_cache(path, seal(path, data))


def write_single(path: Path, value: object) -> None:
    """Pickle ``value`` to ``path``, and delete the other files of its folder with the same suffix."""
    for earlier in path.parent.glob(f"*{path.suffix}"):
        if earlier != path:
            delete_file(earlier)
    write_pickle(path, value)


def delete_file(path: Path) -> None:
    """Delete a file if it exists and if that is possible."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def write_pickle(path: Path, value: object) -> None:
    """Pickle ``value`` to ``path``."""
    write_sealed(path, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def load_pickle(path: Path) -> Any:
    """Return the value that ``write_pickle`` wrote to ``path``, or ``None`` if the file is missing or damaged."""
    data = read_sealed(path)
    return pickle.loads(data) if data else None


def load_json(path: Path) -> Any:
    """Return the JSON value in ``path``, or ``None`` if the file is missing or damaged."""
    try:
        return json.loads(read_bytes_or_empty(path))
    except (ValueError, RecursionError):
        return None


def load_text_map(path: Path) -> dict[str, str]:
    """Return the JSON object of texts in ``path``; it is empty if the file is missing or damaged."""
    value = load_json(path)
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}


def fingerprint(*values: Any) -> str:
    """Return a SHA-256 of plain values: strings, numbers, tuples, lists and dictionaries.

    It changes with the order of the values, too. Version 0 of the format ignores which values are one object.
    """
    return sha256(marshal.dumps(values, 0)).hexdigest()


def file_fingerprint(path: Path) -> str:
    """Return a SHA-256 of the content of a file, or ``""`` if it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""  # a pipe would block the build
    except OSError:
        return ""


class Mark:
    """A file with the fingerprint of the input for which an expensive question had the answer "nothing to do"."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def matches(self, value: str) -> bool:
        """Return whether ``value`` is the fingerprint that was stored last."""
        return bool(value) and read_bytes_or_empty(self._path) == value.encode("ascii")

    def store(self, value: str) -> None:
        """Store a fingerprint."""
        write_cache(self._path, value.encode("ascii"))
